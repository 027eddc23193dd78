"""Learners of chapter 02."""

import numpy as np
import torch
from torch import nn

from course_lib.chapters.ch02_encoder import exercises as ch02

from . import right, wrong


@right(ch02.rnn_states)
def states_in_double(inputs, W, U, b):
    inputs, W, U, b = (x.double() for x in (inputs, W, U, b))
    h, states = b.new_zeros(len(inputs), len(b)), []
    for x in inputs.unbind(1):
        h = torch.tanh(torch.einsum("be,he->bh", x, W) + nn.functional.linear(h, U, b))
        states += [h]
    return torch.stack(states, 1)


@right(ch02.rnn_states)
def states_in_numpy(inputs, W, U, b):
    inputs, W, U, b = (x.numpy() for x in (inputs, W, U, b))
    states = np.zeros((len(inputs), inputs.shape[1], len(b)))
    for t in range(inputs.shape[1]):
        states[:, t] = np.tanh(inputs[:, t] @ W.T + (states[:, t - 1] @ U.T if t else 0) + b)
    return states


@right(ch02.rnn_states)
def states_of_torchs_module(inputs, W, U, b):
    rnn = nn.RNN(W.shape[1], len(b), batch_first=True)
    for own, given in zip(rnn.parameters(), (W, U, b, torch.zeros_like(b)), strict=True):
        own.data = given
    return rnn(inputs)[0]  # with a gradient


@wrong(ch02.rnn_states, "`dim=1`", "`dim=1`")
def stacked_time_first(inputs, W, U, b):
    h, states = torch.zeros(len(b)), []
    for x in inputs.transpose(0, 1):
        h = torch.tanh(x @ W.T + h @ U.T + b)
        states.append(h)
    return torch.stack(states)


@wrong(ch02.rnn_states, "Both matrices need `.T`", "两个矩阵都要加 `.T`")
def product_the_wrong_way(inputs, W, U, b):
    h = torch.zeros(len(inputs), len(b))
    states = []
    for t in range(inputs.size(1)):
        h = (inputs[:, t] @ W + h @ U + b).tanh()
        states.append(h)
    return torch.stack(states, 1)


@wrong(ch02.rnn_states, "W reads the token", "W 乘词元")
def exchanged(inputs, W, U, b):
    return ch02.rnn_states.solve(inputs, U, W, b)


@right(ch02.context)
def context_by_a_mask(states, lengths):
    last = torch.arange(states.size(1)) == lengths[:, None] - 1
    return states[last]


@right(ch02.context)
def context_in_a_loop(states, lengths):
    return torch.stack([row[n - 1] for row, n in zip(states, lengths.tolist(), strict=True)]).double()


@wrong(ch02.context, "The classic bug", "经典的错误")
def last_column(states, lengths):
    return states.transpose(0, 1)[-1]


@wrong(ch02.context, "`torch.stack` makes it", "`torch.stack` 合成")
def list_of_rows(states, lengths):
    return [states[i, n - 1] for i, n in enumerate(lengths)]


@wrong(ch02.context, "One too far", "多走了一步")
def index_is_length(states, lengths):
    return torch.stack([states[i, lengths[i]] for i in range(len(states))])


@wrong(ch02.context, "one whole number", "一个整数")
def sliced_by_a_tensor(states, lengths):
    return states[:, :lengths][:, -1]


@right(ch02.mean_context)
def mean_by_matmul(states, mask):
    weights = mask.float() / mask.float().sum(1, keepdim=True)
    return (weights[:, None] @ states).squeeze(1)


@right(ch02.mean_context)
def mean_by_nan(states, mask):
    return torch.where(mask.unsqueeze(-1), states, float("nan")).nanmean(1).numpy()


@wrong(ch02.mean_context, "`mask[:, :, None]` makes (B, T) a (B, T, 1)", "`mask[:, :, None]` 把 (B, T) 变成")
def mask_without_its_axis(states, mask):
    return (states * mask).sum(1) / mask.sum(1, keepdim=True)


@wrong(ch02.mean_context, "divide by S", "除以了 S")
def zeros_averaged(states, mask):
    return torch.where(mask[:, :, None], states, 0.0).mean(dim=1)


@wrong(ch02.mean_context, "yes or no", "真或假")
def asked_for_truth(states, mask):
    return states.mean(1) if mask else states.sum(1)


@right(ch02.gru_step)
def gru_of_torch(x, h, W_r, U_r, W_z, U_z, W_n, U_n):
    return torch.gru_cell(x, h, torch.cat([W_r, W_z, W_n]), torch.cat([U_r, U_z, U_n]))


@right(ch02.gru_step)
def gru_by_hand(x, h, W_r, U_r, W_z, U_z, W_n, U_n):
    def gate(W, U):
        return 1 / (1 + (-(x @ W.mT + h @ U.mT)).exp())

    n = (x @ W_n.mT + gate(W_r, U_r) * (h @ U_n.mT)).tanh()
    return torch.lerp(n, h, gate(W_z, U_z))


@wrong(ch02.gru_step, "z and 1 − z have changed places", "z 和 1 − z 用反了")
def lerp_the_other_way(x, h, W_r, U_r, W_z, U_z, W_n, U_n):
    r, z = torch.sigmoid(x @ W_r.T + h @ U_r.T), torch.sigmoid(x @ W_z.T + h @ U_z.T)
    return torch.lerp(h, torch.tanh(x @ W_n.T + r * (h @ U_n.T)), z)


@wrong(ch02.gru_step, "reset the state before the matrix", "在乘矩阵之前就重置了状态")
def gru_of_the_paper(x, h, W_r, U_r, W_z, U_z, W_n, U_n):
    r, z = torch.sigmoid(x @ W_r.T + h @ U_r.T), torch.sigmoid(x @ W_z.T + h @ U_z.T)
    return z * h + (1 - z) * torch.tanh(x @ W_n.T + (h * r) @ U_n.T)


@wrong(ch02.gru_step, "not transposed", "没有转置")
def gru_not_transposed(x, h, W_r, U_r, W_z, U_z, W_n, U_n):
    r, z = torch.sigmoid(x @ W_r.T + h @ U_r), torch.sigmoid(x @ W_z.T + h @ U_z)
    return (1 - z) * torch.tanh(x @ W_n.T + r * (h @ U_n)) + z * h
