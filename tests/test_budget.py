"""What each ally may spend in a year.

10 tanks at 10 MUSD, wanted in the last year.
"""

from __future__ import annotations

import pytest
from worlds import answer, by_year, shortfall, slope, small_plan, total

BY_YEAR = {2026: 15.0, 2027: 27.0, 2028: 20.0}


def advance_and_upkeep(cap):
    """Half in advance, half on delivery a year later, then 1 MUSD of upkeep a year."""
    system = {"lead": 1, "advance": 0.5, "upkeep": 1.0}
    return small_plan([{"cap": cap}], systems=[system], last=2028)


@pytest.mark.parametrize(("cap", "missed"), [(30.0, 0), (25.0, 0), (20.0, 20), (0.0, 100)])
def test_an_ally_spends_no_more_than_its_cap_each_year(cap, missed):
    """Four years of 25 MUSD just buy the 10 tanks; of 20 MUSD, 8."""
    solution = answer(small_plan([{"cap": cap}]))
    assert shortfall(solution) == pytest.approx(missed, abs=1e-9)
    assert all(spent <= cap + 1e-9 for spent in by_year(solution, "payments").values())


def test_money_of_one_year_is_gone_in_the_next():
    """80 MUSD in 2027 buy at most 8 tanks; 2 MUSD in each other year buy 0.6 more: 1.4 missed."""
    cap = {2026: 2.0, 2027: 80.0, 2028: 2.0, 2029: 2.0}
    assert shortfall(answer(small_plan([{"cap": cap}]))) == pytest.approx(14)


def test_money_of_one_ally_does_not_help_another():
    """AAA has 200 MUSD over, BBB has 50 for its 10 tanks: 5 are missed."""
    allies = [{"cap": 75.0}, {"name": "BBB", "cap": {2028: 50.0}}]
    solution = answer(small_plan(allies))
    assert shortfall(solution) == pytest.approx(50)
    assert total(solution, "payments", "AAA") == pytest.approx(100)


def test_advances_instalments_and_upkeep_share_the_cap():
    """x tanks ordered in 2026, y in 2027; paid 5 with the order, 5 a year later, upkeep 1.

    2026: 5 x <= 15.   2027: 5 x + x + 5 y <= 27.   2028: x + 5 y + y <= 20.
    The last two hold with equality at x = 2, y = 3, where x + y is largest: 5 of 10 are missed.
    """
    solution = answer(advance_and_upkeep(BY_YEAR))
    assert shortfall(solution) == pytest.approx(50)
    assert by_year(solution, "order") == pytest.approx({2026: 2.0, 2027: 3.0})
    assert by_year(solution, "payments") == pytest.approx({2026: 10.0, 2027: 25.0, 2028: 15.0})
    assert by_year(solution, "running") == pytest.approx({2027: 2.0, 2028: 5.0})


@pytest.mark.parametrize(("year", "worth"), [(2026, 0), (2027, -50 / 31), (2028, -10 / 31)])
def test_dual_is_the_shortfall_that_a_further_million_would_close(year, worth):
    """Prices a, b of a million in 2027 and 2028 make x and y worth one tank each:
    6 a + b = 1 and 5 a + 6 b = 1, so a = 5/31 and b = 1/31 tanks of 10 MUSD."""
    plan = advance_and_upkeep(BY_YEAR)
    dual = answer(plan).duals("least_shortfall", "budget")["AAA", year]
    assert dual == pytest.approx(worth, abs=1e-9)
    assert slope(plan, "least_shortfall", "budget", "AAA", year) == pytest.approx(worth, abs=1e-6)


def test_dual_of_stage_2_is_the_cost_that_an_earlier_million_would_save():
    """Prices double each year, from 20 in 2026. 100 MUSD buy 5 tanks in 2026, 200 the other 5 in
    2027 at 40. A million more in 2026 buys 1/20 tank and saves 40/20 - 1 = 1 MUSD."""
    plan = small_plan([{"cap": {2026: 100.0, 2027: 300.0}}], growth=1.0)
    assert answer(plan).duals("least_cost", "budget")["AAA", 2026] == pytest.approx(-1)
    assert slope(plan, "least_cost", "budget", "AAA", 2026) == pytest.approx(-1)
