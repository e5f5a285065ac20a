"""This file is about the answer on one screen, in words that a minister's adviser repeats."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from ..results.answer import Answer
from ..results.verdict import Target, Verdict
from ..rounding import MET
from ..stages import COST, SHORTFALL
from .words import amount, billions, heading, in_one_unit, listed, one_line, within

SHOWN = 5
"""How many allies and capabilities the screen names."""

FEW = 3
"""How many allies a line names in passing."""

HALF = 0.5
"""Units from which on a gap is more than a trifle."""


def screen(answer: Answer, folder: Path) -> str:
    """The whole screen; money in MUSD or billions of dollars at prices of the base year."""
    verdict = Verdict(answer)
    parts = [headline(answer, verdict)]
    if verdict.missed:
        parts += ["", *milestones(answer, verdict)]
    parts += ["", *cost(answer)]
    if verdict.missed:
        for part in (areas, who, what, binding):
            parts += ["", *part(answer, verdict)]
    return "\n".join([*parts, "", *foot(answer, folder)])


def foot(answer: Answer, folder: Path) -> Iterator[str]:
    """How well it is proven, and where it is written."""
    worst = max(found.worst for found in answer.residuals)
    yield f"Verified: every row holds, relative residuals below {power_of_ten_above(worst)}."
    gap = within(answer.gap(SHORTFALL))
    yield f"Proven in whole numbers: the shortfall is within {gap} of the least,"
    yield f"the cost within {within(answer.gap(COST))} of the cheapest."
    yield f"Written: {folder}/ (report.html, plan.xlsx, and every table as CSV)"


def certified(answer: Answer) -> str:
    """What the certificate proves besides, in a sentence."""
    proven = "Proven in rational numbers: the basis of every stage is optimal, exactly"
    if not any(basis.largest for basis in answer.bases):
        return f"{proven}."
    limits = max(float(basis.limits.largest) for basis in answer.bases)
    costs = max(float(basis.costs.largest) for basis in answer.bases)
    return (
        f"{proven}, once rounding\nis undone: limits move by less than "
        f"{power_of_ten_above(limits)}, costs by less than {power_of_ten_above(costs)}."
    )


def headline(answer: Answer, verdict: Verdict) -> str:
    """Is the uplift met?"""
    plan = answer.plan
    return f"{plan.name}, {plan.years[0]}-{plan.years[-1]}: {judged(verdict)}"


def judged(verdict: Verdict) -> str:
    """Is the uplift met, in a sentence that goes on from the name of the scenario?"""
    if not verdict.targets:
        return "nothing is asked for."
    if not verdict.missed:
        met = f"the uplift is met. All {verdict.targets:,} targets are reached."
        return met if verdict.answer.outcome.ordered.any() else f"{met} There is nothing to buy."
    reached = f"{verdict.targets_met:,} of {verdict.targets:,} targets are reached"
    return f"the uplift is NOT met in full; {reached}."


def milestones(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """Targets met and what is missing in each year in which targets are checked, and in all."""
    members = int(answer.plan.takes_part.any(axis=1).sum())
    years = verdict.years()
    due = {str(year): [t for t in verdict.all_targets if t.year == year] for year in years}
    if len(years) > 1:
        due["all together"] = list(verdict.all_targets)
    missing = {when: sum(target.money for target in found) for when, found in due.items()}
    told = in_one_unit(missing.values())
    yield f"{'Checked in':<20}{'targets met':>16}{'missing':>14}   allies that fall short"
    for when, found in due.items():
        met = f"{sum(target.met for target in found):,} of {len(found):,}"
        short = {t.country for t in found if not t.met and t.country >= 0}
        badly = {t.country for t in found if t.country in short and t.shortfall >= HALF}
        yield (
            f"{when:<20}{met:>16}{told(missing[when]):>14}   {len(short)} of {members}, "
            f"{len(badly)} by half a unit or more"
        )
    price = "missing: at the price of the cheapest equipment that would close the gap"
    yield f"({price};" if len(years) > 1 else f"({price})"
    if len(years) > 1:
        yield "all together: an index that adds the years up, so a gap that lasts counts in each)"


def cost(answer: Answer) -> Iterator[str]:
    """What does it cost a year?"""
    plan, outcome = answer.plan, answer.outcome
    payments, running = outcome.payments.sum(axis=(0, 1)), outcome.running.sum(axis=0)
    spent = payments + running
    first = plan.at(plan.years[0])
    peak = first + int(spent[first:].argmax())
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
    """What is missing by area, in each year in which targets are checked."""
    years = verdict.years()
    sums = {
        area: [
            sum(t.money for t in verdict.missed if t.year == year and area_of(answer, t) == area)
            for year in years
        ]
        for area in answer.plan.areas
    }
    told = in_one_unit(money for row in sums.values() for money in row)
    yield f"{'Missing by area':<20}" + "".join(f"{f'in {year}':>14}" for year in years)
    for area, row in sums.items():
        yield f"{heading(area):<20}" + "".join(f"{told(money):>14}" for money in row)


def who(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """The allies that fall short most, each in its worst year, with what it lacks most."""
    yield "Who falls short most, in the worst year"
    worst = verdict.worst_years("country")
    shown = list(worst.items())[:SHOWN]
    told = in_one_unit(money for _, (_, money) in shown)
    for i, (year, money) in shown:
        own = [t for t in verdict.missed if t.country == i and t.year == year]
        lacking = [
            f"{name_of(answer, 'capabilities', t.capability)} {amount(t.shortfall)}"
            for t in sorted(own, key=lambda t: -t.money)[:2]
        ]
        name = name_of(answer, "countries", i) if i >= 0 else "pooled targets"
        yield f"  {name:<16}{told(money):>13} in {year}   {'; '.join(lacking)}"
    if len(worst) > SHOWN:
        yield f"  and {len(worst) - SHOWN} more, see capability.csv"


def what(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """The capabilities that fall short most, each in its worst year."""
    yield "What falls short most, in the worst year"
    units = answer.scenario.tables["capabilities"].columns["unit"]
    shown = list(verdict.worst_years("capability").items())[:SHOWN]
    told = in_one_unit(money for _, (_, money) in shown)
    for k, (year, money) in shown:
        short = sum(t.shortfall for t in verdict.missed if t.capability == k and t.year == year)
        name = name_of(answer, "capabilities", k)
        yield f"  {name:<32}{told(money):>13} in {year}   {amount(short)} (unit: {units[k]})"


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
    weighed = ", weighted by priority" if verdict.weighted else ""
    told = in_one_unit(gains.values())
    yield f"What binds most: {most} (gains at the margin, all milestones together{weighed})"
    yield f"  industry   1 % more of every line's output would close {told(gains['industry'])}"
    yield (
        f"  money      1 % more equipment money would close {told(gains['money'])};\n"
        f"             {spent_out(answer)}"
    )
    yield (
        f"  time       {billions(out_of_time)} ({len(late):,} target{'s' * (len(late) != 1)}) is "
        f"out of reach of any order, whatever the money"
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
    names = [name_of(answer, "countries", i) for i in range(len(cap)) if full[i].any()]
    if not names:
        return "no ally spends its whole cap"
    more = len(names) - FEW
    told = listed([*names[:FEW], f"{more} more"] if more > 1 else names)
    spend = "ally spends its" if len(names) == 1 else "allies spend their"
    return f"{len(names)} {spend} whole cap in some year ({told})"


def power_of_ten_above(number: float) -> str:
    """The power of ten that a small number stays below."""
    return f"1e{math.floor(math.log10(max(number, 1e-16))) + 1:03d}"


def area_of(answer: Answer, target: Target) -> str:
    """The area a target lies in."""
    return answer.plan.area_of[answer.plan.capabilities[target.capability]]


def name_of(answer: Answer, table: str, position: int) -> str:
    """The name of an ally or a capability; tables are sorted by code, as the plan is."""
    return one_line(str(answer.scenario.tables[table].columns["name"][position]))
