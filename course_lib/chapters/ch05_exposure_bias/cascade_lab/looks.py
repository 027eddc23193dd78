"""Looks: the cascade lab's card and style: right and wrong differ in colour, sign and line."""

from course_lib.kit.card import card as plain
from course_lib.kit.figure import BLUE, GREEN, ORANGE, RED

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
