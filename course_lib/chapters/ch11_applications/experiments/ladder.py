"""Ladder: what each part of the recipe for translation brings in a short training of a small model.

A rung is a training with all parts up to that one; every rung reads the same pairs as often. One seed, four
epochs, half the width: what helps a long training of a large model may not help here, and the other way.
Dropout is not among them: learning by heart takes longer.
"""

from typing import Any

from course_lib.data.corpora import load
from course_lib.kit import tasks
from course_lib.metrics import scores
from course_lib.models import build

from .translated import Sides, mean_of, score, trained

RUNGS = ("words", "subwords", "warm-up and decay", "smoothing")
SETTINGS = tasks.grid(rung=RUNGS, seed=range(1))
SIZES: dict[str, Any] = {"hidden": 128, "layers": 2, "dropout": 0.0}
PLAIN: dict[str, Any] = {"batch_size": 128, "learning_rate": 1.5e-3, "cooldown": 0.0, "pool": 250}
PARTS: dict[str, dict[str, Any]] = {
    "warm-up and decay": {"warmup": 110, "cooldown": 0.5},
    "smoothing": {"label_smoothing": 0.1},
}
AVERAGED = 2  # of four epochs


def run(rung: str, seed: int, epochs: int = 4) -> dict[str, Any]:
    """Train with the parts up to that rung -> "curve" as in `translated`; "valid" and "test", the scores of
    greedy outputs; "small letters", BLEU of both where a capital counts as a small letter; "average" and
    "beam", those of the last epochs' mean, greedy and with five hypotheses (after all other parts)."""
    parts = RUNGS[: RUNGS.index(rung) + 1]
    sides = Sides(load("multi30k-de-en"), "subword" if "subwords" in parts else "text-word")
    model = build(
        "transformer", source_size=len(sides.source), target_size=len(sides.target), **SIZES, seed=seed
    )
    how = dict(PLAIN)
    for part in parts:
        how |= PARTS.get(part, {})
    epochs_of, weights = zip(*trained(model, sides, epochs, seed, how), strict=True)
    found: dict[str, Any] = {"curve": [*epochs_of], "small letters": {}}
    for name in ("valid", "test"):
        pairs = getattr(sides.corpus, name)
        outputs = sides.said(model, pairs, 1)
        references = [target for _, target in pairs]
        found[name] = score(outputs, pairs)
        small = scores(outputs, references, ("BLEU",), lowercase=True)
        found["small letters"][name] = small["BLEU"]["score"]
    mean_of(model, list(weights[-AVERAGED:]))
    for name, beam in {"average": 1, "beam": 5}.items():
        found[name] = {
            part: score(sides.said(model, getattr(sides.corpus, part), beam), getattr(sides.corpus, part))
            for part in ("valid", "test")
        }
    return found
