"""compare.xlsx: live formulas that LibreOffice agrees with, and the same numbers as everywhere."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from reader_worlds import scenario_file
from recalculated import cells, differences, needs_libreoffice, recalculated
from run_folders import DEAR, RICH, hand_world, held, written_run

from model import compare, load
from model.comparison.crew import Crew
from model.output.comparison.workbook import comparison_workbook
from model.versus import Asked, Comparison, compare_members


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The world of one ally: base, twice the money, twice the price; a plan that ends later."""
    place = hand_world(tmp_path_factory.mktemp("world"), rich=(RICH,), dear=(RICH, DEAR))
    scenario_file(
        place / "late.csv", "extends,,,,base.csv,,", "last_year,,,,2030,year,",
        "discount_rate,,,,3,%/year,",
    )  # fmt: skip
    members = [load(place / f"{name}.csv") for name in ("base", "rich", "dear", "late")]
    with Crew() as crew:
        return compare_members(members, Asked(attribute=True), crew)


@pytest.fixture(scope="module")
def written(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its workbook."""
    path = tmp_path_factory.mktemp("book") / "compare.xlsx"
    path.write_bytes(comparison_workbook(comparison.compared))
    return path


@needs_libreoffice
def test_a_spreadsheet_calculates_what_is_written_beside_each_formula(written, tmp_path):
    assert differences(written, recalculated(written, tmp_path)) == []


@needs_libreoffice
def test_so_it_does_where_runs_differ_in_what_they_ask(tmp_path):
    """Other milestones, allies and pools; a target that only one run asks for."""
    pooled = [{"parameter": "pooled", "value": 50.0, "origin": "x:1"}]
    one = written_run(
        tmp_path / "one",
        capability=[
            held("AAA", "TANK", 2027, 5, 1, None),
            {**held("ALLIANCE", "TANK", 2027, 8, 3, None)},
        ],
        assumptions=pooled,
        spending=[{"country": "AAA", "year": 2026, "cap": 5.0, "payments": 1.1, "running": 2.2}],
    )
    two = written_run(
        tmp_path / "two",
        capability=[
            held("AAA", "SHELL", 2028, 9, 0, 2027),
            held("BBB", "SHELL", 2028, 0, 0, None),
            held("ALLIANCE", "SHELL", 2028, 9, 0, 2027),
        ],
        spending=[{"country": "BBB", "year": 2027, "cap": 5.0, "payments": 0.3}],
    )
    path = tmp_path / "compare.xlsx"
    path.write_bytes(comparison_workbook(compare(one, two).compared))
    assert differences(path, recalculated(path, tmp_path)) == []
    found = cells(path)
    labels = {value: place[1] for place, value in found.items() if place[0] == "Summary"}
    row = labels["Targets met"][1:]
    assert (found["Summary", f"C{row}"], found["Summary", f"D{row}"]) == (0, 1)


def figures(path: Path) -> dict[str, list[float]]:
    """The headline figures of the sheet Summary by their label: one a run."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Summary"]
    rows = sheet.iter_rows(min_row=7, values_only=True)
    return {str(row[0]): list(row[2:6]) for row in rows if row[0] and row[2] is not None}


def test_its_totals_are_those_of_the_runs(comparison, written):
    found = figures(written)
    summaries = [run.summary for run in comparison.compared.runs]
    for label, of in {
        "Targets": lambda s: s["targets"],
        "Targets met": lambda s: s["targets_met"],
        "Allies that fall short": lambda s: s["allies_short"],
        "Shortfall, all milestones": lambda s: s["shortfall"],
        "Cost in all": lambda s: s["payments"] + s["running"],
        "Cost a year": lambda s: s["spending_a_year"],
        "Cost in all, discounted": lambda s: s["cost"],
    }.items():
        assert found[label] == pytest.approx([of(summary) for summary in summaries], abs=2e-5)


def test_every_total_and_every_difference_is_a_formula(written):
    book = openpyxl.load_workbook(written)
    for name in ("Years", "Areas", "Allies", "Systems"):
        for row in book[name].iter_rows(min_row=6):
            numbers = [cell for cell in row if isinstance(cell.value, int | float)]
            keys = [cell for cell in numbers if cell.column <= 2]
            assert numbers == keys, f"{name}!{row[0].coordinate}"
    summary = [cell for row in book["Summary"].iter_rows(min_row=7) for cell in row]
    formulas = [cell for cell in summary if cell.data_type == "f"]
    data = [cell for cell in summary if cell.data_type == "n" and cell.value is not None]
    assert len(formulas) >= 0.8 * (len(formulas) + len(data))


def test_differences_are_highlighted(written):
    book = openpyxl.load_workbook(written)
    for name in ("Summary", "Inputs", "Targets", "Years", "Areas", "Allies", "Systems"):
        assert len(book[name].conditional_formatting) > 0, name


def test_text_is_never_a_formula(tmp_path):
    hostile = '=HYPERLINK("https://example.org")'
    rows = [
        {"parameter": "orders.units", "item": hostile, "value": value, "unit": "+1", "origin": "@x"}
        for value in (1.0, 2.0)
    ]
    folders = [
        written_run(tmp_path / name, assumptions=[row])
        for name, row in zip(("-1+1", "=cmd"), rows, strict=True)
    ]
    book = openpyxl.load_workbook(BytesIO(comparison_workbook(compare(*folders).compared)))
    assert book["Inputs"]["C6"].value == hostile
    assert book["Inputs"]["C6"].data_type == "s"
    heads = [cell for row in book["Summary"]["A1:D6"] for cell in row if cell.value]
    assert {cell.data_type for cell in heads} == {"s"}


def test_the_workbook_is_the_same_every_time(comparison, written):
    assert comparison_workbook(comparison.compared) == written.read_bytes()


def test_attribution_has_a_sheet_where_it_was_asked_for(comparison, written, tmp_path):
    sheet = openpyxl.load_workbook(written)["Attribution"]
    parts = [row[3] for row in sheet.iter_rows(min_row=6, values_only=True)]
    assert sum(parts) == pytest.approx(
        sum(sum(share.parts.values()) for share in comparison.compared.attributions), abs=1e-6
    )
    folders = [written_run(tmp_path / name) for name in ("one", "two")]
    plain = openpyxl.load_workbook(BytesIO(comparison_workbook(compare(*folders).compared)))
    assert "Attribution" not in plain.sheetnames
