"""The stages on HiGHS: what is solved is optimal, held, unscaled, and the same every time."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from highspy import HighsStatus
from worlds import answer, baseline, cost, program_of, random_plan, shortfall, small_plan

from model import stages
from model.errors import SolveError
from model.highs import Solver
from model.method import Method
from model.refine import checked
from model.scale import power_of_two, scale
from model.stages import STAGES, snapped, solve_program

PLANS = {"baseline": baseline, **{f"random {n}": lambda n=n: random_plan(n) for n in range(0, 6)}}


@cache
def solved(name, seed=0):
    """A plan and its solution; the real baseline takes seconds, so each is solved once."""
    plan = PLANS[name]()
    return plan, answer(plan, seed=seed)


@pytest.fixture(params=PLANS)
def solution(request):
    """The solution of the real baseline and of small worlds."""
    return solved(request.param)[1]


@pytest.fixture(params=[name for name, plan in PLANS.items() if not plan().shortfall_tolerance])
def held(request):
    """Solutions in which no stage gives up anything of those before it."""
    return solved(request.param)[1]


def test_the_plan_keeps_every_row_and_bound_in_its_own_units(solution):
    """Relative to the terms of a row: MUSD where it is money, units where it is equipment."""
    program, x = solution.program, solution.x
    activity = program.times(x)
    size = 1 + replace(program, data=np.abs(program.data)).times(np.abs(x))
    assert np.all(activity - program.row_high <= 1e-9 * size)
    assert np.all(program.row_low - activity <= 1e-9 * size)
    assert np.all(x >= -1e-9)


def test_no_stage_gives_up_anything_of_those_before_it(held):
    for stage in held.stages:
        assert stage.objective == pytest.approx(stage.least, rel=1e-9, abs=1e-9)


def test_the_stages_are_solved_in_order_and_told_of(solution):
    assert tuple(stage.name for stage in solution.stages) == STAGES
    told = []
    solve_program(program_of(small_plan()), progress=lambda stage, proven: told.append(stage))
    assert told == list(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_the_duals_of_every_stage_prove_its_optimum(solution, stage):
    """Strong duality in MUSD: limits times row duals and bounds times reduced costs."""
    found = solution.stage(stage)
    point = found.point
    rows = np.where(point.row_dual > 0, point.row_low, point.row_high)
    columns = np.where(point.column_dual > 0, point.low, point.high)
    proven = paid(point.row_dual, rows) + paid(point.column_dual, columns)
    assert proven == pytest.approx(found.least, rel=1e-7, abs=1e-6)


def paid(dual, limit):
    """The sum of duals times limits, where there is a dual."""
    there = np.abs(dual) > 1e-9
    return float(dual[there] @ limit[there])


def test_rows_that_limit_have_duals_of_one_sign(solution):
    """More money or production never adds shortfall; a higher target never takes any away."""
    for family in ("budget", "industry", "concentration"):
        assert max(solution.duals("least_shortfall", family).values(), default=0) <= 1e-9
    for family in ("national_target", "alliance_target", "stockpile"):
        assert min(solution.duals("least_shortfall", family).values(), default=0) >= -1e-9


def test_the_seed_and_the_threads_asked_for_reach_the_solver(monkeypatch):
    options, real = {}, Solver.set

    def noted(highs, **values):
        options.update(values)
        real(highs, **values)

    monkeypatch.setattr(Solver, "set", noted)
    solve_program(program_of(small_plan()), seed=11, threads=2)
    assert (options["random_seed"], options["threads"]) == (11, 2)


@pytest.mark.parametrize("name", PLANS)
def test_another_seed_gives_the_same_plan(name):
    """To 1e-9, relative to each number of units or million dollars."""
    first, other = solved(name)[1], solved(name, seed=7)[1]
    assert np.all(np.abs(first.x - other.x) <= 1e-9 * (1 + np.abs(first.x)))
    for stage, again in zip(first.stages, other.stages, strict=True):
        assert again.objective == pytest.approx(stage.objective, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_a_dollar_more_moves_no_more_than_some_dollars(seed):
    """Each ally may spend a dollar more each year; nothing in the plan moves by 1000 dollars."""
    plan = random_plan(seed)
    before, after = answer(plan), answer(replace(plan, cap=plan.cap + 1e-6))
    moved = np.abs(before.x - after.x) * before.program.worth
    assert moved.max() < 1e-3


@pytest.mark.parametrize("names", [{"no_such_option": 1}, {"threads": -3}, {"solver": "abacus"}])
def test_a_refused_option_is_an_error_not_a_silent_default(names):
    solver = Solver(scale(program_of(small_plan())))
    with pytest.raises(SolveError, match=f"option {next(iter(names))}"):
        solver.set(**names)


@pytest.mark.parametrize("stage", STAGES[:3])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_cost_that_is_no_number_is_an_error_not_an_optimum(stage, bad):
    """HiGHS itself calls it optimal."""
    program = program_of(small_plan())
    costs = program.costs[stage].copy()
    costs[0] = bad
    with pytest.raises(SolveError, match="finite"):
        solve_program(replace(program, costs={**program.costs, stage: costs}))


@pytest.mark.parametrize("array", ["data", "row_low", "row_high", "low", "high"])
def test_an_entry_that_is_no_number_is_an_error(array):
    program = program_of(small_plan())
    broken = getattr(program, array).copy()
    broken[0] = np.nan
    with np.errstate(invalid="ignore"), pytest.raises(SolveError, match="the model"):
        solve_program(replace(program, **{array: broken}))


def test_a_program_without_a_solution_is_an_error():
    """A cap below nothing cannot be kept; a Plan never has one."""
    plan = small_plan()
    program = program_of(replace(plan, cap=plan.cap - 2000))
    with pytest.raises(SolveError, match="Infeasible"):
        solve_program(program)


def test_a_program_without_a_bottom_is_an_error():
    program = program_of(small_plan())
    costs = {**program.costs, "least_shortfall": -program.costs["least_shortfall"]}
    with pytest.raises(SolveError, match="found no optimum"):
        solve_program(replace(program, costs=costs))


@pytest.mark.parametrize("pooled", [0.0, 0.5, 1.0])
def test_where_everything_is_held_already_the_best_plan_is_no_plan(pooled):
    """20 tanks are there of 10 wanted: all is 0, and proven so."""
    solution = answer(small_plan(capabilities=[{"given": 20.0, "pooled": pooled}]))
    assert not solution.x.any()
    assert [stage.objective for stage in solution.stages] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "plan",
    [
        small_plan(last=2026),
        small_plan(systems=[{"lead": 9}]),
        small_plan([{"skips": ("tank",)}]),
        small_plan([{"skips": ("tank",)}], [{"pooled": 1.0}], last=2026),
        small_plan([{"cap": 0.0}], systems=[{"production": 0.0}]),
    ],
    ids=["one year", "no order in time", "nobody takes part", "nothing at all", "no means"],
)
def test_the_barest_worlds_are_solved(plan):
    solution = answer(plan)
    assert shortfall(solution) + cost(solution) in (pytest.approx(0), pytest.approx(100))


@pytest.mark.parametrize("name", PLANS)
def test_scaling_is_by_powers_of_two_and_loses_no_digit(name):
    program = solved(name)[1].program
    scaled = scale(program)
    for factors in (scaled.column, scaled.row):
        mantissa, _ = np.frexp(factors)
        assert np.all(mantissa == 0.5)
    back = scaled.data / scaled.row[program.row_of_entry] / scaled.column[program.index]
    assert np.array_equal(back, program.data)
    finite = np.isfinite(program.row_high)
    assert np.array_equal(
        (program.row_high * scaled.row / scaled.row)[finite], program.row_high[finite]
    )


@pytest.mark.parametrize("name", PLANS)
def test_scaling_brings_every_row_near_one_and_keeps_what_highs_would_drop(name):
    """The largest entry of a row lies between 0.7 and 1.4; HiGHS drops entries below 1e-9."""
    scaled = scale(solved(name)[1].program)
    program = scaled.program
    largest = np.zeros(program.shape[0])
    np.maximum.at(largest, program.row_of_entry, np.abs(scaled.data))
    largest = largest[np.diff(program.start) > 0]
    assert largest.min() >= 0.5**0.5 - 1e-12
    assert largest.max() <= 2**0.5 + 1e-12
    assert scaled.coefficient_range()[0] > 1e-8


def test_a_matrix_without_an_entry_has_the_range_of_a_1():
    scaled = replace(scale(program_of(small_plan())), data=np.array([0.5, -4.0]))
    assert scaled.coefficient_range() == (0.5, 4.0)
    assert replace(scaled, data=np.zeros(0)).coefficient_range() == (1.0, 1.0)


def test_the_nearest_power_of_two():
    assert power_of_two(np.array([1.0, 3.0, 0.4, 1000.0])).tolist() == [1, 4, 0.5, 1024]


def test_rounding_noise_is_no_plan():
    """A scaled value up to 1e-9, a dollar, is 0; what is larger stays as it is."""
    scaled = scale(program_of(small_plan()))
    noisy = scaled.column * np.resize([1e-10, -1e-10, 1e-8, 0.5], len(scaled.column))
    expected = scaled.column * np.resize([0, 0, 1e-8, 0.5], len(scaled.column))
    assert np.array_equal(snapped(noisy, scaled), expected)


def test_every_method_finds_the_same_optimum():
    program = program_of(random_plan(1))
    least = set()
    for method in Method:
        solver = Solver(scale(program))
        point = solver.minimise(program.costs["least_shortfall"], method)
        assert point.method == method.name.lower()
        least.add(round(float(program.costs["least_shortfall"][: len(point.x)] @ point.x), 6))
    assert len(least) == 1


def test_the_next_method_is_tried_where_one_does_not_end(monkeypatch):
    """Primal simplex that may take no step gives way to interior point."""
    program = program_of(random_plan(1))
    monkeypatch.setitem(Method.PRIMAL.value, "simplex_iteration_limit", 0)
    solver = Solver(scale(program))
    point = solver.minimise(program.costs["least_shortfall"], Method.PRIMAL, Method.INTERIOR)
    assert point.method == "interior"


def test_a_blurred_vertex_is_refined_to_the_same_doubles():
    """Every column a millionth off: what the basis says is found again to the last digit."""
    program = program_of(random_plan(1))
    solver = Solver(scale(program))
    solver.add_late()
    point = solver.minimise(program.costs["least_shortfall"], Method.DUAL)
    settled = solver.settle(point).x
    assert np.array_equal(solver.settle(replace(point, x=point.x * (1 + 1e-6))).x, settled)
    assert settled == pytest.approx(point.x, rel=1e-9, abs=1e-9)


def test_a_solver_that_keeps_its_factors_is_told():
    with pytest.raises(SolveError, match="HiGHS did not give a correction"):
        checked((HighsStatus.kError, np.zeros(0)), "a correction")


def test_where_no_method_ends_the_error_names_each_with_its_ending(monkeypatch):
    program = program_of(random_plan(1))
    monkeypatch.setitem(Method.PRIMAL.value, "simplex_iteration_limit", 0)
    ending = "primal: Iteration limit reached"
    told = rf"found no optimum \({ending}; {ending}\)$"
    with pytest.raises(SolveError, match=told):
        Solver(scale(program)).minimise(
            program.costs["least_shortfall"], Method.PRIMAL, Method.PRIMAL
        )


@pytest.mark.parametrize("threads", [2, 1, 3])
def test_the_number_of_threads_may_change_within_a_process(threads):
    """HiGHS starts its threads once; asked for another number, it would answer nothing."""
    assert cost(answer(small_plan(), threads=threads)) == pytest.approx(100)


def test_nothing_is_printed(capfd):
    answer(small_plan())
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_interior_point_ends_at_the_same_plan(monkeypatch):
    """No simplex ends here, so that every stage falls back on interior point and its crossover."""
    usual = answer(small_plan())
    monkeypatch.setattr(stages, "METHODS", dict.fromkeys(stages.METHODS, (Method.INTERIOR,)))
    monkeypatch.setitem(Method.UNREDUCED.value, "simplex_iteration_limit", 0)
    found = answer(small_plan())
    assert {stage.point.method for stage in found.stages} == {"interior"}
    assert found.x.tolist() == usual.x.tolist()
