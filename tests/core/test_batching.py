"""Batches: everything arrives, nothing but padding is added, and there is little of that."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data.batching import batches, collate
from course_lib.data.vocab import BOS, EOS, PAD

ids = st.lists(st.integers(4, 9), max_size=7)
pair_lists = st.lists(st.tuples(ids, ids), min_size=1, max_size=30)


def unpad(row) -> list[int]:
    return [i for i in row.tolist() if i != PAD]


@given(pair_lists)
def test_a_batch_holds_its_sentences_and_nothing_else(pairs):
    batch = collate(pairs)
    assert [unpad(row) for row in batch.source] == [[*source, EOS] for source, _ in pairs]
    assert [unpad(row) for row in batch.target] == [[BOS, *target, EOS] for _, target in pairs]
    assert batch.source_lengths.tolist() == [len(source) + 1 for source, _ in pairs]
    assert [unpad(row) for row in batch.gold] == [[*target, EOS] for _, target in pairs]
    assert torch.equal(batch.inputs[:, 1:], batch.gold[:, :-1])  # what is said is read at the next step


@given(pair_lists, st.integers(1, 8), st.integers(0, 99))
def test_an_epoch_has_every_pair_once(pairs, size, seed):
    seen = []
    for batch in batches(pairs, size, torch.Generator().manual_seed(seed), pool=2):
        assert len(batch.source) <= size
        seen += [(unpad(s)[:-1], unpad(t)[1:-1]) for s, t in zip(batch.source, batch.target, strict=True)]
    assert sorted(seen) == sorted(pairs)


def test_the_order_depends_on_the_generator_alone():
    pairs = [([4] * (i % 9 + 1), [5] * (i % 7 + 1)) for i in range(300)]

    def epoch(seed: int) -> list[torch.Tensor]:
        return [batch.source for batch in batches(pairs, 16, torch.Generator().manual_seed(seed))]

    assert all(torch.equal(a, b) for a, b in zip(epoch(1), epoch(1), strict=True))
    assert not all(a.shape == b.shape and torch.equal(a, b) for a, b in zip(epoch(1), epoch(2), strict=True))


def test_buckets_waste_little():
    pairs = [([4] * (1 + i * 7 % 20), [5]) for i in range(1000)]

    def wasted(pool: int) -> float:
        made = list(batches(pairs, 20, torch.Generator().manual_seed(0), pool))
        return sum(int((b.source == PAD).sum()) for b in made) / sum(b.source.numel() for b in made)

    assert wasted(pool=50) < 0.05 < 0.3 < wasted(pool=1)
