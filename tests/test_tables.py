"""One table, strictly read: what is accepted, what is refused, and where."""

import csv
import os
import socket
import time
from pathlib import Path

import pytest

from model import source
from model.cells import BadCellError, Marks, number, whole_number
from model.findings import Findings
from model.registry import parameters, reference_specs, table_specs
from model.tables import Table, read_csv

ORIGINS = reference_specs()["origins"]
INVENTORY = reference_specs()["inventory"]
POINTS = reference_specs()["price_points"]
STOCK = "country,capability,stock,source,grade"


def table_of(folder: Path, text: str | bytes, spec=ORIGINS) -> tuple[Table | None, Findings]:
    """The table that a text makes, and what was found in it."""
    path = folder / "table.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    findings = Findings()
    return read_csv(path, spec, findings), findings


def told(findings: Findings) -> list[str]:
    """The problems, without their folder."""
    return [str(p).replace(f"{p.file.parent}/", "") for p in findings.problems]


# --- rows and columns


def test_columns_may_stand_in_any_order(tmp_path):
    one, _ = table_of(tmp_path, "origin,name,favoured\nA,Aa,1\nB,Bb,0\n")
    other, _ = table_of(tmp_path, "favoured,origin,name\n1,A,Aa\n0,B,Bb\n")
    assert one.columns == other.columns


def test_rows_are_sorted_by_key_and_keep_their_lines(tmp_path):
    table, findings = table_of(tmp_path, "origin,name,favoured\nB,Bb,0\n\nA,Aa,1\n")
    assert table.columns["origin"] == ("A", "B")
    assert table.lines == (4, 2)
    assert findings.problems == []


def test_rows_come_as_dictionaries_of_typed_values(tmp_path):
    table, _ = table_of(tmp_path, f"{STOCK}\nA,T,2.5,made up,C\n", INVENTORY)
    (row,) = table.rows()
    assert (row["stock"], row["effective_share"], row["avg_age"]) == (2.5, 100.0, None)
    assert (row["notes"], row["grade"]) == ("", "C")


def test_a_table_cannot_be_changed(tmp_path):
    table, _ = table_of(tmp_path, "origin,name,favoured\nA,Aa,1\n")
    with pytest.raises(TypeError):
        table.columns["origin"] = ()


def test_rows_of_evidence_are_sorted_by_their_content(tmp_path):
    rows = [f"s,France,{year},1,{value},EUR,2,2,all,read,x,,C" for year, value in ((9, 1), (8, 3))]
    rows = [row.replace(",9,", ",2019,").replace(",8,", ",2018,") for row in rows]
    head = ",".join(POINTS.columns)
    one, _ = table_of(tmp_path, "\n".join((head, *rows)) + "\n", POINTS)
    other, _ = table_of(tmp_path, "\n".join((head, *rows[::-1])) + "\n", POINTS)
    assert one.columns == other.columns
    assert one.columns["year"] == (2018, 2019)


def test_a_default_has_the_type_of_its_column(tmp_path):
    text = "system,name,capability,unit_cost,lead,absorb,om_share,source,grade\ns,S,C,1,2,,,x,C\n"
    table, _ = table_of(tmp_path, text, reference_specs()["systems"])
    (row,) = table.rows()
    for name, value in {"absorb": 0, "om_share": 0.0, "life": 30, "advance": 30.0}.items():
        assert (row[name], type(row[name])) == (value, type(value)), name


def test_numbers_that_sort_as_numbers_do_so(tmp_path):
    text = "system,year,units,source,grade\na,2030,1,x,C\na,2026,2,x,C\n"
    table, _ = table_of(tmp_path, text, reference_specs()["production"])
    assert table.columns["year"] == (2026, 2030)


def test_a_duplicate_key_names_both_lines(tmp_path):
    _, findings = table_of(tmp_path, "origin,name,favoured\nA,Aa,1\nB,Bb,0\nA,Other,0\n")
    (problem,) = told(findings)
    assert problem.startswith("table.csv:4: column 'origin': found 'A'")
    assert "line 2" in problem


def test_a_duplicate_of_two_keys_is_told_with_both(tmp_path):
    _, findings = table_of(tmp_path, f"{STOCK}\nA,T,1,x,C\nA,T,2,x,C\nA,U,1,x,C\n", INVENTORY)
    (problem,) = told(findings)
    assert problem == (
        "table.csv:3: column 'country': found 'A/T', wanted each country/capability once. "
        "It stands in line 2 already."
    )


def test_a_repeated_row_of_evidence_is_a_warning_with_both_lines(tmp_path):
    row = "s,France,2020,1,2,EUR,2,2,all of it,read,x,,C"
    table, findings = table_of(tmp_path, f"{','.join(POINTS.columns)}\n{row}\n{row}\n", POINTS)
    assert findings.problems == []
    assert len(table) == 2
    assert findings.warnings[0].endswith("table.csv:3: the same row as in line 2: read twice")


def test_a_better_grade_than_c_needs_an_address(tmp_path):
    text = f"{STOCK},url\nA,T,1,x,C,\nB,T,1,x,B,\nC,T,1,x,A,https://a.example/b (c.csv)\n"
    _, findings = table_of(tmp_path, text, INVENTORY)
    (problem,) = told(findings)
    assert problem.startswith("table.csv:3: column 'url': found ''")
    assert "The grade is B" in problem


def test_a_bad_cell_does_not_hide_the_other_bad_cells(tmp_path):
    text = f"{STOCK},url,retire_share\nA B,T,x,,D,ftp://x,101\nB,T,1,x,C,,5\n"
    _, findings = table_of(tmp_path, text, INVENTORY)
    columns = {problem.column for problem in findings.problems}
    assert columns == {"country", "stock", "source", "grade", "url", "retire_share"}


@pytest.mark.parametrize("code", ["A B", "A/B", "=A", "A;B", "", "x" * 41, "\u0421ZE", "A.B", "é"])
def test_codes_keep_to_a_safe_alphabet(tmp_path, code):
    _, findings = table_of(tmp_path, f'origin,name,favoured\n"{code}",Name,1\n')
    assert [problem.column for problem in findings.problems] == ["origin"]


@pytest.mark.parametrize("code", ["DEU", "eu-27", "a_1", "9", "x" * 40])
def test_codes_of_letters_digits_and_dashes_are_taken(tmp_path, code):
    table, findings = table_of(tmp_path, f"origin,name,favoured\n{code},Name,1\n")
    assert findings.problems == []
    assert table.columns["origin"] == (code,)


# --- header


def test_spaces_in_a_header_are_read_as_underscores_and_told(tmp_path):
    text = "Country,Capability, stock ,Effective Share,source,grade\nA,T,1,50,x,C\n"
    table, findings = table_of(tmp_path, text, INVENTORY)
    assert table.columns["effective_share"] == (50.0,)
    assert len(findings.warnings) == 4


def test_an_unknown_column_names_the_nearest_missing_one(tmp_path):
    _, findings = table_of(tmp_path, "origin,name,favored\nA,Aa,1\n")
    assert "Did you mean 'favoured'?" in told(findings)[0]
    assert "no such column" in told(findings)[1]


def test_empty_columns_at_the_end_are_passed_over(tmp_path):
    table, findings = table_of(tmp_path, "origin,name,favoured,,\nA,Aa,1,,\n")
    assert table.columns["favoured"] == (1,)
    assert findings.problems == []


def test_a_nameless_column_in_the_middle_is_refused(tmp_path):
    _, findings = table_of(tmp_path, "origin,,name,favoured\nA,x,Aa,1\n")
    assert "no name over column 2" in told(findings)[0]


def test_the_line_that_names_the_separator_is_passed_over(tmp_path):
    table, findings = table_of(tmp_path, "sep=;\norigin;name;favoured\nA;Aa;1\n")
    assert table.columns["name"] == ("Aa",)
    assert findings.problems == []
    assert findings.warnings[0].endswith(":2: cells are separated by ';'")


def test_a_comment_below_the_header_is_refused_with_the_way_out(tmp_path):
    _, findings = table_of(tmp_path, "origin,name,favoured\nA,Aa,1\n# B,Bb\n")
    assert told(findings)[0].startswith("table.csv:3: found 2 fields")
    assert "Comment lines stand above the header" in told(findings)[0]


# --- line numbers


def test_lines_are_physical_after_comments_blanks_and_quoted_line_ends(tmp_path):
    text = '# c\n\norigin,name,favoured\nA,"two\nlines",1\n,,\n\nB,Bb,2\n'
    for end in ("\n", "\r\n", "\r"):
        _, findings = table_of(tmp_path, text.replace("\n", end))
        assert [(p.line, p.column) for p in findings.problems] == [(8, "favoured")]


def test_an_unclosed_quote_is_named_where_it_opens(tmp_path):
    text = 'origin,name,favoured\nA,"two\nlines",1\nB,"b ""quoted"" b","1\nC,Cc,1\n'
    _, findings = table_of(tmp_path, text)
    (problem,) = told(findings)
    assert problem.startswith("table.csv:4: found a quote that is never closed")
    assert problem.endswith(" A quote inside a quoted cell is written twice.")


def test_a_quote_may_open_in_a_later_line_of_its_row(tmp_path):
    text = 'origin,name,favoured\nA,"two\nlines","1\nB,Bb,1\n'
    _, findings = table_of(tmp_path, text)
    assert told(findings)[0].startswith("table.csv:3: found a quote that is never closed")


def test_a_quote_may_open_with_the_first_letter_of_its_row(tmp_path):
    _, findings = table_of(tmp_path, 'origin,name,favoured\nA,Aa,1\n"B,Bb,1\nC,Cc,1\n')
    assert told(findings)[0].startswith("table.csv:3: found a quote that is never closed")


def test_text_behind_a_closing_quote_is_refused_and_reading_goes_on(tmp_path):
    text = 'origin,name,favoured\nA,"Aa"x,1\nB,Bb,2\n'
    _, findings = table_of(tmp_path, text)
    assert [problem.line for problem in findings.problems] == [2, 3]
    assert told(findings)[0].startswith(
        "table.csv:2: found text after a closing quote, wanted a separator there."
    )


def test_quotes_inside_plain_text_stay(tmp_path):
    table, _ = table_of(tmp_path, 'origin,name,favoured\nA,5" gun,1\n')
    assert table.columns["name"] == ('5" gun',)


def test_a_control_character_is_refused_where_it_stands(tmp_path):
    for bad in ("\x07", "\x7f", "\x9b", "\u202e", "\u2028"):
        _, findings = table_of(tmp_path, f"origin,name,favoured\nA,Aa,1\nB,B{bad}b,0\n")
        assert [(p.line, p.column) for p in findings.problems] == [(3, "name")]


def test_a_control_character_hides_no_other_problem(tmp_path):
    text = "origin,name,favoured\nA,A\x07a,x\nB,Bb,2\nC\x07,Cc,1\n"
    table, findings = table_of(tmp_path, text)
    places = [(problem.line, problem.column) for problem in findings.problems]
    assert sorted(places) == [(2, "favoured"), (2, "name"), (3, "favoured"), (4, "origin")]
    assert table.columns["origin"] == ("A", "B")


def test_a_cell_over_many_lines_is_as_long_as_any_other(tmp_path):
    """Each line is short; the cell that they make together is not."""
    text = 'origin,name,favoured\nA,"' + "a\n" * 20_000 + '",1\nB,Bb,2\n'
    _, findings = table_of(tmp_path, text)
    places = [(problem.line, problem.column) for problem in findings.problems]
    assert places == [(2, "name"), (20_003, "favoured")]


def test_a_miscounted_row_says_what_may_have_happened(tmp_path):
    rows = ("A,1,Aa,1", "A;Aa;1", "A", "A,Aa")
    hints = ("needs quotes", "separated otherwise", "", "")
    for row, hint in zip(rows, hints, strict=True):
        _, findings = table_of(tmp_path, f"origin,name,favoured\n{row}\n")
        (problem,) = findings.problems
        assert hint in problem.hint
        assert bool(hint) == bool(problem.hint)


# --- numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [("28.5", 28.5), ("+3", 3), ("-0", 0), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("4.500", 4.5)],
)
def test_plain_numbers_are_read(text, value):
    assert number(text) == value
    assert str(number(text)) == str(float(value))


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("28,5", "28.5"),
        ("4,500", "4500 or 4.50"),
        ("4 500 000", "4500000"),
        ("4.500.000,25", "4500000.25"),
        ("4'500", "4500"),
        ("2%", "2."),
        ("EUR 9.5", "9.5"),
        ("9.5 MUSD", "9.5"),
        ("2_00", "200"),
        ("\uff12", "2"),
        ("\u0662", "digits"),
        ("0x10", "digits"),
        ("nan", "leave the row out"),
        ("#N/A", "leave the row out"),
        ("inf", "finite"),
        ("1e400", "too large"),
        ("TRUE", "1 for yes"),
        ("No", "0 for no"),
        ("-inf", "finite"),
        ("=1+1", "formula"),
        ("1.5.2035", "date"),
        ("1" * 500, ""),
        ("1e9999999", ""),
        ("abc", ""),
        ("", ""),
    ],
)
def test_other_numbers_are_refused_with_the_way_to_write_them(text, way):
    with pytest.raises(BadCellError) as caught:
        number(text)
    assert way in caught.value.hint


def test_a_sign_is_never_lost_in_a_hint():
    for text in ("\u22125", "5-", "(5)"):
        with pytest.raises(BadCellError) as caught:
            number(text)
        assert "5" not in caught.value.hint


@pytest.mark.parametrize(
    ("text", "point", "value"),
    [("28,5", False, 28.5), ("28.5", True, 28.5), ("4,500", False, 4.5), ("0,025", True, 0.025)],
)
def test_between_semicolons_a_comma_is_a_decimal_mark(text, point, value):
    assert number(text, Marks(comma=True, point=point)) == value


@pytest.mark.parametrize(("text", "point"), [("4.500", False), ("4.500", True), ("4,500", True)])
def test_between_semicolons_what_reads_in_two_ways_is_refused(text, point):
    with pytest.raises(BadCellError, match=r"4500 or 4\.50"):
        number(text, Marks(comma=True, point=point))
    with pytest.raises(BadCellError, match=r"4512 or 4\.5120"):
        number("4.512", Marks(comma=True, point=point))


def test_a_decimal_comma_with_three_digits_depends_on_the_rest_of_the_file(tmp_path):
    text = f"{STOCK}\nA,T,4'500,x,C\n".replace(",", ";").replace("'", ",")
    table, findings = table_of(tmp_path, text, INVENTORY)
    assert table.columns["stock"] == (4.5,)
    _, findings = table_of(tmp_path, f"{text}B;T;28.5;x;C\n", INVENTORY)
    assert [(p.line, p.column) for p in findings.problems] == [(2, "stock")]


def test_of_many_lines_with_decimal_commas_ten_are_named(tmp_path):
    rows = "".join(f"A{n};T;1,5;x;C\n" for n in range(11))
    _, findings = table_of(tmp_path, STOCK.replace(",", ";") + f"\n{rows}", INVENTORY)
    assert findings.warnings[-1].endswith("(lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 ...)")


def test_a_year_that_is_not_there_gets_no_hint_and_a_date_gets_its_year(tmp_path):
    text = "system,year,units,source,grade\na,,1,x,C\nb,1.5.2035,1,x,C\nc,1.5.35,1,x,C\n"
    _, findings = table_of(tmp_path, text, reference_specs()["production"])
    assert [problem.hint for problem in findings.problems] == [
        "", "Write the year alone: 2035.", "Write the year alone."
    ]  # fmt: skip


def test_a_whole_number_may_be_written_with_a_zero_behind_the_point():
    assert whole_number("2035.0") == 2035
    with pytest.raises(BadCellError, match="whole"):
        whole_number("2035.5")


def test_bounds_are_named_when_a_number_leaves_them(tmp_path):
    _, findings = table_of(tmp_path, f"{STOCK}\nA,T,-1,x,C\n", INVENTORY)
    assert "wanted a number from 0 to 1000000000" in told(findings)[0]


# --- files that are none


def refused(path: Path) -> str:
    """The one problem of a file that is no table, found without hanging."""
    started, findings = time.perf_counter(), Findings()
    assert read_csv(path, ORIGINS, findings) is None
    assert time.perf_counter() - started < 20, "it hangs"
    (problem,) = findings.problems
    assert not problem.line
    return str(problem)


def test_a_missing_file_names_its_nearest_neighbour(tmp_path):
    (tmp_path / "origins.csv").touch()
    assert "Did you mean 'origins.csv'?" in refused(tmp_path / "orgins.csv")


def test_a_folder_a_pipe_a_device_and_a_socket_are_no_tables(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "found a folder" in refused(tmp_path)
    assert "found a pipe" in refused(tmp_path / "pipe")
    assert "found a device" in refused(Path("/dev/zero"))
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(tmp_path / "socket"))
        assert "cannot be opened" in refused(tmp_path / "socket")


def test_a_file_without_permission_is_told(tmp_path, monkeypatch):
    """The superuser may read everything, so the system's refusal is played here."""
    path = tmp_path / "closed.csv"
    path.touch(mode=0)

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert "may not be read" in refused(path)


def test_a_vast_file_is_refused_unread(tmp_path):
    path = tmp_path / "vast.csv"
    with path.open("wb") as file:
        file.truncate(10 * 2**30)
    assert "wanted at most 32 MB" in refused(path)


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "growing.csv"
    path.write_bytes(b"x" * 5000)
    monkeypatch.setattr(source, "refuse_irregular", lambda *_: None)
    monkeypatch.setattr(source, "MAX_BYTES", 4000)
    assert "wanted at most" in refused(path)


def test_too_many_lines_are_refused(tmp_path):
    path = tmp_path / "long.csv"
    for end in (b"\n", b"\r", b"\r\n"):
        path.write_bytes(end * (source.MAX_LINES + 1))
        assert "too many lines" in refused(path)
        path.write_bytes(end * source.MAX_LINES)
        assert "blank lines" in refused(path)


def test_a_file_of_just_the_greatest_size_is_read(tmp_path, monkeypatch):
    text = "origin,name,favoured\nA,Aa,1\n"
    monkeypatch.setattr(source, "MAX_BYTES", len(text))
    table, findings = table_of(tmp_path, text)
    assert len(table) == 1
    _, findings = table_of(tmp_path, text + " ")
    assert "wanted at most" in told(findings)[0]


def test_reading_leaves_the_limits_of_the_csv_module_as_they_were(tmp_path):
    before = csv.field_size_limit()
    table_of(tmp_path, f"origin,name,favoured\nA,{'a' * 200_000},1\n")
    assert csv.field_size_limit() == before


def test_a_nul_at_the_very_start_is_found(tmp_path):
    _, findings = table_of(tmp_path, "\x00origin,name,favoured\nA,Aa,1\n")
    assert told(findings)[0].startswith("table.csv:1: found a NUL byte")


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5000])
def test_an_impossible_path_is_told(name):
    assert "cannot be opened" in refused(Path(name))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xfe\xff\x00a", "UTF-16"),
        ("origin,name".encode("utf-16-le"), "UTF-16"),
        ("origin,name".encode("utf-32"), "UTF-32"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0", "Excel"),
        (b"\n\n  \n", "blank lines"),
        (b"\xef\xbb\xbf", "blank lines"),
    ],
    ids=["UTF-16 big end", "UTF-16 unmarked", "UTF-32", "7-Zip", "PDF", "xls", "blank", "mark"],
)
def test_what_is_no_text_is_named(tmp_path, data, name):
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    assert name in refused(path)


def test_text_in_utf_16_without_its_mark_is_told_how_to_be_saved(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("origin,name".encode("utf-16-le"))
    assert refused(path) == (
        f"{path}: found text in UTF-16 without its mark, wanted plain text in UTF-8. "
        "Save it as 'CSV UTF-8' and try again."
    )


def test_a_byte_that_is_no_utf_8_is_named_with_its_line(tmp_path):
    _, findings = table_of(tmp_path, b"\xef\xbb\xbforigin,name\r\nA,\xd6\r\n")
    assert told(findings)[0].startswith("table.csv:2: found byte 0xd6 at place 3 of the line")


# --- the declarations


def test_every_parameter_is_declared_with_a_line_of_documentation():
    for parameter in parameters().values():
        assert parameter.documentation
        assert parameter.enters
        assert set(parameter.dims) <= {"country", "capability", "system", "year"}
        assert list(parameter.dims) == sorted(
            parameter.dims, key=["country", "capability", "system", "year"].index
        )


def test_only_two_parameters_start_their_lines_in_the_base_year():
    assert {p.name for p in parameters().values() if p.base_knot} == {"defence_share", "production"}


def test_every_column_of_a_parameter_is_declared_in_its_table():
    for parameter in parameters().values():
        if parameter.table:
            column = reference_specs()[parameter.table].columns[parameter.column]
            declared = (column.low, column.high, column.unit, column.kind)
            assert declared == (parameter.low, parameter.high, parameter.unit, parameter.kind)


def test_every_column_is_described_and_refers_to_a_table_with_one_key():
    for spec in table_specs().values():
        assert spec.description
        for column in spec.columns.values():
            assert column.description
            if column.kind == "code" and column.refers_to:
                assert len(reference_specs()[column.refers_to].key) == 1


def test_every_table_of_facts_has_source_url_and_grade():
    without = {
        name
        for name, spec in reference_specs().items()
        if not {"source", "url", "grade"} <= set(spec.columns)
    }
    # Definitions: who belongs to a group, which origins are favoured, what a capability is.
    assert without == {"groups", "origins", "capabilities"}
