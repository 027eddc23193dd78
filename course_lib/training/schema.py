"""Schema: what may stand in a model folder, one table for what is written and for what is read."""

import json
from collections.abc import Callable, Container
from typing import Any, NamedTuple

from course_lib.data.ranges import LIMITS, shown


class Kind(NamedTuple):
    """A kind of value: what it must be, in words, and whether a value is."""

    words: str
    fits: Callable[[Any], bool]


def _whole(low: int, high: int) -> Kind:
    return Kind(f"a whole number from {low} to {high}", lambda v: type(v) is int and low <= v <= high)


def _number(low: float, high: float) -> Kind:
    return Kind(f"a number from {low} to {high}", lambda v: type(v) in (int, float) and low <= v <= high)


def _or_none(kind: Kind) -> Kind:
    return Kind(f"{kind.words} or null", lambda v: v is None or kind.fits(v))


_SWITCH = Kind("true or false", lambda v: type(v) is bool)
_WORD = Kind("a text", lambda v: type(v) is str)
_OBJECT = Kind("an object", lambda v: type(v) is dict)

Fields = dict[str, Kind]
SIZES: Fields = {"source_size": _whole(1, 10**6), "target_size": _whole(1, 10**6)}
SIZES |= {name: _whole(1, high) for name, high in LIMITS.items()}
SIZES |= {"heads": _whole(1, 2**10), "d_ff": _whole(1, 2**16)}
MOST_WEIGHTS = 10**9

_DROPOUT = Kind("a number from 0 to below 1", lambda v: type(v) in (int, float) and 0 <= v < 1)
CONFIG: Fields = SIZES | {"dropout": _DROPOUT, "seed": _whole(0, 2**64 - 1)}
CONFIG |= dict.fromkeys(("bidirectional", "reverse", "input_feeding"), _SWITCH)
CONFIG |= dict.fromkeys(("cell", "context", "placement", "norm", "positions"), _WORD)
CONFIG |= {"attention": _or_none(_WORD)}
EVERY_CONFIG = {"source_size", "target_size", "hidden", "layers"}  # what every architecture has
LENGTHS: Fields = {"longest": _whole(1, 10**5), "ratio": _number(0, 10**5)}
MODEL: Fields = {"format": _WORD, "architecture": _WORD}
MODEL |= dict.fromkeys(("config", "source_vocab", "target_vocab", "settings", "lengths"), _OBJECT)
PROGRESS: Fields = {"step": _whole(0, 10**12), "best": _or_none(_number(0, 10**6))}
PROGRESS |= {"best_step": _whole(1, 10**12), "averaged": _whole(1, 10**6)}
LATER = {"best_step", "averaged"}  # what release 1 did not keep
SETTINGS: Fields = {name: _whole(1, high) for name, high in LIMITS.items()}
SETTINGS |= {"epochs": _whole(1, 10**6), "batch_size": _whole(1, 2**16), "seed": _whole(0, 2**63 - 1)}
SETTINGS |= {"learning_rate": _number(0, 1e300), "warmup": _whole(0, 10**6), "vocabulary": _whole(5, 10**6)}
SETTINGS |= dict.fromkeys(("cooldown", "label_smoothing", "teacher_forcing"), _number(0, 1))
SETTINGS |= {"average": _whole(1, 10**6), "patience": _whole(0, 10**6), "dropout": _DROPOUT, "coin": _WORD}


def parse(text: str | bytes) -> Any:
    """The plain data of a JSON text. ValueError for what is no JSON, for NaN, and for a nest too deep."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("lists or objects too deep in one another") from None


def check(data: Any, fields: Fields, optional: Container[str] = ()) -> None:
    """ValueError, in one line, unless data is an object with these fields and no other."""
    if type(data) is not dict:
        raise ValueError(f"an object must stand here, not {shown(data, quoted=True)}")
    for name in fields:
        if name not in data and name not in optional:
            raise ValueError(f"{name} is missing")
    for name, value in data.items():
        if name not in fields:
            raise ValueError(f"{shown(name, quoted=True)} is unknown here")
        if not fields[name].fits(value):
            raise ValueError(f"{name} must be {fields[name].words}, not {shown(value, quoted=True)}")


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")
