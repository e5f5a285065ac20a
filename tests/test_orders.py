"""Firm orders: what allies have signed for and still wait for.

The small alliance: AAA and BBB, tanks and shells; the horizon is 2026-2030.
"""

from __future__ import annotations

import numpy as np
import pytest
from reader_worlds import TABLES, read

from model import needs
from model.industry import booked
from model.orders import firm_orders
from model.plan import make_plan

YEARS = ("last_year,,,,2030,year,", "deadline,,,,2030,year,")
HEADER = "country,capability,system,name,units,first_year,last_year,counts,paid_share,source,grade"
WITH_US = """\
country,name,gdp,gdp_growth,defence_share,equipment_share,us,source,grade
AAA,Aland,1000,1,2,20,0,made up,C
BBB,Bland,3000,2,1,30,1,made up,C
"""
AAA, BBB = 0, 1
SHELL, TANK = 0, 1
TANK_A = 1


def scenario(folder, *orders, rows=(), **tables):
    """The small alliance with these firm orders."""
    lines = [f"{order},made up,C" for order in orders]
    return read(folder, *YEARS, *rows, orders="\n".join([HEADER, *lines]) + "\n", **tables)


@pytest.mark.parametrize(
    ("years", "arriving", "arrived"),
    [
        ("2026,2027", [0, 1 / 2, 1 / 2, 0, 0, 0], [0, 1 / 2, 1, 1, 1, 1]),
        ("2028,2028", [0, 0, 0, 1, 0, 0], [0, 0, 0, 1, 1, 1]),
        ("2024,2027", [1 / 4, 1 / 4, 1 / 4, 0, 0, 0], [1 / 2, 3 / 4, 1, 1, 1, 1]),
        ("2029,2032", [0, 0, 0, 0, 1 / 4, 1 / 4], [0, 0, 0, 0, 1 / 4, 1 / 2]),
        ("2020,2024", [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1]),
        ("2031,2033", [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]),
    ],
    ids=["two years", "one year", "begun before", "ends after", "long done", "far away"],
)
def test_an_order_arrives_in_equal_parts_over_its_years(tmp_path, years, arriving, arrived):
    firm = firm_orders(scenario(tmp_path, f"AAA,TANK,tank_a,one,6,{years},1,0"))
    assert firm.arriving[0] == pytest.approx(arriving)
    assert firm.arrived[0] == pytest.approx(arrived)


def test_only_orders_that_count_are_firm(tmp_path):
    world = scenario(
        tmp_path, "AAA,TANK,tank_a,one,6,2026,2027,0,0", "BBB,TANK,tank_a,two,5,2026,2027,1,25"
    )
    firm = firm_orders(world)
    assert firm.units.tolist() == [5]
    assert firm.country.tolist() == [BBB]
    assert firm.paid_share.tolist() == [0.25]


def test_an_order_may_name_no_system_and_state_no_price(tmp_path):
    firm = firm_orders(scenario(tmp_path, "AAA,SHELL,,one,6,2026,2027,1,0"))
    assert firm.system.tolist() == [-1]
    assert firm.capability.tolist() == [SHELL]
    assert np.isnan(firm.unit_cost).all()


def test_without_the_table_there_are_no_firm_orders(tmp_path):
    world = read(tmp_path, *YEARS)
    assert len(firm_orders(world).units) == 0
    assert not make_plan(world).committed.any()


def test_firm_orders_are_held_as_they_arrive_times_the_effect_of_their_system(tmp_path):
    """6 of tank_a at effect 0.5 over 2026-2027: 1.5 then 3; 4 of no system in 2028: 4 more."""
    world = scenario(
        tmp_path,
        "AAA,TANK,tank_a,one,6,2026,2027,1,0",
        "AAA,TANK,,two,4,2028,2028,1,0",
        rows=("effect,,tank_a,,0.5,factor,",),
    )
    held = needs.on_order(world, firm_orders(world))
    assert held[AAA, TANK] == pytest.approx([0, 1.5, 3, 7, 7, 7])
    assert held.sum() == pytest.approx(held[AAA, TANK].sum())


def test_what_is_given_is_surviving_stock_and_firm_orders(tmp_path):
    """BBB: 40 effective tanks, a fifth of which retires over 15 years: 40 - 40 * 0.2 / 15 a year;
    6 arrive in 2026 and 2027."""
    world = scenario(tmp_path, "BBB,TANK,tank_a,one,6,2026,2027,1,0")
    given = needs.given(world, firm_orders(world))
    yearly = 40 * 0.2 / 15
    assert given[BBB, TANK, :3] == pytest.approx([40, 40 - yearly + 3, 40 - 2 * yearly + 6])


def test_lines_are_booked_by_firm_orders_with_a_system(tmp_path):
    """6 over two years are 3 a year of tank_a; an order of no system books no line."""
    world = scenario(
        tmp_path, "AAA,TANK,tank_a,one,6,2026,2027,1,0", "BBB,TANK,,two,6,2026,2027,1,0"
    )
    taken = booked(world, firm_orders(world))
    assert taken[TANK_A] == pytest.approx([0, 3, 3, 0, 0, 0])
    assert taken.sum() == pytest.approx(6)


def test_orders_of_the_united_states_book_no_line_and_are_paid_all_the_same(tmp_path):
    orders = ("AAA,TANK,tank_a,one,2,2026,2026,1,0", "BBB,TANK,tank_a,two,9,2026,2026,1,0")
    world = scenario(tmp_path, *orders, countries=WITH_US)
    plan = make_plan(world)
    assert plan.booked[TANK_A, 1] == pytest.approx(2)
    assert plan.committed[:, 1] == pytest.approx([20, 90])


def test_what_is_booked_is_not_open_and_the_rest_is_never_below_nothing(tmp_path):
    """tank_a makes 10 in 2025, 20 in 2030, 12 in 2026: 5 are booked in 2026, 30 in 2027."""
    orders = ("AAA,TANK,tank_a,one,5,2026,2026,1,0", "AAA,TANK,tank_a,two,30,2027,2027,1,0")
    plan = make_plan(scenario(tmp_path, *orders))
    assert plan.open_production[TANK_A, :4] == pytest.approx([10, 7, 0, 16])
    assert np.isinf(plan.open_production[0]).all()


def test_favoured_systems_are_those_of_favoured_origins(tmp_path):
    """shell_a and tank_a are made HERE, which is favoured; tank_b is made THERE."""
    assert make_plan(read(tmp_path, *YEARS)).favoured.tolist() == [True, True, False]
    systems = TABLES["systems"].replace(",HERE,", ",,").replace(",THERE,", ",,")
    nowhere = read(tmp_path, *YEARS, origins=None, systems=systems)
    assert not make_plan(nowhere).favoured.any()
