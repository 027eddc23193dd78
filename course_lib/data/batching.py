"""Batching: many sentences in one tensor, with as little padding as can be."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from .ranges import shown, whole
from .vocab import BOS, EOS, PAD, Vocab

IdPair = tuple[list[int], list[int]]  # (source ids, target ids), both without BOS and EOS


class Batch(NamedTuple):
    """Padded sentences, batch first. `target` starts with BOS; both sides end with EOS, then PAD."""

    source: Tensor  # (B, S)
    source_lengths: Tensor  # (B,), on the CPU: packing wants them there
    target: Tensor  # (B, T + 1)

    @property
    def inputs(self) -> Tensor:
        """(B, T): what the decoder reads under teacher forcing, BOS first."""
        return self.target[:, :-1]

    @property
    def gold(self) -> Tensor:
        """(B, T): what the decoder is asked to say, EOS last."""
        return self.target[:, 1:]

    def part(self, rows: slice) -> "Batch":
        """Some of its rows, as wide as all of them."""
        return Batch(*(tensor[rows] for tensor in self))

    def to(self, device: torch.device | str) -> "Batch":
        return Batch(self.source.to(device), self.source_lengths, self.target.to(device))


def encode_pairs(pairs: list[tuple[str, str]], source_vocab: Vocab, target_vocab: Vocab) -> list[IdPair]:
    """Ids of text pairs, ready for `batches`. Raises ValueError as `Vocab.encode` does."""
    return [(source_vocab.encode(source), target_vocab.encode(target)) for source, target in pairs]


def pad(rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Rows of ids -> ((B, longest) filled up with PAD, (B,) lengths).

    Raises ValueError for no rows, and for what are no ids: whole numbers from 0 up.
    """
    if not len(rows):
        raise ValueError("a batch needs at least one row")
    lengths = torch.tensor([len(row) for row in rows])
    padded = torch.full((len(rows), int(lengths.max())), PAD)
    for i, row in enumerate(rows):
        try:
            ids = torch.tensor(row)
        except (TypeError, ValueError, RuntimeError):  # no numbers, or too large ones
            ids = None
        if ids is None or (len(row) and (ids.dim() != 1 or ids.dtype not in (torch.int64, torch.int32))):
            raise ValueError(f"row {i} must be whole numbers, not {shown(row)}")
        padded[i, : len(row)] = ids
    if (padded < 0).any():
        raise ValueError(f"ids must be at least 0, not {int(padded.min())}")
    return padded, lengths


def pad_sources(sources: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Source ids -> ((B, S), (B,) lengths). EOS ends each row, so that even an empty line has one token.

    Raises ValueError as `pad` does.
    """
    return pad([[*source, EOS] for source in sources])


def collate(pairs: list[IdPair]) -> Batch:
    """Id pairs -> one Batch, in the order given. Raises ValueError as `pad` does."""
    source, source_lengths = pad_sources([source for source, _ in pairs])
    target, _ = pad([[BOS, *target, EOS] for _, target in pairs])
    return Batch(source, source_lengths, target)


def batches(
    pairs: list[IdPair], batch_size: int, generator: torch.Generator, pool: int = 50
) -> Iterator[Batch]:
    """One epoch of batches in random order, each of sentences of similar length (length buckets).

    Shuffled sentences are taken `pool` batches at a time, sorted by length inside that pool, and the pool's
    batches come out shuffled: hardly any padding, and still another mix each epoch. No pairs, no batches.
    Raises ValueError at the first batch for a batch_size or pool below 1.
    """
    batch_size, pool = whole("batch_size", batch_size), whole("pool", pool)
    order = torch.randperm(len(pairs), generator=generator).tolist()
    for start in range(0, len(order), batch_size * pool):
        window = sorted(order[start : start + batch_size * pool], key=lambda i: tuple(map(len, pairs[i])))
        groups = [window[k : k + batch_size] for k in range(0, len(window), batch_size)]
        for g in torch.randperm(len(groups), generator=generator).tolist():
            yield collate([pairs[i] for i in groups[g]])
