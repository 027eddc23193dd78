"""Learners of chapter 07."""

import math

import numpy as np
import torch
from torch.nn import functional

from course_lib.chapters.ch07_attention_preview import exercises as ch07

from . import right, wrong


def padding(keys, lengths, axis=1):
    return torch.arange(keys.shape[axis])[None] >= lengths.unsqueeze(1)  # (B, S)


@right(ch07.masked_softmax)
def weights_row_by_row(scores, lengths):
    made = torch.zeros_like(scores, dtype=torch.float)
    for b, n in enumerate(lengths.tolist()):
        made[b, :, :n] = scores[b, :, :n].softmax(1)
    return made


@right(ch07.masked_softmax)
def weights_in_numpy(scores, lengths):
    real = np.arange(scores.shape[2]) < lengths.numpy()[:, None, None]
    shifted = np.where(real, scores.numpy(), -np.inf)
    e = np.exp(shifted - shifted.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


@right(ch07.masked_softmax)
def weights_with_a_large_number(scores, lengths):
    return torch.softmax(scores - 1e9 * padding(scores, lengths, 2)[:, None], -1)


@wrong(ch07.masked_softmax, "The mask lacks an axis", "掩码少了一维")
def mask_without_its_axis(scores, lengths):
    return scores.masked_fill(padding(scores, lengths, 2), -torch.inf).softmax(-1)


@wrong(ch07.masked_softmax, "turns it round", "要取反，用 `~mask`")
def mask_subtracted(scores, lengths):
    real = torch.arange(scores.shape[2]) < lengths[:, None]
    return (scores - 1e9 * (1 - real)[:, None]).softmax(-1)


@wrong(ch07.masked_softmax, "mask after the softmax", "在 softmax 之后才掩蔽")
def weights_zeroed(scores, lengths):
    return scores.softmax(-1).masked_fill(padding(scores, lengths, 2)[:, None], 0)


@wrong(ch07.masked_softmax, "exp(1000)", "exp(1000)")
def weights_that_overflow(scores, lengths):
    e = scores.exp() * ~padding(scores, lengths, 2)[:, None]
    return e / e.sum(-1, keepdim=True)


@right(ch07.attend)
def attend_by_einsum(query, keys, lengths):
    scores = torch.einsum("btd,bsd->bts", query, keys) / math.sqrt(query.size(-1))
    weights = torch.where(padding(keys, lengths)[:, None], -torch.inf, scores).softmax(-1).float()
    return torch.einsum("bts,bsd->btd", weights, keys.float()), weights


@right(ch07.attend)
def attend_by_the_other(query, keys, lengths):
    weights = ch07.masked_softmax.solve(query @ keys.mT * keys.size(-1) ** -0.5, lengths)
    return [weights.bmm(keys), weights]


@wrong(ch07.attend, "`.transpose(1, 2)` turns the matrices", "`.transpose(1, 2)` 可以把每个矩阵转过来")
def attend_untransposed(query, keys, lengths):
    weights = ch07.masked_softmax.solve(query @ keys / keys.shape[2] ** 0.5, lengths)
    return weights @ keys, weights


@wrong(ch07.attend, "in the other order", "只是顺序反了")
def attend_weights_first(query, keys, lengths):
    weights = ch07.masked_softmax.solve(query @ keys.mT / keys.shape[2] ** 0.5, lengths)
    return weights, weights @ keys


@wrong(ch07.attend, "2 values are asked for", "要返回 2 个值")
def attend_context_only(query, keys, lengths):
    return attend_by_the_other(query, keys, lengths)[0]


@right(ch07.additive_scores)
def additive_by_einsum(query, keys, W_q, W_k, v):
    q, k = functional.linear(query, W_q), functional.linear(keys, W_k)
    return torch.einsum("btsh,h->bts", torch.tanh(q.unsqueeze(2) + k.unsqueeze(1)), v)


@right(ch07.additive_scores)
def additive_in_numpy(query, keys, W_q, W_k, v):
    query, keys, W_q, W_k, v = (x.numpy() for x in (query, keys, W_q, W_k, v))
    return (np.tanh((query @ W_q.T)[:, :, None] + (keys @ W_k.T)[:, None]) * v).sum(-1)


@wrong(ch07.additive_scores, "Shape expected: (1, 1, 2)", "形状应为 (1, 1, 2)")
def additive_without_axes(query, keys, W_q, W_k, v):
    return torch.tanh(query @ W_q.T + keys @ W_k.T) @ v


@wrong(ch07.additive_scores, "Steps of the target come first", "应先是目标序列的步")
def additive_axes_exchanged(query, keys, W_q, W_k, v):
    return torch.tanh((query @ W_q.T)[:, None] + (keys @ W_k.T)[:, :, None]) @ v


@wrong(ch07.additive_scores, "not transposed", "没有转置")
def additive_not_transposed(query, keys, W_q, W_k, v):
    return torch.tanh((query @ W_q)[:, :, None] + (keys @ W_k)[:, None]) @ v


@right(ch07.causal_self_attention)
def causal_step_by_step(inputs, W_q, W_k, W_v):
    q, k, v = inputs @ W_q.mT, inputs @ W_k.mT, inputs @ W_v.mT
    rows = []
    for t in range(inputs.size(1)):
        scores = torch.einsum("bh,bsh->bs", q[:, t], k[:, : t + 1]) / math.sqrt(len(W_q))
        rows.append(torch.einsum("bs,bsh->bh", scores.softmax(1), v[:, : t + 1]))
    return torch.stack(rows, 1).float()


@right(ch07.causal_self_attention)
def causal_with_an_added_mask(inputs, W_q, W_k, W_v):
    T = inputs.size(1)
    mask = torch.full((T, T), -torch.inf, dtype=inputs.dtype).triu(1)
    return ((inputs @ W_q.T) @ (inputs @ W_k.T).mT / len(W_k) ** 0.5 + mask).softmax(2) @ (inputs @ W_v.T)


@wrong(ch07.causal_self_attention, "The diagonal is hidden as well", "对角线也被遮住了")
def causal_off_by_one(inputs, W_q, W_k, W_v):
    q, k, v = inputs @ W_q.T, inputs @ W_k.T, inputs @ W_v.T
    scores = q @ k.mT / q.size(-1) ** 0.5
    real = torch.ones_like(scores).tril(-1) > 0
    return torch.where(real, scores, -torch.inf).softmax(-1) @ v


@wrong(ch07.causal_self_attention, "The scale is missing", "漏了缩放")
def causal_unscaled(inputs, W_q, W_k, W_v):
    q, k, v = (inputs @ W.T for W in (W_q, W_k, W_v))
    return functional.scaled_dot_product_attention(q, k, v, is_causal=True, scale=1.0)


@wrong(ch07.causal_self_attention, "not transposed", "没有转置")
def causal_not_transposed(inputs, W_q, W_k, W_v):
    return functional.scaled_dot_product_attention(inputs @ W_q, inputs @ W_k, inputs @ W_v, is_causal=True)
