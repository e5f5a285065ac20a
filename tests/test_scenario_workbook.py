"""A scenario as a workbook: written, filled in, saved by a spreadsheet, read back the same."""

import json
import os
import pickle
import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from commands import called
from reader_worlds import HEADER, WIDE, problems_of, scenario_file, world
from workbooks import (
    DAYS,
    DOC,
    GENERAL,
    HEADS,
    MAIN,
    TEXT,
    XML,
    number,
    packed,
    parts,
    relations,
    sheet,
    workbook,
)

from model import load
from model.errors import OutputError
from model.output.form import write_form
from model.places import SheetRow, place
from model.scenario import Scenario
from model.xlsx import read_grid

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
SHIPPED = sorted(path.name for path in SCENARIOS.glob("*.csv"))
GOOD = ("uplift", "", "", "", 30, "%", "")
SHEET = "xl/worksheets/sheet1.xml"
FIELDS = ("country", "item", "year", "value", "unit", "change", "low", "high", "note")


def rows(scenario: Scenario) -> list[tuple[object, ...]]:
    """Every row of every layer but for the file that it stands in."""
    return [
        (row.parameter.name, *(getattr(row, name) for name in FIELDS), int(row.line))
        for layer in scenario.resolved.layers
        for row in layer.rows
    ]


def assert_same(one: Scenario, other: Scenario) -> None:
    """The same rows and, number by number, the same arrays."""
    assert rows(one) == rows(other)
    for name, cells in one.resolved.cells.items():
        assert np.array_equal(cells.values, other.resolved.cells[name].values, equal_nan=True), name
    said = (
        [text.rpartition("/")[2].partition(": ")[2] for text in read.warnings]
        for read in (one, other)
    )
    assert next(said) == next(said)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every shipped scenario as it is and as a workbook."""
    folder = tmp_path_factory.mktemp("forms")
    shutil.copytree(SCENARIOS, folder, dirs_exist_ok=True)
    for name in SHIPPED:
        write_form(load(folder / name), (folder / name).with_suffix(".xlsx"))
    return folder


@pytest.fixture(scope="module")
def saved(forms: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder after LibreOffice has opened and saved each workbook."""
    office = shutil.which("soffice")
    if office is None:
        assert not os.environ.get("CI"), "LibreOffice must be there where CI runs"
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("saved")
    shutil.copytree(SCENARIOS, folder, dirs_exist_ok=True)
    profile = tmp_path_factory.mktemp("profile").as_uri()
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={profile}",
            "--headless",
            *("--convert-to", "xlsx", "--outdir", folder),
            *sorted(forms.glob("*.xlsx")),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with the small alliance."""
    world(tmp_path)
    return tmp_path


# --- the round trip


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_comes_back_from_its_workbook(forms, name):
    assert_same(load(forms / name), load((forms / name).with_suffix(".xlsx")))


@pytest.mark.parametrize("name", SHIPPED)
def test_it_comes_back_when_a_spreadsheet_has_saved_it(saved, name):
    workbook_ = (saved / name).with_suffix(".xlsx")
    assert b"LibreOffice" in b"".join(content for _, content in unpacked(workbook_))
    assert_same(load(saved / name), load(workbook_))


def unpacked(path: Path) -> list[tuple[str, bytes]]:
    """The parts of a workbook."""
    from zipfile import ZipFile

    with ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


NUMBERS = (
    "0.30000000000000004",
    "0.3333333333333333",
    "1e-05",
    "2.2250738585072014e-30",
    "99999.99999999999",
    "12.000000000000002",
    "99.99999999999999",
    "0.1",
    "7",
    "100000",
)


def test_every_number_comes_back_exactly(small):
    knots = [f"production,,tank_a,{2025 + at},{text},," for at, text in enumerate(NUMBERS)]
    source = scenario_file(small / "exact.csv", *knots)
    write_form(load(source), small / "exact.xlsx")
    assert_same(load(source), load(small / "exact.xlsx"))


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_as_the_very_same(small, text):
    """Also where the workbook holds it with seventeen digits and an exponent."""
    for digits in (text, f"{float(text):.17g}", f"{float(text):.16E}"):
        path = workbook(small / "my.xlsx", ("uplift", "", "", "", number(digits), "", ""))
        assert load(path).resolved.layers[-1].rows[0].value == float(text)


def test_every_column_comes_back(small):
    source = scenario_file(
        small / "all.csv",
        'uplift,BOTH,land,,12.5,%,"=1+1, ""quoted""",add,-1,20',
        "uplift,AAA,TANK,,1.5,factor,  spaced  ,scale,1,2",
        "defence_share,AAA,,2030,3,%,-2 and @cmd,,,",
        "unit_cost,,tank_a,,11,MUSD,Ümläut 価格 _x0041_,set,,",
        header=WIDE,
    )
    write_form(load(source), small / "all.xlsx")
    one, other = load(source), load(small / "all.xlsx")
    assert_same(one, other)
    assert [row[9] for row in rows(other)] == [
        '=1+1, "quoted"',
        "spaced",
        "-2 and @cmd",
        "Ümläut 価格 _x0041_",
    ]


# --- the workbook that is written


def test_the_same_scenario_gives_the_same_bytes(forms, tmp_path):
    shutil.copytree(SCENARIOS, tmp_path, dirs_exist_ok=True)
    for name in ("baseline", "gdp_2pct"):
        write_form(load(tmp_path / f"{name}.csv"), tmp_path / "again.xlsx")
        assert (tmp_path / "again.xlsx").read_bytes() == (forms / f"{name}.xlsx").read_bytes()
        (tmp_path / "again.xlsx").unlink()


def test_only_input_cells_can_be_changed(forms):
    book = openpyxl.load_workbook(forms / "baseline.xlsx")
    assert book.sheetnames == ["scenario", "parameters", "lists", "notes"]
    for name in book.sheetnames:
        assert book[name].protection.sheet, name
        assert book[name].freeze_panes == "A2", name
    sheet_ = book["scenario"]
    assert [cell.value for cell in sheet_[1]] == [*WIDE.split(",")]
    assert all(cell.protection.locked and cell.comment for cell in sheet_[1])
    listed = len(load(forms / "baseline.csv").resolved.layers[-1].rows)
    assert sheet_.max_row >= listed + 1 + 400
    for row in sheet_.iter_rows(min_row=2):
        assert not any(cell.protection.locked for cell in row)
    assert not sheet_.protection.autoFilter
    assert sheet_.auto_filter.ref == f"A1:J{sheet_.max_row}"


def test_codes_are_text_and_numbers_are_numbers(forms):
    sheet_ = openpyxl.load_workbook(forms / "air_defence_first.xlsx")["scenario"]
    heads = [cell.value for cell in sheet_[1]]
    for row in sheet_.iter_rows(min_row=2):
        for head, cell in zip(heads, row, strict=True):
            wanted = "General" if head in ("year", "value", "low", "high") else "@"
            assert cell.number_format == wanted
    assert sheet_["E2"].value == "baseline.csv"
    assert isinstance(sheet_["E3"].value, int | float)


def test_every_code_can_be_chosen_from_a_list(forms):
    book = openpyxl.load_workbook(forms / "baseline.xlsx")
    read = load(forms / "baseline.csv")
    rules = {
        str(rule.sqref).split(":")[0]: rule
        for rule in book["scenario"].data_validations.dataValidation
    }
    assert sorted(rules) == ["A2", "B2", "C2", "D2", "E2", "F2", "H2", "I2", "J2"]
    offered = {}
    for first in ("A2", "B2", "C2", "F2", "H2"):
        assert rules[first].type == "list"
        name, cells = rules[first].formula1.split("!")
        offered[first] = {cell.value for (cell,) in book[name][cells.replace("$", "")]}
    assert offered["B2"] == {*read.countries, *read.groups}
    assert offered["C2"] == {*read.areas, *read.capabilities, *read.systems}
    assert {"extends", "uplift", "unit_cost"} <= offered["A2"]
    assert {"%", "MUSD", "factor", "flag"} <= offered["F2"]
    assert offered["H2"] == {"set", "scale", "add"}
    assert (rules["D2"].type, rules["D2"].formula1, rules["D2"].formula2) == (
        "whole",
        "1950",
        "2150",
    )


def test_comments_above_the_table_are_kept(small):
    path = small / "told.csv"
    path.write_text(f"# Why we ask\n# =1+1 is text,,,\n\n{HEADER}\nuplift,,,,30,%,\n")
    write_form(load(path), small / "told.xlsx")
    sheet_ = openpyxl.load_workbook(small / "told.xlsx")["notes"]
    notes = [cell.value for (cell,) in sheet_.iter_rows()]
    assert notes[-2:] == ["# Why we ask", "# =1+1 is text"]


def test_an_existing_file_is_never_overwritten(small):
    (small / "my.xlsx").write_bytes(b"mine")
    with pytest.raises(OutputError, match="found a file that exists already"):
        write_form(load(small / "scenario.csv"), small / "my.xlsx")
    assert (small / "my.xlsx").read_bytes() == b"mine"


def test_a_workbook_is_not_written_under_another_ending(small):
    with pytest.raises(OutputError, match=r"wanted the name of a new file that ends in \.xlsx"):
        write_form(load(small / "scenario.csv"), small / "my.csv")
    assert not (small / "my.csv").exists()


def test_a_workbook_can_be_written_anew_from_a_workbook(small):
    write_form(load(small / "scenario.csv"), small / "one.xlsx")
    write_form(load(small / "one.xlsx"), small / "two.xlsx")
    assert rows(load(small / "two.xlsx")) == rows(load(small / "scenario.csv"))


# --- workbooks that others have made


def test_our_reading_agrees_with_openpyxl(forms, saved):
    """Every cell of the sheet, read by a library that shares no code."""
    for folder in (forms, saved):
        for name in SHIPPED:
            path = (folder / name).with_suffix(".xlsx")
            theirs = {
                (cell.row, cell.column): cell.value
                for line in openpyxl.load_workbook(path)["scenario"]
                for cell in line
                if cell.value is not None
            }
            ours = {
                (row, column): float(cell.text) if cell.kind == "number" else cell.text
                for row, cells in read_grid(path, "scenario").rows.items()
                for column, cell in cells.items()
            }
            assert ours == theirs


def test_a_workbook_of_openpyxl_is_read(small):
    book = openpyxl.Workbook()
    book.active.title = "scenario"
    for row in (HEADS, GOOD, ("uplift", "AAA", None, None, 40.5, None, "why")):
        book.active.append(row)
    book.create_sheet("scratch").append(["=1+1", "anything"])
    book.save(small / "my.xlsx")
    assert [row[:5] for row in rows(load(small / "my.xlsx"))] == [
        ("uplift", "", "", None, 30.0),
        ("uplift", "AAA", "", None, 40.5),
    ]


def test_shared_strings_are_read_with_their_runs_and_without_their_pronunciation(small):
    strings = (
        f'{XML}<sst xmlns="{MAIN}"><si><t>uplift</t></si>'
        "<si><r><t>AA</t></r><r><rPr><b/></rPr><t>A</t></r><rPh><t>no</t></rPh></si>"
        '<si><t xml:space="preserve"> line one_x000D_\nline two </t></si></sst>'
    )
    row = ["<c{} t='s'><v>0</v></c>", "<c{} t='s'><v>1</v></c>", "", "", 30, "", ""]
    row[6] = "<c{} t='s'><v>2</v></c>"
    made = parts([row]) | {"xl/sharedStrings.xml": strings}
    name = "xl/_rels/workbook.xml.rels"
    extra = f'<Relationship Id="x" Type="{DOC}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    made[name] = str(made[name]).replace("</Relationships>", f"{extra}</Relationships>")
    (found,) = rows(load(packed(small / "my.xlsx", made)))
    assert (found[1], found[9]) == ("AAA", "line one\nline two")


def test_cells_without_addresses_and_another_edition_of_the_standard_are_read(small):
    heads = "".join(f'<c t="inlineStr"><is><t>{head}</t></is></c>' for head in HEADS)
    row = '<c t="str"><v>uplift</v></c><c/><c/><c/><c><v>3.0E1</v></c>'
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    content = (
        f'<x:worksheet xmlns:x="{strict}"><x:sheetData><x:row>{heads}</x:row><x:row/>'
        f"<x:row>{row}</x:row></x:sheetData></x:worksheet>"
    )
    for element in ("c", "is", "t", "v"):
        content = content.replace(f"<{element}", f"<x:{element}").replace(
            f"</{element}>", f"</x:{element}>"
        )
    (found,) = rows(load(packed(small / "my.xlsx", parts() | {SHEET: content})))
    assert (found[0], found[4], found[10]) == ("uplift", 30.0, 3)


def test_the_main_part_may_lie_anywhere(small):
    made = parts([GOOD])
    moved = {name.replace("xl/", "a/b/"): content for name, content in made.items()}
    moved["_rels/.rels"] = relations({"r": ("officeDocument", "./a/../a/b/workbook.xml")})
    assert len(rows(load(packed(small / "my.xlsx", moved)))) == 1


def test_what_the_cells_do_not_need_is_not_looked_at(small):
    """Links to other files, other sheets and pictures may hold anything."""
    made = parts([GOOD], names=("scenario", "other"))
    for part in ("xl/externalLinks/externalLink1.xml", "xl/media/a.png", "docProps/core.xml"):
        made[part] = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;'
    made["xl/worksheets/sheet2.xml"] = "<<<"
    assert len(rows(load(packed(small / "my.xlsx", made)))) == 1


def test_a_number_kept_as_text_is_read_as_in_a_csv_file(small):
    path = workbook(small / "my.xlsx", ("uplift", "", "", "", "30.5", "%", ""))
    assert rows(load(path))[0][4] == 30.5


@pytest.mark.parametrize("style", [GENERAL, DAYS, TEXT, 99], ids=["plain", "days", "text", "none"])
def test_how_a_number_looks_does_not_change_it(small, style):
    """A unit in quotes in the format holds the letters of a date and is none."""
    row = ("stockpile_days", "", "SHELL", "", number(30, style), "days", "")
    assert rows(load(workbook(small / "my.xlsx", row)))[0][4] == 30


def test_headings_may_stand_in_any_order_below_comments(small):
    content = sheet(
        [["# about"], [], ["Value", "PARAMETER ", "Note"], [], [12, "uplift"], ["", " "]]
    )
    read = load(packed(small / "my.xlsx", parts() | {SHEET: content}))
    (found,) = rows(read)
    assert (found[0], found[4], found[10]) == ("uplift", 12.0, 5)
    assert any("my.xlsx!scenario!A3: column 'Value' read as 'value'" in w for w in read.warnings)


def test_what_is_hidden_is_read_and_told(small):
    content = sheet([HEADS, GOOD, ("uplift", "AAA", "", "", 40, "", "")]).replace(
        '<row r="3"', '<row r="3" hidden="1"'
    )
    content = content.replace(
        "<sheetData>", '<cols><col min="5" max="6" hidden="1"/></cols><sheetData>'
    )
    made = parts(state="veryHidden") | {SHEET: content}
    read = load(packed(small / "my.xlsx", made))
    assert rows(read)[1][4] == 40
    assert [text.partition("my.xlsx!")[2] for text in read.warnings] == [
        "scenario!A1: the sheet 'scenario' is hidden: read all the same",
        "scenario!A3: hidden rows are read like any other (3)",
        "scenario!A1: column E is hidden: read all the same",
        "scenario!A1: column F is hidden: read all the same",
    ]


# --- layers, places, commands


def test_a_workbook_and_a_csv_file_extend_each_other(small):
    workbook(small / "base.xlsx", ("uplift", "", "", "", 10, "%", ""))
    scenario_file(small / "middle.csv", "extends,,,,base.xlsx,,", "uplift,AAA,,,20,%,")
    extends = ("extends", "", "", "", "middle.csv", "", "")
    top = workbook(small / "top.xlsx", extends, ("uplift", "BBB", "TANK", "", 30, "%", ""))
    read = load(top)
    assert read.array("uplift").tolist() == [[20, 20], [10, 30]]
    assert [path.name for path in read.sources[:3]] == ["top.xlsx", "middle.csv", "base.xlsx"]


def test_a_chain_through_a_workbook_must_not_come_back(small):
    workbook(small / "one.xlsx", ("extends", "", "", "", "two.csv", "", ""))
    scenario_file(small / "two.csv", "extends,,,,one.xlsx,,")
    (problem,) = problems_of(small / "one.xlsx")
    assert problem.startswith("two.csv:2: column 'value': found 'one.xlsx'")
    assert "one.xlsx -> two.csv -> one.xlsx" in problem


def test_a_number_remembers_its_cell(small):
    read = load(workbook(small / "my.xlsx", GOOD, ("uplift", "BBB", "", "", 40, "", "because")))
    origin = read.origin("uplift", (1, 0))
    assert place(origin.file.name, origin.line, "value") == "my.xlsx!scenario!E3"
    assert (origin.note, origin.kind) == ("because", "scenario")


def test_a_row_of_a_sheet_keeps_its_place_through_a_process():
    row = pickle.loads(pickle.dumps(SheetRow(7, "scenario", {"value": "E"})))
    assert (row, row.cell("value"), row.cell("other")) == (7, "scenario!E7", "scenario!E7")


def test_check_and_run_take_a_workbook(small, monkeypatch):
    monkeypatch.chdir(small)
    assert called("scenario-to-xlsx", "scenario.csv", "my.xlsx").exit_code == 0
    checked = called("check", "my.xlsx")
    assert (checked.exit_code, checked.output.splitlines()[0]) == (0, "my: every cell is good.")
    ran = called("my.xlsx")
    assert ran.exit_code == 0, ran.output
    assert called("scenario.csv").exit_code == 0
    record = json.loads((small / "results/my/manifest.json").read_text())
    assert record["inputs"][0]["file"] == "my.xlsx"
    assert record["inputs"][0]["bytes"] == (small / "my.xlsx").stat().st_size
    for table in ("plan", "spending", "capability", "industry"):
        one, other = (small / "results" / name / f"{table}.csv" for name in ("my", "scenario"))
        assert one.read_bytes() == other.read_bytes()
    assumed = (small / "results/my/assumptions.csv").read_text()
    assert "my.xlsx!scenario!E2" in assumed


def test_a_bad_workbook_ends_a_command_with_its_cells_and_status_2(small, monkeypatch):
    monkeypatch.chdir(small)
    workbook(small / "my.xlsx", ("uplfit", "", "", "", 30, "", ""))
    result = called("check", "my.xlsx")
    assert result.exit_code == 2
    assert "my.xlsx!scenario!A2: column 'parameter': found 'uplfit'" in result.output


def test_the_command_names_the_file_and_what_it_extends(small, monkeypatch):
    monkeypatch.chdir(small)
    scenario_file(small / "child.csv", "extends,,,,scenario.csv,,", "uplift,AAA,,,20,%,")
    result = called("scenario-to-xlsx", "child.csv")
    assert result.exit_code == 0
    assert result.output == (
        "child.xlsx: fill in the sheet 'scenario'. It extends scenario.csv, which must lie in the "
        "same folder. Then: optimize child.xlsx\n"
    )
    assert called("scenario-to-xlsx", "child.csv").exit_code == 2
    assert called("check", "child.xlsx").exit_code == 0


def test_a_shipped_scenario_that_is_not_here_becomes_a_workbook_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert called("scenario-to-xlsx", "scenarios/baseline.csv").exit_code == 0
    assert_same(load("baseline.csv"), load("baseline.xlsx"))


def test_a_new_csv_scenario_is_not_written_under_the_ending_of_a_workbook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = called("new", "my.xlsx")
    assert result.exit_code == 2
    assert "found 'my.xlsx', wanted a name that ends in .csv." in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_bad_scenario_gives_no_workbook(small, monkeypatch):
    monkeypatch.chdir(small)
    scenario_file(small / "bad.csv", "uplfit,,,,30,%,")
    result = called("scenario-to-xlsx", "bad.csv")
    assert result.exit_code == 2
    assert "bad.csv:2: column 'parameter': found 'uplfit'" in result.output
    assert not (small / "bad.xlsx").exists()
