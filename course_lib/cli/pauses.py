"""Pauses: lines that come in are worked on together while they keep coming, and at once where they stop."""

import queue
import threading
from collections.abc import Iterator

PAUSE = 0.05  # seconds without a new line; Ctrl-C is heard as often, on Windows too


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
