"""This file is about names as variables and regions are made of: readable, and each only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ...results.answer import Answer
from ...results.capability import ALLIANCE
from ..words import heading, one_line

DEFAULT_UNIT = "unit"


class Names:
    """The names of what an answer speaks of, by code.

    A name stands between the bars of a variable, so that it holds none itself.
    """

    def __init__(self, answer: Answer) -> None:
        tables, plan = answer.scenario.tables, answer.plan
        self.area_of = plan.area_of
        self.money = f"MUSD_{plan.base_year}"
        countries = column(tables["countries"].columns, "country", "name")
        self.regions = unlike({ALLIANCE: ALLIANCE.capitalize(), **countries})
        self.areas = unlike({area: heading(area) for area in plan.areas})
        capabilities, systems = tables["capabilities"].columns, tables["systems"].columns
        self.capabilities = unlike(column(capabilities, "capability", "name"))
        self.systems = unlike(column(systems, "system", "name"))
        self.unit_of = column(capabilities, "capability", "unit")
        self.unit_of_system = column(systems, "system", "unit")

    def unit(self, declared: str, capability: str | None, system: str | None) -> str:
        """A unit as it is written: money with its year, units as what they count."""
        if declared == "MUSD":
            return self.money
        if declared == "unit of the capability":
            return tidy(self.unit_of[capability or ""])
        if declared == "units":
            return tidy(self.unit_of_system[system or ""]) or DEFAULT_UNIT
        return declared


def column(columns: Mapping[str, tuple[str, ...]], key: str, name: str) -> dict[str, str]:
    """One column of a table by another."""
    return dict(zip(columns[key], columns[name], strict=True))


def tidy(name: str) -> str:
    """A name on one line, without the bar that parts the names of a variable."""
    return one_line(name.replace("|", "/"))


def unlike(names: Mapping[str, str]) -> dict[str, str]:
    """Tidy names, with the code behind those that two codes share."""
    tidied = {code: tidy(name) for code, name in names.items()}
    count = Counter(tidied.values())
    told = {code: coded(name, code) if count[name] > 1 else name for code, name in tidied.items()}
    if len(set(told.values())) < len(told):
        return {code: coded(name, code) for code, name in tidied.items()}
    return told


def coded(name: str, code: str) -> str:
    """A name with its code behind it."""
    return f"{name} ({code})"
