"""Spoken: what a learner's function prints while it is checked, up to a limit."""

from typing import TextIO

from course_lib.language import pick

LOUDEST = 10_000  # characters in all


class Spoken:
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

    def writelines(self, texts: list[str]) -> None:
        for text in texts:
            self.write(text)

    def close(self) -> None:
        """It is not the function's to close."""

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)
