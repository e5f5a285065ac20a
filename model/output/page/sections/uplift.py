"""This file is about the section on capability: what is held against what is asked, by area."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ....arrays import Floats
from ....results.capability import alliance_row
from ..facts import Facts, Row, heading, listed
from ..parts import NUMBER, YEAR, Cells, Chart, Column, Figure, Fold, Part, Section, Table
from ..pictures import AMBER, DEEP, line, over_years

ALL = "All areas"


def section(facts: Facts) -> Section:
    """Delivered capability against target, and the tables."""
    parts: list[Part] = [delivered(facts)] if facts.verdict.targets else []
    parts.append(capabilities(facts))
    if facts.answer.plan.us.any():
        parts.append(dependence(facts))
    return Section("capability", "What it buys", parts)


def delivered(facts: Facts) -> Figure:
    """For each area: how much of the final target is held, and how much is asked when."""
    plan = facts.answer.plan
    groups = {
        heading(area): [k for k, code in enumerate(plan.capabilities) if plan.area_of[code] == area]
        for area in plan.areas
    }
    if len(groups) > 1:
        groups[ALL] = list(range(len(plan.capabilities)))
    weighed = [weights(facts, k) for k in range(len(plan.capabilities))]
    found = {
        name: indices([weighed[k] for k in members])
        for name, members in groups.items()
        if any(weighed[k][0] > 0 for k in members)
    }
    low = 10 * float(np.floor((min(reached.min() for reached, _ in found.values()) - 1) / 10))
    ends = {name: float(reached[-1]) for name, (reached, _) in found.items() if name != ALL}
    worst = min(ends, key=lambda name: ends[name])
    full = [name for name, end in ends.items() if end > 99.95]
    caption = (
        "Every area reaches its whole target by the last year."
        if len(full) == len(ends)
        else f"Furthest from its target in {plan.years[-1]} is {worst}, at {ends[worst]:.1f} %"
        + (f"; {listed(full)} {'is' if len(full) == 1 else 'are'} met in full." if full else ".")
    )
    return Figure(
        "Capability held against target, by area, % of the final target",
        caption,
        [panel(facts, name, *found[name], low) for name in found],
        table=as_table(facts, found),
        note=f"100 % is what is asked in {plan.years[-1]}. Capabilities count by the price of "
        "their cheapest effective unit, and what an ally holds beyond its own target counts for "
        "no other. Between the years in which targets are checked, holdings may fall. The scale "
        "does not start at 0.",
    )


def indices(weighed: list[tuple[float, Floats, Floats]]) -> tuple[Floats, Floats]:
    """What is held and what is asked in each year, % of what is asked in the end, (Y,) each."""
    goal = sum(one for one, _, _ in weighed)
    missing = np.sum([one for _, one, _ in weighed], axis=0)
    asked = np.sum([one for _, _, one in weighed], axis=0)
    return 100 * (1 - missing / goal), 100 * asked / goal


def weights(facts: Facts, k: int) -> tuple[float, Floats, Floats]:
    """What a capability asks in the end, what is missing of it in each year, and what is asked in
    each year, no more than in the end; MUSD at the price of the cheapest effective unit.

    National targets and the pool's stand side by side, as in the count of targets.
    """
    answer, plan = facts.answer, facts.answer.plan
    members, value = plan.takes_part[:, k], float(plan.value[k])
    needed, held = answer.needed[members, k], answer.outcome.held[members, k]
    missing = np.maximum(0.0, needed[:, -1:] - held).sum(axis=0)
    asked = np.minimum(needed, needed[:, -1:]).sum(axis=0)
    goal = float(needed[:, -1].sum())
    if plan.pooled[k] > 0:
        pool = plan.target[members, k].sum(axis=0)
        missing += np.maximum(0.0, pool[-1] - held.sum(axis=0))
        asked += np.minimum(pool, pool[-1])
        goal += float(pool[-1])
    return value * goal, value * missing, value * asked


def panel(facts: Facts, name: str, reached: Floats, asked: Floats, low: float) -> Chart:
    """One area: the line of what is held, the points of what is asked."""
    plan, checked = facts.answer.plan, facts.verdict.years()
    targets = [float(asked[plan.at(y)]) if y in checked else None for y in plan.all_years]
    option = over_years(
        plan.all_years,
        [line("Held", reached.tolist(), DEEP), line("Target", targets, AMBER, dashed=True)],
        low=low,
        high=100.0,
    )
    return Chart(option, "%", 1, height=230, name=name)


def as_table(facts: Facts, found: dict[str, tuple[Floats, Floats]]) -> Table:
    """The figures behind the panels."""
    plan, checked = facts.answer.plan, facts.verdict.years()
    columns = [Column("Year", YEAR)]
    for name in found:
        columns += [Column(f"{name}: {what}", NUMBER, "%", 1) for what in ("held", "target")]
    rows: list[Cells] = []
    for year in plan.all_years:
        row: list[float | int | None] = [year]
        for reached, asked in found.values():
            y = plan.at(year)
            row += [float(reached[y]), float(asked[y]) if year in checked else None]
        rows.append(row)
    return Table(columns, rows)


def capabilities(facts: Facts) -> Fold:
    """All allies together, capability by capability, in the last year."""
    plan = facts.answer.plan
    last = plan.years[-1]
    met = {code: [0, 0] for code in plan.capabilities}
    for target in facts.verdict.all_targets:
        met[plan.capabilities[target.capability]][0] += target.met
        met[plan.capabilities[target.capability]][1] += 1
    rows: list[Cells] = [
        [
            facts.capability_name(row["capability"]),
            facts.area(row["capability"]),
            facts.units[row["capability"]],
            *(row[name] for name in ("held_before", "needed", "held", "uplift_reached")),
            *(row["shortfall"], row["shortfall_value"], *met[row["capability"]]),
        ]
        for row in together(facts, last)
    ]
    columns = [Column("Capability"), Column("Area"), Column("Unit")]
    columns += [
        Column(f"Held {plan.base_year}", NUMBER, "", 1),
        Column(f"Asked {last}", NUMBER, "", 1),
        Column(f"Held {last}", NUMBER, "", 1),
        Column("Uplift reached", NUMBER, "%", 1),
        Column(f"Missing {last}", NUMBER, "", 1),
        Column("Missing, weighted", NUMBER, "MUSD"),
        Column("Targets met", NUMBER),
        Column("of", NUMBER),
    ]
    table = Table(columns, rows)
    return Fold("Capability by capability", [table], "all allies that take part, together")


def together(facts: Facts, year: int) -> Iterator[Row]:
    """The rows of capability.csv for the alliance in one year in which targets are checked."""
    plan = facts.answer.plan
    for k in range(len(plan.capabilities)):
        members = np.flatnonzero(plan.takes_part[:, k]).tolist()
        if members:
            yield alliance_row(facts.answer, k, year, members)


def dependence(facts: Facts) -> Fold:
    """What rests on the United States."""
    rows: list[Cells] = [
        [
            facts.capability_name(row["capability"]),
            facts.units[row["capability"]],
            row["year"],
            row["held_by_allies"],
            row["held_by_us"],
            row["us_share"],
        ]
        for row in facts.table("dependence")
    ]
    columns = [
        Column("Capability"),
        Column("Unit"),
        Column("Year", YEAR),
        Column("Held by allies", NUMBER, "", 1),
        Column("Held by the US", NUMBER, "", 1),
        Column("Share of the US", NUMBER, "%", 1),
    ]
    table = Table(columns, rows)
    return Fold("What rests on the United States", [table], "base year and deadline")
