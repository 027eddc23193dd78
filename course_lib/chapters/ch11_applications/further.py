"""Further tasks: what the records say of dates, of spelling to sound, and of replies in a chat."""

from typing import Any

from course_lib.kit.records import Record
from course_lib.kit.table import Table
from course_lib.language import pick

from .tables import wrong as of_100

WHO = {
    "people": ("people", "人"),
    "nearest": ("retrieval: the nearest prompt's reply", "检索：最像的那句话的回复"),
    "greedy": ("model, greedy", "模型，贪心"),
    "beam": ("model, beam of 5", "模型，束宽 5"),
    "drawn": ("model, drawn at temperature 1", "模型，按温度 1 采样"),
}


def best(record: Record) -> list[dict[str, Any]]:
    """The runs of the record `chat` at the rate that the validation pairs choose."""
    by_rate = [record.where(rate=rate) for rate in sorted({run["rate"] for run in record.results})]
    return min(by_rate, key=lambda runs: sum(run["valid"] for run in runs))


def replies(record: Record) -> Table:
    """Of the record `chat`: how much the replies are alike, by who writes them."""
    heads = pick(
        "of 100 replies|distinct|the commonest|distinct beginnings|words and marks each",
        "每 100 句回复|不同的|最常见的一句|不同的开头|平均几个词和标点",
    )
    rows = []
    for who, names in WHO.items():
        found = [run["alike"][who] for run in best(record)]
        lengths = [one["tokens"] for one in found]
        shares = [of_100([one[what] for one in found]) for what in ("distinct", "most", "beginnings")]
        rows.append([pick(*names), *shares, f"{sum(lengths) / len(lengths):.1f}"])
    return Table(heads.split("|"), rows)


def other_tasks(alignments: Record, race: Record) -> Table:
    """Of the records `alignments` and `race_other_tasks`: held-out dates and words that come out right."""
    date = pick("a date, Sunday 3 March 1996 to 1996-03-03", "日期，Sunday 3 March 1996 写成 1996-03-03")
    small, large = (
        alignments.where(task="dates", attention=one)[0]["weights"]
        for one in ("none", "none, larger and longer")
    )
    times = f"{large / small:.0f}"
    models = {
        "additive": pick("GRU with attention", "GRU 加注意力"),
        "none": pick("GRU without attention", "GRU，没有注意力"),
        "none, larger and longer": pick(
            f"the same, {times} times the weights, three times the steps",
            f"同上，权重数是 {times} 倍，步数是 3 倍",
        ),
    }
    rows = []
    for attention, name in models.items():
        runs = alignments.where(task="dates", attention=attention)
        rows.append([date, name, len(runs), of_100([run["exact"] for run in runs])])
    said = race.where(task="phonemes", cooldown=0.3, teacher_forcing=1.0)
    word = pick("a word, phone to F OW N", "单词，phone 写成 F OW N")
    rows.append([word, models["additive"], len(said), of_100([run["exact"] for run in said])])
    heads = pick("task|model|seeds|right of 100", "任务|模型|种子数|每 100 个对的")
    return Table(heads.split("|"), rows)
