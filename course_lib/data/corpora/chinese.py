"""Whole numbers in Chinese, and back: num2words does not know the language.

The rules of modern Mandarin, as they are taught at school:

- Four digits make a group. Groups are named 亿, 万 and nothing; inside a group the places are 千, 百, 十.
- One or more zeros between two read digits are read as one 零. Zeros at the end of a group are not read:
  1010 一千零一十, 105000 十万五千, but 100500 十万零五百.
- 10 to 19 at the start of a number drop their 一: 10 十, 100000 十万. Elsewhere it stays: 110 一百一十.
- 2 is always 二. In speech 两 is as usual before 百, 千, 万 and 亿 (两千), and both are right; one number has
  one name here, so that an answer can be compared with the gold one.
"""

LIMIT = 10**12
_DIGITS = "零一二三四五六七八九"
_PLACES = {"千": 1000, "百": 100, "十": 10}
_GROUPS = {"亿": 10**8, "万": 10**4, "": 1}


def chinese(number: int) -> str:
    """10010 -> "一万零一十".

    Raises ValueError for a number below 0, and from 10**12 up.
    """
    if not 0 <= number < LIMIT:
        raise ValueError(f"only whole numbers from 0 to {LIMIT - 1}, not {number}")
    said = ""
    gap = False  # a zero waits to be read, should a digit follow
    for name, size in _GROUPS.items():
        group = number // size % 10_000
        gap = gap or group < 1000
        if group:
            said += ("零" if gap and said else "") + _say_group(group) + name
            gap = False
    return (said[1:] if said.startswith("一十") else said) or "零"


def _say_group(group: int) -> str:
    """1 to 9999, in full."""
    said = ""
    gap = False
    for name, size in [*_PLACES.items(), ("", 1)]:
        digit = group // size % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + name
        gap = not digit
    return said


def read_chinese(text: str) -> int:
    """The inverse of `chinese`: "一万零一十" -> 10010.

    Raises ValueError for every text that `chinese` never says.
    """
    number = group = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        elif character in _PLACES:
            group += (digit or 1) * _PLACES[character]  # only a leading 十 has no digit before it
            digit = 0
        elif character in ("万", "亿"):
            number += (group + digit) * _GROUPS[character]
            group = digit = 0
    number += group + digit
    if number >= LIMIT or chinese(number) != text:  # the one test that lets nothing wrong through
        raise ValueError(f"{text!r} is no number as this course writes it")
    return number
