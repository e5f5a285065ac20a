"""`--strict`: what is written, printed and named where a target is missed, on worlds worked out by
hand, with the line of every number.

The world of run_folders.py: 4 MUSD a year in 2026 to 2028 buy 1.2 of the 10 tanks wanted in 2028.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from commands import called
from pages import Reader
from reader_worlds import scenario_file
from run_folders import BASE, MODEST, ONE_ALLY, RICH, hand_world

from model import load, solve
from model.results import FURTHER

LINE = "system,year,units,source,grade\ntank_a,2025,0,made up,C\n"
ORIGINS = "origin,name,favoured\nHERE,Home,1\nTHERE,Abroad,0\n"
TWO_TANKS = """\
system,name,capability,unit_cost,lead,advance,max_mix,origin,source,grade
tank_a,Tank A,TANK,1,0,100,30,HERE,made up,C
tank_b,Tank B,TANK,1,0,100,100,THERE,made up,C
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hand world, where we stand."""
    monkeypatch.chdir(hand_world(tmp_path, rich=(RICH,), modest=(MODEST,)))
    return tmp_path


def rows_of(table: str, folder: str = "results/base") -> list[dict[str, str]]:
    """The rows of a table."""
    with Path(folder, f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(folder: str = "results/base") -> list[tuple[str, str, str, str]]:
    """Of each number of the conflicts the kind, the row, the parameter and its place."""
    return [
        (row["kind"], row["row"], row["parameter"], row["origin"])
        for row in rows_of("conflicts", folder)
    ]


def mains(folder: str = "results/base") -> list[tuple[str, str, str]]:
    """The first number of each row that stands against a target, with its place."""
    firsts: dict[str, tuple[str, str, str]] = {}
    for kind, row, parameter, origin in named(folder):
        if kind != "target":
            firsts.setdefault(row, (row, parameter, origin))
    return list(firsts.values())


# --- the line of every number


def test_a_budget_and_a_target_are_named_by_the_lines_that_state_them(here):
    """The uplift is in line 5 of base.csv, the deadline in line 4, what may be spent in line 6; all
    else comes from the first row of countries.csv and of inventory.csv, and from defaults."""
    assert called("base.csv", "--strict").exit_code == 3
    target = "national_target[AAA,TANK,2028]"
    found = named()
    assert found[:3] == [
        ("target", target, "uplift", "base.csv:5"),
        ("target", target, "stock", "reference/inventory.csv:2"),
        ("target", target, "deadline", "base.csv:4"),
    ]
    assert found[3:5] == [
        ("money", "budget[AAA,2026]", "defence_share", "reference/countries.csv:2"),
        ("money", "budget[AAA,2026]", "open_share", "base.csv:6"),
    ]
    assert [row for row, _, _ in mains()] == [f"budget[AAA,{year}]" for year in (2026, 2027, 2028)]
    (row, *_) = rows_of("conflicts")
    assert (row["conflict"], row["country"], row["shortfall"], row["missing"]) == (
        "1", "AAA", "8.8", "88",
    )  # fmt: skip


def test_the_cheapest_way_out_of_a_small_budget_is_what_is_missing(here):
    called("base.csv", "--strict")
    (row,) = rows_of("relaxation")
    assert row == {
        "row": "budget[AAA,2028]",
        "kind": "money",
        "more": row["more"],
        "unit": "MUSD",
        "firm": "0",
        "worth": row["worth"],
        "parameter": "defence_share",
        "value": "2",
        "origin": "reference/countries.csv:2",
    }
    assert float(row["more"]) == float(row["worth"]) == pytest.approx(88, rel=1e-4)


def test_a_lever_that_sets_a_number_is_named_instead_of_the_table(here):
    """RICH sets the share of GDP in line 3 of rich.csv; deadline and uplift stay base.csv's."""
    called("rich.csv", "--strict")
    assert mains("results/rich")[0] == ("budget[AAA,2026]", "defence_share", "rich.csv:3")
    assert named("results/rich")[0][3] == "base.csv:5"


def test_a_line_of_zero_is_named_by_its_row(here):
    """No tank is made in any year: line 2 of production.csv. Ten would be worth 100 MUSD, and they
    would also have to be paid: 88 MUSD more."""
    (here / "reference" / "production.csv").write_text(LINE, encoding="utf-8")
    called("base.csv", "--strict")
    rows = [(f"industry[tank_a,{year}]", "production", "reference/production.csv:2")
            for year in (2026, 2027, 2028)]  # fmt: skip
    assert mains() == rows
    openings = {row["row"]: float(row["more"]) for row in rows_of("relaxation")}
    assert sum(more for row, more in openings.items() if "industry" in row) == pytest.approx(10)
    money = sum(more for row, more in openings.items() if "budget" in row)
    assert money == pytest.approx(88, rel=1e-4)


def test_an_origin_floor_against_a_mix_is_named_by_both_lines(here):
    """Half of the money for tank A, which may be 30 % of the tanks, at the same price: nothing can
    be bought. The floor is in line 7 of base.csv, the mix in line 2 of systems.csv."""
    reference = here / "reference"
    (reference / "systems.csv").write_text(TWO_TANKS, encoding="utf-8")
    (reference / "origins.csv").write_text(ORIGINS, encoding="utf-8")
    scenario_file(here / "base.csv", *BASE, "origin_floor,,,,50,%,")
    called("base.csv", "--strict")
    assert set(mains()) == {
        ("origin[AAA]", "origin_floor", "base.csv:7"),
        ("mix[AAA,tank_a]", "max_mix", "reference/systems.csv:2"),
    }
    said = " ".join(called("base.csv", "--strict").stdout.split())
    assert (
        "It cannot be met with the share that Tank A may have in what Aland orders "
        "(reference/systems.csv:2) and the share of favoured origins in what Aland orders "
        "(base.csv:7). At least one must give way."
    ) in said


def test_the_largest_share_of_one_ally_is_named_by_its_line(here):
    """BBB has next to no money, so AAA may buy next to nothing of what both are to have: half."""
    poor = "BBB,Bland,1,0,0.001,20,made up,C\n"
    (here / "reference" / "countries.csv").write_text(ONE_ALLY["countries"] + poor, "utf-8")
    rows = ("pooled,,TANK,,100,%,", "max_share,,,,50,%,", "defence_share,AAA,,,40,%,")
    scenario_file(here / "base.csv", *BASE, *rows)
    called("base.csv", "--strict")
    found = ("rule", "concentration[AAA,TANK,2028]", "max_share", "base.csv:8")
    assert found in named()
    assert ("target", "alliance_target[TANK,2028]", "pooled", "base.csv:7") in named()


def test_time_is_named_by_the_lead_of_the_quickest_system(here):
    """Three years from an order in 2026 are too many for 2028."""
    systems = ONE_ALLY["systems"].replace("TANK,10,0", "TANK,10,3")
    (here / "reference" / "systems.csv").write_text(systems, encoding="utf-8")
    said = " ".join(called("base.csv", "--strict").stdout.split())
    assert mains() == [("time", "first_year", "base.csv:2")]
    assert [place for kind, *_, place in named() if kind == "time"] == [
        "base.csv:2", "reference/systems.csv:2",
    ]  # fmt: skip
    assert rows_of("relaxation") == []
    assert "No order can be in use by then, whatever the limits" in said
    assert "100 MUSD would be missing all the same" in said


def test_what_is_given_up_is_named_by_what_gives_it_up(here):
    rows = ("priority,,TANK,,0,weight,", "defence_share,,,,20,%,")
    scenario_file(here / "base.csv", *BASE, *rows)
    called("base.csv", "--strict")
    assert ("given up", "given up", "priority", "base.csv:7") in named()


def test_firm_orders_that_take_from_a_limit_are_named_with_it(here):
    """A line of 4 a year of which a firm order takes all in 2027, in line 2 of orders.csv."""
    reference = here / "reference"
    (reference / "production.csv").write_text(LINE.replace(",0,", ",4,"), encoding="utf-8")
    orders = (
        "country,capability,system,name,units,first_year,last_year,counts,paid_share,source,grade\n"
        "AAA,TANK,tank_a,One,4,2027,2027,1,100,made up,C\n"
    )
    (reference / "orders.csv").write_text(orders, encoding="utf-8")
    scenario_file(here / "base.csv", *BASE, "defence_share,,,,40,%,", "uplift,,TANK,,20,%,")
    ended = called("base.csv", "--strict")
    assert ended.exit_code == 3, ended.output
    firm = ("industry", "industry[tank_a,2027]", "orders.units", "reference/orders.csv:2")
    assert firm in named()


# --- as a command


def test_the_terminal_tells_the_conflict_and_the_way_out(here):
    said = " ".join(called("base.csv", "--strict").stdout.split())
    order = [
        "Not every target is met (--strict): 1 conflict, at most one for each ally and pool",
        "In 2028 Aland lacks 8.8 of the 110 it needs in Tanks (unit: tank).",
        "It cannot be met with the budget of Aland in 2026-2028 (reference/countries.csv:2).",
        "At least one must give way.",
        "Asked for by uplift 10 % (base.csv:5), stock 100 tank (reference/inventory.csv:2) and "
        "deadline 2028 (base.csv:4).",
        "The cheapest way out of all of them together: more money 88 MUSD (88 MUSD from Aland in "
        "2028).",
        "Every number is in conflicts.csv, every limit to be opened in relaxation.csv.",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)


def test_nothing_is_added_where_every_target_is_met(here):
    ended = called("modest.csv", "--strict")
    assert ended.exit_code == 0
    assert "--strict" not in ended.stdout
    assert not any(
        (here / "results" / "modest" / f"{name}.csv").exists() for name in FURTHER["strict"]
    )


def test_nothing_is_added_where_nobody_is_strict(here):
    ended = called("base.csv")
    assert ended.exit_code == 0
    assert not any(
        (here / "results" / "base" / f"{name}.csv").exists() for name in FURTHER["strict"]
    )


def test_the_page_tells_the_conflict_where_somebody_is_strict(here):
    called("base.csv", "--strict")
    page = Reader(Path("results/base/report.html").read_text(encoding="utf-8"))
    words = " ".join(page.text).replace("\N{NO-BREAK SPACE}", " ")
    assert "Aland, Tanks: In 2028 Aland lacks 8.8 of the 110 it needs" in words
    assert "the budget of Aland in 2026-2028 (reference/countries.csv:2)" in words
    assert page.table("conflicts", "Stated in").texts("Number") == ["defence_share 2"]
    called("base.csv", "--out", "plain")
    assert 'id="conflicts"' not in Path("plain/report.html").read_text(encoding="utf-8")


FIRM = (
    "country,capability,system,name,units,first_year,last_year,counts,paid_share,source,grade\n"
    "AAA,TANK,tank_a,One,3,2026,2028,1,0,made up,C\n"
)
"""A tank a year for 10 MUSD, of which nothing is paid yet."""


@pytest.mark.parametrize(
    ("orders", "more", "firm"), [("", 88, 0), (FIRM, 76, 6)], ids=["money", "money overdrawn"]
)
def test_following_the_way_out_makes_a_strict_run_pass(here, orders, more, firm):
    """88 MUSD more in 2028 are 8.8 % of GDP, half of which buys equipment: 17.6 points more. Where
    firm orders bring 3 of the 10 tanks and take 10 MUSD of 4 each year, 70 MUSD are missing and
    6 more in the year in which they are spent."""
    if orders:
        (here / "reference" / "orders.csv").write_text(orders, encoding="utf-8")
    said = " ".join(called("base.csv", "--strict").stdout.split())
    assert ("of which 6 MUSD for firm orders already placed" in said) == (firm > 0)
    (row,) = rows_of("relaxation")
    assert float(row["more"]) == float(row["worth"]) == pytest.approx(more, rel=1e-4)
    assert float(row["firm"]) == pytest.approx(firm)
    for points, status in ((0, 0), (-0.01, 3)):
        share = 2 + 100 * float(row["more"]) / 1000 / 0.5 + points
        rows = ("defence_share,,,2027,2,%,", f"defence_share,,,2028,{share:.6f},%,")
        scenario_file(here / "enough.csv", "extends,,,,base.csv,,", *rows)
        assert called("enough.csv", "--strict").exit_code == status


def test_a_strict_run_is_verified_and_reproduced(here):
    called("base.csv", "--strict")
    assert called("verify", "results/base").exit_code == 0
    again = called("rerun", "results/base")
    assert again.exit_code == 0, again.output
    assert called("explain", "base.csv", "--strict").exit_code == 3
    assert called("verify", "results/base").exit_code == 0
    assert called("rerun", "results/base").exit_code == 0


def test_from_python_the_tables_are_those_of_the_files(here):
    results = solve(load("base.csv")).strict()
    called("base.csv", "--strict")
    assert results.table("conflicts")["row"].tolist() == [
        row["row"] for row in rows_of("conflicts")
    ]
    assert len(results.table("relaxation")) == 1
    met = solve(load("modest.csv"))
    assert met.strict() is met
