# %% [markdown] tags=["en"]
# # 02 · The encoder: a sentence in a vector of fixed size
#
# **What you will be able to do.** Build a recurrent network and a GRU from tensors. Say what a gate does, with numbers. Find the classic padding bug, and know what it costs. Look into a context with a probe. Tell two troubles apart: too little room, and too short a memory.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 00 and 01.

# %% [markdown] tags=["zh"]
# # 02 · 编码器：把一句话装进固定大小的向量
#
# **学完本章，你能**：用张量亲手搭出循环神经网络和 GRU，并与 PyTorch 核对；用具体的数说清门在做什么；找出那个经典的填充错误，知道它的代价；用探针看看上下文向量里存了什么，比较训练前后；分清两件常被混为一谈的事：地方不够，和记性太短。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 00、01 章。

# %%
from course_lib.chapters.ch02_encoder import exercises as ch02
from course_lib.chapters.ch02_encoder import figures
from course_lib.chapters.opening import opening
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
opening(ch02)

# %% [markdown] tags=["en"]
# ## The question
#
# *Seven* is one word. *Two million three hundred thousand and six* has seven. Yet the encoder of chapter 00 hands over 128 values for both, the **context**. **What is in a context, and what does not fit in?**
#
# ![Two rows. A source of two tokens and a source of eight are read token by token, each state computed from the one before. Both end in a context of six values.](../assets/figures/one_size_of_context.en.svg)

# %% [markdown] tags=["zh"]
# ## 问题
#
# *Seven* 只有一个词，*two million three hundred thousand and six* 有七个词。可是第 00 章的编码器读完以后，交出来的向量一样大，都是 128 维。这个向量叫作**上下文向量**（context）。**上下文向量里有什么？又有什么装不进去？**
#
# ![上下两行：两个词元和八个词元的源序列，都是逐个读入，每个状态由前一个状态算出；最后留下的上下文向量都是六维。](../assets/figures/one_size_of_context.zh.svg)

# %% [markdown] tags=["en"]
# ## By hand: a recurrent network
#
# A recurrent network remembers by holding a few values, and computes them anew with each token. One such value is called a **unit**; all units together are the **hidden state**.
#
# Begin with one unit. It reads 1, then 0, then 0. The rule: multiply what you read by 1 and the old state by .5, add both, and take the **tanh** of the sum. This function squeezes any number between −1 and 1. At the start the state is 0.
#
# - It reads 1: tanh(1 × 1 + .5 × 0) = tanh(1) = .76
# - It reads 0: tanh(1 × 0 + .5 × .76) = tanh(.38) = .36
# - It reads 0: tanh(1 × 0 + .5 × .36) = tanh(.18) = .18
#
# The unit has seen the 1, and forgets it step by step. "Recurrent" means this: the same small step, again and again. With several units, and a vector $x_t$ for each token, the step is
#
# $$h_t = \tanh(W x_t + U h_{t-1} + b), \qquad h_0 = 0$$
#
# $W$, $U$ and $b$ are the weights: 1, .5 and 0 in our example, now two matrices and a vector. They are the same at every step. In the shapes below, S is the length of the source, E the size of a token's vector, H the number of units, B the number of sentences in a batch.

# %% [markdown] tags=["zh"]
# ## 亲手做：循环神经网络
#
# 循环网络靠几个值来记事。每读一个词元，就把这些值重新算一遍。它们合在一起叫作**隐状态**（hidden state），其中每一个叫作一个单元，也就是隐状态的一维。
#
# 先看只有一维的。让它依次读 1、0、0，规则始终一样：读到的数乘以 1，旧状态乘以 0.5，相加，再取 **tanh**。tanh 是一个函数，把任何数压到 −1 和 1 之间。开始时状态是 0。
#
# - 读 1：tanh(1 × 1 + 0.5 × 0) = tanh(1) = 0.76
# - 读 0：tanh(1 × 0 + 0.5 × 0.76) = tanh(0.38) = 0.36
# - 读 0：tanh(1 × 0 + 0.5 × 0.36) = tanh(0.18) = 0.18
#
# 读过 1 以后，这个痕迹一步步变淡。所谓“循环”，就是同样的一小步，一遍一遍地做。如果有很多维，每个词元又是一个向量 $x_t$，这一步就写成
#
# $$h_t = \tanh(W x_t + U h_{t-1} + b), \qquad h_0 = 0$$
#
# $W$、$U$、$b$ 是权重。在上面的例子里它们是 1、0.5、0，现在是两个矩阵和一个向量。权重由训练得到，每一步用的都是同一份。下面标形状时，S 是源序列的长度，E 是词元向量的维数，H 是隐状态的维数，B 是一批的句数。

# %%
import torch


def rnn(x, W, U, b):
    h = torch.zeros(len(b))  # (H,)
    states = []
    for x_t in x:  # x_t: (E,)
        h = torch.tanh(W @ x_t + U @ h + b)  # (H,)
        states.append(h)
    return torch.stack(states)  # (S, H)


one = torch.tensor([[1.0], [0.0], [0.0]])  # (3, 1): three tokens, E = 1
W1, U1, b1 = torch.tensor([[1.0]]), torch.tensor([[0.5]]), torch.zeros(1)
print([round(h, 2) for h in rnn(one, W1, U1, b1)[:, 0].tolist()])

# %% [markdown] tags=["en"]
# PyTorch's `nn.RNN` does the same. It has two vectors $b$; we add them up.

# %% [markdown] tags=["zh"]
# PyTorch 的 `nn.RNN` 做的是同一件事。它有两个 $b$，我们把它们加起来。

# %%
torch.manual_seed(0)
S, E, H = 5, 4, 3
x = torch.randn(S, E)  # (S, E): five tokens, random vectors
module = torch.nn.RNN(E, H, batch_first=True)
W, U, b_W, b_U = (weights.detach() for weights in module.parameters())
states = rnn(x, W, U, b_W + b_U)  # (S, H)
outputs, last = module(x[None])  # (1, S, H), (1, 1, H)
torch.testing.assert_close(outputs[0], states)
print(tuple(states.shape))

# %% [markdown] tags=["en"]
# **The state is not a weight.** You will often read that the encoder's hidden state is "initialised" with the weights. But it starts at zero for every sentence, and nothing trains it.
#
# **Does the order of the words matter?** Read the same vectors from right to left: the last state is another one, by up to .66. The sum of the vectors is the same. So a model that only adds vectors up can't tell *five hundred and two* from *two hundred and five*.

# %% [markdown] tags=["zh"]
# **隐状态不是权重。**
#
# > **笔记这样说**：“参数初始化: decoder、输出层的weight和bias；Encoder的隐藏层状态”
#
# 其实隐状态不用训练：每读一句话，它都从零开始。要训练的是 $W$、$U$、$b$ 和嵌入。
#
# **词的顺序有影响吗？** 同样几个向量，从右往左再读一遍，最后的状态就不一样了，有一维差了 0.66，而这几个向量的和没有变。所以只会把向量加起来的模型，分不清 *five hundred and two* 和 *two hundred and five*；循环网络分得清。

# %%
turned = rnn(x.flip(0), W, U, b_W + b_U)  # (S, H)
print(round((states[-1] - turned[-1]).abs().max().item(), 2))

# %% [markdown] tags=["en"]
# ## Gates: keep or replace
#
# Our 1 faded because every unit is computed anew at every step. A unit should be able to keep its value.
#
# Suppose a unit holds .8, and the network proposes a new value, the **candidate**: −.4. A number between 0 and 1, z = .25, says how much of the old value stays. A quarter stays, three quarters come from the candidate: .25 × .8 + .75 × (−.4) = .2 − .3 = −.1. A number like z is called a **gate**.
#
# ![The old value .8 times z = .25 and the candidate −.4 times 1 − z = .75 are added: the new value is −.1. Gate and candidate are computed from the token and the old state.](../assets/figures/one_gate.en.svg)
#
# $$h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}$$
#
# Here $n_t$ is the candidate, and ⊙ multiplies unit by unit: each unit has a gate of its own. Let our unit read 1, 0, 0 once more, and set its gate by hand: 0, then 1 and 1. The first step takes the candidate, the others keep it.

# %% [markdown] tags=["zh"]
# ## 门：留下，还是换掉
#
# 普通的循环网络，每一步都把每一维重新算一遍。前面那个 1 就是这样淡掉的。要是每一维能自己决定留不留旧值，就好了。
#
# 假设某一维的旧值是 0.8。网络提议了一个新值，叫作**候选值**（candidate）：−0.4。另外有一个 0 到 1 之间的数 z，它决定旧值留下多少：z = 0.25。那么旧值留下四分之一，候选值占四分之三：0.25 × 0.8 + 0.75 × (−0.4) = 0.2 − 0.3 = −0.1。这样的数叫作**门**（gate）。
#
# ![旧值 0.8 乘以 z = 0.25，候选值 −0.4 乘以 1 − z = 0.75，两者相加，新值是 −0.1。门和候选值都由词元和旧状态算出。](../assets/figures/one_gate.zh.svg)
#
# $$h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}$$
#
# $n_t$ 是候选值，⊙ 表示逐维相乘：每一维都有自己的门。现在让刚才那一维再读一次 1、0、0，门由我们来定：第一步 z = 0，后两步 z = 1。也就是说，第一步取候选值，后两步原样留下。

# %%
h, kept = torch.zeros(1), []
for x_t, z in zip(one, (0, 1, 1), strict=True):
    n = torch.tanh(W1 @ x_t + U1 @ h + b1)  # the step as before: now a candidate
    h = (1 - z) * n + z * h  # new
    kept.append(round(h.item(), 2))
print(kept)

# %% [markdown] tags=["en"]
# The 1 does not fade any more. The network computes the gates from the token and the old state, with weights of their own. The **sigmoid** function brings them between 0 and 1.
#
# This is the **GRU**, the gated recurrent unit (Cho et al. 2014). Its z is called the update gate, though z = 1 means: no update. A reset gate r says how much of the old state the candidate may see: at r = 0 it sees the token alone. PyTorch stacks the matrices of r, z and n, so `chunk(3)` cuts the product into three.

# %% [markdown] tags=["zh"]
# 这回 1 不再淡掉了。那么门由谁来定？由网络自己：它根据词元和旧状态算出门，为此另有一套权重，再用 **sigmoid** 函数把结果变到 0 和 1 之间。
#
# 这就是 **GRU**（门控循环单元，Cho 等 2014）。z 叫作更新门，可是 z = 1 的意思恰好是不更新。它还有一个重置门 r，决定候选值能看到多少旧状态：r = 0 时，候选值只看这个词元。PyTorch 把 r、z、n 的矩阵叠成了一个，所以乘完要用 `chunk(3)` 切成三份。


# %%
def gru_step(x_t, h, W, U, b_W, b_U):
    x_r, x_z, x_n = (W @ x_t + b_W).chunk(3)  # (H,) each
    h_r, h_z, h_n = (U @ h + b_U).chunk(3)  # (H,) each
    r = torch.sigmoid(x_r + h_r)  # new: the reset gate
    z = torch.sigmoid(x_z + h_z)  # new: the update gate
    n = torch.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h  # (H,)


gru = torch.nn.GRU(E, H, batch_first=True)
h = torch.zeros(H)
for x_t in x:
    h = gru_step(x_t, h, *gru.parameters())
outputs, last = gru(x[None])  # (1, S, H), (1, 1, H)
torch.testing.assert_close(last[0, 0], h)

# %% [markdown] tags=["en"]
# The **LSTM** (long short-term memory, Hochreiter and Schmidhuber 1997; forget gate since 2000) carries two vectors: a **cell state** m (PyTorch calls it c), and the state h that it shows. Suppose m = .8, the forget gate is f = .9, the input gate i = .6, the candidate g = .5, the output gate o = .5.
#
# - The new cell state: f × m + i × g = .9 × .8 + .6 × .5 = 1.02. The gates f and i need not add up to 1.
# - What it shows: h = o × tanh(m) = .5 × tanh(1.02) = .38.

# %% [markdown] tags=["zh"]
# **LSTM**（长短期记忆网络，Hochreiter 与 Schmidhuber 1997；遗忘门是 2000 年加上的）的构造不同。它带着两个向量：一个是**记忆元** m，只有经过门才能改动；另一个是给外面看的状态 h。PyTorch 把记忆元写作 c。举例说，某一维的 m = 0.8，遗忘门 f = 0.9，输入门 i = 0.6，候选值 g = 0.5，输出门 o = 0.5。
#
# - 新的记忆元：f × m + i × g = 0.9 × 0.8 + 0.6 × 0.5 = 1.02。f 和 i 是两个门，加起来不必等于 1。
# - 给外面看的：h = o × tanh(m) = 0.5 × tanh(1.02) = 0.38。
#
# 工作坊里可以亲手搭一个。

# %% [markdown] tags=["en"]
# ## The context: many states, one vector
#
# When the source has been read, there are S states. The decoder gets one vector made from them, the context: $c = q(h_1, \dots, h_S)$. What is $q$? It may be the last state, the mean of all, or the largest value of each unit. All have the size of one state, however long the source is. From now on we take the last state.

# %% [markdown] tags=["zh"]
# ## 上下文向量：状态有很多，向量只有一个
#
# 读完源序列，就有了 S 个状态。解码器拿到的，是由它们得来的一个向量，也就是上下文向量：$c = q(h_1, \dots, h_S)$。$q$ 是什么？可以取最后一个状态，可以取全部状态的平均，也可以在每一维上取最大的值。不管源序列多长，得到的都和一个状态一样大。下面和多数资料一样，取最后一个状态；但这只是其中一种选择。

# %% [markdown] tags=["en"]
# ## The padding bug
#
# In a batch, short rows are filled up with PAD. Much code reads the whole rectangle and takes the last column as context. The embedding of PAD is all zeros, so does a PAD do anything? You know the answer: our first unit read zeros, and went from .76 to .36 to .18. There are still $U$ and $b$, so every PAD moves the state.
#
# ![Three rows. The longest row fills the batch. A short row that is read on through three PADs has the wrong context. Packed, it stops after its own EOS.](../assets/figures/padding_and_packing.en.svg)
#
# The remedy is **packing**: the network stops each row at its own last token. The library's encoder does this. It takes ids and lengths, and returns a `Memory` of all states, the mask, and the context: `final[0]`, of shape (B, layers, H), here with one layer.

# %% [markdown] tags=["zh"]
# ## 填充的错误
#
# 一批里面，短的行用 PAD 填满（第 01 章）。不少代码让网络跑完整个长方形，再取最后一列当上下文向量。PAD 的嵌入全是零，那么读 PAD 会有什么影响吗？答案你已经见过：本章开头那一维读到的是 0，却从 0.76 变成 0.36，又变成 0.18。因为 $x_t = 0$ 时还有 $U$ 和 $b$，所以每读一个 PAD，状态都会变。这样一来，上下文向量就取决于句子后面有几个 PAD。
#
# ![三行。最长的一行占满整批；短的一行如果一直读过三个 PAD，上下文向量就错了；打包以后，读完自己的 EOS 就停下。](../assets/figures/padding_and_packing.zh.svg)
#
# 办法叫作**打包**（packing）：每一行读到自己的最后一个词元就停下。库里的编码器就是这样做的。给它编号和长度，它返回一个 `Memory`，里面有全部状态、掩码，还有上下文向量：`final[0]`，形状是 (B, 层数, H)，这里只有一层。

# %%
from course_lib.data.batching import pad
from course_lib.data.vocab import EOS
from course_lib.models.encoder import Encoder

torch.manual_seed(0)
encoder = Encoder(vocab_size=20, embedding=E, hidden=H, cell="gru")
source, lengths = pad([[5, 8, 14, 4, EOS], [9, EOS]])  # (B, S) = (2, 5), (B,)
packed = encoder(source, lengths).final[0][:, 0]  # (B, H)
last_column = encoder.rnn(encoder.embedding(source))[0][:, -1]  # (B, H): PADs are read too
for i in (0, 1):
    print(*([round(unit, 2) for unit in way[i].tolist()] for way in (packed, last_column)))
assert (packed - last_column).abs().amax(1).gt(0.01).tolist() == [False, True]

# %% [markdown] tags=["en"]
# Left: packed. Right: the last column. The longest row is right either way, the second is not.
#
# What does this cost? We trained the translator of chapter 00 on larger batches, with and without the bug, three seeds each. In training a sentence had four PADs behind it on average. Then both met 500 new numbers, with 0 to 16 PADs behind each.

# %% [markdown] tags=["zh"]
# 左边是打包得到的上下文向量，右边是最后一列。最长的那一行，两种做法都对；第二行就不一样了。
#
# 代价有多大？第 00 章的翻译器（这里读英文数词，每批 64 对，那里是 32 对），我们分别带着这个错误和不带这个错误各训练一遍，各用三个随机种子。训练时，每句后面平均有四个 PAD。然后用 500 个没见过的数来测试，每句后面放 0 到 16 个 PAD。

# %%
ch02.alone

# %%
from IPython.display import display

runs, extra = records.load("padding"), [0, 1, 2, 4, 8, 16]
exact = {
    name: [[run[str(n)] for n in extra] for run in runs.values("exact", bug=bug)]
    for name, bug in (("packed", False), ("reads_padding", True))
}
display(figures.curves(extra, exact, "extra_padding", "exact_match"))
without_pads = [run[0] for run in exact["reads_padding"]]
ch02.alone.result(100 * sum(without_pads) / len(without_pads), form=".0f")

# %% [markdown] tags=["en", "explain"]
# ### What the PADs change
#
# With the bug, a sentence alone comes out right in 27 of 100 cases. With four PADs behind it, the mean of training, 58 of 100 are right, and with sixteen none. In training their number differed from batch to batch, so none suits the model well. Packed, it is 99 of 100, whatever stands behind. Both training losses are close to zero ([deeper](02_encoder_deeper.ipynb)), so the loss does not warn you. So test that a sentence gets the same answer alone and in a batch.
#
# Mean and range of recorded seeds are drawn.

# %% [markdown] tags=["zh", "explain"]
# ### PAD 改变了什么
#
# 带着错误的模型，每次只输入一句，100 句只对 27 句；后面加四个 PAD，也就是训练时的平均数，对 58 句；加十六个，全错。训练时，PAD 的个数每批都不一样，所以放几个都不合适。打包的模型，不管后面有几个 PAD，100 句里都对 99 句。两者的训练损失都接近零（见[深入篇](02_encoder_deeper.ipynb)），所以损失不会提醒你。在自己的代码里要测一测：一句话单独算，和放在一批里算，答案应当一样。
#
# 这样的图，线是各随机种子的均值，色带从最低到最高，都是预先跑好的实验。

# %% [markdown] tags=["en"]
# ## How much fits into a context?
#
# Now a task without language: read a string of 3 to 16 letters, out of ten, and write the same string. Encoder and decoder are GRUs with 32, 64 or 128 units, and the context has as many, five seeds each.
#
# But a small network is worse at many things. So in a fourth network encoder and decoder have 128 units, and only the first 32 are handed over, in training as afterwards. The others are zero.

# %% [markdown] tags=["zh"]
# ## 上下文向量装得下多少？
#
# 现在换一个和语言无关的任务：读一串字母，再照着写一遍。字母有十种，训练时每串 3 到 16 个。编码器和解码器都是 GRU，隐状态是 32、64 或 128 维，上下文向量也一样大。每种用五个随机种子。
#
# 可是网络小了，样样都会差一些，不只是上下文向量。所以再加第四种：编码器和解码器都是 128 维，但是只交出前 32 维，其余 96 维都换成 0，训练时就这样。

# %%
copying = records.load("copying")
by_length = list(range(1, 21))


def exact_by_length(**settings):
    return [[run[str(n)] for n in by_length] for run in copying.values("exact", **settings)]


fits = {str(h): exact_by_length(hidden=h, context="whole", target="same") for h in (32, 64, 128)}
fits["first 32"] = exact_by_length(context="first 32")
assert min(run[7] for run in fits["first 32"]) > max(run[7] for run in fits["32"]) + 0.2
figures.curves(by_length, fits, "source_length", "exact_match", limit=16)

# %% [markdown] tags=["en"]
# At 8 letters the network of 128 units copies 97 of 100 strings, the one of 32 units 31. But the large network that hands over 32 units still copies 86. So most of this gap was not a lack of room: the small network reads and writes less well.
#
# Take 12 letters: 55 of 100 with all 128 units, 15 with 32 handed over, below 1 with the small network. Here most of the gap is a lack of room, or of learning to use it: this is the **bottleneck**. The dip at one letter has another reason: no string of training was so short. More controls are [here](02_encoder_deeper.ipynb).

# %% [markdown] tags=["zh"]
# 8 个字母的串，128 维的网络 100 串写对 97 串，32 维的只写对 31 串。这时很容易说：上下文向量大，装得就多。可是看第四条曲线：大网络只交出 32 维，仍然写对 86 串。所以 8 个字母时，差距大部分不是因为地方不够，而是小网络读和写的本领差。
#
# 再看 12 个字母：交出全部 128 维，100 串写对 55 串；只交出 32 维，15 串；小网络，几乎一串也没有。这时差距大部分就是因为地方不够了（或者说，3000 步里学不会用好这点地方）。串越长，地方越要紧，这就叫**瓶颈**（bottleneck）。只有一个字母的串常常出错，是另一个原因：训练时没有这么短的。更多的对照见[深入篇](02_encoder_deeper.ipynb)。

# %% [markdown] tags=["en"]
# ## What is inside? A probe
#
# Can we look into a context? A small reader may. For each position and letter it adds up the units, each with its weight. The letter with the largest sum is its answer. Such a linear reader is called a **probe** (Alain and Bengio 2016). It is fitted on 3,000 random strings and tested on 1,000 others. What it reads must be there. You can build one [here](02_encoder_deeper.ipynb).
#
# First a GRU of 128 units, **never trained**, after 16 letters.

# %% [markdown] tags=["zh"]
# ## 里面有什么？用探针看一看
#
# 上下文向量里的内容，能读出来吗？我们做一个很小的读取器：对每个位置、每种字母，把上下文向量的各维加权相加，哪个字母的和最大，就读作哪个。这样一个线性读取器叫作**探针**（probe；Alain 与 Bengio 2016）。它的权重用 3000 个随机字符串来拟合，再用另外 1000 个来测。它读得出来的，就一定在里面。[深入篇](02_encoder_deeper.ipynb)会亲手做一个。
#
# 先看一个**从未训练过**的 128 维 GRU，它读完了 16 个字母。

# %%
plain, shown = {"hidden": 128, "context": "whole", "target": "same"}, (1, 5, 9, 13, 16)
heads = pick("read right at position, of 100", "各位置每 100 个读对"), *map(str, shown)


def by_place(state, **settings):
    shares = torch.tensor([run["16"] for run in copying.values(state, **settings)]).mean(0)  # (16,)
    return [f"{100 * shares[i - 1]:.0f}" for i in shown]


Table(heads, [(figures.label("untrained"), *by_place("untrained", **plain))])

# %% [markdown] tags=["en"]
# The last letter is always read, the first no better than by a blind guess: 10. It seems to forget as it reads, like our unit. Now the trained networks. Of strings of 16 letters they get few right as a whole, so we look at each position.

# %% [markdown] tags=["zh"]
# 最后一个字母次次读对。第一个只读对 10 个，和瞎猜一样。看来未训练的网络边读边忘，和前面那一维一样。再看训练过的网络。16 个字母的串，它很少能整串写对，所以我们一个位置一个位置地看。

# %%
ch02.kept

# %%
places = list(range(1, 17))
probes = {kind: [run["16"] for run in copying.values(kind, **plain)] for kind in ("untrained", "trained")}
display(figures.curves(places, probes, "letter_position", "read_back", guess=0.1))
ch02.kept.result([float(share) for share in by_place("trained", **plain)])

# %% [markdown] tags=["en", "explain"]
# ### What training does
#
# Most people guess that the first letter is lost. Before training, the probe does not find it; afterwards, every time. Worst are the letters behind the middle. The last is read in 65 of 100.

# %% [markdown] tags=["zh", "explain"]
# ### 训练改变了什么
#
# 很多人猜第一个字母丢了。训练之前，探针确实读不出它；训练以后，探针次次读对它。最差的是中间偏后的几个，最后一个 100 次读对 65 次。

# %% [markdown] tags=["en"]
# ### Is it the order of writing?
#
# The decoder says the first letter first. Is that why it is kept so well? We trained equal networks to write the string **reversed**. Now the last letter comes first.

# %% [markdown] tags=["zh"]
# ### 和书写的次序有关吗？
#
# 解码器第一个要写的，正是第一个字母。它记得这么牢，是因为这个吗？有办法检验：另外训练几个网络，别的都一样，只是要把字符串**倒着**写出来。这时最先要写的，是最后一个字母。

# %%
flipped = [run["16"] for run in copying.values("trained", hidden=128, target="reversed")]
both = {"same": probes["trained"], "reversed_target": flipped}
assert max(run[0] for run in flipped) < 0.6 < 0.95 < min(run[15] for run in flipped)
figures.curves(places, both, "letter_position", "read_back", guess=0.1)

# %% [markdown] tags=["en"]
# The curve turns round. The first letter is read in fewer than half of the strings, the last in all: it was also read last. So **what the decoder needs first is easiest to read**.
#
# But a probe is linear, and the decoder is not. Compare them on the same strings.

# %% [markdown] tags=["zh"]
# 曲线翻过来了。现在第一个字母只有不到一半的串读得对，最后一个次次读对，不过它也正是刚读过的。所以，**解码器最先要用的，最容易读出来**。
#
# 不过，说“丢了”要小心。探针是线性的，解码器却不是，它会一个字母接一个字母地解开。所以用同样的串，在每个位置上比一比，两者各对多少。

# %%
readers = {"probe": "trained", "decoder": "written"}
Table(heads, [(figures.label(name), *by_place(kind, **plain)) for name, kind in readers.items()])

# %% [markdown] tags=["en"]
# At letter 9 the probe is right in 32 of 100 strings, the decoder in 61. So the letter was there, in a form that a linear reader does not find: a probe gives a **lower bound** of what is there. At the last letter it is 37 against 65: the decoder does not use all that is there, or has lost its place.

# %% [markdown] tags=["zh"]
# 第 9 个字母，探针 100 串读对 32 串，解码器写对 61 串。可见这个字母在里面，只是线性的读法找不到它：探针给的是**下界**。最后一个字母却反过来，探针 65，解码器 37。要么是里面有的，解码器没有全用上；要么是它前面写错了，位置已经对不上。

# %% [markdown] tags=["en"]
# ## Short memory is another trouble
#
# Copying many letters needs room. Now a task that needs almost none: read one letter, then 5, 10, 20 or 40 others, and say the first. One letter fits into the smallest context, so room can't be the reason. For each wait we train a plain RNN, a GRU and an LSTM of 64 units, three seeds each.

# %% [markdown] tags=["zh"]
# ## 记性短是另一回事
#
# 抄很多字母，要的是地方。现在换一个几乎不占地方的任务：先读一个字母，再读 5、10、20 或 40 个别的，然后说出第一个是什么。一个字母，再小的上下文向量也装得下。所以要是学不会，就不能怪地方不够。我们训练普通 RNN、GRU、LSTM，都是 64 维，各用三个随机种子。

# %%
ch02.cells

# %%
recall = records.load("recall")
waits = [5, 10, 20, 40]
known_first = {
    cell: list(zip(*(recall.values("right", cell=cell, distance=n) for n in waits), strict=True))
    for cell in ("rnn", "gru", "lstm")
}
display(figures.curves(waits, known_first, "wait", "recalled", guess=0.1, doubling=True))
after_20 = {cell: sum(run[waits.index(20)] for run in runs) / 3 for cell, runs in known_first.items()}
ch02.cells.result(ch02.learned_by([cell for cell, share in after_20.items() if share > 0.8]))

# %% [markdown] tags=["en", "explain"]
# ### Room and memory are two things
#
# The plain RNN manages 5 letters, sometimes 10, and no more. The GRU manages 20 with every seed. Most people expect the same of the LSTM. As it comes, it fails. Let its forget gate begin nearly open, and it learns 20 as well: see [the deeper notebook](02_encoder_deeper.ipynb). More than 800 steps, or another learning rate, may teach more.
#
# **Too little room**: there is more to keep than fits. **Too short a memory**: a single token is lost on the way, or the network does not learn to keep it.

# %% [markdown] tags=["zh", "explain"]
# ### 地方和记性，是两件事
#
# 普通 RNN 隔 5 个字母可以，10 个要看运气，再多就不行了。GRU 隔 20 个，每个种子都学会了。很多人以为 LSTM 至少不会比 GRU 差，可是照 PyTorch 的初始权重，隔 20 个它学不会。只改一处，让遗忘门一开始就几乎全开，它也就学会了。[深入篇](02_encoder_deeper.ipynb)里有这个实验，还有梯度能传多远。不过这些都只用一种学习率训练了 800 步，换一种，或者练得更久，也许能学会更多。
#
# 所以这是两件事。**地方不够**：要记的太多，装不下。**记性太短**：只记一个，隔得远也记不住，或者学不会去记。

# %% [markdown] tags=["en"]
# ## Lab
#
# Each column is a state $h_t$. The bars show how often a probe reads the letters of random strings right at that moment, the diamonds what the decoder writes. Try three things.
#
# 1. Choose **untrained**, and step through the reading. After how many letters is the bar of the first one down to a guess?
# 2. Choose **trained**, and step again. Which letters suffer now, and when?
# 3. Type four letters. With how many units does the decoder write at least 950 of the 1,000 strings without a mistake?
#
# Our answers are [here](../docs/groups/02_encoder.md).

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 编码器一个一个地读字母，从 a 到 j。图里每一列是一个状态 $h_t$。柱子是此刻探针在随机串的各个位置上读对的比例，菱形是解码器写对的比例。试三件事：
#
# 1. 选**未训练**，一步步往下走。读到第几个字母，第一个字母的柱子就降到瞎猜的水平？
# 2. 选**已训练**，再走一遍。这回吃亏的是哪几个字母？从什么时候开始？
# 3. 输入四个字母。要多少个隐藏单元，解码器才能在 1000 串里至少写对 950 串？
#
# 我们找到的答案在[小组活动页](../docs/groups/02_encoder.md)上。

# %%
from course_lib.chapters.labs import MemoryLab

MemoryLab()

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch02.quiz

# %% [markdown] tags=["en"]
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
at = {
    n: [f"{100 * sum(run[n - 1] for run in fits[name]) / 5:.0f}" for name in ("128", "first 32", "32")]
    for n in (8, 12)
}
told = pick("{}; small context {}, small network {}", "{}；上下文小 {}，网络小 {}")

# %%
rows = [
    (pick("a PAD does nothing", "PAD 不起作用"), f"{100 * sum(without_pads) / 3:.0f}"),
    (pick("8 letters: the context is too small", "8 个字母：上下文向量太小"), told.format(*at[8])),
    (pick("12 letters: the context is too small", "12 个字母：上下文向量太小"), told.format(*at[12])),
    (pick("the first letter fades", "最先忘掉第一个字母"), by_place("trained", **plain)[0]),
    (
        pick("LSTMs remember: 20 letters, 800 steps", "LSTM 记得久：隔 20 个，800 步"),
        f"{100 * after_20['lstm']:.0f}",
    ),
]
Table([pick("You will often hear", "常听到的"), pick("right, of 100", "100 次里对了")], rows)

# %% [markdown] tags=["en"]
# ## Workshop
#
# Three core exercises: one to warm up, one to repair, one to build. The warm-up is the loop of this chapter for a whole batch. If you are stuck, `ch02.rnn_states.hint()` helps, more than once if need be.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 三道基础练习：一道热身，一道修理，一道搭建。热身题就是本章那个循环，这回一次读一整批。卡住了就运行 `ch02.rnn_states.hint()`，可以多要几次。

# %%
ch02.rnn_states


# %%
def rnn_states(inputs, W, U, b): ...


ch02.rnn_states.check(rnn_states)

# %%
ch02.max_context


# %%
def max_context(states, mask):
    kept = states * mask[:, :, None]  # (B, S, H)
    return kept.max(dim=1).values


ch02.max_context.check(max_context)

# %%
ch02.backward_context


# %%
def backward_context(inputs, lengths, W, U, b): ...


ch02.backward_context.check(backward_context)

# %% [markdown] tags=["en"]
# A question to answer in words, and a stretch for those who want more.

# %% [markdown] tags=["zh"]
# 一道要用文字回答的问题，还有一道挑战题，留给想多做一点的人。

# %%
ch02.bottleneck

# %%
ch02.bottleneck.answer("")

# %%
ch02.lstm_step


# %%
def lstm_step(x, h, m, W, U, b): ...


ch02.lstm_step.check(lstm_step)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. Too little room and too short a memory: which of the two does a larger hidden state cure? Which does a gate?
# 2. You find that a model answers differently when its batch changes. Where do you look first?
# 3. A probe reads nothing of letter 9. What may you conclude, and what not?
#
# [A page for the meeting](../docs/groups/02_encoder.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 地方不够和记性太短：加大隐状态治的是哪一个？门治的又是哪一个？
# 2. 你发现同一句话，换一批句子和它放在一起，模型的答案就变了。先去哪里找原因？
# 3. 探针一点也读不出第 9 个字母。能得出什么结论？不能得出什么？
#
# [小组活动页](../docs/groups/02_encoder.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - S. Hochreiter, J. Schmidhuber (1997). Long short-term memory. Neural Computation 9.
# - G. Alain, Y. Bengio (2016). Understanding intermediate layers using linear classifier probes. arXiv 1610.01644.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - S. Hochreiter, J. Schmidhuber (1997). Long short-term memory. Neural Computation 9.
# - G. Alain, Y. Bengio (2016). Understanding intermediate layers using linear classifier probes. arXiv 1610.01644.
