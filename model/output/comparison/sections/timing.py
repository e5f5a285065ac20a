"""This file is about when targets are met, in compare.html."""

from __future__ import annotations

from collections.abc import Iterator

from ....comparison.compared import Compared
from ....comparison.figures import Value
from ....comparison.targets import is_own
from ...page.parts import NUMBER, YEAR, Cells, Chart, Column, Figure, Table, totals
from ...page.pictures import line, over_years
from ...words import heading
from .shared import colour, move_columns, moves_of, runs


def when(compared: Compared) -> Iterator[Figure]:
    """Targets met: year by year for what the last year asks, and at each milestone by area."""
    yield over_time(compared)
    found = compared.figures("area", "targets_met")
    rows: list[Cells] = []
    for figure in found:
        due = compared.values("area", "targets", item=figure.item, year=figure.year)
        rows.append([heading(figure.item), figure.year, max(d or 0 for d in due), *figure.values])
    columns = [
        Column("Area"),
        Column("Milestone", YEAR),
        Column("Targets", NUMBER),
        *(Column(f"{name}: met", NUMBER) for name in compared.names),
    ]
    total = totals("All", rows, range(2, len(columns)))
    yield Figure(
        "Targets met at each milestone, by area",
        "A target is met when nothing but rounding is missing at its milestone.",
        content=Table(columns, rows, total=total),
    )
    yield by_area(compared)


def over_time(compared: Compared) -> Figure:
    """How many of the allies' targets of the last year are satisfied by each year."""
    years = sorted({year for run in compared.runs for year in run.years})
    met = [
        sorted(
            row["year_met"]
            for row in run.tables["capability"]
            if row["milestone"] == run.milestones[-1] and row["year_met"] and is_own(row)
        )
        for run in compared.runs
    ]
    counts: list[list[Value]] = [
        [
            sum(due <= year for due in found) if year in run.years else None
            for found, run in zip(met, compared.runs, strict=True)
        ]
        for year in years
    ]
    series = [
        line(name, [row[place] for row in counts], colour(place))
        for place, name in enumerate(compared.names)
    ]
    rows: list[Cells] = [[year, *row] for year, row in zip(years, counts, strict=True)]
    return Figure(
        "Allies' targets of the last year that are satisfied, by year",
        "A target counts from the first year in which what is held would satisfy it; one that is "
        "missed in the last year never counts.",
        [Chart(over_years(years, series, low=0), "targets", 0)],
        table=Table([Column("Year", YEAR), *runs(compared, "targets")], rows),
    )


def by_area(compared: Compared) -> Figure:
    """By which year half and nine in ten targets are there, and which targets moved; one row a
    run."""
    names = sorted({figure.item for figure in compared.figures("area", "targets")})
    rows: list[Cells] = []
    for name in names:
        half = compared.values("area", "year_half_met", item=name)
        most = compared.values("area", "year_nine_in_ten_met", item=name)
        rows += [
            [heading(name), run, half[at], most[at], *moves_of(compared, at, item=name)]
            for at, run in enumerate(compared.names)
        ]
    columns = [
        Column("Area"),
        Column("Run"),
        Column("Half met by", YEAR),
        Column("Nine in ten met by", YEAR),
        *move_columns(),
    ]
    return Figure(
        f"Sooner or later than in {compared.names[0]}, by area",
        "By which year half and nine in ten of the allies' targets of the last year are satisfied "
        "(a dash: never), and how many targets, all milestones together, moved.",
        content=Table(columns, rows),
    )
