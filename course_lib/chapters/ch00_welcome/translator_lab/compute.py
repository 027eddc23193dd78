"""Reading: what was typed, on its way through the model, with a planted token or without."""

from dataclasses import dataclass

from torch import Tensor, stack

from course_lib.data.tokenization import tokenize
from course_lib.data.vocab import EOS, UNK, Vocab
from course_lib.decoding import trace
from course_lib.kit.typed_input import read_number
from course_lib.models.protocol import Model


@dataclass(frozen=True)
class Translation:
    """One sentence on its way through the model."""

    words: list[tuple[str, bool]]  # each source token, and whether the vocabulary knows it
    names: list[str]  # the target vocabulary
    said: list[int]  # target ids, EOS last when it came
    probabilities: Tensor  # (T, V) before each id was said
    plant: tuple[int, str] | None  # position from 0 and token, as asked for
    alone: str  # what the model writes when nothing is planted
    expected: str | None  # the right answer, where we know it

    @property
    def text(self) -> str:
        return "".join(self.names[i] for i in self.said if i != EOS)

    @property
    def planted(self) -> int | None:
        """Where a token was forced: None when the answer ended before that position."""
        return self.plant[0] if self.plant and self.plant[0] < len(self.said) else None


def language_of(source_vocab: Vocab) -> str:
    """In which words a model with this source vocabulary reads numbers: "en" or "zh"."""
    return "zh" if "百" in source_vocab else "en"


def compute(
    model: Model,
    source_vocab: Vocab,
    target_vocab: Vocab,
    typed: str,
    plant: tuple[int, str] | None = None,
) -> Translation:
    """Translate what was typed. `plant` = (position from 0, token) forces one output token.

    Raises ValueError as `read` does, and for a planted token that the vocabulary does not hold.
    """
    text, expected = read_number(typed, language_of(source_vocab))
    source = source_vocab.encode(text)
    alone = steps = trace(model, source)
    if plant:
        token = target_vocab.encode(plant[1])[0]
        if token == UNK:
            raise ValueError(f"the target vocabulary has no token {plant[1]!r}")
        steps = trace(model, source, {plant[0]: token})
    return Translation(
        words=[(word, word in source_vocab) for word in tokenize(text, source_vocab.unit)],
        names=target_vocab.names,
        said=[step.token for step in steps],
        probabilities=stack([step.probabilities for step in steps]),
        plant=plant,
        alone=target_vocab.decode(step.token for step in alone),
        expected=expected,
    )
