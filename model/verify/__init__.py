"""This file is about verification: a results folder recomputed from its own files, offline.

To add a check, write a function `(Folder) -> Iterator[Finding]` in a file of `checks` and name it
below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .checks.capability import capability, years_met
from .checks.certificate import certificate
from .checks.dependence import dependence
from .checks.files import files
from .checks.form import form
from .checks.industry import industry, lines
from .checks.page import page
from .checks.plan import deliveries, orders, payments
from .checks.prices import prices
from .checks.ranges import ranges
from .checks.reasons import reasons
from .checks.rules import concentration, mix, origin
from .checks.spending import budget, spending
from .checks.summary import objectives, summary
from .checks.sums import sums
from .checks.targets import alliance_target, national_target, stockpile
from .checks.verdicts import verdicts
from .checks.workbook import copies, totals
from .checks.worth import worth
from .finding import Finding
from .folder import Folder, open_folder

Check = Callable[[Folder], Iterator[Finding]]

FIRST: tuple[Check, ...] = (files, form, copies)
"""What can be checked of any folder."""

CHECKS: tuple[Check, ...] = (
    orders,
    deliveries,
    payments,
    spending,
    lines,
    capability,
    years_met,
    dependence,
    national_target,
    alliance_target,
    stockpile,
    budget,
    industry,
    mix,
    concentration,
    origin,
    objectives,
    summary,
    sums,
    prices,
    verdicts,
    ranges,
    worth,
    reasons,
    totals,
    page,
    certificate,
)
"""What is recounted once every table is of its form."""


@dataclass(frozen=True)
class Verification:
    """What verifying a folder found.

    Attributes:
        findings: one for each kind of check, in order.
        recounted: whether the tables could be recounted.
    """

    folder: Folder
    findings: tuple[Finding, ...]
    recounted: bool

    @property
    def holds(self) -> bool:
        """Whether every relation holds."""
        return not any(finding.problems for finding in self.findings)


def verify(path: Path) -> Verification:
    """Recompute a results folder from its own files.

    Raises:
        model.errors.InputError: no results folder of a run.
    """
    return verify_folder(open_folder(path))


def verify_folder(folder: Folder) -> Verification:
    """Every check of a folder that is read already."""
    first = [finding for check in FIRST for finding in check(folder)]
    sound = not any(finding.problems for finding in first if finding.kind == "form")
    rest = [finding for check in CHECKS for finding in check(folder)] if sound else []
    return Verification(folder, (*first, *rest), sound)
