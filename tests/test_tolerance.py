"""The shortfall that the second stage may give up to be cheaper.

12 tanks are wanted. The cheap line makes 2 a year at 10 MUSD, the dear one 0.5 a year at 1000 MUSD:
in four years 8 and 2. 2 tanks are missed, 20 MUSD of shortfall; 80 + 2000 MUSD are spent.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from worlds import answer, cost, program_of, shortfall, small_plan, total

LINES = [{"production": 2.0}, {"name": "mark2", "price": 1000.0, "production": 0.5}]


def crumbs(tolerance, **facts):
    """The world of this file."""
    return small_plan(capabilities=[{"target": 12.0}], systems=LINES, tolerance=tolerance, **facts)


@pytest.mark.parametrize(
    ("tolerance", "missed", "spent"),
    [
        (0.0, 20, 2080),
        (0.1, 22, 1880),
        (0.5, 30, 1080),
        (1.0, 40, 80),
        (2.0, 60, 60),
        (10.0, 120, 0),
    ],
    ids=["none", "10 %", "half", "as much again", "twice as much", "more than all"],
)
def test_a_tolerance_trades_dear_tanks_for_shortfall(tolerance, missed, spent):
    """10 % of 20 MUSD are 0.2 tanks more missed; each dear one saves 1000 MUSD. Once the dear
    ones are gone, at 40 MUSD of shortfall, a cheap one saves 10 MUSD for 10 MUSD of shortfall.
    More than the 12 tanks cannot be missed, whatever is allowed."""
    solution = answer(crumbs(tolerance))
    assert shortfall(solution) == pytest.approx(missed)
    assert cost(solution) == pytest.approx(spent)


def test_a_tolerance_of_no_shortfall_is_no_shortfall():
    """All 10 tanks can be had: the least shortfall is 0, and so is any share of it."""
    solution = answer(small_plan(tolerance=0.5))
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert cost(solution) == pytest.approx(100)


def test_the_first_stage_knows_of_no_tolerance():
    """Its own optimum is 20 MUSD whatever the tolerance."""
    solution = answer(crumbs(0.5))
    point = solution.stage("least_shortfall").point
    weights = solution.program.costs["least_shortfall"][: len(point.x)]
    assert weights @ point.x == pytest.approx(20)


def test_pooled_and_national_shortfall_are_given_up_alike():
    """All pooled: the same tanks are missed by the pool."""
    plan = small_plan(capabilities=[{"target": 12.0, "pooled": 1.0}], systems=LINES, tolerance=0.1)
    solution = answer(plan)
    assert total(solution, "pool_shortfall") == pytest.approx(2.2)
    assert cost(solution) == pytest.approx(1880)


def test_a_capability_of_higher_priority_counts_more_against_the_tolerance():
    """Priority 2: 2 missed tanks weigh 40; 10 % are 4 MUSD, 0.2 tanks, as before: 200 saved."""
    plan = small_plan(
        capabilities=[{"target": 12.0, "priority": 2.0}], systems=LINES, tolerance=0.1
    )
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(44)
    assert cost(solution) == pytest.approx(1880)


def test_without_a_tolerance_there_is_no_row():
    assert "shortfall_within_tolerance" not in [span.name for span in program_of(crumbs(0)).rows]


def test_dual_is_what_a_million_of_shortfall_given_up_saves():
    """A million of shortfall is a tenth of a dear tank: 100 MUSD; so says the difference of
    10.1 % and 9.9 % of 20 MUSD."""
    plan = crumbs(0.1)
    dual = answer(plan).duals("least_cost", "shortfall_within_tolerance")["all",]
    more, less = (cost(answer(replace(plan, shortfall_tolerance=t))) for t in (0.101, 0.099))
    assert dual == pytest.approx(-100)
    assert (more - less) / (0.002 * 20) == pytest.approx(-100)
