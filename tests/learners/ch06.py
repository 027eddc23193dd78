"""Learners of chapter 06."""

import math
from collections import Counter

import numpy as np
import torch

from course_lib.chapters.ch06_bleu import exercises as ch06

from . import right, wrong


def counted(tokens, n):
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def allowed(references, n):
    most = Counter()
    for reference in references:
        most |= counted(reference, n)
    return most


@right(ch06.clipped)
def clipped_by_min(candidate, references, n):
    found = counted(candidate, n)
    matches = sum(min(c, max(counted(r, n)[g] for r in references)) for g, c in found.items())
    return np.array([matches, sum(found.values())])


@right(ch06.clipped)
def clipped_by_crossing_out(candidate, references, n):
    left, matches, total = allowed(references, n), 0, 0
    for i in range(max(0, len(candidate) - n + 1)):
        piece = tuple(candidate[i : i + n])
        total += 1
        if left[piece] > 0:
            left[piece] -= 1
            matches += 1
    return [torch.tensor(matches), torch.tensor(total)]


@wrong(ch06.clipped, "the total counts each kind once", "总数里每种只算了一次")
def clipped_of_types(candidate, references, n):
    found, most = counted(candidate, n), allowed(references, n)
    return sum(min(c, most[g]) for g, c in found.items()), len(found)


@wrong(ch06.clipped, "You count each different n-gram once", "每种 n元语法只算一次")
def clipped_in_sets(candidate, references, n):
    found = set(counted(candidate, n))
    return len(found & set(allowed(references, n))), len(found)


@wrong(ch06.clipped, "the matches count each kind once", "匹配数里每种只算了一次")
def matches_in_a_set(candidate, references, n):
    found = counted(candidate, n)
    return len(found.keys() & allowed(references, n).keys()), found.total()


@wrong(ch06.clipped, "gets full marks", "就能得满分")
def not_clipped(candidate, references, n):
    most = allowed(references, n)
    pieces = [tuple(candidate[i : i + n]) for i in range(len(candidate) - n + 1)]
    return len([p for p in pieces if most[p]]), len(pieces)


def sums(stats):
    matches, totals = (np.sum([row[k] for row in stats], axis=0) for k in (0, 1))
    return matches, totals, sum(row[2] for row in stats), sum(row[3] for row in stats)


@right(ch06.corpus_bleu)
def bleu_in_numpy(stats):
    matches, totals, c, r = sums(stats)
    if not matches.all():
        return 0
    return 100 * min(1, np.exp(1 - r / c)) * np.prod(matches / totals) ** (1 / len(matches))


@right(ch06.corpus_bleu)
def bleu_in_tensors(stats):
    matches, totals, c, r = sums(stats)
    p = torch.tensor(matches).double() / torch.tensor(totals).clamp(min=1)
    return 100 * p.log().mean().exp() * (1.0 if c > r else math.e ** (1 - r / c))


@wrong(ch06.corpus_bleu, "You always take the 4th root", "你总是开四次方")
def bleu_of_four(stats):
    matches, totals, c, r = sums(stats)
    if 0 in matches:
        return 0.0
    bp = 1 if c > r else math.exp(1 - r / c)
    return 100 * bp * math.exp(sum(0.25 * math.log(m / t) for m, t in zip(matches, totals, strict=True)))


@wrong(ch06.corpus_bleu, "a shorter list has no fourth place", "就没有第四个数了")
def bleu_of_four_by_index(stats):
    p = [sum(row[0][n] for row in stats) / sum(row[1][n] for row in stats) for n in range(4)]
    return 100 * math.prod(p) ** 0.25


@wrong(ch06.corpus_bleu, "You always count four orders", "你总是算四阶")
def bleu_of_four_counters(stats):
    matches, totals = [0] * 4, [0] * 4
    for some, of, *_ in stats:
        for n, (m, t) in enumerate(zip(some, of, strict=True)):
            matches[n], totals[n] = matches[n] + m, totals[n] + t
    c, r = (sum(row[i] for row in stats) for i in (2, 3))
    if 0 in matches:
        return 0.0
    p = math.prod(m / t for m, t in zip(matches, totals, strict=True))
    return 100 * min(1, math.exp(1 - r / c)) * p**0.25


@wrong(ch06.corpus_bleu, "The brevity penalty is missing", "缺少简短惩罚")
def bleu_without_penalty(stats):
    matches, totals, *_ = sums(stats)
    return 0 if 0 in matches else 100 * np.exp(np.log(matches / totals).mean())


@wrong(ch06.corpus_bleu, "The score is between 0 and 1", "在 0 到 1 之间")
def bleu_of_one(stats):
    return float(bleu_in_numpy(stats)) / 100


@right(ch06.paired_bootstrap)
def bootstrap_in_numpy(stats_a, stats_b, draws):
    scores = np.array([[bleu_in_numpy([s[i] for i in row]) for s in (stats_a, stats_b)] for row in draws])
    gap = np.round(scores[:, 0] - scores[:, 1], 9)
    return (np.sign(gap).mean() + 1) / 2


@right(ch06.paired_bootstrap)
def bootstrap_in_a_tensor(stats_a, stats_b, draws):
    a, b = (torch.tensor([ch06.corpus_bleu.solve([s[i] for i in row]) for row in draws])
            for s in (stats_a, stats_b))  # fmt: skip
    return (a > b).float().mean() + (a == b).float().mean() / 2


@wrong(ch06.paired_bootstrap, "as if B had won", "等于判 B 赢")
def bootstrap_strictly(stats_a, stats_b, draws):
    pick = ch06.corpus_bleu.solve
    return np.mean([pick([stats_a[i] for i in r]) > pick([stats_b[i] for i in r]) for r in draws])


@wrong(ch06.paired_bootstrap, "Repeated indices have got lost", "重复的下标丢掉了")
def bootstrap_of_sets(stats_a, stats_b, draws):
    score, wins = ch06.corpus_bleu.solve, 0
    for row in map(set, draws):
        a, b = score([stats_a[i] for i in row]), score([stats_b[i] for i in row])
        wins += 1 if a > b else 0.5 if a == b else 0
    return wins / len(draws)


@right(ch06.report)
def report_of_two_lists(candidates, references, counts, score):
    return score(list(map(counts, candidates, references)))


@right(ch06.report)
def report_by_adding_up(candidates, references, counts, score):
    rows = [counts(c, r) for c, r in zip(candidates, references, strict=True)]
    matches, totals = (
        [sum(column) for column in zip(*(row[k] for row in rows), strict=True)] for k in (0, 1)
    )
    return score([(matches, totals, sum(row[2] for row in rows), sum(row[3] for row in rows))])


@wrong(ch06.report, "it is still a mean of sentence scores", "还是各句得分的平均")
def report_of_means(candidates, references, counts, score):
    scores = [score([counts(c, r)]) for c, r in zip(candidates, references, strict=True)]
    return np.mean(scores)


@wrong(ch06.report, "candidate and reference are still exchanged", "候选译文和参考译文还是反的")
def report_turned_round(candidates, references, counts, score):
    stats = []
    for candidate, reference in zip(candidates, references, strict=True):
        stats.append(counts(reference, candidate))
    return score(stats)


@wrong(ch06.report, "the last sentence alone", "最后一句的得分")
def report_of_the_last(candidates, references, counts, score):
    for candidate, reference in zip(candidates, references, strict=True):
        stats = [counts(candidate, reference)]
    return score(stats)
