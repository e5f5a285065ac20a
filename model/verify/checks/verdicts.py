"""This file is about verdicts.csv, where a run was explained: each missed target has one row, which
tells the gap that capability.csv tells, and a cure in money or output where the verdict names it,
the sum of what cures.csv has for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ...errors import Problem
from ..finding import Finding, Tally
from ..folder import Folder
from ..table import Table, number
from ..targets import ALLIANCE

Key = tuple[str, str, str]

SEVERAL = frozenset({"or", "and"})
WORDS = frozenset({"money", "industry", "rule", "time"})
"""What a verdict is made of, beside those that join."""

CURES = {"money": "cure_money", "industry": "cure_units"}
"""The column that is filled where a verdict names the word."""

Parts: TypeAlias = dict[tuple[str, str, str, str], list[tuple[str, float]]]
"""By target and lift what grows, and by how much in each year."""

CENT = 1e-3
"""By how much a sum of parts may differ from one that is written to a thousandth."""

STEP = 1e-6
"""By how much, relative, a sum of rounded shortfalls may differ from a rounded sum."""


def verdicts(folder: Folder) -> Iterator[Finding]:
    """Rows against capability.csv, and cures against verdicts."""
    tally = Tally("verdicts")
    table = folder.tables.get("verdicts")
    if table is not None:
        gaps, seen = known_gaps(folder.tables["capability"]), set[Key]()
        parts = parts_of(folder.tables.get("cures"))
        for row in range(len(table)):
            key = key_of(table, row)
            tally.claim(key not in seen, table.problem(row, "country", "each target once"))
            seen.add(key)
            for column, wanted in wrong_cells(table, row, gaps.get(key), parts):
                tally.problems.append(table.problem(row, column, wanted))
            tally.relations += 2 + len(CURES)
        summary = folder.tables["summary"]
        missed = int(summary.numbers("targets")[0] - summary.numbers("targets_met")[0])
        wanted = f"{missed}, one for each target that summary.csv counts as missed"
        tally.claim(len(table) == missed, table.whole(f"{len(table)} rows", wanted))
        tally.problems.extend(parts_unknown(folder.tables.get("cures"), seen))
    yield tally.finding()


def key_of(table: Table, row: int) -> Key:
    """Whose target for what and when."""
    country, capability, year = (
        table.texts(column)[row] for column in ("country", "capability", "milestone")
    )
    return country, capability, year


def known_gaps(table: Table) -> dict[Key, float]:
    """What capability.csv says is missing; for all allies what they lack beyond their own targets,
    capability units."""
    short = table.numbers("shortfall").tolist()
    gaps = {key_of(table, row): short[row] for row in range(len(table))}
    for (country, capability, year), gap in list(gaps.items()):
        if country != ALLIANCE:
            gaps[ALLIANCE, capability, year] -= gap
    return gaps


def parts_unknown(table: Table | None, known: set[Key]) -> Iterator[Problem]:
    """Rows of cures.csv for a target that verdicts.csv does not have."""
    if table is None:
        return
    for row in range(len(table)):
        if key_of(table, row) not in known:
            yield table.problem(row, "country", "a target of verdicts.csv")


def parts_of(table: Table | None) -> Parts:
    """What cures.csv says of each target and lift."""
    parts: Parts = {}
    if table is not None:
        told = zip(table.texts("what"), table.numbers("amount").tolist(), strict=True)
        for row, (lift, part) in enumerate(zip(table.texts("lift"), told, strict=True)):
            parts.setdefault((*key_of(table, row), lift), []).append(part)
    return parts


def wrong_cells(
    table: Table, row: int, gap: float | None, parts: Parts
) -> Iterator[tuple[str, str]]:
    """Of one row the columns that others contradict, and what was wanted."""
    short = float(table.numbers("shortfall")[row])
    if gap is None or abs(short - gap) > STEP * max(1.0, abs(short)):
        yield "shortfall", f"{'none' if gap is None else f'{gap:.10g}'}, as capability.csv has it"
    words = table.texts("verdict")[row].split()
    if not words or not {*words} - SEVERAL <= WORDS:
        yield "verdict", f"some of {', '.join(sorted(WORDS))}"
    for word, column in CURES.items():
        told = parts.get((*key_of(table, row), word), [])
        cell, several = table.texts(column)[row], len({what for what, _ in told}) > 1
        blank = word not in words or (word == "industry" and several)
        if blank != (not cell):
            yield column, f"{'a blank' if blank else 'a number'}, as the verdict says"
        elif cell and abs(number(cell) - sum(more for _, more in told)) > CENT:
            yield column, f"{sum(more for _, more in told):.10g}, the sum of cures.csv"
