"""Labels: the words in figures and labs, in two languages; each module that draws has its own table."""

from collections.abc import Mapping

from course_lib.language import pick

Texts = Mapping[str, tuple[str, str]]  # key: (English, Chinese)
_SHARED: Texts = {  # what more than one module draws
    "step": ("training step", "训练步数"),
    "loss": ("loss (nats per token)", "损失（nat/词元）"),
    "probability": ("probability", "概率"),
    "end_mark": ("end", "止"),  # for EOS, where there is little room
    "exact_match": ("exact match (share of sentences)", "完全匹配率（占句子的比例）"),
    "longest_trained": ("longest in training", "训练中最长"),
    "numbers_listed": ("numbers in the list", "列表中数的个数"),
    "sequence_length": ("length n (tokens)", "长度 n（词元数）"),
    "times_of_gru": ("time (GRU at n = 64 takes 1)", "时间（GRU 在 n = 64 时为 1）"),
    "1.0": ("ratio 1", "比率 1"),
    "0.5": ("ratio 0.5", "比率 0.5"),
    "0.0": ("ratio 0", "比率 0"),
    "rnn": ("plain RNN", "普通 RNN"),
    "gru": ("GRU", "GRU 网络"),
    "lstm": ("LSTM", "LSTM 网络"),
    "curves_alt": (
        "Curves over {x}, of {y}. First and last value of each mean: {ends}.",
        "横轴是{x}，纵轴是{y}。各条均值曲线的首末值：{ends}。",
    ),
    "bands_alt": (" Bands: the range over seeds.", "色带是各随机种子的范围。"),
    "alignment_alt": (
        "Heat map of attention weights, one row an output token. Largest weight of each row: {looks}.",
        "注意力权重热图，每行一个输出词元。各行权重最大的源词元：{looks}。",
    ),
}


class Labels:
    """The labels that a module draws with, and those that all share. ValueError for a key that both have."""

    def __init__(self, own: Texts):
        if taken := _SHARED.keys() & own.keys():
            raise ValueError(f"there are labels of that name already: {', '.join(sorted(taken))}")
        self.texts = {**_SHARED, **own}

    def __call__(self, key: str, **values: object) -> str:
        """The text of a label in the chosen language. KeyError for an unknown key."""
        return pick(*self.texts[key]).format(**values)

    def raw(self, key: str) -> str:
        """The text of a label as it is written, its {places} still empty, for whoever fills them later."""
        return pick(*self.texts[key])

    def named(self, name: str) -> str:
        """The label of that key, or the name itself where there is none: "GRU", "128"."""
        return self(name) if name in self.texts else name
