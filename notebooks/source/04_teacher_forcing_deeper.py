# %% [markdown] tags=["en"]
# # 04 · Deeper: every ratio, schedules, two passes, and GPT
#
# **What you will be able to do.** Judge the race with all its ratios and rates. Draw the schedules of scheduled sampling, and say what they brought here. Replace many steps by two passes. Say how far the planted word and the race hold on other tasks, and whether GPT is trained by teacher forcing.
#
# **Time.** {lesson} minutes. **To know before.** [Chapter 04](04_teacher_forcing.ipynb).

# %% [markdown] tags=["zh"]
# # 04 · 深入：各种比率、衰减方案、两遍，还有 GPT
#
# **学完这一篇，你能**：看着所有的比率和学习率来判断那场赛跑；画出计划采样的几种衰减方案，说清它们在这里换来了什么；用两遍前向计算代替逐步解码；说清换上错字的现象和那场赛跑，换个任务、换个设置还成不成立；说清 GPT 是不是用教师强制训练的。
#
# **时间**：{lesson} 分钟。**预备知识**：[第 04 章](04_teacher_forcing.ipynb)。

# %%
import torch

from course_lib.chapters.ch04_teacher_forcing import figures, results
from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## The race with every ratio
#
# The lesson showed ratios 1 and 0. Here are those between, and a ratio that falls in a straight line from 1 to 0 over the whole training. Copying again, strings right as a whole, five seeds, each rate tuned on other seeds. First the constant rate.

# %% [markdown] tags=["zh"]
# ## 赛跑：所有的比率
#
# 正文里只有比率 1 和 0。这里加上中间的，还有一种：在整个训练里从 1 直线降到 0。仍是抄写，看完全匹配率，五个种子，学习率都在另外的种子上挑过。先看学习率不变。

# %%
RATIOS = ("1.0", "0.75", "0.5", "0.0", "linear")
after = [pick("{} steps", "{} 步").format(n) for n in (400, 800, 1600)]
heads = [pick("ratio", "比率"), pick("rate", "学习率"), *after]
Table(heads, results.rows(0.0, RATIOS))

# %% [markdown] tags=["en"]
# Now the falling rate.

# %% [markdown] tags=["zh"]
# 再看学习率下降。

# %%
falling = results.copying(0.3, RATIOS)
assert min(min(scores[1600]) for scores in falling.values()) > 0.98
Table(heads, results.rows(0.3, RATIOS))

# %% [markdown] tags=["en"]
# After 1,600 steps with a falling rate they are level: neighbouring ranges overlap or touch. After 400 steps ratio 1 is ahead of every other, and no seed of theirs comes near.
#
# One referee is not satisfied: "You tuned at 800 steps, and some of your best rates stood at the edge of what you tried." That is true. Here is what the library does when nobody tunes anything: a rate of .002.

# %% [markdown] tags=["zh"]
# 学习率下降时，走完 1600 步，它们打平了：相邻的范围都重叠，或者刚好碰到。400 步时，比率 1 领先其余各种，没有哪个种子接近它。
#
# 有的审稿人还不满意：“你们是在 800 步上挑的，而且有几个最好的学习率，正好在所试范围的边上。”确实如此。再看看谁也不去挑的时候，库的默认学习率 0.002 是什么样。

# %%
rows = []
for cooldown, name in ((0.0, pick("constant", "不变")), (0.3, pick("falling", "下降"))):
    for label, _, *told in results.rows(cooldown, rate=2e-3):
        rows.append((name, label, *told))
Table([pick("rate of .002", "学习率 0.002"), pick("ratio", "比率"), *heads[2:]], rows)

# %% [markdown] tags=["en"]
# With this low rate and a fall, ratio 0 is ahead by a trace at the end, and the ranges touch. At the beginning the gap is enormous: .707 against .044. Most of that gap belongs to the low rate, because with tuned rates it is .902 against .698.
#
# So a clear crossing needed a constant rate. That forcing wins short trainings holds with all four recipes. We tried one optimiser, one shape of fall, own tokens by argmax, and one coin a step.
#
# ## Schedules
#
# Perhaps start with the teacher, and let go slowly? Bengio et al. (2015) propose three ways down. This is **scheduled sampling**. Each one here is at one half after 600 steps.

# %% [markdown] tags=["zh"]
# 学习率这么低，即使下降，最后也是比率 0 领先一点点，两边的范围刚好碰到。开头的差距却大得惊人：0.707 对 0.044。这个差距大半要怪学习率太低，因为挑过学习率以后，是 0.902 对 0.698。
#
# 所以，要有明显的交叉，学习率得一直不变；而训练得短时教师强制赢，四种配方都成立。我们只试过一种优化器、一种下降的方式，自己的词元取最可能的，每步一枚硬币。
#
# ## 衰减方案
#
# 也许可以先读标准词元，再慢慢换成自己的？Bengio 等（2015）提出了三种降法，这就是**计划采样**（scheduled sampling）。这里让它们都在第 600 步降到一半。

# %%
from course_lib.chapters.ch04_teacher_forcing.experiments.forcing import SCHEDULES

grid = list(range(0, 1601, 200))
shapes = {name: [[schedule(step) for step in grid]] for name, schedule in SCHEDULES.items()}
figures.curves(grid, shapes, "step", "gold_ratio")

# %%
old = records.load("forcing")
ends = {
    str(ratio): [run[-1] for run in old.values("exact", task="copy", teacher_forcing=ratio, coin="step")]
    for ratio in (1.0, 0.5, 0.0, *SCHEDULES)
}
names = [pick("constant rate of .002, 1,600 steps", "学习率 0.002 不变，1600 步"), pick("right", "写对")]
Table(names, [(figures.label(name), results.told(found)) for name, found in ends.items()])

# %% [markdown] tags=["en"]
# With a constant rate the schedules end, on average, above teacher forcing and below plain .5 and 0; their ranges overlap with that of teacher forcing. In the second table of this notebook, where the rate falls, a straight line over the whole training is behind at 400 and at 800 steps, and level at 1,600. We did not measure the other two shapes with a falling rate. So on this task no schedule beat the best fixed ratio. Bengio et al. saw a gain on image captions.
#
# ## What a step costs
#
# On our small models and one processor core, a step at ratio 1 counts as 1.

# %% [markdown] tags=["zh"]
# 学习率不变时，各种衰减方案最后平均高过教师强制（范围重叠），又不如干脆用 0.5 或者 0。本篇第二张表里，学习率是下降的，那条降到训练结束的直线在 400 步和 800 步时落后，1600 步时打平。另外两种形状，学习率下降时没有测过。所以在这个任务上，没有一种衰减方案胜过最好的固定比率。Bengio 等在图像描述上看到了好处。
#
# ## 一步要花多少时间
#
# 在我们的小模型、单个处理器核上，比率 1 的一步算作 1。

# %%
rows = []
for run in records.load("step_cost").results:
    costs = {(c["teacher_forcing"], c["coin"]): c["milliseconds"] for c in run["costs"]}
    shown = [costs[key] / costs[1.0, "step"] for key in ((0.5, "step"), (0.0, "step"), (0.5, "token"))]
    rows.append((figures.label(f"task_{run['task']}"), *(f"{cost:.2f}" for cost in shown)))
    assert min(shown) > 1
names = pick("task/.5, a coin a step/0/.5, a coin a token", "任务/0.5，每步一枚/0/0.5，每个词元一枚")
Table(names.split("/"), rows)

# %% [markdown] tags=["en"]
# So ratio 0 costs 1.2 to 1.3 times as much here. A machine that computes all places of a sentence at once would show a larger gap, because ratio 0 must wait at every place. We did not measure that.
#
# ## Two passes instead of many steps
#
# Mihaylova and Martins (2019) and Duckworth et al. (2019) found a way around this for Transformers. **Pass 1** reads gold everywhere, in one call, and notes what the model says. **Pass 2** mixes these in, with a coin for each token, again in one call. Each mixed token was said after a *gold* prefix. So this is close to scheduled sampling, and not the same. How close? We take a model in the middle of its training, which copies letters.

# %% [markdown] tags=["zh"]
# 所以在这里，比率 0 的一步要花 1.2 到 1.3 倍的时间。要是机器能把一句里的所有位置同时算完，差距应当更大，因为比率 0 到了每个位置都得等。这一点我们没有测。
#
# ## 两遍前向计算，代替逐步解码
#
# Mihaylova 与 Martins（2019）、Duckworth 等（2019）为 Transformer 想了个绕开的办法。**第一遍**处处读标准词元，一次算完，记下模型在各处说了什么。**第二遍**按硬币（每个词元一枚）把它们掺进去，再一次算完。掺进去的每个词元，都是在**标准**前缀之后说的。所以它接近计划采样，但并不相同。有多接近？拿一个训练到一半、抄字母的模型来看。

# %%
from course_lib.chapters.ch04_teacher_forcing.experiments.forcing import course
from course_lib.data.batching import collate
from course_lib.data.vocab import PAD
from course_lib.training.teacher_forcing import coins, unroll

model = records.load("halfway").model(task="copy").model
pairs = course("copy").task.valid[:200]
batch = collate(pairs)
real = batch.gold != PAD  # (B, T)


# %%
@torch.no_grad()
def two_passes(gold):
    memory = model.encode(batch.source, batch.source_lengths)
    first, _ = model.advance(batch.inputs, model.start(memory), memory)  # (B, T, H)
    own = torch.cat([batch.inputs[:, :1], model.project(first).argmax(-1)[:, :-1]], 1)  # (B, T)
    return model.advance(torch.where(gold, batch.inputs, own), model.start(memory), memory)[0]


# %%
rows = []
for ratio in (1.0, 0.75, 0.5, 0.0):
    gold = coins(*batch.inputs.shape, ratio, "token", torch.Generator().manual_seed(2))
    with torch.no_grad():
        many = unroll(model, batch, ratio, "token", generator=torch.Generator().manual_seed(2))
        said = [model.project(hidden).argmax(-1)[real] for hidden in (two_passes(gold), many)]
    same = (said[0] == said[1]).float().mean().item()
    rows.append((f"{ratio:g}", live(same, ".2f")))
    assert same == 1 if ratio == 1 else same < 0.99
Table([pick("ratio", "比率"), pick("same token said", "说的词元相同")], rows)

# %% [markdown] tags=["en"]
# At ratio 1 the two agree, of course. Below it they may part wherever the prefix has strayed, so the lower the ratio, the more they differ. A model without mistakes would show no difference.
#
# ## Other tasks
#
# Number words to digits, and English letters to phonemes, the sounds of a word, with attention. Three seeds, 1,000 steps, tuned rates.

# %% [markdown] tags=["zh"]
# 比率 1 时两者当然一样。比率小于 1 时，模型读到的前缀一走偏，两者就可能分开，所以比率越低，差别越大。模型要是从不出错，就没有差别。
#
# ## 别的任务
#
# 英文数词变数字，以及英文字母变音素（单词的读音，带注意力）。三个种子，1000 步，学习率都挑过。

# %%
other, rows = records.load("race_other_tasks"), []
for task in ("numbers", "phonemes"):
    for cooldown, name in ((0.0, pick("constant", "不变")), (0.3, pick("falling", "下降"))):
        both = [other.values("exact", task=task, cooldown=cooldown, teacher_forcing=r) for r in (1.0, 0.0)]
        rows.append((figures.label(f"task_{task}"), name, *map(results.told, both)))
names = pick("task/rate/ratio 1/ratio 0", "任务/学习率/比率 1/比率 0").split("/")
Table(names, rows)

# %% [markdown] tags=["en"]
# On numbers the ranges overlap under a falling rate: level. On phonemes every seed of ratio 1 is above every seed of ratio 0, under both rates. So "which ratio is better" has no answer without the task.
#
# ## The planted word, again
#
# In the lesson the rate fell. Here are both sentences under a falling and under a constant rate. The Chinese one is 我喜欢自然语言处理, with 动 planted behind 自. The table shows the probability of the word that is to be copied. It stands behind the planted word in no sentence of the corpus.

# %% [markdown] tags=["zh"]
# 在数词上，学习率下降时两边的范围重叠：打平。在音素上，两种学习率下都是比率 1 的每个种子高过比率 0 的每个种子。所以，不说任务，“哪种比率更好”就没有答案。
#
# ## 再看换上错字的实验
#
# 正文里学习率是下降的。这里把两句放在一起，学习率下降和不变都有（“不变”的两栏）。英文句是 'I like natural language processing'，在 'natural' 后面植入 'history'，要抄的下一个词是 'processing'。表里是要抄的那个词的概率；训练句子里没有一句这样接。

# %%
word, rows = records.load("planted_word"), []
for ratio in (1.0, 0.75, 0.5, 0.25, 0.0):
    found = [
        [one["reference"] for one in word.values("says", language=lan, cooldown=down, ratio=ratio)]
        for lan, down in (("en", 0.3), ("en", 0.0), ("zh", 0.3), ("zh", 0.0))
    ]
    assert ratio < 1 or max(map(max, found)) < 0.01
    rows.append((f"{ratio:g}", *(f"{sum(p) / 6:.2f} ({min(p):.2f} – {max(p):.2f})" for p in found)))
names = pick(
    "ratio/English/English, constant/Chinese/Chinese, constant",
    "比率/英文句/英文句，不变/中文句/中文句，不变",
).split("/")
Table(names, rows)

# %% [markdown] tags=["en"]
# Does the lesson go away when training goes on? Ratio 0 again, three times as many steps, six seeds.

# %% [markdown] tags=["zh"]
# 训练得久一些，这个习惯会消失吗？还是比率 0，步数是三倍，六个种子。

# %%
longer, rows = records.load("planted_longer"), []
for lan, name in (("en", pick("English", "英文句")), ("zh", pick("Chinese", "中文句"))):
    both = [word.values("says", language=lan, cooldown=0.3, ratio=0.0), longer.values("says", language=lan)]
    chances = [[one["reference"] for one in says] for says in both]
    rows.append((name, *(f"{sum(p) / 6:.2f} ({min(p):.2f} – {max(p):.2f})" for p in chances)))
Table([pick("ratio 0", "比率 0"), *(pick("{} steps", "{} 步").format(n) for n in (540, 1620))], rows)

# %% [markdown] tags=["en"]
# On average it stays. The seeds lie further apart than before: in some the lesson fades, in others it grows.
#
# **Is it of any use?** It is, where places matter and not what came before. In the race, plant a random wrong letter in third place of each string. How many of the letters behind it are right?

# %% [markdown] tags=["zh"]
# 平均来看，它还在。但是各个种子的差别更大了：有的变弱，有的变强。
#
# **它有用吗？** 如果要紧的是位置，而不是前面说了什么，就有用。在赛跑的任务里，往每串的第三个位置植入一个随机的错字母。它后面的字母还能对多少？

# %%
race, rows = records.load("race"), []
for ratio in (1.0, 0.75, 0.5, 0.0):
    rate = results.TUNED[0.3, ratio]
    runs = race.where(cooldown=0.3, teacher_forcing=ratio, learning_rate=rate)
    rows.append((f"{ratio:g}", results.told([run["after a wrong letter"]["letters"][2] for run in runs])))
Table([pick("ratio", "比率"), pick("letters right behind a wrong one", "错字母之后，字母的正确率")], rows)

# %% [markdown] tags=["en"]
# The letters are random, so here what comes next never depends on what came before, and the way back is always right. In language it is not.
#
# ## Open book, closed book, and a small proof
#
# With greedy decoding, a string is right **as a whole** in the open book exactly when it is right in the closed book. Take a string where the model says every token correctly with the gold prefix before it. Alone, its first token is right. So it reads the gold token, says the second correctly, and so on to the end. The other way round it is the same. So the exact match, the score of our race, cannot show what a model does after an error. The share of right tokens can.

# %% [markdown] tags=["zh"]
# 这些字母是随机的，后面说什么与前面说了什么无关，所以回到原来的位置总是对的。语言就不是这样了。
#
# ## 开卷、闭卷，和一个小证明
#
# 用贪心搜索时，**整串**全对这件事，开卷和闭卷是一回事。假设给了标准前缀，模型每个词元都说对。让它独自写：第一个词元说对了，于是它读到的就是标准词元；第二个又说对，一直到最后。反过来也一样。所以，我们赛跑用的完全匹配率，看不出模型出错以后会怎样；词元的正确率才看得出。

# %%
from course_lib.decoding import greedy
from course_lib.models.seq2seq import next_logits

with torch.no_grad():
    hidden = unroll(model, batch, 1.0)  # (B, T, H): open book
    said = torch.stack([next_logits(model, hidden[:, : t + 1]) for t in range(hidden.size(1))], 1).argmax(-1)
open_book = ((said == batch.gold) | ~real).all(1).tolist()
alone = greedy(model, batch.source, batch.source_lengths)  # closed book
closed = [row == answer for row, (_, answer) in zip(alone, pairs, strict=True)]
print(live(sum(open_book)), live(sum(closed)))
assert open_book == closed

# %% [markdown] tags=["en"]
# ## And GPT?
#
# The pre-training of a GPT-style model reads human text and predicts the next token. That is ratio 1 throughout, in one parallel pass. Later stages may train on the model's *own* outputs: reinforcement learning from feedback, or on-policy distillation. That takes the difference between training and use away. It also changes the aim: a reward, or a teacher's probabilities, in place of one reference. So it is not ratio 0, which still asks for the reference token at each place.

# %% [markdown] tags=["zh"]
# ## GPT 呢？
#
# GPT 一类的模型，预训练时读人写的文字，预测下一个词元。这自始至终都是比率 1，一次并行算完。后面的阶段可能在模型**自己**的输出上训练，例如基于反馈的强化学习、同策略蒸馏。这样就没有了训练和使用的不一致，但是目标也变了：用奖励，或者教师模型的概率，代替唯一的标准答案。所以它不是比率 0，因为比率 0 在每个位置上要的仍是标准词元。

# %% [markdown] tags=["en"]
# ## References
#
# - S. Bengio, O. Vinyals, N. Jaitly, N. Shazeer (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - T. Mihaylova, A. Martins (2019). Scheduled sampling for Transformers. arXiv 1906.07651.
# - D. Duckworth et al. (2019). Parallel scheduled sampling. arXiv 1906.04331.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - S. Bengio, O. Vinyals, N. Jaitly, N. Shazeer (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - T. Mihaylova, A. Martins (2019). Scheduled sampling for Transformers. arXiv 1906.07651.
# - D. Duckworth et al. (2019). Parallel scheduled sampling. arXiv 1906.04331.
