"""Taught: what trained models answer after a planted 动, by the ratio that they were trained with."""

from dataclasses import dataclass
from functools import cache

from course_lib.kit import records
from course_lib.kit.figure import BLUE, GREEN, GREY, ORANGE
from course_lib.language import pick

LOOKS = {  # a colour and a second cue
    "化": BLUE,
    "语": f"repeating-linear-gradient(45deg,{ORANGE} 0 5px,#fff 5px 7px)",
    "然": f"repeating-linear-gradient(90deg,{GREEN} 0 3px,#fff 3px 6px)",
    "": GREY,
}


@dataclass(frozen=True)
class Answers:
    """The mean probability of each answer over seeds, and the range of 语; "" is every other token."""

    ratio: float
    means: dict[str, float]
    low: float
    high: float
    seeds: int


@cache
def answers() -> tuple[Answers, ...]:
    """From the record `planting`, by ratio."""
    record = records.load("planting")
    found = []
    for ratio in sorted({run["ratio"] for run in record.results}):
        says = record.values("says", ratio=ratio)
        means = {name: sum(one[name] for one in says) / len(says) for name in says[0]}
        repaired = [one["语"] for one in says]
        means[""] = max(0.0, 1 - sum(means.values()))
        found.append(Answers(ratio, means, min(repaired), max(repaired), len(says)))
    return tuple(found)


def nearest(ratio: float) -> Answers:
    """The recorded ratio that is nearest; the higher of two equally near."""
    return min(reversed(answers()), key=lambda one: abs(one.ratio - ratio))


def describe(ratio: float) -> str:
    """Bars in HTML for every recorded ratio; an arrow points at the nearest one."""
    chosen, rows = nearest(ratio), []
    for one in answers():
        bars = "".join(
            f'<span style="width:{share:.1%};background:{LOOKS[name]}"></span>'
            for name, share in one.means.items()
        )
        here = one == chosen
        numbers = " · ".join(f"{name} {share:.2f}" for name, share in one.means.items() if name)
        rest = pick("other", "其他")
        seeds = pick(
            f"语 from {one.low:.2f} to {one.high:.2f} over {one.seeds} seeds",
            f"{one.seeds} 个随机种子中，语从 {one.low:.2f} 到 {one.high:.2f}",
        )
        said = f"{numbers} · {rest} {one.means['']:.2f}"
        looks = ' class="here"' if here else ""
        note = f"<td><small>{seeds}</small></td>"
        rows.append(
            f'<tr{looks}><th scope="row">{"▶ " if here else ""}{one.ratio:g}</th>'
            f'<td class="bars"><div>{bars}</div></td><td>{said}</td>{note}</tr>'
        )
    title = pick(
        "Trained at each ratio, then tested: 动 is planted after 我喜欢自. What comes next?",
        "用各个比率训练之后再测试：在“我喜欢自”后面植入“动”，模型接着说什么？",
    )
    note = pick(
        "化 (solid) goes on with the word it has begun; 语 (slanted) returns to the reference, as if nothing "
        "had happened; 然 (upright lines) is the character that was missed.",
        "化（实心）：把已经起头的词说完；语（斜纹）：当作什么都没发生，回到标准答案；然（竖纹）：补上漏掉的那个字。",
    )
    head = pick("ratio", "比率")
    return (
        f"<h4>{title}</h4><div class='scroll'><table class='taught'><tr><th>{head}</th>"
        f"<td></td><td></td><td></td></tr>{''.join(rows)}</table></div><p><small>{note}</small></p>"
    )
