"""Chinese: what the command line and course.py print, for a learner who reads Chinese.

The library raises its errors in English, so that they can be looked up. They are translated here, at the door,
by tables of English lines: {a} and {b} stand for what differs, {rest} for what may have a semicolon in it.
What no table knows is printed as it is.

Standard library only: course.py reads it before anything is installed.
"""

import functools
import re

from course_lib.language import pick

from .corpora import CORPORA
from .errors import ERRORS
from .help import HELP
from .set_up import SET_UP
from .told import TOLD

TABLE = CORPORA | ERRORS | HELP | SET_UP | TOLD
# Where a line that stands in no table is cut, each part for itself: at the first of these that it holds.
_JOINTS = {"; ": "；", ": ": "：", ", ": "、"}


def spoken(line: str) -> str:
    """A line, or several, as the learner reads it: in Chinese where that is the language, else as it is."""
    return pick(line, _chinese(line)) if pick("", "zh") else line


def _chinese(line: str) -> str:
    if "\n" in line:
        return "\n".join(map(_chinese, line.split("\n")))
    if not re.search("[A-Za-z]", line):
        return line
    bare = line.strip()
    if bare in TABLE:
        return line.replace(bare, TABLE[bare])
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(line):
            parts = {name: _chinese(part) for name, part in found.groupdict().items()}
            return chinese.format(**parts)
    for joint, chinese in _JOINTS.items():
        if joint in line:
            first, _, rest = line.partition(joint)
            said = [_chinese(first), _chinese(rest)]
            # A path may have a joint in it: where nothing was known, nothing is changed.
            known = said[0] != first or (joint != "; " and said[1] != rest)
            return (chinese if known else joint).join(said)
    return line


@functools.cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The English lines with something in them that differs, those that say most first."""
    open_lines = [line for line in TABLE if re.search(r"\{\w+\}", line)]
    open_lines.sort(key=lambda line: -len(re.sub(r"\{\w+\}", "", line)))
    return [(re.compile(_pattern(line)), TABLE[line]) for line in open_lines]


def _pattern(line: str) -> str:
    line = re.escape(line).replace(r"\{rest\}", r"(?P<rest>.+?)")
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>(?:(?!; ).)+?)", line)
