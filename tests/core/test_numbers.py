"""Numbers in English, French and Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data.corpora import numbers
from course_lib.data.corpora.numbers import LIMIT, chinese, english, french
from course_lib.data.tokenization import join, tokenize

KNOWN = {
    0: "零",
    2: "二",
    10: "十",
    12: "十二",
    20: "二十",
    22: "二十二",
    100: "一百",
    101: "一百零一",
    110: "一百一十",
    111: "一百一十一",
    200: "二百",
    1000: "一千",
    1001: "一千零一",
    1010: "一千零一十",
    1011: "一千零一十一",
    1100: "一千一百",
    2022: "二千零二十二",
    10000: "一万",
    10001: "一万零一",
    10010: "一万零一十",
    10100: "一万零一百",
    11000: "一万一千",
    20202: "二万零二百零二",
    100000: "十万",
    100001: "十万零一",
    100500: "十万零五百",
    105000: "十万五千",
    110000: "十一万",
    1000000: "一百万",
    1000010: "一百万零一十",
    1100000: "一百一十万",
    10000000: "一千万",
    10010010: "一千零一万零一十",
    100000000: "一亿",
    100000001: "一亿零一",
    100001000: "一亿零一千",
    100010000: "一亿零一万",
    100100000: "一亿零一十万",
    1000000000: "十亿",
    120003000: "一亿二千万三千",
}


def read_chinese(text: str) -> int:
    """The inverse of `chinese`: "一万零一十" -> 10010."""
    digits, groups = "零一二三四五六七八九", {"万": 10**4, "亿": 10**8}
    places = {"千": 1000, "百": 100, "十": 10}
    number = group = digit = 0
    for character in text:
        if character in digits:
            digit = digits.index(character)
        elif character in places:
            group += (digit or 1) * places[character]  # only a leading 十 has no digit before it
            digit = 0
        elif character in groups:
            number += (group + digit) * groups[character]
            group = digit = 0
    return number + group + digit


@pytest.mark.parametrize(("number", "text"), KNOWN.items())
def test_known_chinese_numbers(number, text):
    assert chinese(number) == text
    assert read_chinese(text) == number


def test_chinese_round_trip_to_99999():
    said = [chinese(number) for number in range(100_000)]
    assert len(set(said)) == len(said)
    assert [read_chinese(text) for text in said] == list(range(100_000))


@given(st.integers(0, 10_000_000) | st.integers(0, LIMIT - 1))
def test_chinese_round_trip_beyond(number):
    text = chinese(number)
    assert read_chinese(text) == number
    assert "零零" not in text and not (text != "零" and text.endswith("零"))


@given(st.integers(0, 10_000_000) | st.integers(0, LIMIT - 1))
def test_what_chinese_says_is_read(number):
    assert numbers.read_chinese(chinese(number)) == number
    assert numbers.read_chinese(chinese(number).replace("二", "两")) == number


@given(st.text(alphabet="零一二两三十百千万亿打", max_size=8))
def test_only_what_chinese_says_is_read(text):
    number = numbers.read_chinese(text)
    assert number is None or chinese(number) == text.replace("两", "二")


@pytest.mark.parametrize("text", ["", "七打", "一百二", "百", "零五", "一千零零五", "5", "seven", "一万亿"])
def test_what_is_no_chinese_number(text):
    assert numbers.read_chinese(text) is None


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_chinese_says_its_limits(number):
    with pytest.raises(ValueError, match=f"from 0 to 999999999999, not {number}"):
        chinese(number)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (21, "vingt et un"),
        (71, "soixante et onze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (99, "quatre-vingt-dix-neuf"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (80_000, "quatre-vingt mille"),
        (2_000_000, "deux millions"),
    ],
)
def test_known_french_numbers(number, text):
    assert french(number) == text


@given(st.integers(0, 9_999_999))
def test_french_comes_back_from_its_tokens(number):
    tokens = tokenize(french(number), "text-word")
    assert join(tokens, "text-word") == french(number)
    assert all(token == "-" or token.isalpha() for token in tokens)


def test_english():
    assert english(1_234_567) == (
        "one million two hundred and thirty four thousand five hundred and sixty seven"
    )


@pytest.mark.parametrize("say", [english, french])
def test_numbers_without_a_name(say):
    with pytest.raises(ValueError, match="only whole numbers from 0 up, not -1"):
        say(-1)
    with pytest.raises(ValueError, match="too large to have a name"):
        say(10**1000)


def test_lists_run_out_only_when_all_are_there():
    assert numbers.lists(0) == []
    every = numbers.lists(100, 1, 1)
    assert set(every) == {numbers.spoken([n]) for n in range(100)}
    assert len(numbers.lists(1, 1, 1, without=every[1:])) == 1
    for impossible in ((101, 1, 1), (-1, 1, 1), (1, 0, 1), (1, 2, 1)):
        with pytest.raises(ValueError, match="there are not"):
            numbers.lists(*impossible)
