"""python -m course_lib.chapters.share: one line with a learner's guesses and first answers, for a chat.

The line goes to standard output, alone; standard error says what is in it. Answers in words are not read.
"""

import argparse
import json
import secrets
import sys
from pathlib import Path
from typing import Any

from course_lib.disk import locked, reading, write_whole
from course_lib.kit.practice import guesses
from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.progress_file import folder
from course_lib.kit.practice.share_line import Shared, Told, is_value, is_word, line_of, token
from course_lib.language import from_locale, pick, set_language

PERSON = "share-id.json"


def person() -> tuple[str, str]:
    """The random number that stands for this learner, made once; "" or a notice that it cannot be kept."""
    made = secrets.token_hex(8)
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with locked(folder() / "share-id.lock", wait=True):
            kept = _object(folder() / PERSON).get("id")
            if is_word(kept, "[0-9a-f]{16}"):
                return kept, ""
            write_whole(folder() / PERSON, json.dumps({"version": 1, "id": made}).encode() + b"\n")
    except OSError:
        return made, pick(
            f"{folder() / PERSON} cannot be written: if you share again, you count as another person.",
            f"无法写入 {folder() / PERSON}：下次再分享，会算作另一个人。",
        )
    return made, ""


def _object(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty where none can be read. Raises OSError, but not for no file."""
    try:
        with reading(path) as stream:
            value = json.loads(stream.read().decode("utf-8-sig"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def made() -> dict[str, Told]:
    """The guesses of this edition's questions that were made, and what was measured, as numbers."""
    found = {}
    for name, entry in guesses.read().items():
        guess, measured, edition = (entry.get(key) for key in ("guess", "measured", "edition"))
        known = is_word(name, r"\w+\.\w+") and is_word(edition, r"\w*")
        if entry["state"] == "made" and known and guess is not None and is_value(guess):
            found[name] = Told(guess, measured if is_value(measured) else None, edition)
    return found


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="course.py share", description=__doc__.partition(": ")[2])
    parser.add_argument("--language", choices=["en", "zh"], default=from_locale())
    options = parser.parse_args(arguments)
    set_language(options.language)
    entries, notice = ledger.entries()
    answers = frozenset(token(name, entry["first"]) for name, entry in entries.items() if "first" in entry)
    guessed = made()
    if not guessed and not answers:
        nothing = pick(
            "course.py share: there is nothing to share yet: make a guess, or answer a quiz.",
            "course.py share：还没有可以分享的内容：先猜一次，或者做一道小测验。",
        )
        print(nothing, file=sys.stderr)
        return 2
    own, unkept = person()
    print(line_of(Shared(own, guessed, answers)), flush=True)
    told = pick(
        "Paste this line into your group's chat. It holds your guesses, with what your run measured "
        f"({len(guessed)}), your first answers to quizzes ({len(answers)}), and a random number that stands "
        "for you. It holds no name, and nothing that you wrote.",
        f"把上面这一行贴到小组的群里。里面有你的猜测和你量到的结果（{len(guessed)} 个）、小测验的第一次选择"
        f"（{len(answers)} 题），还有一个代表你的随机编号。没有名字，也没有你写的任何文字。",
    )
    for line in filter(None, (told, unkept, notice)):
        print(line, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
