# %% [markdown] tags=["en"]
# # 05 · Exposure bias: does one error bring the next?
#
# **What you will be able to do.** Tell four things apart: a first error, a cascade, a recovery, exposure bias. Measure what follows an error, and compare it with a control. Use a recipe of four steps on your own model. Say what is known about exposure bias, and what is disputed.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 03 and 04.

# %% [markdown] tags=["zh"]
# # 05 · 暴露偏差：一个错，会带出下一个错吗？
#
# **学完本章，你能**：把常被混为一谈的四件事分开：第一个错、连锁出错、恢复、暴露偏差；量出一个错之后会发生什么，并且和对照模型比较；按四个步骤检查自己的模型；说清这件事和聊天助手有什么关系，哪些还在争论。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 03、04 章。

# %%
import torch
from IPython.display import display

from course_lib.chapters.ch05_exposure_bias import exercises as ch05
from course_lib.chapters.ch05_exposure_bias import figures, tables
from course_lib.chapters.opening import opening
from course_lib.kit import records
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
opening(ch05)

# %% [markdown] tags=["en"]
# ## The question
#
# A small model has learned to repeat short Chinese sentences. It is given 我喜欢自然语言处理, *I like natural language processing*. It writes 我喜欢自动化处理, *I like automated processing*. You need no Chinese: the drawing names every character.
#
# ![The reference 我喜欢自然语言处理 and below it, with a gap, the output 我喜欢自动化处理. English words stand under the characters: 自 self, 然 so, 动 move, 化 -ise, 语 language, 言 speech. 我喜欢自 is a right prefix; 动 is the first error; 化 and the gap are the cascade; 处理 is the recovery.](../assets/figures/one_wrong_character.en.svg)
#
# Two characters make a word. 自然, *self-so*, is natural. 自动, *self-move*, is automatic, and 自动化 is to automate. 语言 is language, 处理 is processing.
#
# In training, the decoder read right tokens: teacher forcing, chapter 04. Now it reads its own, wrong ones among them. In training it was never *exposed* to a prefix that contradicts its source. This mismatch was named **exposure bias** (Ranzato et al. 2016), and the name is used for its harm, too. You will often read that it works like this: one wrong token, then the next, until all is wrong. **Is that so? And how much harm does it do?**

# %% [markdown] tags=["zh"]
# ## 问题
#
# 有一个小模型，学的是把短句照抄一遍。给它“我喜欢自然语言处理”，它写出来的却是“我喜欢自动化处理”。
#
# ![标准答案“我喜欢自然语言处理”，下面对齐着输出“我喜欢自动化处理”，中间留一个空位。“我喜欢自”是正确的前缀；“动”是第一个错；“化”和后面的空位接着错；“处理”又对了。](../assets/figures/one_wrong_character.zh.svg)
#
# 训练时，解码器读到的总是标准答案，这就是第 04 章的教师强制。现在它读的是自己写的，有对有错。和输入对不上的前缀，它在训练时从来没有见过。训练和使用的这种不一致，叫作**暴露偏差**（exposure bias，又译曝光偏差；Ranzato 等 2016）；它造成的危害，也用这个名字。
#
# > **笔记这样说**：“其实，从‘动’这里就已经错了，但模型意识不到这个问题，会‘错上加错’，很可能导致后面全错。”
#
# **这里真是这样吗？它的危害到底有多大？**

# %% [markdown] tags=["en"]
# ## By hand: the first error
#
# The model read 403 short sentences in training: 200 end in 自动化处理, only 3 in 自然语言处理. Ours is not among them. It has 32 units and no attention. We trained it twelve times: with a constant learning rate and with one that falls at the end, six seeds each. How good is it? 50 sentences were held out.

# %% [markdown] tags=["zh"]
# ## 亲手做：第一个错
#
# 这个模型在训练时读了 403 个短句：200 句以“自动化处理”结尾，以“自然语言处理”结尾的只有 3 句，我们这一句不在其中。它只有 32 维，没有注意力。学习率用了两种：一种始终不变，一种最后下降；每种六个随机种子，一共十二个模型。它们水平如何？另外留出 50 句，不参加训练。

# %%
from course_lib.data.corpora.sentences import STORY

held_out = [records.load(name).values("valid_exact", choice="base") for name in ("story", "suspects")]
rates = pick("constant, falling at the end", "不变，最后下降").split(pick(", ", "，"))
tables.table("small model", zip(rates, map(tables.percent, held_out), strict=True))

# %% [markdown] tags=["en"]
# **This model has learned little.** On average it copies 18 or 13 of 100 new sentences. In brackets stand the worst and the best seed. So a mistake is nothing special here.
#
# We load the first of those with a constant rate. One loop writes in two ways. The only difference is what it reads next: the right token, which is called **gold**, or its own.

# %% [markdown] tags=["zh"]
# **这个模型没学到多少。** 新的句子，平均 100 句只抄对 18 句或 13 句。括号里是最差和最好的种子，最差的一句也抄不对。所以它犯个错并不稀奇。下面的内容，都要记着这一点。
#
# 我们载入学习率不变的第一个。同一个循环，有两种写法，差别只在下一步读什么：读标准答案里的词元，还是读自己刚写的。

# %%
from course_lib.data.batching import pad_sources
from course_lib.data.vocab import BOS, EOS

model, _, vocab, *_ = records.load("story").model(choice="base", seed=0)
story = vocab.encode(STORY)  # nine ids


# %%
@torch.no_grad()
def say(model, source, gold=None):
    """Reads the gold tokens, or its own where there are none -> what it says, step by step."""
    memory = model.encode(*pad_sources([source]))
    state, token, said = model.start(memory), BOS, []
    while token != EOS and len(said) < 12:
        hidden, state = model.advance(torch.tensor([[token]]), state, memory)  # (1, 1, H)
        said.append(model.project(hidden).argmax().item())
        token = said[-1] if gold is None else [*gold, EOS][len(said) - 1]
    return said


alone = say(model, story)
print(vocab.decode(alone))

# %%
ch05.after_gold

# %%
after_gold = say(model, story, gold=story)
names = pick("the reference, reads its own, reads gold", "标准答案，读自己写的，读标准答案").split(
    pick(", ", "，")
)
display(tables.table("says", zip(names, map(vocab.decode, (story, alone, after_gold)), strict=True)))
ch05.after_gold.result(ch05.what_it_said(vocab.names[after_gold[4]]))

# %% [markdown] tags=["en", "explain"]
# ### The same mistake
#
# It says 动 again. It has to: up to there, what the model wrote itself *is* the gold prefix.
#
# This holds wherever there is one right answer. **Before its first error, a model has read nothing but right tokens.** So no wrong prefix can be the reason for it. The first error is an error of the model: of its data, its size, or the way it was trained.

# %% [markdown] tags=["zh", "explain"]
# ### 还是同一个错
#
# 它又说了“动”。这是必然的：到那里为止，模型自己写的*就是*标准前缀。两行读到的都是同样四个字，所以第五个字也一样。
#
# 只要正确答案只有一个，任何输出都是如此。**在第一个错之前，模型读到的全是对的。** 所以第一个错不能怪前缀写错了。那是模型自己的错，要到语料、模型大小和训练方式里去找原因。

# %% [markdown] tags=["en"]
# ### In all twelve trainings?

# %% [markdown] tags=["zh"]
# ### 十二次训练都这样吗？

# %%
bases = [records.load(name).where(choice="base") for name in ("story", "suspects")]
moved = [sum(run["forced"][4] == "动" for run in base) for base in bases]
sure = [tables.spread([run["probability"]["动"] for run in base]) for base in bases]
assert moved == [6, 6]
tables.table("six trainings", zip(rates, moved, sure, strict=True))

# %% [markdown] tags=["en"]
# All twelve say 动, and are very sure.
#
# ## Four words, one example each
#
# - **First error**: wrong after a right prefix. Here it is 动.
# - **Cascade**: wrong once more, after something wrong, for whatever reason. Here it is 化, and the gap after it.
# - **Recovery**: right again, while the wrong token still stands in the prefix. Here it is 处理.
# - **Exposure bias**: that part of a cascade which comes *because* training never showed a prefix that contradicts its source. 化 may be an example. When the model read gold, it said 语 in its place.
#
# But one sentence proves nothing. Behind 自动 the training sentences mostly have 化, so any good learner might write it. And both phrases end in 处理, so this recovery may be luck. We need many outputs, and a comparison.

# %% [markdown] tags=["zh"]
# 十二个模型都说“动”，而且很有把握。
#
# ## 四个词，各举一例
#
# - **第一个错**（first error）：前缀全对，这一步错了。这里是“动”。
# - **连锁出错**（cascade）：一个错之后又出别的错，不论原因。这里是“化”，和它后面的空位。
# - **恢复**（recovery）：错字还留在前缀里，后面却又写对了。这里是“处理”。
# - **暴露偏差**：连锁出错当中，*因为*训练时没见过和输入对不上的前缀而来的那一部分。“化”可能是一例：前面给它读标准答案时，它在这个位置说的是“语”。
#
# 但是，单看一句话，什么也证明不了。训练的句子里，“自动”后面多半是“化”，换了谁都可能这样接。而且两个词组本来就都以“处理”收尾，所以这里的恢复也许只是碰巧。要想知道更多，就得看许多输出，还得有可以比较的东西。

# %% [markdown] tags=["en"]
# ### Count with an alignment
#
# The output is one character short, so 处理 stands in another column. An **edit alignment** may leave gaps, and takes a way with as few changes as possible (Levenshtein 1966).

# %% [markdown] tags=["zh"]
# ### 先对齐，再数
#
# 输出少了一个字，“处理”写得没错，只是往左错了一列。**编辑对齐**（edit alignment）允许留空位，并取一种改动次数最少的排法（Levenshtein 1966）。

# %%
from course_lib.analysis import exposure

said = vocab.decode(alone)
beside = exposure.align(said, STORY)  # places beside each other; None is a gap
aligned = "".join("－" if i is None else said[i] for i, _ in beside)
for row in (said + "－", aligned):
    print(STORY, row, sum(a != b for a, b in zip(STORY, row, strict=True)))

# %% [markdown] tags=["en"]
# The last number counts the errors: five by column, three aligned. By column, one missing token looks like a catastrophe. From here on we align.

# %% [markdown] tags=["zh"]
# 每行末尾的数字，是错了几处：逐列比较是五处，对齐之后只有三处。多数人一上来都是逐列数，于是漏一个词元，就显得一塌糊涂。从这里起，我们一律先对齐。

# %% [markdown] tags=["en"]
# ## Experiment: what follows the first error?
#
# Now a task where no token hints at the next one: copying 12 letters drawn by chance, from 16. What follows an error then comes from the model, not from a language. A GRU with 128 units was trained with teacher forcing for 1,000 steps, its learning rate falling at the end, with three seeds. Then each wrote 500 new strings. We look behind the first error.

# %% [markdown] tags=["zh"]
# ## 实验：第一个错之后
#
# 现在换一个任务：照抄 12 个字母，每个字母都从 16 个里随机抽取，由前一个猜不出后一个。这样，出错之后怎么写，只看模型，不会掺进语言的搭配习惯。用教师强制训练 128 维的 GRU，共 1000 步，学习率最后下降，用三个种子训练三次。然后让每个模型独自写 500 个新的字符串。我们看第一个错*后面*的字母。

# %%
ch05.after_error

# %%
from course_lib.chapters.ch05_exposure_bias import trainings

taught, control = trainings.runs(ratio=1.0, steps=1000), trainings.runs(ratio=0.0, steps=2000)
print(
    pick("strings right, of 100:", "100 个字符串里全对的："),
    tables.percent([run["exact"] for run in taught]),
)
places = zip(*trainings.after(taught, "own aligned", far=5), strict=True)  # a column for each distance
ch05.after_error.result([100 * sum(column) / len(column) for column in places], form=".0f")

# %% [markdown] tags=["en", "explain"]
# ### A cliff, and then a level
#
# Right after the error, 84 of 100 letters are wrong. One letter further it is 19, and then between 22 and 29. So errors do follow upon errors, but they do not pile up.
#
# And the cliff? Look at the first errors themselves. Most are **swaps**: *ab* is written as *ba*. That is one slip, and it costs two letters. The second is not even foolish: after *b*, the *a* is still owed. No alignment helps: two letters wrong, or one too many and one missing, count as two.

# %% [markdown] tags=["zh", "explain"]
# ### 先是悬崖，然后是平地
#
# 紧跟在第一个错后面的字母，错误率是 84%；再往后一个字母，就降到 19%，此后都在 22% 到 29% 之间。所以，错误后面确实跟着错误；但是错误并没有越积越多。
#
# 那个悬崖又是怎么回事？看看第一个错本身就明白了。它们多半是**对调**：*ab* 写成了 *ba*。这是一次失误，却算成两个错字母。而且后一个并不傻：先写了 *b*，欠着的 *a* 总要补上。不管怎样对齐，都算两个错：要么两个字母都错，要么一个多、一个少。

# %% [markdown] tags=["en"]
# ### How many are swaps?

# %% [markdown] tags=["zh"]
# ### 有多少是对调？

# %%
both = {pick("teacher forcing", "教师强制"): taught, pick("control, see below", "对照模型，见下文"): control}
for who, runs in both.items():
    print(who, tables.percent(trainings.swaps(runs)))

# %% [markdown] tags=["en"]
# With teacher forcing about 85 of 100 first errors are swaps. So from here on we count from the second letter after the error.
#
# ## Experiment: a gold prefix, and a control
#
# At the same places of the same strings, let the model read the gold prefix instead of its own. Then it is wrong less often: from the second letter on, 16 letters fewer in 100. This difference is called **own minus gold**. Is it the exposure bias?
#
# Not yet. A gold prefix also gives something away: a model that reads the right letter 6 knows better where it stands, and so what comes next. A model that has met its own mistakes all through its training would miss this help, too. So we need such a model, a **control**: the same network on the same task at ratio 0. It never reads a gold letter. It gets 2,000 steps, because it learns more slowly.

# %% [markdown] tags=["zh"]
# 教师强制的第一个错，大约 85% 是对调。所以下面一律从错误之后的第二个字母数起。
#
# ## 实验：标准前缀，和一个对照模型
#
# 还是同样的字符串、同样的位置，让模型改读标准前缀，不读自己写的。这样它错得少：从第二个字母数起，每 100 个字母少错 16 个。读自己的前缀时的错误率，减去读标准前缀时的错误率，下面叫作**前缀差距**。它就是暴露偏差吗？
#
# 还不能这么说。标准前缀同时也透露了信息：第 6 个位置读到了正确的字母，就更清楚抄到了哪里，第 7 个该写什么也更有数。即使模型训练时读的一直是自己写的、有错的前缀，少了这份提示，也会多错一些。所以需要这样一个模型来比较，它叫作**对照模型**（control）：同样的网络、同样的任务，比率取 0。它在训练时和独自写时，都不读标准答案。它学得慢，所以给它 2000 步。

# %%
ch05.gap_left


# %%
def behind(run):
    """The shares of wrong letters from the second one after the error on: own prefix, and gold."""
    rows, *kinds = (run["after"][name][2:] for name in ("rows", "own aligned", "gold"))
    return [sum(n * share for n, share in zip(rows, kind, strict=True)) / sum(rows) for kind in kinds]


def gap(run):
    own_wrong, gold_wrong = behind(run)
    return own_wrong - gold_wrong


# %%
both = {"": taught, "control ": control}
series = {
    who + how: trainings.after(runs, kind) for who, runs in both.items() for how, kind in trainings.PREFIXES
}
display(figures.curves(range(1, 7), series, "after_error", "wrong"))
more = [100 * gap(run) for run in control]
ch05.gap_left.result(sum(more) / len(more), form=".1f")

# %% [markdown] tags=["en", "explain"]
# ### Most of the gap goes away
#
# Teacher forcing has a gap of .16, the control of .03. So about .13 goes away together with the mismatch. That is what may be put down to exposure bias, here.
#
# "May be", since a control never differs in one thing alone. This one had more steps: see the next table. Its first errors are of another kind, with fewer swaps. For it, the *gold* prefix is the unfamiliar one, which may hide a part of its gap. And has it merely learned to ignore its prefix? No: [the deeper notebook](05_exposure_bias_deeper.ipynb) plants the same letters in both models, and right behind them both are wrong about equally often.

# %% [markdown] tags=["zh", "explain"]
# ### 差距大半消失了
#
# 教师强制的前缀差距是 0.16，对照模型是 0.03。也就是说，消除了不一致，差距就少了大约 0.13。在这里，可能算作暴露偏差的，就是这一部分。
#
# 为什么说“可能”？因为对照模型和被比的模型，差别从来不止一处。第一，它的步数更多，看下一张表。第二，它的第一个错里，对调少得多。第三，对它来说，没见过的反而是*标准*前缀，这可能让它的差距显得偏小。第四，它会不会只是学会了不看前缀？不是：[深入篇](05_exposure_bias_deeper.ipynb)给两个模型植入同样的字母，紧跟着的那个字母，两个模型错得差不多。

# %% [markdown] tags=["en"]
# ### Is it the learning rate, or a weak model?

# %% [markdown] tags=["zh"]
# ### 是学习率的缘故，还是模型太弱？

# %%
rows = []
for ratio, steps, falling in trainings.COMPARED:
    runs = trainings.runs(ratio, steps, falling)
    own_wrong, gold_wrong = (f"{sum(shares) / 3:.2f}" for shares in zip(*map(behind, runs), strict=True))
    told = tables.percent([run["exact"] for run in runs]), own_wrong, gold_wrong
    rows.append((rates[falling], ratio, steps, *told, tables.spread([*map(gap, runs)], ".3f")))
assert min(map(gap, taught)) > 0.1 > 2 * max(map(gap, control))
tables.table("trainings", rows)

# %% [markdown] tags=["en"]
# The fairest pair stands in the last two rows. Both had 2,000 steps. On the gold prefix both are wrong in .04, and on their own prefix .17 against .07. So at equal steps about .11 of the gap goes away. A weak model is not the reason: there teacher forcing is by far the better model, with 82 of 100 strings right against 58. Nor is the learning rate: with a constant one, too, the control's gap is far smaller.
#
# ## Plant an error
#
# A first error comes where the task is hard. To see what an error does elsewhere, we give the model the first five letters of all 500 strings, plant its likeliest mistake as the sixth, and let it write on. For comparison, we also give it the right sixth letter. We ask one modest thing: does the output **end right**, with the right last token and nothing after it?
#
# The same with the sentences. There we plant at the fourth character, where many phrases begin: a cruel place, since it begins another phrase. Their control is the same small network, trained at ratio 0.

# %% [markdown] tags=["zh"]
# 最公平的是最后两行：都练了 2000 步，读标准前缀都错 0.04，读自己的前缀却是 0.17 和 0.07。所以步数相同时，差距少了大约 0.11。不是因为模型太弱：这时教师强制反而好得多，100 个字符串对 82 个，对照模型对 58 个。也不是学习率的缘故：不变也好，下降也好，对照模型的差距都小得多。
#
# ## 植入一个错
#
# 模型总在难写的地方出第一个错。想知道错在别处会怎样，就得人为塞一个错进去。500 个字符串，都先给它前五个标准字母，第六个换成它最可能犯的错，然后让它接着写；为了比较，第六个也放一次正确的。我们只提一个很低的要求：**结尾对不对**？也就是最后一个词元是对的，后面也没有多写。
#
# 抄句子的小模型也做一遍，错放在第四个字，许多句子的后一个词组从那里开始。这个位置很苛刻，等于替模型换了一个词组。它也有对照模型：同样的小网络，用比率 0 训练。

# %%
from course_lib.chapters.ch05_exposure_bias.cascade_lab import tallies

recorded = {"copying": taught, "copying, control": control}
told = {name: [tables.share(*both) for both in trainings.end_right(runs)] for name, runs in recorded.items()}
for name, known in tallies.COMPARED.items():  # two of the small models write now
    told[name] = [live(tables.share(*both)) for both in tallies.end_right(known, place=4)]
tables.table("ends right", [(tables.label(name), *three) for name, three in told.items()])

# %% [markdown] tags=["en"]
# In copying, 64 of 100 strings end right after the plant, and 79 after the right letter. So an error does harm, but "one error and all is lost" is not what happens. The control ends right nearly always. The last column leaves out errors at the very end.
#
# In the sentences it is another story. After the plant 4 of 50 end right, after the right character 32. After an error of its own, **none of 39**. For 我讨论数据分析, *I discuss data analysis*, for example, the model writes 我讨论知识图谱, *I discuss knowledge graphs*: once a wrong phrase is begun, it is completed. Letters drawn by chance form no phrases. That is our explanation, and we have not tested it. Our first sentence would count as ending right, by the luck of its phrase. The control of the sentences comes back after the plant. But it is also the better copier, with 14 first errors against 39, and these are two models, no averages; [the deeper notebook](05_exposure_bias_deeper.ipynb) has more. **How far an error reaches is a question for each task.**

# %% [markdown] tags=["zh"]
# 抄字母时，植入以后，100 个字符串里仍有 64 个结尾是对的；放正确的是 79 个。所以，一个错确实有害，但还说不上“一步错，步步错”。对照模型几乎次次都对。最后一列不算恰好错在末尾的。
#
# 抄句子就是另一回事了。植入以后，50 句里只有 4 句结尾对，放正确的有 32 句；模型自己犯的错，**39 句里一句也没有救回来**。例如该写“我讨论数据分析”，模型写成“我讨论知识图谱”：错的词组开了头，就一直写完。随机抽的字母构不成词组，所以没有这种事。这是我们的解释，还没有检验过。开头那句话按这个标准算结尾对，只是因为两个词组碰巧同尾。抄句子的对照模型，植入以后回得来；不过它本来就抄得更好，第一个错只有 14 个，另一个有 39 个，而且这里只是两个模型，不是平均。详见[深入篇](05_exposure_bias_deeper.ipynb)。**一个错会影响多远，每个任务都得自己量。**

# %% [markdown] tags=["en"]
# ## Why 动 in the first place?
#
# You will often read this list of causes: a weak encoder, too few sentences with 自然, too few parameters, too little training. Each can be tested: change that one thing, and train again, six times. We add attention (chapter 07) and the ratio.

# %% [markdown] tags=["zh"]
# ## 那么，为什么会写出“动”？
#
# 第一个错另有原因，那就去找。
#
# > **笔记这样说**：“或许是Encoder太简单了，……又或许是训练数据里‘自动’要比‘自然’更多，又或者是整个模型的参数太少了，导致欠拟合，……可能的原因有太多了。”
#
# 原因再多，也可以一个一个地查：每次只改一样，重新训练六次。我们还加上两样：注意力（第 07 章），和比率。

# %%
rows = []
for choice in "attention hidden-128 epochs-60 layers-2 ratio-0 ratio-0.5 rare-200 base".split():
    both = [records.load(name).where(choice=choice) for name in ("story", "suspects")]
    right = [sum(run["free"] == STORY for run in runs) for runs in both]
    rows.append((tables.label(choice), *right, tables.percent([run["valid_exact"] for run in both[1]])))
    assert choice not in ("attention", "hidden-128") or min(right) >= 5
tables.table("suspects", rows)

# %% [markdown] tags=["en"]
# Attention stands out: six of six, at either rate. 128 units get five, 60 epochs (passes through the data) four and three. The other rows lie between 0 and 3. Six trainings cannot rank them.
#
# Now read the last two columns together. They stand in nearly the same order: the better a model copies new sentences, the more often it gets ours right. So this table mostly shows whether a model has learned to copy at all. It names no single cause of 动. All 16 changes stand in [the deeper notebook](05_exposure_bias_deeper.ipynb).

# %% [markdown] tags=["zh"]
# 注意力最清楚：两种学习率下都是 6 次全对。128 维是 5 次，60 轮是 4 次和 3 次，其余各行在 0 到 3 次之间。只凭六次训练，这些分不出高下。
#
# 再把最后两列放在一起看：两列的次序几乎一样，新句子抄得越好的模型，我们这一句也越常写对。所以，这张表主要说明的是模型学没学会照抄。它没有指出哪一个原因，单独就能解释“动”。全部 16 种改法，见[深入篇](05_exposure_bias_deeper.ipynb)。

# %% [markdown] tags=["en"]
# ## A recipe for your own model
#
# 1. **Collect.** Let it write alone on new inputs. Align. Find the first errors. With only a handful of them, say nothing.
# 2. **Look.** Read ten of them. Swaps? Missing tokens? Fluent, but about something else?
# 3. **Compare.** Count the wrong tokens by their distance from the first error, on the own prefix and on the gold one, at the same places.
# 4. **Control.** Train the same model without the mismatch, with a few seeds. Only what goes away there may be exposure bias.
#
# Now do it. `own` loads the model that you built in chapter 03, or else ours. It writes 2,000 new numbers of six digits.

# %% [markdown] tags=["zh"]
# ## 检查自己的模型：四个步骤
#
# 1. **收集。** 让它独自写一批新的输入，对齐，找出每一个第一个错。要是只有几个，就先别下结论。
# 2. **细看。** 读十个。是对调，是漏了，还是读着通顺、内容却错了？
# 3. **比较。** 按离第一个错的距离，数错的词元：读自己的前缀错多少，同样的位置读标准前缀又错多少。
# 4. **对照。** 同一个模型，去掉不一致再训练一次，多用几个种子。只有在那里消失的部分，才可能是暴露偏差。
#
# 现在动手。`own` 载入你在第 03 章搭的模型；没有的话，就用课程的。让它写 2000 个新的六位数。

# %%
from course_lib.analysis.prefixes import forced
from course_lib.chapters.ch05_exposure_bias.experiments.page_control import new_numbers
from course_lib.decoding import decode_pairs
from course_lib.kit import own

mine = own("1_seq2seq")
pairs = new_numbers(2000)  # ids: words in, digits out
digits = [target for _, target in pairs]
outputs = decode_pairs(mine.model, [source for source, _ in pairs])
right = exposure.right_by_alignment(outputs, digits)  # step 1
errors = exposure.first_errors(right)
wrong = [i for i, place in enumerate(errors) if place is not None]
print(pick("first errors:", "第一个错有几个："), live(len(wrong)))
for i in wrong[:10]:  # step 2: the right digits, and what it wrote
    print(*(live(mine.target_vocab.decode(row)) for row in (digits[i], outputs[i])))

# %%
after_gold = exposure.right_by_column(forced(mine.model, pairs), digits)  # step 3
both = [exposure.by_distance(marks, errors) for marks in (right, after_gold)]
rows = [[d, live(both[0].rows[d]), *(live(one.wrong[d], ".2f") for one in both)] for d in (1, 2, 3)]
print(pick("half of a swap:", "是对调的："), live(sum(exposure.swaps(outputs, digits, errors))))
found = {"rows": both[0].rows, "own aligned": both[0].wrong, "gold": both[1].wrong}
print(
    pick("own minus gold, from the second digit on:", "前缀差距，从第二个数字起："),
    live(gap({"after": found}), ".2f"),
)
tables.table("by distance", rows)

# %% [markdown] tags=["en"]
# The model of the course gets 44 of the 2,000 numbers wrong, 33 of them by a swap. Your own will differ. Right after the error most digits are wrong, with a gold prefix almost none. Then few errors follow. Step 4 takes some minutes of training, so we recorded it: three seeds of the page, and three of its control, which read only its own digits for as many steps.

# %% [markdown] tags=["zh"]
# 课程的模型写了 2000 个数，44 个出了错，其中 33 个是对调；你自己的会有些不同。紧跟在错误后面的那个数字多半也错，读标准前缀时几乎不错；再往后，错得就少了。第四步要训练几分钟，所以我们预先跑好了：一页模型和它的对照模型，各用三个种子训练，步数一样，对照模型只读自己写的数字。

# %%
rows = []
for ratio, name in ((1.0, pick("the page", "一页模型")), (0.0, pick("its control", "它的对照模型"))):
    runs = records.load("page_control").where(ratio=ratio)
    first = tables.spread([run["after"]["rows"][0] for run in runs], ".0f")
    ended = tables.percent([run["outcomes"]["recovered"] / run["outcomes"]["rows"] for run in runs])
    exact = tables.spread([100 * run["exact"] for run in runs], ".1f")
    rows.append((name, exact, first, ended, tables.spread([*map(gap, runs)], ".3f")))
tables.table("page", rows)

# %% [markdown] tags=["en"]
# The verdict for this model: a first error mostly costs two digits, by a swap. From the second digit on, the gap is small. In each seed it is larger than in any seed of the control, though the nearest two lie close, and few digits stand so far behind an error. As in copying, the control ends right more often. And it is not worse as a whole.
#
# ## Does it matter for chat assistants?
#
# You will often read this argument: if each token is right with .99, then 100 tokens are all right with $.99^{100} = .37$, so long answers must go wrong. But .37 is the chance of no error at all. That one error spoils the answer is another claim. In this chapter it sometimes did, and often did not.
#
# A large language model is first trained on text that people wrote. There it reads gold tokens only: pretraining is ratio 1. Then come examples of good answers, which is ratio 1 again. Later stages let the model write, and score what it wrote (Ouyang et al. 2022), or let a larger model say at each token what should come next (Agarwal et al. 2024). There it meets its own prefixes. But these stages also change the objective: they ask for good answers, and not for the tokens of a reference. So a better model does not prove that the mismatch was the trouble. How large the harm is there, networks of 32 and 128 units cannot tell.
#
# It is disputed elsewhere, too:
#
# - He et al. (2021) replaced whole prefixes of language models, and not, like us, single tokens. The harm was limited; they explain that by self-recovery.
# - Arora et al. (2022) compared a model's probabilities on own and on true prefixes, and found that errors accumulate.
# - Wang and Sennrich (2020) blame exposure bias in part when a translation model, on texts of another domain, writes fluently about something else.
# - Bengio et al. (2015) gained by moving from gold to own tokens during training, Duckworth et al. (2019) did as well or better with a parallel version of it. Huszár (2015) objects that such training misses the true distribution.

# %% [markdown] tags=["zh"]
# 对这个模型的结论是：一出错往往连错两个数字，多半是对调。从第二个数字数起，前缀差距很小；三个种子都比对照模型的任何一个大，不过最近的两个只差一点，离错误这么远的数字也不多。和抄字母时一样，对照模型的结尾更常写对，总成绩也不差。
#
# ## 这和聊天助手有关系吗？
#
# 常有人这样推算：每个词元写对的概率是 0.99，那么 100 个全对的概率是 $0.99^{100} = 0.37$，所以长的回答注定出错。可是 0.37 只是“一个错也没有”的概率。一个错就会毁掉整个回答，那是另一个说法，这一章检验的正是它：有时会，也常常不会。
#
# 大语言模型先在人写的文字上训练，读的全是标准答案，所以预训练相当于比率 1。接着用好的回答做示范，还是比率 1。再往后，有的让模型自己写，再给写出来的打分（Ouyang 等 2022）；有的让模型自己写，由更大的模型逐个词元指出该写什么（Agarwal 等 2024）。这时，模型读到了自己写的前缀。但是这些阶段连目标也换了：要的是好的回答，不是某份标准答案里的词元。所以，模型有了进步，并不能说明毛病出在不一致上。危害在那里究竟多大，只凭 32 维和 128 维的网络，我们说不出来。
#
# 在小一些的模型上，也还有争论：
#
# - He 等（2021）把语言模型的整段前缀换掉；他们换的是整段，不像我们只植入一个词元。危害有限，也不会越来越大，他们用“自我恢复”来解释。
# - Arora 等（2022）比较模型在自己的前缀上和真实的前缀上给出的概率，发现误差会累积。
# - Wang 与 Sennrich（2020）：翻译模型遇到别的领域，写得通顺、内容却与原文无关时，暴露偏差要负一部分责任。
# - Bengio 等（2015）在训练中从标准词元逐步换成自己的，得到了好处；Duckworth 等（2019）改成可以并行的两遍读法，结果一样好或更好。Huszár（2015）则指出：这样训练，最优解不再是真实的分布。

# %% [markdown] tags=["en"]
# ## Lab
#
# Plant errors yourself, in six models that repeat sentences. Try three things.
#
# 1. Look at the first picture. Which bars are equal, and where do they part?
# 2. Choose the model **balanced**. It writes the sentence correctly. Press 5 and plant 动. Does it come back to 语言, or go on with 化? The sign ∎ is the end.
# 3. Look at the table below the drawing. Which model has errors, and ends right after most of them?

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 这里有六个抄句子的模型，错由你来植入。试三件事：
#
# 1. 看第一幅图：哪些柱子一样高？从哪里开始不一样？
# 2. 把模型换成**语料均衡**，它能把这句话写对。按 5，植入“动”。它会回到“语言”，还是接着写“化”？∎ 表示句末。
# 3. 看最下面的表：哪个模型会出错，但是出错以后结尾多半是对的？

# %%
from course_lib.chapters.labs import CascadeLab

CascadeLab()

# %% [markdown] tags=["en"]
# ## Quiz
#
# Each option is explained once you check.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题。选好后按“检查”，每个选项都有解释。

# %%
ch05.quiz

# %% [markdown] tags=["en"]
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
gaps = [f"{sum(map(gap, runs)) / len(runs):.3f}" for runs in (trainings.runs(1.0, 2000), control)]
found = [
    pick("no: until then its own prefix is the gold one", "不是：在那之前，自己的前缀就是标准前缀"),
    tables.label("still end right", copying=told["copying"][2], sentences=told["sentences"][2]),
    pick("not in copying: a cliff of swaps, then a level", "抄字母时没有：先是对调造成的悬崖，然后是平地"),
    pick("only a part: {}, and {} in the control", "只有一部分可能是：{}，对照模型也有 {}").format(*gaps),
]
tables.table("what we saw", zip(tables.label("often heard").split(" | "), found, strict=True))

# %% [markdown] tags=["en"]
# [The deeper notebook](05_exposure_bias_deeper.ipynb) answers what a doubter asks, and begins with a map.

# %% [markdown] tags=["zh"]
# 还想较真的，请看[深入篇](05_exposure_bias_deeper.ipynb)：开头有一张表，说明哪一节回答什么。

# %% [markdown] tags=["en"]
# ## Workshop
#
# Three tasks, a question in words, and a stretch. First: find the first error.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 三道题，一道简答题，还有一道挑战题。先从找出第一个错开始。

# %%
ch05.first_error


# %%
def first_error(output, gold): ...


ch05.first_error.check(first_error)

# %% [markdown] tags=["en"]
# ### Repair a report
#
# It ships in many evaluation scripts, and it raises no error.

# %% [markdown] tags=["zh"]
# ### 修一份报告
#
# 很多评测脚本里都有这个毛病，它不会报错。

# %%
ch05.errors_a_row


# %%
def errors_a_row(align, outputs, golds):
    counts = []
    for output, gold in zip(outputs, golds, strict=True):
        wrong = abs(len(output) - len(gold))
        for said, right in zip(output, gold, strict=False):
            wrong += said != right
        if wrong > 0:
            counts.append(wrong)
    return sum(counts) / len(counts)


ch05.errors_a_row.check(errors_a_row)

# %% [markdown] tags=["en"]
# ### Build the measurement
#
# Own minus gold, for any model with the four verbs. `take` hands back yours if it is right, and the course's as long as it is not.

# %% [markdown] tags=["zh"]
# ### 把测量方法写出来
#
# “前缀差距”，任何有四个动词的模型都能测。写对了，`take` 返回你的版本；还没写对，就先用课程的。

# %%
ch05.own_minus_gold


# %%
@torch.no_grad()
def own_minus_gold(model, source, lengths, target):
    """The share of wrong tokens from the second behind the first error on: own prefix minus gold."""
    ...


own_minus_gold = ch05.own_minus_gold.take(own_minus_gold)

# %% [markdown] tags=["en"]
# Now measure your own page with it. It should be close to what the recipe printed, but not equal: it does not align.

# %% [markdown] tags=["zh"]
# 用它测一测你自己的一页模型。结果应当和正文里打印的差不多，但不会正好相等，因为这里没有对齐。

# %%
sources, lengths = pad_sources([source for source, _ in pairs])
rows = torch.tensor([[BOS, *target, EOS] for target in digits])  # (B, T + 2): BOS, six digits, EOS
print(live(own_minus_gold(mine.model, sources, lengths, rows), ".2f"))

# %% [markdown] tags=["en"]
# A question to answer in words, and the stretch: an alignment of your own.

# %% [markdown] tags=["zh"]
# 一道简答题；然后是挑战题：自己写出编辑对齐。

# %%
ch05.first_wrong

# %%
ch05.first_wrong.answer("")

# %%
ch05.aligned


# %%
def aligned(output, gold): ...


ch05.aligned.check(aligned)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. A colleague shows accuracy on gold prefixes minus accuracy on own prefixes, and calls it exposure bias. What do you ask for?
# 2. In which of your own tasks would you expect an error to be made good, and in which a disaster?
# 3. The control had the smaller gap. Would you train your next model at ratio 0?
#
# [A page for the meeting](../docs/groups/05_exposure_bias.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 同事拿标准前缀上的正确率减去自己前缀上的，管它叫暴露偏差。你会要求补什么？
# 2. 在你自己的任务里，哪些错了还能补回来，哪些会一塌糊涂？
# 3. 对照模型的差距更小。下一个模型，你会用比率 0 来训练吗？
#
# [小组活动页](../docs/groups/05_exposure_bias.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - V. Levenshtein (1966). Binary codes capable of correcting deletions, insertions and reversals. Soviet Physics Doklady 10.
# - S. Bengio et al. (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - F. Huszár (2015). How (not) to train your generative model. arXiv 1511.05101.
# - M. Ranzato et al. (2016). Sequence level training with recurrent neural networks. ICLR, arXiv 1511.06732: the name "exposure bias".
# - D. Duckworth et al. (2019). Parallel scheduled sampling. arXiv 1906.04331.
# - C. Wang, R. Sennrich (2020). On exposure bias, hallucination and domain shift in neural machine translation. ACL, arXiv 2005.03642.
# - T. He et al. (2021). Exposure bias versus self-recovery. EMNLP, arXiv 1905.10617.
# - K. Arora et al. (2022). Why exposure bias matters. Findings of ACL, arXiv 2204.01171.
# - L. Ouyang et al. (2022). Training language models to follow instructions with human feedback. NeurIPS, arXiv 2203.02155.
# - R. Agarwal et al. (2024). On-policy distillation of language models. ICLR, arXiv 2306.13649.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - V. Levenshtein (1966). Binary codes capable of correcting deletions, insertions and reversals. Soviet Physics Doklady 10.
# - S. Bengio et al. (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - F. Huszár (2015). How (not) to train your generative model. arXiv 1511.05101.
# - M. Ranzato et al. (2016). Sequence level training with recurrent neural networks. ICLR, arXiv 1511.06732：“exposure bias”一名的由来。
# - D. Duckworth et al. (2019). Parallel scheduled sampling. arXiv 1906.04331.
# - C. Wang, R. Sennrich (2020). On exposure bias, hallucination and domain shift in neural machine translation. ACL, arXiv 2005.03642.
# - T. He et al. (2021). Exposure bias versus self-recovery. EMNLP, arXiv 1905.10617.
# - K. Arora et al. (2022). Why exposure bias matters. Findings of ACL, arXiv 2204.01171.
# - L. Ouyang et al. (2022). Training language models to follow instructions with human feedback. NeurIPS, arXiv 2203.02155.
# - R. Agarwal et al. (2024). On-policy distillation of language models. ICLR, arXiv 2306.13649.
