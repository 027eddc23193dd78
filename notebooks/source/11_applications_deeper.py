# %% [markdown] tags=["en"]
# # 11 · Deeper: better chains, sums, chat
#
# **What you will be able to do.** Say how far a better chain comes. Say how near a "new" voice is to an old one. Test whether a model writes sums more easily from the right. Measure whether a model that chats says anything.
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 11](11_applications.ipynb).

# %% [markdown] tags=["zh"]
# # 11 · 深入：更好的流程、加法、聊天
#
# **学完这一篇，你能**：说出更好的流程能做到多好；说出一个“陌生”的嗓音离熟悉的有多近；检验一下，加法从右边写起，模型是不是更容易写对；量一量，会聊天的模型到底有没有说出内容。
#
# **时间**：{lesson} 分钟。**预备知识**：[第 11 章](11_applications.ipynb)。

# %%
from course_lib.chapters.ch11_applications import tables
from course_lib.kit import records
from course_lib.language import pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
network, chain = records.load("spoken"), records.load("spoken_by_hand")

# %% [markdown] tags=["en"]
# ## How good can the chain get?
#
# The lesson's chain is simple. Here are two better ones. The first compares by **dynamic time warping** (Sakoe and Chiba 1978): it stretches a template here and there, until it fits the piece best. The second takes its templates from noisy sound, cut by the chain itself. So it has heard noise, as the network has.

# %% [markdown] tags=["zh"]
# ## 流程能做到多好？
#
# 正文里的流程很简单。这里有两个更好的。先改比法：用**动态时间规整**（dynamic time warping，Sakoe 和 Chiba 1978），这里拉长一点，那里缩短一点，让模板和那一段尽量吻合。再改模板（比法不变）：模板取自带噪声的声音，而且由流程自己切。这样，它也和网络一样听过噪声。

# %%
tables.chains(chain, LANGUAGE)

# %% [markdown] tags=["en"]
# Time warping helps a little in noise: 25 wrong of a hundred for 30. Templates that heard noise help more: 14. In quiet none of the three errs. The network has 6 to 8 in noise, so in English it stays ahead of every chain that we tried. Both remedies at once were not tried.
#
# ## How new is a new voice?
#
# All voices of espeak-ng are variants of a few. So how far is a new voice from its nearest relative in the training? Each digit is brought to mean 0 and standard deviation 1, and the distance is the mean square of the differences between the same digits. So two digits without any likeness are 2 apart.

# %% [markdown] tags=["zh"]
# 有噪声时，时间规整有一点用：100 个里错的从 46 个降到 39 个。模板听过噪声，用处更大：降到 26 个，和网络的 22 到 25 个差不多。安静时三个都不出错，网络却要错 11 到 17 个。所以对这些普通话嗓音，网络并不比好的流程强。两种办法一起用，没有试过。
#
# ## 陌生的嗓音有多陌生？
#
# espeak-ng 的嗓音都是少数几个嗓音的变体。那么，一个陌生的嗓音，离训练里和它最像的那个有多远？先把每个念出来的数字归一化成均值 0、标准差 1，再把两个嗓音念的同一个数字相减，取均方，十个数字平均。毫不相干的两段，距离是 2。

# %%
from course_lib.chapters.ch11_applications import pipeline
from course_lib.data.corpora import speech

other = pipeline.other_digit(speech.voices(LANGUAGE, "train"))
print(pick("to the nearest other digit of a voice:", "同一嗓音里，离最像的另一个数字："), f"{other:.2f}")
tables.by_voice(network, chain, LANGUAGE)

# %% [markdown] tags=["en"]
# Each voice says 50 other strings; the rows stand in the order of the distance. Three voices lie within .2 of one that the network knows, and it reads them without an error in quiet. The voice *steph* lies at .40: in noise the network misses 22 to 31 of a hundred there, and of the four nearer voices 10 at most. So the lesson's 6 to 8 in noise are a mean over relatives and one stranger. For comparison: the voices of flite are at .61 to .83. A digit of a known voice is on average .75 away from the most similar *other* digit of that voice.
#
# There are five new voices, and three in Chinese. Three seeds say how much the training varies. They say nothing about other voices.

# %% [markdown] tags=["zh"]
# 每个嗓音另念 50 串，各行按距离排。有两个嗓音在训练里有几乎一样的“孪生兄弟”，安静时网络一个也不错。*steph* 没有：安静时网络就错三成以上，流程却一个也不错。所以“陌生嗓音错百分之十几”，是两个熟人和一个真正的陌生人平均出来的。拿来比一比：在同一个嗓音里，一个数字和最像它的另一个数字，距离平均是 0.54。
#
# 陌生的普通话嗓音只有三个，英语有五个。三个种子只说明训练的起伏有多大，说明不了别的嗓音会怎样。

# %% [markdown] tags=["en"]
# ## A sum, from the right or from the left
#
# Now a task that school teaches: 347 + 085 = 432. We write sums from the right, because of the carry: 7 + 5 is 12, write 2, carry 1. A decoder writes its first token first. So it must know the left digit before it has worked out the others. Is it easier if the sum is written backwards, 234? And is it the order, or is it that a sum may have three or four digits? The third row leaves that difference out: it is written from the left, filled up to four places.
#
# Two models learn 19,000 sums for 1,000 steps, three seeds each, with the better of two learning rates. These are right of 100 sums that were never in training:

# %% [markdown] tags=["zh"]
# ## 加法，从右边写还是从左边写
#
# 现在是一道小学的题：347 + 085 = 432。笔算从右边写起，因为有进位：7 + 5 是 12，写 2 进 1。解码器却是先写出来的先定：左边那一位，要在其他各位算出来之前就写好。倒过来写成 234，会不会容易些？如果容易，是因为次序，还是因为得数有时三位、有时四位？第三行去掉了位数的差别：它从左边写，但是凑满四位。
#
# 两个模型，各学 19000 道加法，训练 1000 步，三个种子，学习率取两种里较好的。下面是没学过的加法，每 100 道里对的：

# %%
from course_lib.chapters.ch11_applications import sums

arithmetic = records.load("arithmetic")
print(arithmetic.command)
assert all(
    min(run["test"] for run in sums.best(arithmetic, m, "left first, noughts")) > 0.9 for m in sums.MODELS
)
sums.orders(arithmetic)

# %% [markdown] tags=["en"]
# The surprise is the third row. Filled up to four places, sums come out right in 93 to 100 of 100, with both models and with every seed. The other two rows vary wildly: the same setting gives 8 with one seed and 85 with another. So here we can't say that one order is easier.
#
# Why is it so easy? There each digit always has its own place, so each token asks the same two digits of the source. But from the right that is so, too, and only the end moves. So the places alone do not explain it, and sums from the right with four places were not trained. All this is said of 1,000 steps. With more steps all three may be learned.
#
# And the carry? Here are the GRU's sums by how often one is carried:

# %% [markdown] tags=["zh"]
# 意外的是第三行。凑满四位以后，两个模型、每个种子，100 道里都对 93 到 100 道。另外两行却起伏很大：同样的设置，一个种子对 8 道，另一个种子对 85 道。所以在这里不能说哪种次序更容易。
#
# 为什么凑满四位就容易，这里没有查清。每一位都在固定的位置上，是一个可能；可是先写右边时，个位、十位、百位也总在固定的位置上，不定的只有末尾要不要第四位。“先写右边的，凑满四位”没有试过。这些都只训练了 1000 步；再多训练一些，也许三种都学得会。
#
# 那么进位呢？下面按进位的次数，看 GRU 做对的：

# %%
sums.by_carries(arithmetic, "gru")

# %% [markdown] tags=["en"]
# Written from the left, three carries are no harder than none. Written from the right, the GRU gets 67 to 89 of 100 right without a carry, and 14 to 64 with three. So it seems to have learned to add digits better than to carry. But three carries always make four digits, and we did not separate the two.

# %% [markdown] tags=["zh"]
# 从左边写，进三次位不比不进位难。从右边写，不进位的 100 道里对 67 到 89 道，进三次位的只对 14 到 64 道。看来它按位相加学得不错，进位还没有学好；不过进三次位的，得数也总有四位，这两样没有分开。


# %% [markdown] tags=["en"]
# ## A model that chats
#
# A message comes in, a reply goes out: two sequences again. Vinyals and Le (2015) trained such a model on lines of film subtitles. You will often read what went wrong: it gives **safe answers**. "I don't know" fits nearly every question, so it is likely after nearly every question (Li et al. 2016). Does a small model do that too?
#
# Our pairs come from a chat challenge of a laboratory at Brigham Young University (chitchat-dataset, MIT licence). Of ids and times nothing was kept. Messages with addresses, long numbers or swear words were left out, and so was every pair with a rare word, because it might be a name. Both sides have at most 12 words. The model is the library's GRU with attention. Its learning rate was chosen on other pairs.
#
# Then 500 new messages ask for a reply. We count how many different replies come back, how often the commonest one comes, and how many different beginnings of three words there are. People set the standard. **Retrieval** is the simple rival: it looks up the most similar old message, and gives the reply that somebody gave then. By TF-IDF shared words count, and rare ones more (Salton and Buckley 1988).

# %% [markdown] tags=["zh"]
# ## 会聊天的模型
#
# 进来一句话，出去一句回复：又是两个序列。Vinyals 和 Le（2015）就这样用电影字幕训练过一个模型。后来常有人说它的毛病是只给**安全回复**（safe answers）：“我不知道”接在几乎什么问题后面都说得通，所以在几乎什么问题后面概率都高（Li 等 2016）。小模型也会这样吗？
#
# 数据来自杨百翰大学一个实验室办的英文聊天活动（chitchat-dataset，MIT 许可）。编号和时间一概不留；带地址、长串数字或脏话的消息不要；有罕见词的对话也不要，因为那可能是人名。一问一答都不超过 12 个词。模型是库里的 GRU 加注意力，学习率是在另外的数据上选的。
#
# 然后拿 500 句新的话去问。我们数一数：回复里有多少句是不同的，最常见的一句占多少，开头三个词有多少种。人的回复是标准。**检索**（retrieval）是简单的对手：找出以前最像的一句话，把当时别人的回复照搬过来。像不像用 TF-IDF 算：共同的词都算分，罕见的词分量更重（Salton 和 Buckley 1988）。

# %%
from course_lib.chapters.ch11_applications import further

chat = records.load("chat")
runs = further.best(chat)
print(chat.command, f"{runs[0]['pairs']:,}", f"{runs[0]['weights']:,}", sep="; ")
for alike in (run["alike"] for run in runs):
    assert alike["greedy"]["distinct"] < 0.7 * alike["people"]["distinct"] < alike["drawn"]["distinct"]
    assert alike["greedy"]["most"] > 3 * alike["people"]["most"]
further.replies(chat)

# %% [markdown] tags=["en"]
# People almost never repeat themselves: 98 of 100 replies are distinct, and the commonest is 1 of 100. Retrieval is close to them, with 95 distinct. That is no wonder, since it only copies what people wrote. The model is different. Taken greedily, 16 to 27 of 100 replies are distinct, and one reply comes back 12 to 25 times of 100: "i'm not sure", or "yeah i'm not sure" with one seed. A beam of 5 looks harder for the likeliest reply, and finds even fewer that are distinct: 9 to 13. So the safe answer shows in a small model, too.
#
# Is it the model that is dull, or the way it is asked? Draw its tokens at temperature 1, and 95 to 97 of 100 replies are distinct, like those of people. So the variety is in the distribution. The likeliest reply hides it, because a safe reply is likely after everything.
#
# But distinct is not good. A random string of words would be distinct every time. So here is another question: does the model read the message at all? We measure the loss on what people replied, once after their own message and once after somebody else's.

# %% [markdown] tags=["zh"]
# 人几乎不重复：100 句回复里 98 句各不相同，最常见的一句只占 1 句。检索也差不多，有 95 句不同。这不奇怪，它照搬的就是人写的话。模型就不一样了：用贪心搜索时，100 句里只有 16 到 27 句不同，同一句话要出现 12 到 25 次：两个种子是 i'm not sure（我不确定），另一个前面多一个 yeah。束宽 5 更会找概率高的回复，不同的就更少：9 到 13 句。所以小模型也有安全回复的毛病。
#
# 是模型乏味，还是我们问的方法不对？按温度 1 采样，100 句里就有 95 到 97 句不同，和人差不多。可见多样性就在分布里。取概率最高的一句，反而看不到它，因为安全的话接在什么后面概率都高。
#
# 不过，不同不等于好。随便拼几个词，句句都不同。所以再问一个问题：模型到底看没看对方说的话？我们量一量人的回复的损失，一次接在原来那句话后面，一次接在别人的话后面。

# %%
from course_lib.kit.table import Table

own, other = ([run["loss"][prompt] for run in runs] for prompt in ("own", "other"))
assert min(other) > max(own)
heads = pick("the message before the reply|loss (nats a token)", "回复前面的那句话|损失（nat/词元）").split(
    "|"
)
Table(
    heads,
    [
        [pick("its own", "原来那句"), records.spread(own)],
        [pick("somebody else's", "别人的话"), records.spread(other)],
    ],
)

# %% [markdown] tags=["en"]
# The message helps by .12 to .13 nats a token, with every seed: it is read, but it helps little. It seems that most of what the model knows is how English replies go, and little of it depends on the message.
#
# What limits this: the model sees the last message alone, it is small, and it trained for minutes on 19,581 pairs. And we only counted: whether a reply is good, only people can say.
#
# ### And today's assistants?
#
# They differ from this model in five ways, not only in size. They have a **decoder only**: your message and the reply are one sequence. They are far larger: GPT-3 has 175 billion weights (Brown et al. 2020), and ours has 1.6 million. They are **pre-trained** on hundreds of billions of tokens of all kinds of text before they see any chat. Then they are **tuned on instructions**: people write good answers, and the model learns those. Last, they are tuned on **preferences**: people compare two answers, and the model learns to give the kind that they prefer. The last two steps matter a lot. In Ouyang et al. (2022) people preferred the answers of a tuned model of 1.3 billion weights to those of GPT-3, which is more than a hundred times as large. What stayed the same is what you built: tokens, attention, one token after the other, and the loss of the next token.

# %% [markdown] tags=["zh"]
# 看到对方的话，每个词元的损失减少 0.12 到 0.13 nat，每个种子都是：它看了，可是帮助不大。看来模型学到的，大部分是英文回复一般怎么说，跟对方说了什么关系不大。
#
# 这个实验的局限：模型只看到上一句话，而且很小，只用 19581 对问答训练了几分钟。另外我们只数了词，回复好不好，只有人说了算。
#
# ### 那么今天的助手呢？
#
# 它们和这个模型有五点不同，不只是更大。第一，**只有解码器**：你说的话和回复是同一个序列。第二，大得多：GPT-3 有 1750 亿个权重（Brown 等 2020），我们的有 160 万个。第三，先**预训练**：在学聊天以前，先读几千亿个词元的各种文本。第四，**指令微调**：请人写出好的回答，让模型照着学。第五，**偏好调整**：请人比较两个回答哪个好，让模型学着给出大家更喜欢的那一种。后两步很要紧：在 Ouyang 等（2022）的实验里，人们更喜欢 13 亿权重、调整过的模型，而不是比它大一百多倍的 GPT-3。没有变的，正是你亲手做过的那些：词元、注意力、一个接一个地写、预测下一个词元的损失。

# %% [markdown] tags=["en"]
# ## Dates, and how words are said
#
# Two more tasks, from earlier chapters. Nothing in the machine changes, only the pairs. These are right of 100 that were held out:

# %% [markdown] tags=["zh"]
# ## 日期，还有单词的读音
#
# 再看前面几章用过的两个任务。机器一点没变，变的只是数据。下面是留出的例子里，每 100 个对的：

# %%
dates, sounds = records.load("alignments"), records.load("race_other_tasks")
with_attention = dates.values("exact", task="dates", attention="additive")
assert min(with_attention) > 0.9 > 0.1 > max(dates.values("exact", task="dates", attention="none"))
further.other_tasks(dates, sounds)

# %% [markdown] tags=["en"]
# Dates are solved, and a small model is enough if it has attention. Spelling to sound is not solved: a bit more than half of the words are right. One letter can have several sounds, and English does not always say which. So the score depends as much on the task as on the machine.
#
# A score of 100 also says less than it seems to. It holds for dates that are written as in the training, from 1950 to 2029. The first two here are. What happens with the other four?

# %% [markdown] tags=["zh"]
# 日期这个任务解决了，而且只要有注意力，小模型就够。读音没有解决：对的比一半多一点。同一个字母有几种读法，英语的拼写不总能告诉你是哪一种。所以分数不只看机器，也看任务。
#
# 100 分也没有听起来那么好。它只管写法和训练时一样、1950 到 2029 年之间的日期。下面头两个就是这样的。另外四个会怎样？

# %%
from course_lib.decoding import translate

reader = dates.model(task="dates", attention="additive", seed=0)
asked = ["Sunday 3 March 1996", "sept 9, 2021", "14 July 1789", "March 3rd, 1996", "February 30, 2001"]
asked.append("3 maart 1996")  # Dutch
written = translate(reader.model, reader.source_vocab, reader.target_vocab, asked)
assert written[:2] == ["1996-03-03", "2021-09-09"]
Table([pick("date", "日期"), pick("the model writes", "模型写出")], zip(asked, written, strict=True))

# %% [markdown] tags=["en"]
# 1789 becomes 1989, because the model has never seen a year before 1950. "3rd" confuses it: it writes the 30th. 30 February does not exist, and the model writes it without a doubt. It has learned to rewrite letters, not the calendar. And it reads Dutch, perhaps because *maart* looks enough like *March*. None of these four cases is in the training, so this is one model's guess each, and another seed may guess differently.

# %% [markdown] tags=["zh"]
# 1789 变成了 1989，因为模型从没见过 1950 年以前的年份。“3rd”把它弄糊涂了，写成了 30 日。2 月 30 日并不存在，它照写不误：它学会的是改写字母，不是历法。荷兰语它倒读对了，也许因为 *maart* 和 *March* 长得够像。这四种情形训练时都没有，所以这只是一个模型的一次猜测，换一个种子可能就猜成别的。

# %% [markdown] tags=["en"]
# ## References
#
# - H. Sakoe, S. Chiba (1978). Dynamic programming algorithm optimization for spoken word recognition. IEEE Transactions on Acoustics, Speech, and Signal Processing 26(1).
# - G. Salton, C. Buckley (1988). Term-weighting approaches in automatic text retrieval. Information Processing & Management 24(5).
# - O. Vinyals, Q. Le (2015). A neural conversational model. arXiv 1506.05869.
# - J. Li et al. (2016). A diversity-promoting objective function for neural conversation models. NAACL, arXiv 1510.03055.
# - T. Brown et al. (2020). Language models are few-shot learners. NeurIPS, arXiv 2005.14165.
# - L. Ouyang et al. (2022). Training language models to follow instructions with human feedback. NeurIPS, arXiv 2203.02155.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - H. Sakoe, S. Chiba (1978). Dynamic programming algorithm optimization for spoken word recognition. IEEE Transactions on Acoustics, Speech, and Signal Processing 26(1).
# - G. Salton, C. Buckley (1988). Term-weighting approaches in automatic text retrieval. Information Processing & Management 24(5).
# - O. Vinyals, Q. Le (2015). A neural conversational model. arXiv 1506.05869.
# - J. Li et al. (2016). A diversity-promoting objective function for neural conversation models. NAACL, arXiv 1510.03055.
# - T. Brown et al. (2020). Language models are few-shot learners. NeurIPS, arXiv 2005.14165.
# - L. Ouyang et al. (2022). Training language models to follow instructions with human feedback. NeurIPS, arXiv 2203.02155.
