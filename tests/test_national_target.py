"""What each ally must hold of its own.

10 tanks at 10 MUSD, wanted in 2029; horizon 2026-2029.
"""

from __future__ import annotations

import pytest
from worlds import answer, by_year, cost, shortfall, slope, small_plan, total

RICH_AND_POOR = [{}, {"name": "BBB", "cap": 0.0}]


def test_what_is_held_already_is_not_bought():
    """3 tanks will still be there in 2029: 7 are bought."""
    assert cost(answer(small_plan(capabilities=[{"given": 3.0}]))) == pytest.approx(70)


def test_more_than_the_target_is_no_help_to_anybody():
    """BBB holds 25 and wants 10; AAA still buys its 10."""
    plan = small_plan([{}, {"name": "BBB"}], [{"given": {"BBB": 25.0}}])
    solution = answer(plan)
    assert cost(solution) == pytest.approx(100)
    assert total(solution, "order", "BBB") == 0


def test_stock_that_retires_is_replaced_in_time():
    """10 tanks are wanted throughout; 10 are held to 2027, 4 in 2029: 6 are bought by 2029."""
    given = {2025: 10.0, 2026: 10.0, 2027: 10.0, 2028: 7.0, 2029: 4.0}
    plan = small_plan(capabilities=[{"given": given, "interim": 2027}], discount=0.10)
    solution = answer(plan)
    assert by_year(solution, "order") == {2029: pytest.approx(6)}
    assert cost(solution) == pytest.approx(60 / 1.1**3)


def test_the_interim_milestone_asks_for_its_share_by_then():
    """40 % of 10 tanks by 2027, all by 2029; later is cheaper: 4 in 2027, 6 in 2029."""
    capability = {"target": {2027: 4.0, 2029: 10.0}, "interim": 2027}
    solution = answer(small_plan(capabilities=[capability], discount=0.10))
    assert by_year(solution, "order") == pytest.approx({2027: 4.0, 2029: 6.0})
    assert cost(solution) == pytest.approx(40 / 1.1 + 60 / 1.1**3)


def test_each_milestone_missed_counts():
    """No money before 2029: 4 are missed in 2027, none in 2029: 40 MUSD."""
    capability = {"target": {2027: 4.0, 2029: 10.0}, "interim": 2027}
    solution = answer(small_plan([{"cap": {2029: 1000.0}}], [capability]))
    assert shortfall(solution) == pytest.approx(40)
    assert by_year(solution, "shortfall") == {2027: pytest.approx(4)}


def test_a_year_that_is_two_milestones_is_checked_once():
    """Interim year, deadline and last year are all 2029; nothing can be bought: 10 * 10 MUSD."""
    plan = small_plan([{"cap": 0.0}], [{"interim": 2029, "deadline": 2029}])
    solution = answer(plan)
    assert list(solution.values("shortfall")) == [("AAA", "tank", 2029)]
    assert shortfall(solution) == pytest.approx(100)


def test_the_capability_of_higher_priority_gets_the_money():
    """50 MUSD buy 5 tanks or 5 guns of 10 MUSD. Guns weigh double: 5 guns, 5 guns and 10 tanks
    are missed: 2 * 50 + 100."""
    plan = small_plan(
        allies=[{"cap": {2026: 50.0}}],
        capabilities=[{}, {"name": "gun", "priority": 2.0}],
        systems=[{}, {"name": "howitzer", "serves": "gun"}],
    )
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(200)
    assert total(solution, "order", "howitzer") == pytest.approx(5)


def test_a_shortfall_is_worth_the_lowest_price_of_a_unit():
    """Systems at 10 and at 6 MUSD a tank, neither affordable: 10 tanks missed are 60 MUSD."""
    plan = small_plan([{"cap": 0.0}], systems=[{}, {"name": "mark2", "price": 6.0}])
    assert shortfall(answer(plan)) == pytest.approx(60)


def test_a_capability_that_no_system_serves_is_a_shortfall_of_one_a_unit():
    plan = small_plan(capabilities=[{}, {"name": "radar", "target": 7.0}])
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(7)
    assert cost(solution) == pytest.approx(100)


def test_half_pooled_leaves_half_the_target_to_each_ally():
    """Both want 10 tanks, half of it pooled; BBB has no money. Its own 5 are missed: 50 MUSD.

    Together they owe 20; what BBB lacks of its own counts once, so AAA holds 15: 150 MUSD.
    """
    plan = small_plan(RICH_AND_POOR, [{"pooled": 0.5}])
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(50)
    assert by_year(solution, "shortfall", "BBB") == {2029: pytest.approx(5)}
    assert total(solution, "pool_shortfall") == 0
    assert cost(solution) == pytest.approx(150)


def test_fully_pooled_has_no_row_for_one_ally():
    """AAA holds the 20 tanks for both: nothing is missed, and there is neither a national row nor
    a national shortfall."""
    solution = answer(small_plan(RICH_AND_POOR, [{"pooled": 1.0}]))
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert cost(solution) == pytest.approx(200)
    assert solution.duals("least_shortfall", "national_target") == {}
    assert not any(span.indices for span in solution.program.columns if span.name == "shortfall")


def test_dual_is_the_shortfall_that_one_more_tank_asked_for_would_add():
    """40 MUSD buy 4 tanks; the eleventh wanted is missed: its value of 10, times priority 3."""
    plan = small_plan([{"cap": {2026: 40.0}}], [{"priority": 3.0}])
    dual = answer(plan).duals("least_shortfall", "national_target")["AAA", "tank", 2029]
    assert dual == pytest.approx(30)
    found = slope(plan, "least_shortfall", "national_target", "AAA", "tank", 2029)
    assert found == pytest.approx(30)
