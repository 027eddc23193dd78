"""Numbers, said in words: everyone can see an error, and there are as many pairs as we like."""

import random
from collections.abc import Callable

from num2words import num2words

MAX_DIGITS = 7
RECIPE = (
    f"distinct numbers of 1 to {MAX_DIGITS} digits; all lengths alike until the short ones run out; "
    "seed 0; 18,000 train, 500 valid, 1,000 test"
)


def english(number: int) -> str:
    """42 -> "forty two": the words of num2words, without commas and hyphens.

    Raises ValueError for a negative number, and for one too large to have a name.
    """
    if number < 0:
        raise ValueError(f"only whole numbers from 0 up, not {number}")
    try:
        words = num2words(number)
    except OverflowError:
        raise ValueError("this number is too large to have a name") from None
    return words.replace(",", "").replace("-", " ")


def split(
    say_source: Callable[[int], str],
    say_target: Callable[[int], str],
    sizes: tuple[int, int, int] = (18_000, 500, 1_000),
) -> list[list[tuple[str, str]]]:
    """Three lists of (source, target) texts over distinct numbers, by RECIPE."""
    rng = random.Random(0)
    numbers: dict[int, None] = {}  # a dict keeps the order, a set would not
    while len(numbers) < sum(sizes):
        digits = rng.randint(1, MAX_DIGITS)
        numbers[rng.randrange(10 ** (digits - 1) if digits > 1 else 0, 10**digits)] = None
    order = list(numbers)
    rng.shuffle(order)  # the short numbers were drawn first: spread them over the three parts
    pairs = [(say_source(n), say_target(n)) for n in order]
    ends = (sizes[0], sizes[0] + sizes[1])
    return [pairs[: ends[0]], pairs[ends[0] : ends[1]], pairs[ends[1] :]]
