"""Sorting: batches of similar length that tear no pair apart, and batches of equal size."""

from course_lib.kit.practice.exercise import exercise

_SOURCES = ["forty two", "nine", "three hundred and five", "ten", "six hundred"]
_TARGETS = ["42", "9", "305", "10", "600"]


def _cut(sources, targets, size):
    return [(sources[i : i + size], targets[i : i + size]) for i in range(0, len(sources), size)]


def _order(sources):
    return sorted(range(len(sources)), key=lambda i: len(sources[i]))


@exercise(
    "repair",
    minutes=5,
    title=("a training that never learns", "怎么训练也学不会"),
    statement=(
        "**The symptom.** Somebody added buckets to a training that worked. It runs twice as fast. But "
        "the loss "
        "stays high, and the model writes numbers that look right and are wrong. There is no error.\n\n"
        "The function below has one fault. `sources` and `targets` are lists of equal length, and "
        "`sources[i]` belongs to `targets[i]`. `by_length(sources, targets, size)` must sort the pairs by "
        "`len` of the source, shortest first. Equally long ones keep their order. It returns a list of "
        "batches, "
        "each `(sources, targets)` of `size` pairs; the last may be smaller. The lists that it was "
        "given stay "
        "as they are. Find the fault, and repair it.",
        "**症状**：训练本来好好的，有人加上了分桶，速度快了一倍。可是损失降不下来，"
        "模型写出的数看着像模像样，却都是错的。程序没有报错。\n\n"
        "下面的函数里有一处毛病。`sources` 和 `targets` 是一样长的两个列表，`sources[i]` 与 "
        "`targets[i]` 是一对。"
        "`by_length(sources, targets, size)` 应当按源序列的 `len` 从短到长给句对排序，"
        "一样长的保持原来的先后；"
        "返回各批的列表，每批是 `(sources, targets)`，`size` 对一批，最后一批可以小一些。"
        "传进来的列表不能改动。请找出毛病，把它修好。",
    ),
    hints=[
        (
            "Run it on three pairs that you know, and print the batches. Which target stands beside "
            "which source?",
            "拿三个你认识的句对运行一下，把各批打印出来。哪个目标序列跟哪个源序列站在一起？",
        ),
        (
            "`order` says which source comes first. Who else has to stand in this order?",
            "`order` 说明哪个源序列排第一。还有谁也得按这个顺序站？",
        ),
        (
            "`targets = [targets[i] for i in order]`, right after the same line for the sources.",
            "在源序列那一行后面，加上 `targets = [targets[i] for i in order]`。",
        ),
    ],
    cases=[
        (_SOURCES, _TARGETS, 2),
        (["aa", "b", "cc", "d", "ee"], ["1", "2", "3", "4", "5"], 3),
        (["ccc", "bb", "a"], ["1", "22", "333"], 2),
        (["b", "a", "c"], ["2", "1", "3"], 1),
        (["x"], ["1"], 4),
        ([], [], 2),
    ],
    distractors=(
        "    targets = sorted(targets, key=len)",
        "        batches.append((sources[start:], targets[:stop]))",
    ),
    broken=(
        """
        def by_length(sources, targets, size):
            order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
            sources = [sources[i] for i in order]
            batches = []
            for start in range(0, len(sources), size):
                stop = start + size
                batches.append((sources[start:stop], targets[start:stop]))
            return batches
        """,
        "So far it is the code as it came. Print the first batch: which target stands beside which source?",
        "现在还是原来的代码。把第一批打印出来看看：哪个目标序列站在哪个源序列旁边？",
    ),
)
def by_length(sources, targets, size):
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    sources = [sources[i] for i in order]
    targets = [targets[i] for i in order]
    batches = []
    for start in range(0, len(sources), size):
        stop = start + size
        batches.append((sources[start:stop], targets[start:stop]))
    return batches


by_length.wrong(
    "You sort the targets by their own length. A short source may have a long target: both lists must stand "
    "in the order of the sources.",
    "你按目标序列自己的长度给它排了序。源序列短，目标序列未必短：两个列表都要按源序列的顺序站。",
    lambda sources, targets, size: _cut(sorted(sources, key=len), sorted(targets, key=len), size),
)
by_length.wrong(
    "The pairs are right, but no longer sorted by length: that wastes the buckets.",
    "句对没有错，可是没有按长度排序：分桶就白做了。",
    _cut,
)
by_length.wrong(
    "You sort by the alphabet. Sort by length: `key=len`, or a key that looks at the source only.",
    "你是按字母顺序排的。应当按长度排：键只看源序列的长度。",
    lambda sources, targets, size: _cut(
        *([pair[side] for pair in sorted(zip(sources, targets, strict=True))] for side in (0, 1)), size
    ),
)
by_length.wrong(
    "The last, smaller batch is lost. Its pairs would never be trained on.",
    "最后那个较小的批不见了，里面的句对永远训练不到。",
    lambda sources, targets, size: [b for b in by_length.solve(sources, targets, size) if len(b[0]) == size],
)


@by_length.wrong(
    "The lists that you were given have changed. Whoever called you may still need their order: make "
    "new lists.",
    "传进来的列表被你改动了。调用你的人可能还要用原来的顺序：请另做新的列表。",
)
def sorted_in_place(sources, targets, size):
    order = _order(sources)
    sources[:] = [sources[i] for i in order]
    targets[:] = [targets[i] for i in order]
    return _cut(sources, targets, size)


@exercise(
    "stretch",
    minutes=10,
    title=("batches by a budget", "按预算分批"),
    statement=(
        "64 short sentences are little work, 64 long ones are much. Large trainings therefore fix the "
        "number of "
        "places in a batch, not the number of sentences. Write `token_budget(lengths, budget)`.\n\n"
        "Take the sentences from the shortest to the longest; equally long ones keep their order. Put "
        "the next "
        "sentence into the current batch if the padded rectangle, rows × longest row, then still has at most "
        "`budget` places. Else begin a new batch. A sentence that is longer than the budget gets a "
        "batch of its "
        "own. Return a list of batches, each a list of positions in `lengths`.\n\n"
        "    token_budget([5, 2, 3, 2], 6)  ->  [[1, 3], [2], [0]]",
        "64 个短句，计算量很小；64 个长句，计算量就大了。所以大规模训练固定的不是每批的句数，"
        "而是每批的位置数。"
        "写一个函数 `token_budget(lengths, budget)`。\n\n"
        "从最短的句子取到最长的，一样长的保持原来的先后。如果把下一句放进当前这一批，"
        "填充后的长方形（行数 × 最长一行）不超过 `budget` 个位置，就放进去；否则另起一批。"
        "比预算还长的句子自己成一批。返回各批的列表，每批是这些句子在 `lengths` 里的位置。\n\n"
        "    token_budget([5, 2, 3, 2], 6)  ->  [[1, 3], [2], [0]]",
    ),
    hints=[
        (
            "Since you go from short to long, the sentence that you add is the longest of its batch.",
            "因为是从短到长取，新放进去的那一句总是这一批里最长的。",
        ),
        (
            "`sorted(range(len(lengths)), key=lengths.__getitem__)` gives the positions in order.",
            "`sorted(range(len(lengths)), key=lengths.__getitem__)` 按长度给出各个位置。",
        ),
        (
            "With the new sentence the batch has `len(batch) + 1` rows, each `lengths[i]` long.",
            "放进新的一句以后，这一批有 `len(batch) + 1` 行，每行长 `lengths[i]`。",
        ),
    ],
    cases=[
        ([5, 2, 3, 2], 6),
        ([4, 4, 4, 4, 4], 8),
        ([1, 1, 1, 9, 1], 5),
        ([3, 1, 4, 1, 5, 9, 2, 6], 12),
        ([7], 3),
        ([2, 3, 3], 8),
        ([], 4),
    ],
    distractors=(
        "        if batches and len(batches[-1]) * lengths[i] <= budget:",
        "    for i in sorted(lengths):",
    ),
)
def token_budget(lengths, budget):
    batches = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batches and (len(batches[-1]) + 1) * lengths[i] <= budget:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches


def _fill(lengths, positions, fits):
    batches = []
    for i in positions:
        if batches and fits(batches[-1], i):
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches


def _sorted(lengths):
    return sorted(range(len(lengths)), key=lengths.__getitem__)


token_budget.wrong(
    "You count the real tokens. The budget is for places, padding included: rows × longest row.",
    "你数的是真实词元。预算管的是位置，填充也算在内：行数 × 最长一行。",
    lambda lengths, budget: _fill(
        lengths,
        _sorted(lengths),
        lambda batch, i: sum(lengths[k] for k in batch) + lengths[i] <= budget,
    ),
)
token_budget.wrong(
    "A batch that fills the budget exactly is allowed: at most, `<=`.",
    "正好用满预算的批是允许的：不超过，用 `<=`。",
    lambda lengths, budget: _fill(
        lengths, _sorted(lengths), lambda batch, i: (len(batch) + 1) * lengths[i] < budget
    ),
)
token_budget.wrong(
    "You count the rows before the new sentence is in. With it there is one more.",
    "你数的是新句子放进来以前的行数。放进来以后，要多一行。",
    lambda lengths, budget: _fill(
        lengths, _sorted(lengths), lambda batch, i: len(batch) * lengths[i] <= budget
    ),
)
token_budget.wrong(
    "The sentences are not sorted. Take them from the shortest to the longest, and return their positions.",
    "句子没有排序。请从最短的取到最长的，返回的是它们原来的位置。",
    lambda lengths, budget: _fill(
        lengths,
        range(len(lengths)),
        lambda batch, i: (len(batch) + 1) * max(lengths[i], *(lengths[k] for k in batch)) <= budget,
    ),
)
token_budget.wrong(
    "You return lengths. Return positions: whoever trains must find the sentences again.",
    "你返回的是长度。请返回位置：训练的人还要凭它找到句子。",
    lambda lengths, budget: [[lengths[i] for i in batch] for batch in token_budget.solve(lengths, budget)],
)
