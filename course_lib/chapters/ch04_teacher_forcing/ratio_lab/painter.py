"""Painter: draws in a thread the newest picture that was asked for; those in between may be left out."""

import threading
from collections.abc import Callable

Draw = Callable[[], bytes]


class Painter:
    """Controls answer at once, whatever a picture takes."""

    def __init__(self, paint: Callable[[bytes], None]):
        self._paint, self._lock = paint, threading.Lock()
        self._next: Draw | None = None
        self._thread: threading.Thread | None = None  # while it has something to do

    def ask(self, draw: Draw) -> None:
        """Have a picture drawn and painted after the one that is being drawn."""
        with self._lock:
            self._next = draw
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def join(self, timeout: float = 30) -> None:
        """Wait until the newest picture is there."""
        if thread := self._thread:
            thread.join(timeout)

    def _work(self) -> None:
        while True:
            with self._lock:
                draw, self._next = self._next, None
                if draw is None:
                    self._thread = None
                    return
            try:
                self._paint(draw())
            except BaseException:
                with self._lock:
                    self._thread = None  # so that the next picture gets a thread again
                raise
