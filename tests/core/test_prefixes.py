"""What a model says after given tokens is what it would say had it come there by itself."""

import pytest
import tiny
import torch

from course_lib.analysis.prefixes import complete, forced, likeliest_mistakes
from course_lib.data.vocab import BOS, EOS, PAD, UNK
from course_lib.decoding import decode_pairs, trace

BATCH = tiny.batch(rows=7)
ENDS = [row.index(EOS) for row in BATCH.gold.tolist()]
PAIRS = [
    (source[: n - 1], gold[:end])
    for source, n, gold, end in zip(
        BATCH.source.tolist(), BATCH.source_lengths.tolist(), BATCH.gold.tolist(), ENDS, strict=True
    )
]
SOURCES = [source for source, _ in PAIRS]
CHOICES = [{}, {"attention": "general", "input_feeding": True}, {"cell": "lstm", "layers": 2}]


@pytest.mark.parametrize("changes", CHOICES)
def test_nothing_put_into_its_mouth_is_greedy(changes):
    model = tiny.model(sharpen=3.0, **changes)
    assert complete(model, SOURCES, [[]] * len(PAIRS), 3) == decode_pairs(model, SOURCES)


@pytest.mark.parametrize("changes", CHOICES)
def test_its_own_words_in_its_mouth_change_nothing(changes):
    model = tiny.model(sharpen=3.0, **changes)
    alone = decode_pairs(model, SOURCES)
    given = [output[: i % 4] for i, output in enumerate(alone)]
    assert complete(model, SOURCES, given) == alone


@pytest.mark.parametrize("changes", CHOICES)
def test_a_planted_token_is_that_of_trace(changes):
    model = tiny.model(sharpen=3.0, **changes)
    for source in SOURCES:
        steps = trace(model, source, plant={0: 5, 1: 4})
        said = [step.token for step in steps]
        assert complete(model, [source], [[5, 4]]) == [said[:-1] if said[-1] == EOS else said]


def test_a_prefix_beyond_the_limit_is_given_back():
    long = [4 + i % 3 for i in range(30)]  # a source of one token may say twelve
    assert complete(tiny.model(), [[4]], [long]) == [long]


def test_forced_is_each_step_after_the_gold_prefix():
    model = tiny.model(sharpen=3.0)
    found = forced(model, PAIRS, batch_size=3)
    for (source, target), row in zip(PAIRS, found, strict=True):
        steps = trace(model, source, plant=dict(enumerate([*target, EOS])), max_length=99)
        assert row == [int(step.probabilities.argmax()) for step in steps]
        assert len(row) == len(target) + 1 and not {PAD, BOS} & set(row)


def test_likeliest_mistakes_are_the_likeliest_mistakes():
    model = tiny.model(sharpen=3.0)
    with torch.no_grad():
        model.output.bias[UNK] += 100  # it would rather say <unk> than anything, and may not
    pairs = [pair for pair in PAIRS if len(pair[1]) > 2]
    found = likeliest_mistakes(model, pairs, 2, batch_size=2)
    for (source, target), rival in zip(pairs, found, strict=True):
        before = trace(model, source, plant=dict(enumerate(target[:2])))
        chances = before[2].probabilities.clone()
        chances[[*range(UNK + 1), target[2]]] = 0
        assert rival == int(chances.argmax()) != target[2]
    with pytest.raises(ValueError, match="place 2"):
        likeliest_mistakes(model, [*pairs, ([4], [4, 5])], 2)


def test_training_mode_and_chance_are_left_alone():
    model = tiny.model(dropout=0.5).train()
    before = torch.get_rng_state()
    assert complete(model, SOURCES, [[4]] * len(PAIRS)) == complete(model, SOURCES, [[4]] * len(PAIRS))
    assert forced(model, PAIRS) == forced(model, PAIRS)
    assert model.training and torch.equal(before, torch.get_rng_state())
