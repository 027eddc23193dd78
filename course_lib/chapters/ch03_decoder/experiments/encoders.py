"""One decoder under five encoders: what the decoder asks for is a context, and any of them gives one."""

from typing import Any

import torch
from torch import Tensor, nn

from course_lib.kit import tasks
from course_lib.models.encoder import Encoder, Memory, mask_of
from course_lib.training import evaluate

HIDDEN = 128  # of the decoder, and so the size of every context


class Bag(nn.Module):
    """A bag of embeddings: the mean of the real tokens, in whatever order they stand."""

    def __init__(self, vocabulary: int):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, HIDDEN, padding_idx=0)

    def forward(self, source: Tensor, lengths: Tensor) -> Memory:
        x, mask = self.embedding(source), mask_of(source, lengths)  # (B, S, H), (B, S)
        mean = x.sum(1) / lengths[:, None]  # (B, H): PAD's row is zero
        return Memory(x, mask, (mean[:, None],))


class Convolution(nn.Module):
    """Windows of three tokens, then in each unit the largest of all windows."""

    def __init__(self, vocabulary: int):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, 64, padding_idx=0)
        self.windows = nn.Conv1d(64, HIDDEN, kernel_size=3, padding=1)

    def forward(self, source: Tensor, lengths: Tensor) -> Memory:
        mask = mask_of(source, lengths)  # (B, S)
        x = self.windows(self.embedding(source).mT).mT.tanh()  # (B, S, H)
        largest = x.masked_fill(~mask[:, :, None], -1.0).amax(1)  # (B, H)
        return Memory(x * mask[:, :, None], mask, (largest[:, None],))


CHOICES = {
    "bag of embeddings": Bag,
    "convolution": Convolution,
    "gru": lambda size: Encoder(size, 64, HIDDEN),
    "gru, back to front": lambda size: Encoder(size, 64, HIDDEN, reverse=True),
    "gru in both directions": lambda size: Encoder(size, 64, HIDDEN, bidirectional=True),
}
SETTINGS = tasks.grid(choice=CHOICES, seed=range(3))


def run(choice: str, seed: int, steps: int = 1000) -> dict[str, Any]:
    """Number words to digits -> exact match on held-out numbers, and how many weights the encoder has."""
    task = tasks.corpus("numbers-en-digits")
    model = task.model(hidden=HIDDEN, seed=seed)
    torch.manual_seed(seed)
    model.encoder = CHOICES[choice](len(task.source_vocab))  # the decoder stays as it is
    tasks.through(model, task.train, steps, learning_rate=4e-3, seed=seed)
    return {"exact": evaluate(model, task.valid)["exact_match"], "weights": tasks.weights(model.encoder)}
