"""Reading: what a linear probe can tell of a thing from the states that the encoder leaves on its patches."""

import random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from .looking import covered
from .world import Scene, lone, world

FITTED = ("seen pairs", "all pairs")  # what the probe is fitted on


def readable(model: nn.Module, what: str, fitted: str, count: int = 2000) -> dict[str, float]:
    """How often a probe reads the "colour" or the "shape" of a thing: shares, 0 to 1.

    It is fitted on `count` scenes of the pairs that the captioner has seen, or of all pairs. "seen" is of the
    held-out scenes, "never" of things of the other pairs, in scenes that the probe was not fitted on.
    """
    module, chance = world(), random.Random("probe")
    pairs = [*module.SEEN, *(sorted(module.NEVER) if fitted == "all pairs" else [])]
    names, place = (list(module.COLOURS), 0) if what == "colour" else (module.SHAPES, 1)

    def things(scenes: list[Scene]) -> tuple[list[tuple[Scene, int]], list[int]]:
        both = [(scene, which) for scene in scenes for which in (0, 1)]
        return both, [names.index(scene[which][place]) for scene, which in both]

    asked, wanted = things([module.draw(chance, pairs) for _ in range(count)])
    probe = fit(states(model, asked), torch.tensor(wanted), len(names))
    held, right = things(module.HELD_OUT)
    strange = lone(300)
    truth = [names.index(scene[which][place]) for scene, which in strange]
    return {
        name: (probe(states(model, one)).argmax(-1) == torch.tensor(gold)).double().mean().item()
        for name, one, gold in (("seen", held, right), ("never", strange, truth))
    }


@torch.inference_mode()
def states(model: Any, things: list[tuple[Scene, int]]) -> Tensor:
    """(N, H): for each thing the mean of the encoder's states over its patches, as far as it covers them."""
    module = world()
    scenes = [scene for scene, _ in things]
    outputs, _ = model.encode(module.render(scenes), None)  # (N, S, H)
    both = torch.stack([covered(module, scenes, which) for which in (0, 1)])  # (2, N, S)
    share = both[[which for _, which in things], range(len(things))]  # (N, S)
    return (outputs.double() * (share / share.sum(-1, keepdim=True))[:, :, None]).sum(1)


def fit(inputs: Tensor, labels: Tensor, classes: int) -> nn.Module:
    """A linear probe, fitted by L-BFGS with a small penalty on its weights. inputs (N, H), labels (N,)."""
    inputs = inputs.clone()  # made without gradients; the probe's own are wanted
    probe = nn.Linear(inputs.size(1), classes, dtype=torch.double)
    for weights in probe.parameters():
        nn.init.zeros_(weights)
    optimizer = torch.optim.LBFGS(probe.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = cross_entropy(probe(inputs), labels) + 1e-4 * probe.weight.square().sum()
        value.backward()
        return value

    optimizer.step(loss)
    return probe.requires_grad_(False)
