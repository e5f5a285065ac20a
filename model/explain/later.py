"""This file is about how much later a missed target could be met as things are: with the caps and
the lines that there are, and the orders of everybody else as planned.

For a munition that platforms use up, no more of these platforms are bought than planned.
"""

from __future__ import annotations

from functools import cache

from ..results.answer import Answer
from ..rounding import MET
from .bench import Bench
from .bound import in_use


class Later:
    """The missed targets of one block, an ally's or (country -1) the pool's."""

    def __init__(self, answer: Answer, bench: Bench, country: int) -> None:
        self.answer, self.bench, self.country = answer, bench, country
        self.most_bought = cache(self.bought)

    def years(self, capability: int, milestone: int) -> int | None:
        """After how many years a target could be met at the soonest; None: not within the plan."""
        plan, c = self.answer.plan, self.country
        met = self.answer.pool_met(capability, milestone)
        if c >= 0:
            met = self.answer.met(capability, milestone)[c]
        for year in range(milestone + 1, plan.years[-1] + 1):
            if met[plan.at(year)] or (
                self.asked(capability, milestone, year) <= self.most_bought(capability, year)
            ):
                return year - milestone
        return None

    def asked(self, capability: int, milestone: int, year: int) -> float:
        """What must be bought so that a year meets the target of a milestone, but for rounding;
        units of the capability."""
        answer, plan, c = self.answer, self.answer.plan, self.country
        y, due = plan.at(year), plan.at(milestone)
        if c < 0:
            members = plan.takes_part[:, capability]
            asked = float(plan.target[members, capability, due].sum())
            given = float(plan.given[members, capability, y].sum())
        else:
            asked = float(answer.own_part[c, capability, due])
            given = float(plan.given[c, capability, y])
            if milestone >= plan.deadline[capability]:
                asked = max(asked, float(answer.supply[c, capability, y]))
        return asked - given - MET * max(1.0, asked)

    def bought(self, capability: int, year: int) -> float:
        """The most of a capability that new orders can bring into use by a year, in its units."""
        plan, block = self.answer.plan, self.bench.block
        orders = {
            at: -float(plan.effect[j])
            for i in self.buyers(capability)
            for j, t in in_use(plan, capability, year)
            for at in [block.place["order", (plan.countries[i], plan.systems[j], t)]]
        }
        value = float(plan.value[capability])
        found = self.bench.least(
            {at: effect * value for at, effect in orders.items()}, at_most=self.fed(capability)
        )
        return -sum(effect * float(found[at]) for at, effect in orders.items())

    def buyers(self, capability: int) -> list[int]:
        """The allies whose orders count."""
        members = self.answer.plan.takes_part[:, capability].nonzero()[0].tolist()
        return members if self.country < 0 else [self.country]

    def fed(self, capability: int) -> dict[int, float]:
        """The planned orders of platforms that use a munition up, by their columns, units."""
        plan, block = self.answer.plan, self.bench.block
        platforms = {plan.capabilities[p] for (k, p) in plan.use if k == capability}
        fed = {
            system
            for j, system in enumerate(plan.systems)
            if plan.capabilities[plan.serves[j]] in platforms
        }
        return {
            at: float(block.planned[at] * block.column[at])
            for index, at in block.columns_of("order")
            if index[1] in fed
        }
