"""Two programs, written apart from one specification, find the same optima.

The second model (tests/second) shares no code with the program: neither the reader nor the rows.
On 200 random worlds and on every shipped scenario both must agree on both objectives and on every
input of the rows; in a sample of the worlds a third solver, which is not HiGHS, confirms the optima
as well.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from second import Answer, solve_with, write_world
from second import solve as second_solve
from shipped import shipped

from model import load, solve
from model.certify import LIMIT, verify
from model.results.answer import Answer as ProgramAnswer
from model.run import Results

ROOT = Path(__file__).resolve().parent.parent
WORLDS, CHUNK = 200, 10
AGREED = 1e-6
"""Largest difference of two optima, relative above 1 MUSD."""

FAMILIES = (
    "national_target", "alliance_target", "stockpile", "budget", "industry", "mix",
    "concentration", "origin",
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """One world and what both programs say of it."""

    scenario: Path
    first: Results
    second: Answer

    @property
    def optima(self) -> tuple[float, float]:
        """Least shortfall and least cost of the program, MUSD."""
        stages = self.first.answer.solution.stages
        return stages[0].least, stages[1].objective


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Pair]:
    """The world of a seed, solved by both programs when it is first asked for."""
    folder = tmp_path_factory.mktemp("worlds")

    @cache
    def of(seed: int) -> Pair:
        path = write_world(folder / str(seed), seed)
        return Pair(path, solve(load(path)), second_solve(path, path.parent / "reference"))

    return of


def apart(one: float, other: float) -> float:
    """How far two numbers are apart, relative above 1."""
    return abs(one - other) / max(1.0, abs(other))


def differences(first: ProgramAnswer, second: Answer) -> dict[str, float]:
    """The largest difference of every input of the rows, relative above 1."""
    plan = first.plan
    country = {code: i for i, code in enumerate(plan.countries)}
    item = {code: i for i, code in enumerate(plan.capabilities)}
    item |= {code: i for i, code in enumerate(plan.systems)}
    found = {
        "cap": [
            apart(plan.cap[country[c], plan.at(t)], money) for (c, t), money in second.cap.items()
        ],
        "committed": [
            apart(plan.committed[country[c], plan.at(t)], money)
            for (c, t), money in second.committed.items()
        ],
        "target": [
            apart(plan.target[country[c], item[k], plan.at(m)], units)
            for (c, k, m), units in second.target.items()
        ],
        "price": [
            apart(plan.price[item[s], plan.at(t)], money) for (s, t), money in second.price.items()
        ],
    }
    return {name: max(parts, default=0.0) for name, parts in found.items()}


def seeds_of(chunk: int) -> range:
    """The seeds of a chunk of worlds."""
    return range(chunk, chunk + CHUNK)


CHUNKS = pytest.mark.parametrize("chunk", range(0, WORLDS, CHUNK), ids=lambda n: f"from {n}")


@CHUNKS
def test_both_programs_find_the_same_optima(pair, chunk):
    apart_by = {}
    for seed in seeds_of(chunk):
        (shortfall, cost), second = pair(seed).optima, pair(seed).second
        apart_by[seed] = max(apart(shortfall, second.shortfall), apart(cost, second.cost))
    assert {seed: by for seed, by in apart_by.items() if not by <= AGREED} == {}


@CHUNKS
def test_both_programs_read_the_same_inputs(pair, chunk):
    wrong = {}
    for seed in seeds_of(chunk):
        for name, by in differences(pair(seed).first.answer, pair(seed).second).items():
            if not by <= 1e-9:
                wrong[seed, name] = by
    assert wrong == {}


@CHUNKS
def test_every_answer_passes_its_own_verification(pair, chunk):
    for seed in seeds_of(chunk):
        answer = pair(seed).first.answer
        found = verify(answer.solution)
        assert found == answer.residuals
        assert all(stage.worst < LIMIT for stage in found), f"seed {seed}: {found}"


def test_the_rows_are_those_of_the_same_families_and_members(pair):
    """The program has a row for each participant and milestone, as the second has a target."""
    for seed in range(0, WORLDS, CHUNK):
        answer, second = pair(seed).first.answer, pair(seed).second
        plan = answer.plan
        members = {
            (c, k, m)
            for j, k in enumerate(plan.capabilities)
            for m in plan.milestones[j]
            for i, c in enumerate(plan.countries)
            if plan.takes_part[i, j]
        }
        assert members == set(second.target), f"seed {seed}"


def test_every_family_binds_in_many_of_the_worlds(pair):
    """Agreement means little where nothing binds: each family has a dual in one world in ten."""
    binding: Counter[str] = Counter()
    for seed in range(WORLDS):
        second = pair(seed).second
        binding.update(f for f in FAMILIES if any(second.active.get(f, (0, 0))))
        binding["a shortfall"] += second.shortfall > 1e-9
        binding["no shortfall"] += second.shortfall <= 1e-9
        binding["a cost"] += second.cost > 1e-9
    for thing in (*FAMILIES, "a shortfall", "no shortfall", "a cost"):
        assert binding[thing] >= WORLDS / 10, f"{thing} in {binding[thing]} worlds only"


# --- other solvers


SAMPLE = (1, 3, 7, 16, 24, 39, 64, 102, 143, 188)


@pytest.mark.parametrize("solver", ["glpsol --exact", "cbc"])
@pytest.mark.parametrize("seed", SAMPLE)
def test_another_solver_confirms_the_optima(pair, solver, seed):
    program = solver.split()[0]
    if shutil.which(program) is None:
        assert "CI" not in os.environ, f"{program} must be installed where CI runs"
        pytest.skip(f"{program} is not installed: no second opinion from it")
    scenario = pair(seed).scenario
    optima = [solve_with(solver, scenario, scenario.parent / "reference", n) for n in (1, 2)]
    for own, other in zip(pair(seed).optima, optima, strict=True):
        assert apart(own, other) <= AGREED


def test_the_sample_for_other_solvers_has_shortfalls_and_costs(pair):
    both = [seed for seed in SAMPLE if min(pair(seed).optima) > 1]
    assert len(both) >= 7


# --- the shipped scenarios


@pytest.mark.parametrize("path", shipped("baseline"))
def test_both_programs_find_the_same_optima_for_every_shipped_scenario(path):
    """The whole alliance, 31 capabilities, 90 systems: the second model by an interior point."""
    first = Pair(
        path, solve(load(path)), second_solve(path, path.parent / "reference", "highs-ipm")
    )
    assert first.optima[0] == pytest.approx(first.second.shortfall, rel=1e-8)
    assert first.optima[1] == pytest.approx(first.second.cost, rel=1e-8)
    assert max(differences(first.first.answer, first.second).values()) <= 1e-9
