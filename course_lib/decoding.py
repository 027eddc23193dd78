"""Decoding: from a trained model to an output sentence, with no gold token in sight."""

from typing import NamedTuple

import torch
from torch import Tensor

from .batching import pad_sources
from .encoder import select
from .seq2seq import Seq2Seq
from .vocab import BOS, EOS, PAD, Vocab


def length_limit(lengths: Tensor) -> int:
    """Where decoding gives up if no EOS comes: twice the longest source and ten more."""
    return 2 * int(lengths.max()) + 10


def _next_logits(model: Seq2Seq, hidden: Tensor) -> Tensor:
    """hidden (B, 1, H) -> logits (B, V) over tokens that can be said: PAD and BOS can't."""
    logits = model.project(hidden[:, -1])
    logits[:, [PAD, BOS]] = float("-inf")
    return logits


@torch.inference_mode()
def greedy(model: Seq2Seq, source: Tensor, lengths: Tensor, max_length: int | None = None) -> list[list[int]]:
    """The likeliest token at each step, for a batch at once -> ids of each row without BOS and EOS.

    source (B, S), lengths (B,). A row stops at its EOS, and is dropped from the work; a row without EOS is
    cut at max_length tokens (by default `length_limit`). The model's training mode is left as it was.
    """
    was_training = model.training
    model.eval()
    memory = model.encode(source, lengths)
    state = model.start(memory)
    said: list[list[int]] = [[] for _ in range(len(source))]
    rows = torch.arange(len(source))  # which sentence each row of the shrinking batch belongs to
    tokens = torch.full((len(source), 1), BOS, device=source.device)
    for _ in range(max_length or length_limit(lengths)):
        hidden, state = model.advance(tokens, state, memory)
        chosen = _next_logits(model, hidden).argmax(-1)  # (B',)
        alive = (chosen != EOS).nonzero().flatten().cpu()
        for row, token in zip(rows[alive].tolist(), chosen[alive].tolist(), strict=True):
            said[row].append(token)
        if len(alive) < len(rows):
            rows, chosen = rows[alive], chosen[alive]
            state, memory = select(state, alive), select(memory, alive)
        if not len(rows):
            break
        tokens = chosen[:, None]
    model.train(was_training)
    return said


class Step(NamedTuple):
    """One decoding step of one sentence."""

    token: int  # what was said, or planted
    probabilities: Tensor  # (V,) what the model thought before it spoke
    planted: bool


@torch.inference_mode()
def trace(
    model: Seq2Seq, source: list[int], plant: dict[int, int] | None = None, max_length: int | None = None
) -> list[Step]:
    """Greedy decoding of one sentence, with every step's probabilities; EOS is the last step when it comes.

    `plant` forces tokens: {2: 7} says token 7 at step 2, whatever the model would have said.
    """
    was_training = model.training
    model.eval()
    ids, lengths = pad_sources([source])
    memory = model.encode(ids, lengths)
    state = model.start(memory)
    steps: list[Step] = []
    token = BOS
    while token != EOS and len(steps) < (max_length or length_limit(lengths)):
        hidden, state = model.advance(torch.tensor([[token]]), state, memory)
        probabilities = _next_logits(model, hidden)[0].softmax(-1)
        planted = len(steps) in (plant or {})
        token = plant[len(steps)] if planted else int(probabilities.argmax())
        steps.append(Step(token, probabilities, planted))
    model.train(was_training)
    return steps


def decode_pairs(model: Seq2Seq, sources: list[list[int]], batch_size: int = 256) -> list[list[int]]:
    """Greedy outputs for many sources of ids, in the order given; inside, they are sorted by length."""
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    outputs: list[list[int]] = [[] for _ in sources]
    device = next(model.parameters()).device
    for k in range(0, len(order), batch_size):
        group = order[k : k + batch_size]
        source, lengths = pad_sources([sources[i] for i in group])
        for i, said in zip(group, greedy(model, source.to(device), lengths), strict=True):
            outputs[i] = said
    return outputs


def translate(model: Seq2Seq, source_vocab: Vocab, target_vocab: Vocab, texts: list[str]) -> list[str]:
    """Greedy translation of texts: one out for each in."""
    outputs = decode_pairs(model, [source_vocab.encode(text) for text in texts])
    return [target_vocab.decode(ids) for ids in outputs]
