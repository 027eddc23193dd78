"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

bottleneck = Question(
    __name__,
    "bottleneck",
    minutes=3,
    title=("two troubles that look alike", "两个看起来一样的毛病"),
    statement=(
        "An encoder has two troubles. **Too little room**: a whole sentence must fit into one vector of "
        "fixed size. **Too short a memory**: a recurrent network loses what it read long ago, or does not "
        "learn to keep it. When a model fails on long sentences, either may be the cause. Give for each an "
        "experiment in which only that one can be the cause.",
        "编码器有两个毛病。**地方不够**：整句话要塞进一个固定大小的向量。"
        "**记性太短**：很久以前读到的，循环网络会丢掉，或者学不会记住。模型在长句子上出错，两者都可能是原因。"
        "请各设计一个实验，让出错的原因只可能是其中之一。",
    ),
    good=(
        "- Room alone: many letters at a short distance, and a small vector. Copy strings of the same "
        "lengths with a context of 128, 64, 32 units. The waiting time stays the same; only the room "
        "shrinks.\n"
        "- Memory alone: one letter after a long wait. Read a letter, then 5, 10, 20 or 40 others, "
        "and be asked for the first. One letter fits into any vector; only the wait grows.\n"
        "- In each only one thing changes. “Longer sentences” changes both at once, so it cannot tell.\n"
        "- A careful answer adds: a smaller state is also a smaller network. So leave encoder and decoder "
        "as large as they are, and let them hand over fewer units, as the chapter does. Use several seeds.",
        "- 只考地方：字母多、距离短、向量小。抄写同样长度的串，上下文向量从 128 维减到 64、32 维。"
        "要记住的时间没变，变小的只有地方。\n"
        "- 只考记性：只记一个字母，但要等很久。先读一个字母，再读 5、10、20 或 40 个别的，"
        "最后问第一个是什么。一个字母放进多小的向量都绰绰有余，变长的只有等待。\n"
        "- 每个实验只改变一件事。“把句子变长”却同时改变了两件事，分不清是哪一件。\n"
        "- 更周到的回答还会说：状态小了，网络也小了。所以要像本章那样，编码器和解码器都不动，"
        "只是少交出几维，再多用几个随机种子。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("the encoder", "编码器"),
    Item(
        "the first letter is what a trained encoder forgets",
        "A GRU with 128 units was trained to copy. A linear probe tries to tell the letters of a "
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
        "an open update gate lets the new in",
        "A unit of a GRU holds .8, and the candidate is −.4. The update gate z is 1. What does the unit hold "
        "after this step?",
        "GRU 的某一维原来是 0.8，候选值是 −0.4，更新门 z 等于 1。这一步以后，它是多少？",
        wrong(
            "−.4: an open gate lets the new value in",
            "−0.4：门开了，新值就进来了",
            "That is what z = 0 does. z is the share of the old value, in PyTorch as in Cho et al. 2014. "
            "Some books write it the other way round, so look at the formula.",
            "z = 0 才是这样。在 PyTorch 里和 Cho 等（2014）的论文里，z 都是旧值所占的比例。"
            "有的书写法相反，所以要看公式。",
        ),
        right(
            ".8: the old value stays",
            "0.8：旧值留了下来",
            "1 × .8 + 0 × (−.4) = .8. With z = 1 a value passes any number of steps unchanged.",
            "1 × 0.8 + 0 × (−0.4) = 0.8。只要 z = 1，走多少步，这个值都不变。",
        ),
        wrong(
            ".4: their sum",
            "0.4：两者之和",
            "The shares are z and 1 − z, so they always make 1 together. A sum of both would need 1 and 1.",
            "两者的比例是 z 和 1 − z，合起来总是 1。直接相加，就成了 1 份加 1 份。",
        ),
    ),
    Item(
        "what a probe cannot read is lost",
        "A linear probe reads letter 9 from a context hardly better than a blind guess. What do you know?",
        "用线性探针读上下文向量里的第 9 个字母，比瞎猜好不了多少。由此能知道什么？",
        wrong(
            "the encoder has lost letter 9",
            "编码器把第 9 个字母丢了",
            "A decoder may still write it: it is not linear, and it unpacks letter after letter.",
            "解码器也许还写得出来：它不是线性的，而且是一个字母接一个字母地解开。",
        ),
        wrong(
            "the encoder was trained badly",
            "编码器没训练好",
            "A probe says where something can be read. It does not say how well the model does its task.",
            "探针说的是从哪里读得出什么，不是模型的任务完成得好不好。",
        ),
        right(
            "a linear reader does not find it; it may be there in another form",
            "线性的读法找不到它，但它可能以别的形式存着",
            "A probe gives a lower bound. What it reads is there; of what it misses you know nothing yet.",
            "探针给的是下界：读得出的，一定在；读不出的，还不能下结论。",
        ),
    ),
)
