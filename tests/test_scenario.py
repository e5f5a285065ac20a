"""Layers laid over each other: what a row reaches, what it makes, and where a number comes from.

The small alliance: AAA spends 2 % of GDP in 2025 and has announced 3 % for 2030; BBB spends 1 %.
The line of tank_a makes 10 a year in 2025 and 20 in 2030; tank_b and shell_a are unlimited.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from reader_worlds import (
    TABLES,
    WIDE,
    problems,
    problems_of,
    read,
    scenario_file,
    world,
)

from model.errors import InputError
from model.scenario import Scenario, read_scenario
from model.shipped import shipped_folder

AAA, BBB = 0, 1
SHELL, TANK = 0, 1  # capabilities, sorted by code
SHELL_A, TANK_A, TANK_B = 0, 1, 2
SHIPPED = sorted(shipped_folder().parent.glob("*.csv"))


def line(scenario: Scenario, name: str, *index: int) -> dict[int, float]:
    """The line of one cell, by year."""
    numbers = scenario.array(name)[index].tolist()
    return dict(zip(scenario.years, numbers, strict=True))


# --- sets, defaults, tables


def test_sets_come_from_the_tables_sorted_by_code(tmp_path):
    scenario = read(tmp_path)
    assert scenario.countries == ("AAA", "BBB")
    assert scenario.areas == ("land", "supply")
    assert scenario.capabilities == ("SHELL", "TANK")
    assert scenario.systems == ("shell_a", "tank_a", "tank_b")
    assert scenario.area_of == {"SHELL": "supply", "TANK": "land"}
    assert scenario.capability_of["tank_b"] == "TANK"
    assert scenario.groups == {"BOTH": ("AAA", "BBB"), "ONE": ("AAA",)}


def test_the_years_run_from_the_base_year_to_the_last(tmp_path):
    scenario = read(tmp_path, "first_year,,,,2028,year,", "last_year,,,,2036,,")
    assert scenario.years == range(2025, 2037)
    assert (scenario.base_year, scenario.first_year, scenario.last_year) == (2025, 2028, 2036)
    assert scenario.interim_year is None
    with pytest.raises(KeyError, match="interim_year"):
        scenario.number("interim_year")


def test_every_array_has_the_axes_of_its_dimensions_and_no_gap(tmp_path):
    scenario = read(tmp_path)
    length = {"country": 2, "capability": 2, "system": 3, "year": 16}
    for name, cells in scenario.resolved.cells.items():
        array = scenario.array(name)
        assert array.shape == tuple(length[dim] for dim in cells.parameter.dims)
        assert array.dtype == np.float64
        assert not array.flags.writeable
        assert not cells.origin.flags.writeable
        assert name == "interim_year" or not np.isnan(array).any()


def test_an_unstated_pair_has_the_default_and_a_stated_one_the_row(tmp_path):
    scenario = read(tmp_path)
    assert scenario.array("stock")[BBB, SHELL] == 0
    assert scenario.array("effective_share")[BBB].tolist() == [100, 80]
    assert scenario.origin("stock", (BBB, SHELL)).kind == "default"
    origin = scenario.origin("stock", (BBB, TANK))
    assert (origin.kind, origin.file.name, origin.line) == ("table", "inventory.csv", 3)
    assert scenario.origin("gdp", (BBB,)).note == ""  # countries.csv has no such column
    assert (origin.source, origin.grade) == ("made up", "C")


def test_announced_plans_are_knots_after_the_base_year(tmp_path):
    scenario = read(tmp_path)
    announced = line(scenario, "defence_share", AAA)
    assert announced[2025] == 2
    assert announced[2026] == pytest.approx(2.2)
    assert announced[2030] == announced[2040] == 3
    assert set(line(scenario, "defence_share", BBB).values()) == {1.0}


def test_a_plan_that_the_base_year_has_overtaken_is_told_and_not_used(tmp_path):
    plans = TABLES["spending_plans"] + "BBB,2025,9,made up,C\n"
    scenario = read(tmp_path, spending_plans=plans)
    assert line(scenario, "defence_share", BBB)[2026] == 1
    (warning,) = scenario.warnings
    assert "spending_plans.csv:3: a plan for 2025 is not used" in warning


def test_production_lies_on_its_line_and_is_unlimited_without_rows(tmp_path):
    scenario = read(tmp_path)
    made = line(scenario, "production", TANK_A)
    assert (made[2025], made[2028], made[2040]) == (10, 16, 20)
    assert np.isinf(scenario.array("production")[TANK_B]).all()
    assert scenario.origin("production", (TANK_B, 0)).kind == "default"


def test_production_is_flat_before_its_first_knot(tmp_path):
    text = "system,year,units,source,grade\ntank_a,2028,6,x,C\ntank_a,2030,8,x,C\n"
    made = line(read(tmp_path, production=text), "production", TANK_A)
    assert (made[2025], made[2028], made[2029], made[2031]) == (6, 6, 7, 8)


# --- what a row reaches


def test_the_most_specific_row_wins_whatever_the_order(tmp_path):
    rows = [
        "uplift,,,,1,%,",
        "uplift,BOTH,,,2,%,",
        "uplift,AAA,,,3,%,",
        "uplift,,land,,4,%,",
        "uplift,BBB,TANK,,5,%,",
    ]
    expected = [[3, 4], [2, 5]]  # shells: AAA by name, BBB by group; tanks: area, then capability
    for order in (rows, rows[::-1], rows[2:] + rows[:2]):
        assert read(tmp_path, *order).array("uplift").tolist() == expected


def test_an_item_weighs_more_than_a_country(tmp_path):
    scenario = read(tmp_path, "uplift,AAA,,,1,%,", "uplift,,land,,2,%,")
    assert scenario.array("uplift")[AAA].tolist() == [1, 2]


def test_a_system_is_reached_by_code_capability_area_or_all(tmp_path):
    rows = ["life,,,,1,year,", "life,,supply,,2,year,", "life,,TANK,,3,year,"]
    scenario = read(tmp_path, *rows, "life,,tank_b,,4,year,", "life,,land,,5,year,")
    assert scenario.array("life").tolist() == [2, 3, 4]


def test_a_capability_is_more_specific_than_its_area(tmp_path):
    scenario = read(tmp_path, "deadline,,TANK,,2033,year,", "deadline,,land,,2030,year,")
    assert scenario.array("deadline").tolist() == [2035, 2033]


def test_a_row_of_the_scenario_beats_a_more_specific_row_of_its_base(tmp_path):
    path = world(tmp_path, "extends,,,,base.csv,,", "uplift,,,,7,%,")
    scenario_file(tmp_path / "base.csv", "uplift,AAA,TANK,,50,%,", "max_share,,,,60,%,")
    scenario = read_scenario(path)
    assert (scenario.array("uplift") == 7).all()
    assert scenario.number("max_share") == 60


def test_a_scenario_row_overrides_the_cell_of_a_reference_table(tmp_path):
    scenario = read(tmp_path, "gdp,BBB,,,9,MUSD,why", "stock,AAA,SHELL,,1,shell,")
    assert scenario.array("gdp").tolist() == [1000, 9]
    assert scenario.array("stock")[AAA].tolist() == [1, 100]
    origin = scenario.origin("gdp", (BBB,))
    assert (origin.kind, origin.line, origin.note) == ("scenario", 2, "why")


def test_every_parameter_can_be_set_from_a_scenario(tmp_path):
    values = {"base_year": 2024, "first_year": 2027, "last_year": 2041, "deadline": 2036}
    values |= {"retire_year": 2050, "interim_year": 2030, "takes_part": 0}
    names = [name for name in read(tmp_path).resolved.cells if name != "us_drawdown"]
    rows = [f"{name},,,,{values.get(name, 7)},," for name in names]
    scenario = read(tmp_path, *rows, munition_use=TABLES["munition_use"] + "TANK,SHELL,1,x,C\n")
    for name in names:
        assert (scenario.array(name) == values.get(name, 7)).all(), name


def test_two_groups_that_share_an_ally_clash_and_both_lines_are_named(tmp_path):
    (problem,) = problems(tmp_path, "uplift,BOTH,,,1,%,", "uplift,ONE,,,2,%,")
    assert problem.startswith("scenario.csv:3: column 'country': found 'ONE'")
    assert "line 2" in problem


def test_groups_that_share_one_of_many_allies_clash_in_the_shipped_reference(tmp_path):
    path = scenario_file(tmp_path / "x.csv", "uplift,E5,,,1,%,", "uplift,NORDIC_BALTIC,,,2,%,")
    assert problems_of(path, shipped_folder()) == []
    scenario_file(path, "uplift,E5,,,1,%,", "uplift,EASTERN_FLANK,,,2,%,")
    (problem,) = problems_of(path, shipped_folder())
    assert "line 2 is as specific" in problem
    scenario_file(path, "uplift,E5,,,1,%,", "uplift,EASTERN_FLANK,,,2,%,", "uplift,POL,,,3,%,")
    assert problems_of(path, shipped_folder()) == []


def test_groups_without_a_common_ally_do_not_clash(tmp_path):
    groups = "group,country\nONE,AAA\nTWO,BBB\n"
    scenario = read(tmp_path, "uplift,ONE,,,1,%,", "uplift,TWO,,,2,%,", groups=groups)
    assert scenario.array("uplift").tolist() == [[1, 1], [2, 2]]


@pytest.mark.parametrize(
    "settling",
    [["uplift,AAA,,,3,%,"], ["uplift,,SHELL,,3,%,", "uplift,,land,,3,%,"]],
    ids=["the ally", "the items"],
)
def test_a_more_specific_row_settles_a_clash_of_groups(tmp_path, settling):
    scenario = read(tmp_path, "uplift,BOTH,,,1,%,", "uplift,ONE,,,2,%,", *settling)
    assert (scenario.array("uplift")[AAA] == 3).all()


def test_a_row_that_settles_only_part_of_a_clash_leaves_the_error(tmp_path):
    rows = ("uplift,BOTH,,,1,%,", "uplift,ONE,,,2,%,", "uplift,,TANK,,3,%,")
    assert len(problems(tmp_path, *rows)) == 1


def test_a_less_specific_row_settles_nothing(tmp_path):
    rows = ("uplift,,,,3,%,", "uplift,BOTH,land,,1,%,", "uplift,ONE,land,,2,%,")
    assert len(problems(tmp_path, *rows)) == 1


def test_groups_clash_also_when_their_knots_lie_in_different_years(tmp_path):
    rows = ("defence_share,BOTH,,2030,3,%,", "defence_share,ONE,,2035,4,%,")
    assert len(problems(tmp_path, *rows)) == 1


def test_groups_in_different_layers_do_not_clash(tmp_path):
    path = world(tmp_path, "extends,,,,base.csv,,", "uplift,ONE,,,2,%,")
    scenario_file(tmp_path / "base.csv", "uplift,BOTH,,,1,%,")
    assert read_scenario(path).array("uplift").tolist() == [[2, 2], [1, 1]]


# --- knots


def test_a_dated_share_starts_from_the_base_year_of_the_reference(tmp_path):
    scenario = read(tmp_path, "defence_share,,,2035,5,%,aim")
    for ally, start in ((AAA, 2.0), (BBB, 1.0)):
        share = line(scenario, "defence_share", ally)
        assert share[2025] == start
        assert share[2030] == pytest.approx((start + 5) / 2)
        assert share[2035] == share[2040] == 5
    assert scenario.origin("defence_share", (AAA, 0)).file.name == "countries.csv"
    assert scenario.origin("defence_share", (AAA, 1)).note == "aim"


def test_the_base_year_of_the_reference_counts_also_over_another_scenario(tmp_path):
    path = world(tmp_path, "extends,,,,base.csv,,", "defence_share,,,2035,5,%,")
    scenario_file(tmp_path / "base.csv", "defence_share,,,,4,%,")
    scenario = read_scenario(path)
    assert line(scenario, "defence_share", AAA)[2025] == 2
    assert scenario.origin("defence_share", (AAA, 0)).file.name == "countries.csv"


def test_a_dated_scale_leaves_the_base_year_to_the_layer_below(tmp_path):
    path = world(
        tmp_path, "extends,,,,base.csv,,,,,", "defence_share,,,2035,2,,,scale,,", header=WIDE
    )
    scenario_file(tmp_path / "base.csv", "defence_share,,,,4,%,")
    scenario = read_scenario(path)
    assert line(scenario, "defence_share", AAA)[2025] == 4
    assert scenario.origin("defence_share", (AAA, 0)).file.name == "base.csv"
    assert scenario.origin("defence_share", (AAA, 1)).file.name == "scenario.csv"


@pytest.mark.parametrize("year", [2020, 2025, 2026])
def test_a_knot_at_or_before_the_first_year_takes_the_place_of_the_base_year(tmp_path, year):
    rows = (f"defence_share,,,{year},4,%,", "defence_share,,,2036,5,%,")
    share = line(read(tmp_path, *rows), "defence_share", AAA)
    assert share[2026] == pytest.approx(4 + (2026 - year) / (2036 - year))
    assert share[2025] == pytest.approx(4 + max(0, 2025 - year) / (2036 - year))


def test_a_knot_after_the_first_year_does_not(tmp_path):
    share = line(read(tmp_path, "defence_share,,,2027,4,%,"), "defence_share", AAA)
    assert (share[2025], share[2026], share[2027]) == (2, 3, 4)


def test_a_knot_may_lie_behind_the_horizon(tmp_path):
    share = line(read(tmp_path, "defence_share,BBB,,2045,5,%,"), "defence_share", BBB)
    assert share[2040] == pytest.approx(4)


def test_production_starts_from_its_own_line_in_the_base_year(tmp_path):
    made = line(read(tmp_path, "production,,tank_a,2030,40,,"), "production", TANK_A)
    assert (made[2025], made[2026], made[2030]) == (10, 16, 40)
    rows = ("base_year,,,,2026,,", "first_year,,,,2027,,", "production,,TANK,2030,40,,")
    moved = read(tmp_path, *rows)
    assert line(moved, "production", TANK_A)[2026] == 12  # 10 to 20 over five years, one year on


def test_unlimited_production_has_no_base_year_to_start_from(tmp_path):
    made = line(read(tmp_path, "production,,tank_b,2030,5,,"), "production", TANK_B)
    assert set(made.values()) == {5.0}


def test_no_other_parameter_starts_in_the_base_year(tmp_path):
    rows = ("open_share,,,2030,80,%,", "us_drawdown,,TANK,2030,50,%,", "gdp_growth,AAA,,2030,3,,")
    scenario = read(tmp_path, *rows)
    assert set(line(scenario, "open_share", AAA).values()) == {80.0}
    assert set(line(scenario, "us_drawdown", TANK).values()) == {50.0}
    assert set(line(scenario, "gdp_growth", AAA).values()) == {3.0}


def test_knots_make_straight_lines_and_flat_ends(tmp_path):
    rows = ("price_growth,,,2028,1,,", "price_growth,,,2032,3,,")
    growth = line(read(tmp_path, *rows), "price_growth")
    assert [growth[t] for t in (2025, 2028, 2030, 2032, 2040)] == [1, 1, 2, 3, 3]


def test_a_number_between_two_knots_remembers_the_later_one(tmp_path):
    scenario = read(tmp_path, "price_growth,,,2028,1,,", "price_growth,,,2032,3,,")
    lines = [scenario.origin("price_growth", (t - 2025,)).line for t in (2025, 2028, 2029, 2040)]
    assert lines == [2, 2, 3, 3]


# --- scale and add


def test_scale_and_add_work_on_what_was_there_before(tmp_path):
    rows = ("gdp,,,,2,,,scale,,", "stock,AAA,,,5,,,add,,")
    scenario = read(tmp_path, *rows, header=WIDE)
    assert scenario.array("gdp").tolist() == [2000, 6000]
    assert scenario.array("stock").tolist() == [[5005, 105], [0, 50]]


def test_a_scale_works_on_the_layers_below_and_not_on_its_own(tmp_path):
    path = world(
        tmp_path,
        "extends,,,,base.csv,,,,,",
        "uplift,,,,40,%,,,,",
        "uplift,AAA,,,2,,,scale,,",
        header=WIDE,
    )
    scenario_file(tmp_path / "base.csv", "uplift,,,,10,%,")
    assert read_scenario(path).array("uplift").tolist() == [[20, 20], [40, 40]]


def test_a_dated_scale_of_a_share_starts_at_one(tmp_path):
    share = line(
        read(tmp_path, "defence_share,,,2035,2,,,scale,,", header=WIDE), "defence_share", AAA
    )
    assert [share[t] for t in (2025, 2030, 2035, 2040)] == pytest.approx([2, 3 * 1.5, 6, 6])


def test_a_dated_add_to_a_share_starts_at_nothing(tmp_path):
    scenario = read(tmp_path, "defence_share,,,2035,1,%,,add,,", header=WIDE)
    share = line(scenario, "defence_share", BBB)
    assert [share[t] for t in (2025, 2030, 2035)] == pytest.approx([1, 1.5, 2])
    assert scenario.origin("defence_share", (BBB, 0)).kind == "table"
    assert scenario.origin("defence_share", (BBB, 1)).kind == "scenario"


def test_a_dated_scale_of_anything_else_is_flat_before_its_first_knot(tmp_path):
    scenario = read(tmp_path, "gdp_growth,AAA,,2030,3,,,scale,,", header=WIDE)
    assert set(line(scenario, "gdp_growth", AAA).values()) == {3.0}


def test_unlimited_production_stays_so_under_scale_and_stops_at_nothing(tmp_path):
    scaled = read(tmp_path, "production,,,,2,,,scale,,", header=WIDE).array("production")
    assert np.isinf(scaled[TANK_B]).all()
    assert scaled[TANK_A, 0] == 20
    stopped = read(tmp_path, "production,,,,0,,,scale,,", header=WIDE).array("production")
    assert (stopped == 0).all()


@pytest.mark.parametrize("change", ["scale", "add"])
def test_nothing_can_be_added_to_what_is_unlimited(tmp_path, change):
    (problem,) = problems(tmp_path, f"production,,tank_b,,2,,,{change},,", header=WIDE)
    assert f"column 'change': found '{change}', wanted 'set'" in problem


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("defence_share,,,2035,40,,,scale,,", "It makes 3 into 61.5."),
        ("effective_share,AAA,TANK,,1,,,add,,", "It makes 100 into 101."),
        ("gdp,,,,-5000,,,add,,", "It makes 1000 into -4000."),
        ("lead,,,,1.5,,,scale,,", "It makes 1 into 1.5."),
        ("takes_part,,,,1,,,add,,", "It makes 1 into 2."),
        ("stock,,,,1e9,,,scale,,", "It makes 5000 into 5e+12."),
    ],
    ids=["share", "per cent", "negative", "not whole", "flag", "beyond all use"],
)
def test_bounds_hold_also_after_scale_and_add_and_the_row_is_named(tmp_path, row, told):
    (problem,) = problems(tmp_path, row, header=WIDE)
    assert problem.startswith("scenario.csv:2: column 'value'")
    assert told in problem


def test_the_knot_that_leads_out_of_bounds_is_the_one_named(tmp_path):
    rows = ("gdp_growth,,,2030,1,,,scale,,", "gdp_growth,,,2035,900,,,scale,,")
    (problem,) = problems(tmp_path, *rows, header=WIDE)
    assert problem.startswith("scenario.csv:3: column 'value': found '900'")


def test_a_lever_has_a_year_in_every_row_or_in_none(tmp_path):
    rows = ("gdp_growth,,,2030,1,,,scale,,", "gdp_growth,,,,2,,,scale,,")
    assert problems(tmp_path, *rows, header=WIDE) == [
        "scenario.csv:3: column 'year': found '', wanted a year in every row of this lever or "
        "in none: see line 2."
    ]


def test_a_number_may_be_scaled_and_added_right_to_its_bounds(tmp_path):
    rows = ("stock,,,,0,,,scale,,", "pooled,,,,100,,,add,,", "takes_part,AAA,,,-1,,,add,,")
    scenario = read(tmp_path, *rows, header=WIDE)
    assert (scenario.array("stock") == 0).all()
    assert (scenario.array("pooled") == 100).all()
    assert scenario.array("takes_part")[:, 0].tolist() == [0, 1]


# --- what is refused


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("uplfit,,,,30,%,", "parameter", "'uplift'"),
        ("uplift,AAB,,,30,%,", "country", "'AAA'"),
        ("uplift,land,,,30,%,", "country", "an ally or a group"),
        ("uplift,,TNAK,,30,%,", "item", "'TANK'"),
        ("uplift,,tank_a,,30,%,", "item", "by capability, not by system"),
        ("uplift,,,2030,30,%,", "year", "uplift has no year"),
        ("max_share,AAA,,,30,%,", "country", "max_share has no country"),
        ("gdp,,TANK,,30,MUSD,", "item", "gdp has no item"),
        ("deadline,AAA,,,2035,year,", "country", "deadline has no country"),
        ("uplift,,,,30,MUSD,", "unit", "'%'"),
        ("stock,,TANK,,30,shell,", "unit", "'tank'"),
        ("uplift,,TANK,,30,tank,", "unit", "'%'"),
        ("life,,tnak_a,,10,year,", "item", "a capability or a system. Did you mean 'tank_a'?"),
        ("life,,lnad,,10,year,", "item", "Did you mean 'land'?"),
        ("uplift,,Shell,,30,%,", "item", "an area or a capability. Did you mean 'SHELL'?"),
        ("uplift,,Tanks,,30,%,", "item", "Did you mean 'TANK' (Tanks)?"),
        ("stock,,,,30,tank,", "unit", "'unit of the capability'"),
        ("uplift,,,,-101,%,", "value", "from -100"),
        ("takes_part,,,,2,flag,", "value", "0 or 1"),
        ("takes_part,,,,0.5,flag,", "value", "0 or 1"),
        ("deadline,,,,2035.5,year,", "value", "a year"),
        ("lead,,,,1.5,year,", "value", "a whole number"),
        ("price_growth,,,1066,1,,", "year", "from 1950"),
        (",,,,30,%,", "parameter", "some text"),
        ("uplift,,,,,%,", "value", "a number in the unit of the parameter"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(tmp_path, row, column, says):
    (problem,) = problems(tmp_path, row)
    assert problem.startswith(f"scenario.csv:2: column '{column}': ")
    assert says in problem


def test_an_item_that_no_system_serves_matches_nothing(tmp_path):
    more = TABLES["capabilities"] + "SHIP,sea,Ships,ship\n"
    for item in ("SHIP", "sea"):
        (problem,) = problems(tmp_path, f"life,,{item},,10,year,", capabilities=more)
        assert f"column 'item': found '{item}'" in problem
        assert "No system serves it." in problem


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (("uplift,,,,1,%,", "uplift,,,,2,%,"), "line 2"),
        (("uplift,AAA,,,1,%,", "uplift,,,,2,%,", "uplift,AAA,,,1,%,"), "line 2"),
        (("open_share,,,2030,1,%,", "open_share,,,2030,2,%,"), "line 2"),
        (("open_share,,,,5,%,", "open_share,,,2030,6,%,"), "line 2"),
    ],
    ids=["other value", "twin", "same knot", "dated and not"],
)
def test_rows_of_one_lever_that_contradict_each_other_name_both_lines(tmp_path, rows, says):
    (problem,) = problems(tmp_path, *rows)
    assert problem.startswith(f"scenario.csv:{len(rows) + 1}: ")
    assert says in problem


def test_knots_of_one_line_have_one_change(tmp_path):
    rows = ("gdp_growth,,,2030,1,,,set,,", "gdp_growth,,,2035,2,,,scale,,")
    (problem,) = problems(tmp_path, *rows, header=WIDE)
    assert problem.startswith("scenario.csv:3: column 'change': found 'scale'")


def test_dated_and_undated_rows_of_different_levers_live_together(tmp_path):
    scenario = read(tmp_path, "open_share,,,,5,%,", "open_share,AAA,,2030,60,%,")
    assert scenario.array("open_share")[:, 0].tolist() == [60, 5]


@pytest.mark.parametrize(
    ("cells", "column"),
    [("40,60", "low"), ("10,20", "high"), (",40", "low"), ("20,", "high"), ("-200,40", "low")],
    ids=["above", "below", "no low", "no high", "out of bounds"],
)
def test_a_range_brackets_its_value(tmp_path, cells, column):
    found = problems(tmp_path, f"uplift,,,,30,%,,,{cells}", header=WIDE)
    assert found[0].startswith(f"scenario.csv:2: column '{column}'")


def test_an_unknown_change_names_the_known_ones(tmp_path):
    (problem,) = problems(tmp_path, "uplift,,,,30,%,,sale,,", header=WIDE)
    assert "wanted one of set, scale, add. Did you mean 'scale'?" in problem


def test_a_factor_may_say_so_as_its_unit(tmp_path):
    scenario = read(tmp_path, "gdp,AAA,,,2,factor,,scale,,", header=WIDE)
    assert scenario.array("gdp")[AAA] == 2000
    assert "column 'unit'" in problems(tmp_path, "gdp,AAA,,,2,factor,,,,", header=WIDE)[0]


def test_all_problems_of_all_files_come_at_once(tmp_path):
    path = world(
        tmp_path,
        "extends,,,,base.csv,,",
        "uplfit,,,,1,%,",
        "uplift,XXX,,2030,x,kg,",
        groups="group,country\nBOTH,AAB\n",
        countries=TABLES["countries"].replace("1000", "x"),
    )
    scenario_file(tmp_path / "base.csv", "gdp,,,,-1,MUSD,")
    (tmp_path / "reference" / "countires.csv").touch()
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    found = {(p.file.name, p.line, p.column) for p in caught.value.problems}
    assert found == {
        ("scenario.csv", 3, "parameter"),
        ("scenario.csv", 4, "country"),
        ("scenario.csv", 4, "unit"),
        ("scenario.csv", 4, "year"),
        ("scenario.csv", 4, "value"),
        ("base.csv", 2, "value"),
        ("countries.csv", 2, "gdp"),
        ("groups.csv", 2, "country"),
        ("countires.csv", None, ""),
    }


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ("uplft,AAB,TNAK,,3O,%,", ["parameter", "country", "item", "value"]),
        ("uplft,BBB,tank_a,,30,,", ["parameter"]),
        ("uplft,BOTH,SHIP,,30,,", ["parameter", "item"]),
        (",AAB,TANK,,30,%,", ["parameter", "country"]),
        ("extend,,,,base.csv,,", ["parameter"]),
        ("uplift,AAB,TNAK,2030,x,MUSD,", ["country", "item", "year", "value", "unit"]),
        ("stock,AAB,TANK,,5,shell,", ["country", "unit"]),
        ("stock,,TNAK,,5,shell,", ["item"]),
    ],
)
def test_all_problems_of_a_row_are_told_at_once(tmp_path, row, columns):
    """A misspelt parameter may have any dimension; the unit of a misspelt capability is unknown."""
    found = [text.split("'")[1] for text in problems(tmp_path, row)]
    assert sorted(found) == sorted(columns)


def test_a_misspelt_parameter_and_a_misspelt_group_are_both_told_with_the_nearest(tmp_path):
    path = scenario_file(tmp_path / "x.csv", "uplft,EASTERN_FLNK,,,40,%,")
    one, other = problems_of(path, shipped_folder())
    assert one.endswith("Did you mean 'uplift'?")
    assert other.endswith("Did you mean 'EASTERN_FLANK'?")


def test_only_the_first_25_problems_search_for_the_nearest_name(tmp_path):
    rows = [f"uplft,,,{year},30,%," for year in range(2026, 2026 + 27)]
    found = problems_of(scenario_file(tmp_path / "x.csv", *rows), shipped_folder())
    misspelt = [problem for problem in found if "'uplft'" in problem]
    hinted = [problem.endswith("Did you mean 'uplift'?") for problem in misspelt]
    assert hinted == [True] * 25 + [False] * 2


@pytest.mark.parametrize("name", ["base_year", "last_year", "retire_year", "stock", "gdp_growth"])
@pytest.mark.parametrize("change", ["scale", "add"])
@pytest.mark.parametrize("value", ["1e308", "-1e308", "1000000001"])
def test_a_change_has_bounds_so_that_no_number_leaves_the_line(tmp_path, name, change, value):
    """A year times 1e308 would be infinite, a line from -1e308 to 1e308 no line at all."""
    found = problems(tmp_path, f"{name},,,,{value},,,{change},,", header=WIDE)
    assert found[0].startswith(f"scenario.csv:2: column 'value': found '{value}', wanted a ")
    assert "from -1000000000 to 1000000000" in found[0]


@pytest.mark.parametrize("change", ["scale", "add"])
def test_nothing_can_be_added_to_what_is_not_stated(tmp_path, change):
    (problem,) = problems(tmp_path, f"interim_year,,,,1,,,{change},,", header=WIDE)
    assert "wanted 'set', as nothing states it yet" in problem


# --- years


@pytest.mark.parametrize(
    ("rows", "place", "says"),
    [
        (("first_year,,,,2024,,",), "scenario.csv:2:", "base_year 2025 < first_year 2024"),
        (("base_year,,,,2026,,",), "scenario.csv:2:", "base_year 2026 < first_year 2026"),
        (("last_year,,,,2025,,",), "scenario.csv:2:", "first_year 2026 <= last_year 2025"),
        (("last_year,,,,2086,,", "deadline,,,,2040,,"), "scenario.csv:2:", "at most 60 years"),
        (("last_year,,,,2125,,",), "scenario.csv:2:", "at most 60 years"),
        (("deadline,,TANK,,2041,,",), "scenario.csv:2:", "from first_year 2026 to last_year 2040"),
        (("deadline,,,,2025,,",), "scenario.csv:2:", "from first_year 2026 to last_year 2040"),
        (("last_year,,,,2034,,",), "scenario.csv:2:", "the deadline 2035"),
        (("interim_year,,,,2041,,",), "scenario.csv:2:", "from first_year 2026 to last_year 2040"),
        (("interim_year,,,,2025,,",), "scenario.csv:2:", "from first_year 2026 to last_year 2040"),
        (("retire_year,,,,2025,,",), "scenario.csv:2:", "base_year 2025 < retire_year 2025"),
    ],
)
def test_years_that_do_not_go_together_name_the_responsible_row(tmp_path, rows, place, says):
    (problem,) = problems(tmp_path, *rows)
    assert problem.startswith(place)
    assert says in problem


@pytest.mark.parametrize("year", [2026, 2040])
def test_milestones_may_lie_in_the_first_and_the_last_year(tmp_path, year):
    rows = (f"interim_year,,,,{year},year,", f"deadline,,,,{year},year,")
    scenario = read(tmp_path, *rows)
    assert scenario.interim_year == scenario.number("interim_year") == year


def test_a_deadline_of_the_base_scenario_outside_the_horizon_is_named_there(tmp_path):
    path = world(tmp_path, "extends,,,,base.csv,,", "last_year,,,,2032,,")
    scenario_file(tmp_path / "base.csv", "deadline,,,,2034,,", "interim_year,,,,2030,,")
    (problem,) = problems_of(path)
    assert problem.startswith("base.csv:2: column 'value': found '2034'")


def test_sixty_years_from_the_base_year_are_allowed(tmp_path):
    assert len(read(tmp_path, "last_year,,,,2085,year,").years) == 61


def test_a_range_may_reach_the_bounds(tmp_path):
    assert problems(tmp_path, "pooled,,,,30,%,,,0,100", header=WIDE) == []


def test_a_plan_of_one_year_is_a_plan(tmp_path):
    rows = ("last_year,,,,2026,,", "deadline,,,,2026,,")
    assert read(tmp_path, *rows).years == range(2025, 2027)


# --- extends


def chain_of(folder: Path, names: list[str]) -> Path:
    """Scenarios of which each extends the next; the first of them."""
    world(folder)
    for name, base in zip(names, [*names[1:], ""], strict=True):
        row = f"extends,,,,{base},," if base else "uplift,,,,12,%,"
        scenario_file(folder / name, row)
    return folder / names[0]


def test_a_chain_of_scenarios_is_laid_from_its_end(tmp_path):
    path = chain_of(tmp_path, ["a.csv", "b.csv", "c.csv"])
    scenario = read_scenario(path)
    assert (scenario.array("uplift") == 12).all()
    assert scenario.name == "a"
    names = [source.name for source in scenario.sources]
    assert names[:4] == ["a.csv", "b.csv", "c.csv", "countries.csv"]
    assert len(names) == len(set(names))


def test_a_base_may_lie_in_a_folder_below(tmp_path):
    path = world(tmp_path, "extends,,,,below/b.csv,,")
    (tmp_path / "below").mkdir()
    scenario_file(tmp_path / "below" / "b.csv", "extends,,,,c.csv,,")
    scenario_file(tmp_path / "below" / "c.csv", "uplift,,,,12,%,")
    assert (read_scenario(path).array("uplift") == 12).all()


def test_a_base_in_a_folder_that_is_not_there_is_told_without_a_guess(tmp_path):
    (problem,) = problems_of(world(tmp_path, "extends,,,,below/b.csv,,"))
    assert problem.startswith("scenario.csv:2: column 'value': found 'below/b.csv'")
    assert "Did you mean" not in problem


@pytest.mark.parametrize(
    "value",
    [
        "../outside.csv",
        "below/../../outside.csv",
        "/etc/passwd",
        "http://127.0.0.1/x.csv",
        "file:outside.csv",
        "..\\outside.csv",
        "C:\\outside.csv",
        "link.csv",
        "linked/outside.csv",
    ],
)
def test_a_base_outside_the_folder_is_never_opened(tmp_path, value, monkeypatch):
    inside = tmp_path / "inside"
    inside.mkdir()
    outside = scenario_file(tmp_path / "outside.csv", "uplift,,,,12,%,")
    (inside / "link.csv").symlink_to(outside)
    (inside / "linked").symlink_to(tmp_path)
    path = world(inside, f"extends,,,,{value},,")
    opened, real = [], os.open

    def watched(name, *rest):
        opened.append(name)
        return real(name, *rest)

    monkeypatch.setattr(os, "open", watched)
    (problem,) = problems_of(path)
    assert problem.startswith("scenario.csv:2: column 'value': ")
    assert {Path(name).parent.name for name in opened} == {"inside", "reference"}


def test_a_link_within_the_folder_is_followed(tmp_path):
    path = world(tmp_path, "extends,,,,link.csv,,")
    (tmp_path / "link.csv").symlink_to(scenario_file(tmp_path / "base.csv", "uplift,,,,12,%,"))
    assert (read_scenario(path).array("uplift") == 12).all()


def test_a_missing_base_is_told_at_its_row_with_the_nearest_name(tmp_path):
    path = world(tmp_path, "extends,,,,Base.csv,,")
    scenario_file(tmp_path / "base.csv", "uplift,,,,12,%,")
    (problem,) = problems_of(path)
    assert problem.startswith("scenario.csv:2: column 'value': found 'Base.csv'")
    assert problem.endswith("Did you mean 'base.csv'?")


@pytest.mark.parametrize("names", [["a.csv"], ["a.csv", "b.csv"], ["a.csv", "b.csv", "c.csv"]])
def test_a_cycle_is_named_in_full(tmp_path, names):
    path = chain_of(tmp_path, names)
    scenario_file(tmp_path / names[-1], "extends,,,,a.csv,,")
    (problem,) = problems_of(path)
    assert problem.endswith(f"{' -> '.join([*names, 'a.csv'])}.")


def test_a_cycle_through_a_link_is_found(tmp_path):
    path = world(tmp_path, "extends,,,,link.csv,,")
    (tmp_path / "link.csv").symlink_to(path)
    assert "does not lead back here" in problems_of(path)[0]


def test_a_chain_may_be_ten_deep_and_not_eleven(tmp_path):
    names = [f"s{number}.csv" for number in range(12)]
    assert problems_of(chain_of(tmp_path, names[1:])) == []
    (problem,) = problems_of(chain_of(tmp_path, names))
    assert problem.startswith("s10.csv:2: ")
    assert "s0.csv -> s1.csv" in problem


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_base_that_is_no_file_is_refused_without_waiting(tmp_path, kind):
    path = world(tmp_path, "extends,,,,thing,,")
    (tmp_path / "thing").mkdir() if kind == "folder" else os.mkfifo(tmp_path / "thing")
    started = time.perf_counter()
    assert f"found a {kind}" in problems_of(path)[0]
    assert time.perf_counter() - started < 20, "it hangs"


def test_a_scenario_extends_one_other_and_says_nothing_else_in_that_row(tmp_path):
    rows = ("extends,AAA,,,base.csv,%,,add,,", "extends,,,,base.csv,,,,,")
    path = world(tmp_path, *rows, header=WIDE)
    scenario_file(tmp_path / "base.csv", "uplift,,,,12,%,")
    found = problems_of(path)
    assert [text.split(": found")[0] for text in found] == [
        "scenario.csv:2: column 'country'",
        "scenario.csv:2: column 'unit'",
        "scenario.csv:2: column 'change'",
        "scenario.csv:3: column 'parameter'",
    ]


# --- the reference folder


def test_the_reference_is_the_one_given_else_beside_else_shipped(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "alone").mkdir()
    path = world(tmp_path / "here")
    assert read_scenario(path).reference == path.parent / "reference"
    assert read_scenario(path, shipped_folder()).reference == shipped_folder()
    lonely = scenario_file(tmp_path / "alone" / "x.csv", "uplift,,,,5,%,")
    assert read_scenario(lonely).reference == shipped_folder()
    assert read_scenario(lonely, path.parent / "reference").countries == ("AAA", "BBB")


@pytest.mark.parametrize(
    "name", ["countries", "capabilities", "systems", "inventory", "production"]
)
def test_a_missing_required_table_is_named(tmp_path, name):
    found = problems(tmp_path, **{name: None})
    assert found[0].startswith(f"reference/{name}.csv: found no such file")


def test_optional_tables_may_be_missing(tmp_path):
    optional = ("groups", "origins", "spending_plans", "munition_use", "us_provided")
    scenario = read(tmp_path, **dict.fromkeys(optional))
    assert set(scenario.tables) == set(TABLES) - set(optional)
    assert scenario.groups == {}


def test_a_missing_reference_folder_is_named(tmp_path):
    path = scenario_file(tmp_path / "x.csv", "uplift,,,,5,%,")
    (problem,) = problems_of(path, tmp_path / "nowhere")
    assert problem.startswith("nowhere: found no such folder")
    assert "no readable folder" in problems_of(path, path)[0]


def test_a_file_that_is_no_table_is_not_passed_over(tmp_path):
    path = world(tmp_path)
    (tmp_path / "reference" / "spending_plan.csv").write_text("x\n")
    (tmp_path / "reference" / "README.md").write_text("x\n")
    (problem,) = problems_of(path)
    assert "found 'spending_plan.csv', wanted the name of a reference table" in problem


@pytest.mark.parametrize("name", ["groups.xlsx", "GROUPS.CSV", "groups.csv.gz", "groups.tsv"])
def test_a_table_in_another_form_is_not_passed_over(tmp_path, name):
    path = world(tmp_path, groups=None)
    (tmp_path / "reference" / name).write_text("x\n")
    (problem,) = problems_of(path)
    assert problem.startswith(f"reference/{name}: found '{name}', wanted the name of a reference")
    assert "Did you mean 'groups.csv'?" in problem


def test_a_copy_beside_a_table_is_left_alone(tmp_path):
    path = world(tmp_path)
    (tmp_path / "reference" / "groups.csv.bak").write_text("x\n")
    assert problems_of(path) == []


def test_a_table_that_is_a_link_out_of_its_folder_is_not_read(tmp_path, monkeypatch):
    path = world(tmp_path)
    table = tmp_path / "reference" / "groups.csv"
    table.rename(tmp_path / "groups.csv")
    table.symlink_to(tmp_path / "groups.csv")
    (problem,) = problems_of(path)
    assert problem.startswith("reference/groups.csv: found a link out of the folder, wanted")
    monkeypatch.setattr("model.scenario.shipped_folder", lambda: tmp_path / "reference")
    assert problems_of(path) == []  # an installer may link what ships


def test_a_table_that_is_a_link_within_its_folder_is_read(tmp_path):
    path = world(tmp_path)
    table = tmp_path / "reference" / "groups.csv"
    table.rename(tmp_path / "reference" / "groups of 2026.txt")
    table.symlink_to("groups of 2026.txt")
    assert problems_of(path) == []


@pytest.mark.parametrize("kind", ["a link to nowhere", "a file"])
def test_the_shipped_tables_never_stand_in_for_a_folder_that_cannot_be_read(tmp_path, kind):
    path = scenario_file(tmp_path / "x.csv", "uplift,,,,5,%,")
    beside = tmp_path / "reference"
    beside.touch() if kind == "a file" else beside.symlink_to("nowhere")
    (problem,) = problems_of(path)
    assert problem.startswith("reference: found no ")


def test_a_folder_full_of_other_tables_is_told_at_once(tmp_path):
    path = world(tmp_path)
    for number in range(3000):
        (tmp_path / "reference" / f"spending_plan_{number}.csv").touch()
    started = time.perf_counter()
    assert len(problems_of(path)) == 3000
    assert time.perf_counter() - started < 20, "it hangs"


def test_a_required_table_may_be_empty_where_nothing_refers_to_it(tmp_path):
    scenario = read(tmp_path, inventory="country,capability,stock,source,grade\n")
    assert (scenario.array("stock") == 0).all()
    assert "read as nothing stated" in scenario.warnings[0]
    found = problems(tmp_path, countries=TABLES["countries"].splitlines()[0] + "\n")
    assert "a header and no rows" in found[0]


@pytest.mark.parametrize(
    ("table", "old", "new", "place"),
    [
        ("inventory", "AAA,TANK", "AAB,TANK", "reference/inventory.csv:2: column 'country'"),
        ("inventory", "BBB,TANK", "BBB,TNAK", "reference/inventory.csv:3: column 'capability'"),
        ("systems", "Tank B,TANK", "Tank B,TNAK", "reference/systems.csv:3: column 'capability'"),
        ("systems", "1,THERE", "1,TEHRE", "reference/systems.csv:3: column 'origin'"),
        ("production", "tank_a,2030", "tnak_a,2030", "reference/production.csv:3: column 'system'"),
        ("groups", "ONE,AAA", "ONE,AAB", "reference/groups.csv:4: column 'country'"),
        ("spending_plans", "AAA", "AAB", "reference/spending_plans.csv:2: column 'country'"),
        ("munition_use", "L,TANK", "L,TNAK", "reference/munition_use.csv:2: column 'platform'"),
        ("us_provided", "TANK", "TNAK", "reference/us_provided.csv:2: column 'capability'"),
    ],
)
def test_a_code_that_refers_to_nothing_names_the_nearest(tmp_path, table, old, new, place):
    assert old in TABLES[table]
    (problem,) = problems(tmp_path, **{table: TABLES[table].replace(old, new)})
    assert problem.startswith(place)
    assert "Did you mean" in problem


def test_a_bad_key_hides_no_other_problem_of_its_row(tmp_path):
    inventory = TABLES["inventory"].replace("AAA,TANK,100", "A A,TNAK,x")
    found = [text.split(": found")[0] for text in problems(tmp_path, inventory=inventory)]
    columns = ("country", "capability", "stock")
    assert set(found) == {f"reference/inventory.csv:2: column '{name}'" for name in columns}


@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        ("groups", "ONE,", "BBB,", "not an ally already"),
        ("capabilities", "TANK,land", "TANK,SHELL", "not an area already"),
        ("systems", "tank_b", "SHELL", "not a capability already"),
        ("systems", "tank_b", "land", "not an area already"),
    ],
)
def test_a_code_means_one_thing(tmp_path, table, old, new, says):
    assert says in problems(tmp_path, **{table: TABLES[table].replace(old, new)})[0]


# --- laws


def test_the_order_of_rows_never_matters(tmp_path):
    rows = ["uplift,BOTH,,,1,%,", "uplift,,land,,2,%,", "defence_share,,,2035,5,%,"]
    rows += ["defence_share,,,2030,4,%,", "production,,tank_a,2030,7,,", "extends,,,,base.csv,,"]
    scenario_file(tmp_path / "base.csv", "gdp,,,,1000,,", "uplift,,,,9,%,")
    plain = read(tmp_path, *rows)
    shuffler = random.Random(7)
    for _ in range(5):
        tables = {}
        for name, text in TABLES.items():
            head, *body = text.splitlines()
            tables[name] = "\n".join((head, *shuffler.sample(body, len(body)))) + "\n"
        other = read(tmp_path, *shuffler.sample(rows, len(rows)), **tables)
        for name in plain.resolved.cells:
            assert np.array_equal(plain.array(name), other.array(name), equal_nan=True), name


def test_a_share_that_looks_like_a_fraction_is_asked_about(tmp_path):
    (warning,) = read(tmp_path, "defence_share,,,2035,0.035,%,").warnings
    assert "read as 0.035 %; 3.5 % would be written 3.5" in warning
    assert "1 % would be written 1" in read(tmp_path, "open_share,,,,0.01,%,").warnings[0]
    for row in ("defence_share,,,2035,0.9,%,", "open_share,,,,1,%,", "open_share,,,,0,%,"):
        assert read(tmp_path, row).warnings == ()
    assert read(tmp_path, "shortfall_tolerance,,,,0.1,%,").warnings == ()
    assert read(tmp_path, "gdp_growth,,,,0.5,%/year,").warnings == ()


# --- the shipped scenarios


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_is_good_and_without_a_warning(path):
    assert read_scenario(path).warnings == ()


def test_a_scenario_under_an_odd_name_is_read(tmp_path):
    folder = tmp_path / "a b %\n\u0421"
    folder.mkdir()
    path = world(folder)
    odd = path.rename(folder / "-x [y].csv")
    assert read_scenario(odd).name == "-x [y]"


def test_a_copy_of_the_shipped_folder_plans_the_same(tmp_path):
    source = shipped_folder()
    shutil.copytree(source, tmp_path / "reference")
    shutil.copy(source.parent / "baseline.csv", tmp_path)
    one = read_scenario(source.parent / "baseline.csv")
    other = read_scenario(tmp_path / "baseline.csv")
    assert other.reference == tmp_path / "reference"
    for name in one.resolved.cells:
        assert np.array_equal(one.array(name), other.array(name), equal_nan=True)


def test_an_alliance_of_one_is_an_alliance_and_of_none_is_not(tmp_path):
    head, first, _ = TABLES["countries"].splitlines()
    others = {"groups": None, "inventory": TABLES["inventory"].replace("BBB,TANK", "AAA,SHIP")}
    others |= {"capabilities": TABLES["capabilities"] + "SHIP,sea,Ships,ship\n"}
    scenario = read(tmp_path, countries=f"{head}\n{first}\n", **others)
    assert scenario.countries == ("AAA",)
    assert "a header and no rows" in problems(tmp_path, countries=f"{head}\n", **others)[0]


def test_the_same_input_says_the_same_in_every_process(tmp_path):
    path = world(tmp_path, "uplfit,,,,1,%,", "uplift,BOTH,,,1,%,", "uplift,ONE,,,1,%,")
    shutil.copy(path, tmp_path / "reference" / "unknown.csv")
    code = f"""
import os, pathlib
from model.errors import InputError
from model.scenario import read_scenario
os.chdir("/")
try:
    read_scenario(pathlib.Path({str(path)!r}))
except InputError as error:
    print(error)
"""
    said = set()
    for seed, locale in (("1", "C"), ("2", "de_DE.UTF-8")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": "Asia/Tokyo"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parent.parent,
            env=environment,
        )
        said.add(done.stdout)
    (text,) = said
    assert text.startswith(b"Error: 3 problems in the input:")
