"""Language: which of the two labels and messages are in."""

import os

_language = "en"


def set_language(language: str) -> None:
    """Choose the language of every label that is drawn from now on: "en" or "zh". ValueError for another."""
    global _language
    if language not in ("en", "zh"):
        raise ValueError(f'language must be "en" or "zh", not {language!r}')
    _language = language


def of_system() -> str:
    """The language that this machine's settings ask for, as `course.py lab` takes it."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    named = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh" if named.startswith("zh") else "en"


def pick(en: str, zh: str) -> str:
    """Whichever of two texts is in the chosen language."""
    return zh if _language == "zh" else en


def live(value: object, form: str = "") -> str:
    """A value that may differ between machines, in the marks that the notebooks' tests erase: ⟦.93⟧."""
    return f"⟦{format(value, form)}⟧"
