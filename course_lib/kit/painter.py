"""Painter: draws in a thread what was asked for last, so that controls answer at once."""

import threading
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Frame = TypeVar("Frame")


class Painter(Generic[Frame]):
    """Frames are drawn and painted one after the other; what is asked for meanwhile ends the older ones."""

    def __init__(self, paint: Callable[[Frame], None], pause: float = 0.0):
        """`pause` is the time in seconds between two frames."""
        self.pause = pause
        self._paint, self._news = paint, threading.Condition()
        self._next: Iterable[Frame] | None = None
        self._thread: threading.Thread | None = None  # while it has something to do

    def ask(self, frames: Iterable[Frame]) -> None:
        """Have these frames painted; a generator draws them in the thread."""
        with self._news:
            self._next = frames
            self._news.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Paint nothing more, not even a frame that is being drawn."""
        self.ask(())

    def join(self, timeout: float = 30) -> None:
        """Wait until the last frame is there."""
        if thread := self._thread:
            thread.join(timeout)

    def _work(self) -> None:
        try:
            while (frames := self._take()) is not None:
                for frame in frames:
                    with self._news:
                        if self._next != ():
                            self._paint(frame)
                        if self._next is None and self.pause:
                            self._news.wait(self.pause)
                        if self._next is not None:
                            break
        except BaseException:
            with self._news:
                self._thread = None  # so that the next picture gets a thread again
            raise

    def _take(self) -> Iterable[Frame] | None:
        with self._news:
            frames, self._next = self._next, None
            if frames is None:
                self._thread = None
            return frames
