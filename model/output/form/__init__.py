"""This file is about a scenario as a workbook to fill in: the same rows, with help beside them.

The sheet `scenario` is read back by the rules of a CSV file; every other sheet is help and is not
read. Only cells that take input can be changed, and codes are chosen from lists.
"""

from __future__ import annotations

from .book import form
from .write import write_form

__all__ = ["form", "write_form"]
