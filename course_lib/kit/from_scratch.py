"""From scratch: the one-page models, and what a learner has made of them.

`page("1_seq2seq")` is the course's page, notebooks/from_scratch/1_seq2seq.py, as a module. `keep` writes a
page with the learner's own classes and functions in place of the course's, and the weights beside it, to
my/from_scratch/; it never overwrites. `own` loads the newest of these, or else the course's page.

Where COURSE_PROGRESS names another folder for what learners do, their pages are there: so no test, and no
notebook that is built, sees them.
"""

import ast
import importlib.util
import inspect
import linecache
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from course_lib.data.vocab import SPECIAL_TOKENS, Vocab
from course_lib.disk import write_whole
from course_lib.language import pick
from course_lib.training import weights
from course_lib.training.checkpoint import Bundle

from . import records
from .practice.note import Note

_ROOT = Path(__file__).resolve().parents[2]
FOLDER = _ROOT / "notebooks" / "from_scratch"
Named = type | Callable  # a class or a function


def folder() -> Path:
    """Where a learner's pages are kept."""
    other = os.environ.get("COURSE_PROGRESS")
    return (Path(other).expanduser() if other else _ROOT / "my") / "from_scratch"


@cache
def page(name: str) -> ModuleType:
    """The course's page of that name, as a module. ValueError, with what there is, for an unknown one."""
    path = FOLDER / f"{name}.py"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.py")))
        raise ValueError(f"no page is called {name!r}; there are {known}")
    return _run(path, f"from_scratch_{name}")


def keep(name: str, model: nn.Module, *parts: Named) -> Note:
    """Write the page with these classes and functions of the learner's, and the weights of their model.

    It is loaded again at once, so that what cannot be loaded later is told now.
    """
    course = page(name)
    original = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    theirs = {part.__name__: text_of(part) for part in parts if part.__module__ != course.__name__}
    source = spliced(original, theirs)
    if source == original:
        return Note(
            pick(
                "Nothing of your own to keep yet: all parts are, word for word, the course's.",
                "还没有你自己的东西可存：现在每一部分都和课程的代码一字不差。",
            )
        ).show()
    path = _unused(folder() / f"{name}.py")
    write_whole(path, source.encode())
    right = f"{course.score(model):.3f}"
    weights.write(path.with_suffix(".safetensors"), model.state_dict(), {"score": right})
    try:
        _load(path)
    except Exception as problem:
        path.with_suffix(".safetensors").unlink()
        return Note(_refused(path, problem)).show()
    shown = _shown(path)
    return Note(
        pick(
            f"Kept: `{shown}`, a page that runs by itself, with the weights beside it. Right: {right} of "
            f"the held-out lines. Yours are {', '.join(theirs)}.",
            f"已保存：`{shown}`，可以单独运行，权重就在旁边。留出的各行里，对了 {right}。"
            f"其中 {'、'.join(theirs)} 是你写的。",
        )
    ).show()


def own(name: str) -> Bundle:
    """The learner's newest model of that page with its vocabularies, or else the course's; it says which.

    ValueError for an unknown page.
    """
    course = page(name)
    kept = [path for path in folder().glob(f"{name}*.py") if path.with_suffix(".safetensors").is_file()]
    for path in sorted(kept, key=_number, reverse=True):
        try:
            bundle = _load(path)
        except Exception as problem:  # it is a program of the learner's: anything may happen
            Note(_refused(path, problem)).show()
            continue
        told = f"`{_shown(path)}`", bundle.settings["score"]
        Note(pick("Your own model: {}, {} right.", "你自己的模型：{}，对 {}。").format(*told)).show()
        return bundle
    model = records.load(f"{name[2:]}_page").fill(_model(course))
    Note(
        pick(
            f"The course's model of `{name}`: there is none of yours yet.",
            f"课程的 `{name}` 模型：你自己的还没有。",
        )
    ).show()
    return _bundle(course, model, {"page": name})


def text_of(thing: Named) -> str:
    """The text of a class or a function, decorators included, as its file or its cell has it.

    ValueError where there is none.
    """
    parts = [inspect.unwrap(thing), *vars(thing).values()]  # a decorator may stand around a function
    code = next((one.__code__ for one in parts if hasattr(one, "__code__")), None)
    text = "".join(linecache.getlines(code.co_filename)) if code else ""
    found = _definitions(text).get(thing.__name__)
    if found is None:
        raise ValueError(f"the text of {thing.__name__} can't be found: define it in a cell of its own")
    return "\n".join(text.split("\n")[slice(*found)])


def spliced(source: str, theirs: dict[str, str]) -> str:
    """The source of a page, with these definitions in place of those of the same name."""
    lines, places = source.split("\n"), _definitions(source)
    for name, text in sorted(theirs.items(), key=lambda one: places[one[0]], reverse=True):
        lines[slice(*places[name])] = text.split("\n")
    return "\n".join(lines)


def _definitions(source: str) -> dict[str, tuple[int, int]]:
    """Each class and function of a text -> where its lines begin and end, counted from 0."""
    kinds = ast.ClassDef | ast.FunctionDef
    return {
        one.name: (min([one.lineno, *(mark.lineno for mark in one.decorator_list)]) - 1, one.end_lineno or 0)
        for one in ast.parse(source).body
        if isinstance(one, kinds)
    }


def _run(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # so that the text of its classes can be found
    spec.loader.exec_module(module)
    return module


def _load(path: Path) -> Bundle:
    """A learner's page with its weights. Whatever the page raises, and ModelError for its weights."""
    module = _run(path, f"my_{path.stem}")
    model, stored = _model(module), path.with_suffix(".safetensors")
    with weights.opened(stored, "run the last cells of the workshop again") as opened:
        right = (opened.metadata() or {}).get("score", "?")
        model.load_state_dict(weights.read(opened, model.state_dict(), stored))
    return _bundle(module, model.eval(), {"page": path.stem, "score": right})


def _model(module: ModuleType) -> nn.Module:
    return module.Seq2Seq(len(module.SOURCE), len(module.TARGET))


def _bundle(module: ModuleType, model: Any, settings: dict[str, Any]) -> Bundle:
    start = len(SPECIAL_TOKENS)
    return Bundle(model, Vocab(module.SOURCE[start:], "word"), Vocab(module.TARGET[start:], "char"), settings)


def _unused(path: Path) -> Path:
    """That path, or with a number behind its name the first where neither page nor weights stand."""
    others = (path.with_name(f"{path.stem}-{number}.py") for number in range(2, 10_000))
    taken = lambda one: one.exists() or one.with_suffix(".safetensors").exists()  # noqa: E731
    return next(one for one in (path, *others) if not taken(one))


def _number(path: Path) -> int:
    behind = path.stem.rpartition("-")[2]
    return int(behind) if behind.isdecimal() and "-" in path.stem else 1


def _shown(path: Path) -> str:
    return path.relative_to(_ROOT).as_posix() if _ROOT in path.parents else path.name


def _refused(path: Path, problem: Exception) -> str:
    said = f"{type(problem).__name__}: {problem}".split("\n")[0]
    return pick(
        f"`{_shown(path)}` can't be loaded ({said}). Sizes other than the page's belong into the defaults of "
        "`Seq2Seq.__init__`.",
        f"`{_shown(path)}` 无法载入（{said}）。要改大小，请改 `Seq2Seq.__init__` 里的默认值。",
    )
