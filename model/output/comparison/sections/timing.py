"""This file is about when targets are met, in compare.html."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ....comparison.answers import SHARES
from ....comparison.compared import Compared
from ....comparison.figures import Value
from ....comparison.targets import is_own
from ...page.parts import NUMBER, YEAR, Cells, Chart, Column, Figure, Table, totals
from ...page.pictures import over_years
from ...words import heading
from .shared import in_order, lines_by_run, move_columns, moves_of, runs


def when(compared: Compared) -> Iterator[Figure]:
    """Targets met: year by year for what the last year asks, and at each milestone by area."""
    yield over_time(compared)
    found = compared.figures("area", "targets_met")
    rows: list[Cells] = []
    for figure in in_order(found):
        due = compared.values("area", "targets", item=figure.item, year=figure.year)
        rows.append([heading(figure.item), figure.year, *figure.values, max(d or 0 for d in due)])
    columns = [
        Column("Area"),
        Column("Milestone", YEAR),
        *(Column(f"{name}: met", NUMBER) for name in compared.names),
        Column("Targets", NUMBER),
    ]
    total = totals("All", rows, range(2, len(columns) - 1))
    yield Figure(
        "Targets met at each milestone, by area",
        "A target is met when nothing but rounding is missing at its milestone.",
        content=Table(columns, rows, total=total),
    )
    areas = {figure.item: heading(figure.item) for figure in compared.figures("area", "targets")}
    yield sooner(compared, "area", "area", dict(sorted(areas.items())))
    allies = {f.country: compared.called(f.country) for f in compared.figures("country", "targets")}
    ranked = sorted(allies.items(), key=lambda ally: (ally[1], ally[0]))
    yield sooner(compared, "country", "ally", dict(ranked))


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
    series = lines_by_run(compared, counts)
    rows: list[Cells] = [[year, *row] for year, row in zip(years, counts, strict=True)]
    return Figure(
        "Allies' targets of the last year that are satisfied, by year",
        "A target counts from the first year in which what is held would satisfy it; one that is "
        "missed in the last year never counts.",
        [Chart(over_years(years, series, low=0), "targets", 0)],
        table=Table([Column("Year", YEAR), *runs(compared, "targets")], rows),
    )


def sooner(compared: Compared, part: str, noun: str, names: Mapping[str, str]) -> Figure:
    """By which year half and nine in ten targets are there, and which targets moved; one row a
    run.

    Args:
        part: area or country.
        names: what the codes of the part are called.
    """
    rows: list[Cells] = []
    for code, name in names.items():
        place = ("", code) if part == "area" else (code, "")
        half, most = (compared.values(part, measure, *place) for measure in SHARES)
        rows += [
            [name, run, half[at], most[at], *moves_of(compared, at, *place)]
            for at, run in enumerate(compared.names)
        ]
    columns = [
        Column(noun.capitalize()),
        Column("Run"),
        Column("Half met by", YEAR),
        Column("Nine in ten met by", YEAR),
        *move_columns(),
    ]
    return Figure(
        f"Sooner or later than in {compared.names[0]}, by {noun}",
        "By which year half and nine in ten of the allies' targets of the last year are satisfied "
        "(a dash: never), and how many targets, all milestones together, moved: “there” is "
        f"{compared.names[0]}.",
        content=Table(columns, rows, search=part == "country"),
    )
