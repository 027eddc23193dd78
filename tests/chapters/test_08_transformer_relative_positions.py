"""Distances in place of places: what ALiBi takes off, what rotary positions keep, which way a head looks."""

import pytest
import torch

from course_lib.chapters.ch08_transformer.experiments import relative_positions as relative


def weights(kind, causal, length=6, hidden=16):
    """Of a random self-attention on random vectors (h, T, T)."""
    torch.manual_seed(0)
    attention, x = relative.RelativeAttention(hidden, kind, causal), torch.randn(1, length, hidden)
    allowed = torch.ones(1, length, length, dtype=torch.bool)
    return attention(x, x, allowed.tril() if causal else allowed)[1][0]


def test_alibi_takes_the_same_off_for_each_token_between():
    assert relative.slopes(4).tolist() == [1 / 4, 1 / 16, 1 / 64, 1 / 256]
    bias = relative.RelativeAttention(16, "alibi", causal=True).bias(5)
    assert bias[0, 4].tolist() == [-1, -3 / 4, -1 / 2, -1 / 4, 0]
    assert torch.equal(bias, bias.transpose(1, 2))


def test_heads_of_two_directions_see_nothing_of_the_other():
    left, right = weights("alibi_two_ways", causal=False).chunk(2)
    assert left.triu(1).abs().max() == 0 < left[:, -1].min()  # the last token sees all
    assert right.tril(-1).abs().max() == 0 < right[:, 0].min()


def test_rotary_scores_know_the_distance_alone():
    query, key = torch.randn(2, 1, 1, 1, 16, dtype=torch.float64)
    turned = [relative.turned(one.expand(1, 1, 9, 16)) for one in (query, key)]
    scores = (turned[0] @ turned[1].transpose(-1, -2))[0, 0]
    torch.testing.assert_close(scores[1:, 1:], scores[:-1, :-1], rtol=0, atol=1e-5)  # angles: float32
    assert not torch.allclose(scores[0], scores[0, 0])
    torch.testing.assert_close(scores[0, 0], (query @ key.transpose(-1, -2))[0, 0, 0, 0])


@pytest.mark.parametrize("kind", relative.KINDS)
def test_padding_changes_nothing_and_all_begin_alike(kind):
    model, course = relative.build(kind, 0), relative.build("sinusoids", 0)
    assert all(map(torch.equal, model.state_dict().values(), course.state_dict().values()))
    (source, lengths, target), alone = (relative.COURSE.batch(x) for x in ([(7,), (305_120, 81)], [(7,)]))
    padded = model.encode(source[:1], lengths[:1])  # "seven", EOS, PAD ...
    memory = model.encode(*alone[:2])
    said = [model.advance(target[:1, :3], model.start(read), read)[0] for read in (padded, memory)]
    torch.testing.assert_close(*said)
    assert said[0].isfinite().all()


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="sinusoids"):
        relative.build("waves", 0)


def test_no_line_of_the_test_is_among_those_of_training():
    assert {len(line) for line in relative.lines(5, 20)} == {5}
    assert relative.lines(3, 20) == relative.COURSE.HELD_OUT[:20]
