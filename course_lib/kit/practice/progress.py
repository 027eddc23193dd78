"""Progress: what the learner has done so far, as a table, and as a card to show to a study group."""

import html
import importlib
from collections.abc import Callable
from dataclasses import dataclass

from course_lib.disk import write_whole
from course_lib.language import pick

from ..figure import BLUE, GREEN, GREY, Figure
from .ledger import Item, ledger
from .note import Note, chosen
from .storage import Entry, folder

_CELL = "padding:2px 12px;background:#fff;color:#1a1a1a;text-align:left;border-bottom:1px solid #ddd"

_KINDS = {  # in the order of the table
    "core": ("exercise", "练习"),
    "stretch": ("stretch", "挑战"),
    "question": ("in words", "问答"),
    "quiz": ("quiz", "小测验"),
}


@dataclass(frozen=True)
class Row:
    """One exercise, quiz or question."""

    item: Item
    done: int  # parts of it
    attempts: int

    @property
    def all_done(self) -> bool:
        return self.done == len(self.item.parts)

    @property
    def state(self) -> str:
        """In words and with a sign, so that nothing hangs on a colour."""
        if self.all_done:
            return pick("✓ done", "✓ 完成")
        if len(self.item.parts) > 1 and self.done:
            return pick(f"{self.done} of {len(self.item.parts)}", f"{self.done}/{len(self.item.parts)}")
        return pick("open", "未完成")


def _rows(entries: dict[str, Entry], chapters: dict[str, str]) -> list[Row]:
    """For the chapters that this kernel opened, and those in the file; `chapters` are name -> module."""
    for chapter in {name.split(".")[0] for name in entries} & chapters.keys():
        importlib.import_module(chapters[chapter])
    rows = []
    for item in sorted(ledger.items.values(), key=lambda item: (item.chapter, [*_KINDS].index(item.kind))):
        found = [entries[part] for part in item.parts if part in entries]
        done, attempts = sum(entry["done"] for entry in found), sum(entry["attempts"] for entry in found)
        rows.append(Row(item, done, attempts))
    return rows


class _Table(Note):
    """The table of `progress()`."""

    def __init__(self, rows: list[Row], notice: str):
        heads = [pick(*h) for h in (("chapter", "章"), ("what", "内容"), ("", ""), ("state", "状态"))]
        self._heads = [*heads, pick("attempts", "次数")]
        self._cells = [
            [
                row.item.chapter.number,
                chosen(_KINDS[row.item.kind]),
                chosen(row.item.title),
                row.state,
                str(row.attempts),
            ]
            for row in rows
        ]
        empty = pick("Nothing to show yet: open a chapter.", "还没有内容：先打开一章。")
        listed = "\n".join(" · ".join(cells) for cells in self._cells) or empty
        super().__init__(f"{listed}\n{notice}".rstrip())
        self._notice = notice if rows else f"{empty} {notice}"

    def html(self) -> str:
        head = "".join(f'<th style="{_CELL}">{html.escape(text)}</th>' for text in self._heads)
        body = "".join(
            f"<tr>{''.join(f'<td style={_CELL!r}>{html.escape(text)}</td>' for text in cells)}</tr>"
            for cells in self._cells
        )
        table = f'<table style="border-collapse:collapse;margin:0"><tr>{head}</tr>{body}</table>'
        table = f'<div style="overflow-x:auto" tabindex="0">{table}</div>'
        return table + html.escape(self._notice)


class Progress:
    """`progress()` shows the table; `progress.card()` draws a card; `progress.reset()` begins anew."""

    def __init__(self, exercises: Callable[[], dict[str, str]]):
        """`exercises` finds the exercises of all chapters: name -> module."""
        self._exercises = exercises

    def __call__(self) -> Note:
        entries, notice = ledger.entries()
        return _Table(_rows(entries, self._exercises()), notice).show()

    def reset(self) -> Note:
        """Begin anew; the old file stays beside the new one, as progress.backup.json."""
        return Note(ledger.reset()).show()

    def card(self, name: str = "", date: str = "") -> Figure:
        """A card of what was solved, chapter by chapter; also saved as .course/card.png."""
        entries, _ = ledger.entries()
        figure = draw_card(_rows(entries, self._exercises()), name, date)
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
        names.setdefault(row.item.chapter.number, []).extend([chosen(row.item.title)] * row.all_done)
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
