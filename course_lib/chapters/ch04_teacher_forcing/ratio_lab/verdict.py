"""Verdict: what the numbers say about a race, and about a learner's guess, in sentences made by code."""

from dataclasses import dataclass

from course_lib.language import pick

from .race import Curve, Setting, Stand, crossing, curve, moments, stand, when

SAME = "same"
CHOICES = ("1", "0", SAME)
EARLY = 0.25  # of the race


@dataclass(frozen=True)
class Guess:
    """Who leads closed book, ratio "1" or "0", or "same": too close to call."""

    early: str
    end: str


def choice(key: str) -> str:
    """A choice in words."""
    if key == SAME:
        return pick("too close to call", "难分高下")
    return pick(f"ratio {key}", f"比率 {key}")


def early(task: str, curves: list[Curve], by: str) -> float:
    """The moment at a quarter of the race."""
    grid = moments(task, curves, by)
    return grid[round(EARLY * len(grid)) - 1]


def truth(task: str, by: str = "step") -> tuple[tuple[str, Stand], tuple[str, Stand]]:
    """Early and at the end: who leads of the recorded ratios 1 and 0, and how they stand."""
    curves = [curve(Setting(task, ratio)) for ratio in (1.0, 0.0)]
    found = []
    for moment in (early(task, curves, by), moments(task, curves, by)[-1]):
        now = stand(curves, moment, by)
        found.append((f"{now.order[0].setting.forcing:g}" if now.clear else SAME, now))
    return found[0], found[1]


def judge(guess: Guess | None, task: str, by: str = "step") -> str:
    """The guess beside what was measured, in HTML; without a guess only the latter."""
    lines = []
    names = (pick("After a quarter", "四分之一处"), pick("At the end", "结束时"))
    guesses = (guess.early, guess.end) if guess else (None, None)
    for name, guessed, (measured, now) in zip(names, guesses, truth(task, by), strict=True):
        spreads = pick("; ", "；").join(
            f"{one.setting.name}{pick(': ', '：')}{now.spreads[one.setting]}" for one in now.order
        )
        fact = pick(f"measured: {choice(measured)}", f"测得：{choice(measured)}")
        fact += pick(f" [{spreads}]", f"［{spreads}］")
        if guessed:
            mark = "✓" if guessed == measured else "✗"
            said = pick(f"your guess: {choice(guessed)}", f"你的猜测：{choice(guessed)}")
            fact = f"{mark} {said}{pick('; ', '；')}{fact}"
        lines.append(f"<b>{name}</b>{pick(': ', '：')}{fact}")
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
    said = [_leader(first, by), _leader(last, by)]
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


def _leader(now: Stand, by: str) -> str:
    """Who leads at a moment, by how much, and whether the ranges over seeds overlap."""
    one, two = now.order[:2]
    spreads = [now.spreads[one.setting], now.spreads[two.setting]]
    if now.clear:
        return pick(
            f"At {when(now.moment, by)}, {one.setting.name} leads with {spreads[0]} right answers; "
            f"next is {two.setting.name}, {spreads[1]}.",
            f"{when(now.moment, by)}，领先的是{one.setting.name}：答对 {spreads[0]}；"
            f"其次是{two.setting.name}：{spreads[1]}。",
        )
    several = len(one.runs) > 1 and len(two.runs) > 1
    why = pick("their ranges over seeds overlap", "种子之间的范围有重叠") if several else ""
    why = why or pick("one run shows no range", "单次运行没有范围可比")
    return pick(
        f"At {when(now.moment, by)}, {one.setting.name} ({spreads[0]}) and {two.setting.name} ({spreads[1]}) "
        f"are too close to call: {why}.",
        f"{when(now.moment, by)}难分高下：{one.setting.name}，{spreads[0]}；"
        f"{two.setting.name}，{spreads[1]}。{why}。",
    )
