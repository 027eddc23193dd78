"""What the tasks lab says of an answer, and where the model looked for one token of it."""

import html

from course_lib.kit.figure import GREEN, RED
from course_lib.kit.heat import chips, heat, number
from course_lib.kit.labels import Labels
from course_lib.language import pick

from .answer import Answer

label = Labels(
    {"source_axis": ("token of the source", "源词元"), "output_axis": ("token written", "写出的词元")}
)


def verdict(said: str, expected: str | None) -> str:
    """What was written, and whether it is right."""
    line = f"{pick('The model writes: ', '模型写的是：')}<b>{html.escape(said) or '∅'}</b>"
    if expected is None:
        return line + pick(" (nobody here knows the right answer)", "（这里没有标准答案）")
    if said == expected:
        return f'{line} <b style="color:{GREEN}">✓</b>'
    right = pick("right would be: ", "正确的是：") + html.escape(expected)
    return f'{line} <b style="color:{RED}">✗</b> {right}'


def told(found: Answer) -> str:
    """The source as the model reads it, and its answer."""
    source = pick("It reads: ", "模型读到的是：") + html.escape(" · ".join(found.source))
    return f"<div>{source}</div><div>{verdict(found.text, found.expected)}</div>"


def looked(found: Answer, at: int) -> str:
    """Where the model looked when it wrote token `at`: on the source, and in the grid of all tokens."""
    if found.weights is None:
        return pick("This model does not tell where it looks.", "这个模型没有说它看了哪里。")
    row = found.weights[at].tolist()
    top = max(range(len(row)), key=row.__getitem__)
    word, most = html.escape(found.output[at]), html.escape(found.source[top])
    line = pick(
        f"To write <b>{word}</b> it looks most at <b>{most}</b> ({number(row[top])}).",
        f"写 <b>{word}</b> 时，它看得最多的是 <b>{most}</b>（{row[top]:.2f}）。",
    )
    names = label("source_axis"), label("output_axis")
    grid = heat(found.weights, found.source, found.output, at, names)
    return f"<div>{line}</div>{chips(found.source, row)}{grid}"
