"""Progress: what the learner has done so far, as a table, and as a card to show to a study group.

`from course_lib.chapters.progress import progress`, then `progress()`.
"""

import html
import importlib
from dataclasses import dataclass

from course_lib.disk import write_whole
from course_lib.kit.figure import BLUE, GREEN, GREY, Figure
from course_lib.kit.practice import renamed
from course_lib.kit.practice.ledger import Assignment, ledger
from course_lib.kit.practice.note import Note
from course_lib.kit.practice.progress_file import Entry, folder
from course_lib.language import pick

from . import exercise_modules

_CELL = "padding:2px 12px;background:#fff;color:#1a1a1a;text-align:left;border-bottom:1px solid #ddd"

_KINDS = {  # in the order of the table
    "core": ("exercise", "练习"),
    "build": ("build", "搭建"),
    "repair": ("repair", "修理"),
    "stretch": ("stretch", "挑战"),
    "question": ("in words", "问答"),
    "quiz": ("quiz", "小测验"),
}


@dataclass(frozen=True)
class Row:
    """One exercise, quiz or question."""

    item: Assignment
    done: int  # parts of it
    attempts: int

    @property
    def all_done(self) -> bool:
        return self.done == len(self.item.parts)

    def cells(self) -> list[str]:
        """Chapter, what, title, state, attempts. The state has a sign, so that nothing hangs on a colour."""
        parts, state = len(self.item.parts), pick("open", "未完成")
        if self.all_done:
            state = pick("✓ done", "✓ 完成")
        elif parts > 1 and self.done:
            state = pick(f"{self.done} of {parts}", f"{self.done}/{parts}")
        what, title = pick(*_KINDS[self.item.kind]), pick(*self.item.title)
        return [self.item.chapter.number, what, title, state, str(self.attempts)]


def _rows(entries: dict[str, Entry]) -> list[Row]:
    """For the chapters that this kernel opened, and those in the file."""
    modules = exercise_modules()
    for chapter in {name.split(".")[0] for name in entries} & modules.keys():
        importlib.import_module(modules[chapter])
    rows = []
    for item in sorted(ledger.items.values(), key=lambda item: (item.chapter, [*_KINDS].index(item.kind))):
        found = [entries[part] for part in item.parts if part in entries]
        rows.append(Row(item, sum(e["done"] for e in found), sum(e["attempts"] for e in found)))
    return rows


def _retired(entries: dict[str, Entry]) -> str:
    """One line for what was done in an earlier edition and is not asked any more; "" if there is nothing."""
    asked = {part for item in ledger.items.values() for part in item.parts} | renamed.NAMES.keys()
    count = sum(entry["done"] for name, entry in entries.items() if name not in asked)
    return pick(f"earlier edition: {count} done", f"旧版：完成 {count} 项") if count else ""


class _Table(Note):
    """The table of `progress()`."""

    def __init__(self, rows: list[Row], *below: str):
        """`below` are lines, some of them empty."""
        heads = (("chapter", "章"), ("what", "内容"), ("", ""), ("state", "状态"), ("attempts", "次数"))
        self._heads, self._cells = [pick(*head) for head in heads], [row.cells() for row in rows]
        empty = pick("Nothing to show yet: open a chapter.", "还没有内容：先打开一章。")
        listed = "\n".join(" · ".join(cells) for cells in self._cells) or empty
        super().__init__("\n".join(filter(None, [listed, *below])))
        self._below = list(filter(None, below if rows else [empty, *below]))

    def html(self) -> str:
        head = "".join(f'<th style="{_CELL}">{html.escape(text)}</th>' for text in self._heads)
        body = "".join(
            f"<tr>{''.join(f'<td style={_CELL!r}>{html.escape(text)}</td>' for text in cells)}</tr>"
            for cells in self._cells
        )
        table = f'<table style="border-collapse:collapse;margin:0"><tr>{head}</tr>{body}</table>'
        table = f'<div style="overflow-x:auto" tabindex="0">{table}</div>'
        return table + "<br>".join(map(html.escape, self._below))


class Progress:
    """`progress()` shows the table; `progress.card()` draws a card; `progress.reset()` begins anew."""

    def __call__(self) -> Note:
        entries, notice = ledger.entries()
        rows = _rows(entries)  # opens the chapters
        return _Table(rows, _retired(entries), notice).show()

    def reset(self) -> Note:
        """Begin anew; the old file stays beside the new one, as progress.backup.json."""
        return Note(ledger.reset()).show()

    def card(self, name: str = "", date: str = "") -> Figure:
        """A card of what was solved, chapter by chapter; also saved as .course/card.png."""
        entries, _ = ledger.entries()
        figure = draw_card(_rows(entries), name, date)
        try:
            write_whole(folder() / "card.png", figure.png())
        except OSError as error:
            reason = error.strerror or type(error).__name__
            Note(pick(f"(card.png could not be saved: {reason})", f"（无法保存 card.png：{reason}）")).show()
        return figure


def draw_card(rows: list[Row], name: str = "", date: str = "") -> Figure:
    """One bar a chapter: how much of it is done, and below it what."""
    done: dict[str, list[bool]] = {}
    names: dict[str, list[str]] = {}
    for row in rows:
        done.setdefault(row.item.chapter.number, []).append(row.all_done)
        names.setdefault(row.item.chapter.number, []).extend([pick(*row.item.title)] * row.all_done)
    told = [
        pick(f"chapter {c}: {sum(d)} of {len(d)}", f"第 {c} 章：{sum(d)}/{len(d)}") for c, d in done.items()
    ]
    title = pick("Seq2Seq from scratch", "从零开始学 Seq2Seq")
    below = " · ".join(text.strip().replace("$", r"\$") for text in (name, date) if text.strip())
    heading = f"{title}\n{below}" if below else title
    solved = [" · ".join(texts) for texts in names.values()]
    alt = (
        ". ".join([title, *told, *filter(None, solved)])
        if told
        else title + pick(": nothing solved yet", "：还没有完成的内容")
    )
    figure = Figure(alt, width=6.0, height=1.2 + 0.6 * max(1, len(done)))
    axes = figure.subplots()
    axes.set_title(heading, loc="left", fontsize=13, color=BLUE)
    for y, results in enumerate(done.values()):
        axes.barh(y, len(results), color="white", edgecolor=GREY, height=0.5)
        axes.barh(y, sum(results), color=GREEN, height=0.5)
        axes.text(0, y + 0.28, solved[y], va="top", fontsize=7)
        axes.text(len(results) + 0.1, y, f"{sum(results)}/{len(results)}", va="center")
    axes.set_yticks(range(len(done)), [pick(f"chapter {c}", f"第 {c} 章") for c in done])
    axes.set(xticks=[], xlim=(0, max(map(len, done.values()), default=1) + 1), ylim=(len(done) - 0.4, -0.5))
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    return figure


progress = Progress()
