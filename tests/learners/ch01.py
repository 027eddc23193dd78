"""Learners of chapter 01."""

import re
from collections import defaultdict

import numpy as np
import torch

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


@right(ch01.by_length)
def zipped_and_sorted(sources, targets, size):
    pairs = sorted(zip(sources, targets, strict=True), key=lambda pair: len(pair[0]))
    batches = [pairs[i : i + size] for i in range(0, len(pairs), size)]
    return [tuple(map(list, zip(*batch, strict=True))) for batch in batches]


@right(ch01.by_length)
def sorted_by_numpy(sources, targets, size):
    order = np.argsort([len(source) for source in sources], kind="stable")
    parts = [order[i : i + size] for i in range(0, len(order), size)]
    return [[[side[int(i)] for i in part] for side in (sources, targets)] for part in parts]


@wrong(ch01.by_length, "the code as it came", "原来的代码")
def only_sources_sorted(sources, targets, size):
    sources = sorted(sources, key=len)
    return [(sources[i : i + size], targets[i : i + size]) for i in range(0, len(sources), size)]


@wrong(ch01.by_length, "by their own length", "目标序列自己的长度")
def each_sorted_alone(sources, targets, size):
    sources, targets = sorted(sources, key=len), sorted(targets, key=len)
    return [(sources[i : i + size], targets[i : i + size]) for i in range(0, len(sources), size)]


@wrong(ch01.by_length, "no longer sorted", "没有按长度排序")
def sorting_taken_out(sources, targets, size):
    return [(sources[i : i + size], targets[i : i + size]) for i in range(0, len(sources), size)]


@right(ch01.text_of)
def expanded_from_the_right(ids, merges):
    ids = list(ids)
    while any(i > 255 for i in ids):
        ids = [part for i in ids for part in ([i] if i < 256 else merges[i - 256])]
    return bytes(ids).decode("utf-8", "replace")


@right(ch01.text_of)
def expanded_by_recursion(ids, merges):
    def spell(i):
        return bytes([i]) if i < 256 else spell(merges[i - 256][0]) + spell(merges[i - 256][1])

    return str(b"".join(map(spell, ids)), "utf-8", errors="replace")


@wrong(ch01.text_of, "`chr` knows characters", "`chr` 认的是字符")
def each_byte_a_character(ids, merges):
    while any(i > 255 for i in ids):
        ids = [part for i in ids for part in ([i] if i < 256 else merges[i - 256])]
    return "".join(map(chr, ids))


@wrong(ch01.text_of, "errors='replace'", "errors='replace'")
def decoded_strictly(ids, merges):
    while any(i > 255 for i in ids):
        ids = [part for i in ids for part in ([i] if i < 256 else merges[i - 256])]
    return bytes(ids).decode()


@wrong(ch01.text_of, "Decode them", "要解码成文字")
def not_decoded(ids, merges):
    while any(i > 255 for i in ids):
        ids = [part for i in ids for part in ([i] if i < 256 else merges[i - 256])]
    return bytes(ids)


@right(ch01.token_budget)
def filled_while_there_is_room(lengths, budget):
    rest = sorted(range(len(lengths)), key=lambda i: (lengths[i], i))
    batches = []
    while rest:
        batch = [rest.pop(0)]
        while rest and lengths[rest[0]] * (len(batch) + 1) <= budget:
            batch.append(rest.pop(0))
        batches.append(batch)
    return batches


@right(ch01.token_budget)
def filled_in_numpy(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable") if lengths else ():
        if batch and (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(i)
    return [*batches, batch] if batch else batches


@wrong(ch01.token_budget, "Length 3 expected", "3")
def last_batch_lost(lengths, budget):
    batches, batch = [], []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(i)
    return batches


@wrong(ch01.token_budget, "real tokens", "真实词元")
def tokens_counted(lengths, budget):
    batches, used = [], 0
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batches and used + lengths[i] <= budget:
            batches[-1].append(i)
            used += lengths[i]
        else:
            batches.append([i])
            used = lengths[i]
    return batches
