"""The sets of a plan: who is planned for, what for, with what; and the codes a row can name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from .errors import Problem, did_you_mean
from .findings import Findings
from .registry import reference_specs
from .tables import Table


@dataclass(frozen=True)
class Sets:
    """Codes in their order, who belongs to what, and the place of each code."""

    countries: tuple[str, ...]
    areas: tuple[str, ...]
    capabilities: tuple[str, ...]
    systems: tuple[str, ...]
    area_of: Mapping[str, str]
    capability_of: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    place: Mapping[str, Mapping[str, int]]

    def codes(self, dim: str) -> tuple[str, ...]:
        """The codes along a dimension: country, capability or system."""
        return {
            "country": self.countries,
            "capability": self.capabilities,
            "system": self.systems,
        }[dim]


def sets_of(tables: Mapping[str, Table]) -> Sets:
    """The sets that the tables name; empty where a table could not be read."""
    countries = listed(tables, "countries", "country")
    capabilities = listed(tables, "capabilities", "capability")
    systems = listed(tables, "systems", "system")
    area_of = paired(tables, "capabilities", "capability", "area")
    groups: dict[str, tuple[str, ...]] = {}
    if "groups" in tables:
        columns = tables["groups"].columns
        for group, country in zip(columns["group"], columns["country"], strict=True):
            groups[group] = (*groups.get(group, ()), country)
    return Sets(
        countries=countries,
        areas=tuple(sorted(set(area_of.values()))),
        capabilities=capabilities,
        systems=systems,
        area_of=MappingProxyType(area_of),
        capability_of=MappingProxyType(paired(tables, "systems", "system", "capability")),
        groups=MappingProxyType(groups),
        place=MappingProxyType(
            {
                "country": places(countries),
                "capability": places(capabilities),
                "system": places(systems),
            }
        ),
    )


def listed(tables: Mapping[str, Table], name: str, column: str) -> tuple[str, ...]:
    """The codes of a table, each once, in order."""
    return tuple(sorted(set(tables[name].columns[column]))) if name in tables else ()


def paired(tables: Mapping[str, Table], name: str, key: str, value: str) -> dict[str, str]:
    """What each code of a table belongs to."""
    if name not in tables:
        return {}
    columns = tables[name].columns
    pairs = zip(columns[key], columns[value], strict=True)
    return {code: other for code, other in pairs if other is not None}


def places(codes: tuple[str, ...]) -> dict[str, int]:
    """The place of each code."""
    return {code: place for place, code in enumerate(codes)}


def unknown_codes(tables: Mapping[str, Table], findings: Findings) -> Iterator[Problem]:
    """A problem for each cell that refers to a code which its table does not have."""
    for table in tables.values():
        for column in reference_specs()[table.name].columns.values():
            target = tables.get(column.refers_to)
            if column.kind == "code" and target is not None and len(target):
                yield from unknown_in(table, column.name, target, findings)


def unknown_in(table: Table, column: str, target: Table, findings: Findings) -> Iterator[Problem]:
    """A problem for each cell of a column that names no row of the target table.

    Also in rows whose key is bad: they have a problem, and may have more.
    """
    key = reference_specs()[target.name].key[0]
    codes = target.columns[key]
    known = {*codes, "", None}
    names = target.columns.get("name", ())
    cells = [*zip(table.lines, table.columns[column], strict=True)]
    cells += [(line, cells[column]) for line, cells in table.unkeyed.items()]
    for line, value in cells:
        if value not in known:
            hint = did_you_mean(value, codes, names) if findings.hinting else ""
            wanted = f"a {key} of {target.path.name}"
            yield Problem(table.path, line, column, value, wanted, hint)


def clashes(tables: Mapping[str, Table], sets: Sets) -> Iterator[Problem]:
    """A problem for each code that could mean two things in a scenario row."""
    items = {
        "an area": ("capabilities", "area", sets.areas),
        "a capability": ("capabilities", "capability", sets.capabilities),
        "a system": ("systems", "system", sets.systems),
    }
    allies = {
        "an ally": ("countries", "country", sets.countries),
        "a group": ("groups", "group", tuple(sets.groups)),
    }
    for family in (items, allies):
        for (word, (_, _, codes)), (_, (name, column, others)) in combinations(family.items(), 2):
            for code in sorted(set(codes) & set(others)):
                row = tables[name].columns[column].index(code)
                yield tables[name].problem(row, column, f"a code that is not {word} already")
