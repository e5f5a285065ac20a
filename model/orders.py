"""This file is about firm orders: what allies have signed for and still wait for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .arrays import PER_CENT, Floats, Ints
from .scenario import Scenario


@dataclass(frozen=True)
class FirmOrders:
    """The rows of orders.csv whose `counts` is 1, as arrays with one entry a row.

    Attributes:
        country, capability, system: positions in the scenario's code lists; system is -1
            where the row names none.
        units: units ordered.
        paid_share: share already paid, 0 to 1.
        unit_cost: MUSD a unit where the row states it, else NaN.
        arriving: share of the units delivered in each year, shape (rows, Y); deliveries before
            the base year or after the last year are not in it.
        arrived: share delivered up to each year, shape (rows, Y).
    """

    country: Ints
    capability: Ints
    system: Ints
    units: Floats
    paid_share: Floats
    unit_cost: Floats
    arriving: Floats
    arrived: Floats


def firm_orders(scenario: Scenario) -> FirmOrders:
    """The orders of a scenario that count as firm."""
    return contracts(scenario, [row for row in rows(scenario, "orders") if row["counts"] == 1])


def contracts(scenario: Scenario, firm: list[dict[str, Any]]) -> FirmOrders:
    """Rows of orders.csv as arrays; delivered in equal parts over the years of the row."""
    years = np.array(scenario.years)
    first = np.array([row["first_year"] for row in firm], dtype=np.int64)[:, None]
    last = np.array([row["last_year"] for row in firm], dtype=np.int64)[:, None]
    span = last - first + 1
    return FirmOrders(
        country=positions([row["country"] for row in firm], scenario.countries),
        capability=positions([row["capability"] for row in firm], scenario.capabilities),
        system=positions([row["system"] for row in firm], scenario.systems),
        units=np.array([row["units"] for row in firm], dtype=float),
        paid_share=np.array([row["paid_share"] for row in firm], dtype=float) * PER_CENT,
        unit_cost=np.array([nan_if_blank(row.get("unit_cost")) for row in firm], dtype=float),
        arriving=np.where((years >= first) & (years <= last), 1 / span, 0.0),
        arrived=np.clip(years - first + 1, 0, span) / span,
    )


def rows(scenario: Scenario, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a reference table in the order of its key; none where there is no such table."""
    return scenario.tables[table].rows() if table in scenario.tables else iter(())


def positions(codes: list[str], known: tuple[str, ...]) -> Ints:
    """Where each code stands in `known`; -1 for a blank."""
    place = {code: position for position, code in enumerate(known)}
    return np.array([place[code] if code else -1 for code in codes], dtype=np.int64)


def nan_if_blank(number: float | None) -> float:
    """NaN marks "not stated" inside this file and money.py only."""
    return np.nan if number is None else number
