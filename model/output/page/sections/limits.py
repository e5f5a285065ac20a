"""This file is about the section on limits: what binds, and what one more of it would be worth."""

from __future__ import annotations

from ....results.prices import LIMITS
from ....stages import SHORTFALL
from ...screen import binding
from ...words import billions
from ..facts import Facts, Row, prose
from ..parts import NUMBER, YEAR, Chart, Column, Figure, Part, Points, Section, Table, Text, Value
from ..pictures import AMBER, DEEP, bars, ranked

SHOWN = 15
A_FAMILY = 8
"""How many prices of each kind of limit the table names."""

KINDS = {"industry": "Line", "budget": "Budget"}


def section(facts: Facts) -> Section:
    """What holds the plan back."""
    parts: list[Part] = []
    if facts.verdict.missed:
        first, *rest = binding(facts.answer, facts.verdict)
        parts.append(Text([f"{prose(first)}."]))
        parts.append(Points([point(text) for text in rest]))
        parts += one_per_cent(facts)
    else:
        parts.append(Text(["Nothing is missing, so no limit keeps a target from being met."]))
    parts += prices(facts)
    return Section("limits", "What holds it back", parts)


def point(text: str) -> tuple[str, str]:
    """A line of the screen: the limit it is about, and what it says."""
    term, _, words = prose(text).partition(" ")
    return term.capitalize(), words


def one_per_cent(facts: Facts) -> list[Part]:
    """Which lines and which budgets would close most if they were 1 % larger."""
    gains = [
        (gain, kind, code)
        for family, kind in KINDS.items()
        for code, gain in facts.verdict.worth_by_code(family).items()
        if gain > 0
    ]
    gains.sort(key=lambda found: (-found[0], found[2]))
    if not gains:
        return []
    top = gains[:SHOWN]
    option = ranked(
        [facts.anything(code) for _, _, code in top],
        [
            bars(name, [g if kind == which else None for g, kind, _ in top], color, labelled=True)
            for which, name, color in (
                ("Line", "1 % more output of the line in every year", AMBER),
                ("Budget", "1 % more equipment money in every year", DEEP),
            )
        ],
    )
    table = Table(
        [Column("What"), Column("Kind"), Column("Shortfall closed by 1 % more", NUMBER, "MUSD", 1)],
        [[facts.anything(code), kind, gain] for gain, kind, code in gains],
        total=["All", "", sum(gain for gain, _, _ in gains)],
    )
    gain, kind, code = top[0]
    more = "output of" if kind == KINDS["industry"] else "equipment money of"
    return [
        Figure(
            "Where 1 % more would help most, million US dollars of shortfall closed",
            f"The largest gain: 1 % more {more} {facts.anything(code)} would close "
            f"{billions(gain)}. Gains are at the margin and count all milestones; several at once "
            "may close less than their sum.",
            [Chart(option, "MUSD", 0, height=60 + 26 * len(top))],
            table=table,
        )
    ]


def prices(facts: Facts) -> list[Part]:
    """The largest shadow prices in words, each limit in the year in which it is highest."""
    rows = sorted(facts.table("prices"), key=lambda row: -abs(row["price"]))
    if not rows:
        return []
    families: dict[tuple[str, str], dict[str, Row]] = {(SHORTFALL, name): {} for name in LIMITS}
    for row in rows:
        family = str(row["constraint"]).partition("[")[0]
        families.setdefault((row["stage"], family), {}).setdefault(place(facts, row), row)
    told: list[list[Value]] = [
        [
            f"{family.replace('_', ' ').capitalize()}: {whose}",
            row["words"],
            row["year"],
            "shortfall" if stage == SHORTFALL else "cost",
            row["price"],
        ]
        for (stage, family), found in families.items()
        for whose, row in list(found.items())[:A_FAMILY]
    ]
    columns = [
        Column("Limit", wide=True),
        Column("In words", wide=True),
        Column("Year", YEAR),
        Column("Lowers"),
        Column("Price", NUMBER, "", 2),
    ]
    several = any(row["unique"] != "unique" for row in rows)
    return [
        Figure(
            "What one more of each limit would be worth",
            "The largest shadow prices of each kind of limit, each in the year in which it is "
            f"highest; prices.csv has all {len(rows):,}.",
            content=Table(columns, told),
            note="Prices of different kinds have different units."
            + (" Prices may be one of several equally right ones." if several else ""),
        )
    ]


def place(facts: Facts, row: Row) -> str:
    """Whose limit it is."""
    return ", ".join(facts.anything(row[name]) for name in ("country", "item") if row[name])
