"""What happened in this one sentence, in words that keep four things apart."""

import html

from course_lib.language import pick

from .compute import END, EXTRA, MISSING, RIGHT, Twice
from .models import CONTROL, Known, word_by_word

Said = tuple[str, str]  # how it looks: "good", "bad" or "", and the words


def describe(result: Twice, known: Known) -> str:
    """First error, cascade, recovery, exposure bias: each with what this sentence shows."""
    follows = _nothing(result)
    terms = (
        (pick("first error", "第一个错"), _error(result)),
        (pick("cascade", "连锁出错"), follows or _accumulation(result)),
        (pick("recovery", "恢复"), follows or _recovery(result)),
        (pick("exposure bias", "暴露偏差"), follows or _exposure(result, known)),
    )
    made = "".join(f'<dt class="{looks}">{name}</dt><dd>{text}</dd>' for name, (looks, text) in terms)
    return f"<p>{_output(result)}</p><dl>{made}</dl>"


def _output(result: Twice) -> str:
    """What was written, and whether it is right."""
    mark = "✓" if all(result.right) and result.said[-1] == END else "✗"
    wrote = f"<b>{_join(result.said[:-1])}</b> {mark}{pick(_in_english(result.said[:-1]), '')}"
    if not result.planted:
        return pick(f"Alone, the model writes {wrote}", f"模型独自写出：{wrote}")
    ours = [(html.escape(result.said[i]), i + 1) for i in sorted(result.planted)]
    en = ", ".join(f"{token} planted at place {place}" for token, place in ours)
    zh = "，".join(f"第 {place} 个位置植入“{token}”" for token, place in ours)
    return pick(f"With {en}, it writes {wrote}", f"{zh}，模型写出：{wrote}")


def _error(result: Twice) -> Said:
    k = result.first
    if k is None and result.planted:
        return "good", pick("none is left after your plant.", "植入之后就没有了。")
    if k is None:
        return "good", pick("none in this row.", "这一行没有。")
    if k in result.planted:
        token = html.escape(result.said[k])
        return "", pick(
            f"not this time: {token} at place {k + 1} is your plant. What follows is the model's own doing.",
            f"这次不算：第 {k + 1} 个位置的“{token}”是你植入的，后面才是模型自己写的。",
        )
    before = _join(result.said[:k])
    en, zh = (f"its prefix {before} is right", f"前缀“{before}”是对的")
    if not k:
        en, zh = "nothing stands before it", "前面什么也没有"
    return "bad", _slip(result, k) + pick(
        f" But {en}: no wrong prefix is to blame, and the row above says the same here.",
        f"可{zh}，不能怪前缀；上面一行在这里说的也一样。",
    )


def _slip(result: Twice, k: int) -> str:
    """The first error: a token left out, one too many, or one for another; the end is a token too."""
    kind = next(kind for kind in map(result.kind, result.aligned) if kind != RIGHT)
    said, asked = html.escape(result.said[k]), html.escape(result.asked[k])
    en, zh = {
        MISSING: (f"leaves out {asked}", f"漏掉了“{asked}”"),
        EXTRA: (f"says {said}, one too many", f"多写了“{said}”"),
    }.get(kind, (f"says {said} for {asked}", f"该写“{asked}”，却写了“{said}”"))
    return pick(f"at place {k + 1} it {en}.", f"第 {k + 1} 个位置{zh}。")


def _nothing(result: Twice) -> Said | None:
    """Where nothing can follow an error."""
    if result.first is None:
        return "", pick("no error, so nothing can follow it.", "没有错误，也就谈不上后面。")
    if not result.outcome.rows:
        return "", pick("no token of the reference comes after the error.", "错误后面，标准答案没有词元了。")
    return None


def _accumulation(result: Twice) -> Said:
    after = result.right[result.first + 1 : -1]
    n, wrong = len(after), after.count(False)
    token = html.escape(result.asked[result.first + 1])
    en = f"Wrong after it: {wrong} of the reference's remaining {n}."
    zh = f"标准答案后面还有 {n} 个词元，错了 {wrong} 个。"
    if result.outcome.went_on:
        return "bad", pick(
            f"it <b>went on wrong</b>: the next token, {token}, is not right either. {en}",
            f"<b>接着错</b>：下一个词元“{token}”也没写对。{zh}",
        )
    return "good", pick(f"the next token, {token}, is right. {en}", f"下一个词元“{token}”就对了。{zh}")


def _recovery(result: Twice) -> Said:
    if not result.outcome.recovered:
        return "bad", pick("none that lasts to the end of the sentence.", "到句末也没有恢复。")
    back = len(result.right) - 1
    while result.right[back - 1]:
        back -= 1
    tail = _join(result.asked[back:-1])
    words = pick(
        f"it <b>ends right</b>: {tail}, up to the end, is right.",
        f"<b>结尾对</b>：“{tail}”直到句末都对。",
    )
    columns, aligned = (marks[:-1].count(False) for marks in (result.by_column, result.right))
    if columns > aligned:
        words += pick(
            f" By column, {columns} tokens of the reference would count as wrong; aligned, {aligned}.",
            f"逐列比较会算错 {columns} 个词元，对齐之后只错 {aligned} 个。",
        )
    return "good", words


def _exposure(result: Twice, known: Known) -> Said:
    places = range(result.first + 1, len(result.asked) - 1)
    gold = sum(result.forced[j] == result.asked[j] for j in places)
    own = sum(result.right[j] for j in places)
    seen = pick(
        f"of the {len(places)} tokens after the error, {gold} are right after the gold prefix, {own} after "
        "its own. ",
        f"错误之后的 {len(places)} 个词元，读标准前缀对 {gold} 个，读自己的前缀对 {own} 个。",
    )
    if own >= gold:
        return "", seen + pick("There is no gap to explain.", "没有差距需要解释。")
    if known is CONTROL:
        return "", seen + pick(
            "This model read only its own tokens in training: it is the control, and has a gap all the same.",
            "这个模型训练时读的全是自己的词元：它是对照，却也有差距。",
        )
    return "", seen + pick(
        "This gap <b>may</b> be exposure bias; one sentence cannot prove it. After a wrong prefix other "
        f"words may simply be the usual ones. Compare with “{CONTROL.name}”, over many sentences: only what "
        "disappears there can be due to exposure.",
        "这个差距<b>可能</b>是暴露偏差，但一个句子证明不了：前缀错了，后面接别的字也许本来就更常见。"
        f"请和“{CONTROL.name}”对照，而且要看许多句子：只有在那里消失的部分，才可能算在暴露偏差头上。",
    )


def _in_english(tokens: list[str]) -> str:
    return f" <small>({html.escape(word_by_word(''.join(tokens)))})</small>" if tokens else ""


def _join(tokens: list[str]) -> str:
    return html.escape("".join(tokens))
