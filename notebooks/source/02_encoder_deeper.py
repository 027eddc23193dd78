# %% [markdown] tags=["en"]
# # 02 · Deeper: controls, gradients, reversal and contexts as points
#
# For those who want to know more, or do not believe it yet. Is it really the room that limits copying, or the size of the network? What exactly turns the probe's curve round? Does the decoder know more than the probe? How far does a gradient reach? Why did Sutskever et al. read their sources backwards? And what do contexts look like?
#
# **Time.** {lesson} minutes. **To know before.** Chapter 02.

# %% [markdown] tags=["zh"]
# # 02 · 深入：对照、梯度、倒着读，以及画成点的上下文向量
#
# 给想多知道一点的人，也给还不太相信的人。限制抄写的，真的是上下文向量的大小，还是网络的大小？探针的曲线是被什么翻过来的？解码器知道的，比探针多吗？梯度能传多远？Sutskever 等为什么倒着读源序列？上下文向量又长什么样？
#
# **时间**：{lesson} 分钟。**预备知识**：第 02 章。

# %%
import torch

from course_lib.chapters.ch02_encoder import figures
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## The room, or the size of the network?
#
# In chapter 02 a network of 128 units hands over 32 units only. Here are the numbers, with two more controls. One squeezes with layers: a linear layer with tanh leads from 128 units to a context of 32, and a second one back to 128. But these are two more layers to train, and they might do harm by themselves. So in the other one they lead from 128 to 128. The table gives the share of strings without a mistake, over five seeds: the mean, and the range.

# %% [markdown] tags=["zh"]
# ## 是地方不够，还是网络太小？
#
# 第 02 章里，128 维的网络只交出 32 维。下面是具体的数，另加两个对照。一个用线性层来挤：一层带 tanh 的线性层从 128 维变成 32 维的上下文向量，另一层再变回 128 维。可是这两层本身也要训练，说不定光是加了它们就有害。所以另一个对照也有这两层，只是从 128 维到 128 维，并没有挤。表里是完全写对的字符串的比例，五个随机种子的均值和范围。

# %%
copying = records.load("copying")
plain = {"context": "whole", "target": "same"}
networks = {
    "32": {"hidden": 32, **plain},
    "64": {"hidden": 64, **plain},
    "128": {"hidden": 128, **plain},
} | {context: {"context": context} for context in ("first 32", "layers 128", "layers 32")}

# %%
rows = []
for name, settings in networks.items():
    by_length = copying.values("exact", **settings)
    rows.append(
        (figures.label(name), *(figures.spread([run[n] for run in by_length]) for n in ("8", "10", "12")))
    )
Table(pick("network/8 letters/10 letters/12 letters", "网络/8 个字母/10 个字母/12 个字母").split("/"), rows)

# %% [markdown] tags=["en"]
# Both count. The large network that hands over 32 units is about as good as a whole network of 64, and far better than a whole network of 32. So at 8 letters, where 128 units lose .11 by handing over 32, most of the gap to the small network, .66, comes from its size. At 12 letters handing over 32 costs .40 of .54.
#
# The layers teach another lesson. From 128 to 128 they squeeze nothing, and still only .66 of the strings of 8 come out right, not .97: two more layers are harder to train in 3,000 steps. Beside them, the squeeze to 32 changes little more. Had we tried only this control against the plain network, we would have blamed the room for what the layers did.

# %% [markdown] tags=["zh"]
# 两样都有关系。只交出 32 维的大网络，和整个是 64 维的网络差不多，比整个是 32 维的好得多。8 个字母时，128 维的网络少交出 96 维，只损失 0.11；它和小网络的差距是 0.66，所以大部分来自网络的大小。12 个字母时，差距是 0.54，少交出 96 维就占 0.40。
#
# 那两层还给了我们一个教训。从 128 维到 128 维，什么也没有挤，8 个字母的串却只对 0.66，不是 0.97：多了两层，3000 步里就更难训练。在此之上，挤到 32 维只是再差一点点。要是只拿挤到 32 维的和没有这两层的比，就会把这两层的账算到地方不够的头上。

# %% [markdown] tags=["en"]
# ## The identity is not easy
#
# You will often read that a network finds it hard to learn the identity, that is, to give back what it got. Here is the greatest length at which, on average, 9 of 10 strings still come out right, and the share for a single letter. Training had strings of 3 to 16 letters.

# %% [markdown] tags=["zh"]
# ## 恒等映射并不容易
#
# > **笔记这样说**：“额外一提，要让模型学到恒等映射，可能不是件简单的事”
#
# 恒等映射就是原样输出。下表一列是：平均每 10 串还能写对 9 串的最大长度；另一列是：只有一个字母时写对的比例。训练时字符串是 3 到 16 个字母。

# %%
rows = []
for name in ("32", "64", "128"):
    by_length = copying.values("exact", **networks[name])
    means = {n: sum(run[n] for run in by_length) / len(by_length) for n in by_length[0]}
    longest = max(int(n) for n, share in means.items() if share >= 0.9)
    rows.append((figures.label(name), longest, figures.spread([run["1"] for run in by_length])))
assert [row[1] for row in rows] == sorted({row[1] for row in rows}) and rows[-1][1] < 16
Table(pick("network/9 of 10 right up to/one letter", "网络/10 串对 9 串的最大长度/一个字母").split("/"), rows)

# %% [markdown] tags=["en"]
# It is not easy. The largest network, too, falls off well before the 16 letters that it was trained on. And a single letter, the easiest string of all, often fails, because training never showed one. These numbers belong to 3,000 steps; in principle 128 units have room for far more letters.

# %% [markdown] tags=["zh"]
# 的确不容易。就连最大的网络，离训练时的 16 个字母还远，就开始出错了。只有一个字母的串本该最容易，却常常出错，因为训练时从没见过这么短的。这些数只说明训练 3000 步的结果；128 维原则上装得下多得多的字母。

# %% [markdown] tags=["en"]
# ## A probe by hand
#
# Here is the probe of chapter 02, for an untrained GRU of 128 units and strings of 8 letters. For each of the 8 positions and 10 letters, the target is 1 if that letter stands there, and 0 if not. Least squares finds the weights whose sums come closest. The letter with the largest sum is read.

# %% [markdown] tags=["zh"]
# ## 亲手做一个探针
#
# 这就是第 02 章的探针，拿一个未训练的 128 维 GRU、8 个字母的串来做。8 个位置，每个位置 10 种字母：如果那里正是这个字母，目标就是 1，不是就是 0。用最小二乘法找一组权重，让加权和最接近目标。哪个字母的和最大，就读作哪个。

# %%
from course_lib.analysis import probing
from course_lib.models import Seq2Seq
from course_lib.models.encoder import Encoder

untrained = Seq2Seq(14, 14, embedding=32, hidden=128)  # 4 reserved ids, 10 letters
strings, fresh = (probing.draw(n, 8, 14, seed=n) for n in (3000, 1000))  # (N, 8): ids 4 to 13


def units_and_one(strings):
    units = probing.contexts(untrained, strings).double()  # (N, H)
    return torch.cat([units, torch.ones(len(units), 1)], dim=1)  # (N, H + 1)


# %%
wanted = torch.nn.functional.one_hot(strings - 4, 10).double()  # (N, 8, 10)
weights = torch.linalg.lstsq(units_and_one(strings), wanted.flatten(1)).solution  # (H + 1, 80)
read = (units_and_one(fresh) @ weights).view(-1, 8, 10).argmax(-1) + 4  # (1000, 8)
right = 100 * (read == fresh).double().mean(0)  # (8,)
heads = pick("position", "位置"), *map(str, range(1, 9))
Table(heads, [(pick("read right, of 100", "每 100 个读对"), *(live(n, ".0f") for n in right.tolist()))])

# %% [markdown] tags=["en"]
# ## What turns the probe's curve round?
#
# The same networks of 128 units, untrained, trained to copy, and trained to write the string reversed. How many of 100 letters the probe reads right, by position in the source, for strings of 16: the mean over five seeds.

# %% [markdown] tags=["zh"]
# ## 是什么把探针的曲线翻过来的？
#
# 同样是 128 维的网络，一种没训练过，一种学的是照抄，一种学的是倒着写。下表是 16 个字母的串，探针在源序列的各个位置上，每 100 个读对几个：五个随机种子的均值。

# %%
kinds = {
    "untrained": copying.values("untrained", **networks["128"]),
    "same": copying.values("trained", **networks["128"]),
    "reversed_target": copying.values("trained", hidden=128, target="reversed"),
}
mean = {name: torch.tensor([run["16"] for run in runs]).mean(0) for name, runs in kinds.items()}  # (16,)
places = (1, 2, 3, 5, 8, 9, 12, 14, 15, 16)
rows = [(figures.label(name), *(f"{100 * share[i - 1]:.0f}" for i in places)) for name, share in mean.items()]
Table((pick("position", "位置"), *map(str, places)), rows)

# %% [markdown] tags=["en"]
# Untrained, the end is easiest to read. After training to copy it is the first letter; the next get worse, and the end rises again. After training to write backwards it is the last letter; those before it get worse, and the beginning rises a little. One caveat: the last letter is also the one that was read last, and the untrained network keeps it too. So the telling change is at the first letter, from 100 down to 45. Nor are the curves exact mirrors: under "the same" the end rises to 65, under "reversed" the beginning only to 45.

# %% [markdown] tags=["zh"]
# 没训练过的网络，末尾最容易读。学照抄的，第一个字母最清楚，往后变差，到末尾又回升。学倒着写的，最后一个字母最清楚，往前变差，到开头略有回升。有一点要注意：最后一个字母也是刚刚读过的，没训练过的网络同样读得出它。所以最说明问题的是第一个字母：从 100 降到了 45。另外，两条曲线并不完全对称：照抄时，末尾回升到 65；倒着写时，开头只回升到 45。

# %% [markdown] tags=["en"]
# ## Probe and decoder, scored alike
#
# A fair comparison asks both the same: is the letter at position i the right one? The probe and the decoder of each network get the same 1,000 random strings. With 4 letters there are only 10,000 strings, so some of these occurred in training; with 8 and more that is rare. If the decoder leaves a letter out, all that follow are at a wrong place and count as wrong, so this score is hard on the decoder.

# %% [markdown] tags=["zh"]
# ## 探针和解码器，用同一把尺子量
#
# 要公平，就得问同一个问题：第 i 个位置上的字母对不对？每个网络的探针和解码器，都用同样的 1000 个随机串来考。4 个字母的串一共只有 10,000 种，所以有些在训练时见过；8 个字母以上就很少了。解码器要是漏写一个字母，后面的就全错了位，都算错，所以这把尺子对解码器更严。

# %%
rows = []
for n in ("4", "8", "12", "16"):
    found = [copying.values(kind, **networks["128"]) for kind in ("trained", "written")]
    rows.append((n, *(figures.spread([sum(run[n]) / int(n) for run in runs]) for runs in found)))
Table(pick("letters/probe/decoder", "字母数/探针/解码器").split("/"), rows)

# %%
by_place = {
    name: [run["12"] for run in copying.values(kind, **networks["128"])]
    for name, kind in (("probe", "trained"), ("decoder", "written"))
}
figures.curves(list(range(1, 13)), by_place, "letter_position", "right_at_place", guess=0.1)

# %% [markdown] tags=["en"]
# At 12 letters the decoder gets 87 of 100 right, the probe 56. So much of what it writes is not there in a linear form. At 16 letters chapter 02 found the probe ahead for the very last letter. By then the decoder may have lost its place, or it never learned to use what is there.

# %% [markdown] tags=["zh"]
# 12 个字母时，解码器 100 个里对 87 个，探针对 56 个。可见它写出来的东西，有很多不是以线性的形式存着的。第 02 章看到，16 个字母时，最后一个字母反而是探针领先。到那时解码器或许已经错了位，或许没有学会用上它。

# %% [markdown] tags=["en"]
# ## Does the loss show the padding bug?
#
# The loss of the last 50 training steps, per token, with three seeds each. The loss with the bug is higher in every run, but both are close to zero. With nothing to compare, you would not be alarmed.

# %% [markdown] tags=["zh"]
# ## 从损失看得出填充的错误吗？
#
# 下表是最后 50 步的训练损失（每个词元），各用三个随机种子。带着错误的，每次都高一些，但是两者都接近零。手头没有可比的数，就不会起疑心。

# %%
padding = records.load("padding")
losses = {"packed": padding.values("loss", bug=False), "reads_padding": padding.values("loss", bug=True)}
assert max(losses["packed"]) < min(losses["reads_padding"]) < 0.03
rows = [(figures.label(name), figures.spread(values, ".3f")) for name, values in losses.items()]
Table((pick("encoder", "编码器"), pick("training loss", "训练损失")), rows)

# %% [markdown] tags=["en"]
# ## How far does a gradient reach?
#
# To learn the recall task, the gradient of the loss must reach the first letter. How large is it there? We measure it in untrained networks: the size of the gradient by each $x_t$, against its distance from the end, where the last token counts 1. The fourth network is an LSTM with 2 added to the bias of its forget gate, so that the gate begins nearly open. The gate comes from Gers et al. (2000); the 2 is our choice.

# %% [markdown] tags=["zh"]
# ## 梯度能传多远？
#
# 要学会“隔一段再回忆”，损失的梯度就得传到第一个字母。传到那里还有多大？我们在未训练的网络上测：损失对每个 $x_t$ 的梯度有多大，按它到末尾的距离来看，末位词元的算 1。第四种是一个 LSTM，遗忘门的偏置加了 2，所以门一开始就几乎全开。遗忘门出自 Gers 等（2000），加 2 是我们定的。

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
# In the first three networks each step away from the end leaves little more than half of the gradient: nearly a straight line on this scale. After 20 tokens the plain RNN keeps about a millionth of it. GRU and LSTM keep tens of times more, which is still little: their gates begin half open. With the forget gate nearly open, the gradient gets through.
#
# Is a small gradient harmful? Not by itself, because Adam, the optimiser used here, rescales gradients. But it is small beside the gradients of the nearer tokens, and may drown in them. Now look at what was learnt.

# %% [markdown] tags=["zh"]
# 前三种网络，离末尾每远一步，梯度只剩一半多一点，在这种刻度上近乎一条直线。隔了 20 个词元，普通 RNN 只剩百万分之一左右；GRU 和 LSTM 多几十倍，但仍然很小，因为门一开始只开了一半。遗忘门几乎全开时，梯度才传得到。
#
# 梯度小就一定有害吗？不一定，因为这里用的优化器 Adam 会调整梯度的大小。但是和近处词元的梯度比，它太小了，可能会被盖过去。再看看实际学得怎样。

# %%
recall = records.load("recall")
waits = [5, 10, 20, 40]
known = {
    cell: list(zip(*(recall.values("right", cell=cell, distance=n) for n in waits), strict=True))
    for cell in cells
}
assert min(run[2] for run in known[OPEN]) > 0.8 > 0.2 > max(run[2] for run in known["lstm"])
figures.curves(waits, known, "wait", "recalled", guess=0.1, doubling=True)

# %% [markdown] tags=["en"]
# The LSTM as PyTorch makes it fails at 20, although its gradient is about as large as the GRU's. So a gradient that arrives is not all that learning needs. With an open forget gate it learns 20 with every seed, and 40 not yet. All of this within 800 steps.

# %% [markdown] tags=["zh"]
# PyTorch 默认的 LSTM 隔 20 个学不会，尽管它的梯度和 GRU 的差不多大。所以学不学得会，不只看梯度传不传得到。遗忘门开大以后，隔 20 个，每个种子都学会了；隔 40 个仍然不行。以上都只训练了 800 步。

# %% [markdown] tags=["en"]
# ## Reading the source backwards
#
# Sutskever et al. (2014) read the source in reverse, and gained almost five points of BLEU, a score for translations from 0 to 100 (chapter 06). Why should this help? Write $x_1 \dots x_n$ and $y_1 \dots y_n$ in one row, and count how far $y_i$ stands from $x_i$.

# %% [markdown] tags=["zh"]
# ## 把源序列倒过来读
#
# Sutskever 等（2014）把源序列倒着读，译文的 BLEU（0 到 100 的分数，见第 06 章）提高了将近五分。为什么会有用？把 $x_1 \dots x_n$ 和 $y_1 \dots y_n$ 排成一行，数一数 $y_i$ 离 $x_i$ 有多远。

# %%
n = 10
steps = {
    "forward": [n for i in range(n)],  # x_i at place i, y_i at n + i
    "reversed": [2 * i + 1 for i in range(n)],  # x_i at n - 1 - i
}
rows = [(figures.label(name), sum(far) / n, min(far), max(far)) for name, far in steps.items()]
Table(pick("reading/mean/least/greatest", "读法/平均/最小/最大").split("/"), rows)

# %% [markdown] tags=["en"]
# The mean stays the same. But the first letters now stand close to their copies, so learning has a place to begin. Does it show here? An LSTM of 128 units copies strings of 5 to 15 letters out of 26, with five seeds. Only the reading is turned round, the target stays as it is.

# %% [markdown] tags=["zh"]
# 平均距离没有变。但是最前面的几个字母，离要写它们的地方近了，学习就有了起步的地方。在我们这里看得出来吗？128 维的 LSTM，抄写 5 到 15 个字母的串，字母有 26 种，五个随机种子。倒过来的只是读法，目标序列照旧。

# %%
reversal = records.load("reversal")
names = (("forward", False), ("reversed", True))
learning = {
    task: {name: reversal.values("exact", task=task, reverse=reverse) for name, reverse in names}
    for task in ("copy", "numbers")
}
ends = {name: [run[-1] for run in runs] for name, runs in learning["copy"].items()}
assert min(ends["reversed"]) > max(ends["forward"])
figures.curves(reversal.where(task="copy")[0]["at"], learning["copy"], "step", "exact_match")

# %%
tasks = {"copy": pick("copying", "抄写"), "numbers": pick("number words", "英文数词")}
rows = [
    (tasks[task], *(figures.spread([run[-1] for run in learning[task][name]]) for name, _ in names))
    for task in tasks
]
Table((pick("at the end", "训练结束时"), *(figures.label(name) for name, _ in names)), rows)

# %% [markdown] tags=["en"]
# It helps copying: .75 against .47 after 2,000 steps, and the seeds do not overlap. On number words, with three seeds, there is no difference left at the end. So the gain depends on the task, and on how long one trains.

# %% [markdown] tags=["zh"]
# 对抄写有用：2000 步以后，0.75 对 0.47，各种子之间没有重叠。数词的翻译用了三个种子，到最后没有差别。所以好处有多大，要看任务，也要看训练多久。

# %% [markdown] tags=["en"]
# ## Contexts as points
#
# Sutskever et al. (2014) also draw contexts in two dimensions: sentences with the same words in another order lie apart. We do this with a recorded translator from English to French number words, a GRU of 96 units. The numbers have the form *a hundred and b*. The first two **principal components** are the directions in which the contexts differ most.

# %% [markdown] tags=["zh"]
# ## 把上下文向量画成点
#
# Sutskever 等还把上下文向量画在平面上：词相同、顺序不同的句子会分开。我们也来画，用预先训练好的英文数词译法文数词的模型，它是 96 维的 GRU。数都是 *a hundred and b* 的样子。**主成分**是这些向量差别最大的两个方向。

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
# Numbers with the same hundreds tend to lie together. And 203 and 302, the same words in another order? A sum of embeddings would put them on one point. Measure it with all units of the context, not with two directions alone.

# %% [markdown] tags=["zh"]
# 百位相同的数大多挨在一起。那么 203 和 302 呢？它们的词一样，只是顺序不同。要是只把嵌入加起来，它们就会落在同一点上。不只看这两个方向，我们用上下文向量的所有维来量一量。

# %%
with torch.no_grad():
    bags = model.encoder.embedding(source).sum(1)  # (20, E): PAD adds zero
apart, apart_bags = torch.cdist(contexts, contexts), torch.cdist(bags, bags)  # (20, 20)
kinds = pick("same hundreds/same words/neither", "百位相同/词相同/都不同").split("/")
distances = {kind: [] for kind in kinds}
for i, (a, b) in enumerate(divmod(n, 100) for n in numbers):
    for j, (c, d) in enumerate(divmod(n, 100) for n in numbers[:i]):
        kind = kinds[0] if a == c else kinds[1] if (a, b) == (d, c) else kinds[2]
        distances[kind].append(apart[i, j].item())
        assert kind != kinds[1] or apart_bags[i, j] < 1e-3
assert max(distances[kinds[0]]) < min(distances[kinds[1]])
heads = pick("pairs of numbers", "两个数"), pick("mean distance", "平均距离")
Table(heads, [(kind, live(sum(d) / len(d), ".1f")) for kind, d in distances.items()])

# %% [markdown] tags=["en"]
# The swapped pairs are nearly as far apart as the pairs of the last row. So the context keeps the order, as their figure showed. This is one model and one kind of sentence.

# %% [markdown] tags=["zh"]
# 词相同、顺序对调的两个数，和表里最后一行的差不多一样远。所以上下文向量记住了顺序，和他们那幅图一致。不过这里只是一个模型、一类句子。


# %% [markdown] tags=["en"]
# ## Two details
#
# **Before or after the product?** Cho et al. multiply by the reset gate before the matrix product, U (r ⊙ h). PyTorch multiplies after it, r ⊙ (U h), because that is faster. Weights trained one way do not fit the other way.
#
# **How large was the famous context?** Sutskever et al. hand over h and m of an LSTM with four layers of 1,000 units each: 8,000 values.

# %% [markdown] tags=["zh"]
# ## 两个细节
#
# **先乘门，还是先乘矩阵？** Cho 等先乘重置门，再乘矩阵：U (r ⊙ h)。PyTorch 先乘矩阵，再乘重置门：r ⊙ (U h)，因为这样更快。按一种写法训练出的权重，不能拿到另一种写法里用。
#
# **那篇著名论文的上下文向量有多大？** Sutskever 等用的是四层 LSTM，每层 1000 维，h 和 m 都交给解码器，一共 8000 维。

# %% [markdown] tags=["en"]
# ## References
#
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - F. Gers, J. Schmidhuber, F. Cummins (2000). Learning to forget: continual prediction with LSTM. Neural Computation 12.
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - F. Gers, J. Schmidhuber, F. Cummins (2000). Learning to forget: continual prediction with LSTM. Neural Computation 12.
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
