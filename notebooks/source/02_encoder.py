# %% [markdown] tags=["en"]
# # 02 · The encoder: a sentence in a handful of numbers
#
# **What you will be able to do.** Build a recurrent network, a GRU and an LSTM from tensors, and check each against PyTorch. Say what a context vector is, in four versions. Find the classic padding bug and know what it costs. Tell two troubles apart that are often mixed up: too little room, and too short a memory.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop} minutes; the sections called Deeper take {deeper} more. **To know before.** Chapters 00 and 01.

# %% [markdown] tags=["zh"]
# # 02 · 编码器：把一句话装进一小把数里
#
# **学完本章，你能**：用张量亲手搭出循环神经网络、GRU 和 LSTM，并逐一与 PyTorch 核对；说清什么是上下文向量，并写出四种做法；找出那个经典的填充错误，知道它的代价；分清两件常被混为一谈的事：地方不够，和记性太短。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟；“深入”各节另需 {deeper} 分钟。**预备知识**：第 00、01 章。

# %% [markdown] tags=["en"]
# ## The question
#
# *Seven* is one word. *Two million three hundred thousand and six* is seven words. The encoder of chapter 00 left 128 numbers behind for each. **What is in those numbers, and what is lost?**
#
# ![Two rows. A source of two tokens and a source of eight are read token by token, each state computed from the one before. Both end in a context of six numbers.](../assets/figures/one_size_of_context.en.svg)

# %% [markdown] tags=["zh"]
# ## 问题
#
# *Seven* 只有一个词，*two million three hundred thousand and six* 有七个词。第 00 章的编码器给它们留下的都是 128 个数。**这些数里有什么？又丢了什么？**
#
# ![上下两行：两个词元和八个词元的源序列，都是逐个读入，每个状态由前一个状态算出；最后留下的上下文向量都是六个数。](../assets/figures/one_size_of_context.zh.svg)

# %%
from course_lib.chapters.ch02_encoder import figures
from course_lib.language import live, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## By hand: a recurrent network
#
# "Recurrent" means: the same small step, again and again. Each step takes one token's vector $x_t$ and the **hidden state** before it, and makes the new state:
#
# $$h_t = f(x_t, h_{t-1}) = \tanh(W x_t + U h_{t-1} + b), \qquad h_0 = 0$$
#
# $W$, $U$ and $b$ are the weights, the same at every step. $\tanh$ keeps each number between −1 and 1. In the shapes below S is the length of the source, E the size of a token's vector, H that of a state, and B the number of sentences in a batch.

# %% [markdown] tags=["zh"]
# ## 亲手做：循环神经网络
#
# “循环”的意思是：同样的一小步，做了一遍又一遍。每一步取一个词元的向量 $x_t$ 和上一步的**隐状态**，算出新的隐状态：
#
# $$h_t = f(x_t, h_{t-1}) = \tanh(W x_t + U h_{t-1} + b), \qquad h_0 = 0$$
#
# $W$、$U$、$b$ 是权重，每一步都用同一份。$\tanh$ 让每个数都留在 −1 和 1 之间。下面标形状时，S 是源序列的长度，E 是一个词元向量有几个数，H 是一个状态有几个数，B 是一批有几句。

# %%
import torch

torch.manual_seed(0)
S, E, H = 5, 4, 3


def rnn(x, W, U, b):
    h = torch.zeros(len(b))  # (H,)
    states = []
    for x_t in x:
        h = torch.tanh(W @ x_t + U @ h + b)  # (H,)
        states.append(h)
    return torch.stack(states)  # (S, H)


# %% [markdown] tags=["en"]
# PyTorch's `nn.RNN` does the same. It has two bias vectors where one would do; only their sum matters.

# %% [markdown] tags=["zh"]
# PyTorch 的 `nn.RNN` 做的是同一件事。它有两个偏置，其实一个就够：起作用的只是两者之和。

# %%
x = torch.randn(S, E)  # (S, E)
module = torch.nn.RNN(E, H, batch_first=True)
W, U, b_ih, b_hh = (weights.detach() for weights in module.parameters())
states = rnn(x, W, U, b_ih + b_hh)  # (S, H)
outputs, last = module(x[None])  # (1, S, H), (1, 1, H)
torch.testing.assert_close(outputs[0], states)
torch.testing.assert_close(last[0, 0], states[-1])
print(states.shape)

# %% [markdown] tags=["en"]
# Two remarks before we go on.
#
# **$h_0$ is zero.** The notes list "the encoder's hidden state" among what is initialised with the weights. It is not a weight: it starts at zero for every sentence, and nothing learns it. What is initialised, and then learnt, are $W$, $U$, $b$ and the embedding.
#
# **Order counts.** The same vectors in another order end in another state, while their sum stays the same: a mere sum could not tell *five hundred and two* from *two hundred and five*.

# %% [markdown] tags=["zh"]
# 往下走之前，有两点要说。
#
# **$h_0$ 是零。** 笔记把“Encoder的隐藏层状态”列进了参数初始化。其实它不是参数：每读一句话，它都从零开始，不用学。真正要先初始化、再去学的，是 $W$、$U$、$b$ 和嵌入。
#
# **顺序起作用。** 同样几个向量换个顺序，最后的状态就不同，而它们的和不变。所以要是只把向量加起来，就分不出 *five hundred and two* 和 *two hundred and five*。

# %%
turned = rnn(x.flip(0), W, U, b_ih + b_hh)
assert torch.allclose(x.sum(0), x.flip(0).sum(0))
print(states[-1], turned[-1], sep="\n")
assert (states[-1] - turned[-1]).abs().max() > 0.1

# %% [markdown] tags=["en"]
# ## The context: a family, not one thing
#
# When the source has been read there are $S$ states. The decoder gets a **context** made from them: $C = q(h_1, \dots, h_S)$. The notes write this $q$, and then use one choice, the last state. Here are four. The fourth has a small vector $v$ that says which states count; it would be learnt, here it is still random. (The softmax makes shares of any numbers, positive and adding up to 1: chapter 03.)

# %% [markdown] tags=["zh"]
# ## 上下文向量：一族，而不是一个
#
# 读完源序列，就有了 $S$ 个状态。交给解码器的**上下文向量**由它们得来：$C = q(h_1, \dots, h_S)$。笔记先写了这个 $q$，后来只用了其中一种：最后一个状态。下面是四种做法，第四种带一个小向量 $v$，由它决定哪些状态更要紧；$v$ 本该学出来，这里先用随机数。（softmax 把任意几个数变成比例，都大于 0，加起来是 1：见第 03 章。）

# %%
v = torch.randn(H)  # (H,)
contexts = {
    "last": states[-1],
    "mean": states.mean(0),
    "max": states.max(0).values,
    "learned": (states @ v).softmax(0) @ states,
}
for name, context in contexts.items():
    print(f"{name:8}", tuple(context.shape))

# %% [markdown] tags=["en"]
# All four have the size of one state, however long the source is. Attention (chapter 07) is not a fifth $q$: it makes a new context for *every* step of the decoder.

# %% [markdown] tags=["zh"]
# 不管源序列多长，四种做法得到的大小都和一个状态一样。注意力（第 07 章）并不是第五种 $q$：它给解码器的**每一步**都做一个新的上下文向量。

# %% [markdown] tags=["en"]
# ## Gates: GRU and LSTM
#
# The plain network rewrites its whole state at every step. A **gate** is a number between 0 and 1 that says how much to let through, and it is computed from the input and the state. The **GRU** (gated recurrent unit, Cho et al. 2014) has two. The update gate $z$ decides how much of the old state stays; the reset gate $r$ decides how much of it the candidate $n$, a proposal for the new state, may see:
#
# $$h_t = (1 - z) \odot n + z \odot h_{t-1}$$
#
# With $z = 1$ the state is kept untouched. The circled dot multiplies number by number. Two things to read the code: `sigmoid` squeezes any number into the range from 0 to 1; and PyTorch stacks the matrices of $r$, $z$ and $n$ into one, so `chunk(3)` cuts the product into three.

# %% [markdown] tags=["zh"]
# ## 门：GRU 与 LSTM
#
# 普通的循环网络每一步都把整个状态改写一遍。**门**是 0 到 1 之间的数，决定放多少东西过去；它由输入和状态算出来。**GRU**（门控循环单元，Cho 等 2014）有两个门：更新门 $z$ 决定旧状态留下多少，重置门 $r$ 决定候选状态 $n$ 能看到多少旧状态：
#
# $$h_t = (1 - z) \odot n + z \odot h_{t-1}$$
#
# $z = 1$ 时，状态原封不动地留下来。圆圈点号表示逐个数相乘。看代码时要知道两点：`sigmoid` 把任何数压到 0 和 1 之间；PyTorch 把 $r$、$z$、$n$ 的矩阵叠成了一个，所以乘完要用 `chunk(3)` 切成三份。


# %%
def gru_by_hand(x_t, h, W, U, b, c):
    x_r, x_z, x_n = (W @ x_t + b).chunk(3)  # (H,) each
    h_r, h_z, h_n = (U @ h + c).chunk(3)  # (H,) each
    r = torch.sigmoid(x_r + h_r)
    z = torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h  # (H,)


module = torch.nn.GRU(E, H, batch_first=True)
weights = [w.detach() for w in module.parameters()]
h = torch.zeros(H)
for x_t in x:
    h = gru_by_hand(x_t, h, *weights)
torch.testing.assert_close(module(x[None])[1][0, 0], h)

# %% [markdown] tags=["en"]
# One detail that trips people up. The paper of Cho et al. multiplies by the reset gate *before* the matrix product, $U(r \odot h)$. PyTorch multiplies *after* it, $r \odot (U h)$, because that is faster. Weights trained one way do not work the other way. We know of no task on which, trained from the start, one way is much better.
#
# The **LSTM** (Hochreiter and Schmidhuber 1997) carries two vectors: a **memory cell** $c$, changed only through gates, and the state $h$ that it shows. Its three gates: `i` lets in the candidate `g`, `f` keeps the old cell, `o` decides what is shown. (The **forget gate** `f` came only in 2000: Gers et al.) The famous context of Sutskever et al. (2014) is all of this: $(h, c)$ of four layers of 1000 units, 8000 numbers.

# %% [markdown] tags=["zh"]
# 有个细节常让人栽跟头。Cho 的论文先乘重置门、再做矩阵乘法：$U(r \odot h)$；PyTorch 先做矩阵乘法、再乘重置门：$r \odot (U h)$，因为这样更快。按一种写法训练出的权重，不能拿到另一种写法里用；要是各自从头训练，我们还没听说哪个任务会因此相差很多。
#
# **LSTM**（长短期记忆网络，Hochreiter 与 Schmidhuber 1997）带着两个向量：**记忆元** $c$，只有经过门才能改动；以及它展示给外面的状态 $h$。它有三个门：`i` 决定候选 `g` 进来多少，`f` 决定旧的记忆元留下多少，`o` 决定展示多少。（**遗忘门** `f` 到 2000 年才加上：Gers 等。）Sutskever 等（2014）那篇著名的论文里，上下文向量就是这些数的总和：四层，每层 1000 个单元，$h$ 和 $c$ 都算上，共 8000 个数。


# %%
def lstm_by_hand(x_t, h, c, W, U, b):
    i, f, g, o = (W @ x_t + U @ h + b).chunk(4)  # (H,) each
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


module = torch.nn.LSTM(E, H, batch_first=True)
W, U, b_ih, b_hh = (weights.detach() for weights in module.parameters())
h = c = torch.zeros(H)
for x_t in x:
    h, c = lstm_by_hand(x_t, h, c, W, U, b_ih + b_hh)
torch.testing.assert_close(module(x[None])[1][0][0, 0], h)
torch.testing.assert_close(module(x[None])[1][1][0, 0], c)

# %% [markdown] tags=["en"]
# ## The library's encoder
#
# `course_lib.models.encoder.Encoder` wraps an embedding and one of these networks. Later chapters import it. It returns a **Memory**: all states (`outputs`), the mask, and the context (`final`: one tensor (B, layers, H) for a GRU, $h$ and $c$ for an LSTM). Our GRU loop gives the same context, one sentence at a time.

# %% [markdown] tags=["zh"]
# ## 库里的编码器
#
# `course_lib.models.encoder.Encoder` 把嵌入和上面的一种网络包在一起，后面各章都用它。它返回一个 **Memory**：全部状态（`outputs`）、掩码，以及上下文向量（`final`：GRU 只有一个张量 (B, 层数, H)，LSTM 有 $h$ 和 $c$ 两个）。我们的 GRU 循环一句一句地算，得到的上下文向量完全一样。

# %%
from course_lib.data.batching import pad
from course_lib.data.vocab import EOS
from course_lib.models.encoder import Encoder

encoder = Encoder(vocab_size=20, embedding=E, hidden=H, cell="gru")
rows = [[5, 8, 14, 4, EOS], [9, EOS]]
source, lengths = pad(rows)  # (2, 5), (2,)
memory = encoder(source, lengths)
for row, ids in enumerate(rows):
    h = torch.zeros(H)
    for x_t in encoder.embedding(torch.tensor(ids)):
        h = gru_by_hand(x_t, h, *encoder.rnn.parameters())
    torch.testing.assert_close(memory.final[0][row, 0], h)

# %% [markdown] tags=["en"]
# ## The classic bug: reading on through the padding
#
# The second row has 2 tokens and 3 PADs. Where does its context come from? Code in many tutorials runs the network over the whole rectangle and takes the last column. The embedding of PAD is a zero vector. **Predict**: does a step with a zero vector leave the state as it is?

# %% [markdown] tags=["zh"]
# ## 经典错误：一路读过填充
#
# 第二行有 2 个词元、3 个 PAD。它的上下文向量该从哪里取？不少教程的代码让网络跑完整个矩形，再取最后一列。PAD 的嵌入是零向量。**先猜**：读入一个零向量，状态会保持不变吗？

# %%
outputs, _ = encoder.rnn(encoder.embedding(source))  # (2, 5, H)
right, wrong = memory.final[0][1, 0], outputs[1, -1]
print("first row", torch.allclose(outputs[0, -1], memory.final[0][0, 0]))
print("second row", torch.allclose(wrong, right))
assert (wrong - right).abs().max() > 0.01

# %% [markdown] tags=["en"]
# It does not. With $x_t = 0$ there are still $U$ and the biases, so every PAD moves the state. The longest row is right, the others are not, and *how* wrong they are depends on the company they keep in the batch. The library **packs** the batch: the network stops at each row's own last token.
#
# What does the bug cost? We trained the translator of chapter 00 both ways, for 1,000 steps on batches put together at random (in one of 64, a sentence has four PADs behind it on average), with three seeds each. Then we put the 500 unseen numbers, with some PADs behind each, to both. **Predict**: how will the curve of the buggy model look when there are *no* PADs, as for a user who types a single sentence?

# %% [markdown] tags=["zh"]
# 并不会。$x_t = 0$ 时还有 $U$ 和偏置，所以每个 PAD 都会推动状态。最长的一行是对的，其余都不对；而且错成什么样，要看它和谁分在同一批。库里的做法是**打包**：网络读到每一行自己的最后一个词元就停下。
#
# 这个错误的代价有多大？我们用两种办法训练第 00 章的翻译器，各训练 1000 步、用三个随机种子；每批 64 句，随便凑在一起，平均每句后面有四个 PAD。再用 500 个没见过的数来考它们，每句后面加上若干个 PAD。**先猜**：**没有** PAD 时，也就是用户只输入一句话时，带着错误的模型会怎样？

# %%
from course_lib.kit import records

record = records.load("padding")
extra = [0, 1, 2, 4, 8, 16]
exact = {
    name: [[run[str(n)] for n in extra] for run in record.values("exact", bug=bug)]
    for name, bug in (("packed", False), ("reads_padding", True))
}
print(record.command)
for name, bug in (("packed", False), ("reads_padding", True)):
    print(f"{name:13} training loss", records.spread(record.values("loss", bug=bug), ".3f"))
assert min(map(min, exact["packed"])) > 0.9 > 0.5 > max(run[0] for run in exact["reads_padding"])
figures.curves(extra, exact, "extra_padding", "exact_match")

# %% [markdown] tags=["en"]
# Packed, the padding makes no difference: .99 throughout. With the bug, a sentence alone comes out right only about one time in four; with four PADs behind it, as in training, .58; with sixteen, never. The loss of the last 50 training steps hardly gives it away: .022 instead of .013, both close to zero. An answer that depends on the neighbours in the batch: that is worth a test in your own code.
#
# (Charts like this one show recorded runs: the line is the mean over the seeds, the band reaches from the lowest to the highest. The command printed above the chart makes the record anew, in some minutes; nothing here waits for it.)

# %% [markdown] tags=["zh"]
# 打包之后，填充毫无影响，始终是 .99。带着错误的模型，单独给它一句话，只有大约四分之一能答对；后面加四个 PAD，和训练时差不多，是 .58；加十六个，全错。而最后 50 步的训练损失几乎不露痕迹：.022 对 .013，都接近零。同一句话，换一批同伴，答案就变了：你自己的代码里，也值得为此写一个测试。
#
# （这样的图，画的是事先录好的实验：线是各随机种子的均值，色带从最低到最高。图上方打印的命令可以把实验重做一遍，要好几分钟；这里不用等它。）

# %% [markdown] tags=["en"]
# ## Experiment: is the identity easy?
#
# The notes remark that learning to copy its input may not be simple for a model. Let us see. The source is a string of 3 to 16 letters out of ten, the target is the same string. Encoder and decoder are GRUs; all must pass through the context of 32, 64 or 128 numbers; five seeds each, 3,000 steps.
#
# **Predict**: up to which length does the model with 64 numbers copy nine strings out of ten? And strings of *one* letter, shorter than any in training?

# %% [markdown] tags=["zh"]
# ## 实验：恒等映射容易学吗？
#
# > **笔记这样说**：“额外一提，要让模型学到恒等映射，可能不是件简单的事”
#
# 来看看。源序列是 3 到 16 个字母的字符串（共十种字母），目标序列就是它自己。编码器和解码器都是 GRU，一切都得挤过 32、64 或 128 个数的上下文向量；各用五个随机种子，训练 3000 步。
#
# **先猜**：用 64 个数的模型，多长的字符串还能十个抄对九个？只有**一个**字母的（训练中没有这么短的）呢？

# %%
record = records.load("copying")
lengths = list(range(1, 21))
exact = {
    str(hidden): [[run[str(n)] for n in lengths] for run in record.values("exact", hidden=hidden)]
    for hidden in (32, 64, 128)
}
at_8 = {hidden: [run[7] for run in exact[hidden]] for hidden in exact}
print(record.command)
print("length 8:", {hidden: records.spread(values) for hidden, values in at_8.items()})
assert max(at_8["32"]) + 0.2 < min(at_8["64"]) and max(at_8["64"]) < min(at_8["128"])
figures.curves(lengths, exact, "source_length", "exact_match", limit=16)

# %% [markdown] tags=["en"]
# Not simple at all. Nine out of ten come out right up to 5 letters with 32 numbers, up to 7 with 64, up to 9 with 128; then it falls, well before the 16 that training went to. More room, longer strings: this is the **bottleneck**. (128 numbers could in principle hold many more letters: the curve shows what *this training* finds, in 3,000 steps.) And a single letter, the easiest string of all, often fails, because training had none so short: on average .74 to .88, by seed from .47 to 1.

# %% [markdown] tags=["zh"]
# 一点也不简单。要十个抄对九个，32 个数只能到 5 个字母，64 个数到 7 个，128 个数到 9 个；再长就往下掉，离训练中最长的 16 个还差得远。地方大，能抄的就长：这就是**瓶颈**。（128 个数原则上存得下多得多的字母；曲线画的只是这样训练 3000 步能学到什么。）一个字母本该最容易，却常常出错，因为训练中从没有这么短的：平均只有 .74 到 .88，各种子从 .47 到 1 不等。

# %% [markdown] tags=["en"]
# ## Experiment: what is left in the context?
#
# Can we look into the context? A **probe** (Alain and Bengio 2016) is a small linear reader: from the numbers of the context, it guesses the letter at each position. Whatever it reads is there. We fit it by least squares on 3,000 random strings of 8 letters, and test it on 1,000 others. The model is recorded: a GRU of 64, trained to copy. **Predict**, before the next cells run: which letter is hardest to read back, the first, the middle ones, or the last? And in a network that was never trained?

# %% [markdown] tags=["zh"]
# ## 实验：上下文向量里还剩什么？
#
# 能往上下文向量里看一眼吗？**探针**（Alain 与 Bengio 2016）是一个很小的线性模型：根据上下文向量里的数，猜每个位置上是什么字母。它读得出来的，就一定在里面。我们用最小二乘法在 3000 个随机字符串（8 个字母）上拟合它，再用另外 1000 个来测。模型是录制好的：64 个单元的 GRU，学的是抄写。运行下面几格之前**先猜**：哪个位置的字母最难读出来？第一个、中间的，还是最后一个？若是从未训练过的网络呢？

# %%
from course_lib.analysis import probing

model, vocab, *_ = records.load("memory").model(cell="gru", hidden=64)


def read(letters):
    context = probing.contexts(model.encoder, letters).double()  # (N, H)
    return torch.cat([context, torch.ones(len(context), 1)], 1)  # (N, H + 1)


# %%
known, fresh = (probing.draw(n, 8, len(vocab), seed=n) for n in (3000, 1000))  # (N, 8)
wanted = torch.nn.functional.one_hot(known - 4, 10).flatten(1).double()  # (N, 8 * 10)
weights = torch.linalg.lstsq(read(known), wanted).solution  # (H + 1, 8 * 10)
said = (read(fresh) @ weights).view(-1, 8, 10).argmax(-1) + 4  # (1000, 8)
share = (said == fresh).double().mean(0)  # (8,)
print([live(value, ".2f") for value in share.tolist()])

# %% [markdown] tags=["en"]
# The library's `probing.readable` does the same (with a trace of ridge, which keeps the weights small). These are the shares for letters 1 to 8: the first is read every time, the seventh worst. Now strings of 16 letters and a GRU of 128, *untrained* and *trained*. **Predict** the untrained curve: does it look the same?

# %% [markdown] tags=["zh"]
# 库里的 `probing.readable` 做的是同一件事（另加一点点岭回归，让权重小一些）。上面是第 1 到第 8 个字母读对的比例：第一个次次读对，第七个最差。再看 16 个字母的字符串、128 个单元的 GRU，未训练和训练好的各一条。**先猜**：未训练的那条也是这个样子吗？

# %%
library = probing.readable(model.encoder, 8)
assert (torch.tensor(library) - share).abs().max() < 0.1
probes = {
    state: [run["16"] for run in record.values(state, hidden=128)] for state in ("untrained", "trained")
}
mean = {state: torch.tensor(seeds).mean(0) for state, seeds in probes.items()}  # (16,) each
assert mean["untrained"][-1] > 0.9 and mean["untrained"][0] < 0.3
assert mean["trained"][0] > 0.9 and mean["trained"][6:14].max() + 0.1 < mean["trained"][-1]
figures.curves(list(range(1, 17)), probes, "letter_position", "read_back", guess=0.1)

# %% [markdown] tags=["en"]
# Many guess that the first is lost. For the untrained network that is so: it forgets as it reads. Training turns this round. The first letter becomes perfectly readable, since the decoder has to say it first; the last one is left over from reading; in between it is worst, at letters 9 to 14 of 16.
#
# But careful with "lost". The probe is linear; the decoder is not, and it unpacks letter after letter. Compare what both can say.

# %% [markdown] tags=["zh"]
# 很多人会猜“第一个丢了”。未训练的网络确实如此：边读边忘。训练把这件事翻了过来：第一个字母读得清清楚楚，因为解码器一上来就要说它；最后一个是刚读完留下的；最差的在中间偏后，第 9 到第 14 个。
#
# 不过，说“丢了”要小心。探针是线性的，解码器不是，它会一个字母接一个字母地把东西解出来。比一比两者各能说出多少。

# %%
for length in ("8", "12", "16"):
    by_probe = [sum(run[length]) / len(run[length]) for run in record.values("trained", hidden=128)]
    by_decoder = [1 - run[length] for run in record.values("letter_error", hidden=128)]
    print(f"{length:3} probe", records.spread(by_probe), " decoder", records.spread(by_decoder))
    assert min(by_decoder) > max(by_probe)

# %% [markdown] tags=["en"]
# *decoder* is 1 minus the letter error rate: the share of letters that one would have to insert, delete or replace in what the model writes. At 8 letters it reaches .99, where the probe reads .71. So a probe gives a **lower bound**: what it reads is there; what it does not read may be there in another form.

# %% [markdown] tags=["zh"]
# *decoder* 是 1 减去字母错误率，也就是要改对模型所写的串，得插入、删除、替换的字母占几成。8 个字母时，它达到 .99，探针只读出 .71。所以探针给的是**下界**：它读得出的一定在；它读不出的，也可能换了个样子待在里面。

# %% [markdown] tags=["en"]
# ## Experiment: short memory is another trouble
#
# The notes name two drawbacks: *compression*, and *short-term memory*. They are different. Copying many letters needs room. Now take a task that needs almost none: read one letter, then 5, 10, 20 or 40 others, and say the **first**. One letter of ten: the smallest context has room for it.
#
# Training can only learn this if the **gradient** of the loss reaches that first letter. How large is it there? We measure it in untrained networks: the gradient with respect to each $x_t$, by its distance from the end.

# %% [markdown] tags=["zh"]
# ## 实验：记性短是另一回事
#
# > **笔记这样说**：缺点有“上下文向量**信息压缩**”和“**短期记忆**限制”
#
# 这是两回事。抄很多字母，要的是地方。现在换一个几乎不占地方的任务：先读一个字母，再读 5、10、20 或 40 个别的字母，然后说出**第一个**是什么。十个字母里的一个，再小的上下文向量也装得下。
#
# 要学会它，损失的**梯度**就得传到那第一个字母。传到那里还剩多大？我们在未训练的网络上测：损失对每个 $x_t$ 的梯度，按它到末尾的距离来看。

# %%
from course_lib.chapters.ch02_encoder.experiments.recall import OPEN, open_forget_gate


def gradient_by_distance(name, seed):
    torch.manual_seed(seed)
    encoder, readout = Encoder(14, 32, 64, cell=name.split(",")[0]), torch.nn.Linear(64, 10)
    if name == OPEN:
        open_forget_gate(encoder.rnn)
    source = torch.randint(4, 14, (64, 41))  # (B, S)
    x = encoder.embedding(source).detach().requires_grad_()  # (B, S, E)
    last = encoder.rnn(x)[0][:, -1]  # (B, H)
    loss = torch.nn.functional.cross_entropy(readout(last), source[:, 0] - 4)
    size = torch.autograd.grad(loss, x)[0].norm(dim=2).mean(0)  # (S,)
    return (size / size[-1]).flip(0).tolist()


# %%
cells = ("rnn", "gru", "lstm", OPEN)
sizes = {name: [gradient_by_distance(name, seed) for seed in range(3)] for name in cells}
at_20 = {name: sum(run[20] for run in sizes[name]) / 3 for name in cells}
assert at_20["rnn"] * 5 < at_20["gru"] and at_20["lstm"] * 100 < at_20[OPEN]
figures.curves(list(range(41)), sizes, "distance", "gradient", log=True, measured=True)

# %% [markdown] tags=["en"]
# In the first three networks each step away from the end leaves only half of it, or a little more: nearly a straight line on this scale, where each mark down divides by 100. After 20 tokens the plain RNN keeps about a millionth; GRU and LSTM with PyTorch's first weights keep tens of times more, and that is still little: their gates start half open. The fourth curve is an LSTM whose forget gate starts nearly open (2 added to its bias; Gers et al. 2000). One change, and the gradient gets through.
#
# Does it matter for learning? **Predict** which cells learn to say the first letter after 20 others, in 800 steps.

# %% [markdown] tags=["zh"]
# 前三种网络，离末尾每远一步，梯度就只剩一半多一点：在这种刻度上（每往下一格，缩小到百分之一）近乎一条直线。隔了 20 个词元，普通 RNN 只剩百万分之一左右；GRU 和 LSTM 用 PyTorch 的初始权重，多几十倍，但依然很小，因为门一开始只是半开。第四条曲线也是 LSTM，只是遗忘门从一开始就开得很大（偏置加 2；Gers 等 2000）。就这一处改动，梯度便传得到了。
#
# 这对学习有影响吗？**先猜**：隔着 20 个字母说出第一个，训练 800 步，哪几种能学会？

# %%
record = records.load("recall")
waits = [5, 10, 20, 40]
right = {
    name: [[record.values("right", cell=name, distance=wait)[seed] for wait in waits] for seed in range(3)]
    for name in cells
}
at_20 = {name: sum(run[2] for run in right[name]) / 3 for name in cells}
print(record.command)
print("after 20:", {name: round(value, 2) for name, value in at_20.items()})
assert at_20["rnn"] < 0.2 and at_20["gru"] > 0.8 and at_20[OPEN] > at_20["lstm"] + 0.3
figures.curves(waits, right, "wait", "recalled", guess=0.1, doubling=True)

# %% [markdown] tags=["en"]
# The plain RNN manages 5 letters, with luck 10, and no more. The GRU manages 20 in all three runs, and nearly 40. The LSTM as PyTorch makes it fails at 20, although its gradient is about as large as the GRU's: a gradient that arrives is not all that learning needs. With an open forget gate it learns in every run up to 20, but not yet at 40. (All of this within 800 steps.)
#
# So keep the two apart. **Too little room** shows with many tokens, however near. **Too short a memory** shows with a single token, when it is far.

# %% [markdown] tags=["zh"]
# 普通 RNN 隔 5 个字母可以，10 个看运气，再多就不行了。GRU 隔 20 个，三次都学会了，隔 40 个也几乎都行。LSTM 照 PyTorch 的初始权重，隔 20 个就学不会，尽管它的梯度和 GRU 的差不多大：可见学不学得会，不只看梯度传不传得到。遗忘门开大之后，隔 20 个以内每次都能学会，隔 40 个仍然不行。（都只训练 800 步。）
#
# 所以要分清这两件事。**地方不够**：词元一多就出错，哪怕离得很近。**记性太短**：词元哪怕只有一个，离得远也会出错。

# %% [markdown] tags=["en"]
# ## Lab: memory
#
# Type up to 12 letters from a to j, and let the encoder read them one by one. Each column of the heat map is a state $h_t$. The bars show in what share of 1,000 random strings of this length a probe reads each place right at that moment. Change the cell, the size, and compare with an untrained network. A new setting takes a moment, since a probe is fitted. **Find**: after how many letters the bar of the first one is down to a guess in an *untrained* GRU, and whether a trained one loses it; with how many hidden units the decoder copies at least 950 of 1,000 strings of four letters; what training did to the plain RNN. (Each setting is one recorded model, seed 0. What we found is on [the page for the meeting](../docs/groups/02_encoder.md).)

# %% [markdown] tags=["zh"]
# ## 实验台：记忆
#
# 输入 a 到 j 的字母，最多 12 个，让编码器一个一个地读。热图的每一列是一个状态 $h_t$。柱子是探针此刻在各个位置上读对的比例，用 1000 个同样长的随机串来测。换一换循环单元和大小，再和未训练的网络比一比；换设置要稍等一下，因为要重新拟合探针。**找一找**：**未训练**的 GRU 读到第几个字母时，第一个字母的柱子就降到了随机猜测的水平？训练好的会丢掉它吗？四个字母的串 1000 个，至少要几个隐藏单元，解码器才抄得对 950 个？训练之后，普通 RNN 变成了什么样？（每种设置都是一个录好的模型，随机种子为 0。我们找到的答案在[小组活动页](../docs/groups/02_encoder.md)上。）

# %%
from course_lib.chapters.labs import MemoryLab

MemoryLab()

# %% [markdown] tags=["en"]
# ## Exercises
#
# Three core exercises, about five minutes each; the check names the first thing that is wrong. A stretch and a question follow.

# %% [markdown] tags=["zh"]
# ## 练习
#
# 三道基础练习，每道大约五分钟，检查会指出第一个不对的地方。后面还有一道挑战题和一道要用文字回答的问题。

# %%
from course_lib.chapters.ch02_encoder import exercises as ch02

ch02.rnn_states


# %%
def rnn_states(inputs, W, U, b): ...


ch02.rnn_states.check(rnn_states)

# %%
ch02.context


# %%
def context(states, lengths): ...


ch02.context.check(context)

# %%
ch02.mean_context


# %%
def mean_context(states, mask): ...


ch02.mean_context.check(mean_context)

# %%
ch02.gru_step


# %%
def gru_step(x, h, W_r, U_r, W_z, U_z, W_n, U_n): ...


ch02.gru_step.check(gru_step)

# %%
ch02.bottleneck

# %%
ch02.bottleneck.answer("")

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch02.quiz

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## Deeper: read the source back to front
#
# Sutskever et al. (2014) read the source in reverse, and gained almost five points of BLEU, a score for translations from 0 to 100 (chapter 06). Why should that help? Write $x_1 \dots x_n$ and $y_1 \dots y_n$ in one row and count how far $y_i$ stands from $x_i$, for copying.

# %% [markdown] tags=["zh"]
# ## 深入：把源序列倒过来读
#
# Sutskever 等（2014）把源序列倒着读，译文的 BLEU（0 到 100 的分数，见第 06 章）提高了将近五分。凭什么？以抄写为例，把 $x_1 \dots x_n$ 和 $y_1 \dots y_n$ 排成一行，数一数 $y_i$ 离 $x_i$ 有多远。

# %%
n = 10
forward = [n for i in range(n)]  # x_i at i, y_i at n + i
backward = [2 * i + 1 for i in range(n)]  # x_i at n - 1 - i
for name, distances in (("forward", forward), ("backward", backward)):
    print(f"{name:9}", distances, "mean", sum(distances) / n, "least", min(distances))

# %% [markdown] tags=["en"]
# The **average** distance is the same. But the first letters now stand close to their copies, so learning has a place to begin. Does it show here? An LSTM of 128 copies strings of 5 to 15 letters out of 26, five seeds; another one translates number words to digits, three seeds.

# %% [markdown] tags=["zh"]
# **平均**距离没有变。但最前面的几个字母和它们的抄件现在挨得很近，学习就有了起步的地方。在我们这里看得出来吗？128 个单元的 LSTM，抄写 5 到 15 个字母（共 26 种），五个随机种子；另外再翻译英文数词，三个随机种子。

# %%
record = records.load("reversal")
curves = {}
for task in ("copy", "numbers"):
    steps = record.where(task=task)[0]["at"]
    curves[task] = {
        name: record.values("exact", task=task, reverse=reverse)
        for name, reverse in (("forward", False), ("reversed", True))
    }
    for name, seeds in curves[task].items():
        print(f"{task:8} {name:9}", records.spread([run[-1] for run in seeds]))
ends = {name: [run[-1] for run in seeds] for name, seeds in curves["copy"].items()}
assert min(ends["reversed"]) > max(ends["forward"])
figures.curves(record.where(task="copy")[0]["at"], curves["copy"], "step", "exact_match")

# %% [markdown] tags=["en"]
# It shows, clearly. After 2,000 steps the copying model is right in .75 of the strings when it reads them back to front, and in .47 when it reads them forward; the two bands, five seeds each, touch nowhere. (What is reversed is only the reading. The target stays as it is.)
#
# On numbers there is a lead early, and at the end it is gone: .97 reversed, .98 forward.

# %% [markdown] tags=["zh"]
# 看得出来，而且相当明显。训练 2000 步之后，倒着读的模型抄对 .75，正着读的抄对 .47；两条曲线的色带（各五个随机种子）处处不相交。（倒过来的只是读法，目标序列照旧。）
#
# 在数词上，开始时领先，到最后就没有差别了：倒着读 .97，正着读 .98。

# %%
figures.curves(record.where(task="numbers")[0]["at"], curves["numbers"], "step", "exact_match")

# %% [markdown] tags=["en"]
# ## Deeper: contexts as points
#
# Sutskever's paper draws contexts in two dimensions: sentences with the same words in another order lie apart. We do the same with a recorded translator from English to French number words (a GRU of 96). The numbers are *a hundred and b*; **principal components** are the two directions in which the contexts differ most.

# %% [markdown] tags=["zh"]
# ## 深入：把上下文向量画成点
#
# Sutskever 的论文把上下文向量画在平面上：词相同、顺序不同的句子会分开。我们也来画，用录制好的英文数词译法文数词的模型（96 个单元的 GRU）。数都是 *a hundred and b* 的样子；**主成分**是这些向量差别最大的两个方向。

# %%
from course_lib.data.batching import pad_sources
from course_lib.data.corpora.numbers import english

model, source_vocab, *_ = records.load("french").model(seed=0)
numbers = [100 * a + b for a in (2, 3, 5, 7, 9) for b in (2, 3, 5, 7, 9) if a != b]
source, lengths = pad_sources([source_vocab.encode(english(n)) for n in numbers])
with torch.no_grad():
    contexts = model.encode(source, lengths).final[0][:, 0]  # (20, H)
centred = contexts - contexts.mean(0)
directions = torch.linalg.svd(centred, full_matrices=False).Vh[:2]  # (2, H)
points = (centred @ directions.T).tolist()  # (20, 2)
figures.vectors(points, [str(n) for n in numbers], [str(n // 100) for n in numbers], "hundreds")

# %% [markdown] tags=["en"]
# Colours and marks show the hundreds: numbers with the same hundreds tend to lie together. What about 203 (at the top) and 302 (near the middle, beside 705), the same words in another order? A sum of embeddings would put them on one point. Measure it with all 96 numbers of the context, not with two.

# %% [markdown] tags=["zh"]
# 颜色和形状表示百位，百位相同的数大多挨在一起。那么 203（最上面）和 302（中间，紧挨着 705）呢？词一模一样，只是顺序不同。要是只把嵌入加起来，它们就会落在同一点上。我们不只看这两个方向，而是用上下文向量的全部 96 个数来量一量。

# %%
bags = model.encoder.embedding(source).sum(1)  # (20, E): PAD adds zero
apart, apart_bags = torch.cdist(contexts, contexts), torch.cdist(bags, bags)  # (20, 20)
distances = {"same hundreds": [], "same words": [], "neither": []}
for i, (a, b) in enumerate(divmod(n, 100) for n in numbers):
    for j, (c, d) in enumerate(divmod(n, 100) for n in numbers[:i]):
        kind = "same hundreds" if a == c else "same words" if (a, b) == (d, c) else "neither"
        distances[kind].append(apart[i, j].item())
        assert kind != "same words" or apart_bags[i, j] < 1e-3
print({kind: live(sum(d) / len(d), ".1f") for kind, d in distances.items()})
assert max(distances["same hundreds"]) < min(distances["same words"])

# %% [markdown] tags=["en"]
# Two numbers of the same hundreds are 5.1 apart on average, the swapped ones 7.0, any others 7.1. So the same words in another order are nearly as strange to each other as any two sentences: the context keeps the order, as the 2014 figure showed. (One model, one kind of sentence.)

# %% [markdown] tags=["zh"]
# 百位相同的两个数平均相距 5.1，词相同、顺序对调的相距 7.0，其余的 7.1。也就是说，同样的词换个顺序，就和随便两句话差不多一样远：上下文向量记住了顺序，正如 2014 年那幅图所示。（这里只是一个模型、一类句子。）

# %% [markdown] tags=["en"]
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | $h_t = f(x_t, h_{t-1})$, $C = q(h_1, \dots, h_T)$ | yes; $q$ is a family, the last state is one choice |
# | encoder and decoder are each an RNN | historically; a Transformer is an encoder-decoder without one |
# | the encoder's hidden state is initialised like the weights | it is zero at the start of every sentence, and not learnt |
# | the last hidden state "contains the information of the whole sequence" | it has to, for there is nothing else; of 16 letters a probe reads the first (1.00), the last less well (.65), and little of the middle; the decoder gets more out |
# | information is compressed and lost | yes: 32, 64 and 128 numbers hold about 5, 7 and 9 letters after 3,000 steps |
# | RNNs have a short memory | within 800 steps the plain RNN failed after 20 tokens, and so did the LSTM as it comes; the GRU did not; an open forget gate helps |
# | the identity may not be easy to learn | it is not, not even for one letter |
#
# ## For a study group
#
# 1. Compression and short memory: which of the two does a larger hidden state cure? Which does a gate?
# 2. You find that a model answers differently when its batch changes. Where do you look first?
# 3. A probe reads nothing of letter 7. What may you conclude, and what not?
#
# [A page for the meeting](../docs/groups/02_encoder.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - S. Hochreiter, J. Schmidhuber (1997). Long short-term memory. Neural Computation 9.
# - F. Gers, J. Schmidhuber, F. Cummins (2000). Learning to forget: continual prediction with LSTM. Neural Computation 12.
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
# - G. Alain, Y. Bengio (2016). Understanding intermediate layers using linear classifier probes. arXiv 1610.01644.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | “$ht = f(x_t, h_{t-1})$”，“$\textbf{C} = q(h_1,...,h_T)$” | 对；$q$ 是一族做法，取最后一个状态只是其中一种 |
# | “Encoder和decoder都分别是一个RNN” | 历史上如此；Transformer 也是编码器－解码器，却没有 RNN |
# | “参数初始化: decoder、输出层的weight和bias；Encoder的隐藏层状态” | 隐状态在每句话开始时都是零，不是学出来的；编码器的权重和嵌入才是 |
# | “Encoder的hidden state就会包含整个序列的信息” | 解码器只有它可看，所以应当包含；实测 16 个字母：探针读首字母最清楚（1.00），末字母差一些（.65），中间读不出多少；解码器能解出更多 |
# | “信息压缩和信息损失” | 对：训练 3000 步之后，32、64、128 个数大约装得下 5、7、9 个字母 |
# | “短期记忆限制” | 训练 800 步，隔 20 个词元，普通 RNN 不行，照初始权重的 LSTM 也不行，GRU 可以；把遗忘门开大有帮助 |
# | “要让模型学到恒等映射，可能不是件简单的事” | 的确不简单，连一个字母都不保险 |
#
# ## 小组讨论
#
# 1. 信息压缩和记性短：加大隐状态治的是哪一个？门治的又是哪一个？
# 2. 你发现换一批同伴，模型对同一句话的答案就变了。先去哪里找原因？
# 3. 探针一点也读不出第 7 个字母。能得出什么结论？不能得出什么？
#
# [小组活动页](../docs/groups/02_encoder.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - S. Hochreiter, J. Schmidhuber (1997). Long short-term memory. Neural Computation 9.
# - F. Gers, J. Schmidhuber, F. Cummins (2000). Learning to forget: continual prediction with LSTM. Neural Computation 12.
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
# - G. Alain, Y. Bengio (2016). Understanding intermediate layers using linear classifier probes. arXiv 1610.01644.
