"""Answer: what a model makes of a source, and where it looked."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Answer:
    """A source and what a model writes for it; tokens as they can be seen, EOS last (a picture has none)."""

    source: list[str]  # S, with its EOS
    output: list[str]  # T + 1
    text: str
    expected: str | None  # None where the right answer is not known
    weights: Tensor | None  # (T + 1, S); None for a model that does not tell
