"""This file is about the section on what one more is worth: money, output, uplift, time."""

from __future__ import annotations

from ....explain.gains import gain_sentence, no_deadline
from ....explain.worth import BUDGET, DEADLINE, INDUSTRY, KINDS, UPLIFT, Worth
from ....stages import SHORTFALL
from ..facts import Facts
from ..parts import NUMBER, YEAR, Cells, Column, Part, Points, Section, Table, Tabs, Text

TERMS = {
    BUDGET: ("Money", "a billion US dollars"),
    INDUSTRY: ("Output", "a unit"),
    UPLIFT: ("Uplift", "a point"),
    DEADLINE: ("Time", "a year"),
}
"""What each kind is called, and its step."""

WHAT = (
    "What would one more billion, one more slot of a production line, one point less of uplift or "
    "one more year do? Each was found by solving again. Shortfall counts at every year in which it "
    "is checked, weighted by priority; where more closes none, it is told what it saves."
)


def section(facts: Facts) -> Section:
    """The best of each kind in a sentence, and all in a table a kind."""
    answer = facts.answer
    best = [next((one for one in answer.worths if one.kind == kind), None) for kind in KINDS]
    points = [(f"{TERMS[one.kind][0]}:", gain_sentence(answer, one)) for one in best if one]
    if best[-1] is None:
        points.append((f"{TERMS[DEADLINE][0]}:", no_deadline(answer)))
    return Section("more", "What one more is worth", [Text([WHAT]), Points(points), *tables(facts)])


def tables(facts: Facts) -> list[Part]:
    """A table for each kind of which there are several."""
    shown: list[tuple[str, Part]] = [
        (TERMS[kind][0], table(facts, kind, found))
        for kind in (BUDGET, INDUSTRY, UPLIFT)
        if (found := [one for one in facts.answer.worths if one.kind == kind])
    ]
    return [Tabs("One more of", shown, first=0)] if shown else []


def table(facts: Facts, kind: str, found: list[Worth]) -> Table:
    """The headlines of a kind, the largest effect first."""
    columns, step = heads(kind), TERMS[kind][1]
    caption = f"What {step} {'less ' * (kind == UPLIFT)}does, where it does most"
    return Table(columns, [cells(facts, one) for one in found], caption=caption)


def heads(kind: str) -> list[Column]:
    """The columns of a kind."""
    per = "MUSD per MUSD" if kind == BUDGET else "MUSD a point" if kind == UPLIFT else "MUSD a unit"
    second = Column("One point more", NUMBER, "MUSD", 1) if kind == UPLIFT else Column("Year", YEAR)
    return [
        Column({BUDGET: "Ally", INDUSTRY: "System", UPLIFT: "Area"}[kind], wide=True),
        Column("Effect", NUMBER, "MUSD", 1),
        second,
        Column("What it does"),
        Column("First part of it", NUMBER, per, 2),
        Column("A little more" if kind == UPLIFT else "A little less", NUMBER, per, 2),
    ]


def cells(facts: Facts, found: Worth) -> Cells:
    """One headline."""
    return [
        facts.anything(found.country or found.item),
        found.whole,
        (None if found.back is None else -found.back) if found.kind == UPLIFT else found.year,
        "closes shortfall" if found.stage == SHORTFALL else "saves money",
        found.first,
        None if found.less is None else -found.less,
    ]
