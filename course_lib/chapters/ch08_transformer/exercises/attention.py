"""Attention: one wide vector a token split into heads, and one decoding step that works nothing out twice."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths

COUNTED = torch.arange(1.0, 13.0).view(1, 3, 4)  # three tokens: 1 to 4, 5 to 8, 9 to 12


@exercise(
    "core",
    minutes=6,
    title=("one vector, many heads", "一个向量，多个头"),
    statement=(
        "Write `split_heads(x, h)`. `x` is (B, T, d). Head 0 gets the first d / h numbers of **every "
        "token**, "
        "head 1 the next ones, and so on. Return (B, h, T, d / h).\n\n"
        "    split_heads(tensor([[[1., 2., 3., 4.], [5., 6., 7., 8.]]]), 2)\n"
        "    ->  head 0: [[1., 2.], [5., 6.]]        head 1: [[3., 4.], [7., 8.]]",
        "写一个函数 `split_heads(x, h)`。`x` 是 (B, T, d)。第 0 个头拿**每个词元**的前 d / h 个数，"
        "第 1 个头拿接下来的，依此类推。返回 (B, h, T, d / h)。\n\n"
        "    split_heads(tensor([[[1., 2., 3., 4.], [5., 6., 7., 8.]]]), 2)\n"
        "    ->  第 0 个头：[[1., 2.], [5., 6.]]        第 1 个头：[[3., 4.], [7., 8.]]",
    ),
    hints=[
        (
            "Two steps: cut the last axis in two, (B, T, h, d / h); then swap two axes.",
            "分两步：先把最后一维切成两维，(B, T, h, d / h)；再交换两个维度。",
        ),
        (
            "`x.reshape(B, T, h, -1)`, then `.transpose(1, 2)`. A reshape alone cannot swap axes: it "
            "only cuts "
            "the same row of numbers in another way.",
            "`x.reshape(B, T, h, -1)`，再 `.transpose(1, 2)`。只用 reshape 换不了维度："
            "它只是把同一串数换个切法。",
        ),
    ],
    cases=[(COUNTED, 2), (tenths(0, 2, 3, 6), 3), (tenths(1, 1, 4, 4), 1), (tenths(2, 3, 2, 4), 4)],
)
def split_heads(x, h):
    B, T, d = x.shape
    return x.reshape(B, T, h, d // h).transpose(1, 2)  # (B, h, T, d / h)


@split_heads.wrong(
    "You reshape straight to (B, h, T, d / h). The shape is right, the numbers are not: heads now hold "
    "pieces of other tokens. Cut first, then swap the axes.",
    "你直接 reshape 成了 (B, h, T, d / h)。形状对，数不对：头里混进了别的词元的片段。先切，再交换维度。",
)
def reshaped_only(x, h):
    B, T, d = x.shape
    return x.reshape(B, h, T, d // h)


@split_heads.wrong(
    "The axes are not swapped: this is (B, T, h, d / h). Each head wants all its tokens together.",
    "维度没有交换：这是 (B, T, h, d / h)。每个头要把自己的所有词元放在一起。",
)
def not_swapped(x, h):
    B, T, d = x.shape
    return x.reshape(B, T, h, d // h)


@split_heads.wrong(
    "You deal the numbers out in turn: head 0 gets the 1st, the 3rd … It shall get the first d / h in a row.",
    "你把数轮流发给了各个头：第 0 个头拿了第 1、第 3……个。它应当拿连着的前 d / h 个。",
)
def dealt_in_turn(x, h):
    B, T, d = x.shape
    return x.reshape(B, T, d // h, h).permute(0, 3, 1, 2)


@split_heads.wrong(
    "You swapped the last two axes as well: (B, h, d / h, T). That is what keys become inside the product, "
    "later.",
    "你把最后两维也交换了：(B, h, d / h, T)。那是之后做乘法时键要变成的样子。",
)
def turned_like_keys(x, h):
    B, T, d = x.shape
    return x.reshape(B, T, h, d // h).permute(0, 2, 3, 1)


split_heads.wrong(
    "Every head gets the whole vector. Then h heads cost h times as much; each gets d / h numbers.",
    "每个头都拿了整个向量，那样 h 个头就要 h 倍的计算。每个头只拿 d / h 个数。",
    lambda x, h: x[:, None].repeat(1, h, 1, 1),
)


def _case(seed: int, d: int, past: int) -> tuple:
    matrices = [tenths(seed + k, d, d).double() for k in range(3)]
    keys, values = (tenths(seed + k, past, d).double() for k in (5, 6))
    return tenths(seed + 8, d).double(), keys, values, *matrices


@exercise(
    "stretch",
    minutes=12,
    title=("one more token, nothing twice", "多写一个词元，什么也不重算"),
    statement=(
        "A decoder has read t tokens and kept their keys and values, (t, d) each. Now comes one more, "
        "`x` (d,). "
        "Write `cached_step(x, keys, values, W_q, W_k, W_v)`: its query is `x @ W_q`, its key and value "
        "likewise. Attend with one head, scores divided by √d, to **all t + 1 tokens, itself among them**. "
        "Return the output (d,), the new keys and the new values, (t + 1, d) each. t may be 0. Leave the "
        "given tensors as they are.",
        "解码器读了 t 个词元，留下了它们的键和值，各为 (t, d)。现在来了一个新的，`x` (d,)。"
        "写一个函数 `cached_step(x, keys, values, W_q, W_k, W_v)`：查询是 `x @ W_q`，键和值同理。"
        "用一个头，分数除以 √d，对**全部 t + 1 个词元，连同它自己**做注意力。"
        "返回输出 (d,)，以及新的键和新的值，各为 (t + 1, d)。t 可以是 0。传入的张量保持原样。",
    ),
    hints=[
        (
            "First add the new key and value to those that were kept, then attend as always.",
            "先把新的键和值接到留下的后面，再照常做注意力。",
        ),
        (
            "`torch.cat([keys, (x @ W_k)[None]])` is (t + 1, d). No mask is needed: nothing comes after "
            "the last.",
            "`torch.cat([keys, (x @ W_k)[None]])` 是 (t + 1, d)。不需要掩码：最后一个后面什么也没有。",
        ),
    ],
    cases=[_case(0, 2, 1), _case(10, 3, 2), _case(20, 2, 0), _case(30, 4, 5)],
)
def cached_step(x, keys, values, W_q, W_k, W_v):
    keys = torch.cat([keys, (x @ W_k)[None]])  # (t + 1, d)
    values = torch.cat([values, (x @ W_v)[None]])
    weights = (keys @ (x @ W_q) / len(x) ** 0.5).softmax(0)  # (t + 1,)
    return weights @ values, keys, values


def _attend(query, keys, values, scale):
    return (keys @ query / scale).softmax(0) @ values


def _added(x, keys, values, W_k, W_v):
    return torch.cat([keys, (x @ W_k)[None]]), torch.cat([values, (x @ W_v)[None]])


@cached_step.wrong(
    "The new token looks at the old ones only. It looks at itself, too; and at the very first step there is "
    "nobody else.",
    "新词元只看了旧的。它也要看自己；何况第一步时，根本没有别人。",
)
def itself_forgotten(x, keys, values, W_q, W_k, W_v):
    output = _attend(x @ W_q, keys, values, len(x) ** 0.5)
    return (output, *_added(x, keys, values, W_k, W_v))


@cached_step.wrong(
    "The scores are not divided by √d.",
    "分数没有除以 √d。",
)
def root_forgotten(x, keys, values, W_q, W_k, W_v):
    keys, values = _added(x, keys, values, W_k, W_v)
    return _attend(x @ W_q, keys, values, 1.0), keys, values


@cached_step.wrong(
    "You keep x itself. What is kept are its key and its value: the matrices are not applied a second time.",
    "你留下的是 x 本身。该留的是它的键和值：矩阵不会再乘第二遍。",
)
def inputs_kept(x, keys, values, W_q, W_k, W_v):
    keys, values = torch.cat([keys, x[None]]), torch.cat([values, x[None]])
    return _attend(x @ W_q, keys, values, len(x) ** 0.5), keys, values


cached_step.wrong(
    "The output is right, but the new key and value are not handed on: the next step would not see this "
    "token.",
    "输出对，但新的键和值没有传下去：下一步就看不到这个词元了。",
    lambda x, keys, values, W_q, W_k, W_v: (
        cached_step.solve(x, keys, values, W_q, W_k, W_v)[0],
        keys,
        values,
    ),
)


@cached_step.wrong(
    "The new token stands in front of the old ones. The order of the kept tokens is that of the sentence.",
    "新词元排到了旧的前面。留下的次序应当就是句子的次序。",
)
def put_in_front(x, keys, values, W_q, W_k, W_v):
    keys, values = torch.cat([(x @ W_k)[None], keys]), torch.cat([(x @ W_v)[None], values])
    return _attend(x @ W_q, keys, values, len(x) ** 0.5), keys, values
