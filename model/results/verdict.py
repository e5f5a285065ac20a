"""This file is about the verdict: which targets are met, who and what falls short, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..rounding import MET
from ..stages import SHORTFALL
from .answer import Answer


@dataclass(frozen=True)
class Target:
    """One target: an ally's or (country -1) the pool's, for one capability and milestone.

    Units of the capability; `value` is the shortfall in MUSD as stage 1 weighs it, `money` at the
    price of the cheapest equipment, without priorities.
    """

    country: int
    capability: int
    year: int
    needed: float
    shortfall: float
    value: float
    money: float
    in_time: bool

    @property
    def met(self) -> bool:
        """Whether nothing but rounding is missing."""
        return self.shortfall <= MET * max(1.0, self.needed)


@dataclass(frozen=True)
class Verdict:
    """What a minister's adviser asks of an answer first."""

    answer: Answer

    @cached_property
    def all_targets(self) -> tuple[Target, ...]:
        """Every target that asks for something."""
        plan, answer = self.answer.plan, self.answer
        found = []
        for k in range(len(plan.capabilities)):
            for year in plan.milestones[k]:
                y, in_time = plan.at(year), reachable(answer, k, year)
                asked = [
                    (i, float(answer.needed[i, k, y]), float(answer.shortfall[i, k, y]))
                    for i in np.flatnonzero(plan.takes_part[:, k]).tolist()
                ]
                if plan.pooled[k] > 0:
                    pool = float(plan.target[:, k, y].sum())
                    asked.append((-1, pool, float(answer.pool_shortfall[k, y])))
                found += [
                    Target(
                        c,
                        k,
                        year,
                        need,
                        short,
                        short * answer.weight(k),
                        short * float(plan.value[k]),
                        in_time,
                    )
                    for c, need, short in asked
                    if need > 0
                ]
        return tuple(found)

    @property
    def targets(self) -> int:
        """How many targets ask for something."""
        return len(self.all_targets)

    @property
    def targets_met(self) -> int:
        """How many of them are met."""
        return sum(target.met for target in self.all_targets)

    @cached_property
    def missed(self) -> tuple[Target, ...]:
        """The targets that are not met."""
        return tuple(target for target in self.all_targets if not target.met)

    @property
    def weighted(self) -> bool:
        """Whether stage 1 weighs any shortfall otherwise than by what is missing in money."""
        return any(target.value != target.money for target in self.all_targets)

    def years(self) -> list[int]:
        """The years in which targets are checked."""
        return sorted({target.year for target in self.all_targets})

    def allies_short(self) -> int:
        """How many allies miss a target of their own."""
        return len({target.country for target in self.missed if target.country >= 0})

    def worst_years(self, attribute: str) -> dict[int, tuple[int, float]]:
        """For each ally (-1: the pools) or capability that falls short: the year in which most is
        missing, and how much (MUSD); the worst first."""
        sums: dict[tuple[int, int], float] = defaultdict(float)
        for target in self.missed:
            sums[getattr(target, attribute), target.year] += target.money
        worst: dict[int, tuple[int, float]] = {}
        for (which, year), money in sorted(sums.items()):
            if which not in worst or money > worst[which][1]:
                worst[which] = (year, money)
        return dict(sorted(worst.items(), key=lambda item: (-item[1][1], item[0])))

    def too_late(self) -> tuple[Target, ...]:
        """Missed targets that no order can reach in time, whatever the money."""
        return tuple(target for target in self.missed if not target.in_time)

    def worth_of_one_per_cent(self, family: str) -> float:
        """MUSD of weighted shortfall that 1 % more would close, at the margin: of every line's
        production, or of every ally's equipment money."""
        return sum(self.worth_by_code(family).values())

    def worth_by_code(self, family: str) -> dict[str, float]:
        """The same for each system, or each ally, that has a price; in the order of the codes.
        Where firm orders take all of it already, 1 % more changes nothing."""
        plan, solution = self.answer.plan, self.answer.solution
        whole, left, place = {
            "budget": (plan.equipment_money, plan.cap, plan.countries),
            "industry": (plan.production, plan.open_production, plan.systems),
        }[family]
        row = {code: position for position, code in enumerate(place)}
        gains: dict[str, float] = defaultdict(float)
        for (code, year), dual in solution.duals(SHORTFALL, family).items():
            at = row[str(code)], plan.at(int(year))
            if left[at] > 0 and dual:
                gains[str(code)] -= 0.01 * dual * float(whole[at])
        return dict(sorted(gains.items()))


def reachable(answer: Answer, k: int, year: int) -> bool:
    """Whether an order could be in use by then; a system may be gone before it is absorbed."""
    soonest = answer.plan.soonest_use(k)
    return soonest is not None and soonest <= year
