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
        "笔记说，Transformer 抛弃了 RNN 和 LSTM。Seq2Seq 里有哪些留了下来？哪些变好了，哪些变差了？"
        "其中哪些是本章量过的？",
    ),
    good=(
        "- **Stayed.** An encoder and a decoder; the chain rule over target tokens; teacher forcing, so also "
        "exposure bias; greedy and beam search; BLEU. In code: the four verbs.\n"
        "- **Gone.** The one context vector, the state of fixed size, the waiting from place to place in "
        "training.\n"
        "- **Better.** Training reads all places at once; any two tokens are one step apart; lists that one "
        "context could not carry are written (measured).\n"
        "- **Worse, or not better.** Order must be put in (measured: without positions it is lost); "
        "writing is "
        "as sequential as ever; work and memory grow with the square, or with the length a token; beyond the "
        "lengths of training it failed sooner than the GRU with attention (measured).\n"
        "- **Not measured here.** Large data, where Transformers won their name.",
        "- **留下的。**编码器和解码器；目标词元的链式法则；教师强制，因此也有暴露偏差；贪心搜索和束搜索；"
        "BLEU。"
        "在代码里，就是那四个动词。\n"
        "- **没了的。**唯一的上下文向量，大小固定的状态，训练时一个位置等一个位置。\n"
        "- **变好的。**训练时所有位置一起读；任何两个词元只隔一步；一个上下文向量装不下的长串，写出来了（"
        "量过）。\n"
        "- **变差的，或没有变好的。**顺序要另外放进去（量过：没有位置，顺序就丢了）；写还是一个接一个；"
        "计算和内存随长度的平方涨，或每写一个词元都涨；超出训练过的长度，它比带注意力的 GRU 垮得更早（"
        "量过）。\n"
        "- **本章没有量的。**大量的数据：Transformer 是在那里出名的。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("the Transformer", "Transformer 的部件"),
    Item(
        "more heads cost more",
        "You go from 1 head to 8, the width d stays. What happens to the number of weights?",
        "头从 1 个变成 8 个，宽度 d 不变。权重的个数会怎样？",
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
            "Each head gets d / 8 numbers, not d. The four matrices stay d × d.",
            "每个头拿 d / 8 个数，不是 d 个。四个矩阵还是 d × d。",
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
            "It is exact; the chapter compares them digit by digit.",
            "是精确相等，本章逐位比较过。",
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
        "Waves exist for every place, also for the 1,000th. A model was trained on at most 40 tokens. What "
        "can be expected at 80?",
        "正弦位置编码在每个位置都有值，第 1000 个也有。模型训练时最多见过 40 个词元。到 80 个时会怎样？",
        wrong(
            "it works: the formula goes on",
            "没问题：公式可以接着算",
            "The vectors exist, but no weight has ever met them. Measured here: it breaks down.",
            "向量是有，可是没有哪个权重见过它们。本章量过：垮了。",
        ),
        right(
            "it has vectors for these places, but never learnt to use them",
            "那些位置有向量，但从没学过怎样用",
            "A table of learnt positions does not even have them. Newer schemes look at distances instead "
            "of places.",
            "学出来的位置表连向量都没有。较新的办法看的是距离，不是位置。",
        ),
        wrong(
            "it raises an error",
            "会报错",
            "A learnt table would. Waves go on, silently.",
            "学出来的表会报错。正弦位置编码却不声不响，接着算下去。",
        ),
    ),
)
