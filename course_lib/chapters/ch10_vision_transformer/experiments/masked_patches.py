"""Masked patches: what a Vision Transformer learns without labels (He et al. 2022; Xie et al. 2022)."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss

from course_lib.data.corpora import digits
from course_lib.data.corpora.digits import Pictures
from course_lib.kit import tasks
from course_lib.kit.pictures import accuracy, fit
from course_lib.models import VisionTransformer
from course_lib.models.seq2seq import seeded
from course_lib.models.vit import patches
from course_lib.training import Schedule, minimize

PATCH, HIDDEN, BATCH = 2, 32, 64  # 16 patches a picture
LABELLED = 100
RATES = (3e-4, 1e-3, 3e-3)  # of the training with labels; the validation pictures choose
SETTINGS = tasks.grid(masked=(0.25, 0.5, 0.75), seed=range(3))


class Masked(nn.Module):
    """Some patches give way to one learned vector; their pixels are to be found from the others."""

    def __init__(self, seed: int):
        super().__init__()
        self.vit = VisionTransformer(patch=PATCH, hidden=HIDDEN, pooling="mean", seed=seed)
        with seeded(seed):
            self.mask = nn.Parameter(torch.randn(HIDDEN) * 0.02)
            self.pixels = nn.Linear(HIDDEN, PATCH * PATCH)

    def forward(self, squares: Tensor, hidden: Tensor) -> Tensor:
        """squares (B, N, P * P), hidden (B, N) True where they are not shown -> their pixels, alike."""
        x = torch.where(hidden[:, :, None], self.mask, self.vit.embedding(squares))
        return self.pixels(self.vit.stack(self.vit.positions(x)))


def learned(seed: int, masked: float, steps: int) -> tuple[Masked, float]:
    """The model after `steps` on pictures alone, and the share of the variance of hidden pixels that it
    explains on validation pictures (0: no better than their mean)."""
    parts, model = digits.load(), Masked(seed)
    chance = torch.Generator().manual_seed(seed)

    def hide(pixels: Tensor) -> tuple[Tensor, Tensor]:
        squares = patches(pixels, PATCH)
        return squares, torch.rand(squares.shape[:2], generator=chance) < masked

    def loss_at(step: int) -> Tensor:
        rows = torch.randint(len(parts.train.pixels), (BATCH,), generator=chance)
        squares, hidden = hide(parts.train.pixels[rows])
        return mse_loss(model(squares, hidden)[hidden], squares[hidden])

    for _ in minimize(model, loss_at, steps, Schedule(1e-3, warmup=20)):
        pass
    with torch.no_grad():
        squares, hidden = hide(parts.valid.pixels)
        wrong = mse_loss(model(squares, hidden)[hidden], squares[hidden])
        return model, 1 - (wrong / squares[hidden].var()).item()


@torch.no_grad()
def states(vit: VisionTransformer, pixels: Tensor) -> Tensor:
    """(N, 8, 8) -> the encoder's states side by side, (N, 16 H): what a linear probe reads."""
    return vit.stack(vit.positions(vit.embedding(patches(pixels, PATCH)))).flatten(1)


def probe(train: Tensor, labels: Tensor, test: Tensor, gold: Tensor) -> float:
    """The share of `gold` that a linear classifier, fitted to its end on the vectors `train`, gets right."""
    mean, spread = train.mean(0), train.std(0) + 1e-6
    head = nn.Linear(train.size(1), 10)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=200)

    def closure() -> float:
        optimizer.zero_grad()
        loss = cross_entropy(head((train - mean) / spread), labels) + 1e-3 * head.weight.square().sum()
        loss.backward()
        return loss.item()

    optimizer.step(closure)
    with torch.no_grad():
        return (head((test - mean) / spread).argmax(-1) == gold).double().mean().item()


def with_labels(start: Masked, seed: int, steps: int) -> float:
    """Test accuracy after a training of the whole model with LABELLED labels, at the best of RATES."""
    parts, found = digits.load(), []
    for rate in RATES:
        vit = VisionTransformer(patch=PATCH, hidden=HIDDEN, pooling="mean", seed=seed)
        vit.load_state_dict(start.vit.state_dict())
        shown = parts.train.first(LABELLED)
        fit(vit, shown, steps, torch.Generator().manual_seed(seed), learning_rate=rate, shift=True)
        found.append((accuracy(vit, parts.valid), accuracy(vit, parts.test)))
    return max(found)[1]


def run(masked: float, seed: int, steps: int = 2000, labelled_steps: int = 400) -> dict[str, Any]:
    """Learn from pictures alone, that share of the patches masked -> shares of test digits named rightly.

    "probes": linear classifiers with LABELLED labels, on pixels, on an untrained model, on this one.
    "whole": the whole model, trained with these labels from untrained weights, and from here.
    """
    untrained = Masked(seed)
    model, explained = learned(seed, masked, steps)
    parts = digits.load()
    shown: Pictures = parts.train.first(LABELLED)
    seen = {
        "pixels": (shown.pixels.flatten(1), parts.test.pixels.flatten(1)),
        "untrained": (states(untrained.vit, shown.pixels), states(untrained.vit, parts.test.pixels)),
        "masked": (states(model.vit, shown.pixels), states(model.vit, parts.test.pixels)),
    }
    probes = {
        name: probe(train, shown.labels, test, parts.test.labels) for name, (train, test) in seen.items()
    }
    whole = {
        "untrained": with_labels(untrained, seed, labelled_steps),
        "masked": with_labels(model, seed, labelled_steps),
    }
    return {"explained": explained, "probes": probes, "whole": whole}
