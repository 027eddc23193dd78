"""`score`: sacrebleu's scores of a file of outputs against a file of references."""

import argparse

from ..corpora.files import read_both
from ..metrics import scores


def run(options: argparse.Namespace) -> None:
    """Sacrebleu's BLEU, chrF and TER of a file of outputs against a file of references."""
    outputs, references = read_both(options.output, options.reference)
    for name, one in scores(
        outputs, references, tokenize=options.tokenize, lowercase=options.lowercase
    ).items():
        print(f"{name} {one['score']:.2f}  {one['signature']}")
