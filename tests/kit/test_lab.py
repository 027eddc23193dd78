"""What every lab shares: watched controls, quiet moves, errors in words, widgets freed, and the painter."""

import threading

import ipywidgets as widgets
import pytest
from ipywidgets.widgets import widget as registry

from course_lib.chapters.index import on_the_page
from course_lib.kit import lab as kit_lab
from course_lib.kit.controls import TokenStrip, named
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.kit.painter import Painter


class Doubling(Lab):
    """Doubles a number; 13 is no number."""

    def __init__(self):
        self.typed, self.other = widgets.IntText(1), widgets.IntSlider(2)
        self.out, self.spare = widgets.HTML(), [widgets.Button()]
        self.bench = widgets.VBox([widgets.Label("beside")])
        self.strip = TokenStrip("token", "词元")
        self.view = widgets.VBox([named("a number", "数", self.typed), self.other, self.out, self.bench])
        self.drawn = 0
        self.watch(self.show, self.typed, self.other)
        self.show()

    def draw(self):
        if self.typed.value == 13:
            raise ValueError("13 is <no> number")
        self.drawn += 1
        self.other.value = min(self.typed.value, 100)  # moves a control that is watched
        self.out.value = str(2 * self.typed.value)

    def picture(self):
        return Figure("a lab", 1, 1)


class Shell:
    """Stands in for the kernel's shell: which cell runs, for the how-manieth time."""

    def __init__(self):
        self.run = 0
        self.parent_header = {}

    def __call__(self):
        return self

    def begin(self, cell: str | None):
        self.run += 1
        self.parent_header = {"header": {"msg_id": str(self.run)}, "metadata": {"cellId": cell}}


@pytest.fixture
def shell(monkeypatch):
    monkeypatch.setattr(kit_lab, "get_ipython", shell := Shell())
    monkeypatch.setattr(kit_lab, "_shown", {})
    return shell


def alive() -> set:
    return set(registry._instances)


def test_a_control_redraws_once_though_the_lab_moves_others():
    lab = Doubling()
    lab.typed.value = 5
    assert (lab.out.value, lab.other.value, lab.drawn) == ("10", 5, 2)
    lab.put(typed=7, other=1)
    assert (lab.out.value, lab.other.value, lab.drawn) == ("14", 7, 3)


def test_what_is_wrong_is_said_in_place_of_the_answer():
    lab = Doubling()
    lab.typed.value = 13
    assert "13 is &lt;no&gt; number" in lab.out.value and lab.bench.layout.display == "none"
    lab.typed.value = 4
    assert lab.out.value == "8" and lab.bench.layout.display == ""


def test_another_error_hides_the_old_answer_and_is_raised(monkeypatch):
    lab = Doubling()
    monkeypatch.setattr(Doubling, "draw", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        lab.show()
    assert lab.bench.layout.display == "none" and lab.out.value == "" and lab._quiet == 0


def test_another_thread_waits_while_the_lab_moves_its_controls():
    lab, seen = Doubling(), []
    with lab.quiet():
        thread = threading.Thread(target=lambda: seen.append(setattr(lab.typed, "value", 9)))
        thread.start()
        thread.join(0.1)
        assert not seen
    thread.join(10)
    assert lab.out.value == "18"


def test_a_cell_that_runs_again_frees_what_it_showed(shell):
    before = alive()
    for _ in range(3):
        shell.begin("a")
        Doubling()._repr_mimebundle_()
        one = alive() - before
    shell.begin("a")
    Doubling()._repr_mimebundle_()
    assert len(alive() - before) == len(one)
    assert Doubling().view.comm is not None


def test_labs_of_one_execution_and_of_other_cells_stay(shell):
    shell.begin("a")
    first, second = Doubling(), Doubling()
    for lab in (first, second):
        lab._repr_mimebundle_()
    shell.begin("b")
    first._repr_mimebundle_()  # shown in two cells
    shell.begin("a")
    Doubling()._repr_mimebundle_()
    assert first.view.comm is not None and second.view.comm is None
    shell.begin("b")
    first._repr_mimebundle_()  # the same lab once more
    assert first.typed.comm is not None
    shell.begin(None)  # a program that does not tell which cell runs
    Doubling()._repr_mimebundle_()
    assert first.typed.comm is not None


def test_a_strip_marks_the_chosen_token_and_keeps_it_in_range():
    strip = TokenStrip("token", "词元")
    strip.show(["a", "b", "c"], [False, True, False])
    assert [one.description for one in strip.buttons.children] == ["▶ a", "b ✗", "c"]
    strip.buttons.children[2].click()
    assert strip.at == 2 and strip.slider.value == 3
    strip.show(["a", "b"])
    assert strip.at == 1 and [one.description for one in strip.buttons.children] == ["a", "▶ b"]


def test_the_painter_paints_the_newest_last_and_nothing_after_stop():
    painted, going, go_on = [], threading.Event(), threading.Event()
    painter = Painter(painted.append)

    def slow():
        yield 1
        going.set()
        go_on.wait(10)
        yield 2
        yield 3

    painter.ask(slow())
    assert going.wait(10)
    painter.ask([4])
    go_on.set()
    painter.join()
    assert painted[0] == 1 and painted[-1] == 4 and 3 not in painted
    going.clear(), go_on.clear()
    painter.ask(slow())
    assert going.wait(10)
    painter.stop()
    go_on.set()
    painter.join()
    assert painted[-1] == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_picture_that_fails_does_not_end_the_painter():
    painted = []
    painter = Painter(painted.append)
    painter.ask(1 / number for number in (0,))
    painter.join()
    painter.ask([5])
    painter.join()
    assert painted == [5]


@pytest.mark.parametrize("name", on_the_page())
def test_the_course_s_labs_free_their_widgets(name, shell):
    lab, counts = on_the_page()[name], []
    for _ in range(2):
        shell.begin("a")
        before = alive()
        lab.alone()._repr_mimebundle_()
        counts.append(len(alive()) - len(before))
    assert counts[1] == 0 < counts[0]
