"""The command line: `python -m course_lib doctor | corpora | train | translate | score`.

Exit status: 0 done, 1 the doctor found something, 2 the input or the call can't be used (one line says why).
"""

import argparse
import errno
import importlib
import os
import sys

from . import doctor
from .corpora import describe
from .recipes import MODELS
from .tokenization import UNITS

BLEU_TOKENIZERS = ("13a", "zh", "char", "intl", "none")  # of sacrebleu's, those that need nothing more


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in one line, without the whole usage."""

    def error(self, message: str) -> None:
        self.exit(2, f"{self.prog}: {message}; --help lists what there is\n")


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = Parser(prog="python -m course_lib", description="Tools of the Seq2Seq course.")
    commands = top.add_subparsers(dest="command", required=True, metavar="command")

    commands.add_parser("doctor", help="say whether this machine is ready for the course")
    commands.add_parser("corpora", help="list the corpora, their sizes, licences and recipes")

    train = commands.add_parser("train", help="train a model on a corpus or on your own files")
    train.add_argument("name", nargs="?", help="a corpus, see `corpora`; or give the four files")
    for side in ("source", "target", "valid-source", "valid-target"):
        train.add_argument(f"--{side}", metavar="FILE", help="UTF-8 text, one sentence a line")
    train.add_argument(
        "--unit", choices=UNITS, default="text-word", help="how your files are cut into tokens"
    )
    train.add_argument("--out", required=True, metavar="DIR", help="the model folder to write")
    train.add_argument("--resume", action="store_true", help="go on with the training in DIR, or begin it")
    train.add_argument("--model", choices=MODELS, default="gru-attention")
    train.add_argument("--epochs", type=_at_least(1, int), default=8)
    train.add_argument("--batch-size", type=_at_least(1, int), default=128)
    train.add_argument("--learning-rate", type=_at_least(0, float), default=2e-3)
    train.add_argument("--warmup", type=_at_least(0, int), default=0, metavar="STEPS", help="rising rate")
    train.add_argument("--label-smoothing", type=_share, default=0.0, metavar="SHARE")
    train.add_argument(
        "--teacher-forcing", type=_share, default=1.0, metavar="R", help="P(gold token), 0 to 1"
    )
    train.add_argument("--coin", choices=["token", "step", "sequence", "batch"], default="step")
    train.add_argument("--seed", type=_at_least(0, int), default=0)
    for size in ("embedding", "hidden", "layers"):
        train.add_argument(f"--{size}", type=_at_least(1, int))
    train.add_argument("--dropout", type=_share)
    train.add_argument("--save-every", type=_at_least(0, float), default=30, metavar="SECONDS")
    train.add_argument(
        "--score-tokenize", choices=BLEU_TOKENIZERS, help="of BLEU (default: what the script asks for)"
    )
    train.add_argument("--also-test", action="store_true", help="report the test part too, after each epoch")

    translate = commands.add_parser("translate", help="translate standard input, line by line")
    translate.add_argument("folder", metavar="DIR", help="a model folder that `train` wrote")
    translate.add_argument("--beam", type=_at_least(1, int), default=1, metavar="N", help="1 is greedy")

    score = commands.add_parser("score", help="sacrebleu's BLEU, chrF and TER with their signatures")
    score.add_argument("output", metavar="OUTPUT", help="what a model wrote, one sentence a line")
    score.add_argument("--reference", required=True, metavar="REF", help="what it should have written")
    score.add_argument("--tokenize", choices=["auto", *BLEU_TOKENIZERS], default="auto")
    score.add_argument("--lowercase", action="store_true", help="compare in small letters")
    return top


def _at_least(low: float, kind: type):
    def number(text: str) -> float:
        value = kind(text)
        if not low <= value < float("inf"):
            raise argparse.ArgumentTypeError(f"must be at least {low}, not {text}")
        return value

    number.__name__ = "whole number" if kind is int else "number"
    return number


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"must be from 0 to 1, not {text}")
    return value


def run(options: argparse.Namespace) -> int:
    if options.command == "doctor":
        findings = doctor.examine()
        for fine, what, found in findings:
            print(f"{'ok ' if fine else 'NO '} {what:<18} {found}")
        return 0 if all(fine for fine, _, _ in findings) else 1
    if options.command == "corpora":
        print(describe())
        return 0
    # Only now, and only the one: it brings PyTorch along.
    importlib.import_module(f".commands.{options.command}", __package__).run(options)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status; trouble is one line on standard error."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # whatever the terminal's own encoding is
        stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = run(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Python flushes standard output once more at its end: into nothing, so that it does not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        trouble = "the output was closed by whoever read it; not all of it was written"
    except KeyboardInterrupt:
        trouble = "stopped; a training goes on from its last checkpoint with --resume"
    except ValueError as problem:  # CorpusError, ModelError, UsageError, and what the library refuses
        trouble = " ".join(str(problem).split())
    except OSError as problem:
        trouble = f"{problem.filename or 'standard input or output'}: {problem.strerror}; {_remedy(problem)}"
    print(f"course_lib: {trouble}", file=sys.stderr)
    return 2


def _remedy(problem: OSError) -> str:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room on the disk, then try again"
    return "check the path and its permissions"


if __name__ == "__main__":
    sys.exit(main())
