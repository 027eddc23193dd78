"""What the explorer shows: tokens with their n-grams beneath, the counts of every order, four scores."""

import html

from course_lib.kit.card import card
from course_lib.kit.figure import BLUE, RED
from course_lib.language import pick

from ..figures import label
from . import curves
from .compute import CLIPPED, MATCHED, NOTES_K, Explored, Gram

CUT_NOTES = {
    "words": ("Cut at white space.", "按空格切分。"),
    "characters": ("Every character is a token; spaces are dropped.", "每个字符一个词元，空格不算。"),
    "13a": (
        "13a, sacrebleu's default, cuts punctuation off words; it knows no Chinese.",
        "13a 是 sacrebleu 的默认切分：把标点和词分开，不会切中文。",
    ),
    "zh": (
        "zh, another of sacrebleu's: every Chinese character is a token, the rest is cut as by 13a.",
        "zh 也是 sacrebleu 的切分：每个汉字一个词元，其余同 13a。",
    ),
}
STYLE = f"""<style>
.course-bleu {{overflow-wrap:anywhere}}
.course-bleu p {{margin:.3em 0}}
.course-bleu small {{color:#555}}
.course-bleu .line {{display:flex;flex-wrap:wrap;row-gap:6px;margin:8px 0;padding-left:7em;position:relative;
 min-height:1.6em}}
.course-bleu .line>small {{position:absolute;left:0;width:6.6em;line-height:1.25}}
.course-bleu .at {{display:block}}
.course-bleu .at>b {{display:block;font-weight:normal;text-align:center;margin:0 2px;padding:0 5px;
 min-width:1em;border:1px solid #999;border-radius:4px;line-height:1.5}}
.course-bleu .at.in>b {{background:#DCEBF5;border:2px solid {BLUE};line-height:1.4}}
.course-bleu .at.cut>b {{background:#FBE9DF;border:2px dashed {RED};text-decoration:line-through 2px {RED};
 line-height:1.4}}
.course-bleu .at>i {{display:block;height:16px;margin-top:2px;
 font:bold 11px/16px var(--jp-ui-font-family,sans-serif);white-space:nowrap;box-sizing:border-box;
 padding-left:4px}}
.course-bleu i.matched {{background:#DCEBF5;border-bottom:3px solid {BLUE};color:#00507D}}
.course-bleu i.clipped {{background:#FBE9DF;border-bottom:3px dashed {RED};color:#A34700;
 padding-right:4px}}
.course-bleu i.missed {{border-bottom:1px dotted #999}}
.course-bleu i.s {{margin-left:3px;border-bottom-left-radius:4px}}
.course-bleu i.e {{margin-right:3px;border-bottom-right-radius:4px}}
.course-bleu .side {{display:flex;flex-wrap:wrap;gap:8px 20px;align-items:flex-start;margin:10px 0 4px}}
.course-bleu .side>div {{flex:1 1 190px;max-width:264px;min-width:0}}
.course-bleu .side>.scroll {{flex:0 1 auto;max-width:100%}}
.course-bleu .scroll {{overflow-x:auto}}
.course-bleu .wide {{width:0;min-width:100%}}
.course-bleu .how {{min-width:8em}}
.course-bleu .scores th[scope] {{min-width:6em}}
.course-bleu table {{border-collapse:collapse;margin:0;color:#1a1a1a;font-size:1em}}
.course-bleu td, .course-bleu th {{background:#fff;color:#1a1a1a;text-align:left;padding:.15em .6em;
 border:0;border-top:1px solid #ddd;vertical-align:top;line-height:1.35}}
.course-bleu .tight, .course-bleu td.n {{white-space:nowrap}}
.course-bleu td.n {{text-align:right;font-variant-numeric:tabular-nums}}
.course-bleu tr.here td, .course-bleu tr.here th {{background:#DCEBF5;font-weight:bold}}
.course-bleu .scale {{display:inline-block;width:6em;height:.8em;border:1px solid #777;vertical-align:-.1em}}
.course-bleu .scale>b {{display:block;height:100%;background:{BLUE}}}
.course-bleu code {{font-size:.8em;color:#333;background:none;padding:0}}
.course-bleu .look {{border-left:4px solid {BLUE};padding-left:.6em;margin:.1em 0 .5em}}
</style>"""


def describe(result: Explored, advice: str = "") -> str:
    """Everything about a candidate, on one card; `advice` says what to look at."""
    look = f'<p class="look">{html.escape(advice)}</p>' if advice else ""
    lines = [_line(label("candidate"), result.candidate, result.said, result.order)]
    for i, (tokens, grams) in enumerate(zip(result.references, result.counted, strict=True), start=1):
        lines.append(_line(label("reference_number", number=i), tokens, grams, result.order))
    drawn = curves.bars(result.bleu, result.order), curves.brevity(result.bleu)
    side = "".join(f"<div>{one}</div>" for one in drawn) + _orders(result)
    marks = legend(result.cut, result.order)
    return card(
        f'{STYLE}<div class="course-bleu">{look}{"".join(lines)}<p><small>{marks}</small></p>'
        f'{_formula(result)}<div class="side">{side}</div>{_scores(result)}</div>'
    )


def _line(name: str, tokens: list[str], grams: list[Gram], n: int) -> str:
    """Tokens as chips that wrap; under them n lanes, so that n-grams that overlap lie in different ones."""
    lanes: list[dict[int, tuple[str, str]]] = [{} for _ in range(n if grams else 0)]
    looks: list[set[str]] = [set() for _ in tokens]
    for gram in grams:
        note = str(gram.number) if gram.kind == MATCHED else ""
        if gram.kind == CLIPPED:
            note = "✗ " * (n > 1) + label("clipped_away")
        for at in range(gram.start, gram.start + n):
            ends = " s" * (at == gram.start) + " e" * (at == gram.start + n - 1)
            lanes[gram.start % n][at] = (gram.kind + ends, note if at == gram.start else "")
            looks[at].add(gram.kind)
    columns = []
    for at, token in enumerate(tokens):
        kind = " in" if MATCHED in looks[at] else " cut" if n == 1 and CLIPPED in looks[at] else ""
        cells = "".join('<i class="{}">{}</i>'.format(*lane.get(at, ("", ""))) for lane in lanes)
        columns.append(f'<span class="at{kind}"><b>{html.escape(token)}</b>{cells}</span>')
    count = pick(f"{len(tokens)} token{'' if len(tokens) == 1 else 's'}", f"{len(tokens)} 个词元")
    return f'<div class="line"><small><b>{name}</b><br>{count}</small>{"".join(columns) or "–"}</div>'


def legend(cut: str, n: int) -> str:
    """How the lines were cut, and what the marks under the tokens mean, for n-grams of that order."""
    return pick(*CUT_NOTES[cut]) + pick(
        f" Solid line: a {n}-gram that counts as matched; the same number stands where a reference has it. "
        "Dashed: clipped, said more often than any one reference says it. Dotted: in no reference.",
        f"实线：算作匹配的 {n}元语法，参考译文里对应的位置标着同一个号码。"
        "虚线：截断，说的次数超过了任何一份参考译文。点线：参考译文里没有。",
    )


def _orders(result: Explored) -> str:
    """Matches, clipped and totals of every order."""
    head = ("n", label("matched"), label("clipped_away"), label("all"), "p<sub>n</sub>")
    rows = [f"<tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>"]
    found = result.bleu
    for n, (matched, total, cut, p) in enumerate(
        zip(found.matches, found.totals, result.surplus, found.precisions, strict=True), start=1
    ):
        counted = matched / total if total else 0.0
        smoothed = label("smoothed") if abs(p - counted) > 1e-12 else ""
        left_out = label("left_out") if result.effective and not total and not smoothed else ""
        here = ' class="here"' if n == result.order else ""
        numbers = "".join(f'<td class="n">{value}</td>' for value in (matched, cut, total))
        rows.append(f"<tr{here}><th>{n}</th>{numbers}<td>{p:.3f}{smoothed}{left_out}</td></tr>")
    return f'<div class="scroll"><table class="orders">{"".join(rows)}</table></div>'


def _formula(result: Explored) -> str:
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


def _scores(result: Explored) -> str:
    """The d2l formula, BLEU twice, and chrF, each on its own scale."""
    hundred, one = label("hundred"), label("one")
    alone = pick(" against reference 1", "，只比参考译文 1") if len(result.references) > 1 else ""
    rows = []
    for k, value in zip(NOTES_K, result.notes, strict=True):
        there = min(k, len(result.candidate))
        orders = pick(f"orders 1 to {k}", f"1 到 {k} 阶")
        if 0 < there < k:
            orders = pick(f"there are no n-grams above order {there}", f"没有高于 {there} 阶的 n元语法")
        name = label("d2l") + f"k\u00a0=\u00a0{k}"
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
        (label("from_scratch"), result.bleu.score, how),
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
