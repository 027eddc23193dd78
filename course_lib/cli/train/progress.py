"""Progress: how far a training is, and how long it will take."""

import sys
import time
from collections.abc import Iterator

from course_lib.language import pick
from course_lib.training import Report

from ..chinese import spoken

EARLY = 20  # steps after which the first estimate is made
LONG = 90  # seconds: what takes less needs no estimate


class Clock:
    """The time a training needs, by the steps that this process has done."""

    def __init__(self, done: int, steps: int):
        self.done, self.steps, self.began = done, steps, time.monotonic()

    def left(self, step: int) -> float:
        """Seconds that the steps after this one will take, if they take as long as those before it."""
        return (time.monotonic() - self.began) / (step - self.done) * (self.steps - step)

    def told(self, step: int) -> str:
        """The same in words, "" where it is short."""
        left = self.left(step)
        return f"; about {left / 60:.0f} min left" if left > LONG else ""

    def tell_early(self, step: int) -> None:
        """Print the estimate once, soon after the start."""
        if step - self.done == EARLY and (told := self.told(step)):
            print(spoken(f"on this machine{told.removeprefix(';')}"), flush=True)


def with_bar(reports: Iterator[Report], done: int, steps: int) -> Iterator[Report]:
    """The reports, with a progress bar on standard error where that is a terminal."""
    from tqdm import tqdm

    bar = tqdm(
        total=steps, initial=done, disable=not sys.stderr.isatty(), unit=pick("step", "步"), leave=False
    )
    with bar:
        for report in reports:
            bar.update()
            if report.step % 20 == 0:
                bar.set_postfix_str(pick("loss", "损失") + f" {report.loss:.2f}")
            yield report
