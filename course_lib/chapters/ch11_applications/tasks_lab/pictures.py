"""Pictures: what the captioner of 4_pictures.py writes of a held-out picture, and where it looks."""

import base64
import html
import io
from functools import cache
from typing import Any

import numpy as np
import torch
from matplotlib.image import imsave

from course_lib.analysis.heads import attention_weights
from course_lib.data.vocab import BOS
from course_lib.decoding import greedy
from course_lib.kit import records
from course_lib.kit.card import drawing, text
from course_lib.kit.from_scratch import page
from course_lib.kit.heat import number
from course_lib.kit.labels import Labels
from course_lib.language import pick

from .answer import Answer

PAGE = page("4_pictures")
GRID, WIDE, LONGEST = PAGE.SIDE // PAGE.PATCH, 240, 12  # patches a row; pixels on the page; words at most
label = Labels(
    {
        "patches_alt": (
            "The picture in {count} patches. To write {word} the model looks most at row {row}, column "
            "{column}: {share} of its attention.",
            "图片分成 {count} 块。写“{word}”时，看得最多的是第 {row} 行第 {column} 列，注意力占 {share}。",
        )
    }
)


@cache
def reader(language: str) -> Any:
    """The recorded model of the page, which writes captions in that language."""
    model = PAGE.Seq2Seq(len(PAGE.TARGET))
    return records.load("pictures_page").fill(model, language=language).eval()


def read(typed: str, language: str) -> Answer:
    """What the model writes of a held-out picture, by its number from 1. The source are patches, row by row.

    ValueError, in words, for another number.
    """
    asked, most = typed.strip(), len(PAGE.HELD_OUT)
    if not asked.isdecimal() or not 1 <= int(asked) <= most:
        raise ValueError(
            pick(
                f"Type the number of a picture, 1 to {most}. None of them was in training.",
                f"请输入图片的编号，1 到 {most}。这些图片训练里都没有。",
            )
        )
    scene = PAGE.HELD_OUT[int(asked) - 1]
    model, pictures, lengths = reader(language), PAGE.render([scene]), torch.tensor([GRID**2])
    (said,) = greedy(model, pictures, lengths, LONGEST)
    looks = attention_weights(model, pictures, lengths, torch.tensor([[BOS, *said]]))["source"][-1][0]
    words, joint = [PAGE.TARGET[i] for i in said], "" if language == "zh" else " "
    return Answer(
        [f"{n // GRID + 1}-{n % GRID + 1}" for n in range(GRID**2)],
        [*words, "EOS"],
        joint.join(words),
        joint.join(_caption(scene, language)),
        looks.mean(0),  # over the heads: (T + 1, S)
    )


def _caption(scene: tuple, language: str) -> list[str]:
    before, PAGE.LANGUAGE = PAGE.LANGUAGE, language
    try:
        return PAGE.caption(scene)
    finally:
        PAGE.LANGUAGE = before


def looked(found: Answer, typed: str, at: int) -> str:
    """The picture, each patch under the share of attention that it got when token `at` was written."""
    row, stream = found.weights[at], io.BytesIO()
    pixels = PAGE.render([PAGE.HELD_OUT[int(typed) - 1]])[0].permute(1, 2, 0).numpy()
    imsave(stream, np.ascontiguousarray(pixels), format="png")
    data = base64.b64encode(stream.getvalue()).decode()
    parts = [
        f'<image width="{WIDE}" height="{WIDE}" style="image-rendering:pixelated" '
        f'href="data:image/png;base64,{data}"/>'
    ]
    side, top = WIDE / GRID, int(row.argmax())
    for n, share in enumerate(row.tolist()):
        x, y = side * (n % GRID), side * (n // GRID)
        parts.append(
            f'<rect class="share" x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}" '
            f'fill="#ffa500" fill-opacity="{0.9 * share / row[top].item():.3f}" stroke="#666"/>'
        )
        if share >= 0.1:
            parts.append(text(x + side / 2, y + side / 2 + 4, number(share), bold=True))
    word, most = found.output[at], row[top].item()
    share = pick(number(most), f"{most:.2f}")
    place = {"row": top // GRID + 1, "column": top % GRID + 1}
    alt = label("patches_alt", count=GRID**2, word=word, share=share, **place)
    line = pick(
        f"To write <b>{html.escape(word)}</b> it looks most at the patch in row {place['row']}, column "
        f"{place['column']} ({share}).",
        f"写 <b>{html.escape(word)}</b> 时，它看得最多的是第 {place['row']} 行第 {place['column']} 列的"
        f"图像块（{share}）。",
    )
    return f"<div>{line}</div>{drawing(WIDE, WIDE, alt, parts)}"
