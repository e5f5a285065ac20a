"""The laws can fail: each notices when what it is about is changed in otherwise right results."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from laws import LAWS, close, wrong_cell
from recount import ALLIANCE, Recount, declared
from second import write_world

from model import load, solve

Change = Callable[[Recount], None]
WORLDS = range(40)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Recount]:
    """The right results of a random world, read anew each time."""
    folder = tmp_path_factory.mktemp("worlds")

    @cache
    def solved(seed: int) -> Path:
        scenario = write_world(folder / str(seed), seed)
        solve(load(scenario)).write(scenario.parent / "results")
        return scenario

    def read(seed: int) -> Recount:
        scenario = solved(seed)
        return Recount(scenario, scenario.parent / "reference", scenario.parent / "results")

    return read


def more(table: str, column: str) -> Change:
    """Half as much again and one in every cell of a column."""

    def change(count: Recount) -> None:
        for row in count.tables[table]:
            row[column] = None if row[column] is None else row[column] * 1.5 + 1

    return change


def put(table: str, column: str, value: object, country: str = "") -> Change:
    """One value in every cell of a column, or of the rows of a country."""

    def change(count: Recount) -> None:
        for row in count.tables[table]:
            if not country or row["country"] == country:
                row[column] = value

    return change


def all_of(name: str, value: object) -> Change:
    """One value for every cell of a parameter of the world."""

    def change(count: Recount) -> None:
        cells = getattr(count.world, name)
        cells.update(dict.fromkeys(cells, value))

    return change


def no_ally_may_provide_anything(count: Recount) -> None:
    count.world.max_share = 0.0


def nothing_is_favoured_and_all_should_be(count: Recount) -> None:
    all_of("origin_floor", 1.0)(count)
    all_of("favoured", False)(count)


def the_alliance_is_first(count: Recount) -> None:
    put("capability", "year_met", count.world.first, ALLIANCE)(count)


def prices_are_turned_round(count: Recount) -> None:
    for row in count.tables["prices"]:
        row["price"] = -row["price"]


def a_row_is_lost(count: Recount) -> None:
    del count.tables["capability"][:1]


def a_row_stands_twice(count: Recount) -> None:
    count.tables["spending"] *= 2


def a_column_has_another_name(count: Recount) -> None:
    copy = count.folder.with_name("copy")
    shutil.copytree(count.folder, copy, dirs_exist_ok=True)
    text = (copy / "summary.csv").read_text()
    (copy / "summary.csv").write_text(text.replace("scenario,", "name,", 1))
    count.folder = copy


def money_is_left(count: Recount) -> None:
    put("spending", "unspent", 5.0)(count)
    more("industry", "open")(count)


CHANGES: dict[str, Change] = {
    "no_ally_spends_more_than_its_cap": more("spending", "payments"),
    "the_cap_is_what_firm_orders_leave_of_the_equipment_money": more("spending", "cap"),
    "payments_of_the_plan_add_up_to_those_of_the_budgets": more("plan", "payments"),
    "payments_follow_from_orders_prices_and_instalments": more("plan", "payments"),
    "ordered_times_price_as_written_falls_due_as_written": more("plan", "price"),
    "prices_are_those_of_the_order_year": more("plan", "price"),
    "upkeep_follows_from_what_is_in_use": more("spending", "running"),
    "what_is_unspent_and_the_share_of_gdp_follow_from_the_row": more("spending", "share_of_gdp"),
    "deliveries_are_orders_after_the_lead": more("plan", "delivered"),
    "only_who_takes_part_orders_and_only_inside_the_horizon": all_of("takes_part", False),
    "plan_rows_say_where_things_lie_and_each_says_something": put("plan", "area", "elsewhere"),
    "lines_deliver_no_more_than_firm_orders_leave_open": more("industry", "delivered"),
    "the_industry_table_follows_from_the_plan": more("industry", "booked"),
    "no_system_exceeds_its_share_of_what_an_ally_orders": all_of("max_mix", 0.0),
    "no_ally_provides_more_than_its_share_of_what_is_pooled": no_ally_may_provide_anything,
    "favoured_makers_get_their_floor": nothing_is_favoured_and_all_should_be,
    "there_is_a_row_for_each_participant_and_milestone": a_row_is_lost,
    "stock_orders_and_purchases_add_up_to_what_is_held": more("capability", "held"),
    "targets_are_those_of_the_tables": more("capability", "target"),
    "needed_is_the_own_part_of_the_target_or_the_stockpile": more("capability", "needed"),
    "an_ally_falls_short_by_what_it_needs_and_does_not_hold": more("capability", "shortfall"),
    "the_alliance_row_is_the_sum_of_its_allies_and_the_pool": more("capability", "target"),
    "shortfall_is_weighed_by_priority_and_the_lowest_price": more("capability", "shortfall_value"),
    "missing_is_the_shortfall_at_the_lowest_price_of_an_effective_unit": more(
        "capability", "missing"
    ),
    "uplift_reached_is_held_over_held_before": more("capability", "uplift_reached"),
    "year_met_is_the_first_year_that_would_satisfy_the_target": put("capability", "year_met", None),
    "the_alliance_meets_a_target_no_sooner_than_its_last_ally": the_alliance_is_first,
    "dependence_counts_what_allies_and_the_united_states_hold": more("dependence", "held_by_us"),
    "shortfall_values_add_up_to_the_first_objective": more("summary", "shortfall_of_plan"),
    "missing_adds_up_to_the_summary": more("summary", "missing"),
    "discounted_spending_adds_up_to_the_second_objective": more("summary", "cost"),
    "the_summary_adds_up_the_budgets": more("summary", "payments"),
    "the_summary_counts_the_targets": more("summary", "targets"),
    "relaxing_a_limit_never_costs_shortfall": prices_are_turned_round,
    "a_limit_with_a_price_is_used_to_the_full": money_is_left,
    "every_cell_is_what_the_schema_declares": a_column_has_another_name,
    "keys_are_unique_and_rows_are_sorted": a_row_stands_twice,
    "prices_are_told_alike_in_every_column": put("prices", "country", "nobody"),
}


def test_every_law_has_a_change_that_it_must_notice():
    assert list(CHANGES) == [law.__name__ for law in LAWS]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_holds_for_right_results_and_notices_wrong_ones(fresh, law):
    """In some of the worlds there is nothing to notice: no order, no mix limit, no shortfall."""
    noticed = 0
    for seed in WORLDS:
        right, wrong = fresh(seed), fresh(seed)
        CHANGES[law.__name__](wrong)
        noticed += next(law(right), None) is None and next(law(wrong), None) is not None
        if noticed == 2:
            break
    assert noticed == 2


@pytest.mark.parametrize(
    ("table", "column", "text", "wrong"),
    [
        ("plan", "ordered", "1e-05", "no plain decimal"),
        ("plan", "ordered", "-0", "no plain decimal"),
        ("plan", "ordered", "0.50", "no plain decimal"),
        ("plan", "ordered", "nan", "no plain decimal"),
        ("plan", "ordered", "-1", "outside its bounds"),
        ("plan", "ordered", "", "blank"),
        ("plan", "year", "2026.5", "not whole"),
        ("plan", "year", "1066", "outside its bounds"),
        ("plan", "country", "=A1", "could run as a formula"),
        ("plan", "ordered", "0.5", ""),
        ("plan", "ordered", "0", ""),
        ("prices", "price", "-0.25", ""),
        ("capability", "year_met", "", ""),
    ],
)
def test_a_cell_is_judged_by_its_declaration(table, column, text, wrong):
    (declaration,) = (c for c in declared(table) if c["column"] == column)
    assert wrong_cell(declaration, text) == wrong


def test_close_is_relative_above_one_and_absolute_below():
    assert close(1e6, 1e6 + 1e-4)
    assert not close(1e6, 1e6 + 1e-2)
    assert close(0.0, 1e-10)
    assert not close(0.0, 1e-8)
