"""Labs, driven in this process: the pure computation, the picture, and every control of the shell."""

import dataclasses
import threading

import pytest
import torch

from course_lib.chapters.ch00_welcome import watch
from course_lib.chapters.ch00_welcome.translator_lab import lab as recorder
from course_lib.chapters.ch00_welcome.translator_lab.cards import describe
from course_lib.chapters.ch00_welcome.translator_lab.compute import Translation, compute
from course_lib.chapters.labs import TranslatorLab
from course_lib.data.batching import encode_pairs
from course_lib.data.corpora import load
from course_lib.data.vocab import Vocab
from course_lib.kit.typed_input import read_number
from course_lib.language import pick
from course_lib.models import Seq2Seq
from course_lib.training import Report, train


def trained(name: str) -> tuple[Seq2Seq, Vocab, Vocab]:
    corpus = load(name)
    source = Vocab.build((s for s, _ in corpus.train), corpus.source_unit)
    target = Vocab.build((t for _, t in corpus.train), corpus.target_unit)
    model = Seq2Seq(len(source), len(target), hidden=64)
    for _ in train(model, encode_pairs(corpus.train, source, target), steps=150, learning_rate=5e-3):
        pass
    return model, source, target


@pytest.fixture(scope="module")
def parts():
    """A model that has learnt enough to write some digits and stop."""
    return trained("numbers-en-digits")


@pytest.fixture(scope="module")
def parts_of_chinese():
    """The same, but it reads Chinese numbers."""
    return trained("numbers-zh-digits")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("42", ("forty two", "42")),
        (" 1,000,001 ", ("one million and one", "1000001")),
        ("007", ("seven", "7")),
        ("４２", ("forty two", "42")),
        ("Forty-Two", ("forty two", "42")),
        ("four thousand two hundred seventeen", ("four thousand two hundred seventeen", "4217")),
        ("zero", ("zero", "0")),
        ("seven dozen", ("seven dozen", None)),
        ("hundred two", ("hundred two", None)),
    ],
)
def test_what_was_typed_is_read(typed, expected):
    assert read_number(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("42", ("四十二", "42")),
        (" 1,000,001 ", ("一百万零一", "1000001")),
        ("三百零五", ("三百零五", "305")),
        ("两百零五", ("两百零五", "205")),
        ("七打", ("七打", None)),
        ("一百二", ("一百二", None)),
    ],
)
def test_what_was_typed_for_a_model_that_reads_chinese(typed, expected):
    assert read_number(typed, "zh") == expected


@pytest.mark.parametrize("typed", ["", "9" * 13, "9" * 200, "-5", "3.5", "seven", "五 hundred", "²"])
def test_what_cannot_be_read_as_chinese_is_said_in_words(typed, language):
    with pytest.raises(ValueError, match=pick(r"\w+ .*\.", "请.*。")):
        read_number(typed, "zh")


@pytest.mark.parametrize("typed", ["", "   ", "9" * 200, "-5", "3.5", "1e3", "5 million", "两百", "-", "²"])
def test_what_cannot_be_read_is_said_in_words(typed):
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        read_number(typed)


def test_compute_marks_unknown_words_and_plants_once(parts):
    result = compute(*parts, "seven dozen", plant=(1, "9"))
    assert result.words == [("seven", True), ("dozen", False)]
    assert result.planted == 1 and result.text[1] == "9"
    assert result.probabilities.shape == (len(result.said), len(parts[2]))
    assert torch.allclose(result.probabilities.sum(1), torch.ones(len(result.said)))
    alone = compute(*parts, "seven dozen")
    assert alone.planted is None
    assert torch.equal(alone.probabilities[:2], result.probabilities[:2])  # before it, nothing differs
    with pytest.raises(ValueError, match="no token 'x'"):
        compute(*parts, "7", plant=(0, "x"))


def verdict(said: str, plant: tuple[int, str] | None = None, shown: int | None = None) -> str:
    """What the lab says when the right answer is 305."""
    ids = [4 + int(c) for c in said] + [2]
    names = ["<pad>", "<bos>", "<eos>", "<unk>", *"0123456789"]
    even = torch.full((len(ids), 14), 1 / 14)
    result = Translation([("x", True)], names, ids, even, plant, "305", "305")
    return describe(result, shown)


def test_the_verdict_does_not_blame_the_model_for_the_planted_digit():
    assert "✓ right" in verdict("305")
    assert "✗ wrong: it should be 305" in verdict("306")
    assert "9 planted at position 2. ✓ the rest is right" in verdict("395", (1, "9"))
    assert "✗ the rest is wrong: it should go on 5. Alone the model writes 305" in verdict("396", (1, "9"))
    assert "✗ the rest is wrong: it should go on the end" in verdict("3098", (2, "9"))
    assert "That is the right digit" in verdict("305", (2, "5"))
    assert "Nothing was planted: the answer ended before position 9" in verdict("305", (8, "9"))
    assert "✓" not in verdict("305", shown=2)  # no verdict before the end


def test_a_typed_word_cannot_smuggle_html_in(parts):
    result = compute(*parts, "seven dozen")
    smuggled = dataclasses.replace(result, words=[("<b>x</b>", False)], names=["<i>"] * len(result.names))
    assert "<b>x" not in describe(smuggled) and "<i>" not in describe(smuggled)


def test_the_shell_answers_every_control(parts, language):
    lab = TranslatorLab(*parts, pause=0)

    def after(action) -> tuple[str, bytes]:
        action()
        lab.painter.join()
        return lab.out.value, bytes(lab.image.value)

    first = after(lab.go.click)
    assert after(lambda: setattr(lab.typed, "value", "77"))[0] != first[0]
    html, picture = after(lab.presets["too_long"].click)
    assert "twelve" in html and picture.startswith(b"\x89PNG")
    assert pick("planted", "植入") not in html and lab.digit.disabled
    html = after(lambda: lab.preset("538214", 1))[0]
    assert (lab.position.value, lab.digit.value, lab.digit.disabled) == (1, "9", False)
    assert pick("9 planted at position 2", "在第 2 位植入了 9") in html
    assert pick("7 planted", "植入了 7") in after(lambda: setattr(lab.digit, "value", "7"))[0]
    assert pick("at position 1", "在第 1 位") in after(lambda: setattr(lab.position, "value", 0))[0]
    assert pick("unknown", "未知") in after(lab.presets["unknown_word"].click)[0]
    assert lab.position.value == -1  # the digit planted before does not stay behind
    html, _ = after(lambda: setattr(lab.typed, "value", ""))
    assert "4217" in html and lab.bench.layout.display == "none"


def test_a_model_that_reads_chinese_gets_chinese(parts_of_chinese, language):
    lab = TranslatorLab(*parts_of_chinese, pause=0)
    lab.presets["unknown_word"].click()
    lab.painter.join()
    assert lab.typed.value == "七打" and lab.out.value.count(pick("unknown", "未知词元")) == 1
    lab.typed.value = "4217"
    lab.painter.join()
    assert [word in lab.out.value for word in "四千二百一十七"] == [True] * 7
    assert compute(*parts_of_chinese, "两百零五").expected == "205"


def test_a_newer_start_replaces_an_older_one(parts):
    lab = TranslatorLab(*parts, pause=0.05)
    lab.preset("999999")
    lab.preset("7")
    lab.painter.join()
    assert "seven" in lab.out.value and "ninety" not in lab.out.value


def test_an_emptied_box_is_not_painted_over_by_a_run_that_was_drawing(parts, monkeypatch):
    lab = TranslatorLab(*parts, pause=0)
    drawing, go_on, real = threading.Event(), threading.Event(), recorder.plot

    def slow(*arguments):
        drawing.set()
        go_on.wait(10)
        return real(*arguments)

    monkeypatch.setattr(recorder, "plot", slow)
    lab.preset("12")
    assert drawing.wait(10)
    lab.typed.value = ""
    go_on.set()
    lab.painter.join()
    assert "4217" in lab.out.value and lab.bench.layout.display == "none"


def test_where_no_kernel_runs_a_lab_is_a_picture(parts, language):
    lab = TranslatorLab(*parts, pause=0)
    data, _ = lab._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"}
    assert repr(lab) == data["text/plain"] and len(data["text/plain"]) > 20


class Shown(list):
    """Stands in for a notebook's output area."""

    def __call__(self, panel, display_id):
        self.append(panel)
        return self

    def update(self, panel):
        self.append(panel)


def reports(count: int):
    for step in range(1, count + 1):
        yield Report(step, 1 / step, {"forced_loss": 0.5, "exact_match": 0.5} if step % 5 == 0 else None)


def test_watch_passes_every_report_on_and_ends_green(monkeypatch, language):
    monkeypatch.setattr(watch, "display", shown := Shown())
    assert [r.step for r in watch.watch(reports(10), 10)] == list(range(1, 11))
    panel = shown[0]
    assert panel is shown[1] and panel.bar.value == panel.bar.max == 10
    assert panel.bar.bar_style == "success" and pick("finished", "完成") in panel.status.value
    assert bytes(panel.image.value).startswith(b"\x89PNG")
    panel.close()  # as a cell does that runs again
    assert panel.bar.comm is None and panel.view.comm is None


def test_watch_ends_an_interrupted_training_without_an_error(monkeypatch, language):
    monkeypatch.setattr(watch, "display", shown := Shown())

    def interrupted():
        yield from reports(3)
        raise KeyboardInterrupt

    assert [report.step for report in watch.watch(interrupted(), 10)] == [1, 2, 3]
    assert pick("stopped", "已停止") in shown[0].status.value
    assert shown[0].bar.bar_style == "warning"


def test_watch_says_so_when_its_loop_was_left(monkeypatch):
    monkeypatch.setattr(watch, "display", shown := Shown())
    watched = watch.watch(reports(10), 10)
    next(watched)
    watched.close()
    assert "stopped" in shown[0].status.value
