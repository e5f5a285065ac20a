"""Whatever the bytes of a file are, reading ends in a scenario or in an InputError, and soon.

`python tests/nightly/run.py fuzz` does the same with a hundred thousand files.
"""

import pytest
from fuzzing import Bench, run
from spoiled import ANY, REFUSED, SAME, mutant

SEED, PARTS, EACH = 7, 5, 1_000
HANGS = 20.0
"""Seconds after which a file, on whatever machine, hangs."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Bench:
    """The good world."""
    return Bench(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("part", range(PARTS))
def test_five_thousand_spoiled_files_are_read_or_refused(bench, part):
    tally = run(bench, SEED, EACH, HANGS, part * EACH)
    assert tally.count == EACH
    assert tally.faults == []


def test_a_spoiled_file_is_the_same_each_time_and_another_for_another_seed():
    for number in range(50):
        assert mutant(SEED, number) == mutant(SEED, number)
        assert mutant(SEED, number).data != mutant(SEED + 1, number).data


def test_files_of_every_kind_are_spoiled_in_every_way():
    made = [mutant(SEED, number) for number in range(EACH)]
    assert {spoiled.due for spoiled in made} == {ANY, REFUSED, SAME}
    assert {spoiled.name for spoiled in made if spoiled.due == REFUSED} > {
        "scenario.xlsx",
        "base.csv",
    }
    assert len({spoiled.name for spoiled in made}) == 15
