"""Shell: choose a model and a sentence, plant a wrong token anywhere, and watch what follows."""

import html

import ipywidgets as widgets

from course_lib.kit.controls import WIDE, menu, row
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from . import cards, reading
from .bars import picture, plot
from .known import MODELS, SENTENCES, Known, bundle, luck, read, read_one
from .looks import STYLE, card
from .planter import Planter, size
from .tally import PLACES
from .twice import Twice, compute


class CascadeLab(Lab):
    """One sentence decoded twice; every place of the own row is a button that opens it for a plant."""

    title = ("cascade", "连锁")

    def __init__(self):
        self.plants: dict[int, str] = {}  # place of the own row -> character
        self.place: int | None = None  # the open one, where the next plant goes
        self.result: Twice | None = None  # None while what was typed cannot be read
        own = (pick("my own", "自己写"), "")
        self.model = menu([(known.name, known) for known in MODELS], MODELS[0], "model", "模型")
        self.sentence = menu([*((s, s) for s in SENTENCES), own], SENTENCES[0], "sentence", "句子")
        self.typed = widgets.Text(SENTENCES[0], description=pick("to copy", "要照抄的"), style=WIDE)
        self.aligned = widgets.ToggleButtons(
            options=[(pick("aligned", "对齐"), True), (pick("by column", "逐列"), False)],
            style={"button_width": "auto"},
        )
        self.about, self.rows, self.words = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.planter = Planter(self.open, self.plant, self.clear)
        self.count_place = menu(PLACES, 3, "in the counts, plant at place", "下表中植入的位置")
        self.counts = widgets.HTML()
        self._lay()
        for control in (self.model, self.aligned, self.count_place):
            control.observe(lambda _: self.show(), "value")
        self.sentence.observe(lambda change: self._take(change["new"]), "value")
        self.typed.observe(lambda _: self._retype(), "value")
        self.show()

    def _lay(self) -> None:
        style = widgets.HTML(STYLE, layout=widgets.Layout(display="none"))
        top = row(self.model, self.sentence, self.typed)
        wide = widgets.VBox([self.rows, self.planter.places], layout=widgets.Layout(overflow="auto hidden"))
        wide.add_class("course-wide")
        self.bench = widgets.VBox([self.aligned, wide, self.planter.view, self.words])
        self.view = widgets.VBox([style, top, self.about, self.bench, self.count_place, self.counts])
        self.view.add_class("course-cascade")

    def picture(self) -> Figure:
        """The present state; that of the first sentence while what was typed cannot be read."""
        known = self.model.value
        return plot(self.result or compute(bundle(known), SENTENCES[0]), known.name)

    def open(self, place: int | None) -> None:
        """Open a place of the own row for a plant, or none."""
        self.place = place
        self.show()

    def plant(self, typed: str) -> None:
        """Put a token into the model's mouth at the open place; plants behind it go, as all is new there."""
        try:
            token = read_one(typed, bundle(self.model.value).target_vocab)
        except ValueError as problem:
            self.planter.complain(problem)
        else:
            self.plants = {i: t for i, t in self.plants.items() if i < self.place} | {self.place: token}
            self.show()

    def clear(self) -> None:
        """No plant at all."""
        self.plants = {}
        self.show()

    def _take(self, text: str) -> None:
        if text:
            self.typed.value = text

    def _retype(self) -> None:
        """Another sentence has no plants."""
        self.plants, self.place = {}, None
        self.sentence.value = self.typed.value if self.typed.value in SENTENCES else ""
        self.show()

    def show(self) -> None:
        """Bring every widget up to date with the controls and the plants."""
        self.result = None
        try:
            self.result = self._show(self.model.value, self.aligned.value)
        except ValueError as problem:
            self.about.value = card(html.escape(str(problem)))
        finally:  # no stale picture, whatever happened; hidden only then, as what is hidden loses the focus
            self.bench.layout.display = "" if self.result else "none"

    def _show(self, known: Known, aligned: bool) -> Twice:
        self.counts.value = cards.counts(known, self.count_place.value)
        made = bundle(known)
        result = compute(made, read(self.typed.value, made.source_vocab), self.plants)
        if self.place is not None and self.place >= size(result):
            self.place = None
        self.about.value = card(_about(known))
        self.rows.value = cards.rows(result, aligned)
        self.words.value = card(picture(result) + reading.describe(result, known))
        self.planter.show(result, aligned, self.place)
        self.planter.remove.disabled = not self.plants
        return result


def _about(known: Known) -> str:
    """What the chosen model is, and how far it is a matter of luck."""
    right, seeds = luck(known)
    story = SENTENCES[0]
    return f"<b>{known.name}</b>{pick(': ', '：')}{known.note} " + pick(
        f"Recorded with seed {known.seed}; {right} of {seeds} seeds write {story} right.",
        f"这里录制的是随机种子 {known.seed}；{seeds} 个种子中有 {right} 个写对“{story}”。",
    )
