"""What Python hands to the cascade lab of the site."""

from typing import Any

from given_model import recorded

from course_lib.chapters.ch05_exposure_bias.cascade_lab.models import LONGEST, MODELS, SENTENCES, Known, luck
from course_lib.kit.labels import Labels
from course_lib.language import pick

SHOWN = ("base", "ratio-0.5", "ratio-0", "attention", "epochs-60")  # what a page has room for
LABELS = {
    "model": ("model", "模型"),
    "sentence": ("sentence", "句子"),
    "own_sentence": ("my own", "自己写"),
    "to_copy": ("to copy", "要照抄的"),
    "reference": ("reference", "标准答案"),
    "after_gold": ("after the gold prefix", "读标准前缀"),
    "after_own": ("after its own prefix", "读自己的前缀"),
    "place": ("place {place}, {token}: plant", "第 {place} 个位置“{token}”：植入"),
    "lead": (
        "Press a token of the last row to plant a wrong one there: the rest is decoded anew.",
        "点最后一行的一个词元，在那里植入一个错的：后面会重新解码。",
    ),
    "open": (
        "Place {place}: what the model did not say there, with its probability. Press one to plant it.",
        "第 {place} 个位置：模型在这里没有说的，连同概率。点哪个就植入哪个。",
    ),
    "choices": ("what can be planted", "可以植入的"),
    "remove": ("Remove the plant", "去掉植入"),
    "nothing": ("Please type a sentence, such as {story}.", "请输入一个句子，例如“{story}”。"),
    "strange": ("The models have never seen {strange}.", "模型没见过“{strange}”。"),
    "long": (
        "At most {longest} characters, please: the models learnt nothing longer.",
        "请不要超过 {longest} 个字：模型没有学过更长的句子。",
    ),
    "all_right": ("Alone it writes the sentence without a mistake.", "独自写，整句都对。"),
    "first_error": ("The first error is at place {place}. ", "第一个错在第 {place} 个位置。"),
    "first_planted": ("You planted a wrong token at place {place}. ", "你在第 {place} 个位置植入了错的。"),
    "rest_right": ("All that follows is right.", "后面全对。"),
    "rest_wrong": (
        "Of the {count} places that follow, {wrong} are wrong.",
        "后面 {count} 个位置里错了 {wrong} 个。",
    ),
    "note_cascade": (
        "The sentences are Chinese, as in the chapter: 我喜欢自然语言处理 is “I like natural language "
        "processing”. The models were trained before, one seed each: examples, not averages.",
        "模型都是事先训练好的，每个只有一个随机种子：是例子，不是平均。",
    ),
}
label = Labels(LABELS)


def about(known: Known) -> str:
    """How a model was trained, and how many seeds write the notes' sentence right."""
    right, seeds = luck(known)
    return known.note + pick(
        f" {right} of {seeds} seeds write {SENTENCES[0]} right.",
        f"{seeds} 个种子中有 {right} 个写对“{SENTENCES[0]}”。",
    )


def cascade_lab(language: str) -> dict[str, Any]:
    """Models of chapter 05 that copy short Chinese sentences."""
    known = {one.choice: one for one in MODELS if one.choice in SHOWN}
    raw = {key: label.raw(key) for key in LABELS}
    raw |= {"nothing": label("nothing", story=SENTENCES[0]), "long": label("long", longest=LONGEST)}
    return {
        "note": label("note_cascade"),
        "labels": raw,
        "longest": LONGEST,
        "sentences": list(SENTENCES),
        "names": {name: one.name for name, one in known.items()},
        "notes": {name: about(one) for name, one in known.items()},
        "models": {name: recorded("story", choice=name, seed=one.seed) for name, one in known.items()},
    }
