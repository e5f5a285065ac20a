"""The page on the data says what the tables say: its counts are made again here, another way."""

import csv
import re
import shutil
import sys
from collections import Counter
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from model.plan import make_plan
from model.registry import parameters, reference_specs
from model.scenario import read_scenario
from model.shipped import shipped_folder

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))

from data_page import PAGE, RULES, TABLES, counts_of_page, data_markdown  # noqa: E402

FOLDER = shipped_folder()
BASELINE = FOLDER.parent / "baseline.csv"
TEXT = data_markdown()
WORDS = " ".join(TEXT.split())


def rows_of(name):
    """The rows of a shipped table as they stand in the file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table_under(heading):
    """The first table below a heading, as rows of cells by their heads."""
    below = TEXT.split(f"\n## {heading}\n")[1]
    lines = re.search(r"(?m)(^\|.*\n)+", below).group().splitlines()
    head, _, *rows = [line.strip("| ").split(" | ") for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


def number(text):
    """A number of the page."""
    return int(text.replace(",", ""))


def numbers_of(heading, name):
    """The whole numbers in the row of a table, in their order."""
    (row,) = [row for row in table_under(heading) if f"`{name}.csv`" in row.values()]
    return [number(cell) for cell in row.values() if re.fullmatch(r"[\d,]+", cell)]


def test_the_page_is_up_to_date():
    assert (ROOT / "docs" / "data.md").read_text(encoding="utf-8") == TEXT


def test_every_placeholder_of_the_text_is_filled_and_none_is_left_over():
    wanted = set(re.findall(r"{(\w+)}", PAGE))
    assert wanted == set(TABLES) | set(counts_of_page())


def test_every_reference_table_is_on_the_page_and_has_one_row_in_its_first_table():
    files = [f"`{path.name}`" for path in FOLDER.glob("*.csv")]
    assert Counter(row["table"] for row in table_under("What the tables hold")) == Counter(files)


# --- two tables counted again with columns that are typed here and not read from schema.csv

SYSTEM_FIELDS = {
    "unit_cost": None,
    "om_share": "annual_om_share_pct",
    "lead": "lead_time_years",
    "life": "service_life_years",
    "effect": "capability_per_unit",
}
UNSOURCED = ("advance", "max_mix")
TOLD = ("unit_cost_low", "unit_cost_high", "lead_years")


def test_the_counts_of_the_inventory_are_right():
    rows = rows_of("inventory")
    grades = Counter(row["grade"] for row in rows)
    entering = ("stock", "effective_share", "retire_share")
    filled = sum(row[name] != "" for row in rows for name in (*entering, "avg_age"))
    told = [len(rows), filled, grades["A"], grades["B"], grades["C"]]
    assert numbers_of("What the tables hold", "inventory") == told
    better = grades["A"] + grades["B"]
    cells = [3 * len(rows), 3 * grades["C"], 3 * grades["C"] + 2 * better]
    assert numbers_of("What rests on grade C", "inventory") == cells
    share = 100 * grades["C"] / len(rows)
    assert f"{grades['C']} of {len(rows)} rows ({share:.1f} %) are of grade C" in WORDS
    sources = Counter(row["source"] for row in rows if row["grade"] == "C")
    ruled = sources["estimation rule, see notes and README"]
    known = sources["general knowledge, unverified"]
    rest = grades["C"] - ruled - known
    assert f"{ruled} follow an estimation rule, {known} are general knowledge, {rest} are" in WORDS


def test_the_counts_of_the_systems_are_right():
    rows = rows_of("systems")
    grades = Counter(row["grade"] for row in rows)
    columns = (*SYSTEM_FIELDS, *UNSOURCED, *TOLD)
    filled = sum(row[name] != "" for row in rows for name in columns)
    told = [len(rows), filled, grades["A"], grades["B"], grades["C"]]
    assert numbers_of("What the tables hold", "systems") == told
    fields_of = {(r["system"], r["field"]): r["grade"] for r in rows_of("system_field_grades")}
    themselves = len(UNSOURCED) * len(rows)
    for row in rows:
        for field in SYSTEM_FIELDS.values():
            themselves += fields_of.get((row["system"], field), row["grade"]) == "C"
    per_row = len(SYSTEM_FIELDS) + len(UNSOURCED)
    cells = [per_row * len(rows), per_row * grades["C"], themselves]
    assert numbers_of("What rests on grade C", "systems") == cells


def test_the_field_grades_are_right():
    counted = Counter((row["field"], row["grade"]) for row in rows_of("system_field_grades"))
    told = re.findall(r"\| `(\w+)` \| `\w+` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", TEXT)
    assert {field for field, *_ in told} == {field for field, _ in counted}
    for field, *numbers in told:
        grades = [counted[field, grade] for grade in "ABC"]
        assert [int(text) for text in numbers] == [sum(grades), *grades]


def test_the_total_of_the_cells_is_the_sum_of_the_tables():
    *tables, total = table_under("What rests on grade C")
    for column in ("cells", "in rows of grade C", "of grade C themselves"):
        assert number(total[column]) == sum(number(row[column]) for row in tables)
    for row in (*tables, total):
        assert number(row["in rows of grade C"]) <= number(row["of grade C themselves"])


def test_the_grade_of_a_cell_is_the_one_that_the_program_reports_but_for_the_ruled_shares():
    counted = Counter()
    scenario = read_scenario(BASELINE)
    for name, parameter in parameters().items():
        if parameter.table in ("systems", "inventory", "countries") and name != "defence_share":
            cells = scenario.resolved.cells[name]
            shape = cells.cell_shape
            for index in np.ndindex(shape):
                whole = (*index, 0) if cells.dated else index
                counted[parameter.table] += scenario.origin(name, whole).grade == "C"
    (ruled,) = re.findall(r"This concerns (\d+) cells", WORDS)
    inventory = numbers_of("What rests on grade C", "inventory")[2]
    assert counted["systems"] == numbers_of("What rests on grade C", "systems")[2]
    assert counted["inventory"] == inventory - int(ruled)


def test_the_rows_of_better_grade_without_an_address_are_counted():
    missing = {}
    for name in reference_specs():
        rows = rows_of(name)
        if "url" in rows[0]:
            found = Counter(row["grade"] for row in rows if row["url"] == "")
            if found["A"] + found["B"]:
                missing[f"`{name}.csv`"] = [found["A"], found["B"]]
    told = table_under("Rows of grade A or B without an address")
    assert {row["table"]: [number(row["A"]), number(row["B"])] for row in told} == missing
    assert f"{sum(map(sum, missing.values()))} rows of grade A or B have a blank" in WORDS


# --- what the text claims


def test_what_the_page_says_enters_no_equation_changes_no_number_of_the_plan(tmp_path):
    told = {row["table"]: row for row in table_under("What enters no equation")}
    whole = {name.strip("`") for name, row in told.items() if "all of it" in row.values()}
    assert whole == {f"{n}.csv" for n, s in reference_specs().items() if s.kind == "documentation"}
    for path in FOLDER.glob("*.csv"):
        if path.name not in whole:
            shutil.copy(path, tmp_path / path.name)
    full, bare = (make_plan(read_scenario(BASELINE, folder)) for folder in (FOLDER, tmp_path))
    for field in fields(full):
        np.testing.assert_equal(getattr(full, field.name), getattr(bare, field.name), field.name)


def test_the_lines_that_are_overbooked_are_those_of_the_plan():
    plan = make_plan(read_scenario(BASELINE))
    over = (plan.booked > plan.production + 1e-9).any(axis=1)
    names = {row["system"]: row["name"] for row in rows_of("systems")}
    above = {names[system] for system, yes in zip(plan.systems, over, strict=True) if yes}
    told = TEXT.split("furthest above, in units |\n")[1].split("\n\n")[0].splitlines()[1:]
    assert {line.split(" | ")[0].removeprefix("| ") for line in told} == above


@pytest.mark.parametrize("name, words, text", RULES, ids=[rule[0] for rule in RULES])
def test_a_rule_is_on_the_page_with_the_rows_that_name_it(name, words, text):
    rows = [row for row in rows_of("inventory") if re.search(words, row["notes"])]
    assert {row["grade"] for row in rows} == {"C"}
    (told,) = [r for r in table_under("Estimation rules of the inventory") if r["rule"] == name]
    assert number(told["rows"]) == len(rows)
    assert told["what it says"] == " ".join(text.split())


def test_no_other_rule_is_named_in_the_inventory():
    named = {n for row in rows_of("inventory") for n in re.findall(r"\bR\d+", row["notes"])}
    assert named == {name for name, *_ in RULES if name.startswith("R")}


def test_the_rules_give_the_stocks():
    forces = {row["country"]: row for row in rows_of("force_structure")}
    held = {(r["country"], r["capability"]): float(r["stock"]) for r in rows_of("inventory")}
    for row in rows_of("inventory"):
        rule, country, stock = row["notes"].split(":")[0], row["country"], float(row["stock"])
        force = forces[country]
        brigades, active = float(force["brigades"]), float(force["active_personnel_k"])

        def of(code, country=country):
            return held.get((country, code), 0.0)

        made = {
            "R1": (40 * active, 5.01),  # in tens
            "R2": (0.15 * of("GM_MBT") + 0.05 * of("GM_IFV"), 0.95),
            "R3": (300 * of("GM_SPH"), 0.0),
            "R5": (brigades / 2 + active / 50, 1.0),
            "R6": (np.ceil(brigades / 2), 0.0),
            "R12": (40 * of("AD_LR") + 24 * of("AD_MR"), 0.0),
            "R14": (active / 10, 0.55),
        }
        if rule in made:
            value, rounding = made[rule]
            assert stock == pytest.approx(value, abs=rounding + 1e-9), (country, rule)


def test_prices_in_euro_were_converted_as_the_page_says():
    for row in rows_of("price_points"):
        if row["currency"] == "EUR":
            made = float(row["unit_native_m"]) * 1.13 * 1.03 ** (2025 - int(row["year"]))
            assert float(row["unit_musd_2025"]) == pytest.approx(made, rel=0.002)
    assert "1.13" in TEXT


def test_the_example_is_a_good_scenario_and_does_what_it_says(tmp_path):
    shutil.copy(BASELINE, tmp_path / "baseline.csv")
    path = tmp_path / "mine.csv"
    path.write_text(TEXT.split("```csv\n")[1].split("```")[0], encoding="utf-8")
    mine, before = read_scenario(path), read_scenario(BASELINE)
    share, old = mine.array("effective_share"), before.array("effective_share")
    ((country, capability),) = np.argwhere(share != old)
    assert share[country, capability] == 100
    (system,) = np.flatnonzero(mine.array("unit_cost") != before.array("unit_cost"))
    ratio = mine.array("unit_cost")[system] / before.array("unit_cost")[system]
    assert ratio == pytest.approx(1.2)
    rows = [row for layer in mine.resolved.layers for row in layer.rows]
    assert sum(row.low is not None for row in rows) == 2


def test_every_parameter_of_a_table_is_named_as_one_that_a_scenario_overrides():
    told = [row for row in table_under("How to replace or correct the data") if "parameters" in row]
    named = {name for row in told for name in re.findall(r"`(\w+)`", row["parameters"])}
    assert named == {p.name for p in parameters().values() if p.table}


def test_every_address_and_every_source_of_the_page_stands_in_a_row():
    rows = [row for name in reference_specs() for row in rows_of(name)]
    addresses = {(row.get("url") or "").split(" ")[0] for row in rows}
    sources = {row.get("source") for row in rows}
    assert set(re.findall(r"<(https?://[^>]+)>", TEXT)) <= addresses
    cited = table_under("Sources")
    assert cited
    for row in cited:
        assert row["source, as most of these rows word it"] in sources


def test_the_links_of_the_page_lead_somewhere_and_no_path_is_absolute():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / "docs" / target).is_file()
    for anchor in re.findall(r"\]\(#([^)]+)\)", TEXT):
        headings = re.findall(r"(?m)^#+ (.*)$", TEXT)
        assert anchor in {heading.lower().replace(" ", "-") for heading in headings}
    assert not re.search(r"(?<![\w/:.>)])/[a-z]+/", TEXT)
    assert not re.search(r"[A-Z]:\\|file:|localhost", TEXT)
