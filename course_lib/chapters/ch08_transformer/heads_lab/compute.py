"""Reading: all weights of a Transformer on one list of numbers, with its masks or without."""

from dataclasses import dataclass
from functools import cache, lru_cache

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, pad

from course_lib.analysis import heads
from course_lib.data.batching import collate
from course_lib.data.corpora.numbers import spoken
from course_lib.data.vocab import BOS, EOS, PAD, Vocab
from course_lib.decoding import greedy
from course_lib.kit import records
from course_lib.kit.card import visible
from course_lib.kit.typed_input import read_line, read_numbers
from course_lib.training.checkpoint import Bundle

MODEL = {"positions": "sinusoidal", "hidden": 32, "seed": 0}  # of the experiment `transformer_lengths`
PARTS = ("encoder", "decoder", "source")
PADDINGS = ("alone", "masked", "seen")  # no neighbour; a longer one, with the padding mask; without it
PADS = 6  # tokens by which the neighbour in the batch is longer


@dataclass(frozen=True)
class Reading:
    """Weights on a list and on its gold answer, which the decoder reads as in training."""

    source: list[str]  # S, EOS last, then PADS times PAD where there is a neighbour
    inputs: list[str]  # T, what the decoder has read, BOS first
    output: list[str]  # T, what it is about to say, EOS last
    weights: dict[str, list[Tensor]]  # part -> a layer: (h, S, S), (h, T, T) or (h, T, S)
    loss: float  # nats per gold token
    said: str  # what the model writes alone, reading the source in the same way
    expected: str

    def axes(self, part: str) -> tuple[list[str], list[str]]:
        """The tokens that are looked at, and those for which: the columns and the rows of the weights."""
        columns = {"encoder": self.source, "decoder": self.inputs, "source": self.source}[part]
        return columns, self.source if part == "encoder" else self.output


@cache
def bundle() -> Bundle:
    """The recorded model."""
    return records.load("transformer_lengths").model(**MODEL)


@lru_cache(maxsize=64)
@torch.inference_mode()
def compute(typed: str, padding: str = "alone", causal: bool = True) -> Reading:
    """typed: numbers, as in the alignment lab; padding: one of PADDINGS. ValueError for what is no list.

    With padding "seen" nothing says that PAD is no token; with `causal` False each place of the decoder sees
    those after it, too, the answer among them.
    """
    model, source_vocab, target_vocab, *_ = bundle()
    text, expected = spoken(read_numbers(typed))
    batch = collate([(source_vocab.encode(text), target_vocab.encode(expected))])
    extra = 0 if padding == "alone" else PADS
    source, lengths = pad(batch.source, (0, extra), value=PAD), batch.source_lengths
    if padding == "seen":
        lengths = lengths + extra  # the mask is made from the lengths
    weights = model.attention_weights(source, lengths, batch.inputs, causal)
    memory = model.encode(source, lengths)
    hidden, _ = model.decoder(batch.inputs, model.start(memory), memory, causal=causal)
    return Reading(
        source=_shown(source, source_vocab),
        inputs=_shown(batch.inputs, target_vocab),
        output=_shown(batch.gold, target_vocab),
        weights={part: [layer[0] for layer in layers] for part, layers in weights.items()},
        loss=cross_entropy(model.project(hidden[0]), batch.gold[0]).item(),
        said=target_vocab.decode(greedy(model, source, lengths)[0]),
        expected=expected,
    )


@torch.inference_mode()
def read(bundle: Bundle, typed: str) -> Reading:
    """The same of a learner's own 3_transformer.py, on a line as the one-page models read it; its masks stay.
    ValueError for what is no line."""
    model, source_vocab, target_vocab, *_ = bundle
    text, expected = read_line(typed)
    batch = collate([(source_vocab.encode(text), target_vocab.encode(expected))])
    weights = heads.attention_weights(model, batch.source, batch.source_lengths, batch.inputs)
    memory = model.encode(batch.source, batch.source_lengths)
    hidden, _ = model.advance(batch.inputs, model.start(memory), memory)
    return Reading(
        source=_shown(batch.source, source_vocab),
        inputs=_shown(batch.inputs, target_vocab),
        output=_shown(batch.gold, target_vocab),
        weights={part: [layer[0] for layer in layers] for part, layers in weights.items()},
        loss=cross_entropy(model.project(hidden[0]), batch.gold[0]).item(),
        said=target_vocab.decode(greedy(model, batch.source, batch.source_lengths)[0]),
        expected=expected,
    )


def _shown(ids: Tensor, vocab: Vocab) -> list[str]:
    """The tokens of a batch of one, ids (1, T), as they can be seen."""
    special = {PAD: "PAD", BOS: "BOS", EOS: "EOS"}
    return [special.get(i) or visible(vocab.names[i]) for i in ids[0].tolist()]
