"""Pictures: grey ones in a row, scenes in colour with their captions, and where a model looks."""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from matplotlib.patches import Rectangle
from torch import Tensor

from course_lib.kit import plots
from course_lib.kit.figure import BLUE, GREEN, GREY, ORANGE, Figure, tidy
from course_lib.kit.labels import Labels
from course_lib.language import live, pick

LABELS = {
    "shows": ("what it shows", "图中的数字"),
    "truth_and_answer": ("what it shows, and what the model says", "图中的数字，以及模型的回答"),
    "patch_place": ("patch, row by row", "图像块，逐行编号"),
    "pixel_rows": ("rows of pixels", "像素行"),
    "pictures_alt": ("Grey pictures side by side; {x}: {captions}.", "并排的灰度图；{x}：{captions}。"),
    "sequence_alt": (
        "{count} patches in a row, as the model gets them. Which patch of the picture stands at each place: "
        "{order}.",
        "{count} 个图像块排成一行，就是模型拿到的样子。各个位置上是原图的第几块：{order}。",
    ),
    "looks_alt": (
        "The picture, and on each patch the share that the class token takes from it, row by row: {shares}.",
        "图片，每个图像块上写着类别词元从它取的份额，逐行：{shares}。",
    ),
    "bars_alt": ("Bars of the probability of each digit. {bars}.", "各个数字的概率柱状图。{bars}。"),
    "probability_of_digit": ("probability", "概率"),
    "share_of_class": ("share that the class token takes", "类别词元取的份额"),
    "pixel_columns": ("columns of pixels", "像素列"),
    "digit": ("digit", "数字"),
    "training_pictures": ("training pictures", "训练图片数"),
    "test_accuracy": ("test pictures named rightly (share)", "测试图片认对的比例"),
    "scenes_alt": (
        "Pictures in colour on black ground, side by side. Captions: {captions}.",
        "黑底的彩色图片，并排放着。描述：{captions}。",
    ),
    "words_alt": (
        "One picture, once for each word of its caption, brighter where the map has more weight. {looks}.",
        "同一张图片，描述里的每个词一张，权重大的地方更亮。{looks}。",
    ),
    "word_looks": ("{word}: most at row {row}, column {column}", "{word}：最多在第 {row} 行第 {column} 列"),
    "cnn pooled": ("CNN, mean over places", "CNN，对位置取平均"),
    "cnn flat": ("CNN, weights for places", "CNN，各位置有权重"),
    "vit": ("ViT, patches of 4 pixels", "ViT，图像块 4 像素"),
    "where_right": ("where is red? right answers (share)", "红色在哪边？答对的比例"),
    "same_right": ("same colour? right answers (share)", "颜色相同吗？答对的比例"),
    "cnn": ("convolutional network", "卷积网络（CNN）"),
    "mlp": ("MLP, all pixels at once", "MLP，一次看全部像素"),
    "gru over patches": ("GRU over patches", "GRU 读图像块"),
    "vit, patch 4": ("ViT, patch 4", "ViT，图像块 4"),
    "vit, patch 2": ("ViT, patch 2", "ViT，图像块 2"),
}
FAINT = 0.02  # a map whose largest weight is less is dark, not stretched
label = Labels(LABELS)
curves = partial(plots.curves, label)


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


def looked_at(pixels: Tensor, shares: Sequence[float], probabilities: Sequence[float], truth: int) -> Figure:
    """pixels (H, W); shares, one a patch, row by row; probabilities of the digits. Picture and bars."""
    across = round(len(shares) ** 0.5)
    side = pixels.size(0) // across
    told = ", ".join(f"{share:.2f}" for share in shares)
    named = ", ".join(f"{n}: {share:.2f}" for n, share in enumerate(probabilities))
    drawn = Figure(label("looks_alt", shares=told) + " " + label("bars_alt", bars=named), 7.5, 2.9)
    left, right = drawn.subplots(1, 2)
    left.imshow(pixels.numpy(), cmap="gray_r", vmin=0, vmax=1.4)
    over = np.kron(np.array(shares).reshape(across, across), np.ones((side, side)))
    shade = left.imshow(over, cmap="Blues", vmin=0, alpha=0.55)
    for n in range(across + 1):
        left.axhline(n * side - 0.5, color=ORANGE, linewidth=1.5)
        left.axvline(n * side - 0.5, color=ORANGE, linewidth=1.5)
    left.set(xlabel=label("pixel_columns"), ylabel=label("pixel_rows"))
    drawn.colorbar(shade, ax=left, label=label("share_of_class"))
    colours = [GREEN if n == truth else BLUE for n in range(len(probabilities))]
    right.bar(range(len(probabilities)), probabilities, color=colours)
    right.set(xlabel=label("digit"), ylabel=label("probability_of_digit"), ylim=(0, 1.04))
    right.set_xticks(range(len(probabilities)), [f"✓\n{n}" if n == truth else str(n) for n in range(10)])
    tidy(right)
    return drawn


def scenes(pictures: Tensor, captions: Iterable[Sequence[str]], width: float = 8.0) -> Figure:
    """pictures (N, 3, H, W), 0 to 1, in a row; the words of its caption below each, in three lines."""
    lines = [_lines(words) for words in captions]
    told = "; ".join(pick(" ", "").join(three).strip() for three in lines)
    deep = 0.1 + 0.17 * max(map(len, lines))
    drawn = Figure(label("scenes_alt", captions=told), width, width / len(pictures) + deep)
    for axes, picture, three in zip(
        drawn.subplots(1, len(pictures), squeeze=False).flat, pictures, lines, strict=True
    ):
        axes.imshow(picture.permute(1, 2, 0).numpy())
        axes.set_xlabel("\n".join(three), fontsize=9)
        axes.set_xticks([]), axes.set_yticks([])
    return drawn


def _lines(words: Sequence[str]) -> list[str]:
    """The words of a caption of two things, one below the other: the first, how they stand, the second."""
    if len(words) < 6:
        return [pick(" ", "").join(words)]
    first = len(words) // 2 if len(words) % 2 else 2  # "a red square", or 红色方形
    parts = words[:first], words[first : first + 1], words[first + 1 :]
    return [pick(" ", "").join(part) for part in parts]


def looks(
    picture: Tensor, weights: Tensor, words: Sequence[str], width: float = 8.0, measured: bool = False
) -> Figure:
    """picture (3, H, W); weights (T, S), a row a word, the patches row by row; each map has its own
    scale, and what is below 0 is dark.

    `measured` marks what the description says of the maps as measured live.
    """
    across = round(weights.size(1) ** 0.5)
    side = picture.size(1) // across
    places = (divmod(int(row.argmax()), across) for row in weights)
    told = "; ".join(
        label("word_looks", word=word, row=i + 1, column=j + 1)
        for word, (i, j) in zip(words, places, strict=True)
    )
    told = live(told) if measured else told
    drawn = Figure(label("words_alt", looks=told), width, width / len(words) + 0.35)
    for axes, row, word in zip(drawn.subplots(1, len(words)), weights, words, strict=True):
        light = (row / row.max().clamp(FAINT)).clamp(0).view(across, across).repeat_interleave(side, 0)
        light = 0.15 + 0.85 * light.repeat_interleave(side, 1)  # so that the dark part can be seen
        axes.imshow(((0.2 + 0.8 * picture) * light).permute(1, 2, 0).numpy(), vmin=0, vmax=1)
        axes.set_title(word, fontsize=9)
        axes.axis("off")
    return drawn
