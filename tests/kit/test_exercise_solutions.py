"""What the exercises call right is what torch and the library do, and what their statements show."""

import ast
import builtins
import contextlib
import re
import symtable

import pytest
import tiny
import torch
from practice import EXERCISES, SOURCES
from torch.nn.functional import cross_entropy

from course_lib.chapters.ch02_encoder import exercises as ch02
from course_lib.chapters.ch03_decoder import exercises as ch03
from course_lib.decoding import sampling
from course_lib.kit.practice import compare
from course_lib.kit.practice.reorder import source_of
from course_lib.language import pick
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


def test_read_backwards_the_context_is_that_of_the_library():
    model, batch = tiny.model(cell="rnn", reverse=True).float(), tiny.batch()
    W, U, b_ih, b_hh = model.encoder.rnn.parameters()
    inputs = model.encoder.embedding(batch.source)
    found = ch02.backward_context.solve(inputs, batch.source_lengths, W, U, b_ih + b_hh)
    close(found, model.encode(batch.source, batch.source_lengths).final[0][:, 0])


def test_the_largest_of_each_row_are_those_of_each_row_alone():
    memory = tiny.model().encode(*tiny.batch()[:2])
    rows = zip(memory.outputs, memory.mask.sum(1), strict=True)
    close(ch02.max_context.solve(memory.outputs, memory.mask), torch.stack([r[:n].amax(0) for r, n in rows]))


def test_the_lstm_step_is_that_of_torch():
    W, U, b = torch.randn(8, 4), torch.randn(8, 2), torch.randn(8)
    x, h, m = torch.randn(5, 4), torch.randn(5, 2), torch.randn(5, 2)
    close(ch02.lstm_step.solve(x, h, m, W, U, b), torch.lstm_cell(x, (h, m), W, U, b, torch.zeros(8)))


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


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_token_by_chance_is_that_of_the_library(temperature):
    logits, noise = torch.randn(50, 7, dtype=torch.double), torch.rand(50, dtype=torch.double)
    drawn = sampling.draw(sampling.probabilities_of(logits, temperature), noise).tolist()
    assert drawn == [ch03.sample_token.solve(logits[i], temperature, noise[i].item()) for i in range(50)]


SHOWN = [each for each in EXERCISES.values() if f"    {each.name}(" in each.statement[0]]


@pytest.mark.parametrize("each", SHOWN, ids=lambda each: each.id)
def test_the_examples_of_a_statement_are_true(each, language, monkeypatch):
    monkeypatch.setattr(compare, "CLOSE", 5e-5)  # texts round
    text, names = pick(*each.statement), {"tensor": torch.tensor, "ch03": ch03, each.name: each.solve}
    value = r"(?:tensor|\[|\{)(?:.|\n {10,})*?[\])}]"
    for name, given in re.findall(rf"\b(\w+(?:, \w+)*) += ({value})(?=\n|    )", text):
        exec(f"{name} = {given}", names)
    examples = re.findall(rf"^    ({each.name}\(.*\))\s+->  (.*?)(?:    .*)?$", text, re.M)
    assert examples
    for call, answer in examples:
        with contextlib.suppress(SyntaxError):  # some tell the answer in words
            assert compare.difference(eval(answer.split(" = ")[0], names), eval(call, names)) is None, call


def _used(table):
    """What a text takes from where it stands."""
    own = {one.get_name() for one in table.get_symbols() if one.is_global() and one.is_referenced()}
    return own.union(*map(_used, table.get_children()))


def _bound(tree, before):
    """What the lines before that one define or import."""
    for node in ast.walk(tree):
        if getattr(node, "lineno", before) < before:
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from (one.asname or one.name for one in node.names)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


@pytest.mark.parametrize("number", SOURCES)
def test_our_solution_would_run_in_the_cell_that_asks_for_it(number):
    tree = ast.parse(SOURCES[number])
    for each in EXERCISES.values():
        for asked in re.finditer(rf"\b{each.call}\.(?:check|take)\(", SOURCES[number]):
            line = SOURCES[number][: asked.start()].count("\n") + 1
            used = _used(symtable.symtable(source_of(each.solve), each.name, "exec")) - {*dir(builtins)}
            assert used <= {*_bound(tree, line)}, each.id


def test_the_numbers_of_the_quizzes_are_true():
    perfect = torch.zeros(1, 10)
    perfect[0, 3] = 1000
    assert f"{cross_entropy(perfect.softmax(-1), torch.tensor([3])):.2f}" == "1.46"
    falling = torch.tensor([2.0, 1, 0])
    assert [f"{(falling / t).softmax(0)[0]:.2f}" for t in (1, 0.5)] == ["0.67", "0.87"]
    assert [2 * i - 1 for i in range(1, 8)][-1] == 13 and sum(2 * i - 1 for i in range(1, 8)) / 7 == 7


@pytest.mark.parametrize("tokens", [torch.ones(2), torch.ones(3, 1), torch.tensor(1)])
def test_the_toy_wants_one_token_a_sentence(tokens):
    source = torch.tensor([[4, 2], [5, 2]])
    with pytest.raises(ValueError, match=r"tokens must be \(2, 1\)"):
        ch03.Speller().advance(tokens.long(), source, source)
