"""This file is about the further forms in which results can be had: one module makes each.

To add a format, write a module with `files(answer)` here, named like it, and name it below.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from ...errors import UnknownNameError, did_you_mean, shown

if TYPE_CHECKING:
    from ...results.answer import Answer

FORMATS = ("iamc", "parquet", "excel-csv")


def exchange(answer: Answer, formats: Iterable[str]) -> dict[str, bytes]:
    """The files of some formats by name.

    Raises:
        UnknownNameError: there is no such format.
        MissingPackageError: a format needs a package that is not installed.
    """
    made: dict[str, bytes] = {}
    for name in check_formats(formats):
        made |= import_module(f".{name.replace('-', '_')}", __name__).files(answer)
    return made


def check_formats(formats: Iterable[str]) -> tuple[str, ...]:
    """The formats, each once; one may stand alone. To be asked before anything is solved.

    Raises:
        UnknownNameError: there is no such format.
        MissingPackageError: a format needs a package that is not installed.
    """
    named = tuple(dict.fromkeys([formats] if isinstance(formats, str) else formats))
    for name in named:
        if name not in FORMATS:
            hint = did_you_mean(name, FORMATS)
            raise UnknownNameError(
                f"found {shown(name)}, wanted one of {', '.join(FORMATS)}. {hint}".rstrip()
            )
        if name == "parquet":
            from .parquet import check_installed

            check_installed()
    return named
