"""A planted word: what has each ratio taught the model to say after a mistake that it might have made?

Copying short sentences. Chinese: 我喜欢自然语言处理 with 动 for 然, as in chapter 05. English, by words:
"I like natural language processing" with "history" for "language". In both a usual phrase goes on
after the planted word (自动化处理, "natural history museums"). The reference has something else in that place
(语, "processing"), which stands behind the planted word in no training sentence.
"""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from course_lib.data.corpora import sentences
from course_lib.decoding import trace
from course_lib.kit import tasks
from course_lib.models import EncoderDecoder
from course_lib.training import Report, train

RATIOS = (0.0, 0.25, 0.5, 0.75, 1.0)
FEW, STEPS = 30, 540  # sentences with the rare phrase; steps are 20 epochs
USUAL, RARE = "natural history museums", "natural language processing"
TEST = f"I like {RARE}"
_WHO = ("I", "You", "We", "Students", "My friends")
_DOES = ("like", "love", "study", "discuss", "prefer")
_HOW, _WHAT = ("old", "new", "short", "long", "good"), ("films", "books", "songs", "games")
SETTINGS = tasks.grid(language=["en", "zh"], cooldown=[0.3, 0.0], ratio=RATIOS, seed=range(6))


class Plant(NamedTuple):
    """The test sentence, the word planted in it, and what may follow."""

    task: tasks.Task
    sentence: str
    wrong: str  # planted
    instead: str  # for this one
    answers: dict[str, str]  # "usual": goes on as the corpus does; "reference": returns to the reference


def english() -> tasks.Task:
    """200 sentences with USUAL, 30 with RARE (never after "I like"), 200 others; 300 more are held out."""
    starts = [f"{who} {does}" for who in _WHO for does in _DOES]
    rare_starts = [start for start in starts if f"{start} {RARE}" != TEST]
    random.Random(0).shuffle(rare_starts)
    others = [f"{start} {how} {what}" for start in starts for how in _HOW for what in _WHAT]
    random.Random(0).shuffle(others)
    usual = [f"{starts[i % len(starts)]} {USUAL}" for i in range(200)]
    rare = [f"{rare_starts[i % len(rare_starts)]} {RARE}" for i in range(FEW)]
    train_lines, valid_lines = [*usual, *rare, *others[:200]], others[200:]
    return tasks.task([(s, s) for s in train_lines], [(s, s) for s in valid_lines], "word", "word")


def chinese() -> tasks.Task:
    """The sentences of chapter 05, without those with 自动驾驶: after 自动 there is then one way on, 化."""
    corpus = sentences.load(rare=FEW)
    train_pairs, valid = (
        [pair for pair in part if "驾" not in pair[0]] for part in (corpus.train, corpus.valid)
    )
    return tasks.task(train_pairs, valid)


def plant(language: str) -> Plant:
    """The corpus of a language, "en" or "zh", and what is planted in its test sentence."""
    if language == "en":
        answers = {"usual": "museums", "reference": "processing"}
        return Plant(english(), TEST, "history", "language", answers)
    return Plant(chinese(), sentences.STORY, "动", "然", {"usual": "化", "reference": "语"})


def learning(
    model: EncoderDecoder, task: tasks.Task, ratio: float, cooldown: float, seed: int, steps: int
) -> Iterator[Report]:
    """The training of a model of such sentences, a coin a step."""
    settings = {"batch_size": 16, "learning_rate": 5e-3, "cooldown": cooldown, "seed": seed}
    return train(model, task.train, steps=steps, teacher_forcing=ratio, **settings)


def run(language: str, cooldown: float, ratio: float, seed: int, steps: int = STEPS) -> dict[str, Any]:
    """Train a model of 64, a coin a step -> the probabilities right after the planted word, what it says then
    and what alone, and the share of held-out sentences that it copies."""
    task, sentence, wrong, instead, answers = plant(language)
    model = task.model(embedding=16, hidden=64, seed=seed)
    for _ in learning(model, task, ratio, cooldown, seed, steps):
        pass
    vocab = task.target_vocab
    source = vocab.encode(sentence)
    place = source.index(vocab.encode(instead)[0])
    alone = vocab.decode(step.token for step in trace(model, source))
    said = trace(model, source, {place: vocab.encode(wrong)[0]})
    chances = said[place + 1].probabilities
    says = {name: chances[vocab.encode(word)[0]].item() for name, word in answers.items()}
    exact = tasks.scores_by(model, task, lambda pair: 0)[0]["exact"]
    planted = vocab.decode(step.token for step in said)
    return {"says": says, "planted": planted, "alone": alone, "exact": exact}
