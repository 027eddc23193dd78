"""Chips: tokens, ids and batches in HTML: unknown tokens dashed, ends framed, padding hatched."""

import html

from course_lib.data.vocab import EOS, PAD, UNK
from course_lib.language import pick

from .card import paper
from .figure import BLUE, RED

STYLE = f"""<style>
.course-chips {{overflow-wrap:anywhere}}
.course-chips h4 {{margin:.8em 0 .2em;font-size:1em;font-weight:bold;color:#1a1a1a}}
.course-chips p {{margin:.1em 0}}
.course-chips small, .course-chips i {{color:#555;font-style:normal}}
.course-chips .line {{display:flex;flex-wrap:wrap;gap:4px;margin:6px 0;padding-left:6.5em;
 position:relative}}
.course-chips .line>small {{position:absolute;left:0}}
.course-chips .line>span {{border:1px solid #999;border-radius:4px;padding:0 5px;text-align:center;
 line-height:1.35;min-width:1em}}
.course-chips .line i {{display:block;font:11px var(--jp-code-font-family,monospace)}}
.course-chips .line>.u,.course-chips td.u {{border:2px dashed {RED};background:#FBE9DF}}
.course-chips .u, .course-chips .u i {{color:#A34700}}
.course-chips .line>.e,.course-chips td.e {{border:2px solid {BLUE};background:#E3F0F8}}
.course-chips .scroll {{overflow-x:auto;width:0;min-width:100%;padding-bottom:4px}}
.course-chips table {{border-collapse:separate;border-spacing:2px;margin:0;width:max-content}}
.course-chips caption {{text-align:left;color:#555;position:sticky;left:0;width:max-content}}
.course-chips td, .course-chips th {{font:12px var(--jp-code-font-family,monospace);text-align:center;
 min-width:2.4em;width:2.4em;box-sizing:border-box;padding:1px;border:1px solid #bbb;
 color:#1a1a1a;background:#fff}}
.course-chips th {{border-color:transparent;color:#555;position:sticky;left:0}}
.course-chips td.p {{color:#555;background:repeating-linear-gradient(135deg,#eee 0 3px,#cfcfcf 3px 4px)}}
.course-chips .bar {{display:inline-block;width:10em;height:.8em;border:1px solid #777;margin:0 6px}}
.course-chips .bar>b {{display:block;height:100%;
 background:repeating-linear-gradient(135deg,#bbb 0 3px,#888 3px 4px)}}
</style>"""
CLASSES = {PAD: ' class="p"', UNK: ' class="u"', EOS: ' class="e"'}


def visible(token: str) -> str:
    """A token as it can be seen: a space as ␣, a character that has no picture as its number."""
    return "".join("␣" if c == " " else c if c.isprintable() else f"U+{ord(c):04X}" for c in token)


def card(parts: list[str]) -> str:
    """The parts on one light card, with the looks that chips and grids need."""
    return paper(f'{STYLE}<div class="course-chips">{"".join(parts)}</div>')


def line(lead: str, tokens: list[str], ids: list[int]) -> str:
    """A sentence as chips, each with its id beneath; `ids` has EOS last, `tokens` has not."""
    made = [f'<div class="line"><small>{lead}</small>']
    for token, number in zip([*tokens, "EOS"], ids, strict=True):
        note = f" {pick('unknown', '未知')}" if number == UNK else ""
        text = html.escape(visible(token))
        made.append(f"<span{CLASSES.get(number, '')}>{text}<i>{number}{note}</i></span>")
    return "".join([*made, "</div>"])


def grid(caption: str, values: list[list[int]], looks: list[list[int]]) -> str:
    """A table of values; each cell looks like the id at its place in `looks`."""
    rows = [f"<table><caption>{caption}</caption>"]
    for i, (row, ids) in enumerate(zip(values, looks, strict=True), start=1):
        cells = (f"<td{CLASSES.get(k, '')}>{value}</td>" for value, k in zip(row, ids, strict=True))
        rows.append(f'<tr><th scope="row">{i}</th>{"".join(cells)}</tr>')
    return "".join([*rows, "</table>"])
