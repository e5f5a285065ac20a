"""How much of its orders an ally places with favoured makers.

10 tanks wanted in 2029; mark1 costs 10 MUSD, the favoured mark2 costs 20; horizon 2026-2029.
"""

from __future__ import annotations

import pytest
from worlds import answer, cost, shortfall, slope, small_plan, total

FAVOURED = {"name": "mark2", "price": 20.0, "favoured": True}


@pytest.mark.parametrize(
    ("floor", "favoured"),
    [(0.0, 0.0), (0.65, 65 / 13.5), (0.5, 10 / 3), (1.0, 10.0)],
    ids=["no floor", "65 %", "half", "all"],
)
def test_favoured_makers_get_their_share_of_the_price(floor, favoured):
    """f favoured, 10 - f others: 20 f = floor * (20 f + 10 (10 - f)).

    65 %: 20 f = 6.5 f + 65, f = 65 / 13.5. Half: 20 f = 5 f + 50, f = 10 / 3.
    """
    solution = answer(small_plan([{"floor": floor}], systems=[{}, FAVOURED]))
    assert total(solution, "order", "mark2") == pytest.approx(favoured, abs=1e-9)
    assert cost(solution) == pytest.approx(100 + 10 * favoured)


def test_the_share_is_of_undiscounted_prices_of_the_order_years():
    """Prices rise by half a year, from 15 and 30 in 2026; nothing else differs: the same share
    of orders in the same year, at 15 and 30 MUSD: (100 + 10 * 10 / 3) * 1.5 MUSD."""
    plan = small_plan([{"floor": 0.5}], systems=[{}, FAVOURED], growth=0.5)
    assert cost(answer(plan)) == pytest.approx((100 + 100 / 3) * 1.5)


def test_prices_of_different_years_are_added_as_they_stand():
    """Prices double each year. Favoured tanks are made in 2026 only, at 40 MUSD, others in 2027
    only, at 40 too: half of the money is half of the tanks, 5 * 40 + 5 * 40 MUSD."""
    systems = [{"production": {2027: 99.0}}, FAVOURED | {"production": {2026: 99.0}}]
    solution = answer(small_plan([{"floor": 0.5}], systems=systems, growth=1.0))
    assert total(solution, "order", "mark2") == pytest.approx(5)
    assert cost(solution) == pytest.approx(400)


def test_upkeep_is_no_part_of_the_share():
    """Bought in 2029, mark1 costs a year of upkeep, 4 MUSD. Still f = 10 / 3 by price alone:
    20 * 10 / 3 + 14 * 20 / 3 = 160 MUSD."""
    plan = small_plan([{"floor": 0.5}], systems=[{"upkeep": 4.0}, FAVOURED])
    assert cost(answer(plan)) == pytest.approx(160)


def test_the_share_is_of_all_capabilities_together():
    """Guns exist from other makers only: 10 at 10 MUSD. Tanks all favoured are 200 of 300 MUSD,
    more than the 65 % asked for; f tanks: 20 f = 0.65 (20 f + 10 (10 - f) + 100)."""
    plan = small_plan(
        [{"floor": 0.65}],
        [{}, {"name": "gun"}],
        [{}, FAVOURED, {"name": "howitzer", "serves": "gun"}],
    )
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert total(solution, "order", "mark2") == pytest.approx(130 / 13.5)


def test_without_a_favoured_maker_nothing_can_be_bought():
    """Guns come from other makers only, and there is nothing else to order: all 10 are missed."""
    plan = small_plan([{"floor": 0.65}])
    assert shortfall(answer(plan)) == pytest.approx(100)


def test_the_floor_of_one_ally_does_not_bind_another():
    """BBB has no floor and buys 10 cheap ones: 100; AAA pays 100 + 10 * 10 / 3."""
    plan = small_plan([{"floor": 0.5}, {"name": "BBB"}], systems=[{}, FAVOURED])
    solution = answer(plan)
    assert cost(solution) == pytest.approx(200 + 100 / 3)
    assert total(solution, "order", "BBB", "mark2") == 0


def test_dual_is_what_a_million_of_the_floor_costs():
    """20 f >= 0.5 (100 + 10 f) + 1: f grows by 1/15, each 10 MUSD dearer than what it replaces."""
    plan = small_plan([{"floor": 0.5}], systems=[{}, FAVOURED])
    dual = answer(plan).duals("least_cost", "origin")["AAA",]
    assert dual == pytest.approx(2 / 3)
    assert slope(plan, "least_cost", "origin", "AAA") == pytest.approx(2 / 3)
