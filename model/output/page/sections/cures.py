"""This file is about the section on cures: for each missed target which ministry could cure it."""

from __future__ import annotations

from collections.abc import Sequence

from ....explain.explained import Explained
from ....explain.lifts import LIFTS, RULE
from ....explain.sentences import sentences
from ....results.capability import ALLIANCE
from ...explained import by_verdict, ministries, trifles
from ...screen import HALF
from ...words import in_one_unit
from ..facts import Facts, Row, counted
from ..parts import (
    NUMBER,
    YEAR,
    Cell,
    Cells,
    Column,
    Figure,
    Heat,
    Part,
    Points,
    Section,
    Table,
    Tabs,
    Text,
)
from .short import POOL, TRIFLE, ally, columns_of

LEGEND = (
    "met",
    *(f"{lift.sign}: {lift.name} alone" for lift in LIFTS),
    "M/I: either alone",
    "M+I: only together",
    "T: time",
)
"""What each colour means; signs of several lifts are joined as the verdict joins them."""

EITHER, TOGETHER, LATE = range(len(LIFTS) + 1, len(LIFTS) + 4)


def section(facts: Facts) -> Section:
    """Which ministry could cure what is missed, and how."""
    explained = facts.answer.explained or ()
    parts: list[Part] = [Text(["No target is missed, so there is nothing to cure."])]
    if explained:
        parts = [Text([what_it_is(explained)]), Points(points(explained)), maps(facts, explained)]
    return Section("cures", "Who could cure it", parts)


def what_it_is(explained: Sequence[Explained]) -> str:
    """What a verdict says."""
    many = len(explained) != 1
    return (
        f"{counted(len(explained), 'target')} {'are' if many else 'is'} missed{small(explained)}. "
        "For each it was "
        "tried what would let it be met while all other orders stay as planned and no other target "
        "gets worse: a larger budget (finance), more output of its lines (economy), or setting "
        "aside the rules (defence); each alone, then together."
    )


def small(explained: Sequence[Explained]) -> str:
    """How many targets lack less than half a unit, as the end of a phrase; nothing for none."""
    count = trifles(explained)
    return f" (of which {count:,} by less than half a unit)" if count else ""


def points(explained: Sequence[Explained]) -> list[tuple[str, str]]:
    """The totals by verdict."""
    found = by_verdict(explained)
    missing = {name: sum(one.missing for one in those) for name, those in found.items()}
    told = in_one_unit(missing.values())
    return [
        (
            f"{name.capitalize()}:",
            f"{counted(len(those), 'target')}{small(those)}, {told(missing[name])} missing over "
            "all milestones. "
            f"Who could cure it: {ministries(name)}.",
        )
        for name, those in found.items()
    ]


def maps(facts: Facts, explained: Sequence[Explained]) -> Figure:
    """A map for each year in which targets are missed, that of which most is missing first seen."""
    years = sorted({one.year for one in explained})
    missing = {year: sum(one.missing for one in explained if one.year == year) for year in years}
    most = next(iter(by_verdict(explained)))
    return Figure(
        "What would cure each missed target",
        f"Most of what is missing would be cured by {most}. The table below says what each would "
        "take; with a mouse, so does its cell.",
        content=Tabs(
            "Targets of",
            [(str(year), cure_map(facts, year)) for year in years],
            first=years.index(max(years, key=lambda year: missing[year])),
        ),
        table=every_cure(facts),
        note="Rows and columns are sorted by the money that is missing. Hatched grey: the "
        "ally does not take part. Cures do not add up: each one is for its target alone. Orders "
        "are fractions of units, so less than half a unit is a trifle, whatever would cure it.",
    )


def cure_map(facts: Facts, year: int) -> Heat:
    """Allies by capabilities in one year; who and what misses nothing is left out."""
    plan = facts.answer.plan
    due = [target for target in facts.verdict.all_targets if target.year == year]
    asked = {(target.country, target.capability) for target in due}
    short = {
        (one.country, one.capability): one
        for one in facts.answer.explained or ()
        if one.year == year
    }
    money: dict[int, float] = {}
    for (i, _), one in short.items():
        money[i] = money.get(i, 0.0) + one.missing
    columns = [k for k in columns_of(facts, due) if k in {k for _, k in short}]
    codes = [plan.capabilities[k] for k in columns]
    rows = [
        (ally(facts, i), [cell(facts, short.get((i, k)), (i, k) in asked) for k in columns])
        for i in sorted(money, key=lambda i: (-money[i], i))
    ]
    return Heat(
        [(facts.area(code), facts.capability_name(code)) for code in codes],
        rows,
        range(1, LATE + 1),
        LEGEND,
        scale="cure",
        trifle=TRIFLE,
        corner=f"Checked in {year}",
    )


def cell(facts: Facts, found: Explained | None, asked: bool) -> Cell | None:
    """One cell: blank where the target is met, None where nothing is asked."""
    if found is None:
        return Cell(0.0, "", "met") if asked else None
    kind, sign = kind_of(found)
    told = " ".join(sentences(facts.answer, found))
    return Cell(float(kind), sign, told, trifle=found.shortfall < HALF)


def kind_of(found: Explained) -> tuple[int, str]:
    """The colour of a verdict, and its signs."""
    if not found.cures:
        return LATE, "T"
    if len(found.cures[0]) > 1:
        return TOGETHER, "+".join(lift.sign for lift in found.cures[0])
    lifts = [lift for (lift,) in found.cures] if found.cures[0] else [RULE]
    kind = EITHER if len(lifts) > 1 else LIFTS.index(lifts[0]) + 1
    return kind, "/".join(lift.sign for lift in lifts)


def every_cure(facts: Facts) -> Table:
    """Every missed target, the dearest first."""
    columns = [
        Column("Ally"),
        Column("Capability", wide=True),
        Column("Checked in", YEAR),
        Column("Missing", NUMBER, "MUSD"),
        Column("Verdict"),
        Column("More money", NUMBER, "MUSD"),
        Column("More output", NUMBER, "units", 1),
        Column("Later", NUMBER, "years"),
        Column("In words", wide=True),
    ]
    explained = zip(facts.table("verdicts"), facts.answer.explained or (), strict=True)
    rows = sorted(explained, key=lambda pair: -pair[0]["missing"])
    caption = "Every target that is missed, the dearest first, and what would cure it"
    return Table(columns, [cells(facts, *pair) for pair in rows], caption=caption, search=True)


def cells(facts: Facts, row: Row, found: Explained) -> Cells:
    """One missed target; its first sentence says what the other cells do."""
    _, *words = sentences(facts.answer, found)
    pool = row["country"] == ALLIANCE
    return [
        ally(facts, POOL) if pool else facts.ally(row["country"]),
        facts.capability_name(row["capability"]),
        row["milestone"],
        row["missing"],
        row["verdict"],
        row["cure_money"],
        row["cure_units"],
        row["cure_years"],
        " ".join(words),
    ]
