"""A translation half written: what was said, how it was chosen, and what could come next."""

from dataclasses import dataclass

import torch
from torch import Tensor

from course_lib.data.batching import pad_sources
from course_lib.data.corpora.numbers import french
from course_lib.data.vocab import BOS, EOS
from course_lib.decoding import translate
from course_lib.decoding.sampling import draw, probabilities_of
from course_lib.kit.typed_input import read_number
from course_lib.models.seq2seq import evaluating, next_logits
from course_lib.training.checkpoint import Bundle

LIKELIEST, FORCED, DRAWN = "likeliest", "forced", "drawn"
LONGEST = 40  # tokens; whatever is longer is no number


@dataclass(frozen=True)
class Said:
    """One token of the output, and how it came there."""

    token: int
    how: str  # LIKELIEST, FORCED or DRAWN


@dataclass(frozen=True)
class Moment:
    """A sentence in the making."""

    words: list[tuple[str, bool]]  # each source word, and whether the vocabulary knows it
    names: list[str]  # the target vocabulary
    said: tuple[Said, ...]
    log_probs: tuple[float, ...]  # nats, of each token said, as the model sees it (at temperature 1)
    probabilities: Tensor  # (V,) of the next token, at the temperature that was asked for
    alone: str  # what the model writes when nobody interferes
    expected: str | None  # the right answer, where it is known
    text: str  # what has been written so far

    @property
    def ended(self) -> bool:
        return bool(self.said) and self.said[-1].token == EOS

    @property
    def full(self) -> bool:
        return self.ended or len(self.said) >= LONGEST

    def best(self, count: int = 10) -> list[tuple[int, float]]:
        """The likeliest next tokens with their probabilities, the likeliest first."""
        values, ids = self.probabilities.sort(descending=True, stable=True)
        return list(zip(ids[:count].tolist(), values[:count].tolist(), strict=True))


@torch.inference_mode()
def compute(bundle: Bundle, typed: str, said: tuple[Said, ...] = (), temperature: float = 1.0) -> Moment:
    """Where the decoder stands after `said`. ValueError, in the learner's language, for what is no number."""
    model, source_vocab, target_vocab, *_ = bundle
    text, digits = read_number(typed)
    source, lengths = pad_sources([source_vocab.encode(text)])
    written = torch.tensor([[BOS, *(one.token for one in said)]])  # (1, t + 1)
    with evaluating(model):
        memory = model.encode(source, lengths)
        hidden, _ = model.advance(written, model.start(memory), memory)  # (1, t + 1, H)
        logits = torch.cat([next_logits(model, hidden[:, : i + 1]) for i in range(written.size(1))])
    log_p = logits.log_softmax(-1)  # (t + 1, V)
    return Moment(
        words=[(word, word in source_vocab) for word in text.split()],
        names=target_vocab.names,
        said=said,
        log_probs=tuple(float(log_p[i, one.token]) for i, one in enumerate(said)),
        probabilities=probabilities_of(logits[-1:], temperature)[0],
        alone=translate(model, source_vocab, target_vocab, [text])[0],
        expected=None if digits is None else digits if "7" in target_vocab else french(int(digits)),
        text=target_vocab.decode(one.token for one in said),
    )


def likeliest(moment: Moment) -> Said:
    """The next greedy token."""
    return Said(moment.best(1)[0][0], LIKELIEST)


def drawn(moment: Moment, seed: int) -> Said:
    """The next token by chance: it depends on the seed, the place, and the probabilities alone."""
    noise = torch.rand(LONGEST + 1, generator=torch.Generator().manual_seed(seed))
    return Said(int(draw(moment.probabilities[None], noise[len(moment.said)][None])), DRAWN)
