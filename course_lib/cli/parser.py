"""Parser: options with ranges, defaults and what each is for; what is wrong with a call in one line."""

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from course_lib.data.ranges import real, shown, whole, within

from . import UsageError
from .chinese import spoken

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


def number(
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


def choice(
    command: Parser, option: str, known: list[str], default: str | None, what: str, text: str = ""
) -> None:
    """An option that takes a name; `text` says what stands for it where the default is None."""
    help = f"{what}: {', '.join(known)} (default: {default or text})"
    command.add_argument(option, choices=known, default=default, metavar="NAME", help=help)


def where(command: Parser) -> None:
    """Where a model works, and how exactly: nothing of it is kept with the model."""
    choice(command, "--device", ["cpu", "cuda", "mps"], "cpu", "where the model works")
    choice(command, "--precision", ["float32", "bf16"], "float32", "of matrix products")


def _heading(line: str) -> str:
    first, colon, rest = line.partition(":")
    return spoken(first + colon) + rest
