"""The small library behind the chapters: one concept, one module.

Data flows from left to right, and a module imports only from its left:

    corpora -> vocab -> batching -> encoder, decoder -> seq2seq
            -> decoding -> metrics -> training -> plots -> labs

Nothing is imported here, so `import course_lib` costs nothing: write `from course_lib.vocab import Vocab`.
"""

__version__ = "0.1.0"
