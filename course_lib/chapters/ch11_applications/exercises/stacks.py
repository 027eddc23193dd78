"""Frames in stacks: what becomes one vector of the source."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


@exercise(
    "build",
    minutes=5,
    title=("four frames, one vector", "四帧合成一个向量"),
    statement=(
        "A second of speech has 80 frames, and neighbours are nearly alike. In the "
        "lesson four of them became "
        "one vector. Write `stack_frames(frames, count)`: `frames` is (T, F). Lay `count` frames side by "
        "side, the earliest first. If the last stack is not full, zeros fill it up. Return "
        "(⌈T / count⌉, count · F).\n\n"
        "    stack_frames(tensor([[1.], [2.], [3.]]), 2)  ->  tensor([[1., 2.], [3., 0.]])",
        "一秒语音有 80 帧，相邻的几乎一样，所以正文里把四帧合成一个向量。请写 `stack_frames(frames, count)`："
        "`frames` 是 (T, F)，把 `count` 帧并排放在一起，早的在前。最后一组不满，就用零补齐。"
        "返回 (⌈T / count⌉, count · F)。\n\n"
        "    stack_frames(tensor([[1.], [2.], [3.]]), 2)  ->  tensor([[1., 2.], [3., 0.]])",
    ),
    hints=[
        (
            "How many frames are missing at the end? With T = 10 and count = 4 it is 2, with T = 8 it is 0. "
            "In Python `-T % count` gives exactly that.",
            "末尾缺几帧？T = 10、count = 4 时缺 2 帧，T = 8 时缺 0 帧。Python 里的 "
            "`-T % count` 正好是这个数。",
        ),
        (
            "`torch.cat` with `frames.new_zeros(missing, F)`. After that neighbours already lie side by side "
            "in memory, so `reshape(-1, count * F)` is enough.",
            "用 `torch.cat` 接上 `frames.new_zeros(missing, F)`。这时相邻的帧在内存里本来就挨着，"
            "`reshape(-1, count * F)` 就够了。",
        ),
    ],
    cases=[
        (torch.tensor([[1.0], [2.0], [3.0]]), 2),
        (tenths(0, 4, 3), 2),
        (tenths(1, 7, 2), 4),
        (tenths(2, 8, 3), 4),
        (tenths(3, 3, 2), 5),
        (tenths(4, 5, 2), 1),
    ],
)
def stack_frames(frames, count):
    T, F = frames.shape
    missing = -T % count
    filled = torch.cat([frames, frames.new_zeros(missing, F)])  # (T + missing, F)
    return filled.reshape(-1, count * F)


def _filled(frames, missing):
    return torch.cat([frames, frames.new_zeros(missing, frames.size(1))])


stack_frames.wrong(
    "The last frames are lost. A stack that is not full must be kept, and filled up with zeros.",
    "最后几帧丢了。不满的一组要留下，用零补齐。",
    lambda frames, count: (
        frames[: len(frames) // count * count].reshape(-1, count * frames.size(1))
        if len(frames) >= count
        else frames.new_zeros(0, count * frames.size(1))
    ),
)
stack_frames.wrong(
    "Where T is a multiple of count nothing is missing. You add a whole stack of zeros there.",
    "T 正好是 count 的倍数时什么都不缺，你却多补了一整组零。",
    lambda frames, count: _filled(frames, count - len(frames) % count).reshape(-1, count * frames.size(1)),
)
stack_frames.wrong(
    "The zeros stand before the first frame. They belong behind the last.",
    "零补到了第一帧前面。应当补在最后一帧后面。",
    lambda frames, count: torch.cat([frames.new_zeros(-len(frames) % count, frames.size(1)), frames]).reshape(
        -1, count * frames.size(1)
    ),
)
stack_frames.wrong(
    "Inside a vector the bands take turns: the first band of every frame, then the second. A frame stays "
    "together, and the next one follows it.",
    "一个向量里，频带轮流排了：先是各帧的第一个频带，再是第二个。一帧应当放在一起，后面再接下一帧。",
    lambda frames, count: (
        _filled(frames, -len(frames) % count).reshape(-1, count, frames.size(1)).mT.flatten(1)
    ),
)
