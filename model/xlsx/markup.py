"""This file is about the markup of a part: walked element by element, without entities."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import ParseError, XMLParser

from .archive import Archive

MAX_ELEMENTS = 1_000_000
UNPARSED = (ParseError, ValueError, LookupError)


class Walk:
    """What is done on the way through a part; names come without their namespace.

    It is the target of a parser, whose `doctype` is the only way in for entities and for
    files elsewhere: a workbook has none.
    """

    def __init__(self, archive: Archive, part: str) -> None:
        self.archive, self.part = archive, part
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise self.archive.damaged(f"more than {MAX_ELEMENTS} elements in {self.part}")
        self.begin(local(tag), {local(name): text for name, text in attributes.items()})

    def end(self, tag: str) -> None:
        """An element ends."""
        self.finish(local(tag))

    def data(self, text: str) -> None:
        """Text, or a piece of it, inside an element."""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins: for those who look at elements."""

    def finish(self, name: str) -> None:
        """An element ends: for those who look at elements."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """A document type declaration: refused before anything in it is read."""
        raise self.archive.damaged(f"a document type declaration in {self.part}")

    def close(self) -> None:
        """The part ends."""

    def run(self) -> None:
        """Walk through the part. Raises UnreadableError."""
        parser = XMLParser(target=self)
        try:
            # In one piece: a parser fed with pieces looks at a long one again with every next.
            parser.feed(b"".join(self.archive.pieces(self.part)))
            parser.close()
        except UNPARSED as error:
            raise self.archive.damaged(f"part {self.part}: {error}") from error


class Elements(Walk):
    """A walk that shows every element with its attributes to one function."""

    def __init__(
        self, archive: Archive, part: str, see: Callable[[str, dict[str, str]], None]
    ) -> None:
        super().__init__(archive, part)
        self.see = see

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.see(name, attributes)


@lru_cache(maxsize=1024)  # a large sheet has few names, a million times
def local(name: str) -> str:
    """A name without its namespace, which differs between the two editions of the standard."""
    return name.rpartition("}")[2]
