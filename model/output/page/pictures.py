"""This file is about pictures: ECharts options as plain data, for the few kinds that are needed.

Colours are told apart by readers who do not see red and green, and in grey print by lightness.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

INK, SOFT, RULE = "#1d2733", "#5b6672", "#dfe3e8"
DEEP, LIGHT, AMBER, REST = "#12456b", "#8db9d6", "#c8590a", "#c3c8ce"
MANY = ("#332288", "#88ccee", "#117733", "#ddcc77", "#cc6677", "#44aa99", "#882255", "#999933")
"""Colours for up to eight things; `REST` is for all others together."""

Series = dict[str, Any]


def bars(
    name: str,
    values: Sequence[float | None],
    color: str,
    stack: str = "all",
    *,
    labelled: bool = False,
) -> Series:
    """One layer of stacked bars; `labelled` writes the value at the end of a lying bar."""
    return {
        "label": {"show": labelled, "position": "right", "color": INK, "fontSize": 12},
        "type": "bar",
        "name": name,
        "data": rounded(values),
        "stack": stack,
        "barCategoryGap": "28%",
        "itemStyle": {"color": color},
    }


def line(name: str, values: Sequence[float | None], color: str, *, dashed: bool = False) -> Series:
    """One line; a gap of None is bridged."""
    return {
        "type": "line",
        "name": name,
        "data": rounded(values),
        "connectNulls": True,
        "symbol": "circle",
        "symbolSize": 7 if dashed else 4,
        "showSymbol": dashed,
        "lineStyle": {"width": 2.5, "color": color, "type": "dashed" if dashed else "solid"},
        "itemStyle": {"color": color},
    }


def points(name: str, values: Sequence[float | None], color: str, edge: str) -> Series:
    """Points that no line joins."""
    return line(name, values, color) | {
        "symbolSize": 7,
        "showSymbol": True,
        "lineStyle": {"width": 0},
        "itemStyle": {"color": color, "borderColor": edge, "borderWidth": 1.5},
    }


def over_years(
    years: Sequence[int],
    series: Sequence[Series],
    *,
    low: float | None = None,
    high: float | None = None,
) -> dict[str, Any]:
    """Series over the years on one axis of values, which starts at `low` where that is stated."""
    return over_categories([str(year) for year in years], series, low=low, high=high)


def over_categories(
    names: Sequence[str],
    series: Sequence[Series],
    *,
    low: float | None = None,
    high: float | None = None,
) -> dict[str, Any]:
    """The same over names, evenly spread."""
    return {
        **plain(),
        "xAxis": {
            "type": "category",
            "data": list(names),
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": SOFT}},
            "axisLabel": {"color": SOFT, "fontSize": 12, "hideOverlap": True},
        },
        "yAxis": {**value_axis(), "min": low, "max": high},
        "series": list(series),
    }


def over_numbers(
    names: dict[float, str], series: Sequence[Series], *, low: float | None = None
) -> dict[str, Any]:
    """Series over numbers in order, to scale, each under the name that it has."""
    option = over_categories(list(names.values()), series, low=low)
    option["series"] = [
        one | {"data": [
            {"name": name, "value": [number, value]}
            for (number, name), value in zip(names.items(), one["data"], strict=True)
        ]}
        for one in series
    ]  # fmt: skip
    axis = option["xAxis"]
    del axis["data"]
    axis |= {"type": "value", "min": min(names), "max": max(names), "splitLine": {"show": False}}
    axis["names"] = {f"{number:.15g}": name for number, name in names.items()}
    axis["axisLabel"] |= {"customValues": list(names), "alignMinLabel": "left"}
    axis["axisLabel"] |= {"alignMaxLabel": "right"}
    option["tooltip"] = option["tooltip"] | {"axisPointer": {"type": "line", "snap": True}}
    return option


def ranked(names: Sequence[str], series: Sequence[Series]) -> dict[str, Any]:
    """Bars that lie, the first on top."""
    return {
        **plain(),
        "xAxis": value_axis(),
        "yAxis": {
            "type": "category",
            "data": list(names),
            "inverse": True,
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {"color": INK, "fontSize": 12, "overflow": "truncate"},
        },
        "series": list(series),
    }


def plain() -> dict[str, Any]:
    """What all pictures share: room, quiet lines, no movement, a tooltip for the whole column.

    The key to the colours is not drawn: the page writes it above, where it can wrap.
    """
    return {
        "animation": False,
        "aria": {"enabled": False},
        "textStyle": {"color": INK},
        "grid": {
            "left": 4,
            "right": 14,
            "top": 12,
            "bottom": 4,
            "outerBoundsMode": "same",
            "outerBoundsContain": "axisLabel",
        },
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
    }


def value_axis() -> dict[str, Any]:
    """A quiet axis of values."""
    return {
        "type": "value",
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {"color": SOFT, "fontSize": 12, "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": RULE}},
        "splitNumber": 4,
    }


def rounded(values: Sequence[float | None]) -> list[float | None]:
    """Numbers for drawing: six digits are more than a pixel shows."""
    return [None if value is None else float(f"{value:.6g}") for value in values]
