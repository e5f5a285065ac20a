"""What is bought counts from its use to its retirement, carried from check to check.

10 tanks at 10 MUSD, wanted in 2029; horizon 2026-2029.
"""

from __future__ import annotations

import numpy as np
import pytest
from worlds import answer, by_year, cost, random_plan, shortfall, slope, small_plan

ONLY_2026 = {"cap": {2026: 1000.0}}


@pytest.mark.parametrize(
    ("lead", "absorb", "missed"),
    [(0, 0, 0), (0, 2, 0), (1, 0, 0), (1, 2, 0), (2, 2, 100), (3, 0, 0), (3, 2, 100)],
)
def test_equipment_counts_once_it_is_absorbed(lead, absorb, missed):
    """Ordered in 2026 at the earliest, usable 2026 + lead + absorb, wanted in 2029."""
    solution = answer(small_plan(systems=[{"lead": lead, "absorb": absorb}]))
    assert shortfall(solution) == pytest.approx(missed)


@pytest.mark.parametrize(
    ("lead", "life", "missed"),
    [(0, 2, 100), (0, 3, 100), (0, 4, 0), (1, 1, 100), (1, 2, 100), (1, 3, 0), (3, 1, 0)],
    ids=[
        "dies the year before the check", "dies in the checked year", "dies the year after",
        "lead 1, dies the year before", "lead 1, dies in the checked year",
        "lead 1, dies the year after", "serves in its year of delivery",
    ],
)  # fmt: skip
def test_equipment_counts_until_it_retires(lead, life, missed):
    """Ordered in 2026, the only year with money, it serves in the years 2026 + lead to
    2026 + lead + life - 1; paid in advance."""
    system = {"lead": lead, "life": life, "advance": 1.0}
    assert shortfall(answer(small_plan([ONLY_2026], systems=[system]))) == pytest.approx(missed)


@pytest.mark.parametrize(
    ("life", "spent"),
    [(2, 200), (3, 100), (4, 100)],
    ids=["bought twice", "bought in 2027", "bought in 2026 or 2027"],
)
def test_what_retires_between_two_checks_is_bought_again(life, spent):
    """10 tanks are wanted in 2027 and in 2029. Of life 2 those of 2027 are gone in 2029."""
    plan = small_plan(capabilities=[{"deadline": 2027}], systems=[{"life": life}])
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert cost(solution) == pytest.approx(spent)


@pytest.mark.parametrize(("absorb", "life"), [(2, 1), (2, 2), (3, 2)])
def test_what_retires_before_it_is_usable_is_never_bought(absorb, life):
    solution = answer(small_plan(systems=[{"absorb": absorb, "life": life}]))
    assert shortfall(solution) == pytest.approx(100)
    assert by_year(solution, "order") == {}


def test_one_year_of_use_is_enough_for_one_check():
    """Life 3, absorb 2: ordered in 2027, in use in 2029 only, gone in 2030."""
    system = {"absorb": 2, "life": 3}
    solution = answer(small_plan(capabilities=[{"deadline": 2029}], systems=[system], last=2030))
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert by_year(solution, "order") == pytest.approx({2027: 10.0, 2028: 10.0})


def test_effect_is_what_one_unit_counts_for():
    """20 units that count half a tank each: value 20 a tank, 200 MUSD."""
    solution = answer(small_plan(systems=[{"effect": 0.5}]))
    assert cost(solution) == pytest.approx(200)
    assert sum(by_year(solution, "order").values()) == pytest.approx(20)


@pytest.mark.parametrize("seed", range(5))
def test_bought_is_the_effect_of_all_that_is_usable_and_alive(seed):
    """The carry from check to check gives what the definition gives, summed over all orders."""
    plan = random_plan(seed)
    solution = answer(plan)
    bought = solution.values("bought")
    summed = dict.fromkeys(bought, 0.0)
    for (c, s, u), units in solution.values("order").items():
        j = plan.systems.index(s)
        k = plan.capabilities[plan.serves[j]]
        end = u + plan.lead[j] + plan.life[j]
        for t in (t for ally, kind, t in bought if (ally, kind) == (c, k)):
            if u + plan.usable[j] <= t < end:
                summed[c, k, t] += plan.effect[j] * units
    assert np.any(np.array(list(bought.values())) > 1)
    assert bought == pytest.approx(summed, rel=1e-6, abs=1e-6)


def test_dual_is_what_a_tank_more_in_use_would_save():
    """A tank from nowhere in 2029 saves one of 10 MUSD."""
    plan = small_plan()
    dual = answer(plan).duals("least_cost", "holding_follows_orders")["AAA", "tank", 2029]
    assert dual == pytest.approx(-10)
    found = slope(plan, "least_cost", "holding_follows_orders", "AAA", "tank", 2029)
    assert found == pytest.approx(-10)
