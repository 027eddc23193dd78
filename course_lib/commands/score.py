"""`score`: sacrebleu's scores of a file of outputs against a file of references."""

import argparse

from ..corpora.files import read_lines
from ..metrics import scores
from . import UsageError


def run(options: argparse.Namespace) -> None:
    """Sacrebleu's BLEU, chrF and TER of a file of outputs against a file of references."""
    outputs, references = read_lines(options.output), read_lines(options.reference)
    if len(outputs) != len(references):
        raise UsageError(
            f"{options.output} has {len(outputs)} lines and {options.reference} has {len(references)}; "
            "line n of one must answer line n of the other"
        )
    for name, one in scores(
        outputs, references, tokenize=options.tokenize, lowercase=options.lowercase
    ).items():
        print(f"{name} {one['score']:.2f}  {one['signature']}")
