"""Results folders written by hand, and a small world whose answers are worked out by hand.

The world: one ally with 100 tanks, 1000 MUSD of GDP, 2 % of it for defence, a fifth of that for
equipment: 4 MUSD a year in 2026, 2027 and 2028. It wants a tenth more tanks in 2028, at 10 MUSD
each, made and paid at once, without upkeep, growth or discount. So it buys 1.2 tanks for 12 MUSD
and misses 8.8, which are worth 88 MUSD.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from reader_worlds import scenario_file

from model.comparison.finished import READ
from model.output.files import csv_text
from model.registry import table_specs

ONE_ALLY = {
    "countries": """\
country,name,gdp,gdp_growth,defence_share,equipment_share,source,grade
AAA,Aland,1000,0,2,20,made up,C
""",
    "capabilities": "capability,area,name,unit\nTANK,land,Tanks,tank\n",
    "systems": """\
system,name,capability,unit_cost,lead,advance,source,grade
tank_a,Tank A,TANK,10,0,100,made up,C
""",
    "inventory": """\
country,capability,stock,effective_share,retire_share,source,grade
AAA,TANK,100,100,0,made up,C
""",
    "production": "system,year,units,source,grade\n",
}
BASE = (
    "first_year,,,,2026,year,",
    "last_year,,,,2028,year,",
    "deadline,,,,2028,year,",
    "uplift,,,,10,%,",
    "open_share,,,,100,%,",
)
RICH = "defence_share,,,,4,%,twice as much: half of the second 2 % buys equipment"
"""14 MUSD a year, 42 in all: 4.2 tanks for 42 MUSD, and 5.8 missing, worth 58 MUSD."""
MODEST = "uplift,,,,1,%,one tank more"
"""One tank for 10 MUSD, which the ally has: nothing is missing."""
DEAR = "unit_cost,,tank_a,,20,MUSD,twice the price"
"""0.6 tanks for 12 MUSD, and 9.4 missing, worth 188 MUSD."""

URGENT = "priority,,TANK,,3,weight,what is missing counts three times"
"""The same plan as without it; what is missing is weighed at three times its money."""


def hand_world(folder: Path, **scenarios: tuple[str, ...]) -> Path:
    """The small world with base.csv and scenarios that extend it by some rows; the folder."""
    reference = folder / "reference"
    reference.mkdir()
    for name, text in ONE_ALLY.items():
        (reference / f"{name}.csv").write_text(text, encoding="utf-8")
    scenario_file(folder / "base.csv", *BASE)
    for name, rows in scenarios.items():
        scenario_file(folder / f"{name}.csv", "extends,,,,base.csv,,", *rows)
    return folder


SUMMARY = {
    "status": "optimal",
    "first_year": 2026,
    "last_year": 2028,
    "targets": 0,
    "targets_met": 0,
    "allies_short": 0,
}


def written_run(folder: Path, scenario: str | None = None, **tables: list[dict[str, Any]]) -> Path:
    """A results folder as a run writes it, of the given rows; what a row leaves out is empty.

    A run starts in 2026 from the base year 2025 and ends in 2028 unless `summary` says otherwise.
    """
    name = scenario or folder.name
    summary = [{"scenario": name, **SUMMARY, **row} for row in tables.pop("summary", [{}])]
    always = [
        {"parameter": "base_year", "value": 2025.0},
        {"parameter": "discount_rate", "value": 0.0},
    ]
    assumed = [*always, *tables.pop("assumptions", [])]
    rows = {"summary": summary, "assumptions": assumed, **tables}
    folder.mkdir(parents=True)
    outputs = []
    for table in READ:
        content = csv_text(table, [full(table, row) for row in rows.get(table, [])]).encode()
        (folder / f"{table}.csv").write_bytes(content)
        outputs.append({"file": f"{table}.csv", "sha256": sha256(content).hexdigest()})
    record = {"written_by": "uplift-planner", "scenario": name, "outputs": outputs}
    (folder / "manifest.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def full(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row with every declared column: 0 for a number that is not stated, else nothing."""
    columns = table_specs()[table].columns
    assert row.keys() <= set(columns)
    empty = {
        name: 0.0 if column.kind in ("number", "integer") and column.default is None else None
        for name, column in columns.items()
    }
    return {**empty, **row}


def assumed(
    parameter: str, value: float, country: str = "", item: str = "", year: int | None = None
) -> dict[str, Any]:
    """One number of the inputs."""
    return {
        "parameter": parameter,
        "country": country,
        "item": item,
        "year": year,
        "value": value,
        "unit": "%",
        "origin": "base.csv:2",
    }


def held(
    country: str,
    capability: str,
    milestone: int,
    needed: float,
    shortfall: float,
    year_met: int | None,
    priority: float = 1.0,
) -> dict[str, Any]:
    """One row of the capability table; a missing unit is worth 10 MUSD."""
    return {
        "country": country,
        "area": {"TANK": "land", "SHELL": "supply"}[capability],
        "capability": capability,
        "milestone": milestone,
        "target": needed,
        "needed": needed,
        "shortfall": shortfall,
        "missing": 10 * shortfall,
        "shortfall_value": 10 * shortfall * priority,
        "year_met": year_met,
    }
