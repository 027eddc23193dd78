"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

bottleneck = Question(
    __name__,
    "bottleneck",
    title=("two troubles that look alike", "两个看起来一样的毛病"),
    statement=(
        "The notes name two troubles of the encoder. **Compression**: a whole sentence must fit into one "
        "vector of fixed size. **Short memory**: a recurrent network loses what it read long ago. When a "
        "model fails on long sentences, either may be the cause. Give for each an experiment in which only "
        "that one can be.",
        "笔记说到编码器的两个毛病。**信息压缩**：整句话要塞进一个固定大小的向量。"
        "**短期记忆**：循环网络会丢掉很久以前读到的东西。模型在长句子上出错，两者都可能是原因。"
        "请各设计一个实验，让出错的原因只可能是其中之一。",
    ),
    good=(
        "- Compression alone: many letters at a short distance, and a small vector. Copy short strings of "
        "the same lengths with 64, 32, 16 numbers of context. The waiting time stays the same; only the "
        "room shrinks.\n"
        "- Short memory alone: one letter after a long wait. Read a letter, then 5, 10, 20 or 40 others, "
        "and be asked for the first. One letter fits into any vector; only the wait grows. Put plain RNN, "
        "GRU and LSTM side by side.\n"
        "- In each only one thing changes. “Longer sentences” changes both at once, so it cannot tell.\n"
        "- A careful answer adds: a smaller vector is also a smaller network, which may only need longer "
        "training; so compare models that have stopped improving, over several seeds, and with a guess.",
        "- 只考压缩：字母多、距离短、向量小。抄写同样长度的短串，上下文向量从 64 维减到 32、16 维。"
        "要记住的时间没变，变小的只有容量。\n"
        "- 只考记忆：只记一个字母，但要等很久。先读一个字母，再读 5、10、20 或 40 个别的，"
        "最后问第一个是什么。一个字母放进多小的向量都绰绰有余，变长的只有等待。"
        "把普通 RNN、GRU、LSTM 放在一起比。\n"
        "- 每个实验只改变一件事。“把句子变长”却同时改变了两件事，分不清是哪一件。\n"
        "- 更周到的回答还会说：向量小了，网络也小了，也许只是需要训练得更久；"
        "所以要等各个模型都不再进步时再比，多用几个随机种子，并和瞎猜的水平对照。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("the encoder", "编码器"),
    Item(
        "the first letter is what a trained encoder forgets",
        "A GRU with 128 hidden numbers was trained to copy. A linear probe tries to tell the letters of a "
        "string of 16 from its context. Where does it fail most often?",
        "一个隐状态是 128 维的 GRU 经过训练，学着抄写。用线性探针从上下文向量里读出一个 16 个字母的串，"
        "哪里最容易读错？",
        wrong(
            "at the first letter: it was read longest ago",
            "第一个字母：它是最早读的",
            "So it is before training. But the decoder needs the first letter first, and training saw to "
            "it: it can be read nearly always.",
            "训练之前确实如此。但解码器第一个就要用到它，训练使它几乎总能被读出来。",
        ),
        wrong(
            "at the last letter: it is needed last",
            "最后一个字母：它最后才用得上",
            "It is read worse than the first, but better than its neighbours: no letter came after it to "
            "write over it.",
            "它不如第一个字母清楚，但比旁边的几个清楚：它后面没有字母来覆盖它。",
        ),
        right(
            "in the middle",
            "中间的字母",
            "The first letter is read nearly always, the last better than its neighbours; between them it "
            "gets hard. A linear probe gives a lower bound: what it misses may be there in another form.",
            "第一个字母几乎总能读出，最后一个比旁边的清楚，中间最难。不过线性探针给出的只是下界："
            "它读不出的，可能以别的形式存着。",
        ),
    ),
    Item(
        "h_0 is a parameter, initialised with the weights",
        "The notes list the encoder's hidden state among the things that are initialised before training. "
        "In this course, what is h_0, and when is it set?",
        "笔记把“Encoder的隐藏层状态”列入训练前要初始化的参数。在本课程里，h_0 是什么，什么时候设定？",
        wrong(
            "random numbers, drawn once before training, then learnt",
            "随机数，训练前抽一次，然后学习",
            "That is what happens to the weights. One may learn h_0 too, but neither torch nor this course "
            "does: a state belongs to a sentence, a weight to the model.",
            "权重才是这样。h_0 也可以拿来学，但 torch 和本课程都不这么做：状态属于句子，权重属于模型。",
        ),
        right(
            "zeros, anew for every sentence",
            "零，每个句子都重新设定",
            "A state is what has been read so far; before the first token, that is nothing.",
            "状态代表到目前为止读到的内容；读第一个词元之前，什么都还没读。",
        ),
        wrong(
            "zeros for the first sentence; then each begins with the state that the one before left",
            "第一句是零，以后每句接着上一句留下的状态",
            "Then a translation would depend on which sentence came before. Language models of running text "
            "do so on purpose; sentence pairs come in random order.",
            "那样译文就会取决于前一句碰巧是什么。处理连续文本的语言模型有时故意这样做，"
            "而这里的句对是随机排列的。",
        ),
    ),
    Item(
        "padding with zeros changes nothing",
        "The embedding of PAD is all zeros. A network reads three PADs behind a sentence, without packing "
        "or a mask. What becomes of its state?",
        "PAD 的嵌入全是零。网络读完一个句子，又读了后面的三个 PAD，没有打包，也没有掩码。它的状态会怎样？",
        right(
            "it moves on three times",
            "又变了三次",
            "W x is zero, but U h and b are not: h = tanh(U h + b) is another state, and one more with each "
            "PAD. Hence the lengths.",
            "W x 是零，但 U h 和 b 不是：h = tanh(U h + b) 已经是另一个状态，每读一个 PAD 就再变一次。"
            "所以才需要 `lengths`。",
        ),
        wrong(
            "nothing: zeros add nothing",
            "不变：加零等于没加",
            "Zeros add nothing to a sum. But a step does not add to the state, it works out a new one.",
            "在求和里加零确实没有影响。但循环网络的一步不是往状态上加，而是重新算出一个状态。",
        ),
        wrong(
            "it becomes zero as well",
            "也变成零",
            "Only if U and b were zero too. The old state goes through U into the new one.",
            "除非 U 和 b 也是零。旧状态会通过 U 进入新状态。",
        ),
    ),
    Item(
        "reversing the source makes the average distance shorter",
        "Source and target have n tokens each, and x_i belongs to y_i. The encoder now reads the source "
        "back to front (Sutskever et al. 2014). What happens to the number of steps between reading x_i and "
        "writing y_i?",
        "源序列和目标序列各有 n 个词元，x_i 对应 y_i。现在让编码器倒着读源序列（Sutskever 等，2014）。"
        "从读到 x_i 到写出 y_i，中间隔的步数会怎样？",
        wrong(
            "shorter for every pair, so shorter on average",
            "每一对都变短，平均也变短",
            "Only the first half gets nearer. The last source token is now read first, and its partner "
            "still comes last.",
            "变近的只有前一半。源序列的最后一个词元现在最先读，与它对应的那个却仍然最后才写。",
        ),
        wrong(
            "nothing: the order does not matter",
            "没有变化：顺序无所谓",
            "Each distance changes: from n for all pairs to 1, 3, 5 and so on.",
            "每一对的距离都变了：原来都是 n，现在是 1、3、5……",
        ),
        right(
            "the average stays; the first pairs get near, the last far",
            "平均不变；前面的变近，后面的变远",
            "Before: n for each pair. Now: 1, 3, 5, … up to 2n − 1, on average n again. What shrinks is the "
            "smallest distance; Sutskever et al. think that this helps training.",
            "原来每一对都是 n；现在是 1、3、5……直到 2n − 1，平均仍是 n。变小的是最短的距离；Sutskever "
            "等认为，正是这一点让训练变得容易。",
        ),
    ),
)
