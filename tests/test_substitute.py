"""The program without what its rows define, and the stages solved through it."""

from dataclasses import replace
from types import SimpleNamespace

import highspy
import numpy as np
import pytest
from worlds import answer, program_of, random_plan, small_plan

from model.compile import LinearProgram, Span
from model.errors import OutOfTimeError, SolveError
from model.highs import BASIC, LOWER, Solver, UndecidedError
from model.lean import LeanSolver
from model.method import Method
from model.scale import scale
from model.stages import (
    COST,
    LOT,
    METHODS,
    SHORTFALL,
    STAGES,
    STEADY,
    WEIGHT,
    concede,
    solve_program,
    vertex,
    weighted,
)
from model.substitute import definitions, substituted


def hand_made(matrix=None, row_low=None, rows=((1,), (2,))) -> LinearProgram:
    """held[1] = 2 buy; held[2] = held[1] + 3 more - 2 buy; held[1] >= 4, held[2] + more >= 6.

    Columns: buy, more, held[1], held[2].
    """
    dense = np.array(
        [[-2, 0, 1, 0], [2, -3, -1, 1], [0, 0, 1, 0], [0, 1, 0, 1]] if matrix is None else matrix,
        dtype=float,
    )
    row, column = np.nonzero(dense)
    return LinearProgram(
        columns=(Span("buy", ((0,),), 0), Span("more", ((0,),), 1), Span("held", ((1,), (2,)), 2)),
        rows=(Span("holding", rows, 0), Span("need", ((1,), (2,)), 2)),
        early=(4, 4),
        start=np.searchsorted(row, np.arange(5)),
        index=column,
        data=dense[row, column],
        row_low=np.array([0.0, 0, 4, 6] if row_low is None else row_low),
        row_high=np.array([0.0, 0, np.inf, np.inf]),
        low=np.zeros(4),
        high=np.full(4, np.inf),
        costs={"least": np.array([1.0, 0, 0, 5])},
        tolerance=0.0,
        worth=np.ones(4),
        defined={"holding": "held"},
    )


def dense_of(program: LinearProgram) -> list[list[float]]:
    found = np.zeros(program.shape)
    found[program.row_of_entry, program.index] = program.data
    return found.tolist()


def test_what_is_carried_is_put_in_and_what_cancels_leaves():
    """held[1] = 2 buy and held[2] = 2 buy + 3 more - 2 buy = 3 more, so that what is left reads
    2 buy >= 4 and 3 more + more >= 6, at the cost of buy + 5 * 3 more."""
    short = substituted(hand_made())
    program = short.program
    assert dense_of(program) == [[2, 0], [0, 4]]
    assert len(program.data) == 2  # buy has no entry in the second row, not even a 0
    assert program.row_low.tolist() == [4, 6]
    assert short.cost(hand_made().costs["least"]).tolist() == [1, 15]
    assert [span.name for span in (*program.columns, *program.rows)] == ["buy", "more", "need"]
    assert (short.columns.tolist(), short.rows.tolist()) == ([0, 1], [2, 3])
    assert program.early == program.shape == (2, 2)


def test_a_definition_may_be_written_at_any_scale():
    """-4 held[1] + 8 buy = 0 says the same as held[1] = 2 buy."""
    matrix = [[8, 0, -4, 0], [2, -3, -1, 1], [0, 0, 1, 0], [0, 1, 0, 1]]
    assert dense_of(substituted(hand_made(matrix)).program) == [[2, 0], [0, 4]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"row_low": [-1.0, 0, 4, 6]},
        {"matrix": [[-2, 1, 0, 0], [2, -3, -1, 1], [0, 0, 1, 0], [0, 1, 0, 1]]},
        {"rows": ((1,), (3,))},
    ],
)
def test_a_row_that_does_not_define_its_column_is_refused(wrong):
    """It has a limit of its own; the column is not in it; its index is another."""
    with pytest.raises(ValueError, match=r"define"):
        substituted(hand_made(**wrong))


@pytest.mark.parametrize("seed", range(12))
def test_the_shorter_program_has_the_same_optima(seed):
    """Stage by stage: least shortfall, and on its face, or within a row that lets it give up some
    of that, the least cost; the whole by dual simplex from nothing is the other road."""
    program = program_of(random_plan(seed))  # every second world lets it
    whole, lean = Solver(scale(program)), LeanSolver(scale(program))
    for stage in (SHORTFALL, COST):
        cost = program.costs[stage]
        ends = whole.minimise(cost, Method.DUAL), vertex(lean, stage, cost)
        optima = [float(cost[: len(end.x)] @ end.x) for end in ends]
        assert optima[1] == pytest.approx(optima[0], rel=1e-9, abs=1e-6)
        for one in (whole, lean):
            if program.tolerance:
                concede(one, optima[0])
            else:
                one.hold_face()


def test_next_to_nothing_is_left_for_the_whole_program(monkeypatch):
    """The basis of the shorter program is optimal as it is, but where a limit of nothing has a
    price: less than every second such row is a pivot in stage 1, and hardly one in stage 2."""
    pivots, of_nothing = [], []
    optimum = Solver.optimum

    def watched(solver, cost, *methods, near=None):
        ended = optimum(solver, cost, *methods, near=near)
        if isinstance(solver, LeanSolver) and not solver.whole:
            pivots.append(ended[1])
            program, open_rows = solver.short.substituted.program, solver.short.open_rows
            of_nothing.append(int(sum((program.row_high == 0) & ~open_rows)))
        return ended

    monkeypatch.setattr(Solver, "optimum", watched)
    for seed in range(12):
        solve_program(program_of(random_plan(seed)))
    assert len(pivots) == 24
    assert sum(pivots[::2]) < sum(of_nothing[::2]) / 2
    assert sum(pivots[1::2]) <= 12


def nothing_in_it(solver, inner):
    """The basis in which there are all rows and no column."""
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status = [LOWER] * solver.columns, [BASIC] * solver.rows
    basis.valid = True
    return basis


def test_a_wrong_basis_is_put_right_by_the_whole_program(monkeypatch):
    """Nothing that goes wrong in the shorter program can change an answer."""
    plan = random_plan(3)
    right = answer(plan)

    monkeypatch.setattr(LeanSolver, "basis", nothing_in_it)
    found = answer(plan)
    assert [stage.least for stage in found.stages] == pytest.approx(
        [stage.least for stage in right.stages], rel=1e-9, abs=1e-6
    )
    assert found.x == pytest.approx(right.x, rel=1e-9, abs=1e-9)


def without_a_step(monkeypatch):
    """No method ends in the shorter program: none may take a step."""
    given = Solver.set

    def starved(self, **options):
        if type(self) is Solver:
            options |= {"simplex_iteration_limit": 0, "ipm_iteration_limit": 0}
        given(self, **options)

    monkeypatch.setattr(Solver, "set", starved)


def without_a_basis(monkeypatch):
    """The whole program does not take the basis: it is of another size."""
    monkeypatch.setattr(LeanSolver, "basis", lambda self, inner: inner.solver.getBasis())


@pytest.mark.parametrize("fails", [without_a_step, without_a_basis])
def test_where_the_shorter_program_fails_the_whole_is_solved(monkeypatch, fails):
    """It is asked once, and given up for the stages after too."""
    plan = random_plan(5)
    right = answer(plan)
    asked = []
    begun = LeanSolver.begun

    def watched(self, inner, *given):
        asked.append(inner)
        with pytest.raises(UndecidedError) as failed:
            begun(self, inner, *given)
        raise failed.value

    monkeypatch.setattr(LeanSolver, "begun", watched)
    fails(monkeypatch)
    found = answer(plan)
    assert len(asked) == 1
    assert [stage.least for stage in found.stages] == pytest.approx(
        [stage.least for stage in right.stages], rel=1e-9, abs=1e-6
    )
    assert found.x == pytest.approx(right.x, rel=1e-9, abs=1e-9)


def test_where_products_are_too_small_for_the_solver_the_whole_is_solved():
    """Shells at 1 USD a piece for tanks of 3,000 MUSD, a ten-thousandth of one a day: in the whole
    program the smallest entry is 1e-6 of the largest, in the shorter one it would be 2e-11, which
    HiGHS does not take."""
    plan = small_plan(
        allies=[{"cap": 1e9}],
        capabilities=[{}, {"name": "shell", "target": 0.0, "days": 1.0}],
        systems=[
            {},
            {"name": "gold", "price": 3e6, "production": 5.0},
            {"name": "shells", "serves": "shell", "price": 1.0},
        ],
        use={("shell", "tank"): 1e-4},
    )
    solver = LeanSolver(scale(program_of(plan)))
    solver.shorten()
    assert solver.inner is None
    found = answer(plan)
    assert found.stage(SHORTFALL).least == pytest.approx(0, abs=1e-9)
    assert found.stage(COST).least == pytest.approx(100, rel=1e-4)


def test_both_programs_share_one_limit_of_time(monkeypatch):
    """What the shorter one has used is off the limit of the whole, and the other way round."""
    program = program_of(random_plan(1))
    solver = LeanSolver(scale(program), time_limit=50.0)
    solver.solver = SimpleNamespace(
        getRunTime=lambda: 10.0, setBasis=lambda basis: highspy.HighsStatus.kOk
    )
    given = []
    monkeypatch.setattr(LeanSolver, "set", lambda self, **options: given.append(options))
    monkeypatch.setattr(LeanSolver, "basis", lambda self, inner: None)
    inner = SimpleNamespace(
        set=lambda **options: given.append(options),
        optimum=lambda *_, **__: (Method.PRIMAL, 3),
        solver=SimpleNamespace(getRunTime=lambda: 20.0),
    )
    solver.begun(inner, program.costs[SHORTFALL], (Method.PRIMAL,), None)
    assert given == [{"time_limit": 40.0}, {"time_limit": 30.0}]


def test_the_limit_of_time_holds_in_the_stages_that_the_whole_program_is_solved_for():
    """What is left to it after stages 1 and 2 is what counts in stage 3."""
    program = program_of(random_plan(1))
    solver = LeanSolver(scale(program), time_limit=50.0)
    for stage in (SHORTFALL, COST):
        vertex(solver, stage, program.costs[stage])
        solver.hold_face()
    used = solver.inner.solver.getRunTime()
    _, left = solver.solver.getOptionValue("time_limit")
    assert 0 < used == pytest.approx(50.0 - left, rel=1e-9)
    solver.add_late()
    solver.set(time_limit=0.0)
    with pytest.raises(OutOfTimeError, match="not done in 50 s"):
        vertex(solver, STEADY, program.costs[STEADY])


def test_time_that_is_over_in_the_shorter_program_is_over():
    """No other program is asked then."""
    program = program_of(random_plan(1))
    solver = LeanSolver(scale(program), time_limit=0.0)
    with pytest.raises(OutOfTimeError):
        solver.minimise(program.costs[SHORTFALL], Method.DUAL)
    assert solver.inner is not None


@pytest.mark.parametrize("bound", ["low", "high"])
def test_a_bound_on_what_is_defined_is_refused(bound):
    sides = {"low": np.array([0.0, 0, 0, 1]), "high": np.array([np.inf, np.inf, 9, np.inf])}
    with pytest.raises(ValueError, match="its bounds say more"):
        substituted(replace(hand_made(), **{bound: sides[bound]}))


def test_a_sum_that_may_fall_below_nothing_is_refused():
    """held[2] = held[1] - 3 more: that it is not below 0 is more than its row says."""
    matrix = [[-2, 0, 1, 0], [0, 3, -1, 1], [0, 0, 1, 0], [0, 1, 0, 1]]
    with pytest.raises(ValueError, match="its bounds say more"):
        substituted(hand_made(matrix))


def test_rows_that_define_each_other_are_refused():
    """held[1] = held[2] + 2 buy and held[2] = held[1]: nothing is said of either."""
    matrix = [[-2, 0, 1, -1], [0, 0, -1, 1], [0, 0, 1, 0], [0, 1, 0, 1]]
    with pytest.raises(ValueError, match="round and round"):
        substituted(hand_made(matrix))


def test_where_the_start_is_not_found_stage_1_begins_without_it(monkeypatch):
    right = answer(small_plan())
    monkeypatch.setitem(Method.UNREDUCED.value, "simplex_iteration_limit", 0)
    found = answer(small_plan())
    assert found.stage(SHORTFALL).point.method == "dual"
    assert right.stage(SHORTFALL).point.method == "primal"
    assert found.x.tolist() == right.x.tolist()


def test_an_ending_that_is_an_error_is_one_at_the_start_too(monkeypatch):
    """Only where another method may still find the optimum is another one tried, or the whole."""
    from model import highs

    asked = []
    optimum = Solver.optimum

    def watched(solver, cost, *methods, near=None):
        asked.append((type(solver), methods))
        return optimum(solver, cost, *methods, near=near)

    monkeypatch.setattr(Solver, "optimum", watched)
    monkeypatch.setitem(Method.UNREDUCED.value, "simplex_iteration_limit", 0)
    monkeypatch.setattr(highs, "UNDECIDED", frozenset())
    with pytest.raises(SolveError, match="unreduced: Iteration limit reached"):
        answer(small_plan())
    assert asked == [(Solver, METHODS[SHORTFALL]), (Solver, (Method.UNREDUCED,))]


def test_every_method_sets_the_same_options():
    """One that is not set stays as the method before has left it."""
    assert len({frozenset(method.value) for method in Method}) == 1


def test_the_method_told_is_the_one_that_took_the_last_steps(monkeypatch):
    """Dual simplex in the whole program, where primal simplex may not put a wrong basis right."""

    def unsteady(solver, inner):
        monkeypatch.setitem(Method.PRIMAL.value, "simplex_iteration_limit", 0)
        return nothing_in_it(solver, inner)

    monkeypatch.setattr(LeanSolver, "basis", unsteady)
    program = program_of(random_plan(3))
    found = vertex(LeanSolver(scale(program)), SHORTFALL, program.costs[SHORTFALL])
    assert found.method == "dual"
    assert found.iterations > 0


def test_stage_1_begins_with_its_own_objective_and_a_little_of_everything_else():
    """Shortfall keeps its price; what is defined has a part of its cost and no lot; the lot of an
    order is at most so much of what a unit is worth, and another seed draws another one."""
    program = program_of(random_plan(1))
    costs = program.costs[SHORTFALL], program.costs[COST]
    drawn = [weighted(program, seed) for seed in (0, 1)]
    missed = costs[0] != 0
    lot = drawn[0] - costs[0] - np.where(missed, 0, WEIGHT * costs[1])
    defined = definitions(program)[1]
    assert not lot[missed].any()
    assert lot[defined] == pytest.approx(0, abs=1e-12)
    left = np.setdiff1d(np.flatnonzero(~missed), defined)
    assert (lot[left] > 0).all()
    assert (lot[left] <= LOT * program.worth[left]).all()
    assert (drawn[0] != drawn[1])[left].all()


@pytest.mark.parametrize("seed", range(4))
def test_the_lot_has_no_say_in_the_plan(seed):
    """Whatever is drawn, the same optima and the same plan."""
    plan = random_plan(seed)
    first, other = answer(plan), answer(plan, seed=7)
    for stage in STAGES:
        assert other.stage(stage).least == pytest.approx(first.stage(stage).least, rel=1e-9)
    assert other.x == pytest.approx(first.x, rel=1e-9, abs=1e-9)


def test_a_program_that_defines_nothing_is_its_own_shorter_one():
    program = replace(hand_made(), defined={})
    short = substituted(program)
    assert dense_of(short.program) == dense_of(program)
    assert short.cost(program.costs["least"]).tolist() == [1, 0, 0, 5]
