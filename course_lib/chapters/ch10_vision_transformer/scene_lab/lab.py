"""The widgets of the scene lab."""

import ipywidgets as widgets

from course_lib.kit.card import card
from course_lib.kit.controls import WIDE, TokenStrip, button, choice, menu, named, row
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle

from ..world import Scene
from . import cards
from .compute import EXAMPLES, PAGE, PAINTS, PLACES, bundle, caption, painted, see, spoken
from .drawing import plot

MEAN = -1  # of the heads: None would leave its button unmarked


class SceneLab(Lab):
    """Place two things and read the caption; press a word to see where the model looks; paint something out.

    With a bundle it is that model's caption: a learner's own page, for example.
    """

    title = ("scene", "场景")

    def __init__(self, scene: Scene | None = None, bundle: Bundle | None = None):
        """Two things, each (colour, shape, x, y). ValueError for what the page cannot draw."""
        self._bundle, self._example = bundle, 0
        scene = EXAMPLES[0] if scene is None else checked(scene)
        self._first = scene
        self.things = [_Thing(n, thing) for n, thing in enumerate(scene)]
        self.another = button(pick("Another scene", "换一个场景"), self._another)
        self.head = choice(_heads(4), MEAN)
        self.strip = TokenStrip("word", "词")
        names = (
            pick("nothing", "什么都不涂"),
            pick("thing 1", "第 1 样"),
            pick("thing 2", "第 2 样"),
            pick("the patch it looks at most", "它看得最多的一块"),
            pick("an empty patch", "空白的一块"),
        )
        self.paint = choice(list(zip(names, PAINTS, strict=True)), "nothing")
        self.picture_now, self.out = widgets.HTML(), widgets.HTML()
        self.look, self.looked, self.after = widgets.HTML(), widgets.HTML(), widgets.HTML()
        lead = pick(
            "Place the two things. Then press a word: where does the model look to write it?",
            "摆好两样东西，再点一个词：模型写它的时候在看哪里？",
        )
        self.bench = widgets.VBox(
            [
                self.strip.buttons,
                self.strip.slider,
                named("head", "头", self.head),
                self.look,
                self.looked,
                named("paint black", "涂黑", self.paint),
                self.after,
            ]
        )
        both = [part for one in self.things for part in one.rows]
        self.view = widgets.VBox(
            [widgets.HTML(card(lead)), *both, row(self.another), self.picture_now, self.out, self.bench]
        )
        controls = [control for one in self.things for control in one.controls]
        self.watch(self.show, *controls, self.head, self.paint, self.strip.slider)
        self.show()

    @property
    def scene(self) -> Scene:
        """The two things as the controls have them."""
        return tuple(one.value for one in self.things)

    @property
    def _model(self) -> Bundle:
        return self._bundle or bundle(pick("en", "zh"))

    def picture(self) -> Figure:
        plain = painted(self._first, "nothing")
        try:
            seen = see(self._model, self._first, plain)
        except ValueError as problem:  # the widgets say it, too
            return plot(plain, self._first, str(problem))
        if not seen.words:
            return plot(plain, self._first, "∅")
        word = min(1, len(seen.words) - 1)
        said = pick(" ", "").join(seen.words)
        return plot(plain, self._first, said, seen.words[word], seen.look(word, None))

    def _another(self) -> None:
        self._example = (self._example + 1) % len(EXAMPLES)
        with self.quiet():
            for one, thing in zip(self.things, EXAMPLES[self._example], strict=True):
                one.put(thing)
        self.show()

    def draw(self) -> None:
        scene, what = self.scene, self.paint.value
        language = self._model.settings.get("language", pick("en", "zh"))
        seen = see(self._model, scene, painted(scene, "nothing"))
        right = caption(scene, language)
        wrong = [] if right is None else [right[n : n + 1] != [word] for n, word in enumerate(seen.words)]
        self.strip.show(seen.words or ["∅"], wrong)
        self.strip.slider.disabled = not seen.words
        word = min(self.strip.at, len(seen.words) - 1)
        heads = 0 if seen.shares is None else len(seen.shares)
        if len(self.head.options) != 1 + heads:
            self.head.options, self.head.value = _heads(heads), MEAN
        look = seen.look(word, None if self.head.value == MEAN else self.head.value)
        self.picture_now.value = card(cards.shown(seen, scene))
        self.out.value = card(cards.answer(seen, right, scene))
        self.look.value = "" if look is None else card(cards.shown(seen, scene, look))
        self.looked.value = card(cards.looked(seen, word, look, scene))
        self.after.value = ""
        if what != "nothing":
            after = see(self._model, scene, painted(scene, what, look))
            self.after.value = card(cards.shown(after, scene) + cards.changed(seen, after, what))


class _Thing:
    """The controls of one thing."""

    def __init__(self, number: int, thing: tuple):
        colour, shape, x, y = thing
        self.colour = menu([(spoken(name), name) for name in PAGE.COLOURS], colour, "colour", "颜色")
        self.shape = menu([(spoken(name), name) for name in PAGE.SHAPES], shape, "shape", "形状")
        self.x, self.y = (_slider(at, *names) for at, names in ((x, ("across", "横")), (y, ("down", "竖"))))
        self.controls = self.colour, self.shape, self.x, self.y
        name = (f"thing {number + 1}", f"第 {number + 1} 样")
        self.rows = [named(*name, self.colour, self.shape), row(self.x, self.y)]

    @property
    def value(self) -> tuple:
        return tuple(control.value for control in self.controls)

    def put(self, thing: tuple) -> None:
        """Move the controls there."""
        for control, value in zip(self.controls, thing, strict=True):
            control.value = value


def _heads(count: int) -> list[tuple[str, int]]:
    return [(pick("mean", "平均"), MEAN), *((str(n + 1), n) for n in range(count))]


def _slider(value: int, en: str, zh: str) -> widgets.IntSlider:
    layout = widgets.Layout(width="15em", max_width="100%")
    name = pick(en, zh)
    return widgets.IntSlider(
        value=value, min=PLACES[0], max=PLACES[1], description=name, style=WIDE, layout=layout
    )


def checked(scene: Scene) -> Scene:
    """The scene. ValueError, in one line, for what is no scene of the page."""
    low, high = PLACES
    told = f"a scene is two things, each (colour, shape, x, y) with x and y from {low} to {high}"
    try:
        one, two = (tuple(thing) for thing in scene)
        for colour, shape, x, y in (one, two):
            if (
                colour not in PAGE.COLOURS
                or shape not in PAGE.SHAPES
                or not {x, y} <= {*range(low, high + 1)}
            ):
                raise ValueError
    except (TypeError, ValueError):
        raise ValueError(f"{told}; not {scene!r}") from None
    return one, two
