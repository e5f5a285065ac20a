"""This file is about the answers of several runs, number by number, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from .figures import Figure, Key, Numbers, total
from .finished import Row, Run
from .moves import counted, moved
from .targets import ALLIANCE, Target, is_own, met_by, targets_of

SHARES = {"year_half_met": 0.5, "year_nine_in_ten_met": 0.9}
"""By which year this share of the targets of the last year of the plan is satisfied."""

FURTHER, LESS = "allies_further_short", "allies_less_short"
"""How many allies miss more, and how many less, than in the base."""

ROUNDING = 1e-3
"""MUSD: less than this, added up over the capabilities of an ally, is rounding."""

UNITS = {
    "missing": "MUSD",
    "shortfall_of_plan": "MUSD",
    "cost": "MUSD",
    "payments": "MUSD",
    "running": "MUSD",
    "spending": "MUSD",
    "spending_a_year": "MUSD",
    "cap": "MUSD",
    "shortfall": "MUSD",
    "order_value": "MUSD",
    "ordered": "units",
    "shortfall_units": "unit of the capability",
    "share_used": "%",
    "year_met": "year",
    **dict.fromkeys(SHARES, "year"),
}
"""The unit of each measure; one without a line here is a count."""


def answer_figures(runs: Sequence[Run]) -> tuple[Figure, ...]:
    """Every number of the answers, whether it differs or not."""
    targets = [targets_of(run) for run in runs]
    found: list[Figure] = []
    for part, numbers in PARTS.items():
        each = [numbers(run, due) for run, due in zip(runs, targets, strict=True)]
        found += side_by_side(part, each)
    short = [by_ally(run) for run in runs]
    found += side_by_side("summary", [shorter(short[0], after) for after in short])
    for part in ("area", "country"):
        moves = (counted(part, due, moved(targets[0], due)) for due in targets)
        found += side_by_side(part, list(moves))
    return tuple(found)


def side_by_side(part: str, each: Sequence[Numbers]) -> Iterator[Figure]:
    """The numbers of every run put together, in the order in which they are first met."""
    for key in dict.fromkeys(key for numbers in each for key in numbers):
        measure, country, item, year = key
        values = tuple(numbers.get(key) for numbers in each)
        yield Figure(part, measure, country, item, year, UNITS.get(measure, ""), values)


def sums(rows: Iterable[tuple[Key, float]]) -> Numbers:
    """The amounts of each key added up."""
    amounts: dict[Key, list[float]] = defaultdict(list)
    for key, amount in rows:
        amounts[key].append(amount)
    return {key: total(found) for key, found in amounts.items()}


# --- one function a part: the numbers of one run


def summary(run: Run, due: Sequence[Target]) -> Numbers:
    """The headline figures."""
    row = run.summary
    names = (
        "missing",
        "shortfall",
        "shortfall_of_plan",
        "cost",
        "payments",
        "running",
        "spending_a_year",
    )
    counts = ("targets", "targets_met", "allies_short")
    numbers: Numbers = {(name, "", "", None): row[name] for name in (*names, *counts)}
    whole = total((row["payments"], row["running"]))
    full = {row["system"] for row in run.tables["industry"] if is_full(row)}
    numbers |= {("spending", "", "", None): whole, ("lines_full", "", "", None): len(full)}
    return numbers


def milestones(run: Run, due: Sequence[Target]) -> Numbers:
    """What is asked, met and missing in each year in which targets are checked."""
    return met(due, lambda t: ("", "", t.milestone)) | missing(
        run, False, lambda row: ("", "", row["milestone"])
    )


def areas(run: Run, due: Sequence[Target]) -> Numbers:
    """The same by area, and by when most of what the last year asks is there."""
    numbers = met(due, lambda t: ("", t.area, t.milestone)) | missing(
        run, False, lambda row: ("", row["area"], row["milestone"])
    )
    return numbers | by_when(run, due, lambda t: ("", t.area))


def countries(run: Run, due: Sequence[Target]) -> Numbers:
    """The same by ally, and the cap and the spending of each over all years."""
    own = [target for target in due if target.country != ALLIANCE]
    numbers = met(own, lambda t: (t.country, "", t.milestone)) | missing(
        run, True, lambda row: (row["country"], "", row["milestone"])
    )
    numbers |= by_when(run, own, lambda t: (t.country, ""))
    rows = run.tables["spending"]
    numbers |= sums((("spending", r["country"], "", None), spent(r)) for r in rows)
    return numbers | sums((("cap", r["country"], "", None), r["cap"]) for r in rows)


def capabilities(run: Run, due: Sequence[Target]) -> Numbers:
    """What is missing of each capability, in its unit and in money."""
    rows = [row for row in run.tables["capability"] if not is_own(row)]
    places = [("", row["capability"], row["milestone"]) for row in rows]
    return {
        ("missing", *place): row["missing"] for place, row in zip(places, rows, strict=True)
    } | {
        ("shortfall_units", *place): row["shortfall"]
        for place, row in zip(places, rows, strict=True)
    }


def targets(run: Run, due: Sequence[Target]) -> Numbers:
    """Each target, of an ally or of all: what is missing, and the year in which it is met."""
    numbers: Numbers = {}
    for row in run.tables["capability"]:
        place = row["country"], row["capability"], row["milestone"]
        if row["needed"] > 0:
            numbers |= {
                ("missing", *place): row["missing"],
                ("year_met", *place): row["year_met"],
            }
    return numbers


def systems(run: Run, due: Sequence[Target]) -> Numbers:
    """What is ordered of each system, together and by ally."""
    rows = [row for row in run.tables["plan"] if row["ordered"]]
    places: Sequence[Callable[[Row], Any]] = (
        lambda row: ("", row["system"], None),
        lambda row: (row["country"], row["system"], None),
    )
    numbers: Numbers = {}
    for place in places:
        numbers |= sums((("ordered", *place(r)), r["ordered"]) for r in rows)
        numbers |= sums((("order_value", *place(r)), r["ordered"] * r["price"]) for r in rows)
    return numbers


def spending(run: Run, due: Sequence[Target]) -> Numbers:
    """Money by year, together and by ally: what is spent, and the cap."""
    numbers: Numbers = {}
    rows = run.tables["spending"]
    places: Sequence[Callable[[Row], Any]] = (
        lambda row: ("", "", row["year"]),
        lambda row: (row["country"], "", row["year"]),
    )
    for place in places:
        numbers |= sums((("spending", *place(row)), spent(row)) for row in rows)
        numbers |= sums((("cap", *place(row)), row["cap"]) for row in rows)
    return numbers


def industry(run: Run, due: Sequence[Target]) -> Numbers:
    """How much of each line is taken by year; a line without a limit is left out."""
    return {
        ("share_used", "", row["system"], row["year"]): row["share_used"]
        for row in run.tables["industry"]
        if row["share_used"] is not None
    }


PARTS: Mapping[str, Callable[[Run, Sequence[Target]], Numbers]] = {
    "summary": summary,
    "milestone": milestones,
    "area": areas,
    "country": countries,
    "capability": capabilities,
    "target": targets,
    "system": systems,
    "spending": spending,
    "industry": industry,
}


# --- what the parts share


def spent(row: Row) -> float:
    """What an ally spends in a year."""
    return total((row["payments"], row["running"]))


def is_full(row: Row) -> bool:
    """Whether a line has nothing left in a year, but for rounding."""
    return row["share_used"] is not None and row["share_used"] >= 100 * (1 - 1e-6)


def met(due: Sequence[Target], place: Callable[[Target], Any]) -> Numbers:
    """How many targets there are in each place, and how many of them are met."""
    numbers: Numbers = {}
    for target in due:
        for measure, counts in (("targets", True), ("targets_met", target.met)):
            key = (measure, *place(target))
            numbers[key] = (numbers.get(key) or 0) + counts
    return numbers


def by_when(run: Run, due: Sequence[Target], place: Callable[[Target], tuple[str, str]]) -> Numbers:
    """By which year each share of the targets of the last year is satisfied in each place."""
    last = run.milestones[-1] if run.milestones else None
    inside: dict[tuple[str, str], list[Target]] = {place(target): [] for target in due}
    for target in due:
        if target.milestone == last:
            inside[place(target)].append(target)
    return {
        (measure, *where, None): met_by(found, share)
        for where, found in inside.items()
        for measure, share in SHARES.items()
    }


def missing(run: Run, own: bool, place: Callable[[Row], Any]) -> Numbers:
    """What is missing in each place in money: of allies by themselves, or with the pools."""
    rows = (row for row in run.tables["capability"] if is_own(row) == own)
    return sums((("missing", *place(row)), row["missing"]) for row in rows)


def by_ally(run: Run) -> dict[str, float]:
    """What each ally misses, all milestones together, MUSD."""
    numbers = missing(run, True, lambda row: (row["country"], "", None))
    return {country: amount or 0.0 for (_, country, _, _), amount in numbers.items()}


def further_short(before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    """The allies of both that miss more after than before, the largest difference first."""
    more = {code: after[code] - before[code] for code in after if code in before}
    return sorted((c for c in more if more[c] > ROUNDING), key=lambda code: (-more[code], code))


def shorter(base: Mapping[str, float], run: Mapping[str, float]) -> Numbers:
    """How many allies miss more, and how many less, than in the base."""
    return {
        (FURTHER, "", "", None): len(further_short(base, run)),
        (LESS, "", "", None): len(further_short(run, base)),
    }
