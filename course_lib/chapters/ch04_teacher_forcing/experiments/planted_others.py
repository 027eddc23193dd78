"""Any word planted: does ratio 0 teach what to say after one likely mistake, or to look at no word before?

As `planted_word` with a falling rate, but every word of the vocabulary is planted in turn. Most of them no
model ever says in that place.
"""

from typing import Any

from course_lib.data.vocab import UNK
from course_lib.decoding import trace
from course_lib.kit import tasks

from . import planted_word

SETTINGS = tasks.grid(language=["en", "zh"], ratio=[1.0, 0.5, 0.0], seed=range(6))


def run(language: str, ratio: float, seed: int, steps: int = planted_word.STEPS) -> dict[str, Any]:
    """The probability of the reference's next word after the right word, after the likely wrong one, and the
    mean after all others."""
    task, sentence, wrong, instead, answers = planted_word.plant(language)
    model = task.model(embedding=16, hidden=64, seed=seed)
    for _ in planted_word.learning(model, task, ratio, 0.3, seed, steps):
        pass
    vocab = task.target_vocab
    source = vocab.encode(sentence)
    right, likely, wanted = (vocab.encode(word)[0] for word in (instead, wrong, answers["reference"]))
    place = source.index(right)
    before = dict(enumerate(source[:place]))  # read, too, where a model that has learnt little says otherwise
    after = {
        token: trace(model, source, before | {place: token})[place + 1].probabilities[wanted].item()
        for token in range(UNK + 1, len(vocab))
    }
    others = [p for token, p in after.items() if token not in (right, likely)]
    return {"right": after[right], "likely": after[likely], "others": sum(others) / len(others)}
