"""This file is about the shortfall that the second stage may give up to be cheaper."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.core as pyo

from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """One row where `shortfall_tolerance` is above 0; its limit is known after stage 1."""
    chosen = ["all"] if m.plan.shortfall_tolerance > 0 else []
    m.tolerance = pyo.Set(initialize=chosen)
    m.allowed_shortfall = pyo.Param(m.tolerance, initialize=dict.fromkeys(chosen, np.inf))


def constrain(m: Model) -> None:
    add_rows(m, shortfall_within_tolerance, m.tolerance)


def shortfall_within_tolerance(m: Model, whole: Index) -> Any:
    """The weighted shortfall stays within the tolerance of the least one.

    Equation:  sum of priority[k] * value[k] * (shortfall[c,k,m] + pool_shortfall[k,m])
               <= (1 + shortfall_tolerance) * the objective of stage 1
    For:       the whole plan, where `shortfall_tolerance` is above 0; without limit in stage 1
    Units:     MUSD
    Dual:      MUSD (stage 2) per MUSD of shortfall given up
    """
    own = sum(m.shortfall_weight[k] * m.shortfall[c, k, t] for c, k, t in m.short_ckt)
    pool = sum(m.shortfall_weight[k] * m.pool_shortfall[k, t] for k, t in m.pool_kt)
    return own + pool <= m.allowed_shortfall[whole]
