"""This file is about cautions: what is allowed, and yet a planner must see before believing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from .arrays import Flags
from .plan import Plan

Named: TypeAlias = Callable[[str], str]
FAR_APART = 100.0
"""Cheapest and dearest effective unit of a capability this factor apart deserve a word."""


def cautions(plan: Plan, named: Named = str) -> tuple[str, ...]:
    """Every caution about a plan's inputs, one sentence a kind.

    Args:
        named: what a code of an ally, a capability or a system is called; the code itself unless
            stated.
    """
    kinds = {
        "firm orders cost more than the equipment money, so the cap is cut to 0: {}": caps_cut,
        "firm orders take more than the line makes; they count as held when announced, and "
        "nothing more can be delivered then: {}": overbooked_lines,
        "the dearest effective unit costs 100 times the cheapest or more, so that closing the "
        "last of a shortfall may be dear (see shortfall_tolerance): {}": prices_far_apart,
        "no order can reach these targets in time: {}": targets_out_of_time,
        "mix limits add up to less than 100 %, so that nothing can be bought: {}": mixes_below_all,
        "max_share is too small for so few allies, so that nothing can be bought: {}": pools_of_few,
    }
    found = {text: list(kind(plan, named)) for text, kind in kinds.items()}
    return tuple(text.format("; ".join(cases)) for text, cases in found.items() if cases)


def brief(text: str, shown: int = 3) -> str:
    """A caution with its first cases only."""
    what, colon, listed = text.rpartition(": ")
    cases = listed.split("; ")
    more = f"; and {len(cases) - shown} more" if len(cases) > shown else ""
    return f"{what}{colon}{'; '.join(cases[:shown])}{more}"


def caps_cut(plan: Plan, named: Named) -> Iterator[str]:
    """Allies whose firm orders cost more than their equipment money in some years."""
    over = plan.committed - plan.equipment_money
    for i, country in enumerate(plan.countries):
        years = in_horizon(plan, over[i] > 0)
        if years:
            money = over[i, years].sum()
            yield f"{named(country)} {spoken(plan, years)} ({money:,.0f} MUSD too much)"


def overbooked_lines(plan: Plan, named: Named) -> Iterator[str]:
    """Lines that firm orders ask more of than they make."""
    over = plan.booked - plan.production
    for j, system in enumerate(plan.systems):
        years = in_horizon(plan, over[j] > 1e-9)
        if years:
            most = max(years, key=lambda y: over[j, y])
            yield (
                f"{named(system)} {spoken(plan, years)} (up to {plan.booked[j, most]:,.0f} of "
                f"{plan.production[j, most]:,.0f})"
            )


def prices_far_apart(plan: Plan, named: Named) -> Iterator[str]:
    """Capabilities in which closing the last crumb of shortfall could cost a fortune."""
    unit = plan.base_price / plan.effect
    for k, capability in enumerate(plan.capabilities):
        served = plan.systems_of[k]
        if len(served) and unit[served].max() >= FAR_APART * unit[served].min():
            cheap, dear = served[unit[served].argmin()], served[unit[served].argmax()]
            yield (
                f"{named(capability)} ({named(plan.systems[dear])} {unit[dear]:,.4g} MUSD, "
                f"{named(plan.systems[cheap])} {unit[cheap]:,.4g})"
            )


def targets_out_of_time(plan: Plan, named: Named) -> Iterator[str]:
    """Targets above what is held that no order can reach, whatever the money."""
    for k, capability in enumerate(plan.capabilities):
        soonest = plan.soonest_use(k)
        for year in plan.milestones[k]:
            short = below_target(plan, k, year)
            if short and soonest is None:
                never = (
                    "no system of it is ever in use"
                    if len(plan.systems_of[k])
                    else ("no system serves it")
                )
                yield f"{named(capability)} {year} ({never}, {short} below)"
            elif short and soonest is not None and soonest > year:
                yield f"{named(capability)} {year} (first in use in {soonest}, {short} below)"


def below_target(plan: Plan, k: int, year: int) -> int:
    """How many allies, or pools, hold less than is asked before anything is bought."""
    y, members = plan.at(year), plan.takes_part[:, k]
    own = (1 - plan.pooled[k]) * plan.target[members, k, y] - plan.given[members, k, y]
    pool = (plan.target[members, k, y] - plan.given[members, k, y]).sum()
    return int((own > 1e-9).sum()) + int(plan.pooled[k] > 0 and pool > 1e-9)


def mixes_below_all(plan: Plan, named: Named) -> Iterator[str]:
    """Capabilities whose mix limits add up to less than the whole."""
    for k, capability in enumerate(plan.capabilities):
        served = plan.systems_of[k]
        total = float(plan.max_mix[served].sum())
        if len(served) and total < 1 - 1e-9:
            yield f"{named(capability)} ({100 * total:.0f} %)"


def pools_of_few(plan: Plan, named: Named) -> Iterator[str]:
    """Pooled capabilities with too few allies for the limit on what one may provide."""
    for k, capability in enumerate(plan.capabilities):
        allies = int(plan.takes_part[:, k].sum())
        if allies and plan.pooled[k] > 0 and allies * plan.max_share < 1 - 1e-9:
            yield f"{named(capability)} ({allies} allies at {100 * plan.max_share:.0f} %)"


def in_horizon(plan: Plan, flags: Flags) -> list[int]:
    """Positions of the horizon's years that are flagged."""
    first = plan.at(plan.years[0])
    return [y for y in np.flatnonzero(flags).tolist() if y >= first]


def spoken(plan: Plan, positions: list[int]) -> str:
    """Years as a planner says them: 2026-2028, 2031."""
    years = [plan.all_years[y] for y in positions]
    breaks = [n for n in range(1, len(years)) if years[n] != years[n - 1] + 1]
    runs = np.split(np.array(years), breaks)
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
