"""Whatever a learner's function does or returns, the check says one thing and the notebook is as it was."""

import builtins
import decimal
import functools
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import unittest.mock
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from course_lib.chapters.ch01_sequences import exercises as ch01
from course_lib.chapters.ch02_encoder import exercises as ch02
from course_lib.chapters.ch03_decoder import exercises as ch03
from course_lib.chapters.ch04_teacher_forcing import exercises as ch04
from course_lib.chapters.ch05_exposure_bias import exercises as ch05
from course_lib.chapters.ch07_attention_preview import exercises as ch07
from course_lib.chapters.ch08_transformer import exercises as ch08
from course_lib.kit.practice import sandbox
from course_lib.kit.practice.exercise import Exercise, Result
from course_lib.kit.practice.sandbox import guarded
from course_lib.kit.practice.values import LONGEST, Unknown, settled, show
from course_lib.language import pick

# an alarm may ring in the middle of somebody's callback, where Python reports it and goes on
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
timed = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no interval timers")


class Touchy:
    """Raises at every touch."""

    def _raise(self, *_):
        raise KeyError("do not touch")

    __class__ = property(_raise)
    __repr__ = __str__ = __eq__ = __ne__ = __len__ = __iter__ = __bool__ = __hash__ = __getitem__ = _raise
    __float__ = __int__ = __index__ = __array__ = __deepcopy__ = __getattr__ = _raise


class Leaving(Touchy):
    """Leaves the program where the other raises an error."""

    def _raise(self, *_):
        raise SystemExit("bye")

    __class__ = property(_raise)
    __repr__ = __str__ = __eq__ = __iter__ = _raise


class Talkative:
    def __repr__(self):
        return "x" * 10_000_000


class Meta(type):
    @property
    def __name__(cls):
        raise ValueError

    def __eq__(cls, other):
        raise ValueError

    def __hash__(cls):
        return 1


class Nameless(metaclass=Meta):
    pass


class Text(str):
    def __getitem__(self, key):
        raise ValueError

    __repr__ = __str__ = __len__ = __eq__ = __getitem__
    __hash__ = str.__hash__


class Row(list):
    def __iter__(self):
        return itertools.repeat(self)

    def __len__(self):
        return 5


class Numbers(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *_, **__):
        raise RuntimeError("not with me")


class Own(BaseException):
    def __str__(self):
        raise ValueError("no words")


class Twisted(Exception):
    __traceback__ = property(lambda self: 1 / 0)


def nested(depth: int) -> list:
    made: list = []
    for _ in range(depth):
        made = [made]
    return made


def own_ring() -> dict:
    made: dict = {}
    made["self"] = [made]
    return made


def strange_tensors() -> dict[str, torch.Tensor]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            "huge": torch.zeros(1).expand(20_000, 20_000),
            "sparse": torch.eye(3).to_sparse(),
            "huge sparse": torch.sparse_coo_tensor(torch.zeros(2, 1).long(), torch.ones(1), (10**6, 10**6)),
            "meta": torch.zeros(3, 4, device="meta"),
            "quantized": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
            "complex": torch.ones(2, 2) * 1j,
            "float8": torch.ones(2).to(torch.float8_e5m2),
            "nested": torch.nested.nested_tensor([torch.ones(1), torch.ones(2)]),
            "with a gradient": torch.ones(3, requires_grad=True) * 2,
            "a parameter": torch.nn.Parameter(torch.ones(2, 3)),
            "nothing wide": torch.zeros(0, 10**9),
            "NaN": torch.tensor([[float("nan"), float("inf")]]),
            "a subclass": torch.ones(2).as_subclass(Numbers),
        }


VALUES = {
    "touchy": Touchy(),
    "leaving": Leaving(),
    "talkative": Talkative(),
    "nameless": Nameless(),
    "a text with ideas": Text("abc"),
    "a row with ideas": Row([1, 2]),
    "many": [[Touchy()] * 5, (Leaving(), 1)],
    "as a key": {Nameless: 1, ("a", 1j): Talkative},
    "deep": nested(100_000),
    "a ring": own_ring(),
    "many items": dict.fromkeys(range(1_000_000)),
    "a long list": [0] * 20_000,
    "a large set": {*range(10_001)},
    "many lists": [[0] * 1000] * 1000,
    "a long text": "s" * 10**7,
    "half a character": "\ud800",
    "a long int": 10**400,
    "a longer int": 1 << 10_000_000,
    "imaginary": 1j,
    "NaN": float("nan"),
    "a signalling NaN": decimal.Decimal("sNaN"),
    "endless": itertools.count(),
    "a map": map(str, [1]),
    "a long range": range(10**30),
    "a set": {1, "a", (2,)},
    "a module": json,
    "a class": int,
    "not implemented": NotImplemented,
    "an array": np.zeros((3, 3)),
    "texts": np.array(["BOS", "c"]),
    "objects": np.array([Talkative(), None], dtype=object),
    "dates": np.array(["2031-02-03"], dtype="datetime64[D]"),
    "long doubles": np.longdouble(1) / 3,
    "a huge array": np.broadcast_to(np.zeros(1), (10**5, 10**5)),
    **strange_tensors(),
}
ERRORS = [
    GeneratorExit(),
    SystemExit(2),
    Own(),
    Twisted("x"),
    StopIteration(),
    KeyboardInterrupt(),
    RecursionError(),
]
ERRORS += [
    ValueError("half a character \ud800 and \x1b[31m"),
    ValueError("y" * 10**6),
    MemoryError(),
    OSError(5, "no"),
]
SEVERAL = [
    ch01.encode_line,
    ch01.by_length,
    ch02.rnn_states,
    ch03.masked_loss,
    ch04.fed,
    ch05.aligned,
    ch07.look_back,
    ch08.look_left,
]
MESSAGE = ("Not yet.", "✗ Check", "还没有完成。", "✗ 第")


def returning(value: object):
    return lambda *arguments: value


def raising(error: BaseException):
    def function(*arguments):
        raise error

    return function


def judged(exercise: Exercise, function) -> str:
    """The message of a check that does not pass, which can be sent to any page."""
    result = exercise.check(function)
    assert isinstance(result, Result) and not result
    said = repr(result)
    assert said.startswith(MESSAGE) and said.count("✗") <= 1
    said.encode(), result.html().encode()
    assert len(said) < 12 * LONGEST
    return said


@pytest.mark.parametrize("name", VALUES)
def test_any_value_is_judged(name, language):
    for exercise in SEVERAL[:: 1 if language == "en" else 4]:
        said = exercise.check(returning(VALUES[name]))
        assert isinstance(said, Result) and not said and 20 < len(repr(said)) < 12 * LONGEST
        repr(said).encode(), said.html().encode()


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_any_exception_is_judged(error):
    for exercise in SEVERAL:
        assert "Check 1" in judged(exercise, raising(error))


@dataclass(frozen=True)
class Named:
    name: str


def real(value):
    """With the values in place of their names."""
    if isinstance(value, list | tuple):
        return type(value)(map(real, value))
    if isinstance(value, dict):
        return {key: real(item) for key, item in value.items()}
    return VALUES[value.name] if isinstance(value, Named) else value


LEAVES = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary(),
    st.sampled_from([*VALUES]).map(Named),  # hypothesis itself must not touch them
    st.decimals() | st.fractions() | st.sets(st.integers()),
)
NASTY = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from(SEVERAL), NASTY)
def test_any_mixture_is_judged(exercise, value):
    result = exercise.check(returning(real(value)))
    assert isinstance(result, Result) and repr(result).strip()


@example(Named("an array"))
@given(NASTY)
def test_what_is_settled_is_short_and_stays_what_it_is(value):
    once = settled(real(value))
    assert len(show(once)) <= LONGEST + 2
    assert show(settled(once)) == show(once)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "huge",
            "tensor, shape (20000, 20000), float32: [[0, 0",
        ),
        ("meta", "tensor, shape (3, 4), float32, without values (device meta)"),
        ("sparse", "tensor, shape (3, 3), float32: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]"),
        ("an array", "array, shape (3, 3), float64: [[0, 0, 0]"),
        ("a longer int", "an int of about 3,010,300 digits"),
        ("as a key", "{<class"),
        ("a long list", "list of length 20,000"),
        ("a large set", "set of length 10,001"),
        ("many items", "dict of length 1,000,000"),
        ("touchy", "<Touchy object>"),
        ("leaving", "<Leaving object>"),
        ("deep", "[" * 20 + "…" + "]" * 20),
    ],
)
def test_values_are_shown_without_touching_them(name, words):
    assert show(settled(VALUES[name])).startswith(words)


def test_what_is_plain_becomes_the_same(language):
    assert settled([np.bool_(True), np.int8(3), np.str_("a"), range(2)]) == [True, 3, "a", [0, 1]]
    assert type(settled(np.float64(0.5))) is float and type(settled(Text("abc"))) is str
    assert isinstance(settled(itertools.count()), Unknown)


@timed
@pytest.mark.parametrize("catching", [False, True], ids=["plain", "that catches everything"])
def test_a_loop_that_never_ends_is_stopped(monkeypatch, language, catching):
    monkeypatch.setattr(sandbox, "LIMIT", 0.1)

    def plain(text, table):
        while True:
            pass

    def catches(text, table):
        while True:
            try:
                plain(text, table)
            except BaseException:
                continue

    said = repr(ch01.encode_line.check(catches if catching else plain))
    assert pick("Stopped after 0.1 seconds. Is there a loop", "运行了 0.1 秒还没有结束") in said
    assert ("(catches): " if catching else "(plain): ") in said


@timed
def test_a_loop_in_a_later_case_or_in_an_object_is_stopped(monkeypatch):
    monkeypatch.setattr(sandbox, "LIMIT", 0.1)

    class Endless:
        def __repr__(self):
            while True:
                pass

    def later(text, table):
        while "zebra" in text:
            pass
        return [table.get(word, 3) for word in text.split()]  # EOS forgotten

    assert "EOS (2) is missing" in repr(ch01.encode_line.check(later))
    assert "Stopped after" in repr(ch01.encode_line.check(returning(Endless())))

    def only_later(text, table):
        while "zebra" in text:
            pass
        return ch01.encode_line.solve(text, table)

    assert "Check 2" in repr(ch01.encode_line.check(only_later))


@timed
def test_a_list_that_grows_without_an_end_is_stopped_before_the_machine_is_full(monkeypatch, language):
    monkeypatch.setattr(sandbox, "ROOM", 0.2)

    def growing(text, table):
        ids = []
        while True:
            ids.append([0] * 100_000)

    said = repr(ch01.encode_line.check(growing))
    assert pick("more than 0.2 GB of memory", "内存超过了 0.2 GB") in said and "(growing)" in said


@pytest.mark.parametrize("name", ["meta", "huge sparse"])
def test_a_tensor_that_cannot_be_read_is_said(name, language):
    said = repr(ch07.masked_softmax.check(returning(VALUES[name])))
    assert pick("This cannot be compared: tensor, shape", "这个值没法比较：tensor, shape") in said


async def later(text, table):
    return [2]


class Called:
    __signature__ = property(lambda self: 1 / 0)

    def __call__(self, text, table):
        return ch01.encode_line.solve(text, table)


def test_functions_of_other_kinds(language):
    assert ch01.encode_line.check(functools.partial(ch01.encode_line.solve))
    assert ch01.encode_line.check(Called())
    assert "coroutine" in judged(ch01.encode_line, later)
    assert "unhashable" in judged(ch01.encode_line, functools.lru_cache(lambda text, table: [2]))
    assert "MagicMock" in judged(ch01.encode_line, unittest.mock.MagicMock())
    assert judged(ch01.encode_line, ch01.encode_line).startswith(pick("Not yet.", "还没有完成。"))


def test_a_function_that_checks_itself_comes_to_an_end():
    def itself(text, table):
        return ch01.encode_line.check(itself)

    assert f"you returned: ✗ Check 1 of {len(ch01.encode_line.cases)}" in repr(ch01.encode_line.check(itself))


@timed
def test_the_alarm_is_given_back():
    heard = []
    before = signal.signal(signal.SIGALRM, lambda *_: heard.append("mine"))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        assert guarded(lambda: 7) == (7, None)
        while not heard:
            time.sleep(0.01)
        assert guarded(lambda: guarded(lambda: 8)) == ((8, None), None)
        assert signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL and heard == ["mine"]
    finally:
        signal.signal(signal.SIGALRM, before)


def test_in_another_thread_all_works_but_the_alarm():
    found = []
    thread = threading.Thread(target=lambda: found.append(ch01.encode_line.check(ch01.encode_line.solve)))
    thread.start()
    thread.join()
    assert found[0]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_the_learners_own_interrupt_still_works():
    def stopped(text, table):
        os.kill(os.getpid(), signal.SIGINT)
        while True:
            time.sleep(0.01)

    said = repr(ch01.encode_line.check(stopped))
    assert "Stopped. Is there a loop" in said and "KeyboardInterrupt" in said


def everything_off():
    torch.set_default_dtype(torch.float64)
    torch.set_default_device("meta")
    torch.set_grad_enabled(False)
    torch.manual_seed(1)
    torch.set_num_threads(torch.get_num_threads() + 1)
    np.random.seed(1)
    random.seed(1)
    warnings.simplefilter("error")
    sys.setrecursionlimit(5000)
    os.chdir(os.path.dirname(os.getcwd()))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def state() -> list:
    read = [torch.get_default_dtype(), torch.get_default_device(), torch.is_grad_enabled()]
    read += [torch.initial_seed(), torch.get_rng_state().tolist(), torch.get_num_threads(), random.getstate()]
    read += [np.random.get_state()[1].tolist(), list(warnings.filters), sys.getrecursionlimit(), os.getcwd()]
    return [*read, signal.getsignal(signal.SIGINT), sys.stdout, dict(vars(builtins))]


def test_the_process_is_as_it_was(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def turned_over(text, table):
        everything_off()
        sys.stdout = None
        builtins.len, builtins.print = None, None
        for name in [*vars(builtins)]:
            delattr(builtins, name)
        return []

    before = state()
    said = repr(ch01.encode_line.check(turned_over))
    assert state() == before and "NameError" in said


def test_a_check_does_not_hang_on_what_the_notebook_has_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, error = guarded(lambda: (everything_off(), [e.check(e.solve) or 1 / 0 for e in SEVERAL]))
    assert error is None


def test_a_default_type_that_was_set_before_the_import_does_no_harm():
    code = "import torch; torch.set_default_dtype(torch.float64); from practice import EXERCISES as all\n"
    code += (
        "print([name for name, each in all.items() if not each.check(each.solve)], torch.get_default_dtype())"
    )
    place = Path(__file__).parents[1]
    told = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, text=True, check=True)
    assert told.stdout == "[] torch.float64\n"


def test_the_same_draws_in_every_call_and_none_taken_from_the_notebook():
    draws = []
    for seed in (1, 2):
        random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)
        draws.append(guarded(lambda: (random.random(), np.random.rand(), torch.rand(1).item())))
    assert draws[0] == draws[1]
    random.seed(3)
    first = random.random()
    random.seed(3)
    guarded(random.random)
    assert random.random() == first


def test_megabytes_of_print_become_a_few_lines(capsys, language):
    def loud(text, table):
        for _ in range(100_000):
            print("x" * 99)
        sys.stdout.flush()
        sys.stdout.close()
        print("y", file=sys.stderr)

    ch01.encode_line.check(loud)
    out, err = capsys.readouterr()
    assert sandbox.LOUDEST <= len(out) < sandbox.LOUDEST + 100 and "y" not in out and err == "y\n"
    assert pick("it printed more", "后面的输出省略") in out


def test_our_own_answer_that_fails_is_no_fault_of_the_learners(monkeypatch, language):
    made = Exercise(
        "core", lambda x: torch.softmax(x, 0), *[("text", "文字")] * 2, [("", "")], [(torch.ones(2),)]
    )
    monkeypatch.delattr(torch, "softmax")
    said = repr(made.check(lambda x: x))
    assert said.startswith(pick("Not checked.", "无法检查。")) and "AttributeError" in said
