"""What Python hands to the alignment lab of the site."""

from typing import Any

from given_model import recorded

from course_lib.chapters.ch07_attention_preview.figures import label as chapter
from course_lib.kit import records
from course_lib.kit.labels import Labels
from course_lib.kit.typed_input import EXAMPLES, LONGEST_DATE, read_date

SCORES = ("general", "dot", "additive", "none")
LABELS = {
    "date": ("date", "日期"),
    "another": ("Another example", "换一个例子"),
    "attention": ("attention", "注意力"),
    "source": ("it reads", "读到"),
    "output": ("it writes", "写出"),
    "end": ("end", "止"),
    "said": ("The model writes {said}: ", "模型写的是 {said}："),
    "right": ("right.", "正确。"),
    "wrong": ("it should be {answer}.", "应当是 {answer}。"),
    "unknown_answer": ("nobody here can check this date.", "这个日期，这里没有标准答案。"),
    "looks": (
        "To write {word}, it looks most at {most} ({share}).",
        "写 {word} 时，它看得最多的是 {most}（{share}）。",
    ),
    "no_look": (
        "This model looks at no source token: all it has is the last state of the encoder.",
        "这个模型不看任何源词元：它只有编码器的最后一个隐状态。",
    ),
    "strange": (
        "The models never saw {shown}: they read English dates such as May 3, 1988.",
        "模型没有见过 {shown}：它们只读英文日期，例如 May 3, 1988。",
    ),
    "alt": (
        "Heat map of attention weights, one row an output token. Largest weight of each row: {best}.",
        "注意力权重热图，每行一个输出词元。各行权重最大的源词元：{best}。",
    ),
    "note_alignment": (
        "This page carries four models that were trained before. With {score}, {right} of 100 new dates come "
        "out right.",
        "这一页带着四个事先训练好的模型。用{score}时，100 个新日期对 {right} 个。",
    ),
}
label = Labels(LABELS)


def refusals() -> dict[str, str]:
    """What the course says of nothing typed, and of too much."""
    vocab, found = (
        records.load("alignments").model(task="dates", attention="general", seed=0).source_vocab,
        {},
    )
    for problem, typed in (("nothing", ""), ("long", "1" * (LONGEST_DATE + 1))):
        try:
            read_date(typed, vocab)
        except ValueError as said:
            found[problem] = str(said)
    return found


def alignment_lab(language: str) -> dict[str, Any]:
    """The four models of chapter 07 that read dates, seed 0."""
    (exact,) = records.load("alignments").values("exact", task="dates", attention=SCORES[0], seed=0)
    note = label("note_alignment", score=chapter(SCORES[0]), right=round(100 * exact))
    return {
        "note": note,
        "labels": {key: label.raw(key) for key in LABELS},
        "problems": refusals(),
        "language": language,
        "longest": LONGEST_DATE,
        "examples": list(EXAMPLES["dates"]),
        "first": SCORES[0],
        "names": {score: chapter(score) for score in SCORES},
        "models": {score: recorded("alignments", task="dates", attention=score, seed=0) for score in SCORES},
    }
