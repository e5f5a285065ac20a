"""This file is about showing a comparison: on the terminal, as a table, a workbook and a page."""
