"""Controls: the widgets of the race, laid out; what they do is in race_panel."""

import ipywidgets as widgets

from course_lib.kit.controls import WIDE, choice, menu, picture_box, row
from course_lib.language import pick

from ..experiments.forcing import RATIOS, SEEDS
from . import cards
from .race import COINS, SCHEDULES
from .race_state import ALL, CONSTANT, RaceState
from .verdict import CHOICES
from .verdict import choice as guess

TASKS = {
    "copy": ("copy 6 letters", "抄写 6 个字母"),
    "numbers": ("number words to digits", "英文数词转数字"),
    "phonemes": ("letters to phonemes", "字母转音素"),
}


def push(text: str, style: str = "") -> widgets.Button:
    """A button that has nothing to do yet."""
    return widgets.Button(description=text, button_style=style, layout=widgets.Layout(width="auto"))


def seeds(task: str) -> list[tuple[str, int]]:
    """All recorded seeds together, each alone, and one more that can be trained."""
    count = SEEDS[task]
    last = (pick(f"{count} (new)", f"{count}（新）"), count)
    return [(pick(f"all {count}", f"全部 {count} 个"), ALL), *((str(s), s) for s in range(count)), last]


class Controls:
    """Every widget of the race, with the values that the state holds."""

    def __init__(self, state: RaceState):
        self._choose(state)
        self._guess()
        self._show(state)
        self.view = widgets.VBox([self.title, row(self.task), self.guessing, self.fact, self.bench])

    def _guess(self) -> None:
        hint = pick(
            "Same model, same batches; only what the decoder reads in training differs. Closed book, "
            "the model writes alone. Who writes more right answers? Guess first: the curves stay hidden.",
            "模型相同，用的批也相同，只有训练时解码器读入的东西不同。闭卷时模型独自写答案：谁写对的更多？"
            "先猜一猜，之后才显示曲线。",
        )
        self.title = widgets.HTML(cards.card(f"<h4>{pick('The race', '赛跑')}</h4>{hint}"))
        choices = [("–", ""), *((guess(key), key) for key in CHOICES)]
        self.early = menu(choices, "", "who leads after a quarter?", "训练到四分之一时，谁领先？")
        self.end = menu(choices, "", "who leads at the end?", "结束时，谁领先？")
        self.commit = push(pick("Commit to this guess", "就这样猜"), "primary")
        self.reveal = push(pick("Reveal", "揭晓"), "warning")
        self.guessing = row(self.early, self.end, self.commit, self.reveal)
        self.fact = widgets.HTML()

    def _choose(self, state: RaceState) -> None:
        self.task = menu([(pick(*TASKS[t]), t) for t in TASKS], state.task, "task", "任务")
        ratios = [(f"{r:g}", r) for r in RATIOS]
        self.ratio = widgets.SelectionSlider(
            options=ratios, value=state.ratio, description=pick("ratio", "比率"), style=WIDE
        )
        schedules = [(pick(CONSTANT, "不变"), CONSTANT), *((pick(s, SCHEDULES[s]), s) for s in SCHEDULES)]
        self.schedule = menu(schedules, state.schedule, "schedule", "时间表")
        coins = [(pick(f"a {c}", COINS[c]), c) for c in COINS]
        self.coin = menu(coins, state.coin, "one coin for", "抛硬币")
        self.seed = menu(seeds(state.task), state.seed, "seed", "随机种子")

    def _show(self, state: RaceState) -> None:
        self.train, self.stop = push(pick("Train", "训练"), "success"), push(pick("Stop", "停止"), "danger")
        self.bar = widgets.IntProgress(max=1, layout=widgets.Layout(width="10em"))
        self.status = widgets.HTML()
        self.pin = push(pick("Pin this run", "固定这条曲线"))
        self.unpin = push(pick("Back to ratios 1 and 0", "恢复为比率 1 和 0"))
        ways = [(pick("equal steps", "相同步数"), "step"), (pick("equal seconds", "相同时间"), "seconds")]
        self.by = choice(ways, state.by)
        measures = [(pick("right", "正确率"), "right"), (pick("errors", "错误"), "errors")]
        self.measure = choice(measures, state.measure)
        layout = widgets.Layout(width="32em", max_width="80%")
        text = pick("moment", "时刻")
        self.place = widgets.IntSlider(
            0, min=0, max=1, readout=False, description=text, style=WIDE, layout=layout
        )
        self.moment = widgets.Label()
        self.image = picture_box("100%")
        self.words, self.samples = widgets.HTML(), widgets.HTML()
        auto, wide = widgets.Layout(width="auto"), widgets.Layout(width="98%")
        name = pick("Table as CSV", "CSV 表格")
        self.csv = widgets.ToggleButton(state.csv, description=name, layout=auto)
        self.text = widgets.Textarea(rows=8, layout=wide)
        self.bench = widgets.VBox(
            [
                row(self.ratio, self.schedule, self.coin, self.seed),
                row(self.train, self.stop, self.bar, self.status),
                row(self.pin, self.unpin, self.by, self.measure),
                row(self.place, self.moment),
                self.image,
                self.words,
                self.samples,
                self.csv,
                self.text,
            ]
        )
