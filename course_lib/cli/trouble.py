"""Trouble: the one line, and the exit status, for what can go wrong in a command."""

import argparse
import errno
import signal

from course_lib.data.ranges import one_line

from .process import STOPPED

# What PyTorch's allocators say, on Linux and macOS, on Windows, on a GPU; and C++ where it asks for too much.
_NO_MEMORY = ("DefaultCPUAllocator", "out of memory", "bad alloc", "Storage size calculation overflowed")
_TOO_LONG = 2_000  # characters: a call that is quoted may be longer


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
