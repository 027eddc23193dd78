"""Dynamic time warping: a distance that forgives speed (Sakoe and Chiba 1978)."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


@exercise(
    "stretch",
    minutes=15,
    title=("a distance that forgives speed", "快慢不同，也能比"),
    statement=(
        "Two people say *seven*, one slowly. Dynamic time warping lays the frames of one along those of the "
        "other. `costs` is (I, J): how unlike frame i of the first and frame j of the second are. A path "
        "begins at (0, 0), ends in the opposite corner, and each step goes one down, one to the right, or "
        "both. Its price is the sum of the costs on it, both ends counted. Write `warped_distance(costs)`: "
        "the price of the cheapest path, as a float.\n\n"
        "    warped_distance(tensor([[1., 5.], [1., 1.]]))  ->  2.0        # (0, 0), then (1, 1)",
        "两个人都念“七”，其中一个念得慢。动态时间规整把一个人的帧沿着另一个人的帧排开。"
        "`costs` 是 (I, J)：第一个人的第 i 帧和第二个人的第 j 帧有多不像。一条路从 (0, 0) 出发，到对角结束，"
        "每一步往下一格、往右一格，或者斜着走一格。路的代价是经过的各格之和，两头都算。"
        "请写 `warped_distance(costs)`：返回最便宜的那条路的代价，一个 float。\n\n"
        "    warped_distance(tensor([[1., 5.], [1., 1.]]))  ->  2.0        # (0, 0)，然后 (1, 1)",
    ),
    hints=[
        (
            "It is the edit distance of chapter 06 with other prices: fill a table from the first corner on.",
            "它和编辑距离是一家，只是价钱不同：从第一个角开始，一格一格填一张表。",
        ),
        (
            "Let total[i, j] be the cheapest way to (i, j). It is costs[i, j] plus the least of the three "
            "cells before it that exist.",
            "设 total[i, j] 是走到 (i, j) 的最低代价。它等于 costs[i, j] "
            "加上前面三格（存在的那些）里最小的。",
        ),
    ],
    cases=[
        (torch.tensor([[1.0, 5.0], [1.0, 1.0]]),),
        (torch.tensor([[3.0]]),),
        (tenths(0, 1, 4).abs(),),
        (tenths(1, 4, 1).abs(),),
        (tenths(2, 3, 3).abs(),),
        (tenths(3, 5, 3).abs(),),
        (tenths(4, 6, 6).abs() + 0.1,),
    ],
    distractors=("    total = costs.clone()", "    return total[-1, -1].item() / (rows + columns)"),
)
def warped_distance(costs):
    rows, columns = costs.shape
    total = torch.full((rows + 1, columns + 1), torch.inf)
    total[0, 0] = 0.0
    for i in range(rows):
        for j in range(columns):
            before = min(total[i, j], total[i, j + 1], total[i + 1, j])
            total[i + 1, j + 1] = costs[i, j] + before
    return total[-1, -1].item()


def _filled(costs, steps):
    rows, columns = costs.shape
    total = torch.full((rows + 1, columns + 1), torch.inf)
    total[0, 0] = 0.0
    for i in range(rows):
        for j in range(columns):
            total[i + 1, j + 1] = costs[i, j] + min(total[i + 1 - a, j + 1 - b] for a, b in steps)
    return total[-1, -1].item()


warped_distance.wrong(
    "You never go both ways at once: the step from (i, j) to (i + 1, j + 1) is missing.",
    "你从来不斜着走：漏了从 (i, j) 到 (i + 1, j + 1) 这一步。",
    lambda costs: _filled(costs, [(1, 0), (0, 1)]) if costs.numel() > 1 else costs.sum().item(),
)
warped_distance.wrong(
    "You walk along the diagonal alone. That is comparing without any warping.",
    "你只走对角线。那等于完全没有伸缩。",
    lambda costs: sum(
        costs[min(k, costs.size(0) - 1), min(k, costs.size(1) - 1)].item() for k in range(max(costs.shape))
    ),
)
warped_distance.wrong(
    "The first cell is not counted. Both ends of the path have their price.",
    "第一格没有算进去。路的两头都要付代价。",
    lambda costs: _filled(costs, [(1, 1), (1, 0), (0, 1)]) - costs[0, 0].item(),
)


@warped_distance.wrong(
    "At each step you take the cheapest next cell. That is greedy, and a cheap step can lead into an "
    "expensive corner. Keep the cheapest way to every cell.",
    "你每一步都选下一格里最便宜的。这是贪心：眼前便宜，后面可能很贵。要记住走到每一格的最低代价。",
)
def greedy(costs):
    i, j = 0, 0
    total = costs[0, 0].item()
    while (i, j) != (costs.size(0) - 1, costs.size(1) - 1):
        steps = [(i + 1, j + 1), (i + 1, j), (i, j + 1)]
        i, j = min(
            (s for s in steps if s[0] < costs.size(0) and s[1] < costs.size(1)), key=lambda s: costs[s]
        )
        total += costs[i, j].item()
    return total
