"""This file is about saying whether a plan can be paid, in an auditor's words."""

from __future__ import annotations

import numpy as np

from ..arrays import Flags, Floats
from ..cautions import spoken
from ..explain.sentences import name
from ..results.affordability import Ledger
from ..results.answer import Answer
from .words import billions, listed

TITLE = "Whether it can be paid"


def allies_of(answer: Answer) -> Flags:
    """All that take part but the United States."""
    return answer.plan.takes_part.any(axis=1) & ~answer.plan.us


def together(answer: Answer, ledger: Ledger) -> list[str]:
    """All allies but the United States: what is committed, the range of the cost, the contingency,
    upkeep after the plan; a sentence or two each."""
    plan, count, allies = answer.plan, len(answer.plan.years), allies_of(answer)
    committed, planned, low, high, there = (
        float(part[allies, :count].sum())
        for part in (
            ledger.committed, ledger.planned, ledger.low, ledger.high, ledger.equipment_money,
        )
    )  # fmt: skip
    tail = float(ledger.planned[allies, count:].sum())
    beyond = float(ledger.over(ledger.high, allies)[:count].sum())
    left_out = aside(answer, ledger)
    holds = "Budgets leave that much in every year."
    if beyond > 0:
        holds = f"For that budgets are {billions(beyond)} short in the years when it falls due."
    return [
        f"Firm orders take {billions(committed)} of {billions(there)} equipment money in "
        f"{plan.years[0]}-{plan.years[-1]}.",
        f"The plan costs {billions(planned)} at its prices, {billions(low)} at the lowest that "
        f"were read and {billions(high)} at the highest: a contingency of "
        f"{billions(high - planned)}. {holds}{f' {left_out}' if left_out else ''}",
        f"Upkeep of what is bought goes on after the plan: {billions(tail)} in "
        f"{plan.years[-1] + 1}-{ledger.years[-1]}.",
    ]


def aside(answer: Answer, ledger: Ledger) -> str:
    """That the United States is left out, and what it would add, where it takes part."""
    us = answer.plan.us & answer.plan.takes_part.any(axis=1)
    if not us.any():
        return ""
    (i,) = np.flatnonzero(us).tolist()
    theirs = float(ledger.planned[us, : len(answer.plan.years)].sum())
    return f"Left out: {name(answer, 'countries', i)}, which pays another {billions(theirs)}."


def excesses(answer: Answer, ledger: Ledger, prices: Floats) -> dict[int, Floats]:
    """For each ally that would be over its money at some prices: by how much, in each year of the
    plan; that with the largest excess first."""
    found = {
        i: ledger.over(prices, np.arange(len(answer.plan.countries)) == i)[: len(answer.plan.years)]
        for i in np.flatnonzero(allies_of(answer)).tolist()
    }
    there = [i for i in found if found[i].any()]
    return {i: found[i] for i in sorted(there, key=lambda i: -found[i].sum())}


def at_planned(answer: Answer, ledger: Ledger) -> str:
    """Who is over its money at the prices of the plan, and from which year."""
    found = excesses(answer, ledger, ledger.planned)
    if not found:
        return "At its prices no ally is over its money in any year."
    told = [
        f"{name(answer, 'countries', i)} in {years_of(answer, over)} by {billions(over.sum())}"
        for i, over in found.items()
    ]
    first = min(first_year(answer, over) for over in found.values())
    return (
        f"At its prices the first year over the money is {first}: {listed(told)}, as firm orders "
        "alone take more than there is."
    )


def at_highest(answer: Answer, ledger: Ledger) -> list[str]:
    """The allies whose budgets would not hold at the highest prices, a sentence each."""
    return [
        f"At the highest prices {name(answer, 'countries', i)} would be over its money in "
        f"{years_of(answer, over)}, by {billions(float(over.sum()))} in all."
        for i, over in excesses(answer, ledger, ledger.high).items()
    ]


def first_year(answer: Answer, over: Floats) -> int:
    """The first year in which an ally is over its money."""
    return answer.plan.years[int(np.flatnonzero(over)[0])]


def years_of(answer: Answer, over: Floats) -> str:
    """The years in which an ally is over its money, such as 2026-2028 and 2030."""
    plan = answer.plan
    places = (np.flatnonzero(over) + plan.at(plan.years[0])).tolist()
    return listed(spoken(plan, places).split(", "))
