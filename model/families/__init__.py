"""This file is about the table of contents of the model: its families, in order.

A family is a module with `declare(m)` (sets, parameters, variables) and `constrain(m)` (rows).
Families never look for each other: what costs money is appended to `m.spend_terms`, what counts
as held to `m.held_terms`, and the budget and the targets sum those ledgers.
"""

from __future__ import annotations

from . import (
    alliance_target,
    budget,
    concentration,
    holding,
    industry,
    mix,
    national_target,
    origin,
    payment,
    purchase,
    steadiness,
    stockpile,
    tolerance,
    upkeep,
)

FAMILIES = (
    purchase,
    payment,
    upkeep,
    holding,
    national_target,
    stockpile,
    alliance_target,
    budget,
    industry,
    mix,
    concentration,
    origin,
    tolerance,
)
"""What decides feasibility, shortfall and cost (stages 1 and 2)."""

LATE_FAMILIES = (steadiness,)
"""What only stage 3 asks for: its columns and rows come last and enter the solver late."""
