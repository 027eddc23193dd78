"""Sound: what a string of frames sounds like, rebuilt without phases (Griffin and Lim 1984)."""

import torch
from torch import Tensor

from course_lib.data.corpora.speech import DECIBELS, HOP, RATE, WINDOW, mel_bank

__all__ = ["RATE", "sound"]


def sound(frames: Tensor, rounds: int = 32) -> Tensor:
    """(T, BANDS), 0 to 1, at least two frames -> samples ((T - 1) * HOP,) at RATE, the loudest 1 or -1.

    The features have no phases and few bands: phases are invented until the spectrum agrees with itself, so
    that a learner hears what the model hears, and no more. For `IPython.display.Audio(..., rate=RATE)`.
    """
    bank = mel_bank().float()  # (BANDS, BINS)
    power = (10 ** ((frames - 1) * DECIBELS / 10)) @ (bank / bank.sum(1, keepdim=True).square())
    size = power.T.sqrt() * (frames.amax(1) > 0)  # (BINS, T); where nothing sounds, silence
    window, n = torch.hann_window(WINDOW), 2 * (bank.size(1) - 1)
    generator = torch.Generator().manual_seed(0)
    spectrum = torch.polar(size, 2 * torch.pi * torch.rand(size.shape, generator=generator))
    for _ in range(rounds):
        samples = torch.istft(spectrum, n, HOP, WINDOW, window)
        spectrum = torch.stft(samples, n, HOP, WINDOW, window, return_complex=True)
        spectrum = torch.polar(size, spectrum.angle())
    samples = torch.istft(spectrum, n, HOP, WINDOW, window)
    return samples / samples.abs().max().clamp(min=1e-9)
