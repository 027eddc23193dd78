"""Sums: what the record `arithmetic` says, each order at the rate that the validation sums choose."""

from typing import Any

from course_lib.kit.records import Record
from course_lib.kit.table import Table
from course_lib.language import pick

from .experiments.arithmetic import MODELS, ORDERS, RATES, said
from .tables import wrong as of_100

NAMES = {
    "left first": ("left digit first", "先写左边的"),
    "right first": ("right digit first", "先写右边的"),
    "left first, noughts": ("left first, four places", "先写左边的，凑满四位"),
}


def best(record: Record, kind: str, order: str) -> list[dict[str, Any]]:
    """The runs of a model and an order at the better rate."""
    by_rate = [record.where(kind=kind, order=order, rate=rate) for rate in RATES[kind]]
    return max(by_rate, key=lambda runs: sum(run["valid"] for run in runs))


def orders(record: Record) -> Table:
    """Right sums of 100 by order and model."""
    names = pick("347 + 085 = 432 is written|GRU|Transformer", "347 + 085 = 432 写成|GRU|Transformer")
    rows = [
        [f"{said(432, order)}{pick(', ', '，')}{pick(*NAMES[order])}"]
        + [of_100([run["test"] for run in best(record, kind, order)]) for kind in MODELS]
        for order in ORDERS
    ]
    return Table(names.split("|"), rows)


def by_carries(record: Record, kind: str) -> Table:
    """Right sums of 100 by how often one is carried."""
    heads = [pick("times that one is carried", "进位的次数"), *"0123"]
    rows = [
        [pick(*NAMES[order])]
        + [of_100([run["carries"][n] for run in best(record, kind, order)]) for n in "0123"]
        for order in ORDERS[:2]
    ]
    return Table(heads, rows)
