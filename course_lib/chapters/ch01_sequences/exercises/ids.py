"""Tokens: from words to ids, and one step of byte-pair encoding."""

from collections import Counter
from itertools import pairwise

from course_lib.kit.practice.exercise import exercise

_TABLE = {"one": 4, "two": 5, "hundred": 6, "and": 7}


@exercise(
    "core",
    minutes=4,
    title=("words to ids", "从词到编号"),
    statement=(
        "Write `encode_line(text, table)`. It returns a list of ids: one for each word of `text`, then EOS. "
        "`table` is a dict from words to ids. A word that is not in it is unknown and gets the id of UNK.\n\n"
        "Ids 0 to 3 are reserved: PAD 0, BOS 1, EOS 2, UNK 3. Words stand between spaces, one or more.\n\n"
        "    encode_line('one zebra', {'one': 4, 'two': 5})  ->  [4, 3, 2]",
        "写一个函数 `encode_line(text, table)`，返回编号的列表：`text` 里每个词对应一个编号，最后是 EOS。"
        "`table` 是从词到编号的字典；不在其中的词是未知词元，用 UNK 的编号。\n\n"
        "编号 0 到 3 是保留的：PAD 0、BOS 1、EOS 2、UNK 3。词与词之间有一个或多个空格。\n\n"
        "    encode_line('one zebra', {'one': 4, 'two': 5})  ->  [4, 3, 2]",
    ),
    hints=[
        (
            "Three things happen: cut the text, look each word up, add the end.",
            "一共三步：切开文本，逐词查表，加上结尾。",
        ),
        (
            "`text.split()` cuts at any run of spaces. `table[word]` fails for a word that is not there; "
            "a dict has a method that takes a default.",
            "`text.split()` 会在任意多个空格处切开。词不在表中时 `table[word]` 会出错；"
            "字典有一个可以给默认值的方法。",
        ),
        (
            "`table.get(word, 3)` is the id of one word. Collect them in a list and append 2.",
            "`table.get(word, 3)` 就是一个词的编号。把它们收集到列表里，再加上 2。",
        ),
    ],
    cases=[
        ("one hundred and two", _TABLE),
        ("one zebra", _TABLE),
        ("zebra hundred yak yak", _TABLE),
        ("two two two", _TABLE),
        (" one   two ", _TABLE),
        ("", _TABLE),
        ("and", {"and": 9}),
    ],
)
def encode_line(text, table):
    ids = [table.get(word, 3) for word in text.split()]
    return [*ids, 2]


encode_line.wrong(
    "EOS (2) is missing at the end: without it the model cannot know where the sentence stops.",
    "末尾缺少 EOS（2）：没有它，模型不知道句子在哪里结束。",
    lambda text, table: [table.get(word, 3) for word in text.split()],
)
encode_line.wrong(
    "Unknown words have vanished. Put UNK (3) in their place: the model must see that something stood there.",
    "未知的词不见了。请在原位放上 UNK（3）：要让模型看到那里本来有一个词。",
    lambda text, table: [*(table[word] for word in text.split() if word in table), 2],
)
encode_line.wrong(
    "The table does not hold every word of the world. A word that is missing must become UNK (3), no error.",
    "词表不可能包含世上所有的词。查不到的词应变成 UNK（3），而不是报错。",
    lambda text, table: [*(table[word] for word in text.split()), 2],
)
encode_line.wrong(
    "An unknown word got PAD (0). PAD says “nothing stands here”; UNK (3) says “some word stands here”.",
    "未知的词变成了 PAD（0）。PAD 的意思是“这里什么都没有”，UNK（3）的意思是“这里有一个词，但不认识”。",
    lambda text, table: [*(table.get(word, 0) for word in text.split()), 2],
)


@encode_line.wrong(
    "You look up single characters. Looping over a text gives characters: cut it into words first.",
    "你查的是一个个字符。直接遍历字符串得到的是字符，要先切成词。",
)
def characters(text, table):
    return [*(table.get(character, 3) for character in text), 2]


encode_line.wrong(
    "Where two spaces meet there is an empty “word”. `split()` without an argument makes none.",
    "连续的空格之间多出了空的“词”。不带参数的 `split()` 就不会这样。",
    lambda text, table: [*(table.get(word, 3) for word in text.split(" ")), 2],
)
encode_line.wrong(
    "BOS (1) begins a target only. A source line gets EOS at its end, nothing in front.",
    "BOS（1）只用在目标序列的开头。这里只在末尾加 EOS，前面什么都不加。",
    lambda text, table: [1, *encode_line.solve(text, table)],
)


@exercise(
    "stretch",
    minutes=8,
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
    distractors=(
        "            i += 1",
        "    best = max(counts, key=lambda pair: (counts[pair], pair))",
    ),
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
