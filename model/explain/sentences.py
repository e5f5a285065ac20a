"""This file is about saying why a target is missed and what would cure it, to be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..cautions import spoken
from ..output.words import amount, in_one_unit, listed, one_line
from ..results.answer import Answer
from ..rounding import MET
from .explained import Explained, MoneyBy, UnitsBy
from .holes import hole
from .lifts import INDUSTRY, MONEY, TIME, Lift

NAMED = 3
"""How many lines a sentence names."""


def sentences(answer: Answer, found: Explained) -> Iterator[str]:
    """What is missing, what would cure it, when it could be met as things are."""
    yield missing(answer, found)
    yield f"{found.verdict.capitalize()}: {cure(answer, found)}."
    last = answer.plan.years[-1]
    if found.years is not None:
        years = f"{found.years} year{'s' * (found.years != 1)}"
        yield f"As things are it could be met {years} later, in {found.year + found.years}."
    elif found.year < last:
        yield f"As things are it could not be met by {last} either."
    if found.verdict != TIME and found.unavoidable > MET * max(1.0, found.needed):
        short = amount(found.unavoidable)
        yield f"Whatever the money, {short} would be missing: the lines make no more by then."


def missing(answer: Answer, found: Explained) -> str:
    """Who lacks how much of what, and when."""
    what = name(answer, "capabilities", found.capability)
    unit = answer.scenario.tables["capabilities"].columns["unit"][found.capability]
    who, lack, need = "allies together", "lack", "they need"
    if found.country >= 0:
        who, lack, need = name(answer, "countries", found.country), "lacks", "it needs"
    much = f"{amount(found.shortfall)} of the {amount(found.needed)} {need}"
    return f"In {found.year} {who} {lack} {much} in {what} (unit: {unit})."


def cure(answer: Answer, found: Explained) -> str:
    """What would cure a target, as the end of a sentence."""
    if not found.cures:
        soonest, first = answer.plan.soonest_use(found.capability), answer.plan.years[0]
        if soonest is None or soonest > found.year:
            return f"no order placed from {first} on can be in use by then, whatever the money"
        return "the munitions that it uses up cannot be there in time, whatever the money"
    if not found.cures[0]:
        return "it could be met within every limit, but the plan gives it up to be cheaper"
    if len(found.cures[0]) > 1:
        lifts = found.cures[0][::-1]
        told = listed([part for lift in lifts for part in opened(answer, found, lift)])
        alone = "neither alone would" if len(lifts) == 2 else "no two of them would"
        return f"{told} would together cure it; {alone}"
    parts = [listed(opened(answer, found, lift)) for (lift,) in found.cures]
    if len(parts) == 1:
        return f"{parts[0]} would cure it; nothing else alone would"
    return f"{'either ' * (len(parts) == 2)}{', or '.join(parts)} would cure it"


def opened(answer: Answer, found: Explained, lift: Lift) -> list[str]:
    """What opening a lift comes to, as parts of the subject of a sentence."""
    if lift is MONEY and found.money is not None:
        return [more_money(answer, found, found.money)]
    if lift is INDUSTRY and found.units is not None:
        return more_units(answer, found, found.units)
    return [lift.opened]


def more_money(answer: Answer, found: Explained, money: MoneyBy) -> str:
    """How much more money, whose, and in which years."""
    total, countries = sum(money.values()), answer.plan.countries
    allies = sorted({countries.index(code) for code, _ in money})
    names = [name(answer, "countries", i) for i in allies]
    several = found.country < 0 and names
    whose = f" from {listed(few(names, 'ally', 'allies'))}" if several else ""
    covers = sum(hole(answer.plan, "budget", index) for index in money)
    notes = [for_firm_orders(in_one_unit([covers])(covers))] if covers > 0 else []
    return (
        f"{in_one_unit([total])(total)} more{whose}{years_of(answer, money)}"
        f"{noted([*notes, *later_years(found, money, 'to keep it up, or ')])}"
    )


def more_units(answer: Answer, found: Explained, units: UnitsBy) -> list[str]:
    """How many more units of which line in which years."""
    by_line: dict[str, dict[tuple[str, int], float]] = {}
    for (system, year), more in units.items():
        by_line.setdefault(system, {})[system, year] = more
    place = answer.plan.systems.index
    told = [
        f"{amount(sum(part.values()))} more of {name(answer, 'systems', place(system))}"
        f"{years_of(answer, part)}{noted(notes(answer, found, place(system), part))}"
        for system, part in by_line.items()
    ]
    return few(told, "line", "lines") or ["a trifle of output more"]


def notes(answer: Answer, found: Explained, system: int, part: UnitsBy) -> Iterator[str]:
    """What a reader must know of more output of a system, to see how it cures a target."""
    plan = answer.plan
    if plan.serves[system] != found.capability:
        yield "for the munitions that they use up"
    elif plan.effect[system] != 1:
        yield f"each counts as {plan.effect[system]:.3g}"
    covers = sum(hole(plan, "industry", index) for index in part)
    if covers > 0:
        yield for_firm_orders(amount(covers))
    yield from later_years(found, part)


def later_years(
    found: Explained, part: Mapping[tuple[str, int], float], else_why: str = ""
) -> Iterator[str]:
    """Why a cure takes something in years after its target is checked."""
    after = [year > found.year for _, year in part]
    if any(after):
        since = "" if all(after) else f"after {found.year} "
        yield f"{since}{else_why}so that no later target suffers"


def noted(notes: Iterable[str]) -> str:
    """What is said in brackets behind a phrase."""
    told = "; ".join(notes)
    return f" ({told})" if told else ""


def for_firm_orders(covers: str) -> str:
    """What of a cure only covers firm orders."""
    return f"of which {covers} for firm orders already placed"


def few(words: Sequence[str], one: str, several: str) -> list[str]:
    """The first few words, and how many more there are."""
    left = len(words) - NAMED
    more = [f"{left} more {one if left == 1 else several}"] if left > 0 else []
    return [*words[:NAMED], *more]


def years_of(answer: Answer, cure: Mapping[tuple[str, int], float]) -> str:
    """The years of a cure, as the end of a phrase."""
    plan = answer.plan
    years = [plan.at(year) for year in sorted({year for _, year in cure})]
    return f" in {listed(spoken(plan, years).split(', '))}" if years else ""


def name(answer: Answer, table: str, position: int) -> str:
    """The name of an ally, a capability or a system; tables are sorted by code, as the plan is."""
    return one_line(str(answer.scenario.tables[table].columns["name"][position]))
