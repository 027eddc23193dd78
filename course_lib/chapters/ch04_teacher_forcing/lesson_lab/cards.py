"""What the lesson shows: three rows of tokens, and what models trained at each ratio answer; all looks."""

import html
from typing import NamedTuple

from course_lib.kit.card import card as plain
from course_lib.kit.figure import BLUE, GREY, ORANGE, RED
from course_lib.language import pick

from .compute import LETTERS, Lesson, Sentence, answers, nearest
from .glosses import gloss
from .words import label

HEAD, CELL, WORD, PAD = (
    8,
    3.7,
    6.3,
    17,
)  # em: a row's name, a place; px: the card's edge. Coins stand above cells.
STYLE = f"""<style>
.course-ratio {{--em:14px;--cell:{CELL}}}
.course-ratio .course-words {{--cell:{WORD}}}
.course-ratio.course-projector {{--em:21px;--jp-widgets-font-size:20px;--jp-widgets-inline-height:40px;
 --jp-widgets-inline-width:420px;--jp-code-font-size:18px}}
.course-ratio .course-card {{font-size:var(--em)}}
.course-ratio .jupyter-button, .course-ratio .widget-label, .course-ratio .widget-readout,
.course-ratio select {{font-size:var(--em)}}
.course-ratio .course-wide {{container-type:inline-size}}
.course-ratio .course-wide>* {{min-width:max-content}}
.course-ratio .course-wide p {{position:sticky;left:{PAD}px;max-width:calc(100cqi - {2 * PAD}px)}}
.course-ratio .course-coins {{font-size:var(--em);margin-left:calc({HEAD} * var(--em) + {PAD}px)}}
.course-ratio .course-coins .jupyter-button {{width:calc((var(--cell) - .3) * var(--em));
 margin:0 calc(.15 * var(--em));padding:0;flex:none;font-size:calc(.85 * var(--em))}}
.course-ratio .course-coins .jupyter-button.mod-active {{border:2px solid currentColor}}
.course-card h4 {{margin:.2em 0 .3em;font-size:1.05em;font-weight:bold;color:#1a1a1a}}
.course-card p {{margin:.3em 0}}
.course-card small {{color:#555;font-size:.85em}}
.course-card table {{border-collapse:separate;border-spacing:0;margin:0;font-size:1em;color:#1a1a1a}}
.course-card td, .course-card th {{background:#fff;color:#1a1a1a;border:0;text-align:left}}
.course-card .places {{table-layout:fixed;width:max-content}}
.course-card .places th {{width:{HEAD}em;white-space:nowrap;padding:0;box-sizing:border-box}}
.course-card .places td {{width:calc(var(--cell) * 1em);box-sizing:border-box;padding:.25em .2em;
 text-align:center;border:1px solid #bbb}}
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
LOOKS = {  # a colour and a second cue
    "usual": BLUE,
    "reference": f"repeating-linear-gradient(45deg,{ORANGE} 0 5px,#fff 5px 7px)",
    "": GREY,
}


def card(inner: str) -> str:
    """A light card in the lab's own looks."""
    return plain(f'<div class="course-card">{inner}</div>')


def lesson(sentence: Sentence, shown: Lesson, thrown: list[float]) -> str:
    """Three aligned rows, each training pair with a wrong token framed; and the question it raises."""
    off = set(shown.wrong)
    rows = []
    for kind, name, tokens in (
        ("fed", label("fed"), shown.fed),
        ("asked", label("asked"), shown.asked),
        ("says", label("says"), shown.says),
    ):
        cells = []
        for place, token in enumerate(tokens):
            framed = " off" if place in off and kind != "says" else ""
            text = html.escape(token)
            if kind == "says" and token != shown.asked[place]:
                text = f'<span class="wrong">{text}<sup>✗</sup></span>'
            if meant := gloss(token, sentence):
                text += f"<small>{meant}</small>"
            if kind == "fed" and place:
                text += f"<small>u={thrown[place - 1]:.2f}</small>"
            cells.append(f'<td class="{kind}{framed}">{text}</td>')
        rows.append(f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>')
    meaning = pick(*sentence.meaning)
    meaning = f" <small>({meaning})</small>" if meaning not in ("", sentence.text) else ""
    table = f'<table class="places">{"".join(rows)}</table>'
    return card(
        f"{table}<p>{html.escape(sentence.text)}{meaning}</p><p><small>{label('about')}</small></p>{_question(shown)}"
    )


def _question(shown: Lesson) -> str:
    """Every framed training pair in words, and what to think about."""
    if not shown.wrong:
        return f"<p>{label('all_right')}"
    pairs = []
    for place in shown.wrong:
        before, then = (html.escape(text) for text in shown.pair(place))
        pairs.append(f'<span class="frame">{label("pair", before=before, then=then)}</span>')
    ask = label("ask")
    return f"<p>{' '.join(pairs)}</p><p><b>{ask}</b></p>"


class Planted(NamedTuple):
    """What the bars are about, in a language's words."""

    title: tuple[str, str]
    names: dict[str, str]


PLANTED = {
    "en": Planted(
        (
            "Trained at each ratio, then tested: <i>history</i> is planted after <i>I like natural</i>. "
            "What comes next?",
            "用各个比率训练之后再测试：在 I like natural 后面植入 history，模型接着说什么？",
        ),
        {"usual": "museums", "reference": "processing"},
    ),
    "zh": Planted(
        (
            "Trained at each ratio, then tested: 动 is planted after 我喜欢自. What comes next?",
            "用各个比率训练之后再测试：在“我喜欢自”后面植入“动”，模型接着说什么？",
        ),
        {"usual": "化", "reference": "语"},
    ),
}


def taught(ratio: float, sentence: Sentence) -> str:
    """A card with bars for every recorded ratio; an arrow points at the nearest one."""
    return card(bars(ratio, sentence))


def bars(ratio: float, sentence: Sentence) -> str:
    """What is on the card of `taught`, in HTML."""
    language = sentence.language or pick("en", "zh")
    title, names = PLANTED[language]
    chosen, rows = nearest(ratio, language), []
    for one in answers(language):
        parts = "".join(
            f'<span style="width:{share:.1%};background:{LOOKS[name]}"></span>'
            for name, share in one.means.items()
        )
        here = one == chosen
        numbers = " · ".join(f"{names[name]} {share:.2f}" for name, share in one.means.items() if name)
        rest = pick("other", "其他")
        seeds = pick(f"{one.low:.2f} to {one.high:.2f}", f"{one.low:.2f} 至 {one.high:.2f}")
        said = f"{numbers} · {rest} {one.means['']:.2f}"
        looks = ' class="here"' if here else ""
        note = f"<td><small>{seeds}</small></td>"
        rows.append(
            f'<tr{looks}><th scope="row">{"▶ " if here else ""}{one.ratio:g}</th>'
            f'<td class="bars"><div>{parts}</div></td><td>{said}</td>{note}</tr>'
        )
    usual, reference = (f"{names[name]}{_explained(names[name], language)}" for name in names)
    note = pick(
        f"{usual} (solid) goes on as the training sentences do; {reference} (slanted) returns to the "
        f"reference, as if nothing had happened. Last column: the range of {names['reference']} over "
        f"{chosen.seeds} seeds.",
        f"{usual}（实心）：像训练句子那样接下去；{reference}（斜纹）：当作什么都没发生，回到标准答案。"
        f"最后一列：{chosen.seeds} 个随机种子中 {names['reference']} 的范围。",
    )
    head = pick("ratio", "比率")
    return (
        f"<h4>{pick(*title)}</h4><div class='scroll'><table class='taught'><tr><th>{head}</th>"
        f"<td></td><td></td><td></td></tr>{''.join(rows)}</table></div><p><small>{note}</small></p>"
    )


def _explained(word: str, language: str) -> str:
    """The word's gloss in brackets, for readers of the other language."""
    meant = gloss(word, LETTERS._replace(language=language))
    return pick(f" ({meant})", f"（{meant}）") if meant else ""
