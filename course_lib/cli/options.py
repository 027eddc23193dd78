"""Options: what `python -m course_lib` can be told, with ranges, defaults and what each is for."""

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from course_lib.data.ranges import LIMITS, real, shown, whole, within
from course_lib.data.tokenization import UNITS

from . import UsageError
from .chinese import spoken
from .recipes import MODEL, MODELS, PLAIN, SENTENCES, SMALL, TEXT, WARMUP

EPILOG = (
    "Exit status: 0 done; 1 the doctor found something; 2 the input or the call can't be used, one line on "
    "standard error says why; 130 stopped by Ctrl-C, 143 by SIGTERM."
)
BLEU_TOKENIZERS = ["auto", "13a", "zh", "char", "intl", "none"]  # of sacrebleu's, those that need no more


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in one line, without the whole usage."""

    def error(self, message: str) -> NoReturn:
        message = message.removeprefix("argument ").replace(": must be", " must be", 1)
        raise UsageError(f"{message}; `{self.prog} --help` lists what there is")

    def print_help(self, file: Any = None) -> None:
        print(self.format_help(), file=file)  # argparse would hide that the disk is full

    def format_help(self) -> str:
        lines = super().format_help().split("\n")
        headings = ("usage:", "positional arguments:", "options:")
        return "\n".join(line if not line.startswith(headings) else _heading(line) for line in lines)

    def add_argument(self, *names: Any, **told: Any) -> argparse.Action:
        if "help" in told:
            told["help"] = spoken(told["help"])
        return super().add_argument(*names, **told)


def parse(arguments: list[str] | None) -> argparse.Namespace | None:
    """The options of a call, or None where only help was wanted, and printed. Raises UsageError."""
    try:
        return _parser().parse_args(arguments)
    except SystemExit:
        return None


def _parser() -> Parser:
    about = spoken("Tools of the Seq2Seq course.")
    top = Parser(prog="python -m course_lib", description=about, epilog=spoken(EPILOG))
    commands = top.add_subparsers(dest="command", required=True, metavar="command")

    def command(name: str, help: str, lower: str) -> Parser:
        """`lower`: what to do when there is not enough memory."""
        about = spoken(f"{name}: {help}.")
        made = commands.add_parser(name, help=spoken(help), description=about, epilog=spoken(EPILOG))
        made.set_defaults(lower=lower)
        return made

    command("doctor", "say whether this machine is ready for the course", "close other programs")
    command("corpora", "list the corpora, their sizes, licences and recipes", "close other programs")
    _train(
        command(
            "train",
            "train a model on a corpus or on your own files",
            "lower --batch-size, --hidden, --embedding or --layers, or train on fewer lines",
        )
    )
    translate = command("translate", "translate standard input, line by line", "lower --beam")
    translate.add_argument("folder", metavar="DIR", help="a model folder that `train` wrote")
    _number(translate, "--beam", int, 1, 1000, 1, "hypotheses of the beam search, 1 is greedy", "N")
    _where(translate)

    score = command(
        "score", "sacrebleu's BLEU, chrF and TER with their signatures", "score smaller parts of the files"
    )
    score.add_argument("output", metavar="OUTPUT", help="what a model wrote, one sentence a line")
    score.add_argument(
        "--reference", required=True, metavar="REF", help="what it should have written (must be given)"
    )
    _choice(score, "--tokenize", BLEU_TOKENIZERS, "auto", "how BLEU cuts sentences; auto is by their script")
    score.add_argument(
        "--lowercase", action="store_true", help="compare in small letters (default: as it stands)"
    )
    return top


def _train(train: Parser) -> None:
    train.add_argument("name", nargs="?", help="a corpus, see `corpora` (default: the four files)")
    for side in ("source", "target", "valid-source", "valid-target"):
        text = "UTF-8 text, one sentence a line (default: the corpus that is named)"
        train.add_argument(f"--{side}", metavar="FILE", help=text)
    what = "how your files, and Multi30k, are cut into tokens"
    _choice(train, "--unit", list(UNITS), None, what, "what fits the script and the model")
    text = "the model folder to write (must be given)"
    train.add_argument("--out", required=True, metavar="DIR", type=_folder, help=text)
    text = "go on with the training in DIR as it began, or begin it (default: DIR must be new or empty)"
    train.add_argument("--resume", action="store_true", help=text)
    _choice(train, "--model", list(MODELS), None, "what is trained", MODEL)
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
    _choice(train, "--coin", ["token", "step", "sequence", "batch"], None, what, PLAIN["coin"])
    _setting(train, "--seed", int, 0, 2**63 - 1, "what all chance depends on")
    for size, what in {
        "embedding": "numbers for each token",
        "hidden": "numbers in each state",
        "layers": "networks on each other (transformer: 2, on sentences 3)",
    }.items():
        _number(train, f"--{size}", int, 1, LIMITS[size], None, what, text=_fitted(size))
    what = "share of numbers that training leaves out (transformer: 0.2 on sentences)"
    _number(train, "--dropout", float, 0, 0.99, None, what, "SHARE", _fitted("dropout"))
    _number(train, "--save-every", float, 0, 10**6, 30.0, "seconds between two checkpoints", "SECONDS")
    what = "how BLEU cuts the validation sentences; auto is by their script"
    _choice(train, "--score-tokenize", BLEU_TOKENIZERS, "auto", what)
    _where(train)
    text = "report the test part too, after each epoch (default: only the validation part)"
    train.add_argument("--also-test", action="store_true", help=text)


def _heading(line: str) -> str:
    first, colon, rest = line.partition(":")
    return spoken(first + colon) + rest


def _where(command: Parser) -> None:
    """Where a model works, and how exactly: nothing of it is kept with the model."""
    _choice(command, "--device", ["cpu", "cuda", "mps"], "cpu", "where the model works")
    _choice(command, "--precision", ["float32", "bf16"], "float32", "of matrix products")


def _folder(text: str) -> str:
    if not text:  # as `--out "$NAME"` without a NAME; Path would take it for the current folder
        raise argparse.ArgumentTypeError("must be the name of a folder, not empty")
    return text


def _fitted(size: str) -> str:
    """The default of a size, which depends on the corpus."""
    small, text = SMALL[size], TEXT[size]
    return f"{small}" if small == text else f"{small}, for sentences that people wrote {text}"


def _number(
    command: Parser,
    option: str,
    kind: Callable[[str], float],
    low: float,
    high: float,
    default: float | None,
    what: str,
    metavar: str = "N",
    text: str | None = None,
) -> None:
    """An option that takes a number from `low` to `high`; `text` says what the default is, if it varies."""

    check: Callable[..., float] = whole if kind is int else real
    named = "a whole number" if kind is int else "a number"

    def read(given: str) -> float:
        try:
            return check(option, kind(given), low, high)
        except ValueError:  # out of range, no number, or one of more digits than Python reads
            wanted = f"must be {named} {within(low, high)}, not {shown(given)}"
            raise argparse.ArgumentTypeError(wanted) from None

    stands = f"{default:g}" if text is None else text
    help = f"{what}; {within(low, high)} (default: {stands})"
    command.add_argument(option, type=read, default=default, metavar=metavar, help=help)


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
    _number(command, option, kind, low, high, None, what, metavar, text)


def _choice(
    command: Parser, option: str, known: list[str], default: str | None, what: str, text: str = ""
) -> None:
    """An option that takes a name; `text` says what stands for it where the default is None."""
    help = f"{what}: {', '.join(known)} (default: {default or text})"
    command.add_argument(option, choices=known, default=default, metavar="NAME", help=help)
