"""This file is about what is missing in compare.html: by area and by ally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....comparison.compared import Compared
from ...page.parts import NUMBER, YEAR, Cells, Chart, Column, Figure, Table, totals
from ...page.pictures import ranked
from ..screen import MOVES, added
from ..screen import ranked as most_changed
from .shared import SHOWN, by_run, height, runs


def areas(compared: Compared) -> Figure:
    """Shortfall by area, all milestones together."""
    found = compared.figures("area", "shortfall")
    names = sorted({figure.item for figure in found})
    sums = [added([f for f in found if f.item == name], len(compared.runs)) for name in names]
    labels = [name.replace("_", " ") for name in names]
    rows: list[Cells] = [
        [figure.item.replace("_", " "), figure.year, *figure.values] for figure in found
    ]
    columns = [Column("Area"), Column("Milestone", YEAR), *runs(compared)]
    total = totals("All areas", rows, range(2, len(columns)))
    return Figure(
        "Shortfall by area, all milestones, billion US dollars",
        "What is missing at each milestone, at the price of the cheapest equipment that would "
        "close it; a gap that lasts counts at each.",
        [
            Chart(
                ranked(labels, by_run(compared, sums)),
                "bn USD",
                1,
                height=height(len(names), compared),
            )
        ],
        table=Table(columns, rows, total=total),
    )


def who(compared: Compared) -> Figure:
    """Shortfall by ally, those that change most first."""
    found = compared.figures("country", "shortfall")
    codes = sorted({figure.country for figure in found})
    sums = {
        code: added([f for f in found if f.country == code], len(compared.runs)) for code in codes
    }
    order = most_changed(sums)
    shown = order[:SHOWN]
    picture = Chart(
        ranked(
            [compared.called(code) for code in shown],
            by_run(compared, [sums[code] for code in shown]),
        ),
        "bn USD",
        2,
        height=height(len(shown), compared),
    )
    return Figure(
        "Whose shortfall changes most, all milestones, billion US dollars",
        f"The allies whose shortfall differs most from {compared.names[0]}, in any run."
        if shown
        else "No ally's shortfall changes.",
        [picture] if shown else [],
        table=by_ally(compared, sums, [*order, *(code for code in codes if code not in order)]),
    )


def by_ally(compared: Compared, sums: Mapping[str, Sequence[float]], order: Sequence[str]) -> Table:
    """What each ally misses and spends, and how many of its targets moved."""
    rows: list[Cells] = []
    for code in order:
        moved = [
            compared.values("country", move, country=code)[place]
            for place in range(1, len(compared.runs))
            for move in MOVES
        ]
        spent = compared.values("country", "spending", country=code)
        rows.append([compared.called(code), *sums[code], *spent, *moved])
    columns = [
        Column("Ally"),
        *(Column(f"{name}: missing", NUMBER, "MUSD") for name in compared.names),
        *(Column(f"{name}: spent", NUMBER, "MUSD") for name in compared.names),
        *(
            Column(f"{name}: {MOVES[move]}", NUMBER, "targets")
            for name in compared.names[1:]
            for move in MOVES
        ),
    ]
    return Table(columns, rows, search=True)
