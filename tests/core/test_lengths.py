"""Lengths: nothing that training showed is cut, and what is cut is known."""

import re

import pytest
import tiny
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.data.batching import pad_sources
from course_lib.data.vocab import EOS
from course_lib.decoding import beam_search, decode_pairs, greedy
from course_lib.decoding.lengths import SPARE, Lengths, length_limit
from course_lib.models.seq2seq import NO_NUMBERS

IDS = st.lists(st.integers(4, tiny.SOURCE_SIZE - 1), max_size=30)
MODELS = [tiny.model(seed, sharpen=3.0, source_size=9, attention="dot") for seed in range(6)]


@given(st.lists(st.tuples(IDS, st.lists(st.integers(4, 7), max_size=300)), min_size=1, max_size=8), IDS)
def test_no_pair_of_the_training_would_be_cut(pairs, other):
    """Each target and its EOS fit, with room to spare; the library's own limit is never undercut."""
    seen = Lengths.of(pairs)
    _, lengths = pad_sources([source for source, _ in pairs] + [other])
    limits = seen.limits(lengths)
    for (_, target), limit in zip(pairs, limits[:-1].tolist(), strict=True):
        assert limit >= len(target) + 1 + SPARE
    assert (limits >= length_limit(lengths)).all()
    assert (limits <= length_limit(lengths).clamp(min=seen.longest + SPARE)).all()


def test_a_row_has_its_own_limit():
    assert length_limit(torch.tensor([2, 5])).tolist() == [14, 20]
    assert length_limit(torch.tensor([2, 5]), 7).tolist() == [7, 7]
    assert length_limit(torch.tensor([2, 5]), torch.tensor([3, 9])).tolist() == [3, 9]
    with pytest.raises(ValueError, match="max_length must be at least 1, not 0"):
        length_limit(torch.tensor([2, 5]), torch.tensor([3, 0]))


@settings(max_examples=40)
@given(st.lists(IDS, min_size=1, max_size=6), st.sampled_from(MODELS), st.data())
def test_as_many_tokens_as_the_limit_means_cut_and_fewer_mean_ended(sources, model, data):
    """Against the same search with one token more of room: what had ended stays, what was cut goes on."""
    limits = data.draw(st.lists(st.integers(1, 12), min_size=len(sources), max_size=len(sources)))
    source, lengths = pad_sources(sources)
    limits = torch.tensor(limits)
    short = greedy(model, source, lengths, limits)
    long = greedy(model, source, lengths, limits + 1)
    for ids, more, limit in zip(short, long, limits.tolist(), strict=True):
        assert more[:limit] == ids and (len(ids) == limit or more == ids)
        assert EOS not in ids
    for found, limit in zip(beam_search(model, source, lengths, 3, max_length=limits), limits, strict=True):
        assert all(one.ended == (len(one.tokens) < limit) for one in found)


def test_decode_pairs_gives_each_source_its_own_limit():
    sources = [[4] * n for n in (9, 1, 5, 3)]
    limits = torch.tensor([2, 7, 3, 11])
    for beam in (1, 2):
        together = decode_pairs(MODELS[0], sources, batch_size=2, beam=beam, max_length=limits)
        alone = [
            decode_pairs(MODELS[0], [ids], beam=beam, max_length=int(limit))[0]
            for ids, limit in zip(sources, limits, strict=True)
        ]
        assert together == alone


def test_weights_out_of_range_are_said_by_a_beam():
    model = tiny.model(attention="dot")
    with torch.no_grad():
        model.output.bias.fill_(float("nan"))
    with pytest.raises(ValueError, match=re.escape(NO_NUMBERS)):
        decode_pairs(model, [[4, 5]], beam=2)
