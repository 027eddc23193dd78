"""The answer leaks: what the decoder reads, and what it is asked to say, are not shifted."""

from course_lib.kit.practice.exercise import exercise


@exercise(
    "repair",
    minutes=4,
    title=("too good to be true", "好得不像真的"),
    statement=(
        "**The symptom.** After fifty steps the loss is .001, on held-out sentences too. Everybody is "
        "delighted. Then somebody lets the model write alone, and every sentence comes out as rubbish. There "
        "is no error.\n\n"
        "`inputs_and_gold(target)` is given a list of ids without BOS (1) and EOS (2). It shall return two "
        "lists of the same length: what the decoder reads, and what it is asked to say. It begins by reading "
        "BOS, and the last thing it is asked for is EOS. `target` itself stays as it is. Find the fault, and "
        "repair it.\n\n"
        "    inputs_and_gold([5, 6])  ->  [1, 5, 6], [5, 6, 2]",
        "**症状**：才训练五十步，损失就降到了 0.001，在留出的句子上也一样，大家都很高兴。"
        "可是让模型自己一写，句句都是胡话。程序没有报错。\n\n"
        "`inputs_and_gold(target)` 收到一列编号，不含 BOS（1）和 EOS（2）。"
        "它应当返回两个一样长的列表：解码器读的，和要它说的。最先读的是 BOS，最后要说的是 EOS。"
        "`target` 本身保持原样。请找出毛病，把它修好。\n\n"
        "    inputs_and_gold([5, 6])  ->  [1, 5, 6], [5, 6, 2]",
    ),
    hints=[
        (
            "At the first place: what is read, and what is to be said? What would a model have to learn?",
            "第一个位置上，读的是什么？要说的又是什么？模型还有什么要学的？",
        ),
        (
            "BOS, the target and EOS stand in one row. Which of them is never said? Which is never read?",
            "BOS、目标和 EOS 排成一行。哪一个从来不用说？哪一个从来不用读？",
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
    broken=(
        """
        def inputs_and_gold(target):
            row = [1, *target, 2]
            inputs = row[1:]
            gold = row[1:]
            return inputs, gold
        """,
        "So far it is the code as it came. Print both lists for `[5, 6]`, one below the other.",
        "现在还是原来的代码。对 `[5, 6]` 把两个列表上下对齐打印出来看看。",
    ),
)
def inputs_and_gold(target):
    row = [1, *target, 2]
    return row[:-1], row[1:]


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
