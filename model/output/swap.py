"""This file is about swapping two folders in one step, where the operating system can."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

Swap = Callable[[bytes, bytes], int]
"""Swaps two paths; 0 if it could."""

HERE = -100
"""Linux: a relative path starts at the working directory (AT_FDCWD)."""

EXCHANGE = 2
"""The flag that swaps: RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS."""


def swapped(one: Path, other: Path) -> bool:
    """Swap two entries of one folder, so that at no moment either name is free.

    False, and nothing is changed, where system or disk cannot.
    """
    swap = system_swap()
    return swap is not None and swap(os.fsencode(one), os.fsencode(other)) == 0


@cache
def system_swap() -> Swap | None:
    """The call of the system that swaps, or None where it has none."""
    from ctypes import CDLL, c_char_p, c_int, c_uint  # only a replaced folder pays for it

    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(sys.platform)
    try:
        call = getattr(CDLL(None), name or "")
    except (AttributeError, OSError, TypeError):
        return None
    if sys.platform == "darwin":
        call.argtypes = (c_char_p, c_char_p, c_uint)
        return lambda one, other: int(call(one, other, EXCHANGE))
    call.argtypes = (c_int, c_char_p, c_int, c_char_p, c_uint)
    return lambda one, other: int(call(HERE, one, HERE, other, EXCHANGE))
