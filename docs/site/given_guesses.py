"""What Python hands to the guesses and the projector's view of a chapter on the site."""

import importlib
from functools import cache
from typing import Any

from course_lib.chapters import exercise_modules
from course_lib.kit.labels import Labels
from course_lib.kit.practice.guess import GUESSES, Choice, Curve, Guess
from course_lib.kit.practice.note import plain
from course_lib.language import pick

LABELS = {
    "fields": ("Your guess", "你的猜测"),
    "go": ("Guess", "就猜这个"),
    "skip": ("Skip", "跳过"),
    "first": ("Choose an answer first.", "请先选一个答案。"),
    "yours": ("Your guess: {guess}. The result stands below.", "你猜的是：{guess}。结果在下面。"),
    "skipped": ("Skipped. The result stands below.", "已跳过。结果在下面。"),
    "hidden": ("The result is hidden: guess first, or skip.", "结果先藏着：请先猜，或者跳过。"),
    "joint": (", ", "，"),
    "colon": (": ", "："),
    "line": ("One line for your group's chat", "发到小组群里的一行"),
    "copy": ("Copy", "复制"),
    "copied": ("Copied.", "已复制。"),
    "by_hand": (
        "This browser does not let the page copy: the line is selected, copy it yourself.",
        "浏览器不让网页复制：这一行已经选中，请自己复制。",
    ),
    "about": (
        "It holds the guesses that you made on these pages and a random number that stands for you; no name. "
        "It is kept in this browser alone until you send it.",
        "里面是你在这些网页上猜的，还有一个代表你的随机编号，没有名字。你不发出去，它就只留在这个浏览器里。",
    ),
    "projector": ("Projector", "投影"),
    "open": ("One figure or guess a screen, for the projector", "投影用：一屏一张图或一个猜测"),
    "back": ("Back", "上一屏"),
    "next": ("Next", "下一屏"),
    "close": ("Close", "关闭"),
    "show": ("Show the result", "显示结果"),
    "place": ("{at} of {all}", "第 {at} 屏，共 {all} 屏"),
    "keys": ("Keys: ← → move, Escape closes.", "键盘：← → 翻屏，Esc 关闭。"),
}
label = Labels(LABELS)


@cache
def guesses() -> tuple[Guess, ...]:
    """Every guess that the chapters ask for."""
    for module in exercise_modules().values():
        importlib.import_module(module)
    return tuple(GUESSES.values())


def by_call() -> dict[str, str]:
    """The code of a cell that asks for a guess, such as "ch04.planted" -> its id."""
    return {one.call: one.id for one in guesses()}


def page(language: str) -> dict[str, Any]:
    """Words, and all guesses by id."""
    return {
        "words": {key: label.raw(key) for key in LABELS},
        "guesses": {one.id: _told(one) for one in guesses()},
    }


def _told(asked: Guess) -> dict[str, Any]:
    form = asked.form
    told: dict[str, Any] = {"call": asked.call, "edition": asked.edition}
    if isinstance(form, Choice):
        return told | {"options": [plain(pick(*one)) for one in form.options]}
    number = form.number if isinstance(form, Curve) else form
    told |= {"low": number.low, "high": number.high, "step": number.step, "asked": number.asked()}
    told["unit"] = pick(*number.unit)
    if isinstance(form, Curve):
        told |= {"at": form.at, "axis": pick(*form.axis)}
    return told
