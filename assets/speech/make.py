"""Makes course_lib/data/corpora/data/speech.safetensors: log-mel frames of ten digits by synthetic voices.

Needs espeak-ng 1.51 and flite 2.2 (Debian 12: espeak-ng 1.51+dfsg-10+deb12u2, flite 2.2-5) on the path,
numpy and safetensors: `python assets/speech/make.py`. README.md beside this file tells of the licences.
"""

import io
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from course_lib.data.corpora.speech import BANDS, DECIBELS, FILE, HOP, RATE, WINDOW, mel_bank

Samples = NDArray[np.float64]

WORDS = "zero one two three four five six seven eight nine".split()
ACCENTS = "en-gb-x-rp en-gb-x-gbclan en-gb-scotland en-us en-029 en-gb-x-gbcwmd".split()
VARIANTS = "m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 f5 Andrea Annie linda steph Michael".split()
ESPEAK = {
    "en": [*ACCENTS, *(f"en+{variant}" for variant in VARIANTS)],
    "zh": [f"cmn+{variant}" for variant in "m1 m2 m3 m4 m5 m6 m7 f1 f2 f3 f4 f5 Annie steph".split()],
}
FLITE = ("slt", "rms", "awb", "kal16")


def main() -> None:
    tensors = {}
    for language, voices in ESPEAK.items():
        for voice in voices:
            # Spelt out, "zero" is never "oh"; the Mandarin voice misreads Hanzi, and figures it reads well.
            words = WORDS if language == "en" else list("0123456789")
            _keep(tensors, f"{language}.espeak.{voice}", [_espeak(word, voice) for word in words])
    for voice in FLITE:
        _keep(tensors, f"en.flite.{voice}", [_flite(word, voice) for word in WORDS])
    contents = [tensor.tobytes() for name, tensor in tensors.items() if name.endswith("frames")]
    assert len(set(contents)) == len(contents), "two voices sound the same: a variant was ignored"
    save_file(tensors, FILE)
    print(len(contents), "voices,", FILE.stat().st_size, "bytes")


def _keep(tensors: dict[str, NDArray[np.generic]], name: str, sounds: list[Samples]) -> None:
    """The ten digits of a voice behind each other, and how many frames each has."""
    frames = [_trimmed(_log_mel(sound)) for sound in sounds]
    tensors[f"{name}/frames"] = np.concatenate(frames)
    tensors[f"{name}/lengths"] = np.array([len(one) for one in frames], dtype=np.int16)


def _log_mel(sound: Samples) -> NDArray[np.uint8]:
    """Samples at RATE -> (T, BANDS), 255 the loudest band of the clip, 0 DECIBELS or more below it."""
    padded = np.pad(sound, WINDOW)
    starts = np.arange(0, len(padded) - WINDOW, HOP)
    windows = padded[starts[:, None] + np.arange(WINDOW)] * np.hanning(WINDOW)
    power = np.abs(np.fft.rfft(windows, 256)) ** 2 @ mel_bank().numpy().T
    level = 10 * np.log10(power / power.max() + 1e-12)
    return np.round((level / DECIBELS + 1).clip(0, 1) * 255).astype(np.uint8)


def _trimmed(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without the silence before and after: frames whose loudest band is 40 dB below the clip's."""
    loud = np.flatnonzero(frames.max(1) > 255 * (1 - 40 / DECIBELS))
    return frames[loud[0] : loud[-1] + 1]


def _espeak(word: str, voice: str) -> Samples:
    done = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", "150", "--stdout", word], check=True, capture_output=True
    )
    return _samples(done.stdout)


def _flite(word: str, voice: str) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "word.wav"
        subprocess.run(["flite", "-voice", voice, "-t", word, "-o", str(path)], check=True)
        return _samples(path.read_bytes())


def _samples(content: bytes) -> Samples:
    """A wave file, one channel of 16 bits -> samples at RATE: the frequencies above are cut off."""
    with wave.open(io.BytesIO(content)) as file:
        rate, data = file.getframerate(), file.readframes(10**9)
    sound = np.frombuffer(data[: len(data) // 2 * 2], np.int16).astype(np.float64) / 2**15
    count = round(len(sound) * RATE / rate)
    return np.fft.irfft(np.fft.rfft(sound)[: count // 2 + 1], count) * (count / len(sound))


if __name__ == "__main__":
    assert BANDS == 32
    main()
