"""This file is about Parquet: each table with the types and units that schema.csv declares."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import Any

from ...errors import MissingPackageError
from ...registry import Column, table_specs
from ...results import table_makers
from ...results.answer import Answer

TYPES = {"number": "float64", "integer": "int64", "year": "int64", "flag": "int64"}
"""The type of each kind of column; any other is text."""


def check_installed() -> None:
    """Refuse a format whose package is missing. Raises MissingPackageError."""
    if find_spec("pyarrow") is None:
        raise MissingPackageError(
            "Parquet needs the package pyarrow, which is not installed. "
            "Install it in a checkout of the source with: pip install '.[parquet]'"
        )


def files(answer: Answer) -> dict[str, bytes]:
    """Each table as Parquet, by file name."""
    return {f"{name}.parquet": table_bytes(answer, name) for name in table_makers(answer)}


def table_bytes(answer: Answer, table: str) -> bytes:
    """One table, compressed; text as it is, since nothing here runs as a formula."""
    from pyarrow import Table, array, parquet, schema

    spec = table_specs()[table]
    rows = list(table_makers(answer)[table](answer))
    fields = [field_of(column) for column in spec.columns.values()]
    about = schema(fields, metadata={"description": spec.description})
    columns = [
        array([row[name] for row in rows], type=field.type)
        for name, field in zip(spec.columns, fields, strict=True)
    ]
    sink = io.BytesIO()
    parquet.write_table(Table.from_arrays(columns, schema=about), sink, compression="zstd")
    return sink.getvalue()


def field_of(column: Column) -> Any:
    """Name, type, unit and description of a column."""
    import pyarrow

    kind = pyarrow.type_for_alias(TYPES.get(column.kind, "string"))
    about = {"unit": column.unit, "description": column.description}
    return pyarrow.field(column.name, kind, metadata=about)
