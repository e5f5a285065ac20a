"""The terminal, the tables, the workbook and the page tell the same totals, to the last digit."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from recalculated import cells
from test_workbook import figure

from cli import main

BASELINE = Path(__file__).resolve().parent.parent / "scenarios" / "baseline.csv"
FIGURES = {
    "targets": ("Targets", None),
    "targets_met": ("Targets met", "Targets met"),
    "allies_short": ("Allies that fall short", "Allies short"),
    "shortfall_of_plan": ("Shortfall of the plan", "Shortfall"),
    "spending_a_year": ("A year", "Cost a year"),
    "cost": ("Cost, discounted", None),
    "payments": ("Payments", None),
    "running": ("Upkeep", None),
}
"""Of each column of summary.csv the label on the sheet Summary and the tile of the page."""


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
    return {name: float(row[name]) for name in FIGURES}


def test_the_summary_is_what_the_tables_add_up_to(told, summary):
    def total(table: str, column: str, **where: str) -> float:
        with (told[1] / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = [r for r in csv.DictReader(file) if where.items() <= r.items()]
        return sum(float(row[column]) for row in rows)

    assert total("spending", "payments") == pytest.approx(summary["payments"], abs=1e-3)
    assert total("plan", "payments") == pytest.approx(summary["payments"], abs=1e-2)
    assert total("spending", "running") == pytest.approx(summary["running"], abs=1e-3)
    missing = total("capability", "shortfall_value", country="ALLIANCE")
    assert missing == pytest.approx(summary["shortfall_of_plan"], abs=1e-3)


def test_the_workbook_has_the_totals_of_the_tables(told, summary):
    path = told[1] / "plan.xlsx"
    shown = cells(path)
    for name, (label, _) in FIGURES.items():
        found = shown["Summary", figure(path, label)]
        assert found == pytest.approx(summary[name], rel=0, abs=1.5e-6), label


def test_the_page_has_the_totals_of_the_tables(told, summary):
    page = (told[1] / "report.html").read_text(encoding="utf-8")
    tiles = dict(re.findall(r'<dt>([^<]*)</dt><dd><data value="([^"]*)">', page))
    for name, (_, tile) in FIGURES.items():
        if tile is not None:
            assert float(tiles[tile]) == summary[name], tile
    feet = "".join(re.findall(r"<tfoot>(.*?)</tfoot>", page, flags=re.DOTALL))
    numbers = {float(value) for value in re.findall(r'data-v="([^"]*)"', feet)}
    assert {summary["payments"], summary["running"]} <= numbers


def test_the_terminal_has_the_totals_of_the_tables(told, summary):
    for name, around in {
        "spending_a_year": "{} a year",
        "running": "of which {} upkeep",
        "cost": "({} discounted)",
    }.items():
        assert around.format(f"{summary[name] / 1000:,.1f} bn USD") in told[0]
    spent = summary["payments"] + summary["running"]
    assert f"{spent / 1000:,.1f} bn USD in all" in told[0]
    assert f"{summary['targets_met']:,.0f} of {summary['targets']:,.0f} targets" in told[0]
