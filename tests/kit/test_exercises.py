"""Every exercise of every chapter: what its check accepts, what it refuses, and in which words."""

import copy
import importlib
import inspect
import json
import re
from collections import Counter
from collections.abc import Callable

import nbformat
import pytest
import torch
from nbclient import NotebookClient
from practice import EXERCISES, ITEMS, SOURCES

from course_lib import chapters
from course_lib.kit.practice import compare
from course_lib.kit.practice.exercise import Exercise, Question, exercise
from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.note import plain
from course_lib.kit.practice.quiz import Quiz
from course_lib.kit.practice.values import LONGEST, settled, show
from course_lib.language import pick

WRONG = {
    f"{name}-{number}": (item, number)
    for name, item in EXERCISES.items()
    for number in range(len(item.wrong_answers))
}
ONE_PAGE = {"03", "07", "08", "10"}  # the chapters whose workshop builds a one-page model, part by part
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(params=EXERCISES.values(), ids=EXERCISES)
def each(request) -> Exercise:
    return request.param


@pytest.mark.parametrize("chapter", SOURCES)
def test_each_chapter_has_what_a_chapter_has_and_shows_it(chapter):
    items = [item for item in ITEMS.values() if item.chapter.number == chapter]
    kinds = Counter("core" if item.kind in ("build", "repair") else item.kind for item in items)
    if chapter == "00":  # the first: a quiz more asks what one knows of neural networks
        assert kinds == {"core": 1, "question": 1, "quiz": 2}
    else:
        cores = kinds.pop("core")
        assert cores > 3 if chapter in ONE_PAGE else cores == 3
        assert kinds == {"question": 1, "quiz": 1, "stretch": 1}
    for item in items:
        assert f"ch{chapter}.{item.name}" in SOURCES[chapter]


def test_an_exercise_has_hints_and_knows_wrong_answers(each):
    assert len(each.wrong_answers) >= 4 and len(each.hints) >= 2


def test_the_solution_passes(each, language):
    result = each.check(each.solve)
    assert result and repr(result).startswith(pick("✓ Right.", "✓ 正确。"))


def stub_of(each: Exercise) -> Callable:
    """What a learner begins with: a function without a body, or a class with one method that has none."""
    learner = {}
    if isinstance(each.solve, type):
        hole = "forward" if "forward" in vars(each.solve) else "start"
        return type(each.name, (each.solve,), {hole: lambda self, *given: None})
    exec(f"def {each.name}{inspect.signature(each.solve)}:\n    ...", learner)
    return learner[each.name]


def test_the_stub_is_told_kindly_and_counts_as_no_attempt(each, language):
    result = each.check(stub_of(each))
    assert not result and repr(result).startswith(pick("Not yet.", "还没有完成。"))
    assert each.id not in ledger.entries()[0]


@pytest.mark.parametrize("key", WRONG)
def test_a_wrong_answer_gets_its_own_message(key, language):
    item, number = WRONG[key]
    result = item.check(item.wrong_answers[number][0])
    assert not result
    told = [i for i, (_, text) in enumerate(item.wrong_answers) if pick(*text) in repr(result)]
    assert told == [number]


def test_a_check_leaves_its_cases_as_they_were(each):
    before = copy.deepcopy(each.cases)
    for function, _ in [(each.solve, ""), *each.wrong_answers]:
        each.check(function)
    assert compare.difference(settled(before), settled(each.cases)) is None


def test_a_check_says_the_same_each_time(each):
    for function, _ in each.wrong_answers:
        first, second = each.check(function), each.check(function)
        assert (repr(first), first.html()) == (repr(second), second.html())
        assert not re.search(r"0x[0-9a-f]{6}|/tmp/|/home/", first.html())


def test_hints_go_on_to_the_last_and_the_solution_is_code(each, language):
    each._hinted = 0
    shown = [repr(each.hint()) for _ in range(len(each.hints) + 1)]
    assert len(set(shown)) == len(each.hints) and shown[-1] == shown[-2]
    assert each.call in shown[-1] and each.call not in shown[0]
    kind = "class" if isinstance(each.solve, type) else "def"
    assert f"\n    {kind} {each.name}(" in repr(each.solution()) and "\n    @" not in repr(each.solution())


def texts(item) -> list[tuple[str, str]]:
    found = [item.title]
    if isinstance(item, Exercise):
        return [*found, item.statement, *item.hints, *(text for _, text in item.wrong_answers)]
    if isinstance(item, Question):
        return [*found, item.statement, item.good]
    for part in item.items:
        found += [part.ask, *(text for option in part.options for text in (option.text, option.why))]
    return found


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_every_text_is_there_in_both_languages(item):
    for en, zh in texts(item):
        assert en.strip() and zh.strip()
        bare = re.sub(r"`[^`]*`|\d|\W", "", zh)
        assert not bare or CHINESE.search(zh), zh
        known = ("我喜欢自然语言处理", "5: 我", "'Hi中'", "中 is three")  # examples
        assert not CHINESE.search(en) or any(words in en for words in known), en
    assert item.id == f"{item.chapter.name}.{item.name}"
    module = importlib.import_module(chapters.exercise_modules()[item.chapter.name])
    assert getattr(module, item.name) is item, "messages tell the learner to call it by that name"


def double(number):
    return 2 * number


def task(solution=double, cases=((1,), (2,), (3,))) -> Exercise:
    text = ("text", "文字")
    return Exercise("core", solution, text, text, [text], list(cases))


@pytest.fixture
def doubling():
    yield task()
    ledger.items.pop("99.double", None)


def test_an_exception_shows_the_learners_line_and_no_other(doubling, language):
    def mine(number):
        text = "{" * number
        return json.loads(text)

    told = repr(doubling.check(mine))
    line = inspect.getsourcelines(mine)[1] + 2
    assert "JSONDecodeError: Expecting property name" in told and "decoder" not in told
    assert pick(f"line {line} (mine): return json", f"第 {line} 行 (mine): return json") in told
    assert told.count("return json") == 1


def test_an_exception_without_a_source_line_shows_itself(doubling):
    learner = {}
    exec("def mine(number):\n    return number / 0", learner)
    told = repr(doubling.check(learner["mine"]))
    assert "ZeroDivisionError: division by zero\n\n" in told and "line" not in told


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, RecursionError, ZeroDivisionError])
def test_nothing_is_raised_into_the_notebook(doubling, error):
    def mine(number):
        raise error

    assert not doubling.check(mine)
    if error is KeyboardInterrupt:
        assert "never ends" in repr(doubling.check(mine))


@pytest.mark.parametrize(("answers", "known"), [([1, 5, 7], False), ([1, 8, 7], True), ([1, 8, 27], True)])
def test_a_lesson_is_not_given_by_chance(doubling, answers, known):
    """Not where a known wrong answer does the same in one case only."""
    doubling.wrong("You cube.", "你取了立方。")(lambda number: number**3)
    assert ("You cube." in repr(doubling.check(lambda number: answers[number - 1]))) == known


@pytest.mark.parametrize("given", [None, 3, lambda: 1, lambda a, b: 1])
def test_what_cannot_be_called_is_not_yet(doubling, given):
    assert repr(doubling.check(given)).startswith("Not yet.")


def test_none_in_a_later_case_is_wrong(doubling):
    assert "Check 2 of 3" in repr(doubling.check(lambda number: 2 if number == 1 else None))


def test_what_the_learner_prints_is_printed_once(doubling, capsys):
    doubling.wrong("w", "错")(lambda number: number)

    def mine(number):
        print("seen", number)
        return number

    doubling.check(mine)
    assert capsys.readouterr().out == "seen 1\n"


def test_code_in_a_message_cannot_become_html(doubling):
    assert "<b>x" not in doubling.check(lambda number: "<b>x</b>").html()


LONG = torch.tensor([[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("expected", "got", "words"),
    [
        (0.5, 0.5000001, None),
        (0.5, torch.tensor(0.5), None),
        ([1, (2, 3)], (1, [2, 3]), None),
        (LONG, LONG.clone(), None),
        (LONG.float(), LONG + 1e-7, None),
        (LONG.float(), LONG + 9e-6, None),
        (torch.zeros(2), torch.tensor([0, -9e-6]), None),
        (torch.tensor(0.5), 0.5000001, None),
        (torch.tensor(0.5), torch.tensor(0.5, dtype=torch.double), None),
        ([1, 2], [torch.tensor(1), 2], None),
        (0.5, 0.51, "differs"),
        (0.5, 0.50002, "differs"),
        (torch.tensor(0.5), torch.tensor([0.5]), "expected: (); yours: (1,)"),
        (torch.zeros(2), torch.tensor([0, -2e-5]), "At `[1]`"),
        (LONG / 4, LONG / 4 + torch.tensor([[0, 0], [0, 2e-5]]), "[1, 1]"),
        (0.5, "0.5", "Expected type float"),
        ([1, 2], [1], "Length 2 expected; yours: 1"),
        ([1, 2], torch.tensor([1]), "Length 2 expected; yours: 1"),
        ([LONG, LONG], torch.stack([LONG] * 3), "Expected type list"),
        ([1, [2, 3]], [1, [2, 4]], "[1][1]"),
        ({"a": 1}, {"a": 2}, "expected 1, you have 2"),
        (LONG, LONG[:1], "(2, 2); yours: (1, 2)"),
        (LONG, LONG.float(), "torch.int64; yours: torch.float32"),
        (LONG, LONG.tolist(), "Expected type Tensor, you returned list. `torch.tensor` makes"),
        (0.5, torch.tensor([0.5]), "Expected type float, you returned Tensor. `.item()`"),
        (LONG, torch.tensor([[1, 2], [3, 5]]), "[1, 1]"),
        (LONG.float(), LONG / torch.tensor([[1, 1], [0, 1]]), "[1, 0]"),
    ],
)
def test_the_first_difference_is_told(expected, got, words):
    found = compare.difference(expected, got)
    assert found is None if words is None else words in found[0]


ENDLESS: list = [1]
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (torch.tensor([[0.1, -0.25], [2, 0]]), "tensor, shape (2, 2), float32: [[0.1, -0.25], [2, 0]]"),
        (torch.tensor(1 / 3), "tensor(0.333333)"),
        ([0.1 + 0.2, "a", (1,)], "[0.3, 'a', (1,)]"),
        (double, "double"),
        (ENDLESS, "[1, [...]]"),
        (torch.zeros(200), f"tensor, shape (200,), float32: [{'0, ' * 200}"[:LONGEST] + " …"),
    ],
)
def test_values_are_shown_short(value, words):
    assert show(settled(value)) == words


@pytest.fixture
def shifting():
    """A task on tensors: shift(states, by), with one wrong answer that ends in an error of torch."""

    def shift(states, by):
        return states + by

    made = task(shift, [(torch.zeros(2), 0.5), (torch.ones(3), 1)])

    @made.wrong("two are too many", "两个太多")
    def stacked(states, by):
        return states + torch.zeros(7 if len(states) == 2 else 3)

    yield made
    ledger.items.pop("99.shift", None)


def test_a_call_with_tensors_is_shown_argument_by_argument(shifting, language):
    told = repr(shifting.check(lambda states, by: states))
    called = pick("called", "调用") + pick(": ", "：") + "shift(states, by)"
    rows = [called, "  states: tensor, shape (2,), float32: [0, 0]", "  by: 0.5"]
    assert "\n".join(f"    {row}" for row in rows) in told


def test_a_tensor_changed_in_place_is_found(shifting, language):
    told = repr(shifting.check(lambda states, by: states.add_(by)))
    assert pick("changed what it was given", "改动了传入的数据") in told


def test_two_errors_of_one_type_are_not_yet_the_same_mistake(shifting):
    def fails_always(states, by):
        return states @ torch.zeros(9)

    def same_mistake(states, by):
        return states + torch.zeros(7 if by < 1 else 3)

    told = repr(shifting.check(fails_always))
    assert "RuntimeError" in told and "two are too many" not in told
    assert "two are too many" in repr(shifting.check(same_mistake))


def test_a_question_asks_first_and_then_shows(language):
    question = next(item for item in ITEMS.values() if isinstance(item, Question))
    good = plain(pick(*question.good))
    for nothing in ("", "  \n", None):
        shown = repr(question.answer(nothing))
        assert pick("Write first", "先写") in shown and good[:20] not in shown
    assert question.id not in ledger.entries()[0]
    shown = question.answer("because <i>ids</i> are names")
    assert good[:20] in repr(shown) and "<i>" not in shown.html()
    assert ledger.entries()[0][question.id]["answer"] == "because <i>ids</i> are names"


CELLS = [
    "from course_lib.chapters.ch01_sequences import exercises as ch01\n"
    "from course_lib.chapters.progress import progress",
    "def encode_line(text, table):\n    ...\n\nch01.encode_line.check(encode_line)",
    "result = ch01.encode_line.check(encode_line)\nprint(bool(result))",
    "result",
    "def encode_line(text, table):\n    return [table[word] for word in text.split()]\n\n"
    "ch01.encode_line.check(encode_line)",
    "ch01.encode_line",
    "ch01.average.answer('')",
    "progress()",
]


def test_in_a_notebook_each_thing_is_shown_once(tmp_path):
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    nb = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(nb, timeout=60, kernel_name="python3").execute(cwd=tmp_path)
    shown = [cell.outputs for cell in nb.cells]
    rich = [[o for o in outputs if "data" in o] for outputs in shown]
    assert [len(outputs) for outputs in rich] == [0, 1, 1, 1, 1, 1, 1, 1]
    assert [[o.output_type for o in outputs if "data" not in o] for outputs in shown][2] == ["stream"]
    assert all(set(o.data) == {"text/plain", "text/html"} for outputs in rich for o in outputs)
    assert rich[1][0].data == rich[2][0].data == rich[3][0].data
    assert rich[1][0].data["text/plain"].startswith("Not yet.")
    told = rich[4][0].data["text/plain"]
    assert "line 2 (encode_line): return [table" in told or "✗ Check 1" in told
    assert rich[7][0].data["text/plain"].startswith("01 · exercise · words to ids · open · 1")


def test_a_quiz_and_a_question_have_no_wrong_names():
    assert all(isinstance(item, Exercise | Question | Quiz) for item in ITEMS.values())
    assert exercise("core", minutes=5, title=("", ""), statement=("", ""), hints=[], cases=[])(double).id == (
        ledger.items.pop("test_exercises.double").id
    )
