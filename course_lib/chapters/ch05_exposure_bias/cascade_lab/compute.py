"""One sentence decoded after the gold prefix and after the model's own; and counts over many sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from course_lib.analysis.exposure import (
    Outcomes,
    align,
    first_errors,
    outcomes,
    right_by_alignment,
    right_by_column,
)
from course_lib.data.batching import pad_sources
from course_lib.data.vocab import BOS, EOS, PAD, UNK
from course_lib.decoding import trace
from course_lib.models import EncoderDecoder
from course_lib.models.seq2seq import evaluating
from course_lib.training.checkpoint import Bundle

END, CUT = "∎", "…"  # the end of a sentence, and what stands there when no end came
RIGHT, WRONG, EXTRA, MISSING = "right", "wrong", "extra", "missing"
Column = tuple[int | None, int | None]  # a place of the own row, and one of the reference


@dataclass(frozen=True)
class Twice:
    """T tokens of a reference and the end, beside n tokens that the model wrote alone and the end."""

    asked: list[str]  # T + 1 tokens of the reference
    forced: list[str]  # T + 1 tokens said after gold prefixes
    said: list[str]  # n + 1 tokens said after its own
    planted: frozenset[int]  # places of `said` that were put into its mouth
    aligned: list[Column]
    spans: list[tuple[int, int]]  # T + 1: the part of the own row that stands for each token of the reference
    right: list[bool]  # T + 1: what of the reference is right in the own row, by alignment
    by_column: list[bool]  # T + 1: the same by column
    gold_p: list[float]  # T + 1: probability of the right token after the gold prefix
    own_p: list[float]  # T + 1: the same after the own prefix, where that token was due
    thought: Tensor  # (n + 1, V) what the model expected at each place of the own row
    names: list[str]  # the vocabulary

    @property
    def first(self) -> int | None:
        """The first wrong place, that of the reference and that of the own row; None where all is right."""
        return first_errors([self.right])[0]

    @property
    def outcome(self) -> Outcomes:
        """What became of this row after its first error."""
        return outcomes([self.right], [self.first])

    @property
    def places(self) -> int:
        """Where something can be planted: every token of the own row, and its end where it came."""
        return len(self.said) - (self.said[-1] != END)

    def columns(self, aligned: bool = True) -> list[Column]:
        """What stands under what: aligned, or simply place under place."""
        if aligned:
            return self.aligned
        n, m = len(self.said), len(self.asked)
        return [(i if i < n else None, i if i < m else None) for i in range(max(n, m))]

    def kind(self, column: Column) -> str:
        """RIGHT, WRONG, EXTRA (nothing of the reference there) or MISSING (nothing written there)."""
        own, gold = column
        if own is None or gold is None:
            return MISSING if own is None else EXTRA
        return RIGHT if self.said[own] == self.asked[gold] else WRONG

    def choices(self, place: int, count: int = 3) -> list[tuple[str, float, bool]]:
        """What can be planted there: (token, its probability, whether it is the right one).

        The right token, where another was said, then the likeliest wrong ones that were not said.
        """
        beside = dict(self.aligned)[place]
        right = self.asked[beside] if beside is not None else None
        values, ids = self.thought[place].sort(descending=True, stable=True)
        likely = [
            (self.names[i], p, False) for i, p in zip(ids.tolist(), values.tolist(), strict=True) if i > UNK
        ]
        wrong = [one for one in likely if one[0] not in (right, self.said[place])][:count]
        return [(t, p, True) for t, p, _ in likely if t == right != self.said[place]] + wrong


@torch.inference_mode()
def expected(model: EncoderDecoder, source: list[int], tokens: list[int]) -> Tensor:
    """Probabilities (n + 1, V) before each of n tokens and after the last; PAD and BOS, never said, get 0."""
    with evaluating(model):
        memory = model.encode(*pad_sources([source]))
        hidden, _ = model.advance(torch.tensor([[BOS, *tokens]]), model.start(memory), memory)
        logits = model.project(hidden[0])  # (n + 1, V)
    logits[:, [PAD, BOS]] = float("-inf")
    return logits.softmax(-1)


def compute(made: Bundle, text: str, plants: Mapping[int, str] | None = None) -> Twice:
    """Decode the text to copy twice; plants {4: "动"} put tokens into the model's mouth as it writes alone.

    The text and the plants are characters of the vocabulary (`models.read`). A plant beyond the end of what
    the model writes is never said.
    """
    model, source_vocab, vocab, *_ = made
    source, gold = source_vocab.encode(text), vocab.encode(text)
    steps = trace(model, source, {place: vocab.encode(token)[0] for place, token in (plants or {}).items()})
    own = [step.token for step in steps if step.token != EOS]
    ended = steps[-1].token == EOS
    forced, thought = expected(model, source, gold), expected(model, source, own)
    columns = [*align(own, gold), (len(own), len(gold))]
    spans, due = [], 0
    for i, j in columns:
        if j is not None:
            spans.append((due, due if i is None else i + 1))
            due = spans[-1][1]
    return Twice(
        asked=[*text, END],
        forced=[END if i == EOS else vocab.names[i] for i in forced.argmax(-1).tolist()],
        said=[*(vocab.names[i] for i in own), END if ended else CUT],
        planted=frozenset(place for place, step in enumerate(steps) if step.planted),
        aligned=columns,
        spans=spans,
        right=right_by_alignment([own], [gold])[0],
        by_column=right_by_column([own], [gold])[0],
        gold_p=forced[torch.arange(len(gold) + 1), [*gold, EOS]].tolist(),
        own_p=thought[[start for start, _ in spans], [*gold, EOS]].tolist(),
        thought=thought,
        names=vocab.names,
    )
