"""The norms: equal to torch's where torch has them, to a plain loop elsewhere; what each of them looks at."""

import pytest
import tiny
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from course_lib.models.normalization import NORMS, BatchNorm, LayerNorm, PowerNorm, RMSNorm, norm
from course_lib.models.transformer import EncoderStack
from course_lib.models.transformer_layers import PLACEMENTS, FeedForward, LayerSettings, Residual

every_norm = pytest.mark.parametrize("kind", NORMS)
LOOK_AT_THE_BATCH = ("batch", "power-v")  # in training; PN looks at the batches before
seeds = st.integers(0, 10_000)
shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3)  # before the width: one sentence, or a batch
widths = st.integers(2, 9)


def close(a: torch.Tensor, b: torch.Tensor) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


def drawn(seed: int, *shape: int) -> torch.Tensor:
    """Random float64 numbers whose place and size differ from column to column."""
    chance = torch.Generator().manual_seed(seed)
    spread, middle = (torch.randn(shape[-1], generator=chance, dtype=torch.double) for _ in range(2))
    return torch.randn(shape, generator=chance, dtype=torch.double) * (1 + spread.abs()) + 3 * middle


def trained(kind: str, width: int, seed: int = 0) -> nn.Module:
    """A norm in float64 whose gain and bias are not those of the beginning."""
    made = norm(kind, width).double()
    for k, weights in enumerate(made.parameters()):
        weights.data = drawn(seed + k, width)
    return made


def sentences(
    seed: int, rows: int = 3, longest: int = 5, width: int = 4
) -> tuple[torch.Tensor, torch.Tensor]:
    """x (B, T, d) and its mask (B, T): the first row is full, the others are shorter."""
    x = drawn(seed, rows, longest, width)
    lengths = torch.tensor([longest, *(1 + (seed + k) % longest for k in range(1, rows))])
    return x, torch.arange(longest) < lengths[:, None]


# ---- against torch ----


@given(seeds, shapes, widths)
def test_layer_norm_is_torchs(seed, shape, width):
    ours, theirs, x = trained("layer", width, seed), nn.LayerNorm(width).double(), drawn(seed, *shape, width)
    theirs.weight, theirs.bias = ours.gain, ours.bias
    close(ours(x), theirs(x))


@given(seeds, shapes, widths)
def test_layer_norm_is_its_formula(seed, shape, width):
    ours, x = trained("layer", width, seed), drawn(seed, *shape, width)
    mean = x.sum(-1, keepdim=True) / width
    variance = (x - mean).square().sum(-1, keepdim=True) / width
    close(ours(x), ours.gain * (x - mean) / (variance + 1e-5).sqrt() + ours.bias)


@given(seeds, shapes, widths)
def test_rms_norm_is_torchs_and_its_formula(seed, shape, width):
    ours, theirs = trained("rms", width, seed), nn.RMSNorm(width, eps=1e-5).double()
    x, theirs.weight = drawn(seed, *shape, width), ours.gain
    close(ours(x), theirs(x))
    close(ours(x), ours.gain * x / (x.square().sum(-1, keepdim=True) / width + 1e-5).sqrt())


@given(seeds, st.integers(2, 7), st.integers(1, 5), widths)
def test_batch_norm_is_torchs_in_training_and_in_use(seed, rows, columns, width):
    ours, theirs = trained("batch", width, seed), nn.BatchNorm1d(width).double()
    theirs.weight, theirs.bias = ours.gain, ours.bias
    for step in range(3):
        x = drawn(seed + step, rows, columns, width)
        close(ours(x), theirs(x.flatten(0, 1)).view_as(x))
        close(ours.mean, theirs.running_mean)
        close(ours.variance, theirs.running_var)
    ours.eval(), theirs.eval()
    x = drawn(seed + 3, 1, 1, width)  # alone, as in use
    close(ours(x), theirs(x.flatten(0, 1)).view_as(x))
    close(ours.mean, theirs.running_mean)


def test_batch_norm_of_a_single_token_keeps_numbers():
    one = trained("batch", 4)
    assert one(drawn(0, 1, 1, 4)).isfinite().all() and one.variance.isfinite().all()


# ---- power norm, number by number ----


@given(seeds)
def test_power_norms_are_a_plain_loop(seed):
    kinds = {name: trained(name, 4, seed) for name in ("power", "power-v")}
    running = [1.0] * 4
    for step in range(3):
        x, mask = sentences(seed + step)
        real = [x[b, t] for b in range(3) for t in range(5) if mask[b, t]]
        own = [sum(float(token[j]) ** 2 for token in real) / len(real) for j in range(4)]
        for name, squares in (("power", running), ("power-v", own)):
            kind, found = kinds[name], kinds[name](x, mask)
            for j in range(4):
                wanted = kind.gain[j] * x[..., j] / (squares[j] + 1e-5) ** 0.5 + kind.bias[j]
                close(found[..., j], wanted)
        running = [old + 0.1 * (new - old) for old, new in zip(running, own, strict=True)]
        for kind in kinds.values():
            close(kind.square, torch.tensor(running, dtype=torch.double))
    x, mask = sentences(seed + 3)
    for kind in kinds.values():  # in use both take the running square, and leave it as it is
        wanted = kind.gain * x / (torch.tensor(running, dtype=torch.double) + 1e-5).sqrt() + kind.bias
        close(kind.eval()(x, mask), wanted)
        close(kind.square, torch.tensor(running, dtype=torch.double))


def test_a_gradient_flows_through_what_pn_v_divides_by_and_not_through_pns():
    x = drawn(0, 3, 2, 4).requires_grad_()
    own = trained("power-v", 4)
    assert torch.autograd.gradcheck(own, x)  # of the whole formula, psi included
    kept = trained("power", 4)
    kept.square.fill_(4.0)
    (found,) = torch.autograd.grad(kept(x).sum(), x)
    close(found, (kept.gain / (4 + 1e-5) ** 0.5).expand_as(found))


# ---- what a norm looks at ----


@every_norm
@given(seed=seeds)
def test_padding_changes_nothing(kind, seed):
    """Neither more columns nor other numbers in them, in training and in use, nor what is remembered."""
    short, long = trained(kind, 4, seed), trained(kind, 4, seed)
    x, mask = sentences(seed)
    wide = torch.cat([x, drawn(seed + 1, 3, 2, 4)], 1)
    wide[:, :5][~mask] = 1e6
    wide_mask = torch.cat([mask, torch.zeros(3, 2, dtype=torch.bool)], 1)
    for one in (short, long):
        one.train()
    close(short(x, mask)[mask], long(wide, wide_mask)[wide_mask])
    for ours, theirs in zip(short.buffers(), long.buffers(), strict=True):
        close(ours, theirs)
    short.eval(), long.eval()
    close(short(x, mask)[mask], long(wide, wide_mask)[wide_mask])


@every_norm
def test_who_feels_a_neighbour(kind):
    x, changed = drawn(0, 2, 4, 6), drawn(0, 2, 4, 6)
    changed[0, 3] += 5
    moved = [(trained(kind, 6)(changed) - trained(kind, 6)(x))[0, 0].abs().max() > 1e-9]
    moved += [(trained(kind, 6).eval()(changed) - trained(kind, 6).eval()(x))[0, 0].abs().max() > 1e-9]
    assert moved == [kind in LOOK_AT_THE_BATCH, False]


@pytest.mark.parametrize("placement", PLACEMENTS)
@every_norm
def test_a_decoder_leaks_the_future_through_the_batch(kind, placement):
    """In training a later token changes what is said before it; in use it cannot, whatever the norm."""
    batch = tiny.batch(rows=3)
    changed = batch.target.clone()
    changed[0, -2] = 4 + (int(changed[0, -2]) - 3) % 4  # the last token that row 0 reads
    leaks = []
    for training in (True, False):
        said = []
        for target in (batch.target, changed):
            model = tiny.model(architecture="transformer", norm=kind, placement=placement).train(training)
            memory = model.encode(batch.source, batch.source_lengths)
            said.append(model.advance(target[:, :-1], model.start(memory), memory)[0][0])
        leaks.append(bool((said[0] - said[1])[:-1].abs().max() > 1e-9))
        assert (said[0] - said[1])[-1].abs().max() > 1e-9  # the changed place itself does change
    assert leaks == [kind in LOOK_AT_THE_BATCH, False]


@every_norm
def test_use_does_not_move_what_is_remembered(kind):
    made = trained(kind, 4).eval()
    before = [buffer.clone() for buffer in made.buffers()]
    made(*sentences(0))
    assert all(torch.equal(a, b) for a, b in zip(before, made.buffers(), strict=True))


# ---- where a norm stands ----


@every_norm
def test_the_two_places_of_a_norm(kind):
    x, mask = sentences(0)
    feed_forward = FeedForward(4, 8).double()
    for placement in PLACEMENTS:
        made = Residual(4, placement, kind).double()
        apart = norm(kind, 4).double()  # remembers nothing of the other call
        found = made(x, feed_forward, mask)
        if placement == "post":
            close(found[mask], apart(x + feed_forward(x), mask)[mask])
        else:
            close(found[mask], (x + feed_forward(apart(x, mask)))[mask])


@pytest.mark.parametrize("layers", [1, 3])
def test_a_stack_of_either_kind_ends_in_a_norm(layers):
    """Pre-LN by one more norm at its end, Post-LN by the last sum's."""
    x = 50 * drawn(0, 2, 3, 8)
    for placement in PLACEMENTS:
        stack = EncoderStack(layers, LayerSettings(8, 2, 8, placement=placement)).double()
        assert (stack.final is None) is (placement == "post")
        found = stack(x)
        close(found.mean(-1), torch.zeros(2, 3).double())
        torch.testing.assert_close(found.var(-1, correction=0), torch.ones(2, 3).double(), rtol=0, atol=1e-3)
        free = x
        for layer in stack.layers:
            free = layer(free)
        close(found, free if stack.final is None else stack.final(free))
    assert isinstance(EncoderStack(1, LayerSettings(8, 2, 8, norm="batch")).final, BatchNorm)


def test_names():
    kinds = {"layer": LayerNorm, "rms": RMSNorm, "batch": BatchNorm, "power": PowerNorm, "power-v": PowerNorm}
    assert {name: type(norm(name, 3)) for name in NORMS} == kinds
    assert norm("power", 3).running and not norm("power-v", 3).running
    with pytest.raises(ValueError, match="layer, rms, batch"):
        norm("group", 3)
    with pytest.raises(ValueError, match="pre, post"):
        Residual(3, "middle")
