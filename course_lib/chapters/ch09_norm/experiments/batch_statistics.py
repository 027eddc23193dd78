"""Batch statistics: how far a batch's are from those of all, in text and in pictures (Shen et al. 2020)."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data.batching import batches, collate
from course_lib.data.corpora import digits
from course_lib.kit import tasks
from course_lib.kit.pictures import fit
from course_lib.models import VisionTransformer
from course_lib.models.transformer_layers import Residual

BATCH, COUNT = 64, 40  # sentences or pictures in a batch, batches looked at
SETTINGS = tasks.grid(
    data=("text in buckets", "text as it comes", "pictures"), trained=(False, True), seed=range(3)
)


def distance(groups: list[Tensor]) -> tuple[float, float]:
    """Batches of tokens (N, d) -> how far a batch's mean is from that of all, in standard deviations, and how
    far its variance is, as a share of that of all; means over the d numbers and the batches."""
    every = torch.cat(groups)
    mean, variance = every.mean(0), every.var(0)
    means = torch.stack([(group.mean(0) - mean).abs() / variance.sqrt() for group in groups])
    variances = torch.stack([(group.var(0) - variance).abs() / variance for group in groups])
    return means.mean().item(), variances.mean().item()


def regrouped(groups: list[Tensor], seed: int) -> list[Tensor]:
    """The same tokens dealt out by chance into batches of the same sizes: what chance alone would give."""
    every = torch.cat(groups)
    order = torch.randperm(len(every), generator=torch.Generator().manual_seed(seed))
    return list(every[order].split([len(group) for group in groups]))


@torch.no_grad()
def inputs_of_norms(stack: nn.Module, calls: Iterable[Any]) -> list[list[Tensor]]:
    """For the first and the last norm of a stack: the real tokens that each call gives it, (N, d) a call."""
    residuals = [module for module in stack.modules() if isinstance(module, Residual)]
    seen: list[list[Tensor]] = [[], []]

    def keep(place: int) -> Callable[[nn.Module, tuple], None]:
        def hook(module: nn.Module, given: tuple) -> None:
            x, mask = given
            seen[place].append(x.flatten(0, 1) if mask is None else x[mask])

        return hook

    ends = (residuals[0], residuals[-1])
    hooks = [end.norm.register_forward_pre_hook(keep(i)) for i, end in enumerate(ends)]
    for call in calls:
        call()
    for hook in hooks:
        hook.remove()
    return seen


def text(bucketed: bool, trained: bool, seed: int, steps: int = 400) -> list[list[Tensor]]:
    """The encoder of a translator of numbers, over batches of one length or mixed ones."""
    task = tasks.corpus("numbers-en-fr")
    model = task.model(architecture="transformer", hidden=64, layers=2, norm="batch", seed=seed)
    if trained:
        tasks.through(model, task.train, steps, warmup=50, seed=seed)
    model.eval()
    order = torch.Generator().manual_seed(seed)
    if bucketed:
        looked = [b for b, _ in zip(batches(task.train, BATCH, order), range(COUNT), strict=False)]
    else:
        looked = [collate(task.train[k * BATCH : (k + 1) * BATCH]) for k in range(COUNT)]
    calls = [lambda b=b: model.encode(b.source, b.source_lengths) for b in looked]
    return inputs_of_norms(model.encoder, calls)


def pictures(trained: bool, seed: int, steps: int = 400) -> list[list[Tensor]]:
    """A Vision Transformer on handwritten digits, patches of 2 x 2 pixels."""
    train_part = digits.load().train
    model = VisionTransformer(patch=2, seed=seed)
    order = torch.Generator().manual_seed(seed)
    fit(model, train_part, steps if trained else 0, order, learning_rate=1e-3, cooldown=0)
    rows = [torch.randint(len(train_part.labels), (BATCH,), generator=order) for _ in range(COUNT)]
    return inputs_of_norms(model.stack, [lambda r=r: model(train_part.pixels[r]) for r in rows])


def run(data: str, trained: bool, seed: int) -> dict[str, Any]:
    """Distances of the mean and of the variance at the first and last norm, beside those of chance alone."""
    seen = pictures(trained, seed) if data == "pictures" else text(data == "text in buckets", trained, seed)
    found = {}
    for place, groups in zip(("first", "last"), seen, strict=True):
        mean, variance = distance(groups)
        chance_mean, chance_variance = distance(regrouped(groups, seed))
        found[place] = {"mean": mean, "variance": variance}
        found[place] |= {"chance_mean": chance_mean, "chance_variance": chance_variance}
    return found
