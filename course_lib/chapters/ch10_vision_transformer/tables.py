"""Tables: what the chapter's records say, in shares of a hundred, the lowest and the highest of the seeds."""

from collections.abc import Sequence
from typing import Any

from course_lib.kit.records import Record
from course_lib.kit.table import Table
from course_lib.language import pick

Run = dict[str, Any]
NEVER = {"red circle": "红色圆形", "yellow square": "黄色方形", "blue triangle": "蓝色三角形"}
WORDS = (  # of a caption, in the record's order
    ("first colour", "第一个颜色"),
    ("first shape", "第一个形状"),
    ("second colour", "第二个颜色"),
    ("second shape", "第二个形状"),
)


def of_100(values: Sequence[float]) -> str:
    """Shares, 0 to 1, as "11–38": the lowest and the highest of a hundred."""
    low, high = (f"{100 * end(values):.0f}" for end in (min, max))
    return low if low == high else f"{low}–{high}"


def positions(record: Record) -> Table:
    """Of the record `patching`: digits named rightly, with positions and without."""
    rows = [
        [f"{size} × {size}", (8 // size) ** 2]
        + [
            of_100(record.values("test", patch=size, positions=kind, pooling="class"))
            for kind in ("learned", "none")
        ]
        for size in (2, 4)
    ]
    return Table(pick("patch,patches,with positions,without", "图像块,块数,有位置,没有位置").split(","), rows)


def accuracies(record: Record, task: str, kind: str, counts: Sequence[int]) -> list[tuple[float, ...]]:
    """Of the record `two_tasks`: a row for each seed, the share of right answers after so many pictures."""
    columns = [record.values("test", task=task, kind=kind, count=count) for count in counts]
    return list(zip(*columns, strict=True))


def never_seen(runs: list[Run]) -> Table:
    """Of the record `captioner`: what is right of pairs that were in no training picture."""
    rows = [
        [pick("pairs it has seen", "见过的搭配"), "–", "–", of_100([run["score"] for run in runs])],
        [pick("one pair never seen", "有一种没见过")]
        + [of_100([run["never"][what] for run in runs]) for what in ("colour", "shape", "exact")],
    ]
    for pair, name in NEVER.items():
        said = [
            {told: count for told, count in run["never"]["said"] if told.startswith(pair)} for run in runs
        ]
        right = [
            sum(count for told, count in one.items() if told.endswith(pair.split()[1])) / sum(one.values())
            for one in said
        ]
        rows.append([f"… {pick(pair, name)}", "", of_100(right), ""])
    titles = pick("of 100 pictures,right colour,right shape,right caption", "100 张图片,颜色对,形状对,整句对")
    return Table(titles.split(","), rows)


def orders(colour_first: list[Run], shape_first: list[Run]) -> Table:
    """Of the record `captioner`: right words of pairs never seen, by the order of words in the captions."""
    names = pick("a red circle", "红色圆形"), pick("a circle red", "圆形红色")
    rows = [
        [name, *(of_100([run["never"][what] for run in runs]) for what in ("colour", "shape"))]
        for name, runs in zip(names, (colour_first, shape_first), strict=True)
    ]
    return Table(pick("captions,right colour,right shape", "描述的写法,颜色对,形状对").split(","), rows)


def probes(runs: list[Run]) -> Table:
    """Of the record `captioner`: how often a probe reads the shape from the encoder's states."""
    names = {
        "seen pairs": pick("the 15 pairs it has seen", "见过的 15 种搭配"),
        "all pairs": pick("all 18 pairs", "全部 18 种搭配"),
    }
    parts = [("probe", fitted, name) for fitted, name in names.items()]
    parts += [
        ("untrained", "seen pairs", pick("the 15, encoder not trained", "15 种搭配，编码器没有训练过")),
        ("untrained", "all pairs", pick("all 18, encoder not trained", "全部 18 种，编码器没有训练过")),
    ]
    rows = [
        [name, *(of_100([run[encoder]["shape"][fitted][of] for run in runs]) for of in ("seen", "never"))]
        for encoder, fitted, name in parts
    ]
    titles = pick(
        "probe fitted on,right on seen pairs,right on new pairs",
        "探针用什么拟合,见过的搭配：形状读对,没见过的：形状读对",
    )
    return Table(titles.split(","), rows)


def looking(runs: list[Run]) -> Table:
    """Of the record `captioner`: where it looks at each word, and how often painting changes the word."""
    asked = ("own", "other", "even", "top out", "any out", "own out", "other out")
    rows = [
        [pick(*word), *(of_100([run["looks"][what][k] for run in runs]) for what in asked)]
        for k, word in enumerate(WORDS)
    ]
    titles = pick(
        "word|attention on its own thing|on the other|if spread evenly|"
        "changed: brightest patch black|another patch of it|own thing black|other thing black",
        "词|注意力：在自己的那样上|在另一样上|平均分的话|词变了：最亮的一块涂黑|它的另一块涂黑|自己的那样涂黑|另一样涂黑",
    )
    return Table(titles.split("|"), rows)


def found(captioner: list[Run], two_tasks: Record) -> list[str]:
    """What the chapter found on four sayings, with figures of the two records."""
    told = pick(
        "yes: patches, a matrix, positions; the rest is the encoder of chapter 08|it depends on the task: "
        "with 300 pictures it has {} of 100 right on “same colour?”, the better CNN {}; on “where?” {}, the "
        "better CNN {}|no: a probe reads the shape of new pairs in {} of 100; the pairs it saw taught a "
        "false rule|only in part: the brightest patch black, and {} of 100 first colours change",
        "对：图像块、一个矩阵、位置；其余就是第 08 章的编码器|要看任务：300 张图片时，“颜色相同吗”它对 {}，"
        "较好的 CNN 对 {}；“在哪边”它对 {}，较好的 CNN 对 {}（共 100 张）|不对：没见过的搭配，探针 100 个里"
        "能读对 {} 个形状；是见过的搭配教了它一条假规律|只对一部分：最亮的一块涂黑，第一个颜色 100 个里只变 "
        "{} 个",
    )
    shares = []
    for task in ("same", "where"):
        vit, *cnns = (
            two_tasks.values("test", task=task, kind=kind, count=300)
            for kind in ("vit", "cnn pooled", "cnn flat")
        )
        shares += [of_100(vit), of_100(max(cnns, key=sum))]
    read = of_100([run["probe"]["shape"]["all pairs"]["never"] for run in captioner])
    changed = of_100([run["looks"]["top out"][0] for run in captioner])
    return told.format(*shares, read, changed).split("|")


def chosen(record: Record, **settings: object) -> list[Run]:
    """Of runs with several learning rates, those at the rate that is best on the validation pictures."""
    rates = sorted({run["rate"] for run in record.where(**settings)})
    return max(
        (record.where(**settings, rate=rate) for rate in rates),
        key=lambda runs: sum(r["valid"] for r in runs),
    )


def distilled(record: Record) -> Table:
    """Of the record `distillation`: right digits of a student by what teaches it, and of its teacher."""
    names = {
        "labels alone": ("100 labels, no teacher", "100 个标签，没有教师"),
        "cnn teaches": ("a CNN, on the same 100 pictures", "CNN 教，同样的 100 张图片"),
        "cnn teaches, unlabelled": ("a CNN, on 900 more", "CNN 教，再加 900 张"),
        "vit teaches, unlabelled": ("a ViT, on 900 more", "ViT 教，再加 900 张"),
    }
    rows = []
    for mode, words in names.items():
        runs = chosen(record, mode=mode)
        taught = mode != "labels alone"
        rows.append(
            [pick(*words), of_100([run["test"] for run in runs])]
            + [of_100([run[what] for run in runs]) if taught else "–" for what in ("teacher", "alike")]
        )
    heads = pick(
        "who teaches; of 100 test digits|student right|teacher right|they agree",
        "谁来教；100 个测试数字|学生对|教师对|两者一致",
    )
    return Table(heads.split("|"), rows)


def masked(record: Record) -> Table:
    """Of the record `masked_patches`: right digits with 100 labels, by what was learned before."""
    shares = sorted({run["masked"] for run in record.results})
    first = record.where(masked=shares[0])
    rows = [
        [pick("pixels", "像素"), of_100([run["probes"]["pixels"] for run in first]), "–"],
        [pick("untrained model", "没训练过的模型")]
        + [of_100([run[how]["untrained"] for run in first]) for how in ("probes", "whole")],
    ]
    for share in shares:
        runs = record.where(masked=share)
        name = pick(f"{100 * share:.0f} of 100 patches masked", f"遮住 100 块里的 {100 * share:.0f} 块")
        rows.append([name, *(of_100([run[how]["masked"] for run in runs]) for how in ("probes", "whole"))])
    heads = pick("of 100 test digits|linear probe|whole model", "100 个测试数字|线性探针|整个模型").split("|")
    return Table(heads, rows)


def axes(record: Record) -> Table:
    """Of the record `two_axes`: right answers to "where?" by what a place is."""
    names = {
        "one vector a place": ("one vector a place (36)", "每处一个向量（36 个）"),
        "row and column": ("a row and a column (12)", "行加列（12 个）"),
        "none": ("none", "没有"),
    }
    rows = [
        [pick(*words), of_100([run["test"] for run in chosen(record, places=kind)])]
        for kind, words in names.items()
    ]
    return Table(pick("places|right of 100 pictures", "位置|100 张图片里对的").split("|"), rows)
