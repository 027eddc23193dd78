"""The checks of the course, stage by stage: `course.py check`, and `course.py test`.

check           style, format, types, whether notebooks and sources agree: in seconds
test            these, all tests but the long ones, and every cell of every notebook
test --long     the long tests too, and how much of course_lib they all cover
test 07         what belongs to one chapter
test PATH ...   pytest alone, with these arguments
"""

import importlib.util
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = ["-m", "pytest"]
NOT_LONG = ["-m", "not long"]
TWO = ["-n", "2", "--dist", "loadfile"]  # at a time
CELLS = [*PYTEST, "--nbval", "--nbval-current-env", "--nbval-cell-timeout", "180"]
CELLS += ["--nbval-sanitize-with", "tests/nbval.cfg"]

Stage = tuple[str, list[str]]  # its name, and the words for Python


def quick() -> list[Stage]:
    """What reads the files, and runs nothing."""
    types = [("types", ["-m", "mypy"])] if importlib.util.find_spec("mypy") else []
    style = [("style", ["-m", "ruff", "check", "."]), ("format", ["-m", "ruff", "format", "--check", "."])]
    return [*style, *types, ("sources and notebooks agree", ["notebooks/build.py", "--check"])]


def everything(long: bool) -> list[Stage]:
    """All stages; `long` adds the slow tests, and how much of the library the tests cover."""
    tests = [*PYTEST, "tests", *TWO, *(["--cov"] if long else NOT_LONG)]  # --cov: the share in pyproject.toml
    return [*quick(), ("tests", tests), ("notebooks run as shown", [*CELLS, "notebooks", *TWO])]


def of_chapter(number: str) -> list[Stage]:
    """What belongs to that chapter; no stage if there is none."""
    notebooks = [
        path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").rglob(f"{number}_*.ipynb")
    ]
    tests = [*PYTEST, "tests/chapters", "tests/kit", "tests/site", "--chapter", number, *NOT_LONG]
    stages = [
        ("source and notebooks agree", ["notebooks/build.py", "--check", number]),
        ("tests", tests),
        ("notebooks run as shown", [*CELLS, *sorted(notebooks)]),
    ]
    return stages if notebooks else []


def run(stages: list[Stage]) -> int:
    """Run them all, even if one fails, and sum up. 0 if all have passed, else 1."""
    summary, good = [], True
    for name, words in stages:
        print(f"\n==== {name}: python {' '.join(words)}", flush=True)
        begun = time.monotonic()
        passed = subprocess.call([sys.executable, *words], cwd=ROOT) == 0
        good = good and passed
        summary.append(f"{'passed' if passed else 'FAILED':7}{time.monotonic() - begun:5.0f} s  {name}")
        print(summary[-1], flush=True)
    print("\n==== summary\n" + "\n".join(summary), flush=True)
    return 0 if good else 1


def main(words: list[str]) -> int:
    command, *words = [word for word in words if word != "--newest"]  # course.py has seen to that
    if command == "check":
        return run(quick())
    if words in ([], ["--long"]):
        return run(everything(long=bool(words)))
    if len(words) == 1 and re.fullmatch(r"\d\d?", words[0]):
        if stages := of_chapter(f"{int(words[0]):02}"):
            return run(stages)
        print(f"course.py: there is no chapter {words[0]}.", file=sys.stderr)
        return 2
    return subprocess.call([sys.executable, *PYTEST, *words], cwd=ROOT)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
