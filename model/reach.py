"""What a lever reaches: the cells its codes mean, how specifically, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import Problem, did_you_mean
from .findings import Findings
from .layers import Lever, Row
from .registry import UNKNOWN
from .sets import Sets
from .tables import Table

UNIT_OF_CAPABILITY = "unit of the capability"


@dataclass(frozen=True)
class Reach:
    """The cells of a lever along each axis but the year, and how specific it is (item, country)."""

    lever: Lever
    level: tuple[int, int]
    index: tuple[NDArray[np.intp], ...]


def reach_of(sets: Sets, lever: Lever) -> Reach | None:
    """The cells a lever speaks about; None where its codes are unknown or match nothing."""
    row = lever.rows[0]
    index, level = [], {"country": 0, "item": 0}
    for dim in lever.parameter.dims:
        if dim == "year":
            continue
        axis = "country" if dim == "country" else "item"
        codes, depth = matched(sets, dim, row.country if axis == "country" else row.item)
        if not codes:
            return None  # code_problems says so
        index.append(np.array([sets.place[dim][code] for code in codes], dtype=np.intp))
        level[axis] = depth
    return Reach(lever, (level["item"], level["country"]), tuple(index))


def matched(sets: Sets, dim: str, word: str) -> tuple[Sequence[str], int]:
    """The codes along a dimension that a word of a row means, and how specific the word is."""
    if not word:
        return sets.codes(dim), 0
    if word in sets.place[dim]:
        return [word], 2 if dim != "system" else 3
    if dim == "country":
        return [code for code in sets.groups.get(word, ()) if code in sets.place[dim]], 1
    if dim == "capability":
        return [code for code in sets.capabilities if sets.area_of.get(code) == word], 1
    serving = [code for code in sets.systems if sets.capability_of.get(code) == word]
    if serving:
        return serving, 2
    areas = {code: sets.area_of.get(sets.capability_of.get(code, "")) for code in sets.systems}
    return [code for code in sets.systems if areas[code] == word], 1


def code_problems(
    sets: Sets, tables: Mapping[str, Table], row: Row, findings: Findings
) -> Iterator[Problem]:
    """What is wrong with the codes of a row and, unless a bad code settles it, with its unit."""
    yield from country_problems(sets, tables, row, findings)
    found = list(item_problems(sets, tables, row, findings))
    yield from found
    if not found or row.parameter.unit != UNIT_OF_CAPABILITY:
        yield from unit_problems(sets, tables, row)


def country_problems(
    sets: Sets, tables: Mapping[str, Table], row: Row, findings: Findings
) -> Iterator[Problem]:
    """A problem where the column `country` names neither an ally nor a group."""
    if not row.country or "countries" not in tables or "country" not in row.parameter.dims:
        return
    if row.country in sets.place["country"] or row.country in sets.groups:
        return
    hint = ""
    if findings.hinting:
        names = tables["countries"].columns["name"]
        codes = tables["countries"].columns["country"]
        hint = did_you_mean(row.country, [*codes, *sets.groups], names)
    yield row.problem("country", row.country, "the code of an ally or a group", hint)


def item_problems(
    sets: Sets, tables: Mapping[str, Table], row: Row, findings: Findings
) -> Iterator[Problem]:
    """A problem where the column `item` names nothing, or nothing the parameter speaks of."""
    dims = [dim for dim in row.parameter.dims if dim in ("capability", "system")]
    if not row.item or not dims or "capabilities" not in tables or "systems" not in tables:
        return
    if any(matched(sets, dim, row.item)[0] for dim in dims):
        return
    systems = "system" in dims
    wanted = "an area, a capability or a system" if systems else "an area or a capability"
    if row.item in sets.place["system"]:
        hint = f"{row.parameter.name} is stated by capability, not by system."
    elif row.item in sets.place["capability"] or row.item in sets.areas:
        hint = "No system serves it."
    else:
        codes = [*sets.capabilities, *sets.areas]
        names = list(tables["capabilities"].columns["name"])
        if systems:
            codes, names = [*sets.systems, *codes], []
        hint = did_you_mean(row.item, codes, names) if findings.hinting else ""
    yield row.problem("item", row.item, wanted, hint)


def unit_problems(sets: Sets, tables: Mapping[str, Table], row: Row) -> Iterator[Problem]:
    """A problem where the unit is stated and is not that of the parameter."""
    fitting = units_of(sets, tables, row)
    if row.unit and row.parameter is not UNKNOWN and row.unit not in fitting:
        wanted = " or ".join(f"'{unit}'" for unit in fitting)
        yield row.problem("unit", row.unit, wanted, "Or leave the cell empty.")


def units_of(sets: Sets, tables: Mapping[str, Table], row: Row) -> list[str]:
    """The units that a row may state."""
    units = [row.parameter.unit]
    if row.parameter.unit == UNIT_OF_CAPABILITY and "capabilities" in tables:
        columns = tables["capabilities"].columns
        unit_of = dict(zip(columns["capability"], columns["unit"], strict=True))
        named = {unit_of.get(code) for code in matched(sets, "capability", row.item)[0]}
        # One unit for several capabilities would fit only if they are all counted in it.
        units += [unit for unit in named if unit and len(named) == 1]
    return [*units, "factor"] if row.change == "scale" else units
