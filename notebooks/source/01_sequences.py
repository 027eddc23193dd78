# %% [markdown] tags=["en"]
# # 01 · Sequences: how text, sound and pictures become numbers
#
# **What you will be able to do.** Cut text into tokens in four ways and say what each costs. Explain why a token id is a name and not a quantity. Put sentences of different length into one tensor without letting the padding lie. Count how much work padding wastes, and save it.
#
# **Time.** 45 minutes, of which 15 for three exercises; the stretch exercise is extra. **To know before.** Chapter 00.

# %% [markdown] tags=["zh"]
# # 01 · 序列：文字、声音和图片怎样变成数
#
# **学完本章，你能**：用四种办法把文字切成词元，并说清各自的代价；解释为什么词元的编号是名字而不是数量；把长短不一的句子放进一个张量，又不让填充捣乱；数出填充浪费了多少计算，再把它省下来。
#
# **时间**：45 分钟，其中三道练习 15 分钟；挑战题另算。**预备知识**：第 00 章。

# %% [markdown] tags=["en"]
# ## The question
#
# A network takes vectors of numbers. A sentence is not one, nor is a melody. **How does a sequence get into a network, and what does each way of cutting it cost?**
#
# ![Three rows: a sentence cut into tokens, a sound wave cut into frames, a picture cut into patches. Each piece becomes one vector, and the vectors stand in order.](../assets/figures/everything_is_a_sequence.en.svg)
#
# Three steps, always the same. **Cut** the thing into pieces. **Turn** each piece into a vector. **Keep the order.** A **sequence** is just that: pieces in an order.

# %% [markdown] tags=["zh"]
# ## 问题
#
# 网络只认向量，也就是一串一串的数。一句话不是向量，一段旋律也不是。**序列怎样才能进入网络？不同的切法，各要付出什么代价？**
#
# ![三行：句子切成词元，声波切成帧，图片切成图像块。每一块变成一个向量，向量按顺序排列。](../assets/figures/everything_is_a_sequence.zh.svg)
#
# 永远是三步：把东西**切**成块；把每一块**变成**向量；**保持顺序**。所谓**序列**，就是有顺序的一块一块。

# %%
from course_lib.chapters.ch01_sequences import figures
from course_lib.language import set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## Sound and pictures first
#
# Sound is the easy case, because it is numbers already: one air pressure, thousands of times a second. A single number says little, so we cut the wave into short pieces, called **frames**. Here is a tone of 440 Hz (the A that orchestras tune to), 0.1 seconds at 8,000 numbers a second, in frames of 200: `unfold(0, 200, 200)` takes, along axis 0, pieces of 200, a new one every 200.

# %% [markdown] tags=["zh"]
# ## 先看声音和图片
#
# 声音最容易，因为它本来就是数：每秒几千次的气压值。单独一个数说明不了什么，所以把声波切成一小段一小段，叫作**帧**。下面是 440 Hz 的音（乐队调音用的 A），0.1 秒，每秒 8000 个数，每帧 200 个：`unfold(0, 200, 200)` 沿第 0 维每隔 200 个数取一段，一段 200 个。

# %%
import torch

time = torch.arange(800) / 8000  # (800,)
wave = torch.sin(2 * torch.pi * 440 * time)  # (800,)
frames = wave.unfold(0, 200, 200)  # (4, 200)
print(wave.shape, "->", frames.shape)

# %% [markdown] tags=["en"]
# A picture has no order of its own, but we can give it one: cut it into square **patches** and read them like a page, row by row. An 8 × 8 picture in patches of 4 × 4 is a sequence of four vectors of 16 numbers. Our pixels are numbered from 0 on, so that you can see where they go: the second patch begins in the middle of the top row. Chapter 10 builds the Vision Transformer on this idea.

# %% [markdown] tags=["zh"]
# 图片本身没有先后，但我们可以给它一个：切成方形的**图像块**，像读书一样一行一行地读。8 × 8 的图片按 4 × 4 切块，就成了由四个 16 维向量组成的序列。这里的像素从 0 起编了号，好看出它们去了哪里：第二块从最上面一行的正中间开始。第 10 章的 Vision Transformer 就是从这个想法开始的。

# %%
picture = torch.arange(64.0).view(8, 8)  # (8, 8)
patches = picture.unfold(0, 4, 4).unfold(1, 4, 4)  # (2, 2, 4, 4)
sequence = patches.reshape(4, 16)  # (4, 16)
print(sequence.shape, "the second begins", sequence[1, :4].tolist())

# %% [markdown] tags=["en"]
# ## What the notes write, put right
#
# The notes write a sequence as $(x_1, x_2, \dots, x_n)$ with $x_i \in \mathbb{R}$: each piece a number. For a wave before it is cut, that is true. For text it is not. A token is an element of a finite set, the vocabulary $\mathcal{V}$, and it *becomes* a vector:
#
# $$x_i \in \mathcal{V}, \qquad e(x_i) \in \mathbb{R}^d$$
#
# And there are two lengths, not one: $S$ for the source, $T$ for the target. Look at the corpus of chapter 00.

# %% [markdown] tags=["zh"]
# ## 笔记里的写法，需要订正的地方
#
# > **笔记这样说**：“它可以抽象地被表示为：$(x_1, x_2, ..., x_n)，x_i∈R，i=1,2,...,n$”
#
# 还没切开的声波确实如此，每个 $x_i$ 都是一个实数。文字却不是：词元是一个有限集合（词表 $\mathcal{V}$）里的元素，然后才*变成*向量：
#
# $$x_i \in \mathcal{V}, \qquad e(x_i) \in \mathbb{R}^d$$
#
# 而且长度有两个，不是一个：源序列长 $S$，目标序列长 $T$。看看第 00 章的语料。

# %%
from course_lib.data.corpora import load

corpus = load("numbers-en-digits")
source_lengths = [len(source.split()) for source, _ in corpus.train]
target_lengths = [len(target) for _, target in corpus.train]
equal = sum(s == t for s, t in zip(source_lengths, target_lengths, strict=True))
print(f"source and target equally long: {equal / len(corpus.train):.3f} of the pairs")
assert equal < 0.1 * len(corpus.train)
figures.lengths(source_lengths, target_lengths)

# %% [markdown] tags=["en"]
# Only about 2 % of the pairs have a source and a target of equal length. That is why one network that reads and writes in step will not do, and why Seq2Seq has two.

# %% [markdown] tags=["zh"]
# 源序列和目标序列长度相等的句对只占 2% 左右。所以“读一个写一个”的单个网络行不通，Seq2Seq 才要用两个网络。

# %% [markdown] tags=["en"]
# ## Tokens: four ways to cut text
#
# What is a piece of text? First two answers: a **character**, or a **word**, found by splitting at spaces. Try both on an English and on a Chinese sentence. **Predict**: how many words will the computer find in the Chinese one?

# %% [markdown] tags=["zh"]
# ## 词元：切分文字的四种办法
#
# 文字的一“块”是什么？先看两种回答：一个**字符**；或一个**词**，在空格处切开。在一句英文和一句中文上都试试。**先猜**：计算机会在中文句子里找到几个词？

# %%
english, chinese = "i like natural language processing", "我喜欢自然语言处理"
for text in (english, chinese):
    print(len(list(text)), "characters", list(text)[:6], "…")
    print(len(text.split()), "by spaces", text.split())

# %% [markdown] tags=["en"]
# One. Chinese writes no spaces, so the whole sentence is a single "word". Hardly any other text contains just this "word": nearly every new sentence will be *unknown*.
#
# In English, too, spaces are not enough: `dark,` with its comma is another word than `dark`. So the third answer, for text as people write it, sets punctuation marks apart and writes everything small (`text-word` in the library).

# %% [markdown] tags=["zh"]
# 一个。中文不写空格，整句话成了一个“词”。别的文字里几乎不会正好有这个“词”，所以凡是新句子，差不多都是*未知*的。
#
# 英文光靠空格也不够：带逗号的 `dark,` 和 `dark` 成了两个词。所以第三种办法用于真实文本：把标点单独切开，字母一律小写（库里叫 `text-word`）。

# %%
from course_lib.data.tokenization import tokenize

for unit in ("word", "text-word"):
    print(f"{unit:9}", tokenize("It was dark, so we walked.", unit))

# %% [markdown] tags=["en"]
# The fourth answer, **subwords**, lets the data decide; we come to it below. All four give tokens. What changes is how many tokens a sentence has, how large the vocabulary gets, and how often a token is unknown.

# %% [markdown] tags=["zh"]
# 第四种叫**子词**，让数据自己决定怎么切，后面就会讲到。四种办法得到的都是词元，差别在于：一句话有多少个词元，词表有多大，又有多常碰到未知词元。

# %% [markdown] tags=["en"]
# ## A vocabulary by hand
#
# A **vocabulary** is a table: token → id. Four ids are reserved: 0 **PAD** fills up short rows, 1 **BOS** begins a target, 2 **EOS** ends a sequence, 3 **UNK** stands for every token that is not in the table. We give ids by frequency, ties in alphabetical order, and check that the library's table is the same.

# %% [markdown] tags=["zh"]
# ## 亲手做一个词表
#
# **词表**是一张表：词元 → 编号。四个编号是保留的：0 号 **PAD** 用来填充短的行，1 号 **BOS** 表示目标序列开始，2 号 **EOS** 表示序列结束，3 号 **UNK** 代表一切不在表里的词元。我们按频率编号，频率相同就按字母顺序；再检查库里的词表是不是一样。

# %%
from collections import Counter

from course_lib.data.vocab import EOS, PAD, UNK, Vocab

texts = [source for source, _ in corpus.train]
counts = Counter(token for text in texts for token in text.split())
names = sorted(counts, key=lambda token: (-counts[token], token))
table = {token: i for i, token in enumerate(names, start=4)}
print(len(table), "words, the first:", {token: table[token] for token in names[:5]})
vocab = Vocab.build(texts, unit="word")
assert vocab.names[4:] == names
assert vocab.encode("forty dozen") == [table["forty"], UNK]

# %% [markdown] tags=["en"]
# ## Ids are names, not numbers
#
# The ids look like quantities. They are not. Take the mean of two ids and see which word you get.

# %% [markdown] tags=["zh"]
# ## 编号是名字，不是数
#
# 编号看上去像数量，其实不是。取两个编号的平均，看看得到的是哪个词。

# %%
one, two = table["nine"], table["million"]
middle = (one + two) // 2
print(f"nine {one}, million {two}, their mean {middle}:", vocab.names[middle])

# %% [markdown] tags=["en"]
# *Four* is not half-way between *nine* and *million*: these ids only say which word is more frequent. So the first thing a network does with an id is to look up a vector in a table, the **embedding**. The table starts random and is learnt like all weights. Looking up row $i$ is the same as multiplying by a **one-hot** vector, which is 1 at place $i$ and 0 elsewhere. `padding_idx=PAD` keeps the row of PAD at zero: the last number printed.

# %% [markdown] tags=["zh"]
# *four* 可不在 *nine* 和 *million* 的正中间：这里的编号只说明哪个词更常见。所以网络拿到编号后的第一件事，是到一张表里查出一个向量，这就是**嵌入**。这张表一开始是随机的，和其他权重一样学出来。查第 $i$ 行，等于乘以一个**独热**向量：第 $i$ 个位置是 1，其余是 0。`padding_idx=PAD` 让 PAD 那一行始终为零，也就是最后打印的那个数。

# %%
embedding = torch.nn.Embedding(len(vocab), 8, padding_idx=PAD)
ids = torch.tensor(vocab.encode("forty two"))  # (2,)
one_hot = torch.nn.functional.one_hot(ids, len(vocab)).float()  # (2, V)
assert torch.equal(embedding(ids), one_hot @ embedding.weight)  # (2, 8)
print(embedding(ids).shape, embedding(torch.tensor([PAD])).abs().sum().item())

# %% [markdown] tags=["en"]
# ## Subwords: let the data decide
#
# Characters give long sequences. Words give huge vocabularies, and new words stay unknown. **Byte-pair encoding** (BPE; Sennrich et al. 2016) stands between. Start from characters; join the most frequent pair of neighbours into one piece; repeat. A sign ▁ marks where a word begins, so that the text can be put together again. Our whole corpus is four words: *low* stands in it five times, *lower* twice, *newest* six times, *widest* three times.

# %% [markdown] tags=["zh"]
# ## 子词：让数据决定
#
# 按字符切，序列太长；按词切，词表太大，新词又总是未知。**字节对编码**（BPE，Sennrich 等 2016）取其中间：从字符开始，把最常相邻的一对并成一块，如此反复。用记号 ▁ 标出词的开头，以后就能把原文拼回来。我们的全部语料只有四个词：*low* 出现五次，*lower* 两次，*newest* 六次，*widest* 三次。

# %%
from itertools import pairwise

counts = Counter({"low": 5, "lower": 2, "newest": 6, "widest": 3})
text = " ".join(counts.elements())
words = {("▁", *word): count for word, count in counts.items()}
pieces = sorted({symbol for word in words for symbol in word})
print(words)

# %% [markdown] tags=["en"]
# Count each pair of neighbours. Between equally frequent pairs, take the one whose pieces are older.

# %% [markdown] tags=["zh"]
# 数一数每一对相邻的块。次数相同时，取由更早出现的块组成的那一对。


# %%
def best_pair(words):
    pairs = Counter()
    for word, count in words.items():
        for pair in pairwise(word):
            pairs[pair] += count
    return min(pairs, key=lambda pair: (-pairs[pair], *map(pieces.index, pair)))


print(best_pair(words))

# %% [markdown] tags=["en"]
# Join that pair everywhere, and go on. Watch pieces grow into endings and words.

# %% [markdown] tags=["zh"]
# 在所有词里把这一对并起来，再继续。看看小块怎样长成词尾和整词。


# %%
def join(word, pair):
    joined = []
    for symbol in word:
        if joined and (joined[-1], symbol) == pair:
            joined[-1] += symbol
        else:
            joined.append(symbol)
    return tuple(joined)


print(join(("▁", "w", "i", "d", "e", "s", "t"), ("e", "s")))

# %%
merges = []
for _ in range(12):
    merges.append(best_pair(words))
    pieces.append("".join(merges[-1]))
    words = {join(word, merges[-1]): count for word, count in words.items()}
print(["".join(pair) for pair in merges])
print(list(words))

# %% [markdown] tags=["en"]
# *est* became a piece because *newest* and *widest* share it. Nobody told the computer about superlatives; it counted. (*idest* became a piece as well, and means nothing.)
#
# What about a word that is not among the four? Cut it into characters and apply the merges, in the order in which they were learnt.

# %% [markdown] tags=["zh"]
# *est* 成了一块，因为 *newest* 和 *widest* 都有它。没有人告诉计算机什么是最高级，它只是数了数。（*idest* 也成了一块，却没有任何意思。）
#
# 那么，这四个词以外的词呢？先切成字符，再按学到的先后，逐个做这些合并。

# %%
new = ("▁", *"lowest")
for pair in merges:
    new = join(new, pair)
print(new)

# %% [markdown] tags=["en"]
# *Lowest* was never seen, and yet it is not unknown: it becomes two pieces that are known. Only a character that was never seen stays unknown. The library learns the same merges with the `tokenizers` package, and cuts the new word in the same way.

# %% [markdown] tags=["zh"]
# *lowest* 从没见过，却不是未知的：它成了两个认识的块。只有从没见过的字符才仍是未知。库里用 `tokenizers` 包，学到的合并完全一样，新词的切法也一样。

# %%
from course_lib.data.subwords import Subwords, learn

library_pieces, library_merges = learn([text], size=len(pieces))
assert [tuple(pair) for pair in library_merges] == merges
assert library_pieces == pieces
ids = Subwords(library_pieces, library_merges).encode("lowest")
assert [library_pieces[i - 1] for i in ids] == list(new)

# %% [markdown] tags=["en"]
# ## Does Chinese need word segmentation?
#
# Splitting at spaces fails for Chinese. There are programs that find Chinese words, but two answers need none: characters, and subwords. The corpus `sentences-zh` holds short Chinese sentences. Count three things for each way of cutting: tokens in a sentence, entries in the vocabulary (subwords may have 100), and the share of unknown tokens in sentences that were held out.

# %% [markdown] tags=["zh"]
# ## 中文要不要分词？
#
# 中文按空格切行不通。当然有专门的中文分词程序，但有两种办法根本用不着它：按字切，或用子词。语料 `sentences-zh` 里是一些中文短句。对每一种切法数三件事：每句的词元数、词表大小（子词给 100 项）、留出的句子里未知词元的比例。

# %%
sentences = load("sentences-zh")
train = [source for source, _ in sentences.train]
held_out = [source for source, _ in sentences.valid]
for unit in ("word", "char", "subword"):
    vocab = Vocab.build(train, unit, size=100)
    ids = [i for text in held_out for i in vocab.encode(text)]
    unknown = ids.count(UNK) / len(ids)
    print(f"{unit:8} tokens {len(ids) / len(held_out):.1f}, entries {len(vocab):3d}, unknown {unknown:.2f}")
    assert (unknown > 0.9) == (unit == "word")

# %% [markdown] tags=["en"]
# With spaces, the vocabulary holds whole sentences and everything new is unknown. Characters and subwords know everything here, because this small corpus is made from a few patterns; real text would still bring unknown characters. Subwords need fewer tokens a sentence, and pay with a larger vocabulary. For the models of this course, single characters are enough for Chinese: no segmentation needed. (Li et al. 2019 compared segmented words with characters on four tasks; characters were at least as good.)

# %% [markdown] tags=["zh"]
# 按空格切，词表里装的是一整句一整句的话，凡是新句子都不认识。按字切和子词在这里全都认识，因为这个小语料是由几种句式拼成的；换成真实文本，仍会遇到没见过的字。子词每句用的词元更少，代价是词表更大。对本课程的模型来说，中文按字切就够了，不必分词。（Li 等（2019）在四类任务上比较过按词切和按字切，按字切不比按词切差。）

# %% [markdown] tags=["en"]
# ## Padding and masks
#
# A tensor is a rectangle, sentences are not. Short rows are filled up with PAD, and a **mask** remembers which places are real. Whatever a network computes at a padded place must never reach a result. Chapter 02 shows the classic bug: reading the context vector at a PAD.

# %% [markdown] tags=["zh"]
# ## 填充与掩码
#
# 张量是矩形，句子却不是。短的行用 PAD 填充，再用**掩码**记住哪些位置是真的。网络在填充位置上算出来的东西，绝不能影响结果。第 02 章会展示那个经典的错误：在 PAD 的位置读取上下文向量。

# %%
rows = [[5, 8, 4, EOS], [9, EOS], [7, 6, EOS]]
longest = max(map(len, rows))
padded = torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])  # (3, 4)
lengths = torch.tensor([len(row) for row in rows])  # (3,)
mask = torch.arange(longest) < lengths[:, None]  # (3, 4)
print(padded, mask, sep="\n")

# %% [markdown] tags=["en"]
# The library's `pad` does the same, and the encoder makes this very mask.

# %% [markdown] tags=["zh"]
# 库里的 `pad` 做的是同一件事，编码器里的掩码也正是这样来的。

# %%
from course_lib.data.batching import batches, encode_pairs, pad
from course_lib.models.encoder import Encoder

library_padded, library_lengths = pad(rows)
assert torch.equal(library_padded, padded) and torch.equal(library_lengths, lengths)
memory = Encoder(vocab_size=10)(padded, lengths)
assert torch.equal(memory.mask, mask)

# %% [markdown] tags=["en"]
# ## What padding costs, and buckets
#
# **Predict.** Take 18,000 number pairs in random order, in batches of 64. Every place takes memory, and in most networks computation too. What share of all places, source and target together, is padding: 2 %, 10 %, 25 %?
#
# Then sort: **buckets** put sentences of similar length into one batch, and shuffle the batches so that training still sees another mix each time. (The library sorts a `pool` at a time: as many pairs as fill 50 batches. A pool of one batch sorts nothing.) What share is left?

# %% [markdown] tags=["zh"]
# ## 填充的代价，以及分桶
#
# **先猜**：把数字语料的 18,000 个句对随机排列，每批 64 个。矩形里的每个位置都占内存，在多数网络里还要花计算。源和目标两边合起来，所有位置里填充占多少？2%、10%，还是 25%？
#
# 然后排一排：**分桶**把长度相近的句子放进同一批，再把各批打乱，这样每一轮训练看到的组合仍然不同。（库里每次排一个池子 `pool`，装得下 50 批；池子只有一批，就等于没排。）还剩多少填充？

# %%
source_vocab = Vocab.build(texts, unit="word")
target_vocab = Vocab.build((target for _, target in corpus.train), unit="char")
pairs = encode_pairs(corpus.train, source_vocab, target_vocab)
wasted = {}
for name, pool in (("random", 1), ("buckets", 50)):
    made = list(batches(pairs, 64, torch.Generator().manual_seed(0), pool))
    padding = sum(int((side == PAD).sum()) for b in made for side in (b.source, b.target))
    places = sum(side.numel() for b in made for side in (b.source, b.target))
    wasted[name] = padding / places
    print(f"{name:7} {padding:6d} of {places} places are padding: {wasted[name]:.3f}")
assert wasted["random"] > 5 * wasted["buckets"]

# %% [markdown] tags=["en"]
# A quarter of the places were padding; with buckets about one in fifty. There are 23 % fewer places. With a right mask, what the network computes for a given sentence stays the same; only the company in its batch changes.

# %% [markdown] tags=["zh"]
# 四分之一的位置都是填充；分桶之后只剩大约五十分之一。位置少了 23%。只要掩码正确，网络对每个句子的计算结果不变，变的只是它和谁同在一批。

# %% [markdown] tags=["en"]
# ## Lab: tokens
#
# Type what you like, several lines if you want. The lab's vocabulary comes from 80 everyday sentences, 40 English and 40 Chinese: whatever they lack is unknown. Switch the way of cutting; watch tokens, ids and unknowns, and beneath them the padded batch with its mask. **Predict, then try**: which way of cutting has the fewest unknown tokens? Which the fewest tokens? Then find a line that is short in characters and long in subwords.

# %% [markdown] tags=["zh"]
# ## 实验台：词元
#
# 想输入什么就输入什么，多写几行也行。它的词表来自 80 个日常句子（中英文各 40 句），里面没有的就是未知词元。换一种切法，看词元、编号和未知词元怎么变；下面是填充好的一批和它的掩码。**先猜再试**：哪种切法的未知词元最少？哪种切法的词元最少？再找一行字：字符很少，子词却很多。

# %%
from course_lib.chapters.labs import TokensLab

TokensLab()

# %% [markdown] tags=["en"]
# ## Exercises
#
# Three core exercises, about five minutes each. Read the task, write your function below it, run the cell. The check names the first thing that is wrong. Stuck? Run `ch01.encode_line.hint()`, more than once if need be; `ch01.encode_line.solution()` shows ours. An unsolved exercise stops nothing.

# %% [markdown] tags=["zh"]
# ## 练习
#
# 三道基础练习，每道大约五分钟。读题，在下面写出你的函数，运行单元格，检查会指出第一个不对的地方。卡住了？运行 `ch01.encode_line.hint()`，可以多要几次提示；`ch01.encode_line.solution()` 会给出我们的解答。没做出来也不影响后面的运行。

# %%
from course_lib.chapters.ch01_sequences import exercises as ch01

ch01.encode_line


# %%
def encode_line(text, table): ...


ch01.encode_line.check(encode_line)

# %%
ch01.pad_and_mask


# %%
def pad_and_mask(rows): ...


ch01.pad_and_mask.check(pad_and_mask)

# %%
ch01.wasted_share


# %%
def wasted_share(lengths, batch_size): ...


ch01.wasted_share.check(wasted_share)

# %% [markdown] tags=["en"]
# A stretch, for those who want more, and a question to answer in words.

# %% [markdown] tags=["zh"]
# 下面是一道挑战题，留给还想多做一点的人；还有一道要用文字回答的问题。

# %%
ch01.merge_once


# %%
def merge_once(words): ...


ch01.merge_once.check(merge_once)

# %%
ch01.average

# %%
ch01.average.answer("")

# %% [markdown] tags=["en"]
# ## Quiz
#
# Four questions. Each option is explained once you check.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题。选好后按“检查”，每个选项都有解释。

# %%
ch01.quiz

# %% [markdown] tags=["en"]
# `progress()` shows what you have done so far, in all chapters; `progress.card()` makes a picture of it for your study group.

# %% [markdown] tags=["zh"]
# `progress()` 显示到目前为止你在各章的进度；`progress.card()` 会生成一张卡片，可以发到学习小组里。

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | a sequence can be speech, text, even a picture | yes: a wave in frames, a picture in patches, text in tokens |
# | $x_i \in \mathbb{R}$ | for text a token is an element of a finite set; the embedding makes it a vector in $\mathbb{R}^d$ |
# | one length $n$ | two lengths, $S$ and $T$; equal in about 2 % of our pairs |
# | "tokenization + word embedding" is step 1 of training | tokenization is fixed before training; the embedding is learnt *during* it |
#
# ## For a study group
#
# 1. What is lost when a picture becomes a sequence of patches?
# 2. Your vocabulary has 50,000 words. What does the 50,001st cost?
# 3. Buckets put sentences of similar length together. Could that harm training?
#
# [A page for the meeting](../docs/groups/01_sequences.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - R. Sennrich, B. Haddow, A. Birch (2016). Neural machine translation of rare words with subword units. ACL.
# - X. Li et al. (2019). Is word segmentation necessary for deep learning of Chinese representations? ACL.
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words. ICLR, arXiv 2010.11929.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | “可以是语音、文字，甚至可以是图片” | 对：声波切成帧，图片切成图像块，文字切成词元 |
# | “$x_i∈R$” | 文字的词元是有限集合里的元素；经过嵌入，才成为 $\mathbb{R}^d$ 里的向量 |
# | 只有一个长度 $n$ | 有两个长度 $S$ 和 $T$；我们的句对里二者相等的只占 2% 左右 |
# | “数据预处理: tokenization + word embedding” | 词元化在训练之前就定下来；嵌入却是在训练*当中*学出来的 |
#
# ## 小组讨论
#
# 1. 图片变成图像块的序列，丢掉了什么？
# 2. 词表有 50,000 个词，第 50,001 个词要付出什么代价？
# 3. 分桶把长度相近的句子放在一起，会不会妨碍训练？
#
# [小组活动页](../docs/groups/01_sequences.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - R. Sennrich, B. Haddow, A. Birch (2016). Neural machine translation of rare words with subword units. ACL.
# - X. Li et al. (2019). Is word segmentation necessary for deep learning of Chinese representations? ACL.
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words. ICLR, arXiv 2010.11929.
