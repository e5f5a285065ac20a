"""The shipped figures: untouched, each with source and grade, and the weak ones counted."""

import csv
import hashlib
import json
from collections import Counter

import numpy as np
import pytest

from model.registry import reference_specs
from model.scenario import read_scenario
from model.shipped import shipped_folder

FOLDER = shipped_folder()
PACKAGE = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
SPECS = reference_specs()


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a shipped table as they stand in the file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# What the figures rest on. A change of any of these is a change of data: say so in the changelog.
GRADES = {
    "countries": {"B": 12, "C": 20},
    "capabilities": {"C": 31},
    "systems": {"A": 2, "B": 72, "C": 16},
    "inventory": {"A": 78, "B": 77, "C": 487},
    "production": {"C": 180},
    "orders": {"B": 68, "C": 101},
    "spending_plans": {"B": 73, "C": 12},
    "munition_use": {"C": 5},
    "us_provided": {"C": 8},
    "fx": {"A": 10, "C": 9},
    "price_points": {"A": 4, "B": 152, "C": 2},
    "munition_evidence": {"A": 1, "B": 14, "C": 9},
    "system_field_grades": {"A": 5, "B": 141, "C": 376},
    "equipment_history": {"A": 341, "B": 36},
    "force_structure": {"B": 1, "C": 31},
}
# Rows of grade A or B without an address, and why that is allowed stands in schema.csv.
WITHOUT_ADDRESS = {"fx": 10, "system_field_grades": 72, "equipment_history": 31}


def test_every_table_of_the_folder_is_declared_and_every_declared_one_ships():
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(SPECS)


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_no_table_has_changed_since_it_was_described(resource):
    data = (FOLDER / resource["path"]).read_bytes()
    assert resource["bytes"] == len(data)
    assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_the_data_package_describes_the_header_and_the_key_of_each_table(resource):
    rows = rows_of(resource["path"].removesuffix(".csv"))
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert list(fields) == list(rows[0])
    types = {"string", "number", "integer", "year", "boolean"}
    assert {field["type"] for field in fields.values()} <= types
    for name in resource["schema"].get("primaryKey", ()):
        assert fields[name]["constraints"]["required"]
    keys = [tuple(row[n] for n in resource["schema"].get("primaryKey", row)) for row in rows]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_every_cell_keeps_to_the_constraints_of_the_data_package(resource):
    rows = rows_of(resource["path"].removesuffix(".csv"))
    for field in resource["schema"]["fields"]:
        constraints = field.get("constraints", {})
        for row in rows:
            cell = row[field["name"]]
            assert cell or not constraints.get("required"), (resource["name"], field["name"])
            if cell and "minimum" in constraints:
                assert constraints["minimum"] <= float(cell) <= constraints["maximum"]
            if "enum" in constraints:
                assert cell in constraints["enum"]
            if field["type"] == "boolean":
                assert cell in field["trueValues"] + field["falseValues"]


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_every_reference_of_the_data_package_is_kept(resource):
    rows = rows_of(resource["path"].removesuffix(".csv"))
    for reference in resource["schema"].get("foreignKeys", ()):
        (name,), (target,) = reference["fields"], reference["reference"]["fields"]
        table = reference["reference"]["resource"].replace("-", "_")
        known = {row[target] for row in rows_of(table)} | {""}
        assert {row[name] for row in rows} <= known


def test_the_data_package_names_its_version_and_states_no_licence():
    assert PACKAGE["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert PACKAGE["name"]
    assert "licenses" not in PACKAGE
    assert all("licenses" not in resource for resource in PACKAGE["resources"])


def test_every_source_of_the_data_package_stands_in_a_row():
    for resource in PACKAGE["resources"]:
        titles = {row.get("source") for row in rows_of(resource["path"].removesuffix(".csv"))}
        for source in resource.get("sources", ()):
            assert source["title"] in titles
            assert source.get("path", "https://").startswith(("https://", "http://"))


def test_every_row_of_facts_has_a_source_and_a_grade():
    facts = set(SPECS) - {"groups", "origins"}  # definitions
    for name in facts:
        source = "crew_source" if name == "capabilities" else "source"
        for row in rows_of(name):
            assert row[source].strip(), name
            assert row["grade"] in ("A", "B", "C"), name


def test_the_grades_are_those_that_were_counted():
    assert {name: dict(Counter(row["grade"] for row in rows_of(name))) for name in GRADES} == GRADES


def test_of_the_cells_that_reach_the_plan_most_rest_on_estimates():
    scenario = read_scenario(FOLDER.parent / "baseline.csv")
    counted: Counter[str] = Counter()
    for name, cells in scenario.resolved.cells.items():
        if not cells.parameter.table or "year" in cells.parameter.dims:
            continue
        for index in np.ndindex(cells.values.shape):
            origin = scenario.origin(name, index)
            counted[origin.grade or origin.kind] += 1
    assert counted == {"C": 2013, "B": 377, "A": 238, "default": 1253}


def test_a_field_of_a_system_has_its_own_grade_and_not_that_of_the_price():
    scenario = read_scenario(FOLDER.parent / "baseline.csv")
    index = (scenario.systems.index("patriot_battery"),)
    price, effect = scenario.origin("unit_cost", index), scenario.origin("effect", index)
    assert (price.grade, price.source.split()[0]) == ("B", "Polygon")
    assert (effect.grade, effect.source) == ("C", "judgement")
    assert (effect.file, effect.line) == (price.file, price.line)
    mix = scenario.origin("max_mix", index)
    assert (mix.grade, mix.source) == ("C", "an assumption: no source is stated")
    made = scenario.origin("production", (*index, 0))
    assert (made.grade, made.source) == ("C", "general knowledge, unverified")
    assert scenario.origin("joint_saving", index).kind == "default"


def test_production_never_gets_a_better_grade_than_its_row():
    scenario = read_scenario(FOLDER.parent / "baseline.csv")
    shape = scenario.array("production").shape
    assert {scenario.origin("production", i).grade for i in np.ndindex(shape)} == {"C"}


def test_the_rows_of_better_grade_without_an_address_are_counted():
    found = {
        name: sum(row["grade"] != "C" and not row["url"] for row in rows_of(name))
        for name in set(SPECS) - {"groups", "origins"}
    }
    assert {name: count for name, count in found.items() if count} == WITHOUT_ADDRESS


def test_a_table_whose_better_rows_may_lack_an_address_says_why():
    for name, spec in SPECS.items():
        column = spec.columns.get("url")
        if column and column.default == "blank":
            assert name in WITHOUT_ADDRESS or name == "capabilities"
            assert "blank" in column.description
            assert " as " in column.description or "computed from" in column.description


def test_a_carried_address_is_that_of_the_same_price():
    prices = {row["system"]: row for row in rows_of("systems")}
    carried = [row for row in rows_of("system_field_grades") if row["url"]]
    assert len(carried) == 85
    for row in carried:
        assert row["field"] == "unit_cost_musd"
        assert row["source"] == prices[row["system"]]["source"]
        assert row["url"] == prices[row["system"]]["url"]


def test_systems_are_counted_in_the_unit_of_their_capability():
    units = {row["capability"]: row["unit"] for row in rows_of("capabilities")}
    for row in rows_of("systems"):
        assert row["unit"] == units[row["capability"]]


def test_lead_is_lead_years_rounded_half_up():
    for row in rows_of("systems"):
        assert int(row["lead"]) == int(float(row["lead_years"]) + 0.5), row["system"]
