"""This file is about the section on reasons: why a system was bought, and why another was not."""

from __future__ import annotations

from collections import Counter

from ....explain.because import because
from ....explain.reason import Why
from ..facts import Facts, Row
from ..parts import NUMBER, Cells, Column, Fold, Part, Points, Section, Table, Text

WHAT = (
    "An order costs what its price takes of scarce money, and brings what it adds to what is held, "
    "less what it takes of a full line or of a rule. From that follows the price at which it would "
    "be ordered: never above it. Where a sentence says so, solving again has ordered it there."
)


def section(facts: Facts) -> Section:
    """How often each reason, those that were tried in sentences, and every one with a price."""
    counts = Counter(one.reason for one in facts.answer.reasons)
    said = ", ".join(f"{reason} {counts[reason]:,}" for reason in Why if counts[reason])
    tried = [one for one in facts.answer.reasons if one.tried is not None]
    parts: list[Part] = [Text([WHAT, f"Of allies and systems that they could order: {said}."])]
    if tried:
        parts.append(Points([("", because(facts.answer, one)) for one in tried]))
    parts.append(Fold("Every system that an ally could use and does not order", [table(facts)]))
    return Section("reasons", "Why this was bought and that was not", parts)


def table(facts: Facts) -> Table:
    """Every system that is not ordered though it could close something: first those that are a
    little dear, at the end those that are just worth their price."""
    shown = [
        row
        for row in facts.table("reasons")
        if row["reason"] not in (Why.BOUGHT, Why.NO_NEED, Why.LATE)
    ]
    columns = [
        Column("Ally"),
        Column("System", wide=True),
        Column("Reason"),
        Column("Ordered at", NUMBER, "MUSD", 2),
        Column("Dearer by", NUMBER, "%", 1),
        Column("Bought instead", wide=True),
    ]
    caption = (
        "Systems that are not ordered, those that are dearer by least first; last what is just "
        "worth its price"
    )
    rows = sorted(
        shown,
        key=lambda row: (
            row["reason"] in (Why.NEXT, Why.TIE),
            row["dearer"] is None,
            row["dearer"] or 0.0,
        ),
    )
    return Table(columns, [cells(facts, row) for row in rows], caption=caption, search=True)


def cells(facts: Facts, row: Row) -> Cells:
    """One ally and system."""
    return [
        facts.ally(row["country"]),
        facts.anything(row["system"]),
        row["reason"],
        row["entry_price"],
        row["dearer"],
        facts.anything(row["rival"]) if row["rival"] else None,
    ]
