"""This file is about the section on capability: what is held against what is asked, by area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ....arrays import Floats
from ....results.capability import alliance_row
from ...words import heading, listed
from ..facts import Facts, Row
from ..parts import NUMBER, YEAR, Cells, Chart, Column, Figure, Fold, Part, Section, Table
from ..pictures import AMBER, DEEP, LIGHT, line, over_years, points
from .asked import asked
from .opening import WEIGHTED

ALL = "All areas"
EACH_YEAR = ("held", "asked", "reached")

NOTE = (
    "100 % is what is asked in {year}. The line counts what each ally holds up to its target of "
    "{year}, and nothing beyond. In an earlier year it may therefore lie above the target of that "
    "year although single targets are missed; the light points count what is held only up to each "
    "target of their year. Capabilities count by the price of their cheapest effective unit. "
    "Between the years in which targets are checked, holdings may fall. The scale does not start "
    "at 0."
)


@dataclass(frozen=True)
class Course:
    """What is asked in the end (MUSD), and in each year what is held up to that, what is asked
    then, and what of that is reached, (Y,) each.

    MUSD at the price of the cheapest effective unit, or % of what is asked in the end.
    """

    goal: float
    held: Floats
    asked: Floats
    reached: Floats

    @property
    def shares(self) -> Course:
        """The same as % of what is asked in the end."""
        return Course(100.0, **{n: 100 * getattr(self, n) / self.goal for n in EACH_YEAR})


def section(facts: Facts) -> Section:
    """Delivered capability against target, and the tables."""
    why = asked(facts)
    parts: list[Part] = [*why[:1], delivered(facts), *why[1:]] if facts.verdict.targets else []
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
    courses = [course(facts, k) for k in range(len(plan.capabilities))]
    found = {
        name: together([courses[k] for k in members]).shares
        for name, members in groups.items()
        if any(courses[k].goal > 0 for k in members)
    }
    least = min(min(one.held.min(), one.reached.min()) for one in found.values())
    low = 10 * float(np.floor((least - 1) / 10))
    ends = {name: float(one.held[-1]) for name, one in found.items() if name != ALL}
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
        [panel(facts, name, one, low) for name, one in found.items()],
        table=as_table(facts, found),
        note=NOTE.format(year=plan.years[-1]),
    )


def together(courses: Sequence[Course]) -> Course:
    """Several capabilities as one."""
    sums = {name: np.sum([getattr(one, name) for one in courses], axis=0) for name in EACH_YEAR}
    return Course(sum(one.goal for one in courses), **sums)


def course(facts: Facts, k: int) -> Course:
    """The course of one capability, MUSD.

    National targets and the pool's stand side by side, as in the count of targets. No more is
    asked in any year than in the end.
    """
    answer, plan = facts.answer, facts.answer.plan
    members, value = plan.takes_part[:, k], float(plan.value[k])
    held, needed = answer.outcome.held[members, k], answer.needed[members, k]
    if plan.pooled[k] > 0:
        held = np.vstack([held, held.sum(axis=0)])
        needed = np.vstack([needed, plan.target[members, k].sum(axis=0)])
    goal = needed[:, -1:]
    asked = np.minimum(needed, goal)
    counted, reached = np.minimum(held, goal), np.minimum(held, asked)
    sums = (value * one.sum(axis=0) for one in (counted, asked, reached))
    return Course(value * float(goal.sum()), **dict(zip(EACH_YEAR, sums, strict=True)))


def panel(facts: Facts, name: str, found: Course, low: float) -> Chart:
    """One area: the line of what is held, the points of what is asked and of what is reached."""
    plan, checked = facts.answer.plan, facts.verdict.years()

    def then(values: Floats) -> list[float | None]:
        return [float(values[plan.at(y)]) if y in checked else None for y in plan.all_years]

    option = over_years(
        plan.all_years,
        [
            line("Held", found.held.tolist(), DEEP),
            line("Target", then(found.asked), AMBER, dashed=True),
            points("Reached of the target", then(found.reached), LIGHT, DEEP),
        ],
        low=low,
        high=100.0,
    )
    return Chart(option, "%", 1, height=230, name=name)


def as_table(facts: Facts, found: dict[str, Course]) -> Table:
    """The figures behind the panels."""
    plan, checked = facts.answer.plan, facts.verdict.years()
    columns = [Column("Year", YEAR)]
    for name in found:
        columns += [
            Column(f"{name}: {what}", NUMBER, "%", 1) for what in ("held", "target", "reached")
        ]
    rows: list[Cells] = []
    for year in plan.all_years:
        row: list[float | int | None] = [year]
        for one in found.values():
            y = plan.at(year)
            due = (one.asked, one.reached)
            row += [float(one.held[y]), *(float(v[y]) if year in checked else None for v in due)]
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
            row["missing"],
            *([row["shortfall_value"]] if facts.verdict.weighted else []),
            *(row[name] for name in ("shortfall", "needed", "held", "held_before")),
            facts.units[row["capability"]],
            row["uplift_reached"],
            *met[row["capability"]],
            facts.area(row["capability"]),
        ]
        for row in alliance_rows(facts, last)
    ]
    columns = [Column("Capability"), Column("Missing", NUMBER, "MUSD")]
    if facts.verdict.weighted:
        columns.append(Column(WEIGHTED, NUMBER, "MUSD"))
    columns += [
        Column(f"Missing {last}", NUMBER, "", 1),
        Column(f"Asked {last}", NUMBER, "", 1),
        Column(f"Held {last}", NUMBER, "", 1),
        Column(f"Held {plan.base_year}", NUMBER, "", 1),
        Column("Unit"),
        Column("Uplift reached", NUMBER, "%", 1),
        Column("Targets met", NUMBER),
        Column("of", NUMBER),
        Column("Area"),
    ]
    table = Table(columns, rows)
    return Fold("Capability by capability", [table], "all allies that take part, together")


def alliance_rows(facts: Facts, year: int) -> Iterator[Row]:
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
            row["us_share"],
            row["year"],
            row["held_by_allies"],
            row["held_by_us"],
            facts.units[row["capability"]],
        ]
        for row in facts.table("dependence")
    ]
    columns = [
        Column("Capability"),
        Column("Share of the US", NUMBER, "%", 1),
        Column("Year", YEAR),
        Column("Held by allies", NUMBER, "", 1),
        Column("Held by the US", NUMBER, "", 1),
        Column("Unit"),
    ]
    table = Table(columns, rows)
    return Fold("What rests on the United States", [table], "base year and deadline")
