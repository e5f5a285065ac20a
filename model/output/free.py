"""This file is about whether a place is free for results: new, or of an earlier run of the same."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import OutputError, Problem, printable
from .manifest import KINDS, MANIFEST, record_of

LONGEST = 240
"""Bytes in the name of a folder: less than disks allow, as it is written beside its place first."""

ELSEWHERE = "Name another with --out."
UNTOUCHED = "Nothing was overwritten."


def check_place(
    folder: Path, name: str, kind: str = "scenario", inputs: Iterable[Path] = ()
) -> None:
    """Refuse a place that holds anything but an earlier run of the same scenario.

    With another kind: anything but an earlier one of that kind and name. `inputs` are files that
    must not lie in it.

    Raises:
        OutputError: what stands there instead, or why nothing can be written there.
    """
    if len(os.fsencode(folder.name)) > LONGEST:
        found, wanted = "a name that is too long", f"one of at most {LONGEST} bytes"
        raise refusal(folder, found, wanted, ELSEWHERE)
    try:
        found = in_the_way(folder, name, kind, inputs)
        check_writable(folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    if found:
        raise refusal(folder, found, f"a new folder, or one of an earlier run of {name}", ELSEWHERE)


def in_the_way(folder: Path, name: str, kind: str, inputs: Iterable[Path]) -> str:
    """What stands where a folder shall be written, or "" where the place is free."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return "a file or a link"
    whole = folder.resolve()
    if Path.cwd().is_relative_to(whole):
        return "the folder you are in, or one around it"
    within = [path.name for path in inputs if path.resolve().is_relative_to(whole)]
    if within:
        return f"the folder of an input ({printable(within[0])})"
    record = record_of(folder)
    if record.get(kind) == name or not folder.is_dir() or not any(folder.iterdir()):
        return ""
    earlier = next((record[kind] for kind in KINDS if record.get(kind)), None)
    return f"results of {printable(str(earlier))}" if earlier else "a folder with other files in it"


def check_writable(folder: Path) -> None:
    """Raise the error that writing a folder would end with, where the system tells beforehand."""
    place = folder.absolute()
    above = next(parent for parent in place.parents if parent.exists())
    if not above.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    acting = os.access in os.supports_effective_ids
    for needed in (above, place):
        allowed = os.access(needed, os.W_OK | os.X_OK, effective_ids=acting)
        if needed.is_dir() and not allowed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def check_names(folder: Path, names: Collection[str]) -> None:
    """Refuse to write a file under the name of one that is not ours.

    Raises:
        OutputError: a file of somebody else's in the folder has such a name.
    """
    for entry in foreign(folder) if folder.is_dir() else ():
        if entry.name in names:
            found = "a file that no run has written"
            wanted = f"no file of the name {entry.name}, which this run writes"
            raise refusal(entry, found, wanted, f"Move it, or name another with --out. {UNTOUCHED}")


def foreign(folder: Path) -> list[Path]:
    """What a folder holds besides the run in it: a planner's notes, say."""
    ours = {MANIFEST, *output_names(record_of(folder))}
    return sorted(entry for entry in folder.iterdir() if entry.name not in ours)


def output_names(record: Mapping[str, Any]) -> Iterator[str]:
    """The names of the files that a manifest records as written."""
    outputs = record.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict) and isinstance(output.get("file"), str):
            yield output["file"]


def unwritable(folder: Path, error: OSError) -> OutputError:
    """The error of a place that cannot be written."""
    found = f"no way to write there ({error.strerror or error})"
    return refusal(folder, found, "a place that can be written", f"{ELSEWHERE} {UNTOUCHED}")


def refusal(place: Path, found: str, wanted: str, hint: str) -> OutputError:
    """The refusal of a place for results."""
    return OutputError([Problem(place, None, "", found, wanted, hint, told=True)])
