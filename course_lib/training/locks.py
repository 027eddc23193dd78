"""Locks: one process at a time, by a lock of the operating system on a small file beside what is worked on.

The system takes the lock back when its holder ends, however it ends: a killed process blocks nobody. The file
stays, empty, and means nothing by itself; nobody need delete it.
"""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

PATIENCE = 5.0  # seconds that `locked` waits at most
_PAUSE = 0.01  # seconds between two tries
_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK, getattr(errno, "EDEADLOCK", errno.EDEADLK)}


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


if os.name == "nt":

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
