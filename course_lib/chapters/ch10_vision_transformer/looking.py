"""Looking: where the captioner looks at each word, and whether its word depends on that place."""

from collections.abc import Iterable
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from course_lib.analysis.heads import attention_weights

from .world import Scene, slots


def covered(world: ModuleType, scenes: Iterable[Scene], which: int) -> Tensor:
    """The share (0 to 1) of each patch that thing number `which` fills: (B, S), row by row."""
    grid, size = world.SIDE // world.PATCH, world.PATCH
    alone = world.render([(scene[which],) for scene in scenes]).amax(1) > 0  # (B, SIDE, SIDE)
    return alone.view(-1, grid, size, grid, size).double().mean((2, 4)).flatten(1)


def touched(world: ModuleType, scenes: Iterable[Scene], which: int) -> Tensor:
    """Which patches hold a pixel of thing number `which`: (B, S), true or false."""
    return covered(world, scenes, which) > 0


def without(world: ModuleType, pictures: Tensor, patches: Tensor) -> Tensor:
    """The pictures (B, 3, SIDE, SIDE) with these patches (B, S) painted black, as the ground is."""
    grid = world.SIDE // world.PATCH
    rows = patches.view(-1, grid, grid).repeat_interleave(world.PATCH, 1).repeat_interleave(world.PATCH, 2)
    return pictures.masked_fill(rows[:, None], 0.0)


def erased(world: ModuleType, scenes: list[Scene], which: int) -> Tensor:
    """The pictures with thing number `which` painted out, and not a pixel of the other."""
    return world.render([(scene[1 - which],) for scene in scenes])


@torch.inference_mode()
def words_given(model: Any, world: ModuleType, pictures: Tensor, inputs: Tensor) -> Tensor:
    """Logits (B, T, V) while the right words `inputs` (B, T) are read."""
    memory = model.encode(pictures, torch.full((len(pictures),), (world.SIDE // world.PATCH) ** 2))
    hidden, _ = model.advance(inputs, model.start(memory), memory)
    return model.project(hidden)


def where_it_looks(model: Any, world: ModuleType, order: str, scenes: list[Scene]) -> dict[str, list[float]]:
    """For the four words on colours and shapes, in the order of the caption: means over the scenes.

    "own", "other": the share of the last layer's attention (mean of the heads) on patches that the word's own
    thing touches, and on those of the other; "even": what the own thing would get if attention were spread
    evenly; the share of words that change when the own thing is painted out ("own out"), the other ("other
    out"), the patch with most attention ("top out"), or one of the thing's other patches ("any out").
    """
    pictures, lengths, target = world.batch(scenes)
    inputs = target[:, :-1]
    shares = attention_weights(model, pictures, lengths, inputs)["source"][-1].mean(1)  # (B, T, S)
    said = words_given(model, world, pictures, inputs).argmax(-1)  # (B, T)
    things = [touched(world, scenes, which) for which in (0, 1)]
    out = [words_given(model, world, erased(world, scenes, k), inputs).argmax(-1) for k in (0, 1)]
    found: dict[str, list[float]] = {}
    for place in sorted(slots(order)["colour"] + slots(order)["shape"]):
        which = int(place > 3)
        own, other, share = things[which], things[1 - which], shares[:, place]
        top = torch.nn.functional.one_hot(share.argmax(-1), share.size(-1)).bool()
        chance = torch.Generator().manual_seed(place)
        some = (own & ~top).double() + 1e-9 * torch.rand(own.shape, generator=chance, dtype=torch.double)
        any_one = torch.nn.functional.one_hot(torch.multinomial(some, 1, generator=chance)[:, 0], own.size(1))
        painted = {"top out": top, "any out": any_one.bool()}
        outcomes = {
            "own": (share * own).sum(-1),
            "other": (share * other).sum(-1),
            "even": own.double().mean(-1),
            "top on own": (top & own).any(-1).double(),
            "own out": (out[which][:, place] != said[:, place]).double(),
            "other out": (out[1 - which][:, place] != said[:, place]).double(),
        } | {
            name: (
                words_given(model, world, without(world, pictures, mask), inputs)[:, place].argmax(-1)
                != said[:, place]
            ).double()
            for name, mask in painted.items()
        }
        for name, values in outcomes.items():
            found.setdefault(name, []).append(values.double().mean().item())
    return found


def rollout(model: Any, world: ModuleType, scenes: list[Scene]) -> dict[str, float]:
    """Of a patch inside a thing, the share of its state that comes from patches of its own thing.

    "attention": the first layer's weights, mean of the heads; "rollout": both layers multiplied, each mixed
    half and half with the patch itself (Abnar and Zuidema 2020); "even": spread evenly.
    """
    pictures, lengths, target = world.batch(scenes)
    layers = [
        one.mean(1).double() for one in attention_weights(model, pictures, lengths, target[:, :1])["encoder"]
    ]
    through = torch.eye(layers[0].size(-1), dtype=torch.double)
    for one in layers:
        through = (0.5 * one + 0.5 * torch.eye(one.size(-1), dtype=torch.double)) @ through
    found = {"attention": 0.0, "rollout": 0.0, "even": 0.0}
    for which in (0, 1):
        own = touched(world, scenes, which).double()  # (B, S)
        inside = (covered(world, scenes, which) > 0.5).double()
        for name, mix in (("attention", layers[0]), ("rollout", through)):
            share = (mix @ own[:, :, None])[..., 0]  # (B, S)
            found[name] += ((share * inside).sum() / inside.sum()).item() / 2
        found["even"] += own.mean().item() / 2
    return found
