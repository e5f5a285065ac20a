"""`optimize explain`: what it writes, prints and refuses, on a world worked out by hand.

The world of run_folders.py: 12 MUSD in all buy 1.2 of the 10 tanks that are wanted in 2028, and no
line limits them. So 8.8 are missing, and 88 MUSD more would cure that, in 2028 as well as sooner.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from commands import called, contents
from pages import Reader, reported
from run_folders import MODEST, RICH, hand_world

from model import load, solve
from model.results import FURTHER, TABLES

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


def test_the_terminal_shows_totals_then_sentences(here):
    said = called("explain", "base.csv").stdout
    assert said.startswith("base, 2026-2028: the uplift is NOT met in full; 0 of 1 targets")
    words = " ".join(said.split())
    order = [
        "who could cure it money 1 88 MUSD finance",
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
    path = Path("results/base/ranges.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    line = next(at for at, row in enumerate(rows) if "tank_a" in row)
    rows[line][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    ended = called("verify", "results/base")
    assert ended.exit_code == 5
    assert f"ranges.csv:{line + 1}: column '{column}': found '{cell}', {told}" in ended.stdout


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
    assert called("rerun", "results/base").stdout.startswith("reproduced: 13 files, same bytes")


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
        ("AAA,", "BBB,", "column 'shortfall': found '8.8', wanted none, as capability.csv has it"),
    ],
    ids=["gap", "verdict", "cure", "ally"],
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
    assert "No target is missed, so there is nothing to explain." in ended.stdout
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
            "low": 2, "high": 8, "contingency": 4, "over": 4,
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
