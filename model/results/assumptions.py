"""This file is about assumptions.csv: every number used, with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import Any

import numpy as np

from .. import places
from ..arrays import Floats
from ..laying import Cells
from ..origins import Origin, table_origin
from ..registry import reference_specs
from ..scenario import Scenario
from ..tables import Table
from .answer import Answer

READ_AS_THEY_STAND = {
    "countries": ("defence_share", "us"),
    "munition_use": ("use_per_day",),
    "orders": ("counts", "units", "first_year", "last_year", "paid_share", "unit_cost"),
    "origins": ("favoured",),
}
"""Columns of numbers that the plan reads from a table itself: no lever changes them."""


def rows(answer: Answer) -> tuple[dict[str, Any], ...]:
    """One row for each number: first those of the parameters, then those of whole tables."""
    return stated(answer.scenario)


@lru_cache(1)
def stated(scenario: Scenario) -> tuple[dict[str, Any], ...]:
    """The same, which nothing needs to be solved for; those of the last scenario are kept."""
    return tuple(stated_rows(scenario))


def stated_rows(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Each row of a scenario."""
    shown = cache(scenario.shown)
    for cells in scenario.resolved.cells.values():
        for index, place in numbers(scenario, cells):
            origin = scenario.origin(cells.parameter.name, index)
            value = float(cells.values[index])
            yield row(cells.parameter.name, place, value, cells.parameter.unit, origin, shown)
    for name, columns in READ_AS_THEY_STAND.items():
        if name in scenario.tables:
            yield from table_rows(scenario.tables[name], columns, shown)


def numbers(
    scenario: Scenario, cells: Cells
) -> Iterator[tuple[tuple[int, ...], dict[str, str | int]]]:
    """The index of each number of a parameter, and the codes of what it is about.

    An axis along which neither a number nor its origin varies is left out: one number for all.
    What is not stated or not limited is no number. A dated number counts from the year after the
    base year on; no other is used.
    """
    first = 1 if cells.dated else 0
    axes, ranges = [], []
    for axis, dim in enumerate(cells.parameter.dims):
        start = first if dim == "year" else 0
        same = constant(cells.values, axis, start) and constant(cells.origin, axis, start)
        ranges.append(range(start, start + 1) if same else range(start, cells.values.shape[axis]))
        axes.append(None if same else dim)
    for index in product(*ranges):
        if np.isfinite(cells.values[index]):
            named = zip(axes, index, strict=True)
            yield index, {dim: code(scenario, dim, at) for dim, at in named if dim is not None}


def constant(values: Floats | np.ndarray, axis: int, start: int) -> bool:
    """Whether nothing varies along an axis from a place on."""
    kept = np.moveaxis(values, axis, 0)[start:]
    return len(kept) > 0 and bool(
        ((kept == kept[0]) | ((kept != kept) & (kept[0] != kept[0]))).all()
    )


def code(scenario: Scenario, dim: str, at: int) -> str | int:
    """The code, or the year, at a place of an axis."""
    return scenario.years[at] if dim == "year" else scenario.resolved.sets.codes(dim)[at]


def table_rows(table: Table, columns: tuple[str, ...], shown: Any) -> Iterator[dict[str, Any]]:
    """The numbers of some columns of a table, each named by the key of its row."""
    spec = reference_specs()[table.name]
    for at, cells in enumerate(table.rows()):
        key = [cells[name] for name in spec.key if name != "country" and cells[name]]
        place = {"country": cells.get("country", ""), "item": " / ".join(key)}
        for name in columns:
            if cells[name] is not None:
                unit, origin = spec.columns[name].unit, table_origin(table, at)
                yield row(f"{table.name}.{name}", place, float(cells[name]), unit, origin, shown)


def row(
    parameter: str,
    place: dict[str, str | int],
    value: float,
    unit: str,
    origin: Origin,
    shown: Any,
) -> dict[str, Any]:
    """One number with its origin."""
    item = place.get("item") or place.get("capability") or place.get("system") or ""
    return {
        "parameter": parameter,
        "country": place.get("country", ""),
        "item": item,
        "year": place.get("year"),
        "value": value,
        "unit": unit,
        "origin": places.place(shown(origin.file), origin.line, "value"),
        "grade": origin.grade,
        "source": origin.source,
        "url": origin.url,
        "note": origin.note,
    }
