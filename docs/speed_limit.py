"""This file is about the limit of a run: what it leaves, and where the seconds of a run go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from measuring import allowed

Row = dict[str, Any]

PARTS = {
    "packages": ("import",),
    "reading and checking": ("read", "plan"),
    "building, compiling, loading": ("build", "compile", "limits", "load"),
    "presolving, in place of HiGHS": ("presolve",),
    "stages": ("least shortfall", "least cost", "steadiest", "tie break", "settle"),
    "what needs no answer, waited for": ("ready",),
    "proof, waited for": ("proof",),
    "tables": ("results", "tables", "further forms"),
    "page": ("page",),
    "workbook, waited for": ("workbook",),
    "files": ("write",),
    "everything else": ("everything else",),
}
"""What `--timings` tells of a run, in the order in which it happens."""

BEFORE = ("packages", "reading and checking", "building, compiling, loading")
SOLVING = ("presolving, in place of HiGHS", "stages")


def parts_of(run: Row) -> dict[str, float]:
    """The seconds of each part of a run; the start of Python counts as packages."""
    steps = run["steps"]
    found = {part: sum(steps[step] for step in of) for part, of in PARTS.items()}
    found["packages"] += run["process_s"] - steps["together"]
    return found


def lines_of(run: Row) -> list[list[str]]:
    """The table of them; what the stages take beside HiGHS is told apart."""
    lines = []
    for part, seconds in parts_of(run).items():
        if part == "stages":
            inside = run["inside"]
            lines.append(["**inside HiGHS**", f"**{inside:.2f}**"])
            part, seconds = "between its stages: faces, bases, last digits", seconds - inside
        lines.append([part, f"{seconds:.2f}"])
    return [*lines, ["**together**", f"**{run['process_s']:.2f}**"]]


def told(run: Row, ratio: float) -> str:
    """What the limit leaves and what takes it.

    Args:
        run: the command. ratio: of the seconds that stages 1 and 2 take here, with loading and
            presolving, to those of the best plain HiGHS.
    """
    parts, steps, inside, whole = parts_of(run), run["steps"], run["inside"], run["process_s"]
    before = sum(parts[part] for part in BEFORE)
    beside = sum(parts[part] for part in SOLVING) - inside
    ours = sum(steps[step] for step in ("load", "presolve", "least shortfall", "least cost"))
    first = sum(run["stages"][:2])
    slower, then = whole + ours / ratio - ours, allowed(inside - first + ours / ratio)
    return (
        f"The limit leaves {allowed(inside) - inside:.2f} s of the baseline's {whole:.2f} for all "
        f"that is not inside HiGHS. {before:.2f} s pass before there is anything to solve, "
        f"{beside:.2f} s beside HiGHS in place of what it would do itself, and "
        f"{whole - before - beside - inside:.2f} s until everything is proven and written, on two "
        "cores. The quicker the solve, the harder the limit is to keep: if stages 1 and 2 took "
        f"as long as the best plain HiGHS does (see below), the same run would take {slower:.1f} s "
        f"and would be allowed {then:.1f}."
    )
