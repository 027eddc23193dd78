"""What the cascade lab shows: the model, three rows of tokens, one under the other, choices, and counts.

Right and wrong differ in colour, sign and line.
"""

import html
from collections.abc import Sequence

from course_lib.kit.card import card as plain
from course_lib.kit.figure import BLUE, GREEN, ORANGE, RED
from course_lib.language import pick

from .compute import EXTRA, MISSING, RIGHT, WRONG, Column, Twice
from .models import MODELS, SENTENCES, Known, luck
from .tallies import Tally, tally_alone, tally_planted

SIGNS = {RIGHT: "✓", WRONG: "✗", EXTRA: "✗", MISSING: "✗"}
EDGE = 15  # px, of the card. Buttons stand below their cells, so both know --head and --cell.
CARD = ".course-cascade-card"
STYLE = f"""<style>
.course-cascade {{--head:140px;--cell:52px;--tag:10px}}
@media (max-width:1000px) {{.course-cascade {{--head:88px;--cell:34px;--tag:9px}}}}
.course-cascade .course-wide>* {{min-width:max-content}}
.course-cascade .course-places {{margin-left:calc(var(--head) + {EDGE}px)}}
.course-cascade .course-places>* {{width:calc(var(--cell) - 8px);margin:0 4px;padding:0;flex:none}}
.course-cascade .course-places button.mod-active {{border:2px solid currentColor}}
{CARD} {{font-size:14px}}
{CARD} p {{margin:.3em 0}}
{CARD} small {{color:#555}}
{CARD} table {{border-collapse:separate;border-spacing:0;margin:0;font-size:1em;color:#1a1a1a}}
{CARD} td, {CARD} th {{background:#fff;color:#1a1a1a;border:0;text-align:left}}
{CARD} .scroll {{overflow-x:auto;width:0;min-width:100%}}
{CARD} .places {{table-layout:fixed;width:max-content}}
{CARD} .places th {{width:var(--head);padding:0 5px 0 0;box-sizing:border-box;font-weight:normal;
 font-size:13px;position:sticky;left:0;z-index:1}}
{CARD} .places th small {{display:block}}
{CARD} .places td {{width:var(--cell);height:43px;box-sizing:border-box;padding:2px 0;text-align:center;
 vertical-align:top;border:3px solid #fff;border-radius:8px;line-height:1.25}}
{CARD} .places td small {{display:block;font-size:var(--tag);line-height:1.1;margin:3px -6px 0}}
{CARD} .places td.right {{background:#E5F4EF}}
{CARD} .places td.wrong, {CARD} .places td.extra {{background:#FBE9DF}}
{CARD} .places td.missing {{border:2px dashed {RED}}}
{CARD} .places td.planted {{border:3px solid {ORANGE}}}
{CARD} .right sup {{color:#006B4E}}
{CARD} .wrong, {CARD} .extra, {CARD} .missing, {CARD} .wrong b, {CARD} .extra b {{color:#A34700}}
{CARD} .wrong b, {CARD} .extra b {{text-decoration:underline wavy {RED}}}
{CARD} .counts td, {CARD} .counts th {{padding:.15em .5em;border-top:1px solid #ddd}}
{CARD} .counts td {{text-align:right}}
{CARD} .counts th {{word-break:keep-all}}
{CARD} .counts .next {{border-left:2px solid #888}}
{CARD} .counts .here th, {CARD} .counts .here td {{background:#E3F0F8;font-weight:bold}}
{CARD} dl {{margin:.2em 0;display:grid;grid-template-columns:max-content 1fr;gap:.3em 1em}}
{CARD} dt, {CARD} dd {{float:none;width:auto;margin:0}}
{CARD} dt {{font-weight:bold;border-left:4px solid {BLUE};padding-left:.5em}}
@media (max-width:600px) {{{CARD} dl {{display:block}} {CARD} dd {{margin-bottom:.5em}}}}
{CARD} dt.bad {{border-color:{RED}}}
{CARD} dt.good {{border-color:{GREEN}}}
</style>"""


def card(inner: str) -> str:
    """A light card in the lab's own looks."""
    return plain(f'<div class="course-cascade-card">{inner}</div>')


def about(known: Known) -> str:
    """What the chosen model is, and how far it is a matter of luck."""
    right, seeds = luck(known)
    story = SENTENCES[0]
    return f"<b>{known.name}</b>{pick(': ', '：')}{known.note} " + pick(
        f"Recorded with seed {known.seed}; {right} of {seeds} seeds write {story} right.",
        f"存档里的是随机种子 {known.seed}；{seeds} 个种子中有 {right} 个写对“{story}”。",
    )


def rows(result: Twice, aligned: bool) -> str:
    """The reference, what is said after gold prefixes, and what the model wrote alone, column by column."""
    names = (
        pick("reference", "标准答案"),
        pick("after the gold prefix<small>teacher forcing</small>", "读标准前缀<small>教师强制</small>"),
        pick("after its own prefix<small>alone</small>", "读自己的前缀<small>独自写</small>"),
    )
    lines = [[f'<th scope="row">{name}</th>'] for name in names]
    columns = result.columns(aligned)
    for column, tag in zip(columns, tags(result, columns), strict=True):
        own, gold = column
        asked = forced = "<td></td>"
        if gold is not None:
            kind = RIGHT if result.forced[gold] == result.asked[gold] else WRONG
            asked = f"<td><b>{html.escape(result.asked[gold])}</b></td>"
            forced = _cell(result.forced[gold], kind)
        text = "–" if own is None else html.escape(result.said[own])
        said = _cell(text, result.kind(column), tag, own in result.planted)
        for line, cell in zip(lines, (asked, forced, said), strict=True):
            line.append(cell)
    made = "".join(f"<tr>{''.join(line)}</tr>" for line in lines)
    return card(f'<table class="places">{made}</table>')


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
                pick("planted", "植入") if result.first in result.planted else pick("first error", "第一个错")
            )
        elif wrong:
            tag = pick("went on", "接着错") if wrong_before else pick("wrong again", "又错")
        elif wrong_before and column[1] < len(result.asked) - 1:  # a right end alone is no recovery
            tag = pick("right again", "又对了")
        found.append(tag)
        error, wrong_before = error or wrong, wrong
    return found


def lead(result: Twice, place: int | None) -> str:
    """What to do next."""
    if place is None:
        return pick(
            "Press a number under the own row to <b>plant</b> a wrong token there: the rest is decoded anew.",
            "按一个编号，在那个位置<b>植入</b>一个错词元：后面会重新解码。",
        )
    before = html.escape("".join(result.said[:place])) or pick("(the beginning)", "（开头）")
    return pick(
        f"Place {place + 1}, after {before}: the likeliest tokens that the model did not say, with their "
        "probability (✓: the right one). Press one to plant it.",
        f"第 {place + 1} 个位置，前面是“{before}”：下面是模型没有说、但概率最高的词元（✓ 是正确的那个），"
        "按哪个就植入哪个。",
    )


def counts(here: Known, place: int) -> str:
    """What follows an error in held-out sentences, for every model; `here` is the one that was chosen."""
    head = (
        pick("has an error", "出错"),
        pick("a token follows", "后面还有词元"),
        pick("went on wrong", "接着错"),
        pick("ends right", "结尾对"),
    )
    spans = (
        pick("alone", "独自写"),
        pick(f"likeliest wrong token planted at place {place}", f"在第 {place} 个位置植入最可能的错词元"),
    )
    top = "".join(f'<th class="next" colspan="4">{name}</th>' for name in spans)
    names = _group("th", head) * 2
    lines = [f"<tr><th></th>{top}</tr>", f"<tr><th></th>{names}</tr>"]
    for known in MODELS:
        cells = "".join(_numbers(tally) for tally in (tally_alone(known), tally_planted(known, place)))
        looks = ' class="here"' if known is here else ""
        lines.append(f'<tr{looks}><th scope="row">{known.name}</th>{cells}</tr>')
    n = tally_alone(here).n
    note = pick(
        f"Counts of the same n = {n} held-out sentences, one seed a model: examples, not averages. Went on "
        "wrong: the next token of the reference is wrong too. Ends right: the last token is right, and "
        "nothing comes after it. A sentence may do both, or neither. Both are counted where a token follows.",
        f"都是同样的 n = {n} 个留出的句子，每个模型只有一个随机种子：是例子，不是平均。"
        "接着错：标准答案的下一个词元也错。结尾对：最后一个词元是对的，后面也没有多写。"
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
