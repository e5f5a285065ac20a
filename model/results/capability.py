"""This file is about capability.csv: what is held, asked and missing, by ally and together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..rounding import MET, money, percent, units
from .answer import Answer

ALLIANCE = "ALLIANCE"
"""What the column `country` says where all allies that take part are meant."""


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each ally that takes part, and one for the alliance, by milestone."""
    plan = answer.plan
    for k in range(len(plan.capabilities)):
        members = np.flatnonzero(plan.takes_part[:, k]).tolist()
        if members:
            for year in plan.milestones[k]:
                yield from national_rows(answer, k, year, members)
                yield alliance_row(answer, k, year, members)


def national_rows(
    answer: Answer, k: int, year: int, members: list[int]
) -> Iterator[dict[str, Any]]:
    """The rows of the allies for one capability and milestone."""
    plan, y = answer.plan, answer.plan.at(year)
    met = answer.met(k, year)
    for i in members:
        yield row(
            answer,
            k,
            year,
            plan.countries[i],
            before=plan.stock[i, k],
            target=plan.target[i, k, y],
            needed=answer.needed[i, k, y],
            held=answer.outcome.held[i, k, y],
            shortfall=answer.shortfall[i, k, y],
            year_met=answer.first_met(met[i]) if answer.needed[i, k, y] > 0 else None,
        )


def alliance_row(answer: Answer, k: int, year: int, members: list[int]) -> dict[str, Any]:
    """The row of all allies together; met when every row of the target is."""
    plan, y = answer.plan, answer.plan.at(year)
    target = plan.target[members, k, y].sum()
    needed = answer.needed[members, k, y].sum()
    return row(
        answer,
        k,
        year,
        ALLIANCE,
        before=plan.stock[members, k].sum(),
        target=target,
        needed=max(needed, target) if plan.pooled[k] > 0 else needed,
        held=answer.outcome.held[members, k, y].sum(),
        shortfall=answer.shortfall[members, k, y].sum() + answer.pool_shortfall[k, y],
        year_met=answer.first_met(answer.met(k, year).all(axis=0) & answer.pool_met(k, year)),
    )


def row(
    answer: Answer,
    k: int,
    year: int,
    country: str,
    *,
    before: float,
    target: float,
    needed: float,
    held: float,
    shortfall: float,
    year_met: int | None,
) -> dict[str, Any]:
    """One row; a target that is missed at its milestone has no year in which it is met."""
    plan, value = answer.plan, float(answer.plan.value[k])
    missed = shortfall > MET * max(1.0, needed)
    return {
        "country": country,
        "area": plan.area_of[plan.capabilities[k]],
        "capability": plan.capabilities[k],
        "milestone": year,
        "held_before": units(before, value),
        "target": units(target, value),
        "needed": units(needed, value),
        "held": units(held, value),
        "uplift_reached": percent(held / before - 1) if before > 0 else None,
        "shortfall": units(shortfall, value),
        "missing": money(shortfall * value),
        "shortfall_value": money(shortfall * answer.weight(k)),
        "year_met": None if missed else year_met,
    }
