"""compare.xlsx: live formulas that LibreOffice agrees with, and the same numbers as everywhere."""

from io import BytesIO
from math import copysign
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from reader_worlds import scenario_file
from recalculated import cells, differences, needs_libreoffice, recalculated
from run_folders import DEAR, RICH, assumed, hand_world, held, written_run

from model import compare, load
from model.comparison.crew import Crew
from model.output.comparison.workbook import comparison_workbook
from model.output.comparison.workbook.grid import rounded
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


@pytest.mark.parametrize(
    ("value", "places", "told"),
    [(0.125, 2, 0.13), (2.5, 0, 3.0), (-2.5, 0, -3.0), (0.5000005, 6, 0.500001), (-0.1, 0, 0.0)],
)
def test_numbers_are_rounded_as_a_spreadsheet_does(value, places, told):
    """Halves away from zero, of the decimal number; no zero has a sign."""
    found = rounded(value, places)
    assert (found, copysign(1, found)) == (told, copysign(1, told))


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


@needs_libreoffice
def test_halves_are_rounded_as_a_spreadsheet_rounds_them(tmp_path):
    """Orders of 1.000001, 2.000003, … at a price of 0.5: the sixth decimal is a half."""
    rows = [
        {"country": "AAA", "system": f"s{at}", "year": 2026, "ordered": at + at / 10**6,
         "price": 0.5, "payments": 1.0}
        for at in range(1, 100, 2)
    ]  # fmt: skip
    folders = [written_run(tmp_path / name, plan=rows) for name in ("one", "two")]
    path = tmp_path / "compare.xlsx"
    path.write_bytes(comparison_workbook(compare(*folders).compared))
    assert cells(path)["Plan", "J6"] == 0.500001
    assert differences(path, recalculated(path, tmp_path)) == []


def figures(path: Path) -> dict[str, list[float]]:
    """The headline figures of the sheet Summary by their label: one a run."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Summary"]
    rows = sheet.iter_rows(min_row=8, values_only=True)
    return {str(row[0]): list(row[2:6]) for row in rows if row[0] and row[2] is not None}


def test_its_totals_are_those_of_the_runs(comparison, written):
    found = figures(written)
    summaries = [run.summary for run in comparison.compared.runs]
    for label, of in {
        "Targets": lambda s: s["targets"],
        "Targets met": lambda s: s["targets_met"],
        "Allies that fall short": lambda s: s["allies_short"],
        "Shortfall, all milestones": lambda s: s["missing"],
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
            keys = [cell for cell in numbers if cell.column <= (3 if name == "Areas" else 1)]
            assert numbers == keys, f"{name}!{row[0].coordinate}"
    summary = [cell for row in book["Summary"].iter_rows(min_row=8) for cell in row]
    formulas = [cell for cell in summary if cell.data_type == "f"]
    data = [cell for cell in summary if cell.data_type == "n" and cell.value is not None]
    assert len(formulas) >= 0.8 * (len(formulas) + len(data))


BLUE, AMBER = "FFD6E6F2", "FFFDE3CC"


def coloured(sheet) -> dict[str, dict[str, str]]:
    """By range the colour of what is more and of what is less than in the base."""
    found: dict[str, dict[str, str]] = {}
    for span in sheet.conditional_formatting:
        first = str(span.sqref).split(":")[0]
        for rule in span.rules:
            (test,) = rule.formula
            sign = test[-3]
            assert test == f"AND(ISNUMBER({first}),{first}{sign}0)"
            found.setdefault(str(span.sqref), {})[sign] = rule.dxf.fill.bgColor.rgb
    return found


def of_column(sheet, heading: str) -> str:
    """The range of the cells under a heading of a data sheet."""
    (head,) = (cell for cell in sheet[5] if cell.value == heading)
    ends = [f"{head.column_letter}{row}" for row in (6, sheet.max_row)]
    return ":".join(dict.fromkeys(ends))


def test_differences_are_coloured_by_whether_they_are_better(written):
    """Less missing, met earlier and more targets met are blue; money and orders have no colour."""
    book = openpyxl.load_workbook(written)
    good = {"more": {">": BLUE, "<": AMBER}, "less": {">": AMBER, "<": BLUE}}
    for name, better in {
        "Targets": {"Missing": "less", "Year met": "less"},
        "Areas": {"Missing": "less", "Met": "more"},
        "Allies": {
            "Missing": "less", "Met": "more", "Half met": "less", "Nine in ten met": "less",
        },
        "Years": {},
        "Systems": {},
        "Inputs": {},
        "Codes": {},
        "Plan": {},
        "Spending": {},
        "Attribution": {},
    }.items():  # fmt: skip
        assert coloured(book[name]) == {
            of_column(book[name], f"{words} {letter} less A"): good[side]
            for words, side in better.items()
            for letter in "BCD"
        }, name
    summary = book["Summary"]
    rows = {cell.value: cell.row for cell in summary["A"] if cell.value}
    lines = {"Targets met": "more", "Allies that fall short": "less"}
    lines |= {"Shortfall, all milestones": "less", "Land": "less"}
    assert coloured(summary) == {
        f"G{rows[label]}:I{rows[label]}": good[side] for label, side in lines.items()
    }
    assert (summary["C4"].value, summary["C4"].fill.fgColor.rgb) == ("better", BLUE)
    assert (summary["D4"].value, summary["D4"].fill.fgColor.rgb) == ("worse", AMBER)


def test_headings_are_words(written):
    book = openpyxl.load_workbook(written)
    for sheet in book.worksheets[1:]:
        heads = [cell.value for cell in sheet[5] if cell.value]
        assert heads == [head[0].upper() + head[1:] for head in heads]
        assert not [head for head in heads if "_" in head], sheet.title


def under(sheet, heading: str) -> list:
    """The cells under a heading of a data sheet."""
    (head,) = (cell for cell in sheet[5] if cell.value == heading)
    return [row[head.column - 1] for row in sheet.iter_rows(min_row=6)]


@needs_libreoffice
def test_the_years_of_each_ally_are_those_of_its_targets(tmp_path):
    """AAA has its two targets of 2028 in 2026 and 2027, then the second never; what it has in
    2027 does not count. BBB has none in 2028."""
    folders = []
    for name, second in (("one", 2027), ("two", None)):
        rows = [
            held("AAA", "TANK", 2027, 1, 0, 2026),
            held("AAA", "TANK", 2028, 5, 0, 2026),
            held("AAA", "SHELL", 2028, 9, 0 if second else 1, second),
            held("BBB", "TANK", 2027, 5, 0, 2026),
        ]
        money = [
            {"country": who, "year": year} for who in ("AAA", "BBB") for year in (2026, 2027, 2028)
        ]
        folders.append(written_run(tmp_path / name, capability=rows, spending=money))
    path = tmp_path / "compare.xlsx"
    path.write_bytes(comparison_workbook(compare(*folders).compared))
    book = openpyxl.load_workbook(path, data_only=True)["Allies"]
    told = {
        heading: [cell.value or None for cell in under(book, heading)]
        for heading in ("Half met A", "Half met B", "Nine in ten met A", "Nine in ten met B")
    }
    assert told == {
        "Half met A": [2026, None],
        "Half met B": [2026, None],
        "Nine in ten met A": [2027, None],
        "Nine in ten met B": [None, None],
    }
    formulas = openpyxl.load_workbook(path)["Allies"]
    assert all(cell.data_type == "f" for heading in told for cell in under(formulas, heading))
    assert differences(path, recalculated(path, tmp_path)) == []


def test_inputs_have_the_decimals_of_their_parameter_and_years_are_no_amounts(tmp_path):
    """2 and 3.5 % have a decimal each, the deadline none; 2.0075 MUSD has four."""
    folders = []
    for name, share, year, cost in (("one", 2, 2035, 2.0075), ("two", 3.5, 2030, 1500)):
        rows = [
            assumed("defence_share", share),
            {**assumed("deadline", year), "unit": "year"},
            {**assumed("unit_cost", cost, item="tank_a"), "unit": "MUSD"},
        ]
        folders.append(written_run(tmp_path / name, assumptions=rows))
    book = openpyxl.load_workbook(BytesIO(comparison_workbook(compare(*folders).compared)))
    for heading in ("Value A", "Value B", "Value B less A"):
        looks = [cell.number_format for cell in under(book["Inputs"], heading)]
        assert looks == ["#,##0.0", "0", "0.0000"], heading


def test_cells_stand_where_their_headings_stand(written):
    """Text on the left, numbers and years on the right."""
    book = openpyxl.load_workbook(written)
    for sheet in book.worksheets[1:]:
        for head in (cell for cell in sheet[5] if cell.value):
            for cell in (cell for cell in under(sheet, head.value) if cell.value is not None):
                side = cell.alignment.horizontal
                if side in (None, "general"):
                    side = "left" if cell.data_type == "s" else "right"
                assert side == head.alignment.horizontal, cell.coordinate


def test_codes_have_their_names_beside_them(tmp_path):
    names = [
        {"kind": "country", "code": "AAA", "name": "Aland"},
        {"kind": "system", "code": "tank_a", "name": "Tank A"},
    ]
    folders = [
        written_run(
            tmp_path / name,
            codes=names,
            capability=[held(who, "TANK", 2028, 9, 2, None) for who in ("AAA", "ALLIANCE")],
            spending=[{"country": "AAA", "year": 2026}],
            plan=[{"country": "AAA", "system": "tank_a", "year": 2026, "ordered": 1.0}],
        )
        for name in ("one", "two")
    ]
    book = openpyxl.load_workbook(BytesIO(comparison_workbook(compare(*folders).compared)))
    for sheet, name in {"Allies": "Aland", "Systems": "Tank A", "Areas": "Land"}.items():
        assert [cell.value for cell in under(book[sheet], "Name")] == [name]
    codes = [[cell.value for cell in row[:3]] for row in book["Codes"].iter_rows(min_row=6)]
    assert codes == [["country", "AAA", "Aland"], ["system", "tank_a", "Tank A"]]


def test_paper_gets_the_first_rows_of_a_long_table(tmp_path):
    """250 rows for each of two runs: 200 are printed, and the sheet says so."""
    rows = [{"country": "AAA", "year": 1951 + at, "cap": 1.0} for at in range(125)]
    rows += [{**row, "country": "BBB"} for row in rows]
    folders = [written_run(tmp_path / name, spending=rows) for name in ("one", "two")]
    book = openpyxl.load_workbook(BytesIO(comparison_workbook(compare(*folders).compared)))
    assert book["Spending"].max_row == 505
    assert book["Spending"].print_area == "'Spending'!$A$1:$G$205"
    assert book["Spending"]["A2"].value.endswith("On paper: the first 200 of 500 rows.")
    assert book["Plan"]["A2"].value.endswith("system and year.")


@pytest.mark.parametrize("count", [2, 3, 5, 7])
def test_the_sheet_summary_can_be_read_on_paper(tmp_path, count):
    """What is 10 points on the screen is at least 8 on paper.

    A character is 7 pixels across, a pixel 1/96 inch; a page is A4 or A3 on its side, less
    half an inch on either side.
    """
    folders = [written_run(tmp_path / f"run{place}") for place in range(count)]
    book = openpyxl.load_workbook(BytesIO(comparison_workbook(compare(*folders).compared)))
    sheet = book["Summary"]
    last = 3 * count - 1
    widths = sheet.column_dimensions
    across = widths["A"].width + widths["B"].width + (last - 1) * widths["C"].width
    inches = {9: 11.69, 8: 16.54}[sheet.page_setup.paperSize] - 1
    assert sheet.page_setup.orientation == "landscape"
    assert 10 * int(sheet.page_setup.fitToWidth or 1) * inches / (across * 7 / 96) >= 8
    assert sheet.print_area.startswith(f"'Summary'!$A$1:${get_column_letter(last + 1)}$")


def test_a_weighted_shortfall_stands_beside_the_money(tmp_path):
    """Two tanks for 20 MUSD are missing; with priority 3 they count 60."""
    folders = []
    for name, priority in (("one", 1.0), ("two", 3.0)):
        rows = [held(who, "TANK", 2028, 9, 2, None, priority) for who in ("AAA", "ALLIANCE")]
        weight = {"parameter": "priority", "item": "TANK", "value": priority, "origin": "x:1"}
        folders.append(written_run(tmp_path / name, capability=rows, assumptions=[weight]))
    path = tmp_path / "compare.xlsx"
    path.write_bytes(comparison_workbook(compare(*folders).compared))
    found = figures(path)
    assert found["Shortfall, all milestones"][:2] == [20, 20]
    assert found["Weighted by priority, as stage 1 counts"][:2] == [20, 60]


def test_nothing_is_weighted_where_every_priority_is_one(written):
    assert "Weighted by priority, as stage 1 counts" not in figures(written)


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
