"""This file is about why targets are missed, on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap

import numpy as np

from ..arrays import Flags
from ..cautions import spoken
from ..explain.because import because
from ..explain.explained import Explained
from ..explain.gains import gain_sentence, no_deadline
from ..explain.lifts import LIFTS, TIME
from ..explain.reason import REASONS
from ..explain.sentences import name, sentences
from ..explain.worth import DEADLINE, KINDS
from ..results.affordability import Ledger, ledger_of
from ..results.answer import Answer
from ..results.verdict import Verdict
from .firm import range_lines
from .screen import HALF, foot, headline
from .words import billions, in_one_unit, listed

SHOWN = 10
"""How many targets the screen explains."""

BEST = 2
"""How many headlines of each kind it shows."""

WORST = 3
"""How many allies it names whose budgets hold least."""

WIDTH = 98


def explained_screen(answer: Answer, folder: Path) -> str:
    """The whole screen: totals by verdict, then the largest gaps, each in a few sentences."""
    parts = [headline(answer, Verdict(answer)), ""]
    if answer.explained:
        parts += [*totals(answer.explained), "", *largest(answer, answer.explained), ""]
    else:
        parts += ["No target is missed, so there is nothing to explain.", ""]
    parts += [*gains(answer), "", *reasoned(answer), "", *affordable(answer), ""]
    if answer.ranges is not None:
        parts += [*range_lines(answer), ""]
    return "\n".join([*parts, *foot(answer, folder)])


def totals(explained: Sequence[Explained]) -> Iterator[str]:
    """How many targets each verdict has, what they lack, and whose it is to cure them."""
    found = by_verdict(explained)
    missing = {name: sum(one.missing for one in those) for name, those in found.items()}
    told = in_one_unit(missing.values())
    width = max(len("Missed because of"), *map(len, found)) + 2
    head = f"{'Missed because of':<{width}}{'targets':>8}{'small':>7}{'missing':>14}"
    yield f"{head}   who could cure it"
    for verdict, those in found.items():
        count, small = f"{len(those):>8,}", f"{trifles(those):>7,}"
        money = f"{told(missing[verdict]):>14}"
        yield f"{verdict:<{width}}{count}{small}{money}   {ministries(verdict)}"
    yield "(small: of these targets those that lack less than half a unit;"
    yield "missing: at the price of the cheapest equipment; the milestones added up)"


def trifles(explained: Sequence[Explained]) -> int:
    """How many targets lack less than half a unit."""
    return sum(one.shortfall < HALF for one in explained)


def by_verdict(explained: Sequence[Explained]) -> dict[str, list[Explained]]:
    """The targets of each verdict, that of which most is missing first."""
    found: dict[str, list[Explained]] = {}
    for one in explained:
        found.setdefault(one.verdict, []).append(one)
    missing = {name: sum(one.missing for one in those) for name, those in found.items()}
    return {name: found[name] for name in sorted(found, key=lambda name: (-missing[name], name))}


def ministries(verdict: str) -> str:
    """The ministries of a verdict, joined as it joins what would cure."""
    if verdict == TIME:
        return "nobody, as no order is in time"
    owner = {lift.name: lift.ministry for lift in LIFTS}
    return " ".join(owner.get(word, word) for word in verdict.split())


def largest(answer: Answer, explained: Sequence[Explained]) -> Iterator[str]:
    """The targets of which most is missing, in sentences."""
    order = sorted(explained, key=lambda one: -one.missing)
    yield "What would cure it, where most is missing"
    for one in order[:SHOWN]:
        yield from paragraph(" ".join(sentences(answer, one)))
    if len(order) > SHOWN:
        yield f"  and {len(order) - SHOWN:,} more in verdicts.csv"


def gains(answer: Answer) -> Iterator[str]:
    """What one more is worth, the best of each kind."""
    yield "What one more is worth, by solving again"
    left = len(answer.worths)
    for kind in KINDS:
        for one in [one for one in answer.worths if one.kind == kind][:BEST]:
            yield from paragraph(gain_sentence(answer, one))
            left -= 1
    if all(one.kind != DEADLINE for one in answer.worths):
        yield from paragraph(no_deadline(answer))
    if left:
        yield f"  and {left} more in worth.csv"


def reasoned(answer: Answer) -> Iterator[str]:
    """Why systems are bought or not: how often each reason, and those that were tried."""
    counts = Counter(one.reason for one in answer.reasons)
    yield "Why this was bought and that was not"
    told = [f"{reason} {counts[reason]:,}" for reason in REASONS if counts[reason]]
    yield from paragraph(f"Of allies and systems that they could order: {', '.join(told)}.")
    for one in [one for one in answer.reasons if one.tried is not None]:
        yield from paragraph(because(answer, one))
    yield "  and all of them in reasons.csv"


def affordable(answer: Answer) -> Iterator[str]:
    """What an auditor asks: of all allies together, and of those whose budgets hold least."""
    plan, ledger = answer.plan, ledger_of(answer)
    allies = plan.takes_part.any(axis=1) & ~plan.us
    yield "Whether it can be paid"
    yield from paragraph(together(answer, ledger, allies))
    over = {
        i: ledger.over(ledger.high, np.arange(len(allies)) == i)[: len(plan.years)]
        for i in np.flatnonzero(allies).tolist()
    }
    worst = sorted((i for i in over if over[i].any()), key=lambda i: -over[i].sum())
    for i in worst[:WORST]:
        years = spoken(plan, (np.flatnonzero(over[i]) + plan.at(plan.years[0])).tolist())
        yield from paragraph(
            f"At the highest prices {name(answer, 'countries', i)} would be over its money in "
            f"{listed(years.split(', '))}, by {billions(float(over[i].sum()))} in all."
        )
    if len(worst) > WORST:
        yield f"  and {len(worst) - WORST} more, see affordability.csv"


def together(answer: Answer, ledger: Ledger, allies: Flags) -> str:
    """All allies but the United States in a few sentences."""
    plan, count = answer.plan, len(answer.plan.years)
    committed, planned, low, high = (
        float(part[allies, :count].sum())
        for part in (ledger.committed, ledger.planned, ledger.low, ledger.high)
    )
    there = float(ledger.equipment_money[allies, :count].sum())
    tail = float(ledger.planned[allies, count:].sum())
    years = f"{plan.years[-1] + 1}-{ledger.years[-1]}"
    beyond = float(ledger.over(ledger.high, allies)[:count].sum())
    holds = "Budgets leave that much in every year"
    if beyond > 0:
        holds = f"For that budgets are {billions(beyond)} short in the years when it falls due"
    return (
        f"Firm orders take {billions(committed)} of {billions(there)} equipment money in "
        f"{plan.years[0]}-{plan.years[-1]}. The plan costs {billions(planned)} at its prices, "
        f"{billions(low)} at the lowest that were read and {billions(high)} at the highest: a "
        f"contingency of {billions(high - planned)}. {holds}. Upkeep of what is bought goes on "
        f"after the plan: {billions(tail)} in {years}."
    )


def paragraph(text: str) -> list[str]:
    """A text over several lines."""
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
