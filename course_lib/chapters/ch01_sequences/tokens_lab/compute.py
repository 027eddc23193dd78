"""Reading: typed sentences become tokens, ids and a padded batch; and what padding a training text wastes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch

from course_lib.data.batching import batches, pad_sources
from course_lib.data.subwords import SPACE, plain
from course_lib.data.tokenization import tokenize
from course_lib.data.vocab import EOS, PAD, UNK, Vocab
from course_lib.language import pick

from ..sample_sentences import CHINESE, ENGLISH

MAX_LINES, MAX_TYPED = 12, 2000  # sentences, characters
TRAINING_TEXT = ENGLISH + CHINESE
SIZES = (120, 250, 400, 600, 1000)  # of a subword vocabulary; the first has no room for every character
BATCH_SIZES = (4, 8, 16)


@dataclass(frozen=True)
class Tokens:
    """Typed sentences on their way into a model, and the padding that a training on `texts` would have."""

    tokens: list[list[str]]  # what each line was cut into, without EOS
    ids: list[list[int]]  # the same as ids, EOS last
    batch: torch.Tensor  # (B, S)
    mask: torch.Tensor  # (B, S), True at tokens and EOS, False at PAD
    unit: str
    vocab_size: int
    texts: int  # sentences in the training text
    batch_size: int  # of its batches
    shuffled: float  # share of its positions that are PAD, in batches without length buckets
    bucketed: float  # and with them

    @property
    def unknown(self) -> int:
        return sum(row.count(UNK) for row in self.ids)

    @property
    def total(self) -> int:
        return sum(map(len, self.tokens))

    @property
    def padding(self) -> float:
        """Share of the typed batch's positions that are PAD."""
        return 1 - int(self.mask.sum()) / self.mask.numel()


def read(typed: str) -> list[str]:
    """The lines that have something in them.

    Raises ValueError, in the learner's language, for nothing at all and for far too much.
    """
    lines = [line for line in typed.splitlines() if line.strip()]
    if not lines:
        raise ValueError(pick("Type a sentence, or several lines.", "请输入一个句子，或者几行文字。"))
    if len(lines) > MAX_LINES:
        raise ValueError(pick(f"At most {MAX_LINES} lines, please.", f"请不要超过 {MAX_LINES} 行。"))
    if len(typed) > MAX_TYPED:
        raise ValueError(
            pick(f"At most {MAX_TYPED:,} characters, please.", f"请不要超过 {MAX_TYPED} 个字符。")
        )
    return lines


@lru_cache(maxsize=32)
def vocabulary(texts: tuple[str, ...], unit: str, size: int) -> Vocab:
    """The vocabulary of a training text; `size` counts for subwords only. Built once."""
    return Vocab.build(texts, unit, size=size)


@lru_cache(maxsize=128)
def waste(texts: tuple[str, ...], unit: str, size: int, batch_size: int) -> tuple[float, float]:
    """The share of PAD in one epoch's batches of the training text: (without, with) length buckets."""
    vocab = vocabulary(texts, unit, size)
    pairs = [(vocab.encode(text), []) for text in texts]
    shares = []
    for pool in (1, 50):  # a pool of one batch has nothing to sort by length
        drawn = [b.source for b in batches(pairs, batch_size, torch.Generator().manual_seed(0), pool)]
        shares.append(sum(int((s == PAD).sum()) for s in drawn) / sum(s.numel() for s in drawn))
    return shares[0], shares[1]


def cut(line: str, vocab: Vocab, ids: Sequence[int]) -> list[str]:
    """The text of each id, that of an unknown token too."""
    if vocab.unit != "subword":
        return tokenize(line, vocab.unit)
    rest = plain(line).replace(" ", SPACE)
    rest = rest if rest.startswith(SPACE) else SPACE + rest
    pieces = []
    for i in ids:
        piece = rest[:1] if i == UNK else vocab.names[i]  # what no piece covers is unknown one by one
        pieces.append(piece)
        rest = rest[len(piece) :]
    return pieces


def compute(
    typed: str,
    unit: str = "word",
    size: int = SIZES[2],
    batch_size: int = BATCH_SIZES[1],
    texts: Sequence[str] = TRAINING_TEXT,
) -> Tokens:
    """Cut what was typed, line by line, with the vocabulary of `texts`. Raises ValueError as `read` does.

    `unit` is as in course_lib.data.tokenization; `size` is that of a subword vocabulary.
    """
    lines, texts = read(typed), tuple(texts)
    size = size if unit == "subword" else 0  # one vocabulary, whatever the slider says
    vocab = vocabulary(texts, unit, size)
    ids = [vocab.encode(line) for line in lines]
    batch, lengths = pad_sources(ids)
    shuffled, bucketed = waste(texts, unit, size, batch_size)
    return Tokens(
        tokens=[cut(line, vocab, row) for line, row in zip(lines, ids, strict=True)],
        ids=[[*row, EOS] for row in ids],
        batch=batch,
        mask=torch.arange(batch.shape[1]) < lengths[:, None],
        unit=unit,
        vocab_size=len(vocab),
        texts=len(texts),
        batch_size=batch_size,
        shuffled=shuffled,
        bucketed=bucketed,
    )
