"""This file is about the section on money: spending against the cap, year by year."""

from __future__ import annotations

from ...words import billions
from ..facts import Facts, money_scale, share
from ..parts import NUMBER, YEAR, Cells, Chart, Column, Figure, Section, Table, totals
from ..pictures import AMBER, DEEP, LIGHT, bars, line, over_years


def section(facts: Facts) -> Section:
    """Spending against cap."""
    return Section("money", "What it costs", [spending(facts)])


def spending(facts: Facts) -> Figure:
    """Stacked payments and upkeep under the line of the cap, without the United States."""
    plan, outcome, first = facts.answer.plan, facts.answer.outcome, facts.first
    payments = outcome.payments.sum(axis=1)[facts.allies, first:].sum(axis=0)
    running = outcome.running[facts.allies, first:].sum(axis=0)
    cap = plan.cap[facts.allies, first:].sum(axis=0)
    scale = money_scale(float(max(cap.max(), (payments + running).max())))
    option = over_years(
        plan.years,
        [
            bars("Payments for orders", (payments / scale.musd).tolist(), DEEP),
            bars("Upkeep of what is bought", (running / scale.musd).tolist(), LIGHT),
            line("Cap: what budgets leave after firm orders", (cap / scale.musd).tolist(), AMBER),
        ],
    )
    spent = payments + running
    peak = int(spent.argmax())
    used = share(float(spent.sum()), float(cap.sum()))
    caption = (
        f"No year's bar is higher than the line. Together allies use {used or 0:.0f} % of their "
        f"caps, at most {billions(float(spent[peak]))} in {plan.years[peak]}; single allies may "
        f"spend all of theirs."
    )
    return Figure(
        f"Spending against the cap, by year, {scale.words}",
        caption,
        [Chart(option, scale.unit, scale.decimals)],
        table=by_year(facts),
        note=aside(facts),
    )


def aside(facts: Facts) -> str:
    """What the picture leaves out."""
    us = facts.answer.plan.us
    theirs = float(facts.spent[us, facts.first :].sum())
    if theirs <= 0:
        return ""
    (code,) = (code for code, is_us in zip(facts.answer.plan.countries, us, strict=True) if is_us)
    return (
        f"Left out of the picture: {facts.ally(code)}, which spends {billions(theirs)} in all "
        "under a cap of its own. The table has it."
    )


def by_year(facts: Facts) -> Table:
    """The figures behind the picture, and what they add up to with the United States, MUSD."""
    plan, outcome = facts.answer.plan, facts.answer.outcome
    heads = ["Cap", "Payments", "Upkeep", "Unspent", "The US: payments and upkeep", "All spending"]
    money = [Column(head, NUMBER, "MUSD") for head in heads]
    rows: list[Cells] = []
    for year in plan.years:
        y, us = plan.at(year), plan.us
        cap = plan.cap[facts.allies, y]
        spent = facts.spent[facts.allies, y]
        left = float((cap - spent).clip(0).sum())
        payments = float(outcome.payments[facts.allies, :, y].sum())
        running = float(outcome.running[facts.allies, y].sum())
        theirs = float(facts.spent[us, y].sum())
        together = float(facts.spent[:, y].sum())
        rows.append([year, float(cap.sum()), payments, running, left, theirs, together])
    columns = [Column("Year", YEAR), *money]
    if not plan.us.any():
        columns, rows = [*columns[:5], columns[6]], [[*row[:5], row[6]] for row in rows]
    return Table(columns, rows, total=totals("All years", rows, range(1, len(columns))))
