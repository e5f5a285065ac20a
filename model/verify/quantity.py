"""This file is about quantities known to some digits: a number, and how far off it may be.

Tables are rounded when they are written. What is recomputed from rounded numbers is therefore known
within bounds only; they are carried along here, term by term, so that no tolerance is a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import Floats
from ..rounding import unit_decimals

NOISE = 2e-14
"""Share of a number that double precision may lose on the way through a hundred steps."""

KEPT = 1e-12
"""Share of a limit by which the solver may pass it."""


@dataclass(frozen=True, eq=False)
class Quantity:
    """Numbers and, for each, the most by which it may differ from what was rounded."""

    value: Floats
    within: Floats

    __array_ufunc__ = None  # an array on the left leaves the operation to a Quantity

    def __add__(self, other: Any) -> Quantity:
        term = known(other)
        return Quantity(self.value + term.value, self.within + term.within)

    def __sub__(self, other: Any) -> Quantity:
        term = known(other)
        return Quantity(self.value - term.value, self.within + term.within)

    def __rsub__(self, other: Any) -> Quantity:
        return known(other) - self

    def __mul__(self, other: Any) -> Quantity:
        factor = known(other)
        within = np.abs(self.value) * factor.within + self.within * np.abs(factor.value)
        return Quantity(self.value * factor.value, within + self.within * factor.within)

    def __truediv__(self, other: Any) -> Quantity:
        below = known(other)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self.value / below.value
            room = np.maximum(0.0, np.abs(below.value) - below.within)
            return Quantity(ratio, (self.within + np.abs(ratio) * below.within) / room)

    __radd__, __rmul__ = __add__, __mul__

    def __getitem__(self, place: Any) -> Quantity:
        return Quantity(self.value[place], self.within[place])

    def sum(self, axis: int) -> Quantity:
        """The sum along an axis."""
        return Quantity(self.value.sum(axis=axis), self.within.sum(axis=axis))

    def at_least(self, other: Any) -> Quantity:
        """The larger of two, each."""
        term = known(other)
        larger = np.maximum(self.value, term.value)
        return Quantity(larger, np.maximum(self.within, term.within))

    @property
    def least(self) -> Floats:
        """The least that each may be."""
        least: Floats = self.value - self.within
        return least

    @property
    def most(self) -> Floats:
        """The most that each may be."""
        most: Floats = self.value + self.within
        return most


def known(number: Any) -> Quantity:
    """A quantity as it is; numbers as quantities that nothing but the machine has rounded."""
    if isinstance(number, Quantity):
        return number
    value = np.asarray(number, dtype=float)
    return Quantity(value, NOISE * np.abs(value))


def written(value: Floats, half: Floats | float) -> Quantity:
    """Numbers of a table, each written to a step of which `half` is the half."""
    return Quantity(value, NOISE * np.abs(value) + half)


def half_step(decimals: int) -> float:
    """The most by which rounding to some decimals, first to three more, moves a number."""
    return 0.5005 * 10.0**-decimals


def half_units(price: Floats) -> Floats:
    """The same for units by their price in MUSD."""
    flat = [half_step(unit_decimals(one)) for one in price.reshape(-1).tolist()]
    return np.array(flat, dtype=float).reshape(price.shape)
