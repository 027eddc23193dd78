"""Vocab: from text to token ids and back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from .ranges import choice, shown, whole
from .tokenization import UNITS, join, tokenize

PAD, BOS, EOS, UNK = range(4)
SPECIAL_TOKENS = ("<pad>", "<bos>", "<eos>", "<unk>")


class Vocab:
    """A table of tokens. Ids 0 to 3 are PAD, BOS, EOS and UNK; the others are the given tokens in order."""

    def __init__(self, tokens: Sequence[str], unit: str, merges: Sequence[Sequence[str]] = ()):
        """`merges` are for "subword": see course_lib.data.subwords.

        Raises ValueError for an unknown unit, and for a token that is no text or that is there twice.
        """
        choice("unit", unit, UNITS)
        self.unit = unit
        self.names = [*SPECIAL_TOKENS, *tokens]
        # Special tokens are left out: a learner who types "<eos>" must not end the sentence.
        self._ids = {token: i for i, token in enumerate(tokens, start=len(SPECIAL_TOKENS))}
        if len(self._ids) < len(tokens) or not all(isinstance(token, str) for token in tokens):
            raise ValueError("tokens must be texts, each of them once")
        self._merges = [list(merge) for merge in merges]
        self._subwords = None
        if unit == "subword":
            from .subwords import Subwords

            self._subwords = Subwords(tokens, merges)

    @classmethod
    def build(cls, texts: Iterable[str], unit: str, min_count: int = 1, size: int = 8000) -> "Vocab":
        """The tokens that occur min_count times or more, the most frequent first, ties in alphabetical order.

        For "subword": at most `size` names in all, learnt from the texts; min_count is that of a merged pair.
        Raises ValueError for an unknown unit, for counts below 1, for a size that leaves no room for a
        subword, and for one text in place of several.
        """
        if isinstance(texts, str):
            raise ValueError(f"texts must be several texts: [{shown(texts, quoted=True)}]")
        min_count = whole("min_count", min_count)
        if unit == "subword":
            from .subwords import learn

            pieces, merges = learn(texts, whole("size", size) - len(SPECIAL_TOKENS), min_count)
            return cls(pieces, unit, merges)
        counts = Counter(token for text in texts for token in tokenize(text, unit))
        kept = [token for token, count in counts.items() if count >= min_count]
        return cls(sorted(kept, key=lambda token: (-counts[token], token)), unit)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, token: str) -> bool:
        return token in self._ids

    def encode(self, text: str) -> list[int]:
        """Ids of the text's tokens; a token that is not in the table becomes UNK. No BOS, no EOS.

        Raises ValueError for what is no text.
        """
        if self._subwords:
            return [i + UNK for i in self._subwords.encode(text)]  # its ids start with the unknown
        return [self._ids.get(token, UNK) for token in tokenize(text, self.unit)]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of the ids up to the first EOS; PAD and BOS say nothing, UNK shows as <unk>.

        Raises ValueError for an id that is not in the table.
        """
        said = []
        for i in (whole("id", i, 0, len(self) - 1) for i in ids):
            if i == EOS:
                break
            if i not in (PAD, BOS):
                said.append(self.names[i])
        return self._subwords.join(said) if self._subwords else join(said, self.unit)

    def to_json(self) -> dict[str, Any]:
        """The table as plain data, for json.dump."""
        return {"unit": self.unit, "tokens": self.names[len(SPECIAL_TOKENS) :], "merges": self._merges}

    @classmethod
    def from_json(cls, data: Any) -> "Vocab":
        """The table that `to_json` wrote. Raises ValueError, in one line, when it was edited or damaged."""
        if not isinstance(data, dict) or data.keys() != {"unit", "tokens", "merges"}:
            raise ValueError("a vocabulary must be an object with exactly unit, tokens and merges")
        unit, tokens, merges = data["unit"], data["tokens"], data["merges"]
        choice("the vocabulary's unit", unit, UNITS)
        if not isinstance(tokens, list):
            raise ValueError("the vocabulary's tokens must be a list")
        seen = set()
        for i, token in enumerate(tokens):
            if not isinstance(token, str) or not _is_token(token, unit):
                raise ValueError(f"the vocabulary's token {i}, {token!r}, is no single token of unit {unit}")
            if token in seen:
                raise ValueError(f"the vocabulary's token {i}, {token!r}, is there twice")
            seen.add(token)
        pairs = isinstance(merges, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in merges)
        if not pairs or not all(isinstance(part, str) for pair in merges for part in pair):
            raise ValueError("the vocabulary's merges must be a list of pairs of texts")
        if merges and unit != "subword":
            raise ValueError(f"the vocabulary's unit is {unit}, which has no merges")
        return cls(tokens, unit, merges)


def _is_token(text: str, unit: str) -> bool:
    """Whether the text can be one token of that unit.

    What is a letter differs from one version of Unicode to the next, so a "text-word" is any text without
    white space: a vocabulary that one machine wrote must be good on another.
    """
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character, which no output could show
        return False
    return len(text) == 1 if unit == "char" else text.split() == [text]
