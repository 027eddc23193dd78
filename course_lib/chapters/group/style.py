"""Style: how the group page looks, in a light and in a dark room; it brings its Chinese along."""

from base64 import b64encode
from io import BytesIO

from fontTools import subset  # matplotlib brings it

from course_lib.kit.figure import FONT

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --soft: #6b6b6b; --line: #ccc;
  --guess: #0072b2; --measured: #b34700; --good: #00704f }
@media (prefers-color-scheme: dark) { :root { --paper: #16181c; --ink: #eee; --soft: #aaa; --line: #444;
  --guess: #6cb8ee; --measured: #ffab5e; --good: #4fd1a5 } }
* { box-sizing: border-box }
html { scroll-snap-type: y proximity }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.45; overflow-wrap: anywhere;
  font: 1.5rem/1.45 FAMILY system-ui; font-size: clamp(1.05rem, 2vw, 1.9rem) }
header, section { max-width: 68rem; margin: 0 auto; padding: 1.2rem clamp(1rem, 4vw, 3rem) }
section { min-height: 100vh; display: flex; flex-direction: column; scroll-snap-align: start }
h1 { font-size: 1.5em; margin: 0 0 .3em } h2 { font-size: 1.25em; margin: .1em 0 .4em; line-height: 1.3 }
p { margin: .3em 0 } small, .where { color: var(--soft); font-size: .75em }
header ol { padding-left: 1.4em } header li { margin: .2em 0 }
a { color: var(--guess) } a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--measured) }
nav { margin-top: auto; padding-top: 1em; display: flex; gap: 2em; font-size: .75em }
svg { color: var(--ink); margin: .4em 0 }
svg .guess { fill: var(--guess) }
svg polyline.guess { fill: none; stroke: var(--guess); stroke-width: 2 }
svg .axis { stroke: var(--ink); stroke-width: 2 } svg .level { stroke: var(--line) }
svg .measured { stroke: var(--measured); stroke-width: 4; fill: var(--measured) }
svg polyline.measured { fill: none }
.said { font-size: 1.15em } .said b.measured { color: var(--measured) } .said b.good { color: var(--good) }
.bars { list-style: none; margin: .4em 0; padding: 0 }
.bars li { display: grid; grid-template-columns: 2.2em 25% 1fr; gap: 0 .6em; align-items: center;
  margin: .35em 0 }
.bars .count { text-align: right }
.bar { height: .9em; background: color-mix(in srgb, var(--line) 45%, transparent); border-radius: 3px }
.bar span { display: block; height: 100%; background: var(--guess); border-radius: 3px }
.mark { color: var(--measured) } .quiz .mark { color: var(--good) }
.wrong { border-left: 6px solid var(--measured); padding: .2em .8em; margin: .8em 0 }
@media (max-width: 700px) { section { min-height: 0; margin-bottom: 3rem }
 .bars li { grid-template-columns: 2.2em 1fr } .bars p { grid-column: 1 / -1 } }
"""
_FACE = '@font-face{font-family:"Course Chinese";src:url(data:font/woff;base64,DATA);unicode-range:RANGE}'
_RANGE = "U+2E80-9FFF,U+F900-FAFF,U+FE30-FE4F,U+FF00-FFEF"


def style_for(text: str) -> str:
    """The style sheet of a page with that text; machines without Chinese get the characters that it needs."""
    characters = {one for one in text if ord(one) >= 0x2E80}
    if not characters or not FONT.is_file():
        return _STYLE.replace("FAMILY", "")
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, flavor="woff")
    with subset.load_font(str(FONT), options) as font:
        cut = subset.Subsetter(options)
        cut.populate(text="".join(characters))
        cut.subset(font)
        subset.save_font(font, made := BytesIO(), options)
    data = b64encode(made.getvalue()).decode()
    face = _FACE.replace("DATA", data).replace("RANGE", _RANGE)
    return face + _STYLE.replace("FAMILY", '"Course Chinese",')
