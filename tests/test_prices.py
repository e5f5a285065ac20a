"""Prices are kept: a little more of a limit lowers the least shortfall by what prices.csv says.

The least shortfall is convex in its limits, so a price bounds from above what a relaxation gains,
however large; and where the price is the only one, a small relaxation gains just that. Both are
tried on random worlds, with scenario rows only: a planner could write them. Production is a lever
of its own; the cap of one ally in one year follows from its open_share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import pytest
from second import write_world

from model import load, solve
from model.plan import Plan
from model.run import Results
from model.stages import SHORTFALL

WORLDS = (11, 27, 28, 35, 38, 51, 57, 61, 64, 65, 67, 71, 72, 73, 75, 78, 79, 83, 87, 94)
"""Seeds of worlds in which money has a price, in many of them production too."""

TRIED = 3
"""How many limits of a family are raised in each world."""

STEP = 1e-4
"""How much a limit is raised, as a share of itself (a line below one unit: in units)."""


@dataclass(frozen=True)
class Raise:
    """One limit with a price, raised by a scenario of its own.

    Attributes:
        fallen: by how much the least shortfall fell, MUSD; promised: price times raise.
        noise: what the solver and the digits of the price leave open, MUSD.
    """

    family: str
    limit: str
    fallen: float
    promised: float
    noise: float


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory):
    """The scenario and results of a world, solved when it is first asked for."""
    folder = tmp_path_factory.mktemp("worlds")

    @cache
    def of(seed: int) -> tuple[Path, Results]:
        path = write_world(folder / str(seed), seed)
        return path, solve(load(path))

    return of


@pytest.fixture(scope="module")
def raises(solved) -> list[Raise]:
    """Up to three priced limits of each family in each world, raised one at a time."""
    return [tried for seed in WORLDS for tried in raised(*solved(seed), Random(seed))]


def raised(path: Path, results: Results, rng: Random) -> Iterator[Raise]:
    """Raise some priced limits of a world and solve each again."""
    prices = results.prices
    first = prices[prices["stage"] == SHORTFALL]
    for family, wider in (("budget", more_money), ("industry", more_production)):
        rows = [row for row in first.itertuples() if family_of(row.constraint) == family]
        if family == "budget":  # a share of nothing is nothing
            rows = [row for row in rows if money(results, row) > 0]
        for row in rng.sample(rows, min(TRIED, len(rows))):
            above, by = wider(path, results, row)
            before, after = least(results), least(solve(load(above)))
            noise = 1e-10 * max(1.0, before) + 1e-9 * by
            yield Raise(family, row.constraint, before - after, row.price * by, noise)


def least(results: Results) -> float:
    """The optimum of stage 1, MUSD."""
    return results.answer.solution.stage(SHORTFALL).least


def family_of(constraint: str) -> str:
    """The family of a row of prices.csv."""
    return constraint.partition("[")[0]


def more_production(path: Path, results: Results, row) -> tuple[Path, float]:
    """A scenario in which one line makes a little more in one year, and how much more."""
    plan = results.answer.plan
    units = plan.production[plan.systems.index(row.item)].copy()
    by = STEP * max(1.0, units[plan.at(int(row.year))])
    units[plan.at(int(row.year))] += by
    return on_top(path, "production", "", row.item, plan, units), by


def more_money(path: Path, results: Results, row) -> tuple[Path, float]:
    """A scenario in which one ally may spend a little more in one year, and how much more."""
    plan = results.answer.plan
    share = results.answer.scenario.array("open_share")[plan.countries.index(row.country)].copy()
    share[plan.at(int(row.year))] *= 1 + STEP
    return on_top(path, "open_share", row.country, "", plan, share), STEP * money(results, row)


def money(results: Results, row) -> float:
    """The equipment money behind a row of the family budget, MUSD."""
    plan = results.answer.plan
    return float(plan.equipment_money[plan.countries.index(row.country), plan.at(int(row.year))])


def on_top(path: Path, parameter: str, country: str, item: str, plan: Plan, line) -> Path:
    """A scenario that differs from another in one line only, every year of which it states."""
    rows = ["parameter,country,item,year,value", f"extends,,,,{path.name}"]
    years = zip(plan.all_years, line.tolist(), strict=True)
    rows += [f"{parameter},{country},{item},{year},{value!r}" for year, value in years]
    above = path.with_name("above.csv")
    above.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return above


def test_more_of_a_limit_never_costs_shortfall_and_never_gains_more_than_its_price(raises):
    wrong = [one for one in raises if not -one.noise <= one.fallen <= one.promised + one.noise]
    assert wrong == []


@pytest.mark.parametrize("family", ["budget", "industry"])
def test_most_prices_are_gained_in_full(raises, family):
    """Where several prices are right, or a limit soon stops to bind, less than one is gained."""
    tried = [one for one in raises if one.family == family]
    told = [one for one in tried if one.promised > 10 * one.noise]
    full = [one for one in told if one.fallen >= one.promised * (1 - 1e-3) - one.noise]
    assert len(told) >= 20
    assert len(full) >= len(tried) / 2


def test_a_limit_that_firm_orders_have_overrun_has_no_price(solved):
    """A little more of it would still leave nothing: the row stays at 0."""
    overrun = 0
    for seed in WORLDS:
        _, results = solved(seed)
        plan, solution = results.answer.plan, results.answer.solution
        lines = plan.booked > plan.production
        caps = plan.committed > plan.equipment_money
        limits = {
            *(("industry", s, t) for s, t in named(plan.systems, plan, lines)),
            *(("budget", c, t) for c, t in named(plan.countries, plan, caps)),
        }
        told = {f"{family}[{code},{year}]" for family, code, year in limits}
        assert told.isdisjoint(results.prices["constraint"]), f"seed {seed}"
        for stage in solution.stages[:2]:
            for family, *index in limits:
                dual = solution.duals(stage.name, family).get(tuple(index), 0.0)
                overrun += abs(dual) > 1e-9
    assert overrun >= 10


def named(codes: tuple[str, ...], plan: Plan, flags) -> Iterator[tuple[str, int]]:
    """Code and year of every flag."""
    for i, y in zip(*flags.nonzero(), strict=True):
        yield codes[i], plan.all_years[y]
