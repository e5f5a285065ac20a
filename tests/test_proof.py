"""What is proven of a plan is true, whatever the duals, and near the plan where they are right.

The world of most tests: one ally wants 10 tanks in 2027, worth 10 MUSD each, and may buy them at
11 MUSD in 2026 or at 12.1 MUSD in 2027, paid and delivered at once. It has 44 MUSD in 2026, which
buys 4, and 24.2 MUSD in 2027, which buys 2; 4 are missing, worth 40 MUSD, and the rest costs 68.2.
"""

import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from reader_worlds import world
from worlds import answer, program_of, random_plan, small_plan

from model import load
from model.certify import verify
from model.errors import VerificationError
from model.highs import Solver
from model.implied import implied_bounds
from model.method import Method
from model.proof import Proof, Weigher, proofs, prove
from model.refine import finer_duals, sum_of_two
from model.results import tables_of
from model.run import results_of, solve_scenario
from model.scale import scale
from model.solving import find_plan
from model.stages import SHORTFALL, STAGES, Solution


@pytest.fixture(scope="module")
def solution() -> Solution:
    """The answer for the world above."""
    return answer(small_plan(allies=[{"cap": {2026: 44.0, 2027: 24.2}}], last=2027, growth=0.1))


def proof_of(solution: Solution, stage: str) -> Proof:
    """The proof of one stage."""
    return next(proof for proof in proofs(solution) if proof.stage == stage)


def with_duals(solution: Solution, stage: str, change: np.ndarray | float) -> Solution:
    """The same answer with the row duals of one stage multiplied."""
    stages = [
        replace(
            old,
            point=replace(
                old.point,
                row_dual=old.point.row_dual * change,
                row_dual_rest=old.point.row_dual_rest * change,
            ),
        )
        if old.name == stage
        else old
        for old in solution.stages
    ]
    return replace(solution, stages=tuple(stages))


def test_the_plan_is_proven_to_be_the_best(solution):
    found = prove(solution)
    assert tuple(proof.stage for proof in found) == STAGES
    assert float(found[0].objective) == pytest.approx(40)
    assert float(found[1].objective) == pytest.approx(68.2)
    assert max(proof.gap for proof in found) < 1e-13


@pytest.mark.parametrize("seed", range(12))
def test_random_plans_are_proven_with_and_without_tolerance(seed):
    """Every second world lets stage 2 give up a twentieth of stage 1."""
    assert max(proof.gap for proof in prove(answer(random_plan(seed)))) < 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_duals_weighed_while_the_stages_are_solved_prove_the_same(seed):
    """Every second world lets stage 2 give up a twentieth of stage 1; in every third stage 4
    is not seen before."""
    weigher = Weigher()
    seen = STAGES[:-1] if seed % 3 == 0 else STAGES

    def weigh(program, stage, point):
        if stage in seen:
            weigher.solved(program, stage, point)

    solved = answer(random_plan(seed), solved=weigh)
    assert set(weigher.found) == set(seen)
    early, late = prove(solved, weigher), prove(solved)
    for one, other in zip(early, late, strict=True):
        assert (one.objective, one.bound, one.weights) == (
            other.objective,
            other.bound,
            other.weights,
        )
        assert (one.dual == other.dual).all()


@pytest.mark.skipif(sys.platform != "linux", reason="a process is only copied on Linux")
def test_a_second_process_proves_the_same_while_the_tables_are_made(tmp_path, monkeypatch):
    """All that is proven comes back from it, and the tables are those made afterwards. What is
    noted in the second process is not noted in this one."""
    scenario, noted = load(world(tmp_path)), []

    def note(*given):
        noted.append("proven here")
        return prove(*given)

    monkeypatch.setattr("model.verified.prove", note)
    monkeypatch.setattr("model.aside.cores", lambda: 2)
    one = solve_scenario(scenario)
    assert noted == ["proven here"]
    two = results_of(find_plan(scenario), tables=True)
    assert noted == ["proven here"]
    assert not one.made
    assert two.made == tables_of(one.answer)
    assert two.answer.residuals == one.answer.residuals
    assert len(two.answer.proofs) == 4
    for proof, other in zip(one.answer.proofs, two.answer.proofs, strict=True):
        assert (proof.dual == other.dual).all()
        assert replace(proof, dual=()) == replace(other, dual=())


@pytest.mark.parametrize("cores", [1, 2])
def test_a_proof_that_fails_here_too_is_not_made_once_more(tmp_path, monkeypatch, cores):
    """Want of memory, say: the second process has failed, this one fails, and that is that."""
    noted = []

    def fail(*_):
        noted.append("here")
        raise MemoryError

    monkeypatch.setattr("model.aside.cores", lambda: cores)
    monkeypatch.setattr("model.verified.prove", fail)
    with pytest.raises(MemoryError):
        results_of(find_plan(load(world(tmp_path))), tables=True)
    assert noted == ["here"]


@pytest.mark.parametrize("cores", [1, 2])
def test_a_wrong_solution_is_told_and_not_what_else_failed_for_it(tmp_path, monkeypatch, cores):
    """Tables that cannot be made from it are no fault of the program."""

    def fail(*_):
        raise VerificationError("gap 1.0e-03")

    monkeypatch.setattr("model.aside.cores", lambda: cores)
    monkeypatch.setattr("model.verified.verify", fail)
    monkeypatch.setattr("model.run.tables_of", lambda answer: 1 / 0)
    with pytest.raises(VerificationError, match="gap"):
        results_of(find_plan(load(world(tmp_path))), tables=True)
    monkeypatch.setattr("model.verified.verify", verify)
    with pytest.raises(ZeroDivisionError):
        results_of(find_plan(load(world(tmp_path))), tables=True)


def test_a_plan_that_misses_more_is_found_far_from_the_least(solution):
    """Nothing ordered: 100 MUSD are missing, and 40 would do."""
    idle = np.zeros_like(solution.x)
    shortfall = next(span for span in solution.program.columns if span.name == "shortfall")
    idle[shortfall.start : shortfall.stop] = 10.0
    lazy = replace(solution, x=idle)
    proof = proof_of(lazy, "least_shortfall")
    assert proof.objective == 100
    assert proof.gap == pytest.approx(0.6)
    with pytest.raises(VerificationError, match="stage least_shortfall: it is only proven"):
        prove(lazy)


def test_a_dearer_plan_is_found_too_dear(solution):
    """Everything is held already; a tank bought for nothing costs 10 MUSD, and 0 would do."""
    rich = answer(small_plan(capabilities=[{"given": 20.0}], last=2026))
    wasteful = rich.x.copy()
    for span in rich.program.columns:
        if span.name in ("order", "bought"):
            wasteful[span.start] = 1.0
        if span.name == "payments":
            wasteful[span.start] = 10.0
    proof = proof_of(replace(rich, x=wasteful), "least_cost")
    assert (proof.objective, proof.gap) == (10, 1.0)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("change", [0.0, 0.5, -1.0, 1.001, 1e6])
def test_wrong_duals_prove_less_but_nothing_false(solution, stage, change):
    """The plan is optimal, so no bound, however it came about, may lie above its objective."""
    for proof in proofs(with_duals(solution, stage, change)):
        if proof.bound is not None:
            assert proof.bound <= proof.objective * (1 + Fraction(1, 10**12))


@pytest.mark.parametrize("seed", range(4))
def test_duals_at_random_prove_nothing_false(seed):
    solved = answer(random_plan(seed))
    rng = np.random.default_rng(seed)
    for stage in solved.stages:
        noise = rng.normal(1, 0.5, len(stage.point.row_dual))
        for proof in proofs(with_duals(solved, stage.name, noise)):
            if proof.bound is not None:
                assert proof.bound <= proof.objective + Fraction(1, 10**6)


def test_digits_beyond_those_of_a_float_are_kept():
    """Without what the duals lack to twice the digits of a float the last stages prove less."""
    solved = answer(random_plan(2))
    short = solved
    for name in STAGES:
        short = replace(
            short,
            stages=tuple(
                replace(s, point=replace(s.point, row_dual_rest=s.point.row_dual_rest * 0))
                if s.name == name
                else s
                for s in short.stages
            ),
        )
    kept, lost = (sum(p.gap for p in proofs(each)) for each in (solved, short))
    assert kept < lost


def test_duals_are_those_of_the_basis_whatever_the_solver_says():
    """Rounded once: the rest is at most half a step of the float. A ten thousand millionth of the
    largest more or less in what the solver says, of rows that are not tight too, changes no digit
    of either but where they are nothing."""
    program = program_of(random_plan(2))
    solver = Solver(scale(program))
    cost = program.costs[SHORTFALL]
    point = solver.minimise(cost, Method.DUAL)
    assert (np.abs(point.row_dual_rest) <= np.spacing(np.abs(point.row_dual)) / 2).all()
    noise = np.random.default_rng(0).normal(size=len(point.row_dual))
    exact, told = program.exact, point.row_dual + 1e-10 * np.abs(point.row_dual).max() * noise
    dual, rest = finer_duals(solver.solver, solver.scaled, exact, cost[: solver.columns], told)
    assert (told != point.row_dual).any()
    assert dual == pytest.approx(point.row_dual, rel=1e-15, abs=1e-20)
    assert rest == pytest.approx(point.row_dual_rest, rel=1e-4, abs=1e-22)


@pytest.mark.parametrize("pair", [(1.0, 1e-17), (1e-17, 1.0), (1e16, -0.75), (0.0, 0.1), (3, -3)])
def test_a_sum_of_two_loses_nothing(pair):
    """Either may be the larger."""
    (total,), (rest,) = sum_of_two(*(np.array([float(part)]) for part in pair))
    assert total == sum(pair)
    assert Fraction(total) + Fraction(rest) == Fraction(pair[0]) + Fraction(pair[1])


def test_every_column_is_bounded_by_money():
    """44 MUSD buy at most 4 tanks in 2026, and 24.2 MUSD 2 in 2027; a shortfall is not bounded."""
    program = program_of(
        small_plan(allies=[{"cap": {2026: 44.0, 2027: 24.2}}], last=2027, growth=0.1)
    )
    high = implied_bounds(program)
    found = {
        span.label(at): high[at] for span in program.columns for at in range(span.start, span.stop)
    }
    assert found["order[AAA,mark1,2026]"] == pytest.approx(4.0)
    assert found["order[AAA,mark1,2027]"] == pytest.approx(2.0)
    assert found["bought[AAA,tank,2027]"] == pytest.approx(6.0)
    assert np.isinf(found["shortfall[AAA,tank,2027]"])


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_exceeds_the_implied_bounds(seed):
    solved = answer(random_plan(seed))
    high = implied_bounds(solved.program)
    assert (solved.x <= high).all()
    chosen = [span for span in solved.program.columns if span.name in ("order", "payments")]
    assert all(np.isfinite(high[span.start : span.stop]).all() for span in chosen)
