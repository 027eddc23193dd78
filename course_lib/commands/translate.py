"""`translate`: a model folder turns standard input into standard output."""

import argparse
import sys
from itertools import islice
from pathlib import Path

from .. import checkpoint
from ..corpora.files import lines_of
from ..decoding import decode_pairs
from . import prepare

CHUNK = 1024  # lines held at a time
MAX_SOURCE = 500  # tokens of a line that are read: a longer one is cut, and a warning says so


def run(options: argparse.Namespace) -> None:
    """Standard input to standard output, one line out for each line in, in bounded memory."""
    bundle = checkpoint.load(Path(options.folder))
    prepare(bundle.model, bundle.model.config["hidden"])
    lines = lines_of(sys.stdin.buffer, "standard input")
    size = 1 if sys.stdin.isatty() else CHUNK
    number = 0
    while chunk := list(islice(lines, size)):
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
        outputs = decode_pairs(bundle.model, sources, beam=options.beam, max_length=limits)
        for place, ids, limit in zip(places, outputs, limits.tolist(), strict=True):
            if len(ids) == limit:
                print(f"standard input, line {place}: the output was cut at {limit} tokens", file=sys.stderr)
        said = iter(outputs)
        for line in chunk:
            text = bundle.target_vocab.decode(next(said)) if line.strip() else ""
            sys.stdout.write(" ".join(text.splitlines()) + "\n")
        sys.stdout.flush()
