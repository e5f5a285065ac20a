"""This file is about what may be chosen in a cell of the form, and what is said otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ...registry import Column, parameters
from ...scenario import Scenario

LISTS = "lists"
TITLE = "Not a scenario value"


@dataclass(frozen=True)
class Choice:
    """The codes that a column may hold, with what each is called where it has a name."""

    name: str
    codes: tuple[str, ...]
    names: tuple[str, ...] = ()


def choices(scenario: Scenario) -> tuple[Choice, ...]:
    """What a planner may choose in each column that holds a code."""
    declared = parameters()
    units = dict.fromkeys(parameter.unit for parameter in declared.values() if parameter.unit)
    units |= dict.fromkeys(sorted(set(scenario.tables["capabilities"].columns["unit"])))
    return (
        Choice("parameter", tuple(declared)),
        named("country", countries(scenario)),
        named("item", items(scenario)),
        Choice("unit", tuple(units)),
        Choice("change", ("set", "scale", "add")),
    )


def named(name: str, pairs: Iterator[tuple[str, str]]) -> Choice:
    """A choice of codes with names."""
    codes, names = zip(*pairs, strict=True)
    return Choice(name, codes, names)


def countries(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Groups, then allies: code and name."""
    for group, members in scenario.groups.items():
        yield group, f"a group of {len(members)}"
    yield from names_of(scenario, "countries", "country")


def items(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Areas, capabilities and systems: code and name."""
    for area in scenario.areas:
        yield area, "an area"
    yield from names_of(scenario, "capabilities", "capability")
    yield from names_of(scenario, "systems", "system")


def names_of(scenario: Scenario, table: str, key: str) -> Iterator[tuple[str, str]]:
    """The codes of a table with their names."""
    columns = scenario.tables[table].columns
    yield from zip(columns[key], columns["name"], strict=True)


def rules(columns: Sequence[Column], listed: Sequence[Choice]) -> Iterator[tuple[int, Any]]:
    """The place of each column that is checked while it is filled in, and its check."""
    places = {column.name: place for place, column in enumerate(columns)}
    at = 0
    for choice in listed:
        letter = xl_col_to_name(at)
        cells = f"={LISTS}!${letter}$2:${letter}${len(choice.codes) + 1}"
        said = f"Choose from the list; the sheet '{LISTS}' has them all."
        yield places[choice.name], {"validate": "list", "source": cells, **refusal(said)}
        at += 2 if choice.names else 1
    year = columns[places["year"]]
    ends = {"minimum": int(year.low), "maximum": int(year.high)}
    said = f"A whole year from {ends['minimum']} to {ends['maximum']}, or nothing."
    whole = {"validate": "integer", "criteria": "between", **ends}
    yield places["year"], {**whole, **refusal(said)}
    letter = xl_col_to_name(places["value"])
    parameter = xl_col_to_name(places["parameter"])
    good = f'=OR(ISNUMBER({letter}2),${parameter}2="extends")'
    yield places["value"], {"validate": "custom", "value": good, **refusal("A number.")}
    for name in ("low", "high"):
        size = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
        yield places[name], {**size, **refusal("A number, or nothing.")}


def refusal(said: str) -> dict[str, str]:
    """What a spreadsheet says where the check fails."""
    return {"error_title": TITLE, "error_message": said, "error_type": "stop"}
