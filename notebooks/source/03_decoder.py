# %% [markdown] tags=["en"]
# # 03 · The decoder: one token after the other
#
# **What you will be able to do.** Build one step of a decoder from its three inputs. Write the probability of a whole sentence as a product of small steps, and compute it. Say why PyTorch's loss wants scores, not probabilities. Decode greedily, and say what greedy decoding can miss. In the workshop you build a whole model on one page, train it, and put it into the course's labs.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 00 to 02.

# %% [markdown] tags=["zh"]
# # 03 · 解码器：一个词元接着一个词元
#
# **学完本章，你能**：用三个输入搭出解码器的一步；把整句话的概率写成一步一步的乘积，并算出来；说清 PyTorch 的损失函数为什么要分数、不要概率；会用贪心搜索写出译文，也知道它会漏掉什么。在工作坊里，你要把一个完整的模型写在一页纸上，训练它，再放进课程的实验台。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 00 到 02 章。

# %%
from course_lib.chapters.ch03_decoder import exercises as ch03
from course_lib.chapters.ch03_decoder import figures
from course_lib.chapters.opening import opening
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
opening(ch03)

# %% [markdown] tags=["en"]
# ## The question
#
# The encoder has read the source and leaves a context behind. From it a sentence must be written: of any length, one token at a time, and each token must fit those before it. **How does a network choose the next token, and how does it know when to stop?**
#
# ![One step of the decoder. Three inputs go into the cell: the token before, the state before, the context. The new state becomes logits, the softmax makes probabilities, a token is chosen. The token and the state are inputs of the next step.](../assets/figures/one_decoder_step.en.svg)

# %% [markdown] tags=["zh"]
# ## 问题
#
# 编码器读完源序列，留下一个上下文向量。现在要从它写出一句话：长短不定，一次写一个词元，每个都要和前面的接得上。**网络怎样挑选下一个词元？又怎么知道该停了？**
#
# ![解码器的一步：上一词元、上一状态和上下文向量三个输入进入循环单元；新状态变成 logits，softmax 变成概率，再选出一个词元；这个词元和这个状态又是下一步的输入。](../assets/figures/one_decoder_step.zh.svg)

# %% [markdown] tags=["en"]
# ## By hand: read a token, say the next
#
# We need a decoder to look into. So we load a small model that was trained beforehand: English number words go in, French ones come out. French counts in an interesting way. 71 is *soixante et onze*, sixty and eleven. Loading takes some seconds, because the corpus is made on the spot.
#
# In training, the right answer stands between two marks: `<bos>` for *begin*, `<eos>` for *end*. The decoder reads a token and must say the next one. So what it reads and what it must say are the same row, shifted by one.

# %% [markdown] tags=["zh"]
# ## 亲手做：读一个词元，说下一个
#
# 先找一个现成的解码器。这里用一个预先训练好的小模型来观察：读英文数词，写法文数词。法国人数数很有意思：71 是 *soixante et onze*，六十加十一。载入要等几秒钟，因为语料要当场生成。
#
# 训练时，正确答案夹在两个记号之间：`<bos>` 表示开始，`<eos>` 表示结束。解码器读一个词元，就要说出下一个。所以它读的和要说的是同一行，只是错开一位。

# %%
from course_lib.data.batching import collate, encode_pairs, pad_sources
from course_lib.data.corpora import load
from course_lib.data.vocab import BOS, EOS
from course_lib.kit import records
from course_lib.kit.table import Table

model, source_vocab, target_vocab, *_ = records.load("french").model(seed=0)
names = target_vocab.names
pair = collate([(source_vocab.encode("seventy one"), target_vocab.encode("soixante et onze"))])
inputs, gold = pair.inputs, pair.gold  # (1, T) each: all but the last, all but the first
rows = [(names[read], names[say]) for read, say in zip(inputs[0], gold[0], strict=True)]
Table([pick("reads", "读"), pick("must say", "要说")], rows)

# %% [markdown] tags=["en"]
# At each place the decoder has seen what came before, and never the answer itself.
#
# ### From a state to a score
#
# Suppose a decoder has two units, and its state is (0.5, −1). Its vocabulary has three tokens, each with two weights: *cent*, hundred, has (2, −1); *mille*, thousand, has (2, 0); the end has (0, 0). The **score** of *cent* is 0.5 × 2 + (−1) × (−1) = 2. That of *mille* is 1, and that of the end 0. These scores are called **logits**. The softmax of chapter 00 turns 2, 1, 0 into .67, .24, .09: *cent* is the likeliest next token.

# %% [markdown] tags=["zh"]
# 在每个位置上，解码器看到的都是前面的词元，绝不会看到答案。
#
# ### 从状态到分数
#
# 假设解码器只有两个单元，状态是 (0.5, −1)。词表里有三个词元，每个带两个权重：*cent*（百）是 (2, −1)，*mille*（千）是 (2, 0)，“结束”是 (0, 0)。那么 *cent* 的**分数**是 0.5 × 2 + (−1) × (−1) = 2，*mille* 是 1，“结束”是 0。这样的分数叫作 **logits**。第 00 章的 softmax 把 2、1、0 变成 0.67、0.24、0.09，所以下一个最可能是 *cent*。

# %% [markdown] tags=["en"]
# ### Three inputs, one step
#
# You will often read that a decoder has two inputs: the context $c$, and the token $y_{t-1}$ that it said before. There is a third, its **own state** $s_{t-1}$:
#
# $$s_t = g(y_{t-1}, s_{t-1}, c), \qquad s_0 = c$$
#
# Here $g$ is the cell, and $y_0$ is `<bos>`. The drawing shows the general case: the context goes in at every step. Our decoder gets it only once, so for it $s_t = g(y_{t-1}, s_{t-1})$ and $s_0 = c$. So `step` below takes two arguments, token and state, and what was in the context lives on inside the state. A step looks up the token's vector, does one GRU step (`torch.gru_cell` is the one of chapter 02), and computes the logits, one for each of the V tokens.

# %% [markdown] tags=["zh"]
# ### 三个输入，一步
#
# > **笔记这样说**：“输入有两部分：一部分是encoder的输出，即**上下文向量**，另一部分是**decoder之前生成了的元素**”
#
# 其实还有第三个，就是它**自己的状态** $s_{t-1}$：
#
# $$s_t = g(y_{t-1}, s_{t-1}, c), \qquad s_0 = c$$
#
# 这里的 $g$ 就是循环单元，$y_0$ 是 `<bos>`。图上画的是一般的情形：上下文向量 $c$ 每一步都进入循环单元。这里的解码器只在开头用它一次，所以是 $s_t = g(y_{t-1}, s_{t-1})$，$s_0 = c$。因此下面的 `step` 只有两个参数，词元和状态；上下文向量里的内容，留在状态里往下传。一步分三件事：查出上一词元 $y_{t-1}$ 的向量；走一步 GRU（`torch.gru_cell` 就是第 02 章的那一步）；算出 V 个词元各自的 logit。

# %%
import torch

embedding, rnn, output = model.decoder.embedding, model.decoder.rnn, model.output


@torch.no_grad()
def step(token, state):
    x = embedding(token)  # (1, E)
    state = torch.gru_cell(x, state, *rnn.parameters())  # (1, H); its weights in PyTorch's order
    return output(state), state  # (1, V), (1, H)


# %%
with torch.no_grad():
    memory = model.encode(pair.source, pair.source_lengths)
context = memory.final[0][:, 0]  # (B, layers, H) -> (1, H): the one layer
logits, state = step(torch.tensor([BOS]), context)
print(tuple(logits.shape), [names[logits.argmax()]])

# %% [markdown] tags=["en"]
# There are 34 tokens, so 34 logits come out. The largest belongs to *soixante*, which is right.
#
# ### A sentence is a product
#
# Suppose three steps give the right token .9, .8 and .5. Then the whole sentence has the probability .9 × .8 × .5 = .36. Each factor is computed with the right tokens before it. For a sentence of $T$ tokens:
#
# $$p(y_1, \dots, y_T \mid x) = \prod_{t=1}^{T} p(y_t \mid y_1, \dots, y_{t-1}, x)$$
#
# This is the **chain rule** of probability. It assumes nothing about language, and holds for every sentence. Walk along *soixante et onze*:

# %% [markdown] tags=["zh"]
# 词表有 34 个词元，所以得到 34 个 logit。最大的是 *soixante*，正是该说的。
#
# ### 一句话是一个乘积
#
# 假设走三步，正确词元的概率分别是 0.9、0.8、0.5，那么整句话的概率就是 0.9 × 0.8 × 0.5 = 0.36。算每一个因子的时候，前面的词元都是正确的。对 $T$ 个词元的句子：
#
# $$p(y_1, \dots, y_T \mid x) = \prod_{t=1}^{T} p(y_t \mid y_1, \dots, y_{t-1}, x)$$
#
# 这就是概率的**链式法则**。它对语言没有任何假设，对任何句子都成立。沿着 *soixante et onze* 走一遍：

# %%
state, total, steps, rows = context, 0.0, [], []
for read, say in zip(inputs[0], gold[0], strict=True):
    logits, state = step(read[None], state)
    steps.append(logits)
    log_p = logits.log_softmax(-1)[0, say]
    total += log_p
    rows.append((names[say], f"{log_p.exp():.3f}", f"{log_p:.3f}"))
rows.append((pick("together", "合起来"), f"{total.exp():.3f}", f"{total:.3f}"))
Table([pick("token", "词元"), pick("probability", "概率"), pick("its logarithm", "它的对数")], rows)

# %% [markdown] tags=["en"]
# We added logarithms, and did not multiply. The reason is practical: a thousand factors of .1 multiplied are too small for a computer to hold. Their logarithms add up to an ordinary number.
#
# The model's own `advance` reads all the known tokens in **one** call. Inside, the network still reads them in order, and gives the same logits as our four steps. But no token has to be chosen in between, so one call does the work of four. That is why training is faster than writing.

# %% [markdown] tags=["zh"]
# 我们加的是对数，没有直接相乘。原因很实际：一千个 0.1 乘起来，会小到计算机表示不了；而它们的对数加起来，只是个普通的数。
#
# 模型自己的 `advance` 可以**一次**读完所有已知的词元。在它内部，网络仍是按顺序读的，得到的 logits 和我们走四步完全一样。但是中间不用停下来选词元，一次调用就做完了四步的事，所以训练比写译文快。

# %%
with torch.no_grad():
    hidden, _ = model.advance(inputs, model.start(memory), memory)  # (1, T, H)
    fused = model.project(hidden)  # (1, T, V)
torch.testing.assert_close(fused, torch.stack(steps, 1))
print(tuple(fused.shape))

# %% [markdown] tags=["en"]
# ## Experiment: without its own state
#
# Is the third input really needed? Take it away. At every step the decoder gets the context again, in place of the state before. The token before is still there.

# %% [markdown] tags=["zh"]
# ## 实验：拿走它自己的状态
#
# 第三个输入真的需要吗？把它拿走试试：每一步都重新给解码器上下文向量，代替它上一步的状态。上一词元照旧。


# %%
@torch.no_grad()
def nine_tokens(keeps_state):
    source, lengths = pad_sources([source_vocab.encode("six thousand seven hundred and sixteen")])
    first = model.encode(source, lengths).final[0][:, 0]  # (1, H)
    token, state, said = torch.tensor([BOS]), first, []
    for _ in range(9):
        logits, new = step(token, state)
        token, state = logits.argmax(-1), new if keeps_state else first
        said.append(names[token])
    return said


# %%
ch03.without_state

# %%
from IPython.display import display

wrote = {keeps: nine_tokens(keeps) for keeps in (True, False)}
heads = pick("decoder", "解码器"), pick("writes", "写出")
labels = {True: pick("with its state", "有自己的状态"), False: pick("without", "没有")}
display(Table(heads, [(labels[keeps], " ".join(said)) for keeps, said in wrote.items()]))
ch03.without_state.result(ch03.what_it_wrote(wrote[False], wrote[True]))

# %% [markdown] tags=["en", "explain"]
# ### It does not know how far it has come
#
# *Six mille six mille* is French for six thousand six thousand. Without its state the decoder knows the source and the last word. It does not know **how far it has come**. Whenever it has said *mille*, its inputs are the same, so what follows is always *six*.
#
# Could another model, trained without a state, do better? Perhaps on some sources. But in *deux cent deux* the last word is the same after both *deux*, the context is the same, and the next token is not. No training can help there.
#
# Look at the first row, too. The number ends at *seize*, and the loop went on asking. The end mark stops nothing by itself: the loop must stop.

# %% [markdown] tags=["zh", "explain"]
# ### 它不知道写到哪儿了
#
# *Six mille six mille* 是法文的“六千六千”。没有状态，解码器知道源序列，也知道上一个词，但是不知道自己**写到哪儿了**。每次写完 *mille*，输入都一模一样，所以后面总是接 *six*。
#
# 如果另训练一个本来就没有状态的模型，会不会好些？有些数也许可以。但是写 *deux cent deux* 时，两个 *deux* 之后，上一个词相同，上下文向量也相同，下一个词元却不同。这一点怎么训练也没有办法。
#
# 再看第一行：这个数写到 *seize* 就完了，循环却还在追问。EOS 自己停不了任何东西，要由循环来停。

# %% [markdown] tags=["en"]
# ## The loss, and why it wants logits
#
# If the right token has the probability .5, it costs −ln .5 = .69. At .9 it costs .11, at .01 it costs 4.6. The unit is called **nat**. The average of these costs over all real tokens is the **cross-entropy**, and training makes it small. Padding does not count.
#
# PyTorch's `cross_entropy` takes **logits**, and does the softmax itself. Many people do a softmax first, since the formula speaks of probabilities. That is one softmax too many, and nothing warns you. Take a perfect model: it is certain of token 7, and 7 is right.

# %% [markdown] tags=["zh"]
# ## 损失，以及它为什么要 logits
#
# 如果正确词元的概率是 0.5，代价就是 −ln 0.5 = 0.69；概率是 0.9，代价是 0.11；概率是 0.01，代价是 4.6。单位叫 **nat**。对所有真实词元求平均，就是**交叉熵**，训练要降低的就是它。填充不算在内。
#
# > **笔记这样说**：“模型运行，输出经softmax处理后得到一个概率分布”，然后“交叉熵函数计算损失”
#
# 但是 PyTorch 的 `cross_entropy` 要的是 **logits**，softmax 由它自己来做。照字面写，就多做了一次 softmax，而且不报任何错。拿一个完美的模型来看：答案是 7 号词元，它也认定是 7 号。

# %%
cross_entropy = torch.nn.functional.cross_entropy
V = len(target_vocab)
sure, answer = torch.full((1, V), -50.0), torch.tensor([7])  # (1, V), (1,)
sure[0, 7] = 50.0
rows = [
    (pick("perfect, logits", "完美的模型，给 logits"), cross_entropy(sure, answer)),
    (pick("perfect, softmax twice", "完美的模型，softmax 做了两次"), cross_entropy(sure.softmax(-1), answer)),
    (pick("guessing among 34 tokens", "在 34 个词元里瞎猜"), torch.tensor(float(V)).log()),
]
Table([pick("model", "模型"), pick("loss (nats)", "损失（nat）")], [(n, f"{x:.2f}") for n, x in rows])

# %% [markdown] tags=["en"]
# With two softmaxes even a perfect model has a loss of 2.58. Why? The first softmax gives 1 for the right token and 0 for the other 33. Read as logits, 1 against 0 is a small difference: the second softmax gives the right token only e / (e + 33) = .076, and −ln .076 is 2.58.
#
# Does such a model still learn? We trained the small model of this chapter's workshop both ways, with three learning rates (how far a step moves the weights) and three seeds each. Each row shows the rate that suits it best, chosen on these same numbers: that flatters both rows a little.

# %% [markdown] tags=["zh"]
# 做了两次 softmax，完美的模型损失也有 2.58。为什么？第一次 softmax 给正确词元 1，给其余 33 个都是 0。把这些数当 logits 看，1 和 0 只差一点：第二次 softmax 只分给正确词元 e / (e + 33) = 0.076，而 −ln 0.076 = 2.58。
#
# 这样还学得会吗？我们把本章工作坊里的模型，按两种写法各训练了几次：三种学习率（一步把权重改动多少），每种三个随机种子。下面每一行，取的都是最适合它的那个学习率；学习率就是按这些数挑的，所以两行都略微偏高。

# %%
record = records.load("double_softmax")
rates = sorted({run["rate"] for run in record.results})
best = {
    twice: max((record.values("exact", twice=twice, rate=rate) for rate in rates), key=sum)
    for twice in (False, True)
}
ways = {False: pick("logits", "给 logits"), True: pick("softmax twice", "softmax 做两次")}
rows = [(ways[twice], *(f"{100 * share:.1f}" for share in shares)) for twice, shares in best.items()]
assert min(best[False]) > max(best[True]) + 0.15
print(record.command)
seeds = [pick("seed {}", "种子 {}").format(seed) for seed in range(3)]
Table([pick("right of 100 new numbers", "100 个新的数里对了"), *seeds], rows)

# %% [markdown] tags=["en"]
# It learns, but it is far behind: 35 to 67 of 100, against 96 or more. A loss that stops at a curious height, and a model that is mediocre: that is how this mistake looks. These runs were recorded beforehand. The command above the table makes them anew, in some minutes.
#
# A second reason for logits: $e^{1000}$ is too large for a computer, so a softmax as the formula has it computes infinity divided by infinity, which is *nan*, "not a number". `cross_entropy` subtracts the largest logit first. The check of the first exercise tries such logits.

# %% [markdown] tags=["zh"]
# 学是学得会，但是差得远：100 个里只对 35 到 67 个，正常的写法能对 96 个以上。损失停在一个奇怪的高度，模型也学得不上不下，这个错误就是这副模样。这些都是预先跑好的存档；表格上面那条命令可以把它重做一遍，要等几分钟。
#
# 要 logits 还有第二个原因：$e^{1000}$ 太大，计算机表示不了，照公式写，softmax 就成了无穷大除以无穷大，得到 nan（“不是数”）。`cross_entropy` 会先减去最大的那个 logit。第一道练习的检查，就会用这样的 logits 来考你。

# %% [markdown] tags=["en"]
# ## Greedy decoding
#
# When we translate, nobody gives us the right tokens. The simplest way is this: take the likeliest token, let the decoder read it, stop at the end mark. This is called **greedy** decoding.

# %% [markdown] tags=["zh"]
# ## 贪心搜索
#
# 真正翻译的时候，没有人给我们正确的词元。最简单的办法是：取最可能的词元，让解码器接着读它，遇到 EOS 就停。这叫作**贪心搜索**（greedy search）。


# %%
def greedy_by_hand(text, limit=40):
    source, lengths = pad_sources([source_vocab.encode(text)])
    with torch.no_grad():
        state = model.encode(source, lengths).final[0][:, 0]  # (1, H)
    token, said = torch.tensor([BOS]), []
    while len(said) < limit:
        logits, state = step(token, state)
        token = logits.argmax(-1)  # (1,)
        if token == EOS:
            break
        said.append(token.item())
    return target_vocab.decode(said)


print([greedy_by_hand(text) for text in ("seventy one", "two hundred and two")])

# %% [markdown] tags=["en"]
# The library's `greedy` does the same for many sentences at once. Each row then needs a stop of its own. Here are 500 numbers that the model never saw in training.

# %% [markdown] tags=["zh"]
# 库里的 `greedy` 做的是同一件事，只是一次写很多句，各行遇到 EOS 就各自停下。下面是训练时没见过的 500 个数。

# %%
from course_lib.decoding import greedy
from course_lib.metrics import exact_match

corpus = load("numbers-en-fr")
pairs = encode_pairs(corpus.valid, source_vocab, target_vocab)
sources, answers = zip(*pairs, strict=True)
source, lengths = pad_sources(sources)
outputs = greedy(model, source, lengths)
print(pick("right, of 500:", "500 个里对了："), live(500 * exact_match(outputs, answers), ".0f"))

# %% [markdown] tags=["en"]
# ## Experiment: is greedy the best?
#
# Greedy takes the best *token* each time. Does it end with the best *sentence*? Here is a case that you can check in your head. All sentences have two tokens.
#
# ![A tree. The first token is A with .6, or B with .4. After A the best second token has .5, so the sentence has .30. After B it has .9, so the sentence has .36. Greedy goes to A and never sees B.](../assets/figures/greedy_trap.en.svg)
#
# Greedy takes A, because .6 is more than .4. The best sentence begins with B. A **beam search** keeps several beginnings instead of one. At each step it continues each of them with every token, and keeps the best few of all. At the end it takes the best sentence. [The deeper notebook](03_decoder_deeper.ipynb) builds one. Here we let a beam of 5 look for sentences that the model itself finds more probable than greedy's.

# %% [markdown] tags=["zh"]
# ## 实验：贪心就是最好的吗？
#
# 贪心每次都取最好的**词元**，最后得到的**句子**就是最好的吗？下面这个例子，心算就能核对。句子都是两个词元。
#
# ![一棵树：第一个词元是 A 的概率 0.6，是 B 的概率 0.4。A 之后最好的第二个词元是 0.5，整句 0.30；B 之后是 0.9，整句 0.36。贪心搜索走向 A，看不到 B。](../assets/figures/greedy_trap.zh.svg)
#
# 因为 0.6 大于 0.4，贪心取了 A，可是最好的句子以 B 开头。**束搜索**（beam search）不只留一个开头，而是同时留几个：每一步给每个开头都接上每一个词元，在所有这些里再留下最好的几个；最后取最好的句子。怎么做，[深入篇](03_decoder_deeper.ipynb)里亲手写一遍。这里先用它，每次留 5 个开头，看能不能找到模型自己认为概率更大的句子。

# %%
from course_lib.decoding import beam_search


@torch.no_grad()
def log_probability(pairs):
    batch = collate(pairs)
    memory = model.encode(batch.source, batch.source_lengths)
    hidden, _ = model.advance(batch.inputs, model.start(memory), memory)  # (B, T, H)
    log_p = model.project(hidden).log_softmax(-1)  # (B, T, V)
    log_p = log_p.gather(2, batch.gold[:, :, None])[:, :, 0]  # (B, T): that of each gold token
    return (log_p * (batch.gold != 0)).sum(1)  # (B,): padding is 0


# %%
ch03.better_sentences

# %%
wide = [found[0].tokens for found in beam_search(model, source, lengths, 5, alpha=0.0)]
of_greedy, of_beam = (log_probability([*zip(sources, said, strict=True)]) for said in (outputs, wide))
better = (of_beam > of_greedy + 1e-3).nonzero()[:, 0].tolist()
ch03.better_sentences.result(len(better), live=True)

# %% [markdown] tags=["en", "explain"]
# ### Seldom, but it happens
#
# For a handful of the 500 the wider search finds a sentence with a higher probability. It does not look everywhere either, so there may be more of them. So greedy decoding is no search for the best sentence. On this task it is nearly always good enough. The next cell shows one of that handful.

# %% [markdown] tags=["zh", "explain"]
# ### 很少，但是有
#
# 500 个里有那么几个，更宽的搜索找到了概率更大的句子。它也没有把所有句子都看一遍，所以实际上可能更多。可见贪心搜索并不是在找最好的句子。不过在这个任务上，它几乎总是够用。下一格来看一个例外。

# %% [markdown] tags=["en"]
# ### One of them

# %% [markdown] tags=["zh"]
# ### 细看一例

# %%
i = next((i for i in better if corpus.valid[i][0].startswith("seventy three thousand")), better[0])
right_now = sum(wide[k] == answers[k] for k in better)
print(pick("the beam is right in", "束搜索写对的："), live(right_now), [corpus.valid[i][0]])
heads = pick("search", "搜索"), pick("probability", "概率"), pick("writes", "写出")
kinds = {
    pick("greedy", "贪心搜索"): (outputs, of_greedy),
    pick("beam of 5", "束搜索，留 5 个"): (wide, of_beam),
}
rows = [
    (kind, f"{values[i].exp():.2f}", target_vocab.decode(said[i])) for kind, (said, values) in kinds.items()
]
Table(heads, rows)

# %% [markdown] tags=["en"]
# Greedy leaves out *trois* after *mille*. It cannot take that back. A *trois* turns up at the end, where *un* should be. Its sentence has the probability .13, the right one .41.
#
# In all of these cases the more probable sentence is also the right one. That need not be so. In a large translator, for more than half of the sentences the most probable output was the empty one (Stahlberg and Byrne 2019). Every token more is one more factor below 1, so short sentences have an advantage.

# %% [markdown] tags=["zh"]
# 贪心在 *mille* 之后漏了 *trois*，再也补不回来；句末该说 *un* 的地方，却冒出一个 *trois*。它这句的概率是 0.13，正确的那句是 0.41。
#
# 在这几个例子里，概率更大的句子正好都是对的。但是并不总是这样：有人拿一个大的翻译模型来查，有一半以上的句子，概率最大的输出竟是空的（Stahlberg 与 Byrne 2019）。因为每多一个词元，就多乘一个小于 1 的数，短的句子占便宜。

# %% [markdown] tags=["en"]
# ## Lab
#
# Now you choose the tokens. The ten likeliest ones are buttons. Try three things.
#
# 1. Type 71 and press **Say the likeliest** once. Then force *dix*. Can the model still reach a sensible number?
# 2. Type 76700. At which token does greedy go wrong? Force another one there. Is the rest right?
# 3. Tick **a beam of 3 as a tree**. Where does the search keep a beginning that greedy would have dropped?
#
# Our answers are [here](../docs/groups/03_decoder.md).

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 现在由你来选词元。最可能的十个词元就是十个按钮。试三件事：
#
# 1. 输入 71，按一次**说最可能的**，然后强制说 *dix*。它还能写出一个像样的数吗？
# 2. 输入 76700。贪心搜索是从哪个词元开始走偏的？在那里换一个词元强制它说，后面就对了吗？
# 3. 勾选**束宽 3 的搜索树**。在哪一步，搜索留下了贪心会扔掉的开头？
#
# 我们找到的答案在[小组活动页](../docs/groups/03_decoder.md)上。

# %%
from course_lib.chapters.labs import StepperLab

StepperLab(records.load("french").model(seed=0))

# %% [markdown] tags=["en"]
# ## Quiz
#
# Four questions. Each option is explained once you check.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题。选好后按“检查”，每个选项都有解释。

# %%
ch03.quiz

# %% [markdown] tags=["en"]
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
heads = pick("You will often hear", "常听到的说法"), pick("What this chapter found", "本章看到的")
half = [f"{100 * sum(best[twice]) / 3:.0f}" for twice in (True, False)]
found = [
    pick("its own state, too", "还有它自己的状态"),
    pick("of 100 right: twice {}, once {}", "100 个里：做两次对 {} 个，做一次对 {} 个").format(*half),
    pick("no: the loop must stop", "不能，要由循环来停"),
    pick("not for {} of 500, or more", "500 个里至少有 {} 个不是").format(live(len(better))),
]
said = [
    pick("a decoder has two inputs", "解码器有两个输入"),
    pick("a softmax before the loss does no harm", "损失之前多做一次 softmax 没关系"),
    pick("the end mark ends the sentence", "EOS 能让句子结束"),
    pick("greedy finds the most probable sentence", "贪心找到的句子概率最大"),
]
Table(heads, zip(said, found, strict=True))

# %% [markdown] tags=["en"]
# Two things are in [the deeper notebook](03_decoder_deeper.ipynb) for those who doubt: what happens when tokens are drawn by chance, and whether the decoder really does not care which encoder stands before it.

# %% [markdown] tags=["zh"]
# 还想较真的，[深入篇](03_decoder_deeper.ipynb)里有两件事：按概率抽词元会怎样；解码器是不是真的不在乎前面是哪一种编码器。

# %% [markdown] tags=["en"]
# ## Workshop
#
# You build a whole model, on one page: `notebooks/from_scratch/1_seq2seq.py`. It reads number words below a million and writes digits. You know every part by now. The page has five holes, and you fill them one by one. Each is checked: `take` hands your part back if it is right. Where a hole stays open, it hands out the course's, so that you can always go on.
#
# First a warm-up: the loss by hand.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 现在来搭一个完整的模型，全部写在一页上：`notebooks/from_scratch/1_seq2seq.py`。它读一百万以内的英文数词，写出数字。每一部分你都已经认识。这一页留了五个空，就在下面的单元格里一个一个地补。`take` 会检查：对了，用的就是你写的；没补好的空，先用课程的代码顶上，所以随时都能往下走。
#
# 先热个身：亲手写损失。

# %%
ch03.masked_loss


# %%
def masked_loss(logits, gold): ...


ch03.masked_loss.check(masked_loss)

# %% [markdown] tags=["en"]
# ### The data
#
# The data part of the page is ready. `words` says a number, `draw` invents a line, `batch` makes tensors of lines. A line is a tuple, because in later chapters it holds several numbers; that is also why the vocabulary has a comma. 400 lines are held out: no training sees them.
#
# Your parts may use what the next cell makes: `torch`, `nn`, `cross_entropy`, `random`, `PAD`, `BOS`, `EOS`, `HELD_OUT`, `draw`, `batch`, and each other. On another day you can begin here, after the first cell of the chapter.

# %% [markdown] tags=["zh"]
# ### 数据
#
# 数据部分已经写好：`words` 把数说成词，`draw` 随机出一行，`batch` 把若干行变成张量。一行写成一个元组，因为到后面几章，一行里会有好几个数；词表里有逗号，也是这个缘故。有 400 行留出，训练时不会见到。
#
# 你写的部分可以用下一格里的这些：`torch`、`nn`、`cross_entropy`、`random`、`PAD`、`BOS`、`EOS`、`HELD_OUT`、`draw`、`batch`，也可以互相调用。改天再做，就从这里开始，只要先运行本章的第一格。

# %%
import random

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from course_lib.kit.from_scratch import keep, page

ours = page("1_seq2seq")
PAD, BOS, EOS, HELD_OUT = ours.PAD, ours.BOS, ours.EOS, ours.HELD_OUT
SOURCE, TARGET, draw, batch = ours.SOURCE, ours.TARGET, ours.draw, ours.batch
print(ours.words(305))
made = pick("source, lengths, target", "源序列，长度，目标序列").split(pick(", ", "，"))
for name, part in zip(made, batch([(305,), (7,)]), strict=True):
    print(name, part.tolist())

# %% [markdown] tags=["en"]
# ### Part 1: the encoder

# %% [markdown] tags=["zh"]
# ### 第 1 部分：编码器

# %%
ch03.Encoder


# %%
class Encoder(nn.Module):
    """Reads the source. What it leaves is the context: the state after each row's own last token."""

    def __init__(self, vocabulary, embedding, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=PAD)
        self.rnn = nn.GRU(embedding, hidden, batch_first=True)

    def forward(self, source, lengths):  # (B, S), (B,)
        states, _ = self.rnn(self.embedding(source))  # (B, S, H)
        ...  # one or two lines: return the context, (B, H)


Encoder = ch03.Encoder.take(Encoder)

# %% [markdown] tags=["en"]
# ### Part 2: the decoder

# %% [markdown] tags=["zh"]
# ### 第 2 部分：解码器

# %%
ch03.Decoder


# %%
class Decoder(nn.Module):
    """Reads k target tokens, one or many, and hands on the state after the last of them."""

    def __init__(self, vocabulary, embedding, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=PAD)
        self.rnn = nn.GRU(embedding, hidden, batch_first=True)

    def forward(self, tokens, state):  # (B, k), (B, H)
        ...  # two or three lines: return hidden (B, k, H), and the last state (B, H)


Decoder = ch03.Decoder.take(Decoder)

# %% [markdown] tags=["en"]
# ### The four verbs
#
# This class has no hole. It puts your two parts behind the four verbs: `encode`, `start`, `advance`, `project`. Whatever has these four is a model for this course. What `encode` returns is called the **memory**. Here it is simply the context.

# %% [markdown] tags=["zh"]
# ### 四个动词
#
# 这个类没有空。它用四个动词（也就是四个方法）把你的两部分包起来：`encode`、`start`、`advance`、`project`。在这门课里，有这四个方法的就算模型。`encode` 返回的东西叫作**记忆**（memory），在这里就是上下文向量。


# %%
class Seq2Seq(nn.Module):
    """Encoder and decoder behind four verbs: encode, start, advance, project."""

    def __init__(self, sources, targets, embedding=32, hidden=96):
        super().__init__()
        self.encoder = Encoder(sources, embedding, hidden)
        self.decoder = Decoder(targets, embedding, hidden)
        self.output = nn.Linear(hidden, targets)

    def encode(self, source, lengths):
        return self.encoder(source, lengths)  # memory: here the context, (B, H)

    def start(self, memory):
        return memory  # the context is the decoder's first state

    def advance(self, tokens, state, memory):
        return self.decoder(tokens, state)

    def project(self, hidden):
        return self.output(hidden)  # (..., V) logits


# %% [markdown] tags=["en"]
# ### Part 3: the loss of a batch

# %% [markdown] tags=["zh"]
# ### 第 3 部分：一批的损失

# %%
ch03.loss_of


# %%
def loss_of(model, source, lengths, target):
    """Mean cross-entropy in nats for each real target token, the right tokens given."""
    ...


loss_of = ch03.loss_of.take(loss_of)

# %% [markdown] tags=["en"]
# ### Part 4: training
#
# The learning rate stays constant for two thirds of the steps, then falls to zero. PyTorch keeps it in `optimizer.param_groups[0]["lr"]`. `train` is a generator: it hands out one loss a step, so that you can watch.

# %% [markdown] tags=["zh"]
# ### 第 4 部分：训练
#
# 学习率在前三分之二的步数里不变，然后降到零；PyTorch 把它存在 `optimizer.param_groups[0]["lr"]` 里。`train` 是一个生成器：每走一步交出一个损失，你可以一边看一边等。

# %%
ch03.train


# %%
def train(model, steps, rate=5e-3, seed=0):
    """One loss a step, so that a loop can watch it, and stop."""
    chance = random.Random(seed)
    optimizer = torch.optim.Adam(model.parameters())
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = rate * min(1, 3 - 3 * step / steps)  # it falls over the last third
        lines = [line for line in (draw(chance) for _ in range(32)) if line not in HELD_OUT]
        ...  # five lines: loss, clear, gradients, step, hand out


train = ch03.train.take(train)

# %% [markdown] tags=["en"]
# ### Part 5: greedy decoding

# %% [markdown] tags=["zh"]
# ### 第 5 部分：贪心搜索

# %%
ch03.greedy


# %%
@torch.no_grad()
def greedy(model, source, lengths, limit=40):
    """The likeliest token at each step -> a list of ids a row, without BOS and EOS."""
    ...


greedy = ch03.greedy.take(greedy)

# %% [markdown] tags=["en"]
# ### Train it
#
# 900 steps take a few seconds. The page itself takes 1,500 when it runs alone, and gets a little further. The chart shows the loss, each point the mean of 25 steps. Then your model writes the 400 held-out lines alone.

# %% [markdown] tags=["zh"]
# ### 训练
#
# 900 步只要几秒；那一页单独运行时走 1500 步，成绩还会再好一点。图上画的是损失，每个点是 25 步的平均。然后让你的模型独自写那 400 行留出的数。

# %%
torch.set_num_threads(1)
torch.manual_seed(0)
mine, losses, wanted_steps = Seq2Seq(len(SOURCE), len(TARGET)), [], 900
for loss in train(mine, wanted_steps):
    losses.append(loss)
print(pick("the first loss:", "第一步的损失："), live(losses[0], ".2f"))
figures.loss(losses)

# %%
lines, line_lengths, digits = batch(HELD_OUT)
expected = [row[1 : row.index(EOS)] for row in digits.tolist()]
written = greedy(mine, lines, line_lengths)
right = sum(one == other for one, other in zip(written, expected, strict=True))
print(pick("right, of 400 held-out lines:", "400 行留出的数里对了："), live(right))
assert right > 320 or len(losses) < wanted_steps  # fewer: the stop button was pressed

# %% [markdown] tags=["en"]
# ### My loss will not fall: a check list
#
# 1. Is the loss of the very first step near $\ln V$, here 2.7? If it is far above, look at how the weights begin.
# 2. Does it drop to almost nothing within a few dozen steps? Then the answer leaks: inputs and gold are not shifted.
# 3. Can it learn **one** batch by heart? If not, look for a softmax before the loss, gradients that are never cleared, or a learning rate that is ten times too large or too small.
# 4. It learns one batch, but not the data? Print three pairs as the model sees them, ids and all.
# 5. The loss falls and the outputs are bad? Then training and decoding differ. Chapters 04 and 05 are about that.

# %% [markdown] tags=["zh"]
# ### 损失降不下去？照着查
#
# 1. 第一步的损失接近 $\ln V$ 吗？这里是 2.7。高出很多，就去看权重是怎么初始化的。
# 2. 几十步就掉到接近零？说明答案泄漏给了模型：读的和要说的没有错开。
# 3. **一批**数据能背下来吗？背不下来，就看看是不是损失之前多做了 softmax，是不是忘了清梯度，或者学习率大了十倍、小了十倍。
# 4. 一批背得下来，全部数据却学不会？把三对数据按模型看到的样子打印出来，连编号也打印出来。
# 5. 损失降了，写出来的却不好？那是训练和解码时的条件不一样。第 04、05 章讲的就是这个。

# %% [markdown] tags=["en"]
# ### Your model in the labs
#
# `keep` writes your page and its weights into `my/from_scratch/`, and never over an older one. The page runs by itself, and later chapters find it there. `own` loads your newest one; delete it, and the one before comes back. Then the translator lab of chapter 00 and the lab of this chapter run *your* model. Plant a wrong digit: does it lose its place, like the model of chapter 00?

# %% [markdown] tags=["zh"]
# ### 把你的模型放进实验台
#
# `keep` 把你的这一页连同权重存到 `my/from_scratch/`，从不覆盖旧的。存下的那一页可以单独运行，后面各章也会到那里去找。`own` 载入你最近存的那个；删掉它，用的就是前一个。然后，第 00 章的翻译实验台和本章的实验台，运行的就是**你的**模型。植入一个错的数字：它会像第 00 章的模型那样错位吗？

# %%
keep("1_seq2seq", mine, Encoder, Decoder, Seq2Seq, loss_of, train, greedy)

# %%
from course_lib.chapters.labs import StepperLab, TranslatorLab
from course_lib.kit import own

bundle = own("1_seq2seq")
TranslatorLab(*bundle[:3])

# %%
StepperLab(bundle, "4217")

# %% [markdown] tags=["en"]
# ### Three faults to repair
#
# None of them raises an error.

# %% [markdown] tags=["zh"]
# ### 三个要修的毛病
#
# 三个都不报错。

# %%
ch03.inputs_and_gold


# %%
def inputs_and_gold(target):
    row = [1, *target, 2]
    inputs = row[1:]
    gold = row[1:]
    return inputs, gold


ch03.inputs_and_gold.check(inputs_and_gold)

# %%
ch03.token_accuracy


# %%
def token_accuracy(logits, gold):
    said = logits.argmax(-1)
    right = said == gold
    return right.float().mean().item()


ch03.token_accuracy.check(token_accuracy)

# %%
ch03.answer_all


# %%
def answer_all(step, contexts, limit):
    state, answers = contexts[0], []
    for context in contexts:
        token, said = 1, []
        while len(said) < limit:
            logits, state = step(token, state)
            token = int(logits.argmax())
            if token == 2:
                break
            said.append(token)
        answers.append(said)
    return answers


ch03.answer_all.check(answer_all)

# %% [markdown] tags=["en"]
# A question to answer in words, and a stretch for those who want more.

# %% [markdown] tags=["zh"]
# 一道要用文字回答的问题，还有一道挑战题，留给想多做一点的人。

# %%
ch03.three_inputs

# %%
ch03.three_inputs.answer("")

# %%
ch03.sample_token


# %%
def sample_token(logits, temperature, u): ...


ch03.sample_token.check(sample_token)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. The decoder says a wrong token with probability .9. Is that worse than with .4? Think of the loss, of a reader, and of somebody who wants to be warned.
# 2. Your model learned numbers below a million. Give it one with nine digits. What happens, and why?
# 3. Your loss stops at 1.8 nats, and the vocabulary has 15 tokens. What do you check first?
#
# [A page for the meeting](../docs/groups/03_decoder.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 解码器以 0.9 的概率说错一个词元，比以 0.4 说错更糟吗？分别从损失、读者、想要预警的人来看。
# 2. 你的模型学的是一百万以内的数。给它一个九位数会怎样？为什么？
# 3. 损失停在 1.8 nat 不动了，词表有 15 个词元。先检查什么？
#
# [小组活动页](../docs/groups/03_decoder.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - F. Stahlberg, B. Byrne (2019). On NMT search errors and model errors: cat got your tongue? EMNLP, arXiv 1908.10090.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - I. Sutskever, O. Vinyals, Q. V. Le (2014). Sequence to sequence learning with neural networks. NIPS, arXiv 1409.3215.
# - K. Cho et al. (2014). Learning phrase representations using RNN encoder-decoder for statistical machine translation. EMNLP, arXiv 1406.1078.
# - F. Stahlberg, B. Byrne (2019). On NMT search errors and model errors: cat got your tongue? EMNLP, arXiv 1908.10090.
