"""Write the executed English and Chinese notebooks from the chapter sources.

    python notebooks/build.py [NAME...]             build chapters (a number such as 04 will do for a name)
    python notebooks/build.py --check [NAME...]     do sources and notebooks agree? (runs no cell)
    python notebooks/build.py --prose [NAME...]     write their prose anew, keep what their code has shown
    python notebooks/build.py --out DIR --language zh 04

A source, notebooks/source/NN_name.py, is a jupytext py:percent file. Prose is written twice, code once:

    # %% [markdown] tags=["en"]       followed at once by its translation:
    # %% [markdown] tags=["zh"]
    # %%                              code; the first code cell has the line LANGUAGE = "en"

A markdown cell without a tag goes to both editions; it may hold formulas, rules and code, no words.
A cell that explains a result has the tag "explain" too, stands right below the result's cell, and begins with
a heading, ###. It becomes two cells, heading and body: JupyterLab folds what stands under a heading's cell,
down to the next heading of its level or above, and learners' copies (copies.py) begin folded.
In the first cell {lesson}, {workshop} and {deeper} become minutes: minutes.py measures the executed notebook.
NN_name_deeper.py is a notebook beside chapter NN's, with a lesson alone.
Relative links are written as seen from notebooks/ and are adjusted for notebooks/zh/. A bare NN_name.ipynb
is a chapter of the same edition; zh/NN_name.ipynb and ../notebooks/NN_name.ipynb name an edition.

Exit status: 0 done, 1 a cell failed or the check found a difference, 2 a source is not well formed.
"""

import argparse
import os
import posixpath
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import jupytext
import nbformat
from minutes import measure
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, v4

from course_lib.disk import write_whole

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh")
FOLDER = {"en": ".", "zh": "zh"}
EXPLAIN = "explain"  # the tag of a cell that explains a result
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

# Code and formulas come first, so that what only looks like a link in them is left alone.
VERBATIM = r"""
    ^[ ]{0,3}(?P<fence>`{3,}|~{3,}).*?(?:^[ ]{0,3}(?P=fence)|\Z)     # fenced code
  | (?<!`)(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)                   # inline code
  | \$\$.+?\$\$ | (?<![\\$A-Za-z0-9])\$(?=\S)[^$\n]+(?<=\S)\$ | <!--.*?-->  # formulas, comments
"""
LINK = re.compile(
    rf"""{VERBATIM}
  | (?P<before> \]\(\s*<? | ^[ ]{{0,3}}\[(?!\^)[^\]\n]+\]:\s*<? | \b(?:src|href)\s*=\s*["'] )
    (?P<target> (?: [^\s"'<>()] | \([^\s"'<>()]*\) )+ )""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^ {0,3}#{1,6}(?: |$)|\S\n {0,3}(?:=+|-+) *$|<h[1-6]\b", re.MULTILINE)
LANGUAGE_LINE = re.compile(r'^LANGUAGE = "en"$', re.MULTILINE)
NOT_PROSE = re.compile(VERBATIM + r"| </?\w+\s*/?>", re.VERBOSE | re.MULTILINE | re.DOTALL)


class SourceError(Exception):
    """The source is not well formed; the message says where, and what to do."""


class CellError(Exception):
    """A cell of a chapter raised; the message is a block that shows it."""


@dataclass(frozen=True)
class Cell:
    line: int  # of the first line of its text in the source file, from 1
    kind: str  # "code" or "markdown"
    text: str
    languages: tuple[str, ...]
    tags: tuple[str, ...]  # without the languages


def shown(path: Path, home: Path = HERE) -> str:
    """A path as the reader of a message knows it: notebooks/source/04_name.py."""
    path = path.resolve()
    return path.relative_to(home.resolve().parent).as_posix() if home.resolve() in path.parents else str(path)


def read(path: Path, home: Path = HERE) -> list[Cell]:
    """The cells of one source. Raises SourceError where it breaks the rules above."""
    try:
        cells = parse(path.read_text(encoding="utf-8"))
        for line, message in complaints(cells):
            raise SourceError(line, message)
    except UnicodeDecodeError as error:
        line, message = path.read_bytes()[: error.start].count(b"\n") + 1, "not UTF-8; save the file as UTF-8"
    except SourceError as error:
        line, message = error.args
    else:
        return cells
    raise SourceError(f"{shown(path, home)}, line {line}: {message}")


def parse(source: str) -> list[Cell]:
    lines = source.split("\n")
    markers = [n for n, line in enumerate(lines, 1) if re.match(r"# ?%%(\s|$)", line)]
    above = markers[0] - 1 if markers else len(lines)
    if code := [n for n, line in enumerate(lines[:above], 1) if line.strip() and not line.startswith("#")]:
        raise SourceError(code[0], 'text above the first cell; begin it with a line "# %%"')
    parsed = jupytext.reads("\n".join(lines[above:]), fmt="py:percent").cells
    if len(parsed) != len(markers):  # then no cell's line would be known
        raise SourceError(above + 1, 'a line inside a string begins with "# %%"; write it differently')
    cells = []
    for marker, cell in zip(markers, parsed, strict=True):
        if not cell.source.strip():
            raise SourceError(marker, "an empty cell; remove it")
        first = next(n for n in range(marker, len(lines)) if lines[n].strip()) + 1
        tags = set(cell.metadata.get("tags", []))
        languages = tuple(language for language in LANGUAGES if language in tags) or LANGUAGES
        text = cell.source.strip("\n")
        cells.append(Cell(first, cell.cell_type, text, languages, tuple(sorted(tags - set(LANGUAGES)))))
    return cells


def complaints(cells: list[Cell]) -> Iterator[tuple[int, str]]:
    """(line, what is wrong and what to do) for each broken rule."""
    code = next((cell for cell in cells if cell.kind == "code"), None)
    if code is None or not LANGUAGE_LINE.search(code.text):
        yield code.line if code else 1, 'the first code cell needs the line LANGUAGE = "en"'
    for before, cell, after in zip([None, *cells], cells, [*cells[1:], None], strict=False):
        shared = cell.languages == LANGUAGES
        if cell.kind not in ("code", "markdown"):
            yield cell.line, f"a {cell.kind} cell; chapters have code and markdown cells only"
        elif cell.kind == "code" and not shared:
            yield cell.line, "code is written once, for both editions; remove the tag of a language"
        elif cell.kind == "markdown" and shared and re.search(r"[^\W\d_]", NOT_PROSE.sub("", cell.text)):
            yield cell.line, 'prose without a language; tag it ["en"], and ["zh"] for its translation below'
        elif cell.languages == ("en",) and (after is None or after.languages != ("zh",)):
            yield cell.line, 'English without Chinese; write its translation, tagged ["zh"], right below'
        elif cell.languages == ("zh",) and (before is None or before.languages != ("en",)):
            yield cell.line, 'Chinese without English; write the original, tagged ["en"], right above'
    for language in LANGUAGES:
        yield from badly_explained([cell for cell in cells if language in cell.languages])


def badly_explained(cells: list[Cell]) -> Iterator[tuple[int, str]]:
    """(line, what is wrong and what to do) where a copy would fold more than an explanation, or less."""
    for before, cell, after in zip([None, *cells], cells, [*cells[1:], None], strict=False):
        if EXPLAIN not in cell.tags:
            continue
        heading, _, body = cell.text.partition("\n")
        if cell.kind != "markdown" or not re.match(r"### \S", heading) or not body.strip():
            yield cell.line, "a cell that explains is a heading, ### and words, with the explanation below it"
        elif HEADING.search(FENCED.sub("", body)):
            yield cell.line, "a second heading in a cell that explains; leave it out"
        elif before is None or before.kind != "code":
            yield cell.line, "a cell that explains stands right below the code cell that shows the result"
        elif after and not (after.kind == "markdown" and re.match(r"#{1,3} \S", after.text)):
            yield (
                after.line,
                "below a cell that explains, begin with a heading, up to ###: its fold ends there",
            )


def relink(text: str) -> str:
    """Links as seen from notebooks/ become links as seen from notebooks/zh/."""

    def moved(match: re.Match) -> str:
        target = match["target"]
        if target is None or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#?]", target):
            return match[0]
        path, tail = re.fullmatch(r"([^#?]*)(.*)", target).groups()
        if "/" not in path and path.endswith(".ipynb"):
            return match[0]
        there = posixpath.relpath(f"/course/notebooks/{path}", "/course/notebooks/zh")
        return match["before"] + there + ("/" if path.endswith("/") else "") + tail

    return LINK.sub(moved, text)


def in_edition(cells: list[Cell], language: str) -> list[Cell]:
    """The cells that an edition has; what explains a result is two of them."""
    return [part for cell in cells if language in cell.languages for part in unfolded(cell)]


def unfolded(cell: Cell) -> list[Cell]:
    """The cell itself; of one that explains its heading, which has the tag, and what a fold will hide."""
    if EXPLAIN not in cell.tags:
        return [cell]
    heading, _, body = cell.text.partition("\n")
    rest = body.strip("\n")
    tags = tuple(tag for tag in cell.tags if tag != EXPLAIN)
    line = cell.line + cell.text[: -len(rest)].count("\n")
    return [replace(cell, text=heading), replace(cell, line=line, text=rest, tags=tags)]


def edition(cells: list[Cell], language: str) -> NotebookNode:
    """One edition, not executed. The n-th cell has the same id in both editions."""
    nb = v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for number, cell in enumerate(in_edition(cells, language)):
        text = cell.text
        if cell.kind == "markdown" and language == "zh":
            text = relink(text)
        elif cell.kind == "code" and not any(c.cell_type == "code" for c in nb.cells):
            text = LANGUAGE_LINE.sub(f'LANGUAGE = "{language}"', text, count=1)
        if cell.kind == "markdown" and (heading := re.search(r"^# (.+)$", text, re.MULTILINE)):
            nb.metadata.setdefault("title", heading[1].strip())
        new = v4.new_code_cell if cell.kind == "code" else v4.new_markdown_cell
        metadata = {"tags": list(cell.tags)} if cell.tags else {}
        nb.cells.append(new(text, id=f"cell-{number:02d}", metadata=metadata))
    return nb


def tidy(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs without what differs from run to run: how text was cut into messages, and widget ids."""
    kept: list[NotebookNode] = []
    for output in outputs:
        output.get("data", {}).pop(WIDGET_VIEW, None)  # its picture and text stay
        if kept and output.output_type == kept[-1].output_type == "stream" and output.name == kept[-1].name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def execute(nb: NotebookNode, cells: list[Cell], folder: Path, source: str) -> None:
    """Run every code cell in a fresh kernel that works in `folder`; fill in the outputs."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not one of the user's
    client = NotebookClient(
        nb,
        timeout=180,
        kernel_name="python3",
        store_widget_state=False,
        record_timing=False,
        extra_arguments=["--log-level=40"],  # errors only: every kernel warns that its TCP is not encrypted
        resources={"metadata": {"path": str(folder)}},
    )
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,  # not the author's own
        client.setup_kernel(env=os.environ | {"IPYTHONDIR": profile, "COURSE_PROGRESS": profile}),
    ):
        for number, (node, cell) in enumerate(zip(nb.cells, cells, strict=True)):
            try:
                client.execute_cell(node, number)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                raise CellError(failure(error, node, cell, source)) from None
            if node.cell_type == "code":
                node.outputs = tidy(node.outputs)


def failure(error: Exception, node: NotebookNode, cell: Cell, source: str) -> str:
    """The block that shows a failed cell: where, its text with the line marked, the error."""
    reason, number = str(error).strip(), 1
    if isinstance(error, CellExecutionError):
        reason = f"{error.ename}: {error.evalue}"
        traceback = re.sub(r"\x1b\[[0-9;]*m", "", error.traceback)
        if frame := re.search(rf"Cell In\[{node.execution_count}\], line (\d+)", traceback):
            number = min(int(frame[1]), node.source.count("\n") + 1)  # an unfinished cell "ends" below itself
    text = [f"  {line}" for line in node.source.split("\n")]
    text[number - 1] = ">" + text[number - 1][1:]
    where = f"{source}, line {cell.line + number - 1}: this cell failed"
    return "\n".join([where, "", *text, "", reason, "Nothing was written."])


def with_minutes(nb: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """The notebook, its first cell with the minutes that the executed one takes."""
    first = next((cell for cell in nb.cells if cell.cell_type == "markdown"), None)
    if first is not None and re.search(r"\{(lesson|workshop|deeper)\}", first.source):
        for name, minutes in measure(executed).numbers.items():
            first.source = first.source.replace("{" + name + "}", str(minutes))
    return nb


def new_prose(nb: NotebookNode, stored: NotebookNode, name: str) -> NotebookNode:
    """The edition with what the stored notebook's cells have shown. SourceError if their code differs."""
    ours, theirs = ([cell for cell in each.cells if cell.cell_type == "code"] for each in (nb, stored))
    if [cell.source for cell in ours] != [cell.source for cell in theirs]:
        raise SourceError(f"{name}: its code is not the source's any more; run: python3 course.py build")
    for cell, executed in zip(ours, theirs, strict=True):
        cell.update(outputs=executed.outputs, execution_count=executed.execution_count)
    return with_minutes(nb, nb)


def differences(expected: NotebookNode, stored: NotebookNode, cells: list[Cell]) -> list[str]:
    """Where a stored notebook is not what its source says; outputs are not looked at."""
    found = []
    if stored.metadata != expected.metadata:
        found.append("another kernel, language or title")
    if len(stored.cells) != len(expected.cells):
        found.append(f"{len(stored.cells)} cells, but {len(expected.cells)} in the source")
    for number, (one, other, cell) in enumerate(zip(expected.cells, stored.cells, cells, strict=False), 1):
        names = {
            "cell_type": "another type",
            "source": "another text",
            "metadata": "other tags",
            "id": "another id",
        }
        if wrong := [name for key, name in names.items() if one.get(key) != other.get(key)]:
            found.append(f"cell {number} (source line {cell.line}) has {' and '.join(wrong)}")
            break  # after one inserted cell all others differ too
    return found


def check(sources: dict[Path, list[Cell]], languages: list[str], home: Path, everything: bool) -> list[str]:
    """A line for each difference between sources and notebooks; when all are checked, for strays too."""
    found = []
    for source, cells in sources.items():
        for language in languages:
            path = home / FOLDER[language] / f"{source.stem}.ipynb"
            try:
                stored = nbformat.read(path, as_version=4)
                expected = with_minutes(edition(cells, language), stored)
                problems = differences(expected, stored, in_edition(cells, language))
            except FileNotFoundError:
                problems = ["missing"]
            except (ValueError, AttributeError, nbformat.ValidationError):  # not JSON, or of another shape
                problems = ["not a notebook"]
            remedy = f"; run: python3 course.py build {source.stem}"
            found += [f"{shown(path, home)}: {problem}{remedy}" for problem in problems]
    if everything:
        known = {source.stem for source in sources}
        for language in languages:
            strays = [p for p in sorted((home / FOLDER[language]).glob("*.ipynb")) if p.stem not in known]
            found += [f"{shown(path, home)}: no source has this name; remove it" for path in strays]
    return found


def choose(names: list[str], home: Path) -> list[Path]:
    """The sources that are meant: all, or those with these names or numbers."""
    sources = sorted((home / "source").glob("[0-9][0-9]_*.py"))
    for name in names:
        if not any(name in (source.stem, source.stem[:2]) for source in sources):
            known = ", ".join(source.stem for source in sources) or "none yet"
            raise SourceError(f"no chapter is called {name}; there are: {known}")
    return [source for source in sources if not names or {source.stem, source.stem[:2]} & set(names)]


def main(arguments: list[str] | None = None, home: Path = HERE) -> int:
    parser = argparse.ArgumentParser(description="Write the executed notebooks from notebooks/source.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a chapter: 04_teacher_forcing, or 04")
    parser.add_argument("--check", action="store_true", help="compare sources and notebooks, run nothing")
    parser.add_argument("--prose", action="store_true", help="write the prose anew, run nothing")
    parser.add_argument("--out", type=Path, default=home, metavar="DIR", help="write the notebooks to DIR")
    parser.add_argument("--language", choices=LANGUAGES, help="one edition only")
    options = parser.parse_args(arguments)
    languages = [options.language] if options.language else list(LANGUAGES)
    try:
        sources = {source: read(source, home) for source in choose(options.names, home)}
        if options.check:
            found = check(sources, languages, options.out, everything=not options.names)
            print("\n".join(found) or f"{len(sources)} sources and their notebooks agree")
            return 1 if found else 0
        texts = {}
        for source, cells in sources.items():
            for language in languages:
                nb, folder = edition(cells, language), home / FOLDER[language]
                path = options.out / FOLDER[language] / f"{source.stem}.ipynb"
                if options.prose:
                    if not path.exists():
                        raise SourceError(f"{shown(path, home)}: missing; run: python3 course.py build")
                    nb = new_prose(nb, nbformat.read(path, as_version=4), shown(path, home))
                else:
                    folder.mkdir(exist_ok=True)
                    print(f"running {source.stem} ({language})", flush=True)
                    execute(nb, in_edition(cells, language), folder, shown(source, home))
                    with_minutes(nb, nb)
                nbformat.validate(nb)
                texts[path] = nbformat.writes(nb) + "\n"
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    except CellError as error:
        print(error, file=sys.stderr)
        return 1
    for path, text in texts.items():
        write_whole(path, text.encode())
        print(f"wrote {shown(path, home)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
