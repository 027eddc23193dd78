"""`score`: sacrebleu's scores of a file of outputs against a file of references."""

import argparse

from course_lib.data.corpora.files import read_both
from course_lib.metrics import scores


def run(options: argparse.Namespace) -> None:
    """Print BLEU, chrF and TER; the signatures say how texts were cut, which "auto" chooses by script."""
    outputs, references = read_both(options.output, options.reference)
    tokenize = None if options.tokenize == "auto" else options.tokenize
    for name, one in scores(outputs, references, tokenize=tokenize, lowercase=options.lowercase).items():
        print(f"{name} {one['score']:.2f}  {one['signature']}")
