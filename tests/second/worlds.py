"""Random small worlds, written as the CSV files a planner would write.

`write_world(folder, seed)` writes `folder/reference/*.csv` and `folder/scenario.csv` (sometimes on
top of `base.csv`) and returns the scenario's path. The same seed gives the same files. Every
world is valid by the rules of the scenario documentation, and the worlds vary widely, so that over
a few hundred seeds every family of rows binds often and every edge of the rules turns up.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from string import ascii_uppercase

Cells = dict[str, object]
COUNTRIES = ["ALF", "BET", "GAM", "DLT", "EPS"]
AREAS = ["air", "land", "supply"]
SCENARIO = ["parameter", "country", "item", "year", "value", "unit", "note"]
COLUMNS = {
    "countries": "country,name,gdp,gdp_growth,gdp_growth_forecast,defence_share,equipment_share,"
    "active_personnel,source,url,us,grade",
    "groups": "group,country",
    "capabilities": "capability,area,name,unit,crew,crew_source",
    "systems": "system,name,capability,unit,unit_cost,unit_cost_low,unit_cost_high,om_share,lead,"
    "lead_years,life,advance,effect,max_mix,origin,source,url,grade,notes",
    "inventory": "country,capability,stock,avg_age,effective_share,retire_share,source,url,grade,"
    "notes",
    "production": "system,year,units,source,grade,note",
    "orders": "country,capability,system,name,units,first_year,last_year,status,counts,paid_share,"
    "source,url,grade,notes",
    "spending_plans": "country,year,defence_share,kind,source,url,grade,note",
    "munition_use": "capability,platform,use_per_day,unit,source,grade",
    "us_provided": "capability,us_provided,us_after_2026,source,url,grade,note",
    "origins": "origin,name,favoured",
}
FACTS = {"source": "random world", "url": "", "grade": "C"}


@dataclass
class Frame:
    """What the tables have in common: the sets, the horizon and the sizes that must fit."""

    rng: Random
    countries: list[str]
    us: str  # the country that is the United States, blank where none is
    groups: dict[str, list[str]]
    area: dict[str, str]  # of each capability
    systems: dict[str, list[str]]  # of each capability
    base: int
    first: int
    last: int
    gdp: dict[str, float]
    cost: dict[str, float]  # MUSD of one effective unit of a capability, roughly
    effect: dict[str, float]  # of each system
    stock: dict[tuple[str, str], float]
    mood: str  # what is scarce: "easy" little, "poor" money, "tight" money or industry or time
    limited: list[str] = field(default_factory=list)  # systems with rows in production
    platforms: list[str] = field(default_factory=list)  # capabilities that use munitions
    able: dict[str, set[str]] = field(default_factory=dict)  # where a parameter has an effect

    @property
    def years(self) -> list[int]:
        return list(range(self.first, self.last + 1))

    @property
    def capability(self) -> dict[str, str]:
        return {s: k for k, systems in self.systems.items() for s in systems}

    def total(self, k: str) -> float:
        """What all allies hold of a capability."""
        return sum(units for (_, capability), units in self.stock.items() if capability == k)

    def yearly_need(self, s: str) -> float:
        """Units of a system a year that would raise its capability by some 40 %."""
        return 0.4 * self.total(self.capability[s]) / self.effect[s] / len(self.years) or 1.0


def write_world(folder: Path, seed: int) -> Path:
    """Write one random world and return the path of its scenario."""
    frame = draw_frame(Random(seed))
    reference = folder / "reference"
    reference.mkdir(parents=True, exist_ok=True)
    for old in [*reference.glob("*.csv"), *folder.glob("*.csv")]:
        old.unlink()
    for name, draw in TABLES.items():
        rows = draw(frame)
        if rows:
            columns = COLUMNS[name].split(",")
            if any("unit_cost" in row for row in rows) and "unit_cost" not in columns:
                columns.append("unit_cost")
            write_csv(reference / f"{name}.csv", columns, [{**FACTS, **row} for row in rows])
    return write_scenario(folder, frame)


def write_csv(path: Path, columns: list[str], rows: list[Cells]) -> None:
    """Write rows, blank where a row has no such column."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def short(value: float, digits: int = 3) -> str:
    """A number with few digits and without an exponent."""
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{round(value, digits - 1 - math.floor(math.log10(abs(value)))):.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def log_uniform(rng: Random, low: float, high: float) -> float:
    """A number whose logarithm is uniform."""
    return math.exp(rng.uniform(math.log(low), math.log(high)))


# The frame


def draw_frame(rng: Random) -> Frame:
    """Draw the sets, the horizon and the sizes."""
    countries = COUNTRIES[: rng.choice([1, 2, 2, 3, 3, 4, 4, 5])]
    us = rng.choice(countries) if len(countries) > 1 and rng.random() < 0.4 else ""
    groups = {"GROUP_A": rng.sample(countries, rng.randint(1, len(countries)))}
    if rng.random() < 0.5:
        groups["GROUP_B"] = rng.sample(countries, rng.randint(1, len(countries)))
    area, systems = _draw_capabilities(rng)
    base = rng.choice([2025] * 8 + [2024, 2027])
    first = base + rng.choice([1, 1, 1, 1, 2, 3])
    last = first + rng.randint(2, 8)
    gdp = {c: log_uniform(rng, 1e4, 4e6) for c in countries}
    cost = {k: log_uniform(rng, 0.1, 60) for k in area}
    effect = {s: _draw_effect(rng) for names in systems.values() for s in names}
    mood = rng.choice(["easy"] * 3 + ["poor"] * 4 + ["tight"] * 3)
    frame = Frame(
        rng, countries, us, groups, area, systems, base, first, last, gdp, cost, effect, {}, mood
    )
    _draw_stocks(frame)
    return frame


def _draw_capabilities(rng: Random) -> tuple[dict[str, str], dict[str, list[str]]]:
    areas = AREAS[: rng.randint(1, 3)]
    area: dict[str, str] = {}
    systems: dict[str, list[str]] = {}
    for letter in ascii_uppercase[: rng.randint(2, 5)]:
        k = f"CAP_{letter}"
        area[k] = rng.choice(areas)
        count = rng.choice([0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
        systems[k] = [f"sys_{letter.lower()}{i + 1}" for i in range(count)]
    if not any(systems.values()):
        systems["CAP_A"] = ["sys_a1"]
    return area, systems


def _draw_effect(rng: Random) -> float:
    return rng.choice([1, 1, 1, 1, 0.5, 0.8, 1.25, 2, 0.1, 10])


def _draw_stocks(frame: Frame) -> None:
    """Stocks whose uplift costs from a small part to a few times the money of the horizon."""
    rng = frame.rng
    low, high = {"easy": (0.05, 0.5), "poor": (1, 12), "tight": (0.1, 5)}[frame.mood]
    burden = log_uniform(rng, low, high) / len(frame.area)
    for c in frame.countries:
        a_year = 0.0035 * frame.gdp[c]
        for k in frame.area:
            if rng.random() < 0.85:
                worth = burden * a_year * len(frame.years) * log_uniform(rng, 0.2, 3)
                frame.stock[c, k] = 0 if rng.random() < 0.06 else worth / frame.cost[k]


# The reference tables


def draw_countries(frame: Frame) -> list[Cells]:
    """One row an ally."""
    rng = frame.rng
    return [
        {
            "country": c,
            "name": f"Ally {c}",
            "gdp": short(frame.gdp[c], 4),
            "gdp_growth": short(rng.choice([0, 1, 1.5, 2.5])),
            "gdp_growth_forecast": "1",
            "defence_share": short(rng.uniform(1.2, 4)),
            "equipment_share": short(rng.uniform(15, 45)),
            "active_personnel": "20",
            "us": "1" if c == frame.us else "0",
        }
        for c in frame.countries
    ]


def draw_groups(frame: Frame) -> list[Cells]:
    """One row a member."""
    return [
        {"group": group, "country": c} for group, members in frame.groups.items() for c in members
    ]


def draw_capabilities(frame: Frame) -> list[Cells]:
    """One row a capability."""
    return [
        {
            "capability": k,
            "area": area,
            "name": f"Capability {k}",
            "unit": "piece",
            "crew": "5",
            "crew_source": "random world",
        }
        for k, area in frame.area.items()
    ]


def draw_systems(frame: Frame) -> list[Cells]:
    """One row a system; some are twins in price and effect."""
    rng = frame.rng
    rows: list[Cells] = []
    origins = ["HOME", "NEAR", "FAR"]
    for k, names in frame.systems.items():
        for i, s in enumerate(names):
            row = _draw_system(frame, k, s)
            row["origin"] = rng.choice(origins)
            if i > 0 and rng.random() < 0.25:
                alike = ("unit_cost", "unit_cost_low", "unit_cost_high", "effect")
                row.update({column: rows[-1][column] for column in alike})
                frame.effect[s] = frame.effect[names[i - 1]]
            rows.append(row)
    return rows


def _draw_system(frame: Frame, k: str, s: str) -> Cells:
    rng = frame.rng
    unit_cost = min(500.0, frame.cost[k] * frame.effect[s] * rng.uniform(0.6, 1.7))
    lead = rng.choice([0, 0, 1, 1, 2, 2, 3, 4] if frame.mood == "tight" else [0, 0, 1, 1, 2])
    short_lives = [1, 2, 3, 4, 5, 6] if frame.mood == "tight" else [3, 6]
    main = s == frame.systems[k][0]  # limits that add up to less than 100 forbid every order
    return {
        "system": s,
        "name": f"System {s}",
        "capability": k,
        "unit": "piece",
        "unit_cost": short(unit_cost),
        "unit_cost_low": short(unit_cost * 0.8),
        "unit_cost_high": short(unit_cost * 1.5),
        "om_share": short(rng.choice([0, 1, 3, 5, 8, 10])),
        "lead": str(lead),
        "lead_years": str(lead),
        "life": str(rng.choice([*short_lives, 15, 25, 30, 30])),
        "advance": str(rng.choice([0, 30, 30, 100])),
        "effect": short(frame.effect[s]),
        "max_mix": str(rng.choice([100] * (10 if main else 2) + [25, 50, 70])),
        "notes": "",
    }


def draw_inventory(frame: Frame) -> list[Cells]:
    """One row a stock; a pair without a row holds nothing."""
    rng = frame.rng
    rows: list[Cells] = [
        {
            "country": c,
            "capability": k,
            "stock": short(units),
            "avg_age": "10",
            "effective_share": str(rng.choice([100, 100, 100, 80, 40])),
            "retire_share": str(rng.choice([0, 0, 20, 50, 100])),
            "notes": "",
        }
        for (c, k), units in frame.stock.items()
    ]
    if rows:
        return rows
    empty = {"country": frame.countries[0], "capability": "CAP_A", "stock": "0"}
    return [{**empty, "avg_age": "10", "effective_share": "100", "retire_share": "0"}]


def draw_production(frame: Frame) -> list[Cells]:
    """Lines of yearly output: scarce, plentiful, nothing at all, or no rows and so no limit."""
    rng = frame.rng
    rows: list[Cells] = []
    for s in frame.capability:
        scarce = ["zero", *["scarce"] * 4] if frame.mood == "tight" else ["plenty"]
        kind = rng.choice(["none", "scarce", *["plenty"] * 4, *scarce])
        if kind == "none" and (rows or s != list(frame.capability)[-1]):
            continue
        frame.limited.append(s)
        need = frame.yearly_need(s)
        factor = {"scarce": log_uniform(rng, 0.05, 1), "zero": 0}.get(kind, rng.uniform(2, 20))
        years = rng.sample(range(frame.base - 1, frame.last + 3), rng.choice([1, 2, 2, 3]))
        for year in sorted(years):
            units = need * factor * rng.uniform(0.5, 1.5)
            rows.append({"system": s, "year": str(year), "units": short(units)})
    return rows


def draw_orders(frame: Frame) -> list[Cells]:
    """Firm orders, some of them outside the horizon, uncounted, paid for or without a system."""
    rng = frame.rng
    if rng.random() < 0.3:
        return []
    priced = rng.random() < 0.5
    rows: list[Cells] = []
    for i in range(rng.randint(1, 8)):
        c = frame.us if frame.us and rng.random() < 0.3 else rng.choice(frame.countries)
        k = rng.choice(list(frame.area))
        s = rng.choice([*frame.systems[k], *frame.systems[k], ""])
        first = rng.randint(frame.base - 1, frame.last + 1)
        each = 0.0035 * frame.gdp[c] * log_uniform(rng, 0.05, 4) / frame.cost[k]
        row: Cells = {
            "country": c,
            "capability": k,
            "system": s,
            "name": f"Order {i + 1}",
            "units": short(each),
            "first_year": str(first),
            "last_year": str(first + rng.randint(0, 5)),
            "status": "firm",
            "counts": str(rng.choice([1, 1, 1, 0])),
            "paid_share": str(rng.choice([0, 30, 30, 60, 100])),
        }
        if priced:
            row["unit_cost"] = short(frame.cost[k] * 2) if rng.random() < 0.5 else ""
        rows.append(row)
    return rows


def draw_spending_plans(frame: Frame) -> list[Cells]:
    """Knots of the defence share, a few in or before the base year, a few after the horizon."""
    rng = frame.rng
    rows: list[Cells] = []
    for c in frame.countries:
        if rng.random() < 0.5:
            years = rng.sample(range(frame.base - 1, frame.last + 4), rng.randint(1, 3))
            for year in sorted(years):
                share = short(rng.uniform(1.2, 5))
                rows.append(
                    {"country": c, "year": str(year), "defence_share": share, "kind": "announced"}
                )
    return rows


def draw_munition_use(frame: Frame) -> list[Cells]:
    """One or two munitions and the platforms that use them."""
    rng = frame.rng
    frame.able["stockpile_days"] = set()
    if rng.random() < 0.3:
        return []
    rows: list[Cells] = []
    names = sorted(frame.area, key=lambda k: (not frame.systems[k], rng.random()))
    munitions = names[: rng.choice([1, 1, 2])]
    for k in munitions:
        for platform in rng.sample(names, rng.randint(1, 2)):
            if platform not in munitions:
                ratio = (frame.total(k) or 10) / (frame.total(platform) or 10)
                use = ratio * log_uniform(rng, 0.5, 5) / 30
                frame.platforms.append(platform)
                frame.able["stockpile_days"].add(k)
                row: Cells = {"capability": k, "platform": platform, "use_per_day": short(use)}
                rows.append({**row, "unit": "pieces a day"})
    return rows


def draw_us_provided(frame: Frame) -> list[Cells]:
    """What the United States provides of some capabilities."""
    rng = frame.rng
    frame.able["us_drawdown"] = set()
    if rng.random() < 0.4:
        return []
    rows: list[Cells] = [
        {"capability": k, "us_provided": short((frame.total(k) or 5) * rng.uniform(0.1, 0.6))}
        for k in frame.area
        if rng.random() < 0.6
    ]
    frame.able["us_drawdown"] = {str(row["capability"]) for row in rows}
    return rows


def draw_origins(frame: Frame) -> list[Cells]:
    """Three origins, one or two of them favoured."""
    near = frame.rng.choice(["0", "1"])
    return [
        {"origin": "HOME", "name": "At home", "favoured": "1"},
        {"origin": "NEAR", "name": "Near by", "favoured": near},
        {"origin": "FAR", "name": "Far away", "favoured": "0"},
    ]


TABLES: dict[str, Callable[[Frame], list[Cells]]] = {
    "countries": draw_countries,
    "groups": draw_groups,
    "capabilities": draw_capabilities,
    "systems": draw_systems,
    "inventory": draw_inventory,
    "production": draw_production,
    "orders": draw_orders,
    "spending_plans": draw_spending_plans,
    "munition_use": draw_munition_use,
    "us_provided": draw_us_provided,
    "origins": draw_origins,
}


# The scenario


@dataclass(frozen=True)
class Kind:
    """How a parameter is drawn: its dimensions, how often, and its values.

    Dimensions: c country, k capability, s system, t year.
    """

    name: str
    dims: str
    chance: float
    values: Callable[[Random], float]
    scale: tuple[float, float] | None = None
    add: tuple[float, float] | None = None
    digits: int = 2
    narrow: bool = False  # rarely for everything at once, which would empty the model


def _among(*values: float) -> Callable[[Random], float]:
    return lambda rng: rng.choice(values)


def _between(low: float, high: float) -> Callable[[Random], float]:
    return lambda rng: rng.uniform(low, high)


KINDS = [
    Kind("uplift", "ck", 0.9, _among(0, 10, 30, 30, 60, 100, 300), (0.5, 2), (1, 20)),
    Kind("fulfilment", "k", 0.25, _among(50, 70, 80, 100), (0.6, 0.95)),
    Kind("fair_share", "k", 0.5, _among(0, 25, 50, 100)),
    Kind("pooled", "k", 0.6, _among(0, 50, 50, 100, 100)),
    Kind("takes_part", "ck", 0.4, _among(0, 0, 1), narrow=True),
    Kind("max_share", "", 0.75, _among(30, 40, 50, 60, 80)),
    Kind("priority", "k", 0.3, _among(0.1, 0.5, 1, 2, 10), (0.5, 3)),
    Kind("stockpile_days", "k", 0.9, _among(10, 30, 30, 60), (0.5, 2), (0, 10)),
    Kind("us_drawdown", "kt", 0.5, _among(0, 20, 50, 100)),
    Kind("gdp", "c", 0.15, _among(20000, 100000, 500000), (0.5, 1.5), (1000, 20000), 3),
    Kind("gdp_growth", "ct", 0.25, _among(0, 0.5, 2, 4), (0.5, 1.5), (0, 1)),
    Kind("defence_share", "ct", 0.55, _between(1, 5), (0.7, 1.4), (-0.3, 0.8)),
    Kind("equipment_share", "c", 0.15, _between(10, 50), (0.6, 1.3), (1, 5)),
    Kind("equipment_share_marginal", "ct", 0.3, _among(20, 40, 50, 60), (0.6, 1.4)),
    Kind("open_share", "ct", 0.3, _among(10, 40, 60, 60, 80), (0.5, 0.95), (1, 10)),
    Kind("effective_share", "ck", 0.15, _among(40, 70, 100), (0.5, 0.95)),
    Kind("retire_share", "ck", 0.25, _among(0, 30, 60, 100), (0.4, 0.9)),
    Kind("om_share", "s", 0.2, _among(0, 2, 6, 10), (0.5, 1.5), (0.5, 2)),
    Kind("lead", "s", 0.2, _among(0, 1, 2, 3), None, (1, 1)),
    Kind("absorb", "s", 0.4, _among(0, 1, 1, 2), None, (1, 1)),
    Kind("life", "s", 0.25, _among(1, 2, 3, 4, 30), None, (1, 1)),
    Kind("advance", "s", 0.15, _among(0, 15, 50, 100), (0.3, 0.9)),
    Kind("joint_saving", "s", 0.35, _among(5, 10, 20)),
    Kind("max_mix", "s", 0.15, _among(20, 40, 60, 100), (0.5, 0.9), narrow=True),
    Kind("effect", "s", 0.12, _among(0.5, 1, 2), (0.5, 2)),
    Kind("price_growth", "t", 0.45, _among(0, 1, 2, 4), None, (0, 1)),
    Kind("discount_rate", "", 0.5, _among(1, 3, 5)),
    Kind("origin_floor", "c", 0.45, _among(20, 50, 65, 90)),
    Kind("shortfall_tolerance", "", 0.08, _among(1, 5)),
]


def write_scenario(folder: Path, frame: Frame) -> Path:
    """Write the scenario, in a third of the worlds on top of a base scenario."""
    layered = frame.rng.random() < 0.33
    layers: list[list[Cells]] = [[], []] if layered else [[]]
    layers[0] += _draw_horizon(frame)
    for i, layer in enumerate(layers):
        for kind in KINDS:
            if frame.rng.random() < kind.chance * (0.4 if i else 1):
                layer += draw_levers(frame, kind, has_line_below=i > 0)
        layer += _draw_sized_levers(frame)
        layer += _draw_absent_platforms(frame, layer)
        frame.rng.shuffle(layer)
    if layered:
        _write_layer(folder / "base.csv", frame.rng, layers[0])
        layers[1].insert(0, {"parameter": "extends", "value": "base.csv"})
    return _write_layer(folder / "scenario.csv", frame.rng, layers[-1])


def _write_layer(path: Path, rng: Random, rows: list[Cells]) -> Path:
    changes = any(row.get("change") for row in rows) or rng.random() < 0.2
    write_csv(path, [*SCENARIO, "change"] if changes else SCENARIO, rows)
    return path


def _draw_horizon(frame: Frame) -> list[Cells]:
    """The years; the default deadline of 2035 stands where it lies inside the horizon."""
    rng = frame.rng
    rows: list[Cells] = [{"parameter": "last_year", "value": str(frame.last)}]
    if frame.base != 2025:
        rows.append({"parameter": "base_year", "value": str(frame.base)})
    if frame.first != 2026 or rng.random() < 0.5:
        rows.append({"parameter": "first_year", "value": str(frame.first)})
    if rng.random() < 0.2:
        rows.append({"parameter": "retire_year", "value": str(frame.base + rng.randint(4, 18))})
    if rng.random() < 0.5:
        rows.append({"parameter": "interim_year", "value": str(rng.choice(frame.years))})
        if rng.random() < 0.8:
            rows.append({"parameter": "interim_share", "value": str(rng.choice([20, 40, 80]))})
    if 2035 not in frame.years or rng.random() < 0.5:
        late = frame.years[len(frame.years) // 2 :]
        rows.append({"parameter": "deadline", "value": str(rng.choice(late))})
    if rng.random() < 0.35:
        for k in rng.sample(list(frame.area), rng.randint(1, 2)):
            year = str(rng.choice(frame.years))
            rows.append({"parameter": "deadline", "item": k, "value": year})
    return rows


def _draw_sized_levers(frame: Frame) -> list[Cells]:
    """Levers on stocks, prices and production, whose size must fit the item."""
    rng = frame.rng
    rows: list[Cells] = []
    if rng.random() < 0.2:
        c, k = rng.choice(frame.countries), rng.choice(list(frame.area))
        units = short((frame.total(k) or 10) * rng.uniform(0.1, 0.5))
        rows.append({"parameter": "stock", "country": c, "item": k, "value": units})
    if rng.random() < 0.15:
        rows.append({"parameter": "stock", "value": "1.2", "change": "scale"})
    if rng.random() < 0.15:
        area = rng.choice([frame.area[k] for k, names in frame.systems.items() if names])
        factor = rng.choice(["0.5", "0.9", "1.3"])
        rows.append({"parameter": "unit_cost", "item": area, "value": factor, "change": "scale"})
    if rng.random() < 0.25:
        s, k = rng.choice(list(frame.capability.items()))
        price = short(frame.cost[k] * frame.effect[s] * rng.uniform(0.6, 1.7))
        rows.append({"parameter": "unit_cost", "item": s, "value": price})
    if rng.random() < 0.2:
        k = rng.choice(list(frame.area))
        units = short((frame.total(k) or 5) * 0.3)
        rows.append({"parameter": "us_provided", "item": k, "value": units})
    if rng.random() < 0.5:
        rows += _draw_production_levers(frame)
    return rows


def _draw_absent_platforms(frame: Frame, layer: list[Cells]) -> list[Cells]:
    """An ally that has platforms but takes no part in them, though their munitions count."""
    if not frame.platforms or frame.rng.random() < 0.6:
        return []
    c, k = frame.rng.choice(frame.countries), frame.rng.choice(frame.platforms)
    row: Cells = {"parameter": "takes_part", "country": c, "item": k, "value": "0"}
    key = ("takes_part", c, k)
    taken = [(other["parameter"], other.get("country"), other.get("item")) for other in layer]
    return [] if key in taken else [row]


def _draw_production_levers(frame: Frame) -> list[Cells]:
    """A flat level or a line of output for one system, or a change of what stands in the table."""
    rng = frame.rng
    s = rng.choice(list(frame.capability))
    change = rng.choice(["", "scale", "add"]) if s in frame.limited else ""
    rows: list[Cells] = []
    for year in _draw_years(frame, True):
        need = 1 if change == "scale" else frame.yearly_need(s)
        value = short(need * log_uniform(rng, 0.1, 3))
        row: Cells = {"parameter": "production", "item": s, "year": year, "value": value}
        rows.append({**row, "change": change})
    return rows


def draw_levers(frame: Frame, kind: Kind, has_line_below: bool = False) -> list[Cells]:
    """One to three rows, or lines of rows, of one parameter; no two equally specific."""
    rng = frame.rng
    rows: list[Cells] = []
    keys = {_draw_key(frame, kind) for _ in range(rng.choice([1, 1, 2, 3]))}
    keys = {key for key in keys if _has_effect(frame, kind, key[1])}
    group = rng.choice(list(frame.groups))  # two groups could overlap, so a layer uses one
    for country, item in sorted(keys):
        change = _draw_change(rng, kind)
        for year in _draw_years(frame, "t" in kind.dims):
            row: Cells = {"parameter": kind.name, "item": item, "year": year, "change": change}
            row["country"] = group if country == "group" else country
            row["value"] = short(_draw_value(rng, kind, change), kind.digits)
            rows.append(row)
    return rows


def _has_effect(frame: Frame, kind: Kind, item: str) -> bool:
    """Whether a lever reaches a capability in which its parameter means something."""
    able = frame.able.get(kind.name)
    return able is None or any(item in ("", k, frame.area[k]) for k in able)


def _draw_change(rng: Random, kind: Kind) -> str:
    changes = ["", "", ""]
    if kind.scale:
        changes.append("scale")
    if kind.add:
        changes.append("add")
    return rng.choice(changes)


def _draw_value(rng: Random, kind: Kind, change: str) -> float:
    if change == "scale" and kind.scale:
        return rng.uniform(*kind.scale)
    if change == "add" and kind.add:
        return rng.uniform(*kind.add)
    return kind.values(rng)


def _draw_key(frame: Frame, kind: Kind) -> tuple[str, str]:
    """The country and item cells of a row, as specific as it happens."""
    rng = frame.rng
    country = item = ""
    blanks = [""] if not kind.narrow or rng.random() < 0.04 else []
    if "c" in kind.dims:
        country = rng.choice(["", "", "group", rng.choice(frame.countries)])
    if "k" in kind.dims:
        k = rng.choice(list(frame.area))
        item = rng.choice([*blanks, *blanks, frame.area[k], k, k])
    if "s" in kind.dims:
        s, k = rng.choice(list(frame.capability.items()))
        item = rng.choice([*blanks, frame.area[k], k, s])
    return country, item


def _draw_years(frame: Frame, may_be_dated: bool) -> list[str]:
    """The year cells of one line: a single blank one, or one to three knots."""
    rng = frame.rng
    if not may_be_dated or rng.random() < 0.45:
        return [""]
    late = rng.random() < 0.5  # then a line that begins in the base year rises or falls to them
    span = range(frame.first + 1 if late else frame.base - 1, frame.last + 3)
    return [str(year) for year in sorted(rng.sample(span, rng.choice([1, 2, 2, 3])))]
