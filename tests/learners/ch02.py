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


@right(ch02.max_context)
def largest_in_a_loop(states, mask):
    return torch.stack([row[kept].amax(0) for row, kept in zip(states, mask, strict=True)])


@right(ch02.max_context)
def largest_in_numpy(states, mask):
    return np.where(mask.numpy()[:, :, None], states.numpy(), -np.inf).max(1)


@right(ch02.max_context)
def filled_with_the_smallest_of_all(states, mask):
    return torch.where(mask.unsqueeze(-1), states, states.min()).max(1)[0]


@wrong(ch02.max_context, "So far it is the code as it came", "现在还是原来的代码")
def zeros_can_win(states, mask):
    return torch.where(mask[:, :, None], states, 0.0).amax(1)


@wrong(ch02.max_context, "−1 is small enough", "−1 已经够小")
def minus_one_in_the_padding(states, mask):
    return (states * mask[:, :, None] - (~mask[:, :, None]).float()).amax(1)


@wrong(ch02.max_context, "the mask is not used", "没有用上掩码")
def whole_rectangle(states, mask):
    return states.max(dim=1)[0]


@wrong(ch02.max_context, "`mask[:, :, None]` makes (B, T) a (B, T, 1)", "`mask[:, :, None]` 把 (B, T) 变成")
def mask_without_its_axis(states, mask):
    return states.masked_fill(~mask, -torch.inf).amax(1)


@right(ch02.backward_context)
def backward_row_by_row(inputs, lengths, W, U, b):
    found = []
    for row, n in zip(inputs, lengths.tolist(), strict=True):
        h = torch.zeros(len(b))
        for x in row[:n].flip(0):
            h = torch.tanh(W @ x + U @ h + b)
        found.append(h)
    return torch.stack(found)


@right(ch02.backward_context)
def zero_until_the_row_begins(inputs, lengths, W, U, b):
    h = inputs.new_zeros(len(inputs), len(b))
    for t in range(inputs.shape[1] - 1, -1, -1):
        h = torch.tanh(inputs[:, t] @ W.T + h @ U.T + b) * (t < lengths)[:, None]
    return h


@right(ch02.backward_context)
def backward_in_double(inputs, lengths, W, U, b):
    inputs, W, U, b = (part.double() for part in (inputs, W, U, b))
    h = b.new_zeros(len(inputs), len(b))
    for t in reversed(range(inputs.shape[1])):
        rows = lengths > t
        h[rows] = (inputs[rows, t] @ W.T + h[rows] @ U.T + b).tanh()
    return h


@wrong(ch02.backward_context, "You read the padding too", "你把填充也读了进去")
def the_rectangle_turned_round(inputs, lengths, W, U, b):
    return ch02.rnn_states.solve(inputs.flip(1), W, U, b)[:, -1]


@wrong(ch02.backward_context, "from left to right", "从左往右读")
def forward_and_stopped(inputs, lengths, W, U, b):
    return ch02.rnn_states.solve(inputs, W, U, b)[torch.arange(len(inputs)), lengths - 1]


@wrong(ch02.backward_context, "One too far", "多读了一步")
def from_the_first_pad(inputs, lengths, W, U, b):
    h = torch.zeros(len(inputs), len(b))
    for t in reversed(range(inputs.shape[1])):
        h = torch.where((t <= lengths)[:, None], torch.tanh(inputs[:, t] @ W.T + h @ U.T + b), h)
    return h


@right(ch02.lstm_step)
def lstm_of_torch(x, h, m, W, U, b):
    return torch.lstm_cell(x, (h, m), W, U, b, torch.zeros_like(b))


@right(ch02.lstm_step)
def lstm_in_numpy(x, h, m, W, U, b):
    x, h, m, W, U, b = (part.numpy() for part in (x, h, m, W, U, b))
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    m = m / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
    return np.tanh(m) / (1 + np.exp(-o)), m


@wrong(ch02.lstm_step, "order is i, f, g, o", "次序是 i、f、g、o")
def in_another_order(x, h, m, W, U, b):
    f, i, g, o = (x @ W.T + h @ U.T + b).chunk(4, 1)
    m = torch.sigmoid(f) * m + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(m), m


@wrong(ch02.lstm_step, "made from the old m", "旧的 m")
def both_at_once(x, h, m, W, U, b):
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, 1)
    h, m = (
        torch.sigmoid(o) * torch.tanh(m),
        torch.sigmoid(f) * m + torch.sigmoid(i) * torch.tanh(g),
    )
    return h, m
