"""Tokenization: from text to tokens and back, for the units that need no training."""

import re
import unicodedata
from collections.abc import Sequence

from .ranges import shown

UNITS = ("char", "word", "text-word", "subword")  # "subword" is learnt: see course_lib.subwords
# A number with its decimals, a run of letters and digits, or one punctuation mark.
_TEXT_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|\w+|[^\w\s]")
_CLOSING = frozenset(".,;:!?%)]}…’»”。，、；：！？）】》")
_OPENING = frozenset("([{«¿¡（【《")
_QUOTES = {'"': '"', "„": "“", "“": "”"}  # what closes each
_JOINING = frozenset("-'/’")  # no spaces around these between two words: T-shirt, don't, and/or


def tokenize(text: str, unit: str) -> list[str]:
    """Cut a text into tokens.

    "char" takes each character, "word" cuts at white space. "text-word" is for sentences as people write
    them: lower case, punctuation marks apart. It is not for languages that write no spaces.
    Raises ValueError for another unit, and for what is no text.
    """
    if not isinstance(text, str):
        raise ValueError(f"only a text can be cut into tokens, not {shown(text)}")
    if unit == "char":
        return list(text)
    if unit == "word":
        return text.split()
    if unit == "text-word":
        return _TEXT_TOKEN.findall(unicodedata.normalize("NFC", text.lower()))
    raise ValueError(f"unit must be char, word or text-word here, not {unit!r}")


def join(tokens: Sequence[str], unit: str) -> str:
    """The text of the tokens: the inverse of `tokenize` up to white space.

    For "text-word" it is approximate: capitals are gone, and a quotation mark or a dash may sit on the wrong
    side.
    Raises ValueError for another unit, and for tokens that are no list of texts.
    """
    texts = not isinstance(tokens, str) and all(isinstance(token, str) and token for token in tokens)
    if unit in UNITS and not texts:
        raise ValueError(f"tokens must be a list of texts, none of them empty, not {shown(tokens)}")
    if unit == "char":
        return "".join(tokens)
    if unit == "word":
        return " ".join(tokens)
    if unit == "text-word":
        return _join_text(tokens)
    raise ValueError(f"unit must be char, word or text-word here, not {unit!r}")


def _join_text(tokens: Sequence[str]) -> str:
    """["he", "said", ":", '"', "t", "-", "shirt", '"', "."] -> 'he said: "t-shirt".'"""
    said = ""
    stuck = True  # whether the next token follows without a space
    quote = ""  # the quotation mark that is open
    for i, token in enumerate(tokens):
        neighbours = [*tokens[i - 1 : i], *tokens[i + 1 : i + 2]]
        joins = token in _JOINING and len(neighbours) == 2 and all(word[0].isalnum() for word in neighbours)
        ends = bool(quote) and token == _QUOTES[quote]
        begins = token in _QUOTES and not ends
        said += token if stuck or joins or ends or token in _CLOSING else " " + token
        stuck = joins or begins or token in _OPENING
        quote = token if begins else "" if ends else quote
    return said
