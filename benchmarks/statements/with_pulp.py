"""This file is about PuLP: affine expressions from pairs, its quickest way; then its HiGHS."""

from __future__ import annotations

from math import isinf
from typing import Any

import highspy
import pulp

from model.plan import Plan

from .loops import Row, stated


def loaded(plan: Plan) -> highspy.Highs:
    """The program in HiGHS, stage 1's objective in place."""
    problem = pulp.LpProblem("uplift", pulp.LpMinimize)

    def variable(name: str, index: tuple) -> Any:
        return pulp.LpVariable(f"{name}_{'_'.join(map(str, index))}", lowBound=0)

    def row(row: Row) -> None:
        low, terms, high = row
        total = pulp.LpAffineExpression([(x, a) for a, x in terms])
        if low == high:
            sense, limit = pulp.LpConstraintEQ, low
        else:
            sense, limit = (
                (pulp.LpConstraintGE, low) if isinf(high) else (pulp.LpConstraintLE, high)
            )
        problem.addConstraint(pulp.LpConstraint(total, sense, rhs=limit))

    x = stated(plan, variable, row)
    problem.setObjective(pulp.LpAffineExpression([(v, a) for a, v in x.least_shortfall]))
    solver = pulp.HiGHS(msg=False)
    solver.createAndConfigureSolver(problem)
    solver.buildSolverModel(problem)
    return problem.solverModel
