"""What is reported is held against what was solved, order by order, before anything is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from worlds import answer, small_plan

from model.cautions import brief
from model.errors import VerificationError
from model.outcome import agree, work_out

PLAN = small_plan()
SOLUTION = answer(PLAN)


def test_orders_mean_the_same_in_the_tables_and_in_the_program():
    agree(PLAN, SOLUTION, work_out(PLAN, SOLUTION))


@pytest.mark.parametrize("name", ["payments", "running", "bought"])
def test_a_table_that_tells_another_story_is_refused(name):
    """A millionth more of anything passes for rounding; a thousandth does not."""
    outcome = work_out(PLAN, SOLUTION)
    array = getattr(outcome, name)
    with pytest.raises(VerificationError, match=rf"{name}\["):
        agree(PLAN, SOLUTION, replace(outcome, **{name: array + 1e-3}))
    agree(PLAN, SOLUTION, replace(outcome, **{name: array + 1e-8}))


def test_a_caution_in_brief_names_three_cases_and_counts_the_rest():
    assert brief("too dear: A (1); B (2); C (3); D (4); E (5)") == (
        "too dear: A (1); B (2); C (3); and 2 more"
    )
    assert brief("first; and second: A; B") == "first; and second: A; B"
