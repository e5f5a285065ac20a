"""This file is about facts: what the sections of the report read, worked out once, and names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...arrays import Flags, Floats
from ...results import Tables
from ...results.answer import Answer
from ...results.verdict import Verdict
from ...scenario import Scenario
from ..words import heading as heading

Row = dict[str, Any]


@dataclass(frozen=True)
class Scale:
    """The unit in which a picture shows money: its name, its sign, MUSD in one, decimals."""

    words: str
    unit: str
    musd: float
    decimals: int


def money_scale(largest: float) -> Scale:
    """Billions where the largest amount (MUSD) is some billions, else millions."""
    if largest >= 2000:
        return Scale("billion US dollars", "bn USD", 1000.0, 1)
    return Scale("million US dollars", "MUSD", 1.0, 0 if largest >= 20 else 1)


@dataclass(frozen=True)
class Names:
    """The names behind the codes of a scenario."""

    scenario: Scenario

    @cached_property
    def listed(self) -> dict[str, dict[str, str]]:
        """For countries, capabilities and systems: the name of each code."""
        found = {}
        for table, key in (
            ("countries", "country"), ("capabilities", "capability"), ("systems", "system"),
        ):  # fmt: skip
            columns = self.scenario.tables[table].columns
            found[table] = dict(zip(columns[key], columns["name"], strict=True))
        return found

    def anything(self, code: str) -> str:
        """The name of an ally, a capability or a system, an area in words, or the code itself."""
        for names in self.listed.values():
            if code in names:
                return names[code]
        return heading(code) if code in self.scenario.areas else code


@dataclass(frozen=True)
class Facts:
    """An answer with its tables as rows and the names behind the codes."""

    answer: Answer
    tables: Tables

    @cached_property
    def verdict(self) -> Verdict:
        """Which targets are met."""
        return Verdict(self.answer)

    @cached_property
    def summary(self) -> Row:
        """The one row of summary.csv."""
        return self.table("summary")[0]

    def table(self, name: str) -> list[Row]:
        """The rows of a table."""
        return list(self.tables[name])

    @cached_property
    def spent(self) -> Floats:
        """Payments and upkeep, MUSD, (C, Y)."""
        spent: Floats = self.answer.outcome.payments.sum(axis=1) + self.answer.outcome.running
        return spent

    @cached_property
    def first(self) -> int:
        """Where the horizon starts on the axis of years."""
        return self.answer.plan.at(self.answer.plan.years[0])

    @cached_property
    def allies(self) -> Flags:
        """Allies that take part, without the United States, (C,)."""
        plan = self.answer.plan
        return plan.takes_part.any(axis=1) & ~plan.us

    @cached_property
    def names(self) -> Names:
        """What its codes stand for."""
        return Names(self.answer.scenario)

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit in which each capability is counted."""
        columns = self.answer.scenario.tables["capabilities"].columns
        return dict(zip(columns["capability"], columns["unit"], strict=True))

    def ally(self, code: str) -> str:
        """The name of an ally."""
        return self.names.listed["countries"].get(code, code)

    def capability_name(self, code: str) -> str:
        """The name of a capability."""
        return self.names.listed["capabilities"].get(code, code)

    def system(self, code: str) -> str:
        """The name of a system."""
        return self.names.listed["systems"].get(code, code)

    def area(self, capability: str) -> str:
        """The area of a capability, as it is written in a heading."""
        return heading(self.answer.plan.area_of[capability])

    def anything(self, code: str) -> str:
        """The name of whatever a code stands for, or the code itself."""
        return self.names.anything(code)


def counted(count: int, noun: str) -> str:
    """A number of things: 1 system, 2 systems."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def prose(text: str) -> str:
    """What the screen says over lines and columns, as running text."""
    return " ".join(text.split())


def share(part: float, whole: float) -> float | None:
    """Per cent, or None of nothing."""
    return 100 * part / whole if whole > 0 else None
