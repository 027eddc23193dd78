"""Masked patches: an encoder learns from digits without labels: it fills in what it cannot see."""

import math
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from course_lib.data.corpora import digits
from course_lib.data.corpora.digits import Pictures
from course_lib.kit import tasks
from course_lib.kit.pictures import BATCH, accuracy, fit
from course_lib.models import VisionTransformer
from course_lib.models.seq2seq import seeded
from course_lib.models.vit import patches
from course_lib.training import Schedule, minimize

from ..reading import fit as probe_of

PATCH, HIDDEN = 2, 32
LABELLED = (100, 1000)
SETTINGS = tasks.grid(hidden_share=[0.5], seed=range(3))


class Filler(nn.Module):
    """A Vision Transformer that fills in: in place of a hidden patch it reads one learned vector."""

    def __init__(self, seed: int = 0):
        super().__init__()
        self.vit = VisionTransformer(patch=PATCH, hidden=HIDDEN, seed=seed, pooling="mean")
        with seeded(seed):
            self.hidden = nn.Parameter(torch.randn(HIDDEN) * 0.02)
            self.pixels = nn.Linear(HIDDEN, PATCH * PATCH)

    def states(self, squares: Tensor, hidden: Tensor | None = None) -> Tensor:
        """Patches (B, N, P * P), `hidden` (B, N) says which it cannot see -> states (B, N, d)."""
        x = self.vit.embedding(squares)
        if hidden is not None:
            x = torch.where(hidden[:, :, None], self.hidden, x)
        return self.vit.stack(self.vit.positions(x))

    def forward(self, squares: Tensor, hidden: Tensor) -> Tensor:
        """-> all patches as it takes them to be (B, N, P * P)."""
        return self.pixels(self.states(squares, hidden))


def build(hidden_share: float, seed: int) -> Filler:
    """The model of the experiment, whatever share is hidden."""
    return Filler(seed)


def hide(count: int, patches_each: int, share: float, chance: torch.Generator) -> Tensor:
    """(count, patches_each): that share of each row is true, at random places."""
    order = torch.rand(count, patches_each, generator=chance).argsort(1).argsort(1)
    return order < round(share * patches_each)


def learn_to_fill(model: Filler, pixels: Tensor, share: float, steps: int, seed: int) -> None:
    """Adam on the squared error of the hidden patches; new places each time."""
    squares, chance = patches(pixels, PATCH), torch.Generator().manual_seed(seed)

    def loss_at(step: int) -> Tensor:
        rows = squares[torch.randint(len(squares), (BATCH,), generator=chance)]
        hidden = hide(BATCH, squares.size(1), share, chance)
        return mse_loss(model(rows, hidden)[hidden], rows[hidden])

    schedule, optimizer = Schedule(3e-3, warmup=100, cooldown=0.3), torch.optim.Adam(model.parameters())
    for _ in minimize(model, loss_at, steps, schedule, clip=math.inf, optimizer=optimizer):
        pass


@torch.inference_mode()
def errors(model: Filler, parts: digits.Digits, share: float) -> dict[str, float]:
    """Root mean squared error a pixel of hidden test patches: of the model, and of always the mean of the
    training pictures at that place."""
    squares, chance = patches(parts.test.pixels, PATCH), torch.Generator().manual_seed(0)
    hidden = hide(*squares.shape[:2], share, chance)
    usual = patches(parts.train.pixels, PATCH).mean(0).expand_as(squares)
    guesses = {"model": model(squares, hidden), "mean": usual}
    return {
        name: (guess[hidden] - squares[hidden]).square().mean().sqrt().item()
        for name, guess in guesses.items()
    }


@torch.inference_mode()
def read(model: Filler | None, part: Pictures) -> Tensor:
    """What a probe reads of a picture: all states in a row (B, N * d), or with None its pixels (B, 64)."""
    squares = patches(part.pixels, PATCH)
    return (squares if model is None else model.states(squares)).flatten(1).double()


def probed(model: Filler | None, parts: digits.Digits) -> dict[str, float]:
    """Accuracy on test pictures of a linear probe that is fitted on so many labelled ones."""
    found = {}
    for count in LABELLED:
        few = parts.train.first(count)
        answers = probe_of(read(model, few), few.labels, 10)(read(model, parts.test)).argmax(-1)
        found[str(count)] = (answers == parts.test.labels).double().mean().item()
    return found


def run(hidden_share: float, seed: int, steps: int = 2000, tuned: int = 600) -> dict[str, Any]:
    """Fill in hidden patches of the 1,000 training pictures -> what that was good for.

    "error", see `errors`; "probe" and "untrained", see `probed`; "tuned" and "scratch": accuracy of a
    Vision Transformer after `tuned` steps with 100 labels, from the filler's weights and from new ones.
    """
    parts, model = digits.load(), build(hidden_share, seed)
    found: dict[str, Any] = {"untrained": probed(model, parts), "pixels": probed(None, parts)}
    learn_to_fill(model, parts.train.pixels, hidden_share, steps, seed)
    found |= {"error": errors(model, parts, hidden_share), "probe": probed(model, parts)}
    if seed == 0:
        found["model"] = deepcopy(model)  # before it is tuned
    for name, start in (("scratch", Filler(seed).vit), ("tuned", model.vit)):
        fit(start, parts.train.first(100), tuned, torch.Generator().manual_seed(seed))
        found[name] = accuracy(start, parts.test)
    return found
