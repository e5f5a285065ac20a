"""This file is about prices.csv: what one more unit of each limit would be worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..explain.holes import hole
from ..rounding import rounded
from ..stages import COST, SHORTFALL, Stage
from .answer import Answer

LIMITS = {
    "budget": ("one more MUSD in the cap", "MUSD"),
    "industry": ("one more unit of production", "unit"),
    "national_target": ("one unit less of the national target", "unit of the capability"),
    "alliance_target": ("one unit less of the alliance target", "unit of the capability"),
    "stockpile": ("one unit less of the stockpile", "unit of the capability"),
    "mix": ("one more effective unit allowed by the mix limit", "effective unit"),
    "concentration": ("one more effective unit allowed to one ally", "effective unit"),
    "origin": ("one MUSD less of favoured orders", "MUSD"),
}
"""What relaxing one row of each family means; a family without a line here has no price."""

MEANING = {
    SHORTFALL: "MUSD of weighted shortfall",
    COST: "MUSD of discounted cost",
}
"""What each stage counts."""

SMALL = 1e-9
"""Prices below this size are rounding."""


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each limit with a price, in stage 1 and stage 2."""
    for name in MEANING:
        stage = answer.solution.stage(name)
        several = degenerate(answer, stage)
        for family in LIMITS:
            for index, dual in answer.solution.duals(name, family).items():
                if abs(dual) > SMALL and not taken_already(answer, family, index):
                    yield row(answer, name, family, index, dual, several)


def taken_already(answer: Answer, family: str, index: tuple[str | int, ...]) -> bool:
    """Whether firm orders ask more of a line or a budget than it has: one more then does nothing,
    as the limit stays at 0."""
    return hole(answer.plan, family, index) > 0


def row(
    answer: Answer,
    stage: str,
    family: str,
    index: tuple[str | int, ...],
    dual: float,
    several: bool,
) -> dict[str, Any]:
    """One price, sign-normalised: positive where relaxing the limit lowers the objective.

    Limits stand on the right of <= (dual <= 0 when binding) or >= (dual >= 0), so that relaxing
    by one always changes the objective by minus the size of the dual in stage 1; in stage 2 a
    limit that stage 1 holds tight may have a price of either sign.
    """
    lower_is_relaxed = family in ("national_target", "alliance_target", "stockpile", "origin")
    worth = dual if lower_is_relaxed else -dual
    relaxing, unit = LIMITS[family]
    objective = MEANING[stage]
    change = f"{abs(worth):.4g} {objective}"
    effect = f"{'close' if stage == SHORTFALL else 'save'} {change}"
    if worth < 0:
        effect = f"add {change}, as it lets more shortfall be closed"
    codes = [str(part) for part in index if not isinstance(part, int)]
    allies = set(answer.plan.countries)
    return {
        "stage": stage,
        "constraint": f"{family}[{','.join(map(str, index))}]",
        "country": next((code for code in codes if code in allies), ""),
        "item": next((code for code in codes if code not in allies), ""),
        "year": next((part for part in index if isinstance(part, int)), None),
        "price": rounded(worth, 9),
        "unit": f"{objective} per {unit}",
        "words": f"{relaxing} would {effect}",
        "unique": "may be one of several" if several else "unique",
    }


def degenerate(answer: Answer, stage: Stage) -> bool:
    """Whether the vertex of a stage has more tight limits than it needs; its prices may then be
    one of several equally right ones."""
    point, program = stage.point, answer.solution.program
    x, count = point.x, len(point.row_dual)
    activity = program.times(np.pad(x, (0, program.shape[1] - len(x))))[:count]
    inside = between(x, point.low, point.high) + between(activity, point.row_low, point.row_high)
    return inside < count


def between(value: np.ndarray, low: np.ndarray, high: np.ndarray) -> int:
    """How many values lie strictly inside their bounds."""
    room = 1e-9 * np.maximum(1.0, np.abs(value))
    return int(((value > low + room) & (value < high - room)).sum())
