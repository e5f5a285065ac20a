"""Of equally cheap plans the one whose lines deliver evenly.

12 tanks at 10 MUSD, wanted in 2029, no discount and no price growth; horizon 2026-2029.
"""

from __future__ import annotations

import pytest
from worlds import answer, by_year, cost, slope, small_plan

DOZEN = {"target": 12.0}


def unsteadiness(solution):
    """The optimum of stage 3, MUSD."""
    return solution.stage("steadiest").objective


@pytest.mark.parametrize(
    ("lead", "even", "change"),
    [
        # From 2026 on 3 a year, no change: the years before 2026 are not looked at.
        (0, {2026: 3.0, 2027: 3.0, 2028: 3.0, 2029: 3.0}, 0.0),
        # Nothing can arrive in 2026: a rise of 4 at 10 MUSD in 2027, then level.
        (1, {2027: 4.0, 2028: 4.0, 2029: 4.0}, 40.0),
        # All of it arrives in 2029.
        (3, {2029: 12.0}, 120.0),
    ],
    ids=["lead 0", "lead 1", "lead 3"],
)
def test_deliveries_are_even(lead, even, change):
    solution = answer(small_plan(capabilities=[DOZEN], systems=[{"lead": lead}]))
    assert by_year(solution, "delivered") == pytest.approx(even)
    assert unsteadiness(solution) == pytest.approx(change, abs=1e-9)


def test_evenness_is_that_of_the_line_not_of_one_ally():
    """AAA has money in 2026 only, BBB in 2027 only; each buys its 10: the line makes 10 and 10,
    then nothing: a fall of 10 in 2028, 100 MUSD."""
    allies = [{"cap": {2026: 100.0}}, {"name": "BBB", "cap": {2027: 100.0}}]
    solution = answer(small_plan(allies))
    assert by_year(solution, "delivered") == pytest.approx({2026: 10.0, 2027: 10.0})
    assert unsteadiness(solution) == pytest.approx(100)


def test_a_rise_and_a_fall_both_count():
    """The only money is that of 2027: 0, 12, 0, 0 tanks: up 12 and down 12 at 10 MUSD."""
    solution = answer(small_plan([{"cap": {2027: 120.0}}], [DOZEN]))
    assert unsteadiness(solution) == pytest.approx(240)


def test_evenness_never_costs_money():
    """Prices rise by 1 % a year: all 12 are bought in 2026, and the line stops: 12 * 10 MUSD of
    unsteadiness at base-year prices, 12 * 10.1 MUSD of cost."""
    solution = answer(small_plan(capabilities=[DOZEN], growth=0.01))
    assert cost(solution) == pytest.approx(121.2)
    assert by_year(solution, "delivered") == {2026: pytest.approx(12)}
    assert unsteadiness(solution) == pytest.approx(120)


def test_among_equally_cheap_years_the_even_ones_are_taken():
    """12 % a year of discount against 12 % of price growth: every year costs the same, and the
    line makes 3 a year."""
    solution = answer(small_plan(capabilities=[DOZEN], growth=0.12, discount=0.12))
    assert by_year(solution, "delivered") == pytest.approx(dict.fromkeys(range(2026, 2030), 3.0))


def test_each_line_is_even_of_itself():
    """Two kinds of equal price at 60 and 40 %: 12 and 8 units in four years, 3 and 2 a year."""
    systems = [{"max_mix": 0.6}, {"name": "mark2", "max_mix": 0.4}]
    solution = answer(small_plan(capabilities=[{"target": 20.0}], systems=systems))
    for system, units in (("mark1", 3.0), ("mark2", 2.0)):
        expected = dict.fromkeys(range(2026, 2030), units)
        assert by_year(solution, "delivered", system) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("family", "year", "worth"),
    [
        ("deliveries_follow_orders", 2027, 10.0),
        ("change_covers_rise", 2027, -10.0),
        ("change_covers_fall", 2028, -10.0),
    ],
)
def test_dual_is_the_unsteadiness_that_a_further_unit_would_bring(family, year, worth):
    """The only money is that of 2027, so the line makes 0, 12, 0, 0. Another unit in 2027 is a
    further rise and fall, 20 MUSD; a unit of rise or of fall let pass saves 10 MUSD."""
    plan = small_plan([{"cap": {2027: 120.0}}], [DOZEN])
    expected = 20.0 if family == "deliveries_follow_orders" else worth
    assert answer(plan).duals("steadiest", family)["mark1", year] == pytest.approx(expected)
    assert slope(plan, "steadiest", family, "mark1", year) == pytest.approx(expected)
