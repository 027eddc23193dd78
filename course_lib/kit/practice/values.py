"""Values: what a function returned, as plain data of bounded size, in which nothing can act any more.

An object may do anything when it is compared, counted or shown: raise, loop, change itself. So what came back
is walked once, under guard, and becomes None, bool, int, float, complex, str, bytes, list, tuple, dict, a
function, or a tensor on the CPU without a gradient. Arrays of numpy become tensors. Anything else, and what
is too deep or too large, becomes an Unknown.
"""

import re
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import CoroutineType, EllipsisType, FunctionType, NoneType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .sandbox import TimeUp

DEEPEST, MOST = 20, 10_000  # levels; values in all
_WIDEST = 300  # characters of what an unknown object says of itself
LONGEST = 300  # characters of a value that are shown
_DIGITS = 2000  # bits of an int beyond which its digits are not worked out
_PLAIN = {NoneType, EllipsisType, bool, int, float, complex, str, bytes, FunctionType}
_AS: dict[type, Callable] = {  # a subclass becomes a value of the class
    int: int.__int__,
    float: float.__float__,
    complex: complex.__complex__,
    str: str.__str__,
    Decimal: float,
    Fraction: float,
    np.longdouble: float,
    np.generic: np.generic.item,
    array: array.tolist,
}
_ROWS: tuple[Any, ...] = (list, tuple, deque, range, type({}.keys()), type({}.values()), type({}.items()))
_NAME = type.__dict__["__name__"].__get__  # a metaclass cannot change what this says


class Array(Tensor):
    """A tensor that was an array of numpy."""


@dataclass(frozen=True, eq=False)
class Unknown:
    """What is not looked into: it is equal to nothing."""

    kind: str  # the name of its type
    text: str


def settled(value: object) -> Any:
    """The value as plain data. Raises TimeUp and KeyboardInterrupt only."""
    return _Walk().of(value, ())


def name_of(kind: type) -> str:
    """A type's name, in plain letters."""
    return re.sub(r"\W", "?", _NAME(kind))[:40]


def _is(kind: type, base: type) -> bool:
    return type.__subclasscheck__(base, kind)  # isinstance would ask the object


class _Walk:
    def __init__(self) -> None:
        self._left = MOST

    def of(self, value: object, above: tuple[int, ...]) -> object:
        """`above` are the ids of the containers in which the value stands."""
        kind = type(value)
        self._left -= 1
        if kind in _PLAIN or kind is Unknown:
            return value
        if id(value) in above:
            return Unknown(name_of(kind), "{...}" if _is(kind, dict) else "[...]")
        if len(above) >= DEEPEST or self._left <= 0:
            return Unknown(name_of(kind), "…")
        try:
            return self._known(value, kind, (*above, id(value)))
        except (TimeUp, KeyboardInterrupt):
            raise
        except BaseException:
            return Unknown(name_of(kind), f"<{name_of(kind)} object>")

    def _known(self, value: Any, kind: type, above: tuple[int, ...]) -> object:
        for base, plain in _AS.items():
            if _is(kind, base):
                return self.of(plain(value), above)
        if _is(kind, Tensor):
            with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
                return self._tensor(value)
        if _is(kind, np.ndarray):
            return self._array(np.asarray(value), above)
        for base in _ROWS:
            if _is(kind, base):
                return self._row(value, base, above)
        if _is(kind, dict):
            if (size := dict.__len__(value)) > self._left:
                return _too_long(kind, size)
            pairs = [*dict.items(value)]
            return {self.of(key, above): self.of(item, above) for key, item in pairs}
        if kind is CoroutineType:
            CoroutineType.close(value)  # else Python warns that nobody awaited it
        return Unknown(name_of(kind), _said(value, kind))

    def _row(self, value: Any, base: Any, above: tuple[int, ...]) -> object:
        if (size := base.__len__(value)) > self._left:
            return _too_long(type(value), size)
        row = [self.of(item, above) for item in base.__iter__(value)]
        return tuple(row) if base is tuple else row

    def _array(self, value: np.ndarray, above: tuple[int, ...]) -> object:
        if value.size > self._left:
            return Unknown("ndarray", f"array, shape {value.shape}, {value.dtype}")
        if value.dtype.kind not in "biufc":  # texts, objects
            return self.of(value.tolist(), above)
        kinds = {"i": np.int64, "u": np.int64, "f": np.float32 if value.dtype.itemsize <= 4 else np.float64}
        number = kinds.get(value.dtype.kind, value.dtype)
        return torch.from_numpy(np.array(value, dtype=number)).as_subclass(Array)

    def _tensor(self, value: Tensor) -> object:
        told = f"tensor, shape {tuple(value.shape)}, {value.dtype}".replace("torch.", "")
        if value.is_meta:
            return Unknown("Tensor", f"{told}, without values (device meta)")
        found = value.detach()
        small = found.numel() <= self._left
        if not found.is_cpu or found.layout is not torch.strided or found.is_quantized or found.is_nested:
            if not small:
                return Unknown("Tensor", told)
            found = found.cpu().dequantize() if found.is_quantized else found.cpu()
            found = found if found.layout is torch.strided else found.to_dense()
        if small:
            self._left -= found.numel()
            found = found.clone()
        found = found.as_subclass(Array if type(value) is Array else Tensor)
        if found.numel():
            found[(0,) * found.dim()].item()  # can it be read at all?
        return found


def _too_long(kind: type, size: int) -> Unknown:
    return Unknown(name_of(kind), f"{name_of(kind)} of length {size:,}")


def _said(value: Any, kind: type) -> str:
    """What the object says of itself, the same in every run."""
    if _is(kind, set) and set.__len__(value) > MOST:
        return f"set of length {set.__len__(value):,}"
    return re.sub(r" at 0x[0-9a-fA-F]+", "", str.__str__(repr(value))[:_WIDEST])


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
