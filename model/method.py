"""This file is about methods: ways in which HiGHS solves one stage, as its options."""

from __future__ import annotations

from enum import Enum


class Method(Enum):
    """Ways to solve one stage, as HiGHS options; each ends in a basis."""

    _value_: dict[str, str | int | float]

    DUAL = {  # noqa: RUF012
        "solver": "simplex",
        "simplex_strategy": 1,
        "simplex_iteration_limit": 200_000,
        # Much stronger than the default against degeneracy: most orders cost nothing in stage 1.
        "dual_simplex_cost_perturbation_multiplier": 3_000.0,
        "presolve_rule_off": 0,
    }
    NEAR = {  # noqa: RUF012
        **DUAL,
        "dual_simplex_cost_perturbation_multiplier": 0.0,  # its costs are generic as they are
        "presolve_rule_off": 1 << 13,  # looking for parallel columns takes longer than they do
    }
    PRIMAL = {  # noqa: RUF012
        "solver": "simplex",
        "simplex_strategy": 4,
        "simplex_iteration_limit": 12_000,
        # Bounds perturbed against degeneracy cost as many pivots again to put right.
        "primal_simplex_bound_perturbation_multiplier": 0.0,
    }
    INTERIOR = {  # noqa: RUF012
        "solver": "ipm",
        "simplex_iteration_limit": 200_000,
        "presolve_rule_off": 0,
    }
