"""Speech: digits spoken by synthetic voices, joined by code into strings; features only, no sound.

Each digit of each voice was spoken once. All else (gaps, speed, level, place of the bands, noise) is drawn
here, so that strings differ; still, digits joined by code are easier to read than fluent speech.
"""

import random
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.functional import interpolate

from ..ranges import choice

RATE, HOP, WINDOW = 8000, 100, 200  # samples a second, a hop (12.5 ms), a window (25 ms)
BANDS, BINS = 32, 129  # mel bands; bins of a spectrum of 256 samples
DECIBELS = 70.0  # from a feature of 0 to one of 1
FILE = Path(__file__).parent / "data" / "speech.safetensors"
LANGUAGES = ("en", "zh")
HELD_OUT = {  # whole voices that no training string has
    "en": ("en-us", "en-gb-scotland", "en+m3", "en+f2", "en+steph"),
    "zh": ("cmn+m3", "cmn+f2", "cmn+steph"),
}

Voice = list[Tensor]  # of digit d: (T_d, BANDS), 0 to 1


class Utterance(NamedTuple):
    """A string of digits as a model hears it, and what only its maker knows."""

    frames: Tensor  # (T, BANDS), 0 to 1
    digits: list[int]
    spans: list[tuple[int, int]]  # frames [start, end) of each digit
    voice: str


@dataclass(frozen=True)
class Conditions:
    """What is drawn for each string, and for each digit of it the gap before it and its speed."""

    gap: tuple[int, int] = (3, 16)  # frames of silence, before each digit and at the end
    stretch: float = 0.15  # lengths are multiplied by 1 - stretch to 1 + stretch
    shift: float = (
        0.0  # the bands move up or down by at most so many, as a shorter or longer throat moves them
    )
    level: float = 0.0  # the string is at most so many dB quieter
    noise: tuple[float, float] | None = None  # dB of the noise below the loudest band: from, to


EASY = Conditions()
NOISY = Conditions(shift=1.0, level=12.0, noise=(20.0, 40.0))


def mel_bank() -> Tensor:
    """(BANDS, BINS): triangles, evenly spaced in mel (2595 log10(1 + f / 700)) from 60 Hz to RATE / 2."""
    low, high = (2595 * torch.log10(torch.tensor(1 + f / 700)).item() for f in (60.0, RATE / 2))
    edges = 700 * (10 ** (torch.linspace(low, high, BANDS + 2, dtype=torch.float64) / 2595) - 1)
    bins = torch.linspace(0, RATE / 2, BINS, dtype=torch.float64)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return torch.minimum(rising, falling).clamp(min=0)


@cache
def _all() -> dict[str, Tensor]:
    return load_file(FILE)


@cache
def voices(language: str, part: str) -> dict[str, Voice]:
    """Names of voices -> their ten digits. part: "train", "held out" (other voices of the same synthesiser)
    or "flite" (another synthesiser; English alone). ValueError for an unknown language or part."""
    choice("language", language, LANGUAGES)
    choice("part", part, ("train", "held out", "flite"))
    found = {}
    for key in sorted(key for key in _all() if key.startswith(language) and key.endswith("/frames")):
        _, synthesiser, name = key.removesuffix("/frames").split(".")
        belongs = "flite" if synthesiser == "flite" else "held out" if name in HELD_OUT[language] else "train"
        if belongs == part:
            lengths = _all()[key.removesuffix("frames") + "lengths"].tolist()
            found[name] = list((_all()[key].float() / 255).split(lengths))
    return found


def utterance(
    digits: list[int], name: str, voice: Voice, conditions: Conditions, chance: random.Random
) -> Utterance:
    """These digits in this voice, joined; all chance comes from `chance`."""
    parts, spans, length = [], [], 0
    for digit in digits:
        gap = chance.randint(*conditions.gap)
        spoken = stretched(voice[digit], chance.uniform(1 - conditions.stretch, 1 + conditions.stretch))
        parts += [torch.zeros(gap, BANDS), spoken]
        spans.append((length + gap, length + gap + len(spoken)))
        length = spans[-1][1]
    frames = torch.cat([*parts, torch.zeros(chance.randint(*conditions.gap), BANDS)])
    frames = shifted(frames, chance.uniform(-conditions.shift, conditions.shift))
    frames = (frames - chance.uniform(0, conditions.level) / DECIBELS).clamp(min=0)
    if conditions.noise:
        frames = noisy(frames, -chance.uniform(*conditions.noise), chance)
    return Utterance(frames, list(digits), spans, name)


def stretched(frames: Tensor, factor: float) -> Tensor:
    """(T, BANDS) -> (T * factor, rounded, BANDS), in between along straight lines."""
    count = max(1, round(len(frames) * factor))
    return interpolate(frames.T[None], count, mode="linear", align_corners=True)[0].T


def shifted(frames: Tensor, bands: float) -> Tensor:
    """(T, BANDS), moved up by so many bands, or down where below 0; the outermost band is repeated."""
    places = (torch.arange(BANDS) - bands).clamp(0, BANDS - 1)
    below = places.floor().long()
    above, share = (below + 1).clamp(max=BANDS - 1), places - below
    return frames[:, below] * (1 - share) + frames[:, above] * share


def noisy(frames: Tensor, level: float, chance: random.Random) -> Tensor:
    """White noise of that level in dB: powers add up, band by band; a band's power is a mean of squares."""
    generator = torch.Generator().manual_seed(chance.getrandbits(32))
    squares = torch.randn(4, *frames.shape, generator=generator).square().mean(0)
    power = 10 ** ((frames - 1) * DECIBELS / 10) + 10 ** (level / 10) * squares
    return (1 + 10 * power.log10() / DECIBELS).clamp(0, 1)


def utterances(
    language: str,
    part: str,
    count: int,
    conditions: Conditions = EASY,
    fewest: int = 1,
    most: int = 5,
    seed: int = 0,
    unseen: bool = True,
) -> list[Utterance]:
    """`count` strings of `fewest` to `most` digits, the length drawn first, then the digits, then the voice.

    A string of two digits or more is "unseen" if the sum of its digits is a multiple of 5; training takes
    the others (unseen=False), tests these. Of one digit there are but ten, so both have all of them.
    """
    chance = random.Random(f"{language} {part} {seed} {unseen}")
    found = voices(language, part)
    if not found:
        raise ValueError(f"there is no voice {part!r} for {language!r}")
    made = []
    for _ in range(count):
        digits = digit_string(chance.randint(fewest, most), unseen, chance)
        name = chance.choice(list(found))
        made.append(utterance(digits, name, found[name], conditions, chance))
    return made


def digit_string(length: int, unseen: bool, chance: random.Random) -> list[int]:
    """Random digits of the unseen strings, or of the training strings: see `utterances`."""
    while True:
        digits = [chance.randrange(10) for _ in range(length)]
        if length == 1 or (sum(digits) % 5 == 0) == unseen:
            return digits


def mixed(conditions: Conditions, share: float, chance: random.Random) -> Conditions:
    """The conditions, without noise in that share of the strings: what training draws."""
    return replace(conditions, noise=None) if chance.random() < share else conditions
