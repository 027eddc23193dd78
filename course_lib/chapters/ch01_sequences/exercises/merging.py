"""One step of byte-pair encoding."""

from collections import Counter
from itertools import pairwise

from course_lib.kit.practice.exercise import exercise


@exercise(
    "stretch",
    title=("one byte-pair merge", "字节对编码：合并一次"),
    statement=(
        "Write `merge_once(words)`. `words` is a list of words, each a list of symbols. Count each pair of "
        "neighbours within a word, at every place. Take the most frequent pair; among equals, the first in "
        "alphabetical order (the chapter took the older pieces; both are only conventions). "
        "Then join it wherever it stands, from left to right; a symbol that was "
        "just joined is not used again. Return the pair and the new list; leave `words` as it is. "
        "There is always at least one pair.\n\n"
        "    merge_once([['l', 'o', 'w'], ['l', 'o', 't']])\n"
        "    ->  ('l', 'o'), [['lo', 'w'], ['lo', 't']]",
        "写一个函数 `merge_once(words)`。`words` 是词的列表，每个词是符号的列表。"
        "统计词内每一处相邻符号对的次数，取最多的一对；次数相同则取字母顺序最前的（正文里取的是更早出现的块，两种都只是约定）。"
        "然后从左到右，凡是出现这一对的地方都合并；刚合并过的符号不再重复使用。"
        "返回这一对和新的列表，`words` 本身保持原样。至少有一对可以合并。\n\n"
        "    merge_once([['l', 'o', 'w'], ['l', 'o', 't']])\n"
        "    ->  ('l', 'o'), [['lo', 'w'], ['lo', 't']]",
    ),
    hints=[
        ("Two tasks: count pairs, then rebuild each word.", "分成两件事：统计符号对，再重建每个词。"),
        (
            "`itertools.pairwise(word)` gives a word's neighbours; `collections.Counter` counts them. "
            "For the best: `min(counts, key=…)` with the key `(-count, pair)`.",
            "`itertools.pairwise(word)` 给出一个词里的相邻符号对，用 `collections.Counter` 计数。"
            "取最好的一对：`min(counts, key=…)`，键为 `(-次数, 符号对)`。",
        ),
        (
            "Rebuild with `while i < len(word)`: if `tuple(word[i : i + 2])` is the pair, append the joined "
            "symbol and go on by 2, else append `word[i]` and go on by 1.",
            "用 `while i < len(word)` 重建：如果 `tuple(word[i : i + 2])` 就是这一对，加入合并后的符号，"
            "前进 2 步；否则加入 `word[i]`，前进 1 步。",
        ),
    ],
    cases=[
        ([["l", "o", "w"], ["l", "o", "t"]],),
        ([["n", "e", "w"], ["n", "e", "w", "e", "r"], ["w", "e"]],),
        ([["x", "a"], ["b", "y"], ["z", "a"], ["b", "w"]],),
        ([["b", "c"], ["a", "b"]],),
        ([["a", "a", "a"], ["a", "a"], ["b"]],),
        ([["lo", "w"], ["lo", "w", "er"], ["lo", "t"]],),
        ([["a", "b", "a", "b", "a", "b"], ["x", "y"], ["x", "y"]],),
    ],
)
def merge_once(words):
    counts = Counter(pair for word in words for pair in pairwise(word))
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    merged = []
    for word in words:
        new, i = [], 0
        while i < len(word):
            joined = tuple(word[i : i + 2]) == best
            new.append("".join(best) if joined else word[i])
            i += 2 if joined else 1
        merged.append(new)
    return best, merged


def _pairs(word):
    return list(pairwise(word))


def _join(word, best):
    """One word, merged rightly: behind each joined pair the next symbol is gone."""
    new = []
    for symbol in word:
        if new and (new[-1], symbol) == best:
            new[-1] += symbol
        else:
            new.append(symbol)
    return new


@merge_once.wrong(
    "You count pairs across the border of two words. Only neighbours within a word are a pair.",
    "你把跨越两个词边界的符号对也算进去了。只有同一个词里相邻的符号才算一对。",
)
def across_words(words):
    counts = Counter(_pairs([symbol for word in words for symbol in word]))
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    return best, [_join(word, best) for word in words]


@merge_once.wrong(
    "You count a pair once for each word. Count every place where it stands.",
    "同一个词里重复出现的符号对，你只算了一次。每出现一处都要算。",
)
def once_a_word(words):
    counts = Counter(pair for word in words for pair in set(_pairs(word)))
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    return best, [_join(word, best) for word in words]


@merge_once.wrong(
    "In “a a a” you use the middle symbol twice. After a merge go on behind it: “aa a”.",
    "在“a a a”里，中间的符号被用了两次。合并之后要跳过它：得到“aa a”。",
)
def overlapping(words):
    best, _ = merge_once.solve(words)
    merged = []
    for word in words:
        joined = [i for i, pair in enumerate(_pairs(word)) if pair == best]
        kept = [i for i in range(len(word)) if i in joined or i - 1 not in joined]
        merged.append(["".join(best) if i in joined else word[i] for i in kept])
    return best, merged


@merge_once.wrong(
    "Two pairs are equally frequent, and you take the one seen first. Take the first in alphabetical order, "
    "so that the order of the words does not matter.",
    "有两对次数相同，你取了先出现的那一对。应取字母顺序最前的，这样结果与词的先后无关。",
)
def first_seen(words):
    counts = Counter(pair for word in words for pair in _pairs(word))
    best = max(counts, key=lambda pair: counts[pair])
    return best, [_join(word, best) for word in words]


@merge_once.wrong(
    "Build new lists, do not write into `words`: whoever called you may still need them.",
    "请建立新的列表，不要直接改 `words`：调用你的人可能还要用它。",
)
def changed_in_place(words):
    best, merged = merge_once.solve(words)
    for word, new in zip(words, merged, strict=True):
        word[:] = new
    return best, words
