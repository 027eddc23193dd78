"""Own pairs: a learner's pairs of texts, looked through, and divided so that the held-out part is new."""

import random
from collections.abc import Sequence

from course_lib.data.ranges import shown
from course_lib.data.tokenization import join, tokenize
from course_lib.language import pick

FEWEST = 50  # different sources, below which a score says nothing
Pair = tuple[str, str]


def tidy(text: str, unit: str) -> str:
    """The text as its tokens give it back: what reads the same to a model is the same text.

    Else "May 3" and "may  3" would be two sources, and one could be held out while the other is learned.
    """
    return join(tokenize(text.strip(), unit), unit)


def checked(pairs: Sequence[Pair], unit: str) -> list[Pair]:
    """The pairs, tidy. ValueError, in words, for what is no pair, an empty text, and too few pairs."""
    made = []
    for n, pair in enumerate(pairs, 1):
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            said = pick(
                "pair {n}: source and target are needed, not {it}", "第 {n} 对：要有源和目标，不是 {it}"
            )
            raise ValueError(said.format(n=n, it=shown(pair)))
        for text in pair:
            if not isinstance(text, str) or not tokenize(text.strip(), unit):
                said = pick(
                    "pair {n}: a text with something in it is needed, not {text}",
                    "第 {n} 对：要的是不空的文字，不是 {text}",
                )
                raise ValueError(said.format(n=n, text=shown(text, quoted=True)))
        made.append((tidy(pair[0], unit), tidy(pair[1], unit)))
    count = len({source for source, _ in made})
    if count < FEWEST:
        said = pick(
            "{count} different sources are too few to learn from and to test on: give at least {few}",
            "只有 {count} 个不同的源序列，既要训练又要测试，太少了：至少要 {few} 个",
        )
        raise ValueError(said.format(count=count, few=FEWEST))
    return made


def split(pairs: Sequence[Pair], held_out: int, seed: int = 0) -> tuple[list[Pair], list[Pair]]:
    """Training and held-out pairs, by chance. All pairs of one source go to the same side, so that no
    held-out source was ever in training. `held_out` counts sources."""
    sources = list(dict.fromkeys(source for source, _ in pairs))
    apart = set(random.Random(seed).sample(sources, held_out))
    sides: tuple[list[Pair], list[Pair]] = [], []
    for pair in dict.fromkeys(pairs):
        sides[pair[0] in apart].append(pair)
    return sides
