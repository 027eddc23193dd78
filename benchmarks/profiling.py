"""What one training step and one decoding of our Transformer are made of: shares of their time."""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

from torch.profiler import ProfilerActivity, profile, record_function

from course_lib.data.batching import collate
from course_lib.decoding import decode_pairs
from course_lib.models import Transformer
from course_lib.training import adam, train

from . import machine
from .data import load
from .decoding import learn_a_little
from .tables import head, row

WHOLE = "one whole step"
# Parts by the name of an operation; where none fits, by the shapes that it works on: see `part_of`.
PARTS = {
    "dropout: making masks": ("bernoulli", "native_dropout", "random_", "div_"),
    "clipping and Adam": ("fused_adam", "foreach"),
    "attention": ("attention", "bmm", "softmax", "baddbmm"),
    "norms": ("layer_norm",),
    "copies: biases, joining, picking rows": ("cat", "index", "copy", "gather", "clone"),
    "embedding": ("embedding",),
    "Python between operations": (WHOLE,),
}


def main(quick: bool) -> None:
    """Print the shares of a training step, and of decoding a batch greedily."""
    # Batches whose tokens are never as many as a matrix has columns: shapes tell the parts.
    width, batch, steps, rounds = (16, 6, 2, 1) if quick else (256, 120, 100, 6)
    data = load(quick, 6)
    model = Transformer(data.source_size, data.target_size, hidden=width, layers=3, dropout=0.1)
    learn_a_little(model, data.pairs, steps)
    pairs, optimizer = sorted(data.pairs[: 50 * batch], key=lambda pair: len(pair[0])), adam(model)
    parts = [pairs[k * len(pairs) // rounds :][:batch] for k in range(rounds)]

    def learn() -> None:
        for part in parts:
            for _ in train(model, part, steps=1, batch_size=batch, optimizer=optimizer):
                pass

    def decode(beam: int) -> None:
        decode_pairs(model, data.sources[: batch // 2], beam=beam)

    print(f"{machine.describe()}\n{data.name}; Transformer 3 + 3 x {width},")
    print(f"batches of {batch} in training, of {batch // 2} in decoding\n", flush=True)
    tokens = sum(collate(part).gold.ne(0).sum() for part in parts)
    sizes = {"vocabulary": data.target_size, "feed-forward": 4 * width}
    columns = [shares(work, sizes) for work in (learn, lambda: decode(1), lambda: decode(5))]
    head("part", f"training ({tokens / rounds:.0f} tokens a step)", "greedy", "beam 5")
    for part in sorted({name for column in columns for name in column}, key=lambda name: -columns[0][name]):
        row(part, *(f"{column[part]:.0%}" for column in columns))
    print("\nForward and backward together; Python counts more than without the profiler.")


def shares(work: Callable[[], None], sizes: dict[str, int]) -> Counter[str]:
    """The share of each part in the time of some work."""
    work()  # not counted
    os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # else the profiler prints when it starts and stops
    with profile(activities=[ProfilerActivity.CPU], record_shapes=True) as seen, record_function(WHOLE):
        work()
    spent: Counter[str] = Counter()
    for event in seen.key_averages(group_by_input_shape=True):
        spent[part_of(event, sizes)] += event.self_cpu_time_total
    return Counter({part: time / spent.total() for part, time in spent.items()})


def part_of(event: Any, sizes: dict[str, int]) -> str:
    """Where an operation belongs."""
    numbers = {n for shape in event.input_shapes for n in (shape if isinstance(shape, list) else ())}
    for part, names in PARTS.items():
        if any(name in event.key for name in names) and not (
            part == "attention" and sizes["vocabulary"] in numbers
        ):
            return part
    if sizes["vocabulary"] in numbers:
        return "projection and loss"
    if sizes["feed-forward"] in numbers:
        return "feed-forward"
    if "mm" in event.key:
        return "attention: the four matrices"
    return "the rest: sums, masks, views"
