"""This file is about what a verification found, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..verify import Verification
from ..verify.finding import Finding

SHOWN = 5
"""Problems of one kind that are told; the others are counted."""


def verification_text(found: Verification) -> str:
    """One line for each kind of check, then each problem, then the verdict."""
    lines = [line(finding) for finding in found.findings]
    for finding in found.findings:
        lines += problems(finding)
    return "\n".join([*lines, "", *verdict(found)])


def line(finding: Finding) -> str:
    """What was checked, how many relations, and how many of them do not hold."""
    broken, note = len(finding.problems), f"; {finding.note}" if finding.note else ""
    told = f"{broken:,} DO NOT HOLD" if broken else "hold" if finding.relations else "none asked"
    return f"{finding.kind:<16}{finding.relations:>9,}  {told}{note}"


def problems(finding: Finding) -> Iterator[str]:
    """The first problems of a kind, each in a sentence."""
    found = finding.problems
    if found:
        yield f"\n{finding.kind}:"
    yield from (f"  {problem}" for problem in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"  and {len(found) - SHOWN:,} more"


def verdict(found: Verification) -> Iterator[str]:
    """Whether the folder is what a run would write."""
    relations = sum(finding.relations for finding in found.findings)
    broken = sum(len(finding.problems) for finding in found.findings)
    if not found.recounted:
        yield "Not recounted: that needs every table in the form in which a run writes it."
    if broken:
        yield f"NOT verified: {broken:,} of {relations:,} relations do not hold."
    else:
        worst = max(finding.worst for finding in found.findings)
        yield (
            f"verified: {len(found.folder.contents):,} files, {relations:,} relations; the largest "
            f"difference is {100 * worst:.1f} % of what the rounding of the tables explains."
        )
