"""Explain: what went wrong, in the learner's language: torch's most frequent complaints about shapes and
types, a call that was stopped, a function that gives back None.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator

from course_lib.language import pick

from . import sandbox, shapes
from .note import Text, block, lines
from .sandbox import RoomUp, TimeUp, guarded

_IN_PLACE = {"append", "extend", "insert", "remove", "clear", "sort", "reverse", "update", "add", "discard"}
_MEANINGS = [  # (what torch or Python says, what it means); \1, \2 are the parts in brackets
    (
        r"Expected target size \[(.+?)\], got \[(.+?)\]",
        "`cross_entropy` takes the second axis for the vocabulary: logits (B, V, T) with ids (B, T). Hand it "
        "`logits.transpose(1, 2)`, or flatten both: (B·T, V) and (B·T,).",
        "`cross_entropy` 把第二维当作词表：logits 要 (B, V, T)，编号要 (B, T)。"
        "请传入 `logits.transpose(1, 2)`，或者把两者都展平：(B·T, V) 和 (B·T,)。",
    ),
    (
        r"Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)",
        r"`cross_entropy` was given \1 rows of logits and \2 ids. Flatten both in the same way: (B·T, V) and "
        "(B·T,).",
        r"`cross_entropy` 收到 \1 行 logits，编号却有 \2 个。两者要同样展平：(B·T, V) 和 (B·T,)。",
    ),
    (
        r"The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) "
        r"at non-singleton dimension (\d+)",
        r"Two tensors do not fit onto each other: in axis \3 one has \1 places, the other \2. Axes are "
        "compared from the last one on; only an axis of length 1 is stretched. Is one missing? "
        "`mask[:, :, None]` makes (B, T) a (B, T, 1), `mask[:, None]` a (B, 1, T).",
        r"两个张量对不上：在第 \3 维（从 0 数起），一个有 \1 个位置，另一个有 \2 个。各维从最后一维开始对齐，"
        "只有长度为 1 的维会自动扩展。是不是少了一维？`mask[:, :, None]` 把 (B, T) 变成 (B, T, 1)，"
        "`mask[:, None]` 变成 (B, 1, T)。",
    ),
    (
        r"The expanded size of the tensor \((\d+)\) must match the existing size \((\d+)\)",
        r"The place has room for \1 numbers in an axis, and you put in \2.",
        r"要写入的地方在某一维有 \1 个位置，你给的却是 \2 个。",
    ),
    (
        r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)",
        r"A matrix product needs equal numbers inside: in (\1, \2) times (\3, \4) the last axis of the first "
        r"has \2, the first axis of the second \3. Is a `.T` missing, or one too many?",
        r"矩阵相乘，中间两个数要相等：(\1, \2) 乘 (\3, \4)，前一个的最后一维是 \2，后一个的第一维是 \3。"
        "是不是少了或多了一个 `.T`？",
    ),
    (
        r"size mismatch, got input \(\d+\), mat \((\d+)x(\d+)\), vec \((\d+)\)|"
        r"inconsistent tensor size, expected tensor",
        "A product with a vector needs as many numbers in the vector as the matrix (or the other vector) has "
        "in its last axis. Is a `.T` missing?",
        "和向量相乘时，向量里的数要和矩阵最后一维（或另一个向量）一样多。是不是少了一个 `.T`？",
    ),
    (
        r"Expected size for first two dimensions of batch2 tensor to be: \[(\d+), (\d+)\] but got: "
        r"\[(\d+), (\d+)\]",
        r"A product of batches, (B, n, m) times (B, m, k), needs the same B and the same m: (\1, \2) was "
        r"needed, (\3, \4) came. `.transpose(1, 2)` turns the matrices of a batch round.",
        r"成批的矩阵相乘，(B, n, m) 乘 (B, m, k)，B 和 m 都要相同：需要 (\1, \2)，得到的是 (\3, \4)。"
        "`.transpose(1, 2)` 可以把每个矩阵转过来。",
    ),
    (
        r"For batched 3-D input, hx should also be 3-D but got 2-D tensor",
        "PyTorch's recurrent networks take their first state as (layers, B, H). `state[None]` makes (1, B, "
        "H) of (B, H).",
        "PyTorch 的循环网络，初始状态的形状是 (层数, B, H)。`state[None]` 把 (B, H) 变成 (1, B, H)。",
    ),
    (
        r"The shape of the mask \[(.+?)\] at index \d+ does not match the shape of the indexed tensor "
        r"\[(.+?)\]",
        r"The mask has the shape (\1), the tensor (\2): a mask in brackets must have the first axes of the "
        "tensor.",
        r"掩码的形状是 (\1)，张量是 (\2)：放在方括号里的掩码，形状要和张量的前几维相同。",
    ),
    (
        r"shape '\[(.+?)\]' is invalid for input of size (\d+)",
        r"A reshape only cuts the same numbers anew: there are \2, and the shape (\1) holds another number.",
        r"reshape 只是把同样的数重新切分：一共有 \2 个数，形状 (\1) 却装不下正好这么多。",
    ),
    (
        r"stack expects each tensor to be equal size, but got \[(.*?)\] at entry 0 and \[(.*?)\] "
        r"at entry (\d+)",
        r"`torch.stack` needs tensors of one shape: the first is (\1), number \3 is (\2).",
        r"`torch.stack` 要求各张量形状相同：第 0 个是 (\1)，第 \3 个是 (\2)。",
    ),
    (
        r"Tensors must have same number of dimensions: got (\d+) and (\d+)",
        r"`torch.cat` needs tensors with equally many axes: here \1 and \2. `[None]` puts an axis in front.",
        r"`torch.cat` 要求各张量维数相同，这里是 \1 和 \2。用 `[None]` 可以在前面加一维。",
    ),
    (
        r"Sizes of tensors must match except in dimension (\d+)",
        r"`torch.cat` along axis \1 needs tensors that are equal in all other axes.",
        r"`torch.cat` 沿第 \1 维（从 0 数起）拼接时，其余各维都要相同。",
    ),
    (
        r"Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)",
        r"There is no axis \3 here: the axes are 0 to \2, or \1 to -1 counted from the end.",
        r"这里没有第 \3 维：各维是 0 到 \2，从后往前数是 -1 到 \1。",
    ),
    (
        r"Index tensor must have the same number of dimensions as input tensor",
        "`gather` needs ids with as many axes as the tensor: `ids[:, :, None]` or `ids.unsqueeze(-1)`.",
        "`gather` 的编号要和张量有同样多的维：`ids[:, :, None]` 或 `ids.unsqueeze(-1)`。",
    ),
    (
        r"Boolean value of Tensor with more than one value is ambiguous",
        "An `if`, `and`, `or`, `not` or `in` wants one yes or no, and this tensor holds many. "
        "`.any()` or `.all()` makes one of them; number by number go `&`, `|`, `~` and `torch.where`.",
        "`if`、`and`、`or`、`not`、`in` 只要一个真或假，这个张量里却有好多个。`.any()` 或 `.all()` 可以合成"
        "一个；要逐个元素判断，用 `&`、`|`、`~` 或 `torch.where`。",
    ),
    (
        r"a Tensor with \d+ elements cannot be converted to Scalar|"
        r"only one element tensors can be converted to Python scalars",
        "Here one number is wanted, and the tensor holds several (or a list holds tensors that should be "
        "stacked: `torch.stack`).",
        "这里只要一个数，张量里却有好几个（或者列表里放的是张量，应当用 `torch.stack` 叠起来）。",
    ),
    (
        r"only integer tensors of a single element can be converted to an index",
        "A slice or `range` wants one whole number, and a tensor with several came. Go through the rows in a "
        "loop, or compare: `torch.arange(S) < lengths[:, None]`.",
        "切片和 `range` 要的是一个整数，得到的张量却有好几个。可以逐行循环，"
        "也可以用比较：`torch.arange(S) < lengths[:, None]`。",
    ),
    (
        r"tensors used as indices must be|Expected dtype int32/int64 for index|"
        r"expected target dtype to be Long",
        "Ids and places must be whole numbers: `.long()`.",
        "编号和下标必须是整数：用 `.long()` 转换。",
    ),
    (
        r"expected m1 and m2 to have the same dtype|expected scalar type \w+ but found",
        "One factor is float32, the other float64. Make new tensors in the type of the given ones: "
        "`x.new_zeros(…)`, `torch.zeros_like(x)`, or `.to(x.dtype)`.",
        "相乘的两个张量，一个是 float32，一个是 float64。新建张量时请跟随传入的类型："
        "`x.new_zeros(…)`、`torch.zeros_like(x)`，或者 `.to(x.dtype)`。",
    ),
    (
        r"could not infer output dtype|not implemented for '(?:Long|Int|Bool)'",
        "This calculation needs numbers with a fraction: `.float()` first.",
        "这种计算要用浮点数：先 `.float()`。",
    ),
    (
        r"math range error|Numerical result out of range",
        "The result overflows: it is larger than any float. In a softmax only differences matter, so "
        "subtract the largest number before `exp`.",
        "结果溢出了：超出了浮点数的范围。softmax 只看各数之间的差，所以取 `exp` 之前先减去最大的那个。",
    ),
    (
        r"The `-` operator, on a bool|with a bool tensor is not supported|on a bool tensor is not supported",
        "A mask cannot be subtracted. `~mask` turns it round.",
        "掩码不能相减。要取反，用 `~mask`。",
    ),
]


def explained(words: str) -> Text:
    """What an exception's words mean, or two empty texts."""
    for pattern, en, zh in [*shapes.MEANINGS, *_MEANINGS]:
        if found := re.search(pattern, words):
            return found.expand(en), found.expand(zh)
    return "", ""


def why_none(function: Callable, name: str) -> str:
    """A message, or "" where the function has no `return` with a value (or its text cannot be read)."""
    found, _ = guarded(_returned, function)
    if not found:
        return ""
    for value in found:
        called = value.func if isinstance(value, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in _IN_PLACE:
            target, call = ast.unparse(called.value)[:40], ast.unparse(value)[:60]
            return pick(
                f"**Not yet.** `{name}` returned None: `{call}` changes `{target}` and gives back nothing. "
                f"First change it, then `return {target}`.",
                f"**还没有完成。**`{name}` 返回的是 None：`{call}` 只是改动 `{target}`，本身不给出任何值。"
                f"先改好，再 `return {target}`。",
            )
        if isinstance(called, ast.Name) and called.id == "print":
            return pick(
                f"**Not yet.** `{name}` returned None: `print` shows a value and gives back nothing. "
                "Return the value itself.",
                f"**还没有完成。**`{name}` 返回的是 None：`print` 只是把值显示出来，本身不给出任何值。"
                "请直接返回那个值。",
            )
    return pick(
        f"**Not yet.** `{name}` returned None, though it has a `return`. Is there a way through it that ends "
        "without one, or was None in what is returned (`append` and `sort`, for example, give back nothing)?",
        f"**还没有完成。**`{name}` 里有 `return`，返回的却是 None。是不是有一条路没走到 `return`？"
        "或者返回的那个值本来就是 None（比如 `append`、`sort` 都不给出任何值）？",
    )


def _returned(function: Callable) -> list[ast.expr]:
    """What the function's own `return`s return, without None and `...`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    first = tree.body[0]
    values = _values(first.body) if isinstance(first, ast.FunctionDef) else []
    return [value for value in values if not (isinstance(value, ast.Constant) and value.value in (None, ...))]


def _values(statements: list[ast.stmt]) -> Iterator[ast.expr]:
    for statement in statements:
        if isinstance(statement, ast.Return) and statement.value:
            yield statement.value
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
                yield from _values(getattr(statement, name, []))


def why_stopped(kind: type) -> str:
    """The head of a message about a call that ended in an exception of this type."""
    en, zh = "Stopped", "已停止"
    if issubclass(kind, RoomUp):
        room = f"{sandbox.ROOM:g} GB"
        en, zh = f"Stopped: it took more than {room} of memory", f"占用的内存超过了 {room}，已停止"
    elif issubclass(kind, TimeUp):
        seconds = f"{sandbox.LIMIT:g}"
        en, zh = f"Stopped after {seconds} seconds", f"运行了 {seconds} 秒还没有结束，已停止"
    elif not issubclass(kind, KeyboardInterrupt):
        return pick("Your function stopped with an error:", "你的函数出错停下了：")
    return pick(f"{en}. Is there a loop that never ends?", f"{zh}。是不是有一个停不下来的循环？")


def broken(words: str) -> str:
    """The message when our own answer does not work any more; `words` is what Python says."""
    return lines(
        pick(
            "**Not checked.** Something in this notebook has changed Python or torch, so that our own answer "
            "fails as well. Restart the kernel, and look for what was overwritten:",
            "**无法检查。**这个 notebook 里有什么改动了 Python 或 torch，连参考答案也运行不了。"
            "请重启内核，看看是什么被覆盖了：",
        ),
        block(words),
    )
