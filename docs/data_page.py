"""This file is about docs/data.md: what the figures rest on, counted from the tables themselves."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from functools import cache
from pathlib import Path
from statistics import mean
from textwrap import fill
from urllib.parse import urlparse

from model.describe import markdown_table
from model.registry import Column, Parameter, parameters, reference_specs
from model.shipped import shipped_folder

Row = Mapping[str, str]
GRADES = ("A", "B", "C")
NUMBERS = ("number", "integer", "year")
RULED = ("effective_share", "retire_share")  # rest on a rule, whatever the grade of the stock
ASSUMED = {*(("inventory", name) for name in RULED), ("orders", "paid_share")}
PRICE_GROWTH = 1.03  # a year: so the price points were brought to 2025
CLOSE = 0.01
MOST_CITED, MOST_READ = 9, 12
WITH_ARTICLE = ("Netherlands", "United Kingdom", "United States")


def data_markdown() -> str:
    """docs/data.md."""
    counts = {name: f"{n:,}" if isinstance(n, int) else n for name, n in counts_of_page().items()}
    tables = {name: make() for name, make in TABLES.items()}
    parts = PAGE.rstrip().split("\n\n")
    return "\n\n".join(wrapped(part.format_map(counts | tables)) for part in parts) + "\n"


def wrapped(part: str) -> str:
    """A part of the page with its lines filled; bullets one by one; tables and code left alone."""
    if part.startswith(("|", "#", "<", "```")):
        return part
    bullets = re.split(r"\n(?=- )", part.rstrip())
    return "\n".join(
        fill(" ".join(b.split()), 100, subsequent_indent="  " * b.startswith("- "),
             break_long_words=False, break_on_hyphens=False)
        for b in bullets
    )  # fmt: skip


# --- reading


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of a file as they stand in it."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def rows_of(table: str) -> tuple[Row, ...]:
    """The rows of a shipped table."""
    return read_rows(shipped_folder() / f"{table}.csv")


def said(rows: Iterable[Row], words: str, *columns: str) -> list[Row]:
    """The rows in which one of the columns says it."""
    return [row for row in rows if any(re.search(words, row.get(name) or "") for name in columns)]


def grouped(rows: Iterable[Row], column: str) -> Mapping[str, list[Row]]:
    """The rows by what stands in a column, in the order of the file."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def graded(rows: Iterable[Row]) -> list[int]:
    """How many rows have each grade."""
    counted = Counter(row.get("grade") for row in rows)
    return [counted[grade] for grade in GRADES]


def tables_with(column: str) -> Mapping[str, Column]:
    """That column of every reference table that declares it."""
    return {n: s.columns[column] for n, s in reference_specs().items() if column in s.columns}


def number_columns(table: str) -> list[Column]:
    """The columns of numbers in a file that are no key."""
    stated = rows_of(table)[0]
    columns = reference_specs()[table].columns.values()
    return [c for c in columns if c.name in stated and c.kind in NUMBERS and not c.key]


def figures(table: str) -> int:
    """How many figures a table holds."""
    return sum(bool(row[c.name]) for row in rows_of(table) for c in number_columns(table))


def entering(table: str) -> list[str]:
    """The columns whose figures enter the model."""
    if reference_specs()[table].kind == "documentation":
        return []
    return [column.name for column in number_columns(table) if not column.documentation]


def cells(table: str) -> Iterator[tuple[Row, str]]:
    """Every figure that enters the model: its row and its column."""
    for row in rows_of(table):
        if row.get("counts", "1") == "1":
            yield from ((row, name) for name in entering(table) if row[name])


@cache
def field_grades() -> Mapping[tuple[str, str], str]:
    """The grade of each graded field of a system."""
    return {(row["system"], row["field"]): row["grade"] for row in rows_of("system_field_grades")}


@cache
def parameter_of(table: str, column: str) -> Parameter | None:
    """The parameter that a column states, if any."""
    return next((p for p in parameters().values() if (p.table, p.column) == (table, column)), None)


def own_grade(table: str, row: Row, column: str) -> str:
    """The grade of one figure, where it is known more finely than that of its row."""
    if (table, column) in ASSUMED:
        return "C"
    parameter = parameter_of(table, column)
    if parameter is None or not parameter.graded_as:
        return row["grade"]
    if parameter.graded_as == "none":
        return "C"
    grade = field_grades().get((row["system"], parameter.graded_as), row["grade"])
    return grade if table == "systems" else max(grade, row["grade"])


@cache
def counted_cells() -> Mapping[str, tuple[int, int, int]]:
    """Cells of each table that has any: all, in rows of grade C, of grade C themselves."""
    counted = {}
    for name in reference_specs():
        if found := list(cells(name)):
            by_row = sum(row["grade"] == "C" for row, _ in found)
            by_figure = sum(own_grade(name, row, column) == "C" for row, column in found)
            counted[name] = (len(found), by_row, by_figure)
    return counted


def total_cells() -> tuple[int, ...]:
    """The same over all tables."""
    return tuple(map(sum, zip(*counted_cells().values(), strict=True)))


def unusable() -> list[Row]:
    """Rows of the inventory of which a part does not count, satellites aside."""
    rows = [row for row in rows_of("inventory") if float(row["effective_share"]) < 100]
    return [row for row in rows if row not in satellites()]


def satellites() -> list[Row]:
    """Rows of the inventory that were counted in the list of satellites."""
    return said(rows_of("inventory"), "Satellite Database", "source")


def addressless() -> Mapping[str, list[Row]]:
    """Rows of grade A or B without an address, by table."""
    found = {
        name: [row for row in rows_of(name) if row["grade"] in ("A", "B") and not row["url"]]
        for name in tables_with("url")
    }
    return {name: rows for name, rows in found.items() if rows}


def with_address() -> Iterator[tuple[str, str, Row]]:
    """Table, address and row of everything that was read, each once."""
    for name in tables_with("url"):
        for row in rows_of(name):
            if row["url"] and name != "system_field_grades":  # it repeats systems.csv
                yield name, row["url"].split(" ")[0], row


def firm_orders() -> Mapping[str, Mapping[int, float]]:
    """Units that firm orders take of each line, year by year."""
    booked: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows_of("orders"):
        years = range(int(row["first_year"]), int(row["last_year"]) + 1)
        if row["system"] and row["counts"] == "1":
            for year in years:
                booked[row["system"]][year] += float(row["units"]) / len(years)
    return booked


def output(system: str, year: int) -> float:
    """Output of a line: straight between its knots and flat outside."""
    rows = grouped(rows_of("production"), "system")[system]
    knots = {int(row["year"]): float(row["units"]) for row in rows}
    inside = min(max(year, min(knots)), max(knots))
    low, high = max(y for y in knots if y <= inside), min(y for y in knots if y >= inside)
    return knots[low] + (inside - low) / (high - low or 1) * (knots[high] - knots[low])


# --- wording


def name_of(table: str, code: str) -> str:
    """The name of a code."""
    (key,) = reference_specs()[table].key
    return next(row["name"] for row in rows_of(table) if row[key] == code)


def ally(row: Row) -> str:
    """The ally of a row as a sentence names it."""
    name = name_of("countries", row["country"])
    return f"the {name}" if name in WITH_ARTICLE else name


def capability(code: str) -> str:
    """The name and the code of a capability."""
    return f"{name_of('capabilities', code)} (`{code}`)"


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent."""
    return f"{100 * part / whole:.1f} %"


def lines(heads: str, rows: Iterable[Iterable[object]]) -> str:
    """Rows as a Markdown table; whole numbers with their thousands apart."""
    texts = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    return "\n".join(markdown_table(heads.split(" | "), texts))


# --- tables of the page


def holdings() -> str:
    """What each table holds and how its rows are graded."""
    rows = []
    for name, spec in reference_specs().items():
        counts = graded(rows_of(name)) if "grade" in spec.columns else "---"
        held = (len(rows_of(name)), figures(name))
        rows.append((f"`{name}.csv`", spec.kind, spec.description, *held, *counts))
    return lines("table | kind | what it holds | rows | figures | A | B | C", rows)


def grade_meanings() -> str:
    """What the grade of a row is about, table by table."""
    rows = [(f"`{name}.csv`", c.description) for name, c in tables_with("grade").items()]
    return lines("table | its grade", rows)


def fields() -> str:
    """The grades of the fields of the systems."""
    enters = {p.graded_as: p.name for p in parameters().values()}
    groups = grouped(rows_of("system_field_grades"), "field").items()
    rows = [
        (f"`{name}`", f"`{enters[name]}`", len(found), *graded(found)) for name, found in groups
    ]
    return lines("field | parameter | rows | A | B | C", rows)


def cell_table() -> str:
    """How many cells rest on grade C, table by table."""
    heads = {f"`{n}.csv`": ", ".join(f"`{c}`" for c in entering(n)) for n in counted_cells()}
    numbers = [*counted_cells().values(), total_cells()]
    rows = [
        (*head, cell, by_row, share(by_row, cell), by_figure, share(by_figure, cell))
        for head, (cell, by_row, by_figure) in zip(
            [*heads.items(), ("all", "")], numbers, strict=True
        )
    ]
    heading = "table | columns | cells | in rows of grade C | share | of grade C themselves | share"
    return lines(heading, rows)


def rules() -> str:
    """The rules of the inventory: the rows that name each, and their capability."""
    rows = []
    for name, words, text in RULES:
        found = said(rows_of("inventory"), words, "notes")
        (code,) = {row["capability"] for row in found}
        rows.append((name, capability(code), len(found), " ".join(text.split())))
    return lines("rule | capability | rows | what it says", rows)


def usable() -> str:
    """Rows whose hulls do not all count."""
    rows = [
        (ally(row), capability(row["capability"]), row["stock"], *(row[name] for name in RULED))
        for row in unusable()
    ]
    return lines("ally | capability | `stock` | `effective_share` | `retire_share`", rows)


def unmarked() -> str:
    """Rows whose note doubts the stock and that count in full all the same."""
    full = [row for row in rows_of("inventory") if float(row["effective_share"]) == 100]
    doubted = said(full, "only about|part stored|reported operational|doubtful", "notes")
    rows = [(ally(r), capability(r["capability"]), r["stock"], r["notes"]) for r in doubted]
    return lines("ally | capability | `stock` | note of the row", rows)


def retirement() -> str:
    """The capabilities with one retirement share for every ally, highest first."""
    shares: dict[float, list[str]] = defaultdict(list)
    for code, found in grouped(rows_of("inventory"), "capability").items():
        values = {float(row["retire_share"]) for row in found}
        if len(values) == 1:
            shares[values.pop()].append(capability(code))
    rows = [(f"{value:g}", listed(codes)) for value, codes in sorted(shares.items(), reverse=True)]
    return lines("`retire_share` | capabilities in which it holds for every ally", rows)


def plans() -> str:
    """The kinds of spending plans and their grades."""
    rows = [
        (f"`{kind}`", len(found), len({row["country"] for row in found}), *graded(found))
        for kind, found in grouped(rows_of("spending_plans"), "kind").items()
    ]
    return lines("kind | rows | allies | A | B | C", rows)


def statuses() -> str:
    """The status of the orders and whether they count."""
    counted = Counter((row["status"], row["counts"]) for row in rows_of("orders"))
    rows = [(*status, number) for status, number in counted.most_common()]
    return lines("status | `counts` | rows", rows)


def overbooked() -> str:
    """The lines of which firm orders take more than they make."""
    rows = []
    for system, booked in firm_orders().items():
        over = {y: n for y, n in sorted(booked.items()) if n > output(system, y) * (1 + 1e-9)}
        if over:
            most = max(over, key=lambda y: over[y] - output(system, y))
            worst = f"{over[most]:.1f} of {output(system, most):.1f} in {most}"
            rows.append((name_of("systems", system), ", ".join(map(str, over)), worst))
    return lines("system | years | furthest above, in units", sorted(rows))


def munitions() -> str:
    """What munitions are used up, and what that makes in 30 days."""
    rows = []
    for row in rows_of("munition_use"):
        used = row["use_per_day"]
        pair = (capability(row["capability"]), capability(row["platform"]))
        rows.append((*pair, used, f"{30 * float(used):g}", row["source"]))
    return lines("munition | platform | a day | in 30 days | what the rate rests on", rows)


def us_provided() -> str:
    """What the United States contributes, and what that rests on."""
    rows = [
        (capability(row["capability"]), row["us_provided"], row["source"])
        for row in rows_of("us_provided")
    ]
    return lines("capability | `us_provided` | what it rests on", rows)


def without_address() -> str:
    """The rows of better grade without an address, with what schema.csv says about it."""
    why = tables_with("url")
    found = addressless().items()
    rows = [(f"`{name}.csv`", *graded(rows)[:2], why[name].description) for name, rows in found]
    return lines("table | A | B | what the column `url` says about it", rows)


def documentation() -> str:
    """What no equation reads: whole tables, and the figures of the others that are only told."""
    rows = []
    for name, spec in reference_specs().items():
        told = [f"`{c.name}`" for c in number_columns(name) if c.documentation]
        if told or spec.kind == "documentation":
            what = "all of it" if spec.kind == "documentation" else ", ".join(told)
            rows.append((f"`{name}.csv`", what))
    return lines("table | what enters no equation", rows)


def levers() -> str:
    """The parameters with which a scenario row overrides a table."""
    found: dict[str, list[str]] = defaultdict(list)
    for parameter in parameters().values():
        if parameter.table:
            found[parameter.table].append(f"`{parameter.name}`")
    rows = [(f"`{name}.csv`", ", ".join(names)) for name, names in found.items()]
    return lines("table | parameters", rows)


def example() -> str:
    """A scenario that corrects figures, with codes of the shipped tables."""
    row, system = unusable()[0], rows_of("systems")[0]["system"]
    return EXAMPLE.format(system=system, **row)


def cited() -> str:
    """The addresses that most rows name, with the wording that most of these rows use."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, url, row in with_address():
        found[url].append((f"`{name}.csv`", row["source"]))
    rows = []
    for url, named in sorted(found.items(), key=most_first):
        if len(named) >= MOST_CITED:
            tables = ", ".join(dict.fromkeys(name for name, _ in named))
            wording = Counter(source for _, source in named).most_common(1)[0][0]
            rows.append((len(named), tables, wording, f"<{url}>"))
    return lines("rows | in | source, as most of these rows word it | read at", rows)


def read() -> str:
    """The sites at which most rows were read."""
    sites: dict[str, list[str]] = defaultdict(list)
    for _, url, _ in with_address():
        sites[urlparse(url).netloc.lower().removeprefix("www.")].append(url)
    most = sorted(sites.items(), key=most_first)[:MOST_READ]
    rows = [(site, len(urls), len(set(urls))) for site, urls in most]
    return lines("site | rows | different addresses", rows)


def most_first(pair: tuple[str, Sized]) -> tuple[int, str]:
    """The order of what is counted: most first, then by name."""
    return -len(pair[1]), pair[0]


TABLES: Mapping[str, Callable[[], str]] = {
    "holdings": holdings,
    "grade_meanings": grade_meanings,
    "fields": fields,
    "cell_table": cell_table,
    "rules": rules,
    "usable": usable,
    "unmarked": unmarked,
    "retirement": retirement,
    "plans": plans,
    "statuses": statuses,
    "overbooked": overbooked,
    "munitions": munitions,
    "us_provided": us_provided,
    "without_address": without_address,
    "documentation": documentation,
    "levers": levers,
    "example": example,
    "cited": cited,
    "read": read,
}


# --- counts of the page


def counts_of_page() -> dict[str, int | str]:
    """Every count in the text by its name."""
    return money_counts() | price_counts() | stock_counts() | order_counts() | other_counts()


def money_counts() -> dict[str, int | str]:
    """Counts about wealth and spending."""
    countries, planned = rows_of("countries"), rows_of("spending_plans")
    last = [row for row in planned if row["year"] == "2035"]
    has_plan, has_last = ({row["country"] for row in rows} for rows in (planned, last))
    history = [row for row in rows_of("equipment_history") if row["year"] == "2025"]
    assumed = {row["parameter"]: row for row in read_rows(shipped_folder().parent / "baseline.csv")}
    return {
        "allies": len(countries),
        "euro": next(row["per_usd"] for row in rows_of("fx") if row["currency"] == "EUR"),
        "growth_capped": sum(
            float(row["gdp_growth"]) < float(row["gdp_growth_forecast"]) for row in countries
        ),
        "growth_known": len(said(countries, "growth: general knowledge", "source")),
        "second_decimal": len(said(countries, "second decimal general knowledge", "source")),
        "share_mean": sum(is_mean(row) for row in countries),
        "share_b": sum(row["grade"] == "B" for row in countries if is_mean(row)),
        "share_proxy": sum(row["status"] == "proxy" for row in history),
        "share_midpoint": listed(map(ally, said(history, "midpoint", "source"))),
        "share_read": listed(map(ally, said(history, "value read", "source"))),
        "no_plan": listed(ally(row) for row in countries if row["country"] not in has_plan),
        "no_last": listed(ally(r) for r in countries if r["country"] in has_plan - has_last),
        "below": listed(
            f"{ally(row)} ({row['defence_share']} %)"
            for row in last
            if float(row["defence_share"]) < 3.5
        ),
        "us_defence_share": next(row["defence_share"] for row in countries if row["us"] == "1"),
        "open_share": f"{assumed['open_share']['value']} %",
        "marginal": f"{assumed['equipment_share_marginal']['value']} %",
        "marginal_note": assumed["equipment_share_marginal"]["note"],
    }


def is_mean(country: Row) -> bool:
    """Whether an equipment share is the mean of 2022-2024."""
    rows = grouped(rows_of("equipment_history"), "country").get(country["country"], [])
    shares = [float(r["equipment_share_pct"]) for r in rows if "2022" <= r["year"] <= "2024"]
    return bool(shares) and abs(mean(shares) - float(country["equipment_share"])) < CLOSE


def price_counts() -> dict[str, int | str]:
    """Counts about prices and lines."""
    systems, points, made = (rows_of(name) for name in ("systems", "price_points", "production"))
    priced = Counter(row["system"] for row in points)
    better = Counter(field for (_, field), grade in field_grades().items() if grade != "C")
    graded_systems = {system for system, _ in field_grades()}
    weak = {row["currency"] for row in rows_of("fx") if row["grade"] == "C"}
    known = [row for row in points if row["qty_basis"] == "gk"]
    return {
        "systems": len(systems),
        "points": len(points),
        "converted": sum(map(is_converted, points)),
        "weak_currency": sum(row["currency"] in weak for row in points),
        "no_point": sum(row["system"] not in priced for row in systems),
        "one_point": sum(number == 1 for number in priced.values()),
        "outside": sum(map(is_outside, points)),
        "known_quantity": len(known),
        "known_quantity_b": sum(row["grade"] == "B" for row in known),
        "ungraded": listed(r["name"] for r in systems if r["system"] not in graded_systems),
        "n_ungraded": sum(row["system"] not in graded_systems for row in systems),
        "advance": listed(f"{value} %" for value in sorted({row["advance"] for row in systems})),
        "mixed": sum(float(row["max_mix"]) < 100 for row in systems),
        "upkeep_better": better["annual_om_share_pct"],
        "knots": len(made),
        "knot_years": listed(sorted({row["year"] for row in made})),
        "n_lines": len({row["system"] for row in made}),
        "output_better": better["production"],
    }


def is_converted(point: Row) -> bool:
    """Whether a price follows from the exchange rate and the yearly growth of prices."""
    rate = next(float(r["per_usd"]) for r in rows_of("fx") if r["currency"] == point["currency"])
    growth = PRICE_GROWTH ** (2025 - int(point["year"]))
    made = float(point["unit_native_m"]) / rate * growth
    return abs(made / float(point["unit_musd_2025"]) - 1) < CLOSE


def is_outside(point: Row) -> bool:
    """Whether a price lies more than 1 % outside the range of its system."""
    system = next(row for row in rows_of("systems") if row["system"] == point["system"])
    low, high = float(system["unit_cost_low"]), float(system["unit_cost_high"])
    return not low * (1 - CLOSE) <= float(point["unit_musd_2025"]) <= high * (1 + CLOSE)


def stock_counts() -> dict[str, int | str]:
    """Counts about stocks."""
    stocks, forces = rows_of("inventory"), rows_of("force_structure")
    by_grade = grouped(stocks, "grade")
    guessed, pairs = by_grade["C"], len(rows_of("countries")) * len(rows_of("capabilities"))
    by_rule = len(said(guessed, "^estimation rule", "source"))
    by_knowledge = len(said(guessed, "^general knowledge", "source"))
    brigades = said(forces, "brigades: general knowledge", "source")
    return {
        "stocks": len(stocks),
        "guessed": len(guessed),
        "guessed_share": share(len(guessed), len(stocks)),
        "by_rule": by_rule,
        "by_knowledge": by_knowledge,
        "by_reading": len(guessed) - by_rule - by_knowledge,
        "pairs": pairs,
        "pairs_missing": pairs - len(stocks),
        "n_a": len(by_grade["A"]),
        "n_b": len(by_grade["B"]),
        "deliveries": len(said(by_grade["A"], "^SIPRI", "source")),
        "firepower": len(said(by_grade["B"], "^GlobalFirepower", "source")),
        "n_satellites": len(satellites()),
        "weighed": sum(float(row["effective_share"]) < 100 for row in satellites()),
        "pooled": listed(map(ally, said(stocks, "multinational", "notes"))),
        "hull_allies": listed(dict.fromkeys(map(ally, unusable()))),
        "n_hull_allies": len(set(map(ally, unusable()))),
        "n_ruled": (len(stocks) - len(guessed)) * len(RULED),
        "brigades_known": len(brigades),
        "brigades_read": listed(ally(row) for row in forces if row not in brigades),
        "personnel_differs": sum(map(differs, forces)),
    }


def differs(force: Row) -> bool:
    """Whether two tables tell the active personnel of an ally more than 5 % apart."""
    (other,) = grouped(rows_of("countries"), "country")[force["country"]]
    told = float(other["active_personnel"]), float(force["active_personnel_k"])
    return max(told) > 1.05 * min(told)


def order_counts() -> dict[str, int | str]:
    """Counts about firm orders."""
    orders = rows_of("orders")
    firm = [row for row in orders if row["counts"] == "1"]
    doubted = said(orders, "estimat|general knowledge", "source", "notes")
    return {
        "orders": len(orders),
        "firm": len(firm),
        "not_firm": len(orders) - len(firm),
        "orders_known": len(said(orders, "^general knowledge", "source")),
        "orders_doubted": sum(row["grade"] == "B" for row in doubted),
        "unnamed": sum(not row["system"] for row in firm),
        "ordering": len({row["country"] for row in orders}),
        "paid": listed(f"{value} %" for value in sorted({row["paid_share"] for row in orders})),
        "approved": len(said(firm, "^approved", "status")),
    }


def other_counts() -> dict[str, int | str]:
    """Counts about grades and addresses."""
    total, by_row, by_figure = total_cells()
    read_at = [row for _, _, row in with_address()]
    spaced = {name: sum(" " in row["url"] for row in rows_of(name)) for name in tables_with("url")}
    fields_missing = Counter(row["field"] for row in addressless()["system_field_grades"])
    entered = [name for name, spec in reference_specs().items() if spec.kind != "documentation"]
    return {
        "n_tables": len(reference_specs()),
        "cells": total,
        "cells_row": by_row,
        "cells_row_share": share(by_row, total),
        "cells_figure": by_figure,
        "cells_figure_share": share(by_figure, total),
        "no_cell": listed(f"`{name}.csv`" for name in entered if name not in counted_cells()),
        "missing": sum(map(len, addressless().values())),
        "fields_missing": listed(f"{n} of `{field}`" for field, n in fields_missing.items()),
        "copied": len(said(read_at, "copy|mirror", "source")),
        "addresses": len(read_at),
        "spaced": listed(f"{number} in `{name}.csv`" for name, number in spaced.items() if number),
        "crews": sum(bool(row["crew"]) for row in rows_of("capabilities")),
        "most_cited": MOST_CITED,
    }


# --- the text

EXAMPLE = """\
```csv
parameter,country,item,year,value,unit,note,change,low,high
extends,,,,baseline.csv,,,,,
effective_share,{country},{capability},,100,%,every hull counts,,,
unit_cost,,{system},,1.2,,a fifth dearer,scale,1.1,1.4
open_share,,,,60,%,with a range,,50,70
```"""

RULES = (
    ("R1", "^R1:", "40 per 1,000 active personnel"),
    ("R2", "^R2:", "0.15 per main battle tank and 0.05 per infantry fighting vehicle"),
    (
        "R3",
        "^R3:",
        """300 shells per 155 mm gun. Germany has a row of its own, set to 50,000 (20,000
        high-explosive shells in mid-2023 as reported by Spiegel; target 230,000 by 2031, for 30
        days)""",
    ),
    (
        "R4",
        "^R4:",
        """days times brigades, in brigade-days: 15 days for frontier states (Poland, Estonia,
        Latvia, Lithuania, Finland, Norway, Greece, Türkiye), 10 for others, 7 for very small
        forces, 30 for the United States""",
    ),
    ("R5", "^R5:", "one Role 2 hospital per two brigades and one per 50,000 active personnel"),
    ("R6", "^R6:", "one set per two manoeuvre brigades, rounded up"),
    (
        "R7",
        "^R7:",
        """manoeuvre brigades times an assumed share with a modern set. The row does not state the
        share: divide the stock by the brigades of `force_structure.csv`""",
    ),
    ("R8", "^R8:", "a list of known deployable corps and division headquarters"),
    (
        "R9",
        "^R9:",
        """one unit per three brigades, at least one from two brigades (and in Norway, Denmark and
        Belgium)""",
    ),
    (
        "R10",
        "^R10:",
        """100 per brigade, 150 where a drone programme runs, 200 in the United States; 20 where
        there is no brigade""",
    ),
    (
        "R12",
        r"\bR12\b",
        """40 per long-range battery and 24 per medium-range fire unit (in the SIPRI register, per
        Patriot unit: Romania 38, Poland 52, Sweden 59)""",
    ),
    ("R14", "^R14:", "one per 10,000 active personnel"),
    (
        "R15",
        r"\bR15\b|no delivery record",
        """0.6 times the anti-tank missiles delivered 2000-2024 in the SIPRI register; home-made
        stocks are guessed""",
    ),
    (
        "R16",
        "^R16b?:",
        """guided rockets in the SIPRI register, times 0.6 (to 2019) or 0.95 (from 2020); `R16b`: 12
        per launcher where none are recorded; Türkiye and the United States are guesses""",
    ),
    (
        "carriers",
        r"x 0\.85",
        """carriers delivered 1995-2024 in the SIPRI register without light 4x4 vehicles, times
        0.85; the other allies are mostly general knowledge""",
    ),
)

PAGE = Path(__file__).with_name("data.template.md").read_text(encoding="utf-8")
