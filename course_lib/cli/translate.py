"""`translate`: a model folder turns standard input into standard output."""

import argparse
import sys
from pathlib import Path

from course_lib.data.corpora.files import lines_of
from course_lib.decoding import decode_pairs
from course_lib.training import checkpoint

from . import UsageError, prepare
from .pauses import together

CHUNK = 1024  # lines held at a time
MAX_SOURCE = 500  # tokens of a line that are read: a longer one is cut, and a warning says so
MAX_ROWS = 4096  # hypotheses worked on at a time


def run(options: argparse.Namespace) -> None:
    """Standard input to standard output, one line out for each line in, in bounded memory.

    Where the input pauses, all that came is answered; so are the lines before one that can't be read.
    """
    if sys.stdin is None:
        raise UsageError(f"standard input is closed; give it text: translate {options.folder} < FILE")
    bundle = checkpoint.load(Path(options.folder))
    prepare(bundle.model, bundle.model.config["hidden"])
    number = 0
    batch_size = max(1, min(256, MAX_ROWS // options.beam))
    for chunk in together(lines_of(sys.stdin.buffer, "standard input"), CHUNK):
        sources, places = [], []
        for line in chunk:
            number += 1
            if line.strip():  # a blank line has nothing to translate
                ids = bundle.source_vocab.encode(line)
                sources.append(ids[:MAX_SOURCE])
                places.append(number)
                if len(ids) > MAX_SOURCE:
                    print(f"standard input, line {number}: cut to {MAX_SOURCE} tokens", file=sys.stderr)
        limits = bundle.limits(sources)
        outputs = decode_pairs(bundle.model, sources, batch_size, options.beam, limits)
        for place, ids, limit in zip(places, outputs, limits.tolist(), strict=True):
            if len(ids) == limit:
                print(f"standard input, line {place}: the output was cut at {limit} tokens", file=sys.stderr)
        said = iter(outputs)
        for line in chunk:
            text = bundle.target_vocab.decode(next(said)) if line.strip() else ""
            sys.stdout.write(" ".join(text.splitlines()) + "\n")
        sys.stdout.flush()
