"""BLEU from scratch: equal to sacrebleu's, on whatever hypothesis finds and on the well-known hard cases."""

import json
import logging
import math
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU

from course_lib.metrics.bleu import (
    SMOOTH_VALUES,
    add,
    bleu,
    bleu_d2l,
    brevity_penalty,
    clipped,
    closest_length,
    count,
    ngrams,
    score,
)

CASES = json.loads(Path(__file__).with_name("bleu_vectors.json").read_text(encoding="utf-8"))
SENTENCES = pytest.mark.parametrize("case", CASES["sentences"], ids=lambda case: case["id"])
LINE = st.lists(st.sampled_from("abcd"), max_size=9)
PAIR = st.tuples(LINE, st.lists(LINE, min_size=1, max_size=4))
SETTINGS = {
    "max_order": st.integers(1, 6),
    "smooth": st.sampled_from(sorted(SMOOTH_VALUES)),
    "effective_order": st.booleans(),
    "smooth_value": st.none() | st.floats(0.01, 3),
}


@pytest.fixture(autouse=True, scope="module")
def quiet_sacrebleu():
    """It warns of a sentence's score without effective order; here that is meant."""
    log = logging.getLogger("sacrebleu")
    level = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(level)


def theirs(max_order: int, smooth: str, effective_order: bool, smooth_value: float | None) -> BLEU:
    return BLEU(
        tokenize="none",
        smooth_method=smooth,
        smooth_value=smooth_value,
        max_ngram_order=max_order,
        effective_order=effective_order,
    )


def compare(found, wanted):
    assert found.score == pytest.approx(wanted.score, rel=0, abs=1e-9)
    assert found.precisions == pytest.approx([p / 100 for p in wanted.precisions], rel=0, abs=1e-11)
    assert found.brevity_penalty == pytest.approx(wanted.bp, rel=0, abs=1e-12)
    assert (found.candidate_length, found.reference_length) == (wanted.sys_len, wanted.ref_len)


@given(st.lists(PAIR, min_size=1, max_size=5), st.fixed_dictionaries(SETTINGS))
def test_a_corpus_scores_as_with_sacrebleu(pairs, settings):
    candidates, references = zip(*pairs, strict=True)
    widest = max(map(len, references))
    streams = [  # sacrebleu wants the first reference of all, then the second of all...
        [" ".join(choices[i]) if i < len(choices) else None for choices in references] for i in range(widest)
    ]
    lines = [" ".join(candidate) for candidate in candidates]
    found = bleu(candidates, references, **settings)
    compare(found, theirs(**settings).corpus_score(lines, streams))
    plain = theirs(settings["max_order"], "none", False, None).corpus_score(lines, streams)
    assert (list(found.matches), list(found.totals)) == (plain.counts, plain.totals)  # add-k leaves them be


@given(PAIR, st.fixed_dictionaries(SETTINGS))
def test_a_sentence_scores_as_with_sacrebleu(pair, settings):
    candidate, references = pair
    wanted = theirs(**settings).sentence_score(" ".join(candidate), [" ".join(r) for r in references])
    compare(bleu([candidate], [references], **settings), wanted)


@SENTENCES
def test_the_well_known_cases(case):
    pair = [case["candidate"]], [case["references"]]
    plain = bleu(*pair)
    assert (list(plain.matches), list(plain.totals)) == (case["matches"], case["totals"])
    assert [plain.candidate_length, plain.reference_length] == case["lengths"]
    assert plain.brevity_penalty == pytest.approx(case["penalty"], abs=1e-6)
    assert plain.score == pytest.approx(case["none"], abs=1e-4)
    assert bleu(*pair, smooth="exp").score == pytest.approx(case["corpus"], abs=1e-4)
    sentence = bleu(*pair, smooth="exp", effective_order=True)
    assert sentence.score == pytest.approx(case["sentence"], abs=1e-4)


@pytest.mark.parametrize("smooth", sorted(CASES["smoothing"]))
def test_four_smoothings_of_one_sentence_are_far_apart(smooth):
    case = next(case for case in CASES["sentences"] if case["id"] == "no_4gram_match")
    pair = [case["candidate"]], [case["references"]]
    assert bleu(*pair, smooth=smooth).score == pytest.approx(CASES["smoothing"][smooth], abs=1e-4)


def test_the_score_of_a_corpus_is_not_the_mean_of_its_sentences():
    corpus = CASES["corpus"]
    candidates = [line.split() for line in corpus["candidates"]]
    references = [[line.split()] for line in corpus["references"]]
    found = bleu(candidates, references, smooth="exp")
    assert found.score == pytest.approx(corpus["corpus"], abs=1e-4)
    assert (list(found.matches), list(found.totals)) == (corpus["matches"], corpus["totals"])
    for *pair, wanted in zip(candidates, references, corpus["sentences"], strict=True):
        alone = bleu(*([one] for one in pair), smooth="exp", effective_order=True)
        assert alone.score == pytest.approx(wanted, abs=1e-4)


@given(st.lists(PAIR, min_size=2, max_size=5))
def test_counts_add_up(pairs):
    parts = [count(*pair) for pair in pairs]
    assert score(add(parts), "exp") == bleu(*zip(*pairs, strict=True), smooth="exp")
    assert add([add(parts[:1]), add(parts[1:])]) == add(parts)


@given(LINE, LINE, st.integers(1, 6))
def test_the_formula_of_the_notes_as_it_is_written(candidate, reference, k):
    product = 1.0
    for n in range(1, min(k, len(candidate)) + 1):
        places = range(len(candidate) - n + 1)
        left = [reference[j : j + n] for j in range(len(reference) - n + 1)]
        matched = 0
        for i in places:  # each n-gram of the reference can be matched once
            if candidate[i : i + n] in left:
                left.remove(candidate[i : i + n])
                matched += 1
        product *= (matched / len(places)) ** (0.5**n)
    wanted = product * math.exp(min(0, 1 - len(reference) / len(candidate))) if candidate else 0.0
    assert bleu_d2l(candidate, reference, k) == pytest.approx(wanted, abs=1e-12)


@SENTENCES
def test_the_formula_of_the_notes_on_the_well_known_cases(case):
    for reference, wanted in zip(case["references"], case["d2l"], strict=True):
        for k, value in zip((2, 4), wanted, strict=True):
            found = bleu_d2l(case["candidate"], reference, k)
            assert value is None or found == pytest.approx(value, abs=1e-6)


def test_where_the_formula_of_the_notes_would_divide_by_zero():
    assert bleu_d2l([], ["hello", "world"], 2) == bleu_d2l([], [], 4) == 0.0
    assert bleu_d2l(["va", "!"], ["va", "!"], 4) == 1.0  # no 3-grams: they are left out
    assert bleu_d2l("abc", "abcd", 4) == pytest.approx(math.exp(1 - 4 / 3))
    assert bleu_d2l("abc", [], 4) == 0.0


def test_the_parts_that_a_chapter_shows():
    the, cat = ["the"] * 7, ["the", "cat", "is", "on", "the", "mat"]
    assert ngrams("abab", 2) == {("a", "b"): 2, ("b", "a"): 1}
    assert ngrams("ab", 3) == {}
    assert clipped(the, [cat, ["the", "the", "the"]], 1) == {("the",): 3}  # the most that one of them has
    assert clipped(the, [cat, ["the"]], 1) == {("the",): 2}  # never the sum
    assert closest_length(6, [7, 5, 9]) == closest_length(6, [5, 7]) == 5
    assert closest_length(6, [7, 4]) == 7
    assert brevity_penalty(7, 7) == brevity_penalty(9, 7) == brevity_penalty(0, 0) == 1
    assert brevity_penalty(2, 6) == pytest.approx(math.exp(-2))
    assert brevity_penalty(0, 2) == 0


def test_ids_are_tokens_too():
    assert bleu([[5, 6, 7, 8]], [[[5, 6, 7, 8]]]).score == pytest.approx(100)


def test_what_cannot_be_scored_is_refused():
    for candidates, references in (([["a"], ["b"]], [[["a"]]]), ([], []), ([["a"]], [])):
        with pytest.raises(ValueError, match=r"\d candidates for \d lists of references"):
            bleu(candidates, references)
    with pytest.raises(ValueError, match="candidate 1 has no reference"):
        bleu([["a"], ["b"]], [[["a"]], []])
    with pytest.raises(ValueError, match="references of candidate 0 must be a list of token lists"):
        bleu([["the", "cat"]], [["the", "cat"]])
    for order in (0, -1, 1.5, "2", None):
        with pytest.raises(ValueError, match="max_order must be "):
            bleu([["a"]], [[["a"]]], max_order=order)
        with pytest.raises(ValueError, match="k must be "):
            bleu_d2l(["a"], ["a"], order)
    for smooth in ("laplace", None, ["exp"]):
        with pytest.raises(ValueError, match="smooth must be one of none, floor, add-k, exp, not "):
            bleu([["a"]], [[["a"]]], smooth=smooth)
    for value in (-1, math.nan, math.inf):
        with pytest.raises(ValueError, match=f"smooth_value must be at least 0, not {value}"):
            bleu([["a"]], [[["a"]]], smooth="floor", smooth_value=value)


LISTS = "the references of candidate 0 must be a list of token lists"
IDS = torch.tensor([5, 6, 7, 8])


@pytest.mark.parametrize(
    ("candidates", "references", "message"),
    [
        (["the cat"], ["the cat"], LISTS),  # a text in place of the list of references
        (["the cat"], [["the", "cat"], "x"], "1 candidates for 2 lists of references"),
        (["the cat"], [[["the", "cat"]]], LISTS),  # a text beside a token list
        ([["the", "cat"]], [["the cat"]], LISTS),
        ([["the", "cat"]], ["the cat"], LISTS),
        (["the cat"], [["the cat", ["the", "cat"]]], LISTS),
        ("the cat", ["the cat"], "candidates must be a list, not str"),
        (["a", "b"], "ab", "references must be a list, not str"),
        (iter(["a"]), [["a"]], "candidates must be a list, not list_iterator"),
        (None, [["a"]], "candidates must be a list, not NoneType"),
        ([["a"]], {0: [["a"]]}, "references must be a list, not dict"),
        ([["a"]], [None], LISTS),
        ([["a"]], [{"a"}], LISTS),
        ([3], [[3]], "candidate 0 must be a list of tokens, not int"),
        ([["a"]], [[3]], "a reference of candidate 0 must be a list of tokens, not int"),
        ([["a"], {"a"}], [[["a"]], [["a"]]], "candidate 1 must be a list of tokens, not set"),
        ([IDS], [[IDS]], "candidate 0 must be a list of tokens, not Tensor"),
        ([list(IDS)], [[list(IDS)]], "candidate 0 must hold words, characters or ids, not Tensor"),
        ([[["a"]]], [[[["a"]]]], "candidate 0 must hold words, characters or ids, not list"),  # one too deep
        ([[None]], [[[None]]], "candidate 0 must hold words, characters or ids, not NoneType"),
    ],
)
def test_what_is_no_list_of_tokens_is_refused(candidates, references, message):
    with pytest.raises(ValueError, match=message):
        bleu(candidates, references)


@pytest.mark.parametrize(
    ("candidate", "reference", "message"),
    [
        ("the cat", ["the", "cat"], "must both be texts or both be token lists"),
        (["the", "cat"], "the cat", "must both be texts or both be token lists"),
        (["a"], [["a"]], "the reference must hold words, characters or ids, not list"),
        (None, ["a"], "the candidate must be a list of tokens, not NoneType"),
        (["a"], {"a"}, "the reference must be a list of tokens, not set"),
        (IDS, IDS, "the candidate must be a list of tokens, not Tensor"),
    ],
)
def test_the_formula_of_the_notes_refuses_it_too(candidate, reference, message):
    with pytest.raises(ValueError, match=message):
        bleu_d2l(candidate, reference, 2)


def test_texts_are_lists_of_characters_and_numbers_of_any_kind_are_ids():
    assert bleu(["abcde"], [["abcdf", "x"]]) == bleu([[*"abcde"]], [[[*"abcdf"], ["x"]]])
    assert bleu_d2l("abc", "abd", 2) == bleu_d2l([*"abc"], [*"abd"], 2)
    assert bleu([list(IDS.numpy())], [[IDS.tolist()]]).score == pytest.approx(100)
    assert bleu([range(4)], [[(0, 1, 2, 3)]]).score == pytest.approx(100)


def test_more_orders_than_tokens_cost_nothing():
    assert bleu_d2l("abc", "abc", 10**12) == 1
