"""This file is about the native charts on the sheet Summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...results.answer import Answer
from .book import FONT, INK, QUIET, RULE, Book
from .bulk import LargeSheet

BLUE, SKY, ORANGE = "#2f5d8c", "#9db7d5", "#d97706"


def add_charts(
    book: Book, places: Mapping[str, list[Any]], sheet: LargeSheet, answer: Answer, column: int
) -> None:
    """Three charts from a column on, beside the tables of the sheet."""
    us = " without the United States" if answer.plan.us.any() else ""
    sheet.insert_chart(1, column, spending(book, us))
    sheet.insert_chart(21, column, uplift(book, places))
    if "worst" in places:
        sheet.insert_chart(places["ally"][1] - 3, column, shortfall(book, places))


def spending(book: Book, us: str) -> Any:
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
    return dressed(chart, f"Spending against cap by year{us}, MUSD", 380)


def uplift(book: Book, places: Mapping[str, list[Any]]) -> Any:
    """What is asked and what is reached in each area."""
    chart = book.chart("bar")
    for name, label, colour in (("reached", "Reached", BLUE), ("asked", "Asked", SKY)):
        chart.add_series({
            "name": label,
            "categories": places["area"],
            "values": places[name],
            "fill": {"color": colour},
            "gap": 60,
        })  # fmt: skip
    return dressed(
        chart,
        "Uplift by area at the deadlines, % over the stock of the base year, surplus not counted",
        380,
        across=True,
    )


def shortfall(book: Book, places: Mapping[str, list[Any]]) -> Any:
    """What each ally lacks in its worst year."""
    chart = book.chart("bar")
    chart.add_series({
        "name": "Missing in the worst year",
        "categories": places["ally"],
        "values": places["worst"],
        "fill": {"color": ORANGE},
        "gap": 35,
    })  # fmt: skip
    title = "Shortfall by ally in its worst year, MUSD at the cheapest unit"
    return dressed(chart, title, 640, across=True)


def dressed(chart: Any, title: str, height: int, *, across: bool = False) -> Any:
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
    chart.set_size({"width": 760, "height": height})
    return chart
