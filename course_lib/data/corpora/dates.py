"""English dates to ISO 8601: every output character needs another part of the input, so attention shows."""

import random
from datetime import date, timedelta

from babel.dates import format_date

from .corpus import Corpus, Facts, Pair

FIRST, LAST = date(1950, 1, 1), date(2029, 12, 31)
# CLDR's full, long and medium patterns for en_US and en_GB, and four that people also write. They are spelt
# out here, since CLDR changes its own now and then. None is all digits: 3/4/2005 is two dates. Within FIRST
# to LAST two digits of the year are enough, so each text means one date.
PATTERNS = (
    "EEEE, MMMM d, y",
    "EEEE d MMMM y",
    "EEEE, d MMMM y",
    "EEE d MMM y",
    "MMMM d, y",
    "MMMM d y",
    "d MMMM y",
    "MMM d, y",
    "d MMM y",
    "MMM d ''yy",
)
LOCALES = ("en_US", "en_GB")  # they differ in one name, Sep and Sept
FACTS = [
    Facts(
        "dates-en-iso",
        (18_000, 500, 1_000),
        "char",
        "char",
        "made here, free of rights; names of months and days are Unicode CLDR's (Unicode licence), by Babel",
        f"distinct dates from {FIRST} to {LAST}, each said once, in one of {len(PATTERNS)} patterns and one "
        "of 2 locales, 3 of 10 in lower case; seed 0; the parts are split by date, so no date of valid or "
        "test is in train in any pattern",
    )
]


def load(name: str = "dates-en-iso") -> Corpus:
    """The corpus of that name."""
    facts = FACTS[0]
    rng = random.Random(0)
    days = rng.sample(range((LAST - FIRST).days + 1), sum(facts.sizes))
    return Corpus.cut(facts, [_pair(FIRST + timedelta(days=day), rng) for day in days])


def _pair(day: date, rng: random.Random) -> Pair:
    text = format_date(day, rng.choice(PATTERNS), locale=rng.choice(LOCALES))
    return (text.lower() if rng.random() < 0.3 else text), day.isoformat()
