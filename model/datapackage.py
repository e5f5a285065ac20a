"""The reference tables as a Frictionless Data Package, version 2: columns, hashes, sources."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from .cells import CODE
from .registry import Column, TableSpec, reference_specs

FIELD_TYPES = {
    "number": "number",
    "integer": "integer",
    "year": "year",
    "flag": "boolean",
}


def datapackage(reference: Path) -> dict[str, Any]:
    """The tables of a reference folder as a Frictionless Data Package (version 2)."""
    specs = [s for s in reference_specs().values() if (reference / f"{s.name}.csv").is_file()]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "uplift-reference",
        "title": "Reference tables of Uplift",
        "description": "Researched from open sources, state November 2026. Every row of facts"
        " carries its source and its grade: A primary source, B secondary source, C estimate;"
        " groups and origins are definitions.",
        "resources": [resource(reference / f"{spec.name}.csv", spec) for spec in specs],
    }


def resource(path: Path, spec: TableSpec) -> dict[str, Any]:
    """One table as a resource of the data package."""
    data = path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    header = [name for name in (rows[0] if rows else spec.columns) if name in spec.columns]
    described: dict[str, Any] = {
        "name": spec.name.replace("_", "-"),
        "type": "table",
        "path": path.name,
        "description": spec.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": table_schema(spec, header),
    }
    if sources := list(named_sources(rows)):
        described["sources"] = sources
    return described


def table_schema(spec: TableSpec, header: Sequence[str]) -> dict[str, Any]:
    """The fields, key and references of a table."""
    schema: dict[str, Any] = {"fields": [described_field(spec.columns[name]) for name in header]}
    # A key with a cell that may stay blank is no primary key to others.
    if spec.key and all(spec.columns[name].default is None for name in spec.key):
        schema["primaryKey"] = list(spec.key)
    references = [(n, spec.columns[n].refers_to) for n in header if spec.columns[n].kind == "code"]
    if any(target for _, target in references):
        schema["foreignKeys"] = [
            {
                "fields": [name],
                "reference": {
                    "resource": target.replace("_", "-"),
                    "fields": [reference_specs()[target].key[0]],
                },
            }
            for name, target in references
            if target
        ]
    return schema


def described_field(column: Column) -> dict[str, Any]:
    """One column as a field of a table schema."""
    field: dict[str, Any] = {
        "name": column.name,
        "type": FIELD_TYPES.get(column.kind, "string"),
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.kind == "flag":
        field |= {"trueValues": ["1"], "falseValues": ["0"]}
    if constraints := dict(constraints_of(column)):
        field["constraints"] = constraints
    return field


def constraints_of(column: Column) -> Iterator[tuple[str, Any]]:
    """What a cell of a column must fulfil."""
    if column.default is None:
        yield "required", True
    if column.kind == "choice":
        yield "enum", list(column.choices)
    if column.kind == "code":
        yield "pattern", CODE.pattern
    if column.kind in ("number", "integer", "year"):
        for name, bound in (("minimum", column.low), ("maximum", column.high)):
            if math.isfinite(bound):
                yield name, int(bound) if bound == int(bound) else bound


def named_sources(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Each source that the rows name, once, with its address where there is one."""
    pairs = {(row.get("source") or "", row.get("url") or "") for row in rows}
    for title, url in sorted(pairs):
        if title:
            yield {"title": title, "path": url.split(" ")[0]} if url else {"title": title}
