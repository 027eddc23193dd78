"""Race panel: guess first, then curves, a scrubber over them, pins, and a live training."""

import html
import threading

from course_lib.kit.controls import fill
from course_lib.language import pick

from ..figures import race as draw
from . import cards
from .controls import Controls, seeds
from .painter import Painter
from .race import CLOSED, OPEN, Curve, curve, moments, one_seed, table, when
from .race_state import ALL, CONSTANT, MOST, RaceState
from .trainer import Progress, Trainer
from .verdict import Guess, conclude, judge

STYLES = {"running": "", "stopped": "warning", "finished": "success", "failed": "danger"}


class RacePanel:
    """What the controls of the race do. The trainer belongs to the lab, since it outlives a panel."""

    def __init__(self, state: RaceState, trainer: Trainer):
        self.state, self.trainer, self.controls = state, trainer, Controls(state)
        self.view = self.controls.view
        self._lock, self._quiet = threading.RLock(), False  # two threads show: this one and the training's
        c = self.controls
        self.painter = Painter(lambda png: fill(c.image, png))
        for name in ("ratio", "schedule", "coin", "seed", "by", "measure", "place", "csv"):
            control = getattr(c, name)
            control.observe(lambda change, name=name: self._set(name, change["new"]), "value")
        c.task.observe(lambda change: self._other(change["new"]), "value")
        for pressed, action in (
            (c.commit, self.decide),
            (c.reveal, lambda: self.decide(anyhow=True)),
            (c.train, self.start),
            (c.stop, trainer.stop),
            (c.pin, self.pin),
            (c.unpin, self.unpin),
        ):
            pressed.on_click(lambda _, action=action: action())
        self.show()

    def _set(self, name: str, value) -> None:
        with self._lock:
            if not self._quiet:  # else it is `show` that moves the control
                setattr(self.state, name, value)
                self.show()

    def _other(self, task: str) -> None:
        """Another task, with a guess and pins of its own."""
        self.state.task, self.state.seed, c = task, ALL, self.controls
        with self._lock:
            self._quiet = True
            c.seed.options = seeds(task)
            c.seed.value, c.early.value, c.end.value = ALL, "", ""
            self._quiet = False
            self.state.place = len(moments(task, [], "step")) - 1
            self.show()

    def decide(self, anyhow: bool = False) -> None:
        """Commit to the guess and show the curves; `anyhow` shows them without one."""
        guess = Guess(self.controls.early.value, self.controls.end.value)
        if not (guess.early and guess.end):
            if not anyhow:
                self.controls.fact.value = cards.card(
                    pick("Choose both guesses first.", "请先把两个猜测都选好。")
                )
                return
            guess = None
        self.state.guesses[self.state.task] = guess
        self.state.place = len(moments(self.state.task, [], "step")) - 1
        self.show()

    def pin(self) -> None:
        """Keep the curve of the controls."""
        if self.state.setting not in self.state.pinned and len(self.state.pinned) < MOST - 1:
            self.state.pinned.append(self.state.setting)
        self.show()

    def unpin(self) -> None:
        self.state.pins.pop(self.state.task, None)
        self.show()

    def start(self) -> None:
        """Train what the controls say, with one seed; a second click changes nothing."""
        self.trainer.start(one_seed(self.state.setting))

    def follow(self, now: Progress) -> None:
        """A sign of life from the training thread: the state has it already."""
        grown = now.run.get("at") and now.step == now.run["at"][-1]
        if grown or now.state != "running":
            self.show()
        else:
            with self._lock:
                self._status(curve(self.state.setting, self.state.live))

    def show(self) -> None:
        """Say what the state says at once; the picture follows."""
        with self._lock:
            self._show()

    def _show(self) -> None:
        state, c = self.state, self.controls
        guessed = state.task in state.guesses
        c.guessing.layout.display = "none" if guessed else ""
        c.reveal.layout.display = "" if state.large else "none"
        c.bench.layout.display = "" if guessed else "none"
        if not guessed:
            c.fact.value = ""
            self.painter.ask(lambda: b"")  # no curves of another task, not even for a moment
            return
        curves = state.curves()
        grid = moments(state.task, curves, state.by)
        place = min(state.place, len(grid) - 1)
        self._status(curve(state.setting, state.live))
        self._quiet = True
        c.place.max, c.place.value = len(grid) - 1, place
        self._quiet = False
        c.moment.value = when(grid[place], state.by)
        c.fact.value = cards.card(judge(state.guesses[state.task], state.task, state.by))
        c.words.value = cards.card(f"<b>{conclude(state.task, curves, state.by)}</b>{_note(state.by)}")
        c.samples.value = cards.card(cards.outputs(curves, grid[place], state.by))
        c.text.layout.display = "" if state.csv else "none"
        c.text.value = table(curves) if state.csv else ""
        lines = [[one.line(names[state.measure], state.by) for one in curves] for names in (OPEN, CLOSED)]
        wanted = (*lines, state.measure, state.by, grid[place], grid[-1], state.large)
        self.painter.ask(lambda: draw(*wanted).png())

    def _status(self, known: Curve | None) -> None:
        """Which buttons can be pressed, and one line about the setting or the training."""
        state, c, last = self.state, self.controls, self.state.last
        busy = state.training
        c.ratio.disabled, c.coin.disabled = state.schedule != CONSTANT, not state.tosses
        c.train.disabled = busy or (known is not None and not known.live)
        c.stop.disabled = not busy
        full = len(state.pinned) >= MOST - 1
        c.pin.disabled = known is None or full or state.setting in state.pinned
        if last:
            c.bar.max, c.bar.value, c.bar.bar_style = last.steps or 1, last.step, STYLES[last.state]
        about = last if last and (busy or last.setting == one_seed(state.setting)) else None
        c.status.value = cards.card(_told(about) if about else _ready(known))


def _told(now: Progress) -> str:
    """Where the live training stands, in words."""
    name = html.escape(now.setting.name)
    if now.state == "failed":
        why = html.escape(now.error)
        return pick(f"{name}: the training broke off: {why}", f"{name}：训练中断：{why}")
    if now.state == "running" and not now.step:
        return pick(f"{name}: getting ready", f"{name}：正在准备")
    where = pick(f"{name}: step {now.step} of {now.steps}", f"{name}：第 {now.step} / {now.steps} 步")
    if now.state == "running":
        left = now.left or 0
        return where + pick(f", about {left:.0f} s left", f"，大约还需 {left:.0f} 秒")
    ended = {"stopped": ("stopped", "已停止"), "finished": ("finished", "完成")}[now.state]
    return f"{where}{pick(', ', '，')}{pick(*ended)}"


def _ready(known: Curve | None) -> str:
    """Whether the setting of the controls is recorded."""
    if known is None:
        return pick(
            "Not recorded: Train makes this run here, with one seed.",
            "没有录制：按“训练”就在这里跑一次（一个种子）。",
        )
    return pick(f"recorded, seeds: {len(known.runs)}", f"已录制，种子数：{len(known.runs)}")


def _note(by: str) -> str:
    """What equal seconds mean."""
    if by == "step":
        return ""
    text = pick(
        "Seconds of training on the machine that recorded the runs, from the cost of one step, without "
        "evaluations: only their relation counts.",
        "这是录制时那台机器的训练秒数，由每一步的耗时算出，不含评估：只有相互之间的比例才有意义。",
    )
    return f"<br><small>{text}</small>"
