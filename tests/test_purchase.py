"""What can be ordered, when, by whom and at which price.

Unless a test says otherwise: 10 tanks at 10 MUSD by 2029, horizon 2026-2029, money enough.
"""

from __future__ import annotations

import pytest
from worlds import answer, by_year, cost, shortfall, slope, small_plan, total


@pytest.mark.parametrize(
    ("lead", "years"),
    [(0, [2026, 2027, 2028, 2029]), (1, [2026, 2027, 2028]), (3, [2026]), (4, [])],
    ids=["at once", "lead 1", "only the first year", "never in time"],
)
def test_an_order_exists_only_where_it_arrives_by_the_last_year(lead, years):
    solution = answer(small_plan(systems=[{"lead": lead}]))
    assert [t for _, _, t in solution.values("order")] == years


def test_what_can_never_arrive_is_a_shortfall_not_an_error():
    """Lead 4: nothing arrives by 2029, all 10 tanks are missed: 10 * 10 MUSD, nothing is paid."""
    solution = answer(small_plan(systems=[{"lead": 4}]))
    assert shortfall(solution) == pytest.approx(100)
    assert cost(solution) == 0


def test_an_ally_that_does_not_take_part_orders_nothing():
    """BBB skips tanks: AAA's 10 are bought, 100 MUSD, and BBB has no order to decide on."""
    solution = answer(small_plan(allies=[{}, {"name": "BBB", "skips": ("tank",)}]))
    assert cost(solution) == pytest.approx(100)
    assert {c for c, _, _ in solution.values("order")} == {"AAA"}


@pytest.mark.parametrize(
    ("growth", "discount", "year", "least"),
    [
        # Prices only rise: order in 2026, a year after the base year: 100 * 1.1.
        (0.10, 0.0, 2026, 110.0),
        # Later money only weighs less: order in 2029, three years after 2026: 100 / 1.1^3.
        (0.0, 0.10, 2029, 100 / 1.1**3),
        # Prices rise more slowly than money loses weight: wait. 100 * 1.05^4 / 1.1^3.
        (0.05, 0.10, 2029, 100 * 1.05**4 / 1.1**3),
        # Prices rise faster: 100 * 1.2 at once; the first year is not discounted.
        (0.20, 0.10, 2026, 120.0),
    ],
    ids=["price growth", "discounting", "discounting wins", "price growth wins"],
)
def test_the_cheapest_year_is_chosen(growth, discount, year, least):
    solution = answer(small_plan(growth=growth, discount=discount))
    assert cost(solution) == pytest.approx(least)
    assert by_year(solution, "order") == {year: pytest.approx(10)}


def test_the_price_is_that_of_the_order_year_not_of_the_payment():
    """Lead 2, advance 30 %, prices up 10 % a year: an order of 2026 costs 10 * 1.1 a tank.

    It is paid 30 % in 2026 and 35 % in each of 2027 and 2028; no part of it grows after 2026.
    """
    solution = answer(small_plan(systems=[{"lead": 2}], growth=0.10))
    assert cost(solution) == pytest.approx(110)
    assert by_year(solution, "payments") == pytest.approx({2026: 33.0, 2027: 38.5, 2028: 38.5})


def test_the_last_order_is_delivered_in_the_last_year():
    """Lead 2, discount 10 %: as late as possible is 2027, delivered in 2029.

    It costs 100 * (0.3 / 1.1 + 0.35 / 1.1^2 + 0.35 / 1.1^3).
    """
    solution = answer(small_plan(systems=[{"lead": 2}], discount=0.10))
    assert by_year(solution, "order") == {2027: pytest.approx(10)}
    assert cost(solution) == pytest.approx(100 * (0.3 / 1.1 + 0.35 / 1.1**2 + 0.35 / 1.1**3))


def test_the_cheaper_of_two_systems_is_bought():
    """An effective tank costs 12 / 1.5 = 8 of the second system, 10 of the first: 80 MUSD."""
    plan = small_plan(systems=[{}, {"name": "mark2", "price": 12.0, "effect": 1.5}])
    solution = answer(plan)
    assert cost(solution) == pytest.approx(80)
    assert total(solution, "order", "mark2") == pytest.approx(10 / 1.5)


def test_the_price_of_a_target_is_the_price_of_a_tank():
    """One more tank asked for costs 10 MUSD; the dual of the target says so in stage 2."""
    plan = small_plan()
    dual = answer(plan).duals("least_cost", "national_target")["AAA", "tank", 2029]
    assert dual == pytest.approx(10)
    found = slope(plan, "least_cost", "national_target", "AAA", "tank", 2029)
    assert found == pytest.approx(10)
