"""Pages for tests: worlds to show, and a reader of HTML that does not know how it is made."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from model import load, solve
from model.output.page.report import report_page
from model.results import tables_of
from model.results.answer import Answer
from model.run import Results

ROOT = Path(__file__).resolve().parent.parent

SCRIPT = "</script><img src=x onerror=alert(1)>"
ATTRIBUTE = '"><svg onload=alert(2)>'
TEMPLATE = "{{7*7}} {a|x} & <b>bold</b>, a name that goes on and on, longer than any other"
ADDRESS = 'https://example.org/"><svg/onload=alert(3)>'

COLUMNS = {
    "countries": "country name gdp gdp_growth defence_share equipment_share us source url grade",
    "capabilities": "capability area name unit",
    "systems": "system name capability unit_cost om_share lead life advance effect max_mix source "
    "grade notes",
    "inventory": "country capability stock effective_share retire_share source grade",
    "production": "system year units source grade",
}
LEVERS = (
    ("open_share", "", "", "", "100", "%", ""),
    ("last_year", "", "", "", "2032", "year", ""),
    ("deadline", "", "", "", "2030", "year", ""),
)
BY = ("made up", "C")


def written(folder: Path, name: str, uplift: str = "25", note: str = "", **tables: list) -> Path:
    """A scenario of this name beside the tables that are stated."""
    (folder / "reference").mkdir()
    for table, columns in COLUMNS.items():
        write_rows(folder / "reference" / f"{table}.csv", columns.split(), tables.get(table, []))
    path = folder / f"{name}.csv"
    levers = [*LEVERS, ("uplift", "", "", "", uplift, "%", note)]
    write_rows(path, ["parameter", "country", "item", "year", "value", "unit", "note"], levers)
    return path


def reported(answer: Answer) -> str:
    """report.html of an answer."""
    return report_page(answer, tables_of(answer))


def write_rows(path: Path, head: list[str], rows: list) -> None:
    """A CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def one_ally(folder: Path, uplift: str = "25") -> Path:
    """One ally holds 80 effective tanks and wants a quarter more by 2030: 20 at 10 MUSD each."""
    return written(
        folder,
        "one",
        uplift,
        countries=[["AAA", "Aland", "10000", "0", "2", "50", "0", "made up", "", "C"]],
        capabilities=[["TANK", "land", "Tanks", "tank"]],
        systems=[["mark1", "Mark One", "TANK", "10", "5", "1", "30", "40", "1", "100", *BY, ""]],
        inventory=[["AAA", "TANK", "100", "80", "0", *BY]],
    )


def hostile(folder: Path) -> Path:
    """Every text that a planner may state would be a script, were it read as HTML."""
    money = ["1000", "0", "2", "50", "0"]
    system = ["10", "5", "1", "30", "40", "1", "100"]
    return written(
        folder,
        "x<img src=x onerror=alert(4)>",
        note=SCRIPT,
        countries=[
            ["AAA", SCRIPT, "10000", "0", "2", "5", "0", ATTRIBUTE, "", "C"],
            ["BBB", ATTRIBUTE, *money, SCRIPT, ADDRESS, "B"],
            ["CCC", TEMPLATE, *money, SCRIPT, "https://example.org/", "A"],
        ],
        capabilities=[
            ["TANK", "land", f"Tanks {SCRIPT}", ATTRIBUTE],
            ["GUN", "land", TEMPLATE, "<!--"],
        ],
        systems=[
            ["mark1", SCRIPT, "TANK", *system, ATTRIBUTE, "C", SCRIPT],
            ["mark2", ATTRIBUTE, "GUN", *system, ATTRIBUTE, "C", TEMPLATE],
        ],
        inventory=[
            ["AAA", "TANK", "100", "80", "0", *BY],
            ["BBB", "TANK", "100", "80", "0", *BY],
            ["BBB", "GUN", "100", "80", "0", *BY],
            ["CCC", "GUN", "5000", "80", "0", *BY],
        ],
        production=[["mark1", "2025", "2", SCRIPT, "C"]],
    )


@cache
def baseline() -> Results:
    """The shipped baseline, solved."""
    return solve(load(ROOT / "scenarios" / "baseline.csv"))


@dataclass
class Seen:
    """A table as a reader of the HTML sees it: its heads, and rows of (text, full value)."""

    section: str
    heads: list[str] = field(default_factory=list)
    rows: list[list[tuple[str, float | None]]] = field(default_factory=list)
    total: list[tuple[str, float | None]] = field(default_factory=list)

    def texts(self, head: str) -> list[str]:
        """What stands in one column."""
        return [row[self.heads.index(head)][0] for row in self.rows]

    def numbers(self, head: str) -> list[float | None]:
        """The full values of one column."""
        return [row[self.heads.index(head)][1] for row in self.rows]

    def sum(self, head: str) -> float | None:
        """What stands at the foot of one column."""
        return self.total[self.heads.index(head)][1]


class Reader(HTMLParser):
    """Reads a page: its elements with their attributes, its scripts, styles and tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []
        self.tables: list[Seen] = []
        self.figures: dict[str, float] = {}
        self.text: list[str] = []
        self.section = self.part = self.raw = ""
        self.cell: list[str] | None = None
        self.full: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag in ("script", "style"):
            self.raw = tag
            self.scripts.append((found, "")) if tag == "script" else self.styles.append("")
        elif tag == "section":
            self.section = found["id"] or ""
        elif tag == "table":
            self.tables.append(Seen(self.section))
        elif tag in ("thead", "tbody", "tfoot"):
            self.part = tag
        elif tag in ("td", "th", "tr"):
            self.close_cell()
            if tag == "tr" and self.part == "tbody":
                self.tables[-1].rows.append([])
            elif tag != "tr":
                self.cell, self.full = [], found.get("data-v")
        elif tag == "data":
            self.figures[self.text[-1]] = float(found["value"] or "nan")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.raw = ""
        elif tag in ("tbody", "thead", "tfoot", "table"):
            self.close_cell()

    def handle_data(self, data: str) -> None:
        if self.raw == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif self.raw == "style":
            self.styles[-1] += data
        else:
            if self.cell is not None:
                self.cell.append(data)
            if data.strip():
                self.text.append(data.strip())

    def close_cell(self) -> None:
        """The end of a cell, which HTML need not write down."""
        if self.cell is None:
            return
        shown = " ".join("".join(self.cell).split())
        cell = (shown, number(self.full if self.full is not None else shown))
        table, self.cell = self.tables[-1], None
        if self.part == "thead":
            table.heads.append(shown)
        elif self.part == "tfoot":
            table.total.append(cell)
        elif table.rows:
            table.rows[-1].append(cell)

    def table(self, section: str, *heads: str) -> Seen:
        """The first table of a section that has these heads."""
        return next(
            table
            for table in self.tables
            if table.section == section and set(heads) <= set(table.heads)
        )


def number(text: str) -> float | None:
    """A number as the page writes it, or None for words."""
    try:
        return float(text.replace(",", "").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return None
