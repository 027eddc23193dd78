"""Layer norm: the mean and the spread of one token's own numbers. And a layer, its norms after or before."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, *shape: int) -> tuple:
    gain, bias = (tenths(seed + k, shape[-1]).double() for k in (50, 60))
    return 3 * tenths(seed, *shape).double() + 1, gain, bias


@exercise(
    "core",
    minutes=5,
    title=("layer norm", "层归一化"),
    statement=(
        "Write `layer_norm(x, gain, bias)`. `x` is (B, T, d): B sentences of T tokens with d numbers each. "
        "From each token subtract the mean of **its own** d numbers, divide by the square root of their "
        "variance plus 1e-5 (the variance with division by d), then multiply by `gain` (d,) and add `bias` "
        "(d,). Return (B, T, d).\n\n"
        "    layer_norm(tensor([[[1.0, 3.0]]]), tensor([1.0, 1.0]), tensor([0.0, 0.0]))\n"
        "    ->  tensor([[[-1.0, 1.0]]])        mean 2, variance 1; to five digits",
        "写一个函数 `layer_norm(x, gain, bias)`。`x` 是 (B, T, d)：B 个句子，每句 T 个词元，"
        "每个词元是 d 维的向量。"
        "每个词元减去**它自己**那 d 维的均值，除以方差加 1e-5 的平方根（方差除以 d），"
        "再乘 `gain` (d,)，加 `bias` (d,)。返回 (B, T, d)。\n\n"
        "    layer_norm(tensor([[[1.0, 3.0]]]), tensor([1.0, 1.0]), tensor([0.0, 0.0]))\n"
        "    ->  tensor([[[-1.0, 1.0]]])        均值 2，方差 1；精确到五位",
    ),
    hints=[
        (
            "Which axis holds the numbers of one token? Only over that one do you take mean and variance.",
            "一个词元的数排在哪一维？均值和方差只沿那一维求。",
        ),
        (
            "`x.mean(-1, keepdim=True)` is (B, T, 1): with keepdim it fits onto x. "
            "`x.var(-1, correction=0, keepdim=True)` divides by d.",
            "`x.mean(-1, keepdim=True)` 是 (B, T, 1)，有 keepdim 才配得上 x。"
            "`x.var(-1, correction=0, keepdim=True)` 除以的是 d。",
        ),
    ],
    cases=[
        (torch.tensor([[[1.0, 3.0]]]).double(), torch.ones(2).double(), torch.zeros(2).double()),
        _case(0, 2, 3, 4),
        _case(1, 1, 2, 6),
        _case(2, 3, 3, 3),
        (torch.tensor([[[1.0, 1.01]]]).double(), torch.ones(2).double(), torch.zeros(2).double()),
        (torch.full((1, 2, 3), 4.0).double(), torch.ones(3).double(), torch.ones(3).double()),
    ],
)
def layer_norm(x, gain, bias):
    mean = x.mean(-1, keepdim=True)  # (B, T, 1)
    variance = x.var(-1, correction=0, keepdim=True)  # (B, T, 1)
    return (x - mean) / (variance + 1e-5).sqrt() * gain + bias


def _normed(x, axes, correction=0):
    mean, variance = x.mean(axes, keepdim=True), x.var(axes, correction=correction, keepdim=True)
    return (x - mean) / (variance + 1e-5).sqrt()


layer_norm.wrong(
    "You take mean and variance over batch and places: that is batch norm. Here each token is for itself: "
    "the last axis.",
    "你沿批量和位置求了均值和方差，那是批量归一化。这里每个词元各管各的：沿最后一维。",
    lambda x, gain, bias: _normed(x, (0, 1)) * gain + bias,
)
layer_norm.wrong(
    "You normalise a whole sentence at once. Then a token depends on its neighbours, and on padding.",
    "你把整句放在一起归一化了。这样一个词元会受邻居影响，也会受填充影响。",
    lambda x, gain, bias: _normed(x, (1, 2)) * gain + bias,
)
layer_norm.wrong(
    "The variance divides by d − 1, which is `var`'s habit. A norm divides by d: `correction=0`.",
    "你的方差除以了 d − 1，这是 `var` 的默认做法。归一化里除以 d：`correction=0`。",
    lambda x, gain, bias: _normed(x, -1, 1) * gain + bias,
)


@layer_norm.wrong(
    "You divide by the variance. Its square root has the unit of x: take the root.",
    "你除以了方差。开了平方根，单位才和 x 一样。",
)
def root_forgotten(x, gain, bias):
    return (x - x.mean(-1, keepdim=True)) / (x.var(-1, correction=0, keepdim=True) + 1e-5) * gain + bias


@layer_norm.wrong(
    "The 1e-5 is missing. A token whose numbers are all equal has variance 0, and 0 / 0 is nan.",
    "漏了 1e-5。如果一个词元的各个数都相等，方差就是 0，而 0 / 0 是 nan。",
)
def epsilon_forgotten(x, gain, bias):
    mean = x.mean(-1, keepdim=True)
    return (x - mean) / x.var(-1, correction=0, keepdim=True).sqrt() * gain + bias


@layer_norm.wrong(
    "The 1e-5 stands behind the root: it is added to the variance, before the root is taken.",
    "1e-5 加在了平方根外面：它应当加到方差上，再开平方根。",
)
def epsilon_outside(x, gain, bias):
    mean = x.mean(-1, keepdim=True)
    return (x - mean) / (x.var(-1, correction=0, keepdim=True).sqrt() + 1e-5) * gain + bias


layer_norm.wrong(
    "The mean is still in: this is nearly RMS norm, which divides only. Subtract the mean first.",
    "均值没有减掉：这差不多是 RMS 归一化，只除不减。先减去均值。",
    lambda x, gain, bias: x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * gain + bias,
)
layer_norm.wrong(
    "Gain and bias are not used. Without them every token would be of one size for ever.",
    "没有用上 `gain` 和 `bias`。没有它们，每个词元就永远是同一个大小。",
    lambda x, gain, bias: _normed(x, -1),
)


def centred(x):
    """A norm simple enough for a head: x minus its mean."""
    return x - x.mean(-1, keepdim=True)


def doubled(x):
    """A stand-in for attention."""
    return 2 * x + 1


def squared(x):
    """A stand-in for feed-forward."""
    return x * x


def _parts(seed: int, d: int, placement: str) -> tuple:
    return tenths(seed, d).double(), doubled, squared, centred, placement


@exercise(
    "core",
    minutes=6,
    title=("one layer, two placements", "同一层，两种位置"),
    statement=(
        "Write `layer_twice(x, attention, feed_forward, norm, placement)`, one Transformer layer. The "
        "three in "
        "the middle are functions of one vector. `placement` is `'post'`: the norm comes after **each "
        "sub-layer's sum**; or `'pre'`: the norm stands in the branch, before each sub-layer (and the "
        "norm at "
        "the very end of the stack is not this layer's business).\n\n"
        "    post, one sub-layer:  norm(x + attention(x))\n"
        "    pre,  one sub-layer:  x + attention(norm(x))",
        "写一个函数 `layer_twice(x, attention, feed_forward, norm, placement)`，即一个 Transformer 层。"
        "中间三个都是作用在一个向量上的函数。`placement` 是 `'post'`：**每个子层的残差和**之后归一化；"
        "或者 `'pre'`：归一化在支路里，排在每个子层前面（整个网络最末尾的那个归一化，不归这一层管）。\n\n"
        "    后置，一个子层：norm(x + attention(x))\n"
        "    前置，一个子层：x + attention(norm(x))",
    ),
    hints=[
        (
            "Two sub-layers, one after the other: what comes out of the first goes into the second.",
            "两个子层，一个接一个：第一个出来的，进第二个。",
        ),
        (
            "A loop does it: `for sublayer in (attention, feed_forward):` and in it one line for each "
            "placement.",
            "用循环：`for sublayer in (attention, feed_forward):`，里面两种位置各写一行。",
        ),
    ],
    cases=[
        (torch.tensor([1.0, 3.0]).double(), doubled, squared, centred, "post"),
        (torch.tensor([1.0, 3.0]).double(), doubled, squared, centred, "pre"),
        _parts(0, 3, "post"),
        _parts(1, 4, "pre"),
    ],
)
def layer_twice(x, attention, feed_forward, norm, placement):
    for sublayer in (attention, feed_forward):
        x = norm(x + sublayer(x)) if placement == "post" else x + sublayer(norm(x))
    return x


@layer_twice.wrong(
    "One norm for the whole layer: that is how “after each layer” reads. It comes after each sub-layer's "
    "sum: two a layer.",
    "整层只归一化了一次：“每一层处理之后”听起来是这样。其实是每个子层相加之后都有，一层两次。",
)
def once_a_layer(x, attention, feed_forward, norm, placement):
    if placement == "pre":
        return layer_twice.solve(x, attention, feed_forward, norm, placement)
    x = x + attention(x)
    return norm(x + feed_forward(x))


@layer_twice.wrong(
    "After, you normalise the branch only: x + norm(F(x)). Post-LN normalises after the sum.",
    "后置时你只归一化了支路：x + norm(F(x))。应当先相加，再归一化。",
)
def branch_normed_after(x, attention, feed_forward, norm, placement):
    if placement == "pre":
        return layer_twice.solve(x, attention, feed_forward, norm, placement)
    for sublayer in (attention, feed_forward):
        x = x + norm(sublayer(x))
    return x


@layer_twice.wrong(
    "Before, you normalise the road, too: norm(x) + F(norm(x)). The road stays free: x + F(norm(x)).",
    "前置时你把路上的 x 也归一化了：norm(x) + F(norm(x))。路上不能有归一化：x + F(norm(x))。",
)
def road_normed_before(x, attention, feed_forward, norm, placement):
    if placement == "post":
        return layer_twice.solve(x, attention, feed_forward, norm, placement)
    for sublayer in (attention, feed_forward):
        x = norm(x) + sublayer(norm(x))
    return x


@layer_twice.wrong(
    "The residual sum is missing: what goes in must be added to what comes out.",
    "缺了残差连接：进去的要加到出来的上面。",
)
def no_residual(x, attention, feed_forward, norm, placement):
    for sublayer in (attention, feed_forward):
        x = norm(sublayer(x)) if placement == "post" else sublayer(norm(x))
    return x


@layer_twice.wrong(
    "Both sub-layers read the layer's input. The second reads what the first has left: one after the other.",
    "两个子层读的都是这一层的输入。第二个应当读第一个的结果：一个接一个。",
)
def side_by_side(x, attention, feed_forward, norm, placement):
    if placement == "post":
        return norm(x + attention(x) + feed_forward(x))
    return x + attention(norm(x)) + feed_forward(norm(x))
