"""This file is about saying why an ally orders a system or does not, to be read aloud."""

from __future__ import annotations

from ..output.words import amount
from ..results.answer import Answer
from .reason import NOTHING, Beside, Reason, Why
from .sentences import name

APART = 0.005
"""A price that was tried this share below the entry price makes it a range."""

WHY: dict[str, str] = {
    Why.DEARER: "others bring more for the money",
    Why.TIE: "it would be just worth its price, and the plan does without it",
    Why.BUDGET: "its budget is spent, and its money does more elsewhere",
    Why.LINE: "its line is full, and what it makes does more elsewhere",
    Why.MIX: "the limits on the mix leave it no room",
    Why.ORIGIN: "the rule on origin weighs against it",
    Why.NO_NEED: "nothing is missing that it would close",
    Why.LATE: "no order would be in use within the plan",
}
"""What each reason says, as the end of a sentence."""

INSTEAD: dict[str, str] = {
    Why.DEARER: "{} brings more for the money",
    Why.TIE: "{} does just as well at the same cost",
    Why.BUDGET: "its budget is spent, and {} brings more for the money",
}
"""The same where something is bought instead."""

AS_MUCH = "its budget is spent, and its money does as much or more elsewhere"
"""The same of an order that may close just as much: the duals are a bound."""

LINE_AS_WELL = "its line is full, and what it makes does just as well elsewhere"
"""The same of a line of which it is all the same who gets what it makes."""

OTHER_ALLIES = "other allies order it, which does just as well at the same cost"
"""The same of a tie in what allies hold together."""

AFTER: dict[str, str] = {
    Why.LINE: "the line of {}, which is cheaper, is full",
    Why.MIX: "the limits on the mix allow no more of {}, which is cheaper",
    Why.ORIGIN: "the rule on origin allows no more of {}, which is cheaper",
}
"""What makes a dearer one worth its price."""


def because(answer: Answer, found: Reason) -> str:
    """Why an ally orders so much of a system, or none."""
    ally = name(answer, "countries", found.country)
    system = name(answer, "systems", found.system)
    rival = name(answer, "systems", found.rival) if found.rival >= 0 else ""
    if found.reason == Why.BOUGHT:
        beside = f", beside {rival}" if rival else ""
        return f"{ally} orders {amount(found.units)} of {system}{beside}."
    return f"{ally} orders no {system}: {instead(answer, found, rival)}{entry(answer, found)}."


def instead(answer: Answer, found: Reason, rival: str) -> str:
    """Why a system is not ordered."""
    if found.reason == Why.NEXT:
        return f"it is worth its price only in years in which {AFTER[found.beside].format(rival)}"
    if found.beside == Beside.OTHERS:
        return OTHER_ALLIES
    if found.beside == Beside.AS_WELL:
        return LINE_AS_WELL
    if found.beside == Beside.ALONE:
        return alone(answer, found)
    if found.reason == Why.BUDGET and found.even:
        return AS_MUCH
    return (
        INSTEAD[found.reason].format(rival)
        if rival and found.reason in INSTEAD
        else WHY[found.reason]
    )


def alone(answer: Answer, found: Reason) -> str:
    """Which rule on the mix keeps a system out where the ally orders none of its capability."""
    plan, k = answer.plan, int(answer.plan.serves[found.system])
    served = plan.systems_of[k]
    capability = name(answer, "capabilities", k)
    most = f"{100 * float(plan.max_mix[found.system]):.3g} %"
    others = answer.outcome.ordered[~plan.us][:, served].sum() > NOTHING
    pool = ", as the orders of other allies are enough" if plan.pooled[k] > 0 and others else ""
    return (
        f"it may be at most {most} of what an ally orders of {capability} (max_mix), and "
        f"{name(answer, 'countries', found.country)} orders nothing else of that{pool}"
    )


def entry(answer: Answer, found: Reason) -> str:
    """At which price it would be ordered, as the end of a sentence."""
    if found.entry is None or found.even:
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
