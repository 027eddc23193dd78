# %% [markdown] tags=["en"]
# # 00 · Welcome: train a translator, then break it
#
# **What you will be able to do.** Say what a Seq2Seq model is and why this course begins with it. Train one in a quarter of a minute. Name three ways in which it breaks, and the chapters that take them up.
#
# **Time.** About 30 minutes. **To know before.** Python, and a first acquaintance with neural networks: the six questions below tell you whether that is enough.
#
# Run a cell with Shift + Enter. Each chapter also runs from top to bottom with *Run → Run All Cells*.

# %% [markdown] tags=["zh"]
# # 00 · 欢迎：先训练一个翻译器，再把它弄坏
#
# **学完本章，你能**：说清楚什么是 Seq2Seq 模型，为什么从它学起；用十几秒训练一个；讲出它的三种失败方式，以及后面哪一章会细讲。
#
# **时间**：约 30 分钟。**预备知识**：Python，以及对神经网络的初步了解。够不够用，做完下面六道小题就知道。
#
# 按 Shift + Enter 运行一个单元格；每一章也都可以用 *Run → Run All Cells* 从头运行到尾。

# %% [markdown] tags=["en"]
# ## The question
#
# You read *three hundred and five* and write *305*. Four words in, three digits out. **How can one network turn a sequence into another sequence of a different length?**
#
# ![An encoder reads "three hundred and five" word by word into one context vector; a decoder writes 3, 0, 5, end, and each token that it writes is its next input.](../assets/figures/seq2seq_at_a_glance.en.svg)
#
# The answer of 2014: two recurrent networks. The **encoder** reads the source, one **token** (here a word; in the target, a digit) at a time, and keeps a **hidden state**, a list of numbers. Its last hidden state is the **context vector**. The **decoder** starts from that vector and writes the target, one token at a time; each token that it writes becomes its next input. It stops when it writes a special token, the end of the sequence. This pair is called a **sequence-to-sequence model**, Seq2Seq for short.

# %% [markdown] tags=["zh"]
# ## 问题
#
# 读到 *three hundred and five*，你会写下 *305*：读入四个词，写出三个数字。**一个网络怎样才能把一个序列变成另一个长度不同的序列？**
#
# ![编码器逐词读入 three hundred and five，压缩成一个上下文向量；解码器依次写出 3、0、5、结束，每写出一个词元就作为下一步的输入。](../assets/figures/seq2seq_at_a_glance.zh.svg)
#
# 2014 年给出的回答是：用两个循环神经网络。**编码器**逐个读入源序列的**词元**（这里一个词元是一个英文单词，在目标序列里则是一位数字），同时维护一个**隐状态**，也就是一串数；最后一步的隐状态就是**上下文向量**。**解码器**从这个向量出发，逐个写出目标序列的词元，每写出一个，就把它当作下一步的输入，直到写出表示“序列结束”的特殊词元为止。这样一对网络叫作**序列到序列模型**，简称 Seq2Seq。

# %% [markdown] tags=["en"]
# ## Why begin here, if Transformers rule?
#
# The study notes that this course grew from say: from here one can come, step by step and by comparison, to more complex designs. We add: the Transformer is an answer to Seq2Seq's troubles, so meet the troubles first. The Transformer drops the recurrence and the single vector. It keeps the rest: encoder, decoder, one token after the other at test time.
#
# **Where it comes from.** Kalchbrenner and Blunsom (2013), Cho et al. (2014) and Sutskever et al. (2014) built such pairs for machine translation, the first with a convolution as its encoder; the last gave the name. **What it is used for.** Translation, speech recognition, chatbots: whatever goes from a sequence to a sequence.
#
# Its strengths and limits are the map of this course:
#
# | What people say of Seq2Seq | Where we measure it |
# | --- | --- |
# | + it handles sequences of any length | 01 sequences, 03 decoder |
# | + it learns end to end, without hand-made features | this chapter |
# | + encoder and decoder can be exchanged | 03 decoder, 07 attention, 08 Transformer |
# | − one vector must hold the whole source (the bottleneck) | 02 encoder, 07 attention |
# | − a recurrent network forgets what is far away | 02 encoder |
# | − in training it reads the right answer so far, in a test only its own words (*teacher forcing*, *exposure bias*) | 04, 05 |
# | how good is an output? | 06 BLEU |
# | toward the Vision Transformer | 08 Transformer, 09 where the norm goes, 10 Vision Transformer |

# %% [markdown] tags=["zh"]
# ## Transformer 当道，为什么还从这里开始？
#
# > **笔记这样说**：“从这里开始，可以在比较中慢慢掌握更复杂的模型设计。”
#
# 我们再补一句：Transformer 是对 Seq2Seq 种种困难的回答，所以先把这些困难亲眼看一遍。它去掉了循环结构，也不再只靠一个向量；其余的都留下了：编码器、解码器，以及测试时仍要一个词元接一个词元地生成。
#
# **来历**：Kalchbrenner 与 Blunsom（2013，编码器用的还是卷积）、Cho 等（2014）、Sutskever 等（2014）先后为机器翻译搭建了这样的一对网络，“序列到序列”这个名字来自最后一篇。**用途**：机器翻译、语音识别、聊天机器人，凡是从序列到序列的任务都可以。
#
# 它的优点和局限，正好是这门课的地图：
#
# | 人们怎么说 Seq2Seq | 我们在哪里测量 |
# | --- | --- |
# | ＋ 处理可变长度的序列 | 01 序列、03 解码器 |
# | ＋ End to End：端到端，不需要人工设计特征 | 本章 |
# | ＋ 可扩展：编码器、解码器可以替换 | 03 解码器、07 注意力、08 Transformer |
# | － 上下文向量的信息压缩（瓶颈） | 02 编码器、07 注意力 |
# | － 短期记忆限制：远处的内容记不住 | 02 编码器 |
# | － Exposure Bias：训练时看标准答案，测试时只能看自己（教师强制，d2l 译作“强制教学”；暴露偏差，又译“曝光偏差”） | 04、05 |
# | 输出好不好，怎么评价？ | 06 BLEU |
# | 走向 Vision Transformer | 08 Transformer、09 归一化放在哪里、10 视觉 Transformer |

# %% [markdown] tags=["en"]
# ## Is this machine ready?
#
# The first code cell of each chapter names its language. The next one, in this chapter only, asks the *doctor*: every line should begin with `True`; one that begins with `False` says what is missing. No GPU is needed. Numbers in ⟦ ⟧ may differ on your machine.

# %% [markdown] tags=["zh"]
# ## 这台机器准备好了吗？
#
# 每一章的第一个代码单元格指定语言。接下来的一个只在本章有，请来“医生”：每一行都应以 `True` 开头；以 `False` 开头的，会说缺了什么。不需要 GPU。⟦ ⟧ 里的数在你的机器上可能不同。

# %%
from course_lib.chapters.ch00_welcome import figures
from course_lib.language import set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %%
import torch

from course_lib.cli import doctor
from course_lib.language import live

torch.set_num_threads(1)
for fine, what, found in doctor.examine():
    print(fine, what, live(found))

# %% [markdown] tags=["en"]
# ## Six questions to see whether you are ready
#
# Choose an answer and press *Check*; each is explained. Four right answers are enough to go on. With fewer, first read about gradient descent and softmax, for example in chapters 2 to 4 of *Dive into Deep Learning* (free at d2l.ai).

# %% [markdown] tags=["zh"]
# ## 六道小题：准备好了吗？
#
# 选一个答案，按“检查”，每道题都有解释。答对四道就可以继续；不到四道，先补一补梯度下降和 softmax，例如《动手学深度学习》的第 2 到 4 章（zh.d2l.ai，可免费阅读）。

# %%
from course_lib.chapters.ch00_welcome import exercises as ch00

ch00.ready

# %% [markdown] tags=["en"]
# ## Notation
#
# The same letters in every chapter, in prose and in code comments.
#
# | Letter | Meaning |
# | --- | --- |
# | $x_1, \dots, x_S$ | source tokens; $S$ is the source length |
# | $y_1, \dots, y_T$ | target tokens; $T$ is the target length; $S$ and $T$ may differ |
# | $h_t$ | the encoder's hidden state after reading $x_t$ |
# | $c$ | the context vector; in this chapter $c = h_S$ |
# | $s_t$ | the decoder's hidden state when it writes $y_t$ |
# | $B, H, V$ | sentences in a batch, numbers in a hidden state, tokens in a vocabulary |
#
# The encoder computes $h_t = f(x_t, h_{t-1})$ with $h_0 = 0$, the decoder $s_t = g(y_{t-1}, s_{t-1})$ with $s_0 = c$. Here $y_0$ is the token *begin*, and $y_T$ is the token *end*. (Our code ends the source with *end*, too.) The model as a whole gives a probability to every target: that of its first token, times that of its second, and so on, each given the source and the tokens before.
#
# $$p(y_1, \dots, y_T \mid x) = \prod_{t=1}^{T} p(y_t \mid y_1, \dots, y_{t-1}, x)$$

# %% [markdown] tags=["zh"]
# ## 记号
#
# 各章的正文和代码注释都用同样的字母。
#
# | 字母 | 含义 |
# | --- | --- |
# | $x_1, \dots, x_S$ | 源序列的词元，$S$ 是源序列长度 |
# | $y_1, \dots, y_T$ | 目标序列的词元，$T$ 是目标序列长度；$S$ 和 $T$ 可以不同 |
# | $h_t$ | 编码器读完 $x_t$ 之后的隐状态 |
# | $c$ | 上下文向量，本章中 $c = h_S$ |
# | $s_t$ | 解码器写出 $y_t$ 时的隐状态 |
# | $B, H, V$ | 一批中的句子数、隐状态的维数、词表的大小 |
#
# 编码器计算 $h_t = f(x_t, h_{t-1})$，其中 $h_0 = 0$；解码器计算 $s_t = g(y_{t-1}, s_{t-1})$，其中 $s_0 = c$；$y_0$ 是“开始”词元，$y_T$ 是“结束”词元。（代码在源序列末尾也加了“结束”。）整个模型给每个目标序列一个概率：第一个词元的概率，乘以第二个的，依次乘下去；每一个都以源序列和它前面的词元为条件。
#
# $$p(y_1, \dots, y_T \mid x) = \prod_{t=1}^{T} p(y_t \mid y_1, \dots, y_{t-1}, x)$$

# %% [markdown] tags=["en"]
# ## The task: numbers in words to digits
#
# A task on which everyone can see an error: English number words to digits. The pairs are made by code, so nothing is downloaded. The corpus is split once: the model never sees the validation and test pairs in training.

# %% [markdown] tags=["zh"]
# ## 任务：把英文数词变成数字
#
# 选这个任务，是因为对错一眼就能看出来：把英文数词写成阿拉伯数字。数据由代码生成，不用下载。语料只划分一次，验证集和测试集里的句对在训练中绝不会出现。

# %%
from course_lib.data.corpora import load

corpus = load("numbers-en-digits")
print("train", len(corpus.train), "valid", len(corpus.valid), "test", len(corpus.test))
for source, target in corpus.train[:4]:
    print(source, "->", target)

# %% [markdown] tags=["en"]
# A network calculates with numbers, not with words. A **vocabulary** gives every token an id. Ids 0 to 3 are reserved: padding, begin, end, and *unknown*. So the target vocabulary has 14 entries, for there are ten digits. An id is only a name: the digit 3 happens to have id 4. Chapter 01 tells the whole story.

# %% [markdown] tags=["zh"]
# 网络计算的是数，不是单词。**词表**给每个词元一个编号。编号 0 到 3 是保留的：填充、开始、结束、*未知*。数字有十个，所以目标词表有 14 项。编号只是名字：数字 3 碰巧是 4 号。详见第 01 章。

# %%
from course_lib.data.batching import encode_pairs
from course_lib.data.vocab import Vocab

sources, targets = zip(*corpus.train, strict=True)
source_vocab = Vocab.build(sources, unit="word")
target_vocab = Vocab.build(targets, unit="char")
train_pairs = encode_pairs(corpus.train, source_vocab, target_vocab)
valid_pairs = encode_pairs(corpus.valid, source_vocab, target_vocab)
test_pairs = encode_pairs(corpus.test, source_vocab, target_vocab)
print("vocabularies: source", len(source_vocab), "target", len(target_vocab))
print(source_vocab.encode("three hundred and five"))
print(target_vocab.encode("305"))

# %% [markdown] tags=["en"]
# ## Predict
#
# In a moment a network with random weights trains on 18,000 pairs: about 15 seconds on a quiet laptop, up to a minute on a busy one. Then it translates 500 numbers that it has never seen, alone. An answer counts only if **every** digit is right.
#
# **What share of the 500 will be right?** Write your guess, a number between 0 and 1, in place of `0.5`.

# %% [markdown] tags=["zh"]
# ## 先猜一猜
#
# 马上，一个权重随机的网络将在 18,000 个句对上训练：空闲的笔记本电脑上大约 15 秒，机器繁忙时可能要一分钟。然后它独自翻译 500 个从未见过的数。**每一位**都对，才算对。
#
# **这 500 个里会对多少？** 把你猜的比例（0 到 1 之间）写在 `0.5` 的位置上。

# %%
my_guess = 0.5

# %% [markdown] tags=["en"]
# ## Train
#
# The bar counts training steps; one step looks at 64 pairs and changes the weights a little. Each turn of the `for` loop below is one step, and `watch` shows it; nothing else is to be done (`pass`). Every 100 steps we look at the validation pairs in two ways, which chapter 04 keeps apart with great care: the **loss**, for which the model is shown the right answer so far (the right *prefix*), and the **exact match** of what it writes alone.
#
# The stop button (■) at the top of the page ends the training early. The model stays usable, but the results below then differ; run the cell again to train in full.

# %% [markdown] tags=["zh"]
# ## 训练
#
# 进度条数的是训练步数；每一步看 64 个句对，把权重改动一点点。下面的 `for` 循环每转一圈就是一步，由 `watch` 显示出来，此外什么都不用做（`pass`）。每 100 步在验证集上看两件事（第 04 章会非常小心地把它们分开）：**损失**，这时每一步都给模型看前面的标准答案（正确的*前缀*）；以及模型独自生成时的**完全匹配率**。
#
# 想提前结束，就按页面上方的停止按钮（■）：模型依然可用，但后面的结果会不一样；重新运行这个单元格，就能完整地训练一遍。

# %%
from course_lib.chapters.ch00_welcome.watch import watch
from course_lib.models import Seq2Seq
from course_lib.training import evaluate, train

steps = 1000
model = Seq2Seq(len(source_vocab), len(target_vocab), hidden=128, seed=0)
run = train(model, train_pairs, valid_pairs, steps=steps, learning_rate=4e-3, seed=0)
for report in watch(run, steps):
    pass

# %% [markdown] tags=["en"]
# The share of right answers, and how far your guess was off.

# %% [markdown] tags=["zh"]
# *right* 是答对的比例，*off* 是你的猜测差了多少。

# %%
share = evaluate(model, valid_pairs)["exact_match"]
print("right", live(share, ".2f"), "off", live(abs(share - my_guess), ".2f"))
trained = report.step == steps  # else the stop button was pressed
assert share > 0.7 or not trained

# %% [markdown] tags=["en"]
# Most numbers are right, to the last digit. Nobody told the model what *hundred* means, where a zero must stand, or how many digits to write: what it knows of this, it found in the pairs. This is what *end to end* means.
#
# The **random seed** fixes what chance does: the first weights, the order of the pairs. With the seeds 0, 1 and 2 we saw .97, .96 and .95.

# %% [markdown] tags=["zh"]
# 大多数都答对了，而且一位不差。没有人告诉模型 *hundred* 是什么意思、哪里该补零、该写几位：它知道的这些，都是从句对里学来的。这就是所谓“端到端”。
#
# **随机种子**定住了随机的部分：最初的权重，句对的先后。用种子 0、1、2，我们得到 .97、.96 和 .95。

# %% [markdown] tags=["en"]
# ## Lab: your own number
#
# Type a number, in digits or in English words, and press **Translate**. The digits appear one by one, as the decoder writes them. Each column of the picture is one step: the darker a field, the more probable that token was *before* the model chose. The number that stands there first, 4217, was in the training set; 40217 was not.
#
# The model is not perfect: try 7, 4000 and 1000000. With our three seeds 1000000 was wrong each time, 7 and 4000 once each. Very short and very round numbers are rare in training: 7 is there, but only ten of the 18,000 pairs have a single digit. Then try the three buttons next to *Break it*.

# %% [markdown] tags=["zh"]
# ## 实验台：你自己的数
#
# 输入一个数（阿拉伯数字或英文数词都行），按**翻译**。解码器写一位，屏幕上就出现一位。图中每一列是一步：颜色越深，说明模型在选择*之前*认为那个词元越可能。一开始的 4217 是训练集里的数，40217 则不在训练集里。
#
# 模型并不完美：试试 7、4000 和 1000000。我们的三个种子，1000000 次次都错，7 和 4000 各错过一次。很短的数和很整的数，训练数据里都很少：7 是有的，但 18,000 个句对里，一位数只有十个。然后试试“把它弄坏”后面的三个按钮。

# %%
from course_lib.chapters.labs import TranslatorLab

lab = TranslatorLab(model, source_vocab, target_vocab)
lab

# %% [markdown] tags=["en"]
# ## Break it, first way: too long
#
# Training had numbers of at most 7 digits. *One hundred and twenty three million …* has 9, and not one unknown word. **Predict**: will the model get half of the 8-digit numbers right? A tenth? None? (We start at 4 digits: almost every shorter number was in the training set.)

# %% [markdown] tags=["zh"]
# ## 弄坏它，之一：太长
#
# 训练中的数最多 7 位。*One hundred and twenty three million …* 有 9 位，却没有一个生词。**先猜**：8 位数能对一半？十分之一？还是一个都不对？（从 4 位数开始：更短的数几乎都在训练集里。）

# %%
import random

from course_lib.data.corpora.numbers import english
from course_lib.decoding import translate
from course_lib.metrics import exact_match

rng, seen, scores = random.Random(1), set(sources), {}
for digits in range(4, 10):
    drawn = [rng.randrange(10 ** (digits - 1), 10**digits) for _ in range(400)]
    numbers = [n for n in drawn if english(n) not in seen][:100]
    texts = [english(n) for n in numbers]
    outputs = translate(model, source_vocab, target_vocab, texts)
    scores[digits] = exact_match(outputs, [str(n) for n in numbers])
figures.exact_match_by_digits(scores, longest_seen=7)

# %%
assert min(scores[4], scores[5], scores[6]) > 0.6 or not trained
assert max(scores[8], scores[9]) < 0.2

# %% [markdown] tags=["en"]
# At 4 to 6 digits the model is nearly always right. At 7 it slips a little, at 8 it falls off a cliff. Several things may come together: the decoder has never written that many digits, the encoder has never read *twenty three million*, and **one vector of 128 numbers must hold the whole source**. This experiment cannot tell them apart; chapter 07 begins to.

# %% [markdown] tags=["zh"]
# 4 到 6 位时，模型几乎都对；7 位时略有下降；到了 8 位，就像掉下悬崖。原因可能不止一个：解码器从没写过这么多位；编码器从没读到过 *twenty three million* 这样的搭配；而且**整个源序列都要塞进一个 128 维的向量**。单凭这个实验分不清是哪一个，第 07 章会开始把它们分开。

# %% [markdown] tags=["en"]
# ## Break it, second way: a planted wrong digit
#
# Let the model translate 100 unseen six-digit numbers. Once alone; and once we **plant a wrong digit at position 2**, then let it go on. We look only at what follows: positions 3 to the end. **Predict**: does the rest come out right all the same? The source has not changed.

# %% [markdown] tags=["zh"]
# ## 弄坏它，之二：植入一个错的数字
#
# 让模型翻译 100 个没见过的六位数。一次让它独自写；另一次我们**在第 2 位植入一个错的数字**，也就是人为放进去，再让它接着写。我们只看后面：第 3 位直到结束。**先猜**：后面还会对吗？源序列可一点都没变。

# %%
from course_lib.data.vocab import EOS
from course_lib.decoding import trace

six = [pair for pair in test_pairs if len(pair[1]) == 6][:100]
counts = {"alone": 0, "planted": 0, "one place late": 0}
for source, target in six:
    digit = int(target_vocab.names[target[1]])
    wrong = target_vocab.encode(str((digit + 1) % 10))[0]
    alone = [step.token for step in trace(model, source)]
    planted = [step.token for step in trace(model, source, plant={1: wrong})]
    counts["alone"] += alone[2:] == [*target[2:], EOS]
    counts["planted"] += planted[2:] == [*target[2:], EOS]
    counts["one place late"] += planted[2:5] == target[1:4]
print({name: live(count) for name, count in counts.items()})
assert (counts["alone"] > 80 and counts["planted"] < 30) or not trained

# %% [markdown] tags=["en"]
# *Alone* and *planted* count the numbers, out of 100, whose rest is right. Alone it nearly always is; after one wrong digit hardly ever, although the source still says what must follow. In training, the digits written before (the prefix) always fitted the source. A prefix that contradicts the source is something this model has never met. The notes call the trouble *exposure bias*.
#
# Careful, though. *One place late* counts the answers whose next three digits are right but one place late: with seeds 0, 1 and 2 there were 39, 35 and 39 of 100. These answers seem to have lost their place rather than their knowledge. Chapter 05 takes such cases apart.

# %% [markdown] tags=["zh"]
# *alone* 和 *planted* 数的是：100 个数里，后面部分全对的有几个。独自写时几乎全对；植入一个错的数字之后几乎全错，尽管源序列仍然写明了该接什么。训练时，前面的数字（前缀）总是与源序列相符；与源序列矛盾的前缀，模型在训练中从未遇到过。笔记把这种麻烦叫作*暴露偏差*。
#
# 但要小心：*one place late* 数的是这样的答案：接下来的三位数字是对的，只是整体晚了一位。用随机种子 0、1、2 分别有 39、35 和 39 个。看来，这些答案弄丢的是位置，而不是知识。第 05 章会把这些情形一一拆开。

# %% [markdown] tags=["en"]
# ## Break it, third way: an unknown word
#
# *Dozen* never occurs in training. **Predict**: what will the model answer to *seven dozen*? And to *seven gross*? Then look at the ids.

# %% [markdown] tags=["zh"]
# ## 弄坏它，之三：未知的词
#
# 训练数据里从没出现过 *dozen*。**先猜**：问它 *seven dozen*，它会答什么？问它 *seven gross* 呢？再看看编号。

# %%
strange = ["seven dozen", "seven gross"]
print([source_vocab.encode(text) for text in strange])
print(live(translate(model, source_vocab, target_vocab, strange)))
assert source_vocab.encode(strange[0]) == source_vocab.encode(strange[1])

# %% [markdown] tags=["en"]
# Both unknown words became id 3, so both sentences are **the same** to the model, and so are its answers. It did not refuse: it always answers something. Chapter 01 shows what characters and subwords do about unknown words.

# %% [markdown] tags=["zh"]
# 两个生词都变成了编号 3，于是两句话在模型眼里**一模一样**，答案自然也一样。它并没有拒绝回答：它总会答点什么。第 01 章会讲字符和子词怎样对付生词。

# %% [markdown] tags=["en"]
# ## How to use this course
#
# - **Your copies.** If you came by `python3 course.py lab`, you are working on copies in the folder `my/`. Nothing you do there is lost when the course is updated, and nothing you do there can damage the course.
# - **Labs** are instruments: move everything. A lab works while its notebook's kernel runs; after reopening a notebook, run its cells again. Without a kernel you see a picture.
# - **Bars and numbers.** A cell takes seconds at most; a longer training shows a bar and the time left. A number in ⟦ ⟧ was measured live and differs a little between machines; the main claims around it are checked by `assert` with room to spare. What would take minutes or hours was recorded, and later chapters show the record.
# - **Predict first.** Write a guess down before you run an experiment. A wrong guess teaches more than a right one.
# - **Exercises** begin in chapter 01. `from course_lib.chapters.progress import progress`, then `progress()`, shows what you have done.
# - **Stuck?** Choose *Kernel → Restart Kernel and Run All Cells*. If a machine misbehaves: `python3 course.py doctor` in a terminal.

# %% [markdown] tags=["zh"]
# ## 怎样使用这门课
#
# - **你自己的副本**：用 `python3 course.py lab` 打开的，是 `my/` 文件夹里的副本。课程更新不会丢掉你写的东西，你怎么改也不会弄坏课程本身。
# - **实验台**是拿来动手的，每个控件都去动一动。内核在运行，控件才有反应；重新打开 notebook 后，请再运行一遍单元格。没有内核时，看到的是一幅图。
# - **进度条和数字**：一般的单元格几秒就好；长一些的训练有进度条和剩余时间。⟦ ⟧ 里的数是现场测出来的，不同机器会略有差别；与它有关的主要结论都用留有余量的 `assert` 检查过。要跑几分钟、几小时的，事先录制好了，后面各章拿来展示。
# - **先猜再做**：运行实验之前，先写下你的猜测。猜错比猜对学到的更多。
# - **练习**从第 01 章开始。运行 `from course_lib.chapters.progress import progress` 和 `progress()`，可以查看自己的进度。
# - **卡住了？** 选择 *Kernel → Restart Kernel and Run All Cells*。机器不听话时，在终端运行 `python3 course.py doctor`。

# %% [markdown] tags=["en"]
# ## What the notes say, and what we saw
#
# | The notes | Here |
# | --- | --- |
# | Seq2Seq appeared in 2014, to handle inputs and outputs of unknown length | yes, and not alone: Kalchbrenner and Blunsom came in 2013, Cho et al. also in 2014 |
# | the encoder compresses the source into a vector of fixed size | yes in this chapter; 07 lifts the restriction |
# | it adapts to inputs of different length | it *accepts* any length; beyond the lengths it was trained on it failed almost always |
# | it is little used today, but a good start | pure RNN pairs are rare now; the encoder-decoder idea is alive in translation and speech |
#
# ## For a study group
#
# 1. Which of the three breaks would more training data mend? Which would it not?
# 2. The model is asked for *seven dozen*. What would you want it to answer?
# 3. Where have you met a sequence-to-sequence task that is not translation?
#
# [A page for the meeting](../docs/groups/00_welcome.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - N. Kalchbrenner, P. Blunsom (2013). Recurrent continuous translation models. EMNLP.
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们看到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | “为了解决输入与输出序列长短未知的问题，研究者引入了Seq2Seq模型”（2014 年，机器翻译） | 对，但不止这一篇：Kalchbrenner 与 Blunsom 在 2013 年，Cho 等也在 2014 年 |
# | “编码器将输入序列压缩为一个固定维度的上下文向量” | 本章正是如此；第 07 章会放开这个限制 |
# | “能适应不同长度的输入数据” | 什么长度它都*接受*；但超出训练见过的长度，几乎全错 |
# | “现在它的应用没那么多了，但以它为深入Transformer的起点还是很好的” | 纯 RNN 的编码器－解码器的确少见了；编码器－解码器的思想在机器翻译和语音识别中依然活跃 |
#
# ## 小组讨论
#
# 1. 三种失败里，哪些靠增加训练数据就能解决？哪些不能？
# 2. 输入 *seven dozen*，你希望模型怎么回答？
# 3. 除了翻译，你还在哪里遇到过“序列到序列”的任务？
#
# [小组活动页](../docs/groups/00_welcome.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - N. Kalchbrenner, P. Blunsom (2013). Recurrent continuous translation models. EMNLP.
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
