"""Plots: every figure, label and colour of the course, in two languages."""

import base64
import io
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import figure, font_manager
from matplotlib.ft2font import FT2Font

from .training import Report

FONT = Path(__file__).resolve().parent.parent / "assets" / "fonts" / "NotoSansSC-subset.otf"
# Okabe and Ito's colours: colour-blind readers tell them apart. Figures bring white paper for dark pages.
BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#6B6B6B"

_LABELS = {  # key: (English, Chinese)
    "step": ("training step", "训练步数"),
    "loss": ("loss (nats per token)", "损失（nat/词元）"),
    "loss_train": ("training batch, right prefix given", "训练小批量（给出正确前缀）"),
    "loss_valid": ("validation, right prefix given", "验证集（给出正确前缀）"),
    "exact_match": ("exact match (share of sentences)", "完全匹配率（占句子的比例）"),
    "exact_match_valid": ("validation, model alone", "验证集（模型独自生成）"),
    "digits": ("digits in the number", "数字的位数"),
    "probability": ("probability", "概率"),
    "token": ("target token", "目标词元"),
    "output_position": ("output position", "输出位置"),
    "seen": ("lengths seen in training", "训练中见过的长度"),
    "unseen": ("longer than any seen", "比训练中见过的都长"),
    "training_alt": (
        "Left: the loss falls. Right: the exact match on validation pairs rises. {steps} training steps.",
        "左图：损失下降；右图：验证集上的完全匹配率上升（共 {steps} 个训练步）。",
    ),
    "lengths_alt": (
        "Bars of exact match by number of digits: high for lengths seen in training, near zero beyond.",
        "按位数画出的完全匹配率柱状图：训练中见过的长度都很高，更长的几乎为零。",
    ),
    "steps_alt": (
        "The model's answer {said}: one column a position, with the likeliest tokens and their probability.",
        "模型的输出 {said}：每个位置一列，列出最可能的词元及其概率。",
    ),
    "position": ("position", "位置"),
    "position_first": ("position (the first {shown} of {all})", "位置（共 {all} 个，显示前 {shown} 个）"),
    "sentence": ("sentence", "句子"),
    "pad": ("PAD (0): padding", "PAD（0）：填充"),
    "eos": ("EOS (2): end of sentence", "EOS（2）：句子结束"),
    "unk": ("UNK (3): unknown", "UNK（3）：未知"),
    "batch_alt": (
        "A padded batch: {rows} sentences by {columns} positions; {unknown} unknown; {padding} is padding.",
        "填充后的小批量：{rows} 个句子，{columns} 个位置；未知词元 {unknown} 个；填充占 {padding}。",
    ),
    "length": ("length (tokens)", "长度（词元数）"),
    "pairs": ("pairs", "句对数"),
    "source": ("source", "源序列"),
    "target": ("target", "目标序列"),
    "lengths_of_both_alt": (
        "Bars of how many pairs have each length: sources are mostly longer than their targets.",
        "各个长度的句对数柱状图：源序列大多比目标序列长。",
    ),
    "end": ("(end)", "（结束）"),
    "end_mark": ("end", "止"),
    "planted": ("planted", "人为放入"),
}
_language = "en"


def set_language(language: str) -> None:
    """Choose the language of every label that is drawn from now on: "en" or "zh". ValueError for another."""
    global _language
    if language not in ("en", "zh"):
        raise ValueError(f'language must be "en" or "zh", not {language!r}')
    _language = language


def label(key: str, **values: object) -> str:
    """The text of a label in the chosen language. KeyError for an unknown key."""
    return pick(*_LABELS[key]).format(**values)


def pick(en: str, zh: str) -> str:
    """Whichever of two texts is in the chosen language."""
    return zh if _language == "zh" else en


def live(value: object, form: str = "") -> str:
    """A value that may differ between machines, in the marks that the notebooks' tests erase: ⟦.93⟧."""
    return f"⟦{format(value, form)}⟧"


@cache
def _use_fonts() -> None:
    families = ["DejaVu Sans"]
    if FONT.exists():  # a machine need not have a Chinese font: the course brings one
        font_manager.fontManager.addfont(FONT)
        families.append(font_manager.FontProperties(fname=FONT).get_name())
    matplotlib.rcParams["font.family"] = families


@cache
def _characters() -> frozenset[int]:
    files = [font_manager.findfont("DejaVu Sans"), *([FONT] if FONT.exists() else [])]
    return frozenset(code for file in files for code in FT2Font(str(file)).get_charmap())


def drawable(text: str) -> bool:
    """Whether the course's fonts have every character of the text: a learner may type one they lack."""
    return _characters().issuperset(map(ord, text))


class Figure(figure.Figure):
    """A figure that shows itself in a notebook, together with its description in words (`alt`)."""

    def __init__(self, alt: str, width: float = 7.0, height: float = 3.0):
        """width and height are in inches."""
        _use_fonts()
        super().__init__(figsize=(width, height), dpi=150, layout="constrained", facecolor="white")
        self.alt = alt

    def png(self) -> bytes:
        """The picture, without a date or a version: the same bytes for the same drawing."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        size = {"width": round(self.get_figwidth() * 96), "height": round(self.get_figheight() * 96)}
        data = {"image/png": base64.b64encode(self.png()).decode(), "text/plain": self.alt}
        return data, {"image/png": size}


def tidy(axes) -> None:
    """The course's look: no box, a light grid behind the data."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(True, color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)


def training_curves(reports: list[Report], steps: int | None = None) -> Figure:
    """Loss (left) and free-running exact match (right) over training steps, side by side.

    `steps` fixes the width of both axes while a training is still running.
    """
    steps = steps or reports[-1].step
    drawn = Figure(label("training_alt", steps=steps))
    left, right = drawn.subplots(1, 2)
    evaluated = [r for r in reports if r.metrics]
    at = [r.step for r in evaluated]
    left.plot(
        [r.step for r in reports],
        [r.loss for r in reports],
        color=BLUE,
        linewidth=0.8,
        label=label("loss_train"),
    )
    left.plot(
        at, [r.metrics["forced_loss"] for r in evaluated], "o-", color=ORANGE, label=label("loss_valid")
    )
    right.plot(
        at, [r.metrics["exact_match"] for r in evaluated], "s-", color=GREEN, label=label("exact_match_valid")
    )
    for axes, quantity in ((left, "loss"), (right, "exact_match")):
        axes.set(xlabel=label("step"), ylabel=label(quantity), xlim=(0, steps))
        axes.set_ylim(bottom=0)
        tidy(axes)
        axes.legend(fontsize=8)
    right.set_ylim(0, 1.02)
    return drawn


def lengths(source: list[int], target: list[int]) -> Figure:
    """How many sentences have each length in tokens: sources and targets side by side."""
    drawn = Figure(label("lengths_of_both_alt"), height=2.6)
    axes = drawn.subplots()
    sides = ((-0.2, source, BLUE, None, "source"), (0.2, target, ORANGE, "///", "target"))
    for shift, values, colour, hatch, name in sides:
        counts = [values.count(n) for n in range(max(values) + 1)]
        places = [n + shift for n in range(len(counts))]
        axes.bar(places, counts, 0.4, color=colour, hatch=hatch, edgecolor="white", label=label(name))
    axes.set(xlabel=label("length"), ylabel=label("pairs"))
    axes.set_xticks(range(max(*source, *target) + 1))
    tidy(axes)
    axes.legend(fontsize=8)
    return drawn


def exact_match_by_digits(scores: dict[int, float], longest_seen: int) -> Figure:
    """Bars of exact match (0 to 1) for each number of digits; hatched where training had none so long."""
    drawn = Figure(label("lengths_alt"))
    axes = drawn.subplots()
    for seen, colour, hatch, name in ((True, BLUE, None, "seen"), (False, ORANGE, "///", "unseen")):
        part = {d: s for d, s in scores.items() if (d <= longest_seen) is seen}
        bars = axes.bar(
            list(part), list(part.values()), color=colour, hatch=hatch, label=label(name), edgecolor="white"
        )
        axes.bar_label(bars, [f"{s:.2f}" for s in part.values()], fontsize=8)
    axes.set(xlabel=label("digits"), ylabel=label("exact_match"), ylim=(0, 1.12), xticks=list(scores))
    tidy(axes)
    axes.legend(loc="upper right", fontsize=8)
    return drawn
