"""This file is about the files of a comparison, and the manifest that records them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...comparison.compared import Compared
from ..files import csv_text
from ..manifest import WRITTEN_BY, fingerprint, installed
from .page import comparison_page
from .workbook import comparison_workbook


def comparison_outputs(compared: Compared) -> dict[str, bytes]:
    """Every file of a comparison but its manifest, by name."""
    return {
        "compare.csv": csv_text("compare", compared.rows()).encode(),
        "compare.xlsx": comparison_workbook(compared),
        "compare.html": comparison_page(compared).encode(),
    }


def comparison_record(compared: Compared, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest: which runs were compared, each by the hash of its own manifest."""
    return {
        "written_by": WRITTEN_BY,
        "comparison": compared.name,
        "runs": [
            {"name": run.name, "scenario": run.scenario, "manifest_sha256": run.fingerprint}
            for run in compared.runs
        ],
        "attribution": [
            {"run": share.scenario, "groups": list(share.groups), "further_solves": share.solves}
            for share in compared.attributions
        ],
        "outputs": [{"file": name, **fingerprint(content)} for name, content in files.items()],
        "versions": {"uplift-planner": installed("uplift-planner")},
    }
