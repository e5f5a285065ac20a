"""This file is about summary.csv: one row of headline figures, so that runs stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..rounding import money
from ..stages import COST, SHORTFALL
from .answer import Answer
from .verdict import Verdict


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """The one row of a scenario."""
    plan, verdict = answer.plan, Verdict(answer)
    payments = float(answer.outcome.payments.sum())
    running = float(answer.outcome.running.sum())
    yield {
        "scenario": plan.name,
        "status": "optimal",
        "first_year": plan.years[0],
        "last_year": plan.years[-1],
        "shortfall": money(answer.solution.stage(SHORTFALL).least),
        "shortfall_of_plan": money(answer.solution.stage(SHORTFALL).objective),
        "missing": money(sum(target.money for target in verdict.all_targets)),
        "cost": money(answer.solution.stage(COST).objective),
        "payments": money(payments),
        "running": money(running),
        "spending_a_year": money((payments + running) / len(plan.years)),
        "targets": verdict.targets,
        "targets_met": verdict.targets_met,
        "allies_short": verdict.allies_short(),
    }
