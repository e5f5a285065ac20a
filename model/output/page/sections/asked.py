"""This file is about what is asked over what is held: which part of it comes from where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....needs import drawdown
from ...words import heading, listed
from ..facts import Facts, share
from ..parts import NUMBER, Column, Fold, Part, Table, Text


@dataclass(frozen=True)
class Rise:
    """What was held in the base year, and what is asked beyond it in the last year, by cause.

    MUSD at the price of the cheapest effective unit.
    """

    before: float
    uplift: float
    drawdown: float
    stockpile: float

    @property
    def asked(self) -> float:
        """All that is asked beyond what was held."""
        return self.uplift + self.drawdown + self.stockpile

    @property
    def causes(self) -> dict[str, float]:
        """Each cause in words, with what it adds; those that add nothing are left out."""
        found = {
            "the uplift of targets": self.uplift,
            "what the United States takes out": self.drawdown,
            "stockpiles for days of combat beyond the target": self.stockpile,
        }
        return {words: money for words, money in found.items() if abs(money) > 1e-6 * self.before}


def asked(facts: Facts) -> list[Part]:
    """Why more is asked than was held: a paragraph, then a table; none where nothing was held."""
    plan = facts.answer.plan
    rises = [rise(facts, k) for k in range(len(plan.capabilities))]
    inside = {
        heading(area): together(
            [r for r, c in zip(rises, plan.capabilities, strict=True) if plan.area_of[c] == area]
        )
        for area in plan.areas
    }
    inside = {name: found for name, found in inside.items() if found.before > 0}
    whole = together(rises)
    if not inside or whole.asked <= 0:
        return []
    told = [
        f"What is asked in {plan.years[-1]} is worth {percent(whole)} more than what was held in "
        f"{plan.base_year}: {spoken(whole)}."
    ]
    most = max(inside, key=lambda name: inside[name].asked / inside[name].before)
    if percent(inside[most]) != percent(whole):
        told.append(f"Most is added in {most}, {percent(inside[most])}: {spoken(inside[most])}.")
    return [Text([" ".join(told)]), by_area(facts, inside, whole)]


def rise(facts: Facts, k: int) -> Rise:
    """One capability, of the allies that take part in it."""
    answer, plan = facts.answer, facts.answer.plan
    members, value = plan.takes_part[:, k], float(plan.value[k])
    before = float(plan.stock[members, k].sum())
    target = float(plan.target[members, k, -1].sum())
    needed = float(answer.needed[members, k, -1].sum())
    replaced = float(drawdown(answer.scenario, plan.takes_part)[members, k, -1].sum())
    needed = max(needed, target) if plan.pooled[k] > 0 else needed
    return Rise(
        value * before,
        value * (target - before - replaced),
        value * replaced,
        value * (needed - target),
    )


def together(rises: Sequence[Rise]) -> Rise:
    """Several capabilities as one."""
    return Rise(
        sum(one.before for one in rises),
        sum(one.uplift for one in rises),
        sum(one.drawdown for one in rises),
        sum(one.stockpile for one in rises),
    )


def percent(found: Rise) -> str:
    """All that is asked beyond what was held, as told."""
    return f"{share(found.asked, found.before) or 0.0:.0f} %"


def spoken(found: Rise) -> str:
    """What of it comes from where."""
    return listed(
        [f"{share(money, found.before):.0f} % by {words}" for words, money in found.causes.items()]
    )


def by_area(facts: Facts, found: dict[str, Rise], whole: Rise) -> Fold:
    """The same for every area, as a table."""
    plan = facts.answer.plan
    columns = [
        Column("Area"),
        Column(f"Held {plan.base_year}", NUMBER, "MUSD"),
        Column(f"Asked more in {plan.years[-1]}", NUMBER, "%", 1),
        Column("By the uplift", NUMBER, "%", 1),
        Column("By the US drawdown", NUMBER, "%", 1),
        Column("By stockpiles", NUMBER, "%", 1),
    ]
    *rows, total = (row(name, one) for name, one in [*found.items(), ("All areas", whole)])
    table = Table(columns, rows, total=total)
    return Fold("What asks for more, by area", [table], "at the price of the cheapest units")


def row(name: str, found: Rise) -> list[str | float | None]:
    """The name of an area, what was held, and what is asked beyond it by cause, %."""
    parts = (found.asked, found.uplift, found.drawdown, found.stockpile)
    return [name, found.before, *(share(part, found.before) for part in parts)]
