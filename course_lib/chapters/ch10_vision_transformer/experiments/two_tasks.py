"""Two tasks on the same pictures: where is red against blue, and have the two things the same colour?"""

import random
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data.corpora.digits import Pictures
from course_lib.kit import tasks
from course_lib.kit.pictures import accuracy, fit
from course_lib.models.seq2seq import seeded

from ..world import Scene, world

COUNTS = (100, 300, 1000, 3000, 10_000)  # training pictures; the smaller sets are parts of the larger
PARTS = {"train": COUNTS[-1], "valid": 1000, "test": 2000}
TASKS = {"where": 4, "same": 2}  # how many answers each has
STEPS = {"where": 500, "same": 1000}  # by then the loss on the training pictures is next to nothing


class PageViT(nn.Module):
    """The encoder of 4_pictures.py; the mean of its states is classified."""

    def __init__(self, classes: int, hidden: int = 48):
        super().__init__()
        page = world()
        self.encoder = page.Encoder(hidden, 2)
        self.head = nn.Linear(hidden, classes)

    def forward(self, pictures: Tensor) -> Tensor:
        """(B, 3, SIDE, SIDE) -> logits (B, classes)."""
        return self.head(self.encoder(pictures)[0].mean(1))


def convolutions(*channels: int, pooled: int) -> list[nn.Module]:
    """Windows of 3 x 3 from channels to channels, a halving after each of the first `pooled`."""
    layers: list[nn.Module] = []
    for n, (before, behind) in enumerate(zip((3, *channels), channels, strict=False)):
        layers += [nn.Conv2d(before, behind, 3, padding=1), nn.ReLU()]
        layers += [nn.MaxPool2d(2)] if n < pooled else []
    return layers


def cnn_pooled(classes: int) -> nn.Module:
    """Four convolutions, whose last sees the whole picture; then the mean over all places."""
    body = convolutions(32, 40, 48, 48, pooled=2)
    return nn.Sequential(*body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(48, classes))


def cnn_flat(classes: int) -> nn.Module:
    """Two convolutions; then a layer that has a weight for each place."""
    body = convolutions(24, 32, pooled=2)
    return nn.Sequential(*body, nn.Flatten(), nn.Linear(1152, 40), nn.ReLU(), nn.Linear(40, classes))


def mlp(classes: int) -> nn.Module:
    """All numbers at once, each with a weight of its own."""
    return nn.Sequential(nn.Flatten(), nn.Linear(1728, 32), nn.ReLU(), nn.Linear(32, classes))


MODELS: dict[str, Callable[[int], nn.Module]] = {  # all of 50 to 61 thousand weights
    "vit": PageViT,
    "cnn pooled": cnn_pooled,
    "cnn flat": cnn_flat,
    "mlp": mlp,
}
RATES = {  # the best of those tried in task_rates, for each model and task; but see below
    ("vit", "where"): 4e-3,
    ("cnn pooled", "where"): 1e-3,
    ("cnn flat", "where"): 1e-3,
    ("mlp", "where"): 1e-3,
    ("vit", "same"): 2e-3,
    ("cnn pooled", "same"): 2e-3,  # 4e-3 had .915 there for .873, but left 2 of 15 runs at chance
    ("cnn flat", "same"): 1e-3,
    ("mlp", "same"): 4e-3,
}
SETTINGS = tasks.grid(task=TASKS, kind=MODELS, count=COUNTS, seed=range(3))


def asked(task: str, chance: random.Random) -> tuple[Scene, int]:
    """A scene and the right answer. "where": one thing is red, one blue, and red is left, right, above or
    below; "same": in one half of the scenes both things have one colour."""
    page = world()
    things = [list(thing) for thing in page.draw(chance, [("red", shape) for shape in page.SHAPES])]
    (_, _, x, y), (_, _, right, low) = things
    if task == "where":
        red = chance.randrange(2)
        things[1 - red][0] = "blue"
        return tuple(map(tuple, things)), red + 2 * (low - y > right - x)
    same = chance.randrange(2)
    colours = chance.sample(list(page.COLOURS), 2)
    for thing, colour in zip(things, colours[:1] * 2 if same else colours, strict=True):
        thing[0] = colour
    return tuple(map(tuple, things)), same


@cache
def parts(task: str) -> dict[str, Pictures]:
    """Pictures and answers by the part's name; no scene of a part is in another."""
    chance, seen, found = random.Random(f"two tasks: {task}"), set(), {}
    for name, count in PARTS.items():
        chosen: list[tuple[Scene, int]] = []
        while len(chosen) < count:
            one = asked(task, chance)
            if one[0] not in seen:
                seen.add(one[0])
                chosen.append(one)
        scenes, answers = zip(*chosen, strict=True)
        found[name] = Pictures(world().render(scenes), torch.tensor(answers))
    return found


def run(
    task: str, kind: str, count: int, seed: int, steps: int | None = None, rate: float | None = None
) -> dict[str, Any]:
    """Train on the first `count` pictures -> accuracy on them and on held-out ones, and CPU seconds."""
    data = parts(task)
    with seeded(seed):
        model = MODELS[kind](TASKS[task])
    begun = time.process_time()
    shown = data["train"].first(count)
    steps = steps or STEPS[task]
    fit(model, shown, steps, torch.Generator().manual_seed(seed), learning_rate=rate or RATES[kind, task])
    seconds = time.process_time() - begun
    found = {name: accuracy(model, part) for name, part in data.items() if name != "train"}
    return found | {"train": accuracy(model, shown), "seconds": seconds, "weights": tasks.weights(model)}
