"""A workbook as LibreOffice calculates it, held against the values written beside the formulas.

LibreOffice does not recalculate a file of another program unless it is told to; a private profile
tells it, and a workbook with poisoned values proves that it listens (test_workbook.py).
"""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineSheet, CalamineWorkbook

OFFICE = shutil.which("soffice")
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

ERROR = re.compile(r'<c r="([A-Z]+\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
"""A cell with an error, as LibreOffice writes it."""

needs_libreoffice = pytest.mark.skipif(
    OFFICE is None and not os.environ.get("CI"),
    reason="LibreOffice is not installed; it is needed to recalculate the workbook",
)


def recalculated(workbook: Path, folder: Path, *more: Path) -> Path:
    """The workbook (and more beside it) as LibreOffice calculates every formula anew."""
    assert OFFICE, "LibreOffice is missing"
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    out = folder / "recalculated"
    subprocess.run(
        [
            OFFICE, "--headless", f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--convert-to", "xlsx", "--outdir", str(out), str(workbook), *map(str, more),
        ],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return out / workbook.name


def cells(workbook: Path) -> dict[tuple[str, str], object]:
    """The value of every cell that holds something but an error, by sheet and place."""
    book = CalamineWorkbook.from_path(workbook)  # five times as fast as openpyxl
    return {
        (name, f"{get_column_letter(column)}{row}"): value
        for name in book.sheet_names
        for row, line in enumerate(rows(book.get_sheet_by_name(name)), 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }


def rows(sheet: CalamineSheet) -> list[list[object]]:
    """The values of a sheet, from its first row and column on."""
    return sheet.to_python(skip_empty_area=False)


def errors(workbook: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """Every cell that holds an error, which `cells` leaves out, and the error."""
    names = CalamineWorkbook.from_path(workbook).sheet_names
    with ZipFile(workbook) as parts:
        for number, name in enumerate(names, 1):
            sheet = parts.read(f"xl/worksheets/sheet{number}.xml").decode("utf-8")
            for place, value in ERROR.findall(sheet):
                yield (name, place), value


def formula_cells(workbook: Path) -> dict[tuple[str, str], object]:
    """Every cell that holds something, by sheet and place: its formula, or what it says."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(workbook).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def differences(written: Path, calculated: Path, relative: float = 1e-9) -> list[str]:
    """The cells that hold an error, and those whose value differs, as sentences."""
    before, after = cells(written), cells(calculated)
    broken = dict(errors(calculated))
    told = [f"{place}: error {value}" for place, value in broken.items()]
    for place in sorted((before.keys() | after.keys()) - broken.keys()):
        ours, theirs = before.get(place), after.get(place)
        if isinstance(ours, int | float) and isinstance(theirs, int | float):
            if not math.isclose(ours, theirs, rel_tol=relative, abs_tol=1e-12):
                told.append(f"{place}: written {ours!r}, calculated {theirs!r}")
        elif (ours or "") != (theirs or ""):
            told.append(f"{place}: written {ours!r}, calculated {theirs!r}")
    return told
