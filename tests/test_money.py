"""Prices, caps and what is already promised, from tables as a planner writes them.

AAA: GDP 1000 MUSD growing 1 % a year, 2 % of it for defence in 2025 and 3 % announced for 2030,
a fifth of that for equipment. BBB: GDP 3000 growing 2 %, 1 % for defence, 30 % for equipment.
Of each further dollar half goes to equipment; 60 % of equipment money is open to the five areas.
tank_a costs 10 MUSD, tank_b 8. The horizon is 2026-2030.
"""

from __future__ import annotations

import numpy as np
import pytest
from reader_worlds import TABLES, read

from model import money
from model.orders import firm_orders
from model.plan import make_plan

YEARS = ("last_year,,,,2030,year,", "deadline,,,,2030,year,")
ORDERS = "country,capability,system,name,units,first_year,last_year,counts,paid_share,unit_cost"
AAA, BBB = 0, 1
SHELL_A, TANK_A, TANK_B = 0, 1, 2
SHELL, TANK = 0, 1
Y2025, Y2026, Y2027, Y2030 = 0, 1, 2, 5


def scenario(folder, *rows, **tables):
    """The small alliance with a horizon to 2030 and these rows."""
    return read(folder, *YEARS, *rows, **tables)


def orders(*rows):
    """The table of firm orders with these rows."""
    return "\n".join([f"{ORDERS},source,grade", *(f"{row},made up,C" for row in rows)]) + "\n"


def committed(world):
    """What firm orders of a scenario take, by ally and year."""
    plan = make_plan(world)
    return money.committed(world, firm_orders(world), plan.systems_of)


def test_growth_compounds_from_the_base_year_whose_own_rate_is_not_used():
    rates = np.array([[99.0, 10.0, 10.0], [99.0, 0.0, -50.0]])
    assert money.compound(rates) == pytest.approx(np.array([[1, 1.1, 1.21], [1, 1, 0.5]]))


def test_joint_saving_lowers_the_price(tmp_path):
    world = scenario(tmp_path, "joint_saving,,tank_a,,20,%,")
    assert money.base_price(world) == pytest.approx([0.01, 8, 8])


def test_prices_grow_by_order_year(tmp_path):
    """tank_a at 20 % off: 8 in 2025, 8.8 in 2026, 9.68 in 2027."""
    world = scenario(tmp_path, "joint_saving,,tank_a,,20,%,", "price_growth,,,,10,%/year,")
    assert money.price(world)[TANK_A, :3] == pytest.approx([8, 8.8, 9.68])


def test_prices_grow_by_the_rate_of_each_year(tmp_path):
    """10 % in 2026, 20 % in 2027 and after: 10, 11, 13.2, 15.84."""
    rows = ("price_growth,,,2026,10,%/year,", "price_growth,,,2027,20,%/year,")
    assert money.price(scenario(tmp_path, *rows))[TANK_A, :4] == pytest.approx(
        [10, 11, 13.2, 15.84]
    )


def test_value_is_the_lowest_price_of_an_effective_unit(tmp_path):
    """tank_b counts half: 16 a tank; tank_a 10. A capability that nothing serves: 1."""
    tables = {"capabilities": TABLES["capabilities"] + "RADAR,land,Radars,radar\n"}
    world = scenario(tmp_path, "effect,,tank_b,,0.5,factor,", **tables)
    plan = make_plan(world)
    assert dict(zip(plan.capabilities, plan.value, strict=True)) == pytest.approx(
        {"RADAR": 1, "SHELL": 0.01, "TANK": 10}
    )


def test_discount_is_one_in_the_first_year(tmp_path):
    world = scenario(tmp_path, "discount_rate,,,,25,%/year,")
    assert money.discount(world)[:4] == pytest.approx([1.25, 1, 0.8, 0.64])


def test_gdp_grows_from_the_base_year(tmp_path):
    grown = money.gdp(scenario(tmp_path))
    assert grown[:, Y2025] == pytest.approx([1000, 3000])
    assert grown[:, Y2027] == pytest.approx([1000 * 1.01**2, 3000 * 1.02**2])


def test_the_cap_has_a_base_share_and_a_marginal_share(tmp_path):
    """AAA: 2 % in 2025, 2.2 % in 2026, 3 % in 2030. Equipment: a fifth of 2 % is 0.4 % of GDP,
    and half of what is above 2 %: 0.1 % in 2026, 0.5 % in 2030. 60 % of it is open."""
    spendable = money.equipment_money(scenario(tmp_path))
    assert spendable[AAA, Y2025] == pytest.approx(1000 * 0.004 * 0.6)
    assert spendable[AAA, Y2026] == pytest.approx(1010 * 0.005 * 0.6)
    assert spendable[AAA, Y2030] == pytest.approx(1000 * 1.01**5 * 0.009 * 0.6)


def test_a_flat_defence_share_is_spent_at_the_average_share(tmp_path):
    """BBB stays at 1 %: 0.3 % of GDP for equipment whatever the marginal share is."""
    world = scenario(tmp_path, "equipment_share_marginal,,,,90,%,")
    assert money.equipment_money(world)[BBB, Y2026] == pytest.approx(3060 * 0.003 * 0.6)


def test_below_the_base_share_the_marginal_share_is_taken_away(tmp_path):
    """BBB at 0.8 % instead of 1 %: 0.3 % - 0.5 * 0.2 % = 0.2 % of GDP for equipment."""
    world = scenario(tmp_path, "defence_share,BBB,,,0.8,%,")
    assert money.equipment_money(world)[BBB, Y2026] == pytest.approx(3060 * 0.002 * 0.6)


def test_equipment_money_is_never_negative(tmp_path):
    """BBB at 0 % with a marginal share of 50 %: 0.3 % - 0.5 % is nothing, not a debt."""
    world = scenario(tmp_path, "defence_share,BBB,,,0,%,")
    assert money.equipment_money(world)[BBB, Y2026:] == pytest.approx(0, abs=0)


def test_the_open_share_scales_the_cap(tmp_path):
    world = scenario(tmp_path, "open_share,AAA,,,30,%,")
    assert money.equipment_money(world)[AAA, Y2026] == pytest.approx(1010 * 0.005 * 0.3)


@pytest.mark.parametrize(
    ("row", "yearly"),
    [
        ("AAA,TANK,tank_a,one,6,2026,2027,1,0,", 30),
        ("AAA,TANK,tank_a,one,6,2026,2027,1,40,", 18),
        ("AAA,TANK,tank_a,one,6,2026,2027,1,100,", 0),
        ("AAA,TANK,,one,6,2026,2027,1,0,", 39),
        ("AAA,TANK,,one,6,2026,2027,1,40,2", 3.6),
        ("AAA,TANK,tank_a,one,6,2026,2027,1,0,2", 6),
        ("AAA,TANK,tank_a,one,6,2026,2027,0,0,", 0),
    ],
    ids=[
        "price of the system", "40 % is paid", "all is paid", "median of the capability",
        "stated price without a system", "stated price with a system", "not firm",
    ],
)  # fmt: skip
def test_firm_orders_take_their_unpaid_part_when_they_arrive(tmp_path, row, yearly):
    """3 units a year in 2026 and 2027. tank_a costs 10; tank_b counts half, so that a tank of it
    costs 16 and the median of 10 and 16 is 13."""
    world = scenario(tmp_path, "effect,,tank_b,,0.5,factor,", orders=orders(row))
    taken = committed(world)
    assert taken[AAA] == pytest.approx([0, yearly, yearly, 0, 0, 0])
    assert not taken[BBB].any()


def test_firm_orders_are_paid_at_the_base_year_price_after_joint_saving(tmp_path):
    """10 MUSD less 20 %, not grown: 8 for one unit a year. A stated price has no saving."""
    table = orders("AAA,TANK,tank_a,one,2,2026,2027,1,0,", "BBB,TANK,tank_a,two,2,2026,2027,1,0,10")
    rows = ("joint_saving,,tank_a,,20,%,", "price_growth,,,,10,%/year,")
    taken = committed(scenario(tmp_path, *rows, orders=table))
    assert taken[AAA, Y2026 : Y2027 + 1] == pytest.approx([8, 8])
    assert taken[BBB, Y2026 : Y2027 + 1] == pytest.approx([10, 10])


def test_a_firm_order_that_nothing_prices_takes_no_money(tmp_path):
    """No system serves RADAR, none is named, no price is stated."""
    tables = {"capabilities": TABLES["capabilities"] + "RADAR,land,Radars,radar\n"}
    world = scenario(tmp_path, orders=orders("AAA,RADAR,,one,6,2026,2027,1,0,"), **tables)
    assert not committed(world).any()


def test_what_firm_orders_take_is_not_in_the_cap(tmp_path):
    """BBB has 3060 * 0.003 * 0.6 = 5.508 MUSD in 2026, of which 0.2 tanks take 2."""
    plan = make_plan(scenario(tmp_path, orders=orders("BBB,TANK,tank_a,one,0.2,2026,2026,1,0,")))
    assert plan.cap[BBB, Y2026] == pytest.approx(3.508)
    assert plan.cap[BBB, Y2027] == pytest.approx(3000 * 1.02**2 * 0.0018)


def test_the_cap_is_cut_at_nothing(tmp_path):
    """AAA has 3.03 MUSD in 2026; firm orders take 10: no money, not a debt; 2027 is untouched."""
    plan = make_plan(scenario(tmp_path, orders=orders("AAA,TANK,tank_a,one,1,2026,2026,1,0,")))
    assert plan.committed[AAA, Y2026] == pytest.approx(10)
    assert plan.cap[AAA, Y2026] == 0
    assert plan.cap[AAA, Y2027] == pytest.approx(1000 * 1.01**2 * 0.006 * 0.6)
