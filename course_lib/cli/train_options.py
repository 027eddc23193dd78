"""Train options: what `python -m course_lib train` can be told."""

import argparse
from collections.abc import Callable

from course_lib.data.ranges import LIMITS
from course_lib.data.tokenization import UNITS

from .parser import BLEU_TOKENIZERS, Parser, choice, number, where
from .recipes import MODEL, MODELS, PLAIN, SENTENCES, SMALL, TEXT, WARMUP


def add(train: Parser) -> None:
    """All of them; those that decide the weights are None unless given: `train.settings` fills them in."""
    train.add_argument("name", nargs="?", help="a corpus, see `corpora` (default: the four files)")
    for side in ("source", "target", "valid-source", "valid-target"):
        text = "UTF-8 text, one sentence a line (default: the corpus that is named)"
        train.add_argument(f"--{side}", metavar="FILE", help=text)
    what = "how your files, and Multi30k, are cut into tokens"
    choice(train, "--unit", list(UNITS), None, what, "what fits the script and the model")
    text = "the model folder to write (must be given)"
    train.add_argument("--out", required=True, metavar="DIR", type=_folder, help=text)
    text = "go on with the training in DIR as it began, or begin it (default: DIR must be new or empty)"
    train.add_argument("--resume", action="store_true", help=text)
    choice(train, "--model", list(MODELS), None, "what is trained", MODEL)
    fitted = "fitted to the corpus"
    _setting(train, "--epochs", int, 1, 10**6, "how often every pair is read", sentences=fitted)
    _setting(train, "--batch-size", int, 1, 2**16, "pairs a step")
    _setting(train, "--learning-rate", float, 0, 1000, "of Adam")
    what = "steps over which the learning rate rises"
    _setting(train, "--warmup", int, 0, 10**6, what, "STEPS", f"{WARMUP}, or fewer")
    what = "of the steps, the last, over which the learning rate falls to 0"
    _setting(train, "--cooldown", float, 0, 1, what, "SHARE")
    _setting(train, "--label-smoothing", float, 0, 1, "of each label, dealt out evenly", "SHARE")
    what = "last epochs whose weights are averaged, 1 is none"
    _setting(train, "--average", int, 1, 10**6, what)
    what = "epochs without a better loss after which the training stops, 0 is never"
    _setting(train, "--patience", int, 0, 10**6, what, sentences=fitted)
    _setting(train, "--vocabulary", int, 100, 10**5, "subwords a side, with --unit subword", sentences=fitted)
    _setting(train, "--teacher-forcing", float, 0, 1, "P(the decoder reads a gold token)", "R")
    what = "what one toss of R decides"
    choice(train, "--coin", ["token", "step", "sequence", "batch"], None, what, PLAIN["coin"])
    _setting(train, "--seed", int, 0, 2**63 - 1, "what all chance depends on")
    for size, what in {
        "embedding": "numbers for each token",
        "hidden": "numbers in each state",
        "layers": "networks on each other (transformer: 2, on sentences 3)",
    }.items():
        number(train, f"--{size}", int, 1, LIMITS[size], None, what, text=_fitted(size))
    what = "share of numbers that training leaves out (transformer: 0.2 on sentences)"
    number(train, "--dropout", float, 0, 0.99, None, what, "SHARE", _fitted("dropout"))
    number(train, "--save-every", float, 0, 10**6, 30.0, "seconds between two checkpoints", "SECONDS")
    what = "how BLEU cuts the validation sentences; auto is by their script"
    choice(train, "--score-tokenize", BLEU_TOKENIZERS, "auto", what)
    where(train)
    text = "report the test part too, after each epoch (default: only the validation part)"
    train.add_argument("--also-test", action="store_true", help=text)


def _setting(
    command: Parser,
    option: str,
    kind: Callable[[str], float],
    low: float,
    high: float,
    what: str,
    metavar: str = "N",
    sentences: str = "",
) -> None:
    """A number that is kept with the model. None where it is not given: see `train.settings`.

    `sentences`: what a Transformer on sentences has, where that is no single number.
    """
    name = option.removeprefix("--").replace("-", "_")
    text = f"{PLAIN[name]:g}"
    if name in SENTENCES or sentences:
        text += f"; transformer on sentences: {sentences or format(SENTENCES[name], 'g')}"
    number(command, option, kind, low, high, None, what, metavar, text)


def _fitted(size: str) -> str:
    """The default of a size, which depends on the corpus."""
    small, text = SMALL[size], TEXT[size]
    return f"{small}" if small == text else f"{small}, for sentences that people wrote {text}"


def _folder(text: str) -> str:
    if not text:  # as `--out "$NAME"` without a NAME; Path would take it for the current folder
        raise argparse.ArgumentTypeError("must be the name of a folder, not empty")
    return text
