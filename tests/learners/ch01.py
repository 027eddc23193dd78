"""Learners of chapter 01."""

import itertools
import re
from collections import Counter, defaultdict

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

from course_lib.chapters.ch01_sequences import exercises as ch01

from . import right, wrong


@right(ch01.encode_line)
def ids_in_an_array(text, table):
    return np.array([table.get(w, 3) for w in re.findall(r"\S+", text)] + [2])


@right(ch01.encode_line)
def ids_in_a_tensor(text, table):
    known = defaultdict(lambda: 3, table)
    return torch.tensor([*map(known.__getitem__, text.split()), 2])


@wrong(ch01.encode_line, "`ids.append(2)` changes `ids`", "`ids.append(2)` 只是改动 `ids`")
def append_returned(text, table):
    ids = [table.get(word, 3) for word in text.split()]
    return ids.append(2)


@wrong(ch01.encode_line, "`print` shows a value", "`print` 只是把值显示出来")
def print_returned(text, table):
    return print([table.get(word, 3) for word in text.split()])


@wrong(ch01.encode_line, "put it into `list(…)`", "请用 `list(…)` 包起来")
def yielded(text, table):
    for word in text.split():
        yield table.get(word, 3)
    yield 2


@wrong(ch01.encode_line, "EOS (2) is missing", "末尾缺少 EOS")
def no_end_and_no_unknown(text, table):
    return [table[word] for word in text.split()]


@right(ch01.pad_and_mask)
def padded_by_torch(rows):
    padded = pad_sequence([torch.tensor(row) for row in rows], batch_first=True)
    return padded, padded.ne(0)


@right(ch01.pad_and_mask)
def padded_in_numpy(rows):
    S = max(map(len, rows))
    ids = np.array([row + [0] * (S - len(row)) for row in rows], dtype=np.int32)
    return [ids, ids > 0]


@wrong(
    ch01.pad_and_mask, "should be torch.int64; yours: torch.float32", "应为 torch.int64，你的是 torch.float32"
)
def padded_with_floats(rows):
    padded = torch.zeros(len(rows), max(map(len, rows)))
    for i, row in enumerate(rows):
        padded[i, : len(row)] = torch.tensor(row)
    return padded, padded != 0


@wrong(ch01.pad_and_mask, "shape", "形状")
def rows_not_padded(rows):
    ids = torch.stack([torch.tensor(row) for row in rows])
    return ids, ids != 0


@wrong(ch01.pad_and_mask, "`torch.tensor` makes a tensor of numbers", "数的列表用 `torch.tensor`")
def padded_lists(rows):
    S = max(map(len, rows))
    return [row + [0] * (S - len(row)) for row in rows], [
        [True] * len(r) + [False] * (S - len(r)) for r in rows
    ]


@right(ch01.wasted_share)
def wasted_in_tensors(lengths, batch_size):
    parts = torch.tensor(lengths).split(batch_size)
    places = sum(len(part) * part.max() for part in parts)
    return 1 - sum(part.sum() for part in parts) / places


@right(ch01.wasted_share)
def wasted_in_numpy(lengths, batch_size):
    cut = [lengths[i : i + batch_size] for i in range(0, len(lengths), batch_size)]
    waste = [max(part) - n for part in cut for n in part]
    return np.float32(sum(waste)) / np.sum([max(part) for part in cut for _ in part])


@wrong(ch01.wasted_share, "The value differs", "值不同")
def rounded(lengths, batch_size):
    return round(ch01.wasted_share.solve(lengths, batch_size), 2)


@wrong(ch01.wasted_share, "average the shares", "各批的比例取了平均")
def mean_over_batches(lengths, batch_size):
    shares = []
    while lengths:
        batch, lengths = lengths[:batch_size], lengths[batch_size:]
        shares.append(np.mean([1 - n / max(batch) for n in batch]))
    return float(np.mean(shares))


@wrong(ch01.wasted_share, "The value differs", "值不同")
def sorted_first(lengths, batch_size):
    return ch01.wasted_share.solve(sorted(lengths), batch_size)


@right(ch01.merge_once)
def merged_by_hand(words):
    counts = Counter()
    for word in words:
        counts.update(itertools.pairwise(word))
    pair = sorted(counts, key=lambda p: (-counts[p], p[0], p[1]))[0]
    made = []
    for word in words:
        new, rest = (), tuple(word)
        while rest:
            cut = 2 if rest[:2] == pair else 1
            new, rest = (*new, "".join(rest[:cut])), rest[cut:]
        made.append(new)
    return [list(pair), made]


@right(ch01.merge_once)
def merged_by_sorting(words):
    counts = defaultdict(int)
    for word in words:
        for i in range(len(word) - 1):
            counts[word[i], word[i + 1]] += 1
    most = max(counts.values())
    a, b = min(pair for pair, n in counts.items() if n == most)
    made = []
    for word in words:
        word = list(word)
        for i in range(len(word) - 2, -1, -1) if a != b else ():
            if word[i : i + 2] == [a, b]:
                word[i : i + 2] = [a + b]
        i = 0
        while a == b and i < len(word) - 1:
            if word[i : i + 2] == [a, b]:
                word[i : i + 2] = [a + b]
            i += 1
        made.append(word)
    return (a, b), made


@wrong(ch01.merge_once, "the one seen first", "先出现的那一对")
def most_common(words):
    counts = Counter(pair for word in words for pair in itertools.pairwise(word))
    (best, _) = counts.most_common(1)[0]
    return best, [("\0".join(["", *word, ""]).replace("\0".join(["", *best, ""]), f"\0{''.join(best)}\0"))
                  .strip("\0").split("\0") for word in words]  # fmt: skip


@wrong(ch01.merge_once, "do not write into `words`", "不要直接改 `words`")
def merged_in_place(words):
    best, made = ch01.merge_once.solve(words)
    words[:] = made
    return best, words


@wrong(ch01.merge_once, "At `[0]`", "在 `[0]` 处")
def joined_pair(words):
    best, made = ch01.merge_once.solve(words)
    return "".join(best), made
