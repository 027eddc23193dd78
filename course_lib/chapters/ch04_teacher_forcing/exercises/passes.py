"""Scheduled sampling without a loop: two passes (Mihaylova and Martins 2019)."""

from course_lib.kit.practice.exercise import exercise

_TABLE = {"BOS": "c", "c": "o", "a": "b", "t": "EOS", "o": "g", "b": "s", "g": "a", "s": "EOS", "EOS": "EOS"}
_DIGITS = {"BOS": "7", "4": "3", "2": "0", "0": "1", "1": "4", "7": "2", "3": "1", "EOS": "EOS"}


@exercise(
    "stretch",
    minutes=12,
    title=("two passes", "两遍读法"),
    statement=(
        "A Transformer reads all positions at once, if it knows beforehand what to read. With its own tokens "
        "it does not: each comes out of the step before. Mihaylova and Martins (2019) run it twice. **Pass "
        "1** reads gold only. **Pass 2** reads the mixture, and its own tokens are those that pass 1 "
        "said.\n\n"
        "Write `two_pass(gold, table, coins)`. Our toy decoder is a dict: having read a token it says "
        "`table[token]` and looks at nothing else. Pass 1 reads BOS and then the gold tokens, each one "
        "position late. Pass 2 reads BOS at position 0; at a later position t the gold token of t − 1 if "
        "`coins[t]`, else what pass 1 said at t − 1. Return two lists: what pass 2 reads, and what it "
        "says.\n\n"
        "    gold  = ['c', 'a', 't', 'EOS']      coins = [True, True, False, False]\n"
        "    table = {'BOS': 'c', 'c': 'o', 'a': 'b', 't': 'EOS', 'o': 'g', 'b': 's'}\n"
        "    pass 1   reads BOS c a t    says c o b EOS\n"
        "    pass 2   reads BOS c o b    says c o g s\n"
        "    two_pass(gold, table, coins)  ->  (['BOS', 'c', 'o', 'b'], ['c', 'o', 'g', 's'])",
        "只要事先知道要读什么，Transformer 就能一次读完所有位置。可是要读自己说的词元，"
        "事先就不知道会读到什么，"
        "只能等上一步说完。Mihaylova 和 Martins（2019）的办法是走两遍。**第一遍**只读标准答案；"
        "**第二遍**读混合的输入，其中“自己的词元”取第一遍说的。\n\n"
        "写一个函数 `two_pass(gold, table, coins)`。这里的解码器是个玩具，就是一个字典：读到一个词元，"
        "就说 `table[token]`，别的什么都不看。第一遍先读 BOS，再读标准答案，每个都晚一位。"
        "第二遍在位置 0 读 BOS；之后的位置 t，`coins[t]` 为真时读标准答案在 t − 1 的词元，"
        "否则读第一遍在 t − 1 说的词元。返回两个列表：第二遍读了什么、说了什么。\n\n"
        "    gold  = ['c', 'a', 't', 'EOS']      coins = [True, True, False, False]\n"
        "    table = {'BOS': 'c', 'c': 'o', 'a': 'b', 't': 'EOS', 'o': 'g', 'b': 's'}\n"
        "    第一遍   读 BOS c a t    说 c o b EOS\n"
        "    第二遍   读 BOS c o b    说 c o g s\n"
        "    two_pass(gold, table, coins)  ->  (['BOS', 'c', 'o', 'b'], ['c', 'o', 'g', 's'])",
    ),
    hints=[
        (
            "Four lists, one after the other: pass 1 reads, pass 1 says, pass 2 reads, pass 2 says. Each is "
            "complete before the next begins.",
            "依次是四个列表：第一遍读的、第一遍说的、第二遍读的、第二遍说的。前一个完成，才开始后一个。",
        ),
        (
            "Pass 1 reads `['BOS', *gold[:-1]]`. What a pass says is `[table[token] for token in read]`.",
            "第一遍读 `['BOS', *gold[:-1]]`。一遍所说的就是 `[table[token] for token in read]`。",
        ),
        (
            "Pass 2 is the first exercise again, `fed(gold, first, coins)`, where `first` is what pass 1 "
            "said.",
            "第二遍就是第一道练习：`fed(gold, first, coins)`，其中 `first` 是第一遍说的。",
        ),
    ],
    cases=[
        (["c", "a", "t", "EOS"], _TABLE, [True, True, False, False]),
        (["c", "a", "t", "EOS"], _TABLE, [True, False, True, False]),
        (["c", "o", "a", "t", "EOS"], _TABLE, [True] * 5),
        (["4", "2", "0", "1", "EOS"], _DIGITS, [True] + [False] * 4),
        (["4", "2", "0", "1", "EOS"], _DIGITS, [False, True, False, False, True]),
        (["EOS"], _DIGITS, [False]),
    ],
    distractors=(
        "            read[t] = first[t]",
        "    return read, first",
    ),
)
def two_pass(gold, table, coins):
    read = ["BOS", *gold[:-1]]
    first = [table[token] for token in read]
    for t in range(1, len(gold)):
        if not coins[t]:
            read[t] = first[t - 1]
    return read, [table[token] for token in read]


def _says(table, read):
    return [table[token] for token in read]


def _mixed(gold, own, coins):
    later = zip(gold, own, coins[1:], strict=False)  # the token of t - 1, the coin of t
    return ["BOS", *(g if coin else o for g, o, coin in later)]


@two_pass.wrong(
    "Your own tokens come out of pass 2 itself, one after the other. That is scheduled sampling as Bengio et "
    "al. (2015) meant it, but then nothing can be read at once. Here they come from pass 1: known "
    "beforehand, though said after a gold prefix.",
    "你用的是第二遍自己刚说的词元，一个接一个。那正是 Bengio 等（2015）原来的计划采样，"
    "可这样就没法一次读完了。这里要用第一遍说的：事先就知道，只不过是接在标准前缀后面说的。",
)
def sequential(gold, table, coins):
    read, said = ["BOS"], [table["BOS"]]
    for t in range(1, len(gold)):
        read.append(gold[t - 1] if coins[t] else said[t - 1])
        said.append(table[read[t]])
    return read, said


@two_pass.wrong(
    "The positions are mixed up: at t you read what pass 1 said at t. It must be what pass 1 said at t − 1, "
    "in the place of the gold token of t − 1.",
    "位置弄错了：在 t 你读了第一遍在 t 说的词元。应当读它在 t − 1 说的，用来代替标准答案在 t − 1 的词元。",
)
def own_token_of_the_same_position(gold, table, coins):
    first = _says(table, ["BOS", *gold[:-1]])
    read = _mixed(gold, first[1:], coins)
    return read, _says(table, read)


@two_pass.wrong(
    "What you return as said is from pass 1. The loss compares gold with what pass 2 says, after the "
    "mixture.",
    "你返回的是第一遍说的。损失比较的是标准答案和第二遍说的，也就是读了混合输入之后说的。",
)
def said_in_the_first_pass(gold, table, coins):
    read, _ = two_pass.solve(gold, table, coins)
    return read, _says(table, ["BOS", *gold[:-1]])


@two_pass.wrong(
    "Your pass 1 reads its own tokens. It would then need one call for each position. Pass 1 reads gold "
    "only, all at once.",
    "你的第一遍读的是自己的词元，那样每个位置都要单独调用一次。第一遍只读标准答案，一次读完。",
)
def first_pass_alone(gold, table, coins):
    alone = [table["BOS"]]
    for _ in gold[1:]:
        alone.append(table[alone[-1]])
    read = _mixed(gold, alone, coins)
    return read, _says(table, read)


two_pass.wrong(
    "The coin is upside down: `True` means gold.",
    "硬币反了：`True` 表示读标准答案。",
    lambda gold, table, coins: two_pass.solve(gold, table, [not coin for coin in coins]),
)
