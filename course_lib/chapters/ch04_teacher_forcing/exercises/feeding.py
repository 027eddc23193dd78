"""What the decoder reads in training, position by position."""

from course_lib.kit.practice.exercise import exercise


@exercise(
    "core",
    minutes=4,
    title=("what the decoder reads", "解码器读到了什么"),
    statement=(
        "Write `fed(gold, own, coins)`: the list of tokens that the decoder reads while it is trained on one "
        "sentence. `gold[t]` is what it is asked to say at place t, with EOS at the end; `own[t]` is what "
        "it did say there.\n\n"
        "At place 0 it reads BOS, whatever `coins[0]` is. At every later place t it reads the token of "
        "place t − 1: the gold one if `coins[t]` is `True`, else its own. The three lists are equally "
        "long, and so is the answer. Tokens are strings.\n\n"
        "    gold  = ['c', 'a', 't', 'EOS']\n"
        "    own   = ['h', 'o', 'b', 'EOS']\n"
        "    coins = [True, True, False, True]\n"
        "    fed(gold, own, coins)  ->  ['BOS', 'c', 'o', 't']",
        "写一个函数 `fed(gold, own, coins)`，返回在一个句子上训练时解码器依次读到的词元列表。"
        "`gold[t]` 是位置 t 上要求它说的词元（标准答案），末尾是 EOS；`own[t]` 是它在那里实际说的词元。\n\n"
        "位置 0 总是读 BOS，不管 `coins[0]` 是什么。之后的每个位置 t 都读位置 t − 1 的词元："
        "`coins[t]` 为 `True` 时读标准答案的，否则读它自己说的。三个列表一样长，结果也一样长。"
        "词元都是字符串。\n\n"
        "    gold  = ['c', 'a', 't', 'EOS']\n"
        "    own   = ['h', 'o', 'b', 'EOS']\n"
        "    coins = [True, True, False, True]\n"
        "    fed(gold, own, coins)  ->  ['BOS', 'c', 'o', 't']",
    ),
    hints=[
        (
            "Write the example as three rows and put the answer beneath. From which column does each token "
            "of the answer come?",
            "把例子写成三行，答案写在下面。答案里的每个词元来自哪一列？",
        ),
        (
            "Begin with `['BOS']` and go through t = 1, 2, …, T − 1. The coin is that of t, the token that "
            "of t − 1.",
            "先放 `['BOS']`，再让 t 从 1 走到 T − 1。看的是 t 的硬币，取的是 t − 1 的词元。",
        ),
        (
            "`for t in range(1, len(gold)):` and in it `gold[t - 1] if coins[t] else own[t - 1]`.",
            "`for t in range(1, len(gold)):`，循环里是 `gold[t - 1] if coins[t] else own[t - 1]`。",
        ),
    ],
    cases=[
        (["c", "a", "t", "EOS"], ["h", "o", "b", "EOS"], [True, True, False, True]),
        (["c", "a", "t", "EOS"], ["h", "o", "b", "EOS"], [False, True, True, False]),
        (["4", "2", "0", "1", "EOS"], ["5", "3", "9", "7", "EOS"], [True] * 5),
        (["4", "2", "0", "1", "EOS"], ["5", "3", "9", "7", "EOS"], [True] + [False] * 4),
        (["4", "2", "0", "1", "EOS"], ["5", "EOS", "8", "6", "3"], [False, False, False, True, False]),
        (["EOS"], ["7"], [False]),
    ],
)
def fed(gold, own, coins):
    read = ["BOS"]
    for t in range(1, len(gold)):
        read.append(gold[t - 1] if coins[t] else own[t - 1])
    return read


fed.wrong(
    "Off by one: at place t you read `gold[t]`, the very token that the decoder is asked to say there. It "
    "would learn to repeat what it reads. It must read the token before.",
    "错了一位：在位置 t 你读的是 `gold[t]`，正是要求解码器在那里说出的词元，"
    "于是它只会学到“读什么就说什么”。它应当读前一个词元。",
    lambda gold, own, coins: ["BOS", *(gold[t] if coins[t] else own[t] for t in range(1, len(gold)))],
)
fed.wrong(
    "Nothing is shifted: you return what stands at each place. The decoder reads one step behind what it "
    "says, with BOS first.",
    "没有错开一位：你返回的是每个位置本身的词元。解码器读的总比说的晚一步，开头读 BOS。",
    lambda gold, own, coins: [gold[t] if coins[t] else own[t] for t in range(len(gold))],
)
fed.wrong(
    "BOS is missing. Before it has said anything the decoder must read something too: BOS.",
    "缺少 BOS。解码器还什么都没说的时候，也得先读点什么：那就是 BOS。",
    lambda gold, own, coins: fed.solve(gold, own, coins)[1:],
)
fed.wrong(
    "Your coin is upside down. In this course the ratio is the probability of the gold token, so `True` "
    "means gold. (Some libraries count the own token instead: look before you copy a number.)",
    "硬币反了。本课程的比率是读标准答案的概率，所以 `True` 表示读标准答案。"
    "（有些库指的是读自己输出的概率：照搬数值之前先看清楚。）",
    lambda gold, own, coins: fed.solve(own, gold, coins),
)
fed.wrong(
    "At place 0 you read `[t - 1]`, that is `[-1]`: in Python the last token. No error warns you. "
    "Place 0 reads BOS.",
    "在位置 0 你读了 `[t - 1]`，也就是 `[-1]`：在 Python 里这是最后一个词元，而且不会报错。位置 0 应当读 "
    "BOS。",
    lambda gold, own, coins: [gold[t - 1] if coins[t] else own[t - 1] for t in range(len(gold))],
)


@fed.wrong(
    "The coin comes one place late: what is read at t is decided by `coins[t]`, not by `coins[t - 1]`.",
    "硬币晚用了一位：位置 t 读什么由 `coins[t]` 决定，不是 `coins[t - 1]`。",
)
def coin_of_the_place_before(gold, own, coins):
    mixed = [g if coin else o for g, o, coin in zip(gold, own, coins, strict=True)]
    return ["BOS", *mixed[:-1]]


fed.wrong(
    "One token too many. Nothing is said after the last place, so its token is never read. "
    "And the coin of t decides about the token of t − 1: do not pair them index by index.",
    "多了一个词元。最后一个位置之后不再说话，那里的词元永远不会被读到。"
    "另外，t 的硬币决定的是 t − 1 的词元，不能按相同的下标配对。",
    lambda gold, own, coins: [
        "BOS",
        *(g if coin else o for g, o, coin in zip(gold, own, coins, strict=True)),
    ],
)
fed.wrong(
    "You let the first coin decide for the whole sentence. Here each place has a coin of its own.",
    "你让第一枚硬币决定了整个句子。这里每个位置各有一枚硬币。",
    lambda gold, own, coins: ["BOS", *(gold if coins[0] else own)[:-1]],
)
fed.wrong(
    "You read gold everywhere: that is ratio 1, pure teacher forcing. Where the coin is `False`, the decoder "
    "reads what it said itself.",
    "你处处都读标准答案：那是比率 1，纯粹的教师强制。硬币为 `False` 的地方，解码器要读自己说过的词元。",
    lambda gold, own, coins: ["BOS", *gold[:-1]],
)
