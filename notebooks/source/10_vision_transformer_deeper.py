# %% [markdown] tags=["en"]
# # 10 · Deeper: places on a grid, few pictures, a teacher, hidden patches, strips
#
# **What you will be able to do.** Say what places are worth, and what we looked for in them and did not find. Tell a claim about a model from a claim about one recipe. Teach a Vision Transformer with a convolutional network. Let it learn from pictures without labels, and test honestly what that was good for. Read a strip of digits as a number.
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 10](10_vision_transformer.ipynb).

# %% [markdown] tags=["zh"]
# # 10 · 深入：网格上的位置，图片很少，请个老师，遮住的图像块，一长条数字
#
# **学完这一篇，你能**：说清位置值多少，以及我们在位置里找过什么、没找到什么；分清一个结论说的是模型，还是只是某一种训练办法；让卷积网络来教 ViT；让它从没有标签的图片里学，再老实检验学到了什么；把一长条数字当作一个数读出来。
#
# **时间**：{lesson} 分钟。**预备知识**：[第 10 章](10_vision_transformer.ipynb)。

# %%
import torch
from torch.nn.functional import cross_entropy

from course_lib.chapters.ch10_vision_transformer import figures
from course_lib.data.corpora import digits
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
parts = digits.load()


def of_100(values, form=".0f"):
    """The smallest and the largest of some shares, as numbers of 100"""
    low, high = (format(100 * end(values), form) for end in (min, max))
    return low if low == high else f"{low}–{high}"


# %% [markdown] tags=["en"]
# ## How large a patch, and what are its places worth?
#
# The lesson showed patches of 2 × 2 and of 4 × 4. Here are all four sizes that fit into 8 × 8 pixels. All were trained alike: 1,000 digits, 600 steps, three seeds. The numbers are right answers of 100 test pictures, from the worst seed to the best.

# %% [markdown] tags=["zh"]
# ## 图像块该多大，位置值多少？
#
# 正文里有 2 × 2 和 4 × 4 的图像块。8 × 8 像素一共放得下四种大小，都列在这里。训练全都一样：1000 个数字，600 步，三个种子。表里是 100 张测试图片认对的张数，从最差的种子到最好的种子。

# %%
trials = records.load("patching")
print(trials.command)
rows, test = [], {}
for P in (1, 2, 4, 8):
    for kind in ("learned", "none")[: 1 if P == 1 else 2]:
        test[P, kind] = trials.values("test", patch=P, positions=kind, pooling="class")
    shown = [of_100(test[P, kind]) if (P, kind) in test else "" for kind in ("learned", "none")]
    rows.append([f"{P} × {P}", (8 // P) ** 2, *shown])
assert min(test[2, "learned"]) > max(test[2, "none"]) + 0.15
assert min(test[8, "none"]) > 0.9 and min(test[4, "none"]) > 0.9
Table(pick("patch,patches,with places,without", "图像块,块数,有位置,没有位置").split(","), rows)

# %% [markdown] tags=["en"]
# The size hardly matters: 92 to 97 of 100. Look at the last row. One patch of 8 × 8 is the whole picture. There is nothing to look at but itself, so this is a small feed-forward network, and a good one.
#
# Without places patches of 2 × 2 fall to 70 or 71. That is far from chance, which is 10. A bag of sixteen little pieces still tells much.
#
# ### Does a patch say where it belongs?
#
# The lesson says that large patches show it themselves. That can be tested. A small network gets one single patch and guesses its place, on test pictures:

# %% [markdown] tags=["zh"]
# 大小几乎不要紧：100 张里都能对 92 到 97 张。看最后一行：8 × 8 的一块就是整张图片，除了自己没有别的可看，所以它其实是一个小的前馈网络，而且不错。
#
# 没有位置，2 × 2 的图像块就掉到 70、71 张。瞎猜是 10 张，还差得远：十六个小碎片装在袋里，也能说明不少。
#
# ### 一块图像块看得出自己在哪里吗？
#
# 正文说，大块自己就看得出。这可以检验：给一个小网络看单独一块，让它猜位置，用测试图片来考。


# %%
def cut(pictures, P):
    """(B, H, W) -> (B, S, P * P), row by row"""
    B, H, W = pictures.shape
    corners = [(i, j) for i in range(0, H, P) for j in range(0, W, P)]
    return torch.stack([pictures[:, i : i + P, j : j + P].reshape(B, -1) for i, j in corners], 1)


def place_found(P, steps=400):
    """How often the place of a test patch is guessed: a share"""
    seen, asked = cut(parts.train.pixels, P), cut(parts.test.pixels, P)  # (B, S, P * P)
    S, chance = seen.size(1), torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    guess = torch.nn.Sequential(torch.nn.Linear(P * P, 64), torch.nn.ReLU(), torch.nn.Linear(64, S))
    optimizer = torch.optim.Adam(guess.parameters(), lr=1e-2)
    for _ in range(steps):
        rows, places = (torch.randint(most, (256,), generator=chance) for most in (len(seen), S))
        optimizer.zero_grad()
        cross_entropy(guess(seen[rows, places]), places).backward()
        optimizer.step()
    return (guess(asked).argmax(-1) == torch.arange(S)).double().mean().item()


# %%
torch.set_num_threads(1)
found = {P: place_found(P) for P in (2, 4)}
assert found[2] < 0.5 and found[4] > 0.7
rows = [[f"{P} × {P}", live(found[P], ".2f"), f"{P * P / 64:.2f}"] for P in found]
Table(pick("patch,place found,by chance", "图像块,猜对位置,瞎猜").split(","), rows)

# %% [markdown] tags=["en"]
# A piece of 4 × 4 tells its place about eight times in ten, a piece of 2 × 2 about three times in ten. So places are worth what the patches do not say themselves.
#
# ### The mean in place of the class token, waves in place of learned places
#
# Both were choices. Here are the other ones, with the same training:

# %% [markdown] tags=["zh"]
# 4 × 4 的一块，十次大约有八次看得出自己的位置；2 × 2 的一块，十次大约三次。所以位置值多少，就看图像块自己没说出来多少。
#
# ### 不用类别词元而取平均，不用学出来的位置而用正弦
#
# 这两样都只是一种选择。换成别的，训练不变：

# %%
ways = (("learned", "class"), ("learned", "mean"), ("sinusoidal", "class"))
rows = []
for P in (2, 4):
    shown = [trials.values("test", patch=P, positions=kind, pooling=how) for kind, how in ways]
    rows.append([f"{P} × {P}", *map(of_100, shown)])
    assert max(map(max, shown)) - min(map(min, shown)) < 0.06
titles = pick(
    "patch|class token, learned|mean of all states, learned|class token, sinusoidal",
    "图像块|类别词元，学出来的|所有状态取平均，学出来的|类别词元，正弦",
)
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# All stand within three of 100. On so small a task none of these choices matters.
#
# ## Rows and columns
#
# One learned vector a place knows nothing of the grid. That place 5 lies under place 1 must be found out. Why not say it? **Two axes**: one vector for the row plus one for the column. For 4 × 4 places these are 8 vectors in place of 16, for 14 × 14 places 28 in place of 196. With waves, half of the numbers tell the row and half the column. Patches of 2 × 2, read by their mean, three seeds:

# %% [markdown] tags=["zh"]
# 彼此相差不超过百分之三。任务这么小，怎么选都一样。
#
# ## 行和列
#
# 每个位置一个学出来的向量，对网格一无所知：第 5 个在第 1 个下面，要靠训练自己发现。为什么不直接告诉它？**两个轴**：行有一个向量，列有一个向量，两者相加。4 × 4 个位置只要 8 个向量，而不是 16 个；14 × 14 个位置只要 28 个，而不是 196 个。用正弦时，一半的维表示行，一半表示列。图像块 2 × 2，读所有状态的平均，三个种子：

# %%
axes = records.load("two_axes")
names = pick(
    "learned, one a place|learned, row + column|sinusoidal, one after the other|sinusoidal, row and column",
    "学出来的，每个位置一个|学出来的，行加列|正弦，逐个排列|正弦，行和列",
).split("|")
kinds = ("learned", "learned, two axes", "sinusoidal", "sinusoidal, two axes")
rows = []
for name, kind in zip(names, kinds, strict=True):
    rows.append([name, *(of_100(axes.values("test", positions=kind, count=n)) for n in (100, 1000))])
print(axes.command)
Table(pick("places|100 pictures|1,000 pictures", "位置|100 张图片|1000 张图片").split("|"), rows)

# %% [markdown] tags=["en"]
# XXX two axes

# %% [markdown] tags=["zh"]
# XXX two axes

# %% [markdown] tags=["en"]
# ### Have the learned places found the grid?
#
# In the large models of the paper they have: each place's vector is most like those of its row and its column (Dosovitskiy et al. 2021, figure 7). In ours? Here is the mean cosine similarity of two places, by how many rows and columns lie between them. Patches of 2 × 2, seed 0. A grid that was found would show large numbers in the first row and in the first column.

# %% [markdown] tags=["zh"]
# ### 学出来的位置认出网格了吗？
#
# 论文里的大模型认出来了：每个位置的向量和同行、同列的最像（Dosovitskiy 等 2021，图 7）。我们的呢？下面是两个位置的余弦相似度的平均，按相隔几行、几列分开。图像块 2 × 2，种子 0。要是认出了网格，第一行和第一列的数就应当大。

# %%
from course_lib.chapters.ch10_vision_transformer.experiments import patching

small = trials.fill(patching.build(patch=2), patch=2, positions="learned", pooling="class", seed=0)
places = small.positions.table.detach()[1:]  # (16, H), without the class token's
like = torch.nn.functional.cosine_similarity(places[:, None], places[None], dim=-1)  # (16, 16)
row, column = torch.arange(16) // 4, torch.arange(16) % 4
down, across = (row[:, None] - row).abs(), (column[:, None] - column).abs()  # (16, 16)
means = [[like[(down == r) & (across == c)].mean().item() for c in range(4)] for r in range(4)]
assert max(means[0][1:] + sum(means[1:], [])) < 0.3  # all but each with itself
rows = [[r, *(f"{value:+.2f}" for value in four)] for r, four in enumerate(means)]
Table([pick("rows apart; columns apart:", "相隔几行；相隔几列："), *"0123"], rows)

# %% [markdown] tags=["en"]
# They have not. Apart from +1.00, which is each place with itself, there is nothing to see. A thousand digits and 600 steps are enough to use the places as *names*. They are not enough to find out how the places lie.

# %% [markdown] tags=["zh"]
# 没有。除了 +1.00，那是每个位置和它自己，别的什么也看不出来。一千个数字、600 步，够让位置当*名字*用，不够让模型弄清这些位置怎么排。

# %% [markdown] tags=["en"]
# ## How many digits does it want?
#
# Release 1 of this course wrote: "The Vision Transformer never wins here." Here is what that rested on. Five models of about 26 thousand weights learn the digits, with 600 steps each: a convolutional network, an MLP, the GRU of chapter 02 over patches, and a ViT with two sizes of patch.

# %% [markdown] tags=["zh"]
# ## 它要多少个数字？
#
# 本课程的第一版写过：“ViT 在这里一次也没有赢。”根据是下面这个实验。五个模型，各有 2.6 万个左右的权重，各训练 600 步来认数字：卷积网络、MLP、第 02 章的 GRU（读图像块），还有两种图像块大小的 ViT。

# %%
from course_lib.chapters.ch10_vision_transformer.experiments.data_efficiency import COUNTS, MODELS

efficiency = records.load("data_efficiency")
print(efficiency.command)


def by_count(kind):
    """A row for each seed: accuracy on the test pictures after so many training pictures"""
    columns = [efficiency.values("test", kind=kind, pictures="plain", count=count) for count in COUNTS]
    return list(zip(*columns, strict=True))


for count in COUNTS:
    lowest = min(efficiency.values("test", kind="cnn", pictures="plain", count=count))
    for P in (2, 4):
        vit = efficiency.values("test", kind=f"vit, patch {P}", pictures="plain", count=count)
        assert lowest > max(vit)
series = {kind: by_count(kind) for kind in MODELS}
figures.curves(COUNTS, series, "training_pictures", "test_accuracy", doubling=True)

# %% [markdown] tags=["en"]
# The CNN is ahead at every size, by far where there are few pictures. Is its belief in neighbours the reason? A trial: put the 64 pixels into another order, the *same* one for every picture. Nothing is lost but who is whose neighbour.

# %% [markdown] tags=["zh"]
# 每种规模都是 CNN 领先，图片少的时候领先很多。原因是它相信邻近的像素吗？试一试：把 64 个像素换个次序，*所有*图片都换成同一种。信息一点没少，只是谁和谁相邻乱了。

# %%
rows, lost = [], {}
for kind in MODELS:
    pair = [
        efficiency.values("test", kind=kind, pictures=p, count=100) for p in ("plain", "scrambled")
    ]
    lost[kind] = (sum(pair[0]) - sum(pair[1])) / 3
    rows.append([figures.label.named(kind), *map(of_100, pair)])
assert lost["cnn"] > 0.03 > max(abs(change) for kind, change in lost.items() if kind != "cnn")
titles = pick("100 training pictures|as they are|in another order", "100 张训练图片|原样|换了次序")
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# How much of this is chance? Look at the MLP. It cannot see order at all, so any change in its row is noise. The GRU and the ViT change no more than that. Only the CNN falls, to about where the MLP is. So the belief in neighbours explains its lead over the MLP, within that noise.
#
# It does not explain why the ViT is behind the MLP. Is that the ViT, or is it our recipe? Next: 1,000 digits again, 2,000 steps in place of 600, two learning rates, and training pictures that are shifted by up to one pixel each way, another way each time. For each row the learning rate was chosen by the 297 validation pictures.

# %% [markdown] tags=["zh"]
# 这里面有多少是偶然？看 MLP：它根本看不见次序，所以它那一行的变化只是噪声。GRU 和 ViT 的变化不比它大，只有 CNN 掉了，掉到和 MLP 差不多。所以在这点噪声的范围内，CNN 比 MLP 多出来的，就是靠相信邻居。
#
# 但这没有解释 ViT 为什么落在 MLP 后面。是 ViT 不行，还是我们的训练办法不行？再来一次：还是 1000 个数字，步数从 600 加到 2000，学习率试两个，训练图片每次随机挪动至多一个像素。每一行的学习率，都用 297 张验证图片来挑。

# %%
recipes = records.load("recipes")
print(recipes.command)


def chosen(kind, pictures):
    """The test accuracies, one a seed, at the rate that is best on the validation pictures"""
    runs = recipes.where(kind=kind, pictures=pictures)
    rates = {run["rate"] for run in runs}
    best = max(rates, key=lambda rate: sum(run["valid"] for run in runs if run["rate"] == rate))
    return [run["test"] for run in runs if run["rate"] == best]


rows, told = [], {}
for kind in ("cnn", "mlp", "vit, patch 4"):
    told[kind] = [efficiency.values("test", kind=kind, pictures=p, count=1000) for p in ("plain", "shifted")]
    told[kind] += [chosen(kind, pictures) for pictures in ("plain", "shifted")]
    rows.append([figures.label.named(kind), *(of_100(values, ".1f") for values in told[kind])])
titles = pick(
    "1,000 pictures|600 steps|shifted|2,000 steps, rate chosen|shifted",
    "1000 张图片|600 步|挪动|2000 步，挑学习率|挪动",
)
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# XXX recipes

# %% [markdown] tags=["zh"]
# XXX recipes

# %% [markdown] tags=["en"]
# ## A teacher
#
# What if only 100 of the 1,000 digits have a label? A CNN does well with so few, the ViT does not. DeiT (Touvron et al. 2021) lets the CNN teach. It shows a picture to both, and the CNN's answer counts as a second label. This is **distillation**. Suppose the label says 3, and the teacher, which sees the picture shifted and cut off, says 8. Then half of the loss asks for 3 and half for 8.
#
# A teacher has one more use: it also answers for pictures that have no label. So there are three students, all ViTs with patches of 4 × 4, all trained for 1,500 steps on shifted pictures. The first has the 100 labels. The second also has the teacher's answers on the same 100. The third has its answers on all 1,000. Teachers learned from the same 100 labels. We leave out DeiT's second token, which is there for the teacher alone.

# %% [markdown] tags=["zh"]
# ## 请个老师
#
# 如果 1000 个数字里只有 100 个有标签呢？这么少的标签，CNN 也能学得不错，ViT 却不行。DeiT（Touvron 等 2021）的办法是让 CNN 来教：同一张图片给两个模型看，CNN 的回答当作第二个标签。这叫作**蒸馏**（distillation）。假设标签是 3，图片挪动以后被切掉了一点，老师说是 8，那么损失的一半要它答 3，一半要它答 8。
#
# 老师还有一个用处：没有标签的图片，它也能回答。所以这里有三个学生，都是图像块 4 × 4 的 ViT，都用挪动过的图片训练 1500 步。第一个只有 100 个标签；第二个还有老师对这 100 张图片的回答；第三个有老师对全部 1000 张图片的回答。老师也只用那 100 个标签学过。DeiT 里专给老师用的第二个词元，我们没有放。

# %%
taught = records.load("distillation")
print(taught.command)
alone = {rate: taught.where(teacher="none", rate=rate) for rate in (1e-3, 3e-3)}
labels_only = max(alone.values(), key=lambda runs: sum(run["valid"] for run in runs))
same = taught.where(teacher="cnn", shown="labelled")
more = {kind: taught.where(teacher=kind, shown="all") for kind in ("cnn", "mlp", "vit, patch 4")}
rows = [[pick("none", "没有"), "100", "", of_100([run["test"] for run in labels_only])]]
for kind, count, runs in (("cnn", 100, same), *((kind, "1,000", runs) for kind, runs in more.items())):
    both = (of_100([run[what] for run in runs]) for what in ("teacher test", "test"))
    rows.append([figures.label.named(kind), count, *both])
titles = pick(
    "teacher|pictures seen|the teacher itself, of 100|the student, of 100",
    "老师|看到的图片|老师自己对几张|学生对几张",
)
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# XXX distillation

# %% [markdown] tags=["zh"]
# XXX distillation

# %% [markdown] tags=["en"]
# ## Hidden patches
#
# Pictures without labels can teach without a teacher, too. Hide half of the patches, and let the model fill them in. Chapter 08's decoder learned from the next word; here the picture itself says what was right. BERT did this with words (Devlin et al. 2019), and He et al. (2022) with patches.
#
# Our filler is the ViT with patches of 2 × 2. In place of a hidden patch it reads one learned vector, so only the place is left. A matrix makes four pixels of each state. The loss is the squared error on the hidden patches. It learned from the 1,000 digits for 2,000 steps. These are test pictures: first whole, then as the model gets them, then as it fills them in.

# %% [markdown] tags=["zh"]
# ## 遮住的图像块
#
# 没有标签的图片，不请老师也能教。遮住一半图像块，让模型填。第 08 章的解码器是从下一个词学的，这里则由图片自己给出正确答案。BERT 对词这样做（Devlin 等 2019），He 等（2022）对图像块这样做。
#
# 我们的填图模型就是图像块 2 × 2 的 ViT。遮住的那一块，它读到的是同一个学出来的向量，所以只剩下位置。一个矩阵把每个状态变成四个像素。损失是遮住的那些块上的平方误差。它用 1000 个数字训练了 2000 步。下面是测试图片：先是原样，再是模型拿到的，最后是它填好的。

# %%
from course_lib.chapters.ch10_vision_transformer.experiments import masked_patches

masked = records.load("masked_patches")
filler = masked.fill(masked_patches.build(0.5, 0), hidden_share=0.5, seed=0)
squares = cut(parts.test.pixels[:3], 2)  # (3, 16, 4)
hidden = masked_patches.hide(3, 16, 0.5, torch.Generator().manual_seed(1))  # (3, 16)
with torch.no_grad():
    filled = torch.where(hidden[:, :, None], filler(squares, hidden), squares).clamp(0, 1)
seen = squares.masked_fill(hidden[:, :, None], 0.5)  # hidden ones in grey


def whole(squares):
    """(B, 16, 4) -> (B, 8, 8), what `cut` has cut"""
    return squares.view(-1, 4, 4, 2, 2).transpose(2, 3).reshape(-1, 8, 8)


shown = [one for three in zip(*map(whole, (squares, seen, filled)), strict=True) for one in three]
names = pick("whole,as it gets it,filled in", "原样,模型拿到的,填好的").split(",")
figures.pictures(shown, names * 3, "shows", width=8)

# %% [markdown] tags=["en"]
# XXX masked fill

# %% [markdown] tags=["zh"]
# XXX masked fill

# %%
error = {name: [run["error"][name] for run in masked.results] for name in ("mean", "model")}
print(masked.command)
for name, said in (("mean", pick("the mean of that place:", "那个位置的平均：")), ("model", pick("the filler:", "填图模型："))):
    print(said, of_100(error[name]))
rows = []
for what, name in (
    ("pixels", pick("a probe on the pixels", "探针，读像素")),
    ("untrained", pick("a probe on the states of an untrained filler", "探针，读没训练过的填图模型的状态")),
    ("probe", pick("a probe on the states of the filler", "探针，读填图模型的状态")),
):
    rows.append([name, *(of_100([run[what][n] for run in masked.results]) for n in ("100", "1000"))])
for what, name in (
    ("scratch", pick("the ViT, from new weights", "ViT，从新的权重开始")),
    ("tuned", pick("the ViT, from the filler's weights", "ViT，从填图模型的权重开始")),
):
    rows.append([name, of_100([run[what] for run in masked.results]), ""])
titles = pick("right of 100 test pictures|100 labels|1,000 labels", "100 张测试图片对几张|100 个标签|1000 个标签")
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# XXX masked probe

# %% [markdown] tags=["zh"]
# XXX masked probe

# %% [markdown] tags=["en"]
# ## Reading a strip out loud
#
# Put several digits side by side, and the answer has a length of its own. The library's `PictureReader` is the ViT's encoder with the decoder of chapter 08. It learned from strips of 1 to 4 digits, put together from the 1,000 training pictures and their labels. It says the number as digits, in English or in Chinese. The patches come column by column, as one reads.

# %% [markdown] tags=["zh"]
# ## 把一长条数字读出来
#
# 把几个数字并排放在一起，答案就有了自己的长度。库里的 `PictureReader` 就是 ViT 的编码器加上第 08 章的解码器。它用 1 到 4 个数字的长条训练，长条由 1000 张训练图片和它们的标签拼成。它把这个数写成数字，或者用英语说，或者用汉语说。图像块一列一列地来，像人读的那样。

# %%
from course_lib.chapters.ch10_vision_transformer.experiments import strips

record = records.load("strips")
asked = [digits.strips(parts.test, 1, n, n, seed=seed)[0] for n, seed in ((2, 1), (3, 11), (4, 26))]
figures.pictures([pixels for pixels, _ in asked], [strips.wanted(one, "digits") for one in asked], "shows")

# %%
readers = {one: record.fill(strips.build(one), target=one, seed=0) for one in ("english", "chinese")}
rows = []
for strip in asked:
    said = [strips.read_out(reader, [strip], target)[0] for target, reader in readers.items()]
    rows.append([strips.wanted(strip, "digits"), *said])
Table(pick("strip,in English,in Chinese", "长条,英语,汉语").split(","), rows)

# %% [markdown] tags=["en"]
# How often is the whole number right? 500 test strips of each length, three seeds, of 100:

# %% [markdown] tags=["zh"]
# 整个数读对的有多少？每种长度 500 条测试长条，三个种子，折合成 100 条里对几条：

# %%
print(record.command)
names = pick("written as digits,English,Chinese", "写成数字,英语,汉语").split(",")
rows = []
for name, target in zip(names, strips.TARGETS, strict=True):
    exact = record.values("exact", target=target)
    rows.append([name, *(of_100([run[str(n)] for run in exact]) for n in range(1, 7))])
    assert min(run["4"] for run in exact) > 0.75 and max(run["5"] for run in exact) < 0.05
single = sum(run["exact"]["1"] for run in record.results) / len(record.results)
print(pick("one digit right, to the 4th power:", "一位的正确率的四次方："), f"{single**4:.2f}")
Table([pick("digits in the strip", "长条里有几个数字"), *"123456"], rows)

# %% [markdown] tags=["en"]
# Of four digits 85 to 93 of 100 numbers are right in every place. That is about what four independent digits would give: the mean share for one digit, to the fourth power, is .91. So the reader is as good as its eyes. In Chinese 3028 is 三千零二十八, with one 零 for the empty place. The decoder learned this grammar from pictures *and* their texts.
#
# Of five digits no number is right. No training strip had a seventeenth patch or a fifth digit. What does it say?

# %% [markdown] tags=["zh"]
# 四位数，100 个里有 85 到 93 个一位也没错。四位各自独立的话，大致也就是这样：一位的正确率平均，四次方是 0.91。所以它的眼睛有多好，读得就有多好。汉语里 3028 读作三千零二十八，空的那一位要说“零”。这套语法，解码器是从图片*和*它们的文字里学会的。
#
# 五位数一个也不对。训练里从没有过第十七个图像块，也没有过第五位数字。它会怎么读？

# %%
longer = digits.strips(parts.test, 4, 5, 5, seed=3)
rows = zip(
    (strips.wanted(one, "digits") for one in longer),
    *(strips.read_out(reader, longer, target) for target, reader in readers.items()),
    strict=True,
)
Table(pick("strip,in English,in Chinese", "长条,英语,汉语").split(","), rows)

# %% [markdown] tags=["en"]
# It reads four digits and stops. Chapter 08 found the same with lists that are longer than those of training.

# %% [markdown] tags=["zh"]
# 它读完四位就停了。第 08 章里，比训练时更长的串也是这样。

# %% [markdown] tags=["en"]
# ## Where the encoder of the captioner looks: rollout
#
# The lesson looked at the decoder. The encoder looks, too: each patch at all patches, in two layers. After the first layer a patch's state is a mixture, and the second layer mixes mixtures. **Rollout** (Abnar and Zuidema 2020) multiplies the layers' weights. Because of the residual, half of each new state is counted as the patch's own. Suppose a patch gives .2 of its attention to another one. Then .5 × .2 = .1 of its new state comes from there.
#
# Take a patch that lies inside a thing. How much comes from the patches of its own thing? The answer needs a baseline. If attention were spread evenly, one layer of weights would give the share of patches that the thing touches. Rollout would give more: over two layers .5 × .5 = .25 of a patch's state never leaves it, and the patch belongs to the thing.

# %% [markdown] tags=["zh"]
# ## 描述模型的编码器在看哪里：rollout
#
# 正文看的是解码器。编码器也在看：每个图像块看所有的图像块，一共两层。过了第一层，一个图像块的状态已经是混合，第二层再把混合混在一起。**rollout**（Abnar 和 Zuidema 2020）把各层的注意力权重乘起来。因为有残差，新状态有一半算图像块自己的。假设一个图像块把 0.2 的注意力给了另一块，那么新状态里有 0.5 × 0.2 = 0.1 来自那里。
#
# 取一个在物体里面的图像块，它的状态有多少来自同一个物体的各块？这要有个基准。如果注意力平均分，一层权重给出的就是物体碰到的图像块所占的比例。rollout 给出的会更多：过两层，0.5 × 0.5 = 0.25 始终留在图像块自己那里，而它自己就属于这个物体。

# %%
captioner = records.load("captioner")
print(captioner.command)
rows, found = [], {}
names = pick("attention of layer 1,rollout of both layers", "第 1 层的注意力,两层的 rollout").split(",")
for name, what, kept in zip(names, ("attention", "rollout"), (0.0, 0.25), strict=True):
    runs = [run["rollout"] for run in captioner.where(order="colour first")]
    even = [kept + (1 - kept) * run["even"] for run in runs]
    found[what] = sum(run[what] for run in runs) / 3 - sum(even) / 3
    rows.append([name, of_100([run[what] for run in runs]), of_100(even)])
assert found["attention"] > found["rollout"] > 0.05
titles = pick("of 100 parts, from its own thing|measured|spread evenly", "100 份里来自同一个物体的|测到的|平均分")
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# XXX rollout

# %% [markdown] tags=["zh"]
# XXX rollout

# %% [markdown] tags=["en"]
# ## The same steps, the same time
#
# XXX equal time

# %% [markdown] tags=["zh"]
# ## 同样的步数，同样的时间
#
# XXX equal time

# %% [markdown] tags=["en"]
# ## References
#
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words: Transformers for image recognition at scale. ICLR, arXiv 2010.11929.
# - H. Touvron et al. (2021). Training data-efficient image transformers and distillation through attention. ICML, arXiv 2012.12877.
# - J. Devlin et al. (2019). BERT: pre-training of deep bidirectional Transformers for language understanding. NAACL, arXiv 1810.04805.
# - K. He et al. (2022). Masked autoencoders are scalable vision learners. CVPR, arXiv 2111.06377.
# - S. Abnar, W. Zuidema (2020). Quantifying attention flow in Transformers. ACL, arXiv 2005.00928.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words: Transformers for image recognition at scale. ICLR, arXiv 2010.11929.
# - H. Touvron et al. (2021). Training data-efficient image transformers and distillation through attention. ICML, arXiv 2012.12877.
# - J. Devlin et al. (2019). BERT: pre-training of deep bidirectional Transformers for language understanding. NAACL, arXiv 1810.04805.
# - K. He et al. (2022). Masked autoencoders are scalable vision learners. CVPR, arXiv 2111.06377.
# - S. Abnar, W. Zuidema (2020). Quantifying attention flow in Transformers. ACL, arXiv 2005.00928.
