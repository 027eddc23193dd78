"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

after_each_layer = Question(
    __name__,
    "after_each_layer",
    title=("why there, and would another do?", "为什么放那里，换一个行吗"),
    statement=(
        "The notes ask why layer normalisation comes after each layer, and whether another norm would do. "
        "Answer both for a friend who has just met Transformers: what is right in the first question, "
        "what is "
        "not, and how sure can one be of the second answer?",
        "笔记问：为什么层归一化放在每一层处理之后？别的归一化行不行？请讲给一个刚接触 Transformer 的朋友听："
        "第一问里哪些说得对，哪些不对？第二问的答案，能有几分把握？",
    ),
    good=(
        "- **After what?** After each sub-layer's residual sum, twice in an encoder layer. And that is "
        "one of two "
        "customs: most models since about 2019 put it before the sub-layer, with one more norm at the end.\n"
        "- **What the cited paper says.** Xiong et al. (2020) argue *against* the place after: there the "
        "gradients near the output are large from the first step, however deep the stack, which is why "
        "warm-up "
        "is needed. Before, they shrink with the root of the depth.\n"
        "- **What it does not say.** That Pre-LN is always better: it trains more safely; with care "
        "Post-LN can "
        "end as well or better (Liu et al. 2020; Wang et al. 2022).\n"
        "- **Would another do?** RMS norm does, with less work. Batch norm must know about padding, about "
        "sentences of unequal length and about what comes later, and needs other numbers in use than in "
        "training. PowerNorm reports .4 BLEU more than layer norm on one translation task, with one seed.\n"
        "- **How sure?** Of the mechanics, sure: they can be computed. Of which norm is best, not: it takes "
        "many seeds and a task where the difference is larger than their spread.",
        "- **在什么之后？**在每个子层的残差和之后，编码器的一层里有两处。而且这只是两种做法之一："
        "大约 2019 年以来，多数模型把它放在子层之前，最末尾再加一个。\n"
        "- **引用的论文怎么说。**Xiong 等（2020）主张*不要*放在之后：那样不管网络多深，"
        "输出附近的梯度一开始就很大，所以才需要预热；放在之前，梯度按深度的平方根变小。\n"
        "- **论文没有说的。**前置并不总是更好：它训练起来更稳；细心调的话，后置最终可以一样好，甚至更好"
        "（Liu 等 2020；Wang 等 2022）。\n"
        "- **换一个行吗？**RMS 归一化行，还更省事。批量归一化得知道哪些是填充，得应付长短不一的句子，"
        "不能让后面的词漏到前面，训练和使用时用的数也不同。PowerNorm 在一个翻译任务上比层归一化高 .4 "
        "BLEU，只有一个种子。\n"
        "- **有几分把握？**机理是有把握的，可以算出来。哪一种最好则没有：要许多种子，"
        "还要一个差别大过种子波动的任务。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("norms and their place", "归一化和它的位置"),
    Item(
        "Post-LN fails because gradients vanish",
        "A deep Post-LN Transformer fails to learn without warm-up. What do the gradients look like at the "
        "very first step?",
        "很深的后置 Transformer，不预热就学不起来。第一步时，梯度是什么样的？",
        wrong(
            "they vanish toward the input",
            "越靠近输入越小，消失了",
            "That is the story of recurrent networks. Here the last layer's gradient is large, and does not "
            "get smaller with depth; Adam then takes steps that are too long.",
            "那是循环网络的事。这里最后一层的梯度很大，加深也不变小；Adam 于是迈出过大的步子。",
        ),
        right(
            "they are large near the output, however deep the stack",
            "输出附近很大，网络再深也一样",
            "A small learning rate at first, the warm-up, tames exactly these steps. With Pre-LN they "
            "shrink with the root of the depth by themselves.",
            "开头用很小的学习率，也就是预热，压住的正是这些大步子。前置时，它们自己就按深度的平方根变小。",
        ),
        wrong(
            "they are zero at the norms",
            "在归一化处为零",
            "A norm passes gradients on: it takes away only the parts along the mean and along the vector "
            "itself.",
            "归一化会把梯度传下去，只去掉沿均值方向和沿向量自身方向的那部分。",
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
            "归一化都在支路里，路上没有什么把和拉回来。",
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
            "给标准前缀时的损失，说的是凭看到的猜下一个词元有多准；这里看到的太多了。",
        ),
    ),
)
