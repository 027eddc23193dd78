"""How much of a batch is padding."""

import random

from course_lib.kit.practice.exercise import exercise


def _lengths(seed: int) -> list[int]:
    draw = random.Random(seed)
    return [draw.randrange(1, 20) for _ in range(11)]


@exercise(
    "core",
    title=("the share of padding", "填充占多少"),
    statement=(
        "Write `wasted_share(lengths, batch_size)`. Sentences with these lengths are cut into batches of "
        "`batch_size`, in the order given; the last batch may be smaller. Each batch is padded to its own "
        "longest sentence. Return the share of all positions, 0 to 1, that are padding.\n\n"
        "    wasted_share([3, 5, 2, 4], 2)  ->  4 / 18 = 0.222222",
        "写一个函数 `wasted_share(lengths, batch_size)`。长度为 `lengths` 的句子"
        "按给定的顺序分批，每批 `batch_size` 个，最后一批可以小一些；"
        "每一批填充到自己最长的句子。返回填充占全部位置的比例（0 到 1）。\n\n"
        "    wasted_share([3, 5, 2, 4], 2)  ->  4 / 18 = 0.222222",
    ),
    hints=[
        (
            "Draw the example: two rectangles, 2 × 5 and 2 × 4. How many places in all, how many real?",
            "把例子画出来：两个长方形，2 × 5 和 2 × 4。一共多少个位置，其中多少是真实的？",
        ),
        (
            "`range(0, len(lengths), batch_size)` gives where the batches begin; a slice takes one batch.",
            "`range(0, len(lengths), batch_size)` 给出各批的起点，用切片取出一批。",
        ),
        (
            "A batch has `max(batch) * len(batch)` places. Add them up over all batches; the real ones are "
            "`sum(lengths)`. Divide once, at the end.",
            "一批有 `max(batch) * len(batch)` 个位置，把各批加起来；真实的是 `sum(lengths)` 个。"
            "最后只除一次。",
        ),
    ],
    cases=[
        ([3, 5, 2, 4], 2),
        ([3, 5, 2, 4, 1], 2),
        ([4, 4, 4], 2),
        ([9, 1, 9, 1, 3], 3),
        ([2, 7], 10),
        *((_lengths(seed), 4) for seed in range(3)),
    ],
)
def wasted_share(lengths, batch_size):
    places = 0
    for start in range(0, len(lengths), batch_size):
        batch = lengths[start : start + batch_size]
        places += max(batch) * len(batch)
    return (places - sum(lengths)) / places


def _batches(lengths, batch_size):
    return [lengths[start : start + batch_size] for start in range(0, len(lengths), batch_size)]


def _places(batch):
    return max(batch) * len(batch)


wasted_share.wrong(
    "You divide by the real tokens. The share asked for is of all positions, padding included.",
    "你除以的是真实词元的个数。要求的是占全部位置（包括填充）的比例。",
    lambda lengths, batch_size: sum(map(_places, _batches(lengths, batch_size))) / sum(lengths) - 1,
)
wasted_share.wrong(
    "You pad every batch to the longest sentence of all. Each batch needs only its own longest.",
    "你把每一批都填充到了全部句子中的最长长度。每一批只需填充到自己的最长句。",
    lambda lengths, batch_size: 1 - sum(lengths) / (max(lengths) * len(lengths)),
)


@wasted_share.wrong(
    "You average the shares of the batches. A batch of few positions then weighs as much as one of many: "
    "add up positions first, divide once.",
    "你对各批的比例取了平均，这样，位置少的批和位置多的批，分量就一样了。应先把位置数加起来，最后只除一次。",
)
def mean_of_shares(lengths, batch_size):
    shares = [1 - sum(batch) / _places(batch) for batch in _batches(lengths, batch_size)]
    return sum(shares) / len(shares)


@wasted_share.wrong(
    "The last, smaller batch is left out. It is trained on too.",
    "漏掉了最后那个较小的批。它也要参加训练。",
)
def last_batch_ignored(lengths, batch_size):
    whole = lengths[: len(lengths) // batch_size * batch_size]
    places = sum(map(_places, _batches(whole, batch_size)))
    return (places - sum(whole)) / places


@wasted_share.wrong(
    "You count the last batch as full. It has only `len(batch)` rows.",
    "你把最后一批当成满的了。它只有 `len(batch)` 行。",
)
def last_batch_counted_full(lengths, batch_size):
    places = sum(max(batch) * batch_size for batch in _batches(lengths, batch_size))
    return (places - sum(lengths)) / places


wasted_share.wrong(
    "That is the number of padded places. Divide it by the number of all places.",
    "这是填充的个数，还要除以全部位置的个数。",
    lambda lengths, batch_size: sum(map(_places, _batches(lengths, batch_size))) - sum(lengths),
)
wasted_share.wrong(
    "That is the share of the real tokens. Padding is the rest.",
    "这是真实词元的比例，填充是剩下的那部分。",
    lambda lengths, batch_size: 1 - wasted_share.solve(lengths, batch_size),
)
