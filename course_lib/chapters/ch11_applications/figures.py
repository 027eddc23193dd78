"""Figures of chapter 11: what a model hears, and where it looks while it writes."""

from typing import NamedTuple

from torch import Tensor

from course_lib.data.corpora.speech import BANDS, HOP, RATE, Utterance
from course_lib.kit.figure import BLUE, RED, Figure
from course_lib.kit.labels import Labels
from course_lib.kit.plots import curves
from course_lib.kit.records import Record

from .listening import MOST, STACK, SpeechReader, heard, looks, written

LABELS = {
    "band": ("mel band", "梅尔频带"),
    "seconds": ("seconds", "秒"),
    "digit_written": ("digit", "数字"),
    "heard_title": ("spoken {spoken}, written {said}", "念的是 {spoken}，写的是 {said}"),
    "heard_alt": (
        "Above, {count} seconds of sound by mel band, dark where it is loud. Below, the share of attention "
        "along time for each digit; it is largest at {peaks} seconds. Spoken {spoken}, written {said}.",
        "上图：{count} 秒声音在各梅尔频带上的强弱，越深越响。下图：念每个数字时注意力沿时间的分布，最大处在 "
        "{peaks} 秒。念的是 {spoken}，写的是 {said}。",
    ),
    "spoken_digits": ("digits spoken", "念了几位"),
    "wrong_digits": ("wrong, of 100 digits", "100 个数字里读错的"),
    "chain": ("chain", "流程"),
    "network": ("network", "网络"),
}
label = Labels(LABELS)


class Heard(NamedTuple):
    """One string: what was spoken, what the model writes, and where it looks at the digits spoken."""

    spoken: Utterance
    said: str
    weights: Tensor  # (digits, S), each row sums to 1
    peaks: list[float]  # seconds


def compute(model: SpeechReader, spoken: Utterance) -> Heard:
    """What `listen` draws; pure, and no drawing is needed to test it."""
    found = looks(model, [spoken])
    second = STACK * HOP / RATE
    peaks = [(int(place) + 0.5) * second for place in found.weights[0].argmax(1)]
    return Heard(spoken, heard(model, [spoken])[0], found.weights[0], peaks)


def listen(found: Heard) -> Figure:
    """The string's frames, and under them the attention of each digit along the same time."""
    seconds = len(found.spoken.frames) * HOP / RATE
    titles = {"spoken": written(found.spoken), "said": found.said or "∅"}
    peaks = ", ".join(f"{peak:.1f}" for peak in found.peaks)
    drawn = Figure(label("heard_alt", count=f"{seconds:.1f}", peaks=peaks, **titles), height=3.6)
    above, below = drawn.subplots(2, sharex=True)
    above.imshow(
        found.spoken.frames.T.numpy(),
        cmap="Greys",
        aspect="auto",
        origin="lower",
        extent=(0, seconds, 0, BANDS),
    )
    above.set(ylabel=label("band"), title=label("heard_title", **titles))
    count, end = len(found.weights), found.weights.size(1) * STACK * HOP / RATE
    below.imshow(found.weights.numpy(), cmap="Blues", vmin=0, aspect="auto", extent=(0, end, count, 0))
    for row, (digit, span) in enumerate(zip(found.spoken.digits, found.spoken.spans, strict=True)):
        start, stop = (place * HOP / RATE for place in span)
        below.plot([start, stop], [row + 0.95] * 2, color=RED, linewidth=2)
        above.text((start + stop) / 2, BANDS - 3, str(digit), color=BLUE, ha="center")
    below.set(xlabel=label("seconds"), ylabel=label("digit_written"), xlim=(0, seconds))
    below.set_yticks([row + 0.5 for row in range(count)], list(map(str, found.spoken.digits)))
    return drawn


def lengths(network: Record, chain: Record, language: str) -> Figure:
    """Of the records `spoken` and `spoken_by_hand`: wrong digits of 100 by how many were spoken."""
    runs = network.where(language=language)
    (by_hand,) = chain.where(language=language, distance="nearest")
    counts = [int(length) for length in by_hand["lengths"]]
    series = {
        "chain": [[100 * error for error in by_hand["lengths"].values()]],
        "network": [[100 * one["error"] for one in run["lengths"].values()] for run in runs],
    }
    return curves(label, counts, series, "spoken_digits", "wrong_digits", limit=MOST)
