"""This file is about a comparison on one screen, in words that a minister's adviser repeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ...comparison.answers import FURTHER, LESS
from ...comparison.attribution import MEASURES
from ...comparison.compared import Compared
from ...comparison.figures import Figure, Value
from ..words import heading
from .columns import LABEL, Columns, clauses, fitted, wrapped
from .differences import LISTED, Changed, changed_parameters, input_words, place_words
from .words import count_words, headline, number_words, spoken

Place = TypeVar("Place", str, tuple[str, str])
"""A code, or two of them."""

NAME = LABEL - 12
"""Longest name of a system or an ally."""

PARAMETERS, ALLIES, SYSTEMS = 6, 4, 4
"""How many of each the screen names."""


def comparison_screen(compared: Compared, folder: Path) -> str:
    """The whole screen; money in MUSD or billions of dollars at prices of the base year."""
    columns = Columns(compared.names)
    first, *rest = headline(compared)
    said = [*clauses(first, ""), *(line for text in rest for line in clauses(text, "  "))]
    parts: list[str] = [*said, ""]
    for part in (inputs, answer, milestones, areas, times, who, bought, attribution):
        lines = list(part(compared, columns))
        parts += [*lines, ""] if lines else []
    parts.append(f"Written: {folder}/ (compare.html, compare.xlsx, compare.csv)")
    return "\n".join(" ".join(line.splitlines()).rstrip() for line in parts)


def inputs(compared: Compared, columns: Columns) -> Iterator[str]:
    """What differs in the inputs, a parameter or two lines each."""
    changed = changed_parameters(compared.inputs)
    yield from columns.head("What differs in the inputs")
    if not changed:
        yield "  nothing: the inputs are the same"
    for parameter in changed[:PARAMETERS]:
        yield from parameter_lines(parameter, columns)
    if len(changed) > PARAMETERS:
        more = [parameter.name for parameter in changed[PARAMETERS:]]
        yield f"  and {spoken(more[:4])}{' …' if len(more) > 4 else ''}, see compare.csv"
    for note in compared.notes:
        yield from wrapped(note, "  ")


def parameter_lines(parameter: Changed, columns: Columns) -> Iterator[str]:
    """One parameter by what it is: its numbers where they are few or change alike, else their
    medians and how far the change reaches."""
    latest = parameter.latest
    if parameter.uniform:
        told = {parameter.scope: parameter.shown}
    elif len(latest) <= LISTED:
        told = {place_words(figure): figure.values for figure in latest}
    else:
        told = {parameter.what: parameter.shown}
    cells = {words: input_words(values, parameter.unit) for words, values in told.items()}
    if "" in cells:  # one number for all
        yield from fitted(f"  {parameter.label}", cells[""], columns)
        return
    yield from wrapped(parameter.label, "  ")
    for words, numbers in cells.items():
        yield from fitted(f"    {words}", numbers, columns)
    if not parameter.uniform and (len(parameter.figures) > len(latest) or len(latest) > LISTED):
        yield f"    {len(parameter.figures):,} numbers: {parameter.scope}"


def answer(compared: Compared, columns: Columns) -> Iterator[str]:
    """The headline figures."""
    years = [f"{run.years[0]}-{run.years[-1]}" for run in compared.runs]
    yield from columns.head("The answers")
    if len(set(years)) > 1:
        yield columns.line("  years of the plan", years)
    targets = compared.values("summary", "targets")
    asked = f" of {targets[0]:,}" if len(set(targets)) == 1 else ""
    if not asked:
        yield columns.line("  targets", count_words(targets))
    yield columns.line(
        f"  targets met{asked}", count_words(compared.values("summary", "targets_met"))
    )
    yield columns.line(
        "  allies that fall short", count_words(compared.values("summary", "allies_short"))
    )
    yield money("shortfall, all milestones", compared.values("summary", "missing"), columns)
    if compared.weighted:
        weighed = compared.values("summary", "shortfall_of_plan")
        yield money("weighted by priority (stage 1)", weighed, columns)
    yield money("cost a year", compared.values("summary", "spending_a_year"), columns)
    yield money("cost in all, discounted", compared.values("summary", "cost"), columns)
    full = compared.values("summary", "lines_full")
    yield columns.line("  production lines full in some year", count_words(full))


def milestones(compared: Compared, columns: Columns) -> Iterator[str]:
    """Targets met in each year in which any run checks them."""
    years = sorted({figure.year or 0 for figure in compared.figures("milestone", "targets")})
    if years:
        yield "Targets met"
    for year in years:
        due = compared.values("milestone", "targets", year=year)
        met = compared.values("milestone", "targets_met", year=year)
        asked = f" of {due[0]:,}" if len(set(due)) == 1 else ""
        yield columns.line(f"  in {year}{asked}", count_words(met))


def areas(compared: Compared, columns: Columns) -> Iterator[str]:
    """What is missing by area, all milestones together, and when most of it is there."""
    found = compared.figures("area", "missing")
    names = sorted({figure.item for figure in found})
    if names:
        yield "Missing by area, all milestones"
    for name in names:
        sums = added([figure for figure in found if figure.item == name], len(compared.runs))
        yield money(heading(name), sums, columns)
    if names:
        yield ""
        yield "Nine in ten targets of the last year are met"
    for name in names:
        years = compared.values("area", "year_nine_in_ten_met", item=name)
        said = ["never" if year is None else f"in {year}" for year in years]
        yield columns.line(f"  {heading(name)}", said)


def added(figures: Sequence[Figure], count: int) -> tuple[float, ...]:
    """The values of several figures added up, run by run."""
    return tuple(sum(figure.values[place] or 0.0 for figure in figures) for place in range(count))


MOVES = {
    "met_only_here": "met, and missed there",
    "met_only_in_base": "missed, and met there",
    "met_earlier": "met earlier",
    "met_later": "met later",
}


def times(compared: Compared, columns: Columns) -> Iterator[str]:
    """How many targets of allies are met earlier, later, or only in one of two runs."""
    moved = {move: added(compared.figures("area", move), len(compared.runs)) for move in MOVES}
    if any(any(sums) for sums in moved.values()):
        yield f"Targets of allies, against {compared.names[0]}"
        for move, sums in moved.items():
            yield columns.line(f"  {MOVES[move]}", ["", *count_words([int(s) for s in sums[1:]])])


def who(compared: Compared, columns: Columns) -> Iterator[str]:
    """How many allies fall further short or less, and those whose shortfall changes most."""
    further, less = (compared.values("summary", measure) for measure in (FURTHER, LESS))
    if any(further) or any(less):
        yield f"Allies, against {compared.names[0]}"
        yield columns.line("  further short than there", ["", *count_words(further[1:])])
        yield columns.line("  less short", ["", *count_words(less[1:])])
        yield ""
    found = compared.figures("country", "missing")
    codes = sorted({figure.country for figure in found})
    sums = {
        code: added([f for f in found if f.country == code], len(compared.runs)) for code in codes
    }
    most = ranked(sums)[:ALLIES]
    if most:
        yield "Allies whose shortfall changes most"
    for code in most:
        yield money(short(compared.called(code)), sums[code], columns)


def bought(compared: Compared, columns: Columns) -> Iterator[str]:
    """The systems whose orders change most, in money and in units."""
    value = {
        figure.item: tuple(amount or 0.0 for amount in figure.values)
        for figure in compared.figures("system", "order_value")
        if not figure.country
    }
    most = ranked(value)[:SYSTEMS]
    if most:
        yield "How orders differ"
    for code in most:
        units = compared.values("system", "ordered", item=code)
        yield money(short(compared.called(code)), value[code], columns)
        yield columns.line("    units", [number_words(amount or 0.0) for amount in units])


def short(name: str) -> str:
    """A name that leaves room for its unit."""
    return name if len(name) <= NAME else f"{name[: NAME - 1].rstrip()}…"


def ranked(amounts: Mapping[Place, tuple[float, ...]]) -> list[Place]:
    """The codes whose amounts differ from the base, the largest difference first."""
    change = {
        code: max(abs(value - values[0]) for value in values) for code, values in amounts.items()
    }
    moved = [code for code, size in change.items() if size > 0]
    return sorted(moved, key=lambda code: (-change[code], code))


def attribution(compared: Compared, columns: Columns) -> Iterator[str]:
    """What of the difference comes from which inputs."""
    for share in compared.attributions:
        if share.reason:
            yield from wrapped(share.reason, "")
            continue
        if not share.groups:
            continue
        yield f"What of the difference of {share.scenario} comes from its …"
        units = [scale([share.parts[m, g] for g in share.groups]) for m in MEASURES]
        heads = (f"{MEASURED[m]}, {unit}" for m, (_, unit) in zip(MEASURES, units, strict=True))
        yield f"{'':<14}" + "".join(f"{head:>28}" for head in heads)
        for group in share.groups:
            cells = (
                signed(share.parts[measure, group] / size)
                for measure, (size, _) in zip(MEASURES, units, strict=True)
            )
            yield f"  {group:<12}" + "".join(f"{cell:>28}" for cell in cells)


MEASURED = {
    "missing": "shortfall",
    "cost": "discounted cost",
    "spending_a_year": "cost a year",
}


def scale(values: Iterable[float]) -> tuple[float, str]:
    """The unit in which amounts of MUSD are read best: its size and its name."""
    return (1000.0, "bn USD") if max(map(abs, values), default=0.0) >= 1000 else (1.0, "MUSD")


def signed(value: float) -> str:
    """A difference, with its sign where it has one."""
    text = f"{value:+,.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text


def money(label: str, values: Sequence[Value], columns: Columns) -> str:
    """A line of money in one unit for all runs."""
    size, unit = scale(value for value in values if value is not None)
    cells = ["-" if value is None else f"{value / size:,.1f}" for value in values]
    return columns.line(f"  {label}, {unit}", cells)
