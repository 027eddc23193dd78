"""Digits: small handwritten pictures, and strips of them that show a number."""

import random
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

SIDE = 8  # pixels
FILE = Path(__file__).parent / "data" / "digits.txt"
PARTS = {"train": 1000, "valid": 297, "test": 500}  # pictures


class Pictures(NamedTuple):
    """Grey pictures with what they show."""

    pixels: Tensor  # (N, 8, 8) float, 0 is paper, 1 is ink
    labels: Tensor  # (N,) 0 to 9

    def first(self, count: int) -> "Pictures":
        """The first `count` of them, for small training sets: the smaller is part of the larger."""
        return Pictures(self.pixels[:count], self.labels[:count])


class Digits(NamedTuple):
    """The three parts. The writers are mixed: the test asks for new pictures, not for new hands."""

    train: Pictures
    valid: Pictures
    test: Pictures


def load() -> Digits:
    """1797 pictures of 8 x 8 pixels by 13 writers (Alpaydin and Kaynak 1998), in three fixed parts."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    random.Random(0).shuffle(lines)
    labels = torch.tensor([int(line[0]) for line in lines])
    pixels = torch.tensor([[int(grey, 17) for grey in line[2:]] for line in lines]).view(-1, SIDE, SIDE) / 16
    pairs = zip(pixels.split(list(PARTS.values())), labels.split(list(PARTS.values())), strict=True)
    return Digits(*(Pictures(*pair) for pair in pairs))


Strip = tuple[Tensor, list[int]]  # (8, 8 n) pixels, and the n digits that they show


def strips(pictures: Pictures, count: int, fewest: int, most: int, seed: int) -> list[Strip]:
    """`count` strips of `fewest` to `most` random pictures side by side."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        chosen = [chance.randrange(len(pictures.labels)) for _ in range(chance.randint(fewest, most))]
        made.append((torch.cat(list(pictures.pixels[chosen]), 1), pictures.labels[chosen].tolist()))
    return made
