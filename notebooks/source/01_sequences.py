# %% [markdown] tags=["en"]
# # 01 · Sequences: how text, sound and pictures become numbers
#
# **What you will be able to do.** Cut any text into tokens, down to its bytes, and say what each way of cutting costs. Explain why an id is a name and not a size. Put sentences of different length into one tensor, with a mask. Build the way back from ids to text, and repair a fault that ruins a training without any error.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapter 00.

# %% [markdown] tags=["zh"]
# # 01 · 序列：文字、声音和图片怎样变成数
#
# **学完本章，你能**：把任何文字切成词元，一直切到字节，并说清各种切法的代价；说清编号为什么只是个名字，不能拿来比大小；把长短不一的句子放进一个张量，配上掩码；自己造一条从编号回到文字的路；再修好一个不报错、却能毁掉训练的毛病。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 00 章。

# %%
from course_lib.chapters.ch01_sequences import exercises as ch01
from course_lib.chapters.ch01_sequences import figures
from course_lib.chapters.opening import opening
from course_lib.language import set_language

LANGUAGE = "en"
set_language(LANGUAGE)
opening(ch01)

# %% [markdown] tags=["en"]
# ## The question
#
# A network computes with vectors, that is, with lists of numbers. A sentence is not a list of numbers. **How does a sentence get into a network, and what does each way of cutting it cost?**
#
# ![Three rows: a sentence cut into tokens, a sound wave cut into frames, a picture cut into patches. Each piece becomes one vector, and the vectors stand in order.](../assets/figures/everything_is_a_sequence.en.svg)
#
# It always takes three steps. **Cut** the thing into pieces. **Turn** each piece into a vector. **Keep the order.** Pieces in an order are called a **sequence**.

# %% [markdown] tags=["zh"]
# ## 问题
#
# 网络只会算向量，也就是一串一串的数。可是一句话不是数。**一句话怎样才能进入网络？不同的切法，各要付出什么代价？**
#
# ![三行：句子切成词元，声波切成帧，图片切成图像块。每一块变成一个向量，向量按顺序排列。](../assets/figures/everything_is_a_sequence.zh.svg)
#
# 总是要做三件事：**切成块**，把每一块**变成向量**，**保持顺序**。这样按顺序排好的一串块，就叫**序列**。

# %% [markdown] tags=["en"]
# ## Sound and pictures are numbers already
#
# A microphone measures the air pressure, here 8,000 times a second. One of these numbers says little, so we cut the wave into pieces of 200, called **frames**. In the code, `unfold(0, 200, 200)` means: along axis 0, take 200 numbers, then move on by 200. A picture is cut into squares, called **patches** (Dosovitskiy et al. 2021), and the patches are read like a page, row by row. For that, `unfold` cuts twice: first the rows, then the columns. The pixels below are numbered from 0 to 63, so you can see where they go: the second patch begins with pixel 4.

# %% [markdown] tags=["zh"]
# ## 声音和图片本来就是数
#
# > **笔记这样说**：序列“可以是语音、文字，甚至可以是图片”。
#
# 确实如此。先看语音和图片，文字放到后面。麦克风量的是气压，这里每秒量 8000 次。只有一个数，什么声音也听不出来，所以每 200 个数切成一段，叫作一**帧**（frame）。代码里的 `unfold(0, 200, 200)` 是说：沿第 0 维取 200 个数，再往前走 200。图片切成方块，叫作**图像块**（patch；Dosovitskiy 等 2021），再像读书一样，一行一行地读；这时 `unfold` 切两次，先切行，再切列。为了看清每个像素去了哪一块，下面用 0 到 63 给像素编了号：第二块应该从 4 号像素开始。

# %%
import torch

wave = torch.sin(2 * torch.pi * 440 * torch.arange(800) / 8000)  # (800,): a tone of 440 Hz
frames = wave.unfold(0, 200, 200)  # (4, 200)
picture = torch.arange(64).view(8, 8)  # (8, 8)
patches = picture.unfold(0, 4, 4).unfold(1, 4, 4)  # (2, 2, 4, 4): rows and columns of patches
sequence = patches.reshape(4, 16)  # (4, 16)
print(tuple(wave.shape), "->", tuple(frames.shape))
print(tuple(picture.shape), "->", tuple(sequence.shape), sequence[1, :4].tolist())

# %% [markdown] tags=["en"]
# ## Text by hand: where to cut?
#
# A piece of text is called a **token**. Two ways of cutting come to mind first: after every **character**, or at the **spaces**. Here are both, for an English and a Chinese sentence. In the code, `list` and `.split` do the cutting; the sign ␣ in the figure is a space.

# %% [markdown] tags=["zh"]
# ## 亲手切文字：从哪里下刀？
#
# 文字的一块叫作一个**词元**（token）。最先想到的切法有两种：每个**字符**切一刀，或者见到**空格**才切。一句英文，一句中文，两种切法都试一试。代码里真正动刀的是 `list` 和 `.split`；图里的 ␣ 是空格，它也算一个字符。

# %%
from course_lib.language import pick

english, chinese = "i like natural language processing", "我喜欢自然语言处理"
by_characters, at_spaces = pick("cut by characters", "按字符切"), pick("cut at spaces", "按空格切")
rows = [(by_characters, list(english)), (at_spaces, english.split())]
figures.cuts([*rows, (by_characters, list(chinese)), (at_spaces, chinese.split())])

# %% [markdown] tags=["en"]
# Spaces find five English words. Chinese is written without spaces, so the whole sentence is one "word". Programs can guess where Chinese words end, which is called **word segmentation**. Below we find ways of cutting that do without.

# %% [markdown] tags=["zh"]
# 按空格切，英文得到五个词。中文不写空格，所以整句话成了一个“词”。当然有专门的程序来给中文分词；不过下面会看到，不靠它也切得开。

# %% [markdown] tags=["en"]
# ## A vocabulary by hand
#
# Each token needs a number, its **id**. The table of all tokens and their ids is the **vocabulary**. Four ids are reserved. 0 is **PAD**, which fills up short rows. 1 is **BOS**, the beginning of a target. 2 is **EOS**, the end. 3 is **UNK**, "unknown": every token that is not in the table gets it. All others get their ids by frequency, the most frequent first, beginning with 4.

# %% [markdown] tags=["zh"]
# ## 亲手做一个词表
#
# 每个词元要有一个数，叫作它的**编号**（id）。全部词元和编号列成的表，就是**词表**（vocabulary）。有四个编号是保留的：0 号 **PAD** 用来填充短的行；1 号 **BOS** 表示目标序列开始；2 号 **EOS** 表示结束；3 号 **UNK** 表示**未知词元**，凡是不在表里的词元都用它。其余的按出现次数从多到少排，最常见的是 4 号。下面用的是英文数的语料，因为英文按空格就能切。

# %%
from collections import Counter

from course_lib.data.corpora import load
from course_lib.data.vocab import EOS, PAD, UNK, Vocab
from course_lib.kit.table import Table

corpus = load("numbers-en-digits")
sources = [source for source, _ in corpus.train]
frequency = Counter(word for source in sources for word in source.split())
words = sorted(frequency, key=lambda word: (-frequency[word], word))
table = {word: i for i, word in enumerate(words, start=4)}
assert Vocab.build(sources, unit="word").names[4:] == words  # the library's is the same
heads = pick("word", "词"), pick("times", "次数"), pick("id", "编号")
Table(heads, [(word, frequency[word], table[word]) for word in ("and", "hundred", "nine", "million")])

# %% [markdown] tags=["en"]
# Now the Chinese sentence again, with ids. This vocabulary comes from 80 everyday sentences, 40 English and 40 Chinese. Cut at spaces, the one "word" of the sentence is not among them.

# %% [markdown] tags=["zh"]
# 再看那句中文，这回标上编号。下面的词表来自 80 个日常句子，中英文各 40 句。按空格切，整句话是一个“词”，这个“词”不在表里。

# %%
from course_lib.chapters.ch01_sequences.sample_sentences import CHINESE, ENGLISH

word_ids = Vocab.build(ENGLISH + CHINESE, "word").encode(chinese)
char_ids = Vocab.build(ENGLISH + CHINESE, "char").encode(chinese)
assert word_ids == [UNK] and UNK not in char_ids
figures.cuts([(at_spaces, [chinese], word_ids), (by_characters, list(chinese), char_ids)])

# %% [markdown] tags=["en"]
# The whole sentence became one id, 3: unknown. The network would read "something stood here", and nothing else. Cut by characters, all nine are known.

# %% [markdown] tags=["zh"]
# 整句话只剩下一个编号 3：未知。网络只知道这里有个东西，别的一概不知。按字符切，九个字全都认识。

# %% [markdown] tags=["en"]
# ## An id is a name
#
# Ids look like sizes. So let us compute with them. Take the id of *nine*, the id of *million*, and their mean. Which word stands there?

# %% [markdown] tags=["zh"]
# ## 编号只是名字
#
# 编号看上去像能比大小的数，那就拿来算一算：取 nine 的编号和 million 的编号，求平均。得到的那个编号，是哪个词？

# %%
middle = (table["nine"] + table["million"]) // 2
print(table["nine"], table["million"], "->", middle, [words[middle - 4]])  # ids begin with 4

# %% [markdown] tags=["en"]
# It is *four*, which does not even lie between nine and a million. These ids say which word is more frequent, and nothing about what it means. So the first thing a network does with an id is to fetch a vector from a table: row 8 for id 8. The table, and also a row of it, is called **embedding**. It begins with random numbers, and training changes them like all other weights. Training can move two words that are used alike close to each other; an id cannot move. So a mean of two embeddings is a point between two words, while a mean of two ids is a third word.
#
# `padding_idx=PAD` keeps the row of PAD at zero. (Fetching a row is also a matrix product; [the deeper notebook](01_sequences_deeper.ipynb) shows how.)

# %% [markdown] tags=["zh"]
# 是 four。四比九还小，根本不在九和一百万之间。这里的编号只说明哪个词更常见，和意思没有关系。所以网络拿到编号以后，第一件事是查表：编号是 8，就取出 8 号那一行（从 0 数起）的向量。这张表叫作**嵌入**（embedding）表，其中一行就是这个词元的嵌入。一开始里面是随机的数，以后和其他权重一样，由训练来改。训练可以让用法相近的两个词靠近，编号却动不了。所以两个嵌入的平均，是两个词之间的一个点；两个编号的平均，却是不相干的第三个词。
#
# `padding_idx=PAD` 让 PAD 那一行始终是零。（查表其实也是一次矩阵乘法，见[深入篇](01_sequences_deeper.ipynb)。）

# %%
embedding = torch.nn.Embedding(len(words) + 4, 6, padding_idx=PAD)  # (V, 6)
ids = torch.tensor([table["forty"], table["two"]])  # (2,)
print(tuple(ids.shape), "->", tuple(embedding(ids).shape))  # 6: small, to be seen; chapter 00 had 64

# %% [markdown] tags=["en"]
# You will often read that a sequence is $(x_1, x_2, \dots, x_n)$ with $x_i \in \mathbb{R}$: each piece is a number. That is true for a wave before it is cut. For text it is not. A token is one of the names in the vocabulary $\mathcal{V}$, and the embedding $e$ makes a vector of $d$ numbers out of it:
#
# $$x_i \in \mathcal{V}, \qquad e(x_i) \in \mathbb{R}^d$$

# %% [markdown] tags=["zh"]
# > **笔记这样说**：序列“可以抽象地被表示为：$(x_1, x_2, ..., x_n)，x_i∈R$”。
#
# 还没切开的声波，确实是这样：每一项都是一个数。文字却不是。词元是词表 $\mathcal{V}$ 里的一个名字，要经过嵌入 $e$，才成为 $d$ 个数组成的向量：
#
# $$x_i \in \mathcal{V}, \qquad e(x_i) \in \mathbb{R}^d$$

# %% [markdown] tags=["en"]
# ## Subwords: let the data decide
#
# Characters make long sequences, and each token is one more step to compute. Words make a large vocabulary: each entry is one more row to store, and rare ones are seen too seldom to be learnt. New words are unknown. **Byte-pair encoding** (BPE; Sennrich et al. 2016) takes a middle way. Begin with characters. Find the two neighbours that stand side by side most often, and join them into one piece. Do it again, as often as you like. The pieces that result are larger than characters and often smaller than words: **subwords**.
#
# Our whole corpus is four words: *low* five times, *lower* twice, *newest* six times, *widest* three times. The sign ▁ marks where a word begins. Count by hand: *e* stands before *s* in *newest* and in *widest*, so 6 + 3 = 9 times.

# %% [markdown] tags=["zh"]
# ## 子词：让数据来决定
#
# 按字符切，序列很长，每个词元都要多算一步。按词切，词表很大：每一项都要多存一行，少见的词又学不好，新词还不认识。**字节对编码**（BPE，Sennrich 等 2016）走中间：先切成一个个字符；看哪两块最常挨在一起，就把它们并成一块；然后再来一遍，想做几遍就做几遍。这样得到的块，比字符大，常常比词小，叫作**子词**（subword）。
#
# 我们的全部语料只有四个词：low 出现五次，lower 两次，newest 六次，widest 三次。记号 ▁ 标出词的开头。先自己数一遍：e 后面跟着 s，在 newest 和 widest 里都有，所以是 6 + 3 = 9 次。

# %%
from itertools import pairwise

times = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
start = {word: ["▁", *word] for word in times}  # word -> its pieces


def count_pairs(cut, times):
    """How often each two pieces stand side by side."""
    pairs = Counter()
    for word, pieces in cut.items():
        for pair in pairwise(pieces):
            pairs[pair] += times[word]
    return pairs


# %%
Table([pick("pair", "一对"), pick("times", "次数")], count_pairs(start, times).most_common(5))

# %% [markdown] tags=["en"]
# *es* and *st* stand there nine times each. We take the one that was counted first. Now join. Walk through a word: if a piece and the one before it are the pair, add it to the one before; else let it stand.

# %% [markdown] tags=["zh"]
# es 和 st 都是九次，取先数到的那一对。接着合并。从左到右看每一块：它和前一块正好是这一对，就接到前一块后面；不是，就单放。


# %%
def join(pieces, pair):
    """The pieces of one word, with this pair joined wherever it stands."""
    joined = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] = joined[-1] + piece  # the last piece grows
        else:
            joined.append(piece)
    return joined


print(start["widest"], "->", join(start["widest"], ("e", "s")))

# %% [markdown] tags=["en"]
# The rest is repetition: count, take the best pair, join it in all words. We keep the state after each merge, and draw it. What the merge has just made is marked. Each time all pairs are counted anew: after *es*, the pair *w* and *e* is left only in *lower*.

# %% [markdown] tags=["zh"]
# 剩下的就是重复：数一遍，取次数最多的一对，在所有词里合并。把每次合并后的样子都留下来，画成图；刚并成的那一块标了颜色。每一步都要重新数：newest 里的 e 并进 es 以后，we 就只剩 lower 里的两次了。


# %%
def learn(start, times, steps):
    """The merges that were learnt, and the pieces of all words before the first and after each."""
    merges, states = [], [start]
    for _ in range(steps):
        pair = count_pairs(states[-1], times).most_common(1)[0][0]
        merges.append(pair)
        states.append({word: join(pieces, pair) for word, pieces in states[-1].items()})
    return merges, states


merges, states = learn(start, times, 8)
assert states[-1]["newest"] == ["▁new", "est"]
figures.merges(states, merges)

# %% [markdown] tags=["en"]
# *est* became a piece because two words share it. Nobody told the computer that *-est* is an ending: it counted. Now take a word that is not among the four, *lowest*. Cut it into characters, and do the merges in the order in which they were learnt.

# %% [markdown] tags=["zh"]
# est 成了一块，因为两个词里都有它。没有人告诉计算机 -est 是一个词尾，它只是数了数。再看一个不在这四个词里的词：lowest。先切成字符，再按学到的先后，一个一个地合并。


# %%
def apply(pieces, merges):
    """Do the merges, first learnt first."""
    for pair in merges:
        pieces = join(pieces, pair)
    return pieces


print(apply(["▁", *"lowest"], merges))

# %% [markdown] tags=["en"]
# *lowest* was never seen, and yet it is not unknown: both its pieces are known. A character that was never seen would still be unknown. The next step removes this, too.

# %% [markdown] tags=["zh"]
# lowest 从没见过，却不是未知的：它的两块都认识。不过，没见过的字符仍然是未知的。下一步，连这个也能解决。

# %% [markdown] tags=["en"]
# ## Bytes: nothing is unknown
#
# A **byte** is a number from 0 to 255. Files and the internet hold nothing but bytes, so every text is written in bytes. The rule that almost everybody uses is called **UTF-8**. In plain English each character takes one byte. Others take two, three or four.

# %% [markdown] tags=["zh"]
# ## 字节：再也没有不认识的字
#
# **字节**（byte）就是一个 0 到 255 的数。文件里、网线上，走的全是字节，所以任何文字都得用字节来写。几乎人人都用的写法叫作 **UTF-8**：英文字母、数字、空格和英文标点用一个字节，别的字符用两个、三个或四个。

# %%
heads = pick("character/in Unicode/its bytes", "字符/Unicode 码点/它的字节").split("/")
signs = [(sign, ord(sign), list(sign.encode("utf-8"))) for sign in "eé中😀"]
assert ord("é") == (195 - 192) * 64 + (169 - 128)
Table(heads, signs)

# %% [markdown] tags=["en"]
# Check one by hand. Unicode gives every character a number (it has nothing to do with our ids), and é has 233. That is 3 × 64 + 41. UTF-8 adds 192 to the 3 and 128 to the 41: 195 and 169. So a reader can tell the bytes apart: one from 192 on begins a character, one from 128 to 191 goes on with it.
#
# Now use bytes as units. Our functions can stay as they are; they only begin with bytes instead of characters. The vocabulary starts with all 256 bytes, so **no text in the world is unknown**. GPT-2 brought this in (Radford et al. 2019), and many language models of today work so. Below we learn 200 merges from the 40 English sentences. This time there is no ▁: the space itself stays in front of the word.

# %% [markdown] tags=["zh"]
# 拿 é 手算一遍。Unicode 给每个字符一个号码，叫作码点，和我们词表的编号无关。é 的码点是 233，也就是 3 × 64 + 41。UTF-8 把 3 加上 192，把 41 加上 128，得到 195 和 169。这样读的人就分得清：192 及以上的字节，是一个字符的开头；128 到 191 的，是接着上一个。
#
# 现在把字节当作最小的块。前面的函数一个也不用改，只是开头从字符换成了字节。词表一开始就有全部 256 个字节，所以**世上没有一段文字是未知的**。这个办法从 GPT-2 开始流行（Radford 等 2019），今天的许多语言模型也这样做。下面从 40 句英文里学，合并 200 次。这回不用 ▁，空格就留在词的前面。


# %%
def in_bytes(text):
    return [bytes([byte]) for byte in text.encode("utf-8")]


english_times = Counter(" " + word for line in ENGLISH for word in line.split())
english_start = {word: in_bytes(word) for word in english_times}
byte_merges, _ = learn(english_start, english_times, 200)
print([(left + right).decode() for left, right in byte_merges[:10]])

# %% [markdown] tags=["en"]
# Now cut our two sentences with these pieces. More tokens mean more work, and more money where one pays by the token. Guess before you look at the counts.

# %% [markdown] tags=["zh"]
# 现在用这些块来切前面那两句话。词元多，算得就慢；按词元收费的模型，钱也花得多。先猜一猜，再看数出来的结果。

# %%
ch01.cost

# %%
from IPython.display import display

costs = {text: len(apply(in_bytes(text), byte_merges)) for text in (english, chinese)}
heads = pick("sentence", "句子"), *pick("characters/bytes/tokens", "字符/字节/词元").split("/")
rows = [(text, len(text), len(text.encode("utf-8")), tokens) for text, tokens in costs.items()]
display(Table(heads, rows))
ch01.cost.result(ch01.dearer(costs[english], costs[chinese]))

# %% [markdown] tags=["en", "explain"]
# ### What the tokenizer has never seen
#
# Nine characters take 27 tokens, 34 characters of English take 17, on this one pair of sentences. Each Chinese character is three bytes, and English text never taught our **tokenizer**, the program that cuts, to join them. Nothing is unknown, but what the tokenizer has seen little of becomes long. The same happens in large models: for some languages a text takes several times as many tokens as its English translation (Petrov et al. 2023). Merges learnt from Chinese text would shorten the Chinese sentence again.

# %% [markdown] tags=["zh", "explain"]
# ### 没见过的文字，切得碎
#
# 就这一对句子来说，9 个汉字用了 27 个词元，34 个英文字符只用了 17 个。一个汉字是三个字节，而这里的**分词器**（tokenizer，就是切词元的程序）没见过中文，一次也没把它们并起来。没有什么是未知的，但分词器见得少的文字，会被切得很碎。大模型也有这个问题：同样的内容，有些语言要用的词元是英文的好几倍（Petrov 等 2023）。如果合并是从中文里学的，中文这句就会短下来。

# %% [markdown] tags=["en"]
# ## Can Chinese do without word segmentation?
#
# Compare four ways of cutting on a corpus of short Chinese sentences. Count three things: tokens in a sentence, entries in the vocabulary, and unknown tokens in sentences that were held out.

# %% [markdown] tags=["zh"]
# ## 中文可以不分词吗？
#
# 拿一个中文短句的语料，比较四种切法，数三件事：每句有几个词元，词表有几项，没参加建词表的句子里，有多少词元是未知的。

# %%
chinese_corpus = load("sentences-zh")
train = [source for source, _ in chinese_corpus.train]
held_out = [source for source, _ in chinese_corpus.valid]
ways = {"word": at_spaces, "char": by_characters, "subword": pick("subwords", "子词")}
rows, unknown = [], {}
for unit, name in ways.items():
    vocab = Vocab.build(train, unit, size=100)  # the size is for subwords alone
    ids = [i for text in held_out for i in vocab.encode(text)]
    unknown[unit] = 100 * ids.count(UNK) / len(ids)
    rows.append((name, f"{len(ids) / len(held_out):.1f}", len(vocab), f"{unknown[unit]:.0f}"))
in_all = len("".join(held_out).encode("utf-8"))
rows.append((pick("bytes, no merges", "字节，不合并"), f"{in_all / len(held_out):.1f}", 256 + 4, "0"))
assert unknown["word"] > 90 and unknown["char"] == unknown["subword"] == 0
Table(pick("way/tokens/entries/unknown of 100", "切法/每句词元/词表项数/每 100 个里未知").split("/"), rows)

# %% [markdown] tags=["en"]
# Cut at spaces, new sentences are unknown. Cut by characters, every token is known. So for the models of this course single characters are enough for Chinese. Subwords need fewer tokens, and pay with more entries. Bytes need no vocabulary of their own, since there are always 256 of them; they pay with three times the tokens. The corpus is small and made of a few patterns, so real text would bring unknown characters too. [The deeper notebook](01_sequences_deeper.ipynb) shows what was found on real text.

# %% [markdown] tags=["zh"]
# 按空格切，新句子全是未知的；按字符切，个个认识。所以对本课程的模型来说，中文按字符切就够了。子词用的词元更少，代价是词表更大。字节不用另建词表，总是那 256 个，代价是词元多到三倍。这个语料很小，只有几种句式，换成真实文本，也会遇到没见过的字。别人在真实文本上的结果，见[深入篇](01_sequences_deeper.ipynb)。

# %% [markdown] tags=["en"]
# ## Padding and masks
#
# Sentences differ in length. Here are the lengths in the corpus of chapter 00.

# %% [markdown] tags=["zh"]
# ## 填充与掩码
#
# 句子有长有短。下面是第 00 章那个语料里的长度。

# %%
source_lengths = [len(source.split()) for source in sources]
target_lengths = [len(target) for _, target in corpus.train]
equal = sum(s == t for s, t in zip(source_lengths, target_lengths, strict=True))
print(pick("of 100 pairs equally long:", "每 100 对里，两边一样长的："), round(100 * equal / len(sources)))
assert equal < 0.1 * len(sources)
figures.lengths(source_lengths, target_lengths)

# %% [markdown] tags=["en"]
# Source and target are equally long in 2 of 100 pairs, although the bars overlap: a source of 7 words mostly has another number of digits. How much is read and how much is written are two things. So one network reads and another writes, and we need two letters: $S$ for the source's length, $T$ for the target's.
#
# A tensor is a rectangle, and sentences of different length are not. The three below have 4, 2 and 3 tokens, EOS included. So short rows are filled up with PAD, and a **mask** says which places are real. For the second row below, the length is 2. The columns are 0, 1, 2, 3, and the condition *column < 2* gives true, true, false, false. Most people who get this wrong write ≤, and let one PAD in.

# %% [markdown] tags=["zh"]
# 100 对里只有 2 对一样长，虽然两种柱子有重叠：源序列有 7 个词的，目标大多不是 7 位。读多少和写多少不是一回事，所以一个网络管读，另一个管写；长度也要用两个字母：源序列长 $S$，目标序列长 $T$。
#
# 张量是长方形，长短不一的句子却不是。比如下面三句，分别有 4、2、3 个词元，EOS 也算。所以短的行用 PAD 填满，再用一个**掩码**（mask）记住哪些位置是真的。看下面第二行：长度是 2，列号是 0、1、2、3，条件“列号 < 2”得到真、真、假、假。最常见的错误是写成 ≤，这样就放进了一个 PAD。

# %%
rows = [[5, 8, 4, EOS], [9, EOS], [7, 6, EOS]]
longest = max(len(row) for row in rows)
padded = torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])  # (3, 4)
lengths = torch.tensor([len(row) for row in rows])  # (3,)
mask = torch.arange(longest) < lengths[:, None]  # (3, 4): each length against the columns 0 to 3
print(padded, mask.int(), sep="\n")

# %% [markdown] tags=["en"]
# What a network computes at a PAD must never reach a result. Take a mean: the sum of 3 tokens, divided by all 10 places, is too small, and how much too small depends on the neighbours in the batch. Chapter 02 shows it happen.
#
# ## What padding costs
#
# Every place of the rectangle takes memory, and in most networks computation too. How much of it is padding?

# %% [markdown] tags=["zh"]
# 网络在 PAD 上算出来的东西，绝不能进入结果。比如求平均：3 个词元的和，却除以全部 10 个位置，平均数就小了；小多少，还要看同一批里别的句子有多长。第 02 章会演示。
#
# ## 填充的代价
#
# 长方形里的每个位置都占内存，在多数网络里还要花计算。其中有多少是填充？

# %%
from course_lib.data.batching import batches, encode_pairs

targets = [target for _, target in corpus.train]
vocabs = Vocab.build(sources, unit="word"), Vocab.build(targets, unit="char")
pairs = encode_pairs(corpus.train, *vocabs)


def padding_share(size, pool):
    """The share of PAD on both sides. `pool` batches at a time are sorted by length: 1 sorts nothing."""
    made = list(batches(pairs, size, torch.Generator().manual_seed(0), pool))
    sides = [side for batch in made for side in (batch.source, batch.target)]
    return sum(int((side == PAD).sum()) for side in sides) / sum(side.numel() for side in sides)


# %%
ch01.padding

# %%
random_order = {size: padding_share(size, pool=1) for size in (2, 8, 64, 512)}
display(figures.padding(random_order))
ch01.padding.result([100 * share for share in random_order.values()], form=".0f")

# %% [markdown] tags=["en", "explain"]
# ### As wide as the longest
#
# Two pairs in a batch already waste 11 of 100 places. At 64 it is 25, and at 512 still 25. A batch is as wide as its longest sentence. Among 64 sentences there is almost always one of the longest kind, so more sentences cannot make it wider.

# %% [markdown] tags=["zh", "explain"]
# ### 由最长的那一对决定
#
# 每批只有 2 对，100 个位置就浪费了 11 个；64 对时是 25 个，512 对时还是 25 个。一批有多宽，由最长的那一对决定。64 对里差不多总有一对是最长的那种，所以再多放些，也不会更宽了。

# %% [markdown] tags=["en"]
# ### Buckets
#
# The remedy is to sort. **Buckets** put sentences of similar length into one batch. The library takes as many pairs as fill 50 batches, sorts them by length, cuts them into batches and shuffles the batches. So training still sees another mix each time.

# %% [markdown] tags=["zh"]
# ### 分桶
#
# 办法是排序。**分桶**（bucketing）把长度相近的句子放进同一批。库里的做法是：每次先取 50 批那么多句对，按长度排好，切成 50 批，再打乱批的先后，所以每一轮训练看到的组合仍然不同。

# %%
bucketed = padding_share(64, pool=50)
assert bucketed < 0.2 * random_order[64]
order = pick("random order", "随机排列"), pick("buckets", "分桶")
shares = [f"{100 * share:.0f}" for share in (random_order[64], bucketed)]
heads = pick("batches of 64", "每批 64 对"), pick("padding of 100 places", "每 100 个位置里的填充")
Table(heads, zip(order, shares, strict=True))

# %% [markdown] tags=["en"]
# From 25 of 100 places down to 2. With a right mask the network computes the same for each sentence as before. Only its neighbours in the batch have changed.

# %% [markdown] tags=["zh"]
# 每 100 个位置里的填充，从 25 个降到 2 个。只要掩码正确，网络对每句话的计算结果和原来一样，变的只是它和谁同在一批。

# %% [markdown] tags=["en"]
# ## Lab
#
# The lab's vocabulary comes from the same 80 everyday sentences. Try three things.
#
# 1. Press **Chinese**. Then choose to cut into characters. What becomes of the unknown token?
# 2. Press **emoji**, and look for a way of cutting that knows it. Which way of this chapter would, and is not in the lab?
# 3. Cut into subwords, and pull the vocabulary from small to large. Which words become whole first?

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 这里的词表来自同样那 80 个日常句子。试三件事：
#
# 1. 点**中文**，再把切法换成按字符切。那个未知词元怎么样了？
# 2. 点**表情符号**，找一种认识它的切法。本章哪种切法认识它，实验台里却没有？
# 3. 切成子词，把词表从小拉到大。哪些词最先变成完整的一块？

# %%
from course_lib.chapters.labs import TokensLab

TokensLab()

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
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
heads = pick("You will often hear", "常听到的说法"), pick("What this chapter found", "本章看到的")
tokens = pick("English {} tokens, Chinese {}", "英文 {} 个词元，中文 {} 个").format(*costs.values())
waste = pick("{} of 100, in buckets {}", "每 100 个里 {} 个，分桶后 {} 个").format(*shares)
rows = [
    (pick("a sequence is numbers", "序列就是一串数"), pick("tokens are names", "词元只是名字")),
    (
        pick("text splits at spaces", "文字按空格切"),
        pick("9 characters: 1 unknown token", "9 个字，1 个未知词元"),
    ),
    (pick("a token is a word", "词元就是词"), " + ".join(apply(["▁", *"lowest"], merges))),
    (pick("bytes treat all languages alike", "字节对各种语言一视同仁"), tokens),
    (pick("padding costs little", "填充费不了多少"), waste),
]
Table(heads, rows)

# %% [markdown] tags=["en"]
# ## Workshop
#
# Three core exercises: one to warm up, one to repair, one to build. Write your function, run the cell, and the check names the first thing that is wrong. If you are stuck, `ch01.encode_line.hint()` helps, more than once if need be. An unsolved exercise stops nothing.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 三道基础练习：一道热身，一道修理，一道搭建。写出你的函数，运行单元格，检查会指出第一个不对的地方。卡住了就运行 `ch01.encode_line.hint()`，可以多要几次。没做出来，也不影响后面的运行。

# %%
ch01.encode_line


# %%
def encode_line(text, table): ...


ch01.encode_line.check(encode_line)

# %%
ch01.by_length


# %%
def by_length(sources, targets, size):
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    sources = [sources[i] for i in order]
    batches = []
    for start in range(0, len(sources), size):
        stop = start + size
        batches.append((sources[start:stop], targets[start:stop]))
    return batches


ch01.by_length.check(by_length)

# %%
ch01.text_of


# %%
def text_of(ids, merges): ...


ch01.text_of.check(text_of)

# %% [markdown] tags=["en"]
# A question to answer in words, and a stretch for those who want more.

# %% [markdown] tags=["zh"]
# 一道要用文字回答的问题，还有一道挑战题，留给想多做一点的人。

# %%
ch01.average

# %%
ch01.average.answer("")

# %%
ch01.token_budget


# %%
def token_budget(lengths, budget): ...


ch01.token_budget.check(token_budget)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. A picture becomes a sequence of patches. What is lost?
# 2. Your vocabulary has 50,000 words. What does the 50,001st cost?
# 3. You pay a language model by the token. What would you want to know about its tokenizer?
#
# [A page for the meeting](../docs/groups/01_sequences.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 图片变成了图像块的序列，丢掉了什么？
# 2. 词表有 50,000 个词，第 50,001 个词要付出什么代价？
# 3. 语言模型按词元收费。关于它的分词器，你想先打听清楚什么？
#
# [小组活动页](../docs/groups/01_sequences.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - R. Sennrich, B. Haddow, A. Birch (2016). Neural machine translation of rare words with subword units. ACL.
# - A. Radford et al. (2019). Language models are unsupervised multitask learners. (GPT-2)
# - A. Petrov, E. La Malfa, P. Torr, A. Bibi (2023). Language model tokenizers introduce unfairness between languages. NeurIPS.
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words. ICLR, arXiv 2010.11929.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - R. Sennrich, B. Haddow, A. Birch (2016). Neural machine translation of rare words with subword units. ACL.
# - A. Radford et al. (2019). Language models are unsupervised multitask learners. (GPT-2)
# - A. Petrov, E. La Malfa, P. Torr, A. Bibi (2023). Language model tokenizers introduce unfairness between languages. NeurIPS.
# - A. Dosovitskiy et al. (2021). An image is worth 16x16 words. ICLR, arXiv 2010.11929.
