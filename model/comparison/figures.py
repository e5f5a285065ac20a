"""This file is about a figure: one number as each of the runs compared states it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import fsum

DECIMALS = 9
"""Sums are rounded to this many decimals, below anything that a table states."""

Value = float | int | None

Key = tuple[str, str, str, int | None]
"""Measure, country, item and year of a number."""

Numbers = dict[Key, Value]
"""The numbers of one run."""


@dataclass(frozen=True)
class Figure:
    """One number of every run; None where a run has none.

    Attributes:
        part: what it is about: inputs, summary, area, country, system, …
        origins: for an input, the file and line that stated it in each run.
    """

    part: str
    measure: str
    country: str
    item: str
    year: int | None
    unit: str
    values: tuple[Value, ...]
    origins: tuple[str, ...] = ()

    def difference(self, place: int) -> float | None:
        """By how much a run's number exceeds that of the base, to the last digit."""
        return difference(self.values[0], self.values[place])


def difference(base: Value, value: Value) -> float | None:
    """Value less base, as one would work it out by hand; None where either is missing."""
    if base is None or value is None:
        return None
    return float(Decimal(repr(value)) - Decimal(repr(base)))


def total(amounts: Iterable[float]) -> float:
    """A sum that does not depend on the order of its terms."""
    return round(fsum(amounts), DECIMALS) + 0.0
