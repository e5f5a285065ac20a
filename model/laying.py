"""One parameter laid: its default, the reference table over it, the levers of each layer on top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import Problem
from .layers import Layer, Lever, Row
from .origins import Origin, Origins, row_origin
from .reach import Reach, reach_of
from .registry import REGISTRY_FILE, Parameter
from .sets import Sets
from .tables import Table

Floats = NDArray[np.float64]
Places = NDArray[np.int32]


@dataclass(eq=False)
class Cells:
    """The numbers of one parameter while layers are laid over them."""

    parameter: Parameter
    values: Floats
    origin: Places
    base: Floats | None
    base_origin: Places
    rows: dict[int, Row] = field(default_factory=dict)

    @property
    def dated(self) -> bool:
        """Whether the last axis is the year."""
        return "year" in self.parameter.dims

    @property
    def cell_shape(self) -> tuple[int, ...]:
        """The shape without the year."""
        return self.values.shape[:-1] if self.dated else self.values.shape


@dataclass
class Laying:
    """The state of laying: what is known before, and what is found on the way."""

    sets: Sets
    tables: Mapping[str, Table]
    years: tuple[int, ...]
    first_year: int
    origins: Origins
    problems: list[Problem]


def lay(laying: Laying, layers: Sequence[Layer], parameter: Parameter) -> Cells:
    """One parameter: its default, the reference table, then each layer of levers."""
    cells = default_cells(laying, parameter)
    lay_table(laying, cells)
    cells.base_origin = cells.origin[..., 0].copy() if cells.dated else cells.origin
    cells.base = cells.values[..., 0].copy() if parameter.base_knot else None
    for layer in layers:
        levers = [lever for lever in layer.levers if lever.parameter.name == parameter.name]
        if levers:
            lay_levers(laying, cells, levers)
    cells.values.setflags(write=False)
    cells.origin.setflags(write=False)
    return cells


def default_cells(laying: Laying, parameter: Parameter) -> Cells:
    """The default of the registry in every cell; NaN where a table must state it."""
    shape = tuple(
        len(laying.years) if dim == "year" else len(laying.sets.codes(dim))
        for dim in parameter.dims
    )
    default = np.nan if parameter.default is None else parameter.default
    made = Origin(REGISTRY_FILE, parameter.line, "default", parameter.documentation)
    number = laying.origins.add(1, lambda _: made)
    origin = np.full(shape, number, dtype=np.int32)
    return Cells(parameter, np.full(shape, default), origin, None, origin)


# --- the layer of reference tables


def lay_table(laying: Laying, cells: Cells) -> None:
    """Lay the reference table of the parameter over its default."""
    table = laying.tables.get(cells.parameter.table)
    if table is None or cells.parameter.column not in table.stated:
        return
    if "year" in table.columns:
        lay_lines(laying, cells, table, cells.parameter.column, from_base=False)
        return
    place = table_places(laying, cells.parameter, table)
    kept = [row for row in range(len(table)) if all(axis[row] >= 0 for axis in place)]
    index = tuple(np.array([axis[row] for row in kept], dtype=int) for axis in place)
    column = table.columns[cells.parameter.column]
    values = np.array([number_or_nan(column[row]) for row in kept])
    origin = laying.origins.of_table(table) + np.array(kept, dtype=np.int32)
    if cells.dated:
        values, origin = values[:, None], origin[:, None]
    cells.values[index] = values
    cells.origin[index] = origin
    plans = laying.tables.get(PLANS)
    if cells.parameter.name == PLANNED and plans is not None:
        lay_lines(laying, cells, plans, PLANNED, from_base=True)


PLANS, PLANNED = "spending_plans", "defence_share"


def lay_lines(laying: Laying, cells: Cells, table: Table, column: str, *, from_base: bool) -> None:
    """Lay the knots of a dated table: one line for each code of its first key.

    With `from_base` the base year's value is the first knot, and only later years count.
    """
    dim = cells.parameter.dims[0]
    place = laying.sets.place[dim]
    start = laying.origins.of_table(table)
    base_year = laying.years[0]
    lines: dict[int, list[tuple[int, float, int]]] = {}
    rows = zip(table.columns[dim], table.columns["year"], table.columns[column], strict=True)
    for row, (code, year, value) in enumerate(rows):
        if code in place and (year > base_year or not from_base):
            knot = (year, number_or_nan(value), start + row)
            lines.setdefault(place[code], []).append(knot)
    for at, knots in lines.items():
        if from_base:
            first = (base_year, float(cells.values[at, 0]), int(cells.origin[at, 0]))
            knots.insert(0, first)
        years, values, origins = zip(*knots, strict=True)
        cells.values[at] = np.interp(laying.years, years, values)
        cells.origin[at] = np.array(origins, dtype=np.int32)[later_knot(laying.years, years)]


def table_places(laying: Laying, parameter: Parameter, table: Table) -> list[list[int]]:
    """The place of each row along each dimension that the table has; -1 for an unknown code."""
    return [
        [laying.sets.place[dim].get(code, -1) for code in table.columns[dim]]
        for dim in parameter.dims
        if dim != "year"
    ]


def number_or_nan(value: Any) -> float:
    """A cell as a float; NaN stands for a bad cell, and never outlives the error it caused."""
    return float("nan") if value is None else float(value)


def later_knot(years: Sequence[int], knots: Sequence[int]) -> NDArray[np.intp]:
    """For each year the first knot that is not before it; after the last knot the last."""
    return np.minimum(np.searchsorted(knots, years), len(knots) - 1)


# --- the layers of scenarios


def lay_levers(laying: Laying, cells: Cells, levers: Sequence[Lever]) -> None:
    """Lay the levers of one layer: in each cell the most specific one, and no other."""
    reaches = [r for r in (reach_of(laying.sets, lever) for lever in levers) if r is not None]
    reaches.sort(key=lambda reach: (reach.level, reach.lever.rows[0].line))
    winner = np.full(cells.cell_shape, -1, dtype=np.int32)
    rival = winner.copy()
    level = np.full((*cells.cell_shape, 2), -1)
    for number, reach in enumerate(reaches):
        at = np.ix_(*reach.index) if reach.index else ()
        rival[at] = np.where((level[at] == reach.level).all(axis=-1), winner[at], -1)
        winner[at] = number
        level[at] = reach.level
    laying.problems.extend(equally_specific(reaches, winner, rival))
    for number, reach in enumerate(reaches):
        won = winner == number
        if won.any():
            lay_lever(laying, cells, reach.lever, won)


def equally_specific(reaches: Sequence[Reach], winner: Places, rival: Places) -> Iterator[Problem]:
    """A problem for each pair of levers between which a cell cannot decide."""
    tied = rival >= 0
    pairs = sorted(set(zip(winner[tied].tolist(), rival[tied].tolist(), strict=True)))
    for one, other in pairs:
        later, earlier = sorted(
            (reaches[one].lever.rows[0], reaches[other].lever.rows[0]), key=lambda row: -row.line
        )
        wanted = f"groups without a common ally: line {earlier.line} is as specific"
        hint = "State the allies that both groups have by themselves."
        yield later.problem("country", later.country, wanted, hint)


def lay_lever(laying: Laying, cells: Cells, lever: Lever, won: NDArray[np.bool_]) -> None:
    """Set, scale or add in the cells that a lever has won, and remember its rows as origin."""
    start = laying.origins.add(len(lever.rows), lambda place: row_origin(lever.rows[place]))
    cells.rows.update({start + place: row for place, row in enumerate(lever.rows)})
    before = cells.values[won]
    if cells.dated:
        after, origin = dated_change(laying, cells, lever, won, start)
    else:
        after = changed(lever.change, before, np.float64(lever.rows[0].value))
        origin = np.full(after.shape, start, dtype=np.int32)
    cells.values[won] = after
    cells.origin[won] = origin
    if lever.change != "set":
        laying.problems.extend(unlimited(lever, before))
        laying.problems.extend(out_of_bounds(cells, before, after, origin))


def dated_change(
    laying: Laying, cells: Cells, lever: Lever, won: NDArray[np.bool_], start: int
) -> tuple[Floats, Places]:
    """The lines and their origins in the cells that a lever has won."""
    before, years = cells.values[won], laying.years
    values = [row.value for row in lever.rows]
    knots = [row.year for row in lever.rows if row.year is not None] or [years[0]]
    after = changed(lever.change, before, np.interp(years, knots, values))
    origin = np.broadcast_to(start + later_knot(years, knots), before.shape).astype(np.int32)
    if cells.base is None or lever.rows[0].year is None or knots[0] <= laying.first_year:
        return after, origin
    # The base year is the first knot wherever the reference has a value for it.
    based = np.isfinite(cells.base[won])
    after[based] = from_base(lever, before, cells.base[won], years, knots)[based]
    kept = cells.base_origin if lever.change == "set" else cells.origin[..., 0]
    origin[based, 0] = kept[won][based]
    return after, origin


def from_base(
    lever: Lever, before: Floats, base: Floats, years: Sequence[int], knots: Sequence[int]
) -> Floats:
    """The lines of a lever that start in the base year: at its value, at factor 1, or at 0 more.

    A line through (base year, base) is a part without the base plus the base times a weight.
    """
    first = 1.0 if lever.change == "scale" else 0.0
    with_base = [years[0], *knots]
    line = np.interp(years, with_base, [first, *(row.value for row in lever.rows)])
    after = changed(lever.change, before, line)
    if lever.change == "set":
        weight = np.interp(years, with_base, [1.0] + [0.0] * len(knots))
        after += np.where(np.isfinite(base), base, 0.0)[:, None] * weight
    return after


def changed(change: str, before: Floats, value: Floats | np.float64) -> Floats:
    """What a value makes of the numbers below it. What is unlimited stays so, but times 0 is 0."""
    if change == "set":
        return np.broadcast_to(value, before.shape).copy()
    if change == "add":
        return before + value
    with np.errstate(invalid="ignore"):
        return np.where(np.broadcast_to(value, before.shape) == 0, 0.0, before * value)


def unlimited(lever: Lever, before: Floats) -> Iterator[Problem]:
    """A problem where `scale` or `add` meets only what is unlimited or not stated: it stays so."""
    row = lever.rows[0]
    if np.isinf(before).all():
        yield row.problem("change", row.change, "'set', as nothing limits it yet")
    elif not lever.parameter.table and np.isnan(before).all():
        yield row.problem("change", row.change, "'set', as nothing states it yet")


def out_of_bounds(cells: Cells, before: Floats, after: Floats, origin: Places) -> Iterator[Problem]:
    """A problem for each row whose `scale` or `add` leads out of the bounds of the parameter."""
    parameter = cells.parameter
    bad = (after < parameter.low) | ((after > parameter.high) & np.isfinite(before))
    if parameter.whole:
        bad |= after != np.round(after)
    bad &= ~np.isnan(after)
    for number in np.unique(origin[bad]).tolist():
        if number in cells.rows:
            row = cells.rows[number]
            first = np.flatnonzero(bad & (origin == number))[0]
            made = f"It makes {before.flat[first]:.6g} into {after.flat[first]:.6g}."
            yield row.problem("value", row.text, f"what leaves {parameter.wanted}", made)
