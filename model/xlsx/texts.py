"""This file is about text in a workbook: the shared strings, and how a character is escaped."""

from __future__ import annotations

import re

from .archive import Archive
from .markup import Walk

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class SharedStrings(Walk):
    """The texts that cells refer to by number; how they are pronounced is left out."""

    def __init__(self, archive: Archive, part: str) -> None:
        super().__init__(archive, part)
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._inside: list[str] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._inside.append(name)
        if name == "si":
            self._pieces = []

    def finish(self, name: str) -> None:
        self._inside.pop()
        if name == "si":
            self.texts.append(unescaped("".join(self._pieces)))

    def data(self, text: str) -> None:
        if self._inside[-1:] == ["t"] and "rPh" not in self._inside:
            self._pieces.append(text)


def shared_strings(archive: Archive, part: str | None) -> list[str]:
    """The shared strings of a workbook; none where it has no such part."""
    if part is None:
        return []
    walk = SharedStrings(archive, part)
    walk.run()
    return walk.texts


def unescaped(text: str) -> str:
    """Text as it was typed: `_x000D_` stands for a character that markup cannot hold."""

    def letter(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        return found[0] if 0xD800 <= code < 0xE000 else chr(code)

    return ESCAPED.sub(letter, text).replace("\r\n", "\n").replace("\r", "\n")
