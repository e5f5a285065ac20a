"""This file is about CSV as a European Excel opens it: a mark, semicolons, decimal commas.

The plain tables stay beside these: they are the record that other programs read, and a file in
which a comma means two things is not one.
"""

from __future__ import annotations

import csv
import io

from ...registry import table_specs
from ...results import table_makers
from ...results.answer import Answer
from ..files import cell, number

ENDING = ".excel.csv"


def files(answer: Answer) -> dict[str, bytes]:
    """Each table for Excel, by file name."""
    return {f"{name}{ENDING}": table_bytes(answer, name) for name in table_makers(answer)}


def table_bytes(answer: Answer, table: str) -> bytes:
    """One table: UTF-8 with its mark, `;` between cells, `,` in numbers, lines ended by CRLF."""
    columns = list(table_specs()[table].columns)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in table_makers(answer)[table](answer):
        writer.writerow([european(row[column]) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def european(value: str | int | float | None) -> str:
    """One cell; text as in the plain tables, so that none of it runs as a formula."""
    return number(value).replace(".", ",") if isinstance(value, float) else cell(value)
