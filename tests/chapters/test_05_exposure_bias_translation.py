"""What a wrong word does to real sentences: the measures on tiny models, and what the record may hold."""

import math
import os
from pathlib import Path

import pytest
import tiny
import torch

from course_lib.analysis.prefixes import complete, forced
from course_lib.chapters.ch05_exposure_bias.experiments.translation import (
    LONG,
    PLACES,
    QUOTED,
    SPAN,
    course,
    measure,
    planted,
    read_on,
    said_later,
    score_card,
    wrong_words,
)
from course_lib.data.corpora import load
from course_lib.data.corpora.copying import copy_pairs
from course_lib.data.vocab import EOS, UNK
from course_lib.decoding import trace
from course_lib.kit import records
from course_lib.metrics.bleu import Counts, add, score

DATA = Path(os.environ.get("COURSE_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
PAIRS = [([4, 5, 6], [5, 6, 7, 4]), ([7], [4, 4, 6]), ([5, 4, 4, 8], [6, 7, 5, 4, 6, 7]), ([6], [7, 7, 5])]
AT = 2


@pytest.mark.parametrize("words", [[target[AT] for _, target in PAIRS], [4, 5, 6, 6]])
def test_gold_words_after_a_planted_one(words):
    model = tiny.model(sharpen=3.0, attention="general", dropout=0.5)
    with torch.no_grad():
        model.output.bias[:2] = -1e6  # `trace` never says PAD and BOS
    nats: dict[int, list[float]] = {}
    for (source, target), word in zip(PAIRS, words, strict=True):
        read = [*target[:AT], word, *target[AT + 1 :], EOS]
        steps = trace(model, source, plant=dict(enumerate(read)), max_length=99)
        for d in range(1, len(target) - AT):
            nats.setdefault(d, []).append(-math.log(steps[AT + d].probabilities[target[AT + d]]))
    found = read_on(model, PAIRS, AT, words)
    assert found["rows"] == [len(nats[d]) for d in sorted(nats)] == [2, 1, 1]  # EOS takes no part
    assert found["nats"] == pytest.approx([sum(nats[d]) / len(nats[d]) for d in sorted(nats)])


def test_the_share_of_right_words_is_that_of_the_forced_ones():
    model = tiny.model(sharpen=3.0)
    said = forced(model, PAIRS)
    right = [
        [row[t] == target[t] for row, (_, target) in zip(said, PAIRS, strict=True) if t < len(target)]
        for t in range(AT + 1, 6)
    ]
    found = read_on(model, PAIRS, AT, [target[AT] for _, target in PAIRS])
    assert found["right"] == pytest.approx([sum(marks) / len(marks) for marks in right])


def test_no_more_than_so_many_words_are_looked_at():
    pairs = [([4], [4 + i % 4 for i in range(30)])]
    model = tiny.model()
    words = {"nothing": [pairs[0][1][3]], "random": [4]}
    found = planted(model, pairs, 3, words)
    assert len(found["given"]["random"]["nats"]) == SPAN
    assert len(found["free"]["random"]["reference"]["wrong"]) == SPAN + 1


def test_wrong_words_are_wrong_and_words():
    model = tiny.model(sharpen=3.0)
    seen = [([4], [4] * 90 + [5] * 10 + [6, UNK, UNK])]
    pairs = PAIRS * 200
    words = wrong_words(model, pairs, AT, seen, seed=0)
    gold = [target[AT] for _, target in pairs]
    assert words["nothing"] == gold
    for kind in ("random", "likeliest"):
        assert all(word > UNK and word != right for word, right in zip(words[kind], gold, strict=True))
    drawn = [word for word, right in zip(words["random"], gold, strict=True) if right != 4]
    assert set(words["random"]) == {4, 5, 6} and 0.8 < drawn.count(4) / len(drawn) < 0.99  # by frequency
    assert words == wrong_words(model, pairs, AT, seen, seed=0) != wrong_words(model, pairs, AT, seen, seed=1)


def test_the_control_finds_itself_and_a_plant_is_no_word_of_it():
    model = tiny.model(seed=1, sharpen=4.0, attention="general")
    words = wrong_words(model, PAIRS, AT, PAIRS, seed=0)
    found = planted(model, PAIRS, AT, words)
    assert set(found["free"]["nothing"]["nothing"]["wrong"]) == {0}
    for aim in ("reference", "nothing"):
        assert found["free"]["random"][aim]["wrong"][0] == 1
        assert (
            found["free"]["likeliest"][aim]
            == said_later(
                found["outputs"]["likeliest"],
                [target for _, target in PAIRS] if aim == "reference" else found["outputs"]["nothing"],
                AT,
            )._asdict()
        )
    begun = [[*target[:AT], word] for (_, target), word in zip(PAIRS, words["likeliest"], strict=True)]
    assert found["outputs"]["likeliest"] == complete(model, [source for source, _ in PAIRS], begun)


def test_quoted_are_the_first_long_sentences_of_one_seed():
    texts = [" ".join(text) for text, _ in copy_pairs(60, 3, 12, 5)]
    pairs = [(text, text) for text in texts]
    task = course(pairs, pairs)
    model = task.model(embedding=4, hidden=4)
    found = measure(model, task, pairs, 0)
    long = [text for text in texts if len(text.split()) >= LONG][:QUOTED]
    assert [one["reference"] for one in found["quoted"]] == [one["source"] for one in found["quoted"]] == long
    for one in found["quoted"]:
        assert set(one["planted"]) == set(one["outputs"]) == {"nothing", "random", "likeliest"}
        place = PLACES[0]
        assert one["reference"].split()[place] == one["planted"]["nothing"] != one["planted"]["random"]
        assert one["outputs"]["random"].split()[place] == one["planted"]["random"]
    assert measure(model, task, pairs, 1)["quoted"] == []


def test_words_seen_once_are_unknown():
    task = course([("a b", "x y"), ("a c", "x z"), ("a b", "x z")], [("b c", "y z")])
    assert task.source_vocab.names[4:] == ["a", "b"] and task.target_vocab.names[4:] == ["x", "z"]
    assert task.valid == [([5, UNK], [UNK, 5])]


def test_the_record_quotes_at_most_twenty_sentences_of_the_corpus():
    quoted = [one for run in records.load("translation").results for one in run["quoted"]]
    assert 2 * len(quoted) <= 20


def test_a_wrong_word_costs_at_once_and_is_forgotten():
    for run in records.load("translation").results:
        assert run["systems"]["greedy"]["bleu"]["13a"] > 15
        for came in run["planted"].values():
            right, wrong = came["given"]["nothing"], came["given"]["random"]
            assert right["rows"] == wrong["rows"]
            loss = [b - a for a, b in zip(right["nats"], wrong["nats"], strict=True)]
            assert loss[0] > 1 > 5 * max(loss[4:])


@pytest.mark.skipif(not (DATA / "multi30k").is_dir(), reason=f"no folder multi30k in {DATA} (COURSE_DATA)")
def test_the_record_quotes_the_first_sentences_of_the_test_part(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(DATA))
    corpus = load("multi30k-de-en")
    task = course(corpus.train, corpus.test)
    long = [pair for pair, (_, ids) in zip(corpus.test, task.valid, strict=True) if len(ids) >= LONG]
    quoted = records.load("translation").values("quoted", seed=0)[0]
    assert [(one["source"], one["reference"]) for one in quoted] == long[:QUOTED]


def test_a_score_card_counts_by_sentence_what_sacrebleu_adds_up():
    outputs = ["a dog runs in the park.", "two men sit there", "Yes"]
    references = ["A dog runs in the park.", "two men are sitting over there", "no"]
    card = score_card(outputs, references)
    counts = [Counts(tuple(row[:4]), tuple(row[4:8]), *row[8:]) for row in card["counts"]]
    assert counts[0].matches == counts[0].totals == (7, 6, 5, 4)  # small letters, the stop apart
    assert score(add(counts), smooth="exp").score == pytest.approx(card["bleu"]["13a"], abs=1e-9)
    assert card["cased"] < card["bleu"]["13a"] and card["exact"] == 1 / 3
    assert card["d2l"][2] > card["d2l"][4] > 0 and "lc" in card["signature"]
