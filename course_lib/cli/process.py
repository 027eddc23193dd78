"""Process: what a command shares with the shell that started it: three streams, two signals, one status, and
one line for what can go wrong.

Standard library only, and first of all imports: Ctrl-C may come while the others are still being read.
"""

import argparse
import errno
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from course_lib.data.ranges import one_line

from .chinese import spoken

STOPPED = 128  # and the signal's number: 130 after Ctrl-C, 143 after SIGTERM, as in shells
# What PyTorch's allocators say, on Linux and macOS, on Windows, on a GPU; and C++ where it asks for too much.
_NO_MEMORY = ("DefaultCPUAllocator", "out of memory", "bad alloc", "Storage size calculation overflowed")
_TOO_LONG = 2_000  # characters: a call that is quoted may be longer


def hear_signals(work: Callable) -> None:
    """From now on Ctrl-C and SIGTERM end the process with one line, unless they are ignored, as behind `&`.

    Inside `work` they raise KeyboardInterrupt(number), so that it can clean up. An import may swallow that,
    or turn it into another error; there, and outside of `work`, the process ends at once.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        working = False
        while frame is not None:
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                working = False
                break
            working = working or frame.f_code is work.__code__
            frame = frame.f_back
        if working:
            raise KeyboardInterrupt(number)
        with suppress(OSError):
            os.write(2, f"course_lib: {spoken('stopped')}\n".encode())
        os._exit(STOPPED + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def hold_streams() -> None:
    """Make the three streams fit for use, whoever started us.

    The number of a closed one is given away: it would be that of the next file that is opened, and what C++
    code complains of on standard error would land there. One that does not wait is made to: its end would be
    where its input pauses.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    for number in range(3):
        with suppress(OSError, AttributeError):  # Windows knows no such streams
            os.set_blocking(number, True)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - it is for good


def say(trouble: str) -> None:
    """One line on standard error, if somebody is there."""
    with suppress(OSError, ValueError):
        print(f"course_lib: {spoken(trouble)}", file=sys.stderr, flush=True)


def end(status: int) -> None:
    """End at once with this status. All is flushed; no thread that waits for input holds it up."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(status)


def explain(problem: BaseException, options: argparse.Namespace | None) -> tuple[int, str] | None:
    """(exit status, line) for trouble that is not the course's own fault, else None.

    `options` are those of the call, None when they could not be read.
    """
    status, line = 2, None
    if isinstance(problem, KeyboardInterrupt):
        status, line = STOPPED + (problem.args[0] if problem.args else signal.SIGINT), "stopped"
        if getattr(options, "command", None) == "train":
            line += "; the same call with --resume goes on from the last checkpoint"
    elif isinstance(problem, BrokenPipeError):
        line = "the output was closed by whoever read it; not all of it was written"
    elif _is_of_size(problem):
        line = f"there is not enough memory for this; {getattr(options, 'lower', 'close other programs')}"
    elif isinstance(problem, ImportError) or (isinstance(problem, OSError) and problem.errno is None):
        line = f"{problem}; `python3 course.py doctor` says what is missing"  # PyTorch raises either
    elif isinstance(problem, OSError):
        where = problem.filename or "standard input or output"
        line = f"{where}: {problem.strerror}; {_remedy(problem)}"
    elif isinstance(problem, ValueError):  # CorpusError, ModelError, UsageError, and what the library refuses
        line = str(problem)
    if line is None:
        return None
    line = one_line(line)
    half = _TOO_LONG // 2
    return status, line if len(line) <= _TOO_LONG else f"{line[:half]} … {line[-half:]}"


def _is_of_size(problem: BaseException) -> bool:
    """Whether it comes of numbers that are too large for this machine."""
    if isinstance(problem, RuntimeError):
        return any(sign in str(problem) for sign in _NO_MEMORY)
    no_memory = isinstance(problem, OSError) and problem.errno == errno.ENOMEM
    return no_memory or isinstance(problem, (MemoryError, OverflowError))


def _remedy(problem: OSError) -> str:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room on the disk, then try again"
    return "check the path and its permissions"
