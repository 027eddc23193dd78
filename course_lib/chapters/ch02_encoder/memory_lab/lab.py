"""The memory lab: type letters, watch the hidden state fill, and see which letters can still be read."""

import html

import ipywidgets as widgets
from torch import Tensor

from course_lib.kit.card import paper
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab, choice, row
from course_lib.language import pick

from ..figures import label, memory
from . import columns
from .moment import CELLS, EXAMPLE, GUESS, SIZES, TESTED, Moment, compute, read


def rows(result: Moment, sort: bool) -> tuple[Tensor, str]:
    """The states up to this moment (t, H), and what to call a unit; sorted by the value after EOS or not."""
    states = result.states[: result.seen + result.end]
    if not sort:
        return states, label("unit")
    return states[:, result.states[-1].argsort(descending=True)], label("unit_sorted")


def plot(result: Moment, sort: bool = True) -> Figure:
    """The heat map of h_t as far as it has been read, and the bars of the probe beneath."""
    states, unit = rows(result, sort)
    return memory(states, [*result.typed, "EOS"], result.fresh.shares, GUESS, result.fresh.said, unit)


def describe(result: Moment, sort: bool = True) -> str:
    """The same in HTML, with what probe and decoder make of this very string, and what the numbers say."""
    states, unit = rows(result, sort)
    tokens, fresh = [*result.typed, "EOS"], result.fresh
    shares = ", ".join(f"{share:.2f}" for share in fresh.shares)
    alt = label("memory_alt", tokens=" ".join(tokens[: len(states)]), shares=shares)
    answers = {"probe_reads": result.read} | ({"decoder_writes": result.written} if fresh.said else {})
    drawn = columns.picture(states, tokens, fresh.shares, GUESS, fresh.said, answers, unit, alt)
    return paper(
        f"<b>{_where(result)}</b> {_findings(result)}{drawn}"
        f"<div>{_decoder(result)}</div><small>{_limits(result)}</small>"
    )


def _where(result: Moment) -> str:
    """Which encoder, and how far it has read."""
    n, seen, cell = len(result.typed), result.seen, result.cell.upper()
    some = f"{n} letter{'' if n == 1 else 's'}"
    if result.end:
        far = pick(f"after {some} and EOS", f"读完 {n} 个字母和 EOS")
    else:
        far = pick(f"after {seen} of {some}, before EOS", f"读了 {n} 个字母中的 {seen} 个，还没读 EOS")
    state = pick("trained", "已训练") if result.trained else pick("untrained", "未训练")
    return pick(
        f"{cell}, {result.hidden} units, {state}: {far}.", f"{cell}，{result.hidden} 个单元，{state}：{far}。"
    )


def _findings(result: Moment) -> str:
    """The first letter, the one that is read worst, and the last, in numbers."""
    shares, n = result.fresh.shares, result.seen
    places = sorted({0, shares.index(min(shares)), n - 1})
    en = ", ".join(f"letter {i + 1} {'right ' * (i == 0)}in {_times(shares[i])}" for i in places)
    zh = "，".join(f"第 {i + 1} 个字母 {_times(shares[i])} 次" for i in places)
    return pick(
        f"Of {TESTED} fresh strings of this length, a linear probe reads {en}; guessing gets about "
        f"{GUESS * TESTED:.0f}. On average it reads {sum(shares):.1f} of {n}.",
        f"换 {TESTED} 个同样长的随机串来测，线性探针读对：{zh}；随机猜测约 {GUESS * TESTED:.0f} 次。"
        f"平均每串 {n} 个字母读对 {sum(shares):.1f} 个。",
    )


def _decoder(result: Moment) -> str:
    """What the decoder writes, where it may speak, and where it differs from the probe."""
    if not result.trained:
        return pick(
            "Untrained: its decoder has not learnt to write yet, so it is not asked.",
            "未训练：解码器还不会写，这里就不问它了。",
        )
    if not result.end:
        return pick(
            "The decoder begins after EOS: go to the end to see what it writes.",
            "解码器读完 EOS 才动笔：走到最后一步，看它写出什么。",
        )
    _, shares, said, exact = result.fresh
    wrote = f"<b>{html.escape(result.written)}</b> {'✓' if result.written == result.typed else '✗'}"
    sentence = pick(
        f"Its decoder writes {wrote}, and {exact} of the {TESTED} strings without a mistake.",
        f"它的解码器写出 {wrote}；{TESTED} 串中有 {exact} 串全对。",
    )
    far = max(range(result.seen), key=lambda i: abs(said[i] - shares[i]))
    by_decoder, by_probe = _times(said[far]), _times(shares[far])
    if by_decoder == by_probe:
        return sentence
    return sentence + pick(
        f" It differs most from the probe at letter {far + 1}: it is right in {by_decoder}, "
        f"the probe in {by_probe}.",
        f"和探针相差最大的是第 {far + 1} 个字母：解码器写对 {by_decoder} 次，探针读对 {by_probe} 次。",
    )


def _limits(result: Moment) -> str:
    """What the picture does not show."""
    bound = pick(
        "What a linear probe misses may still be there in another form: its bars are a lower bound. "
        "And a decoder need not use all that is there.",
        "线性探针读不出的，也许以别的形式还在：柱子只是下界。解码器也未必用得上全部信息。",
    )
    cell = pick(
        " The heat map shows h; an LSTM hands over its memory cell c too, and the probe reads both.",
        "热图只画了 h；LSTM 还交出记忆元 c，探针两者都读。",
    )
    return bound + (cell if result.cell == "lstm" else "")


def _times(share: float) -> str:
    return f"<b>{share * TESTED:.0f}</b>"


class MemoryLab(Lab):
    """Type letters, choose an encoder, and step through its reading, token by token."""

    def __init__(self, typed: str = EXAMPLE):
        """`typed` stands there at first; ValueError as `read` raises it."""
        self._first = typed
        end = len(read(typed)) + 1
        wide, auto = {"description_width": "initial"}, widgets.Layout(width="auto")
        self.typed = widgets.Text(typed, description=pick("letters, a to j", "字母（a 到 j）"), style=wide)
        self.typed.layout.max_width = "100%"
        self.cell = choice([(name.upper(), name) for name in CELLS], "gru")
        self.hidden = choice([(str(size), size) for size in SIZES], 64)
        self.trained = choice([(pick("trained", "已训练"), True), (pick("untrained", "未训练"), False)], True)
        self.moment = widgets.IntSlider(
            value=end, min=1, max=end, description=pick("read as far as", "读到"), readout=False, style=wide
        )
        self.play = widgets.Play(value=end, min=1, max=end, interval=900, show_repeat=False)
        widgets.jslink((self.play, "value"), (self.moment, "value"))
        self.sort = widgets.Checkbox(
            value=True,
            description=pick("sort the units by their last value", "按最后的取值给单元排序"),
            indent=False,
            layout=auto,
        )
        self.out = widgets.HTML()
        cell = row(widgets.HTML(pick("cell:", "循环单元：")), self.cell)
        hidden = row(widgets.HTML(pick("hidden units:", "隐藏单元数：")), self.hidden)
        lines = [row(self.typed, self.trained), row(cell, hidden), row(self.moment, self.play, self.sort)]
        self.view = widgets.VBox([*lines, self.out])
        self.typed.observe(lambda _: self._retype(), "value")
        for control in (self.cell, self.hidden, self.trained, self.moment, self.sort):
            control.observe(lambda _: self.show(), "value")
        self.show()

    def picture(self) -> Figure:
        return plot(compute(self._first))

    def _retype(self) -> None:
        """A new text has another end; who stood at the end stays there."""
        try:
            end = len(read(self.typed.value)) + 1
        except ValueError:
            end = None
        self.moment.disabled = self.play.disabled = end is None
        if end:
            at_end = self.moment.value == self.moment.max
            self.moment.max = self.play.max = end
            if at_end:
                self.moment.value = end
        self.show()

    def show(self) -> None:
        """Redraw what the controls say."""
        try:
            result = compute(
                self.typed.value, self.moment.value, self.cell.value, self.hidden.value, self.trained.value
            )
        except ValueError as problem:
            self.out.value = paper(html.escape(str(problem)))
        else:
            self.out.value = describe(result, self.sort.value)
