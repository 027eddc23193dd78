"""What Python hands to the ratio lab of the site: all states of its sentences, and the recorded race."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from course_lib.chapters.ch04_teacher_forcing import figures
from course_lib.chapters.ch04_teacher_forcing.experiments.forcing import RATIOS
from course_lib.chapters.ch04_teacher_forcing.experiments.learning_rates import FALLING
from course_lib.chapters.ch04_teacher_forcing.lesson_lab import cards as lesson_cards
from course_lib.chapters.ch04_teacher_forcing.lesson_lab import compute as lesson
from course_lib.chapters.ch04_teacher_forcing.lesson_lab import words as lesson_words
from course_lib.chapters.ch04_teacher_forcing.lesson_lab.glosses import gloss
from course_lib.chapters.ch04_teacher_forcing.ratio_lab import race, race_cards
from course_lib.chapters.ch04_teacher_forcing.ratio_lab.finished import curves
from course_lib.chapters.ch04_teacher_forcing.ratio_lab.race_panel import TASKS, RacePanel
from course_lib.chapters.ch04_teacher_forcing.ratio_lab.trainer import Trainer
from course_lib.data.tokenization import tokenize
from course_lib.kit.labels import Labels
from course_lib.language import pick

TOSSES = 6  # throws of the lesson's coins that a page carries
ENDS = (1.0, 0.0)  # the ratios that the race is about

LABELS = {
    "rate": ("learning rate", "学习率"),
    "at": ("At {moment}", "{moment}"),
    "after": ("After {steps} steps", "训练 {steps} 步之后"),
    "race_title": ("The race", "赛跑"),
    "race_hint": (
        "Same model, same batches; only what the decoder reads in training differs. Then the model writes "
        "alone. Which ratio gets more answers right, ratio 1 or ratio 0? Guess first: the curves stay "
        "hidden.",
        "模型相同，用的批也相同，只有训练时解码器读入的东西不同。然后让模型独自写答案："
        "比率 1 和比率 0，谁对的更多？先猜一猜，之后才显示曲线。",
    ),
    "race_both": ("Choose both guesses first.", "请先把两个猜测都选好。"),
    "race_yours": ("your guess: ", "你的猜测："),
    "race_then": ("; ", "；"),
    "race_dots": (
        "Each dot is a training that was run to its end, at the learning rate that suits its ratio best. "
        "Nothing joins the dots.",
        "每个点都是一次从头跑到尾的训练，学习率用的是最适合这个比率的那个。点与点之间不连线。",
    ),
}
label = Labels(LABELS)


def ratio_lab(language: str) -> dict[str, Any]:
    """The ratio lab of chapter 04: every state of its sentences, and what each ratio has taught."""
    return {
        "labels": {key: lesson_words.label.raw(key) for key in lesson_words.LABELS},
        "sentences": [sentence_of(one, language) for one in lesson.sentences()],
        "ratios": [one.ratio for one in lesson.answers(language)],
        "bars": {
            one: {
                f"{ratio.ratio:g}": lesson_cards.bars(ratio.ratio, lesson.LETTERS._replace(language=one))
                for ratio in lesson.answers(one)
            }
            for one in ("en", "zh")
        },
        "race": race_of(),
    }


def race_of() -> dict[str, Any]:
    """The race between recorded ratios, in the words of the notebook's widgets."""
    panel = RacePanel(Trainer(lambda _: None))
    finished = panel.finished
    words = {
        "commit": panel.commit.description,
        "early": panel.early.description,
        "end": panel.end.description,
        "moment": panel.place.description,
        "task": panel.task.description,
        "rate": label("rate"),
        "step": figures.label("step"),
        "share": figures.label("exact_closed"),
        **{key: label(f"race_{key}") for key in ("title", "hint", "both", "yours", "then", "dots")},
    }
    regimes = [[text, "dots" if value else "curves"] for text, value in finished.regime.options]
    panel.close()
    choices = [[race_cards.choice(key), key] for key in race.CHOICES]
    tasks = {key: task_of(key, pick(*name)) for key, name in TASKS.items()}
    return {"words": words, "regimes": regimes, "choices": choices, "tasks": tasks}


def task_of(task: str, name: str) -> dict[str, Any]:
    """One task of the race: curves over the training, finished trainings, and what is to be said of both."""
    found = [one for ratio in reversed(RATIOS) if (one := race.curve(race.Setting(task, ratio)))]
    lines = [one.line("exact", "step") for one in found]
    grid = race.moments(task, found, "step")
    moments = [race.when(step, "step") for step in grid]
    dots, ends = curves(task, FALLING, RATIOS[::-1]), curves(task, FALLING, ENDS)
    said = [race_cards.leader(race.stand(ends, at, "step"), label("after", steps=at)) for at in ends[0].at]
    facts = race_cards.measured(task)
    return {
        "name": name,
        "at": grid,
        "moments": moments,
        "curves": [
            {"ratio": one.setting.forcing, "name": one.setting.name}
            | {key: [round(v, 4) for v in getattr(line, key)] for key in ("mean", "low", "high")}
            for one, line in zip(found, lines, strict=True)
        ],
        "leaders": [leader(found, step) for step in grid],
        "measured": [{"name": when, "key": key, "fact": fact} for when, key, fact in facts],
        "dots": [
            {"ratio": one.setting.forcing, "name": one.setting.name, "at": one.at}
            | {"values": [[round(v, 3) for v in one.values("exact", k)] for k in range(len(one.at))]}
            for one in dots
        ],
        "finished": pick(" ", "").join(said),
    }


def leader(found: list[race.Curve], step: float) -> str:
    """Who leads of the two ends at a step, in words."""
    ends = [one for one in found if one.setting.forcing in ENDS]
    return race_cards.leader(race.stand(ends, step, "step"), label("at", moment=race.when(step, "step")))


def sentence_of(sentence: lesson.Sentence, language: str) -> dict[str, Any]:
    """A sentence of the lesson with all that its model can come to say."""
    tree = states_of(sentence)
    asked = [*tokenize(sentence.text, sentence.unit), "EOS"]
    glosses = {token: gloss(token, sentence) for token in {*asked, *said_in(tree)}}
    return {
        "text": sentence.text,
        "unit": sentence.unit,
        "language": sentence.language or language,  # whose bars belong to it
        "meaning": pick(*sentence.meaning),
        "asked": asked,
        "states": tree,
        "tosses": [lesson.tosses(sentence, seed) for seed in range(TOSSES)],
        "glosses": {token: meant for token, meant in sorted(glosses.items()) if meant},
    }


states_of = cache(lesson.states)  # the same in both languages


def said_in(tree: list) -> Iterator[str]:
    """Every token that stands in a tree of states."""
    said, *others = tree
    yield said
    for other in others:
        yield from said_in(other)
