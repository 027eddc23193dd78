"""The translator of the site's pages: number words to digits, as this chapter trains it, but of 96 units.

With the chapter's 128 the weights would be twice as large a file, and a page must carry them.
"""

from typing import Any

from course_lib.kit import tasks
from course_lib.training import evaluate

SETTINGS = [{"language": language, "seed": 0} for language in ("en", "zh")]


def run(language: str, seed: int, steps: int = 1500) -> dict[str, Any]:
    """Train a GRU of 96 on words of that language -> its metrics on held-out numbers, and itself."""
    task = tasks.corpus(f"numbers-{language}-digits")
    model = task.model(embedding=32, hidden=96, seed=seed)
    tasks.through(model, task.train, steps, learning_rate=4e-3, seed=seed, cooldown=0.5)
    return {"metrics": evaluate(model, task.valid), "model": task.bundle(model, language=language, seed=seed)}
