"""plan.xlsx: every formula as LibreOffice calculates it, and what a reader sees of the file.

The values beside the formulas come from the arrays of the answer, by other code than the formulas;
so a spreadsheet that calculates them anew checks both. What needs no spreadsheet is checked by
reading the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import openpyxl
import pages
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from reader_worlds import world
from recalculated import cells, differences, formula_cells, needs_libreoffice, recalculated
from second import write_world
from shipped import shipped
from test_results import LEVERS, made

from model import load, solve
from model.output.workbook import plan_workbook
from model.output.workbook.book import HEAD_ROW, PRINTED, Book
from model.output.workbook.bulk import Cells, LargeSheet
from model.output.workbook.dependence import outside_values
from model.output.workbook.formulas import Known, sheet_specs
from model.output.workbook.numbers import (
    FIXED,
    add_assumptions,
    begin_assumptions,
    begun_book,
    given_columns,
)
from model.registry import parameters, table_specs
from model.results import tables_of
from model.results.answer import Answer
from model.run import Results

WORLDS = [range(6), pytest.param(range(6, 24), marks=pytest.mark.nightly)]
OLD_ENOUGH = {
    "AND", "COUNTIF", "IF", "INDEX", "INT", "ISNUMBER", "LARGE", "MATCH", "MAX", "MEDIAN", "MIN",
    "ROUND", "ROWS", "SMALL", "SUBSTITUTE", "SUM", "SUMIFS", "SUMPRODUCT", "TEXT",
}  # fmt: skip
"""Functions that Excel 2010 and LibreOffice 7.4 both know."""

HOSTILE = '=HYPERLINK("http://example.org")'


def workbook(answer: Answer, path: Path) -> Path:
    """plan.xlsx of an answer, written to a file."""
    path.write_bytes(plan_workbook(answer, tables_of(answer)))
    return path


def head(book: openpyxl.Workbook, sheet: str) -> dict[str, int]:
    """The number of each column of a sheet, from 1, by its heading."""
    return {cell.value: cell.column for cell in book[sheet][HEAD_ROW + 1]}


@lru_cache(maxsize=2)
def calculated(path: Path) -> openpyxl.Workbook:
    """A workbook with what its formulas give; opening it takes seconds."""
    return openpyxl.load_workbook(path, data_only=True)


@lru_cache(maxsize=1)
def opened(path: Path) -> openpyxl.Workbook:
    """A workbook with its formulas and looks, to be read only; opening it takes seconds."""
    return openpyxl.load_workbook(path)


def column(path: Path, sheet: str, name: str) -> list[object]:
    """The values of a column, without the rows that are left to be filled."""
    book = calculated(path)
    at = head(book, sheet)[name]
    last = book[sheet].max_row - sheet_specs()[sheet].spare
    rows = book[sheet].iter_rows(min_row=HEAD_ROW + 2, max_row=last)
    return [row[at - 1].value for row in rows]


@pytest.fixture(scope="module")
def baseline() -> Results:
    return pages.baseline()


@pytest.fixture(scope="module")
def written(baseline: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """plan.xlsx of the baseline."""
    return workbook(baseline.answer, tmp_path_factory.mktemp("baseline") / "plan.xlsx")


@pytest.fixture(scope="module")
def formulas(written: Path) -> dict[tuple[str, str], object]:
    """Its cells with their formulas."""
    return formula_cells(written)


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
    """Values that are poisoned come back calculated, and errors as such, also where none was
    written."""
    book = Book("poison", Known(baseline.answer.scenario))
    sheet = book.sheet("Poison")
    for row, (formula, value) in enumerate(
        (("=2+3", 999), ("=1/0", 7), ("=2*21", 42), ("=1/0", ""))
    ):
        sheet.write_formula(row, 0, formula, None, value)
    path = tmp_path / "poison.xlsx"
    path.write_bytes(book.close())
    assert differences(path, recalculated(path, tmp_path)) == [
        "('Poison', 'A2'): error #DIV/0!",
        "('Poison', 'A4'): error #DIV/0!",
        "('Poison', 'A1'): written 999.0, calculated 5.0",
    ]


@needs_libreoffice
@pytest.mark.parametrize("path", shipped("baseline"))
def test_every_formula_of_a_shipped_scenario_gives_the_value_written(path, tmp_path):
    path = workbook(solve(load(path)).answer, tmp_path / f"{path.stem}.xlsx")
    assert differences(path, recalculated(path, tmp_path)) == []


@needs_libreoffice
@pytest.mark.parametrize("seeds", WORLDS, ids=["first", "more"])
def test_every_formula_of_random_worlds_gives_the_value_written(seeds, tmp_path):
    """Worlds with pools, stockpiles, drawdowns, dated rates, contracts without a system, …"""
    (tmp_path / "books").mkdir()
    for seed in seeds:
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
    dearer = recalculated(with_number(path, "unit_cost", 15), tmp_path)
    assert column(dearer, "Spending", "payments") == pytest.approx([9, 10.5, 10.5, 0])
    assert cells(dearer)["Summary", figure(dearer, "Payments")] == pytest.approx(30)


@needs_libreoffice
def test_a_change_of_a_share_moves_the_cap_and_of_an_uplift_the_target(hand, tmp_path):
    """GDP 1,000,000: 2 % of it, 20 % of that for equipment, is 4,000 a year; each point more
    brings 50 % of 10,000. Ten more per cent of uplift ask for one more tank than the 12 held."""
    path = workbook(solve(load(hand("defence_share,,,,2,%,"))).answer, tmp_path / "plan.xlsx")
    assert column(path, "Spending", "cap") == pytest.approx([4000] * 4)
    richer = recalculated(with_number(path, "defence_share", 3), tmp_path)
    assert column(richer, "Spending", "cap") == pytest.approx([9000] * 4)
    higher = recalculated(with_number(path, "uplift", 30), tmp_path)
    assert column(higher, "Capability", "target") == pytest.approx([13, 13])
    assert column(higher, "Capability", "shortfall") == pytest.approx([1, 1])
    assert column(higher, "Alliance", "met") == [0, 0]


@needs_libreoffice
def test_a_further_order_is_held_delivered_and_paid_to_the_last_dollar(hand, tmp_path):
    """3 tanks more with the order of 2026, then that order a year later.

    5 tanks cost 50: 15 at once and 17.5 in each of the two years after. Placed in 2027 they come in
    2029 only, too late for the target of 2028, and nothing falls due in 2026."""
    path = workbook(solve(load(hand())).answer, tmp_path / "plan.xlsx")
    more = recalculated(changed(path, "Plan", "ordered", 5), tmp_path)
    assert column(more, "Spending", "payments") == pytest.approx([15, 17.5, 17.5, 0])
    assert column(more, "Capability", "held") == pytest.approx([15, 15])
    assert sum(column(more, "Industry", "delivered")) == pytest.approx(5)
    later = changed(changed(path, "Plan", "ordered", 5), "Plan", "year", 2027)
    late = recalculated(later, tmp_path)
    assert column(late, "Spending", "payments") == pytest.approx([0, 15, 17.5, 17.5])
    assert column(late, "Capability", "held") == pytest.approx([10, 15])
    assert column(late, "Capability", "shortfall") == pytest.approx([2, 0])


@needs_libreoffice
def test_a_longer_lead_and_a_smaller_advance_move_payments_and_lose_none(hand, tmp_path):
    """2 tanks of 10 in 2026. Three years instead of two: 6, and 14 in three parts. No advance: 20
    in two parts."""
    path = workbook(solve(load(hand())).answer, tmp_path / "plan.xlsx")
    slow = recalculated(with_number(path, "lead", 3), tmp_path)
    assert column(slow, "Spending", "payments") == pytest.approx([6, 14 / 3, 14 / 3, 14 / 3])
    assert column(slow, "Capability", "shortfall") == pytest.approx([2, 0])
    late = recalculated(with_number(path, "advance", 0), tmp_path)
    assert column(late, "Spending", "payments") == pytest.approx([0, 10, 10, 0])


@needs_libreoffice
def test_a_contract_that_no_longer_counts_is_neither_held_nor_paid(tmp_path):
    """4 tanks on order for 2026 and 2027, 2 a year, 40 % paid: 60 % of 20 falls due in each."""
    path = made(
        tmp_path,
        *LEVERS,
        "uplift,,,,0,%,",
        countries=["AAA,Aland,1000000,0,2,20,0,made up,C"],
        capabilities=["TANK,ground,Tanks,vehicle"],
        systems=["tank_a,Tank A,TANK,10,0,2,30,30,1,100,made up,C"],
        inventory=["AAA,TANK,10,100,0,made up,C"],
        orders=["AAA,TANK,tank_a,Lot 1,4,2026,2027,40,made up,C"],
    )
    book = workbook(solve(load(path)).answer, tmp_path / "plan.xlsx")
    assert column(book, "Spending", "committed") == pytest.approx([12, 12, 0, 0])
    assert column(book, "Capability", "on_order") == pytest.approx([4, 4])
    without = recalculated(with_number(book, "orders.counts", 0), tmp_path)
    assert column(without, "Spending", "committed") == pytest.approx([0, 0, 0, 0])
    assert column(without, "Capability", "held") == pytest.approx([10, 10])


@needs_libreoffice
def test_the_checks_say_when_a_change_breaks_a_cap(hand, tmp_path):
    """At 2 % the cap is 4,000 a year; tanks at 10,000 each cost 20,000: 6,000 and twice 7,000."""
    path = workbook(solve(load(hand("defence_share,,,,2,%,"))).answer, tmp_path / "plan.xlsx")
    shown = cells(path)
    assert shown["Summary", figure(path, "Ally-years over their cap")] == 0
    assert "The plan keeps every cap and every line." in shown.values()
    dear = recalculated(with_number(path, "unit_cost", 10_000), tmp_path)
    shown = cells(dear)
    assert shown["Summary", figure(dear, "Ally-years over their cap")] == 3
    assert shown["Summary", figure(dear, "Money over caps")] == pytest.approx(8000)
    assert column(dear, "Spending", "unspent") == pytest.approx([-2000, -3000, -3000, 4000])
    assert any(str(text).startswith("After this change the plan breaks") for text in shown.values())


@needs_libreoffice
def test_an_order_typed_on_a_blank_row_counts(hand, tmp_path):
    """3 tanks more in 2027, beside the 2 of 2026: 9 at once and 10.5 in each of two years after."""
    path = workbook(solve(load(hand())).answer, tmp_path / "plan.xlsx")
    more = recalculated(with_orders(path, ("AAA", "tank_a", 2027, 3)), tmp_path)
    assert column(more, "Spending", "payments") == pytest.approx([6, 7 + 9, 7 + 10.5, 10.5])
    assert column(more, "Capability", "held") == pytest.approx([12, 15])
    assert cells(more)["Summary", figure(more, "Orders that do not count")] == 0


@needs_libreoffice
def test_orders_that_cannot_be_read_are_told_and_left_out(hand, tmp_path):
    """The 2 tanks of 2026 stay: 30 % of 20 MUSD at once, 35 % in each of the two years after.

    Each of eight orders has something unknown or no number; a ninth stands below the table.
    """
    path = workbook(solve(load(hand())).answer, tmp_path / "plan.xlsx")
    bad = (
        ("AAA", "tank_b", 2026, 1),
        ("AAB", "tank_a", 2026, 1),
        ("AAA", "tank*", 2026, 1),
        ("AAA", "tank_a", 2031, 1),
        ("AAA", "tank_a", "2026", 1),
        ("AAA", "tank_a", 2026, "one"),
        ("AAA", "tank_a", 2026, -1),
        ("AAA", "tank_a", 2026, None),
    )
    below = with_orders(with_orders(path, *bad), ("AAA", "tank_a", 2026, 1), below=50)
    typed = recalculated(below, tmp_path)
    shown = cells(typed)
    assert [shown["Plan", f"E{HEAD_ROW + 2 + n}"] for n in range(9)] == [1, *[0] * 8]
    assert shown["Summary", figure(typed, "Orders that do not count")] == 9
    assert column(typed, "Spending", "payments") == pytest.approx([6, 7, 7, 0])
    texts = [str(text) for text in shown.values()]
    assert any(text.startswith("Something on yellow cannot be") for text in texts)
    assert not [text for text in texts if text.startswith("#")]


@needs_libreoffice
def test_a_lead_of_half_a_year_is_told(hand, tmp_path):
    path = workbook(solve(load(hand())).answer, tmp_path / "plan.xlsx")
    typed = recalculated(with_number(path, "lead", 2.5), tmp_path)
    shown = cells(typed)
    assert shown["Summary", figure(typed, "Times that are not whole years")] == 1
    assert any(str(text).startswith("Something on yellow cannot be") for text in shown.values())


@needs_libreoffice
def test_dependence_follows_stock_lead_and_who_stays_outside(tmp_path):
    """Aland buys 2 tanks to hold 12 of 10; Usland holds 4 in which it takes no part.

    Half of it retires by 2035: 3/10 of that by 2028. Four tanks are on order since 2024, two a
    year: in the base year all have come. With four years from order to delivery instead of two
    nothing bought is there in 2028.
    """
    path = made(
        tmp_path,
        *LEVERS,
        "uplift,,,,20,%,",
        "takes_part,USL,TANK,,0,flag,",
        countries=[
            "AAA,Aland,1000000,0,2,20,0,made up,C",
            "USL,Usland,1000000,0,2,20,1,made up,C",
        ],
        capabilities=["TANK,ground,Tanks,vehicle"],
        systems=["tank_a,Tank A,TANK,10,0,2,30,30,1,100,made up,C"],
        inventory=["AAA,TANK,10,100,0,made up,C", "USL,TANK,4,100,50,made up,C"],
        orders=["USL,TANK,tank_a,Lot 1,4,2024,2025,40,made up,C"],
    )
    book = workbook(solve(load(path)).answer, tmp_path / "plan.xlsx")
    left = 4 * (1 - 0.5 * 3 / 10)
    assert column(book, "Dependence", "year") == [2025, 2028]
    assert column(book, "Dependence", "held_by_allies") == pytest.approx([10, 12])
    assert column(book, "Dependence", "held_by_us") == pytest.approx([4 + 4, left + 4])
    late, fewer = with_number(book, "lead", 4), with_number(book, "stock", 6)
    out = recalculated(book, tmp_path, late, fewer).parent
    late, fewer = out / late.name, out / fewer.name
    assert differences(book, out / book.name) == []
    assert column(late, "Dependence", "held_by_allies") == pytest.approx([10, 10])
    assert column(fewer, "Dependence", "held_by_allies") == pytest.approx([6, 8])
    assert column(fewer, "Dependence", "held_by_us")[0] == pytest.approx(6 + 4)


@needs_libreoffice
def test_what_firm_orders_alone_exceed_is_told_beside_what_the_plan_keeps(tmp_path):
    """4 tanks of 10 MUSD a year, 60 % unpaid, take 24 a year of 4, and a line makes 1 a year."""
    path = made(
        tmp_path,
        *LEVERS,
        "uplift,,,,0,%,",
        countries=["AAA,Aland,1000,0,2,20,0,made up,C"],
        capabilities=["TANK,ground,Tanks,vehicle"],
        systems=["tank_a,Tank A,TANK,10,0,2,30,30,1,100,made up,C"],
        inventory=["AAA,TANK,10,100,0,made up,C"],
        orders=["AAA,TANK,tank_a,Lot 1,8,2026,2027,40,made up,C"],
        production=["tank_a,2026,1,made up,C"],
    )
    book = workbook(solve(load(path)).answer, tmp_path / "plan.xlsx")
    told = "The plan keeps every cap and every line; firm orders alone exceed the output of lines "
    assert told + "(1) and the equipment money of allies (1)." in cells(book).values()
    assert differences(book, recalculated(book, tmp_path)) == []


def test_only_numbers_that_formulas_read_are_marked_as_changeable(written, formulas):
    """Blue on yellow, and the word accounting, just where some formula looks the number up."""
    book = opened(written)
    at = head(book, "Assumptions")
    texts = " ".join({str(getattr(text, "text", text)) for text in formulas.values()})
    read = set(re.findall(r'MATCH\("([a-z_.]+)["\[]', texts)) - FIXED
    assert {"unit_cost", "gdp", "orders.counts", "munition_use.use_per_day"} <= read
    for row in book["Assumptions"].iter_rows(min_row=HEAD_ROW + 2):
        live = row[at["parameter"] - 1].value in read
        assert row[at["follows"] - 1].value == ("accounting" if live else "new run")
        assert (row[at["value"] - 1].fill.fgColor.rgb == "FFFFF7D6") == live


def test_every_heading_says_what_its_column_means(written):
    book = opened(written)
    for sheet in sheet_specs():
        for cell in book[sheet][HEAD_ROW + 1]:
            assert cell.comment and len(cell.comment.text) > 3, (sheet, cell.value)


def changed(path: Path, sheet: str, name: str, value: float) -> Path:
    """The workbook with another number in the first row of a column, as a planner would type it."""
    book = openpyxl.load_workbook(path)
    book[sheet].cell(HEAD_ROW + 2, head(book, sheet)[name]).value = value
    typed = path.with_name(f"{path.stem}-{name}.xlsx")
    book.save(typed)
    return typed


def table_end(sheet: Worksheet) -> int:
    """The last row of the table on a sheet."""
    (table,) = sheet.tables.values()
    _, _, _, last = openpyxl.utils.range_boundaries(table.ref)
    return int(last)


def with_orders(path: Path, *orders: tuple[object, ...], below: int = 0) -> Path:
    """The workbook with further orders from the first blank row of Plan on, or so many below."""
    book = openpyxl.load_workbook(path)
    sheet = book["Plan"]
    first = table_end(sheet) + 1 + below - sheet_specs()["Plan"].spare
    for row, order in enumerate(orders, start=first):
        for at, value in enumerate(order, start=1):
            assert sheet.cell(row, at).value is None
            sheet.cell(row, at).value = value
    typed = path.with_name(f"{path.stem}-typed.xlsx")
    book.save(typed)
    return typed


def with_number(path: Path, parameter: str, value: float) -> Path:
    """The workbook with another number on Assumptions, as a planner would type it."""
    book = openpyxl.load_workbook(path)
    at, found = head(book, "Assumptions"), 0
    for row in book["Assumptions"].iter_rows(min_row=HEAD_ROW + 2):
        if row[at["parameter"] - 1].value == parameter:
            row[at["value"] - 1].value = value
            found += 1
    assert found
    typed = path.with_name(f"{parameter}.xlsx")
    book.save(typed)
    return typed


def named(path: Path, name: str) -> list[object]:
    """The values of a range by its name."""
    book = calculated(path)
    ((sheet, place),) = book.defined_names[name].destinations
    return [row[0].value for row in book[sheet][place]]


def figure(path: Path, label: str) -> str:
    """The place of a headline figure on Summary."""
    rows = calculated(path)["Summary"].iter_rows(max_col=1)
    (row,) = (cell.row for (cell,) in rows if cell.value == label)
    return f"B{row}"


# --- without a spreadsheet


def test_the_sheets_hold_the_numbers_of_the_tables(baseline, written):
    """To the last digit that the CSV writes."""
    orders = baseline.plan[baseline.plan.ordered > 0]
    for heading in ("country", "system", "year", "ordered", "price", "capability"):
        assert agree(orders[heading].tolist(), column(written, "Plan", heading)), heading
    for sheet, name in (
        ("Spending", "spending"), ("Industry", "industry"),
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

    book = Workbook(tmp_path / "digits.xlsx")
    sheet = book.add_worksheet("S", LargeSheet)
    sheet.write_columns(0, [Cells(0, book.add_format(), [0.1 + 0.2, 1e22], ["", ""])])
    book.close()
    assert list(cells(tmp_path / "digits.xlsx").values()) == [0.1 + 0.2, 1e22]


def test_the_table_of_texts_counts_how_often_they_are_used(tmp_path):
    """Four cells, one of them empty, hold two different texts; a cell beside them holds one more
    use of the first: 4 uses of 2 texts."""
    from xlsxwriter import Workbook

    book = Workbook(tmp_path / "texts.xlsx")
    sheet = book.add_worksheet("S", LargeSheet)
    sheet.write_string(0, 1, "a")
    sheet.write_columns(1, [Cells(0, book.add_format(), ["a", "b", "a", ""], [""] * 4)])
    book.close()
    with zipfile.ZipFile(tmp_path / "texts.xlsx") as archive:
        assert b'count="4" uniqueCount="2"' in archive.read("xl/sharedStrings.xml")


def test_columns_that_are_not_those_of_a_sheet_are_named(baseline):
    """One too few and one too many: a mistake of the program, told to who makes it."""
    values = {name: [] for name in sheet_specs()["Years"].columns}
    values["surplus"] = values.pop("payments")
    book = Book("title", Known(baseline.answer.scenario))
    with pytest.raises(KeyError, match=r"Years: columns \['payments', 'surplus'\]"):
        book.table("Years", values)


def test_what_allies_hold_that_take_no_part_is_what_survives(tmp_path):
    """BBB holds 50 tanks of which 80 % count; a fifth of them retires evenly from 2025 to 2040, so
    10 years of 15 leave 40 * (1 - 0.2 * 10 / 15) at the deadline in 2035."""
    answer = solve(load(world(tmp_path, "takes_part,BBB,TANK,,0,flag,"))).answer
    values = outside_values(answer)
    assert [values[name] for name in ("country", "capability", "year")] == [
        ["BBB", "BBB"], ["TANK", "TANK"], [2025, 2035],
    ]  # fmt: skip
    assert values["held_before"] == [40, 40]
    assert values["surviving"] == pytest.approx([40, 40 * (1 - 0.2 * 10 / 15)])
    assert values["held"] == values["surviving"]
    assert values["bought"] == values["on_order"] == values["us"] == [0, 0]


def test_each_total_is_the_sum_of_what_it_adds_up(baseline, written):
    """A check that needs no spreadsheet: the values written, added up here."""
    last = baseline.answer.plan.years[-1]
    columns = ("year", "delivered_in", "paid_at_once", "paid_a_year")
    orders = zip(*(column(written, "Plan", name) for name in columns), strict=True)
    paid = sum(o + a * (min(d, last) - y) for y, d, o, a in orders)
    assert paid == pytest.approx(sum(column(written, "Spending", "payments")), rel=1e-12)
    assert paid == pytest.approx(sum(column(written, "Years", "payments")), rel=1e-12)
    summary = baseline.summary.iloc[0]
    shown = cells(written)
    for label, name in (
        ("Payments", "payments"), ("Upkeep", "running"), ("Cost a year", "spending_a_year"),
        ("Cost, discounted", "cost"), ("Targets", "targets"), ("Targets met", "targets_met"),
        ("Allies that fall short", "allies_short"), ("Shortfall of the plan", "shortfall_of_plan"),
        ("Missing, all milestones", "missing"),
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


def test_every_sum_share_and_total_is_a_formula_in_every_row(written, formulas):
    """What is data in a column with a formula is only what no row limits or no row states."""
    data_too = {("Industry", name) for name in ("production", "open", "share_used", "overbooked")}
    book = opened(written)
    for sheet, spec in sheet_specs().items():
        rows = book[sheet].max_row
        for at, (name, found) in enumerate(spec.columns.items()):
            if not (found.formula or found.formulas) or (sheet, name) in data_too:
                continue
            letter = openpyxl.utils.get_column_letter(at + 1)
            for row in range(HEAD_ROW + 2, rows + 1):
                text = formulas.get((sheet, f"{letter}{row}"))
                assert str(getattr(text, "text", text)).startswith("="), (sheet, name, row)


def test_a_formula_that_rows_share_names_no_other_sheet(written):
    """Shared references to other sheets are read in more than one way."""
    with zipfile.ZipFile(written) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            told = re.findall(r'<f t="shared"[^>]*>([^<]+)</f>', archive.read(name).decode())
            assert not [text for text in told if "!" in text], name


def test_formulas_use_only_functions_that_old_spreadsheets_know(formulas):
    texts = {str(getattr(value, "text", value)) for value in formulas.values()}
    used = {
        name for text in texts if text.startswith("=")
        for name in re.findall(r"([A-Z][A-Z0-9.]+)\(", re.sub(r'"[^"]*"', "", text))
    }  # fmt: skip
    assert used <= OLD_ENOUGH
    assert max(map(len, texts)) < 8192


def test_numbers_are_marked_as_formulas_read_them_whatever_was_foreseen(tmp_path, baseline):
    """Two books of one scenario whose formulas look up one number each, after a third in which all
    that can be looked up was."""
    scenario, found = baseline.answer.scenario, []
    begin_assumptions(scenario)
    for name in ("unit_cost", "lead"):
        book = begun_book("marks", scenario)
        book.known.read.add(name)
        add_assumptions(book)
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(book.close())
        pairs = zip(
            column(path, "Assumptions", "parameter"),
            column(path, "Assumptions", "follows"),
            strict=True,
        )
        found.append({parameter for parameter, follows in pairs if follows == "accounting"})
    assert found == [{"unit_cost"}, {"lead"}]


def test_names_of_numbers_are_told_apart(baseline):
    columns, _ = given_columns(baseline.answer.scenario)
    names = [name.casefold() for name in columns["name"]]
    assert len(names) == len(set(names))


def test_what_is_typed_on_yellow_is_held_to_lists_and_limits(written):
    """Codes and years from lists; numbers within the limits of their parameter, and whole ones."""
    book = opened(written)
    at, rules = head(book, "Plan"), book["Plan"].data_validations.dataValidation
    lists = {rule.formula1 for rule in rules if rule.type == "list"}
    assert lists == {"summary_code", "systems_system", "years_year"}
    last = table_end(book["Plan"])
    for name in ("country", "system", "year", "ordered"):
        assert [rule for rule in rules if book["Plan"].cell(last, at[name]).coordinate in rule]
    rules = book["Assumptions"].data_validations.dataValidation
    at = head(book, "Assumptions")
    checked = 0
    for row in book["Assumptions"].iter_rows(min_row=HEAD_ROW + 2, max_row=3000):
        name, cell = row[at["parameter"] - 1].value, row[at["value"] - 1]
        found = [rule for rule in rules if cell.coordinate in rule]
        if row[at["follows"] - 1].value != "accounting":
            assert not found
        elif name in parameters():
            (rule,) = found
            assert rule.type == ("whole" if parameters()[name].whole else "decimal"), name
            assert float(rule.formula1) <= cell.value <= float(rule.formula2), name
            checked += 1
    assert checked > 1000


def test_allies_stand_by_name_and_those_furthest_behind_by_size(written):
    names = [str(name) for name in named(written, "summary_ally")]
    assert names == sorted(names, key=str.casefold)
    worst = dict(zip(names, named(written, "summary_worst"), strict=True))
    ten = sorted(worst.values(), reverse=True)[:10]
    assert named(written, "summary_lacking") == ten
    assert [worst[str(name)] for name in named(written, "summary_furthest")] == ten


def test_a_reader_finds_filters_frozen_heads_units_and_marked_inputs(written):
    book = opened(written)
    *sheets, last = sheet_specs()
    assert book.sheetnames == ["Summary", *sheets, "Codes", last, "About"]
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
    assert (
        book["Plan"].cell(HEAD_ROW + 2, head(book, "Plan")["ordered"]).fill.fgColor.rgb
        == "FFFFF7D6"
    )


def test_long_tables_are_printed_in_part_and_say_so(written):
    book = opened(written)
    sheet = book["Assumptions"]
    assert sheet.max_row > 7000
    assert sheet.print_area.endswith(f"${HEAD_ROW + 1 + PRINTED}")
    assert f"On paper: the first 200 of {sheet.max_row - HEAD_ROW - 1:,} rows." in sheet["A2"].value
    plan = book["Plan"]
    assert plan.print_area.endswith(f"${HEAD_ROW + 1 + PRINTED}")


def test_prices_have_the_same_decimals_in_every_row(written):
    book = opened(written)
    for sheet, name in (("Plan", "price"), ("Systems", "unit_cost"), ("Firm orders", "price")):
        at = head(book, sheet)[name]
        rows = book[sheet].iter_rows(min_row=HEAD_ROW + 2, min_col=at, max_col=at)
        assert {cell.number_format for (cell,) in rows} == {"#,##0.0000"}
    at, formats = head(book, "Assumptions"), {}
    for row in book["Assumptions"].iter_rows(min_row=HEAD_ROW + 2):
        told = row[at["value"] - 1].number_format
        assert formats.setdefault(row[at["parameter"] - 1].value, told) == told != "General"
    assert (formats["lead"], formats["om_share"]) == ("0", "#,##0.0")


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
                markup = archive.read(name)
                told = re.findall(rb"<f[ >].*?</f>", markup)
                assert not [text for text in told if b"HYPERLINK" in text or b"1+1" in text]
                assert b"<hyperlink" not in markup


def test_the_same_answer_gives_the_same_bytes(baseline):
    tables = tables_of(baseline.answer)
    assert plan_workbook(baseline.answer, tables) == plan_workbook(baseline.answer, tables)


def test_the_fast_way_writes_what_the_slow_way_writes(tmp_path):
    """The cells of a column at once, against XlsxWriter's own writing of the same cells."""
    from xlsxwriter import Workbook

    values = {
        "A": ([1.5, 0.25, -3, 0], ["", "", "", ""]),
        "B": (["plain", "<&>\"'", None, "=1+1"], ["", "", "", ""]),
        "C": ([3.0, 0.5, -6.0, 0.0], ["=$A#*2"] * 4),
        "D": ([2, 2, "x", None], ["", "=COUNT($A$2:$A$3)", *['=IF($A#<0,"x","")'] * 2]),
        "E": ([3.0, 3.0, 3.0, 3.0], ["{=MAX(IF($C$2:$C$5>0,$C$2:$C$5))}"] * 4),
        "F": (["", None, "an empty text and none", ""], [""] * 4),
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
        {place: getattr(value, "text", value) for place, value in formula_cells(path).items()}
        for path in (fast, slow)
    ]
    assert as_text[0] == as_text[1]
