"""One name for one thing: the table of docs/style_guide.md against all that a learner reads."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import not_yet

ROOT = Path(__file__).resolve().parents[2]
RULE = "terms of the style guide"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ?([^|]*)\|$", re.MULTILINE)


class Term(NamedTuple):
    """A row of the table: the two names, what must not stand for them, and where that is no mistake."""

    english: str
    chinese: str
    never: list[str]
    except_in: list[str]


def table(text: str) -> list[Term]:
    rows = ROW.findall(text.partition("\n## Terms")[2])[2:]  # not the head and the line below it
    split = [[[one for one in cell.strip().split("、") if one] for cell in row[2:]] for row in rows]
    return [Term(row[0], row[1], *cells) for row, cells in zip(rows, split, strict=True)]


TERMS = table((ROOT / "docs" / "style_guide.md").read_text(encoding="utf-8"))
SOURCES = {path.stem: path for path in sorted((ROOT / "notebooks" / "source").glob("[0-9][0-9]_*.py"))}
PAGES = {
    path.relative_to(ROOT).as_posix(): path
    for path in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    if path.name not in ("style_guide.md", "CHANGELOG.md")  # one shows the mistakes, one tells of the past
}
CHAPTERS = ROOT / "course_lib" / "chapters"
CODE = {
    path.relative_to(ROOT).as_posix(): path
    for path in [
        *sorted((ROOT / "course_lib").rglob("*.py")),
        *ROOT.glob("*.py"),
        *ROOT.glob("notebooks/*.py"),
    ]
    if not path.is_relative_to(CHAPTERS) or path.parent == CHAPTERS
}


def shape(variant: str) -> str:
    """The pattern of a variant: with no letter or figure of the same word beside it, where it has some."""
    start, end = (r"(?<![\w.])" if re.match(r"[A-Za-z\d]", variant) else ""), ""
    end = r"(?!\w)" if re.search(r"[A-Za-z\d]$", variant) else end
    return start + re.escape(variant).replace(r"\ ", r"\s+(?:# )?") + end


def mistakes(text: str, terms: Iterable[Term] = TERMS) -> list[str]:
    """What must not stand in a text, each with what it should be and the words around it."""
    found = []
    for term in terms:
        spared = [place.span() for one in term.except_in for place in re.finditer(re.escape(one), text)]
        for variant in term.never:
            for place in re.finditer(shape(variant), text):
                if not any(start <= place.start() and place.end() <= end for start, end in spared):
                    around = text[max(0, place.start() - 15) : place.end() + 15].replace("\n", " ")
                    found.append(f"{variant} -> {term.chinese} · {term.english}: …{around}…")
    return found


def strings(code: str) -> list[str]:
    """The strings of a module but for its docstrings, each whole: parts that stand in a row are joined."""
    tree = ast.parse(code)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    plain = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in docstrings)
    return [node.value for node in plain if isinstance(node.value, str)]


def said(path: Path) -> str:
    return "\n".join(strings(path.read_text(encoding="utf-8")))


def test_the_table_is_read():
    assert len(TERMS) > 20
    names = [name for term in TERMS for name in (term.english, term.chinese)]
    assert len(names) == len(set(names)), "a term stands in the table twice"
    for term in TERMS:
        assert term.never, term.english
        assert mistakes(term.chinese) == [], "what is right for one term is wrong for another"


def test_mistakes_are_found_and_exceptions_are_spared():
    assert mistakes("比率按时间表下降") and not mistakes("比率按衰减方案下降")
    assert mistakes("曝光偏差") and not mistakes("暴露偏差（又译曝光偏差）")
    assert mistakes("第一遍波") and not mistakes("声波切成帧")
    assert mistakes("留下 128 个数") and not mistakes("共 1128 个数，d2 个数字")
    assert mistakes("With the norm\n# after, it stays") and not mistakes("the normal aftermath")


def test_strings_are_found_whole_and_docstrings_are_not():
    code = '"""时间表"""\ndef f():\n    """录制"""\n    return "精" "确率", f"{f}连锁"\n'
    assert strings(code) == ["精确率", "连锁"]


@pytest.mark.parametrize("name", not_yet.params(RULE, SOURCES))
def test_chapters_keep_to_the_terms(name):
    """In the source of both notebooks, the labs and the checks."""
    code = (CHAPTERS / f"ch{name}").rglob("*.py")
    told = {path.name: said(path) for path in sorted(code)}
    told[SOURCES[name].name] = SOURCES[name].read_text(encoding="utf-8")
    assert {where: wrong for where, text in told.items() if (wrong := mistakes(text))} == {}


@pytest.mark.parametrize("name", PAGES)
def test_pages_keep_to_the_terms(name):
    assert mistakes(PAGES[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", CODE)
def test_the_library_and_programs_keep_to_the_terms(name):
    assert mistakes(said(CODE[name])) == []


def test_the_glossary_agrees_with_the_table():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = {
        row[0].strip(): row[1].strip() for row in re.findall(r"^\| ([^|]+) \| ([^|]+) \|", glossary, re.M)
    }
    rows |= {re.sub(r" \(.+\)$", "", name): chinese for name, chinese in rows.items()}
    shared = [term for term in TERMS if term.english in rows]
    assert len(shared) > 15
    for term in shared:
        bare = re.sub(r"（.+?）", "", term.chinese)
        assert bare in rows[term.english], term.english


FORMULA = re.compile(r"\$\$.+?\$\$|(?<![\\$A-Za-z0-9])\$(?=\S)[^$\n]+(?<=\S)\$", re.DOTALL)


def other_letters(text: str) -> list[str]:
    """What the notation of the style guide does not write, in the formulas of a text."""
    guide = (ROOT / "docs" / "style_guide.md").read_text(encoding="utf-8")
    rows = guide.partition("\n## Notation")[2].partition("\n## ")[0]
    never = [letters for row in ROW.findall(rows)[2:] for letters in re.findall(r"`([^`]+)`", row[3])]
    assert never
    shapes = [rf"(?<![\w\\]){re.escape(one)}(?!\w)" for one in never]
    return [f for f in FORMULA.findall(text) if any(re.search(one, f) for one in shapes)]


@pytest.mark.parametrize("name", SOURCES)
def test_formulas_use_one_notation(name):
    assert other_letters(SOURCES[name].read_text(encoding="utf-8")) == []


def test_another_notation_is_seen():
    told = other_letters(
        "$c = q(h_1, h_S)$ and $C = q(h_1)$ in $$h = \\textbf{C}$$ or $q(h_1, h_T)$, not $C_x$, $W C$"
    )
    assert told == ["$C = q(h_1)$", "$$h = \\textbf{C}$$", "$q(h_1, h_T)$", "$W C$"]
