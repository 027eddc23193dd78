"""The race: guess first, then curves, a scrubber over them, pins, and a live training."""

from collections.abc import Iterator
from typing import Any

import ipywidgets as widgets

from course_lib.kit.controls import WIDE, button, choice, fill, menu, picture_box, row, toggle
from course_lib.kit.lab import Lab
from course_lib.kit.painter import Painter
from course_lib.language import pick

from .. import figures
from ..experiments.forcing import RATIOS, SEEDS
from ..lesson_lab.cards import card
from . import race_cards
from .finished_panel import FinishedPanel
from .race import (
    CHOICES,
    CLOSED,
    COINS,
    OPEN,
    SCHEDULES,
    Curve,
    Guess,
    Setting,
    curve,
    moments,
    one_seed,
    when,
)
from .trainer import Progress, Trainer

CONSTANT, ALL = "constant", -1  # a schedule that is none; every recorded seed
MOST = 5  # curves at once: as many as there are looks
TASKS = {
    "copy": ("copy 6 letters", "抄写 6 个字母"),
    "numbers": ("number words to digits", "英文数词转数字"),
    "phonemes": ("letters to phonemes", "字母转音素"),
}
STYLES = {"running": "", "stopped": "warning", "finished": "success", "failed": "danger"}
KEPT = ("early", "end", "ratio", "schedule", "coin", "seed", "by", "measure", "place", "csv")


def seeds(task: str) -> list[tuple[str, int]]:
    """All recorded seeds together, each alone, and one more that can be trained."""
    count = SEEDS[task]
    last = (pick(f"{count} (new)", f"{count}（新）"), count)
    return [(pick(f"all {count}", f"全部 {count} 个"), ALL), *((str(s), s) for s in range(count)), last]


class RacePanel(Lab):
    """Runs of several settings side by side. The trainer belongs to the lab, since it outlives a panel."""

    def __init__(self, trainer: Trainer):
        self.trainer, self.large = trainer, False
        self.guesses: dict[str, Guess | None] = {}  # by task; None: revealed without one
        self.pins: dict[str, list[Setting]] = {}  # by task
        self.out = widgets.HTML()
        guessing, choosing, training = self._make_guessing(), self._make_choices(), self._make_training()
        self.finished = FinishedPanel()
        self.constant = widgets.VBox([choosing, training, *self._make_curves()])
        self.revealed = widgets.VBox([self.finished.switch, self.constant, self.finished.view])
        self.painter = Painter(lambda png: fill(self.image, png))
        self.view = widgets.VBox([*guessing, self.out, self.revealed])
        self.watch(self._other, self.task)
        self.watch(self.show, self.ratio, self.schedule, self.coin, self.seed)
        self.watch(self.show, self.by, self.measure, self.place, self.csv, self.finished.regime)
        self.show()

    def _make_guessing(self) -> list[widgets.Widget]:
        hint = pick(
            "Same model, same batches; only what the decoder reads in training differs. Closed book, "
            "the model writes alone. Who writes more right answers? Guess first: the curves stay hidden.",
            "模型相同，用的批也相同，只有训练时解码器读入的东西不同。闭卷时模型独自写答案：谁写对的更多？"
            "先猜一猜，之后才显示曲线。",
        )
        self.task = menu([(pick(*TASKS[t]), t) for t in TASKS], "copy", "task", "任务")
        choices = [("–", ""), *((race_cards.choice(key), key) for key in CHOICES)]
        self.early = menu(choices, "", "who leads after a quarter?", "训练到四分之一时，谁领先？")
        self.end = menu(choices, "", "who leads at the end?", "结束时，谁领先？")
        self.commit = button(pick("Commit to this guess", "就这样猜"), self.decide, "primary")
        self.reveal = button(pick("Reveal", "揭晓"), lambda: self.decide(anyhow=True), "warning")
        self.guessing = row(self.early, self.end, self.commit, self.reveal)
        title = widgets.HTML(card(f"<h4>{pick('The race', '赛跑')}</h4>{hint}"))
        return [title, row(self.task), self.guessing]

    def _make_choices(self) -> widgets.Widget:
        self.ratio = widgets.SelectionSlider(
            options=[(f"{r:g}", r) for r in RATIOS], value=0.5, description=pick("ratio", "比率"), style=WIDE
        )
        schedules = [(pick(CONSTANT, "不变"), CONSTANT), *((pick(s, SCHEDULES[s]), s) for s in SCHEDULES)]
        self.schedule = menu(schedules, CONSTANT, "schedule", "衰减方案")
        coins = [(pick(f"a {c}", COINS[c]), c) for c in COINS]
        self.coin = menu(coins, "step", "one coin for", "抛硬币")
        self.seed = menu(seeds("copy"), ALL, "seed", "随机种子")
        return row(self.ratio, self.schedule, self.coin, self.seed)

    def _make_training(self) -> widgets.Widget:
        self.train = button(pick("Train", "训练"), self._start, "success")
        self.stop = button(pick("Stop", "停止"), self.trainer.stop, "danger")
        self.bar = widgets.IntProgress(max=1, layout=widgets.Layout(width="10em"))
        self.status = widgets.HTML()
        return row(self.train, self.stop, self.bar, self.status)

    def _make_curves(self) -> list[widgets.Widget]:
        self.pin = button(pick("Pin this run", "固定这条曲线"), self._pin)
        self.unpin = button(pick("Back to ratios 1 and 0", "恢复为比率 1 和 0"), self._unpin)
        ways = [(pick("equal steps", "相同步数"), "step"), (pick("equal seconds", "相同时间"), "seconds")]
        self.by = choice(ways, "step")
        measures = [(pick("right", "正确率"), "right"), (pick("errors", "错误"), "errors")]
        self.measure = choice(measures, "right")
        layout = widgets.Layout(width="32em", max_width="80%")
        text = pick("moment", "时刻")
        self.place = widgets.IntSlider(
            0, min=0, max=1, readout=False, description=text, style=WIDE, layout=layout
        )
        self.moment, self.image = widgets.Label(), picture_box("100%")
        self.words, self.samples = widgets.HTML(), widgets.HTML()
        self.csv = toggle(False, "Table as CSV", "CSV 表格")
        self.text = widgets.Textarea(rows=8, layout=widgets.Layout(width="98%"))
        scrubber = row(self.place, self.moment)
        top = row(self.pin, self.unpin, self.by, self.measure)
        return [top, scrubber, self.image, self.words, self.samples, self.csv, self.text]

    def resume(self, before: "RacePanel") -> None:
        """Go on where a panel in another language stood."""
        self.guesses, self.pins, self.large = before.guesses, before.pins, before.large
        self.finished.resume(before.finished)
        with self.quiet():
            self.task.value, self.place.max = before.task.value, before.place.max
            self.seed.options = seeds(self.task.value)
        self.put(**{name: getattr(before, name).value for name in KEPT})

    @property
    def tosses(self) -> bool:
        """Whether chance decides: at ratios 0 and 1 every coin is the same."""
        return self.schedule.value != CONSTANT or self.ratio.value not in (0, 1)

    @property
    def setting(self) -> Setting:
        """What the controls say."""
        forcing = self.ratio.value if self.schedule.value == CONSTANT else self.schedule.value
        seed = None if self.seed.value == ALL else self.seed.value
        return Setting(self.task.value, forcing, self.coin.value if self.tosses else "step", seed)

    @property
    def pinned(self) -> list[Setting]:
        """The settings that stay; at first the two ends."""
        task = self.task.value
        return self.pins.setdefault(task, [Setting(task, 1.0), Setting(task, 0.0)])

    def curves(self) -> list[Curve]:
        """The pinned curves, and that of the controls; what was neither recorded nor trained is left out."""
        wanted = dict.fromkeys([*self.pinned, self.setting])
        return [found for one in wanted if (found := curve(one, self.trainer.runs))]

    def _other(self) -> None:
        """Another task, with a guess and pins of its own."""
        with self.quiet():
            self.seed.options = seeds(self.task.value)
            self.seed.value, self.early.value, self.end.value = ALL, "", ""
        self._to_the_end()

    def _to_the_end(self) -> None:
        """Put the scrubber where the curves are whole."""
        with self.quiet():
            self.place.max = self.place.value = len(moments(self.task.value, [], "step")) - 1
        self.show()

    def decide(self, anyhow: bool = False) -> None:
        """Commit to the guess and show the curves; `anyhow` shows them without one."""
        guess = Guess(self.early.value, self.end.value)
        made = bool(guess.early and guess.end)
        if made or anyhow:
            self.guesses[self.task.value] = guess if made else None
            self._to_the_end()
        else:
            self.out.value = card(pick("Choose both guesses first.", "请先把两个猜测都选好。"))

    def _pin(self) -> None:
        """Keep the curve of the controls."""
        if self.setting not in self.pinned and len(self.pinned) < MOST - 1:
            self.pinned.append(self.setting)
        self.show()

    def _unpin(self) -> None:
        self.pins.pop(self.task.value, None)
        self.show()

    def _start(self) -> None:
        """Train what the controls say, with one seed; a second click changes nothing."""
        self.trainer.start(one_seed(self.setting))

    def follow(self, now: Progress) -> None:
        """A sign of life from the training thread."""
        if now.state != "running" or (now.run.get("at") and now.step == now.run["at"][-1]):
            self.show()
        else:
            with self.quiet():
                self._draw_status()

    def draw(self) -> None:
        task, by, measure = self.task.value, self.by.value, self.measure.value
        guessed = task in self.guesses
        self.guessing.layout.display = "none" if guessed else ""
        self.reveal.layout.display = "" if self.large else "none"
        self.revealed.layout.display = "" if guessed else "none"
        if not guessed:
            self.out.value = ""
            self.painter.stop()  # no curves of another task, not even for a moment
            fill(self.image, b"")
            return
        falling = self.finished.regime.value
        for box, shown in ((self.constant, not falling), (self.finished.view, falling)):
            box.layout.display = "" if shown else "none"
        if falling:
            self.finished.task = task
            self.finished.show()
            return
        curves = self.curves()
        grid = moments(task, curves, by)
        self.place.max = len(grid) - 1
        moment = grid[self.place.value]
        self._draw_status()
        self.moment.value = when(moment, by)
        self.out.value = card(race_cards.judge(self.guesses[task], task, by))
        self.words.value = card(f"<b>{race_cards.conclude(task, curves, by)}</b>{race_cards.note(by)}")
        self.samples.value = card(race_cards.outputs(curves, moment, by))
        self.text.layout.display = "" if self.csv.value else "none"
        self.text.value = race_cards.table(curves) if self.csv.value else ""
        lines = [[one.line(names[measure], by) for one in curves] for names in (OPEN, CLOSED)]
        self.painter.ask(_frames(*lines, measure, by, moment, grid[-1], self.large))

    def _draw_status(self) -> None:
        """Which buttons can be pressed, and one line about the setting or the training."""
        setting, last, known = self.setting, self.trainer.last, curve(self.setting, self.trainer.runs)
        busy = last is not None and last.state == "running"
        self.ratio.disabled, self.coin.disabled = self.schedule.value != CONSTANT, not self.tosses
        self.train.disabled = busy or (known is not None and not known.live)
        self.stop.disabled = not busy
        self.pin.disabled = known is None or len(self.pinned) >= MOST - 1 or setting in self.pinned
        if last:
            self.bar.max, self.bar.value, self.bar.bar_style = last.steps or 1, last.step, STYLES[last.state]
        told = last and (busy or last.setting == one_seed(setting))
        self.status.value = card(race_cards.told(last) if told else race_cards.ready(known))


def _frames(*wanted: Any) -> Iterator[bytes]:
    yield figures.race(*wanted).png()
