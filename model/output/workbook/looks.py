"""This file is about how cells of a workbook look."""

from __future__ import annotations

from typing import Any

FONT = "Calibri"
INK, QUIET, RULE, INPUT = "#1f2a37", "#6b7280", "#c9ced6", "#fff7d6"

STYLES: dict[str, dict[str, Any]] = {
    "text": {"indent": 1},
    "label": {},
    "strong": {"bold": True},
    "right": {"align": "right"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "whole": {"num_format": "0"},
    "year": {"num_format": "0", "align": "left"},
    "count": {"num_format": "#,##0"},
    "units": {"num_format": "#,##0.00"},
    "fine": {"num_format": "#,##0.000"},
    "money": {"num_format": "#,##0.0"},
    "price": {"num_format": "#,##0.0000"},
    "percent": {"num_format": "0.0"},
    "factor": {"num_format": "0.0000"},
    "number": {"num_format": "General"},
    **{f"decimals_{n}": {"num_format": f"#,##0{'.' * (n > 0)}{'0' * n}"} for n in range(5)},
    "title": {"bold": True, "font_size": 16},
    "section": {"bold": True, "font_size": 12, "bottom": 1, "bottom_color": RULE},
    "quiet": {"font_color": QUIET},
    "beside": {"font_color": QUIET, "indent": 1},
    "note": {"font_color": QUIET, "text_wrap": True, "valign": "top"},
    "unit": {"font_color": QUIET, "italic": True, "align": "right"},
    "unit_text": {"font_color": QUIET, "italic": True, "align": "left", "indent": 1},
    "head": {"bold": True, "bottom": 1, "align": "right", "text_wrap": True, "valign": "bottom"},
    "head_label": {"bold": True, "bottom": 1, "valign": "bottom"},
    "head_text": {"bold": True, "bottom": 1, "align": "left", "valign": "bottom", "indent": 1},
    "key": {"bold": True, "indent": 1},
    "alarm": {"bg_color": "#f8c8c0", "bold": True},
    "worse": {"bg_color": "#fde3cc"},
    "better": {"bg_color": "#d6e6f2"},
}
"""How cells look, by what they hold."""

INPUT_LOOK = {"bg_color": INPUT, "font_color": "#1d4ed8"}
"""A number that may be changed: blue on yellow, as modellers mark it."""

BAR = {"type": "data_bar", "bar_color": "#9db7d5", "bar_solid": True, "min_type": "num"}
PERCENT_BAR = {**BAR, "max_type": "num", "min_value": 0, "max_value": 100}
"""Bars of a share: full at 100 %."""

NOTE = {"x_scale": 1.6, "font_name": FONT, "font_size": 9, "color": "#ffffff"}
