"""The page on speed tells what the records hold, and what broke."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "docs"))

import speed_page
from curves import ticks
from test_clock import STEPS


def run(size: str, seconds: float, entries: int) -> dict[str, Any]:
    """A run whose every step took the same time, and 100 MB a second of it."""
    steps = {step for part in speed_page.PARTS.values() for step in part}
    step = {"wall": seconds, "cpu": seconds / 2, "peak": 100 * seconds}
    whole = {"wall": len(steps) * seconds, "cpu": len(steps) * seconds / 2, "peak": 100 * seconds}
    shape = {"rows": entries // 10, "columns": entries // 5, "entries": entries}
    return {"size": size, "steps": dict.fromkeys(steps, step), **whole, **shape}


def solved(name: str, ours: float, theirs: float) -> dict[str, Any]:
    """A scenario that ours and one plain way solved, each half of its time in either stage; another
    way was stopped after 30 s."""
    plain = {
        "scaled-ipm": {"inside": theirs, "stages": [theirs / 2] * 2, "agrees": True},
        "scaled-primal": {"over": "Time limit reached", "stages": [30.0]},
    }
    ratio = {"best": "scaled-ipm", "ratio": ours / theirs, "at_most": False}
    timed = {"inside": ours, "wall": ours, "stages": [ours / 2] * 2}
    return {"scenario": name, "ours": timed, "plain": plain, **ratio}


def typed(command: str, seconds: float, **more: float) -> dict[str, Any]:
    """A command that took all of its time on the processor, and 250 MB."""
    took = {"process_s": seconds, "cpu_s": seconds, "tree_mb": 250.0}
    return {"command": command, "runs": 3, **took, **more}


TOLD = {
    "import": 0.3, "read": 0.1, "plan": 0.0, "build": 0.2, "compile": 0.1, "limits": 0.0,
    "load": 0.1, "presolve": 0.2, "least shortfall": 2.0, "least cost": 1.0, "steadiest": 0.5,
    "tie break": 0.7, "settle": 0.1, "proof": 0.1, "ready": 0.0, "results": 0.1, "tables": 0.1,
    "further forms": 0.0, "page": 0.1, "workbook": 0.1, "write": 0.1, "everything else": 0.0,
    "together": 5.9,
}  # fmt: skip
"""What `--timings` tells of a run of 6 s, of which Python takes 0.1 to begin."""

ROWS = {
    "commands": [
        typed("check", 0.3),
        {**typed("baseline", 6.0, inside=4.0, limit=5.8), "steps": TOLD, "stages": [1.9, 0.9, 1.2]},
        typed("gdp_2pct", 9.0, inside=7.0, limit=9.4),
        typed("explain", 18.0, times=3.0),
        typed("ranges", 96.0, times=16.0),
        {"command": "compare", "runs": 1, "broke": "ended with 5: no proof"},
    ],
    "again": [typed("check", 0.6), typed("baseline", 9.0, inside=5.0, limit=7.0)],
    "phases": [run("1x", 1.0, 1000), run("4x", 3.0, 4400)],
    "growth": [
        run("1x", 1.0, 1000),
        run("allies=2", 2.0, 2000),
        run("years=30", 4.0, 2200),
        {"size": "systems=64", "process_s": 7.0, "broke": "ended with 1: MemoryError"},
    ],
    "wall": [
        {"size": "1x", "way": "dual", "entries": 1000, "seconds": 1.0, "simplex": 90,
         "interior": 0, "crossover": 0},
        {"size": "4x", "way": "interior", "broke": "not done in 9 processor seconds: killed"},
    ],
    "peers": [
        {"size": "1x", "peer": peer, "wall": wall, "cpu": wall, "peak": 9, "entries": 8,
         "same": True}
        for peer, wall in (("uplift", 0.3), ("floor", 0.1), ("pulp", 0.2), ("linopy", 0.5))
    ],
    "solving": [solved("baseline", 1.0, 2.0), solved("gdp_2pct", 4.0, 2.0)],
    "bases": [],
    "memory": [
        {"mb": mb, "said": said, "left": said == "everything was written"}
        for mb, said in ((100, "ended with 4: Error: no memory"),
                         (200, "ended with 4: Error: no memory"), (300, "everything was written"))
    ],
    "dropped": [
        {"way": way, "words": way, "scenarios": {"baseline": {"seconds": took, "agrees": True}}}
        for way, took in (("whole", 4.0), ("by halves", 6.0))
    ],
    "others": [solved("baseline", 1.0, 4.0)],
    "tried": [
        {"way": "kept", "words": "what a run does", "scenarios": {
            "baseline": {"seconds": 3.0, "agrees": True},
            "gdp_2pct": {"seconds": 4.0, "agrees": True}}},
        {"way": "backwards", "words": "the other way round", "scenarios": {
            "baseline": {"seconds": 6.0, "agrees": True},
            "gdp_2pct": {"seconds": 32.0, "agrees": True}}},
        {"way": "askew", "words": "past it", "scenarios": {
            "baseline": {"seconds": 1.0, "agrees": True},
            "gdp_2pct": {"seconds": 1.0, "agrees": False}}},
        {"way": "sideways", "words": "not to its end", "scenarios": {
            "baseline": {"seconds": 1.0, "agrees": True},
            "gdp_2pct": {"broke": "ended with 1: RuntimeError: Unknown"}}},
    ],
    "ties": [
        {"scenario": name, "ways": {
            "kept": {"words": "one way", "seconds": 1.0, "agrees": True},
            "other": {"words": "the other", "seconds": seconds, "agrees": True},
            "stuck": {"words": "no way", "broke": "not done in 9 processor seconds: killed"}}}
        for name, seconds in (("baseline", 2.0), ("gdp_2pct", 8.0))
    ],
}  # fmt: skip


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The page and its picture, made from the rows above."""
    about = {"command": "c", "date": "d", "runs": 1, "load": 0.5, "machine": "m", "python": "p",
             "versions": {"highspy": "1"}}  # fmt: skip
    monkeypatch.setattr(speed_page, "record", lambda name: {**about, "rows": ROWS[name]})
    return dict(speed_page.pages())


def test_sizes_are_told_by_phase_and_against_the_real_one(page):
    """Two of the five steps of the stages count as the choice of one plan; all five are 15 s at 4x.
    Of the sixteen steps that are no solve six are tables, page, workbook and files."""
    text = page["speed.md"]
    assert "| stage 3, steadiest lines | 1.00 | 3.00 |" in text
    assert "| one plan among equals | 2.00 | 6.00 |" in text
    told = " ".join(text.split())
    assert "at most: kept by stage 3 alone, **not kept** with the choice." in told
    assert "stage 3 adds 50 % to the seconds of stages 1 and 2; the choice" in told
    assert "one plan among equals adds 100 % of them." in told
    assert "at 1x go 6 % to packages that are loaded, 38 % to reading" in told
    assert "6 % to presolving, 12 % to verifying and proving, 38 % to tables, page" in told
    assert "| 4x | 4.40 | 3.0 | 3.0 | 3.0 |" in text


def test_peers_are_told_in_multiples_of_the_floor(page):
    """0.3 s is three times 0.1 s."""
    assert "| 1x | **Uplift**, with the rows of stage 3 | 0.300 | 0.300 | 3.0 |" in " ".join(
        page["speed.md"].split()
    )


def test_peers_that_are_quicker_are_named(page):
    assert "Quicker than ours, but for the floor: at 1x PuLP (0.20 s against 0.30)." in " ".join(
        page["speed.md"].split()
    )


def test_whole_commands_are_held_against_what_they_are_meant_to_take(page):
    """6 s are 0.2 s more than 1.2 x 4 + 1, and 6/1.2 s are 1.2 x 4/1.2 + 1; 16 times is more than
    15; the rest is kept."""
    text = " ".join(page["speed.md"].split())
    assert "| `optimize baseline` | 6.00 | 6.00 | 4.00 | 5.80 | | 250 | 3 |" in text
    assert "`check` takes 0.30 s, at most 0.4: kept" in text
    assert "stages 1 and 2 of the slowest shipped scenario 4.0 s, at most 10: kept" in text
    assert "`explain` 3.0 times the plain run, at most 4: kept" in text
    assert "with ranges 16.0 times, at most 15: **not kept**" in text
    assert (
        "of 2 runs 1 stay within 1.2 times their seconds inside HiGHS and one second; "
        "the baseline takes 0.20 s more, others up to 0.20 s more. On a machine 1.2 times as quick "
        "in everything the baseline would keep its limit." in text
    )


def test_the_limit_of_a_run_is_told_with_what_takes_it(page):
    """0.2 x 4 + 1 = 1.8 s are left. 0.4 + 0.1 + 0.4 s pass before; presolving and stages take
    4.5 s, of which 4 are inside HiGHS; 0.6 s are left of 6. Stages 1 and 2 with loading and
    presolving take 3.3 s, plain HiGHS twice that: 3.3 s more, with 4 - 2.8 + 6.6 s inside HiGHS."""
    text = " ".join(page["speed.md"].split())
    assert "The limit leaves 1.80 s of the baseline's 6.00 for all that is not inside" in text
    assert "0.90 s pass before there is anything to solve, 0.50 s beside HiGHS" in text
    assert "and 0.60 s until everything is proven and written, on two cores." in text
    assert "the same run would take 9.3 s and would be allowed 10.4." in text
    assert "| packages | 0.40 | | reading and checking | 0.10 |" in text
    assert "| **inside HiGHS** | **4.00** | | between its stages" in text
    assert "faces, bases, last digits | 0.30 |" in text
    assert "| **together** | **6.00** |" in text


def test_the_parts_of_a_run_are_all_steps_that_it_tells():
    """None is left out, and none counted twice."""
    parts = speed_page.speed_limit.PARTS.values()
    assert sorted(step for part in parts for step in part) == sorted({*STEPS} - {"together"})


def test_the_solve_is_told_as_a_geometric_mean(page):
    """Half of one and twice the other is as fast on the whole: sqrt(1/2 x 2) = 1. Against the way
    that was stopped it is at least sqrt(30 x 7.5) = 15 times as fast."""
    text = " ".join(page["speed.md"].split())
    assert "| baseline | 0.50 | 0.50 | **1.00** | 1.0 + 1.0 | > 30.0 | 0.50 |" in text
    assert "| scaled ipm | 1.00 | 2.00 | 1 |" in text
    assert "| scaled primal | < 0.07 | 0.13 | 0 |" in text
    assert "ours takes 1.00 of its time (geometric mean)" in text
    assert "1 take longer than it, at most 2.00 times as long" in text
    assert "| scaled ipm | 0.25 | 0.25 | 0 |" in text  # the other ways, once more


def test_growth_is_told_knob_by_knob(monkeypatch):
    """Twice and four times the entries take four and sixteen times as long with more allies: the
    square; four times the entries take four times as long with more years. No run has more systems.
    """
    runs = [
        run("1x", 1.0, 1000), run("allies=2", 4.0, 2000), run("allies=4", 16.0, 4000),
        run("years=60", 4.0, 4000),
    ]  # fmt: skip
    monkeypatch.setattr(speed_page, "record", lambda name: {"rows": runs})
    assert " ".join(speed_page.power().split()).startswith(
        "Twice the entries take 4.0 times as long with more allies, "
        "2.0 times as long with more years."
    )


def test_the_wall_is_told_by_size_and_method(page):
    assert "| 1x | dual simplex | 1,000 | 1.0 | 90 | 0 |" in page["speed.md"]
    told = "- `4x interior`: not done in 9 processor seconds: killed, after 0 s"
    assert told in " ".join(page["speed.md"].split())


def test_what_was_tried_is_told_against_what_a_run_does(page):
    """Twice on one scenario and eight times on the other: sqrt(2 x 8) = 4; none where one broke or
    came to another answer."""
    text = page["speed.md"]
    assert "| backwards | the other way round | 6.0 | 32.0 | 4.00 |" in text
    assert "| sideways | not to its end | 1.0 | RuntimeError: Unknown | - |" in text
    assert "| askew | past it | 1.0 | 1.0 (another answer) | - |" in text


def test_the_last_solve_is_told_by_scenario_and_way(page):
    """Twice on one scenario and eight times on the other: sqrt(2 x 8) = 4."""
    text = page["speed.md"]
    assert "| scenario | one way | the other | no way |" in text
    assert "| gdp_2pct | 1.0 | 8.0 | not done in 9 processor seconds: killed |" in text
    assert "| times what a run does | 1.00 | 4.00 | - |" in text


def test_what_was_dropped_is_told_against_the_first_way(page):
    text = page["speed.md"]
    assert "| way | what it does | baseline | times whole |" in text
    assert "| by halves | by halves | 6.0 | 1.50 |" in text


def test_what_broke_is_told_with_its_words(page):
    assert "- `systems=64`: MemoryError, after 7 s" in page["speed.md"]


def test_another_hour_is_told_beside_this_one(page):
    """0.6 s are twice 0.3 s, 9 s one and a half times 6 s and 2 s more than 7 s."""
    text = " ".join(page["speed.md"].split())
    assert "On m (d) these commands of an earlier version took 1.50 to 2.00 times as" in text
    assert "times as long, `check` 0.60 s, the baseline 9.00 s with 5.00 inside" in text
    assert "the baseline 9.00 s with 5.00 inside HiGHS, 2.00 more than its limit." in text


def test_want_of_memory_is_told_by_how_much_there_was(page):
    text = page["speed.md"]
    assert "| 100 to 200 | Error: no memory | no |" in text
    assert "| 300 | everything was written | yes |" in text


def test_every_run_is_a_point_of_its_curves(page):
    """The real size lies on all three curves; allies and years have one point more; two panels."""
    root = ElementTree.fromstring(page["speed.svg"])
    assert len(root.findall("{*}circle")) == 2 * (3 + 2)


@pytest.mark.parametrize(
    ("values", "marks"),
    [([3.0, 40.0], [2, 5, 10, 20, 50]), ([1.0, 1.0], [1, 2]), ([0.25, 2.0], [0.2, 0.5, 1, 2])],
)
def test_ticks_lie_around_all_values(values, marks):
    assert ticks(values) == pytest.approx(marks)
