"""The terminal, compare.csv, compare.xlsx and compare.html tell the totals of the runs' tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pages import Reader
from recalculated import cells as sheet_cells
from recount import cells
from run_folders import DEAR, MODEST, RICH, URGENT, hand_world

from cli import main

NAMES = ("base", "urgent", "modest")
FIGURES = {
    "targets": ("", "Targets", "Targets"),
    "targets_met": ("targets met of 1", "Targets met", "Targets met"),
    "allies_short": (
        "allies that fall short", "Allies that fall short", "Allies that fall short",
    ),
    "missing": (
        "shortfall, all milestones, MUSD", "Shortfall, all milestones",
        "Shortfall, all milestones, MUSD",
    ),
    "shortfall_of_plan": (
        "weighted by priority (stage 1), MUSD", "Weighted by priority, as stage 1 counts",
        "Weighted by priority, as stage 1 counts, MUSD",
    ),
    "spending_a_year": ("cost a year, MUSD", "Cost a year", "Cost a year, MUSD"),
    "cost": (
        "cost in all, discounted, MUSD", "Cost in all, discounted",
        "Cost in all, discounted, MUSD",
    ),
}  # fmt: skip
"""Of each column of summary.csv the label on the terminal, on the sheet Summary, on the page."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the terminal says of three runs, two of which weigh tanks by 3; the folder of all."""
    place = hand_world(
        tmp_path_factory.mktemp("world"), urgent=(RICH, URGENT), modest=(DEAR, MODEST, URGENT)
    )
    runner = CliRunner()
    for name in NAMES:
        words = ["run", str(place / f"{name}.csv"), "--out", str(place / name)]
        assert runner.invoke(main, words).exit_code == 0
    words = [*(str(place / name) for name in NAMES), "--out", str(place / "out")]
    ended = runner.invoke(main, ["compare", *words])
    assert ended.exit_code == 0, ended.output
    return ended.stdout, place


@pytest.fixture(scope="module")
def summaries(told: tuple[str, Path]) -> dict[str, list[float]]:
    """Each column of the runs' own summary.csv, one number a run."""
    rows = [cells(told[1] / name / "summary.csv")[0] for name in NAMES]
    return {measure: [float(row[measure]) for row in rows] for measure in FIGURES}


def test_the_runs_are_those_worked_out_by_hand(summaries):
    """8.8, 5.8 and 0.4 tanks are missing, at 10, 10 and 20 MUSD; the last two count three times."""
    assert summaries["missing"] == pytest.approx([88, 58, 8], abs=1e-4)
    assert summaries["shortfall_of_plan"] == pytest.approx([88, 174, 24], abs=1e-4)


def test_the_terminal_tells_them(told, summaries):
    lines = {" ".join(line.split()) for line in told[0].splitlines()}
    counts = {"targets", "targets_met", "allies_short"}
    for measure, (label, _, _) in FIGURES.items():
        decimals = 0 if measure in counts else 1
        shown = " ".join(f"{value:,.{decimals}f}" for value in summaries[measure])
        assert not label or f"{label} {shown}" in lines


def test_the_table_tells_them(told, summaries):
    rows = [row for row in cells(told[1] / "out" / "compare.csv") if row["part"] == "summary"]
    for measure in FIGURES:
        found = [float(row["value"]) for row in rows if row["measure"] == measure]
        assert found == summaries[measure]
        base = summaries[measure][0]
        less = [float(row["difference"]) for row in rows if row["measure"] == measure]
        assert less == pytest.approx([value - base for value in summaries[measure]], abs=1e-9)


def test_the_workbook_tells_them(told, summaries):
    found = sheet_cells(told[1] / "out" / "compare.xlsx")
    rows = {value: place[1:] for (name, place), value in found.items() if name == "Summary"}
    for measure, (_, label, _) in FIGURES.items():
        shown = [found["Summary", f"{letter}{rows[label]}"] for letter in "CDE"]
        assert shown == pytest.approx(summaries[measure], rel=0, abs=2e-5), label


def test_the_page_tells_them(told, summaries):
    page = (told[1] / "out" / "compare.html").read_text(encoding="utf-8")
    table = Reader(page).table("answers", "What", "urgent less base")
    labels = table.texts("What")
    for measure, (_, _, label) in FIGURES.items():
        row = labels.index(label)
        assert [table.numbers(name)[row] for name in NAMES] == summaries[measure]


@pytest.mark.parametrize("part", ["milestone", "area", "country", "capability"])
def test_what_is_missing_adds_up_to_the_total(told, summaries, part):
    rows = cells(told[1] / "out" / "compare.csv")
    for name, total in zip(NAMES, summaries["missing"], strict=True):
        of = [
            r for r in rows if (r["part"], r["measure"], r["scenario"]) == (part, "missing", name)
        ]
        assert sum(float(row["value"]) for row in of) == pytest.approx(total, abs=1e-5)
