"""This file is about number formats: which cells show their number as a date or as per cent."""

from __future__ import annotations

import re

from .archive import Archive
from .markup import Walk

PLAIN, DATE, PERCENT = "", "date", "percent"
MAX_CODE = 255
"""Characters that a spreadsheet allows in the code of a format."""
BUILT_IN = {9: PERCENT, 10: PERCENT} | dict.fromkeys(
    (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), DATE
)
"""Formats that have a number and no code."""
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
# Quoted text, escaped or padding characters, colours and conditions.
SILENT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class Formats(Walk):
    """What each style of cell makes of a number: PLAIN, DATE or PERCENT."""

    def __init__(self, archive: Archive, part: str) -> None:
        super().__init__(archive, part)
        self.kinds: list[str] = []
        self._codes: dict[int, str] = {}
        self._cells = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            code = attributes["formatCode"]
            if len(code) > MAX_CODE:
                raise ValueError(f"a format of {len(code)} characters")
            self._codes[int(attributes["numFmtId"])] = kind_of(code)
        elif name == "cellXfs":
            self._cells = True
        elif name == "xf" and self._cells:
            number = int(attributes.get("numFmtId", "0"))
            self.kinds.append(self._codes.get(number) or BUILT_IN.get(number, PLAIN))

    def finish(self, name: str) -> None:
        if name == "cellXfs":
            self._cells = False


def formats(archive: Archive, part: str | None) -> list[str]:
    """The kinds of the styles of a workbook; none where it has no such part."""
    if part is None:
        return []
    walk = Formats(archive, part)
    walk.run()
    return walk.kinds


def kind_of(code: str) -> str:
    """What a format code makes of a number."""
    if ELAPSED.search(code):
        return DATE
    bare = SILENT.sub("", code)
    if "%" in bare:
        return PERCENT
    return DATE if re.search("[dmyhs]", bare.replace("General", ""), re.IGNORECASE) else PLAIN
