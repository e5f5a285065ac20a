"""What allies must hold together.

Each ally wants 10 tanks at 10 MUSD in 2029, all of it pooled; horizon 2026-2029.
"""

from __future__ import annotations

import pytest
from worlds import answer, by_year, cost, shortfall, slope, small_plan, total

POOLED = {"pooled": 1.0}
RICH, POOR = {}, {"name": "BBB", "cap": 0.0}


def test_one_ally_can_hold_it_for_both():
    solution = answer(small_plan([RICH, POOR], [POOLED]))
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert total(solution, "order", "AAA") == pytest.approx(20)


def test_what_nobody_can_buy_is_missed_once():
    """70 and 50 MUSD in all buy 12 of 20 tanks: 8 are missed, 80 MUSD."""
    allies = [{"cap": {2026: 70.0}}, {"name": "BBB", "cap": {2027: 50.0}}]
    solution = answer(small_plan(allies, [POOLED]))
    assert shortfall(solution) == pytest.approx(80)
    assert by_year(solution, "pool_shortfall") == {2029: pytest.approx(8)}
    assert cost(solution) == pytest.approx(120)


def test_stock_of_all_allies_counts():
    """BBB holds 13 of the 20: 7 are bought."""
    plan = small_plan([RICH, POOR], [POOLED | {"given": {"BBB": 13.0}}])
    assert cost(answer(plan)) == pytest.approx(70)


def test_an_ally_that_does_not_take_part_brings_neither_target_nor_stock():
    """CCC wants 10, holds 50 and has money, but skips tanks: AAA buys 20."""
    outsider = {"name": "CCC", "skips": ("tank",)}
    plan = small_plan([RICH, POOR, outsider], [POOLED | {"given": {"CCC": 50.0}}])
    solution = answer(plan)
    assert cost(solution) == pytest.approx(200)
    assert total(solution, "order", "CCC") == 0


def test_an_ally_that_holds_more_than_its_own_helps_the_pool():
    """Half pooled. AAA holds 18 of its 10, BBB 2 of its 10 and can buy nothing: BBB misses 3 of
    its own 5. The pool has 18 + 2 + 3 of 20 and misses nothing."""
    allies = [{"cap": 0.0}, POOR]
    plan = small_plan(allies, [{"pooled": 0.5, "given": {"AAA": 18.0, "BBB": 2.0}}])
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(30)
    assert total(solution, "pool_shortfall") == 0


def test_the_pool_misses_what_own_shortfalls_do_not_explain():
    """Half pooled, no money at all: both miss their own 5; the pool lacks the other 10 of 20."""
    plan = small_plan([{"cap": 0.0}, POOR], [{"pooled": 0.5}])
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(200)


def test_the_pool_is_checked_at_every_milestone():
    """4 in 2027 and 10 in 2029 for each of two allies; money only in 2029: 8 missed in 2027."""
    capability = POOLED | {"target": {2027: 4.0, 2029: 10.0}, "interim": 2027}
    plan = small_plan([{"cap": {2029: 1000.0}}, POOR], [capability])
    solution = answer(plan)
    assert by_year(solution, "pool_shortfall") == {2027: pytest.approx(8)}
    assert shortfall(solution) == pytest.approx(80)


@pytest.mark.parametrize(
    ("cap", "stage", "price"),
    [(1000.0, "least_cost", 10.0), (0.0, "least_shortfall", 10.0)],
    ids=["what it costs", "what it misses"],
)
def test_dual_is_what_one_more_tank_asked_for_would_change(cap, stage, price):
    plan = small_plan([{"cap": cap}, POOR], [POOLED])
    assert answer(plan).duals(stage, "alliance_target")["tank", 2029] == pytest.approx(price)
    assert slope(plan, stage, "alliance_target", "tank", 2029) == pytest.approx(price)
