"""Planting: the notes' sentence with a wrong 动 behind 我喜欢自: what has each ratio taught to say next?"""

from typing import Any

from course_lib.data.corpora import sentences
from course_lib.decoding import trace
from course_lib.kit import tasks
from course_lib.models import EncoderDecoder

RARE, STEPS = 30, 540  # sentences that end in 自然语言处理; steps are 20 epochs
ANSWERS = ("化", "语", "然")  # go on, return to the reference, say the missed character
RATIOS = (0.0, 0.25, 0.5, 0.75, 1.0)
SETTINGS = tasks.grid(ratio=RATIOS, seed=range(6))


def course() -> tasks.Task:
    """Short Chinese sentences to copy, the notes' sentence not among them.

    Those with 自动驾驶 are left out: after 自动 there is then one way on, 化.
    """
    corpus = sentences.load(rare=RARE)
    train, valid = ([pair for pair in part if "驾" not in pair[0]] for part in (corpus.train, corpus.valid))
    return tasks.task(train, valid)


def learn(task: tasks.Task, ratio: float, seed: int, steps: int) -> EncoderDecoder:
    """A model of 64 after so many steps."""
    model = task.model(embedding=16, hidden=64, seed=seed)
    settings = {"batch_size": 16, "learning_rate": 5e-3, "cooldown": 0.0, "seed": seed}
    tasks.through(model, task.train, steps, teacher_forcing=ratio, **settings)
    return model


def run(ratio: float, seed: int, steps: int = STEPS) -> dict[str, Any]:
    """What the model writes alone, and the probability of each answer after 我喜欢自动."""
    task = course()
    model = learn(task, ratio, seed, steps)
    vocab = task.target_vocab
    source = vocab.encode(sentences.STORY)
    alone = vocab.decode(step.token for step in trace(model, source))
    place = sentences.STORY.index("然")
    steps_said = trace(model, source, {place: vocab.encode("动")[0]})
    after = steps_said[place + 1].probabilities
    says = {name: after[vocab.encode(name)[0]].item() for name in ANSWERS}
    return {"says": says, "alone": alone, "planted": vocab.decode(step.token for step in steps_said)}
