# %% [markdown] tags=["en"]
# # 10 · The Vision Transformer
#
# **What you will be able to do.** Turn a picture into a sequence, and back into the terms of vision. Build a Vision Transformer around the encoder of chapter 08, with nothing new inside. Say, from measurements of your own, what positions are worth, how many pictures such a model wants, and why a small convolutional network beats it here. Read a strip of handwritten digits out loud, as a number.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop} minutes; the sections called Deeper take {deeper} more. **To know before.** Chapter 08; chapters 03 and 04 for the last experiment.

# %% [markdown] tags=["zh"]
# # 10 · 视觉 Transformer
#
# **学完本章，你能**：把一张图片变成序列，再用视觉的行话说清每一步；用第 08 章的编码器搭出 Vision Transformer（ViT），里面一件新东西也不用；凭自己的测量说明位置值多少、这种模型要多少图片、为什么在这里输给一个小小的卷积网络；把一条手写数字当作一个数读出来。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟；“深入”各节另需 {deeper} 分钟。**预备知识**：第 08 章；最后一个实验要用到第 03、04 章。

# %% [markdown] tags=["en"]
# ## The question
#
# The notes are called *Vision Transformer and build from scratch*, and end before they get there. But they hold the key, in one remark: a sequence can be speech, text, *even pictures*. **What must change so that the encoder of chapter 08 can read a picture? And if it can: is it better at it than what was built for pictures?**
#
# ![A handwritten 9 of 8 by 8 pixels is cut into four squares, which stand in a row behind a class token, each with its own position vector added. All five go through the Transformer's encoder of chapter 08; from the class token's output comes the answer: 9.](../assets/figures/picture_as_sequence.en.svg)
#
# The recipe fits into the picture: cut into squares, **patches**, lay them in a row, and treat each as a word (Dosovitskiy et al. 2021).

# %% [markdown] tags=["zh"]
# ## 问题
#
# > **笔记这样说**：“序列在这里是个带有抽象意义的概念，指有顺序的一系列数据，可以是语音、文字，甚至可以是图片。”
#
# 笔记的标题是 *Vision Transformer and build from scratch*，却还没写到 ViT 就结束了。不过钥匙已经在里面：甚至可以是图片。**要让第 08 章的编码器读图片，得改什么？真能读的话，它比专为图片设计的网络更好吗？**
#
# ![一个 8 乘 8 像素的手写数字 9 切成四块，排成一行，前面放一个类别词元，各加上自己的位置向量。五个一起穿过第 08 章的 Transformer 编码器，从类别词元的输出得到答案：9。](../assets/figures/picture_as_sequence.zh.svg)
#
# 办法都在图里：切成小方块，叫作**图像块**（patch），排成一行，每块当作一个词（Dosovitskiy 等 2021）。

# %%
import torch
from torch.nn.functional import cross_entropy

from course_lib.chapters.ch10_vision_transformer import figures
from course_lib.language import live, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## The pictures
#
# 1,797 handwritten digits of 8 × 8 pixels (Alpaydin and Kaynak 1998) come with the course: 1,000 to train on, 297 to choose settings with, 500 for the test. Small enough for a laptop, and still real hands. Paper is 0, ink is 1.

# %% [markdown] tags=["zh"]
# ## 图片
#
# 课程自带 1797 个手写数字，每个 8 × 8 像素（Alpaydin 和 Kaynak 1998）：1000 个用来训练，297 个用来选设置，500 个用来测试。小得笔记本电脑就能跑，却是真人写的。纸是 0，墨是 1。

# %%
from course_lib.data.corpora import digits

parts = digits.load()
ten = parts.test.first(10)
print({name: tuple(part.pixels.shape) for name, part in parts._asdict().items()})
figures.pictures(list(ten.pixels), [str(n) for n in ten.labels.tolist()], "shows")

# %% [markdown] tags=["en"]
# ## A picture as a sequence, by hand
#
# One pixel a token would make 64 tokens that say nearly nothing each (and a photograph of 224 × 224 would be a sentence of 50,176). So take squares of P × P pixels, row by row, as chapter 01 did once: $N = HW/P^2$ tokens of $P^2$ numbers. No vocabulary and no ids: a patch *is* numbers already.

# %% [markdown] tags=["zh"]
# ## 把图片看成序列：亲手切
#
# 一个像素算一个词元，就有 64 个词元，每个几乎什么也没说（一张 224 × 224 的照片则会变成 50176 个词元的“句子”）。所以像第 01 章那样，取 P × P 像素的方块，逐行排列：$N = HW/P^2$ 个词元，每个 $P^2$ 个数。不要词表，也不要编号：图像块*本来就是*数。


# %%
def cut(pictures, P):
    """(B, H, W) -> (B, N, P * P), row by row"""
    B, H, W = pictures.shape
    corners = [(i, j) for i in range(0, H, P) for j in range(0, W, P)]
    return torch.stack([pictures[:, i : i + P, j : j + P].reshape(B, -1) for i, j in corners], 1)


# %%
from course_lib.models.vit import patches

torch.testing.assert_close(cut(ten.pixels, 4), patches(ten.pixels, 4))  # the library's way
four = cut(ten.pixels[:1], 4)  # (1, 4, 16)
figures.pictures(list(four[0].view(-1, 4, 4)), ["1", "2", "3", "4"], "patch_place", width=4)

# %% [markdown] tags=["en"]
# Each patch then goes through one matrix E of P² × d: the **patch embedding**. In books on vision the same step is called a convolution with a window of P and a *stride* of P: the window does not glide, it jumps. Two names, one calculation:

# %% [markdown] tags=["zh"]
# 每个图像块再乘一个 P² × d 的矩阵 E，这叫**图像块嵌入**。讲视觉的书把同一步叫作窗口为 P、*步幅*（stride）也为 P 的卷积：窗口不是滑过去，而是跳过去。名字有两个，算的是一回事：

# %%
from course_lib.models import VisionTransformer

model = VisionTransformer(patch=4, hidden=32, seed=0)
convolution = torch.nn.Conv2d(1, 32, kernel_size=4, stride=4)
with torch.no_grad():
    convolution.weight.copy_(model.embedding.weight.view(32, 1, 4, 4))
    convolution.bias.copy_(model.embedding.bias)
    maps = convolution(ten.pixels[:, None])  # (10, 32, 2, 2): a grid of vectors
    torch.testing.assert_close(maps.flatten(2).transpose(1, 2), model.embedding(cut(ten.pixels, 4)))
print("patch embedding = convolution of stride P")

# %% [markdown] tags=["en"]
# ## The whole model, by hand
#
# Two things are missing. **Positions**: attention sees a set (chapter 08), so each place adds a learnt vector. And a place to read the answer from: the **class token**, a learnt vector that stands before the patches, belongs to no pixel, and gathers what the head needs. The rest is the encoder of chapter 08, unchanged: Pre-LN layers and a final norm.
#
# $$z_0=[x_{\text{class}};\,x_1E;\dots;x_NE]+E_{\text{pos}},\qquad y=\mathrm{LN}(z_L)_0$$

# %% [markdown] tags=["zh"]
# ## 整个模型：亲手搭
#
# 还缺两样。一是**位置**：注意力看到的是集合（第 08 章），所以每个位置加一个学出来的向量。二是从哪里读答案：**类别词元**，一个学出来的向量，放在所有图像块前面，不属于任何像素，专门汇集分类要用的东西。其余就是第 08 章的编码器，一字未改：前置归一化的若干层，最后再归一化一次。
#
# $$z_0=[x_{\text{class}};\,x_1E;\dots;x_NE]+E_{\text{pos}},\qquad y=\mathrm{LN}(z_L)_0$$


# %%
def vision_transformer(model, pictures):
    """pictures (B, H, W) -> logits (B, 10)"""
    x = model.embedding(cut(pictures, model.patch))  # (B, N, d)
    token = model.token.expand(len(x), 1, -1)  # the same one before every picture
    x = torch.cat([token, x], 1) + model.positions.table  # (B, 1 + N, d)
    for layer in model.stack.layers:  # the EncoderLayer of chapter 08
        x = layer(x)
    return model.head(model.stack.final(x)[:, 0])


with torch.no_grad():
    torch.testing.assert_close(vision_transformer(model, ten.pixels), model(ten.pixels))
print("by hand equals the library;", sum(w.numel() for w in model.parameters()), "weights")

# %% [markdown] tags=["en"]
# Training is simpler than anything since chapter 00: one answer for each picture, one cross-entropy, no decoder, no teacher to force. **Predict**: after 400 steps, a second or two, what share of the test pictures does it name rightly?

# %% [markdown] tags=["zh"]
# 训练比第 00 章以来的都简单：一张图一个答案，一个交叉熵，没有解码器，也没有教师来强制。**先猜**：400 步，一两秒钟，测试图片它能认对多少？

# %%
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
order = torch.Generator().manual_seed(0)
for _ in range(400):
    rows = torch.randint(1000, (64,), generator=order)
    loss = cross_entropy(model(parts.train.pixels[rows]), parts.train.labels[rows])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
with torch.no_grad():
    right = model(parts.test.pixels).argmax(-1) == parts.test.labels
print("named rightly:", live(right.double().mean().item(), ".2f"))
assert right.double().mean() > 0.85

# %% [markdown] tags=["en"]
# About .95, with the encoder that was made for sentences. Here is what a recorded one gets wrong, first the truth, then its answer. Would you have known?

# %% [markdown] tags=["zh"]
# 大约 .95，用的还是为句子做的编码器。下面是一个录制下来的模型认错的图，先写真相，后写它的回答。换你认得出吗？

# %%
from course_lib.chapters.ch10_vision_transformer.experiments import patching
from course_lib.kit import records

trials = records.load("patching")
kept = trials.fill(patching.build(patch=4), patch=4, positions="learned", pooling="class", seed=0)
with torch.no_grad():
    said = kept(parts.test.pixels).argmax(-1)
missed = (said != parts.test.labels).nonzero().flatten()[:9]
captions = [f"{parts.test.labels[i]} → {said[i]}" for i in missed]
figures.pictures(list(parts.test.pixels[missed]), captions, "truth_and_answer")

# %% [markdown] tags=["en"]
# ## Experiment: how large a patch, and what are positions worth?
#
# Patches of 1, 2, 4 and 8 pixels: 64, 16, 4 tokens, and *one*. The same training each time, 600 steps, three seeds, recorded. Then positions are taken away. **Predict** two things: which patch is best? And for which patch do positions matter most?

# %% [markdown] tags=["zh"]
# ## 实验：图像块该多大，位置值多少？
#
# 图像块取 1、2、4、8 像素，也就是 64、16、4 个词元，还有*一个*。训练都一样，600 步，三个种子，录制而成。然后拿走位置。**先猜**两件事：哪种大小最好？位置对哪种大小最要紧？

# %%
print(trials.command)
print("patch  tokens  learnt positions      no positions")
test = {}
for patch in (1, 2, 4, 8):
    for kind in ("learned", "none")[: 1 if patch == 1 else 2]:
        test[patch, kind] = trials.values("test", patch=patch, positions=kind, pooling="class")
    shown = [records.spread(test[patch, kind]) for kind in ("learned", "none") if (patch, kind) in test]
    print(f"{patch:5} {(8 // patch) ** 2:7}  ", "   ".join(shown))
assert min(test[2, "learned"]) > max(test[2, "none"]) + 0.15
assert min(test[8, "none"]) > 0.9 and min(test[4, "none"]) > 0.9

# %% [markdown] tags=["en"]
# **The size hardly matters (.93 to .96), positions do, and only for small patches.** Patch 8 is a fine classifier and no sequence at all: one token, no choice of where to look, a small feed-forward network in disguise. Patch 2 without positions falls from .94 to .71, far above chance (.10): a bag of sixteen little pieces still tells much. Why does patch 4 not care? Perhaps since a large piece *shows* where it belongs. That can be tested: ask a small network for the place of a single patch, on test pictures.

# %% [markdown] tags=["zh"]
# **大小差不多都行（.93 到 .96）；要紧的是位置，而且只对小的图像块要紧。** 图像块为 8 时分类也很好，可那根本不是序列：只有一个词元，往哪里看没得选，其实就是一个小的前馈网络。图像块为 2、没有位置时，从 .94 掉到 .71，但仍远高于瞎猜（.10）：十六个小碎片装在袋里，也还能说明不少。为什么 4 就无所谓？也许因为大块自己就*看得出*该放在哪里。这可以检验：给一个小网络看单独一块，让它猜位置，用测试图片。

# %%
for P in (2, 4):
    seen, asked = cut(parts.train.pixels, P), cut(parts.test.pixels, P)  # (B, N, P * P)
    N = seen.size(1)
    torch.manual_seed(0)
    guess = torch.nn.Sequential(torch.nn.Linear(P * P, 64), torch.nn.ReLU(), torch.nn.Linear(64, N))
    optimizer = torch.optim.Adam(guess.parameters(), lr=1e-2)
    for _ in range(400):
        rows, places = torch.randint(1000, (256,)), torch.randint(N, (256,))
        optimizer.zero_grad()
        cross_entropy(guess(seen[rows, places]), places).backward()
        optimizer.step()
    right = (guess(asked).argmax(-1) == torch.arange(N)).double().mean().item()
    print(f"patch {P}: place found {live(right, '.2f')}, by chance {1 / N:.2f}")
    assert right < 0.5 if P == 2 else right > 0.7

# %% [markdown] tags=["en"]
# So it is: a 4 × 4 piece tells its place eight times in ten, a 2 × 2 piece three times in ten. Positions are worth what the patches do not say themselves.
#
# And the class token? It is a choice. The mean of all outputs does as well, and waves for positions, too:

# %% [markdown] tags=["zh"]
# 果然如此：4 × 4 的一块，十次有八次说得出自己的位置；2 × 2 的，十次只有三次。位置值多少，就看图像块自己没说出来多少。
#
# 那么类别词元呢？它只是一种选择。把全部输出取平均（**汇聚**）一样好，位置换成波也一样：

# %%
print("patch  class token           mean                  class token, waves")
for patch in (2, 4):
    ways = (("learned", "class"), ("learned", "mean"), ("sinusoidal", "class"))
    shown = [trials.values("test", patch=patch, positions=p, pooling=how) for p, how in ways]
    print(f"{patch:5}  ", "   ".join(map(records.spread, shown)))
    assert max(map(max, shown)) - min(map(min, shown)) < 0.06

# %% [markdown] tags=["en"]
# ## Lab: patches
#
# Pick a digit or draw one. Change the size of the patches, look where the class token looks, shuffle the patches. **Predict** first: with positions, and without, what does shuffling do to the answer?

# %% [markdown] tags=["zh"]
# ## 实验台：图像块
#
# 选一个数字，或者自己画一个。改图像块的大小，看类别词元在看哪里，把图像块打乱。**先猜**：有位置和没有位置，打乱之后，答案会怎样？

# %%
from course_lib.chapters.labs import PatchesLab

PatchesLab()

# %% [markdown] tags=["en"]
# ## Experiment: how many pictures does it want?
#
# Now beside others, all of about 26 thousand weights and trained alike: a **convolutional network** (CNN), whose small windows look at neighbours and are the same everywhere; an MLP, to which all 64 pixels are equal strangers; and the encoder of chapter 02, a GRU, over the same patches. Training sets from 50 to 1,000 pictures. **Predict**: who wins with 100 pictures, who with 1,000?

# %% [markdown] tags=["zh"]
# ## 实验：它要多少图片？
#
# 现在和别的模型比，权重都是 2.6 万左右，训练也一样：**卷积网络**（CNN），小窗口只看邻居，在哪里都是同一个；MLP，64 个像素对它来说彼此都是陌生人；还有第 02 章的编码器，一个 GRU，读同样的图像块。训练集从 50 张到 1000 张。**先猜**：100 张时谁赢？1000 张呢？

# %%
from course_lib.chapters.ch10_vision_transformer.experiments.data_efficiency import COUNTS, MODELS

record = records.load("data_efficiency")
print(record.command)


def by_count(kind, pictures):
    """A row for each seed: accuracy on the test pictures after so many training pictures"""
    columns = [record.values("test", kind=kind, pictures=pictures, count=count) for count in COUNTS]
    return list(zip(*columns, strict=True))


figures.curves(
    COUNTS, {k: by_count(k, "plain") for k in MODELS}, "training_pictures", "test_accuracy", doubling=True
)

# %%
print("trained on           50 pictures          100                  1000")
for kind in MODELS:
    few = [record.values("test", kind=kind, pictures="plain", count=count) for count in (50, 100, 1000)]
    print(f"{kind:18}", "   ".join(map(records.spread, few)))
for count in COUNTS:
    lowest = min(record.values("test", kind="cnn", pictures="plain", count=count))
    for patch in (2, 4):
        assert lowest > max(record.values("test", kind=f"vit, patch {patch}", pictures="plain", count=count))

# %% [markdown] tags=["en"]
# **The Vision Transformer never wins here.** With 100 pictures the CNN names .92 rightly, the ViT .70 to .80; with 1,000 it is .99 against .94 to .96. Even the MLP and the GRU are ahead of it, or level. Why? The usual answer is **inductive bias**, what a model assumes before it has seen anything: the CNN is built to believe that neighbours belong together, wherever they are. The ViT believes nothing of the kind and must learn it from the pictures.
#
# A good story. Is it true? Here is a trial: put the 64 pixels into another order, the *same* one for every picture. Nothing is lost, only who is whose neighbour. **Predict**: who suffers?

# %% [markdown] tags=["zh"]
# **ViT 在这里一次也没有赢。** 100 张图片时，CNN 认对 .92，ViT 只有 .70 到 .80；1000 张时是 .99 对 .94 到 .96。连 MLP 和 GRU 也在它前面，或者打平。为什么？通常的回答是**归纳偏置**，也就是模型还没看数据就先相信的东西：CNN 生来就相信邻近的像素是一伙的，无论在图的哪里。ViT 没有这种信念，只能从图片里学。
#
# 说得通。是真的吗？可以试一试：把 64 个像素换个次序，*所有*图片都换成同一种。信息一点没少，只是谁和谁相邻乱了。**先猜**：谁会吃亏？

# %%
print("100 training pictures  as they are           pixels in another order")
fallen = {}
for kind in MODELS:
    plain, mixed = (record.values("test", kind=kind, pictures=p, count=100) for p in ("plain", "scrambled"))
    fallen[kind] = sum(plain) / 3 - sum(mixed) / 3
    print(f"{kind:21}  {records.spread(plain)}   {records.spread(mixed)}   {-fallen[kind]:+.3f}")
assert fallen["cnn"] > 0.03 > max(abs(lost) for kind, lost in fallen.items() if kind != "cnn")

# %% [markdown] tags=["en"]
# The MLP is the control: order means nothing to it, so its .02 is what chance does, and the GRU's and the ViT's losses are of that size or smaller. **Only the CNN suffers**, and it falls to where the MLP is: what it had before the MLP was its belief in neighbours, just that. The ViT of this size does not care who is whose neighbour, since it never knew.
#
# But look at the rest of the table: the scrambled CNN, and the MLP, are still ahead of the ViT. So neighbours are one half of the story. The other half, why the ViT is behind an MLP that knows no neighbours either, this trial does not explain. (A guess: the MLP has a weight for each pixel at its place from the start, while attention must first find out which patches to put together.)
#
# Can one *show* it more pictures instead? Shifting each training picture by up to a pixel, anew each time, is the simplest way:

# %% [markdown] tags=["zh"]
# MLP 是对照：次序对它毫无意义，所以它那 .02 只是偶然，而 GRU 和 ViT 的变化和它差不多，或者更小。**吃亏的只有 CNN**，它掉到了 MLP 的水平：它比 MLP 多占的便宜，就是相信邻居，不多也不少。这么大的 ViT 不在乎谁和谁相邻，因为它本来就不知道。
#
# 不过再看看表的其余部分：打乱了像素的 CNN，还有 MLP，仍在 ViT 前面。所以“邻居”只说明了一半。另一半，ViT 为什么落在同样不知道邻居的 MLP 后面，这个实验没有解释。（猜一猜：MLP 一开始就给每个位置的像素各备了一个权重，注意力却要先学会该把哪些图像块放在一起。）
#
# 那么多给它*看*些图片行不行？最简单的办法，是训练时把每张图挪动至多一个像素，每次挪法不同：

# %%
print("                 50 pictures                           1000 pictures")
print("                 as they are        shifted            as they are        shifted")
gained = {}
for kind in ("cnn", "mlp", "vit, patch 4", "vit, patch 2"):
    cells = []
    for count in (50, 1000):
        pair = [record.values("test", kind=kind, pictures=p, count=count) for p in ("plain", "shifted")]
        gained[kind, count] = sum(pair[1]) / 3 - sum(pair[0]) / 3
        cells += map(records.spread, pair)
    print(f"{kind:15} ", " ".join(cells))
assert gained["vit, patch 2", 50] > 0.05 and gained["vit, patch 2", 1000] < 0.01

# %% [markdown] tags=["en"]
# With 50 pictures it helps (ViT with patch 2: .54 to .65). With 1,000 it does not, and all but the CNN lose a little: these digits always fill their frame, so shifted ones are pictures of another kind, and there are only 600 steps to learn them too. What is a good invented picture depends on the pictures.
#
# **What the paper says**, on its scale: with ImageNet alone (1.3 million pictures) ViT-B/16 reached 77.9 % and stayed behind good CNNs; after 300 million pictures it led with 88.55 % (a larger ViT). And a year later DeiT got 81.8 % with *the same* 1.3 million and the same ViT-B, by a better recipe with much invention of pictures (Touvron et al. 2021). So "Transformers need huge data" was in part "Transformers need another recipe". Our thousand digits say nothing about that scale; they show the mechanism.

# %% [markdown] tags=["zh"]
# 50 张时有用（图像块为 2 的 ViT，从 .54 到 .65）。1000 张时没有用，除了 CNN 都略有下降：这些数字总是占满整个框，挪动过的就成了另一种图，而学会它们也只有这 600 步。造出来的图好不好，要看是什么图。
#
# **论文怎么说**，在它的规模上：只用 ImageNet（130 万张）时，ViT-B/16 是 77.9%，落在好的 CNN 后面；看过 3 亿张以后，（更大的）ViT 以 88.55% 领先。一年后，DeiT 用*同样*的 130 万张、同样的 ViT-B 做到了 81.8%，靠的是更好的训练办法和大量造出来的图（Touvron 等 2021）。所以“Transformer 要海量数据”，一半的意思是“Transformer 要换一种训法”。我们的一千个数字说明不了那个规模的事，它们让你看见的是其中的道理。

# %% [markdown] tags=["en"]
# ## Full circle: reading a strip out loud
#
# Classifying needed no decoder. But put several digits side by side, and the answer has a length of its own. That is Seq2Seq, and we have both halves: the ViT's encoder, the decoder of chapter 08. `PictureReader` joins them, and everything since chapter 03 works as it is: `encode`, `start`, `advance`, `project`, teacher forcing, greedy search.
#
# It is trained on strips of 1 to 4 digits, made from the 1,000 training pictures, to say the number: as digits, in English words, or in Chinese. Patches come column by column, as one reads. **Predict**: how often is all of a four-digit number right? And a five-digit one?

# %% [markdown] tags=["zh"]
# ## 回到起点：把一条数字读出来
#
# 分类用不着解码器。可是把几个数字并排放在一起，答案就有了自己的长度。这正是 Seq2Seq，而两半我们都有：ViT 的编码器，第 08 章的解码器。`PictureReader` 把它们接起来，第 03 章以来的一切照常能用：`encode`、`start`、`advance`、`project`，教师强制，贪心搜索。
#
# 训练用 1 到 4 个数字的长条，由 1000 张训练图片拼成，要模型说出这个数：写成数字，说成英语，或者说成汉语。图像块一列一列地来，像人读的那样。**先猜**：四位数，有几成能全部说对？五位数呢？

# %%
from course_lib.chapters.ch10_vision_transformer.experiments import strips

record = records.load("strips")
asked = [digits.strips(parts.test, 1, n, n, seed=seed)[0] for n, seed in ((2, 1), (3, 11), (4, 26))]
figures.pictures([pixels for pixels, _ in asked], [strips.wanted(one, "digits") for one in asked], "shows")

# %%
for target in ("english", "chinese"):
    model = record.fill(strips.build(target), target=target, seed=0)
    for one in asked:
        print(strips.wanted(one, "digits"), "->", strips.read_out(model, [one], target)[0])

# %%
print(record.command)
print("digits in the strip  ", "                    ".join("123456"))
for target in strips.TARGETS:
    runs_of = record.values("exact", target=target)
    cells = [records.spread([exact[str(n)] for exact in runs_of]) for n in range(1, 7)]
    print(f"{target:10}", " ".join(cells))
    assert min(exact["4"] for exact in runs_of) > 0.75 and max(exact["5"] for exact in runs_of) < 0.05
single = [sum(exact["1"] for exact in record.values("exact", target=t)) / 3 for t in strips.TARGETS]
print("one digit's share, to the 4th power:", [f"{share**4:.2f}" for share in single])

# %% [markdown] tags=["en"]
# **Four digits: .86 to .92 of the numbers are right in every place**, about what one digit's accuracy to the fourth power gives: the reader is as good as its eyes. In Chinese a number is no row of digits (3028 is 三千零二十八, with one 零 for the empty place), and the decoder learned that grammar from pictures alone.
#
# **Five digits: none.** Look at what it says of a longer strip:

# %% [markdown] tags=["zh"]
# **四位数：.86 到 .92 一位不错**，大致等于一位的正确率的四次方：眼睛有多好，读得就有多好。汉语的数并不是一串数字（3028 读作三千零二十八，空的那一位要说“零”），这套语法，解码器只凭图片就学会了。
#
# **五位数：一个也不对。** 看看更长的一条它怎么读：

# %%
longer = digits.strips(parts.test, 4, 5, 5, seed=3)
for one, said in zip(longer, strips.read_out(model, longer, "chinese"), strict=True):
    print(strips.wanted(one, "digits"), "->", said)

# %% [markdown] tags=["en"]
# It reads the first four digits, properly, and stops. No training strip had a seventeenth patch or a fifth digit; chapter 08 found the same with a ninth number. New eyes, an old limit.
#
# ## Exercises
#
# Three core exercises, about five minutes each, a stretch, and a question to answer in words.

# %% [markdown] tags=["zh"]
# 它老老实实读完前四位，就停了。训练里从没有过第十七个图像块，也没有过第五位数字；第 08 章的第九个数也是这样。眼睛是新的，毛病是老的。
#
# ## 练习
#
# 三道基础练习，每道大约五分钟；一道挑战题；一道要用文字回答的问题。

# %%
from course_lib.chapters.ch10_vision_transformer import exercises as ch10

ch10.cut_patches


# %%
def cut_patches(picture, size): ...


ch10.cut_patches.check(cut_patches)

# %%
ch10.first_sequence


# %%
def first_sequence(squares, E, token, positions): ...


ch10.first_sequence.check(first_sequence)

# %%
ch10.as_convolution


# %%
def as_convolution(E, size): ...


ch10.as_convolution.check(as_convolution)

# %%
ch10.resized_positions


# %%
def resized_positions(table, side): ...


ch10.resized_positions.check(resized_positions)

# %%
ch10.who_won

# %%
ch10.who_won.answer("")

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch10.quiz

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## Deeper: have the positions found the grid?
#
# The positions are numbered 1 to 16, row by row; nothing says that place 5 lies under place 1. In the paper's large models the learnt vectors show it all the same: each is most like those of its row and column (Figure 7 there). In ours? Mean cosine similarity of two positions, by how many rows and columns lie between them, patch 2, seed 0. **Predict**: what would a found grid look like in this table?

# %% [markdown] tags=["zh"]
# ## 深入：位置向量认出网格了吗？
#
# 位置按行编号，1 到 16；没有谁告诉模型第 5 个在第 1 个的下面。论文里的大模型却学出来了：每个位置的向量和同行、同列的最像（见论文图 7）。我们的呢？下面是两个位置的余弦相似度的平均，按相隔几行几列分开，图像块为 2，种子 0。**先猜**：要是认出了网格，这张表该是什么样？

# %%
small = trials.fill(patching.build(patch=2), patch=2, positions="learned", pooling="class", seed=0)
places = small.positions.table.detach()[1:]  # (16, d), without the class token's
like = torch.nn.functional.cosine_similarity(places[:, None], places[None], dim=-1)  # (16, 16)
row, column = torch.arange(16) // 4, torch.arange(16) % 4
print("rows between   columns between: 0, 1, 2, 3")
for r in range(4):
    apart = (row[:, None] - row).abs() == r
    means = [like[apart & ((column[:, None] - column).abs() == c)].mean().item() for c in range(4)]
    print(f"{r:12}  ", [f"{value:+.2f}" for value in means])

# %% [markdown] tags=["en"]
# Apart from +1.00, each with itself, there is nothing to see: neighbours .12 at most. A thousand digits and 600 steps are enough to use the positions as *names* of places, .71 to .94, and not enough to find out how the places lie. It did not show, and so we say so.

# %% [markdown] tags=["zh"]
# 除了自己和自己的 +1.00，什么也看不出来：相邻的至多 .12。一千个数字、600 步，够让位置当*名字*用（.71 到 .94），不够让模型弄清这些地方怎么排。没看出来，就照实说没看出来。

# %% [markdown] tags=["en"]
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | title: *Vision Transformer and build from scratch* | done: patches, one class token, positions; the encoder is that of chapter 08 |
# | a sequence is ordered data: speech, text, even pictures | a picture can be read as a sequence; its order is our choice, and the model gets it from positions alone |
# | "Attention: is it ALL we need?" (a heading without text) | to read pictures it is enough; on few pictures it is not best: a CNN, which believes in neighbours, wins at every size here |
# | start from Seq2Seq | the same decoder that wrote numbers from words now writes them from pictures, and fails at the same place |
#
# ## For a study group
#
# 1. Which of the choices of this chapter would you make otherwise for photographs of 224 × 224 pixels?
# 2. How would you build the belief in neighbours into a Transformer?
# 3. What, in this course, did you predict most wrongly?
#
# [A page for the meeting](../docs/groups/10_vision_transformer.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words: Transformers for image recognition at scale. ICLR, arXiv 2010.11929.
# - H. Touvron et al. (2021). Training data-efficient image transformers and distillation through attention. ICML, arXiv 2012.12877.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - E. Alpaydin, C. Kaynak (1998). Optical recognition of handwritten digits. UCI Machine Learning Repository.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | 标题：*Vision Transformer and build from scratch* | 做到了：图像块、一个类别词元、位置；编码器就是第 08 章的 |
# | “有顺序的一系列数据，可以是语音、文字，甚至可以是图片” | 图片可以当序列读；次序是我们定的，模型只能从位置得知 |
# | “Attention: is it ALL we need?”（只有标题） | 读图片，够用；图片少的时候不是最好：相信邻居的 CNN，这里每种规模都赢 |
# | 从 Seq2Seq 开始 | 从词写出数的解码器，现在从图写出数，也在同一个地方失灵 |
#
# ## 小组讨论
#
# 1. 换成 224 × 224 像素的照片，本章的哪些选择你会改？
# 2. 怎样把“相信邻居”放进 Transformer 里？
# 3. 整门课里，你猜得最离谱的是哪一次？
#
# [小组活动页](../docs/groups/10_vision_transformer.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words: Transformers for image recognition at scale. ICLR, arXiv 2010.11929.
# - H. Touvron et al. (2021). Training data-efficient image transformers and distillation through attention. ICML, arXiv 2012.12877.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - E. Alpaydin, C. Kaynak (1998). Optical recognition of handwritten digits. UCI Machine Learning Repository.
