"""This file is about ranges.csv, where a run has one: what is planned is what plan.csv orders and
spending.csv pays, and a larger share of the cost allows whatever a smaller one does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...explain.ranges import FIRM, FREE, LOOSE, SPENDING, UNITS
from ..finding import Finding, Tally
from ..folder import Folder
from ..table import Table

NESTED = ("low_5", "low_1", "low_0", "planned", "high_0", "high_1", "high_5")
"""Columns in which no number is below the one before it."""

STEP = 1e-6
"""By how much, relative, a sum of rounded numbers may differ from a rounded sum."""


def ranges(folder: Folder) -> Iterator[Finding]:
    """Each number against the tables it sums up, and the order of its ends."""
    tally, table = Tally("ranges"), folder.tables.get("ranges")
    if table is not None:
        sums, seen = planned(folder), set[tuple[str, str]]()
        for row in range(len(table)):
            key = table.texts("kind")[row], table.texts("code")[row]
            tally.claim(key not in seen, table.problem(row, "code", "each number once"))
            seen.add(key)
            for column, wanted in wrong_cells(table, row, sums.get(key)):
                tally.problems.append(table.problem(row, column, wanted))
            tally.relations += len(NESTED) + 1
    yield tally.finding()


def planned(folder: Folder) -> dict[tuple[str, str], float]:
    """What allies but the United States order of each system, and what each of them pays."""
    codes, us = folder.codes.countries, folder.given.us
    allies = {code for code, is_us in zip(codes, us, strict=True) if not is_us}
    found: dict[tuple[str, str], float] = {}
    for name, kind, at, columns in (
        ("plan", UNITS, "system", ("ordered",)),
        ("spending", SPENDING, "country", ("payments", "running")),
    ):
        table = folder.tables[name]
        for row, country in enumerate(table.texts("country")):
            if country in allies:
                key = kind, table.texts(at)[row]
                amount = sum(float(table.numbers(column)[row]) for column in columns)
                found[key] = found.get(key, 0.0) + amount
    return found


def wrong_cells(table: Table, row: int, known: float | None) -> Iterator[tuple[str, str]]:
    """Of one row the columns that others contradict, and what was wanted."""
    told = {column: float(table.numbers(column)[row]) for column in NESTED}
    if known is None or abs(told["planned"] - known) > STEP * max(1.0, known):
        yield "planned", f"{'none' if known is None else f'{known:.10g}'}, the sum of the plan"
    for below, above in pairwise(NESTED):
        if told[below] > told[above]:
            yield above, f"no less than {below}"
    if table.texts("stamp")[row] not in (FIRM, LOOSE, FREE):
        yield "stamp", f"one of {FIRM}, {LOOSE}, {FREE}"
