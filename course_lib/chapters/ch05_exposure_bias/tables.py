"""What the tables of chapter 05 say: their heads, the names of their rows, and numbers with a range."""

from collections.abc import Iterable, Sequence

from course_lib.kit.labels import Labels
from course_lib.kit.table import Table

LABELS = {
    "spread": ("{mean} ({low} to {high})", "{mean}（{low} 到 {high}）"),
    "small model": (
        "learning rate | held-out sentences right, of 100",
        "学习率 | 留出的句子，100 句里对几句",
    ),
    "says": ("row | says", "哪一行 | 写出"),
    "six trainings": (
        "learning rate | says 动, of 6 | how sure (probability)",
        "学习率 | 6 次里说“动”的次数 | 把握（概率）",
    ),
    "trainings": (
        "learning rate | ratio | steps | right of 100 | wrong, own prefix | gold prefix | own minus gold",
        "学习率 | 比率 | 步数 | 100 个里全对的 | 读自己的前缀，错 | 读标准前缀，错 | 前缀差距",
    ),
    "ends right": (
        "ends right | the right token given | its likeliest mistake planted | alone, after its first error",
        "结尾对的 | 给正确的 | 植入最可能的错 | 独自写，第一个错之后",
    ),
    "copying": ("copying, teacher forcing", "抄字母，教师强制"),
    "copying, control": ("copying, control", "抄字母，对照模型"),
    "sentences": ("sentences, teacher forcing", "抄句子，教师强制"),
    "sentences, control": ("sentences, control", "抄句子，对照模型"),
    "share": ("{share:.2f} ({part} of {whole})", "{share:.2f}（{whole} 个里 {part} 个）"),
    "suspects": (
        "changed | of 6 right, constant rate | of 6 right, falling rate | held-out of 100, falling rate",
        "改了什么 | 学习率不变，6 次里对几次 | 学习率下降，6 次里对几次 | 学习率下降，留出的 100 句里对几句",
    ),
    "by distance": (
        "digits after the error | how many are left | wrong, own prefix | wrong, gold prefix",
        "错误之后第几个数字 | 还剩几个 | 读自己的前缀，错 | 读标准前缀，错",
    ),
    "page": (
        "model | right of 100 | first errors | of 100, end right after one | own minus gold",
        "模型 | 100 个里全对的 | 第一个错有几个 | 其中 100 个里结尾对的 | 前缀差距",
    ),
    "what we saw": ("You will often hear | What this chapter found", "常听到的说法 | 本章看到的"),
    "often heard": (
        "the first error is exposure bias | after one error all is lost | errors pile up | "
        "own minus gold is exposure bias",
        "第一个错就是暴露偏差 | 一步错，步步错 | 错误会越积越多 | 前缀差距，就是暴露偏差",
    ),
    "base": ("as it was", "原样"),
    "attention": ("with attention", "加注意力"),
    "bidirectional": ("encoder in both directions", "双向编码器"),
    "layers-2": ("two layers, not one", "两层（原为一层）"),
    "hidden-64": ("64 units, not 32", "64 维（原为 32）"),
    "hidden-128": ("128 units, not 32", "128 维（原为 32）"),
    "rare-30": ("30 sentences with 自然, not 3", "“自然”30 句（原为 3）"),
    "rare-100": ("100 sentences with 自然, not 3", "“自然”100 句（原为 3）"),
    "rare-200": ("200 sentences with 自然, not 3", "“自然”200 句（原为 3）"),
    "epochs-60": ("60 epochs, not 20", "60 轮（原为 20）"),
    "smoothing": ("labels smoothed by .1", "标签平滑 0.1"),
    "sentence-mean": ("each sentence counts alike", "每句一样重"),
    "ratio-0.5": ("ratio .5, not 1", "比率 0.5（原为 1）"),
    "ratio-0": ("ratio 0, not 1", "比率 0（原为 1）"),
    "hidden-64-rare-30": ("64 units, 30 sentences", "64 维，30 句"),
    "hidden-64-rare-100": ("64 units, 100 sentences", "64 维，100 句"),
    "hidden-64-rare-200": ("64 units, 200 sentences", "64 维，200 句"),
    "still end right": (
        "it depends. Ends right: copying {copying}, sentences {sentences}",
        "看任务。结尾仍对：抄字母 {copying}，抄句子 {sentences}",
    ),
    "without swaps": (
        "strings | how many | letter 1 wrong | letter 2 | letter 3",
        "字符串 | 个数 | 第 1 个字母错 | 第 2 个 | 第 3 个",
    ),
    "gaps": (
        "learning rate | ratio | steps | right of 100 | gap from letter 1 | from letter 2",
        "学习率 | 比率 | 步数 | 100 个里全对的 | 从第 1 个起的差距 | 从第 2 个起",
    ),
    "same letter": (
        "learning rate | ratio | letter 1 after the right one | after the plant | "
        "letters 2 to 6 after the right one | after the plant",
        "学习率 | 比率 | 正确字母之后第 1 个，错 | 植入之后第 1 个 | 正确字母之后 2 到 6，错 | 植入之后 2 到 "
        "6",
    ),
    "ends right by plant": (
        "given as letter 6, ends right | ratio 1 | ratio 1, twice as long | ratio 0",
        "第 6 个字母给的是，结尾对的 | 比率 1 | 比率 1，练两倍 | 比率 0",
    ),
    "all suspects": (
        "changed | of 6 right, constant rate | of 6 right, falling | held-out of 100, constant",
        "改了什么 | 学习率不变，6 次里对几次 | 学习率下降，6 次里对几次 | 学习率不变，留出的 100 句里对几句",
    ),
    "accumulated": (
        "learning rate | ratio | error a token (nats) | excess in %",
        "学习率 | 比率 | 每个词元的误差（nat） | 超出的百分比",
    ),
    "ways": (
        "way | steps | edits per token | forced loss | time",
        "怎么走 | 步数 | 每个词元的编辑次数 | 标准前缀上的损失 | 时间",
    ),
    "forced": ("teacher forcing", "教师强制"),
    "scheduled": ("ratio .5", "比率 0.5"),
    "risk": ("minimum risk", "最小风险"),
    "planted nothing": ("the right one", "正确的"),
    "planted likeliest": ("the likeliest mistake", "最可能的错"),
    "planted random": ("one drawn by chance", "随机的"),
    "random": ("a random word", "随机的词"),
    "likeliest": ("the likeliest mistake", "最可能的错"),
}
label = Labels(LABELS)


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """A mean with its range over seeds, for a table: "0.84 (0.81 to 0.88)"."""
    mean, low, high = (format(v, form) for v in (sum(values) / len(values), min(values), max(values)))
    return label("spread", mean=mean, low=low, high=high)


def percent(shares: Sequence[float]) -> str:
    """The same in whole percent: "84 (81 to 88)"."""
    return spread([100 * share for share in shares], ".0f")


def share(part: int, whole: int) -> str:
    """A share with its counts: "0.64 (962 of 1500)"."""
    return label("share", share=part / whole, part=part, whole=whole)


def table(heads: str, rows: Iterable[Sequence[object]]) -> Table:
    """Rows under the heads of that label."""
    return Table(label(heads).split(" | "), rows)
