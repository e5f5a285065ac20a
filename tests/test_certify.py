"""An answer that is not one is refused: whatever of it is wrong, and each residual by itself.

The world: one ally wants 10 tanks in 2027, worth 10 MUSD each, and may buy them at 11 MUSD in 2026
or at 12.1 MUSD in 2027, paid and delivered at once. It has 44 MUSD in 2026, which buys 4, and
24.2 MUSD in 2027, which buys 2; 4 are missing.
"""

from dataclasses import replace

import numpy as np
import pytest
from worlds import answer, random_plan, small_plan

from model import certify
from model.certify import LIMIT, Residuals, residuals, verify
from model.errors import VerificationError
from model.stages import Solution, Stage

STAGES = ("least_shortfall", "least_cost", "steadiest", "tie_break")


@pytest.fixture
def solution() -> Solution:
    """The answer for the world above."""
    return answer(small_plan(allies=[{"cap": {2026: 44.0, 2027: 24.2}}], last=2027, growth=0.1))


def with_x(solution: Solution, label: str, change: float) -> Solution:
    """The same answer with one value of the plan changed."""
    x = solution.x.copy()
    x[column(solution, label)] += change
    return replace(solution, x=x)


def column(solution: Solution, label: str) -> int:
    """The position of a column by its label."""
    return next(
        position
        for span in solution.program.columns
        for position in range(span.start, span.stop)
        if span.label(position) == label
    )


def row(solution: Solution, label: str) -> int:
    """The position of a row by its label."""
    return next(
        position
        for span in solution.program.rows
        for position in range(span.start, span.stop)
        if span.label(position) == label
    )


def with_stage(solution: Solution, stage: Stage) -> Solution:
    """The same answer with one stage put in the place of that of its name."""
    stages = tuple(stage if old.name == stage.name else old for old in solution.stages)
    return replace(solution, stages=stages)


def with_dual(solution: Solution, name: str, label: str, value: float) -> Solution:
    """The same answer with one dual of one stage changed to a value."""
    stage = solution.stage(name)
    dual = stage.point.row_dual.copy()
    dual[row(solution, label)] = value
    return with_stage(solution, replace(stage, point=replace(stage.point, row_dual=dual)))


def found(solution: Solution, name: str) -> Residuals:
    """The residuals of one stage."""
    return residuals(solution, solution.stage(name))


# --- what is right passes


def test_a_right_answer_passes_with_residuals_near_the_precision_of_the_machine(solution):
    stages = verify(solution)
    assert tuple(stage.stage for stage in stages) == STAGES
    assert max(stage.worst for stage in stages) < 1e-12


def test_the_bound_that_the_duals_prove_is_the_optimum(solution):
    """4 tanks missing at 10 MUSD, and all money spent: 68.2 MUSD."""
    bounds = {stage.stage: stage.bound for stage in verify(solution)}
    assert bounds["least_shortfall"] == pytest.approx(40.0)
    assert bounds["least_cost"] == pytest.approx(68.2)


def test_a_bound_is_proven_for_random_plans_with_and_without_tolerance():
    for seed in range(8):
        solved = answer(random_plan(seed))
        for stage, proven in zip(solved.stages, verify(solved), strict=True):
            own = stage.least
            assert proven.bound == pytest.approx(own, rel=1e-8, abs=1e-8), (seed, stage.name)


def test_the_worst_is_the_largest_of_the_three():
    kinds = {"primal": 0.0, "dual": 0.0, "gap": 0.0, "bound": 5.0}
    for kind in ("primal", "dual", "gap"):
        assert Residuals(stage="one", **(kinds | {kind: 0.25})).worst == 0.25


# --- the plan is wrong


def test_a_plan_that_breaks_a_row_is_refused(solution):
    """A thousandth of a tank ordered and not paid for: 0.011 of 44 MUSD."""
    wrong = with_x(solution, "order[AAA,mark1,2026]", 1e-3)
    assert found(wrong, "least_shortfall").primal > LIMIT
    assert found(wrong, "least_shortfall").dual < LIMIT
    with pytest.raises(VerificationError, match="stage least_shortfall: relative residuals primal"):
        verify(wrong)


def test_a_plan_below_a_bound_is_refused(solution):
    wrong = with_x(solution, "running[AAA,2026]", -1.0)
    assert found(wrong, "least_cost").primal > LIMIT
    with pytest.raises(VerificationError):
        verify(wrong)


def test_a_plan_off_the_face_of_an_earlier_stage_is_refused(solution):
    """Nothing bought, all missing: every row holds, and yet stage 1 gave up 6 tanks."""
    x = np.zeros_like(solution.x)
    x[column(solution, "shortfall[AAA,tank,2027]")] = 10.0
    wrong = replace(solution, x=x)
    assert found(wrong, "least_shortfall").primal < LIMIT
    assert found(wrong, "least_shortfall").gap > LIMIT
    assert found(wrong, "least_cost").primal > LIMIT
    with pytest.raises(VerificationError):
        verify(wrong)


def test_a_dearer_plan_of_the_same_shortfall_is_refused():
    """Enough money: 10 tanks in 2027 at 12.1 MUSD are as good, and cost 11 MUSD more."""
    solved = answer(small_plan(last=2027, growth=0.1))
    x = solved.x.copy()
    moved = {
        "order[AAA,mark1,2026]": 0.0, "order[AAA,mark1,2027]": 10.0,
        "payments[AAA,2026]": 0.0, "payments[AAA,2027]": 121.0,
        "delivered[mark1,2026]": 0.0, "delivered[mark1,2027]": 10.0,
        "change[mark1,2027]": 10.0,
    }  # fmt: skip
    for label, value in moved.items():
        x[column(solved, label)] = value
    wrong = replace(solved, x=x)
    assert found(wrong, "least_shortfall").worst < LIMIT
    assert found(wrong, "least_cost").primal < LIMIT
    assert found(wrong, "least_cost").gap == pytest.approx(11 / 121)
    with pytest.raises(VerificationError, match="stage least_cost"):
        verify(wrong)


def test_a_difference_below_the_limit_is_forgiven_and_one_above_is_not(solution):
    """The size of a row is that of its terms: 44 MUSD of payments and 44 of orders."""
    assert verify(with_x(solution, "order[AAA,mark1,2026]", 1e-8))
    with pytest.raises(VerificationError):
        verify(with_x(solution, "order[AAA,mark1,2026]", 1e-4))


def test_a_residual_at_the_limit_is_forgiven_and_the_next_number_is_not(solution, monkeypatch):
    at, above = (Residuals("s", size, 0.0, 0.0, 0.0) for size in (LIMIT, np.nextafter(LIMIT, 1)))
    monkeypatch.setattr(certify, "residuals", lambda solution, stage: at)
    assert verify(solution) == (at,) * len(solution.stages)
    monkeypatch.setattr(certify, "residuals", lambda solution, stage: above)
    with pytest.raises(VerificationError):
        verify(solution)


# --- the proof is wrong


def test_a_dual_that_proves_too_little_leaves_a_gap(solution):
    """Half of the right dual of the target still has the right sign everywhere but one."""
    right = solution.stage("least_shortfall").point.row_dual
    label = "budget[AAA,2026]"
    wrong = with_dual(solution, "least_shortfall", label, 0.5 * right[row(solution, label)])
    assert found(wrong, "least_shortfall").primal < LIMIT
    assert found(wrong, "least_shortfall").worst > LIMIT
    with pytest.raises(VerificationError, match="stage least_shortfall"):
        verify(wrong)


def test_a_dual_of_the_wrong_sign_is_told_as_such(solution):
    """A budget cannot have a positive price of its limit: there is no lower one."""
    wrong = with_dual(solution, "least_shortfall", "budget[AAA,2026]", 5.0)
    assert found(wrong, "least_shortfall").dual > LIMIT
    with pytest.raises(VerificationError):
        verify(wrong)


def test_duals_of_zero_prove_nothing(solution):
    stage = solution.stage("least_shortfall")
    nothing = replace(stage.point, row_dual=np.zeros_like(stage.point.row_dual))
    wrong = with_stage(solution, replace(stage, point=nothing))
    assert found(wrong, "least_shortfall").gap == pytest.approx(1.0)
    with pytest.raises(VerificationError):
        verify(wrong)


@pytest.mark.parametrize("name", STAGES)
def test_a_wrong_dual_is_found_in_every_stage(solution, name):
    stage = solution.stage(name)
    dual = stage.point.row_dual + 0.5
    wrong = with_stage(solution, replace(stage, point=replace(stage.point, row_dual=dual)))
    with pytest.raises(VerificationError, match=f"stage {name}"):
        verify(wrong)


# --- the claim is wrong


@pytest.mark.parametrize("claim", ["least", "objective"])
@pytest.mark.parametrize("name", ["least_shortfall", "least_cost"])
def test_an_objective_that_is_not_that_of_the_plan_is_refused(solution, name, claim):
    """The objectives are what is printed: a tenth less than the plan has must not pass."""
    stage = solution.stage(name)
    wrong = with_stage(solution, replace(stage, **{claim: 0.9 * getattr(stage, claim)}))
    with pytest.raises(VerificationError):
        verify(wrong)


# --- nothing is a number


@pytest.mark.parametrize("label", ["order[AAA,mark1,2026]", "shortfall[AAA,tank,2027]"])
def test_a_plan_that_is_not_a_number_is_refused(solution, label):
    with pytest.raises(VerificationError):
        verify(with_x(solution, label, np.nan))


@pytest.mark.parametrize("name", STAGES)
def test_a_dual_that_is_not_a_number_is_refused(solution, name):
    stage = solution.stage(name)
    dual = stage.point.row_dual.copy()
    dual[0] = np.nan
    wrong = with_stage(solution, replace(stage, point=replace(stage.point, row_dual=dual)))
    with pytest.raises(VerificationError):
        verify(wrong)


@pytest.mark.parametrize("kind", ["primal", "dual", "gap"])
def test_the_worst_of_a_residual_that_is_not_a_number_is_not_a_number(kind):
    """Whichever of the three it is: nothing compares with it, so none may hide it."""
    kinds = {"primal": 1e-12, "dual": 1e-12, "gap": 1e-12, "bound": 5.0} | {kind: np.nan}
    assert not Residuals(stage="one", **kinds).worst <= LIMIT


def test_the_message_names_the_stage_the_residuals_and_the_limit(solution):
    with pytest.raises(VerificationError) as caught:
        verify(with_x(solution, "order[AAA,mark1,2026]", 1.0))
    text = str(caught.value)
    assert "in stage least_shortfall" in text
    for word in ("primal ", "dual ", "gap ", "allowed 1e-06", "Nothing was written"):
        assert word in text
