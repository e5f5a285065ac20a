"""This file is about industry: what firm orders take of the lines, and whose systems are whose."""

from __future__ import annotations

import numpy as np

from .arrays import Flags, Floats
from .needs import united_states
from .orders import FirmOrders, rows
from .scenario import Scenario


def booked(scenario: Scenario, firm: FirmOrders) -> Floats:
    """What firm orders take of each line, shape (S, Y).

    Equation:  booked[s,t] = sum over firm orders of s of units / (last_year - first_year + 1)
    For:       every system and year; orders of the United States do not count
    Units:     units of s
    """
    taken = np.zeros((len(scenario.systems), len(scenario.years)))
    counted = (firm.system >= 0) & ~united_states(scenario)[firm.country]
    np.add.at(taken, firm.system[counted], (firm.units[:, None] * firm.arriving)[counted])
    return taken


def favoured(scenario: Scenario) -> Flags:
    """Systems whose origin is favoured by origins.csv, shape (S,); none without that table."""
    chosen = {row["origin"] for row in rows(scenario, "origins") if row["favoured"] == 1}
    origins = {row["system"]: row["origin"] for row in rows(scenario, "systems")}
    return np.array([origins[system] in chosen for system in scenario.systems])
