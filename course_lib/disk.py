"""Disk: files that are written whole, read only where they are files, and held by one process at a time."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}  # what systems say when another process has the lock


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that, whatever happens, either the old or the new one is there. Raises OSError."""
    half = half_of(path)
    try:
        with open(half, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(half, path)
    except BaseException as problem:
        half.unlink(missing_ok=True)
        if isinstance(problem, OSError) and problem.filename is None:  # a full disk does not say where
            problem.filename = str(path)
        raise


def half_of(path: Path) -> Path:
    """Where `write_whole` writes first: all that a kill can leave behind."""
    return path.with_name(f".{path.name}.half")


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Open for reading what is a file, or a link to one.

    Raises OSError, also for a folder, a pipe or a device: those would be waited for, or never end.
    """
    with open(path, "rb", opener=_at_once) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "a pipe or a device, not a file", str(path))
        yield stream


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold the lock of a file, made if need be, while inside -> whether there is such a thing here.

    The lock is of the open file, so the system lets go of it when the process ends, by a kill too; the file
    itself says nothing, and stays. Some network drives have no locks: False then, and nothing is held.
    Raises BlockingIOError when another process holds it, and OSError when the file can't be made.
    """
    with open(path, "ab", opener=_at_once) as stream:
        try:
            if fcntl:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            locked = True
        except OSError as problem:
            if problem.errno in _HELD:
                raise BlockingIOError(errno.EAGAIN, "held by another process", str(path)) from None
            locked = False
        yield locked


def _at_once(name: str, flags: int) -> int:
    """Open without waiting, as a pipe makes one wait for whoever is at its other end."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
