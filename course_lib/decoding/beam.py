"""Beam search: keep the few best beginnings at each step, not only the one best."""

from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.data.ranges import real, whole
from course_lib.data.vocab import BOS, EOS
from course_lib.models.encoder import select
from course_lib.models.protocol import Model, accept, spread
from course_lib.models.seq2seq import NO_NUMBERS, evaluating, next_logits

from .lengths import length_limit

MAX_ALPHA = 10  # above, the penalty of a long output is too large for float32


class Hypothesis(NamedTuple):
    """One finished output of a beam search."""

    tokens: list[int]  # without BOS and EOS
    log_prob: float  # log p(tokens and EOS | source) in nats
    score: float  # log_prob / length_penalty
    ended: bool  # True: the model said EOS; False: it was cut at the longest length allowed


def length_penalty(length: int | Tensor, alpha: float) -> float | Tensor:
    """((5 + length) / 6) ** alpha, length in tokens with EOS (Wu et al. 2016, equation 14).

    alpha 0 is no penalty; the larger it is, the longer the outputs that win.
    """
    return ((5 + length) / 6) ** alpha


@torch.inference_mode()
def beam_search(
    model: Model,
    source: Tensor,
    lengths: Tensor,
    beam: int = 5,
    alpha: float = 0.6,
    max_length: int | Tensor | None = None,
) -> list[list[Hypothesis]]:
    """source (B, S), lengths (B,) -> for each row at most `beam` finished hypotheses, the best score first.

    At each step the `beam` likeliest continuations of the live hypotheses are kept. Those that end with EOS
    are finished and leave the beam; at max_length tokens, one limit or (B,) one a row (by default
    `length_limit`), the rest is cut, and finished too.

    Stopping rule: a sentence stops when its best finished score is at least log_prob / length_penalty of its
    likeliest live hypothesis, the penalty taken at max_length. Going on only lowers log_prob, and no penalty
    is larger, so nothing better can come: the first hypothesis is the one that a search without the rule
    would find, the others are what was finished by then. Where `beam` covers all beginnings, the first is
    that of an exhaustive search. beam=1 is `greedy`.

    Ties go to the hypothesis finished first, then to the better parent, then to the smaller token id. Beams
    share the memory, which is never copied for them; finished sentences are dropped. The model's training
    mode is left as it was. Raises ValueError for a beam or max_length below 1, for an alpha outside of
    0 to 10, as `length_limit` and `Model.encode` do, and where the model's probabilities are no
    numbers.
    """
    beam, alpha = whole("beam", beam), real("alpha", alpha, 0, MAX_ALPHA)
    accept(model)
    limits = length_limit(lengths, max_length).to(source.device)  # (B,)
    finished: list[list[Hypothesis]] = [[] for _ in range(len(source))]
    with evaluating(model):
        memory = model.encode(source, lengths)
        state = model.start(memory)
        rows = torch.arange(len(source), device=source.device)  # (B,) the sentences still searched
        log_probs = torch.zeros(len(source), 1, device=source.device)  # (B, W) of hypotheses; -inf: not live
        best = torch.full_like(log_probs[:, 0], float("-inf"))  # (B,) best finished score
        said = torch.zeros(len(source), 1, 0, dtype=torch.long, device=source.device)  # (B, W, t)
        tokens = torch.full((len(source), 1), BOS, device=source.device)  # (B*W, 1)
        for length in range(1, int(limits.max()) + 1):
            hidden, state = model.advance(tokens, state, spread(model, memory, tokens))
            following = next_logits(model, hidden).log_softmax(-1)  # (B*W, V)
            width, words = log_probs.size(1), following.size(1)
            candidates = (log_probs.reshape(-1, 1) + following).view(len(rows), width * words)
            log_probs, chosen = _best(candidates, min(beam, width * words))  # (B, W')
            parents, words_said = chosen // words, chosen % words
            beginnings = said.gather(1, parents[:, :, None].expand(-1, -1, length - 1))
            said = torch.cat([beginnings, words_said[:, :, None]], -1)

            ended = words_said == EOS
            done = (ended | (limits[rows] == length)[:, None]) & (log_probs > float("-inf"))
            scores = log_probs / length_penalty(length, alpha)
            for b, w in done.nonzero().tolist():
                ids = said[b, w].tolist()
                eos = bool(ended[b, w])
                hypothesis = Hypothesis(ids[: length - eos], float(log_probs[b, w]), float(scores[b, w]), eos)
                finished[int(rows[b])].append(hypothesis)
            best = best.maximum(scores.masked_fill(~done, float("-inf")).amax(1))
            log_probs = log_probs.masked_fill(done, float("-inf"))
            going = (best < log_probs.amax(1) / length_penalty(limits[rows], alpha)).nonzero().flatten()
            if not len(going):
                break
            origins = going[:, None] * width + parents[going]  # (B', W') the rows of the state that live on
            state = select(state, origins.flatten())
            if len(going) < len(rows):
                memory = select(memory, going)
                rows, best, log_probs, said = select((rows, best, log_probs, said), going)
            tokens = said[:, :, -1].reshape(-1, 1)
    if not all(finished):
        raise ValueError(NO_NUMBERS)
    return [sorted(found, key=lambda h: -h.score)[:beam] for found in finished]  # stable: ties stay in order


def _best(scores: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The `count` largest of each row of (B, N) and where they stand, the largest first, ties by position."""
    values, positions = scores.topk(min(count + 1, scores.size(1)))  # one more: is the edge a tie?
    if values.size(1) > count and (values[:, count] == values[:, count - 1]).any():
        values, positions = scores.sort(dim=1, descending=True, stable=True)
        return values[:, :count], positions[:, :count]
    positions = positions[:, :count]
    positions = positions.sort(1).values
    values, order = scores.gather(1, positions).sort(dim=1, descending=True, stable=True)
    return values, positions.gather(1, order)
