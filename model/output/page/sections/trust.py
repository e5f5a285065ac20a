"""This file is about the section on trust: proofs, cautions, files and versions."""

from __future__ import annotations

import platform
from hashlib import sha256

from ....cautions import cautions as to_watch
from ....stages import COST, SHORTFALL
from ...manifest import PACKAGES, installed, without_paths
from ...screen import power_of_ten_above
from ...words import within
from ..facts import Facts
from ..parts import NUMBER, Cells, Column, Fold, Part, Points, Section, Table, Text

LIMITS = (
    ("Open data.", "National plans may be classified; many stocks are estimates, see the grades."),
    ("A budget model, nothing operational.", "Capability is counted in units, not effectiveness."),
    ("Not modelled:", "nuclear and naval forces, submarines and personnel."),
    ("Simplified:", "orders are fractions of units, prices do not fall with quantity, and between "
     "the years in which targets are checked holdings may fall below them."),
)  # fmt: skip


def section(facts: Facts) -> Section:
    """How far the answer can be trusted."""
    answer = facts.answer
    worst = max(found.worst for found in answer.residuals)
    parts: list[Part] = [
        Text(
            [
                "Verified: every row of the model holds, recomputed from the model's own rows; "
                f"relative residuals stay below {power_of_ten_above(worst)}. Proven in whole "
                f"numbers: the shortfall is within {within(answer.gap(SHORTFALL))} of the least, "
                f"the cost within {within(answer.gap(COST))} of the cheapest."
            ]
        ),
        Points(LIMITS),
        *cautions(facts),
        Fold("Stages and residuals", [stages(facts)]),
        Fold("Files that went in", [files(facts)]),
        Fold("Versions", [versions()]),
    ]
    return Section("trust", "How far to trust it", parts)


def cautions(facts: Facts) -> list[Part]:
    """What the inputs deserve a second look for, in full."""
    found = [without_paths(text, facts.answer) for text in facts.answer.scenario.warnings]
    told = to_watch(facts.answer.plan, facts.anything)
    found += [f"{text[:1].upper()}{text[1:]}." for text in told]
    if not found:
        return [Text(["Nothing in the inputs deserves a warning."])]
    heading = Text(["What to watch in the inputs:"])
    return [heading, Points([("", text) for text in found])]


def stages(facts: Facts) -> Table:
    """What each stage found and how well it was proven."""
    answer = facts.answer
    columns = [Column("Stage"), *(Column(head, NUMBER, "MUSD", 3) for head in (
        "Optimum", "Objective of the plan", "Proven bound"))]  # fmt: skip
    columns += [Column(name) for name in ("Proven gap", "Primal residual", "Dual residual")]
    rows: list[Cells] = [
        [
            stage.name.replace("_", " "),
            stage.least,
            stage.objective,
            float(proof.bound or 0),
            *(f"{number:.1e}" for number in (proof.gap, found.primal, found.dual)),
        ]
        for stage, found, proof in zip(
            answer.solution.stages, answer.residuals, answer.proofs, strict=True
        )
    ]
    return Table(columns, rows)


def files(facts: Facts) -> Table:
    """Every file that was read, with its hash."""
    scenario = facts.answer.scenario
    columns = [Column("File"), Column("Size", NUMBER, "bytes"), Column("SHA-256", wide=True)]
    rows: list[Cells] = []
    for path in scenario.sources:
        content = path.read_bytes()
        rows.append([scenario.shown(path), len(content), sha256(content).hexdigest()])
    return Table(columns, rows)


def versions() -> Table:
    """The program and what it stands on."""
    found = [("Python", platform.python_version()), *((p, installed(p)) for p in PACKAGES)]
    return Table([Column("Package"), Column("Version")], found)
