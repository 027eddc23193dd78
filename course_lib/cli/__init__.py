"""Commands: what `python -m course_lib` does, one module or package each, with a `run(options)`."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


class UsageError(ValueError):
    """The call asks for what can't be done; one line that says what to do instead."""


def prepare(model: "torch.nn.Module", hidden: int) -> None:
    """Move the model to a GPU where there is one; else give a small model one thread.

    Below about 256 hidden units, sharing the work between threads costs more than it brings.
    """
    import torch  # not for the sake of a wrong call

    if torch.cuda.is_available():
        model.cuda()
    elif hidden < 256:
        torch.set_num_threads(1)


def check_links(folder: Path) -> None:
    """UsageError where the way to the folder is a link to nothing: the system would say "File exists"."""
    for path in (folder, *folder.parents):
        if path.is_symlink() and not path.exists():
            where = f"{path} is a link to {path.readlink()}, which is not there"
            raise UsageError(f"{where}; make that folder, or give --out another")
