"""`optimize explain`: what it writes, prints and refuses, on a world worked out by hand.

The world of run_folders.py: 12 MUSD in all buy 1.2 of the 10 tanks that are wanted in 2028, and no
line limits them. So 8.8 are missing, and 88 MUSD more would cure that, in 2028 as well as sooner.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from commands import called, contents
from pages import Reader, reported
from reader_worlds import scenario_file
from run_folders import MODEST, RICH, hand_world

from model import load, solve
from model.output.explained import explained_screen
from model.results import FURTHER, TABLES, affordability

CURE = "Money: 88 MUSD more in 2028 would cure it; nothing else alone would."
SENTENCES = f"In 2028 Aland lacks 8.8 of the 110 it needs in Tanks (unit: tank). {CURE}"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hand world, where we stand."""
    monkeypatch.chdir(hand_world(tmp_path, rich=(RICH,), modest=(MODEST,)))
    return tmp_path


def verdicts(folder: str = "results/base") -> list[dict[str, str]]:
    """The rows of verdicts.csv."""
    with Path(folder, "verdicts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_missed_target_has_a_row_that_says_why(here):
    ended = called("explain", "base.csv")
    assert ended.exit_code == 0, ended.output
    assert verdicts() == [
        {
            "country": "AAA",
            "capability": "TANK",
            "milestone": "2028",
            "shortfall": "8.8",
            "missing": "88",
            "verdict": "money",
            "cure_money": "88",
            "cure_units": "",
            "cure_years": "",
            "unavoidable": "0",
            "text": SENTENCES,
        }
    ]


def test_a_cure_is_told_year_by_year_and_whose_it_is(here):
    """88 MUSD in 2028, none of it for firm orders."""
    assert called("explain", "base.csv").exit_code == 0
    with Path("results/base/cures.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row.pop("amount")) == pytest.approx(88, rel=1e-5)
    assert row == {
        "country": "AAA", "capability": "TANK", "milestone": "2028", "lift": "money",
        "what": "AAA", "year": "2028", "firm": "0", "unit": "MUSD",
    }  # fmt: skip


def test_a_cure_of_a_target_that_is_not_missed_is_named(here):
    assert called("explain", "base.csv").exit_code == 0
    file = Path("results/base/cures.csv")
    file.write_text(file.read_text(encoding="utf-8").replace("TANK,2028", "TANK,2027"), "utf-8")
    said = called("verify", "results/base").output
    assert "cures.csv:2: column 'country': found 'AAA', wanted a target of verdicts.csv" in said


def test_the_terminal_shows_totals_then_sentences(here):
    said = called("explain", "base.csv").stdout
    assert said.startswith("base, 2026-2028: the uplift is NOT met in full; 0 of 1 targets")
    words = " ".join(said.split())
    order = [
        "who could cure it money 1 0 88 MUSD finance",
        SENTENCES,
        "Verified:",
        "Written: results",
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)


def test_besides_verdicts_it_writes_what_a_plain_run_writes(here):
    assert called("base.csv", "--out", "plain").exit_code == 0
    assert called("explain", "base.csv", "--out", "told").exit_code == 0
    plain, told = contents(here / "plain"), contents(here / "told")
    assert told.keys() - plain.keys() == {f"{name}.csv" for name in FURTHER["explained"]}
    assert all(told[f"{name}.csv"] == plain[f"{name}.csv"] for name in TABLES)


def test_ranges_are_told_written_and_verified_where_they_are_asked_for(here):
    """12 MUSD buy 1.2 tanks, all that the budget allows, and there is no other way to spend it."""
    ended = called("explain", "base.csv", "--ranges")
    assert "How firm the numbers are: 2 firm, 0 loose and 0 free of the 2 largest" in ended.stdout
    with Path("results/base/ranges.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert rows["tank_a"]["text"] == "1.2, firm"
    assert rows["AAA"]["text"] == "12 MUSD, firm"
    assert [rows["tank_a"][f"{end}_5"] for end in ("low", "high")] == ["1.2", "1.2"]
    page = Path("results/base/report.html").read_text(encoding="utf-8")
    assert "How firm the numbers are" in page
    assert called("verify", "results/base").exit_code == 0
    assert called("rerun", "results/base").exit_code == 0


def test_where_nothing_is_bought_no_number_is_called_firm(here):
    scenario_file(here / "idle.csv", "extends,,,,base.csv,,", "uplift,,,,0,%,")
    ended = called("explain", "idle.csv", "--ranges")
    assert "How firm the numbers are: allies buy nothing" in ended.stdout
    assert Path("results/idle/ranges.csv").read_text(encoding="utf-8").count("\n") == 1
    assert "allies buy nothing" in Path("results/idle/report.html").read_text(encoding="utf-8")
    assert called("verify", "results/idle").exit_code == 0


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("planned", "1.3", "wanted 1.2, the sum of the plan"),
        ("high_1", "1.1", "wanted no less than high_0"),
        ("stamp", "solid", "wanted one of firm, loose, free"),
    ],
)
def test_a_range_that_contradicts_the_plan_or_itself_is_named(here, column, cell, told):
    called("explain", "base.csv", "--ranges")
    line = respell("tank_a", column, cell)
    ended = called("verify", "results/base")
    assert ended.exit_code == 5
    assert f"ranges.csv:{line}: column '{column}': found '{cell}', {told}" in ended.stdout


def test_a_range_of_what_nobody_orders_is_named(here):
    """An ally is no system, so that no row of plan.csv adds up to its 1.2 units."""
    called("explain", "base.csv", "--ranges")
    line = respell("tank_a", "code", "AAA")
    ended = called("verify", "results/base")
    assert ended.exit_code == 5
    told = "column 'planned': found '1.2', wanted none, the sum of the plan"
    assert f"ranges.csv:{line}: {told}" in ended.stdout


def respell(code: str, column: str, cell: str) -> int:
    """Change a cell of the row of a code in ranges.csv; the line that it stands in."""
    path = Path("results/base/ranges.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    line = next(at for at, row in enumerate(rows) if code in row)
    rows[line][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return line + 1


def test_a_finished_run_is_explained_where_it_lies_with_its_own_options(here):
    assert called("base.csv", "--seed", "7", "--excel-csv").exit_code == 0
    plain = contents(here / "results")
    assert called("explain", "results/base").exit_code == 0
    told = contents(here / "results")
    assert verdicts()[0]["text"] == SENTENCES
    added = {
        f"base/{name}{form}" for name in FURTHER["explained"] for form in (".csv", ".excel.csv")
    }
    assert told.keys() - plain.keys() == added
    options = json.loads(told["base/manifest.json"])["options"]
    assert options["seed"] == 7 and options["formats"] == ["excel-csv"] and options["explained"]
    assert called("explain", "results/base/manifest.json").exit_code == 0
    again = contents(here / "results")
    assert again["base/verdicts.csv"] == told["base/verdicts.csv"]


def test_inputs_that_have_changed_are_refused_in_a_sentence(here):
    assert called("base.csv").exit_code == 0
    before = contents(here / "results")
    with Path("base.csv").open("a", encoding="utf-8") as file:
        file.write("uplift,,,,11,%,\n")
    ended = called("explain", "results/base")
    assert ended.exit_code == 2
    assert "base.csv: found SHA-256 " in ended.stderr and "Nothing was solved." in ended.stderr
    assert contents(here / "results") == before


def test_an_explained_run_is_verified_and_run_again(here):
    assert called("explain", "base.csv").exit_code == 0
    checked = called("verify", "results/base")
    assert checked.exit_code == 0, checked.output
    assert called("rerun", "results/base").stdout.startswith("reproduced: 16 files, same bytes")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (",8.8,88,", ",8.7,87,", "column 'shortfall': found '8.7', wanted 8.8, as capability.csv"),
        (",money,", ",greed,", "column 'verdict': found 'greed', wanted some of industry, money"),
        (
            ",money,88,",
            ",money,,",
            "column 'cure_money': found '', wanted a number, as the verdict",
        ),
        (
            ",money,88,",
            ",money,80,",
            "column 'cure_money': found '80', wanted 88, the sum of cures.csv",
        ),
        ("AAA,", "BBB,", "column 'shortfall': found '8.8', wanted none, as capability.csv has it"),
    ],
    ids=["gap", "verdict", "no cure", "cure", "ally"],
)
def test_a_changed_verdict_is_named(here, before, after, said):
    assert called("explain", "base.csv").exit_code == 0
    file = Path("results/base/verdicts.csv")
    file.write_text(file.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    ended = called("verify", "results/base")
    assert ended.exit_code == 5
    assert f"verdicts.csv:2: {said}" in ended.output


def test_a_missing_verdict_is_noticed(here):
    assert called("explain", "base.csv").exit_code == 0
    file = Path("results/base/verdicts.csv")
    file.write_text(file.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    assert "found 0 rows, wanted 1, one for each target" in called("verify", "results/base").output


def test_where_nothing_is_missed_there_is_nothing_to_explain(here):
    ended = called("explain", "modest.csv", "--strict")
    assert ended.exit_code == 0
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("modest, ")
    assert lines[2] == "No target is missed, so there is nothing to explain."
    assert verdicts("results/modest") == []
    assert called("verify", "results/modest").exit_code == 0


def test_strict_ends_with_3_where_a_target_is_missed(here):
    assert called("explain", "base.csv", "--strict").exit_code == 3


def test_a_plain_run_takes_the_explanation_away(here):
    assert called("explain", "base.csv").exit_code == 0
    assert called("base.csv").exit_code == 0
    assert not Path("results/base/verdicts.csv").exists()
    assert "explained" not in json.loads(Path("results/base/manifest.json").read_text())["options"]


def test_a_folder_that_is_no_run_is_refused(here):
    ended = called("explain", "reference")
    assert ended.exit_code == 2
    assert "reference" in ended.stderr and "wanted the manifest of a run" in ended.stderr


def affordable(folder: str = "results/base", country: str = "AAA") -> dict[int, dict[str, float]]:
    """The rows of affordability.csv of an ally, by year; a blank is left out."""
    with Path(folder, "affordability.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("country") == country]
    return {
        int(row.pop("year")): {name: float(cell) for name, cell in row.items() if cell}
        for row in rows
    }


def test_a_plan_is_priced_at_the_lowest_and_the_highest_price_that_was_read(here):
    """The ally spends its 4 MUSD a year on a tank at 10; one was read at 5, one at 20. That is 2
    to 8 MUSD: 4 more must be at hand, and the budget has none of them."""
    table = Path("reference/systems.csv")
    head, row, *_ = table.read_text(encoding="utf-8").splitlines()
    table.write_text(f"{head},unit_cost_low,unit_cost_high\n{row},5,20\n", encoding="utf-8")
    said = " ".join(called("explain", "base.csv").stdout.split())
    told = affordable()
    assert list(told) == list(range(2026, 2039))
    for year in (2026, 2027, 2028):
        assert told[year] == pytest.approx({
            "equipment_money": 4, "committed": 0, "planned": 4,
            "low": 2, "high": 8, "contingency": 4, "over": 4, "over_planned": 0,
        })  # fmt: skip
    assert affordable(country="ALLIANCE") == told
    assert "12 MUSD at its prices, 6 MUSD at the lowest that were read and 24 MUSD at the" in said
    assert "At the highest prices Aland would be over its money in 2026-2028, by 12 MUSD" in said


def test_upkeep_goes_on_until_the_end_of_service(here):
    """What is bought serves four years from its delivery, at a tenth of its price a year."""
    with Path("base.csv").open("a", encoding="utf-8") as file:
        file.write("om_share,,,,10,%/year,\nlife,,,,4,year,\n")
    assert called("explain", "base.csv").exit_code == 0
    told = affordable()
    with Path("results/base/plan.csv").open(encoding="utf-8", newline="") as file:
        plan = [(int(row["year"]), float(row["ordered"])) for row in csv.DictReader(file)]
    for year in range(2029, 2039):
        serving = sum(units for ordered, units in plan if ordered + 4 > year)
        assert told[year]["planned"] == pytest.approx(serving, abs=1e-5)
        assert {"equipment_money", "committed", "over"}.isdisjoint(told[year])
    assert told[2029]["planned"] > 0 and told[2032]["planned"] == 0


def test_from_python_verdicts_are_a_table(here):
    results = solve(load("base.csv"))
    assert results.verdicts.empty
    assert results.explain().verdicts.loc[0, "verdict"] == "money"


def test_the_page_maps_the_verdicts_and_says_what_it_would_take(here):
    results = solve(load("base.csv"))
    assert 'id="cures"' not in reported(results.answer)
    page = reported(results.explain().answer)
    assert f'<td class=h1 data-t="{SENTENCES}">M' in page
    shown, told = (t for t in Reader(page).tables if t.section == "cures")
    assert [text for text, _ in shown.rows[0]] == ["Aland", "M"]
    assert told.texts("Verdict") == ["money"] and told.texts("In words") == [CURE]
    assert told.numbers("More money MUSD") == [88.0]


def test_less_than_half_a_unit_is_hatched_and_counted_apart(here):
    """1.4 tanks wanted, 1.2 bought: the fifth of a tank that is missing is no tank."""
    scenario_file(here / "near.csv", "extends,,,,base.csv,,", "uplift,,,,1.4,%,")
    said = " ".join(called("explain", "near.csv").stdout.split())
    assert "targets small missing who could cure it money 1 1 2 MUSD finance" in said
    page = Path("results/near/report.html").read_text(encoding="utf-8")
    shown = Reader(page)
    assert page.count('<td class=ht data-t="In 2028 Aland lacks 0.2 of the 101') == 1
    words = " ".join(shown.text)
    assert "1 target is missed (of which 1 by less than half a unit)." in words
    assert words.count("less than half a unit missing") == 2  # the keys of both maps


def worth_rows(folder: str = "results/base") -> dict[str, dict[str, str]]:
    """The rows of worth.csv, by kind; each kind has one in this world."""
    with Path(folder, "worth.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: row for row in csv.DictReader(file)}


def test_one_more_is_told_with_what_its_first_part_and_the_whole_do(here):
    """A dollar more buys a dollar of tanks, up to the 88 MUSD that are missing. One point less of
    uplift asks for one tank less, worth 10 MUSD. The deadline is the last year of the plan."""
    said = " ".join(called("explain", "base.csv").stdout.split())
    rows = worth_rows()
    assert set(rows) == {"budget", "uplift"}
    budget, uplift = rows["budget"], rows["uplift"]
    assert (budget["country"], budget["year"], budget["step"]) == ("AAA", "2026", "1000")
    figures = ("stage", "price", "first", "less", "whole", "back")
    assert [budget[name] for name in figures] == ["least_shortfall", "1", "1", "1", "88", ""]
    assert [uplift[name] for name in figures] == ["least_shortfall", "10", "10", "10", "10", "10"]
    for text in (
        "One more billion US dollars for Aland in 2026 would close 88 MUSD of shortfall; its first "
        "part does most, 1 MUSD for each MUSD.",
        "One point less of uplift in Land would close 10 MUSD of shortfall; one point more would "
        "add 10 MUSD of shortfall.",
        "One year more for every target is not told: a deadline would lie beyond 2028, the last "
        "year of the plan.",
    ):
        assert text in said


def test_where_nothing_is_missing_a_point_less_saves_money(here):
    """One tank more is wanted, for 10 MUSD. One point less saves them; one point more cannot be
    paid, and is no matter of cost."""
    assert called("explain", "modest.csv").exit_code == 0
    (uplift,) = worth_rows("results/modest").values()
    assert (uplift["stage"], uplift["whole"], uplift["back"]) == ("least_cost", "10", "")
    assert uplift["text"] == "One point less of uplift in Land would save 10 MUSD."


def test_a_year_more_is_solved_afresh_and_says_when_targets_are_then_checked(tmp_path, monkeypatch):
    """In 2027 there are 8 MUSD, 0.8 of 10 tanks, in 2028 12: 92 + 88 MUSD are missing. With a year
    more only 2028 is checked: 88."""
    monkeypatch.chdir(hand_world(tmp_path, soon=("deadline,,,,2027,year,",)))
    assert called("explain", "soon.csv").exit_code == 0
    row = worth_rows("results/soon")["deadline"]
    assert (row["country"], row["item"], row["whole"], row["price"]) == ("", "", "92", "")
    assert row["text"] == (
        "One year more for every target would close 92 MUSD of shortfall; some targets are then "
        "checked in other years (2028), which counts in it."
    )


def test_without_an_uplift_only_a_point_more_is_told(here):
    """All 100 tanks are there. A point more is one tank, for 10 of 12 MUSD; a point less changes
    nothing, and there is no less than none to be told of."""
    scenario_file(here / "idle.csv", "extends,,,,base.csv,,", "uplift,,,,0,%,")
    assert called("explain", "idle.csv").exit_code == 0
    row = worth_rows("results/idle")["uplift"]
    assert (row["first"], row["less"]) == ("0", "10")
    assert row["text"] == (
        "One point less of uplift in Land would save 0 MUSD; one point more would cost 10 MUSD."
    )


def test_a_year_more_that_makes_it_worse_says_why(tmp_path, monkeypatch):
    """6 of 100 tanks retire each year, which 4 MUSD a year replace too slowly: 11.2 are missing in
    2027, 16.8 in 2028."""
    rows = ("last_year,,,,2029,year,", "deadline,,,,2027,year,", "uplift,,,,0,%,")
    old = ("retire_share,,,,30,%,", "retire_year,,,,2030,year,")
    monkeypatch.chdir(hand_world(tmp_path, old=(*rows, *old)))
    assert called("explain", "old.csv").exit_code == 0
    assert worth_rows("results/old")["deadline"]["text"] == (
        "One year more for every target would add 56 MUSD of shortfall; by then 60 MUSD of what is "
        "in service today, and still is at the deadlines, has retired and has to be replaced as "
        "well."
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("budget,AAA", "budget,BBB", "column 'country': found 'BBB', wanted country of the run"),
        ("budget,AAA", "debt,AAA", "column 'kind': found 'debt', wanted one of budget, industry"),
        (",1,1,1,88,", ",1,2,1,88,", "column 'first': found '2', wanted no more than the price"),
        (",1,1,1,88,", ",1,1,0.5,88,", "column 'less': found '0.5', wanted no less than the price"),
        (",1,1,1,88,", ",1,1,1,2000,", "column 'whole': found '2000', wanted no more than 1000"),
    ],
    ids=["unknown", "kind", "first", "less", "whole"],
)
def test_what_one_more_is_worth_is_verified(here, before, after, said):
    assert called("explain", "base.csv").exit_code == 0
    file = Path("results/base/worth.csv")
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), encoding="utf-8")
    ended = called("verify", "results/base")
    assert ended.exit_code == 5
    assert f"worth.csv:2: {said}" in ended.output


def test_the_page_has_a_table_for_each_kind_of_one_more(here):
    """One row each: what the whole step does, and a little more or less."""
    page = reported(solve(load("base.csv")).explain().answer)
    budget, uplift = (t for t in Reader(page).tables if t.section == "more")
    assert budget.texts("Ally") == ["Aland"] and budget.numbers("Effect MUSD") == [88.0]
    assert budget.texts("Year") == ["2026"] and budget.texts("What it does") == ["closes shortfall"]
    assert uplift.texts("Area") == ["Land"] and uplift.numbers("Effect MUSD") == [10.0]
    assert uplift.numbers("One point more MUSD") == [-10.0]
    assert 'id="more"' not in reported(solve(load("base.csv")).answer)


def test_each_ally_and_system_has_a_reason(here):
    """All money goes to the only system there is."""
    said = " ".join(called("explain", "base.csv").stdout.split())
    with Path("results/base/reasons.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["country"], row["system"], row["capability"]) == ("AAA", "tank_a", "TANK")
    assert (row["units"], row["reason"], row["entry_price"]) == ("1.2", "bought", "")
    assert row["text"] == "Aland orders 1.2 of Tank A."
    assert "Of allies and systems that they could order: bought 1." in said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (",1.2,bought,", ",2.2,bought,", "column 'units': found '2.2', wanted 1.2, as plan.csv"),
        (",bought,", ",dearer,", "column 'reason': found 'dearer', wanted bought, as plan.csv"),
        (",bought,", ",greed,", "column 'reason': found 'greed', wanted one of bought, dearer"),
    ],
    ids=["units", "reason", "word"],
)
def test_a_changed_reason_is_named(here, before, after, said):
    assert called("explain", "base.csv").exit_code == 0
    file = Path("results/base/reasons.csv")
    file.write_text(file.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    ended = called("verify", "results/base")
    assert ended.exit_code == 5
    assert f"reasons.csv:2: {said}" in ended.output


def test_the_price_at_which_another_would_be_ordered_is_told(tmp_path, monkeypatch):
    """Tank B does the same for 15 MUSD: at 10 it would be ordered, and was at a thousandth less."""
    folder = hand_world(tmp_path, modest=(MODEST,))
    with (folder / "reference" / "systems.csv").open("a", encoding="utf-8") as file:
        file.write("tank_b,Tank B,TANK,15,0,100,made up,C\n")
    monkeypatch.chdir(folder)
    said = " ".join(called("explain", "modest.csv").stdout.split())
    told = (
        "Aland orders no Tank B: Tank A brings more for the money; at 10 MUSD instead of 15 it "
        "would be ordered."
    )
    assert told in said
    page = Path("results/modest/report.html").read_text(encoding="utf-8")
    assert told in page
    (shown,) = (t for t in Reader(page).tables if t.section == "reasons")
    assert shown.texts("System") == ["Tank B"] and shown.texts("Bought instead") == ["Tank A"]
    assert shown.numbers("Ordered at MUSD") == [10.0] and shown.numbers("Dearer by %") == [50.0]


def test_the_page_says_whether_it_can_be_paid_and_who_is_left_out(here):
    """Of its 4 MUSD firm orders take 6 in 2026: 2 too much at any price, and nothing is left to
    plan with. The plan takes the 4 of each later year; all else of the page stands on that."""
    results = solve(load("base.csv"))
    assert 'id="paid"' not in reported(results.answer)
    plan = results.answer.plan
    committed = np.zeros_like(plan.committed)
    committed[:, plan.at(2026)] = 6.0
    short = replace(results.explain().answer, plan=replace(plan, committed=committed))
    outcome = short.outcome
    payments = outcome.payments.copy()
    payments[:, :, plan.at(2026)] = 0.0
    short = replace(short, outcome=replace(outcome, payments=payments))
    page = Reader(reported(short))
    said = "At its prices the first year over the money is 2026: Aland in 2026 by 2 MUSD"
    assert said in " ".join(reported(short).split())
    years, allies = (t for t in page.tables if t.section == "paid")
    assert years.numbers("Over at its prices MUSD")[:3] == [2.0, 0.0, 0.0]
    assert years.numbers("Firm orders MUSD")[:3] == [6.0, 0.0, 0.0]
    assert allies.texts("Ally")[:1] == ["Aland"] and allies.texts("First year over")[:1] == ["2026"]
    assert allies.numbers("Over MUSD")[:1] == [2.0]
    assert [row["over_planned"] for row in affordability.rows(short)][:3] == [2.0, 0.0, 0.0]


def test_the_united_states_is_left_out_and_that_is_said(here):
    """Aland as the United States: nobody else is there, and all its 12 MUSD are left out."""
    answer = solve(load("base.csv")).explain().answer
    us = np.ones_like(answer.plan.us)
    other = replace(answer, plan=replace(answer.plan, us=us))
    said = " ".join(explained_screen(other, Path("results")).split())
    assert "Left out: Aland, which pays another 12 MUSD." in said
    assert "Left out" not in explained_screen(answer, Path("results"))


def test_the_axis_of_the_ranges_ends_with_the_longest_bar(here):
    """Two numbers that no plan could change: bars at 100 % on an axis that ends there, with room
    beyond it for what stands beside them, which names its unit."""
    answer = solve(load("base.csv")).explain().range().answer
    drawn = re.findall(r'data-chart="[^"]+">(.*?)</script>', reported(answer))
    charts = [json.loads(text)["option"] for text in drawn if '"firm"' in text]
    assert [chart["xAxis"]["max"] for chart in charts] == [100, 100]
    money = json.dumps(charts[1])
    assert "12 MUSD" in money and charts[1]["grid"]["right"] >= 14 + 6.5 * len("12 MUSD")


def test_nobody_is_told_to_hover_where_there_may_be_no_mouse(here):
    page = reported(solve(load("base.csv")).explain().answer)
    assert "Hover" not in page.split("<script")[0]
    assert "The table below says what each would take; with a mouse, so does its cell." in page
