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

PAGE = """\
# Data

<!-- Generated by docs/generate.py: change docs/data_page.py or the tables instead. -->

This page says what the {n_tables} reference tables in `scenarios/reference` hold, how good the
figures are, and what is missing. Read it before you believe a result. The figures were researched
from open sources (state: November 2026). Every count on this page is computed from the files.

[tables.md](tables.md) explains every column, [parameters.md](parameters.md) every lever.

## What the tables hold

A figure is a filled cell of a column of numbers that is no key. A, B and C count the rows of each
grade. `groups.csv` and `origins.csv` are definitions and have none.

{holdings}

Money is in MUSD at prices of 2025 unless the column says otherwise.

## What the grades mean

- **A**: read in a primary source or an official data set. Many were read in a copy of it.
- **B**: press or another secondary source.
- **C**: an estimate, a derived figure or general knowledge. `source` or the note says which.

A grade says how a figure was found. It does not say that the figure is right. What the grade of a
row covers differs from table to table:

{grade_meanings}

In `systems.csv` it is the price alone. `system_field_grades.csv` grades the fields one by one:

{fields}

{n_ungraded} systems have no row there: {ungraded}. For them the program uses the grade of the row
in `systems.csv`. `advance` and `max_mix` have no source at all; the program reports them as grade
C.

## What rests on grade C

A **cell** is one figure that enters the model: a filled cell of a column of numbers in a required
or optional table, where the column is neither a key nor marked as documentation in
`model/schema.csv`. Codes and flags are no figures. The figures of an order that does not count
(`counts` is 0) enter nothing and are left out.

{cells_row} of {cells} cells ({cells_row_share}) stand in rows of grade C.

That is the kinder count, because some grades are finer than a row. The fields of a system have
their own grades. Output is never better than its row. In `inventory.csv` the grade is that of the
stock: `effective_share` and `retire_share` rest on judgement or on a rule in every row. This
concerns {n_ruled} cells in rows of grade A and B, for which the program still reports the grade of
the row. `paid_share` of `orders.csv` is an assumption in every row. By the grade of the figure
itself, {cells_figure} of {cells} cells ({cells_figure_share})
rest on grade C.

{cell_table}

{no_cell} hold no cell. The assumptions of `baseline.csv` are not counted here; its notes say what
they rest on.

## Known gaps and proxies

### Wealth and spending

- **GDP and prices stand at different rates.** GDP is that of the IMF of April 2025, at about 1.08
  USD per EUR. Prices in euro were converted at 1.13 (`fx.csv`: {euro} EUR per USD). Budgets of the
  euro area are therefore about 5 % low.
- **Equipment shares of 2025 are proxies for most allies.** {share_mean} of {allies} allies stand
  at the mean of 2022-2024, because the value of 2025 was not found. {share_midpoint} stand at the
  midpoint of 2024 and 2026, from two editions of NATO's report that do not share one definition.
  {share_read} stands at a value of the edition of 2025. Iceland has no armed forces and stands at
  0. `countries.csv` does not say which is which; `equipment_history.csv` does. {share_b} rows with
  the mean are graded B all the same.
- **Two tables disagree on the proxy.** The {share_proxy} rows of 2025 that
  `equipment_history.csv` marks `proxy` repeat the share of 2024. They name `countries.csv` as
  their source, but that table has the mean. The program reads `countries.csv` only.
- **Growth is one rate for all years.** It is a forecast of the European Commission for 2026 or
  2027, or general knowledge ({growth_known} allies), capped at 2.5 %/year ({growth_capped} allies
  are capped).
- **Defence shares of 2025** are NATO's estimates of August 2025. For {second_decimal} allies the
  second decimal is general knowledge.
- **The commitment of 3.5 % of GDP in 2035 is read as a floor.** An ally whose announced share is
  higher keeps its own: {no_last} have no row for 2035, and their last share stays. Below the
  commitment in 2035: {below}.
- **Plans are read alike, whatever their kind.** An ambition counts like a budget act. The path of
  Canada is a straight line to 2035 drawn here, yet graded B; that of Czechia to 2030, drawn in the
  same way, is graded C.
- **Spending of the United States stays at its base-year share** ({us_defence_share} % of GDP).
  {no_plan} have no row in `spending_plans.csv`.
- **{open_share} of equipment spending is open to the five areas** (`open_share` in
  `baseline.csv`). That is general knowledge; no source was found.
- **{marginal} of each extra dollar goes to equipment** (`equipment_share_marginal` in
  `baseline.csv`; its note: "{marginal_note}").

{plans}

### Stocks

- **Most stocks are estimates.** {guessed} of {stocks} rows ({guessed_share}) are of grade C:
  {by_rule} follow an estimation rule, {by_knowledge} are general knowledge, {by_reading} are
  derived from a source. See the [rules](#estimation-rules-of-the-inventory).
- **No open count exists** for trucks, transporters, field hospitals, bridging, radios, electronic
  warfare, counter-drone systems, spares and small drones. All of these follow a rule.
- **Munition stocks are orders of magnitude.**
- **Deliveries are not holdings.** {deliveries} of the {n_a} rows of grade A count what the SIPRI
  register records as delivered. {firepower} of the {n_b} rows of grade B come from the
  GlobalFirepower data set of 2025.
- **A pair without a row has a stock of 0.** That is so for {pairs_missing} of {pairs} pairs of
  ally and capability. The table does not say whether nothing is held or nothing was found.
- **Equipment owned in common has no row of its own.** Only the multinational tanker fleet is
  spread, over {pooled}.
- **Satellites are those of January 2023** ({n_satellites} rows). Launches and retirements since
  then are left out. In {weighed} rows `effective_share` weighs the classes of satellites by a rule
  of grade C.
- **`effective_share` marks stored or obsolete hulls in {n_hull_allies} allies only**
  ({hull_allies}). It rests on general knowledge, or on the type of the hull:

{usable}

- **Old fleets weigh on the answer.** Greece and Türkiye (tanks, carriers, howitzers) carry a large
  part of the shortfall. There is a second doubt: `retire_share` follows from the mean age of the
  whole fleet, but the program takes it off what `effective_share` leaves. Old hulls may so be
  taken off twice.
- **Elsewhere doubtful stock counts in full.** The notes of these rows say so:

{unmarked}

- **Retirement shares of stockpiles and electronics reach 85-100 %**, because their life is under
  20 years. Treat this as renewal, or set `retire_share` to 0 if you handle shelf life elsewhere.
  Spare parts stand at 0. The capabilities with one share for every ally:

{retirement}

- **Brigades are general knowledge** for {brigades_known} of {allies} allies in
  `force_structure.csv`; they were read for {brigades_read}. Rules R4, R5, R6, R7, R9 and R10 rest
  on them.
- **Personnel differs between two tables.** The rules use that of `force_structure.csv`, from
  several sources. That of `countries.csv` is more than 5 % away for {personnel_differs} allies.

### Prices and systems

- **Conversion.** `unit_musd_2025` follows from the price in its own currency, the exchange rate of
  2025 (rounded; also for older prices) and 3 % a year between the year of the price and 2025.
  {converted} of {points} price points agree with that within 1 %. {weak_currency} are in a currency
  whose rate is of grade C.
- **Few prices a system.** {one_point} of {systems} systems rest on one price point, {no_point} on
  none. {outside} price points lie more than 1 % outside the range of their system; `scope` says
  what the price includes or leaves out.
- **Quantities.** {known_quantity} price points divide by a quantity from general knowledge
  (`qty_basis` is `gk`). {known_quantity_b} of these are graded B.
- **Some missiles are paid for twice.** The prices of IRIS-T SLM and CAMM-ER fire units include a
  first load of missiles. The target for interceptors asks for them again.
- **Spare parts** have a calculated price, not that of a contract.
- **`max_mix` is judgement.** {mixed} systems have a limit below 100 %. Without these limits the
  cheapest class (small drones, used aircraft, commercial trucks) would take everything.
- **`effect` is judgement and `life` is general knowledge** for every system. Upkeep is general
  knowledge for all but {upkeep_better}.
- **`advance` is {advance} in every row**, an assumption. `absorb` and `joint_saving` have no
  column, so they are 0.

### Production

- **Output is an assumed share**: what is assumed open to European and Canadian buyers.
  `production.csv` has {knots} knots for {n_lines} lines, in {knot_years}; after that output stays
  flat. All are of grade C. {output_better} lines have a better grade in
  `system_field_grades.csv`. It is about the output as read; the share stays an assumption. The
  `source` in `production.csv` is that of the price.
- **Firm orders exceed the yearly output of some lines.** They count as held when announced, and
  nothing more can be delivered from these lines in these years. `optimize check` warns of them:

{overbooked}

### Firm orders

- **{firm} of {orders} rows count, {not_firm} do not.** {orders_known} rows rest on general
  knowledge alone. In {orders_doubted} rows of grade B the source or the note calls the number
  still to come, or its years, an estimate or general knowledge.
- **{approved} rows count although their status is "approved"** and not "signed" or "firm":

{statuses}

- **{unnamed} rows that count name no system.** They take no line, they cost the median price of
  their capability, and each unit counts as one unit of it, whatever it is (three MikroSAR
  satellites of Poland, for example). Second-hand buys are among them (C-130J of the Royal Air
  Force, Gripen C): the catalogue has no system for them.
- **`paid_share` is {paid} in every row**, an assumption without a source.
- **{ordering} of {allies} allies have a row.** The United States has none: what it has on order is
  not in the data.

### Munitions

- **Both the need and the stock are estimates.** The rates are planning values. What was read is in
  `munition_evidence.csv`.

{munitions}

- **Compare the 30 days with the rules of the stocks**: 300 shells per gun (R3), 40 interceptors per
  long-range battery and 24 per medium-range fire unit (R12), 12 rockets per launcher where none are
  recorded (R16). The shortfall of munitions is largely the gap between two assumptions.
- **The rate of cruise missiles is meant per capable aircraft.** The program multiplies it by all
  combat aircraft.

### What the United States provides

`us_provided.csv` matters only where a scenario sets `us_drawdown`. All of it is of grade C: press
reports, estimates and general knowledge.

{us_provided}

### Not in the model

Crews ({crews} figures) are general knowledge and enter no equation. Nuclear forces, naval forces,
submarines and personnel policy are not modelled, and the tables hold nothing on them.

## Estimation rules of the inventory

All are of grade C. Where a row says "see notes and README", it means this section. The rows are
those that name the rule, also beside another rule or a reading. R11 and R13 are not used.

{rules}

Ages and retirement, in every row: a mean age for each class, or the ally's own where one was set.
The stock is assumed to be spread evenly over the mean age plus and minus 10 years. `retire_share`
is the part that is older today than the service life of the class less 15 years, in steps of 5 %.

## Rows of grade A or B without an address

{missing} rows of grade A or B have a blank `url`. In `system_field_grades.csv` these are
{fields_missing}.

{without_address}

An address is where a figure was read. Many are copies of agency reports, on sites of little
standing of their own; the primary source is the one that `source` names. In {copied} of
{addresses} rows with an address the source itself speaks of a copy or a mirror
(`system_field_grades.csv` left out: it repeats `systems.csv`). Some addresses carry the name of a
file in brackets ({spaced}); the address ends before the space.

## What enters no equation

{documentation}

`groups.csv` enters no equation either: it says which allies a scenario row means. Columns of text
(names, sources, addresses, grades, notes) are documentation everywhere.

## How to replace or correct the data

**A figure for one question:** write a scenario row. It overrides the cell of the table, for one
ally or for many, and leaves the file alone.

{example}

The most specific row wins. `low` and `high` state a range for uncertainty runs. These parameters
stand in the tables, and a scenario row overrides any cell of them:

{levers}

A row of `defence_share` replaces the whole line of the ally in `spending_plans.csv`.

**Figures for good, or another alliance:** copy the folder, change it, and point at it.

```
cp -r scenarios/reference my_tables
optimize check scenarios/baseline.csv --reference my_tables
```

This is also the way to change what no scenario row reaches: `orders.csv`, `munition_use.csv`,
`groups.csv`, the favoured origins, and which allies, capabilities and systems there are. A folder
`reference` beside your scenario is found without `--reference`. Give every row its `source` and
`grade`; [tables.md](tables.md) says where `url` may stay blank. Nothing is silently ignored:
`optimize check` names every bad cell with its file and line. `datapackage.json` describes the
shipped files with their hashes; it no longer fits a changed copy.

**Every number keeps its origin.** The program remembers for each number the file and the line it
came from (a scenario, a table or the default), with its source, grade and note.

## What the data must not be used for

- **Open data only.** No figure comes from a classified source or was checked against one. NATO's
  capability targets are classified; those of the scenarios are assumptions.
- **A budget model.** The figures serve to weigh money, years and numbers against each other. They
  are too coarse to negotiate a price, to decide on a single purchase or to audit an ally.
- **Nothing operational.** The tables know nothing of readiness, training, places or plans. Do not
  use them to plan an operation, or to judge what a force could do in one.
- **Units are not effectiveness.** A capability is counted in units, and `effect` is judgement. Two
  allies with equal counts are not equally strong.
- **No ranking of allies.** Where one stock was read and another follows a rule, the difference may
  be that of the methods.

## Sources

The addresses that at least {most_cited} rows name, with the source as most of these rows word it
(`system_field_grades.csv` left out: it repeats `systems.csv`):

{cited}

The sites at which most rows were read:

{read}

All other sources stand in the rows. `datapackage.json` lists them table by table.
"""
