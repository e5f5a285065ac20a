"""This file is about reading sheets of an .xlsx workbook, and nothing else that is in it.

A workbook is an archive of parts. Four of them say what stands in the cells of a sheet; only
these are read, so that no link is followed, no macro is run and no picture can do harm.
"""

from __future__ import annotations

from .book import read_grid, read_grids
from .grid import Cell, Grid

__all__ = ["Cell", "Grid", "read_grid", "read_grids"]
