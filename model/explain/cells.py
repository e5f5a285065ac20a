"""This file is about cells: the numbers of the inputs that make a row of the model, each with the
file and line that states it.

A row is named after its family; its index says for which ally, capability, system and year each
number is. Firm orders that take from a limit stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .. import places
from ..origins import Origin, table_origin
from ..reach import UNIT_OF_CAPABILITY
from ..registry import parameters
from ..results.answer import Answer
from ..scenario import Scenario
from .block import Label, Limit
from .strict import AGAINST_TIME, Conflict

MADE_OF: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "budget": (
        "defence_share", "open_share", "equipment_share", "equipment_share_marginal", "gdp",
        "gdp_growth",
    ),
    "industry": ("production",),
    "mix": ("max_mix",),
    "concentration": ("max_share",),
    "origin": ("origin_floor",),
    "national_target": ("uplift", "stock"),
    "alliance_target": ("uplift", "pooled"),
    "stockpile": ("stockpile_days",),
})  # fmt: skip
"""The parameters whose numbers make a row of each family; the first is that which a reader would
look for. Those with an ally that the row does not have are left out."""

WAIT = ("lead", "absorb")
"""The parameters that keep an order from being in use at once."""


@dataclass(frozen=True)
class Cell:
    """A number that makes a row, and where it is stated."""

    parameter: str
    value: float
    unit: str
    origin: Origin

    @property
    def words(self) -> str:
        """Its name, the number, and the unit of what is no calendar year."""
        known = parameters().get(self.parameter)
        if known is not None and known.kind == "year":
            return f"{self.parameter} {self.value:.0f}"
        years = "years" if self.unit == "year" and self.value != 1 else self.unit
        return f"{self.parameter} {self.value:,.6g} {years}".rstrip()

    def place(self, scenario: Scenario) -> str:
        """The file and line as a reader finds them."""
        return places.place(scenario.shown(self.origin.file), self.origin.line, "value")


def cells_of_limit(answer: Answer, limit: Limit) -> Iterator[Cell]:
    """The numbers that make a limit, and the firm orders that take from it."""
    yield from stated(answer, MADE_OF[limit.family], placed(answer, limit.index))
    if limit.family in ("budget", "industry"):
        key = "country" if limit.family == "budget" else "system"
        yield from firm(answer, key, str(limit.index[0]), int(limit.index[1]))


def cells_of_target(answer: Answer, conflict: Conflict) -> Iterator[Cell]:
    """The numbers that ask for a target, and its year."""
    place = {"capability": conflict.capability}
    if conflict.country >= 0:
        place["country"] = conflict.country
    yield from stated(answer, MADE_OF[asking(answer, conflict)], place)
    yield from stated(answer, (year_of(answer, conflict),), place)


def asking(answer: Answer, conflict: Conflict) -> str:
    """The family of the row that asks for a target."""
    if conflict.country < 0:
        return "alliance_target"
    own = answer.own_part[conflict.country, conflict.capability, answer.plan.at(conflict.year)]
    return "stockpile" if conflict.needed > own else "national_target"


def year_of(answer: Answer, conflict: Conflict) -> str:
    """The parameter that makes the year of a target a milestone."""
    if conflict.year == answer.plan.deadline[conflict.capability]:
        return "deadline"
    return "last_year" if conflict.year == answer.plan.years[-1] else "interim_year"


def cells_of_time(answer: Answer, conflict: Conflict) -> Iterator[Cell]:
    """How long an order for a capability takes at the least, and the first year of the plan; of
    the munitions that it uses up, where it would be in time itself."""
    plan, k = answer.plan, conflict.capability
    soonest = plan.soonest_use(k)
    late = [k] if soonest is None or soonest > conflict.year else munitions(answer, k)
    yield from stated(answer, ("first_year",), {})
    for late_one in late:
        served = plan.systems_of[late_one].tolist()
        if served:
            quickest = min(served, key=lambda j: (int(plan.usable[j]), j))
            cells = stated(answer, WAIT, {"system": quickest})
            yield from (cell for cell in cells if cell.value)


def munitions(answer: Answer, capability: int) -> list[int]:
    """The munitions that a capability uses up."""
    return [munition for munition, platform in answer.plan.use if platform == capability]


def cells_of_giving_up(answer: Answer, conflict: Conflict) -> Iterator[Cell]:
    """What lets a plan give a target up to be cheaper."""
    place = {"capability": conflict.capability}
    yield from stated(answer, ("shortfall_tolerance", "priority"), place)


def cells_against(answer: Answer, conflict: Conflict) -> Iterator[tuple[str, Limit | None, Cell]]:
    """Of each row that a target cannot be met with, its name, the limit and its numbers."""
    for limit in conflict.limits:
        for cell in cells_of_limit(answer, limit):
            yield label(limit.family, limit.index), limit, cell
    if not conflict.limits:
        late = conflict.against == AGAINST_TIME
        for cell in (cells_of_time if late else cells_of_giving_up)(answer, conflict):
            yield conflict.against, None, cell


def label(family: str, index: Label) -> str:
    """The name of a row, such as budget[POL,2029]."""
    return f"{family}[{','.join(map(str, index))}]"


def placed(answer: Answer, index: Label) -> dict[str, int]:
    """The place along each axis that a part of an index stands for."""
    plan = answer.plan
    axes = {"country": plan.countries, "capability": plan.capabilities, "system": plan.systems}
    found = {
        dim: codes.index(part)
        for part in index
        for dim, codes in axes.items()
        if isinstance(part, str) and part in codes
    }
    years = [part for part in index if isinstance(part, int)]
    return {**found, **({"year": plan.at(years[0])} if years else {})}


def stated(answer: Answer, names: tuple[str, ...], place: Mapping[str, int]) -> Iterator[Cell]:
    """The numbers of some parameters at a place; those with an axis that it lacks are left out."""
    scenario = answer.scenario
    for parameter in (parameters()[name] for name in names):
        if set(parameter.dims) <= place.keys():
            index = tuple(place[dim] for dim in parameter.dims)
            value = float(scenario.array(parameter.name)[index])
            origin = scenario.origin(parameter.name, index)
            yield Cell(parameter.name, value, unit_of(answer, parameter.unit, place), origin)


def unit_of(answer: Answer, unit: str, place: Mapping[str, int]) -> str:
    """The unit of a number; of one that is counted in units of a capability, what these are."""
    if unit != UNIT_OF_CAPABILITY:
        return unit
    return str(answer.scenario.tables["capabilities"].columns["unit"][place["capability"]])


def firm(answer: Answer, key: str, code: str, year: int) -> Iterator[Cell]:
    """The firm orders of an ally or for a system that fall into a year."""
    table = answer.scenario.tables.get("orders")
    for at, row in enumerate(table.rows()) if table is not None else ():
        falls = row["first_year"] <= year <= row["last_year"]
        if row["counts"] == 1 and row[key] == code and falls:
            assert table is not None
            yield Cell("orders.units", float(row["units"]), "units", table_origin(table, at))
