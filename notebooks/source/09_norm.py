# %% [markdown] tags=["en"]
# # 09 · Where the norm goes
#
# **What you will be able to do.** Compute a layer norm in your head, and say which numbers a batch norm looks at instead. Build a residual layer with its norm at either place. Train both, and see one of them fail. Say what two well-known papers blame for it, what we measured of each, and what is still open.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 00 to 03, 07 and 08.

# %% [markdown] tags=["zh"]
# # 09 · 归一化放在哪里
#
# **学完本章，你能**：心算一个层归一化，说清批量归一化看的是另外哪些数；搭一个残差层，归一化放在前、放在后都会；把两种都训练一遍，亲眼看见其中一种学不会；说清两篇有名的论文各把原因归给什么，我们测到了什么，还有什么没有定论。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 00 到 03 章，第 07 章，第 08 章。

# %%
from course_lib.chapters.ch09_norm import exercises as ch09
from course_lib.chapters.ch09_norm import figures
from course_lib.chapters.opening import opening
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
places = ("post", "pre")
opening(ch09)

# %% [markdown] tags=["en"]
# ## The question
#
# You will often read that a Transformer has a layer norm *after each layer*. The layers of chapter 08 had it in front of each sub-layer. The first is called **Post-LN** and comes from the paper that introduced the Transformer (Vaswani et al. 2017). The second is called **Pre-LN**.
#
# ![Two columns of boxes, the same parts in another order. Left, Post-LN: x goes through attention, is added to the attention's result, then comes the norm; the same with feed-forward. The straight line from bottom to top passes through both norms. Right, Pre-LN: the norm stands inside the branch, in front of attention and of feed-forward; the straight line passes through no norm but one, at the very end of the whole stack.](../assets/figures/where_the_norm_goes.en.svg)
#
# Follow the thick line with a finger, from input to output. We call it the **road**; what leaves it and comes back is a **branch**. On the left the road passes through every norm, on the right only through the last. In code, two lines differ. **What difference can two lines make? And must it be a layer norm at all?**

# %% [markdown] tags=["zh"]
# ## 问题
#
# > **笔记这样说**：“为什么layer normalization是放在每一层处理之后？……为什么是layer normalization？别的行吗？”
#
# 可是第 08 章的层，归一化不在后面，而在每个子层的前面。两种做法都有，也都有名字。放在后面的叫**后置**（Post-LN），提出 Transformer 的那篇论文就是这样（Vaswani 等 2017）；放在前面的叫**前置**（Pre-LN）。
#
# ![两列方框，部件相同，次序不同。左边是后置：x 经过注意力，和注意力的结果相加，然后归一化；前馈也是这样。从下到上的直线穿过两个归一化。右边是前置：归一化在支路里，排在注意力和前馈的前面；从下到上的直线只经过一个归一化，在整个网络的最末尾。](../assets/figures/where_the_norm_goes.zh.svg)
#
# 用手指顺着粗线，从输入走到输出。这条粗线我们叫**直路**，离开它又回来的叫**支路**。左边，直路要穿过每一个归一化；右边，除了最后一个，归一化都在支路里。写成代码，只差两行。**两行能有多大的差别？再说，非得是层归一化吗？**

# %% [markdown] tags=["en"]
# ## By hand: what a layer norm does
#
# Take a token with two values, (1, 3). Their mean is 2, so the distances from it are −1 and 1. The typical distance, called the **standard deviation**, is 1: the root of the mean of the squares. A **layer norm** (Ba et al. 2016) subtracts the mean and divides by the standard deviation: (−1, 1).
#
# Now take (10, 30), ten times as much. The mean is 20, the standard deviation 10, and the result is (−1, 1) again. A layer norm keeps the pattern and forgets the size. (A trained gain and bias follow; we leave them out.)
#
# $$\mathrm{norm}(x) = \frac{x - \text{mean}(x)}{\sqrt{\text{variance}(x) + 10^{-5}}}$$
#
# The variance is the square of the standard deviation. The $10^{-5}$ keeps us from dividing by 0 when all values are equal.

# %% [markdown] tags=["zh"]
# ## 亲手做：层归一化做了什么
#
# 取一个只有两维的词元，(1, 3)。均值是 2，离均值的距离是 −1 和 1。再求典型的距离：平方，取平均，开方，得 1，这叫**标准差**。**层归一化**（layer norm，Ba 等 2016；d2l：层规范化）先减去均值，再除以标准差，得到 (−1, 1)。
#
# 再取 (10, 30)，大了十倍。均值 20，标准差 10，结果还是 (−1, 1)。所以层归一化留下了形状，忘掉了大小。做完以后，每一维还要乘一个学来的增益，加一个学来的偏置，这里先省去。
#
# $$\mathrm{norm}(x) = \frac{x - \text{mean}(x)}{\sqrt{\text{variance}(x) + 10^{-5}}}$$
#
# mean 是均值，variance 是方差，也就是标准差的平方。加上 $10^{-5}$，是因为有的词元各维全相等，不加就要除以 0。

# %%
import torch


def norm(x):
    mean = x.mean(-1, keepdim=True)  # (B, T, 1)
    variance = x.var(-1, correction=0, keepdim=True)  # (B, T, 1)
    return (x - mean) / (variance + 1e-5).sqrt()  # (B, T, d)


tokens = torch.tensor([[[1.0, 3.0], [10.0, 30.0]]])  # (B, T, d) = (1, 2, 2)
print([[round(value, 2) for value in token] for token in norm(tokens)[0].tolist()])
torch.testing.assert_close(norm(tokens), torch.nn.LayerNorm(2)(tokens).detach())

# %% [markdown] tags=["en"]
# A layer norm looks at one token alone. So padding, sentence length and neighbours do not matter. Its older relative, the **batch norm** (Ioffe and Szegedy 2015), looks down a column instead: one dimension, all real tokens of the batch.
#
# ![Two grids of the same numbers, a row for each token of two sentences, the last two rows padding. Left, layer norm: for the marked number, the whole row of its token is coloured. Right, batch norm: for the same number, its column is coloured in all six real tokens, not in the padding.](../assets/figures/which_numbers.en.svg)
#
# This brings two troubles. A batch norm must know what is padding. And in use there is no batch, or another one, so averages kept from training must stand in.

# %% [markdown] tags=["zh"]
# 层归一化只看一个词元，所以填充、句长、同一批里还有谁，都不相干。它有个更早的亲戚，叫**批量归一化**（batch norm，Ioffe 与 Szegedy 2015），是竖着看的：同一维，整批里所有真实的词元。
#
# ![同样的数画成两张表，两个句子，每个词元一行，最后两行是填充。左边是层归一化：对标出的那个数，涂上颜色的是它那个词元的一整行。右边是批量归一化：对同一个数，涂上颜色的是它那一列里六个真实的词元，不含填充。](../assets/figures/which_numbers.zh.svg)
#
# 竖着看，就有两个麻烦。第一，必须知道哪些是填充。第二，使用时没有一整批，或者换成了另一批，只好用训练时留下的平均值来顶替。这两点后面要用到。

# %% [markdown] tags=["en"]
# ## By hand: two places
#
# Let the sub-layer F be as simple as can be: it doubles, F(x) = 2x. Begin with the token (1, 3).
#
# - **Post-LN** adds first and norms then: (1, 3) + (2, 6) = (3, 9), and norm(3, 9) = (−1, 1). The standard deviation is 1 again.
# - **Pre-LN** norms first: norm(1, 3) = (−1, 1), the sub-layer makes (−2, 2) of it, and the sum is (1, 3) + (−2, 2) = (−1, 5). Its standard deviation is 3.
#
# So on the Pre-LN road the numbers grow from layer to layer, because nothing there divides them. That is why a Pre-LN stack has one more norm at its very end. Here are three sub-layers, with both standard deviations.

# %% [markdown] tags=["zh"]
# ## 亲手做：两个位置
#
# 让子层 F 尽量简单：它只会乘以 2，F(x) = 2x。还是从 (1, 3) 出发。
#
# - **后置**先加，再归一化：(1, 3) + (2, 6) = (3, 9)，norm(3, 9) = (−1, 1)。标准差又回到 1。
# - **前置**先归一化：norm(1, 3) = (−1, 1)，经过子层变成 (−2, 2)，相加得 (1, 3) + (−2, 2) = (−1, 5)。标准差是 3。
#
# 到下一个子层，后置又回到 1，前置却从 3 接着往上走。前置的直路上没有东西来除，所以数一层层变大。因此前置的网络，最末尾还要再归一化一次。下面连走三个子层，每次打印两个标准差，先后置，再前置。


# %%
def post(x, sublayer):
    return norm(x + sublayer(x))


def pre(x, sublayer):
    return x + sublayer(norm(x))


after = before = tokens[:, :1]  # (1, 1, 2): the token (1, 3)
for n in (1, 2, 3):
    after, before = post(after, lambda x: 2 * x), pre(before, lambda x: 2 * x)
    print(n, *(f"{x.std(correction=0):.0f}" for x in (after, before)))

# %% [markdown] tags=["en"]
# ## Experiment: move two lines
#
# Take the whole Transformer of chapter 08, with 6 + 6 layers of width 32. It reads English number words and writes digits. Train it twice, with the same data and the same first matrices. The only difference is the two lines:
#
#     Post-LN    x = norm(x + F(x))
#     Pre-LN     x = x + F(norm(x))
#
# The learning rate is .003 from the very first step, which is rather high. A model that knows only how often each token occurs, and nothing else, has a loss of 2.4 nats. The cell computes it, for digits and for French.

# %% [markdown] tags=["zh"]
# ## 实验：挪动两行
#
# 取第 08 章那样完整的 Transformer，6 + 6 层，宽 32 维，读英文数词，写数字。训练两遍，数据一样，次序一样，矩阵的初始值也一样。差别只有这两行：
#
#     后置    x = norm(x + F(x))
#     前置    x = x + F(norm(x))
#
# 学习率从第一步起就是 0.003，偏高。如果一个模型只知道每个词元出现得多不多，别的一概不知，损失是 2.4 nat。下面一格算的就是它，写数字和写法语各算一个。要低于它，才算学到了东西。

# %%
from course_lib.kit import tasks
from course_lib.training import train

task, french = (tasks.corpus(f"numbers-en-{language}") for language in ("digits", "fr"))
level = ch09.from_frequencies(task.train)
print(f"{level:.1f}, {ch09.from_frequencies(french.train):.2f}")


# %%
def losses_of(place, steps=80):
    model = task.model(architecture="transformer", hidden=32, layers=6, placement=place, seed=0)
    optimizer = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98))  # as Vaswani et al. 2017
    how = {"learning_rate": 3e-3, "cooldown": 0, "batch_size": 32, "optimizer": optimizer}
    return [report.loss for report in train(model, task.train, steps=steps, **how)]


# %%
ch09.which_learns

# %%
from IPython.display import display

torch.set_num_threads(1)
watched = {place: losses_of(place) for place in places}
display(figures.watched(watched, level))
ch09.which_learns.result(ch09.left_behind(watched, level), live=True)

# %% [markdown] tags=["en", "explain"]
# ### Only one of them begins to learn
#
# Pre-LN leaves the level of the frequencies behind. Post-LN comes down to it and stays there. It has found out how often each token occurs, and then it learns next to nothing.
#
# One seed could be bad luck. So here are recorded trainings, with three seeds each. The models are wider (64), and they write French, where the frequencies alone cost 2.88 nats. **Warm-up** in the last row means: the learning rate rises from near zero, here over the first 50 of 200 steps.

# %% [markdown] tags=["zh", "explain"]
# ### 只有一个开始学了
#
# 前置越过了“只知道频率”那条线，还在往下走。后置降到那条线就停住了：它弄清了每个词元出现得多不多，之后几乎什么也没学到。
#
# 只有一个种子、几秒钟，也可能是运气不好。所以再看预先跑好的训练，每种三个种子。模型宽一些（64 维），写的是法语，只知道频率的话，损失是 2.88 nat。最后一行里的**预热**（warm-up）是说：学习率从接近零慢慢升上去，这里在 200 步里占了前 50 步。

# %% [markdown] tags=["en"]
# ### Depth, and a remedy

# %% [markdown] tags=["zh"]
# ### 层数，和一个补救的办法

# %%
shallow, deep = records.load("depth"), records.load("warmup")
runs = {f"{n} + {n}": [shallow.values("held_out", placement=p, layers=n) for p in places] for n in (2, 4)}
for warmup, name in ((0, "6 + 6"), (50, pick("6 + 6, warm-up", "6 + 6，有预热"))):
    chosen = {"learning_rate": 0.003, "warmup": warmup}
    runs[name] = [deep.values("held_out", placement=p, **chosen) for p in places]
print(shallow.command)
head = pick("layers: held-out loss (nats)", "层数：留出数据的损失（nat）")
Table([head, *map(figures.label, places)], [(name, *map(figures.spread, r)) for name, r in runs.items()])

# %% [markdown] tags=["en"]
# With 2 + 2 layers Post-LN learns, too. With 4 + 4 it is in trouble: 2.26 on average, and the seeds lie between 1.55 and 2.65. With 6 + 6 layers and no warm-up it learns nothing, in any seed. With warm-up it does, though more slowly than Pre-LN. (At a rate of .001 it learns without: the lab shows it.)
#
# So Post-LN is not broken. It fails when the stack is deep **and** the first steps are large. Vaswani et al. (2017) did warm up, for 4,000 steps, and did not say why. Two later papers give a reason each. We measure both.

# %% [markdown] tags=["zh"]
# 2 + 2 层时，后置也学得会。4 + 4 层就吃力了：平均 2.26，三个种子在 1.55 和 2.65 之间。6 + 6 层而不预热，三个种子都什么也没学到。预热以后学得会，只是比前置慢。学习率降到 0.001，不预热也学得会，实验台里可以看到。
#
# 所以后置并没有坏。要层数深，**而且**头几步又大，它才学不会。Vaswani 等（2017）预热了 4000 步，没有说为什么。后来有两篇论文各给了一个原因，下面两个都来量一量。

# %% [markdown] tags=["en"]
# ## Suspect one: large gradients
#
# Xiong et al. (2020), who made Pre-LN known, look at the gradients before any training. The last matrix of a layer is W2, the second one of feed-forward. How large is its gradient in the **last** layer, next to the output?
#
# We take their setting: random inputs of width 64, the loss of one token, and the Xavier weights of our trainings.

# %% [markdown] tags=["zh"]
# ## 嫌疑一：梯度太大
#
# Xiong 等（2020）正是让前置广为人知的那篇论文。他们看的是训练还没开始时的梯度。每一层的最后一个矩阵是 W2，也就是前馈的第二个矩阵。在**最后**一层，紧挨着输出的那一层，它的梯度有多大？
#
# 我们照他们的设定来量：随机输入，64 维，只算一个词元的损失，权重用 Xavier 初始化，前面的训练也是这样开始的。

# %%
ch09.last_gradient

# %%
from course_lib.analysis.gradients import theorem

depths, series, record = [2, 4, 8, 16], {}, records.load("placement")
for place in places:
    rows = [record.values("gradients", placement=place, layers=n) for n in depths]  # 8 seeds each
    last = [[run[-1] for run in row] for row in rows]
    first = sum(last[0]) / len(last[0])
    print(figures.label(place), [f"{sum(row) / len(row):.1f}" for row in last])
    series[place] = [[size / first for size in seed] for seed in zip(*last, strict=True)]
    series[f"theorem {place}"] = [[theorem(place, n, 64) / theorem(place, 2, 64) for n in depths]]
display(figures.curves(depths, series, "depth", "last_gradient", doubling=True))
ch09.last_gradient.result(ch09.what_became(series))

# %% [markdown] tags=["en", "explain"]
# ### It stays, and it shrinks
#
# In Post-LN the last layer's gradient is 5.2 at 2 layers and 5.3 at 16: it **stays**. In Pre-LN it **shrinks** from 4.2 to 1.5, which is 2.8 times. And √(16/2) is 2.8. That is the law which Xiong et al. proved, as a bound and for a simpler stack: with $L$ layers
#
# $$\text{Post-LN: the last gradient does not depend on } L, \qquad \text{Pre-LN: it goes with } 1/\sqrt{L}.$$
#
# Many people expect vanishing gradients here. But near the output of a Post-LN stack the gradient is large, however deep the stack is.

# %% [markdown] tags=["zh", "explain"]
# ### 一个不变，一个变小
#
# 后置时，末层的梯度在 2 层是 5.2，16 层是 5.3，**不变**。前置时从 4.2 **变小**到 1.5，差 2.8 倍；而 √(16/2) 正是 2.8。这就是 Xiong 等证明的规律。他们证的是上界，网络也更简单。设层数为 $L$：
#
# $$\text{后置：末层的梯度与 } L \text{ 无关}, \qquad \text{前置：与 } 1/\sqrt{L} \text{ 成正比}.$$
#
# 很多人以为这里又是“梯度消失”，其实不是。后置网络靠近输出的地方，梯度一直很大，叠多少层都一样。

# %% [markdown] tags=["en"]
# ### Why it shrinks: the sum grows
#
# The norm of (10, 30) is the norm of (1, 3). So if x is ten times as large, the same nudge to x counts only a tenth, and the gradient that comes back is **divided by the size of x**. And on the Pre-LN road the sum grows, until it meets the last norm. How much does it grow?

# %% [markdown] tags=["zh"]
# ### 为什么变小：和变大了
#
# 两半原因，前面都见过了。(10, 30) 归一化以后和 (1, 3) 一样。所以 x 大十倍，同样推它一下，效果只有十分之一；传回来的梯度，也就**除以了 x 的大小**。而前置的直路上，和一直变大，直到碰上最末尾的归一化。究竟变大了多少？

# %%
from course_lib.models.transformer import EncoderStack, init_weights
from course_lib.models.transformer_layers import LayerSettings


def stack_of(place, layers):
    torch.manual_seed(0)
    stack = EncoderStack(layers, LayerSettings(width=64, heads=4, d_ff=64, placement=place))
    init_weights(stack)  # Xavier
    return stack


# %%
inputs, growth = torch.randn(8, 16, 64, generator=torch.Generator().manual_seed(0)), []  # (B, T, d)
for layers in (2, 4, 8, 16, 32):
    x = inputs
    with torch.no_grad():
        for layer in stack_of("pre", layers).layers:
            x = layer(x)  # (B, T, d)
    growth.append(f"{x.std() / inputs.std():.1f}")
print(growth)

# %% [markdown] tags=["en"]
# With 2 layers the sum has grown to 1.5 times the input, with 32 layers to 7.2 times. So it grows about with the square root of the depth, and the gradient shrinks in the same way. With PyTorch's own initialisation it grows only to twice the input ([deeper](09_norm_deeper.ipynb)): the law belongs to a recipe.
#
# ### But Adam does not care about size
#
# So the case seems closed: large gradients make large steps, and warm-up makes them small. But Adam divides each gradient by a running root mean square of itself. At the first step that is the gradient's own size:
#
# - gradient .04: the step is the learning rate × .04 / .04 = the learning rate;
# - gradient 4: the step is the learning rate × 4 / 4 = the learning rate.
#
# So every weight takes one step of .003, up or down. If all 4,096 weights of the last W2 did, the step of the whole matrix would have the length .003 × √4096 = .19. It is a little less, because some weights have no gradient: their ReLU is shut.

# %% [markdown] tags=["zh"]
# 2 层时，和是输入的 1.5 倍；32 层时是 7.2 倍。大约随层数的平方根变大，所以梯度也照这个规律变小。不过，换成 PyTorch 默认的初始化，和只变大到两倍（见[深入篇](09_norm_deeper.ipynb)）。可见这条规律是跟着训练的配方走的。
#
# ### 可是 Adam 不看大小
#
# 案子好像破了：梯度大，步子就大，于是学不会；预热能让步子变小，所以管用。但是有人提出反对。Adam 会把梯度除以它自己的均方根，这个均方根是一步步累计的；第一步时，它就是梯度自己的大小：
#
# - 梯度 0.04：步子是学习率 × 0.04 / 0.04 = 学习率；
# - 梯度 4：步子是学习率 × 4 / 4 = 学习率。
#
# 所以每个权重都走 0.003，或者向上，或者向下。末层的 W2 有 4096 个权重，如果个个都走，整个矩阵这一步的长度就是 0.003 × √4096 = 0.19。实际上要短一点，因为有些权重没有梯度：它们前面的 ReLU 是关着的。


# %%
def first_step(place, layers):
    stack, head = stack_of(place, layers), torch.nn.Linear(64, 32)
    init_weights(head)
    loss = torch.nn.functional.cross_entropy(head(stack(inputs[:1])[:, 0]), torch.tensor([0]))
    second = stack.layers[-1].feed_forward[-1].weight  # W2: (d, d)
    optimizer = torch.optim.Adam(stack.parameters(), lr=0.003)
    loss.backward()
    old = second.detach().clone()
    optimizer.step()
    return second.grad.norm().item(), (second - old).norm().item()


# %%
heads = [pick("stack", "网络"), pick("gradient", "梯度"), pick("first step", "第一步")]
found = {(place, n): first_step(place, n) for place in places for n in (2, 16)}
name = pick("{}, {} layers", "{}，{} 层")
rows = [(name.format(figures.label(p), n), f"{g:.1f}", f"{s:.2f}") for (p, n), (g, s) in found.items()]
Table(heads, rows)

# %% [markdown] tags=["en"]
# The gradients lie between 1.7 and 5.7, the steps between .12 and .14. So the size of the gradient explains why plain gradient descent would need care. With Adam it is not enough.
#
# ## Suspect two: the same step, a larger effect
#
# Liu et al. (2020) ask another question. If all weights take the same small step, how far does the **output** move? We take the distance between the output before and after, and divide it by the output's own length.
#
# On the Post-LN road the sum comes back to size 1 before each branch. So the sixteenth branch has as much say as the first. On the Pre-LN road the sum has grown to 4.2 by then, so a branch has less say. If all branches wobble a little, the output of a deep Post-LN stack should wobble more. Liu et al. call this **amplification**.
#
# Take a step of .0001 in every weight. Our warm-up began with .003 / 51 = .00006, which is of this size.

# %% [markdown] tags=["zh"]
# 梯度从 1.7 到 5.7，步子却都在 0.12 和 0.14 之间。所以梯度的大小能说明普通的梯度下降为什么要小心；用 Adam 的时候，光靠它还不够。
#
# ## 嫌疑二：步子一样，后果更大
#
# Liu 等（2020）也这样认为：梯度不均衡并不是根本原因。他们换了个问法：如果所有权重都走同样小的一步，**输出**会移动多远？我们量的是：走之前和走之后的输出相距多远，再除以输出自己的长度。
#
# 想一想一条支路说话有多少分量。后置的直路上，每到一条支路之前，和都回到大小 1。所以第十六层的支路，分量和第一层的一样。前置的直路上，这时和已经是 4.2 倍，一条支路的分量就小了。如果每条支路都晃一点，后置的输出应当晃得更厉害，而且层数越多越厉害。Liu 等把这叫作**放大**（amplification）。
#
# 现在让每个权重走 0.0001。前面那个预热，第一步是 0.003 / 51 = 0.00006，大小差不多。

# %%
ch09.moves

# %%
record, depths = records.load("amplification"), [2, 4, 8, 16, 32]
moved = {}  # by Adam's first step: 5 seeds each
for place in places:
    rows = [[r["0.0001"] for r in record.values("adam", placement=place, layers=n)] for n in depths]
    moved[place] = [[*seed] for seed in zip(*rows, strict=True)]
display(figures.curves(depths, moved, "depth", "moved", doubling=True))
at_16 = [seed[depths.index(16)] for seed in moved["post"]]
ch09.moves.result(100 * sum(at_16) / len(at_16), form=".0f")

# %% [markdown] tags=["en", "explain"]
# ### Four times as far
#
# At 16 layers Post-LN moves by 34 percent of its output's size, Pre-LN by 8, and with every seed Post-LN moves further. At 2 layers both move by less than 1 percent. So the same small step is a large one for a deep Post-LN stack. That fits what we saw: depth makes it worse, and small first steps repair it.
#
# Now take the step that our training really took, .003 without warm-up.

# %% [markdown] tags=["zh", "explain"]
# ### 远了四倍
#
# 16 层时，后置的输出移动了自己大小的 34%，前置只有 8%；每个种子都是后置更远。2 层时，两者都不到 1%。所以同样小的一步，对深的后置网络来说就是大步。这就是放大，和前面看到的也对得上：层数越多越糟，开头步子小一点就好了。
#
# 那么现在破案了吗？换成训练里真正走的那一步试试：没有预热，0.003。

# %% [markdown] tags=["en"]
# ### The step that was taken

# %% [markdown] tags=["zh"]
# ### 真正走的那一步

# %%
rows = []
for n in (2, 8, 16):
    far = {p: [r["0.003"] for r in record.values("adam", placement=p, layers=n)] for p in places}
    rows.append((n, *(figures.spread(far[p]) for p in places)))
Table([pick("layers: the output moves by", "层数：输出移动了"), *map(figures.label, places)], rows)

# %% [markdown] tags=["en"]
# At .003 one step moves both deep outputs by about their own size: 1.25 and 1.04 at 16 layers. Pre-LN finds its way from there, Post-LN does not. The first step alone does not say why.
#
# So both papers measured something real, and we found it again. The **remedy** is not in doubt: use Pre-LN, or warm up, or begin with weaker branches. The **reason** is still argued about.
#
# ## Would another norm do?
#
# Now the norm itself: five of them in the same small Transformer (2 + 2 layers, Pre-LN, 800 steps, numbers to French, three seeds). **RMS norm** (Zhang and Sennrich 2019) is a layer norm that subtracts no mean. **Power norm** (Shen et al. 2020) is a batch norm that subtracts no mean: PN-V divides by the size of the batch at hand, PN by that of earlier batches. The last two columns are the loss with a batch's own statistics, and the loss in use.

# %% [markdown] tags=["zh"]
# 0.003 的一步，让两个深的输出都移动了大约自己那么远：16 层时是 1.25 和 1.04。走完一步，两个输出都已经面目全非。前置从那里还找得到路，后置却不行。光看第一步，说不出为什么。
#
# 所以目前的情况是：两篇论文量到的都是真的，我们也都量到了。**怎么补救**没有疑问：归一化放前面，或者预热，或者让支路一开始弱一些。**原因**是什么，还在争论。
#
# ## 换一个归一化行吗？
#
# 位置说完了，再来说归一化本身。同一个小 Transformer（2 + 2 层，前置，800 步，英语数词到法语，三个种子），换上五种归一化。**RMS 归一化**（RMS norm，Zhang 与 Sennrich 2019）就是不减均值的层归一化。**幂归一化**（power norm，Shen 等 2020）就是不减均值的批量归一化，有两种：PN-V 除以这一批的大小，PN 除以之前各批的大小。表的最后两列，一列是用这一批自己的统计量算的损失，一列是使用时的损失。

# %%
norms = records.load("norms")
rows = []
for kind in ("layer", "rms", "power-v", "batch", "power"):
    numbers = [norms.values(what, norm=kind) for what in ("exact_match", "training_mode", "forced_loss")]
    exact, own, use = (sum(values) / len(values) for values in numbers)
    rows.append((figures.label(f"{kind} norm"), f"{100 * exact:.0f}", f"{own:.3f}", f"{use:.3f}"))
heads = pick("norm", "归一化"), pick("right of 100", "100 个里对了")
Table([*heads, pick("loss, own batch", "损失，用这一批的"), pick("loss, in use", "损失，使用时")], rows)

# %% [markdown] tags=["en"]
# The first three are alike here. **Batch norm** learns as well, and then loses: its loss in use is ten times the one with its own batch. The averages kept from training do not fit the batch at hand. **PN** comes last here.
#
# Why? Here it is our own doing. Length buckets (chapter 01) put sentences of one length together, and those are alike, so a batch is no fair sample. Trained without buckets, the same batch norm loses nothing in use. With buckets, it is the mean of the batch that does the harm ([deeper](09_norm_deeper.ipynb)).

# %% [markdown] tags=["zh"]
# 前三种在这里不分高下。**批量归一化**学得一样好，用起来却变差：使用时的损失是用这一批统计量时的十倍。训练时留下的平均值，对不上手头这一批，正是前面说的第二个麻烦。**PN** 在这里排在最后。
#
# 文本为什么让批量归一化为难？在这里，是我们自己造成的。按长度分桶（第 01 章）把一样长的句子放在一批，它们彼此相像，一批就不是公平的抽样了。不分桶来训练，同样的批量归一化，使用时一点也不变差；分桶时，坏事的是一批的均值（见[深入篇](09_norm_deeper.ipynb)）。

# %% [markdown] tags=["en"]
# ## Lab
#
# Try three things.
#
# 1. Drag the layers from 2 to 16, first with Post-LN, then with Pre-LN. Watch the last bar.
# 2. Look at the **first** bars, next to the input. In which placement are they always higher than the last one? Try other seeds.
# 3. Set the learning rate to .001. Does Post-LN still need warm-up?

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 各层的梯度当场算出来；下面是预先跑好的训练。试三件事：
#
# 1. 把层数从 2 拖到 16，先看后置，再看前置。盯住最后一根柱子。
# 2. 看**最前面**的几根，也就是靠近输入的几层。哪种位置下，第一根总比最后一根高？多换几个种子。
# 3. 把学习率改成 0.001。后置还离不开预热吗？

# %%
from course_lib.chapters.labs import GradientsLab

GradientsLab()

# %% [markdown] tags=["en"]
# ## Quiz
#
# Four questions. Each option is explained once you check.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题。选好后按“检查”，每个选项都有解释。

# %%
ch09.quiz

# %% [markdown] tags=["en"]
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
ratio = {place: sum(row[-1] for row in series[place]) / len(series[place]) for place in places}
steps = [step for _, step in found.values()]
said = pick(
    "the norm comes after each layer|deep Post-LN fails because gradients vanish|large gradients make Adam's "
    "steps large|batch norm fails because text is special",
    "归一化在每一层之后|深的后置学不会，是因为梯度消失|梯度大，Adam 的步子就大|批量归一化不行，因为文本特殊",
)
answers = pick(
    "after each sub-layer's sum, or before it|last layer, 16 over 2: {:.2f}; Pre-LN: {:.2f}|first steps {:.2f} "
    "to {:.2f}, whatever the gradient|here: because a batch holds one length",
    "在每个子层的和之后，或者在子层之前|末层，16 层比 2 层：{:.2f}；前置：{:.2f}|第一步都在 {:.2f} 到 {:.2f} "
    "之间，与梯度无关|在这里：因为一批都是一样长的句子",
).format(ratio["post"], ratio["pre"], min(steps), max(steps))
heads = pick("You will often hear|This chapter found", "常听到的说法|本章看到的").split("|")
Table(heads, zip(said.split("|"), answers.split("|"), strict=True))

# %% [markdown] tags=["en"]
# **Why after each layer?** *Settled:* It is after each sub-layer's sum, and only in one of two designs. There the last layer's first gradient does not shrink with depth, and a deep stack's output moves further for the same small step. With large first steps it fails, and warm-up repairs that. *Not settled:* which of the two is the reason, and whether Pre-LN ends better. It trains more safely; Wang et al. (2022) trained Post-LN with 1,000 layers after another beginning.
#
# **Would another norm do?** *Settled:* RMS norm does, with less work. Batch norm pays for looking at the batch: padding, buckets, other numbers in use. *Not settled:* whether any norm beats layer norm. The power norm paper reports .4 BLEU more, with one seed. Our small PN came last, but without the paper's backward pass, so that refutes nothing ([deeper](09_norm_deeper.ipynb)).

# %% [markdown] tags=["zh"]
# 笔记的两个问题，现在可以各答一段。
#
# **为什么放在每一层之后？***有定论的：*准确地说，是在每个子层的和之后；而且这只是两种做法里的一种。这样放，末层最初的梯度不随层数变小；同样小的一步，深的网络输出移动得更远。层数深、头几步又大，后置就学不会，预热能补救。*没有定论的：*两个原因里究竟是哪一个；前置最终是不是更好，也不知道。只能说它更稳。Wang 等（2022）换一种开头的办法，照样训练出 1000 层的后置网络。
#
# **换一个行吗？***有定论的：*RMS 归一化行，还更省事。批量归一化要看整批，就得付代价：填充、分桶、使用时换一套数。*没有定论的：*有没有胜过层归一化的。幂归一化的论文报告高了 0.4 BLEU，只有一个种子。我们的小 PN 排在最后，不过它的反向计算我们没有实现，所以也不算推翻（见[深入篇](09_norm_deeper.ipynb)）。

# %% [markdown] tags=["en"]
# ## Workshop
#
# Three exercises. You build a layer whose norm can stand at either place. Then you get a stack that is called Pre-LN and behaves like Post-LN, and repair it. The third is a batch norm that leaves the padding alone.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 三道练习。先搭一个层，归一化放哪里都行。再拿到一个名叫前置、脾气却像后置的网络，把它修好。第三道是不算填充的批量归一化。

# %%
ch09.layer_twice


# %%
def layer_twice(x, attention, feed_forward, norm, placement): ...


ch09.layer_twice.check(layer_twice)

# %%
ch09.pre_ln_stack


# %%
def pre_ln_stack(x, sublayers, norm):
    for sublayer in sublayers:
        x = norm(x)
        x = x + sublayer(x)
    return norm(x)


ch09.pre_ln_stack.check(pre_ln_stack)

# %%
ch09.batch_norm


# %%
def batch_norm(x, lengths): ...


ch09.batch_norm.check(batch_norm)

# %% [markdown] tags=["en"]
# A question to answer in words, and a stretch for those who want more.

# %% [markdown] tags=["zh"]
# 一道要用文字回答的问题，还有一道挑战题，留给想多做一点的人。

# %%
ch09.after_each_layer

# %%
ch09.after_each_layer.answer("")

# %%
ch09.power_norm


# %%
def power_norm(batches, alpha): ...


ch09.power_norm.check(power_norm)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. Which would you build today, Post-LN or Pre-LN? What would change your mind?
# 2. Your batch norm model is excellent in training and poor in use. Name three causes, and a test for each.
# 3. A paper reports .4 BLEU more, with one seed. What do you do with it?
#
# [A page for the meeting](../docs/groups/09_norm.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 今天要你来搭，选后置还是前置？什么会让你改主意？
# 2. 你的批量归一化模型，训练时很好，用起来很差。说出三种原因，各给一个检验的办法。
# 3. 一篇论文报告高了 0.4 BLEU，只有一个种子。你怎么看待它？
#
# [小组活动页](../docs/groups/09_norm.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - J. L. Ba, J. R. Kiros, G. Hinton (2016). Layer normalization. arXiv 1607.06450.
# - S. Ioffe, C. Szegedy (2015). Batch normalization: accelerating deep network training by reducing internal covariate shift. ICML, arXiv 1502.03167.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - B. Zhang, R. Sennrich (2019). Root mean square layer normalization. NeurIPS, arXiv 1910.07467.
# - R. Xiong et al. (2020). On layer normalization in the Transformer architecture. ICML, arXiv 2002.04745.
# - L. Liu et al. (2020). Understanding the difficulty of training Transformers. EMNLP, arXiv 2004.08249.
# - S. Shen et al. (2020). PowerNorm: rethinking batch normalization in Transformers. ICML, arXiv 2003.07845.
# - H. Wang et al. (2022). DeepNet: scaling Transformers to 1,000 layers. arXiv 2203.00555.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - J. L. Ba, J. R. Kiros, G. Hinton (2016). Layer normalization. arXiv 1607.06450.
# - S. Ioffe, C. Szegedy (2015). Batch normalization: accelerating deep network training by reducing internal covariate shift. ICML, arXiv 1502.03167.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - B. Zhang, R. Sennrich (2019). Root mean square layer normalization. NeurIPS, arXiv 1910.07467.
# - R. Xiong et al. (2020). On layer normalization in the Transformer architecture. ICML, arXiv 2002.04745.
# - L. Liu et al. (2020). Understanding the difficulty of training Transformers. EMNLP, arXiv 2004.08249.
# - S. Shen et al. (2020). PowerNorm: rethinking batch normalization in Transformers. ICML, arXiv 2003.07845.
# - H. Wang et al. (2022). DeepNet: scaling Transformers to 1,000 layers. arXiv 2203.00555.
