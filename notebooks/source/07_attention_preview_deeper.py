# %% [markdown] tags=["en"]
# # 07 · Deeper: other scores, more lengths, and the time of writing
#
# **What you will be able to do.** Write three kinds of score, and check them against the library. Say why Bahdanau's design must go step by step. Tell a difference between scores from noise. Find a step at which a model looks one place behind what it needs. Say when self-attention is slower than a GRU.
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 07](07_attention_preview.ipynb); for one table BLEU, [chapter 06](06_bleu.ipynb).

# %% [markdown] tags=["zh"]
# # 07 · 深入：别的评分、更多的长度，和写的时间
#
# **学完这一篇，你能**：写出三种评分，并与库核对；说清 Bahdanau 的设计为什么只能一步一步来；分清几种评分的差别是不是噪声；找到一步，模型看的正好在它要的字符后面一个；说清自注意力什么时候比 GRU 慢。
#
# **时间**：{lesson} 分钟。**预备知识**：[第 07 章](07_attention_preview.ipynb)；有一张表用到 BLEU，见[第 06 章](06_bleu.ipynb)。

# %%
import torch

from course_lib.chapters.ch07_attention_preview import figures
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## Three kinds of score
#
# The chapter's score is a dot product. It has nothing to learn, and both vectors must have the same size. With it there are three:
#
# - **dot**: $s\cdot h$.
# - **general**: $s\cdot Wh$ (Luong et al. 2015). A learned matrix stands between, also between different sizes.
# - **additive**: $v\cdot\tanh(W s+U h)$ (Bahdanau et al. 2015). A small network scores each pair.
#
# Suppose s = 1 and h = 1 are single numbers, and W, U and v are 1. Then the dot product is 1, and so is the general score. The additive one is tanh(1 + 1) = .96. Without the tanh the query would not matter: W s would be the same for all places, and the softmax cancels whatever all scores share.
#
# In the library W of general and U of additive are called `key`, W of additive is `query`, and v is `vector`. By hand all three equal the library's:

# %% [markdown] tags=["zh"]
# ## 三种评分
#
# 正文用的评分是点积。它没有要学的参数，两个向量的维数必须一样。连它一共三种：
#
# - **点积**（dot）：$s\cdot h$。
# - **双线性**（general）：$s\cdot Wh$（Luong 等 2015）。中间的矩阵是学出来的，两边维数不同也行。
# - **加性**（additive）：$v\cdot\tanh(W s+U h)$（Bahdanau 等 2015）。用一个小网络给每一对打分。
#
# 假设 s = 1、h = 1 都只是一个数，W、U、v 都是 1。点积是 1，双线性也是 1，加性是 tanh(1 + 1) = 0.96。要是没有 tanh，查询就不起作用了：W s 对所有位置都一样，而所有分数共有的部分，softmax 会抵消掉。
#
# 库里的名字：双线性的 W 和加性的 U 叫 `key`，加性的 W 叫 `query`，v 叫 `vector`。亲手写一遍，三种都和库相等：


# %%
def score_by_hand(attention, query, states):
    """(B, T, H), (B, S, H) -> (B, T, S)"""
    if attention.score == "dot":
        return query @ states.transpose(1, 2)
    bridged = states @ attention.key.weight.T  # (B, S, H)
    if attention.score == "general":
        return query @ bridged.transpose(1, 2)
    pairs = (query @ attention.query.weight.T)[:, :, None] + bridged[:, None]  # (B, T, S, H)
    return (pairs.tanh() @ attention.vector.weight.T)[..., 0]


# %%
from course_lib.models.attention import SCORES, Attention

generator = torch.Generator().manual_seed(0)
states, queries = (torch.randn(2, n, 4, generator=generator) for n in (5, 6))  # (B, S, H), (B, T, H)
real = torch.arange(5) < torch.tensor([[5], [3]])  # (B, S)
rows = []
for name in SCORES:
    attention = Attention(name, 4, 4)
    with torch.no_grad():
        own = score_by_hand(attention, queries, states).masked_fill(~real[:, None], -torch.inf).softmax(-1)
        context, weights = attention(queries, states, real)
    torch.testing.assert_close((weights, context), (own, own @ states))
    rows.append((figures.label(name), sum(p.numel() for p in attention.parameters())))
Table([pick("score", "评分"), pick("numbers to learn, H = 4", "要学的参数（H = 4）")], rows)

# %% [markdown] tags=["en"]
# ## One call equals six steps
#
# The context does not enter the GRU. So the GRU can read six known tokens in one call, and six queries ask at once. Here the library's model does it both ways.

# %% [markdown] tags=["zh"]
# ## 一次调用等于走六步
#
# 上下文向量不进 GRU。所以六个已知的词元，GRU 一次读完，六个查询一起问。下面用库里的模型，两种走法都走一遍。

# %%
from course_lib.models import Seq2Seq

model = Seq2Seq(20, 20, hidden=16, attention="dot", seed=0)
source, target = (torch.randint(4, 20, (3, n), generator=generator) for n in (7, 6))  # (B, S), (B, T)
with torch.no_grad():
    memory = model.encode(source, torch.full((3,), 7))
    at_once, _ = model.advance(target, model.start(memory), memory)  # one call, (B, T, H)
    state, parts = model.start(memory), []
    for token in target.split(1, dim=1):  # six calls
        hidden, state = model.advance(token, state, memory)
        parts.append(hidden)
torch.testing.assert_close(at_once, torch.cat(parts, 1))
print(tuple(at_once.shape))

# %% [markdown] tags=["en"]
# ## Self-attention does not see the order
#
# Six tokens, three matrices, one look around. The scores are divided by the root of d, which keeps them small; chapter 08 says why. Then the tokens are shuffled, and each must get the same output as before.

# %% [markdown] tags=["zh"]
# ## 自注意力看不出顺序
#
# 六个词元，三个矩阵，互相看一遍。分数要除以 d 的平方根，免得太大，理由见第 08 章。然后把词元打乱：每个词元得到的输出应当和原来一样。

# %%
n, d = 6, 8
x = torch.randn(n, d, generator=generator)  # (n, d): six tokens
W_q, W_k, W_v = (torch.randn(d, d, generator=generator) / d**0.5 for _ in range(3))


def look_around(x):
    scores = (x @ W_q) @ (x @ W_k).T / d**0.5  # (n, n): each position asks each
    return scores.softmax(-1) @ (x @ W_v)  # (n, d)


order = torch.randperm(n, generator=generator)
torch.testing.assert_close(look_around(x[order]), look_around(x)[order])
print(order.tolist())

# %% [markdown] tags=["en"]
# ## Bahdanau's design goes step by step
#
# In the chapter the query is the state **after** reading the token, $s_t$, and the context goes to the output alone. That is Luong's design. Bahdanau's is another one, whatever the score: the query is the state **before**, $s_{t-1}$, and the context is an **input** of step t. Follow it: $c_t$ needs $s_{t-1}$, and $s_t$ needs $c_t$. So even when all tokens are known no two steps can be computed at once. What it gains: the state knows where it has looked. Luong et al. offer this as an option, called input feeding, and so does the library: `build(..., attention="dot", input_feeding=True)`.
#
# ## All scores, all lengths
#
# The lists of the chapter once more, for all kinds of score, two sizes, three seeds: how many of 100 lists are right, with the range.

# %% [markdown] tags=["zh"]
# ## Bahdanau 的设计要一步一步来
#
# 正文里，查询是读完词元**之后**的状态 $s_t$，上下文向量只送往输出，这是 Luong 的设计。Bahdanau 的是另一种，用什么评分都一样：查询是**之前**的状态 $s_{t-1}$，上下文向量又是第 t 步的**输入**。顺着看：$c_t$ 要等 $s_{t-1}$，$s_t$ 又要等 $c_t$。所以即使词元全都已知，也没有哪两步能一起算。好处是，状态知道自己看过哪里。Luong 等人把它列为一个选项，叫 input feeding；库里也有：`build(..., attention="dot", input_feeding=True)`。
#
# ## 所有评分，所有长度
#
# 还是正文里的那些串，换上所有的评分、两种大小、三个种子：100 串里对几串，括号里是范围。

# %%
record = records.load("bottleneck")


def of_100(shares):
    """Their mean, and their range over the seeds, of 100"""
    low, mean, high = (100 * share for share in (min(shares), sum(shares) / len(shares), max(shares)))
    return f"{mean:.0f} ({low:.0f}–{high:.0f})"


# %%
rows = []
for hidden in (64, 128):
    for kind in ("none", *SCORES):
        found = record.values("numbers", attention=kind, hidden=hidden, steps=1500)
        cells = [of_100([run[str(n)]["exact"] for run in found]) for n in (2, 4, 6, 8, 10, 12)]
        rows.append((figures.label(kind), hidden, *cells))
Table([pick("score", "评分"), pick("units", "单元数"), *"2 4 6 8 10 12".split()], rows)

# %% [markdown] tags=["en"]
# Up to six numbers all scores do the same. From eight on general attention with 128 units is worse than the others in every seed. With 64 units it is not. So there is no ranking of the scores here, only a warning: what a model does near the longest lists of its training, and beyond, depends on details.
#
# One more doubt: French number words may be special. The one-page models write digits.

# %% [markdown] tags=["zh"]
# 到六个数为止，各种评分都一样。从八个数起，128 个单元的双线性评分，每个种子都比另外两种差；64 个单元时却不是这样。所以这里排不出名次，只能提醒一句：快到训练里最长的串，或者比它更长时怎样，取决于细节。
#
# 还有一个疑问：法文数词也许很特别。两个一页模型写的是数字，正好比一比。

# %%
both = records.load("page_lines")
rows = []
for name, steps in (("1_seq2seq", 1500), ("1_seq2seq", 4500), ("2_attention", 1500)):
    cells = []
    for numbers in range(1, 5):
        same = {"page": name, "numbers": numbers, "steps": steps}
        known = any(all(run[key] == value for key, value in same.items()) for run in both.results)
        cells.append(of_100(both.values("score", **same)) if known else "–")
    rows.append((f"{name}.py", steps, *cells))
heads = pick(
    "page|steps|1 in a line|2 in a line|3 in a line|4 in a line", "一页模型|步数|1 个数|2 个数|3 个数|4 个数"
)
Table(heads.split("|"), rows)

# %% [markdown] tags=["en"]
# Here each model is trained on lines of one length, and tested on new lines of that length. Without attention the page writes 99 of 100 lines of one number, 74 of two, 16 of three, and none of four. Three times the training brings lines of three to 67. So time does help. With attention the page is at 99 or more at every length, after a third of that time.
#
# ## BLEU by length
#
# Bahdanau et al. measured their sentences by BLEU. Here it is for our lists, the mean of three seeds with 128 units. A list of one number has no four words in a row, so it is left out.

# %% [markdown] tags=["zh"]
# 这里每个模型只练一种长度，也只在这种长度的新行上测试。没有注意力的那一页，一行一个数，100 行里写对 99 行；两个数，74 行；三个数，16 行；四个数，一行也没有。练三倍的时间，三个数能写对 67 行。所以时间确实有用。有注意力的那一页，只用三分之一的时间，每种长度都能写对 99 行以上。
#
# ## 各种长度的 BLEU
#
# Bahdanau 等人是用 BLEU 来量句子的。下面是我们这些串的 BLEU，128 个单元，三个种子平均。一个数的串凑不出连着的四个词，所以不算。

# %%
counts = range(2, 13)
rows = []
for kind in ("none", "dot"):
    found = record.values("numbers", attention=kind, hidden=128, steps=1500)
    means = [sum(run[str(n)]["bleu"] for run in found) / len(found) for n in counts]
    rows.append((figures.label(kind), *(f"{mean:.0f}" for mean in means)))
Table([pick("numbers", "个数"), *map(str, counts)], rows)

# %% [markdown] tags=["en"]
# BLEU falls more gently than the share of right lists. A list of eight with one wrong word is a wrong list, and still has most of its words in a row.
#
# ## One behind: an example
#
# Here is a model with the additive score. For each character that depends on the source the table says which place has the largest weight, and which place hurts most if it is replaced. Places are counted from 0, ␣ is a blank, $ is the end mark.

# %% [markdown] tags=["zh"]
# BLEU 比“全对的比例”降得缓：八个数的串，错一个词，整串就算错，可是大部分词还是连着对的。
#
# ## 后面一个：举一个例子
#
# 这是一个用加性评分的模型。凡是依赖源序列的字符，表里列出权重最大的是哪个位置，换掉以后影响最大的又是哪个位置。位置从 0 数起，␣ 是空格，$ 是 EOS。

# %%
from course_lib.analysis.alignment import alternatives, influence
from course_lib.analysis.alignment import weights as weights_of
from course_lib.chapters.ch07_attention_preview.experiments.alignments import date_kind

dates = records.load("alignments")
additive = dates.model(task="dates", attention="additive", seed=0)
text, answer = "4 March 2019", "2019-03-04"
pair = additive.source_vocab.encode(text), additive.target_vocab.encode(answer)
looked = weights_of(additive.model, pair)  # (T + 1, S + 1)
mattered = influence(additive.model, pair, alternatives(additive.source_vocab, date_kind))  # (T + 1, S)

# %%
places, rows = text.replace(" ", "␣") + "$", []
for t in (mattered.amax(1) > 1).nonzero().flatten().tolist():  # nats
    seen, needed = int(looked[t].argmax()), int(mattered[t].argmax())
    rows.append((t, [*answer, "$"][t], f"{seen} {places[seen]}", f"{needed} {places[needed]}"))
heads = pick("place|writes|looks at|depends on", "位置|写|看的是|依赖的是")
Table(heads.split("|"), rows)

# %% [markdown] tags=["en"]
# To write the 9 of the year it looks at the end mark, right behind the 9 of the source. The state there has just read the 9. And the whole table of five seeds, with the additive score in it. The last column counts right characters of 100, with the weights dealt out anew:

# %% [markdown] tags=["zh"]
# 写年份的 9 时，它看的是 EOS，正好在源序列的 9 后面：那里的状态刚刚把 9 读进去。下面是五个种子的完整表格，加性评分也在里面（最后一列是打乱权重以后，100 个字符里还对几个）：

# %%
heads = pick(
    "score|dates right|weight = decisive|weight one behind|gradient = decisive|gradient = weight|dealt out anew",
    "评分|日期写对|权重最大 = 影响最大|权重在后面一个|梯度最大 = 影响最大|梯度最大 = 权重最大|打乱权重",
)
rows = []
for kind in ("dot", "general", "additive", "general, both ways"):
    runs = dates.where(task="dates", attention=kind)
    name = pick("general, both ways", "双线性，双向读") if kind.endswith("ways") else figures.label(kind)
    parts = [("agreement", "same"), ("agreement", "after"), ("gradient", "as the replacement")]
    parts += [("gradient", "as the weight"), ("right", "shuffled")]
    columns = [[run["exact"] for run in runs], *([run[part][key] for run in runs] for part, key in parts)]
    rows.append((name, *map(of_100, columns)))
Table(heads.split("|"), rows)

# %% [markdown] tags=["en"]
# All write nearly all dates right, and their pictures differ. Does the task need attention at all? A model without it, with four times the units and three times the steps, was trained with three seeds:

# %% [markdown] tags=["zh"]
# 每一种都几乎把所有日期写对了，画出的图却不一样。这个任务真的需要注意力吗？下面是没有注意力的模型，单元数是四倍，步数是三倍，三个种子：

# %%
shares = dates.values("exact", task="dates", attention="none, larger and longer")
assert max(shares) > 0.9 > min(shares)
Table(
    [pick("seed", "种子"), pick("of 100 dates right", "100 个日期对了几个")],
    [(i, f"{100 * x:.0f}") for i, x in enumerate(shares)],
)

# %% [markdown] tags=["en"]
# One seed of three learns the dates without attention. That attention solves a task does not mean that the task *needs* it.
#
# ## The time of reading, and of writing
#
# The chapter's table of times, for more lengths, as a figure. One sequence, one thread, forward and backward; the unit is the GRU's time for 64 tokens.

# %% [markdown] tags=["zh"]
# 三个种子里有一个，不用注意力也学会了。所以，注意力能解决一个任务，不等于这个任务*离不开*注意力。
#
# ## 读的时间，写的时间
#
# 正文里的计时，多几种长度，画成图。一个序列，单线程，前向加反向；以 GRU 读 64 个词元的时间为 1。

# %%
measured = records.load("layer_times").results[0]["times"]


def times(way, kind, batch=1):
    """length -> the time for a batch of that many sequences"""
    rows = [row for row in measured if (row["batch"], row["way"], row["kind"]) == (batch, way, kind)]
    return {row["length"]: row["times"] for row in rows}


gru, look = times("read", "gru"), times("read", "attention")
assert look[64] < gru[64] and look[2048] / look[512] > 1.5 * gru[2048] / gru[512]
both_layers = {"gru_layer": [[*gru.values()]], "attention_layer": [[*look.values()]]}
figures.curves([*gru], both_layers, "sequence_length", "times_of_gru", log=True, doubling=True)

# %%
rows = []
for way, batch in (("read", 1), ("read", 4), ("write", 1), ("write", 4)):
    named = {"read": pick("reading", "读"), "write": pick("writing", "写")}[way]
    gru, look = times(way, "gru", batch), times(way, "attention", batch)
    cells = [f"{look[n] / gru[n]:.2f}" if n in gru else "–" for n in (64, 128, 256, 512, 2048)]
    rows.append((named, batch, *cells))
assert times("write", "attention")[512] > times("write", "gru")[512]
Table(
    [pick("way", "方式"), pick("sequences at once", "一起算的序列数"), *"64 128 256 512 2048".split()], rows
)

# %% [markdown] tags=["en"]
# The numbers are the time of self-attention, divided by the GRU's: below 1 it is faster. With four sequences at once the GRU has larger products, too, and at 2,048 it is ahead. When tokens are written one by one, self-attention has nothing to win. One sequence at a time, it is behind from 256 on, and four at once, from the start, because each new token looks back at all before. Both keep what they have computed; nothing is computed twice. **Self-attention makes reading and training parallel. It does not make writing parallel.** On hardware with many cores, which we did not time, waiting should cost more.
#
# ## References
#
# - D. Bahdanau, K. Cho, Y. Bengio (2015). Neural machine translation by jointly learning to align and translate. ICLR, arXiv 1409.0473.
# - M. Luong, H. Pham, C. Manning (2015). Effective approaches to attention-based neural machine translation. EMNLP, arXiv 1508.04025.
# - S. Jain, B. Wallace (2019). Attention is not explanation. NAACL, arXiv 1902.10186.

# %% [markdown] tags=["zh"]
# 表里是自注意力的时间除以 GRU 的时间，小于 1 就是自注意力快。四个序列一起算，GRU 的矩阵乘法也变大了，到 2048 反而是它快。一个词元一个词元地写，自注意力占不到便宜：单个序列从 256 起落后，四个一起算，一开始就落后，因为每写一个新词元，都要回头看前面的全部。两者都把算过的留着，谁也没有重复计算。**自注意力让读和训练可以并行，写却不行。** 核多的硬件我们没有计时，在那里，等待应当更吃亏。
#
# ## 参考文献
#
# - D. Bahdanau, K. Cho, Y. Bengio (2015). Neural machine translation by jointly learning to align and translate. ICLR, arXiv 1409.0473.
# - M. Luong, H. Pham, C. Manning (2015). Effective approaches to attention-based neural machine translation. EMNLP, arXiv 1508.04025.
# - S. Jain, B. Wallace (2019). Attention is not explanation. NAACL, arXiv 1902.10186.
