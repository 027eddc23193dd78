"""Nonsense: whatever the library is given, it raises ValueError or gives a right result."""

import itertools
import math
import sys
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import SOURCE_SIZE, TARGET_SIZE, batch
from tiny import model as tiny_model

from course_lib.data.batching import Batch, batches, collate, encode_pairs, pad, pad_sources
from course_lib.data.corpora import load
from course_lib.data.ranges import real, shown, whole
from course_lib.data.tokenization import UNITS, join, tokenize
from course_lib.data.vocab import Vocab
from course_lib.decoding import decode_pairs, greedy, sample, translate
from course_lib.decoding.beam_tree import beam_tree
from course_lib.decoding.decode import beam_search
from course_lib.decoding.sampling import probabilities_of
from course_lib.metrics.bleu import bleu, bleu_d2l
from course_lib.models import Seq2Seq, Transformer, VisionTransformer, build
from course_lib.models.vit import PictureReader
from course_lib.training import evaluate, forced_loss, steps_per_epoch, train
from course_lib.training.teacher_forcing import unroll

PAIRS = [([4, 5], [5, 4]), ([6], [6]), ([7, 4, 4], [4])]
IDS = [source for source, _ in PAIRS]
SOURCE = pad_sources(IDS)
MODEL = tiny_model(seed=3, sharpen=3.0)
SENTENCES = ["ab", "b", "ba ab"]
LETTERS = Vocab("abcd", "char")


def chance() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def first(**changes) -> float:
    """The loss of the first step, and what it did to the weights."""
    learner = Seq2Seq(9, 9, embedding=4, hidden=4)
    for report in train(learner, PAIRS, PAIRS, **{"steps": 2, "batch_size": 2} | changes):
        return report.loss, [p.detach().clone() for p in learner.parameters()]


def made(kind, **fixed):
    """The first weights of a model."""
    return lambda **changes: [*kind(**fixed | changes).parameters()]


# Each number that can be given: (call with it, its name, lowest, highest); whole if the lowest is.
MOST = sys.float_info.max
SIZES = {"source_size": 9, "target_size": 8, "hidden": 4}
BUILDERS = {
    "Seq2Seq": (
        made(Seq2Seq, **SIZES, embedding=4),
        ("source_size", "target_size", "embedding", "hidden", "layers"),
    ),
    "Transformer": (
        made(Transformer, **SIZES, heads=2),
        ("source_size", "target_size", "layers", "heads", "d_ff"),
    ),
    "build": (made(build, **SIZES), ("source_size", "hidden")),
    "ViT": (made(VisionTransformer, hidden=4), ("side", "patch", "classes", "layers", "heads", "d_ff")),
    "PictureReader": (
        made(PictureReader, pixels=4, target_size=8, hidden=4),
        ("pixels", "target_size", "layers"),
    ),
}
NUMBERS = [
    (lambda beam: beam_search(MODEL, *SOURCE, beam=beam), "beam", 1, 9),
    (lambda alpha: beam_search(MODEL, *SOURCE, alpha=alpha), "alpha", 0.0, 10.0),
    (lambda beam: beam_tree(MODEL, [4], beam=beam), "beam", 1, 9),
    (lambda alpha: beam_tree(MODEL, [4], alpha=alpha), "alpha", 0.0, 10.0),
    (lambda dropped: beam_tree(MODEL, [4], dropped=dropped), "dropped", 0, 9),
    *(
        (lambda max_length, call=call: call(MODEL, *SOURCE, max_length=max_length), "max_length", 1, 9)
        for call in (greedy, beam_search, lambda *a, **k: sample(*a, **k, generator=chance()))
    ),
    *(
        (lambda value, n=name: sample(MODEL, *SOURCE, **{n: value}, generator=chance()), name, low, high)
        for name, low, high in (("temperature", 1e-20, 1e20), ("top_k", 1, 99), ("top_p", 1e-20, 1.0))
    ),
    (lambda size: list(batches(PAIRS, size, chance())), "batch_size", 1, 99),
    (lambda pool: list(batches(PAIRS, 2, chance(), pool)), "pool", 1, 99),
    (lambda size: decode_pairs(MODEL, IDS, batch_size=size), "batch_size", 1, 99),
    (lambda beam: decode_pairs(MODEL, IDS, beam=beam), "beam", 1, 9),
    (lambda beam: decode_pairs(MODEL, [], beam=beam), "beam", 1, 9),
    (lambda beam: translate(MODEL, LETTERS, LETTERS, SENTENCES, beam), "beam", 1, 9),
    (lambda size: forced_loss(MODEL, PAIRS, size), "batch_size", 1, 99),
    (lambda size: steps_per_epoch(PAIRS, size), "batch_size", 1, 99),
    *(
        (lambda value, n=name: first(**{n: value}), name, low, high)
        for name, low, high in [
            *(("batch_size", 1, 99), ("steps", 0, 99), ("warmup", 0, 99), ("evaluate_every", 1, 99)),
            *(("pool", 1, 99), ("done", 0, 1), ("learning_rate", 0.0, MOST), ("cooldown", 0.0, 1.0)),
            *(("label_smoothing", 0.0, 1.0), ("clip", 0.0, MOST), ("teacher_forcing", 0.0, 1.0)),
        ]
    ),
    (lambda ratio: unroll(MODEL, collate(PAIRS), ratio, generator=chance()), "ratio", 0.0, 1.0),
    (lambda count: Vocab.build(SENTENCES, "word", min_count=count).names, "min_count", 1, 99),
    (lambda size: Vocab.build(SENTENCES, "subword", size=size).names, "size", 5, 99),
    (lambda i: Vocab("ab", "char").decode([i]), "id", 0, 5),
    (lambda order: bleu([["a", "b"]], [[["a", "b"]]], order), "max_order", 1, 9),
    (lambda value: bleu([["a"]], [[["b"]]], smooth="floor", smooth_value=value), "smooth_value", 0.0, MOST),
    (lambda k: bleu_d2l(["a", "b"], ["a", "b"], k), "k", 1, 9),
    *(
        (lambda value, b=builder, n=name: b(**{n: value}), name, 1, 9)
        for builder, names in BUILDERS.values()
        for name in names
    ),
    *((lambda value, b=builder: b(seed=value), "seed", -9, 9) for builder, _ in BUILDERS.values()),
    *(
        (lambda value, b=builder: b(dropout=value), "dropout", 0.0, math.nextafter(1, 0))
        for builder, _ in BUILDERS.values()
    ),
]
FIRST_BUILDER = next(i for i, row in enumerate(NUMBERS) if row[1] == "source_size")  # PyTorch takes int alone
MAY_BE_NONE = ("max_length", "top_k", "top_p", "d_ff", "smooth_value")  # None is the default there
VALUES = st.one_of(
    st.integers(-5, 9),
    st.floats(),
    st.sampled_from(
        [math.nan, math.inf, -math.inf, 0.5, 2.0, None, "", "2", "nan", [], [2], {}, 1j, -(10**400)]
    ),
    st.sampled_from(
        [np.int64(2), np.float32(0.5), np.array([]), torch.tensor(2), torch.tensor([]), Fraction(1, 2)]
    ),
)


def legit(value, low, high) -> bool:
    """Whether it is a number in range, of the kind that the lowest is of."""
    try:
        (whole if isinstance(low, int) else real)("it", value, low, high)
    except ValueError:
        return False
    return True


def same(a, b) -> bool:
    if isinstance(a, torch.Tensor):
        return torch.equal(a.nan_to_num(0.5), b.nan_to_num(0.5))
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


@pytest.mark.parametrize("i", range(len(NUMBERS)), ids=lambda i: f"{i}-{NUMBERS[i][1]}")
@settings(max_examples=25)
@given(value=VALUES)
def test_a_number_is_right_or_refused(i, value):
    call, name, low, high = NUMBERS[i]
    if value is None and name in MAY_BE_NONE:
        return
    if not legit(value, low, math.inf if isinstance(low, int) else high):
        with pytest.raises(ValueError) as refused:
            call(value)
        assert "\n" not in str(refused.value) and len(str(refused.value)) < 250
    elif legit(value, low, high) and (i < FIRST_BUILDER or isinstance(value, (int, float))):
        plain = int(value) if isinstance(low, int) else float(value)
        try:
            expected = call(plain)
        except ValueError:  # sizes that do not fit together
            with pytest.raises(ValueError):
                call(value)
        else:
            assert same(call(value), expected)


@given(
    value=st.one_of(
        st.integers(), st.floats(), st.complex_numbers(), st.text(), st.none(), st.lists(st.text())
    )
)
def test_the_checks_themselves(value):
    number = isinstance(value, (int, float)) and not isinstance(value, str)
    assert legit(value, 1, 5) == (isinstance(value, int) and 1 <= value <= 5)
    assert legit(value, 0.5, 5.0) == (number and 0.5 <= value <= 5)
    assert "\n" not in shown(value) and len(shown(value)) < 90 and shown(value).isprintable()


NAMES = {
    "corpus": lambda name: load(name),
    "unit": lambda unit: tokenize("a b", unit),
    "unit of join": lambda unit: join(["a"], unit),
    "unit of Vocab": lambda unit: Vocab(["a"], unit),
    "unit of build": lambda unit: Vocab.build(["a"], unit),
    "architecture": lambda name: build(name, **SIZES),
    "cell": lambda name: Seq2Seq(9, 8, cell=name),
    "context": lambda name: Seq2Seq(9, 8, context=name),
    "attention": lambda name: Seq2Seq(9, 8, attention=name),
    "bidirectional": lambda name: Seq2Seq(9, 8, bidirectional=name),
    "reverse": lambda name: Seq2Seq(9, 8, reverse=name),
    "input_feeding": lambda name: Seq2Seq(9, 8, attention="dot", input_feeding=name),
    "norm": lambda name: Transformer(9, 8, norm=name),
    "placement": lambda name: Transformer(9, 8, placement=name),
    "positions": lambda name: Transformer(9, 8, positions=name),
    "pooling": lambda name: VisionTransformer(pooling=name),
    "coin": lambda name: unroll(MODEL, collate(PAIRS), 1.0, coin=name),
    "choose": lambda name: unroll(MODEL, collate(PAIRS), 1.0, choose=name),
    "coin of train": lambda name: first(coin=name),
    "choose of train": lambda name: first(choose=name),
    "smooth": lambda name: bleu([["a"]], [[["a"]]], smooth=name),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["nonsense", "", 3, math.nan, None, [], ["gru"], {}], ids=repr)
def test_an_unknown_name_is_refused(name, value):
    if value is None and name == "attention":
        return  # none is wanted
    with pytest.raises(ValueError):
        NAMES[name](value)


NOTHING = torch.zeros(0, 3, dtype=torch.long), torch.zeros(0, dtype=torch.long)
NO_BATCH = Batch(*NOTHING, NOTHING[0])
LESSER = tiny_model()
LESSER.load_state_dict({name: weights * math.nan for name, weights in LESSER.state_dict().items()})
FAR = [[SOURCE_SIZE + 50]]  # an id that the model does not know
REFUSED = {
    "no rows": lambda: pad([]),
    "no sources": lambda: pad_sources([]),
    "no pairs in a batch": lambda: collate([]),
    "no pairs to train on": lambda: list(train(MODEL, [], steps=1)),
    "no pairs to measure": lambda: forced_loss(MODEL, []),
    "no pairs to evaluate": lambda: evaluate(MODEL, []),
    "no candidates": lambda: bleu([], []),
    "greedy on nothing": lambda: greedy(MODEL, *NOTHING),
    "a beam on nothing": lambda: beam_search(MODEL, *NOTHING),
    "a sample of nothing": lambda: sample(MODEL, *NOTHING, generator=chance()),
    "unroll nothing": lambda: unroll(MODEL, NO_BATCH, 1.0),
    "encode nothing": lambda: MODEL.encode(*NOTHING),
    "chance without a generator": lambda: sample(MODEL, *SOURCE, generator=None),
    "chance of a wrong kind": lambda: sample(MODEL, *SOURCE, generator=0),
    "unroll by chance without one": lambda: unroll(MODEL, collate(PAIRS), 0.5),
    "fractions for ids": lambda: collate([([4.5], [4])]),
    "truth for ids": lambda: pad([[True]]),
    "texts for ids": lambda: collate([(["a"], [4])]),
    "lists for ids": lambda: pad([[[4]]]),
    "nothing for an id": lambda: pad([[None]]),
    "an id of 30 digits": lambda: pad([[10**30]]),
    "an id below 0": lambda: collate([([4], [-1])]),
    "an id too large to source": lambda: decode_pairs(MODEL, FAR),
    "an id too large to beam": lambda: decode_pairs(MODEL, FAR, beam=2),
    "an id too large to train": lambda: list(train(Seq2Seq(9, 8), [([4], [TARGET_SIZE])], steps=1)),
    "lengths of 0": lambda: greedy(MODEL, SOURCE[0], SOURCE[1] * 0),
    "lengths too long": lambda: greedy(MODEL, SOURCE[0], SOURCE[1] + 9),
    "lengths too few": lambda: beam_search(MODEL, SOURCE[0], SOURCE[1][:1]),
    "lost weights, greedy": lambda: greedy(LESSER, *SOURCE),
    "lost weights, beam": lambda: beam_search(LESSER, *SOURCE),
    "lost weights, sample": lambda: sample(LESSER, *SOURCE, generator=chance()),
    "lost weights, tree": lambda: beam_tree(LESSER, [4]),
    "a text for texts": lambda: translate(MODEL, LETTERS, LETTERS, "abc"),
    "numbers for texts": lambda: translate(MODEL, LETTERS, LETTERS, [3]),
    "a text to build from": lambda: Vocab.build("abc", "char"),
    "numbers to build from": lambda: Vocab.build([3], "char"),
    "a token twice": lambda: Vocab("aba", "char"),
    "a token that is none": lambda: Vocab([None], "char"),
    "no text in a pair": lambda: encode_pairs([("a", None)], LETTERS, LETTERS),
    "half a pair": lambda: encode_pairs([("a",)], LETTERS, LETTERS),
    "a text for tokens": lambda: join("abc", "word"),
    "numbers for tokens": lambda: join([3], "char"),
    "an empty token": lambda: join(["a", ""], "text-word"),
    "a list for a text": lambda: tokenize(["a"], "char"),
    "pieces of no text": lambda: Vocab.build(SENTENCES, "subword").encode(None),
    "squares that do not fill": lambda: VisionTransformer()(torch.zeros(2, 9, 9)),
    "no pictures": lambda: VisionTransformer()(torch.zeros(0, 8, 8)),
    "one picture for several": lambda: VisionTransformer()(torch.zeros(8, 8)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_nothing_and_nonsense_are_refused(what):
    with pytest.raises(ValueError) as refused:
        REFUSED[what]()
    assert "\n" not in str(refused.value) and str(refused.value)


def test_what_makes_sense_of_nothing():
    assert list(batches([], 2, chance())) == []
    assert (
        decode_pairs(MODEL, [])
        == translate(MODEL, LETTERS, LETTERS, [])
        == encode_pairs([], LETTERS, LETTERS)
        == []
    )
    assert [join([], unit) for unit in UNITS[:3]] == ["", "", ""] and tokenize("", "char") == []
    assert len(Vocab.build([], "char")) == 4 and LETTERS.decode([]) == "" and LETTERS.encode("") == []
    assert list(train(MODEL, PAIRS, steps=0)) == []
    assert pad([[], [4]])[0].tolist() == [[0], [4]]


@given(st.floats(1e-20, 1e20), st.lists(st.floats(-50, 50), min_size=2, max_size=5))
def test_probabilities_are_numbers_at_every_temperature(temperature, logits):
    found = probabilities_of(torch.tensor([[-math.inf, *logits]]), temperature)
    assert found.isfinite().all() and found.sum().item() == pytest.approx(1) and found[0, 0] == 0


@pytest.mark.parametrize("alpha", [0, 1, 5, 10])
def test_the_largest_penalty_still_orders(alpha):
    found = beam_search(MODEL, *pad_sources([[4] * 60]), beam=4, alpha=alpha, max_length=400)[0]
    assert all(-math.inf < hypothesis.score < 0 for hypothesis in found)
    assert all(a.score >= b.score for a, b in itertools.pairwise(found))


def test_a_batch_of_real_ids_is_left_alone():
    assert batch(rows=3).source.dtype == torch.long
    assert pad([np.array([4, 5], np.int32), (6,)])[0].tolist() == [[4, 5], [6, 0]]
