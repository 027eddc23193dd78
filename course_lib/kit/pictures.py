"""Pictures: one way of training on the digits, and the share of them that a model names rightly."""

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, pad

from course_lib.data.corpora.digits import Pictures
from course_lib.models.seq2seq import evaluating
from course_lib.training import Schedule, minimize

BATCH = 64


def fit(
    model: nn.Module,
    part: Pictures,
    steps: int,
    order: torch.Generator,
    learning_rate: float = 3e-3,
    cooldown: float = 0.3,
    shift: bool = False,
) -> None:
    """Adam on random batches; pictures (B, H, W) -> logits (B, classes) is all that a model must do.

    The learning rate falls to 0 over the last `cooldown` share of the steps, as in `training.train`. With
    `shift` each picture is moved by up to one pixel each way, another way each time.
    """

    def loss_at(step: int) -> Tensor:
        rows = torch.randint(len(part.labels), (BATCH,), generator=order)
        pixels = moved(part.pixels[rows], order) if shift else part.pixels[rows]
        return cross_entropy(model(pixels), part.labels[rows])

    optimizer = torch.optim.Adam(model.parameters())
    schedule = Schedule(learning_rate, cooldown=cooldown)
    for _ in minimize(model, loss_at, steps, schedule, clip=math.inf, optimizer=optimizer):
        pass


def moved(pixels: Tensor, chance: torch.Generator) -> Tensor:
    """(B, H, W), each moved by -1, 0 or 1 pixel in each direction; paper comes in at the edge."""
    count, height, width = pixels.shape
    down, right = torch.randint(3, (2, count, 1), generator=chance)
    rows, columns = down + torch.arange(height), right + torch.arange(width)  # (B, H), (B, W)
    return pad(pixels, (1, 1, 1, 1))[
        torch.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]
    ]


@torch.inference_mode()
def accuracy(model: nn.Module, part: Pictures) -> float:
    """The share of the pictures that the model names rightly, 0 to 1."""
    with evaluating(model):
        return (model(part.pixels).argmax(-1) == part.labels).double().mean().item()
