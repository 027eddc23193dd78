"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

few_errors = Question(
    __name__,
    "few_errors",
    title=("2 percent of errors", "错误率 2%"),
    statement=(
        "A firm sells a recogniser of spoken numbers: “2 percent of errors, tested on voices that it had "
        "never heard.” You want to use it in a hospital. What do you ask, and what do you try yourself?",
        "一家公司卖数字语音识别：“错误率 2%，用它从没听过的嗓音测的。”你想把它用在医院里。"
        "你会问什么？又会自己试什么？",
    ),
    good=(
        "- **Whose voices?** New voices can still be of the same kind. Our network "
        "erred rarely on new voices "
        "of its own synthesiser, and often on those of another.\n"
        "- **In which noise, and how long?** In quiet even a simple chain was "
        "right. And a string longer than "
        "any in training came out too short.\n"
        "- **What is counted?** Wrong digits, or wrong numbers? One wrong digit of six spoils the whole "
        "number.\n"
        "- **Against what?** The same strings, read by a simple method. If that has 2 percent, too, the task "
        "was easy.\n"
        "- **Try it yourself**: your own wards, your own people, a few hundred numbers that were kept apart, "
        "and a look at the worst errors. What does an error cost, and does somebody read the number back?",
        "- **谁的嗓音？** 没听过的嗓音，也可能是同一类。我们的网络在同一个合成器的陌生嗓音上很少错，"
        "换一个合成器就常错。\n"
        "- **什么噪声，多长？** 安静的时候，连简单的流程都能读对。比训练时更长的数字串，写出来就短了。\n"
        "- **数的是什么？** 是错的数字，还是错的整串？六位里错一位，整个号码就错了。\n"
        "- **和什么比？** 同样的录音，让一个简单的办法来读。如果它也只错 2%，说明题目本来就容易。\n"
        "- **自己试**：在自己的病房，请自己的人念，留出几百个号码，再看看错得最厉害的那些。"
        "错一个的代价是什么？有没有人把号码复述一遍？",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("one machine, many tasks", "一台机器，许多任务"),
    Item(
        "speech needs another kind of model",
        "A model translates number words. What must be replaced so that it can read speech?",
        "有一个翻译数词的模型。要让它读语音，得换掉什么？",
        wrong(
            "encoder and decoder: sound is not text",
            "编码器和解码器都要换：声音不是文字",
            "The GRUs read vectors, and frames are vectors. They do not know where these come from.",
            "GRU 读的是向量，帧就是向量。它们并不知道向量从哪里来。",
        ),
        right(
            "the table of vectors: a matrix takes its place",
            "只换查表那一步：改成乘一个矩阵",
            "An id needs a table to become a vector. A frame is numbers already.",
            "编号要查表才成为向量，帧本来就是一排数。",
        ),
        wrong(
            "the loss: sound has no tokens",
            "损失要换：声音没有词元",
            "What is written still has tokens, the digits, and the loss is about them.",
            "写出来的仍然是词元，也就是数字，损失算的是它们。",
        ),
    ),
    Item(
        "end to end always wins",
        "New voices of the same synthesiser; only the network had heard noise before. What did the records "
        "say of it and of the chain?",
        "同一个合成器的陌生嗓音，流程和网络都来读，只有网络听过噪声。存档里是怎样的？",
        wrong(
            "the network is better everywhere",
            "处处都是网络更好",
            "In quiet the chain hardly erred, and on eight digits it was better than the network.",
            "安静时流程几乎不出错；念八位时，流程比网络还好。",
        ),
        right(
            "in quiet there is little between them; in noise the network is ahead",
            "安静时流程更好；有噪声时网络更好",
            "The chain cuts first, and noise covers the soft ends. Nor had its templates heard noise.",
            "噪声盖住了数字轻的两头，流程就切错；比的时候，它也没听过噪声。",
        ),
        wrong(
            "the chain is better in noise, since nothing in it was trained",
            "有噪声时流程更好，因为它没有训练过",
            "It is the other way round: the network had heard noise while it learned.",
            "正好相反：网络在训练里听过噪声。",
        ),
    ),
    Item(
        "few errors on new speakers means that it can listen",
        "The network hardly errs on voices that it never heard. What follows from that?",
        "英语的网络在从没听过的嗓音上几乎不出错。这说明什么？",
        wrong(
            "it can read digits that anybody speaks",
            "不管谁念的数字，它都读得出来",
            "On four voices of another synthesiser it erred often.",
            "换成另一个合成器的四个嗓音，它就常常出错。",
        ),
        wrong(
            "it has learned the test strings by heart",
            "它把测试的数字串背下来了",
            "These strings were never in training, nor were these voices.",
            "这些数字串没在训练里出现过，这些嗓音也没有。",
        ),
        right(
            "it reads new voices of the kind that it learned from",
            "和训练时同一类的陌生嗓音，它读得出来",
            "Nothing more follows. A test tells of what is like the test.",
            "再多就说不上了。一次测试，只说明和它相像的情形。",
        ),
    ),
    Item(
        "a random tenth is always a fair test",
        "Of 20,000 questions and answers you hold out a tenth, by chance. Many questions stand in "
        "the file several times. What is wrong with the score?",
        "有两万对问和答，你随机留出十分之一。很多问题在文件里出现过好几次。这样的得分有什么问题？",
        right(
            "it is too good: many held-out questions were in training",
            "偏高：很多留出的问题，训练里有过",
            "Hold out questions, with all their answers. Then no held-out question was ever seen.",
            "应当按问题来留，连同它的所有回答。这样，留出的问题才是真的没见过。",
        ),
        wrong(
            "it is too low: the same question has several answers",
            "偏低：同一个问题有几种回答",
            "That can be, but a model that knows the question from training gains much more.",
            "有这种可能，但是训练里见过这个问题，占的便宜大得多。",
        ),
        wrong(
            "nothing: chance makes it fair",
            "没有问题：随机就是公平",
            "Chance picks pairs. What must be new is the question.",
            "随机挑的是一对对，而必须没见过的是问题。",
        ),
    ),
)
