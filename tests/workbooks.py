"""Workbooks made by hand, part by part, so that a test can put anything anywhere in them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from reader_worlds import HEADER

HEADS = HEADER.split(",")
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
FORMATS = ("General", "m/d/yyyy", "0%", 'dd"."mm', "0.00%", "[h]:mm", '0 "days"', "@")
"""Number formats by style; the second and third also as the built-in ones 14 and 9 below."""
GENERAL, DAY, PERCENT, OWN_DAY, OWN_PERCENT, ELAPSED, DAYS, TEXT, BUILT_IN_DAY, BUILT_IN_PERCENT = (
    range(10)
)


def number(value: float | str, style: int = GENERAL) -> str:
    """The inside of a cell that holds a number, shown in some way."""
    return f'<c{{}} s="{style}"><v>{value}</v></c>'


def truth(value: bool) -> str:
    """A cell that holds TRUE or FALSE."""
    return f'<c{{}} t="b"><v>{int(value)}</v></c>'


def error(text: str) -> str:
    """A cell that holds an error."""
    return f'<c{{}} t="e"><v>{text}</v></c>'


def formula(text: str, value: str = "") -> str:
    """A cell that holds a formula and what it gave."""
    return f"<c{{}}><f>{escape(text)}</f><v>{value}</v></c>"


def iso_day(text: str) -> str:
    """A cell that holds a day as the strict edition of the standard writes it."""
    return f'<c{{}} t="d"><v>{text}</v></c>'


def text(value: str) -> str:
    """A cell that holds text."""
    return f'<c{{}} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def cell(value: object) -> str:
    """A cell for a value; what looks like markup is taken for a finished cell."""
    if isinstance(value, str):
        return value if value.startswith("<c") else text(value)
    return number(value)


def letter(place: int) -> str:
    """The letter of a column, from 0."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]


def sheet(rows: Iterable[Iterable[object]], after: str = "", before: str = "") -> str:
    """The markup of a sheet; None and "" leave a cell out."""
    lines = []
    for number_, row in enumerate(rows, start=1):
        cells = "".join(
            cell(value).format(f' r="{letter(place)}{number_}"')
            for place, value in enumerate(row)
            if value not in (None, "")
        )
        lines.append(f'<row r="{number_}">{cells}</row>')
    body = f"<sheetData>{''.join(lines)}</sheetData>"
    return f'{XML}<worksheet xmlns="{MAIN}">{before}{body}{after}</worksheet>'


def styles() -> str:
    """The markup of the number formats."""
    own = "".join(
        f"<numFmt numFmtId='{164 + at}' formatCode={quoteattr(code)}/>"
        for at, code in enumerate(FORMATS)
    )
    used = [*(164 + at for at in range(len(FORMATS))), 14, 9]
    kinds = "".join(f'<xf numFmtId="{at}"/>' for at in used)
    return (
        f'{XML}<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>{kinds}</cellXfs></styleSheet>'
    )


def relations(of: Mapping[str, tuple[str, str]]) -> str:
    """The markup of relations: name to (kind, target)."""
    listed = "".join(
        f'<Relationship Id="{name}" Type="{DOC}/{kind}" Target="{target}"/>'
        for name, (kind, target) in of.items()
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def parts(
    rows: Iterable[Iterable[object]] = (),
    *,
    names: tuple[str, ...] = ("scenario",),
    before: str = "",
    after: str = "",
    state: str = "visible",
    from_1904: bool = False,
) -> dict[str, str | bytes]:
    """The parts of a workbook; every sheet has the same rows, below the headings unless given."""
    listed = [list(row) for row in rows]
    if not listed or listed[0] != HEADS:
        listed = [HEADS, *listed]
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" state="{state}" r:id="s{at}"/>'
        for at, name in enumerate(names, start=1)
    )
    related = {
        f"s{at}": ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(names) + 1)
    }
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{BOOK_TYPE}"/></Types>',
        "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{DOC}">'
        f'<workbookPr date1904="{int(from_1904)}"/><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(related | {"st": ("styles", "styles.xml")}),
        "xl/styles.xml": styles(),
    }
    for at in range(1, len(names) + 1):
        made[f"xl/worksheets/sheet{at}.xml"] = sheet(listed, after, before)
    return made


def packed(path: Path, made: Mapping[str, str | bytes]) -> Path:
    """A workbook of the given parts."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, *rows: Iterable[object], **how: object) -> Path:
    """A workbook of the given rows below the usual headings."""
    return packed(path, parts(rows, **how))
