"""Compare: the first difference between what was expected and what came, told in two languages."""

import math
from numbers import Number
from reprlib import recursive_repr
from types import FunctionType

import torch
from torch import Tensor

from .note import Text

LONGEST = 300  # characters of a value that are shown
CLOSE = 1e-5  # numbers as near as this, or nearer than this share of the expected one, are the same


@recursive_repr("[...]")  # a list may contain itself
def show(value: object) -> str:
    """A value as a learner reads it: tensors with shape and type, functions by name, long ones cut."""
    if isinstance(value, Tensor) and value.dim():
        name = str(value.dtype).removeprefix("torch.")
        text = f"tensor, shape {tuple(value.shape)}, {name}: {show(value.tolist())}"
    elif isinstance(value, Tensor):
        text = f"tensor({show(value.item())})"
    elif isinstance(value, tuple):
        text = f"({', '.join(map(show, value))}{',' if len(value) == 1 else ''})"
    elif isinstance(value, list):
        text = f"[{', '.join(map(show, value[:LONGEST]))}]"
    elif isinstance(value, float):
        text = f"{value:.6g}"
    elif isinstance(value, FunctionType):
        text = value.__name__
    else:
        text = repr(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def difference(expected: object, got: object, at: str = "") -> Text | None:
    """None when both are the same: numbers within CLOSE, lists and tuples alike, tensors without axes as the
    numbers they are. `at` is the place, as [2]."""
    if _is_number(expected) and _is_number(got):
        expected, got = (v.item() if isinstance(v, Tensor) else v for v in (expected, got))
    if isinstance(expected, Tensor):
        return _tensors(expected, got, at) if isinstance(got, Tensor) else _kinds(expected, got, at)
    if isinstance(expected, list | tuple):
        return _rows(expected, got, at) if isinstance(got, list | tuple) else _kinds(expected, got, at)
    if isinstance(expected, dict) and isinstance(got, dict) and list(expected) == list(got):
        return _rows(list(expected.values()), list(got.values()), at)
    if isinstance(expected, Number) and isinstance(got, Number):
        same = expected == got or math.isclose(expected, got, rel_tol=CLOSE, abs_tol=CLOSE)
    elif type(expected) is not type(got):
        return _kinds(expected, got, at)
    else:
        same = expected == got
    return None if same else _values(expected, got, at)


def _is_number(value: object) -> bool:
    return isinstance(value, Number) or (isinstance(value, Tensor) and value.dim() == 0)


def _values(expected: object, got: object, at: str) -> Text:
    one, other = show(expected), show(got)
    if not at:
        return "The value differs.", "值不同。"
    return f"At `{at}`: expected {one}, you have {other}.", f"在 `{at}` 处：应为 {one}，你的是 {other}。"


def _kinds(expected: object, got: object, at: str) -> Text:
    one, other = type(expected).__name__, type(got).__name__
    en, zh = f"expected type {one}, you returned {other}.", f"应为 {one}，你返回的是 {other}。"
    return (f"At `{at}`: {en}", f"在 `{at}` 处：{zh}") if at else (en[0].upper() + en[1:], zh)


def _rows(expected: list | tuple, got: list | tuple, at: str) -> Text | None:
    if len(expected) != len(got):
        where = (f"At `{at}`: ", f"在 `{at}` 处：") if at else ("", "")
        one, other = len(expected), len(got)
        en, zh = f"length {one} expected; yours: {other}.", f"长度应为 {one}，你的是 {other}。"
        return where[0] + (en if at else en[0].upper() + en[1:]), where[1] + zh
    for i, (one, other) in enumerate(zip(expected, got, strict=True)):
        if found := difference(one, other, f"{at}[{i}]"):
            return found
    return None


def _tensors(expected: Tensor, got: Tensor, at: str) -> Text | None:
    name = f"`{at}` " if at else ""
    if expected.shape != got.shape:
        one, other = tuple(expected.shape), tuple(got.shape)
        return f"Shape {name}expected: {one}; yours: {other}.", f"{name}形状应为 {one}，你的是 {other}。"
    if expected.dtype != got.dtype:
        en = (
            f"The numbers' type {'in ' + name if name else ''}should be {expected.dtype}; yours: {got.dtype}."
        )
        return en, f"{name}的数值类型应为 {expected.dtype}，你的是 {got.dtype}。".lstrip("的")
    if expected.is_floating_point():
        wrong = ~torch.isclose(expected, got, rtol=CLOSE, atol=CLOSE, equal_nan=True)
    else:
        wrong = expected != got
    if not wrong.any():
        return None
    place = wrong.nonzero()[0].tolist()
    one, other = expected[tuple(place)].item(), got[tuple(place)].item()
    return _values(one, other, f"{at}{place}")
