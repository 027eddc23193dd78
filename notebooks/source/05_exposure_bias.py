# %% [markdown] tags=["en"]
# # 05 · Exposure bias: measured, taken apart, judged
#
# **What you will be able to do.** Keep four things apart that are often called by one name: model error, exposure bias, error accumulation, self-recovery. Measure each of them, with a control. Test seven suspects for one wrong character. Say what is known about exposure bias, and what is disputed.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop} minutes; the sections called Deeper take {deeper} more. **To know before.** Chapters 03 and 04.

# %% [markdown] tags=["zh"]
# # 05 · 暴露偏差：测量、拆解、评判
#
# **学完本章，你能**：把常被混为一谈的四件事分开：模型误差、暴露偏差、误差累积、自我恢复；在有对照的条件下，把它们一一测出来；为一个错字逐个排查七个嫌疑；说清关于暴露偏差，哪些已有定论，哪些还在争论。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟；“深入”各节另需 {deeper} 分钟。**预备知识**：第 03、04 章。

# %% [markdown] tags=["en"]
# ## The question
#
# A model was trained to repeat its input. It is given 我喜欢自然语言处理 (*I like natural language processing*), and writes 我喜欢自动化处理 (*I like to process automatically*).
#
# ![The reference 我喜欢自然语言处理 and below it, aligned with a gap, the output 我喜欢自动化处理. 我喜欢自 is a right prefix; 动 is the first error; 化 and the gap go on wrong; 处理 is right again.](../assets/figures/one_wrong_character.en.svg)
#
# In training, the decoder always read right tokens (teacher forcing, chapter 04). Now it reads its own, wrong ones among them. This mismatch is called **exposure bias**: the model was never *exposed* to its own mistakes. **Is that what went wrong here? And how much harm does it do?**

# %% [markdown] tags=["zh"]
# ## 问题
#
# 一个模型，学的是把输入照抄一遍。给它“我喜欢自然语言处理”，它写出来的却是“我喜欢自动化处理”。
#
# ![标准答案“我喜欢自然语言处理”，下面对齐着输出“我喜欢自动化处理”，中间空一格。“我喜欢自”是正确的前缀，“动”是第一个错，“化”和空格接着错，“处理”又对了。](../assets/figures/one_wrong_character.zh.svg)
#
# > **笔记这样说**：“这种训练模式与模型在推理时的自回归生成模式存在不一致性，导致模型在测试时可能无法很好地适应其自身的错误输出，这种现象被称为暴露偏差。”
#
# 训练时，解码器读到的总是标准答案（教师强制，第 04 章）；用的时候，它读的是自己写的，对错都有。自己的错误，它从来没有*见识*过，所以叫**暴露偏差**（又译曝光偏差）。**这里的错，是它造成的吗？它的危害到底有多大？**

# %%
from course_lib.chapters.ch05_exposure_bias import figures
from course_lib.language import live, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## The sentence, by hand
#
# The model has learnt to copy 403 short sentences. 200 of them end in 自动化处理, only 3 in 自然语言处理; our sentence is not among them. It was trained with teacher forcing, without attention, for twenty passes. (The corpus comes with the course: `sentences-zh`.)

# %% [markdown] tags=["zh"]
# ## 亲手解剖这句话
#
# 这个模型学的是照抄 403 个短句：200 句以“自动化处理”结尾，以“自然语言处理”结尾的只有 3 句；我们这一句不在其中。训练用教师强制，没有注意力，把语料过了二十遍。（语料随课程附带：`sentences-zh`。）

# %%
import torch

from course_lib.data.batching import collate
from course_lib.data.corpora.sentences import STORY
from course_lib.data.vocab import BOS, EOS
from course_lib.kit import records
from course_lib.models.seq2seq import next_logits

story = records.load("story")
bundle = story.model(choice="base", seed=0)
model, vocab = bundle.model, bundle.target_vocab
source = vocab.encode(STORY)
print(story.command)
print(STORY, source)

# %% [markdown] tags=["en"]
# One loop writes in both ways. The only difference is what it reads next: the right ("gold") token, or its own.

# %% [markdown] tags=["zh"]
# 一个循环，两种写法。差别只在下一步读什么：标准答案里的词元，还是自己刚说的。


# %%
@torch.no_grad()
def say(model, source, gold=None):
    """Read the gold tokens, or its own where there are none -> what the model says, step by step."""
    one = collate([(source, source)])
    memory = model.encode(one.source, one.source_lengths)
    state, token, said = model.start(memory), BOS, []
    while token != EOS and len(said) <= len(source):
        hidden, state = model.advance(torch.tensor([[token]]), state, memory)  # (1, 1, H)
        said.append(next_logits(model, hidden).argmax().item())
        token = [*gold, EOS][len(said) - 1] if gold else said[-1]
    return said


# %%
from course_lib.analysis.prefixes import forced
from course_lib.decoding import decode_pairs

own, after_gold = say(model, source), say(model, source, gold=source)
for tokens in (source, after_gold, own):
    print(vocab.decode(tokens))
assert vocab.decode(own) == "我喜欢自动化处理" and vocab.decode(after_gold) == "我喜欢自动语言处理"
assert own[:-1] == decode_pairs(model, [source])[0] and after_gold == forced(model, [(source, source)])[0]

# %% [markdown] tags=["en"]
# First the reference; then what it says when it reads the gold prefix; then what it says on its own. (The asserts: the library's `forced` and `decode_pairs` say the same.)
#
# **Both have the same first wrong character.** Of course they have: until then, what the model wrote *is* the gold prefix. Nothing that it had never been exposed to has happened yet. How sure was it?

# %% [markdown] tags=["zh"]
# 第一行是标准答案，第二行是读标准前缀时说的，第三行是独自写的。（断言核对：库里的 `forced` 和 `decode_pairs` 说的一样。）
#
# **两行的第一个错字是同一个。** 当然会这样：在那之前，模型自己写的*就是*标准前缀，还没有发生任何它没见识过的事。它当时有多大把握？

# %%
from course_lib.decoding import trace

at = STORY.index("然")
before = trace(model, source)[at].probabilities
for char in "然动":
    print(char, live(before[vocab.encode(char)[0]].item(), ".2f"))
assert before[vocab.encode("动")[0]] > 0.8
free, given = (story.values(name, choice="base") for name in ("free", "forced"))
print(free.count("我喜欢自动化处理"), "of 6 alone;", given.count("我喜欢自动语言处理"), "of 6 after gold")
assert min(free.count("我喜欢自动化处理"), given.count("我喜欢自动语言处理")) >= 5

# %% [markdown] tags=["en"]
# Very sure (.94), and so it is in each of the six trainings: between .91 and .96 in the record. 动 is a mistake of the model, made in a situation like those of its training. To blame it on exposure bias would be wrong.
#
# ## Four words
#
# - **Model error**: wrong after a right prefix. Here: 动.
# - **Error accumulation**: wrong follows upon wrong, for whatever reason. Here: 化, the character that usually stands after 动.
# - **Exposure bias**: that part of the harm which comes *because* training never showed the model its own prefixes. One sentence can not show it; we need a control.
# - **Self-recovery**: right again after wrong, with the wrong prefix still there. Here: 处理.
#
# The notes say that after the first error "probably everything is wrong". Compare column by column, and it looks so:

# %% [markdown] tags=["zh"]
# 把握很大（.94），而且六次训练都这样：记录里在 .91 到 .96 之间。“动”是模型自己的错，而它当时的处境，和训练时是一类。把它算在暴露偏差头上，就冤枉了。
#
# ## 四个词
#
# - **模型误差**：前缀全对，这一步还是错了。这里是“动”。
# - **误差累积**：错接着错，不问原因。这里是“化”，“动”后面常跟的那个字。
# - **暴露偏差**：危害当中，*因为*训练时没见过自己写的前缀而来的那一部分。单看一句话看不出来，要有对照。
# - **自我恢复**：错的前缀还在，却又写对了。这里是“处理”。
#
# > **笔记这样说**：“其实，从‘动’这里就已经错了，但模型意识不到这个问题，会‘错上加错’，很可能导致后面全错。”
#
# 逐列比较，看上去确实如此：

# %%
from course_lib.analysis import exposure

said = vocab.decode(own)
print(STORY)
print(said)
print("".join("　" if a == b else "＾" for a, b in zip(said, STORY, strict=False)))

# %% [markdown] tags=["en"]
# But the output is one character short, so 处理 stands in the wrong *column*, and in the right *place*. An **edit alignment** allows gaps, and needs as few changes as can be (Levenshtein 1966):

# %% [markdown] tags=["zh"]
# 可是输出少了一个字，“处理”只是*列*错开了，*位置*并没有错。**编辑对齐**允许留空，让改动最少（Levenshtein 1966）：

# %%
aligned = exposure.align(said, STORY)
print("".join(STORY[j] for _, j in aligned))
print("".join("－" if i is None else said[i] for i, _ in aligned))
print("".join("　" if i is not None and said[i] == STORY[j] else "＾" for i, j in aligned))

# %% [markdown] tags=["en"]
# Three errors in a row, then a recovery. **From here on we count both ways.**
#
# ## What follows an error, by hand
#
# One sentence proves little. Take a model that copies strings of 6 letters, stopped in the middle of its training so that it still errs, and 500 fresh strings. Look at the letter *behind* the first error: on the model's own prefix, and at the same place of the same rows with the gold prefix.

# %% [markdown] tags=["zh"]
# 连错三个，然后恢复了。**从这里起，两种数法我们都用。**
#
# ## 错了之后怎样：亲手数一数
#
# 一句话说明不了什么。换一个抄写 6 个字母的模型（训练到一半就停下，好让它还会出错），拿 500 个新的字符串，看第一个错误*后面*那个字母：读自己的前缀时怎样；同样的行、同样的位置，换成标准前缀又怎样。

# %%
from course_lib.data.batching import encode_pairs
from course_lib.data.corpora.copying import copy_pairs

half = records.load("halfway").model(task="copy", seed=0)
rows = encode_pairs(copy_pairs(500, 6, 6, 10, seed=1), half.source_vocab, half.target_vocab)
golds = [[*target, EOS] for _, target in rows]
alone = [[*said, EOS] for said in decode_pairs(half.model, [source for source, _ in rows])]
given = forced(half.model, rows)
print("reference", half.target_vocab.decode(golds[0]), " alone", half.target_vocab.decode(alone[0]))

# %%
following = []
for said, read_gold, gold in zip(alone, given, golds, strict=True):
    wrong = [a != b for a, b in zip(said, gold, strict=False)]
    if True in wrong[:5]:  # an error, and a letter behind it
        t = wrong.index(True) + 1
        following.append((said[t : t + 1] != gold[t : t + 1], read_gold[t] != gold[t]))
shares = [sum(column) / len(following) for column in zip(*following, strict=True)]
print(len(following), "rows; wrong again: own prefix", live(shares[0], ".2f"), end=", ")
print("gold prefix", live(shares[1], ".2f"))

# %% [markdown] tags=["en"]
# A great difference: mostly wrong again on its own prefix, far less often with the gold one. The library counts the same at every distance (`exposure.by_distance`).
#
# But look at the errors themselves before you believe in a catastrophe. Many are **swaps**: *ab* is written as *ba*. One slip, counted as two errors by columns, and by an alignment too.

# %% [markdown] tags=["zh"]
# 差别很大：读自己的前缀，多半接着错；读标准前缀，错得少得多。库里的 `exposure.by_distance` 在每个距离上都这样数。
#
# 不过，先别急着说是灾难，看看错的都是什么。许多是**对调**：*ab* 写成了 *ba*。一时手滑，逐列数是两个错，对齐之后数，也还是两个。

# %%
marks = exposure.right_by_column([said[:-1] for said in alone], [target for _, target in rows])
errors = exposure.first_errors(marks)
library = exposure.by_distance(marks, errors)
assert library.rows[1] == len(following) and abs(library.wrong[1] - shares[0]) < 1e-9
swapped = exposure.swaps(alone, [target for _, target in rows], errors)
wrong_rows = sum(error is not None for error in errors)
print("first error is half of a swap:", live(sum(swapped)), "of", live(wrong_rows))
assert sum(swapped) > 0.3 * wrong_rows

# %% [markdown] tags=["en"]
# ## Experiment: how errors follow upon errors
#
# Now longer strings, and recorded runs: copy 12 letters (from an alphabet of 16) through a context of 128 numbers, 500 held-out strings, three seeds. After 1,000 steps of teacher forcing the model, alone, writes 46 % of the strings rightly (37 to 52 %).
#
# **Predict** before you run the cell. The model has just made its first error. How often is the next letter wrong? And the fifth letter after it? Will the curve climb, since the errors pile up?

# %% [markdown] tags=["zh"]
# ## 实验：错误怎样跟着错误来
#
# 换更长的字符串，用录制好的结果：抄写 12 个字母（共 16 种），上下文向量 128 个数，500 个留出的字符串，三个随机种子。教师强制训练 1000 步之后，独自写，全对的占 46%（37% 到 52%）。
#
# **先猜**再运行。模型刚犯了第一个错，下一个字母有多大可能又错？往后第五个字母呢？错误越积越多，曲线会往上走吗？

# %%
cascade = records.load("cascade")


def after(how, ratio=1.0, steps=1000, what="after", far=7):
    """Wrong shares at the distances 1, 2, ... from the first error, a row for each seed"""
    return [run[how][1:far] for run in cascade.values(what, ratio=ratio, steps=steps)]


ways = {"own by column": "own", "own aligned": "own aligned", "gold": "gold"}
print(cascade.command)
figures.curves(range(1, 7), {name: after(how) for name, how in ways.items()}, "after_error", "wrong")

# %% [markdown] tags=["en"]
# By column, the next letter is nearly always wrong: .97. An alignment forgives some of it: .84. But it does not stay so: two letters on it is .19, then between .2 and .3 as far as the curve goes (farther on, in fewer rows, about .3). Errors follow upon errors, and yet they do not grow and grow. At the same places, given the gold prefix, the model is wrong in .05 to .09.
#
# What is that cliff at distance 1? Count the swaps:

# %% [markdown] tags=["zh"]
# 逐列数，下一个字母几乎必错：.97；对齐之后放过一些：.84。可是并不会一直这样：再过一个字母就降到 .19，此后在图上都在 .2 到 .3 之间（再往后行数变少，约为 .3）。错误之后确实更容易错，但并没有越滚越大。同样这些位置，给标准前缀，错的只有 .05 到 .09。
#
# 距离 1 那里的悬崖是什么？数一数对调：


# %%
def next_wrong(what):
    return [rows[0] for rows in after("own aligned", what=what)]


for run in cascade.where(ratio=1.0):
    print("first errors:", round(500 * (1 - run["exact"])), " half of a swap:", run["swaps"])
    assert run["swaps"] > 0.7 * 500 * (1 - run["exact"])
print("next letter wrong, all rows     ", records.spread(next_wrong("after")))
print("next letter wrong, without swaps", records.spread(next_wrong("after, swaps apart")))

# %% [markdown] tags=["en"]
# **More than four fifths of all first errors are swaps**, and without them the next letter is wrong in only .16, not .84. (Few rows are left, 23 to 41 a seed: a rough figure.) The first step of this "cascade" is one slip that costs two letters. And the second letter is not even foolish: after *b* for *ab*, writing the *a* that is still owed is the best one can do. So we shall count from the second letter after the error on.

# %% [markdown] tags=["zh"]
# **第一个错，五分之四以上是对调**；不算它们，下一个字母错的只有 .16，而不是 .84。（剩下的行不多，每个种子 23 到 41 行，只能看个大概。）这场“连锁”的第一步，其实是一次手滑，丢了两个字母。而且第二个字母写得并不傻：*ab* 先写成了 *b*，接下来把欠着的 *a* 补上，已经是最好的办法了。所以，下面从错误之后的第二个字母数起。

# %% [markdown] tags=["en"]
# ## The control: what disappears?
#
# Own prefix against gold prefix: there is a gap. Is the gap the exposure bias? Not yet. A gold prefix also *gives information away*: whoever reads the right letter at place 6 knows better what to say at place 7. That help would be missed even by a model which has met its own mistakes all through its training.
#
# So train such a model: **ratio 0** on the same task. It never reads a gold token, in training or alone: no mismatch of prefixes. We give it 2,000 steps, with which it is no worse alone than the first (.58 against .46). **Predict**: how much of the gap is left?

# %% [markdown] tags=["zh"]
# ## 对照：有什么消失了？
#
# 读自己的前缀和读标准前缀，有一段差距。这段差距就是暴露偏差吗？还不能这么说。标准前缀同时也*透露了信息*：第 6 个位置读到了正确的字母，第 7 个该说什么就更有数。就算一个模型从头到尾都是在自己的错误里练出来的，没了这份提示，照样要吃亏。
#
# 那就练一个这样的模型：同一个任务，**比率 0**。训练时、独自写时，它都不读标准词元，前缀上没有不一致。给它 2000 步，独自写的成绩不比前一个差（.58 对 .46）。**先猜**：差距还剩多少？

# %%
control = {"ratio": 0.0, "steps": 2000}
series = {name: after(how) for name, how in ways.items() if name != "own by column"}
series |= {"control own": after("own aligned", **control), "control gold": after("gold", **control)}
figures.curves(range(1, 7), series, "after_error", "wrong")


# %%
def gap(run, start):
    """Own minus gold, aligned, over all letters from distance `start` on"""
    rows, own, gold = (run["after"][name][start:] for name in ("rows", "own aligned", "gold"))
    return sum(n * (a - b) for n, a, b in zip(rows, own, gold, strict=True)) / sum(rows)


gaps = {}
for trained in ((1.0, 1000), (0.5, 1000), (0.0, 1000), (0.0, 2000)):
    found = cascade.where(ratio=trained[0], steps=trained[1])
    gaps[trained] = [gap(run, 2) for run in found]
    print("ratio {} for {} steps:".format(*trained), "exact", records.spread([run["exact"] for run in found]))
    print("   gap from +2 on", records.spread(gaps[trained]), end="  ")
    print("from +1 on", records.spread([gap(run, 1) for run in found]))
assert min(gaps[1.0, 1000]) > 2 * max(gaps[0.0, 2000])

# %% [markdown] tags=["en"]
# From the second letter on the gap is .16 with teacher forcing, and .03 with the control. **Only what disappears, about .13 of the .16, can be due to exposure.** Take it as a ceiling, not as a measurement. A remainder stays, without any mismatch. (Counted from the first letter on, the swaps included, it would be .19 of .27.)
#
# Three reservations. The two models are not trained equally long; at equal steps, ratio 0 is much worse alone (.07), and its gap is as small. They differ in more than exposure: at ratio 0 the labels change their meaning, too (chapter 04). And this is copying: other tasks will follow.
#
# ## Plant the error yourself
#
# A first error is no random event: it happens where the string is hard. To be fair to all strings, put the same kind of error at the same place (He et al. 2021). We plant a wrong letter at place 6 of each of the 500: the likeliest mistake of the model, or any letter by chance; or, as a control, the right one (*nothing* in the output).
#
# **Predict**: how many of the 500 end rightly after a likely mistake? And after a random letter?

# %% [markdown] tags=["zh"]
# 从第二个字母数起，教师强制的差距是 .16，对照组是 .03。**只有消失的那部分，也就是 .16 里的 .13 左右，才可能算在“没见识过”的头上。** 请把它当作上限，而不是测量值。剩下的，与不一致无关，照样存在。（要是从第一个字母数起，连对调一起算，就是 .27 里的 .19。）
#
# 有三点要说明。两个模型训练的步数不同；步数相同时，比率 0 独自写要差得多（.07），差距倒一样小。它们的差别也不止“见识”一项：比率 0 时，标注的含义也变了（第 04 章）。还有，这只是抄写，别的任务后面会看到。
#
# ## 自己动手，植入一个错
#
# 第一个错不是随机发生的：哪里难，就错在哪里。要对所有字符串一视同仁，就在同样的位置放同样的错（He 等 2021）。我们在 500 个字符串的第 6 个位置都植入一个错字母：要么是模型最可能犯的那个错，要么随便一个；作为对照，也放正确的（输出里记作 nothing）。
#
# **先猜**：放了最可能的错，500 个里有多少还能正确收尾？放随机的字母呢？


# %%
def outcomes(planted, **settings):
    """went on, recovered: the shares of the rows, a row for each seed"""
    found = [planting["5"][planted]["outcomes"] for planting in cascade.values("planted", **settings)]
    return [[outcome[what] / outcome["rows"] for outcome in found] for what in ("went_on", "recovered")]


for ratio, steps in ((1.0, 1000), (0.0, 1000), (0.0, 2000)):
    print(f"ratio {ratio} for {steps} steps")
    for planted in ("nothing", "likeliest", "random"):
        went_on, recovered = map(records.spread, outcomes(planted, ratio=ratio, steps=steps))
        print("  planted", f"{planted:9}", "went on", went_on, " recovered", recovered)
assert min(outcomes("likeliest", ratio=1.0)[1]) > 0.5
assert min(outcomes("likeliest", **control)[1]) > max(outcomes("likeliest", ratio=1.0)[1])

# %% [markdown] tags=["en"]
# *Went on*: the next letter is wrong, too (after the likeliest mistake this mostly completes a swap). *Recovered*: the last letter is right, and nothing stands behind it. A string can do both. (All by alignment: a random letter makes the model write the missed one next and shifts all that follows, which by column would look like .75 wrong.)
#
# **Most strings recover, even with teacher forcing**: .64 after the likeliest mistake, against .79 with nothing planted. So "every error cascades" is not what happens. The controls recover nearly always. (Mind how little is asked: ratio 0 after 1,000 steps writes .07 of the strings rightly, and still "recovers" in .95. Only the ends are looked at.)
#
# After a *random* letter, teacher forcing recovers in only .32. That is a mistake which the model would hardly make by itself. And the measure is hard here: the letters before the end are wrong in .24 to .45, the last one in .67, which is what a row shifted by one looks like if it stops at its usual length.

# %% [markdown] tags=["zh"]
# *接着错*：下一个字母也错了（放最可能的错时，多半就是把对调做完）。*恢复*：最后一个字母是对的，后面也没有多余的。一个字符串可以两样都占。（都是对齐之后数的：放一个随机字母，模型往往接着把漏掉的那个写出来，后面就整个错开一列，逐列数会显得错了 .75。）
#
# **即使用教师强制，多数字符串也恢复了**：放最可能的错，恢复 .64；什么也不放是 .79。所以“一步错，步步错”并不是实情。对照组几乎次次恢复。（要知道，这个标准很宽：比率 0 练 1000 步，整句写对的只有 .07，“恢复”却有 .95，因为只看结尾。）
#
# 放一个*随机*的字母，教师强制的恢复率就只有 .32。不过那种错，模型自己很少会犯；而且这里的标准偏严：末尾之前的字母错 .24 到 .45，最后一个却错 .67，整行错开一位、又在平常的长度停笔，就会是这个样子。

# %% [markdown] tags=["en"]
# ## Seven suspects
#
# Why 动, then? The notes suspect a weak encoder, the imbalance of 自动 and 自然, too few parameters, underfitting, the loss; we add: no attention, and the ratio. "There are too many possible causes", they end. But causes can be tested: change one thing at a time. Six seeds each.
#
# **Predict**: which single change cures the sentence in at least five of six trainings?

# %% [markdown] tags=["zh"]
# ## 七个嫌疑
#
# > **笔记这样说**：“或许是Encoder太简单了，间接导致上下文向量的语义不够强，无法概括整个句子的核心意思，又或许是训练数据里‘自动’要比‘自然’更多，又或者是整个模型的参数太少了，导致欠拟合，也可能是损失函数有问题。可能的原因有太多了。”
#
# 那么，为什么会写出“动”？笔记怀疑的有：编码器太弱、“自动”比“自然”多、参数太少、欠拟合、损失函数；我们再加两个：没有注意力，和比率。原因再多，也可以一个一个地查：每次只改一样，各用六个种子。
#
# **先猜**：单独改哪一样，六次里至少能治好五次？

# %%
from course_lib.chapters.ch05_exposure_bias.experiments.story import CHOICES

print(f"{'changed':20}{'right':>6}{'自动化':>4}{'other':>6}{'  held-out sentences right'}")
cured = {}
for choice, change in CHOICES.items():
    said = story.values("free", choice=choice)
    cured[choice] = said.count(STORY)
    usual = said.count("我喜欢自动化处理")
    valid = records.spread(story.values("valid_exact", choice=choice))
    print(f"{choice:20}{cured[choice]:6}{usual:7}{6 - cured[choice] - usual:6}  {valid}")
assert cured["base"] == 0 and cured["attention"] >= 5
assert max(cured[name] for name in ("bidirectional", "layers-2", "smoothing", "sentence-mean")) <= 1

# %% [markdown] tags=["en"]
# (`bidirectional`, `layers-2`: a stronger encoder. `hidden-64`, `-128`: more parameters. `rare-30` to `rare-200`: so many sentences with 自然语言处理 instead of 3. `epochs-60`: trained three times as long. `smoothing` (labels a little less than sure), `sentence-mean` (every sentence counts alike): another loss. The base has 32 hidden numbers, 3 rare sentences, 20 epochs.)
#
# - **Cures it:** attention, 6 of 6 (chapter 07); nearly, 128 hidden numbers, 5 of 6. Both widen the way from source to decoder.
# - **May help:** longer training (4), balance (`rare-200`, 3), a ratio of 0.5 (3), 64 numbers (2), two layers (1). Six seeds can not tell 1 or 2 from none.
# - **Does nothing:** reading in both directions, smoothing, averaging by sentence.
# - **Breaks it otherwise:** ratio 0 never gets it right, and mostly writes something else: 自息检索, which is no word, or 数据分析, the end of another sentence. (On the held-out sentences it is better than the base, .47 to .18.)
#
# So imbalance is not the only cause. Go down the table: as the rare sentences become 3, 30, 100, 200, the small model is right in 0, 0, 1, 3 of 6, that with 64 numbers in 2, 3, 5, 5. More balance never hurts in either row, more width helps in every column. **The simplest reading: two causes act together, an imbalance that proposes 动, and a context too narrow to contradict it.** Six seeds a cell are few; be careful with the rest, too: the base is undertrained (it copies 50 to 80 % of its *training* sentences). But undertraining is not needed: one of the longer trainings copies 98 % of the held-out sentences, and still says 自动化.

# %% [markdown] tags=["zh"]
# （`bidirectional`、`layers-2`：编码器加强；`hidden-64`、`-128`：参数加多；`rare-30` 到 `rare-200`：“自然语言处理”的句子由 3 句加到这么多；`epochs-60`：训练的遍数是三倍；`smoothing`（标签平滑：不要求百分之百的把握）、`sentence-mean`（每句一样重）：换损失函数。base 是 32 个隐藏单元、3 句、20 遍。）
#
# - **治好了**：注意力，六次全对（第 07 章）；128 个隐藏单元差不多，六次里对了五次。两者都是把源序列到解码器的路拓宽了。
# - **也许有帮助**：练得更久（4 次），语料均衡（`rare-200`，3 次），比率 0.5（3 次），64 个单元（2 次），两层（1 次）。只有六个种子，1 次、2 次和 0 次分不出高下。
# - **不起作用**：双向读，标签平滑，按句平均损失。
# - **换了种错法**：比率 0 一次也没写对，多半写成别的：“自息检索”根本不是词，“数据分析”是别的句子的结尾。（在留出的句子上它倒比 base 好，.47 对 .18。）
#
# 可见失衡不是唯一的原因。顺着表往下看：“自然语言处理”从 3 句增加到 30、100、200 句，小模型六次里写对 0、0、1、3 次，64 个单元的写对 2、3、5、5 次。两行里，语料更均衡，结果都没有变差；每一列里，都是更宽的更好。**最简单的解释是两个原因合在一起：失衡提议说“动”，上下文向量太窄，没能反驳它。** 每格只有六个种子，不算多；其余的更要小心：base 没有练够（*训练*句子也只抄对 50% 到 80%）。但并不是非得没练够才会错：练得久的那几次里，有一次留出句子抄对了 98%，仍然说“自动化”。

# %% [markdown] tags=["en"]
# And the ratio? Chapter 04 planted 动 in a model with 64 hidden numbers and 30 rare sentences. There, training on its own tokens taught it to return: after 自动, ratio 0 says 语 with a probability of .74. Here, with 32 numbers and 3 sentences, no such self-repair shows. A ratio changes what is taught; it does not mend a context that is too narrow.
#
# ## Lab: cascade
#
# Under the reference stands what the model says after the gold prefix, and below that what it says after its own (∎ is the end). Press a position and plant a wrong token; watch what follows, and how the probability of the right token falls and comes back. Change the model. At the bottom the same is counted over all held-out sentences.

# %% [markdown] tags=["zh"]
# 那么比率呢？第 04 章在 64 个隐藏单元、30 句“自然语言处理”的模型里植入过“动”。那里，读自己的词元训练，教会了它往回走：在“自动”之后，比率 0 以 .74 的概率说“语”。而这里只有 32 个单元、3 句，看不到这种自我修复。比率改变的是教什么，它补不了太窄的上下文向量。
#
# ## 实验台：连锁
#
# 标准答案下面，一行是读标准前缀时说的，再下一行是读自己的前缀时说的（∎ 表示句末）。按一下某个位置，植入一个错的词元，看后面怎样，看正确词元的概率怎样掉下去、又怎样回来。可以换模型。最下面的表，是在全部留出的句子上数的。

# %%
from course_lib.chapters.labs import CascadeLab

CascadeLab()

# %% [markdown] tags=["en"]
# ## Exercises
#
# Three core exercises, about five minutes each, a stretch, and a question to answer in words. (The third prepares the first Deeper section; its text says all that it needs.)

# %% [markdown] tags=["zh"]
# ## 练习
#
# 三道基础练习，每道大约五分钟；一道挑战题；一道要用文字回答的问题。（第三道是为第一节“深入”做准备，要用到的题目里都写了。）

# %%
from course_lib.chapters.ch05_exposure_bias import exercises as ch05

ch05.first_error


# %%
def first_error(output, gold): ...


ch05.first_error.check(first_error)

# %%
ch05.by_distance


# %%
def by_distance(outputs, golds): ...


ch05.by_distance.check(by_distance)

# %%
ch05.excess_error


# %%
def excess_error(own_risks, gold_risks): ...


ch05.excess_error.check(excess_error)

# %%
ch05.aligned


# %%
def aligned(output, gold): ...


ch05.aligned.check(aligned)

# %%
ch05.first_wrong

# %%
ch05.first_wrong.answer("")

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch05.quiz

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## Deeper: accumulated error, computed exactly
#
# Right and wrong need a reference. But a language has many right continuations. Arora et al. (2022) compare distributions instead: at each step, how far is the model's $p_\theta$ from the true $p_o$, measured by the KL divergence (0 where they agree)? Once on prefixes $w_{<t}$ which the model itself wrote, decoding in the way $F$, once on true ones:
#
# $$R_{\le l}=\sum_{t\le l}\mathbb E_{w_{<t}\sim F}\,D_{KL}(p_o\|p_\theta),\qquad \varepsilon_{\le l}=\frac1l\sum_{t\le l}\mathbb E_{w_{<t}\sim p_o}\,D_{KL}(p_o\|p_\theta)$$
#
# $$\mathrm{AccErr}_{\le l}=\frac{R_{\le l}}{\varepsilon_{\le l}},\qquad \%\mathrm{ExAccErr}_{\le l}=100\,\frac{R_{\le l}-l\,\varepsilon_{\le l}}{l\,\varepsilon_{\le l}}$$
#
# Where nothing accumulates, AccErr is $l$ and the excess 0. In their paper a large language model stands in for the truth. We make a language so small that the truth is known. Two tokens a and b, two steps; by hand:

# %% [markdown] tags=["zh"]
# ## 深入：误差累积，精确地算
#
# 判断对错要有标准答案，可是一句话往下说，对的说法不止一种。Arora 等（2022）改为比较分布：每一步，模型的 $p_\theta$ 离真实的 $p_o$ 有多远？用 KL 散度来量（相同就是 0）。一次是接在模型自己用解码方法 $F$ 写的前缀 $w_{<t}$ 之后，一次是接在真实的前缀之后：
#
# $$R_{\le l}=\sum_{t\le l}\mathbb E_{w_{<t}\sim F}\,D_{KL}(p_o\|p_\theta),\qquad \varepsilon_{\le l}=\frac1l\sum_{t\le l}\mathbb E_{w_{<t}\sim p_o}\,D_{KL}(p_o\|p_\theta)$$
#
# $$\mathrm{AccErr}_{\le l}=\frac{R_{\le l}}{\varepsilon_{\le l}},\qquad \%\mathrm{ExAccErr}_{\le l}=100\,\frac{R_{\le l}-l\,\varepsilon_{\le l}}{l\,\varepsilon_{\le l}}$$
#
# 不累积时，AccErr 等于 $l$，超出的百分比是 0。论文里用一个大语言模型来充当“真实”；我们造一种极小的语言，真实的概率全都知道。两个词元 a、b，说两步，亲手算：

# %%
from course_lib.analysis.oracle import Chain

truth = Chain(torch.tensor([[0.6, 0.4]]), torch.tensor([[[0.9, 0.1], [0.2, 0.8]]]), 2)
guess = Chain(torch.tensor([[0.5, 0.5]]), torch.tensor([[[0.9, 0.1], [0.5, 0.5]]]), 2)


def kl(p, q):
    return (p * (p / q).log()).sum()


first = kl(truth.start[0], guess.start[0])
second = torch.stack([kl(truth.follow[0, w], guess.follow[0, w]) for w in range(2)])  # after a, after b
regret = first + guess.start[0] @ second  # the prefixes that the model writes
total = first + truth.start[0] @ second  # the true ones; this is l times epsilon
print(f"after a {second[0]:.3f}, after b {second[1]:.3f}, R {regret:.3f}, l epsilon {total:.3f}")

# %%
from course_lib.analysis.oracle import accumulated

measured = accumulated(truth.after_prefixes(), guess.after_prefixes())
print(f"AccErr {measured.acc_err[-1]:.2f} at l = 2, excess {measured.excess[-1]:+.0f} %")
torch.testing.assert_close(measured.acc_err[-1], (2 * regret / total).double())

# %% [markdown] tags=["en"]
# The model is bad after b, and goes to b more often than the truth does: 20 % more error than on true prefixes. That is accumulation.
#
# Now trained models: two tiny languages of three symbols each, sentences of six; the source names the language. A model that slips into the other language stands where the truth never stood. Five seeds; the model draws its tokens.

# %% [markdown] tags=["zh"]
# 这个模型在 b 之后说得差，又比真实情况更常走到 b：比在真实前缀上多出 20% 的误差。这就是累积。
#
# 再看训练出来的模型：两种小语言，各有三个符号，每句六个；源序列指明说哪种语言。模型要是滑到另一种语言里，就到了真实语言从不涉足的地方。五个种子，词元按概率抽。

# %%
record = records.load("oracle")
acc_err, error = {}, {}
for ratio in (1.0, 0.5, 0.0):
    ends = [run["400"] for run in record.values("sample", ratio=ratio)]
    acc_err[str(ratio)] = [end["acc_err"] for end in ends]
    error[ratio] = [end["error"][-1] for end in ends]
    excess = records.spread([end["excess"][-1] for end in ends], "+.0f")
    print(ratio, "error a token", records.spread(error[ratio], ".3f"), " excess %", excess)
assert min(error[0.0]) > 20 * max(error[1.0])
figures.curves(range(1, 7), acc_err | {"no accumulation": [list(range(1, 7))]}, "sentence_length", "acc_err")

# %% [markdown] tags=["en"]
# With teacher forcing errors accumulate a little: 8 % (2 to 15). Ratio 0 accumulates least, 1 %. A success? **Look at the error itself**: it is forty times as large. A model that is equally bad everywhere accumulates nothing. Never read a ratio of two errors without the errors. (With the *greedy* decoder the excess is negative: the likeliest prefixes are also the easiest.)
#
# **Why is ratio 0 so bad?** Huszár (2015) objected that scheduled sampling does not aim at the true distribution. Two tokens show it; the true joint probabilities are known, and so is the optimum of training with own tokens: the second token is learnt after a first one that has nothing to do with it.

# %% [markdown] tags=["zh"]
# 教师强制之下，误差略有累积：8%（2 到 15）。比率 0 累积得最少，1%。这算成功吗？**看看误差本身**：大了四十倍。处处一样差的模型，什么也不会累积。看两个误差之比，一定要连误差一起看。（用*贪心*解码时，超出的百分比是负的：最可能的前缀，也正是最好续的前缀。）
#
# **比率 0 为什么这么差？** Huszár（2015）早就指出，计划采样的目标不是真实的分布。用两个词元就能看清：真实的联合概率是已知的，用自己的词元训练会得到什么最优解，也算得出来：第二个词元是接在一个与它毫不相干的第一个词元后面学的。

# %%
from course_lib.analysis.oracle import scheduled_optimum
from course_lib.chapters.ch05_exposure_bias.experiments.oracle import TOY

joint = TOY.start[0][:, None] * TOY.follow[0]  # (2, 2): p(w_1, w_2)
print("truth             ", [f"{p:.2f}" for p in joint.flatten()])
for ratio in (1.0, 0.5, 0.0):
    learnt = torch.tensor(record.values("toy", ratio=ratio)).mean(0)
    best = scheduled_optimum(joint, ratio)
    print(f"ratio {ratio}   theory", [f"{p:.2f}" for p in best.flatten()], end="  ")
    print("trained", [f"{p:.2f}" for p in learnt.flatten()])
    assert (learnt - best).abs().max() < 0.06

# %% [markdown] tags=["en"]
# At ratio 0 the optimum is the product of the two marginals (how often each token stands at its place, whatever the other is): the second token no longer listens to the first. More data would not help. (Copying escapes this, since there the source alone determines every token: nothing is left to listen to.)

# %% [markdown] tags=["zh"]
# 比率为 0 时，最优解就是两个边缘分布（各看各的位置，不管另一个是什么）的乘积：第二个词元不再听第一个的。数据再多也没用。（抄写躲过了这一点：那里每个词元都由源序列决定，本来就没有什么要听的。）

# %% [markdown] tags=["en"]
# ## Deeper: train what you want, minimum risk
#
# Teacher forcing makes one reference likely, word by word. **Minimum risk training** (Shen et al. 2016) lets the model write whole outputs, and makes those likely that cost little:
#
# $$R=\sum_{y\in S(x)}Q(y|x)\,\Delta(y,y^*),\qquad Q(y|x)\propto p(y|x)^\alpha$$
#
# S are a few outputs drawn from the model, and the reference $y^*$; $\Delta$ is the cost, here edits per token. Look at one string and the model from above (the reference stands first):

# %% [markdown] tags=["zh"]
# ## 深入：想要什么就练什么——最小风险训练
#
# 教师强制是一个词一个词地，让唯一的标准答案变得更可能。**最小风险训练**（Shen 等 2016）让模型把整个输出写完，再让代价小的输出变得更可能：
#
# $$R=\sum_{y\in S(x)}Q(y|x)\,\Delta(y,y^*),\qquad Q(y|x)\propto p(y|x)^\alpha$$
#
# S 是从模型里抽出的几个输出，再加上标准答案 $y^*$；$\Delta$ 是代价，这里用每个词元的编辑次数。拿上面那个模型，看一个字符串（第一行是标准答案）：

# %%
from course_lib.training.minimum_risk import candidates, edits_per_token, log_probabilities

one = collate(rows[:1])
drawn = candidates(half.model, one, 6, torch.Generator().manual_seed(0))
with torch.no_grad():
    share = log_probabilities(half.model, one, drawn)[0].softmax(-1)  # Q with alpha 1, (C,)
costs = [edits_per_token(output, rows[0][1]) for output in drawn[0]]
for output, q, cost in zip(drawn[0], share.tolist(), costs, strict=True):
    print(live(half.target_vocab.decode(output)), "Q", live(q, ".2f"), end="  ")
    print("cost", live(cost, ".2f"))
print("risk", live(sum(q * cost for q, cost in zip(share.tolist(), costs, strict=True)), ".2f"))

# %% [markdown] tags=["en"]
# The gradient makes likelier what costs less than the risk, and less likely what costs more. The model reads its own prefixes (the reference in S aside), and the cost judges what was really written: the mismatch is gone.
#
# Recorded: copy 8 letters through 32 numbers; one teacher-forced model, and from the same weights three ways on. Five seeds, 500 held-out strings.

# %% [markdown] tags=["zh"]
# 梯度让代价低于风险的变得更可能，高于风险的变得更不可能。模型读的是自己的前缀（S 里的标准答案除外），代价按真正写出来的算：没有了不一致。
#
# 录制的结果：经过 32 个数抄写 8 个字母；先用教师强制练一个模型，再从同样的权重出发，分三条路走下去。五个种子，500 个留出的字符串。

# %%
risks = records.load("risk")
edits = {"begin": [run["begin"]["error_rate"] for run in risks.results]}
losses = records.spread([run["begin"]["forced_loss"] for run in risks.results])
print(f"begin{'':15} edits per token {records.spread(edits['begin'], '.3f')}  forced loss {losses}")
for way, steps in (("forced", 200), ("forced", 800), ("scheduled", 200), ("risk", 200)):
    ways_on = [run["ways"][way] for run in risks.results]
    i = ways_on[0]["step"].index(steps)
    edits[way, steps] = [way_on["error_rate"][i] for way_on in ways_on]
    second = [run["ways"]["forced"]["seconds"][3] for run in risks.results]  # 200 steps of forcing
    pace = [way_on["seconds"][i] / unit for way_on, unit in zip(ways_on, second, strict=True)]
    print(f"{way:9} {steps} steps  edits per token {records.spread(edits[way, steps], '.3f')}", end="  ")
    print("forced loss", records.spread([way_on["forced_loss"][i] for way_on in ways_on]), end="  ")
    print("time", records.spread(pace, ".1f"))
assert sum(edits["risk", 200]) < sum(edits["forced", 200]) < sum(edits["begin"])

# %% [markdown] tags=["en"]
# Step for step minimum risk does what it promises: fewer edits (.166 against .183, and fewer in each of the five seeds), though the forced loss does not fall. But a step costs six and a half times as much. In about half of that time, plain teacher forcing gets further (.157; in four of the five seeds). And the gap between own and gold prefix did not shrink (it is in the record: .51 at the beginning, .53 after minimum risk). On this task more training was the cheaper help.
#
# Scheduled sampling at 0.5 ruined this small model: .56 edits per token, and .53 even after 800 steps. Its gap is small, too (.08). Once more: **a small gap is no praise.**

# %% [markdown] tags=["zh"]
# 按步数比，最小风险训练说到做到：编辑更少（.166 对 .183，五个种子个个更少），虽然标准前缀上的损失没有降。可是它一步要花六倍半的时间。只用大约一半的时间，普普通通的教师强制就走得更远（.157，五个种子里有四个）。而且自己的前缀与标准前缀之间的差距并没有缩小（见记录：开始时 .51，最小风险训练之后 .53）。在这个任务上，多练一会儿更划算。
#
# 比率 0.5 的计划采样把这个小模型练坏了：每个词元 .56 次编辑，练到 800 步也还有 .53。它的差距倒也很小（.08）。还是那句话：**差距小，不等于好。**

# %% [markdown] tags=["en"]
# ## Deeper: self-recovery in real translation
#
# Copying is a strange task. Now German to English, captions of pictures (Multi30k, 1,000 test sentences), a GRU with attention; two seeds, BLEU 22 and 24 (a score of chapter 06). At the fourth word a wrong one is planted: a random word, or the model's likeliest mistake. Then it reads the reference again. How much more does each following gold word cost, in nats, than without the plant?
#
# **Predict**: after how many words is it forgotten?

# %% [markdown] tags=["zh"]
# ## 深入：真实翻译里的自我恢复
#
# 抄写是个特别的任务。换成德语到英语的图片说明（Multi30k，1000 个测试句），带注意力的 GRU，两个种子，BLEU 是 22 和 24（第 06 章讲这个分数）。在第四个词的位置植入一个错词：随机的词，或者模型最可能犯的错；之后仍旧读参考译文。和不放相比，后面每个标准词的代价多出多少 nat？
#
# **先猜**：过几个词，它就忘了？

# %%
translation = records.load("translation")
extra = {"random": [], "likeliest": []}
for planted in translation.values("planted"):
    given = planted["3"]["given"]  # places are counted from 0
    for kind, rows_of in extra.items():
        pairs = zip(given[kind]["nats"], given["nothing"]["nats"], strict=True)
        rows_of.append([wrong - right for wrong, right in pairs])
for kind, rows_of in extra.items():
    print(kind, [f"{sum(column) / 2:.2f}" for column in zip(*rows_of, strict=True)])
    assert max(row[5] for row in rows_of) < 0.1 * min(row[0] for row in rows_of)
figures.curves(range(1, 9), extra, "after_plant", "extra_nats")

# %% [markdown] tags=["en"]
# The first word after the plant is hard hit: it costs more than 3 nats extra. The second costs .5 to .8 more, the fourth less than .1: **forgotten**, as He et al. (2021) found in language models.
#
# And alone, writing on by itself? Then another word may lead to another good translation, so we compare with what the *same model* writes after the right word. Of that, the share not found again:

# %% [markdown] tags=["zh"]
# 紧接着的第一个词代价大涨，多出 3 个 nat 以上；第二个多出 .5 到 .8；第四个不到 .1：**忘了**，和 He 等（2021）在语言模型里看到的一样。
#
# 那么独自写下去呢？换一个词，可能引出另一句同样好的译文，所以我们拿*同一个模型*在正确的词之后写出来的东西来比。那些词里，有多大比例没有再出现：

# %%
for kind in extra:
    lost = [planted["3"]["free"][kind]["nothing"]["wrong"][1:7] for planted in translation.values("planted")]
    print(kind, "not found again", [f"{sum(column) / 2:.2f}" for column in zip(*lost, strict=True)])
for sentence in translation.results[0]["quoted"][1:4]:
    print("\nreference:", sentence["reference"])
    for kind, word in sentence["planted"].items():
        print(f"   {kind:9} {word:12} {sentence['outputs'][kind]}")

# %% [markdown] tags=["en"]
# ("Nothing" is the right word.) The share falls from .64 to about .34 after a random word, from .48 to about .26 after a likely mistake, and then hardly changes: part of the sentence is said differently, part is the same. Look at *five people wearing orange vests*: the wrong word even got a fitting noun. No cascade, and no full return either.

# %% [markdown] tags=["zh"]
# （“nothing” 指放的是正确的词。）随机的词之后，这个比例从 .64 降到 .34 左右；最可能的错之后，从 .48 降到 .26 左右，此后几乎不变：句子的一部分换了说法，一部分还是一样。看看 *five people wearing orange vests*：那个错词后面，连名词都配得上。没有一错到底，也没有完全回到原路。

# %% [markdown] tags=["en"]
# ## Deeper: other ways out, in words
#
# - **DAgger** (Ross, Gordon and Bagnell 2011) comes from learning to steer by imitation: let the learner drive, and ask the expert at each place *where the learner has got to* what is right there. Scheduled sampling looks like it, but its "expert" is one fixed reference that does not know what was written. After 自动 a real expert says 化.
# - **Professor forcing** (Lamb et al. 2016): a second network tries to tell from the hidden states whether the decoder reads gold or its own tokens; the decoder learns to make the two alike.
# - **On-policy training of today.** Reinforcement learning from feedback trains on what the model itself writes, scored by a reward. On-policy distillation does the same, with a larger model as the expert that *does* answer to the prefix at hand. Both remove the mismatch. Both also change the objective, so a gain does not prove that the mismatch was the trouble.
#
# ## What is known, and what is disputed
#
# **Known.** (1) The mismatch is real: it follows from the definition. (2) In the worst case the cost of imitation can grow with the square of the length (Ross et al. 2011). That is a bound and no forecast: where the model can express the truth, maximum likelihood can do without any growth with the length (Foster et al. 2024). (3) A good loss on gold prefixes does not promise good output.
#
# **Disputed: how much harm it does.** Schmidt (2019) calls it a matter of generalisation: a model that generalised well would cope with its own prefixes. He et al. (2021) planted errors in language models that go on freely with a text (open-ended generation): the harm is limited, does not grow step by step, and the models recover by themselves. Wang and Sennrich (2020) find it *partly* to blame for hallucinations (fluent output that has nothing to do with the source) when a translator meets another domain. Arora et al. (2022) find that errors do accumulate in open-ended generation, and that perplexity (e to the power of the loss, on gold prefixes) does not show it. The tasks differ, and so do the measures: those statements need not contradict each other.
#
# **Disputed: the cures.** Scheduled sampling helped image captions (Bengio et al. 2015); on Transformers it came only close to teacher forcing (Mihaylova and Martins 2019). And much that is laid at its door has other parents: model error, or a search for the most probable sentence that finds an empty one (Stahlberg and Byrne 2019).
#
# **What we may say ourselves:** on copying, in three seeds, about .13 of a gap of .16 disappears with the control; in the notes' sentence, the first error is not exposure bias; on the two small languages, in five seeds, errors accumulate by 8 % (2 to 15); in translation, in two seeds, a planted word is forgotten after about three words when the reference is read.

# %% [markdown] tags=["zh"]
# ## 深入：别的出路，只用文字讲
#
# - **DAgger**（Ross、Gordon 与 Bagnell 2011）出自模仿学习，比如学开车：让学的人开，在*他开到的地方*问专家，这里该怎么办。计划采样有点像它，可是它的“专家”只是一份固定的标准答案，不知道前面写过什么。在“自动”后面，真正的专家会说“化”。
# - **教授强制**（professor forcing，Lamb 等 2016）：再用一个网络，从隐状态去分辨解码器读的是标准词元还是自己的；解码器则学着让两者分不出来。
# - **如今的同策略训练**：基于反馈的强化学习，在模型自己写的东西上训练，由奖励来打分；同策略蒸馏也在模型自己写的东西上训练，专家是一个更大的模型，它*会*看着眼前的前缀作答。两者都消除了不一致，也都换了目标，所以有了进步，并不能证明毛病就出在不一致上。
#
# ## 哪些有定论，哪些在争论
#
# **有定论的。**（1）不一致是真的，由定义就能看出。（2）最坏情形下，模仿的损失会随长度的平方增长（Ross 等 2011）；这是上界，不是预报：只要模型表达得了真实分布，最大似然可以做到不随长度增长（Foster 等 2024）。（3）标准前缀上损失小，不保证写得好。
#
# **有争论的：危害多大。** Schmidt（2019）认为这是泛化问题：泛化好的模型，自己的前缀也应付得来。He 等（2021）在自由续写的语言模型（开放式生成）里植入错误：危害有限，不会一步步变大，模型自己能恢复。Wang 与 Sennrich（2020）发现，翻译模型遇到别的领域时产生的幻觉（通顺，却与原文无关），它要负*一部分*责任。Arora 等（2022）发现，开放式生成中误差确实会累积，而困惑度（e 的损失次方，读的是标准前缀）看不出来。各家的任务不同，量法也不同，这些说法未必矛盾。
#
# **有争论的：怎么治。** 计划采样对图像描述有好处（Bengio 等 2015），在 Transformer 上只是接近教师强制（Mihaylova 与 Martins 2019）。许多记在它账上的毛病，另有来历：模型误差，或者一心搜索概率最大的句子，结果搜到空句（Stahlberg 与 Byrne 2019）。
#
# **我们自己能说的**：在抄写上，三个种子，.16 的差距里约有 .13 在对照组里消失；在笔记的那句话里，第一个错不是暴露偏差；在两种小语言上，五个种子，误差累积了 8%（2 到 15）；在翻译里，两个种子，只要后面读的是参考译文，植入的词大约过三个词就忘了。

# %% [markdown] tags=["en"]
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | 动 begins the story of exposure bias; its causes may be encoder, data, size or loss | rightly so: such causes make a model error, and 动 is one, the same after the gold prefix in 6 of 6 seeds |
# | after it, probably all is wrong | 化 goes on wrong, 处理 recovers; with errors planted in copying, .64 of the strings recover after the likeliest mistake, .32 after a random letter |
# | too many possible causes | seven tested: attention cures it; imbalance and a narrow context seem to act together |
# | teacher forcing costs the power to correct oneself | in part: the control recovers more often, on copying; on the two small languages ratio 0 is far worse |
#
# ## For a study group
#
# 1. A colleague shows accuracy on gold prefixes minus accuracy on own prefixes and calls it exposure bias. What do you ask for?
# 2. For which of your own tasks would you expect recovery, and for which a disaster?
# 3. Ratio 0 accumulated least and was worst. Which other well-known ratios can be made to look good like that?
#
# [A page for the meeting](../docs/groups/05_exposure_bias.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - V. Levenshtein (1966). Binary codes capable of correcting deletions, insertions and reversals. Soviet Physics Doklady 10.
# - S. Ross, G. Gordon, D. Bagnell (2011). A reduction of imitation learning and structured prediction to no-regret online learning. AISTATS, arXiv 1011.0686.
# - S. Bengio et al. (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - F. Huszár (2015). How (not) to train your generative model. arXiv 1511.05101.
# - M. Ranzato et al. (2016). Sequence level training with recurrent neural networks. ICLR, arXiv 1511.06732: the name "exposure bias".
# - D. Elliott et al. (2016). Multi30K: multilingual English-German image descriptions. arXiv 1605.00459.
# - S. Shen et al. (2016). Minimum risk training for neural machine translation. ACL, arXiv 1512.02433.
# - A. Lamb et al. (2016). Professor forcing. NIPS, arXiv 1610.09038.
# - F. Schmidt (2019). Generalization in generation: a closer look at exposure bias. arXiv 1910.00292.
# - T. Mihaylova, A. Martins (2019). Scheduled sampling for Transformers. arXiv 1906.07651.
# - F. Stahlberg, B. Byrne (2019). On NMT search errors and model errors. EMNLP, arXiv 1908.10090.
# - C. Wang, R. Sennrich (2020). On exposure bias, hallucination and domain shift in neural machine translation. ACL, arXiv 2005.03642.
# - T. He et al. (2021). Exposure bias versus self-recovery. EMNLP, arXiv 1905.10617.
# - K. Arora et al. (2022). Why exposure bias matters. Findings of ACL, arXiv 2204.01171.
# - D. Foster, A. Block, D. Misra (2024). Is behavior cloning all you need? arXiv 2407.15007.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | 暴露偏差的故事从“动”讲起；“动”的原因，可能是编码器、数据、参数或损失 | 说得对：这些原因造成的是模型误差，“动”正是，给标准前缀也一样，六个种子都如此 |
# | “很可能导致后面全错” | “化”接着错，“处理”恢复了；抄写时植入错误，放最可能的错恢复 .64，放随机的字母恢复 .32 |
# | “可能的原因有太多了” | 查了七个：注意力治好了它；失衡和太窄的上下文向量，看来是合起来起作用 |
# | “承担了模型没有获得**修正自身错误能力**的代价” | 部分属实：抄写时，对照组恢复得更多；在两种小语言上，比率 0 却差得多 |
#
# ## 小组讨论
#
# 1. 同事拿标准前缀上的正确率减去自己前缀上的，管它叫暴露偏差。你会要求补什么？
# 2. 你自己的任务里，哪些出错之后多半能恢复，哪些会一塌糊涂？
# 3. 比率 0 累积得最少，却最差。还有哪些常见的比值，也能这样变得好看？
#
# [小组活动页](../docs/groups/05_exposure_bias.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - V. Levenshtein (1966). Binary codes capable of correcting deletions, insertions and reversals. Soviet Physics Doklady 10.
# - S. Ross, G. Gordon, D. Bagnell (2011). A reduction of imitation learning and structured prediction to no-regret online learning. AISTATS, arXiv 1011.0686.
# - S. Bengio et al. (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - F. Huszár (2015). How (not) to train your generative model. arXiv 1511.05101.
# - M. Ranzato et al. (2016). Sequence level training with recurrent neural networks. ICLR, arXiv 1511.06732：“exposure bias”一名的由来。
# - D. Elliott et al. (2016). Multi30K: multilingual English-German image descriptions. arXiv 1605.00459.
# - S. Shen et al. (2016). Minimum risk training for neural machine translation. ACL, arXiv 1512.02433.
# - A. Lamb et al. (2016). Professor forcing. NIPS, arXiv 1610.09038.
# - F. Schmidt (2019). Generalization in generation: a closer look at exposure bias. arXiv 1910.00292.
# - T. Mihaylova, A. Martins (2019). Scheduled sampling for Transformers. arXiv 1906.07651.
# - F. Stahlberg, B. Byrne (2019). On NMT search errors and model errors. EMNLP, arXiv 1908.10090.
# - C. Wang, R. Sennrich (2020). On exposure bias, hallucination and domain shift in neural machine translation. ACL, arXiv 2005.03642.
# - T. He et al. (2021). Exposure bias versus self-recovery. EMNLP, arXiv 1905.10617.
# - K. Arora et al. (2022). Why exposure bias matters. Findings of ACL, arXiv 2204.01171.
# - D. Foster, A. Block, D. Misra (2024). Is behavior cloning all you need? arXiv 2407.15007.
