"""An advance with the order, the rest in equal parts to delivery.

10 tanks at 10 MUSD; the horizon leaves 2026 as the only year in which an order arrives in time.
"""

from __future__ import annotations

import numpy as np
import pytest
from worlds import answer, by_year, cost, shortfall, slope, small_plan

from model.instalments import instalments

CASES = [
    (0, 0.0, [100]),
    (0, 0.3, [100]),
    (0, 1.0, [100]),
    (1, 0.0, [0, 100]),
    (1, 0.3, [30, 70]),
    (1, 1.0, [100, 0]),
    (3, 0.0, [0, 100 / 3, 100 / 3, 100 / 3]),
    (3, 0.3, [30, 70 / 3, 70 / 3, 70 / 3]),
    (3, 1.0, [100, 0, 0, 0]),
]


@pytest.mark.parametrize(("lead", "advance", "due"), CASES)
def test_payments_run_from_the_order_to_the_delivery(lead, advance, due):
    plan = small_plan(systems=[{"lead": lead, "advance": advance}], last=2026 + lead)
    paid = by_year(answer(plan), "payments")
    assert [paid.get(2026 + wait, 0.0) for wait in range(lead + 1)] == pytest.approx(due)


@pytest.mark.parametrize(("lead", "advance", "due"), CASES)
def test_instalments_are_the_shares_of_the_price(lead, advance, due):
    shares = instalments(advance, lead)
    assert shares.tolist() == pytest.approx(np.array(due) / 100)
    assert shares.sum() == pytest.approx(1)


@pytest.mark.parametrize(("lead", "advance", "due"), CASES)
def test_each_instalment_is_discounted_by_its_own_year(lead, advance, due):
    system = {"lead": lead, "advance": advance}
    plan = small_plan(systems=[system], last=2026 + lead, discount=0.25)
    expected = sum(share / 1.25**wait for wait, share in enumerate(due))
    assert cost(answer(plan)) == pytest.approx(expected)


def test_an_unpaid_instalment_keeps_the_order_from_being_placed():
    """Lead 1, half in advance, caps 1000 in 2026 and 20 in 2027: 5 a tank falls due in 2027.

    20 / 5 = 4 tanks, 6 are missed: 60 MUSD.
    """
    plan = small_plan(
        allies=[{"cap": {2026: 1000.0, 2027: 20.0}}],
        systems=[{"lead": 1, "advance": 0.5}],
        last=2027,
    )
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(60)
    assert by_year(solution, "order") == {2026: pytest.approx(4)}


def test_dual_is_what_a_further_million_due_would_cost():
    """Whatever else falls due in 2027 is paid in 2027: 1 / 1.25 MUSD of discounted cost."""
    plan = small_plan(systems=[{"lead": 1}], last=2027, discount=0.25)
    dual = answer(plan).duals("least_cost", "payments_follow_orders")["AAA", 2027]
    assert dual == pytest.approx(1 / 1.25)
    found = slope(plan, "least_cost", "payments_follow_orders", "AAA", 2027)
    assert found == pytest.approx(1 / 1.25)
