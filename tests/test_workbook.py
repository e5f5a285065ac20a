"""plan.xlsx: every formula as LibreOffice calculates it, and what a reader sees of the file.

The values beside the formulas come from the arrays of the answer, by other code than the formulas;
so a spreadsheet that calculates them anew checks both. What needs no spreadsheet is checked by
reading the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from recalculated import cells, differences, needs_libreoffice, recalculated
from second import write_world
from test_results import LEVERS, made

from model import load, solve
from model.output.files import outputs
from model.output.workbook import plan_workbook
from model.output.workbook.book import HEAD_ROW, Book
from model.output.workbook.formulas import Known, sheet_specs
from model.registry import table_specs
from model.results import tables_of
from model.results.answer import Answer
from model.run import Results

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
WORLDS = 24
OLD_ENOUGH = {
    "AND", "COUNTIF", "IF", "INDEX", "MATCH", "MAX", "MEDIAN", "MIN", "ROUND", "ROWS", "SMALL",
    "SUBSTITUTE", "SUM", "SUMIFS", "SUMPRODUCT", "TEXT",
}  # fmt: skip
"""Functions that Excel 2010 and LibreOffice 7.4 both know."""

HOSTILE = '=HYPERLINK("http://example.org")'


def workbook(answer: Answer, path: Path) -> Path:
    """plan.xlsx of an answer, written to a file."""
    path.write_bytes(outputs(answer)["plan.xlsx"])
    return path


def head(book: openpyxl.Workbook, sheet: str) -> dict[str, int]:
    """The number of each column of a sheet, from 1, by its heading."""
    return {cell.value: cell.column for cell in book[sheet][HEAD_ROW + 1]}


def column(path: Path, sheet: str, name: str) -> list[object]:
    """The values of a column."""
    book = openpyxl.load_workbook(path, data_only=True)
    at = head(book, sheet)[name]
    return [row[at - 1].value for row in book[sheet].iter_rows(min_row=HEAD_ROW + 2)]


@pytest.fixture(scope="module")
def baseline() -> Results:
    return solve(load(SCENARIOS / "baseline.csv"))


@pytest.fixture(scope="module")
def written(baseline: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """plan.xlsx of the baseline."""
    return workbook(baseline.answer, tmp_path_factory.mktemp("baseline") / "plan.xlsx")


@pytest.fixture(scope="module")
def formulas(written: Path) -> dict[tuple[str, str], object]:
    """Its cells with their formulas."""
    return cells(written, formulas=True)


@pytest.fixture
def hand(tmp_path: Path) -> Callable[..., Path]:
    """One ally, one tank of 10 MUSD: stock 10, asked 12 in 2028; two years from order to delivery.

    It buys 2 tanks in 2026, the last year in time: 30 % of 20 MUSD at once, 35 % in each of the two
    years after.
    """

    def make(*levers: str, name: str = "Aland", tank: str = "Tank A") -> Path:
        text = name.replace('"', '""')
        return made(
            tmp_path,
            *LEVERS,
            "uplift,,,,20,%,",
            *levers,
            countries=[f'AAA,"{text}",1000000,0,2,20,0,made up,C'],
            capabilities=["TANK,ground,Tanks,vehicle"],
            systems=[f"tank_a,{tank},TANK,10,0,2,30,30,1,100,made up,C"],
            inventory=["AAA,TANK,10,100,0,made up,C"],
        )

    return make


# --- LibreOffice as the second opinion


@needs_libreoffice
def test_the_oracle_listens(tmp_path, baseline):
    """Values that are poisoned, and formulas that are errors, come back calculated."""
    tables = tables_of(baseline.answer)
    book = Book("poison", Known(baseline.answer, tables))
    sheet = book.sheet("Poison")
    for row, (formula, value) in enumerate((("=2+3", 999), ("=1/0", 7), ("=2*21", 42))):
        sheet.write_formula(row, 0, formula, None, value)
    path = tmp_path / "poison.xlsx"
    path.write_bytes(book.close())
    assert differences(path, recalculated(path, tmp_path)) == [
        "('Poison', 'A1'): written 999, calculated 5",
        "('Poison', 'A2'): error #DIV/0!",
    ]


@needs_libreoffice
@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.csv")))
def test_every_formula_of_a_shipped_scenario_gives_the_value_written(name, tmp_path):
    path = workbook(solve(load(SCENARIOS / f"{name}.csv")).answer, tmp_path / f"{name}.xlsx")
    assert differences(path, recalculated(path, tmp_path)) == []


@needs_libreoffice
def test_every_formula_of_random_worlds_gives_the_value_written(tmp_path):
    """Worlds with pools, stockpiles, drawdowns, dated rates, contracts without a system, …"""
    (tmp_path / "books").mkdir()
    for seed in range(WORLDS):
        answer = solve(load(write_world(tmp_path / str(seed), seed))).answer
        workbook(answer, tmp_path / "books" / f"{seed}.xlsx")
    books = sorted((tmp_path / "books").iterdir())
    out = recalculated(books[0], tmp_path, *books[1:]).parent
    assert {
        book.name: found for book in books if (found := differences(book, out / book.name))
    } == {}


@needs_libreoffice
def test_a_change_of_a_price_goes_through_the_accounting(hand, tmp_path):
    """The tank at 15 instead of 10 MUSD: 2 tanks cost 30, of which 30 %, 35 % and 35 % fall due."""
    path = workbook(solve(load(hand())).answer, tmp_path / "plan.xlsx")
    assert column(path, "Spending", "payments") == pytest.approx([6, 7, 7, 0])
    changed = recalculated(with_number(path, "unit_cost", 15), tmp_path)
    assert column(changed, "Spending", "payments") == pytest.approx([9, 10.5, 10.5, 0])
    assert cells(changed)["Summary", figure(changed, "Payments")] == pytest.approx(30)


@needs_libreoffice
def test_a_change_of_a_share_moves_the_cap_and_of_an_uplift_the_target(hand, tmp_path):
    """GDP 1,000,000: 2 % of it, 20 % of that for equipment, is 4,000 a year; each point more
    brings 50 % of 10,000. Ten more per cent of uplift ask for one more tank than the 12 held."""
    path = workbook(solve(load(hand("defence_share,,,,2,%,"))).answer, tmp_path / "plan.xlsx")
    assert column(path, "Spending", "cap") == pytest.approx([4000] * 4)
    changed = recalculated(with_number(path, "defence_share", 3), tmp_path)
    assert column(changed, "Spending", "cap") == pytest.approx([9000] * 4)
    changed = recalculated(with_number(path, "uplift", 30), tmp_path)
    assert column(changed, "Capability", "target") == pytest.approx([13, 13])
    assert column(changed, "Capability", "shortfall") == pytest.approx([1, 1])
    assert column(changed, "Alliance", "met") == [0, 0]


def with_number(path: Path, parameter: str, value: float) -> Path:
    """The workbook with another number on Assumptions, as a planner would type it."""
    book = openpyxl.load_workbook(path)
    at, found = head(book, "Assumptions"), 0
    for row in book["Assumptions"].iter_rows(min_row=HEAD_ROW + 2):
        if row[at["parameter"] - 1].value == parameter:
            row[at["value"] - 1].value = value
            found += 1
    assert found
    changed = path.with_name(f"{parameter}.xlsx")
    book.save(changed)
    return changed


def figure(path: Path, label: str) -> str:
    """The place of a headline figure on Summary."""
    (row,) = (
        place
        for (sheet, place), value in cells(path).items()
        if value == label and sheet == "Summary"
    )
    return f"B{row[1:]}"


# --- without a spreadsheet


def test_the_sheets_hold_the_numbers_of_the_tables(baseline, written):
    """To the last digit that the CSV writes."""
    for sheet, name in (
        ("Plan", "plan"), ("Spending", "spending"), ("Industry", "industry"),
        ("Dependence", "dependence"), ("Prices", "prices"), ("Assumptions", "assumptions"),
    ):  # fmt: skip
        table = baseline.table(name)
        for heading in table.columns.intersection(list(sheet_specs()[sheet].columns)):
            ours = [None if v != v or v == "" else v for v in table[heading].astype(object)]
            theirs = [None if v == "" else v for v in column(written, sheet, heading)]
            assert agree(ours, theirs), (sheet, heading)


def test_capability_and_alliance_hold_the_table_of_capability(baseline, written):
    table = baseline.capability
    for sheet, rows in (
        ("Capability", table[table.country != "ALLIANCE"]),
        ("Alliance", table[table.country == "ALLIANCE"]),
    ):
        for heading in ("held_before", "target", "needed", "held", "shortfall", "shortfall_value"):
            assert agree(rows[heading].tolist(), column(written, sheet, heading)), heading


def agree(ours: list[object], theirs: list[object]) -> bool:
    """Whether numbers are the same but for the digits that the CSV leaves out: those of a part of
    a unit that is worth less than ten dollars. Texts and blanks are the same."""
    numbers = [isinstance(value, int | float) for value in ours]
    texts = [a == b for a, b, is_number in zip(ours, theirs, numbers, strict=True) if not is_number]
    pairs = [(a, b) for a, b, is_number in zip(ours, theirs, numbers, strict=True) if is_number]
    left, right = ([float(pair[at]) for pair in pairs] for at in (0, 1))
    return all(texts) and left == pytest.approx(right, rel=1e-9, abs=6e-4)


def test_a_number_keeps_all_its_digits(tmp_path):
    """XlsxWriter writes 16 of them; a double has 17."""
    from xlsxwriter import Workbook

    from model.output.workbook.bulk import Cells, LargeSheet

    book = Workbook(tmp_path / "digits.xlsx")
    sheet = book.add_worksheet("S", LargeSheet)
    sheet.write_columns(0, [Cells(0, book.add_format(), [0.1 + 0.2, 1e22], ["", ""])])
    book.close()
    assert list(cells(tmp_path / "digits.xlsx").values()) == [0.1 + 0.2, 1e22]


def test_each_total_is_the_sum_of_what_it_adds_up(baseline, written):
    """A check that needs no spreadsheet: the values written, added up here."""
    paid = sum(column(written, "Plan", "payments"))
    assert paid == pytest.approx(sum(column(written, "Spending", "payments")), rel=1e-12)
    assert paid == pytest.approx(sum(column(written, "Years", "payments")), rel=1e-12)
    summary = baseline.summary.iloc[0]
    shown = cells(written)
    for label, name in (
        ("Payments", "payments"), ("Upkeep", "running"), ("A year", "spending_a_year"),
        ("Cost, discounted", "cost"), ("Targets", "targets"), ("Targets met", "targets_met"),
        ("Allies that fall short", "allies_short"), ("Shortfall of the plan", "shortfall_of_plan"),
        ("Least shortfall, as proven", "shortfall"),
    ):  # fmt: skip
        found = shown["Summary", figure(written, label)]
        assert found == pytest.approx(summary[name], rel=1e-9, abs=2e-6), label


def test_most_numbers_of_the_summary_are_formulas(written, formulas):
    numbers = {
        place for place, value in cells(written).items()
        if place[0] == "Summary" and isinstance(value, int | float)
    }  # fmt: skip
    live = {place for place in numbers if str(formulas[place]).startswith("=")}
    assert len(numbers) > 300
    assert len(live) / len(numbers) > 0.99


def test_every_sum_share_and_total_is_a_formula(formulas):
    """What is data in a column with a formula is only what no row limits or no row states."""
    for sheet, spec in sheet_specs().items():
        for at, (name, column_spec) in enumerate(spec.columns.items()):
            letter = openpyxl.utils.get_column_letter(at + 1)
            found = formulas.get((sheet, f"{letter}{HEAD_ROW + 2}"))
            if column_spec.formula:
                text = getattr(found, "text", found)
                assert str(text).startswith("="), (sheet, name)


def test_formulas_use_only_functions_that_old_spreadsheets_know(formulas):
    texts = {str(getattr(value, "text", value)) for value in formulas.values()}
    used = {
        name for text in texts if text.startswith("=")
        for name in re.findall(r"([A-Z][A-Z0-9.]+)\(", re.sub(r'"[^"]*"', "", text))
    }  # fmt: skip
    assert used <= OLD_ENOUGH
    assert max(map(len, texts)) < 8192


def test_names_of_numbers_are_told_apart(baseline):
    tables = tables_of(baseline.answer)
    names = [number["name"].casefold() for number in Known(baseline.answer, tables).numbers]
    assert len(names) == len(set(names))


def test_a_reader_finds_filters_frozen_heads_units_and_marked_inputs(written):
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == ["Summary", *sheet_specs(), "About"]
    for name, spec in sheet_specs().items():
        sheet = book[name]
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        assert (
            sheet.freeze_panes
            == f"{openpyxl.utils.get_column_letter(spec.frozen + 1)}{HEAD_ROW + 2}"
        )
        assert sheet.print_title_rows == f"${HEAD_ROW}:${HEAD_ROW + 1}"
        units = [cell.value or "" for cell in sheet[HEAD_ROW]]
        assert units == [found.unit for found in spec.columns.values()]
    first = book["Assumptions"].cell(HEAD_ROW + 2, head(book, "Assumptions")["value"])
    assert first.fill.fgColor.rgb == "FFFFF7D6"
    assert (
        book["Plan"].cell(HEAD_ROW + 2, head(book, "Plan")["ordered"]).fill.fgColor.rgb
        == "FFFFF7D6"
    )


def test_a_table_that_nobody_laid_out_has_a_sheet_all_the_same(baseline, tmp_path):
    """Its heads, units and kinds are those of schema.csv."""
    row = dict.fromkeys(table_specs()["compare"].columns, "told") | {"year": 2030}
    tables = tables_of(baseline.answer)
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_workbook(baseline.answer, {**tables, "compare": (row,)}))
    sheet = openpyxl.load_workbook(path)["Compare"]
    assert [cell.value for cell in sheet[HEAD_ROW + 1]] == list(row)
    assert [cell.value for cell in sheet[HEAD_ROW + 2]] == list(row.values())


def test_three_native_charts_stand_on_the_summary(written):
    with zipfile.ZipFile(written) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        texts = "".join(archive.read(name).decode() for name in charts)
    assert len(charts) == 3
    for title in ("Spending against cap by year", "Uplift by area", "Shortfall by ally"):
        assert title in texts


def test_every_number_on_assumptions_names_its_file_and_line(written):
    origins = column(written, "Assumptions", "origin")
    assert all(re.fullmatch(r".+\.csv:\d+", str(origin)) for origin in origins)


def test_text_is_never_a_formula(hand, tmp_path):
    path = workbook(solve(load(hand(name=HOSTILE, tank="=1+1"))).answer, tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    found = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row
        if cell.value in (HOSTILE, "=1+1")
    ]  # fmt: skip
    assert len(found) >= 2
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"HYPERLINK" not in archive.read(name)
                assert b"<hyperlink" not in archive.read(name)


def test_the_same_answer_gives_the_same_bytes(baseline):
    assert outputs(baseline.answer)["plan.xlsx"] == outputs(baseline.answer)["plan.xlsx"]


def test_the_fast_way_writes_what_the_slow_way_writes(tmp_path):
    """The cells of a column at once, against XlsxWriter's own writing of the same cells."""
    from xlsxwriter import Workbook

    from model.output.workbook.bulk import Cells, LargeSheet

    values = {
        "A": ([1.5, 0.25, -3, 0], ["", "", "", ""]),
        "B": (["plain", "<&>\"'", None, "=1+1"], ["", "", "", ""]),
        "C": ([3.0, 0.5, -6.0, 0.0], ["=$A#*2"] * 4),
        "D": ([2, 2, "x", None], ["", "=COUNT($A$2:$A$3)", *['=IF($A#<0,"x","")'] * 2]),
        "E": ([3.0, 3.0, 3.0, 3.0], ["{=MAX(IF($C$2:$C$5>0,$C$2:$C$5))}"] * 4),
    }  # fmt: skip
    for way in ("fast", "slow"):
        book = Workbook(tmp_path / f"{way}.xlsx", {"strings_to_formulas": False})
        sheet = book.add_worksheet("S", LargeSheet)
        style = book.add_format({"bold": True})
        columns = [Cells(at, style, v, f) for at, (v, f) in enumerate(values.values())]
        if way == "fast":
            sheet.write_columns(1, columns)
        else:
            for found in columns:
                for row, (value, formula) in enumerate(
                    zip(found.values, found.formulas, strict=True), start=1
                ):
                    text = formula.replace("#", str(row + 1))
                    if text:
                        sheet.write_formula(
                            row, found.at, text, style, "" if value is None else value
                        )
                    else:
                        sheet.write(row, found.at, value, style)
        book.close()
    fast, slow = tmp_path / "fast.xlsx", tmp_path / "slow.xlsx"
    assert differences(fast, slow, relative=1e-15) == []
    as_text = [
        {
            place: getattr(value, "text", value)
            for place, value in cells(path, formulas=True).items()
        }
        for path in (fast, slow)
    ]
    assert as_text[0] == as_text[1]
