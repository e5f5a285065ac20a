"""The mathematics page says what is built."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pyomo.core as pyo
import pytest
from worlds import baseline, random_plan

from model.build import build

sys.path.append(str(Path(__file__).resolve().parent.parent / "docs"))

from mathematics import mathematics_markdown


@pytest.fixture(scope="module")
def page():
    """The page as it is generated."""
    return mathematics_markdown()


@pytest.fixture(scope="module")
def models():
    """The real baseline, and a world with the families that it leaves off."""
    return [build(baseline()), build(random_plan(1))]


def names(models, kind):
    """The names of all components of a kind."""
    return {component.name for m in models for component in m.component_objects(kind)}


def test_every_row_built_is_on_the_page_with_its_four_lines(page, models):
    rows = names(models, pyo.Constraint)
    assert {"origin", "shortfall_within_tolerance", "stockpile", "mix"} <= rows
    for row in rows:
        part = page.partition(f"#### `{row}`\n")[2].partition("\n###")[0]
        assert "```text\n" in part, row
        for word in ("For", "Units", "Dual"):
            assert f"\n- {word}: " in part, (row, word)


def test_every_variable_built_is_on_the_page_with_its_unit(page, models):
    for variable in names(models, pyo.Var):
        [line] = [line for line in page.splitlines() if line.startswith(f"| `{variable}[")]
        assert "MUSD" in line or "units" in line


def test_every_stage_is_on_the_page(page, models):
    headings = re.findall(r"^### `.*", page.partition("## Stages")[2], re.MULTILINE)
    stages = [objective.name for objective in models[0].component_objects(pyo.Objective)]
    assert headings == [f"### `{stage}`" for stage in [*stages, "tie_break"]]


def test_no_equation_loses_its_second_line(page):
    assert ">= sum over c of target[c,k,m]" in page
    assert "* held[c,p,m]" in page


def test_the_page_is_plain_markdown(page):
    """Every table row and list item on a line of its own, blank lines around blocks, no tabs."""
    assert "\t" not in page
    assert "\n\n\n" not in page
    for before, after in zip(page.splitlines(), page.splitlines()[1:], strict=False):
        if after.startswith("#"):
            assert before == "", after
