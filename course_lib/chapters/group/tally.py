"""Tally: what a group guessed and answered, counted question by question. What does not fit is left out."""

import importlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from course_lib.chapters import exercise_modules
from course_lib.kit.practice.guess import GUESSES, Choice, Curve, Guess
from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.quiz import Item, Quiz
from course_lib.kit.practice.share_line import Shared, Value, token


@dataclass
class Guesses:
    """All guesses at one question, and what the guessers' runs measured."""

    asked: Guess
    made: list[Value] = field(default_factory=list)
    runs: list[Value] = field(default_factory=list)

    @property
    def measured(self) -> Value:
        """The middle of what was measured (of a choice, the commonest); None: not measured yet."""
        if not self.runs:
            return None
        if isinstance(self.asked.form, Choice):
            return Counter(sorted(self.runs)).most_common(1)[0][0]
        if isinstance(self.asked.form, Curve):
            return [median(values) for values in zip(*self.runs, strict=True)]
        return median(self.runs)


@dataclass
class Answers:
    """First answers to one question of a quiz: how often each of its options was chosen."""

    quiz: Quiz
    item: Item
    counts: list[int]

    @property
    def right(self) -> int:
        pairs = zip(self.item.options, self.counts, strict=True)
        return sum(count for option, count in pairs if option.right)

    @property
    def commonest_wrong(self) -> int | None:
        """The number of the wrong option that most chose; None where all were right."""
        wrong = [n for n, option in enumerate(self.item.options) if not option.right and self.counts[n]]
        return max(wrong, key=self.counts.__getitem__, default=None)


@dataclass
class Tally:
    """The group, in the order of the chapters: only what somebody guessed or answered."""

    people: int
    guesses: list[Guesses]
    answers: list[Answers]
    left_out: int  # guesses and answers to what this edition does not ask, or asks otherwise


def all_asked() -> tuple[list[Guess], list[Quiz]]:
    """Every guess and every quiz of every chapter."""
    for name in exercise_modules().values():
        importlib.import_module(name)
    return [*GUESSES.values()], [one for one in ledger.items.values() if isinstance(one, Quiz)]


def tally(people: Iterable[Shared], asked: Iterable[Guess], quizzes: Iterable[Quiz]) -> Tally:
    """Count them. A person counts once: lines are to be sorted out before."""
    guesses = {guess.id: Guesses(guess) for guess in asked}
    answers, options = [], {}
    for quiz in quizzes:
        for part, item in zip(quiz.parts, quiz.items, strict=True):
            answers.append(Answers(quiz, item, [0] * len(item.options)))
            options |= {
                token(part, option.key): (answers[-1], number) for number, option in enumerate(item.options)
            }
    count = left_out = 0
    for person in people:
        count += 1
        for name, told in person.guesses.items():
            one = guesses.get(name)
            if one and told.edition == one.asked.edition and one.asked.form.fits(told.guess):
                one.made.append(told.guess)
                if is_measured(one.asked, told.measured):
                    one.runs.append(told.measured)
            else:
                left_out += 1
        chosen: dict[int, tuple[Answers, int]] = {}
        for found in map(options.get, sorted(person.answers)):
            if found is None or id(found[0]) in chosen:  # two first answers to one question: nobody has that
                left_out += 1
            else:
                chosen[id(found[0])] = found
        for answer, option in chosen.values():
            answer.counts[option] += 1
    return Tally(
        count,
        [one for one in guesses.values() if one.made],
        [one for one in answers if any(one.counts)],
        left_out,
    )


def is_measured(asked: Guess, value: Value) -> bool:
    """Whether a run could have measured that: a number, as many as the curve has, or an option's number."""
    form = asked.form
    if isinstance(form, Curve):
        return isinstance(value, list) and len(value) == len(form.at)
    if value is None or isinstance(value, list):
        return False
    return not isinstance(form, Choice) or value in range(len(form.options))
