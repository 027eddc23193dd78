"""A task of one's own: what is held out is new, wrong pairs get a line, a stop keeps the work."""

import random

import pytest
import torch

from course_lib.chapters.ch11_applications import own_task
from course_lib.chapters.ch11_applications.own_task import OwnTask
from course_lib.data.vocab import Vocab
from course_lib.kit.from_scratch import page
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle


def doubled(chance):
    """A letter or two of few, and each of them twice"""
    text = "".join(chance.choice("abcdefghi") for _ in range(chance.randint(1, 2)))
    return text, "".join(letter * 2 for letter in text)


def test_no_held_out_source_was_ever_in_training():
    task = OwnTask.made(doubled, count=1000)  # of 90 sources: nearly all of them several times
    learned, held_out = ({source for source, _ in side} for side in (task.learned, task.held_out))
    assert len(held_out) == (len(learned) + len(held_out)) // 5
    assert not learned & held_out


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        ("char", lambda text: f" {text}\n"),
        ("word", lambda text: text.replace(" ", "   ")),
        ("text-word", lambda text: text.upper()),
    ],
)
def test_what_reads_the_same_is_the_same_source(unit, other):
    sources = [f"caf\u00e9 number{n}" for n in range(60)]
    again = [other(text.replace("\u00e9", "e\u0301")) for text in sources]
    task = OwnTask.of([*sources, *again], [f"a{n}" for n in range(60)] * 2, unit=unit)
    assert len(task.held_out) == 12 and len(task.learned) == 48  # each once
    trained = task.train(steps=1)
    asked = again[3]
    assert trained.known(asked) == "a3" and trained.known("nobody asked this") is None


def test_a_source_takes_all_its_answers_along_and_the_closest_counts():
    task = OwnTask.of([f"q{n % 60}" for n in range(120)], [f"a{n}" for n in range(120)])
    assert all(sum(source == one for one, _ in task.held_out) == 2 for source, _ in task.held_out)
    trained = task.train(steps=1)
    object.__setattr__(trained, "answers", lambda texts: [dict(task.held_out)[text] for text in texts])
    assert trained.score() == 1 and trained.worst().rows == []


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: OwnTask.of(["a"], ["b", "c"]), ("1 sources, but 2 targets", "源序列有 1 个")),
        (lambda: OwnTask.of(list("abc"), list("abc")), ("3 different sources are too few", "只有 3 个")),
        (lambda: OwnTask.of(["a", "b"], ["x", "  "]), ("pair 2: a text with something", "第 2 对：要的是")),
        (lambda: OwnTask.of(["a", 7], ["x", "y"]), ("pair 2: a text with something", "第 2 对：要的是")),
        (lambda: OwnTask.made(lambda chance: "ab"), ("pair 1: source and target", "第 1 对：要有源和目标")),
        (lambda: OwnTask.made(doubled, unit="letter"), ("unit must be", "unit must be")),
    ],
)
def test_what_teaches_nothing_is_one_line(make, told, language):
    with pytest.raises(ValueError, match=pick(*told)) as problem:
        make()
    assert "\n" not in str(problem.value)


def test_the_worst_come_first_and_right_ones_not_at_all():
    task = OwnTask.made(doubled, count=1000)
    trained = task.train(steps=1)
    first = iter(range(len(task.held_out)))
    wrong = {source: target + "x" * next(first) for source, target in task.held_out}  # 0, 1, 2, ... edits
    object.__setattr__(trained, "answers", lambda texts: [wrong[text] for text in texts])
    rows = trained.worst(5).rows
    edits = [int(str(row[3]).strip("⟦⟧")) for row in rows]
    assert edits == sorted(edits, reverse=True) and len(rows) == 5
    assert len(trained.worst(100).rows) == len(wrong) - 1
    assert trained.score() == pytest.approx(1 / len(wrong))


def test_both_models_learn_and_the_same_seed_gives_the_same():
    def backwards(chance):
        word = "".join(chance.choice("abcd") for _ in range(chance.randint(1, 4)))
        return word, word[::-1]

    task = OwnTask.made(backwards, count=600)
    course = Bundle(page("2_attention").Seq2Seq(5, 5), Vocab([], "char"), Vocab([], "char"), {})
    before = torch.get_rng_state()
    one, other = task.like(course), task.like(course)
    assert torch.equal(before, torch.get_rng_state())
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
    assert not torch.equal(task.like(course, seed=1).output.weight, one.output.weight)
    for model in (one, None):
        untrained = task.train(steps=1, model=model if model is None else task.like(course)).score()
        assert task.train(steps=150, model=model).score() > untrained + 0.5


def test_a_stop_keeps_what_was_learned(monkeypatch, capsys, language):
    real = own_task.train

    def stopped(*args, **settings):
        for report in real(*args, **settings):
            yield report
            if report.step == 3:
                raise KeyboardInterrupt

    monkeypatch.setattr(own_task, "train", stopped)
    trained = OwnTask.made(doubled, count=300).train(steps=50)
    said = capsys.readouterr().out
    assert pick("what was learned so far is kept", "学到的都留着") in said and "⟦3⟧" in said
    assert not trained.bundle.model.training
    assert isinstance(trained.answer("ab"), str) and 0 <= trained.score() <= 1


def test_what_is_no_model_for_pairs_is_one_line(language):
    task = OwnTask.made(doubled, count=300)
    pictures = Bundle(page("4_pictures").Seq2Seq(9), Vocab([], "word"), Vocab([], "word"), {})
    with pytest.raises(ValueError, match=pick("not made from two sizes", "不能只凭")):
        task.like(pictures)
    with pytest.raises(ValueError, match="lacks"):
        task.train(model=torch.nn.Linear(2, 2))


def test_chance_comes_from_the_generator_that_is_given():
    pairs = [OwnTask.made(doubled, count=300, seed=4).learned for _ in range(2)]
    assert pairs[0] == pairs[1] and random.Random(4).random() != random.Random(5).random()
