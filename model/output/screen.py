"""This file is about the answer on one screen, in words that a minister's adviser repeats."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..results.answer import MET, Answer
from ..results.verdict import Target, Verdict
from ..stages import COST, SHORTFALL

SHOWN = 5
"""How many allies and capabilities the screen names."""


def screen(answer: Answer, folder: Path) -> str:
    """The whole screen; money in MUSD or billions of dollars at prices of the base year."""
    verdict = Verdict(answer)
    parts = [headline(answer, verdict), "", *cost(answer)]
    if verdict.missed:
        for part in (areas, who, what, binding):
            parts += ["", *part(answer, verdict)]
    worst = max(found.worst for found in answer.residuals)
    parts += [
        "",
        f"Proven optimal: every row and every stage's bound recomputed, residuals below "
        f"{power_of_ten_above(worst)}.",
        f"Tables: {folder}/ (plan, spending, capability, industry, dependence, prices, summary)",
    ]
    return "\n".join(parts)


def headline(answer: Answer, verdict: Verdict) -> str:
    """Is the uplift met?"""
    plan = answer.plan
    years = f"{plan.name}, {plan.years[0]}-{plan.years[-1]}"
    if not verdict.missed:
        return f"{years}: the uplift is met. All {verdict.targets:,} targets are reached."
    missing = answer.solution.stage(SHORTFALL).objective
    allies = len(verdict.by_ally())
    return (
        f"{years}: the uplift is NOT met in full. "
        f"{verdict.targets_met:,} of {verdict.targets:,} targets are reached"
        f" ({by_milestone(verdict)});\n"
        f"{billions(missing)} of equipment (at its cheapest price) is missing, "
        f"in {allies} of {int(plan.takes_part.any(axis=1).sum())} allies."
    )


def by_milestone(verdict: Verdict) -> str:
    """Targets met in each year in which some are checked."""
    years = sorted({target.year for target in verdict.all_targets})
    return ", ".join(
        f"{year}: {sum(t.met for t in due):,} of {len(due):,}"
        for year in years
        for due in [[t for t in verdict.all_targets if t.year == year]]
    )


def cost(answer: Answer) -> Iterator[str]:
    """What does it cost a year?"""
    plan, outcome = answer.plan, answer.outcome
    payments, running = outcome.payments.sum(axis=(0, 1)), outcome.running.sum(axis=0)
    spent = payments + running
    first = plan.at(plan.years[0])
    peak = int(spent.argmax())
    total, years = float(spent.sum()), len(plan.years)
    allies = plan.takes_part.any(axis=1) & ~plan.us
    caps = float(plan.cap[allies, first:].sum())
    theirs = float((outcome.payments.sum(axis=1) + outcome.running)[allies].sum())
    discounted = answer.solution.stage(COST).objective
    yield (
        f"Cost     {billions(total / years)} a year; {billions(total)} in all, of which "
        f"{billions(float(running.sum()))} upkeep ({billions(discounted)} discounted)."
    )
    share = f"{100 * theirs / caps:.0f} % of" if caps > 0 else "none of"
    yield (
        f"         The dearest year is {plan.all_years[peak]} with {billions(float(spent[peak]))}; "
        f"the plan takes {share} what\n"
        f"         budgets leave after firm orders"
        f"{' (the United States aside)' if plan.us.any() else ''}."
    )


def areas(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """Targets met and shortfall by area."""
    plan = answer.plan
    yield f"{'Area':<20}{'targets met':>16}{'shortfall':>16}"
    for area in plan.areas:
        inside = [t for t in verdict.all_targets if area_of(answer, t) == area]
        met = f"{sum(t.met for t in inside):,} of {len(inside):,}"
        missing = sum(t.value for t in inside if not t.met)
        yield f"{area.replace('_', ' '):<20}{met:>16}{billions(missing):>16}"


def who(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """The allies that fall short most, each with what it lacks most."""
    yield "Who falls short most (all milestones together)"
    by_ally = verdict.by_ally()
    for i, value in list(by_ally.items())[:SHOWN]:
        own = [t for t in verdict.missed if t.country == i]
        worst = verdict.totals("capability", own)
        lacking = [
            f"{name_of(answer, 'capabilities', k)}: {missing_units(own, k)}"
            for k in list(worst)[:2]
        ]
        yield f"  {name_of(answer, 'countries', i):<16}{billions(value):>13}   {'; '.join(lacking)}"
    if len(by_ally) > SHOWN:
        rest = sum(list(by_ally.values())[SHOWN:])
        yield f"  {f'{len(by_ally) - SHOWN} others':<16}{billions(rest):>13}"


def what(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """The capabilities that fall short most, each in the milestone where most is missing."""
    yield "What falls short most"
    units = answer.scenario.tables["capabilities"].columns["unit"]
    for k, value in list(verdict.by_capability().items())[:SHOWN]:
        yield (
            f"  {name_of(answer, 'capabilities', k):<34}{billions(value):>13}   "
            f"{missing_units(verdict.missed, k)} (unit: {units[k]})"
        )


def missing_units(missed: Iterable[Target], k: int) -> str:
    """How many units of a capability are missing in the milestone where most are."""
    by_year: dict[int, float] = {}
    for target in missed:
        if target.capability == k:
            by_year[target.year] = by_year.get(target.year, 0.0) + target.shortfall
    year = max(by_year, key=lambda y: (by_year[y], y))
    return f"{by_year[year]:,.{0 if by_year[year] >= 10 else 1}f} in {year}"


def binding(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """What binds most: money, industry or time."""
    gains = {
        "industry": verdict.worth_of_one_per_cent("industry"),
        "money": verdict.worth_of_one_per_cent("budget"),
    }
    late = verdict.too_late()
    most = max(gains, key=lambda cause: gains[cause])
    out_of_time = sum(target.value for target in late)
    if out_of_time > 0.5 * sum(target.value for target in verdict.missed):
        most = "time"
    yield f"What binds most: {most}"
    yield f"  industry   1 % more of every line's output would close {billions(gains['industry'])}"
    yield (
        f"  money      1 % more budget for every ally would close {billions(gains['money'])}; "
        f"{spent_out(answer)}"
    )
    yield (
        f"  time       {billions(out_of_time)} in {len(late):,} targets is out of reach of any "
        f"order, whatever the money"
        if late
        else "  time       no missed target is out of reach of an order placed in the first year"
    )


def spent_out(answer: Answer) -> str:
    """How many allies spend the whole of their cap in some year."""
    plan, outcome = answer.plan, answer.outcome
    first = plan.at(plan.years[0])
    spent = (outcome.payments.sum(axis=1) + outcome.running)[:, first:]
    cap = plan.cap[:, first:]
    full = (spent >= cap * (1 - MET)) & (cap > 0)
    codes = [code for i, code in enumerate(plan.countries) if full[i].any()]
    if not codes:
        return "no ally spends its whole cap"
    listed = ", ".join(codes[:SHOWN]) + (", …" if len(codes) > SHOWN else "")
    return f"{len(codes)} spend the whole cap in some year ({listed})"


def power_of_ten_above(number: float) -> str:
    """The power of ten that a small number stays below."""
    return f"1e{math.floor(math.log10(max(number, 1e-16))) + 1:03d}"


def area_of(answer: Answer, target: Target) -> str:
    """The area a target lies in."""
    return answer.plan.area_of[answer.plan.capabilities[target.capability]]


def name_of(answer: Answer, table: str, position: int) -> str:
    """The name of an ally or a capability; tables are sorted by code, as the plan is."""
    return str(answer.scenario.tables[table].columns["name"][position])


def billions(musd: float) -> str:
    """Money for reading: billions with a decimal, millions where it is less."""
    return f"{musd / 1000:,.1f} bn USD" if abs(musd) >= 1000 else f"{musd:,.0f} MUSD"
