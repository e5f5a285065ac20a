"""Days of supply for the platforms that an ally holds.

Guns cost 50 MUSD, shells 1 MUSD; a gun fires 2 shells a day and the stockpile is to last 10 days:
20 shells a gun. 4 guns are wanted in 2029 and no shells for their own sake; horizon 2026-2029.
"""

from __future__ import annotations

import pytest
from worlds import answer, by_year, cost, shortfall, slope, small_plan, total

GUN = {"name": "gun", "target": 4.0}
SHELL = {"name": "shell", "target": 0.0, "days": 10.0}
SYSTEMS = [
    {"name": "howitzer", "serves": "gun", "price": 50.0},
    {"name": "round", "serves": "shell", "price": 1.0},
]
FIRES = {("shell", "gun"): 2.0}


def guns_and_shells(allies=({},), gun=GUN, shell=SHELL, **facts):
    """The world of this file, varied."""
    return small_plan(allies, [gun, shell], SYSTEMS, use=FIRES, **facts)


def test_new_guns_need_shells():
    """4 guns and 80 shells: 200 + 80 MUSD."""
    solution = answer(guns_and_shells())
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert cost(solution) == pytest.approx(280)


def test_guns_and_shells_already_held_count():
    """3 guns are there, so 1 is bought; all 4 need 80 shells, 30 are there: 50 + 50 MUSD."""
    plan = guns_and_shells(gun=GUN | {"given": 3.0}, shell=SHELL | {"given": 30.0})
    assert cost(answer(plan)) == pytest.approx(100)


def test_guns_that_retire_need_no_shells():
    """6 guns today, 4 in 2029: 80 shells, not 120."""
    plan = guns_and_shells(gun=GUN | {"given": {2025: 6.0, 2029: 4.0}})
    assert cost(answer(plan)) == pytest.approx(80)


def test_guns_count_even_where_the_ally_does_not_take_part_in_guns():
    """AAA plans no guns but holds 3: it needs 60 shells and buys no gun."""
    plan = guns_and_shells(allies=[{"skips": ("gun",)}], gun=GUN | {"given": 3.0})
    solution = answer(plan)
    assert cost(solution) == pytest.approx(60)
    assert total(solution, "order", "howitzer") == 0


def test_an_ally_that_does_not_take_part_in_shells_needs_none():
    plan = guns_and_shells(allies=[{"skips": ("shell",)}])
    assert cost(answer(plan)) == pytest.approx(200)


def test_a_stockpile_above_its_own_target_is_asked_for_beside_it():
    """100 shells are wanted anyway, more than the 80 the guns need: 200 + 100 MUSD."""
    assert cost(answer(guns_and_shells(shell=SHELL | {"target": 100.0}))) == pytest.approx(300)


@pytest.mark.parametrize(
    ("shell", "use"),
    [(SHELL | {"days": 0.0}, FIRES), (SHELL, {})],
    ids=["no days asked for", "nothing uses it"],
)
def test_without_days_or_use_there_is_no_stockpile(shell, use):
    plan = small_plan([{}], [GUN, shell], SYSTEMS, use=use)
    solution = answer(plan)
    assert cost(solution) == pytest.approx(200)
    assert solution.duals("least_shortfall", "stockpile") == {}


def test_the_stockpile_is_asked_for_from_the_deadline_on():
    """Shells by 2028, guns held throughout: 80 shells in 2028, not in the interim year 2027."""
    plan = guns_and_shells(
        gun=GUN | {"given": 4.0}, shell=SHELL | {"interim": 2027, "deadline": 2028}, discount=0.10
    )
    solution = answer(plan)
    assert by_year(solution, "order", "round") == {2028: pytest.approx(80)}
    assert cost(solution) == pytest.approx(80 / 1.1**2)


def test_the_guns_of_a_year_in_which_only_shells_are_checked_are_counted():
    """Guns are wanted in 2029 only and made in 2026 only; shells are checked in 2027 and 2029.
    200 MUSD buy the 4 guns in 2026; of the 80 shells they need, 50 MUSD buy 50 by 2027 and the
    30 MUSD of 2028 come too late for that: 30 missed. No gun is left out: guns weigh tenfold."""
    systems = [SYSTEMS[0] | {"production": {2026: 4.0}}, SYSTEMS[1]]
    plan = small_plan(
        [{"cap": {2026: 200.0, 2027: 50.0, 2028: 30.0}}],
        [GUN | {"priority": 10.0}, SHELL | {"deadline": 2027}],
        systems,
        use=FIRES,
    )
    solution = answer(plan)
    assert by_year(solution, "shortfall", "shell") == {2027: pytest.approx(30)}
    assert shortfall(solution) == pytest.approx(30)


def test_shells_of_another_ally_do_not_help_even_where_shells_are_pooled():
    """BBB holds 500 shells; AAA has 1 gun, no money and no shells: it misses its 20.

    The shortfall is the one of the national row, so it also relieves the pool."""
    plan = guns_and_shells(
        allies=[{"cap": 0.0}, {"name": "BBB"}],
        gun=GUN | {"target": 1.0, "given": {"AAA": 1.0, "BBB": 1.0}},
        shell=SHELL | {"pooled": 1.0, "given": {"BBB": 500.0}},
    )
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(20)
    assert by_year(solution, "shortfall", "AAA") == {2029: pytest.approx(20)}
    assert total(solution, "shortfall", "BBB") == 0


def test_pooled_shells_missed_by_one_ally_count_once_in_the_pool():
    """Together 100 shells are owed, BBB holds 90. AAA misses 20 of its stockpile; 90 + 20 covers
    the pool: 20 MUSD in all. BBB's gun has its 20 among the 90."""
    plan = guns_and_shells(
        allies=[{"cap": 0.0}, {"name": "BBB", "cap": 0.0}],
        gun=GUN | {"target": 1.0, "given": {"AAA": 1.0, "BBB": 1.0}},
        shell=SHELL | {"pooled": 1.0, "target": 50.0, "given": {"BBB": 90.0}},
    )
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(20)
    assert total(solution, "pool_shortfall") == 0


@pytest.mark.parametrize(("days", "guns"), [(10, 4.0), (100, 0.0)], ids=["cheap", "too dear"])
def test_a_gun_is_left_out_where_its_missing_shells_would_weigh_more(days, guns):
    """The line makes no shells. A gun missed weighs 50; its shells 2 * days: 20 or 200."""
    systems = [SYSTEMS[0], SYSTEMS[1] | {"production": 0.0}]
    plan = small_plan([{}], [GUN, SHELL | {"days": float(days)}], systems, use=FIRES)
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(80 if guns else 200)
    assert total(solution, "order", "howitzer") == pytest.approx(guns)


def test_dual_is_what_one_more_shell_asked_for_would_cost():
    """A shell costs 1 MUSD; a gun and the 20 shells that its target entails cost 70."""
    plan = guns_and_shells()
    solution = answer(plan)
    shell = solution.duals("least_cost", "stockpile")["AAA", "shell", 2029]
    gun = solution.duals("least_cost", "national_target")["AAA", "gun", 2029]
    assert (shell, gun) == pytest.approx((1, 70))
    assert slope(plan, "least_cost", "stockpile", "AAA", "shell", 2029) == pytest.approx(1)
    assert slope(plan, "least_cost", "national_target", "AAA", "gun", 2029) == pytest.approx(70)
