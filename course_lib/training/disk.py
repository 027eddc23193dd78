"""Disk: files that are written whole, and read only where they are files."""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, in a folder that is made if need be: whatever happens, the old or the new one is there.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.half")
    try:
        with open(half, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _replace(half, path)
    except BaseException as problem:
        half.unlink(missing_ok=True)
        if isinstance(problem, OSError) and problem.filename is None:  # a full disk does not say where
            problem.filename = str(path)
        raise


def is_half(name: str) -> bool:
    """Whether a kill in `write_whole` left a file of that name."""
    return name.startswith(".") and name.endswith(".half")


def _replace(half: Path, path: Path) -> None:
    """os.replace, with patience: Windows refuses while somebody reads the old file."""
    for _ in range(20 if os.name == "nt" else 0):
        try:
            return os.replace(half, path)
        except PermissionError:
            time.sleep(0.02)
    return os.replace(half, path)


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Open for reading what is a file, or a link to one.

    Raises OSError, also for a folder, a pipe or a device: those would be waited for, or never end.
    """
    with open(path, "rb", opener=_at_once) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "a pipe or a device, not a file", str(path))
        yield stream


def _at_once(name: str, flags: int) -> int:
    """Open without waiting, as a pipe makes one wait for whoever is at its other end."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
