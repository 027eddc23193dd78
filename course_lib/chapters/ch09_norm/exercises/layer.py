"""A Transformer layer with its norms at either place; and a stack called Pre-LN whose road is blocked."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def centred(x):
    """A norm simple enough for a head: x minus its mean."""
    return x - x.mean(-1, keepdim=True)


def doubled_plus_one(x):
    """A stand-in for attention."""
    return 2 * x + 1


def squared(x):
    """A stand-in for feed-forward."""
    return x * x


def _parts(seed: int, d: int, placement: str) -> tuple:
    return tenths(seed, d).double(), doubled_plus_one, squared, centred, placement


@exercise(
    "build",
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
        (torch.tensor([1.0, 3.0]).double(), doubled_plus_one, squared, centred, "post"),
        (torch.tensor([1.0, 3.0]).double(), doubled_plus_one, squared, centred, "pre"),
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


def largest_is_one(x):
    """Another norm for a head: x divided by its largest size."""
    return x / x.abs().max()


def _stack(seed: int, d: int, *sublayers) -> tuple:
    return tenths(seed, d).double() + 2, [*sublayers], largest_is_one


@exercise(
    "repair",
    minutes=4,
    title=("a Pre-LN that behaves like Post-LN", "名叫前置，脾气像后置"),
    statement=(
        "**The symptom.** The file says Pre-LN, and the norms do stand before the sub-layers. Yet it learns "
        "nothing without warm-up, just like Post-LN. You print the sum after 2 layers and after 32: it has "
        "not grown at all.\n\n"
        "`pre_ln_stack(x, sublayers, norm)` runs a vector through a stack of Pre-LN sub-layers, and norms "
        "once at the very end. In the check, `largest_is_one` is the norm: it divides x by its largest size. "
        "Find the fault, and repair it.",
        "**症状**：文件里写着“前置”，归一化也确实排在子层前面。可是不预热就学不会，和后置一个样。"
        "把 2 层之后和 32 层之后的和打印出来，发现它一点也没有变大。\n\n"
        "`pre_ln_stack(x, sublayers, norm)` 让一个向量依次通过若干前置的子层，最末尾再归一化一次。"
        "检查里用的归一化叫 `largest_is_one`，把 x 除以其中绝对值最大的数。请找出毛病，把它修好。",
    ),
    hints=[
        (
            "Follow the road: which `x` is added to the sub-layer's result?",
            "顺着直路走：加到子层结果上的，是哪一个 `x`？",
        ),
        (
            "The norm belongs into the branch alone. The road must keep the old `x`.",
            "归一化只属于支路。直路上要留着原来的 `x`。",
        ),
        ("One line: `x = x + sublayer(norm(x))`.", "一行：`x = x + sublayer(norm(x))`。"),
    ],
    cases=[
        (torch.tensor([2.0, 4.0]).double(), [doubled_plus_one], largest_is_one),
        _stack(0, 3, doubled_plus_one, squared),
        _stack(1, 4, squared, doubled_plus_one, squared),
        _stack(2, 2, doubled_plus_one, doubled_plus_one),
    ],
    broken=(
        """
        def pre_ln_stack(x, sublayers, norm):
            for sublayer in sublayers:
                x = norm(x)
                x = x + sublayer(x)
            return norm(x)
        """,
        "So far it is the code as it came. Print `x` before and after the first line of the loop.",
        "现在还是原来的代码。在循环第一行的前后，把 `x` 打印出来看看。",
    ),
)
def pre_ln_stack(x, sublayers, norm):
    for sublayer in sublayers:
        x = x + sublayer(norm(x))
    return norm(x)


def _stacked(step, last=True):
    def run(x, sublayers, norm):
        for sublayer in sublayers:
            x = step(x, sublayer, norm)
        return norm(x) if last else x

    return run


pre_ln_stack.wrong(
    "The road is free now, but the norm at the very end is gone. The sum has grown with every layer, and "
    "reaches the classifier as it is.",
    "直路通了，可是最末尾的归一化没了。和一层层变大，就这样送到了分类器。",
    _stacked(lambda x, f, norm: x + f(norm(x)), last=False),
)
pre_ln_stack.wrong(
    "That is Post-LN: the norm comes after each sum, and so stands on the road.",
    "这是后置：每次相加之后都归一化，归一化就在直路上。",
    _stacked(lambda x, f, norm: norm(x + f(x))),
)
pre_ln_stack.wrong(
    "You norm what the sub-layer returns. Pre-LN norms what it reads: `sublayer(norm(x))`.",
    "你归一化的是子层的结果。前置归一化的是子层读的东西：`sublayer(norm(x))`。",
    _stacked(lambda x, f, norm: x + norm(f(x))),
)
pre_ln_stack.wrong(
    "No norm is left in the branches. Each sub-layer should read `norm(x)`.",
    "支路里的归一化都没了。每个子层读的应当是 `norm(x)`。",
    _stacked(lambda x, f, norm: x + f(x)),
)


@pre_ln_stack.wrong(
    "All sub-layers read the norm of the first x. Each should read the norm of the sum so far.",
    "所有子层读的都是最初那个 x 的归一化。每一个都应当读到目前为止的和。",
)
def normed_once(x, sublayers, norm):
    seen = norm(x)
    for sublayer in sublayers:
        x = x + sublayer(seen)
    return norm(x)
