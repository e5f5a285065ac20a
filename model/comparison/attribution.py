"""This file is about attribution: how much of a difference comes from which changed inputs.

The inputs that differ are taken in groups. Each group's part is its Shapley value: what changing
it adds, averaged over every order in which the groups can change from the base to the other run.
The parts add up to the whole difference; equal groups get equal parts; a group that changes
nothing gets none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial, floor
from typing import Any

MEASURES = ("missing", "cost", "spending_a_year")
"""What is attributed, MUSD: columns of the summary."""

DECIMALS = 6
"""Parts are given to the dollar, as the summary is."""

Mixture = frozenset[str]
"""The groups that a scenario between the two takes from the other run; the rest is the base's."""


@dataclass(frozen=True)
class Attribution:
    """What of the difference between the base and one other run each group accounts for.

    `parts` holds MUSD by measure and group; of one measure they add up to the difference. `reason`
    says why there are none, where a scenario between the two cannot be planned.
    """

    scenario: str
    groups: tuple[str, ...]
    parts: Mapping[tuple[str, str], float]
    solves: int = 0
    reason: str = ""

    def rows(self) -> Iterator[dict[str, Any]]:
        """Its rows of compare.csv."""
        for (measure, group), part in self.parts.items():
            yield {
                "part": "attribution",
                "measure": measure,
                "country": "",
                "item": group,
                "year": None,
                "unit": "MUSD",
                "scenario": self.scenario,
                "value": None,
                "base": None,
                "difference": part,
                "origin": "",
                "base_origin": "",
            }


def mixtures(groups: Sequence[str]) -> tuple[Mixture, ...]:
    """Every mixture of two runs that differ in some groups, the base first, the other last."""
    return tuple(
        frozenset(some) for size in range(len(groups) + 1) for some in combinations(groups, size)
    )


def between(groups: Sequence[str]) -> tuple[Mixture, ...]:
    """The mixtures that are neither of the two runs: these need a solve of their own."""
    return mixtures(groups)[1:-1]


def attributed(
    scenario: str, groups: Sequence[str], summaries: Mapping[Mixture, Mapping[str, Any]]
) -> Attribution:
    """The parts of each group, from the summary of every mixture."""
    parts: dict[tuple[str, str], float] = {}
    for measure in MEASURES:
        worth = {mixed: exact(row[measure]) for mixed, row in summaries.items()}
        values = shapley(groups, worth)
        whole = worth[frozenset(groups)] - worth[frozenset()]
        parts |= {(measure, group): part for group, part in to_the_dollar(values, whole).items()}
    return Attribution(scenario, tuple(groups), parts, len(between(groups)))


def exact(value: float) -> Fraction:
    """A number as it is written, without the error of its binary form."""
    return Fraction(Decimal(repr(value)))


def shapley(groups: Sequence[str], worth: Mapping[Mixture, Fraction]) -> dict[str, Fraction]:
    """Each group's average contribution over all orders, from the worth of every mixture."""
    orders = factorial(len(groups))
    values = {}
    for group in groups:
        value = Fraction(0)
        for before in mixtures([other for other in groups if other != group]):
            after = before | {group}
            share = factorial(len(before)) * factorial(len(groups) - len(after))
            value += Fraction(share, orders) * (worth[after] - worth[before])
        values[group] = value
    return values


def to_the_dollar(values: Mapping[str, Fraction], whole: Fraction) -> dict[str, float]:
    """The parts rounded so that what is printed adds up to the printed whole.

    Each is rounded down; the dollars left over go to those that lost most.
    """
    scale = 10**DECIMALS
    floors = {group: floor(value * scale) for group, value in values.items()}
    left = round(whole * scale) - sum(floors.values())
    lost = sorted(values, key=lambda group: floors[group] - values[group] * scale)
    for group in lost[:left]:
        floors[group] += 1
    return {group: float(Fraction(amount, scale)) for group, amount in floors.items()}
