"""The small library behind the course. Arrows of imports point only downward:

    chapters      all that only one chapter needs: exercises, experiments, labs, figures
    kit           what chapters are made of: figures, labs, exercises, quizzes, records
    analysis      what is inside a trained model, and what goes wrong with it
    training      from pairs to weights, and to disk
    decoding      from a model to token ids
    metrics       from outputs to numbers
    models        encoders, decoders, Transformers, behind four verbs
    data          pairs of texts become tensors with masks
    disk          files written whole, worked on by one process at a time
    language      which language labels and messages speak

`cli` serves the command line and stands beside. Nothing is imported here, so `import course_lib` costs
nothing: write `from course_lib.data.vocab import Vocab`.
"""

import sys

__version__ = "2.0.0"


class _Moved:
    """An old name gets one line with its new place. Asked first: an update can leave empty folders behind."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        package, _, module = name.rpartition(".")
        if package == __name__ and module != "moved":
            from .moved import PLACES

            if module in PLACES:
                raise ImportError(f"{name} is a name of release 1. It has moved to {PLACES[module]}")


sys.meta_path.insert(0, _Moved)
