"""The recorded models that copy short Chinese sentences, under plain names, and what can be typed."""

import unicodedata
from functools import cache
from typing import NamedTuple

from course_lib.data.corpora import sentences
from course_lib.data.vocab import Vocab
from course_lib.kit import records
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle

ENGLISH = dict(  # what the sentences are made of, for readers without Chinese
    pair.split("=")
    for pair in (
        "我=I 你=you 他=he 老师=teacher 学生=student 喜欢=like 研究=research 学习=learn 讨论=discuss 关注"
        "=follow 机器=machine 翻译=translation 图像=image 识别=recognition 语音=speech 合成=synthesis 文本"
        "=text 分类=sorting 信息=information 检索=retrieval 自动=automatic 驾驶=driving 数据=data 分析"
        "=analysis 知识=knowledge 图谱=graph 电影=film 音乐=music 自然=natural 语言=language 处理=processing "
        "化=-ise"
    ).split()
)
LONGEST = 12  # characters; the models learnt sentences of 5 to 10
SENTENCES = (  # the notes' own, then held-out ones on which the models differ
    sentences.STORY,
    "老师学习图像识别",
    "你讨论文本分类",
    "老师讨论信息检索",
    "学生讨论机器翻译",
    "我喜欢文本分类",
    "学生关注音乐",
)


class Known(NamedTuple):
    """One model of the recorded experiment "story"."""

    choice: str
    seed: int
    names: tuple[str, str]  # English, Chinese
    notes: tuple[str, str]  # how it differs from the first
    rare: int = 3  # sentences with 自然语言处理 that it has read, as in corpora.sentences

    @property
    def name(self) -> str:
        return pick(*self.names)

    @property
    def note(self) -> str:
        return pick(*self.notes)


MODELS = (
    Known(
        "base",
        0,
        ("forced", "教师强制"),
        (
            "It read only gold prefixes in training, 3 sentences with 自然语言处理 against 200 with "
            "自动化处理, for 20 epochs.",
            "训练时只读标准前缀；语料里“自然语言处理”只有 3 句，“自动化处理”有 200 句；训练了 20 轮。",
        ),
    ),
    Known(
        "ratio-0.5",
        4,
        ("half sampled", "一半读自己的"),
        (
            "As “forced”, but each token read in training was its own with probability one half.",
            "和“教师强制”一样，只是训练时读入的每个词元有一半概率换成它自己写的。",
        ),
    ),
    Known(
        "ratio-0",
        3,
        ("only its own", "全读自己的"),
        (
            "As “forced”, but it read only its own tokens in training: the control for exposure bias.",
            "和“教师强制”一样，只是训练时全读自己写的词元：用来对照暴露偏差。",
        ),
    ),
    Known(
        "attention",
        0,
        ("attention", "注意力"),
        (
            "As “forced”, with attention: the decoder may look at every source token.",
            "和“教师强制”一样，但加了注意力：解码器随时能看源序列的每个词元。",
        ),
    ),
    Known(
        "epochs-60",
        3,
        ("trained long, imbalanced", "练得久、语料失衡"),
        ("As “forced”, but trained for 60 epochs.", "和“教师强制”一样，但训练了 60 轮。"),
    ),
    Known(
        "hidden-64-rare-200",
        1,
        ("balanced", "语料均衡"),
        (
            "As “forced”, but 200 sentences with either ending, and 64 hidden units instead of 32.",
            "和“教师强制”一样，但两种结尾各 200 句，隐藏单元从 32 个增加到 64 个。",
        ),
        rare=200,
    ),
)
CONTROL = MODELS[2]  # no prefix of its own was new to it in training


@cache
def bundle(known: Known) -> Bundle:
    """The recorded model with its vocabularies."""
    return records.load("story").model(choice=known.choice, seed=known.seed)


@cache
def luck(known: Known) -> tuple[int, int]:
    """How many of the recorded seeds write the notes' sentence without a mistake, and of how many."""
    said = records.load("story").values("free", choice=known.choice)
    return said.count(sentences.STORY), len(said)


def word_by_word(text: str) -> str:
    """A sentence in English, word by word; a character that makes no word here stays as it is."""
    words = []
    while text:
        size = next((n for n in (2, 1) if text[:n] in ENGLISH), 1)
        words.append(ENGLISH.get(text[:size], text[:size]))
        text = text[size:]
    return " · ".join(words)


def read(typed: str, vocab: Vocab) -> str:
    """The sentence that was typed, without spaces.

    Raises ValueError, in the learner's language, for nothing, for too much, and for unknown characters.
    """
    text = _tidy(typed)
    if not text:
        story = sentences.STORY
        raise ValueError(
            pick(f"Please type a sentence, such as {story}.", f"请输入一个句子，例如“{story}”。")
        )
    if strange := "".join(dict.fromkeys(char for char in text if char not in vocab)):
        known = "".join(sorted(vocab.names[4:]))
        raise ValueError(
            pick(
                f"The models have never seen {strange}. These characters they know: {known}",
                f"模型没见过“{strange}”。它们认识的字只有：{known}",
            )
        )
    if len(text) > LONGEST:
        raise ValueError(
            pick(
                f"At most {LONGEST} characters, please: the models learnt nothing longer.",
                f"请不要超过 {LONGEST} 个字：模型没有学过更长的句子。",
            )
        )
    return text


def read_one(typed: str, vocab: Vocab) -> str:
    """The one character to plant. Raises ValueError as `read` does, and for several."""
    if len(_tidy(typed)) > 1:
        raise ValueError(pick("One character at a time, please.", "一次只能植入一个字。"))
    return read(typed, vocab)


def _tidy(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).split())
