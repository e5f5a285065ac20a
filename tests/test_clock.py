"""Where the time went: every step of a run, once, and together all of it."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from reader_worlds import world

from cli import main
from model import clock
from model.clock import Clock

STEPS = [
    "import", "read", "plan", "build", "compile", "limits", "load", "presolve", "least shortfall",
    "least cost", "steadiest", "tie break", "settle", "proof", "ready", "results", "tables",
    "further forms", "page", "workbook", "write", "everything else", "together",
]  # fmt: skip


def test_parts_of_a_step_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hands move by 1 s at every look: a step takes 1 s each time, whatever becomes of it."""
    monkeypatch.setattr(clock, "perf_counter", count().__next__)
    timed = Clock()
    with timed("read"):
        pass
    with timed("build"):
        pass
    with pytest.raises(ZeroDivisionError), timed("read"):
        raise ZeroDivisionError
    assert timed.seconds == {"read": 2.0, "build": 1.0}
    assert list(timed.seconds) == ["read", "build"]
    # made at 0, six looks, and told at 7: 4 s lie between the steps
    assert timed.told().split("\n")[-2:] == [
        "  everything else       4.000",
        "  together              7.000",
    ]


def test_timings_are_told_after_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the error stream, every step in the order of a run, and the same answer as without."""
    world(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("model.console.Progress.WAIT", 600.0)  # however slow the machine is
    silent, timed = (
        CliRunner().invoke(main, ["scenario.csv", *words], prog_name="optimize")
        for words in ([], ["--timings"])
    )
    assert silent.exit_code == timed.exit_code == 0
    assert timed.stdout == silent.stdout
    assert "Where the time went" not in silent.stderr
    before, _, told = timed.stderr.partition("Where the time went, seconds:\n")
    assert before == silent.stderr
    rows = re.findall(r"^  (\S.*?) +(\d+\.\d{3})$", told, re.MULTILINE)
    assert [step for step, _ in rows] == STEPS
    *spent, together = (float(seconds) for _, seconds in rows)
    assert sum(spent) == pytest.approx(together, abs=0.0006 * len(rows))
