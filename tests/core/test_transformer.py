"""The Transformer's parts against torch's own, and what it shows of where it looks."""

import math

import pytest
import tiny
import torch
from torch import nn
from torch.testing import assert_close

from course_lib.data.vocab import PAD
from course_lib.models import Transformer
from course_lib.models.multi_head import MultiHeadAttention, causal_mask
from course_lib.models.positions import POSITIONS, Positions, sinusoids
from course_lib.models.transformer import EncoderStack
from course_lib.models.transformer_layers import (
    PLACEMENTS,
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    LayerSettings,
)

WIDTH, HEADS, D_FF = 8, 2, 12
LOOKING = [c for c in tiny.transformers() if c["norm"] == "layer" and c["positions"] == "sinusoidal"]


def numbers(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.double)


def given(ours: MultiHeadAttention, theirs: nn.MultiheadAttention) -> None:
    """Our weights into torch's attention, which keeps three matrices in one."""
    with torch.no_grad():
        for name, part in (("in_proj_weight", "weight"), ("in_proj_bias", "bias")):
            parts = [getattr(matrix, part) for matrix in (ours.query, ours.key, ours.value)]
            getattr(theirs, name).copy_(torch.cat(parts))
    theirs.out_proj.load_state_dict(ours.out.state_dict())


@pytest.mark.parametrize("hidden", ["nothing", "padding", "future"])
def test_multi_head_attention_is_torchs(hidden):
    ours = MultiHeadAttention(WIDTH, HEADS).double()
    theirs = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True).double()
    given(ours, theirs)
    x, y = numbers(3, 5, WIDTH), numbers(3, 4 if hidden == "padding" else 5, WIDTH, seed=1)
    mask, wants = None, {}
    if hidden == "padding":
        mask = (torch.arange(4) < torch.tensor([[4], [1], [2]]))[:, None]  # (B, 1, S)
        wants = {"key_padding_mask": ~mask[:, 0]}
    elif hidden == "future":
        mask = causal_mask(5, 5)
        wants = {"attn_mask": ~mask}
    expected, weights = theirs(x, y, y, average_attn_weights=False, **wants)
    looked: list = []
    found = ours(x, ours.keys_values(y), mask, looked)
    assert_close(ours(x, ours.keys_values(y), mask), expected)
    assert_close(found, expected)
    assert_close(looked, [weights])


def test_beams_look_as_if_each_had_its_own_memory():
    ours, beams = MultiHeadAttention(WIDTH, HEADS).double(), 3
    x, seen = numbers(2 * beams, 2, WIDTH), ours.keys_values(numbers(2, 5, WIDTH, seed=1))
    mask = (torch.arange(5) < torch.tensor([[5], [2]]))[:, None]
    copies = torch.arange(2).repeat_interleave(beams)
    own = tuple(part[copies] for part in seen)
    shared, apart = [], []
    assert_close(ours(x, seen, mask, shared), ours(x, own, mask[copies], apart))
    assert_close(shared, apart)
    assert_close(ours(x, seen, mask), ours(x, own, mask[copies]))


def test_a_causal_mask_leaves_the_past():
    assert causal_mask(1, 7) is None
    assert causal_mask(2, 4).tolist() == [[True, True, True, False], [True] * 4]


def fitted(ours: nn.Module, theirs: nn.Module, attentions: dict[str, str]) -> None:
    """Our weights of a layer into torch's layer; its norms begin as ours do."""
    for mine, name in attentions.items():
        given(getattr(ours, mine), getattr(theirs, name))
    theirs.linear1.load_state_dict(ours.feed_forward[0].state_dict())
    theirs.linear2.load_state_dict(ours.feed_forward[3].state_dict())


@pytest.mark.parametrize("activation", ["relu", "gelu"])
@pytest.mark.parametrize("placement", PLACEMENTS)
def test_an_encoder_layer_is_torchs(placement, activation):
    ours = EncoderLayer(
        LayerSettings(WIDTH, HEADS, D_FF, placement=placement, activation=activation)
    ).double()
    settings = {"norm_first": placement == "pre", "batch_first": True, "activation": activation}
    theirs = nn.TransformerEncoderLayer(WIDTH, HEADS, D_FF, 0.0, **settings).double()
    fitted(ours, theirs, {"attention": "self_attn"})
    x, mask = numbers(3, 5, WIDTH), torch.arange(5) < torch.tensor([[5], [1], [3]])
    expected = theirs(x, src_key_padding_mask=~mask)
    assert_close(ours(x, mask)[mask], expected[mask])
    assert_close(ours(x), theirs(x))


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_decoder_layer_is_torchs(placement):
    ours = DecoderLayer(LayerSettings(WIDTH, HEADS, D_FF, placement=placement)).double()
    settings = {"norm_first": placement == "pre", "batch_first": True}
    theirs = nn.TransformerDecoderLayer(WIDTH, HEADS, D_FF, 0.0, **settings).double()
    fitted(ours, theirs, {"attention": "self_attn", "cross": "multihead_attn"})
    x, outputs = numbers(3, 4, WIDTH), numbers(3, 5, WIDTH, seed=1)
    real = torch.arange(5) < torch.tensor([[5], [1], [3]])
    nothing = tuple(part[:, :, :0] for part in ours.attention.keys_values(x))
    found, _ = ours(x, nothing, ours.cross.keys_values(outputs), real)
    expected = theirs(x, outputs, tgt_mask=~causal_mask(4, 4), memory_key_padding_mask=~real)
    assert_close(found, expected)


def test_sinusoids_are_the_papers_formula():
    waves = sinusoids(7, 6).double()
    for t in range(7):
        for i in range(3):
            angle = t / 10000 ** (2 * i / 6)
            assert waves[t, 2 * i].item() == pytest.approx(math.sin(angle), abs=1e-6)
            assert waves[t, 2 * i + 1].item() == pytest.approx(math.cos(angle), abs=1e-6)
    assert sinusoids(7, 5).shape == (7, 5)  # the last sine without its cosine


@pytest.mark.parametrize("kind", POSITIONS)
def test_a_place_is_the_same_whenever_it_is_read(kind):
    places, x = Positions(kind, WIDTH, longest=6), numbers(2, 6, WIDTH).float()
    whole = places(x)
    assert torch.equal(torch.cat([places(x[:, :2]), places(x[:, 2:], start=2)], 1), whole)
    assert torch.equal(whole, x) is (kind == "none")


def test_waves_go_on_and_a_learned_table_ends():
    waves, table = (Positions(kind, WIDTH, longest=4) for kind in ("sinusoidal", "learned"))
    x = torch.zeros(1, 3, WIDTH)
    assert_close(waves(x, start=4)[0], sinusoids(7, WIDTH)[4:])
    assert not waves.state_dict()
    with pytest.raises(ValueError, match="only 4 places were learned, and this is place 7"):
        table(x, start=4)


@pytest.mark.parametrize("configuration", LOOKING, ids=tiny.name)
def test_looking_sees_all_layers_without_dropout(configuration):
    model, batch = tiny.model(sharpen=2.0, dropout=0.5, **configuration).train(), tiny.batch()
    (rows, source), steps = batch.source.shape, batch.inputs.size(1)
    seen = model.attention_weights(batch.source, batch.source_lengths, batch.inputs)
    assert model.training
    places = {"encoder": (source, source), "decoder": (steps, steps), "source": (steps, source)}
    real = batch.source != PAD
    for name, shape in places.items():
        assert [tuple(one.shape) for one in seen[name]] == [(rows, 2, *shape)] * 2
        for weights in seen[name]:
            assert_close(weights.sum(-1), torch.ones_like(weights[..., 0]))
            if name == "decoder":
                assert not weights.triu(1).any()
            else:
                assert not weights.masked_select(~real[:, None, None]).any()
    memory = model.eval().encode(batch.source, batch.source_lengths)
    assert_close(model.alignment(batch.inputs, memory), seen["source"][-1].mean(1))
    free = model.attention_weights(batch.source, batch.source_lengths, batch.inputs, causal=False)
    assert all((weights > 0).all() for weights in free["decoder"])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Transformer(9, 8, hidden=6, heads=4), "a multiple of the heads, not 6 of 4"),
        (lambda: Transformer(9, 8, hidden=8, placement="mid"), "placement must be one of pre, post"),
        (lambda: Transformer(9, 8, hidden=8, positions="relative"), "positions must be one of sinusoidal"),
        (lambda: Transformer(9, 8, hidden=8, norm="group"), "norm must be one of layer"),
        (lambda: Transformer(9, 8, hidden=8, d_ff=0), "d_ff must be at least 1"),
        (lambda: FeedForward(8, 8, "tanh"), "activation must be one of relu, gelu, not 'tanh'"),
        (lambda: EncoderStack(1, LayerSettings(8, 2, 8, activation="elu")), "activation must be one of"),
        (lambda: tiny.model(architecture="lstm"), "architecture must be one of recurrent, transformer"),
    ],
)
def test_what_does_not_fit_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
