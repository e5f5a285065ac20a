"""This file is about methods: ways in which HiGHS solves one stage, as its options."""

from __future__ import annotations

from enum import Enum

USUAL: dict[str, str | int | float] = {
    "simplex_strategy": 1,
    # Much stronger than the default against degeneracy: most orders cost nothing in stage 1.
    "dual_simplex_cost_perturbation_multiplier": 3_000.0,
    # Bounds perturbed against degeneracy cost as many pivots again to put right.
    "primal_simplex_bound_perturbation_multiplier": 0.0,
    "presolve": "choose",
    "presolve_rule_off": 0,
    "simplex_iteration_limit": 200_000,
}
"""An option stays as it was set last, so that every method sets all of them."""


class Method(Enum):
    """Ways to solve one stage, as HiGHS options; each ends in a basis."""

    _value_: dict[str, str | int | float]

    DUAL = {**USUAL, "solver": "simplex"}  # noqa: RUF012
    GENERIC = {  # noqa: RUF012
        **DUAL,
        "dual_simplex_cost_perturbation_multiplier": 0.0,  # no two decisions cost the same
        "presolve_rule_off": 1 << 13,  # parallel rows and columns: looking for them does not pay
    }
    UNREDUCED = {**GENERIC, "presolve": "off"}  # noqa: RUF012
    PRIMAL = {  # noqa: RUF012
        **USUAL,
        "solver": "simplex",
        "simplex_strategy": 4,
        "simplex_iteration_limit": 12_000,
    }
    INTERIOR = {**USUAL, "solver": "ipm"}  # noqa: RUF012
