# %% [markdown] tags=["en"]
# # 09 · Deeper: which recipe, which step, which batch
#
# **What you will be able to do.** See the law of the chapter vanish when the initialisation changes. Compare Adam's steps and random steps at three sizes. Compute RMS norm, batch norm and power norm by hand. Say which statistic of a batch hurts a batch norm in use, the mean or the variance.
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 09](09_norm.ipynb).

# %% [markdown] tags=["zh"]
# # 09 · 深入：哪种配方，哪种步子，哪一批
#
# **学完这一篇，你能**：看到换一种初始化，正文里的规律就不见了；拿 Adam 的步子和随机的步子比，三种大小都比一比；亲手算 RMS 归一化、批量归一化和幂归一化；说清批量归一化使用时变差，该怪一批的均值还是方差。
#
# **时间**：{lesson} 分钟。**预备知识**：[第 09 章](09_norm.ipynb)。

# %%
import torch

from course_lib.chapters.ch09_norm import figures
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
generator, places = torch.Generator().manual_seed(0), ("post", "pre")

# %% [markdown] tags=["en"]
# ## A norm divides the gradient, too
#
# The chapter says that a gradient which passes a norm is divided by the size of the norm's input. Here it is: the same vector at three sizes, and the gradient that comes back through a layer norm.

# %% [markdown] tags=["zh"]
# ## 归一化也会除梯度
#
# 正文说，梯度穿过归一化，要除以归一化输入的大小。看一看：同一个向量放大到三种大小，穿过层归一化传回来的梯度各是多大。

# %%
from course_lib.models.normalization import BatchNorm, LayerNorm, PowerNorm, RMSNorm

norm, rows = LayerNorm(64), []
vector, way = torch.randn(2, 64, generator=generator)  # (d,) each
for size in (1, 10, 100):
    scaled = (vector * size).requires_grad_()
    gradient = torch.autograd.grad(norm(scaled) @ way, scaled)[0]  # (d,)
    rows.append((size, f"{norm(scaled).norm():.2f}", f"{gradient.norm():.4f}"))
Table([pick("input times", "输入放大"), pick("output", "输出"), pick("gradient", "梯度")], rows)

# %% [markdown] tags=["en"]
# Ten times the input, and the gradient is a tenth.
#
# ## The law belongs to a recipe
#
# How much the Pre-LN sum grows depends on how large the branches are at the start, and so on the initialisation. Our trainings begin with Xavier weights. Left alone, PyTorch draws smaller ones for its linear layers. The same stacks, both ways:

# %% [markdown] tags=["zh"]
# 输入放大十倍，梯度就是十分之一。
#
# ## 规律跟着配方走
#
# 前置的残差和能变多大，要看支路一开始有多大，也就是看初始化。我们的训练从 Xavier 权重开始。如果什么都不管，PyTorch 给线性层取的初始值要小一些。同样的网络，两种都试一试：

# %%
from course_lib.models.transformer import EncoderStack, init_weights
from course_lib.models.transformer_layers import LayerSettings

inputs, depths = torch.randn(8, 16, 64, generator=generator), (2, 4, 8, 16, 32)  # (B, T, d)


@torch.no_grad()
def growth(layers, xavier):
    torch.manual_seed(0)
    stack, x = EncoderStack(layers, LayerSettings(width=64, heads=4, d_ff=64)), inputs
    if xavier:
        init_weights(stack)
    for layer in stack.layers:
        x = layer(x)  # (B, T, d)
    return x.std() / inputs.std()


# %%
ways = {"Xavier": True, "PyTorch": False}
rows = [(way, *(f"{growth(n, xavier):.1f}" for n in depths)) for way, xavier in ways.items()]
Table([pick("initialisation, layers:", "初始化，层数："), *map(str, depths)], rows)

# %% [markdown] tags=["en"]
# With PyTorch's own weights the sum of 32 layers is only twice the input. There the branches are so small that $1/\sqrt{L}$ hardly shows. So a law about initialisation should always name the initialisation.
#
# ## Steps, at three sizes
#
# The chapter showed Adam's first step at a rate of .0001. Liu et al. (2020) also moved all weights at random. So for each stack we recorded both: Adam's step, and a step of the same size in every weight with random signs. The loss is that of all 256 tokens of a batch; five seeds.

# %% [markdown] tags=["zh"]
# 用 PyTorch 自己的初始值，32 层的残差和只有输入的两倍。支路太小，$1/\sqrt{L}$ 就几乎看不出来。所以关于初始状态的规律，总要说清是哪一种初始化。
#
# ## 三种大小的步子
#
# 正文里只看了学习率 0.0001 时 Adam 的第一步。Liu 等（2020）还让所有权重随机移动。所以对每个网络，我们两种都记了下来：Adam 的一步，以及每个权重走同样大小、正负随机的一步。损失是一批 256 个词元的平均，五个种子。

# %%
record = records.load("amplification")
rows = []
for rate in ("0.0001", "0.001", "0.003"):
    for place in places:
        runs = {n: record.where(placement=place, layers=n) for n in (2, 16, 32)}
        row = [figures.spread([run["adam"][rate] for run in runs[n]]) for n in runs]
        rows.append((f"Adam, {rate}: {figures.label(place)}", *row))
for place in places:
    runs = {n: record.where(placement=place, layers=n) for n in (2, 16, 32)}
    row = [figures.spread([run["random"]["0.001"] for run in runs[n]], ".3f") for n in runs]
    rows.append((pick("random, 0.001: ", "随机，0.001：") + figures.label(place), *row))
print(record.command)
Table([pick("the output moves by; layers:", "输出移动了；层数："), "2", "16", "32"], rows)

# %% [markdown] tags=["en"]
# Three things can be read here.
#
# - **Random steps move less.** In a deep stack a random step of .001 moves the output by 2 to 7 percent on average. Adam's step of the same size moves it by .64 of its size or more on average, it seems because all its parts pull in one direction.
# - **The random steps follow the theory roughly.** Liu et al. expect the squared movement to grow with the depth in Post-LN, and only with its logarithm in Pre-LN. From 2 to 32 layers that means four times as far, and about twice. We find 5.6 and 2.3 times on average. The seeds of deep Post-LN lie far apart.
# - **At .003 the two are no longer apart.** At 32 layers the ranges overlap. The linear picture has ended: the output keeps about the same size, so it can hardly move further than twice that.
#
# What would settle it? An experiment that changes one cause and leaves the other alone: for example, branches made weaker at the start, so that amplification shrinks, with gradients of the old size. Admin (Liu et al. 2020) is close to that, and its authors take its success as evidence for their side.

# %% [markdown] tags=["zh"]
# 从这张表可以读出三件事。
#
# - **随机的步子影响小得多。** 深的网络里，随机走 0.001，输出平均移动 2% 到 7%。Adam 走同样大的一步，平均移动自己的 0.64 倍以上，看来是因为各个权重往同一个方向使劲。
# - **随机的步子大致符合理论。** Liu 等认为，移动的平方，后置随层数增长，前置只随层数的对数增长。从 2 层到 32 层，就应当分别是四倍和两倍左右。我们测到平均 5.6 倍和 2.3 倍。深的后置，各个种子相差很大。
# - **到了 0.003，两者就分不开了。** 32 层时，范围有重叠。线性的图景已经不成立：输出的大小基本不变，最多也就移动自身大小的两倍左右。
#
# 怎样才能下结论？要有一个实验，只改变一个原因，不动另一个。比如让支路一开始弱一些，放大就小了，而梯度照旧。Admin（Liu 等 2020）接近这个想法，作者也把它的成功看作自己这一方的证据。

# %% [markdown] tags=["en"]
# ### The gradients once more
#
# With the loss of all 256 tokens the gradients of the last W2 look different from those of one token. Xiong et al. spoke of one.

# %% [markdown] tags=["zh"]
# ### 再看一眼梯度
#
# 损失换成 256 个词元的平均，末层 W2 的梯度就和只算一个词元时不同了。Xiong 等说的是一个词元。

# %%
rows = []
for layers in (2, 8, 32):
    found = [record.values("gradient", placement=place, layers=layers) for place in places]
    rows.append((layers, *map(figures.spread, found)))
Table([pick("layers: gradient of the last W2", "层数：末层 W2 的梯度"), *map(figures.label, places)], rows)

# %% [markdown] tags=["en"]
# Pre-LN shrinks as before. Post-LN now **grows**, to about three times from 2 to 32 layers. So the gap between the two is even larger here, and "it stays" belongs to the loss of one token.
#
# ## Four norms, by hand
#
# Two sentences of at most 4 tokens, 6 values each; the second has 2 tokens and 2 of padding. A **layer norm** takes the mean and the standard deviation of one token. An **RMS norm** (Zhang and Sennrich 2019) takes only the root of the mean square, and subtracts nothing. A **batch norm** (Ioffe and Szegedy 2015) takes mean and standard deviation of each dimension, over all real tokens. If padding is counted, its numbers are wrong:

# %% [markdown] tags=["zh"]
# 前置照旧变小。后置这回**变大**了，从 2 层到 32 层，大约是三倍。所以两者差得更远；“不变”只属于一个词元的损失。
#
# ## 四种归一化，亲手算
#
# 两个句子，最多 4 个词元，每个 6 维；第二句有 2 个词元，2 个填充。**层归一化**取一个词元的均值和标准差。**RMS 归一化**（Zhang 与 Sennrich 2019）只取均方根，什么也不减。**批量归一化**（Ioffe 与 Szegedy 2015）对每一维，在所有真实词元上取均值和标准差。如果把填充也算进去，数就错了：

# %%
x = 3 * torch.randn(2, 4, 6, generator=generator) + 1  # (B, T, d)
mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]]).bool()  # (B, T)
rms = x.square().mean(-1, keepdim=True)  # (B, T, 1)
torch.testing.assert_close(RMSNorm(6)(x), x / (rms + 1e-5).sqrt())

real = x[mask]  # (6, d): the real tokens of both sentences
by_hand = (x - real.mean(0)) / (real.var(0, correction=0) + 1e-5).sqrt()  # (B, T, d)
torch.testing.assert_close(BatchNorm(6)(x, mask), by_hand)
wrong = BatchNorm(6)(x)  # padding is counted
print(f"{(wrong - by_hand)[mask].abs().max():.2f}")

# %% [markdown] tags=["en"]
# With the padding counted, real tokens move by up to that much. There is a worse leak. Change the **last** token of the first sentence: does its first token feel it? In a decoder that would be a look into the future.

# %% [markdown] tags=["zh"]
# 算进了填充，真实的词元最多会偏这么多。还有更糟的泄漏：改动第一句的**最后**一个词元，第一个词元会有感觉吗？在解码器里，这就等于偷看后文。

# %%
changed, rows = x.clone(), []
changed[0, 3] += 5  # the last token of the first sentence
kinds = {"layer": LayerNorm(6), "rms": RMSNorm(6), "batch": BatchNorm(6)}
kinds["power-v"] = PowerNorm(6, running=False)
for kind, module in kinds.items():
    moved = (module(changed, mask) - module(x, mask))[0, 0].abs().max()
    rows.append((figures.label(f"{kind} norm"), f"{moved:.2f}"))
    assert (moved > 0) == (kind in ("batch", "power-v"))
Table([pick("norm", "归一化"), pick("the first token moves by", "第一个词元移动了")], rows)

# %% [markdown] tags=["en"]
# **Power norm** (Shen et al. 2020) divides each dimension by its root mean square $\psi$ over the tokens. PN-V takes the $\psi$ of the batch. PN takes a running $\psi$ of the batches *before*, in training as in use:
#
# $$\hat x = x / \psi^{(t-1)},\qquad (\psi^{(t)})^2 = (\psi^{(t-1)})^2 + (1-\alpha)\,(\psi_B^2 - (\psi^{(t-1)})^2)$$

# %% [markdown] tags=["zh"]
# **幂归一化**（power norm，Shen 等 2020）把每一维除以它在各词元上的均方根 $\psi$。PN-V 用这一批的 $\psi$；PN 用*之前*各批的滑动 $\psi$，训练和使用都一样：
#
# $$\hat x = x / \psi^{(t-1)},\qquad (\psi^{(t)})^2 = (\psi^{(t-1)})^2 + (1-\alpha)\,(\psi_B^2 - (\psi^{(t-1)})^2)$$

# %%
power, square = PowerNorm(6), torch.ones(6)
for _ in range(3):
    batch = torch.randn(2, 4, 6, generator=generator) * 2  # (B, T, d)
    torch.testing.assert_close(power(batch), batch / (square + 1e-5).sqrt())  # of the batches before
    square = square + 0.1 * (batch.square().mean((0, 1)) - square)  # 1 - alpha = 0.1
print([f"{number:.2f}" for number in square])

# %% [markdown] tags=["en"]
# ## Batches that wander
#
# Shen et al. (2020) measured that batch statistics vary more in text than in pictures. How far is the mean of one batch of 64 sentences from that of all, in standard deviations? And its variance, as a share of that of all? Beside each stands what chance alone gives: the same tokens, dealt out at random. Trained models (text: batch norm; pictures: chapter 10's ViT, with layer norm), the input of the last norm, three seeds.

# %% [markdown] tags=["zh"]
# ## 游移的批
#
# Shen 等（2020）量过：批量统计量在文本里比在图像里变动大。一批 64 句，均值离全体的均值有多远（以标准差为单位）？方差离全体的方差有多远（占全体的比例）？旁边是纯属碰巧时的数：同样的词元，随机分批。都是训练好的模型（文本用批量归一化，图像是用层归一化的 ViT，见第 10 章），在最后一个归一化的输入处量，三个种子。

# %%
statistics, rows = records.load("batch_statistics"), []
names = {
    "text in buckets": pick("text in length buckets", "按长度分桶的文本"),
    "text as it comes": pick("text as it comes", "不分桶的文本"),
    "pictures": pick("pictures", "图像"),
}
for data, name in names.items():
    runs = [run["last"] for run in statistics.where(data=data, trained=True)]
    keys = ("mean", "chance_mean", "variance", "chance_variance")
    rows.append((name, *(f"{sum(run[key] for run in runs) / len(runs):.3f}" for key in keys)))
heads = pick("data|mean|by chance|variance|by chance", "数据|均值|碰巧|方差|碰巧").split("|")
Table(heads, rows)

# %% [markdown] tags=["en"]
# In buckets the mean strays six times as far as by chance, and the variance three to four times. The same text in mixed batches strays no further than chance does. So the buckets do it. Pictures stray two to three times as far as chance: more than text without buckets, less than half as far as text in buckets. But these sentences are number words, and real text may also differ from batch to batch for other reasons.
#
# ## Is the mean the culprit?
#
# PN-V sees the same buckets and loses nothing, and it subtracts no mean. So perhaps the mean does the harm. A direct test: take the trained batch norm in use, and put in the batch's own mean, or its own variance, or both, in place of the running ones. We trained with and without buckets, three seeds each. The held-out batches hold one length, as buckets do.

# %% [markdown] tags=["zh"]
# 分桶时，均值偏得有碰巧的六倍那么远，方差是三四倍。同样的文本不分桶，就不比碰巧更远。所以是分桶造成的。图像比碰巧远两三倍：比不分桶的文本远，却不到分桶的一半。不过，这些句子都是数词；真实的文本还可能因为别的缘故而各批不同。
#
# ## 该怪均值吗？
#
# PN-V 面对同样的分桶，却没有变差，而它正好不减均值。所以也许该怪均值。直接试一试：拿训练好的批量归一化，在使用时把滑动的统计量换成这一批自己的，先只换均值，再只换方差，再两个都换。分桶和不分桶各训练三个种子。测试时，每批都是同一长度，和分桶一样。

# %%
gap, rows = records.load("batch_norm_gap"), []
for buckets in (True, False):
    runs = gap.where(buckets=buckets)
    losses = {key: [run["loss"][key] for run in runs] for key in runs[0]["loss"]}
    row = [f"{sum(values) / len(values):.4f}" for values in losses.values()]
    right = f"{100 * sum(run['exact'] for run in runs) / len(runs):.0f}"
    rows.append((pick("with buckets", "分桶") if buckets else pick("without", "不分桶"), right, *row))
print(gap.command)
heads = pick(
    "trained|right of 100|running|own mean|own variance|both own",
    "训练时|100 个里对了|滑动的|均值用自己的|方差用自己的|都用自己的",
)
Table(heads.split("|"), rows)

# %% [markdown] tags=["en"]
# With buckets the loss in use is .0107. With the batch's own mean alone it is .0008. With its own variance alone it is still .0074. So the **mean** is the culprit, as PN-V suggested.
#
# Trained without buckets there is no gap to repair: .0004 with the running statistics, and 100 of 100 right instead of 97. There the batch's own statistics are even the worse choice, because in that training no batch held one length alone. This is one task with three seeds. But here the sentence *batch norm fails on text* means: it fails on our buckets.
#
# ## Power norm's claim
#
# Shen et al. (2020) report 35.9 BLEU for PN against 35.5 for layer norm (IWSLT14), and 30.1 against 29.5 on a larger task. The published script has one seed. Their reason is that in text the mean and the variance of a batch vary more than the mean square. Our table has no mean square. What it adds is that here the buckets make the mean vary. Their code differs from the short description in three ways: PN stands in the encoder only; each token is first scaled by its own root mean square; and the first thousands of steps use the statistics of the batch. Its backward pass is an approximation that we have not built.
#
# Our small PN got 87 of 100, where layer norm got 100. It begins with a running $\psi$ of 1 and has no such first phase, which may be why. So we did not replicate the claim, and we did not refute it. A task on which several norms reach 100 cannot rank them. It would take their recipe, several seeds, and a task with room above.
#
# ## Two ways to keep Post-LN
#
# **Admin** (Liu et al. 2020) makes the branches weaker at the start, so that amplification is small from the first step. **DeepNorm** (Wang et al. 2022) scales the road up instead, $\mathrm{norm}(\alpha x+F(x))$ with $\alpha > 1$, and draws smaller first weights. Its authors trained 1,000 layers with it. **Fixup** (Zhang, Dauphin and Ma 2019) goes to the end of this road: with branches that are weak enough at the start, deep residual networks train with no norm at all, a Transformer for translation among them.
#
# Gradients do vanish somewhere, by the way: Liu et al. (2020) find them in the *decoder* of Post-LN. They repair that, and training still fails, so they look for another reason. Our stacks are encoders before the first step, and say nothing about decoders or about later steps.
#
# Two more words on our trainings. Both placements got the same learning rates. That shows an effect; a contest of designs would tune the rate for each. And the recorded trainings on text clip the gradient at norm 1. For Adam's first step that changes nothing, because it divides by the size anyway. Later it may matter, and we did not vary it.

# %% [markdown] tags=["zh"]
# 分桶训练的，使用时损失是 0.0107。只把均值换成这一批自己的，就降到 0.0008；只换方差，还有 0.0074。所以该怪的是**均值**，和从 PN-V 猜到的一样。
#
# 不分桶训练的，没有什么可补救：用滑动的统计量，损失就是 0.0004，100 个里对 100 个，分桶的只有 97 个。这时用这一批自己的统计量反而更差，因为训练时没有哪一批全是一样长的句子。这里只有一个任务、三个种子。不过至少在这里，“批量归一化在文本上不行”，意思其实是：它在我们的桶里不行。
#
# ## 幂归一化的说法
#
# Shen 等（2020）报告，PN 是 35.9 BLEU，层归一化是 35.5（IWSLT14）；大一些的任务上是 30.1 和 29.5。公布的脚本只有一个种子。他们的理由是：在文本里，一批的均值和方差比均方值变动得厉害。均方值我们的表里没有；它补充的一点是：在这里，让均值变动的是分桶。代码和简短的介绍有三处不同：PN 只放在编码器里；每个词元先除以自己的均方根；头几千步用的是这一批的统计量。反向计算是一种近似，我们没有实现。
#
# 我们的小 PN，100 个里对 87 个，层归一化对 100 个。它的滑动 $\psi$ 从 1 开始，没有那样一个开头的阶段，也许原因就在这里。所以我们没有重复出论文的说法，也没有推翻它。一个好几种归一化都能满分的任务，排不出名次。要用他们的配方、多个种子，和一个还有余地的任务。
#
# ## 保留后置的两条路
#
# **Admin**（Liu 等 2020）让支路一开始弱一些，放大从第一步起就小。**DeepNorm**（Wang 等 2022）反过来把直路放大，$\mathrm{norm}(\alpha x+F(x))$，$\alpha > 1$，同时把初始权重取小；作者用它训练了 1000 层。**Fixup**（Zhang、Dauphin 与 Ma 2019）在这条路上走得最远：只要支路一开始足够弱，很深的残差网络不用任何归一化也能训练，其中就有翻译用的 Transformer。
#
# 顺便说一句，梯度确实会在有的地方消失：Liu 等（2020）在后置的*解码器*里看到了。他们把它补好，训练照样失败，所以才去找别的原因。我们量的是训练开始之前的编码器，说不了解码器，也说不了后面的步子。
#
# 最后交代两句。两种位置用的是同样的学习率：这样看得清现象，真要比高下，得给各自调好。另外，存档里文本的训练都把梯度按范数 1 截断。对 Adam 的第一步来说，这没有影响，因为反正要除以大小。后面也许有影响，我们没有试过别的值。

# %% [markdown] tags=["en"]
# ## References
#
# - S. Ioffe, C. Szegedy (2015). Batch normalization: accelerating deep network training by reducing internal covariate shift. ICML, arXiv 1502.03167.
# - B. Zhang, R. Sennrich (2019). Root mean square layer normalization. NeurIPS, arXiv 1910.07467.
# - H. Zhang, Y. N. Dauphin, T. Ma (2019). Fixup initialization: residual learning without normalization. ICLR, arXiv 1901.09321.
# - R. Xiong et al. (2020). On layer normalization in the Transformer architecture. ICML, arXiv 2002.04745.
# - L. Liu et al. (2020). Understanding the difficulty of training Transformers. EMNLP, arXiv 2004.08249.
# - S. Shen et al. (2020). PowerNorm: rethinking batch normalization in Transformers. ICML, arXiv 2003.07845.
# - H. Wang et al. (2022). DeepNet: scaling Transformers to 1,000 layers. arXiv 2203.00555.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - S. Ioffe, C. Szegedy (2015). Batch normalization: accelerating deep network training by reducing internal covariate shift. ICML, arXiv 1502.03167.
# - B. Zhang, R. Sennrich (2019). Root mean square layer normalization. NeurIPS, arXiv 1910.07467.
# - H. Zhang, Y. N. Dauphin, T. Ma (2019). Fixup initialization: residual learning without normalization. ICLR, arXiv 1901.09321.
# - R. Xiong et al. (2020). On layer normalization in the Transformer architecture. ICML, arXiv 2002.04745.
# - L. Liu et al. (2020). Understanding the difficulty of training Transformers. EMNLP, arXiv 2004.08249.
# - S. Shen et al. (2020). PowerNorm: rethinking batch normalization in Transformers. ICML, arXiv 2003.07845.
# - H. Wang et al. (2022). DeepNet: scaling Transformers to 1,000 layers. arXiv 2203.00555.
