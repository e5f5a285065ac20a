"""What a process of several does with the jobs it is given: the same as `optimize FILE`."""

import io
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from reader_worlds import scenario_file
from run_folders import RICH, hand_world

from model import load, solve
from model.comparison.work import Between, Finished, Whole, parts
from model.errors import InputError

SERVE = "from model.comparison.work import serve; serve()"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The world of one ally with base.csv and rich.csv."""
    return hand_world(tmp_path, rich=(RICH,))


def whole(here: Path, name: str) -> Whole:
    """The job of solving one scenario."""
    return Whole(here / name, here / "reference", here / "results", seed=0, threads=1)


def test_a_job_gives_the_tables_first_and_then_every_file_that_a_run_writes(here):
    job = whole(here, "base.csv")
    assert job.name == "base"
    tables, everything, end = parts(job)
    assert end is None
    solve(load(here / "base.csv")).write(here / "results")
    assert tables.files.items() <= everything.files.items()
    for path in (here / "results").glob("*.csv"):
        assert tables.files[path.name] == path.read_bytes()
    assert everything.files.keys() - tables.files.keys() == {"plan.xlsx", "report.html"}
    assert everything.record["scenario"] == "base"


@pytest.mark.parametrize(
    ("groups", "missing", "cost", "name"),
    [
        (frozenset(), 88, 12, "base with  of rich"),
        (frozenset({"prices"}), 88, 12, "base with prices of rich"),
        (frozenset({"budget", "prices"}), 58, 42, "base with budget and prices of rich"),
    ],
    ids=["no group", "a group in which they are alike", "the group in which they differ"],
)
def test_a_mixture_has_the_groups_it_names_of_the_other_scenario(here, groups, missing, cost, name):
    job = Between(
        here / "base.csv", here / "rich.csv", here / "reference", groups, seed=0, threads=1
    )
    assert job.name == name
    figures, end = parts(job)
    assert end is None
    assert figures["missing"] == pytest.approx(missing)
    assert figures["cost"] == pytest.approx(cost)


def test_what_fails_comes_back_as_the_exception_with_where_it_happened(here):
    scenario_file(here / "bad.csv", "uplift,,,,many,%,")
    (error,) = parts(whole(here, "bad.csv"))
    assert isinstance(error, InputError)
    assert "Traceback" in error.__notes__[0]


def test_a_process_answers_jobs_until_its_pipe_ends(here):
    """Two jobs: tables, all files and an end each; what is printed goes to the error stream."""
    jobs = b"".join(pickle.dumps(whole(here, name)) for name in ("base.csv", "rich.csv"))
    ended = subprocess.run(
        [sys.executable, "-c", SERVE], input=jobs, stdout=subprocess.PIPE, timeout=120
    )
    assert ended.returncode == 0
    stream = io.BytesIO(ended.stdout)
    found = [pickle.load(stream) for _ in range(6)]
    assert stream.read() == b""
    assert [type(part) for part in found] == 2 * [Finished, Finished, type(None)]
    assert [found[n].record["scenario"] for n in (0, 3)] == ["base", "rich"]
