"""Commands: what `python -m course_lib` does, one module or package each, with a `run(options)`."""

from pathlib import Path


class UsageError(ValueError):
    """The call asks for what can't be done; one line that says what to do instead."""


def check_links(folder: Path) -> None:
    """UsageError where the way to the folder is a link to nothing: the system would say "File exists"."""
    for path in (folder, *folder.parents):
        if path.is_symlink() and not path.exists():
            where = f"{path} is a link to {path.readlink()}, which is not there"
            raise UsageError(f"{where}; make that folder, or give --out another")
