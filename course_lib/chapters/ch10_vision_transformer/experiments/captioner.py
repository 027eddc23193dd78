"""The captioner: what it says of pairs it never saw, what its encoder knows of them, and where it looks."""

from collections import Counter, deque
from typing import Any

import torch
from torch import nn

from course_lib.kit import tasks

from ..looking import rollout, where_it_looks, words_given
from ..reading import FITTED, readable
from ..world import ORDERS, lone, slots, world

SETTINGS = tasks.grid(order=ORDERS, seed=range(3))


def run(order: str, seed: int, steps: int = 800, probed: int = 2000) -> dict[str, Any]:
    """Train the page's model on captions in that order -> scores, probes of its encoder, where it looks."""
    module = world(order)
    torch.manual_seed(seed)
    model = module.Seq2Seq(len(module.TARGET))
    untrained = probes(model, probed)
    deque(module.train(model, steps, rate=2e-3, seed=seed), maxlen=0)
    return {
        "score": module.score(model),
        "never": on_pairs_never_seen(model, order),
        "probe": probes(model, probed),
        "untrained": untrained,
        "looks": where_it_looks(model, module, order, module.HELD_OUT),
        "rollout": rollout(model, module, module.HELD_OUT),
    }


def probes(model: nn.Module, count: int) -> dict[str, dict[str, dict[str, float]]]:
    """What is read of -> what the probe is fitted on -> shares of right readings, see `readable`."""
    return {
        what: {fitted: readable(model, what, fitted, count) for fitted in FITTED}
        for what in ("colour", "shape")
    }


def on_pairs_never_seen(model: nn.Module, order: str, count: int = 300) -> dict[str, Any]:
    """Of scenes with one thing of such a pair: the share of captions right to the last word ("exact"), of its
    right colours and shapes, and the mean probability of its right colour and shape after the right words
    before them. "said": what was said of the thing, by pair, counted."""
    module, places = world(order), slots(order)
    scenes, which = zip(*lone(count), strict=True)
    pictures, lengths, target = module.batch(scenes)
    gold = target[:, 1:-1].tolist()
    said = module.greedy(model, pictures, lengths, 10)
    sure = words_given(model, module, pictures, target[:, :-1]).softmax(-1)  # (B, T, V)
    found: dict[str, Any] = {"exact": sum(map(list.__eq__, said, gold)) / count}
    for name, both in places.items():
        at = [both[one] for one in which]
        found[name] = (
            sum(row[k : k + 1] == right[k : k + 1] for row, right, k in zip(said, gold, at, strict=True))
            / count
        )
        found[f"P({name})"] = (
            sure[range(count), at, [row[k] for row, k in zip(gold, at, strict=True)]].mean().item()
        )
    told: Counter[str] = Counter()
    for scene, one, row in zip(scenes, which, said, strict=True):
        words = [module.TARGET[row[both[one]]] for both in places.values() if both[one] < len(row)]
        told[f"{' '.join(scene[one][:2])} -> {' '.join(words)}"] += 1
    found["said"] = told.most_common()
    return found
