"""This file is about the curve that points make: its slopes, its knee, the price of fairness.

The knee is the point between the ends at which cost and shortfall together lie farthest from the
straight lines that join the ends of their curves, each measured by its own range:

    distance = sqrt(((cost - line of cost) / range of cost)^2
                    + ((missing - line of missing) / range of missing)^2)

A curve whose range is below `NARROW` of the other's is left out, as what moves it is next to
nothing. Where the largest distance is below `STRAIGHT` there is no knee.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import hypot

import numpy as np

from .dial import Dial
from .point import LeftOut, Point

STRAIGHT = 0.1
"""The distance up to which curves count as straight."""

NARROW = 0.01
"""Share of the widest range below which a curve does not count."""


FLAT = 1e-5
"""MUSD: a difference below it is rounding."""


@dataclass(frozen=True)
class Slope:
    """What one step along the lever changes on average, MUSD."""

    cost: float
    missing: float


@dataclass(frozen=True)
class Frontier:
    """A scenario along one lever.

    Attributes:
        points: by value, ascending. here: the scenario as it stands.
        left_out: the values that it cannot have.
        base_year: of the prices. years: first and last of the plan. names: of each capability.
        units: in which each capability is counted.
    """

    scenario: str
    dial: Dial
    points: tuple[Point, ...]
    here: Point
    left_out: tuple[LeftOut, ...]
    base_year: int
    years: tuple[int, int]
    names: dict[str, str]
    units: dict[str, str]

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.scenario}-frontier-{self.dial.axis.name}"

    @cached_property
    def values(self) -> list[float]:
        """The value of each point."""
        return [value_of(point) for point in self.points]

    @cached_property
    def knee(self) -> int | None:
        """The place of the knee among the points; None where there is none."""
        return knee_of(
            self.values, [[p.cost for p in self.points], [p.missing for p in self.points]]
        )

    def slope(self, start: int, end: int) -> Slope:
        """What a step changes on average between two points."""
        one, other, steps = (
            self.points[start], self.points[end], self.values[end] - self.values[start]
        )  # fmt: skip
        return Slope((other.cost - one.cost) / steps, (other.missing - one.missing) / steps)

    @property
    def flat(self) -> bool:
        """Whether neither cost nor shortfall changes by as much as a dollar."""
        curves = [p.cost for p in self.points], [p.missing for p in self.points]
        return all(max(curve) - min(curve) < FLAT for curve in curves)

    @property
    def best(self) -> Point:
        """The point at which least is missing, the cheapest of those."""
        return min(self.points, key=lambda point: (point.missing, point.cost))


def value_of(point: Point) -> float:
    """The value of a point that has one."""
    assert point.value is not None
    return point.value


def knee_of(values: Sequence[float], curves: Sequence[Sequence[float]]) -> int | None:
    """The place of the knee of curves in one unit over the same ascending values."""
    distances = bends(values, curves)
    if max(distances, default=0.0) < STRAIGHT:
        return None
    return distances.index(max(distances))


def bends(values: Sequence[float], curves: Sequence[Sequence[float]]) -> list[float]:
    """How far each point lies from the straight lines between the ends, each curve measured by its
    own range; 0 where nothing changes."""
    ranges = [max(curve) - min(curve) for curve in curves]
    if len(values) < 3 or max(ranges) < FLAT:
        return [0.0] * len(values)
    ends = values[0], values[-1]
    off = [
        (np.asarray(curve) - np.interp(values, ends, (curve[0], curve[-1]))) / wide
        for curve, wide in zip(curves, ranges, strict=True)
        if wide >= NARROW * max(ranges)
    ]
    return [hypot(*distances) for distances in zip(*(one.tolist() for one in off), strict=True)]
