"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

what_is_left = Question(
    __name__,
    "what_is_left",
    title=("what is left of Seq2Seq?", "还剩下多少 Seq2Seq"),
    statement=(
        "You will often read that the Transformer throws away RNN and LSTM. What of Seq2Seq has stayed? What "
        "has become better, what worse, and which of it did this chapter measure?",
        "常有人说，Transformer 抛弃了 RNN 和 LSTM。Seq2Seq 里有哪些留了下来？哪些变好了，哪些变差了？"
        "其中哪些是本章测过的？",
    ),
    good=(
        "- **Stayed.** An encoder and a decoder; a sentence as a product of steps; the right tokens given in "
        "training; greedy and beam search. In code: the four verbs.\n"
        "- **Gone.** The GRU, the state of fixed size, the waiting from token to token in training.\n"
        "- **Better.** Training reads all places at once, and any two tokens are one step apart. Up to 21 "
        "source tokens it is as good as the GRU with attention (measured).\n"
        "- **Worse, or not better.** Order must be put in: without positions the encoder loses it "
        "(measured). Writing is still token by token, and on one core it takes two to three times as long "
        "(measured). Beyond the lengths of training it fails at once, the GRU slowly (measured).\n"
        "- **Not measured here.** Large data and devices with thousands of cores, where Transformers won "
        "their name.",
        "- **留下的。** 编码器和解码器；一句话是一步一步的乘积；训练时给正确的词元；贪心搜索和束搜索。"
        "在代码里，就是那四个动词。\n"
        "- **没了的。** GRU，大小固定的状态，训练时一个词元等一个词元。\n"
        "- **变好的。** 训练时所有位置一起读，任何两个词元只隔一步。源序列不超过 21 个词元时，"
        "它和带注意力的 GRU 一样好（测过）。\n"
        "- **变差的，或没有变好的。** 顺序要另外放进去：没有位置编码，编码器就不知道顺序（测过）。"
        "写还是一个接一个，在一个核上要两到三倍的时间（测过）。超出训练过的长度，它一下子就垮了，"
        "GRU 是慢慢变差（测过）。\n"
        "- **本章没有测的。** 大量的数据，有几千个核的设备：Transformer 是在那里出名的。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("the Transformer", "Transformer 的部件"),
    Item(
        "more heads cost more",
        "You go from 1 head to 8, the width H stays. What happens to the number of parameters?",
        "头从 1 个变成 8 个，宽度 H 不变。参数的个数会怎样？",
        right(
            "it stays the same",
            "不变",
            "Heads share the width out among them. What each can express gets smaller: too many heads are "
            "too narrow.",
            "各个头分着用这个宽度。每个头能表达的也变少：头太多，就都太窄了。",
        ),
        wrong(
            "eight times as many",
            "变成八倍",
            "Each head gets H / 8 numbers, not H. The four matrices stay H × H.",
            "每个头拿 H / 8 维，不是 H 维。四个矩阵还是 H × H。",
        ),
        wrong(
            "an eighth",
            "变成八分之一",
            "The matrices act before the numbers are dealt out to the heads.",
            "先乘矩阵，再把数分给各个头。",
        ),
    ),
    Item(
        "the causal mask is only for decoding",
        "You forget the causal mask in training. What do you see?",
        "训练时忘了因果掩码，会看到什么？",
        wrong(
            "nothing: in use there are no later tokens anyway",
            "没什么：使用时反正没有后面的词元",
            "In training there are: the gold ones, all of them, and the next token is among them.",
            "训练时却有：标准答案全在那里，下一个词元也在其中。",
        ),
        right(
            "a training loss near zero, and nonsense in use",
            "训练损失接近零，用起来胡言乱语",
            "It has learnt to copy the answer from one place to the right, and in use there is nothing to "
            "copy.",
            "它学会的是从右边一格抄答案，使用时却无处可抄。",
        ),
        wrong(
            "a training that does not start",
            "训练根本开始不了",
            "On the contrary, it goes suspiciously well.",
            "正相反，顺利得可疑。",
        ),
    ),
    Item(
        "keeping keys and values changes the result",
        "While writing, one may keep the keys and values of the tokens before. Why is the result the same "
        "as computing all anew at each step?",
        "写的时候，可以留下前面词元的键和值。为什么结果和每一步全部重算一样？",
        wrong(
            "it is nearly the same: a good approximation",
            "差不多一样，是很好的近似",
            "It is exact; the deeper notebook compares them.",
            "是精确相等，深入篇里比较过。",
        ),
        wrong(
            "the weights were trained for it",
            "权重就是这样训练的",
            "It holds for random weights, too.",
            "随机的权重也一样。",
        ),
        right(
            "a token never sees later ones, so its vectors do not change when more are written",
            "词元看不到后面的，所以后面再写，它的向量也不变",
            "In every layer. Without the causal mask it would be wrong to keep them.",
            "每一层都是这样。没有因果掩码，留着它们就错了。",
        ),
    ),
    Item(
        "sinusoids let the model read any length",
        "Sinusoidal positions exist for every place, also for the 1,000th. A model was trained on at most "
        "40 tokens. What can be expected at 80?",
        "正弦位置编码在每个位置都有值，第 1000 个也有。模型训练时最多见过 40 个词元。到 80 个时会怎样？",
        wrong(
            "it works: the formula goes on",
            "没问题：公式可以接着算",
            "The vectors exist, but no weight has ever met them. Measured here: it breaks down.",
            "向量是有，可是没有哪个权重见过它们。本章测过：垮了。",
        ),
        right(
            "it has vectors for these places, but never learnt to use them",
            "那些位置有向量，但从没学过怎样用",
            "Newer designs look at distances in place of places. That alone is no guarantee either.",
            "较新的办法看的是距离，不是位置；但这样也不保证就行。",
        ),
        wrong(
            "it raises an error",
            "会报错",
            "A learned table may. Sinusoids go on, silently.",
            "学出来的位置表可能会报错。正弦位置编码却不声不响，接着算下去。",
        ),
    ),
)
