"""A stage that is solved already is in HiGHS once more without a pivot, and ready for changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from worlds import answer, random_plan

from model.explain.again import stage_again
from model.scale import BILLION, scale
from model.stages import COST, SHORTFALL, solve_program


@pytest.mark.parametrize("stage", [SHORTFALL, COST])
@pytest.mark.parametrize("seed", range(4))
def test_a_stage_is_at_its_optimum_without_a_pivot(stage, seed):
    solution = answer(random_plan(seed))
    solver = stage_again(solution, scale(solution.program), stage)
    solver.solver.run()
    info = solver.solver.getInfo()
    assert info.simplex_iteration_count == 0
    least = solution.stage(stage).least
    assert info.objective_function_value * BILLION == pytest.approx(least, rel=1e-9, abs=1e-6)


def test_a_limit_that_changes_does_what_a_whole_new_solve_says():
    """One MUSD more in the budget that is worth most closes as much as solving afresh says."""
    solution = answer(random_plan(1))
    program = solution.program
    (budget,) = (span for span in program.rows if span.name == "budget")
    dual = solution.duals(SHORTFALL, "budget")
    row = budget.start + budget.indices.index(min(dual, key=lambda index: dual[index]))
    more = np.zeros(program.shape[0])
    more[row] = 1.0
    afresh = solve_program(replace(program, row_high=program.row_high + more))
    scaled = scale(program)
    solver = stage_again(solution, scaled, SHORTFALL)
    high = (program.row_high[row] + 1.0) * scaled.row[row]
    solver.bound_rows(np.array([row]), np.array([-np.inf]), np.array([high]))
    solver.solver.run()
    now = solver.solver.getInfo().objective_function_value * BILLION
    assert now == pytest.approx(afresh.stage(SHORTFALL).least, rel=1e-9)
    assert now < solution.stage(SHORTFALL).least - 1.0
