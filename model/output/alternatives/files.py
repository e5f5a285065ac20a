"""This file is about the files of alternatives, and the manifest that records them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...nearby.alternative import Alternative
from ...results.answer import Answer
from ...rounding import money, percent, rounded, units
from ...stages import COST, SHORTFALL
from ..files import csv_text
from ..manifest import WRITTEN_BY, fingerprint, versions

YEAR_DECIMALS = 3


def alternatives_outputs(found: Sequence[Alternative]) -> dict[str, bytes]:
    """Every file of alternatives but their manifest, by name."""
    tables = {"alternatives": orders(found), "alternatives_summary": summary(found)}
    return {f"{name}.csv": csv_text(name, rows).encode() for name, rows in tables.items()}


def orders(found: Sequence[Alternative]) -> Iterator[dict[str, Any]]:
    """One row for each alternative, ally, system and year in which something is ordered."""
    for one in found:
        plan, ordered = one.answer.plan, one.outcome.ordered
        for i, j, y in np.argwhere(one.money > 0).tolist():
            count = units(ordered[i, j, y], float(plan.price[j, y]))
            if count > 0:
                yield {
                    "alternative": one.name,
                    "country": plan.countries[i],
                    "system": plan.systems[j],
                    "year": plan.all_years[y],
                    "units": count,
                    "money": money(one.money[i, j, y]),
                }


def summary(found: Sequence[Alternative]) -> Iterator[dict[str, Any]]:
    """One row for each alternative, the plan first."""
    for one in found:
        favour, year = one.favour, one.mean_year
        yield {
            "alternative": one.name,
            "favours": favour.text if favour else "",
            "least": money(one.least) if favour else None,
            "in_plan": money(one.in_plan) if favour else None,
            "unit": favour.unit if favour else "",
            "cost": money(one.cost),
            "over_least": percent(one.over),
            "shortfall": money(one.shortfall),
            "ordered": money(one.money.sum()),
            "favoured_share": percent(one.favoured_share),
            "origins": ", ".join(
                f"{name} {100 * part:.1f} %" for name, part in one.by_origin.items()
            ),
            "above_share": money(one.above_share),
            "mean_year": None if year is None else rounded(year, YEAR_DECIMALS),
            "moved": money(one.moved),
            "moved_in_time": money(one.moved_in_time),
        }


def alternatives_record(
    answer: Answer,
    name: str,
    found: Sequence[Alternative],
    files: Mapping[str, bytes],
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """The manifest: how near to the plan was looked, over which inputs, and what came out.

    Args:
        found: the plan and every alternative, those that gain nothing too.
    """
    scenario, least = answer.scenario, answer.solution.stage
    return {
        "written_by": WRITTEN_BY,
        "alternatives": name,
        "inputs": [
            {"file": scenario.shown(path), **fingerprint(path.read_bytes())}
            for path in scenario.sources
        ],
        "least_shortfall_musd": least(SHORTFALL).least,
        "least_cost_musd": least(COST).least,
        "residuals": {one.name: one.residual for one in found},
        "left_out": [one.name for one in found if not one.gains],
        "options": dict(options),
        "outputs": [{"file": file, **fingerprint(content)} for file, content in files.items()],
        "versions": versions(),
    }
