"""The one-page models: short, alone, equal to the library's, built in the workshop, kept and found again."""

import ast
import inspect
import linecache
import re
import subprocess
import sys
import textwrap
from collections import Counter
from itertools import islice
from pathlib import Path

import nbformat
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import unfold

from course_lib.chapters.ch03_decoder import exercises as ch03
from course_lib.chapters.ch07_attention_preview import exercises as ch07
from course_lib.chapters.ch08_transformer import exercises as ch08
from course_lib.chapters.ch10_vision_transformer import exercises as ch10
from course_lib.chapters.labs import AlignmentLab, HeadsLab, StepperLab, TranslatorLab
from course_lib.data.corpora.numbers import english
from course_lib.decoding import greedy
from course_lib.kit import from_scratch, own
from course_lib.kit.from_scratch import FOLDER, folder, keep, page, spliced, text_of
from course_lib.models import Seq2Seq, Transformer
from course_lib.models.vit import PictureReader
from course_lib.training import loss_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "1_seq2seq": ("03", ch03, ["Encoder", "Decoder", "loss_of", "train", "greedy"]),
    "2_attention": ("07", ch07, ["Attention", "Encoder", "Decoder", "Seq2Seq"]),
    "3_transformer": (
        "08",
        ch08,
        ["MultiHeadAttention", "EncoderLayer", "DecoderLayer", "Embedding", "Seq2Seq"],
    ),
    "4_pictures": ("10", ch10, ["Patches", "Encoder"]),
}
WORDS = [*PAGES][:3]  # the pages that read number words
# What the library calls the page's attention, or the whole.
LIBRARY = {"1_seq2seq": None, "2_attention": "dot", "3_transformer": "transformer", "4_pictures": "pictures"}
SCORE = {"1_seq2seq": 0.8, "2_attention": 0.9, "3_transformer": 0.9, "4_pictures": 0.9}  # at least, run alone
SMALL = {"1_seq2seq": (4, 8), "2_attention": (4, 8), "3_transformer": (8, 1)}  # sizes of a model
# Lines of code: the classes, and what stands below them.
MODEL = {"1_seq2seq": 60, "2_attention": 60, "3_transformer": 90, "4_pictures": 105}
REST = {"1_seq2seq": 70, "2_attention": 70, "3_transformer": 70, "4_pictures": 95}
NAME = "1_seq2seq"
COURSE = page(NAME)


def lines_of_code(source: str) -> list[int]:
    """The numbers of the lines that are neither empty, nor a comment, nor in a docstring."""
    told: set[int] = set()
    for one in ast.walk(ast.parse(source)):
        if isinstance(one, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(one):
            told |= {*range(one.body[0].lineno, one.body[0].end_lineno + 1)}
    rows = enumerate(source.split("\n"), 1)
    return [n for n, row in rows if row.strip() and not row.strip().startswith("#") and n not in told]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_short_and_needs_only_torch(name):
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    end = max(one.end_lineno for one in tree.body if isinstance(one, ast.ClassDef))
    found = lines_of_code(source)
    assert sum(n <= end for n in found) <= MODEL[name] and sum(n > end for n in found) <= REST[name]
    roots = {
        (one.module if isinstance(one, ast.ImportFrom) else one.names[0].name).split(".")[0]
        for one in ast.walk(tree)
        if isinstance(one, ast.Import | ast.ImportFrom)
    }
    assert roots - sys.stdlib_module_names == {"torch"}
    kinds = Counter(one.lineno for one in ast.walk(tree) if isinstance(one, ast.stmt))
    assert max(kinds.values()) == 1  # one statement a line


def test_below_the_model_only_one_constant_changes_and_what_is_new_in_it_is_marked():
    first, second, third = ((FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in WORDS)
    data = "# Data: number words and digits."
    assert second.split(data)[1] == first.split(data)[1].replace(
        "NUMBERS = 1  # in a line", "NUMBERS = 3  # in a line  # new"
    )
    changed = {  # the new page learns slower, and in fewer steps
        "in a line  # new": "in a line",
        "train(model, 1500)": "train(model, 1000, rate=3e-3)",
        "step % 150": "step % 100",
        'main__":\n': 'main__":\n    torch.set_num_threads(1)  # so small a model gains nothing from more\n',
    }
    below = second.split(data)[1]
    for old, new in changed.items():
        assert below.count(old) == 1
        below = below.replace(old, new)
    assert third.split(data)[1] == below
    rows, known = second.split("\n"), set(first.split("\n"))
    whole = text_of(page("2_attention").Attention).split("\n")
    new = [rows[n - 1] for n in lines_of_code(second) if rows[n - 1] not in known | {*whole}]
    assert [row for row in new if not row.endswith("# new")] == [] and "# new" in whole[0]
    assert len(new) + len(whole) - 2 <= 24  # a docstring and an empty line are no code


def test_the_fourth_page_is_the_third_but_for_what_is_marked():
    third, fourth = ((FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in [*PAGES][2:])
    rows, known = fourth.split("\n"), {*third.split("\n")}
    whole = text_of(page("4_pictures").Patches).split("\n")
    end = rows.index("# Data: two coloured shapes and a sentence on them. Every scene is drawn anew.")
    new = [rows[n - 1] for n in lines_of_code(fourth) if n <= end and rows[n - 1] not in known | {*whole}]
    assert [row for row in new if not row.endswith("# new")] == [] and len(new) <= 12 and "# new" in whole[0]
    for part in ("pad", "loss_of", "train", "greedy"):
        assert text_of(getattr(page("4_pictures"), part)) == text_of(getattr(page("3_transformer"), part))


@pytest.mark.parametrize("name", PAGES)
def test_the_page_runs_alone_and_reaches_its_score(name, tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", FOLDER / f"{name}.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    right = re.fullmatch(r"right: (.+) of 400 held-out (?:lines|pictures)", done.stdout.splitlines()[-1])
    assert right and float(right[1]) >= SCORE[name]


@given(st.integers(1, 999_999))
def test_its_numbers_are_said_as_in_the_corpora(number):
    assert " ".join(COURSE.words(number)) == english(number)


def test_what_is_held_out_is_never_trained_on():
    assert len(set(COURSE.HELD_OUT)) == 400
    for seed in range(3):
        chance = COURSE.random.Random(seed)
        lines = [COURSE.draw(chance) for _ in range(64)]
        assert sum(line in COURSE.HELD_OUT for line in lines) < 20  # a share, not the same stream


def transformers(course) -> tuple:
    """The third page's model, and the library's, whose embeddings are scaled by the root of the width."""
    mine = course.Seq2Seq(len(course.SOURCE), len(course.TARGET), 16, 2).double()
    library = Transformer(len(course.SOURCE), len(course.TARGET), hidden=16, layers=2).double()
    with torch.no_grad():
        mine.output.bias[:2] = -1e4  # the library never says PAD or BOS
        for (name, weight), theirs in zip(mine.named_parameters(), library.parameters(), strict=True):
            theirs.copy_(weight / 4 if name.endswith("table.weight") else weight)
    return mine, library


class Reader(PictureReader):
    """The library's model, which takes pictures as the page's does, not their patches."""

    def encode(self, source, lengths):
        return super().encode(unfold(source, 4, stride=4).transpose(1, 2), lengths)


def readers(course) -> tuple:
    """The fourth page's model, and the library's."""
    mine = course.Seq2Seq(len(course.TARGET), 16, 2).double()
    about = {"hidden": 16, "layers": 2, "activation": "relu", "positions": "learned", "places": 36}
    library = Reader(48, len(course.TARGET), **about).double()
    weights = dict(mine.named_parameters())
    places = weights.pop("encoder.embedding.places")
    with torch.no_grad():
        mine.output.bias[:2] = -1e4  # the library never says PAD or BOS
        for name, theirs in library.named_parameters():
            if name == "encoder.positions.table":
                theirs.copy_(places)
            else:
                key = next(iter(weights))  # the others come in the same order
                weight = weights.pop(key)
                theirs.copy_(weight / 4 if key.endswith("table.weight") else weight)
    return mine, library


@pytest.fixture(params=PAGES)
def trio(request):
    """A page, its model, and the library's with the same weights."""
    course = page(request.param)
    torch.manual_seed(0)
    if request.param == "4_pictures":
        monkey = pytest.MonkeyPatch()
        plain = course.render
        monkey.setattr(course, "render", lambda scenes: plain(scenes).double())
        request.addfinalizer(monkey.undo)
        return course, *readers(course)
    if request.param == "3_transformer":
        return course, *transformers(course)
    mine = course.Seq2Seq(len(course.SOURCE), len(course.TARGET), 8, 16).double()
    sizes = {"embedding": 8, "hidden": 16, "attention": LIBRARY[request.param]}
    library = Seq2Seq(len(course.SOURCE), len(course.TARGET), **sizes).double()
    with torch.no_grad():
        mine.output.bias[:2] = -1e4  # the library never says PAD or BOS
    library.load_state_dict(mine.state_dict())
    return course, mine, library


def test_with_copied_weights_it_equals_the_library(trio):
    from course_lib.data.batching import Batch

    course, mine, library = trio
    source, lengths, target = course.batch(course.HELD_OUT[:20])
    memory = library.encode(source, lengths)
    hidden, _ = library.advance(target[:, :-1], library.start(memory), memory)
    theirs = loss_of(library, Batch(source, lengths, target), hidden)
    torch.testing.assert_close(course.loss_of(mine, source, lengths, target), theirs)
    assert course.greedy(mine, source, lengths, 9) == greedy(mine, source, lengths, 9)
    if LIBRARY[course.__name__.removeprefix("from_scratch_")] == "dot":
        looked = mine.alignment(target, mine.encode(source, lengths))
        torch.testing.assert_close(looked, library.alignment(target, memory))


@settings(max_examples=20)
@given(st.sampled_from(WORDS), st.lists(st.integers(1, 999_999), min_size=1, max_size=5), st.integers(1, 6))
def test_padding_changes_nothing(name, numbers, columns):
    course = page(name)
    torch.manual_seed(1)
    model = course.Seq2Seq(len(course.SOURCE), len(course.TARGET), *SMALL[name]).double()
    source, lengths, target = course.batch([(n,) for n in numbers])
    wide = (torch.nn.functional.pad(side, (0, columns)) for side in (source, target))
    one = course.loss_of(model, source, lengths, target)
    source, target = wide
    torch.testing.assert_close(course.loss_of(model, source, lengths, target), one)


def test_all_at_once_equals_step_by_step(trio):
    course, model, _ = trio
    source, lengths, target = course.batch(course.HELD_OUT[:6])
    memory = model.encode(source, lengths)
    whole, last = model.advance(target, model.start(memory), memory)
    state, parts = model.start(memory), []
    for token in target.split(1, dim=1):
        hidden, state = model.advance(token, state, memory)
        parts.append(hidden)
    torch.testing.assert_close(torch.cat(parts, 1), whole)
    torch.testing.assert_close(state, last)


@pytest.mark.parametrize("name", PAGES)
def test_each_part_is_word_for_word_the_solution_of_its_exercise(name):
    _, exercises, parts = PAGES[name]
    course = page(name)
    for part in parts:
        exercise = getattr(exercises, part)
        assert exercise.solve is getattr(course, part)
        text = re.sub(r"\A@.*\n", "", text_of(getattr(course, part)))
        assert textwrap.indent(text, "    ", lambda row: True) in repr(exercise.solution())


@pytest.mark.parametrize("edition", ["", "zh/"])
@pytest.mark.parametrize("name", PAGES)
def test_the_notebook_shows_the_page_with_holes(name, edition):
    number, _, parts = PAGES[name]
    found = (ROOT / "notebooks" / edition).glob(f"{number}_*.ipynb")
    path = next(one for one in found if not one.stem.endswith("_deeper"))
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    ours = [one.name for one in ast.parse(source).body if isinstance(one, ast.ClassDef)]
    classes = (
        ours if name in WORDS else ["Patches", "Encoder", "Seq2Seq"]
    )  # the others are those of chapter 08
    for part in {*parts, *classes}:
        cell = next(text for text in cells if re.search(rf"^(class|def) {part}\b", text, re.M))
        rows = re.sub(r": \.\.\.(  # .*)?$", ":", cell, flags=re.MULTILINE).split("\n")
        shown = [row for row in rows if not re.match(rf"\s*\.\.\.|{part} = |$", row)]
        whole = text_of(getattr(page(name), part)).split("\n")
        assert [row for row in shown if row not in whole] == [], part
        assert part not in parts or f"{part} = ch{number}.{part}.take({part})" in cell


def test_a_hole_left_open_goes_on_with_the_courses_part():
    assert ch03.greedy.take(lambda model, source, lengths, limit=40: None) is COURSE.greedy


def cell(text: str, name: str) -> type:
    """The class that a cell defines, where the page's names are known."""
    space = vars(COURSE) | {"__name__": "__main__"}
    exec(compile(text, f"<cell {name}>", "exec"), space)
    linecache.cache[f"<cell {name}>"] = (len(text), None, text.splitlines(keepends=True), name)
    return space[name]


def theirs() -> tuple[type, type]:
    """A learner's own encoder, which is right, and the class of the model as the notebook gives it."""
    text = inspect.getsource(COURSE.Encoder).replace("torch.arange(len(source))", "[*range(len(lengths))]")
    encoder = cell(text, "Encoder")
    assert ch03.Encoder.check(encoder)
    return encoder, cell(inspect.getsource(COURSE.Seq2Seq), "Seq2Seq")


def test_what_a_learner_kept_is_found_again(language, capsys):
    encoder, whole = theirs()
    model = COURSE.Seq2Seq(len(COURSE.SOURCE), len(COURSE.TARGET))
    for _ in islice(COURSE.train(model, 30), 30):
        pass
    keep(NAME, model, encoder, whole, COURSE.Decoder)
    again = {"en": "Kept already", "zh": "已经存过"}[language]
    assert again in repr(keep(NAME, model, encoder, whole))
    for _ in COURSE.train(model, 1):
        pass
    keep(NAME, model, encoder, whole)
    assert sorted(path.name for path in folder().iterdir()) == [
        "1_seq2seq-2.py",
        "1_seq2seq-2.safetensors",
        "1_seq2seq.py",
        "1_seq2seq.safetensors",
    ]
    capsys.readouterr()
    bundle = own(NAME)
    assert {"en": "Your own model: `1_seq2seq-2.py`", "zh": "你自己的模型：`1_seq2seq-2.py`"}[
        language
    ] in capsys.readouterr().out
    source, lengths, _ = COURSE.batch(COURSE.HELD_OUT[:30])
    assert greedy(bundle.model, source, lengths) == greedy(model, source, lengths)
    assert bundle.settings["score"] == f"{COURSE.score(bundle.model):.3f}"
    assert "[*range(len(lengths))]" in inspect.getsource(type(bundle.model.encoder))
    assert TranslatorLab(*bundle[:3], pause=0).out.value and StepperLab(bundle, "42").now.expected == "42"


@pytest.mark.parametrize("left", ["1_seq2seq.py", "1_seq2seq.safetensors"])
def test_half_of_an_older_page_is_not_overwritten(left):
    encoder, whole = theirs()
    folder().mkdir(parents=True)
    Path(folder(), left).write_text("mine")
    model = COURSE.Seq2Seq(len(COURSE.SOURCE), len(COURSE.TARGET))
    assert "1_seq2seq-2.py" in repr(keep(NAME, model, encoder, whole))
    assert Path(folder(), left).read_text() == "mine"


def test_where_nothing_is_kept_the_courses_model_comes(capsys):
    bundle = own(NAME)
    assert "there is none of yours yet" in capsys.readouterr().out
    assert COURSE.score(bundle.model) >= 0.95
    told = keep(NAME, bundle.model, *(getattr(COURSE, part) for part in PAGES[NAME][2]))
    assert "word for word" in repr(told) and not folder().exists()


@pytest.mark.parametrize("damage", ["raise SystemError('no')", "def Seq2Seq(", ""])
def test_a_page_that_cannot_be_loaded_is_passed_over_in_one_line(damage, capsys):
    encoder, whole = theirs()
    model = COURSE.Seq2Seq(len(COURSE.SOURCE), len(COURSE.TARGET))
    keep(NAME, model, encoder, whole)
    path = folder() / f"{NAME}.py"
    path.write_text(damage, encoding="utf-8")
    capsys.readouterr()
    assert own(NAME).settings == {"page": NAME}
    told = capsys.readouterr().out
    assert "`1_seq2seq.py` can't be loaded" in told and "Traceback" not in told
    assert path.read_text(encoding="utf-8") == damage  # it stays as it is


def test_other_sizes_are_told_and_nothing_is_written():
    small = COURSE.Seq2Seq(len(COURSE.SOURCE), len(COURSE.TARGET), hidden=24)
    assert "Put the sizes into the defaults" in repr(keep(NAME, small, *theirs()))
    assert not folder().exists()


NAMELESS = """def loss_of(model, source, lengths, target):
    return helper(model, source, lengths, target)
"""
HELPER = inspect.getsource(COURSE.loss_of).replace("def loss_of", "def helper")


def test_a_page_that_would_not_run_alone_is_told_and_can_be_completed(capsys):
    model = COURSE.Seq2Seq(len(COURSE.SOURCE), len(COURSE.TARGET))
    loss_of = cell(NAMELESS, "loss_of")
    told = repr(keep(NAME, model, loss_of))
    assert "it uses `helper`, which is not on it" in told and not folder().exists()
    assert "Kept: `1_seq2seq.py`" in repr(keep(NAME, model, loss_of, cell(HELPER, "helper")))
    bundle = own(NAME)
    assert "Your own model" in capsys.readouterr().out and bundle.settings["page"] == NAME


def test_a_broken_part_and_a_forgotten_model_get_one_line():
    model = COURSE.Seq2Seq(len(COURSE.SOURCE), len(COURSE.TARGET))
    broken = cell("def train(model, steps, rate=5e-3, seed=0):\n    yield 1 / 0\n", "train")
    assert "ZeroDivisionError: division by zero" in repr(keep(NAME, model, broken))
    assert "The second is the trained model" in repr(keep(NAME, COURSE.Encoder, broken))
    assert not folder().exists()


def test_the_second_page_is_kept_found_again_and_drawn(capsys):
    name, course = "2_attention", page("2_attention")
    bundle = own(name)
    assert "there is none of yours yet" in capsys.readouterr().out and course.score(bundle.model) >= 0.9
    text = inspect.getsource(course.Attention).replace("states.transpose(1, 2)", "states.mT")
    space = vars(course) | {"__name__": "__main__"}
    exec(compile(text, "<cell Attention>", "exec"), space)
    linecache.cache["<cell Attention>"] = (len(text), None, text.splitlines(keepends=True), "Attention")
    assert ch07.Attention.check(space["Attention"])
    assert "Kept: `2_attention.py`" in repr(keep(name, bundle.model, space["Attention"]))
    mine = own(name)
    assert "Your own model" in capsys.readouterr().out
    lab = AlignmentLab(mine, typed="305, 7")
    assert lab.task.value == "own" and lab.now.text == "305,7" and lab.now.correct
    looked = lab.now.weights
    assert looked.shape == (len(lab.now.output), len(lab.now.source))
    torch.testing.assert_close(looked.sum(-1), torch.ones(len(looked)))


def test_the_third_page_is_kept_found_again_and_its_heads_are_drawn(language, capsys):
    name, course = "3_transformer", page("3_transformer")
    bundle = own(name)
    capsys.readouterr()
    text = (
        inspect.getsource(course.EncoderLayer)
        .replace("x + self.feed", "self.feed")
        .replace("(self.norms[1](x))", "(self.norms[1](x)) + x")
    )
    space = vars(course) | {"__name__": "__main__"}
    exec(compile(text, "<cell EncoderLayer>", "exec"), space)
    linecache.cache["<cell EncoderLayer>"] = (len(text), None, text.splitlines(keepends=True), "EncoderLayer")
    assert ch08.EncoderLayer.check(space["EncoderLayer"])
    keep(name, bundle.model, space["EncoderLayer"])
    mine = own(name)
    assert {"en": "Your own model", "zh": "你自己的模型"}[language] in capsys.readouterr().out
    lab = HeadsLab("305, 7", bundle=mine)
    assert len(lab.picture().axes) == 8 and "305,7" in lab.out.value
    lab.part.value, lab.layer.value, lab.head.value = "decoder", 1, 2
    assert lab.looked.value
    lab.typed.value = "7, 1000000"
    assert lab.bench.layout.display == "none"


def test_the_fourth_page_is_kept_and_found_again_in_the_readers_language(language, capsys, monkeypatch):
    name, course = "4_pictures", page("4_pictures")
    monkeypatch.setattr(course, "LANGUAGE", language)
    bundle = own(name)
    capsys.readouterr()
    assert bundle.settings["language"] == language and course.score(bundle.model) >= 0.95
    assert bundle.target_vocab.names == course.TARGET and bundle.target_vocab.unit == "word"
    text = inspect.getsource(course.Encoder).replace(
        "return self.norm(x), real", "return (self.norm(x), real)"
    )
    space = vars(course) | {"__name__": "__main__"}
    exec(compile(text, "<cell of pictures>", "exec"), space)
    linecache.cache["<cell of pictures>"] = (len(text), None, text.splitlines(keepends=True), "Encoder")
    assert ch10.Encoder.check(space["Encoder"])
    layers = page("3_transformer")
    told = repr(keep(name, bundle.model, space["Encoder"], layers.EncoderLayer, layers.Decoder))
    assert {"en": "Yours are Encoder.", "zh": "其中 Encoder 是你写的"}[language] in told
    mine = own(name)
    assert {"en": "Your own model", "zh": "你自己的模型"}[language] in capsys.readouterr().out
    assert mine.settings["language"] == language
    assert "return (self.norm(x), real)" in inspect.getsource(type(mine.model.encoder))
    pictures, lengths, target = course.batch(course.HELD_OUT[:3])
    assert [[*row, 2] for row in course.greedy(mine.model, pictures, lengths)] == target[:, 1:].tolist()


def test_an_unknown_page_is_named():
    with pytest.raises(ValueError, match=r"no page is called '9_more'; there are .*1_seq2seq"):
        own("9_more")


def test_a_definition_is_replaced_whole():
    source = "import x\n\n\n@mark\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n"
    assert spliced(source, {"f": "def f():\n    return 3"}) == source.replace(
        "@mark\ndef f():\n    return 1", "def f():\n    return 3"
    )
    assert spliced(source, {}) == source


def test_pages_are_kept_apart_from_where_tests_run(monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS")
    assert folder() == ROOT / "my" / "from_scratch"
    assert from_scratch.FOLDER == ROOT / "notebooks" / "from_scratch"
