"""One decoding step that works nothing out twice: keys and values are kept."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, d: int, past: int) -> tuple:
    matrices = [tenths(seed + k, d, d).double() for k in range(3)]
    keys, values = (tenths(seed + k, past, d).double() for k in (5, 6))
    return tenths(seed + 8, d).double(), keys, values, *matrices


@exercise(
    "stretch",
    minutes=12,
    title=("one more token, nothing twice", "多写一个词元，什么也不重算"),
    statement=(
        "A decoder has read t tokens and kept their keys and values, (t, d) each. Now comes one more, `x` "
        "(d,). Write `cached_step(x, keys, values, W_q, W_k, W_v)`: its query is `x @ W_q`, its key and "
        "value likewise. Attend with one head, scores divided by √d, to **all t + 1 tokens, itself among "
        "them**. Return the output (d,), the new keys and the new values, (t + 1, d) each. t may be 0. "
        "Leave the given tensors as they are.",
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
