"""What no single cell can show is found, at the row that is to blame; and more than one at once."""

import pytest
from reader_worlds import TABLES, problems, problems_of, read, scenario_file, world

ORDERS = "country,capability,system,name,units,first_year,last_year,source,grade\n"


def test_days_of_supply_need_a_rate_of_use(tmp_path):
    (problem,) = problems(tmp_path, "stockpile_days,,TANK,,30,days,")
    assert problem.startswith("scenario.csv:2: column 'value': found '30'")
    assert "It has rows for SHELL." in problem
    assert (
        "It has none."
        in problems(tmp_path, "stockpile_days,,SHELL,,30,days,", munition_use=None)[0]
    )


def test_a_single_day_of_supply_needs_a_rate_as_well(tmp_path):
    assert len(problems(tmp_path, "stockpile_days,,TANK,,1,days,")) == 1
    assert len(problems(tmp_path, "stockpile_days,,TANK,,0.5,days,")) == 1


def test_days_of_supply_for_everything_mean_what_is_used_up(tmp_path):
    scenario = read(tmp_path, "stockpile_days,,,,30,days,")
    assert (scenario.array("stockpile_days") == 30).all()


def test_no_days_of_supply_need_no_rate(tmp_path):
    assert problems(tmp_path, "stockpile_days,,TANK,,0,days,", munition_use=None) == []


@pytest.mark.parametrize(
    "origins",
    [None, "origin,name,favoured\nHERE,Home,0\nTHERE,Abroad,0\n"],
    ids=["no table", "none favoured"],
)
def test_a_floor_needs_an_origin_that_is_favoured(tmp_path, origins):
    (problem,) = problems(tmp_path, "origin_floor,BBB,,,65,%,", origins=origins)
    assert problem.startswith("scenario.csv:2: column 'value': found '65'")
    assert problems(tmp_path, "origin_floor,BBB,,,0,%,", origins=origins) == []


def test_a_floor_needs_the_origin_of_every_system(tmp_path):
    systems = TABLES["systems"].replace("THERE", "")
    (problem,) = problems(tmp_path, "origin_floor,,,,65,%,", systems=systems)
    assert problem.startswith("reference/systems.csv:3: column 'origin': found ''")
    assert problems(tmp_path, systems=systems) == []


def test_a_drawdown_needs_something_to_draw_down(tmp_path):
    (problem,) = problems(tmp_path, "us_drawdown,,SHELL,2030,50,%,")
    assert problem.startswith("scenario.csv:2: column 'value': found '50'")
    (problem,) = problems(tmp_path, "us_drawdown,,,2030,50,%,", us_provided=None)
    assert "us_provided.csv" in problem


def test_a_drawdown_of_everything_means_what_is_provided(tmp_path):
    assert problems(tmp_path, "us_drawdown,,,2030,50,%,") == []


def test_a_contribution_may_come_from_the_scenario(tmp_path):
    rows = ("us_drawdown,,SHELL,2030,50,%,", "us_provided,,SHELL,,900,shell,")
    assert problems(tmp_path, *rows, us_provided=None) == []


@pytest.mark.parametrize(
    ("cells", "column"),
    [("11,12", "unit_cost_low"), ("8,9", "unit_cost_high"), ("11,9", "unit_cost_low")],
)
def test_the_price_lies_between_the_prices_read(tmp_path, cells, column):
    head, row, *_ = TABLES["systems"].splitlines()
    systems = f"{head},unit_cost_low,unit_cost_high\n{row},{cells}\n"
    found = problems(tmp_path, systems=systems)
    assert found[0].startswith(f"reference/systems.csv:2: column '{column}'")


def test_the_price_may_be_the_only_one_read(tmp_path):
    head, row, *_ = TABLES["systems"].splitlines()
    systems = f"{head},unit_cost_low,unit_cost_high\n{row},10,10\n"
    made = "system,year,units,source,grade\ntank_a,2025,1,x,C\n"
    assert problems(tmp_path, systems=systems, production=made) == []


def test_an_order_ends_after_it_starts(tmp_path):
    orders = f"{ORDERS}AAA,TANK,tank_a,One,5,2028,2027,x,C\nAAA,TANK,tank_a,Two,5,2028,2028,x,C\n"
    (problem,) = problems(tmp_path, orders=orders)
    assert problem.startswith("reference/orders.csv:2: column 'last_year': found '2027'")


def test_an_order_names_the_capability_that_its_system_serves(tmp_path):
    orders = f"{ORDERS}AAA,SHELL,tank_a,One,5,2027,2028,x,C\nAAA,SHELL,,Other,5,2027,2028,x,C\n"
    (problem,) = problems(tmp_path, orders=orders)
    assert problem.startswith("reference/orders.csv:2: column 'capability': found 'SHELL'")
    assert "TANK, which tank_a serves" in problem


def test_two_orders_of_one_name_are_one_too_many(tmp_path):
    row = "AAA,TANK,tank_a,One,5,2027,2028,x,C\n"
    (problem,) = problems(tmp_path, orders=ORDERS + row + row.replace("2028", "2029"))
    assert problem.startswith("reference/orders.csv:3: ")
    assert "line 2" in problem


def test_a_munition_is_not_its_own_platform(tmp_path):
    use = TABLES["munition_use"].replace(",TANK,", ",SHELL,")
    (problem,) = problems(tmp_path, munition_use=use)
    assert problem.startswith("reference/munition_use.csv:2: column 'platform': found 'SHELL'")


def test_a_price_of_an_order_may_be_stated_or_not(tmp_path):
    head = ORDERS.replace("\n", ",unit_cost\n")
    orders = f"{head}AAA,TANK,,One,5,2027,2028,x,C,9.5\nAAA,TANK,,Two,5,2027,2028,x,C,\n"
    scenario = read(tmp_path, orders=orders)
    assert scenario.tables["orders"].columns["unit_cost"] == (9.5, None)
    assert scenario.tables["orders"].columns["counts"] == (1, 1)


def test_several_problems_of_several_kinds_come_together(tmp_path):
    path = world(
        tmp_path,
        "extends,,,,base.csv,,",
        "origin_floor,,,,65,%,",
        "deadline,,,,2050,year,",
        orders=f"{ORDERS}AAA,SHELL,tank_a,One,5,2028,2027,x,C\n",
        origins=None,
    )
    scenario_file(tmp_path / "base.csv", "stockpile_days,,TANK,,30,days,")
    places = [text.split(": found")[0] for text in problems_of(path)]
    assert sorted(places) == [
        "base.csv:2: column 'value'",
        "reference/orders.csv:2: column 'capability'",
        "reference/orders.csv:2: column 'last_year'",
        "scenario.csv:3: column 'value'",
        "scenario.csv:4: column 'value'",
    ]


def test_a_target_below_the_stock_is_allowed_and_told(tmp_path):
    (warning,) = read(tmp_path, "uplift,AAA,TANK,,-20,%,").warnings
    assert "scenario.csv:2: uplift is below 0" in warning
    assert read(tmp_path, "uplift,AAA,TANK,,0,%,").warnings == ()


def test_a_firm_order_without_any_price_is_told(tmp_path):
    """Nobody serves RADAR and the row states no unit_cost: nothing can be committed for it."""
    capabilities = TABLES["capabilities"] + "RADAR,land,Radars,radar\n"
    orders = f"{ORDERS}AAA,RADAR,,Radars,3,2026,2028,made up,C\n"
    (warning,) = read(tmp_path, capabilities=capabilities, orders=orders).warnings
    assert "orders.csv:2: no system serves RADAR and unit_cost is blank" in warning


def test_a_firm_order_with_a_price_or_that_does_not_count_is_not_worth_a_word(tmp_path):
    head = ORDERS.replace("source", "unit_cost,counts,source")
    capabilities = TABLES["capabilities"] + "RADAR,land,Radars,radar\n"
    rows = (
        "AAA,RADAR,,Priced,3,2026,2028,7.5,1,made up,C\n"
        "AAA,RADAR,,Uncounted,3,2026,2028,,0,made up,C\n"
    )
    assert read(tmp_path, capabilities=capabilities, orders=head + rows).warnings == ()
