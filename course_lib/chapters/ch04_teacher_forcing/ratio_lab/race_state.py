"""Race state: what a learner has guessed, chosen, pinned and trained; it outlives a change of language."""

from dataclasses import dataclass, field

from .race import Curve, Run, Setting, curve
from .trainer import Progress
from .verdict import Guess

CONSTANT, ALL = "constant", -1  # a schedule that is none; every recorded seed
MOST = 5  # curves at once: as many as there are looks


@dataclass
class RaceState:
    """Plain data behind the widgets of the race."""

    task: str = "copy"
    ratio: float = 0.5
    schedule: str = CONSTANT
    coin: str = "step"
    seed: int = ALL
    by: str = "step"
    measure: str = "right"
    place: int = 0  # of the scrubber
    guesses: dict[str, Guess | None] = field(default_factory=dict)  # by task; None: revealed without one
    pins: dict[str, list[Setting]] = field(default_factory=dict)  # by task
    live: dict[Setting, Run] = field(default_factory=dict)
    last: Progress | None = None  # of the last live training
    large: bool = False
    csv: bool = False

    @property
    def setting(self) -> Setting:
        """What the controls say."""
        forcing = self.ratio if self.schedule == CONSTANT else self.schedule
        coin = self.coin if self.tosses else "step"
        return Setting(self.task, forcing, coin, None if self.seed == ALL else self.seed)

    @property
    def tosses(self) -> bool:
        """Whether chance decides: at ratios 0 and 1 every coin is the same."""
        return self.schedule != CONSTANT or self.ratio not in (0, 1)

    @property
    def pinned(self) -> list[Setting]:
        """The settings that stay; at first the two ends."""
        return self.pins.setdefault(self.task, [Setting(self.task, 1.0), Setting(self.task, 0.0)])

    @property
    def training(self) -> bool:
        return self.last is not None and self.last.state == "running"

    def curves(self) -> list[Curve]:
        """The pinned curves, and that of the controls; what was neither recorded nor trained is left out."""
        wanted = dict.fromkeys([*self.pinned, self.setting])
        return [found for one in wanted if (found := curve(one, self.live))]

    def progress(self, now: Progress) -> None:
        """Take in a sign of life from the trainer."""
        self.last = now
        if now.run.get("at"):
            self.live[now.setting] = now.run
