"""Own task: a learner's pairs of texts, a model that learns them, and its worst errors.

task = OwnTask.of(sources, targets)          # or OwnTask.made(pair, count): pair(chance) -> source, target
trained = task.train(steps=400)              # the library's model; or model=task.like(own("2_attention"))
trained.score(), trained.worst(5), trained.answer("1994")
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from course_lib.data.ranges import whole
from course_lib.data.tokenization import tokenize
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.kit.table import Table
from course_lib.language import live, pick
from course_lib.metrics import exact_match
from course_lib.metrics.errors import closest_references, edit_distance
from course_lib.models.protocol import accept
from course_lib.training import train
from course_lib.training.checkpoint import Bundle

from .own_pairs import Pair, checked, split, tidy

GRU = {"cell": "gru", "bidirectional": True, "attention": "additive"}  # after Bahdanau et al. 2015


class OwnTask:
    """Pairs of texts, a part of them held out, and the vocabularies of the others."""

    def __init__(self, pairs: Sequence[Pair], unit: str = "char", held_out: int = 200, seed: int = 0):
        """At most a fifth of the sources is held out. ValueError, in words, for pairs that teach nothing."""
        given = checked(pairs, unit)
        count = len({source for source, _ in given})
        self.learned, self.held_out = split(given, min(whole("held_out", held_out), count // 5), seed)
        self.data, self.unit = tasks.task(self.learned, self.held_out, unit, unit), unit

    @classmethod
    def of(cls, sources: Sequence[str], targets: Sequence[str], **how: object) -> "OwnTask":
        """From two lists, the n-th target being the answer to the n-th source. `how` as for the class."""
        if len(sources) != len(targets):
            said = pick(
                "{} sources, but {} targets: each source needs its answer",
                "源序列有 {} 个，目标序列有 {} 个：要一一对应",
            )
            raise ValueError(said.format(len(sources), len(targets)))
        return cls(list(zip(sources, targets, strict=True)), **how)

    @classmethod
    def made(
        cls, pair: Callable[[random.Random], Pair], count: int = 3000, seed: int = 0, **how: object
    ) -> "OwnTask":
        """From a function that draws a pair: all its chance must come from the generator that it is given."""
        chance = random.Random(seed)
        return cls([pair(chance) for _ in range(whole("count", count))], seed=seed, **how)

    def like(self, bundle: Bundle, seed: int = 0) -> nn.Module:
        """A new, untrained model of the class of this one, such as `own("2_attention")`, for this task.

        ValueError for a class that is not made from two sizes of vocabularies.
        """
        kind, sides = type(bundle.model), (self.data.source_vocab, self.data.target_vocab)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            try:
                model = kind(*(len(side) for side in sides))
                decode_pairs(model, [self.data.train[0][0]], max_length=1)
                return model
            except Exception:  # it may be a program of the learner's: anything may happen
                said = pick(
                    "this {} is not made from two sizes, of the source's and of the target's vocabulary",
                    "这个 {} 不能只凭源和目标两个词表的大小做出来",
                )
                raise ValueError(said.format(kind.__name__)) from None

    def train(
        self, steps: int = 400, model: nn.Module | None = None, seed: int = 0, rate: float = 4e-3
    ) -> "Trained":
        """Train a model with the four verbs; without one the library's GRU with additive attention.

        The stop button ends it early, and leaves what was learned. ValueError for what has not the verbs.
        """
        if model is None:
            model = self.data.model(**GRU, embedding=32, hidden=96, seed=seed)
        accept(model)
        done, loss = 0, float("nan")
        try:
            for report in train(model, self.data.train, steps=steps, learning_rate=rate, seed=seed):
                done, loss = report.step, report.loss
        except KeyboardInterrupt:
            print(pick("stopped; what was learned so far is kept", "已停下，学到的都留着"))
        model.eval()
        print(pick("steps, last loss:", "步数，最后的损失："), live(done), live(f"{loss:.2f}"))
        return Trained(self, self.data.bundle(model, seed=seed))


@dataclass(frozen=True)
class Trained:
    """A task and the model that has learned it; `bundle` goes into the course's labs."""

    task: OwnTask
    bundle: Bundle

    def answers(self, texts: Sequence[str]) -> list[str]:
        """What the model writes for each text, greedily."""
        ids = [self.bundle.source_vocab.encode(text) for text in texts]
        found = decode_pairs(self.bundle.model, ids, max_length=self.bundle.limits(ids))
        return [self.bundle.target_vocab.decode(one) for one in found]

    def answer(self, text: str) -> str:
        """What the model writes for this text."""
        return self.answers([text])[0]

    def known(self, text: str) -> str | None:
        """The right answer to this text, if the pairs have one."""
        pairs, asked = [*self.task.held_out, *self.task.learned], tidy(text, self.task.unit)
        return next((target for source, target in pairs if source == asked), None)

    def examples(self, count: int = 4) -> list[str]:
        """A few held-out sources."""
        return list(dict.fromkeys(source for source, _ in self.task.held_out))[:count]

    def score(self) -> float:
        """The share (0 to 1) of held-out sources whose answer is right to the last token."""
        _, said, wanted = self._asked()
        return exact_match(said, wanted)

    def worst(self, count: int = 5) -> Table:
        """The held-out sources whose answers need the most edits, the worst first."""
        unit, (sources, said, wanted) = self.task.unit, self._asked()
        far = [
            edit_distance(tokenize(one, unit), tokenize(right, unit))
            for one, right in zip(said, wanted, strict=True)
        ]
        rows = sorted(zip(far, sources, wanted, said, strict=True), key=lambda row: -row[0])[:count]
        heads = pick("source|right|written|edits", "源序列|正确|写出|编辑次数").split("|")
        return Table(
            heads, [[source, right, live(one), live(edits)] for edits, source, right, one in rows if edits]
        )

    def _asked(self) -> tuple[list[str], list[str], list[str]]:
        """Held-out sources, what is written, and of the right answers the closest."""
        answers: dict[str, list[str]] = {}
        for source, target in self.task.held_out:
            answers.setdefault(source, []).append(target)
        said = self.answers(list(answers))
        wanted = closest_references(said, list(answers.values()))
        return list(answers), said, list(map(str, wanted))
