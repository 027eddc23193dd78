"""Pictures: grey pictures or pieces of them in a row, as a model gets them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle
from torch import Tensor

from .paper import GREY, Figure
from .words import label, speak

LABELS = {
    "shows": ("what it shows", "图中的数字"),
    "truth_and_answer": ("what it shows, and what the model says", "图中的数字，以及模型的回答"),
    "patch_place": ("patch, row by row", "图像块，逐行编号"),
    "pixel_rows": ("rows of pixels", "像素行"),
    "pictures_alt": ("Grey pictures side by side; {x}: {captions}.", "并排的灰度图；{x}：{captions}。"),
}
speak(LABELS)


def pictures(pixels: Sequence[Tensor], captions: Sequence[str], xlabel: str, width: float = 7.0) -> Figure:
    """pixels: (H, W) each, of one height, 0 is paper and 1 ink; a caption each. xlabel: a label key."""
    height, gap = pixels[0].size(0), max(1, pixels[0].size(0) // 4)
    across = sum(one.size(1) + gap for one in pixels) - gap
    drawn = Figure(label("pictures_alt", x=label(xlabel), captions=", ".join(captions)), width)
    drawn.set_figheight(0.9 + (width - 0.9) * height / across)
    axes, left, middles = drawn.subplots(), 0, []
    canvas = np.full((height, across), np.nan)
    for one in pixels:
        wide = one.size(1)
        canvas[:, left : left + wide] = one.numpy()
        axes.add_patch(Rectangle((left - 0.5, -0.5), wide, height, fill=False, edgecolor=GREY))
        middles.append(left + wide / 2 - 0.5)
        left += wide + gap
    axes.imshow(canvas, cmap="gray_r", vmin=0, vmax=1)
    axes.set_xlim(-1, across), axes.set_ylim(height, -1)
    axes.set_xticks(middles, captions)
    axes.set_yticks([0, height - 1], ["1", str(height)])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set(xlabel=label(xlabel), ylabel=label("pixel_rows"))
    return drawn
