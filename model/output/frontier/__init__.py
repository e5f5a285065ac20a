"""This file is about a frontier as others see it: terminal, table, page."""
