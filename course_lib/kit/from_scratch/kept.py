"""Kept: what a learner has made of a page, in my/from_scratch/, written, and found again.

Where COURSE_PROGRESS names another folder for what learners do, their pages are there: so no test, and no
notebook that is built, sees them.
"""

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from IPython import get_ipython
from torch import nn

from course_lib.data.vocab import SPECIAL_TOKENS, Vocab
from course_lib.disk import write_whole
from course_lib.language import pick
from course_lib.training import weights
from course_lib.training.checkpoint import Bundle

from .. import records
from ..practice.note import Note
from .pages import FOLDER, PREFIX, ROOT, Named, page, run, spliced, text_of


def folder() -> Path:
    """Where a learner's pages are kept."""
    other = os.environ.get("COURSE_PROGRESS")
    return (Path(other).expanduser() if other else ROOT / "my") / "from_scratch"


def keep(name: str, model: nn.Module, *parts: Named) -> Note:
    """Write the page with these classes and functions of the learner's, and the weights of their model.

    It is tried first: what would not run alone is told in a line, and nothing is written. Functions that the
    page does not have are put in front of its first class.
    """
    course, original = page(name), (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    if not isinstance(model, nn.Module):
        call = f'keep("{name}", model, Encoder, …)'
        return Note(
            pick(f"The second is the trained model: `{call}`", f"第二个参数是训练好的模型：`{call}`")
        ).show()
    theirs = {one.__name__: text_of(one) for one in parts if not one.__module__.startswith(PREFIX)}
    source = spliced(original, theirs)
    if source == original:
        return Note(
            pick(
                "Nothing of your own to keep yet: all parts are, word for word, the course's.",
                "还没有你自己的东西可存：现在每一部分都和课程的代码一字不差。",
            )
        ).show()
    if wrong := _untried(source, model):
        return Note(wrong).show()
    if hasattr(course, "LANGUAGE"):  # the notebook has chosen it
        source = source.replace('LANGUAGE = "en"', f'LANGUAGE = "{course.LANGUAGE}"')
    newest = next(iter(_kept(name)), None)
    if newest and newest.read_text(encoding="utf-8") == source and _same(_load(newest).model, model):
        told = f"`{_shown(newest)}`"
        return Note(
            pick(f"Kept already, with these weights: {told}.", f"已经存过，权重也一样：{told}。")
        ).show()
    path, right = _unused(folder() / f"{name}.py"), f"{course.score(model):.3f}"
    write_whole(path, source.encode())
    weights.write(path.with_suffix(".safetensors"), model.state_dict(), {"score": right})
    return Note(
        pick(
            f"Kept: `{_shown(path)}`, a page that runs by itself, with the weights beside it. Right: {right} "
            f"of what is held out. Yours are {', '.join(theirs)}.",
            f"已保存：`{_shown(path)}`，可以单独运行，权重就在旁边。留出的数据里，对了 {right}。"
            f"其中 {'、'.join(theirs)} 是你写的。",
        )
    ).show()


def _untried(source: str, model: nn.Module) -> str:
    """What is wrong with a page that does not run by itself, or does not fit the weights; "" if it does."""
    module = ModuleType("tried")
    try:
        exec(compile(source, "your page", "exec"), vars(module))
        made = _model(module)
        own, given = made.state_dict(), model.state_dict()
        if {key: one.shape for key, one in own.items()} != {key: one.shape for key, one in given.items()}:
            return pick(
                "Your model has other sizes than your `Seq2Seq` makes by itself. Put the sizes into the "
                "defaults of `Seq2Seq.__init__`, and keep it again.",
                "你的模型和 `Seq2Seq` 默认做出来的大小不一样。请把大小写进 `Seq2Seq.__init__` 的默认值，"
                "再存一次。",
            )
        next(iter(module.train(made, 1)))
        module.greedy(made, *module.batch(module.HELD_OUT[:2])[:2], 3)
    except NameError as problem:
        return pick(
            f"Your page would not run alone: it uses `{problem.name}`, which is not on it. A function can be "
            "handed to `keep`, too; an import belongs inside the part that uses it.",
            f"你的这一页单独运行不了：用到了 `{problem.name}`，可是页上没有。函数可以一起交给 `keep`；"
            "import 要写在用到它的那一部分里面。",
        )
    except Exception as problem:  # it is a program of the learner's: anything may happen
        said = f"{type(problem).__name__}: {problem}".split("\n")[0]
        return pick(f"Your page would not run alone: {said}", f"你的这一页单独运行不了：{said}")
    return ""


def _same(one: nn.Module, other: nn.Module) -> bool:
    mine, theirs = one.state_dict(), other.state_dict()
    return mine.keys() == theirs.keys() and all(torch.equal(mine[key], theirs[key]) for key in mine)


def _kept(name: str) -> list[Path]:
    """The learner's pages of that name that have weights, the newest first."""
    found = [path for path in folder().glob(f"{name}*.py") if path.with_suffix(".safetensors").is_file()]
    return sorted(found, key=_number, reverse=True)


def own(name: str) -> Bundle:
    """The learner's newest model of that page with its vocabularies, or else the course's; it says which.

    To go back to an older one, delete the newer page. ValueError for an unknown page.
    """
    course = page(name)
    for path in _kept(name):
        try:
            bundle = _load(path)
        except Exception as problem:  # it is a program of the learner's: anything may happen
            _tell(_refused(path, problem))
            continue
        told = f"`{_shown(path)}`", bundle.settings["score"]
        _tell(pick("Your own model: {}, {} right.", "你自己的模型：{}，对 {}。").format(*told))
        return bundle
    about = {"language": pick("en", "zh")} if hasattr(course, "LANGUAGE") else {}
    model = records.load(f"{name[2:]}_page").fill(_model(course), **about)
    _tell(
        pick(
            f"The course's model of `{name}`: there is none of yours yet.",
            f"你自己的 `{name}` 还没有，先用课程的模型。",
        )
    )
    return _bundle(course, model, {"page": name} | about)


def _tell(text: str) -> None:
    """A note, and outside of notebooks a line."""
    note = Note(text).show()
    if get_ipython() is None:
        print(note)


def _load(path: Path) -> Bundle:
    """A learner's page with its weights. Whatever the page raises, and ModelError for its weights."""
    module = run(path, f"my_{path.stem}")
    model, stored = _model(module), path.with_suffix(".safetensors")
    with weights.opened(stored, "run the last cells of the workshop again") as opened:
        right = (opened.metadata() or {}).get("score", "?")
        model.load_state_dict(weights.read(opened, model.state_dict(), stored))
    about = {"language": module.LANGUAGE} if hasattr(module, "LANGUAGE") else {}
    return _bundle(module, model.eval(), {"page": path.stem, "score": right} | about)


def _vocabs(module: ModuleType) -> dict[str, list[str]]:
    """The tokens of a page by their name there; one that reads pictures has none of the source."""
    return {name: vars(module)[name] for name in ("SOURCE", "TARGET") if hasattr(module, name)}


def _model(module: ModuleType) -> nn.Module:
    return module.Seq2Seq(*map(len, _vocabs(module).values()))


def _bundle(module: ModuleType, model: Any, settings: dict[str, Any]) -> Bundle:
    tokens = {name: names[len(SPECIAL_TOKENS) :] for name, names in _vocabs(module).items()}
    unit = "char" if "SOURCE" in tokens else "word"  # digits, or a caption
    return Bundle(model, Vocab(tokens.get("SOURCE", []), "word"), Vocab(tokens["TARGET"], unit), settings)


def _unused(path: Path) -> Path:
    """That path, or with a number behind its name the first where neither page nor weights stand."""
    others = (path.with_name(f"{path.stem}-{number}.py") for number in range(2, 10_000))
    taken = lambda one: one.exists() or one.with_suffix(".safetensors").exists()  # noqa: E731
    return next(one for one in (path, *others) if not taken(one))


def _number(path: Path) -> int:
    behind = path.stem.rpartition("-")[2]
    return int(behind) if behind.isdecimal() and "-" in path.stem else 1


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if ROOT in path.parents else path.name


def _refused(path: Path, problem: Exception) -> str:
    said = f"{type(problem).__name__}: {problem}".split("\n")[0]
    return pick(f"`{_shown(path)}` can't be loaded ({said}).", f"`{_shown(path)}` 无法载入（{said}）。")
