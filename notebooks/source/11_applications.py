# %% [markdown] tags=["en"]
# # 11 · Applications
#
# **What you will be able to do.** Give one machine any task that turns a sequence into a sequence. Say what a model hears when somebody speaks. Compare a model that learns everything with a chain that is made by hand, fairly. Train a model on a task of your own, and learn from its worst errors.
#
# **Time.** Lesson {lesson} minutes, workshop {workshop}. **To know before.** Chapters 00 to 03, and 07.

# %% [markdown] tags=["zh"]
# # 11 · 应用
#
# **学完本章，你能**：把同一台机器用到任何一个从序列到序列的任务上；说清有人说话时，模型听到的是什么；公平地比较“全部都学”的模型和一步步手工做出来的流程；用自己的任务训练一个模型，并从它错得最厉害的地方学到东西。
#
# **时间**：正文 {lesson} 分钟，工作坊 {workshop} 分钟。**预备知识**：第 00 到 03 章，以及第 07 章。

# %%
from course_lib.chapters.ch11_applications import exercises as ch11
from course_lib.chapters.opening import opening
from course_lib.language import live, pick, set_language

LANGUAGE = "en"
set_language(LANGUAGE)
opening(ch11)

# %% [markdown] tags=["en"]
# ## The question
#
# In chapter 00 a model read number words and wrote digits. Since then the same kind of model has read letters, dates and sentences. Now somebody speaks. There are no words on paper, only a sound. **What must be new so that our model can listen? And does it do better than a chain of steps that somebody has thought out?**
#
# ![Three rows. A number in words goes through a table, a picture through patches and a matrix, sound through frames and a matrix. All three become rows of vectors, and go into the same box: encode, start, advance, project. Tokens come out: 2 1; a green circle; 4 0 7.](../assets/figures/one_machine_many_tasks.en.svg)
#
# The drawing gives half of the answer away: only the ends differ.

# %% [markdown] tags=["zh"]
# ## 问题
#
# > **笔记这样说**：“应用场景：机器翻译、语音识别、聊天对话……一切序列到序列的任务。”
#
# 第 00 章的模型读用文字写的数，写出数字。后来，同一种模型又读过字母、日期和句子。现在换成有人开口说话：纸上没有字，只有声音。**要让我们的模型会听，得加什么新东西？它比人想出来的一步步的流程更好吗？**
#
# ![三行。一个用文字写的数经过一张表，一张图片切成图像块再乘一个矩阵，一段声音切成帧再乘一个矩阵。三种都变成一排向量，进入同一个方框：encode、start、advance、project。出来的是词元：2 1；绿色 圆形；4 0 7。](../assets/figures/one_machine_many_tasks.zh.svg)
#
# 图里已经说出了一半答案：不一样的只有两头。

# %% [markdown] tags=["en"]
# ## By hand: one writer for every task
#
# Every model of this course answers to four verbs. `encode` reads the source. `start` gives the decoder's first state. `advance` reads one token of the output, and `project` scores what comes next. So one function can write with any of them.

# %% [markdown] tags=["zh"]
# ## 亲手做：一个函数，什么任务都能写
#
# 本课程的每个模型都有同样的四个方法，我们叫它们四个动词。`encode` 读源序列；`start` 给出解码器的第一个状态；`advance` 读入一个已经写出的词元；`project` 给下一个词元打分。所以只要一个函数，就能让任何一个模型写出结果。它从不问源序列是什么做的。

# %%
import torch

from course_lib.data.vocab import BOS, EOS

# %%


@torch.no_grad()
def write(model, source, most=40):
    """One source, (1, S) ids or (1, S, F) vectors -> the ids that the model writes, greedily"""
    memory = model.encode(source, torch.tensor([source.size(1)]))
    state, token, said = model.start(memory), torch.tensor([[BOS]]), []
    for _ in range(most):
        hidden, state = model.advance(token, state, memory)  # (1, 1, H)
        token = model.project(hidden).argmax(-1)  # (1, 1)
        if token.item() == EOS:
            break
        said.append(token.item())
    return said


# %% [markdown] tags=["en"]
# Two models that you know: the translator of chapter 00, and chapter 07's reader of dates.

# %% [markdown] tags=["zh"]
# 先用两个认识的模型试试：第 00 章的翻译模型，和第 07 章读日期的模型。

# %%
from course_lib.kit import records

translator = records.load("translator").model(language=LANGUAGE)
dates = records.load("alignments").model(task="dates", attention="general", seed=0)
asked = ((translator, pick("three hundred and five", "三百零五")), (dates, "May 3, 2024"))
for bundle, text in asked:
    source = torch.tensor([bundle.source_vocab.encode(text)])  # (1, S) ids
    print(text, "->", bundle.target_vocab.decode(write(bundle.model, source)))

# %% [markdown] tags=["en"]
# ## What a model hears
#
# Sound is pressure, measured many times a second. We take 8,000 numbers a second, as an old telephone does. A single one of these numbers says nothing. So speech is cut into short **frames**. Each frame covers 25 milliseconds, which is 200 numbers. The next one begins 12.5 milliseconds later, so there are 80 frames a second.
#
# What do we keep of a frame? How loud each pitch is in it. We put neighbouring pitches into 32 **mel bands**, narrow for low pitches and wide for high ones, as for our ears (Davis and Mermelstein 1980). Try it on one second of a pure tone of 440 vibrations a second, the tone that orchestras tune to:

# %% [markdown] tags=["zh"]
# ## 模型听到的是什么
#
# 声音就是气压的变化，每秒测很多次。我们每秒取 8000 个数，和老式电话一样。只一秒就已经是很长的序列，而其中单独一个数什么也说明不了。所以先把语音切成一小段一小段，叫作**帧**（frame）。一帧长 25 毫秒，也就是 200 个数；下一帧晚 12.5 毫秒开始。这样，每秒有 80 帧。
#
# 一帧里要留下什么？留下每个音高有多响。计算机能把声音按音高拆开。相邻的音高合成一个**梅尔频带**（mel band），一共 32 个：低音处窄，高音处宽，和人耳一样（Davis 和 Mermelstein 1980）。拿一秒钟的纯音试试：每秒振动 440 次，乐队调音用的就是它。

# %%
from course_lib.data.corpora.speech import HOP, RATE, WINDOW, mel_bank

tone = torch.sin(2 * torch.pi * 440 * torch.arange(RATE) / RATE)  # one second: (8000,)
window = torch.hann_window(WINDOW)  # 200 numbers, zeros up to 256: 256 / 2 + 1 = 129 pitches
spectrum = torch.stft(tone, 256, HOP, WINDOW, window, return_complex=True).abs().square()  # (129, T)
bands = mel_bank().float() @ spectrum  # (32, T): how loud each band is, frame by frame
print(tuple(tone.shape), "->", tuple(bands.shape))
loudest = bands.mean(1).argmax()
pitch = mel_bank()[loudest].argmax() * RATE / 256  # where this band listens best
print(pick("the loudest band, its pitch:", "最响的频带，它的音高："), loudest.item(), round(pitch.item()))

# %% [markdown] tags=["en"]
# The frames are centred on the numbers 0, 100, and so on to 8,000: that makes 81. Bands are counted from 0; band 6 answers loudest, and listens best not far from our tone. The library then takes a logarithm, since our ears hear ratios: each doubling of the power adds about the same loudness. The result is brought to numbers from 0, silent, to 1.
#
# Here is a voice that was never in the training. A computer made it, as it made all voices of this chapter; this one comes from the program espeak-ng. Each voice has said each digit once. Code joins the digits, with gaps, and at different speeds. In real speech digits run together, so the gaps make this easier. Listen: this is what the model gets, no more.

# %% [markdown] tags=["zh"]
# 各帧的中心落在第 0、100、……、8000 个数上，两头都算，一共 81 帧。频带从 0 数起，第 6 个最响，它听得最清楚的音高离这个音不远。库里接着取对数，因为人耳听的是比例：功率每翻一倍，听上去都响了差不多同样多。最后换成 0（无声）到 1 之间的数。
#
# 下面这个嗓音从没在训练里出现过。本章的嗓音全是计算机合成的，这一个用的是 espeak-ng。每个嗓音把每个数字只念过一遍，再由代码连起来，中间有停顿，快慢也不同。有了停顿，就比真人说话容易：真人念号码，数字是连着的。听一听：模型得到的就是这些，再没有别的。声音听上去粗糙，因为一帧里只留下了 32 个响度。

# %%
from course_lib.chapters.ch11_applications.sound import Sound
from course_lib.data.corpora import speech

spoken = speech.utterances(LANGUAGE, "held out", 1, fewest=4, most=4, seed=8)[0]
print(pick("digits:", "念的数字："), spoken.digits)
print(pick("frames, bands:", "帧数和频带数："), tuple(spoken.frames.shape))
Sound(spoken.frames)

# %% [markdown] tags=["en"]
# Neighbouring frames are nearly alike. So we lay four frames side by side. That makes vectors of 4 × 32 = 128 numbers, 20 a second. These are the $x_t$ of our encoder. Chorowski et al. (2015) and Chan et al. (2016) read speech in this way too, with attention, on a larger scale.
#
# A word was an id, so it needed a table of vectors. A vector needs no table. One matrix, 128 × 64, takes its place. It is the only new part that has weights. The library still calls it *embedding*, but it is a `Linear` now:

# %% [markdown] tags=["zh"]
# 一句文字也许有十个词元，这里的帧却多得多，而且相邻的几乎一样。所以把四帧并排放在一起，成为 4 × 32 = 128 维的向量，每秒 20 个。它们就是编码器的 $x_t$。Chorowski 等（2015）和 Chan 等（2016）也是这样用注意力读语音的，规模大得多。
#
# > **笔记这样说**：“$x_i \in \mathbb{R}^d$。”
#
# 词是编号，所以要查表才有向量；到了这里，$x_t$ 本来就是 $\mathbb{R}^{128}$ 里的向量，用不着表。（笔记里的 $i$ 就是这里的 $t$。）代替那张表的，是一个 128 × 64 的矩阵。有权重的新东西只有这一个。库里仍然叫它 embedding，里面已经是 `Linear` 了：

# %%
from course_lib.chapters.ch11_applications.experiments import spoken as trained
from course_lib.chapters.ch11_applications.listening import VOCAB
from course_lib.models.speech import stacked

record = records.load("spoken")
model = record.fill(trained.build(seed=0), language=LANGUAGE, seed=0)
x = stacked(spoken.frames, 4)[None]  # (1, S, 128)
print(tuple(x.shape), "->", VOCAB.decode(write(model, x)))
model.encoder.embedding

# %% [markdown] tags=["en"]
# Behind it stand a GRU that reads in both directions, attention (additive: chapter 07, deeper), and a GRU that writes. It has about 224,000 weights, and it learned for 2,000 steps, about two minutes. Each step drew new strings of one to five digits, by 19 voices. Half of the strings had noise.
#
# Where does it look while it writes? Nobody told it where a digit ends:

# %% [markdown] tags=["zh"]
# 念的是 0839，它写成了 0239：第二位的“八”听成了“二”。这个嗓音它没听过，错并不奇怪，后面会数一数它错多少。
#
# 矩阵后面是双向读的 GRU、注意力（加性评分，见第 07 章深入篇）和负责写的 GRU。一共约 22.4 万个权重，训练 2000 步，大约两分钟。每一步都新造一批一到五位的数字串，由 11 个嗓音来念，其中一半带噪声。
#
# 它写的时候在看哪里？没有人告诉过它，一个数字到哪里为止，下一个从哪里开始：

# %%
from course_lib.chapters.ch11_applications import figures

figures.listen(figures.compute(model, spoken))

# %% [markdown] tags=["en"]
# Above is the sound, band by band, dark where it is loud. Below, each row is one written digit, and dark is where attention lies. The red lines show where that digit was really spoken. The dark marks go down like stairs: the model has found the digits, and takes them in turn. How much of the attention lies inside the digit that is being written? Here are 200 new strings by voices of the training, for three trainings with three seeds, beside an attention that is spread evenly.

# %% [markdown] tags=["zh"]
# 上图是声音，一行一个频带，越响越深。下图每行是一个写出的数字，深的地方就是注意力所在。红线标出这个数字真正念在哪里。深色一级一级往下走，像楼梯：模型自己找到了数字，一个接一个地读。第二行也在红线之间，它看对了地方，只是听错了。那么，注意力有多少落在正在写的那个数字里面？下面是训练用过的嗓音念的 200 串新数字，三个种子各训练一次，旁边是平均分布的注意力。

# %%
runs = record.where(language=LANGUAGE)
print(record.command)
print(pick("inside the digit:", "落在数字里面的："), [f"{run['inside']:.2f}" for run in runs])
strings = speech.utterances(LANGUAGE, "train", 200, seed=1)
even = [sum(b - a for a, b in one.spans) / len(one.spans) / len(one.frames) for one in strings]
print(pick("if it were spread evenly:", "平均分布的话："), f"{sum(even) / len(even):.2f}")
print(
    pick("steps at which the peak moves on:", "注意力最大处往后移的步数，占："),
    [f"{run['forward']:.2f}" for run in runs],
)
assert min(run["inside"] for run in runs) > 0.8

# %% [markdown] tags=["en"]
# ## Experiment: a chain made by hand
#
# How would you read digits without learning? Three steps come to mind, and the first recognisers of single words worked this way. **Cut** the sound at its pauses. Keep a **template** of each digit, spoken once by each of the training voices. Then, for each piece, find the **nearest** template. Here is the first step. The quietest tenth of all frames counts as silence. A frame is loud if its four loudest bands are, on average, .03 above that. Stretches of fewer than six frames are dropped. (The chain also joins pieces one or two frames apart.)

# %% [markdown] tags=["zh"]
# ## 实验：手工做的流程
#
# 不靠学习，你会怎样读数字？容易想到三步，最早的单词识别器就是这样做的。先在停顿处把声音**切开**；每个训练用的嗓音把每个数字念一遍，存成**模板**（template）；然后给切出来的每一段，找**最近**的模板。下面是第一步。把所有帧按响度排队，最轻的那十分之一当作安静；一帧里最响的四个频带，如果平均比这十分之一都高出 0.03 以上，就算有声；不到六帧的段不要（实际用的流程还会把只隔一两帧的段连起来）。


# %%
def cut(frames, margin=0.03):
    """(T, 32) -> stretches (start, end) of frames in which somebody speaks"""
    energy = frames.topk(4, dim=1).values.mean(1)  # (T,)
    loud = (energy > energy.quantile(0.1) + margin).int()
    edges = torch.diff(loud, prepend=torch.zeros(1).int(), append=torch.zeros(1).int())
    starts, ends = ((edges == way).nonzero().flatten().tolist() for way in (1, -1))
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end - start >= 6]


noisy = speech.utterances(LANGUAGE, "held out", 1, speech.NOISY, fewest=4, most=4, seed=8)[0]
for one in (spoken, noisy):
    print(one.digits, pick("really at", "真正的位置"), one.spans)
    print(" " * len(str(one.digits)), pick("cut at", "切出来的"), cut(one.frames))

# %% [markdown] tags=["en"]
# The second string is the first once more, in **noise**: a hiss with a hundredth to a ten-thousandth of the loudest band's power. Noisy strings are also up to 12 decibels softer, and their bands move by up to one; the network had those two in all of its training. The number of pieces is still right. But three of the digits begin softly, and the noise covers that.
#
# Steps two and three: there are 19 voices × 10 digits = 190 templates of 30 frames. A piece and a template are brought to the same length and loudness. In both, whatever is softer than the noise is raised to its level. Then the squares of the differences are added up. Can the network do better?

# %% [markdown] tags=["zh"]
# 第二串还是同样的数字，只是带着**噪声**：一片嘶嘶声，功率是最响频带的百分之一到万分之一。带噪声的串，还放轻了至多 12 分贝，频带也挪了至多一格；这两样，网络训练时处处都有。切出来的段数仍然是对的，可是三个数字的开头很轻，被噪声盖住了。
#
# 第二步和第三步：11 个嗓音 × 10 个数字，一共 110 个模板，每个拉成 30 帧。把切出来的一段和模板拉到一样长，调到一样响；两边比噪声还轻的地方，都抬到噪声那么响；然后把差的平方加起来。网络能胜过它吗？

# %%
from course_lib.chapters.ch11_applications import pipeline

known = pipeline.templates(speech.voices(LANGUAGE, "train"))
print(pick("templates:", "模板："), tuple(known.frames.shape))
for one in (spoken, noisy):
    print(one.digits, pick("chain:", "流程："), pipeline.read(one.frames, known), end="  ")
    print(pick("network:", "网络："), VOCAB.decode(write(model, stacked(one.frames, 4)[None])))

# %% [markdown] tags=["en"]
# One string proves nothing. So here are 200 strings of one to five digits, by five voices that neither of the two has heard. Both know the same 19 voices: the network learned from those that the templates come from.
#
# How do we count? We take the fewest digits to change, to add or to strike out until the answer is right, for each 100 digits spoken. Extra digits count, so more than 100 is possible. The network was trained with three seeds: a range is its lowest and highest. The chain has no chance in it.

# %% [markdown] tags=["zh"]
# 一串说明不了什么。下面换成 200 串，每串一到五位，由三个两边都没听过的嗓音来念。两边的底子一样：网络训练用的 11 个嗓音，正是做模板的那些。
#
# 怎么算错？把写出的数字改成正确的，至少要改、补、删几处，按每念 100 个数字算。多写的也算错，所以可能超过 100。网络用三个种子各训练一次，表里写成“a–b”的，是三次里最小和最大的。流程里没有随机的部分，所以只有一个数。

# %%
ch11.noise

# %%
from IPython.display import display

from course_lib.chapters.ch11_applications import tables

by_hand = records.load("spoken_by_hand")
display(tables.errors(record, by_hand, LANGUAGE, "known", "new"))
(chain,) = by_hand.where(language=LANGUAGE, distance="nearest")
wrong = 100 * chain["errors"]["new"]["noisy"]
assert wrong > 1.5 * max(100 * run["errors"]["new"]["noisy"] for run in runs)
ch11.noise.result(round(wrong))

# %% [markdown] tags=["en", "explain"]
# ### In noise the network is ahead, in quiet it is not
#
# You will often read that learning end to end beats a chain of steps. In quiet neither is clearly ahead. On the new voices the chain makes no error, and the network up to 2 of a hundred. On the 19 known voices the chain makes 2, and the network none. But there only the strings are new, and not the sounds. In noise the chain reads 30 of a hundred digits wrong, and the network 6 to 8.

# %% [markdown] tags=["zh", "explain"]
# ### 有噪声时网络领先，安静时流程领先
#
# 常有人说，端到端的学习胜过一步步的流程。安静的时候并不是这样：陌生嗓音念的数字，流程全都读对，网络每一百个要错 11 到 17 个。有了噪声就反过来：流程每一百个错 46 个，网络错 22 到 25 个。在训练用过的嗓音上，网络几乎不出错，不过那里只有数字串是新的，声音并不新。

# %% [markdown] tags=["en"]
# ### Why noise hurts the chain
#
# Two tests tell. First we hand the chain the true ends of each digit, which only the maker of the strings knows:

# %% [markdown] tags=["zh"]
# ### 噪声为什么让流程损失这么大
#
# 做两个检验就知道。第一个：把每个数字真正的起点和终点告诉流程，这本来只有造数字串的人才知道。

# %%
tables.cuts(by_hand, LANGUAGE)

# %% [markdown] tags=["en"]
# With true ends it is nearly as good as in quiet: 3 wrong of a hundred. So most of the harm is done by cutting. A cut in the wrong place can't be put right later, since each step trusts the one before. The network never cuts. From the frames on it was trained as one piece, **end to end**, and nobody told it where a digit begins.
#
# The second test is about fairness. The network has heard noise in training, and the templates have not. So here are two more: a network that was trained in quiet only, and a chain whose templates were cut out of noisy sound.

# %% [markdown] tags=["zh"]
# 有了真正的起止，46 个错减到 21 个。可见一半多一点是切错造成的，剩下的是比的时候错的。前面切错了地方，后面再也补不回来，因为每一步都信任前一步。网络从来不切：从帧开始，它是作为一个整体训练的，这叫**端到端**（end to end），也没有人告诉过它，一个数字从哪里开始。
#
# 第二个检验问的是公平不公平：网络在训练里听过噪声，模板没有。所以再加两个：一个只在安静里训练过的网络，一个模板取自带噪声的语音的流程。

# %%
tables.heard_noise(record, records.load("spoken_quiet"), by_hand, LANGUAGE)

# %% [markdown] tags=["en"]
# A network that never heard noise is lost in it: 87 to 98 errors. So a network is no better listener by nature. Both sides gain by hearing noise, and then the network is ahead, with 6 to 8 wrong against 14. The noise of the test is of the same kind as in training. No other kind was tried.
#
# Noise is easy to draw, for both: one line of code. To make the chain cut better, somebody must think. Later recognisers searched for cuts and words together, and they were much better than our chain.

# %% [markdown] tags=["zh"]
# 没听过噪声的网络，到了噪声里每一百个要改 101 到 105 处，等于没用。可见网络并不是天生耳朵好。听过噪声以后，两边都好得多：流程错 26 个，网络错 22 到 25 个，略好一点；安静时，流程仍然全对。在英文版的英语嗓音上，则是流程错 14 个，网络错 6 到 8 个。测试的噪声和训练的是同一种，别的噪声没有试过。
#
# 听噪声也有代价：安静时，网络的错原来是 0 到 5 个，现在是 11 到 17 个。会不会是训练还不够长，本章没有检验。
#
# 听噪声，两边都容易：一行代码就能造出来。要切得更好，就得有人动脑筋。后来的识别器把“切在哪里”和“是什么词”放在一起找，比我们的流程强得多。

# %% [markdown] tags=["en"]
# ## Experiment: further from home
#
# The new voices were variants of one synthesiser, espeak-ng, which makes its sounds by rules. Another one, flite, has voices that go back to recordings of people. It was kept for the end.

# %% [markdown] tags=["zh"]
# ## 实验：离训练更远
#
# 刚才的陌生嗓音，都是同一个合成器 espeak-ng 的变体，它按规则造声音。另一个合成器 flite 的嗓音是用真人的录音做成的，我们一直把它留到最后。flite 只会说英语，所以这一节和英文版一样，用的是英语的模型和流程。

# %%
ch11.synthesiser

# %%
display(tables.errors(record, by_hand, "en", "new", "other"))
english = record.where(language="en")
quiet = [100 * run["errors"]["other"]["easy"] for run in english]
assert min(quiet) > 5 * max(100 * run["errors"]["new"]["easy"] for run in english)
ch11.synthesiser.result(round(sum(quiet) / len(quiet)))

# %% [markdown] tags=["en", "explain"]
# ### It learned its synthesiser better than speech
#
# The network reads about 36 of a hundred digits wrong, without any noise; on new voices of its own synthesiser, 2 at most. The chain has the same trouble, and more in noise. So few errors on new voices did not mean that the network can listen to anybody. The deeper notebook shows how near those voices are to old ones. When you read that a recogniser has "2 percent errors", ask on whose voices.

# %% [markdown] tags=["zh", "explain"]
# ### 它更熟悉的是那个合成器
#
# 没有噪声，英语的网络也把 36% 左右的数字读错了；在自己那个合成器的陌生嗓音上，最多才错 2%。安静时流程也一样糟，有噪声时更糟。可见，在陌生的英语嗓音上错得少，并不说明谁的话它都会听。那些嗓音离训练用过的有多近，深入篇里量过。读到“识别错误率只有 2%”的时候，要问一句：是谁的嗓音？

# %% [markdown] tags=["en"]
# ### Longer than in training
#
# Another way to go further from home is length.

# %% [markdown] tags=["zh"]
# ### 比训练时更长
#
# 除了换嗓音，还可以换长度。

# %%
ch11.eight_digits

# %%
display(figures.lengths(record, by_hand, LANGUAGE))
written = [run["lengths"]["8"]["written"] for run in runs]
for n in "678":
    print(n, "->", [f"{run['lengths'][n]['written']:.2f}" for run in runs])
assert max(written) < 6 and max(run["lengths"]["5"]["error"] for run in runs) < 0.05
ch11.eight_digits.result(round(sum(written) / len(written), 1))

# %% [markdown] tags=["en", "explain"]
# ### It stops where its training stopped
#
# Of six, seven and eight digits it writes five. With eight the error is 38 of a hundred, which is three of eight: the five that it writes are right, and then it stops. It has not learned to go on until nothing is left. Whether it counts digits or time, we did not test. In chapter 08 another model, the Transformer, fails beyond its lengths, too. The chain has no such habit: it reads eight digits as well as one, because each piece is read alone. What is built in by hand need not be learned, and what must be learned needs examples.

# %% [markdown] tags=["zh", "explain"]
# ### 训练到哪里为止，它就停在哪里
#
# 念六位、七位、八位，它都写五位。念八位时错 38%，正好是八分之三：写出的五位都对，然后就停了。它没有学会“一直写到念完为止”。它数的是位数还是时间，本章没有检验。第 08 章里的另一种模型 Transformer，遇到太长的串也写不对。流程没有这个毛病：它一段一段地读，八位和一位一样准。手工放进去的东西用不着学；要学的东西，就得有例子。

# %% [markdown] tags=["en"]
# ## Your own task, in ten lines
#
# Now a task of your own. All it needs is pairs of texts. Ours: a number in digits, and the same as a Roman numeral. Replace the function by one of yours, or give two lists: `OwnTask.of(sources, targets)`. A fifth of the sources is held out.

# %% [markdown] tags=["zh"]
# ## 你自己的任务，只要十行
#
# 现在来做一个自己的任务。要的只是一对对文字。我们的例子是：把阿拉伯数字写成罗马数字。你可以换成自己的函数（比如写成支票上的大写金额），也可以给两个列表：`OwnTask.of(sources, targets)`。其中五分之一的源序列会留出来，用来测试。

# %%
from course_lib.chapters.ch11_applications.own_task import OwnTask

VALUES = {"M": 1000, "CM": 900, "D": 500, "CD": 400, "C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9}
VALUES |= {"V": 5, "IV": 4, "I": 1}


def pair(chance):
    """A number from 1 to 3999 in digits, and the same as a Roman numeral"""
    number = rest = chance.randint(1, 3999)
    numeral = ""
    for letters, value in VALUES.items():
        numeral, rest = numeral + letters * (rest // value), rest % value
    return str(number), numeral


# %%
torch.set_num_threads(1)
task = OwnTask.made(pair, count=300)
print(pick("pairs to learn from:", "训练的对数："), len(task.data.train))
learned = task.train(steps=300)

# %%
assert learned.score() > 0.5
count = len(task.held_out)
print(pick("held-out answers, right:", "留出的答案，对的："), count, live(round(count * learned.score())))
learned.worst(5)

# %% [markdown] tags=["en"]
# 300 were drawn, and those drawn twice count once. Always look at the worst errors before you change anything. Ask of each: is the answer wrong, is the example wrong, or is this kind of example rare? When we ran it, three of five errors were one mistake, a 6 among the tens written as a 7. A 6 is not rare. What is? Of 3,999 numbers only nine have one digit, and 90 have two. Try some with `answer`:

# %% [markdown] tags=["zh"]
# 一共抽了 300 对，抽到两次的只算一次。动手修改之前，先看错得最厉害的几个。每一个都问一问：是答案错了，是例子本身错了，还是这一类例子太少？我们运行的那次，五个错里有三个是同一种：十位上的 6 写成了 7。6 并不少见。那么，什么样的例子太少？3999 个数里，一位数只有 9 个，两位数只有 90 个。用 `answer` 试几个：

# %%
print({number: live(learned.answer(number)) for number in ("1994", "2024", "7", "10", "40")})

# %% [markdown] tags=["en"]
# With four digits it does well, and the short numbers mostly fail. So try more short examples first, before a larger model. The model behind it is the library's GRU with attention. Your own page from chapter 07 can learn the task as well: `task.train(model=task.like(own("2_attention")))`.

# %% [markdown] tags=["zh"]
# 四位数多半对，短的多半错。所以先添短的例子试试，别急着换更大的模型。这里用的是库里带注意力的 GRU。你在第 07 章写的那一页也学得会：`task.train(model=task.like(own("2_attention")))`。工作坊里会用到。

# %% [markdown] tags=["en"]
# ## The map
#
# These are tasks of this course that an encoder and a decoder have learned. The seconds are a mean over all trainings of a record, on one core. The last column counts whole answers, but for speech single digits.

# %% [markdown] tags=["zh"]
# ## 一张地图
#
# 这张表里，是本课程中由一个编码器加一个解码器学会的任务。每一行的数都来自那一章的实验存档。“秒”是这份存档里各次训练的平均时间（一个核）。最后一列按整个答案算对错，只有语音按单个数字算。

# %%
from course_lib.chapters.ch11_applications.overview import overview

overview(LANGUAGE)

# %% [markdown] tags=["en"]
# And whole sentences? Here is the same machine on 29,000 captions of photographs, German to English. A Transformer of 8.6 million weights learned them in subwords, 80 minutes on one core, one seed. BLEU compares runs of words with what a person wrote: 100 is the same text (chapter 06). These captions were never in training:

# %% [markdown] tags=["zh"]
# 那么整句的翻译呢？还是这台机器，学 29000 句照片的描述，德语译成英语。一个 860 万权重的 Transformer，用子词，在一个核上训练 80 分钟，只有一个种子。BLEU 拿连续几个词去和人写的比，完全一样是 100 分（第 06 章）。下面这些描述，训练里都没有：

# %%
tables.translated(records.load("translated"))

# %% [markdown] tags=["en"]
# The last four rows have the beam of 5. Long sentences are the worst. [A page](../docs/translation.md) says how to train it on two files of your own.

# %% [markdown] tags=["zh"]
# 后四行用的是束宽 5。长句子译得最差。怎样用自己的两个文件来训练，[有一页专门讲](../docs/translation.md)。

# %% [markdown] tags=["en"]
# Is Seq2Seq still in use? As an idea, everywhere: an input becomes vectors, and a decoder writes what comes next. As two networks, an encoder and a decoder, it translates and writes down speech: Whisper (Radford et al. 2023) is such a pair, built of Transformers, with log-mel frames as here. Chat went another way. Most of today's assistants have a decoder alone: what you write and what it answers are one sequence. What stayed is what you have built here: attention, teacher forcing, search, and honest scores.

# %% [markdown] tags=["zh"]
# Seq2Seq 现在还有人用吗？作为一种思路，到处都在用：输入变成向量，解码器写出后面的内容。作为编码器加解码器两个网络，它仍在做翻译和语音识别：Whisper（Radford 等 2023）就是这样一对，用 Transformer 搭成，输入也是对数梅尔帧，和这里一样。聊天走了另一条路：今天的助手大多只有解码器，你写的和它答的，是同一个序列。GRU 已经很少用了。留下来的，正是你在这里搭过的：注意力、教师强制、搜索，还有诚实的分数。

# %% [markdown] tags=["en"]
# ## Lab
#
# One lab for all tasks. Try three things.
#
# 1. Choose speech, and play the sound. Then add noise until the network errs. What does the attention do there?
# 2. Choose dates, and write one in a form that the training never had.
# 3. Choose your own task, and type a number with one digit.

# %% [markdown] tags=["zh"]
# ## 实验台
#
# 一个实验台，装得下所有任务。试三件事。
#
# 1. 选语音，听一听；然后加噪声，一直加到网络出错。这时注意力在做什么？
# 2. 选日期，用训练里没有的写法写一个。
# 3. 选你自己的任务，输入一个一位数。

# %%
from course_lib.chapters.labs import TasksLab

TasksLab(own=learned)

# %% [markdown] tags=["en"]
# ## Quiz
#
# Four questions. Choose, press Check, and each option explains itself.

# %% [markdown] tags=["zh"]
# ## 小测验
#
# 四道题。选好后按“检查”，每个选项都有解释。

# %%
ch11.quiz

# %% [markdown] tags=["en"]
# ## What we saw

# %% [markdown] tags=["zh"]
# ## 我们看到了什么

# %%
from course_lib.kit.table import Table

heard = pick(
    "speech needs another model|learning end to end beats a chain|few errors on new voices: it can listen|"
    "trained on short strings, it reads long ones",
    "语音要用另一种模型|端到端学习胜过一步步的流程|英语的陌生嗓音也很少错，就是会听了|短的会读，长的也会读",
)
titles = pick("You will often hear|What this chapter found", "常听到的说法|本章看到的").split("|")
Table(titles, zip(heard.split("|"), tables.found(record, by_hand, LANGUAGE), strict=True))

# %% [markdown] tags=["en"]
# [The deeper notebook](11_applications_deeper.ipynb) asks in which order a sum is easiest to write, and what becomes of a model that learns to chat.

# %% [markdown] tags=["zh"]
# [深入篇](11_applications_deeper.ipynb)里有：写加法的得数，从哪一位写起最容易；让模型学聊天，会学成什么样。

# %% [markdown] tags=["en"]
# ## Workshop
#
# First your own page learns a task of your own. Then come three exercises on what goes wrong in such projects. On another day you can begin here, after the first cell of the chapter.
#
# ### Your page, your task
#
# Take the class that you wrote in chapter 07, untrained, and give it pairs. `own` loads your newest page, and the course's where there is none. Replace `pair` by a function of your own, if you have an idea: times of the day in words, plurals, a secret code. This one writes a word backwards.

# %% [markdown] tags=["zh"]
# ## 工作坊
#
# 先让你自己的那一页学一个你自己的任务，然后做三道练习，练的都是这类项目里容易出错的地方。改天再做，就从这里开始，只要先运行本章的第一格。
#
# ### 你的那一页，你的任务
#
# 拿你在第 07 章写的那个类，不带训练好的权重，让它学你的数据。`own` 载入你最近存的那一页，没有就用课程的。有主意的话，把 `pair` 换成你自己的函数：用文字写的时刻、名词的复数、暗号。这里的例子是把一个词倒着写。

# %%
import torch

from course_lib.chapters.ch11_applications.own_task import OwnTask
from course_lib.kit import own


def pair(chance):
    """A word of 3 to 8 letters, and the same backwards"""
    word = "".join(chance.choice("abcdefgh") for _ in range(chance.randint(3, 8)))
    return word, word[::-1]


# %%
torch.set_num_threads(1)
mine = OwnTask.made(pair, count=2000)
learned = mine.train(steps=400, model=mine.like(own("2_attention")))

# %%
rate = round(100 * learned.score())
print(pick("right, per 100 held-out answers:", "留出的答案，每 100 个里对的："), live(rate))
learned.worst(5)

# %% [markdown] tags=["en"]
# Here it is in the lab, under *your own*. For a word that is written backwards, where should it look?

# %% [markdown] tags=["zh"]
# 它就在实验台的“你自己的”里。倒着写一个词的时候，应当看哪里？

# %%
from course_lib.chapters.labs import TasksLab

TasksLab(own=learned)

# %% [markdown] tags=["en"]
# ### From frames to vectors
#
# In the lesson the library laid four frames side by side. Now you do.

# %% [markdown] tags=["zh"]
# ### 从帧到向量
#
# 正文里，把四帧并排放是库做的。现在你来做。

# %%
ch11.stack_frames


# %%
def stack_frames(frames, count): ...


ch11.stack_frames.check(stack_frames)

# %% [markdown] tags=["en"]
# ### What padding must not touch
#
# Padding must never leak, said chapter 01. Here is a place where it often does.

# %% [markdown] tags=["zh"]
# ### 填充不能碰的地方
#
# 第 01 章说过，填充不能漏进来。这里就是它常漏进来的一处。

# %%
ch11.centred


# %%
def centred(batch, lengths): ...


ch11.centred.check(centred)

# %% [markdown] tags=["en"]
# ### A fault to repair

# %% [markdown] tags=["zh"]
# ### 修一个毛病

# %%
ch11.held_out


# %%
def held_out(pairs, count):
    pairs = list(dict.fromkeys(pairs))
    return pairs[:-count], pairs[-count:]


ch11.held_out.check(held_out)

# %% [markdown] tags=["en"]
# A question to answer in words, and a stretch for those who want more: time warping (Sakoe and Chiba 1978), a better way to compare two pieces.

# %% [markdown] tags=["zh"]
# 一道要用文字回答的问题，还有一道挑战题，留给想多做一点的人：时间规整（Sakoe 和 Chiba 1978），比较两段声音的一种更好的办法。

# %%
ch11.few_errors

# %%
ch11.few_errors.answer("")

# %%
ch11.warped_distance


# %%
def warped_distance(costs): ...


ch11.warped_distance.check(warped_distance)

# %%
from course_lib.chapters.progress import progress

progress()

# %% [markdown] tags=["en"]
# ### To discuss
#
# 1. Which task of your own work is a sequence in and a sequence out? What would be its frames, and what its tokens?
# 2. The chain knew nothing that it was not told, and the network nothing that it had not heard. Where would you want the one, where the other, and where both together?
# 3. How would you hold out a part of the data so that the score says something about people whom the model has never met?
#
# [A page for the meeting](../docs/groups/11_applications.md) has a plan and says what good answers contain.

# %% [markdown] tags=["zh"]
# ### 讨论
#
# 1. 你自己的工作里，哪件事是一个序列进、一个序列出？它的帧是什么，词元是什么？
# 2. 流程只知道人告诉它的，网络只知道它听过的。什么地方该用前者，什么地方该用后者，什么地方两样一起用？
# 3. 数据该怎样留出一部分，得分才说明得了模型从没见过的人？
#
# [小组活动页](../docs/groups/11_applications.md)上有时间安排，也写了好的回答里应当有什么。

# %% [markdown] tags=["en"]
# ## References
#
# - S. Davis, P. Mermelstein (1980). Comparison of parametric representations for monosyllabic word recognition in continuously spoken sentences. IEEE Transactions on Acoustics, Speech, and Signal Processing 28(4).
# - H. Sakoe, S. Chiba (1978). Dynamic programming algorithm optimization for spoken word recognition. IEEE Transactions on Acoustics, Speech, and Signal Processing 26(1).
# - J. Chorowski et al. (2015). Attention-based models for speech recognition. NeurIPS, arXiv 1506.07503.
# - W. Chan et al. (2016). Listen, attend and spell. ICASSP, arXiv 1508.01211.
# - A. Radford et al. (2023). Robust speech recognition via large-scale weak supervision. ICML, arXiv 2212.04356.
# - D. Griffin, J. Lim (1984). Signal estimation from modified short-time Fourier transform. IEEE Transactions on Acoustics, Speech, and Signal Processing 32(2). The sound that you hear is rebuilt by their method.

# %% [markdown] tags=["zh"]
# ## 参考文献
#
# - S. Davis, P. Mermelstein (1980). Comparison of parametric representations for monosyllabic word recognition in continuously spoken sentences. IEEE Transactions on Acoustics, Speech, and Signal Processing 28(4).
# - H. Sakoe, S. Chiba (1978). Dynamic programming algorithm optimization for spoken word recognition. IEEE Transactions on Acoustics, Speech, and Signal Processing 26(1).
# - J. Chorowski et al. (2015). Attention-based models for speech recognition. NeurIPS, arXiv 1506.07503.
# - W. Chan et al. (2016). Listen, attend and spell. ICASSP, arXiv 1508.01211.
# - A. Radford et al. (2023). Robust speech recognition via large-scale weak supervision. ICML, arXiv 2212.04356.
# - D. Griffin, J. Lim (1984). Signal estimation from modified short-time Fourier transform. IEEE Transactions on Acoustics, Speech, and Signal Processing 32(2). 你听到的声音就是用他们的方法还原的。
