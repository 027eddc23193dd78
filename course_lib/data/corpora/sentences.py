"""The story of the notes: a model that has often read 自动化处理 says it where 自然语言处理 is written.

A copying task on short Chinese sentences. 200 of them end in 自动化处理 and only a few in 自然语言处理,
so after 我喜欢自 the model goes on with the usual character. The effect depends on the other sentences too,
so the exact ones are shipped in data/sentences_zh.txt. `text` is how they came about; to write them anew:

    python -c "from course_lib.data.corpora.sentences import FILE, text; FILE.write_bytes(text().encode())"
"""

import random
from pathlib import Path

from .corpus import Corpus, Facts

FILE = Path(__file__).parent / "data" / "sentences_zh.txt"
STORY = "我喜欢自然语言处理"  # the notes' sentence: the test, never in train
USUAL, RARE = "自动化处理", "自然语言处理"
MOST = 200  # sentences of each kind in the file, in this order: USUAL, RARE, others; what is left is valid
_WHO = ("我", "你", "他", "老师", "学生")
_DOES = ("喜欢", "研究", "学习", "讨论", "关注")
_WHAT = (
    *("机器翻译", "图像识别", "语音合成", "文本分类", "信息检索"),
    *("自动驾驶", "数据分析", "知识图谱", "电影", "音乐"),
)


def text() -> str:
    """What data/sentences_zh.txt holds, one sentence a line.

    USUAL follows each of the 25 beginnings equally often, RARE each but that of STORY. The others are every
    sentence of _WHO, _DOES and _WHAT once, in random order.
    """
    rng = random.Random(0)
    starts = [who + does for who in _WHO for does in _DOES]
    rare_starts = [start for start in starts if start + RARE != STORY]
    rng.shuffle(rare_starts)
    others = [start + what for start in starts for what in _WHAT]
    rng.shuffle(others)
    usual = [starts[i % len(starts)] + USUAL for i in range(MOST)]
    rare = [rare_starts[i % len(rare_starts)] + RARE for i in range(MOST)]
    return "".join(line + "\n" for line in usual + rare + others)


def _facts(rare: int) -> Facts:
    return Facts(
        "sentences-zh",
        (2 * MOST + rare, len(_WHO) * len(_DOES) * len(_WHAT) - MOST, 1),
        "char",
        "char",
        "made here, free of rights",
        f"short sentences to copy: {MOST} end in {USUAL}, {rare} in {RARE}, {MOST} in something else; "
        f"the one test sentence is {STORY}",
    )


FACTS = [_facts(3)]


def load(name: str = "sentences-zh", rare: int = 3) -> Corpus:
    """The corpus, with `rare` sentences that end in RARE: the imbalance is what the story is about.

    A larger `rare` only adds sentences. Raises ValueError when it is not 0 to 200.
    """
    if not 0 <= rare <= MOST:
        raise ValueError(f"rare must be 0 to {MOST}, not {rare}")
    lines = FILE.read_text(encoding="utf-8").split()
    train = lines[: MOST + rare] + lines[2 * MOST : 3 * MOST]
    parts = ([(line, line) for line in part] for part in (train, lines[3 * MOST :], [STORY]))
    return Corpus.of(_facts(rare), *parts)
