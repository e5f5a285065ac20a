"""This file is about the answer on one screen, in words that a minister's adviser repeats."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from ..results.answer import MET, Answer
from ..results.verdict import Target, Verdict
from ..stages import COST

SHOWN = 5
"""How many allies and capabilities the screen names."""


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
    worst = max(found.worst for found in answer.residuals)
    parts += [
        "",
        "Verified: every row, and every stage's objective against the bound that its duals prove;",
        f"relative residuals below {power_of_ten_above(worst)}.",
        f"Written: {folder}/ (report.html, plan.xlsx, and every table as CSV)",
    ]
    return "\n".join(parts)


def headline(answer: Answer, verdict: Verdict) -> str:
    """Is the uplift met?"""
    plan = answer.plan
    return f"{plan.name}, {plan.years[0]}-{plan.years[-1]}: {judged(verdict)}"


def judged(verdict: Verdict) -> str:
    """Is the uplift met, in a sentence that goes on from the name of the scenario?"""
    if not verdict.targets:
        return "nothing is asked for."
    if not verdict.missed:
        return f"the uplift is met. All {verdict.targets:,} targets are reached."
    reached = f"{verdict.targets_met:,} of {verdict.targets:,} targets are reached"
    return f"the uplift is NOT met in full; {reached}."


def milestones(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """Targets met and what is missing in each year in which targets are checked."""
    members = int(answer.plan.takes_part.any(axis=1).sum())
    yield f"{'Checked in':<20}{'targets met':>16}{'missing':>14}   allies that fall short"
    for year in verdict.years():
        due = [target for target in verdict.all_targets if target.year == year]
        missing = sum(target.money for target in due if not target.met)
        met = f"{sum(target.met for target in due):,} of {len(due):,}"
        short = {target.country for target in due if not target.met and target.country >= 0}
        badly = {t.country for t in due if t.country in short and t.shortfall >= 0.5}
        yield (
            f"{year:<20}{met:>16}{billions(missing):>14}   {len(short)} of {members}, "
            f"{len(badly)} by half a unit or more"
        )
    yield "(missing: at the price of the cheapest equipment that would close the gap)"


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
    yield f"{'Missing by area':<20}" + "".join(f"{f'in {year}':>14}" for year in years)
    for area in answer.plan.areas:
        inside = [t for t in verdict.missed if area_of(answer, t) == area]
        sums = (sum(t.money for t in inside if t.year == year) for year in years)
        yield f"{area.replace('_', ' '):<20}" + "".join(f"{billions(money):>14}" for money in sums)


def who(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """The allies that fall short most, each in its worst year, with what it lacks most."""
    yield "Who falls short most, in the worst year"
    worst = verdict.worst_years("country")
    for i, (year, money) in list(worst.items())[:SHOWN]:
        own = [t for t in verdict.missed if t.country == i and t.year == year]
        lacking = [
            f"{name_of(answer, 'capabilities', t.capability)} {amount(t.shortfall)}"
            for t in sorted(own, key=lambda t: -t.money)[:2]
        ]
        name = name_of(answer, "countries", i) if i >= 0 else "pooled targets"
        yield f"  {name:<16}{billions(money):>13} in {year}   {', '.join(lacking)}"
    if len(worst) > SHOWN:
        yield f"  and {len(worst) - SHOWN} more, see capability.csv"


def what(answer: Answer, verdict: Verdict) -> Iterator[str]:
    """The capabilities that fall short most, each in its worst year."""
    yield "What falls short most, in the worst year"
    units = answer.scenario.tables["capabilities"].columns["unit"]
    for k, (year, money) in list(verdict.worst_years("capability").items())[:SHOWN]:
        short = sum(t.shortfall for t in verdict.missed if t.capability == k and t.year == year)
        name = name_of(answer, "capabilities", k)
        yield f"  {name:<32}{billions(money):>13} in {year}   {amount(short)} (unit: {units[k]})"


def amount(units: float) -> str:
    """A number of units for reading."""
    return f"{units:,.0f}" if units >= 10 else f"{units:,.2g}"


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
    yield f"What binds most: {most} (gains at the margin, all milestones together)"
    yield f"  industry   1 % more of every line's output would close {billions(gains['industry'])}"
    yield (
        f"  money      1 % more equipment money would close {billions(gains['money'])};\n"
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
    codes = [code for i, code in enumerate(plan.countries) if full[i].any()]
    if not codes:
        return "no ally spends its whole cap"
    listed = ", ".join(codes[:SHOWN]) + (", …" if len(codes) > SHOWN else "")
    spend = "ally spends its" if len(codes) == 1 else "allies spend their"
    return f"{len(codes)} {spend} whole cap in some year ({listed})"


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
