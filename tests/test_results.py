"""Every column of every output table, against worlds that are solved by hand in the docstrings."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from run_folders import RICH, URGENT, hand_world
from test_explain import answered
from worlds import small_plan

from model import load, solve
from model.cautions import cautions
from model.output.screen import screen
from model.results.answer import Answer, enough
from model.results.plan import rows as plan_rows
from model.results.verdict import Verdict
from model.run import Results

LEVERS = (
    "open_share,,,,100,%,",
    "retire_year,,,,2035,year,",
    "last_year,,,,2029,year,",
    "deadline,,,,2028,year,",
)
"""All equipment money is open, half of a stock with retire_share 50 is gone in ten years."""

COUNTRIES = "country,name,gdp,gdp_growth,defence_share,equipment_share,us,source,grade"
SYSTEMS = "system,name,capability,unit_cost,om_share,lead,life,advance,effect,max_mix,source,grade"
MADE_UP = "made up,C"


def made(folder: Path, *levers: str, **tables: list[str]) -> Path:
    """A scenario beside the tables that are stated; production and inventory may be empty."""
    heads = {
        "countries": COUNTRIES,
        "systems": SYSTEMS,
        "capabilities": "capability,area,name,unit",
        "inventory": "country,capability,stock,effective_share,retire_share,source,grade",
        "production": "system,year,units,source,grade",
        "orders": "country,capability,system,name,units,first_year,last_year,paid_share,"
        "source,grade",
        "munition_use": "capability,platform,use_per_day,source,grade",
        "us_provided": "capability,us_provided,source,grade",
    }
    reference = folder / "reference"
    reference.mkdir()
    for name in {*tables, "production", "inventory"}:
        lines = [heads[name], *tables.get(name, [])]
        (reference / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = folder / "hand.csv"
    path.write_text("\n".join(("parameter,country,item,year,value,unit,note", *levers)) + "\n")
    return path


def table(results: Results, name: str) -> list[tuple]:
    """The rows of a table as tuples; None for what is blank."""
    frame = results.table(name)
    return [
        tuple(None if value != value else value for value in row)
        for row in frame.astype(object).itertuples(index=False)
    ]


def where(results: Results, name: str, **wanted: object) -> dict[str, object]:
    """The one row of a table in which these columns hold these values."""
    rows = [
        dict(zip(results.table(name).columns, row, strict=True)) for row in table(results, name)
    ]
    (found,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return found


# --- one line, two buyers, four dates


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """AAA and UUU (the United States) each want a quarter more tanks; one line makes 6 a year.

    A mark1 counts for 2 tanks, costs 10 in 2025 and 10 % more each year: 11, 12.1, 13.31; 40 % is
    paid with the order, the rest a year later with the delivery; upkeep is 0.5 a year. So a tank
    of shortfall weighs 10 / 2 = 5 MUSD. Money of later years counts 0.8, 0.64, 0.512.

    AAA has 100 tanks of which 80 % count, 4 of these 80 leave each year. Firm: 2 mark1 in 2026 and
    2 in 2027, half paid, so 10 MUSD are due in each year and 4 of the line's 6 are left then.

    | AAA             | 2026 | 2027 | 2028 | 2029 |
    | --------------- | ---- | ---- | ---- | ---- |
    | stock and firm  |  80  |  80  |  76  |  72  |
    | target          |      |  90  | 100  | 100  | half the uplift of 20 is due in 2027
    | mark1 wanted    |      |   5  |  12  |  14  | in all
    | delivered       |      |   4  |   6  |   4  | the line's limit in 2027 and 2028
    | held            |  80  |  88  |  96  | 100  |
    | missing         |      |   2  |   4  |   0  | 6 tanks, 30 MUSD
    | ordered, price  | 4x11 |6x12.1|4x13.31|     | 44, 72.6, 53.24 MUSD
    | payments        | 17.6 | 26.4 + 29.04 | 43.56 + 21.296 | 31.944 | 169.84 in all
    | upkeep          |      |   2  |   5  |   7  |
    | discounted      | 17.6 | 57.44 x 0.8 | 69.856 x 0.64 | 38.944 x 0.512 | 128.199168 in all

    UUU has 40 tanks that stay and wants 45, 50, 50: 2.5 mark1 by 2027 and 2.5 by 2028, from output
    that is not in the table. Later is cheaper, so it orders 2.5 in 2026 (27.5 MUSD: 11 + 16.5) and
    2.5 in 2027 (30.25 MUSD: 12.1 + 18.15); upkeep 1.25, 2.5, 2.5. Discounted: 11 + 29.85 x 0.8 +
    20.65 x 0.64 + 2.5 x 0.512 = 49.376.
    """
    levers = (
        *LEVERS,
        "uplift,,,,25,%,",
        "interim_year,,,,2027,year,",
        "interim_share,,,,50,%,",
        "price_growth,,,,10,%/year,",
        "discount_rate,,,,25,%/year,",
    )
    path = made(
        tmp_path_factory.mktemp("line"),
        *levers,
        countries=[f"AAA,Aland,10000,0,2,50,0,{MADE_UP}", f"UUU,States,60000,0,2,50,1,{MADE_UP}"],
        capabilities=["TANK,land,Tanks,tank"],
        systems=[f"mark1,Mark One,TANK,10,5,1,30,40,2,100,{MADE_UP}"],
        inventory=[f"AAA,TANK,100,80,50,{MADE_UP}", f"UUU,TANK,40,100,0,{MADE_UP}"],
        production=[f"mark1,2025,6,{MADE_UP}"],
        orders=[f"AAA,TANK,mark1,Old order,4,2026,2027,50,{MADE_UP}"],
    )
    return solve(load(path))


def test_the_plan_follows_each_order_through_its_dates(line):
    land = ("land", "TANK", "mark1")
    assert table(line, "plan") == [
        ("AAA", *land, 2026, 4.0, 0.0, 11.0, 17.6),
        ("AAA", *land, 2027, 6.0, 4.0, 12.1, 55.44),
        ("AAA", *land, 2028, 4.0, 6.0, 13.31, 64.856),
        ("AAA", *land, 2029, 0.0, 4.0, 14.641, 31.944),
        ("UUU", *land, 2026, 2.5, 0.0, 11.0, 11.0),
        ("UUU", *land, 2027, 2.5, 2.5, 12.1, 28.6),
        ("UUU", *land, 2028, 0.0, 2.5, 13.31, 18.15),
    ]


def test_the_spending_is_set_against_the_cap(line):
    """10000 x 2 % x 50 % = 100 MUSD a year for AAA, of which 10 are due in 2026 and 2027."""
    assert table(line, "spending") == [
        ("AAA", 2026, 100.0, 10.0, 90.0, 17.6, 0.0, 0.0, 72.4, 0.176),
        ("AAA", 2027, 100.0, 10.0, 90.0, 55.44, 2.0, 0.0, 32.56, 0.5744),
        ("AAA", 2028, 100.0, 0.0, 100.0, 64.856, 5.0, 0.0, 30.144, 0.69856),
        ("AAA", 2029, 100.0, 0.0, 100.0, 31.944, 7.0, 0.0, 61.056, 0.38944),
        ("UUU", 2026, 600.0, 0.0, 600.0, 11.0, 0.0, 0.0, 589.0, 0.018333),
        ("UUU", 2027, 600.0, 0.0, 600.0, 28.6, 1.25, 0.0, 570.15, 0.04975),
        ("UUU", 2028, 600.0, 0.0, 600.0, 18.15, 2.5, 0.0, 579.35, 0.034417),
        ("UUU", 2029, 600.0, 0.0, 600.0, 0.0, 2.5, 0.0, 597.5, 0.004167),
    ]


def test_the_capability_table_says_what_is_held_asked_and_missing(line):
    """UUU meets the target of 2029 in 2028 already; a missed one has no year."""
    tanks = ("land", "TANK")
    assert table(line, "capability") == [
        ("AAA", *tanks, 2027, 80.0, 90.0, 90.0, 88.0, 10.0, 2.0, 10.0, 10.0, None),
        ("UUU", *tanks, 2027, 40.0, 45.0, 45.0, 45.0, 12.5, 0.0, 0.0, 0.0, 2027),
        ("ALLIANCE", *tanks, 2027, 120.0, 135.0, 135.0, 133.0, 10.833333, 2.0, 10.0, 10.0, None),
        ("AAA", *tanks, 2028, 80.0, 100.0, 100.0, 96.0, 20.0, 4.0, 20.0, 20.0, None),
        ("UUU", *tanks, 2028, 40.0, 50.0, 50.0, 50.0, 25.0, 0.0, 0.0, 0.0, 2028),
        ("ALLIANCE", *tanks, 2028, 120.0, 150.0, 150.0, 146.0, 21.666667, 4.0, 20.0, 20.0, None),
        ("AAA", *tanks, 2029, 80.0, 100.0, 100.0, 100.0, 25.0, 0.0, 0.0, 0.0, 2029),
        ("UUU", *tanks, 2029, 40.0, 50.0, 50.0, 50.0, 25.0, 0.0, 0.0, 0.0, 2028),
        ("ALLIANCE", *tanks, 2029, 120.0, 150.0, 150.0, 150.0, 25.0, 0.0, 0.0, 0.0, 2029),
    ]


def test_the_industry_table_says_what_the_line_still_makes(line):
    """Firm orders and AAA share the 6; what UUU takes does not count."""
    assert table(line, "industry") == [
        ("mark1", "TANK", 2026, 6.0, 2.0, 4.0, 0.0, 0.0, 33.333333),
        ("mark1", "TANK", 2027, 6.0, 2.0, 4.0, 4.0, 2.5, 100.0),
        ("mark1", "TANK", 2028, 6.0, 0.0, 6.0, 6.0, 2.5, 100.0),
        ("mark1", "TANK", 2029, 6.0, 0.0, 6.0, 4.0, 0.0, 66.666667),
    ]


def test_dependence_compares_the_base_year_with_the_deadline(line):
    assert table(line, "dependence") == [
        ("land", "TANK", 2025, 80.0, 40.0, 33.333333),
        ("land", "TANK", 2028, 96.0, 50.0, 34.246575),
    ]


def test_the_summary_has_the_headlines(line):
    """6 targets of allies, 2 missed, both by AAA; (227.59 + 20.25) / 4 = 61.96 MUSD a year."""
    assert line.summary.loc[0].to_dict() == {
        "scenario": "hand",
        "status": "optimal",
        "first_year": 2026,
        "last_year": 2029,
        "shortfall": 30.0,
        "shortfall_of_plan": 30.0,
        "missing": 30.0,
        "cost": 177.575168,
        "payments": 227.59,
        "running": 20.25,
        "spending_a_year": 61.96,
        "targets": 6,
        "targets_met": 4,
        "allies_short": 1,
    }


@pytest.mark.parametrize(
    ("constraint", "price"),
    [
        ("industry[mark1,2027]", 20.0),
        ("industry[mark1,2028]", 10.0),
        ("national_target[AAA,TANK,2027]", 5.0),
        ("national_target[AAA,TANK,2028]", 5.0),
    ],
)
def test_prices_of_the_first_stage_say_what_relaxing_a_limit_closes(line, constraint, price):
    """One more mark1 in 2027 is two tanks in 2027 and in 2028, 5 MUSD each; in 2028 two tanks."""
    found = where(line, "prices", stage="least_shortfall", constraint=constraint)
    assert found["price"] == pytest.approx(price)
    assert f"would close {price:.4g} MUSD of weighted shortfall" in found["words"]


def test_only_limits_that_bind_have_a_price_in_the_first_stage(line):
    first = line.prices.query("stage == 'least_shortfall'")
    assert len(first) == 4


def test_the_verdict_says_who_and_what_falls_short(line):
    verdict = Verdict(line.answer)
    assert (verdict.targets, verdict.targets_met) == (6, 4)
    assert verdict.allies_short() == 1
    assert verdict.worst_years("country") == {0: (2028, pytest.approx(20.0))}
    assert verdict.worst_years("capability") == {0: (2028, pytest.approx(20.0))}
    assert verdict.years() == [2027, 2028, 2029]
    assert [(t.country, t.year, t.shortfall) for t in verdict.missed] == [
        (0, 2027, pytest.approx(2.0)), (0, 2028, pytest.approx(4.0)),
    ]  # fmt: skip
    assert line.answer.missed


def test_the_verdict_weighs_a_per_cent_more_of_money_and_of_output(line):
    """1 % of 6 made in 2027 at 20 MUSD and of 6 in 2028 at 10: 1.2 + 0.6; money binds nowhere."""
    verdict = Verdict(line.answer)
    assert verdict.worth_of_one_per_cent("industry") == pytest.approx(1.8)
    assert verdict.worth_of_one_per_cent("budget") == 0
    assert verdict.too_late() == ()


def test_the_screen_tells_the_story_of_the_line(line):
    """(17.6 + 57.44 + 69.856 + 38.944) / 380 = 48 % of AAA's caps; 2027 costs 57.44 + 29.85."""
    shown = screen(line.answer, Path("out"))
    for part in (
        "the uplift is NOT met in full; 4 of 6 targets are reached.",
        "Cost     62 MUSD a year; 248 MUSD in all, of which 20 MUSD upkeep (178 MUSD discounted).",
        "The dearest year is 2028 with 91 MUSD",
        "the plan takes 48 % of what",
        "What binds most: industry",
        "1 % more of every line's output would close 2 MUSD",
        "1 % more equipment money would close 0 MUSD;\n             no ally spends its whole cap",
        "Written: out/",
    ):
        assert part in shown
    assert re.search(r"2027 +\d of \d +10 MUSD   1 of 2, 1 by half a unit or more", shown)
    assert re.search(r"2028 +\d of \d +20 MUSD   1 of 2, 1 by half a unit or more", shown)
    assert re.search(r"all together +4 of 6 +30 MUSD   1 of 2, 1 by half a unit or more", shown)
    assert re.search(r"Land +10 MUSD +20 MUSD", shown)
    assert re.search(r"Aland +20 MUSD in 2028   Tanks 4", shown)
    assert re.search(r"Tanks +20 MUSD in 2028   4 \(unit: tank\)", shown)


# --- too little money


def poor_world(folder: Path, *levers: str) -> Path:
    """AAA has 10 MUSD in the one year 2026 and wants 5 tanks more, each for 4 MUSD and 1 of upkeep.

    It buys 2 of them, all paid and in use at once; 3 are missing, worth 12 MUSD. A MUSD more buys a
    fifth of a tank, which closes 0.8 MUSD, and is spent. The line is unlimited.
    """
    return made(
        folder,
        "open_share,,,,100,%,",
        "last_year,,,,2026,year,",
        "deadline,,,,2026,year,",
        "uplift,,,,100,%,",
        *levers,
        countries=[f"AAA,Aland,1000,0,2,50,0,{MADE_UP}"],
        capabilities=["TANK,land,Tanks,tank"],
        systems=[f"mark1,Mark One,TANK,4,25,0,30,30,1,100,{MADE_UP}"],
        inventory=[f"AAA,TANK,5,100,0,{MADE_UP}"],
    )


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The answer for it."""
    return solve(load(poor_world(tmp_path_factory.mktemp("poor"))))


def test_a_budget_that_binds_is_spent_to_the_last_dollar(poor):
    assert table(poor, "plan") == [("AAA", "land", "TANK", "mark1", 2026, 2.0, 2.0, 4.0, 8.0)]
    assert table(poor, "spending") == [("AAA", 2026, 10.0, 0.0, 10.0, 8.0, 2.0, 0.0, 0.0, 1.0)]


def test_the_prices_of_both_stages_have_their_sign_their_unit_and_their_words(poor):
    """More money saves shortfall in stage 1 and, being spent, adds cost in stage 2."""
    weighted, cost = "MUSD of weighted shortfall", "MUSD of discounted cost"
    assert table(poor, "prices") == [
        (
            "least_shortfall", "budget[AAA,2026]", "AAA", "", 2026, 0.8, f"{weighted} per MUSD",
            f"one more MUSD in the cap would close 0.8 {weighted}", "unique",
        ),
        (
            "least_shortfall", "national_target[AAA,TANK,2026]", "AAA", "TANK", 2026, 4.0,
            f"{weighted} per unit of the capability",
            f"one unit less of the national target would close 4 {weighted}", "unique",
        ),
        (
            "least_cost", "budget[AAA,2026]", "AAA", "", 2026, -1.0, f"{cost} per MUSD",
            f"one more MUSD in the cap would add 1 {cost}, as it lets more shortfall be closed",
            "unique",
        ),
    ]  # fmt: skip


def test_an_unlimited_line_has_no_production_and_no_share(poor):
    assert table(poor, "industry") == [("mark1", "TANK", 2026, None, 0.0, None, 2.0, 0.0, None)]


def test_where_money_binds_the_verdict_says_so(poor):
    """1 % of 10 MUSD closes 0.08 MUSD."""
    assert Verdict(poor.answer).worth_of_one_per_cent("budget") == pytest.approx(0.08)
    assert "What binds most: money" in screen(poor.answer, Path("out"))
    assert "1 ally spends its whole cap in some year (Aland)" in screen(poor.answer, Path("out"))


# --- what is pooled


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Targets 12 and 8, half pooled: each must hold 6 and 4, which it does; together 20.

    AAA can buy 3 and BBB 2 at 10 MUSD, so that 15 are held and 5 are missing, worth 50 MUSD.
    Asked for are the own parts of both and the pool: three targets, of which the pool's is missed.
    """
    path = made(
        tmp_path_factory.mktemp("pool"),
        *LEVERS[:1],
        "last_year,,,,2026,year,",
        "deadline,,,,2026,year,",
        "uplift,,,,100,%,",
        "pooled,,,,50,%,",
        countries=[f"AAA,Aland,3000,0,2,50,0,{MADE_UP}", f"BBB,Bland,2000,0,2,50,0,{MADE_UP}"],
        capabilities=["RADAR,air,Radars,radar"],
        systems=[f"eye,Eye,RADAR,10,0,0,30,30,1,100,{MADE_UP}"],
        inventory=[f"AAA,RADAR,6,100,0,{MADE_UP}", f"BBB,RADAR,4,100,0,{MADE_UP}"],
    )
    return solve(load(path))


def test_the_pool_has_a_shortfall_that_no_ally_is_told_of(pool):
    radar = ("air", "RADAR", 2026)
    assert table(pool, "capability") == [
        ("AAA", *radar, 6.0, 12.0, 6.0, 9.0, 50.0, 0.0, 0.0, 0.0, 2026),
        ("BBB", *radar, 4.0, 8.0, 4.0, 6.0, 50.0, 0.0, 0.0, 0.0, 2026),
        ("ALLIANCE", *radar, 10.0, 20.0, 20.0, 15.0, 50.0, 5.0, 50.0, 50.0, None),
    ]


def test_a_pool_is_a_target_of_its_own(pool):
    summary = pool.summary.loc[0]
    assert tuple(summary[["shortfall", "targets", "targets_met", "allies_short"]]) == (50, 3, 2, 0)
    verdict = Verdict(pool.answer)
    assert [(t.country, t.shortfall) for t in verdict.missed] == [(-1, pytest.approx(5.0))]
    assert verdict.allies_short() == 0
    assert pool.answer.missed
    shown = screen(pool.answer, Path("out"))
    assert "0 of 2, 0 by half a unit or more" in shown
    assert re.search(r"pooled targets +50 MUSD in 20\d\d   Radars 5", shown)


def test_the_price_of_an_alliance_target_names_no_ally(pool):
    limit = "alliance_target[RADAR,2026]"
    price = where(pool, "prices", stage="least_shortfall", constraint=limit)
    assert (price["country"], price["item"], price["price"]) == ("", "RADAR", 10.0)


# --- what platforms use


def test_a_stockpile_asks_for_more_than_the_target_where_platforms_use_more(tmp_path):
    """3 guns that stay, 2 rounds a day each, 10 days: 60 rounds; the target is only 30.

    AAA holds 30 rounds and has 2 MUSD a year for rounds at 0.1 MUSD, a year after the order. Of
    the 30 missing 20 are ordered in 2026 and come in 2027, the deadline; they are checked again in
    2028, for which 10 more come. Missing: 10 rounds at 0.1 in 2027. Before the deadline nothing
    but the target counts: met from the first year on.
    """
    path = made(
        tmp_path,
        "open_share,,,,100,%,",
        "last_year,,,,2028,year,",
        "deadline,,,,2027,year,",
        "uplift,,,,0,%,",
        "interim_year,,,,2026,year,",
        "stockpile_days,,ROUND,,10,days,",
        countries=[f"AAA,Aland,200,0,2,50,0,{MADE_UP}"],
        capabilities=["GUN,land,Guns,gun", "ROUND,supply,Rounds,round"],
        systems=[f"r1,Round,ROUND,0.1,0,1,30,100,1,100,{MADE_UP}"],
        inventory=[f"AAA,GUN,3,100,0,{MADE_UP}", f"AAA,ROUND,30,100,0,{MADE_UP}"],
        munition_use=[f"ROUND,GUN,2,{MADE_UP}"],
    )
    results = solve(load(path))
    rounds = [row for row in table(results, "capability") if row[:3] == ("AAA", "supply", "ROUND")]
    assert rounds == [
        ("AAA", "supply", "ROUND", 2026, 30.0, 30.0, 30.0, 30.0, 0.0, 0.0, 0.0, 0.0, 2026),
        ("AAA", "supply", "ROUND", 2027, 30.0, 30.0, 60.0, 50.0, 66.666667, 10.0, 1.0, 1.0, None),
        ("AAA", "supply", "ROUND", 2028, 30.0, 30.0, 60.0, 60.0, 100.0, 0.0, 0.0, 0.0, 2028),
    ]
    limit = "stockpile[AAA,ROUND,2027]"
    price = where(results, "prices", stage="least_shortfall", constraint=limit)
    assert price["price"] == pytest.approx(0.1)


# --- nothing held, nothing in time


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Nobody holds a radar; AAA is to replace 4 that the United States takes out in 2026.

    The only system takes 30 years, so that nothing can be had: 4 are missing at 10 MUSD.
    """
    path = made(
        tmp_path_factory.mktemp("nothing"),
        "last_year,,,,2027,year,",
        "deadline,,,,2026,year,",
        "us_drawdown,,,,100,%,",
        countries=[f"AAA,Aland,1000,0,2,50,0,{MADE_UP}"],
        capabilities=["RADAR,air,Radars,radar"],
        systems=[f"eye,Eye,RADAR,10,0,30,30,30,1,100,{MADE_UP}"],
        us_provided=[f"RADAR,4,{MADE_UP}"],
    )
    return solve(load(path))


def test_a_system_that_comes_after_the_last_year_is_not_ordered_and_breaks_nothing(nothing):
    assert table(nothing, "plan") == []
    assert nothing.summary.loc[0, "shortfall"] == 80.0


def test_shares_of_nothing_are_blank(nothing):
    held = where(nothing, "capability", country="AAA", milestone=2026)
    assert (held["held_before"], held["uplift_reached"], held["shortfall"]) == (0.0, None, 4.0)
    assert [row[3:] for row in table(nothing, "dependence")] == [(0.0, 0.0, None)] * 2


def test_what_no_order_can_reach_is_told_as_a_matter_of_time(nothing):
    verdict = Verdict(nothing.answer)
    assert {target.year for target in verdict.too_late()} == {2026, 2027}
    assert "What binds most: time" in screen(nothing.answer, Path("out"))


def test_an_empty_plan_still_has_its_columns(nothing):
    assert list(nothing.plan.columns)[:4] == ["country", "area", "capability", "system"]


# --- priorities, tolerance, met targets


def test_priority_multiplies_the_worth_of_a_shortfall(tmp_path):
    """As in `poor`, with priority 3: 3 tanks at 3 x 4 MUSD; what is missing in money stays 12."""
    results = solve(load(poor_world(tmp_path, "priority,,TANK,,3,weight,")))
    row = where(results, "capability", country="AAA")
    assert (row["shortfall"], row["missing"], row["shortfall_value"]) == (3.0, 12.0, 36.0)
    assert tuple(results.summary.loc[0, ["missing", "shortfall"]]) == (12.0, 36.0)


def test_the_summary_tells_the_least_shortfall_from_that_of_the_plan(tmp_path):
    """As in `poor`, giving up half: 4.5 tanks may be missing, so 0.5 is bought, for 2.5 MUSD."""
    summary = solve(load(poor_world(tmp_path, "shortfall_tolerance,,,,50,%,"))).summary.loc[0]
    assert tuple(summary[["shortfall", "shortfall_of_plan", "cost"]]) == (12.0, 18.0, 2.5)


def test_nothing_asked_is_no_target(tmp_path):
    """A pair without a stock has a target of 0, which counts neither as asked nor as met."""
    results = solve(load(poor_world(tmp_path, "stock,,,,0,unit of the capability,")))
    assert tuple(results.summary.loc[0, ["targets", "targets_met", "allies_short"]]) == (0, 0, 0)
    assert not results.answer.missed


def test_an_order_of_half_a_unit_that_is_paid_later_has_a_row():
    """Half a tank, ordered three years before it is there, with nothing paid in advance."""
    plan = small_plan(capabilities=[{"target": {2029: 0.5}}], systems=[{"lead": 3, "advance": 0.0}])
    found = [row for row in plan_rows(answered(plan)) if row["ordered"]]
    assert [(row["ordered"], row["payments"]) for row in found] == [(0.5, 0.0)]


def test_less_than_one_unit_is_shared_too(tmp_path):
    """Half a tank is all that the alliance holds, and the United States none."""
    results = solve(load(poor_world(tmp_path, "stock,,,,0.5,unit of the capability,")))
    assert results.dependence.loc[0, ["held_by_allies", "us_share"]].tolist() == [0.5, 0.0]


def test_where_all_is_met_the_screen_says_so_and_names_nobody(tmp_path):
    path = made(
        tmp_path,
        "last_year,,,,2027,year,",
        "deadline,,,,2026,year,",
        "uplift,,,,0,%,",
        countries=[f"AAA,Aland,1000,0,2,50,0,{MADE_UP}"],
        capabilities=["TANK,land,Tanks,tank"],
        systems=[f"mark1,Mark One,TANK,4,0,0,30,30,1,100,{MADE_UP}"],
        inventory=[f"AAA,TANK,5,100,0,{MADE_UP}"],
    )
    results = solve(load(path))
    shown = screen(results.answer, Path("out"))
    assert "hand, 2026-2027: the uplift is met. All 2 targets are reached." in shown
    assert "falls short" not in shown
    assert not results.answer.missed
    assert [row[-1] for row in table(results, "capability")] == [2026] * 4


@pytest.mark.parametrize(("crumb", "missed"), [(0.9e-4, False), (1.1e-4, True)])
def test_a_crumb_below_a_millionth_of_what_is_asked_is_no_miss(line, crumb, missed):
    """Rounding is no shortfall: 0.9e-6 of 100 tanks is none, 1.1e-6 of them is one."""
    shortfall = np.zeros_like(line.answer.outcome.shortfall)
    shortfall[0, 0, 3] = crumb
    answer = replace(line.answer, outcome=replace(line.answer.outcome, shortfall=shortfall))
    assert answer.missed is missed
    assert Verdict(answer).targets_met == (5 if missed else 6)


@pytest.mark.parametrize(("crumb", "missed"), [(1.5e-5, False), (2.5e-5, True)])
def test_the_pool_is_forgiven_the_same_crumb_by_all(pool, crumb, missed):
    """A millionth of 20 radars: --strict, the screen and the summary must agree on it."""
    missing = np.zeros_like(pool.answer.outcome.pool_shortfall)
    missing[0, 1] = crumb
    answer = replace(pool.answer, outcome=replace(pool.answer.outcome, pool_shortfall=missing))
    assert bool(Verdict(answer).missed) is missed
    assert answer.missed is missed


# --- cautions


def caution(plan: object) -> str:
    """The one caution about a plan."""
    (text,) = cautions(plan)
    return text


def test_a_plain_plan_deserves_no_caution():
    assert cautions(small_plan()) == ()


def test_a_cap_cut_to_nothing_is_told_with_its_years_and_its_sum():
    """Firm orders of 1250 a year from 2026 to 2027 and in 2029, 1000 to spend: 750 too much."""
    plan = small_plan()
    committed = np.zeros_like(plan.committed)
    committed[0, [plan.at(year) for year in (2026, 2027, 2029)]] = 1250.0
    text = caution(replace(plan, committed=committed))
    assert text.startswith("firm orders cost more than the equipment money")
    assert text.endswith(": AAA 2026-2027, 2029 (750 MUSD too much)")


def test_firm_orders_beyond_the_line_are_told_with_the_worst_year():
    booked = {2026: 6.0, 2027: 8.0, 2028: 5.0}
    text = caution(small_plan(systems=[{"production": 5.0, "booked": booked}]))
    assert text.startswith("firm orders take more than the line makes")
    assert text.endswith(": mark1 2026-2027 (up to 8 of 5)")


def test_what_all_targets_miss_is_what_stage_1_counts(tmp_path):
    """5.8 tanks of 10 MUSD are missing, 58 MUSD, and count three times."""
    place = hand_world(tmp_path, urgent=(RICH, URGENT))
    answer = solve(load(place / "urgent.csv")).answer
    verdict = Verdict(answer)
    assert sum(target.money for target in verdict.all_targets) == pytest.approx(58)
    assert sum(target.value for target in verdict.all_targets) == pytest.approx(174)
    assert answer.solution.stages[0].least == pytest.approx(174)
    assert verdict.weighted


def test_a_target_is_met_within_a_millionth_of_it_and_the_limit_counts():
    """Of 2 a millionth is 2e-6; of less than 1 it is a millionth of 1."""
    held = np.array([2 - 2e-6, 2 - 2.01e-6, 0.5 - 1e-6, 0.5 - 1.01e-6])
    assert enough(held, np.array([2.0, 2.0, 0.5, 0.5])).tolist() == [True, False, True, False]


def test_prices_a_hundred_times_apart_are_told_by_effective_unit():
    """900 MUSD for 2 tanks against 4.5 for one: 450 to 4.5, a hundred times; 899 is less."""
    cheap, dear = {"price": 4.5}, {"name": "mark2", "price": 900.0, "effect": 2.0}
    text = caution(small_plan(systems=[cheap, dear]))
    assert text.startswith("the dearest effective unit costs 100 times the cheapest or more")
    assert text.endswith(": tank (mark2 450 MUSD, mark1 4.5)")
    assert cautions(small_plan(systems=[cheap, dear | {"price": 899.0}])) == ()


def test_targets_before_the_first_delivery_are_told_with_the_first_year_in_use():
    """Ordered in 2026, two years to deliver, one to absorb: in use in 2029, asked for in 2028."""
    plan = small_plan(
        allies=[{}, {"name": "BBB"}],
        capabilities=[{"deadline": 2028}],
        systems=[{"lead": 2, "absorb": 1}],
    )
    text = caution(plan)
    assert text.startswith("no order can reach these targets in time")
    assert text.endswith(": tank 2028 (first in use in 2029, 2 below)")


def test_targets_that_no_system_serves_are_told():
    plan = small_plan(capabilities=[{}, {"name": "radar", "target": 3.0}])
    assert caution(plan).endswith(": radar 2029 (no system serves it, 1 below)")


def test_targets_met_without_orders_deserve_no_caution():
    assert (
        cautions(small_plan(capabilities=[{}, {"name": "radar", "target": 3.0, "given": 3.0}]))
        == ()
    )


def test_a_system_that_is_gone_before_it_is_absorbed_reaches_no_target():
    """Delivered in 2026 at the earliest, gone in 2027, in use from 2028 on: never."""
    plan = small_plan(systems=[{"absorb": 2, "life": 1}])
    text = caution(plan)
    assert text.startswith("no order can reach these targets in time")
    assert "tank 2029" in text


@pytest.mark.parametrize(
    ("limits", "total"), [([0.5], "50 %"), ([0.4, 0.5], "90 %")], ids=["one system", "two"]
)
def test_mix_limits_that_forbid_every_order_are_told(limits, total):
    text = caution(
        small_plan(systems=[{"name": f"mark{i}", "max_mix": m} for i, m in enumerate(limits)])
    )
    assert text.startswith("mix limits add up to less than 100 %")
    assert text.endswith(f": tank ({total})")


def test_mix_limits_that_leave_one_mix_deserve_no_caution():
    """0.7 and 0.3 add up to 1: every order must keep to them exactly, and can."""
    systems = [{"name": f"mark{i}", "max_mix": m} for i, m in enumerate((0.7, 0.3))]
    assert cautions(small_plan(systems=systems)) == ()


def test_a_pool_of_too_few_allies_is_told():
    """Two allies at 40 % each make 80 %; three would do."""
    allies = [{"name": name} for name in ("AAA", "BBB", "CCC")]
    pooled = {"capabilities": [{"pooled": 1.0}], "max_share": 0.4}
    text = caution(small_plan(allies=allies[:2], **pooled))
    assert text.startswith("max_share is too small for so few allies")
    assert text.endswith(": tank (2 allies at 40 %)")
    assert cautions(small_plan(allies=allies, **pooled)) == ()


def test_several_kinds_of_caution_are_several_sentences():
    plan = small_plan(systems=[{"max_mix": 0.5, "production": 5.0, "booked": 6.0}])
    assert len(cautions(plan)) == 2


def test_the_cautions_of_a_plan_stand_in_its_answer(nothing):
    (text,) = nothing.answer.cautions
    assert "RADAR 2026 (first in use in 2056, 1 below)" in text
    assert "RADAR 2027" in text


# --- the API


def test_every_table_is_a_data_frame_under_its_name(line):
    for name in ("plan", "spending", "capability", "industry", "dependence", "prices", "summary"):
        assert getattr(line, name).equals(line.table(name))
    with pytest.raises(KeyError):
        line.table("nothing")


def test_the_answer_holds_what_the_tables_were_read_from(line):
    answer: Answer = line.answer
    assert answer.plan.countries == ("AAA", "UUU")
    assert [stage.name for stage in answer.solution.stages] == [
        "least_shortfall", "least_cost", "steadiest", "tie_break",
    ]  # fmt: skip
    assert line.options == {"seed": 0, "threads": 1}


def test_progress_is_told_each_stage_before_it_is_solved(tmp_path):
    told: list[str] = []
    path = made(
        tmp_path,
        "last_year,,,,2026,year,",
        "deadline,,,,2026,year,",
        countries=[f"AAA,Aland,1000,0,2,50,0,{MADE_UP}"],
        capabilities=["TANK,land,Tanks,tank"],
        systems=[f"mark1,Mark One,TANK,4,0,0,30,30,1,100,{MADE_UP}"],
    )
    solve(load(path), progress=lambda stage, proven: told.append(stage))
    assert told == ["least_shortfall", "least_cost", "steadiest", "tie_break"]
