"""Labs, driven in this process: the pure computation, the picture, and every control of the shell."""

import time

import pytest
import torch

from course_lib import plots
from course_lib.batching import encode_pairs
from course_lib.corpora import load
from course_lib.labs import translator, watch
from course_lib.seq2seq import Seq2Seq
from course_lib.training import Report, train
from course_lib.vocab import Vocab


@pytest.fixture(scope="module")
def parts():
    """A model that has learnt enough to write some digits and stop."""
    torch.set_num_threads(1)
    corpus = load()
    source = Vocab.build((s for s, _ in corpus.train), "word")
    target = Vocab.build((t for _, t in corpus.train), "char")
    model = Seq2Seq(len(source), len(target), hidden=64)
    for _ in train(model, encode_pairs(corpus.train, source, target), steps=150, learning_rate=5e-3):
        pass
    return model, source, target


@pytest.fixture(params=["en", "zh"])
def language(request):
    plots.set_language(request.param)
    yield request.param
    plots.set_language("en")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("42", ("forty two", "42")),
        (" 1,000,001 ", ("one million and one", "1000001")),
        ("007", ("seven", "7")),
        ("４２", ("forty two", "42")),
        ("Forty-Two", ("forty two", None)),
        ("seven dozen", ("seven dozen", None)),
        ("-5", ("5", None)),  # words, as far as the model can tell: an unknown one
    ],
)
def test_what_was_typed_is_read(typed, read):
    assert translator.read(typed) == read


@pytest.mark.parametrize("typed", ["", "   ", "9" * 200])
def test_what_cannot_be_read_is_said_in_words(typed):
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        translator.read(typed)


def test_compute_marks_unknown_words_and_plants_once(parts):
    result = translator.compute(*parts, "seven dozen", plant=(1, "9"))
    assert result.words == [("seven", True), ("dozen", False)]
    assert result.planted == 1 and result.text[1] == "9"
    assert result.probabilities.shape == (len(result.said), len(parts[2]))
    assert torch.allclose(result.probabilities.sum(1), torch.ones(len(result.said)))
    alone = translator.compute(*parts, "seven dozen")
    assert alone.planted is None
    assert torch.equal(alone.probabilities[:2], result.probabilities[:2])  # before it, nothing differs
    with pytest.raises(ValueError, match="no token 'x'"):
        translator.compute(*parts, "7", plant=(0, "x"))


def test_the_verdict_does_not_blame_the_model_for_the_planted_digit():
    def result(said: str, planted: int | None) -> translator.Translation:
        ids = [4 + int(c) for c in said] + [2]
        names = ["<pad>", "<bos>", "<eos>", "<unk>", *"0123456789"]
        return translator.Translation(
            [("x", True)], names, ids, torch.full((len(ids), 14), 1 / 14), planted, "305"
        )

    assert "✓ right" in translator.describe(result("305", None))
    assert "✗ wrong: it should be 305" in translator.describe(result("306", None))
    assert "✓ the rest is right" in translator.describe(result("395", 1))
    assert "✗ the rest is wrong" in translator.describe(result("396", 1))
    assert "✓" not in translator.describe(result("305", None), shown=2)  # no verdict before the end


def test_a_typed_word_cannot_smuggle_html_in(parts):
    assert "<b>x" not in translator.describe(translator.compute(*parts, "<b>x</b>"))


def test_the_shell_answers_every_control(parts, language):
    lab = translator.TranslatorLab(*parts, pause=0)

    def after(action) -> tuple[str, bytes]:
        action()
        lab.join()
        return lab.out.value, bytes(lab.image.value)

    first = after(lab.go.click)
    assert after(lambda: setattr(lab.typed, "value", "77"))[0] != first[0]
    html, picture = after(lambda: lab.preset("123456789"))
    assert "twenty" in html and picture.startswith(b"\x89PNG")
    assert plots.pick("planted", "人为放入") not in html
    after(lambda: lab.preset("5038214", 1))
    assert (lab.position.value, lab.digit.value) == (1, "9")
    assert plots.pick("unknown", "未知") in after(lab.unknown.click)[0]
    assert lab.position.value == -1  # the digit planted before does not stay behind
    html, picture = after(lambda: setattr(lab.typed, "value", ""))
    assert "4217" in html and not picture


def test_a_newer_start_replaces_an_older_one(parts):
    lab = translator.TranslatorLab(*parts, pause=0.05)
    lab.preset("999999")
    older = lab._run
    lab.preset("7")
    lab.join()
    older.join(5)
    assert not older.is_alive()
    time.sleep(0.1)
    assert "seven" in lab.out.value and "ninety" not in lab.out.value


def test_where_no_kernel_runs_a_lab_is_a_picture(parts, language):
    lab = translator.TranslatorLab(*parts, pause=0)
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
    assert panel.bar.bar_style == "success" and plots.pick("finished", "完成") in panel.status.value
    assert bytes(panel.image.value).startswith(b"\x89PNG")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, None])
def test_watch_says_so_when_training_was_stopped(monkeypatch, stop):
    monkeypatch.setattr(watch, "display", shown := Shown())
    watched = watch.watch(reports(10), 10)
    next(watched)
    if stop:
        with pytest.raises(stop):
            watched.throw(stop)
    else:
        watched.close()
    assert "stopped" in shown[0].status.value and shown[0].bar.bar_style == "warning"
