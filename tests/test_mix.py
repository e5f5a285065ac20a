"""How much of a capability one system may provide.

10 tanks wanted in 2029; mark1 costs 10 MUSD, mark2 costs 20; horizon 2026-2029.
"""

from __future__ import annotations

import pytest
from worlds import answer, cost, program_of, shortfall, slope, small_plan, total

DEAR = {"name": "mark2", "price": 20.0}


@pytest.mark.parametrize(
    ("first", "second", "spent"),
    [(1.0, 1.0, 100), (0.6, 1.0, 140), (0.6, 0.4, 140), (0.5, 0.8, 150), (0.0, 1.0, 200)],
    ids=["free", "at most 60 %", "60 and 40 %", "half", "none of the cheap one"],
)
def test_a_system_provides_at_most_its_share(first, second, spent):
    """6 tanks at 10 and 4 at 20 MUSD are 140."""
    solution = answer(small_plan(systems=[{"max_mix": first}, DEAR | {"max_mix": second}]))
    assert cost(solution) == pytest.approx(spent)


def test_shares_that_leave_a_gap_leave_nothing_to_buy():
    """60 % and 30 % never make a whole: every order would break one of the two."""
    solution = answer(small_plan(systems=[{"max_mix": 0.6}, DEAR | {"max_mix": 0.3}]))
    assert shortfall(solution) == pytest.approx(100)
    assert cost(solution) == 0


def test_the_only_system_of_a_capability_cannot_be_bought_below_100_per_cent():
    assert shortfall(answer(small_plan(systems=[{"max_mix": 0.6}]))) == pytest.approx(100)


def test_shares_are_of_effective_units():
    """A mark2 counts for 4 tanks, 5 MUSD a tank, and may be 60 %: 6 tanks are 1.5 of them.

    1.5 * 20 + 4 * 10 = 70 MUSD."""
    solution = answer(small_plan(systems=[{}, DEAR | {"effect": 4.0, "max_mix": 0.6}]))
    assert cost(solution) == pytest.approx(70)
    assert total(solution, "order", "mark2") == pytest.approx(1.5)


def test_shares_hold_for_each_ally():
    """Each of two allies buys 5 cheap and 5 dear ones, 150 MUSD; no ally buys cheap for both."""
    plan = small_plan([{}, {"name": "BBB"}], systems=[{"max_mix": 0.5}, DEAR])
    solution = answer(plan)
    assert cost(solution) == pytest.approx(300)
    for ally in ("AAA", "BBB"):
        assert total(solution, "order", ally, "mark1") == pytest.approx(5)


def test_shares_are_of_all_orders_of_the_horizon_not_of_survivors():
    """10 tanks are wanted in 2027 and in 2029. A cheap one bought by 2027 is gone in 2029; a dear
    one costs 30 MUSD and serves in both years. d dear ones leave 10 - d cheap ones to be bought
    twice; these may be half of all orders: 2 (10 - d) <= d, d = 20 / 3.

    20 / 3 dear and twice 10 / 3 cheap are 200 + 66.7 MUSD. (Of survivors, d = 5 would do: 250.)"""
    plan = small_plan(
        capabilities=[{"deadline": 2027}],
        systems=[{"life": 2, "max_mix": 0.5}, DEAR | {"price": 30.0}],
    )
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert cost(solution) == pytest.approx(800 / 3)


def test_stock_does_not_count_towards_a_share():
    """5 tanks are held; of the 5 bought half are cheap: 25 + 50 MUSD."""
    plan = small_plan(capabilities=[{"given": 5.0}], systems=[{"max_mix": 0.5}, DEAR])
    assert cost(answer(plan)) == pytest.approx(75)


def test_only_systems_with_a_limit_below_100_per_cent_have_a_row():
    """mark1 is limited and mark2 is not; howitzers, both of them free, do not even count orders."""
    guns = [{"name": f"howitzer{n}", "serves": "gun", "price": 5.0} for n in (1, 2)]
    program = program_of(
        small_plan(capabilities=[{}, {"name": "gun"}], systems=[{"max_mix": 0.6}, DEAR, *guns])
    )
    rows = {span.name: span.indices for span in program.rows}
    assert rows["mix"] == (("AAA", "mark1"),)
    assert rows["ordered_follows_orders"] == (("AAA", "mark1"), ("AAA", "mark2"))


def test_dual_is_what_one_tank_beyond_the_share_would_save():
    """One more cheap tank in place of a dear one saves 10 MUSD."""
    plan = small_plan(systems=[{"max_mix": 0.6}, DEAR])
    assert answer(plan).duals("least_cost", "mix")["AAA", "mark1"] == pytest.approx(-10)
    assert slope(plan, "least_cost", "mix", "AAA", "mark1") == pytest.approx(-10)


def test_dual_of_what_is_ordered_is_what_it_is_worth_to_the_mix():
    """A mark1 that counted as ordered without being bought relieves mark2: its dual in stage 2
    is the slope of the cost."""
    plan = small_plan(systems=[{"max_mix": 0.6}, DEAR])
    dual = answer(plan).duals("least_cost", "ordered_follows_orders")["AAA", "mark1"]
    found = slope(plan, "least_cost", "ordered_follows_orders", "AAA", "mark1")
    assert dual == pytest.approx(4)
    assert found == pytest.approx(dual)
