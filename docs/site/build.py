"""Make the site: the executed chapters and the pages for study groups, in both languages.

    python3 course.py site

writes site/ (English) and site/zh/ (Chinese), the same pages under the same names. Nothing is executed, and
a page needs nothing from the network. A warning of Sphinx or a broken link is an error: exit code 1.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from check import problems

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LANGUAGES = {"en": "en", "zh": "zh_CN"}  # as Sphinx calls them
FOLDER = {"en": ".", "zh": "zh"}  # in notebooks/ and in the site
FOR_SPHINX_ONLY = shutil.ignore_patterns(".buildinfo", "objects.inv", "*-macros.html", "*.map", "_sources")
NAMES = {
    "en": ("Seq2Seq from scratch", "Chapters", "Study groups"),
    "zh": ("从零开始 Seq2Seq", "各章", "学习小组"),
}
GROUP_PAGE = re.compile(
    r"# (\d\d) ([^\n]+?) · ([^\n]+)\n.*?^## English\n(.*?)^## 中文\n(.*)", re.DOTALL | re.MULTILINE
)
# README also leads to files that are only in the repository; the site keeps their names.
NOT_HERE = re.compile(r"(?<!!)\[([^]]+)\]\((?:README\.zh\.md|docs/\w+\.md|assets/figures/film\.py)\)")


def chapters(language: str) -> list[Path]:
    return sorted((ROOT / "notebooks" / FOLDER[language]).glob("[0-9][0-9]_*.ipynb"))


def notebook(path: Path) -> dict:
    """A chapter with its pictures described, and with links as seen from one folder up if it is Chinese."""
    nb = json.loads(path.read_text(encoding="utf-8"))
    for cell in nb["cells"]:
        if path.parent.name == "zh" and cell["cell_type"] == "markdown":
            cell["source"] = "".join(cell["source"]).replace("](../../", "](../")
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                said = " ".join("".join(output["data"].get("text/plain", "")).split())
                cell["metadata"]["mystnb"] = {"image": {"alt": said}}
    return nb


def group_page(text: str, language: str) -> str:
    """One language of a page for study groups."""
    number, english_title, chinese_title, english, chinese = GROUP_PAGE.fullmatch(text).groups()
    title, body = (english_title, english) if language == "en" else (chinese_title, chinese)
    return f"# {number} {title}\n\n{body}"


def toctree(caption: str, entries: list[str]) -> str:
    return "\n".join(["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```", ""])


def start_page(language: str, titles: dict[str, str]) -> str:
    """README, or its short Chinese counterpart, as the page that all others hang from."""
    if language == "en":
        text = (
            (ROOT / "README.md")
            .read_text(encoding="utf-8")
            .replace("](docs/groups/)", "](docs/groups/index)")
        )
        text = re.sub(
            r"\[([^]]+)\]\(notebooks/zh/(\w+)\.ipynb\)", r'<a href="zh/notebooks/\2.html">\1</a>', text
        )
        text = NOT_HERE.sub(r"\1", text)
    else:
        links = "".join(f"- [{title}]({name}.ipynb)\n" for name, title in titles.items())
        text = (HERE / "zh.md").read_text(encoding="utf-8").replace("CHAPTERS\n", links)
    short = [
        f"{re.split('[:：,，]', title)[0]} <{name}>" for name, title in titles.items()
    ]  # for the side bar
    return text + toctree(NAMES[language][1], [*short, "docs/groups/index"])


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
    for path in groups:
        text = group_page(path.read_text(encoding="utf-8"), language)
        (source / "docs" / "groups" / path.name).write_text(text, encoding="utf-8")
    listing = "\n".join(["```{toctree}", ":maxdepth: 1", "", *(path.stem for path in groups), "```"])
    index = f"# {NAMES[language][2]}\n\n{listing}\n"
    (source / "docs" / "groups" / "index.md").write_text(index, encoding="utf-8")
    (source / "index.md").write_text(start_page(language, titles), encoding="utf-8")


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
                shutil.copytree(pages, output / FOLDER[language], ignore=FOR_SPHINX_ONLY, dirs_exist_ok=True)
    return found + problems(output)


def main() -> int:
    argparse.ArgumentParser(prog="course.py site", description="Make the site, in site/.").parse_args()
    found = build(ROOT / "site")
    print("\n".join([*found, f"The site: {ROOT / 'site' / 'index.html'}"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
