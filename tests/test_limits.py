"""Numbers too far apart for a solver are refused with the cell that causes them."""

from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import pytest
from click.testing import CliRunner
from run_folders import hand_world
from worlds import program_of, random_plan, small_plan

from cli import main
from model import load, solve
from model.deadline import Deadline
from model.errors import InputError, OutOfTimeError, SolveError
from model.highs import OPTIMAL, OUT_OF_TIME, UNDECIDED, Status
from model.limits import check_limits
from model.scale import scale
from model.stages import solve_program

MUNITION = """\
capability,platform,use_per_day,source,grade
SHELL,TANK,0.5,made up,C
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The world of one ally, with a second tank and shells; we stand in it."""
    monkeypatch.chdir(hand_world(tmp_path))
    reference = tmp_path / "reference"
    for table, row in (
        ("capabilities", "SHELL,land,Shells,shell"),
        ("systems", "tank_b,Tank B,TANK,12,0,100,made up,C"),
        ("systems", "shell_a,Shell A,SHELL,0.01,0,100,made up,C"),
    ):
        with (reference / f"{table}.csv").open("a") as file:
            file.write(f"{row}\n")
    (reference / "munition_use.csv").write_text(MUNITION)
    return tmp_path


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("om_share,,tank_a,,0.00000001,%/year,", "1e-08"),
        ("max_mix,,tank_b,,0.00000001,%,", "1e-08"),
        ("priority,,TANK,,0.0000000001,weight,", "1e-10"),
        ("stockpile_days,,SHELL,,0.00000001,days,", "1e-08"),
    ],
    ids=lambda value: value.partition(",")[0],
)
def test_a_number_that_the_solver_would_drop_is_refused_with_its_cell(here, row, found):
    """HiGHS takes an entry of 1e-9 or less for nothing."""
    (here / "small.csv").write_text(
        f"parameter,country,item,year,value,unit,note\nextends,,,,base.csv,,\n{row}\n"
    )
    ended = CliRunner().invoke(main, ["small.csv"])
    name = row.partition(",")[0]
    assert ended.exit_code == 2, ended.output
    told = f"small.csv:3: column 'value': found '{found}', wanted a number nearer to "
    assert told in ended.stderr
    assert f"(what is usual for {name})" in ended.stderr
    assert "Error: 1 problem in the input:" in ended.stderr
    assert not (here / "results").exists()


def test_a_number_of_a_reference_table_is_told_with_its_column(here):
    systems = here / "reference" / "systems.csv"
    systems.write_text(
        systems.read_text()
        .replace("advance,", "advance,om_share,")
        .replace("0,100,made", "0,100,0,made")
        .replace("tank_b,Tank B,TANK,12,0,100,0,", "tank_b,Tank B,TANK,12,0,100,0.00000001,")
    )
    with pytest.raises(InputError, match=r"systems\.csv:3: column 'om_share': found '1e-08'"):
        solve(load(here / "base.csv"))


def test_no_ordinary_number_is_refused(here):
    check_limits(load(here / "base.csv"), scale(program_of(random_plan(1))))


@pytest.mark.parametrize("array", ["data", "row_low", "row_high"])
def test_a_number_that_is_none_is_a_fault_of_the_program(here, array):
    program = program_of(small_plan())
    broken = getattr(program, array).copy()
    broken[0] = np.nan
    with np.errstate(invalid="ignore"), pytest.raises(SolveError, match="the program has a"):
        check_limits(load(here / "base.csv"), scale(replace(program, **{array: broken})))


# --- endings of the solver


def test_every_ending_that_highs_knows_is_on_a_list_or_an_error():
    """Solved, out of time or memory, undecided; what is not one of these ends the solve with an
    error."""
    known = set(Status.__members__.values())
    assert known > UNDECIDED
    assert known - UNDECIDED - {OPTIMAL, OUT_OF_TIME, Status.kMemoryLimit} == {
        Status.kNotset, Status.kLoadError, Status.kModelError, Status.kModelEmpty,
        Status.kObjectiveBound, Status.kObjectiveTarget, Status.kSolutionLimit,
        Status.kInterrupt, Status.kHighsInterrupt,
    }  # fmt: skip


@pytest.mark.parametrize("words", [["base.csv"], ["explain", "base.csv"]])
def test_want_of_memory_in_the_solver_is_told(here, monkeypatch, words):
    """In the solve itself, and in what is asked once it is done: there HiGHS is at its second
    program and more."""
    asked = Deadline.run

    def short_of_memory(deadline, highs):
        monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda highs: Status.kMemoryLimit)
        return asked(deadline, highs)

    monkeypatch.setattr(Deadline, "run", short_of_memory)
    if words == ["base.csv"]:
        monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda highs: Status.kMemoryLimit)
    ended = CliRunner().invoke(main, words)
    assert (ended.exit_code, ended.stdout) == (4, "")
    assert ended.stderr.splitlines()[-1] == (
        "Error: there is not enough memory for this. Fewer years, allies or systems need less, and "
        "other programs may leave more when they are closed."
    )
    assert not (here / "results").exists()


def test_a_limit_of_time_ends_with_what_was_proven(monkeypatch):
    """The first stage is done in time, and the clock then stands at the limit."""
    from model import highs

    minimise = highs.Solver.minimise

    def slow(solver, cost, *methods, near):
        point = minimise(solver, cost, *methods, near=near)
        solver.time_limit = 0.0
        return point

    monkeypatch.setattr(highs.Solver, "minimise", slow)
    plan = small_plan(allies=[{"cap": 20.0}])
    with pytest.raises(
        OutOfTimeError, match=r"written\. Proven by HiGHS so far: least shortfall 20\.0"
    ):
        solve_program(program_of(plan), time_limit=5.0)


def test_out_of_time_is_told_and_nothing_is_written(here):
    ended = CliRunner().invoke(main, ["base.csv", "--time-limit", "1e-9"])
    assert (ended.exit_code, ended.stdout) == (4, "")
    assert ended.stderr.splitlines()[-1] == (
        "Error: the solver was not done in 1e-09 s; nothing was written. Proven by HiGHS so far: "
        "nothing."
    )
    assert not (here / "results").exists()
