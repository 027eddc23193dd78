# %% [markdown] tags=["en"]
# # 07 · Attention: a preview
#
# **What you will be able to do.** Show the bottleneck of one fixed context, and how attention opens it. Compute attention by hand: scores, mask, softmax, mean. Read an alignment picture, and not read too much into it. Say what self-attention gains and what it costs. Answer the notes' question: is attention *all* we need?
#
# **Time.** Lesson {lesson} minutes, workshop {workshop} minutes; the sections called Deeper take {deeper} more. **To know before.** Chapters 02 to 04; one cell uses BLEU (06).

# %% [markdown] tags=["zh"]
# # 07 · 注意力：先睹为快
#
# **学完本章，你能**：指出固定大小的上下文向量是个瓶颈，并看到注意力怎样打开它；亲手算注意力：评分、掩蔽、softmax、加权平均；看懂对齐图，又不过度解读；说清自注意力换来了什么，付出了什么；回答笔记的问题：只要注意力就*够了*吗？
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟；“深入”各节另需 {deeper} 分钟。**预备知识**：第 02 到 04 章；有一格用到 BLEU（第 06 章）。

# %% [markdown] tags=["en"]
# ## The question
#
# Everything the decoder knows of the source has gone through one context vector. Its size is fixed; the source is not. **What if the decoder might look back at the source, at each step at another place?**
#
# ![Left: four encoder states are squeezed into one context, which feeds every decoder step. Right: the decoder step that writes the second word draws lines of different thickness to all four encoder states; the thickest goes to the second.](../assets/figures/look_back.en.svg)
#
# This is **attention** (Bahdanau, Cho and Bengio 2015). First the need, measured; then the mechanism, by hand.

# %% [markdown] tags=["zh"]
# ## 问题
#
# 解码器对源序列的全部了解，都要经过一个上下文向量。它的大小是固定的，源序列却有长有短。**要是解码器能回头看源序列，每一步看不同的地方，会怎样？**
#
# ![左：四个编码器状态压进一个上下文向量，供解码器的每一步使用。右：写第二个词的解码器一步，向四个编码器状态各连一条粗细不同的线，最粗的一条连到第二个状态。](../assets/figures/look_back.zh.svg)
#
# 这就是**注意力**（Bahdanau、Cho 与 Bengio 2015）。先量一量有没有这个必要，再亲手算一遍。

# %%
from course_lib.chapters.ch07_attention_preview import figures
from course_lib.language import set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## The bottleneck, measured
#
# Lists of numbers, English words to French words: *seven, twenty-one* becomes *sept, vingt et un*. Training has lists of 1 to 8 numbers, the test goes up to 12; 200 held-out lists of each length (20 of one number). The same GRU with 128 hidden units, the same 1,500 steps, three seeds. The only difference is attention (and the weights that it adds: a fifth to two fifths more). It comes in three kinds, dot, general and additive: what they are is explained below.
#
# **Predict** before you run the cell: how long a list can one context of 128 numbers carry? And what does attention do beyond 8, which it has never seen?

# %% [markdown] tags=["zh"]
# ## 瓶颈，量一量
#
# 任务是一串数，英语词变法语词：*seven, twenty-one* 变成 *sept, vingt et un*。训练时每串 1 到 8 个数，测试时到 12 个；每种长度 200 串留出数据（1 个数的只有 20 串）。同样的 GRU，128 个隐藏单元，同样 1500 步，三个随机种子。差别只在有没有注意力（以及它带来的权重：多五分之一到五分之二）。注意力有三种：点积、双线性（general）、加性，下文再解释。
#
# **先猜**再运行：128 个数的一个上下文向量，能装下多长的一串？超过 8 个，谁也没见过，注意力又会怎样？

# %%
from course_lib.kit import records

record = records.load("bottleneck")
counts = list(range(1, 13))


def by_length(what="exact", **settings):
    """A row for each seed: the result for lists of 1 to 12 numbers"""
    return [[run["numbers"][str(n)][what] for n in counts] for run in record.where(**settings)]


# %%
same = {"hidden": 128, "steps": 1500}
series = {kind: by_length(attention=kind, **same) for kind in ("none", "dot", "general", "additive")}
print(record.command)
assert max(row[5] for row in series["none"]) < 0.3 and min(row[5] for row in series["general"]) > 0.9
figures.curves(counts, series, "numbers_listed", "exact_match", limit=8)

# %% [markdown] tags=["en"]
# Without attention: 60 % at four numbers, 3 % at six, then next to nothing. With it: 90 % or more up to eight, in every seed. **Beyond the trained length it gets worse, too**, only later and more gently: at twelve numbers 81 % (dot), 47 % (general), 79 % (additive). (No ranking of the kinds follows: with 64 hidden units, as in the lab below, all three write about two thirds.) The lists of 9 to 12 also have places, such as a ninth number, that no training step has shown.
#
# Is it attention? Perhaps the model without it only needs more time, or the others have more weights. So give it three times the training, and attention half the hidden units. **Predict**: where does each limit go?

# %% [markdown] tags=["zh"]
# 没有注意力：四个数时 60%，六个数时 3%，再往后几乎全错。有注意力：直到八个，每个种子都不低于 90%。**超出训练过的长度，它也会变差**，只是来得晚一些，也慢一些：十二个数时，点积 81%，双线性 47%，加性 79%。（不能由此给三种注意力排名次：隐藏单元是 64 个时，也就是下面实验台里的模型，三种都在三分之二上下。）9 到 12 个数的串，里面还有训练中从没到过的位置，比如第九个数。
#
# 这是注意力的功劳吗？也许没有它的模型只是练得不够，也许有它的模型赢在权重多。那就给前者三倍的训练，让后者只用一半的隐藏单元。**先猜**：界限各会移到哪里？

# %%
print("attention hidden steps weights ", *(f"{f'{n} numbers':20}" for n in (4, 6, 8, 12)))
rows = [
    ("none", 128, 1500),
    ("none", 128, 4500),
    ("dot", 64, 1500),
    ("dot", 128, 1500),
    ("general", 128, 1500),
]
for kind, hidden, steps in rows:
    which = {"attention": kind, "hidden": hidden, "steps": steps}
    found, size = by_length(**which), record.values("weights", **which)[0]
    at = [records.spread([row[n - 1] for row in found]) for n in (4, 6, 8, 12)]
    print(f"{kind:9} {hidden:6} {steps:5} {size:7} ", *at)

# %% [markdown] tags=["en"]
# Three times the training moves the limit, from four numbers to five or six; at eight hardly anything is right (2 %). (Two seeds for that row.) A larger network with a wider context moves it, too: chapter 02 takes the two apart. Attention all but takes it away, within the lengths of training, and not by having more weights: with 64 hidden units and a third of the weights it writes 97 % of the lists of eight.
#
# Bahdanau et al. (2015) saw the like with sentences: without attention BLEU (chapter 06) collapsed beyond some 30 words, with attention it stayed level; Cho et al. (2014) had described such a fall. (It is no law: a far larger network of Sutskever et al., 2014, showed none below 35 words.) Here is BLEU for our lists of 2 to 12 numbers, the mean of three seeds; a list of one has no four words in a row:

# %% [markdown] tags=["zh"]
# 三倍的训练把界限往后推了一点，从四个数推到五六个；到八个还是几乎全错（2%）。（这一行只有两个种子。）网络和上下文向量一起加大，也能往后推；两者各占多少，第 02 章分开量过。而在训练过的长度之内，注意力几乎取消了这道界限，靠的也不是权重多：隐藏单元 64 个，权重只有三分之一，八个数的串也写对了 97%。
#
# Bahdanau 等（2015）在句子上看到的也差不多：没有注意力，过了大约 30 个词，BLEU（第 06 章）就大跌；有了注意力，长句的分数也不降。Cho 等（2014）已经描述过这种下跌。（但这不是定律：Sutskever 等 2014 年的网络大得多，35 个词以内就没有变差。）下面是我们 2 到 12 个数的串的 BLEU，三个种子平均；一个数的串凑不出连着的四个词，不算：

# %%
print("numbers", *(f"{n:4}" for n in counts[1:]))
for kind in ("none", "general"):
    columns = list(zip(*by_length("bleu", attention=kind, **same), strict=True))[1:]
    print(f"{kind:7}", *(f"{sum(column) / len(column):4.0f}" for column in columns))

# %% [markdown] tags=["en"]
# ## Attention by hand
#
# We need the encoder's states, one for each source token, and the decoder's state at a step, the **query**, which is compared with each of them. (What a query is compared with is called a **key**: here the encoder's states.) Take 2 sentences of at most 5 tokens, states of 4 numbers; the second sentence has 3 tokens, and 2 of padding.

# %% [markdown] tags=["zh"]
# ## 亲手算注意力
#
# 我们要用到编码器的状态，每个源词元一个；还有解码器这一步的状态，叫**查询**（query），要拿它和每个编码器状态比较。（和查询比较的东西叫**键**（key），这里就是编码器的状态。）取 2 个句子，最多 5 个词元，状态是 4 个数；第二句只有 3 个词元，另有 2 个填充。

# %%
import torch

generator = torch.Generator().manual_seed(0)
states = torch.randn(2, 5, 4, generator=generator)  # (B, S, H), of the encoder
query = torch.randn(2, 1, 4, generator=generator)  # (B, 1, H), of the decoder
mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]).bool()  # (B, S)

# %% [markdown] tags=["en"]
# **1. Scores.** How well does each state fit the query? The simplest is a dot product: large where the two point the same way.
#
# **2. Mask.** Padding must not be looked at: its score becomes $-\infty$.
#
# **3. Softmax**, over the source. The weights $\alpha_{tj}$ of step t are never negative and sum to 1.
#
# **4. Context.** The mean of the states with those weights: a new context for this very step, $c_t=\sum_j\alpha_{tj}h_j$.

# %% [markdown] tags=["zh"]
# **1. 评分。** 每个状态和查询有多相配？最简单的办法是点积：方向越一致，值越大。
#
# **2. 掩蔽。** 填充不能看，把它的分数改成 $-\infty$。
#
# **3. softmax**，沿源序列做。第 t 步的权重 $\alpha_{tj}$ 都不小于 0，和为 1。
#
# **4. 上下文。** 用这些权重对状态求加权平均，得到专属于这一步的上下文向量：$c_t=\sum_j\alpha_{tj}h_j$。

# %%
scores = query @ states.transpose(1, 2)  # (B, 1, S)
scores = scores.masked_fill(~mask[:, None], float("-inf"))
weights = scores.softmax(-1)  # (B, 1, S)
context = weights @ states  # (B, 1, H)
for row in weights[:, 0].tolist():
    print([f"{weight:.2f}" for weight in row])
assert torch.allclose(weights.sum(-1), torch.ones(2, 1)) and (weights[1, 0, 3:] == 0).all()

# %% [markdown] tags=["en"]
# Why the mask *before* the softmax? Set the weights to zero afterwards, and the row no longer sums to 1:

# %% [markdown] tags=["zh"]
# 为什么要在 softmax *之前*掩蔽？要是之后才把权重置零，一行的和就不是 1 了：

# %%
late = (query @ states.transpose(1, 2)).softmax(-1) * mask[:, None]
print([f"{row.sum():.2f}" for row in late])
assert late[1].sum() < 0.95

# %% [markdown] tags=["en"]
# ## Three kinds of score
#
# - **dot**: $q\cdot h$. Nothing to learn; both must have the same size.
# - **general**: $q\cdot Wh$ (Luong et al. 2015). A learnt bridge, also between different sizes.
# - **additive**: $v\cdot\tanh(W q+U h)$ (Bahdanau et al. 2015). A small network scores each pair.
#
# By hand, with the library's matrices (`key` is W of general and U of additive, `query` is W of additive, `vector` is v), all three equal the library's `Attention`:

# %% [markdown] tags=["zh"]
# ## 三种评分
#
# - **点积**（dot）：$q\cdot h$。没有要学的参数，两者的大小必须一样。
# - **双线性**（general）：$q\cdot Wh$（Luong 等 2015）。中间的矩阵是学出来的，像一座桥，两边大小不同也行。
# - **加性**（additive）：$v\cdot\tanh(W q+U h)$（Bahdanau 等 2015）。用一个小网络给每一对打分。
#
# 亲手写一遍，矩阵用库里的（`key` 是双线性的 W、加性的 U，`query` 是加性的 W，`vector` 是 v），三种都和库里的 `Attention` 相等：


# %%
from course_lib.models.attention import SCORES, Attention


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
queries = torch.randn(2, 6, 4, generator=generator)  # (B, T, H): six steps at once
for name in SCORES:
    attention = Attention(name, 4, 4)
    with torch.no_grad():
        own = score_by_hand(attention, queries, states).masked_fill(~mask[:, None], float("-inf"))
        context, weights = attention(queries, states, mask)
    torch.testing.assert_close(weights, own.softmax(-1))
    torch.testing.assert_close(context, own.softmax(-1) @ states)
    learnt = sum(p.numel() for p in attention.parameters())
    print(f"{name:8} {learnt:2} numbers to learn; attention weights", tuple(weights.shape))

# %% [markdown] tags=["en"]
# (In a Transformer the dot product is divided by $\sqrt{d}$: for long vectors it would grow large, and the softmax would give nearly all to one place. Chapter 08, and an exercise below.)
#
# ## One call, or one a step?
#
# Six steps at once: is that allowed? It depends on which state asks. In **Luong's** design the query is the state *after* reading the token, $s_t$, and the context goes to the output alone (unless it is also fed into the next step, an option of that paper called input feeding). With teacher forcing all $s_t$ are known from one call of the recurrent network; then one matrix product attends for all of them. In **Bahdanau's** the query is the state *before*, $s_{t-1}$, and the context is an *input* of step t: step by step it must be. The library builds the first kind, whatever the score:

# %% [markdown] tags=["zh"]
# （Transformer 里点积要除以 $\sqrt{d}$：向量长了，点积会变大，softmax 几乎就把权重全给一个位置了。见第 08 章和下面的练习。）
#
# ## 一次算完，还是一步一次？
#
# 六步一起算，可以吗？要看拿来查询的是哪个状态。**Luong** 的设计里，查询是读完词元*之后*的状态 $s_t$，上下文向量只送往输出（除非还把它送进下一步，那是论文里的一个选项，叫 input feeding）。教师强制时，循环网络一次就能算出全部 $s_t$，再做一次矩阵乘法，所有步的注意力就都算好了。**Bahdanau** 的设计里，查询是*之前*的状态 $s_{t-1}$，上下文向量又是第 t 步的*输入*，那就只能一步一步来。库里搭的是前一种，不管用哪种评分：

# %%
from course_lib.models import Seq2Seq

model = Seq2Seq(20, 20, hidden=16, attention="additive", seed=0)
source, target = torch.randint(4, 20, (3, 7)), torch.randint(4, 20, (3, 6))
with torch.no_grad():
    memory = model.encode(source, torch.full((3,), 7))
    at_once, _ = model.advance(target, model.start(memory), memory)  # one call
    state, parts = model.start(memory), []
    for token in target.split(1, dim=1):  # six calls
        hidden, state = model.advance(token, state, memory)
        parts.append(hidden)
torch.testing.assert_close(at_once, torch.cat(parts, 1))
print("one call equals six")

# %% [markdown] tags=["en"]
# ## Where does it look?
#
# The weights of all steps, one below the other, make an **alignment**: which source token was looked at for each output token. A model that writes dates (*4 March 2019* to 2019-03-04, character by character) must jump about. **Predict**: which characters are looked at for the year, for the month?

# %% [markdown] tags=["zh"]
# ## 它在看哪里？
#
# 把每一步的权重一行行排起来，就是**对齐**：写每个词元时看了源序列的哪里。写日期的模型（把 *4 March 2019* 写成 2019-03-04，逐个字符）得跳来跳去。**先猜**：写年份看哪些字符，写月份呢？

# %%
from course_lib.analysis.alignment import alternatives, influence, weights

dates = records.load("alignments")
bundle = dates.model(task="dates", attention="dot", seed=0)
pair = bundle.source_vocab.encode("4 March 2019"), bundle.target_vocab.encode("2019-03-04")
looked = weights(bundle.model, pair)  # (T + 1, S + 1)
figures.alignment(looked, [*"4 March 2019".replace(" ", "_"), "EOS"], [*"2019-03-04", "EOS"])

# %% [markdown] tags=["en"]
# (`_` is a blank.) For this date the digits of the year come from the year, the month from its letters, the day from the day: nobody told the model. It is tempting to read such a picture as a *reason*. Take care.
#
# ## Attention is not explanation
#
# A weight says where the model looked, not what it made of it. The state beside a character has read all characters before it. Test it: replace one source character by each other one of its kind (a digit by the other digits), and measure by how much the log probability of the output token falls, on average. Is the character with the largest weight also the one whose replacement hurts most? (EOS has nothing of its kind, so it never is.)
#
# 200 held-out dates, only the steps at which replacing some character costs at least 1 nat; five seeds. **Predict** the share of agreement.

# %% [markdown] tags=["zh"]
# （`_` 是空格。）对这个日期，写年看的是年，写月看的是月份的字母，写日看的是日：没有人教过它。这样的图，很容易让人当成*原因*。且慢。
#
# ## 注意力不等于解释
#
# 权重说的是看了哪里，没有说拿来做了什么。一个字符旁边的状态，已经把前面的字符都读进去了。检验一下：把源序列里的一个字符依次换成同类的其他字符（数字换成其他数字），看输出词元的对数概率平均下降多少。权重最大的字符，是不是换掉后影响最大的那个？（EOS 没有同类，所以不会是它。）
#
# 200 个留出的日期，只算换掉某个字符至少要损失 1 nat 的那些步；五个种子。**先猜**：两者一致的步占多大比例？

# %%
share = {}
for kind in ("dot", "general", "additive", "general, both ways"):
    found = dates.where(task="dates", attention=kind)
    share[kind] = [run["agreement"]["same"] for run in found]
    beside = records.spread([run["agreement"]["after"] for run in found])
    exact = records.spread([run["exact"] for run in found])
    print(f"{kind:18} exact {exact}  the same {records.spread(share[kind])}  one behind {beside}")
chance = [card["chance"] for card in dates.values("agreement", task="dates", attention="dot")]
print("the same by chance:", records.spread(chance))
shuffled = [run["shuffled"] for run in dates.values("right", task="dates", attention="dot")]
print("dot, its weights dealt out in random order: right characters", records.spread(shuffled))
longer = dates.values("exact", task="dates", attention="none, larger and longer")
print("no attention, hidden 128 instead of 32, three times as long: exact", longer)
assert max(map(max, share.values())) < 1 and sum(share["general"]) < sum(share["general, both ways"])

# %% [markdown] tags=["en"]
# All these models write nearly all dates rightly. Yet in the first three the largest weight lies on the decisive character in only two fifths to two thirds of the steps (by seed .30 to .84; chance alone would give .06). Some of the rest lie **one behind** it, on the state that has just read it: .37 with additive attention, .18 with the others. With an encoder that reads in both directions the agreement is better on average (.85 against .67 with the same score; single seeds overlap), and not complete. The same outputs, other pictures: so a picture does not prove what the output depends on. Idle the weights are not: deal them out to the characters in random order, and only .45 of the output is right. (The test has its limits, too: *Narch* is no month, and no model has seen it. And a task does not *need* attention because attention solves it: the last line shows dates learnt without, by a larger model, in one seed of three.)
#
# An example that you can run:

# %% [markdown] tags=["zh"]
# 这些模型几乎把所有日期都写对了。可是前三种里，权重最大的字符正好最要紧的那些步，只占五分之二到三分之二（各种子 .30 到 .84；全凭碰巧则是 .06）。其余的步里，有一部分落在**后面一个**字符上，那里的状态刚刚把要紧的字符读进去：加性注意力占 .37，另两种占 .18。编码器双向读时，一致的步平均更多（.85，同样评分的单向编码器是 .67；单看种子，两边有重叠），但也不是全部。输出相同，图却不同：所以图证明不了输出依赖于什么。权重也不是摆设：把它们随机分给各个字符，输出就只剩 .45 是对的。（这个检验也有局限：*Narch* 不是月份，哪个模型都没见过。另外，注意力能解决的任务，也未必*非要*注意力不可：最后一行里，换个更大的模型，没有注意力也学会了日期，三个种子里有一个。）
#
# 举一个可以自己运行的例子：

# %%
from course_lib.chapters.ch07_attention_preview.experiments.alignments import date_kind

additive = dates.model(task="dates", attention="additive", seed=0)
text, answer = "4 March 2019", "2019-03-04"
pair = additive.source_vocab.encode(text), additive.target_vocab.encode(answer)
others = alternatives(additive.source_vocab, date_kind)
looked, mattered = weights(additive.model, pair), influence(additive.model, pair, others)
for t in range(len(answer)):
    if mattered[t].max() > 1:  # nats
        seen, needed = int(looked[t].argmax()), int(mattered[t].argmax())
        places = f"looks at {seen:2} {(text + '$')[seen]!r}  depends on {needed:2} {text[needed]!r}"
        print(f"to write {answer[t]!r}", places)

# %% [markdown] tags=["en"]
# (Places are counted from 0; $ is EOS.) To write the 9 it looks at EOS, right behind the 9 in the source; to write the day's 4 it looks at the blank behind the 4. The state there has read the digit. Jain and Wallace (2019) argued that attention is not explanation; Wiegreffe and Pinter (2019) answered that this depends on what one calls an explanation. Our advice: look at the picture for ideas, and test them by changing the input.

# %% [markdown] tags=["zh"]
# （位置从 0 数起；$ 代表 EOS。）写 9 的时候它看的是 EOS，正好在源序列的 9 后面；写“日”的那个 4 时，它看的是 4 后面的空格。那里的状态已经把数字读进去了。Jain 与 Wallace（2019）主张注意力不是解释；Wiegreffe 与 Pinter（2019）回应说，这要看你把什么叫作解释。我们的建议：看图可以找线索，要验证就改动输入。

# %% [markdown] tags=["en"]
# ## Lab: alignment
#
# Choose a source and a kind of score, and press an output token: the source is shaded with its weights. Then pull the length: watch the answer without attention break, and the one with attention hold, for a while.

# %% [markdown] tags=["zh"]
# ## 实验台：对齐
#
# 选一个源序列和一种评分，再点一个输出词元：权重越大的源词元，颜色越深。然后拖动长度：没有注意力的很快写错，有注意力的能多撑一阵。

# %%
from course_lib.chapters.labs import AlignmentLab

AlignmentLab()

# %% [markdown] tags=["en"]
# ## Self-attention: a sequence looks at itself
#
# So far a decoder looked at an encoder. Why not let every position of a sequence look at every other position of the *same* sequence? Then no recurrent network is needed to carry information along: this is **self-attention**, the heart of the Transformer (Vaswani et al. 2017).
#
# By hand, for one sentence: each position asks (**query**), is asked (**key**), and gives (**value**): three vectors, made from it by three matrices. (Above, key and value were one and the same: the encoder's state.)

# %% [markdown] tags=["zh"]
# ## 自注意力：序列看自己
#
# 前面是解码器看编码器。为什么不让一个序列的每个位置，都去看*同一个*序列的其他位置呢？那样就不需要循环网络来一步步传递信息了。这就是**自注意力**，Transformer 的核心（Vaswani 等 2017）。
#
# 亲手来一遍，只有一个句子：每个位置都提问（**查询**），被问（**键**），也给出内容（**值**，value）：由三个矩阵算出的三个向量。（前面的键和值是同一样东西，就是编码器的状态。）

# %%
n, d = 6, 8
x = torch.randn(n, d, generator=generator, requires_grad=True)  # (n, d): six tokens
ask, answer, give = (torch.randn(d, d, generator=generator) / d**0.5 for _ in range(3))


def look_around(x):
    weights = ((x @ ask) @ (x @ answer).T / d**0.5).softmax(-1)  # (n, n): all pairs
    return weights @ (x @ give)  # (n, d)


reach = torch.autograd.grad(look_around(x)[-1].sum(), x)[0].norm(dim=-1)
print("the last output feels each input:", [f"{value:.2f}" for value in reach])
assert (reach > 0).all()

# %% [markdown] tags=["en"]
# **Path length 1.** From any token to any other it is one step; in a recurrent network it is as many steps as they stand apart (chapter 02 measured what is lost on the way).
#
# **No waiting.** All positions are computed at once. In a recurrent network each state must wait for the one before.
#
# **But the order is lost.** Shuffle the tokens, and each gets the same output as before:

# %% [markdown] tags=["zh"]
# **路径长度为 1。** 任何两个词元之间只有一步；在循环网络里，相距多远就要走多少步（第 02 章量过路上会丢掉多少）。
#
# **不用等。** 所有位置一起算。循环网络里，每个状态都得等前一个。
#
# **但是顺序丢了。** 把词元打乱，每个词元得到的输出和原来一样：

# %%
shuffled = torch.randperm(n, generator=generator)
torch.testing.assert_close(look_around(x[shuffled]), look_around(x)[shuffled])
print("shuffled in, shuffled out, nothing else changed:", shuffled.tolist())

# %% [markdown] tags=["en"]
# In *dog bites man* and *man bites dog* each word would get the same output. So positions must be put into the inputs (chapter 08).
#
# **And the price grows with the square of the length**: n positions ask n positions. Multiplications of one layer of width d: a plain RNN has about $2nd^2$ (one matrix for the input, one for the state), a GRU three times as many, $6nd^2$, self-attention $4nd^2+2n^2d$: four matrices (the fourth, for the output, was left out above), then the scores and the mean.

# %% [markdown] tags=["zh"]
# 那么在“狗咬人”和“人咬狗”里，每个字的输出都一样。所以要把位置也放进输入（第 08 章）。
#
# **而且代价随长度的平方增长**：n 个位置，要问 n 个位置。宽度为 d 的一层，乘法次数：普通 RNN 大约是 $2nd^2$（输入一个矩阵，状态一个矩阵），GRU 是它的三倍，$6nd^2$；自注意力是 $4nd^2+2n^2d$：四个矩阵（第四个用于输出，上面省去了），再加上评分和加权平均。

# %% [markdown] tags=["en"]
# ## Purpose and method
#
# The notes say: Seq2Seq is a *purpose*, encoder-decoder is a *method*, and Seq2Seq is an application of the method. The first half is well said. The second is not quite: neither contains the other.
#
# | | an encoder and a decoder | only one of the two |
# | --- | --- | --- |
# | **sequence to sequence** | RNN, attention, Transformer translators | a decoder-only language model that translates: source and target are one sequence |
# | **something else** | autoencoder of a picture (squeezed and restored), U-Net (picture to picture) | a classifier: an encoder and one answer |
#
# ## "Attention: is it ALL we need?"
#
# The notes ask and answer with a picture only. From this chapter's evidence:
#
# - For carrying information from source to decoder: attention did what twice the width and three times the training did not.
# - For carrying it *within* a sequence: self-attention has paths of length 1 and needs no waiting in training. This chapter shows that it can; how well it learns to is for chapter 08.
# - But not all: without positions (and without a mask) it is blind to order. A Transformer also has feed-forward layers (a small network at each position), residual sums (a layer's input is added to its output) and normalisation. What becomes of it without them, we have not measured yet: chapters 08 and 09.
# - And it is not free: the square of the length; and **as long as a model writes token by token, the next token waits for the last**, whatever its layers.
# - Nor is it always needed, or always enough: for lists of two numbers one context did as well, and beyond the lengths of training attention got worse, too.
#
# Next: the Transformer (08), where its norm goes (09), and pictures as sequences, the Vision Transformer (10).

# %% [markdown] tags=["zh"]
# ## 目的与方法
#
# > **笔记这样说**：“Seq2Seq模型是Encoder-Decoder架构的一种具体应用……Seq2Seq更强调**目的**，Encoder-Decoder 更强调**方法**”
#
# 后一句说得好，前一句不太准：两者谁也不包含谁。
#
# | | 编码器和解码器都有 | 只有其中一个 |
# | --- | --- | --- |
# | **序列到序列** | 翻译模型：循环网络、循环网络加注意力、Transformer | 只有解码器的语言模型做翻译：源和目标连成一个序列 |
# | **别的任务** | 图像的自编码器（压缩再还原）、U-Net（图像到图像） | 分类器：编码器加一个答案 |
#
# ## “Attention: is it ALL we need?”
#
# 笔记提出了这个问题，只用一张图来回答。从本章的证据看：
#
# - 把信息从源序列送到解码器：两倍的宽度、三倍的训练做不到的，注意力做到了。
# - *在一个序列内部*传递信息：自注意力的路径长度是 1，训练时不用等。本章只说明它能这样传，学得好不好，要看第 08 章。
# - 但光有它还不够：没有位置信息（也没有掩码），它分不清先后。Transformer 里还有前馈层（每个位置上的一个小网络）、残差连接（把一层的输入加到输出上）和归一化。去掉它们会怎样，我们还没有量过，见第 08、09 章。
# - 也不是免费的：代价随长度的平方增长；而且只要模型是**一个词元接一个词元地写，下一个就得等上一个**，用什么层都一样。
# - 也不是处处都需要，处处都够用：两个数的串，一个上下文向量就写得一样好；超出训练过的长度，注意力也会变差。
#
# 接下来：Transformer（08），归一化放在哪里（09），把图像当成序列的 Vision Transformer（10）。

# %% [markdown] tags=["en"]
# ## Exercises
#
# Three core exercises, about five minutes each, a stretch, and a question to answer in words.

# %% [markdown] tags=["zh"]
# ## 练习
#
# 三道基础练习，每道大约五分钟；一道挑战题；一道要用文字回答的问题。

# %%
from course_lib.chapters.ch07_attention_preview import exercises as ch07

ch07.masked_softmax


# %%
def masked_softmax(scores, lengths): ...


ch07.masked_softmax.check(masked_softmax)

# %%
ch07.attend


# %%
def attend(query, keys, lengths): ...


ch07.attend.check(attend)

# %%
ch07.additive_scores


# %%
def additive_scores(query, keys, W_q, W_k, v): ...


ch07.additive_scores.check(additive_scores)

# %%
ch07.causal_self_attention


# %%
def causal_self_attention(inputs, W_q, W_k, W_v): ...


ch07.causal_self_attention.check(causal_self_attention)

# %%
ch07.all_we_need

# %%
ch07.all_we_need.answer("")

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch07.quiz

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## Deeper: what it costs, counted and timed
#
# Recorded on one thread of one machine, one layer of width 128, forward and backward: how long does a sequence of n take, in times of a GRU over 64? **Predict**: at which length does self-attention become slower than the GRU?

# %% [markdown] tags=["zh"]
# ## 深入：代价，数一数，也计计时
#
# 在一台机器上用单线程录制，一层，宽度 128，前向加反向：长度为 n 的序列要多久？以 GRU 读 64 个词元的时间为 1。**先猜**：到多长时，自注意力会比 GRU 慢？

# %%
measured = records.load("layer_times").results[0]["times"]


def times(way, kind, what="times", batch=1):
    """length -> the result for a batch of that many sequences"""
    rows = [row for row in measured if (row["batch"], row["way"], row["kind"]) == (batch, way, kind)]
    return {row["length"]: row[what] for row in rows}


# %%
gru, attention = times("read", "gru"), times("read", "attention")
work = [times("read", kind, "multiplications") for kind in ("attention", "gru")]
for n in gru:
    more = f"multiplications x {work[0][n] / work[1][n]:.2f}"
    print(f"{n:5}  GRU {gru[n]:6.2f}  self-attention {attention[n]:6.2f}  {more}")
four = [times("read", kind, batch=4)[2048] for kind in ("gru", "attention")]
print(
    f"four sequences of 2048 at once: GRU {four[0]:.0f}, self-attention {four[1]:.0f} (GRU over four of 64: 1)"
)
assert attention[64] < gru[64] and attention[2048] / attention[512] > 1.5 * gru[2048] / gru[512]
both = {"gru_layer": [list(gru.values())], "attention_layer": [list(attention.values())]}
figures.curves(list(gru), both, "sequence_length", "times_of_gru", log=True, doubling=True)

# %% [markdown] tags=["en"]
# Two things pull against each other. The multiplications of self-attention equal the GRU's at 128, where n is d, and are six times as many at 2,048: the square. And still, for one sequence, it is faster at every length here, since it makes a few large products and does not wait n times. From 64 on its lead shrinks: 9-fold there, not quite 2-fold at 2,048. With four sequences at once, where the GRU has larger products, too, it has lost the lead at 2,048. On hardware with many cores, which we did not time, waiting should cost more; with longer texts the square does.
#
# **And when writing token by token?** Then each token needs the one before, whatever the layer. **Predict**: which is faster?

# %% [markdown] tags=["zh"]
# 两股力量在拉扯。自注意力的乘法次数，到 128（n 等于 d）就追上了 GRU，到 2048 已是六倍：这就是平方。可是只算一个序列时，每种长度上它都更快，因为它只做几次大的矩阵乘法，不用等 n 次。从 64 起，领先越来越小：64 时快到 9 倍，2048 时不到 2 倍。四个序列一起算，GRU 的乘法也变大了，到 2048 时自注意力就落后了。核多的硬件我们没有计时，那里等待应当更吃亏；文章更长时，平方更吃亏。
#
# **那么一个词元一个词元地写呢？** 写每个词元都得先有前一个，不管用什么层。**先猜**：哪个快？

# %%
gru, attention = times("write", "gru"), times("write", "attention")
for n in gru:
    print(f"{n:5}  GRU {gru[n]:5.2f}  self-attention {attention[n]:5.2f}")
assert attention[512] > attention[64] * 6

# %% [markdown] tags=["en"]
# Side by side up to 128; from 256 on self-attention is behind (11 against 8 at 512): every new token looks back at all before. **Self-attention makes reading and training parallel, not writing.**

# %% [markdown] tags=["zh"]
# 到 128 为止不相上下；从 256 起自注意力反而落后（512 时是 11 比 8）：每写一个新词元，都要回头看前面的全部。**自注意力让读和训练可以并行，写却不行。**

# %% [markdown] tags=["en"]
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | the context of fixed size loses information | 60 % at four numbers, 3 % at six; with attention 90 % or more up to eight |
# | self-attention lets the Transformer work in parallel | in reading and training; writing token by token waits as before |
# | self-attention captures long dependencies | paths of length 1: it can; whether training makes it so is not measured here |
# | Seq2Seq is an application of encoder-decoder | neither contains the other |
# | is it ALL we need? | no: positions, and what chapters 08 and 09 add |
#
# ## For a study group
#
# 1. What would convince you that a model used a certain word?
# 2. For which lengths would you take an RNN, for which self-attention?
# 3. Is attention all we need?
#
# [A page for the meeting](../docs/groups/07_attention_preview.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
# - K. Cho et al. (2014). On the properties of neural machine translation: encoder-decoder approaches. SSST-8, arXiv 1409.1259.
# - D. Bahdanau, K. Cho, Y. Bengio (2015). Neural machine translation by jointly learning to align and translate. ICLR, arXiv 1409.0473.
# - M. Luong, H. Pham, C. Manning (2015). Effective approaches to attention-based neural machine translation. EMNLP, arXiv 1508.04025.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - S. Jain, B. Wallace (2019). Attention is not explanation. NAACL, arXiv 1902.10186.
# - S. Wiegreffe, Y. Pinter (2019). Attention is not not explanation. EMNLP, arXiv 1908.04626.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | “输入序列的全部信息需要被编码成一个固定维度的上下文向量，这导致了信息压缩和信息损失” | 四个数 60%，六个数 3%；有注意力，直到八个都不低于 90% |
# | “使得模型能够并行处理序列” | 读和训练可以并行；一个词元一个词元地写，照样要等 |
# | “捕捉长距离的依赖关系” | 路径长度是 1，有这个能力；训练出来是否如此，本章没有量 |
# | “Seq2Seq模型是Encoder-Decoder架构的一种具体应用” | 谁也不包含谁 |
# | “Attention: is it ALL we need?” | 不是：还要位置，以及第 08、09 章要讲的那些 |
#
# ## 小组讨论
#
# 1. 怎样才能让你相信，模型用到了某个词？
# 2. 多长的序列用循环网络，多长的用自注意力？
# 3. 只要注意力就够了吗？
#
# [小组活动页](../docs/groups/07_attention_preview.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
# - K. Cho et al. (2014). On the properties of neural machine translation: encoder-decoder approaches. SSST-8, arXiv 1409.1259.
# - D. Bahdanau, K. Cho, Y. Bengio (2015). Neural machine translation by jointly learning to align and translate. ICLR, arXiv 1409.0473.
# - M. Luong, H. Pham, C. Manning (2015). Effective approaches to attention-based neural machine translation. EMNLP, arXiv 1508.04025.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - S. Jain, B. Wallace (2019). Attention is not explanation. NAACL, arXiv 1902.10186.
# - S. Wiegreffe, Y. Pinter (2019). Attention is not not explanation. EMNLP, arXiv 1908.04626.
