"""This file is about words: how codes, lists and amounts read, on the screen and the page."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence


def heading(area: str) -> str:
    """The code of an area as a heading: short codes with a digit are abbreviations."""
    words = area.replace("_", " ")
    shorthand = any(letter.isdigit() for letter in words)
    return words.upper() if shorthand else words[:1].upper() + words[1:]


def one_line(name: str) -> str:
    """A name on one line, however many it was written on."""
    return " ".join(name.split())


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence; with semicolons where a word has a comma of its own."""
    if len(words) < 2:
        return "".join(words)
    mark = "; " if any("," in word for word in words) else ", "
    last = "; and " if mark == "; " else " and "
    return f"{mark.join(words[:-1])}{last}{words[-1]}"


def amount(units: float) -> str:
    """A number of units for reading."""
    return f"{units:,.0f}" if units >= 10 else f"{units:,.2g}"


def billions(musd: float) -> str:
    """Money for reading: billions with a decimal, millions where it is less."""
    return f"{musd / 1000:,.1f} bn USD" if abs(musd) >= 1000 else f"{musd:,.0f} MUSD"


def within(gap: float) -> str:
    """A relative distance as a share that a reader grasps: the next power of ten, at least 1e-12,
    in per cent."""
    decimals = max(0, min(12, -math.ceil(math.log10(max(gap, 1e-16) * 100))))
    return f"{10.0**-decimals:.{decimals}f} %"


def in_one_unit(amounts: Iterable[float]) -> Callable[[float], str]:
    """How a table writes its amounts (MUSD): all in billions where the largest is one or more.

    What would round to nothing and is not is told as small.
    """
    large = max(map(abs, amounts), default=0.0) >= 1000

    def told(musd: float) -> str:
        shown, least = (musd / 1000, 0.1) if large else (musd, 1.0)
        decimals, unit = (1, "bn USD") if large else (0, "MUSD")
        if shown > 0 == round(shown, decimals):
            return f"<{least:.{decimals}f} {unit}"
        return f"{shown:,.{decimals}f} {unit}"

    return told
