"""The world of 4_pictures.py, a copy for each order of words, and scenes with pairs never seen."""

import random
from functools import cache
from types import ModuleType

from course_lib.kit.from_scratch.pages import FOLDER, run

ORDERS = ("colour first", "shape first")
SLOTS = {"colour": (1, 5), "shape": (2, 6)}  # where the attributes of the two things stand in a caption
Scene = tuple  # two things, each (colour, shape, x, y)


@cache
def world(order: str = "colour first") -> ModuleType:
    """The page as a module. With "shape first" its captions say "a circle red left of a square blue"."""
    module = run(FOLDER / "4_pictures.py", f"pictures_{order.replace(' ', '_')}")
    if order == "shape first":
        plain = module.caption

        def swapped(scene: Scene) -> list[str]:
            a, colour, shape, where, b, other, form = plain(scene)
            return [a, shape, colour, where, b, form, other]

        module.caption = swapped
    return module


def slots(order: str) -> dict[str, tuple[int, int]]:
    """Where in a caption colour and shape of the first and of the second thing stand."""
    colour, shape = SLOTS["colour"], SLOTS["shape"]
    return SLOTS if order == "colour first" else {"colour": shape, "shape": colour}


def lone(count: int, seed: str = "never seen") -> list[tuple[Scene, int]]:
    """Scenes in which exactly one thing is of a pair that no training picture holds, and which of the two.

    The first and the second thing take turns.
    """
    module, chance = world(), random.Random(seed)
    found: list[tuple[Scene, int]] = []
    while len(found) < count:
        scene = module.draw(chance, [*module.SEEN, *sorted(module.NEVER)])
        strange = [thing[:2] in module.NEVER for thing in scene]
        if sum(strange) == 1 and strange.index(True) == len(found) % 2:
            found.append((scene, len(found) % 2))
    return found
