"""Tree: beam search over one sentence, step by step: what it kept, what it dropped, and what won."""

from typing import NamedTuple

import torch

from course_lib.data.batching import pad_sources
from course_lib.data.ranges import real, whole
from course_lib.data.vocab import BOS, EOS
from course_lib.models.encoder import select
from course_lib.models.protocol import Model, accept, device_of, spread
from course_lib.models.seq2seq import NO_NUMBERS, evaluating, next_logits

from .beam import MAX_ALPHA, length_penalty
from .lengths import length_limit


class Node(NamedTuple):
    """One token that a beam search could say next."""

    token: int
    parent: int  # its place among the nodes of the step before; 0 at the first step, which has one root
    log_prob: float  # log p in nats of all tokens from the root to here
    kept: bool  # among the `beam` best of its step
    score: float | None  # log_prob / length_penalty where an output was finished, else None


class Tree(NamedTuple):
    """The steps of a search, each with its nodes: the kept ones, then the dropped ones, the best first."""

    steps: list[list[Node]]
    winner: list[int]  # the winner's place among the nodes of steps 0, 1, ..., as far as it goes

    @property
    def tokens(self) -> list[int]:
        """What the winner says, EOS last when it came."""
        return [nodes[place].token for nodes, place in zip(self.steps, self.winner, strict=False)]

    @property
    def last(self) -> Node:
        """The winner's last node: its log probability, and its score."""
        return self.steps[len(self.winner) - 1][self.winner[-1]]


@torch.inference_mode()
def beam_tree(
    model: Model,
    source: list[int],
    beam: int = 3,
    alpha: float = 0.6,
    max_length: int | None = None,
    dropped: int = 3,
) -> Tree:
    """What `beam_search` does with the ids of one sentence: same candidates, same stopping rule, same winner.

    At each step the tree also remembers the `dropped` best candidates that were not kept. Raises ValueError
    as `beam_search` does, and for a `dropped` below 0.
    """
    beam, alpha, dropped = (
        whole("beam", beam),
        real("alpha", alpha, 0, MAX_ALPHA),
        whole("dropped", dropped, 0),
    )
    ids, lengths = pad_sources([source])
    limit = int(length_limit(lengths, max_length))
    device = device_of(model)
    accept(model)
    with evaluating(model):
        memory = model.encode(ids.to(device), lengths)
        state = model.start(memory)
        live, log_probs = [0], torch.zeros(1, device=device)  # (W,) places among the last nodes; log p
        tokens = torch.full((1, 1), BOS, device=device)  # (W, 1)
        steps: list[list[Node]] = []
        best, end = float("-inf"), (0, 0)  # the best score of a finished output; its step and place
        for length in range(1, limit + 1):
            hidden, state = model.advance(tokens, state, spread(model, memory, tokens))
            following = next_logits(model, hidden).log_softmax(-1)  # (W, V)
            candidates = (log_probs[:, None] + following).flatten()  # (W * V,)
            falling, order = candidates.sort(descending=True, stable=True)  # ties: better parent, smaller id
            count = min(beam + dropped, int(falling.isfinite().sum()))
            if not count:
                raise ValueError(NO_NUMBERS)
            rows, words = order[:count] // following.size(1), order[:count] % following.size(1)
            nodes, going = [], []
            for place in range(count):
                token, log_prob, kept = int(words[place]), float(falling[place]), place < beam
                done = kept and (token == EOS or length == limit)
                score = log_prob / float(length_penalty(length, alpha)) if done else None
                nodes.append(Node(token, live[int(rows[place])], log_prob, kept, score))
                if score is not None and score > best:  # of equals, the one finished first
                    best, end = score, (length - 1, place)
                if kept and not done:
                    going.append(place)
            steps.append(nodes)
            if not going or best >= nodes[going[0]].log_prob / length_penalty(limit, alpha):
                break
            live, log_probs, tokens = going, falling[going], words[going][:, None]
            state = select(state, rows[going])
    winner = [end[1]]
    for step in range(end[0], 0, -1):
        winner.insert(0, steps[step][winner[0]].parent)
    return Tree(steps, winner)
