"""A world in which every text that an input may carry is hostile, and which is good all the same.

For each hostile text there is one ally, one capability and one system. Every text column of every
reference table holds each of the texts somewhere, and so do the notes of the scenario.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from model.registry import Column, reference_specs

RUNS = (
    '=HYPERLINK("https://example.org","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\uff1d1+1",
    "\uff201",
    "a;=1+1",
    "b,@SUM(A1)",
    'f;"=1+1"',
    "c\t+1+1",
    "d\n=1+1",
    "e\n-1\n@x",
)
"""What a spreadsheet could run, by itself or as the cell that another separator makes of it."""

MARKUP = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "' onmouseover='alert(3)",
    "<!-- ]]> <style>*{display:none}</style>",
    "javascript:alert(4)",
    "{{7*7}}${7*7}{a|x}%s%n",
    "&lt;b&gt; &#x3c;",
    "__proto__",
    "_x001B_[31m",
    "\u200bzero\u200d\u2060width\u200f\ufeffmarks",
    "W" * 300,
    '\'quoted "twice"',
)
"""What a page, a template, a terminal or a workbook could stumble over."""

TEXTS = RUNS + MARKUP

REFUSED = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x00",
    "\x08\x08",
    "\x9b31m",
    "\u202etxt.exe",
    "\u2066x",
)
"""What no table may hold: controls of a terminal, and marks that turn the direction of text."""

ADDRESS = 'https://example.org/"><svg/onload=alert(5)>'

NUMBERS = {
    "gdp": 1000.0,
    "defence_share": 2.0,
    "equipment_share": 20.0,
    "gdp_growth": 1.0,
    "unit_cost": 10.0,
    "unit_cost_high": 10.0,
    "stock": 100.0,
    "effective_share": 100.0,
    "retire_share": 0.0,
    "life": 30.0,
    "lead": 1.0,
    "max_mix": 100.0,
    "om_share": 1.0,
    "us": 0.0,
}
"""Where the number matters; any other is 1, or the nearest that its column allows."""


def hostile_world(folder: Path, name: str = "scenario", uplift: float = 30) -> Path:
    """The scenario of that name in a folder, with reference tables beside it."""
    reference = folder / "reference"
    reference.mkdir(exist_ok=True)
    for table, spec in reference_specs().items():
        columns = list(spec.columns.values())
        rows = [[cell(column, at, place) for at, column in enumerate(columns)]
                for place in range(len(TEXTS))]  # fmt: skip
        write(reference / f"{table}.csv", [column.name for column in columns], rows)
    head = ["parameter", "country", "item", "year", "value", "unit", "note"]
    levers = [["uplift", f"C{place}", "", "", f"{uplift}", "%", text]
              for place, text in enumerate(TEXTS)]  # fmt: skip
    levers.append(["open_share", "", "", "", "100", "%", ""])
    path = folder / f"{name}.csv"
    write(path, head, levers)
    return path


def cell(column: Column, at: int, place: int) -> str:
    """What one cell holds: the hostile texts go round, each column starts with another."""
    if column.kind == "text":
        return TEXTS[(place + at) % len(TEXTS)]
    if column.kind == "url":
        return ADDRESS
    if column.kind == "choice":
        return column.choices[0]
    if column.kind == "code":
        return code(column, place)
    if column.kind == "year":
        return "2026"
    number = NUMBERS.get(column.name, min(max(1.0, column.low), column.high))
    return f"{number:g}" if math.isfinite(number) else "1"


def code(column: Column, place: int) -> str:
    """The code of what stands in one place."""
    known = {"countries": "C", "capabilities": "K", "systems": "S", "origins": "O"}
    own = {"country": "C", "capability": "K", "system": "S", "origin": "O", "area": "A"}
    if column.name == "platform":  # no capability uses itself
        place = (place + 1) % len(TEXTS)
    letter = known.get(column.refers_to) or own.get(column.name) or "X"
    return f"{letter}{place % 2 if letter == 'A' else place}"


def write(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
