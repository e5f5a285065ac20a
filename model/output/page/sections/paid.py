"""This file is about the section on whether the plan can be paid, as an auditor asks."""

from __future__ import annotations

import numpy as np

from ....arrays import Floats
from ....results.affordability import Ledger, ledger_of
from ....results.answer import Answer
from ...paid import TITLE, allies_of, aside, at_planned, excesses, first_year, together
from ..facts import Facts, money_scale
from ..parts import (
    NUMBER,
    YEAR,
    Cells,
    Chart,
    Column,
    Figure,
    Part,
    Points,
    Section,
    Table,
    Text,
    totals,
)
from ..pictures import AMBER, DEEP, INK, LIGHT, bars, line, over_years

WHAT = (
    "What an auditor asks of a plan: what is already committed, whether each year's money holds, "
    "what other prices would do, and what stays to be paid afterwards. That all prices turn out "
    "the highest, or the lowest, is a limit and not a forecast."
)
TERMS = ("Committed", "What it may cost", "After the plan", "First year over")


def section(facts: Facts) -> Section:
    """The answers in sentences, year by year, and ally by ally."""
    ledger = ledger_of(facts.answer)
    told = [*together(facts.answer, ledger), at_planned(facts.answer, ledger)]
    points = Points([(f"{term}:", text) for term, text in zip(TERMS, told, strict=True)])
    parts: list[Part] = [Text([WHAT]), points, years(facts, ledger), allies(facts, ledger)]
    return Section("paid", TITLE, parts)


def years(facts: Facts, ledger: Ledger) -> Figure:
    """What is due in each year under the equipment money, at the plan's and other prices."""
    count = len(facts.answer.plan.years)
    us = allies_of(facts.answer)
    committed, planned, low, high, there = (
        part[us, :count].sum(axis=0)
        for part in (
            ledger.committed, ledger.planned, ledger.low, ledger.high, ledger.equipment_money,
        )
    )  # fmt: skip
    scale = money_scale(float(max(there.max(), (committed + high).max())))

    def told(amounts: Floats) -> list[float]:
        values: list[float] = (amounts / scale.musd).tolist()
        return values

    option = over_years(
        facts.answer.plan.years,
        [
            bars("Firm orders", told(committed), DEEP),
            bars("The plan at its prices", told(planned), LIGHT),
            line("Both at the highest prices", told(committed + high), AMBER),
            line("Both at the lowest prices", told(committed + low), INK, dashed=True),
            line("Equipment money", told(there), "#117733"),
        ],
    )
    return Figure(
        f"What is due against the money there is, by year, {scale.words}",
        "All allies together: money that one has left pays nothing of another's, so look for each "
        "ally's own years in the table below.",
        [Chart(option, scale.unit, scale.decimals)],
        table=by_year(ledger, facts),
        note=aside(facts.answer, ledger),
    )


def beyond(answer: Answer, over: Floats | None) -> Cells:
    """The first year in which an ally is over its money, and by how much in all."""
    return [None, 0.0] if over is None else [first_year(answer, over), float(over.sum())]


def by_year(ledger: Ledger, facts: Facts) -> Table:
    """The figures behind the picture; after the plan only upkeep is known."""
    mine = allies_of(facts.answer)
    over = [ledger.over(prices, mine) for prices in (ledger.planned, ledger.high)]
    rows: list[Cells] = []
    for y, year in enumerate(ledger.years):
        inside = year <= facts.answer.plan.years[-1]
        there, committed, planned, low, high = (
            float(part[mine, y].sum())
            for part in (
                ledger.equipment_money, ledger.committed, ledger.planned, ledger.low, ledger.high,
            )
        )  # fmt: skip
        known = [there, committed] if inside else [None, None]
        excess = [float(part[y]) for part in over] if inside else [None, None]
        rows.append([year, *known, planned, low, high, high - planned, *excess])
    heads = [
        "Equipment money", "Firm orders", "The plan", "At the lowest prices",
        "At the highest prices", "Contingency", "Over at its prices", "Over at the highest prices",
    ]  # fmt: skip
    columns = [Column("Year", YEAR), *(Column(head, NUMBER, "MUSD") for head in heads)]
    return Table(columns, rows, total=totals("All years", rows, range(1, len(columns))))


def allies(facts: Facts, ledger: Ledger) -> Table:
    """Each ally: from which year it is over its money, and what it would need."""
    answer, count = facts.answer, len(facts.answer.plan.years)
    planned, highest = (excesses(answer, ledger, part) for part in (ledger.planned, ledger.high))
    rows: list[Cells] = []
    for i in np.flatnonzero(allies_of(answer)).tolist():
        rest = ledger.high[i, :count].sum() - ledger.planned[i, :count].sum()
        rows.append(
            [
                facts.ally(answer.plan.countries[i]),
                *beyond(answer, planned.get(i)),
                *beyond(answer, highest.get(i)),
                float(ledger.planned[i, :count].sum()),
                float(rest),
                float(ledger.planned[i, count:].sum()),
            ]
        )
    columns = [
        Column("Ally"),
        Column("First year over", YEAR),
        Column("Over", NUMBER, "MUSD"),
        Column("First year over at the highest prices", YEAR),
        Column("Over at the highest prices", NUMBER, "MUSD"),
        Column("The plan", NUMBER, "MUSD"),
        Column("Contingency", NUMBER, "MUSD"),
        Column("Upkeep after the plan", NUMBER, "MUSD"),
    ]
    return Table(
        columns,
        sorted(rows, key=lambda row: -(float(row[4]) if isinstance(row[4], float) else 0.0)),
        total=totals("All of them", rows, (2, 4, 5, 6, 7)),
        caption="Each ally: from when its money does not hold, and what would be needed",
        search=True,
    )
