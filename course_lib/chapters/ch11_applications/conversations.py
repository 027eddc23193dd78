"""Conversations: messages and replies of people who typed to strangers, for the experiment `chat`.

The data are the Chit-Chat Challenge of Brigham Young University, the package chitchat-dataset 0.9.0 (MIT).
They are not part of the course: `load` reads them where the learner has put them.
"""

import codecs
import hashlib
import json
import os
import random
import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from course_lib.data.corpora.corpus import CorpusError, Pair
from course_lib.data.tokenization import tokenize

SHA256 = "d2a5d0bf6acf354fef51f3af39cbece2220d3b8f6086b658c3d335105798312a"
LONGEST, OFTEN = 12, 5  # words of a message; how often a word occurs at least
HELD_OUT = 500  # prompts of the test, and as many to tune on
# Addresses, numbers as long as those of telephones, and what is no plain English text.
_PERSONAL = re.compile(r"[@#_<>]|https?:|www\.|\.com\b|\d{5}|\d{3}[-. ]+\d{4}|[^\x20-\x7e]")
# Oaths, turned by 13 letters so that nobody reads them here who doesn't want to.
_OATHS = re.compile(
    codecs.decode(r"(?:shpx|fuvg|ovgpu|avtt|snttbg|phag|cbea|frk|enc(?:r|vfg)\o|qvpx|juber|fyhg)", "rot13")
)


class Parts(NamedTuple):
    """Pairs of a message and its reply. No prompt of `valid` or `test` is one of `train`."""

    train: list[Pair]
    valid: list[Pair]
    test: list[Pair]


def path() -> Path:
    """Where the data lie: chitchat/dataset.json in the folder that COURSE_DATA names, else in the installed
    package. Raises CorpusError, with the remedy, when they are in neither."""
    folder = os.environ.get("COURSE_DATA")
    places = [Path(folder) / "chitchat" / "dataset.json"] if folder else []
    found = find_spec("chitchat_dataset")
    if found and found.origin:
        places.append(Path(found.origin).parent / "dataset.json")
    for place in places:
        if place.exists():
            return place
    raise CorpusError(
        "no conversations: pip install chitchat-dataset==0.9.0, or let COURSE_DATA name a folder that has "
        "its dataset.json as chitchat/dataset.json"
    )


def load() -> Parts:
    """The pairs, cleaned and split. CorpusError as `path`, and for another version of the data."""
    data = path().read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise CorpusError(f"{path()}: another version (SHA-256 differs); chitchat-dataset 0.9.0 is needed")
    return split(list(json.loads(data).values()))


def clean(messages: list[str]) -> str:
    """What one person typed before the other answered, as tokens between spaces in small letters; empty when
    it is longer than LONGEST, or has something personal or an oath in it."""
    text = " ".join(" ".join(messages).replace("’", "'").split())
    if _PERSONAL.search(text) or _OATHS.search(text.lower()):
        return ""
    tokens = tokenize(text, "text-word")
    words = sum(token[0].isalnum() for token in tokens)
    return " ".join(tokens) if 0 < words <= LONGEST and len(tokens) <= 2 * LONGEST else ""


def split(conversations: list[dict[str, Any]]) -> Parts:
    """Conversations, as they are in the file -> pairs of neighbouring messages. Of names, times and ids
    nothing is kept, and no pair with a rare word, which may be somebody's name.

    One conversation of eight is held out. Of its prompts those stay that no training has, each once.
    """
    turns = [[clean([one["text"] for one in turn]) for turn in talk["messages"]] for talk in conversations]
    counts = Counter(token for talk in turns for text in talk for token in text.split())
    usual = {token for token, count in counts.items() if count >= OFTEN}
    order = list(range(len(turns)))
    random.Random("chat").shuffle(order)

    def pairs(of: list[int]) -> list[Pair]:
        found = (pair for k in of for pair in zip(turns[k], turns[k][1:], strict=False))
        return [(a, b) for a, b in found if a and b and usual.issuperset(f"{a} {b}".split())]

    cut = len(order) // 8
    train = pairs(order[cut:])
    known = {prompt for prompt, _ in train}
    new = {prompt: reply for prompt, reply in pairs(order[:cut]) if prompt not in known}
    held = list(new.items())
    random.Random("held out").shuffle(held)
    return Parts(train, held[HELD_OUT : 2 * HELD_OUT], held[:HELD_OUT])
