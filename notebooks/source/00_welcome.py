# %% [markdown] tags=["en"]
# # 00 · Welcome: train a translator, then break it
#
# **What you will be able to do.** Train a network that reads *three hundred and five* and writes *305*. Break it in three ways, and say what each break tells you. Build a tool that finds where it goes wrong.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Python. You need not have met a neural network before.
#
# Run a cell with Shift + Enter, from the top. You work on your own copy in the folder `my/`, so nothing that you do can damage the course.

# %% [markdown] tags=["zh"]
# # 00 · 欢迎：先训练一个翻译器，再把它弄坏
#
# **学完本章，你能**：训练一个神经网络，让它读到“三百零五”，就写出 305；用三种办法把它弄坏，并说出每一种坏法说明了什么；再做一个小工具，查出它从哪里开始错。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：会 Python 就行，没接触过神经网络也不要紧。
#
# 从上往下，按 Shift + Enter 运行一个单元格。你打开的是 `my/` 文件夹里自己的副本，怎么改都不会弄坏课程。

# %% [markdown] tags=["en"]
# ## The question
#
# You read *three hundred and five* and write *305*. Four words in, three digits out. **How can a program learn to turn one sequence into another of a different length?**
#
# ![An encoder reads "three hundred and five" word by word into one context vector; a decoder writes 3, 0, 5, end, and each token that it writes is its next input.](../assets/figures/seq2seq_at_a_glance.en.svg)
#
# A **neural network** is a function with many adjustable numbers, its **weights**. Training adjusts them. Here two networks share the work. The **encoder** reads the words, one after the other. It keeps a list of 128 numbers, its **hidden state** ($h$ in the drawing), and changes that list at each word. The list never gets longer, however long the text. What it holds at the end is the **context vector**. The **decoder** starts from this vector and writes the digits, one after the other. First it reads the sign *begin*; after that, each digit that it writes is its next input. It stops when it writes *end*. Such a pair of networks is called a **sequence-to-sequence model**, Seq2Seq for short.

# %% [markdown] tags=["zh"]
# ## 问题
#
# 读到“三百零五”，你会写下 305：读入四个字，写出三个数字。**一个程序，怎样学会把一个序列变成另一个长短不同的序列？**
#
# ![编码器逐字读入三百零五，得到一个上下文向量；解码器依次写出 3、0、5、结束，每写出一个词元，就把它作为下一步的输入。](../assets/figures/seq2seq_at_a_glance.zh.svg)
#
# **神经网络**（neural network）是一个函数，里面有许多可以调整的数，叫作**权重**（weights）；训练就是调整它们。这里由两个网络分工。**编码器**（encoder）一个字一个字地读。它手里有一串数，一共 128 个，也就是一个 128 维的向量，叫作**隐状态**（hidden state，图里的 $h$），每读一个字就改写一次。不管读多长，这串数都不会变多。读完最后一个字时，手里的这串数就是**上下文向量**（context vector）。**解码器**（decoder）从这个向量出发，一位一位地写。它先读入“开始”这个记号；以后写出的每一位，就是它下一步的输入。写到“结束”，它就停下。读入的叫源序列，写出的叫目标序列。这样一对网络合起来叫作**序列到序列模型**，简称 Seq2Seq。

# %%
from course_lib.chapters.ch00_welcome import exercises as ch00
from course_lib.chapters.ch00_welcome import figures
from course_lib.language import set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## Pairs to learn from
#
# The model learns from 18,000 pairs. Here are four of them. A piece that is read or written in one step is called a **token**. On the left each word is a token, on the right each digit. (In the code, `pick` chooses between the two languages of this course. You can read over it.)

# %% [markdown] tags=["zh"]
# ## 用来学习的数据
#
# 模型从 18,000 对数据里学习，下面是其中四对。一步读入或写出的那一小块，叫作一个**词元**（token）：左边一个汉字是一个词元，右边一位数字是一个词元。（代码里的 `pick` 只是在中英文之间选一个，可以略过。）

# %%
import torch

from course_lib.data.corpora import load
from course_lib.kit.table import Table
from course_lib.language import live, pick

torch.set_num_threads(1)
corpus = load(pick("numbers-en-digits", "numbers-zh-digits"))
Table([pick("the model reads", "模型读入"), pick("and should write", "应当写出")], corpus.train[:4])

# %% [markdown] tags=["en"]
# A network computes with numbers, not with words. So each token gets a number for a name, its **id**. The list of all tokens is the **vocabulary**.
#
# The ids 0 to 3 are reserved, for signs such as *begin* and *end*, so ordinary tokens begin with 4. An id says nothing about size: below, the digit 3 has id 4.

# %% [markdown] tags=["zh"]
# 网络只会算数，不认字。所以给每个词元一个**编号**（id）当名字；全部词元列成的表叫作**词表**（vocabulary）。编号 0 到 3 留给“开始”“结束”这样的记号，普通的词元从 4 号排起。编号不表示大小：下面的数字 3，编号是 4。

# %%
from course_lib.data.batching import encode_pairs
from course_lib.data.vocab import Vocab

sources, targets = zip(*corpus.train, strict=True)
source_vocab = Vocab.build(sources, corpus.source_unit)
target_vocab = Vocab.build(targets, corpus.target_unit)
vocabs = (source_vocab, target_vocab)
train_pairs, valid_pairs, test_pairs = (
    encode_pairs(part, *vocabs) for part in (corpus.train, corpus.valid, corpus.test)
)
example = pick("three hundred and five", "三百零五")
print(example, source_vocab.encode(example))
print("305", target_vocab.encode("305"))

# %% [markdown] tags=["en"]
# ## Train
#
# One step of training takes 32 pairs, a **batch**. For each digit the model says how sure it is of every token. If it was sure of the right one, that costs it little; if it was sure of a wrong one, much. The average cost is the **loss**. Then each weight is changed a little, in the direction in which the loss falls. While it trains, the decoder reads the right digits, not its own. Chapter 04 asks whether that is wise.
#
# 900 steps take about a quarter of a minute. Every 150 steps the model translates 500 new numbers, now with its own digits to read. An answer counts only if every digit is right. The share of such answers is the **exact match**. The **random seed** fixes what chance does, such as the weights at the beginning.

# %% [markdown] tags=["zh"]
# ## 训练
#
# 训练时，每一步取 32 对数据，这 32 对叫作一个**批量**（batch）。每写一位，模型都要说出它对每个词元有多大把握。对正确的那个很有把握，代价就小；对错的那个很有把握，代价就大。平均下来的代价叫作**损失**（loss）。然后把每个权重改动一点点，朝着损失变小的方向改。训练的时候，解码器读的是正确的数字，不是它自己写的。这样做好不好，第 04 章再问。
#
# 900 步大约要十几秒。每 150 步，让模型翻译 500 个新的数，这时它读的是自己写的数字。每一位都对才算对，对的比例叫作**完全匹配率**（exact match）。**随机种子**（seed）定住随机的部分，比如权重一开始是多少。

# %%
from course_lib.chapters.ch00_welcome.watch import watch
from course_lib.models import Seq2Seq
from course_lib.training import evaluate, train

steps = 900
model = Seq2Seq(len(source_vocab), len(target_vocab), hidden=128, seed=0)  # 128: the hidden state
rate = {"learning_rate": 4e-3, "cooldown": 0.5}  # how large a change is; in the second half it shrinks
counts = {"steps": steps, "batch_size": 32, "evaluate_every": 150}
run = train(model, train_pairs, valid_pairs, seed=0, **counts, **rate)
for report in watch(run, steps):
    pass  # one turn is one step; watch shows it

# %% [markdown] tags=["en"]
# Left: the loss, step by step, on the pairs of that step and on 500 new ones. Right: how many of the new ones come out right when the model works alone.
#
# The stop button (■) at the top ends the training early. The model stays usable, but the results below then differ. A number in ⟦ ⟧ was measured just now, so it may differ a little on your machine. Another seed gives another model, a little better or worse: write `seed=1` at both places of the training cell and see. (A cell with `assert` checks what this page claims; you can read over it.)

# %% [markdown] tags=["zh"]
# 左图是损失：一条是每一步用的那批数据，一条是 500 个新的数。右图是让模型独自写，新的数里对了多少。
#
# 按页面上方的停止按钮（■），训练就提前结束：模型照样能用，只是后面的结果会不一样。写在 ⟦ ⟧ 里的数是现场测出来的，在你的机器上可能略有不同。换一个种子，就得到另一个模型，好一点或差一点：把训练那一格里的两处都改成 `seed=1` 试试。（代码里的 `assert` 用来核对这一页上的说法，可以略过。）

# %%
trained = report.step == steps  # else the stop button was pressed
share = evaluate(model, valid_pairs)["exact_match"]
print(pick("new numbers right, of 100:", "100 个新的数里，对了："), live(100 * share, ".0f"))
assert share > 0.7 or not trained

# %% [markdown] tags=["en"]
# Most new numbers are right, to the last digit. Nobody told the model what *hundred* means, where a zero must stand, or how many digits to write. It found all of this in the pairs. People call this learning **end to end**: from the text in to the text out, with no rule written by hand in between.
#
# ### Ask it
#
# Put numbers of your own into the list `mine`, and run the cell again. Before you do: a million, is that an easy number for it?

# %% [markdown] tags=["zh"]
# 大多数新的数都对了，一位不差。没有人告诉模型“百”是什么意思、哪里该写零、一共写几位，这些都是它从数据里学来的。这就叫**端到端**（end to end）的学习。
#
# > **笔记这样说**（这门课源自一个学习小组的笔记）：端到端，就是“从原始输入数据到期望输出序列的直接映射，无需进行显式的特征提取”。
#
# ### 问问它
#
# 把列表 `mine` 里的数换成你自己的，再运行一次。运行之前先想一想：一百万，对它来说容易吗？

# %%
from course_lib.data.corpora.numbers import chinese, english
from course_lib.decoding import translate

say = {"en": english, "zh": chinese}[LANGUAGE]


def ask(*numbers):
    return translate(model, *vocabs, [say(number) for number in numbers])


mine = [305, 40217, 1000000]
Table([pick("number", "数"), pick("answer", "回答")], zip(mine, map(live, ask(*mine)), strict=True))

# %% [markdown] tags=["en"]
# A million is an easy number for you. For this model it is a hard one: two words, and seven digits must come out. Did it ever see so few words make so many digits? The next cell looks for the shortest source among the pairs with seven digits.

# %% [markdown] tags=["zh"]
# 一百万，在你看来很简单，对这个模型却很难：只读三个字，要写出七位数字。这么少的字写出这么多位，它见过吗？下面在七位数的数据里，找出最短的源序列。

# %%
seven = [source for source, target in corpus.train if len(target) == 7]
shortest = min(seven, key=lambda source: len(source_vocab.encode(source)))
print(pick("pairs with 7 digits:", "七位数的数据："), len(seven))
print(pick("the shortest source:", "最短的源序列："), shortest)

# %% [markdown] tags=["en"]
# It never did. The model learned from examples, and it is good where it has examples. Keep this in mind when you break it.

# %% [markdown] tags=["zh"]
# 从来没见过。模型是从例子里学的，有例子的地方才学得好。后面弄坏它的时候，请记住这一点。

# %% [markdown] tags=["en"]
# ## By hand: one digit after the other
#
# How did it write 305? With four methods, which every Seq2Seq model of this course has. `encode` reads the source. `start` gives the decoder its first state, which is the context vector. `advance` reads one token and changes the state; it also hands out the state as `hidden`. `project` turns that into a score for each token.
#
# Then scores become probabilities. A score may be negative, a probability may not. So first raise e (about 2.72) to each score. Suppose two tokens have the scores 2 and 1: that gives 7.39 and 2.72. Divide by their sum: .73 and .27. The shares are positive and add up to 1. This is **softmax**. The token with the largest share is written, and is the next to be read.

# %% [markdown] tags=["zh"]
# ## 亲手做一遍：一位接一位
#
# 305 是怎么写出来的？靠四个方法，课里的 Seq2Seq 模型都有。`encode` 读源序列；`start` 给出解码器的第一个状态，也就是上下文向量；`advance` 读一个词元，改写状态，并把它作为 `hidden` 交出来；`project` 把它变成分数，每个词元一个。
#
# 接下来把分数变成概率。分数可以是负的，概率不行，所以先取 e（约 2.72）的几次方。假设两个词元的分数是 2 和 1，e 的 2 次方是 7.39，1 次方是 2.72；再各自除以两者的和：0.73 和 0.27。得到的都是正数，加起来等于 1。这就是 **softmax**。模型写下概率最大的词元，下一步就读它。

# %%
from course_lib.data.batching import pad_sources
from course_lib.data.vocab import BOS, EOS

ids, lengths = pad_sources([source_vocab.encode(example)])  # (1, S): a batch of one source
memory = model.encode(ids, lengths)
state, token, rows = model.start(memory), BOS, []
while token != EOS and len(rows) < 12:  # 12: in case it never ends
    hidden, state = model.advance(torch.tensor([[token]]), state, memory)  # (1, 1, 128)
    probabilities = model.project(hidden)[0, 0].softmax(-1)  # (14,): ten digits, four signs
    read, token = token, int(probabilities.argmax())
    names = (target_vocab.names[read], target_vocab.names[token])
    rows.append([len(rows) + 1, *map(live, names), live(probabilities[token].item(), ".2f")])
Table([pick("step", "步"), pick("reads", "读"), pick("writes", "写"), pick("how sure", "有多大把握")], rows)

# %% [markdown] tags=["en"]
# `<bos>` means *begin*, `<eos>` means *end*. Now a thing that the code hides: this decoder never looks at the source again. `advance` is handed `memory` because other models use it, such as that of chapter 07; this one does not. All that it knows is in its state and in the token that it has just written.

# %% [markdown] tags=["zh"]
# `<bos>` 表示“开始”，`<eos>` 表示“结束”。有一点从代码里看不出来：这个解码器再也没有回头看源序列。`advance` 虽然收到了 `memory`，但那是给别的模型用的，比如第 07 章的；这里的模型不看它。解码器知道的一切，都在状态里，在刚写下的那个词元里。

# %% [markdown] tags=["en"]
# ## Break it, first: longer numbers
#
# The longest numbers in training had 7 digits. Now the model gets new numbers with 5, 6, 7 and 8 digits. *Twelve million …* has 8, and each of its words is known. How many of 100 come out right? **Predict** a number for each length. Only your first guess counts.

# %% [markdown] tags=["zh"]
# ## 弄坏它，之一：更长的数
#
# 训练时，最长的数是 7 位。现在给它 5、6、7、8 位的新数。“一千二百万……”有 8 位，每个字它都认识。100 个里能对几个？**先猜**，每种长度猜一个数。只记第一次的猜测。

# %%
ch00.too_long

# %%
from IPython.display import display

new = [int(target) for _, target in corpus.test]
new += range(12_345_678, 99_999_999, 876_543)  # numbers with 8 digits
right = {}
for digits in (5, 6, 7, 8):
    numbers = [number for number in new if len(str(number)) == digits][:100]
    outputs = ask(*numbers)
    right[digits] = sum(output == str(number) for output, number in zip(outputs, numbers, strict=True))
sevens = sum(len(output) == 7 for output in outputs)  # of the last hundred
print(pick("8-digit numbers, 7 digits written:", "8 位的数，只写了 7 位的："), live(sevens))
display(figures.right_by_digits(right, longest_seen=7))
ch00.too_long.result(list(right.values()), live=True, claimed=trained)

# %% [markdown] tags=["en", "explain"]
# ### First a slope, then a cliff
#
# Up to 7 digits most numbers come out right, though fewer with each digit. With 8 nearly none does. Look at the line above the bars: for most 8-digit numbers the model wrote 7 digits. It stops where the longest numbers of training stopped.
#
# Why? Three causes are possible. The decoder has never written an eighth digit. The encoder has never read *twelve million*. And **128 numbers must hold the whole source**, however long it is. The 7 digits point to the first cause, but they do not rule out the others. To tell them apart, one would change one thing at a time: chapter 02 changes the size of the context, chapter 07 lets the decoder look back at the source.

# %% [markdown] tags=["zh", "explain"]
# ### 先是斜坡，然后是悬崖
#
# 七位以内，大多是对的，只是位数越多，对得越少。到了八位，几乎全错。再看柱状图上面那一行：八位的数，模型大多只写了七位。训练时最长写到第几位，它就停在第几位。
#
# 为什么？可能有三个原因：解码器从来没写过第八位；编码器从来没读到过“一千二百万”这样的搭配；还有，**不管源序列多长，都要塞进一个 128 维的向量**。只写七位，像是第一个原因，但不能排除另外两个。要分清楚，得一次只改一样：第 02 章改上下文向量的大小，第 07 章让解码器回头看源序列。

# %% [markdown] tags=["en"]
# ## Break it, second: plant one digit
#
# Take 100 new numbers with 6 digits. The model writes the first digit. Then we **plant** a wrong second digit: we write it in the model's place. From there the model goes on alone. The source has not changed, and the model has read all of it. **Predict**: in how many of the 100 is everything after the planted digit right?

# %% [markdown] tags=["zh"]
# ## 弄坏它，之二：植入一个数字
#
# 取 100 个六位的新数。第一位由模型自己写。第二位我们替它写，故意写错，这叫**植入**（plant）。从第三位起，又由模型自己接着写。源序列没有变，模型也从头到尾读过。**先猜**：100 个里，后面全对的有几个？

# %%
ch00.planted

# %%
from course_lib.decoding import trace

six = [pair for pair in test_pairs if len(pair[1]) == 6][:100]
count = {"alone": 0, "planted": 0, "late": 0}
for source, target in six:
    digit = int(target_vocab.names[target[1]])
    wrong = target_vocab.encode(str((digit + 1) % 10))[0]
    alone = [step.token for step in trace(model, source)]
    after = [step.token for step in trace(model, source, plant={1: wrong})]
    count["alone"] += alone[2:] == [*target[2:], EOS]  # all from the third digit on
    count["planted"] += after[2:] == [*target[2:], EOS]
    count["late"] += after[2:5] == target[1:4]  # see below
ch00.planted.result(count["planted"], live=True, claimed=trained)

# %% [markdown] tags=["en", "explain"]
# ### One wrong digit spoils the rest
#
# After one wrong digit the rest is hardly ever right, although the source still says what must come. A likely reason: in training, the digits before were always the right ones. Nobody ever showed the model a wrong digit, so it never learned what to do after one. This trouble is called **exposure bias**. Chapters 04 and 05 put the reason to the test.

# %% [markdown] tags=["zh", "explain"]
# ### 错一位，后面就跟着错
#
# 植入一个错的数字之后，后面几乎没有全对的，可是该写什么，源序列里写得清清楚楚。一个可能的原因是：训练时，前面的数字从来都是对的。谁也没给它看过错的数字，它自然没学过错了以后该怎么办。这种麻烦叫作**暴露偏差**（exposure bias）。是不是这个原因，第 04、05 章再来检验。

# %% [markdown] tags=["en"]
# ### Has it lost what it knew?
#
# Look closer before you believe so. Suppose the number is 538214, and we plant a 4:
#
#     right      5 3 8 2 1 4
#     planted    5 4
#     it writes      3 8 2 …
#
# The model writes 3, 8, 2: the right digits, but each one place too late. The next cell counts the answers whose next three digits come late in this way.

# %% [markdown] tags=["zh"]
# ### 它把知道的都忘了吗？
#
# 先别急着下结论，再看仔细一点。假设这个数是 538214，我们在第二位植入 4：
#
#     正确      5 3 8 2 1 4
#     植入      5 4
#     它接着写      3 8 2 …
#
# 模型接着写 3、8、2：都是该写的数字，只是每一位都晚了一步。接下来三位都这样晚一步的回答，下面也数一数。

# %%
names = [
    pick("alone: the rest is right", "独自写：后面全对"),
    pick("planted: the rest is right", "植入后：后面全对"),
    pick("planted: the next three come one place late", "植入后：接下来三位对，但晚了一位"),
]
heads = [pick("what happened", "情形"), pick("of 100", "100 个里")]
assert count["alone"] > 70 or not trained
Table(heads, zip(names, map(live, count.values()), strict=True))

# %% [markdown] tags=["en"]
# These answers lost their place, not their knowledge. The model goes on as if the planted digit had been put in front of its own. Most of the others went wrong in other ways; chapter 05 takes them apart.

# %% [markdown] tags=["zh"]
# 这些回答弄丢的是位置，不是知识：模型像是把植入的数字当成多出来的一位，接着写自己本来要写的。剩下的大多是别的错法，第 05 章会一一拆开。

# %% [markdown] tags=["en"]
# ## Break it, third: a word that it never saw
#
# *Dozen* and *gross* never occur in the 18,000 pairs. A dozen is 12, a gross is 144. What happens when you ask for *seven dozen*, and then for *seven gross*? **Predict** first.

# %% [markdown] tags=["zh"]
# ## 弄坏它，之三：没见过的字
#
# 18,000 对数据里，从来没有“打”字；也没有“亿”字，因为最大的数只有七位。问它“七打”（一打是 12 个），再问它“七亿”，会怎么样？**先猜**。

# %%
ch00.unknown

# %%
strange = [pick("seven dozen", "七打"), pick("seven gross", "七亿")]
answers = translate(model, *vocabs, strange)
ids = [source_vocab.encode(text) for text in strange]
heads = [pick("text", "文字"), pick("ids", "编号"), pick("answer", "回答")]
display(Table(heads, zip(strange, ids, map(live, answers), strict=True)))
ch00.unknown.result(ch00.option_of(answers), claimed=trained)

# %% [markdown] tags=["en", "explain"]
# ### To the model, both are the same
#
# Every word that is not in the vocabulary gets id 3, *unknown*. So the model reads the same two ids both times and gives the same answer. Why just this answer? Mostly by accident: id 3 never occurred in training, so what the model makes of it was never adjusted. It does not refuse either, because nothing taught it to say *I don't know*. Chapter 01 cuts text into smaller tokens. Then every word can be read, although nobody has told the model what a dozen is.

# %% [markdown] tags=["zh", "explain"]
# ### 在它眼里，两个是一回事
#
# 词表里没有的字，编号一律是 3，意思是“未知”。所以模型两次读到的编号完全一样，回答当然也一样。为什么偏偏是这个回答？多半是偶然：训练时从没出现过 3 号，模型怎样看待它，也就从没调整过。它也不会拒绝，因为没有人教过它说“我不知道”。第 01 章会把词元切得更小，这样什么字都能读进去。当然，“打”是多少，还是没有人教过它。

# %% [markdown] tags=["en"]
# ## Lab: your own number
#
# The digits appear as the decoder writes them. Each column of the picture is one step: the darker a field, the more probable that token was before the model chose. Try three things.
#
# 1. Find a number below 1,000 that your model gets wrong. There are a few dozen at most. Very small and very round ones are worth a try.
# 2. Press *a wrong digit*. It plants a 9 into 538214. Read the digits behind the 9 aloud: do you know them? Then choose another position, such as 5, and press *Translate*.
# 3. Press *an unknown word*. In which column does the model begin to doubt?

# %% [markdown] tags=["zh"]
# ## 实验台：你自己的数
#
# 解码器写一位，屏幕上就出现一位。图里每一列是一步：颜色越深，模型给那个词元的概率越大。试三件事。
#
# 1. 找一个 1000 以内、你的模型会答错的数。最多有几十个，很小的、很整的都值得一试。
# 2. 按“错一位”，它在 538214 里植入一个 9。把 9 后面的数字念出来：眼熟吗？再把位置改成 5，按“翻译”。
# 3. 输入“两百零五”。训练数据里只写“二百”，从不写“两百”，所以“两”也是未知的词元。看看每一列：它拿得准吗？

# %%
from course_lib.chapters.labs import TranslatorLab

TranslatorLab(model, source_vocab, target_vocab)

# %% [markdown] tags=["en"]
# ## Quiz
#
# Four questions. Each option is explained once you check.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题，选好后按“检查”，每个选项都有解释。

# %%
ch00.quiz

# %% [markdown] tags=["en"]
# ## What we saw
#
# Your model, in numbers:

# %% [markdown] tags=["zh"]
# ## 我们看到了什么
#
# 把三个结果放在一起：

# %%
rows = [
    (pick("new numbers, as long as in training", "新的数，长短和训练时一样"), 100 * share),
    (pick("new numbers with 8 digits", "8 位的新数"), right[8]),
    (pick("the rest, after a planted wrong digit", "植入一个错的数字之后，其余各位"), count["planted"]),
]
heads = [pick("what was tried", "试了什么"), pick("right, of 100", "100 个里对了")]
Table(heads, [(what, live(value, ".0f")) for what, value in rows])

# %% [markdown] tags=["en"]
# | What broke the model | Where we come back to it |
# | --- | --- |
# | numbers longer than in training: is it the one context vector? | 02 encoder, 07 attention |
# | a wrong digit: in training it reads the right ones, alone it reads its own | 04 teacher forcing, 05 exposure bias |
# | a word that is not in the vocabulary | 01 sequences |
#
# **Why begin here?** Today's translators and chatbots are nearly all **Transformers**, a design of 2017. A Transformer does without the one context vector: its decoder looks back at the whole source. It keeps the rest: a decoder, one token after the other, and in translation an encoder. Chapter 08 builds one, and chapter 10 lets one look at pictures. Its most important part, attention, was proposed for long sentences.

# %% [markdown] tags=["zh"]
# | 坏在哪里 | 在哪一章讲 |
# | --- | --- |
# | 比训练时更长的数：是不是因为只有一个上下文向量？ | 02 编码器、07 注意力 |
# | 一个错的数字：训练时读的是正确的，独自写时读的是自己写的 | 04 教师强制、05 暴露偏差 |
# | 词表里没有的词 | 01 序列 |
#
# **现在是 Transformer 的天下，为什么还从这里开始？** 笔记的回答是：“从这里开始，可以在比较中慢慢掌握更复杂的模型设计。”今天的翻译系统和聊天机器人，用的几乎都是 Transformer（2017 年提出）。它不再只靠一个上下文向量，解码器可以回头看整个源序列；其余的都留着：解码器，有源序列时的编码器，一个词元接一个词元地写。第 08 章动手搭一个，第 10 章让它看图。它最要紧的零件叫注意力，当初正是为长句提出的。

# %% [markdown] tags=["en"]
# ## Workshop
#
# One tool to build, one question to answer in words. Read the task, write your function in the cell below it, and run that cell. The check names the first thing that is wrong. Stuck? `ch00.first_mistakes.hint()` helps, more than once if need be, and `ch00.first_mistakes.solution()` shows ours. An unsolved exercise stops nothing.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 做一个工具，再用自己的话回答一个问题。读题，在下面的单元格里写你的函数，运行它，检查会指出第一个不对的地方。卡住了，就运行 `ch00.first_mistakes.hint()`，可以多要几次提示；`ch00.first_mistakes.solution()` 会给出我们的解答。没做出来，也不影响后面的运行。

# %%
ch00.first_mistakes


# %%
def first_mistakes(answers, outputs): ...


ch00.first_mistakes.check(first_mistakes)

# %% [markdown] tags=["en"]
# Now point your tool at your model: 1,000 more numbers that were not in its training, so the share of mistakes need not be that of the 500. As long as your function is empty, ours takes its place. Short numbers have no seventh place, so the second column says how many have one.

# %% [markdown] tags=["zh"]
# 现在用你的工具查你的模型：另外 1,000 个新的数，对错的比例和那 500 个会略有出入。你的函数还空着的话，先用我们的顶上。短的数没有第七位，所以中间一列写着：有这一位的数一共几个。

# %%
sources_of_test, answers = zip(*corpus.test, strict=True)
outputs = translate(model, *vocabs, list(sources_of_test))
places = first_mistakes(answers, outputs) or ch00.first_mistakes.solve(answers, outputs)
having = {place: sum(len(answer) >= place for answer in answers) for place in range(1, 8)}
heads = [pick("place", "第几位"), pick("numbers that have it", "有这一位的数")]
heads += [pick("first mistake there", "第一处错在这里")]
Table(heads, [(place, many, live(places.get(place, 0))) for place, many in having.items()])

# %% [markdown] tags=["en"]
# Does your model go wrong at the first digit, or does it lose its way later? With our seeds the first digit was almost never wrong. The next question asks for words, not code.

# %% [markdown] tags=["zh"]
# 你的模型是第一位就错，还是写着写着才错？我们试过的种子，第一位几乎从不出错。下面这道题，用文字回答。

# %%
ch00.mend

# %%
ch00.mend.answer("")

# %% [markdown] tags=["en"]
# ### To talk about
#
# 1. The model is asked for *seven dozen*. What would you want it to answer?
# 2. Where have you met a task from sequence to sequence that is no translation? What are the tokens on each side?
#
# [A page for the meeting](../docs/groups/00_welcome.md) says what good answers contain.
#
# ### Six questions about neural networks, if you like
#
# This chapter has not taught what they ask. They are for you to see where you stand. You can read chapter 01 whatever comes out. From chapter 02 on, gradients and tensors are used without much ado; if most of these questions are new to you, take a few evenings for chapters 2 to 4 of *Dive into Deep Learning* (free at d2l.ai) in between.

# %% [markdown] tags=["zh"]
# ### 一起讨论
#
# 1. 问它“七打”，你希望模型怎么回答？
# 2. 除了翻译，你还在哪里遇到过从序列到序列的任务？两边的词元各是什么？
#
# [小组活动页](../docs/groups/00_welcome.md)上有好的回答应当包含的要点。
#
# ### 六道小题：神经网络的一般知识，自愿做
#
# 这些题本章没有讲过，只是让你看看自己的底子。不管答得怎样，第 01 章都可以接着读。从第 02 章起，会直接用到梯度和张量；如果这几道题大多没见过，中间花几个晚上读《动手学深度学习》的第 2 到 4 章（zh.d2l.ai，可免费阅读）。

# %%
ch00.ready

# %% [markdown] tags=["en"]
# ### How this course works
#
# Updates of the course keep your work in `my/`. A lab works while its notebook's kernel runs; after reopening a notebook, run its cells again. If something hangs, choose *Kernel → Restart Kernel and Run All Cells*. If it still does not work, type `python3 course.py doctor` in a terminal.
#
# ## References
#
# Three groups built such pairs of networks for translation within a year. The first used a convolution as its encoder; the last gave the name.
#
# - N. Kalchbrenner, P. Blunsom (2013). Recurrent continuous translation models. EMNLP.
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.

# %% [markdown] tags=["zh"]
# ### 这门课怎么用
#
# 课程更新不会丢掉你在 `my/` 里写的东西。内核在运行，实验台才有反应；重新打开 notebook 之后，请把单元格再运行一遍。卡住不动时，选 *Kernel → Restart Kernel and Run All Cells*；还是不行，就在终端里运行 `python3 course.py doctor`。
#
# ## 参考文献
#
# 大约一年之内，有三组人为机器翻译搭建了这样的一对网络。最早的一组，编码器用的是卷积；“序列到序列”这个名字来自最后一组。
#
# - N. Kalchbrenner, P. Blunsom (2013). Recurrent continuous translation models. EMNLP.
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
