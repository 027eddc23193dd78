"""Options: what `python -m course_lib` can be told, with ranges, defaults and what each is for."""

import argparse

from . import train_options
from .chinese import spoken
from .parser import BLEU_TOKENIZERS, Parser, choice, number, where

EPILOG = (
    "Exit status: 0 done; 1 the doctor found something; 2 the input or the call can't be used, one line on "
    "standard error says why; 130 stopped by Ctrl-C, 143 by SIGTERM."
)


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
    train_options.add(
        command(
            "train",
            "train a model on a corpus or on your own files",
            "lower --batch-size, --hidden, --embedding or --layers, or train on fewer lines",
        )
    )
    translate = command("translate", "translate standard input, line by line", "lower --beam")
    translate.add_argument("folder", metavar="DIR", help="a model folder that `train` wrote")
    number(translate, "--beam", int, 1, 1000, 1, "hypotheses of the beam search, 1 is greedy", "N")
    where(translate)

    score = command(
        "score", "sacrebleu's BLEU, chrF and TER with their signatures", "score smaller parts of the files"
    )
    score.add_argument("output", metavar="OUTPUT", help="what a model wrote, one sentence a line")
    score.add_argument(
        "--reference", required=True, metavar="REF", help="what it should have written (must be given)"
    )
    choice(score, "--tokenize", BLEU_TOKENIZERS, "auto", "how BLEU cuts sentences; auto is by their script")
    score.add_argument(
        "--lowercase", action="store_true", help="compare in small letters (default: as it stands)"
    )
    return top
