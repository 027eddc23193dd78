# %% [markdown] tags=["en"]
# # 06 · BLEU: what does the score count?
#
# **What you will be able to do.** Compute BLEU by hand, as everybody reports it. Say what a BLEU of 30 means, and what not. Read a score with its signature. Test whether a difference is luck of the test set. Name what BLEU cannot see, and what else there is.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 00 to 03.

# %% [markdown] tags=["zh"]
# # 06 · BLEU：这个分数在数什么？
#
# **学完本章，你能**：亲手算 BLEU，算得和大家报告的一样；说清 BLEU 30 是什么意思，又不是什么意思；看分数时连签名一起看；检验一个差别是不是测试集碰巧；说得出 BLEU 看不见什么，以及大家还配着用什么。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 00 到 03 章。

# %%
import math
from collections import Counter

from course_lib.chapters.ch06_bleu import exercises as ch06
from course_lib.chapters.opening import opening
from course_lib.kit.table import Table
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
opening(ch06)

# %% [markdown] tags=["en"]
# ## The question
#
# A person has translated a sentence: the **reference**. Two systems have translated it too. What a system writes is a **candidate**. Which one would you take?
#
# ![The reference: the children are not allowed to swim in this lake. Candidate A: the children are allowed to swim in this lake. Candidate B: swimming here is forbidden for kids. Words that the reference has too are marked: all of A, none of B.](../assets/figures/two_translations.en.svg)
#
# B says what is meant, and A says the opposite. BLEU gives A 67 points of 100, and B none. **What does BLEU count, that it can be so wrong? And why does everybody use it all the same?**
#
# So far we counted exact matches. That is fair for numbers, which have one right spelling. A sentence has many. So Papineni and others proposed in 2002 to count the pieces that candidate and reference share. They called it **BLEU**, *bilingual evaluation understudy*: it steps in when the real judge, a person, is not at hand.

# %% [markdown] tags=["zh"]
# ## 问题
#
# 一句话，有人译好了，叫作**参考译文**（reference）。两个系统也各译了一遍，系统写出来的叫作**候选译文**（candidate）。你要哪一句？
#
# ![参考译文：the children are not allowed to swim in this lake（孩子们不准在这个湖里游泳）。候选 A：the children are allowed to swim in this lake。候选 B：swimming here is forbidden for kids。参考译文里也有的词做了标记：A 全部都是，B 一个也没有。](../assets/figures/two_translations.zh.svg)
#
# B 的意思对了，A 说反了。可是满分 100，BLEU 给 A 67 分，给 B 0 分。**BLEU 到底在数什么，会错得这样离谱？既然如此，为什么大家还都在用？**
#
# 到现在为止，我们数的是完全匹配。一个数只有一种正确的写法，所以对数来说很公平。但是一句话有许多种正确的说法。所以 2002 年 Papineni 等人提出：去数候选译文和参考译文共有的小片段。他们起名 **BLEU**（bilingual evaluation understudy，双语评测替补）：真正的评委是人，人不在场的时候，由它替补上场。

# %% [markdown] tags=["en"]
# ## By hand: where the 67 comes from
#
# Take A. All of its nine words are in the reference. Of its eight pairs of neighbours one is not, *are allowed*, because *not* stands between the two there. So 7 of 8 are found. Of the seven triples 5 are found, and of the six runs of four words 3:
#
# ![Candidate A with its six runs of four words below it. The last three are in the reference. The first three are not: they reach across the place where not is missing.](../assets/figures/runs_of_four.en.svg)
#
# A run of n tokens is an **n-gram**. The share of the candidate's n-grams that is found is the **precision** $p_n$. For A they are 9/9, 7/8, 5/7 and 3/6.
#
# ### A cheat, and how BLEU stops it
#
# Such a count can be cheated. Suppose the reference is *the cat is on the mat*, and a system writes *the* seven times. All seven are in the reference: 7 of 7. But the reference has only two. So BLEU **clips**: an n-gram counts at most as often as the reference has it. That leaves 2 of 7. In the code, `&` keeps the smaller of two counts.

# %% [markdown] tags=["zh"]
# ## 亲手算：67 分从哪里来
#
# 先看 A。它的九个词，参考译文里都有。再看相邻的两个词：A 有八组，其中 *are allowed* 参考译文里没有，因为那里中间隔着 *not*，于是八组找到七组。连续三个词的有七组，找到五组。连续四个词的有六组，只找到三组：
#
# ![候选译文 A，下面是它的六组连续四个词。后三组参考译文里有；前三组没有，因为都跨过了漏掉 not 的地方。](../assets/figures/runs_of_four.zh.svg)
#
# 连着的 n 个词元叫作 **n元语法**（n-gram）。候选译文的 n元语法里，找得到的占多大比例，就是**精确度**（precision）$p_n$。A 的四个精确度是 9/9、7/8、5/7、3/6。
#
# ### 一种作弊，和它的对策
#
# > **笔记这样说**：$P_n = \frac{机器翻译中的n-gram匹配数}{机器翻译中的n-gram总数}$
#
# 照字面这样数，是可以作弊的。假设参考译文是 *the cat is on the mat*，系统却把 *the* 写了七遍。每一个参考译文里都有，于是 7/7，满分。可是参考译文里只有两个 *the*。所以 BLEU 要**截断**（clip）：一个 n元语法在参考译文里有几次，最多就只算几次。这样只剩 2/7。代码里的 `&`，对每个 n元语法取两边次数里较小的一个。


# %%
def grams(tokens, n):
    """Each run of n tokens, and how often it occurs"""
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def matches(candidate, reference, n):
    """The candidate's n-grams that count, clipped, and all of them"""
    both = grams(candidate, n) & grams(reference, n)  # the smaller of the two counts
    return both.total(), grams(candidate, n).total()


def fractions(candidate, reference):
    return ["{} / {}".format(*matches(candidate, reference, n)) for n in (1, 2, 3, 4)]


# %%
a = "the children are allowed to swim in this lake".split()
wanted, mat = "the children are not allowed to swim in this lake".split(), "the cat is on the mat".split()
pairs = [(a, wanted), (["the"] * 7, mat), ("mat the on cat the is".split(), mat)]
rows = [(f"'{' '.join(candidate)}'", *fractions(candidate, right)) for candidate, right in pairs]
Table([pick("candidate", "候选译文"), "p1", "p2", "p3", "p4"], rows)

# %% [markdown] tags=["en"]
# The last candidate has the right words in no order. All of its words count, and none of its pairs. That is what longer n-grams are for. BLEU takes n from 1 to 4.
#
# ### Who says too little
#
# Suppose a system stops early and writes *the cat is on*. All of its n-grams are found: each precision is 1. Precision does not see what was left out. So BLEU has a **brevity penalty**, BP. Let c be the candidate's length, and r the reference's. Here they are 4 and 6, and BP is $e^{1-6/4}$ = .61. For A it is $e^{1-10/9}$ = .895. A longer candidate than the reference has BP = 1.
#
# And if c = r? The paper gives 1 only for c > r, and $e^{1-r/c}$ for c ≤ r. The textbook *Dive into Deep Learning* (d2l) writes $e^{\min(0,\,1-r/c)}$. At c = r both come to $e^0$ = 1. An empty candidate is covered by neither. Here it gets 0.
#
# ### One number
#
# For A, the four precisions multiply to 9/9 × 7/8 × 5/7 × 3/6 = .3125. The fourth root of that is .748, their **geometric mean**. Times BP it is .748 × .895 = .669. Scores are reported times 100, so A has 66.9:
#
# $$\mathrm{BLEU}=\mathrm{BP}\cdot(p_1\,p_2\,p_3\,p_4)^{1/4}$$
#
# You will often see d2l's variant, with the exponents 1/2, 1/4, 1/8 and 1/16. It is a different score: the deeper notebook compares the two.

# %% [markdown] tags=["zh"]
# 最后一句的词全对，但顺序全乱：单个的词都算数，相邻的一组也没有。更长的 n元语法管的就是词序。BLEU 的 n 取 1 到 4。
#
# ### 说得太少
#
# 假设系统早早停下，只写了 *the cat is on*。它的每个 n元语法都找得到，四个精确度都是 1。因为精确度看不见漏了什么。所以 BLEU 还要乘上一个**简短惩罚**（brevity penalty，BP）。设候选译文的长度是 c，参考译文的长度是 r。这里是 4 和 6，BP 是 $e^{1-6/4}$ = 0.61。对 A 来说是 $e^{1-10/9}$ = 0.895。比参考译文长的，BP 等于 1。
#
# 正好一样长呢？原论文只在 c > r 时取 1，c ≤ r 时取 $e^{1-r/c}$。《动手学深度学习》（d2l）写的是 $e^{\min(0,\,1-r/c)}$。c = r 时，两种写法都得 $e^0$ = 1。候选译文为空，两边都没有交代；本课程规定 BP 是 0。
#
# ### 合成一个数
#
# 对 A 来说，四个精确度相乘是 9/9 × 7/8 × 5/7 × 3/6 = 0.3125，开四次方得 0.748，这叫作**几何平均**。再乘 BP：0.748 × 0.895 = 0.669。通常乘以 100 来报，A 就是 66.9 分：
#
# $$\mathrm{BLEU}=\mathrm{BP}\cdot(p_1\,p_2\,p_3\,p_4)^{1/4}$$
#
# > **笔记这样说**：$exp(min(0,1-\frac{len_{label}}{len_{pred}}))\prod_{n=1}^kp_n^{1/2^n}$
#
# 这是从 d2l 抄来的，指数不是 1/4，而是 1/2、1/4、1/8、1/16。它是另一种分数；两者怎样不同，深入篇里比较。

# %%
from course_lib.metrics.bleu import bleu


def by_hand(candidate, reference):
    """BLEU of one sentence, 0 to 100"""
    c, r = len(candidate), len(reference)
    bp = math.exp(min(0, 1 - r / c)) if c else 0.0
    counted = [matches(candidate, reference, n) for n in (1, 2, 3, 4)]
    return 100 * bp * math.prod(m / t if t else 0.0 for m, t in counted) ** (1 / 4)


for name, candidate in (("A", a), ("B", "swimming here is forbidden for kids".split())):
    print(name, f"{by_hand(candidate, wanted):.1f}")
    assert abs(by_hand(candidate, wanted) - bleu([candidate], [[wanted]]).score) < 1e-9

# %% [markdown] tags=["en"]
# There are the 67 and the 0. One missing *not* costs a few n-grams. Another wording costs them all. **BLEU compares wordings, not meanings.** The paper's remedy is to have several references. Most test sets have one.
#
# If one precision is 0, the product is 0. With single sentences that happens all the time. So **sacrebleu**, the program that most papers use, **smooths**: it puts something small in the place of a zero. Our library's `bleu` smooths only if you ask it to. Tested against sacrebleu, it agrees without smoothing, and with sacrebleu's usual smoothing as long as no precision is 0.
#
# ### A test set: add first, divide once
#
# Suppose a short candidate has 2 of 2 words right, and a long one 3 of 8. The mean of the two shares is .69. But together 5 of 10 words are right: .5. BLEU takes the second way. It adds up matches, totals, c and r over the whole test set, and divides once.

# %% [markdown] tags=["zh"]
# 67 和 0 就是这样来的。少一个 *not*，只丢几个 n元语法；同样的意思换一种说法，却全丢了。**BLEU 比的是用词，不是意思**。论文的办法是每句备几份参考译文，但是多数测试集只有一份。
#
# 四个精确度只要有一个是 0，乘积就是 0。单个句子常常这样。所以 **sacrebleu**（多数论文用它报分数）会做**平滑**（smoothing）：把 0 换成一个小的数。我们的测试拿库里的 `bleu` 和 sacrebleu 比：都不平滑，分数一致；sacrebleu 按默认设置平滑，只要没有精确度是 0，也一致。
#
# ### 整个测试集：先加起来，只除一次
#
# 假设短的一句 2 个词对了 2 个，长的一句 8 个词对了 3 个。两个比例取平均是 0.69。可是合在一起，10 个词只对了 5 个，是 0.5。BLEU 用的是后一种：先在整个测试集上，把匹配数、总数、c 和 r 分别加起来，然后只除一次。

# %%
short = "two dogs run fast".split()
long = "a man in a red hat plays the guitar on a street for some people".split()
right = "a man in a red hat is playing guitar in the street while people watch".split()
alone = [by_hand(short, short), by_hand(long, right)]
test_set = bleu([short, long], [[short], [right]])
added = map("{} / {}".format, test_set.matches, test_set.totals)
rows = [
    (pick("short", "短句"), *fractions(short, short), f"{alone[0]:.1f}"),
    (pick("long", "长句"), *fractions(long, right), f"{alone[1]:.1f}"),
    (pick("test set", "测试集"), *added, f"{test_set.score:.1f}"),
]
print(pick("mean of the two scores:", "两个分数的平均："), round(sum(alone) / 2, 1))
Table(["", "p1", "p2", "p3", "p4", "BLEU"], rows)

# %% [markdown] tags=["en"]
# In a mean, a short perfect sentence weighs as much as a long one. So never compare such a mean with the BLEU of a test set.
#
# ## Experiment: seven words of ten
#
# How should one read a score? Our references are 500 French number names, as in chapter 03. Our "system" is a biased coin: it keeps each word with probability .7, and writes `?` otherwise. So 70 of 100 words are right, and no candidate is too short.

# %% [markdown] tags=["zh"]
# 取平均的时候，一个全对的短句和一个长句一样重。句子分数的平均，绝不能和测试集的 BLEU 放在一起比。
#
# ## 实验：十个词里对七个
#
# 一个分数该怎么读？取第 03 章用过的法文数词，一共 500 个，当作参考译文。我们的“系统”是一枚偏心的硬币：每个词以 0.7 的概率保留，否则写成 `?`。100 个词里大约有 70 个是对的，长度也不短。

# %%
import random

from course_lib.data.corpora import load

french = [target.split() for _, target in load("numbers-en-fr").valid[:500]]


def tossed(share, seed):
    """BLEU when each word is kept with that probability"""
    chance = random.Random(seed)
    said = [[word if chance.random() < share else "?" for word in line] for line in french]
    return bleu(said, [[line] for line in french]).score


# %%
ch06.seven_of_ten

# %%
at_70 = [tossed(0.7, seed) for seed in range(5)]
print(pick("five seeds:", "五个种子："), [round(score, 1) for score in at_70])
ch06.seven_of_ten.result(sum(at_70) / 5, form=".1f")

# %% [markdown] tags=["en", "explain"]
# ### Four in a row are rare
#
# 70 of 100 words are right, and BLEU is about 40. Why? One word is right with probability .7. A pair needs two: .7 × .7 = .49. Three in a row come to .34, and four to .24. BLEU takes the geometric mean. The product of the four is .7 to the power 1 + 2 + 3 + 4 = 10. Its fourth root is $.7^{2.5}$ = .41. So if a share $s$ of the words is right, each independently of the others, and the lengths are right:
#
# $$\mathrm{BLEU}\approx 100\cdot s^{2.5}$$
#
# Turn it round: if mistakes fall like coin tosses, BLEU 30 goes with $s$ = $.3^{1/2.5}$ = .62, or 62 of 100 words. **BLEU 30 is not 30 percent of anything.** This also says why the mean is geometric: precisions fall like powers, and $p_1$ would rule an ordinary mean.

# %% [markdown] tags=["zh", "explain"]
# ### 连着对四个，很少见
#
# 100 个词对了 70 个，BLEU 却只有 40 左右。为什么？一个词对的概率是 0.7。连着两个都对，是 0.7 × 0.7 = 0.49。连着对三个是 0.34，连着对四个是 0.24。BLEU 取这四个数的几何平均：它们的乘积是 0.7 的 1 + 2 + 3 + 4 = 10 次方，再开四次方，就是 $0.7^{2.5}$ = 0.41。一般地说，如果每个词各自以概率 $s$ 对，长度也对，那么：
#
# $$\mathrm{BLEU}\approx 100\cdot s^{2.5}$$
#
# 反过来看：如果错误像抛硬币一样，BLEU 30 相当于 $s$ = $0.3^{1/2.5}$ = 0.62，也就是 100 个词里对 62 个。**BLEU 30 不是任何东西的 30%**。这也说明了为什么取几何平均：精确度一阶一阶按幂下降，如果取普通的平均，就全由 $p_1$ 说了算。

# %% [markdown] tags=["en"]
# ### Does it hold for a real system?
#
# Real mistakes are no coin tosses. So take real translations, German to English, by a GRU with attention (chapter 07). It was trained twice, seeds 0 and 1, on 29,000 captions of pictures (Multi30k). Each time it wrote 1,000 test sentences: greedily, and by beam search, which keeps the five best beginnings at each step. We may not pass them all on, so their n-gram counts were recorded, with the command below.
#
# For $s$ we take $p_1$, which also counts a word in the wrong place. BP is left out, since the rule supposes right lengths.

# %% [markdown] tags=["zh"]
# ### 真的系统也这样吗？
#
# 真的错误可不是抛硬币。来看真的翻译：一个带注意力的 GRU（第 07 章会讲），德语译成英语。用种子 0 和 1 各训练一次，训练数据是 29000 句图片说明（Multi30k）；然后各译 1000 个测试句，一次用贪心搜索，一次用束搜索（每一步保留五个最好的开头）。这些句子我们不能整份转发，所以存档的是 n元语法的计数，用的就是下面打印的那条命令。
#
# $s$ 就取 $p_1$。它比“对的词”宽松，因为放错位置的词也算。BP 先不乘，因为规则假定长度是对的。

# %%
from course_lib.kit import records

real = records.load("translation")
print(real.command)
names = {"greedy": pick("greedy", "贪心搜索"), "beam 5": pick("beam search", "束搜索")}
rows = []
for seed, systems in enumerate(real.values("systems")):
    for name, card in systems.items():
        *found, c, r = map(sum, zip(*card["counts"], strict=True))  # matches of order 1 to 4, totals; c, r
        p = [m / t for m, t in zip(found[:4], found[4:], strict=True)]
        told = f"{p[0]:.2f}", f"{100 * p[0] ** 2.5:.1f}", f"{100 * math.prod(p) ** (1 / 4):.1f}"
        rows.append((f"{names[name]}, {seed}", c, *told, f"{math.exp(min(0, 1 - r / c)):.2f}"))
heads = pick("system, seed | words", "系统，种子 | 词数").split(" | ")
Table([*heads, "s", "100 s^2.5", pick("without BP", "不乘 BP"), "BP"], rows)

# %% [markdown] tags=["en"]
# The rule is within three points in all four rows. For a difference that is not enough: it puts beam search 6 or 7 points ahead of greedy, and measured are about 4. It is a yardstick for one score. [The deeper notebook](06_bleu_deeper.ipynb) shows where it fails.
#
# ## Experiment: a score for digits
#
# In chapter 03 you built a model that writes numbers. The next cell scores it in two ways on the 400 held-out numbers. A token is a digit. Values between ⟦ and ⟧ depend on the machine, and on your model.

# %% [markdown] tags=["zh"]
# 四行里，这条规则都差不到三分。但是拿它来看差别就不够准了：按规则，束搜索比贪心搜索高六七分，实际只高四分左右。它只是一把读单个分数的尺子；[深入篇](06_bleu_deeper.ipynb)里有它不准的时候。
#
# ## 实验：给写数的模型打分
#
# 第 03 章里，你搭过一个写数的模型。下面用两种办法，在留出的 400 个数上给它打分。一位数字就是一个词元。⟦ 和 ⟧ 之间的值，因机器和你的模型而异。

# %%
from course_lib.decoding import translate
from course_lib.kit import own
from course_lib.kit.from_scratch import page

ours = page("1_seq2seq")
numbers = [str(n) for (n,) in ours.HELD_OUT]
model, source_vocab, target_vocab, *_ = own("1_seq2seq")
wrote = translate(model, source_vocab, target_vocab, [" ".join(ours.words(int(n))) for n in numbers])
right = sum(one == other for one, other in zip(wrote, numbers, strict=True))
score = bleu(wrote, [[n] for n in numbers]).score
Table([pick("right, of 400", "400 个里对了"), "BLEU"], [(live(right), live(score, ".1f"))])

# %% [markdown] tags=["en"]
# Now leave the model aside. Take the 400 correct numbers, of two to six digits, and change one digit in each. Not one number is right any more.

# %% [markdown] tags=["zh"]
# 现在先不管模型。拿这 400 个正确的数，从两位到六位都有，每个都改错一位。这样就没有一个数是对的了。

# %%
ch06.one_digit

# %%
chance, spoiled = random.Random(0), []
for n in numbers:
    at = chance.randrange(len(n))
    digit = chance.choice([d for d in "0123456789" if d != n[at]])
    spoiled.append(n[:at] + digit + n[at + 1 :])
still = sum(one == other for one, other in zip(spoiled, numbers, strict=True))
broken = bleu(spoiled, [[n] for n in numbers]).score
print(pick("right, of 400:", "400 个里对了："), still)
ch06.one_digit.result(broken, form=".1f")

# %% [markdown] tags=["en", "explain"]
# ### No number is right, and nearly half of the points are left
#
# All 400 are wrong, and BLEU still gives 46 of 100. A six-digit number with one wrong digit keeps 5 of 6 digits. On average it keeps 2 of 3 pairs, half of its triples, and a third of its fours: that makes 55. Shorter numbers keep less. BLEU pays for pieces. But nobody can use a number of which most pieces are right.

# %% [markdown] tags=["zh", "explain"]
# ### 一个都不对，还剩将近一半的分
#
# 400 个数全错，BLEU 还给 46 分。六位数改错一位，6 位里还对 5 位；平均来说，相邻两位还对三分之二，连着三位对一半，连着四位对三分之一，算下来是 55 分。位数少的剩得更少。BLEU 是为小片段给分的。可是一个数，小片段对得再多，也用不了。

# %% [markdown] tags=["en"]
# ### Not all mistakes are alike
#
# Here are three ways to get a number wrong.

# %% [markdown] tags=["zh"]
# ### 错和错不一样
#
# 再看三种写错的办法。

# %%
pairs = [("577989", "577986"), ("977986", "577986"), ("7600", "76000")]
rows = [(one, other, f"{bleu([one], [[other]]).score:.0f}") for one, other in pairs]
Table([pick("written", "写成"), pick("right", "正确"), "BLEU"], rows)

# %% [markdown] tags=["en"]
# The first is off by 3, the second by 400,000, and the third is ten times too small. BLEU gives nearly the same to each. So for numbers, dates and names, count exact matches.
#
# ## Experiment: the same output, cut in another way
#
# Back to the real translations. Before BLEU can count, a text must be cut into tokens. sacrebleu has several ways. `13a`, the usual one, cuts punctuation off words. `none` cuts at spaces only. `char` takes every character for a token. By 13a, beam search is ahead of greedy: 22.91 against 21.96 with seed 0, 25.02 against 24.27 with seed 1. Now score the same outputs by characters.

# %% [markdown] tags=["zh"]
# 第一个只差 3，第二个差了四十万，第三个只有十分之一，BLEU 给的分却差不多。所以数值、日期、人名这类东西，应该看完全匹配。
#
# ## 实验：同一份输出，换一种切法
#
# 回到真的翻译。数之前，先要把文本切成词元。sacrebleu 有好几种切法：`13a` 最常用，把标点和词分开；`none` 只按空格切；`char` 把每个字符当作一个词元。按 13a，束搜索比贪心搜索高：种子 0 是 22.91 比 21.96，种子 1 是 25.02 比 24.27。现在，同样的输出，改按字符来算。

# %%
ch06.by_characters

# %%
from IPython.display import display

rows, gaps = [], {"13a": [], "none": [], "char": []}
for cut in gaps:
    for seed, systems in enumerate(real.values("systems")):
        greedy, beam = (systems[name]["bleu"][cut] for name in ("greedy", "beam 5"))
        gaps[cut].append(beam - greedy)
        rows.append((f"{cut}, {seed}", f"{greedy:.2f}", f"{beam:.2f}", f"{beam - greedy:+.2f}"))
heads = pick("cut, seed", "切法，种子"), names["greedy"], names["beam 5"], pick("difference", "差")
display(Table(heads, rows))
ch06.by_characters.result(ch06.ahead(gaps["char"], gaps["13a"]))

# %% [markdown] tags=["en", "explain"]
# ### The ranking is reversed
#
# By words beam search is ahead, by characters greedy is, with both seeds. Why? Beam search writes 11 to 12 percent fewer words here, so BP takes 12 or 13 percent of its score. By words its precisions gain more than that. Single characters match easily, so there precision has probably less to gain. How much, was not recorded.
#
# For English, characters are an extreme case. But even `13a` and `none` differ by .7 to 1.4 points for the same output. That is about what beam search gains.

# %% [markdown] tags=["zh", "explain"]
# ### 名次颠倒了
#
# 按词算，束搜索高；按字符算，贪心搜索高。两个种子都是这样。为什么？这里束搜索写得短，词少 11% 到 12%，简短惩罚就扣掉 12% 到 13%。按词算，它的精确度提高得更多，抵得过。单个字符本来就容易匹配，按字符算，精确度能提高的余地多半小一些，就抵不过了。按字符各是多少，没有存档。
#
# 对英语来说，按字符是极端的例子。但是就算 `13a` 和 `none`，同一份输出也差 0.7 到 1.4 分，和束搜索带来的好处差不多。

# %% [markdown] tags=["en"]
# ### A score and its signature
#
# So a BLEU without its settings says nothing. sacrebleu prints them, as a **signature** (Post 2018). This one belongs to all the scores by 13a above:

# %% [markdown] tags=["zh"]
# ### 分数和签名
#
# 报 BLEU 而不写明设置，等于没报。sacrebleu 会把设置打印成一行**签名**（signature，Post 2018）。上面按 13a 算的分数，签名都是这一行：

# %%
print(pick("signature:", "签名："), card["signature"])

# %% [markdown] tags=["en"]
# One reference; case ignored; no effective order (see the deeper notebook); cut by 13a; smoothing exp; version. Copy it beside every number. Hand sacrebleu the output uncut, since cutting is its job. For Chinese say `zh`: 13a takes a line without spaces for one token.
#
# ### Would beam search win on other sentences, too?
#
# By 13a it is ahead by less than a point. Is that luck of these 1,000 sentences? We have no others. The **bootstrap** (Koehn 2004) makes some: draw 1,000 out of ours *with replacement*, so that some come twice and some never. Score both systems on the same draw. Do it 2,000 times, and count who wins. BLEU needs only sums, so one matrix product does it.

# %% [markdown] tags=["zh"]
# 意思是：一份参考译文；不分大小写；不用有效阶数（深入篇里讲）；13a 切分；exp 平滑；版本号。每个分数旁边，都要抄上它。交给 sacrebleu 的，应当是没切过的输出，切分由它来做。译文是中文时要选 `zh`：没有空格的一行，13a 会当成一个词元。
#
# ### 换一批句子，束搜索还会赢吗？
#
# 按 13a，它只高了不到一分。会不会是这 1000 句碰巧？我们没有别的句子。**自助法**（bootstrap，Koehn 2004）自己造：从这 1000 句里*有放回地*抽 1000 句，有的句子抽到两次，有的一次也没有。让两个系统在同一次抽样上评分。这样做 2000 次，数一数谁赢。BLEU 只用到各种计数的和，所以一次矩阵乘法就够了：每句抽到几次，乘以它的计数。

# %%
import torch

generator = torch.Generator().manual_seed(0)
draws = torch.randint(1000, (2000, 1000), generator=generator)  # (draws, sentences)
times = torch.stack([row.bincount(minlength=1000) for row in draws]).double()  # how often each comes


def drawn(name, seed):
    """BLEU on each draw"""
    counts = torch.tensor(real.values("systems", seed=seed)[0][name]["counts"]).double()  # (sentences, 10)
    sums = times @ counts  # (draws, 10): matches of order 1 to 4, totals, c, r
    p, c, r = sums[:, :4] / sums[:, 4:8], sums[:, 8], sums[:, 9]
    mean = p.log().mean(1).exp()  # geometric: as good as the fourth root of the product
    return 100 * (1 - r / c).clamp(max=0).exp() * mean


# %%
b0, g0, b1, g1 = ("beam 5", 0), ("greedy", 0), ("beam 5", 1), ("greedy", 1)
rows = []
for one, other in ((b0, g0), (b1, g1), (g1, g0)):
    wins = (drawn(*one) > drawn(*other)).double().mean().item()
    rows.append((*(f"{names[name]}, {seed}" for name, seed in (one, other)), f"{100 * wins:.1f}"))
    assert wins > 0.95
Table(pick("this one | or that | this one wins, of 100", "甲 | 乙 | 100 次里甲赢").split(" | "), rows)

# %% [markdown] tags=["en"]
# People usually ask for 95 of 100. Beam search wins more, so it is hardly luck of these sentences. But look at the last row. The *same* recipe with another seed wins as surely, and by 2.3 points: two to three times what beam search gains. **The bootstrap sees the luck of a test set, never the luck of a training.** For that, train with more seeds.

# %% [markdown] tags=["zh"]
# 按习惯，100 次里要赢 95 次才算数。束搜索赢得更多，多半不是碰巧赶上了这批句子。但是看最后一行：*同样的*做法，只换一个种子，也赢得一样稳，而且高 2.3 分，是束搜索那点好处的两到三倍。**自助法看得见测试集的运气，看不见训练的运气**。要看后者，就得多训练几个种子。

# %% [markdown] tags=["en"]
# ## Why everybody uses it all the same
#
# BLEU is cheap: it takes a second and no person. With one tool and one signature, everybody gets the same number. And in the paper of 2002 it agreed closely with human judges, on three machines and two people.
#
# Those are only five systems. High agreement can come from a few outliers (Mathur and others 2020). A better BLEU is neither necessary nor sufficient for a better translation (Callison-Burch and others 2006). What else is there?
#
# | Method | What it does | What to keep in mind |
# | --- | --- | --- |
# | chrF (Popović 2015) | compares runs of characters | as cheap as BLEU, and compares wordings, too |
# | direct assessment | a person gives each translation 0 to 100 | people differ, and cost money |
# | MQM, multidimensional quality metrics | a professional translator marks each error, its kind and its weight | costs more; its ranking differed much from that of lay raters (Freitag and others 2021) |
# | COMET (Rei and others 2020) | a network reads source, candidate and reference, and has learned to predict human scores | closer to people than BLEU (Freitag and others 2022); can overlook wrong numbers and names (Amrhein and Sennrich 2022) |
#
# So report BLEU with its signature, and another score beside it. Train with several seeds. Read twenty outputs. Check numbers and negations separately.

# %% [markdown] tags=["zh"]
# ## 为什么大家还都在用
#
# BLEU 便宜：一秒钟算完，不用请人。用同一个工具、同一个签名，人人算出来都一样。2002 年的论文还发现，它和人的评判非常接近：比的是三台机器和两个人。
#
# 可是一共只有五个系统。高度一致，有时只是靠几个离群的系统撑着（Mathur 等 2020）。BLEU 提高，既不是译文变好的必要条件，也不是充分条件（Callison-Burch 等 2006）。那么还有什么办法？
#
# | 办法 | 怎么评 | 要留心什么 |
# | --- | --- | --- |
# | chrF（Popović 2015） | 比较连着的字符 | 和 BLEU 一样便宜，比的也是用词 |
# | 直接评估（direct assessment） | 请人给每句译文打 0 到 100 分 | 各人尺度不同，也要花钱 |
# | MQM（多维质量指标） | 请专业译者标出每个错误、错误的种类和严重程度 | 更贵；排出来的名次和非专业的人评的大不相同（Freitag 等 2021） |
# | COMET（Rei 等 2020） | 一个网络读源句、候选译文和参考译文，学会预测人的评分 | 比 BLEU 更接近人的评判（Freitag 等 2022），却容易放过错的数和人名（Amrhein 与 Sennrich 2022） |
#
# 报 BLEU 要连同签名，旁边再报一个别的分数；多训练几个种子；亲自读二十句输出；数值和否定词，单独检查。

# %% [markdown] tags=["en"]
# ## Lab
#
# Try three things.
#
# 1. A *not* is missing. Change *one* word of the candidate so that its meaning is right again. Does BLEU rise or fall?
# 2. Press **the the the**. Delete one *the* after the other from the candidate. With how many is $p_1$ = 1? Why is BLEU 0 all the same?
# 3. Press **four smoothings**, and go through the four. By how much does the score of one output change?
#
# Our answers are [here](../docs/groups/06_bleu.md).

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 试三件事：
#
# 1. 漏了一个 *not*。只改候选译文里的*一个*词，把意思改对。BLEU 是升了还是降了？
# 2. 按 **the the the**。把候选译文里的 *the* 一个一个删掉，剩几个的时候 $p_1$ = 1？为什么 BLEU 还是 0？
# 3. 按**四种平滑**，四种都试一遍。同一份输出，分数差多少？
#
# 我们找到的答案在[小组活动页](../docs/groups/06_bleu.md)上。

# %%
from course_lib.chapters.labs import ExplorerLab

ExplorerLab("not")

# %% [markdown] tags=["en"]
# ## Quiz
#
# Four questions. Each option is explained once you check.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题。选好后按“检查”，每个选项都有解释。

# %%
ch06.quiz

# %% [markdown] tags=["en"]
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
same = pick("the same recipe: {:.0f} of 100", "同样的做法：100 次赢 {:.0f} 次").format(100 * wins)
rows = [
    (pick("BLEU 25: 25 of 100 words", "BLEU 25：100 个词对 25 个"), f"{100 * p[0]:.0f}"),
    (pick("BLEU 46: usable numbers", "BLEU 46：写出来的数能用"), f"{still} / {len(numbers)}"),
    (pick("beam search is ahead", "束搜索更高"), f"13a {gaps['13a'][0]:+.2f}, char {gaps['char'][0]:+.2f}"),
    (pick("a sure win: a better recipe", "赢得稳：做法更好"), same),
]
Table([pick("one could think", "乍一看"), pick("we found", "我们看到的")], rows)

# %% [markdown] tags=["en"]
# [The deeper notebook](06_bleu_deeper.ipynb) is for those who doubt: where the rule fails, how d2l's formula reverses a ranking, and how many sentences it takes to find a difference.

# %% [markdown] tags=["zh"]
# 还想较真的，看[深入篇](06_bleu_deeper.ipynb)：规则什么时候不准；d2l 的公式怎样颠倒名次；要发现一个差别，得有多少句。

# %% [markdown] tags=["en"]
# ## Workshop
#
# You build the BLEU of a whole test set, and let it score the real translations. First the counts, this time with several references: an n-gram counts as often as the reference with the most of it allows. For BP, r is then the length nearest to c. Stuck? `ch06.clipped.hint()` helps, more than once if need be.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 你来搭一个给整个测试集打分的 BLEU，再用它给真的翻译评分。先来计数，这回一句有几份参考译文：一个 n元语法，哪一份里最多，就以那一份为上限。算 BP 时，r 取最接近 c 的长度。卡住了就运行 `ch06.clipped.hint()`，可以多要几次。

# %%
ch06.clipped


# %%
def clipped(candidate, references, n): ...


ch06.clipped.check(clipped)

# %% [markdown] tags=["en"]
# Now add up and divide. `take` checks your function, and hands it back if it is right. Otherwise it hands out the course's, so that you can go on.

# %% [markdown] tags=["zh"]
# 接着相加，再相除。`take` 会检查：对了，用的就是你写的；还没写好，就先用课程的，所以随时都能往下走。

# %%
ch06.corpus_bleu


# %%
def corpus_bleu(stats): ...


corpus_bleu = ch06.corpus_bleu.take(corpus_bleu)

# %% [markdown] tags=["en"]
# The function scores the real translations. Beside it stands what sacrebleu said when they were recorded.

# %% [markdown] tags=["zh"]
# 用这个函数给真的翻译评分。旁边是存档时 sacrebleu 给的分数。

# %%
from course_lib.kit import records

whose = pick("the course's", "课程的") if corpus_bleu is ch06.corpus_bleu.solve else pick("yours", "你的")
searches = {"greedy": pick("greedy", "贪心搜索"), "beam 5": pick("beam search", "束搜索")}
rows = []
for seed, systems in enumerate(records.load("translation").values("systems")):
    for name, card in systems.items():
        stats = [(row[:4], row[4:8], row[8], row[9]) for row in card["counts"]]
        theirs = card["bleu"]["13a"]
        rows.append((f"{searches[name]}, {seed}", f"{corpus_bleu(stats):.4f}", f"{theirs:.4f}"))
Table([pick("system, seed", "系统，种子"), whose, "sacrebleu"], rows)

# %% [markdown] tags=["en"]
# The next function raises no error. Both of its faults are common.

# %% [markdown] tags=["zh"]
# 下面这个函数不报任何错，它的两个毛病却都很常见。

# %%
ch06.report


# %%
def report(candidates, references, counts, score):
    scores = []
    for candidate, reference in zip(candidates, references, strict=True):
        row = counts(reference, candidate)
        scores.append(score([row]))
    return sum(scores) / len(scores)


ch06.report.check(report)

# %% [markdown] tags=["en"]
# A question to answer in words, and a stretch for those who want more.

# %% [markdown] tags=["zh"]
# 一道要用文字回答的问题，还有一道挑战题，留给想多做一点的人。

# %%
ch06.better

# %%
ch06.better.answer("")

# %%
ch06.paired_bootstrap


# %%
def paired_bootstrap(stats_a, stats_b, draws): ...


ch06.paired_bootstrap.check(paired_bootstrap)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. Your system has BLEU 31, and a paper says 29. What do you compare first?
# 2. You build a translator for medicine leaflets. What would you report beside BLEU?
# 3. Why did a measure with such holes serve for twenty years?
#
# [A page for the meeting](../docs/groups/06_bleu.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 你的系统 BLEU 31，论文里是 29。先比什么？
# 2. 你做药品说明书的翻译，除了 BLEU 还报告什么？
# 3. 漏洞这么多的指标，为什么用了二十年？
#
# [小组活动页](../docs/groups/06_bleu.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - K. Papineni, S. Roukos, T. Ward, W. Zhu (2002). BLEU: a method for automatic evaluation of machine translation. ACL.
# - P. Koehn (2004). Statistical significance tests for machine translation evaluation. EMNLP.
# - C. Callison-Burch, M. Osborne, P. Koehn (2006). Re-evaluating the role of BLEU in machine translation research. EACL.
# - M. Popović (2015). chrF: character n-gram F-score for automatic MT evaluation. WMT.
# - D. Elliott et al. (2016). Multi30K: multilingual English-German image descriptions. arXiv 1605.00459.
# - M. Ott et al. (2018). Scaling neural machine translation. WMT, arXiv 1806.00187. With its code, one output is reported as 29.3 and as 28.6.
# - M. Post (2018). A call for clarity in reporting BLEU scores. WMT, arXiv 1804.08771.
# - N. Mathur, T. Baldwin, T. Cohn (2020). Tangled up in BLEU: reevaluating the evaluation of automatic machine translation evaluation metrics. ACL, arXiv 2006.06264.
# - R. Rei, C. Stewart, A. Farinha, A. Lavie (2020). COMET: a neural framework for MT evaluation. EMNLP, arXiv 2009.09025.
# - M. Freitag et al. (2021). Experts, errors, and context: a large-scale study of human evaluation for machine translation. TACL, arXiv 2104.14478.
# - M. Freitag et al. (2022). Results of WMT22 metrics shared task: stop using BLEU. Neural metrics are better and more robust. WMT.
# - C. Amrhein, R. Sennrich (2022). Identifying weaknesses in machine translation metrics through minimum Bayes risk decoding: a case study for COMET. AACL, arXiv 2202.05148.
# - A. Zhang et al. Dive into Deep Learning, "Sequence to sequence learning": the formula with $1/2^n$.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - K. Papineni, S. Roukos, T. Ward, W. Zhu (2002). BLEU: a method for automatic evaluation of machine translation. ACL.
# - P. Koehn (2004). Statistical significance tests for machine translation evaluation. EMNLP.
# - C. Callison-Burch, M. Osborne, P. Koehn (2006). Re-evaluating the role of BLEU in machine translation research. EACL.
# - M. Popović (2015). chrF: character n-gram F-score for automatic MT evaluation. WMT.
# - D. Elliott et al. (2016). Multi30K: multilingual English-German image descriptions. arXiv 1605.00459.
# - M. Ott et al. (2018). Scaling neural machine translation. WMT, arXiv 1806.00187. 随文公布的代码里，同一份输出报 29.3，也报 28.6。
# - M. Post (2018). A call for clarity in reporting BLEU scores. WMT, arXiv 1804.08771.
# - N. Mathur, T. Baldwin, T. Cohn (2020). Tangled up in BLEU: reevaluating the evaluation of automatic machine translation evaluation metrics. ACL, arXiv 2006.06264.
# - R. Rei, C. Stewart, A. Farinha, A. Lavie (2020). COMET: a neural framework for MT evaluation. EMNLP, arXiv 2009.09025.
# - M. Freitag et al. (2021). Experts, errors, and context: a large-scale study of human evaluation for machine translation. TACL, arXiv 2104.14478.
# - M. Freitag et al. (2022). Results of WMT22 metrics shared task: stop using BLEU. Neural metrics are better and more robust. WMT.
# - C. Amrhein, R. Sennrich (2022). Identifying weaknesses in machine translation metrics through minimum Bayes risk decoding: a case study for COMET. AACL, arXiv 2202.05148.
# - 阿斯顿·张等，《动手学深度学习》，“序列到序列学习”：指数为 $1/2^n$ 的公式。
