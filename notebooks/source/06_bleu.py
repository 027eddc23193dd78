# %% [markdown] tags=["en"]
# # 06 · BLEU: what does the score count?
#
# **What you will be able to do.** Compute BLEU by hand, and get the number that everybody reports. Tell the notes' formula from it. Read a score together with its signature. Say whether a difference between two systems is real, and what no such score can see.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop} minutes; the sections called Deeper take {deeper} more. **To know before.** Chapter 03.

# %% [markdown] tags=["zh"]
# # 06 · BLEU：这个分数在数什么？
#
# **学完本章，你能**：亲手算 BLEU，算得和大家报告的一样；分清它和笔记里的公式；看分数时会连签名一起看；能判断两个系统的差别是不是真的，说得出这类分数看不见什么。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟；“深入”各节另需 {deeper} 分钟。**预备知识**：第 03 章。

# %% [markdown] tags=["en"]
# ## The question
#
# A person has translated a sentence: the **reference**. Two systems have translated it too. Which is better?
#
# ![The reference: the children are not allowed to swim in this lake. Candidate A: the children are allowed to swim in this lake. Candidate B: swimming here is forbidden for kids. Words that the reference has too are marked: all of A, none of B.](../assets/figures/two_translations.en.svg)
#
# B says what is meant; A says the opposite. BLEU gives A 67 points of 100, and B none. **What does BLEU count, that it can be so wrong? And why does everybody use it all the same?**
#
# Until now the course counted exact matches and edits. For translation that is too strict: there are many right ways to say a thing. In 2002 Papineni and others proposed to count pieces in common: **BLEU**, the *bilingual evaluation understudy*, a stand-in for a human judge.

# %% [markdown] tags=["zh"]
# ## 问题
#
# 一句话，有人译好了，叫**参考译文**。两个系统也各译了一遍。哪个好？
#
# ![参考译文：the children are not allowed to swim in this lake（孩子们不准在这个湖里游泳）。候选 A：the children are allowed to swim in this lake。候选 B：swimming here is forbidden for kids。参考译文里也有的词做了标记：A 全部都是，B 一个也没有。](../assets/figures/two_translations.zh.svg)
#
# B 的意思对了，A 说反了。可是满分 100，BLEU 给 A 67 分，给 B 0 分。**BLEU 到底在数什么，会错得这样离谱？既然如此，为什么大家还都在用？**
#
# 到现在为止，本课程用的是完全匹配和编辑距离。对翻译来说这太严了：一句话有许多种正确的说法。2002 年，Papineni 等人提出，去数两句话共有的小片段：这就是 **BLEU**（bilingual evaluation understudy，双语评测替身），意思是替人来评判。

# %%
from course_lib.chapters.ch06_bleu import figures
from course_lib.language import set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## By hand, step 1: count n-grams, and clip
#
# An **n-gram** is a run of n tokens: *the*, *the cat*, *the cat sat*. The **candidate** is what the system wrote. The notes define a precision: of the candidate's n-grams, how many are matched?
#
# Taken literally, that can be cheated:

# %% [markdown] tags=["zh"]
# ## 亲手算，第一步：数 n元语法，并且截断
#
# **n元语法**（n-gram）是连着的 n 个词元：*the*，*the cat*，*the cat sat*。**候选译文**是系统写出来的那句。
#
# > **笔记这样说**：$P_n = \frac{机器翻译中的n-gram匹配数}{机器翻译中的n-gram总数}$
#
# 候选译文的 n元语法里，有多少匹配上了？照字面做，是可以钻空子的：

# %%
from collections import Counter


def grams(tokens, n):
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


reference = "the cat is on the mat".split()
cheat = "the the the the the the the".split()
known = grams(reference, 1)
matched = sum(times for gram, times in grams(cheat, 1).items() if gram in known)
print(matched, "of", len(cheat), "words are in the reference")

# %% [markdown] tags=["en"]
# Seven of seven: a perfect precision for nonsense. The notes' formula leaves out the remedy. BLEU **clips**: a word counts at most as often as one reference has it.

# %% [markdown] tags=["zh"]
# 七个全中，胡话得了满分。笔记的公式漏掉了补救的办法。BLEU 要**截断**（clip）：一个词最多只能算参考译文里有的那么多次。


# %%
def matches(candidate, references, n):
    """Matched n-grams, clipped, and all n-grams of the candidate"""
    most = Counter()
    for reference in references:
        most |= grams(reference, n)  # the larger count of each n-gram
    return (grams(candidate, n) & most).total(), grams(candidate, n).total()  # & : the smaller count


print("the the the:", [matches(cheat, [reference], n) for n in (1, 2, 3, 4)])
salad = "mat the on cat the is".split()
print("word salad: ", [matches(salad, [reference], n) for n in (1, 2, 3, 4)])
assert matches(cheat, [reference], 1) == (2, 7)

# %% [markdown] tags=["en"]
# Two of seven now. The word salad shows why longer n-grams are needed: every word is right, no pair of words is. The orders 1 to 4 are usual.
#
# ## Step 2: who says little
#
# Precision asks only about what was said. Who says just *the cat* is always right. Hence the **brevity penalty**, BP. With c tokens in the candidate and r in the reference it is 1 for $c\ge r$, and $e^{1-r/c}$ below:

# %% [markdown] tags=["zh"]
# 现在是七分之二。词语沙拉（打乱的词）说明为什么要更长的 n元语法：词个个都对，相邻的两个词一对也不对。通常数到四元。
#
# ## 第二步：说得太少
#
# 精确度只问说出来的对不对。只说 *the cat*，句句都对。所以要有**简短惩罚**（brevity penalty，BP）。设候选译文有 c 个词元，参考译文有 r 个：$c\ge r$ 时为 1，否则为 $e^{1-r/c}$：

# %%
import math


def penalty(c, r):
    return 1.0 if c >= r else math.exp(1 - r / c) if c else 0.0


shares = [x / 10 for x in range(2, 16)]  # c / r
figures.curves(shares, {"brevity": [[penalty(share, 1) for share in shares]]}, "c_over_r", "penalty")

# %% [markdown] tags=["en"]
# The notes write the case $c=r$ below the line. No harm: $e^0=1$. (What they leave open is $c=0$: then the score is 0.) With several references, r is the length *closest* to c; of two equally close, the shorter. Too long is not punished here: the precisions see to that.
#
# ## Step 3: one number
#
# $$\mathrm{BLEU}=\mathrm{BP}\cdot\Big(\prod_{n=1}^{4}p_n\Big)^{1/4}$$
#
# a geometric mean: if one of the four is 0, all is 0. Usually it is multiplied by 100.

# %% [markdown] tags=["zh"]
# 笔记把 $c=r$ 写在下面一行，没有关系：$e^0=1$。（没有交代的是 $c=0$：这时分数是 0。）有几份参考译文时，r 取长度*最接近* c 的那份；一样近就取短的。太长在这里不罚，自有精确度去管。
#
# ## 第三步：合成一个数
#
# $$\mathrm{BLEU}=\mathrm{BP}\cdot\Big(\prod_{n=1}^{4}p_n\Big)^{1/4}$$
#
# 这是几何平均：四个里只要有一个是 0，总分就是 0。通常再乘以 100。

# %%
from course_lib.metrics.bleu import bleu


def by_hand(candidate, reference):
    """BLEU of one sentence, 0 to 100"""
    product = 1.0
    for n in (1, 2, 3, 4):
        matched, total = matches(candidate, [reference], n)
        product *= matched / total if total else 0.0
    return 100 * penalty(len(candidate), len(reference)) * product ** (1 / 4)


# %%
wanted = "the children are not allowed to swim in this lake".split()
opposite = "the children are allowed to swim in this lake".split()
paraphrase = "swimming here is forbidden for kids".split()
for candidate in (opposite, paraphrase):
    print(f"{by_hand(candidate, wanted):5.1f}", " ".join(candidate))
    assert abs(by_hand(candidate, wanted) - bleu([candidate], [[wanted]]).score) < 1e-9

# %% [markdown] tags=["en"]
# There are the 67 and the 0. One missing *not* costs a few n-grams; another wording costs them all. BLEU compares wordings, not meanings.
#
# The library's `course_lib.metrics.bleu.bleu` does the same, and our tests hold it to **sacrebleu**, the program whose scores are published, to nine digits after the point.
#
# ## Step 4: a corpus is not the mean of its sentences
#
# BLEU was made for a whole test set. First add up all matches and all totals (and c, and r), *then* divide:

# %% [markdown] tags=["zh"]
# 67 和 0 就是这样来的。少一个 *not*，只丢几个 n元语法；换一种说法，就全丢了。BLEU 比的是用词，不是意思。
#
# 库里的 `course_lib.metrics.bleu.bleu` 做的是同一件事；测试保证它和 **sacrebleu**（发表论文时报分数用的程序）小数点后九位都一致。
#
# ## 第四步：语料的分数，不是句子分数的平均
#
# BLEU 本来就是给整个测试集用的：先把所有匹配数、总数（还有 c 和 r）加起来，*然后*才相除：

# %%
candidates = ["the cat is on the mat .", "a dog runs in the park .", "yes , two men sit there ."]
references = ["the cat is on the mat .", "the dog runs in a park .", "yes , there sit two men ."]
candidates, references = ([line.split() for line in lines] for lines in (candidates, references))
alone = [by_hand(*pair) for pair in zip(candidates, references, strict=True)]
corpus = bleu(candidates, [[reference] for reference in references])
print("sentences", [round(score, 1) for score in alone], "mean", round(sum(alone) / 3, 1))
print("corpus   ", [f"{m}/{t}" for m, t in zip(corpus.matches, corpus.totals, strict=True)], end=" ")
print(round(corpus.score, 1))
assert corpus.score > sum(alone) / 3 + 10

# %% [markdown] tags=["en"]
# A sentence without any 4-gram in common scores 0 on its own, and still gives the corpus its words. The two numbers must never be compared. (Sacrebleu **smooths**: it puts something small in place of a zero. That matters for single sentences; a whole test set seldom has a zero. There are several ways to do it; try them in the lab.)

# %% [markdown] tags=["zh"]
# 没有一个四元语法匹配的句子，单独算是 0 分，可它的词照样算进语料里。这两种分数绝不能拿来相比。（sacrebleu 会做**平滑**：把 0 换成一个小的数。这对单个句子影响很大；整个测试集很少会出现 0。做法有好几种，可以在实验台里试。）

# %% [markdown] tags=["en"]
# ## The notes' formula is another score
#
# The notes give
#
# $$\exp\Big(\min\big(0,1-\tfrac{len_{label}}{len_{pred}}\big)\Big)\prod_{n=1}^k p_n^{1/2^n}$$
#
# It is the variant of the textbook *Dive into Deep Learning*, which adds: longer n-grams are harder to match, so they get a larger weight. Look at the exponents: $1/2, 1/4, 1/8, 1/16$. What happens to the score if one precision is halved?

# %% [markdown] tags=["zh"]
# ## 笔记的公式，是另一种分数
#
# > **笔记这样说**：
# >
# > $$exp(min(0,1-\frac{len_{label}}{len_{pred}}))\prod_{n=1}^kp_n^{1/2^n}$$
#
# 这是《动手学深度学习》里的变体，书上还补了一句：长的 n元语法更难匹配，所以给它更大的权重。看看指数：$1/2, 1/4, 1/8, 1/16$。把某一个精确度减半，分数会怎样？

# %%
for n in (1, 2, 3, 4):
    print(f"p{n} halved: notes x {0.5 ** (1 / 2**n):.3f}   BLEU x {0.5 ** (1 / 4):.3f}")
assert 0.5 ** (1 / 2) < 0.5 ** (1 / 16)  # halving p1 hurts more

# %% [markdown] tags=["en"]
# Halve $p_1$ and the score falls to .707; halve $p_4$ and it only falls to .958. **So the remark is backwards: in this formula the longer n-grams weigh less.** (A root of a number below 1 is *larger*. The textbook is right that a small $p_4$ is lifted; but what is lifted so far hardly matters any more.) In the original all four weigh the same, with the exponent $1/N$.
#
# Three more differences: the notes' formula leaves out clipping (the textbook's code has it); it is for one sentence, so a test set gets a mean; and its exponents add up to .9375 for k = 4, not to 1.

# %% [markdown] tags=["zh"]
# $p_1$ 减半，分数降到 .707；$p_4$ 减半，只降到 .958。**所以那句话说反了：在这个公式里，越长的 n元语法权重越小。**（小于 1 的数开方会变*大*。书上说小的 $p_4$ 会被抬高，这没错；可是抬得那么高，它就几乎不起作用了。）原来的 BLEU 四个一样重，指数都是 $1/N$。
#
# 另外还有三处不同：笔记的公式没有写截断（书里的代码有）；它是给一个句子的，测试集只能取平均；k = 4 时，指数加起来是 .9375，不是 1。

# %%
from course_lib.metrics.bleu import bleu_d2l

for said in ("我喜欢自动化处理", "我喜欢自然语言处", "我喜欢自然语言处理"):
    notes = [bleu_d2l(said, "我喜欢自然语言处理", k) for k in (2, 4)]
    print(said, "notes k=2", f"{notes[0]:.3f}", " k=4", f"{notes[1]:.3f}", end="  ")
    print("BLEU", f"{bleu([said], [['我喜欢自然语言处理']]).score:.1f}")

# %% [markdown] tags=["en"]
# (Chinese, character by character. Mind the scales: 0 to 1, and 0 to 100.)
#
# ## Experiment: do the two formulas agree who is better?
#
# Take 500 French number names (chapter 00's other language). System A gets one word wrong in each. System B leaves one word out of each. **Predict**: which is better by the notes' score with k = 2, the textbook's choice? And by BLEU?

# %% [markdown] tags=["zh"]
# （中文按字来算。注意刻度：一个是 0 到 1，一个是 0 到 100。）
#
# ## 实验：谁更好，两个公式说的一样吗？
#
# 取 500 个法语数词。系统 A 每句写错一个词，系统 B 每句漏掉一个词。**先猜**：按笔记的公式（k = 2，书上的取法），谁更好？按 BLEU 呢？

# %%
import random

from course_lib.data.corpora import load
from course_lib.kit import records

rng = random.Random(0)
french = [target.split() for _, target in load("numbers-en-fr").valid[:500]]
words = sorted({word for line in french for word in line})
wrong, short = [], []
for line in french:
    at = rng.randrange(len(line))
    other = rng.choice([word for word in words if word != line[at]])
    wrong.append([*line[:at], other, *line[at + 1 :]])
    short.append([*line[:at], *line[at + 1 :]])
print(" ".join(french[0]), "|", " ".join(wrong[0]), "|", " ".join(short[0]))


# %%
def mean_of_notes(candidates, k):
    scores = [bleu_d2l(*pair, k) for pair in zip(candidates, french, strict=True)]
    return sum(scores) / len(scores)


points = {}
for name, candidates in (("A: one word wrong  ", wrong), ("B: one word missing", short)):
    points[name[0]] = bleu(candidates, [[line] for line in french]).score, mean_of_notes(candidates, 2)
    notes = f"k=2 {points[name[0]][1]:.3f}  k=4 {mean_of_notes(candidates, 4):.3f}"
    pairs_only = bleu(candidates, [[line] for line in french], max_order=2).score
    print(name, " notes", notes, f" BLEU {points[name[0]][0]:.1f}  of orders 1 and 2 {pairs_only:.1f}")
assert points["A"][1] > points["B"][1] + 0.02 and points["A"][0] < points["B"][0] - 2

# %% [markdown] tags=["en"]
# **They disagree.** For the notes' score with k = 2 A is better, for BLEU it is B. (With k = 4 the notes' score changes sides, too, and BLEU of orders 1 and 2 alone can not tell the two apart: how far one counts matters as much as the exponents.) Neither is the truth: which mistake is worse depends on what the numbers are for. But a ranking can be decided by the choice of a formula; so say which one you used.
#
# ## BLEU 30 is not 30 % right
#
# Now replace each word with a wrong one, at random, and let the share of right words fall. **Predict**: at which share of right words is BLEU 30?

# %% [markdown] tags=["zh"]
# **意见相反。** 按笔记的分数（k = 2）A 好，按 BLEU 是 B 好。（k = 4 时，笔记的分数也改判 B 好；只数一元和二元的 BLEU，则分不出高下。可见数到几元，和用什么指数一样要紧。）两者都不是真理：哪种错更糟，要看这些数是拿来做什么的。但排名竟可以由公式的选择来决定，所以一定要说明用的是哪一个。
#
# ## BLEU 30 不等于对了 30%
#
# 再随机地把一些词换成错的，让对的词越来越少。**先猜**：BLEU 等于 30 的时候，还有多大比例的词是对的？

# %%
series = {"the share itself": [], "measured_bleu": [], "sentences_right": []}
kept = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
for seed in range(3):
    rng, rows = random.Random(seed), []
    for share in kept:
        said = [[word if rng.random() < share else "?" for word in line] for line in french]
        exact = sum(a == b for a, b in zip(said, french, strict=True)) / len(french)
        rows.append((share, bleu(said, [[line] for line in french]).score / 100, exact))
    for name, row in zip(series, zip(*rows, strict=True), strict=True):
        series[name].append(row)
at_70 = [row[kept.index(0.7)] for row in series["measured_bleu"]]
print("BLEU with 70 % of the words right:", records.spread([100 * value for value in at_70], ".1f"))
assert min(at_70) > 0.35 and max(at_70) < 0.5
figures.curves(kept, series, "words_right", "bleu")

# %% [markdown] tags=["en"]
# With 70 % of the words right, BLEU is about 43; with 60 %, about 29. So BLEU 30 means some 61 % of the words. A four-gram needs four right words in a row, and $.7^4$ is only .24. So BLEU is no percentage of anything. It is a measure for *comparing*: same test set, same references, same tokens.
#
# ## A perfect corpus that scores 0

# %% [markdown] tags=["zh"]
# 词对了 70%，BLEU 大约是 43；对了 60%，大约是 29。所以 BLEU 30 的时候，词大约还有 61% 是对的。四元语法要连着四个都对，而 $.7^4$ 只有 .24。所以 BLEU 不是任何东西的百分比，它是用来*比较*的：同样的测试集，同样的参考译文，同样的切分。
#
# ## 全对，却得 0 分

# %%
small = [line for line in french if len(line) <= 3]
print(len(small), "short ones, all right:", [bleu(small, [[line] for line in small]).score], end=" ")
orders = bleu(small, [[line] for line in small], effective_order=True)
print("with effective order:", [orders.score], "totals", orders.totals)
assert bleu(small, [[line] for line in small]).score == 0 and orders.score > 99.99

# %% [markdown] tags=["en"]
# There is not one 4-gram in so short sentences: 0 of 0, taken as 0. **Effective order** leaves out the orders that do not occur. For numbers, dates or letters BLEU is simply the wrong tool: exact match and edit distance are better.

# %% [markdown] tags=["zh"]
# 这么短的句子里一个四元语法也没有：0 除以 0，当作 0。**有效阶数**（effective order）会把没有出现的阶去掉。不过对数、日期、字母来说，BLEU 根本就不合用，完全匹配和编辑距离更好。

# %% [markdown] tags=["en"]
# ## What tokenisation alone changes
#
# Now real translations: German to English, captions of pictures (Multi30k), a GRU with attention after four passes over 29,000 pairs; 1,000 test sentences, two seeds. The data are not ours to pass on, so scores and counts were recorded, and of the sentences only the few that chapter 05 quotes from. In each row the output is the same; only the way of cutting it into tokens differs: `13a` is sacrebleu's usual way, `intl` knows the punctuation of other scripts, too, `none` cuts at white space, `char` takes single characters.
#
# **Predict**: by how many points does BLEU change? Can the ranking of two decoders change, greedy against beam search?

# %% [markdown] tags=["zh"]
# ## 只换切分，分数变多少
#
# 这回是真的翻译：德语到英语的图片说明（Multi30k），带注意力的 GRU，把 29000 对句子过了四遍；1000 个测试句，两个种子。数据不归我们，不能转发，所以录下来的是分数和计数，句子只有供第 05 章引用的几句。同一行里的输出都是同一份，只是切成词元的办法不同：`13a` 是 sacrebleu 的常用办法，`intl` 还认得别种文字的标点，`none` 按空白切，`char` 按单个字符切。
#
# **先猜**：BLEU 会差几分？贪心搜索和束搜索谁高谁低，会不会变？

# %%
real = records.load("translation")
print(real.command)
points = {}
for seed, systems in enumerate(real.values("systems")):
    for name, card in systems.items():
        points[seed, name] = card["bleu"]
        print(f"seed {seed} {name:7}", "  ".join(f"{key} {value:.2f}" for key, value in card["bleu"].items()))
    card = systems["greedy"]
    print(f"   greedy, capitals kept {card['cased']:.2f}  chrF {card['chrF']:.2f}  exact {card['exact']:.3f}")
print(card["signature"])
for seed in (0, 1):
    assert points[seed, "beam 5"]["13a"] > points[seed, "greedy"]["13a"]
    assert points[seed, "beam 5"]["char"] < points[seed, "greedy"]["char"] - 1

# %% [markdown] tags=["en"]
# **By about 20 points, and the ranking turns over.** By words beam search is better, by characters greedy is: beam search writes shorter sentences here (11 to 12 % fewer words). By words its better precisions more than pay for the brevity penalty, by characters they do not. Nobody would use characters for English; but even the three that cut words differ by .7 to 1.4 points, about as much as beam search gains. Our model writes small letters only, so keeping the capitals of the reference costs four and a half points.
#
# So a BLEU score without its settings says nothing. sacrebleu prints a **signature** (Post 2018): one reference, small letters (lc), no effective order, 13a tokens, exp smoothing, version. Copy it beside every number. (`chrF`, Popović 2015, compares runs of characters: another score, on another scale.) And look at `exact`: with BLEU 22 to 24, one sentence in a hundred equals its reference.

# %% [markdown] tags=["zh"]
# **差了大约 20 分，名次还颠倒了。** 按词算，束搜索好；按字符算，贪心搜索好：这里束搜索写得短（词少 11% 到 12%）。按词算，精确度挣来的比简短惩罚扣掉的多；按字符算，就不够扣了。英语当然没人按字符算；可是就算都按词切，三种切法也差 .7 到 1.4 分，和束搜索的好处差不多。我们的模型只写小写字母，参考译文要是保留大写，就少四分半。
#
# 所以，报 BLEU 而不写明设置，等于没报。sacrebleu 会打印一个**签名**（Post 2018）：一份参考译文，转成小写（lc），不用有效阶数，13a 切分，exp 平滑，版本号。每个分数旁边都要抄上它。（`chrF`，Popović 2015，比的是连着的字符：另一种分数，刻度也不同。）再看 `exact`：BLEU 22 到 24，一百句里只有一句和参考译文一字不差。

# %% [markdown] tags=["en"]
# ## Lab: explorer
#
# Type a candidate and references, in English or Chinese. See which n-grams match, what is clipped, and where the brevity penalty stands. Go through the famous cases first: each says what to look at. Then try to cheat.

# %% [markdown] tags=["zh"]
# ## 实验台：拆开看
#
# 写一句候选译文和几句参考译文，英文、中文都行。看哪些 n元语法匹配上了，哪些被截断，简短惩罚落在哪里。先把几个有名的例子过一遍，每个都注明了该看什么；然后试试怎样钻空子。

# %%
from course_lib.chapters.labs import ExplorerLab

ExplorerLab()

# %% [markdown] tags=["en"]
# ## Exercises
#
# Three core exercises, about five minutes each, a stretch, and a question to answer in words.

# %% [markdown] tags=["zh"]
# ## 练习
#
# 三道基础练习，每道大约五分钟；一道挑战题；一道要用文字回答的问题。

# %%
from course_lib.chapters.ch06_bleu import exercises as ch06

ch06.clipped


# %%
def clipped(candidate, references, n): ...


ch06.clipped.check(clipped)

# %%
ch06.brevity


# %%
def brevity(length, reference_lengths): ...


ch06.brevity.check(brevity)

# %%
ch06.corpus_bleu


# %%
def corpus_bleu(stats): ...


ch06.corpus_bleu.check(corpus_bleu)

# %%
ch06.paired_bootstrap


# %%
def paired_bootstrap(stats_a, stats_b, draws): ...


ch06.paired_bootstrap.check(paired_bootstrap)

# %%
ch06.better

# %%
ch06.better.answer("")

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch06.quiz

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## Deeper: is the difference real?
#
# Beam search against greedy: .95 points of BLEU in one seed, .75 in the other. Would they be there with another thousand sentences?
#
# We have no others. The **paired bootstrap** (Koehn 2004) makes some: draw 1,000 sentences from ours *with replacement* (one may come several times), score both systems on the same draw, and do it a thousand times. BLEU needs only sums of counts, so one matrix product does it all.

# %% [markdown] tags=["zh"]
# ## 深入：差别是真的吗？
#
# 束搜索比贪心搜索高，一个种子高 .95 分，另一个高 .75 分。换一千句，还会有这个差别吗？
#
# 我们没有另外一千句。**配对自助法**（Koehn 2004）自己造：从这一千句里*有放回地*抽一千句（同一句可以抽到几次），让两个系统在同一次抽样上评分，这样做一千次。BLEU 只用到计数之和，所以一次矩阵乘法就全算完了。

# %%
import torch


def table(seed, name):
    """A row a sentence: matches of order 1 to 4, totals of order 1 to 4, length, reference length"""
    return torch.tensor(real.values("systems", seed=seed)[0][name]["counts"]).double()  # (N, 10)


def scores(counts, draws):
    """counts (N, 10), draws (D, n) of row numbers -> BLEU of each draw (D,)"""
    times = counts.new_zeros(len(draws), len(counts))
    sums = times.scatter_add_(1, draws, torch.ones_like(draws, dtype=counts.dtype)) @ counts  # (D, 10)
    matched, total, c, r = sums[:, :4], sums[:, 4:8], sums[:, 8], sums[:, 9]
    return 100 * (1 - r / c).clamp(max=0).exp() * (matched / total).log().mean(1).exp()


# %%
everything = torch.arange(1000)[None]
for seed, name in points:
    assert abs(scores(table(seed, name), everything).item() - points[seed, name]["13a"]) < 0.001
generator = torch.Generator().manual_seed(0)


def wins(better, worse, among, draws=1000):
    """The share of draws from the sentences `among` that `better` wins"""
    rows = among[torch.randint(len(among), (draws, len(among)), generator=generator)]  # (D, n)
    return (scores(better, rows) > scores(worse, rows)).double().mean().item()


for seed in (0, 1):
    print("seed", seed, "beam wins", wins(table(seed, "beam 5"), table(seed, "greedy"), everything[0]))
print("greedy, seed 1 against seed 0:", wins(table(1, "greedy"), table(0, "greedy"), everything[0]))

# %% [markdown] tags=["en"]
# Beam search wins nearly always: not the luck of this test set. But look at the last line: the *same* recipe with another seed wins as surely, and by more (2.3 points). **The bootstrap sees the luck of the test set, never the luck of a training.** For that, train with several seeds.
#
# **How many sentences does it take?** Take smaller test sets out of ours, forty of each size, and call a difference found if beam search wins 95 % of the draws. The share of sets in which it is found is the **power** of the test.

# %% [markdown] tags=["zh"]
# 束搜索几乎次次赢，可见不是碰巧赶上了这个测试集。可是看最后一行：*同样的*做法，只换个种子，也赢得一样稳，差得还更多（2.3 分）。**自助法看得见测试集的运气，看不见训练的运气。** 要看后者，就得多训练几个种子。
#
# **要多少句才够？** 从我们的测试集里抽出小测试集，每种大小抽四十个；束搜索在 95% 的抽样里赢，就算发现了差别。发现了的测试集所占的比例，叫作检验的**功效**。

# %%
sizes = [25, 50, 100, 200, 400, 800]
found = []
for seed in (0, 1):
    beam, plain = table(seed, "beam 5"), table(seed, "greedy")
    found.append([])
    for size in sizes:
        sets = [torch.randperm(1000, generator=generator)[:size] for _ in range(40)]
        found[-1].append(sum(wins(beam, plain, some, draws=200) >= 0.95 for some in sets) / 40)
print("found:", [f"{low:.2f} {high:.2f}" for low, high in zip(*found, strict=True)])
assert max(row[0] for row in found) < 0.5 < min(row[-1] for row in found)
figures.curves(sizes, {"beam against greedy": found}, "test_size", "power")

# %% [markdown] tags=["en"]
# With 100 sentences the difference is found about one time in four, with 800 always in one seed and seven times in ten in the other. (Sets of 800 out of the same 1,000 overlap a lot, so the last points are less sure than they look.) "No significant difference" on a small test set means little: it may just be small.
#
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | BLEU is $\exp(\min(0,1-\frac{len_{label}}{len_{pred}}))\prod p_n^{1/2^n}$ | a textbook's variant; BLEU has the exponent $1/N$, is clipped, and sums over the corpus first |
# | $P_n$: matched n-grams over all | clipped, or *the the the* is perfect |
# | the penalty, with c = r in the lower line | $e^0=1$, no harm; c = 0 gives 0; r is the closest reference |
# | it compares a prediction with the label | wordings, not meanings: *not* left out 67, a paraphrase 0 |
#
# ## For a study group
#
# 1. Your system has BLEU 31, the paper has 29. What do you compare first?
# 2. You build a translator for medicine leaflets. What would you report beside BLEU?
# 3. Why did a measure with such holes serve for twenty years?
#
# [A page for the meeting](../docs/groups/06_bleu.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - K. Papineni, S. Roukos, T. Ward, W. Zhu (2002). BLEU: a method for automatic evaluation of machine translation. ACL.
# - P. Koehn (2004). Statistical significance tests for machine translation evaluation. EMNLP.
# - B. Chen, C. Cherry (2014). A systematic comparison of smoothing techniques for sentence-level BLEU. WMT.
# - M. Popović (2015). chrF: character n-gram F-score for automatic MT evaluation. WMT.
# - D. Elliott et al. (2016). Multi30K: multilingual English-German image descriptions. arXiv 1605.00459.
# - M. Post (2018). A call for clarity in reporting BLEU scores. WMT, arXiv 1804.08771.
# - A. Zhang et al. Dive into Deep Learning, "Sequence to sequence learning": the notes' formula.

# %% [markdown] tags=["zh"]
# 用 100 句，四次里大约有一次能发现这个差别；用 800 句，一个种子次次发现，另一个十次里有七次。（从同样的一千句里取 800 句，重叠很多，所以最后几个点没有看上去那么可靠。）在小测试集上“没有显著差别”说明不了什么，也许只是测试集太小。
#
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | BLEU 定义为 $\exp(\min(0,1-\frac{len_{label}}{len_{pred}}))\prod p_n^{1/2^n}$ | 这是一本教科书的变体；BLEU 的指数是 $1/N$，要截断，先在语料上求和 |
# | $P_n$ 是匹配数除以总数 | 不截断的话，*the the the* 就是满分 |
# | 惩罚项把 c = r 放在下面一行 | $e^0=1$，没有关系；c = 0 时为 0；r 取长度最接近的参考译文 |
# | “通过与真实的标签序列进行比较来评估预测序列” | 比的是用词，不是意思：漏了 *not* 得 67，换个说法得 0 |
#
# ## 小组讨论
#
# 1. 你的系统 BLEU 31，论文里是 29，先比什么？
# 2. 你做药品说明书的翻译，除了 BLEU 还报告什么？
# 3. 漏洞这么多的指标，为什么用了二十年？
#
# [小组活动页](../docs/groups/06_bleu.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - K. Papineni, S. Roukos, T. Ward, W. Zhu (2002). BLEU: a method for automatic evaluation of machine translation. ACL.
# - P. Koehn (2004). Statistical significance tests for machine translation evaluation. EMNLP.
# - B. Chen, C. Cherry (2014). A systematic comparison of smoothing techniques for sentence-level BLEU. WMT.
# - M. Popović (2015). chrF: character n-gram F-score for automatic MT evaluation. WMT.
# - D. Elliott et al. (2016). Multi30K: multilingual English-German image descriptions. arXiv 1605.00459.
# - M. Post (2018). A call for clarity in reporting BLEU scores. WMT, arXiv 1804.08771.
# - 阿斯顿·张等，《动手学深度学习》，“序列到序列学习”：笔记公式的出处。
