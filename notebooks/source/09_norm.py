# %% [markdown] tags=["en"]
# # 09 · Where the norm goes
#
# **What you will be able to do.** Compute a layer norm in your head, and say which numbers a batch norm looks at instead. Build a residual layer with its norm at either place. Train both side by side. Say how two papers explain the difference, what we measured of each, and what is still open.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 00 to 03, 07 and 08.

# %% [markdown] tags=["zh"]
# # 09 · 归一化放在哪里
#
# **学完本章，你能**：心算一次层归一化，说清批量归一化看的又是哪些数；搭一个残差层，归一化放在前、放在后都会；把两种都训练一遍，亲眼看看挪动两行有什么后果；说清两篇有名的论文各自怎样解释，我们测到了什么，还有什么没有定论。
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
# You will often read that a Transformer has a layer norm *after each layer*. The layers of chapter 08 had it in front of each sub-layer. The first, **Post-LN**, comes from the paper that introduced the Transformer (Vaswani et al. 2017). The second is **Pre-LN**.
#
# ![Two columns of boxes, the same parts in another order. Left, Post-LN: x goes through attention, is added to the attention's result, then comes the norm; the same with feed-forward. The straight line from bottom to top passes through both norms. Right, Pre-LN: the norm stands inside the branch, in front of attention and of feed-forward; the straight line passes through no norm but one, at the very end of the whole stack.](../assets/figures/where_the_norm_goes.en.svg)
#
# Follow the thick line with a finger, from input to output. We call it the **road**; what leaves it and comes back is a **branch**. On the left the road passes through every norm, on the right only through the last. **What difference can two lines of code make? And must it be a layer norm at all?**

# %% [markdown] tags=["zh"]
# ## 问题
#
# > **笔记这样说**：“为什么layer normalization是放在每一层处理之后？……为什么是layer normalization？别的行吗？”
#
# 可是第 08 章的层，归一化不在后面，而在每个子层的前面。两种做法都有人用，也各有名字。放在后面的叫**后置**（Post-LN），提出 Transformer 的那篇论文就是这样（Vaswani 等 2017）；放在前面的叫**前置**（Pre-LN）。
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
# $\mathrm{norm}(x) = (x - \text{mean}) \,/\, \sqrt{\text{variance} + 10^{-5}}$
#
# The variance is the square of the standard deviation. The $10^{-5}$ keeps us from dividing by 0 when all values are equal.

# %% [markdown] tags=["zh"]
# ## 亲手做：层归一化做了什么
#
# 取一个只有两维的词元，(1, 3)。均值是 2，离均值的距离是 −1 和 1。再看一般离均值多远：把距离平方、取平均、再开方，得 1，这叫**标准差**。**层归一化**（layer norm，Ba 等 2016；d2l：层规范化）先减去均值，再除以标准差，得到 (−1, 1)。
#
# 再取 (10, 30)，每个数都是刚才的十倍。均值 20，标准差 10，结果还是 (−1, 1)。所以层归一化只留下各维的相对高低，不管数有多大。做完以后，每一维还要乘一个可学习的增益，再加一个可学习的偏置，这里先省去。
#
# $\mathrm{norm}(x) = (x - \text{mean}) \,/\, \sqrt{\text{variance} + 10^{-5}}$
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
# This brings three troubles. A batch norm must know what is padding. A token depends on the others in its batch, in a decoder even on tokens that come later. And in use there is no batch, or another one, so averages kept from training must stand in.

# %% [markdown] tags=["zh"]
# 层归一化只看一个词元，所以填充、句长、同一批里还有谁，都不相干。它有个更早的亲戚，叫**批量归一化**（batch norm，Ioffe 与 Szegedy 2015；d2l：批量规范化），是竖着看的：同一维，整批里所有真实的词元。
#
# ![同样的数画成两张表，两个句子，每个词元一行，最后两行是填充。左边是层归一化：对标出的那个数，涂上颜色的是它那个词元的一整行。右边是批量归一化：对同一个数，涂上颜色的是它那一列里六个真实的词元，不含填充。](../assets/figures/which_numbers.zh.svg)
#
# 竖着看，就有三个麻烦。第一，必须知道哪些是填充。第二，一个词元会受同一批里别的词元影响，在解码器里，甚至受后面的词元影响。第三，真正使用时往往只有一句，或者是另外一批句子，只好拿训练时记下的平均值顶替。

# %% [markdown] tags=["en"]
# ## By hand: two places
#
# Let the sub-layer F just double: F(x) = 2x. Begin with (1, 3).
#
# - **Post-LN** adds first and norms then: (1, 3) + (2, 6) = (3, 9), and norm(3, 9) = (−1, 1). The standard deviation is 1 again.
# - **Pre-LN** norms first: norm(1, 3) = (−1, 1), the sub-layer makes (−2, 2) of it, and the sum is (1, 3) + (−2, 2) = (−1, 5). Its standard deviation is 3.
#
# So on the Pre-LN road the numbers grow from layer to layer, because nothing there divides them. That is why a Pre-LN stack has one more norm at its very end. Here are three sub-layers, with both standard deviations, Post-LN first.

# %% [markdown] tags=["zh"]
# ## 亲手做：两个位置
#
# 让子层 F 尽量简单：它只会乘以 2，F(x) = 2x。还是从 (1, 3) 出发。
#
# - **后置**先加，再归一化：(1, 3) + (2, 6) = (3, 9)，norm(3, 9) = (−1, 1)。标准差又回到 1。
# - **前置**先归一化：norm(1, 3) = (−1, 1)，经过子层变成 (−2, 2)，相加得 (1, 3) + (−2, 2) = (−1, 5)。标准差是 3。
#
# 到下一个子层，后置又回到 1，前置却从 3 接着往上走。直路上一路累加的和，叫作**残差和**。前置的直路上没有哪一步做除法，所以残差和一层比一层大。因此前置的网络，最末尾还要再归一化一次。下面连走三个子层，每次打印两个标准差，先后置，再前置。


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
# Take the Transformer that you wrote in chapter 08, class by class, with 6 + 6 layers. Its data are those of your first page (chapter 03): one number a line, words in, digits out. Train it twice, with the same lines and the same initial weights. Your page is Pre-LN. For Post-LN each sub-layer has its line changed:
#
#     Post-LN    x = norm(x + F(x))
#     Pre-LN     x = x + F(norm(x))
#
# These lines are marked below. The last norm goes, too.
#
# The learning rate is .004 from the very first step, rather high. A model that knows only how often each token occurs has a loss of 2.4 nats. The next cell computes it, for digits and for French.

# %% [markdown] tags=["zh"]
# ## 实验：挪动两行
#
# 取你在第 08 章里一个类一个类写出来的 Transformer，这回编码器和解码器各 6 层。数据是你的第一页（第 03 章）上的：每行一个数，读英文数词，写数字。训练两遍，数据、次序、初始权重全都一样，差别只在每个子层怎么写：
#
#     后置    x = norm(x + F(x))
#     前置    x = x + F(norm(x))
#
# 你那一页是前置。要改成后置，编码器的层改两行，解码器的层多一个子层，改三行，都标着 `# moved`；最末尾的归一化也要去掉。
#
# 学习率从第一步起就是 0.004，偏高。一个模型如果只知道每个词元的频率，别的一概不知，损失就是 2.4 nat。下面第一格算的就是它；后面还要用到写法语的，一并算出来。要低于它，才算学到了东西。

# %%
from course_lib.kit import tasks
from course_lib.kit.from_scratch import page

numbers, ours = page("1_seq2seq"), page("3_transformer")
level = ch09.from_frequencies([(line, str(line[0])) for line in numbers.HELD_OUT])
print(f"{level:.1f}, {ch09.from_frequencies(tasks.corpus('numbers-en-fr').train):.2f}")


# %%
class PostEncoder(ours.EncoderLayer):
    def forward(self, x, real):  # (B, S, H), (B, S)
        x = self.norms[0](x + self.attention(x, x, real[:, None])[0])  # moved
        return self.norms[1](x + self.feed_forward(x))  # moved


class PostDecoder(ours.DecoderLayer):
    def forward(self, x, states, real):  # (B, T, H), (B, S, H), (B, S)
        past = torch.ones(x.size(1), x.size(1)).tril() > 0  # (T, T)
        x = self.norms[0](x + self.attention(x, x, past[None])[0])  # moved
        x = self.norms[1](x + self.cross(x, states, real[:, None])[0])  # moved
        return self.norms[2](x + self.feed_forward(x))  # moved


# %%
def losses_of(place):
    torch.manual_seed(0)
    model = ours.Seq2Seq(len(ours.SOURCE), len(ours.TARGET), hidden=64, layers=6)
    if place == "post":
        for stack, moved in ((model.encoder, PostEncoder), (model.decoder, PostDecoder)):
            stack.norm = torch.nn.Identity()
            for layer in stack.layers:
                layer.__class__ = moved  # the same weights, another forward
    return list(numbers.train(model, 80, rate=4e-3))


# %%
ch09.which_learns

# %%
from IPython.display import display

torch.set_num_threads(1)
watched = {place: losses_of(place) for place in places}
display(figures.watched(watched, level))
ch09.which_learns.result(ch09.left_behind(watched, level), live=True)

# %% [markdown] tags=["en", "explain"]
# ### Two curves
#
# Pre-LN leaves the level of the frequencies behind. Post-LN comes down to it and stays there. It has found out how often each token occurs, and hardly more.
#
# One seed could be bad luck. So here are recorded trainings of another Transformer, with three seeds each, 200 steps, rate .003. It begins with other weights (Xavier) and writes French, where the frequencies alone cost 2.88 nats. In the last row the rate rises from near zero over the first 50 steps. This is called **warm-up**.

# %% [markdown] tags=["zh", "explain"]
# ### 两条曲线
#
# 前置越过了“只知道频率”那条线，还在往下走。后置降到那条线就停住了：它弄清了每个词元的频率，之后几乎什么也没再学到。
#
# 只有一个种子，也可能是运气不好。所以再看预先跑好的训练，每种三个种子，都是 200 步，学习率 0.003。那是课程自己的 Transformer，初始权重的取法不同（Xavier），写的是法语，只知道频率的话，损失是 2.88 nat。最后一行里，学习率在前 50 步从接近零慢慢升上去，这叫**预热**（warm-up）。

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
# With 2 + 2 layers Post-LN learns, too. With 4 + 4 it is in trouble: 2.26, with seeds from 1.55 to 2.65. With 6 + 6 layers and no warm-up it is stuck at the frequencies, with every seed. Warm-up gets it off the ground, still far behind. It helps Pre-LN, too: .47 becomes .09.
#
# So Post-LN is not broken. In these trainings it got stuck where the stack was deep **and** the rate high from the start. Vaswani et al. (2017) did warm up, for 4,000 steps, and did not say why. Two later papers give a reason each.

# %% [markdown] tags=["zh"]
# 2 + 2 层时，后置也学得会。4 + 4 层就吃力了：平均 2.26，三个种子在 1.55 和 2.65 之间。6 + 6 层而不预热，三个种子都停在频率那条线上。预热以后，后置开始学了，不过同样的步数，离前置还很远。前置也得益于预热：从 0.47 降到 0.09。
#
# 所以后置不是不能用。在这些训练里，是网络深、**而且**一开始学习率就高，它才卡住。Vaswani 等（2017）预热了 4000 步，没有说为什么。后来有两篇论文各给了一个原因，下面两个都来量一量。

# %% [markdown] tags=["en"]
# ## Suspect one: the gradients
#
# Xiong et al. (2020) look at the gradients before any training. The last matrix of a layer is W2, the second one of feed-forward. How large is its gradient in the **last** layer, next to the output? The size of a matrix is the root of the sum of its squared numbers.
#
# We stay close to their setting: an encoder stack, random inputs, width 64 in feed-forward, too, one token's loss, and the recorded trainings' initial weights.

# %% [markdown] tags=["zh"]
# ## 嫌疑一：梯度
#
# Xiong 等（2020）看的是训练还没开始时的梯度。每一层的最后一个矩阵是 W2，也就是前馈的第二个矩阵。在**最后**一层，紧挨着输出的那一层，它的梯度有多大？矩阵的大小是这样算的：每个数平方，加起来，再开方。
#
# 我们的设定和他们的接近：只用编码器，随机输入，宽 64 维，前馈里面也是 64 维，只算一个词元的损失，初始权重和预先跑好的训练一样（Xavier 初始化）。

# %%
ch09.last_gradient

# %%
from course_lib.analysis.gradients import theorem

depths, series, means, record = [2, 4, 8, 16], {}, {}, records.load("placement")
for place in places:
    rows = [record.values("gradients", placement=place, layers=n) for n in depths]  # 8 seeds each
    means[place] = [[sum(run[layer] for run in row) / 8 for row in rows] for layer in (-1, 0)]
    print(figures.label(place), *([f"{size:.1f}" for size in sizes] for sizes in means[place]))
    first = means[place][0][0]  # that of the last layer with 2 layers
    series[place] = [[run[-1] / first for run in seed] for seed in zip(*rows, strict=True)]
    series[f"theorem {place}"] = [[theorem(place, n, 64) / theorem(place, 2, 64) for n in depths]]
display(figures.curves(depths, series, "depth", "last_gradient", doubling=True))
ch09.last_gradient.result(ch09.what_became(series))

# %% [markdown] tags=["en", "explain"]
# ### Depth, and the last layer
#
# In Post-LN the last layer's gradient is 5.2 at 2 layers and 5.3 at 16: it **stays**. In Pre-LN it **shrinks** from 4.2 to 1.5, which is 2.8 times. And √(16/2) is 2.8. Theorem 1 of Xiong et al., an upper bound for a simpler stack, says just this: with $L$ layers, at most a constant in Post-LN, and at most a constant divided by $\sqrt{L}$ in Pre-LN.
#
# Many expect gradients to vanish on their way back to the input. Here they do not: the second numbers are those of the **first** layer. ([Deeper](09_norm_deeper.ipynb) says where they do.)

# %% [markdown] tags=["zh", "explain"]
# ### 层数和末层
#
# 后置网络的末层梯度，2 层时是 5.2，16 层时是 5.3，**不变**。前置从 4.2 **变小**到 1.5，前者是后者的 2.8 倍；而 √(16/2) 正是 2.8。Xiong 等的定理 1 说的就是这件事。他们证的是上界，网络也更简单：设层数为 $L$，后置不超过一个常数，前置不超过一个常数除以 $\sqrt{L}$。
#
# 很多人以为，梯度往输入那边传，会越来越小，以至消失。在这个网络里没有：每行第二组数是**第一层**的梯度。哪里会消失，[深入篇](09_norm_deeper.ipynb)里有。

# %% [markdown] tags=["en"]
# ### Why it shrinks: the sum grows
#
# The norm of (10, 30) is the norm of (1, 3). So if x is ten times as large, the same nudge to x counts only a tenth, and the gradient that comes back is **divided by the size of x**. And on the Pre-LN road the sum grows, until it meets the last norm. How much, with 2, 4, 8, 16, 32 layers?

# %% [markdown] tags=["zh"]
# ### 为什么变小：因为残差和变大了
#
# 原因有两条，前面其实都见过。第一，(10, 30) 归一化以后和 (1, 3) 一样。所以 x 是原来的十倍时，同样推它一下，效果只有十分之一；传回来的梯度，也就**除以了 x 的大小**。第二，前置的直路上，残差和越加越大，一直到最末尾的归一化为止。究竟变大了多少？看 2、4、8、16、32 层。

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
# With 2 layers the sum has grown to 1.5 times the input, with 32 layers to 7.2 times. By hand all branches pulled in one direction, so the sum grew by the same amount each time. Here they point in all directions, so their squares add, and the sum grows about with the square root of the depth. The gradient shrinks in the same way. The law belongs to a recipe: with PyTorch's own initialisation the sum only doubles ([deeper](09_norm_deeper.ipynb)).
#
# ### Adam does not look at the size
#
# So do large gradients make large steps? At 2 layers, where Post-LN learned, its gradient is as large as at 16. And Adam divides each gradient by a running root mean square of itself. At the first step that is the gradient's own size:
#
# - gradient .04: step = learning rate × .04 / .04 = learning rate;
# - gradient 4: step = learning rate × 4 / 4 = learning rate.
#
# So at a rate of .003 every weight first moves by .003, up or down. If all 4,096 weights of the last W2 did, the step's size would be .003 × √4096 = .19. But with the loss of one token about half of them have no gradient, because their ReLU is shut. That leaves .19 × √½ = .13.

# %% [markdown] tags=["zh"]
# 2 层时，残差和是输入的 1.5 倍；32 层时是 7.2 倍。亲手算的例子里，支路都往同一个方向使劲，所以每次增加得一样多。真实的支路方向各不相同，要平方以后才能相加，所以残差和大约随层数的平方根变大，梯度也照这个规律变小。换成 PyTorch 默认的初始化，残差和只增大到两倍（见[深入篇](09_norm_deeper.ipynb)），可见这条规律取决于怎样初始化。
#
# ### 可是 Adam 不看大小
#
# 那么，就是“梯度大，步子就大”吗？有一点先就不对：2 层的后置学得会，它的梯度却和 16 层一样大。还有一点更说不通：Adam 会把梯度除以它自己的均方根。这个均方根是一步步累计的；第一步时，它就是梯度自己的大小：
#
# - 梯度 0.04：步子是学习率 × 0.04 / 0.04 = 学习率；
# - 梯度 4：步子是学习率 × 4 / 4 = 学习率。
#
# 所以学习率取 0.003，第一步时每个权重就都改变 0.003，不是加，就是减。末层的 W2 有 4096 个权重，如果个个都动，这一步的大小就是 0.003 × √4096 = 0.19。不过只算一个词元的损失，大约有一半权重没有梯度，因为它们前面的 ReLU 是关着的。所以剩下 0.19 × √½ = 0.13。


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
columns = [pick("stack", "网络"), pick("gradient", "梯度"), pick("first step", "第一步")]
found = {(place, n): first_step(place, n) for place in places for n in (2, 16)}
name = pick("{}, {} layers", "{}，{} 层")
rows = [(name.format(figures.label(p), n), f"{g:.1f}", f"{s:.2f}") for (p, n), (g, s) in found.items()]
Table(columns, rows)

# %% [markdown] tags=["en"]
# The gradients lie between 1.7 and 5.7, the steps between .12 and .14. So the size of the gradient explains why plain gradient descent would need care. With Adam it is not enough.
#
# ## Suspect two: the same step, a larger effect
#
# Liu et al. (2020) ask another question. If all weights take the same small step, how far does the **output** move? Take the same encoder stacks, with the loss of all tokens. We measure the distance between the output before and after, divided by the output's size.
#
# On the Post-LN road the sum comes back to size 1 before every branch. So a late branch has as much say in its sum as an early one. On the Pre-LN road the sum has grown by then, so it has less. Now let all branches wobble a little. Each branch also reads the wobble of those before it, and in Post-LN no later branch counts for less. So there the wobble should grow more with the depth. Liu et al. call this **amplification**.
#
# Take a step of .0001 in every weight. Our warm-up began with a step of that order.

# %% [markdown] tags=["zh"]
# 梯度从 1.7 到 5.7，步子却都在 0.12 和 0.14 之间。所以梯度的大小能说明普通的梯度下降为什么要小心；用 Adam 时，光凭梯度的大小还解释不了。
#
# ## 嫌疑二：步子一样，后果更大
#
# Liu 等（2020）换了个问法：如果所有权重都走同样小的一步，**输出**会移动多远？还是刚才的编码器，这回算所有词元的损失。量的是走之前和走之后的输出相距多远，再除以输出自己的大小。
#
# 在后置的直路上，每进一条支路之前，残差和的标准差都回到 1。所以后面的支路，在它加入的那个和里，跟前面的支路一样有分量。前置的直路上，残差和到这时已经大了许多，新来的支路分量就轻了。现在让所有支路都晃一点。每条支路读到的输入，本身已经带着前面各条支路的晃动；在后置里，后面的支路分量不减，所以层数越多，晃动应当放得越大。Liu 等把这叫作**放大**（amplification）。
#
# 现在让每个权重走 0.0001。前面那个预热，第一步就是这个数量级。

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
# ### The same step, two distances
#
# At 16 layers Post-LN moves by 34 percent of its output's size, about four times as far as Pre-LN, and the bands of the seeds lie apart. At 2 layers both move by less than 1 percent. So the same small step is a large one for a deep Post-LN stack. That fits what we saw: depth makes it worse, and small first steps help.
#
# Now take the step that the recorded trainings took, .003 without warm-up.

# %% [markdown] tags=["zh", "explain"]
# ### 同样的一步，两种距离
#
# 16 层时，后置的输出移动了自己大小的 34%，是前置的四倍多，而且两条色带分得开。2 层时，两者都不到 1%。所以同样小的一步，对深的后置网络来说就是大步。这和前面看到的对得上：层数越多越糟，开头步子小一些，问题就轻了。
#
# 现在换成预先跑好的训练里真正走的那一步：没有预热，0.003。

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
# At .003 one step moves both deep outputs by about their own size: 1.25 and 1.04 at 16 layers. Yet the 6 + 6 Pre-LN found its way from there, and Post-LN did not. So the first step alone does not say why.
#
# Both effects are real. What helps is known, too: use Pre-LN, or warm up, or begin with weaker branches, as Liu et al. did. The **reason** is still argued about.
#
# ## Would another norm do?
#
# Now the norm itself: five of them in the same small Transformer (2 + 2 layers, Pre-LN, 800 steps, numbers to French, three seeds). **RMS norm** (Zhang and Sennrich 2019) is a layer norm that subtracts no mean. **Power norm** (Shen et al. 2020) is a batch norm that subtracts no mean. PN-V divides by the root mean square of the batch at hand, PN by one kept from earlier batches. In the last row the batches are mixed: no length buckets (chapter 01).

# %% [markdown] tags=["zh"]
# 按 0.003 走一步，两种深层网络的输出移动的距离，都跟自身大小差不多：16 层时是 1.25 和 1.04。可是我们那个 6 + 6 层的前置从那里还找得到路，后置却不行。所以光看第一步，还说不出为什么。
#
# 目前只能说：两种现象都属实，我们都测到了。怎样补救也是知道的：用前置，或者预热，或者像 Liu 等那样，让支路一开始弱一些。**原因**是什么，还在争论。
#
# ## 换一个归一化行吗？
#
# 再来说归一化本身。同一个小 Transformer（2 + 2 层，前置，800 步，英语数词到法语，三个种子），换上五种归一化。**RMS 归一化**（RMS norm，Zhang 与 Sennrich 2019）就是不减均值的层归一化。**幂归一化**（power norm，Shen 等 2020）就是不减均值的批量归一化：PN-V 除以这一批数值的均方根，PN 除以由之前各批累计的均方根。最后一行不按长度分桶（第 01 章），每批长短混在一起。

# %%
mixed = records.load("batch_norm_gap").where(buckets=False)
Table(*figures.five_norms(records.load("norms"), mixed))

# %% [markdown] tags=["en"]
# On this easy task the first three are alike. **Batch norm** learns as well, and is worse in use: the averages kept from training do not fit the batch at hand. **PN** comes last here.
#
# Is that because text is special? Look at the last row: without buckets batch norm loses nothing. Sentences of one length are alike, so a bucket is no fair sample. And PN-V, which subtracts no mean, does not mind the buckets. So the mean should be the culprit, and [deeper](09_norm_deeper.ipynb) it turns out to be.

# %% [markdown] tags=["zh"]
# 前三种在这里不分高下：任务太容易，排不出名次。**批量归一化**学得一样好，使用时却变差：训练时记下的平均值，对不上手头这一批。**PN** 在这里排在最后。
#
# 是因为文本特殊吗？看最后一行：不分桶，批量归一化一点也不变差。一样长的句子彼此相像，所以一桶句子不是随机抽样。PN-V 面对同样的桶却没事，而它正好不减均值。这样看来，该怪均值；[深入篇](09_norm_deeper.ipynb)里验证了这一点。

# %% [markdown] tags=["en"]
# ## Lab
#
# Try three things ([answers](../docs/groups/09_norm.md)).
#
# 1. Drag the layers from 2 to 16, first with Post-LN, then with Pre-LN. Watch the last bar.
# 2. Look at the **first** bar, next to the input. In which placement is it always higher than the last? Try other seeds.
# 3. Below, in the recorded trainings, set the learning rate to .001. Does Post-LN still need warm-up?

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 试三件事：
#
# 1. 把层数从 2 拖到 16，先看后置，再看前置。盯住最后一根柱子。
# 2. 看**第一根**柱子，也就是离输入最近的一层。哪种位置下，它总比最后一根高？多换几个种子。
# 3. 下面是预先跑好的训练。把学习率改成 0.001，后置还离不开预热吗？
#
# 我们找到的答案在[小组活动页](../docs/groups/09_norm.md)上。

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
steps = [step for _, step in found.values()]
said = pick(
    "the norm comes after each layer|deep Post-LN fails because gradients vanish|large gradients make "
    "Adam's first step large|batch norm is worse on text because text is special",
    "归一化在每一层之后|深的后置学不会，是因为梯度消失|梯度大，Adam 的第一步就大|批量归一化不如别人，因为文本特殊",
)
answers = pick(
    "after each sub-layer's sum, or before the sub-layer|not here: first of 16 layers {:.1f}, last {:.1f}|it is {:.2f} "
    "to {:.2f}, whatever the gradient|not without length buckets",
    "在每个子层的残差和之后，或者在子层之前|这里没有：16 层时，第一层 {:.1f}，末层 {:.1f}|都在 {:.2f} 到 {:.2f} "
    "之间，与梯度无关|不分桶就没有这回事",
).format(means["post"][1][-1], means["post"][0][-1], min(steps), max(steps))
heads = pick("You will often hear|This chapter found", "常听到的说法|本章看到的").split("|")
Table(heads, zip(said.split("|"), answers.split("|"), strict=True))

# %% [markdown] tags=["en"]
# **Why after each layer?** *Settled:* It is after each sub-layer's sum, and only in one of two designs. There the last layer's first gradient does not shrink with depth, and a deep stack's output moves further for the same small step. At a high rate from the start it gets stuck. *Not settled:* which of the two is the reason, and which design ends better. Nguyen and Salazar (2019) found that Pre-LN trains more safely, and scores lower on a large task. Wang et al. (2022) trained 1,000 layers of Post-LN, with the road scaled up and smaller initial weights.
#
# **Would another norm do?** *Settled:* RMS norm does. Batch norm pays for looking at the batch. *Not settled:* whether any norm beats layer norm. The paper on power norm reports .4 and .6 BLEU more (a score for translations), and the published script has one seed. Our small PN came last, but without the paper's backward pass, so that refutes nothing ([deeper](09_norm_deeper.ipynb)).

# %% [markdown] tags=["zh"]
# 笔记的两个问题，现在可以各答一段。
#
# **为什么放在每一层之后**
#
# 有定论的：准确地说，是在每个子层的残差和之后，而且这只是两种做法里的一种。这样放，末层最初的梯度不随层数变小；同样小的一步，深的网络输出移动得更远。网络深、一开始学习率又高，就会卡住。没有定论的：两个原因里究竟是哪一个；哪一种最终更好。Nguyen 与 Salazar（2019）发现前置训练更稳，但在大任务上成绩低一些。Wang 等（2022）把直路放大、把初始权重取小，后置照样训练到 1000 层。
#
# **换一个行吗**
#
# 有定论的：RMS 归一化行。批量归一化要看整批，就得付代价。没有定论的：有没有哪一种胜过层归一化。幂归一化的论文报告，两个任务上高了 0.4 和 0.6 BLEU（一种给译文打的分），公布的脚本只有一个种子。我们的小 PN 排在最后，不过没有实现论文的反向计算，所以也不算推翻（见[深入篇](09_norm_deeper.ipynb)）。

# %% [markdown] tags=["en"]
# ## Workshop
#
# Three exercises. You build a layer whose norm can stand at either place. Then you get a stack that is called Pre-LN and behaves like Post-LN, and repair it. The third is a batch norm that does not count the padding.

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
# - T. Q. Nguyen, J. Salazar (2019). Transformers without tears: improving the normalization of self-attention. IWSLT, arXiv 1910.05895.
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
# - T. Q. Nguyen, J. Salazar (2019). Transformers without tears: improving the normalization of self-attention. IWSLT, arXiv 1910.05895.
# - B. Zhang, R. Sennrich (2019). Root mean square layer normalization. NeurIPS, arXiv 1910.07467.
# - R. Xiong et al. (2020). On layer normalization in the Transformer architecture. ICML, arXiv 2002.04745.
# - L. Liu et al. (2020). Understanding the difficulty of training Transformers. EMNLP, arXiv 2004.08249.
# - S. Shen et al. (2020). PowerNorm: rethinking batch normalization in Transformers. ICML, arXiv 2003.07845.
# - H. Wang et al. (2022). DeepNet: scaling Transformers to 1,000 layers. arXiv 2203.00555.
