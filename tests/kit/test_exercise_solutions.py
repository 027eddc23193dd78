"""What the exercises call right is what torch and the library do, and other good answers pass as well."""

import pytest
import tiny
import torch
from torch.nn.functional import cross_entropy

from course_lib.chapters.ch02_encoder import exercises as ch02
from course_lib.chapters.ch03_decoder import exercises as ch03
from course_lib.decoding import greedy, sampling
from course_lib.language import pick
from course_lib.models.seq2seq import next_logits
from course_lib.training import loss_of

close = torch.testing.assert_close


@pytest.fixture(autouse=True)
def same_numbers_each_time():
    torch.manual_seed(0)


def test_the_states_are_those_of_torch():
    inputs, W, U, b = torch.randn(3, 5, 4), torch.randn(2, 4), torch.randn(2, 2), torch.randn(2)
    module = torch.nn.RNN(4, 2, batch_first=True)
    for own, given in zip(module.parameters(), (W, U, b, torch.zeros(2)), strict=True):
        own.data = given
    close(ch02.rnn_states.solve(inputs, W, U, b), module(inputs)[0])


def test_the_context_is_that_of_the_library():
    model, batch = tiny.model(cell="rnn"), tiny.batch()
    memory = model.encode(batch.source, batch.source_lengths)
    close(ch02.context.solve(memory.outputs, batch.source_lengths), memory.final[0][:, 0])
    means = [row[:n].mean(0) for row, n in zip(memory.outputs, batch.source_lengths, strict=True)]
    close(ch02.mean_context.solve(memory.outputs, memory.mask), torch.stack(means))


def test_the_gru_step_is_that_of_torch():
    W, U, x, h = torch.randn(3, 2, 4), torch.randn(3, 2, 2), torch.randn(5, 4), torch.randn(5, 2)
    pairs = [matrix for pair in zip(W, U, strict=True) for matrix in pair]  # W_r, U_r, W_z, U_z, W_n, U_n
    close(ch02.gru_step.solve(x, h, *pairs), torch.gru_cell(x, h, W.flatten(0, 1), U.flatten(0, 1)))


def test_inputs_gold_and_loss_are_those_of_the_library():
    model, batch = tiny.model(), tiny.batch()
    for i, row in enumerate(batch.target):
        target = row[row > 2].tolist()
        inputs, gold = ch03.inputs_and_gold.solve(target)
        assert batch.inputs[i, : len(inputs)].tolist() == inputs
        assert batch.gold[i, : len(gold)].tolist() == gold and not batch.gold[i, len(gold) :].any()
    memory = model.encode(batch.source, batch.source_lengths)
    hidden, _ = model.advance(batch.inputs, model.start(memory), memory)
    close(ch03.masked_loss.solve(model.project(hidden), batch.gold), loss_of(model, batch, hidden))


@pytest.mark.parametrize("limit", [2, 12])
def test_greedy_decoding_is_that_of_the_library(limit):
    model, batch = tiny.model(seed=5, sharpen=2.0), tiny.batch(rows=12)  # it says 0 to 9 tokens
    memory = model.encode(batch.source, batch.source_lengths)

    def step(tokens, states):
        hidden, new = model.advance(tokens[:, None], (states,), memory)
        return next_logits(model, hidden), new[0]

    said = ch03.greedy_batch.solve(step, model.start(memory)[0], limit)
    assert said == greedy(model, batch.source, batch.source_lengths, limit)
    assert {len(row) for row in said} >= {0, 1, 2}


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_token_by_chance_is_that_of_the_library(temperature):
    logits, noise = torch.randn(50, 7, dtype=torch.double), torch.rand(50, dtype=torch.double)
    drawn = sampling.draw(sampling.probabilities_of(logits, temperature), noise).tolist()
    assert drawn == [ch03.sample_token.solve(logits[i], temperature, noise[i].item()) for i in range(50)]


def filled_in(inputs, W, U, b):
    B, S, _ = inputs.shape
    states, h = torch.empty(B, S, len(b)), torch.zeros(len(b))
    for i in range(B):
        h = torch.zeros(len(b))
        for t in range(S):
            h = (W @ inputs[i, t] + U @ h + b).tanh()
            states[i, t] = h
    return states


def gathered(states, lengths):
    places = (lengths - 1)[:, None, None].expand(-1, 1, states.shape[2])
    return states.gather(1, places).squeeze(1)


def row_by_row(states, mask):
    return torch.stack([row[real].mean(0) for row, real in zip(states, mask, strict=True)])


def with_lists(target):
    return [1] + target, target + [2]  # noqa: RUF005


def flattened(logits, gold):
    return cross_entropy(logits.flatten(0, 1), gold.flatten(), ignore_index=0).item()


def by_logarithms(logits, gold):
    right = [logits[i, t].softmax(-1)[gold[i, t]].log() for i, t in (gold != 0).nonzero().tolist()]
    return -sum(right) / len(right)


def cut_afterwards(step, states, limit):
    tokens, said = torch.ones(len(states), dtype=torch.long), []
    for _ in range(limit):
        logits, states = step(tokens, states)
        tokens = logits.argmax(dim=1)
        said.append(tokens)
    rows = torch.stack(said, dim=1)
    return [list(row[: (row == 2).nonzero()[0]] if (row == 2).any() else row) for row in rows]


def one_after_the_other(step, states, limit):
    rows = []
    for state in states:
        token, state, row = 1, state[None], []
        while len(row) < limit:
            logits, state = step(torch.tensor([token]), state)
            token = logits.argmax().item()
            if token == 2:
                break
            row.append(token)
        rows.append(row)
    return rows


def searched(logits, temperature, u):
    sums = (logits / temperature).softmax(0).cumsum(0)
    return torch.searchsorted(sums, torch.tensor(u), right=True)


def in_a_loop(logits, temperature, u):
    total = 0.0
    for token, probability in enumerate(torch.softmax(logits / temperature, dim=0)):
        total += probability
        if total > u:
            return token


OTHERS = [
    (ch02.rnn_states, filled_in),
    (ch02.context, gathered),
    (ch02.mean_context, row_by_row),
    (ch03.inputs_and_gold, with_lists),
    (ch03.masked_loss, flattened),
    (ch03.masked_loss, by_logarithms),
    (ch03.greedy_batch, cut_afterwards),
    (ch03.greedy_batch, one_after_the_other),
    (ch03.sample_token, searched),
    (ch03.sample_token, in_a_loop),
]


@pytest.mark.parametrize(("exercise", "function"), OTHERS, ids=lambda value: getattr(value, "__name__", None))
def test_another_good_answer_passes(exercise, function):
    result = exercise.check(function)
    assert result, repr(result)


def test_the_examples_of_the_statements_are_true():
    tensor = torch.tensor
    one = torch.ones(1, 1)
    states = tensor([[[1.0], [2.0], [9.0]], [[3.0], [4.0], [5.0]]])
    mean = ch02.mean_context.solve(tensor([[[1.0], [3.0], [8.0]]]), tensor([[True, True, False]]))
    loss = ch03.masked_loss.solve(tensor([[[0.0, 0, 0, 0], [9, 0, 0, 0]]]), tensor([[2, 0]]))
    told = [
        (ch02.rnn_states.solve(tensor([[[0.5], [0.0]]]), 2 * one, one, torch.zeros(1)), [0.7616, 0.6420]),
        (ch02.context.solve(states, tensor([2, 3])), [2, 5]),
        (mean, [2]),
        (ch02.gru_step.solve(one, one, *[0 * one] * 4, one, 0 * one), [0.8808]),
        (loss, [1.3863]),
        (tensor([2.0, 1, 0]).softmax(0).cumsum(0), [0.665, 0.910, 1]),
        (tensor([4.0, 2, 0]).softmax(0).cumsum(0), [0.867, 0.984, 1]),
    ]
    for value, numbers in told:
        close(value.flatten(), tensor(numbers, dtype=torch.float), atol=5e-4, rtol=0)
    assert ch03.inputs_and_gold.solve([5, 6]) == ([1, 5, 6], [5, 6, 2])
    assert ch03.greedy_batch.solve(ch03.spell, tensor([[5, 6, 2], [7, 2, 9]]), 10) == [[5, 6], [7]]
    assert ch03.greedy_batch.solve(ch03.count_on, tensor([5, 3]), 2) == [[3, 4], [3]]
    draws = [(torch.zeros(4), 1.0, 0.6), (tensor([2.0, 1, 0]), 1.0, 0.7), (tensor([2.0, 1, 0]), 0.5, 0.7)]
    assert [ch03.sample_token.solve(*draw) for draw in draws] == [2, 1, 0]


def test_the_numbers_of_the_quizzes_are_true():
    perfect = torch.zeros(1, 10)
    perfect[0, 3] = 1000
    assert f"{cross_entropy(perfect.softmax(-1), torch.tensor([3])):.2f}" == "1.46"
    falling = torch.tensor([2.0, 1, 0])
    assert [f"{(falling / t).softmax(0)[0]:.2f}" for t in (1, 0.5)] == ["0.67", "0.87"]
    assert [2 * i - 1 for i in range(1, 8)][-1] == 13 and sum(2 * i - 1 for i in range(1, 8)) / 7 == 7


@pytest.mark.parametrize("step", [ch03.spell, ch03.count_on])
@pytest.mark.parametrize("tokens", [torch.ones(2, 1), torch.ones(3), torch.tensor(1)])
def test_the_toys_want_one_token_a_sentence(step, tokens, language):
    with pytest.raises(ValueError, match=pick("one token for each sentence", "每个句子一个词元")):
        step(tokens.long(), torch.tensor([[4], [5]]) if step is ch03.spell else torch.tensor([4, 5]))
