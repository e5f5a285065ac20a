"""This file is about how firm the numbers are, on the terminal: how far they may move in plans that
cost nearly the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..explain.ranges import FIRM, FREE, LOOSE, SHARES, STAMPED, UNITS, Range, range_text
from ..results.answer import Answer
from .words import amount, billions, listed, one_line

NOTHING = "How firm the numbers are: allies buy nothing, so there is no number to ask about."

SHOWN = 4
"""How many numbers of each kind the screen tells, those with the most money behind them."""


def range_lines(answer: Answer) -> Iterator[str]:
    """How many numbers are firm, then the largest of each kind."""
    found = answer.ranges
    if found is None:
        return
    if not found:
        yield NOTHING
        return
    yield f"How firm the numbers are: {counted(found)} of the {len(found)} largest"
    largest = [
        one
        for kind in dict.fromkeys(one.kind for one in found)
        for one in [other for other in found if other.kind == kind][:SHOWN]
    ]
    names = {one: named(answer, one) for one in largest}
    width = max((len(name) for name in names.values()), default=0) + 2
    for one in largest:
        planned = amount(one.planned) if one.kind == UNITS else billions(one.planned)
        yield f"  {names[one]:<{width}}{planned:>14}   {range_text(one)}"
    yield "  (the least and the most in plans with the same shortfall that cost at most"
    yield f"  {SHARES[STAMPED]} more; ranges.csv has all of them, within {listed(SHARES)})"


def counted(found: Sequence[Range]) -> str:
    """How many of each stamp."""
    stamps = [one.stamp for one in found]
    return listed([f"{stamps.count(stamp)} {stamp}" for stamp in (FIRM, LOOSE, FREE)])


def named(answer: Answer, found: Range) -> str:
    """What a number is about."""
    table = "systems" if found.kind == UNITS else "countries"
    name = one_line(str(answer.scenario.tables[table].columns["name"][found.place]))
    return f"{name}, units" if found.kind == UNITS else f"{name} spends"
