"""The tokens lab: what it computes, its HTML and picture, and every control, driven in this process."""

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from course_lib.chapters.ch01_sequences.tokens_lab import cards
from course_lib.chapters.ch01_sequences.tokens_lab.cards import describe, plot
from course_lib.chapters.ch01_sequences.tokens_lab.compute import (
    BATCH_SIZES,
    MAX_LINES,
    SIZES,
    TRAINING_TEXT,
    compute,
    read,
    waste,
)
from course_lib.chapters.ch01_sequences.tokens_lab.lab import EXAMPLE
from course_lib.chapters.labs import TokensLab
from course_lib.data.vocab import EOS, PAD, UNK, Vocab
from course_lib.kit.card import visible
from course_lib.language import pick

UNITS = st.sampled_from(["char", "word", "text-word", "subword"])
TAGS = {"style", "div", "p", "b", "h4", "small", "span", "i", "table", "caption", "tr", "th", "td"}
CHINESE = "我喜欢自然语言处理"
TYPED = st.lists(
    st.text(max_size=30)
    | st.lists(st.sampled_from(["the", "tea.", "<b>", "▁", "a▁b", "茶。", "😀", "&amp;"])).map(" ".join),
    min_size=1,
    max_size=MAX_LINES,
).map("\n".join)


class Reader(HTMLParser):
    """The tags of a page, with their classes, and the text between them."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[str] = []
        self.classes: list[str] = []
        self.chips: list[tuple[str, str]] = []  # (class, text with its id) of each chip
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.classes.append(dict(attributes).get("class", ""))
        if tag == "span" and self.classes[-1] != "bar":
            self.chips.append((self.classes[-1], ""))

    def handle_data(self, data):
        if self.chips and self.tags[-1] in ("span", "i"):
            self.chips[-1] = (self.chips[-1][0], self.chips[-1][1] + data)


def readable(typed: str) -> bool:
    try:
        return bool(read(typed))
    except ValueError:
        return False


@given(TYPED.filter(readable), UNITS, st.sampled_from(SIZES))
@example("▁ ▁▁low a▁b 👍🏽\n\u200dx", "subword", 120)
def test_ids_mask_and_waste_are_those_of_the_library(typed, unit, size):
    result = compute(typed, unit, size)
    vocab = Vocab.build(TRAINING_TEXT, unit, size=size)
    lines = read(typed)
    assert result.ids == [[*vocab.encode(line), EOS] for line in lines]
    assert result.vocab_size == len(vocab)
    lengths = [len(row) for row in result.ids]
    assert result.mask.sum(1).tolist() == lengths
    for row, ids, kept in zip(result.batch.tolist(), result.ids, result.mask.tolist(), strict=True):
        assert row[: len(ids)] == ids and set(row[len(ids) :]) <= {PAD}
        assert kept == [j < len(ids) for j in range(len(row))]
    cells = len(lines) * max(lengths)
    assert result.padding == pytest.approx(sum(max(lengths) - n for n in lengths) / cells)
    assert result.unknown == sum(i == UNK for row in result.ids for i in row)
    assert result.total == sum(lengths) - len(lines)


@given(TYPED.filter(readable), UNITS)
@example("a▁b ▁▁c 😀ﬁ", "subword")
@example("cafe\u0301 \u212b the", "subword")
def test_each_token_has_its_text_and_is_unknown_only_outside_the_vocabulary(typed, unit):
    result = compute(typed, unit)
    vocab = Vocab.build(TRAINING_TEXT, unit, size=SIZES[2])
    for line, row, ids in zip(read(typed), result.tokens, result.ids, strict=True):
        assert [token in vocab for token in row] == [i != UNK for i in ids[:-1]]
        line = unicodedata.normalize("NFC", line)
        if unit in ("char", "subword"):  # nothing is lost between the tokens
            flat = "".join(row).replace("▁", " ") if unit == "subword" else "".join(row)
            space = str.split if unit == "subword" else str
            assert space(flat) == space(line.replace("▁", " ") if unit == "subword" else line)


@given(TYPED.filter(readable), UNITS)
@example("<img src=x onerror=alert(1)> & \"quoted\" '<b>' </div>", "word")
@example("<script>", "subword")
def test_what_was_typed_never_becomes_html(typed, unit):
    result = compute(typed, unit)
    page = Reader(describe(result))
    assert set(page.tags) <= TAGS
    expected = [
        (chip_class, f"{visible(token)}{number}{' unknown' if number == UNK else ''}")
        for row, ids in zip(result.tokens, result.ids, strict=True)
        for token, number in zip([*row, "EOS"], ids, strict=True)
        for chip_class in [{UNK: "u", EOS: "e"}.get(number, "")]
    ]
    assert page.chips == expected  # the same words on the page as in the text, and the right ones marked
    shown = result.batch[:, : cards.MAX_COLUMNS]
    for number, name in ((PAD, "p"), (UNK, "u"), (EOS, "e")):
        cells = sum(t == "td" and c == name for t, c in zip(page.tags, page.classes, strict=True))
        assert cells == (2 if number == PAD else 1) * int((shown == number).sum())  # the mask knows PAD only


def test_the_point_of_the_chinese_preset():
    assert compute(CHINESE, "word").ids == [[UNK, EOS]]
    assert compute(CHINESE, "char").unknown == 0
    small, large = (compute(CHINESE, "subword", size) for size in (SIZES[0], SIZES[-1]))
    assert small.unknown > large.unknown == 0 and small.total > large.total


@pytest.mark.parametrize("unit", ["char", "word", "text-word", "subword"])
@pytest.mark.parametrize("batch_size", BATCH_SIZES)
def test_buckets_save_padding_and_the_shares_are_a_direct_count(unit, batch_size):
    shuffled, bucketed = waste(TRAINING_TEXT, unit, 400, batch_size)
    assert bucketed < shuffled - 0.2
    vocab = Vocab.build(TRAINING_TEXT, unit, size=400)
    lengths = sorted(len(vocab.encode(text)) + 1 for text in TRAINING_TEXT)
    groups = [lengths[i : i + batch_size] for i in range(0, len(lengths), batch_size)]
    cells = sum(len(group) * group[-1] for group in groups)
    assert bucketed == pytest.approx(1 - sum(lengths) / cells)


def test_the_training_text_is_forty_sentences_in_each_language():
    assert len(set(TRAINING_TEXT)) == 80 and sum(text.isascii() for text in TRAINING_TEXT) == 40
    assert CHINESE not in "".join(TRAINING_TEXT)


@pytest.mark.parametrize("typed", ["", " \n\t ", "a\n" * 13, "a" * 2001])
def test_nothing_and_too_much_are_said_in_words(typed, language):
    with pytest.raises(ValueError, match=r"[.。]$"):
        compute(typed)
    lab = TokensLab(typed="tea")
    lab.typed.value = typed + "<" if typed.strip() else typed
    assert re.search("[.。]</div>$", lab.out.value) and "<table" not in lab.out.value
    lab.typed.value = "tea"
    assert "<table" in lab.out.value


def test_as_much_as_is_allowed_is_shown():
    many = compute("\n".join(["a " * 82] * 12), "char")
    assert describe(many).count("<td") == 2 * 12 * cards.MAX_COLUMNS
    assert "The first 100 of 165 positions" in describe(many)
    assert "The first" not in describe(compute("a"))
    assert compute("a\n\n  \nb").batch.shape[0] == 2  # blank lines are no sentences


def test_a_token_that_has_no_picture_shows_its_number():
    assert visible("a b\t\u200d") == "a␣bU+0009U+200D"


def test_the_lab_answers_every_control(language):
    lab = TokensLab()
    unknown = pick("unknown", "未知") + "</i>"

    def after(control: str, value) -> str:
        before = lab.out.value
        getattr(lab, control).value = value
        assert lab.out.value != before
        return lab.out.value

    lab.presets[0].click()
    assert lab.typed.value == CHINESE and lab.out.value.count(unknown) == 1
    assert lab.size.disabled
    assert unknown not in after("unit", "char")
    after("unit", "subword")
    assert not lab.size.disabled
    assert unknown in after("size", SIZES[0])
    assert unknown not in after("size", SIZES[-1])
    for size in (4, 16):
        shuffled, bucketed = waste(TRAINING_TEXT, "subword", SIZES[-1], size)
        page = after("batch_size", size)
        assert re.findall(r"<b>(\d+)%</b>", page)[-2:] == [f"{100 * s:.0f}" for s in (shuffled, bucketed)]
    for press in lab.presets[1:]:
        before = lab.out.value
        press.click()
        assert lab.out.value != before and lab.typed.value != CHINESE


def test_where_no_kernel_runs_the_lab_is_a_picture(language):
    lab = TokensLab()
    lab.typed.value = "something else"  # the picture stays that of the text the author gave
    data, _ = lab._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"}
    assert repr(lab) == data["text/plain"]
    assert data["text/plain"] == pick(
        "A padded batch: 3 sentences by 10 positions; 4 unknown; 47% is padding.",
        "填充后的一批：3 个句子，10 个位置；未知词元 4 个；填充占 47%。",
    )
    assert plot(compute(EXAMPLE)).png() == plot(compute(EXAMPLE)).png()


@pytest.mark.filterwarnings("error::UserWarning")
@pytest.mark.parametrize("typed", ["$x$ 𠮷 👩‍💻 \x07", "x", "一二三四五六七八九十" * 9 + "\na", "a" * 2000])
@pytest.mark.parametrize("unit", ["char", "word"])
def test_the_picture_draws_whatever_was_typed(typed, unit):
    drawn = plot(compute(typed, unit))
    assert drawn.png().startswith(b"\x89PNG") and drawn.get_figwidth() < 11
    words = [text.get_text() for text in drawn.axes[0].texts]
    assert any(word == "EOS\n2" for word in words) or len(typed) > cards.FIGURE_COLUMNS
    assert not any("𠮷" in word for word in words)  # no font here has it: its id alone is drawn
