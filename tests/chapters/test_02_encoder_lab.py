"""The memory lab: what it computes is what the library measures, its page says so, all controls work."""

import base64
import dataclasses
import io
import re
import xml.etree.ElementTree as ElementTree

import pytest
import torch
from matplotlib.image import imread

from course_lib.analysis.probing import contexts, draw, fit, readable
from course_lib.chapters.ch02_encoder.figures import SHADES
from course_lib.chapters.ch02_encoder.memory_lab.cards import describe, plot
from course_lib.chapters.ch02_encoder.memory_lab.compute import (
    CELLS,
    LETTERS,
    LONGEST,
    SIZES,
    TESTED,
    bundle,
    compute,
    measure,
    read,
)
from course_lib.chapters.labs import MemoryLab
from course_lib.data.vocab import UNK
from course_lib.decoding import translate
from course_lib.kit import records
from course_lib.language import pick

LONG = "facegibdacjj"


def figure(page: str) -> ElementTree.Element:
    """The drawing of a page; it must be well-formed."""
    return ElementTree.fromstring(re.search("<svg.*</svg>", page)[0])


def words(page: str) -> str:
    """What a page says outside its drawing."""
    return re.sub("<[^>]*>", "", re.sub("<svg.*</svg>", "", page))


def drawn_states(page: str) -> torch.Tensor:
    """The colours of the heat map (t, H, 4), one a hidden number."""
    data = figure(page).find("image").get("href").removeprefix("data:image/png;base64,")
    return torch.tensor(imread(io.BytesIO(base64.b64decode(data)))).transpose(0, 1)


def test_the_lab_knows_what_was_recorded():
    assert {(r["cell"], r["hidden"]) for r in records.load("memory").results} == {
        (c, h) for c in CELLS for h in SIZES
    }
    for cell in CELLS:
        for vocab in bundle(cell, 16, True)[1:3]:
            assert sorted(vocab.names[UNK + 1 :]) == list(LETTERS)
    assert len(LONG) == LONGEST


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("trained", [True, False])
def test_at_the_end_the_shares_are_those_of_probing(cell, trained):
    result = compute("badge", cell=cell, hidden=16, trained=trained)
    model, vocab, *_ = bundle(cell, 16, trained)
    assert (result.seen, result.end) == (5, True)
    assert result.fresh.shares == pytest.approx(readable(model, 5, len(vocab)))
    ids = torch.tensor([bundle(cell, 16, trained).source_vocab.encode("badge")])
    torch.testing.assert_close(result.states[-1], contexts(model, ids)[0, :16])
    torch.testing.assert_close(result.states[1], contexts(model, ids[:, :2], end=False)[0, :16])


@pytest.mark.parametrize("cell", CELLS)
def test_before_the_end_the_encoder_has_not_read_eos(cell):
    result = compute("badgefe", 4, cell, 32)
    model, vocab, *_ = bundle(cell, 32, True)
    fitted, tested = draw(3000, 4, len(vocab), 0), draw(1000, 4, len(vocab), 1)
    probe = fit(contexts(model, fitted, end=False), fitted, len(vocab))
    shares = probe.accuracy(contexts(model, tested, end=False), tested)
    assert (
        result.fresh.shares == pytest.approx(shares.tolist()) != pytest.approx(readable(model, 4, len(vocab)))
    )
    ids = torch.tensor([vocab.encode("badg")])
    heard = probe.scores(contexts(model, ids, end=False))[0].argmax(-1) + UNK + 1
    assert result.read == vocab.decode(heard.tolist())
    assert (result.typed, result.seen, result.end) == ("badgefe", 4, False)
    assert len(result.states) == 8  # all of them: the page shows as many as were read


def test_the_decoder_is_asked_only_when_it_may_speak():
    result = compute(LONG)
    model, source_vocab, target_vocab, *_ = bundle("gru", 64, True)
    texts = [source_vocab.decode(ids) for ids in draw(TESTED, LONGEST, len(source_vocab), 1).tolist()]
    wrote = translate(model, source_vocab, target_vocab, texts)
    pairs = list(zip(texts, wrote, strict=True))
    near = 3 / TESTED  # other batches round otherwise, and a tie may fall the other way
    assert result.written == translate(model, source_vocab, target_vocab, [LONG])[0]
    assert result.fresh.exact / TESTED == pytest.approx(sum(a == b for a, b in pairs) / TESTED, abs=near)
    for i, share in enumerate(result.fresh.said):
        assert share == pytest.approx(sum(b[i : i + 1] == a[i] for a, b in pairs) / TESTED, abs=near)
    for silent in (compute(LONG, 12), compute(LONG, trained=False)):
        assert (silent.written, silent.fresh.said, silent.fresh.exact) == ("", [], 0)


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_what_training_changes(cell):
    """Untrained, an encoder keeps the end; trained, it keeps the first letter, and the middle least."""
    before, after = (compute(LONG, cell=cell, trained=t).fresh.shares for t in (False, True))
    assert before[0] < 0.25 and before[-1] > 0.95
    assert after[0] > 0.95 and min(after[3:-2]) < min(0.5, after[-1] - 0.1)
    small = compute(LONG, cell=cell, hidden=16).fresh.shares
    assert sum(small) < sum(after) - 1


def test_the_plain_rnn_learnt_next_to_nothing():
    result = compute(LONG, cell="rnn")
    assert result.fresh.exact == 0 and max(result.fresh.shares[:8]) < 0.3
    assert sum(compute(LONG, cell="rnn", trained=False).fresh.shares) > sum(result.fresh.shares) + 1


def test_the_page_says_what_was_measured(language):
    result = compute(LONG)
    shares, said = result.fresh.shares, result.fresh.said
    worst = min(range(12), key=lambda i: shares[i])
    far = max(range(12), key=lambda i: abs(said[i] - shares[i]))

    def times(share: float) -> str:
        return f"{share * TESTED:.0f}"

    page = words(describe(result))
    for en, zh in (
        (
            "GRU, 64 units, trained: after 12 letters and EOS.",
            "GRU，64 个单元，已训练：读完 12 个字母和 EOS。",
        ),
        (f"letter 1 right in {times(shares[0])}, ", f"第 1 个字母 {times(shares[0])} 次，"),
        (
            f"letter {worst + 1} in {times(shares[worst])}, ",
            f"第 {worst + 1} 个字母 {times(shares[worst])} 次，",
        ),
        (f"letter 12 in {times(shares[-1])}; ", f"第 12 个字母 {times(shares[-1])} 次；"),
        (f"reads {sum(shares):.1f} of 12.", f"12 个字母读对 {sum(shares):.1f} 个。"),
        (f"writes {result.written} ✗, and {result.fresh.exact} of", f"写出 {result.written} ✗；1000 串中有 "),
        (
            f"at letter {far + 1}: it is right in {times(said[far])}",
            f"第 {far + 1} 个字母：解码器写对 {times(said[far])} 次",
        ),
        (f"the probe in {times(shares[far])}.", f"探针读对 {times(shares[far])} 次。"),
    ):
        assert pick(en, zh) in page
    assert "LSTM" not in page and "LSTM" in words(describe(compute("a", cell="lstm", hidden=16)))
    assert pick("after 1 letter and EOS", "读完 1 个字母") in words(describe(compute("a")))
    middle = words(describe(compute(LONG, 5)))
    assert pick("after 5 of 12 letters, before EOS", "读了 12 个字母中的 5 个，还没读 EOS") in middle
    assert pick("The decoder begins after EOS", "解码器读完 EOS 才动笔") in middle
    assert pick("Untrained", "未训练") in words(describe(compute(LONG, trained=False)))


@pytest.mark.parametrize("at", [1, 5, 12, 13])
@pytest.mark.parametrize("trained", [True, False])
def test_the_drawing_has_a_column_a_token_and_a_mark_a_letter(at, trained):
    result = compute(LONG, at, trained=trained)
    page = describe(result, sort=False)
    colours = drawn_states(page)
    columns = min(at, 12) + (at == 13)
    assert colours.shape == (columns, 64, 4)
    wanted = torch.tensor(SHADES((result.states[:columns].numpy() + 1) / 2), dtype=torch.float)
    torch.testing.assert_close(colours, wanted, atol=0.01, rtol=0)
    drawing = figure(page)
    bars = [float(bar.get("height")) for bar in drawing.iter("rect") if bar.get("class") == "share"]
    assert bars == pytest.approx([84 * share for share in result.fresh.shares])
    assert sum(path.get("class") == "said" for path in drawing.iter("path")) == len(result.fresh.said)
    texts = [text.text for text in drawing.iter("text")]
    answers = [
        *zip(result.typed, result.read, strict=False),
        *zip(result.typed, result.written, strict=False),
    ]
    marks = [f"{given} {'✓' if given == letter else '✗'}" for letter, given in answers]
    assert [text for text in texts if text.endswith(("✓", "✗"))] == marks
    dashed = sum(r.get("rx") == "5" and r.get("stroke-dasharray") is not None for r in drawing.iter("rect"))
    assert dashed == sum(mark.endswith("✗") for mark in marks)


def test_sorted_units_are_the_same_units_in_the_order_of_their_last_values():
    result = compute("badge")
    plain, ordered = (drawn_states(describe(result, sort)) for sort in (False, True))
    order = result.states[-1].argsort(descending=True)
    assert torch.equal(plain[:, order], ordered) and not torch.equal(plain, ordered)
    middle = drawn_states(describe(compute("badge", 3)))
    assert torch.equal(middle, ordered[:3])  # so that no row jumps from step to step


def test_what_the_decoder_writes_never_becomes_html():
    page = describe(dataclasses.replace(compute("badge"), written="<unk>a"))
    assert "&lt;unk&gt;a" in page and "<unk>" not in page
    figure(page)


@pytest.mark.parametrize(
    ("typed", "letters"),
    [("facegibd", "facegibd"), (" FACE gi\tbd ", "facegibd"), ("ａＢ", "ab"), ("a" * 12, "a" * 12)],
)
def test_letters_are_read_as_they_are_meant(typed, letters):
    assert read(typed) == letters


@pytest.mark.parametrize("typed", ["", "  ", "kitten", "face!", "face1", "你好", "<b>", "a" * 13])
def test_what_cannot_be_read_is_one_line(typed, language):
    lab = MemoryLab()
    first = lab.out.value
    lab.typed.value = typed
    assert "<svg" not in lab.out.value and "<b>" not in lab.out.value
    assert re.search(
        pick("At most 12 letters|letters from a to j", "超过 12 个字母|a 到 j 的字母"), lab.out.value
    )
    assert lab.bench.layout.display == "none"
    lab.cell.value = "lstm"
    assert "<svg" not in lab.out.value
    lab.cell.value, lab.typed.value = "gru", "facegibd"
    assert lab.out.value == first and lab.bench.layout.display == ""


def test_the_lab_answers_every_control(language):
    lab = MemoryLab()
    first = lab.out.value
    assert first == describe(compute("facegibd"))
    for name, value, expected in (
        ("cell", "lstm", {"cell": "lstm"}),
        ("hidden", 16, {"hidden": 16}),
        ("trained", False, {"trained": False}),
        ("moment", 3, {"moment": 3}),
        ("typed", "facegibj", {"typed": "facegibj"}),
    ):
        control = getattr(lab, name)
        before, control.value = control.value, value
        assert lab.out.value == describe(compute(**{"typed": "facegibd"} | expected)) != first
        control.value = before
        assert lab.out.value == first
    lab.sort.value = False
    assert lab.out.value == describe(compute("facegibd"), sort=False) != first


def test_the_steps_follow_the_text():
    lab = MemoryLab("bad")

    def steps() -> tuple[int, int, int]:
        return lab.moment.value, lab.moment.max, lab.play.max

    assert steps() == (4, 4, 4)
    lab.typed.value = "badge"
    assert steps() == (6, 6, 6) and "badge" in lab.out.value  # who stood at the end stays there
    lab.moment.value = 5
    lab.typed.value = "badges"  # no letter of ours
    lab.typed.value = "badgeff"
    assert steps() == (5, 8, 8)
    lab.typed.value = "ba"
    assert steps() == (3, 3, 3) and lab.out.value == describe(compute("ba"))


@pytest.mark.filterwarnings("error::UserWarning")  # a missing glyph is one
@pytest.mark.parametrize(("typed", "at"), [("a", None), ("a", 1), (LONG, None), (LONG, 6)])
def test_the_picture_draws_every_moment(typed, at, language):
    drawn = plot(compute(typed, at))
    assert drawn.png().startswith(b"\x89PNG") and drawn.get_figwidth() < 8
    bars = [bar.get_height() for bar in drawn.axes[1].patches]
    assert bars == compute(typed, at).fresh.shares


def test_where_no_kernel_runs_the_lab_is_a_picture(language):
    lab = MemoryLab()
    lab.typed.value, lab.cell.value = "jj", "rnn"  # the picture stays that of the first state
    data, _ = lab._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"}
    assert repr(lab) == data["text/plain"]
    shares = ", ".join(f"{share:.2f}" for share in compute("facegibd").fresh.shares)
    assert f"⟦{shares}⟧" in repr(lab) and "f a c e g i b d EOS" in repr(lab)
    assert plot(compute("facegibd")).png() == plot(compute("facegibd")).png()


def test_a_typed_lab_starts_with_letters_it_can_read():
    with pytest.raises(ValueError, match="a to j"):
        MemoryLab("kitten")
    assert measure.cache_info().maxsize  # many settings must not fill the memory
