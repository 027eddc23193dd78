"""The alignment lab: what it shows is what the models do, its pages say so, and every control works."""

import re
import warnings

import pytest
import torch
from pages import drawings, of_class, shade, words

from course_lib.analysis.alignment import weights
from course_lib.chapters.ch07_attention_preview.alignment_lab import cards
from course_lib.chapters.ch07_attention_preview.alignment_lab.compute import (
    bundle,
    by_length,
    compute,
    matters,
    what_matters,
)
from course_lib.chapters.ch07_attention_preview.alignment_lab.lab import plot
from course_lib.chapters.ch07_attention_preview.experiments.bottleneck import KEPT, SCORES, STEPS
from course_lib.chapters.ch07_attention_preview.figures import label
from course_lib.chapters.labs import AlignmentLab
from course_lib.decoding import translate
from course_lib.kit import own, records, typed_input
from course_lib.kit.heat import heat, largest, number
from course_lib.language import pick

TYPED = {"numbers": "42, 7, 81", "dates": "Friday, August 2, 2013"}
every = pytest.mark.parametrize(
    ("task", "attention"), [(task, score) for task in TYPED for score in SCORES], ids=lambda value: value
)


@every
def test_a_reading_is_what_the_model_writes(task, attention):
    reading = compute(task, attention, TYPED[task])
    model, source_vocab, target_vocab, *_ = bundle(task, attention)
    text, expected = typed_input.read(task, TYPED[task], source_vocab)
    assert translate(model, source_vocab, target_vocab, [text]) == [reading.text]
    assert reading.expected == expected
    assert reading.source[-1] == reading.output[-1] == "EOS" and len(reading.right) == len(reading.output)
    if attention == "none":
        assert reading.weights is None
    else:
        assert torch.equal(reading.weights, weights(model, reading.pair))
        assert reading.weights.shape == (len(reading.output), len(reading.source))
        assert reading.correct and all(reading.right)
    assert matters(task, attention, TYPED[task]).shape == (len(reading.output), len(reading.source) - 1)


def test_wrong_tokens_are_marked():
    reading = compute("numbers", "none", "1, 2, 3, 4, 5, 6, 7, 8, 9")
    assert reading.correct is False and not all(reading.right)
    assert "✗" in cards.answer(reading) and "✓" not in cards.answer(reading)
    unknown = compute("dates", "general", "May")
    assert unknown.correct is None and "?" in cards.answer(unknown)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("42, 7, 81", [42, 7, 81]),
        ("42 7  81", [42, 7, 81]),
        ("Forty-two, seven", [42, 7]),
        ("４２、七".replace("七", "7"), [42, 7]),
        ("0,", [0]),
        (" 99 ", [99]),
    ],
)
def test_lists_are_read_as_they_are_meant(typed, numbers):
    assert typed_input.read_numbers(typed) == numbers


@pytest.mark.parametrize(
    "typed", ["", ",", "100", "1, 2, x", "-3", "1.5", "<b>", "1," * 13, "forty two seven"]
)
def test_what_is_no_list_is_one_kind_line(typed, language):
    with pytest.raises(ValueError, match=pick("please|Please", "请")) as problem:
        typed_input.read_numbers(typed)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("Friday, August 2, 2013", "2013-08-02"),
        ("Mon 5 Jan 1987", "1987-01-05"),
        ("9 May '75", "1975-05-09"),
        ("sept 1, 2020", "2020-09-01"),
        ("May 3 '29", "2029-05-03"),
        ("May 32, 1999", None),
        ("May", None),
        ("3 4 1999", None),
        ("march april 3, 1999", None),
    ],
)
def test_dates_are_read_as_they_are_meant(typed, date):
    assert typed_input.iso(typed) == date


def test_the_rule_for_dates_knows_the_corpus():
    from course_lib.data.corpora import load

    for source, target in load("dates-en-iso").valid:
        assert typed_input.iso(source) == target


@pytest.mark.parametrize("typed", ["", "  ", "5 mai — 1999", "你好", "<b>", "May " * 20])
def test_what_is_no_date_is_one_kind_line(typed, language):
    lab = AlignmentLab(task="dates")
    lab.typed.value = typed
    assert words(lab.out.value) and "<b>" not in lab.out.value and "Error" not in lab.out.value
    assert lab.bench.layout.display == "none"
    lab.strip.slider.value = 1  # nothing to look at, and no error
    lab.typed.value = "May 3, 1988"
    assert "1988-05-03" in lab.out.value and lab.bench.layout.display == ""


def test_lists_get_longer_and_shorter():
    assert typed_input.resized("1, 2, 3", 2) == "1, 2"
    grown = typed_input.read_numbers(typed_input.resized("1, 2, 3", 12))
    assert grown[:3] == [1, 2, 3] and len(grown) == 12 and grown[3:] == list(typed_input.NUMBERS[3:])
    assert typed_input.resized("nonsense", 2) == "42, 7"


def test_the_source_is_shaded_by_the_row(language):
    reading = compute("numbers", "general", TYPED["numbers"])
    for at, row in enumerate(reading.weights.tolist()):
        page = cards.looked(reading, at, None)
        shades = [float(x) for x in re.findall(r"rgba\([\d,]+,([\d.]+)\)", page)]
        assert shades == pytest.approx(row, abs=0.001)
        assert re.findall("<small>([^<]*)</small>", page) == [number(w) for w in row]
        (top,) = re.findall('class="top"[^>]*><b[^>]*>([^<]*)</b>', page)
        assert top == reading.source[row.index(max(row))]
        assert f"<b>{reading.output[at]}</b>" in page


def test_the_page_names_what_matters_most(language):
    reading = compute("dates", "general", TYPED["dates"])
    falls = matters("dates", "general", TYPED["dates"])
    agreed = set()
    for at in range(len(reading.output)):
        page = words(cards.looked(reading, at, falls[at]))
        best = int(falls[at].argmax())
        if falls[at, best] < 1:
            assert pick("less than 1 nat", "不到 1 nat") in page
            continue
        assert f"{reading.source[best]}{pick(' (', '（')}{cards.nats(falls[at, best].item())}" in page
        same = int(reading.weights[at].argmax()) == best
        agreed.add(same)
        assert (pick("looks, too", "看的也正是它") in page) is same
    assert agreed  # some step depends on the source


def test_the_map_has_a_cell_a_weight_and_frames_the_row(language):
    reading = compute("dates", "dot", TYPED["dates"])
    page = heat(reading.weights, reading.source, reading.output, 3, ("read", "written"))
    (root,) = drawings(page)
    cells = [r for r in root.iter("rect") if r.get("class") is None]
    assert [*map(shade, cells)] == pytest.approx(reading.weights.flatten().tolist(), abs=0.001)
    (frame,) = of_class(root, "now")
    columns = len(reading.source)
    assert float(frame.get("y")) == float(cells[3 * columns].get("y"))
    assert largest(reading.weights, reading.source, reading.output) in root.get("aria-label")
    assert {"read", "written"} <= {text.text for text in root.iter("text")}


def test_the_curve_is_what_was_recorded(language):
    found = {score: by_length(score) for score in SCORES}
    for score, seeds in found.items():
        recorded = records.load("bottleneck").values("numbers", attention=score, hidden=KEPT, steps=STEPS)
        assert len(seeds) == 3
        assert [row[4] for row in seeds] == [numbers["5"]["exact"] for numbers in recorded]
    (root,) = drawings(cards.lengths(found, 5, "dot"))
    assert {line.get("class") for line in root.iter("polyline")} == set(SCORES)
    mean = sum(row[4] for row in found["dot"]) / 3
    assert f"{label('dot')} {mean:.2f}" in root.get("aria-label")
    (bold,) = [text.text for text in root.iter("text") if text.get("font-weight") == "bold"]
    assert bold.startswith(label("dot"))


def test_controls(language):
    lab = AlignmentLab()
    assert [one.description for one in lab.strip.buttons.children][:3] == ["▶ quarante", "-", "deux"]
    lab.strip.buttons.children[2].click()
    assert lab.strip.slider.value == 3 and lab.strip.buttons.children[2].description == "▶ deux"
    assert lab.strip.buttons.children[0].description == "quarante"
    assert "<b>deux</b>" in lab.looked.value
    lab.strip.slider.value = 5
    assert lab.strip.buttons.children[4].description == "▶ sept" and "<b>sept</b>" in lab.looked.value
    assert "nat" not in words(lab.looked.value)
    lab.compare.value = True
    assert "nat" in words(lab.looked.value)
    lab.attention.value = "none"
    assert "<svg" not in lab.looked.value and "✗" in "".join(
        one.description for one in lab.strip.buttons.children
    )
    lab.attention.value = "additive"
    lab.length.value = 12
    assert len(typed_input.read_numbers(lab.typed.value)) == 12 == lab.length.value
    assert "12" in words(lab.curve.value)
    lab.strip.slider.value = lab.strip.slider.max
    lab.length.value = 1  # the token chosen is gone: the last one is shown
    assert lab.strip.slider.value == lab.strip.slider.max == len(lab.strip.buttons.children)
    lab.typed.value = "five, 6"
    assert lab.length.value == 2 and lab.typed.value == "five, 6"  # as it was typed
    lab.another.click()
    assert lab.typed.value == typed_input.EXAMPLES["numbers"][1]
    lab.task.value = "dates"
    assert lab.typed.value == typed_input.EXAMPLES["dates"][0] and lab.curve.layout.display == "none"
    assert lab.length.layout.display == "none"
    lab.typed.value = "nonsense 1"
    lab.task.value = "numbers"
    assert lab.length.layout.display == "" and "<svg" in lab.curve.value


def test_the_picture_tells_where_each_token_looked(language):
    drawn = AlignmentLab().picture()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # a missing glyph is one
        assert plot(compute("dates", "additive", TYPED["dates"])).png()
    assert "quarante < forty" in drawn.alt and drawn.png().startswith(b"\x89PNG")
    assert drawn.axes[0].get_xlabel() and drawn.axes[0].get_ylabel()
    with pytest.raises(ValueError, match=pick("no attention", "无注意力")):
        plot(compute("dates", "none", TYPED["dates"]))


def test_what_is_typed_never_becomes_html():
    lab = AlignmentLab(task="dates")
    lab.typed.value = "May <img src=x> 3, 1988"
    assert "<img" not in lab.out.value


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("305, 7", ("three hundred and five , seven", "305,7")),
        ("seven， 120045", ("seven , one hundred and twenty thousand and forty five", "7,120045")),
        (" 9 ,", ("nine", "9")),
    ],
)
def test_lines_are_read_as_they_are_meant(typed, line):
    assert typed_input.read_line(typed) == line


@pytest.mark.parametrize("typed", ["", ",", "0", "1000000", "1,2,3,4,5,6,7", "x", "-3", "<b>"])
def test_what_is_no_line_is_one_kind_line(typed, language):
    with pytest.raises(ValueError, match=pick("ype", "请")) as problem:
        typed_input.read_line(typed)
    assert "\n" not in str(problem.value)


def test_the_model_that_is_handed_in_comes_first(language):
    lab = AlignmentLab(own("2_attention"), typed="305, 305")
    assert lab.task.value == "own" and lab.scores.layout.display == lab.length.layout.display == "none"
    assert "305,305 " in words(lab.out.value) and label("none") not in words(lab.out.value)
    assert lab.picture().png() and "<svg" in lab.looked.value
    lab.strip.slider.value = 5
    lab.compare.value = True
    falls = what_matters(own("2_attention"), lab.now)
    assert cards.nats(float(falls[4].max())) in words(lab.looked.value)
    lab.task.value = "dates"
    assert "2013-08-02" in words(lab.out.value) and lab.scores.layout.display == ""
    lab.task.value = "own"
    assert typed_input.EXAMPLES["own"][0] == lab.typed.value


def test_a_model_that_does_not_look_back_is_told_in_a_line(language):
    with pytest.raises(ValueError, match=pick("does not tell where it looks", "没有说它看了哪里")):
        AlignmentLab(own("1_seq2seq"), typed="305")
