"""The gradients lab's drawings: gradients by layer and by depth, and losses of training."""

import math
from collections.abc import Callable, Iterator
from statistics import mean

from course_lib.kit.card import INK, drawing, levels, points, sideways, text
from course_lib.kit.figure import BLUE, ORANGE, RED
from course_lib.language import pick

from ..figures import label
from .compute import EVERY, FEWEST, MOST, Start, Trained, law, recorded

LOOKS = {"post": (BLUE, "", "●"), "pre": (ORANGE, "7 4", "■")}  # colour, dashes, sign
DARK = {"post": "#00507F", "pre": "#8A5A00"}  # the same, dark enough for words
LEFT, TOP, HIGH = 54, 44, 170  # of the field, in pixels
BASE = TOP + HIGH
Scale = Callable[[float], float]


def layers(start: Start) -> str:
    """A bar a layer; the other placement as signs."""
    other, wide = start.other, 400
    step = wide / start.layers
    y, parts = _vertical(max(*start.gradients, *other.gradients), wide, "gradient_w2")
    colour, _, _ = LOOKS[start.placement]
    for n, size in enumerate(start.gradients):
        place = f'x="{LEFT + step * (n + 0.15):.1f}" y="{y(size):.1f}" width="{0.7 * step:.1f}"'
        parts.append(f'<rect class="bar" {place} height="{BASE - y(size):.1f}" fill="{colour}"/>')
        parts.append(text(LEFT + step * (n + 0.5), BASE + 16, str(n + 1)))
    places = [(LEFT + step * (n + 0.5), y(size)) for n, size in enumerate(other.gradients)]
    parts += _line(places, other.placement, "other", thin=True)
    parts.append(text(LEFT + wide / 2, BASE + 36, label("layer_place")))
    parts.append(_key(LEFT, 14, start.placement, f"▮ {label(start.placement)}"))
    sign = LOOKS[other.placement][2]
    parts.append(_key(LEFT + 150, 14, other.placement, f"{sign} {label(other.placement)}"))
    bars = "; ".join(
        label("by_layer_bars", name=label(one.placement), values=", ".join(f"{g:.1f}" for g in one.gradients))
        for one in (start, other)
    )
    alt = label("by_layer_alt", bars=bars)
    return drawing(LEFT + wide + 20, BASE + 44, alt, parts)


def depths(start: Start) -> str:
    """The last layer's gradient over depth, that of two layers being 1: recorded means and ranges, the
    theorem, and this stack's ring."""
    wide = 200
    y, parts = _vertical(max(1.4, start.ratio), wide, "gradient_last")

    def x(n: float) -> float:
        return round(LEFT + 16 + (wide - 32) * math.log(n / FEWEST) / math.log(MOST / FEWEST), 1)

    said = []
    for where, found in recorded().items():
        colour, _, sign = LOOKS[where]
        curve = points((x(n), y(law(where, n))) for n in range(FEWEST, MOST + 1))
        look = f'stroke="{RED}" stroke-width="2" stroke-dasharray="6 3"'
        parts.append(f'<polyline class="theorem {where}" points="{curve}" fill="none" {look}/>')
        for n, sizes in found.items():
            span = f'x1="{x(n)}" x2="{x(n)}" y1="{y(min(sizes)):.1f}" y2="{y(max(sizes)):.1f}"'
            parts.append(f'<line {span} stroke="{colour}" stroke-width="3"/>')
            parts.append(text(x(n), y(mean(sizes)) + 5, sign, ink=DARK[where]))
        told = ", ".join(f"{mean(sizes):.2f}" for sizes in found.values())
        said.append(f"{label(where)} {told}")
    parts += [text(x(n), BASE + 16, str(n)) for n in next(iter(recorded().values()))]
    ring = f'cx="{x(start.layers)}" cy="{y(start.ratio):.1f}" r="9"'
    parts.append(f'<circle class="here" {ring} fill="none" stroke="{INK}" stroke-width="2.5"/>')
    parts.append(text(LEFT + wide / 2, BASE + 36, label("depth")))
    parts.append(text(LEFT, 14, pick("recorded, 8 seeds, layer norm", "存档：8 个种子，层归一化"), "start"))
    parts.append(text(LEFT, 32, pick("◯ this stack", "◯ 现在这个"), "start", bold=True))
    parts.append(text(LEFT + 100, 32, f"╍ {pick('theorem 1', '定理 1')}", "start", ink="#A34700"))
    return drawing(LEFT + wide + 8, BASE + 44, f"{label('gradient_last')}: {'; '.join(said)}", parts)


def losses(chosen: dict[str, Trained], without: dict[str, Trained]) -> str:
    """Losses over steps: those chosen with the range over seeds, those of the other setting thin."""
    wide, every = 500, [*chosen.values(), *without.values()]
    y, parts = _vertical(max(max(map(max, one.losses)) for one in every), wide, "loss")
    count = len(every[0].losses[0])

    def x(n: int) -> float:
        return LEFT + wide * (n + 0.5) / count

    said = []
    for group, thin in ((without, True), (chosen, False)):
        for where, one in group.items():
            columns = list(zip(*one.losses, strict=True))
            means = [(x(n), y(mean(column))) for n, column in enumerate(columns)]
            if not thin:
                edge = [(x(n), y(max(column))) for n, column in enumerate(columns)]
                edge += [(x(n), y(min(column))) for n, column in reversed(list(enumerate(columns)))]
                look = f'fill="{LOOKS[where][0]}" fill-opacity=".22"'
                parts.append(f'<polygon points="{points(edge)}" {look}/>')
                said.append(f"{label(where)} {mean(columns[0]):.2f}, {mean(columns[-1]):.2f}")
            parts += _line(means, where, "thin" if thin else "chosen", thin)
    for n in range(0, count + 1, count // 4):
        parts.append(text(LEFT + wide * n / count, BASE + 16, str(n * EVERY)))
    parts.append(text(LEFT + wide / 2, BASE + 36, label("step")))
    for k, where in enumerate(chosen):
        parts.append(_key(LEFT + 150 * k, 14, where, f"{LOOKS[where][2]} {label(where)}"))
    parts.append(text(LEFT + 310, 14, pick("thin: the other setting", "细线：另一种设置"), "start"))
    alt = label("curves_alt", x=label("step"), y=label("loss"), ends="; ".join(said)) + label("bands_alt")
    return drawing(LEFT + wide + 20, BASE + 44, alt, parts)


def _vertical(highest: float, wide: float, name: str) -> tuple[Scale, list[str]]:
    """Where a value stands, and the axis with its name and about four levels."""
    unit = 10 ** math.floor(math.log10(highest / 2))
    step = next(unit * n for n in (1, 2, 5, 10) if highest / (unit * n) <= 5)

    def y(value: float) -> float:
        return BASE - HIGH * value / (1.04 * highest)

    ticks = [step * n for n in range(int(highest / step) + 1)]
    return y, [sideways(TOP + HIGH / 2, label(name).split("\n")[0]), *levels(ticks, y, LEFT, wide)]


def _line(places: list[tuple[float, float]], where: str, kind: str, thin: bool) -> Iterator[str]:
    colour, dashes, sign = LOOKS[where]
    look = f'stroke="{colour}" stroke-width="{1.3 if thin else 3}" stroke-dasharray="{dashes}"'
    yield f'<polyline class="{kind} {where}" points="{points(places)}" fill="none" {look}/>'
    for x, y in places if kind != "thin" else []:
        yield text(x, y + 4, sign, ink=DARK[where])


def _key(x: float, y: float, where: str, words: str) -> str:
    return text(x, y, words, "start", ink=DARK[where], bold=True)
