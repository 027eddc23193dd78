"""What the race shows: outputs at a moment, what the numbers say about it and about a guess, a CSV table."""

import csv
import html
import io
from collections.abc import Sequence

from course_lib.analysis.exposure import align
from course_lib.language import pick

from .race import SAME, Curve, Guess, Stand, crossing, early, mean, moments, stand, truth, when
from .trainer import Progress

RIGHT, WRONG, MISSING = "right", "wrong", "missing"
COLUMNS = (
    *("task", "teacher_forcing", "coin", "seeds", "source", "step", "seconds", "open_tokens", "open_loss"),
    *("closed_exact", "closed_exact_low", "closed_exact_high", "closed_error"),
)


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
            k, run = one.reached(moment, by), one.runs[0]
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


def in_place(said: Sequence[str], answer: Sequence[str]) -> list[tuple[str, str]]:
    """Open book: place by place, since the right prefix stands before each token."""
    return [(token, RIGHT if token == gold else WRONG) for token, gold in zip(said, answer, strict=True)]


def aligned(said: Sequence[str], answer: Sequence[str]) -> list[tuple[str, str]]:
    """Closed book: by `exposure.align`, so that what follows a slip is not blamed for it.

    A token of the answer that was left out is there as MISSING.
    """
    marked = []
    for i, j in align(said, answer):
        right = i is not None and j is not None and said[i] == answer[j]
        marked.append((answer[j], MISSING) if i is None else (said[i], RIGHT if right else WRONG))
    return marked


def chips(marked: list[tuple[str, str]]) -> str:
    """In HTML: a wrong token is underlined by a wave and crossed, a missing one is an empty dashed box."""
    made = []
    for token, mark in marked:
        if mark == MISSING:
            made.append(f'<span class="missing" title="{html.escape(token)}">&nbsp;</span>')
        else:
            cross = "<sup>✗</sup>" if mark == WRONG else ""
            made.append(f'<span class="{mark}">{html.escape(token)}{cross}</span>')
    return " ".join(made)


def choice(key: str) -> str:
    """A choice in words."""
    if key == SAME:
        return pick("too close to call", "难分高下")
    return pick(f"ratio {key}", f"比率 {key}")


def measured(task: str, by: str = "step") -> list[tuple[str, str, str]]:
    """Early and at the end: (when, who led, both in words with their spreads)."""
    names = (pick("After a quarter", "四分之一处"), pick("At the end", "结束时"))
    found = []
    for name, (key, now) in zip(names, truth(task, by), strict=True):
        spreads = pick("; ", "；").join(
            f"{one.setting.name}{pick(': ', '：')}{now.spreads[one.setting]}" for one in now.order
        )
        fact = pick(f"measured: {choice(key)}", f"测得：{choice(key)}")
        found.append((name + pick(": ", "："), key, fact + pick(f" [{spreads}]", f"［{spreads}］")))
    return found


def judge(guess: Guess | None, task: str, by: str = "step") -> str:
    """The guess beside what was measured, in HTML; without a guess only the latter."""
    lines = []
    guesses = (guess.early, guess.end) if guess else (None, None)
    for guessed, (name, key, fact) in zip(guesses, measured(task, by), strict=True):
        if guessed:
            mark = "✓" if guessed == key else "✗"
            said = pick(f"your guess: {choice(guessed)}", f"你的猜测：{choice(guessed)}")
            fact = f"{mark} {said}{pick('; ', '；')}{fact}"
        lines.append(f"<b>{name}</b>{fact}")
    return "<br>".join(lines)


def conclude(task: str, curves: list[Curve], by: str) -> str:
    """What the shown curves say, closed book: who leads early, who at the end, and where they cross."""
    if len(curves) < 2:
        return pick("Pin a second run to compare.", "再固定一条曲线，才好比较。")
    if by == "seconds":
        curves = [one for one in curves if not one.live]  # another machine's seconds are no match
        if len(curves) < 2:
            return pick(
                "A live run's seconds are this machine's: compare it at equal steps.",
                "实时训练的秒数是这台机器的：请按相同步数比较。",
            )
    first = stand(curves, early(task, curves, by), by)
    last = stand(curves, moments(task, curves, by)[-1], by)
    said = [leader(now, pick(f"At {when(now.moment, by)}", when(now.moment, by))) for now in (first, last)]
    winner, once = last.order[0], first.order[0]
    if winner is not once and stand([winner, once], last.moment, by).clear:
        where = crossing(winner, once, task, by)
        if where is not None:
            names = winner.setting.name, once.setting.name
            said.append(
                pick(
                    f"{names[0]} stays ahead of {names[1]} from {when(where, by)} on.",
                    f"从{when(where, by)}起，一直领先的是{names[0]}，不再是{names[1]}。",
                )
            )
    if any(len(one.runs) == 1 for one in curves):
        said.append(
            pick(
                "One run is an anecdote: a single seed shows no spread.",
                "只跑一次说明不了什么：单个随机种子看不出波动范围。",
            )
        )
    if any(one.live and one.at[-1] < last.moment for one in curves) and by == "step":
        said.append(
            pick(
                "The live run did not go to the end: its last evaluation is compared.",
                "实时训练没有跑完：比较的是它最后一次评估。",
            )
        )
    return " ".join(said) if pick("en", "zh") == "en" else "".join(said)


def leader(now: Stand, at: str) -> str:
    """Who leads at a moment, by how much, and whether the ranges over seeds overlap; `at` says the moment."""
    one, two = now.order[:2]
    spreads = [now.spreads[one.setting], now.spreads[two.setting]]
    if now.clear:
        return pick(
            f"{at}, {one.setting.name} leads with {spreads[0]} right answers; "
            f"next is {two.setting.name}, {spreads[1]}.",
            f"{at}，领先的是{one.setting.name}：答对 {spreads[0]}；其次是{two.setting.name}：{spreads[1]}。",
        )
    several = len(one.runs) > 1 and len(two.runs) > 1
    why = pick("their ranges over seeds overlap", "种子之间的范围有重叠") if several else ""
    why = why or pick("one run shows no range", "单次运行没有范围可比")
    return pick(
        f"{at}, {one.setting.name} ({spreads[0]}) and {two.setting.name} ({spreads[1]}) "
        f"are too close to call: {why}.",
        f"{at}难分高下：{one.setting.name}，{spreads[0]}；{two.setting.name}，{spreads[1]}。{why}。",
    )


def told(now: Progress) -> str:
    """Where the live training stands, in words."""
    name = html.escape(now.setting.name)
    if now.state == "failed":
        why = html.escape(now.error)
        return pick(f"{name}: the training broke off: {why}", f"{name}：训练中断：{why}")
    if now.state == "running" and not now.step:
        return pick(f"{name}: getting ready", f"{name}：正在准备")
    where = pick(f"{name}: step {now.step} of {now.steps}", f"{name}：第 {now.step} / {now.steps} 步")
    if now.state == "running":
        left = now.left or 0
        return where + pick(f", about {left:.0f} s left", f"，大约还需 {left:.0f} 秒")
    ended = {"stopped": ("stopped", "已停止"), "finished": ("finished", "完成")}[now.state]
    return f"{where}{pick(', ', '，')}{pick(*ended)}"


def ready(known: Curve | None) -> str:
    """Whether the setting of the controls is recorded."""
    if known is None:
        return pick(
            "Not recorded: Train makes this run here, with one seed.",
            "没有存档：按“训练”就在这里跑一次（一个种子）。",
        )
    return pick(f"recorded, seeds: {len(known.runs)}", f"有存档，种子数：{len(known.runs)}")


def note(by: str) -> str:
    """What equal seconds mean."""
    if by == "step":
        return ""
    text = pick(
        "Seconds of training on the machine that recorded the runs, from the cost of one step, without "
        "evaluations: only their relation counts.",
        "这是当初跑实验的那台机器的训练秒数，由每一步的耗时算出，不含评估：只有相互之间的比例才有意义。",
    )
    return f"<br><small>{text}</small>"


def table(curves: list[Curve]) -> str:
    """Every evaluation of the curves as CSV: means, and the range over seeds of the exact match."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in curves:
        task, forcing, coin, _ = one.setting
        seeds = " ".join(str(run["seed"]) for run in one.runs)
        head = [task, forcing, coin, seeds, "live" if one.live else "recorded"]
        for k, (step, seconds) in enumerate(zip(one.at, one.seconds, strict=True)):
            tokens, loss, exact, error = (one.values(key, k) for key in ("tokens", "loss", "exact", "error"))
            numbers = [mean(tokens), mean(loss), mean(exact), min(exact), max(exact), mean(error)]
            rows.writerow([*head, step, f"{seconds:.2f}", *(f"{n:.4f}" for n in numbers)])
    return out.getvalue()
