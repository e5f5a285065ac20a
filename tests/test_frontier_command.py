"""`optimize frontier` as a planner meets it: what is printed, written and refused."""

from __future__ import annotations

import csv
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from commands import called, contents
from pages import Reader, hostile
from run_folders import RICH, hand_world

from model import frontier, load, solve
from model.moving.axes import AXES
from model.registry import table_specs

FOLDER = "results/base-frontier-uplift"
SPAN = ("--over", "uplift", "--from", "0", "--to", "4", "--points", "5")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hand world, where we stand."""
    monkeypatch.chdir(hand_world(tmp_path, rich=(RICH,)))
    return tmp_path


def rows_of(folder: str = FOLDER) -> list[dict[str, str]]:
    """The rows of frontier.csv."""
    with Path(folder, "frontier.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_tells_each_point_and_what_they_come_to(here):
    ended = called("frontier", "base.csv", *SPAN)
    assert ended.exit_code == 0, ended.output
    words = " ".join(ended.stdout.split())
    order = [
        "base, 2026-2028, over uplift (uplift): 5 points.",
        "0 % 0 MUSD 0.0 % 0 MUSD 0 MUSD 1 of 1 0",
        "1 % 0 MUSD 0.0 % 10 MUSD 3 MUSD 1 of 1 0 <- knee",
        "2 % 8 MUSD 40.0 % 12 MUSD 4 MUSD 0 of 1 1",
        "as it stands 88 MUSD 88.0 % 12 MUSD 4 MUSD 0 of 1 1",
        "Up to 1 % uplift each point more costs 10 MUSD and leaves no more missing;",
        "Every point is verified, and proven within",
        f"Written: {FOLDER}/ (frontier.html, frontier.csv)",
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)


def test_one_page_holds_frontier_verdicts_and_ranges(here):
    ended = called("frontier", "base.csv", *SPAN, "--ranges")
    assert ended.exit_code == 0, ended.output
    text = (here / FOLDER / "frontier.html").read_text(encoding="utf-8")
    titles = ("The frontier", "Who could cure it", "How firm the numbers are")
    places = [text.index(f">{title}</h2>") for title in titles]
    assert places == sorted(places)


def test_the_table_has_a_row_for_each_point_and_one_for_the_scenario_as_it_stands(here):
    called("frontier", "base.csv", *SPAN)
    rows = rows_of()
    assert list(rows[0]) == list(table_specs()["frontier"].columns)
    assert [(row["value"], row["mark"]) for row in rows] == [
        ("0", ""), ("1", "knee"), ("2", ""), ("3", ""), ("4", ""), ("", "as it stands"),
    ]  # fmt: skip
    assert {key: rows[2][key] for key in ("missing", "missing_share", "asked", "cost", "cap")} == {
        "missing": "8",
        "missing_share": "40",
        "asked": "20",
        "cost": "12",
        "cap": "12",
    }
    assert (rows[2]["targets"], rows[2]["targets_met"], rows[2]["targets_missed"]) == (
        "1",
        "0",
        "1",
    )


def test_the_scenario_as_it_stands_has_the_figures_of_its_own_run(here):
    called("frontier", "base.csv", "--over", "uplift", "--from", "8", "--to", "10", "--points", "2")
    (row,) = (row for row in rows_of() if row["mark"] == "as it stands")
    assert row["value"] == "10"
    summary = solve(load("base.csv")).summary.iloc[0]
    for name in ("missing", "shortfall", "cost", "spending_a_year"):
        assert float(row[name]) == summary[name], name


def test_the_page_tells_the_frontier_and_then_the_report_of_the_scenario(here):
    called("frontier", "base.csv", *SPAN)
    text = (here / FOLDER / "frontier.html").read_text(encoding="utf-8")
    page = Reader(text)
    words = " ".join(page.text)
    assert "The curve bends at 1 % uplift" in words.replace("\N{NO-BREAK SPACE}", " ")
    table = page.table("frontier", "Missing MUSD", "Cost, discounted MUSD")
    assert [row[0][0] for row in table.rows][:5] == ["0 %", "1 %", "2 %", "3 %", "4 %"]
    assert [row[1][1] for row in table.rows] == [0, 0, 8, 18, 28, 88]
    assert table.texts("Mark")[1] == "knee"
    panels = re.findall("<h4>(.*?)</h4>", text)[:3]
    assert panels == ["Cost, discounted, MUSD", "Missing, all milestones, MUSD", "Targets met, %"]
    for anchor in ("frontier", "reading", "here", "money", "short", "cures", "trust"):
        assert f'<section id="{anchor}">' in text


def test_nothing_in_a_page_is_read_as_html(tmp_path, monkeypatch):
    """Names that would be scripts stand in the page as they are written, and the policy is that of
    every page."""
    monkeypatch.chdir(tmp_path)
    path = hostile(tmp_path)
    ended = called("frontier", path, "--over", "uplift", "--points", "2", "--out", "out")
    assert ended.exit_code == 0, ended.output
    text = (tmp_path / "out" / "frontier.html").read_text(encoding="utf-8")
    assert "<img src=x" not in text
    assert "<svg onload" not in text
    assert "default-src &#39;none&#39;" in text


def test_the_manifest_records_what_was_moved_and_every_file(here):
    called("frontier", "base.csv", *SPAN)
    record = json.loads((here / FOLDER / "manifest.json").read_text(encoding="utf-8"))
    assert record["frontier"] == "base-frontier-uplift"
    assert record["lever"] == {"name": "uplift", "parameter": "uplift", "change": "scale"}
    assert record["points"] == [0, 1, 2, 3, 4]
    assert record["left_out"] == []
    assert {entry["file"] for entry in record["inputs"]} >= {"base.csv", "reference/systems.csv"}
    for output in record["outputs"]:
        content = (here / FOLDER / output["file"]).read_bytes()
        assert output["sha256"] == sha256(content).hexdigest()


def test_the_same_command_writes_the_same_bytes_in_place_of_the_earlier(here):
    called("frontier", "base.csv", *SPAN)
    first = contents(here / FOLDER)
    called("frontier", "base.csv", *SPAN)
    assert contents(here / FOLDER) == first


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--over", "uplift", "--out", "results/other"), "results of other"),
        (("--over", "uplift", "--out", "reference"), "the folder of an input"),
        (("--over", "uplift", "--from", "9", "--to", "3"), "goes up from 9 %"),
        (
            ("--over", "deadline", "--from", "2030", "--to", "2034"),
            "cannot be moved along deadline",
        ),
        (("--over", "price"), "'deadline', 'uplift', 'budget', 'fair_share'"),
        ((), "Missing option '--over'"),
    ],
    ids=["another run", "inputs", "downwards", "out of the plan", "no lever", "none named"],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(here, words, said):
    other = here / "results" / "other"
    other.mkdir(parents=True)
    record = {"written_by": "uplift-planner", "scenario": "other", "outputs": []}
    (other / "manifest.json").write_text(json.dumps(record), encoding="utf-8")
    before = contents(here)
    ended = called("frontier", "base.csv", *words)
    assert ended.exit_code == 2
    assert said in ended.output
    assert "Traceback" not in ended.output
    assert contents(here) == before


@pytest.mark.parametrize("command", ["verify", "rerun"])
def test_a_frontier_is_no_run_and_other_commands_say_so(here, command):
    called("frontier", "base.csv", *SPAN)
    ended = called(command, FOLDER)
    assert ended.exit_code == 2
    assert "of a frontier" in ended.output


def test_a_run_does_not_take_the_place_of_a_frontier(here):
    called("frontier", "base.csv", *SPAN)
    ended = called("run", "base.csv", "--out", FOLDER)
    assert ended.exit_code == 2
    assert "results of base-frontier-uplift" in ended.output


def test_from_python_the_table_is_that_of_the_file(here):
    made = frontier(load("base.csv"), "uplift", low=0, high=4, points=5)
    made.write("mine")
    called("frontier", "base.csv", *SPAN)
    assert contents(here / "mine") == contents(here / FOLDER)
    assert made.table["missing"].tolist() == [float(row["missing"]) for row in rows_of()]


def test_the_help_names_every_lever():
    said = called("frontier", "--help").output
    assert all(name in said for name in AXES)


@pytest.mark.parametrize("option", ["--from", "--to"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("nan", "is not a number. State one, such as"),
        ("inf", "is no number that evenly spread values could reach. State one, such as"),
        ("-inf", "is no number that evenly spread values could reach. State one, such as"),
    ],
)
def test_an_end_that_is_not_finite_is_refused_before_anything_is_solved(here, option, value, said):
    ended = called("frontier", "base.csv", "--over", "budget", f"{option}={value}")
    assert ended.exit_code == 2
    assert ended.stderr.splitlines()[-1].startswith(f"Error: {option} {value} {said} {option} ")
    assert not Path("results").exists()
