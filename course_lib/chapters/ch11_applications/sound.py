"""Sound: what a string of frames sounds like, rebuilt without phases (Griffin and Lim 1984)."""

import io
import wave
from typing import Any

import ipywidgets as widgets
import torch
from torch import Tensor

from course_lib.data.corpora.speech import DECIBELS, HOP, RATE, WINDOW, mel_bank
from course_lib.kit.lab import close_widgets, free_older
from course_lib.language import pick

__all__ = ["RATE", "Sound", "sound"]


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


class Sound:
    """A player for frames (T, BANDS): what a learner hears is what the model hears.

    A page without a kernel shows a line of words.
    """

    def __init__(self, frames: Tensor):
        samples = sound(frames)
        self.seconds = len(samples) / RATE
        self.player = widgets.Audio(value=wav(samples), format="wav", autoplay=False, loop=False)

    def __repr__(self) -> str:
        told = pick(
            "{:.1f} seconds of sound: run this cell to hear them", "{:.1f} 秒的声音：运行这一格就能听到"
        )
        return told.format(self.seconds)

    def close(self) -> None:
        """Free the player, in the kernel and on the page."""
        close_widgets(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        free_older(self)
        return self.player._repr_mimebundle_() | {"text/plain": repr(self)}


def wav(samples: Tensor) -> bytes:
    """Samples from -1 to 1 as a file of 16 bits each."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples * 32767).to(torch.int16).numpy().tobytes())
    return file.getvalue()
