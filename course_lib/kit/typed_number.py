"""Typed number: what a learner types into a lab, as the words of a number and its digits."""

import re

from course_lib.data.corpora.numbers import english, read_english
from course_lib.language import pick

MAX_TYPED = 120  # characters
EXAMPLE = "4217"


def read(typed: str) -> tuple[str, str | None]:
    """What was typed -> (source text, right answer or None): "42" -> ("forty two", "42"); words stay words.

    Raises ValueError, in the learner's language, for nothing at all, far too much, and what is neither.
    """
    tidy = typed.strip().lower()
    if not tidy:
        raise ValueError(pick(f"Type a number, such as {EXAMPLE}.", f"请输入一个数，例如 {EXAMPLE}。"))
    if len(tidy) > MAX_TYPED:
        raise ValueError(pick(f"At most {MAX_TYPED} characters, please.", f"请不要超过 {MAX_TYPED} 个字符。"))
    digits = tidy.translate(str.maketrans("", "", " ,_，"))
    if digits.isdecimal():
        return english(int(digits)), str(int(digits))
    if not re.fullmatch(r"[a-z][a-z ,'-]*", tidy):
        raise ValueError(
            pick(
                "Please type a whole number from 0 up, in digits or in English words.",
                "请输入不带正负号和小数点的阿拉伯数字，或英文数词。",
            )
        )
    words = " ".join(tidy.replace("-", " ").replace(",", " ").split())
    number = read_english(words)
    return words, None if number is None else str(number)
