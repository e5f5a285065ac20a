"""This file is about writing a new scenario, and never over an old file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import OutputError, Problem
from ..source import SPREADSHEETS


def write_new(file: Path, content: str | bytes) -> None:
    """Write a new file, text as UTF-8, and never over an old one.

    Raises:
        OutputError: the file exists or cannot be written.
    """
    if isinstance(content, str) and file.suffix.lower() in SPREADSHEETS:
        hint = "`optimize scenario-to-xlsx` then makes a workbook of it."
        raise OutputError([Problem(file, None, "", file.name, "a name that ends in .csv", hint)])
    wanted = "the name of a new file"
    try:
        with file.open("xb") as new, whole_or_gone(file):
            new.write(content.encode("utf-8") if isinstance(content, str) else content)
            new.flush()
    except FileExistsError as error:
        found = "a file that exists already"
        raise OutputError([Problem(file, None, "", found, wanted, told=True)]) from error
    except OSError as error:
        found = f"no way to write there ({error.strerror})"
        raise OutputError([Problem(file, None, "", found, wanted, told=True)]) from error


@contextmanager
def whole_or_gone(file: Path) -> Iterator[None]:
    """Take a new file away again where it cannot be written to its end."""
    try:
        yield
    except BaseException:
        file.unlink()
        raise
