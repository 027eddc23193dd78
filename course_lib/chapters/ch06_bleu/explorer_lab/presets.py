"""Presets: sentences that show what BLEU sees and what it misses, each with what to look at."""

from typing import NamedTuple

from course_lib.language import pick


class Preset(NamedTuple):
    """What to type and to set, and what to see there; texts are (English, Chinese)."""

    name: tuple[str, str]
    look: tuple[str, str]
    candidate: str
    references: tuple[str, ...]
    cut: str = "words"
    order: int = 1
    smooth: str = "none"
    effective: bool = False

    def advice(self) -> str:
        """What to look at, in the language of the labels."""
        return pick(*self.look)

    def settings(self) -> dict[str, object]:
        """What `compute` takes beside the sentences."""
        return {name: getattr(self, name) for name in ("cut", "order", "smooth", "effective")}


PRESETS = {
    "notes": Preset(
        ("an example in Chinese", "笔记的例子"),
        (
            "One wrong turn in the middle costs the long n-grams most: p₁ to p₄ fall from 6/8 to 1/5. Now "
            "cut by 13a. It knows no Chinese, so the whole sentence is one token, and the score is 0.",
            "中间错一处，越长的 n元语法损失越大：p₁ 到 p₄ 从 6/8 一路降到 1/5。再换成 13a："
            "它不会切中文，所以整句成了一个词元，得分变成 0。",
        ),
        "我喜欢自动化处理",
        ("我喜欢自然语言处理",),
        cut="zh",
        order=2,
    ),
    "the": Preset(
        ("the the the", "the the the"),
        (
            "All seven words are in the references. But no reference has “the” more than twice. So two "
            "count, and five are clipped: p₁ is 2/7, and not 7/7.",
            "七个词在参考译文里都有。但没有哪份参考译文里 the 多于两次，"
            "所以只算两个，截断五个：p₁ = 2/7，而不是 7/7。",
        ),
        "the the the the the the the",
        ("the cat is on the mat", "there is a cat on the mat"),
    ),
    "salad": Preset(
        ("word salad", "词序全乱"),
        (
            "All the words are right, so p₁ is 1. Now look at the 2-grams: none matches, because the order "
            "is wrong. That is what the longer n-grams are for.",
            "词全对，词序全错：p₁ = 1。再看 2元语法：一个都不匹配。更长的 n元语法管的就是词序。",
        ),
        "mat the on cat the sat",
        ("the cat sat on the mat",),
    ),
    "short": Preset(
        ("perfect but short", "全对但太短"),
        (
            "Every precision is 1. Only the brevity penalty objects: with 4 words of 9 it is "
            "BP = e^(1 − 9/4) = .29. Add the missing words one by one, and watch the dot climb.",
            "每个精确度都是 1，只有简短惩罚不满意：9 个词只说了 4 个，BP = e^(1 − 9/4) = 0.29。"
            "把漏掉的词一个个补上，看圆点往上走。",
        ),
        "the cat sat on",
        ("the cat sat on the mat by the door",),
        order=2,
    ),
    "not": Preset(
        ("a “not” is missing", "漏了 not"),
        (
            "One word of thirteen is missing, the one that matters. BLEU is 76.77 for a dangerous mistake, "
            "because it counts words and does not read.",
            "十三个词只漏了一个，偏偏是要命的那个：意思完全相反，BLEU 却有 76.77。BLEU 只会数，不会读。",
        ),
        "the doctor said that the new medicine is safe for small children",
        ("the doctor said that the new medicine is not safe for small children",),
        order=2,
    ),
    "paraphrase": Preset(
        ("a good paraphrase", "换个说法"),
        (
            "The meaning is the same, the words are not: BLEU is 0. Type a second reference that is closer "
            "to the candidate. More references forgive more.",
            "意思一样，换了说法：BLEU 是 0。再输入一份更接近候选译文的参考译文：参考译文越多，打分越宽。",
        ),
        "since it rained , the kid hurried back to his house",
        ("the boy ran home because it was raining",),
    ),
    "tie": Preset(
        ("a tie of lengths", "长度一样近"),
        (
            "The candidate has 6 words, the references 5 and 7: equally near. Then the shorter counts, so "
            "r = 5, and nothing is taken away. Delete the reference of 5 words: BP falls.",
            "候选 6 个词，参考译文 5 个和 7 个，一样近。这时取短的：r = 5，不受惩罚。"
            "删掉 5 个词的那份，BP 就会下降。",
        ),
        "the cat sat on the mat",
        ("a cat sat on it", "the black cat sat on the mat"),
    ),
    "two": Preset(
        ("perfect, two tokens", "全对，只有两个词元"),
        (
            "A perfect output that scores 0: two tokens have no 3-grams. Tick “effective order”, and it is "
            "100. The smoothings exp and floor do not help: without n-grams there is nothing to smooth.",
            "输出完全正确，却得 0 分：两个词元没有 3元语法。勾选“有效阶数”就是 100；"
            "exp 和 floor 帮不上忙：一个 n元语法也没有的阶，无从平滑。",
        ),
        "va !",
        ("va !",),
    ),
    "smooth": Preset(
        ("four smoothings", "四种平滑"),
        (
            "One word is wrong, and no 4-gram is left: 0. Go through the smoothings. The same output gets 0, "
            "27.49, 49.74 and 41.11. Without its signature such a number says little.",
            "只错一个词，4元语法就全没了：0 分。逐个试试平滑：同一个输出得 0、27.49、49.74、41.11。"
            "不带签名的分数说明不了什么。",
        ),
        "the cat sat on a mat today",
        ("the cat sat by a mat today",),
        order=4,
    ),
    "empty": Preset(
        ("nothing said", "什么都没说"),
        (
            "No token, no n-gram, BP = 0: every score is 0. The d2l formula divides by zero here, and we "
            "call that 0.",
            "没有词元，没有 n元语法，BP = 0：所有得分都是 0。d2l 的公式在这里会除以零，我们规定它等于 0。",
        ),
        "",
        ("hello world",),
    ),
}
