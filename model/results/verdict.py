"""This file is about the verdict: which targets are met, who and what falls short, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..stages import SHORTFALL
from .answer import MET, Answer


@dataclass(frozen=True)
class Target:
    """One target: an ally's or (country -1) the pool's, for one capability and milestone.

    Units of the capability; `value` is the shortfall in MUSD as stage 1 weighs it.
    """

    country: int
    capability: int
    year: int
    needed: float
    shortfall: float
    value: float
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
                    Target(c, k, year, need, short, short * answer.weight(k), in_time)
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

    def by_ally(self) -> dict[int, float]:
        """Shortfall of each ally that misses a target, MUSD, largest first."""
        return self.totals("country", [target for target in self.missed if target.country >= 0])

    def by_capability(self) -> dict[int, float]:
        """Shortfall of each capability, MUSD, largest first."""
        return self.totals("capability", self.missed)

    def totals(
        self, attribute: str, targets: list[Target] | tuple[Target, ...]
    ) -> dict[int, float]:
        """Shortfall summed by one attribute of the targets, MUSD, largest first."""
        sums: dict[int, float] = defaultdict(float)
        for target in targets:
            sums[getattr(target, attribute)] += target.value
        return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))

    def too_late(self) -> tuple[Target, ...]:
        """Missed targets that no order can reach in time, whatever the money."""
        return tuple(target for target in self.missed if not target.in_time)

    def worth_of_one_per_cent(self, family: str) -> float:
        """MUSD of shortfall that 1 % more of every limit of a family would close, at the margin."""
        plan, solution = self.answer.plan, self.answer.solution
        limit = {"budget": plan.cap, "industry": plan.open_production}[family]
        place = plan.countries if family == "budget" else plan.systems
        row = {code: position for position, code in enumerate(place)}
        return sum(
            -0.01 * dual * float(limit[row[str(code)], plan.at(int(year))])
            for (code, year), dual in solution.duals(SHORTFALL, family).items()
        )


def reachable(answer: Answer, k: int, year: int) -> bool:
    """Whether an order could be in use by then; a system may be gone before it is absorbed."""
    soonest = answer.plan.soonest_use(k)
    return soonest is not None and soonest <= year
