"""This file is about the section on how firm the numbers are: what each could be in plans that cost
nearly the same."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from ....explain.ranges import FIRM, FREE, LOOSE, SHARES, SPENDING, STAMPED, UNITS, Range, numbers
from ...firm import NOTHING, counted
from ..facts import Facts
from ..parts import NUMBER, Cells, Chart, Column, Figure, Section, Table, Text
from ..pictures import AMBER, DEEP, INK, LIGHT, ranked

COLOURS = {FIRM: DEEP, LOOSE: LIGHT, FREE: AMBER}
TITLE = "How firm the numbers are"
TITLES = {
    UNITS: "How many of each system",
    SPENDING: "What each ally spends",
}
FARTHEST = 300.0
"""Per cent of the planned number at which a bar ends; its label tells what it reaches."""

STEP = 100
"""Per cent from one mark of the axis to the next."""

LETTER, PHONE = 6.5, 120
"""Pixels that a letter of a label takes at its size, and that a phone has for the bars."""


def section(facts: Facts) -> Section:
    """The ranges of systems, then those of allies."""
    found = facts.answer.ranges or ()
    if not found:
        return Section("firm", TITLE, [Text([NOTHING])])
    told = (
        f"Many plans cost nearly the same. These are the {len(found)} numbers with the most money "
        f"behind them: {counted(found)}, by what each could be in plans with the same shortfall "
        f"that cost at most {SHARES[STAMPED]} more. The range of a firm number is at most a tenth "
        "of it wide, that of a free one at least as wide as the number itself: then the plan shows "
        "one of many ways, and which one is taken is for politics to say."
    )
    return Section(
        "firm",
        TITLE,
        [Text([told]), *(figure(facts, kind, found) for kind in TITLES if of(kind, found))],
    )


def of(kind: str, found: Sequence[Range]) -> list[Range]:
    """The ranges of one kind, that with the most money behind it first."""
    return [one for one in found if one.kind == kind]


def figure(facts: Facts, kind: str, found: Sequence[Range]) -> Figure:
    """A bar for each number, from the least to the most that it could be."""
    ranges = of(kind, found)
    firm = [one for one in ranges if one.stamp == FIRM]
    option = ranked([name(facts, one) for one in ranges], [base(ranges), *bars_of(ranges)])
    farthest = ceil(max(ends(one)[1] for one in ranges) / STEP) * STEP
    option["xAxis"] |= {"min": 0, "max": farthest, "interval": STEP}
    option["grid"] |= {"right": option["grid"]["right"] + room(ranges, farthest)}
    option["tooltip"] = {"show": False}
    return Figure(
        f"{TITLES[kind]}: from the least to the most, % of what is planned",
        f"{len(firm)} of {len(ranges)} {'is' if len(firm) == 1 else 'are'} firm. A bar at 100 % is "
        "a number that no plan as good could change; one from 50 to 200 % could be half or twice "
        "what is planned. Bars end at "
        f"{FARTHEST:.0f} %.",
        [Chart(option, "%", 0, height=60 + 26 * len(ranges))],
        table=table(facts, kind),
        note="Each range is for its number alone: not all can be at their ends at once. The "
        "shortfall stays at its least. The United States is left out.",
    )


def room(ranges: Sequence[Range], farthest: float) -> int:
    """How many pixels labels need beyond the axis, even where bars have as few as on a phone."""
    beyond = [LETTER * len(numbers(one)) - PHONE * (1 - ends(one)[1] / farthest) for one in ranges]
    return ceil(max(0.0, *beyond))


def base(ranges: Sequence[Range]) -> dict[str, Any]:
    """What stands to the left of each bar: nothing to be seen."""
    return {
        "type": "bar", "name": "", "silent": True, "stack": "all", "barCategoryGap": "28%",
        "itemStyle": {"color": "transparent"}, "data": [ends(one)[0] for one in ranges],
    }  # fmt: skip


def bars_of(ranges: Sequence[Range]) -> list[dict[str, Any]]:
    """The bars, a colour for each stamp; each says its range."""
    return [
        {
            "type": "bar", "name": stamp, "stack": "all", "barMinHeight": 3,
            "itemStyle": {"color": color},
            "label": {"show": True, "position": "right", "color": INK, "fontSize": 12},
            "data": [bar(one) if one.stamp == stamp else None for one in ranges],
        }
        for stamp, color in COLOURS.items()
    ]  # fmt: skip


def bar(found: Range) -> dict[str, Any]:
    """The width of a bar, and the range that stands beside it."""
    low, high = ends(found)
    return {
        "value": round(high - low, 2),
        "label": {"formatter": numbers(found)},
    }


def ends(found: Range) -> tuple[float, float]:
    """Both ends within 1 % of the least cost, per cent of what is planned, as far as is drawn."""
    low, high = (min(100 * end / found.planned, FARTHEST) for end in found.ends[STAMPED])
    return round(low, 2), round(high, 2)


def name(facts: Facts, found: Range) -> str:
    """The name of the system or the ally."""
    plan = facts.answer.plan
    if found.kind == UNITS:
        return facts.system(plan.systems[found.place])
    return facts.ally(plan.countries[found.place])


def table(facts: Facts, kind: str) -> Table:
    """The ranges within each share of the least cost."""
    unit, decimals = ("", 1) if kind == UNITS else ("MUSD", 0)
    columns = [
        Column("System" if kind == UNITS else "Ally"),
        Column("Planned", NUMBER, unit, decimals),
        *(
            Column(f"{end} within {share}", NUMBER, unit, decimals)
            for share in SHARES
            for end in ("Least", "Most")
        ),
        Column("Stamp"),
    ]
    called = facts.system if kind == UNITS else facts.ally
    rows: list[Cells] = [
        [
            called(row["code"]),
            row["planned"],
            *(row[f"{end}_{share.split()[0]}"] for share in SHARES for end in ("low", "high")),
            row["stamp"],
        ]
        for row in facts.table("ranges")
        if row["kind"] == kind
    ]
    return Table(columns, rows)
