"""Page: what the group guessed and answered, for a projector: a question a screen, without network or script.

Tab and Enter go from question to question. What people sent is in it as numbers only, drawn by us.
"""

import html
from collections.abc import Iterator
from statistics import median

from course_lib.kit.practice.guess import Choice, Curve
from course_lib.kit.practice.note import inline
from course_lib.language import pick

from . import spread
from .spread import number
from .style import style_for
from .tally import Answers, Guesses, Tally

MADE_BY = '<meta name="generator" content="course.py group">'  # a page of ours may be written over


def page(tally: Tally) -> str:
    """The whole page, in the language that is set."""
    language, title = pick("en", "zh-CN"), pick("What our group guessed", "我们小组猜了什么")
    slides = [*_slides(tally)]
    links = "".join(f'<li><a href="#{name}">{head}</a></li>' for name, head, _ in slides)
    people = pick("1 person" if tally.people == 1 else f"{tally.people} people", f"{tally.people} 人")
    if tally.left_out:
        people += pick(
            f" · left out: {tally.left_out} guesses or answers of another edition",
            f" · 另有 {tally.left_out} 个猜测或回答属于别的版本，没有计入",
        )
    nothing = pick("Nothing of this edition was shared yet.", "还没有人分享这一版的内容。")
    top = f'<header id="top"><h1>{title}</h1><p>{people}</p>'
    top += f"<ol>{links}</ol></header>" if links else f"<p>{nothing}</p></header>"
    names = ["top", *(name for name, _, _ in slides), "top"]
    body = top + "".join(
        f'<section id="{name}">{inside}{_nav(before, after)}</section>'
        for (name, _, inside), before, after in zip(slides, names, names[2:], strict=False)
    )
    style = style_for(body + title)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">{MADE_BY}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style}</style></head>\n"
        f"<body>{body}</body></html>\n"
    )


def _nav(before: str, after: str) -> str:
    return (
        f'<nav><a href="#{before}">← {pick("back", "上一题")}</a><a href="#top">{pick("all", "目录")}</a>'
        f'<a href="#{after}">{pick("next", "下一题")} →</a></nav>'
    )


def _slides(tally: Tally) -> Iterator[tuple[str, str, str]]:
    """(anchor, heading, content), chapter by chapter, guesses first."""
    found = [(one.asked.chapter, 0, one) for one in tally.guesses]
    found += [(one.quiz.chapter, 1, one) for one in tally.answers]
    for n, (chapter, _, one) in enumerate(sorted(found, key=lambda each: each[:2]), 1):
        kind = pick("guess", "猜一猜") if isinstance(one, Guesses) else pick("quiz", "小测验")
        where = (
            f'<p class="where">{pick(f"Chapter {chapter.number}", f"第 {chapter.number} 章")} · {kind}</p>'
        )
        if isinstance(one, Guesses):
            head = html.escape(pick(*one.asked.title))
            inside = f"<h2>{head}</h2><p>{inline(pick(*one.asked.ask))}</p>{_guessed(one)}"
        else:
            head = inline(pick(*one.item.ask))
            inside = f"<h2>{head}</h2>{_answered(one)}"
        yield f"q{n}", f"{chapter.number} · {kind} · {_short(head)}", where + inside


def _short(head: str) -> str:
    """Without marks, for the list of contents."""
    return head if "<" not in head else "".join(part.partition(">")[2] for part in f">{head}".split("<"))


def _guessed(one: Guesses) -> str:
    form, measured, count = one.asked.form, one.measured, len(one.made)
    told = pick(f"{count} guesses", f"{count} 个猜测") if count > 1 else pick("1 guess", "1 个猜测")
    if isinstance(form, Choice):
        mark = pick("← measured", "← 测得")
        options = (
            (inline(pick(*option)), one.made.count(n), mark if measured == n else "")
            for n, option in enumerate(form.options)
        )
        return spread.bars(options) + _said(told, "" if measured is None else None)
    unit = pick(*form.unit)
    if isinstance(form, Curve):
        shown = None if measured is None else " · ".join(map(number, measured))
        middle = " · ".join(number(median(values)) for values in zip(*one.made, strict=True))
        told += pick(f"; in the middle {middle}", f"；居中的是 {middle}")
        drawing = spread.curves(form, one.made, measured, told)
    else:
        low, middle, high = (number(of(one.made)) for of in (min, median, max))
        shown = None if measured is None else f"{number(measured)} {unit}".strip()
        told += pick(
            f", from {low} to {high}; in the middle {middle}", f"，从 {low} 到 {high}，居中的是 {middle}"
        )
        drawing = spread.dots(form, one.made, measured, told)
    return drawing + _said(told, "" if shown is None else shown)


def _said(told: str, measured: str | None) -> str:
    """What the drawing shows, in words; "" where nothing was measured, None where a mark says it."""
    after = ""
    if measured is not None:
        words = pick("measured: ", "测得：") + measured if measured else pick("not measured yet", "还没有测")
        after = f' · <b class="measured">{html.escape(words)}</b>'
    return f'<p class="said">{html.escape(told)}{after}</p>'


def _answered(one: Answers) -> str:
    count, worst = sum(one.counts), one.commonest_wrong
    options = (
        (inline(pick(*option.text)), chosen, "✓" if option.right else "")
        for option, chosen in zip(one.item.options, one.counts, strict=True)
    )
    right = pick(
        f"{one.right} of {count} right at the first try", f"{count} 人里第一次就选对的有 {one.right} 人"
    )
    said = f'<p class="said"><b class="good">{right}</b></p>' + spread.bars(options, "quiz")
    if worst is None:
        return said
    option = one.item.options[worst]
    head = pick(
        f"The wrong answer chosen most, by {one.counts[worst]}. Misconception: {one.item.misconception}.",
        f"选得最多的错误答案，{one.counts[worst]} 人：",
    )
    return (
        f'{said}<div class="wrong"><p class="where">{html.escape(head)}</p>'
        f"<p><b>{inline(pick(*option.text))}</b></p><p>{inline(pick(*option.why))}</p></div>"
    )
