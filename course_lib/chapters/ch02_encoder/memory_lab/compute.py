"""What an encoder holds when it has read so far, and what can be read back out of that."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.analysis.probing import Probe, contexts, draw, fit
from course_lib.data.vocab import EOS, UNK
from course_lib.decoding import decode_pairs
from course_lib.kit import records
from course_lib.language import pick
from course_lib.models import Seq2Seq
from course_lib.training.checkpoint import Bundle

LETTERS, LONGEST = "abcdefghij", 12  # what the models learnt to copy
CELLS, SIZES = ("rnn", "gru", "lstm"), (16, 32, 64)
GUESS = 1 / len(LETTERS)
FITTED, TESTED = 3000, 1000  # random strings for a probe, as in probing.readable
EXAMPLE = "facegibd"


class Fresh(NamedTuple):
    """What comes back on TESTED random strings, of as many letters."""

    probe: Probe
    shares: list[float]  # of strings where the probe reads each letter right, 0 to 1
    said: list[float]  # of strings where the decoder writes each letter right; [] where it does not speak
    exact: int  # strings that it writes without a mistake


@dataclass(frozen=True)
class Moment:
    """An encoder in the midst of a string, or at its end."""

    typed: str
    seen: int  # letters read so far
    end: bool  # whether EOS has been read too
    cell: str
    hidden: int
    trained: bool
    states: Tensor  # (n + 1, H) h_t after each letter typed, and after EOS
    read: str  # the letters that the probe reads out of this very string
    written: str  # what the decoder writes for it; "" where it does not speak
    fresh: Fresh


def read(typed: str) -> str:
    """The letters of what was typed, without spaces, in lower case.

    Raises ValueError, in the learner's language, for nothing, for too much, and for anything but a to j.
    """
    letters = "".join(unicodedata.normalize("NFKC", typed).split()).lower()
    if not re.fullmatch(f"[{LETTERS}]+", letters):
        raise ValueError(
            pick(
                f"Please type letters from a to j, such as {EXAMPLE}: the models know no others.",
                f"请输入 a 到 j 的字母，例如 {EXAMPLE}：模型只认识这十个。",
            )
        )
    if len(letters) > LONGEST:
        raise ValueError(
            pick(
                f"At most {LONGEST} letters, please: the models learnt nothing longer.",
                f"请不要超过 {LONGEST} 个字母：模型没有学过更长的。",
            )
        )
    return letters


@cache
def bundle(cell: str, hidden: int, trained: bool) -> Bundle:
    """The recorded model of these settings, or the same with its first weights."""
    found = records.load("memory").model(cell=cell, hidden=hidden)
    return found if trained else found._replace(model=Seq2Seq(**found.model.config).eval())


@lru_cache(maxsize=128)
def measure(cell: str, hidden: int, trained: bool, seen: int, end: bool) -> Fresh:
    """Fit a probe after `seen` random letters and try it on others; at the end, try the decoder on them too.

    The decoder is asked only where it learnt to begin: trained, and after EOS.
    """
    model, vocab, *_ = bundle(cell, hidden, trained)
    fitted, tested = draw(FITTED, seen, len(vocab), 0), draw(TESTED, seen, len(vocab), 1)
    probe = fit(contexts(model, fitted, end), fitted, len(vocab))
    shares = probe.accuracy(contexts(model, tested, end), tested).tolist()
    if not (end and trained):
        return Fresh(probe, shares, [], 0)
    wanted = tested.tolist()
    pairs = list(zip(wanted, decode_pairs(model, wanted, batch_size=TESTED), strict=True))
    said = [sum(wrote[i : i + 1] == [row[i]] for row, wrote in pairs) / TESTED for i in range(seen)]
    return Fresh(probe, shares, said, sum(row == wrote for row, wrote in pairs))


@torch.inference_mode()
def compute(
    typed: str, moment: int | None = None, cell: str = "gru", hidden: int = 64, trained: bool = True
) -> Moment:
    """The encoder after `moment` letters, 1 or more; beyond the last of them, and with None, after EOS.

    Raises ValueError as `read` does, and for a model that is not recorded.
    """
    letters = read(typed)
    end = moment is None or moment > len(letters)
    seen = len(letters) if end else moment
    fresh = measure(cell, hidden, trained, seen, end)
    model, source_vocab, target_vocab, *_ = bundle(cell, hidden, trained)
    ids = source_vocab.encode(letters)
    source = torch.tensor([[*ids, EOS]])  # (1, n + 1)
    scores = fresh.probe.scores(contexts(model, source[:, :seen], end))[0]  # (seen, V)
    return Moment(
        typed=letters,
        seen=seen,
        end=end,
        cell=cell,
        hidden=hidden,
        trained=trained,
        states=model.encoder(source, torch.tensor([source.size(1)])).outputs[0],
        read=source_vocab.decode((scores.argmax(-1) + UNK + 1).tolist()),
        written=target_vocab.decode(decode_pairs(model, [ids])[0]) if fresh.said else "",
        fresh=fresh,
    )
