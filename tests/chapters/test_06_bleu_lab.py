"""The explorer: its marks are BLEU's counts, its page says what was counted, all controls work."""

import re
from collections import Counter

import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st
from pages import drawings, words

from course_lib.chapters.ch06_bleu.explorer_lab.cards import describe
from course_lib.chapters.ch06_bleu.explorer_lab.compute import (
    CLIPPED,
    CUTS,
    LONGEST,
    MATCHED,
    MISSED,
    compute,
    match,
    tokens,
)
from course_lib.chapters.ch06_bleu.explorer_lab.lab import plot
from course_lib.chapters.ch06_bleu.explorer_lab.presets import PRESETS
from course_lib.chapters.ch06_bleu.figures import curve
from course_lib.chapters.labs import ExplorerLab
from course_lib.language import pick
from course_lib.metrics.bleu import bleu, bleu_d2l, clipped

LINE = st.lists(st.sampled_from("abc"), max_size=9)
EVERY = pytest.mark.parametrize("key", PRESETS)


def of(key: str, **other):
    """What a preset shows, with other settings where they are given."""
    one = PRESETS[key]
    return compute(one.candidate, one.references, **one.settings() | other)


@given(LINE, st.lists(LINE, min_size=1, max_size=3), st.integers(1, 4))
def test_the_marks_are_the_clipped_counts(candidate, references, n):
    said, counted = match(candidate, references, n)
    assert [gram.start for gram in said] == list(range(max(0, len(candidate) - n + 1)))
    kinds = Counter(gram.kind for gram in said)
    allowed = clipped(candidate, references, n)
    assert kinds[MATCHED] == allowed.total() == sum(map(len, counted))

    def gram(tokens, at):
        return tuple(tokens[at.start : at.start + n])

    for one in said:
        assert (one.kind == MISSED) == (gram(candidate, one) not in allowed)
    at = {one.number: gram(candidate, one) for one in said if one.kind == MATCHED}
    assert sorted(at) == list(range(1, kinds[MATCHED] + 1))
    there = {one.number: gram(r, one) for r, row in zip(references, counted, strict=True) for one in row}
    assert there == at  # each number once in the candidate and once in one reference, at equal tokens
    for row in counted:
        assert len({one.start for one in row}) == len(row) and row == sorted(row)


def test_a_surplus_is_clipped_and_the_richest_reference_counts():
    said, counted = match("aaab", ["a", "aba", "aa"], 1)
    assert [gram.kind for gram in said] == [MATCHED, MATCHED, CLIPPED, MATCHED]
    assert [[gram.start for gram in row] for row in counted] == [[], [0, 1, 2], []]
    assert [gram.number for gram in counted[1]] == [1, 3, 2]


@EVERY
@pytest.mark.parametrize("smooth", ["none", "floor", "add-k", "exp"])
@pytest.mark.parametrize("effective", [False, True])
def test_ours_and_sacrebleus_agree(key, smooth, effective):
    result = of(key, smooth=smooth, effective=effective)
    pair = [result.candidate], [result.references]
    assert result.bleu == bleu(*pair, smooth=smooth, effective_order=effective)
    assert result.bleu.score == pytest.approx(result.official.score, abs=1e-9)
    for part in (f"smooth:{smooth}", f"eff:{'yes' if effective else 'no'}", f"nrefs:{len(pair[1][0])}"):
        assert part in result.official.signature
    candidate, references = PRESETS[key].candidate, list(PRESETS[key].references)
    if (smooth, effective) == ("exp", True):
        usual = sacrebleu.sentence_bleu(candidate, references, tokenize=CUTS[PRESETS[key].cut])
        assert result.official.score == pytest.approx(usual.score, abs=1e-9)
    assert result.chrf.score == pytest.approx(sacrebleu.sentence_chrf(candidate, references).score)
    assert result.notes == [bleu_d2l(result.candidate, result.references[0], k) for k in (2, 4)]


@pytest.mark.parametrize(
    ("key", "other", "score"),
    [
        ("notes", {}, 36.2824),
        ("notes", {"cut": "13a"}, 0),
        ("the", {"smooth": "exp", "effective": True}, 7.8098),
        ("salad", {}, 0),
        ("short", {}, 28.6505),
        ("not", {}, 76.7733),
        ("paraphrase", {}, 0),
        ("tie", {}, 79.5271),
        ("two", {}, 0),
        ("two", {"smooth": "exp"}, 0),
        ("two", {"smooth": "floor"}, 0),
        ("two", {"effective": True}, 100),
        ("smooth", {}, 0),
        ("smooth", {"smooth": "floor"}, 27.4942),
        ("smooth", {"smooth": "add-k"}, 49.7429),
        ("smooth", {"smooth": "exp"}, 41.1134),
        ("empty", {"effective": True}, 0),
    ],
)
def test_the_presets_score_what_their_words_say(key, other, score):
    assert of(key, **other).bleu.score == pytest.approx(score, abs=1e-4)


def test_the_counts_that_the_presets_speak_of():
    assert of("notes").bleu.matches == (6, 4, 2, 1) and of("notes").bleu.totals == (8, 7, 6, 5)
    assert of("the").surplus == [5, 0, 0, 0] and of("the").bleu.matches[0] == 2
    assert of("salad").bleu.precisions == (1, 0, 0, 0)
    assert of("short").bleu.precisions == (1, 1, 1, 1)
    assert of("short").bleu.brevity_penalty == pytest.approx(0.2865, abs=1e-4)
    assert (of("tie").bleu.candidate_length, of("tie").bleu.reference_length) == (6, 5)
    assert list(map(len, of("tie").references)) == [5, 7]
    shorter = compute(PRESETS["tie"].candidate, PRESETS["tie"].references[1:])
    assert shorter.bleu.brevity_penalty < 1
    assert len(of("not").references[0]) == 13


@pytest.mark.parametrize(
    ("cut", "wanted"),
    [
        ("words", ["我喜欢tea,", "ok."]),
        ("characters", list("我喜欢tea,ok.")),
        ("13a", ["我喜欢tea", ",", "ok", "."]),
        ("zh", ["我", "喜", "欢", "tea", ",", "ok", "."]),
    ],
)
def test_four_ways_to_cut(cut, wanted):
    assert tokens("我喜欢tea, ok. ", cut) == wanted


def test_empty_references_do_not_count():
    assert compute("a b", ["", "a b", "  "]).references == [["a", "b"]]
    assert compute("a b", ["<skipped>"], cut="13a").bleu.reference_length == 0  # 13a drops this mark
    describe(compute("", ["<skipped>"], cut="13a"))


@EVERY
@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_the_page_shows_what_was_counted(key, order, language):
    result = of(key, order=order)
    page = describe(result)
    kinds = Counter(gram.kind for gram in result.said)
    assert page.count('<i class="matched s') == 2 * result.bleu.matches[order - 1] == 2 * kinds[MATCHED]
    assert page.count('<i class="clipped s') == result.surplus[order - 1] == kinds[CLIPPED]
    assert page.count('<i class="missed s') == kinds[MISSED]
    parts = re.findall('<i class="(?:matched|clipped|missed)', page)  # none hides another
    assert len(parts) == order * (len(result.said) + kinds[MATCHED])
    struck = page.count('<span class="at cut">')  # a token is struck out only where it is the n-gram
    assert struck == (kinds[CLIPPED] if order == 1 else 0)
    text = words(page)
    assert text.count(pick("clipped", "截断")) == kinds[CLIPPED] + 2  # the legend, the table
    assert f"= {result.bleu.score:.2f}" in text
    assert result.official.signature in text and result.chrf.signature in text
    assert pick("✓ the same", "✓ 一致") in text
    assert all(f"{value:.3f}" in text for value in result.notes)
    bars, brevity = drawings(page)
    heights = [float(bar.get("height")) for bar in bars.iter("rect")]
    assert heights == pytest.approx([120 * p for p in result.bleu.precisions])
    dot = next(brevity.iter("circle"))
    assert 138 - float(dot.get("cy")) == pytest.approx(120 * result.bleu.brevity_penalty, abs=0.1)


def test_the_product_leaves_out_what_the_score_leaves_out():
    assert "BLEU = 100 × 1.000 × (1.000 × 1.000)1/2 = 100.00" in words(describe(of("two", effective=True)))
    assert "(1.000 × 1.000 × 1.000 × 1.000)1/4 = 100.00" in words(describe(of("two", smooth="add-k")))
    assert "(1.000 × 1.000 × 0.000 × 0.000)1/4 = 0.00" in words(describe(of("two")))
    assert "left out" in words(describe(of("two", effective=True)))
    assert words(describe(of("smooth", smooth="exp"))).count("smoothed") == 1
    assert "closest of 5, 7; a tie goes to the shorter" in words(describe(of("tie")))
    assert "closest of 6, 7)" in words(describe(of("the")))


def test_a_clipped_bigram_is_marked_under_its_tokens():
    page = describe(compute("the cat the cat", ["the cat"], order=2))
    assert page.count('<i class="clipped s">✗ clipped</i>') == 1 and 'class="at cut"' not in page


def test_what_is_typed_never_becomes_html():
    page = describe(compute("<b>x</b> & <i>", ["<b>x</b> $x^$ & y"]))
    assert "&lt;b&gt;x&lt;/b&gt;" in page and "<b>x</b>" not in page


@given(st.integers(0, 30), st.integers(0, 30))
def test_the_curve_passes_through_the_dot(c, r):
    points = curve(c, r)
    assert [x for x, _ in points] == sorted(x for x, _ in points) and points[-1][0] > c
    assert points[-1][1] == 1 and max(y for _, y in points) == 1 and min(y for _, y in points) >= 0


def test_the_lab_answers_every_control(language):
    lab = ExplorerLab()
    first = lab.out.value
    assert first == describe(of("notes"), PRESETS["notes"].advice())
    for name, value in (("cut", "13a"), ("order", 1), ("smooth", "exp"), ("effective", True)):
        control = getattr(lab, name)
        before, control.value = control.value, value
        assert lab.out.value == describe(of("notes", **{name: value}), PRESETS["notes"].advice()) != first
        control.value = before
        assert lab.out.value == first
    lab.candidate.value = "我喜欢"
    assert lab.out.value == describe(compute("我喜欢", ["我喜欢自然语言处理"], "zh", 2))  # without the advice
    lab.references[2].value = "我喜欢"
    assert lab.out.value == describe(compute("我喜欢", ["我喜欢自然语言处理", "我喜欢"], "zh", 2))


@EVERY
def test_each_preset_types_and_sets_all_it_has(key, language, monkeypatch):
    lab = ExplorerLab("the" if key != "the" else "tie")
    lab.smooth.value, lab.effective.value, lab.references[2].value = "exp", True, "more"
    drawn = []
    monkeypatch.setattr(
        "course_lib.chapters.ch06_bleu.explorer_lab.lab.describe", lambda *a: drawn.append(a) or describe(*a)
    )
    lab.presets[key].click()
    assert len(drawn) == 1  # not once for each control
    assert lab.out.value == describe(of(key), PRESETS[key].advice())
    assert PRESETS[key].advice() in lab.out.value.replace("&#x27;", "'")


def test_where_nothing_can_be_scored_there_is_one_line(language):
    lab = ExplorerLab("the")
    for box in lab.references:
        box.value = " "
    assert pick("Please type a reference", "请输入一份参考译文") in lab.out.value
    assert "<svg" not in lab.out.value
    assert repr(lab) == plot(of("the")).alt
    lab.references[1].value = "x" * (LONGEST + 1)
    assert pick("At most 400 characters", "请不要超过 400 个字符") in lab.out.value
    lab.references[1].value = "the"
    assert lab.out.value == describe(compute(PRESETS["the"].candidate, ["the"]))


def test_a_failure_leaves_no_old_picture(monkeypatch):
    lab = ExplorerLab()
    monkeypatch.setattr("course_lib.chapters.ch06_bleu.explorer_lab.lab.compute", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        lab.candidate.value = "x"
    assert lab.out.value == ""


def test_an_unknown_preset_is_refused():
    with pytest.raises(ValueError, match=r"preset must be one of notes, the, .*not 'dog'"):
        ExplorerLab("dog")


@pytest.mark.filterwarnings("error::UserWarning")  # a missing glyph is one
@EVERY
def test_the_picture_draws_every_preset(key, language):
    for order in (1, 3):
        drawn = plot(of(key, order=order))
        assert drawn.png().startswith(b"\x89PNG") and drawn.get_figwidth() < 8


@pytest.mark.filterwarnings("error::UserWarning")
def test_the_picture_is_of_the_present_state_and_holds_whatever_is_typed():
    lab = ExplorerLab()
    lab.presets["short"].click()
    data, _ = lab._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"}
    assert repr(lab) == data["text/plain"] == plot(of("short")).alt
    assert "the cat sat on" in repr(lab) and "2-grams matched: 3 of 3" in repr(lab) and "28.65" in repr(lab)
    lab.candidate.value = "👍🏽 $x^$ " + "long " * 70
    assert lab.picture().png().startswith(b"\x89PNG")
