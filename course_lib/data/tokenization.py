"""Tokenization: from text to tokens and back, for the units that need no training.

One text can be spelt in two ways in Unicode, é as one character or as e with a mark (NFC and NFD). All units
cut the NFC, so that both give the same tokens.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from .ranges import shown

UNITS = ("char", "word", "text-word", "subword")  # "subword" is learnt: see course_lib.data.subwords


def _marks() -> str:
    """All combining marks (Unicode category M), as ranges for a regular expression; Python's own has none."""
    places = [*range(0x300, 0x20000), *range(0xE0100, 0xE01F0)]  # no others are assigned; a test looks at all
    marks = [code for code in places if unicodedata.category(chr(code)).startswith("M")]
    runs = (list(run) for _, run in groupby(enumerate(marks), lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)


# What goes on with the character before it, as in graphemes (UAX #29): marks, the joiners (U+200C, U+200D,
# Mongolian's, the word joiner), skin tones, and the letters of a flag such as Scotland's.
_MORE = _marks() + "\u200c\u200d\u180e\u2060\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_NEXT = rf"(?=[\u0300-\U0010ffff])[{_MORE}]"  # one of them; quick to say no to an ordinary character
_PICTURE = r"[\u2190-\u2bff\U0001f000-\U0001faff]"  # what U+200D joins: a woman and a rocket
_LETTER = r"[\U0001f1e6-\U0001f1ff]"  # two of these are the flag of a country
_TEXT_TOKEN = re.compile(
    rf"\d+(?:[.,٫٬]\d+)+(?:{_NEXT})*"  # a number with its decimals
    rf"|\w+(?:{_NEXT}[\w{_MORE}]*)?"  # a run of letters and digits
    rf"|[^\w\s](?:{_NEXT}[{_MORE}]*(?:(?<=\u200d){_PICTURE}[{_MORE}]*)*|(?<={_LETTER}){_LETTER})?"  # one sign
)
_CONTINUES = re.compile(f"[{_MORE}]")
_CLOSING = frozenset(".,;:!?%)]}…’»”。，、；：！？）】》،؛؟۔।॥։።፣")
_OPENING = frozenset("([{«¿¡（【《")
_QUOTES = {'"': '"', "„": "“", "“": "”"}  # what closes each
# No spaces around these between two words: T-shirt, don't, and/or, col·lecció.
_JOINING = frozenset("-'/’‐‑\xad·־׳״՛՜՞")


def tokenize(text: str, unit: str) -> list[str]:
    """Cut a text into tokens.

    "char" takes each character, "word" cuts at white space. "text-word" is for sentences as people write
    them: lower case, punctuation marks apart; a combining mark or a joiner stays with its letter. It is not
    for languages that write no spaces.
    Raises ValueError for another unit, and for what is no text.
    """
    if not isinstance(text, str):
        raise ValueError(f"only a text can be cut into tokens, not {shown(text)}")
    text = unicodedata.normalize("NFC", text)
    if unit == "char":
        return list(text)
    if unit == "word":
        return text.split()
    if unit == "text-word":
        # NFC once more: ẖ is one character, its capital is two.
        return _TEXT_TOKEN.findall(unicodedata.normalize("NFC", text.lower()))
    raise ValueError(f"unit must be char, word or text-word here, not {unit!r}")


def join(tokens: Sequence[str], unit: str) -> str:
    """The text of the tokens, in NFC: what `tokenize` has cut, but for white space.

    "char" gives back every character; "word" has one space for each stretch of white space. "text-word" gives
    back every character but white space, in small letters and in order; a space stands where English has one:
    one between words, none before a closing mark such as . , ? ) nor after an opening one such as (, none
    around - ' ’ / between two words, none inside double quotation marks. A text that is spaced so comes back
    exactly; others, such as "C'est ça ?", "a+b" or ‘a’ b, come back spaced so. Cut again, they give the same
    tokens.
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
    stuck = False  # whether the next token follows without a space
    quote = ""  # the quotation mark that is open
    for i, token in enumerate(tokens):
        neighbours = [*tokens[i - 1 : i], *tokens[i + 1 : i + 2]]
        joins = token in _JOINING and len(neighbours) == 2 and all(word[0].isalnum() for word in neighbours)
        ends = bool(quote) and token == _QUOTES[quote]
        begins = token in _QUOTES and not ends
        apart = not (stuck or joins or ends or token in _CLOSING)
        said += " " + token if said and (apart or _CONTINUES.match(token)) else token
        stuck = joins or begins or token in _OPENING
        quote = token if begins else "" if ends else quote
    return said
