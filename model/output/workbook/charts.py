"""This file is about the native charts on the sheet Summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...results.answer import Answer
from .book import Book
from .bulk import LargeSheet
from .looks import FONT, INK, QUIET, RULE

TOP, WIDTH, ROW_HEIGHT, GAP = 3, 500, 20, 12
"""First row of the charts; their width, the height of a row and what is left free, pixels."""

ABOVE = 4
"""Rows above the first of a table: one free, title, units, heads."""

BLUE, SKY, ORANGE = "#2f5d8c", "#9db7d5", "#d97706"


def add_charts(
    book: Book, places: Mapping[str, list[Any]], sheet: LargeSheet, answer: Answer, column: int
) -> None:
    """Three charts from a column on, below each other, down to the wide table by ally."""
    us = " without the US" if answer.plan.us.any() else ""
    rows = (places["ally"][1] - ABOVE - TOP) // 3
    height = ROW_HEIGHT * rows - GAP
    charts = [spending(book, us, height), uplift(book, places, height)]
    charts += [shortfall(book, places, height)] if "furthest" in places else []
    for n, chart in enumerate(charts):
        sheet.insert_chart(TOP + n * rows, column, chart, {"x_offset": GAP})


def spending(book: Book, us: str, height: int) -> Any:
    """Payments and upkeep as columns, the cap as a line."""
    chart, cap = book.chart("column", "stacked"), book.chart("line")
    years = book.places["years_year"]
    for name, colour in (("payments", BLUE), ("running", SKY)):
        chart.add_series({
            "name": {"payments": "Payments", "running": "Upkeep"}[name],
            "categories": years,
            "values": book.places[f"years_{name}_of_allies"],
            "fill": {"color": colour},
            "gap": 40,
        })  # fmt: skip
    cap.add_series({
        "name": "Cap after firm orders",
        "categories": years,
        "values": book.places["years_cap_of_allies"],
        "line": {"color": ORANGE, "width": 2.25},
    })  # fmt: skip
    chart.combine(cap)
    return dressed(chart, f"Spending against cap by year{us}, MUSD", height, width=WIDTH)


def uplift(book: Book, places: Mapping[str, list[Any]], height: int) -> Any:
    """What is asked and what is reached in each area."""
    chart = book.chart("column")
    for name, label, colour in (("asked", "Asked", SKY), ("reached", "Reached", BLUE)):
        chart.add_series({
            "name": label,
            "categories": places["area"],
            "values": places[name],
            "fill": {"color": colour},
            "gap": 60,
        })  # fmt: skip
    title = "Uplift by area at the deadlines, %, surplus aside"
    return dressed(chart, title, height, width=WIDTH)


def shortfall(book: Book, places: Mapping[str, list[Any]], height: int) -> Any:
    """What those furthest behind lack in their worst year."""
    chart = book.chart("bar")
    chart.add_series({
        "name": "Missing in the worst year",
        "categories": places["furthest"],
        "values": places["lacking"],
        "fill": {"color": ORANGE},
        "gap": 35,
    })  # fmt: skip
    title = "Shortfall by ally in its worst year, the ten largest, MUSD"
    chart = dressed(chart, title, height, across=True, width=WIDTH)
    chart.set_legend({"none": True})
    return chart


def dressed(chart: Any, title: str, height: int, *, across: bool = False, width: int = 760) -> Any:
    """The looks that all charts share: quiet axes, light rules, the legend below."""
    font = {"name": FONT, "size": 9, "color": QUIET}
    chart.set_title({
        "name": title,
        "overlay": False,
        "name_font": {"name": FONT, "size": 11, "bold": True, "color": INK},
        "layout": {"x": 0.02, "y": 0.02},
    })  # fmt: skip
    chart.set_legend({"position": "bottom", "font": font})
    numbers = {
        "num_format": "#,##0",
        "num_font": font,
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        "line": {"none": True},
    }
    names = {"num_font": font, "line": {"color": RULE}, "major_tick_mark": "none"}
    if across:
        chart.set_x_axis({**numbers, "label_position": "high"})
        chart.set_y_axis({**names, "reverse": True})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(numbers)
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": width, "height": height})
    return chart
