"""Tokens, subwords and vocabularies."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data.tokenization import UNITS, join, tokenize
from course_lib.data.vocab import BOS, EOS, PAD, SPECIAL_TOKENS, UNK, Vocab

TEXTS = [
    "Two young, White males are outside near many bushes.",
    'He said: "A T-shirt (red) isn\'t enough!"',
    "我喜欢自然语言处理。",
    "3.5 metres, and/or 1,000",
]
VOCABS = {unit: Vocab.build(TEXTS, unit, size=80) for unit in UNITS}
IDS = {unit: range(len(vocab)) for unit, vocab in VOCABS.items()}


def test_text_words_come_back_in_lower_case():
    for text in [*TEXTS, "Ein „Open“-Schild. “Well”, he said.", "Qu'est-ce que c'est ?", "", "-", '"', "..."]:
        words = join(tokenize(text, "text-word"), "text-word")
        assert tokenize(words, "text-word") == tokenize(text, "text-word")
    for text in TEXTS:
        assert join(tokenize(text, "text-word"), "text-word") == text.lower()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't!", ["don", "'", "t", "!"]),
        ("3.5 cm, 1,000.", ["3.5", "cm", ",", "1,000", "."]),
        ("Cafe\u0301", ["café"]),
        ("T-Shirt „GO“", ["t", "-", "shirt", "„", "go", "“"]),
    ],
)
def test_text_words(text, tokens):
    assert tokenize(text, "text-word") == tokens


@given(st.text())
def test_joining_and_cutting_again_changes_no_token(text):
    for unit in ("char", "word", "text-word"):
        tokens = tokenize(text, unit)
        assert tokenize(join(tokens, unit), unit) == tokens


@given(st.lists(st.sampled_from([*"-'/’\"„“”.,:()«»…", "a", "word", "3", "3.5"])))
def test_punctuation_never_changes_a_token(tokens):
    assert tokenize(join(tokens, "text-word"), "text-word") == tokens


@given(st.text(alphabet="".join(TEXTS) + " \n\t"))
def test_subwords_come_back(text):
    vocab = VOCABS["subword"]
    ids = vocab.encode(text)
    assert UNK not in ids
    assert vocab.decode(ids) == " ".join(text.split())


def test_subwords_of_words_that_occur_often_are_whole():
    vocab = Vocab.build(["the cat sat"] * 5 + ["the hat"], "subword", size=40)
    assert "▁the" in vocab and "▁cat" in vocab
    assert [vocab.names[i] for i in vocab.encode("the cat")] == ["▁the", "▁cat"]


def test_unseen_characters_are_unknown():
    assert VOCABS["subword"].encode("T≠").count(UNK) == 1
    assert "<unk>" in VOCABS["subword"].decode(VOCABS["subword"].encode("≠"))


def test_subword_size_is_kept_and_rare_characters_give_way():
    for size in (5, 10, 40, 60):
        assert len(Vocab.build(TEXTS, "subword", size=size)) == size
    with pytest.raises(ValueError, match="room for at least one subword, not 0"):
        Vocab.build(TEXTS, "subword", size=4)


def test_subwords_are_the_same_in_another_process():
    code = (
        "import json, sys; from course_lib.data.vocab import Vocab;"
        "print(json.dumps(Vocab.build(json.load(sys.stdin), 'subword', size=80).to_json()))"
    )
    for hash_seed in "12":
        run = subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(TEXTS),
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": hash_seed, "TOKENIZERS_PARALLELISM": "false"},
        )
        assert json.loads(run.stdout) == VOCABS["subword"].to_json()


@pytest.mark.parametrize("unit", UNITS)
def test_a_typed_special_token_is_only_text(unit):
    texts = ["a <eos> b", " <eos>", "<pad>", "<bos>"] * 3 + list("<>eospadbunk")
    vocab = Vocab.build(texts, unit, size=60)
    for name in SPECIAL_TOKENS:
        ids = vocab.encode(f"a {name} {name}{name} b")
        assert not {PAD, BOS, EOS} & set(ids)
        assert vocab.decode(ids).replace(" ", "").startswith("a")
    for vocab in VOCABS.values():
        assert all(name not in vocab for name in SPECIAL_TOKENS)


@given(st.text(), st.sampled_from(UNITS))
def test_any_text_has_ids_within_the_table(text, unit):
    ids = VOCABS[unit].encode(text)
    assert all(i == UNK or UNK < i < len(VOCABS[unit]) for i in ids)
    VOCABS[unit].decode(ids)


@given(st.sampled_from(UNITS), st.data())
def test_any_ids_can_be_decoded(unit, data):
    ids = data.draw(st.lists(st.sampled_from(IDS[unit])))
    cut = ids[: ids.index(EOS)] if EOS in ids else ids
    assert VOCABS[unit].decode(ids) == VOCABS[unit].decode([i for i in cut if i not in (PAD, BOS)])


@pytest.mark.parametrize("unit", UNITS)
def test_saved_and_read_again(unit):
    vocab = VOCABS[unit]
    again = Vocab.from_json(json.loads(json.dumps(vocab.to_json())))
    assert again.names == vocab.names and again.to_json() == vocab.to_json()
    assert all(again.encode(text) == vocab.encode(text) for text in [*TEXTS, "something else ≠"])


GOOD = {"unit": "char", "tokens": ["a", "b"], "merges": []}
PIECES = {"unit": "subword", "tokens": ["a", "b", "ab"], "merges": [["a", "b"]]}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "a vocabulary must be an object with exactly unit, tokens and merges"),
        ({"unit": "char"}, "a vocabulary must be an object with exactly unit, tokens and merges"),
        (GOOD | {"unit": ["char"]}, "unit must be one of char, word, text-word, subword, not ['char']"),
        (GOOD | {"tokens": "ab"}, "tokens must be a list"),
        (GOOD | {"tokens": ["a", 3]}, "token 1, 3, is no single token of unit char"),
        (GOOD | {"tokens": ["a", ""]}, "token 1, '', is no single token of unit char"),
        (GOOD | {"tokens": ["a", "bc"]}, "token 1, 'bc', is no single token of unit char"),
        (GOOD | {"tokens": ["a", "a"]}, "token 1, 'a', is there twice"),
        (GOOD | {"merges": [["a", "b"]]}, "unit is char, which has no merges"),
        (GOOD | {"unit": "word", "tokens": ["a b"]}, "token 0, 'a b', is no single token of unit word"),
        (GOOD | {"unit": "text-word", "tokens": [""]}, "token 0, '', is no single token of unit text-word"),
        (
            GOOD | {"unit": "word", "tokens": ["\ud800"]},
            "token 0, '\\ud800', is no single token of unit word",
        ),
        (PIECES | {"tokens": ["a", " "]}, "token 1, ' ', is no single token of unit subword"),
        (PIECES | {"merges": {}}, "merges must be a list of pairs of texts"),
        (PIECES | {"merges": [["a"]]}, "merges must be a list of pairs of texts"),
        (PIECES | {"merges": [["a", 1]]}, "merges must be a list of pairs of texts"),
        (PIECES | {"merges": [["b", "a"]]}, "the merge of 'b' and 'a' needs a token that is not there"),
    ],
)
def test_damaged_vocabularies(data, message):
    with pytest.raises(ValueError) as caught:
        Vocab.from_json(data)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_the_most_frequent_tokens_come_first_and_rare_ones_go():
    vocab = Vocab.build(["b a c", "c a"], "word", min_count=2)
    assert vocab.names == [*SPECIAL_TOKENS, "a", "c"]
    assert vocab.encode("a b") == [4, UNK] and vocab.decode([4, UNK, EOS, 5]) == "a <unk>"


def test_unknown_units():
    for call in (tokenize, join):
        with pytest.raises(ValueError, match="unit must be char, word or text-word here, not 'letter'"):
            call("a", "letter")
    with pytest.raises(ValueError, match="unit must be one of char, word, text-word, subword, not 'letter'"):
        Vocab([], "letter")
    with pytest.raises(ValueError, match="not 'letter'"):
        Vocab.build([], "letter")


def test_an_empty_subword_table_knows_nothing():
    assert set(Vocab([], "subword").encode("ab")) == {UNK}
