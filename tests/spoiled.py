"""This file is about spoiled input: a file of a small good world, changed in a way to be replayed.

`mutant(seed, number)` is always the same file. What it must come to is known where one thing was
changed that means nothing (SAME) or that can only be wrong (REFUSED, with line and column); where
several things were changed at random it is ANY: a scenario or an InputError, and nothing else.
"""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import workbooks
from reader_worlds import TABLES, WIDE

from model.registry import Column, parameters, table_specs

SAME, REFUSED, ANY = "same", "refused", "any"
ORDERS = """\
country,capability,system,name,units,first_year,last_year,counts,source,grade,url
AAA,TANK,tank_a,Order one,12,2026,2029,1,made up,B,https://a.example/b
BBB,SHELL,,"Order two, of shells",1500.5,2026,2026,0,made up,C,
"""
FX = "currency,year,per_usd,source,grade\nEUR,2024,0.92,made up,A\nGBP,2024,0.78,made up,A\n"
ROWS = (
    "extends,,,,base.csv,,,,,",
    "last_year,,,,2040,year,,,,",
    "uplift,BOTH,land,,30,%,why,,20,40",
    "defence_share,BOTH,,2035,5,%,,set,,",
    'production,,tank_a,2030,1.5,,"a, b",scale,,',
    "us_drawdown,,TANK,2030,50,%,,,,",
    "stockpile_days,,SHELL,,30,days,,,,",
    "origin_floor,BOTH,,,65,%,,,,",
    "stock,AAA,TANK,,5,tank,,add,,",
)
BASE = "parameter,country,item,year,value\nuplift,,,,20\ndeadline,,TANK,,2034\n"
WORLD = {f"reference/{name}.csv": text for name, text in TABLES.items()} | {
    "reference/orders.csv": ORDERS,
    "reference/fx.csv": FX,
    "base.csv": BASE,
    "scenario.csv": "\n".join((WIDE, *ROWS)) + "\n",
}
"""Every file of the good world but the workbook, which says what scenario.csv says."""

NO_NUMBER = ("x", "1,5", "1e400", "nan", "inf", "--1", "0x10", "1_0", "\u0661", "\uff11", "1 000")
NO_NUMBER += ("=1+1", "1e", "1.2.3", "TRUE", "1%", "\u20ac1", "1e999999", "4\u202f500", "- 1", "1-")
NO_WHOLE = (*NO_NUMBER, "1.5", "-7", "1e9", "2035-01-01")
NO_CODE = ("A B", "\u0421ZE", "a" * 41, "=A", "A;B", "A/B", "\u200bAAA", "A.B", "\u00e9", "[/x]")
NO_TEXT = ("\x1b[31mx", "a\x07", "a" * 32_768, "x\u202ey", "a\u2028b", "a\x7f")
WORDS = ("", " ", "0", "-0", "1", "1e308", "2035.0", "2150", "1950", "4.500", "4,5", "2%", "1e-400")
WORDS += ("AAA", "BOTH", "ONE", "TANK", "SHELL", "land", "tank_a", "scale", "add", "set", "aaa")
WORDS += (
    "extends",
    "base.csv",
    "../base.csv",
    "/etc/passwd",
    "scenario.csv",
    "reference",
    "http:x",
)
WORDS += ("uplift", "production", "base_year", "first_year", "lead", "interim_year", "us_provided")
WORDS += ('"', '"a\nb"', '""', "a\nb", "#", "\ufeff", "\U0001f600", "%s", "{0}", "NULL", "None")
WORDS += (*NO_NUMBER, *NO_CODE, *NO_TEXT)
ALLIES, ITEMS = ("", "AAA", "BOTH", "ONE"), ("", "TANK", "SHELL", "land", "tank_a", "supply")
YEARS = ("", "1950", "2024", "2025", "2026", "2027", "2035", "2040", "2150")
CHANGED = (0.0, 1.0, -1.0, 0.5, 2.0, 1e9, -1e9, 1e12, 1e300, 1.7e308, -1.7e308, 1e-300)
BYTES = b",\";\n\r\t#'=0129.-eE%A \x00\x1a\x1b\x80\xa0\xc3\xed\xf0\xff\xef\xbb\xbf"
CONTROL = re.compile("[\x00-\x1f]")
MARKUP = "<>&\"'/=x0A5 \x07\u00e9]!-?rtsc"


@dataclass
class Draft:
    """A file on its way: its cells, and how they will be written down."""

    name: str
    rows: list[list[str]]
    separator: str = ","
    end: str = "\n"
    quoted: bool = False
    above: str = ""
    encoding: str = "utf-8"
    steps: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The file as text."""
        lines = (self.separator.join(map(self.written, row)) for row in self.rows)
        return self.above + self.end.join((*lines, ""))

    def written(self, cell: str) -> str:
        """A cell, quoted where it must be."""
        if self.quoted or any(mark in cell for mark in (self.separator, '"', "\n", "\r")):
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def bytes(self) -> bytes:
        """The file as it lies on the disk."""
        return self.text().encode(self.encoding, "replace")


@dataclass(frozen=True)
class Mutant:
    """A spoiled file: its name, its bytes, what was done to it, and what it must come to."""

    name: str
    data: bytes
    steps: tuple[str, ...]
    due: str
    line: int | None = None
    column: str = ""


def mutant(seed: int, number: int) -> Mutant:
    """The spoiled file of that number."""
    chance = Random(f"{seed}/{number}")
    name = chance.choice(["scenario.csv"] * 8 + ["scenario.xlsx"] * 5 + sorted(WORLD))
    source = "scenario.csv" if name == "scenario.xlsx" else name
    draft = Draft(name, cells_of(WORLD[source]))
    if "parameter" in draft.rows[0] and chance.random() < 0.3:
        return levers(chance, draft)
    return chance.choices((harmless, poisoned, wild), (15, 25, 60))[0](chance, draft)


def cells_of(text: str) -> list[list[str]]:
    """The cells of a good file; a quote stands around at most one cell of a line."""
    rows = []
    for line in text.splitlines():
        before, *quoted = line.split('"')
        if quoted:
            cells = [*before.split(",")[:-1], quoted[0], *quoted[1].split(",")[1:]]
            rows.append(cells)
        else:
            rows.append(line.split(","))
    return rows


# --- what means nothing


def harmless(chance: Random, draft: Draft) -> Mutant:
    """A file written down otherwise that says the same."""
    ways = [turn_columns, turn_rows] if draft.name.endswith(".xlsx") else HARMLESS
    for way in chance.sample(ways, chance.randint(1, 2)):
        way(chance, draft)
        draft.steps.append(way.__name__)
    return finished(chance, draft, SAME)


def mark(chance: Random, draft: Draft) -> None:
    draft.encoding = "utf-8-sig"


def line_ends(chance: Random, draft: Draft) -> None:
    draft.end = chance.choice(("\r\n", "\r"))


def quote_all(chance: Random, draft: Draft) -> None:
    draft.quoted = True


def other_separator(chance: Random, draft: Draft) -> None:
    draft.separator = chance.choice((";", "\t"))


def comment(chance: Random, draft: Draft) -> None:
    draft.above = "# a comment, with a comma" + draft.end + draft.end


def blank_rows(chance: Random, draft: Draft) -> None:
    for _ in range(chance.randint(1, 3)):
        blank = [""] * chance.choice((1, len(draft.rows[0])))
        draft.rows.insert(chance.randint(1, len(draft.rows)), blank)


def spaces(chance: Random, draft: Draft) -> None:
    row = chance.choice(draft.rows)
    row[:] = [cell and f" {cell}\u00a0" for cell in row]


def capitals(chance: Random, draft: Draft) -> None:
    draft.rows[0] = [cell.replace("_", " ").title() for cell in draft.rows[0]]


def turn_columns(chance: Random, draft: Draft) -> None:
    width = max(map(len, draft.rows))
    order = chance.sample(range(width), width)
    draft.rows = [[row[at] for at in order] if len(row) == width else row for row in draft.rows]


def turn_rows(chance: Random, draft: Draft) -> None:
    head, *body = draft.rows
    draft.rows = [head, *chance.sample(body, len(body))]


HARMLESS = [
    mark, line_ends, quote_all, other_separator, comment, blank_rows, spaces, capitals,
    turn_columns, turn_rows,
]  # fmt: skip


# --- what can only be wrong


def poisoned(chance: Random, draft: Draft) -> Mutant:
    """A file with one fault in it, and the place at which it must be named."""
    ways = [bad_cell] * 6 + [missing_column, double_column, unknown_column, repeated_row]
    if not draft.name.endswith(".xlsx"):
        ways += [ragged_row, foreign_bytes, other_format]
    way = chance.choice(ways)
    return way(chance, draft)


def columns_of(draft: Draft) -> list[Column]:
    """The declared columns that a draft has, in its order."""
    name = draft.name.removeprefix("reference/").removesuffix(".csv")
    spec = table_specs()[name if draft.name.startswith("reference/") else "scenario"]
    return [spec.columns[cell] for cell in draft.rows[0]]


def bad_cell(chance: Random, draft: Draft) -> Mutant:
    """One cell with what its column never takes."""
    place, column = chance.choice(list(enumerate(columns_of(draft))))
    line = chance.randint(2, len(draft.rows))
    cell = chance.choice(never_in(column))
    draft.rows[line - 1][place] = cell
    draft.steps.append(f"{column.name} in line {line} is {cell[:40]!r}")
    return finished(chance, draft, REFUSED, line, column.name)


def never_in(column: Column) -> list[str]:
    """Texts that a column never takes."""
    in_scenario = {"parameter": "uplfit", "country": "QQQ", "item": "QQQ", "unit": "kg"}
    if column.table == "scenario" and column.name in in_scenario:
        return [in_scenario[column.name], *NO_CODE, *NO_TEXT]
    if column.kind == "number" or column.name == "value":
        return list(NO_NUMBER)
    if column.kind in ("integer", "year", "flag"):
        return list(NO_WHOLE)
    if column.kind == "choice":
        return ["Q", *NO_CODE]
    if column.kind == "code":
        unknown = ["NOSUCH"] if column.refers_to else []
        return [*NO_CODE, *unknown, *([""] if column.default is None else [])]
    blank = [""] if column.default is None else []
    return [*NO_TEXT, *blank, *(["ftp://a.example"] if column.kind == "url" else [])]


def missing_column(chance: Random, draft: Draft) -> Mutant:
    """A required column left out."""
    needed = [at for at, column in enumerate(columns_of(draft)) if column.default is None]
    place = chance.choice(needed)
    name = draft.rows[0][place]
    draft.rows = [row[:place] + row[place + 1 :] for row in draft.rows]
    draft.steps.append(f"no column {name}")
    return finished(chance, draft, REFUSED, 1, name)


def double_column(chance: Random, draft: Draft) -> Mutant:
    """A column that stands in the file twice."""
    place = chance.randrange(len(draft.rows[0]))
    draft.rows = [[*row, row[place]] for row in draft.rows]
    draft.steps.append(f"{draft.rows[0][place]} twice")
    return finished(chance, draft, REFUSED, 1, draft.rows[0][place])


def unknown_column(chance: Random, draft: Draft) -> Mutant:
    """A column that no table has."""
    draft.rows = [[*row, "colour" if at == 0 else "red"] for at, row in enumerate(draft.rows)]
    draft.steps.append("a column colour")
    return finished(chance, draft, REFUSED, 1, "colour")


def repeated_row(chance: Random, draft: Draft) -> Mutant:
    """A row written down twice."""
    place = chance.randrange(1, len(draft.rows))
    draft.rows.append(list(draft.rows[place]))
    draft.steps.append(f"line {place + 1} twice")
    return finished(chance, draft, REFUSED, len(draft.rows), columns_of(draft)[0].name)


def ragged_row(chance: Random, draft: Draft) -> Mutant:
    """A row with a cell too many or too few."""
    line = chance.randint(2, len(draft.rows))
    row = draft.rows[line - 1]
    if chance.random() < 0.5:
        row.append("more")
    else:
        row.pop()
    draft.steps.append(f"{len(row)} cells in line {line}")
    return finished(chance, draft, REFUSED, line)


def foreign_bytes(chance: Random, draft: Draft) -> Mutant:
    """Bytes that are no text."""
    line = chance.randint(1, len(draft.rows))
    bad = chance.choice((b"\x00", b"\xff", b"\xc3(", b"\xed\xa0\x80"))
    lines = draft.bytes().split(b"\n")
    lines[line - 1] += bad
    draft.steps.append(f"{bad!r} in line {line}")
    return Mutant(draft.name, b"\n".join(lines), tuple(draft.steps), REFUSED, line)


def other_format(chance: Random, draft: Draft) -> Mutant:
    """A file that is no CSV at all."""
    data, name = chance.choice(
        [
            (b"", "empty"),
            (b"\n \n,,,\n", "blank"),
            (gzip.compress(draft.bytes(), mtime=0), "gzip"),
            (zipped({"table.csv": draft.text()}), "zip"),
            (draft.text().encode("utf-16"), "UTF-16"),
            (draft.text().encode("utf-32"), "UTF-32"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
            (b"%PDF-1.7\n", "PDF"),
        ]
    )
    draft.steps.append(name)
    return Mutant(draft.name, data, tuple(draft.steps), REFUSED)


# --- anything


def wild(chance: Random, draft: Draft) -> Mutant:
    """A file with changes of cells, rows, columns, markup and bytes on top of each other."""
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        way = chance.choice(CELLS)
        way(chance, draft)
        draft.steps.append(way.__name__)
    if chance.random() < 0.2:
        draft.encoding = chance.choice(("utf-16", "latin-1", "cp1252", "utf-8-sig", "utf-7"))
    if chance.random() < 0.1:
        draft.separator = chance.choice((";", "\t", "|", " ", ",,"))
    made = finished(chance, draft, ANY, spoil=chance.randint(0, 3))
    data = bytearray(made.data)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
        chance.choice((set_byte, cut_bytes, double_bytes))(chance, data)
    return Mutant(made.name, bytes(data), (*made.steps, "bytes"), ANY)


def levers(chance: Random, draft: Draft) -> Mutant:
    """A scenario with more rows, each of which makes sense by itself or is far out of bounds."""
    before = len(draft.rows)
    for _ in range(chance.randint(1, 6)):
        another_lever(chance, draft)
    draft.steps.extend(",".join(row) for row in draft.rows[before:])
    return finished(chance, draft, ANY)


def any_row(chance: Random, draft: Draft) -> list[str]:
    """Some row, the header now and then."""
    return chance.choice(draft.rows)


def any_word(chance: Random, draft: Draft) -> None:
    row = any_row(chance, draft)
    row[chance.randrange(len(row))] = chance.choice(WORDS)


def another_parameter(chance: Random, draft: Draft) -> None:
    any_row(chance, draft)[0] = chance.choice(list(parameters()))


def another_lever(chance: Random, draft: Draft) -> None:
    """A row of its own that mostly makes sense."""
    parameter = chance.choice([p for p in parameters().values() if p.kind != "file"])
    items = {"capability": ITEMS[:4], "system": ITEMS, "": ("",)}[parameter.item_dim]
    change = chance.choice(("", "set", "set", "scale", "add"))
    ends = (parameter.low, parameter.high, parameter.default or 0, chance.uniform(0, 100))
    value = chance.choice(CHANGED if change in ("scale", "add") else ends)
    stated = {
        "parameter": parameter.name,
        "country": chance.choice(ALLIES) if "country" in parameter.dims else "",
        "item": chance.choice(items),
        "year": chance.choice(YEARS) if "year" in parameter.dims else "",
        "value": f"{round(value) if parameter.whole and chance.random() < 0.9 else value:.17g}",
        "change": change,
    }
    draft.rows.append([stated.get(name, "") for name in draft.rows[0]])


def other_number(chance: Random, draft: Draft) -> None:
    row = any_row(chance, draft)
    size = 10.0 ** chance.choice((-320, -9, -3, 0, 1, 2, 3, 9, 12, 300))
    row[chance.randrange(len(row))] = f"{chance.uniform(-1, 2) * size:.{chance.randint(0, 17)}g}"


def moved_cell(chance: Random, draft: Draft) -> None:
    one, other = any_row(chance, draft), any_row(chance, draft)
    one[chance.randrange(len(one))] = other[chance.randrange(len(other))]


def shifted_row(chance: Random, draft: Draft) -> None:
    row = any_row(chance, draft)
    if chance.random() < 0.5 and len(row) > 1:
        row.pop(chance.randrange(len(row)))
    else:
        row.insert(chance.randint(0, len(row)), chance.choice(WORDS))


def lost_row(chance: Random, draft: Draft) -> None:
    if len(draft.rows) > 1:
        draft.rows.pop(chance.randrange(len(draft.rows)))


def doubled_row(chance: Random, draft: Draft) -> None:
    times = chance.choice((1, 1, 1, 40))
    draft.rows.extend(list(any_row(chance, draft)) for _ in range(times))


def lost_column(chance: Random, draft: Draft) -> None:
    place = chance.randrange(len(draft.rows[0]))
    draft.rows = [row[:place] + row[place + 1 :] or [""] for row in draft.rows]


def foreign_rows(chance: Random, draft: Draft) -> None:
    draft.rows.extend(cells_of(WORLD[chance.choice(sorted(WORLD))])[chance.randint(0, 1) :])


def broken_word(chance: Random, draft: Draft) -> None:
    row = any_row(chance, draft)
    place = chance.randrange(len(row))
    letters = list(row[place] or "x")
    at = chance.randrange(len(letters))
    letters[at] = chance.choice(("", letters[at] * 2, letters[at].swapcase(), '"', "\u0430", "7"))
    row[place] = "".join(letters)


CELLS: list[Callable[[Random, Draft], None]] = [
    any_word, any_word, any_word, another_lever, another_parameter, other_number, other_number,
    moved_cell,
    shifted_row, lost_row, doubled_row, lost_column, foreign_rows, broken_word, turn_rows,
    turn_columns, blank_rows,
]  # fmt: skip


def set_byte(chance: Random, data: bytearray) -> None:
    place = chance.randint(0, len(data))
    data[place : place + chance.randint(0, 2)] = bytes([chance.choice(BYTES)])


def cut_bytes(chance: Random, data: bytearray) -> None:
    place = chance.randint(0, len(data))
    del data[place : place + chance.choice((1, 8, 64, 10_000))]


def double_bytes(chance: Random, data: bytearray) -> None:
    place = chance.randint(0, len(data))
    data[place:place] = data[place : place + 64] * chance.choice((1, 2, 50))


# --- writing it down


def finished(
    chance: Random,
    draft: Draft,
    due: str,
    line: int | None = None,
    column: str = "",
    spoil: int = 0,
) -> Mutant:
    """The file of a draft; `spoil` characters of the markup of a workbook are changed."""
    made = packed(chance, draft, due, spoil) if draft.name.endswith(".xlsx") else draft.bytes()
    return Mutant(draft.name, made, tuple(draft.steps), due, line, column)


def packed(chance: Random, draft: Draft, due: str, spoil: int) -> bytes:
    """A draft as a workbook."""
    parts = workbooks.parts()
    odd = chance.choice((0, 0, 0.02, 0.3)) if due == ANY else 0
    rows = [
        [workbook_cell(chance, cell, odd if at else 0) for cell in row[:26]]
        for at, row in enumerate(draft.rows)
    ]
    parts["xl/worksheets/sheet1.xml"] = workbooks.sheet(rows)
    for _ in range(spoil):
        part = chance.choice(sorted(parts))
        letters = list(str(parts[part]))
        letters[chance.randrange(len(letters))] = chance.choice(MARKUP)
        parts[part] = "".join(letters)
    return zipped(parts)


def workbook_cell(chance: Random, cell: str, odd: float) -> str:
    """A cell as text, and with the chance `odd` as something else."""
    made = workbooks.text(CONTROL.sub(escaped, cell)) if cell else ""
    if chance.random() >= odd:
        return made.replace("{", "{{").replace("}", "}}").replace("<c{{}}", "<c{}", 1)
    if cell.replace(".", "", 1).isascii() and cell.replace(".", "", 1).isdigit():
        return workbooks.number(cell, chance.randrange(10))
    return chance.choice(
        (
            workbooks.truth(True), workbooks.error("#REF!"), workbooks.formula("1+1", "2"),
            workbooks.number(46082, chance.randrange(10)), workbooks.iso_day("2030-01-01"),
        )
    )  # fmt: skip


def escaped(found: re.Match[str]) -> str:
    """A character that markup cannot hold, as spreadsheets write it."""
    return f"_x{ord(found[0]):04X}_"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of the given parts."""
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)  # without the clock
    return held.getvalue()
