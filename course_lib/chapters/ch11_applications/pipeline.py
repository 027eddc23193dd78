"""Pipeline: how digits are read by hand: cut at the pauses, then find the nearest template."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from course_lib.data.corpora.speech import NOISY, Voice, mixed, stretched, utterance

LENGTH = 30  # frames to which pieces are brought before they are compared
MARGIN, SHORTEST, JOIN = 0.03, 6, 3  # above the floor, of 1; frames of a word; frames of a pause within one


class Templates(NamedTuple):
    """Every digit of every voice that the pipeline knows."""

    frames: Tensor  # (N, LENGTH, BANDS), the loudest band 1
    digits: Tensor  # (N,)


def templates(voices: Mapping[str, Voice]) -> Templates:
    """The digits of these voices, brought to LENGTH."""
    frames = torch.stack([to_length(piece) for voice in voices.values() for piece in voice])
    return Templates(frames, torch.arange(10).repeat(len(voices)))


def templates_in_noise(voices: Mapping[str, Voice], copies: int = 12) -> Templates:
    """The digits of these voices as the chain itself cuts them, half of the copies in noise: so the templates
    have heard what the network hears in its training."""
    chance, frames, digits = random.Random("templates"), [], []
    for name, voice in list(voices.items()) * copies:
        for digit in range(10):
            one = utterance([digit], name, voice, mixed(NOISY, 0.5, chance), chance)
            for start, end in sorted(segments(one.frames), key=lambda span: span[0] - span[1])[:1]:
                frames.append(to_length(one.frames[start:end]))  # the longest piece, if there is any
                digits.append(digit)
    return Templates(torch.stack(frames), torch.tensor(digits))


def apart(voice: Voice, voices: Mapping[str, Voice]) -> float:
    """How far a voice is from the one of these that is most like it: the mean square of the differences of
    their digits, each with a mean of 0 and a spread of 1. Two digits without any likeness are 2 apart."""
    mine = normal(torch.stack([to_length(piece) for piece in voice]))
    others = [normal(torch.stack([to_length(piece) for piece in other])) for other in voices.values()]
    return min((mine - other).square().mean().item() for other in others)


def between_digits(voices: Mapping[str, Voice]) -> float:
    """How far a digit is from the other digit of its voice that is most like it, measured as in `apart`: the
    mean over digits and voices. It gives the distance of two voices a scale."""
    nearest_others = []
    for voice in voices.values():
        digits = normal(torch.stack([to_length(piece) for piece in voice]))
        distances = (digits[:, None] - digits).square().mean((-2, -1))  # (10, 10)
        nearest_others.append(distances.fill_diagonal_(torch.inf).amin(1))
    return torch.stack(nearest_others).mean().item()


def normal(frames: Tensor) -> Tensor:
    """(..., T, BANDS) -> the same, each with a mean of 0 and a spread of 1."""
    return (frames - frames.mean((-2, -1), keepdim=True)) / (frames.std((-2, -1), keepdim=True) + 1e-6)


def to_length(piece: Tensor) -> Tensor:
    """(T, BANDS) -> (LENGTH, BANDS)."""
    return stretched(piece, LENGTH / len(piece))


def segments(frames: Tensor) -> list[tuple[int, int]]:
    """Energy segmentation: stretches [start, end) in which the loudest bands rise above the floor."""
    energy = frames.topk(4, dim=1).values.mean(1)  # (T,)
    loud = energy > energy.quantile(0.1) + MARGIN
    found: list[tuple[int, int]] = []
    for place in loud.nonzero()[:, 0].tolist():
        if found and place - found[-1][1] < JOIN:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return [(start, end) for start, end in found if end - start >= SHORTEST]


def alike(known: Tensor, piece: Tensor, floor: Tensor) -> tuple[Tensor, Tensor]:
    """Templates and piece, made comparable: templates as loud as the piece, both no quieter than the noise
    (Klatt 1976), then each with a mean of 0 and a spread of 1."""
    piece = to_length(piece).maximum(floor)
    known = (known + piece.max() - 1).maximum(floor)
    return normal(known), normal(piece)


def nearest(known: Tensor, piece: Tensor) -> Tensor:
    """Distances (N,) of templates (N, LENGTH, BANDS) from the piece (LENGTH, BANDS), place by place."""
    return (known - piece).square().sum((1, 2))


def warped(known: Tensor, piece: Tensor) -> Tensor:
    """Dynamic time warping (Sakoe and Chiba 1978): distances (N,) along the best path through both."""
    total = torch.cdist(piece.expand_as(known), known).numpy()  # (N, LENGTH, LENGTH)
    for i in range(LENGTH):
        for j in range(LENGTH):
            before = [(a, b) for a, b in ((i - 1, j), (i, j - 1), (i - 1, j - 1)) if min(a, b) >= 0]
            if before:
                total[:, i, j] += np.minimum.reduce([total[:, a, b] for a, b in before])
    return torch.from_numpy(total[:, -1, -1])


def read(
    frames: Tensor,
    known: Templates,
    distance: Callable[[Tensor, Tensor], Tensor] = nearest,
    spans: Sequence[tuple[int, int]] | None = None,
) -> str:
    """The digits of a string (T, BANDS): cut, then the nearest template's digit for each piece.

    `spans` are the pieces [start, end), where somebody knows them; else `segments` finds them.
    """
    floor = frames.quantile(0.1, dim=0)  # (BANDS,): what sounds while nobody speaks
    pieces = [frames[start:end] for start, end in (segments(frames) if spans is None else spans)]
    found = [known.digits[distance(*alike(known.frames, piece, floor)).argmin()] for piece in pieces]
    return "".join(str(int(digit)) for digit in found)
