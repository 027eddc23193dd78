"""Decoding: greedy, beam search and sampling, each against a slower way that can be read at a glance."""

import math
from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import SOURCE_SIZE
from tiny import model as tiny_model

from course_lib.data.batching import pad_sources
from course_lib.data.vocab import BOS, EOS, PAD, UNK, Vocab
from course_lib.decoding import decode_pairs, greedy, sample, trace, translate
from course_lib.decoding.decode import beam_search
from course_lib.decoding.sampling import draw, probabilities_of
from course_lib.models import EncoderDecoder

MODELS = {
    "gru": {},
    "lstm": {"cell": "lstm", "layers": 2, "attention": "general", "bidirectional": True},
    "input feeding": {"attention": "additive", "input_feeding": True, "context": "every step"},
}
every_model = pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS)
SOURCES = st.lists(st.lists(st.integers(3, SOURCE_SIZE - 1), max_size=6), min_size=1, max_size=6)


def following(model: EncoderDecoder, source: list[int], said: tuple[int, ...]) -> list[float]:
    """log p of each next token after `said`, read from the start, for one sentence alone."""
    memory = model.encode(*pad_sources([source]))
    hidden, _ = model.advance(torch.tensor([[BOS, *said]]), model.start(memory), memory)
    logits = model.project(hidden[0, -1])
    logits[[PAD, BOS]] = -math.inf
    return logits.log_softmax(-1).tolist()


def penalty(length: int, alpha: float) -> float:
    return ((5 + length) / 6) ** alpha


Scored = list[tuple[float, tuple[int, ...]]]  # (score, tokens with EOS where it came), the best score first


def exhaustive(model: EncoderDecoder, source: list[int], alpha: float, longest: int) -> Scored:
    """Every output there is: with EOS last, or cut at `longest` tokens."""
    found, beginnings = [], [((), 0.0)]
    for length in range(1, longest + 1):
        grown = []
        for said, log_prob in beginnings:
            for token, more in enumerate(following(model, source, said)):
                if more > -math.inf:
                    grown.append(((*said, token), log_prob + more))
        ended = [(said, p) for said, p in grown if said[-1] == EOS or length == longest]
        found += [(p / penalty(length, alpha), said) for said, p in ended]
        beginnings = [(said, p) for said, p in grown if said[-1] != EOS]
    return sorted(found, key=lambda pair: -pair[0])


def plain_beam(model: EncoderDecoder, source: list[int], beam: int, alpha: float, longest: int) -> Scored:
    """Beam search over one sentence to the very end, without a stopping rule."""
    finished, live = [], [((), 0.0)]
    for length in range(1, longest + 1):
        grown = [
            ((*said, token), log_prob + more)
            for said, log_prob in live
            for token, more in enumerate(following(model, source, said))
            if more > -math.inf
        ]
        kept = sorted(grown, key=lambda pair: -pair[1])[:beam]
        done = [(said, p) for said, p in kept if said[-1] == EOS or length == longest]
        finished += [(p / penalty(length, alpha), said) for said, p in done]
        live = [pair for pair in kept if pair not in done]
    return sorted(finished, key=lambda pair: -pair[0])


def sources(seed: int, count: int) -> list[list[int]]:
    chance = torch.Generator().manual_seed(seed)
    lengths = torch.randint(0, 6, (count,), generator=chance).tolist()
    return [torch.randint(3, SOURCE_SIZE, (n,), generator=chance).tolist() for n in lengths]


def without_eos(said: tuple[int, ...]) -> list[int]:
    return [token for token in said if token != EOS]


@every_model
@pytest.mark.parametrize("alpha", [0.0, 0.6, 2.0])
@torch.inference_mode()
def test_a_wide_beam_equals_exhaustive_search(changes, alpha):
    model, longest = tiny_model(seed=1, sharpen=2.5, target_size=6, **changes), 4
    some = sources(3, 5)
    found = beam_search(model, *pad_sources(some), beam=400, alpha=alpha, max_length=longest)
    for source, hypotheses in zip(some, found, strict=True):
        score, said = exhaustive(model, source, alpha, longest)[0]
        best = hypotheses[0]
        assert best.tokens == without_eos(said)
        assert best.ended == (said[-1] == EOS)
        assert best.score == pytest.approx(score, abs=1e-10)
        assert best.log_prob == pytest.approx(score * penalty(len(said), alpha), abs=1e-10)


@every_model
@torch.inference_mode()
def test_a_narrow_beam_equals_a_plain_one_that_never_stops_early(changes):
    model = tiny_model(seed=2, sharpen=2.5, target_size=7, **changes)
    some = sources(4, 4)
    for beam, alpha in product((1, 2, 3, 5), (0.0, 0.6, 1.5)):
        found = beam_search(model, *pad_sources(some), beam=beam, alpha=alpha, max_length=7)
        for source, hypotheses in zip(some, found, strict=True):
            score, said = plain_beam(model, source, beam, alpha, 7)[0]
            assert hypotheses[0].tokens == without_eos(said)
            assert hypotheses[0].score == pytest.approx(score, abs=1e-10)
            assert len(hypotheses) <= beam
            assert hypotheses == sorted(hypotheses, key=lambda h: -h.score)


@settings(max_examples=40)
@given(SOURCES, st.integers(0, 30), st.sampled_from(sorted(MODELS)), st.floats(0, 3))
def test_a_beam_of_one_is_greedy(some, seed, name, alpha):
    model = tiny_model(seed, sharpen=3.0, **MODELS[name])
    found = beam_search(model, *pad_sources(some), beam=1, alpha=alpha)
    said = greedy(model, *pad_sources(some))
    assert [[h.tokens for h in hypotheses] for hypotheses in found] == [[ids] for ids in said]


@settings(max_examples=40)
@given(SOURCES, st.integers(0, 30), st.sampled_from(sorted(MODELS)))
def test_a_batch_says_what_its_rows_say_alone(some, seed, name):
    model = tiny_model(seed, sharpen=3.0, **MODELS[name])
    assert greedy(model, *pad_sources(some)) == [greedy(model, *pad_sources([source]))[0] for source in some]
    together = beam_search(model, *pad_sources(some), beam=3, max_length=6)
    alone = [beam_search(model, *pad_sources([source]), beam=3, max_length=6)[0] for source in some]
    assert [[h.tokens for h in found] for found in together] == [[h.tokens for h in found] for found in alone]


@every_model
def test_greedy_says_the_likeliest_token_at_each_step(changes):
    model = tiny_model(seed=3, sharpen=3.0, **changes)
    some = sources(0, 6)
    said = greedy(model, *pad_sources(some))
    assert len({tuple(ids) for ids in said}) > 2
    with torch.inference_mode():
        for source, ids in zip(some, said, strict=True):
            limit = 2 * (len(source) + 1) + 10
            for t, token in enumerate([*ids, EOS][:limit]):
                logs = following(model, source, tuple(ids[:t]))
                assert token == max(range(len(logs)), key=logs.__getitem__)


def flat_model() -> EncoderDecoder:
    """Every token but EOS is equally likely after every beginning; EOS never comes."""
    model = tiny_model()
    with torch.no_grad():
        model.output.weight.zero_()
        model.output.bias.zero_()
        model.output.bias[EOS] = -50
    return model


def test_ties_go_to_the_smaller_id():
    model, source = flat_model(), pad_sources([[4, 5], [6]])
    assert greedy(model, *source, max_length=3) == [[UNK] * 3] * 2
    found = beam_search(model, *source, beam=3, max_length=2)[0]
    assert [h.tokens for h in found] == [[UNK, UNK], [UNK, 4], [UNK, 5]]
    assert not any(h.ended for h in found)
    found = beam_search(model, *source, beam=5, max_length=1)[0]
    assert [h.tokens for h in found] == [[UNK], [4], [5], [6], [7]]


class Script:
    """The protocol without a network: step t says EOS with probability ends[t], and else UNK."""

    training = False

    def __init__(self, ends: list[float]):
        self.logits = torch.full((len(ends), 5), -math.inf, dtype=torch.float64)
        self.logits[:, EOS] = torch.tensor(ends).log()
        self.logits[:, UNK] = (1 - torch.tensor(ends)).log()

    def eval(self): ...

    def train(self, mode): ...

    def encode(self, source, lengths):
        return (source,)

    def start(self, memory):
        return (torch.zeros(len(memory[0]), dtype=torch.long),)

    def advance(self, tokens, state, memory):
        return state[0][:, None, None], (state[0] + 1,)

    def project(self, hidden):
        return self.logits[hidden[:, 0]]


def test_the_search_goes_on_while_a_longer_output_could_win():
    """After one step EOS leads, at -0.51 against -0.92; after ten -0.92 / length_penalty wins, or not."""
    model, source = Script([0.6] + [0.001] * 9), pad_sources([[4], [5, 6]])
    for alpha, tokens in ((1.0, [UNK] * 10), (0.5, [])):
        for found in beam_search(model, *source, beam=2, alpha=alpha, max_length=10):
            assert found[0].tokens == tokens
            assert found[0].ended == (not tokens)


def test_lengths_are_limited_row_by_row():
    model, source = flat_model(), pad_sources([[4] * 5, []])
    assert [len(ids) for ids in greedy(model, *source)] == [22, 12]  # twice the length with EOS, and ten
    assert [len(found[0].tokens) for found in beam_search(model, *source, beam=2)] == [22, 12]
    assert len(trace(model, [])) == 12
    for search in (greedy, beam_search):
        with pytest.raises(ValueError, match="max_length must be at least 1"):
            search(model, *source, max_length=0)


@pytest.mark.parametrize("search", [greedy, beam_search])
def test_finished_sentences_are_dropped(search, monkeypatch):
    model = tiny_model(seed=3, sharpen=3.0)
    some = sources(0, 12)
    seen, advance = [], model.advance

    def counted(tokens, state, memory):
        seen.append((len(tokens), len(memory.mask)))
        return advance(tokens, state, memory)

    monkeypatch.setattr(model, "advance", counted)
    search(model, *pad_sources(some))
    width = seen[-1][0] // seen[-1][1]
    assert [tokens for tokens, _ in seen[2:]] == [width * rows for _, rows in seen[2:]]
    rows = [rows for _, rows in seen]
    assert rows == sorted(rows, reverse=True) and rows[-1] < 12


def test_the_training_mode_is_left_as_it_was():
    model, source = tiny_model(dropout=0.5), pad_sources([[4, 5]])
    model.train()
    greedy(model, *source)
    beam_search(model, *source)
    trace(model, [4, 5])
    with pytest.raises(ValueError, match="vocabulary lacks"):
        greedy(model, source[0] + SOURCE_SIZE, source[1])
    assert model.training and model.decoder.dropout.training
    assert greedy(model, *source) == greedy(model, *source)  # no dropout inside


def test_trace_is_greedy_and_tells_what_the_model_thought():
    model = tiny_model(seed=3, sharpen=3.0)
    for source in sources(0, 6):
        steps = trace(model, source)
        said = [step.token for step in steps]
        assert without_eos(said) == greedy(model, *pad_sources([source]))[0]
        for step in steps:
            assert step.probabilities.sum().item() == pytest.approx(1)
            assert not step.probabilities[[PAD, BOS]].any() and not step.planted
    planted = trace(model, [4, 5, 6], plant={1: 7}, max_length=3)
    assert [step.planted for step in planted] == [False, True, False]
    assert planted[1].token == 7


def test_decode_pairs_and_translate_keep_the_order():
    model = tiny_model(seed=3, sharpen=3.0)
    some = sources(0, 9)
    alone = [greedy(model, *pad_sources([source]))[0] for source in some]
    assert decode_pairs(model, some, batch_size=4) == alone
    wide = [beam_search(model, *pad_sources([source]), beam=4)[0][0].tokens for source in some]
    assert decode_pairs(model, some, batch_size=4, beam=4) == wide != alone
    assert decode_pairs(model, []) == []
    source_vocab, target_vocab = Vocab("abcde", "char"), Vocab("wxyz", "char")
    texts = ["abc", "", "e"]
    for beam in (1, 3):
        rows = decode_pairs(model, [source_vocab.encode(text) for text in texts], beam=beam)
        expected = [target_vocab.decode(ids) for ids in rows]
        assert translate(model, source_vocab, target_vocab, texts, beam) == expected


def test_beam_search_refuses_wrong_values():
    model, source = tiny_model(), pad_sources([[4]])
    for wrong, says in (
        ({"beam": 0}, "beam must be at least 1"),
        ({"alpha": -0.1}, "alpha must be from 0 to 10"),
    ):
        with pytest.raises(ValueError, match=says):
            beam_search(model, *source, **wrong)


def test_decoding_uses_no_random_numbers_of_the_process():
    model, source = tiny_model(dropout=0.5), pad_sources([[4, 5], [6]])
    before = torch.random.get_rng_state()
    greedy(model, *source)
    beam_search(model, *source)
    sample(model, *source, generator=torch.Generator().manual_seed(0))
    assert torch.equal(torch.random.get_rng_state(), before)


def rows_of_logits(seed: int, rows: int = 3, size: int = 8) -> torch.Tensor:
    return 2 * torch.randn(rows, size, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@given(st.integers(0, 1000), st.floats(0.1, 5), st.integers(1, 10), st.floats(0.01, 1))
def test_the_two_cuts_equal_their_definition(seed, temperature, top_k, top_p):
    logits = rows_of_logits(seed)
    for row, given_row in zip(probabilities_of(logits, temperature, top_k, top_p), logits, strict=True):
        masses = [math.exp(x / temperature) for x in given_row.tolist()]
        kept = sorted(range(8), key=lambda i: -masses[i])[:top_k]
        whole, nucleus, mass = sum(masses[i] for i in kept), [], 0.0
        for i in kept:
            if mass >= top_p * whole:
                break
            nucleus.append(i)
            mass += masses[i]
        expected = [masses[i] / mass if i in nucleus else 0.0 for i in range(8)]
        assert row.tolist() == pytest.approx(expected, abs=1e-12)


def test_the_nucleus_is_the_smallest_set_with_enough_mass():
    logits = torch.tensor([[0.5, 0.25, 0.125, 0.125]], dtype=torch.float64).log()
    for top_p, kept in ((0.1, 1), (0.49, 1), (0.51, 2), (0.74, 2), (0.76, 3), (0.9, 4), (1.0, 4)):
        assert int((probabilities_of(logits, top_p=top_p) > 0).sum()) == kept
    tied = torch.zeros(1, 4)
    assert probabilities_of(tied, top_k=2).tolist() == [[0.5, 0.5, 0, 0]]
    many = probabilities_of(torch.zeros(1, 1000), top_k=10)  # a sort that is not stable keeps a few in order
    assert many.nonzero()[:, 1].tolist() == list(range(10))
    assert probabilities_of(tied, top_p=0.6).tolist()[0][3] == 0


@given(st.integers(0, 1000), st.floats(0, 1, exclude_max=True))
def test_draw_never_says_what_has_no_probability(seed, number):
    probabilities = probabilities_of(rows_of_logits(seed).float(), top_k=3)
    for noise in (torch.full((3,), number), torch.ones(3)):  # rounding can make a 1 of what was below it
        assert (probabilities.gather(1, draw(probabilities, noise)[:, None]) > 0).all()


def test_draw_follows_the_probabilities():
    """Pearson's chi-square over 20,000 draws: below the 99.9 % point for 7 degrees of freedom (24.3)."""
    probabilities = rows_of_logits(0, rows=1).softmax(-1)
    count = 20_000
    noise = torch.rand(count, generator=torch.Generator().manual_seed(0))
    drawn = draw(probabilities.expand(count, -1), noise).bincount(minlength=8)
    expected = count * probabilities[0]
    assert ((drawn - expected) ** 2 / expected).sum() < 24.3


def test_samples_follow_the_model_whole_outputs_too():
    """Frequencies of whole outputs against their exact probabilities, chi-square over all that are common."""
    model, longest, count = tiny_model(seed=1, sharpen=2.0, target_size=6), 3, 8_000
    source, lengths = pad_sources([[4, 5]] * count)
    said = sample(model, source, lengths, max_length=longest, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        every = exhaustive(model, [4, 5], 0.0, longest)
    exact: dict[tuple[int, ...], float] = {}
    for log_prob, ids in every:
        key = tuple(without_eos(ids))
        exact[key] = exact.get(key, 0.0) + math.exp(log_prob)
    assert sum(exact.values()) == pytest.approx(1)
    common = {ids: p for ids, p in exact.items() if p * count >= 10}
    assert len(common) > 8
    counts = {ids: 0 for ids in exact}
    for ids in said:
        counts[tuple(ids)] += 1
    chi_square = sum((counts[ids] - p * count) ** 2 / (p * count) for ids, p in common.items())
    freedom = len(common)
    assert chi_square < freedom + 4 * math.sqrt(2 * freedom)


@every_model
def test_a_cold_sample_is_greedy_and_so_is_top_1(changes):
    model = tiny_model(seed=3, sharpen=3.0, **changes)
    source, lengths = pad_sources(sources(0, 6))
    expected = greedy(model, source, lengths)
    for cold in ({"temperature": 1e-6}, {"top_k": 1}, {"top_p": 1e-9}):
        assert sample(model, source, lengths, **cold, generator=torch.Generator().manual_seed(0)) == expected
    warm = sample(model, source, lengths, generator=torch.Generator().manual_seed(0))
    assert warm != expected
    assert warm == sample(model, source, lengths, generator=torch.Generator().manual_seed(0))


def test_sampling_refuses_wrong_values():
    for wrong in ({"temperature": 0}, {"top_k": 0}, {"top_p": 0}, {"top_p": 1.1}, {"top_p": math.nan}):
        with pytest.raises(ValueError, match=rf"{next(iter(wrong))} must be (at least 1|from 1e-20)"):
            probabilities_of(rows_of_logits(0), **wrong)
