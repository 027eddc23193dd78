"""Tables: the counts of every order, BLEU as a product, and the scores side by side, in HTML."""

from course_lib.language import pick

from ..figures import label
from .counting import NOTES_K, Explored


def orders(result: Explored) -> str:
    """Matches, clipped and totals of every order."""
    head = ("n", pick("matched", "匹配"), label("clipped_away"), pick("all", "总数"), "p<sub>n</sub>")
    rows = [f"<tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>"]
    found = result.bleu
    for n, (matched, total, cut, p) in enumerate(
        zip(found.matches, found.totals, result.surplus, found.precisions, strict=True), start=1
    ):
        counted = matched / total if total else 0.0
        smoothed = pick(" smoothed", " 平滑后") if abs(p - counted) > 1e-12 else ""
        left_out = pick(" left out", " 不计") if result.effective and not total and not smoothed else ""
        here = ' class="here"' if n == result.order else ""
        numbers = "".join(f'<td class="n">{value}</td>' for value in (matched, cut, total))
        rows.append(f"<tr{here}><th>{n}</th>{numbers}<td>{p:.3f}{smoothed}{left_out}</td></tr>")
    return f'<div class="scroll"><table class="orders">{"".join(rows)}</table></div>'


def formula(result: Explored) -> str:
    """BLEU of this candidate as a product, and how the reference length was chosen."""
    found = result.bleu
    used = [p for n, p in enumerate(found.precisions) if not result.effective or found.totals[n] or p]
    if not used:
        product = "0"
    else:
        root = "" if len(used) == 1 else f"<sup>1/{len(used)}</sup>"
        product = f"({' × '.join(f'{p:.3f}' for p in used)}){root}"
    whole = f"BLEU = 100 × {found.brevity_penalty:.3f} × {product} = <b>{found.score:.2f}</b>"
    zero = ""
    if not found.score:
        zero = pick(" One factor is 0, so the product is 0.", " 有一个因子是 0，乘积就是 0。")
    lengths = [len(reference) for reference in result.references]
    c, r = found.candidate_length, found.reference_length
    chosen = pick(f"c = {c}, r = {r}", f"c = {c}，r = {r}")
    if len(lengths) > 1:
        listed = ", ".join(map(str, lengths))
        tie = len({length for length in lengths if abs(length - c) == abs(r - c)}) > 1
        chosen += pick(
            f" (closest of {listed}{'; a tie goes to the shorter' if tie else ''})",
            f"（{listed} 中最接近的{'；一样近时取短的' if tie else ''}）",
        )
    penalty = f"e<sup>1 − {r}/{c}</sup>" if 0 < c < r else ""
    value = f"{found.brevity_penalty:.3f}"
    penalty = f"BP = {penalty} = {value}" if penalty else f"BP = {value}"
    return f"<p>{chosen}{pick('; ', '；')}{penalty}<br>{whole}{zero}</p>"


def scores(result: Explored) -> str:
    """The notes' formula, BLEU twice, and chrF, each on its own scale."""
    hundred, one = pick("0 to 100", "0 到 100"), pick("0 to 1", "0 到 1")
    alone = pick(" against reference 1", "，只比参考译文 1") if len(result.references) > 1 else ""
    rows = []
    for k, value in zip(NOTES_K, result.notes, strict=True):
        there = min(k, len(result.candidate))
        orders = pick(f"orders 1 to {k}", f"1 到 {k} 阶")
        if 0 < there < k:
            orders = pick(f"there are no n-grams above order {there}", f"没有高于 {there} 阶的 n元语法")
        name = pick("the notes' formula, ", "笔记的公式，") + f"k\u00a0=\u00a0{k}"
        rows.append((name, f"{value:.3f}", one, value, orders + alone))
    same = abs(result.bleu.score - result.official.score) < 1e-9
    agree = pick("✓ the same", "✓ 一致") if same else pick("✗ differs", "✗ 不一致")
    effective = (
        pick("effective order", "有效阶数") if result.effective else pick("orders 1 to 4", "1 到 4 阶")
    )
    smooth = pick(f"smoothing {result.smooth}", f"平滑 {result.smooth}")
    smooth = pick("no smoothing", "不平滑") if result.smooth == "none" else smooth
    how = smooth + pick(", ", "，") + effective
    letters = pick("n-grams of characters, however the tokens are cut", "字符的 n元语法，与怎么切分词元无关")
    for name, value, note in (
        (pick("BLEU, from scratch", "BLEU，从零实现"), result.bleu.score, how),
        ("BLEU, sacrebleu", result.official.score, f"{agree}<br><code>{result.official.signature}</code>"),
        ("chrF, sacrebleu", result.chrf.score, f"{letters}<br><code>{result.chrf.signature}</code>"),
    ):
        rows.append((name, f"{value:.2f}", hundred, value / 100, note))
    head = (pick("score", "得分"), "", pick("on its scale", "在各自范围内"), pick("how", "怎么算的"))
    made = [f"<tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>"]
    for name, value, scale, share, note in rows:
        bar = f'<span class="scale"><b style="width:{min(share, 1):.1%}"></b></span>'
        made.append(
            f'<tr><th scope="row">{name}</th><td class="n"><b>{value}</b></td>'
            f'<td class="tight">{bar}<br><small>{scale}</small></td><td class="how">{note}</td></tr>'
        )
    region = f'tabindex="0" role="region" aria-label="{head[0]}"'
    return f'<div class="scroll wide" {region}><table class="scores">{"".join(made)}</table></div>'
