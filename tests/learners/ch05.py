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


@right(ch05.errors_a_row)
def errors_in_one_expression(align, outputs, golds):
    counts = [
        sum(None in pair or output[pair[0]] != gold[pair[1]] for pair in align(output, gold))
        for output, gold in zip(outputs, golds, strict=True)
    ]
    return np.mean([count for count in counts if count])


@right(ch05.errors_a_row)
def errors_by_levenshtein(align, outputs, golds):
    total = wrong = 0
    for output, gold in zip(outputs, golds, strict=True):
        total += ch05.aligned.solve(output, gold)[0]
        wrong += output != gold
    return total / wrong


@wrong(ch05.errors_a_row, "one too many do not count", "多出来的词元没有算进去")
def errors_of_the_reference_alone(align, outputs, golds):
    counts = []
    for output, gold in zip(outputs, golds, strict=True):
        count = 0
        for i, j in align(output, gold):
            if j is not None:
                count += i is None or output[i] != gold[j]
        counts += [count] if output != gold else []
    return sum(counts) / len(counts)


@wrong(ch05.errors_a_row, "divide by all outputs", "除以了全部输出")
def errors_an_output(align, outputs, golds):
    return np.mean([ch05.aligned.solve(output, gold)[0] for output, gold in zip(outputs, golds, strict=True)])


@wrong(ch05.errors_a_row, "the code as it came", "原来的代码")
def errors_by_zip_longest(align, outputs, golds):
    counts = [sum(a != b for a, b in zip_longest(o, g)) for o, g in zip(outputs, golds, strict=True)]
    return sum(counts) / sum(count > 0 for count in counts)


def says(model, source, lengths, target):
    """Where what the model says is wrong, on its own and after gold, (B, T) each, EOS left out."""
    memory = model.encode(source, lengths)
    gold = model.project(model.advance(target[:, :-1], model.start(memory), memory)[0]).argmax(2)
    state, rows = model.start(memory), target[:, :1]
    while rows.size(1) < target.size(1) - 1:
        hidden, state = model.advance(rows[:, -1:], state, memory)
        rows = torch.cat([rows, model.project(hidden).argmax(2)], 1)
    return rows[:, 1:] != target[:, 1:-1], gold[:, :-1] != target[:, 1:-1]


@right(ch05.own_minus_gold)
def gap_in_lists(model, source, lengths, target):
    differences = []
    for row, forced in zip(*(marks.tolist() for marks in says(model, source, lengths, target)), strict=True):
        start = row.index(True) + 2 if True in row else len(row)
        differences += [own - gold for own, gold in zip(row[start:], forced[start:], strict=True)]
    return sum(differences) / max(len(differences), 1)


def gap_from(distance, model, source, lengths, target):
    own, gold = (marks.long() for marks in says(model, source, lengths, target))
    seen = own.cummax(1).values
    places = torch.cat([torch.zeros_like(seen)[:, :distance], seen[:, : seen.size(1) - distance]], 1)
    return ((own - gold) * places).sum() / places.sum().clamp(min=1)


@right(ch05.own_minus_gold)
def gap_by_cummax(model, source, lengths, target):
    return gap_from(2, model, source, lengths, target)


@wrong(ch05.own_minus_gold, "You begin right behind the first error", "紧跟着第一个错的位置看起")
def gap_with_the_swap(model, source, lengths, target):
    return gap_from(1, model, source, lengths, target)


@wrong(ch05.own_minus_gold, "The first error itself is among your places", "把第一个错本身也算进去了")
def gap_with_the_first_error(model, source, lengths, target):
    return gap_from(0, model, source, lengths, target)


@wrong(ch05.own_minus_gold, "You compare over all places", "在所有位置上比较")
def gap_everywhere(model, source, lengths, target):
    own, gold = (marks.double().mean() for marks in says(model, source, lengths, target))
    return own - gold


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
