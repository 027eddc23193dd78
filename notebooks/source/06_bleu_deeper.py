# %% [markdown] tags=["en"]
# # 06 · Deeper: where the rule fails, another formula, zeros, and how many sentences
#
# For those who want to know more, or do not believe it yet. Where does $s^{2.5}$ fail? Can the d2l formula and BLEU disagree about who is better? How can a perfect output get 0? How many sentences does it take to find a difference?
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 06](06_bleu.ipynb).

# %% [markdown] tags=["zh"]
# # 06 · 深入：规则何时不准，另一个公式，零分，要多少句
#
# 给想多知道一点的人，也给还不太相信的人。$s^{2.5}$ 什么时候不准？d2l 的公式和 BLEU，会不会排出相反的名次？全对的输出，怎么会得 0 分？要发现一个差别，得有多少句？
#
# **时间**：{lesson} 分钟。**预备知识**：[第 06 章](06_bleu.ipynb)。

# %%
import math
import random

import torch

from course_lib.chapters.ch06_bleu import figures
from course_lib.data.corpora import load
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import pick, set_language
from course_lib.metrics.bleu import bleu, bleu_d2l

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## Where the rule fails
#
# First the whole curve. Each word is kept by a coin of its own, as in the chapter, with probabilities from .4 to 1 and five seeds. The rule fits everywhere.

# %% [markdown] tags=["zh"]
# ## 规则什么时候不准
#
# 先看整条曲线。和正文一样，每个词各抛一次硬币，保留的概率从 0.4 到 1，五个随机种子。规则处处都合得上。

# %%
french = [target.split() for _, target in load("numbers-en-fr").valid[:500]]
references = [[line] for line in french]
shares = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
measured = []
for seed in range(5):
    chance, row = random.Random(seed), []
    for share in shares:
        said = [[word if chance.random() < share else "?" for word in line] for line in french]
        row.append(bleu(said, references).score / 100)
    measured.append(row)
rule = [share**2.5 for share in shares]
assert max(abs(x - y) for row in measured for x, y in zip(row, rule, strict=True)) < 0.05
figures.curves(shares, {"measured_bleu": measured, "rule": [rule]}, "words_right", "bleu")

# %% [markdown] tags=["en"]
# The rule assumes that each word is right independently of the others. Now place the mistakes on purpose. In each line, about one word of three is wrong: either side by side, or far apart. In a third system no word is wrong, but two neighbours in the middle have changed places.

# %% [markdown] tags=["zh"]
# 规则的前提是：每个词对不对，各管各的。现在故意安排错误的位置：每行大约每三个词错一个，要么挨在一起，要么分散开。第三个系统一个词也没写错，只是中间相邻的两个词换了位置。


# %%
def apart(line):
    wrong = range(1, len(line), 3)  # every third word
    return [word if i not in wrong else "?" for i, word in enumerate(line)]


def together(line):
    right = len(line) - len(range(1, len(line), 3))  # as many are wrong, at the end
    return [word if i < right else "?" for i, word in enumerate(line)]


def swapped(line):
    i = len(line) // 2
    return line if len(line) < 2 else [*line[: i - 1], line[i], line[i - 1], *line[i + 1 :]]


# %%
systems = {
    pick("side by side", "挨在一起"): together,
    pick("far apart", "分散开"): apart,
    pick("two words changed places", "两个词换了位置"): swapped,
}
rows = []
for name, make in systems.items():
    found = bleu([make(line) for line in french], references)
    s = found.precisions[0]
    rows.append((name, f"{s:.2f}", f"{100 * s**2.5:.0f}", f"{found.score:.0f}"))
assert float(rows[0][3]) > float(rows[0][2]) + 10 and float(rows[1][3]) < float(rows[1][2]) - 10
Table([pick("mistakes", "错误"), "s", "100 s^2.5", "BLEU"], rows)

# %% [markdown] tags=["en"]
# Side by side, mistakes spoil few runs, so BLEU is above the rule. Far apart, they spoil every run of three or four, and BLEU is 0. Wrong order costs a lot, and $s$ does not see it at all.
#
# A real system may do all three. Here are the four outputs of the chapter, precision by precision, each beside the power of $s$ that the rule expects.

# %% [markdown] tags=["zh"]
# 挨在一起的错误，弄坏的片段少，所以 BLEU 比规则高。分散开的错误，把每一组连续三个、四个词都弄坏了，BLEU 是 0。词序错了，代价很大，$s$ 却一点也看不出来。
#
# 真的系统可能三样都有。下面是正文里的四份输出，逐个精确度看，旁边是规则预期的 $s$ 的几次方。

# %%
real = records.load("translation")
print(real.command)
names = {"greedy": pick("greedy", "贪心搜索"), "beam 5": pick("beam search", "束搜索")}
rows = []
for seed, outputs in enumerate(real.values("systems")):
    for name, card in outputs.items():
        *found, c, r = map(sum, zip(*card["counts"], strict=True))  # matches of order 1 to 4, totals; c, r
        p = [m / t for m, t in zip(found[:4], found[4:], strict=True)]
        assert abs(p[0] ** 2.5 - math.prod(p) ** (1 / 4)) < 0.05  # what the chapter says, with a margin
        pairs = [f"{p[n - 1]:.2f} ({p[0] ** n:.2f})" for n in (2, 3, 4)]
        rows.append((f"{names[name]}, {seed}", f"{p[0]:.2f}", *pairs))
powers = [pick("{} (rule: {})", "{}（规则：{}）").format(f"p{n}", f"s^{n}") for n in (2, 3, 4)]
Table([pick("system, seed", "系统，种子"), "s", *powers], rows)

# %% [markdown] tags=["en"]
# Greedy is near the rule in all orders. Beam search has fewer long runs than the rule expects. So the rule is a yardstick for reading a score, and no more.
#
# ## Another formula, another ranking
#
# The formula of *Dive into Deep Learning* has the same BP, but other exponents. It multiplies the $p_n^{1/2^n}$ for n from 1 to k: the exponents are 1/2, 1/4, 1/8, 1/16. The book says that this gives long n-grams more weight, because for the same $p_n$ the factor is larger. Test it: halve one precision, and see what is left of the score.

# %% [markdown] tags=["zh"]
# 贪心搜索各阶都接近规则；束搜索的长片段，比规则预期的少。所以这条规则只是一把读分数的尺子。
#
# ## 换一个公式，换一个名次
#
# 《动手学深度学习》的公式，BP 一样，指数不同：它把 n 从 1 到 k 的 $p_n^{1/2^n}$ 乘起来，指数是 1/2、1/4、1/8、1/16。书上说，这样长的 n元语法权重更大，因为同样大的 $p_n$，n 越大，这个因子就越大。检验一下：把某一个精确度减半，看分数还剩多少。

# %%
rows = [(f"p{n}", f"× {0.5 ** (1 / 4):.2f}", f"× {0.5 ** (1 / 2**n):.2f}") for n in (1, 2, 3, 4)]
Table([pick("halved", "减半"), "BLEU", "d2l"], rows)

# %% [markdown] tags=["en"]
# It is the other way round. The factor of $p_4$ is larger, but it stays near 1 whatever $p_4$ does, so it weighs least. The single words weigh most. The formula also scores one sentence, from 0 to 1, and a test set gets the mean.
#
# Can it reverse a ranking? Take the French numbers again. System A writes one word wrong in each. System B leaves one word out of each. The book uses k = 2.

# %% [markdown] tags=["zh"]
# 正好相反。$p_4$ 的那个因子确实大，但是不管 $p_4$ 怎么变，它都接近 1，所以权重最小；权重最大的是单个的词。这个公式一次只给一个句子打分，范围是 0 到 1，测试集只能取平均。
#
# 它会颠倒名次吗？还是那些法文数词：系统 A 每句写错一个词，系统 B 每句漏掉一个词。书上取 k = 2。

# %%
chance = random.Random(0)
words = sorted({word for line in french for word in line})
wrong, short = [], []
for line in french:
    at = chance.randrange(len(line))
    other = chance.choice([word for word in words if word != line[at]])
    wrong.append([*line[:at], other, *line[at + 1 :]])
    short.append([*line[:at], *line[at + 1 :]])


def of_d2l(said, k):
    return sum(bleu_d2l(*pair, k) for pair in zip(said, french, strict=True)) / len(said)


# %%
rows = []
for name, said in ((pick("A: one wrong", "A：错一个"), wrong), (pick("B: one missing", "B：漏一个"), short)):
    scores = [bleu(said, references, max_order=n).score for n in (4, 2)]
    rows.append((name, *(f"{of_d2l(said, k):.3f}" for k in (2, 4)), *(f"{score:.1f}" for score in scores)))
assert rows[0][1] > rows[1][1] and float(rows[0][3]) < float(rows[1][3]) - 2
heads = [pick("system", "系统"), "d2l, k = 2", "d2l, k = 4", "BLEU", pick("BLEU, n to 2", "BLEU，只到 2")]
Table(heads, rows)

# %% [markdown] tags=["en"]
# With k = 2 the d2l formula prefers A, and BLEU prefers B. With k = 4 it changes sides, and BLEU up to pairs cannot tell the two apart. So it matters, too, how far one counts. And the d2l score is a mean over lines; we did not separate that from the exponents. Neither is the truth: which mistake is worse depends on what the numbers are for. But say which formula you used.
#
# ## A perfect output that gets 0
#
# Take only the numbers of at most three words, and suppose a system has every one right.

# %% [markdown] tags=["zh"]
# k = 2 时，d2l 的公式认为 A 好，BLEU 认为 B 好。k = 4 时，d2l 的公式也改了主意；而只数到两个词的 BLEU，分不出高下。可见数到几个词也要紧。d2l 的分数还要逐行取平均，它和指数各起多少作用，这里没有分开。谁也不是真理：哪种错更糟，要看这些数拿来做什么。但是用了哪个公式，一定要说明。
#
# ## 全对，却得 0 分
#
# 只取不超过三个词的数，假设系统全都写对了。

# %%
small = [line for line in french if len(line) <= 3]
ways = {
    pick("as it is", "原样"): {},
    pick("effective order", "有效阶数"): {"effective_order": True},
    pick("smoothing: exp, sacrebleu's usual one", "平滑：exp，sacrebleu 的默认值"): {"smooth": "exp"},
}
scores = {name: bleu(small, [[line] for line in small], **more).score for name, more in ways.items()}
print(pick("lines:", "行数："), len(small))
Table([pick("how", "怎么算"), "BLEU"], [(name, f"{score:.1f}") for name, score in scores.items()])

# %% [markdown] tags=["en"]
# There is no run of four words in lines this short: 0 of 0, which counts as 0. **Effective order** leaves out the orders that do not occur. **Smoothing** puts something small in the place of a precision without a match, but here there is not even a total, so it does not help. For numbers, dates or letters, BLEU is simply the wrong tool.
#
# ## How many sentences does it take?
#
# Beam search is less than a point ahead of greedy on 1,000 sentences. Would a smaller test set have found that? Take smaller sets out of ours, forty of each size. A difference counts as found if beam search wins at least 95 of 100 draws. The share of the sets in which it is found is the **power** of the test.

# %% [markdown] tags=["zh"]
# 这么短的句子里，一组连续四个词也没有：0 除以 0，当作 0。**有效阶数**（effective order）会把没有出现的阶去掉。**平滑**（smoothing）是在没有匹配的精确度那里放一个小的数，可是这里连总数都是 0，所以帮不上忙。对数、日期、字母来说，BLEU 根本就不合用。
#
# ## 要多少句才够？
#
# 在 1000 句上，束搜索比贪心搜索高不到一分。测试集小一些，还发现得了吗？从这 1000 句里抽出小测试集，每种大小抽四十个。束搜索在 100 次抽样里至少赢 95 次，就算发现了差别。发现了的测试集所占的比例，叫作检验的**功效**（power）。


# %%
def counts(seed, name):
    return torch.tensor(real.values("systems", seed=seed)[0][name]["counts"]).double()  # (N, 10)


def scores_of(table, draws):
    """Counts (N, 10), draws of row numbers (D, n) -> the BLEU of each draw (D,)"""
    times = table.new_zeros(len(draws), len(table))  # how often each sentence comes
    sums = times.scatter_add_(1, draws, torch.ones_like(draws).double()) @ table  # (D, 10)
    c, r = sums[:, 8], sums[:, 9]
    return 100 * (1 - r / c).clamp(max=0).exp() * (sums[:, :4] / sums[:, 4:8]).log().mean(1).exp()


# %%
generator = torch.Generator().manual_seed(0)


def wins(better, worse, size):
    """The share of 200 draws from a test set of that size that `better` wins"""
    chosen = torch.randperm(1000, generator=generator)[:size]
    draws = chosen[torch.randint(size, (200, size), generator=generator)]
    return (scores_of(better, draws) > scores_of(worse, draws)).double().mean().item()


# %%
sizes, found = [25, 50, 100, 200, 400, 800], []
for seed in (0, 1):
    beam, greedy = counts(seed, "beam 5"), counts(seed, "greedy")
    found.append([sum(wins(beam, greedy, size) >= 0.95 for _ in range(40)) / 40 for size in sizes])
assert max(row[0] for row in found) < 0.5 < min(row[-1] for row in found)
told = [(size, *(f"{40 * row[i]:.0f}" for row in found)) for i, size in enumerate(sizes)]
heads = [pick("sentences", "句数"), *(pick("of 40, seed {}", "40 个里，种子 {}").format(n) for n in (0, 1))]
Table(heads, told)

# %%
figures.curves(sizes, {"beam against greedy": found}, "test_size", "power")

# %% [markdown] tags=["en"]
# With 100 sentences the difference is found in 16 of 40 sets for one seed and in 9 for the other; with 800, in 37 and 33. Sets of 800 out of the same 1,000 overlap a lot, so the last points are less sure than they look. "No significant difference" on a small test set means little: perhaps the set is just small.

# %% [markdown] tags=["zh"]
# 用 100 句，40 个测试集里，一个种子有 16 个发现了这个差别，另一个有 9 个；用 800 句，是 37 个和 33 个。从同样的 1000 句里取 800 句，重叠很多，所以最后几个点没有看上去那么可靠。在小测试集上“没有显著差别”说明不了什么，也许只是测试集太小。

# %% [markdown] tags=["en"]
# ## References
#
# - P. Koehn (2004). Statistical significance tests for machine translation evaluation. EMNLP.
# - B. Chen, C. Cherry (2014). A systematic comparison of smoothing techniques for sentence-level BLEU. WMT.
# - A. Zhang et al. Dive into Deep Learning, "Sequence to sequence learning".

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - P. Koehn (2004). Statistical significance tests for machine translation evaluation. EMNLP.
# - B. Chen, C. Cherry (2014). A systematic comparison of smoothing techniques for sentence-level BLEU. WMT.
# - 阿斯顿·张等，《动手学深度学习》，“序列到序列学习”。
