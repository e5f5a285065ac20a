"""What differs in the inputs: real differences, each once, whatever form the runs state them in."""

import json
from pathlib import Path

import pytest
from run_folders import assumed, written_run

from model.comparison.finished import read_run
from model.comparison.inputs import input_differences, made_otherwise
from model.output.comparison.differences import changed_parameters


@pytest.fixture
def differing(tmp_path: Path):
    """What differs between runs of some assumptions: (country, item, year, values) of each."""

    def found(*runs: list[dict], **summary: int) -> list[tuple]:
        folders = [
            written_run(tmp_path / f"run{place}", assumptions=rows, summary=[summary])
            for place, rows in enumerate(runs)
        ]
        figures = input_differences([read_run(folder) for folder in folders])
        return [(f.country, f.item, f.year, f.values) for f in figures]

    return found


@pytest.mark.parametrize(
    ("read", "source"),
    [([{"file": "my.xlsx"}, {"file": "b.csv"}], "my.xlsx"), ([], "mine.csv"), (None, "mine.csv")],
    ids=["stated", "nothing read", "not stated"],
)  # fmt: skip
def test_the_file_of_a_run_is_the_first_that_its_manifest_says_was_read(tmp_path, read, source):
    folder = written_run(tmp_path / "mine")
    manifest = folder / "manifest.json"
    record = json.loads(manifest.read_text(encoding="utf-8")) | {"inputs": read}
    manifest.write_text(json.dumps(record), encoding="utf-8")
    assert read_run(folder).source == source


def test_equal_inputs_differ_in_nothing(differing):
    rows = [assumed("uplift", 30, "AAA", "TANK"), assumed("open_share", 60)]
    assert differing(rows, rows) == []


def test_one_number_that_differs_is_one_difference(differing):
    before = [assumed("uplift", 30, "AAA", "TANK"), assumed("uplift", 20, "AAA", "SHELL")]
    after = [assumed("uplift", 30, "AAA", "TANK"), assumed("uplift", 25, "AAA", "SHELL")]
    assert differing(before, after) == [("AAA", "SHELL", None, (20, 25))]


def test_a_number_for_all_is_set_against_each_of_those_that_vary(differing):
    """30 % for all, then 30 % and 50 %: only the one that is really another is told."""
    once = [assumed("uplift", 30)]
    each = [assumed("uplift", 30, "", "TANK"), assumed("uplift", 50, "", "SHELL")]
    assert differing(once, each) == [("", "SHELL", None, (30, 50))]


def test_the_same_holds_the_other_way_round(differing):
    each = [assumed("uplift", 30, "", "TANK"), assumed("uplift", 50, "", "SHELL")]
    assert differing(each, [assumed("uplift", 30)]) == [("", "SHELL", None, (50, 30))]


def test_two_runs_may_be_fine_along_different_axes(differing):
    """One varies by ally, the other by capability: four numbers, of which one is the same."""
    allies = [assumed("uplift", 30, "AAA"), assumed("uplift", 40, "BBB")]
    kinds = [assumed("uplift", 30, "", "TANK"), assumed("uplift", 60, "", "SHELL")]
    assert sorted(differing(allies, kinds)) == [
        ("AAA", "SHELL", None, (30, 60)),
        ("BBB", "SHELL", None, (40, 60)),
        ("BBB", "TANK", None, (40, 30)),
    ]


def test_three_runs_of_different_fineness_stand_side_by_side(differing):
    once = [assumed("defence_share", 2)]
    allies = [assumed("defence_share", 2, "AAA"), assumed("defence_share", 3, "BBB")]
    years = [assumed("defence_share", 2, year=2026), assumed("defence_share", 4, year=2027)]
    assert sorted(differing(once, allies, years)) == [
        ("AAA", "", 2027, (2, 2, 4)),
        ("BBB", "", 2026, (2, 3, 2)),
        ("BBB", "", 2027, (2, 3, 4)),
    ]


def test_a_difference_that_is_the_same_for_all_is_one_line(differing):
    assert differing([assumed("uplift", 30)], [assumed("uplift", 40)]) == [("", "", None, (30, 40))]


def test_what_only_one_run_states_is_missing_in_the_other(differing):
    line = [assumed("production", 5, "", "tank_a", 2026)]
    assert differing([], line) == [("", "tank_a", 2026, (None, 5))]


def test_a_code_that_only_one_run_knows_is_a_difference(differing):
    line = [assumed("unit_cost", 5, "", "tank_a")]
    more = [*line, assumed("unit_cost", 7, "", "tank_b")]
    assert differing(line, more) == [("", "tank_b", None, (None, 7))]


def test_rounding_is_no_difference(differing):
    assert differing([assumed("uplift", 0.3)], [assumed("uplift", 0.1 + 0.2)]) == []


def test_zero_and_a_small_number_differ(differing):
    assert differing([assumed("uplift", 0)], [assumed("uplift", 1e-9)]) == [
        ("", "", None, (0, 1e-9))
    ]


def test_a_year_that_only_one_run_plans_is_left_out(tmp_path):
    """The longer run plans 2029, too; that its numbers go on is no difference of theirs."""
    year = [assumed("gdp_growth", 1, "AAA", year=2028)]
    short = written_run(tmp_path / "short", assumptions=[*year, assumed("last_year", 2028)])
    long = written_run(
        tmp_path / "long",
        assumptions=[
            *year,
            assumed("gdp_growth", 2, "AAA", year=2029),
            assumed("last_year", 2029),
        ],
        summary=[{"last_year": 2029}],
    )
    found = input_differences([read_run(short), read_run(long)])
    assert [(f.measure, f.values) for f in found] == [("last_year", (2028, 2029))]


def test_each_difference_carries_the_place_that_stated_it_in_each_run(tmp_path):
    before = {**assumed("uplift", 30), "origin": "registry.csv:10"}
    after = {**assumed("uplift", 40), "origin": "mine.csv:3"}
    folders = [
        written_run(tmp_path / name, assumptions=[row])
        for name, row in (("before", before), ("after", after))
    ]
    (figure,) = input_differences([read_run(folder) for folder in folders])
    assert (figure.unit, figure.origins) == ("%", ("registry.csv:10", "mine.csv:3"))


def test_text_that_a_spreadsheet_would_run_is_read_back_as_it_was(tmp_path):
    rows = [assumed("orders.units", value, "AAA", "=1+1") for value in (1, 2)]
    folders = [written_run(tmp_path / f"r{n}", assumptions=[row]) for n, row in enumerate(rows)]
    assert "'=1+1" in (folders[0] / "assumptions.csv").read_text()
    (figure,) = input_differences([read_run(folder) for folder in folders])
    assert figure.item == "=1+1"


def test_other_versions_and_options_are_told(tmp_path):
    import json

    runs = []
    for name, version in (("one", "0.1.0"), ("two", "0.2.0")):
        folder = written_run(tmp_path / name)
        record = json.loads((folder / "manifest.json").read_text())
        record |= {"versions": {"uplift-planner": version}, "options": {"seed": 0}}
        (folder / "manifest.json").write_text(json.dumps(record))
        runs.append(read_run(folder))
    assert made_otherwise(runs) == ("two was made with uplift-planner 0.2.0 (not 0.1.0).",)
    assert made_otherwise(runs[:1] * 2) == ()


def test_a_change_of_many_numbers_is_told_in_few_words(tmp_path):
    rows = {
        name: [
            assumed("defence_share", value + place, f"A{place}", year=year)
            for place in range(4)
            for year in (2026, 2027)
        ]
        for name, value in (("one", 1), ("two", 5))
    }
    folders = [written_run(tmp_path / name, assumptions=some) for name, some in rows.items()]
    figures = input_differences([read_run(folder) for folder in folders])
    (changed,) = changed_parameters(figures)
    assert changed.scope == "4 allies, 2026-2027"
    assert not changed.uniform
    assert {figure.year for figure in changed.latest} == {2027}
    assert changed.medians == (2.5, 6.5)
