"""A mean that padding must not enter."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


@exercise(
    "core",
    minutes=6,
    title=("a mean without the padding", "求平均，不算填充"),
    statement=(
        "One microphone is louder than another, and each colours the sound in its own way. So "
        "recognisers often subtract "
        "from each band its mean over the recording. In a batch short recordings are padded with zeros, and "
        "it is a common mistake to let these into the mean. Write `centred(batch, lengths)`: "
        "`batch` is (B, T, F), and "
        "`lengths` (B,) says how many frames are real. From every real frame subtract its band's mean over "
        "the real frames of the same recording. Padding stays 0.\n\n"
        "    centred(tensor([[[2.], [4.], [0.]]]), tensor([2]))  ->  tensor([[[-1.], [1.], [0.]]])",
        "话筒有的响有的轻，音色也各不相同。所以语音识别里常把每个频带减去它在整段录音里的平均。"
        "一批里，短的录音用零填充；常见的错，是把填充也算进平均里。请写 `centred(batch, lengths)`："
        "`batch` 是 (B, T, F)，`lengths` (B,) 是真实的帧数。每个真实的帧，减去同一段录音里、"
        "同一个频带在真实的帧上的平均。填充仍然是 0。\n\n"
        "    centred(tensor([[[2.], [4.], [0.]]]), tensor([2]))  ->  tensor([[[-1.], [1.], [0.]]])",
    ),
    hints=[
        (
            "First a mask (B, T): `torch.arange(T) < lengths[:, None]`. With `[:, :, None]` it fits the "
            "frames.",
            "先做一个掩码 (B, T)：`torch.arange(T) < lengths[:, None]`。加上 `[:, :, None]` 就能和帧相配。",
        ),
        (
            "The sum over real frames is `(batch * mask).sum(1)`, (B, F). Divide it by the lengths, not by "
            "T. After subtracting, multiply by the mask once more: 0 minus the mean is no 0.",
            "真实帧的和是 `(batch * mask).sum(1)`，形状 (B, F)。要除以各自的长度，不是除以 T。"
            "减完以后再乘一次掩码：0 减去平均就不是 0 了。",
        ),
    ],
    cases=[
        (torch.tensor([[[2.0], [4.0], [0.0]]]), torch.tensor([2])),
        (tenths(0, 2, 3, 2) * (torch.arange(3) < torch.tensor([[3], [1]]))[:, :, None], torch.tensor([3, 1])),
        (tenths(1, 1, 4, 3), torch.tensor([4])),
        (
            tenths(2, 3, 4, 2) * (torch.arange(4) < torch.tensor([[2], [4], [3]]))[:, :, None],
            torch.tensor([2, 4, 3]),
        ),
    ],
    distractors=("    mean = batch.mean(1)", "    return batch - mean[:, None]"),
)
def centred(batch, lengths):
    T = batch.size(1)
    mask = torch.arange(T) < lengths[:, None]  # (B, T)
    mask = mask[:, :, None]  # (B, T, 1)
    total = (batch * mask).sum(1)  # (B, F)
    mean = total / lengths[:, None]
    shifted = batch - mean[:, None]
    return shifted * mask


def _mask(batch, lengths):
    return (torch.arange(batch.size(1)) < lengths[:, None])[:, :, None]


centred.wrong(
    "The padding was counted: you divide by T, not by the number of real frames.",
    "填充算进去了：你除以的是 T，不是真实的帧数。",
    lambda batch, lengths: (batch - batch.mean(1, keepdim=True)) * _mask(batch, lengths),
)
centred.wrong(
    "The padding is no longer 0: the mean was subtracted there, too.",
    "填充不再是 0：那里也减去了平均。",
    lambda batch, lengths: batch - (batch.sum(1) / lengths[:, None])[:, None],
)
centred.wrong(
    "One mean for all bands together. Each band has its own.",
    "所有频带共用了一个平均。每个频带应当用自己的。",
    lambda batch, lengths: (
        (batch - (batch.sum((1, 2)) / (lengths * batch.size(2)))[:, None, None]) * _mask(batch, lengths)
    ),
)
centred.wrong(
    "One mean for the whole batch. Each recording has its own: else an answer depends on its neighbours.",
    "整批共用了一个平均。每段录音应当用自己的，否则结果会取决于同一批里有谁。",
    lambda batch, lengths: (batch - batch.sum((0, 1)) / lengths.sum()) * _mask(batch, lengths),
)
