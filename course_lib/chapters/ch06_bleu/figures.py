"""Explorer: a candidate over its references with its matched n-grams, the precisions, the brevity curve."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from matplotlib.axes import Axes

from course_lib.kit import plots
from course_lib.kit.figure import BLUE, GREY, RED, Figure, drawable, tidy
from course_lib.kit.labels import Labels
from course_lib.metrics.bleu import Bleu, brevity_penalty

LABELS = {
    "explorer_alt": (
        "{rows}. {n}-grams matched: {matched} of {total}. Precisions p_1 to p_4: {precisions}. "
        "Brevity penalty {penalty}. BLEU {score} of 100.",
        "{rows}。{n}元语法匹配 {matched} 个，共 {total} 个。精确度 p_1 到 p_4：{precisions}。"
        "简短惩罚 {penalty}。BLEU {score}（满分 100）。",
    ),
    "candidate": ("candidate", "候选译文"),
    "reference_number": ("reference {number}", "参考译文 {number}"),
    "ngram_order": ("order n (tokens in a row)", "阶数 n（连续几个词元）"),
    "ngram_precision": ("precision p_n (0 to 1)", "精确度 p_n（0 到 1）"),
    "candidate_length": ("length of the candidate c (tokens)", "候选译文的长度 c（词元）"),
    "brevity_penalty": ("brevity penalty BP", "简短惩罚 BP"),
    "this_candidate": ("this candidate", "当前候选译文"),
    "clipped_away": ("clipped", "截断"),
    "matched": ("matched", "匹配"),
    "all": ("all", "总数"),
    "smoothed": (" smoothed", " 平滑后"),
    "left_out": (" left out", " 不计"),
    "d2l": ("the d2l formula, ", "d2l 的公式，"),
    "from_scratch": ("BLEU, from scratch", "BLEU，从零实现"),
    "hundred": ("0 to 100", "0 到 100"),
    "one": ("0 to 1", "0 到 1"),
    "try": ("Try", "试一试"),
    "cut": ("cut into", "切分方式"),
    "cut_words": ("words", "按空格切词"),
    "cut_characters": ("characters", "逐字符"),
    "show_order": ("show n-grams of order", "显示几元语法"),
    "smoothing": ("smoothing", "平滑"),
    "no_smoothing": ("none", "不平滑"),
    "effective": (
        "effective order: leave out orders without n-grams",
        "有效阶数：没有 n元语法的阶不计",
    ),
    "words_right": ("words that are right (share)", "对的词（比例）"),
    "bleu": ("BLEU, 0 to 1", "BLEU，0 到 1"),
    "measured_bleu": ("measured", "测得"),
    "rule": ("the rule, s^2.5", "规则 s^2.5"),
    "test_size": ("test sentences", "测试句数"),
    "power": ("found to differ (share of test sets)", "判定有差别的测试集（比例）"),
    "beam against greedy": ("beam search against greedy", "束搜索对贪心搜索"),
}
label = Labels(LABELS)
curves = partial(plots.curves, label)
PALE_BLUE = "#9CC4DD"
WIDTH, NAME, LANE = 7.4, 1.1, 0.17  # inches: of the figure, of a row's name, of a line under the tokens
Marks = Sequence[tuple[int, str, int]]  # first token; "matched", "clipped" or "missed"; its number


def curve(candidate_length: int, reference_length: int, points: int = 60) -> list[tuple[float, float]]:
    """(c, BP) from an empty candidate to one well beyond the reference, and beyond this candidate."""
    end = max(2 * reference_length, candidate_length + 1)
    lengths = [i / points * reference_length for i in range(points + 1)]
    return [*((c, brevity_penalty(c, reference_length)) for c in lengths), (end, 1.0)]


def explorer(rows: list[tuple[str, list[str], Marks]], n: int, result: Bleu) -> Figure:
    """Each row is a name, tokens and marks of n-grams; the first row is the candidate, the rest references.

    A matched n-gram is a blue line with the number that it has in its reference too, a clipped one dashed
    and named so. Tokens that do not fit are left out.
    """
    lead = [f"{name}: {' '.join(tokens)}" for name, tokens, _ in rows]
    alt = label(
        "explorer_alt",
        rows="; ".join(lead),
        n=n,
        matched=result.matches[n - 1],
        total=result.totals[n - 1],
        precisions=", ".join(f"{p:.2f}" for p in result.precisions),
        penalty=f"{result.brevity_penalty:.2f}",
        score=f"{result.score:.2f}",
    )
    high = 0.42 + LANE * n  # inches a row
    drawn = Figure(alt, width=WIDTH, height=high * len(rows) + 2.6)
    parts: Any = drawn.subfigures(2, 1, height_ratios=(high * len(rows), 2.6))
    top, low = parts
    axes = top.subplots()
    axes.set(xlim=(0, WIDTH), ylim=(high * len(rows), 0))
    axes.set_axis_off()
    for i, (name, tokens, marks) in enumerate(rows):
        axes.text(0, high * i + 0.2, name, va="center", fontsize=9)
        _row(axes, tokens, marks, n, high * i)
    bars, penalty = low.subplots(1, 2)
    _bars(bars, n, result)
    _curve(penalty, result)
    return drawn


def _row(axes: Axes, tokens: list[str], marks: Marks, n: int, y: float) -> None:
    """The tokens from left to right, and n lines under them, so that n-grams that overlap do not collide."""
    edges = [NAME]
    for token in tokens:
        edges.append(edges[-1] + 0.16 + sum(0.085 + 0.06 * (ord(c) > 0x2E80) for c in token))
        if edges[-1] > WIDTH - 0.2:
            axes.text(edges[-2] + 0.1, y + 0.2, "…", va="center")
            break
        shown = token if drawable(token) else "□"
        middle = (edges[-2] + edges[-1]) / 2
        axes.text(middle, y + 0.2, shown, ha="center", va="center", fontsize=10, parse_math=False)
    for start, kind, number in marks:
        if kind == "missed" or start + n >= len(edges):
            continue
        place, colour = y + 0.42 + LANE * (start % n), BLUE if kind == "matched" else RED
        left, right = edges[start] + 0.04, edges[start + n] - 0.04
        axes.plot([left, right], [place] * 2, color=colour, linewidth=3, ls="-" if number else (0, (1, 1)))
        note: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7, "color": colour}
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        axes.text(
            (left + right) / 2, place, str(number) if number else label("clipped_away"), bbox=box, **note
        )


def _bars(axes: Axes, n: int, result: Bleu) -> None:
    orders = range(1, len(result.precisions) + 1)
    axes.bar(orders, result.precisions, 0.7, color=[BLUE if order == n else PALE_BLUE for order in orders])
    names = [
        f"{order}\n{matched}/{total}"
        for order, matched, total in zip(orders, result.matches, result.totals, strict=True)
    ]
    axes.set_xticks(orders, names)
    for order, precision in zip(orders, result.precisions, strict=True):
        axes.text(order, precision + 0.02, f"{precision:.2f}", ha="center", fontsize=8)
    axes.set(xlabel=label("ngram_order"), ylabel=label("ngram_precision"), ylim=(0, 1.12), yticks=[0, 0.5, 1])
    axes.set_title(f"BLEU = {result.score:.2f}", loc="left", fontsize=9)
    tidy(axes)


def _curve(axes: Axes, result: Bleu) -> None:
    c, r = result.candidate_length, result.reference_length
    axes.plot(*zip(*curve(c, r), strict=True), color=BLUE)
    axes.axvline(r, color=GREY, linestyle="--", linewidth=1)
    axes.text(r, 0.02, f" r = {r}", color=GREY, fontsize=8)
    dot: dict[str, Any] = {"color": RED, "markeredgecolor": "black", "clip_on": False}
    axes.plot([c], [result.brevity_penalty], "o", **dot, label=label("this_candidate"))
    axes.set(xlabel=label("candidate_length"), ylabel=label("brevity_penalty"), ylim=(0, 1.12))
    axes.set(xlim=(0, None), yticks=[0, 0.5, 1])
    axes.set_title(f"BP = {result.brevity_penalty:.2f}", loc="left", fontsize=9)
    whole: Any = axes.xaxis.get_major_locator()
    whole.set_params(integer=True)
    axes.legend(loc="lower right", frameon=False, fontsize=8)
    tidy(axes)
