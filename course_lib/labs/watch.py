"""Watch: a training that the learner can follow: progress, time left, and the curves as they grow."""

import time
from collections.abc import Iterator

import ipywidgets as widgets
from IPython.display import display

from ..plots import Figure, pick, training_curves
from ..training import Report
from .shell import Lab, paper


class _Panel(Lab):
    def __init__(self, steps: int):
        self.steps, self.reports, self.started = steps, [], time.monotonic()
        self.bar = widgets.IntProgress(max=steps, layout=widgets.Layout(width="45%"))
        self.status = widgets.HTML()
        self.image = widgets.Image(format="png", layout=widgets.Layout(max_width="720px"))
        self.view = widgets.VBox([widgets.HBox([self.bar, self.status]), self.image])
        self._shown = 0.0

    def picture(self) -> Figure:
        return training_curves(self.reports, self.steps)

    def add(self, report: Report) -> None:
        self.reports.append(report)
        if report.metrics:
            self.image.value = self.picture().png()
        if report.metrics or time.monotonic() - self._shown > 0.1:
            self._shown = time.monotonic()
            left = (self._shown - self.started) / report.step * (self.steps - report.step)
            self._say(pick(f"about {left:.0f} s left", f"大约还需 {left:.0f} 秒"))

    def close(self) -> None:
        step = self.reports[-1].step if self.reports else 0
        done = step == self.steps
        self.bar.bar_style = "success" if done else "warning"
        self._say(
            pick("finished", "完成") if done else pick("stopped: the model is usable", "已停止：模型仍可使用")
        )

    def _say(self, words: str) -> None:
        step = self.reports[-1].step if self.reports else 0
        self.bar.value = step
        self.status.value = paper(
            pick(f"step {step} of {self.steps}: {words}", f"第 {step} / {self.steps} 步：{words}")
        )


def watch(reports: Iterator[Report], steps: int) -> Iterator[Report]:
    """Pass reports on, one by one, while a panel shows them: `for report in watch(train(…, steps=n), n): …`

    Interrupting the cell leaves the model as it was after the last step.
    """
    panel = _Panel(steps)
    handle = display(panel, display_id=True)
    try:
        for report in reports:
            panel.add(report)
            yield report
    finally:
        panel.close()
        handle.update(panel)  # so that a saved notebook keeps the final curves
