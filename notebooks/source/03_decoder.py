# %% [markdown] tags=["en"]
# # 03 · The decoder: one token after the other
#
# **What you will be able to do.** Write down the probability of a whole sentence as a product of small steps, and compute it. Build a decoder step from its three inputs. Say why PyTorch's loss wants logits. Decode greedily and by chance, and know what each leaves out. Swap the encoder by a setting, without rewriting the decoder.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop} minutes; the sections called Deeper take {deeper} more. **To know before.** Chapters 00 to 02.

# %% [markdown] tags=["zh"]
# # 03 · 解码器：一个词元接着一个词元
#
# **学完本章，你能**：把整句话的概率写成一步一步的乘积，并算出来；用三个输入搭出解码器的一步；说清 PyTorch 的损失函数为什么要 logits；会用贪心搜索解码，也会带着温度随机抽取，并知道各自漏掉了什么；只改设置就换掉编码器，解码器的代码一行不动。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟；“深入”各节另需 {deeper} 分钟。**预备知识**：第 00 到 02 章。

# %% [markdown] tags=["en"]
# ## The question
#
# The encoder leaves a context behind. From it a sentence must be written: of any length, one token at a time, each fitting those before. **How does a network choose the next token, and how does it know when to stop?**
#
# ![One step of the decoder. Three inputs go into the cell: the token before, the state before, the context. The new state becomes logits, the softmax makes probabilities, a token is chosen. The token and the state are inputs of the next step.](../assets/figures/one_decoder_step.en.svg)

# %% [markdown] tags=["zh"]
# ## 问题
#
# 编码器留下了一个上下文向量，现在要从它写出一句话：长短不定，一次一个词元，每个都要和前面的接得上。**网络怎样挑选下一个词元？又怎么知道该停了？**
#
# ![解码器的一步：上一词元、上一状态和上下文向量三个输入进入循环单元；新状态变成 logits，softmax 变成概率，再选出一个词元；这个词元和这个状态又是下一步的输入。](../assets/figures/one_decoder_step.zh.svg)

# %%
from course_lib.chapters.ch03_decoder import figures
from course_lib.language import live, set_language

LANGUAGE = "en"
set_language(LANGUAGE)

# %% [markdown] tags=["en"]
# We take a trained model, so that there is something to look at: English number words to French ones. French counts in an interesting way: 71 is *soixante et onze*, sixty and eleven; 96 is *quatre-vingt-seize*, four twenties sixteen. The model is a GRU of 96 on each side, without attention, recorded by `course.py experiments french`. Nothing is trained in this chapter. The next cell takes some seconds, since the corpus is written out anew.

# %% [markdown] tags=["zh"]
# 先拿一个训练好的模型，好有东西可看：把英文数词译成法文数词。法国人数数很有意思：71 是 *soixante et onze*（六十加十一），96 是 *quatre-vingt-seize*（四个二十加十六）。模型两边各是 96 个单元的 GRU，没有注意力，由 `course.py experiments french` 录制。本章什么也不训练。下面这一格要等几秒钟，因为语料是现写出来的。

# %%
from course_lib.data.batching import collate, encode_pairs, pad_sources
from course_lib.data.corpora import load
from course_lib.data.vocab import BOS, EOS, PAD
from course_lib.kit import records

model, source_vocab, target_vocab, *_ = records.load("french").model(seed=0)
corpus = load("numbers-en-fr")
pairs = encode_pairs(corpus.valid, source_vocab, target_vocab)
batch = collate([(source_vocab.encode("seventy one"), target_vocab.encode("soixante et onze"))])
print([target_vocab.names[i] for i in batch.target[0]])

# %% [markdown] tags=["en"]
# ## What it reads and what it must say
#
# The target stands between two marks, BOS (*begin*) and EOS (*end*). The decoder **reads** all but the last token, and is **asked to say** all but the first: the same row, shifted by one. At each place it sees what came before, and never the answer.

# %% [markdown] tags=["zh"]
# ## 读什么，说什么
#
# 目标序列夹在两个记号之间：BOS（开始）和 EOS（结束）。解码器**读**的是去掉最后一个的那一串，**要说**的是去掉第一个的那一串：同一行，错开一位。在每个位置上，它看到的都是前面的，绝不会看到答案。

# %%
inputs, gold = batch.target[:, :-1], batch.target[:, 1:]  # (1, T) each
for read, say in zip(inputs[0], gold[0], strict=True):
    print(f"{target_vocab.names[read]:>9} -> {target_vocab.names[say]}")

# %% [markdown] tags=["en"]
# ## By hand: three inputs, one step
#
# The notes name two inputs of the decoder: the context, and the token before. There is a third, its **own state**:
#
# $$s_t = g(y_{t-1}, s_{t-1}, c), \qquad s_0 = c$$
#
# Our decoder gets the context only once, as its first state $s_0$; so `step` below has two arguments, and the context lives on in the state. One step is then: look up the token's vector, do one GRU step, and multiply by a matrix, which gives one number for each token of the vocabulary. These V numbers are the **logits**. `torch.gru_cell` is chapter 02's step; the hyphen is a token of its own, so the vocabulary needs only 34.

# %% [markdown] tags=["zh"]
# ## 亲手做：三个输入，一步
#
# > **笔记这样说**：“输入有两部分：一部分是encoder的输出，即**上下文向量**，另一部分是**decoder之前生成了的元素**”
#
# 其实还有第三个：它**自己的状态**。
#
# $$s_t = g(y_{t-1}, s_{t-1}, c), \qquad s_0 = c$$
#
# 我们的解码器只在开头用一次上下文向量，当作第一个状态 $s_0$；所以下面的 `step` 只有两个参数，上下文向量的内容就留在状态里往下传。一步就是：查出词元的向量，走一步 GRU，再乘一个矩阵，给词表里的每个词元一个数。这 V 个数叫 **logits**。`torch.gru_cell` 就是第 02 章的那一步。连字符单独算一个词元，所以词表只要 34 项。

# %%
import torch

torch.set_grad_enabled(False)
memory = model.encode(batch.source, batch.source_lengths)
embedding, rnn, output = model.decoder.embedding, model.decoder.rnn, model.output


def step(token, state):
    x = embedding(token)  # (1, E)
    state = torch.gru_cell(x, state, *rnn.parameters())  # (1, H)
    return output(state), state  # (1, V), (1, H)


logits, state = step(torch.tensor([BOS]), memory.final[0][:, 0])
print(logits.shape, target_vocab.names[logits.argmax()])

# %% [markdown] tags=["en"]
# ## The chain rule: a sentence is a product
#
# The **softmax** turns logits into probabilities: $p_i = e^{o_i} / \sum_j e^{o_j}$. The probability of a sentence is the product of its steps, each given all that came before:
#
# $$p(y_1, \dots, y_T \mid x) = \prod_{t=1}^{T} p(y_t \mid y_1, \dots, y_{t-1}, x)$$
#
# That is no assumption about language. It is the chain rule of probability, and holds for any sentence. We walk along *soixante et onze*.

# %% [markdown] tags=["zh"]
# ## 链式法则：一句话是一个乘积
#
# **softmax** 把 logits 变成概率：$p_i = e^{o_i} / \sum_j e^{o_j}$。一句话的概率，是每一步概率的乘积，每一步都以前面的全部为条件：
#
# $$p(y_1, \dots, y_T \mid x) = \prod_{t=1}^{T} p(y_t \mid y_1, \dots, y_{t-1}, x)$$
#
# 这不是对语言的什么假设，而是概率的链式法则，对任何句子都成立。我们沿着 *soixante et onze* 走一遍。

# %%
state, total, steps = memory.final[0][:, 0], 0.0, []
for read, say in zip(inputs[0], gold[0], strict=True):
    logits, state = step(read[None], state)
    steps.append(logits)
    log_p = logits.log_softmax(-1)[0, say]
    total += log_p
    print(f"{target_vocab.names[say]:>9} {log_p.exp():.3f}")
print(f"{'together':>9} {total.exp():.3f}")

# %% [markdown] tags=["en"]
# We added logarithms instead of multiplying: a product of a thousand small numbers would be too small for the computer to hold.
#
# The library's `advance` reads all known tokens in **one** call, and gives the very same logits. This is why training with the right **prefix**, the beginning so far, is fast: nothing has to wait for the model's own choice.

# %% [markdown] tags=["zh"]
# 我们加的是对数，没有直接相乘：一千个小数乘起来，会小到计算机表示不了。
#
# 库里的 `advance` **一次**读完所有已知的词元，得到的 logits 一模一样。训练时把正确的**前缀**（前面已有的部分）直接给它，不必等模型自己选，所以很快。

# %%
hidden, _ = model.advance(inputs, model.start(memory), memory)  # (1, T, H)
fused = model.project(hidden)  # (1, T, V)
torch.testing.assert_close(fused, torch.stack(steps, 1))

# %% [markdown] tags=["en"]
# ## Without its own state
#
# Is the third input really needed? Take it away: at every step the cell gets the context again instead of the state before. **Predict** what the decoder writes for *six thousand seven hundred and sixteen*.

# %% [markdown] tags=["zh"]
# ## 拿走它自己的状态
#
# 第三个输入真的需要吗？把它拿走：每一步都重新给它上下文向量，而不是上一步的状态。**先猜**：它会把 *six thousand seven hundred and sixteen* 写成什么？

# %%
source, lengths = pad_sources([source_vocab.encode("six thousand seven hundred and sixteen")])
start = model.encode(source, lengths).final[0][:, 0]
for name in ("with state", "without"):
    token, state, said = torch.tensor([BOS]), start, []
    for _ in range(9):
        logits, new = step(token, state)
        token, state = logits.argmax(-1), new if name == "with state" else start
        said.append(target_vocab.names[token])
    print(f"{name:10}", " ".join(said))

# %% [markdown] tags=["en"]
# *Six mille six mille six mille* (six thousand six thousand …): without its state the decoder knows the source and the last word, but not **how far it has come**. (The model was trained with a state; another one might learn to do without on easier tasks. But in *deux cent deux*, source and last word are the same after both *deux*, and the next token is not.)
#
# Look at the first line, too. After the end the loop went on asking, and got answers. EOS stops nothing by itself: the loop must stop.

# %% [markdown] tags=["zh"]
# *six mille six mille six mille*（六千六千六千……）：没有状态，解码器知道源序列，也知道上一个词，却不知道自己**写到哪儿了**。（这个模型是带着状态训练的；换个容易的任务，别的模型也许能学会不用它。但写 *deux cent deux* 时，两个 *deux* 之后，源序列和上一个词都一样，下一个词元却不同。）
#
# 再看第一行。句子结束之后，循环还在追问，模型也还在回答。EOS 自己什么也停不了，要由循环来停。

# %% [markdown] tags=["en"]
# ## The loss, and why it wants logits
#
# Training lowers the **cross-entropy**: minus the logarithm of the probability of the right token, averaged over the real tokens (padding does not count). Its unit is the *nat*; 0 means certain and right.
#
# `cross_entropy` in PyTorch takes **logits**, and applies the softmax itself. The notes' step 4 applies a softmax to the output, and then computes the loss: done literally, that is one softmax too many. What does it do? **Predict**: can a perfect model, certain of token 7 where 7 is right, still reach a loss of 0?

# %% [markdown] tags=["zh"]
# ## 损失，以及它为什么要 logits
#
# 训练要降低的是**交叉熵**：正确词元的概率取对数、变号，再对真正的词元求平均（填充不算）。单位叫 nat；0 表示又肯定又正确。
#
# > **笔记这样说**：“模型运行，输出经softmax处理后得到一个概率分布”，然后“交叉熵函数计算损失”
#
# PyTorch 的 `cross_entropy` 要的是 **logits**，softmax 由它自己来做。照笔记的字面写，就多做了一次 softmax。会怎样？**先猜**：一个完美的模型（答案是 7 号词元，它也认定是 7 号），损失还能是 0 吗？

# %%
cross_entropy = torch.nn.functional.cross_entropy
V = len(target_vocab)
sure = torch.full((1, V), -50.0)  # (1, V)
sure[0, 7] = 50.0
answer = torch.tensor([7])
print(f"once  {cross_entropy(sure, answer):.2f}")
print(f"twice {cross_entropy(sure.softmax(-1), answer):.2f}")
print(f"guess {torch.tensor(V).log():.2f}")
big = torch.tensor([1000.0, 0.0])
print(big.exp() / big.exp().sum(), big.log_softmax(-1))

# %% [markdown] tags=["en"]
# With two softmaxes a *perfect* model has a loss of 2.58, not far below the 3.53 of guessing evenly among 34 tokens. A model can still learn so, slowly, and no error message appears. The last line shows the other reason: $e^{1000}$ is too large for the computer, so the naive softmax gives *nan* ("not a number"), while `log_softmax`, which subtracts the largest logit first, gives the right logarithms.
#
# The masked loss by hand, over a batch with padding, equal to the library's:

# %% [markdown] tags=["zh"]
# 做了两次 softmax，**完美**的模型损失也有 2.58，比在 34 个词元里瞎猜的 3.53 低不了多少。这样也能慢慢学到一点东西，而且什么错也不报。最后一行是另一个原因：$e^{1000}$ 太大，计算机表示不了，照公式写的 softmax 得到 nan（“不是数”）；`log_softmax` 先减去最大的 logit，得到的对数就是对的。
#
# 下面亲手写一遍带掩码的损失，在有填充的一批上，与库里的相等：

# %%
from course_lib.training import loss_of

some = collate(pairs[:8])
memory = model.encode(some.source, some.source_lengths)
hidden, _ = model.advance(some.inputs, model.start(memory), memory)  # (B, T, H)
log_p = model.project(hidden).log_softmax(-1)  # (B, T, V)
right = log_p.gather(2, some.gold[:, :, None])[:, :, 0]  # (B, T)
mask = some.gold != PAD  # (B, T)
by_hand = -right[mask].mean()
torch.testing.assert_close(by_hand, loss_of(model, some, hidden))
print("padding", (~mask).sum().item(), "of", mask.numel())

# %% [markdown] tags=["en"]
# ## Greedy decoding
#
# To translate, nobody gives us the right prefix. The simplest way: take the likeliest token, let the decoder read it as its next input, stop at EOS. This is **greedy** decoding. For a batch, every row needs its own stop.

# %% [markdown] tags=["zh"]
# ## 贪心搜索
#
# 翻译时没有人给我们正确的前缀。最简单的办法：取最可能的词元，让解码器下一步读它，遇到 EOS 就停。这就是**贪心搜索**。一批句子里，每一行要各停各的。


# %%
def greedy_by_hand(source, lengths, limit=40):
    memory = model.encode(source, lengths)
    state = model.start(memory)
    token = torch.full((len(source), 1), BOS)  # (B, 1)
    ended = torch.zeros(len(source), dtype=torch.bool)  # (B,)
    said = [[] for _ in source]
    for _ in range(limit):
        hidden, state = model.advance(token, state, memory)  # (B, 1, H)
        token = model.project(hidden).argmax(-1)  # (B, 1)
        ended |= token[:, 0] == EOS
        for row in (~ended).nonzero()[:, 0].tolist():
            said[row].append(token[row, 0].item())
        if ended.all():
            return said
    return said


# %%
from course_lib.decoding import greedy
from course_lib.metrics import exact_match

source, lengths = pad_sources([source for source, _ in pairs])
answers = [target for _, target in pairs]
outputs = greedy(model, source, lengths)
assert greedy_by_hand(source[:50], lengths[:50]) == outputs[:50]
print("exact match", exact_match(outputs, answers))

# %% [markdown] tags=["en"]
# The library's `greedy` does the same, drops finished rows from the work, and never says PAD or BOS. Of the 500 held-out numbers, .96 come out right.

# %% [markdown] tags=["zh"]
# 库里的 `greedy` 做的是同一件事，还会把写完的行从计算里撤下来，而且绝不说 PAD 或 BOS。留出的 500 个数，这个模型译对了 .96。

# %% [markdown] tags=["en"]
# ## Is greedy the best?
#
# Greedy takes the best *token* each time. **Predict**: is the sentence it ends with always the most probable *sentence*? A **beam search** keeps several beginnings instead of one (here 5), and at the end the most probable. How it works is for a later chapter; we only use it to look for a better sentence.

# %% [markdown] tags=["zh"]
# ## 贪心就是最好的吗？
#
# 贪心每次都取最好的**词元**。**先猜**：这样得到的**句子**，一定是概率最大的吗？**束搜索**不只留一个开头，而是同时留好几个（这里是 5 个），最后取其中概率最大的。它的做法留到以后的章节细讲，这里只借它来找找有没有更好的句子。

# %%
from course_lib.decoding.decode import beam_search


def log_probability(pairs):
    batch = collate(pairs)
    memory = model.encode(batch.source, batch.source_lengths)
    hidden, _ = model.advance(batch.inputs, model.start(memory), memory)
    log_p = model.project(hidden).log_softmax(-1).gather(2, batch.gold[:, :, None])[:, :, 0]
    return (log_p * (batch.gold != PAD)).sum(1)  # (B,)


# %%
wide = [found[0].tokens for found in beam_search(model, source, lengths, 5)]
sources = [source for source, _ in pairs]
of_greedy, of_beam = (log_probability(list(zip(sources, said, strict=True))) for said in (outputs, wide))
better = (of_beam > of_greedy + 1e-3).nonzero()[:, 0].tolist()
print("more probable", live(len(better)), "of", len(pairs))
assert 1 <= len(better) < 50

# %%
i = next(i for i in better if corpus.valid[i][0].startswith("seventy three thousand"))
print(corpus.valid[i][0])
for name, said, values in (("greedy", outputs, of_greedy), ("beam", wide, of_beam)):
    print(f"{name:6} {values[i].exp():.2f}  {target_vocab.decode(said[i])}")

# %% [markdown] tags=["en"]
# Not always. In 7 of 500 cases the beam found a sentence that the model itself thinks more probable. In the example greedy leaves out *trois* and then cannot take it back (a *trois* turns up at the end instead, where *un* should be); its sentence has a probability of .13, the right one .41. Here the more probable sentence is also the right one. That need not be so: in a large translator the most probable output was, for more than half of the sentences, the empty one (Stahlberg and Byrne 2019).

# %% [markdown] tags=["zh"]
# 不一定。500 个里有 7 个，束搜索找到了模型自己也认为概率更大的句子。在上面的例子里，贪心漏了 *trois*，再也补不回来（句末该说 *un* 的地方，倒冒出一个 *trois*）；它那句的概率是 .13，正确的那句是 .41。这里更可能的那句正好也是对的。但并不总是这样：在一个大的翻译模型里，有一半以上的句子，概率最大的输出竟是空句（Stahlberg 与 Byrne 2019）。

# %% [markdown] tags=["en"]
# ## Temperature: a first taste of chance
#
# Instead of the likeliest token we can **draw** one from the distribution. A **temperature** $\tau$ divides the logits first: below 1 the likely becomes likelier, above 1 everything comes closer. The ranking of the tokens never changes, so for greedy decoding the temperature does nothing. Here is the place where greedy went wrong above, after *soixante-treize mille*.

# %% [markdown] tags=["zh"]
# ## 温度：尝一尝随机
#
# 也可以不取最可能的词元，而是按概率**抽**一个。先把 logits 除以**温度** $\tau$：小于 1，可能的更可能；大于 1，大家就拉近了。词元的排名永远不变，所以对贪心搜索来说，温度不起任何作用。下面就是刚才贪心走偏的地方：*soixante-treize mille* 之后。

# %%
written = [BOS, *target_vocab.encode("soixante-treize mille")]
memory = model.encode(source[i : i + 1, : lengths[i]], lengths[i : i + 1])
hidden, _ = model.advance(torch.tensor([written]), model.start(memory), memory)
logits = model.project(hidden)[:, -1]  # (1, V)
for temperature in (0.5, 1.0, 2.0):
    p, ids = (logits[0] / temperature).softmax(-1).topk(4)
    print(temperature, [f"{target_vocab.names[token]} {q:.3f}" for token, q in zip(ids, p, strict=True)])

# %% [markdown] tags=["en"]
# **Predict**: drawn at temperature 1, so exactly from what the model believes, what share of the 500 comes out right? Greedy had .96.

# %% [markdown] tags=["zh"]
# **先猜**：温度为 1，也就是完全照模型所相信的来抽，500 个里会对多少？贪心是 .96。

# %%
from course_lib.decoding import sample

shares = {}
for temperature in (0.3, 1.0, 1.5, 2.0):
    drawn = [
        sample(model, source, lengths, temperature, generator=torch.Generator().manual_seed(seed))
        for seed in range(3)
    ]
    shares[temperature] = [exact_match(said, answers) for said in drawn]
    print(temperature, [live(share, ".2f") for share in shares[temperature]])
assert min(shares[0.3]) > 0.9 > max(shares[1.0]) and max(shares[2.0]) < 0.4

# %% [markdown] tags=["en"]
# About .82 at temperature 1, .52 at 1.5, .22 at 2. At 0.3 drawing is almost greedy, and about as good. A number has only one right translation, so there is little for chance to win, and much to lose. Where many answers are good, in stories or chats, drawing is what keeps the text from repeating itself (Holtzman et al. 2020).

# %% [markdown] tags=["zh"]
# 温度 1 时大约 .82，1.5 时 .52，2 时 .22；0.3 时几乎就是贪心，成绩也差不多。一个数只有一种正确的译法，靠随机很难占到便宜，倒很容易吃亏。而写故事、聊天这样好答案不止一个的场合，正是靠抽取，才不至于翻来覆去总是那几句（Holtzman 等 2020）。

# %% [markdown] tags=["en"]
# ## Lab: stepper
#
# You are the decoder's hand. The ten likeliest tokens are buttons: press any of them to **force** it, and see what follows. Undo as often as you like. Draw with a temperature. **Try**: type 71 and force *dix* after *soixante*. Can the model still arrive at a sensible number? Then take one on which greedy is wrong, such as 73381 from above, and find the first token at which it goes astray. Force another one there: is the rest right? (What we found is on [the page for the meeting](../docs/groups/03_decoder.md).)

# %% [markdown] tags=["zh"]
# ## 实验台：逐步解码
#
# 现在由你来替解码器做主。最可能的十个词元就是十个按钮：按哪个，就**强制**它说哪个，再看看后面会怎样。撤销几次都行，也可以带着温度去抽。**试一试**：输入 71，在 *soixante* 之后强制说 *dix*，它还能写出一个像样的数吗？再拿一个贪心答错的数，比如前面的 73381，看看是从哪个词元开始走偏的；在那里换一个词元强制它说，后面就对了吗？（我们找到的答案在[小组活动页](../docs/groups/03_decoder.md)上。）

# %%
from course_lib.chapters.labs import StepperLab

StepperLab(records.load("french").model(seed=0))

# %% [markdown] tags=["en"]
# ## Swap the encoder
#
# The notes call Seq2Seq extensible and modular. The decoder asks the encoder for one thing, a context; so any encoder fits that gives one. Count the lines that change: none but the settings. (One honest remark: `cell` and `layers` set both sides, so the decoder gets the same cell and as many layers, for the context must fit its state. Reading backwards or in both directions concerns the encoder alone.)

# %% [markdown] tags=["zh"]
# ## 换一个编码器
#
# > **笔记这样说**：“**可扩展**：天然具有模块化特性”
#
# 解码器向编码器要的只有一样东西：上下文向量。所以，凡是给得出它的编码器都装得上。数一数要改几行：除了设置，一行也不改。（说句老实话：`cell` 和 `layers` 是两边一起设的，因为上下文向量要和解码器的状态对得上，所以解码器的循环单元和层数也跟着变；倒着读、双向读才是只动编码器。）

# %%
from course_lib.chapters.ch03_decoder.experiments.encoders import CHOICES
from course_lib.models import Seq2Seq

for name, settings in CHOICES.items():
    other = Seq2Seq(len(source_vocab), len(target_vocab), **settings)
    said = greedy(other, source[:4], lengths[:4])
    context = other.encode(source[:4], lengths[:4]).final[0]  # (B, layers, H)
    print(f"{name:27}", tuple(context.shape), len(said))

# %% [markdown] tags=["en"]
# Untrained, they write nonsense; but they run. The last line printed is another matter: it changes how the context is **handed over**. The others give it once, as $s_0$ (Sutskever et al. 2014); "every step" also appends it to each input, so that it cannot fade (Cho et al. 2014). Trained on number words to digits, as in chapter 00, for 1,000 steps, three seeds each (**predict** which is worst):

# %% [markdown] tags=["zh"]
# 没有训练，写出来的自然是胡话，但都跑得起来。打印出的最后一行是另一回事：它改的是上下文向量的**交接方式**。默认只在开头交一次，当作 $s_0$（Sutskever 等 2014）；“every step”还把它接到每一步的输入上，这样就不会渐渐忘掉（Cho 等 2014）。把它们都训练 1000 步，任务和第 00 章一样，英文数词变数字，各三个随机种子（**先猜**哪个最差）：

# %%
record = records.load("encoders")
exact = {name: record.values("exact", choice=name) for name in CHOICES}
print(record.command)
for name, values in exact.items():
    print(f"{name:27}", records.spread(values), record.where(choice=name)[0]["weights"], "weights")
assert max(exact["rnn"]) + 0.05 < min(exact["gru"])
figures.ranges(exact, "exact_match")

# %% [markdown] tags=["en"]
# With plain RNNs on both sides not one number comes out right, in any run: at this learning rate, in 1,000 steps, they do not learn the task. All the others do. LSTM and two layers are ahead, and they have more weights. Two things may surprise you. Reading in both directions did *worse* here (.90 against .96), with more weights. We have not found out why. And handing the context over at every step helped a little (.98 against .96), but it has more weights, too. Three seeds and one task: no laws.

# %% [markdown] tags=["zh"]
# 两边都用普通 RNN，三次都是一个数也没答对：在这个学习率下，1000 步学不会这个任务。其余的都学会了。LSTM 和两层的领先，权重也更多。有两点也许出乎意料：双向读反而**差**了（.90 对 .96），权重还更多。原因我们没有查清。每一步都交一次上下文向量，有一点帮助（.98 对 .96），不过它的权重也更多。只有三个种子、一个任务：别当成规律。

# %% [markdown] tags=["en"]
# ## Exercises
#
# Three core exercises, about five minutes each, a stretch, and a question to answer in words.

# %% [markdown] tags=["zh"]
# ## 练习
#
# 三道基础练习，每道大约五分钟；一道挑战题；一道要用文字回答的问题。

# %%
from course_lib.chapters.ch03_decoder import exercises as ch03

ch03.inputs_and_gold


# %%
def inputs_and_gold(target): ...


ch03.inputs_and_gold.check(inputs_and_gold)

# %%
ch03.masked_loss


# %%
def masked_loss(logits, gold): ...


ch03.masked_loss.check(masked_loss)

# %%
ch03.greedy_batch


# %%
def greedy_batch(step, states, limit): ...


ch03.greedy_batch.check(greedy_batch)

# %%
ch03.sample_token


# %%
def sample_token(logits, temperature, u): ...


ch03.sample_token.check(sample_token)

# %%
ch03.three_inputs

# %%
ch03.three_inputs.answer("")

# %% [markdown] tags=["en"]
# ## Quiz

# %% [markdown] tags=["zh"]
# ## 小测验

# %%
ch03.quiz

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ## Deeper: do the probabilities of all sentences add up to one?
#
# Each step hands out a probability of 1 among the tokens. Does that hold for whole sentences, of any length? Take a random decoder with two words, *a* and *b*, and EOS. Add up the probability of every sentence of length 0, 1, 2, … **Predict** the sum after length 8.

# %% [markdown] tags=["zh"]
# ## 深入：所有句子的概率加起来是一吗？
#
# 每一步都把概率 1 分给各个词元。那么对长短不一的整句，也还是 1 吗？取一个随机的解码器，只有两个词 *a* 和 *b*，外加 EOS。把长度为 0、1、2……的所有句子的概率加起来。**先猜**：加到长度 8 是多少？

# %%
tiny = Seq2Seq(6, 6, embedding=4, hidden=8, seed=1).eval()
memory = tiny.encode(torch.tensor([[4, 5, EOS]]), torch.tensor([3]))


def sum_of_sentences(token, state, depth):
    hidden, state = tiny.advance(torch.tensor([[token]]), state, memory)
    logits = tiny.project(hidden)[0, 0, [EOS, 4, 5]]  # (3,)
    end, *words = logits.softmax(-1).tolist()
    if depth == 0:
        return end
    parts = [p * sum_of_sentences(w, state, depth - 1) for w, p in zip((4, 5), words, strict=True)]
    return end + sum(parts)


# %%
for longest in (0, 1, 2, 4, 8):
    print(longest, f"{sum_of_sentences(BOS, tiny.start(memory), longest):.3f}")

# %% [markdown] tags=["en"]
# The sum creeps up to 1: what is missing are the longer sentences. (It reaches 1 as long as EOS keeps at least some fixed chance at every step; if that chance shrank fast enough, part would be lost in sentences that never end.) This is what EOS is *for*: with it a model spreads one probability over sentences of all lengths. Without it, it could only compare sentences of equal length.

# %% [markdown] tags=["zh"]
# 和慢慢逼近 1，缺的那部分是更长的句子。（前提是每一步 EOS 的概率都不低于某个固定的数；要是它缩得太快，就有一部分概率落在永远写不完的句子上。）EOS 的**意义**就在这里：有了它，模型才能把概率 1 分给长短不一的所有句子；没有它，就只能比较一样长的句子。

# %% [markdown] tags=["en"]
# ## What the notes say, and what we measured
#
# | The notes | Here |
# | --- | --- |
# | the decoder has two inputs, context and earlier tokens | three: its own state as well; without it, *six mille six mille six mille* |
# | "the element that it generated before" is the input | when translating; in training it is the gold token (chapter 04) |
# | a softmax makes a distribution, then cross-entropy | for PyTorch the loss takes logits; with two softmaxes a perfect model stops at 2.58 nats |
# | modular, extensible | yes: seven settings of encoder and hand-over, and not a line of code changed; six of them learn the task |
#
# ## For a study group
#
# 1. The decoder says a wrong token with probability .9. Is that worse than with .4? For whom?
# 2. Where would you draw tokens at random, where never?
# 3. Your model's loss stops falling at 2.6 nats and the vocabulary has 34 entries. What do you check first?
#
# [A page for the meeting](../docs/groups/03_decoder.md) has minutes, aims and what good answers contain.
#
# ## References
#
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - A. Holtzman et al. (2020). The curious case of neural text degeneration. ICLR, arXiv 1904.09751.
# - F. Stahlberg, B. Byrne (2019). On NMT search errors and model errors: cat got your tongue? EMNLP, arXiv 1908.10090.

# %% [markdown] tags=["zh"]
# ## 笔记怎么说，我们测到了什么
#
# | 笔记这样说 | 本章所见 |
# | --- | --- |
# | “输入有两部分” | 有三部分，还有它自己的状态；没有它，就是 *six mille six mille six mille* |
# | “decoder之前生成了的元素” | 翻译时是这样；训练时喂的是标准答案里的词元（第 04 章） |
# | “输出经softmax处理后得到一个概率分布”，再“交叉熵函数计算损失” | PyTorch 的损失函数要 logits；做两次 softmax，完美的模型也停在 2.58 nat |
# | “天然具有模块化特性” | 对：编码器和交接方式共七种设置，代码一行没改；其中六种学会了任务 |
#
# ## 小组讨论
#
# 1. 解码器以 .9 的概率说错一个词元，比以 .4 说错更糟吗？对谁来说？
# 2. 什么场合你会随机抽取词元？什么场合绝不？
# 3. 损失降到 2.6 nat 就不动了，词表有 34 项。先检查什么？
#
# [小组活动页](../docs/groups/03_decoder.md)上有时间安排、目标，以及好的回答里应当有什么。
#
# ## 参考文献
#
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - A. Holtzman et al. (2020). The curious case of neural text degeneration. ICLR, arXiv 1904.09751.
# - F. Stahlberg, B. Byrne (2019). On NMT search errors and model errors: cat got your tongue? EMNLP, arXiv 1908.10090.
