"""The classic bug: the context is read after the padding. What does it cost?"""

from typing import Any

import torch
from torch import Tensor

from course_lib.data.batching import pad_sources
from course_lib.decoding import greedy
from course_lib.kit import tasks
from course_lib.metrics import exact_match
from course_lib.models.encoder import Encoder, Memory, batch_first
from course_lib.training import train

SETTINGS = tasks.grid(bug=(False, True), seed=range(3))


class ReadsPadding(Encoder):
    """An encoder with the bug: it reads on through the padding, so that the context depends on the batch."""

    def forward(self, source: Tensor, lengths: Tensor) -> Memory:
        outputs, state = self.rnn(self.embedding(source))
        mask = torch.arange(source.size(1)) < lengths[:, None]
        return Memory(outputs, mask, batch_first(state))


def run(bug: bool, seed: int, steps: int = 1000) -> dict[str, Any]:
    """Train on batches in random order -> the loss at the end; exact match, alone and with PADs behind."""
    task = tasks.corpus("numbers-en-digits")
    model = task.model(seed=seed)
    if bug:
        model.encoder.__class__ = ReadsPadding  # the same weights, read another way
    reports = list(train(model, task.train, steps=steps, learning_rate=4e-3, pool=1, seed=seed))
    model.eval()
    rows = sorted(task.valid, key=lambda pair: len(pair[0]))
    groups = [[p for p in rows if len(p[0]) == n] for n in sorted({len(source) for source, _ in rows})]
    exact = {}
    for extra in (0, 1, 2, 4, 8, 16):
        right = 0.0
        for group in groups:
            source, lengths = pad_sources([source for source, _ in group])
            padded = torch.nn.functional.pad(source, (0, extra))  # PAD is 0
            outputs = greedy(model, padded, lengths)
            right += exact_match(outputs, [target for _, target in group]) * len(group)
        exact[extra] = right / len(rows)
    last = [report.loss for report in reports[-50:]]  # nats per token
    return {"exact": exact, "loss": sum(last) / len(last)}
