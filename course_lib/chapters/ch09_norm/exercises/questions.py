"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

after_each_layer = Question(
    __name__,
    "after_each_layer",
    minutes=4,
    title=("why there, and would another do?", "为什么放那里，换一个行吗"),
    statement=(
        "Why does layer norm come after each layer? And would another norm do? Answer both for a friend who "
        "has just met Transformers. Say what the first question gets wrong, and for each answer what is "
        "settled and what is not.",
        "为什么层归一化放在每一层处理之后？换一种归一化行不行？请讲给一个刚接触 Transformer 的朋友听："
        "第一问里哪里说得不准？两个答案里，哪些已经有定论，哪些还没有？",
    ),
    good=(
        "- **After what?** After each sub-layer's residual sum, twice in an encoder layer. And it is one of "
        "two customs. Pre-LN, before each sub-layer with one more norm at the end, is the other.\n"
        "- **Settled.** With Post-LN the last layer's first gradient is as large at 16 layers as at 2; with "
        "Pre-LN it shrinks like the root of the depth. Post-LN's output moves further when all weights take "
        "the same small step. At a high learning rate, deep Post-LN needs warm-up, or another start.\n"
        "- **Not settled.** Which of these is the reason. Adam divides by the gradient's size, so a large "
        "gradient alone makes no large first step. And which design ends better: with care, deep Post-LN "
        "trains as well (Liu et al. 2020; Wang et al. 2022).\n"
        "- **Would another do?** RMS norm does, with less work. Batch norm pays: padding, later tokens that "
        "leak through the mean, other numbers in use than in training.\n"
        "- **Not settled.** Whether any norm is better than layer norm. PowerNorm reports .4 and .6 BLEU "
        "more, and the published script has one seed.",
        "- **在什么之后？**在每个子层的残差和之后，编码器的一层里有两处。而且这只是两种做法之一："
        "另一种是前置，放在每个子层之前，最末尾再加一个。\n"
        "- **有定论的。**后置时，末层最初的梯度，16 层和 2 层一样大；前置时，它按深度的平方根变小。"
        "所有权重都走同样小的一步，后置的输出移动得更远。学习率高时，深的后置网络要预热，或者换一种初始化。\n"
        "- **没有定论的。**原因到底是哪一个。Adam 会除以梯度的大小，所以光是梯度大，步子并不大。"
        "也没有人证明前置最终更好：细心地训练，深的后置网络一样好（Liu 等 2020；Wang 等 2022）。\n"
        "- **换一个行吗？**RMS 归一化行，还更省事。批量归一化要付代价：得认出填充，"
        "后面的词元会经由均值漏到前面，使用时的数和训练时的不同。\n"
        "- **没有定论的。**有没有比层归一化更好的。PowerNorm 报告高 0.4 和 0.6 BLEU，"
        "公布的脚本只有一个种子。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("norms and their place", "归一化和它的位置"),
    Item(
        "a large gradient makes a large first step of Adam",
        "At the start, the gradient of a matrix is three times as large in Post-LN as in Pre-LN. Adam takes "
        "its first step, at the same learning rate. How do the two steps compare?",
        "刚开始时，某个矩阵的梯度，后置是前置的三倍。Adam 用同样的学习率走第一步。两个步子谁大？",
        wrong(
            "Post-LN's is three times as long",
            "后置的步子是三倍",
            "So it is with plain gradient descent. Adam divides each gradient by its own size first.",
            "普通的梯度下降是这样。Adam 却会先把每个梯度除以它自己的大小。",
        ),
        right(
            "they are about equal",
            "差不多大",
            "Each weight moves by about the learning rate, up or down, whatever its gradient's size. So the "
            "size alone cannot be the whole reason for warm-up.",
            "每个权重都向上或向下走大约一个学习率，和梯度的大小无关。所以光看梯度的大小，还解释不了预热。",
        ),
        wrong(
            "Post-LN's is a third",
            "后置的步子是三分之一",
            "Adam divides once, not twice: gradient over its own size is about 1.",
            "Adam 只除一次，不是两次：梯度除以自己的大小，大约是 1。",
        ),
    ),
    Item(
        "layer norm looks at the batch",
        "You translate the same sentence alone, and in a batch with 63 others. Which norm can give it other "
        "numbers in the two cases, in training mode?",
        "同一个句子，一次单独译，一次和另外 63 句放在一批。训练模式下，哪种归一化会让它的数不一样？",
        wrong(
            "layer norm",
            "层归一化",
            "It sees one token at a time. The company does not matter, nor does padding.",
            "它一次只看一个词元。和谁在一批、有没有填充，都无所谓。",
        ),
        wrong(
            "RMS norm",
            "RMS 归一化",
            "One token, too: it only leaves the mean in.",
            "也是一个词元，只是不减均值。",
        ),
        right(
            "batch norm",
            "批量归一化",
            "Mean and variance come from all tokens of the batch. In use a running mean stands in, which is "
            "a third set of numbers.",
            "均值和方差来自整批的词元。使用时换成滑动平均，那又是另一组数。",
        ),
    ),
    Item(
        "Pre-LN needs no norm at the end",
        "You build a Pre-LN stack of 12 layers and forget the norm at its end. What reaches the classifier?",
        "你搭了 12 层的前置网络，忘了最末尾的归一化。送到分类器的是什么？",
        wrong(
            "vectors of size one, as after every layer",
            "大小为 1 的向量，每层之后都是",
            "The norms stand in the branches. Nothing on the road brings the sum back.",
            "归一化都在支路里，直路上没有哪一步把残差和缩小。",
        ),
        right(
            "a sum of 25 parts that has grown with the depth",
            "25 项之和，随深度变大了",
            "The input and two branches a layer. The last norm is what makes the classifier's task the same "
            "at every depth.",
            "输入，再加每层两个支路。有了末尾的归一化，不管多深，分类器面对的大小都一样。",
        ),
        wrong(
            "only the last layer's output",
            "只有最后一层的输出",
            "The residual sums keep everything: the input is still in it.",
            "残差和什么都留着：输入也还在里面。",
        ),
    ),
    Item(
        "batch norm in a decoder only costs speed",
        "A decoder is trained with batch norm over all real tokens of the batch. Its training loss becomes "
        "very low. Why be suspicious?",
        "解码器用批量归一化训练，统计量取自整批的所有真实词元。训练损失变得很低。为什么要起疑心？",
        right(
            "later target tokens reach earlier places by way of the mean",
            "后面的目标词元，可以经由均值传到前面的位置",
            "The causal mask guards attention only. Statistics over places leak the future; in use, there "
            "is none.",
            "因果掩码只管得住注意力。沿位置求的统计量会泄漏后文；而使用时，后文并不存在。",
        ),
        wrong(
            "batch norm is slower",
            "批量归一化慢",
            "Perhaps, but that does not lower a loss.",
            "也许，但慢并不会让损失变低。",
        ),
        wrong(
            "there is no reason: a low loss is good",
            "没什么可疑：损失低就是好",
            "A loss with the gold prefix says how well the next token is guessed from what is seen; here "
            "too much is seen.",
            "这种损失衡量的是：根据已经看到的内容，下一个词元猜得多准。而这里看到了不该看的。",
        ),
    ),
)
