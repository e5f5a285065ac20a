"""This file is about the section on conflicts: limits that cannot all hold, where every target must
be met, and the cheapest way out."""

from __future__ import annotations

from collections.abc import Iterator

from ....explain.against import alike, also, conflict_sentences, way_out_sentences
from ....explain.strict import Conflict, Strict
from ..facts import Facts, counted
from ..parts import NUMBER, Column, Fold, Part, Points, Section, Table, Text
from .short import ally

SHOWN = 8
"""How many conflicts are seen at once; the others are folded."""

WHAT_IT_IS = (
    "Every target should be met, and some are missed. For each ally, and for what allies are to "
    "meet together, this takes the target of which most is missing and names limits that cannot "
    "all hold with it, while all other orders stay as planned and no other target gets worse."
)


def section(facts: Facts) -> Section:
    """What cannot hold together, and by how much limits must be passed."""
    strict = facts.answer.strict
    parts = [] if strict is None else list(told(facts, strict))
    return Section("conflicts", "What cannot hold together", parts)


def told(facts: Facts, strict: Strict) -> Iterator[Part]:
    """The conflicts, the dearest first, then the way out."""
    groups = alike(strict.conflicts)
    yield Text([WHAT_IT_IS])
    yield Points([point(facts, group) for group in groups[:SHOWN]])
    more = [point(facts, group) for group in groups[SHOWN:]]
    if more:
        yield Fold(f"{counted(len(more), 'more conflict')}", [Points(more)])
    yield Text(list(way_out_sentences(facts.answer, strict)))
    if strict.openings:
        yield Fold(f"All {counted(len(strict.openings), 'limit')} to be passed", [openings(facts)])


def point(facts: Facts, group: list[Conflict]) -> tuple[str, str]:
    """Conflicts that differ only in whose target it is: what it is about, and what is said."""
    first, *others = group
    name = facts.capability_name(facts.answer.plan.capabilities[first.capability])
    said = (*conflict_sentences(facts.answer, first), *also(facts.answer, others))
    return f"{ally(facts, first.country)}, {name}:", " ".join(said)


def openings(facts: Facts) -> Table:
    """Every limit that the cheapest way out passes."""
    columns = [
        Column("Row of the model"),
        Column("Kind"),
        Column("More", NUMBER, decimals=1),
        Column("For firm orders", NUMBER, decimals=1),
        Column("Unit"),
        Column("Worth", NUMBER, "MUSD"),
        Column("Number"),
        Column("Stated in"),
    ]
    rows = [
        [
            one["row"], one["kind"], one["more"], one["firm"], one["unit"], one["worth"],
            f"{one['parameter']} {one['value']:g}", one["origin"],
        ]
        for one in sorted(facts.table("relaxation"), key=lambda one: -one["worth"])
    ]  # fmt: skip
    return Table(columns, rows, caption="By how much each limit must be passed, all together")
