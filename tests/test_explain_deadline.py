"""A time limit holds for the plan and for what is found out about it: what is told once it is
reached, and that nothing is written."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import highspy
import pytest
from commands import called, contents
from run_folders import RICH, hand_world

from model import deadline
from model.errors import OutOfTimeError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hand world, where we stand."""
    monkeypatch.chdir(hand_world(tmp_path, rich=(RICH,)))
    return tmp_path


TOLD = (
    "why targets are missed", "what one more is worth", "why this was bought and that was not",
)  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "found", "left", "later"),
    [
        (2, (), TOLD, ("how far numbers may move", "which limits cannot all hold")),
        (20, TOLD[:1], TOLD[1:], ("how far numbers may move", "which limits cannot all hold")),
        (70, TOLD, ("how far numbers may move",), ("which limits cannot all hold",)),
    ],
    ids=["at once", "after the verdicts", "among the ranges"],
)
def test_a_limit_of_time_holds_for_the_explanation_too(
    here, monkeypatch, limit, found, left, later
):
    """A clock on which a second goes by at each look: before and after each question to HiGHS."""
    assert called("explain", "base.csv").exit_code == 0
    before = contents(Path("results"))
    ticks = count()
    monkeypatch.setattr(deadline, "perf_counter", lambda: float(next(ticks)))
    ended = called("explain", "base.csv", "--ranges", "--strict", "--time-limit", str(limit))
    assert (ended.exit_code, ended.stdout) == (4, "")
    assert ended.stderr.splitlines()[-1] == (
        f"Error: the time limit of {limit} s was reached; nothing was written. Found by then: "
        f"{', '.join(['the plan', *found])}. Not: {', '.join(left)}. Not begun: {', '.join(later)}."
    )
    assert contents(Path("results")) == before
    assert called("explain", "base.csv", "--time-limit", "1e6").exit_code == 0


def test_what_the_plan_took_is_taken_off_the_limit():
    """Of 15 s the plan took 9: 6 are left, counted from now. HiGHS gets no more than that."""
    end = deadline.Deadline.after(15.0, 9.0)
    assert 5.0 < end.left <= 6.0
    end.check()
    with pytest.raises(OutOfTimeError, match="the time limit of 15 s was reached"):
        deadline.Deadline.after(15.0, 15.0).check()


def test_highs_is_given_what_is_left():
    asked = highspy.Highs()
    asked.setOptionValue("output_flag", False)
    deadline.Deadline.after(15.0, 9.0).run(asked)
    assert 5.0 < asked.getOptionValue("time_limit")[1] <= 6.0
