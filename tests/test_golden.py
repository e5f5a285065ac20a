"""Linear programs of small worlds, byte for byte; `golden_refresh.py` says how to renew them."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest
from golden_refresh import FOLDER, GOLDEN, text_of
from worlds import program_of, random_plan, small_plan

from model import families
from model.lpfile import lp_text


@pytest.fixture(scope="module")
def highs():
    """HiGHS without its banner."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    return solver


def read_back(highs, path):
    """The optimum and the program of an LP file as HiGHS reads it."""
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    assert highs.run() == highspy.HighsStatus.kOk
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getInfo().objective_function_value, highs.getLp()


@pytest.mark.parametrize("name", GOLDEN)
def test_the_program_of_a_family_is_the_golden_one(name):
    kept = (FOLDER / f"{name}.lp").read_bytes()
    assert text_of(GOLDEN[name]).encode() == kept


@pytest.mark.parametrize("name", GOLDEN)
def test_another_reader_of_the_golden_file_finds_the_optimum_by_hand(name, highs):
    optimum, _ = read_back(highs, FOLDER / f"{name}.lp")
    assert optimum == pytest.approx(GOLDEN[name].optimum, abs=1e-9)


def test_every_family_has_a_golden_file_and_its_rows_are_in_it():
    modules = [*families.FAMILIES, *families.LATE_FAMILIES]
    named = {module.__name__.rpartition(".")[2]: module for module in modules}
    assert {path.stem for path in FOLDER.glob("*.lp")} == set(named) == set(GOLDEN)
    for name, module in named.items():
        text = (FOLDER / f"{name}.lp").read_text(encoding="utf-8")
        rules = [rule for rule, value in vars(module).items() if is_rule(module, value)]
        for rule in rules:
            assert f"\n {rule}(" in text, f"{name}.lp has no row {rule}"


def is_rule(module, value):
    """Whether something in a module is one of its own row rules."""
    return getattr(value, "__module__", "") == module.__name__ and "Equation:" in (
        value.__doc__ or ""
    )


@pytest.mark.parametrize("stage", ["least_shortfall", "least_cost", "steadiest"])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_read_back_is_the_program_to_the_last_digit(seed, stage, highs, tmp_path):
    """HiGHS numbers columns as it meets them, so rows are compared by the names of columns."""
    program = program_of(random_plan(seed))
    path = tmp_path / "random.lp"
    path.write_text(lp_text(program, stage), encoding="utf-8")
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    lp = highs.getLp()
    rows, columns = program.shape if stage == "steadiest" else program.early
    names = [safe(span, j) for span in program.columns for j in range(span.start, span.stop)]
    assert sorted(lp.col_names_) == sorted(names[:columns])
    place = {name: position for position, name in enumerate(lp.col_names_)}
    order = [place[name] for name in names[:columns]]
    labels = [safe(span, i) for span in program.rows for i in range(span.start, span.stop)]
    assert lp.row_names_ == labels[:rows]
    assert [lp.col_cost_[j] for j in order] == program.costs[stage][:columns].tolist()
    assert list(lp.row_lower_) == program.row_low[:rows].tolist()
    assert list(lp.row_upper_) == program.row_high[:rows].tolist()
    end = program.start[rows]
    expected = set(
        zip(
            program.row_of_entry[:end].tolist(),
            [names[j] for j in program.index[:end]],
            program.data[:end].tolist(),
            strict=True,
        )
    )
    assert entries(lp) == expected


def safe(span, position):
    """A label as LP files allow it."""
    return span.label(position).translate(str.maketrans("[]", "()"))


def entries(lp):
    """The non-zero entries of a program in HiGHS: (row, name of the column, value)."""
    matrix = lp.a_matrix_
    by_row = matrix.format_ == highspy.MatrixFormat.kRowwise
    found = set()
    for outer in range(len(matrix.start_) - 1):
        for position in range(matrix.start_[outer], matrix.start_[outer + 1]):
            inner = matrix.index_[position]
            row, column = (outer, inner) if by_row else (inner, outer)
            if matrix.value_[position]:
                found.add((row, lp.col_names_[column], matrix.value_[position]))
    return found


def test_codes_with_a_hyphen_are_written_so_that_a_solver_reads_them(highs, tmp_path):
    """A hyphen would end a name and start a subtraction."""
    text = lp_text(program_of(small_plan(systems=[{"name": "T-34"}])), "least_shortfall")
    assert "order(AAA,T~34,2026)" in text
    path = tmp_path / "hyphen.lp"
    path.write_text(text, encoding="utf-8")
    optimum, lp = read_back(highs, path)
    assert optimum == pytest.approx(0, abs=1e-9)
    assert "order(AAA,T~34,2026)" in lp.col_names_


def test_an_objective_of_nothing_is_still_a_program(highs, tmp_path):
    """Nobody takes part: there is no shortfall to minimise and no order to place."""
    text = lp_text(program_of(small_plan([{"skips": ("tank",)}])), "least_shortfall")
    path = tmp_path / "nothing.lp"
    path.write_text(text, encoding="utf-8")
    assert read_back(highs, path)[0] == 0


def test_every_kind_of_limit_and_bound_is_read_back(highs, tmp_path):
    """An equation with a right-hand side, a row without limits, bounds, a column without a row."""
    program = program_of(small_plan([{"skips": ("tank",)}], last=2027))
    rows, columns = program.early
    low, high = np.zeros(program.shape[1]), np.full(program.shape[1], np.inf)
    low[0], high[0], high[1] = -np.inf, 7.0, 0.1 + 0.2
    row_low, row_high = program.row_low.copy(), program.row_high.copy()
    row_low[0] = row_high[0] = 5.0
    row_high[rows - 1] = np.inf
    start = np.minimum(program.start, program.start[1])
    odd = replace(
        program, low=low, high=high, row_low=row_low, row_high=row_high, start=start,
        index=program.index[: start[-1]], data=program.data[: start[-1]],
    )  # fmt: skip
    path = tmp_path / "odd.lp"
    path.write_text(lp_text(odd, "least_shortfall"), encoding="utf-8")
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    lp = highs.getLp()
    names = [safe(span, j) for span in program.columns for j in range(span.start, span.stop)]
    place = [lp.col_names_.index(name) for name in names[:columns]]
    assert [lp.col_lower_[j] for j in place] == low[:columns].tolist()
    assert [lp.col_upper_[j] for j in place] == high[:columns].tolist()
    assert list(lp.row_lower_) == row_low[:rows].tolist()
    assert list(lp.row_upper_) == row_high[:rows].tolist()


def test_a_row_with_two_limits_is_refused():
    program = program_of(small_plan())
    row_low, row_high = np.zeros(program.shape[0]), np.ones(program.shape[0])
    with pytest.raises(ValueError, match="two different limits"):
        lp_text(replace(program, row_low=row_low, row_high=row_high), "least_cost")


def test_an_unknown_stage_is_refused():
    with pytest.raises(KeyError):
        lp_text(program_of(small_plan()), "cheapest")
