"""This file is about the section on who falls short: a heat map of allies and capabilities."""

from __future__ import annotations

from collections.abc import Iterable

from ....results.verdict import Target
from ....rounding import units
from ...screen import HALF
from ...words import amount, billions, listed
from ..cells import spoken
from ..facts import Facts, share
from ..parts import (
    NUMBER,
    YEAR,
    Cell,
    Cells,
    Column,
    Figure,
    Heat,
    Section,
    Table,
    Tabs,
    Text,
    totals,
)
from .opening import of

STEPS = (1e-12, 0.10, 0.25, 0.50, 0.75)
TRIFLE = "less than half a unit missing"
"""What the key says of cells that are hatched in colour."""

LEGEND = ("met", "under 10 % missing", "10-25 %", "25-50 %", "50-75 %", "75 % and more")
POOL = -1


def section(facts: Facts) -> Section:
    """Who misses what, and by how much."""
    parts = [heat_maps(facts)] if facts.verdict.missed else [Text([nobody(facts)])]
    return Section("short", "Who falls short", [*parts, allies(facts)])


def nobody(facts: Facts) -> str:
    """What is said where nothing is missed."""
    if not facts.verdict.targets:
        return "Nothing is asked for, so nobody falls short."
    return "Nobody falls short: every target is met in every year in which it is checked."


def heat_maps(facts: Facts) -> Figure:
    """A heat map for each year in which targets are checked, the worst first seen."""
    verdict = facts.verdict
    years = verdict.years()
    missing = {
        year: sum(target.money for target in verdict.missed if target.year == year)
        for year in years
    }
    worst = max(years, key=lambda year: missing[year])
    leaders = list(verdict.worst_years("country").items())[:3]
    told = [f"{of(facts, i)} ({billions(money)} in {year})" for i, (year, money) in leaders]
    caption = (
        f"Most is missing in {worst}: {billions(missing[worst])} at the price of the cheapest "
        "equipment that would close the gap. Furthest behind, each in its worst year: "
        f"{listed(told)}."
    )
    return Figure(
        "What is missing of each ally's targets, % of what it needs",
        caption,
        content=Tabs(
            "Targets of",
            [(str(year), heat_map(facts, year)) for year in years],
            first=years.index(worst),
        ),
        table=missed(facts),
        note="Rows and columns are sorted by the money that is missing. Hatched grey: the ally "
        "does not take part. Numbers are per cent; pooled targets are met by allies together. "
        "Orders are fractions of units, so less than half a unit is a trifle, whatever its share.",
    )


def heat_map(facts: Facts, year: int) -> Heat:
    """Allies by capabilities in one year."""
    plan = facts.answer.plan
    due = {(t.country, t.capability): t for t in facts.verdict.all_targets if t.year == year}
    money = {
        i: sum(t.money for (c, _), t in due.items() if c == i and not t.met)
        for i in [POOL, *range(len(plan.countries))]
    }
    takes_part = [i for i in range(len(plan.countries)) if plan.takes_part[i].any()]
    pools = [POOL] if any(c == POOL for c, _ in due) else []
    order = sorted([*pools, *takes_part], key=lambda i: (-money[i], i))
    by_area = columns_of(facts, due.values())
    codes = [plan.capabilities[k] for k in by_area]
    return Heat(
        [(facts.area(code), facts.capability_name(code)) for code in codes],
        [(ally(facts, i), [cell(facts, due, i, k) for k in by_area]) for i in order],
        STEPS,
        LEGEND,
        trifle=TRIFLE,
        corner=f"Checked in {year}",
    )


def columns_of(facts: Facts, due: Iterable[Target]) -> list[int]:
    """The capabilities by area: the areas of which most is missing first, and so inside each."""
    plan = facts.answer.plan
    areas = [plan.area_of[code] for code in plan.capabilities]
    lacking = dict.fromkeys(range(len(areas)), 0.0)
    for target in due:
        lacking[target.capability] += 0.0 if target.met else target.money
    inside = {area: sum(lacking[k] for k, its in enumerate(areas) if its == area) for area in areas}
    return sorted(
        lacking,
        key=lambda k: (-inside[areas[k]], plan.areas.index(areas[k]), -lacking[k], k),
    )


def ally(facts: Facts, i: int) -> str:
    """What the row of an ally, or of the pools, is called."""
    return facts.ally(facts.answer.plan.countries[i]) if i != POOL else "Pooled together"


def cell(facts: Facts, due: dict[tuple[int, int], Target], i: int, k: int) -> Cell | None:
    """One cell; None where there is no part to take."""
    plan, target = facts.answer.plan, due.get((i, k))
    if target is None:
        asks = i == POOL or not plan.takes_part[i, k]
        return None if asks else Cell(0.0, "", "nothing is asked")
    unit = facts.units[plan.capabilities[k]]
    if target.met:
        return Cell(0.0, "", f"{amount(target.needed)} needed, none missing (unit: {unit})")
    missing = target.shortfall / target.needed
    return Cell(
        missing,
        spoken(100 * missing),
        f"{amount(target.shortfall)} of {amount(target.needed)} missing, "
        f"{spoken(100 * missing)} % (unit: {unit}); {billions(target.money)}",
        trifle=target.shortfall < HALF,
    )


def missed(facts: Facts) -> Table:
    """Every target that is missed, the dearest first."""
    plan = facts.answer.plan
    rows: list[Cells] = [
        [
            ally(facts, target.country),
            facts.capability_name(plan.capabilities[target.capability]),
            target.money,
            target.year,
            share(target.shortfall, target.needed),
            units(target.shortfall, float(plan.value[target.capability])),
            units(target.needed, float(plan.value[target.capability])),
            facts.units[plan.capabilities[target.capability]],
        ]
        for target in sorted(facts.verdict.missed, key=lambda t: -t.money)
    ]
    columns = [
        Column("Ally"),
        Column("Capability", wide=True),
        Column("Missing", NUMBER, "MUSD"),
        Column("Checked in", YEAR),
        Column("Missing", NUMBER, "%", 1),
        Column("Missing", NUMBER, "", 1),
        Column("Needed", NUMBER, "", 1),
        Column("Unit"),
    ]
    return Table(
        columns, rows, caption="Every target that is missed, the dearest first", search=True
    )


def allies(facts: Facts) -> Figure:
    """Ally by ally: money, targets and what is missing, as a table."""
    columns = [
        Column("Ally"),
        Column("Missing in the worst year", NUMBER, "MUSD"),
        Column("Worst year", YEAR),
        Column("Own targets", NUMBER),
        Column("Met", NUMBER),
        Column("Cap", NUMBER, "MUSD"),
        Column("Payments", NUMBER, "MUSD"),
        Column("Upkeep", NUMBER, "MUSD"),
        Column("Cap used", NUMBER, "%", 0),
        Column("Of GDP", NUMBER, "%", 2),
    ]
    countries = facts.answer.plan.countries
    members = [i for i, parts in enumerate(facts.answer.plan.takes_part) if parts.any()]
    members.sort(key=lambda i: facts.ally(countries[i]))
    rows = [ally_row(facts, i) for i in members]
    return Figure(
        "Ally by ally",
        "What each ally reaches, and what it may spend and spends over all years.",
        content=Table(columns, rows, total=totals("All", rows, range(3, 8))),
    )


def ally_row(facts: Facts, i: int) -> Cells:
    """One ally over all years, money in MUSD."""
    answer, plan, first = facts.answer, facts.answer.plan, facts.first
    cap, spent = float(plan.cap[i, first:].sum()), float(facts.spent[i, first:].sum())
    own = [target for target in facts.verdict.all_targets if target.country == i]
    year, missing = facts.verdict.worst_years("country").get(i, (None, 0.0))
    return [
        facts.ally(plan.countries[i]),
        missing,
        year,
        len(own),
        sum(target.met for target in own),
        cap,
        float(answer.outcome.payments[i].sum()),
        float(answer.outcome.running[i].sum()),
        share(spent, cap),
        share(spent, float(plan.gdp[i, first:].sum())),
    ]
