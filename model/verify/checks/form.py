"""This file is about form: what must be right before anything can be recounted.

Every cell is of the kind that its column declares, every code is known, and the numbers that the
run rests on are all stated, each once and in order.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import Problem
from ...registry import parameters, reference_specs
from ..codes import Codes
from ..finding import Finding, Tally
from ..firm import BETWEEN, firm_problems
from ..folder import Folder
from ..inputs import Inputs
from ..table import Table, plainly


def form(folder: Folder) -> Iterator[Finding]:
    """Cells, then codes, then numbers, then the rows of the plan: each needs those before."""
    tally = Tally("form")
    for table in folder.tables.values():
        tally.relations += len(table) * len(table.cells)
        tally.problems += table.problems
    for step in (summary_problems, code_problems, number_problems, plan_problems):
        if not tally.problems:
            tally.problems += list(step(folder))
    yield tally.finding()


def summary_problems(folder: Folder) -> Iterator[Problem]:
    """The problem of a summary that has not one row."""
    table = folder.tables["summary"]
    if len(table) != 1:
        yield table.whole(f"{len(table)} rows", "one row")


def code_problems(folder: Folder) -> Iterator[Problem]:
    """A problem for each code of codes.csv that stands twice or belongs to nothing known."""
    table, codes = folder.tables["codes"], folder.codes
    seen: set[tuple[str, str]] = set()
    for row, (kind, code) in enumerate(zip(table.texts("kind"), table.texts("code"), strict=True)):
        if kind not in codes.axes:
            yield table.problem(row, "kind", f"one of {', '.join(codes.axes)}")
        elif (kind, code) in seen:
            yield table.problem(row, "code", "each code once")
        elif kind == "system" and table.texts("belongs_to")[row] not in codes.axes["capability"]:
            yield table.problem(row, "belongs_to", "a capability of this table")
        seen.add((kind, code))
    for kind, known in codes.axes.items():
        if not known:
            yield table.whole("none", f"a code of the kind {kind}")


def number_problems(folder: Folder) -> Iterator[Problem]:
    """A problem for each number that is missing, out of place or about something unknown."""
    inputs = folder.inputs
    yield from inputs.problems
    if not inputs.problems:
        yield from stated_problems(inputs)
        yield from table_problems(inputs, folder.codes)
        yield from firm_problems(inputs)


def stated_problems(inputs: Inputs) -> Iterator[Problem]:
    """A problem for each row that names no number, or a column that cannot hold its number."""
    table = inputs.table
    for name in inputs.rows.keys() - parameters().keys():
        of, _, column = name.partition(".")
        spec = reference_specs().get(of)
        declared = spec.columns.get(column) if spec else None
        for row in inputs.rows[name]:
            if declared is None:
                yield table.problem(row, "parameter", "a parameter, or a column of a table")
            elif not plainly(table.texts("value")[row], declared):
                yield table.problem(row, "value", declared.wanted)


def table_problems(inputs: Inputs, codes: Codes) -> Iterator[Problem]:
    """The same for what is read from a reference table as it stands."""
    table, axes = inputs.table, codes.axes
    for name in ("countries.us", "countries.defence_share"):
        rows = inputs.rows.get(name, [])
        if [table.texts("country")[row] for row in rows] != list(axes["country"]):
            wanted = f"a row of {name} for each country of codes.csv, in its order"
            yield table.whole(f"{len(rows)}", wanted)
    for row in inputs.rows.get("munition_use.use_per_day", ()):
        munition, _, platform = table.texts("item")[row].partition(BETWEEN)
        if not {munition, platform} <= axes["capability"].keys():
            yield table.problem(row, "item", "two capabilities of codes.csv")


def plan_problems(folder: Folder) -> Iterator[Problem]:
    """A problem for each row of plan.csv about something unknown, and for a year outside."""
    plan, horizon = folder.tables["plan"], folder.given.horizon
    for kind in ("country", "system"):
        yield from unknown(plan, kind, folder.codes)
    for row, year in enumerate(plan.texts("year")):
        if int(year) not in horizon:
            yield plan.problem(row, "year", f"a year from {horizon[0]} to {horizon[-1]}")


def unknown(table: Table, kind: str, codes: Codes) -> Iterator[Problem]:
    """A problem for each cell of the column of a kind that holds no code of it."""
    for row, code in enumerate(table.texts(kind)):
        if code not in codes.axes[kind]:
            yield table.problem(row, kind, f"a {kind} of codes.csv")
