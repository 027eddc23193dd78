"""Language: which of the two labels and messages are in."""

import os
import sys

_language = "en"


def set_language(language: str) -> None:
    """Choose the language of every label that is drawn from now on: "en" or "zh". ValueError for another."""
    global _language
    if language not in ("en", "zh"):
        raise ValueError(f'language must be "en" or "zh", not {language!r}')
    _language = language


def pick(en: str, zh: str) -> str:
    """Whichever of two texts is in the chosen language."""
    return zh if _language == "zh" else en


def live(value: object, form: str = "") -> str:
    """A value that may differ between machines, in the marks that the notebooks' tests erase: ⟦.93⟧."""
    return f"⟦{format(value, form)}⟧"


def from_locale() -> str:
    """The language of whoever sits at this machine: "zh" or "en".

    COURSE_LANGUAGE says it; else LC_ALL, LC_MESSAGES or LANG, the first that is set; else, on Windows, the
    language of its own windows.
    """
    if (chosen := os.environ.get("COURSE_LANGUAGE")) in ("en", "zh"):
        return chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := os.environ.get(name):
            return "zh" if locale.startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes  # it is for this alone

        primary = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF  # without its country
        return "zh" if primary == 0x04 else "en"
    return "en"
