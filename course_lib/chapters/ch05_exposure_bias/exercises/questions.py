"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

first_wrong = Question(
    __name__,
    "first_wrong",
    title=("which error is it?", "这算哪种错误"),
    statement=(
        "A model was trained with teacher forcing to repeat its input. Given 我喜欢自然语言处理 it writes, "
        "on its own, 我喜欢自动化处理. Which of its wrong characters can be exposure bias, which cannot, and "
        "what are the last two? How would you find out?",
        "一个模型用教师强制训练，任务是照抄输入。输入“我喜欢自然语言处理”，它独自写出“我喜欢自动化处理”。"
        "写错的字里，哪些可能是暴露偏差，哪些不可能？最后两个字又算什么？怎样才能查明？",
    ),
    good=(
        "(The input was 我喜欢自然语言处理.)\n"
        "- 动 is a **model error**. Its prefix 我喜欢自 is right, just as in training: given the gold prefix "
        "the model would have erred in the same way. No exposure is needed to explain it.\n"
        "- 化 follows the model's own 动. In training that prefix never stood beside this input, so here "
        "**exposure bias** may be at work; one error drew another behind it (**error accumulation**).\n"
        "- 处理 is right again: **self-recovery**. It only looks wrong column by column, because the output "
        "is one character shorter; an alignment shows it. So not “all the rest is wrong”.\n"
        "- To find out: give the model the gold prefix 我喜欢自然 instead and look whether the next error "
        "goes; and compare with a model trained at ratio 0. Only what disappears there can be due to "
        "exposure.",
        "- “动”是**模型误差**。它的前缀“我喜欢自”是对的，和训练时一样：给它标准前缀，它也会犯同样的错。"
        "不需要用暴露偏差来解释。\n"
        "- “化”接在模型自己写的“动”之后。训练时，这样的前缀从没和这个输入一起出现过，"
        "所以这里可能有**暴露偏差**：一个错误带出了下一个（**误差累积**）。\n"
        "- “处理”又对了，这是**自我恢复**。只因输出少了一个字，逐列比较才显得错；对齐之后就看得出来。"
        "所以并不是“后面全错”。\n"
        "- 怎样查明：改给标准前缀“我喜欢自然”，看下一个错误会不会消失；再和比率 0 训练的模型对照。"
        "只有在那里消失的部分，才可能算在暴露偏差头上。",
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
            "Each depends on what was written, but also on the source. Many outputs return to the right "
            "words after one or two errors.",
            "每个词元都依赖前面写的，但也依赖源序列。许多输出错一两个之后又写对了。",
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
        "比率为 0 时，解码器在训练中只读自己的词元，和测试时一样。还剩下什么差别？",
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
        "lower forced loss means better output",
        "On the same held-out sentences, reading gold prefixes, model X has the loss 0.05 and model Y 0.06. "
        "Who gets more sentences right when writing alone?",
        "在同一批留出的句子上读标准前缀，模型 X 的损失是 0.05，模型 Y 是 0.06。独自写的时候，"
        "谁写对的句子更多？",
        wrong(
            "X: the comparison is fair and its loss is lower",
            "X：比较是公平的，它的损失更低",
            "Fair it is, but only after right prefixes. What either does after an error of its own, it "
            "never shows.",
            "比较是公平的，但只比了前缀正确的情形。各自出错之后会怎样，这里看不到。",
        ),
        right(
            "open: let both decode and count",
            "不一定：让两者都去解码，再数一数",
            "Between very different models the forced loss can be a good hint; between close ones it may "
            "mislead. Report both numbers, apart.",
            "模型相差很大时，读标准前缀的损失可以是不错的线索；相差很小时可能误导。两个数要分开报告。",
        ),
        wrong(
            "Y: a higher loss means less overfitting",
            "Y：损失高，说明过拟合少",
            "These sentences were held out: a higher loss on them is no sign of less overfitting.",
            "这些句子是留出的：在它们上损失更高，并不说明过拟合更少。",
        ),
    ),
    Item(
        "forcing happens at test time",
        "A model was trained at ratio 1. Now it translates a sentence that nobody has translated yet. What "
        "does its decoder read at step 4?",
        "一个模型用比率 1 训练好了，现在翻译一个还没有人译过的句子。解码器在第 4 步读什么？",
        right(
            "its own third token, right or wrong",
            "它自己写的第三个词元，不管对错",
            "There is no gold sentence to read from. In training it read gold, now its own: that difference "
            "is what exposure bias is about.",
            "没有标准答案可读。训练时读标准答案，现在读自己的：暴露偏差说的就是这个差别。",
        ),
        wrong(
            "the gold third token, as it was trained",
            "标准答案的第三个词元，和训练时一样",
            "Where should it come from? Teacher forcing needs the reference, so it belongs to training, and "
            "to measuring the forced loss.",
            "标准答案从哪里来？教师强制需要参考答案，所以只用在训练里，或者用来测量读标准前缀的损失。",
        ),
        wrong(
            "its third token if that is right, else it starts again",
            "第三个词元对就读它，错了就重来",
            "It cannot know whether its token is right: nobody tells it.",
            "它无从知道自己的词元对不对：没有人告诉它。",
        ),
    ),
)
