"""This file is about cells: rows of tables and heat maps as HTML, quickly and escaped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from .parts import NUMBER, TEXT, YEAR, Cell, Column, Heat, Link, Table, Value

NOTHING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
EXACT = 6
"""Decimals that a number keeps for sorting: money to the dollar, as in the tables."""


@lru_cache(1 << 7)
def body(table: Table) -> Markup:
    """The rows of a table; those of as many tables as a page has, and more, are kept."""
    rows = (row(table.columns, cells) for cells in table.rows)
    if table.anchor:
        rows = (f"<tr id={table.anchor}-{n}>{r[4:]}" for n, r in enumerate(rows, start=1))
    return Markup("\n".join(rows))


def foot(table: Table) -> Markup:
    """The total of a table."""
    return Markup(row(table.columns, table.total or ()))


def row(columns: Sequence[Column], cells: Sequence[Value | Link]) -> str:
    """One row; its first cell names it."""
    named, *rest = zip(columns, cells, strict=True)
    others = [cell(column, value, "td") for column, value in rest]
    return f"<tr>{cell(*named, 'th')}{''.join(others)}"


@lru_cache(1 << 14, typed=True)  # Markup("<b>") == "<b>", and only one of them is escaped
def escaped(text: str) -> str:
    """Text for HTML; most of it stands in many cells."""
    return str(escape(text))


def cell(column: Column, value: Value | Link, tag: str) -> str:
    """One cell; a number that is rounded for reading carries its full value for sorting."""
    if isinstance(value, Link):
        text = escaped(value.text)
        tag += " class=w" if column.wide else ""
        if not value.safe:
            return f"<{tag}>{text}"
        away = "" if value.href.startswith("#") else ' rel="noreferrer noopener"'
        return f'<{tag}><a href="{escaped(value.href)}"{away}>{text}</a>'
    if value is None:
        return f"<{tag}{' class=n' if column.kind != TEXT else ''}>{NOTHING}"
    if column.kind == YEAR and not tag.startswith("th"):
        return f"<{tag} class=n>{escaped(str(value))}"
    if isinstance(value, str) and column.kind == NUMBER:
        return f"<{tag} class=n>{escaped(value)}"
    if isinstance(value, str) or column.kind == YEAR:
        return f"<{tag}{' class=w' if column.wide else ''}>{escaped(str(value))}"
    shown = spoken(value, column.decimals)
    exact = repr(round(value, EXACT) + 0.0).removesuffix(".0")
    full = "" if shown.replace(",", "") == exact else f' data-v="{exact}"'
    return f"<{tag} class=n{full}>{escaped(shown)}"


def spoken(value: float, decimals: int = 0) -> str:
    """A number for reading: thousands apart; what would round to 0 and is not is told as small."""
    if not math.isfinite(value):
        return NOTHING
    least = 10.0**-decimals
    if value and abs(value) < least / 2:
        return f"{'<' if value > 0 else f'>{MINUS}'}{least:.{decimals}f}"
    return f"{value + 0.0:,.{decimals}f}".replace("-", MINUS)


def heat_body(heat: Heat) -> Markup:
    """The rows of a heat map."""
    return Markup("\n".join(heat_rows(heat)))


def heat_rows(heat: Heat) -> Iterator[str]:
    """Each row: its name and its coloured cells."""
    for name, cells in heat.rows:
        yield f"<tr><th>{escaped(name)}" + "".join(heat_cell(heat, c) for c in cells)


def heat_cell(heat: Heat, found: Cell | None) -> str:
    """One coloured cell."""
    if found is None:
        return "<td class=x>"
    told = f' data-t="{escaped(found.told)}"' if found.told else ""
    step = "t" if found.trifle else heat.step(found.value)
    return f"<td class=h{step}{told}>{escaped(found.shown)}"
