"""Learners of chapter 08."""

import math

import numpy as np
import torch
from torch.nn import functional

from course_lib.chapters.ch08_transformer import exercises as ch08

from . import right, wrong


@right(ch08.split_heads)
def heads_by_chunks(x, h):
    return torch.stack(x.chunk(h, dim=-1), 1).double()


@right(ch08.split_heads)
def heads_in_numpy(x, h):
    return np.swapaxes(x.numpy().reshape(*x.shape[:2], h, -1), 1, 2)


@wrong(ch08.split_heads, "The shape is right, the numbers are not", "形状对，数不对")
def heads_by_view(x, h):
    return x.view(len(x), h, x.size(1), -1)


@wrong(ch08.split_heads, "`torch.stack` of tensors", "张量的列表用 `torch.stack`")
def heads_in_a_list(x, h):
    return list(x.chunk(h, -1))


@wrong(ch08.split_heads, "A reshape only cuts", "reshape 只是把同样的数重新切分")
def heads_too_many(x, h):
    return x.reshape(x.size(0), x.size(1), h, x.size(2)).transpose(1, 2)


@right(ch08.waves)
def waves_in_double(length, d):
    t, i = torch.arange(length, dtype=torch.double)[:, None], torch.arange(0, d, 2, dtype=torch.double)
    angles = t / 10000 ** (i / d)
    return torch.stack([angles.sin(), angles.cos()], 2).reshape(length, d)


@right(ch08.waves)
def waves_in_numpy(length, d):
    made = np.zeros((length, d))
    for t in range(length):
        for i in range(d // 2):
            angle = t / 10000 ** (2 * i / d)
            made[t, 2 * i], made[t, 2 * i + 1] = math.sin(angle), math.cos(angle)
    return made


@right(ch08.waves)
def waves_by_exponentials(length, d):
    rates = torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
    made = torch.zeros(length, d)
    made[:, 0::2] = torch.sin(torch.arange(length).unsqueeze(1) * rates)
    made[:, 1::2] = torch.cos(torch.arange(length).unsqueeze(1) * rates)
    return made


@wrong(ch08.waves, "stand in two halves", "分成了左右两半")
def waves_in_halves(length, d):
    made = waves_in_double(length, d)
    return torch.cat([made[:, ::2], made[:, 1::2]], 1)


@wrong(ch08.waves, "`torch.tensor` makes a tensor", "数的列表用 `torch.tensor`")
def waves_in_lists(length, d):
    return waves_in_numpy(length, d).tolist()


@wrong(ch08.waves, "should be torch.float32; yours: torch.int64", "应为 torch.float32，你的是 torch.int64")
def waves_of_whole_numbers(length, d):
    return waves_in_double(length, d).long()


@right(ch08.smoothed_loss)
def smoothed_by_torch(logits, labels, share):
    return functional.cross_entropy(logits.float(), labels, label_smoothing=share)


@right(ch08.smoothed_loss)
def smoothed_by_targets(logits, labels, share):
    N, V = logits.shape
    targets = np.full((N, V), share / V)
    targets[np.arange(N), labels] += 1 - share
    return -(torch.tensor(targets) * torch.log_softmax(logits, 1)).sum().item() / N


@wrong(ch08.smoothed_loss, "over the other V − 1 tokens only", "其余 V − 1 个词元")
def smoothed_over_others(logits, labels, share):
    V = logits.size(1)
    targets = torch.full_like(logits, share / (V - 1)).scatter(1, labels[:, None], 1 - share)
    return -(targets * logits.log_softmax(1)).sum(1).mean()


@wrong(ch08.smoothed_loss, "You sum over the N rows", "你对 N 行求了和")
def smoothed_and_summed(logits, labels, share):
    return functional.cross_entropy(logits, labels, label_smoothing=share, reduction="sum")


@wrong(ch08.smoothed_loss, "`gather` needs ids with as many axes", "`gather` 的编号要和张量有同样多的维")
def smoothed_gather(logits, labels, share):
    logp = logits.log_softmax(-1)
    return -((1 - share) * logp.gather(1, labels) + share * logp.mean(-1)).mean()


@wrong(ch08.smoothed_loss, "exp(1000)", "exp(1000)")
def smoothed_naively(logits, labels, share):
    p = logits.exp() / logits.exp().sum(-1, keepdim=True)
    label = p[torch.arange(len(p)), labels].log()
    return -((1 - share) * label + share * p.log().mean(-1)).mean()


@right(ch08.cached_step)
def step_by_torch(x, keys, values, W_q, W_k, W_v):
    keys = torch.vstack([keys, x @ W_k])
    values = torch.vstack([values, x @ W_v])
    q, k, v = ((t if t.dim() > 1 else t[None])[None] for t in (x @ W_q, keys, values))
    return [functional.scaled_dot_product_attention(q, k, v)[0, 0], keys, values]


@right(ch08.cached_step)
def step_in_numpy(x, keys, values, W_q, W_k, W_v):
    x, keys, values, W_q, W_k, W_v = (a.numpy() for a in (x, keys, values, W_q, W_k, W_v))
    keys, values = np.vstack([keys, x @ W_k]), np.vstack([values, x @ W_v])
    e = np.exp(keys @ (x @ W_q) / math.sqrt(len(x)))
    return e / e.sum() @ values, keys, values


@wrong(ch08.cached_step, "The scores are not divided by √d", "分数没有除以 √d")
def step_unscaled(x, keys, values, W_q, W_k, W_v):
    keys, values = torch.vstack([keys, x @ W_k]), torch.vstack([values, x @ W_v])
    return torch.softmax(keys @ (x @ W_q), 0) @ values, keys, values


@wrong(ch08.cached_step, "equally many axes", "维数相同")
def step_without_an_axis(x, keys, values, W_q, W_k, W_v):
    keys, values = torch.cat([keys, x @ W_k]), torch.cat([values, x @ W_v])
    return torch.softmax(keys @ (x @ W_q) / len(x) ** 0.5, 0) @ values, keys, values


@wrong(ch08.cached_step, "At `[0][0]`", "在 `[0][0]` 处")
def step_with_transposed_matrices(x, keys, values, W_q, W_k, W_v):
    return ch08.cached_step.solve(x, keys, values, W_q.T, W_k.T, W_v.T)
