"""Compare: the first difference between what was expected and what came, told in two languages.

Values are settled ones (see values.py): here nothing can raise or loop.
"""

import cmath
from numbers import Number
from typing import Any

import torch
from torch import Tensor

from .note import Text
from .shapes import differing
from .values import MOST, Unknown, show

CLOSE = 1e-5  # numbers as near as this, or nearer than this share of the expected one, are the same


def difference(expected: object, got: object, at: str = "") -> Text | None:
    """None when both are the same: numbers within CLOSE, in whatever precision; tensors without axes as the
    numbers they are; lists and tuples alike, and tensors where a list is expected. `at` is the place, as [2].
    """
    if _is_number(expected) and _is_number(got):
        expected, got = (v.item() if isinstance(v, Tensor) else v for v in (expected, got))
    if isinstance(expected, list | tuple) and isinstance(got, Tensor) and got.numel() <= MOST and got.dim():
        of_tensors = any(isinstance(value, Tensor) and value.dim() for value in expected)
        if not of_tensors or len(got) == len(expected):
            got = [*got] if of_tensors else got.tolist()
    if isinstance(expected, Number) and isinstance(got, Number):
        return None if _near(expected, got) else _values(expected, got, at)
    if isinstance(expected, Tensor) and isinstance(got, Tensor):
        return _tensors(expected, got, at)
    if isinstance(expected, list | tuple) and isinstance(got, list | tuple):
        return _rows(expected, got, at)
    if isinstance(expected, dict) and isinstance(got, dict) and expected.keys() == got.keys():
        return _rows([*expected.values()], [got[key] for key in expected], at)
    if type(expected) is not type(got) or isinstance(expected, Unknown):
        return _kinds(expected, got, at)
    return None if expected == got else _values(expected, got, at)


def _is_number(value: object) -> bool:
    return isinstance(value, Number) or (isinstance(value, Tensor) and not value.dim())


def _near(expected: Any, got: Any) -> bool:
    if expected == got or (expected != expected and got != got):  # NaN
        return True
    try:
        return cmath.isclose(expected, got, rel_tol=CLOSE, abs_tol=CLOSE)
    except OverflowError:  # an int beyond all floats
        return False


def _values(expected: object, got: object, at: str) -> Text:
    one, other = show(expected), show(got)
    if not at:
        return "The value differs.", "值不同。"
    return f"At `{at}`: expected {one}, you have {other}.", f"在 `{at}` 处：应为 {one}，你的是 {other}。"


def _name(value: object) -> str:
    return value.kind if isinstance(value, Unknown) else type(value).__name__


_CHINESE = {
    "Tensor": "张量",
    "list": "列表",
    "tuple": "元组",
    "dict": "字典",
    "str": "字符串",
    "int": "整数",
    "float": "浮点数",
    "bool": "布尔值",
    "function": "函数",
    "generator": "生成器",
}


def _kinds(expected: object, got: object, at: str) -> Text:
    one, other = _name(expected), _name(got)
    if one == other:  # of the right type, but not to be looked into
        return f"This cannot be compared: {show(got)}.", f"这个值没法比较：{show(got)}。"
    en, zh = f"expected type {one}, you returned {other}.", f"应为{_said(one)}，你返回的是{_said(other)}。"
    more = _remedy(expected, got)
    placed = (f"At `{at}`: {en}", f"在 `{at}` 处：{zh}") if at else (en[0].upper() + en[1:], zh)
    return placed[0] + more[0], placed[1] + more[1]


def _said(kind: str) -> str:
    """A type in Chinese, with its name in Python; others by their name alone."""
    return f"{_CHINESE[kind]}（{kind}）" if kind in _CHINESE else f" {kind}"


_LAZY = {"generator", "map", "zip", "filter", "enumerate", "reversed", "range_iterator", "list_iterator"}


def _remedy(expected: object, got: object) -> Text:
    if _name(got) in _LAZY:
        return (
            " That hands its values out only when asked: put it into `list(…)`.",
            "它要等别人来取才给出值：请用 `list(…)` 包起来。",
        )
    if isinstance(expected, Tensor) and isinstance(got, list | tuple):
        return (
            " `torch.tensor` makes a tensor of numbers, `torch.stack` of tensors.",
            "数的列表用 `torch.tensor` 变成张量，张量的列表用 `torch.stack`。",
        )
    if isinstance(expected, tuple) and not isinstance(got, list | tuple):
        n = len(expected)
        return f" {n} values are asked for: `return …, …`.", f"要返回 {n} 个值：`return …, …`。"
    if isinstance(expected, Number) and isinstance(got, Tensor) and got.numel() == 1:
        return " `.item()` makes a number of it.", "用 `.item()` 变成一个数。"
    return "", ""


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
        en, zh = differing(one, other)
        return (
            f"Shape {name}expected: {one}; yours: {other}. {en}",
            f"{name}形状应为 {one}，你的是 {other}。{zh}",
        )
    floats = expected.is_floating_point() and got.is_floating_point()
    if expected.dtype != got.dtype and not floats:
        en = (
            f"The numbers' type {'in ' + name if name else ''}should be {expected.dtype}; yours: {got.dtype}."
        )
        return en, f"{name}的数值类型应为 {expected.dtype}，你的是 {got.dtype}。".lstrip("的")
    if floats:
        wrong = ~torch.isclose(expected.double(), got.double(), rtol=CLOSE, atol=CLOSE, equal_nan=True)
    else:
        wrong = expected != got
    if not wrong.any():
        return None
    place = wrong.nonzero()[0].tolist()
    return _values(expected[tuple(place)].item(), got[tuple(place)].item(), f"{at}{place}")
