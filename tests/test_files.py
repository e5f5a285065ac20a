"""Results folders: whole or not at all, plain cells, a manifest that can be checked."""

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from commands import contents
from reader_worlds import scenario_file, world
from recount import OUTPUTS, cells, typed

from model import load, solve
from model.errors import InputError
from model.output.files import (
    begin_outputs,
    cell,
    csv_text,
    given_files,
    number,
    outputs,
    write_results,
)
from model.output.free import check_place
from model.output.page.cells import body
from model.output.page.sections.sources import section_of
from model.output.workbook.numbers import given_columns, given_rows
from model.run import Results

MANIFEST = "manifest.json"
WRITTEN = sorted([*(f"{table}.csv" for table in OUTPUTS), MANIFEST, "plan.xlsx", "report.html"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small alliance and a scenario."""
    folder = tmp_path_factory.mktemp("world")
    world(folder, "uplift,,,,0.3,%,")
    return folder


@pytest.fixture(scope="module")
def results(place: Path) -> Results:
    """Its answer."""
    return solve(load(place / "scenario.csv"))


def older(results: Results, folder: Path) -> dict[str, bytes]:
    """Results of an earlier run, told from later ones by a mark; what the parent then holds."""
    results.write(folder)
    (folder / "summary.csv").write_text("an earlier run")
    return contents(folder.parent)


# --- what is made before there is an answer

KEPT = (given_files, section_of, body, given_columns, given_rows)
"""What is made of the last scenario and kept."""


def test_what_was_made_before_the_answer_is_what_is_made_after_it(tmp_path, monkeypatch):
    """The same bytes, whether it was there already or not."""
    monkeypatch.setattr("model.aside.cores", lambda: 1)
    world(tmp_path, "uplift,,,,0.3,%,")
    scenario = load(tmp_path / "scenario.csv")
    begin_outputs(scenario)
    answer = solve(scenario).answer
    early = outputs(answer)
    for kept in KEPT:
        kept.cache_clear()
    assert outputs(answer) == early


def test_what_was_made_before_the_answer_is_not_made_again(results, monkeypatch):
    """None of it is worked out a second time for the files of the answer."""
    for made in KEPT:
        made.cache_clear()
    begin_outputs(results.answer.scenario)
    asked = {made: made.cache_info().misses for made in KEPT if made is not body}
    monkeypatch.setattr("model.aside.cores", lambda: 1)
    outputs(results.answer)
    assert {made: made.cache_info().misses for made in asked} == asked
    tables = [
        table for fold in section_of(results.answer.scenario).parts[1].folds for table in fold.parts
    ]
    before = body.cache_info().misses
    assert tables and all(map(body, tables))
    assert body.cache_info().misses == before


def test_what_is_kept_of_one_scenario_is_not_taken_for_another(tmp_path):
    """Two scenarios, one after the other and back: each has its own numbers used."""
    found = []
    for name, uplift in (("a", 0.3), ("b", 0.4), ("a", 0.3)):
        (tmp_path / name).mkdir(exist_ok=True)
        world(tmp_path / name, f"uplift,,,,{uplift},%,")
        scenario = load(tmp_path / name / "scenario.csv")
        begin_outputs(scenario)
        found.append(outputs(solve(scenario).answer))
    first, other, again = found
    for name in ("assumptions.csv", "plan.xlsx", "report.html"):
        assert first[name] == again[name] != other[name]


# --- whole or not at all


def test_a_new_folder_holds_every_table_and_the_manifest(results, tmp_path):
    results.write(tmp_path / "a" / "new")
    assert sorted(contents(tmp_path / "a" / "new")) == WRITTEN
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["new"]


def test_an_earlier_run_is_replaced_whole(results, tmp_path):
    before = older(results, tmp_path / "out")
    results.write(tmp_path / "out")
    after = contents(tmp_path)
    assert after.keys() == before.keys()
    assert after["out/summary.csv"] != b"an earlier run"


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), KeyboardInterrupt()],
    ids=["disk full", "interrupted"],
)
@pytest.mark.parametrize("nth", range(1, len(WRITTEN) + 1))
def test_a_failure_at_any_file_leaves_the_earlier_run_and_nothing_else(
    results, tmp_path, monkeypatch, nth, error
):
    from model.output import folders

    before = older(results, tmp_path / "out")
    write, calls = folders.write_durably, []

    def failing(path: Path, text: str) -> None:
        calls.append(path)
        if len(calls) == nth:
            raise error
        write(path, text)

    monkeypatch.setattr(folders, "write_durably", failing)
    with pytest.raises(InputError if isinstance(error, OSError) else KeyboardInterrupt):
        results.write(tmp_path / "out")
    assert len(calls) == nth
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "error",
    [OSError(5, "Input/output error"), KeyboardInterrupt()],
    ids=["disk fails", "interrupted"],
)
@pytest.mark.parametrize("nth", [1, 2])
def test_a_failure_between_the_renames_brings_the_earlier_run_back(
    results, tmp_path, monkeypatch, nth, error
):
    """Where folders cannot be swapped the old one steps aside, then the new one takes its place:
    either step may fail."""
    monkeypatch.setattr("model.output.folders.swapped", lambda one, other: False)
    before = older(results, tmp_path / "out")
    rename, calls = Path.rename, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == nth:
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(InputError if isinstance(error, OSError) else KeyboardInterrupt):
        results.write(tmp_path / "out")
    monkeypatch.undo()
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_of_a_first_run_leaves_nothing(results, tmp_path, monkeypatch):
    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("model.output.folders.write_durably", failing)
    with pytest.raises(InputError, match="No space left on device"):
        results.write(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_other_files_is_refused_by_the_api_too(results, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="a folder with other files in it"):
        results.write(tmp_path / "mine")
    assert contents(tmp_path) == {"mine/notes.txt": b"mine"}


@pytest.mark.parametrize("kind", ["file", "link to a folder", "dangling link"])
def test_what_is_no_folder_is_refused(tmp_path, kind):
    out, other = tmp_path / "out", tmp_path / "other"
    if kind == "file":
        out.write_text("mine")
    else:
        out.symlink_to(other)
    if kind == "link to a folder":
        other.mkdir()
    with pytest.raises(InputError, match="a file or a link"):
        check_place(out, "scenario")


def test_others_may_read_what_was_written(results, tmp_path):
    """A temporary folder is private; what takes its place is not."""
    results.write(tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755


def test_files_are_utf_8_with_plain_line_ends(results, tmp_path):
    results.write(tmp_path / "out")
    written = contents(tmp_path / "out")
    for content in (written[name] for name in written if not name.endswith(".xlsx")):
        assert b"\r" not in content
        assert content.endswith(b"\n")
        assert not content.startswith(b"\xef\xbb\xbf")
        content.decode("utf-8")


# --- cells


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"], ids=repr)
def test_text_that_could_run_as_a_formula_is_neutralised(start):
    assert cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "Polska", "a=b", "1-2", "'=1"])
def test_other_text_stays_as_it_is(text):
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (3.0, "3"),
        (-2.5, "-2.5"),
        (1e-07, "0.0000001"),
        (1.25e-05, "0.0000125"),
        (1e16, "10000000000000000"),
        (1.5e22, "15000000000000000000000"),
        (0.1 + 0.2, "0.30000000000000004"),
        (100.0, "100"),
    ],
)
def test_a_number_is_a_plain_decimal_that_reads_back_as_itself(value, written):
    assert number(value) == written
    assert float(written) == value


def test_numbers_that_look_like_formulas_stay_numbers():
    assert cell(-1.5) == "-1.5"
    assert cell(None) == ""
    assert cell(2026) == "2026"


@pytest.mark.parametrize("name", ["=1+1", "+plus", "-minus", "@at"])
def test_a_scenario_with_the_name_of_a_formula_is_neutralised_in_its_summary(tmp_path, name):
    world(tmp_path)
    path = scenario_file(tmp_path / f"{name}.csv", "uplift,,,,30,%,")
    solve(load(path)).write(tmp_path / "out")
    (row,) = cells(tmp_path / "out" / "summary.csv")
    assert row["scenario"] == f"'{name}"


@pytest.mark.parametrize("change", ["missing", "too many"])
def test_a_row_that_does_not_fit_the_declared_columns_is_a_fault(results, change):
    row = results.summary.loc[0].to_dict()
    if change == "missing":
        del row["cost"]
    else:
        row["surprise"] = 1.0
    with pytest.raises(KeyError, match="summary"):
        csv_text("summary", [row])


# --- data frames


@pytest.mark.parametrize("table", OUTPUTS)
def test_data_frames_equal_the_files(results, tmp_path, table):
    results.write(tmp_path / "out")
    written = typed(tmp_path / "out", table)
    frame = results.table(table).astype(object)
    assert written
    assert list(frame.columns) == list(written[0])
    assert frame.where(frame.notna(), None).to_dict("records") == written


# --- the manifest


@pytest.fixture(scope="module")
def record(results: Results, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """A results folder and its manifest."""
    folder = tmp_path_factory.mktemp("manifest") / "out"
    results.write(folder)
    return folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def test_the_manifest_lists_every_input_with_its_size_and_hash(record, place):
    found = {entry["file"]: entry for entry in record[1]["inputs"]}
    expected = {"scenario.csv", *(f"reference/{p.name}" for p in (place / "reference").iterdir())}
    assert set(found) == expected
    for file, entry in found.items():
        content = (place / file).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(content), sha256(content).hexdigest())


def test_the_manifest_lists_every_scenario_that_another_extends(tmp_path):
    world(tmp_path)
    (tmp_path / "below").mkdir()
    scenario_file(tmp_path / "below" / "base.csv", "uplift,,,,30,%,")
    path = scenario_file(tmp_path / "top.csv", "extends,,,,below/base.csv,,")
    solve(load(path)).write(tmp_path / "out")
    entries = json.loads((tmp_path / "out" / MANIFEST).read_text())["inputs"]
    assert [entry["file"] for entry in entries][:2] == ["top.csv", "below/base.csv"]


def test_the_manifest_lists_every_table_with_its_size_and_hash(record):
    folder, manifest = record
    found = {entry["file"]: entry for entry in manifest["outputs"]}
    assert sorted([*found, MANIFEST]) == WRITTEN
    for file, entry in found.items():
        content = (folder / file).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(content), sha256(content).hexdigest())


def test_the_manifest_names_what_the_answer_was_made_with(record):
    from importlib.metadata import version

    versions = record[1]["versions"]
    for package in ("uplift-planner", "pyomo", "highspy", "numpy", "xlsxwriter", "jinja2"):
        assert versions[package] == version(package)
    assert versions["python"].count(".") == 2
    assert record[1]["scenario"] == "scenario"
    assert record[1]["options"] == {"seed": 0, "threads": 1, "formats": [], "certify": False}


def test_the_manifest_states_each_stage_with_its_proof(record, results):
    stages = record[1]["stages"]
    assert [stage["stage"] for stage in stages] == [
        "least_shortfall", "least_cost", "steadiest", "tie_break",
    ]  # fmt: skip
    for stage, proven in zip(stages, results.answer.residuals, strict=True):
        assert stage["status"] == "optimal"
        assert stage["residuals"] == {
            "primal": proven.primal, "dual": proven.dual, "gap": proven.gap,
        }  # fmt: skip
        assert stage["objective_musd"] == pytest.approx(stage["bound_musd"], abs=1e-6)
        assert stage["seconds"] >= 0
    summary = results.summary.loc[0]
    assert stages[0]["objective_musd"] == pytest.approx(summary["shortfall"], abs=1e-6)
    assert stages[1]["objective_musd"] == pytest.approx(summary["cost"], abs=1e-6)


def test_the_manifest_states_the_size_of_the_program(record, results):
    program = results.answer.solution.program
    stated = record[1]["program"]
    assert (stated["rows"], stated["columns"]) == program.shape
    assert stated["entries"] == len(program.data)
    low, high = stated["coefficient_range"]
    assert 0 < low <= high


def test_the_manifest_keeps_warnings_and_cautions(tmp_path):
    orders = (
        "country,capability,system,name,units,first_year,last_year,source,grade\n"
        "AAA,TANK,tank_a,Big order,99,2026,2027,made up,C\n"
    )
    path = world(tmp_path, "uplift,,,,0.3,%,", orders=orders)
    results = solve(load(path))
    results.write(tmp_path / "out")
    warnings = json.loads((tmp_path / "out" / MANIFEST).read_text())["warnings"]
    told = [text.replace(f"{path.parent}/", "") for text in load(path).warnings]
    assert warnings == [*told, *results.answer.cautions]
    assert any("uplift is read as 0.3 %" in text for text in warnings)
    assert any("AAA 2026-2027" in text for text in warnings)


def test_the_manifest_gives_away_no_path_of_the_machine(record, place):
    folder, _ = record
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    for path in (place, folder, Path.home(), Path.cwd()):
        assert f"{path}/" not in text


def test_two_runs_of_one_input_differ_in_nothing_but_seconds(place, tmp_path):
    records = []
    for name in ("one", "two"):
        solve(load(place / "scenario.csv")).write(tmp_path / name)
        record = json.loads((tmp_path / name / MANIFEST).read_text())
        for stage in record["stages"]:
            del stage["seconds"]
        records.append(record)
    assert records[0] == records[1]


def test_the_same_files_elsewhere_give_the_same_tables_and_hashes(place, tmp_path):
    shutil.copytree(place, tmp_path / "elsewhere")
    solve(load(place / "scenario.csv")).write(tmp_path / "one")
    solve(load(tmp_path / "elsewhere" / "scenario.csv")).write(tmp_path / "two")
    one, two = (json.loads((tmp_path / name / MANIFEST).read_text()) for name in ("one", "two"))
    assert one["inputs"] == two["inputs"]
    assert one["outputs"] == two["outputs"]


def test_a_relative_path_gives_the_same_results(place, tmp_path, monkeypatch):
    monkeypatch.chdir(place)
    write_results(solve(load("scenario.csv")).answer, tmp_path / "one", {})
    monkeypatch.chdir(tmp_path)
    relative = os.path.relpath(place / "scenario.csv")
    write_results(solve(load(relative)).answer, Path("two"), {})
    for table in OUTPUTS:
        one, two = (tmp_path / name / f"{table}.csv" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
