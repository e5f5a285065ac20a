"""Scenario files: their rows as levers, and the chain of files that a scenario extends."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from .cells import BadCellError, number
from .errors import Problem, did_you_mean
from .findings import Findings
from .registry import UNKNOWN, Parameter, amount, parameters, table_specs
from .source import SPREADSHEETS, neighbour
from .tables import Table, read_csv, table_of

MAX_DEPTH = 10
EXTENDS = "extends"
FILES = (".csv", *SPREADSHEETS)
MOST = 1e9
"""No change is larger: it would lead out of the bounds of every parameter."""
CHANGES = {
    "scale": f"a factor from -{amount(MOST)} to {amount(MOST)}",
    "add": f"a number to add from -{amount(MOST)} to {amount(MOST)}",
}


@dataclass(frozen=True)
class Row:
    """One row of a scenario: a lever, or a knot of one.

    A row that is not `sound` has a problem already: only its codes are still looked at.
    """

    path: Path
    line: int
    parameter: Parameter
    country: str
    item: str
    year: int | None
    value: float
    text: str
    unit: str
    change: str
    low: float | None
    high: float | None
    note: str
    sound: bool = True

    def problem(self, column: str, found: str, wanted: str, hint: str = "") -> Problem:
        """A problem of this row."""
        return Problem(self.path, self.line, column, found, wanted, hint)


@dataclass(frozen=True)
class Lever:
    """The rows of one parameter, country and item in one layer: one value, or knots by year."""

    rows: tuple[Row, ...]

    @property
    def parameter(self) -> Parameter:
        """The parameter that all rows are about."""
        return self.rows[0].parameter

    @property
    def change(self) -> str:
        """set, scale or add: one for all rows."""
        return self.rows[0].change


@dataclass(frozen=True)
class Layer:
    """One scenario file: its rows, and the sound ones of them as levers."""

    path: Path
    rows: tuple[Row, ...]
    levers: tuple[Lever, ...]


def read_layers(path: Path, findings: Findings) -> tuple[Layer, ...]:
    """A scenario and all that it extends, the deepest first: each layer lies over those before."""
    layers: list[Layer] = []
    chain: list[Path] = []
    next_path: Path | None = path
    while next_path is not None:
        chain.append(next_path)
        table = read_layer(next_path, findings)
        if table is None:
            break
        rows = rows_of(table, findings)
        layers.append(Layer(next_path, rows, levers_of(rows, findings)))
        next_path = extended(table, chain, findings)
    return tuple(reversed(layers))


def read_layer(path: Path, findings: Findings) -> Table | None:
    """The table of one scenario file, CSV or workbook; None where there is none in it."""
    spec = table_specs()["scenario"]
    if path.suffix.lower() not in SPREADSHEETS:
        return read_csv(path, spec, findings)
    from .workbook import read_workbook  # most scenarios are CSV files

    sheet = read_workbook(path, spec, findings)
    return None if sheet is None else table_of(sheet, spec, findings)


def extended(table: Table, chain: list[Path], findings: Findings) -> Path | None:
    """The file that a scenario extends, or None; what is wrong with it goes to `findings`."""
    names = table.columns["parameter"]
    rows = [row for row, name in enumerate(names) if name == EXTENDS]
    rows.sort(key=table.lines.__getitem__)
    if not rows:
        return None
    for row in rows[1:]:
        wanted = f"one row of extends: it stands in line {table.lines[rows[0]]} already"
        findings.problems.append(table.problem(row, "parameter", wanted))
    found = list(extends_problems(table, rows[0], chain))
    findings.problems.extend(found)
    return None if found else beside(table, rows[0])


def beside(table: Table, row: int) -> Path:
    """The file that a row of extends names."""
    return table.path.parent / str(table.columns["value"][row])


def extends_problems(table: Table, row: int, chain: list[Path]) -> Iterator[Problem]:
    """What is wrong with a row of extends."""
    for column in ("country", "item", "year", "unit", "change", "low", "high"):
        if table.columns[column][row] not in ("", None, "set"):
            yield table.problem(row, column, "an empty cell: extends has only a value")
    wanted = "the name of a file in the folder of the scenario or below"
    text = str(table.columns["value"][row] or "")
    if not text:
        return
    parts = text.split("/")
    if text.startswith("/") or ".." in parts or ":" in text or "\\" in text:
        yield table.problem(row, "value", wanted, "No '..', no absolute path, no address.")
        return
    try:
        target = os.path.realpath(beside(table, row))
    except ValueError:  # letters that the names of files cannot have on this system
        yield table.problem(row, "value", wanted)
        return
    if not Path(target).is_relative_to(os.path.realpath(table.path.parent)):
        yield table.problem(row, "value", wanted, "The link leads out of the folder.")
        return
    if not os.path.lexists(target):
        yield table.problem(row, "value", wanted, neighbour(Path(target)))
        return
    yield from chain_problems(table, row, chain, target)


def chain_problems(table: Table, row: int, chain: list[Path], target: str) -> Iterator[Problem]:
    """A problem where a chain of files comes back to itself or grows too long."""
    names = " -> ".join(path.name for path in [*chain, Path(target)])
    if target in (os.path.realpath(path) for path in chain):
        yield table.problem(row, "value", "a file that does not lead back here", f"{names}.")
    elif len(chain) > MAX_DEPTH:
        wanted = f"at most {MAX_DEPTH} files that extend one another"
        yield table.problem(row, "value", wanted, f"{names}.")


def rows_of(table: Table, findings: Findings) -> tuple[Row, ...]:
    """The rows of a scenario, but for `extends`, in the order of their lines."""
    flawed = {problem.line for problem in findings.problems if problem.file == table.path}
    order = sorted(range(len(table)), key=table.lines.__getitem__)
    found = (row_of(table, place, findings, flawed) for place in order)
    return tuple(row for row in found if row is not None)


def levers_of(rows: Iterable[Row], findings: Findings) -> tuple[Lever, ...]:
    """The sound rows put together by parameter, country and item."""
    sound = [row for row in rows if row.sound]
    sound.sort(key=lambda row: (lever_key(row), row.year or 0, row.line))
    good = []
    for _, group in groupby(sound, key=lever_key):
        lever = Lever(tuple(group))
        problems = list(lever_problems(lever))
        findings.problems.extend(problems)
        if not problems:
            good.append(lever)
    return tuple(good)


def lever_key(row: Row) -> tuple[str, str, str]:
    """What rows of one lever share."""
    return row.parameter.name, row.country, row.item


def lever_problems(lever: Lever) -> Iterator[Problem]:
    """What is wrong between the rows of one lever; each problem names the other line."""
    rows = sorted(lever.rows, key=lambda row: row.line)
    first = rows[0]
    seen: dict[int | None, int] = {}
    for row in rows:
        name = "/".join(filter(None, (*lever_key(row), str(row.year or ""))))
        earlier = seen.setdefault(row.year, row.line)
        if earlier != row.line:
            yield row.problem("parameter", name, f"each lever once: see line {earlier}")
        elif (row.year is None) != (first.year is None):
            wanted = f"a year in every row of this lever or in none: see line {first.line}"
            yield row.problem("year", str(row.year or ""), wanted)
        elif row.change != first.change:
            wanted = f"one change for all knots of a line: see line {first.line}"
            yield row.problem("change", row.change, wanted)


def row_of(
    table: Table, place: int, findings: Findings, flawed: AbstractSet[int | None]
) -> Row | None:
    """A row as a lever, or a part of one; None for `extends`."""
    cells: dict[str, Any] = {name: values[place] for name, values in table.columns.items()}
    name, line = cells["parameter"], table.lines[place]
    if name == EXTENDS:
        return None
    parameter = parameters().get(name, UNKNOWN)
    if parameter is UNKNOWN and name is not None:
        hint = did_you_mean(name, parameters()) if findings.hinting else ""
        wanted = "a parameter that `optimize parameters` lists"
        findings.problems.append(table.problem(place, "parameter", wanted, hint))
    problems = list(misplaced(table, place, parameter))
    value = stated_value(table, place, parameter, problems)
    if value is not None:
        problems += range_problems(table, place, parameter, value)
    findings.problems.extend(problems)
    rest = ("country", "item", "year", "unit", "change", "low", "high", "note")
    return Row(
        path=table.path,
        line=line,
        parameter=parameter,
        value=value or 0.0,
        text=cells["value"] or "",
        sound=parameter is not UNKNOWN and not problems and line not in flawed,
        **{column: cells[column] for column in rest},
    )


def misplaced(table: Table, place: int, parameter: Parameter) -> Iterator[Problem]:
    """A problem for each dimension stated that the parameter does not have."""
    has = {"country": "country" in parameter.dims, "year": "year" in parameter.dims}
    has["item"] = bool(parameter.item_dim)
    for column in ("country", "item", "year"):
        if not has[column] and table.columns[column][place] not in ("", None):
            dims = ", ".join(parameter.dims) or "none: it is one number"
            wanted = f"an empty cell: {parameter.name} has no {column}"
            yield table.problem(place, column, wanted, f"Its dimensions are {dims}.")


def stated_value(
    table: Table, place: int, parameter: Parameter, problems: list[Problem]
) -> float | None:
    """The number in the column `value`; what is wrong with it goes to `problems`."""
    change, text = table.columns["change"][place], table.columns["value"][place]
    if text is None or (parameter is UNKNOWN and Path(text).suffix.lower() in FILES):
        return None
    wanted = CHANGES.get(change, parameter.wanted)
    try:
        value = number(text, table.marks)
    except BadCellError as error:
        problems.append(table.problem(place, "value", wanted, error.hint))
        return None
    if not (fits(parameter, value) if change == "set" else abs(value) <= MOST):
        problems.append(table.problem(place, "value", wanted))
    return value


def range_problems(
    table: Table, place: int, parameter: Parameter, value: float
) -> Iterator[Problem]:
    """What is wrong with `low` and `high`: both or none, around the value, within the bounds."""
    low, high = table.columns["low"][place], table.columns["high"][place]
    for column, end, other in (("low", low, high), ("high", high, low)):
        if end is None and other is not None:
            yield table.problem(place, column, "the other end of the range as well")
        bounded = table.columns["change"][place] == "set" and end is not None
        if bounded and not parameter.low <= end <= parameter.high:
            yield table.problem(place, column, parameter.wanted)
    if low is not None and low > value:
        yield table.problem(place, "low", f"at most the value {value:.15g}")
    if high is not None and high < value:
        yield table.problem(place, "high", f"at least the value {value:.15g}")


def fits(parameter: Parameter, value: float) -> bool:
    """Whether a value lies within the bounds and is whole where it must be."""
    return parameter.low <= value <= parameter.high and not (parameter.whole and value % 1)
