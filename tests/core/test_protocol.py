"""The model protocol: one call equals many, padding changes nothing, beams share the memory."""

import copy
import json
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from tiny import batch as tiny_batch
from tiny import configurations, name, recurrent
from tiny import model as tiny_model
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from course_lib.chapters.ch02_encoder.experiments.padding import ReadsPadding
from course_lib.data.batching import Batch
from course_lib.data.vocab import PAD
from course_lib.decoding import beam_search, greedy, trace
from course_lib.decoding.beam_tree import beam_tree
from course_lib.models import EncoderDecoder, Seq2Seq
from course_lib.models.encoder import Memory, select
from course_lib.models.protocol import VERBS

every_configuration = pytest.mark.parametrize("configuration", configurations(), ids=name)
SOME = [c for c in recurrent() if c["layers"] == 2 and c["context"] == "every step"]
some_configurations = pytest.mark.parametrize("configuration", SOME, ids=name)


def close(a: torch.Tensor, b: torch.Tensor, tolerance: float = 1e-10) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=tolerance)


@every_configuration
def test_all_at_once_equals_step_by_step(configuration):
    model, batch = tiny_model(**configuration), tiny_batch()
    memory = model.encode(batch.source, batch.source_lengths)
    inputs = batch.inputs  # (B, T)
    whole, last = model.advance(inputs, model.start(memory), memory)
    assert whole.shape == (*inputs.shape, 6)
    assert all(len(part) == len(inputs) for part in last)
    for cuts in (range(inputs.size(1) + 1), (0, 2, 3, inputs.size(1))):  # k = 1, then runs of 2, 1, the rest
        state, parts = model.start(memory), []
        for start, end in pairwise(cuts):
            hidden, state = model.advance(inputs[:, start:end], state, memory)
            parts.append(hidden)
        close(torch.cat(parts, 1), whole, 1e-12)
        assert len(state) == len(last)
        for a, b in zip(state, last, strict=True):
            close(a, b, 1e-12)


def results(model: EncoderDecoder, batch: Batch, rows: int) -> dict[str, torch.Tensor]:
    """What `rows` rows of a batch give: memory, hidden vectors at real places, loss and gradients."""
    model.zero_grad()
    memory = model.encode(batch.source, batch.source_lengths)
    hidden, _ = model.advance(batch.inputs, model.start(memory), memory)
    real = batch.gold[:rows] != PAD
    logits = model.project(hidden[:rows][real])
    loss = F.cross_entropy(logits, batch.gold[:rows][real], reduction="sum")
    loss.backward()
    outputs = memory.outputs[:rows][memory.mask[:rows]]
    found = {"hidden": hidden[:rows][real], "loss": loss, "outputs": outputs}
    found |= {f"final {i}": part[:rows] for i, part in enumerate(memory.final)}
    return found | {f"gradient of {n}": p.grad for n, p in model.named_parameters()}


def widen(batch: Batch, columns: int) -> Batch:
    """The batch with columns of PAD behind both sides."""
    return Batch(F.pad(batch.source, (0, columns)), batch.source_lengths, F.pad(batch.target, (0, columns)))


def neighbour(batch: Batch) -> Batch:
    """The batch with one more row, 5 tokens longer than the longest."""
    wider = widen(batch, 5)
    source, target = (torch.randint(4, 8, (1, side.size(1))) for side in (wider.source, wider.target))
    lengths = torch.cat([batch.source_lengths, torch.tensor([source.size(1)])])
    return Batch(torch.cat([wider.source, source]), lengths, torch.cat([wider.target, target]))


def check_padding(model: EncoderDecoder) -> None:
    """AssertionError if PAD columns, or a longer neighbour, change anything about a batch."""
    batch = tiny_batch(seed=1)
    rows = len(batch.source)
    alone = results(model, batch, rows)
    alone = {key: value.detach().clone() for key, value in alone.items()}
    for other in (widen(batch, 3), neighbour(batch)):
        for key, value in results(model, other, rows).items():
            explain = lambda message, key=key: f"{key}: {message}"  # noqa: E731
            torch.testing.assert_close(value, alone[key], rtol=0, atol=1e-10, msg=explain)


@every_configuration
def test_padding_changes_nothing(configuration):
    check_padding(tiny_model(seed=2, **configuration))


@pytest.mark.parametrize("attention", [None, "dot"])
def test_the_padding_test_catches_a_context_read_at_pad(attention):
    model = tiny_model(attention=attention)
    check_padding(model)
    broken = ReadsPadding(9, 5, 6).double()
    broken.load_state_dict(model.encoder.state_dict())
    model.encoder = broken
    with pytest.raises(AssertionError, match=r"hidden|final|outputs"):
        check_padding(model)


@pytest.mark.parametrize("attention", ["dot", "general", "additive"])
def test_the_padding_test_catches_attention_without_a_mask(attention, monkeypatch):
    model = tiny_model(attention=attention)
    attend = model.decoder.attention.forward

    def unmasked(query, outputs, mask, keys):
        return attend(query, outputs, torch.ones_like(mask), keys)

    monkeypatch.setattr(model.decoder.attention, "forward", unmasked)
    with pytest.raises(AssertionError, match="hidden"):
        check_padding(model)


@every_configuration
def test_beams_share_the_memory(configuration):
    model, batch, beams = tiny_model(**configuration), tiny_batch(), 3
    memory = model.encode(batch.source, batch.source_lengths)
    repeated = torch.arange(len(batch.source)).repeat_interleave(beams)  # 0 0 0 1 1 1 …
    _, state = model.advance(batch.inputs[:, :1], model.start(memory), memory)
    state = select(state, repeated)
    tokens = torch.randint(4, 8, (len(repeated), 2), generator=torch.Generator().manual_seed(0))
    shared, after = model.advance(tokens, state, memory)
    expanded, after_expanded = model.advance(tokens, state, select(memory, repeated))
    close(shared, expanded, 1e-12)
    for a, b in zip(after, after_expanded, strict=True):
        close(a, b, 1e-12)


class LargestTensor(TorchDispatchMode):
    """Records how many numbers the largest tensor holds that any operation gives back."""

    largest = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        given = function(*args, **(kwargs or {}))
        parts = given if isinstance(given, (tuple, list)) else (given,)
        self.largest = max([self.largest, *(p.numel() for p in parts if isinstance(p, torch.Tensor))])
        return given


@pytest.mark.parametrize("attention", ["dot", "general"])
@torch.inference_mode()
def test_memory_is_never_copied_for_a_beam(attention):
    model, rows, beams, positions = tiny_model(attention=attention), 2, 50, 40
    source = torch.randint(4, 9, (rows, positions))
    memory = model.encode(source, torch.full((rows,), positions))
    state = select(model.start(memory), torch.arange(rows).repeat_interleave(beams))
    with LargestTensor() as record:
        model.advance(torch.full((rows * beams, 1), 4), state, memory)
    assert record.largest < rows * beams * positions * 6 / 2


def test_rows_that_do_not_share_the_memory_evenly_are_refused():
    model, batch = tiny_model(attention="dot"), tiny_batch()
    memory = model.encode(batch.source, batch.source_lengths)
    rows = torch.tensor([0, 0, 1, 2, 3])
    with pytest.raises(ValueError, match="5 rows of queries do not share 4 rows"):
        model.advance(batch.inputs[rows], select(model.start(memory), rows), memory)


def test_reversed_source_is_the_source_back_to_front():
    forward, backward = (tiny_model(cell="lstm", reverse=reverse) for reverse in (False, True))
    batch = tiny_batch()
    memory = backward.encode(batch.source, batch.source_lengths)
    assert torch.equal(memory.mask, batch.source != PAD)
    for row, length in enumerate(batch.source_lengths):
        source = batch.source[row : row + 1, :length]
        expected = forward.encode(source.flip(1), length[None])
        close(memory.outputs[row : row + 1, :length].flip(1), expected.outputs, 1e-12)
        for a, b in zip(memory.final, expected.final, strict=True):
            close(a[row : row + 1], b, 1e-12)


def test_bidirectional_context_is_the_bridge_over_both_ends():
    model, batch = tiny_model(layers=2, bidirectional=True), tiny_batch()
    memory = model.encode(batch.source, batch.source_lengths)
    assert memory.outputs.shape == (*batch.source.shape, 12)
    last = memory.outputs[torch.arange(4), batch.source_lengths - 1, :6]  # where the forward direction ends
    first = memory.outputs[:, 0, 6:]  # where the backward direction ends
    (bridge,) = model.encoder.bridges
    close(memory.final[0][:, 1], bridge(torch.cat([last, first], -1)).tanh(), 1e-12)


def test_context_initial_is_read_once_and_every_step_each_time():
    batch = tiny_batch()
    for context, same in (("initial", True), ("every step", False)):
        model = tiny_model(context=context)
        memory = model.encode(batch.source, batch.source_lengths)
        other = memory._replace(final=(-memory.final[0],))
        hidden, _ = model.advance(batch.inputs, model.start(memory), memory)
        changed, _ = model.advance(batch.inputs, model.start(memory), other)
        assert torch.equal(hidden, changed) is same


def test_attention_comes_after_the_network():
    """Luong et al. 2015, equation 5: the hidden vector is tanh(W [context; s_t])."""
    model, batch = tiny_model(attention="general"), tiny_batch()
    memory = model.encode(batch.source, batch.source_lengths)
    hidden, state = model.advance(batch.inputs[:, :1], model.start(memory), memory)
    (alone,) = state[0].unbind(1)  # s_1, (B, H)
    weights = model.alignment(batch.inputs[:, :1], memory)  # (B, 1, S)
    context = (weights.transpose(1, 2) * memory.outputs).sum(1)  # (B, H)
    expected = torch.tanh(torch.cat([context, alone], -1) @ model.decoder.combine.weight.T)
    close(hidden[:, 0], expected, 1e-12)


def test_input_feeding_feeds_back_the_attentional_vector():
    model, batch = tiny_model(attention="general", input_feeding=True), tiny_batch()
    memory = model.encode(batch.source, batch.source_lengths)
    start = model.start(memory)
    assert not start[-1].any()
    first, state = model.advance(batch.inputs[:, :1], start, memory)
    assert torch.equal(state[-1], first[:, 0])
    fed, _ = model.advance(batch.inputs[:, 1:2], state, memory)
    starved, _ = model.advance(batch.inputs[:, 1:2], (state[0], torch.zeros_like(state[1])), memory)
    assert not torch.allclose(fed, starved)


@some_configurations
def test_alignment_is_where_the_model_looks(configuration):
    model, batch = tiny_model(dropout=0.5, **configuration), tiny_batch()
    memory = model.encode(batch.source, batch.source_lengths)
    model.train()
    if configuration["attention"] is None:
        with pytest.raises(ValueError, match="no attention"):
            model.alignment(batch.inputs, memory)
        return
    weights = model.alignment(batch.inputs, memory)  # (B, T, S)
    assert model.training and model.decoder.dropout.training
    assert weights.shape == (*batch.inputs.shape, batch.source.size(1))
    close(weights.sum(-1), torch.ones_like(weights[..., 0]), 1e-12)
    assert not weights.masked_select(~memory.mask[:, None].expand_as(weights)).any()
    assert torch.equal(weights, model.alignment(batch.inputs, memory))  # no dropout


@some_configurations
def test_config_rebuilds_the_model(configuration):
    model = Seq2Seq(9, 8, embedding=5, hidden=6, dropout=0.1, seed=3, **configuration)
    twin = Seq2Seq(**json.loads(json.dumps(model.config)))
    assert twin.config == model.config
    for (a, x), (b, y) in zip(model.state_dict().items(), twin.state_dict().items(), strict=True):
        assert a == b and torch.equal(x, y)
    model.config["hidden"] = 7
    assert model.config == twin.config == copy.deepcopy(model).config


def test_the_default_model_is_a_gru_without_attention_made_in_this_order():
    """Chapter 00 trains live: the same seed must go on giving it the same weights."""
    before = torch.random.get_rng_state()
    model = Seq2Seq(9, 8, embedding=5, hidden=6, seed=4)
    assert torch.equal(torch.random.get_rng_state(), before), "the process's own random numbers were used"
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        parts = [nn.Embedding(9, 5, padding_idx=0), nn.GRU(5, 6), nn.Embedding(8, 5, padding_idx=0)]
        parts += [nn.GRU(5, 6), nn.Linear(6, 8)]
    expected = [weights for part in parts for weights in part.parameters()]
    for a, b in zip(model.parameters(), expected, strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cell": "elman"}, "cell must be one of rnn, gru, lstm, not 'elman'"),
        ({"context": "always"}, "context must be one of initial, every step, not 'always'"),
        ({"attention": "concat"}, "attention must be one of dot, general, additive, not 'concat'"),
        ({"attention": ""}, "attention must be one of"),
        ({"attention": "dot", "bidirectional": True}, "not 6 and 12: choose general or additive"),
        ({"input_feeding": True}, "choose an attention"),
        ({"layers": 0}, "layers must be at least 1, not 0"),
        ({"dropout": 1.0}, "dropout must be at least 0 and below 1"),
    ],
)
def test_what_does_not_fit_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        tiny_model(**changes)


class Stranger:
    """Any object with the four verbs: no module, tensors for memory and state, no shared memory."""

    def __init__(self, inner: EncoderDecoder):
        self._inner = inner

    def encode(self, source, lengths):
        return tuple(self._inner.encode(source, lengths)[:3])

    def start(self, memory):
        return self._inner.start(self._rows(memory))

    def advance(self, tokens, state, memory):
        assert len(memory[0]) == len(tokens)  # a row of its own for every hypothesis
        return self._inner.advance(tokens, state, self._rows(memory))

    def project(self, hidden):
        return self._inner.project(hidden)

    def _rows(self, memory):
        return self._inner.decoder.prepare(Memory(*memory))


@pytest.mark.parametrize("attention", [None, "general"])
def test_any_object_with_the_four_verbs_is_decoded_alike(attention):
    inner, batch = tiny_model(attention=attention, sharpen=2.0), tiny_batch(rows=6)
    given, stranger = (batch.source, batch.source_lengths), Stranger(inner)
    assert greedy(stranger, *given) == greedy(inner, *given)
    for width in (1, 2, 4):
        for one, other in zip(
            beam_search(stranger, *given, width), beam_search(inner, *given, width), strict=True
        ):
            assert [found.tokens for found in one] == [found.tokens for found in other]
    row = batch.source[0, : batch.source_lengths[0] - 1].tolist()
    assert beam_tree(stranger, row).tokens == beam_tree(inner, row).tokens
    assert [step.token for step in trace(stranger, row)] == [step.token for step in trace(inner, row)]


@pytest.mark.parametrize("verb", VERBS)
def test_a_missing_verb_is_named_in_one_line(verb):
    model = Stranger(tiny_model())
    setattr(model, verb, None)
    batch = tiny_batch()
    for call in (
        lambda: greedy(model, batch.source, batch.source_lengths),
        lambda: beam_search(model, batch.source, batch.source_lengths),
        lambda: beam_tree(model, [4]),
        lambda: trace(model, [4]),
    ):
        with pytest.raises(ValueError) as told:
            call()
        assert str(told.value) == f"this Stranger is no model yet: it lacks {VERBS[verb]}"
