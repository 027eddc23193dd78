"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

all_we_need = Question(
    __name__,
    "all_we_need",
    title=("is it all we need?", "只要注意力就够了吗"),
    statement=(
        "A paper’s title says: “Attention is all you need”. Is it? Answer from evidence, not from the title. "
        "What does attention replace, what does the Transformer still need beside it, and what experiment "
        "would show that some part is needed?",
        "笔记问道：“Attention: is it ALL we need?”请根据证据回答，不要根据论文标题。注意力替代了什么？"
        "除了它，Transformer 还需要什么？要说明某个部分不可少，该做什么实验？",
    ),
    good=(
        "- **What it replaces.** First the single context: with one fixed vector Bahdanau et al. (2015) had "
        "17.82 BLEU, with attention 26.75, and the gap was widest on long sentences. That model still had "
        "RNNs. Vaswani et al. (2017) then removed those: “all” means no recurrence and no convolution.\n"
        "- **What is still there.** Embeddings, positions, feed-forward layers, residual connections, "
        "normalisation. In a layer of the base encoder (width 512, feed-forward 2,048) two thirds of the "
        "weights are not attention.\n"
        "- **Order.** Without positions (and without a mask) self-attention gives each token the same output "
        "in whatever order the others stand. Something must tell it.\n"
        "- **Need for what?** On short inputs one vector may do; on long ones attention costs the square of "
        "the length. So the answer depends on task and length.\n"
        "- **The experiment.** Take one part away and leave the rest; train equally long, each as well "
        "tuned, several seeds; compare on held-out data, by length. One run, or a heat map, is not enough.",
        "- **替代了什么。**首先是唯一的上下文：只用一个固定向量时，Bahdanau 等（2015）的 BLEU 是 17.82，"
        "用注意力是 26.75，长句上差得最多。那个模型里还有 RNN。Vaswani 等（2017）再把 RNN 去掉："
        "“all”指的是不用循环，也不用卷积。\n"
        "- **还剩下什么。**嵌入、位置、前馈层、残差连接、归一化。在 base 编码器的一层里"
        "（宽 512，前馈层 2048），三分之二的权重不属于注意力。\n"
        "- **顺序。**没有位置信息（也没有掩码）时，别的词元怎样排列，自注意力给一个词元的输出都一样。"
        "顺序要另外告诉它。\n"
        "- **够做什么？**输入很短时，一个向量也许就行；输入很长时，注意力的开销按长度的平方增长。"
        "所以要看任务，也要看长度。\n"
        "- **该做的实验。**只去掉一个部分，其余不动；训练一样久，同样用心调参，多个随机种子；"
        "在留出的数据上按长度比较。只跑一次，或者只看一张热力图，都不够。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("attention", "注意力"),
    Item(
        "attention weights explain the decision",
        "While a model writes “chat”, 0.9 of its attention lies on the source word “cat”. What does that "
        "show?",
        "模型写出“chat”（法语的猫）时，0.9 的注意力落在源词“cat”上。这说明了什么？",
        wrong(
            "that it wrote “chat” because of “cat”",
            "它是因为“cat”才写“chat”的",
            "That would need an experiment: change the word, or move the weight, and see whether the output "
            "changes.",
            "这要做实验才知道：换掉那个词，或者把权重移走，看输出变不变。",
        ),
        right(
            "that the state at “cat” has most of the weight in this step's mean; no more",
            "只说明在这一步的加权平均里，“cat”处的状态占了大部分",
            "And that state has read the other words too. The decoder's own state may have decided already. "
            "A heat map gives an idea of a cause; it is no proof.",
            "而且那个状态也读过别的词，解码器自己的状态也可能早已决定了。热力图能提示原因，但不是证明。",
        ),
        wrong(
            "that the other words had no influence",
            "其他词没有影响",
            "They have: 0.1 of the weight, and their share in the state at “cat”, which an encoder made "
            "while reading the whole sentence.",
            "有影响：它们还有 0.1 的权重；编码器读的是整句话，“cat”处的状态里也有它们的份。",
        ),
    ),
    Item(
        "attention makes decoding parallel",
        "A Transformer trains on all positions of a sentence at once. It now translates a new sentence into "
        "20 tokens. How many decoder steps, one after the other?",
        "Transformer 训练时，一个句子的所有位置一次算完。现在它把一个新句子译成 20 个词元。"
        "解码器要一步接一步走多少步？",
        wrong(
            "one: attention sees all positions at once",
            "一步：注意力能同时看到所有位置",
            "In training the gold tokens are all there. Now token 7 does not exist before it is chosen, and "
            "token 8 needs it.",
            "训练时标准答案全都在。现在第 7 个词元选出来之前并不存在，而第 8 个要用到它。",
        ),
        wrong(
            "one for each layer of the network",
            "网络有几层就走几步",
            "Within one step the layers do follow each other. But for each new token all of them run again.",
            "一步之内，各层确实要依次计算。但每写一个新词元，所有层都要再算一遍。",
        ),
        right(
            "about 20: one for each token, as with an RNN",
            "大约 20 步：每个词元一步，和 RNN 一样",
            "And one more for EOS. What attention makes parallel is reading the source, and training with "
            "teacher forcing.",
            "还要再加一步写 EOS。注意力让读源序列和教师强制训练可以并行，解码并不能。",
        ),
    ),
    Item(
        "attention removes the need for positions",
        "Self-attention without mask and without positions reads “dog bites man”, then “man bites dog”. "
        "What is its output at “dog”?",
        "没有掩码、也没有位置信息的自注意力，先读“dog bites man”，再读“man bites dog”。它在“dog”"
        "处的输出会怎样？",
        right(
            "the same in both",
            "两次一样",
            "Scores compare contents, and a weighted sum does not care in what order it is added. So who "
            "bites whom is lost, unless positions are put into the inputs.",
            "分数只比较内容，加权求和又与相加的顺序无关。所以谁咬谁就分不清了，除非把位置加进输入。",
        ),
        wrong(
            "different: the neighbours are different",
            "不同：旁边的词变了",
            "Nothing says who is a neighbour: each place sees all others alike, as a set.",
            "没有什么告诉它谁在旁边：每个位置对所有位置一视同仁，就像看一个集合。",
        ),
        wrong(
            "different: the weights follow the order",
            "不同：权重会随顺序变化",
            "The weights move along with their words. An RNN has order built in, since it reads one after "
            "the other; attention must be told.",
            "权重只是跟着各自的词一起移动。RNN 一个接一个地读，天生就有顺序；注意力要另外告诉它。",
        ),
    ),
    Item(
        "self-attention is always cheaper than a GRU",
        "The states have d = 512 numbers, the sequence has n tokens. A GRU layer takes 6 · n · d² "
        "multiplications, a self-attention layer 4 · n · d² for its matrices and 2 · n² · d for scores and "
        "means. Which takes fewer?",
        "状态是 d = 512 维的，序列有 n 个词元。一层 GRU 要做 6 · n · d² 次乘法；一层自注意力，"
        "四个矩阵要 4 · n · d² 次，评分和加权平均要 2 · n² · d 次。哪个更少？",
        wrong(
            "self-attention: it needs no loop",
            "自注意力：它不用循环",
            "No loop means fewer steps one after the other: less waiting on parallel hardware. The work may "
            "still be more.",
            "不用循环，只是先后的步数少，在并行的硬件上等得少。计算量仍可能更多。",
        ),
        right(
            "self-attention up to 512 tokens, the GRU beyond",
            "512 个词元以内自注意力少，再长就是 GRU 少",
            "They are equal where 2 · n² · d is 2 · n · d², that is at n = d. With n = 100 self-attention "
            "takes 0.73 of the GRU's, with n = 5,120 four times as many: the square of the length.",
            "2 · n² · d 等于 2 · n · d² 时两者相等，也就是 n = d。n = 100 时，自注意力是 GRU 的 0.73 倍；"
            "n = 5120 时是 4 倍：它按长度的平方增长。",
        ),
        wrong(
            "the GRU: n² is always more than n",
            "GRU：n² 总比 n 大",
            "The other factor counts too: d² against d. For sentences shorter than the states are wide, n² "
            "· d is the smaller one.",
            "还要看另一个因子：d² 和 d。句子长度小于状态宽度时，n² · d 反而更小。",
        ),
    ),
)
