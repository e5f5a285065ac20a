"""This file is about lifts: the families of rows that a ministry could open, each declared once.

A row that limits what can be bought belongs to exactly one lift; `KEPT` names the rows that no
ministry can open, because they say what an order means or what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Lift:
    """Families of rows that are opened together.

    Attributes:
        name: as the verdict says it. rows: the families.
        ministry: whose it is to open them. sign: what stands for it in a small cell.
        opened: what opening them means, as the subject of a sentence.
    """

    name: str
    rows: tuple[str, ...]
    ministry: str
    sign: str
    opened: str


MONEY = Lift("money", ("budget",), "finance", "M", "more money")
INDUSTRY = Lift("industry", ("industry",), "economy", "I", "more output")
RULE = Lift(
    "rule",
    ("mix", "concentration", "origin"),
    "defence",
    "R",
    "setting aside the rules on mix, origin and shares of the pool",
)

LIFTS = (MONEY, INDUSTRY, RULE)
"""In the order in which a verdict names them."""

KEPT = frozenset({
    "payments_follow_orders",
    "upkeep_follows_use",
    "holding_follows_orders",
    "ordered_follows_orders",
    "national_target",
    "stockpile",
    "alliance_target",
    "shortfall_within_tolerance",
})  # fmt: skip
"""Rows of stages 1 and 2 that no lift opens; the last bounds the shortfall from above only."""

TIME = "time"
"""The verdict where nothing that is lifted cures: no order can be in use by the milestone, or none
for the munitions that would then be needed."""

EITHER, TOGETHER = " or ", " and "


def verdict_of(cures: Iterable[tuple[Lift, ...]]) -> str:
    """The verdict of the smallest sets of lifts that cure: each alone, or the first together."""
    found = list(cures)
    if not found:
        return TIME
    if len(found[0]) == 0:
        return RULE.name
    if len(found[0]) == 1:
        return EITHER.join(lift.name for (lift,) in found)
    return TOGETHER.join(lift.name for lift in found[0])
