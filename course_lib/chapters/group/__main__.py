"""python -m course_lib.chapters.group FILE: the lines of `course.py share` in a chat's text, as one page."""

import argparse
import sys
from pathlib import Path

from course_lib.disk import reading, write_whole
from course_lib.kit.practice.chat import Found, lines_in, text_of
from course_lib.kit.practice.share_line import Shared
from course_lib.language import from_locale, pick, set_language

from .page import MADE_BY, page
from .tally import all_asked, tally

LARGEST = 1_000_000  # bytes of a file
MOST = 500  # people
_NAMED = 5  # lines that are left out are named, that many


class Refused(Exception):
    """One line that says what is wrong with which file, and what to do."""


def people_in(path: Path) -> tuple[list[Shared], list[Found]]:
    """Who shares in the file, the last line of each; and the lines that cannot be read. Raises Refused."""
    try:
        with reading(path) as stream:
            data = stream.read(LARGEST + 1)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise Refused(
            pick(
                f"cannot be read ({reason}): name a text file",
                f"无法读取（{reason}）：请给一个文本文件",
            )
        ) from None
    if len(data) > LARGEST:
        raise Refused(
            pick(
                "is larger than 1 MB: keep only the lines of course.py share in it",
                "超过 1 MB：只留下 course.py share 印出的那些行",
            )
        )
    found = [*lines_in(text_of(data))]
    people = {one.shared.person: one.shared for one in found if one.shared}
    bad = [one for one in found if not one.shared]
    if len(people) > MOST:
        raise Refused(
            pick(f"has more than {MOST} people: split it", f"里有超过 {MOST} 人的内容：请分成几个文件")
        )
    if not people:
        where = (
            pick(f" (line {bad[0].line} cannot be read)", f"（第 {bad[0].line} 行读不出来）") if bad else ""
        )
        raise Refused(
            pick(
                f"has no whole line of course.py share{where}: paste the lines again, as they were printed",
                f"里没有完整的 course.py share 行{where}：请把印出来的行原样再贴一次",
            )
        )
    return [*people.values()], bad


def left_out(path: Path, bad: list[Found]) -> list[str]:
    """A line for each share line that cannot be read, the first few."""
    told = [
        f"{path}, "
        + pick(f"line {one.line}: ", f"第 {one.line} 行：")
        + (
            pick("made by a newer edition: update the course", "是更新版的课程印的：请更新课程")
            if one.newer
            else pick("cut off or changed: ask for it again", "不完整或被改动过：请再要一次")
        )
        for one in bad[:_NAMED]
    ]
    if len(bad) > _NAMED:
        more = len(bad) - _NAMED
        told.append(pick(f"{path}: and {more} more lines like these", f"{path}：还有 {more} 行也是这样"))
    return told


def write(path: Path, text: str) -> None:
    """Write the page, over nothing but an earlier one. Raises Refused."""
    try:
        if path.exists():
            with reading(path) as stream:
                if MADE_BY.encode() not in stream.read(2000):
                    raise Refused(
                        pick(
                            "is there already and no page of ours: give --out another name",
                            "已经存在，而且不是 group 写的页面：请用 --out 换一个名字",
                        )
                    )
        write_whole(path, text.encode("utf-8"))
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise Refused(
            pick(
                f"cannot be written ({reason}): give --out another",
                f"无法写入（{reason}）：请用 --out 换一个",
            )
        ) from None


def main(arguments: list[str] | None = None) -> int:
    """The command line; 2 where there is nothing to make a page of."""
    parser = argparse.ArgumentParser(prog="course.py group", description=__doc__.partition(": ")[2])
    parser.add_argument("file", metavar="FILE", type=Path, help="text copied from the chat, at most 1 MB")
    parser.add_argument("--out", metavar="PAGE", type=Path, help="the page (default: group.html beside FILE)")
    parser.add_argument("--language", choices=["en", "zh"], default=from_locale())
    parser.error = lambda message: parser.exit(2, f"course.py group: {message}\n")
    options = parser.parse_args(arguments)
    set_language(options.language)
    out = options.out or options.file.with_name("group.html")
    path = options.file
    try:
        people, bad = people_in(path)
        counted = tally(people, *all_asked())
        path = out
        write(path, page(counted))
    except Refused as refused:
        print(f"course.py group: {path} {refused}", file=sys.stderr)
        return 2
    for line in left_out(options.file, bad):
        print(line, file=sys.stderr)
    if counted.left_out:
        count = counted.left_out
        told = pick(
            f"{options.file}: {count} guesses or answers belong to another edition, and are left out",
            f"{options.file}：有 {count} 个猜测或回答属于别的版本，没有计入",
        )
        print(told, file=sys.stderr)
    print(out.absolute())
    return 0


if __name__ == "__main__":
    sys.exit(main())
