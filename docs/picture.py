"""This file is about pictures in the README: what a command prints, as an SVG of a terminal.

optimize scenarios/baseline.csv | python docs/picture.py baseline scenarios/baseline.csv
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

COLUMN, LINE, MARGIN = 8.4, 19, 22


def picture(command: str, screen: str) -> str:
    """An SVG that shows a command and what it printed, letter by letter."""
    lines = [f"$ {command}", "", *screen.rstrip("\n").split("\n")]
    width = round(max(len(line) for line in lines) * COLUMN + 2 * MARGIN)
    height = len(lines) * LINE + 2 * MARGIN
    rows = [
        f'<text x="{MARGIN}" y="{MARGIN + LINE * (number + 0.8):.0f}"'
        f"{style(line, number)}>{escape(line)}</text>"
        for number, line in enumerate(lines)
        if line
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" role="img"'
            f' aria-label="Terminal: {escape(command, quote=True)}">',
            "<style>text{font:14px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#dfe4ea;"
            "white-space:pre}.typed{fill:#8be28b}.head{fill:#fff;font-weight:bold}</style>",
            f'<rect width="{width}" height="{height}" rx="10" fill="#1d2330"/>',
            *rows,
            "</svg>",
            "",
        ]
    )


def style(line: str, number: int) -> str:
    """The class of a line: what was typed, a heading, or plain."""
    if number == 0:
        return ' class="typed"'
    heads = (
        "Checked ", "Cost ", "Missing ", "Who ", "What ", "The answers", "Targets ", "Nine in ten",
        "Allies ", "How orders",
    )  # fmt: skip
    return ' class="head"' if number == 2 or line.startswith(heads) else ""


if __name__ == "__main__":
    name, *words = sys.argv[1:]
    Path(__file__).with_name(f"{name}.svg").write_text(
        picture(" ".join(["optimize", *words]), sys.stdin.read()), encoding="utf-8"
    )
