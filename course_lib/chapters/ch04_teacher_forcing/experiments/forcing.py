"""Teacher forcing as a race: the same model and batches, and only what the decoder reads differs.

Open book is what the model says with the right prefix before it, closed book what it writes alone. The
learning rate stays constant, so that every evaluation could have been the end of a shorter training.
"""

import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import torch
from torch.nn.functional import cross_entropy

from course_lib.data.batching import collate
from course_lib.data.corpora import load
from course_lib.data.vocab import PAD, Vocab
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.metrics import closest_references, error_rate, exact_match
from course_lib.models import EncoderDecoder
from course_lib.models.seq2seq import evaluating, next_logits
from course_lib.training import Report, train
from course_lib.training.teacher_forcing import Exponential, InverseSigmoid, Linear, unroll

RATIOS = (0.0, 0.25, 0.5, 0.75, 1.0)
# From nearly 1 to nearly 0, each through one half at step 600.
SCHEDULES = {
    "linear": Linear(1 / 1200),
    "exponential": Exponential(0.5 ** (1 / 600)),
    "inverse sigmoid": InverseSigmoid(124.6),
}
SEEDS = {"copy": 5, "numbers": 3, "phonemes": 3}
SHOWN, LOSSES = 3, 20  # held-out pairs whose outputs are recorded; first losses, for whoever remakes a run


def _settings(task: str, forcing: float | str, coin: str = "step") -> list[dict[str, Any]]:
    return [
        {"task": task, "teacher_forcing": forcing, "coin": coin, "seed": seed} for seed in range(SEEDS[task])
    ]


SETTINGS = [
    *(s for forcing in (*RATIOS, *SCHEDULES) for s in _settings("copy", forcing)),
    *(s for coin in ("token", "sequence", "batch") for s in _settings("copy", 0.5, coin)),
    *(s for task in ("numbers", "phonemes") for forcing in (0.0, 0.5, 1.0) for s in _settings(task, forcing)),
]


class Course(NamedTuple):
    """What is raced on: a task with its right answers, and the size of model and training."""

    task: tasks.Task
    answers: list[list[list[int]]]  # every right answer to each held-out pair
    model: dict[str, Any]
    steps: int
    every: int  # steps between two evaluations


@cache
def course(task: str) -> Course:
    """The course of that name: "copy" (6 of 10 letters), "numbers" (words to digits) or "phonemes".

    Raises ValueError for another name.
    """
    if task not in SEEDS:
        raise ValueError(f"no task {task!r}; there are {', '.join(SEEDS)}")
    if task == "copy":
        made = tasks.copying(6, 6)
        answers = [[target] for _, target in made.valid]
        return Course(made, answers, {"hidden": 64}, 1600, 50)
    corpus = load("numbers-en-digits" if task == "numbers" else task)
    valid = corpus.valid[:500]
    made = tasks.task(corpus.train, valid, corpus.source_unit, corpus.target_unit)
    answers = [[made.target_vocab.encode(text) for text in corpus.answers(pair)] for pair in valid]
    if task == "numbers":
        return Course(made, answers, {}, 2000, 100)
    return Course(made, answers, {"bidirectional": True, "attention": "general"}, 2000, 100)


def ratio_of(forcing: float | str) -> float | Callable[[int], float]:
    """What `train` takes: a schedule by its name, a number as it is."""
    return SCHEDULES[forcing] if isinstance(forcing, str) else forcing


@torch.inference_mode()
def observe(model: EncoderDecoder, raced: Course) -> dict[str, Any]:
    """One evaluation on the held-out pairs.

    Open book: "loss" (nats per token) and "tokens" (share right, 0 to 1). Closed book: "exact" (share of
    right answers) and "error" (edits per token of the nearest right answer). "open" and "closed": what it
    says for the first SHOWN pairs, tokens between spaces; ∎ is EOS.
    """
    batch = collate(raced.task.valid)
    with evaluating(model):
        hidden = unroll(model, batch, ratio=1.0)  # (B, T, H)
        real = batch.gold != PAD  # (B, T)
        said = next_logits(model, hidden[real][:, None]).argmax(-1)
        loss = cross_entropy(model.project(hidden[real]), batch.gold[real]).item()
    outputs = decode_pairs(model, [source for source, _ in raced.task.valid])
    nearest = closest_references(outputs, raced.answers)
    opened = said.split(real.sum(1).tolist())[:SHOWN]
    vocab = raced.task.target_vocab
    return {
        "loss": loss,
        "tokens": (said == batch.gold[real]).double().mean().item(),
        "exact": exact_match(outputs, nearest),
        "error": error_rate(outputs, nearest),
        "open": [words(vocab, ids.tolist()) for ids in opened],
        "closed": [words(vocab, ids) for ids in outputs[:SHOWN]],
    }


def words(vocab: Vocab, ids: list[int]) -> str:
    """The names of the ids between spaces; ∎ is EOS."""
    return " ".join("∎" if vocab.names[i] == "<eos>" else vocab.names[i] for i in ids)


def shown(raced: Course) -> dict[str, list]:
    """The sources of the first SHOWN pairs, and all right answers to each, the target first."""
    made = raced.task
    return {
        "sources": [made.source_vocab.decode(source) for source, _ in made.valid[:SHOWN]],
        "answers": [
            [words(made.target_vocab, answer) for answer in answers] for answers in raced.answers[:SHOWN]
        ],
    }


def race(
    raced: Course, forcing: float | str, coin: str, seed: int, steps: int | None = None
) -> Iterator[tuple[Report, float, dict[str, Any] | None]]:
    """Train -> after each step its report, the processor seconds of training so far, and at evaluations
    what `observe` sees. Evaluations do not count as training."""
    model = raced.task.model(**raced.model, seed=seed)
    steps = raced.steps if steps is None else steps
    settings = {"teacher_forcing": ratio_of(forcing), "coin": coin, "cooldown": 0.0, "seed": seed}
    reports = train(model, raced.task.train, steps=steps, **settings)
    seconds, begun = 0.0, time.thread_time()
    for report in reports:
        seconds += time.thread_time() - begun
        due = report.step % raced.every == 0 or report.step == steps
        yield report, seconds, observe(model, raced) if due else None
        begun = time.thread_time()


def run(task: str, teacher_forcing: float | str, coin: str, seed: int, steps: int | None = None) -> dict:
    """One run: what each evaluation saw, as lists, "at" which step and after how many "seconds" of training
    (of a machine that may have been busy: `pace` compares costs), and the first losses."""
    raced = course(task)
    for _ in train(raced.task.model(**raced.model), raced.task.train, steps=2):
        pass  # a process's first steps are slow, and would count
    curves: dict[str, list] = {}
    losses = []
    for report, seconds, seen in race(raced, teacher_forcing, coin, seed, steps):
        if len(losses) < LOSSES:
            losses.append(report.loss)
        if seen:
            for key, value in {"at": report.step, "seconds": seconds, **seen}.items():
                curves.setdefault(key, []).append(value)
    return curves | shown(raced) | {"losses": losses}
