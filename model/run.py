"""This file is about a whole run: Scenario -> Plan -> model -> program -> solution -> results."""

from __future__ import annotations

from collections.abc import Callable

from .build import build
from .cautions import cautions
from .certify import verify
from .compile import compile_program
from .outcome import work_out
from .plan import make_plan
from .results import Results
from .results.answer import Answer
from .scenario import Scenario
from .stages import solve_program


def solve_scenario(
    scenario: Scenario,
    *,
    seed: int = 0,
    threads: int = 1,
    progress: Callable[[str], None] = lambda stage: None,
) -> Results:
    """Plan, build, compile, solve, verify; see model.solve for arguments and errors."""
    plan = make_plan(scenario)
    program = compile_program(build(plan))
    solution = solve_program(program, plan.shortfall_tolerance, seed, threads, progress)
    residuals = verify(solution)
    options = {"seed": seed, "threads": threads}
    outcome = work_out(plan, solution)
    return Results(Answer(scenario, plan, solution, outcome, residuals, cautions(plan)), options)
