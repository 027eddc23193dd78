"""What the decoder reads, and what it is asked to say."""

from course_lib.kit.practice.exercise import exercise


@exercise(
    "core",
    minutes=4,
    title=("shifted by one", "错开一位"),
    statement=(
        "In training the decoder reads a token, and is asked for the next one; then it reads that one, and "
        "so on. Write `inputs_and_gold(target)`. `target` is a list of ids, without BOS (1) and EOS (2). "
        "Return two lists of the same length: what the decoder reads, and what it is asked to say. It begins "
        "by reading BOS, and the last thing it is asked for is EOS. Leave `target` as it is.\n\n"
        "    inputs_and_gold([5, 6])  ->  [1, 5, 6], [5, 6, 2]\n"
        "    after 1 say 5, after 5 say 6, after 6 say 2",
        "训练时，解码器读一个词元，就要说出下一个；接着读那一个，再说下一个，如此继续。"
        "写一个函数 `inputs_and_gold(target)`。`target` 是编号的列表，不含 BOS（1）和 EOS（2）。"
        "返回两个一样长的列表：解码器读的，和要它说的。它最先读的是 BOS，最后要说的是 EOS。"
        "`target` 本身保持原样。\n\n"
        "    inputs_and_gold([5, 6])  ->  [1, 5, 6], [5, 6, 2]\n"
        "    读 1 说 5，读 5 说 6，读 6 说 2",
    ),
    hints=[
        (
            "Write BOS, the target and EOS in one row. Which of them is never said? Which is never read?",
            "把 BOS、目标和 EOS 写成一行。其中哪一个从来不用说？哪一个从来不用读？",
        ),
        (
            "`[1, *target, 2]` is that row. Both lists are one shorter than it.",
            "`[1, *target, 2]` 就是这一行。两个列表都比它短一位。",
        ),
        (
            "`row[:-1]` is all but the last, `row[1:]` all but the first.",
            "`row[:-1]` 去掉最后一个，`row[1:]` 去掉第一个。",
        ),
    ],
    cases=[
        ([5, 6, 7],),
        ([8],),
        ([4, 4, 4, 9],),
        ([],),
    ],
)
def inputs_and_gold(target):
    row = [1, *target, 2]
    return row[:-1], row[1:]


inputs_and_gold.wrong(
    "Both lists are the same: the model is shown what it has to say, and learns to repeat its input. When it "
    "is used, nobody tells it the next token. Shift the two by one.",
    "两个列表一样：等于把答案给模型看，它只会学着重复输入。真正使用时，可没有人告诉它下一个词元。"
    "请错开一位。",
    lambda target: ([*target, 2], [*target, 2]),
)
inputs_and_gold.wrong(
    "The two are the same, with BOS and EOS in both: nothing is shifted. BOS is only read, EOS is only said.",
    "两个列表一样，都带着 BOS 和 EOS，根本没有错开。BOS 只读不说，EOS 只说不读。",
    lambda target: ([1, *target, 2], [1, *target, 2]),
)
inputs_and_gold.wrong(
    "EOS (2) is missing in what is asked for: after the last token the model reads on and is asked nothing. "
    "It would never learn to stop.",
    "要说的内容里缺少 EOS（2）：读了最后一个词元，却不知道该说什么。模型永远学不会停下来。",
    lambda target: ([1, *target], [*target]),
)
inputs_and_gold.wrong(
    "Rightly shifted, but the end is cut off: the last token must be read too, and after it EOS (2) is asked "
    "for. Else the model never learns to stop.",
    "错开是对的，但末尾被截掉了：最后一个词元也要读，读完要说 EOS（2）。否则模型永远学不会停下来。",
    lambda target: ([1, *target][: len(target)], [*target]),
)
inputs_and_gold.wrong(
    "BOS (1) is in what is asked for. Nobody has to say it: it is given, and the first answer is the "
    "target's first token.",
    "要说的内容里出现了 BOS（1）。它是给定的，不用说；第一个要说的是目标的第一个词元。",
    lambda target: ([1, *target], [1, *target, 2]),
)
inputs_and_gold.wrong(
    "EOS (2) is in what is read. After EOS there is nothing left to ask: the last thing to read is the "
    "target's last token.",
    "读的内容里出现了 EOS（2）。读了 EOS 之后已经没有什么可问的：最后读的是目标的最后一个词元。",
    lambda target: ([1, *target, 2], [*target, 2]),
)
inputs_and_gold.wrong(
    "BOS (1) is missing, so the target's first token is read before anyone asked for it. "
    "Who would say it when the model is used?",
    "缺少 BOS（1）：目标的第一个词元还没问，就已经读到了。真正使用时，由谁来说它？",
    lambda target: ([*target], [*target[1:], 2]),
)
inputs_and_gold.wrong(
    "The other way round: first what is read (BOS in front), then what is asked for (EOS at the end).",
    "顺序反了：先返回读的（BOS 开头），再返回要说的（EOS 结尾）。",
    lambda target: ([*target, 2], [1, *target]),
)


@inputs_and_gold.wrong(
    "The lists are right, but `append` and `insert` change the list that you were given, and it is still "
    "needed. `[*target, 2]` makes a new one.",
    "两个列表没错，但 `append` 和 `insert` 会改动传入的列表，而别处还要用它。"
    "`[*target, 2]` 会得到一个新的列表。",
)
def target_changed(target):
    inputs = [1, *target]
    target.append(2)
    return inputs, target
