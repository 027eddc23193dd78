"""Where attention looks, and what matters: against loops, on small models in float64."""

import math

import pytest
import tiny
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.analysis.alignment import agreement, alternatives, influence, slopes, weights
from course_lib.data.batching import collate
from course_lib.data.vocab import EOS, UNK, Vocab

PAIR = ([4, 6, 5, 8], [5, 4, 7])
OTHERS = {4: [5, 6], 5: [4, 6], 6: [4, 5], 7: [], 8: []}
every_score = pytest.mark.parametrize("score", tiny.ATTENTIONS[1:])


@every_score
@given(seed=st.integers(0, 50))
def test_weights_are_distributions_and_padding_gets_none(score, seed):
    model, batch = tiny.model(seed, attention=score, sharpen=2), tiny.batch(seed)
    memory = model.encode(batch.source, batch.source_lengths)
    found = model.alignment(batch.inputs, memory)  # (B, T, S), padded
    torch.testing.assert_close(found.sum(-1), torch.ones_like(found[..., 0]), rtol=0, atol=1e-12)
    for row, n in zip(found, batch.source_lengths.tolist(), strict=True):
        assert (row[:, n:] == 0).all() and (row[:, :n] > 0).all()


@every_score
def test_weights_of_a_pair_are_those_of_its_batch(score):
    model = tiny.model(attention=score, sharpen=2)
    found = weights(model, PAIR)
    assert found.shape == (4, 5)
    batch = collate([PAIR, ([4] * 7, [5] * 6)])
    memory = model.encode(batch.source, batch.source_lengths)
    torch.testing.assert_close(found, model.alignment(batch.inputs, memory)[0, :4, :5])
    with pytest.raises(ValueError, match="no attention"):
        weights(tiny.model(), PAIR)


def log_p(model, source: list[int], target: list[int]) -> list[float]:
    """log p of each token of the target, EOS last, one after the other."""
    batch = collate([(source, target)])
    memory = model.encode(batch.source, batch.source_lengths)
    state, said = model.start(memory), []
    for token, wanted in zip(batch.inputs[0], batch.gold[0], strict=True):
        hidden, state = model.advance(token.view(1, 1), state, memory)
        said.append(model.project(hidden)[0, 0].log_softmax(-1)[wanted].item())
    return said


@pytest.mark.parametrize("score", tiny.ATTENTIONS)
def test_influence_is_the_mean_fall_of_log_p(score):
    model = tiny.model(attention=score, sharpen=3)
    source, target = PAIR
    found = influence(model, PAIR, OTHERS)
    assert found.shape == (4, 4)
    whole = log_p(model, source, target)
    for s, token in enumerate(source):
        changed = [log_p(model, [*source[:s], o, *source[s + 1 :]], target) for o in OTHERS[token]]
        for t in range(4):
            falls = [whole[t] - other[t] for other in changed]
            assert found[t, s].item() == pytest.approx(sum(falls) / len(falls) if falls else 0, abs=1e-12)
    assert (influence(model, PAIR, {}) == 0).all()


def test_alternatives_are_of_one_kind():
    vocab = Vocab(list("a1b2,"), "char")
    found = alternatives(vocab, str.isdigit)
    names = {vocab.names[i]: "".join(vocab.names[j] for j in others) for i, others in found.items()}
    assert names == {"a": "b,", "b": "a,", ",": "ab", "1": "2", "2": "1"}
    assert EOS not in found and UNK not in found


def test_agreement_counts_the_steps_that_depend_on_the_source():
    looked = torch.tensor(
        [[0.7, 0.2, 0.1, 0.0], [0.1, 0.2, 0.6, 0.1], [0.1, 0.1, 0.1, 0.7], [0.9, 0.1, 0, 0]]
    )
    mattered = torch.tensor([[3.0, 2.0, 1.0], [0.0, 2.0, 1.0], [0.0, 0.1, 4.0], [0.0, 0.5, 0.9]])
    found = agreement([(looked, mattered)])
    assert found.steps == 3  # the last step depends on no token
    assert found.same == pytest.approx(1 / 3)
    assert found.after == pytest.approx(2 / 3)
    # ranks: (2, 1, 0) with (2, 1, 0) is 1; (0, 1, 2) with (0, 2, 1) is .5; ties stand in order, so 1
    assert found.rank == pytest.approx((1 + 0.5 + 1) / 3)
    assert found.chance == 0.25
    assert agreement([(looked, mattered)], decisive=3.5).steps == 1
    with pytest.raises(ValueError, match="no step"):
        agreement([(looked, mattered)], decisive=9)


def test_a_single_source_token_has_no_rank():
    found = agreement([(torch.tensor([[0.2, 0.8]]), torch.tensor([[2.0]]))])
    assert found.rank == 0 and found.after == 1 and not math.isnan(found.same)


@every_score
def test_slopes_are_what_small_steps_of_a_vector_say(score):
    """Against differences: move one number of one source token's vector up and down."""
    model = tiny.model(attention=score, sharpen=2)
    source, target = [4, 6, 5], PAIR[1]  # each token once, so that its row of the table is its vector
    found = slopes(model, (source, target))
    table = model.encoder.embedding.weight
    assert found.shape == (4, 3)
    for s, token in enumerate(source):
        squares = torch.zeros(4, dtype=torch.double)
        for e in range(table.size(1)):
            sides = []
            for step in (1e-6, -1e-6):
                with torch.no_grad():
                    table[token, e] += step
                    sides.append(torch.tensor(log_p(model, source, target), dtype=torch.double))
                    table[token, e] -= step
            squares += ((sides[0] - sides[1]) / 2e-6) ** 2
        torch.testing.assert_close(found[:, s].double(), squares.sqrt(), rtol=1e-4, atol=1e-6)
    assert table.grad is None and all(one.requires_grad for one in model.parameters())
