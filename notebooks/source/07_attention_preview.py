# %% [markdown] tags=["en"]
# # 07 · Attention: a preview
#
# **What you will be able to do.** Compute attention by hand: scores, mask, softmax, mean. Show what one context of fixed size cannot carry, and what attention changes. Read an alignment, and say what it does not prove. Count what attention costs, and say what it replaces. In the workshop your model of chapter 03 learns to look back.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 00 to 03.

# %% [markdown] tags=["zh"]
# # 07 · 注意力：先睹为快
#
# **学完本章，你能**：亲手算注意力：评分、掩蔽、softmax、加权平均；说清只用一个上下文向量时哪里会出错，注意力又改变了什么；看懂对齐图，也知道它证明不了什么；数出注意力的代价，说清它替代了什么。在工作坊里，你要让第 03 章的模型学会回头看。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 00 到 03 章。

# %%
from course_lib.chapters.ch07_attention_preview import exercises as ch07
from course_lib.chapters.ch07_attention_preview import figures
from course_lib.chapters.opening import opening
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
opening(ch07)

# %% [markdown] tags=["en"]
# ## The question
#
# In chapter 03 the decoder knew the source through one vector, the context. Its size is fixed. The length of the source is not. **What if the decoder could look back at the source, and at each step at another place?**
#
# ![Left: four encoder states are squeezed into one context, which feeds every decoder step. Right: the decoder step that writes the second word draws lines of different thickness to all four encoder states; the thickest goes to the second.](../assets/figures/look_back.en.svg)
#
# This is **attention** (Bahdanau, Cho and Bengio 2015). It is a weighted mean, and we compute one now.

# %% [markdown] tags=["zh"]
# ## 问题
#
# 第 03 章里，解码器只能通过一个向量了解源序列，就是上下文向量。它的大小是固定的，源序列却有长有短。**要是解码器能回头看源序列，每一步看不同的地方，会怎样？**
#
# ![左：四个编码器状态压进一个上下文向量，供解码器的每一步使用。右：写第二个词的解码器一步，向四个编码器状态各连一条粗细不同的线，最粗的一条连到第二个状态。](../assets/figures/look_back.zh.svg)
#
# 这就是**注意力**（Bahdanau、Cho 与 Bengio 2015）。名字听着玄，好像模型会思考，其实就是一个加权平均。下面就来算一个。

# %% [markdown] tags=["en"]
# ## By hand: three states and a query
#
# Suppose the encoder has read three tokens. Its states are h₁ = (2, 0), h₂ = (1, 1), h₃ = (0, 2). The decoder's state at this step is s = (1, 0). It asks: which of you fits me? So it is called the **query**. It has as many numbers as a state.
#
# 1. **Scores.** Take the dot product of the query with each state. It is large where both point the same way. For h₁ it is 1 × 2 + 0 × 0 = 2. The three scores are 2, 1 and 0.
# 2. **Weights.** The softmax of 2, 1, 0 is .67, .24, .09. They are never negative, and sum to 1.
# 3. **Context.** Take the mean of the states with these weights: .67 × (2, 0) + .24 × (1, 1) + .09 × (0, 2) = (1.58, .42).
#
# ![Three encoder states (2, 0), (1, 1), (0, 2) at the bottom. The query (1, 0) gives them the scores 2, 1, 0, which become the weights .67, .24, .09, drawn as lines of that thickness. The lines meet in the context (1.58, .42).](../assets/figures/attention_by_hand.en.svg)
#
# The next step has another state, so it asks another question.

# %% [markdown] tags=["zh"]
# ## 亲手做：三个状态，一个查询
#
# 假设编码器读了三个词元，状态是 h₁ = (2, 0)、h₂ = (1, 1)、h₃ = (0, 2)；解码器这一步的状态是 s = (1, 0)。它要问：你们谁和我最相配？所以它叫作**查询**（query）。它的维数和那些状态相同。
#
# 1. **评分。** 拿查询和每个状态做点积，两者方向一致，点积就大。和 h₁ 的点积是 1 × 2 + 0 × 0 = 2。三个分数是 2、1、0。
# 2. **权重。** 2、1、0 的 softmax 是 0.67、0.24、0.09，第 03 章见过。权重都不是负数，加起来等于 1。
# 3. **上下文向量。** 用这些权重对状态求加权平均：0.67 × (2, 0) + 0.24 × (1, 1) + 0.09 × (0, 2) = (1.58, 0.42)。
#
# ![下面是三个编码器状态 (2, 0)、(1, 1)、(0, 2)。查询 (1, 0) 给它们的分数是 2、1、0，变成权重 0.67、0.24、0.09，画成粗细不同的线；三条线汇成上下文向量 (1.58, 0.42)。](../assets/figures/attention_by_hand.zh.svg)
#
# 到了下一步，解码器的状态变了，查询也就变了。下面的代码把两步都算一遍。

# %%
import torch

from course_lib.kit.table import Table

states = torch.tensor([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])  # (S, H)
rows = []
for query in (torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])):  # (H,), two steps of a decoder
    scores = states @ query  # (S,)
    weights = scores.softmax(0)  # (S,)
    context = weights @ states  # (H,)
    rows.append([" ".join(f"{x:.2f}" for x in row) for row in (query, scores, weights, context)])
Table(pick("query, scores, weights, context", "查询,分数,权重,上下文向量").split(","), rows)

# %% [markdown] tags=["en"]
# Each step has a context of its own. Step t has the state $s_t$ and the context $c_t$:
#
# $$c_t = \sum_{j=1}^{S} \alpha_{tj} h_j, \qquad \alpha_{tj} = \frac{e^{s_t \cdot h_j}}{\sum_{i=1}^{S} e^{s_t \cdot h_i}}$$
#
# ### The mask goes before the softmax
#
# In a batch short sentences are filled up with padding. The encoder has a state there, too, so it gets a score. Take the same three states, and let the third be padding. One could do three things:

# %% [markdown] tags=["zh"]
# 每一步都有自己的上下文向量。第 t 步的状态是 $s_t$，上下文向量是 $c_t$：
#
# $$c_t = \sum_{j=1}^{S} \alpha_{tj} h_j, \qquad \alpha_{tj} = \frac{e^{s_t \cdot h_j}}{\sum_{i=1}^{S} e^{s_t \cdot h_i}}$$
#
# ### 先掩蔽，再做 softmax
#
# 一批里，短的句子后面有填充。编码器在填充处也会算出状态，所以填充也会得到一个分数。还是那三个状态，假设第三个是填充。有三种做法：

# %%
query = torch.tensor([[[1.0, 0.0]]])  # (B, k, H), k = 1 step
keys = torch.tensor([[[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]]])  # (B, S, H)
real = torch.tensor([[True, True, False]])  # (B, S)
scores = query @ keys.transpose(1, 2)  # (B, k, S)
ways = {
    pick("no mask", "不掩蔽"): scores.softmax(-1),
    pick("mask after the softmax", "在 softmax 之后掩蔽"): scores.softmax(-1) * real[:, None],
    pick("mask before it", "在 softmax 之前掩蔽"): scores.masked_fill(~real[:, None], -torch.inf).softmax(-1),
}
rows = [(way, *(f"{x:.2f}" for x in [*found[0, 0], found.sum()])) for way, found in ways.items()]
Table([pick("way", "做法"), "h₁", "h₂", pick("padding", "填充"), pick("sum", "和")], rows)

# %% [markdown] tags=["en"]
# A common mistake is the mask after the softmax. Then padding has already taken its share, and the rest sums to .91. With a score of −∞ padding gets $e^{-\infty} = 0$.
#
# ### Where it stands in the decoder
#
# The simplest place is behind the GRU (Luong, Pham and Manning 2015). The GRU reads a token, and its new state $s_t$ is the query. The context $c_t$ is put in front of $s_t$. That makes 2H numbers. A matrix W brings them back to H, and from there the logits are computed as before:
#
# $$\tilde{s}_t = \tanh(W\,[c_t; s_t])$$
#
# The context does not enter the GRU. So in training the GRU reads all known tokens in one call, then all its states ask at once, and one call equals many single steps. In Bahdanau's own design the state *before* asks, and the context enters the GRU. The deeper notebook says what that costs.

# %% [markdown] tags=["zh"]
# 常见的错误，是在 softmax 之后才掩蔽。可是那时填充已经分走了一份，剩下的加起来只有 0.91。把分数改成 −∞，填充得到 $e^{-\infty} = 0$，权重就全部分给真实的状态，加起来正好是 1。
#
# ### 注意力放在解码器的什么地方
#
# 最简单的做法，是放在 GRU 后面（Luong、Pham 与 Manning 2015）。GRU 读一个词元，新状态 $s_t$ 就是查询。把上下文向量 $c_t$ 接在 $s_t$ 前面，一共 2H 维；再用一个矩阵 W 变回 H 维，然后照旧算 logits：
#
# $$\tilde{s}_t = \tanh(W\,[c_t; s_t])$$
#
# 上下文向量不进 GRU。所以训练时，GRU 一次读完所有已知的词元，然后各步的查询一起算；一次调用仍等于一步一步地走。Bahdanau 等人自己的设计不同：用*之前*的状态来问，上下文向量还要进 GRU。这样做要付出什么，见深入篇。

# %% [markdown] tags=["en"]
# ## Experiment: how long a list?
#
# Two models translate lists of numbers below 100 from English words into French ones: *seven, twenty one* becomes *sept, vingt et un*. Both have a GRU with 128 units, and 1,500 steps of training on lists of 1 to 8 numbers. One has attention, the other one context. The test has new lists of up to 12 numbers, 200 of most lengths, and three seeds. A list is right if every word is.

# %% [markdown] tags=["zh"]
# ## 实验：一个上下文向量够用到多长？
#
# 这样做有没有必要？试试看。让两个模型把一串 100 以内的数从英文译成法文：*seven, twenty one* 译成 *sept, vingt et un*。两个都是 128 个单元的 GRU，都在 1 到 8 个数的串上训练 1500 步；一个有注意力，一个只有上下文向量。测试用没见过的串，从 1 个数到 12 个数，大多数长度各 200 串；每个模型用三个随机种子各训练一遍。每个词都对，才算对一串。

# %%
from course_lib.kit import records

record = records.load("bottleneck")
counts = list(range(1, 13))


def by_length(**settings):
    """A row for each seed: the share of right lists with 1 to 12 numbers"""
    return [[run["numbers"][str(n)]["exact"] for n in counts] for run in record.where(**settings)]


def of_100(shares):
    """Their mean, and their range over the seeds, of 100"""
    low, mean, high = (100 * share for share in (min(shares), sum(shares) / len(shares), max(shares)))
    return f"{mean:.0f} ({low:.0f}–{high:.0f})"


# %%
ch07.one_context

# %%
from IPython.display import display

series = {kind: by_length(attention=kind, hidden=128, steps=1500) for kind in ("none", "dot")}
print(record.command)
display(figures.curves(counts, series, "numbers_listed", "exact_match", limit=8))
means = [100 * sum(row[n - 1] for row in series["none"]) / len(series["none"]) for n in (2, 4, 6, 8)]
ch07.one_context.result(means, form=".0f")

# %% [markdown] tags=["en", "explain"]
# ### 1,500 steps, one context: it ends after four numbers
#
# Without attention the model writes nearly all lists of two, 60 of 100 with four numbers, 3 with six, and none with eight. With attention it writes 96 or more of 100 at every length that it was trained on. Beyond eight numbers it gets worse, too: 81 of 100 at twelve. It has never seen a ninth number.

# %% [markdown] tags=["zh", "explain"]
# ### 练 1500 步，一个上下文向量四个数以后就不行了

# 没有注意力的模型，两个数的串几乎全写对；四个数，100 串里写对 60 串；六个数，3 串；八个数，一串也没有。有注意力的模型，凡是训练过的长度，100 串里都能写对 96 串以上。超过八个数，它也会变差：十二个数时写对 81 串。训练里从没出现过第九个数。

# %% [markdown] tags=["en"]
# ### Two objections
#
# Perhaps the other model only needed more time. So we train it three times as long, with two seeds. Perhaps it is a matter of size. So both also get half the units. The table says how many of 100 lists are right, with the range over the seeds.

# %% [markdown] tags=["zh"]
# ### 两个质疑
#
# 这真是注意力的功劳吗？质疑一：没有注意力的模型只是练得不够。那就让它练三倍的时间（两个种子）。质疑二：差别只在大小。那就让两个模型都再试试一半的单元。表里是 100 串里写对了几串，括号里是各种子的范围。

# %%
heads = pick("attention,units,steps,parameters", "注意力,单元数,步数,参数量").split(",")
tried = [("none", 64, 1500), ("none", 128, 1500), ("none", 128, 4500), ("dot", 64, 1500), ("dot", 128, 1500)]
rows = []
for kind, hidden, steps in tried:
    which = {"attention": kind, "hidden": hidden, "steps": steps}
    found, size = by_length(**which), record.values("weights", **which)[0]
    name = pick("no", "无") if kind == "none" else pick("yes", "有")
    assert all(row[7] > 0.9 if kind == "dot" else row[7] < 0.1 for row in found)
    rows.append([name, hidden, steps, size, *(of_100([row[n - 1] for row in found]) for n in (4, 6, 8))])
Table([*heads, *(pick("{} numbers", "{} 个数").format(n) for n in (4, 6, 8))], rows)

# %% [markdown] tags=["en"]
# The first objection is half right. Three times the training, or twice the units, brings one or two numbers more. But at eight it is still 2 of 100. The second does not hold: attention with half the units, and a third of the parameters, gets 97.
#
# Is the context too small, or is it hard to learn to fill it? This table cannot tell. Attention helps with both: there is more room, and the way back to each word is short. Bahdanau et al. saw that without attention quality falls as sentences grow longer.

# %% [markdown] tags=["zh"]
# 第一个质疑对了一半：练三倍的时间，或者单元数加倍，能写对的长度都多了一两个数；可是到八个数，100 串里还是只写对 2 串。第二个不成立：有注意力的模型只用一半的单元、三分之一的参数，就能写对 97 串。
#
# 那么，是上下文向量太小，还是太难学会把它装满？这张表分不清。注意力把两件事都变容易了：地方大了，回到每个词的路也短了。Bahdanau 等人在句子上也看到了：没有注意力，句子越长，译文质量掉得越厉害。

# %% [markdown] tags=["en"]
# ## Experiment: the same weights, elsewhere
#
# The weights of all steps, one row below the other, make an **alignment**: it shows where the model looked while it wrote. Here a small model writes a date, character by character. It reads *4 March 2019* or *Mon 5 Jan 1987*, and writes nearly all new dates right. The sign ␣ is a blank.

# %% [markdown] tags=["zh"]
# ## 实验：同样的权重，换个位置
#
# 把每一步的权重一行行排起来，就是**对齐**：写每个词元时，模型看了哪里。下面是一个写日期的小模型，逐个字符地写：读 *4 March 2019* 或 *Mon 5 Jan 1987* 这样的日期，没见过的日期也几乎全写对。␣ 是空格。

# %%
from course_lib.analysis.alignment import weights as weights_of

dates = records.load("alignments")
bundle = dates.model(task="dates", attention="dot", seed=0)
text, answer = "4 March 2019", "2019-03-04"
pair = bundle.source_vocab.encode(text), bundle.target_vocab.encode(answer)
looked = weights_of(bundle.model, pair)  # (T + 1, S + 1), EOS last
figures.alignment(looked, [*text.replace(" ", "␣"), "EOS"], [*answer, "EOS"])

# %% [markdown] tags=["en"]
# The answer begins with the year, so the model jumps to the end. Nobody told it to. But does it need these weights? Let us deal them out anew: at every step the same weights go to the characters in random order. The model is not changed. It reads the right characters so far, so that one mistake does not bring the next.

# %% [markdown] tags=["zh"]
# 答案从年份写起，所以它一下子跳到末尾；写月份看字母，写日看开头。没有人教过它。但是它真的离不开这些权重吗？我们来捣个乱：每一步都把同样的权重打乱，随机分给各个字符，模型本身不动；它读到的已写部分都是正确的，所以错一个不会带出下一个。

# %%
from course_lib.data.corpora import load

targets = [target for _, target in load("dates-en-iso").train]  # 2019-03-04 and the like
DIGITS = [0, 1, 2, 3, 5, 6, 8, 9]  # their places; 4 and 7 are hyphens

# %%
ch07.shuffled

# %%
runs = dates.values("right", task="dates", attention="dot")
rows = []
for way, name in (("own", pick("its own", "它自己的")), ("shuffled", pick("dealt out anew", "打乱的"))):
    whole, marks = ([run[way + kind] for run in runs] for kind in ("", ", marks"))
    digits = [(10 * all_ - 2 * two) / 8 for all_, two in zip(whole, marks, strict=True)]
    rows.append((name, *map(of_100, (whole, digits, marks))))
usual = [max(sorted({*column}), key=column.count) for column in zip(*targets, strict=True)]
hits = [[a == b for a, b in zip(target, usual, strict=True)] for target in targets]
blind = [sum(row[i] for row in hits for i in at) / len(hits) / len(at) for at in (range(10), DIGITS, (4, 7))]
rows.append((pick("none: the usual character", "不看：说最常见的字符"), *(f"{100 * x:.0f}" for x in blind)))
heads = pick(
    "weights|of 100 characters|of 100 digits|of 100 hyphens", "权重|100 个字符|100 个数字|100 个连字符"
)
display(Table(heads.split("|"), rows))
ch07.shuffled.result(100 * sum(run["shuffled"] for run in runs) / len(runs), form=".0f")

# %% [markdown] tags=["en", "explain"]
# ### A digit needs the right place, a hyphen does not
#
# 45 of 100 characters survive. Of the digits it is 36, no more than somebody gets who sees nothing and says the usual digit at each place. The hyphens do better, since they come whatever the source says. So this model relies on its weights. (Other weights might do as well.)
#
# Jain and Wallace (2019) found something else: one can often permute the weights, and the answer hardly changes. Their tasks were others, mostly one answer for a whole text: *is this review friendly?* Vashishth et al. (2019) compared both sorts: in tasks such as translation, where each step needs another place, false weights do harm.

# %% [markdown] tags=["zh", "explain"]
# ### 写数字要看准地方，写连字符不用
#
# 100 个字符只剩 45 个是对的。单看数字，只对 36 个：什么都不看，每个位置只说最常见的数字，也有这么多。连字符好得多，因为不管源序列是什么，都要写连字符。所以这个模型离不开它的权重。（这并不是说，只有这样的权重才行。）
#
# Jain 与 Wallace（2019）看到的正相反：权重常常可以打乱，答案却几乎不变。他们的任务不同，大多读完整篇才给一个答案，比如“这条评论是好评吗”。Vashishth 等（2019）把两类任务放在一起比，差别正在这里：像翻译这样每一步要看不同地方的任务，权重错了就会出错。

# %% [markdown] tags=["en"]
# ## Experiment: is that why?
#
# So the weights are used. Does the largest weight also show *which character decides*? Ask without weights: replace one character of the source by each other one of its kind, a digit by all other digits, a small letter by all other small letters. (*Maxch* is no month, so the test is not perfect.) By how many nats does the log probability of the output character fall, on average? The character with the largest fall is the **decisive** one.
#
# We ask for 200 new dates, at steps where some replacement costs at least one nat, with five seeds. Three models are asked: with the dot product; with a learned matrix W in it, s·Wh; and the same with an encoder that reads both ways.

# %% [markdown] tags=["zh"]
# ## 实验：权重最大的字符，就是起作用的字符吗？
#
# 所以权重是有用的。那么权重最大的字符，就是对答案影响最大的字符吗？不看权重也能查：把源序列里的一个字符，依次换成同类的其他字符（数字换成其他数字，小写字母换成其他小写字母），看输出字符的对数概率平均下降多少 nat。下降最多的，就是**影响最大的字符**。（*Maxch* 不是月份，所以这个检验也不完美。）
#
# 一共查 200 个新的日期，五个种子，只统计这样的步：至少有一个字符，换掉它，对数概率就下降 1 nat 以上。查三种模型：用点积评分的；中间加一个学出来的矩阵 W，用 s·Wh 评分的；以及同样用 s·Wh、但编码器双向读的。

# %%
scores = {
    "dot": pick("dot product", "点积"),
    "general": pick("with a matrix, s·Wh", "中间加一个矩阵，s·Wh"),
    "general, both ways": pick("the same, encoder reads both ways", "同上，编码器双向读"),
}

# %%
ch07.pointed

# %%
heads = pick(
    "score|weight = decisive|weight one behind|gradient = decisive|gradient = weight",
    "评分方式|权重最大 = 影响最大|权重在后面一个|梯度最大 = 影响最大|梯度最大 = 权重最大",
)
rows = []
for kind, name in scores.items():
    cards, slopes = (dates.values(part, task="dates", attention=kind) for part in ("agreement", "gradient"))
    columns = [[card[key] for card in cards] for key in ("same", "after")]
    columns += [[slope[f"as the {what}"] for slope in slopes] for what in ("replacement", "weight")]
    rows.append((name, *map(of_100, columns)))
display(Table(heads.split("|"), rows))
same = dates.values("agreement", task="dates", attention="dot")
ch07.pointed.result(100 * sum(card["same"] for card in same) / len(same), form=".0f")

# %% [markdown] tags=["en", "explain"]
# ### A weight says where it looked, not what it took
#
# With the dot product the largest weight lies on the decisive character at 62 of 100 steps. The five seeds range from 41 to 72, and yet all five write nearly every date.
#
# At 18 more steps it lies **one behind**; in one seed at 43. The state there has just read the character, so it holds it. Compare the next two rows: with the same score, 67 agree if the encoder reads one way, and 85 if it reads both ways. The seeds' ranges overlap. (Koehn and Knowles 2017 met a shift by one word in a translator. Its encoder read both ways, so the reason may be another.)
#
# The last two columns ask by the **gradient**: how steeply does the log probability change when a character's vector is moved a little? Jain and Wallace found weights and gradients to agree weakly. Here they agree at 78 of 100 steps, more than either does with the replacement. These are fair ways to ask, and they differ. A picture gives you an idea. Change the input to test it. (What counts as an explanation is disputed: Wiegreffe and Pinter 2019.)

# %% [markdown] tags=["zh", "explain"]
# ### 权重只告诉我们看了哪里，没告诉我们取走了什么
#
# 用点积评分，100 步里有 62 步，权重最大的正是影响最大的字符。五个种子从 41 到 72 不等，可是五个模型都几乎把所有日期写对了。
#
# 另外有 18 步，权重最大的在它**后面一个**；有一个种子多达 43 步。那里的状态刚刚把这个字符读进去，所以里面有它。再比较后两行：同样用 s·Wh，单向读 67 步一致，双向读 85 步一致，不过各种子的范围有重叠。（Koehn 与 Knowles 2017 在翻译模型里也遇到过对齐错开一个词；他们的编码器是双向的，所以原因未必相同。）
#
# 最后两列换一种问法，看**梯度**：把一个字符的向量稍微动一动，对数概率变得有多快？Jain 与 Wallace 发现权重和梯度不太一致；这里 100 步里有 78 步一致，比它们各自和替换的结果都更一致。所以，几种问法都有道理，答案却不同。图只能提供线索；要验证，就得改动输入。（什么才算解释，还有争论：Wiegreffe 与 Pinter 2019。）

# %% [markdown] tags=["en"]
# ## A sequence looks at itself
#
# So far a decoder looked at an encoder. A sequence can also look at itself: each position asks all positions. This is **self-attention**, the heart of the Transformer (Vaswani et al. 2017). Three matrices make three vectors of each token: a query that asks, a **key** that is compared with queries, a **value** that is handed on. Until now one state was key and value in one. Each vector has d numbers.
#
# What is gained? The **path length** between any two positions is 1, not as many steps as they stand apart. And nobody waits: all positions are computed at once.
#
# What is lost? The **order**. Shuffle the tokens, and each gets the same output as before. The deeper notebook checks it. Without a mask, *dog* has the same output in *dog bites man* and in *man bites dog*. So chapter 08 puts positions into the inputs.
#
# ### What it costs
#
# Count multiplications for n = 128 tokens and width d = 128. A GRU has six matrices of d × d for each token: 6 × 128 × 128² = 12.6 million. Self-attention has four, 8.4 million. (The fourth makes the output.) Then n × n pairs need a score and a mean, d multiplications each: 2 × 128² × 128 = 4.2 million. The sum is 12.6 million again. In general a GRU takes $6nd^2$ multiplications, and self-attention $4nd^2 + 2n^2d$. Below n = d self-attention has less to do, above it has more. The table adds times: for d = 128, one thread of one machine, one sequence, forward and backward. The unit is the GRU's time for 64 tokens.

# %% [markdown] tags=["zh"]
# ## 序列看自己
#
# 前面是解码器看编码器。序列也可以看自己：每个位置都去问所有的位置。这就是**自注意力**，Transformer 的核心（Vaswani 等 2017）。三个矩阵把每个词元变成三个向量：查询用来发问，**键**（key）用来和查询比对，**值**（value）是交出去的内容。前面的例子里，键和值都是编码器的状态。每个向量是 d 维的。
#
# 得到了什么？任何两个位置之间的**路径长度**都是 1；循环网络里，相隔多远就要走多少步。而且谁也不用等谁：所有位置一起算。
#
# 失去了什么？**顺序**。把词元打乱，每个词元得到的输出却和原来一样，深入篇里有检验。没有掩码的时候，“狗”在“狗咬人”和“人咬狗”里得到的输出一模一样。所以第 08 章要把位置也放进输入。
#
# ### 代价有多大
#
# 数一数乘法。设 n = 128 个词元，宽度 d = 128。GRU 对每个词元有六个 d × d 的矩阵：6 × 128 × 128² = 1260 万次。自注意力有四个，840 万次（第四个用于输出）；n × n 对词元，每对评分要 d 次，加权平均又要 d 次：2 × 128² × 128 = 420 万次。加起来还是 1260 万次。一般地，GRU 要 $6nd^2$ 次乘法，自注意力要 $4nd^2 + 2n^2d$ 次。n 小于 d 时，自注意力的乘法少；n 大于 d 时，GRU 的少。时间呢？下面的计时是在一台机器上做的：d = 128，单线程，一个序列，前向加反向，以 GRU 读 64 个词元的时间为 1。

# %%
measured = records.load("layer_times").results[0]["times"]
found = {(row["kind"], row["length"]): row for row in measured if (row["batch"], row["way"]) == (1, "read")}
heads = pick(
    "n|multiplications, GRU = 1|time, GRU|time, self-attention",
    "n|乘法次数（GRU 记为 1）|GRU 的时间|自注意力的时间",
)
rows = []
for n in (32, 128, 512, 2048):
    gru, look = found["gru", n], found["attention", n]
    work = look["multiplications"] / gru["multiplications"]
    rows.append((n, f"{work:.2f}", f"{gru['times']:.1f}", f"{look['times']:.1f}"))
assert found["attention", 2048]["times"] < found["gru", 2048]["times"]
Table(heads.split("|"), rows)

# %% [markdown] tags=["en"]
# At 2,048 tokens self-attention makes six times as many multiplications, and is still faster. It makes a few large products, and the GRU waits 2,048 times. But from 512 to 2,048 tokens its time grows twelvefold, the GRU's fourfold. With four sequences at once it is slower there, as the deeper notebook shows.
#
# **Writing** is another matter. Token by token, each waits for the one before, with any kind of layer. And each new token looks back at all before.
#
# ## Is attention all we need?
#
# "Attention is all you need" is the title of the Transformer's paper. "All" means there: no recurrence and no convolution.
#
# | Attention replaces | It does not replace |
# | --- | --- |
# | the one context: with attention 97 of 100 lists of eight, without it 2, even with three times the training | **positions**: without them it cannot see order |
# | recurrence: one step from any token to any other, and no waiting | **feed-forward layers, residual sums, normalisation** (chapters 08, 09) |
# | | **the loop that writes**: token by token, until the end mark |
#
# It is not always needed: for lists of two numbers one context is as good. It is not always enough: beyond the lengths of training it got worse, too.
#
# *Seq2Seq* is a **purpose**: a sequence in, a sequence out. *Encoder-decoder* is a **method**. A language model that translates has the purpose without the method. An autoencoder of pictures has the method without the purpose. Attention changes neither.

# %% [markdown] tags=["zh"]
# 2048 个词元时，自注意力的乘法次数是六倍，却还是更快：它只做几次大的矩阵乘法，GRU 却要等 2048 次。不过领先在缩小：从 512 到 2048，它的时间涨到十二倍，GRU 只涨到四倍。一批放四个序列时，到 2048 自注意力就落后了，见深入篇。
#
# **写**是另一回事：一个词元一个词元地写，每个都要等上一个，用什么层都一样；而且每写一个新词元，都要回头看前面的全部。
#
# ## 只要注意力就够了吗？
#
# > **笔记这样说**：“Attention: is it ALL we need?”
#
# Transformer 那篇论文的标题是 *Attention Is All You Need*（只要注意力就够了），意思是不用循环，也不用卷积。从本章看到的来回答：
#
# | 注意力替代了 | 注意力没有替代 |
# | --- | --- |
# | 那一个上下文向量：八个数的串，100 串里写对 97 串（没有它，练三倍的时间也只写对 2 串） | **位置**：没有位置，它看不出顺序 |
# | 靠循环在词元之间传递信息：一步就到，也不用等 | **前馈层、残差连接、归一化**：第 08、09 章会把它们拿掉，看看会怎样 |
# | | **写的循环**：一个词元接一个词元，直到 EOS |
#
# 还要提醒两点。它不是处处都需要：两个数的串，一个上下文向量就一样好。它也不是处处都够：超出训练过的长度，它也会变差。
#
# 最后说说名字。
#
# > **笔记这样说**：“Seq2Seq更强调**目的**，Encoder-Decoder 更强调**方法**”
#
# 说得好。两者谁也不包含谁：会翻译的语言模型，有这个目的，没用这个方法；把图片压缩再还原的自编码器，用了这个方法，却没有这个目的。注意力两样都没改：我们的模型，目的还是 Seq2Seq，方法还是编码器-解码器。

# %% [markdown] tags=["en"]
# ## Lab
#
# Press an output token. The source is shaded with the weights with which it was written. Try three things.
#
# 1. 81 is *quatre-vingt-un* in French, four twenties and one. Press *quatre*, then *vingt*. Where does the model look, and why there?
# 2. Pull the length up to 12. At which word does the model without attention go wrong? Does the other one ever?
# 3. Choose **date**, tick **compare with what matters**, and walk along. Find a token where the two disagree.
#
# Our answers are [here](../docs/groups/07_attention_preview.md).

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 点一个输出词元，源序列的颜色就有深有浅：写它时权重越大，颜色越深。试三件事：
#
# 1. 81 的法文是 *quatre-vingt-un*，四个二十加一。先点 *quatre*，再点 *vingt*，模型看的是哪里？为什么是那里？
# 2. 把长度一直拖到 12。没有注意力的模型从哪个词开始错？另一个会错吗？
# 3. 选**日期**，勾选**对比**，逐个词元点过去。找一个两者不一致的词元。
#
# 我们找到的答案在[小组活动页](../docs/groups/07_attention_preview.md)上。

# %%
from course_lib.chapters.labs import AlignmentLab

AlignmentLab()

# %% [markdown] tags=["en"]
# ## Quiz
#
# Four questions. Each option is explained once you check.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题。选好后按“检查”，每个选项都有解释。

# %%
ch07.quiz

# %% [markdown] tags=["en"]
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
most = of_100([run["same"] for run in dates.values("agreement", task="dates", attention="dot")])
said = pick(
    "one context holds any source|the largest weight shows the cause|self-attention is cheap",
    "一个上下文向量什么都装得下|权重最大的地方就是原因|自注意力很省",
)
shown = pick(
    "lists of eight: {} of 100, with attention {}|at {} of 100 steps|cheaper than a GRU up to n = d, then dearer",
    "八个数的串，100 串里写对 {}；有注意力，{}|100 步里有 {} 步是|n 不超过 d 时比 GRU 省；再长就更费",
).format(*(of_100([row[7] for row in rows]) for rows in series.values()), most)
heads = pick("You will often hear|What this chapter found", "常听到的说法|本章看到的").split("|")
Table(heads, zip(said.split("|"), shown.split("|"), strict=True))

# %% [markdown] tags=["en"]
# [The deeper notebook](07_attention_preview_deeper.ipynb) has Bahdanau's design, other scores, BLEU by length, and the times of writing.

# %% [markdown] tags=["zh"]
# [深入篇](07_attention_preview_deeper.ipynb)里有 Bahdanau 等人自己的设计、加性评分、更多的长度和种子、各种长度的 BLEU，以及写的时候的计时。

# %% [markdown] tags=["en"]
# ## Workshop
#
# You give attention to the model of chapter 03. The page is called `notebooks/from_scratch/2_attention.py`. It is the page of chapter 03 with about twenty lines changed, and each is marked `# new`. Data, loss, training and greedy decoding stay word for word. Only the constant `NUMBERS` changes from 1 to **3**: a line now holds three numbers.
#
# Can the page of chapter 03 not do that? Both pages were trained for 1,500 steps on lines of one length, from one number to four. The table says how many of 100 new lines are right, with the range over three seeds.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 现在给第 03 章的模型加上注意力。这一页叫 `notebooks/from_scratch/2_attention.py`，就是第 03 章那一页，改了二十来行，每一处都标着 `# new`。数据、损失、训练、贪心搜索一字不改，只有常数 `NUMBERS` 从 1 改成 **3**：现在一行有三个数。
#
# 第 03 章那一页写不了三个数吗？每次只练一种长度，从一行一个数到一行四个数，两页都训练 1500 步。表里是 100 行新的数里写对几行，括号里是三个种子的范围。

# %%
both = records.load("page_lines")
heads = [pick("numbers in a line", "一行里的个数"), "1_seq2seq.py", "2_attention.py"]
rows = []
for numbers in range(1, 5):
    scores = [both.values("score", page=name[:-3], numbers=numbers, steps=1500) for name in heads[1:]]
    rows.append([numbers, *map(of_100, scores)])
Table(heads, rows)

# %% [markdown] tags=["en"]
# Now you write the model of the right column. First a warm-up: the mask and the softmax.

# %% [markdown] tags=["zh"]
# 右边这一列的模型，现在由你来写。先热个身：掩码和 softmax。

# %%
ch07.masked_softmax


# %%
def masked_softmax(scores, lengths): ...


ch07.masked_softmax.check(masked_softmax)

# %% [markdown] tags=["en"]
# ### What stays
#
# The next cell takes what stays from the page. Your parts may use `torch`, `nn`, `PAD`, and each other. (The page itself is the finished answer: open it afterwards.) On another day you can begin here, after the first cell of the chapter.

# %% [markdown] tags=["zh"]
# ### 不变的部分
#
# 下一格直接从那一页取来，不用你写。你写的部分可以用 `torch`、`nn`、`PAD`，也可以互相调用。（那一页上就是完整的答案，做完再打开看。）改天再做，就从这里开始，只要先运行本章的第一格。

# %%
import torch
from torch import nn

from course_lib.kit.from_scratch import keep, page

ours = page("2_attention")
PAD, SOURCE, TARGET, HELD_OUT = ours.PAD, ours.SOURCE, ours.TARGET, ours.HELD_OUT
batch, train, score = ours.batch, ours.train, ours.score
source, lengths, target = batch([(305, 7, 120_045)])
print(repr(" ".join(SOURCE[i] for i in source[0])))
print(repr(" ".join(TARGET[i] for i in target[0])))

# %% [markdown] tags=["en"]
# ### Part 1: attention

# %% [markdown] tags=["zh"]
# ### 第 1 部分：注意力

# %%
ch07.Attention


# %%
class Attention(nn.Module):  # new, the whole class
    """Each query takes a weighted mean of the source's states. Padding gets no weight."""

    def forward(self, query, states, real):  # (B, k, H), (B, S, H), (B, S)
        ...  # four lines: scores, mask, weights; return the contexts and the weights


Attention = ch07.Attention.take(Attention)

# %% [markdown] tags=["en"]
# ### Part 2: the encoder keeps all its states

# %% [markdown] tags=["zh"]
# ### 第 2 部分：编码器留下所有的状态

# %%
ch07.Encoder


# %%
class Encoder(nn.Module):
    """Reads the source. What it leaves is every state, which of them are real, and the last real one."""

    def __init__(self, vocabulary, embedding, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=PAD)
        self.rnn = nn.GRU(embedding, hidden, batch_first=True)

    def forward(self, source, lengths):  # (B, S), (B,)
        states, _ = self.rnn(self.embedding(source))  # (B, S, H)
        rows = torch.arange(len(source))  # (B,)
        ...  # two lines: which are real (B, S); return three things


Encoder = ch07.Encoder.take(Encoder)

# %% [markdown] tags=["en"]
# ### Part 3: the decoder looks back

# %% [markdown] tags=["zh"]
# ### 第 3 部分：解码器回头看

# %%
ch07.Decoder


# %%
class Decoder(nn.Module):
    """Reads k target tokens, one or many, and looks back at the source after each of them."""

    def __init__(self, vocabulary, embedding, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=PAD)
        self.rnn = nn.GRU(embedding, hidden, batch_first=True)
        self.attention = Attention()  # new
        self.combine = nn.Linear(2 * hidden, hidden, bias=False)  # new

    def forward(self, tokens, state, states, real):  # (B, k), (B, H), (B, S, H), (B, S)  # new
        x = self.embedding(tokens)  # (B, k, E)
        hidden, last = self.rnn(x, state[None])  # (B, k, H), (1, B, H)
        ...  # three lines: attention, combine; return three things


Decoder = ch07.Decoder.take(Decoder)

# %% [markdown] tags=["en"]
# ### Part 4: the four verbs, and a fifth

# %% [markdown] tags=["zh"]
# ### 第 4 部分：四个动词，再加一个

# %%
ch07.Seq2Seq


# %%
class Seq2Seq(nn.Module):
    """Encoder and decoder behind four verbs: encode, start, advance, project. And where it looked."""

    def __init__(self, sources, targets, embedding=32, hidden=96):
        super().__init__()
        self.encoder = Encoder(sources, embedding, hidden)
        self.decoder = Decoder(targets, embedding, hidden)
        self.output = nn.Linear(hidden, targets)

    def encode(self, source, lengths):
        return self.encoder(source, lengths)  # memory: states, which are real, the last  # new

    def start(self, memory): ...  # one line

    def advance(self, tokens, state, memory): ...  # one line

    def project(self, hidden):
        return self.output(hidden)  # (..., V) logits

    def alignment(self, tokens, memory):  # new
        ...  # one line


Seq2Seq = ch07.Seq2Seq.take(Seq2Seq)

# %% [markdown] tags=["en"]
# ### Train it
#
# 300 steps, a fifth of what the page takes when it runs alone. Your model then writes the 400 held-out lines alone. A line counts only if it is right to the last digit.

# %% [markdown] tags=["zh"]
# ### 训练
#
# 训练 300 步，只有那一页单独运行时步数的五分之一。然后让你的模型独自写那 400 行留出的数；一行里每一位都对，才算对。

# %%
torch.set_num_threads(1)
torch.manual_seed(0)
mine, losses, wanted_steps = Seq2Seq(len(SOURCE), len(TARGET)), [], 300
for loss in train(mine, wanted_steps):
    losses.append(loss)
right = score(mine)
print(pick("right, of 400 held-out lines:", "400 行留出的数里对了："), live(round(400 * right)))
assert right > 0.75 or len(losses) < wanted_steps  # fewer: the stop button was pressed

# %% [markdown] tags=["en"]
# ### Your model in the lab
#
# `keep` writes your page and its weights into `my/from_scratch/`, and never over an older one. `own` loads the newest. The lab then draws *your* alignment. Try these lines. What does the model look at to write a comma? In 305, 305, 305, does it look at the right one of three equal numbers?

# %% [markdown] tags=["zh"]
# ### 把你的模型放进实验台
#
# `keep` 把你的这一页连同权重存到 `my/from_scratch/`，从不覆盖旧的；`own` 载入最近的那个。然后，实验台画出的就是**你的**对齐图。试一试：写逗号的时候，它看的是哪里？输入 305, 305, 305，三个数一模一样，它看对了吗？

# %%
keep("2_attention", mine, Attention, Encoder, Decoder, Seq2Seq)

# %%
from course_lib.chapters.labs import AlignmentLab
from course_lib.kit import own

AlignmentLab(own("2_attention"), typed="305, 305, 305")

# %% [markdown] tags=["en"]
# ### A fault to repair
#
# It raises no error, and the loss gives no warning.

# %% [markdown] tags=["zh"]
# ### 一个要修的毛病
#
# 它不报错，损失也看不出毛病。

# %%
ch07.look_back


# %%
def look_back(query, states, real):
    scores = query @ states.transpose(1, 2)
    scores = scores.masked_fill(~real[:, None], -1e9)
    weights = scores.softmax(1)
    return weights @ states, weights


ch07.look_back.check(look_back)

# %% [markdown] tags=["en"]
# A question to answer in words, and a stretch for those who want more.

# %% [markdown] tags=["zh"]
# 一道要用文字回答的问题，还有一道挑战题，留给想多做一点的人。

# %%
ch07.all_we_need

# %%
ch07.all_we_need.answer("")

# %%
ch07.causal_self_attention


# %%
def causal_self_attention(inputs, W_q, W_k, W_v): ...


ch07.causal_self_attention.check(causal_self_attention)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. What would convince you that a model used a certain word?
# 2. For which lengths would you take a GRU, for which self-attention?
# 3. Your model learned lines of three numbers. Give it four. What happens, and is the context to blame?
#
# [A page for the meeting](../docs/groups/07_attention_preview.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 怎样才能让你相信，模型用到了某个词？
# 2. 多长的序列用 GRU，多长的用自注意力？
# 3. 你的模型学的是一行三个数。给它四个，会怎样？这能怪上下文向量吗？
#
# [小组活动页](../docs/groups/07_attention_preview.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - D. Bahdanau, K. Cho, Y. Bengio (2015). Neural machine translation by jointly learning to align and translate. ICLR, arXiv 1409.0473.
# - M. Luong, H. Pham, C. Manning (2015). Effective approaches to attention-based neural machine translation. EMNLP, arXiv 1508.04025.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - P. Koehn, R. Knowles (2017). Six challenges for neural machine translation. WNMT, arXiv 1706.03872.
# - S. Jain, B. Wallace (2019). Attention is not explanation. NAACL, arXiv 1902.10186.
# - S. Vashishth et al. (2019). Attention interpretability across NLP tasks. arXiv 1909.11218.
# - S. Wiegreffe, Y. Pinter (2019). Attention is not not explanation. EMNLP, arXiv 1908.04626.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - D. Bahdanau, K. Cho, Y. Bengio (2015). Neural machine translation by jointly learning to align and translate. ICLR, arXiv 1409.0473.
# - M. Luong, H. Pham, C. Manning (2015). Effective approaches to attention-based neural machine translation. EMNLP, arXiv 1508.04025.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - P. Koehn, R. Knowles (2017). Six challenges for neural machine translation. WNMT, arXiv 1706.03872.
# - S. Jain, B. Wallace (2019). Attention is not explanation. NAACL, arXiv 1902.10186.
# - S. Vashishth et al. (2019). Attention interpretability across NLP tasks. arXiv 1909.11218.
# - S. Wiegreffe, Y. Pinter (2019). Attention is not not explanation. EMNLP, arXiv 1908.04626.
