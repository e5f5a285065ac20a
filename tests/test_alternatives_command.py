"""`optimize alternatives` as a planner meets it: what is printed, written and refused.

The hand world of test_alternatives.py: two tanks for 20 MUSD, all of them made at home.
"""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from pathlib import Path

import pytest
from commands import called, contents
from reader_worlds import scenario_file
from test_alternatives import two_allies

from model import alternatives, load
from model.errors import UpliftError
from model.registry import table_specs

FOLDER = "results/two-alternatives"
FILES = ["alternatives.csv", "alternatives_summary.csv", "manifest.json"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hand world, where we stand."""
    two_allies(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the tables."""
    with Path(FOLDER, f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_tells_each_alternative_in_at_most_a_dozen_lines(here):
    ended = called("alternatives", "two.csv", "--within", "2%")
    assert ended.exit_code == 0, ended.output
    lines = ended.stdout.splitlines()
    assert len(lines) <= 12
    assert max(map(len, lines)) <= 100
    assert lines[0].startswith("two: ")
    assert "no more missing, at most 2 % dearer than the cheapest (20 MUSD)." in lines[0]
    told = {line[:18].strip(): " ".join(line[18:].split()) for line in lines[2:-1]}
    assert told["the plan"].startswith("0.00 % 100.0 % 5 MUSD")
    assert told["Home first"] == "nothing to gain: the plan is as good"
    assert told["Abroad first"].startswith("1.00 % 0.0 %")
    assert lines[-1].startswith(f"Each is verified. Written: {FOLDER}/")


def test_the_summary_has_a_row_for_each_and_the_plan_first(here):
    called("alternatives", "two.csv", "--within", "0.5")
    rows = table("alternatives_summary")
    assert list(rows[0]) == list(table_specs()["alternatives_summary"].columns)
    assert [row["alternative"] for row in rows][:2] == ["the plan", "Abroad first"]
    assert "Home first" not in [row["alternative"] for row in rows]
    plan, abroad = rows[:2]
    assert (plan["cost"], plan["over_least"], plan["moved"]) == ("20", "0", "0")
    assert plan["origins"] == "Home 100.0 %, Abroad 0.0 %"
    assert (abroad["least"], abroad["in_plan"], abroad["unit"]) == ("10", "20", "MUSD")
    assert (abroad["cost"], abroad["over_least"], abroad["shortfall"]) == ("20.1", "0.5", "0")
    assert abroad["favours"] == "the price of orders whose origin is not Abroad"
    assert (abroad["ordered"], abroad["moved"]) == ("20.1", "10.1")


def test_the_orders_add_up_to_the_summary(here):
    called("alternatives", "two.csv", "--within", "0.5")
    rows = table("alternatives")
    assert list(rows[0]) == list(table_specs()["alternatives"].columns)
    for told in table("alternatives_summary"):
        own = [row for row in rows if row["alternative"] == told["alternative"]]
        assert sum(float(row["money"]) for row in own) == pytest.approx(
            float(told["ordered"]), abs=1e-4
        )
        for ally in ("AAA", "BBB"):
            units = sum(float(row["units"]) for row in own if row["country"] == ally)
            assert units >= 1 - 1e-5, told["alternative"]


def test_the_manifest_records_how_near_was_looked_and_every_file(here):
    called("alternatives", "two.csv", "--within", "0.5")
    record = json.loads((here / FOLDER / "manifest.json").read_text(encoding="utf-8"))
    assert record["alternatives"] == "two-alternatives"
    assert record["options"] == {"within": 0.5, "seed": 0, "threads": 1}
    assert "Home first" in record["left_out"]
    assert max(record["residuals"].values()) < 1e-6
    assert record["least_cost_musd"] == pytest.approx(20.0)
    assert sorted(path.name for path in (here / FOLDER).iterdir()) == FILES
    for output in record["outputs"]:
        content = (here / FOLDER / output["file"]).read_bytes()
        assert output["sha256"] == sha256(content).hexdigest()


def test_the_same_command_writes_the_same_bytes_in_place_of_the_earlier(here):
    called("alternatives", "two.csv")
    first = contents(here / FOLDER)
    called("alternatives", "two.csv", "--within", " 2 % ")
    assert contents(here / FOLDER) == first


@pytest.mark.parametrize("within", ["a lot", "0", "-2%", "101", "nan", "2%%", ""])
def test_a_share_that_is_none_is_told_in_one_sentence(here, within):
    before = contents(here)
    ended = called("alternatives", "two.csv", f"--within={within}")
    assert ended.exit_code == 2
    wanted = "wanted per cent above the least cost, from 0.01 to 100, such as 2%."
    assert ended.output == f"Error: --within: found '{within}', {wanted}\n"
    assert contents(here) == before


@pytest.mark.parametrize(
    ("out", "said"),
    [("results/other", "results of other"), ("reference", "the folder of an input")],
)
def test_no_other_folder_is_overwritten(here, out, said):
    other = here / "results" / "other"
    other.mkdir(parents=True)
    record = {"written_by": "uplift-planner", "scenario": "other", "outputs": []}
    (other / "manifest.json").write_text(json.dumps(record), encoding="utf-8")
    before = contents(here)
    ended = called("alternatives", "two.csv", "--out", out)
    assert ended.exit_code == 2
    assert said in ended.output
    assert contents(here) == before


@pytest.mark.parametrize("command", ["verify", "rerun", "explain"])
def test_alternatives_are_no_run_and_other_commands_say_so(here, command):
    called("alternatives", "two.csv")
    ended = called(command, FOLDER)
    assert ended.exit_code == 2
    assert "of alternatives" in ended.output


def test_a_run_does_not_take_the_place_of_alternatives(here):
    called("alternatives", "two.csv")
    ended = called("run", "two.csv", "--out", FOLDER)
    assert ended.exit_code == 2
    assert "results of two-alternatives" in ended.output


def test_from_python_the_tables_are_those_of_the_files(here):
    found = alternatives(load("two.csv"), within=0.5)
    found.write("mine")
    called("alternatives", "two.csv", "--within", "0.5")
    assert contents(here / "mine") == contents(here / FOLDER)
    assert found.summary["moved"].tolist() == [
        float(row["moved"]) for row in table("alternatives_summary")
    ]
    assert len(found.orders) == len(table("alternatives"))


def test_from_python_a_share_that_is_none_is_refused(here):
    with pytest.raises(UpliftError, match="found 0, wanted per cent"):
        alternatives(load("two.csv"), within=0)


def test_where_no_system_is_stated_to_come_from_anywhere_the_rest_is_told(here):
    """Without origins there is no alternative by origin; the others are as they were."""
    systems = here / "reference" / "systems.csv"
    text = systems.read_text(encoding="utf-8")
    for place in ("HERE,", "THERE,", "origin,"):
        text = text.replace(f",{place}", ",", 1)
    systems.write_text(text, encoding="utf-8")
    (here / "reference" / "origins.csv").unlink()
    ended = called("alternatives", "two.csv")
    assert ended.exit_code == 0, ended.output
    assert "first" not in ended.stdout
    assert "evenly by wealth" in ended.stdout


def test_where_nothing_is_wanted_there_is_no_other_plan(here):
    """No uplift: the plan buys nothing and costs nothing, and so does whatever is as cheap."""
    scenario_file(here / "idle.csv", "extends,,,,two.csv,,", "uplift,,,,0,%,")
    ended = called("alternatives", "idle.csv")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.startswith("idle: 0 other plans with no more missing,")
    assert ended.stdout.count("nothing to gain: the plan is as good") == 7


def test_origins_that_are_named_alike_are_told_apart_by_their_codes(here):
    origins = here / "reference" / "origins.csv"
    text = origins.read_text(encoding="utf-8")
    origins.write_text(text.replace("Abroad", "Home"), encoding="utf-8")
    ended = called("alternatives", "two.csv")
    assert "Home (THERE) first" in ended.stdout
    assert table("alternatives_summary")[0]["origins"] == "Home (HERE) 100.0 %, Home (THERE) 0.0 %"
