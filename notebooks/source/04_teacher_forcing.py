# %% [markdown] tags=["en"]
# # 04 · Teacher forcing: what should the decoder read while it learns?
#
# **What you will be able to do.** Train a Seq2Seq model in six steps, and know what each of them hides. Say what teacher forcing is, why it is honest statistics and also quick. Read a race between ratios. Choose a ratio for your own project, and know what it teaches.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop} minutes; the sections called Deeper take {deeper} more. **To know before.** Chapters 00 to 03.

# %% [markdown] tags=["zh"]
# # 04 · 教师强制：学习的时候，该让解码器读什么？
#
# **学完本章，你能**：用六步训练一个 Seq2Seq 模型，并知道每一步里藏着什么；说清什么是教师强制，它在统计上为什么名正言顺，又为什么快；看懂不同比率之间的赛跑；为自己的项目选一个比率，并知道它教会了模型什么。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟；“深入”各节另需 {deeper} 分钟。**预备知识**：第 00 到 03 章。

# %% [markdown] tags=["en"]
# ## The question
#
# In training, the model is to write 4217. It says 4, and then 9. That is wrong: it should have been 2. **What should it read at the next step: the right token, or its own?**
#
# ![Two rows of four decoder steps. The right output is 4 2 1 7; step 2 says 9 instead of 2. With teacher forcing, step 3 reads the right token 2. Without it, step 3 reads the model's own 9.](../assets/figures/two_ways_to_feed.en.svg)
#
# To feed the right token is called **teacher forcing** (Williams and Zipser 1989). First we build a whole training, so that we know where the question sits.

# %% [markdown] tags=["zh"]
# ## 问题
#
# 训练时，模型该写出 4217。它先说了 4，接着说了 9。错了，应该是 2。**下一步该让它读什么：标准答案里的词元，还是它自己说的？**
#
# ![上下两行，各是解码器的四步。正确的输出是 4 2 1 7，第 2 步却说成 9。教师强制时，第 3 步读入标准的 2；不用教师强制时，第 3 步读入自己说的 9。](../assets/figures/two_ways_to_feed.zh.svg)
#
# 喂标准答案，就叫**教师强制**（Williams 与 Zipser 1989）。我们先把一次完整的训练搭出来，好看清这个问题出在哪里。

# %%
from course_lib.chapters.ch04_teacher_forcing import figures
from course_lib.language import live, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# ## Training in six steps
#
# The notes list six steps. We take them one by one, on a single batch, and put right what is loose.
#
# **Step 1, prepare the data.** Text becomes ids (chapter 01). The embedding is *not* prepared: it is a weight and is learnt with the rest.

# %% [markdown] tags=["zh"]
# ## 六步训练
#
# 笔记列了六步。我们在一批数据上一步一步地走，顺手把说得不准的地方订正过来。
#
# **第一步，数据预处理。**（“tokenization + word embedding”）文字变成编号（第 01 章）。嵌入*不是*预处理：它是权重，和别的权重一起学。

# %%
import torch

from course_lib.data.batching import collate, encode_pairs
from course_lib.data.corpora import load
from course_lib.data.vocab import PAD, Vocab

corpus = load("numbers-en-digits")
source_vocab = Vocab.build([source for source, _ in corpus.train], unit="word")
target_vocab = Vocab.build([target for _, target in corpus.train], unit="char")
pairs = encode_pairs(corpus.train, source_vocab, target_vocab)
batch = collate(pairs[:16])
print(tuple(batch.source.shape), tuple(batch.target.shape))

# %% [markdown] tags=["en"]
# **Step 2, initialise.** The notes name the decoder, the output layer, and "the encoder's hidden state". Missing are the encoder's weights and both embeddings. And the hidden state is not initialised once: it is set to zero for every sentence (chapter 02).

# %% [markdown] tags=["zh"]
# **第二步，参数初始化。**（“decoder、输出层的weight和bias；Encoder的隐藏层状态”）漏了编码器的权重和两个嵌入。而隐状态不是初始化一次的东西：每句话开始时都置零（第 02 章）。

# %%
from course_lib.models import Seq2Seq

model = Seq2Seq(len(source_vocab), len(target_vocab), hidden=64, seed=0)
for name in ("encoder", "decoder", "output"):
    part = getattr(model, name)
    print(f"{name:8}", sum(weights.numel() for weights in part.parameters()))

# %% [markdown] tags=["en"]
# **Step 3, choose hyperparameters**: what is set by hand and not learnt. The **learning rate** says how far one update moves the weights. The notes say "batch number"; they mean the batch **size**, how many sentences go into one step. Two more are needed: the norm (length) at which gradients are **clipped** (a longer gradient is shortened to that, since recurrent networks sometimes have a huge one), and how many steps. Adam is a common rule for the update, with a step size of its own for each weight.

# %% [markdown] tags=["zh"]
# **第三步，设置超参数。**（“learning rate, batch number...”）超参数是人来定、不靠学的东西。**学习率**（learning rate）管一次更新把权重挪多远。“batch number”应是 batch **size**，即每步有多少个句子（批量大小）。还少两样：**梯度裁剪**的上限（循环网络偶尔会冒出极大的梯度，长度超过上限就按比例缩短），以及训练多少步。Adam 是常用的更新规则，它给每个权重各自的步长。

# %%
learning_rate, batch_size, clip, steps = 5e-3, 16, 1.0, 100
optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)

# %% [markdown] tags=["en"]
# **Step 4, run the model.** The notes end this step with a softmax. Leave it out: PyTorch's loss wants logits (chapter 03). The decoder reads `batch.inputs`, the right tokens shifted by one. **Here** is our question, in one line of code.

# %% [markdown] tags=["zh"]
# **第四步，模型运行。**（“输出经softmax处理后得到一个概率分布”）这里的 softmax 要去掉：PyTorch 的损失函数要的是 logits（第 03 章）。解码器读的是 `batch.inputs`，即错开一位的标准答案。**我们的问题**就藏在这一行里。

# %%
memory = model.encode(batch.source, batch.source_lengths)
hidden, _ = model.advance(batch.inputs, model.start(memory), memory)  # (B, T, H)
logits = model.project(hidden)  # (B, T, V)
print(tuple(logits.shape))

# %% [markdown] tags=["en"]
# **Step 5, the loss**: cross-entropy, averaged over real tokens only. A check that costs nothing: an untrained model should be about as bad as a guess, $\ln V$.

# %% [markdown] tags=["zh"]
# **第五步，计算损失。** 交叉熵，只对真正的词元求平均。顺手做个检查：未训练的模型应该和瞎猜差不多，即 $\ln V$。

# %%
real = batch.gold != PAD  # (B, T)
loss = torch.nn.functional.cross_entropy(logits[real], batch.gold[real])
guess = torch.tensor(float(len(target_vocab))).log()
print(f"loss {loss:.2f}  a guess {guess:.2f}")
assert abs(loss - guess) < 0.3

# %% [markdown] tags=["en"]
# **Step 6, go backward and update.** Clip between the two.

# %% [markdown] tags=["zh"]
# **第六步，反向传播更新参数。** 两者之间要裁剪梯度。

# %%
optimizer.zero_grad()
loss.backward()
norm = torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
optimizer.step()
print("norm of the gradient", live(norm.item(), ".2f"))

# %% [markdown] tags=["en"]
# **Step 7, which the notes leave out: validate**, on pairs that were held out, and in the way the model will be used: alone. A loss says how surprised the model is when it is *given* the right prefix. It does not say what the model writes.
#
# ## Overfit one batch
#
# Before a long training, try to learn sixteen sentences by heart. If even that fails, something is broken, and you find out in two seconds.

# %% [markdown] tags=["zh"]
# **第七步，笔记没有写：验证。** 要用留出的句对，还要按模型将来使用的方式：让它独自写。损失说的是，*给了*正确前缀，模型有多意外；它没说模型自己会写出什么。
#
# ## 先在一批上过拟合
#
# 长时间训练之前，先试试能不能把十六个句子背下来。要是连这都做不到，一定有什么坏了，而你只花了两秒钟就发现了。

# %%
from course_lib.decoding import greedy
from course_lib.training import evaluate, train

sixteen = train(model, pairs[:16], steps=steps, learning_rate=learning_rate, batch_size=batch_size)
losses = [report.loss for report in sixteen]
said = greedy(model, batch.source, batch.source_lengths)
by_heart = sum(output == target for output, (_, target) in zip(said, pairs[:16], strict=True))
held_out = evaluate(model, pairs[-500:])["exact_match"]
print("loss", live(losses[0], ".2f"), "->", live(losses[-1], ".3f"))
print("by heart", by_heart, "of 16; held out", live(held_out, ".2f"))
assert by_heart >= 15 and held_out < 0.1

# %% [markdown] tags=["en"]
# All sixteen by heart, and hardly anything beyond them: that is what held-out data are for.
#
# **My loss will not fall?** The check list stands in [chapter 03](03_decoder.ipynb), in its workshop.

# %% [markdown] tags=["zh"]
# 十六句全背下来了，此外几乎什么也不会：留出数据就是为了看出这一点。
#
# **损失降不下去？**检查清单在[第 03 章](03_decoder.ipynb)的工作坊里。

# %% [markdown] tags=["en"]
# ## Teacher forcing is exact
#
# Teacher forcing is sometimes called a trick to make training converge. It is more. The probability of a sentence is a product, and each factor asks: *given the right tokens so far*, how probable is the next right one (chapter 03)? To feed the right tokens is simply to compute that product. So the loss is minus the log probability of the data (averaged over tokens), and lowering it is **maximum likelihood**, one of the basic methods of statistics. Check it, token by token, against one call:

# %% [markdown] tags=["zh"]
# ## 教师强制是精确的
#
# 有人把教师强制说成让训练收敛的窍门。其实不止。一句话的概率是一个乘积，每个因子问的都是：*给定前面正确的词元*，下一个正确词元的概率是多少（第 03 章）？喂标准答案，不过是在老老实实地算这个乘积。所以损失就是数据的对数概率取负（按词元平均），降低它就是**最大似然**，统计学最基本的方法之一。我们逐个词元地核对一遍：

# %%
from course_lib.training import forced_loss

source, target = pairs[100]
one = collate([(source, target)])
with torch.no_grad():
    memory = model.encode(one.source, one.source_lengths)
    state, log_p = model.start(memory), 0.0
    for read, say in zip(one.inputs[0], one.gold[0], strict=True):
        hidden, state = model.advance(read.view(1, 1), state, memory)
        log_p += model.project(hidden)[0, 0].log_softmax(-1)[say].item()
by_hand, library = -log_p / one.gold.numel(), forced_loss(model, [(source, target)])
print("by hand", live(by_hand, ".3f"), " one call", live(library, ".3f"))
assert abs(by_hand - library) < 1e-4

# %% [markdown] tags=["en"]
# The notes add that "a human supervises". Nobody is watching: the supervision comes from the labels in the data.
#
# ## The ratio
#
# The other way is to let the model read its own tokens in training, as it must later. Between the two lies a **ratio**: the probability that a position reads the right ("gold") token. Ratio 1 is teacher forcing; ratio 0 never reads the reference, only what it said itself, right or wrong. Bengio et al. (2015) called it *scheduled sampling* when the ratio falls during training. (Mind that some libraries count the other way round.)
#
# By hand, one step at a time, with a coin for each (a row that is finished reads on its padding):

# %% [markdown] tags=["zh"]
# > **笔记这样说**：“其实是有人类在监督着的”
#
# 并没有人在看着，监督它的是数据里的标注。
#
# ## 比率
#
# 另一种办法，是训练时就让模型读自己说的词元，将来它反正也得这样。两者之间用一个**比率**来调：某个位置读入标准词元的概率。比率 1 就是教师强制，比率 0 从不给标准词元。Bengio 等（2015）让比率随训练下降，叫作*计划采样*。（注意，有些库的比率是反过来算的。）
#
# 亲手做一遍，一次一步，每步抛一次硬币（已经写完的行，接着读填充）：


# %%
def unroll_by_hand(model, batch, gold):
    """gold (T,) booleans: does step t read the gold token? -> hidden (B, T, H)"""
    memory = model.encode(batch.source, batch.source_lengths)
    state, parts = model.start(memory), []
    token = batch.inputs[:, :1]  # (B, 1)
    for t in range(batch.inputs.size(1)):
        if t > 0:
            own = next_logits(model, parts[-1]).argmax(-1)[:, None]  # (B, 1)
            keep = gold[t] | (batch.gold[:, t : t + 1] == PAD)  # (B, 1)
            token = torch.where(keep, batch.inputs[:, t : t + 1], own)
        hidden, state = model.advance(token, state, memory)  # (B, 1, H)
        parts.append(hidden)
    return torch.cat(parts, 1)


# %% [markdown] tags=["en"]
# The library's `unroll` does this with as few calls as it can: gold tokens between two choices are read at once. Same coins, same numbers:

# %% [markdown] tags=["zh"]
# 库里的 `unroll` 做的是同一件事，但调用次数能省则省：两次“自己选”之间的标准词元，一口气读完。硬币相同，数也相同：

# %%
from course_lib.models.seq2seq import next_logits
from course_lib.training.teacher_forcing import COINS, coins, unroll


def fair():
    return torch.Generator().manual_seed(2)


with torch.no_grad():
    gold = coins(*batch.inputs.shape, 0.5, "step", fair())[0]  # (T,)
    by_hand = unroll_by_hand(model, batch, gold)
    library = unroll(model, batch, 0.5, "step", generator=fair())
print("gold", gold.int().tolist())
torch.testing.assert_close(library[real], by_hand[real])

# %% [markdown] tags=["en"]
# **No gradient flows through a chosen token.** A choice is a whole number, and a whole number has no slope: the loss of step 2 does not tell the logits of step 1 to choose better. (Gradient does flow back through the *state*, past those logits. `None` below says that there is no path at all.) So at ratio 0 the model is not taught which token to choose so that things go well later. It is taught to say the reference, whatever stands before.

# %% [markdown] tags=["zh"]
# **梯度不会穿过选出来的词元。** 选择是一个整数，整数没有斜率：第 2 步的损失，不会告诉第 1 步的 logits 该怎样选得更好。（梯度倒是可以沿着*状态*传回去。下面的 `None` 表示根本没有路可走。）所以比率为 0 时，模型学的并不是“现在选哪个，后面才顺”，而是“不管前面说了什么，都要说标准答案”。

# %%
memory = model.encode(one.source, one.source_lengths)
hidden, state = model.advance(one.inputs[:, :1], model.start(memory), memory)
first = model.project(hidden)  # (1, 1, V)
chosen = first.argmax(-1)  # (1, 1)
second = model.project(model.advance(chosen, state, memory)[0])  # (1, 1, V)
loss = torch.nn.functional.cross_entropy(second[0], one.gold[:, 1])
through_choice = torch.autograd.grad(loss, first, allow_unused=True, retain_graph=True)[0]
through_state = torch.autograd.grad(loss, state[0])[0]
print("through the choice:", through_choice, " through the state:", tuple(through_state.shape))
assert through_choice is None and through_state.norm() > 0

# %% [markdown] tags=["en"]
# ## What one coin decides
#
# "Ratio 0.5" is not yet a recipe. Is a coin tossed for every token, for a time step of the whole batch, for a sentence, or for the batch? Here are 4 sentences of 12 steps; ■ reads gold.

# %% [markdown] tags=["zh"]
# ## 一枚硬币管多少
#
# 光说“比率 0.5”还不够。硬币是每个词元抛一次，整批的每一步抛一次，每句抛一次，还是整批只抛一次？下面是 4 个句子、12 步，■ 表示读标准词元。

# %%
calls = {}
for coin in COINS:
    tosses = [coins(64, 12, 0.5, coin, torch.Generator().manual_seed(seed)) for seed in range(200)]
    mixed = [(~toss).any(0).sum().item() for toss in tosses]  # (200,)
    calls[coin] = 1 + sum(mixed) / len(mixed)
    print(f"{coin:9} decoder calls {calls[coin]:4.1f}")
    for row in tosses[0][:4].tolist():
        print("   ", "".join("■" if gold else "□" for gold in row))
assert calls["batch"] < 8 and calls["step"] < 8 < calls["token"]

# %% [markdown] tags=["en"]
# The number of calls is what it costs, for 64 sentences at once: where any row must choose, all wait. One coin a token gives 12 calls for 12 steps, one a step about 6.5, half of the positions after BOS and one more. (By the sentence it is 12, too, and the library then reads the all-gold rows in one extra call. By the batch it is 1 or 12.) Bengio et al. tossed one a token, and found one a sentence much worse; popular tutorials toss one a step, or one a batch. So a ratio without its coin cannot be compared.

# %% [markdown] tags=["zh"]
# 调用次数就是代价（64 句一起算）：只要有一行要自己选，大家就都得等。每个词元一枚，12 步要 12 次；每步一枚，大约 6.5 次：BOS 之后的位置有一半要单独走，再加第一次。（每句一枚也是 12 次，库里还会把全用标准词元的那些行另用一次读完；整批一枚，不是 1 次就是 12 次。）Bengio 等用的是每个词元一枚，并发现每句一枚差得多；流行的教程有的每步一枚，有的整批一枚。所以，只报比率不报硬币，是没法比较的。

# %% [markdown] tags=["en"]
# ## Experiment: the race
#
# Copy 6 letters out of 10, through a context of 64 numbers; one coin a step; five seeds; 1,600 steps. The score is the share of held-out strings that the model writes rightly **alone**.
#
# **Predict** before you run the cell. Who leads after 250 steps: ratio 1, 0.5 or 0? Who after 1,600? And the notes say that without teacher forcing training "cannot even converge". Will ratio 0 learn to copy?

# %% [markdown] tags=["zh"]
# ## 实验：赛跑
#
# 抄写 6 个字母（共 10 种），经过 64 个数的上下文向量；每步一枚硬币；五个随机种子；1600 步。得分是模型**独自**写对的留出字符串所占的比例。
#
# > **笔记这样说**：“为了训练效果（至少别越训越离谱，那样的话模型连收敛都收敛不了）”
#
# 运行之前**先猜**：250 步时谁领先，比率 1、0.5 还是 0？1600 步时呢？不用教师强制，真的收敛不了吗：比率 0 学得会抄写吗？

# %%
from course_lib.kit import records

record = records.load("forcing")


def race(outcome, task="copy", ratios=(1.0, 0.5, 0.0), coin="step"):
    return {str(r): record.values(outcome, task=task, teacher_forcing=r, coin=coin) for r in ratios}


# %%
at = record.where(task="copy")[0]["at"]
exact = race("exact")
early, late = at.index(250), -1
for ratio, seeds in exact.items():
    print(
        "ratio",
        ratio,
        *(f" step {at[i]}: {records.spread([run[i] for run in seeds])}" for i in (early, late)),
    )
    print("    loss after a right prefix:", records.spread([run[-1] for run in race("loss")[ratio]], ".3f"))
assert min(run[early] for run in exact["1.0"]) > 0.15 > max(run[early] for run in exact["0.0"])
assert max(run[late] for run in exact["1.0"]) < min(run[late] for run in exact["0.0"])
assert min(run[-1] for run in race("loss")["1.0"]) > max(run[-1] for run in race("loss")["0.0"])

# %%
figures.curves(at, exact, "step", "exact_match")

# %% [markdown] tags=["en"]
# The curves **cross**. After 250 steps teacher forcing is far ahead: .32 against nothing. After 1,600 it is behind: .92 against 1.00, and the ranges do not touch. So the notes are half right. Forcing learns much faster early: a model that reads its own rubbish learns little from it. But without it training converges here, and ends higher. (And not only because it knows its own mistakes: even *given* the right prefix, its held-out loss ends lower, .016 against .045. Perhaps who can always lean on the right letters before learns less to read the context.)
#
# Is the race fair? Ratio 0 must wait for every token; teacher forcing is one call. We timed the ratios in turns, step by step (`course.py experiments step_cost`): only the relation counts.

# %% [markdown] tags=["zh"]
# 曲线**交叉**了。250 步时教师强制遥遥领先：.32 对几乎为零。1600 步时它落在了后面：.92 对 1.00，各种子的范围互不相交。所以笔记说对了一半：教师强制起步快得多，因为读自己的胡话学不到什么；但不用它，这里照样收敛，而且最后更高。（这也不单是因为它见惯了自己的错：就算*给了*正确的前缀，它在留出数据上的损失最后也更低，.016 对 .045。也许是因为，前面的字母要是总对，有了依靠，就不那么用心去读上下文向量了。）
#
# 这样比公平吗？比率 0 每个词元都得等，教师强制一次读完。我们轮流一步一步地计了时（`course.py experiments step_cost`），只看相对快慢。


# %%
def step_cost(task):
    """The cost of a step at each ratio, teacher forcing = 1"""
    timed = [one for one in records.load("step_cost").where(task=task)[0]["costs"] if one["coin"] == "step"]
    cost = {str(one["teacher_forcing"]): one["milliseconds"] for one in timed}
    return {ratio: cost[ratio] / cost["1.0"] for ratio in cost}


# %%
within = {}
for ratio, seeds in exact.items():
    cost = step_cost("copy")[ratio]
    print(f"ratio {ratio}: a step costs {cost:.2f}", end="")
    for share in (0.25, 0.5, 1.0):
        last = sum(step * cost <= share * at[-1] for step in at) - 1
        within[ratio, share] = [run[last] for run in seeds]
        print(f"; {share:.0%} of the time {records.spread(within[ratio, share])}", end="")
    print()
assert min(within["1.0", 0.25]) > max(within["0.0", 0.25])

# %% [markdown] tags=["en"]
# (A step of teacher forcing costs 1; the time is that which ratio 1 took for its 1,600 steps.) Ratios 0.5 and 0 cost about 1.2 times as much here. So on the clock the lead lasts longer. The crossing stays: in the time that ratio 1 took for everything, ratio 0 reaches .99 (.97 to .99), against .92 (.90 to .96).
#
# ## Does it show on other tasks?
#
# The same three ratios on number words to digits, and on English letters to phonemes (the sounds of a word, with attention; chapter 07): three seeds, 2,000 steps.

# %% [markdown] tags=["zh"]
# （教师强制走一步的代价算作 1；time 指比率 1 跑完 1600 步所用的时间。）比率 0.5 和 0 在这里都大约是 1.2 倍。所以按时间算，领先会保持得更久，但交叉依然存在：在比率 1 跑完全程的时间里，比率 0 到了 .99（.97 到 .99），而比率 1 是 .92（.90 到 .96）。
#
# ## 换个任务也这样吗？
#
# 同样三个比率，再试英文数词变数字，和英文字母变音素（单词的读音，带注意力，见第 07 章）：三个种子，2000 步。

# %%
for task in ("numbers", "phonemes"):
    for ratio, seeds in race("exact", task).items():
        cost = f"a step costs {step_cost(task)[ratio]:.2f}"
        print(f"{task:9} {ratio}", *(records.spread([run[i] for run in seeds]) for i in (1, 4, -1)), cost)
phonemes = race("exact", "phonemes")
assert min(run[1] for run in phonemes["1.0"]) > max(run[1] for run in phonemes["0.0"])
loss = race("loss", "phonemes")
assert max(run[-1] for run in loss["1.0"]) < min(run[-1] for run in loss["0.0"])
figures.curves(record.where(task="phonemes")[0]["at"], phonemes, "step", "exact_match")

# %% [markdown] tags=["en"]
# (The three numbers are at steps 200, 500 and 2,000.) On numbers the lead is early and soon small, and at the end nothing can be told apart. On phonemes forcing is early far ahead of ratio 0, and hardly ahead of 0.5; at the end it is level with 0.5, and ratio 0 is last on average: .54 against .57, below every run of 0.5, but within the range of ratio 1. And its steps cost a third more. Given a right prefix, forcing has the lowest loss here, clearly so against ratio 0. No crossing here within our steps. **So the crossing is a fact about the copying task, not a law.**

# %% [markdown] tags=["zh"]
# （三个数分别是第 200、500、2000 步。）在数词上，教师强制开头领先，很快就所剩无几，最后谁也分不出高下。在音素上，早期它远远领先比率 0，比 0.5 只好一点点；最后与 0.5 打平，比率 0 平均垫底：.54 对 .57，低于 0.5 的每一次，但落在比率 1 的范围之内，而且每一步要多花三分之一的时间。给出正确前缀时，这里教师强制的损失最低，和比率 0 比尤其明显。在我们的步数之内没有交叉。**所以，交叉是抄写这个任务的事实，不是定律。**

# %% [markdown] tags=["en"]
# ## Schedules
#
# Perhaps start with the teacher, and let go slowly? Bengio et al. propose three ways down. We gave each a half-way point at step 600.

# %% [markdown] tags=["zh"]
# ## 时间表
#
# 也许可以先跟着老师，再慢慢放手？Bengio 等提出了三种下降的方式。我们让它们都在第 600 步走到一半。

# %%
from course_lib.chapters.ch04_teacher_forcing.experiments.forcing import SCHEDULES

grid = list(range(0, 1601, 40))
shapes = {name: [[schedule(step) for step in grid]] for name, schedule in SCHEDULES.items()}
figures.curves(grid, shapes, "step", "gold_ratio")

# %%
results = {name: record.values("exact", task="copy", teacher_forcing=name) for name in SCHEDULES}
ends = {name: [run[-1] for run in seeds] for name, seeds in (exact | results).items()}
print(record.command)
figures.ranges(ends, "exact_match")

# %% [markdown] tags=["en"]
# (A dot is a seed, the upright line their mean.) The schedules end between .94 and .98 on average: above teacher forcing, with ranges that mostly overlap it, and *below* the plain constants 0.5 and 0. On this task a schedule bought nothing that a constant does not give. Nor did the coin matter: at ratio 0.5 all four kinds end at .99 on average (turn them in the lab below). Bengio et al. saw a gain on image captions, with other data; whether it helps you is a question for your own held-out pairs.

# %% [markdown] tags=["zh"]
# （一个点是一个种子，竖线是平均。）三种时间表最后平均在 .94 到 .98 之间：高于教师强制，但范围大多与它重叠；还*低于*简简单单的常数 0.5 和 0。在这个任务上，时间表没有换来什么常数给不了的好处。硬币也无所谓：比率 0.5 时，四种硬币最后平均都是 .99（可以在下面的实验台里换着看）。Bengio 等在图像描述上看到了好处，那是另外的数据；对你有没有用，要问你自己的留出数据。

# %% [markdown] tags=["en"]
# ## What does a ratio teach?
#
# Ratio 0 looked like a winner. Look closely at the lesson it gives. A model learns to copy short Chinese sentences: two hundred end in 自动化处理 (*process automatically*), only thirty in 自然语言处理 (*natural language processing*). Train it at five ratios, six seeds each. Then let it copy the notes' sentence 我喜欢自然语言处理 (*I like natural language processing*), which it has never seen, and **plant** a wrong 动 after 自: what it has read is now 我喜欢自动.
#
# After 自动 these sentences always go on with 化 (we left out 自动驾驶, *to drive automatically*). The reference has 语 in that place. **Predict**: what does each ratio say next?

# %% [markdown] tags=["zh"]
# ## 比率教会了模型什么？
#
# 看起来比率 0 赢了。可是仔细看看，它到底教了些什么。让模型学抄中文短句：有两百句以“自动化处理”结尾，以“自然语言处理”结尾的只有三十句。用五个比率训练，各六个种子。然后让它抄笔记里的那句“我喜欢自然语言处理”（训练中从没见过），并在“自”后面**植入**一个错的“动”，这样它读到的就是“我喜欢自动”。
#
# 在这个语料里，“自动”后面一定接“化”（带“自动驾驶”的句子去掉了）。而标准答案在那个位置上是“语”。**先猜**：各个比率接下来会说什么？

# %%
planting = records.load("planting")
ratios = [0.0, 0.25, 0.5, 0.75, 1.0]
answers = {
    name: [[planting.values("says", ratio=r)[seed][name] for r in ratios] for seed in range(6)]
    for name in ("化", "语")
}
assert min(run[-1] for run in answers["化"]) > 0.9
assert min(run[0] for run in answers["语"]) > 0.3 > max(run[-1] for run in answers["语"])
for ratio in ratios:
    said = planting.values("planted", ratio=ratio)
    print(ratio, max(set(said), key=said.count), said.count(max(set(said), key=said.count)), "of 6")
figures.curves(ratios, answers, "gold_ratio", "probability")

# %% [markdown] tags=["en"]
# At ratio 1 the model goes on with 化, always: 我喜欢自动化处理, a good sentence, though not the one asked for. At ratio 0 it says 语 with a probability of .74 (.52 to .93): 我喜欢自动语言处理, which is no Chinese. It was trained to return to the reference *whatever it had said*, position by position. That is self-repair. It also illustrates the objection of Huszár (2015): such training no longer aims at the distribution of the data, even with data without end. "After 自动, say 语" is a lesson one may not want taught, since it is true of no sentence.
#
# Be fair, though. How do they do **alone**, with nothing planted?

# %% [markdown] tags=["zh"]
# 比率 1 总是接“化”：“我喜欢自动化处理”，是句好中文，只不过不是要它抄的那句。比率 0 以 .74 的概率（.52 到 .93）说“语”：“我喜欢自动语言处理”，这话根本不通。它受的训练是：*不管自己说了什么*，到了哪个位置就说标准答案里哪个位置的字。这是自我修复。Huszár（2015）的反对意见，在这里也看得见：这样训练，哪怕数据无穷多，目标也不再是数据本身的分布了。“在自动后面说语”这一课，未必是你想教的，因为没有哪句话是这样的。
#
# 不过也要公平。**独自**抄写、什么也不植入的时候，它们各是什么样？

# %%
for ratio in ratios:
    right = planting.values("alone", ratio=ratio).count("我喜欢自然语言处理")
    print(ratio, right, "of 6")
    assert right >= 5 or ratio == 1

# %% [markdown] tags=["en"]
# Ratio 1 copied the sentence rightly in 2 of 6 runs, every smaller ratio in 6 of 6. And 0.5 and 0.75, planted, still went on sensibly with 化. On this small corpus, then, a little of its own medicine helped, and a large dose taught the strange lesson: at 0 always, at 0.25 in half of the runs. One corpus, one sentence; chapter 05 looks for the causes of that 动, with another model.

# %% [markdown] tags=["zh"]
# 比率 1 六次只对了两次，其余各比率六次全对。而且 0.5 和 0.75 在植入之后，仍然合情合理地接“化”。所以在这个小语料上，掺一点自己的输出有好处，掺得太多，就会学到那奇怪的一课：比率 0 次次如此，0.25 六次里有三次。这只是一个语料、一句话；“动”是怎么来的，第 05 章换一个模型再追查。

# %% [markdown] tags=["en"]
# ## Lab: the ratio
#
# Above, drag the ratio and watch coins flip one by one; press a coin to flip it yourself. A framed pair is a lesson of the kind we just met: would you want it taught? Below, the race: commit to a guess, and the curves appear; move through time, pin runs, change task and coin. *Open book* is what a model says when it is given the right prefix, *closed book* what it writes alone. A setting that was not recorded can be trained here and now; Stop ends it, and the curve so far stays.

# %% [markdown] tags=["zh"]
# ## 实验台：比率
#
# 上半部分：拖动比率，看硬币一枚一枚地翻；也可以按一下某一枚，自己来翻。框起来的就是刚才那样的一课：这样的课你想教吗？下半部分是赛跑：先猜，猜定了曲线才出来；可以沿时间拖动，固定几条曲线来比，换任务，换硬币。*开卷*是给了正确前缀时说的，*闭卷*是独自写的。没有录制过的设置，可以当场训练；按停止就结束，曲线留在那里。

# %%
from course_lib.chapters.labs import RatioLab

RatioLab()

# %% [markdown] tags=["en"]
# ## Two boxes everyone asks for
#
# **Do GPT-style models use teacher forcing?** Their pre-training does: it reads human text and predicts the next token, so it is ratio 1 throughout, in one parallel pass. Later stages may train on the model's *own* outputs (reinforcement learning from feedback, on-policy distillation). That takes away the mismatch, and it changes the objective too: a reward, or a teacher's probabilities, instead of one reference.
#
# **Which ratio for my project?** Start at 1: it is the fastest and it is exact. Measure the closed book, what the model writes alone, not only the loss. If it is far worse than the open book, find out why (chapter 05) before you turn the ratio; more data or attention often do more. If you turn it, say which coin, which schedule, and how many seeds.

# %% [markdown] tags=["zh"]
# ## 人人都要问的两件事
#
# **GPT 一类的模型用教师强制吗？** 预训练用：读人写的文字，预测下一个词元，自始至终都是比率 1，一次并行算完。后面的阶段可能在模型*自己*的输出上训练（基于反馈的强化学习、同策略蒸馏）。这样就没有了训练与使用的不一致，但目标也跟着变了：用奖励，或者教师模型的概率，代替唯一的标准答案。
#
# **我的项目该用多大的比率？** 从 1 开始：它最快，而且精确。要测闭卷，也就是模型独自写的结果，不能只看损失。闭卷比开卷差得多，先弄清原因（第 05 章）再去调比率；加数据、加注意力往往更管用。真要调，就说清楚用的是哪种硬币、什么时间表、几个种子。

# %% [markdown] tags=["en"]
# ## Exercises
#
# Three core exercises, about five minutes each, a stretch, and a question to answer in words.

# %% [markdown] tags=["zh"]
# ## 练习
#
# 三道基础练习，每道大约五分钟；一道挑战题；一道要用文字回答的问题。

# %%
from course_lib.chapters.ch04_teacher_forcing import exercises as ch04

ch04.fed


# %%
def fed(gold, own, coins): ...


ch04.fed.check(fed)

# %%
ch04.ratio_at


# %%
def ratio_at(step, kind, k, c=0.0, floor=0.0): ...


ch04.ratio_at.check(ratio_at)

# %%
ch04.coin_pattern


# %%
def coin_pattern(uniform, ratio, kind): ...


ch04.coin_pattern.check(coin_pattern)

# %%
ch04.two_pass


# %%
def two_pass(gold, table, coins): ...


ch04.two_pass.check(two_pass)

# %%
ch04.gpt

# %%
ch04.gpt.answer("")

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch04.quiz

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## Deeper: two passes instead of many steps
#
# A ratio below 1 is slow because each choice must wait for the one before. Mihaylova and Martins (2019) and Duckworth et al. (2019) found a way round for Transformers. First pass: read gold everywhere, in one call, and note what the model says. Second pass: mix those tokens in by coin, again in one call. Each mixed token was chosen after a *gold* prefix, so this is close to scheduled sampling, and not the same. How close?

# %% [markdown] tags=["zh"]
# ## 深入：两遍，代替许多步
#
# 比率小于 1 时慢，是因为每次选择都要等前一次。Mihaylova 与 Martins（2019）、Duckworth 等（2019）为 Transformer 想了个绕开的办法。第一遍：全部读标准词元，一次算完，记下模型各处说了什么。第二遍：按硬币把这些词元掺进去，再一次算完。掺进去的每个词元都是在*标准*前缀之后选出来的，所以它接近计划采样，但并不相同。有多接近？

# %%
some = collate(pairs[200:264])


@torch.no_grad()
def two_passes(model, batch, gold):
    memory = model.encode(batch.source, batch.source_lengths)
    first, _ = model.advance(batch.inputs, model.start(memory), memory)  # (B, T, H)
    says = torch.stack([next_logits(model, first[:, : t + 1]).argmax(-1) for t in range(first.size(1))], 1)
    own = torch.cat([batch.inputs[:, :1], says[:, :-1]], 1)  # (B, T), shifted by one
    mixed = torch.where(gold | (batch.gold == PAD), batch.inputs, own)
    return model.advance(mixed, model.start(memory), memory)[0]  # (B, T, H)


# %%
counted = some.gold != PAD
for ratio in (1.0, 0.5, 0.0):
    tossed = coins(*some.inputs.shape, ratio, "step", fair())
    with torch.no_grad():
        says = [
            next_logits(model, hidden[counted][:, None]).argmax(-1)
            for hidden in (two_passes(model, some, tossed), unroll(model, some, ratio, generator=fair()))
        ]
    print(ratio, "same token said:", live((says[0] == says[1]).double().mean().item(), ".2f"))
    assert ratio < 1 or torch.equal(*says)

# %% [markdown] tags=["en"]
# At ratio 1 the two agree, of course. Below, they part where the model's own prefix has strayed, and the more it chooses, the further: this model knows only sixteen sentences by heart. A model that is nearly right should hardly notice the difference.

# %% [markdown] tags=["zh"]
# 比率 1 时两者当然一样。比率小于 1 时，凡是模型自己的前缀走偏了的地方，两者就分开了；自己选得越多，偏得越远，因为这个模型只会背十六句。要是模型差不多都对，按理就几乎看不出差别。

# %% [markdown] tags=["en"]
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | six steps of training | seven, with validation; batch *size*; masks; clipping; logits |
# | right tokens are fed so that training converges at all | copying converges without them, later and higher; what forcing gives is a fast start and the exact likelihood |
# | a human supervises | labels do |
# | the price is a model that cannot correct its own errors | partly: at ratio 1 it goes on with 化; at ratio 0 it returns to the reference, which is not always a correction |
#
# ## For a study group
#
# 1. You may show the class one curve of this chapter. Which, and what would it hide?
# 2. "After 自动, say 语": when would you want that lesson taught?
# 3. A paper reports "teacher forcing ratio 0.5". What do you ask the authors?
#
# [A page for the meeting](../docs/groups/04_teacher_forcing.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - R. Williams, D. Zipser (1989). A learning algorithm for continually running fully recurrent neural networks. Neural Computation 1.
# - S. Bengio, O. Vinyals, N. Jaitly, N. Shazeer (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - F. Huszár (2015). How (not) to train your generative model: scheduled sampling, likelihood, adversary? arXiv 1511.05101.
# - T. Mihaylova, A. Martins (2019). Scheduled sampling for Transformers. arXiv 1906.07651.
# - D. Duckworth et al. (2019). Parallel scheduled sampling. arXiv 1906.04331.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | 训练分六步 | 七步，还要验证；是批量*大小*；要有掩码、梯度裁剪；损失要 logits |
# | “那样的话模型连收敛都收敛不了” | 抄写不用它也收敛，只是晚一些，最后还更高；教师强制给的是快速的起步和精确的似然 |
# | “其实是有人类在监督着的” | 监督它的是标注 |
# | “承担了模型没有获得**修正自身错误能力**的代价” | 部分属实：比率 1 时接着说“化”；比率 0 时回到标准答案，可那不一定算修正 |
#
# ## 小组讨论
#
# 1. 只许给大家看本章的一条曲线，你选哪条？它会掩盖什么？
# 2. “在自动后面说语”：什么时候你会想教这一课？
# 3. 一篇论文写着“教师强制比率 0.5”。你要向作者问什么？
#
# [小组活动页](../docs/groups/04_teacher_forcing.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - R. Williams, D. Zipser (1989). A learning algorithm for continually running fully recurrent neural networks. Neural Computation 1.
# - S. Bengio, O. Vinyals, N. Jaitly, N. Shazeer (2015). Scheduled sampling for sequence prediction with recurrent neural networks. NIPS, arXiv 1506.03099.
# - F. Huszár (2015). How (not) to train your generative model: scheduled sampling, likelihood, adversary? arXiv 1511.05101.
# - T. Mihaylova, A. Martins (2019). Scheduled sampling for Transformers. arXiv 1906.07651.
# - D. Duckworth et al. (2019). Parallel scheduled sampling. arXiv 1906.04331.
