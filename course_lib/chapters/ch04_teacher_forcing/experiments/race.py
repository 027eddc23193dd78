"""The race between finished trainings: every score is the end of a training whose learning rate was tuned.

Under a constant rate (cooldown 0) a short training is the beginning of a long one. Under a falling rate
(`learning_rates.FALLING`) it is not, so each length is trained apart; and so is every length of a schedule
that takes the ratio from 1 to 0 over the whole training. "averaged" is the control: the mean of the weights
over the last three tenths of the steps (Izmailov et al. 2018). It takes away the noise of a constant rate and
leaves the rate as it is.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch.optim.swa_utils import AveragedModel

from course_lib.analysis.exposure import right_by_column
from course_lib.analysis.prefixes import complete
from course_lib.data.vocab import UNK
from course_lib.models import EncoderDecoder
from course_lib.training import train

from . import forcing
from .learning_rates import FALLING, ratio_over

LENGTHS = (400, 800, 1600)  # steps
PLANTED = 2  # the place of a wrong letter, counted from 0; three letters follow
RATES = (  # cooldown, ratio, learning rate: the best of the record of `learning_rates`
    (FALLING, 1.0, 8e-3),
    (FALLING, 0.0, 8e-3),
    (0.0, 1.0, 8e-3),
    (0.0, 0.0, 4e-3),
    (0.0, 1.0, 2e-3),  # this and the next were not tuned: `forcing` has this rate, and its curves cross
    (0.0, 0.0, 2e-3),
    (FALLING, 0.5, 8e-3),
    (FALLING, "linear", 8e-3),
    (FALLING, 0.75, 4e-3),
    (0.0, 0.5, 4e-3),
    (0.0, 0.75, 8e-3),
    (0.0, "linear", 8e-3),
    (FALLING, 1.0, 2e-3),  # nor this and the next: the library's defaults
    (FALLING, 0.0, 2e-3),
)
TUNED = {(cooldown, ratio): rate for cooldown, ratio, rate in reversed(RATES)}  # of two, the first
SETTINGS = [
    {"cooldown": cooldown, "teacher_forcing": ratio, "learning_rate": rate, "seed": seed}
    for cooldown, ratio, rate in RATES
    for seed in range(5)
]


def endings(
    raced: forcing.Course, ratio: float | str, steps: Sequence[int], seed: int, **rates: float
) -> Iterator[tuple[int, EncoderDecoder, EncoderDecoder]]:
    """Train to each of `steps`, a coin a step -> the steps, the model as it ended, and its averaged twin."""
    shared = rates["cooldown"] == 0 and not isinstance(ratio, str)
    for ends in [list(steps)] if shared else [[end] for end in steps]:
        model = raced.task.model(**raced.model, seed=seed)
        means = {end: AveragedModel(model) for end in ends}
        chance: dict[str, Any] = {"teacher_forcing": ratio_over(ratio, ends[-1]), "seed": seed}
        for report in train(model, raced.task.train, steps=ends[-1], **chance, **rates):
            for end in ends:
                if (1 - FALLING) * end < report.step <= end:
                    means[end].update_parameters(model)
            if report.step in means:
                yield report.step, model, means[report.step].module


@torch.inference_mode()
def after_a_wrong_letter(model: EncoderDecoder, raced: forcing.Course, seed: int) -> dict[str, float]:
    """A random wrong letter at PLANTED of each held-out string -> the shares of right letters behind it,
    column by column, and of strings that are right in all of them."""
    sources, targets = ([pair[side] for pair in raced.task.valid] for side in (0, 1))
    letters = len(raced.task.target_vocab) - UNK - 1
    shift = torch.randint(1, letters, (len(targets),), generator=torch.Generator().manual_seed(seed)).tolist()
    wrong = [(t[PLANTED] - UNK - 1 + s) % letters + UNK + 1 for t, s in zip(targets, shift, strict=True)]
    begun = [[*target[:PLANTED], letter] for target, letter in zip(targets, wrong, strict=True)]
    outputs = complete(model, sources, begun)
    rest = [target[PLANTED + 1 :] for target in targets]
    marks = right_by_column([output[PLANTED + 1 :] for output in outputs], rest)
    behind = [row[:-1] for row in marks]  # without EOS
    letters_right = sum(map(sum, behind)) / sum(map(len, behind))
    return {"letters": letters_right, "strings": sum(map(all, behind)) / len(behind)}


def run(
    cooldown: float,
    teacher_forcing: float | str,
    learning_rate: float,
    seed: int,
    lengths: Sequence[int] = LENGTHS,
) -> dict[str, Any]:
    """Copy 6 of 10 letters -> for each length of training what `forcing.observe` sees ("loss" and "tokens"
    open book, "exact" and "error" closed book), the same of the averaged weights, and what follows a wrong
    letter."""
    raced = forcing.course("copy")
    rates = {"cooldown": cooldown, "learning_rate": learning_rate}
    found: dict[str, Any] = {"steps": [], "averaged": {}, "after a wrong letter": {}}
    for steps, model, mean in endings(raced, teacher_forcing, lengths, seed, **rates):
        found["steps"].append(steps)
        planted = after_a_wrong_letter(model, raced, seed)
        for into, seen in (
            (found, forcing.observe(model, raced)),
            (found["averaged"], forcing.observe(mean, raced)),
            (found["after a wrong letter"], planted),
        ):
            for name, value in seen.items():
                if isinstance(value, float):
                    into.setdefault(name, []).append(value)
    return found
