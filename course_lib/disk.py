"""Disk: files that are written whole, read only where they are files, and worked on by one process at a time.

Locks are the operating system's, on a small file beside what is worked on. It takes a lock back when the
holder ends, however that comes about: a killed process blocks nobody. The file stays, empty, and means
nothing by itself; nobody need delete it.
"""

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 5.0  # seconds that `locked` waits at most
_PAUSE = 0.01  # seconds between two tries
_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK, getattr(errno, "EDEADLOCK", errno.EDEADLK)}


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


class InUse(OSError):
    """Another process, or another part of this one, holds the lock."""


@contextmanager
def locked(path: str | Path, wait: bool) -> Iterator[bool]:
    """Hold the lock on the file at `path`, which is made if need be; its folder must exist.

    Yields True. Where the file system cannot lock (some network folders), it yields False and nobody is kept
    out: who writes should write whole files at once (os.replace), so that the worst is a lost update.
    Raises InUse when another holds the lock: at once, or with `wait` after PATIENCE seconds; and OSError when
    the lock file cannot be made or opened.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:  # another user's, in a folder that both may write
        file = os.open(path, os.O_RDONLY)
    held = False
    try:
        held = _take(file, until=time.monotonic() + (PATIENCE if wait else 0))
        yield held
    finally:
        if held:
            _unlock(file)  # a forked child may hold the file open for longer
        os.close(file)


def _take(file: int, until: float) -> bool:
    while True:
        try:
            _lock(file)
            return True
        except OSError as error:
            if error.errno not in _HELD:
                return False
        if time.monotonic() >= until:
            raise InUse(errno.EBUSY, "in use by another process")
        time.sleep(_PAUSE)


if sys.platform == "win32":

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _unlock(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
