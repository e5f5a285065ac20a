"""A scenario: every number the plan needs as arrays, and where each of them comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from . import checks
from .errors import InputError, Problem, did_you_mean
from .findings import Findings
from .layers import Layer, read_layers
from .laying import Floats, Laying
from .origins import Origin, Origins
from .reach import code_problems
from .registry import TableSpec, parameters, reference_specs
from .resolve import Resolved, resolve_all
from .sets import Sets, clashes, sets_of, unknown_codes
from .sheet import ENTITIES, NAME_WANTED, is_name
from .shipped import shipped_folder
from .tables import Table, read_csv


@dataclass(frozen=True, eq=False)
class Scenario:
    """What is known and what is decided, ready to plan with.

    Units are those of the tables: per cent stays per cent, money is MUSD, a year a calendar year.
    """

    name: str
    path: Path
    reference: Path
    base_year: int
    first_year: int
    last_year: int
    interim_year: int | None
    years: range
    countries: tuple[str, ...]
    areas: tuple[str, ...]
    capabilities: tuple[str, ...]
    systems: tuple[str, ...]
    area_of: Mapping[str, str]
    capability_of: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Table]
    warnings: tuple[str, ...]
    sources: tuple[Path, ...]
    resolved: Resolved

    def array(self, name: str) -> Floats:
        """The numbers of a parameter (read only), one axis for each of its dimensions.

        The order is that of the registry: country, then capability or system, then year; the
        axis of years starts with the base year. Unlimited production is infinite.
        """
        return self.resolved.array(name)

    def number(self, name: str) -> float:
        """The number of a parameter without dimensions. KeyError where it is not stated."""
        value = self.resolved.scalar(name)
        if value != value:
            raise KeyError(f"{name} is not stated")
        return value

    def with_array(self, name: str, values: Floats) -> Scenario:
        """The same with other numbers of a parameter, which are not checked."""
        cells = self.resolved.cells
        changed = {**cells, name: replace(cells[name], values=values)}
        return replace(self, resolved=replace(self.resolved, cells=changed))

    def origin(self, name: str, index: tuple[int, ...] = ()) -> Origin:
        """Where one number of a parameter comes from."""
        return self.resolved.origin(name, index)

    def shown(self, path: Path) -> str:
        """A file as seen from the scenario's folder or the reference folder: no machine's paths."""
        for folder, name in ((self.reference, "reference"), (self.path.parent, "")):
            if path.resolve().is_relative_to(folder.resolve()):
                return str(Path(name) / path.resolve().relative_to(folder.resolve()))
        return path.name


def read_scenario(path: Path, reference: Path | None = None) -> Scenario:
    """The scenario in a file, laid over its bases and over a folder of reference tables.

    The folder is `reference`, else `reference/` beside the scenario, else the shipped one.
    Raises InputError with every problem of every file.
    """
    path = Path(path)
    findings = Findings()
    if not is_name(path.name):
        findings.problems.append(Problem(path, None, "", path.name, NAME_WANTED))
    folder = reference_folder(path, reference)
    layers = read_layers(path, findings)
    tables = read_reference(folder, findings)
    resolved = resolved_world(tables, layers, findings)
    if findings.problems or resolved is None:
        raise InputError(findings.problems)
    for file, line, text in checks.warnings_of(resolved):
        findings.warn(file, line, text)
    return scenario_of(path, folder, resolved, findings)


def reference_folder(path: Path, reference: Path | None) -> Path:
    """The folder of reference tables for a scenario."""
    if reference is not None:
        return Path(reference)
    beside = path.parent / "reference"
    return beside if os.path.lexists(beside) else shipped_folder()


def read_reference(folder: Path, findings: Findings) -> dict[str, Table]:
    """The tables of a reference folder; what is missing or unknown goes to `findings`."""
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except (OSError, ValueError) as error:
        found = "no such folder" if isinstance(error, FileNotFoundError) else "no readable folder"
        wanted = "a folder of reference tables"
        findings.problems.append(Problem(folder, None, "", found, wanted, told=True))
        return {}
    findings.problems.extend(missing_tables(folder, names))
    findings.problems.extend(strange_files(folder, names, findings))
    tables = {}
    for name, spec in reference_specs().items():
        if f"{name}.csv" in names:
            table = read_table(folder, folder / f"{name}.csv", spec, findings)
            if table is not None:
                tables[name] = table
    return tables


def read_table(folder: Path, file: Path, spec: TableSpec, findings: Findings) -> Table | None:
    """One reference table, unless it is a link to a file elsewhere, which nobody would notice.

    The shipped ones are read in any case: some installers link all that they install.
    """
    if not leads_out(folder, file) or folder == shipped_folder():
        return read_csv(file, spec, findings)
    found, wanted = "a link out of the folder", "a file in the folder of reference tables"
    findings.problems.append(Problem(file, None, "", found, wanted, told=True))
    return None


def leads_out(folder: Path, file: Path) -> bool:
    """Whether a file in a folder is a link to somewhere else."""
    if not file.is_symlink():
        return False
    return not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def missing_tables(folder: Path, names: list[str]) -> Iterator[Problem]:
    """A problem for each required table that is missing."""
    for name, spec in reference_specs().items():
        if spec.kind == "required" and f"{name}.csv" not in names:
            wanted = f"the table {name}: {spec.description}"
            yield Problem(folder / f"{name}.csv", None, "", "no such file", wanted, told=True)


def strange_files(folder: Path, names: list[str], findings: Findings) -> Iterator[Problem]:
    """A problem for each CSV file that is no table, and for each table in another form only."""
    known = {f"{name}.csv" for name in reference_specs()}
    absent = sorted(known.difference(names))
    for name in names:
        lost = f"{name.split('.')[0].lower()}.csv" in absent
        if name in known or name.startswith(".") or not (lost or name.lower().endswith(".csv")):
            continue
        hint = did_you_mean(name, absent) if findings.hinting else ""
        hint = hint or "Move it out of the folder of reference tables."
        yield Problem(folder / name, None, "", name, "the name of a reference table", hint)


def resolved_world(
    tables: Mapping[str, Table], layers: tuple[Layer, ...], findings: Findings
) -> Resolved | None:
    """Every parameter resolved, or None where the sets or the years do not allow it."""
    sets = sets_of(tables)
    findings.problems.extend(unknown_codes(tables, findings))
    findings.problems.extend(clashes(tables, sets))
    findings.problems.extend(checks.table_problems(tables))
    for layer in layers:
        for row in layer.rows:
            findings.problems.extend(code_problems(sets, tables, row, findings))
    counts = [len(tables[name]) if name in tables else 0 for name in ENTITIES]
    if not all(0 < count <= checks.MAX_CODES for count in counts):
        return None
    return resolved_arrays(sets, tables, layers, findings)


def resolved_arrays(
    sets: Sets, tables: Mapping[str, Table], layers: tuple[Layer, ...], findings: Findings
) -> Resolved | None:
    """Every parameter resolved: first single numbers, whose years then give the other axes."""
    single = [p.name for p in parameters().values() if not p.dims and p.kind != "file"]
    laying = Laying(sets, tables, (), 0, Origins(), findings.problems)
    cells = resolve_all(laying, layers, single)
    resolved = Resolved(sets, tables, layers, (), cells, laying.origins)
    found = list(checks.horizon_problems(resolved))
    findings.problems.extend(found)
    if found:
        return None
    first, last = int(resolved.scalar("base_year")), int(resolved.scalar("last_year"))
    laying.years = tuple(range(first, last + 1))
    laying.first_year = int(resolved.scalar("first_year"))
    cells |= resolve_all(laying, layers, [p.name for p in parameters().values() if p.dims])
    resolved = Resolved(sets, tables, layers, laying.years, MappingProxyType(cells), laying.origins)
    findings.problems.extend(checks.problems_of(resolved))
    return resolved


def relaid(scenario: Scenario, layers: tuple[Layer, ...], findings: Findings) -> Scenario:
    """A scenario with other layers over the same tables.

    Raises:
        InputError: they do not go together.
    """
    resolved = resolved_world(scenario.resolved.tables, layers, findings)
    if findings.problems or resolved is None:
        raise InputError(findings.problems)
    return scenario_of(scenario.path, scenario.reference, resolved, findings)


def scenario_of(path: Path, folder: Path, resolved: Resolved, findings: Findings) -> Scenario:
    """The scenario that resolved arrays make."""
    sets, interim = resolved.sets, resolved.scalar("interim_year")
    return Scenario(
        name=path.stem if path.stem.strip(". ") else path.name,
        path=path,
        reference=folder,
        base_year=resolved.years[0],
        first_year=int(resolved.scalar("first_year")),
        last_year=resolved.years[-1],
        interim_year=None if interim != interim else int(interim),
        years=range(resolved.years[0], resolved.years[-1] + 1),
        countries=sets.countries,
        areas=sets.areas,
        capabilities=sets.capabilities,
        systems=sets.systems,
        area_of=sets.area_of,
        capability_of=sets.capability_of,
        groups=sets.groups,
        tables=MappingProxyType(dict(resolved.tables)),
        warnings=tuple(findings.warnings),
        sources=tuple(dict.fromkeys(findings.sources)),
        resolved=resolved,
    )
