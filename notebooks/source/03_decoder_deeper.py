# %% [markdown] tags=["en"]
# # 03 · Deeper: beams, chance, and any encoder
#
# **What you will be able to do.** Build a beam search, and check it against a search that tries everything. Say what length normalisation repairs. Draw tokens by chance, and say what a temperature does. Put an encoder of ten lines under a decoder that never heard of it.
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 03](03_decoder.ipynb).

# %% [markdown] tags=["zh"]
# # 03 · 深入：束、随机，和任意一种编码器
#
# **学完这一篇，你能**：写出束搜索，并与“把所有句子都试一遍”的搜索核对；说清长度归一化补救的是什么；按概率抽词元，说清温度起什么作用；写一个十行的编码器，装到一个从没见过它的解码器前面。
#
# **时间**：{lesson} 分钟。**预备知识**：[第 03 章](03_decoder.ipynb)。

# %%
import torch

from course_lib.chapters.ch03_decoder import figures
from course_lib.data.vocab import BOS, EOS
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## A beam, by hand
#
# Take the tree of the chapter: A has .6, and after it at best .5. B has .4, and after it .9. Greedy keeps one beginning, A, and ends with .30. Suppose we keep two beginnings. After the first step these are A (.6) and B (.4). After the second step the best continuations are B (.36) and A (.30). The best is B, which greedy has lost at the first step.
#
# That is all of **beam search**. Keep the `width` most probable beginnings. Continue each with every token. Keep the best `width` of all these. A sentence that says EOS is finished and is put aside. We add logarithms, because the logarithm of a product is a sum.

# %% [markdown] tags=["zh"]
# ## 亲手写一遍束搜索
#
# 还是正文里那棵树：A 是 0.6，后面最好的是 0.5；B 是 0.4，后面是 0.9。贪心只留一个开头 A，最后得到 0.30。假设留两个开头：第一步之后是 A（0.6）和 B（0.4）；第二步之后，最好的两个是 B 开头的（0.36）和 A 开头的（0.30）。最好的以 B 开头，而贪心在第一步就把它扔了。
#
# **束搜索**就是这么回事：留下概率最大的 `width` 个开头；每个开头都接上每一个词元；在所有这些里再留下最好的 `width` 个。说了 EOS 的句子就算写完，放到一边。概率要连乘，所以我们加对数。


# %%
@torch.no_grad()
def beam_by_hand(model, source, lengths, width, longest):
    memory = model.encode(source, lengths)
    beams, finished = [(0.0, [BOS], model.start(memory))], []
    for _ in range(longest):
        following = []
        for log_p, tokens, state in beams:
            hidden, new = model.advance(torch.tensor([tokens[-1:]]), state, memory)  # (1, 1, H)
            scores = model.project(hidden)[0, 0].log_softmax(-1)  # (V,)
            following += [(log_p + scores[i].item(), [*tokens, i], new) for i in range(len(scores))]
        following.sort(key=lambda one: -one[0])
        finished += [one[:2] for one in following[:width] if one[1][-1] == EOS]
        beams = [one for one in following[:width] if one[1][-1] != EOS]
    return max(finished, default=None)


# %% [markdown] tags=["en"]
# Is it right? On a tiny vocabulary we can try **every** sentence. A random model has six tokens. Here are all its sentences of at most four tokens, and what beams of several widths find.

# %% [markdown] tags=["zh"]
# 写得对不对？词表很小的时候，可以把**每一个**句子都试一遍。下面是一个随机的模型，词表只有六个词元。列出最多四个词元的所有句子，看看不同宽度的束各找到什么。

# %%
from course_lib.models import Seq2Seq

tiny = Seq2Seq(6, 6, embedding=4, hidden=8, seed=322).eval()
small, length = torch.tensor([[4, 5, EOS]]), torch.tensor([3])
with torch.no_grad():
    memory = tiny.encode(small, length)
    tiny.output.weight *= 6  # a model that is more decided

# %%
from itertools import product


@torch.no_grad()
def log_p_of(tokens):
    row = torch.tensor([[BOS, *tokens]])
    hidden, _ = tiny.advance(row[:, :-1], tiny.start(memory), memory)
    return tiny.project(hidden).log_softmax(-1)[0].gather(1, row[0, 1:, None]).sum().item()


# %%
others = [i for i in range(6) if i != EOS]
everything = [[*words, EOS] for n in range(4) for words in product(others, repeat=n)]
best = max(everything, key=log_p_of)
rows = [(pick("all {} sentences", "全部 {} 句").format(len(everything)), f"{log_p_of(best):.3f}", str(best))]
for width in (1, 2, 3, 1000):
    log_p, tokens = beam_by_hand(tiny, small, length, width, 4)
    rows.append((pick("beam of {}", "束宽 {}").format(width), f"{log_p:.3f}", str(tokens[1:])))
assert tokens[1:] == best
heads = pick("search/log probability/finds", "搜索/对数概率/找到").split("/")
Table(heads, rows)

# %% [markdown] tags=["en"]
# A beam that is wide enough to keep everything finds what the full search finds. A narrow one need not: here one and two miss it, three is enough. The library's `beam_search` is tested in this way, on many random models.
#
# ## What the width buys, and length normalisation
#
# Every token more makes a sentence less probable, since a probability is at most 1. So a search for the most probable sentence likes short ones. With a very wide beam this can ruin a translator: Koehn and Knowles (2017) saw BLEU, the score of chapter 06, fall as beams grew, and Stahlberg and Byrne (2019) found the empty sentence on top. **Length normalisation** divides the log probability by a function of the length, here ((5 + n) / 6) to the power α (Wu et al. 2016). With α = 0 nothing is divided. Do we see the curse here, on French numbers?

# %% [markdown] tags=["zh"]
# 束宽到什么都留得下，找到的就和全部试一遍一样；窄了就未必：这里束宽 1 和 2 都错过了，3 就够。库里的 `beam_search` 就是这样，在许多随机模型上核对过的。
#
# ## 束宽有什么用，长度归一化又是什么
#
# 概率最多是 1，所以每多写一个词元，整句的概率就小一点。因此，找概率最大的句子，会偏爱短句。束很宽的时候，翻译可能反而变坏：Koehn 与 Knowles（2017）看到束越宽，BLEU（第 06 章的指标）越低；Stahlberg 与 Byrne（2019）发现概率最大的竟是空句。**长度归一化**把对数概率除以一个随长度增长的数，这里是 ((5 + n) / 6) 的 α 次方（Wu 等 2016）；α = 0 就是不除。在法文数词上，看得到这种毛病吗？

# %%
from course_lib.data.batching import encode_pairs, pad_sources
from course_lib.data.corpora import load
from course_lib.decoding import beam_search
from course_lib.metrics import exact_match

model, source_vocab, target_vocab, *_ = records.load("french").model(seed=0)
pairs = encode_pairs(load("numbers-en-fr").valid[:200], source_vocab, target_vocab)
source, lengths = pad_sources([source for source, _ in pairs])
answers = [target for _, target in pairs]

# %%
rows = []
for width in (1, 2, 5, 20):
    for alpha in (0.0, 0.6):
        said = [found[0].tokens for found in beam_search(model, source, lengths, width, alpha)]
        mean = sum(map(len, said)) / len(said)
        rows.append((width, alpha, live(exact_match(said, answers), ".3f"), live(mean, ".2f")))
heads = pick("width/α/exact match/tokens in a sentence", "束宽/α/完全匹配率/每句词元数").split("/")
Table(heads, rows)

# %% [markdown] tags=["en"]
# No curse here. A beam of 2 or 5 repairs a few sentences, and a beam of 20 changes nothing more. The lengths stay the same, with α and without. A likely reason, which we did not test: this model is nearly always sure, and its sentences have one right length.
#
# ## By chance: the temperature
#
# Instead of the likeliest token we can draw one by its probability. A **temperature** τ divides the logits first. Take the logits 2, 1, 0. At τ = 1 the probabilities are .67, .24, .09. At τ = .5 the logits become 4, 2, 0, and the probabilities .87, .12, .02. At τ = 2 they are .51, .31, .19. The order never changes, so for greedy decoding a temperature does nothing.

# %% [markdown] tags=["zh"]
# 这里看不到。束宽 2 或 5 能补救几句，20 也不再多什么；有没有 α，句子都一样长。原因大概是：这个模型几乎总是很有把握，而且每句只有一种正确的长度（没有验证）。
#
# ## 按概率抽：温度
#
# 也可以不取最可能的词元，而是按概率抽一个。先把 logits 除以**温度** τ。比如 logits 是 2、1、0：τ = 1 时，概率是 0.67、0.24、0.09；τ = 0.5 时，logits 变成 4、2、0，概率是 0.87、0.12、0.02；τ = 2 时，是 0.51、0.31、0.19。先后次序永远不变，所以温度对贪心搜索不起作用。

# %%
from course_lib.decoding import sample

rows = []
for temperature in (0.3, 1.0, 1.5, 2.0):
    drawn = [
        sample(model, source, lengths, temperature, generator=torch.Generator().manual_seed(seed))
        for seed in range(3)
    ]
    shares = [exact_match(said, answers) for said in drawn]
    rows.append((temperature, *(live(share, ".2f") for share in shares)))
    assert temperature != 0.3 or min(shares) > 0.85
assert max(shares) < 0.45
Table([pick("temperature", "温度"), *(pick("seed {}", "种子 {}").format(seed) for seed in range(3))], rows)

# %% [markdown] tags=["en"]
# Three draws of the same 200 numbers for each temperature. At 0.3 drawing is almost greedy. At 1 it draws what the model believes, and one number in five or six goes wrong. A number has one right translation, so chance has little to win here. In stories many answers are good. There Holtzman et al. (2020) saw the likeliest text repeat itself and plain drawing stray, so they draw among the likeliest tokens only.

# %% [markdown] tags=["zh"]
# 每种温度把同样的 200 个数抽三遍。0.3 时差不多就是贪心。1 就是完全照模型所相信的来抽，五六个数里错一个。一个数只有一种正确的译法，靠随机占不到便宜。写故事、聊天就不同了，好的答案有很多：Holtzman 等（2020）发现，最可能的文字会翻来覆去，单纯按概率抽又会跑题，所以只在最可能的词元里抽。

# %% [markdown] tags=["en"]
# ## Does the decoder care which encoder stands before it?
#
# Seq2Seq is called **modular**: any encoder will do that gives a context. You often see this shown by a setting such as `cell="lstm"`. But that changes the decoder, too. So here is an encoder that is no recurrent network at all, in a few lines. It is a **bag of embeddings**: the mean of the vectors of all tokens.

# %% [markdown] tags=["zh"]
# ## 前面是哪种编码器，解码器在乎吗？
#
# 常说 Seq2Seq 是**模块化**的：凡是给得出上下文向量的编码器，都装得上。常见的演示是改一个设置，比如 `cell="lstm"`，可这样一改，解码器也跟着变了。所以这里写一个根本不是循环网络的编码器，只有几行。它叫**词袋**：把所有词元的向量取平均。

# %%
from torch import nn

from course_lib.models.encoder import Memory


class Bag(nn.Module):
    def __init__(self, vocabulary, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, hidden, padding_idx=0)

    def forward(self, source, lengths):
        x = self.embedding(source)  # (B, S, H)
        mask = torch.arange(source.size(1)) < lengths[:, None]  # (B, S)
        context = x.sum(1) / lengths[:, None]  # (B, H): PAD adds zero
        return Memory(x, mask, (context[:, None],))


# %%
other = Seq2Seq(len(source_vocab), len(target_vocab), embedding=48, hidden=96)
before = {name: weights.clone() for name, weights in other.decoder.state_dict().items()}
other.encoder = Bag(len(source_vocab), 96)
batch = source[:2, : lengths[:2].max()]
print(len(beam_search(other, batch, lengths[:2], 3)), tuple(other.encode(batch, lengths[:2]).final[0].shape))
assert all(torch.equal(before[name], weights) for name, weights in other.decoder.state_dict().items())

# %% [markdown] tags=["en"]
# The decoder is the very same object, and everything runs, even the beam search. How well does it learn? We trained number words to digits for 1,000 steps, three seeds, with five encoders. The decoder and the loop were the same each time. The convolution looks at windows of three tokens and keeps the largest value of each unit.

# %% [markdown] tags=["zh"]
# 解码器还是原来那一个，一切照常运行，连束搜索也是。那么学得怎么样？任务是把英文数词变成数字，训练 1000 步，三个随机种子，换五种编码器；解码器和训练循环都不变。其中的卷积每次看相邻的三个词元，每一维只留最大的值。

# %%
record = records.load("encoders")
choices = list(dict.fromkeys(run["choice"] for run in record.results))
exact = {name: record.values("exact", choice=name) for name in choices}
print(record.command)
assert max(exact["bag of embeddings"]) < 0.2 < 0.7 < min(exact["convolution"])
figures.ranges(exact, "exact_match")

# %% [markdown] tags=["en"]
# All five fit, and the decoder does not care. The task cares. A bag does not know the order, so *two hundred and five* and *five hundred and two* give the same context: 9 of 100 come out right. The convolution knows who stands beside whom, which is enough for most numbers. The GRU reads them all in order.
#
# Reading in both directions did worse than reading in one, with more than twice the weights. The learning rate was not tuned for each encoder, so we draw no law from it.

# %% [markdown] tags=["zh"]
# 五种都装得上，解码器不在乎，在乎的是任务。词袋不知道顺序，*two hundred and five* 和 *five hundred and two* 得到同一个上下文向量，所以 100 个里只对 9 个。卷积知道谁挨着谁，对大多数数来说就够了。GRU 则是按顺序从头读到尾。
#
# 双向读反而不如单向，权重还多了一倍不止。这里没有为每种编码器单独调学习率，所以不要当成规律。

# %% [markdown] tags=["en"]
# ## Two softmaxes, at every rate
#
# The chapter showed each way of training at its best learning rate. Here are all of them: right of 100 held-out numbers, and the loss of the last 50 steps.

# %% [markdown] tags=["zh"]
# ## softmax 做两次：各种学习率
#
# 正文里，两种写法都取了各自最好的学习率。这里把试过的全部列出来：100 个留出的数里对了几个，以及最后 50 步的损失。

# %%
record = records.load("double_softmax")
rows = []
for run in record.where(seed=0):
    runs = record.where(twice=run["twice"], rate=run["rate"])
    shares = ", ".join(f"{100 * one['exact']:.0f}" for one in runs)
    way = pick("twice", "两次") if run["twice"] else pick("once", "一次")
    rows.append((way, run["rate"], shares, f"{sum(one['loss'] for one in runs) / len(runs):.2f}"))
floor = -torch.tensor([1.0] + [0.0] * 14).log_softmax(0)[0].item()
print(pick("the least loss with two softmaxes:", "做两次 softmax，损失最小是："), f"{floor:.2f}")
Table(pick("softmax/rate/right/loss", "softmax/学习率/对了/损失").split("/"), rows)

# %% [markdown] tags=["en"]
# With two softmaxes no seed reaches any of the others, at any rate, and the loss stays above 1.82.
#
# ## Do the probabilities of all sentences add up to one?
#
# Each step hands out a probability of 1 among the tokens. Does that hold for whole sentences of any length? We take a tiny random model with two words, and add up all sentences of at most 0, 1, 2, … tokens before EOS.

# %% [markdown] tags=["zh"]
# 不管哪种学习率，做两次 softmax 的种子没有一个赶得上只做一次的；损失也始终降不到 1.82。
#
# ## 所有句子的概率加起来是一吗？
#
# 每一步都把概率 1 分给各个词元。那么对长短不一的整句，加起来也是 1 吗？拿一个只有两个词的随机模型，把 EOS 之前最多 0、1、2……个词元的所有句子的概率加起来。


# %%
plain = Seq2Seq(6, 6, embedding=4, hidden=8, seed=1).eval()


@torch.no_grad()
def mass(token, state, depth):
    """The probability of all sentences that go on from here with at most `depth` tokens before EOS."""
    hidden, state = plain.advance(torch.tensor([[token]]), state, memory)
    end, *words = plain.project(hidden)[0, 0, [EOS, 4, 5]].softmax(-1).tolist()
    return end + sum(p * mass(i, state, depth - 1) for i, p in zip((4, 5), words, strict=True) if depth)


for depth in (0, 1, 2, 4, 8):
    print(depth, f"{mass(BOS, plain.start(memory), depth):.3f}")

# %% [markdown] tags=["en"]
# The sum creeps up towards 1. What is missing are the longer sentences. It reaches 1 as long as EOS keeps some fixed chance at every step. This is what EOS is *for*: with it, a model spreads one probability over sentences of all lengths. Without it, it could only compare sentences of equal length.
#
# ## References
#
# - P. Koehn, R. Knowles (2017). Six challenges for neural machine translation. Workshop on Neural Machine Translation, arXiv 1706.03872.
# - F. Stahlberg, B. Byrne (2019). On NMT search errors and model errors: cat got your tongue? EMNLP, arXiv 1908.10090.
# - Y. Wu et al. (2016). Google's neural machine translation system. arXiv 1609.08144.
# - A. Holtzman et al. (2020). The curious case of neural text degeneration. ICLR, arXiv 1904.09751.

# %% [markdown] tags=["zh"]
# 和慢慢逼近 1，差的那一点是更长的句子。只要每一步 EOS 的概率都不低于某个固定的数，最后就能到 1。EOS 的**意义**就在这里：有了它，模型才能把概率 1 分给长短不一的所有句子；没有它，就只能比较一样长的句子。
#
# ## 参考文献
#
# - P. Koehn, R. Knowles (2017). Six challenges for neural machine translation. Workshop on Neural Machine Translation, arXiv 1706.03872.
# - F. Stahlberg, B. Byrne (2019). On NMT search errors and model errors: cat got your tongue? EMNLP, arXiv 1908.10090.
# - Y. Wu et al. (2016). Google's neural machine translation system. arXiv 1609.08144.
# - A. Holtzman et al. (2020). The curious case of neural text degeneration. ICLR, arXiv 1904.09751.
