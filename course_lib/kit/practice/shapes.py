"""Shapes: which axis of a result differs, and what torch's other complaints about shapes and values mean."""

from collections.abc import Sequence

from .note import Text

MEANINGS = [  # as in explain.py: (what torch or Python says, what it means)
    (
        r"index out of range in self",
        "An id is as large as the embedding's table, or larger (or negative): a table of V rows has the ids "
        "0 to V - 1. Was the vocabulary of the other language taken, or is an id one too large?",
        "有编号超出了嵌入表（或者是负数）：V 行的表只有编号 0 到 V - 1。"
        "是不是用错了另一种语言的词表，或者编号大了 1？",
    ),
    (
        r"index (-?\d+) is out of bounds for dimension (\d+) with size (\d+)",
        r"Axis \2 has \3 places, and you ask for number \1: the first is 0, the last is one below \3.",
        r"第 \2 维（从 0 数起）只有 \3 个位置，你要的是 \1 号：从 0 数起，最后一个比 \3 小 1。",
    ),
    (
        r"Target (-?\d+) is out of bounds",
        r"`cross_entropy` met the id \1, and the logits have no place for it: their axis of the "
        r"vocabulary, the "
        "second, is too short. Are the axes in the order (B, V, T)?",
        r"`cross_entropy` 遇到编号 \1，logits 里却没有它的位置：词表那一维（第二维）太短。"
        "各维的次序是 (B, V, T) 吗？",
    ),
    (
        r"Expected tensor for argument #1 'indices' to have one of the following scalar types",
        "An embedding is asked by ids, that is by whole numbers: `.long()`.",
        "查嵌入表用的是编号，要整数：`.long()`。",
    ),
    (
        r"Expected (?:input to be )?(\d)D (?:\(unbatched\) )?or (\d)D.*?got (?:input of size: "
        r")?(\[.*?\]|\dD)",
        r"A tensor with \1 or \2 axes is expected here; yours: \3. `x[None]` puts an axis in front, "
        r"`x[0]` takes "
        "the first away.",
        r"这里要 \1 维或 \2 维的张量，你给的是 \3。`x[None]` 在前面加一维，`x[0]` 去掉第一维。",
    ),
    (
        r"batch\d must be a 3D tensor|1D tensors expected, but got (\d)D and (\d)D",
        "`bmm` takes two tensors with three axes, `dot` two with one axis. `@` takes all of them.",
        "`bmm` 要两个三维张量，`dot` 要两个一维张量；`@` 都可以。",
    ),
    (
        r"input.size\(-1\) must be equal to input_size. Expected (\d+), got (\d+)",
        r"The last axis of the input has \2, expected \1: as many as the network was made for.",
        r"输入的最后一维是 \2，应为 \1：要和创建这个网络时给的大小一致。",
    ),
    (
        r"subscript (\w) has size (\d+) for operand (\d+) which does not broadcast with previously seen size "
        r"(\d+)",
        r"In `einsum` the axis called \1 has \4 in one tensor and \2 in operand \3: one letter, one length.",
        r"在 `einsum` 里，名为 \1 的维在一个张量中是 \4，在第 \3 个操作数中却是 \2：同一个字母，长度要相同。",
    ),
    (
        r"expected condition to be a boolean tensor|only supports boolean masks",
        "A mask holds True and False: `lengths > 3` makes one, and so does `.bool()`.",
        "掩码里是 True 和 False：用比较（如 `lengths > 3`）或 `.bool()` 得到。",
    ),
    (
        r"too many indices for tensor of dimension (\d+)",
        r"The tensor has fewer axes (\1) than stand between the brackets. Print its `.shape`.",
        r"这个张量只有 \1 维，方括号里写的却更多。打印它的 `.shape` 看看。",
    ),
    (
        r"not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)\)",
        r"On the left of `=` (or after `for`) stand \1 names, and \2 came. For a shape: the tensor has "
        r"\2 axes, "
        r"not \1.",
        r"`=` 左边（或 `for` 后面）有 \1 个名字，给出的却是 \2 个。如果拆的是形状：这个张量有 \2 维，"
        r"不是 \1 维。",
    ),
    (
        r"too many values to unpack \(expected (\d+)(?:, got (\d+))?\)",
        r"On the left of `=` (or after `for`) stand \1 names, and more came. For a shape: the tensor "
        r"has more "
        r"than \1 axes.",
        r"`=` 左边（或 `for` 后面）只有 \1 个名字，给出的却更多。如果拆的是形状：这个张量不止 \1 维。",
    ),
    (
        r"'list' object has no attribute '\w+'|list indices must be integers or slices, not (?:tuple|Tensor)|"
        r"unsupported operand type\(s\) for \S+ '(?:list' and '(?:list|Tensor)|Tensor' and 'list)'",
        "This is a list, and lists cannot do what tensors can: `torch.tensor(…)` makes a tensor of numbers, "
        "`torch.stack(…)` one of tensors. A list of lists is asked twice: `rows[i][j]`.",
        "这是列表，张量会的它不会：数的列表用 `torch.tensor(…)` 变成张量，张量的列表用 `torch.stack(…)`。"
        "列表套列表要取两次：`rows[i][j]`。",
    ),
    (
        r"expected Tensor as element (\d+) in argument 0, but got (\w+)",
        r"`torch.stack` and `torch.cat` want tensors, and number \1 of the list is of type \2: make it "
        r"one with "
        "`torch.tensor(…)`.",
        r"`torch.stack` 和 `torch.cat` 要的是张量，列表里第 \1 个却是 \2：先用 `torch.tensor(…)` 变成张量。",
    ),
    (
        r"(?:same dtype, but got:? )(?:\w+ and Long|Long and \w+|\w+ != long int|long int != \w+)",
        "One factor holds whole numbers (Long), the other numbers with a fraction: `.float()` on the whole "
        "ones first (`.to(x.dtype)` in general).",
        "相乘的两个张量，一个是整数（Long），一个是浮点数：整数先用 `.float()` 转换（一般写 "
        "`.to(x.dtype)`）。",
    ),
]


def differing(expected: Sequence[int], got: Sequence[int]) -> Text:
    """In which axis two different shapes differ, in words."""
    expected, got = tuple(expected), tuple(got)
    if len(expected) == len(got):
        return _same_number_of_axes(expected, got)
    if len(got) > len(expected):
        return _one_more(expected, got)
    for axis, size in enumerate(expected):
        if len(expected) - len(got) == 1 and expected[:axis] + expected[axis + 1 :] == got:
            if size == 1:
                return (
                    f"Axis {axis}, of length 1, is missing: `unsqueeze({axis})`, or `keepdim=True` where you "
                    "sum or average.",
                    f"少了第 {axis} 维（从 0 数起，长度为 1）：用 `unsqueeze({axis})`，"
                    "或者在求和、求平均时加上 `keepdim=True`。",
                )
            return (
                f"Axis {axis}, of length {size}, is missing. Was it summed away, or only one place of "
                f"it taken?",
                f"少了第 {axis} 维（从 0 数起，长度 {size}）。是不是被求和消掉了，或者只取了其中一个位置？",
            )
    return _number(expected, got)


def _same_number_of_axes(expected: tuple[int, ...], got: tuple[int, ...]) -> Text:
    wrong = [axis for axis, (one, other) in enumerate(zip(expected, got, strict=True)) if one != other]
    if len(wrong) == 1:
        axis = wrong[0]
        one, other = expected[axis], got[axis]
        return (
            f"Axis {axis} has {other}, expected {one}.",
            f"第 {axis} 维（从 0 数起）是 {other}，应为 {one}。",
        )
    if len(wrong) == 2:
        first, second = wrong
        if (expected[first], expected[second]) == (got[second], got[first]):
            return (
                f"Axes {first} and {second} are exchanged: `.transpose({first}, {second})`.",
                f"第 {first} 维和第 {second} 维（从 0 数起）对调了：`.transpose({first}, {second})`。",
            )
    if sorted(expected) == sorted(got):
        return "The axes stand in another order: `.permute(…)`.", "各维的次序不对：用 `.permute(…)` 调换。"
    listed = [f"{axis} ({got[axis]}, expected {expected[axis]})" for axis in wrong]
    chinese = [f"第 {axis} 维是 {got[axis]}，应为 {expected[axis]}" for axis in wrong]
    return f"Axes {', '.join(listed)} differ.", f"不同的维（从 0 数起）：{'；'.join(chinese)}。"


def _one_more(expected: tuple[int, ...], got: tuple[int, ...]) -> Text:
    for axis, size in enumerate(got):
        if len(got) - len(expected) == 1 and got[:axis] + got[axis + 1 :] == expected:
            if size == 1:
                return (
                    f"Axis {axis}, of length 1, is too many: `squeeze({axis})`.",
                    f"多出了第 {axis} 维（从 0 数起，长度为 1）：`squeeze({axis})`。",
                )
            return (
                f"Axis {axis}, of length {size}, is too many.",
                f"多出了第 {axis} 维（从 0 数起，长度 {size}）。",
            )
    return _number(expected, got)


def _number(expected: tuple[int, ...], got: tuple[int, ...]) -> Text:
    one, other = len(expected), len(got)
    return f"{one} axes are expected, yours has {other}.", f"应有 {one} 维，你的是 {other} 维。"
