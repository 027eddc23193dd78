"""Learners of chapter 05."""

from functools import cache
from itertools import zip_longest

import numpy as np
import torch

from course_lib.chapters.ch05_exposure_bias import exercises as ch05

from . import right, wrong


@right(ch05.first_error)
def error_by_padding(output, gold):
    differs = [a != b for a, b in zip_longest(output, gold)]
    return differs.index(True) if True in differs else None


@right(ch05.first_error)
def error_in_numpy(output, gold):
    differs = np.array([a != b for a, b in zip_longest(output, gold, fillvalue="")], dtype=bool)
    return differs.argmax() if differs.any() else None


@wrong(ch05.first_error, "`zip` stops", "`zip` 到较短的序列就停了")
def error_of_zip(output, gold):
    for i, pair in enumerate(zip(output, gold, strict=False)):
        if pair[0] != pair[1]:
            return i
    return None


@wrong(ch05.first_error, "0 counts as false", "0 算作假")
def error_by_truth(output, gold):
    found = min((i for i, (a, b) in enumerate(zip_longest(output, gold)) if a != b), default=0)
    if found:
        return found


@wrong(ch05.first_error, "return `None`, not a number", "应返回 `None`，不要返回数字")
def error_or_length(output, gold):
    for i, (a, b) in enumerate(zip(output, gold, strict=False)):
        if a != b:
            return i
    return min(len(output), len(gold)) if len(output) != len(gold) else -1


@wrong(ch05.first_error, "Check 1", "第 1 项检查")
def strings_compared_strictly(output, gold):
    return [a for a, b in zip(output, gold, strict=True) if a != b]


@right(ch05.by_distance)
def distance_in_numpy(outputs, golds):
    after = []
    for output, gold in zip(outputs, golds, strict=True):
        places = np.flatnonzero([a != b for a, b in zip(output, gold, strict=True)])
        if len(places):
            row = np.zeros(len(gold))
            row[places] = 1
            after.append(row[places[0] + 1 :])
    table = np.full((len(after), max(map(len, after), default=0)), np.nan)
    for i, row in enumerate(after):
        table[i, : len(row)] = row
    return np.nanmean(table, axis=0) if table.size else table.reshape(-1)


@right(ch05.by_distance)
def distance_in_a_dict(outputs, golds):
    shares = {}
    for output, gold in zip(outputs, golds, strict=True):
        first = ch05.first_error.solve(output, gold)
        if first is not None:
            for d in range(1, len(gold) - first):
                shares.setdefault(d, []).append(output[first + d] != gold[first + d])
    return tuple(torch.tensor(shares[d]).double().mean() for d in sorted(shares))


@wrong(ch05.by_distance, "divide by all rows that have an error", "除以了所有有错误的行")
def distance_of_all_with_errors(outputs, golds):
    rows = [[a != b for a, b in zip(o, g, strict=True)] for o, g in zip(outputs, golds, strict=True)]
    after = [row[row.index(True) + 1 :] for row in rows if any(row)]
    return [
        sum(p[d] for p in after if d < len(p)) / len(after) for d in range(max(map(len, after), default=0))
    ]


@wrong(ch05.by_distance, "shares of right tokens", "对的比例")
def distance_recovered(outputs, golds):
    return [1.0 - share for share in distance_in_a_dict(outputs, golds)]


@wrong(ch05.by_distance, "begins with the first error itself", "从第一个错误本身开始")
def distance_from_zero(outputs, golds):
    return [1.0, *ch05.by_distance.solve(outputs, golds)] if outputs != golds else []


@right(ch05.excess_error)
def excess_in_numpy(own_risks, gold_risks):
    own, gold = np.array(own_risks), np.array(gold_risks)
    return np.array([own.sum() / gold.mean(), 100 * (own.sum() / gold.sum() - 1)])


@right(ch05.excess_error)
def excess_in_float32(own_risks, gold_risks):
    own, gold = torch.tensor(own_risks), torch.tensor(gold_risks)
    ratio = own.sum() / gold.mean()
    return [ratio, 100 * (ratio - len(own)) / len(own)]


@wrong(ch05.excess_error, "Either you made R a mean, or ε a sum", "不是 R 取了平均，就是 ε 取了和")
def excess_with_a_mean(own_risks, gold_risks):
    R, eps = np.mean(own_risks), np.mean(gold_risks)
    return R / eps, 100 * (R - eps) / eps


@wrong(ch05.excess_error, "Either you made R a mean, or ε a sum", "不是 R 取了平均，就是 ε 取了和")
def excess_with_a_sum(own_risks, gold_risks):
    R, eps = sum(own_risks), sum(gold_risks)
    return R / eps, 100 * (R - eps) / eps


@wrong(ch05.excess_error, "You treat both lists alike", "用了同样的算法")
def excess_with_a_mean_in_the_formula(own_risks, gold_risks):
    l, R, eps = len(own_risks), np.mean(own_risks), np.mean(gold_risks)  # noqa: E741
    return R / eps, 100 * (R - l * eps) / (l * eps)


@wrong(ch05.excess_error, "or ε a sum as well", "就是 ε 也取了和")
def excess_with_a_sum_in_the_formula(own_risks, gold_risks):
    steps, R, eps = len(own_risks), sum(own_risks), sum(gold_risks)
    return R / eps, 100 * (R - steps * eps) / (steps * eps)


@wrong(ch05.excess_error, "The second number is a fraction", "第二个数是小数")
def excess_as_a_fraction(own_risks, gold_risks):
    R, total = sum(own_risks), sum(gold_risks)
    return len(own_risks) * R / total, R / total - 1


@right(ch05.aligned)
def aligned_with_a_memory(output, gold):
    @cache
    def best(i, j):
        if not i or not j:
            return (i + j, 0)
        edits, lost = best(i - 1, j - 1)
        ways = [(edits, lost - 1) if output[i - 1] == gold[j - 1] else (edits + 1, lost)]
        ways += [(e + 1, m) for e, m in (best(i - 1, j), best(i, j - 1))]
        return min(ways)

    edits, lost = best(len(output), len(gold))
    return torch.tensor([edits, -lost])


@right(ch05.aligned)
def aligned_by_one_number(output, gold):
    row = [1000 * j for j in range(len(gold) + 1)]
    for i, a in enumerate(output, 1):
        new = [1000 * i]
        for j, b in enumerate(gold, 1):
            new.append(min(row[j - 1] + (-1 if a == b else 1000), row[j] + 1000, new[-1] + 1000))
        row = new
    edits = -(-row[-1] // 1000)
    return np.array([edits, 1000 * edits - row[-1]])


@wrong(ch05.aligned, "fewer matches", "匹配较少")
def aligned_by_edits_alone(output, gold):
    table = {(0, 0): (0, 0)}
    for i in range(len(output) + 1):
        for j in range(len(gold) + 1):
            ways = []
            if i and j:
                same = output[i - 1] == gold[j - 1]
                ways.append((table[i - 1, j - 1][0] + (not same), table[i - 1, j - 1][1] + same))
            ways += [(table[i - 1, j][0] + 1, table[i - 1, j][1])] if i else []
            ways += [(table[i, j - 1][0] + 1, table[i, j - 1][1])] if j else []
            table[i, j] = min(ways, key=lambda way: (way[0], way[1])) if ways else (0, 0)
    return table[len(output), len(gold)]


@wrong(ch05.aligned, "A replacement costs you two edits", "一次替换你算了两次编辑")
def aligned_by_common_subsequence(output, gold):
    row = [0] * (len(gold) + 1)
    for a in output:
        new = [0]
        for j, b in enumerate(gold, 1):
            new.append(max(row[j - 1] + (a == b), row[j], new[-1]))
        row = new
    return len(output) + len(gold) - 2 * row[-1], row[-1]
