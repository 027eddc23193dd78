"""Numbers, said in words: everyone can see an error, and there are as many pairs as we like."""

import random
from collections.abc import Callable, Collection, Sequence
from functools import cache

from num2words import num2words

from .corpus import Corpus, Facts, Pair

MAX_DIGITS = 7
RECIPE = (
    f"distinct numbers of 1 to {MAX_DIGITS} digits; the length is drawn evenly until the short lengths run "
    "out, then the number; seed 0; 18,000 train, 500 valid, 1,000 test"
)
SIZES = (18_000, 500, 1_000)
LIMIT = 10**12
_DIGITS = "零一二三四五六七八九"
_PLACES = {"千": 1000, "百": 100, "十": 10}
_GROUPS = {"亿": 10**8, "万": 10**4, "": 1}


def english(number: int) -> str:
    """42 -> "forty two": the words of num2words, without commas and hyphens.

    Raises ValueError for a negative number, and for one too large to have a name.
    """
    return _words(number, "en").replace(",", "").replace("-", " ")


def read_english(text: str) -> int | None:
    """The number below a thousand million that `english` says like this, with or without "and"; else None."""
    small = {english(n): n for n in [*range(20), *range(20, 100, 10)]}
    total = group = 0
    for word in text.split():
        if word in small:
            group += small[word]
        elif word == "hundred":
            group *= 100
        elif word in ("thousand", "million"):
            total, group = total + group * (1000 if word == "thousand" else 10**6), 0
    number = total + group
    bare = [word for word in text.split() if word != "and"]
    return number if bare == [word for word in english(number).split() if word != "and"] else None


def french(number: int) -> str:
    """81 -> "quatre-vingt-un", 21 -> "vingt et un": the traditional spelling, with its hyphens.

    The text is right French as it stands. Its unit is "text-word", which makes the hyphen a token of its own
    (who knows "vingt" can then say "quatre-vingt") and puts it back without spaces.
    Raises ValueError as `english` does.
    """
    return _words(number, "fr")


def chinese(number: int) -> str:
    """10010 -> "一万零一十": modern Mandarin as it is taught at school, which num2words does not know.

    - Four digits make a group. Groups are named 亿, 万 and nothing; inside a group the places are 千, 百, 十.
    - One or more zeros between two read digits are read as one 零. Zeros at the end of a group are not read:
      1010 一千零一十, 105000 十万五千, but 100500 十万零五百.
    - 10 to 19 at the start of a number drop their 一: 10 十, 100000 十万. Elsewhere it stays: 110 一百一十.
    - 2 is always 二. In speech 两 is as usual before 百, 千, 万 and 亿 (两千), and both are right; one number
      has one name here, so that an answer can be compared with the gold one.

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


def read_chinese(text: str) -> int | None:
    """The number that `chinese` says like this, where 两 is as good as 二; else None."""
    text = text.replace("两", "二")
    total = group = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        elif character in _PLACES:
            group, digit = group + (digit or 1) * _PLACES[character], 0  # a leading 十 has no digit before it
        elif character in _GROUPS:
            total, group, digit = total + (group + digit) * _GROUPS[character], 0, 0
        else:
            return None
    number = total + group + digit
    return number if number < LIMIT and chinese(number) == text else None


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


def lists(
    count: int, low: int = 1, high: int = 8, seed: int = 0, without: Collection[Pair] = ()
) -> list[Pair]:
    """`count` distinct lists of `low` to `high` numbers below 100, in English and in French: see `spoken`.

    None of them is in `without`, so that what is held out stays unseen. The length is drawn evenly until the
    short lists run out, then the numbers. The unit of both sides is "text-word".
    Raises ValueError when there are not so many lists.
    """
    there = sum(100**length for length in range(low, high + 1)) - len(without)
    if not (1 <= low <= high and 0 <= count <= there):
        raise ValueError(f"there are not {count} new lists of {low} to {high} numbers")
    rng = random.Random(seed)
    said: dict[Pair, None] = {}  # a dict keeps the order, a set would not
    while len(said) < count:
        numbers = rng.choices(range(100), k=rng.randint(low, high))
        pair = spoken(numbers)
        if pair not in without:
            said[pair] = None
    return list(said)


def spoken(numbers: Sequence[int]) -> Pair:
    """[42, 7] -> ("forty two, seven", "quarante-deux, sept")."""
    return ", ".join(map(english, numbers)), ", ".join(map(french, numbers))


@cache
def _words(number: int, language: str) -> str:
    if number < 0:
        raise ValueError(f"only whole numbers from 0 up, not {number}")
    try:
        return num2words(number, lang=language)
    except OverflowError:
        raise ValueError("this number is too large to have a name") from None


def _numbers() -> list[int]:
    """Distinct numbers for all parts, by RECIPE."""
    rng = random.Random(0)
    numbers: dict[int, None] = {}  # a dict keeps the order, a set would not
    while len(numbers) < sum(SIZES):
        digits = rng.randint(1, MAX_DIGITS)
        numbers[rng.randrange(10 ** (digits - 1) if digits > 1 else 0, 10**digits)] = None
    order = list(numbers)
    rng.shuffle(order)  # the short numbers were drawn first: spread them over the three parts
    return order


_Say = tuple[Callable[[int], str], str]  # how a number is said, and the unit of what is said
_SAY: dict[str, tuple[_Say, _Say]] = {
    "numbers-en-digits": ((english, "word"), (str, "char")),
    "numbers-en-fr": ((english, "word"), (french, "text-word")),
    "numbers-en-zh": ((english, "word"), (chinese, "char")),
    "numbers-zh-digits": ((chinese, "char"), (str, "char")),
}
FACTS = [
    Facts(name, SIZES, source_unit, target_unit, "made here, free of rights", RECIPE)
    for name, ((_, source_unit), (_, target_unit)) in _SAY.items()
]


def load(name: str = "numbers-en-digits") -> Corpus:
    """The corpus of that name. All four say the same numbers, in the same order and the same parts."""
    facts = next(facts for facts in FACTS if facts.name == name)
    (source, _), (target, _) = _SAY[name]
    return Corpus.cut(facts, [(source(number), target(number)) for number in _numbers()])
