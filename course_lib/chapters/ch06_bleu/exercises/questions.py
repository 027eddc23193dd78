"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

better = Question(
    __name__,
    "better",
    title=("is it better?", "真的更好吗"),
    statement=(
        "A colleague says: “Our BLEU rose from 29.3 to 30.1, so the new system is better.” What do you ask "
        "before you agree? Name at least four things, and say for each how it could be found out.",
        "同事说：“我们的 BLEU 从 29.3 升到了 30.1，所以新系统更好。”在同意之前，你会问些什么？"
        "至少说出四点，并说明每一点怎样查清。",
    ),
    good=(
        "- **Scored alike?** Same test set, references, tokenisation, case, smoothing: compare the sacrebleu "
        "signatures. The output of one system once scored 29.29 tokenised and 28.6 with sacrebleu; that is "
        "nearly the whole gain. Post (2018) found up to 1.8 between common configurations.\n"
        "- **Luck of the test set?** Resample its sentences, both systems on the same ones (paired "
        "bootstrap), and see how often the new one wins.\n"
        "- **Luck of training?** A bootstrap does not see that. Train both with several seeds; is the gap "
        "larger than the spread?\n"
        "- **Chosen on this set?** If the best of many runs was picked by the test score, the gain is partly "
        "picked luck. Choose on held-out data, test once.\n"
        "- **Better at what?** BLEU counts n-grams. Read outputs side by side, look at lengths and at "
        "negations; ask people, add another measure (chrF, a learned one such as COMET).\n"
        "- A good answer does not say “0.8 is too little” or “enough”: no size is, without these.",
        "- **评分方式一样吗？**测试集、参考译文、分词、大小写、平滑都要相同：比对 sacrebleu 的签名。"
        "同一个系统的同一份输出，按自己的分词算是 29.29，用 sacrebleu 算是 28.6，差不多就是这次的全部提升。"
        "Post（2018）发现，常见设置之间最多能差 1.8。\n"
        "- **是测试集碰巧吗？**对句子重新抽样，两个系统用同样的句子（配对自助法），看新系统多少次赢。\n"
        "- **是训练碰巧吗？**自助法看不到这一点。两个系统都用几个随机种子训练：差距比波动大吗？\n"
        "- **是在这个测试集上挑出来的吗？**跑了很多次，按测试得分挑最好的，提升里就有一部分是挑出来的运气。"
        "应在留出的数据上选，测试只做一次。\n"
        "- **好在哪里？**BLEU 只数 n元语法。要把输出并排读一读，看看长度，看看否定词；"
        "请人评，再加别的指标（chrF，或 COMET 这类学出来的指标）。\n"
        "- 好的回答不会直接说“0.8 太小”或者“够大”：没有上面这些，多大都说明不了。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("BLEU", "BLEU 得分"),
    Item(
        "BLEU 30 means that 30 % is right",
        "A system has BLEU 30. How much of what it wrote is right?",
        "一个系统的 BLEU 是 30。它写的内容有多少是对的？",
        wrong(
            "30 % of the words",
            "30% 的词",
            "Single words are usually matched far more often than 30 %: it is the longer n-grams that pull "
            "the score down.",
            "单个词的匹配率通常远高于 30%：把得分拉下来的是较长的 n元语法。",
        ),
        wrong(
            "30 % of the sentences",
            "30% 的句子",
            "No sentence is judged right or wrong. A good translation in other words than the reference may "
            "share hardly a 4-gram with it.",
            "BLEU 不判断哪一句对、哪一句错。一句好译文换了说法，和参考译文可能几乎没有相同的四元语法。",
        ),
        right(
            "that cannot be said: it is a geometric mean of four precisions, times a penalty",
            "说不出来：它是四个精确度的几何平均，再乘上惩罚项",
            "If mistakes fall like coin tosses and lengths are right, it is 62 of 100 words. Precisions of "
            "60, 36, 24 and 16 % give 30.2, too. With a penalty it is a larger share. The number is for "
            "comparing.",
            "如果错误像抛硬币一样，长度也对，那就是 100 个词对 62 个。四个精确度是 60%、36%、24%、16% 时，"
            "也得 30.2；如果分数里还扣了简短惩罚，对的比例就更高。这个数是用来比较的。",
        ),
    ),
    Item(
        "scores from different tokenisations can be compared",
        "Paper X reports BLEU 29.3 on a test set, paper Y 28.6 on the same one. Neither says how it "
        "tokenised. Which system is better?",
        "论文 X 在某个测试集上报告 BLEU 29.3，论文 Y 在同一个测试集上是 28.6。两篇都没说怎样分词。"
        "哪个系统更好？",
        right(
            "open: tokenisation alone can make such a gap",
            "不一定：单是分词方式就能造成这样的差距",
            "These two numbers once came from one and the same output (fairseq, English to German). In "
            "Chinese it is worse: 我喜欢自动化处理 (I like automatic processing) against 我喜欢自然语言处理 "
            "(I like natural language processing) scores 0.0 if a line is taken for one word, and 36.3 if it "
            "is cut into characters. Hence sacrebleu's signature.",
            "这两个数就曾出自同一份输出（fairseq，英译德）。中文更明显：“我喜欢自动化处理”"
            "对“我喜欢自然语言处理”，整行当成一个词得 0.0，按字切开得 36.3。所以 sacrebleu 要附上签名。",
        ),
        wrong(
            "X: the test set is the same",
            "X：测试集是同一个",
            "The sentences are the same, but not what is counted as a word: splitting compounds or "
            "punctuation makes more n-grams that match easily.",
            "句子相同，可是什么算一个词并不相同：把复合词或标点切开，容易匹配的 n元语法就多了。",
        ),
        wrong(
            "equal: 0.7 is always within noise",
            "一样好：0.7 总在噪声之内",
            "On a large test set and with equal scoring, 0.7 may well be real. No fixed number is noise; a "
            "bootstrap and several seeds tell.",
            "测试集够大、评分方式相同的话，0.7 完全可能是真实的差距。没有哪个固定的数就算噪声，"
            "要靠自助法和多个随机种子来判断。",
        ),
    ),
    Item(
        "a bootstrap sees the luck of a training",
        "System X has a higher BLEU than Y in 99 of 100 bootstrap draws from the test set. Each was trained "
        "once. What follows?",
        "对测试集做自助法抽样，系统 X 的 BLEU 在 100 次里有 99 次高于 Y。两个系统各训练了一次。能得出什么？",
        wrong(
            "X has the better recipe",
            "X 的做法更好",
            "In this chapter the same recipe with another seed won all draws, too. A bootstrap draws "
            "sentences again, and no trainings.",
            "本章里，同样的做法只换一个种子，也次次都赢。自助法重新抽的是句子，不是训练。",
        ),
        right(
            "on sentences like these, this X scores higher than this Y",
            "在这样的句子上，这一个 X 的分数比这一个 Y 高",
            "That is all. To speak of recipes, train each with several seeds: is the gap larger than the "
            "spread?",
            "只能说到这里。要谈做法，两边都得用几个种子训练，看差距是不是比波动大。",
        ),
        wrong(
            "nothing: only another test set could tell",
            "什么也得不出，只有换一个测试集才知道",
            "The draws stand for other test sets of the same kind. That is what a bootstrap is for.",
            "抽出来的那些，就代表同一类的别的测试集。自助法正是做这个用的。",
        ),
    ),
    Item(
        "higher BLEU means closer in meaning",
        "Reference: “the doctor said that he should not take this medicine at night .” Output X is the same "
        "without “not”. Output Y: “the physician told him not to take that drug in the evening .” What does "
        "sentence BLEU say?",
        "参考译文是 “the doctor said that he should not take this medicine at night .”。译文 X 与它相同，"
        "只少了 “not”。译文 Y 是 “the physician told him not to take that drug in the evening .”。句子 BLEU "
        "会怎么说？",
        wrong(
            "Y is better: X says the opposite",
            "Y 更好：X 的意思正相反",
            "So says a reader. BLEU knows no meaning, only n-grams: 76.8 for X, 4.6 for Y.",
            "读者会这样判断。BLEU 不懂意思，只看 n元语法：X 得 76.8，Y 得 4.6。",
        ),
        right(
            "X is far better",
            "X 好得多",
            "76.8 against 4.6 (sacrebleu, smoothed). Losing “not” costs a few n-grams, other words cost "
            "nearly all. So read outputs; over a whole corpus such cases partly even out, in one sentence "
            "they do not.",
            "76.8 对 4.6（sacrebleu，带平滑）。丢一个 “not” 只损失几个 n元语法，换个说法却几乎全丢。"
            "所以要读译文。在整个语料上，这类情况会抵消一部分；单看一句就不行。",
        ),
        wrong(
            "about equal: each has its fault",
            "差不多：各有毛病",
            "They are far apart, and the wrong way round: 76.8 for the output that could hurt someone, 4.6 "
            "for the right one.",
            "差得很远，而且正好反了：可能害人的那句 76.8，正确的那句 4.6。",
        ),
    ),
)
