"""This file is about scaling: the LP in billions of dollars, every row's largest entry near 1.

Factors are powers of two, so scaling and unscaling change no digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Floats
from .compile import LinearProgram

BILLION = 1000.0
"""MUSD in the money unit of the scaled LP; keeps coefficients within HiGHS's comfort."""


@dataclass(frozen=True)
class Scaled:
    """A program in scaled units: x = column * x_scaled, row_scaled = row * (A x).

    Attributes:
        column, row: factors. data: scaled entries of A, in the order of the program's.
    """

    program: LinearProgram
    column: Floats
    row: Floats
    data: Floats

    def coefficient_range(self) -> tuple[float, float]:
        """Smallest and largest magnitude in the scaled matrix."""
        size = np.abs(self.data)
        return (float(size.min()), float(size.max())) if size.size else (1.0, 1.0)


def scale(program: LinearProgram) -> Scaled:
    """Choose the factors of a program: columns by what they are worth, rows by their maximum."""
    column = power_of_two(BILLION / program.worth)
    data = program.data * column[program.index]
    largest = np.zeros(program.shape[0])
    np.maximum.at(largest, program.row_of_entry, np.abs(data))
    largest[largest == 0] = 1.0
    row = power_of_two(1 / largest)
    return Scaled(program, column, row, data * row[program.row_of_entry])


def power_of_two(factor: Floats) -> Floats:
    """The nearest power of two."""
    rounded: Floats = np.exp2(np.round(np.log2(factor)))
    return rounded
