"""Vocab: from text to token ids and back."""

from collections import Counter
from collections.abc import Iterable, Sequence

PAD, BOS, EOS, UNK = range(4)
SPECIAL_TOKENS = ("<pad>", "<bos>", "<eos>", "<unk>")
_JOINER = {"word": " ", "char": ""}


def tokenize(text: str, unit: str) -> list[str]:
    """Cut a text into tokens: "word" cuts at white space, "char" takes each character.

    Raises ValueError for another unit.
    """
    if unit not in _JOINER:
        raise ValueError(f"unit must be one of {', '.join(_JOINER)}, not {unit!r}")
    return text.split() if unit == "word" else list(text)


class Vocab:
    """A table of tokens. Ids 0 to 3 are PAD, BOS, EOS and UNK; the others are the given tokens in order."""

    def __init__(self, tokens: Sequence[str], unit: str):
        self.unit = unit
        self.names = [*SPECIAL_TOKENS, *tokens]
        # Special tokens are left out: a learner who types "<eos>" must not end the sentence.
        self._ids = {token: i for i, token in enumerate(tokens, start=len(SPECIAL_TOKENS))}

    @classmethod
    def build(cls, texts: Iterable[str], unit: str, min_count: int = 1) -> "Vocab":
        """The tokens that occur at least min_count times, the most frequent first, ties alphabetical."""
        counts = Counter(token for text in texts for token in tokenize(text, unit))
        kept = [token for token, count in counts.items() if count >= min_count]
        return cls(sorted(kept, key=lambda token: (-counts[token], token)), unit)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, token: str) -> bool:
        return token in self._ids

    def encode(self, text: str) -> list[int]:
        """Ids of the text's tokens; a token that is not in the table becomes UNK. No BOS, no EOS."""
        return [self._ids.get(token, UNK) for token in tokenize(text, self.unit)]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of the ids up to the first EOS; PAD and BOS say nothing, UNK shows as <unk>."""
        said = []
        for i in ids:
            if i == EOS:
                break
            if i not in (PAD, BOS):
                said.append(self.names[i])
        return _JOINER[self.unit].join(said)
