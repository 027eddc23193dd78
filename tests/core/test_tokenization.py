"""Text-words in the scripts of the world: what belongs together stays together, and the text comes back."""

import json
import re
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from course_lib.data.tokenization import UNITS, join, tokenize
from course_lib.data.vocab import UNK, Vocab

WORDS = """
    the Don't isn’t T-shirt and/or 3.14 1,000 x2 naïve Café col·lecció co‑op Donau\xaddampf
    İstanbul ΟΔΟΣ straße हिन्दी क्षत्रिय ज़रूरत বাংলা தமிழ் తెలుగు ಕನ್ನಡ മലയാളം അവന്\u200d ක්\u200dෂණය ਪੰਜਾਬੀ ગુજરાતી
    مُحَمَّدٌ العَرَبِيَّة می\u200cخواهم ٣٫١٤ שָׁלוֹם בית־ספר צה״ל ܫܠܡܐ ދިވެހި Ինչպե՞ս ქართული አማርኛ ᠮᠣᠩᠭᠣᠯ\u180eᠠ
    Việt tiếng Nguyễn ครับ สวัสดี ម្ដាយ မြန်မာ བོད 한국어 ꦗꦮ 𑄌𑄋𑄴𑄟𑄳𑄦 𖬌𖬧𖬵 x̧̄ q̃ e\u20dd 𝒙\u0302
    👍 👍🏽 👩\u200d🚀 👨🏽\u200d👩🏽\u200d👧🏽\u200d👦🏽 ❤️ ❤️\u200d🔥 1️⃣ #️⃣ 🇫🇷
    🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 葛\U000e0100
""".split()
ENDS = ["", "", ".", ",", ";", ":", "!", "?", "?!", "...", "…", "%", "،", "؛", "؟", "۔", "।", "॥", "։", "።"]
ROUNDS = [
    ("", ""),
    ("(", ")"),
    ("[", "]"),
    ('"', '"'),
    ("“", "”"),
    ("„", "“"),
    ("«", "»"),
    ("¿", "?"),
]
TEXTS = st.text(  # letters, marks, joiners, signs and white space of all scripts, and more of what is odd
    st.characters(exclude_categories=["Cs"])
    | st.characters(categories=["M"])
    | st.sampled_from(
        "aΣİ3. \t\u3000.,-'’‘\"“(!<\u200c\u200d\u2060\u0301\u0338\u093f👩🚀❤\ufe0f🏽🇫🇷\u1100\u1161"
    )
)


def both(text: str) -> list[str]:
    """The two spellings of a text."""
    return [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]


def small(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


@st.composite
def sentences(draw):
    """Words of many scripts with the spaces that English has, in either spelling."""
    said = []
    for word in draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)):
        before, after = draw(st.sampled_from(ROUNDS))
        said.append(before + word + after + draw(st.sampled_from(ENDS)))
    return draw(st.sampled_from(both(" ".join(said))))


@given(sentences())
def test_a_text_that_is_spaced_as_english_is_comes_back_exactly(text):
    assert join(tokenize(text, "text-word"), "text-word") == small(text)


@given(TEXTS)
def test_every_character_but_white_space_comes_back_in_order(text):
    whole = unicodedata.normalize("NFC", text)
    assert join(tokenize(text, "char"), "char") == whole
    assert join(tokenize(text, "word"), "word") == " ".join(whole.split())
    tokens = tokenize(text, "text-word")
    assert "".join(tokens) == "".join(small(text).split())
    assert "".join(join(tokens, "text-word").split()) == "".join(tokens)


@example("( \u0301")  # an accent without its letter
@example("👩\u200d .")
@given(TEXTS)
def test_cut_again_it_gives_the_same_tokens(text):
    for unit in ("char", "word", "text-word"):
        tokens = tokenize(text, unit)
        assert tokenize(join(tokens, unit), unit) == tokens


@given(sentences() | TEXTS)
def test_both_spellings_of_a_text_give_the_same_tokens(text):
    for unit in ("char", "word", "text-word"):
        assert len({tuple(tokenize(spelt, unit)) for spelt in (text, *both(text))}) == 1
    vocab = Vocab.build([text, "a"], "subword", size=60)
    assert len({tuple(vocab.encode(spelt)) for spelt in (text, *both(text))}) == 1


def test_both_spellings_of_every_character():
    for code in range(sys.maxunicode + 1):
        composed, taken_apart = both(chr(code))
        if composed != taken_apart:
            assert tokenize(composed, "text-word") == tokenize(taken_apart, "text-word")


@pytest.mark.parametrize("word", [word for word in WORDS if not set(word) & set("'’-‑\xad/·־״՞")])
def test_a_word_with_its_marks_is_one_token(word):
    for text in both(word):
        assert tokenize(f"{text} {text}.", "text-word") == [small(word), small(word), "."]


def test_every_mark_belongs_to_the_character_before_it():
    """Of Python's own Unicode, whichever version that is."""
    marks = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c)[0] == "M"]
    assert len(marks) > 2000
    for mark in [*marks, *"\u200c\u200d\u2060\u180e"]:
        for text in (f"a{mark}b", f"a{mark}", f"!{mark}", f"3.5{mark}"):
            assert tokenize(text, "text-word") == [small(text)], ascii(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("हिन्दी।", ["हिन्दी", "।"]),
        ("🇫🇷🇩🇪🇫", ["🇫🇷", "🇩🇪", "🇫"]),
        ("👩\u200d🚀👍🏽a\u200d👩", ["👩\u200d🚀", "👍🏽", "a\u200d", "👩"]),
        ("\u0301a ( \u0301)", ["\u0301", "a", "(", "\u0301", ")"]),  # marks without a letter
        ("H\u0331", ["ẖ"]),
    ],
)
def test_what_belongs_together(text, tokens):
    assert tokenize(text, "text-word") == tokens


def test_other_spaces_come_back_as_english_has_them():
    for text, back in {
        "C'est ça ?": "c'est ça?",
        "a+b": "a + b",
        "dogs' tails": "dogs'tails",
        "wait - no": "wait-no",
        "‘a’ b": "‘ a’b",
        "a  b\u3000c": "a b c",
    }.items():
        assert join(tokenize(text, "text-word"), "text-word") == back


# How release 1 cut: its tables must still be read.
BEFORE = {
    "char": list,
    "word": str.split,
    "text-word": lambda text: re.findall(
        r"\d+(?:[.,]\d+)+|\w+|[^\w\s]", unicodedata.normalize("NFC", text.lower())
    ),
}


@example("\u0958\u212b", "char")  # NFC spells them otherwise
@given(sentences() | TEXTS, st.sampled_from(sorted(BEFORE)))
def test_tables_of_release_1_can_be_read(text, unit):
    table = {"unit": unit, "tokens": sorted(set(BEFORE[unit](text))), "merges": []}
    assert Vocab.from_json(json.loads(json.dumps(table))).to_json() == table


@given(st.text(st.characters(max_codepoint=0x2FF) | st.sampled_from("“”„’…–一二。，"), max_size=40))
def test_text_without_marks_is_cut_as_in_release_1(text):
    text = unicodedata.normalize("NFC", text)
    for unit, cut in BEFORE.items():
        expected = cut(text)
        if unit == "text-word" and "\u0307" in small(text):
            continue  # the small letter of İ has a mark
        assert tokenize(text, unit) == expected


@pytest.mark.parametrize("unit", UNITS)
def test_no_word_of_any_script_is_lost_in_a_table(unit):
    text = " ".join(WORDS)
    vocab = Vocab.build([text] * 2, unit, size=4000)
    ids = vocab.encode(text)
    assert UNK not in ids
    assert vocab.decode(ids) == (small(text) if unit == "text-word" else unicodedata.normalize("NFC", text))
