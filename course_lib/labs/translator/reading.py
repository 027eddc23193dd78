"""Reading: what was typed, on its way through the model, with a planted token or without."""

import re
from dataclasses import dataclass

from torch import Tensor, stack

from ...corpora.numbers import english, read_english
from ...decoding import trace
from ...plots import pick
from ...seq2seq import Seq2Seq
from ...vocab import EOS, UNK, Vocab

MAX_TYPED = 120  # characters
EXAMPLE = "4217"


@dataclass(frozen=True)
class Translation:
    """One sentence on its way through the model."""

    words: list[tuple[str, bool]]  # each source word, and whether the vocabulary knows it
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


def read(typed: str) -> tuple[str, str | None]:
    """What was typed -> (source text, right answer or None): "42" -> ("forty two", "42"); words stay words.

    Raises ValueError, in the learner's language, for nothing at all, far too much, and what is neither.
    """
    tidy = typed.strip().lower()
    if not tidy:
        raise ValueError(pick(f"Type a number, such as {EXAMPLE}.", f"请输入一个数，例如 {EXAMPLE}。"))
    if len(tidy) > MAX_TYPED:
        raise ValueError(pick(f"At most {MAX_TYPED} characters, please.", f"请不要超过 {MAX_TYPED} 个字符。"))
    digits = tidy.translate(str.maketrans("", "", " ,_，"))
    if digits.isdecimal():
        return english(int(digits)), str(int(digits))
    if not re.fullmatch(r"[a-z][a-z ,'-]*", tidy):
        raise ValueError(
            pick(
                "Please type a whole number from 0 up, in digits or in English words.",
                "请输入不带正负号和小数点的阿拉伯数字，或英文数词。",
            )
        )
    words = " ".join(tidy.replace("-", " ").replace(",", " ").split())
    number = read_english(words)
    return words, None if number is None else str(number)


def compute(
    model: Seq2Seq, source_vocab: Vocab, target_vocab: Vocab, typed: str, plant: tuple[int, str] | None = None
) -> Translation:
    """Translate what was typed. `plant` = (position from 0, token) forces one output token.

    Raises ValueError as `read` does, and for a planted token that the vocabulary does not hold.
    """
    text, expected = read(typed)
    source = source_vocab.encode(text)
    alone = steps = trace(model, source)
    if plant:
        token = target_vocab.encode(plant[1])[0]
        if token == UNK:
            raise ValueError(f"the target vocabulary has no token {plant[1]!r}")
        steps = trace(model, source, {plant[0]: token})
    return Translation(
        words=[(word, word in source_vocab) for word in text.split()],
        names=target_vocab.names,
        said=[step.token for step in steps],
        probabilities=stack([step.probabilities for step in steps]),
        plant=plant,
        alone=target_vocab.decode(step.token for step in alone),
        expected=expected,
    )
