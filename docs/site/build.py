"""Make the site: the executed chapters and the pages for study groups, in both languages.

    python3 course.py site [--zip]

writes site/ (English) and site/zh/ (Chinese), the same pages under the same names; --zip also writes all of
it to site.zip. Nothing is executed, and a page needs nothing from the network. A warning of Sphinx or a
broken link is an error: exit code 1; a page of docs/ of another shape than the others, or a model that the
labs cannot run: exit code 2.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import labs
from archive import pack
from check import problems
from font import bring
from given_model import LayerError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LANGUAGES = {"en": "en", "zh": "zh_CN"}  # as Sphinx calls them
FOLDER = {"en": ".", "zh": "zh"}  # in notebooks/ and in the site
FOR_SPHINX_ONLY = shutil.ignore_patterns(".buildinfo", "objects.inv", "*-macros.html", "*.map", "_sources")
OTHER = {"en": "zh/", "zh": "../"}  # from the start page of one language to the folder of the other
README = {"en": "README.md", "zh": "README.zh.md"}
NAMES = {
    "en": ("Seq2Seq from scratch", "Chapters", "Study groups", "More"),
    "zh": ("从零开始 Seq2Seq", "各章", "学习小组", "更多"),
}
GUIDES = (
    "study_guide",
    "glossary",
    "faq",
    "translation",
    "serve_a_group",
    "add_a_chapter",
    "style_guide",
    "architecture",
)
PAGE = re.compile(
    r"# (\d\d )?([^\n]+?) · ([^\n]+)\n.*?^## English\n(.*?)^## 中文\n(.*)", re.DOTALL | re.MULTILINE
)
TABLE = re.compile(r"# (\d\d )?([^\n]+?) · ([^\n]+)\n(.*)", re.DOTALL)  # both languages in one table
CHAPTER = re.compile(r"(.*)notebooks/(zh/)?(\d\d_\w+)\.ipynb")
LINK = re.compile(r"(?<!!)\[([^]]+)\]\(([^)\s#]*)(#[^)\s]*)?\)")


class ShapeError(ValueError):
    """One line that names a page of docs/, what it lacks, and the remedy."""


def chapters(language: str) -> list[Path]:
    return sorted((ROOT / "notebooks" / FOLDER[language]).glob("[0-9][0-9]_*.ipynb"))


def notebook(path: Path) -> dict:
    """A chapter with its pictures described and its labs alive; Chinese links as seen from one folder up."""
    nb = json.loads(path.read_text(encoding="utf-8"))
    nb["cells"] = [
        one for cell in nb["cells"] for one in (cell, *labs.cells(path.stem, "".join(cell["source"])))
    ]
    nb["cells"].append(labs.end())
    for cell in nb["cells"]:
        if path.parent.name == "zh" and cell["cell_type"] == "markdown":
            cell["source"] = "".join(cell["source"]).replace("](../../", "](../")
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                said = " ".join("".join(output["data"].get("text/plain", "")).split())
                cell["metadata"]["mystnb"] = {"image": {"alt": said}}
    return nb


def one_language(path: Path, language: str) -> str:
    """A page of docs/ in one of its two languages; a table of both stays whole. Raises ShapeError."""
    name = path.relative_to(ROOT).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ShapeError(f"{name}: is missing, or not UTF-8; write it as UTF-8 text") from None
    found = PAGE.fullmatch(text) or (path.stem == "glossary" and TABLE.fullmatch(text))
    if not found:
        raise ShapeError(f"{name}: must be '# Title · 标题', then '## English', then '## 中文'; write it so")
    number, *titles = found.groups()[:3]
    body = found[4] if language == "en" else found[found.lastindex]
    body = re.sub(r"^##(#+ )", r"#\1", body, flags=re.MULTILINE)  # the language's own heading is gone
    return f"# {number or ''}{titles[language == 'zh']}\n\n{body}"


def here(text: str, page: Path, source: Path, language: str) -> str:
    """The text of a page with links as the site has them; one to what it does not have becomes plain text."""
    up = "../" * (len(page.parts) - 1)

    def link(found: re.Match) -> str:
        words, target, place = found[1], found[2], found[3] or ""
        if re.match(r"[a-z]+:", target):
            return found[0]
        if not target:
            if place[1:].replace("-", " ") in text.lower():
                return found[0]
            there = page.with_suffix(".html").as_posix()  # the other half of the page
            return f'<a href="{up}{OTHER[language]}{there}{place}">{words}</a>'
        if chapter := CHAPTER.fullmatch(target):
            above, zh, name = chapter.groups()
            if bool(zh) != (language == "zh"):
                return f'<a href="{above}{OTHER[language]}notebooks/{name}.html">{words}</a>'
            target = f"{above}notebooks/{name}.ipynb"
        target = re.sub(r"groups/$", "groups/index.md", target)
        there = (source / page.parent / target).resolve()
        return f"[{words}]({target}{place})" if there.is_file() else words

    return LINK.sub(link, text)


def toctree(caption: str, entries: list[str]) -> str:
    return "\n".join(["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```", ""])


def start_page(language: str, titles: dict[str, str]) -> str:
    """README, as the page that all others hang from; the site has its own switch of language."""
    text = re.sub(
        r"^.*English.* · .*中文.*\n",
        "",
        (ROOT / README[language]).read_text(encoding="utf-8"),
        count=1,
        flags=re.MULTILINE,
    )
    short = [
        f"{re.split('[:：,，]', title)[0]} <{name}>" for name, title in titles.items()
    ]  # for the side bar
    guides = ["docs/groups/index", *(f"docs/{name}" for name in GUIDES)]
    _, chapters, _, more = NAMES[language]
    title, rest = text.split("\n", 1)
    live = labs.element(labs.FRONT[0], "", labs.FRONT[1])
    return f"{title}\n\n{live}\n{rest}{toctree(chapters, short)}{toctree(more, guides)}"


def write_source(source: Path, language: str) -> None:
    """Lay out what Sphinx reads, in the places of the repository, so that relative links hold."""
    for folder in ("notebooks", "docs/groups"):
        (source / folder).mkdir(parents=True)
    shutil.copytree(
        ROOT / "assets" / "figures", source / "assets" / "figures", ignore=shutil.ignore_patterns("*.py")
    )
    (source / "assets" / "fonts").mkdir()
    for name in ("LICENSE", "LICENSE-text", "assets/fonts/OFL.txt"):
        shutil.copy(ROOT / name, source / name)
    titles = {}
    for path in chapters(language):
        nb = notebook(path)
        (source / "notebooks" / path.name).write_text(json.dumps(nb), encoding="utf-8")
        titles[f"notebooks/{path.stem}"] = nb["metadata"]["title"]
    groups = sorted((ROOT / "docs" / "groups").glob("*.md"))
    texts = {
        path.relative_to(ROOT): one_language(path, language)
        for path in [*groups, *(ROOT / "docs" / f"{name}.md" for name in GUIDES)]
    }
    listing = "\n".join(["```{toctree}", ":maxdepth: 1", "", *(path.stem for path in groups), "```"])
    texts[Path("docs/groups/index.md")] = f"# {NAMES[language][2]}\n\n{listing}\n"
    texts[Path("index.md")] = start_page(language, titles)
    for path in texts:  # all of them first, so that a link finds its page
        (source / path).touch()
    for path, text in texts.items():
        (source / path).write_text(here(text, path, source, language), encoding="utf-8")


def run_sphinx(source: Path, pages: Path, language: str) -> int:
    """0 if Sphinx made the pages without a warning. A process each, since Sphinx keeps what it set up."""
    name = NAMES[language][0]
    settings = [f"language={LANGUAGES[language]}", f"project={name}", f"html_title={name}"]
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-b",
        "html",
        "-c",
        str(HERE),
        "-q",
        "-E",
        "-W",
        "--keep-going",
    ]
    command += ["-d", str(source.parent / "doctrees"), *(f"-D{setting}" for setting in settings)]
    return subprocess.run([*command, str(source), str(pages)], stdin=subprocess.DEVNULL).returncode


def build(output: Path) -> list[str]:
    """Write the site to `output`, which is made anew; what is wrong with it, in lines."""
    found = []
    shutil.rmtree(output, ignore_errors=True)
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as work:
            source, pages = Path(work, "source"), Path(work, "pages")
            write_source(source, language)
            if run_sphinx(source, pages, language):
                found.append(f"Sphinx did not make the pages in {language} without a warning.")
            if pages.exists():
                labs.write(pages / "_static", language)
                found += bring(pages)
                shutil.copytree(pages, output / FOLDER[language], ignore=FOR_SPHINX_ONLY, dirs_exist_ok=True)
    return found + problems(output)


def main() -> int:
    parser = argparse.ArgumentParser(prog="course.py site", description="Make the site, in site/.")
    parser.add_argument(
        "--zip", action="store_true", help="also as one archive, site.zip, that opens offline"
    )
    options = parser.parse_args()
    try:
        found = build(ROOT / "site")
    except (ShapeError, LayerError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print("\n".join([*found, f"The site: {ROOT / 'site' / 'index.html'}"]))
    if options.zip and not found:
        pack(ROOT / "site", ROOT / "site.zip")
        print(f"As one file: {ROOT / 'site.zip'}, {(ROOT / 'site.zip').stat().st_size / 1e6:.0f} MB")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
