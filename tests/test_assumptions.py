"""assumptions.csv: every number that the plan rests on, once, with the line that states it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from second import write_world

from model import load
from model.registry import parameters
from model.results.assumptions import READ_AS_THEY_STAND, rows
from model.scenario import Scenario

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
REGISTRY = SCENARIOS.parent / "model" / "registry.csv"
NAMES = ("baseline", "european_preference", "fifteen_years", "gdp_2pct", "us_drawdown")


def listed(scenario: Scenario) -> list[dict]:
    """The rows of a scenario; they need no solution."""
    return list(rows(SimpleNamespace(scenario=scenario)))


@cache
def line_of(path: Path, line: int) -> dict[str, str]:
    """The cells of a row of a CSV file, by the physical line in which it starts."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        head: list[str] = []
        before = 0
        for row in reader:
            if head and before + 1 == line:
                return dict(zip(head, row, strict=True))
            if not head and not row[0].startswith("#"):
                head = row
            before = reader.line_num
    raise LookupError(f"{path}:{line}")


def spread(scenario: Scenario, name: str, found: list[dict]) -> np.ndarray:
    """The array that the rows of a parameter stand for; NaN where none states a number."""
    parameter = parameters()[name]
    shape = scenario.array(name).shape
    array = np.full(shape, np.nan)
    for row in found:
        index = []
        for dim in parameter.dims:
            code = row["year"] if dim == "year" else row["country" if dim == "country" else "item"]
            codes = scenario.years if dim == "year" else scenario.resolved.sets.codes(dim)
            index.append(slice(None) if code in ("", None) else list(codes).index(code))
        array[tuple(index)] = row["value"]
    return array


def used(scenario: Scenario, name: str) -> tuple[slice, ...]:
    """The part of a parameter's array that the plan uses: dated numbers after the base year."""
    dims = parameters()[name].dims
    return tuple(slice(1, None) if dim == "year" else slice(None) for dim in dims)


@pytest.mark.parametrize("name", NAMES)
def test_the_rows_are_the_numbers_of_the_scenario(name):
    assert_complete(load(SCENARIOS / f"{name}.csv"))


@pytest.mark.parametrize("seed", range(12))
def test_the_rows_are_the_numbers_of_random_worlds(seed, tmp_path):
    assert_complete(load(write_world(tmp_path / str(seed), seed)))


def assert_complete(scenario: Scenario) -> None:
    """Spread out again, the rows are the arrays, and no number is told twice."""
    found = listed(scenario)
    keys = [(row["parameter"], row["country"], row["item"], row["year"]) for row in found]
    assert len(keys) == len(set(keys))
    for name in scenario.resolved.cells:
        array = scenario.array(name)
        finite = np.where(np.isfinite(array), array, np.nan)[used(scenario, name)]
        told = spread(scenario, name, [row for row in found if row["parameter"] == name])
        np.testing.assert_array_equal(told[used(scenario, name)], finite, err_msg=name)


def test_the_line_that_is_named_states_the_number():
    """Tables without knots hold the number itself; its grade, source and url stand beside it."""
    scenario = load(SCENARIOS / "baseline.csv")
    checked = 0
    for row in listed(scenario):
        file, _, line = row["origin"].rpartition(":")
        parameter = parameters().get(row["parameter"])
        table = parameter.table if parameter else row["parameter"].split(".")[0]
        if file != f"reference/{table}.csv" or (parameter and "year" in parameter.dims):
            continue
        stated = line_of(SCENARIOS / file, int(line))
        column = parameter.column if parameter else row["parameter"].split(".")[1]
        assert float(stated[column] or 0) == row["value"], row
        if not (parameter and parameter.graded_as):
            assert (stated.get("source", ""), stated.get("grade", "")) == (
                row["source"],
                row["grade"],
            )
        checked += 1
    assert checked > 3000


def test_a_default_names_the_line_of_the_registry():
    scenario = load(SCENARIOS / "baseline.csv")
    defaults = [row for row in listed(scenario) if row["origin"].startswith("registry.csv:")]
    assert defaults
    for row in defaults:
        stated = line_of(REGISTRY, int(row["origin"].rpartition(":")[2]))
        assert stated["name"] == row["parameter"]
        assert (row["grade"], row["source"]) == ("", "")


def test_a_lever_names_its_line_and_what_it_says(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "parameter,country,item,year,value,unit,note\n"
        "discount_rate,,,,4,%/year,as the treasury does\n"
        "uplift,ISL,,,10,%,one ally apart\n"
    )
    found = {(row["parameter"], row["country"], row["item"]): row for row in listed(load(path))}
    rate = found["discount_rate", "", ""]
    assert (rate["value"], rate["origin"], rate["note"]) == (
        4,
        "mine.csv:2",
        "as the treasury does",
    )
    assert found["uplift", "ISL", ""]["value"] == 10
    assert found["uplift", "NOR", ""]["value"] == 30
    assert ("uplift", "", "") not in found


def test_no_path_of_the_machine_is_told():
    origins = {row["origin"].rpartition(":")[0] for row in listed(load(SCENARIOS / "gdp_2pct.csv"))}
    assert {"registry.csv", "gdp_2pct.csv", "baseline.csv", "reference/systems.csv"} <= origins
    assert not [origin for origin in origins if origin.startswith("/")]


def test_columns_read_from_whole_tables_are_declared():
    scenario = load(SCENARIOS / "baseline.csv")
    told = {row["parameter"] for row in listed(scenario)} - set(parameters())
    stated = {f"{t}.{c}" for t, columns in READ_AS_THEY_STAND.items() for c in columns}
    assert told <= stated
    assert stated - told <= {"orders.unit_cost"}
