"""Figures in pages that are written by hand are those of the records."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "docs"))

import proofs_page
from proofs_page import FIGURES, above, pages

ROW = {
    "scenario": "baseline",
    "gaps": {
        "least_shortfall": 3.1e-16, "least_cost": 0.0, "steadiest": 1.91e-10, "tie_break": 1e-9,
    },
    "checked": 4,
    "primal": 4.4e-15,
    "limits": [1, 2, 3, 2200],
    "limit": 8.6e-15,
    "costs": [4, 3, 2, 0],
    "cost": 1.1e-14,
    "seconds": 6.8,
    "checker": 10.6,
}  # fmt: skip
OTHER = ROW | {
    "scenario": "gdp_2pct",
    "gaps": {
        "least_shortfall": 1e-17, "least_cost": 8.4e-15, "steadiest": 0.0, "tie_break": 0.0,
    },
    "seconds": 29.8,
}  # fmt: skip


FOUND = {"bases": [ROW, OTHER], "phases": [{"size": "1x", "steps": {"proof": {"wall": 0.23}}}]}


@pytest.fixture(autouse=True)
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two scenarios, both of them proven, and a run whose proof took 0.23 s."""
    (tmp_path / "scenarios").mkdir()
    for name in ("baseline", "gdp_2pct"):
        (tmp_path / "scenarios" / f"{name}.csv").touch()
    monkeypatch.setattr(proofs_page, "ROOT", tmp_path)
    monkeypatch.setattr(proofs_page, "rows", lambda name: FOUND[name])
    monkeypatch.setattr(proofs_page, "record", lambda name: {"date": "2026-11-28", "load": 0.7})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gaps", "within 4e-16 of the least shortfall, 9e-15 of the least cost, 2e-10 of the "
                 "steadiest lines and 1e-9 of the one plan among equals, over the 2 shipped "
                 "scenarios (relative)"),
        ("moves", "2e-14 or less over the 2 shipped scenarios"),
        ("seconds", "7 to 30 processor seconds for the four stages of a scenario, 7 for the "
                    "baseline"),
        ("checker", "11 processor seconds for the bases of the baseline"),
        ("moved", "2200 of the basic columns and of the rows that are not tight leave a limit at "
                  "the last vertex, by 9e-15 at most"),
        ("held", "5e-15 or less"),
        ("bound", "0.2 s more for the baseline, as duals are weighed meanwhile"),
    ],
)  # fmt: skip
def test_a_figure_is_told_as_the_records_have_it(name, text):
    assert FIGURES[name]() == text


def test_the_table_has_a_row_for_each_scenario():
    assert (
        "| baseline | 1, 2, 3, 2,200 | 8.6e-15 | 4, 3, 2, 0 | 1.1e-14 | 6.8 | 10.6 |\n"
        "| gdp_2pct | 1, 2, 3, 2,200 | 8.6e-15 | 4, 3, 2, 0 | 1.1e-14 | 29.8 | 10.6 |\n\n"
        "The seconds are those of 2026-11-28; the load before was 0.7."
    ) in FIGURES["bases"]()


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0"), (1e-14, "1e-14"), (1.01e-14, "2e-14"), (9.9e-14, "1e-13"), (5e-16, "5e-16")],
)
def test_a_small_number_is_rounded_up(value, told):
    assert above(value) == told


@pytest.mark.parametrize("rows", [[ROW], [ROW, {**OTHER, "checked": 3}]], ids=["no row", "a stage"])
def test_a_scenario_that_is_not_proven_is_no_figure(monkeypatch, rows):
    monkeypatch.setattr(proofs_page, "rows", lambda name: rows)
    with pytest.raises(ValueError, match=r"no whole proof of gdp_2pct"):
        FIGURES["gaps"]()


def test_what_stands_between_marks_is_replaced_and_nothing_else(tmp_path, monkeypatch):
    page = "a <!-- figure: held -->old\nfigure<!-- end --> b <!-- figure: bound --><!-- end -->\n"
    (tmp_path / "page.md").write_text(page, encoding="utf-8")
    monkeypatch.setattr(proofs_page, "DOCS", tmp_path)
    monkeypatch.setattr(proofs_page, "PAGES", ("page.md",))
    assert pages() == {
        "page.md": "a <!-- figure: held -->5e-15 or less<!-- end --> b "
        "<!-- figure: bound -->0.2 s more for the baseline, as duals are weighed meanwhile"
        "<!-- end -->\n"
    }
