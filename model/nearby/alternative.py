"""This file is about an alternative: a verified plan, and how it differs from the plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..arrays import Floats, inner
from ..certify import LIMIT, verify
from ..compile import LinearProgram
from ..errors import VerificationError
from ..highs import Point
from ..outcome import Outcome, agree, work_out
from ..results.answer import Answer
from ..stages import COST, SHORTFALL, Solution, Stage
from .around import money_by_wealth
from .favours import Favour, by_allies, origin_names, origins

PLAN = "the plan"

GAIN = 1e-3
"""An alternative that lowers what it makes least by a smaller share is no other plan."""


@dataclass(frozen=True)
class Alternative:
    """One plan among those that cost nearly the same.

    Attributes:
        favour: what it favours; None for the plan itself.
        least, in_plan: what it makes least, here and in the plan, in the unit of the favour.
        shortfall: objective of stage 1, MUSD. cost: objective of stage 2, MUSD.
        residual: the largest of its residuals, relative.
    """

    answer: Answer
    favour: Favour | None
    least: float
    in_plan: float
    shortfall: float
    cost: float
    residual: float
    outcome: Outcome

    @property
    def name(self) -> str:
        """What it is called."""
        return self.favour.name if self.favour else PLAN

    @property
    def gains(self) -> bool:
        """Whether it has anything that the plan has not."""
        return self.favour is None or self.least < (1 - GAIN) * self.in_plan

    @property
    def over(self) -> float:
        """By which share it costs more than the least."""
        least = self.answer.solution.stage(COST).least
        return self.cost / least - 1 if least > 0 else 0.0

    @cached_property
    def money(self) -> Floats:
        """The price of what allies but the United States order, MUSD, (C, S, Y)."""
        return by_allies(self.answer, self.outcome.ordered)

    @property
    def by_origin(self) -> dict[str, float]:
        """The share of each origin, by name, in the price of what is ordered; the largest first."""
        bought = self.money.sum(axis=(0, 2))
        origin, total = np.array(origins(self.answer)), max(bought.sum(), 1e-9)
        share = {
            name: float(bought[origin == code].sum() / total)
            for code, name in origin_names(self.answer).items()
        }
        return dict(sorted(share.items(), key=lambda item: (-item[1], item[0])))

    @property
    def favoured_share(self) -> float:
        """The share of favoured makers in the price of what is ordered."""
        bought = self.money.sum(axis=(0, 2))
        return float(bought[self.answer.plan.favoured].sum() / max(bought.sum(), 1e-9))

    @property
    def above_share(self) -> float:
        """What allies pay above their share by GDP of what the plan costs all, MUSD."""
        spent = self.outcome.payments.sum(axis=(1, 2)) + self.outcome.running.sum(axis=1)
        by_code = dict(zip(self.answer.plan.countries, spent.tolist(), strict=True))
        shares = money_by_wealth(self.answer)
        return float(sum(max(0.0, by_code[code] - share) for code, share in shares.items()))

    @property
    def mean_year(self) -> float | None:
        """The year of order, on average over the money; None where nothing is ordered."""
        by_year = self.money.sum(axis=(0, 1))
        years = np.array(self.answer.plan.all_years)
        return float(by_year @ years / by_year.sum()) if by_year.sum() > 0 else None

    @property
    def moved(self) -> float:
        """MUSD that are ordered of another system or by another ally than in the plan."""
        return beyond(self.money.sum(axis=2), self.planned.sum(axis=2))

    @property
    def moved_in_time(self) -> float:
        """MUSD that are ordered of another system, by another ally or in another year."""
        return beyond(self.money, self.planned)

    @property
    def planned(self) -> Floats:
        """The same in the plan."""
        return by_allies(self.answer, self.answer.outcome.ordered)


def beyond(money: Floats, planned: Floats) -> float:
    """How much lies above what was planned, added up."""
    return float(np.maximum(0.0, money - planned).sum())


def the_plan(answer: Answer) -> Alternative:
    """The plan itself, to be set beside its alternatives."""
    shortfall, cost = (answer.solution.stage(name).objective for name in (SHORTFALL, COST))
    worst = max((found.worst for found in answer.residuals), default=0.0)
    return Alternative(answer, None, 0.0, 0.0, shortfall, cost, worst, answer.outcome)


def verified(
    answer: Answer,
    program: LinearProgram,
    favour: Favour,
    points: tuple[Point, Point],
    planned: Floats,
    within: float,
) -> Alternative:
    """An alternative once it has passed what every answer must: residuals, duals, gap; cost and
    shortfall within their limits; orders that mean in the tables what they mean in the program.

    Args:
        points: where the favour is least, and the cheapest plan of those. planned: the plan.
        within: the share by which it may cost more.

    Raises:
        VerificationError: it has not.
    """
    x = np.clip(points[-1].x, program.low, program.high)
    costs = {favour.name: favour.cost, COST: program.costs[COST]}
    stages = tuple(
        Stage(name, inner(costs[name], point.x), inner(costs[name], x), point)
        for name, point in zip(costs, points, strict=True)
    )
    solution = Solution(replace(program, costs=costs), x, stages, answer.solution.coefficient_range)
    residuals = verify(solution)
    shortfall, cost = inner(program.costs[SHORTFALL], x), stages[-1].objective
    given_up = answer.plan.shortfall_tolerance
    hold(favour, "shortfall", shortfall, answer.solution.stage(SHORTFALL).least, given_up)
    hold(favour, "cost", cost, answer.solution.stage(COST).least, within)
    outcome = work_out(answer.plan, solution)
    agree(answer.plan, solution, outcome)
    return Alternative(
        answer,
        favour,
        stages[0].objective,
        inner(favour.cost, planned),
        shortfall,
        cost,
        max(found.worst for found in residuals),
        outcome,
    )


def hold(favour: Favour, what: str, found: float, least: float, share: float) -> None:
    """Raise VerificationError unless an objective is within a share of its least."""
    if not found <= (1 + share) * least + LIMIT * max(1.0, least):
        raise VerificationError(
            f"the alternative {favour.name} did not pass its own verification: its {what} is "
            f"{found!r} MUSD, allowed {(1 + share) * least!r}. Nothing was written"
        )
