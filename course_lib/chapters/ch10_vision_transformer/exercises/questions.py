"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

what_it_knows = Question(
    __name__,
    "what_it_knows",
    title=("what does it know of a red circle?", "它知道红色圆形吗？"),
    statement=(
        "A friend tries the captioner of the lesson. It calls red circles red squares. “It is blind to "
        "circles,” says "
        "the friend. Is that right? What did this chapter measure, and what would you do to mend it?",
        "朋友试了正文里的模型，它把红色圆形说成红色方形。朋友说：“它看不见圆形。”对吗？"
        "本章测到了什么？要让它改过来，你会怎么做？",
    ),
    good=(
        "- **Not blind.** It names circles of other colours. And a linear probe that is fitted on all pairs "
        "reads the shape of such new things from the encoder's states, much more often than chance.\n"
        "- **Not mainly the order of words.** A captioner that writes the shape first still mostly gets the "
        "shape wrong. Its colours suffer a little, so the phrase has a small part in it.\n"
        "- **A rule that always held.** In its pictures red never came with a circle. Colour is easy to see, "
        "and it was a sure hint about the shape. A probe that is fitted on those pairs alone falls into the "
        "same trap.\n"
        "- **Mend it.** Show it the missing pairs: in the workshop 100 steps do most of it. More colours and "
        "shapes would make the hint less sure.\n"
        "- **How sure.** One small world, three seeds. It says nothing of models that have read millions of "
        "pictures.",
        "- **不是看不见。** 别的颜色的圆形，它说得对。再拿一个线性探针，用全部搭配来拟合，"
        "从编码器的状态里就能读出这些新东西的形状，比瞎猜高得多。\n"
        "- **主要不是词的搭配。** 先写形状的模型，多半错的还是形状。颜色也差了一点，"
        "所以词的搭配只占一小部分。\n"
        "- **是一条从没错过的规律。** 在它的图片里，红色从没和圆形一起出现。颜色很容易看，"
        "拿来判断形状又从不出错。只用那些搭配拟合的探针，也上了同样的当。\n"
        "- **怎么改。** 让它看看缺的搭配：工作坊里只要 100 步就改过来大半。颜色和形状多一些，"
        "这条规律也就没那么灵了。\n"
        "- **有几分把握。** 一个小小的世界，三个种子。看过几百万张图片的模型会怎样，这里没有说。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("pictures as sequences", "把图片当序列"),
    Item(
        "a Vision Transformer needs new machinery",
        "What in a Vision Transformer is different from the encoder of chapter 08?",
        "ViT 里，有什么和第 08 章的编码器不同？",
        wrong(
            "attention in two dimensions",
            "二维的注意力",
            "Attention sees a set, here as there. That the patches form a grid, no part of the model is "
            "told.",
            "注意力看到的是集合，这里那里都一样。图像块排成网格这件事，模型的哪个部分也不知道。",
        ),
        wrong(
            "convolutions between the layers",
            "各层之间有卷积",
            "None. Only the patch embedding can be called a convolution, of stride P.",
            "没有。只有图像块嵌入可以叫作卷积，步幅为 P。",
        ),
        right(
            "what goes in and what is read: patches, not words; a class token",
            "输入和读出：词元换成图像块，答案从类别词元读",
            "The stack of layers is the same class of the library, with GELU in the place of ReLU.",
            "中间的那些层，在库里就是同一个类，只是 ReLU 换成了 GELU。",
        ),
    ),
    Item(
        "without positions order still counts",
        "A model has no positions. You shuffle the patches of a picture. What happens to its answer?",
        "模型没有位置。你把一张图的图像块打乱，它的回答会怎样？",
        wrong(
            "it becomes a guess",
            "变成瞎猜",
            "It never knew the order, so it cannot miss it. With positions it would.",
            "它从来不知道次序，也就谈不上失去。有位置的，回答才会变。",
        ),
        right(
            "nothing at all",
            "丝毫不变",
            "Attention and mean are sums over a set.",
            "注意力和平均都是对一个集合求和。",
        ),
        wrong(
            "it changes a little",
            "变一点点",
            "By rounding at most. Nothing in the model depends on the order.",
            "至多是舍入误差。模型里没有一处和次序有关。",
        ),
    ),
    Item(
        "a wrong word means that the model cannot see",
        "The captioner calls a red circle a red square. It has never seen a red circle. What did the probe "
        "on its encoder show?",
        "模型把红色圆形说成红色方形，它从没见过红色圆形。对编码器的探针说明了什么？",
        wrong(
            "the shape is lost before the decoder gets it",
            "形状还没传到解码器就丢了",
            "A probe that was fitted on all pairs reads it from the encoder's states, far above chance.",
            "用全部搭配拟合的探针，能从编码器的状态里读出来，比瞎猜高得多。",
        ),
        right(
            "the shape is there; what was fitted on the seen pairs alone reads it wrongly",
            "形状在那里，只是光用见过的搭配来拟合，就读错了",
            "In the seen pairs red always meant “no circle”. Probe and decoder both rely on that.",
            "在见过的搭配里，红色总意味着“不是圆形”。探针和解码器都靠了它。",
        ),
        wrong(
            "the decoder alone is to blame: it knows its words too well",
            "全怪解码器：它太熟悉词怎么搭配了",
            "Then shape-first captions would get the colour wrong. They mostly get the shape wrong.",
            "那样的话，先写形状的模型应当错在颜色。可是它多半错的还是形状。",
        ),
    ),
    Item(
        "the brightest patch is the reason for the word",
        "At the word “red” the attention is largest on one patch of the circle. You paint that patch black. "
        "What happens?",
        "写“红色”的时候，注意力最大的一块在圆上。把这一块涂黑，会怎样？",
        wrong(
            "the word changes: that is where it looked",
            "词会变：它看的就是那里",
            "It looked at the other patches of the circle, too, and they say the same.",
            "圆的其他各块它也看了，说的是同样的东西。",
        ),
        right(
            "hardly ever anything: the other patches of the circle say red, too",
            "几乎不变：圆的其他各块也在说“红色”",
            "Painting out the whole circle does change it. A map is a hint; the painting is the test.",
            "把整个圆涂掉才会变。图是线索，涂黑才是检验。",
        ),
        wrong(
            "it can't be said without training anew",
            "不重新训练就说不准",
            "It can: change the picture, and read the word again.",
            "说得准：改了图片，再读一次那个词就行。",
        ),
    ),
)
