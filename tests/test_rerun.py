"""`optimize rerun`: a finished run once more, to the byte; what differs is named.

And what makes that possible: the same input gives the same bytes, whatever surrounds the program.
"""

import io
import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from commands import called, contents
from reader_worlds import TABLES, scenario_file, world
from recount import OUTPUTS
from run_folders import RICH, hand_world

from model import load, solve
from model.output import difference
from model.output.difference import first_difference, unlike
from model.output.exchange import FORMATS
from model.output.manifest import SHIPPED, places
from model.shipped import shipped_folder

OPTIMIZE = Path(sys.executable).with_name("optimize")
FILES = len(OUTPUTS) + 2
"""What a run writes: every table, the workbook and the page."""


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with inputs, and results as a command given in it writes them."""
    project = tmp_path_factory.mktemp("project")
    world(project, "uplift,,,,30,%,")
    before = Path.cwd()
    os.chdir(project)
    try:
        assert called("scenario.csv", "--seed", "3", "--threads", "2").exit_code == 0
    finally:
        os.chdir(before)
    return project


@pytest.fixture
def here(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that project; we stand in it."""
    shutil.copytree(finished, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def unsolvable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever shall be solved fails the test."""

    def fail(*_: object) -> None:
        raise AssertionError("nothing should be solved")

    monkeypatch.setattr("model.solving.make_plan", fail)


def edited(change: dict[str, object], file: str = "results/scenario/manifest.json") -> None:
    """Change parts of the manifest."""
    record = json.loads(Path(file).read_text(encoding="utf-8"))
    Path(file).write_text(json.dumps(record | change), encoding="utf-8")


def manifest() -> dict:
    """The manifest."""
    return json.loads(Path("results/scenario/manifest.json").read_text(encoding="utf-8"))


def digest(file: str) -> str:
    """The hash of a file."""
    return sha256(Path(file).read_bytes()).hexdigest()


# --- reproduced


def test_a_run_is_reproduced_from_its_folder_and_nothing_is_written(here):
    before = contents(here)
    ended = called("rerun", "results/scenario")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout == f"reproduced: {FILES} files, same bytes\n"
    assert "Note" not in ended.stderr
    assert contents(here) == before


def test_a_run_is_reproduced_from_its_manifest_wherever_we_stand(here, monkeypatch):
    monkeypatch.chdir("/")
    ended = called("rerun", here / "results" / "scenario" / "manifest.json")
    assert ended.exit_code == 0
    assert "Note" not in ended.stderr


def test_the_options_of_the_run_are_taken_and_every_form_is_made_again(here, monkeypatch):
    words = [word for form in FORMATS for word in ("--format", form)]
    assert called("scenario.csv", "--seed", "5", "--certify", *words).exit_code == 0
    options = {"seed": 5, "threads": 1, "formats": [*FORMATS], "certify": True}
    assert manifest()["options"] == options
    ended = called("rerun", "results/scenario")
    assert ended.stdout == f"reproduced: {3 * len(OUTPUTS) + 6} files, same bytes\n"


def test_what_a_comparison_has_solved_is_reproduced_like_any_run(tmp_path, monkeypatch):
    monkeypatch.chdir(hand_world(tmp_path, rich=(RICH,)))
    assert called("compare", "base.csv", "rich.csv").exit_code == 0
    ended = called("rerun", "results/rich")
    assert ended.stdout == f"reproduced: {FILES} files, same bytes\n", ended.output


def test_outputs_that_were_not_kept_are_compared_by_their_hashes(here):
    for file in Path("results/scenario").iterdir():
        if file.name != "manifest.json":
            file.unlink()
    assert called("rerun", "results/scenario").stdout.startswith("reproduced: ")


def test_other_versions_are_told_and_do_not_stand_in_the_way(here):
    edited({"versions": manifest()["versions"] | {"highspy": "0.9"}})
    ended = called("rerun", "results/scenario")
    assert ended.exit_code == 0
    assert "Note: versions.highspy: '0.9' then, '" in ended.stderr


def test_a_record_that_does_not_say_where_its_inputs_lie_is_one_all_the_same(here):
    """Where they do not lie in the folder we stand in, an option says where they are."""
    record = manifest()
    del record["places"]
    Path("results/scenario/manifest.json").write_text(json.dumps(record), encoding="utf-8")
    ended = called("rerun", "results/scenario", "--scenario", "scenario.csv")
    assert ended.exit_code == 0, ended.output


def test_another_size_of_the_program_is_told(here):
    edited({"program": manifest()["program"] | {"rows": 1}})
    assert "Note: program.rows: '1' then, '" in called("rerun", "results/scenario").stderr


# --- where the inputs lie


def test_a_project_that_was_moved_is_found_again(here, monkeypatch):
    assert manifest()["places"] == {
        "scenario": "../../scenario.csv",
        "reference": "../../reference",
    }
    moved = here.rename(here.with_name("moved"))
    monkeypatch.chdir(moved.parent)
    assert called("rerun", "moved/results/scenario").exit_code == 0


def test_inputs_outside_of_the_folder_we_stand_in_are_named_by_options(here, monkeypatch, tmp_path):
    """Where they lie would give away paths of the machine, so the manifest does not say it."""
    monkeypatch.chdir(here / "results")
    assert called("../scenario.csv", "--out", "apart").exit_code == 0
    text = Path("apart/manifest.json").read_text()
    assert json.loads(text)["places"] == {"scenario": None, "reference": None}
    assert str(tmp_path) not in text and ".." not in text
    ended = called("rerun", "apart")
    assert ended.exit_code == 2
    assert "no word of where scenario.csv lies, wanted its place: name it with --scenario" in (
        ended.stderr
    )
    assert called("rerun", "apart", "--scenario", "../scenario.csv").exit_code == 0
    (here / "reference").rename(here / "tables")
    ended = called("rerun", "apart", "--scenario", "../scenario.csv", "--reference", "../tables")
    assert ended.exit_code == 0, ended.output


def test_the_shipped_files_are_known_as_such_wherever_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shipped = {"scenario": SHIPPED, "reference": SHIPPED}
    assert places(load("baseline.csv"), Path("results/baseline")) == shipped
    monkeypatch.chdir(shipped_folder().parent.parent)
    assert places(load("baseline.csv"), Path("results/baseline")) == {
        "scenario": "../../scenarios/baseline.csv",
        "reference": "../../scenarios/reference",
    }


# --- other inputs


def test_each_input_that_is_another_is_named_with_both_hashes_and_nothing_is_solved(
    here, unsolvable
):
    then = {entry["file"]: entry["sha256"] for entry in manifest()["inputs"]}
    with Path("scenario.csv").open("a") as file:
        file.write("\n")
    Path("reference/countries.csv").write_text(TABLES["countries"].replace("1000", "1001"))
    Path("reference/production.csv").unlink()
    ended = called("rerun", "results/scenario")
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert "Error: 3 problems in the input" in ended.stderr
    for name in ("scenario.csv", "reference/countries.csv"):
        told = f"\n  {name}: found SHA-256 {digest(name)}, wanted SHA-256 {then[name]}"
        assert told in ended.stderr
    assert "reference/production.csv: found no such file" in ended.stderr
    assert "Nothing was solved." in ended.stderr


def test_a_table_that_the_run_has_not_read_is_another_input(here, unsolvable):
    Path("reference/orders.csv").write_text(
        "country,capability,system,name,units,first_year,last_year,source,grade\n"
        "AAA,TANK,tank_a,Some,1,2026,2027,made up,C\n"
    )
    ended = called("rerun", "results/scenario")
    assert ended.exit_code == 2
    assert "reference/orders.csv: found a file that the run has not read" in ended.stderr


def test_a_scenario_of_another_name_is_another_input(here, unsolvable):
    shutil.copy("scenario.csv", "other.csv")
    ended = called("rerun", "results/scenario", "--scenario", "other.csv")
    assert ended.exit_code == 2
    assert "wanted the file scenario.csv, whose name is in the results" in ended.stderr


def test_a_scenario_that_another_extends_is_an_input_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world(tmp_path)
    (tmp_path / "below").mkdir()
    scenario_file(tmp_path / "below" / "base.csv", "uplift,,,,30,%,")
    scenario_file(tmp_path / "top.csv", "extends,,,,below/base.csv,,")
    assert called("top.csv").exit_code == 0
    assert called("rerun", "results/top").exit_code == 0
    scenario_file(tmp_path / "below" / "base.csv", "uplift,,,,31,%,")
    ended = called("rerun", "results/top")
    assert ended.exit_code == 2
    assert "below/base.csv: found SHA-256 " in ended.stderr


# --- other outputs


def test_an_output_that_differs_is_named_with_the_row_and_column_of_its_first_difference(here):
    """The run is made to have written another stock of tanks for Aland."""
    file = Path("results/scenario/capability.csv")
    head, first, *rest = file.read_text().splitlines(keepends=True)
    names, cells = head.strip().split(","), first.strip().split(",")
    held = names.index("held")
    now, cells[held] = cells[held], "12345"
    file.write_text("".join([head, ",".join(cells) + "\n", *rest]))
    outputs = manifest()["outputs"]
    for output in outputs:
        if output["file"] == file.name:
            output["sha256"] = digest(str(file))
    edited({"outputs": outputs})
    before = contents(here)
    ended = called("rerun", "results/scenario")
    assert ended.exit_code == 5
    assert ended.stdout.splitlines() == [
        f"NOT reproduced: of {FILES} files 1 differ",
        f"  capability.csv: row country '{cells[0]}', capability '{cells[2]}', milestone "
        f"'{cells[3]}', column held: '12345' then, '{now}' now",
    ]
    assert contents(here) == before
    file.unlink()
    ended = called("rerun", "results/scenario")
    assert ended.exit_code == 5
    assert "capability.csv: other bytes; where cannot be told" in ended.stdout


def test_an_output_that_was_changed_since_is_told_apart_from_one_that_differs(here):
    file = Path("results/scenario/report.html")
    file.write_text(file.read_text(encoding="utf-8").replace("<title>", "<title>x"), "utf-8")
    ended = called("rerun", "results/scenario")
    assert ended.exit_code == 5
    assert "report.html: changed since the run wrote it; line " in ended.stdout
    assert "<title>x" in ended.stdout


def test_outputs_of_which_only_one_side_has_any_are_named(here):
    outputs = manifest()["outputs"]
    edited({"outputs": [{**outputs[0], "file": "other.csv"}, *outputs[1:]]})
    ended = called("rerun", "results/scenario")
    assert ended.exit_code == 5
    assert f"  {outputs[0]['file']}: written only now" in ended.stdout.splitlines()
    assert "  other.csv: written only then" in ended.stdout.splitlines()


# --- what is no manifest of a run


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"written_by": "someone"}, "no manifest of ours"),
        ({"scenario": None, "comparison": "a-vs-b"}, "the manifest of a comparison"),
        ({"inputs": []}, "a manifest that is not whole"),
        ({"inputs": [{"file": 3, "sha256": ""}]}, "a manifest that is not whole"),
        ({"outputs": None}, "a manifest that is not whole"),
        ({"options": 7}, "a manifest that is not whole"),
        ({"options": {"formats": [1]}}, "a manifest that is not whole"),
        ({"places": "there"}, "a manifest that is not whole"),
        ({"options": {"formats": 1}}, "a manifest that is not whole"),
        ({"inputs": [1], "outputs": "all"}, "a manifest that is not whole"),
        ({"outputs": ["all"]}, "a manifest that is not whole"),
        ({"options": {"seed": 0, "magic": 1}}, "the option magic: 1, wanted options of this"),
        ({"options": {"seed": "0"}}, "the option seed: 0, wanted options of this version: seed,"),
        ({"options": {"scenario": 1}}, "the option scenario: 1, wanted options of this version"),
        ({"options": {"formats": ["iamd"]}}, "found 'iamd', wanted one of iamc"),
    ],
)
def test_what_is_no_manifest_of_a_run_is_refused(here, unsolvable, change, told):
    edited(change)
    ended = called("rerun", "results/scenario")
    assert ended.exit_code == 2, ended.output
    assert told in ended.stderr


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("nothing", "no such file or folder"),
        ("reference", "no manifest of ours"),
        ("scenario.csv", "no manifest of ours"),
    ],
)
def test_what_holds_no_manifest_is_refused(here, unsolvable, place, told):
    ended = called("rerun", place)
    assert ended.exit_code == 2
    assert f"found {told}, wanted the manifest of a run" in ended.stderr


# --- the first difference


def test_rows_that_are_new_gone_or_moved_are_told():
    head, one, two = b"country,system,year,ordered\n", b"AAA,x,2026,1\n", b"AAA,y,2026,2\n"
    row = "country 'AAA', system 'y', year '2026'"
    told = [first_difference("plan.csv", *pair) for pair in (
        (head + one + two, head + one), (head + one, head + one + two),
        (head + one + two, head + two + one), (head, b"country\n"),
    )]  # fmt: skip
    assert told == [
        f"the row of {row} is there no more",
        f"the row of {row} is new",
        "the same rows, in another order or written in another way",
        "the columns are others",
    ]


def test_a_cell_is_told_in_every_form_of_a_table():
    from pyarrow import Table, parquet

    def packed(ordered: float) -> bytes:
        sink = io.BytesIO()
        parquet.write_table(Table.from_pydict({"country": ["AAA"], "ordered": [ordered]}), sink)
        return sink.getvalue()

    assert first_difference("plan.parquet", packed(1.5), packed(2.5)) == (
        "row country 'AAA', column ordered: '1.5' then, '2.5' now"
    )
    excel = [f"\ufeffcountry;ordered\r\nAAA;{text}\r\n".encode() for text in ("1,5", "2,5")]
    assert first_difference("plan.excel.csv", *excel) == (
        "row country 'AAA', column ordered: '1,5' then, '2,5' now"
    )
    iamc = [f"Model,Region,Unit,2026\nm,AAA,u,{text}\n".encode() for text in "12"]
    assert first_difference("iamc.csv", *iamc) == (
        "row Model 'm', Region 'AAA', Unit 'u', column 2026: '1' then, '2' now"
    )


def test_a_cell_of_a_workbook_is_told_with_its_sheet():
    def book(value: int) -> bytes:
        sink = io.BytesIO()
        with ZipFile(sink, "w") as archive:
            archive.writestr("xl/workbook.xml", '<sheet name="About"/><sheet name="Plan"/>')
            archive.writestr("xl/worksheets/sheet2.xml", f'<c r="A1"/><c r="B7"><v>{value}</v></c>')
        return sink.getvalue()

    told = first_difference("plan.xlsx", book(1), book(2))
    assert told.startswith("sheet 'Plan', cell B7: ")
    assert first_difference("plan.xlsx", book(1), b"no book").startswith("line 1: ")


def test_a_part_as_large_as_a_file_may_be_is_looked_into(monkeypatch):
    """One byte more is too much."""

    def book(text: bytes) -> bytes:
        sink = io.BytesIO()
        with ZipFile(sink, "w") as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
            archive.writestr("docProps/app.xml", text)
        return sink.getvalue()

    monkeypatch.setattr(difference, "MAX_BYTES", 10)
    told = [first_difference("plan.xlsx", book(b"a" * n), book(b"b" * n)) for n in (10, 11)]
    assert "aaaaaaaaaa" in told[0]
    assert told[1] == "part 'docProps/app.xml' is too large to look into"


def test_a_line_of_a_text_is_told():
    told = first_difference("report.html", b"a\nb\nsee one", b"a\nb\nsee two")
    assert told == "line 3: 'a\\nb\\nsee one' then, 'a\\nb\\nsee two' now"
    assert first_difference("x", b"abc", b"abcd") == "line 1: 'abc' then, 'abcd' now"


def test_records_differ_in_what_is_named():
    then, now = {"a": 1, "b": [{"c": 2}, 3]}, {"a": 1, "b": [{"c": 4}, 3], "d": 5}
    assert list(unlike(then, now)) == ["b[1].c: '2' then, '4' now", "d: 'None' then, '5' now"]
    assert list(unlike(then, then)) == []


# --- the same bytes, whatever surrounds the program


def test_hash_seed_language_time_zone_folder_and_terminal_change_no_byte(tmp_path):
    """Three processes in surroundings that have nothing in common."""
    names = TABLES["countries"].replace("Aland", "Åland").replace("Bland", "Ísland")
    project = tmp_path / "project"
    project.mkdir()
    path = world(project, "uplift,,,,30,%,wie früher", countries=names)
    plain = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "LC_ALL": "POSIX"}
    surroundings = [
        (project, "scenario.csv", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
        (Path("/"), path, {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "COLUMNS": "40"}),
        (tmp_path, "project/scenario.csv", {"PYTHONHASHSEED": "3", "OMP_NUM_THREADS": "3"} | plain),
    ]
    forms = [word for form in FORMATS for word in ("--format", form)]
    written = []
    for place, (folder, name, environment) in enumerate(surroundings):
        out = tmp_path / f"out{place}"
        ran = subprocess.run(
            [OPTIMIZE, name, "--out", out, *forms],
            cwd=folder, env=os.environ | environment, capture_output=True, timeout=120,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        (out / "manifest.json").unlink()
        written.append(contents(out))
    assert len(written[0]) == 3 * len(OUTPUTS) + 3
    assert written[0] == written[1] == written[2]


def test_results_in_memory_say_the_same_twice(tmp_path):
    """Writing changes nothing in what is written: a second folder of one answer has its bytes."""
    results = solve(load(world(tmp_path)))
    for name in ("one", "two"):
        results.write(tmp_path / name, FORMATS)
    assert contents(tmp_path / "one").keys() == contents(tmp_path / "two").keys()
    for name, content in contents(tmp_path / "one").items():
        assert content == (tmp_path / "two" / name).read_bytes() or name == "manifest.json"
