"""The command line: `python -m course_lib doctor | corpora | train | translate | score`.

Exit status: 0 done, 1 the doctor found something, 2 the input or the call can't be used (one line says why),
130 stopped by Ctrl-C and 143 by SIGTERM (one line, too).
"""

import argparse
import os
import sys
import unicodedata
from io import TextIOWrapper

from course_lib.cli import process
from course_lib.cli.chinese import spoken
from course_lib.language import from_locale, set_language

# PyTorch reads this when it is imported: of a process that has ended we say a line, its C++ would say a page.
os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")


def run(options: argparse.Namespace) -> int:
    """Run the command. What it imports is imported only now: PyTorch takes seconds."""
    if options.command == "doctor":
        from course_lib.cli.doctor import examine

        findings = examine()
        for fine, what, found in findings:
            print(f"{'ok ' if fine else 'NO '} {_padded(spoken(what), 18)} {spoken(found)}")
        return 0 if all(fine for fine, _, _ in findings) else 1
    if options.command == "corpora":
        from course_lib.data.corpora import describe

        print(spoken(describe()))
        return 0
    import importlib

    importlib.import_module(f".cli.{options.command}", __package__).run(options)
    return 0


def _padded(text: str, width: int) -> str:
    """The text with spaces behind it; a Chinese character is as wide as two others."""
    return text + " " * (width - sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text))


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status; trouble is one line on standard error."""
    process.hold_streams()
    options = None
    try:
        if sys.stdout is None:
            process.say("standard output is closed; leave it open, or send it to a file with > FILE")
            return 2
        for stream in (sys.stdout, sys.stderr):  # whatever the terminal's own encoding is
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        from course_lib.cli.options import parse

        options = parse(arguments)
        status = run(options) if options else 0
        sys.stdout.flush()
        return status
    except BaseException as problem:
        explained = process.explain(problem, options)
        if explained is None:
            raise
        status, line = explained
        if not getattr(problem, "told", os.environ.get("RANK", "0") != "0"):  # see training.parallel
            process.say(line)
        return status


if __name__ == "__main__":
    set_language(from_locale())
    process.hear_signals(run)
    process.end(main())
