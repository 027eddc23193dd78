"""What a learner guesses before it is measured."""

from collections.abc import Sequence

from course_lib.kit.practice.guess import Choice, Guess, Number

two_tasks = Guess(
    __name__,
    "two_tasks",
    ("Two tasks, two models", "两个任务，两个模型"),
    (
        "The better CNN and the ViT learn from the same 300 pictures. Which is ahead on new ones?",
        "两个 CNN 里较好的那个，和 ViT，都用同样的 300 张图片训练。遇到新图片，哪个更强？",
    ),
    Choice(
        ("the CNN on both tasks", "两个任务都是 CNN"),
        ("the CNN on “where?”, the ViT on “same colour?”", "“在哪边”是 CNN，“颜色相同吗”是 ViT"),
        ("the ViT on “where?”, the CNN on “same colour?”", "“在哪边”是 ViT，“颜色相同吗”是 CNN"),
        ("the ViT on both tasks", "两个任务都是 ViT"),
    ),
    claim=lambda which: which == 1,
)


def who_leads(
    where: tuple[Sequence[float], Sequence[float]], same: tuple[Sequence[float], Sequence[float]]
) -> int:
    """Accuracies of CNN and ViT on the two tasks, a value a seed -> the option that holds."""
    ahead = [sum(vit) > sum(cnn) for cnn, vit in (where, same)]
    return 2 * ahead[0] + ahead[1]


never_seen = Guess(
    __name__,
    "never_seen",
    ("A red circle, for the first time", "第一次见到红色圆形"),
    (
        "The captioner has seen red things and circles, but never a red circle. It meets 300 pictures with "
        "such a new pair. Which of its words for that thing are mostly wrong?",
        "这个模型见过红色的东西，也见过圆形，就是没见过红色的圆形。现在给它 300 张有这种新搭配的图片。"
        "说那个东西的时候，哪个词多半会错？",
    ),
    Choice(
        ("neither: it puts together what it knows", "都不错：学过的拼起来就行"),
        ("the shape", "形状"),
        ("the colour", "颜色"),
        ("both", "颜色和形状都错"),
    ),
    claim=lambda which: which == 1,
)


def mostly_wrong(colour: Sequence[float], shape: Sequence[float]) -> int:
    """Shares of right colours and shapes, a value a seed -> the option that holds."""
    return (max(shape) < 0.5) + 2 * (max(colour) < 0.5)


brightest = Guess(
    __name__,
    "brightest",
    ("Paint the brightest patch black", "把最亮的一块涂黑"),
    (
        "The captioner is about to write the first colour. We take the patch that it looks at most, and "
        "paint it black in the picture. In how many of 100 pictures does the colour word change?",
        "模型正要写第一个颜色。我们找到它看得最多的那一块，在图片里把它涂黑。"
        "100 张图片里，有几张的颜色词会变？",
    ),
    Number(0, 100, unit=("of 100", "张（共 100 张）")),
    claim=lambda changed: changed < 5,
)
