"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

gpt = Question(
    __name__,
    "gpt",
    title=("and GPT?", "GPT 也是这样吗"),
    statement=(
        "A GPT-style model is pre-trained to predict each next token of a text. Is that teacher forcing? "
        "Later such models are often trained on-policy, that is, on texts that they write themselves. What "
        "does that change, and what not?",
        "GPT 这类模型的预训练，是预测文本里的每一个下一个词元。这算教师强制吗？"
        "之后常常还有同策略训练（on-policy），也就是在模型自己写出的文本上训练。它改变了什么，没有改变什么？",
    ),
    good=(
        "- Pre-training is teacher forcing at ratio 1: before each token the model reads the real text, "
        "never its own. That is why all positions of a text can be trained in one call.\n"
        "- On-policy training changes the prefixes: the model writes first, and is trained where its own "
        "tokens have led it. So it meets its own errors.\n"
        "- The objective changes too. After a prefix of one's own there is no gold token; something else "
        "must judge: a reward for the whole answer, or a teacher model's distribution at each position.\n"
        "- So it is not “ratio 0”: that reads own tokens, but still asks for the gold token of that "
        "position.",
        "- 预训练就是比率为 1 的教师强制：每个词元之前，模型读的都是真实文本，从不读自己写的。"
        "所以一段文本的所有位置可以一次算完。\n"
        "- 同策略训练换了前缀：模型先自己写，再在自己走到的地方接受训练，于是会遇到自己的错误。\n"
        "- 目标也换了。接在自己写的前缀之后，并没有标准答案，要靠别的来评判："
        "给整个回答一个奖励，或者在每个位置用教师模型的分布。\n"
        "- 所以它不等于“比率 0”：比率 0 读的虽是自己的词元，要求说的仍是那个位置的标准答案。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("teacher forcing", "教师强制"),
    Item(
        "teacher forcing is a trick that gives up on the right objective",
        "At ratio 1 the decoder reads only gold tokens, and the loss is cross-entropy. What does that "
        "minimise?",
        "比率为 1 时，解码器只读标准答案，损失是交叉熵。这样最小化的是什么？",
        wrong(
            "a stand-in: for the true likelihood the model would have to read its own tokens",
            "一个替代品：要得到真正的似然，模型本该读自己的词元",
            "The other way round. By the chain rule p(y | x) is the product of p(y_t | y_<t, x), and y_<t "
            "are the gold tokens. With own tokens it would be no likelihood any more.",
            "正好反过来。按链式法则，p(y | x) 是各个 p(y_t | y_<t, x) 的乘积，其中 y_<t 正是标准答案。"
            "读自己的词元，得到的反而不再是似然。",
        ),
        right(
            "exactly the negative log-likelihood of the gold sentences",
            "正是标准答案的负对数似然",
            "It is plain maximum likelihood: each factor of the chain rule has a gold prefix. Reading gold "
            "is no trick, but what the formula says.",
            "这就是最大似然：链式法则的每个因子，条件都是标准答案的前缀。读标准答案不是什么窍门，"
            "公式本来就这么写。",
        ),
        wrong(
            "the share of sentences that come out wrong when the model decodes",
            "解码时写错的句子所占的比例",
            "Nothing is decoded in this training. That number is measured apart.",
            "这种训练里没有解码。那个数要另外去量。",
        ),
    ),
    Item(
        "without teacher forcing training cannot converge",
        "The notes fear that without gold tokens training “goes ever more astray” and never converges. What "
        "does the copy task show at ratio 0, where only own tokens are read?",
        "笔记担心：不给标准答案，训练就会“越训越离谱”，“连收敛都收敛不了”。抄写任务在比率 "
        "0（只读自己的词元）时，实际情况怎样？",
        wrong(
            "the loss does not fall",
            "损失降不下来",
            "It does fall: in each step the loss still compares with the gold token, and the source is "
            "there to copy from.",
            "会降下来：每一步的损失仍是和标准答案比，而且要抄的内容就在源序列里。",
        ),
        wrong(
            "it learns just as fast as with gold tokens",
            "和读标准答案学得一样快",
            "At first the own tokens are noise, and ratio 1 is far ahead.",
            "起初自己的词元全是噪声，比率 1 遥遥领先。",
        ),
        right(
            "a slow start, but then it learns to copy",
            "起步慢，但后来学会了抄写",
            "Half of the fear is right: forcing helps early. The other half is not: copying converges "
            "without it. On harder tasks forcing may simply win; measure.",
            "担心只对了一半：教师强制在前期确实有帮助；但没有它，抄写任务照样收敛。换成更难的任务，"
            "也可能从头到尾都是教师强制更好：要靠测量。",
        ),
    ),
    Item(
        "ratio 0.5 is always a good compromise",
        "A popular tutorial trains at ratio 0.5. Which plan is sound for a project of your own?",
        "一个流行的教程用的比率是 0.5。你自己的项目怎么定才稳妥？",
        right(
            "start at 1, measure the decoded output, lower the ratio only if the gap hurts",
            "从 1 开始，测量独自解码的结果，差距确实有害才降低比率",
            "Ratio 1 is the cheapest and the plain likelihood. Whether less is better depends on the task "
            "and on how long you train.",
            "比率 1 最省计算，也正是最大似然。再低会不会更好，要看任务，也要看训练多久。",
        ),
        wrong(
            "0.5: half of each is on the safe side",
            "0.5：各取一半最保险",
            "No ratio is safe everywhere: in the chapter's curves the leader changes with training time. "
            "And each own token costs a decoding step of its own.",
            "没有哪个比率处处保险：在本章的曲线里，训练时间不同，领先的也不同。而且每读一次自己的词元，"
            "都要多走一步解码。",
        ),
        wrong(
            "0: train as you will test",
            "0：测试时怎样，训练就怎样",
            "Early in training the own tokens are noise, so it is slow. And even then training asks for the "
            "gold token of each position, which the test does not.",
            "训练初期自己的词元全是噪声，学得慢。况且训练时每个位置仍要求说标准答案，测试时并没有这回事。",
        ),
    ),
    Item(
        "losses under different ratios are comparable",
        "After 1,000 steps the training loss is 0.1 at ratio 1 and 0.3 at ratio 0.5. Which model writes "
        "better when it is alone?",
        "训练 1000 步后，比率 1 的训练损失是 0.1，比率 0.5 的是 0.3。独自写的时候，哪个模型更好？",
        wrong(
            "the one at ratio 1: its loss is lower",
            "比率 1 的：它的损失更低",
            "It had the easier questions: a right prefix each time. The other was asked after its own "
            "errors as well.",
            "它的题目更容易：前缀每次都是对的。另一个还要在自己的错误之后作答。",
        ),
        wrong(
            "the one at ratio 0.5: it practised under harder conditions",
            "比率 0.5 的：它是在更难的条件下练习的",
            "It may be so, or not: harder practice is also slower. These two numbers do not tell.",
            "也许是，也许不是：练得更难，也学得更慢。这两个数说明不了。",
        ),
        right(
            "that cannot be seen here: the two losses answer different questions",
            "从这里看不出来：两个损失回答的不是同一个问题",
            "Give both models the same test: their own prefixes on held-out sentences, scored by what they "
            "write.",
            "给两个模型同样的测试：在留出的句子上读自己的前缀，按写出来的结果评分。",
        ),
    ),
)
