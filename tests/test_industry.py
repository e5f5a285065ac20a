"""What a line can deliver in a year, shared by its buyers.

10 tanks at 10 MUSD for each ally, wanted in 2029; horizon 2026-2029.
"""

from __future__ import annotations

import pytest
from worlds import answer, by_year, shortfall, slope, small_plan, total

TWO_ALLIES = [{}, {"name": "BBB"}]


@pytest.mark.parametrize(
    ("facts", "bought"),
    [
        ({"production": 2.5}, 10),
        ({"production": 2.0}, 8),
        ({"production": 2.0, "lead": 1}, 6),
        ({"production": 2.0, "lead": 3}, 2),
        ({"production": {2026: 1.0, 2028: 3.0}}, 4),
        ({"production": {2026: 9.0, 2028: 3.0}, "lead": 2}, 3),
        ({"production": 0.0}, 0),
        ({"production": 2.0, "booked": 0.5}, 6),
        ({"production": 2.0, "booked": {2026: 1.0, 2027: 2.0}}, 5),
        ({"production": 2.0, "booked": {2026: 5.0, 2027: 2.0}}, 4),
    ],
    ids=[
        "just enough", "four years of 2", "three years of delivery", "one year of delivery",
        "by year", "by year of delivery", "no line", "firm orders", "firm orders by year",
        "more booked than made",
    ],
)  # fmt: skip
def test_a_line_delivers_no_more_than_it_makes(facts, bought):
    """Four years of delivery less the lead time; what is booked is gone, never less than 0."""
    solution = answer(small_plan(systems=[facts]))
    assert total(solution, "order") == pytest.approx(bought)
    assert shortfall(solution) == pytest.approx(100 - 10 * bought, abs=1e-9)


def test_all_buyers_share_a_line():
    """3 a year for four years are 12 of the 20 that two allies want."""
    solution = answer(small_plan(TWO_ALLIES, systems=[{"production": 3.0}]))
    assert shortfall(solution) == pytest.approx(80)
    assert by_year(solution, "order") == pytest.approx(dict.fromkeys(range(2026, 2030), 3.0))


def test_a_line_without_a_limit_delivers_what_is_asked():
    solution = answer(small_plan(TWO_ALLIES))
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert solution.duals("least_shortfall", "industry") == {}


def test_orders_of_the_united_states_take_none_of_the_open_line():
    """The line leaves 1 a year to the others: AAA gets 4 of 10, the third ally all of its 10."""
    allies = [{}, {"name": "BBB", "us": True}]
    solution = answer(small_plan(allies, systems=[{"production": 1.0}]))
    assert total(solution, "order", "AAA") == pytest.approx(4)
    assert total(solution, "order", "BBB") == pytest.approx(10)
    assert shortfall(solution) == pytest.approx(60)


def test_a_line_for_nobody_but_the_united_states_is_no_limit():
    solution = answer(small_plan([{"us": True}], systems=[{"production": 0.0}]))
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)


def test_a_second_line_fills_up():
    """2 a year of the cheap one are 8; the other 2 are bought at 30 MUSD: 80 + 60 MUSD."""
    systems = [{"production": 2.0}, {"name": "mark2", "price": 30.0}]
    solution = answer(small_plan(systems=systems))
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert total(solution, "order", "mark2") == pytest.approx(2)
    assert total(solution, "payments") == pytest.approx(140)


@pytest.mark.parametrize(
    ("systems", "stage", "worth"),
    [
        ([{"production": 2.0}], "least_shortfall", -10.0),
        ([{"production": 2.0}, {"name": "mark2", "price": 30.0}], "least_cost", -20.0),
    ],
    ids=["shortfall closed", "money saved"],
)
def test_dual_is_what_one_more_tank_from_the_line_would_change(systems, stage, worth):
    """One more of the cheap tanks closes 10 MUSD of shortfall, or saves 30 - 10 MUSD."""
    plan = small_plan(systems=systems)
    assert answer(plan).duals(stage, "industry")["mark1", 2028] == pytest.approx(worth)
    assert slope(plan, stage, "industry", "mark1", 2028) == pytest.approx(worth)
