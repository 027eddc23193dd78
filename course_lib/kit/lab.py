"""Lab: what every lab shares. Controls are watched, `draw` brings all up to date, errors are said in words.

class TokensLab(Lab):
    title = ("tokens", "词元")                   # on the page of all labs
    def __init__(self):
        self.typed, self.out = widgets.Text("a"), widgets.HTML()
        self.view = widgets.VBox([self.typed, self.out])
        self.watch(self.show, self.typed)
        self.show()
    def draw(self):                              # ValueError in the learner's words, shown in `out`
        self.out.value = cards.describe(compute(self.typed.value))
    def picture(self): ...                       # what a page without a kernel shows
"""

import html
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, Self

import ipywidgets as widgets
from IPython.core.getipython import get_ipython

from .card import card
from .figure import Figure


class Lab:
    """Widgets in `view`, the answer in `out`, and in `bench` what only makes sense beside an answer."""

    title: tuple[str, str] | None = None  # in English and Chinese; None keeps a lab off the page of all labs
    view: widgets.Widget
    out: widgets.HTML
    bench: widgets.Box | None = None
    _lock: threading.RLock  # a training's thread and the page's may both move a lab's widgets
    _quiet = 0  # above 0 while the lab itself moves its controls

    def __new__(cls, *_: Any, **__: Any) -> Self:
        made = super().__new__(cls)
        made._lock = threading.RLock()
        return made

    @classmethod
    def alone(cls, languages: bool = False) -> Self:
        """The lab as it opens outside its chapter, with a switch of language where it has one."""
        return cls()

    def draw(self) -> None:
        """Bring every widget up to date with the controls. ValueError, in words, for what cannot be read."""

    def picture(self) -> Figure:
        """What a reader sees where no kernel runs: on a website, or when a saved notebook is opened."""
        raise NotImplementedError

    def show(self) -> None:
        """Draw; what is wrong with the controls' values is said in place of the answer."""
        wrong, words = True, ""
        try:
            with self.quiet():
                self.draw()
            wrong = False
        except ValueError as problem:
            words = card(html.escape(str(problem)))
        finally:  # no old answer beside new words, whatever happened
            if wrong:
                self.out.value = words
            if self.bench:
                self.bench.layout.display = "none" if wrong else ""

    def watch(self, action: Callable[[], None], *controls: widgets.Widget) -> None:
        """Call `action` when a learner changes one of the controls, not when the lab itself does."""

        def changed(_: Any) -> None:
            with self._lock:
                if not self._quiet:
                    action()

        for control in controls:
            control.observe(changed, "value")

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Inside, controls can be moved without an answer; other threads wait."""
        with self._lock:
            self._quiet += 1
            try:
                yield
            finally:
                self._quiet -= 1

    def put(self, **values: Any) -> None:
        """Move several controls, by their names in the lab, and answer once."""
        with self.quiet():
            for name, value in values.items():
                getattr(self, name).value = value
        self.show()

    def close(self) -> None:
        """Free every widget of the lab, in the kernel and on the page."""
        close_widgets(self)

    def __repr__(self) -> str:
        return self.picture().alt

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        free_older(self)
        data, metadata = self.picture()._repr_mimebundle_()
        return self.view._repr_mimebundle_() | data, metadata


class Shown(Protocol):
    """What a cell shows, and can free."""

    def close(self) -> None: ...


_shown: dict[str, tuple[str, list[Shown]]] = {}  # id of a cell -> its latest execution, and what it shows


def close_widgets(thing: Any) -> None:
    """Free every widget that can be reached from an object of ours, in the kernel and on the page."""
    for one in _owned(thing, {}):
        one.close()


def free_older(new: Shown) -> None:
    """A cell that runs again shows something new: what it showed before goes, unless another cell has it."""
    message = getattr(get_ipython(), "parent_header", None) or {}
    cell = message.get("metadata", {}).get("cellId")  # which cell runs; not every program tells
    if not cell:
        return
    run = message["header"]["msg_id"]
    before, olds = _shown.get(cell, (run, []))
    _shown[cell] = (run, [*olds, new] if before == run else [new])
    still = {id(one) for _, others in _shown.values() for one in others}
    for older in olds:
        if id(older) not in still:
            older.close()


def _owned(thing: Any, seen: dict[int, Any]) -> Iterator[widgets.Widget]:
    """Every widget that can be reached from an object of ours, each once."""
    if id(thing) in seen:
        return
    seen[id(thing)] = thing
    parts: list[Any] = []
    if isinstance(thing, widgets.Widget):
        parts = [getattr(thing, name) for name in thing.keys if name not in ("comm", "log")]
    elif isinstance(thing, dict):
        parts = [*thing.values()]
    elif isinstance(thing, list | tuple):
        parts = [*thing]
    elif isinstance(thing, Lab) or type(thing).__module__.startswith("course_lib."):
        parts = [*getattr(thing, "__dict__", {}).values()]
    for part in parts:
        yield from _owned(part, seen)
    if isinstance(thing, widgets.Widget):
        yield thing
