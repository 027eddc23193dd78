"""`translate`: a model folder turns standard input into standard output."""

import argparse
import queue
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from course_lib.data.corpora.files import lines_of
from course_lib.decoding import decode_pairs
from course_lib.training import checkpoint

from . import UsageError, device
from .chinese import spoken

CHUNK = 1024  # lines held at a time
MAX_SOURCE = 500  # tokens of a line that are read: a longer one is cut, and a warning says so
MAX_ROWS = 4096  # hypotheses worked on at a time
PAUSE = 0.05  # seconds without a new line; Ctrl-C is heard as often, on Windows too


def run(options: argparse.Namespace) -> None:
    """Standard input to standard output, one line out for each line in, in bounded memory.

    Where the input pauses, all that came is answered; so are the lines before one that can't be read.
    """
    if sys.stdin is None:
        raise UsageError(f"standard input is closed; give it text: translate {options.folder} < FILE")
    device.check(options.device, options.precision)
    bundle = checkpoint.load(Path(options.folder))
    device.prepare(bundle.model, options.device, options.precision)
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
                    warn(f"standard input, line {number}: cut to {MAX_SOURCE} tokens")
        limits = bundle.limits(sources)
        outputs = decode_pairs(bundle.model, sources, batch_size, options.beam, limits)
        for place, ids, limit in zip(places, outputs, limits.tolist(), strict=True):
            if len(ids) == limit:
                warn(f"standard input, line {place}: the output was cut at {limit} tokens")
        said = iter(outputs)
        for line in chunk:
            text = bundle.target_vocab.decode(next(said)) if line.strip() else ""
            sys.stdout.write(" ".join(text.splitlines()) + "\n")
        sys.stdout.flush()


def warn(line: str) -> None:
    """A line on standard error."""
    print(spoken(line), file=sys.stderr)


def together(lines: Iterator[str], most: int) -> Iterator[list[str]]:
    """The lines in lists of 1 to `most`, in order; a list ends before that only where the input pauses.

    What `lines` raises is raised here, after the lines before it. A thread reads, at most `most` lines ahead.
    """
    read: queue.Queue[str | Exception | None] = queue.Queue(most)  # None is the end
    threading.Thread(target=_read, args=(lines, read), daemon=True).start()
    last: str | Exception | None = ""
    while isinstance(last, str):
        group: list[str] = []
        try:
            while len(group) < most and isinstance(last := read.get(timeout=PAUSE), str):
                group.append(last)
        except queue.Empty:
            pass
        if group:
            yield group
    if last is not None:
        raise last


def _read(lines: Iterator[str], read: queue.Queue) -> None:
    try:
        for line in lines:
            read.put(line)
        read.put(None)
    except Exception as problem:
        read.put(problem)
