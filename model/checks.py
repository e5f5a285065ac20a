"""What no single cell can show: small functions, each yielding the problems of one kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .errors import Problem
from .reach import reach_of
from .resolve import Resolved
from .sheet import ENTITIES
from .tables import Table

MAX_YEARS = 60
MAX_CODES = 1_000
Warned = tuple[Path, int, str]


def problems_of(resolved: Resolved) -> Iterator[Problem]:
    """Everything that is wrong between cells that are good by themselves."""
    yield from milestones_outside_horizon(resolved)
    yield from retirement_before_base_year(resolved)
    yield from stockpiles_without_use(resolved)
    yield from floors_without_origins(resolved)
    yield from drawdowns_of_nothing(resolved)


def warnings_of(resolved: Resolved) -> Iterator[Warned]:
    """What is read and allowed, and yet worth a word: (file, line, text)."""
    yield from plans_before_base_year(resolved)
    yield from orders_without_price(resolved)
    yield from shares_written_as_fractions(resolved)
    yield from targets_below_stock(resolved)


def table_problems(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """What is wrong within and between the reference tables."""
    yield from too_many_codes(tables)
    yield from prices_outside_their_range(tables)
    yield from orders_out_of_order(tables)
    yield from orders_of_another_capability(tables)
    yield from munitions_that_use_themselves(tables)


def horizon_problems(resolved: Resolved) -> Iterator[Problem]:
    """What is wrong with the years of the plan, at the row that states the later of two."""
    base, first, last = (int(resolved.scalar(n)) for n in ("base_year", "first_year", "last_year"))
    if base >= first:
        wanted = f"base_year {base} < first_year {first}"
        yield stated_problem(resolved, ("base_year", "first_year"), wanted)
    if first > last:
        wanted = f"first_year {first} <= last_year {last}"
        yield stated_problem(resolved, ("last_year", "first_year"), wanted)
    if last - base > MAX_YEARS:
        wanted = f"at most {MAX_YEARS} years from base_year {base} to last_year {last}"
        yield stated_problem(resolved, ("last_year", "base_year"), wanted)


def stated_problem(resolved: Resolved, names: tuple[str, ...], wanted: str) -> Problem:
    """The problem of several single numbers, at the first of them that a scenario states; what
    is unstated is right as it is."""
    stated = [name for name in names if resolved.origin(name).kind == "scenario"]
    return resolved.problem(stated[0], (), wanted)


def milestones_outside_horizon(resolved: Resolved) -> Iterator[Problem]:
    """A problem for each deadline, and for the interim year, that the plan does not reach."""
    first, last = (int(resolved.scalar(name)) for name in ("first_year", "last_year"))
    wanted = f"a year from first_year {first} to last_year {last}"
    interim = resolved.scalar("interim_year")
    if interim < first or interim > last:
        yield resolved.problem("interim_year", (), wanted)
    deadlines = resolved.array("deadline")
    seen = set()
    for place in np.flatnonzero((deadlines < first) | (deadlines > last)).tolist():
        origin = resolved.origin("deadline", (place,))
        if origin in seen:
            continue
        seen.add(origin)
        if origin.kind == "scenario":
            yield resolved.problem("deadline", (place,), wanted)
        else:
            wanted = f"a horizon with the deadline {deadlines[place]:.0f} in it"
            yield stated_problem(resolved, ("last_year", "first_year"), wanted)


def retirement_before_base_year(resolved: Resolved) -> Iterator[Problem]:
    """A problem where the stock would have to retire before it is counted."""
    base, retire = (int(resolved.scalar(name)) for name in ("base_year", "retire_year"))
    if retire <= base:
        wanted = f"base_year {base} < retire_year {retire}"
        yield stated_problem(resolved, ("retire_year", "base_year"), wanted)


def levers_without_effect(
    resolved: Resolved, name: str, able: np.ndarray, wanted: str, hint: str
) -> Iterator[Problem]:
    """A problem for each row that asks for something where nothing in its reach can give it.

    `able` says of each capability whether it can. A row over all capabilities is good as soon as
    one of them can, also where a more specific row then has its way; a row that names one must
    fit it.
    """
    cells = resolved.cells[name]
    asked = cells.values > 0
    can = np.broadcast_to(able.reshape(-1, *[1] * (asked.ndim - 1)), asked.shape)
    working = set(cells.origin[asked & can].tolist())
    reaching = rows_that_reach(resolved, name, able)
    for number in np.unique(cells.origin[asked]).tolist():
        origin = resolved.origins[number]
        if number not in working and (origin.file, origin.line) not in reaching:
            index = tuple(int(axis[0]) for axis in np.nonzero(asked & (cells.origin == number)))
            yield resolved.problem(name, index, wanted, hint)


def rows_that_reach(resolved: Resolved, name: str, able: np.ndarray) -> set[tuple[Path, int]]:
    """File and line of the rows of a parameter that speak about a capability which can."""
    levers = [lever for layer in resolved.layers for lever in layer.levers]
    found = ((lever, reach_of(resolved.sets, lever)) for lever in levers)
    return {
        (row.path, row.line)
        for lever, reach in found
        if lever.parameter.name == name and reach is not None and able[reach.index[0]].any()
        for row in lever.rows
    }


def stockpiles_without_use(resolved: Resolved) -> Iterator[Problem]:
    """A problem where days of supply are asked for of what nothing is known to use up."""
    used = set()
    if "munition_use" in resolved.tables:
        used = set(resolved.tables["munition_use"].columns["capability"])
    able = np.array([code in used for code in resolved.sets.capabilities])
    wanted = "days of a capability that munition_use.csv has a row for"
    hint = f"It has rows for {', '.join(sorted(used))}." if used else "It has none."
    yield from levers_without_effect(resolved, "stockpile_days", able, wanted, hint)


def floors_without_origins(resolved: Resolved) -> Iterator[Problem]:
    """A problem where a floor is set and no origin, or no origin of a system, is favoured."""
    floors = resolved.array("origin_floor")
    if not (floors > 0).any():
        return
    index = (int(np.flatnonzero(floors > 0)[0]),)
    origins = resolved.tables.get("origins")
    if origins is None or 1 not in origins.columns["favoured"]:
        wanted = "a floor with an origin in origins.csv that is favoured"
        yield resolved.problem("origin_floor", index, wanted)
        return
    systems = resolved.tables["systems"]
    for row, origin in enumerate(systems.columns["origin"]):
        if origin == "":
            yield systems.problem(row, "origin", "an origin, as origin_floor is set")


def drawdowns_of_nothing(resolved: Resolved) -> Iterator[Problem]:
    """A problem where the United States takes out what it does not contribute."""
    provided = resolved.array("us_provided") > 0
    wanted = "a drawdown of what us_provided.csv, or a row of us_provided, states"
    yield from levers_without_effect(resolved, "us_drawdown", provided, wanted, "")


def orders_without_price(resolved: Resolved) -> Iterator[Warned]:
    """A word on each firm order of which nobody can say what is still to be paid."""
    served = set(resolved.tables["systems"].columns["capability"])
    names = ("capability", "system", "unit_cost", "counts")
    for row, (capability, system, cost, counts) in each(resolved.tables, "orders", *names):
        if counts == 1 and not system and cost is None and capability not in served:
            table = resolved.tables["orders"]
            said = f"no system serves {capability} and unit_cost is blank: the order costs nothing"
            yield table.path, table.lines[row], said


def plans_before_base_year(resolved: Resolved) -> Iterator[Warned]:
    """A word on each announced plan that the base year has overtaken."""
    plans = resolved.tables.get("spending_plans")
    if plans is None:
        return
    for line, year in zip(plans.lines, plans.columns["year"], strict=True):
        if year <= resolved.years[0]:
            said = f"a plan for {year} is not used: base_year is {resolved.years[0]}"
            yield plans.path, line, said


def shares_written_as_fractions(resolved: Resolved) -> Iterator[Warned]:
    """A word on each share below 1 % that a fraction was perhaps meant by: 0.3 for 30 %."""
    for layer in resolved.layers:
        for row in layer.rows:
            parameter, value = row.parameter, row.value
            share = parameter.unit == "%" and parameter.dims and row.change == "set"
            if share and 0 < value < 1 and 100 * value <= parameter.high:
                said = f"{parameter.name} is read as {value:.15g} %; {100 * value:.15g} % would be"
                yield row.path, row.line, f"{said} written {100 * value:.15g}"


def targets_below_stock(resolved: Resolved) -> Iterator[Warned]:
    """A word on each row that lets a stock shrink."""
    cells = resolved.cells["uplift"]
    for number in np.unique(cells.origin[cells.values < 0]).tolist():
        origin = resolved.origins[number]
        yield origin.file, origin.line, "uplift is below 0: less than today's stock is asked for"


def each(
    tables: Mapping[str, Table], name: str, *columns: str
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of a table with some of their values; none where there is no such table."""
    if name in tables:
        named = tables[name].columns
        yield from enumerate(zip(*(named[column] for column in columns), strict=True))


def too_many_codes(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A problem for each table that names more than a plan can be made for."""
    for name in ENTITIES:
        if name in tables and len(tables[name]) > MAX_CODES:
            table = tables[name]
            found, wanted = f"{len(table)} rows", f"at most {MAX_CODES} {name}"
            yield Problem(table.path, None, "", found, wanted, told=True)


def prices_outside_their_range(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A problem where unit_cost does not lie between the prices read."""
    names = ("unit_cost_low", "unit_cost", "unit_cost_high")
    for row, (low, cost, high) in each(tables, "systems", *names):
        if None not in (low, cost) and low > cost:
            yield tables["systems"].problem(row, names[0], f"at most unit_cost {cost:.15g}")
        if None not in (high, cost) and high < cost:
            yield tables["systems"].problem(row, names[2], f"at least unit_cost {cost:.15g}")


def orders_out_of_order(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A problem for each order whose deliveries end before they start."""
    for row, (first, last) in each(tables, "orders", "first_year", "last_year"):
        if None not in (first, last) and first > last:
            yield tables["orders"].problem(row, "last_year", f"a year from first_year {first} on")


def orders_of_another_capability(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A problem for each order whose system serves another capability."""
    serves = dict(served for _, served in each(tables, "systems", "system", "capability"))
    for row, (system, capability) in each(tables, "orders", "system", "capability"):
        if serves.get(system) not in (None, capability):
            wanted = f"{serves[system]}, which {system} serves"
            yield tables["orders"].problem(row, "capability", wanted)


def munitions_that_use_themselves(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A problem for each munition that is its own platform."""
    for row, (capability, platform) in each(tables, "munition_use", "capability", "platform"):
        if capability == platform:
            wanted = "a capability that uses the munition"
            yield tables["munition_use"].problem(row, "platform", wanted)
