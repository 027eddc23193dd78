"""Reading: what a model, recorded or a learner's own, makes of a source, and where it looked."""

from dataclasses import dataclass
from functools import cache, lru_cache

from torch import Tensor

from course_lib.analysis.alignment import alternatives, influence, weights
from course_lib.analysis.exposure import align
from course_lib.data.batching import IdPair
from course_lib.decoding import decode_pairs
from course_lib.kit import records, typed_input
from course_lib.kit.card import visible
from course_lib.kit.tasks import TESTED
from course_lib.models.protocol import Model
from course_lib.training.checkpoint import Bundle

from ..experiments.alignments import KINDS
from ..experiments.bottleneck import KEPT, STEPS

OWN = "own"  # the task of a model that was handed to the lab: lines of numbers, as the one-page models read


@dataclass(frozen=True)
class Reading:
    """A source and a model's answer. Tokens are shown as they can be seen, EOS last."""

    task: str
    attention: str
    source: list[str]  # S + 1
    output: list[str]  # T + 1
    right: list[bool]  # T + 1, each output token beside its like; all True where the answer is not known
    text: str  # the output as text
    expected: str | None
    weights: Tensor | None  # (T + 1, S + 1) None without attention
    pair: IdPair  # ids of source and output

    @property
    def correct(self) -> bool | None:
        """Whether the answer is right; None where it is not known."""
        return None if self.expected is None else self.text == self.expected


@cache
def bundle(task: str, attention: str) -> Bundle:
    """The recorded model. ValueError when there is none."""
    if task == "numbers":
        return records.load("bottleneck").model(attention=attention, hidden=KEPT, steps=STEPS, seed=0)
    return records.load("alignments").model(task=task, attention=attention, seed=0)


@lru_cache(maxsize=64)
def compute(task: str, attention: str, typed: str) -> Reading:
    """task: "numbers" or "dates"; attention: "none" or a score. ValueError as `typed_input.read`."""
    return read(bundle(task, attention), task, attention, typed)


def read(bundle: Bundle, task: str, attention: str, typed: str) -> Reading:
    """What this model makes of it: any model with the four verbs. ValueError as `typed_input.read`."""
    model, source_vocab, target_vocab, *_ = bundle
    source_text, expected = typed_input.read(task, typed, source_vocab)
    source = source_vocab.encode(source_text)
    output = decode_pairs(model, [source])[0]
    right = [True] * (len(output) + 1)
    if expected is not None:
        reference = target_vocab.encode(expected)
        beside = align(output, reference)
        for i, j in beside:
            if i is not None:
                right[i] = j is not None and output[i] == reference[j]
        right[-1] = not beside or beside[-1][0] is not None  # nothing is missing before the end
    return Reading(
        task=task,
        attention=attention,
        source=[*(visible(source_vocab.names[i]) for i in source), "EOS"],
        output=[*(visible(target_vocab.names[i]) for i in output), "EOS"],
        right=right,
        text=target_vocab.decode(output),
        expected=expected,
        weights=looks(model, (source, output)),
        pair=(source, output),
    )


def looks(model: Model, pair: IdPair) -> Tensor | None:
    """Where the model looked (T + 1, S + 1), or None for one that does not look back, or does not tell."""
    try:
        return weights(model, pair)
    except (AttributeError, ValueError):  # a learner's has no `alignment`; the library's has no attention
        return None


@lru_cache(maxsize=16)
def matters(task: str, attention: str, typed: str) -> Tensor:
    """(T + 1, S) nats: what replacing each source token by others of its kind costs each output token."""
    return what_matters(bundle(task, attention), compute(task, attention, typed))


def what_matters(bundle: Bundle, reading: Reading) -> Tensor:
    """(T + 1, S) nats, as `matters`, of any model and what it made of a source."""
    kinds = KINDS["numbers" if reading.task == OWN else reading.task]
    return influence(bundle.model, reading.pair, alternatives(bundle.source_vocab, kinds))


@cache
def by_length(attention: str) -> list[list[float]]:
    """Exact match of held-out lists of 1 to TESTED numbers, a row a seed, at the lab's size."""
    settings = {"attention": attention, "hidden": KEPT, "steps": STEPS}
    found = records.load("bottleneck").values("numbers", **settings)
    return [[run[str(n)]["exact"] for n in range(1, TESTED + 1)] for run in found]
