# %% [markdown] tags=["en"]
# # 04 · Teacher forcing: what should the decoder read while it learns?
#
# **What you will be able to do.** Feed a decoder in training in two ways, with two new lines in your own code. Say why teacher forcing is maximum likelihood. Find out what a model learns from its own mistakes. Judge a comparison by what its baseline was given. Choose a ratio for your own project.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 00 to 03.

# %% [markdown] tags=["zh"]
# # 04 · 教师强制：训练的时候，该让解码器读什么？
#
# **学完本章，你能**：在自己的代码里加两行，让解码器按两种方式读入前文；说清教师强制为什么就是最大似然；测出模型从自己的错误里学到了什么；判断一次比较公不公平：先看基线有没有用上好的配方；为自己的项目选一个比率。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 00 到 03 章。

# %%
from course_lib.chapters.ch04_teacher_forcing import exercises as ch04
from course_lib.chapters.ch04_teacher_forcing import figures, results
from course_lib.chapters.opening import opening
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
opening(ch04)

# %% [markdown] tags=["en"]
# ## The question
#
# In training, your model should write 4217. It says 4, and then 9. The right token was 2. **What should it read next: the right token, or its own?**
#
# ![Two rows of four decoder steps. The right output is 4 2 1 7; step 2 says 9 instead of 2. With teacher forcing, step 3 reads the right token 2. Without it, step 3 reads the model's own 9.](../assets/figures/two_ways_to_feed.en.svg)
#
# To feed the right token is called **teacher forcing** (Williams and Zipser 1989). The right token is also called **gold**. Between the two ways lies a **ratio**: the probability that a place reads gold. Teacher forcing is ratio 1. At ratio 0 the model reads only what it said itself.
#
# In the panel below, a model in the middle of its training copies a sentence. Do one thing: drag the ratio to 0. Look at the first dashed frame. Would you teach what stands in it?

# %% [markdown] tags=["zh"]
# ## 问题
#
# 训练时，模型该写出 4217。第一步它说了 4；第二步该说 2，它却说了 9。**下一步该让它读什么：正确的词元，还是它自己说的？**
#
# ![上下两行，各是解码器的四步。正确的输出是 4 2 1 7，第 2 步却说成 9。教师强制时，第 3 步读入标准的 2；不用教师强制时，第 3 步读入自己说的 9。](../assets/figures/two_ways_to_feed.zh.svg)
#
# 读正确的词元，叫作**教师强制**（teacher forcing；Williams 与 Zipser 1989）。正确的词元也叫标准词元。两种办法还可以混着用：每个位置读标准词元的概率，叫作教师强制的**比率**（teacher forcing ratio）。比率为 1，就是教师强制；比率为 0，模型只读自己说过的。
#
# 下面的面板里，一个训练到一半的模型正在抄一句话。只做一件事：把比率拖到 0，看第一个橙色虚线框。框里的这道题，你愿意让模型练吗？

# %%
from course_lib.chapters.labs import LessonLab, RatioLab

LessonLab()

# %% [markdown] tags=["en"]
# Each column is a small lesson: *after all that you were fed so far, say this.* A dashed frame marks a place that was just fed a wrong word.
#
# ## By hand: two new lines
#
# Suppose a coin is tossed for each place. It decides what the decoder is fed there.
#
# | place | 1 | 2 | 3 | 4 | 5 |
# | --- | --- | --- | --- | --- | --- |
# | coin | none | gold | own | gold | own |
# | fed | BOS | 4 | **9** | 1 | 7 |
# | asked to say | 4 | 2 | 1 | 7 | EOS |
# | says | 4 | **9** | 1 | 7 | EOS |
#
# At place 3 the coin says "own". So the decoder is fed what it said one place before, the 9. It is still asked for 1.
#
# Now do it in your own model. `own` loads the one that you built in chapter 03, or the course's if there is none. On that page `loss_of` reads all gold tokens in one call. Here a loop calls `advance` once for each place instead, and two lines are new. The coin of a place holds for all rows of the batch. In code, places count from 0.

# %% [markdown] tags=["zh"]
# 每一列就是一道小题：**读了前面这些，接下来该说这个。** 虚线框标出的位置，刚刚读到一个错字。这样的题练多了会养成什么习惯，后面要测。
#
# ## 亲手做：只加两行
#
# 假设每个位置抛一次硬币，由它决定解码器在那里读什么。
#
# | 位置 | 1 | 2 | 3 | 4 | 5 |
# | --- | --- | --- | --- | --- | --- |
# | 硬币 | 不抛 | 标准 | 自己 | 标准 | 自己 |
# | 读入 | BOS | 4 | **9** | 1 | 7 |
# | 应该说 | 4 | 2 | 1 | 7 | EOS |
# | 实际说 | 4 | **9** | 1 | 7 | EOS |
#
# 第 3 个位置，硬币说“自己”，所以解码器读它在前一个位置说的 9。可是这一步要它说的，仍然是 1。
#
# 现在在你自己的模型上做。`own` 载入你在第 03 章写的一页模型；还没写的话，就先用课程提供的那个。第 03 章的 `loss_of` 一次读完所有标准词元。下面把它改成循环，每个位置调用一次 `advance`，再加两行新的。一个位置只有一枚硬币，一批里的各行共用。代码里，位置从 0 数起。

# %%
import torch
from torch.nn.functional import cross_entropy

from course_lib.data.batching import Batch
from course_lib.data.vocab import PAD
from course_lib.kit import own
from course_lib.kit.from_scratch import page
from course_lib.kit.table import Table
from course_lib.training.teacher_forcing import COINS, coins, unroll

ours = page("1_seq2seq")
model, *_ = own("1_seq2seq")


# %%
def loss_of(model, source, lengths, target, coins):
    """As on your page, but place t reads gold only where coins[t] is true."""
    inputs, gold = target[:, :-1], target[:, 1:]  # (B, T) each
    memory = model.encode(source, lengths)
    state, parts = model.start(memory), []
    for t in range(inputs.size(1)):
        token = inputs[:, t : t + 1]  # (B, 1): gold
        if t > 0 and not coins[t]:  # new
            token = model.project(parts[-1]).argmax(-1)  # new: (B, 1), what it said itself
        hidden, state = model.advance(token, state, memory)  # (B, 1, H)
        parts.append(hidden)
    hidden, real = torch.cat(parts, 1), gold != PAD  # (B, T, H), (B, T)
    return cross_entropy(model.project(hidden[real]), gold[real])


# %% [markdown] tags=["en"]
# Is it right? With gold everywhere it must equal your page's one call. With a ratio of .5 it must equal the library's `unroll`, given the same coins.

# %% [markdown] tags=["zh"]
# 写得对吗？处处读标准词元时，损失应当等于第 03 章的 `loss_of`；比率为 0.5 时，只要硬币的结果相同，应当等于课程库里的 `unroll` 算出的值。

# %%
batch = Batch(*ours.batch(ours.HELD_OUT[:64]))
real = batch.gold != PAD  # (B, T)
with torch.no_grad():
    tossed = coins(*batch.inputs.shape, 0.5, "step", torch.Generator().manual_seed(2))[0]  # (T,)
    hidden = unroll(model, batch, 0.5, "step", generator=torch.Generator().manual_seed(2))  # (B, T, H)
    theirs = [ours.loss_of(model, *batch), cross_entropy(model.project(hidden[real]), batch.gold[real])]
    loop = [loss_of(model, *batch, torch.ones_like(tossed)), loss_of(model, *batch, tossed)]
torch.testing.assert_close(loop, theirs)
names = pick(
    "ratio 1, your page/ratio .5, library", "比率 1，第 03 章的 loss_of/比率 0.5，库里的 unroll"
).split("/")
both = zip(names, loop, theirs, strict=True)
rows = [(name, *(live(loss.item(), ".4f") for loss in losses)) for name, *losses in both]
Table([pick("loss", "损失"), pick("our loop", "我们的循环"), pick("to compare with", "对照")], rows)

# %% [markdown] tags=["en"]
# The loss is higher at ratio .5, because after its own mistakes the model is asked harder questions. So losses at two ratios cannot be compared.
#
# ## Ratio 1 is maximum likelihood
#
# You will often read that teacher forcing is a trick that helps training to converge. It is more. Suppose three steps give the right token .9, .8 and .5. Chapter 03 multiplied: the sentence has the probability .36. Each factor was computed with the **right** tokens before it, because the chain rule of probability says so: $p(y|x) = \prod_t p(y_t|y_{<t}, x)$. Now −ln .36 = 1.02, and for each of the three tokens that is .34. This is exactly the loss of ratio 1.
#
# So when the loss falls, the model finds the data more probable. To make the data as probable as possible is called **maximum likelihood**. Teacher forcing is exactly that:

# %% [markdown] tags=["zh"]
# 比率为 0.5 时损失更高，因为模型要在自己的错误之后作答，题目更难。所以，不同比率下的损失没法相比。
#
# ## 比率 1 就是最大似然
#
# > **笔记这样说**：“为了训练效果（至少别越训越离谱，那样的话模型连收敛都收敛不了）”
#
# 教师强制不只是帮助收敛的窍门。假设三步给正确词元的概率分别是 0.9、0.8、0.5。第 03 章算过，连乘得到整句的概率 0.36。按概率的链式法则，标准答案的概率是 $p(y|x) = \prod_t p(y_t|y_{<t}, x)$，每个因子的条件都是**标准答案**的前缀。而 −ln 0.36 = 1.02，摊到三个词元上，每个 0.34。这正是比率为 1 时的损失。
#
# 所以，损失降低，模型给数据的概率就升高。选择参数，使数据的概率尽可能大，这叫**最大似然**（maximum likelihood），是统计学最基本的方法之一。教师强制做的正是这件事。用 4217 这一句核对：把连乘的结果取负对数、按词元平均，是不是等于损失。

# %%
one = Batch(*ours.batch([(4217,)]))
with torch.no_grad():
    memory = model.encode(one.source, one.source_lengths)
    state, log_p = model.start(memory), 0.0
    for read, say in zip(one.inputs[0], one.gold[0], strict=True):
        hidden, state = model.advance(read.view(1, 1), state, memory)  # (1, 1, H)
        log_p += model.project(hidden)[0, 0].log_softmax(-1)[say].item()
    in_one_call = ours.loss_of(model, *one).item()
each = -log_p / one.gold.numel()
names = pick("−ln of the product, a token:/loss:", "连乘取负对数，每个词元：/损失：").split("/")
print(names[0], live(each, ".6f"), names[1], live(in_one_call, ".6f"))
assert abs(each - in_one_call) < 1e-4

# %% [markdown] tags=["en"]
# Below ratio 1 that is lost. Some factors stand behind tokens that are not in the sentence, so the product is not the model's probability of it.
#
# ## Experiment: the planted word
#
# What does a ratio teach? A small model copies short sentences, word by word. 200 of its training sentences end in *natural history museums*, 30 in *natural language processing*, and 200 are about other things. We train it at five ratios, with six seeds each. The learning rate falls over the last three tenths of the steps (`cooldown`).
#
# Then it copies *I like natural language processing*, a sentence kept out of its training. After *natural* we **plant** a word: we make the decoder read *history* in place of *language*. In the training sentences *museums* always comes next. But the sentence to be copied has *processing* in that place. Which one will it say?

# %% [markdown] tags=["zh"]
# 比率小于 1 就不是这样了：有的因子，前面读的是句子里没有的词元，乘起来就不是模型给这句话的概率了。
#
# ## 实验：换上一个错字
#
# 一种比率会让模型养成什么习惯？让一个小模型抄中文短句，一次抄一个字。训练句子里，有 200 句以“自动化处理”结尾，30 句以“自然语言处理”结尾，其余的与此无关。用五种比率训练，每种六个随机种子。学习率在最后十分之三的步数里下降（`cooldown`）。
#
# 然后让它抄“我喜欢自然语言处理”，这句它从没见过。第 5 步该说“然”；第 6 步本该让它读这个“然”，我们偏让它读“动”。故意换上一个错字，叫作**植入**。训练句子里，“自动”后面总是“化”。可是要抄的这一句，在那个位置上是“语”。它会说哪个？

# %%
ch04.planted

# %%
from IPython.display import display

from course_lib.kit import records

word, language = records.load("planted_word"), pick("en", "zh")


def learnt(ratio):
    says = word.values("says", language=language, cooldown=0.3, ratio=ratio)
    return [one["reference"] for one in says]  # the probability of the next word to be copied


found = {str(ratio): learnt(ratio) for ratio in (1.0, 0.75, 0.5, 0.25, 0.0)}
display(figures.ranges(found, "lesson_learnt"))
ch04.planted.result([sum(seeds) / len(seeds) for seeds in found.values()], form=".2f")

# %% [markdown] tags=["en", "explain"]
# ### A lesson that no sentence contains
#
# Each dot is a seed, each bar a mean. At ratio 1 *processing* gets .00: the model goes on like all its sentences. At ratio .5 it gets only .17. At ratio 0 it gets .69; the seeds differ, but all are far from 0. Yet *natural history processing* stands in no sentence of this corpus.
#
# Without mistakes, ratio 0 reads the same as ratio 1. So the model can only have learnt this from its own mistakes. For copying it is a good repair: one wrong word instead of two. As language it is wrong, because no sentence of this corpus goes on like that.
#
# This is one sentence. The Chinese edition plants a word in another, and finds the same.

# %% [markdown] tags=["zh", "explain"]
# ### 语料里没有一句这样说
#
# 一个点是一个种子，竖线是平均。比率为 1 时，说“语”的概率是 0.00：模型像训练句子那样接下去。比率为 0.5 时也只有 0.10。比率为 0 时，平均是 0.74；各个种子有高有低，最低的也超过 0.5。可是，“自动语言处理”在这个语料里一句也没有。
#
# 如果从不出错，比率 0 读到的就和比率 1 一样。所以，这个习惯只能是从自己的错误里学来的。对抄写来说，这是不错的补救：只错一个字，后面又对上了。但是作为语言就不对了，因为训练句子里没有一句这样接。
#
# 这只是一个语料、一句话。课程的英文版用另一句做了同样的实验，结论相同。

# %% [markdown] tags=["en"]
# ### After this mistake, or after any?
#
# A control: plant every other word of the vocabulary in the same place, one after the other. How probable is *processing* then?

# %% [markdown] tags=["zh"]
# ### 只在这个错之后，还是什么错之后都这样？
#
# 做个对照：在同一个位置，把词表里其他的字一个一个地换上去。这时说“语”的概率是多少？

# %%
others, rows = records.load("planted_others"), []
for ratio in (1.0, 0.5, 0.0):
    runs = others.where(language=language, ratio=ratio)
    kinds = [[run[kind] for run in runs] for kind in ("right", "likely", "others")]
    rows.append((figures.label(str(ratio)), *map(results.told, kinds)))
heads = pick("after/the right word/history/any other word", "在……之后/正确的字/动/其他的字").split("/")
Table(heads, rows)

# %% [markdown] tags=["en"]
# At ratio 0, *processing* gets .62 after any other word, hardly less than after *history*. So the lesson is not only about *history*. The model has learnt to look less at what it has read, and more at what the source has in that place. At ratio 1, what it has read weighs far more; ratio .5 lies between.
#
# Huszár (2015) looked at models that write without a source. At ratio 0, even with endless data, the best model does not match the data: it learns how often each word stands at each place, whatever stands before. When we copy, the source fixes each word, so this does no harm until a mistake is made.

# %% [markdown] tags=["zh"]
# 比率为 0 时，换上其他的字，说“语”的概率也有 0.735，和换上“动”差不多。所以，它学到的不只与“动”有关：它学会了少看自己读到的，多看源序列在那个位置是什么。比率为 1 时，读到的字会大大影响下一个字；比率 0.5 介于两者之间。
#
# Huszár（2015）分析了没有源序列的生成：比率为 0 时，即使数据无穷多，损失最小的模型给出的分布也不等于数据的分布；它学到的是每个位置上各个字出现的频率，不看前文。抄写时，源序列已经定下了每个字，所以只要不出错，这个习惯就没有害处。

# %% [markdown] tags=["en"]
# ### No gradient passes a choice
#
# Does a model that reads its mistakes learn to avoid them? Suppose step 1 should say 7. It scores 7 at 1.0 and 9 at 1.5, so it says 9, and step 2 reads 9. Lower the score of 9 to 1.4, which would be better. It still says 9, step 2 reads the same token, and its loss stays the same. So no gradient comes back by way of the choice: step 2 cannot tell step 1 to choose better. It does come back by way of the decoder's state.

# %% [markdown] tags=["zh"]
# ### 梯度穿不过选择
#
# 读过自己的错，就会学着避开它吗？假设第 1 步该说 7。它给 7 打了 1.0 分，给 9 打了 1.5 分，于是说了 9，第 2 步读入 9。把 9 的分数降到 1.4，方向是对的。可是它还是说 9，第 2 步读到的还是同一个词元，损失一点没变。所以，经由“选了哪个”这条路，没有梯度传回来：第 2 步的损失没法去修正第 1 步的选择。另一条路，也就是解码器的状态，倒是有梯度的。

# %%
memory = model.encode(one.source, one.source_lengths)
hidden, state = model.advance(one.inputs[:, :1], model.start(memory), memory)
scores = model.project(hidden)  # (1, 1, V): of step 1
hidden, _ = model.advance(scores.argmax(-1), state, memory)  # step 2 reads what step 1 chose
loss = cross_entropy(model.project(hidden)[0], one.gold[:, 1])  # of step 2
choice, through = torch.autograd.grad(loss, (scores, state), allow_unused=True)
assert choice is None and through.norm() > 0
heads = pick("by way of", "经由"), pick("the choice", "选出的词元"), pick("the state", "状态")
Table(heads, [(pick("length of the gradient", "梯度的大小"), choice, live(through.norm().item(), ".1e"))])

# %% [markdown] tags=["en"]
# `None` means that there is no path at all. So the loss of a later place cannot say, by way of the choice: take another word. The loss of the mistake's own place says so, at every ratio. The path by way of the state is there at ratio 1, too. What ratio 0 adds is what to say afterwards.
#
# ## Experiment: the race
#
# Which ratio makes fewer mistakes? A network of 64 units copies strings of 6 letters, with ten kinds of letters. The score is the share of 500 new strings that it writes alone without any mistake. So it counts who goes wrong, and not who finds the way back. Five seeds each.
#
# ### Act one: a constant learning rate
#
# Each ratio gets the learning rate that suited it best of three, after 800 steps with other seeds.

# %% [markdown] tags=["zh"]
# `None` 表示根本没有路。所以，后面各步的损失，没法经由选择去纠正前面的词。能纠正它的，是出错那一步自己的损失，哪种比率下都有；状态那条路，比率为 1 时也有。读自己的词元，多教的是错了以后该说什么。
#
# ## 实验：赛跑
#
# 那么，哪种比率错得更少？让一个 64 维的网络抄写长度为 6 的字符串，字母表有十个字母。得分看完全匹配率：500 个新的字符串由模型独自写出，一个字母也没抄错的占多少。所以它数的是谁没出错，看不出谁在出错以后又回到了正路。每种比率五个随机种子。
#
# ### 第一幕：学习率不变
#
# 每种比率都用最适合它的学习率：在另外的种子上试三种，取 800 步时最好的。

# %%
constant = results.copying(cooldown=0.0)
ones, zeros = constant["1.0"], constant["0.0"]  # steps -> five scores
by_seed = {ratio: [*zip(*scores.values(), strict=True)] for ratio, scores in constant.items()}
after = [pick("{} steps", "{} 步").format(n) for n in ones]
display(figures.curves([*ones], by_seed, "step", "exact_match", doubling=True))
display(Table([pick("ratio", "比率"), pick("learning rate", "学习率"), *after], results.rows(0.0)))
assert min(ones[400]) > max(zeros[400]) and min(zeros[1600]) > max(ones[1600])

# %% [markdown] tags=["en"]
# After 400 steps ratio 1 has .711, and ratio 0 has .428. Then the curves cross. After 1,600 steps ratio 0 has .996 and ratio 1 has .949. The brackets hold the lowest and the highest of five seeds. At both ends they lie apart. Read your own mistakes, it seems, and you end up better. **Would you publish this?**
#
# ### The first question a referee asks
#
# A referee's first question is about the **baseline**, the old method with which the new one is compared. Here it is ratio 1. "Did the baseline get its best recipe?" Its rate was tuned. But it never fell. Yours does: a line of `train` in chapter 03 lets it fall over the last third. What does that do?
#
# ![Two valleys, where height is the loss. With a constant rate the steps jump from one side to the other, and the last one ends high on a slope. With a falling rate they become smaller, and the last one ends at the bottom.](../assets/figures/two_rates.en.svg)
#
# Each step is computed from a small batch, so its direction shakes a little. With a constant rate the weights keep jumping about the best place. With a falling rate they settle there.
#
# ### Act two: a falling rate
#
# So we run the race again. The rate was tuned anew (.008 for both), and falls to zero over the last three tenths of each training. With a constant rate a short training is the beginning of a long one. Now it is not. So each length is trained apart, and **each dot is a finished training**. (On the left, a seed's three dots come from one run.)

# %% [markdown] tags=["zh"]
# 走 400 步，比率 1 是 0.711，比率 0 只有 0.428。然后两条曲线交叉了：1600 步时，比率 0 是 0.996，比率 1 是 0.949。括号里是五个种子的最低和最高；在 400 步和 1600 步，两边的范围没有重叠。看来，读自己的错误，最后反而更好。**这个结果，你会拿去发表吗？**
#
# ### 审稿人的第一个问题
#
# 论文发表之前，要请审稿人来看。他的第一个问题往往是关于**基线**（baseline）的，也就是拿来比较的旧办法，这里是比率 1：“基线用上最好的配方了吗？”学习率是挑过的，但是它从头到尾没有降过。你在第 03 章写的 `train` 会降：在最后三分之一的步数里降到零。为什么要降？
#
# ![两个山谷，高度表示损失。左边学习率不变，每一步都从一侧跳到另一侧，最后停在坡上；右边学习率下降，步子越来越小，最后停在谷底。](../assets/figures/two_rates.zh.svg)
#
# 每一步只用一小批数据来算，所以方向总有些抖动。学习率不变，权重就一直在最好的地方附近跳来跳去；学习率下降，权重才会停下来。
#
# ### 第二幕：学习率下降
#
# 所以再跑一次。学习率的大小重新挑过（两边都是 0.008），并在每次训练的最后十分之三里降到零。学习率不变时，短的训练就是长的训练的开头一段；现在不是了。所以每种长度都要单独训练，**一个点就是一次完整的训练**。（左图里，同一个种子的三个点来自同一次训练。）

# %%
ch04.falling

# %%
falling = results.copying(cooldown=0.3)
display(figures.finished({"constant_rate": constant, "falling_rate": falling}))
ch04.falling.result(ch04.who_leads(falling["1.0"][1600], falling["0.0"][1600]))

# %% [markdown] tags=["en", "explain"]
# ### After 1,600 steps nobody leads
#
# Under a falling rate both copy nearly everything after 1,600 steps. Their ranges overlap, so nobody leads. Both are close to 1, so this task cannot tell them apart any more. Now look at ratio 1 alone. With a falling rate it gets further in **half** of the steps (.984) than with a constant rate in all of them (.949).

# %% [markdown] tags=["zh", "explain"]
# ### 走完 1600 步，分不出高下
#
# 学习率下降以后，走完 1600 步，两种比率都几乎全对。两边的范围重叠，所以分不出高下；而且都接近 1，这个任务已经分不开它们了。再单看比率 1：学习率下降时，只走**一半**步数的成绩（0.984），就已经超过学习率不变时走完全程的成绩（0.949）。

# %% [markdown] tags=["en"]
# ### Was it the jumping?
#
# Keep the constant rate, and average the weights of the last three tenths of the steps (Izmailov et al. 2018). In the picture: the mean of points on both slopes lies near the bottom. The rate stays the same, and only the jumping is averaged away.

# %% [markdown] tags=["zh"]
# ### 是因为跳来跳去吗？
#
# 做个对照：学习率仍然不变，只把最后十分之三的步数里的权重取平均（Izmailov 等 2018）。看上面的图：两边坡上的点取平均，就落在谷底附近。学习率没有动，只是把“跳”平均掉了。

# %%
averaged = results.copying(cooldown=0.0, averaged=True)
same = results.copying(cooldown=0.0, rate=2e-3)
ways = [
    (pick("constant, {}", "不变，{} 步"), constant, 1600),
    (pick("constant, .002 for both, {}", "不变，都用 0.002，{} 步"), same, 1600),
    (pick("constant, weights averaged, {}", "不变，权重取平均，{} 步"), averaged, 1600),
    *((pick("falling, {}", "下降，{} 步"), falling, n) for n in (1600, 800, 400)),
]
rows = [(name.format(n), results.told(way["1.0"][n]), results.told(way["0.0"][n])) for name, way, n in ways]
Table([pick("rate, steps", "学习率，步数"), figures.label("1.0"), figures.label("0.0")], rows)

# %% [markdown] tags=["en"]
# Averaging takes ratio 1 from .949 to .995, and the gap at 1,600 steps is gone. This fits the drawing: most likely the jumping made the crossing. But ratio 0 jumps, too, and has .996. Its rate was half as large; yet with the same rate of .002 for both the gap is there, too. So why only ratio 1 suffers, we do not know.
#
# Two things stand under both rates. Forcing wins short trainings: after 400 steps with a falling rate it has .902, and ratio 0 has .698. And on this small task ratio 0 does converge. On others it need not. Bengio et al. (2015) wrote captions for pictures: with own tokens throughout they got a BLEU-4 (more is better) of 11.2, with forcing 28.8, with a falling ratio 30.6. On number words the two end level, on phonemes, the sounds of a word, forcing wins, and the planted word does not depend on the rate ([deeper](04_teacher_forcing_deeper.ipynb)).

# %% [markdown] tags=["zh"]
# 取平均以后，比率 1 从 0.949 升到 0.995，1600 步的差距没有了。这与图上画的相符：交叉多半是“跳”造成的。但是比率 0 也在跳，却有 0.996。它的学习率小一半；可是两边都用 0.002，差距照样在。所以，为什么只有比率 1 受影响，我们不知道。
#
# 有两点，在两种学习率方案下都成立。第一，训练得短，教师强制赢：学习率下降时，400 步有 0.902，比率 0 只有 0.698。第二，在这个小任务上，比率 0 也收敛。别的任务未必：Bengio 等（2015）给图片写说明，始终读自己的词元，BLEU-4 只有 11.2，教师强制是 28.8，比率逐渐下降是 30.6（越高越好）。我们还试了两个任务：英文数词上两者打平，音素（单词的读音）上教师强制赢。换上错字的那个现象，与学习率降不降无关。数都在[深入篇](04_teacher_forcing_deeper.ipynb)里。

# %% [markdown] tags=["en"]
# ## One ratio, four coins
#
# A ratio of .5 can mean different things. You may toss one coin for each token, one for each step of the batch (like our loop), one for each sentence, or one for the whole batch. On average all four read gold half of the time. Here are four sentences of twelve places. Blue reads gold, white its own; the first place reads BOS.

# %% [markdown] tags=["zh"]
# ## 一个比率，四种硬币
#
# 同样是比率 0.5，意思可以不同。硬币可以每个词元各抛一次；可以每一步抛一次，全批共用，我们的循环就是这样；可以每句抛一次；也可以整批只抛一次。四种抛法，平均都有一半位置读标准词元。下面是 4 个句子，各 12 个位置。蓝色读标准词元，白色读自己的；第一个位置是 BOS，不抛。“每批一枚”这一批，恰好抛到了“自己”。

# %%
rows, shown, ended = [], {}, records.load("forcing")
for kind in COINS:
    tossed = [coins(64, 12, 0.5, kind, torch.Generator().manual_seed(seed)) for seed in range(200)]
    shown[kind] = tossed[1][:4].tolist()
    calls = 1 + sum((~one).any(0).sum().item() for one in tossed) / 200
    exact = ended.values("exact", task="copy", teacher_forcing=0.5, coin=kind)
    rows.append((figures.label(f"coin_{kind}"), f"{calls:.1f}", results.told([run[-1] for run in exact])))
display(figures.coins(shown))
Table([pick("coin", "硬币"), pick("calls of the decoder", "解码器调用次数"), pick("right", "写对")], rows)

# %% [markdown] tags=["en"]
# The calls are for 64 sentences. The library reads gold tokens in a row in one call, as your page does. A token of its own needs a new call, for all rows. So one coin a step needs half the calls of one coin a token. The scores are those of 1,600 steps of copying with a constant rate. All coins end at .99; so near to 1, a difference could hardly show.
#
# Bengio et al. (2015) did see one: a coin for each sentence was much worse. They tossed one for each token, and let the ratio fall during training, from easy to hard. That is **scheduled sampling**. When you read "ratio .5", look for the coin.

# %% [markdown] tags=["zh"]
# 调用次数按 64 个句子算。课程库把连着的标准词元一次读完，和第 03 章的 `loss_of` 一样（我们的循环没有这样做）；有一行要读自己的词元，全批就得在那个位置另外调用一次。所以每步一枚硬币，调用次数只有每个词元一枚的一半。“写对”一列是抄写 1600 步的成绩，学习率不变，五个种子。四种抛法都是 0.99，离 1 太近，有差别也不容易看出来。抛法改变的是调用次数。
#
# Bengio 等（2015）的任务上却看得出：每句一枚，结果差得多。他们每个词元抛一枚，并让比率在训练中逐渐下降，由易到难，这叫作**计划采样**（scheduled sampling）。读到“比率 0.5”，要看它用的是哪种硬币。

# %% [markdown] tags=["en"]
# ## Lab
#
# Above is the panel of the beginning, below the race. Try three things.
#
# 1. Drag the ratio to 1, and press one coin to turn it over. Which single coin makes a frame appear?
# 2. In the race, guess first. Then switch from the constant to the falling rate. Whose dots move most?
# 3. Change the task. Does forcing win there, too?

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 上面是开头的那个面板，下面是赛跑。试三件事：
#
# 1. 把比率拖到 1，再点一枚硬币，让它翻面。只翻一枚，翻哪枚会出现虚线框？
# 2. 看赛跑，先猜。然后从“学习率不变”换到“学习率下降”。哪种比率的点移动最大？
# 3. 换一个任务。那里也是教师强制赢吗？

# %%
RatioLab()

# %% [markdown] tags=["en"]
# ## Quiz
#
# Four questions. Each option is explained once you check.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题。选好后按“检查”，每个选项都有解释。

# %%
ch04.quiz

# %% [markdown] tags=["en"]
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
one_late, zero_late = (results.told(falling[ratio][1600]) for ratio in ("1.0", "0.0"))
heard = [
    pick("forcing is only a trick", "教师强制只是个窍门"),
    pick("without it, nothing converges", "不用它就收敛不了"),
    pick("ratio 0 ends higher", "比率 0 最后的成绩更好"),
    pick("ratio 0 learns to correct itself", "比率 0 学会了自我纠正"),
]
saw = [
    pick("it is maximum likelihood", "它做的就是最大似然"),
    pick("here it does: {}", "在这里收敛：{}").format(zero_late),
    pick("{} against {}: they overlap", "{} 对 {}，范围重叠").format(zero_late, one_late),
    pick("“processing” after “history”: {}", "读了“动”，说“语”：{}").format(results.told(learnt(0.0))),
]
heads = pick("You will often hear", "常听到的说法"), pick("What this chapter found", "本章看到的")
Table(heads, zip(heard, saw, strict=True))

# %% [markdown] tags=["en"]
# ### What to use in your own project
#
# Start at ratio 1 with a falling learning rate. It needed the fewest steps and calls here, and it is the likelihood. Measure the share of right **tokens** twice: **open book**, where the model reads the right tokens, and **closed book**, where it writes alone. (The share of sentences that are right as a whole is the same in both: without a mistake, a model reads the right tokens anyway.) If the closed book is far worse, find out why before you turn the ratio; chapter 05 is about that. If you do turn it, tune the learning rate again, and say which coin, which schedule, how many seeds, and whether own tokens are the likeliest or drawn.
#
# [Deeper](04_teacher_forcing_deeper.ipynb): schedules, two passes instead of many steps, and GPT.

# %% [markdown] tags=["zh"]
# ### 自己的项目里用哪种？
#
# 从比率 1 开始，学习率要下降：在本章它需要的步数和调用次数都最少，而且优化的正是似然。不能只看损失，还要把**词元正确率**测两遍：一遍**开卷**，模型每一步都读标准词元；一遍**闭卷**，模型独自写。（整句全对的比例，两边总是相等的：一步也没说错，读到的自然就是标准词元。）要是闭卷差得多，先弄清原因，再去调比率，第 05 章讲的就是这个。真要调，学习率也要重新挑，还要说明用的是哪种硬币、什么衰减方案（schedule，比率怎样下降）、几个种子，自己的词元是取最可能的，还是抽出来的。
#
# [深入篇](04_teacher_forcing_deeper.ipynb)里还有衰减方案、用两遍前向计算代替逐步解码、别的任务，以及 GPT 是怎么做的。

# %% [markdown] tags=["en"]
# ## Workshop
#
# First on paper, then on your own model. You write the coin of Bengio et al., train your page with it, and find a fault that flatters. A question and a stretch stand at the end.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 先拿一句话练手，再到自己的模型上做：写出 Bengio 等人的那种硬币，用它训练你的一页模型；再找出一个让成绩虚高的毛病。最后是一道用文字回答的问题和一道挑战题。

# %%
ch04.fed


# %%
def fed(gold, own, coins): ...


ch04.fed.check(fed)

# %% [markdown] tags=["en"]
# ### A coin for each token, in your own loop

# %% [markdown] tags=["zh"]
# ### 每个词元一枚硬币，写进自己的循环

# %%
import random

ch04.mixed_loss


# %%
def mixed_loss(model, source, lengths, target, coins):
    """As `loss_of` above, but coins (B, T) holds a coin for each row and place."""
    ...


mixed_loss = ch04.mixed_loss.take(mixed_loss)

# %% [markdown] tags=["en"]
# Now train with it. This is `train` of your page, with what is new marked. The ratio stays fixed; with a ratio that falls it would be scheduled sampling. Two models are trained, at ratio 1 and at .5. Which one will write more new numbers correctly? Guess, then run the next two cells, and try other ratios.

# %% [markdown] tags=["zh"]
# 现在用它来训练。下面就是你的 `train`，新的地方都标出来了。比率固定不变；要是让它逐渐下降，就是计划采样。这里训练两个模型，比率分别是 1 和 0.5。哪个在新的数上写对得更多？先猜，再运行下面两格，也可以换别的比率试试。


# %%
def train(model, steps, ratio, rate=5e-3, seed=0):
    chance, tosses = random.Random(seed), torch.Generator().manual_seed(seed)  # new
    optimizer = torch.optim.Adam(model.parameters())
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = rate * min(1, 3 - 3 * step / steps)
        lines = [line for line in (ours.draw(chance) for _ in range(32)) if line not in ours.HELD_OUT]
        source, lengths, target = ours.batch(lines)
        coins = torch.rand(target[:, 1:].shape, generator=tosses) < ratio  # new: (B, T)
        loss = mixed_loss(model, source, lengths, target, coins)  # new
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item()


# %%
torch.set_num_threads(1)
rows, STEPS = [], 400
for ratio in (1.0, 0.5):
    torch.manual_seed(0)
    mine = ours.Seq2Seq(len(ours.SOURCE), len(ours.TARGET))
    losses = list(train(mine, STEPS, ratio))
    rows.append((f"{ratio:g}", live(sum(losses[-50:]) / 50, ".2f"), live(400 * ours.score(mine), ".0f")))
    assert losses[-1] < losses[0]
heads = pick("ratio/loss at the end/right, of 400 new lines", "比率/最后的损失/400 行新的数里写对").split("/")
Table(heads, rows)

# %% [markdown] tags=["en"]
# Each ratio had one seed. Is the difference a lead? Try other seeds, in `manual_seed` and in `train`.
#
# ### A fault that flatters

# %% [markdown] tags=["zh"]
# 每种比率只有一个种子。这点差别能算赢吗？换几个种子再试（`manual_seed` 和 `train` 两处都要换）。
#
# ### 一个让成绩虚高的毛病

# %%
ch04.tokens_right


# %%
def tokens_right(step, contexts, answers):
    right, total = 0, 0
    for state, answer in zip(contexts, answers, strict=True):
        token = 1
        for wanted in answer:
            logits, state = step(token, state)
            right += int(logits.argmax()) == wanted
            token = wanted
        total += len(answer)
    return right / total


ch04.tokens_right.check(tokens_right)

# %% [markdown] tags=["en"]
# ### In words, and a stretch
#
# The last section of [the deeper notebook](04_teacher_forcing_deeper.ipynb) helps with the question.

# %% [markdown] tags=["zh"]
# ### 用文字回答，和一道挑战题
#
# 回答问题之前，可以先看[深入篇](04_teacher_forcing_deeper.ipynb)的最后一节。

# %%
ch04.gpt

# %%
ch04.gpt.answer("")

# %%
ch04.two_pass


# %%
def two_pass(gold, table, coins): ...


ch04.two_pass.check(two_pass)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. You may show the class one figure of this chapter. Which, and what would it hide?
# 2. "After *natural history*, say *processing*." When would you want that lesson taught?
# 3. A paper says "teacher forcing ratio .5, constant learning rate". What do you ask its authors?
#
# [A page for the meeting](../docs/groups/04_teacher_forcing.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 只许给大家看本章的一幅图，你选哪幅？只看这一幅，会漏掉什么？
# 2. “在‘自动’后面说‘语’”：什么情况下，你愿意让模型养成这个习惯？
# 3. 一篇论文写着“教师强制比率 0.5，学习率不变”。你要问作者什么？
#
# [小组活动页](../docs/groups/04_teacher_forcing.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - R. Williams, D. Zipser (1989). A learning algorithm for continually running fully recurrent neural networks. Neural Computation 1.
# - S. Bengio, O. Vinyals, N. Jaitly, N. Shazeer (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - F. Huszár (2015). How (not) to train your generative model: scheduled sampling, likelihood, adversary? arXiv 1511.05101.
# - P. Izmailov et al. (2018). Averaging weights leads to wider optima and better generalization. UAI, arXiv 1803.05407.
# - T. Mihaylova, A. Martins (2019). Scheduled sampling for Transformers. arXiv 1906.07651.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - R. Williams, D. Zipser (1989). A learning algorithm for continually running fully recurrent neural networks. Neural Computation 1.
# - S. Bengio, O. Vinyals, N. Jaitly, N. Shazeer (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - F. Huszár (2015). How (not) to train your generative model: scheduled sampling, likelihood, adversary? arXiv 1511.05101.
# - P. Izmailov et al. (2018). Averaging weights leads to wider optima and better generalization. UAI, arXiv 1803.05407.
# - T. Mihaylova, A. Martins (2019). Scheduled sampling for Transformers. arXiv 1906.07651.
