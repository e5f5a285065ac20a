"""This file is about ranges: how far a headline number may move among plans that cost nearly the
same, and whether it is firm."""

from __future__ import annotations

from dataclasses import dataclass

from ..output.words import amount, in_one_unit

UNITS, SPENDING = "units", "spending"
"""What a headline is about: how many of a system allies order, or what an ally pays."""

WITHIN = (0.0, 0.01, 0.05)
"""By how much, as a share of the least cost, a plan may cost more."""

STAMPED = 1
"""The place in WITHIN by which a number is stamped."""

SHARES = tuple(f"{100 * share:.0f} %" for share in WITHIN)
"""The same in words."""

FIRM, LOOSE, FREE = "firm", "loose", "free"
NARROW, WIDE = 0.1, 1.0
"""A number is firm where its range is at most this share of it wide, free where at least that."""


@dataclass(frozen=True)
class Range:
    """A headline number and the ends of its range; the United States has no part in it.

    Attributes:
        kind: UNITS or SPENDING. place: of the system or the ally.
        planned: units, or MUSD. money: what it is worth, MUSD.
        ends: the least and the most within each share of WITHIN, in the unit of `planned`.
    """

    kind: str
    place: int
    planned: float
    money: float
    ends: tuple[tuple[float, float], ...]

    @property
    def stamp(self) -> str:
        """Whether the number is firm: by how wide its range is within 1 % of the least cost."""
        low, high = self.ends[STAMPED]
        width = high - low
        if width <= NARROW * self.planned:
            return FIRM
        return FREE if width >= WIDE * self.planned else LOOSE


def range_text(found: Range) -> str:
    """A range within 1 % of the least cost with its stamp, such as "40-44, firm"."""
    return f"{numbers(found)}, {found.stamp}"


def numbers(found: Range) -> str:
    """Both ends within 1 % of the least cost; one number where they read alike."""
    low, high = found.ends[STAMPED]
    if found.kind == UNITS:
        least, most = amount(low), amount(high)
        return least if least == most else f"{least}-{most}"
    told = in_one_unit((low, high))
    least, most = told(low), told(high)
    number, _, _ = least.partition(" ")
    return most if least == most else f"{number}-{most}"
