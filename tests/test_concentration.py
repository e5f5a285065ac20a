"""How much of what is pooled one ally may provide.

Each ally wants 10 tanks at 10 MUSD in 2029, all of it pooled; horizon 2026-2029.
"""

from __future__ import annotations

import pytest
from worlds import answer, cost, shortfall, slope, small_plan, total

POOLED = {"pooled": 1.0}
RICH = {}
POOR = {"name": "BBB", "cap": {2026: 20.0}}


@pytest.mark.parametrize(
    ("max_share", "bought"), [(1.0, 20), (0.9, 20), (0.75, 8), (0.5, 4), (0.4, 0)]
)
def test_an_ally_buys_at_most_its_share(max_share, bought):
    """BBB can buy 2. AAA may buy 90 % of all: 18. 75 %: 6 of 8. 50 %: 2 of 4. Of 40 % each,
    two allies never make a whole."""
    solution = answer(small_plan([RICH, POOR], [POOLED], max_share=max_share))
    assert total(solution, "order") == pytest.approx(bought, abs=1e-9)
    assert shortfall(solution) == pytest.approx(200 - 10 * bought, abs=1e-9)


def test_half_is_met_by_two_allies_alike():
    """Both have money for all 20; each buys 10."""
    solution = answer(small_plan([RICH, {"name": "BBB"}], [POOLED], max_share=0.5))
    assert cost(solution) == pytest.approx(200)
    for ally in ("AAA", "BBB"):
        assert total(solution, "order", ally) == pytest.approx(10)


def test_what_is_held_already_is_no_part_of_the_share():
    """BBB holds 14 of the 20 and can buy 2; AAA may match those 2, not more: 2 missed."""
    plan = small_plan([RICH, POOR], [POOLED | {"given": {"BBB": 14.0}}], max_share=0.5)
    assert shortfall(answer(plan)) == pytest.approx(20)


def test_the_share_is_of_effective_units_in_use_at_the_deadline():
    """BBB's 20 MUSD buy 1 mark2 that counts for 4 tanks: AAA may buy 4 tanks: 8 of 20."""
    systems = [{"price": 15.0}, {"name": "mark2", "price": 20.0, "effect": 4.0}]
    solution = answer(small_plan([RICH, POOR], [POOLED], systems, max_share=0.5))
    assert total(solution, "bought", 2029) == pytest.approx(8)


def test_after_the_deadline_the_share_is_free():
    """Deadline 2027. BBB buys 2 by then and AAA 2; by 2029 AAA fills up to 20: only 16 tanks are
    missed in 2027, none in 2029."""
    plan = small_plan([RICH, POOR], [POOLED | {"deadline": 2027}], max_share=0.5)
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(160)
    assert total(solution, "bought", 2029) == pytest.approx(20)


def test_what_is_not_pooled_is_free():
    """National targets: AAA buys its 10, BBB its 2 of 10."""
    solution = answer(small_plan([RICH, POOR], max_share=0.5))
    assert shortfall(solution) == pytest.approx(80)


def test_an_ally_that_does_not_take_part_has_no_share():
    """CCC skips tanks: the halves are those of AAA and BBB."""
    outsider = {"name": "CCC", "skips": ("tank",)}
    solution = answer(small_plan([RICH, POOR, outsider], [POOLED], max_share=0.5))
    assert total(solution, "order") == pytest.approx(4)
    assert {c for c, _, _ in solution.duals("least_cost", "concentration")} == {"AAA", "BBB"}


def test_an_ally_that_alone_lacks_its_own_part_needs_another_to_buy_too():
    """Half pooled. BBB holds 30 and needs nothing; AAA needs 5 of its own. It may buy half of
    what is bought, so BBB buys 5 as well: 100 MUSD."""
    plan = small_plan(
        [RICH, {"name": "BBB"}], [{"pooled": 0.5, "given": {"BBB": 30.0}}], max_share=0.5
    )
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert total(solution, "order", "BBB") == pytest.approx(5)
    assert cost(solution) == pytest.approx(100)


def test_dual_is_the_shortfall_that_one_tank_beyond_the_share_would_close():
    """a <= 3/4 (a + b) + 1 with b = 2: a grows by 4, 40 MUSD of shortfall less."""
    plan = small_plan([RICH, POOR], [POOLED], max_share=0.75)
    dual = answer(plan).duals("least_shortfall", "concentration")["AAA", "tank", 2029]
    assert dual == pytest.approx(-40)
    found = slope(plan, "least_shortfall", "concentration", "AAA", "tank", 2029)
    assert found == pytest.approx(-40)
