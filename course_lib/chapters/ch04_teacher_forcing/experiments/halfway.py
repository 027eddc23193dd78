"""Halfway: models stopped in the middle of their training, for the lab that shows what a ratio teaches.

Their mistakes are those that a training with a ratio below 1 puts into what the decoder reads.
"""

from typing import Any

from course_lib.decoding import decode_pairs
from course_lib.kit import tasks

from . import forcing, planted_word

STEPS = {"sentences-en": 120, "sentences-zh": 300, "copy": 400}
SETTINGS = [
    {"task": task, "seed": seed} for task, seed in (("sentences-zh", 0), ("sentences-en", 2), ("copy", 0))
]


def run(task: str, seed: int, steps: int | None = None) -> dict[str, Any]:
    """Train at ratio 1, but not to the end -> what the model writes alone, and itself."""
    steps = STEPS[task] if steps is None else steps
    if task == "copy":
        made = forcing.course("copy").task
        model = made.model(embedding=16, hidden=48, seed=seed)
        tasks.through(model, made.train, steps, cooldown=0.0, seed=seed)
        sources = [source for source, _ in made.valid[:3]]
    else:
        made, sentence, *_ = planted_word.plant(task[-2:])
        model = made.model(embedding=16, hidden=64, seed=seed)
        for _ in planted_word.learning(model, made, 1.0, 0.0, seed, steps):
            pass
        sources = [made.source_vocab.encode(sentence)]
    alone = [made.target_vocab.decode(ids) for ids in decode_pairs(model, sources)]
    return {"alone": alone, "model": made.bundle(model, steps=steps, seed=seed)}
