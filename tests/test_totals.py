"""The terminal, the tables, the workbook and the page tell the same totals, to the last digit."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from pages import Reader
from recalculated import cells
from test_workbook import figure

from cli import main

BASELINE = Path(__file__).resolve().parent.parent / "scenarios" / "baseline.csv"
FIGURES = {
    "missing": (
        "Missing, all milestones",
        "Missing, all milestones",
        r"all together .* {} bn USD ",
    ),
    "targets": ("Targets", "Targets", r" of {} targets are reached"),
    "targets_met": ("Targets met", "Targets met", r"; {} of [0-9,]+ targets are reached"),
    "allies_short": ("Allies that fall short", "Allies short", r"all together .* USD   {} of 31, "),
    "spending_a_year": ("Cost a year", "Cost a year", r"Cost +{} bn USD a year"),
    "in_all": ("Payments and upkeep", "Cost in all", r"a year; {} bn USD in all"),
    "running": ("Upkeep", "Upkeep", r"of which {} bn USD upkeep"),
    "cost": ("Cost, discounted", "Cost, discounted", r"\({} bn USD discounted\)"),
}
"""Of each total the label on the sheet Summary, what the page calls it, and where the terminal
has it."""

MONEY = {"missing", "spending_a_year", "in_all", "running", "cost"}
"""The totals in MUSD, which the terminal tells in billions."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the terminal says of the baseline, and the folder that was written."""
    folder = tmp_path_factory.mktemp("totals") / "out"
    ended = CliRunner().invoke(main, ["run", str(BASELINE), "--out", str(folder)])
    assert ended.exit_code == 0
    return ended.stdout, folder


@pytest.fixture(scope="module")
def summary(told: tuple[str, Path]) -> dict[str, float]:
    """The figures of summary.csv."""
    with (told[1] / "summary.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    figures = {name: float(row[name]) for name in [*FIGURES, "payments"] if name in row}
    return {**figures, "in_all": figures["payments"] + figures["running"]}


def test_the_summary_is_what_the_tables_add_up_to(told, summary):
    def total(table: str, column: str, **where: str) -> float:
        with (told[1] / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = [r for r in csv.DictReader(file) if where.items() <= r.items()]
        return sum(float(row[column]) for row in rows)

    assert total("spending", "payments") == pytest.approx(summary["payments"], abs=1e-3)
    assert total("plan", "payments") == pytest.approx(summary["payments"], abs=1e-2)
    assert total("spending", "running") == pytest.approx(summary["running"], abs=1e-3)
    missing = total("capability", "missing", country="ALLIANCE")
    assert missing == pytest.approx(summary["missing"], abs=1e-3)


def test_terminal_tables_workbook_and_page_tell_the_same_totals(told, summary):
    terminal, folder = told
    book, cell = folder / "plan.xlsx", cells(folder / "plan.xlsx")
    page = Reader((folder / "report.html").read_text(encoding="utf-8"))
    table = page.table("", "Total")
    totals = dict(zip(table.texts("Total"), table.numbers("Value"), strict=True))
    for name, (label, row, around) in FIGURES.items():
        total = summary[name]
        assert cell["Summary", figure(book, label)] == pytest.approx(total, rel=0, abs=2e-6), label
        assert totals[row] == page.figures.get(row, totals[row]), row
        assert totals[row] == pytest.approx(total, rel=0, abs=2e-6), row
        shown = f"{total / 1000:,.1f}" if name in MONEY else f"{total:,.0f}"
        assert re.search(around.format(re.escape(shown)), terminal), name


def test_the_feet_of_the_tables_of_the_page_are_the_totals_of_the_tables(told, summary):
    page = Reader((told[1] / "report.html").read_text(encoding="utf-8"))
    feet = {value for table in page.tables for _, value in table.total}
    assert {summary["payments"], summary["running"]} <= feet
