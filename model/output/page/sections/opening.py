"""This file is about the opening: the headline, the answer in a paragraph, the headline figures."""

from __future__ import annotations

from collections.abc import Iterator

from ...screen import binding, cost, judged
from ...words import amount, billions, listed
from ..facts import Facts, prose, share
from ..parts import NUMBER, Column, Fold, Head, Table, Tile, Tiles

WEIGHTED = "Shortfall, weighted by priority"
"""What is missing times the priorities, told where they differ from what is missing in money."""


def head(facts: Facts) -> Head:
    """What stands on top."""
    plan = facts.answer.plan
    sentence = judged(facts.verdict).replace("NOT", "not")
    return Head(
        f"Scenario {plan.name} · {plan.years[0]}-{plan.years[-1]} · US dollars at constant prices "
        f"of {plan.base_year}",
        (sentence[:1].upper() + sentence[1:]).removesuffix("."),
        list(lead(facts)),
    )


def lead(facts: Facts) -> Iterator[str]:
    """The answer in a paragraph: what is met when, what it costs, who falls short, what binds."""
    verdict = facts.verdict
    if verdict.missed:
        told = "; ".join(milestone(facts, year) for year in verdict.years())
        yield f"{told[:1].upper()}{told[1:]}."
    yield f"The plan costs {prose(' '.join(cost(facts.answer))).removeprefix('Cost ')}"
    if verdict.missed:
        _, _, most = next(iter(binding(facts.answer, verdict))).partition(": ")
        yield f"{who(facts)} What binds most is {most.split(' (')[0]}."


def milestone(facts: Facts, year: int) -> str:
    """What is met and missing in one year in which targets are checked."""
    due = [target for target in facts.verdict.all_targets if target.year == year]
    met = sum(target.met for target in due)
    missing = sum(target.money for target in due if not target.met)
    if met == len(due):
        return f"all {met:,} targets are met in {year}"
    return f"{met:,} of {len(due):,} targets are met in {year}, with {billions(missing)} missing"


def who(facts: Facts) -> str:
    """Who falls short most, each in its worst year, and what the first of them lacks."""
    worst = list(facts.verdict.worst_years("country").items())
    told = [f"{of(facts, i)} ({billions(money)} in {year})" for i, (year, money) in worst[:3]]
    i, (year, _) = worst[0]
    own = [t for t in facts.verdict.missed if t.country == i and t.year == year]
    codes = facts.answer.plan.capabilities
    lacking = [
        f"{facts.capability_name(codes[target.capability])} ({amount(target.shortfall)})"
        for target in sorted(own, key=lambda t: -t.money)[:2]
    ]
    return f"Furthest behind: {listed(told)}. {of(facts, i)} lacks above all {listed(lacking)}."


def of(facts: Facts, i: int) -> str:
    """The name of an ally by its place, or of the pools."""
    return facts.ally(facts.answer.plan.countries[i]) if i >= 0 else "Pooled targets"


def tiles(facts: Facts) -> Tiles:
    """The headline figures, those of summary.csv."""
    counts = targets(facts)
    return Tiles([counts[0], *money(facts), counts[1]])


def targets(facts: Facts) -> list[Tile]:
    """How many targets are met, and how many allies miss one."""
    summary = facts.summary
    members = int(facts.answer.plan.takes_part.any(axis=1).sum())
    met = share(summary["targets_met"], summary["targets"])
    of_all = f"of {summary['targets']:,}" + (f", {met:.0f} %" if met is not None else "")
    return [
        Tile(summary["targets_met"], f"{summary['targets_met']:,}", "Targets met", of_all),
        Tile(
            summary["allies_short"],
            f"{summary['allies_short']}",
            "Allies short",
            f"of {members} miss a target",
        ),
    ]


def money(facts: Facts) -> list[Tile]:
    """What is missing, what it costs, and how much of the budgets it takes."""
    summary, plan = facts.summary, facts.answer.plan
    spent = summary["payments"] + summary["running"]
    caps = float(plan.cap[facts.allies, facts.first :].sum())
    used = share(float(facts.spent[facts.allies, facts.first :].sum()), caps) or 0.0
    told = {
        "Missing, all milestones": (
            summary["missing"],
            "an index: what lasts counts at each milestone",
        ),
    }
    if facts.verdict.weighted:
        told[WEIGHTED] = (
            summary["shortfall_of_plan"],
            "what is missing, times the priorities",
        )
    told |= {
        "Cost a year": (summary["spending_a_year"], f"on average over {len(plan.years)} years"),
        "Cost in all": (spent, f"of which {billions(summary['running'])} upkeep"),
    }
    aside = ", the US aside" if plan.us.any() else ""
    return [
        *(Tile(value, billions(value), name, detail) for name, (value, detail) in told.items()),
        Tile(used, f"{used:.0f} %", "Budgets used", f"of what firm orders leave{aside}"),
    ]


def totals(facts: Facts) -> Fold:
    """Every total of summary.csv, in full."""
    summary = facts.summary
    money = {
        "Missing, all milestones": summary["missing"],
        **({WEIGHTED: summary["shortfall_of_plan"]} if facts.verdict.weighted else {}),
        "Cost a year": summary["spending_a_year"],
        "Cost in all": summary["payments"] + summary["running"],
        "Payments": summary["payments"],
        "Upkeep": summary["running"],
        "Cost, discounted": summary["cost"],
    }
    counts = {
        "Targets": summary["targets"],
        "Targets met": summary["targets_met"],
        "Allies short": summary["allies_short"],
    }
    table = Table(
        [Column("Total"), Column("Value", NUMBER), Column("Unit")],
        [
            *([name, value, ""] for name, value in counts.items()),
            *([name, value, "MUSD"] for name, value in money.items()),
        ],
    )
    return Fold("All totals", [table], "those of terminal, tables and workbook")
