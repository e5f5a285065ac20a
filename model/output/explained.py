"""This file is about why targets are missed, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap

from ..explain.explained import Explained
from ..explain.lifts import LIFTS, TIME
from ..explain.sentences import sentences
from ..results.answer import Answer
from ..results.verdict import Verdict
from .screen import foot, headline
from .words import in_one_unit

SHOWN = 10
"""How many targets the screen explains."""

WIDTH = 98


def explained_screen(answer: Answer, folder: Path) -> str:
    """The whole screen: totals by verdict, then the largest gaps, each in a few sentences."""
    parts = [headline(answer, Verdict(answer)), ""]
    if answer.explained:
        parts += [*totals(answer.explained), "", *largest(answer, answer.explained), ""]
    else:
        parts += ["No target is missed, so there is nothing to explain.", ""]
    return "\n".join([*parts, *foot(answer, folder)])


def totals(explained: Sequence[Explained]) -> Iterator[str]:
    """How many targets each verdict has, what they lack, and whose it is to cure them."""
    found = by_verdict(explained)
    missing = {name: sum(one.missing for one in those) for name, those in found.items()}
    told = in_one_unit(missing.values())
    width = max(len("Missed because of"), *map(len, found)) + 2
    yield f"{'Missed because of':<{width}}{'targets':>8}{'missing':>14}   who could cure it"
    for name, those in found.items():
        yield f"{name:<{width}}{len(those):>8,}{told(missing[name]):>14}   {ministries(name)}"
    yield "(missing: at the price of the cheapest equipment; the milestones added up)"


def by_verdict(explained: Sequence[Explained]) -> dict[str, list[Explained]]:
    """The targets of each verdict, that of which most is missing first."""
    found: dict[str, list[Explained]] = {}
    for one in explained:
        found.setdefault(one.verdict, []).append(one)
    missing = {name: sum(one.missing for one in those) for name, those in found.items()}
    return {name: found[name] for name in sorted(found, key=lambda name: (-missing[name], name))}


def ministries(verdict: str) -> str:
    """The ministries of a verdict, joined as it joins what would cure."""
    if verdict == TIME:
        return "nobody: no order is in time"
    owner = {lift.name: lift.ministry for lift in LIFTS}
    return " ".join(owner.get(word, word) for word in verdict.split())


def largest(answer: Answer, explained: Sequence[Explained]) -> Iterator[str]:
    """The targets of which most is missing, in sentences."""
    order = sorted(explained, key=lambda one: -one.missing)
    yield "What would cure it, where most is missing"
    for one in order[:SHOWN]:
        yield from wrap(
            " ".join(sentences(answer, one)), WIDTH, initial_indent="  ", subsequent_indent="    "
        )
    if len(order) > SHOWN:
        yield f"  and {len(order) - SHOWN:,} more in verdicts.csv"
