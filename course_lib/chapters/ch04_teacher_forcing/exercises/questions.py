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
        "GPT 这类模型的预训练，是在文本的每个位置预测下一个词元。这算教师强制吗？"
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
            "are the gold tokens. Behind own tokens that are wrong, a factor belongs to no "
            "probability of this sentence.",
            "正好反过来。按链式法则，p(y | x) 是各个 p(y_t | y_<t, x) 的乘积，其中 y_<t 正是标准答案。"
            "前面读了自己说错的词元，那个因子就不属于这句话的概率了。",
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
        "own tokens teach a model to avoid its mistakes",
        "At ratio 0 the decoder says a wrong token at step 3, and the loss of step 4 is large. What does it "
        "do, by way of the chosen token, to the scores of step 3?",
        "比率为 0 时，解码器在第 3 步说错了一个词元，第 4 步的损失很大。经过选出来的那个词元，它会怎样改变第 "
        "3 步的分数？",
        wrong(
            "it lowers the score of the wrong token",
            "降低那个错词元的分数",
            "Step 4 read only which token was chosen. A slightly lower score chooses the same token, so step "
            "4 would not change. (The loss of step 3 itself does lower that score.)",
            "第 4 步读到的只是“选了哪个”。分数低一点点，选的还是它，第 4 步一点不变。"
            "（降低它的，是第 3 步自己的损失。）",
        ),
        right(
            "nothing: no gradient passes the choice",
            "什么也不改变：梯度不会穿过选择",
            "In the chapter it was `None`. What step 4 learns is what to say after that token.",
            "梯度到不了第 3 步的分数，本章里打印出来的是 `None`。第 4 步学到的，是在那个词元之后该说什么。",
        ),
        wrong(
            "it raises the score of the right token",
            "提高正确词元的分数",
            "The loss of step 3 does that, at every ratio. That of step 4 does not reach these scores.",
            "那是第 3 步自己的损失做的，哪种比率都一样。第 4 步的损失传不到这些分数。",
        ),
    ),
    Item(
        "what wins with one learning rate wins",
        "A paper trains with ratio 1 and with ratio 0.5, both with the same constant learning rate. After "
        "1,600 steps 0.5 is ahead, in all of five seeds. What does that show?",
        "一篇论文用比率 1 和比率 0.5 各训练一遍，学习率相同，而且一直不变。走完 1600 步，"
        "五个种子都是 0.5 领先。这说明了什么？",
        wrong(
            "that 0.5 is the better ratio: five seeds agree",
            "0.5 是更好的比率：五个种子都这样",
            "Seeds tell chance apart from the rest. They repeat the recipe, and so its flaw.",
            "多几个种子，只能排除偶然。配方要是有毛病，每个种子都带着它。",
        ),
        wrong(
            "nothing: five seeds are too few",
            "什么也说明不了：五个种子太少",
            "If their ranges are far apart, five can be enough to see a difference. The question is what "
            "causes it.",
            "要是两边的范围离得很远，五个也看得出差别。问题在于差别是什么造成的。",
        ),
        right(
            "that 0.5 is ahead with this recipe; tune and lower the rate of both before you say more",
            "在这个配方下 0.5 领先；要多说一句，就得先给两边都调好学习率，并让它下降",
            "In the chapter such a lead was there, and it vanished when the rate fell.",
            "本章里也有过这样的领先，学习率一下降，它就没有了。",
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
