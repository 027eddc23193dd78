"""Exercises of chapter 05, and what its tables read: our answers against the library and the records."""

import random

import pytest
import torch

from course_lib.analysis.exposure import align, by_distance, first_errors, right_by_column
from course_lib.analysis.prefixes import forced
from course_lib.chapters.ch05_exposure_bias import exercises as ch05
from course_lib.chapters.ch05_exposure_bias import trainings
from course_lib.chapters.ch05_exposure_bias.experiments.page_control import PAGE, new_numbers, own_tokens
from course_lib.data.vocab import BOS, EOS
from course_lib.decoding import decode_pairs
from course_lib.kit import own, records
from course_lib.metrics import edit_distance


def test_a_repaired_report_counts_edits():
    chance = random.Random(0)
    texts = ["".join(chance.choices("abcd", k=chance.randrange(8))) for _ in range(60)]
    outputs, golds = texts[:30], texts[30:]
    edits = [edit_distance(output, gold) for output, gold in zip(outputs, golds, strict=True)]
    wrong = [count for count in edits if count]
    assert ch05.errors_a_row.solve(align, outputs, golds) == pytest.approx(sum(wrong) / len(wrong))


def test_own_minus_gold_is_what_the_library_counts_behind_the_first_error():
    model, pairs = own("1_seq2seq").model, new_numbers(1000, "a test")
    source = torch.nn.utils.rnn.pad_sequence([torch.tensor([*words, EOS]) for words, _ in pairs], True)
    lengths = torch.tensor([len(words) + 1 for words, _ in pairs])
    target = torch.tensor([[BOS, *digits, EOS] for _, digits in pairs])
    with torch.no_grad():
        found = ch05.own_minus_gold.solve(model, source, lengths, target)
    targets = [digits for _, digits in pairs]
    marks = right_by_column(decode_pairs(model, [words for words, _ in pairs]), targets)
    errors = first_errors(marks)
    own_wrong, gold_wrong = (
        by_distance(kind, errors) for kind in (marks, right_by_column(forced(model, pairs), targets))
    )
    rows = own_wrong.rows[2:]
    assert sum(rows) > 5
    counted = [
        sum(n * w for n, w in zip(rows, one.wrong[2:], strict=True)) for one in (own_wrong, gold_wrong)
    ]
    assert found == pytest.approx((counted[0] - counted[1]) / sum(rows), abs=1e-6)


def test_own_tokens_are_read_and_the_gold_ones_are_not():
    torch.manual_seed(0)
    model = PAGE.Seq2Seq(len(PAGE.SOURCE), len(PAGE.TARGET))
    source, lengths, target = PAGE.batch([(305,), (41,)])
    loss = own_tokens(model, source, lengths, target)
    read = []
    advance = model.advance
    model.advance = lambda tokens, *rest: read.append(tokens) or advance(tokens, *rest)
    assert own_tokens(model, source, lengths, target) == loss
    hidden, _ = advance(torch.cat(read, 1), model.start(model.encode(source, lengths)), None)
    said = model.project(hidden).argmax(-1)
    assert torch.equal(torch.cat(read, 1)[:, 1:], said[:, :-1])  # each step reads what was said before
    real = target[:, 1:] != 0
    same = torch.nn.functional.cross_entropy(model.project(hidden)[real], target[:, 1:][real])
    torch.testing.assert_close(loss, same)


def test_new_numbers_are_written_as_the_page_writes_them():
    source, lengths, target = PAGE.batch([(123456,)])
    words, digits = source[0].tolist(), target[0].tolist()
    for pair in new_numbers(3):
        number = int("".join(PAGE.TARGET[i] for i in pair[1]))
        assert 100_000 <= number < 1_000_000
        assert [PAGE.SOURCE[i] for i in pair[0]] == PAGE.words(number)
    assert words[-1] == EOS and digits[0] == BOS and lengths.tolist() == [len(words)]


def test_the_control_of_the_page_loses_its_gap():
    def gap(run):
        rows, alone, gold = (run["after"][name][2:] for name in ("rows", "own aligned", "gold"))
        return sum(n * (a - b) for n, a, b in zip(rows, alone, gold, strict=True)) / sum(rows)

    record = records.load("page_control")
    assert min(map(gap, record.where(ratio=1.0))) > max(map(gap, record.where(ratio=0.0)))


@pytest.mark.parametrize("setting", trainings.COMPARED)
def test_every_training_that_is_compared_is_recorded(setting):
    runs = trainings.runs(*setting)
    assert len(runs) == 3 and all(0 <= share <= 1 for share in trainings.swaps(runs))
    assert all(ended <= rows for ended, rows in trainings.end_right(runs))
