"""This file is about the files of a frontier, and the manifest that records them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...moving.curve import Frontier
from ...rounding import money, rounded
from ...scenario import Scenario
from ..files import csv_text
from ..manifest import WRITTEN_BY, fingerprint, versions
from ..page.parts import Head, Part
from .page import frontier_page

SHARE_DECIMALS = 6


def frontier_outputs(frontier: Frontier, report: tuple[Head, Sequence[Part]]) -> dict[str, bytes]:
    """Every file of a frontier but its manifest, by name.

    Args:
        report: what report.html shows of the scenario as it stands.
    """
    return {
        "frontier.csv": csv_text("frontier", rows(frontier)).encode(),
        "frontier.html": frontier_page(frontier, report).encode(),
    }


def rows(frontier: Frontier) -> Iterator[dict[str, Any]]:
    """One row for each point, and one for the scenario where it stands at none of them."""
    points = list(frontier.points)
    if frontier.here not in points:
        points.append(frontier.here)
    for at, point in enumerate(points):
        marks = ["as it stands"] * (point is frontier.here) + ["knee"] * (at == frontier.knee)
        yield {
            "scenario": frontier.scenario,
            "lever": frontier.dial.axis.name,
            "value": point.value,
            "unit": frontier.dial.unit,
            "mark": " and ".join(marks),
            "missing": point.missing,
            "missing_share": rounded(point.missing_share, SHARE_DECIMALS),
            "asked": money(point.asked),
            "shortfall": point.summary["shortfall"],
            "cost": point.cost,
            "spending": money(point.summary["payments"] + point.summary["running"]),
            "spending_a_year": point.summary["spending_a_year"],
            "cap": money(point.cap),
            "targets": point.summary["targets"],
            "targets_met": point.summary["targets_met"],
            "targets_missed": point.summary["targets"] - point.summary["targets_met"],
            "allies_short": point.summary["allies_short"],
            "gap": point.gap,
        }


def frontier_record(
    frontier: Frontier, scenario: Scenario, files: Mapping[str, bytes], options: Mapping[str, Any]
) -> dict[str, Any]:
    """The manifest: what was moved, over which inputs, and what came out."""
    axis = frontier.dial.axis
    return {
        "written_by": WRITTEN_BY,
        "frontier": frontier.name,
        "inputs": [
            {"file": scenario.shown(path), **fingerprint(path.read_bytes())}
            for path in scenario.sources
        ],
        "lever": {"name": axis.name, "parameter": axis.parameter, "change": axis.change},
        "points": frontier.values,
        "left_out": [{"value": left.value, "wanted": left.wanted} for left in frontier.left_out],
        "options": dict(options),
        "outputs": [{"file": name, **fingerprint(content)} for name, content in files.items()],
        "versions": versions(),
    }
