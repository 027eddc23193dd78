# %% [markdown] tags=["en"]
# # 09 · Where the norm goes
#
# **What you will be able to do.** Compute four normalisations by hand, and say which numbers each of them looks at. Build a residual sum in two ways, and find out by a gradient at the very beginning of training which one asks for warm-up. Say why text prefers one norm and pictures another, and how sure anyone can be of it.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop} minutes; the sections called Deeper take {deeper} more. **To know before.** Chapters 02 (gradients through many steps) and 08 (the layers of a Transformer).

# %% [markdown] tags=["zh"]
# # 09 · 归一化放在哪里
#
# **学完本章，你能**：亲手算四种归一化，说清每一种看的是哪些数；用两种办法搭残差连接，并在训练还没开始时，就从梯度看出哪一种离不开预热；说清文本和图像为什么偏爱不同的归一化，以及这话有几分把握。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟；“深入”各节另需 {deeper} 分钟。**预备知识**：第 02 章（梯度怎样穿过许多步）和第 08 章（Transformer 的层）。

# %% [markdown] tags=["en"]
# ## The question
#
# The notes end with two questions, each with a paper: *why does layer normalisation come after each layer* (Xiong et al. 2020), and *why layer normalisation, would another do* (Shen et al. 2020)?
#
# ![Two columns of boxes, the same parts in another order. Left, after: x goes through attention, is added to the attention's result, then comes the norm; the same with feed-forward. The straight line from bottom to top passes through both norms. Right, before: the norm stands inside the branch, in front of attention and of feed-forward; the straight line from bottom to top passes through no norm, and one more norm stands at the very end.](../assets/figures/where_the_norm_goes.en.svg)
#
# Follow the thick line from the input to the output: on the left it passes through every norm, on the right through none. **What does this change before a single step of training?**

# %% [markdown] tags=["zh"]
# ## 问题
#
# > **笔记这样说**：“为什么layer normalization是放在每一层处理之后？……为什么是layer normalization？别的行吗？”
#
# 笔记以这两个问题结尾，各配一篇论文（Xiong 等 2020；Shen 等 2020）。
#
# ![两列方框，部件相同，次序不同。左边是“之后”：x 经过注意力，和注意力的结果相加，然后归一化；前馈也是这样。从下到上的直线穿过两个归一化。右边是“之前”：归一化在支路里，排在注意力和前馈的前面；从下到上的直线不经过任何归一化，最末尾另加一个归一化。](../assets/figures/where_the_norm_goes.zh.svg)
#
# 顺着粗线从输入走到输出：左边每个归一化都要穿过，右边一个也不经过。**还没有训练一步，这会带来什么差别？**

# %%
from course_lib.chapters.ch09_norm import figures
from course_lib.language import set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## What a norm does, by hand
#
# A deep network multiplies and adds many times. Left alone, its numbers grow or shrink from layer to layer. In chapter 08 a norm stood in front of each sub-layer and brought them back to one size; we took it ready-made. Inside, it does this: subtract a mean, divide by a spread, then let training choose a new size (`gain`) and place (`bias`) for each of the d numbers.
#
# The question is only: the mean and spread *of which numbers?* Take 2 sentences of at most 4 tokens, 6 numbers a token; the second sentence has 2 tokens, and 2 of padding.

# %% [markdown] tags=["zh"]
# ## 归一化做什么，亲手算
#
# 深的网络要乘很多次，加很多次。不去管它，数就一层层变大，或者一层层变小。第 08 章里，每个子层前面都有一个归一化，把数拉回同一个大小；当时拿来就用，没有拆开看。里面是这样的：减去均值，除以标准差，再由训练给 d 个数各选一个新的尺度（`gain`）和位置（`bias`）。
#
# 问题只在于：*哪些数*的均值和标准差？取 2 个句子，最多 4 个词元，每个词元 6 个数；第二句只有 2 个词元，另有 2 个填充。

# %%
import torch

generator = torch.Generator().manual_seed(0)
x = 3 * torch.randn(2, 4, 6, generator=generator) + 1  # (B, T, d)
mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]]).bool()  # (B, T)

# %% [markdown] tags=["en"]
# **Layer norm** (Ba et al. 2016), the one inside the layers of chapter 08: the mean and spread of the d numbers of *one token*. Each token for itself.

# %% [markdown] tags=["zh"]
# **层归一化**（layer norm，Ba 等 2016），第 08 章的层里用的就是它：*一个词元*自己的 d 个数的均值和标准差。各管各的。

# %%
from course_lib.models.normalization import BatchNorm, LayerNorm, PowerNorm, RMSNorm

mean = x.mean(-1, keepdim=True)  # (B, T, 1)
variance = x.var(-1, correction=0, keepdim=True)  # (B, T, 1)
by_hand = (x - mean) / (variance + 1e-5).sqrt()  # (B, T, d)
torch.testing.assert_close(LayerNorm(6)(x), by_hand)
print("one token:", [f"{number:5.2f}" for number in by_hand[0, 0]])

# %% [markdown] tags=["en"]
# **RMS norm** (Zhang and Sennrich 2019) leaves the mean where it is and divides by the root mean square. One statistic less, and most large language models use it.
#
# **Batch norm** (Ioffe and Szegedy 2015) looks the other way: each of the d numbers has its own mean and spread, over *all tokens of the batch*. Padding is no token, so it must not count:

# %% [markdown] tags=["zh"]
# **RMS 归一化**（Zhang 与 Sennrich 2019）不减均值，只除以均方根：更省事，如今的大语言模型多半用它。
#
# **批量归一化**（batch norm，Ioffe 与 Szegedy 2015）换了个方向看：d 个数里的每一个，都有自己的均值和标准差，在*整批的所有词元*上求。填充不是词元，不能算进去：

# %%
rms = x.square().mean(-1, keepdim=True)  # (B, T, 1)
torch.testing.assert_close(RMSNorm(6)(x), x / (rms + 1e-5).sqrt())

real = x[mask]  # (6, d): the real tokens of both sentences
by_hand = (x - real.mean(0)) / (real.var(0, correction=0) + 1e-5).sqrt()
torch.testing.assert_close(BatchNorm(6)(x, mask), by_hand)
padding_counted = BatchNorm(6)(x)
print(f"the padding bug moves the numbers by up to {(padding_counted - by_hand)[mask].abs().max():.2f}")

# %% [markdown] tags=["en"]
# Two things follow from looking at the batch. **In use there is no batch** (or another one), so a running mean of the batches of training must stand in. And **a token depends on its neighbours**: in a decoder even on words that are not yet written. Change the last token; does the first one feel it?

# %% [markdown] tags=["zh"]
# 看整批，就有两个后果。其一，**用的时候没有那一批**（或者是另外一批），只好拿训练时各批的滑动平均来顶替。其二，**一个词元会受邻居影响**，在解码器里，甚至受还没写出来的词影响。改动最后一个词元，第一个会有感觉吗？

# %%
changed = x.clone()
changed[0, 3] += 5  # the last token of the first sentence
for kind in (LayerNorm(6), RMSNorm(6), BatchNorm(6), PowerNorm(6, running=False)):
    moved = (kind(changed, mask) - kind(x, mask))[0, 0].abs().max()
    print(f"{type(kind).__name__:9} the first token moves by {moved:.2f}")
    assert (moved > 0) == isinstance(kind, (BatchNorm, PowerNorm))

# %% [markdown] tags=["en"]
# **Power norm** (Shen et al. 2020) is batch norm without the mean: each number is divided by its root mean square $\psi$ over the tokens. As PN-V it takes the $\psi$ of the batch; as PN it takes a running $\psi$ of the batches *before*, in training as in use:
#
# $$\hat x = x / \psi^{(t-1)},\qquad (\psi^{(t)})^2 = (\psi^{(t-1)})^2 + (1-\alpha)\,(\psi_B^2 - (\psi^{(t-1)})^2)$$

# %% [markdown] tags=["zh"]
# **幂归一化**（power norm，Shen 等 2020）像不减均值的批量归一化：每个数除以它在各词元上的均方根 $\psi$。PN-V 用这一批的 $\psi$；PN 用*之前*各批的滑动 $\psi$，训练和使用都一样：
#
# $$\hat x = x / \psi^{(t-1)},\qquad (\psi^{(t)})^2 = (\psi^{(t-1)})^2 + (1-\alpha)\,(\psi_B^2 - (\psi^{(t-1)})^2)$$

# %%
power, square = PowerNorm(6), torch.ones(6)
for step in range(3):
    batch = torch.randn(2, 4, 6, generator=generator) * 2  # (B, T, d)
    torch.testing.assert_close(power(batch), batch / (square + 1e-5).sqrt())  # of the batches before
    square = square + 0.1 * (batch.square().mean((0, 1)) - square)  # 1 - alpha = 0.1
print("running squares after three batches:", [f"{number:.2f}" for number in square])

# %% [markdown] tags=["en"]
# ## The residual sum, and two places for the norm
#
# Each sub-layer of chapter 08 stood in a residual sum, $x+F(x)$. So there is a road past every sub-layer, and gradients can take it (He et al. 2016). There are two places for the norm:
#
# - **Post-LN**: $\mathrm{norm}(x+F(x))$, as in "Attention is all you need" (Vaswani et al. 2017). The road passes through the norm.
# - **Pre-LN**: $x+F(\mathrm{norm}(x))$, as in chapter 08 (Xiong et al. 2020, and others before them). The road is free; so the sum grows, and needs one more norm at the very end.
#
# The notes say *after each layer*. Precisely: after each *sub-layer's sum*. And the paper that they cite argues against that place.

# %% [markdown] tags=["zh"]
# ## 残差连接，和归一化的两个位置
#
# 第 08 章里，每个子层外面都有残差连接，$x+F(x)$。这样每个子层旁边都有一条路，梯度可以从那里走（He 等 2016）。归一化有两个位置可放：
#
# - **后置**（Post-LN）：$\mathrm{norm}(x+F(x))$，即“Attention is all you need”（Vaswani 等 2017）的做法。路要穿过归一化。
# - **前置**（Pre-LN）：$x+F(\mathrm{norm}(x))$，第 08 章用的就是它（Xiong 等 2020，之前也有人用）。路上没有归一化；和因此越加越大，最末尾得再来一次归一化。
#
# 笔记说“放在每一层处理之后”。说准确些，是放在每个*子层的残差和*之后。而笔记引的那篇论文，恰恰主张不要放在那里。

# %%
from course_lib.models.transformer_layers import FeedForward, Residual

feed_forward = FeedForward(6, 24)
post, pre = Residual(6, "post"), Residual(6, "pre")
norm = LayerNorm(6)
torch.testing.assert_close(post(x, feed_forward), norm(x + feed_forward(x)))
torch.testing.assert_close(pre(x, feed_forward), x + feed_forward(norm(x)))
print("by hand equals the library, in both places")

# %% [markdown] tags=["en"]
# ## Before a single step of training
#
# Now the question. Stack 2, 4, 8 or 16 such layers with random weights, put a classifier on top, and take the gradient of one token's loss by W2, the second matrix of feed-forward, in the **last** layer: how large is the first step that training would take there? Xiong et al. (2020, Theorem 1) bound it, up to a constant, by $d\sqrt{\ln d}$ for Post-LN and by $d\sqrt{\ln d/L}$ for Pre-LN, with L layers.
#
# **Predict** before you run: with 16 layers instead of 2, does the last layer's gradient grow, shrink, or stay, after and before?

# %% [markdown] tags=["zh"]
# ## 还没训练一步
#
# 现在来看那个问题。把 2、4、8 或 16 个这样的层叠起来，权重随机，上面放一个分类器，取一个词元的损失对**最后**一层 W2（前馈的第二个矩阵）的梯度：训练要是迈出第一步，在那里会迈多大？Xiong 等（2020，定理 1）给出的上界（不计常数）：后置是 $d\sqrt{\ln d}$，前置是 $d\sqrt{\ln d/L}$，L 是层数。
#
# **先猜**再运行：从 2 层变成 16 层，最后一层的梯度会变大、变小，还是不变？后置呢，前置呢？

# %%
from course_lib.kit import records

record, depths = records.load("placement"), [2, 4, 8, 16]
print(record.command)
last = {}
for place in ("post", "pre"):
    for layers in depths:
        last[place, layers] = [run["gradients"][-1] for run in record.where(placement=place, layers=layers)]
        print(f"{place:4} {layers:2} layers: {records.spread(last[place, layers])}")

# %%
from course_lib.analysis.gradients import theorem

series = {}
for place in ("post", "pre"):
    first = sum(last[place, 2]) / len(last[place, 2])
    series[place] = [[last[place, n][seed] / first for n in depths] for seed in range(8)]
for place in ("post", "pre"):
    series[f"theorem {place}"] = [[theorem(place, n, 64) / theorem(place, 2, 64) for n in depths]]
assert min(last["post", 16]) > 2 * max(last["pre", 16])
figures.curves(depths, series, "depth", "last_gradient", doubling=True)

# %% [markdown] tags=["en"]
# Eight seeds. **After: it stays**, 5.2 at 2 layers and 5.3 at 16. **Before: it shrinks** from 4.2 to 1.5, that is 2.8 times, and $\sqrt{16/2}$ is 2.83: the theorem's law, though our stack has four heads and queries that are not zero, which the theorem forbids.
#
# Why? With the norm before, the sum on the road grows with every layer; the final norm divides by it, and the share of each branch gets smaller. With the norm after, every layer is brought back to size one, and the last one acts on the output in full.
#
# So Post-LN takes **large steps near the output from the start, however deep it is**. That is not the usual story of gradients that vanish.

# %% [markdown] tags=["zh"]
# 八个种子。**后置：不变**，2 层时 5.2，16 层时 5.3。**前置：变小**，从 4.2 到 1.5，差 2.8 倍，而 $\sqrt{16/2}$ 是 2.83：正是定理说的规律，虽然我们的网络有四个头，查询也不为零，定理本来是不许的。
#
# 为什么？前置时，路上的和一层层变大，最末尾的归一化再把它除下来，每个支路的份额就越来越小。后置时，每层都被拉回大小 1，最后一层对输出起着十足的作用。
#
# 所以后置的网络，**不管多深，一开始在输出附近就迈着大步**。这和常听到的“梯度消失”不是一回事。

# %% [markdown] tags=["en"]
# ## Does it matter in training? Warm-up
#
# **Warm-up**, as in chapter 08's Deeper section: the learning rate rises from near zero over the first steps. Vaswani et al. (2017) let it rise for 4,000 steps without saying why. If Post-LN's first steps are too large, here is the reason.
#
# A Transformer with 6 + 6 layers of width 64 learns numbers from English to French, 200 steps, Adam with the paper's $\beta_2=.98$; three seeds. Once it begins at the full learning rate, once it rises over 50 steps. **Predict** the four curves at the high learning rate, .003.

# %% [markdown] tags=["zh"]
# ## 训练时要紧吗？预热
#
# **预热**（warm-up），第 08 章的“深入”里提到过：开头若干步，让学习率从接近零慢慢升上去。Vaswani 等（2017）预热了 4000 步，没有说为什么。要是后置网络的头几步迈得太大，原因就在这里了。
#
# 一个 6 + 6 层、宽度 64 的 Transformer，学英语数词到法语，200 步，Adam 用论文的 $\beta_2=.98$；三个种子。一次从头就用全部学习率，一次用 50 步升上去。**先猜**学习率较高（.003）时的四条曲线。

# %%
record = records.load("warmup")
steps = [10 * k - 5 for k in range(1, 21)]  # each point is a mean of ten steps
shown = {}
for place in ("post", "pre"):
    for warmup, name in ((0, "no warm-up"), (50, "warm-up")):
        which = {"placement": place, "warmup": warmup}
        shown[f"{place}, {name}"] = record.values("losses", learning_rate=0.003, **which)
        for rate in (0.001, 0.003):
            held_out = record.values("held_out", learning_rate=rate, **which)
            print(f"{place:4} {name:10} rate {rate}: held-out loss {records.spread(held_out)}")
figures.curves(steps, shown, "step", "loss")

# %%
held_out = {
    (place, rate, warmup): record.values("held_out", placement=place, learning_rate=rate, warmup=warmup)
    for place in ("post", "pre")
    for rate in (0.001, 0.003)
    for warmup in (0, 50)
}
assert min(held_out["post", 0.003, 0]) > max(held_out["post", 0.003, 50])
assert min(held_out["post", 0.003, 50]) > max(held_out["pre", 0.003, 0])

# %% [markdown] tags=["en"]
# **At .003 the norm after learns nothing without warm-up**: 2.89 nats in every seed, flat from the first tens of steps. (All it knows is how often each word occurs: who knows that and nothing else loses 2.88.) With warm-up it learns slowly, 1.92. The norm before learns either way; and it gains from warm-up, too: .47 without, .09 with. At .001 the drama is gone: 1.28 and .98 after, .22 and .28 before, where warm-up only costs time.
#
# So the notes' first question has an answer with two halves. *Where*: after each sub-layer's sum is the older custom, and at this depth the worse one, as the cited paper says. *But*: in these 200 steps. Pre-LN is the **safer** choice; that it ends better, neither the paper nor we have shown. Liu et al. (2020) and Wang et al. (2022) train deep Post-LN with care, and reach at least as much.

# %% [markdown] tags=["zh"]
# **学习率 .003 时，后置的网络不预热就什么也学不会**：每个种子都是 2.89 nat，几十步之后就不动了。（它只知道每个词出现得多不多：只凭这一点去猜，损失就是 2.88。）预热之后学得慢，1.92。前置的两种都学得会，而且也得益于预热：没有时 .47，有时 .09。学习率 .001 时，这出戏就没有了：后置 1.28 和 .98，前置 .22 和 .28，预热只是多花时间。
#
# 所以笔记的第一问，答案有两半。*放在哪里*：放在每个子层的残差和之后，是较早的做法，在这个深度上也是较差的做法，正如所引论文所说。*不过*，这只是 200 步之内的事。前置是**更稳**的选择；最终是否更好，论文和我们都没有证明。Liu 等（2020）和 Wang 等（2022）细心地训练很深的后置网络，结果至少不差。

# %% [markdown] tags=["en"]
# ## Would another norm do?
#
# The same small Transformer (2 + 2 layers, norm before), 800 steps on numbers to French, with each of five norms; three seeds. **Predict**: which of them learn it? And for those that look at the batch: is the loss in training mode (statistics of the batch) the loss in use (running ones)?

# %% [markdown] tags=["zh"]
# ## 换一个归一化行吗？
#
# 同一个小 Transformer（2 + 2 层，前置），英语数词到法语，800 步，五种归一化各来一遍；三个种子。**先猜**：哪几种学得会？那些要看整批的，训练模式下的损失（用这一批的统计量）和使用时的损失（用滑动的）一样吗？

# %%
norms = records.load("norms")
names = ("layer", "rms", "batch", "power-v", "power")
print("norm     loss, training mode      loss, in use             exact match, alone")
for name in names:
    training, use = (norms.values(what, norm=name) for what in ("training_mode", "forced_loss"))
    exact = records.spread(norms.values("exact_match", norm=name))
    print(f"{name:8} {records.spread(training, '.3f'):24} {records.spread(use, '.3f'):24} {exact}")
batch = norms.where(norm="batch")
assert all(run["forced_loss"] > 2 * run["training_mode"] for run in batch)
assert min(norms.values("exact_match", norm="rms")) > max(run["exact_match"] for run in batch)

# %% [markdown] tags=["en"]
# **Layer norm, RMS norm and PN-V: no difference** on this task. **Batch norm learns as well, and loses in use**: .001 nats with the statistics of its own batch, .011 with the running ones, and .97 instead of 1.00 exact. **PN**, whose $\psi$ lags behind, comes last here (.87).
#
# Be fair to PN. Its paper has an approximate backward pass, which we have not built; its authors' code puts it into the encoder only, begins with batch statistics for thousands of steps, and scales each token first. They report 35.9 BLEU against 35.5 of layer norm (IWSLT14), with one seed. A toy task can show that a norm *works*; it cannot show which of two good ones is better by one percent.
#
# ## Why is text hard on batches?
#
# Shen et al. (2020) measured that batch statistics wander more in text than in pictures. Here: how far is the mean of one batch of 64 from that of all, in standard deviations, at the input of the first and of the last norm? Beside it, what chance alone would give: the same tokens, dealt out at random. **Predict**: text in length buckets (chapter 01), text as it comes, pictures: which wanders most?

# %% [markdown] tags=["zh"]
# **层归一化、RMS 归一化、PN-V**：在这个任务上**没有差别**。**批量归一化学得一样好，用起来却变差**：用自己那一批的统计量，损失是 .001 nat；换成滑动的，是 .011，完全匹配率从 1.00 掉到 .97。**PN** 的 $\psi$ 总慢一拍，在这里垫底（.87）。
#
# 对 PN 要公平。论文里有一个近似的反向计算，我们没有实现；作者的代码只把它放在编码器里，头几千步先用批量统计量，还先把每个词元缩放一遍。他们报告的是 35.9 BLEU，层归一化 35.5（IWSLT14），只有一个种子。小任务能说明一种归一化*行得通*，说明不了两种好的之间谁强百分之一。
#
# ## 文本为什么让批量归一化为难？
#
# Shen 等（2020）量过：批量统计量在文本里比在图像里游移得更厉害。这里也量一量：在第一个和最后一个归一化的输入处，一批（64 个）的均值离全体的均值有多远，以标准差为单位？旁边是纯属碰巧时的数：同样的词元，随机分批。**先猜**：按长度分桶的文本（第 01 章）、随来随用的文本、图片，哪个游移得最厉害？

# %%
statistics = records.load("batch_statistics")
print("data              first norm             by chance  last norm              by chance")
means = {}
for data in ("text in buckets", "text as it comes", "pictures"):
    found = statistics.where(data=data, trained=True)
    means[data] = [run["first"]["mean"] for run in found]
    columns = []
    for place in ("first", "last"):
        columns.append(f"{records.spread([run[place]['mean'] for run in found], '.3f'):22}")
        chance = [run[place]["chance_mean"] for run in found]
        columns.append(f"{sum(chance) / len(chance):.3f}    ")
    print(f"{data:17}", *columns)
assert min(means["text in buckets"]) > 3 * max(means["text as it comes"])

# %% [markdown] tags=["en"]
# **It is the buckets.** In length buckets the mean of a batch strays .083 at the first norm and .18 at the last, two and a half to six times as far as chance; the same text in mixed batches strays no further than chance, and less than pictures do at the last norm (.068). Sentences of one length are alike, so a bucket is no fair sample. (These sentences are number words: real text may differ from batch to batch for other reasons, too.) So a choice made for speed in chapter 01 takes batch norm its ground away; layer norm never notices.

# %% [markdown] tags=["zh"]
# **是分桶造成的。** 按长度分桶时，一批的均值在第一个归一化处偏 .083，在最后一个处偏 .18，是碰巧的两倍半到六倍；同样的文本不分桶，就和碰巧差不多，在最后一个归一化处比图片（.068）还小。长度相同的句子彼此相像，所以一桶不是公平的抽样。（这些句子都是数词；真实的文本还可能因为别的缘故而各批不同。）第 01 章为了快而分桶，却抽掉了批量归一化的立足之地；层归一化则毫无察觉。

# %% [markdown] tags=["en"]
# ## Lab: gradients
#
# Choose a depth and a norm: the gradients of every layer, after and before, are computed while you look. Below, the recorded trainings: what does warm-up do at either learning rate?

# %% [markdown] tags=["zh"]
# ## 实验台：梯度
#
# 选深度和归一化：后置和前置各层的梯度当场算出来。下面是录好的训练：两种学习率下，预热各起什么作用？

# %%
from course_lib.chapters.labs import GradientsLab

GradientsLab()

# %% [markdown] tags=["en"]
# ## Exercises
#
# Three core exercises, about five minutes each, a stretch, and a question to answer in words.

# %% [markdown] tags=["zh"]
# ## 练习
#
# 三道基础练习，每道大约五分钟；一道挑战题；一道要用文字回答的问题。

# %%
from course_lib.chapters.ch09_norm import exercises as ch09

ch09.layer_norm


# %%
def layer_norm(x, gain, bias): ...


ch09.layer_norm.check(layer_norm)

# %%
ch09.batch_norm


# %%
def batch_norm(x, lengths): ...


ch09.batch_norm.check(batch_norm)

# %%
ch09.layer_twice


# %%
def layer_twice(x, attention, feed_forward, norm, placement): ...


ch09.layer_twice.check(layer_twice)

# %%
ch09.power_norm


# %%
def power_norm(batches, alpha): ...


ch09.power_norm.check(power_norm)

# %%
ch09.after_each_layer

# %%
ch09.after_each_layer.answer("")

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch09.quiz

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## Deeper: what a norm does to a gradient
#
# Layer norm divides by the size of its input. So if the input is ten times as large, the output is the same, and a change of the input counts a tenth: **the gradient is divided by the size, too.** That is the whole reason why Pre-LN's gradients shrink: the sum on the road has grown when it meets the final norm. Check both:

# %% [markdown] tags=["zh"]
# ## 深入：归一化对梯度做了什么
#
# 层归一化要除以输入的大小。所以输入放大十倍，输出不变，而输入变动一点，只算十分之一：**梯度也除以了那个大小。**前置网络的梯度变小，全部原因就在这里：路上的和走到最末尾的归一化时，已经变大了。两件事都验证一下：

# %%
norm = LayerNorm(64)
vector, way = torch.randn(64, generator=generator), torch.randn(64, generator=generator)
for size in (1, 10, 100):
    scaled = (vector * size).requires_grad_()
    gradient = torch.autograd.grad(norm(scaled) @ way, scaled)[0]
    print(f"input x {size:3}: output {norm(scaled).norm():.2f}, gradient {gradient.norm():.4f}")

# %%
from course_lib.models.transformer import EncoderStack
from course_lib.models.transformer_layers import LayerSettings

x = torch.randn(8, 16, 64, generator=generator)
torch.manual_seed(0)
for layers in (2, 8, 32):
    grown = x
    for layer in EncoderStack(layers, LayerSettings(width=64, heads=4, d_ff=64)).layers:
        grown = layer(grown)
    print(f"Pre-LN, {layers:2} layers: the sum is {grown.std() / x.std():.1f} times as large as the input")

# %% [markdown] tags=["en"]
# The sum grows about with the root of the depth, as a sum of independent parts does. Two ways out keep Post-LN and tame it: Admin (Liu et al. 2020) makes the branches weaker at the start, DeepNorm (Wang et al. 2022) scales the road up, $\mathrm{norm}(\alpha x+F(x))$; with it, its authors trained 1,000 layers.

# %% [markdown] tags=["zh"]
# 这个和大约随深度的平方根变大，互相独立的项相加就是这样。还有两条路，保留后置，但把它驯服：Admin（Liu 等 2020）让支路一开始弱一些；DeepNorm（Wang 等 2022）把路上的 x 放大，$\mathrm{norm}(\alpha x+F(x))$，作者用它训练到了 1000 层。

# %% [markdown] tags=["en"]
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | why is layer normalisation after each layer? | after each sub-layer's sum; the cited paper argues against it: there the last layer's gradient stays as large at 16 layers as at 2, before it shrinks 2.8 times |
# | (not said) | at a high learning rate the norm after learns nothing without warm-up (2.89 nats); the norm before does (.47), and better with it (.09) |
# | why layer normalisation, would another do? | RMS norm and PN-V did as well; batch norm lost in use (.001 to .011 nats), for its statistics wander in length buckets |
#
# ## For a study group
#
# 1. Which would you build today, after or before, and what would change your mind?
# 2. Your batch norm model is excellent in training and poor in use. Name three causes and a test for each.
# 3. A paper reports .4 BLEU more, with one seed. What do you do with it?
#
# [A page for the meeting](../docs/groups/09_norm.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - J. L. Ba, J. R. Kiros, G. Hinton (2016). Layer normalization. arXiv 1607.06450.
# - S. Ioffe, C. Szegedy (2015). Batch normalization: accelerating deep network training by reducing internal covariate shift. ICML, arXiv 1502.03167.
# - K. He et al. (2016). Deep residual learning for image recognition. CVPR, arXiv 1512.03385.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - B. Zhang, R. Sennrich (2019). Root mean square layer normalization. NeurIPS, arXiv 1910.07467.
# - R. Xiong et al. (2020). On layer normalization in the Transformer architecture. ICML, arXiv 2002.04745.
# - S. Shen et al. (2020). PowerNorm: rethinking batch normalization in Transformers. ICML, arXiv 2003.07845.
# - L. Liu et al. (2020). Understanding the difficulty of training Transformers. EMNLP, arXiv 2004.08249.
# - H. Wang et al. (2022). DeepNet: scaling Transformers to 1,000 layers. arXiv 2203.00555.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | “为什么layer normalization是放在每一层处理之后？” | 是在每个子层的残差和之后；引用的论文恰恰反对：放在之后，末层的梯度 16 层和 2 层时一样大；放在之前，小 2.8 倍 |
# | （没有提） | 学习率高时，后置不预热就学不会（2.89 nat）；前置学得会（.47），预热了更好（.09） |
# | “为什么是layer normalization？别的行吗？” | RMS 归一化和 PN-V 一样好；批量归一化用起来变差（从 .001 到 .011 nat），因为按长度分桶时，它的统计量会游移 |
#
# ## 小组讨论
#
# 1. 今天要你来搭，放之前还是之后？什么会让你改主意？
# 2. 你的批量归一化模型，训练时很好，用起来很差。说出三种原因，各给一个检验的办法。
# 3. 一篇论文报告高了 .4 BLEU，只有一个种子。你怎么看待它？
#
# [小组活动页](../docs/groups/09_norm.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - J. L. Ba, J. R. Kiros, G. Hinton (2016). Layer normalization. arXiv 1607.06450.
# - S. Ioffe, C. Szegedy (2015). Batch normalization: accelerating deep network training by reducing internal covariate shift. ICML, arXiv 1502.03167.
# - K. He et al. (2016). Deep residual learning for image recognition. CVPR, arXiv 1512.03385.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - B. Zhang, R. Sennrich (2019). Root mean square layer normalization. NeurIPS, arXiv 1910.07467.
# - R. Xiong et al. (2020). On layer normalization in the Transformer architecture. ICML, arXiv 2002.04745.
# - S. Shen et al. (2020). PowerNorm: rethinking batch normalization in Transformers. ICML, arXiv 2003.07845.
# - L. Liu et al. (2020). Understanding the difficulty of training Transformers. EMNLP, arXiv 2004.08249.
# - H. Wang et al. (2022). DeepNet: scaling Transformers to 1,000 layers. arXiv 2203.00555.
