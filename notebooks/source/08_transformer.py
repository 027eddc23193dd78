# %% [markdown] tags=["en"]
# # 08 · The Transformer
#
# **What you will be able to do.** Build every part of a Transformer from tensors: heads, masks, positions, feed-forward, residual sums. Check your own layer against PyTorch's. Say what is left of Seq2Seq in it, what it gains over a recurrent network on the same task, and what it loses. Read a picture of its heads with care.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop} minutes; the sections called Deeper take {deeper} more. **To know before.** Chapters 03 and 07.

# %% [markdown] tags=["zh"]
# # 08 · Transformer
#
# **学完本章，你能**：用张量搭出 Transformer 的每个部件，即多头、掩码、位置编码、前馈、残差连接，并和 PyTorch 的层对上；说清里面还剩下多少 Seq2Seq，在同一个任务上比循环网络强在哪里、弱在哪里；看多头注意力的图时不上当。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟；“深入”各节另需 {deeper} 分钟。**预备知识**：第 03 章和第 07 章。

# %% [markdown] tags=["en"]
# ## The question
#
# Chapter 07 ended with a promise: attention can carry information within a sequence, too. The notes say that the Transformer *throws away RNN and LSTM and uses self-attention instead*, and so works in parallel and catches long dependencies. **What is left when recurrence is gone, and is it enough?**
#
# ![Left, the encoder: source tokens with positions go through a box that is repeated N times, self-attention and feed-forward, each inside a residual sum. Right, the decoder: target tokens with positions go through self-attention that sees only what is to the left, attention to the encoder's outputs, and feed-forward, N times, then to the next token. An arrow leads from the encoder's outputs to the decoder's attention.](../assets/figures/transformer_at_a_glance.en.svg)
#
# It is still Seq2Seq: an encoder, a decoder, teacher forcing in training, one token after the other in use. Only what is inside the boxes has changed.

# %% [markdown] tags=["zh"]
# ## 问题
#
# > **笔记这样说**：“Transformer抛弃了RNN和LSTM的结构，改为使用自注意力机制（Self-Attention），使得模型能够并行处理序列并捕捉长距离的依赖关系。”
#
# 第 07 章留了个话头：注意力也可以在一个序列内部传递信息。**没有了循环，还剩下什么？够用吗？**
#
# ![左边是编码器：源词元加上位置，穿过重复 N 次的方框，里面是自注意力和前馈，各带一条残差连接。右边是解码器：目标词元加上位置，先经过只看左边的自注意力，再经过对编码器输出的注意力，然后是前馈，也重复 N 次，最后给出下一个词元。一个箭头从编码器的输出指向解码器的注意力。](../assets/figures/transformer_at_a_glance.zh.svg)
#
# 它仍然是 Seq2Seq：有编码器，有解码器，训练时教师强制，使用时一个词元接一个词元。变的只是方框里面的东西。

# %%
import torch

from course_lib.chapters.ch08_transformer import figures
from course_lib.language import set_language

LANGUAGE = "en"
set_language(LANGUAGE)
torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)

# %% [markdown] tags=["en"]
# ## Attention, divided by a root
#
# From chapter 07: queries, keys, values; $\mathrm{softmax}(QK^\top/\sqrt{d_k})\,V$. Why the root? A dot product of two vectors of $d_k$ random numbers has a spread of $\sqrt{d_k}$. **Predict**: with 512 numbers and no root, how large is the largest weight among ten random keys?

# %% [markdown] tags=["zh"]
# ## 注意力，除以一个根号
#
# 第 07 章讲过查询、键、值：$\mathrm{softmax}(QK^\top/\sqrt{d_k})\,V$。为什么除以根号？两个各有 $d_k$ 个随机数的向量，点积的标准差是 $\sqrt{d_k}$。**先猜**：$d_k=512$，不除根号，十个随机的键里，最大的权重有多大？

# %%
query, keys = torch.randn(1000, 1, 512, generator=generator), torch.randn(1000, 10, 512, generator=generator)
scores = query @ keys.transpose(1, 2)  # (1000, 1, 10)
plain, scaled = (s.softmax(-1).amax(-1).mean() for s in (scores, scores / 512**0.5))
print(f"largest of ten weights, mean of 1000: without the root {plain:.2f}, with it {scaled:.2f}")
assert plain > 0.9 > 0.5 > scaled

# %% [markdown] tags=["en"]
# Without the root nearly everything goes to one key, at random, and softmax is flat: hardly any gradient. With it the model *chooses* how sharp to be.
#
# ## Many heads
#
# One attention makes one mean. To look at the verb and at the subject at the same time, take **h heads**: cut the d numbers of queries, keys and values into h parts of d/h, attend in each part apart, join the results and mix them with one more matrix. The work is the same as for one head of size d.

# %% [markdown] tags=["zh"]
# 不除根号，权重几乎全给了碰巧的一个键，softmax 也平了，梯度几乎没有。除了以后，要多尖锐，由模型自己学。
#
# ## 多个头
#
# 一次注意力只得到一个平均。想同时看动词和主语，就用 **h 个头**：把查询、键、值的 d 个数切成 h 份，每份 d/h 个，各做各的注意力，再接起来，用一个矩阵混合。计算量和一个大小为 d 的头一样。


# %%
def heads_of(x, h):
    """(B, T, d) -> (B, h, T, d / h)"""
    return x.unflatten(-1, (h, -1)).transpose(1, 2)


def multi_head(layer, x, source, mask):
    """x (B, T, d) asks, source (B, S, d) answers -> (B, T, d), weights (B, h, T, S)"""
    q = heads_of(layer.query(x), layer.heads)
    k, v = (heads_of(part(source), layer.heads) for part in (layer.key, layer.value))
    scores = q @ k.transpose(-1, -2) / q.size(-1) ** 0.5  # (B, h, T, S)
    weights = scores.masked_fill(~mask, float("-inf")).softmax(-1)
    joined = (weights @ v).transpose(1, 2).flatten(2)  # (B, T, d)
    return layer.out(joined), weights


# %% [markdown] tags=["en"]
# **Masks** say who may look where. Two kinds: *padding* is looked at by no one; and in the decoder no place may look at a later one (**causal** mask), or teacher forcing would show it the answer. Beside it PyTorch's own module, with our weights copied:

# %% [markdown] tags=["zh"]
# **掩码**规定谁能看哪里。有两种：*填充*谁也不看；解码器里，谁也不许看自己后面的位置（**因果掩码**），不然教师强制就等于把答案给它看。旁边是 PyTorch 自己的模块，权重抄我们的：

# %%
from course_lib.models.multi_head import MultiHeadAttention, causal_mask

layer = MultiHeadAttention(16, heads=4)
x = torch.randn(2, 5, 16, generator=generator)  # (B, T, d)
lengths = torch.tensor([5, 3])
padding = (torch.arange(5) < lengths[:, None])[:, None, None]  # (B, 1, 1, S)
causal = causal_mask(5, 5)  # (T, S)
ours, weights = multi_head(layer, x, x, padding & causal)
torch.testing.assert_close(layer(x, layer.keys_values(x), causal)[0], multi_head(layer, x, x, causal)[0][0])
print(weights[1, 0].detach().numpy().round(2))

# %%
theirs = torch.nn.MultiheadAttention(16, 4, batch_first=True)
with torch.no_grad():
    parts = (layer.query, layer.key, layer.value)
    theirs.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
    theirs.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
    theirs.out_proj.load_state_dict(layer.out.state_dict())
found, _ = theirs(x, x, x, key_padding_mask=~padding[:, 0, 0], attn_mask=~causal)
real = torch.arange(5) < lengths[:, None]
torch.testing.assert_close(found[real], ours[real])
print("equal to torch.nn.MultiheadAttention, where a token is real")

# %% [markdown] tags=["en"]
# ## Where am I? Positions
#
# Attention sees a *set*: shuffle the tokens, and each gets the same output (chapter 07). So each place adds a vector of its own to the word's. Two ways: a **learned** table, one row a place; or **waves**, sine and cosine at many rates, from fast to very slow (Vaswani et al. 2017):
#
# $$p_{t,2i}=\sin(t/10000^{2i/d}),\qquad p_{t,2i+1}=\cos(t/10000^{2i/d})$$
#
# Like the hands of a clock: seconds, minutes, hours. To go on by k places is to turn each hand by a fixed angle.

# %% [markdown] tags=["zh"]
# ## 我在第几位？位置编码
#
# 注意力看到的是一个*集合*：把词元打乱，每个词元的输出不变（第 07 章）。所以要给每个位置一个向量，加到词的向量上。办法有两种：**学出来的**表，每个位置一行；或者**波**，许多种快慢不同的正弦和余弦（Vaswani 等 2017）：
#
# $$p_{t,2i}=\sin(t/10000^{2i/d}),\qquad p_{t,2i+1}=\cos(t/10000^{2i/d})$$
#
# 就像钟的指针：秒针、分针、时针。往后走 k 位，每根指针转过的角度都是固定的。

# %%
from course_lib.models.positions import sinusoids

d, t = 16, torch.arange(40)
rates = 10000 ** (-torch.arange(0, d, 2) / d)  # (d / 2,) radians a place
angles = t[:, None] * rates  # (40, d / 2)
waves = torch.zeros(40, d)
waves[:, 0::2], waves[:, 1::2] = angles.sin(), angles.cos()
torch.testing.assert_close(waves, sinusoids(40, d))
near = [float(waves[0] @ waves[k]) for k in (0, 1, 2, 5, 20)]
print("a place and those 0, 1, 2, 5, 20 further on, as dot products:", [f"{v:.1f}" for v in near])

# %% [markdown] tags=["en"]
# ## One layer, then all
#
# An encoder layer has two **sub-layers**: self-attention, then **feed-forward**, a small network on each token alone. Around each stands a **residual sum**: what goes in is added to what comes out, $x+F(x)$ (He et al. 2016). And each begins with a **norm**: it brings the numbers of a token back to one size, since a sum over many layers would grow. With the norm in front of the sub-layer, $x+F(\mathrm{norm}(x))$, the layer is called **Pre-LN** (Xiong et al. 2020). LN is *layer norm*, the kind used here. What it computes, why it stands there, and whether another would do, is the question of chapter 09.
#
# A decoder layer has one sub-layer more in the middle: attention to the encoder's outputs, the attention of chapter 07. By hand:

# %% [markdown] tags=["zh"]
# ## 先一层，再全部
#
# 编码器的一层有两个**子层**：先是自注意力，再是**前馈**，也就是对每个词元单独做一遍的小网络。每个子层外面都有**残差连接**：进去什么，就加到出来的东西上，即 $x+F(x)$（He 等 2016）。每个子层开头还有一个**归一化**：许多层加下来，数会越来越大，归一化把一个词元的各个数拉回同一个大小。归一化放在子层前面，即 $x+F(\mathrm{norm}(x))$，这种层叫**前置**（Pre-LN，Xiong 等 2020）。LN 是 layer norm，层归一化，这里用的就是这一种。它具体怎么算，为什么放在这里，换一种行不行，都留给第 09 章。
#
# 解码器的一层中间多一个子层：对编码器输出的注意力，也就是第 07 章的那种。亲手写：


# %%
def encoder_layer(layer, x, mask):
    """x (B, S, d), mask (B, 1, 1, S) -> (B, S, d)"""
    seen = layer.residuals[0].norm(x)
    x = x + multi_head(layer.attention, seen, seen, mask)[0]
    return x + layer.feed_forward(layer.residuals[1].norm(x))


def decoder_layer(layer, y, memory, mask, causal):
    """y (B, T, d), memory (B, S, d) -> (B, T, d)"""
    seen = layer.residuals[0].norm(y)
    y = y + multi_head(layer.attention, seen, seen, causal)[0]
    y = y + multi_head(layer.cross, layer.residuals[1].norm(y), memory, mask)[0]
    return y + layer.feed_forward(layer.residuals[2].norm(y))


# %% [markdown] tags=["en"]
# Embed the tokens (scaled by $\sqrt d$, so that the words are as loud as the waves), add positions, run the layers, and norm once more, since no norm has touched the sum itself: this is the whole model. It equals the library's `Transformer`:

# %% [markdown] tags=["zh"]
# 词元变成嵌入（乘以 $\sqrt d$，让词的声音和波一样响），加上位置，过一层层，最后再归一化一次，因为一路加起来的那个和，本身还没有归一化过：整个模型就是这些。它和库里的 `Transformer` 相等：


# %%
def embed(part, tokens):
    """(B, T) -> (B, T, d)"""
    vectors = part.embedding.table(tokens) * part.embedding.table.embedding_dim**0.5
    return vectors + sinusoids(tokens.size(1), vectors.size(-1))


# %%
def transformer(model, source, lengths, inputs):
    """source (B, S), inputs (B, T), BOS first -> logits (B, T, V)"""
    mask = (torch.arange(source.size(1)) < lengths[:, None])[:, None, None]  # (B, 1, 1, S)
    x, y = embed(model.encoder, source), embed(model.decoder, inputs)
    for layer in model.encoder.stack.layers:
        x = encoder_layer(layer, x, mask)
    x = model.encoder.stack.final(x)
    for layer in model.decoder.layers:
        y = decoder_layer(layer, y, x, mask, causal_mask(y.size(1), y.size(1)))
    return model.output(model.decoder.final(y))


# %%
from course_lib.models import Transformer

model = Transformer(20, 20, hidden=16, layers=2, seed=0).eval()
source, inputs = torch.randint(4, 20, (2, 5)), torch.randint(4, 20, (2, 4))
with torch.no_grad():
    memory = model.encode(source, lengths)
    hidden, _ = model.advance(inputs, model.start(memory), memory)
    torch.testing.assert_close(model.project(hidden), transformer(model, source, lengths, inputs))
print("the whole Transformer, by hand, equals the library's")

# %% [markdown] tags=["en"]
# ## The same four verbs
#
# The library's Transformer answers to `encode`, `start`, `advance` and `project`, like every model since chapter 03. So greedy and beam search, metrics, labs and the command line work as they are. What is its **state**? A recurrent network carries one vector. The Transformer carries the *keys and values of all that was said*: nothing is worked out twice, but the state grows with every token.

# %% [markdown] tags=["zh"]
# ## 还是那四个动词
#
# 库里的 Transformer 也有 `encode`、`start`、`advance`、`project`，和第 03 章以来的每个模型一样。所以贪心搜索、束搜索、指标、实验台、命令行都照常能用。它的**状态**是什么？循环网络带着一个向量走；Transformer 带着*已经说出的全部词元的键和值*：什么也不用算第二遍，但每说一个词元，状态就长一截。

# %%
with torch.no_grad():
    state, parts = model.start(memory), []
    for token in inputs.split(1, dim=1):  # one token at a time
        hidden, state = model.advance(token, state, memory)
        parts.append(hidden)
        print("numbers kept:", sum(part.numel() for part in state))
    at_once, _ = model.advance(inputs, model.start(memory), memory)
torch.testing.assert_close(torch.cat(parts, 1), at_once)

# %% [markdown] tags=["en"]
# One call over all tokens equals one call a token, thanks to the causal mask: so **training is parallel over places**, and **writing is not**.

# %% [markdown] tags=["zh"]
# 一次读完所有词元，和一个一个读，结果相等，靠的就是因果掩码。所以**训练时各个位置可以并行**，**写的时候不行**。

# %% [markdown] tags=["en"]
# ## Experiment: what does "parallel" buy on a laptop?
#
# A GRU with attention and a Transformer, both of width 128 with two layers on each side; the Transformer has twice the weights. One training step, and writing as many tokens as were read, for sentences of 8 to 256 tokens: one thread, recorded, in times of the GRU's training step at 64 tokens. **Predict**: who is faster in training, who in writing, and by how much?

# %% [markdown] tags=["zh"]
# ## 实验：在笔记本电脑上，“并行”值多少？
#
# 一个带注意力的 GRU，一个 Transformer，宽度都是 128，两边各两层；Transformer 的权重是前者的两倍。句子长 8 到 256 个词元，量两件事：训练一步要多久，写出同样多的词元要多久。单线程，录制，以 GRU 在 64 个词元上训练一步的时间为 1。**先猜**：训练谁快？写谁快？差多少？

# %%
from course_lib.kit import records

record = records.load("model_times")
print(record.command)
(found,) = record.results
times = {(t["way"], t["kind"], t["length"]): t["times"] for t in found["times"]}
sizes = sorted({length for _, _, length in times})
ways = [(way, kind) for way in ("train", "write") for kind in ("gru", "transformer")]
lines = {f"{kind}, {way}": [[times[way, kind, n] for n in sizes]] for way, kind in ways}
figures.curves(sizes, lines, "sequence_length", "times_of_gru", log=True, doubling=True)

# %%
print("weights", found["weights"], " tokens", sizes)
for way in ("train", "write"):
    ratios = [times[way, "transformer", n] / times[way, "gru", n] for n in sizes]
    print(f"{way}: Transformer / GRU", [f"{ratio:.2f}" for ratio in ratios])
    assert min(ratios) > 1.5 if way == "write" else 0.5 < min(ratios) < max(ratios) < 1.6

# %% [markdown] tags=["en"]
# **In training about level, in writing 2.4 to 3.2 times slower.** One core works through everything one piece after the other, so it hardly cares whether the pieces *must* wait for each other. It does get twice the weights trained in the time of the GRU, since few large products are cheaper than many small ones. What "parallel" removes is waiting: 64 steps in a row become one. A GPU, with thousands of pieces at once, turns that into time; that we have not measured. And in writing each token looks at all those before it, so the gap grows with the length.

# %% [markdown] tags=["zh"]
# **训练大致打平，写要慢 2.4 到 3.2 倍。** 一个核反正是一件接一件地做，这些活*必须*互相等，还是不必等，对它几乎没有差别。不过同样的时间里，它练的权重是 GRU 的两倍：少数几个大乘法，比许多小乘法划算。“并行”去掉的是等待：排成一队的 64 步变成一步。GPU 能同时做几千件，才把这一点变成时间；这个我们没有量。写的时候，每个词元都要看前面的全部，所以越长差得越多。

# %% [markdown] tags=["en"]
# ## Experiment: the bottleneck again
#
# The lists of numbers of chapter 07: trained on 1 to 8 numbers, tested up to 12. There stand the GRUs, with attention and without, 64 hidden units. Now a Transformer of width 64, 2 + 2 layers, 1,500 steps on the same lists. **Predict** two things: does it carry eight numbers? And what happens at nine, which it has never seen?

# %% [markdown] tags=["zh"]
# ## 实验：再看瓶颈
#
# 第 07 章的那串数：训练时 1 到 8 个，测试到 12 个。那里有 64 个隐藏单元的 GRU，有注意力的和没有的。现在换成宽度 64、2 + 2 层的 Transformer，同样的串，也是 1500 步。**先猜**两件事：八个数它装得下吗？到了从没见过的九个，会怎样？

# %%
longer, before = records.load("transformer_lengths"), records.load("bottleneck")
print(longer.command)
counts = list(range(1, 13))


def by_length(record, **settings):
    """A row for each seed: exact match for lists of 1 to 12 numbers"""
    return [[run["numbers"][str(n)]["exact"] for n in counts] for run in record.where(**settings)]


# %%
same = {"hidden": 64, "steps": 1500}
series = {
    "none": by_length(before, attention="none", **same),
    "gru, general": by_length(before, attention="general", **same),
    "sinusoidal": by_length(longer, positions="sinusoidal", hidden=64),
    "learned": by_length(longer, positions="learned", hidden=64),
    "without positions": by_length(longer, positions="none", hidden=64),
}
figures.curves(counts, series, "numbers_listed", "exact_match", limit=8)

# %%
for name, rows in series.items():
    print(f"{name:18}", *(f"{n}: {records.spread([row[n - 1] for row in rows])} " for n in (2, 7, 9, 11)))
weights = {name: before.values("weights", attention=name, **same)[0] for name in ("none", "general")}
print("weights:", weights, "Transformer", longer.values("weights", positions="sinusoidal", hidden=64)[0])
assert min(row[6] for row in series["sinusoidal"]) > 0.9 > 0.5 > max(row[8] for row in series["sinusoidal"])
assert min(row[10] for row in series["gru, general"]) > 0.3 > max(row[10] for row in series["sinusoidal"])
assert max(row[2] for row in series["without positions"]) < 0.3

# %% [markdown] tags=["en"]
# **Within the trained lengths it is as good as the GRU with attention**: .95 and more up to eight numbers, where the GRU with one context writes .06 at three. **At nine it falls to .40, at eleven to 0**, where the GRU with attention still writes .94 and .73. It is not the number of weights (240 thousand against 54): a Transformer of width 32 with 63 thousand does the same, .92 at eight and .33 at nine.
#
# Why? A recurrent network goes on as it has gone so far: a ninth number is one more step. The Transformer gets a vector for a place that no training has shown. Waves do have a value there, a table of learnt positions has a row (never trained); neither helps. So "captures long dependencies" holds *within what was seen*. (Later schemes look at distances instead of places, for this reason; we have not measured one.)
#
# And without positions? Two numbers, one time in three: nearly the bag of words that chapter 07 foretold.

# %% [markdown] tags=["zh"]
# **在训练过的长度之内，它和带注意力的 GRU 一样好**：直到八个数都不低于 .95；而只有一个 64 数的上下文向量时，三个数就只剩百分之六了。**到九个数，跌到 .40，十一个数就是 0**，带注意力的 GRU 却还有 .94 和 .73。这不是权重多少的问题（24 万对 5.4 万）：宽度 32、权重 6.3 万的 Transformer 也是这样，八个 .92，九个 .33。
#
# 为什么？循环网络照原样一步步走下去，第九个数不过是多走一步。Transformer 拿到的，却是训练中从没出现过的位置的向量。波在那里有值，学出来的表在那里有一行（没练过），都帮不上忙。所以“捕捉长距离的依赖关系”，要加上一句：*在见过的长度之内*。（后来的一些办法看距离而不看位置，就是为此；我们没有量过。）
#
# 没有位置呢？两个数，三次里对一次：差不多就是第 07 章预告过的那袋词。

# %% [markdown] tags=["en"]
# ## Experiment: who needs positions?
#
# Copying strings of 3 to 8 letters, held-out strings, 800 steps, three seeds. Positions on both sides, on one, on none. Beside exact match stands the share of outputs with the right letters in *any* order. **Predict**: with no positions at all, is the decoder quite without order? (Think of the causal mask.)

# %% [markdown] tags=["zh"]
# ## 实验：谁需要位置？
#
# 抄写 3 到 8 个字母的字符串，用留出的字符串，800 步，三个种子。位置两边都有，只有一边有，两边都没有。完全匹配率旁边，是字母都对、*不管*次序的比例。**先猜**：完全没有位置，解码器就一点次序也不知道吗？（想想因果掩码。）

# %%
order = records.load("order")
print("encoder     decoder     exact match         right letters, any order")
exact = {}
for run in order.results[::3]:
    which = {"encoder": run["encoder"], "decoder": run["decoder"]}
    exact[tuple(which.values())] = order.values("exact", **which)
    right, letters = (records.spread(order.values(what, **which)) for what in ("exact", "anagram"))
    print(f"{run['encoder']:11} {run['decoder']:11} {right:19} {letters}")
assert min(exact["sinusoidal", "sinusoidal"]) > max(exact["none", "none"]) + 0.3

# %% [markdown] tags=["en"]
# **The encoder needs them, and nothing else does.** Without positions in the encoder all letters come, every one, in the wrong order: exact .01 to .02, anagram 1.00. With them in the encoder alone the copy is perfect. How can the decoder do without? Its causal mask lets the first place see one token, the second two, and so on: from that it can count. (On short strings; and no one has said that it counts well at 500.)

# %% [markdown] tags=["zh"]
# **需要位置的是编码器，别处都不需要。** 编码器没有位置时，字母一个不少，次序却全乱：完全匹配 .01 到 .02，不管次序则是 1.00。只有编码器有位置，就抄得完全正确。解码器没有位置怎么行？因果掩码让第一个位置看见一个词元，第二个看见两个，依此类推：凭这个就能数数。（这是短字符串；没人说它数到 500 还数得准。）

# %% [markdown] tags=["en"]
# ## Lab: heads
#
# Type a list of numbers, choose a part, a layer, a head. Then switch the masks off, one after the other: what would the model see that it must not?

# %% [markdown] tags=["zh"]
# ## 实验台：多头
#
# 输入一串数，选一个部分、一层、一个头。再把掩码一个个关掉：模型会看到哪些不该看的？

# %%
from course_lib.chapters.labs import HeadsLab

HeadsLab()

# %% [markdown] tags=["en"]
# Some heads look at the token before, some at the comma, some at what seems the right word. It is tempting to name them. Chapter 07's warning holds: a picture gives an idea, and an experiment tests it.
#
# ## Exercises
#
# Three core exercises, about five minutes each, a stretch, and a question to answer in words.

# %% [markdown] tags=["zh"]
# 有的头看前一个词元，有的看逗号，有的看的好像正是该看的词。很想给它们起名字。但第 07 章的提醒仍然有效：图给的是线索，要验证得做实验。
#
# ## 练习
#
# 三道基础练习，每道大约五分钟；一道挑战题；一道要用文字回答的问题。

# %%
from course_lib.chapters.ch08_transformer import exercises as ch08

ch08.split_heads


# %%
def split_heads(x, h): ...


ch08.split_heads.check(split_heads)

# %%
ch08.waves


# %%
def waves(length, d): ...


ch08.waves.check(waves)

# %%
ch08.smoothed_loss


# %%
def smoothed_loss(logits, labels, share): ...


ch08.smoothed_loss.check(smoothed_loss)

# %%
ch08.cached_step


# %%
def cached_step(x, keys, values, W_q, W_k, W_v): ...


ch08.cached_step.check(cached_step)

# %%
ch08.what_is_left

# %%
ch08.what_is_left.answer("")

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch08.quiz

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## Deeper: label smoothing and warm-up
#
# Vaswani et al. (2017) take a tenth of each label and deal it out over the whole vocabulary (**label smoothing**): "this hurts perplexity", they write, and helps accuracy and BLEU. And they **warm up**: over the first steps the learning rate rises from near zero. Do both matter for a small Pre-LN model? Letters to phonemes (CMUdict), width 64, 800 steps, 1,000 held-out words, three seeds. The loss is measured without smoothing, in nats per token. **Predict** the two columns.

# %% [markdown] tags=["zh"]
# ## 深入：标签平滑与预热
#
# Vaswani 等（2017）从每个标签拿走十分之一，平均分给整个词表（**标签平滑**）。他们写道，这会损害困惑度，却提高准确率和 BLEU。他们还做了**预热**：开头若干步，学习率从接近零慢慢升上去。对一个小的前置模型，这两样要紧吗？任务是字母转音素（CMUdict），宽度 64，800 步，1000 个留出的词，三个种子。损失按不平滑的来量，单位是每词元 nat。**先猜**这两列。

# %%
smoothing = records.load("smoothing")
print("smoothing  warm-up  loss, gold prefix   phonemes wrong, alone")
for share in (0.0, 0.1):
    for warmup in (0, 100):
        which = {"label_smoothing": share, "warmup": warmup}
        loss, wrong = (smoothing.values(what, **which) for what in ("forced_loss", "error_rate"))
        print(f"{share:9} {warmup:8}  {records.spread(loss):19} {records.spread(wrong, '.3f')}")

# %% [markdown] tags=["en"]
# **Smoothing hurts the loss, as the paper says**: .39 becomes .49 nats in every seed, since the model was taught not to be sure. What it says alone is hardly better, .177 to .173 of the phonemes wrong, and the seeds overlap: a hint, no proof. **Warm-up changes nothing here**: two Pre-LN layers do without. Chapter 09 shows where it is needed, with 6 + 6 layers and a higher rate.

# %% [markdown] tags=["zh"]
# **平滑损害了损失，正如论文所说**：每个种子都从 .39 左右升到 .49 左右，因为教它的就是别太肯定。独自写的结果只好了一点点，音素错误率从 .177 到 .173，种子之间有重叠：算个苗头，不算证明。**预热在这里毫无作用**：两层的前置网络用不着它。什么时候需要，第 09 章会看到：6 + 6 层，学习率更高。

# %% [markdown] tags=["en"]
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | the Transformer throws away RNN and LSTM | yes; encoder, decoder, teacher forcing and search have stayed |
# | so it can work in parallel | one call over all places equals one call a token: in training; on one core that is about level with a GRU. Writing is sequential as before, and slower |
# | and catches long dependencies | within the trained lengths better than a GRU without attention; beyond them it fails sooner than a GRU with attention |
# | (not said) | without positions it cannot tell the order |
#
# ## For a study group
#
# 1. What would you have to add to a bag of words to get a sentence back?
# 2. Why may keys and values be kept, and when not?
# 3. Your translator meets sentences twice as long as in training. Which of the models of this chapter would you fear most?
#
# [A page for the meeting](../docs/groups/08_transformer.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - K. He et al. (2016). Deep residual learning for image recognition. CVPR, arXiv 1512.03385.
# - R. Xiong et al. (2020). On layer normalization in the Transformer architecture. ICML, arXiv 2002.04745.
# - C. Szegedy et al. (2016). Rethinking the Inception architecture for computer vision (label smoothing). CVPR, arXiv 1512.00567.
# - D. Bahdanau, K. Cho, Y. Bengio (2015). Neural machine translation by jointly learning to align and translate. ICLR, arXiv 1409.0473.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | “Transformer抛弃了RNN和LSTM的结构” | 对；编码器、解码器、教师强制、搜索都留下了 |
# | “使得模型能够并行处理序列” | 一次读完等于一个一个读：训练时可以并行，在一个核上和 GRU 大致打平；写仍然是一个接一个，而且更慢 |
# | “捕捉长距离的依赖关系” | 训练过的长度之内，强过没有注意力的 GRU；超出之后，比带注意力的 GRU 垮得更早 |
# | （没有提） | 没有位置，它分不清先后 |
#
# ## 小组讨论
#
# 1. 给你一袋词，要还原成一句话，还得加上什么？
# 2. 为什么可以留着键和值？什么时候不行？
# 3. 你的翻译器遇到了比训练时长一倍的句子。本章的几个模型，你最担心哪个？
#
# [小组活动页](../docs/groups/08_transformer.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - K. He et al. (2016). Deep residual learning for image recognition. CVPR, arXiv 1512.03385.
# - R. Xiong et al. (2020). On layer normalization in the Transformer architecture. ICML, arXiv 2002.04745.
# - C. Szegedy et al. (2016). Rethinking the Inception architecture for computer vision (label smoothing). CVPR, arXiv 1512.00567.
# - D. Bahdanau, K. Cho, Y. Bengio (2015). Neural machine translation by jointly learning to align and translate. ICLR, arXiv 1409.0473.
