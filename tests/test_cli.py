"""The commands as a planner meets them: what is printed where, how they end, what they leave.

Whole processes where the process is the point (streams, signals, imports, the shell); the same
functions in this process where something must be made to fail.
"""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import click
import pytest
from commands import called, contents
from reader_worlds import WIDE, scenario_file, world
from recount import OUTPUTS

from cli import main
from model.console import SOLVING, leave
from model.errors import SolveError, VerificationError
from model.output import folders
from model.results import FURTHER

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
OPTIMIZE = Path(sys.executable).with_name("optimize")
WRITTEN = sorted(
    [*(f"{table}.csv" for table in OUTPUTS), "manifest.json", "plan.xlsx", "report.html"]
)
EASY = ("uplift,,,,0,%,", "stockpile_days,,,,0,days,", "retire_share,,,,0,%,")
"""Rows that ask for nothing but the stock of today."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small alliance and scenario.csv, which misses targets; we stand in it."""
    world(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def optimize(*words: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [OPTIMIZE, *words], capture_output=True, text=True, encoding="utf-8", timeout=120, **options
    )


def csv_rows(file: str) -> list[dict[str, str]]:
    """The rows of a table."""
    with Path(file).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def commands() -> list[str]:
    """Every command."""
    return sorted(main.commands)


# --- help


@pytest.mark.parametrize("command", ["", *commands()])
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_help_says_what_it_does_and_has_an_example(command, flag):
    shown = called(*([command] if command else []), flag)
    assert shown.exit_code == 0
    first = shown.stdout.split("\n\n")[1].strip()
    assert first[0].isupper()
    assert first.endswith((".", "?"))
    assert re.search(rf"Examples?:\n +optimize {command if command != 'run' else ''}", shown.stdout)


@pytest.mark.parametrize("command", commands())
def test_every_command_stands_in_the_list_with_its_first_line(command):
    (line,) = re.findall(rf"^  {command} .*$", called("--help").stdout, re.MULTILINE)
    text = " ".join(line.split()[1:]).removesuffix("...")
    assert main.commands[command].get_short_help_str(1000).startswith(text.strip())


@pytest.mark.parametrize("command", commands())
def test_every_option_of_every_command_is_explained(command):
    options = [p for p in main.commands[command].params if isinstance(p, click.Option)]
    assert all(option.help for option in options)


def test_the_version_is_that_of_the_distribution():
    from importlib.metadata import version

    assert called("--version").stdout.strip() == f"optimize, version {version('uplift-planner')}"


def test_no_words_show_the_help_and_the_status_of_wrong_usage():
    shown = called()
    assert shown.exit_code == 2
    assert "Usage: optimize" in shown.output


# --- which command, which file


def test_a_file_alone_is_run(here):
    ran = optimize("scenario.csv")
    assert ran.returncode == 0
    assert sorted(path.name for path in Path("results/scenario").iterdir()) == WRITTEN


@pytest.mark.parametrize(
    "words",
    [
        ("run", "scenario.csv", "--out", "there"),
        ("run", "--out", "there", "scenario.csv"),
        ("--out", "there", "scenario.csv"),
        ("--out=there", "scenario.csv"),
        ("--seed", "3", "--out", "there", "--threads", "1", "scenario.csv"),
        ("scenario.csv", "--out", "there", "--seed=3"),
    ],
    ids=" ".join,
)
def test_options_may_stand_before_or_after_the_file(here, words):
    assert called(*words).exit_code == 0
    assert sorted(path.name for path in Path("there").iterdir()) == WRITTEN
    assert not Path("results").exists()


@pytest.mark.parametrize(
    ("typo", "nearest"),
    [
        ("chekc", "check"),
        ("parameter", "parameters"),
        ("neww", "new"),
        ("baseline", "baseline.csv"),
    ],
)
def test_a_typo_of_a_command_names_the_nearest(here, typo, nearest):
    ended = called(typo, "scenario.csv")
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert f"no such command or file: '{typo}'. Did you mean '{nearest}'?" in ended.stderr


def test_a_word_unlike_every_command_is_told_without_a_guess(here):
    ended = called("qqqqqq")
    assert ended.exit_code == 2
    assert "no such command or file: 'qqqqqq'." in ended.stderr
    assert "Did you mean" not in ended.stderr


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("missing.csv", "no such file"),
        ("reference", "found a folder"),
        ("pipe.csv", "found a pipe"),
        ("", "found a folder"),
    ],
    ids=["missing", "folder", "pipe", "empty word"],
)
def test_what_is_no_file_is_refused_at_once(here, command, name, found):
    os.mkfifo("pipe.csv")
    ended = optimize(command, name)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert found in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not Path("results").exists()


def test_the_folder_of_a_finished_run_leads_to_the_command_that_takes_it(here):
    assert called("scenario.csv").exit_code == 0
    for command in ("run", "check"):
        ended = called(command, "results/scenario")
        assert ended.exit_code == 2
        assert (
            "found a folder, wanted a regular file. `optimize compare` takes folders of finished "
            "runs."
        ) in " ".join(ended.stderr.split())
    assert "optimize compare" not in called("check", "reference").stderr


def test_a_missing_file_is_answered_with_the_one_of_a_similar_name(here):
    assert "Did you mean 'scenario.csv'?" in called("scenaro.csv").stderr


@pytest.mark.parametrize(
    "words",
    [
        ("scenario.csv", "--seed", "-1"),
        ("scenario.csv", "--threads", "0"),
        ("scenario.csv", "--seed", "many"),
        ("scenario.csv", "another.csv"),
        ("scenario.csv", "--unknown"),
        ("run",),
        ("check",),
        ("new",),
        ("--out",),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_one_error(here, words):
    ended = called(*words)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr.count("Error: ") == 1


def test_a_shipped_scenario_is_found_by_its_name_and_the_planner_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("baseline.csv", "scenarios/baseline.csv"):
        said = called("check", name)
        assert said.exit_code == 0
        assert said.stdout.startswith("baseline: every cell is good.")
        assert f"{name} is not here; using the scenario of that name that ships." in said.stderr


def test_a_file_of_ones_own_wins_over_the_shipped_one_of_that_name(here):
    scenario_file(here / "baseline.csv", "uplift,,,,10,%,")
    said = called("check", "baseline.csv")
    assert said.exit_code == 0
    assert "2 of 2 allies" in said.stdout
    assert "ships" not in said.stderr


def test_a_shipped_name_in_another_folder_is_a_missing_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert called("check", "mine/baseline.csv").exit_code == 2


# --- the reference tables


def test_the_reference_folder_can_be_named(here, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    text = (here / "reference" / "countries.csv").read_text()
    world(elsewhere, countries=f"{text}CCC,Cland,500,1,2,20,made up,C\n")
    assert "2 of 2 allies" in called("check", "scenario.csv").stdout
    there = called("check", "scenario.csv", "--reference", elsewhere / "reference")
    assert "3 of 3 allies" in there.stdout
    run = called("--reference", elsewhere / "reference", "scenario.csv")
    assert run.exit_code == 0
    assert "CCC" in Path("results/scenario/spending.csv").read_text()


def test_without_a_folder_beside_it_a_scenario_takes_the_shipped_tables(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario_file(tmp_path / "mine.csv", "uplift,,,,10,%,")
    said = called("check", "mine.csv")
    assert said.exit_code == 0
    assert "32 of 32 allies take part in 31 capabilities, served by 90 systems" in said.stdout


@pytest.mark.parametrize("name", ["nowhere", "scenario.csv"])
def test_a_reference_folder_that_is_none_is_refused(here, name):
    ended = called("check", "scenario.csv", "--reference", name)
    assert ended.exit_code == 2
    assert f"{name}: found no" in ended.stderr


# --- what is printed, and where


def test_stdout_holds_the_answer_and_stderr_what_to_watch(here):
    scenario_file(here / "scenario.csv", "uplift,,,,0.3,%,", "om_share,,tank_a,,90,%/year,")
    ran = optimize("scenario.csv")
    assert ran.returncode == 0
    assert ran.stdout.startswith("scenario, 2026-2040: ")
    assert "Warning" not in ran.stdout
    assert "Warning: scenario.csv:2: uplift is read as 0.3 %" in ran.stderr
    assert ran.stdout.rstrip().endswith(
        "Written: results/scenario/ (report.html, plan.xlsx, and every table as CSV)"
    )


def test_nothing_but_warnings_and_progress_goes_to_stderr(here):
    """No banner of the solver, no remark of a library."""
    ran = optimize("scenario.csv")
    for line in ran.stderr.splitlines():
        assert line.startswith(("Warning: ", "solving stage "))
    for word in ("HiGHS", "pyomo", "Pyomo", "WARNING", "Deprecat", "Copyright", "license"):
        assert word not in ran.stdout + ran.stderr


def test_the_screen_says_whether_targets_are_met(here):
    """The world asks for 30 % more tanks than AAA can pay for, and then for nothing at all."""
    assert "the uplift is NOT met in full" in called("scenario.csv").stdout
    scenario_file(here / "easy.csv", *EASY)
    shown = called("easy.csv").stdout
    assert re.search(r"easy, 2026-2040: the uplift is met\. All \d+ targets are reached\.", shown)
    assert "There is nothing to buy." in shown
    assert not csv_rows("results/easy/plan.csv")


def test_the_screen_and_the_summary_tell_one_story(here):
    shown = called("scenario.csv").stdout
    header, row = (
        line.split(",") for line in Path("results/scenario/summary.csv").read_text().split()
    )
    figures = dict(zip(header, row, strict=True))
    assert f"{figures['targets_met']} of {figures['targets']} targets" in shown
    (year,) = re.findall(r"^(20\d\d) .* MUSD   (\d) of 2, ", shown, re.MULTILINE)[-1:]
    assert year[1] == figures["allies_short"]
    assert f"Cost     {float(figures['spending_a_year']):,.0f} MUSD a year" in shown


def test_check_says_what_would_be_solved_and_solves_nothing(here):
    said = optimize("check", "scenario.csv")
    assert said.returncode == 0
    assert said.stdout.splitlines()[:3] == [
        "scenario: every cell is good.",
        "  2 of 2 allies take part in 2 capabilities, served by 3 systems",
        "  2026-2040, deadline 2035",
    ]
    assert sorted(path.name for path in here.iterdir()) == ["reference", "scenario.csv"]


def test_check_and_run_give_the_same_warnings(here):
    orders = (
        "country,capability,system,name,units,first_year,last_year,source,grade\n"
        "AAA,TANK,tank_a,Big order,99,2026,2027,made up,C\n"
    )
    world(here, orders=orders)
    warnings = [
        [line for line in optimize(*words).stderr.splitlines() if line.startswith("Warning")]
        for words in (["check", "scenario.csv"], ["scenario.csv"])
    ]
    assert warnings[0] == warnings[1]
    assert any("AAA 2026-2027" in line for line in warnings[0])


def test_a_reader_that_stops_early_is_no_error():
    """As `optimize parameters | head -1`, with a reader that is gone before the first line."""
    started = subprocess.Popen(
        [OPTIMIZE, "parameters"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    started.stdout.close()
    told = started.stderr.read().decode()
    started.stderr.close()
    started.wait(60)
    assert "Traceback" not in told
    assert "BrokenPipe" not in told


def test_results_are_written_even_where_nobody_reads_the_screen(here):
    started = subprocess.Popen(
        [OPTIMIZE, "scenario.csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    started.stdout.close()
    told = started.stderr.read().decode()
    started.stderr.close()
    started.wait(60)
    assert "Traceback" not in told
    assert sorted(path.name for path in Path("results/scenario").iterdir()) == WRITTEN


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_terminal_that_knows_only_ascii_is_served(here, command):
    """Names have letters that ASCII lacks; the tables are UTF-8 whatever the terminal is."""
    countries = (here / "reference" / "countries.csv").read_text().replace("Aland", "Åland")
    world(here, countries=countries)
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run(
        [OPTIMIZE, command, "scenario.csv"], capture_output=True, env=environment, timeout=120
    )
    assert ran.returncode == 0
    assert b"Traceback" not in ran.stderr
    assert ran.stdout.startswith(b"scenario")
    if command == "run":
        assert b"land " in ran.stdout
        Path("results/scenario/manifest.json").read_bytes().decode("utf-8")


@pytest.mark.parametrize("command", ["run", "check"])
def test_the_answer_is_the_same_whatever_the_terminal_the_language_and_the_place(here, command):
    """Another width, no colour, German, another hash seed, another zone and another folder."""
    Path("elsewhere").mkdir()
    out = ("--out", here / "one") if command == "run" else ()
    one = optimize(command, here / "scenario.csv", *out)
    environment = {"COLUMNS": "20", "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "de_DE.UTF-8"}
    environment |= {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    other = optimize(
        command, here / "scenario.csv", *("--out", here / "two") * bool(out),
        env=os.environ | environment, cwd="elsewhere",
    )  # fmt: skip
    assert (other.returncode, other.stderr) == (0, one.stderr)
    assert other.stdout == one.stdout.replace("/one/", "/two/")
    if out:
        records = [
            json.loads((here / name / "manifest.json").read_text()) for name in ("one", "two")
        ]
        for record in records:
            del record["places"], record["stages"]  # seconds; where we stand
        assert records[0] == records[1]
        tables = [contents(here / name) for name in ("one", "two")]
        assert {**tables[0], "manifest.json": b""} == {**tables[1], "manifest.json": b""}


# --- odd names

ODD = ["a b.csv", "50%s {x}.csv", "\u0416\u00e9.csv", "no ending", "..csv", "...csv", ".csv"]
ODD += [" .csv", "=1+1.csv", "<b>.csv", "-x.csv"]


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_a_scenario_of_any_name_that_can_be_written_is_solved(here, name):
    Path("scenario.csv").rename(name)
    assert called("check", "--", name).exit_code == 0
    ran = called("run", "--", name)
    assert ran.exit_code == 0
    (folder,) = Path("results").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == WRITTEN
    assert f"Written: results/{folder.name}/" in ran.stdout


@pytest.mark.parametrize("name", ["a\nb.csv", "a\x1b[31mb.csv", "a\udcffb.csv"], ids=ascii)
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_name_that_cannot_be_written_is_refused_with_what_hides_in_it(here, command, name):
    """A line end, a control sequence, a byte that is no letter of any script."""
    Path("scenario.csv").rename(name)
    ended = called(command, name)
    assert ended.exit_code == 2
    (line,) = ended.stderr.splitlines()[1:]
    assert line.isprintable()
    assert "wanted a name on one line, without control characters" in line


def test_a_name_too_long_for_any_system_is_told(here):
    name = "x" * 300
    assert "no such command or file" in called(name).stderr
    for words in (
        (f"{name}.csv",),
        ("check", f"{name}.csv"),
        ("rerun", name),
        ("compare", f"{name}.csv", "scenario.csv"),
        ("check", "scenario.csv", "--reference", name),
        ("scenario.csv", "--out", name),
        ("new", f"{name}.csv"),
    ):
        ended = called(*words)
        assert ended.exit_code == 2
        assert f"{name}" in ended.stderr
        assert ": found " in ended.stderr


def test_new_files_of_odd_names_are_named_so_that_nothing_hides(here):
    for words in (("new", "a\x1b[31m.csv"), ("scenario-to-xlsx", "scenario.csv", "a\x1b[31m.xlsx")):
        assert called(*words).stdout.startswith("a\\x1b[31m.")


def test_a_pipe_in_a_folder_of_results_holds_nothing_up(here):
    Path("run").mkdir()
    os.mkfifo("run/manifest.json")
    assert optimize("compare", "run", "scenario.csv").returncode == 2
    assert optimize("scenario.csv", "--out", "run").returncode == 2


# --- bad input


FAULTS = (
    "upllift,,,,30,%,,,,",
    "uplift,AAB,,,30,%,,,,",
    "uplift,,TANKS,,30,%,,,,",
    "uplift,AAA,,2030,30,%,,,,",
    "uplift,ONE,,,thirty,%,,,,",
    "open_share,,,,120,%,,,,",
    "discount_rate,,,,3,years,,,,",
    "price_growth,,,1800,1,%/year,,,,",
    "max_share,,,,50,%,,multiply,,",
    "fair_share,,,,50,%,,,60,70",
)
COLUMNS = (
    "parameter", "country", "item", "year", "value", "value", "unit", "year", "change", "low",
)  # fmt: skip


@pytest.mark.parametrize("command", ["run", "check"])
def test_ten_faults_are_ten_lines_each_with_its_place(here, command):
    scenario_file(here / "bad.csv", *FAULTS, header=WIDE)
    ended = optimize(command, "bad.csv")
    assert ended.returncode == 2
    assert ended.stdout == ""
    head, *lines = ended.stderr.splitlines()
    assert head == "Error: 10 problems in the input:"
    for number, (line, column) in enumerate(zip(lines, COLUMNS, strict=True), start=2):
        assert line.startswith(f"  bad.csv:{number}: column '{column}': found ")
        assert ", wanted " in line


def test_faults_of_all_files_are_told_at_once(here):
    world(
        here, "uplift,,,,x,%,", inventory="country,capability,stock,source,grade\nAAA,TNK,1,a,C\n"
    )
    told = called("check", "scenario.csv").stderr
    assert "Error: 2 problems in the input:" in told
    assert "scenario.csv:2: column 'value': found 'x'" in told
    assert "inventory.csv:2: column 'capability': found 'TNK'" in told


def test_a_failing_run_leaves_older_results_to_the_byte(here):
    called("scenario.csv")
    before = contents(here / "results")
    scenario_file(here / "scenario.csv", *FAULTS, header=WIDE)
    assert called("scenario.csv").exit_code == 2
    assert contents(here / "results") == before


# --- where results go


def test_results_of_an_earlier_run_are_replaced(here):
    called("scenario.csv")
    before = contents(here / "results")
    scenario_file(here / "scenario.csv", *EASY)
    assert called("scenario.csv").exit_code == 0
    after = contents(here / "results")
    assert after.keys() == before.keys()
    assert after["scenario/summary.csv"] != before["scenario/summary.csv"]


def test_an_empty_folder_may_be_filled(here):
    Path("empty").mkdir()
    assert called("scenario.csv", "--out", "empty").exit_code == 0
    assert sorted(path.name for path in Path("empty").iterdir()) == WRITTEN


def test_folders_on_the_way_are_made(here):
    assert called("scenario.csv", "--out", "a/b/c").exit_code == 0
    assert sorted(path.name for path in Path("a/b/c").iterdir()) == WRITTEN


@pytest.mark.parametrize(
    "out", ["file.txt", "foreign", "link", "file.txt/below", "."], ids=lambda out: out
)
def test_a_place_with_something_else_in_it_is_refused_and_left_alone(here, out):
    Path("file.txt").write_text("mine")
    Path("foreign").mkdir()
    Path("foreign/notes.txt").write_text("mine")
    Path("link").symlink_to("foreign")
    before = contents(here)
    ended = called("scenario.csv", "--out", out)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert f"{out}: found " in ended.stderr
    assert contents(here) == before
    assert sorted(path.name for path in here.iterdir()) == [
        "file.txt", "foreign", "link", "reference", "scenario.csv",
    ]  # fmt: skip


def test_a_file_of_ones_own_among_older_results_is_not_lost(here):
    """The folder is refused or the file is kept: nothing but an earlier run is ever overwritten."""
    called("scenario.csv")
    Path("results/scenario/notes.txt").write_text("what I told the minister")
    called("scenario.csv")
    assert Path("results/scenario/notes.txt").read_text() == "what I told the minister"


def test_a_manifest_that_is_not_ours_does_not_make_a_folder_ours(here):
    """Other programs write a manifest.json too; their folders, and plan.csv in them, are theirs."""
    Path("project").mkdir()
    Path("project/manifest.json").write_text('{"name": "my extension", "version": "1.0"}')
    Path("project/plan.csv").write_text("mine")
    before = contents(here)
    called("scenario.csv", "--out", "project")
    assert contents(here) == before


def test_results_of_another_scenario_are_not_overwritten(here):
    """As the help says: an earlier run of the same scenario is replaced, and nothing else."""
    scenario_file(here / "other.csv", *EASY)
    called("scenario.csv", "--out", "results/one")
    before = contents(here)
    called("other.csv", "--out", "results/one")
    assert contents(here) == before


def solved_for_nothing(*_, **__):
    """Stands for the solver where nothing may be solved."""
    pytest.fail("solved for nothing")


def test_a_bad_place_is_told_before_anything_is_solved(here, monkeypatch):
    monkeypatch.setattr("model.solving.find_plan", solved_for_nothing)
    Path("foreign").mkdir()
    Path("foreign/notes.txt").write_text("mine")
    assert called("scenario.csv", "--out", "foreign").exit_code == 2


# --- how a command ends


def test_strict_ends_with_3_where_a_target_is_missed_and_still_writes(here):
    assert called("scenario.csv").exit_code == 0
    ended = called("scenario.csv", "--strict", "--out", "strict")
    assert ended.exit_code == 3
    assert "NOT met" in ended.stdout
    told = {f"{name}.csv" for name in FURTHER["strict"]}
    assert {path.name for path in Path("strict").iterdir()} == told.union(WRITTEN)


def test_strict_ends_with_0_where_all_targets_are_met(here):
    scenario_file(here / "easy.csv", *EASY)
    assert called("easy.csv", "--strict").exit_code == 0


def test_an_interruption_after_the_swap_says_that_the_results_are_there(here, monkeypatch):
    """What is left is to bring names to the disk and to clear away the earlier run."""
    called("scenario.csv")
    before = contents(here)
    flush, place = folders.flush, Path("results")

    def interrupted(folder: Path) -> None:
        if folder.name == place.name:
            raise KeyboardInterrupt
        flush(folder)

    monkeypatch.setattr(folders, "flush", interrupted)
    ended = called("scenario.csv", "--seed", "1")
    assert ended.exit_code == 130
    assert ended.stderr == f"Interrupted; the results are whole in {place / 'scenario'}.\n"
    after = contents(here)
    assert after.keys() == before.keys()
    manifest = next(path for path in after if str(path).endswith("manifest.json"))
    assert json.loads(after[manifest])["options"]["seed"] == 1


@pytest.mark.parametrize("words", [("scenario.csv",), ("compare", "results/a", "results/b")])
def test_an_interruption_while_the_answer_is_told_says_that_it_is_written(here, monkeypatch, words):
    for name in ("a", "b"):
        called("scenario.csv", "--out", f"results/{name}")

    def interrupted(text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("model.single.say", interrupted)
    monkeypatch.setattr("model.commands.questions.say", interrupted)
    ended = called(*words)
    assert ended.exit_code == 130
    place = Path("results", "scenario" if len(words) == 1 else "a-vs-b")
    assert ended.stderr == f"Interrupted; the results are whole in {place}.\n"
    assert (place / "manifest.json").exists()


@pytest.mark.parametrize(
    ("cores", "where", "error", "status", "told"),
    [
        (
            2,
            "model.solving.solve_program",
            SolveError("HiGHS found no optimum"),
            4,
            "HiGHS found no optimum",
        ),
        (1, "model.verified.verify", VerificationError("gap 1.0e-03"), 5, "gap 1.0e-03"),
        (2, "model.verified.verify", VerificationError("gap 1.0e-03"), 5, "gap 1.0e-03"),
        (1, "model.verified.prove", VerificationError("gap 1.0e-04"), 5, "gap 1.0e-04"),
        (2, "model.verified.prove", VerificationError("gap 1.0e-04"), 5, "gap 1.0e-04"),
        (
            2,
            "model.solving.solve_program",
            KeyboardInterrupt(),
            130,
            "Interrupted; nothing was written.",
        ),
        (
            2,
            "model.solving.build",
            ZeroDivisionError("oops"),
            4,
            "a fault of the program, not of your files",
        ),
        *(
            (2, "model.solving.build", error, 4, "not enough memory for this")
            for error in (
                MemoryError((360587,)),
                RuntimeError("can't start new thread"),
                ImportError("std::bad_alloc"),
                ImportError("libz.so: failed to map segment from shared object"),
                OSError(12, "Cannot allocate memory"),
            )
        ),
    ],
    ids=[
        "solver",
        "verification on one core",
        "verification",
        "proof on one core",
        "proof",
        "interruption",
        "fault",
        "memory",
        "memory for a thread",
        "memory for a package",
        "memory for a library",
        "memory for a process",
    ],
)
def test_a_failure_has_its_status_one_message_and_writes_nothing(
    here, monkeypatch, cores, where, error, status, told
):
    monkeypatch.setattr("model.aside.cores", lambda: cores)
    called("scenario.csv")
    before = contents(here)

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(where, fail)
    ended = called("scenario.csv")
    assert ended.exit_code == status
    assert ended.stdout == ""
    assert told in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert "Traceback" not in ended.stderr
    assert contents(here) == before


def test_debug_shows_where_something_failed(here, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise SolveError("HiGHS found no optimum")

    monkeypatch.setattr("model.solving.solve_program", fail)
    ended = called("--debug", "run", "scenario.csv")
    assert isinstance(ended.exception, SolveError)


def test_a_full_disk_is_told_and_leaves_older_results(here, monkeypatch):
    called("scenario.csv")
    before = contents(here)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("model.output.folders.write_durably", full)
    ended = called("scenario.csv")
    assert ended.exit_code == 2
    assert "no way to write there (No space left on device)" in ended.stderr
    assert contents(here) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_answer_that_cannot_be_printed_is_told_in_one_line():
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [OPTIMIZE, "parameters"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=120
        )
    assert ended.returncode == 2
    assert ended.stderr == ("Error: the answer could not be shown (No space left on device).\n")


def test_without_a_standard_output_the_results_are_written_all_the_same(here):
    words = ["sh", "-c", 'exec "$@" >&-', "sh", OPTIMIZE, "scenario.csv"]
    ended = subprocess.run(words, stderr=subprocess.PIPE, text=True, timeout=120)
    assert "Traceback" not in ended.stderr
    assert sorted(path.name for path in (here / "results" / "scenario").iterdir()) == WRITTEN


INTERRUPTIBLE = """
import sys
import cli
import model.console
model.console.Progress.WAIT = 0.0
cli.main(sys.argv[1:])
"""


def mind_interruptions() -> None:
    """Undo an ignored SIGINT before the program starts.

    A shell starts what runs in the background with SIGINT ignored, and children inherit that; a
    Python that finds it ignored installs no handler of its own and would never be interrupted.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interruption_in_the_solver_ends_at_once_and_writes_nothing(tmp_path):
    """Ctrl-C while HiGHS works on the largest shipped scenario, which takes it seconds."""
    scenario = SCENARIOS / "gdp_2pct.csv"
    started = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, str(scenario), "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=mind_interruptions,
    )  # fmt: skip
    assert started.stderr.readline().startswith("solving stage 1 of 3")
    started.send_signal(signal.SIGINT)
    begun = time.monotonic()
    shown, told = started.communicate(timeout=60)
    assert started.returncode == 130
    assert time.monotonic() - begun < 5
    assert shown == ""
    assert told.splitlines()[-1] == "Interrupted; nothing was written."
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_a_thread_in_the_solver_is_not_waited_for_and_any_other_is(monkeypatch):
    """Only where the solver is at work does the program end without taking Python apart."""
    at_once: list[int] = []
    monkeypatch.setattr("os._exit", at_once.append)
    go_on = threading.Event()
    solver = threading.Thread(target=go_on.wait, args=(60,), name=SOLVING, daemon=True)
    solver.start()
    for status in ([130], []):
        at_once.clear()
        with pytest.raises(SystemExit) as ended:
            leave(130)
        assert (ended.value.code, at_once) == (130, status)
        go_on.set()
        solver.join()


# --- new and parameters


def test_a_new_scenario_passes_the_check_and_runs(here):
    made = called("new", "mine.csv")
    assert made.exit_code == 0
    assert made.stdout.startswith("mine.csv: every lever, at its default.")
    assert made.stdout.endswith("Then: optimize mine.csv\n")
    assert called("check", "mine.csv").exit_code == 0
    assert called("mine.csv").exit_code == 0


@pytest.mark.parametrize("name", ["scenario.csv", "reference"])
def test_new_never_overwrites(here, name):
    before = contents(here)
    ended = called("new", name)
    assert ended.exit_code == 2
    assert f"{name}: found " in ended.stderr
    assert contents(here) == before


def test_new_in_a_folder_that_is_not_there_is_told(here):
    ended = called("new", "nowhere/mine.csv")
    assert ended.exit_code == 2
    assert "nowhere/mine.csv: found no way to write there" in ended.stderr


def test_parameters_are_listed_or_explained():
    listed = called("parameters")
    assert listed.exit_code == 0
    assert listed.stdout.splitlines()[0].startswith("parameter ")
    explained = called("parameters", "defence_share")
    assert explained.exit_code == 0
    assert explained.stdout.startswith("defence_share: ")


def test_an_unknown_parameter_is_answered_with_the_nearest():
    ended = called("parameters", "uplft")
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        "Error: found 'uplft', wanted the name of a parameter or of a table of results. "
        "Did you mean 'uplift'?\n"
    )


# --- nothing heavy is imported for nothing

HEAVY = ("numpy", "pyomo", "pandas", "highspy", "scipy")
IMPORTS = """
import json, sys
from cli import main
try:
    main(sys.argv[2:])
except SystemExit as ended:
    status = ended.code
loaded = sorted({name.partition(".")[0] for name in sys.modules} & set(json.loads(sys.argv[1])))
print(json.dumps([status, loaded]), file=sys.stderr)
"""


def loaded_by(*words: str) -> set[str]:
    """Which of the heavy packages a command has imported when it ends well."""
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTS, json.dumps(HEAVY), *words],
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    status, loaded = json.loads(ended.stderr.splitlines()[-1])
    assert status == 0
    return set(loaded)


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("parameters",), ("--version",)])
def test_help_and_lists_import_nothing_heavy(here, words):
    assert loaded_by(*words) == set()


def test_new_imports_nothing_heavy(here):
    assert loaded_by("new", "mine.csv") == set()


def test_check_imports_no_solver_and_no_data_frames(here):
    assert loaded_by("check", "scenario.csv") == {"numpy"}


def test_a_run_imports_no_data_frames(here):
    assert loaded_by("scenario.csv") == {"numpy", "pyomo", "highspy"}


def test_the_folder_one_is_in_is_no_place_for_results(here, monkeypatch):
    """Renaming it would fail after solving; it is told before, and under its own heading."""
    monkeypatch.setattr("model.solving.find_plan", solved_for_nothing)
    for place in (".", str(here), str(here.parent)):
        ended = called("scenario.csv", "--out", place)
        assert ended.exit_code == 2
        assert "with where the output goes" in ended.stderr
        assert "the folder you are in" in ended.stderr


def test_a_shipped_scenario_is_loaded_by_its_name_from_anywhere(here):
    from model import load

    assert load("gdp_5pct.csv").name == load("scenarios/gdp_5pct.csv").name == "gdp_5pct"
