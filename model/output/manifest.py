"""This file is about the manifest: what went in, what came out, and how well it was proven."""

from __future__ import annotations

import json
import os
import platform
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..shipped import shipped_folder
from ..source import UnreadableError, read_bytes, there

if TYPE_CHECKING:
    from ..certify import Residuals
    from ..proof import Proof
    from ..results.answer import Answer
    from ..scenario import Scenario
    from ..stages import Stage

MANIFEST = "manifest.json"
WRITTEN_BY = "uplift-planner"
PACKAGES = ("uplift-planner", "pyomo", "highspy", "numpy", "xlsxwriter", "jinja2")

KINDS = {
    "scenario": "a run",
    "comparison": "a comparison",
    "frontier": "a frontier",
    "alternatives": "alternatives",
}
"""What a folder can hold, in words: its manifest says under one of these keys whose it is."""

SHIPPED = "shipped"
"""The place of inputs that came with the program."""


def manifest(
    answer: Answer, outputs: Mapping[str, bytes], options: Mapping[str, Any], folder: Path
) -> dict[str, Any]:
    """The record of a run whose results go to a folder.

    Only `seconds` differs between two runs of the same input; elsewhere `places` may as well.
    """
    program = answer.solution.program
    low, high = answer.solution.coefficient_range
    return {
        "written_by": WRITTEN_BY,
        "scenario": answer.plan.name,
        "inputs": [
            {"file": answer.scenario.shown(path), **fingerprint(path.read_bytes())}
            for path in answer.scenario.sources
        ],
        "places": places(answer.scenario, folder),
        "outputs": [{"file": name, **fingerprint(content)} for name, content in outputs.items()],
        "options": dict(options),
        "versions": versions(),
        "platform": f"{platform.system()} {platform.machine()}",
        "program": {
            "rows": program.shape[0],
            "columns": program.shape[1],
            "entries": len(program.data),
            "coefficient_range": [low, high],
        },
        "stages": [
            stage_record(stage, found, proof)
            for stage, found, proof in zip(
                answer.solution.stages, answer.residuals, answer.proofs, strict=True
            )
        ],
        "warnings": [
            *(without_paths(text, answer) for text in answer.scenario.warnings),
            *answer.cautions,
        ],
    }


def places(scenario: Scenario, folder: Path) -> dict[str, str | None]:
    """Where the scenario and its reference tables lie, seen from its results; None: not told.

    A path is told as far as the folder reaches in which the command was run, and no further: none
    of the machine's is given away.
    """
    # A link to a scenario gives it another name, so the link counts and not where it leads.
    named = scenario.path.parent.resolve() / scenario.path.name
    found = {"scenario": named, "reference": scenario.reference.resolve()}
    return {what: seen_from(folder.resolve(), path) for what, path in found.items()}


def seen_from(folder: Path, path: Path) -> str | None:
    """One of those places."""
    here = Path.cwd().resolve()
    if path.is_relative_to(here) and folder.is_relative_to(here):
        return Path(os.path.relpath(path, folder)).as_posix()
    return SHIPPED if path.is_relative_to(shipped_folder().parent.resolve()) else None


def versions() -> dict[str, str]:
    """What a run is made with: Python, the packages, and what packs a workbook."""
    packages = {package: installed(package) for package in PACKAGES}
    return {"python": platform.python_version(), **packages, "zlib": zlib.ZLIB_RUNTIME_VERSION}


def stage_record(stage: Stage, found: Residuals, proof: Proof) -> dict[str, Any]:
    """What one stage found and how well it was proven."""
    return {
        "stage": stage.name,
        "status": "optimal",
        "optimum_musd": stage.least,
        "objective_musd": stage.objective,
        "bound_musd": None if proof.bound is None else float(proof.bound),
        "proven_gap": proof.gap,
        "residuals": {"primal": found.primal, "dual": found.dual, "gap": found.gap},
        "method": stage.point.method,
        "iterations": stage.point.iterations,
        "seconds": round(stage.point.seconds, 3),
    }


def without_paths(text: str, answer: Answer) -> str:
    """A warning with its files named as the manifest names them."""
    for path in answer.scenario.sources:
        text = text.replace(str(path), answer.scenario.shown(path))
    return text


def manifest_bytes(record: Mapping[str, Any]) -> bytes:
    """A manifest as it is written."""
    return (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()


def record_of(folder: Path) -> dict[str, Any]:
    """The manifest of an earlier run in a folder; empty where there is none of ours."""
    return record_in(folder / MANIFEST)


def instead_of_a_run(folder: Path, record: Mapping[str, Any]) -> str:
    """What a place has to show that is not the results folder of a run; `record` is its manifest,
    empty where it has none of ours."""
    if record:
        return f"the folder of {KINDS[kind_in(record)]}"
    if not there(folder):
        return "no such folder"
    return "a folder without the manifest of a run" if folder.is_dir() else "a file"


def kind_in(record: Mapping[str, Any]) -> str:
    """What a manifest of ours says that its folder holds."""
    return next((kind for kind in KINDS if isinstance(record.get(kind), str)), "comparison")


def record_in(file: Path) -> dict[str, Any]:
    """The manifest in a file; empty where it is none of ours."""
    try:
        record = json.loads(read_bytes(file))
    except (UnreadableError, ValueError, RecursionError):
        return {}
    ours = isinstance(record, dict) and record.get("written_by") == WRITTEN_BY
    return record if ours else {}


def fingerprint(content: bytes) -> dict[str, int | str]:
    """Size and hash of a file."""
    return {"bytes": len(content), "sha256": sha256(content).hexdigest()}


def installed(package: str) -> str:
    """The installed version of a package."""
    # Slow to load, and whoever only looks at a place does without.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
