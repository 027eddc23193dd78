# %% [markdown] tags=["en"]
# # 10 · The Vision Transformer
#
# **What you will be able to do.** Turn a picture into a sequence, and read it with the encoder of chapter 08. Say what such a model is good for, and what a convolutional network is good for. Find out what a model knows of things it has never seen, and test whether it looks where the reason is. In the workshop you write a model on one page that describes pictures.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 00 to 03, 07 and 08.

# %% [markdown] tags=["zh"]
# # 10 · 视觉 Transformer
#
# **学完本章，你能**：把一张图片变成序列，用第 08 章的编码器来读；说清这种模型擅长什么，卷积网络又擅长什么；查出模型对从没见过的东西知道多少，并检验它看的地方是不是真正的原因。在工作坊里，你要在一页上写出一个会描述图片的模型。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 00 到 03 章，以及第 07、08 章。

# %%
from course_lib.chapters.ch10_vision_transformer import exercises as ch10
from course_lib.chapters.ch10_vision_transformer import figures
from course_lib.chapters.opening import opening
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
opening(ch10)

# %% [markdown] tags=["en"]
# ## The question
#
# The Transformer of chapter 08 read words. A picture has no words in it, only numbers on a grid. You will often read that an image is worth 16 × 16 words (Dosovitskiy et al. 2021): cut it into small squares, **patches**, and read these one after the other. **What must change so that our encoder can read a picture? And what does it then know?**
#
# ![A black picture with a green circle on the left and a blue square on the right, under a grid of 6 by 6. Its 36 patches stand in a row, each with its place, and go through the encoder of chapter 08. The decoder of chapter 08 writes: a green circle left of a blue square.](../assets/figures/picture_to_caption.en.svg)
#
# At the end of this chapter such a model is yours. We begin smaller, with handwritten digits in grey.

# %% [markdown] tags=["zh"]
# ## 问题
#
# > **笔记这样说**：“序列在这里是个带有抽象意义的概念，指有顺序的一系列数据，可以是语音、文字，甚至可以是图片。”
#
# 第 08 章的 Transformer 读的是词。图片里没有词，只有排成网格的数。Dosovitskiy 等（2021）的办法是：把图片切成小方块，叫作**图像块**（patch），一块一块地读，就像读词一样。**要让我们的编码器读图片，得改什么？读了以后，它又知道些什么？**
#
# ![一张黑底图片，左边一个绿色圆形，右边一个蓝色方形，上面盖着 6 乘 6 的格子。36 个图像块排成一行，各加上自己的位置，穿过第 08 章的编码器。第 08 章的解码器写出：绿色 圆形 在 蓝色 方形 左边。](../assets/figures/picture_to_caption.zh.svg)
#
# 到了本章结尾，你会有一个自己的这种模型。先从小的开始：灰色的手写数字。

# %% [markdown] tags=["en"]
# ## By hand: a picture as a sequence
#
# Take a picture of 4 × 4 pixels. We cut it into squares of P × P pixels, with P = 2. That gives four patches, row by row, as one reads. Each has P² = 4 numbers:
#
# | | | | |
# | --- | --- | --- | --- |
# | 0 | 1 | 0 | 0 |
# | 1 | 1 | 0 | 2 |
# | 0 | 0 | 3 | 3 |
# | 0 | 0 | 3 | 3 |
#
# The first patch is (0, 1, 1, 1), the second (0, 0, 0, 2), then (0, 0, 0, 0) and (3, 3, 3, 3). A word needed a number first, its id, and a table of vectors. A patch *is* numbers already. So one matrix $E$ makes a token of it. Each column of $E$ gives one number of the token. Take the column (1, 0, 0, 1): it adds up the first and the last pixel of a patch. The four tokens get 1, 2, 0 and 6. This is the **patch embedding**.

# %% [markdown] tags=["zh"]
# ## 亲手做：把图片变成序列
#
# 拿一张 4 × 4 像素的图片，切成 P × P 像素的方块，P = 2。这样得到四块，像读书那样逐行排列，每块有 P² = 4 个数：
#
# | | | | |
# | --- | --- | --- | --- |
# | 0 | 1 | 0 | 0 |
# | 1 | 1 | 0 | 2 |
# | 0 | 0 | 3 | 3 |
# | 0 | 0 | 3 | 3 |
#
# 第一块是 (0, 1, 1, 1)，第二块是 (0, 0, 0, 2)，后面是 (0, 0, 0, 0) 和 (3, 3, 3, 3)。词要先有编号，再到表里查向量；图像块*本来就是*数，所以乘一个矩阵 $E$ 就成了词元。$E$ 的每一列给出词元的一个数。比如取一列 (1, 0, 0, 1)，它把一块的第一个像素和最后一个像素加起来，四个词元就得到 1、2、0、6。这叫作**图像块嵌入**（patch embedding）。

# %%
import torch


def cut(pictures, P):
    """(B, H, W) -> (B, S, P * P), row by row"""
    B, H, W = pictures.shape
    corners = [(i, j) for i in range(0, H, P) for j in range(0, W, P)]
    return torch.stack([pictures[:, i : i + P, j : j + P].reshape(B, -1) for i, j in corners], 1)


picture = torch.tensor([[0.0, 1, 0, 0], [1, 1, 0, 2], [0, 0, 3, 3], [0, 0, 3, 3]])[None]  # (1, 4, 4)
column = torch.tensor([1.0, 0, 0, 1])  # of E
print(cut(picture, 2).int().tolist())
print((cut(picture, 2) @ column).int().tolist())  # (1, S)

# %% [markdown] tags=["en"]
# Books on vision call the same step a **convolution**. A small window of weights lies on the picture, and the sum of the products is one output. Usually the window glides by one pixel. Here it jumps by P, its **stride**, so each pixel is read once. Two names, one calculation:

# %% [markdown] tags=["zh"]
# 讲视觉的书把同一步叫作**卷积**（convolution）：一个小窗口的权重盖在图片上，对应相乘再相加，得到一个输出。窗口通常每次滑一个像素；这里每次跳 P 个像素，这叫**步幅**（stride），所以每个像素只读一次。名字有两个，算的是一回事：

# %%
from torch.nn.functional import conv2d

window = column.view(1, 1, 2, 2)  # the column as a square: (1, 1, P, P)
print(conv2d(picture[:, None], window, stride=2).flatten().int().tolist())

# %% [markdown] tags=["en"]
# ### Where, and where to read the answer
#
# Attention sees a set, as in chapter 08. So each position adds a vector of its own, as there. Here these vectors are learned; they are the rows of $E_{\text{pos}}$.
#
# For a digit we want one answer, not a sentence. From which token shall it be read? Dosovitskiy et al. put one more token in front of the patches, the **class token**. It belongs to no pixel, and it is the same learned vector for every picture. In the layers it looks at the patches. At the end a matrix makes ten scores of it. With $S$ patches $x_1$ to $x_S$:
#
# $$[\,x_{\text{class}};\ x_1E;\ \dots;\ x_SE\,]+E_{\text{pos}}$$
#
# ![A handwritten 9 of 8 by 8 pixels is cut into four squares, which stand in a row behind a class token, each with its own position vector added. All five go through the Transformer's encoder of chapter 08; from the class token's output comes the answer: 9.](../assets/figures/picture_as_sequence.en.svg)
#
# What follows is the encoder of chapter 08, with one part changed. Inside feed-forward stands **GELU** in place of ReLU. ReLU(−1) is 0, GELU(−1) is −.16, and GELU(3) is nearly 3: it is a ReLU without the kink. On the page of the workshop we keep ReLU.

# %% [markdown] tags=["zh"]
# ### 在哪里，从哪里读答案
#
# 和第 08 章一样，注意力看到的只是一个集合。所以每个位置都加上自己的一个向量。这里的向量是学出来的，它们是 $E_{\text{pos}}$ 的各行。
#
# 认数字只要一个答案，不是一句话。该从哪个词元读？Dosovitskiy 等人在图像块前面再放一个词元，叫作**类别词元**（class token）。它不属于任何像素，每张图片都用同一个学出来的向量。在各层里，它去看图像块；最后用一个矩阵把它变成十个分数。有 $S$ 个图像块 $x_1$ 到 $x_S$ 时：
#
# $$[\,x_{\text{class}};\ x_1E;\ \dots;\ x_SE\,]+E_{\text{pos}}$$
#
# ![一个 8 乘 8 像素的手写数字 9 切成四块，排成一行，前面放一个类别词元，各加上自己的位置向量。五个一起穿过第 08 章的 Transformer 编码器，从类别词元的输出得到答案：9。](../assets/figures/picture_as_sequence.zh.svg)
#
# 后面就是第 08 章的编码器，只改了一处：前馈里的 ReLU 换成了 **GELU**。ReLU(−1) 是 0，GELU(−1) 是 −0.16，GELU(3) 差不多就是 3：它像是没有折角的 ReLU。工作坊的那一页里，我们仍然用 ReLU。


# %%
def vision_transformer(model, pictures):
    """pictures (B, H, W) -> logits (B, 10)"""
    x = model.embedding(cut(pictures, model.patch))  # (B, S, H)
    token = model.token.expand(len(x), 1, -1)  # the same one before every picture
    x = torch.cat([token, x], 1) + model.positions.table  # (B, 1 + S, H)
    for layer in model.stack.layers:  # the layers of chapter 08
        x = layer(x)
    return model.head(model.stack.final(x)[:, 0])


# %%
from course_lib.data.corpora import digits
from course_lib.models import VisionTransformer

parts = digits.load()  # 8 x 8 pixels, from 0, paper, to 1, ink
model = VisionTransformer(patch=4, hidden=32, seed=0)
torch.testing.assert_close(vision_transformer(model, parts.test.pixels), model(parts.test.pixels))
print("GELU(-1), GELU(3):", [f"{value:.2f}" for value in torch.nn.GELU()(torch.tensor([-1.0, 3.0]))])
print({name: len(part.labels) for name, part in parts._asdict().items()})

# %% [markdown] tags=["en"]
# The library's model gives the same as ours by hand. Now it learns from 1,000 digits (Alpaydin and Kaynak 1998), for a second or two. There is no decoder, so there is one cross-entropy for each picture. Below are some that a recorded model of the same kind gets wrong. Would you have known them?

# %% [markdown] tags=["zh"]
# 库里的模型和我们亲手写的一样。现在用 1000 个数字（Alpaydin 和 Kaynak 1998）训练它，只要一两秒。这里没有解码器，每张图片只有一个交叉熵。下面是一个预先训练好的同样的模型认错的几个，换你认得出吗？

# %%
from course_lib.chapters.ch10_vision_transformer.experiments import patching
from course_lib.kit import records
from course_lib.kit.pictures import accuracy, fit

torch.set_num_threads(1)
fit(model, parts.train, 400, torch.Generator().manual_seed(0))
right = accuracy(model, parts.test)
print(pick("right, of 500 test pictures:", "500 张测试图片里认对了："), live(round(500 * right)))
assert right > 0.85
trials = records.load("patching")
kept = trials.fill(patching.build(patch=4), patch=4, positions="learned", pooling="class", seed=0)
said = kept(parts.test.pixels).argmax(-1)
missed = (said != parts.test.labels).nonzero().flatten()[:8]
captions = [f"{parts.test.labels[i]} → {said[i]}" for i in missed]
figures.pictures(list(parts.test.pixels[missed]), captions, "truth_and_answer")

# %% [markdown] tags=["en"]
# And without positions? That depends on the patch. Three seeds, 600 steps, right answers per 100 test pictures:

# %% [markdown] tags=["zh"]
# 没有位置会怎样？要看图像块有多大。三个种子，各训练 600 步，测试图片认对几张，折合成 100 张：

# %%
from course_lib.chapters.ch10_vision_transformer import tables

found = {
    (P, kind): trials.values("test", patch=P, positions=kind, pooling="class")
    for P in (2, 4)
    for kind in ("learned", "none")
}
assert min(found[2, "learned"]) > max(found[2, "none"]) + 0.15 and min(found[4, "none"]) > 0.9
tables.positions(trials)

# %% [markdown] tags=["en"]
# Here small patches need their positions, and quarters of a digit do not. A piece of 4 × 4 pixels often shows by itself where it belongs, as the deeper notebook measures. A curve that opens to the right mostly stands on the left. A piece of 2 × 2 shows much less.

# %% [markdown] tags=["zh"]
# 这里，小块少不了位置，四分之一个数字那么大的块却无所谓。4 × 4 的一块，单看一块，常常就看得出它该在哪里（深入篇里测过），比如向右张开的弧多半在左边。2 × 2 的一块，看得出来的就少得多。

# %% [markdown] tags=["en"]
# ## Pictures in colour, and sentences about them
#
# A pixel in colour is three numbers: how much red, green and blue. So a picture is (3, H, W), three **channels**. A patch then has C · P² numbers with C = 3, and $E$ grows by as much. Nothing else changes.
#
# Here is a small world. Each picture has 24 × 24 pixels and two things on it, 11 pixels wide, each in one of six colours and three shapes. The caption says *left of* or *above*, by whichever of the two distances is larger, and names the left or the upper thing first. About forty lines of your page draw it.

# %% [markdown] tags=["zh"]
# ## 彩色图片，和描述它们的句子
#
# 彩色图片的一个像素是三个数：红、绿、蓝各有多少。所以一张图片是 (3, H, W)，有三个**通道**（channel）。一个图像块就有 C · P² 个数，这里 C = 3，$E$ 也跟着变大。别的都不用改。
#
# 这是一个小小的世界。每张图片 24 × 24 像素，上面有两样东西，宽 11 像素，颜色有六种，形状有三种。描述说的是左边还是上面，看哪个方向隔得远；左边或上面的那个先说。画图和写描述的代码大约四十行，就在你要写的那一页上。

# %%
import random

from course_lib.kit.from_scratch import page

ours = page("4_pictures")
ours.LANGUAGE = LANGUAGE  # which language the captions are in
chance = random.Random(4)
scenes = [ours.draw(chance) for _ in range(5)]
figures.scenes(ours.render(scenes), map(ours.caption, scenes))

# %% [markdown] tags=["en"]
# Classifying needed no decoder. A caption does: it has an order, and its words depend on each other. So this is Seq2Seq, and we have both halves. The encoder reads 36 patches of 4 × 4 pixels, 48 numbers each. It needs no class token, because the decoder of chapter 08 looks at all patches. We call the whole model the **captioner**. It was trained for 800 steps on scenes that are drawn anew each time, from pictures and captions together:

# %% [markdown] tags=["zh"]
# 分类用不着解码器，描述却要：词有先后，而且互相有关。所以这又是 Seq2Seq，而两半我们都有。编码器读 36 个图像块，每块 4 × 4 像素，48 个数。这里不需要类别词元，因为第 08 章的解码器会去看所有的图像块。整个模型我们叫它**描述模型**（captioner）。它用图片和描述一起训练了 800 步，每一步的场景都是新画的：

# %%
from collections import Counter

captioner = records.load("pictures_page").fill(ours.Seq2Seq(len(ours.TARGET)), language=LANGUAGE)
pictures, lengths, target = ours.batch(ours.HELD_OUT)
print(pick("a picture, its patches:", "一张图片，它的图像块："), tuple(pictures.shape[1:]), int(lengths[0]))
print(pick("of 400 new pictures, right to the last word:", "400 张新图片，一个词也没错的："), end=" ")
print(live(round(400 * ours.score(captioner))))
((_, most),) = Counter(tuple(ours.caption(scene)) for scene in ours.HELD_OUT).most_common(1)
print(pick("if it always said the commonest caption:", "如果总说最常见的那一句："), most)

# %% [markdown] tags=["en"]
# ## Experiment: what is it good for?
#
# The rival is the **convolutional network** (CNN). It slides windows of 3 × 3 pixels over the picture, in several layers. So it is built to believe two things: neighbours belong together, and what helps in one place helps in every place. Such a built-in belief is called an **inductive bias**. The Vision Transformer (ViT) has hardly any: from the first layer on, every patch may look at every other one.
#
# You will often read that a ViT therefore needs more pictures. But a belief helps only if it fits. Two questions about such pictures. Guessing gets 25 of 100 right on the first, 50 on the second:
#
# - *Where?* One thing is red, one is blue. Is red left, right, above or below?
# - *Same colour?* Have the two things one colour, wherever they stand?
#
# Four models of 51 to 61 thousand weights learn each task from 100 to 10,000 pictures, with three seeds. One CNN takes the mean over the whole picture at its end, which is called **pooling**. The other has a weight for each place there. The ViT is the encoder of our captioner, a little narrower, and takes the mean, too. An MLP (feed-forward layers only), which takes all pixels at once and knows no neighbours, is the control. Each had the best of three learning rates on other pictures; only the first CNN did not, because its best left some runs at chance.

# %% [markdown] tags=["zh"]
# ## 实验：它擅长什么？
#
# 对手是**卷积网络**（CNN）。它用 3 × 3 像素的窗口在图片上滑动，一层接一层。所以它生来就相信两件事：邻近的像素是一伙的；在一处有用的，在每一处都有用。这种生来就有的信念叫作**归纳偏置**（inductive bias）。视觉 Transformer（ViT）几乎没有：从第一层起，每一块都可以看其他任何一块。
#
# 常有人说，所以 ViT 需要更多的图片。可是信念合不合用，要看任务。同一个小世界，问两个问题。瞎猜的话，100 张里第一个对 25 张，第二个对 50 张：
#
# - *在哪边？* 一个红，一个蓝。红的在蓝的左边、右边、上面，还是下面？
# - *颜色相同吗？* 两样东西是不是同一种颜色，不管在哪里？
#
# 四个模型，各有 5.1 万到 6.1 万个权重，每个任务用 100 到 10000 张图片训练，三个种子。一个 CNN 最后对整张图片取平均，这叫**汇聚**（pooling，又作池化）；另一个 CNN 最后给每个位置各配一个权重。ViT 就是描述模型的编码器，只是窄一点，最后也取平均。MLP（只有前馈层）一次看全部像素，不知道谁和谁相邻，拿来做对照。每个模型的学习率都用另外的图片从三种里挑过；只有第一个 CNN 没用最好的那种，因为那样有几次训练毫无进展。

# %%
ch10.two_tasks

# %%
from IPython.display import display

from course_lib.chapters.ch10_vision_transformer.experiments.two_tasks import COUNTS

two_tasks = records.load("two_tasks")
KINDS = ("cnn pooled", "cnn flat", "vit", "mlp")
print(two_tasks.command)
pairs, at = [], COUNTS.index(300)
for task in ("where", "same"):
    series = {kind: tables.accuracies(two_tasks, task, kind, COUNTS) for kind in KINDS}
    display(figures.curves(COUNTS, series, "training_pictures", f"{task}_right", doubling=True))
    small = {kind: [row[at] for row in rows] for kind, rows in series.items()}
    pairs.append((max(small["cnn pooled"], small["cnn flat"], key=sum), small["vit"]))
ch10.two_tasks.result(ch10.who_leads(*pairs))

# %% [markdown] tags=["en", "explain"]
# ### Who leads depends on the question
#
# **Where?** With 100 pictures both CNNs are right on 100 of 100 new ones, the ViT on 76 to 86. From 1,000 on nearly all are right. Does this task need the belief in neighbours? It seems not: the MLP has none, and with 100 pictures it is right on 99. Why the ViT is behind, we did not test. It may have to learn first where its patches lie.
#
# **Same colour?** Now it is the other way round. With 300 pictures the ViT is right on 98 to 100, the CNNs on 83 to 96, the MLP on 77 to 80. It leads with every seed. The two things may stand anywhere. Attention compares any patch with any other in one step. That may be why.
#
# The CNN that takes the mean is a slow learner here. From 1,000 pictures on it had not finished learning after its 1,000 steps; with 10,000 it has 92 to 97. The other CNN is level from 3,000 on, and the MLP with 10,000.
#
# So "a ViT needs more pictures" is half of the truth. Photographs are another scale. Dosovitskiy et al. found their ViT behind good CNNs after 1.3 million pictures, and in front after 300 million. Two months later Touvron et al. (2021) caught up with the same 1.3 million, by better training.

# %% [markdown] tags=["zh", "explain"]
# ### 谁领先，要看问的是什么
#
# **在哪边？** 只有 100 张训练图片时，100 张新图片，两个 CNN 全对，ViT 对 76 到 86 张。到了 1000 张，四个模型几乎全对。要靠“相信邻居”才答得出吗？看来不用：MLP 不知道谁和谁相邻，用 100 张训练也能对 99 张。ViT 为什么落后，我们没有检验；也许它得先学会各块在哪里。
#
# **颜色相同吗？** 这次反过来了。300 张图片时，ViT 对 98 到 100 张，CNN 对 83 到 96 张，MLP 对 77 到 80 张。每个种子都是 ViT 领先。两样东西在哪里都有可能。注意力一步就能拿任何一块和任何一块相比，也许这就是原因。
#
# 取平均的 CNN 在这里学得慢：从 1000 张起，1000 步就学不完；有 10000 张时，它对 92 到 97 张。另一个 CNN 从 3000 张起追平，MLP 到 10000 张时追平。
#
# 所以“ViT 需要更多图片”只说对了一半。照片又是另一个规模：Dosovitskiy 等人用 130 万张照片训练时，ViT 落在好的 CNN 后面；用了 3 亿张，就到了前面。两个月以后，Touvron 等人（2021）用同样的 130 万张，靠更好的训练办法追了上来。

# %% [markdown] tags=["en"]
# ## Experiment: a red circle, for the first time
#
# There are 18 pairs of colour and shape. The captioner's pictures held only 15 of them. Never in any picture: a red circle, a blue triangle, a yellow square. It has seen red squares and green circles. Can it put *red* and *circle* together?

# %% [markdown] tags=["zh"]
# ## 实验：第一次见到红色圆形
#
# 颜色和形状一共有 18 种搭配，训练的图片里只有 15 种。从没出现过的是：红色圆形、蓝色三角形、黄色方形。红色的方形它见过，绿色的圆形也见过。它能把“红色”和“圆形”拼到一起吗？

# %%
ch10.never_seen

# %%
recorded = records.load("captioner")
plain = recorded.where(order="colour first")
print(recorded.command)
display(tables.never_seen(plain))
colours, shapes = ([run["never"][what] for run in plain] for what in ("colour", "shape"))
ch10.never_seen.result(ch10.mostly_wrong(colours, shapes))

# %% [markdown] tags=["en", "explain"]
# ### The colour is right, the shape is mostly wrong
#
# It names the colour of such a thing in 98 or 99 of 100 pictures. It names the shape in 17 to 31, over three seeds; closed eyes would get 33. The mean hides much: a red circle is *never* right, a yellow square in 8 to 21, a blue triangle in 28 to 71. Something misleads it.

# %% [markdown] tags=["zh", "explain"]
# ### 颜色说对了，形状大多错了
#
# 这样的东西，100 张图片里，颜色说对 98 到 99 张，形状只说对 17 到 31 张。这是三个种子的范围；闭着眼睛挑，也能对 33 张。平均数掩盖了差别：红色圆形*从来*没有对过，黄色方形对 8 到 21 张，蓝色三角形对 28 到 71 张。看来有什么在误导它。

# %% [markdown] tags=["en"]
# ### Who is to blame?
#
# Two suspects. The decoder may simply know its phrases: after *red* it never heard *circle*. Or the encoder may be blind: the shape never reaches the decoder. Each makes a prediction that we can test.
#
# 1. **If it is the phrase**, let a captioner learn to write the shape first, *a circle red*. Then the colour should come out wrong.
# 2. **If the encoder is blind**, nobody can read the shape from its states. A **linear probe** tries, as in chapter 02: one matrix from the states of a thing's patches to the three shapes. It is fitted on other pictures, once of the 15 pairs that the captioner has seen, once of all 18.

# %% [markdown] tags=["zh"]
# ### 是谁的错？
#
# 有两个嫌疑。也许是解码器背熟了词的搭配：“红色”后面从没跟过“圆形”。也许是编码器看不见：形状根本没有传到解码器。两种说法各有一个可以检验的推论。
#
# 1. **如果是词的搭配**，那就另外训练一个先写形状的模型，让它写“圆形红色”。这时错的应当是颜色。
# 2. **如果是编码器看不见**，那么谁也没法从它的状态里读出形状。像第 02 章那样，用一个**线性探针**（linear probe）来试：一个矩阵，从一样东西所占图像块的状态算出三种形状的分数。它用另外的图片来拟合：一次只用描述模型见过的 15 种搭配，一次用全部 18 种。

# %%
swapped = recorded.where(order="shape first")
display(tables.orders(plain, swapped), tables.probes(plain))
assert all(run["never"]["colour"] > run["never"]["shape"] + 0.3 for run in swapped)
assert all(run["probe"]["shape"]["all pairs"]["never"] > 0.7 for run in plain)
assert all(run["probe"]["shape"]["seen pairs"]["never"] < 0.33 for run in plain)

# %% [markdown] tags=["en"]
# **The phrase has a part in it, not the largest.** When the shape comes first, it is right more often, in 38 to 46 of 100 pictures, and the colour less often, in 85 to 90. But what mostly fails is still the shape.
#
# **The encoder is not blind.** The probe that is fitted on all pairs reads the shape of the new things in 84 to 90 of 100, without any training of the encoder in 72 to 75. So the shape *is* in the states. A probe does not show what the decoder reads.
#
# **The pictures have the largest part, it seems.** Look at the probe that is fitted on the seen pairs alone: 27, worse than closed eyes. In its pictures red never came with a circle. So *red* was a sure sign against *circle*. That explains the red circle; it explains the blue triangle, which is sometimes right, only in part. The captioner seems to use that sign, and so does a probe, even on an encoder that was never trained. Nothing in the pictures says that the rule is an accident. In the workshop you will mend it.

# %% [markdown] tags=["zh"]
# **词的次序有影响，但不是主要的。** 先写形状，形状对得多一些，100 张里 38 到 46 张；颜色对得少一些，85 到 90 张。可是多半错的仍然是形状。
#
# **编码器不是看不见。** 用全部搭配拟合的探针，没见过的东西 100 个里能读对 84 到 90 个的形状；编码器没训练过时是 72 到 75 个。所以形状*就在*那些状态里。不过探针只说明那里读得出什么，不说明解码器读了什么。
#
# **问题看来主要出在图片上。** 看看只用见过的搭配拟合的探针：只有 27 个，比闭着眼睛还差。在它的图片里，红色从没和圆形一起出现。所以“红色”就是“不是圆形”的可靠标志。红色圆形可以这样解释；蓝色三角形有时说得对，只解释得了一部分。描述模型看来用上了这个标志；探针也用上了，哪怕编码器根本没有训练过。图片里没有什么说明，这条规律只是碰巧。到了工作坊，你来把它改过来。

# %% [markdown] tags=["en"]
# ## Experiment: where it looks, and whether that is why
#
# The decoder looks at the patches each time it writes a word. Here are its attention weights, last layer, mean of the four heads, for one picture:

# %% [markdown] tags=["zh"]
# ## 实验：它看哪里？那就是原因吗？
#
# 解码器每写一个词，都去看图像块。下面是最后一层的注意力权重，四个头取平均，一张图片：

# %%
from course_lib.analysis.heads import attention_weights

one, number, gold = ours.batch(scenes[:1])
weights = attention_weights(captioner, one, number, gold[:, :-1])["source"][-1].mean(1)[0]  # (T, S)
words = [ours.TARGET[i] for i in gold[0, 1:-1]]
figures.looks(one[0], weights[:-1], words)

# %% [markdown] tags=["en"]
# The colours are the clearest: at *white* it looks at the first thing, at *green* at the second. At the shapes it looks about more. So is that why it says *white*? Chapter 07 warned: a map is a hint. A test paints something out, and reads the word again. That is called **occlusion** (Zeiler and Fergus 2014).

# %% [markdown] tags=["zh"]
# 颜色最清楚：写“白色”时它看第一样，写“绿色”时它看第二样。写形状时，看得就散一些。那么，它写“白色”，就是因为看了那里吗？第 07 章提醒过：图只是线索。要检验，就把一处涂掉，再读一次那个词，这叫**遮挡**（occlusion；Zeiler 和 Fergus 2014）。

# %%
ch10.brightest

# %% [markdown] tags=["en"]
# All numbers are of 100: the share of the attention in per cent, then the pictures in which the word changes.

# %% [markdown] tags=["zh"]
# 下面的数都以 100 为底：先是注意力的百分比，然后是 100 张图片里有几张的词变了。

# %%
display(tables.looking(plain))
changed = [100 * run["looks"]["top out"][0] for run in plain]
ch10.brightest.result(sum(changed) / len(changed), form=".0f")

# %% [markdown] tags=["en", "explain"]
# ### It looks there, and the brightest patch is not the reason
#
# **The brightest patch is hardly ever missed.** Painted black, it changes the first colour in 1 or 2 of 100 pictures. Any other patch of the thing matters about as much.
#
# **A colour depends on its thing.** Without the thing the colours change in 85 to 90 of 100 pictures. Someone who guesses one of six is wrong in 83. Without the *other* thing they change in 0 to 18.
#
# **For a shape this test cannot tell.** Without its thing the shapes change in 64 to 68 of 100 pictures, as by guessing. But without the *other* thing the second shape changes just as often, in 62 to 68, though most of the attention is not there. One reason may be that the model has never seen a picture with a single thing. So neither the map nor this test says on what a shape depends.

# %% [markdown] tags=["zh", "explain"]
# ### 它确实看那里，可是最亮的一块不是原因
#
# **最亮的一块，少了也不要紧。** 涂黑以后，100 张图片里，第一个颜色只变 1 到 2 张。这样东西的另外一块，涂黑了也差不多。
#
# **颜色取决于这样东西。** 涂掉它以后，100 张里颜色变了 85 到 90 张；六种颜色里瞎猜一种，会错 83 张。涂掉*另一样*，只变 0 到 18 张。
#
# **形状，这个测试分不出来。** 涂掉它，形状变了 64 到 68 张，和瞎猜差不多。可是涂掉*另一样*，第二个形状同样变了 62 到 68 张，尽管大部分注意力并不在那里。原因之一也许是：只剩一样东西的图片，模型从没见过。所以形状取决于什么，图没有说出来，这个测试也没有说出来。

# %% [markdown] tags=["en"]
# ## Lab
#
# Place two things, and read what the captioner says of them. Try three things.
#
# 1. Change the colour of thing 1. Which words change?
# 2. Press the word *blue*, then paint thing 1 black. Does the word change? Then paint thing 2.
# 3. Make thing 1 a red circle. Read the caption.

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 摆两样东西，读读模型怎么描述。试三件事：
#
# 1. 换第 1 样的颜色：哪些词跟着变？
# 2. 点“蓝色”，再把第 1 样涂黑，这个词变吗？涂黑第 2 样呢？
# 3. 把第 1 样换成红色圆形，读一读模型写了什么。

# %%
from course_lib.chapters.labs import SceneLab

SceneLab()

# %% [markdown] tags=["en"]
# ## Quiz
#
# Four questions. Each option is explained once you check.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题。选好后按“检查”，每个选项都有解释。

# %%
ch10.quiz

# %% [markdown] tags=["en"]
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
from course_lib.kit.table import Table

said = pick(
    "a picture is a sequence|a ViT needs more pictures than a CNN|"
    "a wrong word: it cannot see it|where it looks is why it says so",
    "图片也是序列|ViT 比 CNN 需要更多图片|说错了，就是看不见|它看哪里，原因就在哪里",
)
titles = pick("You will often hear|What this chapter found", "常听到的说法|本章看到的").split("|")
Table(titles, zip(said.split("|"), tables.found(plain, two_tasks), strict=True))

# %% [markdown] tags=["en"]
# [The deeper notebook](10_vision_transformer_deeper.ipynb) asks whether a patch shows where it belongs, and how many digits a ViT wants beside its rivals. It reads strips of digits out loud, lets a CNN teach a ViT, follows the attention through the layers, and says how to load real weights.

# %% [markdown] tags=["zh"]
# [深入篇](10_vision_transformer_deeper.ipynb)里有：只看一个图像块，看得出它在哪里吗；和对手相比，ViT 要多少个数字；请 CNN 教 ViT；把一长条数字读出来；顺着各层追踪注意力；怎样载入真实的权重。

# %% [markdown] tags=["en"]
# ## Workshop
#
# You write a captioner on one page: `notebooks/from_scratch/4_pictures.py`. It is the page of chapter 08, with pictures in the place of words. Layers, decoder, loss, training and greedy decoding stay as they were. If you kept your page there, the layers are your own.
#
# Your parts may use `torch`, `nn`, `PATCH`, `SIDE` and `EncoderLayer`, and each other. On another day you can begin here, after the first cell of the chapter.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 现在在一页上写出描述模型：`notebooks/from_scratch/4_pictures.py`。它就是第 08 章的那一页，只是把词换成了图片。各层、解码器、损失、训练、贪心搜索都不变。如果你在那里存过自己的一页，这里用的就是你自己写的层。
#
# 你写的部分可以用 `torch`、`nn`、`PATCH`、`SIDE` 和 `EncoderLayer`，也可以互相调用。改天再做，就从这里开始，只要先运行本章的第一格。

# %%
import inspect

import torch
from torch import nn

from course_lib.kit import own, records
from course_lib.kit.from_scratch import keep, page

ours = page("4_pictures")
ours.LANGUAGE = LANGUAGE
PATCH, SIDE, TARGET, HELD_OUT = ours.PATCH, ours.SIDE, ours.TARGET, ours.HELD_OUT
batch, train, score, loss_of, render = ours.batch, ours.train, ours.score, ours.loss_of, ours.render
chapter_08 = inspect.getmodule(type(own("3_transformer").model))  # your page, or the course's
EncoderLayer, Decoder = chapter_08.EncoderLayer, chapter_08.Decoder

# %% [markdown] tags=["en"]
# ### Part 1: patches
#
# In the lesson a loop over the corners cut grey pictures. The same loop will do for colour. It is shorter without: split an axis with `unflatten`, and put the axes into another order with `permute`.

# %% [markdown] tags=["zh"]
# ### 第 1 部分：图像块
#
# 正文里用循环逐个角去切，图片是灰的。彩色的也可以这样切。不用循环更短：用 `unflatten` 把一维拆成两维，再用 `permute` 调换各维的次序。

# %%
ch10.Patches


# %%
class Patches(nn.Module):  # new
    """Squares of a picture in a row. A matrix makes H numbers of each; a learned vector says its place."""

    def __init__(self, hidden):
        super().__init__()
        self.linear = nn.Linear(3 * PATCH**2, hidden)
        self.places = nn.Parameter(torch.randn((SIDE // PATCH) ** 2, hidden) * 0.02)

    def forward(self, pictures):  # (B, 3, SIDE, SIDE)
        ...  # three lines: split two axes, put them into order; return the sum


Patches = ch10.Patches.take(Patches)

# %% [markdown] tags=["en"]
# ### Part 2: the encoder

# %% [markdown] tags=["zh"]
# ### 第 2 部分：编码器

# %%
ch10.Encoder


# %%
class Encoder(nn.Module):
    """Reads the picture. What it leaves is a state for each patch; all of them are real."""

    def __init__(self, hidden, layers):  # new
        super().__init__()
        self.embedding = Patches(hidden)  # new
        self.layers = nn.ModuleList(EncoderLayer(hidden) for _ in range(layers))
        self.norm = nn.LayerNorm(hidden)

    def forward(self, pictures):  # (B, 3, SIDE, SIDE)  # new
        ...  # five lines: embed, a mask, the layers; return two things


Encoder = ch10.Encoder.take(Encoder)

# %% [markdown] tags=["en"]
# ### The whole
#
# Of the four verbs only `encode` is new. The decoder does not notice that it looks at patches.

# %% [markdown] tags=["zh"]
# ### 整个模型
#
# 四个动词里，只有 `encode` 是新的。解码器不会察觉自己看的是图像块。


# %%
class Seq2Seq(nn.Module):
    """Encoder and decoder behind four verbs: encode, start, advance, project."""

    def __init__(self, targets, hidden=64, layers=2):  # new
        super().__init__()
        self.encoder = Encoder(hidden, layers)  # new
        self.decoder = Decoder(targets, hidden, layers)
        self.output = nn.Linear(hidden, targets)

    def encode(self, pictures, lengths):  # new
        return self.encoder(pictures)  # memory: states, and which are real  # new

    def start(self, memory):
        return torch.empty(len(memory[0]), 0, dtype=torch.long)  # (B, 0): no token so far

    def advance(self, tokens, state, memory):
        read = torch.cat([state, tokens], 1)  # (B, t + k): the state is what was read so far
        return self.decoder(read, *memory)[:, state.size(1) :], read  # (B, k, H), (B, t + k)

    def project(self, hidden):
        return self.output(hidden)  # (..., V) logits


# %% [markdown] tags=["en"]
# ### Is it the library's?
#
# The library's `PictureReader` takes patches, so PyTorch's `unfold` cuts them for it, as it does for convolutions. It lists its places behind the matrix of the patches, yours before it. And its word vectors get √H less, as in chapter 08. With your parameters in it both must give the same loss.

# %% [markdown] tags=["zh"]
# ### 和库里的一样吗？
#
# 库里的 `PictureReader` 读的是切好的图像块，所以用 PyTorch 的 `unfold` 替它切，卷积也用它。它的位置排在图像块的矩阵后面，你的排在前面。词的嵌入和第 08 章一样，要先除以 √H。把你的参数抄进去以后，两者的损失应当相等。

# %%
from torch.nn.functional import cross_entropy, unfold

from course_lib.models.vit import PictureReader

torch.manual_seed(0)
mine = Seq2Seq(len(TARGET))
library = PictureReader(48, len(TARGET), activation="relu", positions="learned", places=36)
names = [name for name, _ in mine.named_parameters()]
names.insert(2, names.pop(0))  # the places
with torch.no_grad():
    for name, theirs in zip(names, library.parameters(), strict=True):
        weight = mine.get_parameter(name)
        theirs.copy_(weight / 8 if name.endswith("table.weight") else weight)  # √64 = 8

# %%
pictures, lengths, target = batch(HELD_OUT[:8])
memory = library.encode(unfold(pictures, PATCH, stride=PATCH).mT, lengths)
hidden, _ = library.advance(target[:, :-1], library.start(memory), memory)
other = cross_entropy(library.project(hidden).flatten(0, 1), target[:, 1:].flatten())
torch.testing.assert_close(loss_of(mine, pictures, lengths, target), other)
print(pick("the same loss:", "损失相同："), f"{other.item():.3f}")

# %% [markdown] tags=["en"]
# ### Train it
#
# 200 steps, about ten seconds. Then it describes the 400 held-out pictures. A caption counts only if it is right to the last word.

# %% [markdown] tags=["zh"]
# ### 训练
#
# 训练 200 步，大约十秒。然后让它描述留出的 400 张图片；一个词也不错才算对。

# %%
torch.set_num_threads(1)
torch.manual_seed(0)
mine, losses, wanted_steps = Seq2Seq(len(TARGET)), [], 200
for loss in train(mine, wanted_steps, rate=2e-3):
    losses.append(loss)
print(pick("right, of 400 held-out pictures:", "400 张留出的图片里对了："), live(round(400 * score(mine))))
assert score(mine) > 0.15 or len(losses) < wanted_steps  # fewer: the stop button was pressed

# %% [markdown] tags=["en"]
# The page alone takes 800 steps, about a minute. We ran it. Its weights fit your classes, name by name, so you can go on from there:

# %% [markdown] tags=["zh"]
# 单独运行那一页要 800 步，大约一分钟。我们替你跑过了。那些权重和你的类逐个同名，所以可以直接装进去，接着做：

# %%
record = records.load("pictures_page")
mine = record.fill(Seq2Seq(len(TARGET)), language=LANGUAGE)
(alone,) = record.values("score", language=LANGUAGE)
print(pick("right, of 400 held-out pictures:", "400 张留出的图片里对了："), live(round(400 * score(mine))))
assert abs(score(mine) - alone) < 0.02

# %% [markdown] tags=["en"]
# ### Teach it the missing pairs
#
# Now mend what the lesson found. Go on for 100 steps, with pictures of all 18 pairs. How well does it describe new pictures with a red circle, a blue triangle or a yellow square, before and after?

# %% [markdown] tags=["zh"]
# ### 把缺的搭配教给它
#
# 正文里发现的毛病，现在来改。用全部 18 种搭配的图片，再训练 100 步。有红色圆形、蓝色三角形、黄色方形的新图片，训练前后各能说对多少？

# %%
import random

EVERY = [*ours.SEEN, *sorted(ours.NEVER)]
chance = random.Random("test")
drawn = [ours.draw(chance, EVERY) for _ in range(600)]
new = [scene for scene in drawn if any(thing[:2] in ours.NEVER for thing in scene)][:150]


def right_of_new(model):
    """How many of 150 captions with a new pair are right to the last word"""
    gold = [[TARGET.index(word) for word in ours.caption(scene)] for scene in new]
    said = ours.greedy(model, *batch(new)[:2], 10)
    return sum(one == other for one, other in zip(said, gold, strict=True))


# %%
mine = record.fill(mine, language=LANGUAGE)  # as above, also if this cell is run again
before, chance = right_of_new(mine), random.Random(0)
optimizer = torch.optim.Adam(mine.parameters(), lr=5e-4)
for _ in range(100):
    scenes = [scene for scene in (ours.draw(chance, EVERY) for _ in range(32)) if scene not in new]
    loss = loss_of(mine, *batch(scenes))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
after = right_of_new(mine)
print(
    pick("of 150 captions right, before and after:", "150 句里对了，以前和现在："), live(before), live(after)
)
assert after > before + 30

# %% [markdown] tags=["en"]
# So the accident is mended with examples, and quickly. Has the model now learned to put pairs together? That we can't say, because it has seen these three.
#
# ### A tool of your own
#
# In the lesson the brightest patch and the whole thing were painted out. Now do it for *every* patch, one at a time. That gives a second map: how much does the word depend on it?

# %% [markdown] tags=["zh"]
# 可见这条碰巧的规律，用例子就能改过来，而且很快。它学会拼新的搭配了吗？这说明不了，因为这三种它现在见过了。
#
# ### 做一个自己的工具
#
# 正文里涂黑过最亮的一块，也涂掉过整样东西。现在把*每一块*都涂一遍，一次一块。这样得到第二张图：这个词有多取决于那一块？

# %%
ch10.painted_out


# %%
def painted_out(picture, size): ...


painted_out = ch10.painted_out.take(painted_out)

# %% [markdown] tags=["en"]
# Above, where your model looks. Below, by how much the probability of the word falls when that patch is black. A dark map says that no single patch matters. Do the two rows agree?

# %% [markdown] tags=["zh"]
# 上面一行：你的模型在看哪里。下面一行：那一块涂黑以后，这个词的概率降了多少。整张都暗，就是说少了哪一块都不要紧。两行一致吗？

# %%
from IPython.display import display

from course_lib.analysis.heads import attention_weights

picture, number, gold = batch([(("green", "circle", 6, 8), ("white", "triangle", 17, 15))])
inputs, words = gold[:, :-1], [TARGET[i] for i in gold[0, 1:-1]]


@torch.no_grad()
def sure(pictures):
    """The probability of each right word, the right words before it given: (B, T)"""
    memory = mine.encode(pictures, None)
    hidden, _ = mine.advance(inputs.expand(len(pictures), -1), mine.start(memory), memory)
    return mine.project(hidden).softmax(-1)[:, range(inputs.size(1)), gold[0, 1:]]


# %%
fallen = (sure(picture) - sure(painted_out(picture[0], PATCH))).T  # (T, S)
looked = attention_weights(mine, picture, number, inputs)["source"][-1].mean(1)[0]  # (T, S)
for one in (looked, fallen):
    display(figures.looks(picture[0], one[:-1], words, measured=True))

# %% [markdown] tags=["en"]
# ### Your own captioner
#
# `keep` writes your page and its weights into `my/from_scratch/`. `own` loads the newest. Put things into the lab, and read what *your* model says.

# %% [markdown] tags=["zh"]
# ### 你自己的描述模型
#
# `keep` 把你的这一页连同权重存到 `my/from_scratch/`，`own` 载入最近的那个。在实验台上摆东西，读读**你的**模型怎么说。

# %%
LAYERS = ("MultiHeadAttention", "EncoderLayer", "DecoderLayer", "Embedding", "Decoder")
keep("4_pictures", mine, Patches, Encoder, Seq2Seq, *(getattr(chapter_08, name) for name in LAYERS))

# %%
from course_lib.chapters.labs import SceneLab

SceneLab(bundle=own("4_pictures"))

# %% [markdown] tags=["en"]
# ### A fault to repair
#
# It raises no error. Here are nine of the patches that it cuts from the picture above, the 4th to the 12th:

# %% [markdown] tags=["zh"]
# ### 修一个毛病
#
# 它不报错。这是它从上面那张图片切出的九块，第 4 到第 12 块：


# %%
def to_squares(pictures, size):
    B, C, H, W = pictures.shape
    return pictures.reshape(B, -1, C * size * size)


nine = to_squares(picture, PATCH)[0, 3:12].unflatten(1, (3, PATCH, PATCH))
figures.scenes(nine, [[str(n)] for n in range(4, 13)])

# %%
ch10.to_squares

# %%
ch10.to_squares.check(to_squares)

# %% [markdown] tags=["en"]
# A question to answer in words, and a stretch for those who want more: what to do with learned places when the pictures get larger.

# %% [markdown] tags=["zh"]
# 一道要用文字回答的问题，还有一道挑战题，留给想多做一点的人：图片变大了，学出来的位置怎么办？

# %%
ch10.what_it_knows

# %%
ch10.what_it_knows.answer("")

# %%
ch10.resized_positions


# %%
def resized_positions(table, side): ...


ch10.resized_positions.check(resized_positions)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. Photographs have 224 × 224 pixels. Which of the choices of this chapter would you make otherwise?
# 2. The lesson's captioner takes an accident for a rule. Where would you look for such accidents in the data of a model that you use?
# 3. How would you build the belief in neighbours into a Transformer?
#
# [A page for the meeting](../docs/groups/10_vision_transformer.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 照片有 224 × 224 像素。本章的哪些选择，你会换一种？
# 2. 描述模型把碰巧当成了规律。换成你正在用的模型，你会到它的数据的什么地方去找这种碰巧？
# 3. 怎样把“相信邻居”放进 Transformer 里？
#
# [小组活动页](../docs/groups/10_vision_transformer.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words: Transformers for image recognition at scale. ICLR, arXiv 2010.11929.
# - H. Touvron et al. (2021). Training data-efficient image transformers and distillation through attention. ICML, arXiv 2012.12877.
# - D. Hendrycks, K. Gimpel (2016). Gaussian error linear units (GELUs). arXiv 1606.08415.
# - G. Alain, Y. Bengio (2017). Understanding intermediate layers using linear classifier probes. ICLR workshop, arXiv 1610.01644.
# - M. Zeiler, R. Fergus (2014). Visualizing and understanding convolutional networks. ECCV, arXiv 1311.2901.
# - E. Alpaydin, C. Kaynak (1998). Optical recognition of handwritten digits. UCI Machine Learning Repository.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words: Transformers for image recognition at scale. ICLR, arXiv 2010.11929.
# - H. Touvron et al. (2021). Training data-efficient image transformers and distillation through attention. ICML, arXiv 2012.12877.
# - D. Hendrycks, K. Gimpel (2016). Gaussian error linear units (GELUs). arXiv 1606.08415.
# - G. Alain, Y. Bengio (2017). Understanding intermediate layers using linear classifier probes. ICLR workshop, arXiv 1610.01644.
# - M. Zeiler, R. Fergus (2014). Visualizing and understanding convolutional networks. ECCV, arXiv 1311.2901.
# - E. Alpaydin, C. Kaynak (1998). Optical recognition of handwritten digits. UCI Machine Learning Repository.
