"""This file is about the section on industry: how much of each line is used, year by year."""

from __future__ import annotations

from itertools import groupby

from ...words import amount, listed
from ..facts import Facts, Row
from ..parts import NUMBER, Cell, Column, Figure, Fold, Heat, Section, Table, Text

STEPS = (25.0, 50.0, 75.0, 95.0, 100.0001)
LEGEND = (
    "under 25 %", "25-50 %", "50-75 %", "75-95 %", "full: 95 % and more",
    "over 100 %: firm orders exceed the line",
)  # fmt: skip
SHOWN = 20


def section(facts: Facts) -> Section:
    """Industry use: the lines that are used most, and the rest behind a line."""
    lines = [
        (system, list(rows))
        for system, rows in groupby(facts.table("industry"), key=lambda row: str(row["system"]))
    ]
    limited = [line for line in lines if any(row["share_used"] is not None for row in line[1])]
    limited.sort(key=lambda line: -mean(line[1]))
    if not limited:
        words = "No limit on production is stated, so no line is ever full."
        return Section("industry", "What industry delivers", [Text([words])])
    parts: list[Figure | Fold] = [use(facts, limited)]
    if len(limited) > SHOWN:
        rest = heat_map(facts, limited[SHOWN:])
        parts.append(Fold(f"The other {len(limited) - SHOWN} lines", [rest]))
    return Section("industry", "What industry delivers", parts)


def mean(rows: list[Row]) -> float:
    """The use of a line on average, %."""
    used = [row["share_used"] for row in rows if row["share_used"] is not None]
    return sum(used) / len(used) if used else 0.0


def use(facts: Facts, limited: list[tuple[str, list[Row]]]) -> Figure:
    """The lines that are used most."""
    full = [
        (system, sum((row["share_used"] or 0.0) >= STEPS[3] for row in rows))
        for system, rows in limited
    ]
    busy = [system for system, years in full if years]
    most = sorted(full, key=lambda line: -line[1])[:3]
    told = [f"{facts.system(system)} ({years} years)" for system, years in most if years]
    caption = (
        f"{len(busy)} of {len(limited)} lines are full in some year"
        + (f", longest {listed(told)}" if told else "")
        + "."
    )
    years = facts.answer.plan.years
    return Figure(
        "How much of each line is used, %",
        caption,
        content=heat_map(facts, limited[:SHOWN]),
        table=Table(
            [Column("System"), *(Column(str(year), NUMBER, "%", 1) for year in years)],
            [
                [facts.system(system), *(row["share_used"] for row in rows)]
                for system, rows in limited
            ],
        ),
        note="Of the output that is open to European and Canadian buyers: firm orders and what the "
        "plan takes, without the United States. Hatched: no limit, or nothing is made.",
    )


def heat_map(facts: Facts, lines: list[tuple[str, list[Row]]]) -> Heat:
    """Systems by years."""
    return Heat(
        [("", str(year)) for year in facts.answer.plan.years],
        [(facts.system(system), [cell(row) for row in rows]) for system, rows in lines],
        STEPS,
        LEGEND,
        scale="use",
        corner="Line",
        upright=True,
    )


def cell(row: Row) -> Cell | None:
    """One line in one year; None where it is not limited, or makes nothing."""
    used = row["share_used"]
    if used is None:
        return None
    return Cell(
        used,
        f"{used:.0f}",
        f"{used:.1f} % of {amount(row['production'])} units: firm orders {amount(row['booked'])}, "
        f"the plan {amount(row['delivered'])}",
    )
