"""Bad workbooks: each refused in a sentence that names the cell, none with a traceback."""

import random
import shutil
import time
import zipfile
from pathlib import Path

import pytest
from reader_worlds import problems_of, scenario_file, world
from workbooks import (
    BUILT_IN_DAY,
    BUILT_IN_PERCENT,
    DAY,
    DAYS,
    ELAPSED,
    HEADS,
    MAIN,
    OWN_DAY,
    OWN_PERCENT,
    PERCENT,
    XML,
    error,
    formula,
    iso_day,
    number,
    packed,
    parts,
    sheet,
    text,
    truth,
    workbook,
)

from model import load
from model.errors import InputError
from model.source import MAX_BYTES
from model.xlsx import archive, formats, grid, markup

GOOD = ("uplift", "", "", "", 30, "%", "")
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The name of a workbook beside the small alliance."""
    world(tmp_path)
    return tmp_path / "my.xlsx"


# --- cells that a spreadsheet has reformatted, or that hold no value

CELLS = {
    "a code made a date": (
        ("unit_cost", "", number(46082, DAY), "", 1, "", ""),
        "my.xlsx!scenario!C2: column 'item': found 46082 shown as the date 2026-03-01, wanted some "
        "text. A spreadsheet turns text such as MAR-1 into a date. Format the column as text and "
        "write it again.",
    ),
    "a code made a number": (
        ("unit_cost", "", number("1000"), "", 1, "", ""),
        "my.xlsx!scenario!C2: column 'item': found the number 1000, wanted some text. "
        "A spreadsheet turns text such as 1E3 into a number. Format the column as text and write "
        "it again.",
    ),
    "a country made a truth value": (
        ("uplift", truth(True), "", "", 30, "", ""),
        "my.xlsx!scenario!B2: column 'country': found the truth value TRUE, wanted some text. "
        "Format the column as text and write it again.",
    ),
    "a parameter made FALSE": (
        (truth(False), "", "", "", 30, "", ""),
        "my.xlsx!scenario!A2: column 'parameter': found the truth value FALSE",
    ),
    "a unit that is a number": (
        ("uplift", "", "", "", 30, 1, ""),
        "my.xlsx!scenario!F2: column 'unit': found the number 1, wanted some text",
    ),
    "a note that is a date": (
        ("uplift", "", "", "", 30, "%", number(45000.5, BUILT_IN_DAY)),
        "my.xlsx!scenario!G2: column 'note': found 45000.5 shown as the date 2023-03-15",
    ),
    "per cent": (
        ("uplift", "", "", "", number(0.3, PERCENT), "%", ""),
        "my.xlsx!scenario!E2: column 'value': found 0.3 shown as 30 %, wanted a number in the unit "
        "of the parameter, or for extends the name of a file. Give the cell the format General and "
        "write 30 for 30 %.",
    ),
    "per cent, built in": (
        ("uplift", "", "", "", number("0.125", BUILT_IN_PERCENT), "%", ""),
        "my.xlsx!scenario!E2: column 'value': found 0.125 shown as 12.5 %",
    ),
    "per cent with decimals": (
        ("uplift", "", "", "", number("2.5000000000000001E-2", OWN_PERCENT), "%", ""),
        "my.xlsx!scenario!E2: column 'value': found 0.025 shown as 2.5 %",
    ),
    "a value made a date": (
        ("uplift", "", "", "", number(46082, DAY), "%", ""),
        "my.xlsx!scenario!E2: column 'value': found 46082 shown as the date 2026-03-01, wanted a "
        "number in the unit of the parameter, or for extends the name of a file. Give the cell the "
        "format General and write the number alone.",
    ),
    "a value made a time": (
        ("uplift", "", "", "", number(1.5, ELAPSED), "%", ""),
        "my.xlsx!scenario!E2: column 'value': found 1.5 shown as the date",
    ),
    "a year shown as a date": (
        ("defence_share", "", "", number(2030, OWN_DAY), 3, "%", ""),
        "my.xlsx!scenario!D2: column 'year': found 2030 shown as the date 1905-07-22, wanted a "
        "year from 1950 to 2150. Give the cell the format General and write the number alone.",
    ),
    "a day in words of the standard": (
        ("defence_share", "", "", iso_day("2030-01-01"), 3, "%", ""),
        "my.xlsx!scenario!D2: column 'year': found the date 2030-01-01",
    ),
    "half a year": (
        ("defence_share", "", "", 2030.5, 3, "%", ""),
        "my.xlsx!scenario!D2: column 'year': found '2030.5', wanted a year from 1950 to 2150. "
        "Write a whole number.",
    ),
    "a formula": (
        ("uplift", "", "", "", formula("15*2", "30"), "%", ""),
        "my.xlsx!scenario!E2: column 'value': found a formula, wanted a number in the unit of the "
        "parameter, or for extends the name of a file. A scenario holds values: copy the cell and "
        "paste its value.",
    ),
    "a formula that shows nothing": (
        ("uplift", formula('""'), "", "", 30, "%", ""),
        "my.xlsx!scenario!B2: column 'country': found a formula",
    ),
    "a day past all calendars": (
        ("uplift", "", "", "", number(1e7, DAY), "%", ""),
        "my.xlsx!scenario!E2: column 'value': found 10000000 shown as the date that it cannot be",
    ),
    "a formula under no heading": (
        (*GOOD, formula("NOW()")),
        "my.xlsx!scenario!H2: found a formula under no heading, wanted an empty cell.",
    ),
    "an error": (
        ("uplift", "", "", "", error("#REF!"), "%", ""),
        "my.xlsx!scenario!E2: column 'value': found the error #REF!, wanted a number",
    ),
    "a truth value for a number": (
        ("takes_part", "", "", "", truth(True), "", ""),
        "my.xlsx!scenario!E2: column 'value': found the truth value TRUE, wanted a number in the "
        "unit of the parameter, or for extends the name of a file. Write 1 for yes, 0 for no.",
    ),
    "a remark beside the table": (
        (*GOOD, "", "see mail"),
        "my.xlsx!scenario!I2: found the text see mail under no heading, wanted an empty cell. "
        "Comments go into the column note.",
    ),
    "a decimal comma as text": (
        ("uplift", "", "", "", "2,5", "%", ""),
        "my.xlsx!scenario!E2: column 'value': found '2,5', wanted a number from -100 to 100000, in "
        "%. Write the decimal mark as a point: 2.5.",
    ),
    "a number past all numbers": (
        ("uplift", "", "", "", number("1E999"), "%", ""),
        "my.xlsx!scenario!E2: column 'value': found 'inf', wanted a number",
    ),
    "an unknown parameter": (
        ("uplfit", "", "", "", 30, "%", ""),
        "my.xlsx!scenario!A2: column 'parameter': found 'uplfit', wanted a parameter that "
        "`optimize parameters` lists. Did you mean 'uplift'?",
    ),
    "an unknown country": (
        ("uplift", "AAB", "", "", 30, "%", ""),
        "my.xlsx!scenario!B2: column 'country': found 'AAB', wanted the code of an ally or a "
        "group. Did you mean 'AAA'?",
    ),
    "a value out of bounds": (
        ("interim_share", "", "", "", 101, "%", ""),
        "my.xlsx!scenario!E2: column 'value': found '101', wanted a number from 0 to 100, in %.",
    ),
    "a missing value": (
        ("uplift", "", "", "", "", "%", ""),
        "my.xlsx!scenario!E2: column 'value': found '', wanted a number",
    ),
    "an invisible character": (
        ("uplift", "AAA_x0007_", "", "", 30, "%", ""),
        "my.xlsx!scenario!B2: column 'country': found 'AAA\\x07', wanted text without control "
        "characters.",
    ),
    "a file that is not there": (
        ("extends", "", "", "", "base.xlsx", "", ""),
        "my.xlsx!scenario!E2: column 'value': found 'base.xlsx', wanted the name of a file in the "
        "folder of the scenario or below.",
    ),
    "a file elsewhere": (
        ("extends", "", "", "", "../base.csv", "", ""),
        "my.xlsx!scenario!E2: column 'value': found '../base.csv'",
    ),
}


@pytest.mark.parametrize(("row", "said"), CELLS.values(), ids=CELLS)
def test_a_bad_cell_is_named_by_file_sheet_and_cell(place, row, said):
    (problem,) = problems_of(workbook(place, row))
    assert problem.startswith(said)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""),
        ("@", ""),
        ("#,##0.00;[Red]-#,##0.00", ""),
        ('0 "days"', ""),
        ("0.00E+00", ""),
        (r"0\ \M\U\S\D", ""),
        ("[$MUSD] #,##0", ""),
        ('_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-', ""),
        ("dd/mm/yyyy", "date"),
        ("[$-809]d mmmm yyyy", "date"),
        ("MMM-YY", "date"),
        ("[hh]:mm:ss", "date"),
        ("[h]", "date"),
        ("0%", "percent"),
        ("0.00 %;-0.00 %", "percent"),
        (r"0\%", ""),
    ],
)
def test_a_format_is_known_by_its_code(code, kind):
    assert formats.kind_of(code) == kind


def test_all_bad_cells_are_told_at_once_in_the_order_of_rows(place):
    found = problems_of(
        workbook(
            place,
            ("uplift", truth(True), number(46082, DAY), "", formula("1"), "%", ""),
            GOOD,
            ("uplift", "AAA", "", "", number(0.3, PERCENT), "%", ""),
        )
    )
    assert [problem.split(":")[0] for problem in found] == [
        f"my.xlsx!scenario!{cell}" for cell in ("B2", "C2", "E2", "E4")
    ]


MISTAKES = [
    (("defence_shar", "", "", "", "3", "%", ""), None),
    (("uplift", "EUROPE_CANAD", "", "", "1,5", "%", ""), {4: number(0.3, PERCENT)}),
    (("unit_cost", "", "TANK_Z", "", "=1", "", ""), {4: formula("1")}),
    (("uplift", "AAB", "TANC", "", "abc", "%", ""), {4: error("#REF!")}),
    (("takes_part", "AAA", "", "yes", "1", "flag", ""), {3: truth(True)}),
    (("uplift", "AAA", "", "", "2", "", ""), None),
    (("defence_share", "AAA", "", "2031", "-1", "", ""), None),
]
"""Rows of a CSV file, and the cells by which a workbook spells the same mistake its own way."""


def test_a_workbook_tells_as_many_mistakes_at_once_as_a_csv_file(place):
    """What is refused in one cell keeps no other mistake, in its row or in another, from notice."""
    plain = scenario_file(place.with_suffix(".csv"), *(quoted(row) for row, _ in MISTAKES))
    rows = [[(own or {}).get(at, cell) for at, cell in enumerate(row)] for row, own in MISTAKES]
    told = [problems_of(plain), problems_of(workbook(place, *rows))]
    assert len(told[0]) == len(told[1]) == 10
    for name in ("defence_shar", "EUROPE_CANAD", "TANK_Z", "AAB", "TANC"):
        for found in told:
            assert sum(f"found '{name}'" in problem for problem in found) == 1


def quoted(row: tuple[str, ...]) -> str:
    """A row of a CSV file."""
    return ",".join(f'"{cell}"' for cell in row)


def test_columns_in_another_order_are_named_by_their_own_letters(place):
    rows = [["value", "note", "parameter"], [number(0.3, PERCENT), "", "uplift"]]
    made = parts() | {SHEET: sheet(rows)}
    (problem,) = problems_of(packed(place, made))
    assert problem.startswith("my.xlsx!scenario!A2: column 'value': found 0.3 shown as 30 %")


def test_days_are_counted_from_1904_where_the_workbook_says_so(place):
    row = ("uplift", "", "", "", number(0, DAY), "%", "")
    (problem,) = problems_of(workbook(place, row, from_1904=True))
    assert "found 0 shown as the date 1904-01-01" in problem


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("days", [-1, 2_958_466, "1E300", 2_957_004])
def test_a_day_that_no_calendar_has_is_told(place, days, from_1904):
    """31 December 9999 is day 2,958,465, or 2,957,003 where days count from 1904."""
    row = ("uplift", "", "", "", number(days, DAY), "%", "")
    (problem,) = problems_of(workbook(place, row, from_1904=from_1904))
    last = "9995-12-31" if days == 2_957_004 and not from_1904 else "that it cannot be"
    assert f"shown as the date {last}, wanted" in problem


def test_a_row_that_repeats_another_names_it(place):
    (problem,) = problems_of(workbook(place, GOOD, GOOD))
    assert problem.startswith("my.xlsx!scenario!A3: column 'parameter': found 'uplift'")
    assert "see line 2" in problem


# --- sheets and headings


def test_merged_cells_are_refused(place):
    merged = '<mergeCells count="1"><mergeCell ref="B3:D4"/></mergeCells>'
    (problem,) = problems_of(workbook(place, GOOD, after=merged))
    assert problem == (
        "my.xlsx!scenario!B3: found merged cells B3:D4, wanted one cell for each row and column. "
        "Unmerge them."
    )


def test_an_unknown_heading_is_named_by_its_cell(place):
    rows = [[*HEADS[:-1], "notes", "colour"], [*GOOD[:-1], "", "red"]]
    found = problems_of(packed(place, parts() | {SHEET: sheet(rows)}))
    assert found == [
        "my.xlsx!scenario!G1: column 'notes': found 'notes', wanted a column of scenario. "
        "Did you mean 'note'?",
        "my.xlsx!scenario!H1: column 'colour': found 'colour', wanted a column of scenario. "
        "Columns are parameter, country, item, year, value, unit, note, change, low, high.",
    ]


def test_a_missing_heading_is_named(place):
    rows = [[head for head in HEADS if head != "value"], ["uplift", "", "", "", "%", ""]]
    (problem,) = problems_of(packed(place, parts() | {SHEET: sheet(rows)}))
    assert problem.startswith("my.xlsx!scenario!A1: column 'value': found no such column")


def test_a_heading_that_stands_twice_is_refused(place):
    rows = [[*HEADS, "unit"], [*GOOD, "%"]]
    (problem,) = problems_of(packed(place, parts() | {SHEET: sheet(rows)}))
    assert "found the column in places 6 and 8, wanted each column once" in problem


def test_a_sheet_without_headings_is_refused(place):
    (problem,) = problems_of(packed(place, parts() | {SHEET: sheet([GOOD])}))
    assert problem.startswith("my.xlsx!scenario!A1: found ")
    assert "wanted a header line with the columns parameter, country" in problem


@pytest.mark.parametrize("rows", [[], [["", ""]], [["# only a comment"]]], ids=str)
def test_an_empty_sheet_is_refused(place, rows):
    (problem,) = problems_of(packed(place, parts() | {SHEET: sheet(rows)}))
    assert problem.startswith("my.xlsx: found a sheet 'scenario' with nothing in it")


def test_headings_alone_are_refused(place):
    (problem,) = problems_of(workbook(place))
    assert problem == "my.xlsx!scenario!A1: found a header and no rows, wanted at least one row."


def test_a_missing_sheet_is_told_with_the_nearest_name(place):
    (problem,) = problems_of(workbook(place, GOOD, names=("Scenario 1", "data")))
    assert problem == (
        "my.xlsx: found no sheet of that name among 'Scenario 1', 'data', wanted a sheet "
        "'scenario'. Did you mean 'Scenario 1'?"
    )


def test_a_chart_in_place_of_the_sheet_is_refused(place):
    made = parts([GOOD])
    name = "xl/_rels/workbook.xml.rels"
    made[name] = str(made[name]).replace('/worksheet"', '/chartsheet"')
    (problem,) = problems_of(packed(place, made))
    assert problem == "my.xlsx: found a sheet 'scenario' without cells, wanted a sheet with cells."


def test_a_sheet_that_lies_in_another_file_is_not_looked_for(place):
    made = parts([GOOD])
    name = "xl/_rels/workbook.xml.rels"
    outside = 'Target="file:///etc/hostname" TargetMode="External"'
    made[name] = str(made[name]).replace('Target="worksheets/sheet1.xml"', outside)
    (problem,) = problems_of(packed(place, made))
    assert "found a sheet 'scenario' without cells" in problem


# --- whole files


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        (".xlsm", "a workbook with macros (.xlsm)"),
        (".xlsb", "a binary workbook (.xlsb)"),
        (".xls", "an old Excel workbook (.xls)"),
        (".xltx", "a template (.xltx)"),
        (".ods", "an OpenDocument spreadsheet (.ods)"),
    ],
)
def test_other_workbooks_are_refused_by_name(place, ending, said):
    other = place.with_suffix(ending)
    shutil.copy(workbook(place, GOOD), other)
    (problem,) = problems_of(other)
    assert problem == (
        f"my{ending}: found {said}, wanted a CSV file or an .xlsx workbook. "
        "Save it as 'Excel workbook (.xlsx)' and try again."
    )


@pytest.mark.parametrize(
    "more",
    [
        {"xl/vbaProject.bin": b"x"},
        {"xl/macrosheets/sheet1.xml": "<a/>"},
        {
            "[Content_Types].xml": f'{XML}<Types xmlns="x"><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
        },
    ],
    ids=["a project", "a macro sheet", "a declaration"],
)
def test_macros_under_another_name_are_refused(place, more):
    (problem,) = problems_of(packed(place, parts([GOOD]) | more))
    assert problem.startswith("my.xlsx: found a workbook with macros, wanted")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"parameter,value\nuplift,30\n", "no workbook, whatever its name says"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old Excel workbook (.xls)"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
            "a workbook with a password",
        ),
        (b"PK\x03\x04" + b"\0" * 100, "a damaged workbook (File is not a zip file)"),
    ],
    ids=["empty", "a CSV file", "old", "locked", "cut"],
)
def test_what_is_no_workbook_is_told(place, content, said):
    place.write_bytes(content)
    (problem,) = problems_of(place)
    assert problem.startswith(f"my.xlsx: found {said}, wanted an .xlsx workbook")


def test_a_part_with_a_password_is_refused(place):
    data = bytearray(workbook(place, GOOD).read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    place.write_bytes(data)
    (problem,) = problems_of(place)
    assert problem.startswith("my.xlsx: found a workbook with a password, wanted one without")


def test_what_is_quoted_of_a_damaged_archive_can_still_be_read(place):
    """The name of the first part is said to be 60,000 bytes long: the library quotes them all."""
    made = parts([GOOD]) | {"z.bin": random.Random(1).randbytes(70_000)}
    data = bytearray(packed(place, made).read_bytes())
    data[26:28] = (60_000).to_bytes(2, "little")
    place.write_bytes(data)
    (problem,) = problems_of(place)
    assert problem.startswith(
        "my.xlsx: found a damaged workbook (part [Content_Types].xml: File name"
    )
    assert "...), wanted an .xlsx workbook" in problem
    assert len(problem) < 400


def test_two_parts_of_one_name_are_refused(place):
    workbook(place, GOOD)
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(place, "a") as archive_,
    ):
        archive_.writestr(SHEET, sheet([HEADS, GOOD]))
    (problem,) = problems_of(place)
    assert "a damaged workbook (two parts of one name)" in problem


ENTITY = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("declared", [ENTITY, LAUGHS, "<!DOCTYPE a>"], ids=["file", "bomb", "bare"])
@pytest.mark.parametrize("part", sorted(parts()))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_part(place, part, declared, encoding):
    made = parts([GOOD])
    content = str(made[part]).replace(XML, f"<?xml version='1.0' encoding='{encoding}'?>{declared}")
    made[part] = content.encode(encoding)
    (problem,) = problems_of(packed(place, made))
    assert "a damaged workbook (a document type declaration in " in problem


@pytest.mark.parametrize("part", sorted(parts()))
def test_a_missing_or_broken_part_is_told(place, part):
    for content in (None, b"", b"<a>", b"\xff\xfe\x00", b"<a/>"):
        made = parts([GOOD])
        del made[part]
        if content is not None:
            made[part] = content
        found = problems_of(packed(place, made))
        if content == b"<a/>" and part in ("[Content_Types].xml", "xl/styles.xml"):
            assert found == []  # nothing that the cells need was in it
            continue
        (problem,) = found
        assert problem.startswith("my.xlsx: found "), (content, problem)


@pytest.mark.parametrize(
    "body",
    [
        '<row r="2"><c r="A3"/></row>',
        '<row r="2"><c r="2A"/></row>',
        '<row r="2"><c r="A2" t="q"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>one</v></c></row>',
        '<row r="2"><c r="A2"><v>nan</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>7</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>-1</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>1</v></c></row>',
        '<c r="A0"><v>1</v></c>',
        "<c><v>1</v></c>",
        '<row r="3"/><row r="2"/>',
        '<row r="2"/><row r="2"/>',
        '<row r="1048577"/>',
        '<row r="two"/>',
        '<row r="2"><c r="XFE2"/></row>',
        f'<row r="{"9" * 5000}"/>',
        '<row r="2"><c r="A2" s="x"/></row>',
    ],
)
def test_markup_that_contradicts_itself_is_a_damaged_workbook(place, body):
    content = f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    (problem,) = problems_of(packed(place, parts() | {SHEET: content}))
    assert problem.startswith("my.xlsx: found a damaged workbook (")


def test_a_merge_of_nothing_is_a_damaged_workbook(place):
    merged = '<mergeCells><mergeCell ref="here"/></mergeCells>'
    (problem,) = problems_of(workbook(place, GOOD, after=merged))
    assert "sheet1.xml: merged cells here)" in problem


# --- bounds


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(place):
    made = parts([GOOD]) | {"xl/media/big.bin": b"\0" * (archive.MAX_UNPACKED + 1)}
    assert packed(place, made).stat().st_size < 200_000
    (problem,) = problems_of(place)
    assert problem == "my.xlsx: found a workbook that unpacks to 64 MB, wanted at most 64 MB."


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(place):
    """The directory says 10 bytes; what is read stops there, and the check sum then fails."""
    big = b" " * 1_000_000 + sheet([HEADS, GOOD]).encode()
    data = bytearray(packed(place, parts() | {SHEET: big}).read_bytes())
    size = len(big).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")
    place.write_bytes(data)
    (problem,) = problems_of(place)
    assert problem.startswith("my.xlsx: found a damaged workbook (part xl/worksheets/sheet1.xml: ")


def test_what_is_unpacked_is_counted_while_it_is_read(place, monkeypatch):
    workbook(place, *[GOOD] * 2000)
    opened = archive.Archive(place)
    opened.left = 1000
    with pytest.raises(archive.UnreadableError) as refused:
        list(opened.pieces(SHEET))
    assert refused.value.problem.found == "a workbook that unpacks to more"


def test_a_large_file_is_refused(place):
    with place.open("wb") as file:
        file.truncate(archive.MAX_FILE + 1)
    assert archive.MAX_FILE < MAX_BYTES
    (problem,) = problems_of(place)
    assert problem == "my.xlsx: found 16 MB, wanted at most 16 MB."


def test_too_many_cells_elements_or_parts_are_refused(place, monkeypatch):
    workbook(place, *[GOOD] * 50)
    for module, name in (
        (grid, "MAX_CELLS"),
        (markup, "MAX_ELEMENTS"),
        (archive, "MAX_PARTS"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, 5)
            (problem,) = problems_of(place)
        assert "more than 5" in problem or "of 6 parts, wanted at most 5 parts" in problem


def test_too_many_columns_or_merged_cells_and_too_long_a_format_are_refused(place):
    cols = "<cols>" + '<col min="9" max="9" hidden="1"/>' * 16_385 + "</cols>"
    merged = '<mergeCell ref="A1:B1"/>' * 1_001
    for made, said in (
        ({SHEET: sheet([HEADS, GOOD], before=cols)}, "more than 16384 columns"),
        ({SHEET: sheet([HEADS, GOOD], after=merged)}, "more than 1000 ranges of merged cells"),
        ({"xl/styles.xml": with_format("[" * 256)}, "a format of 256 characters"),
    ):
        (problem,) = problems_of(packed(place, parts([GOOD]) | made))
        assert said in problem
    longest = {"xl/styles.xml": with_format("[" * 255)}
    assert problems_of(packed(place, parts([GOOD]) | longest)) == []


def with_format(code: str) -> str:
    """The markup of the number formats with one more."""
    more = f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/>'
    return str(parts()["xl/styles.xml"]).replace("<numFmts>", more)


@pytest.mark.parametrize("long", ["<!--{}-->", '<row r="3" z="{}"/>'], ids=["comment", "attribute"])
def test_one_long_piece_of_markup_is_looked_at_once(place, long):
    """30 MB in one piece: a parser fed bit by bit would begin anew with each of 500 bits."""
    body = "<sheetData>" + str(sheet([HEADS, GOOD])).partition("<sheetData>")[2]
    made = f'<worksheet xmlns="{MAIN}">' + body.replace(
        "</sheetData>", long.format("a" * 30_000_000) + "</sheetData>"
    )
    packed(place, parts() | {SHEET: made})
    started = time.perf_counter()
    assert problems_of(place) == []
    assert time.perf_counter() - started < 20, "it hangs"


def test_two_sheets_of_one_name_are_refused(place):
    (problem,) = problems_of(workbook(place, GOOD, names=("scenario", "scenario")))
    assert "a damaged workbook (part xl/workbook.xml: two sheets 'scenario')" in problem


def test_columns_hidden_to_the_end_of_the_sheet_cost_nothing(place):
    cols = "<cols>" + '<col min="9" max="999999999" hidden="1"/>' * 1000 + "</cols>"
    assert problems_of(workbook(place, GOOD, before=cols)) == []


# --- anything at all


def test_a_cut_workbook_is_told_in_a_sentence(place):
    data = workbook(place, GOOD, ("uplift", "AAA", "", "", 40, "%", "why")).read_bytes()
    for length in range(0, len(data), 37):
        place.write_bytes(data[:length])
        (problem,) = problems_of(place)
        assert problem.startswith("my.xlsx: found ")


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_workbook_is_read_or_told(place, seed):
    """Bytes of the archive changed at random; what gets through is read by the usual rules."""
    chance = random.Random(seed)
    data = workbook(place, GOOD, ("uplift", "AAA", "", "", 40, "%", "why")).read_bytes()
    for _ in range(100):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        place.write_bytes(changed)
        assert all(problem.startswith("my.xlsx") for problem in problems_of(place))


@pytest.mark.parametrize("seed", range(4))
def test_changed_markup_is_read_or_told(place, seed):
    """Characters of the parts changed at random, in an archive that is whole."""
    chance = random.Random(seed)
    rows = [GOOD, ("uplift", "AAA", "", "", number(0.4, DAYS), "%", text("why"))]
    for _ in range(60):
        made = parts(rows)
        part = chance.choice(sorted(made))
        content = list(str(made[part]))
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.choice("<>&\"'/=x0A5 \x07é")
        try:
            load(packed(place, made | {part: "".join(content)}))
        except InputError as refused:
            assert refused.problems
