"""This file is about the section on orders: what is ordered by system, by whom, and when."""

from __future__ import annotations

from itertools import cycle

import numpy as np

from ....arrays import Floats
from ...words import billions, heading, listed
from ..facts import Facts, Scale, counted, money_scale, share
from ..parts import NUMBER, YEAR, Cells, Chart, Column, Figure, Section, Table, Text, totals
from ..pictures import MANY, REST, Series, bars, over_years, rounded

SHOWN = 5
"""Systems of an area with a colour of their own; the rest are one more layer."""


def section(facts: Facts) -> Section:
    """Orders by system over the years, and who orders what."""
    plan, outcome = facts.answer.plan, facts.answer.outcome
    worth = (outcome.ordered * plan.price)[:, :, facts.first :]  # MUSD, (C, S, Y)
    if not worth.sum() > 0:
        return Section("orders", "What is ordered", [Text(["Nothing is ordered."])])
    return Section("orders", "What is ordered", [by_system(facts, worth), by_ally(facts, worth)])


def by_system(facts: Facts, worth: Floats) -> Figure:
    """The value of the orders of each year: by area, and in each area by system."""
    plan = facts.answer.plan
    yearly = worth.sum(axis=0)
    sums = yearly.sum(axis=1)
    order = [int(j) for j in np.argsort(-sums, kind="stable") if sums[j] > 0]
    inside: dict[str, list[int]] = {area: [] for area in plan.areas}
    for j in order:
        inside[plan.area_of[plan.capabilities[plan.serves[j]]]].append(j)
    areas = {heading(area): found for area, found in inside.items() if found}
    layers = [
        layer(name, yearly[found], color)
        for (name, found), color in zip(areas.items(), cycle(MANY))
    ]
    scale = money_scale(float(yearly.sum(axis=0).max()))
    panels = {"All areas": (layers, order)} if len(areas) > 1 else {}
    panels |= {name: (systems_of(facts, yearly, found), found) for name, found in areas.items()}
    total = float(sums.sum())
    most = [
        f"{facts.system(plan.systems[j])} ({share(float(sums[j]), total):.0f} %)" for j in order[:3]
    ]
    return Figure(
        f"Orders by system, by year of the order, {scale.words}",
        f"Orders of {billions(total)} for {counted(len(order), 'system')}, the largest: "
        f"{listed(most)}." + (" Each panel has a scale of its own." if len(panels) > 1 else ""),
        [
            panel(facts, name, shown, float(sums[found].sum()), scale)
            for name, (shown, found) in panels.items()
        ],
        table=systems(facts, worth, order),
        note="At the price of the year of the order. Orders are paid in instalments, so that a "
        "year's orders differ from its payments, and some may be paid after the last year.",
    )


def systems_of(facts: Facts, yearly: Floats, found: list[int]) -> list[Series]:
    """The dearest systems of an area in colours of their own, and one layer for the rest."""
    codes = facts.answer.plan.systems
    top = found if len(found) <= SHOWN + 1 else found[:SHOWN]
    layers = [
        layer(facts.system(codes[j]), yearly[[j]], color)
        for j, color in zip(top, MANY, strict=False)
    ]
    others = found[len(top) :]
    return [*layers, layer(f"{len(others)} others", yearly[others], REST)] if others else layers


def layer(name: str, yearly: Floats, color: str) -> Series:
    """One layer of bars: some systems together, MUSD by system and year."""
    return bars(name, yearly.sum(axis=0).tolist(), color)


def panel(facts: Facts, name: str, layers: list[Series], total: float, scale: Scale) -> Chart:
    """One panel, named with what it adds up to (MUSD)."""
    shown = [one | {"data": rounded([v / scale.musd for v in one["data"]])} for one in layers]
    option = over_years(facts.answer.plan.years, shown)
    told = f"{name}: {billions(total)}"
    return Chart(option, scale.unit, scale.decimals + 1, height=250, name=told)


def systems(facts: Facts, worth: Floats, order: list[int]) -> Table:
    """Every system that is ordered: units, buyers, value in all and by year."""
    plan, ordered = facts.answer.plan, facts.answer.outcome.ordered
    yearly = worth.sum(axis=0)
    rows: list[Cells] = [
        [
            facts.system(plan.systems[j]),
            float(yearly[j].sum()),
            float(ordered[:, j].sum()),
            int((worth[:, j].sum(axis=1) > 0).sum()),
            facts.capability_name(plan.capabilities[plan.serves[j]]),
            *yearly[j].tolist(),
        ]
        for j in order
    ]
    columns = [
        Column("System"),
        Column("Value", NUMBER, "MUSD"),
        Column("Ordered", NUMBER, "units", 1),
        Column("Buyers", NUMBER),
        Column("Serves"),
        *(Column(str(year), NUMBER, "MUSD") for year in plan.years),
    ]
    total = totals("All", rows, (1, *range(5, len(columns))))
    return Table(columns, rows, total=total, search=True)


def by_ally(facts: Facts, worth: Floats) -> Figure:
    """Who orders what: one row for each ally and system."""
    plan, outcome = facts.answer.plan, facts.answer.outcome
    paid = outcome.payments.sum(axis=2)
    rows: list[Cells] = []
    for i, j in np.argwhere(worth.sum(axis=2) > 0).tolist():
        years = np.flatnonzero(worth[i, j] > 0)
        rows.append(
            [
                facts.ally(plan.countries[i]),
                facts.system(plan.systems[j]),
                float(worth[i, j].sum()),
                float(outcome.ordered[i, j].sum()),
                float(paid[i, j]),
                facts.capability_name(plan.capabilities[plan.serves[j]]),
                plan.years[int(years[0])],
                plan.years[int(years[-1])],
            ]
        )
    columns = [
        Column("Ally"),
        Column("System", wide=True),
        Column("Value", NUMBER, "MUSD", 1),
        Column("Ordered", NUMBER, "units", 1),
        Column(f"Paid by {plan.years[-1]}", NUMBER, "MUSD", 1),
        Column("Capability"),
        Column("First order", YEAR),
        Column("Last order", YEAR),
    ]
    return Figure(
        "Who orders what",
        "One row for each ally and system; plan.csv has the orders year by year.",
        content=Table(columns, rows, total=totals("All", rows, (2, 4)), search=True),
    )
