"""The bad files: those of INDEX.csv from one good scenario, those of TABLES.csv from good tables.

Run it to write those of INDEX.csv into a folder.
"""

import bz2
import gzip
import io
import lzma
import os
import socket
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

HEADER = "parameter,country,item,year,value,unit,note"
ROWS = (
    "gdp,DEU,,,4500000,MUSD,example",
    "gdp_growth,DEU,,2026,0.02,%/year,example",
    "unit_cost,,leopard2a8,,28.5,MUSD,example",
    "uplift,DEU,GM_MBT,,35,%,example",
    "stock,DEU,GM_MBT,,310,tank,example",
)
GOOD = "\n".join((HEADER, *ROWS)) + "\n"


def plus(*rows: str) -> str:
    """The good file with further rows, the first of them in line 7."""
    return GOOD + "".join(f"{row}\n" for row in rows)


def value(text: str) -> str:
    """The good file with a stock of the given value in line 7."""
    return plus(f"stock,FRA,GM_MBT,,{text},tank,example")


def price(text: str) -> str:
    """The good file with a price of the given value in line 7."""
    return plus(f"unit_cost,,cv90_mkiv,,{text},MUSD,example")


def changed(old: str, new: str) -> str:
    """The good file with one text replaced."""
    assert old in GOOD
    return GOOD.replace(old, new)


def workbook() -> bytes:
    """A ZIP archive such as a workbook is, without the clock in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml"), "<workbook/>")
    return held.getvalue()


def many_errors() -> str:
    """60 bad rows in lines 2-61, every other one with two bad cells: 90 problems."""
    rows = (f"stock,FRA,GM_MBT,,x{n},{'tank' if n % 2 else 'boat'},example" for n in range(60))
    return "\n".join((HEADER, *rows)) + "\n"


def semicolons(text: str) -> str:
    """The file as a European spreadsheet separates its cells."""
    return text.replace(",", ";")


NO_BREAK_SPACE, THIN_SPACE, ZERO_WIDTH, ESCAPE = "\u00a0", "\u2009", "\u200b", "\u001b"
CYRILLIC_ES, FULL_WIDTH_2, EURO, O_UMLAUT = "\u0421", "\uff12", "\u20ac", "\u00d6"

TEXTS = {
    "01_good": GOOD,
    "02_bom": "\ufeff" + GOOD,
    "03_crlf": GOOD.replace("\n", "\r\n"),
    "04_cr_only": GOOD.replace("\n", "\r"),
    "05_no_final_newline": GOOD.removesuffix("\n"),
    "06_semicolon": semicolons(GOOD),
    "07_semicolon_decimal_comma": semicolons(GOOD).replace("0.02", "0,02").replace("28.5", "28,5"),
    "08_decimal_comma_quoted": changed("28.5", '"28,5"'),
    "09_thousands_separator": changed("4500000", '"4,500,000"'),
    "10_thousands_space": changed("4500000", f"4{NO_BREAK_SPACE}500{THIN_SPACE}000"),
    "11_ambiguous_semicolon_thousand_dot": semicolons(changed("4500000", "4.500")),
    "12_tab_separated": GOOD.replace(",", "\t"),
    "15_nul_byte": value("2\u000000"),
    "16_empty": "",
    "17_header_only": HEADER + "\n",
    "18_blank_lines": GOOD.replace("unit_cost", "\n,,,,,,\nunit_cost") + "\n,,,,,,\n\n",
    "19_comment_lines": "# a comment, with a comma\n#another\n" + GOOD,
    "20_missing_column": changed(",value,", ",val,"),
    "21_duplicate_header": changed(",unit,", ",value,"),
    "22_header_case_space": changed("parameter,country", "Parameter, Country "),
    "23_extra_column": "".join(f"{line},more\n" for line in GOOD.splitlines()),
    "24_too_many_fields": plus("gdp,FRA,,,3,100,000,MUSD,example"),
    "25_too_few_fields": plus("stock,FRA,GM_MBT,,200"),
    "26_all_rows_one_field_more": HEADER + "\n" + "".join(f"{row},x\n" for row in ROWS),
    "27_nan_value": value("NaN"),
    "28_inf_value": value("inf"),
    "29_overflow_1e400": value("1e400"),
    "30_huge_1e300": value("1e300"),
    "31_denormal": price("1e-320"),
    "32_negative_cost": price("-9.5"),
    "33_zero_cost": price("0"),
    "34_percent_text": plus("gdp_growth,FRA,,2026,2%,%/year,example"),
    "35_percent_magnitude": plus("defence_share,FRA,,2035,200,%,example"),
    "36_currency_symbol": price(f"{EURO}9.5"),
    "37_wrong_unit": plus("unit_cost,,cv90_mkiv,,9500000,EUR,example"),
    "38_unknown_country": plus("stock,GER,GM_MBT,,200,tank,example"),
    "39_namibia_na": plus("stock,NA,GM_MBT,,200,tank,example"),
    "40_unknown_parameter": plus("unit_csot,,cv90_mkiv,,9.5,MUSD,example"),
    "41_duplicate_key": plus("uplift,DEU,GM_MBT,,900,%,other"),
    "42_duplicate_identical": plus(ROWS[3]),
    "43_year_float": changed(",2026,", ",2026.0,"),
    "44_year_fraction": plus("gdp_growth,FRA,,2035.5,1,%/year,example"),
    "45_year_date": plus("gdp_growth,FRA,,2035-01-01,1,%/year,example"),
    "46_year_out_of_range": plus("gdp_growth,FRA,,20350,1,%/year,example"),
    "47_leading_trailing_spaces": changed("gdp,DEU", " gdp , DEU "),
    "48_nbsp": changed("gdp,DEU", f"{NO_BREAK_SPACE}gdp{NO_BREAK_SPACE},DEU{NO_BREAK_SPACE}"),
    "49_zero_width": changed("gdp,DEU", f"gdp,DE{ZERO_WIDTH}U"),
    "50_homoglyph": plus(f"stock,{CYRILLIC_ES}ZE,GM_MBT,,200,tank,example"),
    "51_fullwidth_digits": value(f"{FULL_WIDTH_2}00"),
    "52_underscore_number": value("2_00"),
    "53_hex_number": value("0xC8"),
    "54_quoted_newline": plus(
        'stock,FRA,GM_MBT,,200,tank,"two\nlines"', "stock,ITA,GM_MBX,,200,tank,example"
    ),
    "55_unclosed_quote": plus('stock,FRA,GM_MBT,,200,tank,"oops', *ROWS),
    "56_formula_source": plus('stock,FRA,GM_MBT,,200,tank,"=HYPERLINK(""http://x"",""y"")"'),
    "57_formula_value": value("=1+1"),
    "58_html_source": plus("stock,FRA,GM_MBT,,200,tank,<script>alert(1)</script>"),
    "59_ansi_escape": plus(f"stock,FRA,GM_MBT,,200,tank,{ESCAPE}[31mred{ESCAPE}[0m"),
    "60_rich_markup_path": plus("stock,[/x],GM_MBT,,200,tank,example"),
    "61_include_traversal": plus("extends,,,,../../../../etc/passwd,,example"),
    "62_include_absolute": plus("extends,,,,/etc/passwd,,example"),
    "63_include_self": plus("extends,,,,63_include_self.csv,,example"),
    "64_include_url": plus("extends,,,,http://127.0.0.1/x.csv,,example"),
    "65_long_field": plus(f"stock,FRA,GM_MBT,,200,tank,{'a' * 200_000}"),
    "68_json": '{"parameter":"gdp"}\n',
    "69_infeasible": plus("uplift,EST,GM_MBT,,100000,%,an army of tanks", "deadline,,,,2026,year,"),
    "71_many_errors": many_errors(),
    "72_target_below_stock": plus("uplift,FRA,GM_MBT,,-20,%,example"),
    "73_negative_zero": value("-0"),
    "74_number_17_digits": value("200.12345678901234567890"),
    "75_boolean": value("TRUE"),
    "76_mixed_separators": plus("stock;FRA;GM_MBT;;200;tank;example"),
}
LATIN_1 = plus(f"stock,FRA,GM_MBT,,200,tank,{O_UMLAUT}sterreich").encode("latin-1")
# Case 70: a good scenario beside reference tables of which one lacks columns and two are missing.
POOR_REFERENCE = {
    "capabilities": "capability,area,name,unit\nTANK,land,Tanks,tank\n",
    "systems": "system,name,capability,source,grade\ntank_a,Tank,TANK,example,C\n",
    "production": "system,year,units,source,grade\ntank_a,2025,4,example,C\n",
}


def write(folder: Path) -> None:
    """Write every case into a folder."""
    for name, text in TEXTS.items():
        (folder / f"{name}.csv").write_bytes(text.encode())
    (folder / "13_utf16.csv").write_bytes(GOOD.encode("utf-16"))
    (folder / "14_latin1.csv").write_bytes(LATIN_1)
    (folder / "66_xlsx_renamed.csv").write_bytes(workbook())
    (folder / "67_gzip_renamed.csv").write_bytes(gzip.compress(GOOD.encode(), mtime=0))
    poor = folder / "70_missing_required"
    (poor / "reference").mkdir(parents=True)
    (poor / "70_missing_required.csv").write_text(f"{HEADER}\nuplift,,,,35,%,example\n")
    for name, text in POOR_REFERENCE.items():
        (poor / "reference" / f"{name}.csv").write_text(text)


# --- reference tables, as TABLES.csv spoils them


def spoiled(text: str, case: Mapping[str, str]) -> bytes:
    """A good table with the fault of a case in it."""
    old, new = plain(case["old"]), plain(case["new"])
    if case["how"] in SAVED_AS:
        return SAVED_AS[case["how"]](text)
    if case["how"] == "add":
        return f"{text}{new}\n".encode()
    if case["how"] == "whole":
        return new.encode()
    if case["how"] == "long":
        new = "a" * 40_000
    assert text.count(old) >= 1, case
    return text.replace(old, new, 1).encode()


def plain(text: str) -> str:
    """Text of an index, in which \\n and \\u0421 stand for what cannot be seen in it."""
    return text.encode("latin-1").decode("unicode_escape")


def many(text: str) -> bytes:
    """A table of 1001 rows like its first, each with a code of its own."""
    head, first, *_ = text.splitlines()
    rest = first.partition(",")[2]
    return "\n".join((head, *(f"N{number},{rest}" for number in range(1001)), "")).encode()


SAVED_AS: dict[str, Callable[[str], bytes]] = {
    "marked": lambda text: text.encode("utf-8-sig"),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "semicolons": lambda text: semicolons(text).encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "utf16": lambda text: text.encode("utf-16"),
    "latin1": lambda text: text.replace("\n", f"{O_UMLAUT}\n", 1).encode("latin-1"),
    "many": many,
}


# --- what is no file of text, as THINGS.csv puts it in the place of one


def put(thing: str, path: Path) -> None:
    """Put a thing where a file, or a folder, is looked for."""
    if thing.startswith("a link to "):
        path.symlink_to({"nowhere": "nowhere", "itself": path.name}.get(thing[10:], thing[10:]))
    elif thing in CONTENTS:
        path.write_bytes(CONTENTS[thing])
    elif thing == "a folder":
        path.mkdir()
    elif thing == "a pipe":
        os.mkfifo(path)
    elif thing == "a socket":
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(str(path))
    elif thing == "a file of 200 MB":
        with path.open("wb") as file:
            file.truncate(200 * 2**20)
    else:
        assert thing == "nothing", thing


CONTENTS = {
    "an empty file": b"",
    "a zip archive": workbook(),
    "an empty zip archive": b"PK\x05\x06" + bytes(18),
    "a gzip file": gzip.compress(GOOD.encode(), mtime=0),
    "a bzip2 file": bz2.compress(GOOD.encode()),
    "an xz file": lzma.compress(GOOD.encode()),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a PDF": b"%PDF-1.7\n",
    "a Parquet file": b"PAR1" + bytes(100),
    "an old workbook": b"\xd0\xcf\x11\xe0" + bytes(600),
    "a line without end": b"," * 1_000_001,
    "too many lines": b"\n" * 50_001,
}


if __name__ == "__main__":
    write(Path(sys.argv[1]))
