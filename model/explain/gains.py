"""This file is about saying what one more is worth, to be read aloud."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..cautions import spoken
from ..output.words import amount, billions, heading, in_one_unit
from ..results.answer import Answer
from ..stages import SHORTFALL
from .sentences import name
from .worth import BUDGET, DEADLINE, INDUSTRY, UPLIFT, Worth

APART = 0.1
"""Prices that differ by more than this share are told apart."""

ONE = {BUDGET: "MUSD", INDUSTRY: "unit", UPLIFT: "point"}
"""What the price of each kind is for."""


def gain_sentence(answer: Answer, found: Worth) -> str:
    """What one more does, and how that differs from what its first part does, and one less."""
    parts = [f"{more(answer, found)} would {effect(found, found.whole)}"]
    if found.kind == DEADLINE:
        parts.extend(checked(answer, found))
    elif found.back is not None:
        parts.append(f"one point more would {effect(found, -found.back)}")
    elif found.first is not None and apart(found.first * found.step, found.whole):
        parts.append(f"its first part does most, {rate(found, found.first)}")
    # Less of an uplift is the better: its step back is a point more, which is told already.
    if found.kind != UPLIFT:
        parts.extend(less(found))
    return "; ".join(parts) + "."


def less(found: Worth) -> Iterator[str]:
    """What a little less would undo, where that is not what a little more does."""
    if found.first is not None and found.less is not None and apart(found.first, found.less):
        yield f"a little less than there is would undo {rate(found, found.less)}"


def more(answer: Answer, found: Worth) -> str:
    """What there would be more, as the subject of a sentence."""
    plan = answer.plan
    if found.kind == BUDGET:
        ally = name(answer, "countries", plan.countries.index(found.country))
        return f"One more billion US dollars for {ally} in {found.year}"
    if found.kind == INDUSTRY:
        system = name(answer, "systems", plan.systems.index(found.item))
        return f"One more unit of {system} delivered in {found.year}"
    if found.kind == UPLIFT:
        return f"One point less of uplift in {heading(found.item)}"
    return "One year more for every target"


def effect(found: Worth, musd: float) -> str:
    """What a gain of so many MUSD is, as the predicate of a sentence."""
    told = in_one_unit([musd])(abs(musd))
    if found.stage == SHORTFALL:
        return f"{'close' if musd >= 0 else 'add'} {told} of shortfall"
    return f"{'save' if musd >= 0 else 'cost'} {told}"


def rate(found: Worth, price: float) -> str:
    """A price per unit of its kind, in words."""
    return f"{amount(price)} MUSD for each {ONE[found.kind]}"


def apart(one: float, other: float) -> bool:
    """Whether two amounts differ by more than a reader would overlook."""
    return abs(one - other) > APART * max(abs(one), abs(other))


def checked(answer: Answer, found: Worth) -> list[str]:
    """That targets are checked more or less often, where a later deadline makes it so."""
    plan, interim = answer.plan, answer.scenario.interim_year
    for due, now in zip(plan.deadline.tolist(), plan.milestones, strict=True):
        fixed = {plan.years[-1], *({interim} if interim is not None else ())}
        then = sorted({*fixed, int(due + found.step)})
        if len(then) != len(now):
            years = spoken(plan, [plan.at(year) for year in then])
            return [f"some targets are then checked in other years ({years}), which counts in it"]
    return list(retired(answer, found.step)) if found.whole < 0 else []


def retired(answer: Answer, step: float) -> Iterator[str]:
    """Why a target can be harder to meet a year later: what is held without new orders is less."""
    plan, places = answer.plan, range(len(answer.plan.capabilities))
    due = [plan.at(int(year)) for year in plan.deadline]
    then = [plan.at(int(year + step)) for year in plan.deadline]
    gone = np.maximum(0.0, plan.given[:, places, due] - plan.given[:, places, then]) @ plan.value
    if gone.any():
        yield (
            f"by then {billions(float(gone.sum()))} of what is in service today, and still is at "
            "the deadlines, has retired and has to be replaced as well"
        )


def no_deadline(answer: Answer) -> str:
    """Why there is no year more."""
    return (
        f"One year more for every target is not told: a deadline would lie beyond "
        f"{answer.plan.years[-1]}, the last year of the plan."
    )
