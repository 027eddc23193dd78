"""Learners of chapter 07."""

import math

import numpy as np
import torch
from torch import nn
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


@right(ch07.Attention)
class AttentionByEinsum(nn.Module):
    def forward(self, query, states, real):
        scores = torch.einsum("bkh,bsh->bks", query, states)
        weights = torch.where(real[:, None], scores, torch.tensor(-torch.inf)).softmax(-1)
        return torch.einsum("bks,bsh->bkh", weights, states), weights


@right(ch07.Attention)
class AttentionWithALargeNumber(nn.Module):
    def forward(self, query, states, real):
        weights = functional.softmax(torch.bmm(query, states.mT) - 1e9 * ~real.unsqueeze(1), 2)
        return [weights.bmm(states), weights]


@wrong(ch07.Attention, "The mask is forgotten", "忘了掩码")
class AttentionUnmasked(nn.Module):
    def forward(self, query, states, real):
        weights = (query @ states.mT).softmax(-1)
        return weights @ states, weights


@wrong(ch07.Attention, "You divide by √H", "你除以了 √H")
class AttentionScaled(nn.Module):
    def forward(self, query, states, real):
        scores = query @ states.mT / query.size(-1) ** 0.5
        weights = scores.masked_fill(~real.unsqueeze(1), -torch.inf).softmax(-1)
        return weights @ states, weights


@right(ch07.Encoder)
class EncoderWithAMaskFromLengths(ch07.Encoder.solve):
    def forward(self, source, lengths):
        states, _ = self.rnn(self.embedding(source))
        last = (lengths - 1)[:, None, None].expand(-1, 1, states.size(2))
        real = torch.arange(source.size(1))[None] < lengths[:, None]
        return states, real, states.gather(1, last)[:, 0]


@right(ch07.Encoder)
class EncoderRowByRow(ch07.Encoder.solve):
    def forward(self, source, lengths):
        states, _ = self.rnn(self.embedding(source))
        last = [row[n - 1] for row, n in zip(states, lengths.tolist(), strict=True)]
        return [states, source > 0, torch.stack(last)]


@wrong(ch07.Encoder, "The mask is upside down", "掩码反了")
class EncoderWithPaddingMarked(ch07.Encoder.solve):
    def forward(self, source, lengths):
        states, _ = self.rnn(self.embedding(source))
        return states, source == 0, states[torch.arange(len(source)), lengths - 1]


@wrong(ch07.Encoder, "Only the context, as on the first page", "还是只有上下文向量")
class EncoderOfTheFirstPage(ch07.Encoder.solve):
    def forward(self, source, lengths):
        states, _ = self.rnn(self.embedding(source))
        return states[torch.arange(len(source)), lengths - 1]


@right(ch07.Decoder)
class DecoderByHalves(ch07.Decoder.solve):
    def forward(self, tokens, state, states, real):
        hidden, last = self.rnn(self.embedding(tokens), state.unsqueeze(0))
        context, weights = self.attention(hidden, states, real)
        left, right = self.combine.weight.chunk(2, 1)
        return torch.tanh(context @ left.T + hidden @ right.T), last.squeeze(0), weights


@right(ch07.Decoder)
class DecoderStepByStep(ch07.Decoder.solve):
    def forward(self, tokens, state, states, real):
        rows, looked = [], []
        for x in self.embedding(tokens).unbind(1):
            state = torch.gru_cell(x, state, *self.rnn.parameters())
            context, weights = self.attention(state[:, None], states, real)
            rows.append(self.combine(torch.cat([context[:, 0], state], 1)).tanh())
            looked.append(weights)
        return torch.stack(rows, 1), state, torch.cat(looked, 1)


@wrong(ch07.Decoder, "tanh is missing", "漏了 tanh")
class DecoderWithoutTanh(ch07.Decoder.solve):
    def forward(self, tokens, state, states, real):
        hidden, last = self.rnn(self.embedding(tokens), state[None])
        context, weights = self.attention(hidden, states, real)
        return self.combine(torch.cat([context, hidden], -1)), last[0], weights


@wrong(ch07.Decoder, "State and context are the other way round", "状态和上下文向量前后反了")
class DecoderTheOtherWayRound(ch07.Decoder.solve):
    def forward(self, tokens, state, states, real):
        hidden, last = self.rnn(self.embedding(tokens), state[None])
        context, weights = self.attention(hidden, states, real)
        return torch.tanh(self.combine(torch.cat((hidden, context), 2))), last[0], weights


@right(ch07.Seq2Seq)
class VerbsWithNames(ch07.Seq2Seq.solve):
    def start(self, memory):
        _, _, last = memory
        return last

    def advance(self, tokens, state, memory):
        states, real, _ = memory
        hidden, state, _ = self.decoder(tokens, state, states, real)
        return hidden, state

    def alignment(self, tokens, memory):
        states, real, last = memory
        return self.decoder(tokens, last, states, real)[-1]


@right(ch07.Seq2Seq)
class VerbsWithStars(ch07.Seq2Seq.solve):
    def start(self, memory):
        return memory[-1]

    def advance(self, tokens, state, memory):
        return self.decoder(tokens, state, *memory[:2])[:2]

    def alignment(self, tokens, memory):
        return self.decoder(tokens, memory[-1], *memory[:2])[2]


@wrong(ch07.Seq2Seq, "`start` takes the last column", "`start` 取的是状态的最后一列")
class VerbsThatStartAtTheLastColumn(ch07.Seq2Seq.solve):
    def start(self, memory):
        return memory[0][:, -1, :]


@wrong(ch07.Seq2Seq, "`advance` returns three things", "`advance` 返回了三样")
class VerbsThatHandOnAll(ch07.Seq2Seq.solve):
    def advance(self, tokens, state, memory):
        return self.decoder(tokens, state, *memory[:2])


@right(ch07.look_back)
def looked_back_by_exponents(query, states, real):
    scores = (query @ states.mT).exp() * real[:, None]
    weights = scores / scores.sum(2, keepdim=True)
    return weights @ states, weights


@right(ch07.look_back)
def looked_back_in_place(query, states, real):
    scores = torch.einsum("bkh,bsh->bks", query, states)
    scores[~real.unsqueeze(1).expand_as(scores)] = -torch.inf
    weights = torch.softmax(scores, dim=2)
    return weights.bmm(states), weights


@wrong(ch07.look_back, "share the 1 (`dim=0`)", "一批里的各个句子")
def looked_back_over_the_batch(query, states, real):
    scores = (query @ states.mT).masked_fill(~real[:, None], -1e9)
    weights = scores.softmax(0)
    return weights @ states, weights


@wrong(ch07.look_back, "the mask is gone", "掩码没了")
def looked_back_at_padding(query, states, real):
    weights = functional.softmax(query @ states.mT, dim=2)
    return weights @ states, weights


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
