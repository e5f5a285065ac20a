"""This file is about what a frontier says in sentences, to be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...moving.curve import Frontier, Slope
from ...moving.point import Point
from ...rounding import MET
from ..words import amount, billions, in_one_unit, listed, one_line

FAIR = "fair_share"
TRIFLE = 1e-3
"""MUSD that are not worth a word."""


def headline(frontier: Frontier) -> str:
    """Where the curve bends, as the headline of a page."""
    if frontier.knee is None:
        first, end = ends(frontier)
        return f"No bend between {first} and {end}"
    return f"The curve bends at {said(frontier, frontier.points[frontier.knee])}"


def sentences(frontier: Frontier) -> Iterator[str]:
    """What one step costs up to the knee and beyond, and what lies between the ends."""
    yield steps(frontier)
    yield span(frontier)
    if frontier.dial.axis.name == FAIR and not frontier.flat:
        yield from fairness(frontier)
    if len({point.checks for point in frontier.points}) > 1:
        yield (
            "Where the deadline is one of the other years in which targets are checked, they are "
            "checked in a year less: the share of what is asked compares with that of other "
            "points, what is missing does not."
        )
    yield from left_out(frontier)


def left_out(frontier: Frontier) -> Iterator[str]:
    """The values that the scenario cannot have, those for one reason together."""
    by_reason: dict[str, list[str]] = {}
    for one in frontier.left_out:
        by_reason.setdefault(one.wanted, []).append(frontier.dial.short(one.value))
    for wanted, values in by_reason.items():
        are = "are" if len(values) > 1 else "is"
        parameter = frontier.dial.axis.parameter
        yield f"{listed(values)} {are} left out: {parameter} takes {wanted}."


def said(frontier: Frontier, point: Point) -> str:
    """The value of a point, as one says it."""
    return "as it stands" if point.value is None else frontier.dial.words(point.value)


def ends(frontier: Frontier) -> tuple[str, str]:
    """The values of the first and the last point."""
    return said(frontier, frontier.points[0]), said(frontier, frontier.points[-1])


def steps(frontier: Frontier) -> str:
    """What one step changes: up to the knee and from there on, or all along."""
    step, last = frontier.dial.axis.step, len(frontier.points) - 1
    first, end = ends(frontier)
    if frontier.flat:
        return f"From {first} to {end} neither cost nor shortfall changes."
    if frontier.knee is None:
        (whole,) = effects(frontier.slope(0, last))
        return f"There is no knee: from {first} to {end} each {step} {whole}, much alike all along."
    before, after = effects(frontier.slope(0, frontier.knee), frontier.slope(frontier.knee, last))
    knee = said(frontier, frontier.points[frontier.knee])
    return f"Up to {knee} each {step} {before}; from there on it {after}."


def effects(*slopes: Slope) -> Iterator[str]:
    """What steps do to cost and to what is missing, all in one unit."""
    told = in_one_unit(musd for slope in slopes for musd in (slope.cost, slope.missing))
    for slope in slopes:
        cost = moves(slope.cost, "costs", "saves", told)
        missing = moves(slope.missing, "leaves", "closes", told)
        more = "more missing" if slope.missing > 0 else "of the shortfall"
        if missing:
            yield f"{cost or 'costs no more'} and {missing} {more}"
        else:
            yield f"{cost} and leaves no more missing" if cost else "changes nothing"


def moves(musd: float, up: str, down: str, told: Callable[[float], str]) -> str:
    """An amount with the word for its direction; "" for a trifle."""
    return f"{up if musd > 0 else down} {told(abs(musd))}" if abs(musd) >= TRIFLE else ""


def span(frontier: Frontier) -> str:
    """What lies between the ends."""
    one, other = frontier.points[0], frontier.points[-1]
    first, end = ends(frontier)
    return (
        f"At {first} {lacking(one)} and the plan costs {billions(one.cost)}; at {end} "
        f"{lacking(other)} and it costs {billions(other.cost)} (discounted)."
    )


def lacking(point: Point) -> str:
    """What is missing at a point."""
    if point.missing < TRIFLE:
        return "nothing is missing"
    return f"{billions(point.missing)} is missing ({point.missing_share:.0f} % of what is asked)"


def fairness(frontier: Frontier) -> Iterator[str]:
    """The price of fairness: sharing by stock, by GDP, and where least is missing."""
    one, best, other = frontier.points[0], frontier.best, frontier.points[-1]
    first, end = ends(frontier)
    yield f"The price of fairness: {end} instead of {first} {against(one, other)}."
    yield f"Least is missing at {said(frontier, best)}, where {lacking(best)}."
    if best is not other:
        yield (f"Against that, {end} {against(best, other)}{units(frontier, best, other)}.")


def against(one: Point, other: Point) -> str:
    """What one point costs and lacks more than another."""
    (told,) = effects(Slope(other.cost - one.cost, other.missing - one.missing))
    return told


def units(frontier: Frontier, one: Point, other: Point) -> str:
    """The capability whose gap in the last year widens most, in its units; "" where none does."""
    wider = {
        code: (money - one.lacks[code][1], lack - one.lacks[code][0])
        for code, (lack, money) in other.lacks.items()
    }
    code = max(wider, key=lambda code: wider[code][0], default="")
    if not code or wider[code][0] < TRIFLE or wider[code][1] <= MET:
        return ""
    what = f"{one_line(frontier.names[code])}, {amount(wider[code][1])} more"
    return f"; in {frontier.years[1]} the gap widens most in {what} (unit: {frontier.units[code]})"
