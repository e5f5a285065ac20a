"""`optimize compare` as a planner meets it: what is solved, printed, written and refused."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import commands
import pytest
from click.testing import Result
from commands import contents
from reader_worlds import scenario_file
from recount import cells
from run_folders import DEAR, MODEST, RICH, URGENT, hand_world, held, written_run

from model import compare, load, solve
from model.aside import cores
from model.comparison import crew
from model.comparison.work import Whole
from model.errors import InputError, SolveError, VerificationError

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("base", "rich", "dear")
TABLES = ("plan", "spending", "capability", "industry", "summary", "assumptions")


def called(*words: str | Path) -> Result:
    """Run the command in this process; what it solves, it solves in others."""
    return commands.called("compare", *words)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The world of one ally with base.csv, rich.csv and dear.csv; we stand in it."""
    monkeypatch.chdir(tmp_path)
    return hand_world(tmp_path, rich=(RICH,), dear=(RICH, DEAR))


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the results of the three, each as `optimize FILE` writes them."""
    place = hand_world(tmp_path_factory.mktemp("solved"), rich=(RICH,), dear=(RICH, DEAR))
    for name in NAMES:
        solve(load(place / f"{name}.csv")).write(place / "results" / name)
    return place / "results"


@pytest.fixture
def results(here: Path, solved: Path) -> Path:
    """The results of the three, where we stand; and nothing can be solved."""
    shutil.copytree(solved, here / "results")
    return here / "results"


@pytest.fixture
def unsolvable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever shall be solved fails the test."""

    def fail(*_: object) -> None:
        raise AssertionError("nothing should be solved")

    monkeypatch.setattr("model.comparison.crew.answered", fail)


def rows_of(folder: Path) -> list[dict[str, str]]:
    """The rows of compare.csv."""
    return cells(folder / "compare.csv")


# --- solving and reading


def test_scenarios_are_solved_and_written_as_each_alone_would_be(here, solved):
    ended = called("base.csv", "rich.csv", "dear.csv")
    assert ended.exit_code == 0, ended.output
    for name in NAMES:
        for table in TABLES:
            mine = (here / "results" / name / f"{table}.csv").read_bytes()
            assert mine == (solved / name / f"{table}.csv").read_bytes()
    assert sorted(path.name for path in (here / "results").iterdir()) == [
        "base", "base-vs-rich-vs-dear", "dear", "rich",
    ]  # fmt: skip


def test_finished_runs_are_compared_without_solving(results, unsolvable):
    ended = called(*(results / name for name in NAMES))
    assert ended.exit_code == 0, ended.output
    assert (results / "base-vs-rich-vs-dear" / "compare.csv").is_file()


def test_it_is_the_same_comparison_whether_they_are_solved_now_or_were_before(here, solved):
    called("base.csv", "rich.csv", "--out", "now")
    called(solved / "base", solved / "rich", "--out", "before")
    for name in ("compare.csv", "compare.xlsx", "compare.html"):
        assert (here / "now" / name).read_bytes() == (here / "before" / name).read_bytes()


def test_scenarios_and_finished_runs_can_be_mixed(here, solved):
    ended = called(solved / "base", "rich.csv")
    assert ended.exit_code == 0, ended.output
    assert sorted(path.name for path in (here / "results").iterdir()) == ["base-vs-rich", "rich"]


def test_a_comparison_is_made_alike_byte_for_byte(results):
    for out in ("one", "two"):
        called(results / "base", results / "rich", "--out", out)
    assert contents(Path("one")) == contents(Path("two"))


# --- what is told


def test_the_screen_says_what_differs_in_the_inputs_and_in_the_answers(results):
    """30 MUSD more buy 3 tanks more in three years, so that 30 MUSD less are missing."""
    shown = called(results / "base", results / "rich").stdout
    assert "rich: shortfall down by 30 MUSD (-34 %); costs 10 MUSD a year more." in shown
    lines = {" ".join(line.split()) for line in shown.splitlines()}
    assert {
        "What differs in the inputs base rich",
        "Defence spending as a share of GDP (defence_share), %",
        "2 4",
        "shortfall, all milestones, MUSD 88.0 58.0",
        "cost a year, MUSD 4.0 14.0",
        "less short 1",
        "Tank A, MUSD 12.0 42.0",
        "units 1.2 4.2",
    } <= lines


@pytest.mark.parametrize(
    ("last", "paid", "said"),
    [
        (2029, 32, "costs 2 MUSD a year less, but 2 MUSD more in all, over 4 years instead of 3"),
        (2029, 48, "costs 2 MUSD a year more, and 18 MUSD more in all, over 4 years instead of 3"),
        (2029, 40, "costs the same a year, but 10 MUSD more in all, over 4 years instead of 3"),
        (2028, 33, "costs 1 MUSD a year more"),
    ],
    ids=["less a year", "more a year", "the same a year", "as many years"],
)
def test_costs_of_plans_of_unequal_length_are_told_in_all_too(tmp_path, last, paid, said):
    """The base pays 30 MUSD in three years, 10 a year."""
    for name, year, money in (("base", 2028, 30), ("other", last, paid)):
        row = {"last_year": year, "payments": money, "spending_a_year": money / (year - 2025)}
        written_run(tmp_path / name, summary=[row])
    shown = called(tmp_path / "base", tmp_path / "other", "--out", tmp_path / "out").stdout
    assert f"  other: {said}." in shown.splitlines()


def test_names_of_runs_are_never_cut(tmp_path):
    """Five runs share 60 letters: ten for a name and two between."""
    names = ("fifteen_years", "a", "b", "withoutanyplacetobreak", "c")
    folders = [written_run(tmp_path / name) for name in names]
    shown = called(*folders, "--out", tmp_path / "out").stdout.splitlines()
    at = next(n for n, line in enumerate(shown) if line.startswith("What differs in the inputs"))
    heads = [line[40:].split() for line in shown[at - 2 : at + 1]]
    assert heads == [
        ["withoutany"], ["fifteen_", "placetobre"], ["years", "a", "b", "ak", "c"],
    ]  # fmt: skip


def test_the_screen_tells_how_many_allies_fall_further_short(tmp_path):
    """BBB misses one tank more although AAA misses two less."""
    for name, short in (("one", (3, 0)), ("two", (1, 1))):
        rows = [
            held(ally, "TANK", 2028, 9, units, None)
            for ally, units in zip(("AAA", "BBB"), short, strict=True)
        ]
        written_run(tmp_path / name, capability=rows)
    shown = called(tmp_path / "one", tmp_path / "two", "--out", tmp_path / "out").stdout
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    at = lines.index("Allies, against one")
    assert lines[at + 1 : at + 3] == ["further short than there 1", "less short 1"]


def test_the_screen_tells_money_and_what_it_counts_for_apart(here, solved):
    """30 MUSD less are missing, though what is missing counts three times: 58 and 174."""
    scenario_file(here / "urgent.csv", "extends,,,,base.csv,,", RICH, URGENT)
    shown = called(solved / "base", "urgent.csv").stdout
    lines = {" ".join(line.split()) for line in shown.splitlines()}
    assert "urgent: shortfall down by 30 MUSD (-34 %); costs 10 MUSD a year more." in lines
    assert "shortfall, all milestones, MUSD 88.0 58.0" in lines
    assert "weighted by priority (stage 1), MUSD 88.0 174.0" in lines
    assert "The priorities of capabilities differ," in shown
    assert max(map(len, shown.splitlines()[:-1])) <= 100
    plain = called(solved / "base", solved / "rich").stdout
    assert "priorit" not in plain


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_the_screen_fits_a_hundred_columns(results, count):
    runs = [results / name for name in NAMES]
    for more in ("a_rather_long_name_of_a_scenario", "another_long_name_of_a_scenario"):
        runs.append(written_run(results / more, capability=[held("AAA", "TANK", 2028, 9, 9, None)]))
    shown = called(*runs[-count:]).stdout
    told = [line for line in shown.splitlines() if not line.startswith("Written:")]
    assert max(map(len, told)) <= 100


def test_runs_without_a_difference_say_so(results):
    shutil.copytree(results / "base", results / "again")
    shown = called(results / "base", results / "again").stdout
    assert "again: the inputs and the answer are the same." in shown
    assert "nothing: the inputs are the same" in shown
    rows = rows_of(results / "base-vs-again")
    assert all(row["difference"] in ("0", "") for row in rows)
    assert not [row for row in rows if row["part"] == "inputs"]


def test_two_runs_of_one_scenario_go_by_their_folders(results):
    shutil.copytree(results / "base", results / "before")
    called(results / "before", results / "base")
    assert {row["scenario"] for row in rows_of(results / "before-vs-base")} == {"before", "base"}


def test_the_answer_goes_to_stdout_and_everything_else_to_stderr(here):
    scenario_file(here / "small.csv", "extends,,,,base.csv,,", "uplift,,,,0.3,%,")
    ended = called("base.csv", "small.csv")
    assert "Warning" not in ended.stdout
    assert "uplift is read as 0.3 %" in ended.stderr
    assert {"solving base …", "solving small …"} <= set(ended.stderr.splitlines())
    assert ended.stderr.count("production.csv:1: a header and no rows") == 1
    assert ended.stdout.startswith("small against base:")


# --- compare.csv


def test_every_number_is_that_of_the_tables_of_its_run(results):
    called(*(results / name for name in NAMES))
    rows = rows_of(results / "base-vs-rich-vs-dear")
    for name in NAMES:
        (summary,) = cells(results / name / "summary.csv")
        of_run = [row for row in rows if row["scenario"] == name]
        for measure in ("cost", "missing", "shortfall", "targets_met", "spending_a_year"):
            (row,) = (r for r in of_run if (r["part"], r["measure"]) == ("summary", measure))
            assert row["value"] == summary[measure]
        stated = {
            (row["country"], row["item"], row["year"]): row["value"]
            for row in of_run
            if (row["part"], row["measure"]) == ("target", "year_met")
        }
        for row in cells(results / name / "capability.csv"):
            place = row["country"], row["capability"], row["milestone"]
            assert stated.get(place, "") == row["year_met"]


def test_a_difference_is_value_less_base(results):
    called(results / "base", results / "dear")
    known = [row for row in rows_of(results / "base-vs-dear") if row["value"] and row["base"]]
    assert len(known) > 20
    for row in known:
        assert float(row["difference"]) == pytest.approx(
            float(row["value"]) - float(row["base"]), abs=1e-9
        )


def test_inputs_name_the_line_that_states_them(results):
    called(results / "base", results / "dear")
    rows = [row for row in rows_of(results / "base-vs-dear") if row["part"] == "inputs"]
    (price,) = (r for r in rows if r["measure"] == "unit_cost" and r["scenario"] == "dear")
    assert (price["value"], price["base"], price["unit"]) == ("20", "10", "MUSD")
    assert (price["origin"], price["base_origin"]) == ("dear.csv:4", "reference/systems.csv:2")


def test_attribution_is_printed_and_written(here):
    scenario_file(here / "both.csv", "extends,,,,base.csv,,", RICH, MODEST)
    ended = called("base.csv", "both.csv", "--attribute")
    assert ended.exit_code == 0, ended.output
    assert "solving base with budget of both …" in ended.stderr
    rows = [r for r in rows_of(here / "results" / "base-vs-both") if r["part"] == "attribution"]
    parts = {(row["measure"], row["item"]): row["difference"] for row in rows}
    assert parts["missing", "targets"] == "-73"
    assert parts["cost", "budget"] == "15"
    lines = [line.split() for line in ended.stdout.splitlines()]
    assert ["targets", "-73.0", "-17.0", "-5.7"] in lines
    assert ["budget", "-15.0", "+15.0", "+5.0"] in lines


def test_the_manifest_records_the_runs_and_every_file(results):
    called(results / "base", results / "rich")
    folder = results / "base-vs-rich"
    record = json.loads((folder / "manifest.json").read_text())
    assert record["comparison"] == "base-vs-rich"
    for run in record["runs"]:
        content = (results / run["name"] / "manifest.json").read_bytes()
        assert run["manifest_sha256"] == sha256(content).hexdigest()
    written = {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert {output["file"] for output in record["outputs"]} == written
    for output in record["outputs"]:
        content = (folder / output["file"]).read_bytes()
        assert output["sha256"] == sha256(content).hexdigest()


def test_names_that_could_run_as_formulas_are_neutralised(here, solved):
    shutil.copytree(solved / "base", here / "=1+1")
    shutil.copytree(solved / "base", here / "base")
    ended = called("base", "=1+1", "--out", "out")
    assert ended.exit_code == 0, ended.output
    text = (here / "out" / "compare.csv").read_text()
    assert {row["scenario"] for row in csv.DictReader(text.splitlines())} == {"base", "'=1+1"}


# --- what is refused


def test_one_run_is_not_enough(results):
    ended = called(results / "base")
    assert ended.exit_code == 2
    assert "name two or more scenarios or results folders" in ended.stderr


def test_all_problems_of_all_files_are_told_before_anything_is_solved(here, unsolvable):
    scenario_file(here / "one.csv", "extends,,,,base.csv,,", "uplfit,,,,3,%,")
    scenario_file(here / "two.csv", "extends,,,,base.csv,,", "uplift,XXX,,,3,%,")
    ended = called("one.csv", "two.csv", "missing.csv", "reference")
    assert ended.exit_code == 2
    assert "Error: 4 problems in the input" in ended.stderr
    for place in ("one.csv:3", "two.csv:3", "missing.csv", "reference: found a folder without"):
        assert place in ended.stderr
    assert not (here / "results").exists()


@pytest.mark.parametrize("name", ["first", "again"])
def test_a_scenario_twice_is_refused(here, unsolvable, name):
    runs = {"first": ("base.csv", "base.csv"), "again": ("base.csv", "rich.csv", "./base.csv")}
    ended = called(*runs[name])
    assert ended.exit_code == 2
    assert "found a second run called base, wanted runs whose names differ" in ended.stderr


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_was_cut_is_refused(results, table):
    path = results / "rich" / f"{table}.csv"
    path.write_bytes(path.read_bytes()[:-20])
    ended = called(results / "base", results / "rich")
    assert ended.exit_code == 2
    assert f"{table}.csv: found other content than the manifest records" in ended.stderr
    assert not (results / "base-vs-rich").exists()


def test_a_table_that_is_missing_is_refused(results):
    (results / "rich" / "assumptions.csv").unlink()
    ended = called(results / "base", results / "rich")
    assert ended.exit_code == 2
    assert (
        "assumptions.csv: found no such file, wanted the table as the run wrote it" in ended.stderr
    )


def test_a_table_with_the_columns_of_another_version_is_refused(results):
    folder = results / "rich"
    record = json.loads((folder / "manifest.json").read_text())
    content = (folder / "plan.csv").read_bytes().replace(b"ordered", b"orders", 1)
    (folder / "plan.csv").write_bytes(content)
    for output in record["outputs"]:
        if output["file"] == "plan.csv":
            output["sha256"] = sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(record))
    ended = called(results / "base", folder)
    assert ended.exit_code == 2
    assert "plan.csv: found the columns of another version" in ended.stderr


def test_a_comparison_is_no_run(results):
    called(results / "base", results / "rich")
    ended = called(results / "base", results / "base-vs-rich")
    assert ended.exit_code == 2
    assert "found the folder of a comparison" in ended.stderr


def test_every_place_is_looked_at_before_anything_is_solved(here, unsolvable):
    for name in ("rich", "base-vs-rich"):
        (here / "results" / name).mkdir(parents=True)
        (here / "results" / name / "notes.txt").write_text("mine")
    before = contents(here)
    ended = called("base.csv", "rich.csv")
    assert ended.exit_code == 2
    assert "Error: 2 problems with where the output goes" in ended.stderr
    assert contents(here) == before


def test_a_comparison_does_not_take_the_place_of_a_run(here, results, unsolvable):
    ended = called("base.csv", "rich.csv", "--out", "results/base")
    assert ended.exit_code == 2
    assert "results/base: found the folder of the run base" in ended.stderr


def test_an_earlier_comparison_is_replaced_and_notes_in_it_stay(results):
    called(results / "base", results / "rich")
    folder = results / "base-vs-rich"
    (folder / "notes.txt").write_text("mine")
    (folder / "compare.csv").write_text("old")
    assert called(results / "base", results / "rich").exit_code == 0
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "compare.csv").read_text() != "old"
    ended = called(results / "base", results / "dear", "--out", folder)
    assert ended.exit_code == 2
    assert "found results of base-vs-rich" in ended.stderr


def test_a_name_too_long_for_the_disk_is_told_before_anything_is_solved(here, unsolvable):
    long = [scenario_file(here / f"{letter * 120}.csv", "uplift,,,,3,%,") for letter in "abc"]
    ended = called(*long)
    assert ended.exit_code == 2
    assert "found a name that is too long, wanted one of at most 240 bytes" in ended.stderr


def test_attribution_of_finished_runs_is_refused(results):
    ended = called(results / "base", results / "rich", "--attribute")
    assert ended.exit_code == 2
    told = " ".join(ended.stderr.split())
    assert "name the CSV files of the scenarios" in told
    assert "base.csv instead of " in told
    assert "rich.csv instead of " in told


def test_a_run_whose_manifest_names_no_file_goes_by_its_scenario(tmp_path, unsolvable):
    folders = [written_run(tmp_path / name, f"scenario_{name}") for name in ("one", "two")]
    told = " ".join(called(*folders, "--attribute").stderr.split())
    assert "scenario_one.csv instead of " in told


# --- the processes that solve


def test_an_input_error_of_another_process_arrives_as_such(here):
    with crew.Crew() as hands, pytest.raises(InputError, match=r"missing\.csv"):
        (task,) = hands.begin([Whole(here / "missing.csv", here / "reference", here / "out", 0, 1)])
        hands.wait_for(task.first)


@pytest.mark.parametrize(
    ("error", "status"),
    [(SolveError("no way"), 4), (VerificationError("not proven"), 5), (KeyboardInterrupt(), 130)],
    ids=["solver", "verification", "interruption"],
)
def test_a_failure_has_its_status_and_writes_nothing(here, monkeypatch, error, status):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("model.comparison.crew.done", fail)
    before = contents(here)
    ended = called("base.csv", "rich.csv")
    assert ended.exit_code == status
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    assert contents(here) == before


def test_a_process_that_dies_is_told(here):
    hand = crew.started()
    try:
        hand.kill()
        with pytest.raises(SolveError, match="The process that solved base ended before"):
            list(
                crew.answered(
                    hand, Whole(here / "base.csv", here / "reference", here / "out", 0, 1)
                )
            )
    finally:
        crew.closed(hand)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
def test_an_interruption_ends_every_process_and_writes_nothing(tmp_path):
    """Ctrl-C while two large scenarios are being solved."""
    mark = f"UPLIFT_TEST={tmp_path}"
    started = subprocess.Popen(
        [sys.executable, "-c", "from cli import main; main()", "compare",
         str(ROOT / "scenarios" / "gdp_2pct.csv"), str(ROOT / "scenarios" / "baseline.csv")],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "UPLIFT_TEST": str(tmp_path), "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert started.stderr.readline().startswith("solving ")
    assert len(marked(mark)) == 1 + min(2, cores())
    started.send_signal(signal.SIGINT)
    shown, told = started.communicate(timeout=60)
    assert started.returncode == 130
    assert shown == ""
    assert told.splitlines()[-1] == "Interrupted; nothing was written."
    assert "Traceback" not in told
    assert marked(mark) == []
    assert list(tmp_path.iterdir()) == []


def marked(mark: str) -> list[str]:
    """The processes that have a mark in their environment and are not over."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append(entry.name)
        except OSError:
            continue
    return found


def test_neither_pandas_nor_pyomo_is_loaded_to_compare_finished_runs(results):
    code = (
        "import sys; from click.testing import CliRunner; from cli import main; "
        "ended = CliRunner().invoke(main, sys.argv[1:]); assert not ended.exit_code, ended.output; "
        "print([name for name in ('pandas', 'pyomo.environ') if name in sys.modules])"
    )
    words = [sys.executable, "-c", code, "compare", results / "base", results / "rich"]
    ran = subprocess.run(
        words, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")


# --- from Python


def test_results_in_memory_scenarios_and_folders_can_be_compared(here, solved):
    comparison = compare(solve(load("base.csv")), load("rich.csv"), solved / "dear")
    table = comparison.part("summary").set_index(["measure", "scenario"])
    assert table.loc[("missing", "rich"), "difference"] == pytest.approx(-30, abs=1e-5)
    assert set(comparison.inputs["measure"]) == {"defence_share", "unit_cost"}
    assert comparison.attribution.empty
    assert not (here / "results").exists()


def test_a_comparison_writes_itself_and_reads_as_its_data_frame(here, solved):
    comparison = compare(solved / "base", solved / "rich")
    comparison.write("out")
    written = rows_of(here / "out")
    assert len(written) == len(comparison.table)
    assert list(written[0]) == list(comparison.table.columns)
