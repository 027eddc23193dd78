"""The controls of chapter 02: what is squeezed is the context, and nothing else."""

import pytest
import torch

from course_lib.chapters.ch02_encoder.experiments.copying import hand_over, squeeze
from course_lib.data.batching import pad_sources
from course_lib.decoding import greedy
from course_lib.models import build

SIZES = {"source_size": 14, "target_size": 14, "embedding": 5, "hidden": 12, "seed": 3}


@pytest.mark.parametrize("units", [2, 12])
def test_a_squeezed_context_is_small_and_encoder_and_decoder_stay_as_large(units):
    plain, narrow = build(**SIZES).eval(), build(**SIZES).eval()
    squeeze(narrow, 12, units, seed=3)
    source, lengths = pad_sources([[4, 5, 6], [7]])
    memory = narrow.encode(source, lengths)
    assert memory.final[0].shape == (2, 1, units)
    assert narrow.start(memory)[0].shape == plain.start(plain.encode(source, lengths))[0].shape
    torch.testing.assert_close(memory.outputs, plain.encode(source, lengths).outputs)
    own, added = plain.state_dict(), narrow.state_dict()
    assert added.keys() - own.keys() == {
        f"{n}.{k}" for n in ("encoder.narrow", "decoder.wide") for k in ("weight", "bias")
    }
    assert all(torch.equal(added[name], own[name]) for name in own)
    assert len(greedy(narrow, source, lengths)) == 2


def test_all_that_the_decoder_knows_has_passed_the_narrow_place():
    """With weights of zero between them, all sources look the same to the decoder."""
    model = build(**SIZES).eval()
    squeeze(model, 12, 2, seed=0)
    with torch.no_grad():
        model.encoder.narrow.weight.zero_()
    source, lengths = pad_sources([[4, 5, 6], [7, 8, 9]])
    first, second = model.start(model.encode(source, lengths))[0]
    torch.testing.assert_close(first, second)


def test_units_that_are_not_handed_over_are_zero_and_nothing_else_changes():
    plain, model = build(**SIZES).eval(), build(**SIZES).eval()
    hand_over(model, 5)
    source, lengths = pad_sources([[4, 5, 6], [7]])
    whole, part = (each.encode(source, lengths).final[0] for each in (plain, model))
    torch.testing.assert_close(part[..., :5], whole[..., :5])
    assert part.shape == whole.shape and not part[..., 5:].any() and whole[..., 5:].all()
    assert len(greedy(model, source, lengths)) == 2
