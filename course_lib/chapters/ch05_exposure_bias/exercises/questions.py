"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

first_wrong = Question(
    __name__,
    "first_wrong",
    title=("which error is it?", "这算哪种错误"),
    statement=(
        "A model was trained with teacher forcing to repeat its input. Given 我喜欢自然语言处理, *I like "
        "natural language processing*, it writes on its own 我喜欢自动化处理. Which of its wrong characters "
        "can be exposure bias, which cannot, and what are the last two? How would you find out?",
        "一个模型用教师强制训练，任务是照抄输入。输入“我喜欢自然语言处理”，它独自写出“我喜欢自动化处理”。"
        "写错的字里，哪些可能是暴露偏差，哪些不可能？最后两个字又算什么？怎样才能查明？",
    ),
    good=(
        "(The input was 我喜欢自然语言处理.)\n"
        "- 动 is the **first error**. Its prefix 我喜欢自 is right, just as in training: given the gold "
        "prefix, "
        "the model errs in the same way. No unfamiliar prefix is needed to explain it.\n"
        "- 化 follows the model's own 动: a **cascade**. In training this prefix never stood beside this "
        "input, "
        "so **exposure bias** may be at work. But 化 is also what usually follows 自动.\n"
        "- 处理 is right again: a **recovery**. It only looks wrong column by column, because the output is "
        "one "
        "character shorter; an alignment shows it.\n"
        "- To find out: many outputs, not one. Count behind the first error, on the own and on the gold "
        "prefix, "
        "and do the same with a control trained at ratio 0. Only what goes away there may be exposure bias.",
        "- “动”是**第一个错**。它的前缀“我喜欢自”是对的，和训练时一样：给它标准前缀，它也会犯同样的错。"
        "不需要用没见过的前缀来解释。\n"
        "- “化”接在模型自己写的“动”之后，这是**连锁出错**。训练时，这样的前缀从没和这个输入一起出现过，"
        "所以这里可能有**暴露偏差**。不过，“自动”后面本来就多半是“化”。\n"
        "- “处理”又对了，这是**恢复**。只因输出少了一个字，逐列比较才显得错；对齐之后就看得出来。\n"
        "- 怎样查明：不能只看一句，要看许多输出。在第一个错之后，读自己的前缀错多少，读标准前缀错多少；"
        "再拿比率 0 训练的对照模型做同样的事。只有在那里消失的部分，才可能是暴露偏差。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("exposure bias", "暴露偏差"),
    Item(
        "every error cascades",
        "Writing on its own, a model has its first error at token 5 of 20. What is to be expected of the "
        "other 15?",
        "模型独自写 20 个词元，在第 5 个第一次出错。后面 15 个会怎样？",
        wrong(
            "they are all wrong: each hangs on the one before",
            "全错：每个都依赖前一个",
            "Each depends on what was written, but also on the source. In copying, many outputs return to "
            "the right tokens after one or two errors.",
            "每个词元都依赖前面写的，但也依赖源序列。抄字母时，许多输出错一两个之后又写对了。",
        ),
        right(
            "some outputs go on wrong, others recover: count both, by distance from the error",
            "有的接着错，有的又恢复：按离错误的距离把两种都数出来",
            "And count after alignment: one token too few makes everything behind it look wrong, column by "
            "column.",
            "而且要先对齐再数：少写一个词元，逐列比较就会显得后面全错。",
        ),
        wrong(
            "they are no worse than without the error",
            "和没有那个错误时一样好",
            "Mostly they are worse: a wrong prefix makes the next error likelier. How much depends on the "
            "task and on the model.",
            "多半会差一些：前缀错了，后面更容易再错。差多少，要看任务和模型。",
        ),
    ),
    Item(
        "ratio 0 equals test conditions",
        "At ratio 0 the decoder reads only its own tokens in training, as it will in the test. What "
        "difference is left?",
        "比率为 0 时，解码器在训练中只读自己的词元，和测试时一样。训练和测试之间，还剩下什么差别？",
        wrong(
            "none: so exposure bias is cured",
            "没有差别：暴露偏差就此根治",
            "The prefixes are its own now, but what is asked for after them is not adapted. The cure is "
            "partial.",
            "前缀是自己的了，可接在后面的要求并没有跟着变。这只是部分的补救。",
        ),
        wrong(
            "only that training is slower",
            "只是训练更慢",
            "It is slower, one step after the other. But something about the lesson differs as well.",
            "确实更慢，只能一步一步来。但学的内容也有差别。",
        ),
        right(
            "training asks for the gold token of the position, whatever prefix was written",
            "训练时不管前缀写成什么，都要求说出那个位置的标准答案",
            "After a token too few or a word of its own, the gold token of that position may be the wrong "
            "continuation. Huszár (2015): the best model for such an objective need not be the true one.",
            "少写了一个词元，或换了自己的说法之后，那个位置的标准答案可能根本接不上。Huszár（2015）指出："
            "这种目标的最优解，未必是真实的分布。",
        ),
    ),
    Item(
        "the first error is exposure bias",
        "A model writes 20 tokens on its own. The first 6 are right, the 7th is wrong. What has the decoder "
        "read when it says the 7th?",
        "模型独自写 20 个词元。前 6 个都对，第 7 个错了。说第 7 个的时候，解码器读过什么？",
        wrong(
            "its own tokens, so this error may be exposure bias",
            "自己写的词元，所以这个错可能是暴露偏差",
            "They are its own, but they are right: the same six tokens as in the reference. Such prefixes "
            "it has read all through its training.",
            "是自己写的，但都是对的，和标准答案的六个词元一样。这样的前缀，训练时读的就是。",
        ),
        right(
            "six right tokens, as in training: this is an error of the model",
            "六个正确的词元，和训练时一样：这是模型自己的错",
            "Until the first error, own prefix and gold prefix are the same. What comes behind it may be "
            "exposure bias.",
            "第一个错之前，自己的前缀就是标准前缀。它后面的，才可能是暴露偏差。",
        ),
        wrong(
            "the first six tokens of the reference",
            "标准答案的前六个词元，因为是从那里读来的",
            "Here they happen to be equal. But nobody reads to it from a reference when it writes alone.",
            "这里碰巧是一样的。但独自写的时候，没有标准答案可读。",
        ),
    ),
    Item(
        "own minus gold is exposure bias",
        "Behind its first errors a model is wrong in .30 of the tokens on its own prefix, and in .10 on the "
        "gold one. A control that was trained on its own tokens has .15 and .10. How much may be put down "
        "to exposure bias?",
        "第一个错之后，模型读自己的前缀错 0.30，读标准前缀错 0.10。对照模型训练时只读自己的词元，"
        "它是 0.15 和 0.10。可能算作暴露偏差的有多少？",
        wrong(
            ".20, the model's own minus gold",
            "0.20，也就是这个模型的前缀差距",
            "A part of it is there without any mismatch: the control has a gap of .05. A gold prefix also "
            "gives something away.",
            "其中一部分，没有不一致也照样有：对照模型的差距是 0.05。标准前缀同时也透露了信息。",
        ),
        right(
            "about .15, what goes away with the control",
            "大约 0.15，也就是换成对照模型就消失的部分",
            '.20 minus .05. And only "may": a control never differs in one thing alone.',
            "0.20 减 0.05。而且只是“可能”：对照模型和它比，从来不会只差一样。",
        ),
        wrong(
            ".30, all that is wrong behind the first error",
            "0.30，也就是第一个错之后的全部错误",
            ".10 are wrong even when the prefix is gold. No prefix is to blame for those.",
            "其中 0.10，前缀是标准的也照样错，怪不到前缀头上。",
        ),
    ),
)
