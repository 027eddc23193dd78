"""Shown: a settled value as a learner reads it, on one line that is never long."""

from collections.abc import Iterable, Iterator
from types import FunctionType

from torch import Tensor

from .settled import Array, Unknown

LONGEST = 300  # characters of a value that are shown
_DIGITS = 2000  # bits of an int beyond which its digits are not worked out


def show(value: object) -> str:
    """Tensors with shape and type, functions by name, long ones cut. It takes no more work than it shows."""
    text = ""
    for piece in _pieces(value):
        text += piece
        if len(text) > LONGEST:
            return text[:LONGEST] + " …"
    return text


def _pieces(value: object) -> Iterator[str]:
    if isinstance(value, Tensor) and value.dim():
        what = "array" if isinstance(value, Array) else "tensor"
        yield f"{what}, shape {tuple(value.shape)}, {str(value.dtype).removeprefix('torch.')}: "
        yield from _nested(value)
    elif isinstance(value, Tensor):
        yield from ("tensor(", *_pieces(value.item()), ")")
    elif isinstance(value, tuple):
        yield from _joined(value, "(", ",)" if len(value) == 1 else ")")
    elif isinstance(value, list):
        yield from _joined(value, "[", "]")
    elif isinstance(value, dict):
        yield "{"
        for i, (key, item) in enumerate(value.items()):
            yield ", " if i else ""
            yield from (*_pieces(key), ": ", *_pieces(item))
        yield "}"
    elif isinstance(value, float):
        yield f"{value:.6g}"
    elif isinstance(value, str | bytes):
        yield repr(value[: LONGEST + 1])
    elif type(value) is int and value.bit_length() > _DIGITS:
        yield f"an int of about {round(value.bit_length() * 0.30103):,} digits"
    else:
        yield _name(value)


def _joined(values: Iterable, opening: str, closing: str) -> Iterator[str]:
    yield opening
    for i, value in enumerate(values):
        yield ", " if i else ""
        yield from _pieces(value)
    yield closing


def _nested(tensor: Tensor) -> Iterator[str]:
    """The numbers, a row in brackets, without making a list of the whole."""
    if not tensor.dim():
        yield from _pieces(tensor.item())
        return
    yield "["
    for i in range(len(tensor)):
        yield ", " if i else ""
        yield from _nested(tensor[i])
    yield "]"


def _name(value: object) -> str:
    if isinstance(value, Unknown):
        return value.text
    return value.__name__ if isinstance(value, FunctionType) else repr(value)
