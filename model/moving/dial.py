"""This file is about a lever as a scenario has it: where it stands, its values, and moving it.

A value is told in the terms of the scenario: where one number holds for all (uplift 30 %, deadline
2035) in its own; else as a share of what is stated, or as so many years more.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, isnan

import numpy as np

from ..errors import InputError, UpliftError
from ..findings import Findings
from ..layers import Layer, Lever, Row, fits
from ..registry import parameters
from ..scenario import Scenario, relaid
from .axes import AXES, Axis

AS_STATED = 100.0
"""Per cent of what a scenario states, where it is left as it is."""

SAME = 1e-6
"""Values that differ by no more are one."""


class CannotMoveError(UpliftError):
    """A lever along which a scenario cannot be moved."""


@dataclass(frozen=True)
class Dial:
    """An axis as a scenario has it.

    Attributes:
        stated: the one number that the scenario states for all; None where it differs.
    """

    axis: Axis
    stated: float | None

    @property
    def here(self) -> float | None:
        """The value at which the scenario stands; None where it has several."""
        if self.stated is not None or self.axis.change == "set":
            return self.stated
        return AS_STATED if self.axis.change == "scale" else 0.0

    @property
    def ends(self) -> tuple[float, float]:
        """Where the axis begins and ends unless stated."""
        low, high = self.axis.low, self.axis.high
        if self.axis.change == "set" or self.here is None:
            return low, high
        if self.axis.change == "add":
            return self.here + low, self.here + high
        one, other = low * self.here / AS_STATED, high * self.here / AS_STATED
        return min(one, other), max(one, other)

    def change(self, value: float) -> float:
        """What the row of a scenario must say to bring it to a value."""
        if self.axis.change == "set" or self.here is None:
            return value
        return value - self.here if self.axis.change == "add" else value / self.here

    def words(self, value: float) -> str:
        """A value, as one says it."""
        return (self.axis.relative if self.stated is None else self.axis.own).format(value)

    def short(self, value: float) -> str:
        """A value in a column: its number and its unit."""
        if self.axis.change != "add":
            return f"{value:g} %"
        return f"{value:.0f}" if self.stated is not None else f"{value:+.0f}"

    @property
    def unit(self) -> str:
        """The unit of a value, as in the column `unit`."""
        if self.axis.change == "set" or self.stated is not None:
            return parameters()[self.axis.parameter].unit
        return "years" if self.axis.change == "add" else "% of what is stated"


def dial_of(scenario: Scenario, name: str) -> Dial:
    """The axis of that name as a scenario has it.

    Raises:
        CannotMoveError: there is nothing that could be moved.
    """
    axis = AXES[name]
    numbers = scenario.array(axis.parameter)
    if parameters()[axis.parameter].dims == ("country", "capability"):
        numbers = numbers[scenario.array("takes_part") == 1]
    found = np.unique(numbers)
    dial = Dial(axis, float(found[0]) if len(found) == 1 else None)
    if axis.change == "scale" and not found.any():
        raise CannotMoveError(
            f"{scenario.name} cannot be moved along {name}: its {axis.parameter} is 0 for all, and "
            "a share of nothing is nothing. State one in the scenario."
        )
    return dial


def values_of(dial: Dial, low: float | None, high: float | None, points: int | None) -> list[float]:
    """The values to solve, ascending: evenly spread, and that of the scenario where it lies
    between them.

    Args:
        low, high, points: the ends, and how many values; None for those of the axis.

    Raises:
        CannotMoveError: the ends are no numbers with an end, or not in order.
    """
    first, last = dial.ends
    for option, value, usual in (("--from", low, first), ("--to", high, last)):
        if value is not None and not isfinite(value):
            raise CannotMoveError(not_finite(option, value, usual))
    first, last = (first if low is None else low), (last if high is None else high)
    if first >= last:
        raise CannotMoveError(
            f"A frontier goes up from {dial.short(first)}, so it cannot end at {dial.short(last)}."
        )
    spread = np.linspace(first, last, points or dial.axis.points)
    whole = parameters()[dial.axis.parameter].whole
    found = {float(f"{value:.{0 if whole else 6}f}") for value in spread.tolist()}
    here = dial.here
    if here is not None and first <= here <= last:
        found = {value for value in found if abs(value - here) > SAME} | {here}
    return sorted(found)


def not_finite(option: str, value: float, usual: float) -> str:
    """Why a frontier cannot begin or end at a value, and where it would unless stated."""
    state = f"State one, such as {option} {usual:g}."
    if isnan(value):
        return f"{option} {value} is not a number. {state}"
    return f"{option} {value} is no number that evenly spread values could reach. {state}"


def moved(scenario: Scenario, dial: Dial, value: float) -> Scenario:
    """A scenario with one layer more, in which the lever stands at a value.

    Raises:
        InputError: the value is none that the scenario can have.
    """
    parameter, change = parameters()[dial.axis.parameter], dial.change(value)
    row = Row(
        path=scenario.path,
        line=0,
        parameter=parameter,
        country="",
        item="",
        year=None,
        value=change,
        text=f"{change:.6g}",
        unit=parameter.unit,
        change=dial.axis.change,
        low=None,
        high=None,
        note="moved along a frontier",
    )
    layer = Layer(scenario.path, (row,), (Lever((row,)),))
    if row.change == "set" and not fits(parameter, change):
        raise InputError([row.problem("value", row.text, parameter.wanted)])
    return relaid(
        scenario,
        (*scenario.resolved.layers, layer),
        Findings(sources=list(scenario.sources)),
    )
