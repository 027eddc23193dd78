"""The same race between finished trainings: dots, under a learning rate that is constant, or falls."""

from collections.abc import Iterator

import ipywidgets as widgets

from course_lib.kit.controls import check, choice, fill, named, picture_box, row
from course_lib.kit.lab import Lab
from course_lib.kit.painter import Painter
from course_lib.language import pick

from .. import figures
from ..lesson_lab.cards import card
from . import race_cards
from .finished import COOLDOWNS, FORCINGS, curves, scores, tuned
from .race import Setting, stand

MEASURES = {"exact": ("right", "正确率"), "error": ("errors", "错误")}


class FinishedPanel(Lab):
    """Dots, none joined. The panel of the race decides which task is shown, and whether this is seen."""

    def __init__(self) -> None:
        self.task = "copy"
        ways = [(pick("constant: curves", "不变：曲线"), False), (pick("falling: dots", "下降：散点"), True)]
        self.regime = choice(ways, False)
        self.chosen = {one: check(one in (1.0, 0.0), *[Setting(forcing=one).name] * 2) for one in FORCINGS}
        self.measure = choice([(pick(*MEASURES[key]), key) for key in MEASURES], "exact")
        self.image, self.out = picture_box("100%"), widgets.HTML()
        self.painter = Painter(lambda png: fill(self.image, png))
        hint = pick(
            "Each dot is a training that was run to its end, at the learning rate that suits its ratio best. "
            "Nothing joins the dots: where the rate falls, a short training is not the beginning of a long "
            "one.",
            "每个点都是一次从头跑到尾的训练，学习率用的是最适合这个比率的那个。点与点之间不连线："
            "学习率下降时，短的训练并不是长的训练的前半段。",
        )
        self.switch = named("learning rate", "学习率", self.regime)
        self.view = widgets.VBox(
            [widgets.HTML(card(hint)), row(*self.chosen.values(), self.measure), self.image, self.out]
        )
        self.watch(self.show, self.measure, *self.chosen.values())

    def resume(self, before: "FinishedPanel") -> None:
        """Go on where a panel in another language stood."""
        with self.quiet():
            self.regime.value, self.measure.value = before.regime.value, before.measure.value
            for one, box in self.chosen.items():
                box.value = before.chosen[one].value

    def draw(self) -> None:
        wanted = tuple(one for one, box in self.chosen.items() if box.value)
        for one, box in self.chosen.items():
            box.disabled = one not in tuned(self.task, COOLDOWNS["falling_rate"])
        found = {name: curves(self.task, cooldown, wanted) for name, cooldown in COOLDOWNS.items()}
        falling = found["falling_rate"]
        if not falling:
            fill(self.image, b"")
            raise ValueError(pick("Choose at least one ratio.", "请至少选一个比率。"))
        said = [
            race_cards.leader(stand(falling, at, "step"), pick(f"After {at:,} steps", f"训练 {at} 步之后"))
            for at in falling[0].at
            if len(falling) > 1
        ]
        title = pick("Falling rate, closed book:", "学习率下降，闭卷：")
        self.out.value = card(f"<b>{title}</b><br>{'<br>'.join(said)}") if said else ""
        self.painter.ask(
            self._frames({name: scores(some, self.measure.value) for name, some in found.items()})
        )

    def _frames(self, panels: dict) -> Iterator[bytes]:
        yield figures.finished(panels, f"{self.measure.value}_closed").png()
