"""Ranges: which numbers the library and its command line take, and one line for every other value.

Standard library only: a wrong call is refused before PyTorch is imported.
"""

import math
import operator
import sys
from typing import Any

# Sizes of a model: what may be trained is what may be loaded again.
LIMITS = {"layers": 64, "embedding": 2**16, "hidden": 2**16}
SEEDS = (-(2**63), 2**64 - 1)  # what torch.Generator takes


def whole(name: str, value: Any, low: int = 1, high: float = math.inf) -> int:
    """The value as an int. ValueError, which names it, unless it is a whole number from `low` to `high`."""
    try:
        number = operator.index(value)
    except (TypeError, RuntimeError):  # RuntimeError: a tensor that holds no one number
        raise _refusal(name, value, low, high, "a whole number, ") from None
    if not low <= number <= high:
        raise _refusal(name, value, low, high)
    return number


def real(name: str, value: Any, low: float = 0.0, high: float = sys.float_info.max) -> float:
    """The value as a float. ValueError, which names it, unless it is a number from `low` to `high`.

    Neither nan nor inf is one.
    """
    if not hasattr(value, "__float__"):  # float() would read a text
        raise _refusal(name, value, low, high, "a number, ")
    try:
        number = float(value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise _refusal(name, value, low, high, "a number, ") from None
    if not low <= number <= high:
        raise _refusal(name, value, low, high)
    return number


def choice(name: str, value: Any, known: Any) -> None:
    """ValueError, which names them, unless the value is one of the known names."""
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {shown(value, quoted=True)}")


def within(low: float, high: float) -> str:
    """The range in words: "from 1 to 64", "at least 0"."""
    return (
        f"at least {_figures(low)}"
        if high >= sys.float_info.max
        else f"from {_figures(low)} to {_figures(high)}"
    )


def shown(value: object, quoted: bool = False) -> str:
    """The value on one line, cut where it is long, whatever characters are in it."""
    try:
        text = value if isinstance(value, str) and not quoted else repr(value)
    except Exception:  # a number of more digits than Python prints; somebody's own __repr__
        text = (
            f"a very large {type(value).__name__}" if isinstance(value, int) else f"a {type(value).__name__}"
        )
    text = one_line(text)
    return text if len(text) <= 60 else f"{text[:40]}… ({len(text):,} characters)"


def one_line(text: str) -> str:
    """The text without line ends, and with what can't be printed spelt out."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in " ".join(text.split()))


def told(problem: Exception) -> str:
    """What an error says, in one line."""
    return one_line(str(problem)) or type(problem).__name__


def _refusal(name: str, value: Any, low: float, high: float, kind: str = "") -> ValueError:
    return ValueError(f"{name} must be {kind}{within(low, high)}, not {shown(value)}")


def _figures(number: float) -> str:
    return f"{number}" if isinstance(number, int) else f"{number:g}"  # without commas: to be typed
