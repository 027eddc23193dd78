"""Learners of chapter 04."""

import math

import numpy as np
import torch

from course_lib.chapters.ch04_teacher_forcing import exercises as ch04

from . import right, wrong


@right(ch04.fed)
def fed_in_an_array(gold, own, coins):
    read = np.where(coins[1:], gold[:-1], own[:-1])
    return np.array(["BOS", *read])


@right(ch04.fed)
def fed_as_a_tuple(gold, own, coins):
    return ("BOS", *tuple((own, gold)[coins[t]][t - 1] for t in range(1, len(gold))))


@wrong(ch04.fed, "the very token that the decoder is asked to say", "正是要求解码器在那里说出的词元")
def fed_unshifted_array(gold, own, coins):
    read = np.where(coins, gold, own)
    read[0] = "BOS"
    return read[: len(gold)]


@wrong(ch04.fed, "upside down", "硬币反了")
def fed_the_other(gold, own, coins):
    return ["BOS"] + [own[t - 1] if coins[t] else gold[t - 1] for t in range(1, len(gold))]


@wrong(ch04.fed, "Length 4 expected", "长度应为 4")
def fed_joined(gold, own, coins):
    return [" ".join(ch04.fed.solve(gold, own, coins))]


@right(ch04.ratio_at)
def ratio_by_numpy(step, kind, k, c=0.0, floor=0.0):
    with np.errstate(over="ignore"):
        k = np.float64(k)
        found = {"linear": np.maximum(floor, k - c * step), "exponential": k**step}
        return found.get(kind, k / (k + np.exp(step / k)))


@right(ch04.ratio_at)
def ratio_in_tensors(step, kind, k, c=0.0, floor=0.0):
    k = torch.tensor(k, dtype=torch.double)
    if kind == "linear":
        return torch.clamp(k - c * step, min=floor)
    return torch.pow(k, step) if kind == "exponential" else torch.sigmoid(k.log() - step / k)


@wrong(ch04.ratio_at, "too large for a float", "超出了浮点数的范围")
def ratio_plainly(step, kind, k, c=0.0, floor=0.0):
    match kind:
        case "linear":
            return max(floor, k - c * step)
        case "exponential":
            return math.pow(k, step)
    return k / (k + math.exp(step / k))


@wrong(ch04.ratio_at, "though it has a `return`", "里有 `return`，返回的却是 None")
def ratio_misspelt(step, kind, k, c=0.0, floor=0.0):
    if kind == "Linear":
        return max(floor, k - c * step)
    if kind == "Exponential":
        return k**step


@wrong(ch04.ratio_at, "The value differs", "值不同")
def ratio_rounded(step, kind, k, c=0.0, floor=0.0):
    return round(ch04.ratio_at.solve(step, kind, k, c, floor), 1)


@right(ch04.coin_pattern)
def coins_in_a_tensor(uniform, ratio, kind):
    u = torch.tensor(uniform, dtype=torch.double)
    u = {"token": u, "step": u[:1], "sequence": u[:, :1], "batch": u[:1, :1]}[kind]
    gold = (u < ratio).expand(len(uniform), len(uniform[0])).clone()
    gold[:, 0] = True
    return gold


@right(ch04.coin_pattern)
def coins_in_an_array(uniform, ratio, kind):
    u = np.array(uniform)
    rows, columns = np.indices(u.shape)
    rows = rows if kind in ("token", "sequence") else rows * 0
    columns = columns if kind in ("token", "step") else columns * 0
    return (u[rows, columns] < ratio) | (np.arange(u.shape[1]) == 0)


@right(ch04.coin_pattern)
def coins_of_numpys_booleans(uniform, ratio, kind):
    return [list(row) for row in coins_in_an_array(uniform, ratio, kind)]


@wrong(ch04.coin_pattern, "Position 0 depends on a coin", "位置 0 也由硬币决定了")
def coins_at_bos_too(uniform, ratio, kind):
    u = np.array(uniform)
    u = {"token": u, "step": u[:1], "sequence": u[:, :1], "batch": u[:1, :1]}[kind]
    return np.broadcast_to(u < ratio, (len(uniform), len(uniform[0])))


@wrong(ch04.coin_pattern, "You toss for each place, whatever the kind", "不管是哪一种，你都给每个位置单独")
def coins_without_kind(uniform, ratio, kind):
    gold = torch.tensor(uniform) < ratio
    gold[:, 0] = True
    return gold


@wrong(ch04.coin_pattern, "Expected type list, you returned list_iterator", "应为列表")
def coins_one_by_one(uniform, ratio, kind):
    return iter(ch04.coin_pattern.solve(uniform, ratio, kind))


@right(ch04.two_pass)
def passes_in_arrays(gold, table, coins):
    says = np.vectorize(table.get, otypes=[object])
    first = says(np.array(["BOS", *gold[:-1]], dtype=object))
    read = np.array(["BOS", *np.where(coins[1:], gold[:-1], first[:-1])], dtype=object)
    return read, says(read)


@right(ch04.two_pass)
def passes_by_fed(gold, table, coins):
    own = list(map(table.get, ["BOS", *gold]))[:-1]
    read = ch04.fed.solve(gold, own, coins)
    return [read, [table[r] for r in read]]


@wrong(ch04.two_pass, "come out of pass 2 itself", "第二遍自己刚说的词元")
def one_after_the_other(gold, table, coins):
    read = ["BOS"]
    for t, token in enumerate(gold[:-1], 1):
        read.append(token if coins[t] else table[read[-1]])
    return read, [table[r] for r in read]


@wrong(ch04.two_pass, "upside down", "硬币反了")
def coins_mixed_up(gold, table, coins):
    first = [table[token] for token in ["BOS", *gold]]
    read = ["BOS", *(o if c else g for g, o, c in zip(gold, first, coins[1:], strict=False))]
    return read, [table[r] for r in read]
