"""Upkeep runs while equipment is usable and alive, and is paid under the same cap.

10 tanks at 10 MUSD; upkeep is 1 MUSD a year each; all are wanted in 2029 and none in 2031.
"""

from __future__ import annotations

import pytest
from worlds import answer, by_year, cost, shortfall, slope, small_plan

ONLY_2026 = {"cap": {2026: 200.0}}
ONCE = {"target": {2029: 10.0}, "deadline": 2029}


@pytest.mark.parametrize(
    ("lead", "absorb", "life", "years"),
    [
        (0, 0, 30, [2026, 2027, 2028, 2029, 2030, 2031]),
        (1, 0, 30, [2027, 2028, 2029, 2030, 2031]),
        (1, 2, 30, [2029, 2030, 2031]),
        (3, 0, 30, [2029, 2030, 2031]),
        (1, 2, 3, [2029]),
        (1, 2, 4, [2029, 2030]),
        (0, 2, 5, [2028, 2029, 2030]),
        (3, 0, 1, [2029]),
    ],
    ids=[
        "at once", "delivered in 2027", "absorbed by 2029", "delivered in 2029",
        "retired in 2030", "retired in 2031", "absorbed by 2028", "one year of service",
    ],
)  # fmt: skip
def test_upkeep_runs_from_use_to_retirement(lead, absorb, life, years):
    """Ordered in 2026, the only year with 100 MUSD to pay them; usable from 2026 + lead + absorb
    up to the year before 2026 + lead + life. Each year of use has just its 10 MUSD of upkeep."""
    cap = dict.fromkeys(years, 10.0)
    cap[2026] = cap.get(2026, 0.0) + 100
    system = {"lead": lead, "absorb": absorb, "life": life, "upkeep": 1.0, "advance": 1.0}
    solution = answer(small_plan([{"cap": cap}], [ONCE], [system], last=2031))
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert by_year(solution, "running") == pytest.approx(dict.fromkeys(years, 10.0))


def test_what_is_never_usable_costs_no_upkeep_and_is_not_bought():
    """Life 2 ends in 2028, two years of absorption end in 2028: never in use, all 10 missed."""
    system = {"absorb": 2, "life": 2, "upkeep": 1.0}
    solution = answer(small_plan(systems=[system]))
    assert shortfall(solution) == pytest.approx(100)
    assert cost(solution) == 0


def test_what_is_ordered_and_never_usable_costs_its_price_and_no_upkeep():
    """Half of the money must go to a favoured system that is gone in 2028 before it is absorbed
    in 2029: 100 MUSD for 10 tanks that serve and 100 for what never does; money is there in
    2026 only."""
    never = {"name": "mark2", "price": 20.0, "favoured": True, "absorb": 3, "life": 2}
    plan = small_plan([{"floor": 0.5} | ONLY_2026], systems=[{}, never | {"upkeep": 1.0}])
    solution = answer(plan)
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert cost(solution) == pytest.approx(200)
    assert by_year(solution, "running") == {}


def test_upkeep_past_the_last_year_is_nobodys_concern():
    """Lead 3, absorb 2: ordered 2026, usable in 2031, the last year: one year of upkeep, 10."""
    capability = {"target": {2031: 10.0}}
    system = {"lead": 3, "absorb": 2, "upkeep": 1.0}
    solution = answer(small_plan(capabilities=[capability], systems=[system], last=2031))
    assert by_year(solution, "running") == {2031: pytest.approx(10)}


def test_upkeep_is_discounted_by_its_own_year():
    """Bought in 2029, the cheapest year, for 10 tanks: (100 + 10) / 1.1^3, then 10 / 1.1^4."""
    capability = {"deadline": 2029}
    plan = small_plan([{}], [capability], [{"upkeep": 1.0}], last=2030, discount=0.10)
    assert cost(answer(plan)) == pytest.approx(110 / 1.1**3 + 10 / 1.1**4)


@pytest.mark.parametrize(("last_cap", "missed"), [(4.0, 60), (3.0, 70), (0.0, 100)])
def test_upkeep_of_what_was_bought_leaves_less_for_buying(last_cap, missed):
    """Lead 1, paid in advance. In 2026, 20 MUSD buy 2 tanks; in 2027 their upkeep of 1 each
    leaves 22 - 2 = 20 for 2 more; in 2028 all 4 need 4 MUSD: 6 of 10 are missed, 60 MUSD.

    With 3 MUSD in 2028 only 3 tanks can be kept; with none, none is worth its price.
    """
    plan = small_plan(
        allies=[{"cap": {2026: 20.0, 2027: 22.0, 2028: last_cap}}],
        systems=[{"lead": 1, "advance": 1.0, "upkeep": 1.0}],
        last=2028,
    )
    assert shortfall(answer(plan)) == pytest.approx(missed)


def test_dual_is_what_a_further_million_of_upkeep_would_cost():
    """Prices double each year: all is bought in 2026. A further million of upkeep that starts in
    2028 also runs in 2029: 1 / 1.25^2 + 1 / 1.25^3 MUSD discounted."""
    plan = small_plan(systems=[{"upkeep": 1.0}], growth=1.0, discount=0.25)
    dual = answer(plan).duals("least_cost", "upkeep_follows_use")["AAA", 2028]
    assert dual == pytest.approx(1 / 1.25**2 + 1 / 1.25**3)
    found = slope(plan, "least_cost", "upkeep_follows_use", "AAA", 2028)
    assert found == pytest.approx(dual)
