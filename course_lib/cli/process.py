"""Process: what a command shares with the shell that started it: three streams, two signals, one status.

Standard library only, and first of all imports: Ctrl-C may come while the others are still being read.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

STOPPED = 128  # and the signal's number: 130 after Ctrl-C, 143 after SIGTERM, as in shells


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
            os.write(2, b"course_lib: stopped\n")
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
        print(f"course_lib: {trouble}", file=sys.stderr, flush=True)


def end(status: int) -> None:
    """End at once with this status. All is flushed; no thread that waits for input holds it up."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(status)
