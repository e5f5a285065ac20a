"""Text from inputs does nothing: not in a table, a workbook, a page or on the terminal.

hostile.py says which texts; each of them stands in every column that may hold text, and is followed
into every file and onto the screen, of runs and of comparisons.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from hostile import MARKUP, REFUSED, RUNS, TEXTS, hostile_world
from pages import Reader, one_ally, reported
from reader_worlds import TABLES, problems, world
from run_folders import written_run
from test_page_browser import DESK, PHONE, Opened, browser  # noqa: F401 - a fixture

from cli import main
from model import load, solve
from model.console import say
from model.output.exchange import FORMATS
from model.output.files import cell, unmarked
from model.registry import reference_specs, table_specs

STARTS = "=+-@\uff1d\uff0b\uff0d\uff20"
NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
URLS = [name for name, spec in reference_specs().items() if "url" in spec.columns]


@dataclass(frozen=True)
class Written:
    """What came of the hostile world: a folder of all that was written, and what was said."""

    folder: Path
    ran: Result
    compared: Result

    def files(self, ending: str) -> list[Path]:
        """Every file of a kind."""
        return sorted(self.folder.rglob(f"*{ending}"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Two hostile scenarios run in every form, compared, and one written as a form to fill in."""
    place = tmp_path_factory.mktemp("hostile")
    one = hostile_world(place, "=1+1")
    other = hostile_world(place, "other", uplift=60)
    out, runner = place / "out", CliRunner()
    forms = [word for form in FORMATS for word in ("--format", form)]
    ran = runner.invoke(main, ["run", str(one), "--out", str(out / "one"), *forms])
    solve(load(other)).write(out / "other")
    both = [str(out / "one"), str(out / "other")]
    compared = runner.invoke(main, ["compare", *both, "--out", str(out / "both")])
    form = runner.invoke(main, ["scenario-to-xlsx", str(one), str(out / "form.xlsx")])
    for ended in (ran, compared, form):
        assert ended.exit_code == 0, ended.output
    return Written(out, ran, compared)


def risky(text: str) -> bool:
    """Whether a spreadsheet might take the text of a cell for a formula."""
    return text.lstrip('"').startswith(tuple(STARTS)) and not NUMBER.fullmatch(text.strip('"'))


# --- tables


def test_no_cell_of_a_table_runs_whatever_a_spreadsheet_parts_cells_by(written):
    """As the file says, and as one reads it whose settings part cells at another mark."""
    files = written.files(".csv")
    assert len(files) > 18
    for file in files:
        text = file.read_bytes().decode("utf-8-sig")
        mark = ";" if file.name.endswith(".excel.csv") else ","
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=mark) for cell in row]
        assert [cell for cell in cells if risky(cell)] == [], file.name
        for other in {",", ";", "\t"} - {mark}:
            pieces = (piece for line in text.splitlines() for piece in line.split(other))
            assert [piece for piece in pieces if risky(piece.split(mark)[0])] == [], file.name


def test_every_hostile_text_is_in_the_tables_and_reads_back_as_it_was(written):
    with (written.folder / "one" / "assumptions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in ("source", "note"):
        assert {text.strip() for text in TEXTS} <= {unmarked(row[column]) for row in rows}, column


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_mark_is_set_where_a_text_could_run_and_taken_away_again(text):
    assert not risky(cell(text))
    assert unmarked(cell(text)) == text
    assert (cell(text) != text) == (text in RUNS)


# --- workbooks


def test_no_hostile_text_is_a_formula_or_a_link_of_a_workbook(written):
    """Every part is sound XML; formulas are ours; all text lies where nothing calculates it."""
    files = written.files(".xlsx")
    assert len(files) == 4
    for file in files:
        texts = []
        for name, root in parts(file):
            assert not re.search(r"external|vba|macro|embed|connections|oleObject", name), name
            for element in root.iter():
                kind = element.tag.rpartition("}")[2]
                assert kind != "hyperlink" and element.get("TargetMode") != "External", name
                if kind == "f":
                    assert not OURS.search(element.text or ""), element.text
                elif kind == "c" and element.get("t") == "str":
                    assert not CODE.search("".join(element.itertext())), name
                elif kind == "si":
                    texts.append("".join(element.itertext()).strip())
        if file.name == "plan.xlsx":
            coded = {text.strip().replace("_x001B_", "_x005F_x001B_") for text in TEXTS}
            assert coded <= set(texts)


OURS = re.compile(r"HYPERLINK|cmd|A1:A9|alert|W{20}|1\+1")
"""What stands in hostile texts and in no formula of ours."""

CODE = re.compile("(?<!_x005F)_x001B_")
"""What a spreadsheet takes for the code of a character, here the one that begins a command."""


def parts(file: Path) -> Iterator[tuple[str, ElementTree.Element]]:
    """Every part of a workbook that is XML."""
    with ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                yield name, ElementTree.fromstring(archive.read(name))


# --- pages


def test_hostile_texts_add_no_element_attribute_or_script_to_a_page(written, tmp_path):
    harmless = Reader(reported(solve(load(one_ally(tmp_path))).answer))
    scripts = {text for attrs, text in harmless.scripts if not attrs.get("type")}
    files = written.files(".html")
    assert len(files) == 3
    for file in files:
        read = Reader(file.read_text(encoding="utf-8"))
        tags = {tag for tag, _ in read.elements}
        assert not tags & {"img", "svg", "b", "iframe", "object", "embed", "base", "form", "link"}
        for tag, attrs in read.elements:
            assert not [key for key in attrs if key.startswith("on") or key in ("src", "style")]
            assert (attrs.get("href") or "#").startswith(("#", "https://")), (tag, attrs)
        assert {text for attrs, text in read.scripts if not attrs.get("type")} == scripts
        for attrs, text in read.scripts:
            if attrs.get("type"):
                assert not set(text) & set("<>&")
                json.loads(text)


def test_hostile_texts_are_shown_on_the_page_as_they_are(written):
    read = Reader((written.folder / "one" / "report.html").read_text(encoding="utf-8"))
    cells = {text for table in read.tables for row in table.rows for text, _ in row}
    assert {" ".join(text.split()) for text in TEXTS} <= cells


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_browser_asks_for_nothing_says_nothing_and_shows_no_page_too_wide(
    written,
    browser,  # noqa: F811
    size,
):
    """With every part opened: no script runs, and words without end stay within the page."""
    for file in written.files(".html"):
        with Opened(browser, file, size) as opened:
            opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert opened.said == []
            assert opened.asked == [file.as_uri()]
            assert opened.overflow <= 0


# --- the terminal


def test_nothing_that_is_printed_moves_the_cursor_or_makes_a_line_of_its_own(written):
    for ended in (written.ran, written.compared):
        for line in (ended.stdout + ended.stderr).split("\n"):
            assert line.isprintable(), line
            assert line.strip() not in ("=1+1", "-1") and not line.startswith("@x"), line


@pytest.mark.parametrize("text", [*REFUSED, "\u200b", "\u200f", "\ufeff", "\u061c"], ids=ascii)
def test_what_is_printed_is_made_visible(text, capsys):
    say(f"a{text}b\nc")
    (first, second) = capsys.readouterr().out.splitlines()
    assert first.isprintable() and first.isascii()
    assert second == "c"


# --- what is refused, and how it is told


def text_columns() -> Iterator[tuple[str, str]]:
    """Every column that takes text, of the scenario and of every table."""
    for name, spec in table_specs().items():
        if spec.reference or spec.kind == "scenario":
            for column in spec.columns.values():
                if column.kind == "text":
                    yield name, column.name


@pytest.mark.parametrize(("table", "column"), list(text_columns()))
def test_controls_of_a_terminal_and_of_direction_are_refused_in_every_column(
    tmp_path, table, column
):
    """One row for each; every one of them is told in one line that shows what it holds."""
    place = hostile_world(tmp_path)
    file = place if table == "scenario" else tmp_path / "reference" / f"{table}.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        head, *rows = csv.reader(opened)
    kept = [text for text in REFUSED if "\x00" not in text]
    for row, text in zip(rows, kept, strict=False):
        row[head.index(column)] = text
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([head, *rows])
    ended = CliRunner().invoke(main, ["check", str(place)])
    assert ended.exit_code == 2
    told = [line for line in ended.stderr.splitlines() if "text without control characters" in line]
    assert len(told) == len(kept)
    assert all(line.isprintable() and f"column '{column}'" in line for line in told)


@pytest.mark.parametrize("table", URLS)
@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", "=1+1"],
)
def test_an_address_that_could_run_or_lead_elsewhere_is_refused(tmp_path, table, address):
    place = hostile_world(tmp_path)
    file = tmp_path / "reference" / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    whole = '"https://example.org/""><svg/onload=alert(5)>"'
    assert whole in text
    file.write_text(text.replace(whole, f'"{address}"', 1), encoding="utf-8")
    ended = CliRunner().invoke(main, ["check", str(place)])
    assert ended.exit_code == 2
    assert f"column 'url': found '{address}', wanted" in ended.stderr


@pytest.mark.parametrize("text", [*TEXTS, *(t for t in REFUSED if "\x00" not in t)], ids=ascii)
def test_hostile_text_where_none_belongs_is_told_in_printable_lines(tmp_path, text):
    """As a number, a code, a choice, a parameter, a file to extend, the name of a column."""
    quoted = '"' + text.replace('"', '""') + '"'
    told = problems(
        tmp_path,
        f"{quoted},,,,1,%,",
        f"uplift,{quoted},,,1,%,",
        f"uplift,,,,{quoted},%,",
        f"extends,,,,{quoted},,",
        countries=TABLES["countries"]
        .replace("1000,1", f"{quoted},1")
        .replace(",C\n", f",{quoted}\n", 1),
        origins=TABLES["origins"].replace("favoured", quoted),
    )
    assert len(told) >= 5
    for line in told:
        assert line.isprintable(), line
        assert len(line) < 1000


@pytest.mark.parametrize("name", ["a\x1b[31m", "a\nb", "a\tb", "\u202efdp", "a\x9bb"], ids=ascii)
def test_a_file_whose_name_would_act_on_a_terminal_is_no_scenario(tmp_path, name):
    place = world(tmp_path).rename(tmp_path / f"{name}.csv")
    ended = CliRunner().invoke(main, ["run", str(place), "--out", str(tmp_path / "out")])
    assert ended.exit_code == 2
    assert "wanted a name on one line, without control characters" in ended.stderr
    assert all(line.isprintable() for line in ended.output.splitlines())
    assert not (tmp_path / "out").exists()


def test_results_of_others_cannot_act_on_the_terminal_either(tmp_path):
    """Folders that were sent: a folder's name, a name in a table whose hash is right."""
    plain = written_run(tmp_path / "plain", "same")
    named = written_run(tmp_path / "x\x1b[31m", "same")
    title = [{"kind": "country", "code": "AAA", "name": "\x1b]0;owned\x07"}]
    coloured = written_run(tmp_path / "coloured", codes=title)
    for folder, told in (
        (named, "found 'x\\x1b[31m', wanted a name on one line"),
        (coloured, "codes.csv: found characters that no table holds"),
    ):
        ended = CliRunner().invoke(main, ["compare", str(plain), str(folder)])
        assert ended.exit_code == 2
        assert told in ended.stderr
        assert all(line.isprintable() for line in ended.output.splitlines())


def test_the_hostile_texts_are_what_they_are_meant_to_be():
    assert all(risky(text) or risky(re.split("[,;\t\n]", text, maxsplit=1)[1]) for text in RUNS)
    assert len(set(TEXTS)) == len(RUNS) + len(MARKUP) > 20
