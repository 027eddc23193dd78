"""Seen: what a captioner writes of a scene, how sure it is of each word, and where it looks for it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from course_lib.analysis.heads import attention_weights
from course_lib.data.vocab import BOS, SPECIAL_TOKENS, Vocab
from course_lib.decoding import greedy
from course_lib.kit import records
from course_lib.kit.from_scratch import page
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle

from ..experiments import pictures_page
from ..looking import erased, touched, without, words_given
from ..world import Scene

PAGE = page("4_pictures")
PLACES = (PAGE.RADIUS, PAGE.SIDE - PAGE.RADIUS - 1)  # where the middle of a thing may stand
PAINTS = ("nothing", "first", "second", "top", "ground")  # what is painted black
LONGEST = 12  # words that are waited for: a caption has seven
EXAMPLES: list[Scene] = [
    (("green", "circle", 6, 12), ("blue", "square", 18, 10)),
    (("purple", "triangle", 12, 5), ("white", "circle", 10, 18)),
    (("red", "circle", 6, 7), ("yellow", "triangle", 17, 9)),
    (("white", "square", 12, 6), ("blue", "triangle", 14, 18)),
]


@dataclass(frozen=True)
class Seen:
    """What the model made of one picture."""

    picture: Tensor  # (3, SIDE, SIDE), 0 to 1
    words: list[str]  # what it writes alone, without BOS and EOS
    sure: list[float]  # the probability that it gave to each of them
    shares: Tensor | None  # (h, words, patches) of the last layer; None where a model does not give them
    things: Tensor  # (2, patches): which patches each of the two things touches

    def look(self, word: int, head: int | None) -> Tensor | None:
        """The shares (patches,) for one word, of one head or the mean of all."""
        if self.shares is None or not self.words:
            return None
        return self.shares[:, word].mean(0) if head is None else self.shares[head, word]


@cache
def bundle(language: str) -> Bundle:
    """The course's own run of the page in that language."""
    model = records.load("pictures_page").fill(pictures_page.build(0), language=language)
    words = Vocab(PAGE.TARGET[len(SPECIAL_TOKENS) :], "word")
    return Bundle(model, Vocab([], "word"), words, {"language": language})


def clear(scene: Scene) -> bool:
    """Whether the page would draw such a scene: apart, and plainly beside or above each other."""
    (_, _, x, y), (_, _, right, low) = scene
    across, down = abs(right - x), abs(low - y)
    return max(across, down) > max(2 * PAGE.RADIUS, 1.5 * min(across, down))


def caption(scene: Scene, language: str) -> list[str] | None:
    """The right words, whichever of the two is given first; None for a scene that is not clear."""
    if not clear(scene):
        return None
    (_, _, x, y), (_, _, right, low) = scene
    axis = 2 if abs(right - x) > abs(low - y) else 3
    before, PAGE.LANGUAGE = PAGE.LANGUAGE, language
    try:
        return PAGE.caption(tuple(sorted(scene, key=lambda thing: thing[axis])))
    finally:
        PAGE.LANGUAGE = before


def painted(scene: Scene, what: str, shares: Tensor | None = None) -> Tensor:
    """The picture (3, SIDE, SIDE) with one of PAINTS painted black.

    "top" is the patch with most of `shares` (patches,); "ground" is the first patch that no thing touches.
    """
    pictures = PAGE.render([scene])
    if what in ("first", "second"):
        pictures = erased(PAGE, [scene], PAINTS.index(what) - 1)
    elif what == "ground":
        free = ~(touched(PAGE, [scene], 0) | touched(PAGE, [scene], 1))[0]
        pictures = without(PAGE, pictures, one_hot(free.int().argmax(), len(free)).bool()[None] & free)
    elif what == "top" and shares is not None:
        pictures = without(PAGE, pictures, one_hot(shares.argmax(), len(shares)).bool()[None])
    return pictures[0]


@torch.inference_mode()
def see(bundle: Bundle, scene: Scene, picture: Tensor) -> Seen:
    """What the model writes of a picture (3, SIDE, SIDE); `scene` says where its things stand.

    ValueError, in words, for a model that cannot read such pictures, or whose probabilities are no numbers.
    """
    model: Any = bundle.model
    pictures, lengths = picture[None], torch.tensor([(PAGE.SIDE // PAGE.PATCH) ** 2])
    names = bundle.target_vocab.names
    try:
        said = greedy(model, pictures, lengths, LONGEST)[0]
        inputs = torch.tensor([[BOS, *said[:-1]]])
        sure = words_given(model, PAGE, pictures, inputs)[0].softmax(-1)
    except ValueError:
        raise
    except Exception as problem:  # it is a program of the learner's: anything may happen
        raise ValueError(refused(problem)) from None
    try:
        shares = attention_weights(model, pictures, lengths, inputs)["source"][-1][0]
    except (AttributeError, IndexError, TypeError):  # a model of another make says nothing of its attention
        shares = None
    if shares is not None and shares.size(-1) != lengths.item():  # of other patches than these
        shares = None
    return Seen(
        picture=picture,
        words=[names[i] for i in said],
        sure=[sure[t, i].item() for t, i in enumerate(said)],
        shares=shares,
        things=torch.cat([touched(PAGE, [scene], which) for which in (0, 1)]),
    )


def refused(problem: Exception) -> str:
    """What is said of a model that cannot read the lab's pictures."""
    said = f"{type(problem).__name__}: {problem}".split("\n")[0]
    size = f"3 x {PAGE.SIDE} x {PAGE.SIDE}"
    return pick(
        f"This model cannot read the pictures of this lab ({size} numbers each). It says: {said}",
        f"这个模型读不了这里的图片（每张 {size} 个数）。它报的错：{said}",
    )


def spoken(name: str) -> str:
    """A colour or a shape in the reader's language."""
    return pick(name, PAGE.CHINESE[PAGE.ENGLISH.index(name)])
