"""Cards: the HTML of the ratio lab: the three rows of a lesson, and outputs during the race."""

import html

from course_lib.kit.card import card as plain
from course_lib.kit.figure import ORANGE, RED
from course_lib.language import pick

from .lesson import Lesson, Sentence
from .marks import aligned, chips, in_place
from .race import Curve, reached

HEAD, CELL, PAD = 8, 3.7, 17  # em: a row's name, a place; px: the card's edge. Coins stand above cells.
STYLE = f"""<style>
.course-ratio {{--em:14px}}
.course-ratio.course-projector {{--em:21px;--jp-widgets-font-size:20px;--jp-widgets-inline-height:40px;
 --jp-widgets-inline-width:420px;--jp-code-font-size:18px}}
.course-ratio .course-card {{font-size:var(--em)}}
.course-ratio .jupyter-button, .course-ratio .widget-label, .course-ratio .widget-readout,
.course-ratio select {{font-size:var(--em)}}
.course-ratio .course-wide {{container-type:inline-size}}
.course-ratio .course-wide>* {{min-width:max-content}}
.course-ratio .course-wide p {{position:sticky;left:{PAD}px;max-width:calc(100cqi - {2 * PAD}px)}}
.course-ratio .course-coins {{font-size:var(--em);margin-left:calc({HEAD} * var(--em) + {PAD}px)}}
.course-ratio .course-coins .jupyter-button {{width:calc(({CELL} - .3) * var(--em));
 margin:0 calc(.15 * var(--em));padding:0;flex:none;font-size:calc(.85 * var(--em))}}
.course-ratio .course-coins .jupyter-button.mod-active {{border:2px solid currentColor}}
.course-card h4 {{margin:.2em 0 .3em;font-size:1.05em;font-weight:bold;color:#1a1a1a}}
.course-card p {{margin:.3em 0}}
.course-card small {{color:#555;font-size:.85em}}
.course-card table {{border-collapse:separate;border-spacing:0;margin:0;font-size:1em;color:#1a1a1a}}
.course-card td, .course-card th {{background:#fff;color:#1a1a1a;border:0;text-align:left}}
.course-card .places {{table-layout:fixed;width:max-content}}
.course-card .places th {{width:{HEAD}em;white-space:nowrap;padding:0;box-sizing:border-box}}
.course-card .places td {{width:{CELL}em;box-sizing:border-box;padding:.25em .2em;text-align:center;
 border:1px solid #bbb}}
.course-card .places td.off {{background:#FBE9DF;position:relative}}
.course-card .places td.off::after {{content:"";position:absolute;inset:-1px;border:3px dashed {RED};
 pointer-events:none}}
.course-card .places td.fed.off::after {{border-bottom:0}}
.course-card .places td.asked.off::after {{border-top:0}}
.course-card .places small {{display:block;line-height:1.1}}
.course-card .wrong {{text-decoration:underline wavy {RED};color:#A34700;font-weight:bold}}
.course-card .missing {{display:inline-block;min-width:.7em;border:2px dashed {RED};line-height:1}}
.course-card sup {{font-size:.6em}}
.course-card .frame {{border:3px dashed {RED};background:#FBE9DF;padding:0 .4em;white-space:nowrap}}
.course-card .taught td, .course-card .taught th {{padding:.1em .5em;white-space:nowrap}}
.course-card .taught .here td, .course-card .taught .here th {{background:#E3F0F8;font-weight:bold}}
.course-card .bars div {{display:flex;width:14em;height:1.1em;border:1px solid #777}}
.course-card .bars span {{height:100%}}
.course-card .outputs td, .course-card .outputs th {{padding:.15em .7em;vertical-align:top;
 border-top:1px solid #ddd}}
.course-card .outputs .first td, .course-card .outputs .first th {{border-top:2px solid #888}}
.course-card .scroll {{overflow-x:auto;width:0;min-width:100%}}
.course-card em {{font-style:normal;border-bottom:3px solid {ORANGE}}}
</style>"""


def card(inner: str) -> str:
    """A light card in the lab's own looks."""
    return plain(f'<div class="course-card">{inner}</div>')


def lesson(sentence: Sentence, shown: Lesson, thrown: list[float]) -> str:
    """Three aligned rows, each training pair with a wrong token framed; and the question it raises."""
    off = set(shown.wrong)
    rows = []
    for kind, name, tokens in (
        ("fed", pick("fed", "读入"), shown.fed),
        ("asked", pick("asked to say", "应该说"), shown.asked),
        ("says", pick("says", "实际说"), shown.says),
    ):
        cells = []
        for place, token in enumerate(tokens):
            framed = " off" if place in off and kind != "says" else ""
            text = html.escape(token)
            if kind == "says" and token != shown.asked[place]:
                text = f'<span class="wrong">{text}<sup>✗</sup></span>'
            if kind == "fed" and place:
                text += f"<small>u={thrown[place - 1]:.2f}</small>"
            cells.append(f'<td class="{kind}{framed}">{text}</td>')
        rows.append(f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>')
    gloss = "" if sentence.task == "copy" else pick(f" <small>({sentence.english})</small>", "")
    about = pick(
        "The model was stopped halfway through its training, so it errs. gold: the decoder is fed the right "
        "token (where u is below the ratio); own: what it said one place before.",
        "这个模型训练到一半就停下了，所以会犯错。“标准”：读入正确词元（u 小于比率时）；"
        "“自己”：读入它在前一个位置说的词元。",
    )
    table = f'<table class="places">{"".join(rows)}</table>'
    return card(
        f"{table}<p>{html.escape(sentence.text)}{gloss}</p><p><small>{about}</small></p>{_question(shown)}"
    )


def _question(shown: Lesson) -> str:
    """Every framed training pair in words, and what to think about."""
    if not shown.wrong:
        return "<p>" + pick(
            "Every token fed is the right one: each pair is a lesson from the reference.",
            "读入的词元全都正确：每一对都是标准答案教的。",
        )
    pairs = []
    for place in shown.wrong:
        before, then = (html.escape(text) for text in shown.pair(place))
        said = pick(f"after {before}, say {then}", f"在“{before}”后面，说“{then}”")
        pairs.append(f'<span class="frame">{said}</span>')
    ask = pick("Is this a lesson you want to teach?", "这是你想教给模型的吗？")
    return f"<p>{' '.join(pairs)}</p><p><b>{ask}</b></p>"


def outputs(curves: list[Curve], moment: float, by: str) -> str:
    """What each run says for the same held-out sources at a moment, open book and closed book."""
    first = curves[0].runs[0]
    head = (
        pick("source; right answer", "源序列；正确答案"),
        pick("run", "运行"),
        pick("open book says", "开卷说的"),
        pick("closed book writes", "闭卷写的"),
    )
    rows = [f"<tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>"]
    for i, source in enumerate(first["sources"]):
        answers = [answer.split() for answer in first["answers"][i]]
        for j, one in enumerate(curves):
            k, run = reached(one, moment, by), one.runs[0]
            cells = ["–", "–"]
            if k is not None:
                said = run["closed"][k][i].split()
                marked = min((aligned(said, answer) for answer in answers), key=_wrong)
                cells = [chips(in_place(run["open"][k][i].split(), [*answers[0], "∎"])), chips(marked)]
            asked = f"{html.escape(source)}<br><b>{html.escape(' '.join(answers[0]))}</b>"
            lead = f'<th scope="row" rowspan="{len(curves)}">{asked}</th>' if j == 0 else ""
            seed = pick(f"seed {run['seed']}", f"种子 {run['seed']}")
            name = f"{html.escape(one.setting._replace(seed=None).name)} <small>{seed}</small>"
            looks = ' class="first"' if j == 0 else ""
            rows.append(f"<tr{looks}>{lead}<td>{name}</td><td>{cells[0]}</td><td>{cells[1]}</td></tr>")
    note = pick(
        "wavy with ✗: a wrong token; dashed box: a token left out; ∎: end. Open book is judged place by "
        "place, closed book by the alignment with the fewest edits.",
        "波浪线加 ✗：错误的词元；虚线框：漏掉的词元；∎：结束。"
        "开卷逐个位置判断；闭卷按编辑次数最少的对齐方式判断。",
    )
    made = f'<table class="outputs">{"".join(rows)}</table>'
    return f'<div class="scroll">{made}</div><p><small>{note}</small></p>'


def _wrong(marked: list[tuple[str, str]]) -> int:
    return sum(mark != "right" for _, mark in marked)
