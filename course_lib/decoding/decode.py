"""Decoding: from a trained model to an output sentence, with no gold token in sight."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.data.batching import pad_sources
from course_lib.data.ranges import shown, whole
from course_lib.data.vocab import BOS, EOS, Vocab
from course_lib.models.encoder import select
from course_lib.models.protocol import Model, accept, device_of
from course_lib.models.seq2seq import NO_NUMBERS, evaluating, next_logits

from .beam import beam_search
from .lengths import length_limit
from .sampling import draw, probabilities_of


def greedy(
    model: Model, source: Tensor, lengths: Tensor, max_length: int | Tensor | None = None
) -> list[list[int]]:
    """The likeliest token at each step, for a batch at once -> ids of each row without BOS and EOS.

    source (B, S), lengths (B,). A row stops at its EOS, and is dropped from the work; a row without EOS is
    cut at max_length tokens, one limit or (B,) one a row (by default its own `length_limit`). So a row of
    max_length ids was cut, and a shorter one ended. The first of equally likely tokens is taken. The model's
    training mode is left as it was. Raises ValueError for a max_length below 1, as `length_limit` and
    `Model.encode` do, and where the model's probabilities are no numbers.
    """
    limits = length_limit(lengths, max_length)
    return _decode(model, source, lengths, limits, lambda logits, rows, t: logits.argmax(-1))


def sample(
    model: Model,
    source: Tensor,
    lengths: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    *,
    generator: torch.Generator,
    max_length: int | Tensor | None = None,
) -> list[list[int]]:
    """As `greedy`, but each token is drawn from what `probabilities_of` leaves of the model's distribution.

    All chance comes from `generator`, drawn before the first step: what a row says does not depend on when
    its neighbours stop. Raises ValueError as `greedy` and `probabilities_of` do, and without a generator.
    """
    if not isinstance(generator, torch.Generator):
        raise ValueError("chance needs a generator: torch.Generator().manual_seed(0)")
    limits = length_limit(lengths, max_length)
    noise = torch.rand(len(source), int(limits.max()), generator=generator, device=generator.device)
    noise = noise.to(source.device)

    def choose(logits: Tensor, rows: Tensor, t: int) -> Tensor:
        return draw(probabilities_of(logits, temperature, top_k, top_p), noise[rows, t])

    return _decode(model, source, lengths, limits, choose)


@torch.inference_mode()
def _decode(
    model: Model,
    source: Tensor,
    lengths: Tensor,
    limits: Tensor,
    choose: Callable[[Tensor, Tensor, int], Tensor],
) -> list[list[int]]:
    """Let choose(logits (B', V), rows (B',), t) -> (B',) say one token a step for the rows still going."""
    accept(model)
    with evaluating(model):
        memory = model.encode(source, lengths)
        state = model.start(memory)
        limits = limits.to(source.device)  # (B,)
        said = torch.full((len(source), int(limits.max())), EOS, device=source.device)
        rows = torch.arange(len(source), device=source.device)  # the sentences of the shrinking batch
        tokens = torch.full((len(source), 1), BOS, device=source.device)
        for t in range(said.size(1)):
            hidden, state = model.advance(tokens, state, memory)
            logits = next_logits(model, hidden)
            if t == 0 and logits.isnan().any():
                raise ValueError(NO_NUMBERS)
            chosen = choose(logits, rows, t)  # (B',)
            said[rows, t] = chosen
            alive = ((chosen != EOS) & (limits[rows] > t + 1)).nonzero().flatten()
            if not len(alive):
                break
            if len(alive) < len(rows):
                rows, chosen, state, memory = select((rows, chosen, state, memory), alive)
            tokens = chosen[:, None]
    return [row[: row.index(EOS)] if EOS in row else row for row in said.tolist()]


class Step(NamedTuple):
    """One decoding step of one sentence."""

    token: int  # what was said, or planted
    probabilities: Tensor  # (V,) what the model thought before it spoke
    planted: bool


@torch.inference_mode()
def trace(
    model: Model,
    source: list[int],
    plant: dict[int, int] | None = None,
    max_length: int | None = None,
) -> list[Step]:
    """Greedy decoding of one sentence, with every step's probabilities; EOS is the last step when it comes.

    `plant` forces tokens: {2: 7} says token 7 at step 2, whatever the model would have said.
    """
    accept(model)
    plant = plant or {}
    device = device_of(model)
    ids, lengths = pad_sources([source])
    limit = int(length_limit(lengths, max_length))
    with evaluating(model):
        memory = model.encode(ids.to(device), lengths)
        state = model.start(memory)
        steps: list[Step] = []
        token = BOS
        while token != EOS and len(steps) < limit:
            hidden, state = model.advance(torch.tensor([[token]], device=device), state, memory)
            probabilities = next_logits(model, hidden)[0].softmax(-1)
            planted = len(steps) in plant
            token = plant[len(steps)] if planted else int(probabilities.argmax())
            steps.append(Step(token, probabilities, planted))
    return steps


def decode_pairs(
    model: Model,
    sources: list[list[int]],
    batch_size: int = 256,
    beam: int = 1,
    max_length: int | Tensor | None = None,
) -> list[list[int]]:
    """Outputs for many sources of ids, in the order given; inside, they are sorted by length.

    beam = 1 is `greedy`, more is the best hypothesis of `beam_search` with its usual alpha; max_length as
    there, (N,) for N sources. Raises ValueError as they do, and for a batch_size below 1.
    """
    batch_size, beam = whole("batch_size", batch_size), whole("beam", beam)
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    outputs: list[list[int]] = [[] for _ in sources]
    device = device_of(model)
    for k in range(0, len(order), batch_size):
        group = order[k : k + batch_size]
        source, lengths = pad_sources([sources[i] for i in group])
        limits = max_length[group] if isinstance(max_length, Tensor) else max_length
        if beam == 1:
            said = greedy(model, source.to(device), lengths, limits)
        else:
            found = beam_search(model, source.to(device), lengths, beam, max_length=limits)
            said = [hypotheses[0].tokens for hypotheses in found]
        for i, ids in zip(group, said, strict=True):
            outputs[i] = ids
    return outputs


def translate(
    model: Model, source_vocab: Vocab, target_vocab: Vocab, texts: list[str], beam: int = 1
) -> list[str]:
    """Translation of texts, greedy or with a beam: one out for each in.

    Raises ValueError as `decode_pairs` and `Vocab.encode` do, and for one text in place of a list of them.
    """
    if isinstance(texts, str):
        raise ValueError(f"texts must be a list of texts: [{shown(texts, quoted=True)}]")
    outputs = decode_pairs(model, [source_vocab.encode(text) for text in texts], beam=beam)
    return [target_vocab.decode(ids) for ids in outputs]
