# %% [markdown] tags=["en"]
# # 10 · Deeper: positions on a grid, few digits, a teacher, strips, rollout
#
# **What you will be able to do.** Say what positions are worth, and what we looked for in them and did not find. Tell a claim about a model from a claim about one recipe. Read a strip of digits as a number. Give rollout the baseline that it needs.
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 10](10_vision_transformer.ipynb).

# %% [markdown] tags=["zh"]
# # 10 · 深入：网格上的位置、很少的数字、请个教师、一长条数字、rollout
#
# **学完这一篇，你能**：说清位置值多少，以及我们在位置里找过什么、没找到什么；分清一个结论说的是模型，还是只是某一种训练办法；把一长条数字当作一个数读出来；给 rollout 配上它需要的基准。
#
# **时间**：{lesson} 分钟。**预备知识**：[第 10 章](10_vision_transformer.ipynb)。

# %%
import torch
from torch.nn.functional import cross_entropy

from course_lib.chapters.ch10_vision_transformer import figures
from course_lib.chapters.ch10_vision_transformer.tables import of_100
from course_lib.data.corpora import digits
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
parts = digits.load()

# %% [markdown] tags=["en"]
# ## How large a patch, and what are positions worth?
#
# The lesson showed patches of 2 × 2 and of 4 × 4 pixels. Here are all four sizes that fill a picture of 8 × 8. Each model was trained alike: 1,000 digits, 600 steps, three seeds. The numbers are right answers per 100 test pictures, from the worst seed to the best. A dash was not trained.

# %% [markdown] tags=["zh"]
# ## 图像块该多大，位置值多少？
#
# 正文里有 2 × 2 和 4 × 4 像素的图像块。能铺满 8 × 8 的一共有四种大小，都列在这里。每个模型的训练都一样：1000 个数字，600 步，三个种子。表里是测试图片认对几张，折合成 100 张，从最差的种子到最好的种子。“–”是没有训练过的。

# %%
trials = records.load("patching")
print(trials.command)
rows, test = [], {}
for P in (1, 2, 4, 8):
    for kind in ("learned", "none")[: 1 if P == 1 else 2]:
        test[P, kind] = trials.values("test", patch=P, positions=kind, pooling="class")
    shown = [of_100(test[P, kind]) if (P, kind) in test else "–" for kind in ("learned", "none")]
    rows.append([f"{P} × {P}", (8 // P) ** 2, *shown])
assert min(test[2, "learned"]) > max(test[2, "none"]) + 0.15
assert min(test[8, "none"]) > 0.9 and min(test[4, "none"]) > 0.9
Table(pick("patch,patches,with positions,without", "图像块,块数,有位置,没有位置").split(","), rows)

# %% [markdown] tags=["en"]
# The size matters little here: 92 to 97 of 100, and larger patches are a little better. Look at the last row. One patch of 8 × 8 is the whole picture. It has nothing to look at but itself and the class token. So this model is little more than a small feed-forward network, and it does well.
#
# Without positions the patches of 2 × 2 fall to 70 or 71. That is far above chance, which is 10. A bag of sixteen little pieces still tells much.
#
# ### Does a patch say where it belongs?
#
# The lesson says that large patches often show it themselves. That can be tested. A small network gets a single patch and guesses its position. It is then asked about patches of test pictures.

# %% [markdown] tags=["zh"]
# 在这里，大小关系不大：100 张里都能对 92 到 97 张，大块略好一点。看最后一行：8 × 8 的一块就是整张图片，除了它自己和类别词元，没有别的可看。所以这个模型差不多就是一个小的前馈网络，而且认得不错。
#
# 没有位置，2 × 2 的图像块就掉到 70、71 张，还是比瞎猜的 10 张多得多：十六个小碎片，就算不知道次序，也能说明不少。
#
# ### 只看一个图像块，看得出它在哪里吗？
#
# 正文说，单看一个大块，常常就看得出它该在哪里。这可以检验：一次只给一个小网络看一块，让它学着猜位置，再用测试图片的图像块来考它。


# %%
def cut(pictures, P):
    """(B, H, W) -> (B, S, P * P), row by row"""
    B, H, W = pictures.shape
    corners = [(i, j) for i in range(0, H, P) for j in range(0, W, P)]
    return torch.stack([pictures[:, i : i + P, j : j + P].reshape(B, -1) for i, j in corners], 1)


# %%
def position_found(P, steps=400):
    """How often the position of a patch is guessed, on test pictures: a share"""
    seen, asked = cut(parts.train.pixels, P), cut(parts.test.pixels, P)  # (B, S, P * P)
    S, chance = seen.size(1), torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    guess = torch.nn.Sequential(torch.nn.Linear(P * P, 64), torch.nn.ReLU(), torch.nn.Linear(64, S))
    optimizer = torch.optim.Adam(guess.parameters(), lr=1e-2)
    for _ in range(steps):
        rows, at = (torch.randint(most, (256,), generator=chance) for most in (len(seen), S))
        optimizer.zero_grad()
        cross_entropy(guess(seen[rows, at]), at).backward()
        optimizer.step()
    return (guess(asked).argmax(-1) == torch.arange(S)).double().mean().item()


# %%
torch.set_num_threads(1)
found = {P: position_found(P) for P in (2, 4)}
assert found[2] < 0.5 and found[4] > 0.7
rows = [[f"{P} × {P}", live(found[P], ".2f"), f"{P * P / 64:.2f}"] for P in found]
Table(pick("patch,position found,by chance", "图像块,猜对位置,瞎猜").split(","), rows)

# %% [markdown] tags=["en"]
# A piece of 4 × 4 tells its position more than eight times in ten, a piece of 2 × 2 about three times in ten. That fits the table: positions are worth something where the patches do not say it themselves.
#
# You can try it on single digits. These are the recorded models of the tables above.
#
# 1. Shuffle the patches of 4 × 4. Does the answer change? Shuffle them once more.
# 2. Choose 2 × 2 and shuffle. What becomes of the 500 test pictures?
# 3. Choose "without" and shuffle again. Why does not a single answer change?

# %% [markdown] tags=["zh"]
# 看 4 × 4 的一块，十次里有八次多猜得出位置；看 2 × 2 的一块，十次里大约三次。这和上面的表相符：图像块自己没说出来的，才要靠位置。
#
# 拿一个个数字试试看。下面就是上面几张表里存档的模型。
#
# 1. 把 4 × 4 的图像块打乱：答案变吗？再打乱一次呢？
# 2. 改成 2 × 2，再打乱：500 张测试图片还能认对多少？
# 3. 选“没有位置”，再打乱：为什么一个答案也没变？

# %%
from course_lib.chapters.labs import PatchesLab

PatchesLab()

# %% [markdown] tags=["en"]
# A model that knows places is misled when pieces stand in the wrong ones: with 2 × 2 most of its right answers are gone. A model without positions cannot even notice.
#
# ### The mean of all states, and sinusoidal positions
#
# The class token was a choice, and so were learned positions. Here are other choices, with the same training:

# %% [markdown] tags=["zh"]
# 认得位置的模型，块放错了地方就会上当：2 × 2 时，对的答案大多没了。没有位置的模型，根本察觉不到。
#
# ### 所有状态取平均，和正弦位置编码
#
# 类别词元只是一种选择，学出来的位置也是。换成别的，训练不变：

# %%
ways = (("learned", "class"), ("learned", "mean"), ("sinusoidal", "class"))
rows = []
for P in (2, 4):
    shown = [trials.values("test", patch=P, positions=kind, pooling=how) for kind, how in ways]
    rows.append([f"{P} × {P}", *map(of_100, shown)])
    assert max(map(max, shown)) - min(map(min, shown)) < 0.06
titles = pick(
    "patch|class token, learned positions|mean, learned positions|class token, sinusoidal",
    "图像块|类别词元，学出来的位置|取平均，学出来的位置|类别词元，正弦位置编码",
)
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# All stand between 93 and 97. On so small a task these choices make a difference of two or three of 100 at most.

# %% [markdown] tags=["zh"]
# 都在 93 到 97 之间。任务这么小，选哪一种，100 张里至多差两三张。

# %% [markdown] tags=["en"]
# ## Have the learned positions found the grid?
#
# Position 5 lies under position 1, and nobody tells the model. In a large model of the paper the learned vectors show it all the same: each is most like those of its own row and column (Dosovitskiy et al. 2021, figure 7). In ours? Here is the mean cosine similarity of two positions, by how many rows and columns lie between them. The patches are 2 × 2, the seed is 0. A grid that was found would show large numbers in the first row and in the first column.

# %% [markdown] tags=["zh"]
# ## 学出来的位置认出网格了吗？
#
# 第 5 个位置在第 1 个的下面，没有谁告诉模型。论文里的一个大模型却学出来了：每个位置的向量和同行、同列的最像（Dosovitskiy 等 2021，图 7）。我们的呢？下面是两个位置的余弦相似度的平均，按相隔几行、几列分开。图像块 2 × 2，种子 0。要是认出了网格，第一行和第一列的数就应当大。

# %%
from course_lib.chapters.ch10_vision_transformer.experiments import patching

small = trials.fill(patching.build(patch=2), patch=2, positions="learned", pooling="class", seed=0)
vectors = small.positions.table.detach()[1:]  # (16, H), without the class token's
like = torch.nn.functional.cosine_similarity(vectors[:, None], vectors[None], dim=-1)  # (16, 16)
row, column = torch.arange(16) // 4, torch.arange(16) % 4
down, across = (row[:, None] - row).abs(), (column[:, None] - column).abs()  # (16, 16)
means = [[like[(down == r) & (across == c)].mean().item() for c in range(4)] for r in range(4)]
assert max(value for four in means for value in four if value < 0.999) < 0.3  # but each with itself
rows = [[r, *(f"{value:+.2f}" for value in four)] for r, four in enumerate(means)]
Table([pick("rows apart; columns apart:", "相隔几行；相隔几列："), *"0123"], rows)

# %% [markdown] tags=["en"]
# They do not show it. Apart from +1.00, which is each position with itself, no number is above .16. A thousand digits and 600 steps are enough to use the positions as *names*. Whether the model knows in some other way how the positions lie, this measure cannot tell, and it is one seed.

# %% [markdown] tags=["zh"]
# 没有。+1.00 是每个位置和它自己，除此以外没有一个数超过 0.16。一千个数字、600 步，够让每个位置有自己的*名字*，却不够让余弦相似度显出网格。模型会不会用别的办法记住了位置怎么排，这样量不出来；而且只有一个种子。

# %% [markdown] tags=["en"]
# ### What if the model is told?
#
# The grid can be built in. Six row vectors and six column vectors make the places of the captioner's 6 × 6 patches: a place is its row plus its column. Suppose a model has learned what row 2 means from one picture, and what column 5 means from another. Then it knows place (2, 5), though nothing ever stood there. With one vector for each place it does not.
#
# Here is *where is red?* of the lesson, with only 100 pictures. There this knowledge should help most. The models are alike but for their places. Each has the better of two learning rates, by the validation pictures. Three seeds:

# %% [markdown] tags=["zh"]
# ### 要是告诉它呢？
#
# 网格可以做进模型里。描述模型有 6 × 6 个图像块，用六个行向量和六个列向量就够了：一个位置，就是它的行加上它的列。假设模型从一张图片学会了第 2 行是什么意思，又从另一张学会了第 5 列，那么 (2, 5) 这个位置它就认得了，哪怕那里从没放过东西。每个位置各有一个向量的话，就做不到。
#
# 下面是正文里的*在哪边？*，只用 100 张图片训练，按理说这时它最有用。几个模型除了位置以外都一样，学习率从两个里挑，由验证图片决定。三个种子：

# %%
from course_lib.chapters.ch10_vision_transformer import tables
from course_lib.chapters.ch10_vision_transformer.experiments import two_axes

axes = records.load("two_axes")
print(axes.command)
told = {kind: [run["test"] for run in tables.chosen(axes, places=kind)] for kind in two_axes.KINDS}
one, both, none = told.values()
assert min(one + both) > max(none) + 0.2
assert abs(sum(one) - sum(both)) / 3 < (max(one + both) - min(one + both)) / 3  # less than the seeds' spread
tables.axes(axes)

# %% [markdown] tags=["en"]
# Does it help? It does not show. One seed of a model has about ten more right of 100 than another seed of the same model. The two kinds of places do not differ by so much. So three seeds cannot tell whether twelve vectors or 36 are better. With no places at all the answers are far worse, though better than guessing, which gives 25.

# %% [markdown] tags=["zh"]
# 有帮助吗？看不出来。同一种模型，换个种子，100 张里就能差上十张；两种位置之间的差别没有这么大。所以三个种子分不出十二个向量和三十六个哪种好。完全没有位置就差远了，不过还是比瞎猜（25）好。

# %% [markdown] tags=["en"]
# ## How many digits does it want?
#
# One may say of these digits: the Vision Transformer never wins. Here is what that rests on. Five models of about 26 thousand weights learn the digits, in 600 steps each: a convolutional network, an MLP, the GRU of chapter 02 over patches, and a ViT with two sizes of patch. There are three seeds.

# %% [markdown] tags=["zh"]
# ## 它要多少个数字？
#
# 认这些数字，可以说 ViT 一次也没有赢。根据是下面这个实验。五个模型，各有 2.6 万个左右的权重，各训练 600 步来认数字：卷积网络、MLP、第 02 章的 GRU（读图像块），还有两种图像块大小的 ViT。三个种子。

# %%
from course_lib.chapters.ch10_vision_transformer.experiments.data_efficiency import COUNTS, MODELS

efficiency = records.load("data_efficiency")
print(efficiency.command)
series = {}
for kind in MODELS:
    columns = [efficiency.values("test", kind=kind, pictures="plain", count=n) for n in COUNTS]
    series[kind] = list(zip(*columns, strict=True))  # a row for each seed
for kind in ("vit, patch 4", "vit, patch 2"):
    for at in range(len(COUNTS)):
        assert min(row[at] for row in series["cnn"]) > max(row[at] for row in series[kind])
figures.curves(COUNTS, series, "training_pictures", "test_accuracy", doubling=True)

# %% [markdown] tags=["en"]
# The CNN is ahead at every size, and far ahead where there are few pictures. Is its belief in neighbours the reason? A trial: put the 64 pixels into another order, the *same* one for every picture. Nothing is lost but who is whose neighbour.

# %% [markdown] tags=["zh"]
# 每种规模都是 CNN 领先，图片少的时候领先很多。原因是它相信邻近的像素是一伙的吗？试一试：把 64 个像素换个次序，*所有*图片都换成同一种。信息一点没少，只是谁和谁相邻乱了。

# %%
rows, lost = [], {}
for kind in MODELS:
    pair = [efficiency.values("test", kind=kind, pictures=p, count=100) for p in ("plain", "scrambled")]
    lost[kind] = (sum(pair[0]) - sum(pair[1])) / 3
    rows.append([figures.label.named(kind), *map(of_100, pair)])
assert lost["cnn"] > 0.03 > max(abs(change) for kind, change in lost.items() if kind != "cnn")
titles = pick("100 training pictures|as they are|in another order", "100 张训练图片|原样|换了次序")
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# How much of this is chance? Look at the MLP. It cannot see order at all, so any change in its row is noise. The GRU and the ViT change by about as much. Only the CNN falls clearly, to where the MLP is. So with 100 pictures the two beliefs that the lesson named explain its lead over the MLP. With 50 and with 1,000 pictures, only about half of the lead goes away: the record has them.
#
# This does not explain why the ViT is behind the MLP, which knows no neighbours either. And it is a claim about one recipe. All models had 600 steps and one learning rate, and none was chosen for its model. Can invented pictures help? Each training picture is shifted by up to one pixel each way, anew each time:

# %% [markdown] tags=["zh"]
# 这里面有多少是偶然？看 MLP：它根本看不见次序，所以它那一行的变化只是噪声。GRU 和 ViT 的变化和它差不多，只有 CNN 明显掉了，掉到和 MLP 一样。所以用 100 张图片时，CNN 比 MLP 多出来的，靠的就是正文里的那两条信念；打乱以后，两条都用不上了。用 50 张和 1000 张时，打乱以后只去掉大约一半的差距：存档里有。
#
# 但这没有解释 ViT 为什么落在 MLP 后面，MLP 也不认邻居。而且这个结论说的只是一种训练办法：所有模型都是 600 步、同一个学习率，没有为哪个模型单独挑过。造出来的图片有没有用？训练时把每张图片随机挪动至多一个像素，每次挪法不同：

# %%
rows = []
for kind in ("cnn", "mlp", "vit, patch 4", "vit, patch 2"):
    cells = [
        of_100(efficiency.values("test", kind=kind, pictures=pictures, count=count))
        for count in (50, 1000)
        for pictures in ("plain", "shifted")
    ]
    rows.append([figures.label.named(kind), *cells])
titles = pick(
    "model|50 pictures|50, shifted|1,000 pictures|1,000, shifted",
    "模型|50 张图片|50 张，挪动|1000 张图片|1000 张，挪动",
)
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# With 50 pictures it helps all four on average. With 1,000 it helps none, and the MLP and the ViTs lose a little. Does that mean that shifted pictures are bad? It may only mean that 600 steps are too few to learn from so many more pictures. **We have not recorded longer trainings here**, so "the ViT never wins" stands for this one recipe and these digits, and for nothing else. The lesson's two tasks are the better test: there each model had its own learning rate, and the winner depends on the question.
#
# On a large scale the same verdict lasted two months. With ImageNet alone, 1.3 million pictures, ViT-B/16 reached 77.9 % and was behind good CNNs (Dosovitskiy et al. 2021). DeiT got 81.8 % with *the same* pictures and a model of the same size, by another recipe (Touvron et al. 2021).

# %% [markdown] tags=["zh"]
# 只有 50 张图片时，平均来看四个模型都有好处。有 1000 张时都没有好处，MLP 和两个 ViT 还略有下降。这能说明挪动不好吗？也许只是因为图片多了这么多，600 步学不过来。**更长的训练，我们这里没有存档**，所以“ViT 一次也没有赢”只对这一种训练办法、这些数字成立，不能推到别处。正文里的两个任务是更好的检验：那里每个模型的学习率都单独挑过，谁赢要看问的是什么。
#
# 在大规模上，同样的结论只维持了两个月。只用 ImageNet 的 130 万张图片，ViT-B/16 是 77.9%，落在好的 CNN 后面（Dosovitskiy 等 2021）。DeiT 用*同样*的图片、同样大小的模型做到了 81.8%，换的是训练办法（Touvron 等 2021）。

# %% [markdown] tags=["en"]
# ## A teacher for few labels
#
# With 100 labelled digits a CNN is well ahead of a ViT. Can it hand on what it knows? Take a picture that nobody has labelled. The CNN says "4". The ViT learns "4", whether that is right or not. This is **distillation**: a student learns what a teacher says.
#
# DeiT was taught by a CNN in this way (Touvron et al. 2021). It had a second token beside the class token, which learned the teacher's labels. Ours is simpler. The class token learns both: what was written down, and what the teacher says. The training pictures are shifted, as above. Each row has the best of three learning rates, by the validation pictures. There are three seeds:

# %% [markdown] tags=["zh"]
# ## 标签很少，请个教师
#
# 只有 100 个带标签的数字时，CNN 比 ViT 好得多。它知道的东西，能教给 ViT 吗？假设有一张图片，谁也没标过。CNN 说“4”，ViT 就照“4”学，对不对先不管。这就是**蒸馏**（distillation）：学生学教师说的话。
#
# DeiT 就是这样由一个 CNN 教的（Touvron 等 2021）。除了类别词元，它还多一个词元，专学教师的标签。我们的简单些：类别词元两样都学，人标的也学，教师说的也学。训练图片和上面一样挪动。每一行的学习率从三个里挑，由验证图片决定。三个种子：

# %%
from course_lib.chapters.ch10_vision_transformer.experiments import distillation

taught = records.load("distillation")
print(taught.command)
right = {mode: [run["test"] for run in tables.chosen(taught, mode=mode)] for mode in distillation.MODES}
assert right["cnn teaches"] == right["labels alone"]
assert min(right["cnn teaches, unlabelled"]) > max(right["labels alone"]) + 0.03
assert min(right["cnn teaches, unlabelled"]) > max(right["vit teaches, unlabelled"]) + 0.03
tables.distilled(taught)

# %% [markdown] tags=["en"]
# In the first two rows the students are equal, number for number. This is no accident. The CNN knows its 100 pictures by heart, so the digit that it names is the one that was written there. Such a teacher has something new to say only of other pictures. Its ten probabilities would say more than the digit, but they were not used here. With 900 more pictures the student gains about nine of 100 and comes close to its teacher.
#
# Do the pictures do it alone? Look at the last row. There a ViT teaches, with the same 900 pictures, and the student gains next to nothing. So the pictures alone are not enough. What helps seems to be that the CNN's labels are more often right. Whether the student also takes over the CNN's *way* of seeing was not tested.

# %% [markdown] tags=["zh"]
# 前两行，学生的成绩一模一样。这不是巧合：那 100 张图片，CNN 全都答得对，它说的就是人标的，学生听不到新东西。教师能说新东西的，只有别的图片。它的十个概率会比一个数字说得多，但这里没有用。加上那 900 张，学生 100 张里多对了九张左右，接近教师了。
#
# 会不会只是因为图片多了？看最后一行：换成 ViT 来教，图片还是那 900 张，学生几乎没有进步。所以光有图片不够。起作用的，看来是 CNN 的标签对得更多。至于学生是不是也学会了 CNN 的*看法*，这里没有检验。

# %% [markdown] tags=["en"]
# ## What pictures teach without labels
#
# To fill a gap, nobody needs a label. Cut a digit into 16 patches, hide some of them, and let the model say what their pixels are. He et al. (2022) hide 75 of 100 patches, and their encoder reads only the others. Ours is simpler, after Xie et al. (2022): one learned vector stands in each hidden place.
#
# Then come the 100 labels. A linear probe reads the encoder's states, and nothing of the encoder is changed. Or the whole model learns on, at the best of three learning rates. Each needs something to be compared with: the probe on plain pixels and on an untrained model, the training from untrained weights. Three seeds:

# %% [markdown] tags=["zh"]
# ## 没有标签，图片能教什么
#
# 遮住一部分，再猜遮住的是什么，这样学不需要标签。把一个数字切成 16 个图像块，藏起几块，让模型说出那里的像素。He 等（2022）藏起 100 块里的 75 块，编码器只读剩下的。我们照 Xie 等（2022），更简单：藏起来的地方，都放同一个学出来的向量。
#
# 然后才用上 100 个标签。一种办法是线性探针：只读编码器的状态，编码器一点不改。另一种是整个模型接着学，学习率从三个里挑最好的。两种都要有比较的对象：探针要和直接读像素比、和读没训练过的模型比；整个模型要和从没训练过的权重学起比。三个种子：

# %%
hidden = records.load("masked_patches")
print(hidden.command)
shares = [run["explained"] for run in hidden.results]
print(pick("explained of the hidden pixels' variance:", "藏起来的像素，方差解释了："), of_100(shares))
rest = (parts.valid.pixels - parts.train.pixels.mean(0)).square().mean() / parts.valid.pixels.var()
print(pick("by the mean picture alone:", "只用平均图片："), f"{100 * (1 - rest):.0f}")
mean = {
    (how, start): sum(run[how][start] for run in hidden.results) / len(hidden.results)
    for how in ("probes", "whole")
    for start in ("untrained", "masked")
}
assert mean["whole", "masked"] > mean["whole", "untrained"] + 0.02
assert mean["probes", "masked"] > mean["probes", "untrained"] + 0.01
assert min(run["probes"]["pixels"] for run in hidden.results) > mean["probes", "masked"] + 0.01
tables.masked(hidden)

# %% [markdown] tags=["en"]
# The model does learn to fill gaps: it explains 58 to 75 of 100 parts of what varies in the hidden pixels. The mean of the training pictures, which looks at nothing, explains 49. On average it has also learned something about digits. The probe reads a little more from it than from an untrained model, and the whole model ends a little better. But look at the ranges: they overlap. In two of nine trainings the whole model came out worse. No share of masked patches is clearly the best.
#
# And look at the first row. A linear classifier on the plain pixels beats the trainings of the whole model in every row, and no probe beats it. These pictures are so small that their pixels are good features. That masked patches help on millions of photographs is what the papers measured. Here it is a small effect, and not what one would use.

# %% [markdown] tags=["zh"]
# 填空，模型确实学会了：藏起来的像素，方差的 58% 到 75% 它解释得了。训练图片的平均，什么也不看，就有 49%。平均来看，它也学到了一点和数字有关的东西：比起没训练过的模型，探针多读出来一点，整个模型接着学，学完也好一点。但是看范围：是重叠的。九次训练里有两次，整个模型反而更差。遮住多少最好，也看不出来。
#
# 再看第一行。线性分类器直接读像素，比每一行的“整个模型”都好，也没有哪个探针超过它。图片这么小，像素本身就是很好的特征。论文测到，在几百万张照片上，遮住图像块有用。在这里效果很小，真要认这些数字，不会选它。

# %% [markdown] tags=["en"]
# ## Reading a strip out loud
#
# Put several digits side by side, and the answer has a length of its own. The library's `PictureReader` is the ViT's encoder with the decoder of chapter 08. It learned from strips of 1 to 4 digits, put together from the 1,000 training pictures and their labels. One model learns to write the number as digits, one to say it in English, one in Chinese. The patches, 4 × 4 pixels each, come column by column, so that the four of a digit stand together.

# %% [markdown] tags=["zh"]
# ## 把一长条数字读出来
#
# 把几个数字并排放在一起，答案就有了自己的长度。库里的 `PictureReader` 就是 ViT 的编码器加上第 08 章的解码器。它用 1 到 4 个数字的长条训练，长条由 1000 张训练图片和它们的标签拼成。三个模型各学一种说法：写成数字，用英语说，用汉语说。图像块是 4 × 4 像素，一列一列地来，这样一个数字的四块就挨在一起。

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
# Of four digits 85 to 93 of 100 numbers are right in every place. That is about what four independent digits would give: the mean share for one digit, to the fourth power, is .91. In digits and in Chinese it fits. In English about five more are lost; why, we did not test. In Chinese 3028 is 三千零二十八, with one 零 for the empty place. The decoder learned this grammar from pictures *and* their texts.
#
# Of five digits no number is right. No training strip had a seventeenth patch or a fifth digit. What does it say?

# %% [markdown] tags=["zh"]
# 四位数，100 个里有 85 到 93 个一位也没错。如果四位各自独立，大致也就是这样：一位的正确率，平均以后取四次方，是 0.91。写数字和写汉语时大致相符；写英语时还要再少大约五个，原因没有查。汉语里 3028 读作三千零二十八，空的那一位要说“零”。这套语法，解码器是从图片*和*它们的文字里学会的。
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
# It reads four digits and stops. A nought in front, as in 09355, is never said. The Transformer of chapter 08 failed, too, on lists that are longer than those of training.

# %% [markdown] tags=["zh"]
# 它读完四位就停了。开头的零，像 09355，本来就不念。第 08 章的 Transformer，遇到比训练时更长的串，也写不对。


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
rows, above = [], {}
names = pick("attention of layer 1,rollout of both layers", "第 1 层的注意力,两层的 rollout").split(",")
for name, what, kept in zip(names, ("attention", "rollout"), (0.0, 0.25), strict=True):
    runs = [run["rollout"] for run in captioner.where(order="colour first")]
    even = [kept + (1 - kept) * run["even"] for run in runs]
    above[what] = [run[what] - base for run, base in zip(runs, even, strict=True)]
    rows.append([name, of_100([run[what] for run in runs]), of_100(even), of_100(above[what])])
assert min(above["attention"]) > 0.1 and 0 < min(above["rollout"]) < max(above["rollout"]) < 0.2
titles = pick(
    "of 100 parts|from its own thing|if spread evenly|above", "100 份里|来自同一个物体|平均分的话|高出"
)
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# By both counts a patch looks at its own thing more than an even spread would. But look at the last column. Rollout lies 5 to 15 above its own baseline, the plain weights lie 15 to 35 above theirs. Much of rollout's number is the residual that was put in. So a rollout of .6 is no better evidence than an attention of .5. And neither is a test. The lesson painted things out; here nothing was.

# %% [markdown] tags=["zh"]
# 两种算法都说明：图像块看自己那个物体，比平均分要多。不过要看最后一列：rollout 比自己的基准只高 5 到 15，普通的权重却比自己的基准高 15 到 35。rollout 的数里，很大一部分是算法自己放进去的残差。所以 rollout 是 0.6，并不比注意力是 0.5 更有说服力。而且这两样都不是检验：正文里涂掉过东西，这里什么也没有涂。

# %% [markdown] tags=["en"]
# ## The same steps, and the same time
#
# The lesson's models got the same number of steps. A fair question is whether they got the same time. Here are the CPU seconds of one training, for *same colour?* with 300 pictures, and what came of it. The first cell also prints how many of 10,000 training pictures the pooled CNN has learned when its steps end. That number is for the last paragraph.

# %% [markdown] tags=["zh"]
# ## 同样的步数，同样的时间
#
# 正文里各个模型的步数相同。时间也相同吗？下面是训练一次用的 CPU 秒数，任务是*颜色相同吗？*，300 张图片，以及训练的结果。第一格还印出：有 10000 张训练图片时，汇聚的 CNN 步数用完以后答对其中多少。这个数留到最后一段用。

# %%
from course_lib.chapters.ch10_vision_transformer.experiments import two_tasks

tasks = records.load("two_tasks")
print(tasks.command)
unfinished = [run["train"] for run in tasks.where(task="same", kind="cnn pooled", count=10_000)]
print(pick("steps:", "步数："), two_tasks.STEPS["same"])
said = pick(
    "pooled CNN, 10,000 training pictures, right of 100:", "汇聚的 CNN，10000 张训练图片，100 张答对："
)
print(said, of_100(unfinished))
names = {"vit": "ViT", "cnn pooled": pick("CNN, pooled", "CNN，汇聚")}
names |= {"cnn flat": pick("CNN, weights for positions", "CNN，每个位置各有权重"), "mlp": "MLP"}

# %%
rows, right, cost = [], {}, {}
for kind, name in names.items():
    runs = tasks.where(task="same", kind=kind, count=300)
    right[kind] = [run["test"] for run in runs]
    cost[kind] = sum(run["seconds"] for run in runs) / len(runs)
    rows.append([name, f"{cost[kind]:.0f}", of_100([run["train"] for run in runs]), of_100(right[kind])])
cheap = cost.pop("mlp")
assert max(cost.values()) < 2 * min(cost.values()) and cheap < min(cost.values()) / 10
assert min(right["vit"]) > max(max(right[kind]) for kind in names if kind != "vit") + 0.02
titles = pick("model|CPU seconds|training pictures|new pictures", "模型|CPU 秒数|训练图片|新图片")
Table(titles.split("|"), rows)

# %% [markdown] tags=["en"]
# The ViT and the two CNNs cost about the same: none takes twice as long as another. So equal steps are nearly equal time here. The MLP takes less than a tenth. For the same price it could have had ten times as many steps. But all four name all of their training pictures rightly. What differs is what they make of new pictures. So with 300 pictures the lead of the ViT is hardly a matter of time. With 10,000 pictures it may be one for the pooled CNN: it has not yet learned all of its training pictures when the steps end. Longer trainings were not tried.

# %% [markdown] tags=["zh"]
# ViT 和两个 CNN 花的时间差不多，谁也没有到别人的两倍。所以在这里，步数相同差不多就是时间相同。MLP 用的时间不到十分之一，同样的时间够它训练十倍的步数。不过四个模型的训练图片全都答对了，差别在于它们怎样回答新图片。可见 300 张图片时，ViT 领先大概不是因为多花了时间。10000 张时，对汇聚的 CNN 来说也许就是时间问题：步数用完时，它连训练图片都还没学完。更长的训练没有试过。

# %% [markdown] tags=["en"]
# ## Real weights
#
# ViTs that were trained on millions of photographs are published. `course_lib.models.pretrained.vision_transformer(folder)` fills our `VisionTransformer` from the files of two libraries, Hugging Face's transformers and timm. The layers are those of this course. What differs is small. The tensors have other names. timm keeps queries, keys and values in one matrix. The patch embedding is stored as the window of a convolution. And the norms add 1e-12 or 1e-6 to a variance where we add 1e-5.
#
# Small random models of both libraries, loaded in this way, give the same answers as in their own library to one millionth. Downloaded weights were not tried here, since the course works without a network. The [FAQ](../docs/faq.md) says how to do it.

# %% [markdown] tags=["zh"]
# ## 真实的权重
#
# 用几百万张照片训练好的 ViT，网上有公开的。`course_lib.models.pretrained.vision_transformer(folder)` 能把两个库（Hugging Face 的 transformers，以及 timm）的文件装进我们的 `VisionTransformer`。各层就是本课程里的那些，不同的地方都很小：张量的名字不一样；timm 把查询、键、值放在同一个矩阵里；图像块嵌入存成了卷积的窗口；归一化给方差加的是 1e-12 或 1e-6，我们加的是 1e-5。
#
# 拿两个库的小的随机模型这样装进来，结果和它们自己的库相差不到百万分之一。真正下载的权重，这里没有试过，因为课程不依赖网络。做法见[常见问题](../docs/faq.md)。

# %% [markdown] tags=["en"]
# ## References
#
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words: Transformers for image recognition at scale. ICLR, arXiv 2010.11929.
# - H. Touvron et al. (2021). Training data-efficient image transformers and distillation through attention. ICML, arXiv 2012.12877.
# - K. He, X. Chen, S. Xie, Y. Li, P. Dollár, R. Girshick (2022). Masked autoencoders are scalable vision learners. CVPR, arXiv 2111.06377.
# - Z. Xie et al. (2022). SimMIM: A simple framework for masked image modeling. CVPR, arXiv 2111.09886.
# - S. Abnar, W. Zuidema (2020). Quantifying attention flow in Transformers. ACL, arXiv 2005.00928.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words: Transformers for image recognition at scale. ICLR, arXiv 2010.11929.
# - H. Touvron et al. (2021). Training data-efficient image transformers and distillation through attention. ICML, arXiv 2012.12877.
# - K. He, X. Chen, S. Xie, Y. Li, P. Dollár, R. Girshick (2022). Masked autoencoders are scalable vision learners. CVPR, arXiv 2111.06377.
# - Z. Xie et al. (2022). SimMIM: A simple framework for masked image modeling. CVPR, arXiv 2111.09886.
# - S. Abnar, W. Zuidema (2020). Quantifying attention flow in Transformers. ACL, arXiv 2005.00928.
