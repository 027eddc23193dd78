# %% [markdown] tags=["en"]
# # 11 · Deeper: better chains, sums, chat
#
# **What you will be able to do.** Say how far a better chain comes. Say how near a "new" voice is to an old one. Explain why a model writes sums more easily from the right. Measure whether a model that chats says anything.
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 11](11_applications.ipynb).

# %% [markdown] tags=["zh"]
# # 11 · 深入：更好的流程、加法、聊天
#
# **学完这一篇，你能**：说出更好的流程能做到多好；说出一个“陌生”的嗓音离熟悉的有多近；解释为什么从右边写起，模型更容易写对加法；量一量，会聊天的模型到底有没有说出内容。
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
# 正文里的流程很简单。这里有两个更好的。第一个用**动态时间规整**（dynamic time warping，Sakoe 和 Chiba 1978）来比：这里拉长一点，那里缩短一点，让模板和那一段尽量吻合。第二个的模板取自带噪声的声音，而且由流程自己切。这样，它也和网络一样听过噪声。

# %%
tables.chains(chain, LANGUAGE)

# %% [markdown] tags=["en"]
# Time warping helps a little in noise: 25 wrong of a hundred for 30. Templates that heard noise help more: 14. In quiet none of the three errs. The network has 6 to 8 in noise, so in English it stays ahead of every chain that we tried. We also tried 54 other settings of the cutter, on known voices. None did well in noise and in quiet.
#
# ## How new is a new voice?
#
# All voices of espeak-ng are variants of a few. So how far is a new voice from its nearest relative in the training? The distance is the mean square of the differences between their digits. Two digits without any likeness are 2 apart.

# %% [markdown] tags=["zh"]
# 有噪声时，时间规整有一点用：100 个里错的从 46 个降到 39 个。模板听过噪声，用处更大：降到 26 个，和网络的 22 到 25 个差不多。安静时三个都不出错，网络却要错 11 到 17 个。所以对这些普通话嗓音，网络并不比好的流程强。我们还在熟悉的嗓音上试过几十种别的切法，没有一种能让安静和噪声两边都好。
#
# ## 陌生的嗓音有多陌生？
#
# espeak-ng 的嗓音都是少数几个嗓音的变体。那么，一个陌生的嗓音，离训练里和它最像的那个有多远？距离是两者的数字之差的均方；毫不相像的两个数字，距离是 2。

# %%
tables.by_voice(network, chain, LANGUAGE)

# %% [markdown] tags=["en"]
# The rows stand in the order of the distance. Two voices have a near twin in the training, and the network reads them without an error in quiet. The voice *steph* has none: there the network misses some, and many in noise. So "new voices: 1 wrong of a hundred" is a mean over near twins and one stranger. For comparison: the voices of flite are at .61 to .83, and two different digits of one voice at about .75.
#
# There are five new voices, and three in Chinese. Three seeds say how much the training varies. They say nothing about other voices.

# %% [markdown] tags=["zh"]
# 各行按距离排。有两个嗓音在训练里有几乎一样的“孪生兄弟”，安静时网络一个也不错。*steph* 没有：安静时网络就错三成以上，流程却一个也不错。所以“陌生嗓音错百分之十几”，是两个熟人和一个真正的陌生人平均出来的。拿来比一比：同一个嗓音的两个不同的数字，距离大约是 0.54。
#
# 陌生的普通话嗓音只有三个，英语有五个。三个种子只说明训练的起伏有多大，说明不了别的嗓音会怎样。

# %% [markdown] tags=["en"]
# ## A sum, from the right or from the left
#
# Now a task that school teaches: 347 + 085 = 432. We write sums from the right, because of the carry: 7 + 5 is 12, write 2, carry 1. A decoder writes its first token first. So it must know the left digit before it has worked out the others. Is it easier if the sum is written backwards, 234? And is it the order, or is it that a sum may have three or four digits? The third row tells: it is written from the left, filled up to four places.
#
# Two models learn 19,000 sums for 1,000 steps, three seeds each, with the better of two learning rates. These are right of 100 sums that were never in training:

# %% [markdown] tags=["zh"]
# ## 加法，从右边写还是从左边写
#
# 现在是一道小学的题：347 + 085 = 432。笔算从右边写起，因为有进位：7 + 5 是 12，写 2 进 1。解码器却是先写出来的先定：左边那一位，要在其他各位算出来之前就写好。倒过来写成 234，会不会容易些？如果容易，是因为次序，还是因为得数有时三位、有时四位？第三行来回答：它从左边写，但是凑满四位。
#
# 两个模型，各学 19000 道加法，训练 1000 步，三个种子，学习率取两种里较好的。下面是没学过的加法，每 100 道里对的：

# %%
from course_lib.chapters.ch11_applications import sums

arithmetic = records.load("arithmetic")
print(arithmetic.command)
for model in sums.MODELS:
    left, right = (sums.best(arithmetic, model, order) for order in ("left first", "right first"))
    assert min(run["test"] for run in right) > max(run["test"] for run in left) + 0.1
sums.orders(arithmetic)

# %% [markdown] tags=["en"]
# SUMS_EN

# %% [markdown] tags=["zh"]
# SUMS_ZH

# %%
sums.by_carries(arithmetic, "gru")
