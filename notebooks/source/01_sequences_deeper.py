# %% [markdown] tags=["en"]
# # 01 · Deeper: rows, ties, sizes, spellings and pools
#
# For those who want to know more, or do not believe it yet. Six questions that chapter 01 left open: why is fetching a row a matrix product? Do our merges agree with a real library? How large should a vocabulary be? Is one text always one sequence of bytes? How many pairs must be sorted at a time? And do words help Chinese on real text?
#
# **Time.** {lesson} minutes. **To know before.** Chapter 01.

# %% [markdown] tags=["zh"]
# # 01 · 深入：查表、并列、大小、写法和池子
#
# 给想多知道一点的人，也给还不太相信的人。第 01 章留下了六个问题：查表为什么是一次矩阵乘法？我们的合并，和真正的库一样吗？词表该有多大？一段文字，是不是只有一种字节序列？一次要给多少句对排序？在真实文本上，中文分词有没有用？
#
# **时间**：{lesson} 分钟。**预备知识**：第 01 章。

# %%
from collections import Counter
from itertools import pairwise

from course_lib.kit.table import Table
from course_lib.language import pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## Fetching a row is a matrix product
#
# A **one-hot** vector is 1 at one place and 0 elsewhere. Multiply the embedding table by the one that is 1 at place 8: every row counts 0 times, row 8 once. So what comes out is row 8. An embedding is therefore a layer like any other, and gradients train it like any other. Only nobody multiplies by all the zeros.

# %% [markdown] tags=["zh"]
# ## 查表就是一次矩阵乘法
#
# **独热**（one-hot）向量只有一个位置是 1，其余全是 0。用 8 号位置是 1 的独热向量去乘嵌入表：别的行都乘 0，8 号那一行乘 1，得到的正是 8 号那一行。所以嵌入和别的层没有两样，也能用梯度来训练；只不过没有人真的去乘那么多个 0。

# %%
import torch

embedding = torch.nn.Embedding(20, 6)  # (V, 6)
ids = torch.tensor([8, 3])  # (2,)
one_hot = torch.nn.functional.one_hot(ids, 20).float()  # (2, V)
print(pick("the same:", "一样吗："), torch.equal(embedding(ids), one_hot @ embedding.weight))

# %% [markdown] tags=["en"]
# ## Do our merges agree with a library?
#
# The course uses the `tokenizers` library for subwords. In chapter 01 two pairs were equally frequent, and we took the one that was counted first. The library decides such ties in another way: it takes the pair whose pieces are older. A piece is older if it came into the list earlier, and the characters come first, in their order in Unicode. With this rule our twelve merges and the library's are the same.

# %% [markdown] tags=["zh"]
# ## 我们的合并，和库里的一样吗？
#
# 课程的子词用的是 `tokenizers` 库。第 01 章里遇到两对次数相同，我们取先数到的那一对。库的规则不一样：它取由更“老”的块组成的那一对。谁先进表谁就更老；字符最先进表，按 Unicode 的顺序排。换成这条规则，十二次合并就和库里的完全一样。

# %%
from course_lib.data.subwords import Subwords, learn

times = Counter({"low": 5, "lower": 2, "newest": 6, "widest": 3})


def join(pieces, pair):
    joined = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] = joined[-1] + piece
        else:
            joined.append(piece)
    return joined


# %%
def best_pair(cut, age):
    pairs = Counter()
    for word, pieces in cut.items():
        for pair in pairwise(pieces):
            pairs[pair] += times[word]
    return min(pairs, key=lambda pair: (-pairs[pair], age[pair[0]], age[pair[1]]))


# %%
cut = {word: ["▁", *word] for word in times}
age = {piece: n for n, piece in enumerate(sorted({piece for word in cut.values() for piece in word}))}
merges = []
for _ in range(12):
    pair = best_pair(cut, age)
    merges.append(pair)
    age["".join(pair)] = len(age)
    cut = {word: join(pieces, pair) for word, pieces in cut.items()}
their_pieces, their_merges = learn([" ".join(times.elements())], size=len(age))
assert [tuple(pair) for pair in their_merges] == merges and their_pieces == list(age)
print(["".join(pair) for pair in merges])

# %%
ids = Subwords(their_pieces, their_merges).encode("lowest")
theirs = [their_pieces[i - 1] for i in ids]
ours = ["▁", *"lowest"]
for pair in merges:
    ours = join(ours, pair)
assert ours == theirs
print(ours)

# %% [markdown] tags=["en"]
# One of the twelve pieces is *idest*, which means nothing. The algorithm counts and does not understand: such pieces stand in real vocabularies too.

# %% [markdown] tags=["zh"]
# 十二块里有一块是 idest，它什么意思也没有。算法只是数数，并不理解；真实的词表里也有这样的块。

# %% [markdown] tags=["en"]
# ## How large should a vocabulary be?
#
# More merges make sentences shorter, and pieces rarer. Here are the short Chinese sentences again, with vocabularies of 60 to 400 entries. The last column counts the entries that occur fewer than five times in the training sentences. Their embeddings hardly train.

# %% [markdown] tags=["zh"]
# ## 词表该有多大？
#
# 合并得越多，句子越短，每一块也越少见。还是那些中文短句，词表从 60 项要到 400 项。最后一列数的是：在训练句子里出现不到五次的有几项。它们的嵌入几乎得不到训练。

# %%
from course_lib.data.corpora import load
from course_lib.data.vocab import UNK, Vocab

train = [source for source, _ in load("sentences-zh").train]
rows = []
for size in (60, 100, 200, 400):
    vocab = Vocab.build(train, "subword", size=size)
    ids = Counter(i for text in train for i in vocab.encode(text))
    rare = sum(ids[i] < 5 for i in range(UNK + 1, len(vocab)))
    rows.append((len(vocab), round(sum(ids.values()) / len(train), 1), rare))
assert rows[0][1] > rows[-1][1] and rows[0][2] < rows[-1][2]
Table(pick("entries/tokens in a sentence/rare entries", "词表/每句词元/少见的项").split("/"), rows)

# %% [markdown] tags=["en"]
# The sentences get shorter, and the rare entries get more. We asked for 400 entries and got 361: by then each sentence is one piece, and nothing is left to join. A large corpus can feed more entries, so no size is best in general. GPT-2 has 50,257 entries, which are 256 bytes, 50,000 merges and one sign for the end of a text.

# %% [markdown] tags=["zh"]
# 句子越来越短，少见的项越来越多。要 400 项，只得到 361 项：这时每个句子都并成了一块，再没有可合并的。语料大，就养得起更多的项，所以没有放之四海皆准的大小。GPT-2 有 50,257 项，也就是 256 个字节、50,000 个合并，再加一个表示文章结束的记号。

# %% [markdown] tags=["en"]
# ## One text, two spellings
#
# The letter é can be written in two ways in Unicode: as one character, or as *e* and an accent behind it. On the screen both look the same. Their bytes do not, and so their tokens would differ. The course therefore brings every text into one form first, called NFC.

# %% [markdown] tags=["zh"]
# ## 一段文字，两种写法
#
# 字母 é 在 Unicode 里有两种写法：可以是一个字符，也可以是 e 后面跟一个重音符号。屏幕上看着一样，字节却不一样，切出来的词元也就不一样。所以课程先把所有文字化成同一种形式，叫作 NFC。

# %%
import unicodedata

from course_lib.data.tokenization import tokenize

one, two = unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é")
assert one != two and tokenize(one, "char") == tokenize(two, "char") == [one]
rows = [("NFC", len(one), list(one.encode("utf-8"))), ("NFD", len(two), list(two.encode("utf-8")))]
Table([pick("form", "形式"), pick("characters", "字符"), pick("bytes", "字节")], rows)

# %% [markdown] tags=["en"]
# ## How many pairs must be sorted at a time?
#
# Sorting the whole corpus would save most. But then each **epoch**, a pass through all pairs, would show the same pairs together. The library sorts a pool of batches at a time, and chooses the pairs of each pool anew. How large must a pool be?

# %% [markdown] tags=["zh"]
# ## 一次要给多少句对排序？
#
# 把整个语料一次排好，省得最多；可是这样一来，每一轮都是同样的句对在一起。库里的做法是一次只给一个池子排序，而且每一轮重新抽池子里的句对。池子要多大才够？

# %%
import torch

from course_lib.data.batching import batches, encode_pairs
from course_lib.data.vocab import PAD

corpus = load("numbers-en-digits")
sources, targets = zip(*corpus.train, strict=True)
pairs = encode_pairs(corpus.train, Vocab.build(sources, "word"), Vocab.build(targets, "char"))

# %%
shares = {}
for pool in (1, 2, 5, 20, 50, 282):
    made = batches(pairs, 64, torch.Generator().manual_seed(0), pool)
    sides = [side for batch in made for side in (batch.source, batch.target)]
    shares[pool] = 100 * sum(int((side == PAD).sum()) for side in sides) / sum(s.numel() for s in sides)
assert shares[1] > 2 * shares[5] > 4 * shares[50]
heads = pick("batches in a pool", "池子里的批数"), pick("padding of 100 places", "每 100 个位置里的填充")
Table(heads, [(pool, f"{share:.1f}") for pool, share in shares.items()])

# %% [markdown] tags=["en"]
# Five batches in a pool save more than half. With 50, 2 of 100 places are padding, so little is left to win. With 282 batches the pool is the whole corpus.

# %% [markdown] tags=["zh"]
# 池子里有 5 批，填充就省下了一大半；有 50 批时，100 个位置里只剩 2 个是填充，再大也省不了多少。282 批时，池子就是整个语料。

# %% [markdown] tags=["en"]
# ## Chinese words on real text
#
# Our Chinese corpus is small and regular, so it cannot decide whether segmentation helps. Li et al. (2019) compared models on segmented words with models on single characters, on four tasks: language modelling, translation, sentence matching and text classification. Characters were at least as good. They saw the reason in rare words: a word model meets many words too seldom, or not at all. This is a result about their models and corpora, not a law.

# %% [markdown] tags=["zh"]
# ## 真实文本上的中文分词
#
# 我们的中文语料又小又整齐，说明不了分词有没有用。Li 等（2019）在语言模型、翻译、句子匹配、文本分类四类任务上，比较了按词切和按字切的模型，按字切不比按词切差。他们认为原因在于少见的词：按词切的模型，很多词见得太少，或者根本没见过。这是他们的模型和语料上的结果，不是定律。

# %% [markdown] tags=["en"]
# ## References
#
# - X. Li, Y. Meng, X. Sun, Q. Han, A. Yuan, J. Li (2019). Is word segmentation necessary for deep learning of Chinese representations? ACL.
# - R. Sennrich, B. Haddow, A. Birch (2016). Neural machine translation of rare words with subword units. ACL.
# - A. Radford et al. (2019). Language models are unsupervised multitask learners. (GPT-2)

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - X. Li, Y. Meng, X. Sun, Q. Han, A. Yuan, J. Li (2019). Is word segmentation necessary for deep learning of Chinese representations? ACL.
# - R. Sennrich, B. Haddow, A. Birch (2016). Neural machine translation of rare words with subword units. ACL.
# - A. Radford et al. (2019). Language models are unsupervised multitask learners. (GPT-2)
