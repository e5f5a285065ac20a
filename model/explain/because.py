"""This file is about saying why an ally orders a system or does not, to be read aloud."""

from __future__ import annotations

from ..output.words import amount
from ..results.answer import Answer
from .reason import BOUGHT, DEARER, LATE, LINE, MIX, NO_NEED, ORIGIN, TIE, Reason
from .sentences import name

APART = 0.005
"""A price that was tried this share below the entry price makes it a range."""

WHY = {
    DEARER: "others bring more for the money",
    TIE: "others do just as well at the same cost",
    LINE: "its line is full, and what it makes does more elsewhere",
    MIX: "the limits on the mix leave it no room",
    ORIGIN: "the rule on origin weighs against it",
    NO_NEED: "nothing is missing that it would close",
    LATE: "no order would be in use within the plan",
}
"""What each reason says, as the end of a sentence."""

INSTEAD = {
    DEARER: "{} brings more for the money",
    TIE: "{} does just as well at the same cost",
}
"""The same where something is bought instead."""


def because(answer: Answer, found: Reason) -> str:
    """Why an ally orders so much of a system, or none."""
    ally = name(answer, "countries", found.country)
    system = name(answer, "systems", found.system)
    rival = name(answer, "systems", found.rival) if found.rival >= 0 else ""
    if found.reason == BOUGHT:
        beside = f", beside {rival}" if rival else ""
        return f"{ally} orders {amount(found.units)} of {system}{beside}."
    why = WHY[found.reason]
    if rival and found.reason in INSTEAD:
        why = INSTEAD[found.reason].format(rival)
    return f"{ally} orders no {system}: {why}{entry(answer, found)}."


def entry(answer: Answer, found: Reason) -> str:
    """At which price it would be ordered, as the end of a sentence."""
    if found.entry is None or found.reason == TIE:
        return ""
    cost = unit_cost(answer, found)
    told = f"{cost * found.entry:,.3g}"
    if found.tried is None:
        return f"; it costs {cost:,.3g} MUSD and would not be ordered above {told}"
    if found.tried < found.entry * (1 - APART):
        told = f"a price between {cost * found.tried:,.3g} and {told}"
    return f"; at {told} MUSD instead of {cost:,.3g} it would be ordered"


def unit_cost(answer: Answer, found: Reason) -> float:
    """What a unit costs today, MUSD."""
    return float(answer.scenario.array("unit_cost")[found.system])
