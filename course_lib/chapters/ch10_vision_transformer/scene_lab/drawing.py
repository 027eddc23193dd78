"""The scene lab's picture where no kernel runs: the scene, and where the model looks for one word."""

from textwrap import fill

import numpy as np
from torch import Tensor

from course_lib.kit.figure import Figure
from course_lib.language import pick

from ..world import Scene
from . import cards
from .compute import PAGE


def plot(picture: Tensor, scene: Scene, said: str, word: str = "", look: Tensor | None = None) -> Figure:
    """The picture with its caption, and beside it the same picture under the shares (patches,) of one word.

    Without a word, `said` is what there is to say instead.
    """
    told = f"{cards.label('picture_alt', first=cards.thing(scene[0]), second=cards.thing(scene[1]))} {said}"
    drawn = Figure(told, 5.0, 2.6)
    left, right = drawn.subplots(1, 2)
    pixels = picture.permute(1, 2, 0).numpy()
    for axes in (left, right):
        axes.imshow(pixels)
        axes.set_xticks([])
        axes.set_yticks([])
    title = pick(f"written: {said}", f"写的是：{said}") if word else said
    drawn.suptitle(fill(title, pick(75, 45)), fontsize=9)
    if look is not None:
        grid = PAGE.SIDE // PAGE.PATCH
        over = np.zeros((grid, grid, 4))
        over[...] = (1, 0.65, 0, 0)  # orange, as strong as the share
        over[..., 3] = 0.9 * (look / look.max()).view(grid, grid).numpy()
        right.imshow(over.repeat(PAGE.PATCH, 0).repeat(PAGE.PATCH, 1))
        right.set_title(pick(f"where it looks for “{word}”", f"写“{word}”时看哪里"), fontsize=9)
    return drawn
