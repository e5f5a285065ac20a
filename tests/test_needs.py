"""What allies hold without buying, and what is asked of them.

AAA holds 100 tanks, BBB 50 of which 80 % are effective; AAA has a quarter of their GDP. A fifth of
BBB's tanks retires by 2040. The horizon is 2026-2030, the deadline 2029.
"""

from __future__ import annotations

import numpy as np
import pytest
from reader_worlds import read

from model import needs
from model.plan import make_plan

YEARS = ("last_year,,,,2030,year,", "deadline,,,,2029,year,")
WITH_US = """\
country,name,gdp,gdp_growth,defence_share,equipment_share,us,source,grade
AAA,Aland,1000,1,2,20,0,made up,C
BBB,Bland,3000,2,1,30,0,made up,C
CCC,Cland,96000,2,3,30,1,made up,C
"""
AAA, BBB, CCC = 0, 1, 2
SHELL, TANK = 0, 1
ALL = np.ones((2, 2), dtype=bool)


def scenario(folder, *rows, **tables):
    """The small alliance with a horizon to 2030 and these rows."""
    return read(folder, *YEARS, *rows, **tables)


def increase(world):
    """What the uplift adds to the tanks of each ally."""
    return needs.increase(world, world.array("takes_part") == 1)[:, TANK]


def test_wealth_is_weighed_however_small_it_is():
    """A quarter and three quarters of one MUSD; who takes no part has no weight, nor has anybody
    where nobody does."""
    among = np.array([[True, True, False], [True, False, False]])
    weight = needs.gdp_weight(np.array([0.25, 0.75]), among)
    assert weight.tolist() == [[0.25, 1, 0], [0.75, 0, 0]]


def test_stock_is_what_is_effective(tmp_path):
    assert needs.stock(scenario(tmp_path))[:, TANK] == pytest.approx([100, 40])


def test_stock_without_a_row_is_none(tmp_path):
    assert needs.stock(scenario(tmp_path))[BBB, SHELL] == 0


def test_stock_retires_in_a_straight_line(tmp_path):
    """A fifth in 15 years: 1/75 a year."""
    left = needs.survival(scenario(tmp_path))[BBB, TANK]
    assert left == pytest.approx([1 - t / 75 for t in range(6)])


def test_stock_does_not_retire_below_nothing(tmp_path):
    """All of it by 2028: a third a year, and nothing after."""
    rows = ("retire_year,,,,2028,year,", "retire_share,BBB,TANK,,100,%,")
    left = needs.survival(scenario(tmp_path, *rows))[BBB, TANK]
    assert left == pytest.approx([1, 2 / 3, 1 / 3, 0, 0, 0])


def test_gdp_weights_are_shares_among_those_who_take_part():
    joined = np.array([[True, True, False], [True, False, False]])
    weight = needs.gdp_weight(np.array([1000.0, 3000.0]), joined)
    assert weight == pytest.approx(np.array([[0.25, 1, 0], [0.75, 0, 0]]))


@pytest.mark.parametrize(
    ("fair_share", "added"), [(0, [30, 12]), (50, [20.25, 21.75]), (100, [10.5, 31.5])]
)
def test_fair_share_moves_the_increase_from_stock_to_wealth(tmp_path, fair_share, added):
    """30 % of 100 and of 40 are 30 and 12; by wealth a quarter and three quarters of the 42."""
    found = increase(scenario(tmp_path, f"fair_share,,TANK,,{fair_share},%,"))
    assert found == pytest.approx(added)
    assert found.sum() == pytest.approx(42)


def test_fulfilment_of_70_per_cent_asks_for_86_per_cent_more(tmp_path):
    """(1 + 0.3) / 0.7 - 1 = 0.857: 130 % of a target of which 70 % is there."""
    found = increase(scenario(tmp_path, "fulfilment,,TANK,,70,%,"))
    assert found == pytest.approx([100 * 0.6 / 0.7, 40 * 0.6 / 0.7])
    assert found[AAA] == pytest.approx(85.714, abs=1e-3)


def test_each_ally_may_have_its_own_uplift(tmp_path):
    """AAA 50 %, BBB 30 %."""
    assert increase(scenario(tmp_path, "uplift,AAA,TANK,,50,%,")) == pytest.approx([50, 12])


def test_an_ally_that_does_not_take_part_shares_no_increase(tmp_path):
    """All by wealth: AAA alone carries 30 % of its own 100."""
    rows = ("takes_part,BBB,TANK,,0,flag,", "fair_share,,TANK,,100,%,")
    assert increase(scenario(tmp_path, *rows)) == pytest.approx([30, 0])


def test_a_negative_uplift_asks_for_less(tmp_path):
    assert increase(scenario(tmp_path, "uplift,,TANK,,-10,%,")) == pytest.approx([-10, -4])


def test_the_drawdown_is_replaced_by_wealth(tmp_path):
    """40 tanks provided, half of them gone in 2028: a quarter and three quarters of 20."""
    rows = ("us_drawdown,,TANK,2026,0,%,", "us_drawdown,,TANK,2028,50,%,")
    replaced = needs.drawdown(scenario(tmp_path, *rows), ALL)
    assert replaced[:, TANK, 3] == pytest.approx([5, 15])
    assert replaced[:, TANK, 2] == pytest.approx([2.5, 7.5])
    assert not replaced[:, SHELL].any()


def test_the_united_states_replace_nothing(tmp_path):
    """CCC is the United States: its wealth is not in the weights and it owes nothing."""
    world = scenario(tmp_path, "us_drawdown,,TANK,,50,%,", countries=WITH_US)
    replaced = needs.drawdown(world, world.array("takes_part") == 1)
    assert replaced[:, TANK, 3] == pytest.approx([5, 15, 0])


def test_the_drawdown_falls_on_those_who_take_part(tmp_path):
    world = scenario(tmp_path, "us_drawdown,,TANK,,50,%,", "takes_part,BBB,TANK,,0,flag,")
    replaced = needs.drawdown(world, world.array("takes_part") == 1)
    assert replaced[:, TANK, 3] == pytest.approx([20, 0])


@pytest.mark.parametrize(
    ("rows", "years"),
    [
        ((), (2029, 2030)),
        (("interim_year,,,,2027,year,",), (2027, 2029, 2030)),
        (("interim_year,,,,2029,year,",), (2029, 2030)),
        (("deadline,,TANK,,2030,year,", "interim_year,,,,2027,year,"), (2027, 2030)),
        (("deadline,,TANK,,2026,year,", "interim_year,,,,2027,year,"), (2026, 2027, 2030)),
    ],
    ids=["no interim year", "all three", "interim is deadline", "deadline is last", "late interim"],
)
def test_milestones_are_each_checked_once_and_in_order(tmp_path, rows, years):
    assert needs.milestones(scenario(tmp_path, *rows))[TANK] == years


def test_the_ramp_is_the_interim_share_before_the_deadline_and_whole_from_it_on(tmp_path):
    due = needs.ramp(scenario(tmp_path, "interim_share,,,,40,%,"))
    assert due[TANK] == pytest.approx([0.4, 0.4, 0.4, 0.4, 1, 1])


def test_the_target_is_stock_increase_and_drawdown(tmp_path):
    """AAA: 100 + 40 % of 30 + 5 in 2028; 100 + 30 + 5 in 2029."""
    rows = ("interim_share,,,,40,%,", "us_drawdown,,TANK,,50,%,")
    world = scenario(tmp_path, *rows)
    asked = needs.target(world, ALL)[AAA, TANK]
    assert asked[3:5] == pytest.approx([117, 135])


def test_nothing_is_asked_of_an_ally_that_does_not_take_part(tmp_path):
    """Its stock is left out of the target too."""
    plan = make_plan(scenario(tmp_path, "takes_part,BBB,TANK,,0,flag,"))
    assert not plan.target[BBB, TANK].any()
    assert plan.target[AAA, TANK, 5] == pytest.approx(130)


def test_use_is_by_munition_and_platform(tmp_path):
    """A tank fires 2 shells a day; without the table nothing does."""
    assert needs.munition_use(scenario(tmp_path)) == {(SHELL, TANK): 2.0}
    assert needs.munition_use(scenario(tmp_path, munition_use=None)) == {}


def test_shares_are_fractions_in_the_plan_and_per_cent_in_the_tables(tmp_path):
    rows = (
        "pooled,,TANK,,50,%,", "max_share,,,,40,%,", "origin_floor,AAA,,,65,%,",
        "shortfall_tolerance,,,,3,%,", "max_mix,,tank_a,,60,%,", "advance,,tank_a,,20,%,",
        "om_share,,tank_a,,4,%/year,", "absorb,,tank_a,,1,year,", "joint_saving,,tank_a,,50,%,",
    )  # fmt: skip
    plan = make_plan(scenario(tmp_path, *rows))
    assert plan.pooled.tolist() == [0, 0.5]
    assert (plan.max_share, plan.shortfall_tolerance) == pytest.approx((0.4, 0.03))
    assert plan.origin_floor == pytest.approx([0.65, 0])
    tank = plan.systems.index("tank_a")
    assert plan.max_mix[tank] == pytest.approx(0.6)
    assert plan.advance[tank] == pytest.approx(0.2)
    assert plan.upkeep[tank] == pytest.approx(0.2)  # 4 % of 10 MUSD at half the price
    assert (plan.lead[tank], plan.usable[tank], plan.life[tank]) == (2, 3, 30)
