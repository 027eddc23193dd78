"""The notes' 我喜欢自然语言处理 that comes out as 我喜欢自动化处理: each suspected cause, one at a time.

The base is a small GRU without attention that reads 3 sentences with 自然语言处理 against 200 with
自动化处理. Every choice changes one thing of it; the last three ask for imbalance again at hidden 64.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from course_lib.analysis.prefixes import complete, forced
from course_lib.data.batching import IdPair, batches
from course_lib.data.corpora.sentences import STORY, load
from course_lib.data.vocab import PAD
from course_lib.decoding import decode_pairs, trace
from course_lib.kit import tasks
from course_lib.metrics import exact_match
from course_lib.models import EncoderDecoder
from course_lib.training import Schedule, evaluate, forced_loss, minimize, steps_per_epoch
from course_lib.training.teacher_forcing import unroll

BATCH, RATE = 16, 5e-3
CHOICES: dict[str, dict[str, Any]] = {
    "base": {},
    "bidirectional": {"bidirectional": True},  # a stronger encoder alone
    "layers-2": {"layers": 2},
    "hidden-64": {"hidden": 64},
    "hidden-128": {"hidden": 128},
    "rare-30": {"rare": 30},
    "rare-100": {"rare": 100},
    "rare-200": {"rare": 200},
    "epochs-60": {"epochs": 60},
    "smoothing": {"loss": "smoothing"},
    "sentence-mean": {"loss": "sentence mean"},
    "attention": {"attention": "general"},
    "ratio-0.5": {"ratio": 0.5},
    "ratio-0": {"ratio": 0.0},
    "hidden-64-rare-30": {"hidden": 64, "rare": 30},
    "hidden-64-rare-100": {"hidden": 64, "rare": 100},
    "hidden-64-rare-200": {"hidden": 64, "rare": 200},
}
SETTINGS = tasks.grid(choice=CHOICES, seed=range(6))
# The models of the cascade lab: all suspects at once; half its own tokens; only its own; attention; imbalance
# alone (nearly every held-out sentence is right, this one is not); no imbalance, and nothing is wrong.
KEPT = {
    ("base", 0),
    ("ratio-0.5", 4),
    ("ratio-0", 3),
    ("attention", 0),
    ("epochs-60", 3),
    ("hidden-64-rare-200", 1),
}


def trained(
    seed: int,
    rare: int = 3,
    epochs: int = 20,
    ratio: float = 1.0,
    loss: str | None = None,
    cooldown: float = 0.0,
    **settings: Any,
) -> tuple[tasks.Task, EncoderDecoder]:
    """The task, and a model of `settings` trained on it."""
    corpus = load(rare=rare)
    task = tasks.task(corpus.train, corpus.valid)
    model = task.model(**{"embedding": 16, "hidden": 32, "seed": seed} | settings)
    if loss:
        with_loss(model, task.train, epochs, loss, seed, cooldown)
    else:
        steps = epochs * steps_per_epoch(task.train, BATCH)
        chance = {"teacher_forcing": ratio, "coin": "token", "choose": "argmax", "seed": seed}
        rates = {"learning_rate": RATE, "cooldown": cooldown}
        tasks.through(model, task.train, steps, batch_size=BATCH, **rates, **chance)
    return task, model.eval()


def with_loss(
    model: EncoderDecoder, pairs: list[IdPair], epochs: int, loss: str, seed: int, cooldown: float = 0.0
) -> None:
    """As `train` at ratio 1, with another loss: targets smoothed by 0.1 (Szegedy et al. 2016), or "sentence
    mean", in which each sentence counts the same and not each token."""
    order = torch.Generator().manual_seed(seed)
    stream = (batch for _ in range(epochs) for batch in batches(pairs, BATCH, order))

    def loss_at(step: int) -> Tensor:
        batch = next(stream)
        real = batch.gold != PAD  # (B, T)
        logits = model.project(unroll(model, batch, ratio=1.0)[real])
        smoothing = 0.1 if loss == "smoothing" else 0.0
        each = cross_entropy(logits, batch.gold[real], label_smoothing=smoothing, reduction="none")
        share = (1 / real.sum(1, keepdim=True)).expand_as(real)[real]  # of its sentence
        return (each * share).sum() / len(real) if loss == "sentence mean" else each.mean()

    steps = epochs * steps_per_epoch(pairs, BATCH)
    for _ in minimize(model, loss_at, steps, Schedule(RATE, cooldown=cooldown)):
        pass


def judge(task: tasks.Task, model: EncoderDecoder) -> dict[str, Any]:
    """What a model says of the notes' sentence: alone, after gold, after a planted 动; and its scores."""
    vocab = task.target_vocab
    story = vocab.encode(STORY)
    place = STORY.index("然")
    before = trace(model, story)[place].probabilities
    planted = vocab.encode(STORY[:place] + "动")
    outputs = decode_pairs(model, [source for source, _ in task.train])
    return {
        "free": vocab.decode(decode_pairs(model, [story])[0]),
        "forced": vocab.decode(forced(model, [(story, story)])[0]),
        "planted": vocab.decode(complete(model, [story], [planted])[0]),
        "probability": {char: before[vocab.encode(char)[0]].item() for char in "然动"},
        "train_exact": exact_match(outputs, [target for _, target in task.train]),
        "valid_exact": evaluate(model, task.valid)["exact_match"],
        "story_loss": forced_loss(model, [(story, story)]),
        "weights": tasks.weights(model),
    }


def run(choice: str, seed: int) -> dict[str, Any]:
    """Train one model -> what `judge` says of it; some models are kept."""
    task, model = trained(seed, **CHOICES[choice])
    found = judge(task, model)
    if (choice, seed) in KEPT:
        found["model"] = task.bundle(model, choice=choice, seed=seed)
    return found
