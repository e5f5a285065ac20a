"""This file is about silence: HiGHS prints a banner whatever its options say, and none is shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

ONE_AT_A_TIME = Lock()
"""Two threads would take each other's silence for the standard output."""


@contextmanager
def silenced() -> Iterator[None]:
    """Keep what is printed off the standard output of the process."""
    with ONE_AT_A_TIME:
        try:
            kept = os.dup(1)
        except OSError:  # there is no standard output
            yield
            return
        sys.stdout.flush()
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)
