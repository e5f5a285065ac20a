"""This file is about saying what a target cannot be met with, and the cheapest way out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..output.words import amount, billions, listed
from ..results.answer import Answer
from .block import Limit
from .cells import Cell, cells_against, cells_of_limit, cells_of_target, placed
from .lifts import INDUSTRY, LIFTS, MONEY, RULE
from .sentences import few, for_firm_orders, name, years_of
from .strict import AGAINST_TIME, GIVEN_UP, Conflict, Opening, Strict

TABLES = {"country": "countries", "capability": "capabilities", "system": "systems"}
"""The table that names the codes of an axis."""

MOST_PLACES = 3
"""How many places of numbers a sentence names for one thing."""


def conflict_sentences(answer: Answer, conflict: Conflict) -> Iterator[str]:
    """What is missing, what it cannot hold together with, and what asks for it."""
    yield missing(answer, conflict)
    yield from stands_against(answer, conflict)
    yield f"Asked for by {shown(answer, list(cells_of_target(answer, conflict)))}."


def stands_against(answer: Answer, conflict: Conflict) -> Iterator[str]:
    """What a target cannot hold together with."""
    against = shown(answer, [cell for _, _, cell in cells_against(answer, conflict)])
    if conflict.against == AGAINST_TIME:
        yield f"No order can be in use by then, whatever the limits: {against}."
    elif conflict.against == GIVEN_UP:
        yield f"It could be met within every limit, but the plan may give it up: {against}."
    else:
        told = [with_places(answer, group) for group in grouped(conflict.limits)]
        must = "At least one must give way" if len(conflict.limits) > 1 else "It must give way"
        yield f"It cannot be met with {listed(told)}. {must}."


def alike(conflicts: Sequence[Conflict]) -> list[list[Conflict]]:
    """Conflicts that differ only in whose target it is, together."""
    found: dict[tuple[object, ...], list[Conflict]] = {}
    for one in conflicts:
        rows = tuple((limit.family, *limit.index) for limit in one.limits)
        found.setdefault((one.capability, one.year, one.against, rows), []).append(one)
    return list(found.values())


def also(answer: Answer, conflicts: Sequence[Conflict]) -> Iterator[str]:
    """Who else cannot meet the same target for the same reason."""
    told = [
        f"{name(answer, 'countries', one.country)} ({amount(one.shortfall)} missing)"
        for one in conflicts
    ]
    if told:
        yield f"The same stands against {listed(few(told, 'ally', 'allies'))}."


def missing(answer: Answer, conflict: Conflict) -> str:
    """Who lacks how much of what, and when."""
    what = name(answer, "capabilities", conflict.capability)
    unit = answer.scenario.tables["capabilities"].columns["unit"][conflict.capability]
    who, lack, need = "allies together", "lack", "they need"
    if conflict.country >= 0:
        who, lack, need = name(answer, "countries", conflict.country), "lacks", "it needs"
    much = f"{amount(conflict.shortfall)} of the {amount(conflict.needed)} {need}"
    return f"In {conflict.year} {who} {lack} {much} in {what} (unit: {unit})."


def shown(answer: Answer, cells: Sequence[Cell]) -> str:
    """Numbers with their places."""
    return listed([f"{cell.words} ({cell.place(answer.scenario)})" for cell in cells])


def with_places(answer: Answer, limits: Sequence[Limit]) -> str:
    """Limits of one kind and owner, with the places of the first number of each."""
    mains = (next(cells_of_limit(answer, limit)) for limit in limits)
    found = list(dict.fromkeys(cell.place(answer.scenario) for cell in mains))
    left = len(found) - MOST_PLACES
    more = [f"{left} more"] if left > 0 else []
    return f"{said(answer, limits)} ({', '.join([*found[:MOST_PLACES], *more])})"


def grouped(limits: Sequence[Limit]) -> list[list[Limit]]:
    """Limits by what they are and whose; years together."""
    found: dict[tuple[str | int, ...], list[Limit]] = {}
    for limit in limits:
        dated = limit.lift in (MONEY, INDUSTRY)
        key = limit.index[:-1] if dated else limit.index
        found.setdefault((limit.family, *key), []).append(limit)
    return list(found.values())


SAID: Mapping[str, str] = MappingProxyType({
    "budget": "the budget of {}",
    "industry": "the output of {}",
    "mix": "the share that {1} may have in what {0} orders",
    "concentration": "the share that {} may provide of {}",
    "origin": "the share of favoured origins in what {} orders",
})  # fmt: skip
"""How the rows of a family are called, with the names of what they are about."""


def said(answer: Answer, limits: Sequence[Limit]) -> str:
    """Limits of one kind and owner, in words."""
    names = [called(answer, part) for part in limits[0].index if isinstance(part, str)]
    dated = [one for one in limits if one.lift in (MONEY, INDUSTRY)]
    years = {(str(one.index[0]), int(one.index[-1])): one.row for one in dated}
    return f"{SAID[limits[0].family].format(*names)}{years_of(answer, years)}"


def called(answer: Answer, code: str) -> str:
    """The name of an ally, a capability or a system."""
    for table, place in placed(answer, (code,)).items():
        return name(answer, TABLES[table], place)
    return code


def way_out_sentences(answer: Answer, strict: Strict) -> Iterator[str]:
    """By how much which limits must be passed at least, and what is missing all the same."""
    kinds = {lift: [one for one in strict.openings if one.limit.lift is lift] for lift in LIFTS}
    parts = [
        told(answer, kinds[MONEY], "more money", "ally", "allies"),
        told(answer, kinds[INDUSTRY], "more output", "line", "lines"),
        rules(answer, kinds[RULE]),
    ]
    if any(parts):
        yield f"The cheapest way out of all of them together: {'; '.join(filter(None, parts))}."
    if strict.unavoidable >= 1:
        yield (
            f"{billions(strict.unavoidable)} would be missing all the same: no order can be in use "
            "by then."
        )


def told(answer: Answer, openings: Sequence[Opening], what: str, one: str, several: str) -> str:
    """What one kind of limits takes in all, and where most of it."""
    by_code: dict[str, list[Opening]] = {}
    for opening in openings:
        by_code.setdefault(str(opening.limit.index[0]), []).append(opening)
    most = sorted(by_code, key=lambda code: -sum(part.worth for part in by_code[code]))
    words = []
    for code in most:
        parts = by_code[code]
        much = sum(part.more for part in parts)
        counted = f"{billions(much)} from" if is_money(parts[0]) else f"{amount(much)} of"
        years = years_of(answer, {(code, int(part.limit.index[-1])): part.more for part in parts})
        words.append(f"{counted} {called(answer, code)}{years}")
    if not words:
        return ""
    whole = billions(sum(part.worth for part in openings))
    worth = whole if is_money(openings[0]) else f"worth {whole}"
    covers = sum(part.worth * part.firm / part.more for part in openings)
    taken = f", {for_firm_orders(billions(covers))}" if covers > 0 else ""
    return f"{what} {worth}{taken} ({listed(few(words, one, several))})"


def is_money(opening: Opening) -> bool:
    """Whether a limit on money is passed."""
    return opening.limit.lift is MONEY


def rules(answer: Answer, openings: Sequence[Opening]) -> str:
    """Which rules give way, and by what it is worth."""
    most = sorted(openings, key=lambda one: -one.worth)
    words = [said(answer, [one.limit]) for one in most]
    if not words:
        return ""
    whole = billions(sum(one.worth for one in most))
    return f"rules worth {whole} ({listed(few(words, 'rule', 'rules'))})"
