"""A layer with its norms after or before: the same parts in another order."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def centred(x):
    """A norm simple enough for a head: x minus its mean."""
    return x - x.mean(-1, keepdim=True)


def doubled(x):
    """A stand-in for attention."""
    return 2 * x + 1


def squared(x):
    """A stand-in for feed-forward."""
    return x * x


def _case(seed: int, d: int, placement: str) -> tuple:
    return tenths(seed, d).double(), doubled, squared, centred, placement


@exercise(
    "core",
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
        _case(0, 3, "post"),
        _case(1, 4, "pre"),
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
    "After, you normalise the branch only: x + norm(F(x)). The norm comes after the sum.",
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
