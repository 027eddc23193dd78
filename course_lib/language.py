"""Language: labels and messages in two languages, and the one that was chosen."""

_LABELS: dict[str, tuple[str, str]] = {  # key: (English, Chinese)
    "step": ("training step", "训练步数"),
    "loss": ("loss (nats per token)", "损失（nat/词元）"),
    "probability": ("probability", "概率"),
    "end_mark": ("end", "止"),  # for EOS, where there is little room
    "exact_match": ("exact match (share of sentences)", "完全匹配率（占句子的比例）"),
}
_language = "en"


def set_language(language: str) -> None:
    """Choose the language of every label that is drawn from now on: "en" or "zh". ValueError for another."""
    global _language
    if language not in ("en", "zh"):
        raise ValueError(f'language must be "en" or "zh", not {language!r}')
    _language = language


def speak(labels: dict[str, tuple[str, str]]) -> None:
    """Add labels, key: (English, Chinese), to those that `label` knows. ValueError for a key it has."""
    if taken := _LABELS.keys() & labels.keys():
        raise ValueError(f"there are labels of that name already: {', '.join(sorted(taken))}")
    _LABELS.update(labels)


def known(key: str) -> bool:
    """Whether there is a label of that name."""
    return key in _LABELS


def label(key: str, **values: object) -> str:
    """The text of a label in the chosen language. KeyError for an unknown key."""
    return pick(*_LABELS[key]).format(**values)


def pick(en: str, zh: str) -> str:
    """Whichever of two texts is in the chosen language."""
    return zh if _language == "zh" else en


def live(value: object, form: str = "") -> str:
    """A value that may differ between machines, in the marks that the notebooks' tests erase: ⟦.93⟧."""
    return f"⟦{format(value, form)}⟧"
