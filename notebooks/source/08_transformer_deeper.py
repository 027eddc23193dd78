# %% [markdown] tags=["en"]
# # 08 · Deeper: PyTorch's own parts, kept keys, other positions, smoothed labels
#
# **What you will be able to do.** Use PyTorch's own attention and layers, and say which of their masks means what. Keep keys and values, and count what they cost. Say which kinds of positions were tried here beyond the trained lengths, and what came out. Explain label smoothing from a worked number, and read what it does.
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 08](08_transformer.ipynb).

# %% [markdown] tags=["zh"]
# # 08 · 深入：PyTorch 自己的部件、留下的键、别的位置编码、平滑的标签
#
# **学完这一篇，你能**：用 PyTorch 自己的注意力和层，分清它的各个掩码是什么意思；留着键和值，数出要多少内存；说清超出训练长度时，这里试过哪些位置编码，结果怎样；用一个算得出的例子解释标签平滑，看懂它的效果。
#
# **时间**：{lesson} 分钟。**预备知识**：[第 08 章](08_transformer.ipynb)。

# %%
import torch
from torch import nn

from course_lib.kit import records
from course_lib.kit.from_scratch import page
from course_lib.kit.table import Table
from course_lib.language import pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
ours = page("3_transformer")

# %% [markdown] tags=["en"]
# ## PyTorch's own attention
#
# `torch.nn.MultiheadAttention` computes the same as the page. It keeps the three matrices in one, one below the other. Its masks are the other way round: `True` says what is **hidden**. Most people get that wrong once. There are two of them: `key_padding_mask` (B, S) hides tokens, `attn_mask` (T, S) hides pairs.

# %% [markdown] tags=["zh"]
# ## PyTorch 自己的注意力
#
# `torch.nn.MultiheadAttention` 算的和那一页一样。它把三个矩阵上下叠成一个。它的掩码正好相反：`True` 表示**遮住**。大多数人都在这里错过一次。掩码有两个：`key_padding_mask` (B, S) 遮词元，`attn_mask` (T, S) 遮一对一对的位置。

# %%
torch.manual_seed(0)
mine, theirs = ours.MultiHeadAttention(16), nn.MultiheadAttention(16, 4, batch_first=True)
with torch.no_grad():
    parts = (mine.query, mine.key, mine.value)
    theirs.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
    theirs.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
    theirs.out_proj.load_state_dict(mine.out.state_dict())
x = torch.randn(2, 5, 16)  # (B, T, H)
real = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])  # (B, T)
past = torch.ones(5, 5, dtype=torch.bool).tril()  # (T, T)
one, _ = mine(x, x, real[:, None] & past)
other, _ = theirs(x, x, x, key_padding_mask=~real, attn_mask=~past)
torch.testing.assert_close(one, other)
print(tuple(one.shape))

# %% [markdown] tags=["en"]
# ## PyTorch's own layer
#
# `nn.TransformerEncoderLayer` is Post-LN unless you say `norm_first=True`. Then it equals our layer, with the same weights.

# %% [markdown] tags=["zh"]
# ## PyTorch 自己的层
#
# `nn.TransformerEncoderLayer` 默认是后置（Post-LN），写上 `norm_first=True` 才是前置。这样，权重相同，结果就和我们的层相等。

# %%
layer = ours.EncoderLayer(16)
settings = {"dropout": 0.0, "batch_first": True, "norm_first": True}
torchs = nn.TransformerEncoderLayer(16, 4, 64, **settings)
with torch.no_grad():
    a, b = layer.attention, torchs.self_attn
    b.in_proj_weight.copy_(torch.cat([part.weight for part in (a.query, a.key, a.value)]))
    b.in_proj_bias.copy_(torch.cat([part.bias for part in (a.query, a.key, a.value)]))
    copies = b.out_proj, torchs.linear1, torchs.linear2, torchs.norm1, torchs.norm2
    originals = a.out, layer.feed_forward[0], layer.feed_forward[2], *layer.norms
    for copy, original in zip(copies, originals, strict=True):
        copy.load_state_dict(original.state_dict())
    equal = layer(x, real), torchs(x, src_key_padding_mask=~real)
torch.testing.assert_close(equal[0][real], equal[1][real])
print(sum(w.numel() for w in layer.parameters()), sum(w.numel() for w in torchs.parameters()))

# %% [markdown] tags=["en"]
# ## Keys and values that are kept
#
# The page's `advance` computes everything anew for each token. That is short, and wasteful. A token never sees later ones, so its keys and values never change. The library keeps them: two tensors a layer. Four steps of one token give what one call of four tokens gives. But what is kept grows with each token.

# %% [markdown] tags=["zh"]
# ## 留着键和值
#
# 那一页的 `advance` 每写一个词元都全部重算。这样写起来短，但是浪费。词元看不到后面的词元，所以它的键和值永远不变。库里的模型把它们留着，每层两个张量。四次、每次一个词元，和一次四个词元，结果相等。不过，留着的东西每写一个词元就多一些。

# %%
from course_lib.models import Transformer

model = Transformer(20, 20, hidden=16, layers=2, seed=0).eval()
source, inputs = torch.randint(4, 20, (2, 5)), torch.randint(4, 20, (2, 4))  # (B, S), (B, T)
with torch.no_grad():
    memory = model.encode(source, torch.tensor([5, 3]))
    state, parts, kept = model.start(memory), [], []
    for token in inputs.split(1, dim=1):  # one token at a time
        hidden, state = model.advance(token, state, memory)
        parts.append(hidden)
        kept.append(sum(part.numel() for part in state))
    at_once, _ = model.advance(inputs, model.start(memory), memory)
torch.testing.assert_close(torch.cat(parts, 1), at_once)
Table([pick("tokens written", "写了的词元"), pick("numbers kept", "留着的数")], enumerate(kept, 1))

# %% [markdown] tags=["en"]
# Two sentences, two layers, 16 numbers a key and as many a value: 128 numbers a token. A large language model keeps the same for each token of a long text, and for long texts, or many at once, that can outgrow the weights.

# %% [markdown] tags=["zh"]
# 两句话，两层，键 16 维，值也 16 维：每个词元的键和值，合起来就是 128 个要留着的数。大的语言模型，对一篇长文的每个词元都要这样留着；文章长，或者同时写很多篇，就可能比权重更占内存。

# %% [markdown] tags=["en"]
# ## Beyond the trained lengths: what else was tried
#
# The chapter's curve is one kind of positions and one width. Here stand a smaller model and **learned positions**: a table with one row a place, trained like an embedding. The rows beyond the trained places exist, and nothing has ever trained them. Shares of right lists by source tokens, of 100, the range over seeds; the longest source in training has 23 tokens.

# %% [markdown] tags=["zh"]
# ## 超出训练长度：还试过什么
#
# 正文里的曲线只有一种位置编码、一个宽度。这里再看一个更小的模型，以及**学出来的位置编码**：一张表，每个位置一行，像嵌入那样训练。训练长度以外的那些行也在表里，只是从没练过。下面按源序列的词元数，列出 100 串里对了几串，从最差的种子到最好的种子；训练时最长的源序列有 23 个词元。

# %%
from collections import Counter

lists = records.load("transformer_lengths")
lengths = (15, 21, 23, 24, 25, 28)
names = {
    ("sinusoidal", 64): pick("sinusoidal, 64", "正弦，64 维"),
    ("sinusoidal", 32): pick("sinusoidal, 32", "正弦，32 维"),
    ("learned", 64): pick("learned, 64", "学出来的，64 维"),
    ("gru", 64): pick("GRU with attention, 64", "GRU 加注意力，64 维"),
}

# %%
rows = []
for (kind, width), name in names.items():
    shares = []
    for run in lists.where(positions=kind, hidden=width):
        all_of_them, right = Counter(), Counter()
        for _, tokens, count, good in run["lists"]:
            all_of_them[tokens], right[tokens] = all_of_them[tokens] + count, right[tokens] + good
        shares.append([100 * right[n] / all_of_them[n] for n in lengths])
    rows.append([name, len(shares), *(f"{min(s):.0f}–{max(s):.0f}" for s in zip(*shares, strict=True))])
Table([pick("positions", "位置编码"), pick("seeds", "种子数"), *map(str, lengths)], rows)

# %% [markdown] tags=["en"]
# All three Transformers fail at the same place. So the width or the waves alone are hardly to blame, though two of the rows are one seed each.
#
# ## Distances in place of places
#
# Two later designs tell attention how far apart two tokens are, not where they stand.
#
# **ALiBi** (Press et al. 2022) takes something off the score for each place of distance. Suppose the slope of a head is 1/4. A token that stands 4 places back loses 4 × 1/4 = 1, the neighbour only 1/4. Four heads have the slopes 1/4, 1/16, 1/64 and 1/256, and nothing is learned. ALiBi was made for long texts, in decoders that look back only. An encoder looks both ways, so we tried two forms. In one, left and right lose the same. In the other, two heads look only left and two only right, each pair with the slopes 1/4 and 1/64.
#
# **Rotary positions** (RoPE, Su et al. 2021) turn queries and keys by the angle of their place. Turn both by the same angle more, and their dot product stays. So the score knows only the distance.
#
# The page's Transformer learns lines of one to three numbers for 900 steps, with each of the four. Then it writes lines of three, four and five numbers. All four begin with the same weights and use the page's learning rate.

# %% [markdown] tags=["zh"]
# 三个 Transformer 都在同一个地方垮掉。看来既不怪宽度，也不怪正弦，不过中间两行各只有一个种子。
#
# ## 不给位置，给距离
#
# 后来有两种设计，告诉注意力的不是词元在第几位，而是两个词元隔多远。
#
# **ALiBi**（Press 等 2022）按距离扣分，每远一位就多扣一点。假设一个头的斜率是 1/4：往前 4 位的词元扣 4 × 1/4 = 1，相邻的只扣 1/4。四个头的斜率是 1/4、1/16、1/64、1/256，都是定好的，不用学。ALiBi 是为长文本设计的，用在只往回看的解码器里。编码器两边都看，所以我们试了两种：一种左右扣得一样多；另一种让两个头只看左边，两个头只看右边，每一对的斜率是 1/4 和 1/64。
#
# **旋转位置编码**（RoPE，Su 等 2021）按位置的角度转动查询和键。两者再多转同一个角度，点积不变，所以分数只跟距离有关。
#
# 让那一页上的 Transformer 学一到三个数的行，900 步，四种各来一遍。然后让它写三个、四个、五个数的行。四种的初始权重相同，学习率都用那一页的。

# %%
relative, rows = records.load("relative_positions"), []
kinds = {
    "sinusoids": pick("sinusoidal", "正弦"),
    "alibi": pick("ALiBi, both sides alike", "ALiBi，左右一样"),
    "alibi_two_ways": pick("ALiBi, heads look left or right", "ALiBi，各头只看一边"),
    "rotary": pick("rotary", "旋转"),
}
right = {kind: relative.values("right", positions=kind) for kind in kinds}
for kind, name in kinds.items():
    shares = [[run[n] for run in right[kind]] for n in "345"]
    rows.append([name, *(f"{min(one)}–{max(one)}" for one in shares)])
print(relative.command)
assert max(run["5"] for runs in right.values() for run in runs) == 0
heads = pick("right of 200 lines of|3 numbers|4 numbers|5 numbers", "200 行里对了|3 个数|4 个数|5 个数")
Table(heads.split("|"), rows)

# %% [markdown] tags=["en"]
# Beyond the trained lengths no design helped. With five numbers none of the twelve models has a single line right. With four the best has 41 of 200, and its two sisters with other seeds have 14 and 6.
#
# Within the trained lengths there is a difference. Rotary positions and ALiBi with two directions have 188 to 194 of 200, sinusoids 165 to 168. ALiBi that treats both sides alike is worst, with 105 to 133. That may be because its encoder cannot tell left from right, and 305 is not 503.
#
# So does ALiBi not do what it was made for? This test can't say that. Press et al. show it on language models, where nothing is copied from a source. Here the decoder must also find its place in the source, and neither ALiBi nor rotary positions tell its attention to the source any distance here. Training never showed a fourth number, either. We did not separate the two. It is one task, three seeds, and a learning rate that was tuned for none of the designs.

# %% [markdown] tags=["zh"]
# 超出训练长度，哪一种都没有帮上忙。五个数的行，十二个模型一行也没写对。四个数的行，最好的一个 200 行里对 41 行，同一种设计的另外两个种子只对 14 行和 6 行。
#
# 在训练过的长度之内，倒有差别。旋转位置编码和看两个方向的 ALiBi，200 行里对 188 到 194 行；正弦对 165 到 168 行。左右一样的 ALiBi 最差，对 105 到 133 行：也许是因为它的编码器分不清左右，而 305 和 503 不是一回事。
#
# 那么 ALiBi 做不到它该做的事吗？这个实验说明不了。Press 等是在语言模型上验证的，那里不用照着源序列写。这里的解码器还得知道自己写到源序列的哪里了，而 ALiBi 和旋转位置编码在这里都没有把距离告诉看源序列的注意力。另外，训练时也从没出现过第四个数。这两个原因我们没有分开。任务只有一个，种子只有三个，学习率也没有为哪一种单独调过。

# %% [markdown] tags=["en"]
# ## Smoothed labels
#
# Cross-entropy is never content. With the right token at .99 it still pulls towards 1, and only an infinite logit gets there. **Label smoothing** (Szegedy et al. 2016) gives a small share of the label to all tokens alike. Suppose there are 4 tokens and the share is .1. The right token's target is .9 + .1 / 4 = .925, each other one's is .025. Now it does not pay to be too sure:

# %% [markdown] tags=["zh"]
# ## 平滑的标签
#
# 交叉熵永远不满足。正确词元已经有 0.99 了，它还要往 1 拉，而 1 要无穷大的 logit 才到得了。**标签平滑**（label smoothing，Szegedy 等 2016）从标签里拿出一小份，平均分给所有词元。假设有 4 个词元，拿出 0.1：正确词元的目标是 0.9 + 0.1 / 4 = 0.925，其余每个是 0.025。这样，太有把握反而吃亏：

# %%
sure = torch.tensor([0.7, 0.925, 0.99, 0.999])  # p of the right token, the rest shared by the other three
hard = -sure.log()
smooth = 0.925 * hard - 3 * 0.025 * ((1 - sure) / 3).log()
rows = [[f"{p:.3f}", f"{h:.2f}", f"{s:.2f}"] for p, h, s in zip(sure, hard, smooth, strict=True)]
heads = pick("p of the right token,loss,loss with smoothing", "正确词元的概率,损失,平滑后的损失").split(",")
Table(heads, rows)

# %% [markdown] tags=["en"]
# Vaswani et al. (2017) use a share of .1. It "hurts perplexity" (e to the power of the loss), they write, and helps accuracy and BLEU. They also **warm up**: over the first steps the learning rate rises from near zero. Do both matter for a small Pre-LN model? It writes the sounds of English words, letters to phonemes: width 64, 800 steps, 1,000 held-out words, three seeds. The loss is measured without smoothing.

# %% [markdown] tags=["zh"]
# Vaswani 等（2017）取的是 0.1。他们写道，这会损害困惑度（e 的“每个词元损失”次方），却提高准确率和 BLEU。他们还做了**预热**（warm-up）：开头若干步，学习率从接近零慢慢升上去。对一个小的前置（Pre-LN）模型，这两样要紧吗？任务是给英文单词注音，从字母到音素：宽度 64，800 步，1000 个留出的词，三个种子。损失一律按不平滑的来量。

# %%
smoothing = records.load("smoothing")
print(smoothing.command)
rows = []
for share in (0.0, 0.1):
    for warmup in (0, 100):
        which = {"label_smoothing": share, "warmup": warmup}
        loss, wrong = (smoothing.values(what, **which) for what in ("forced_loss", "error_rate"))
        rows.append([share, warmup, records.spread(loss), records.spread(wrong, ".3f")])
said = pick("share,warm-up steps,loss (nats),phonemes wrong", "拿出的份额,预热步数,损失（nat）,音素错误率")
Table(said.split(","), rows)

# %% [markdown] tags=["en"]
# Smoothing hurts the loss, as the paper says: .39 becomes .48 to .49, because the model was taught not to be sure. What it writes alone is hardly better, and the seeds overlap: a hint, no proof. Warm-up shows no effect here. Two Pre-LN layers do without it. Chapter 09 shows where it is needed. The learning rate was not tuned for each row.

# %% [markdown] tags=["zh"]
# 平滑损害了损失，正如论文所说：从 0.39 升到 0.48 至 0.49，因为教它的就是别太肯定。它独自写的结果只好了一点点，种子之间还有重叠：算个苗头，不算证明。预热在这里看不出作用，两层的前置模型用不着它；什么时候用得着，见第 09 章。学习率没有为每一行单独调过。

# %% [markdown] tags=["en"]
# ## References
#
# - C. Szegedy et al. (2016). Rethinking the Inception architecture for computer vision. CVPR, arXiv 1512.00567.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - J. Su et al. (2021). RoFormer: enhanced Transformer with rotary position embedding. arXiv 2104.09864.
# - O. Press, N. Smith, M. Lewis (2022). Train short, test long: attention with linear biases enables input length extrapolation. ICLR, arXiv 2108.12409.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - C. Szegedy et al. (2016). Rethinking the Inception architecture for computer vision. CVPR, arXiv 1512.00567.
# - A. Vaswani et al. (2017). Attention is all you need. NeurIPS, arXiv 1706.03762.
# - J. Su et al. (2021). RoFormer: enhanced Transformer with rotary position embedding. arXiv 2104.09864.
# - O. Press, N. Smith, M. Lewis (2022). Train short, test long: attention with linear biases enables input length extrapolation. ICLR, arXiv 2108.12409.
