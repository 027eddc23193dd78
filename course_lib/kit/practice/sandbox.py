"""Sandbox: call what a learner wrote, and come back whatever it does, with the process as it was before.

Any exception comes back as a value. In the main thread, where the system has interval timers (Windows has
none), a call that takes longer than LIMIT, or more memory than ROOM, is stopped. What cannot be stopped: a
loop inside C code, as in `sum(itertools.count())` or one huge matrix product, which never lets Python look at
its signals; threads that the function started; `os._exit`. Files that it wrote stay written.
"""

import builtins
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, TextIO

import numpy
import torch

from course_lib.language import pick

try:
    import resource
except ImportError:  # Windows
    resource = None

LIMIT = 20.0  # seconds for what should take milliseconds
ROOM = 2.0  # GB for what should take kilobytes: a list that grows without an end fills a small machine sooner
LOUDEST = 10_000  # characters in all
_TICK = 0.2  # seconds between two looks

_BUILTINS, _ANY = builtins.__dict__, BaseException  # by names that a function cannot take away


class TimeUp(BaseException):
    """The call took too long."""


class RoomUp(TimeUp):
    """The call took too much memory."""


def guarded(
    call: Callable, *arguments: object, seconds: float | None = None
) -> tuple[Any, BaseException | None]:
    """(what the call returns, None), or (None, the exception it raised): TimeUp after LIMIT seconds, RoomUp.

    Each call begins with the same seeds, and with torch's own defaults, whatever the notebook has set.
    """
    value = error = None
    with warnings.catch_warnings():
        kept, settings, alarm = _BUILTINS.copy(), Settings(), _Alarm(LIMIT if seconds is None else seconds)
        try:
            alarm.start()
            value = call(*arguments)
            alarm.over = True
        except _ANY as caught:
            alarm.over = True
            error = caught
        finally:
            _BUILTINS.update(kept)
            alarm.stop()
            settings.put_back()
    return value, error


class _Alarm:
    """Raises TimeUp or RoomUp where the program is when it is time, and again and again until that is heard.

    A loop may catch all that happens inside its `try`. So from the second ring on, the exception comes again
    at the next line, which is in the `except`.
    """

    def __init__(self, seconds: float):
        self.over = False
        self._rung: type[TimeUp] | None = None
        self._seconds, self._tracer = seconds, sys.gettrace()
        main = threading.current_thread() is threading.main_thread()
        self._works = main and resource is not None and hasattr(signal, "setitimer")

    def start(self) -> None:
        if self._works:
            self._since, self._room = time.monotonic(), _gigabytes()
            self._handler = signal.signal(signal.SIGALRM, self._ring)
            tick = min(self._seconds, _TICK)
            self._before = signal.setitimer(signal.ITIMER_REAL, tick, tick)

    def _ring(self, _: int, frame: FrameType | None) -> None:
        late = time.monotonic() - self._since >= self._seconds
        if self.over or not (late or _gigabytes() - self._room > ROOM):
            return
        if self._rung:
            sys.settrace(self._at_a_line)
            while frame and frame.f_code is not guarded.__code__:
                frame.f_trace, frame = self._at_a_line, frame.f_back
        self._rung = TimeUp if late else RoomUp
        raise self._rung

    def _at_a_line(self, _: FrameType, event: str, __: object) -> Callable:
        if event == "line" and self._rung and not self.over:
            raise self._rung
        return self._at_a_line

    def stop(self) -> None:
        """Give the timer back to whoever had it before, with what is left of their time."""
        if self._works:
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.settrace(self._tracer) if self._rung else None
            signal.signal(signal.SIGALRM, self._handler or signal.SIG_DFL)
            left, interval = self._before
            if left:
                left = max(left - time.monotonic() + self._since, 1e-3)
                signal.setitimer(signal.ITIMER_REAL, left, interval)


def _gigabytes() -> float:
    """The most memory that this process has had so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**30 if sys.platform == "darwin" else 2**20)


def _set_device(device: torch.device) -> None:
    torch.set_default_device(None if device.type == "cpu" else device)  # one that is set costs time


_CHEAP: list[
    tuple[Callable, Callable, Any]
] = [  # what reads a setting, what sets it, and what every call begins with
    (torch.get_default_dtype, torch.set_default_dtype, torch.float32),
    (torch.get_default_device, _set_device, torch.device("cpu")),
    (torch.is_grad_enabled, torch.set_grad_enabled, True),
    (torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms, False),
    (torch.get_num_threads, torch.set_num_threads, None),
    (sys.getrecursionlimit, sys.setrecursionlimit, None),
    (os.getcwd, os.chdir, None),
]
_ALWAYS: list[tuple[Callable, Callable, Callable]] = [  # the same for what is set back unseen
    (random.getstate, random.setstate, lambda: random.seed(0)),
    (numpy.random.get_state, numpy.random.set_state, lambda: numpy.random.seed(0)),
    (torch.get_rng_state, torch.set_rng_state, lambda: torch.default_generator.manual_seed(0)),
    (
        lambda: signal.getsignal(signal.SIGINT),
        lambda handler: signal.signal(signal.SIGINT, handler),
        lambda: None,
    ),
]


class Settings:
    """As they are now. From then on those of chance and of torch are the same for every call."""

    def __init__(self) -> None:
        self._cheap: list[tuple[Callable, Callable, Any]] = []
        self._always: list[tuple[Callable, Any]] = []
        for read, turn, standard in _CHEAP:
            with suppress(OSError):  # the folder is gone
                self._cheap.append((read, turn, read()))
                if standard is not None and read() != standard:
                    turn(standard)
        for read, turn, begin in _ALWAYS:
            self._always.append((turn, read()))
            begin()

    def put_back(self) -> None:
        """As they were."""
        for read, turn, before in self._cheap:
            with suppress(Exception):
                if read() != before:
                    turn(before)
        for turn, before in self._always:
            with suppress(ValueError, TypeError):  # of signals: not in this thread, not made in Python
                turn(before)


class Printed:
    """In place of a stream: passes on what is written, up to `room` characters, then says so."""

    def __init__(self, stream: TextIO, room: int = LOUDEST):
        self._stream, self._room = stream, room

    def write(self, text: str) -> int:
        if self._room > 0:
            self._stream.write(text[: self._room])
            self._room -= len(text)
            if self._room <= 0:
                self._stream.write(pick("\n… (it printed more)\n", "\n……（后面的输出省略）\n"))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def writelines(self, texts: list[str]) -> None:
        for text in texts:
            self.write(text)

    def close(self) -> None:
        """It is not the function's to close."""

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)
