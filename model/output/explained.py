"""This file is about why targets are missed, on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap

from ..explain.because import because
from ..explain.explained import Explained
from ..explain.gains import gain_sentence, no_deadline
from ..explain.lifts import LIFTS, TIME
from ..explain.reason import Why
from ..explain.sentences import sentences
from ..explain.worth import DEADLINE, KINDS
from ..results.affordability import ledger_of
from ..results.answer import Answer
from ..results.verdict import Verdict
from .firm import range_lines
from .paid import TITLE, at_highest, at_planned, together
from .screen import HALF, foot, headline
from .words import in_one_unit

SHOWN = 10
"""How many targets the screen explains."""

BEST = 2
"""How many headlines of each kind it shows."""

WORST = 3
"""How many allies it names whose budgets hold least."""

WIDTH = 98


def explained_screen(answer: Answer, folder: Path) -> str:
    """The whole screen: totals by verdict, then the largest gaps, each in a few sentences."""
    parts = [headline(answer, Verdict(answer)), ""]
    if answer.explained:
        parts += [*totals(answer.explained), "", *largest(answer, answer.explained), ""]
    else:
        parts += ["No target is missed, so there is nothing to explain.", ""]
    parts += [*gains(answer), "", *reasoned(answer), "", *affordable(answer), ""]
    if answer.ranges is not None:
        parts += [*range_lines(answer), ""]
    return "\n".join([*parts, *foot(answer, folder)])


def totals(explained: Sequence[Explained]) -> Iterator[str]:
    """How many targets each verdict has, what they lack, and whose it is to cure them."""
    found = by_verdict(explained)
    missing = {name: sum(one.missing for one in those) for name, those in found.items()}
    told = in_one_unit(missing.values())
    width = max(len("Missed because of"), *map(len, found)) + 2
    head = f"{'Missed because of':<{width}}{'targets':>8}{'small':>7}{'missing':>14}"
    yield f"{head}   who could cure it"
    for verdict, those in found.items():
        count, small = f"{len(those):>8,}", f"{trifles(those):>7,}"
        money = f"{told(missing[verdict]):>14}"
        yield f"{verdict:<{width}}{count}{small}{money}   {ministries(verdict)}"
    yield "(small: of these targets those that lack less than half a unit;"
    yield "missing: at the price of the cheapest equipment; the milestones added up)"


def trifles(explained: Sequence[Explained]) -> int:
    """How many targets lack less than half a unit."""
    return sum(one.shortfall < HALF for one in explained)


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
        return "nobody, as no order is in time"
    owner = {lift.name: lift.ministry for lift in LIFTS}
    return " ".join(owner.get(word, word) for word in verdict.split())


def largest(answer: Answer, explained: Sequence[Explained]) -> Iterator[str]:
    """The targets of which most is missing, in sentences."""
    order = sorted(explained, key=lambda one: -one.missing)
    yield "What would cure it, where most is missing"
    for one in order[:SHOWN]:
        yield from paragraph(" ".join(sentences(answer, one)))
    if len(order) > SHOWN:
        yield f"  and {len(order) - SHOWN:,} more in verdicts.csv"


def gains(answer: Answer) -> Iterator[str]:
    """What one more is worth, the best of each kind."""
    yield "What one more is worth, by solving again"
    left = len(answer.worths)
    for kind in KINDS:
        for one in [one for one in answer.worths if one.kind == kind][:BEST]:
            yield from paragraph(gain_sentence(answer, one))
            left -= 1
    if all(one.kind != DEADLINE for one in answer.worths):
        yield from paragraph(no_deadline(answer))
    if left:
        yield f"  and {left} more in worth.csv"


def reasoned(answer: Answer) -> Iterator[str]:
    """Why systems are bought or not: how often each reason, and those that were tried."""
    counts = Counter(one.reason for one in answer.reasons)
    yield "Why this was bought and that was not"
    told = [f"{reason} {counts[reason]:,}" for reason in Why if counts[reason]]
    yield from paragraph(f"Of allies and systems that they could order: {', '.join(told)}.")
    for one in [one for one in answer.reasons if one.tried is not None]:
        yield from paragraph(because(answer, one))
    yield "  and all of them in reasons.csv"


def affordable(answer: Answer) -> Iterator[str]:
    """What an auditor asks: of all allies together, and of those whose budgets hold least."""
    ledger = ledger_of(answer)
    yield TITLE
    yield from paragraph(" ".join([*together(answer, ledger), at_planned(answer, ledger)]))
    worst = at_highest(answer, ledger)
    for text in worst[:WORST]:
        yield from paragraph(text)
    if len(worst) > WORST:
        yield f"  and {len(worst) - WORST} more, see affordability.csv"


def paragraph(text: str) -> list[str]:
    """A text over several lines."""
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
