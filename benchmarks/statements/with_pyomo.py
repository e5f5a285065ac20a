"""This file is about Pyomo: Uplift's own families, as templates and as ordinary rules."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers import Highs

from model import objectives
from model.build import build, templates
from model.compile import LinearProgram, compile_program
from model.families import FAMILIES
from model.highs import Solver
from model.plan import Plan
from model.scale import BILLION, scale


def loaded_whole(plan: Plan) -> highspy.Highs:
    """What a run does: all stages built and compiled, those of stages 1 and 2 loaded, scaled."""
    return loaded(compile_program(build(plan)))


def loaded_early(plan: Plan) -> highspy.Highs:
    """The same without what only stage 3 needs, so that it states what the peers state."""
    with templates():
        return loaded(compile_program(stated(plan)))


def loaded(program: LinearProgram) -> highspy.Highs:
    """A program in HiGHS, scaled, stage 1's objective in place."""
    scaled = scale(program)
    solver = Solver(scaled)
    cost = (program.costs["least_shortfall"] * scaled.column / BILLION)[: solver.columns]
    positions = np.arange(solver.columns, dtype=np.int32)
    solver.solver.changeColsCost(solver.columns, positions, cost)
    return solver.solver


def loaded_ordinary(plan: Plan) -> Any:
    """The same families as ordinary rules, expanded row by row, handed over by `appsi_highs`."""
    model = stated(plan)
    model.least_cost.deactivate()
    solver = Highs()
    solver.set_instance(model)
    return solver._solver_model


def stated(plan: Plan) -> pyo.ConcreteModel:
    """Every family but those of stage 3, with the objectives of stages 1 and 2."""
    m = pyo.ConcreteModel()
    m.plan, m.spend_terms, m.held_terms, m.worth, m.fixed, m.defined = plan, [], [], {}, {}, {}
    for family in FAMILIES:
        family.declare(m)
    objectives.declare(m)
    for family in FAMILIES:
        family.constrain(m)
    m.least_shortfall = pyo.Objective(rule=objectives.least_shortfall)
    m.least_cost = pyo.Objective(rule=objectives.least_cost)
    m.early_columns = sum(1 for _ in m.component_objects(pyo.Var))
    m.early_rows = sum(1 for _ in m.component_objects(pyo.Constraint))
    return m
