"""This file is about what a planner may type on yellow: lists of codes, and limits of numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from ...registry import Column, Parameter, parameters, table_specs
from .bulk import LargeSheet
from .formulas import ColumnSpec

Rule = dict[str, Any]

HIGHEST = 1e15
"""Stands for "no limit", which a rule cannot say."""

DECIMALS = 4
"""At most; what was stated more finely is shown rounded."""


def column_rule(column: ColumnSpec) -> Rule | None:
    """The rule for a column of sheets.toml: a list by its name, or a lowest number."""
    if column.choices:
        told = "Choose one of the list; the sheet Codes says what the codes stand for."
        return refused({"validate": "list", "source": f"={column.choices}"}, told)
    if column.low is not None:
        told = f"A number from {column.low:g} up."
        return refused({"validate": "decimal", "criteria": ">=", "value": column.low}, told)
    return None


def refused(rule: Rule, told: str) -> Rule:
    """A rule with the words by which a spreadsheet refuses an entry."""
    return {**rule, "error_title": "Not allowed here", "error_message": told}


def limit_numbers(
    sheet: LargeSheet, column: int, first: int, names: Sequence[Any], follows: Sequence[Any]
) -> None:
    """Hold each number on Assumptions that may be changed to the limits of its parameter.

    Args:
        column, first: of the numbers and their first row, both from 0.
        names, follows: of each row its parameter, and what a change of it needs.
    """
    spans: dict[str, list[list[int]]] = {}
    row = first
    for (name, needed), group in groupby(zip(names, follows, strict=True)):
        rows = sum(1 for _ in group)
        if needed == "accounting":
            spans.setdefault(name, []).append([row, column, row + rows - 1, column])
        row += rows
    for name, (span, *others) in spans.items():
        sheet.data_validation(*span, {**number_rule(declared(name)), "other_cells": others})


def declared(name: str) -> Parameter | Column:
    """What is said of a parameter, or of table.column."""
    if name in parameters():
        return parameters()[name]
    table, _, column = name.partition(".")
    return table_specs()[table].columns[column]


def number_rule(found: Parameter | Column) -> Rule:
    """The limits of a number; flags are 0 or 1."""
    low, high = (0.0, 1.0) if found.kind == "flag" else (found.low, found.high)
    low, high = max(low, -HIGHEST), min(high, HIGHEST)
    kind = "integer" if found.whole else "decimal"
    limits = {"criteria": "between", "minimum": low, "maximum": high}
    told = f"Wanted: {found.wanted}."
    return refused({"validate": kind, **limits}, told[:255])


def number_styles(numbers: Sequence[Mapping[str, Any]]) -> list[str]:
    """The style of each number: all of a parameter with the same decimals."""
    stated: dict[str, int] = {}
    for number in numbers:
        name, value = number["parameter"], number["value"]
        stated[name] = max(stated.get(name, 0), decimals(value))
    styles = {
        name: "whole" if declared(name).whole else f"decimals_{most}"
        for name, most in stated.items()
    }
    return [styles[number["parameter"]] for number in numbers]


def decimals(value: object) -> int:
    """How many decimals a number has, up to DECIMALS; 0 for text and blanks."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        return 0
    return next((n for n in range(DECIMALS) if round(value, n) == value), DECIMALS)
