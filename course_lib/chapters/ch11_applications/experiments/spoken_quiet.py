"""Spoken quiet: the model of `spoken`, trained on strings without noise; does it bear noise all the same?"""

from collections import deque
from typing import Any

from .. import listening
from ..strings import errors
from . import spoken

SETTINGS = spoken.SETTINGS


def run(language: str, seed: int, steps: int = 2000, asked: int = 200) -> dict[str, Any]:
    """Train on strings that have no noise -> "errors" (digit error, 0 to 1) by voices and condition."""
    model = listening.build(seed)
    deque(listening.fit(model, language, steps, seed, spoken.RATE, quiet=1.0), maxlen=0)
    model.eval()
    return {"errors": errors(lambda strings: listening.heard(model, strings), language, asked)}
