"""This file is about one point of a frontier: what one process solves, and what it tells of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError
from ..stages import COST, SHORTFALL
from .dial import dial_of, moved

if TYPE_CHECKING:
    from ..results.answer import Answer


@dataclass(frozen=True)
class Point:
    """A scenario solved with its lever at a value.

    Attributes:
        value: None where the scenario stands at none.
        summary: the row of summary.csv.
        asked: what is asked beyond what allies have without new orders, MUSD; all milestones.
        cap: what budgets leave after firm orders, without the United States, MUSD over all years.
        gap: how far at most from the optimum, relative to it: the larger of the two stages.
        checks: how often targets are checked: the milestones of every capability.
        areas: what is missing by area, MUSD, all milestones added up.
        lacks: what is missing of each capability in the last year: units, and MUSD.
    """

    value: float | None
    summary: Mapping[str, Any]
    asked: float
    cap: float
    gap: float
    checks: int
    areas: Mapping[str, float]
    lacks: Mapping[str, tuple[float, float]]

    @property
    def missing(self) -> float:
        """What is missing in money, MUSD, all milestones added up."""
        return float(self.summary["missing"])

    @property
    def cost(self) -> float:
        """What the plan costs, discounted, MUSD."""
        return float(self.summary["cost"])

    @property
    def missing_share(self) -> float:
        """What is missing of what is asked, per cent."""
        return 100 * self.missing / self.asked if self.asked > 0 else 0.0


@dataclass(frozen=True)
class LeftOut:
    """A value that the scenario cannot have, and what its parameter takes instead."""

    value: float
    wanted: str


@dataclass(frozen=True)
class Moved:
    """The job of solving a scenario with its lever at a value."""

    path: Path
    reference: Path
    axis: str
    value: float
    seed: int
    threads: int

    @property
    def name(self) -> str:
        """What is said while it is solved."""
        return f"{self.path.stem} with {self.axis} at {self.value:g}"

    def work(self) -> Iterator[Point | LeftOut]:
        """Read, move, solve, verify; the figures."""
        from ..run import solve_scenario
        from ..scenario import read_scenario

        scenario = read_scenario(self.path, self.reference)
        try:
            there = moved(scenario, dial_of(scenario, self.axis), self.value)
        except InputError as error:
            yield LeftOut(self.value, error.problems[0].wanted.removeprefix("what leaves "))
            return
        results = solve_scenario(there, seed=self.seed, threads=self.threads)
        yield point_of(results.answer, self.value)


@dataclass(frozen=True)
class AsItStands:
    """The job of solving the scenario as it stands, and of explaining it; with `ranges` also of how
    far its numbers may move.

    Its parts are the figures, and then the sections of the report.
    """

    path: Path
    reference: Path
    value: float | None
    seed: int
    threads: int
    ranges: bool = False

    @property
    def name(self) -> str:
        """What is said while it is solved."""
        return f"{self.path.stem} as it stands"

    def work(self) -> Iterator[Any]:
        """Read, solve, verify; the figures, and once it is explained what the report shows."""
        from ..output.page.report import report_parts
        from ..results import tables_of
        from ..run import solve_scenario
        from ..scenario import read_scenario

        scenario = read_scenario(self.path, self.reference)
        results = solve_scenario(scenario, seed=self.seed, threads=self.threads)
        yield point_of(results.answer, self.value)
        explained = results.explain()
        answer = (explained.range() if self.ranges else explained).answer
        yield report_parts(answer, tables_of(answer))


def point_of(answer: Answer, value: float | None) -> Point:
    """The figures of an answer."""
    from ..results.summary import rows
    from ..results.verdict import Verdict

    plan, targets = answer.plan, Verdict(answer).all_targets
    areas = dict.fromkeys(plan.areas, 0.0)
    lacks: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    asked = 0.0
    for target in targets:
        code = plan.capabilities[target.capability]
        areas[plan.area_of[code]] += target.money
        asked += float(plan.value[target.capability]) * beyond(answer, target)
        if target.year == plan.years[-1]:
            units, money = lacks[code]
            lacks[code] = units + target.shortfall, money + target.money
    return Point(
        value,
        next(rows(answer)),
        asked,
        float(plan.cap[~plan.us, plan.at(plan.years[0]) :].sum()),
        max(answer.gap(SHORTFALL), answer.gap(COST)),
        sum(map(len, plan.milestones)),
        areas,
        dict(lacks),
    )


def beyond(answer: Answer, target: Any) -> float:
    """What a target asks beyond what is held without new orders, units."""
    plan, k = answer.plan, target.capability
    members = np.flatnonzero(plan.takes_part[:, k]) if target.country < 0 else [target.country]
    given = float(plan.given[members, k, plan.at(target.year)].sum())
    return max(0.0, float(target.needed) - given)
