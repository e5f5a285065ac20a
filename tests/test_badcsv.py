"""Files as people make them: each case of tests/badcsv/*.csv gets the verdict it names."""

import csv
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from reader_worlds import scenario_file, world
from spoiled import WORLD

from model.errors import InputError, Problem
from model.scenario import Scenario, read_scenario

HERE = Path(__file__).parent / "badcsv"
sys.path.insert(0, str(HERE))

import bad_files  # noqa: E402


def listed(name: str) -> list[dict[str, str]]:
    """The cases of an index."""
    with (HERE / name).open(encoding="utf-8", newline="") as index:
        return list(csv.DictReader(index))


CASES, TABLE_CASES, THINGS = map(listed, ("INDEX.csv", "TABLES.csv", "THINGS.csv"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with every case in it."""
    made = tmp_path_factory.mktemp("badcsv")
    bad_files.write(made)
    return made


@pytest.fixture(scope="module")
def good(folder) -> Scenario:
    """The control."""
    return read_scenario(folder / "01_good.csv")


def test_the_index_names_76_cases_and_no_file_is_left_out(folder):
    written = {str(path.relative_to(folder)) for path in folder.rglob("[0-9][0-9]_*.csv")}
    assert {case["file"] for case in CASES} == written
    assert len(CASES) == 76


@pytest.mark.parametrize("case", CASES, ids=lambda case: Path(case["file"]).stem)
def test_each_file_gets_the_verdict_of_the_index(folder, good, case):
    path = folder / case["file"]
    if case["verdict"] == "reject":
        problems = refused(path, case)
        assert (problems[0].line or None) == line_of(case)  # nothing comes before it
        return
    scenario = read_scenario(path)
    assert_warned(scenario, path, case)
    if case["verdict"].startswith("same"):
        assert_same(scenario, good)


def refused(path: Path, case: Mapping[str, str], file: Path | None = None) -> tuple[Problem, ...]:
    """The problems of a scenario; what the case says, and where, is among them."""
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    told = [p for p in caught.value.problems if file in (None, p.file)]
    assert (line_of(case), case["column"]) in [(p.line or None, p.column) for p in told]
    assert case["says"] in str(caught.value)
    return caught.value.problems


def line_of(case: Mapping[str, str]) -> int | None:
    """The line that a case names; None where it means the file as a whole."""
    return int(case["line"]) if case["line"] else None


def assert_warned(scenario: Scenario, file: Path, case: Mapping[str, str]) -> None:
    """The warning of a case is given, and none where it wants none."""
    if case["verdict"].endswith("with warning"):
        warning = next(w for w in scenario.warnings if case["says"] in w)
        assert warning.startswith(f"{file}:{case['line']}:")
    else:
        assert scenario.warnings == ()


def assert_same(scenario: Scenario, good: Scenario) -> None:
    """Every number of two scenarios agrees, bit by bit."""
    for name in good.resolved.cells:
        assert np.array_equal(scenario.array(name), good.array(name), equal_nan=True), name


def test_the_control_states_what_its_rows_say(good):
    germany, tanks = good.countries.index("DEU"), good.capabilities.index("GM_MBT")
    assert good.array("gdp")[germany] == 4_500_000
    assert good.array("gdp_growth")[germany, 1] == 0.02
    assert good.array("unit_cost")[good.systems.index("leopard2a8")] == 28.5
    assert good.array("uplift")[germany, tanks] == 35
    assert good.array("stock")[germany, tanks] == 310


def test_minus_zero_is_read_as_zero(folder, good):
    scenario = read_scenario(folder / "73_negative_zero.csv")
    stock = scenario.array("stock")[good.countries.index("FRA"), good.capabilities.index("GM_MBT")]
    assert str(stock) == "0.0"


def test_free_text_that_looks_like_a_formula_or_a_script_stays_text(folder, good):
    for name, start in (("56_formula_source", "=HYPERLINK"), ("58_html_source", "<script>")):
        scenario = read_scenario(folder / f"{name}.csv")
        index = good.countries.index("FRA"), good.capabilities.index("GM_MBT")
        assert scenario.origin("stock", index).note.startswith(start)


def test_of_90_problems_the_first_20_are_printed_in_the_order_of_lines(folder):
    with pytest.raises(InputError) as caught:
        read_scenario(folder / "71_many_errors.csv")
    printed = str(caught.value).splitlines()
    assert printed[0] == "Error: 90 problems in the input:"
    assert printed[-1] == "  and 70 more"
    lines = [int(line.split(":")[1]) for line in printed[1:-1]]
    assert len(lines) == 20
    assert lines == sorted(lines)


# --- reference tables


GOOD_TABLES = {
    name.removeprefix("reference/").removesuffix(".csv"): text
    for name, text in WORLD.items()
    if name.startswith("reference/")
}


@pytest.fixture(scope="module")
def alliance(tmp_path_factory) -> Path:
    """The folder of a small alliance; each case spoils one table and mends it."""
    made = tmp_path_factory.mktemp("tables")
    world(made, **GOOD_TABLES)
    return made


@pytest.fixture(scope="module")
def small(alliance) -> Scenario:
    """The small alliance unspoiled."""
    return read_scenario(alliance / "scenario.csv")


def test_a_hundred_files_are_refused_and_every_table_is_spoiled():
    assert {case["table"] for case in TABLE_CASES} == set(GOOD_TABLES)
    assert sum(case["verdict"] == "reject" for case in (*CASES, *TABLE_CASES)) > 180


@pytest.mark.parametrize(
    "case",
    TABLE_CASES,
    ids=lambda case: f"{case['table']}: {case['case']}",
)
def test_each_table_gets_the_verdict_of_the_index(alliance, small, case):
    path, table = alliance / "scenario.csv", alliance / "reference" / f"{case['table']}.csv"
    good = GOOD_TABLES[case["table"]]
    table.write_bytes(bad_files.spoiled(good, case))
    try:
        if case["verdict"] == "reject":
            refused(path, case, table)
            return
        scenario = read_scenario(path)
        assert_warned(scenario, table, case)
        if case["verdict"].startswith("same"):
            assert_same(scenario, small)
    finally:
        table.write_text(good, encoding="utf-8")


# --- what is no file of text


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing["thing"])
@pytest.mark.parametrize("place", ["scenario", "table", "base", "folder"])
def test_what_is_no_file_of_text_is_refused_wherever_one_is_wanted(tmp_path, thing, place):
    """As the scenario, as a table, as what a scenario extends, as the folder of tables."""
    says = thing[place]
    path = world(tmp_path, "extends,,,,base.csv,,")
    scenario_file(tmp_path / "base.csv", "uplift,,,,5,%,")
    put_at = {
        "scenario": path,
        "table": tmp_path / "reference" / "groups.csv",
        "base": tmp_path / "base.csv",
        "folder": tmp_path / "tables",
    }[place]
    put_at.unlink(missing_ok=True)
    bad_files.put(thing["thing"], put_at)
    reference = put_at if place == "folder" else None
    if not says:  # an optional table may be missing
        return
    started = time.perf_counter()
    with pytest.raises(InputError) as caught:
        read_scenario(path, reference)
    assert time.perf_counter() - started < 20, "it hangs"
    assert says in str(caught.value)
