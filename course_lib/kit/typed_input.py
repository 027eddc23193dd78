"""Typed input: what a learner may type into a lab: a number, a list of numbers, a date; the right answers."""

import re
import unicodedata
from datetime import date

from course_lib.data.corpora.numbers import LIMIT, chinese, english, read_chinese, read_english, spoken
from course_lib.data.vocab import Vocab
from course_lib.language import pick

from .tasks import TESTED

LONGEST_DATE = 40  # characters of a date
LONGEST_NUMBER = 120  # characters of one number
LONGEST_LINE, LARGEST = 6, 999_999  # numbers in a line that a one-page model reads, and the largest
EXAMPLE = "4217"
NUMBERS = (42, 7, 81, 16, 90, 3, 65, 28, 54, 12, 37, 99)  # whoever asks for more gets these
EXAMPLES = {
    "numbers": ("42, 7, 81", "21, 80, 71", "5, 50, 15", "99, 9, 90, 19"),
    "own": ("305, 7, 120045", "41, 900000, 8", "9999, 12, 60", "100, 100, 100"),
    "dates": ("Friday, August 2, 2013", "Mon 5 Jan 1987", "dec 31, 1999", "9 May '75", "March 14, 2015"),
}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def read_number(typed: str, language: str = "en") -> tuple[str, str | None]:
    """What was typed -> (source text, right answer or None): "42" -> ("forty two", "42"); words stay words.

    `language` is that of the words which the model reads, "en" or "zh": "42" -> ("四十二", "42"). Raises
    ValueError, in the learner's language, for nothing at all, far too much, and what is neither.
    """
    tidy = typed.strip().lower()
    if not tidy:
        raise ValueError(pick(f"Type a number, such as {EXAMPLE}.", f"请输入一个数，例如 {EXAMPLE}。"))
    _refuse_long(tidy, LONGEST_NUMBER)
    digits = tidy.translate(str.maketrans("", "", " ,_，"))
    if language == "zh":
        return _read_chinese_number(digits)
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


def _read_chinese_number(tidy: str) -> tuple[str, str | None]:
    if tidy.isdecimal():
        number = int(tidy)
        if number >= LIMIT:
            largest = len(str(LIMIT)) - 1
            raise ValueError(pick(f"At most {largest} digits, please.", f"请不要超过 {largest} 位。"))
        return chinese(number), str(number)
    if not re.fullmatch(r"[\u4e00-\u9fff]+", tidy):
        raise ValueError(
            pick(
                "Please type a whole number from 0 up, in digits or in Chinese words.",
                "请输入不带正负号和小数点的数：用阿拉伯数字，或者用汉字。",
            )
        )
    found = read_chinese(tidy)
    return tidy, None if found is None else str(found)


def read_numbers(typed: str) -> list[int]:
    """ "42, seven" -> [42, 7]: 1 to TESTED numbers below 100, in digits or English words, commas between.

    Raises ValueError, in the learner's language, for anything else.
    """
    tidy = unicodedata.normalize("NFKC", typed).replace("、", ",").lower()
    tidy = re.sub("(?<=[a-z])-(?=[a-z])", " ", tidy)  # forty-two
    parts = [part.strip() for part in tidy.split(",")]
    if re.fullmatch(r"[\d\s,]+", tidy):
        parts = re.findall(r"\d+", tidy)  # between digits a space will do
    found = [int(p) if p.isdecimal() else read_english(p) for p in parts if p]
    numbers = [number for number in found if number is not None and number <= 99]
    if not found or len(numbers) < len(found):
        raise ValueError(
            pick(
                "Please type numbers from 0 to 99 with commas between them, such as 42, 7, 81.",
                "请输入 0 到 99 的数，用逗号隔开，例如 42, 7, 81。",
            )
        )
    if len(numbers) > TESTED:
        raise ValueError(pick(f"At most {TESTED} numbers, please.", f"请不要超过 {TESTED} 个数。"))
    return numbers


def read_line(typed: str) -> tuple[str, str]:
    """ "305, seven" -> ("three hundred and five , seven", "305,7"): what the one-page models read and write.

    Raises ValueError, in the learner's language, for what is no line of numbers from 1 to LARGEST.
    """
    parts = [part for part in re.split("[,，、]", typed) if part.strip()]
    found = [read_number(part) for part in parts]
    fine = all(digits is not None and 0 < int(digits) <= LARGEST for _, digits in found)
    if not found or not fine or len(found) > LONGEST_LINE:
        raise ValueError(
            pick(
                f"Please type up to {LONGEST_LINE} numbers from 1 to {LARGEST}, with commas between them, "
                "such as 305, 7, 120045.",
                f"请输入 1 到 {LARGEST} 的数，最多 {LONGEST_LINE} 个，用逗号隔开，例如 305, 7, 120045。",
            )
        )
    numbers = [int(digits) for _, digits in found if digits is not None]
    return " , ".join(map(english, numbers)), ",".join(map(str, numbers))


def read_date(typed: str, vocab: Vocab) -> tuple[str, str | None]:
    """What was typed -> (the source, its date as ISO 8601, or None where no rule here can tell).

    Raises ValueError, in the learner's language, for nothing, too much, and characters without an id.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).replace("’", "'").split())
    if not text:
        raise ValueError(
            pick("Please type a date, such as May 3, 1988.", "请输入一个英文日期，例如 May 3, 1988。")
        )
    _refuse_long(text, LONGEST_DATE)
    if strange := sorted({character for character in text if character not in vocab}):
        shown = " ".join(strange)
        raise ValueError(
            pick(
                f"The models never saw {shown}: they read English dates such as May 3, 1988.",
                f"模型没有见过 {shown}：它们只读英文日期，例如 May 3, 1988。",
            )
        )
    return text, iso(text)


def _refuse_long(text: str, longest: int) -> None:
    if len(text) > longest:
        raise ValueError(pick(f"At most {longest} characters, please.", f"请不要超过 {longest} 个字符。"))


def iso(text: str) -> str | None:
    """ "Fri 2 April '65" -> "1965-04-02"; None for what is no such date. The year stands last."""
    parts = [part[:3] if part.isalpha() else part for part in re.findall("[a-z]+|[0-9]+", text.lower())]
    words = [part for part in parts if part.isalpha() and part not in WEEKDAYS]
    figures = [int(part) for part in parts if part.isdecimal()]
    if len(words) != 1 or words[0] not in MONTHS or len(figures) != 2:
        return None
    day, year = figures
    if year < 100:
        year += 1900 if year >= 50 else 2000
    try:
        return date(year, MONTHS.index(words[0]) + 1, day).isoformat()
    except ValueError:
        return None


def read(task: str, typed: str, vocab: Vocab) -> tuple[str, str | None]:
    """What was typed -> (source text, right answer or None). ValueError as the two readers raise it."""
    if task == "own":
        return read_line(typed)
    return spoken(read_numbers(typed)) if task == "numbers" else read_date(typed, vocab)


def resized(typed: str, count: int) -> str:
    """The list with `count` numbers: cut, or longer by some of NUMBERS. What is no list gives way to them."""
    try:
        own = read_numbers(typed)
    except ValueError:
        own = []
    return ", ".join(map(str, [*own, *NUMBERS[len(own) :]][:count]))
