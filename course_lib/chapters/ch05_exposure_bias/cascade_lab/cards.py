"""Cards: the HTML of the cascade lab: three rows of tokens, one under the other, and the counts."""

import html
from collections.abc import Sequence

from course_lib.language import pick

from .known import MODELS, Known
from .looks import card
from .tally import Tally, alone, planted
from .twice import EXTRA, MISSING, RIGHT, WRONG, Column, Twice

SIGNS = {RIGHT: "✓", WRONG: "✗", EXTRA: "✗", MISSING: "✗"}


def rows(result: Twice, aligned: bool) -> str:
    """The reference, what is said after gold prefixes, and what the model wrote alone, column by column."""
    columns = result.columns(aligned)
    after = tags(result, columns)
    lines: list[tuple[str, list[str]]] = [(pick("reference", "标准答案"), []), (_forced(), []), (_own(), [])]
    for column, tag in zip(columns, after, strict=True):
        own, gold = column
        if gold is None:
            cells = ["<td></td>", "<td></td>"]
        else:
            kind = RIGHT if result.forced[gold] == result.asked[gold] else WRONG
            cells = [f"<td><b>{html.escape(result.asked[gold])}</b></td>", _cell(result.forced[gold], kind)]
        text = "–" if own is None else html.escape(result.said[own])
        cells.append(_cell(text, result.kind(column), tag, own in result.planted))
        for (_, made), cell in zip(lines, cells, strict=True):
            made.append(cell)
    made = "".join(f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>' for name, cells in lines)
    return card(f'<table class="places">{made}</table>')


def _forced() -> str:
    return pick("after the gold prefix<small>teacher forcing</small>", "读标准前缀<small>教师强制</small>")


def _own() -> str:
    return pick("after its own prefix<small>alone</small>", "读自己的前缀<small>独自写</small>")


def _cell(text: str, kind: str, tag: str = "", plant: bool = False) -> str:
    looks = f"{kind} planted" if plant else kind
    small = f"<small>{tag}</small>" if tag else ""
    return f'<td class="{looks}"><b>{text}</b><sup>{SIGNS[kind]}</sup>{small}</td>'


def tags(result: Twice, columns: list[Column]) -> list[str]:
    """A word or two for each column of the own row: what the first error is, and what follows it."""
    found, wrong_before, error = [], False, False
    for column in columns:
        wrong = result.kind(column) != RIGHT
        tag = ""
        if column[0] in result.planted:
            tag = pick("planted", "植入")
        elif wrong and not error:
            tag = (
                pick("planted", "植入") if result.first in result.planted else pick("model error", "模型误差")
            )
        elif wrong:
            tag = pick("went on", "接着错") if wrong_before else pick("wrong again", "又错")
        elif wrong_before and column[1] < len(result.asked) - 1:  # a right end alone is no recovery
            tag = pick("right again", "又对了")
        found.append(tag)
        error, wrong_before = error or wrong, wrong
    return found


def counts(here: Known, place: int) -> str:
    """What follows an error in held-out sentences, for every model; `here` is the one that was chosen."""
    head = (
        pick("has an error", "出错"),
        pick("a token follows", "后面还有词元"),
        pick("went on wrong", "接着错"),
        pick("recovered", "恢复"),
    )
    spans = (
        pick("alone", "独自写"),
        pick(f"likeliest wrong token planted at place {place}", f"在第 {place} 个位置植入最可能的错词元"),
    )
    top = "".join(f'<th class="next" colspan="4">{name}</th>' for name in spans)
    names = _group("th", head) * 2
    lines = [f"<tr><th></th>{top}</tr>", f"<tr><th></th>{names}</tr>"]
    for known in MODELS:
        cells = "".join(_numbers(tally) for tally in (alone(known), planted(known, place)))
        looks = ' class="here"' if known is here else ""
        lines.append(f'<tr{looks}><th scope="row">{known.name}</th>{cells}</tr>')
    n = alone(here).n
    note = pick(
        f"Counts of the same n = {n} held-out sentences, one seed a model: examples, not averages. Went on "
        "wrong: the next token of the reference is wrong too. Recovered: the last token is right, and "
        "nothing comes after it. A sentence may do both, or neither. Both are counted where a token follows.",
        f"都是同样的 n = {n} 个留出的句子，每个模型只有一个随机种子：是例子，不是平均。"
        "接着错：标准答案的下一个词元也错。恢复：最后一个词元是对的，后面也没有多写。"
        "一个句子可能两样都占，也可能都不占；只数错误后面还有词元的句子。",
    )
    table = f'<table class="counts">{"".join(lines)}</table>'
    return card(f'<div class="scroll">{table}</div><p><small>{note}</small></p>')


def _numbers(tally: Tally) -> str:
    return _group("td", (tally.errors, *tally.outcomes))


def _group(cell: str, values: Sequence[object]) -> str:
    """Cells side by side, a line before the first."""
    first, *others = values
    return f'<{cell} class="next">{first}</{cell}>' + "".join(f"<{cell}>{one}</{cell}>" for one in others)
