"""What is printed about the declarations is true, and what is offered to copy works."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from reader_worlds import problems_of, read, world

from model.describe import (
    example_row,
    new_scenario_text,
    parameters_table,
    reference_markdown,
)
from model.errors import UnknownNameError
from model.registry import parameters, table_specs
from model.results import FURTHER, TABLES
from model.scenario import read_scenario
from model.shipped import shipped_folder

ROOT = Path(__file__).resolve().parent.parent


def test_the_list_names_every_parameter_once_in_aligned_columns():
    head, *lines, _, results = parameters_table().splitlines()
    listed = results.rpartition(": ")[2].split(", ")
    explained, ranged, strict = (FURTHER[of] for of in ("explained", "ranges", "strict"))
    nearby = ["alternatives", "alternatives_summary"]
    assert listed == [*TABLES, *explained, *ranged, "compare", "frontier", *strict, *nearby]
    assert [line.split()[0] for line in lines] == list(parameters())
    start = head.index("what it is")
    for line, parameter in zip(lines, parameters().values(), strict=True):
        assert line[start:] == parameter.documentation


def test_the_page_of_one_parameter_says_where_its_number_comes_from():
    page = parameters_table("production")
    assert "column units of production.csv; unlimited where there is no row" in page
    assert "a number from 0 to 1000000000, in units/year" in page
    assert "base-year value" in page
    assert "base-year value" not in parameters_table("uplift")


@pytest.mark.parametrize("name", ["spending", "spending.csv"])
def test_a_table_of_results_is_explained_column_by_column(name):
    head, _, columns, *lines = parameters_table(name).splitlines()
    assert head.startswith("spending.csv: ")
    assert columns.split()[:2] == ["column", "unit"]
    assert [line.split()[0] for line in lines] == list(table_specs()["spending"].columns)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        parameters_table("uplfit")
    assert str(caught.value) == (
        "found 'uplfit', wanted the name of a parameter or of a table of results. "
        "Did you mean 'uplift'?"
    )


@pytest.mark.parametrize("name", [name for name in parameters() if name != "extends"])
def test_the_example_row_of_every_parameter_is_good_with_any_reference(tmp_path, name):
    path = world(tmp_path)
    needed = "us_provided,,,,5,,\n" if name == "us_drawdown" else ""
    header, row = example_row(parameters()[name]).splitlines()
    assert row.startswith(f"{name},")
    path.write_text(f"{header}\n{row}\n{needed}")
    assert problems_of(path) == []
    assert problems_of(path, shipped_folder()) == []


def test_the_example_of_extends_names_a_scenario_that_ships():
    row = next(csv.DictReader(example_row(parameters()["extends"]).splitlines()))
    assert (shipped_folder().parent / row["value"]).is_file()


def test_a_new_scenario_is_good_anywhere_and_changes_nothing(tmp_path):
    path = world(tmp_path)
    untouched = read(tmp_path)
    path.write_text(new_scenario_text("mine"))
    scenario = read_scenario(path)
    assert scenario.warnings == ()
    for name in untouched.resolved.cells:
        same = scenario.array(name) == untouched.array(name)
        assert same.all() or name == "interim_year", name
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "mine.csv").write_text(new_scenario_text("mine"))
    assert problems_of(alone / "mine.csv") == []


def test_a_new_scenario_states_every_lever_that_has_a_default():
    text = new_scenario_text("mine")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    stated = [row["parameter"] for row in rows]
    levers = parameters().values()
    assert stated == [p.name for p in levers if not p.table and p.default is not None]


def test_the_name_of_a_new_scenario_cannot_break_out_of_its_comment():
    assert "\n#" not in new_scenario_text("a\nuplift,,,,99,%,").split("#")[1]
    assert "\nuplift,,,,99" not in new_scenario_text("a\nuplift,,,,99,%,")


def test_the_pages_name_every_parameter_and_every_column():
    pages = reference_markdown()
    for parameter in parameters().values():
        assert f"| `{parameter.name}` |" in pages["parameters.md"]
    for spec in table_specs().values():
        section = pages["tables.md"].split(f"### {spec.name}.csv\n")[1].split("\n### ")[0]
        for column in spec.columns:
            assert f"| `{column}`" in section


def test_the_generated_files_are_up_to_date():
    command = [sys.executable, ROOT / "docs" / "generate.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
