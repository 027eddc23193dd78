"""The small library behind the chapters: one concept, one module.

Data flows from left to right, and a module imports only from its left:

    corpora -> tokenization, subwords, vocab -> batching -> attention -> encoder, decoder -> seq2seq
            -> normalization, multi_head, positions, transformer_layers, transformer, vit -> models
            -> sampling, beam, tree, decoding, lengths -> bleu -> metrics -> teacher_forcing -> training
            -> minimum_risk -> disk, schema, weights, checkpoint -> probing
            -> prefixes, exposure, oracle, alignment -> runs, experiments -> plots -> labs -> exercises
    recipes and commands, for the command line, stand beside them

Nothing is imported here, so `import course_lib` costs nothing: write `from course_lib.vocab import Vocab`.
"""

__version__ = "0.1.0"
