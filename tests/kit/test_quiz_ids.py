"""Learners' ticks are kept under the names of questions: a name asks the same for ever."""

import hashlib
import json
from pathlib import Path

import pytest
from practice import QUIZZES

from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

STORED = Path(__file__).parent / "quiz_digests.json"
ITEMS = {part: item for quiz in QUIZZES.values() for part, item in zip(quiz.parts, quiz.items, strict=True)}
ADVICE = """\
{lines}
These questions are new, or read otherwise than tests/kit/quiz_digests.json says. Learners' ticks are kept
under the name of a question, which is its misconception.
If one now ASKS SOMETHING ELSE, or another option is right, give it another misconception: old ticks then do
not count. If it asks the same in better words, or is new, put the lines above into the file. Lines are never
taken out: a name that has gone must not come back with another question."""


def digest(item: Item) -> str:
    """Of what decides whether a tick still counts: the question, the options, which is right; no reasons."""
    read = [item.ask, *sorted([*option.text, option.right] for option in item.options)]
    text = json.dumps(read, ensure_ascii=False)
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:12]


def line(name: str, item: Item) -> str:
    return f' "{name}": "{digest(item)}",'


def test_a_question_that_changes_is_renamed_or_let_pass_on_purpose():
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    changed = [line(name, item) for name, item in ITEMS.items() if stored.get(name) != digest(item)]
    assert not changed, ADVICE.format(lines="\n".join(changed))
    assert [*stored] == sorted(stored), "sorted, so that two authors' lines meet less often"


def sample(misconception="ids are sizes", ask="What is 7?", good="a name", bad="a size", why="Because."):
    return Item(
        misconception, ask, "7 是什么？", right(good, "名字", why, "因为"), wrong(bad, "大小", why, "因为")
    )


def test_the_digest_sees_what_matters_and_nothing_else():
    plain = digest(sample())
    other = sample()
    other.options = other.options[::-1]
    assert digest(other) == plain == digest(sample(why="Why not?")) == digest(sample(ask="What  is 7?"))
    assert plain not in {digest(sample(ask="What is 8?")), digest(sample(good="a size", bad="a name"))}


def test_a_question_is_known_by_its_misconception_and_twice_in_a_quiz_is_refused():
    twice = [sample(), sample("Ids are: sizes!")]
    try:
        with pytest.raises(ValueError, match="ids-are-sizes"):
            Quiz("made.for.this.test", "quiz", ("A", "甲"), *twice)
        quiz = Quiz("made.for.this.test", "quiz", ("A", "甲"), sample(), sample("BLEU 30 means 30 %"))
        assert quiz.parts == [f"{quiz.id}.ids-are-sizes", f"{quiz.id}.bleu-30-means-30"]
    finally:
        ledger.items.pop("made.for.this.test.quiz", None)


def test_a_misconception_without_letters_and_equal_options_are_refused():
    with pytest.raises(ValueError, match="编号"):
        sample("编号")
    with pytest.raises(ValueError, match="read the same"):
        sample(bad="a name")


def test_the_first_choice_is_remembered_by_a_short_key(language):
    quiz = QUIZZES["01"]
    quiz.view()
    panel, item = quiz.panels[0], quiz.items[0]
    for choice in (2, 0, 1):
        panel.choice.value = choice
        panel.go.click()
    entry = ledger.entries()[0][quiz.parts[0]]
    assert entry["first"] == item.options[2].key and len(entry["first"]) == 6
    assert {*entry} == {"attempts", "done", "first"}
