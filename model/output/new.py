"""This file is about writing a new scenario, and never over an old file."""

from __future__ import annotations

from pathlib import Path

from ..errors import OutputError, Problem


def write_new(file: Path, text: str) -> None:
    """Write a new file, and never over an old one.

    Raises:
        OutputError: the file exists or cannot be written.
    """
    wanted = "the name of a new file"
    try:
        with file.open("x", encoding="utf-8", newline="") as new:
            new.write(text)
    except FileExistsError as error:
        found = "a file that exists already"
        raise OutputError([Problem(file, None, "", found, wanted, told=True)]) from error
    except OSError as error:
        found = f"no way to write there ({error.strerror})"
        raise OutputError([Problem(file, None, "", found, wanted, told=True)]) from error
