"""Subwords: byte-pair encoding (Sennrich et al. 2016), learnt and applied by the `tokenizers` library.

A word keeps the space before it as the sign ▁, so joining the pieces gives the text back: ▁un, friend, ly.
Bytes are not used as a last resort: a character that was never seen is unknown, as in the other units.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from .ranges import shown

SPACE = "▁"
_UNKNOWN = " "  # no piece has a space in it, so no text can say this name


class Subwords:
    """A learnt table of pieces. Piece i of `pieces` has the id i + 1; 0 is for an unknown character."""

    def __init__(self, pieces: Sequence[str], merges: Sequence[Sequence[str]]):
        """`merges` are the learnt pairs of pieces, first learnt first.

        Raises ValueError when a merge speaks of a piece that is not there.
        """
        ids = {_UNKNOWN: 0} | {piece: i for i, piece in enumerate(pieces, start=1)}
        for left, right in merges:
            if not {left, right, left + right} <= ids.keys():
                raise ValueError(f"the merge of {left!r} and {right!r} needs a token that is not there")
        bpe = models.BPE(vocab=ids, merges=[(left, right) for left, right in merges], unk_token=_UNKNOWN)
        self._tokenizer = _tokenizer(bpe)

    def encode(self, text: str) -> list[int]:
        """Ids of the text's pieces, as it is after `plain`; the sign ▁ itself reads as a space.

        Raises ValueError for what is no text.
        """
        if not isinstance(text, str):
            raise ValueError(f"only a text can be cut into pieces, not {shown(text)}")
        return self._tokenizer.encode(plain(text)).ids

    @staticmethod
    def join(pieces: Sequence[str]) -> str:
        """The text of the pieces."""
        return "".join(pieces).replace(SPACE, " ").strip()


def plain(text: str) -> str:
    """The text that is cut: NFC, as in the other units, and one space for each stretch of white space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def learn(texts: Iterable[str], size: int, min_count: int = 1) -> tuple[list[str], list[list[str]]]:
    """Pieces and merges for `Subwords`: the same texts give the same, on every machine.

    The characters come first, the `size` most frequent at most; then the pair of pieces that is most frequent
    becomes a piece, until there are `size` pieces or no pair occurs `min_count` times.
    Raises ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError(f"there must be room for at least one subword, not {size}")
    texts = [plain(text) for text in texts]
    counts = Counter(c for text in texts for c in f"{SPACE}{text}".replace(" ", SPACE))
    # Chosen here, since the library leaves it to chance which of equally frequent characters stays.
    characters = sorted(counts, key=lambda c: (-counts[c], c))[:size]
    tokenizer = _tokenizer(models.BPE(unk_token=_UNKNOWN))
    trainer = trainers.BpeTrainer(
        vocab_size=size + 1,
        limit_alphabet=len(characters),
        initial_alphabet=characters,
        min_frequency=min_count,
        special_tokens=[_UNKNOWN],
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    learnt = json.loads(tokenizer.to_str())["model"]
    pieces = sorted(learnt["vocab"], key=learnt["vocab"].__getitem__)
    return pieces[1:], learnt["merges"]


def _tokenizer(model: models.BPE) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    return tokenizer
