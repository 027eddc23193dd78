"""Order: copying strings with a Transformer that knows the places of its tokens, or does not."""

from typing import Any

from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.metrics import exact_match
from course_lib.models.positions import Positions

SETTINGS = [
    {"encoder": encoder, "decoder": decoder, "seed": seed}
    for encoder, decoder in (
        ("sinusoidal", "sinusoidal"),
        ("learned", "learned"),
        ("none", "sinusoidal"),
        ("sinusoidal", "none"),
        ("none", "none"),
    )
    for seed in range(3)
]


def run(encoder: str, decoder: str, seed: int, steps: int = 800) -> dict[str, Any]:
    """Train on strings of 3 to 8 letters; held out: exact match, and the share that has the right letters in
    any order (an anagram of the answer, itself among them)."""
    task = tasks.copying(3, 8)
    model = task.model(architecture="transformer", hidden=64, positions=encoder, seed=seed)
    if decoder != encoder:
        model.decoder.embedding.positions = Positions(decoder, 64)
    tasks.through(model, task.train, steps, warmup=100, seed=seed)
    said = decode_pairs(model, [source for source, _ in task.valid])
    wanted = [target for _, target in task.valid]
    return {
        "exact": exact_match(said, wanted),
        "anagram": exact_match([sorted(ids) for ids in said], [sorted(ids) for ids in wanted]),
    }
