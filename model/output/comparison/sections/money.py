"""This file is about spending in compare.html: what each plan spends and takes of the cap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ....comparison.compared import Compared
from ....comparison.figures import Value
from ...page.parts import NUMBER, YEAR, Cells, Chart, Column, Figure, Table, totals
from ...page.pictures import over_years
from .shared import by_run, in_billions, lines_by_run

BARS = 3
"""Runs that are drawn as bars side by side; more are lines, as bars would be hairlines."""


def money(compared: Compared) -> Figure:
    """Spending of every run by year, the caps, and what the one takes of the other."""
    years = sorted({f.year or 0 for f in compared.figures("spending", "spending")})
    us = united_states(compared)
    spent = [of_allies(compared, "spending", year, us) for year in years]
    caps = [of_allies(compared, "cap", year, us) for year in years]
    used = [
        tuple(share(part, whole) for part, whole in zip(*row, strict=True))
        for row in zip(spent, caps, strict=True)
    ]
    few = len(compared.runs) <= BARS
    lines_spent, lines_caps = (
        lines_by_run(compared, [in_billions(row) for row in rows]) for rows in (spent, caps)
    )
    drawn_spent = by_run(compared, spent) if few else lines_spent
    aside = " Left out: the United States, whose cap is its own." if us else ""
    return Figure(
        "Spending by year, and what it takes of the cap",
        "What each plan pays for orders and upkeep, and that as a share of what the budgets of all "
        f"allies leave after firm orders; what one leaves over, no other can spend.{aside}",
        [
            panel("Spent", "bn USD", over_years(years, drawn_spent, low=0), 1),
            panel("Cap", "bn USD", over_years(years, lines_caps, low=0)),
            panel("Share of cap", "%", over_years(years, lines_by_run(compared, used), low=0)),
        ],
        table=by_year(compared, [(y, *s, *c) for y, s, c in zip(years, spent, caps, strict=True)]),
    )


def panel(name: str, unit: str, option: Mapping[str, Any], decimals: int = 0) -> Chart:
    """One of the pictures side by side."""
    return Chart(option, unit, decimals, height=300, name=f"{name}, {unit}")


def by_year(compared: Compared, rows: Sequence[Cells]) -> Table:
    """What is spent and the caps of every run, year by year."""
    columns = [
        Column("Year", YEAR),
        *(Column(f"{name}: spent", NUMBER, "MUSD") for name in compared.names),
        *(Column(f"{name}: cap", NUMBER, "MUSD") for name in compared.names),
    ]
    return Table(columns, rows, total=totals("All years", rows, range(1, len(columns))))


def share(part: Value, whole: Value) -> float | None:
    """A part in per cent of the whole; None where there is none."""
    return 100 * part / whole if part is not None and whole else None


def united_states(compared: Compared) -> set[str]:
    """The allies whose cap is no part of the alliance's: those marked `us` in the tables."""
    return {
        row["country"]
        for run in compared.runs
        for row in run.tables["assumptions"]
        if row["parameter"] == "countries.us" and row["value"]
    }


def of_allies(compared: Compared, measure: str, year: int, left_out: set[str]) -> tuple[Value, ...]:
    """One measure of spending in a year, of all allies but some, in every run."""
    theirs = [compared.values("spending", measure, country=code, year=year) for code in left_out]
    whole = compared.values("spending", measure, year=year)
    return tuple(
        None if value is None else value - sum(row[place] or 0.0 for row in theirs)
        for place, value in enumerate(whole)
    )
