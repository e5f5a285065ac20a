"""This file is about finding a sheet in a workbook and the parts that its cells need."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import did_you_mean, shown
from ..source import UnreadableError, refusal
from .archive import Archive, with_macros
from .formats import formats
from .grid import Grid, GridWalk
from .markup import Elements
from .texts import shared_strings

MAX_SHEETS_NAMED = 8


@dataclass(frozen=True)
class Relation:
    """What one part says of another: what it is to it, and where it lies."""

    kind: str
    part: str
    external: bool


def read_grid(path: Path, name: str) -> Grid:
    """The cells of the sheet of that name. Raises UnreadableError."""
    (grid,) = read_grids(path, [name])
    return grid


def read_grids(path: Path, names: Sequence[str]) -> list[Grid]:
    """The cells of some sheets, in the order of their names. Raises UnreadableError."""
    archive = Archive(path)
    try:
        return list(grids_of(archive, names))
    except (KeyError, ValueError) as error:
        raise archive.damaged(str(error).strip("'")) from error


def grids_of(archive: Archive, names: Sequence[str]) -> Iterator[Grid]:
    """The cells of sheets. Raises UnreadableError, and KeyError or ValueError for bad markup."""
    refuse_macros(archive)
    main = part_of(archive, relations(archive, ""), "officeDocument")
    if main is None:
        raise archive.damaged("no part that is the workbook")
    related = relations(archive, main)
    sheets, from_1904 = sheets_of(archive, main)
    parts = [part_of_sheet(archive, sheets, related, name) for name in names]
    strings = shared_strings(archive, part_of(archive, related, "sharedStrings"))
    kinds = formats(archive, part_of(archive, related, "styles"))
    for name, part in zip(names, parts, strict=True):
        grid = Grid(name, sheets[name].get("state", "visible") != "visible", from_1904)
        GridWalk(archive, part, grid, strings, kinds).run()
        yield grid


def part_of_sheet(
    archive: Archive,
    sheets: Mapping[str, dict[str, str]],
    related: Mapping[str, Relation],
    name: str,
) -> str:
    """The part that holds the cells of a sheet. Raises UnreadableError, KeyError."""
    if name not in sheets:
        raise no_sheet(archive.path, name, list(sheets))
    relation = related[sheets[name]["id"]]
    if relation.kind != "worksheet" or relation.external:
        raise refusal(archive.path, f"a sheet '{name}' without cells", "a sheet with cells")
    return relation.part


def refuse_macros(archive: Archive) -> None:
    """Refuse a workbook that says of a part of it that it is a program."""
    declared: list[str] = []

    def see(element: str, attributes: dict[str, str]) -> None:
        declared.append(attributes.get("ContentType", "").lower())

    Elements(archive, "[Content_Types].xml", see).run()
    if any("macroenabled" in kind or "vbaproject" in kind for kind in declared):
        raise with_macros(archive.path)


def relations(archive: Archive, part: str) -> dict[str, Relation]:
    """The relations of a part by their name; those of the workbook itself for ""."""
    folder, file = posixpath.split(part)
    found: dict[str, Relation] = {}

    def see(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
            found[attributes["Id"]] = Relation(
                attributes["Type"].rpartition("/")[2],
                target.lstrip("/"),
                attributes.get("TargetMode") == "External",
            )

    Elements(archive, posixpath.join(folder, "_rels", f"{file}.rels"), see).run()
    return found


def part_of(archive: Archive, related: Mapping[str, Relation], kind: str) -> str | None:
    """The part that has a relation of some kind, or None."""
    parts = (r.part for r in related.values() if r.kind == kind and not r.external)
    return next(parts, None)


def sheets_of(archive: Archive, main: str) -> tuple[dict[str, dict[str, str]], bool]:
    """What the workbook says of each sheet by its name, and whether its days count from 1904."""
    sheets: dict[str, dict[str, str]] = {}
    from_1904: list[bool] = []

    def see(element: str, attributes: dict[str, str]) -> None:
        if element == "sheet":
            if attributes["name"] in sheets:
                raise ValueError(f"two sheets {shown(attributes['name'])}")
            sheets[attributes["name"]] = attributes
        elif element == "workbookPr":
            from_1904.append(attributes.get("date1904") in ("1", "true"))

    Elements(archive, main, see).run()
    return sheets, any(from_1904)


def no_sheet(path: Path, name: str, sheets: list[str]) -> UnreadableError:
    """The refusal of a workbook that lacks the sheet."""
    listed = ", ".join(shown(sheet) for sheet in sheets[:MAX_SHEETS_NAMED])
    found = f"no sheet of that name among {listed}" if sheets else "no sheet"
    return refusal(path, found, f"a sheet '{name}'", did_you_mean(name, sheets))
