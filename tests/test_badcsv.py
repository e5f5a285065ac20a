"""Files as people make them: each case of tests/badcsv/INDEX.csv gets the verdict it names."""

import csv
import sys
from pathlib import Path

import numpy as np
import pytest

from model.errors import InputError
from model.scenario import Scenario, read_scenario

HERE = Path(__file__).parent / "badcsv"
sys.path.insert(0, str(HERE))

import bad_files  # noqa: E402

with (HERE / "INDEX.csv").open(encoding="utf-8", newline="") as index:
    CASES = list(csv.DictReader(index))


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
        with pytest.raises(InputError) as caught:
            read_scenario(path)
        assert case["says"] in str(caught.value)
        places = [(problem.line, problem.column) for problem in caught.value.problems]
        line = int(case["line"]) if case["line"] else None
        assert (line, case["column"]) in places
        assert line == places[0][0]  # nothing comes before it
        return
    scenario = read_scenario(path)
    if case["verdict"].endswith("with warning"):
        warning = next(w for w in scenario.warnings if case["says"] in w)
        assert warning.startswith(f"{path}:{case['line']}:")
    else:
        assert scenario.warnings == ()
    if case["verdict"].startswith("same"):
        assert_same(scenario, good)


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
