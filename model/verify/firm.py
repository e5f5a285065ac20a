"""This file is about firm orders: what allies have signed for, as assumptions.csv states it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..arrays import Floats, Ints
from ..errors import Problem
from .codes import Codes
from .inputs import Inputs

STATED = ("counts", "units", "first_year", "last_year", "paid_share")
BETWEEN = " / "
"""What stands between the capability, the system where one is named, and the name of an order."""


@dataclass(frozen=True, eq=False)
class Firm:
    """The firm orders that count, one entry each.

    Attributes:
        country, capability, system: places on the axes; system -1 where none is named.
        units, paid: units and the share paid already. unit_cost: MUSD, NaN where not stated.
        first, last: years of the first and of the last delivery.
    """

    country: Ints
    capability: Ints
    system: Ints
    units: Floats
    paid: Floats
    unit_cost: Floats
    first: Ints
    last: Ints

    def a_year(self, units: Floats, years: range) -> Floats:
        """What arrives in each year when units arrive in equal parts, (orders, Y)."""
        year = np.array(years)
        inside = (year >= self.first[:, None]) & (year <= self.last[:, None])
        parts = units / (self.last - self.first + 1)
        return np.where(inside, parts[:, None], 0.0)

    def by_then(self, units: Floats, years: range) -> Floats:
        """What has arrived up to each year, (orders, Y), before the base year too."""
        span = self.last - self.first + 1
        passed = np.clip(np.array(years) - self.first[:, None] + 1, 0, span[:, None])
        return passed.astype(float) * (units / span)[:, None]


def read_firm(inputs: Inputs) -> Firm:
    """The orders whose `counts` is 1."""
    columns = {name: inputs.column(f"orders.{name}") for name in (*STATED, "unit_cost")}
    counted = [key for key, counts in columns["counts"].items() if counts == 1]

    def numbers(name: str) -> Floats:
        return np.array([columns[name].get(key, np.nan) for key in counted], dtype=float)

    placed = [(country, *places(inputs.codes, item)) for country, item in counted]
    axis = inputs.codes.axes["country"]
    return Firm(
        country=np.array([axis[country] for country, _, _ in placed], dtype=np.int64),
        capability=np.array([capability for _, capability, _ in placed], dtype=np.int64),
        system=np.array([system for _, _, system in placed], dtype=np.int64),
        units=numbers("units"),
        paid=numbers("paid_share") / 100,
        unit_cost=numbers("unit_cost"),
        first=numbers("first_year").astype(np.int64),
        last=numbers("last_year").astype(np.int64),
    )


def places(codes: Codes, item: str) -> tuple[int, int]:
    """The places of the capability and the system that the item of an order names; -1 for none.

    The name of an order stands last and is never blank, so a system has something after it.
    """
    capability, *rest = item.split(BETWEEN)
    named = rest[0] if len(rest) > 1 else ""
    known = codes.axes["capability"].get(capability, -1), codes.axes["system"].get(named, -1)
    return known


def firm_problems(inputs: Inputs) -> Iterator[Problem]:
    """A problem for each number of an order that cannot be read, or that stands alone."""
    table = inputs.table
    country, item, value = table.texts("country"), table.texts("item"), table.numbers("value")
    expected = [(country[row], item[row]) for row in inputs.rows.get("orders.counts", ())]
    for name in STATED:
        rows = inputs.rows.get(f"orders.{name}", [])
        if [(country[row], item[row]) for row in rows] != expected:
            wanted = "one for each number of orders.counts, in the same order"
            found = f"other rows of orders.{name}"
            yield table.whole(found, wanted)
    for row in inputs.rows.get("orders.counts", ()):
        if country[row] not in inputs.codes.axes["country"]:
            yield table.problem(row, "country", "a country of codes.csv")
        if places(inputs.codes, item[row])[0] < 0:
            yield table.problem(row, "item", "a capability of codes.csv before the name")
        if value[row] not in (0, 1):
            yield table.problem(row, "value", "0 or 1")
    last = inputs.column("orders.last_year")
    first = inputs.column("orders.first_year")
    for row in inputs.rows.get("orders.first_year", ()):
        key = country[row], item[row]
        if not first[key] <= last.get(key, first[key]):
            yield table.problem(row, "value", f"a year up to {last[key]:.0f}")
