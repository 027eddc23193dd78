"""What the stepper lab shows: a translation in the making, probabilities, and a beam as a tree."""

import html
from math import exp

from course_lib.data.vocab import EOS
from course_lib.decoding.beam_tree import beam_tree
from course_lib.kit.card import card
from course_lib.kit.figure import BLUE, GREEN, ORANGE, RED, Figure
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle

from ..figures import beam_picture
from .compute import DRAWN, FORCED, LIKELIEST, Moment, Said, compute

BEAM = 3
LOOKS = {LIKELIEST: f"1px solid {BLUE}", FORCED: f"3px solid {ORANGE}", DRAWN: f"2px dashed {GREEN}"}
UNKNOWN = f"2px dashed {RED}"


def plot(bundle: Bundle, typed: str) -> Figure:
    """A beam of BEAM over what was typed, as a tree. ValueError as `compute` raises it."""
    moment = compute(bundle, typed)
    source = bundle.source_vocab.encode(" ".join(word for word, _ in moment.words))
    return beam_picture(beam_tree(bundle.model, source, BEAM), moment.names, BEAM)


def token(moment: Moment, number: int) -> str:
    """A token as a learner reads it."""
    return pick("(end)", "（结束）") if number == EOS else moment.names[number]


def _how(said: Said) -> str:
    """One word for how a token was chosen."""
    names = {FORCED: pick("forced", "强制"), DRAWN: pick("drawn", "抽取")}
    return names.get(said.how, pick("likeliest", "最可能"))


def _chip(words: str, edge: str = "1px solid #999") -> str:
    """A token in a frame."""
    style = f"border:{edge};border-radius:4px;padding:1px 6px;display:inline-block;margin:2px"
    return f'<span style="{style}">{words}</span>'


def describe(moment: Moment) -> str:
    """What goes in, what has been said, its probability, and a line of conclusion, in HTML."""
    read = [
        _chip(html.escape(word))
        if known
        else _chip(f"{html.escape(word)} <small>{pick('unknown', '未知词元')}</small>", UNKNOWN)
        for word, known in moment.words
    ]
    said = [
        _chip(
            f"{html.escape(token(moment, one.token))}<br><small>{_how(one)} {number(exp(log_p), 2)}</small>",
            LOOKS[one.how],
        )
        for one, log_p in zip(moment.said, moment.log_probs, strict=True)
    ]
    total = sum(moment.log_probs)
    chain = pick(
        f"log p of what was said: {total:.2f} nats, so p = {exp(total):.3g}",
        f"已写部分的 log p：{total:.2f} nat，即 p = {exp(total):.3g}",
    )
    if not moment.said:
        chain = pick("Nothing is written yet.", "还什么都没写。")
    return card(
        f"<div>{pick('reads: ', '读入：')}{' '.join(read)}</div>"
        f"<div style='min-height:3.2em'>{pick('writes: ', '写出：')}{' '.join(said)}</div>"
        f"<div>{chain}</div><div><b>{_verdict(moment)}</b></div>"
    )


def _verdict(moment: Moment) -> str:
    """One line, from what happened."""
    if not moment.full:
        return pick(f"Alone, the model writes: {moment.alone}", f"无人干预时，模型写的是：{moment.alone}")
    if not moment.ended:
        return pick("No end in sight: stopped here.", "看不到结尾，就停在这里。")
    if moment.expected is None:
        return pick("Ended. Is it right? You are the judge.", "写完了。对不对？请你来判断。")
    if moment.text == moment.expected:
        return pick("Ended. ✓ right", "写完了。✓ 正确")
    return pick(
        f"Ended. ✗ it should be: {moment.expected}. Alone, the model writes: {moment.alone}",
        f"写完了。✗ 应为：{moment.expected}。无人干预时，模型写的是：{moment.alone}",
    )


def number(share: float, digits: int) -> str:
    """A probability in HTML; what would round to zero is not zero, and says so."""
    least = 10**-digits
    return f"{share:.{digits}f}" if share >= least / 2 else f"&lt; {least:.{digits}f}"


def bar(share: float) -> str:
    """A bar for a probability, with its number."""
    style = f"display:inline-block;height:.9em;width:{share:.2%};background:{BLUE};vertical-align:middle"
    track = "display:inline-block;width:min(12em,26vw);background:#E4EEF5;line-height:0"
    drawn = f'<span style="{track}"><span style="{style}"></span></span>'
    return f'<span style="white-space:nowrap">{drawn} {number(share, 3)}</span>'
