"""Accumulated error again, with a learning rate that falls to zero: `oracle` holds it constant."""

from typing import Any

from course_lib.analysis.oracle import accumulated
from course_lib.kit import tasks

from . import oracle

STEPS = 400
SETTINGS = tasks.grid(cooldown=[0.3], ratio=(1.0, 0.5, 0.0), seed=range(5))


def run(cooldown: float, ratio: float, seed: int, steps: int = STEPS) -> dict[str, Any]:
    """AccErr, %ExAccErr and error a token by length, for a decoder that draws and a greedy one, and the joint
    (w_1, w_2) that a model trained on the toy has learned."""
    chain = oracle.languages()
    said = oracle.learn(chain, ratio, seed, (steps,), cooldown)[steps]
    found: dict[str, Any] = {}
    for decoder in ("sample", "greedy"):
        measured = accumulated(chain.after_prefixes(), said, decoder)
        found[decoder] = {name: value.tolist() for name, value in measured._asdict().items()}
    toy = oracle.learn(oracle.TOY, ratio, seed, (steps,), cooldown)[steps][
        0
    ]  # (2, 2, 2): [prefix, time, symbol]
    return found | {"toy": (toy[0, 0, :, None] * toy[:, 1]).tolist()}
