"""Write a stage as an LP file and let another solver (CBC or GLPK) solve it.

The file holds the scaled program: a unit of money is `Program.unit` MUSD, so an objective read from
it has to be multiplied by that; `solve_with` does so.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from .model import (
    Builder,
    Program,
    optimal_face,
    solve_first_stage,
    solve_second_stage,
    with_shortfall_row,
)
from .world import World


def write_lp(scenario: Path, reference: Path, path: Path, stage: int, slack: float = 0.0) -> float:
    """Write stage 1 or 2 in CPLEX LP format; returns the MUSD of one unit of its objective.

    Stage 2 is held to the optimal face of stage 1. Where the scenario gives up a share of the
    shortfall, or `slack` does (1e-9 is a billionth), a row holds it instead of the face.
    """
    builder = Builder(World(Path(scenario), Path(reference)))
    program = builder.program()
    if stage == 1:
        _write(path, program, program.shortfall_goal)
        return program.unit
    first = solve_first_stage(program)
    given_up = builder.world.shortfall_tolerance + slack
    if given_up > 0:
        most = first.value * (1 + given_up)
        program.matrix, program.limit = with_shortfall_row(program, most)
        _write(path, program, program.cost_goal)
    else:
        tight, closed = optimal_face(first)
        _write(path, program, program.cost_goal, tight, closed)
    return program.unit


def solve_with(
    solver: str, scenario: Path, reference: Path, stage: int, slack: float = 0.0
) -> float:
    """The optimum of a stage in MUSD as `cbc`, `glpsol` or `glpsol --exact` finds it."""
    program = solver.split()[0]
    if shutil.which(program) is None:
        raise FileNotFoundError(f"{program} is not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stage.lp"
        unit = write_lp(scenario, reference, path, stage, slack)
        run = _run_cbc if program == "cbc" else _run_glpsol
        return run(path, "--exact" in solver) * unit


def cost_without_face(scenario: Path, reference: Path, slack: float = 1e-8) -> float:
    """The optimum of stage 2 in MUSD found without the optimal face, as a check of the face.

    Stage 2 is held by a row that gives up `slack` of the shortfall, then twice as much; the cost is
    linear in what is given up, so the two answers say what it would be with nothing given up.
    """
    builder = Builder(World(Path(scenario), Path(reference)))
    program = builder.program()
    first = solve_first_stage(program)
    once = solve_second_stage(program, first, slack).value
    twice = solve_second_stage(program, first, 2 * slack).value
    return float((2 * once - twice) * program.unit)


def _write(
    path: Path,
    program: Program,
    goal: np.ndarray,
    tight: np.ndarray | None = None,
    closed: np.ndarray | None = None,
) -> None:
    """Write one program; rows in `tight` are equations, columns in `closed` are zero."""
    matrix = program.matrix.tocsr()
    with path.open("w", encoding="ascii") as stream:
        stream.write("Minimize\n goal:")
        stream.writelines(_terms(range(len(goal)), goal))
        stream.write("\nSubject To\n")
        for i in range(matrix.shape[0]):
            part = slice(matrix.indptr[i], matrix.indptr[i + 1])
            columns, values = matrix.indices[part], matrix.data[part]
            if not np.any(values):
                columns, values = np.array([0]), np.array([0.0])
            stream.write(f" r{i}:")
            stream.writelines(_terms(columns, values))
            sign = "=" if tight is not None and tight[i] else "<="
            stream.write(f"\n {sign} {program.limit[i]:.17g}\n")
        stream.write("Bounds\n")
        if closed is not None:
            stream.writelines(f" x{j} = 0\n" for j in np.flatnonzero(closed))
        stream.write("End\n")


def _terms(columns: range | np.ndarray, values: np.ndarray) -> Iterator[str]:
    for j, value in zip(columns, values, strict=True):
        yield f"\n {'-' if value < 0 else '+'} {abs(value):.17g} x{j}"


def _run_glpsol(path: Path, exact: bool) -> float:
    """The objective from the plain-text solution file, in 15 digits."""
    out = path.with_suffix(".out")
    command = ["glpsol", "--lp", str(path), "-w", str(out), *(["--exact"] if exact else [])]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    for line in out.read_text().splitlines():
        words = line.split()
        if words[:2] == ["s", "bas"]:
            if words[4:6] != ["f", "f"]:
                raise RuntimeError(f"glpsol: no optimum: {line}")
            return float(words[6])
    raise RuntimeError("glpsol: no solution line")


def _run_cbc(path: Path, _: bool) -> float:
    """The objective from the first line of the solution file."""
    out = path.with_suffix(".out")
    command = ["cbc", str(path), "-primalT", "1e-9", "-dualT", "1e-9", "-solve", "-solu", str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    line = out.read_text().splitlines()[0]
    if not line.startswith("Optimal"):
        raise RuntimeError(f"cbc: {line}")
    return float(line.split()[-1])
