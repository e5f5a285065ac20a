"""Results in the forms of others: every number as in the tables, every file on the record."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import openpyxl
import pages
import pytest
from click.testing import CliRunner
from pyarrow import parquet
from reader_worlds import TABLES as WORLD
from reader_worlds import world
from recount import declared

from cli import main
from model import load, solve
from model.errors import MissingPackageError, UnknownNameError
from model.output.exchange import FORMATS, exchange
from model.results import TABLES
from model.run import Results

ROOT = Path(__file__).resolve().parent.parent
HEADS = ["Model", "Scenario", "Region", "Variable", "Unit"]
HOSTILE = {
    "countries": WORLD["countries"].replace("Aland", "=1+1|Same").replace("Bland", "@Same"),
    "capabilities": WORLD["capabilities"].replace("Tanks,tank", "|Ta|nks ,ta|nk"),
    "systems": WORLD["systems"].replace("Tank A", "Tank").replace("Tank B", " Tank "),
}
KEYS = {"country": "countries", "capability": "capabilities", "system": "systems"}
TREE = {
    ("spending", "equipment_money"): "Spending|Equipment money",
    ("spending", "committed"): "Spending|Firm orders",
    ("spending", "cap"): "Spending|Cap",
    ("spending", "payments"): "Spending|Payments",
    ("spending", "running"): "Spending|Upkeep",
    ("spending", "carried"): "Spending|Carried",
    ("spending", "unspent"): "Spending|Unspent",
    ("spending", "share_of_gdp"): "Spending|Share of GDP",
    ("plan", "ordered"): "Procurement|{area}|{capability}|{system}|Ordered",
    ("plan", "delivered"): "Procurement|{area}|{capability}|{system}|Delivered",
    ("plan", "price"): "Procurement|{area}|{capability}|{system}|Price",
    ("plan", "payments"): "Procurement|{area}|{capability}|{system}|Payments",
    ("capability", "held_before"): "Capability|{area}|{capability}|Held before",
    ("capability", "target"): "Capability|{area}|{capability}|Target",
    ("capability", "needed"): "Capability|{area}|{capability}|Needed",
    ("capability", "held"): "Capability|{area}|{capability}|Held",
    ("capability", "uplift_reached"): "Capability|{area}|{capability}|Uplift reached",
    ("capability", "shortfall"): "Capability|{area}|{capability}|Shortfall",
    ("capability", "missing"): "Capability|{area}|{capability}|Missing",
    ("capability", "shortfall_value"): "Capability|{area}|{capability}|Shortfall value",
    ("industry", "production"): "Industry|{area}|{capability}|{system}|Production",
    ("industry", "booked"): "Industry|{area}|{capability}|{system}|Booked by firm orders",
    ("industry", "open"): "Industry|{area}|{capability}|{system}|Open",
    ("industry", "delivered"): "Industry|{area}|{capability}|{system}|Delivered",
    (
        "industry",
        "delivered_us",
    ): "Industry|{area}|{capability}|{system}|Delivered to the United States",
    ("industry", "share_used"): "Industry|{area}|{capability}|{system}|Share used",
    ("dependence", "held_by_allies"): "Dependence|{area}|{capability}|Held by allies",
    ("dependence", "held_by_us"): "Dependence|{area}|{capability}|Held by the United States",
    ("dependence", "us_share"): "Dependence|{area}|{capability}|Share of the United States",
}
"""The variable of each column, written out once more."""
SUMMED = {"Firm orders", "Equipment money", "Cap", "Payments", "Upkeep", "Unspent"} | {
    "Ordered",
    "Delivered",
}


@pytest.fixture(scope="module")
def baseline() -> Results:
    """The baseline, solved."""
    return pages.baseline()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The small alliance with names that would break a variable or run as a formula."""
    return solve(load(world(tmp_path_factory.mktemp("hostile"), **HOSTILE)))


def lines(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def iamc(results: Results) -> list[dict[str, str]]:
    """The rows of iamc.csv."""
    return lines(exchange(results.answer, ["iamc"])["iamc.csv"])


@pytest.fixture(scope="module")
def written(baseline: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder of the baseline in every form."""
    folder = tmp_path_factory.mktemp("out") / "baseline"
    baseline.write(folder, FORMATS)
    return folder


# --- iamc


@pytest.mark.parametrize("which", ["baseline", "hostile"])
def test_the_layout_is_that_of_integrated_assessment(which, request):
    answer = request.getfixturevalue(which).answer
    content = exchange(answer, ["iamc"])["iamc.csv"]
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content and content.endswith(b"\n")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8")))
    assert head == [*HEADS, *(str(year) for year in answer.plan.all_years)]
    keys = Counter(tuple(row[:5]) for row in rows)
    assert max(keys.values()) == 1
    assert {row[0] for row in rows} == {rows[0][0]}
    assert re.fullmatch(r"uplift-planner \S+", rows[0][0])
    for row in rows:
        assert len(row) == len(head)
        assert row[1] == answer.plan.name
        assert all(text and text == text.strip() for text in row[:5])
        assert "|" not in row[2] + row[4]
        assert all(part and part == part.strip() for part in row[3].split("|"))
        assert not any(text.startswith(("=", "+", "-", "@")) for text in row[:5])
        assert any(row[5:])
        for number in filter(None, row[5:]):
            assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", number)


def test_a_series_has_one_unit(baseline):
    units: dict[str, set[str]] = {}
    for row in iamc(baseline):
        units.setdefault(row["Variable"], set()).add(row["Unit"])
    assert all(len(found) == 1 for found in units.values())
    assert units["Spending|Cap"] == {"MUSD_2025"}
    assert units["Spending|Share of GDP"] == {"%"}
    assert units["Capability|Ground manoeuvre|Main battle tanks|Held"] == {"tank"}


def test_every_number_is_that_of_the_tables_and_no_other_is_there(baseline, written):
    """Names, variables and sums are made here again from the tables alone."""
    reference = ROOT / "scenarios" / "reference"
    named = {
        row[key]: row["name"]
        for key, table in KEYS.items()
        for row in lines((reference / f"{table}.csv").read_bytes())
    }
    area_of = {
        row["capability"]: {"c3is": "C3IS"}.get(
            row["area"], row["area"].replace("_", " ").capitalize()
        )
        for row in lines((reference / "capabilities.csv").read_bytes())
    }
    named["ALLIANCE"] = "Alliance"
    wanted: dict[tuple[str, str, str], float] = {}
    sums: Counter[tuple[str, str, str]] = Counter()
    for (table, column), pattern in TREE.items():
        for row in lines((written / f"{table}.csv").read_bytes()):
            if not row[column]:
                continue
            names = {key: named[row[key]] for key in ("capability", "system") if key in row}
            area = area_of.get(row.get("capability", ""), "")
            variable = pattern.format(area=area, **names)
            year = row["milestone"] if table == "capability" else row["year"]
            key = (named[row.get("country", "ALLIANCE")], variable, year)
            assert key not in wanted
            wanted[key] = float(row[column])
            if table in ("spending", "plan") and variable.rpartition("|")[2] in SUMMED:
                sums["Alliance", variable, year] += float(row[column])
    found = {
        (row["Region"], row["Variable"], year): float(value)
        for row in lines((written / "iamc.csv").read_bytes())
        for year, value in list(row.items())[5:]
        if value
    }
    assert found.keys() == wanted.keys() | sums.keys()
    assert not wanted.keys() & sums.keys()
    assert all(found[key] == number for key, number in wanted.items())
    assert all(found[key] == pytest.approx(number, abs=1e-6) for key, number in sums.items())


def test_every_series_of_the_tables_has_a_variable():
    """A new column of numbers would be missing here."""
    for table in ("spending", "plan", "capability", "industry", "dependence"):
        for column in declared(table):
            if column["kind"] == "number":
                assert (table, column["column"]) in TREE


def test_names_hold_no_bar_and_those_that_two_share_are_told_apart(hostile):
    rows = iamc(hostile)
    assert {row["Region"] for row in rows} == {"Alliance", "'=1+1/Same", "'@Same"}
    variables = {row["Variable"] for row in rows}
    assert "Capability|Land|/Ta/nks|Held" in variables
    assert "Industry|Land|/Ta/nks|Tank (tank_a)|Production" in variables
    assert not any(re.search(r"Tank\|", variable) for variable in variables)
    assert {row["Unit"] for row in rows} >= {"ta/nk", "shell", "MUSD_2025", "%", "unit"}


def test_a_name_that_is_also_the_name_and_code_of_another_is_told_apart(tmp_path):
    names = WORLD["countries"].replace("Aland", "Land").replace("Bland", "Land")
    names += "CCC,Land (AAA),10,1,2,20,made up,C\n"
    rows = iamc(solve(load(world(tmp_path, countries=names))))
    regions = {row["Region"] for row in rows}
    assert {"Land (AAA)", "Land (BBB)", "Land (AAA) (CCC)"} <= regions


# --- parquet

KINDS = {"number": "double", "integer": "int64", "year": "int64", "flag": "int64"}


def test_parquet_has_the_rows_of_every_table_with_their_types(baseline, written):
    for table, make in TABLES.items():
        read = parquet.ParquetFile(written / f"{table}.parquet")
        found = read.read()
        columns = declared(table)
        assert found.column_names == [column["column"] for column in columns]
        assert [str(kind) for kind in found.schema.types] == [
            KINDS.get(column["kind"], "string") for column in columns
        ]
        assert found.to_pylist() == list(make(baseline.answer))
        for field, column in zip(found.schema, columns, strict=True):
            assert field.metadata[b"unit"].decode() == column["unit"]
        if found.num_rows:
            assert read.metadata.row_group(0).column(0).compression == "ZSTD"


def test_parquet_keeps_text_as_it_is(hostile):
    content = exchange(hostile.answer, ["parquet"])["assumptions.parquet"]
    notes = parquet.read_table(io.BytesIO(content)).column("source").to_pylist()
    assert "made up" in notes


def test_a_missing_package_is_told_before_anything_is_solved(hostile, monkeypatch, tmp_path):
    monkeypatch.setattr(
        "model.output.exchange.parquet.find_spec",
        lambda name: None if name == "pyarrow" else find_spec(name),
    )
    said = (
        "Parquet needs the package pyarrow, which is not installed. "
        "Install it in a checkout of the source with: pip install '.[parquet]'"
    )
    with pytest.raises(MissingPackageError, match=re.escape(said)):
        hostile.write(tmp_path / "out", ["parquet"])
    assert not (tmp_path / "out").exists()
    result = CliRunner().invoke(main, ["--format", "parquet", "no_such_scenario.csv"])
    assert (result.exit_code, result.output) == (2, f"Error: {said}\n")


# --- CSV for a European Excel


def test_excel_csv_has_its_mark_semicolons_and_line_ends(written):
    for table in TABLES:
        content = (written / f"{table}.excel.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
        heads = content.decode("utf-8-sig").split("\r\n")[0]
        assert heads == ";".join(column["column"] for column in declared(table))


@pytest.mark.parametrize("which", ["baseline", "hostile"])
def test_a_number_comes_back_exactly_and_text_is_that_of_the_plain_table(which, request, tmp_path):
    results = request.getfixturevalue(which)
    results.write(tmp_path / "out", ["excel-csv"])
    for table in TABLES:
        plain = lines((tmp_path / "out" / f"{table}.csv").read_bytes())
        text = (tmp_path / "out" / f"{table}.excel.csv").read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
        numbers = {c["column"] for c in declared(table) if c["kind"] == "number"}
        assert len(rows) == len(plain)
        for row, other in zip(rows, plain, strict=True):
            for column, value in row.items():
                if column in numbers:
                    assert "." not in value
                    value = value.replace(",", ".")
                else:
                    assert not value.startswith(("=", "+", "-", "@"))
                assert value == other[column]


def test_a_german_spreadsheet_reads_numbers_as_numbers(written, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        assert not os.environ.get("CI"), "LibreOffice must be there where CI runs"
        pytest.skip("LibreOffice (soffice) is not installed")
    german = "CSV:59,34,76,1,,1031,false,true"
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            f"--infilter={german}",
            *("--convert-to", "xlsx", "--outdir", tmp_path),
            *(written / f"{table}.excel.csv" for table in ("spending", "capability", "summary")),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    for table in ("spending", "capability", "summary"):
        sheet = openpyxl.load_workbook(tmp_path / f"{table}.excel.xlsx").active
        head, *rows = sheet.iter_rows(values_only=True)
        plain = lines((written / f"{table}.csv").read_bytes())
        numbers = {c["column"] for c in declared(table) if c["kind"] in ("number", "year")}
        assert len(rows) == len(plain)
        for row, other in zip(rows, plain, strict=True):
            for column, value in zip(head, row, strict=True):
                if column in numbers and other[column]:
                    assert isinstance(value, int | float)
                    assert value == pytest.approx(float(other[column]), rel=1e-14)


# --- the folder


def test_every_form_is_on_the_record_and_the_tables_stay_as_they_are(baseline, written, tmp_path):
    record = json.loads((written / "manifest.json").read_text())
    listed = {output["file"]: output for output in record["outputs"]}
    assert listed.keys() == {path.name for path in written.iterdir()} - {"manifest.json"}
    wanted = {"iamc.csv"} | {
        f"{table}{ending}" for table in TABLES for ending in (".parquet", ".excel.csv")
    }
    assert wanted <= listed.keys()
    for name in wanted:
        content = (written / name).read_bytes()
        assert listed[name]["sha256"] == sha256(content).hexdigest()
        assert listed[name]["bytes"] == len(content)
    baseline.write(tmp_path / "plain")
    for path in (tmp_path / "plain").iterdir():
        if path.name != "manifest.json":
            assert path.read_bytes() == (written / path.name).read_bytes()


def test_the_next_run_takes_the_forms_of_the_last_one_away(hostile, tmp_path):
    hostile.write(tmp_path / "out", FORMATS)
    (tmp_path / "out" / "notes.txt").write_text("mine")
    hostile.write(tmp_path / "out", ["iamc"])
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"iamc.csv", "notes.txt"} <= names
    assert not any(name.endswith((".parquet", ".excel.csv")) for name in names)


def test_the_same_input_gives_the_same_bytes(tmp_path):
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        scenario = load(world(tmp_path / name, **HOSTILE))
        made.append(exchange(solve(scenario).answer, FORMATS))
    assert made[0] == made[1]


def test_one_form_may_be_named_alone(hostile):
    assert exchange(hostile.answer, "iamc") == exchange(hostile.answer, ["iamc", "iamc"])


def test_an_unknown_form_is_told_with_the_nearest(hostile, tmp_path):
    with pytest.raises(UnknownNameError, match=r"found 'parket', .* Did you mean 'parquet'\?"):
        hostile.write(tmp_path / "out", ["parket"])
    assert not (tmp_path / "out").exists()


def test_the_command_writes_what_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world(tmp_path)
    words = ["scenario.csv", "--format", "iamc", "--format", "parquet", "--excel-csv"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    names = {path.name for path in (tmp_path / "results" / "scenario").iterdir()}
    assert {"iamc.csv", "plan.parquet", "plan.excel.csv"} <= names
    refused = CliRunner().invoke(main, ["scenario.csv", "--format", "xml"])
    assert refused.exit_code == 2
    assert "'xml' is not one of 'iamc', 'parquet', 'excel-csv'" in refused.output
