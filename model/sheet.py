"""A CSV file as text cells: separator and header recognised, physical line numbers kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .cells import DECIMAL_COMMA, DECIMAL_POINT, THOUSAND_LIKE, Marks
from .errors import Problem, did_you_mean, shown
from .findings import Findings
from .registry import TableSpec
from .source import UnreadableError, read_text
from .tokens import records_of

SEPARATORS = {",": "','", ";": "';'", "\t": "a tab"}
MAX_CELL = 32_767  # what a spreadsheet holds in one cell
MAX_COLUMNS = 200
MAX_LINE = 1_000_000
MAX_LINES_NAMED = 10
# Control characters, the marks that turn the direction of text round, and what stands for a byte
# of a file's name that is no letter.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

NAME_WANTED = "a name on one line, without control characters"

Record = tuple[int, list[str]]
"""The line in which a row starts, and its cells."""


@dataclass(frozen=True)
class Sheet:
    """The text cells of a file by column, and the physical line in which each row starts.

    `refused` are the cells, by line and column, that are problems already: nobody reads their text.
    """

    path: Path
    lines: tuple[int, ...]
    columns: dict[str, tuple[str, ...]]
    marks: Marks
    refused: frozenset[tuple[int, str]] = frozenset()


def read_sheet(path: Path, spec: TableSpec, findings: Findings) -> Sheet | None:
    """The cells of a file under the columns of `spec`; None where there is no table in it.

    Every problem goes to `findings`; rows that have one are left out.
    """
    try:
        text = read_text(path)
    except UnreadableError as refusal:
        findings.problems.append(refusal.problem)
        return None
    finally:
        findings.sources.append(path)
    lines = text.split("\n")
    if problem := long_line(path, lines):
        findings.problems.append(problem)
        return None
    start = header_place(lines)
    if start is None:
        findings.problems.append(
            Problem(path, None, "", "nothing but blank lines", "a header line", told=True)
        )
        return None
    separator = separator_of(lines[start], spec)
    if separator != ",":
        findings.warn(path, start + 1, f"cells are separated by {SEPARATORS[separator]}")
    return sheet_of(path, spec, findings, lines, start, separator)


def sheet_of(
    path: Path, spec: TableSpec, findings: Findings, lines: list[str], start: int, separator: str
) -> Sheet | None:
    """The cells of the lines from the header on."""
    # A cell in quotes goes on over several lines, so only a short file is free of long cells.
    suspect = sum(map(len, lines)) + len(lines) > MAX_CELL or any(map(CONTROL.search, lines))
    records = records_of(path, findings, lines, start, separator)
    sheet = sheet_of_records(path, spec, findings, records, suspect)
    if sheet is None or separator != ";":
        return sheet
    marks = decimal_marks(path, spec, findings, sheet.columns, sheet.lines)
    return replace(sheet, marks=marks)


def sheet_of_records(
    path: Path, spec: TableSpec, findings: Findings, records: Iterator[Record], suspect: bool
) -> Sheet | None:
    """The cells of records, the header first; `suspect` where a cell may hold what none should."""
    head = next(records, None)
    names = None if head is None else columns_of(path, spec, findings, *head)
    if head is None or names is None:
        return None
    rows = whole_rows(path, findings, names, records)
    refused = frozenset(unclean_cells(path, findings, names, rows) if suspect else ())
    if not rows:
        empty(path, spec, findings, head[0])
    by_place = list(zip(*(cells for _, cells in rows), strict=True)) or [()] * len(names)
    columns = {name: by_place[place] for place, name in enumerate(names) if name}
    return Sheet(path, tuple(line for line, _ in rows), columns, Marks(), refused)


def long_line(path: Path, lines: Sequence[str]) -> Problem | None:
    """The problem of the first line that no table has, or None."""
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            found, wanted = f"a line of {len(line)} characters", f"at most {MAX_LINE}"
            return Problem(path, number, "", found, wanted, told=True)
    return None


def header_place(lines: Sequence[str]) -> int | None:
    """The place of the header: the first line that is neither blank nor a comment.

    Nor `sep=;`, which some spreadsheets put first.
    """
    for place, line in enumerate(lines):
        bare = line.strip(' \t,;"\u00a0')
        if bare and not bare.startswith("#") and bare.casefold() != "sep=":
            return place
    return None


def separator_of(header: str, spec: TableSpec) -> str:
    """The separator under which most columns of the header are known; a comma if none."""

    def known(separator: str) -> int:
        return sum(normal(cell.strip('"')) in spec.columns for cell in header.split(separator))

    return max(SEPARATORS, key=known)


def normal(name: str) -> str:
    """The name of a column without spaces around it and capitals in it."""
    return "_".join(name.split()).casefold()


def columns_of(
    path: Path, spec: TableSpec, findings: Findings, line: int, record: list[str]
) -> list[str] | None:
    """The declared column under each place of the header, "" where there is none.

    None where nothing in the line is a column: then it is not a header.
    """
    cells = [cell.strip() for cell in record[: MAX_COLUMNS + 1]]
    names = [known_column(cell, spec) for cell in cells]
    if not any(names) or len(names) > MAX_COLUMNS:
        wanted = "a header line with the columns " + ", ".join(spec.columns)
        findings.problems.append(Problem(path, line, "", ",".join(record), wanted))
        return None
    missing = [n for n, c in spec.columns.items() if n not in names and c.default is None]
    last = max(place for place, cell in enumerate(cells) if cell)
    for place, (cell, name) in enumerate(zip(cells, names, strict=True)):
        if not name and place <= last:
            findings.problems.append(unknown_column(path, spec, line, place, cell, names))
        elif name and name in names[:place]:
            findings.problems.append(repeated_column(path, line, names, place))
        elif name and name != record[place]:
            findings.warn(path, line, f"column {shown(record[place])} read as '{name}'")
    for name in missing:
        found = "no such column"
        wanted = f"a column '{name}' ({spec.columns[name].description})"
        findings.problems.append(Problem(path, line, name, found, wanted, told=True))
    return [name if name not in names[:place] else "" for place, name in enumerate(names)]


def known_column(cell: str, spec: TableSpec) -> str:
    """The declared name that a cell of the header means, or "" if none."""
    return next((name for name in (cell, normal(cell)) if name in spec.columns), "")


def unknown_column(
    path: Path, spec: TableSpec, line: int, place: int, cell: str, names: list[str]
) -> Problem:
    """The problem of a column that the declaration does not know."""
    free = [name for name in spec.columns if name not in names]
    if not cell:
        found, wanted = f"no name over column {place + 1}", "the name of a column"
        return Problem(path, line, "", found, wanted, told=True)
    hint = did_you_mean(cell, free) or f"Columns are {', '.join(spec.columns)}."
    return Problem(path, line, cell, cell, f"a column of {spec.name}", hint)


def repeated_column(path: Path, line: int, names: list[str], place: int) -> Problem:
    """The problem of a column that stands in the header twice."""
    name = names[place]
    found = f"the column in places {names.index(name) + 1} and {place + 1}"
    return Problem(path, line, name, found, "each column once", told=True)


def whole_rows(
    path: Path, findings: Findings, names: list[str], records: Iterator[Record]
) -> list[Record]:
    """The trimmed rows that have as many cells as the header; blank ones are skipped."""
    rows, width = [], len(names)
    for line, record in records:
        if not any(map(str.strip, record)):
            continue
        if len(record) == width:
            rows.append((line, [cell.strip() for cell in record]))
        else:
            findings.problems.append(miscounted(path, line, record, width))
    return rows


def miscounted(path: Path, line: int, record: list[str], width: int) -> Problem:
    """The problem of a row with more or fewer cells than the header."""
    count, text = len(record), "".join(record)
    hint = ""
    if text.lstrip().startswith("#"):
        hint = "Comment lines stand above the header; inside the table use the column for notes."
    elif count == 1 and any(mark in text for mark in SEPARATORS):
        hint = "Its cells are separated otherwise than those of the header."
    elif count > width:
        hint = "A cell with a separator in it needs quotes around it."
    found = f"{count} field{'' if count == 1 else 's'}"
    return Problem(path, line, "", found, f"{width} as in the header", hint, told=True)


def unclean_cells(
    path: Path, findings: Findings, names: list[str], rows: list[Record]
) -> Iterator[tuple[int, str]]:
    """Line and column of each cell with a control character or too much text: a problem each."""
    for line, cells in rows:
        for name, cell in zip(names, cells, strict=True):
            if wanted := unclean(cell):
                findings.problems.append(Problem(path, line, name, cell, wanted))
                yield line, name


def unclean(cell: str) -> str:
    """What was wanted instead of a cell that no column takes, or "" for a clean one."""
    if len(cell) > MAX_CELL:
        return f"at most {MAX_CELL} characters"
    return "text without control characters" if CONTROL.search(cell) else ""


def is_name(text: str) -> bool:
    """Whether a text can be the name of a run: it goes into every file and onto the screen."""
    return not CONTROL.search(text) and not {"\t", "\n", "\r"} & set(text)


def empty(path: Path, spec: TableSpec, findings: Findings, line: int) -> None:
    """Say that a table has a header and no good row."""
    if any(problem.file == path for problem in findings.problems):
        return
    if spec.kind == "scenario" or spec.name in ENTITIES:
        findings.problems.append(
            Problem(path, line, "", "a header and no rows", "at least one row", told=True)
        )
    else:
        findings.warn(path, line, "a header and no rows: read as nothing stated")


ENTITIES = ("countries", "capabilities", "systems")


def decimal_marks(
    path: Path,
    spec: TableSpec,
    findings: Findings,
    columns: dict[str, tuple[str, ...]],
    lines: tuple[int, ...],
) -> Marks:
    """The decimal marks of a file with ';' between its cells; says where commas were read."""
    numbers = [cells for name, cells in columns.items() if not spec.columns[name].documentation]
    commas = sorted(
        {
            line
            for cells in numbers
            for line, cell in zip(lines, cells, strict=True)
            if DECIMAL_COMMA.fullmatch(cell)
        }
    )
    if commas:
        named = ", ".join(map(str, commas[:MAX_LINES_NAMED]))
        more = " ..." if len(commas) > MAX_LINES_NAMED else ""
        findings.warn(path, commas[0], f"decimal commas read as points (lines {named}{more})")
    return Marks(
        comma=True,
        point=any(
            DECIMAL_POINT.fullmatch(cell) and not THOUSAND_LIKE.fullmatch(cell)
            for cells in numbers
            for cell in cells
        ),
    )
