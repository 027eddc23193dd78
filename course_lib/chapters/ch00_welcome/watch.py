"""A training that the learner can follow: progress, time left, and the curves as they grow."""

import time
from collections.abc import Iterator

import ipywidgets as widgets
from IPython.display import display

from course_lib.kit.card import card
from course_lib.kit.controls import fill, picture_box
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick
from course_lib.training import Report

from .figures import training_curves


class _Panel(Lab):
    """How far a training is, and its curves. Nothing in it can be moved."""

    def __init__(self, steps: int):
        self.steps, self.started = steps, 0.0
        self.reports: list[Report] = []
        self.bar = widgets.IntProgress(max=steps, layout=widgets.Layout(width="45%"))
        self.status = widgets.HTML()
        self.image = picture_box("720px")
        self.view = widgets.VBox([widgets.HBox([self.bar, self.status]), self.image])
        self._shown = 0.0

    def picture(self) -> Figure:
        return training_curves(self.reports, self.steps)

    def add(self, report: Report) -> None:
        self.started = self.started or time.monotonic()  # the first step also warms things up
        self.reports.append(report)
        if report.metrics:
            fill(self.image, self.picture().png())
        if report.metrics or time.monotonic() - self._shown > 0.1:
            self._shown = time.monotonic()
            done = len(self.reports) - 1
            left = (self._shown - self.started) / max(1, done) * (self.steps - report.step)
            early = done < min(50, self.steps / 10)
            self._say("" if early else pick(f"about {left:.0f} s left", f"大约还需 {left:.0f} 秒"))

    def end(self) -> None:
        step = self.reports[-1].step if self.reports else 0
        done = step == self.steps
        self.bar.bar_style = "success" if done else "warning"
        self._say(
            pick("finished", "完成") if done else pick("stopped: the model is usable", "已停止：模型仍可使用")
        )

    def _say(self, words: str) -> None:
        step = self.reports[-1].step if self.reports else 0
        self.bar.value = step
        self.status.value = card(
            pick(f"step {step} of {self.steps}. {words}", f"第 {step} / {self.steps} 步。{words}")
        )


def watch(reports: Iterator[Report], steps: int) -> Iterator[Report]:
    """Pass reports on, one by one, while a panel shows them: `for report in watch(train(…, steps=n), n): …`

    The stop button of the page (an interrupt) ends the training and the loop, without an error.
    """
    panel = _Panel(steps)
    handle = display(panel, display_id=True)
    try:
        for report in reports:
            panel.add(report)
            yield report
    except KeyboardInterrupt:
        pass  # the panel says so
    finally:
        panel.end()
        handle.update(panel)  # so that a saved notebook keeps the final curves
