"""This file is about having a place alone: no two programs write one folder at the same time.

The lock is the operating system's, on a file beside the folder. It ends with the process that
holds it, however that ends: a file that a killed one left behind blocks nobody.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def take(handle: int) -> None:
        """Lock an open file, or raise PermissionError where another process has."""
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def take(handle: int) -> None:
        """Lock an open file, or raise BlockingIOError where another process has."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


WAIT = 30.0
"""Seconds to wait for whoever writes there: much longer than any writing takes."""

TICK = 0.05
"""Seconds between two attempts."""


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold the lock file `path`, after waiting for whoever holds it; False where the disk knows
    no locks.

    Raises:
        BlockingIOError: somebody has held it for WAIT seconds.
        OSError: nothing can be written there.
    """
    handle, held = locked(path)
    try:
        yield held
    finally:
        with suppress(OSError):  # Windows removes no open file: there it stays, empty
            path.unlink()
        os.close(handle)


def locked(path: Path) -> tuple[int, bool]:
    """The open lock file, and whether it is ours alone."""
    until = time.monotonic() + WAIT
    while True:
        handle = os.open(path, os.O_RDONLY | os.O_CREAT, 0o666)
        try:
            take(handle)
            if stands(path, handle):
                return handle, True
        except (BlockingIOError, PermissionError):
            if time.monotonic() > until:
                os.close(handle)
                raise BlockingIOError from None
        except OSError:
            return handle, False
        os.close(handle)
        time.sleep(TICK)


def stands(path: Path, handle: int) -> bool:
    """Whether an open file is still the one under that name: who held it before took it away."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
