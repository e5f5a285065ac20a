"""This file is about what differs in the inputs, parameter by parameter, in few words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from ...comparison.figures import Figure, Value
from ...registry import parameters

LISTED = 3
"""How many codes are named before they are only counted."""


@dataclass(frozen=True)
class Changed:
    """A parameter that differs, and each of its numbers that does."""

    name: str
    figures: tuple[Figure, ...]

    @property
    def unit(self) -> str:
        """The unit of its numbers."""
        return self.figures[0].unit

    @property
    def label(self) -> str:
        """What it is, its name and its unit, where that tells anything."""
        plain = self.unit in ("", "year", "flag", "factor", "weight")
        return named(self.name) if plain else f"{named(self.name)}, {self.unit}"

    @property
    def uniform(self) -> bool:
        """Whether every number changes in the same way."""
        return len({figure.values for figure in self.figures}) == 1

    @property
    def latest(self) -> tuple[Figure, ...]:
        """Its numbers in the last year in which any differs; all where they have no year."""
        last = max(figure.year or 0 for figure in self.figures)
        return tuple(figure for figure in self.figures if (figure.year or 0) == last)

    @property
    def medians(self) -> tuple[float | None, ...]:
        """For each run the median of those numbers; None where it has none."""
        runs = zip(*(figure.values for figure in self.latest), strict=True)
        known = ([value for value in values if value is not None] for values in runs)
        return tuple(median(values) if values else None for values in known)

    @property
    def shown(self) -> tuple[Value, ...]:
        """For each run the one number that tells the change in short."""
        return self.figures[0].values if self.uniform else self.medians

    @property
    def what(self) -> str:
        """What `shown` is: the number itself, one of many that change alike, or a median."""
        if self.uniform:
            return "each of them" if len(self.figures) > 1 else "the number"
        year = f" in {self.latest[0].year}" if self.latest[0].year else ""
        return f"{'median' if len(self.latest) > 1 else 'the number'}{year}"

    @property
    def scope(self) -> str:
        """How far the change reaches."""
        years = sorted({figure.year for figure in self.figures if figure.year is not None})
        item = parameters()[self.name].item_dim if self.name in parameters() else ""
        nouns = {"capability": "capabilities", "system": "systems"}
        parts = (
            codes((figure.country for figure in self.figures), "allies"),
            codes((figure.item for figure in self.figures), nouns.get(item, "items")),
            span(years),
        )
        return ", ".join(part for part in parts if part)


def changed_parameters(figures: Iterable[Figure]) -> list[Changed]:
    """The parameters that differ, in the order of the table."""
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.measure, []).append(figure)
    return [Changed(name, tuple(numbers)) for name, numbers in found.items()]


def meaning(parameter: str) -> str:
    """What a parameter is, in a few words; "" for a column of a table that is no parameter."""
    known = parameters().get(parameter)
    return re.split("[:;]", known.documentation)[0] if known else ""


def named(parameter: str) -> str:
    """A parameter by what it is, and by its name."""
    told = meaning(parameter)
    return f"{told} ({parameter})" if told else parameter


def decimals(values: Iterable[Value]) -> int:
    """How many decimals show six digits of each of some numbers."""
    known = [Decimal(f"{value:.6g}").normalize() for value in values if value is not None]
    return max((0, *(-int(number.as_tuple().exponent) for number in known)))


def input_words(values: Sequence[Value], unit: str) -> list[str]:
    """Inputs for reading, all with as many decimals as any needs; years are not amounts."""
    thousands, places = "" if unit == "year" else ",", decimals(values)
    return ["-" if value is None else f"{value:{thousands}.{places}f}" for value in values]


def place_words(figure: Figure) -> str:
    """What one number is about, but for its parameter."""
    parts = (figure.country, figure.item, str(figure.year or ""))
    return " ".join(part for part in parts if part)


def codes(found: Iterable[str], noun: str) -> str:
    """A few codes by name, more of them by number."""
    named = sorted({code for code in found if code})
    return ", ".join(named) if len(named) <= LISTED else f"{len(named)} {noun}"


def span(years: Sequence[int]) -> str:
    """The first and the last of some years."""
    if not years:
        return ""
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
