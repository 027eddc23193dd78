"""Probes read what is there, and no more; padding and company change nothing."""

import pytest
import tiny
import torch

from course_lib.analysis import probing


def one_hot_states(letters, size):
    return torch.nn.functional.one_hot(letters, size).flatten(1).double()


def test_a_probe_reads_what_lies_open():
    letters = probing.draw(300, 3, 9, seed=0)
    probe = probing.fit(one_hot_states(letters, 9), letters, 9)
    fresh = probing.draw(100, 3, 9, seed=1)
    assert probe.accuracy(one_hot_states(fresh, 9), fresh).tolist() == [1, 1, 1]
    assert probe.scores(one_hot_states(fresh, 9)).shape == (100, 3, 5)


def test_a_probe_can_only_guess_what_is_not_there():
    letters, fresh = probing.draw(2000, 2, 9, seed=0), probing.draw(1000, 2, 9, seed=1)
    chance = torch.Generator().manual_seed(0)
    noise, other = (torch.randn(n, 4, generator=chance) for n in (2000, 1000))
    assert (probing.fit(noise, letters, 9).accuracy(other, fresh) < 0.3).all()  # a guess knows 0.2


@pytest.mark.parametrize(("cell", "wide"), [("rnn", 6), ("gru", 6), ("lstm", 12)])
def test_contexts_are_all_that_is_handed_over(cell, wide):
    model = tiny.model(cell=cell)
    letters = probing.draw(5, 4, tiny.SOURCE_SIZE, seed=0)
    found = probing.contexts(model, letters)
    assert found.shape == (5, wide)
    ends = torch.full((5, 1), 2)
    memory = model.encode(torch.cat([letters, ends], 1), torch.full((5,), 5))
    assert torch.equal(found[:, :6], memory.final[0][:, 0])
    assert not torch.equal(found, probing.contexts(model, letters, end=False))
    torch.testing.assert_close(found[2:3], probing.contexts(model, letters[2:3]))


def test_an_untrained_encoder_knows_the_last_letter_best():
    found = probing.readable(tiny.model(hidden=32).float(), 6, tiny.SOURCE_SIZE)
    assert len(found) == 6 and found[-1] > 0.9 > found[0]


def test_letters_are_never_reserved():
    drawn = probing.draw(500, 4, 7, seed=3)
    assert drawn.unique().tolist() == [4, 5, 6]
    assert torch.equal(drawn, probing.draw(500, 4, 7, seed=3))
