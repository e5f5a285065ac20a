"""This file is about what differs in the inputs, number by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import isclose
from typing import Any

from .figures import Figure
from .finished import Row, Run

PART = "inputs"
PRIORITY = "priority"
"""The parameter by which stage 1 weighs what is missing of a capability."""

DIGITS = 12
"""Significant digits that a number of the inputs is told with; those behind are rounding."""

NOISE = 1e-12
"""Two numbers that differ by less than this share of them differ by rounding."""

Key = tuple[str, str, int | str]
"""Country, item and year of a number; "" where it is the same for all."""


def input_differences(runs: Sequence[Run]) -> tuple[Figure, ...]:
    """Each number of the inputs that is not the same in all runs.

    A number that one run states once for all and another one by one is set against each of them.
    A year that not every run plans is left out: the years of the plan differ, and that is told.
    """
    stated = [by_parameter(run) for run in runs]
    names = list(dict.fromkeys(name for parameters in stated for name in parameters))
    first = max(int(parameters["base_year"]["", "", ""]["value"]) for parameters in stated)
    last = min(run.years[-1] for run in runs)
    found: list[Figure] = []
    for name in names:
        rows = [parameters.get(name, {}) for parameters in stated]
        found += (
            figure
            for figure in figures(name, rows)
            if figure.year is None or first < figure.year <= last
        )
    return tuple(found)


def by_parameter(run: Run) -> dict[str, dict[Key, Row]]:
    """The rows of a run's assumptions by parameter and key, in the order of the table."""
    return {
        name: {(row["country"], row["item"], row["year"] or ""): row for row in rows}
        for name, rows in groupby(run.tables["assumptions"], key=lambda row: row["parameter"])
    }


def figures(name: str, rows: Sequence[Mapping[Key, Row]]) -> Iterator[Figure]:
    """One figure for each number of a parameter that is not the same in all runs."""
    masks = [mask(keys) for keys in rows]
    for key in common_keys(rows):
        found = [keys.get(masked(key, axes)) for keys, axes in zip(rows, masks, strict=True)]
        values = tuple(None if row is None else tidy(row["value"]) for row in found)
        if not all(same(values[0], value) for value in values[1:]):
            unit = next(row["unit"] for row in found if row is not None)
            origins = tuple("" if row is None else row["origin"] for row in found)
            country, item, at = key
            year = int(at) if at else None
            yield Figure(PART, name, country, item, year, unit, values, origins)


def tidy(value: float | None) -> float | None:
    """A number without what a calculation in binary left behind its last digits."""
    return None if value is None else float(f"{value:.{DIGITS}g}")


def same(one: float | None, other: float | None) -> bool:
    """Whether two numbers agree but for rounding."""
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=NOISE, abs_tol=0.0)


def mask(keys: Iterable[Key]) -> tuple[bool, ...]:
    """For country, item and year: whether the numbers are told apart by it."""
    return tuple(any(axis) for axis in zip(*keys, strict=True)) or (False,) * 3


def masked(key: Key, axes: Sequence[bool]) -> Any:
    """A key with only what the numbers of a run are told apart by."""
    return tuple(part if kept else "" for part, kept in zip(key, axes, strict=True))


def common_keys(rows: Sequence[Iterable[Key]]) -> list[Key]:
    """Keys fine enough for every run."""
    keys: list[Key] = []
    for other in rows:
        keys = meet(keys, list(other))
    return keys


def meet(left: list[Key], right: list[Key]) -> list[Key]:
    """The keys of two runs put together, each as fine as the finer of the two."""
    if not left or not right:
        return left or right
    shared = [one and other for one, other in zip(mask(left), mask(right), strict=True)]
    partners: dict[Any, list[Key]] = {}
    for key in right:
        partners.setdefault(masked(key, shared), []).append(key)
    met: dict[Key, None] = {}
    alone = dict(partners)
    for key in left:
        alone.pop(masked(key, shared), None)
        for other in partners.get(masked(key, shared), [key]):
            country, item, year = (one or two for one, two in zip(key, other, strict=True))
            met[str(country), str(item), year] = None
    for keys in alone.values():
        met.update(dict.fromkeys(keys))
    return list(met)


def weighed_otherwise(inputs: Iterable[Figure]) -> tuple[str, ...]:
    """A sentence where the runs weigh capabilities by different priorities."""
    if all(figure.measure != PRIORITY for figure in inputs):
        return ()
    return (
        "The priorities of capabilities differ, so weighted shortfalls do not compare; what is "
        "missing in money is not weighted.",
    )


def made_otherwise(runs: Sequence[Run]) -> tuple[str, ...]:
    """A sentence for each run that was made by other versions or with other options."""
    base, *others = (made_with(run) for run in runs)
    told = []
    for run, made in zip(runs[1:], others, strict=True):
        names = [name for name in sorted({*base, *made}) if base.get(name) != made.get(name)]
        listed = (f"{n} {made.get(n, 'none')} (not {base.get(n, 'none')})" for n in names)
        if names:
            told.append(f"{run.name} was made with {', '.join(listed)}.")
    return tuple(told)


def made_with(run: Run) -> dict[str, Any]:
    """Versions and options of a run by name."""
    return {**run.record.get("versions", {}), **run.record.get("options", {})}
