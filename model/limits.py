"""This file is about limits: numbers too far apart for any solver to keep both.

HiGHS drops an entry of 1e-9 or less beside others near 1 and takes a limit of 1e20 for none. What
would be lost so is refused before, with the cell that stands out most from its like.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from .arrays import Ints
from .compile import LinearProgram, Span
from .errors import InputError, Problem, SolveError
from .registry import parameters
from .scale import BILLION, Scaled
from .scenario import Scenario

LEAST, MOST = 1e-9, 1e9
"""Size of an entry of the scaled matrix, whose rows have their largest entry near 1."""

USUAL = {"%": 10.0, "factor": 1.0, "weight": 1.0, "days": 10.0}
"""What a number in this unit is compared with; in any other unit it is the median of its like."""

ENDLESS = 1e20
"""A limit of this size or more (in billions of dollars or less) would be none."""


@dataclass(frozen=True)
class Cell:
    """A number of a parameter, and how many times larger or smaller than its like it is."""

    parameter: str
    index: tuple[int, ...]
    value: float
    usual: float

    @property
    def apart(self) -> float:
        """How far the number stands from its like, in powers of ten."""
        return abs(float(np.log10(abs(self.value) / self.usual)))


def check_limits(scenario: Scenario, scaled: Scaled) -> None:
    """Refuse a program with numbers that the solver would not keep.

    Raises:
        InputError: with the cell that causes each kind of number that would be lost.
        SolveError: a number of the program is not finite, which is a fault of the program.
    """
    program = scaled.program
    for numbers in (program.data, *program.costs.values(), scaled.data):
        if not np.isfinite(numbers).all():
            raise SolveError("the program has an entry that is not a finite number")
    if np.isnan(program.row_low).any() or np.isnan(program.row_high).any():
        raise SolveError("the program has a limit that is not a number")
    size = np.abs(scaled.data)
    entries = np.flatnonzero((size <= LEAST) | (size > MOST))
    labels = {labelled(program, int(entry)) for entry in first_of_each(program, entries)}
    labels |= {label_of(program.rows, int(row))[1:] for row in endless(scaled)}
    labels |= {label_of(program.columns, int(column))[1:] for column in weightless(scaled)}
    problems = [problem(scenario, label) for label in sorted(labels, key=str)]
    if problems:
        raise InputError(problems)


def weightless(scaled: Scaled) -> Ints:
    """Columns whose price in an objective is so small that the solver takes it for none."""
    scale = scaled.column / BILLION
    lost = [(cost != 0) & (np.abs(cost * scale) <= LEAST) for cost in scaled.program.costs.values()]
    return np.flatnonzero(np.any(lost, axis=0))


def endless(scaled: Scaled) -> Ints:
    """Rows with a limit that is finite and yet so large that the solver takes it for none."""
    program = scaled.program
    low, high = program.row_low * scaled.row, program.row_high * scaled.row
    lost = [np.isfinite(limit) & (np.abs(limit) >= ENDLESS) for limit in (low, high)]
    return np.flatnonzero(lost[0] | lost[1])


def first_of_each(program: LinearProgram, entries: Ints) -> Iterator[int]:
    """One entry for each family of rows and each system or capability, as one cell causes many."""
    seen = set()
    rows = program.row_of_entry
    for entry in entries.tolist():
        row, column = (label_of(spans, at) for spans, at in (
            (program.rows, rows[entry]), (program.columns, program.index[entry])))  # fmt: skip
        kind = (row[0], column[2:3] if column[0] == "order" else column)
        if kind not in seen:
            seen.add(kind)
            yield entry


def labelled(program: LinearProgram, entry: int) -> tuple[str | int, ...]:
    """What an entry is about: the indices of its row and of its column."""
    row = label_of(program.rows, int(program.row_of_entry[entry]))
    return (*row[1:], *label_of(program.columns, int(program.index[entry]))[1:])


def label_of(spans: tuple[Span, ...], position: int) -> tuple[str | int, ...]:
    """The name and the index of a row or a column."""
    span = next(span for span in spans if position < span.stop)
    return (span.name, *span.indices[position - span.start])


def problem(scenario: Scenario, label: tuple[str | int, ...]) -> Problem:
    """The problem of the cell that stands out most among those that an entry rests on."""
    found = max(cells(scenario, label), key=lambda cell: cell.apart)
    origin, parameter = scenario.origin(found.parameter, found.index), parameters()[found.parameter]
    return Problem(
        origin.file,
        origin.line,
        "value" if origin.kind == "scenario" else parameter.column,
        repr(found.value),
        f"a number nearer to {found.usual:g} {parameter.unit} (what is usual for {parameter.name})",
        "The solver keeps no numbers apart that differ by a factor of a billion.",
    )


def cells(scenario: Scenario, label: tuple[str | int, ...]) -> Iterator[Cell]:
    """The numbers of every parameter for what a label names, with the median of their like."""
    for parameter in parameters().values():
        if parameter.kind != "number":
            continue
        values = scenario.array(parameter.name)
        known = np.isfinite(values) & (values != 0)
        for index in product(*(named(scenario, dim, label) for dim in parameter.dims)):
            if known[index]:
                usual = USUAL.get(parameter.unit.split("/")[0], np.median(np.abs(values[known])))
                yield Cell(parameter.name, index, float(values[index]), float(usual))


def named(scenario: Scenario, dim: str, label: tuple[str | int, ...]) -> tuple[int, ...]:
    """Where on an axis the things stand that a label names."""
    years, sets = scenario.years, scenario.resolved.sets
    known: list[str | int] = list(years) if dim == "year" else list(sets.codes(dim))
    return tuple(known.index(part) for part in label if part in known)
