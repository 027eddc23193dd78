"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

who_won = Question(
    __name__,
    "who_won",
    title=("who won, and why?", "谁赢了，为什么？"),
    statement=(
        "A friend has 1,000 small pictures to sort, has read that the Vision Transformer beats convolutional "
        "networks, and wants to use one. What do you answer, with what this chapter measured? And what would "
        "change your mind?",
        "一位朋友有 1000 张小图片要分类，读到 Vision Transformer 胜过卷积网络，打算用它。"
        "你凭本章量到的东西怎样回答？什么会让你改变主意？",
    ),
    good=(
        "- **Not here.** With 50 to 1,000 digits the small CNN was ahead at every size, by much with few "
        "(.92 against .70 to .80 with 100), by little with many (.99 against .94 to .96).\n"
        "- **Why.** It is built to believe in neighbours. With the pixels in another order it fell to "
        "where the MLP is, while the Vision Transformer hardly changed (100 pictures). That is one half: "
        "it was still ahead of the Vision Transformer (.87 against .69 to .79), and so was the MLP, which "
        "this trial does not explain.\n"
        "- **What might help.** Invented pictures, if they look like real ones (shifting helped with 50, "
        "not with 1,000); weights that were trained on many pictures; a hybrid with convolutions in front.\n"
        "- **What would change my mind.** Very many pictures, where the paper's models lead; or a "
        "measurement on the friend's own held-out pictures, with several seeds.\n"
        "- **How sure.** Ten digits of 8 × 8 pixels, models of 26 thousand weights: the mechanism is shown, "
        "the size of the effect on other pictures is not.",
        "- **在这里不行。** 50 到 1000 个数字，小小的 CNN 每种规模都领先：图少时差得多（100 张时 .92 对 "
        ".70 到 .80），图多时差得少（.99 对 .94 到 .96）。\n"
        "- **为什么。** 它生来相信邻居。像素换个次序，它就掉到了 MLP 的水平，ViT 却几乎没变（100 张时）。"
        "但这只是一半：它仍在 ViT 前面（.87 对 .69 到 .79），MLP 也在前面，这一点实验没有解释。\n"
        "- **什么或许有用。** 造一些像真的一样的图（50 张时挪动有用，1000 张时没用）；用在大量图片上训练好的"
        "权重；前面加几层卷积的混合结构。\n"
        "- **什么会让我改变主意。** 图片非常多，论文里的模型就是在那里领先的；"
        "或者在朋友自己留出的图片上、用几个种子量出来的结果。\n"
        "- **有几分把握。** 8 × 8 像素的十个数字，2.6 万个权重的模型：道理看见了，"
        "换成别的图片效果有多大，没有量。",
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
            "None. Only the patch embedding can be *called* a convolution, of stride P.",
            "没有。只有图像块嵌入可以*叫作*卷积，步幅为 P。",
        ),
        right(
            "only what goes in and what is read: patches, not words; a class token",
            "只有输入和读出：词元换成图像块，答案从类别词元读",
            "The stack of layers is the same class of the library.",
            "中间的那些层，在库里就是同一个类。",
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
            "Attention and mean are sums over a set. The lab shows it for every digit.",
            "注意力和平均都是对一个集合求和。实验台上随便哪个数字都是这样。",
        ),
        wrong(
            "it changes a little",
            "变一点点",
            "By rounding at most. Nothing in the model depends on the order.",
            "至多是舍入误差。模型里没有一处和次序有关。",
        ),
    ),
    Item(
        "the CNN wins because it is bigger",
        "What showed that the CNN is ahead of the MLP because it believes in neighbours?",
        "CNN 领先 MLP，是因为“相信邻居”。本章是怎样证明的？",
        right(
            "the pixels were put into another order, one for all pictures: the lead was gone",
            "把所有图片的像素换成同一种新次序，领先就没了",
            "Only who is whose neighbour was lost. The MLP, which cannot mind, is the control. (Both stayed "
            "ahead of the Vision Transformer: that has other reasons.)",
            "丢掉的只是谁和谁相邻。MLP 毫不在乎，正好做对照。（两者仍领先 ViT，那另有原因。）",
        ),
        wrong(
            "it has more weights",
            "它的权重更多",
            "All five have about 26 thousand.",
            "五个模型都是 2.6 万左右。",
        ),
        wrong(
            "its attention maps look local",
            "它的注意力图看起来是局部的",
            "A CNN has none; and a picture would be a hint, not a proof.",
            "CNN 没有注意力图；就算有，图也只是线索，不是证明。",
        ),
    ),
    Item(
        "four digits learned, five follow",
        "A reader trained on strips of 1 to 4 digits gets five. What does it say?",
        "在 1 到 4 个数字的长条上训练的模型，遇到五个数字，会说什么？",
        wrong(
            "the number, with a few more errors",
            "还是那个数，只是错得多一点",
            "No five-digit number was right. It has never met these places.",
            "五位数一个也没对。那些位置它从没见过。",
        ),
        right(
            "a number of at most four digits, said properly",
            "一个不超过四位的数，说得有模有样",
            "As in chapter 08: fluent, and blind to what lies beyond the trained length.",
            "和第 08 章一样：说得流利，对训练长度之外的却视而不见。",
        ),
        wrong(
            "it raises an error",
            "报错",
            "Waves have a value for every place. Nothing warns.",
            "正弦位置编码在每个位置都有值。谁也不会提醒你。",
        ),
    ),
)
