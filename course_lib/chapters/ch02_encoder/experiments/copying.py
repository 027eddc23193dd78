"""Copying by length: is the identity easy, and what does a probe still find in the context?"""

from typing import Any

from course_lib.analysis.probing import draw, readable
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.metrics import error_rate, exact_match

SHORTEST, LONGEST, STEPS = 3, 16, 3000
SETTINGS = tasks.grid(hidden=(32, 64, 128), seed=range(5))


def run(hidden: int, seed: int, steps: int = STEPS) -> dict[str, Any]:
    """Train a GRU to copy; exact match and letter error by length, what a probe reads before and after."""
    task = tasks.copying(SHORTEST, LONGEST)
    model = task.model(embedding=32, hidden=hidden, seed=seed)
    lengths = (4, 8, 12, 16)
    untrained = {n: readable(model.encoder, n, seed) for n in lengths}
    tasks.through(model, task.train, steps, seed=seed)
    exact, wrong = {}, {}
    for n in range(1, LONGEST + 5):
        texts = draw(200, n, len(task.source_vocab), 100 + seed).tolist()
        outputs = decode_pairs(model, texts)
        exact[n], wrong[n] = exact_match(outputs, texts), error_rate(outputs, texts)
    trained = {n: readable(model.encoder, n, seed) for n in lengths}
    return {"exact": exact, "letter_error": wrong, "untrained": untrained, "trained": trained}
