"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

mend = Question(
    __name__,
    "mend",
    title=("would more data help?", "数据多一点，有用吗？"),
    statement=(
        "Your model breaks on numbers that are too long, after a planted wrong digit, and on unknown words. "
        "Suppose you may make more training pairs, of any kind you like. Which of the three would that mend, "
        "and with which pairs? Which not? Say why.",
        "你的模型有三种坏法：数太长、前面有错的数字、碰到没见过的字。假设你可以再造一些训练数据，造什么样的都行。哪一种能治好，用什么样的数据？哪一种治不好？说说理由。",
    ),
    good=(
        "- Unknown word: yes, if the new pairs hold it. But some word is always missing.\n"
        "- Too long: pairs with longer numbers move the cliff. The context vector keeps its size.\n"
        "- Wrong digit: not by more pairs of the same kind, because the digits before are right in all of "
        "them. Pairs in which they are sometimes wrong would be another matter: chapter 04.",
        "- 没见过的词：新数据里有这个词就行。但总有词不在里面。\n"
        "- 太长：给它更长的数，悬崖会往后退。可上下文向量还是那么大。\n"
        "- 错的数字：同样的数据再多也没用，因为训练时前面写的数字全是对的。"
        "如果故意让前面有时出错，就是另一回事了，见第 04 章。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("welcome", "欢迎"),
    Item(
        "a longer source makes a longer context",
        "The model reads “seven”, then a number of thirteen words. How large are the two context vectors?",
        "模型一次读“七”，另一次读一个十三个字的数。两次的上下文向量各有多大？",
        wrong(
            "the second is about thirteen times as long",
            "第二个大约是第一个的十三倍长",
            "The encoder overwrites one list of numbers at every step. It does not append to it.",
            "编码器每一步都是改写同一串数，并不是往后面添。",
        ),
        right(
            "both are 128 numbers",
            "都是 128 维",
            "One size for every source. That is handy, and it is the bottleneck of chapter 02.",
            "不管源序列多长，都是一样大。这很方便，但也正是第 02 章要讲的瓶颈。",
        ),
        wrong(
            "as long as the number has digits",
            "数有几位，就有几个数",
            "When the context is made, no digit has been written yet.",
            "上下文向量算好的时候，一位数字都还没写呢。",
        ),
    ),
    Item(
        "exact match counts digits",
        "The right answer is 4217. The model writes 4218. What does exact match count for it?",
        "正确答案是 4217，模型写了 4218。算完全匹配时，这一题得多少？",
        wrong(
            "3 of 4",
            "四分之三",
            "That would be a score by digit. Exact match asks for the whole answer.",
            "那是按位给分。完全匹配只认整个答案。",
        ),
        right(
            "0",
            "0",
            "One wrong digit makes a wrong number.",
            "错一位，整个数就错了。",
        ),
        wrong(
            "almost 1, because the numbers are close",
            "接近 1，因为两个数很接近",
            "The model does not know that 4218 is close to 4217: to it, 7 and 8 are two names.",
            "模型并不知道 4218 离 4217 很近：在它看来，7 和 8 只是两个名字。",
        ),
    ),
    Item(
        "an unknown word is skipped",
        "What does the encoder read where a word stands that is not in the vocabulary?",
        "源序列里有一个不在词表里的词，编码器在这个位置读到什么？",
        wrong(
            "nothing: it goes on with the next word",
            "什么也没有：直接读下一个词",
            "Then “seven dozen” would be “seven”, and the answer would be 7.",
            "要是这样，“七打”就成了“七”，答案该是 7 了。",
        ),
        wrong(
            "the word in the vocabulary that is most like it",
            "词表里和它最像的那个词",
            "An id says nothing about likeness. There is one id for all unknown words.",
            "编号里没有“像不像”。所有未知的词共用一个编号。",
        ),
        right(
            "id 3, as for every other unknown word",
            "编号 3，和别的未知词一样",
            "So the model cannot tell two unknown words apart.",
            "所以两个未知的词，模型分不开。",
        ),
    ),
    Item(
        "the model notices its own mistakes",
        "The model has written one wrong digit. What does it read at the next step?",
        "模型写错了一位。下一步它读到的是什么？",
        right(
            "the wrong digit, as if it were right",
            "就是那个错的数字，当它是对的",
            "In training the digits before were always right, so it has no reason to doubt them.",
            "训练时，前面的数字从来都是对的，它没有理由怀疑。",
        ),
        wrong(
            "the right digit, as in training",
            "正确的数字，和训练时一样",
            "In training, yes. When it works alone, nobody knows the right digit.",
            "训练时是这样。独自写的时候，没有人告诉它正确的数字。",
        ),
        wrong(
            "the source once more, to compare",
            "源序列，从头再读一遍",
            "This encoder reads the source once, before the first digit. In chapter 07 a decoder looks back.",
            "这里的编码器只读一遍源序列，而且是在写第一位之前。第 07 章才让解码器回头看。",
        ),
    ),
)
