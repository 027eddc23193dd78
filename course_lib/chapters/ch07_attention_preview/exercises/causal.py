"""Self-attention that does not see what comes later (Vaswani et al. 2017, sections 3.2.1 and 3.2.3)."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, B: int, T: int, D: int, H: int) -> tuple:
    shapes = [(B, T, D), (H, D), (H, D), (H, D)]
    return tuple(2 * tenths(10 * seed + i, *shape).double() for i, shape in enumerate(shapes))


@exercise(
    "stretch",
    minutes=12,
    title=("looking back at oneself", "回头看自己"),
    statement=(
        "In self-attention a sequence looks at itself. Each place t makes three vectors of its input: a "
        "query q_t = W_q x_t, a key k_t = W_k x_t, a value v_t = W_v x_t. A decoder's place may look at "
        "itself and at what is before it, never at what comes later (a **causal** mask):\n\n"
        "    score of (t, s)  =  q_t · k_s / √H for s ≤ t, else −∞\n"
        "    output of t      =  sum over s of softmax(scores of t) · v_s\n\n"
        "Write `causal_self_attention(inputs, W_q, W_k, W_v)`: `inputs` (B, T, D), each W (H, D). Return the "
        "outputs, (B, T, H), all places at once: no loop over t.\n\n"
        "    zero, one = tensor([[0.0]]), tensor([[1.0]])\n"
        "    causal_self_attention(tensor([[[2.0], [4.0], [9.0]]]), zero, zero, one)\n"
        "    ->  tensor([[[2.0], [3.0], [5.0]]])        equal scores: the mean of what was read so far",
        "自注意力就是一个序列看自己。每个位置 t 由输入得到三个向量：查询 q_t = W_q x_t、键 k_t = W_k x_t、"
        "值 v_t = W_v x_t。解码器里的位置可以看自己和前面的，不能看后面的（**因果**掩码）：\n\n"
        "    (t, s) 的分数  =  q_t · k_s / √H（s ≤ t），否则 −∞\n"
        "    t 的输出       =  对 s 求和：softmax(t 的各个分数) · v_s\n\n"
        "写一个函数 `causal_self_attention(inputs, W_q, W_k, W_v)`：`inputs` (B, T, D)，各个 W 都是 (H, D)。"
        "返回输出，形状为 (B, T, H)；所有位置一次算完，不要对 t 循环。\n\n"
        "    zero, one = tensor([[0.0]]), tensor([[1.0]])\n"
        "    causal_self_attention(tensor([[[2.0], [4.0], [9.0]]]), zero, zero, one)\n"
        "    ->  tensor([[[2.0], [3.0], [5.0]]])        分数都相等：就是到目前为止的平均",
    ),
    hints=[
        (
            "It is attention once more: queries, keys and values from the same inputs, and another mask.",
            "这还是注意力，只是查询、键、值来自同一个输入，掩码也换了。",
        ),
        (
            "The mask is (T, T): row t, column s, `True` where s > t. "
            "`torch.ones(T, T, dtype=torch.bool).triu(1)` keeps what is above the diagonal.",
            "掩码是 (T, T)：第 t 行第 s 列，s > t 时为 `True`。"
            "`torch.ones(T, T, dtype=torch.bool).triu(1)` 只保留对角线以上的部分。",
        ),
        (
            "`q @ k.transpose(1, 2) / H ** 0.5` is (B, T, T); fill with −∞, softmax over the last axis, "
            "`@ v`.",
            "`q @ k.transpose(1, 2) / H ** 0.5` 是 (B, T, T)；填上 −∞，沿最后一维做 softmax，再 `@ v`。",
        ),
    ],
    cases=[
        _case(0, 1, 2, 2, 2),
        _case(1, 1, 3, 1, 1),
        _case(2, 2, 4, 2, 3),
        _case(3, 2, 3, 3, 2),
        _case(4, 1, 5, 4, 4),
        _case(5, 2, 1, 2, 3),
    ],
)
def causal_self_attention(inputs, W_q, W_k, W_v):
    q, k, v = inputs @ W_q.T, inputs @ W_k.T, inputs @ W_v.T  # (B, T, H)
    scores = q @ k.transpose(1, 2) / q.shape[2] ** 0.5  # (B, T, T)
    T = inputs.shape[1]
    later = torch.ones(T, T, dtype=torch.bool).triu(1)  # row t, column s: s > t
    return scores.masked_fill(later, float("-inf")).softmax(dim=-1) @ v  # (B, T, H)


def _parts(inputs, W_q, W_k, W_v, scale=None):
    """Scores (B, T, T) and values (B, T, H); `scale` instead of 1/√H."""
    q, k = inputs @ W_q.T, inputs @ W_k.T
    return q @ k.transpose(1, 2) * (len(W_q) ** -0.5 if scale is None else scale), inputs @ W_v.T


def _later(scores, diagonal=1):
    return torch.ones_like(scores, dtype=torch.bool).triu(diagonal)


def _mixed(scores, values, dim=-1):
    return scores.masked_fill(_later(scores), -torch.inf).softmax(dim) @ values


@causal_self_attention.wrong(
    "There is no mask: each place sees what comes later. In training it would read the answer there, and in "
    "the test there is nothing to read.",
    "没有掩码：每个位置都看到了后面的内容。训练时等于偷看答案，测试时后面却什么都没有。",
)
def sees_the_future(inputs, W_q, W_k, W_v):
    scores, values = _parts(inputs, W_q, W_k, W_v)
    return scores.softmax(-1) @ values


@causal_self_attention.wrong(
    "The mask is the wrong way round: each place sees itself and what comes later. Rows are queries, columns "
    "keys; hide what is above the diagonal.",
    "掩码方向反了：每个位置看到的是自己和后面的。行是查询，列是键，要遮住对角线以上的部分。",
)
def looks_forward(inputs, W_q, W_k, W_v):
    scores, values = _parts(inputs, W_q, W_k, W_v)
    return scores.masked_fill(_later(scores).transpose(1, 2), -torch.inf).softmax(-1) @ values


@causal_self_attention.wrong(
    "The diagonal is hidden as well: no place sees itself, and the first sees nothing, hence the nan. Use "
    "`triu(1)`, not `triu(0)`.",
    "对角线也被遮住了：位置看不到自己，第一个位置什么都看不到，于是出现 nan。"
    "应当用 `triu(1)`，不是 `triu(0)`。",
)
def itself_hidden(inputs, W_q, W_k, W_v):
    scores, values = _parts(inputs, W_q, W_k, W_v)
    return scores.masked_fill(_later(scores, 0), -torch.inf).softmax(-1) @ values


@causal_self_attention.wrong(
    "You mask after the softmax. What comes later has already taken its share: the weights do not sum to 1, "
    "and the future still leaks through the sum.",
    "你在 softmax 之后才掩蔽。后面的位置已经分走了一份：权重加起来不到 1，未来的信息还会从分母漏进来。",
)
def masked_afterwards(inputs, W_q, W_k, W_v):
    scores, values = _parts(inputs, W_q, W_k, W_v)
    return scores.softmax(-1).tril() @ values


@causal_self_attention.wrong(
    "You give later places the score 0 (as `tril` does). e⁰ is 1: they are seen all the same. It takes −∞.",
    "你给后面位置的分数是 0（`tril` 就是这样）。e⁰ 等于 1，它们还是被看到了。应当用 −∞。",
)
def filled_with_zero(inputs, W_q, W_k, W_v):
    scores, values = _parts(inputs, W_q, W_k, W_v)
    return scores.tril().softmax(-1) @ values


causal_self_attention.wrong(
    "The scale is missing: divide the scores by √H, the root of the width of the keys.",
    "漏了缩放：分数要除以 √H，也就是键的宽度的平方根。",
    lambda inputs, W_q, W_k, W_v: _mixed(*_parts(inputs, W_q, W_k, W_v, 1)),
)
causal_self_attention.wrong(
    "You divide by H. It is the root, √H.",
    "你除的是 H。应除以它的平方根 √H。",
    lambda inputs, W_q, W_k, W_v: _mixed(*_parts(inputs, W_q, W_k, W_v, 1 / len(W_q))),
)
causal_self_attention.wrong(
    "You divide by √D, the width of the inputs. The product runs over queries and keys, and they have H "
    "numbers.",
    "你除的是 √D，那是输入的宽度。点积是在查询和键之间做的，它们是 H 维的。",
    lambda inputs, W_q, W_k, W_v: _mixed(*_parts(inputs, W_q, W_k, W_v, inputs.shape[2] ** -0.5)),
)
causal_self_attention.wrong(
    "The softmax runs over the queries (`dim=1`). Each query shares its 1 among the keys: `dim=-1`.",
    "softmax 沿查询那一维算了（`dim=1`）。应当由每个查询把 1 分给各个键：`dim=-1`。",
    lambda inputs, W_q, W_k, W_v: _mixed(*_parts(inputs, W_q, W_k, W_v), dim=1),
)
causal_self_attention.wrong(
    "Queries and keys are exchanged: row t holds k_t · q_s. Looking is not mutual: “t asks s” and “s asks t” "
    "are two scores.",
    "查询和键弄反了：第 t 行是 k_t · q_s。看不是相互的：“t 问 s”和“s 问 t”是两个分数。",
    lambda inputs, W_q, W_k, W_v: causal_self_attention.solve(inputs, W_k, W_q, W_v),
)
causal_self_attention.wrong(
    "The matrices are not transposed. The inputs are rows here, so W_q x is `inputs @ W_q.T`; without `.T` a "
    "square matrix gives no error, only other numbers.",
    "矩阵没有转置。这里每个输入是一行，所以 W_q x 写成 `inputs @ W_q.T`；漏了 `.T`，方阵不会报错，"
    "只是数不对。",
    lambda inputs, W_q, W_k, W_v: causal_self_attention.solve(inputs, W_q.T, W_k.T, W_v.T),
)
causal_self_attention.wrong(
    "You mix the keys. What is handed on are the values, W_v x.",
    "你加权平均的是键。要传下去的是值：W_v x。",
    lambda inputs, W_q, W_k, W_v: causal_self_attention.solve(inputs, W_q, W_k, W_k),
)


@causal_self_attention.wrong(
    "You mix the inputs as they are. What is handed on are the values, W_v x: (B, T, H).",
    "你加权平均的是输入本身。要传下去的是值 W_v x：(B, T, H)。",
)
def inputs_for_values(inputs, W_q, W_k, W_v):
    scores, _ = _parts(inputs, W_q, W_k, W_v)
    return _mixed(scores, inputs)
