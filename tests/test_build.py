"""From Plan to linear program: kept as templates, compiled once, and equal to Pyomo's own way."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pyomo.core as pyo
import pytest
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy.sparse import csr_array
from worlds import baseline, program_of, random_plan, small_plan

from model import build as building
from model.build import build
from model.compile import compile_program
from model.known import Known

PLANS = {"baseline": baseline, **{f"random {n}": lambda n=n: random_plan(n) for n in range(5)}}
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module", params=PLANS)
def plan(request):
    """The real baseline and some small worlds."""
    return PLANS[request.param]()


def test_every_row_and_objective_is_kept_as_a_template(plan):
    m = build(plan)
    for kind in (pyo.Constraint, pyo.Objective):
        components = list(m.component_objects(kind))
        assert components
        for component in components:
            expanded = [row for row in component.values() if not hasattr(row, "template_expr")]
            assert not expanded, f"{component.name} is not a template"


def test_a_rule_that_is_no_template_is_refused():
    """An `if` on an index makes Pyomo fall back to ordinary rules, ten times slower."""
    m = build(small_plan())
    m.odd = pyo.Constraint(m.t, rule=lambda m, t: m.payments["AAA", t] <= (1 if t > 2027 else 2))
    with pytest.raises(TypeError, match="cannot be kept as a template"):
        compile_program(m)


def test_every_variable_is_0_or_more_as_the_compiled_program_takes_it(plan):
    for variable in build(plan).component_data_objects(pyo.Var):
        assert variable.bounds == (0, None), variable.name
    assert not compile_program(build(plan)).low.any()
    assert np.isinf(compile_program(build(plan)).high).all()


def test_a_constant_on_the_left_moves_to_the_limit():
    """running + 5 <= 8 leaves 3, running + 5 >= 6 asks for 1."""
    m = build(small_plan())
    with building.templates():
        m.extra = pyo.Constraint(m.c, m.t, rule=lambda m, c, t: m.running[c, t] + 5 <= 8)
        m.least = pyo.Constraint(m.c, m.t, rule=lambda m, c, t: m.running[c, t] + 5 >= 6)
    program = compile_program(m)
    row = places(program.rows)
    assert program.row_high[row["extra[AAA,2027]"]] == 3
    assert program.row_low[row["least[AAA,2027]"]] == 1


def test_an_objective_with_a_constant_is_refused():
    m = build(small_plan())
    with building.templates():
        m.dearest = pyo.Objective(rule=lambda m: sum(m.running[c, t] for c in m.c for t in m.t) + 1)
    with pytest.raises(TypeError, match="constant"):
        compile_program(m)


def test_compiled_arrays_are_those_of_pyomo(plan, monkeypatch):
    """Pyomo expands every rule by itself, without templates, and writes its standard form."""
    ours = compile_program(build(plan))
    monkeypatch.setattr(building, "templates", nullcontext)
    m = build(plan)
    assert not any(hasattr(row, "template_expr") for row in m.budget.values())
    theirs = LinearStandardFormCompiler().write(m, mixed_form=True)
    row, column = places(ours.rows), places(ours.columns)
    columns = [column[variable.name] for variable in theirs.columns]
    rows = [row[entry.constraint.name] for entry in theirs.rows]
    assert sorted(rows) == list(range(ours.shape[0]))
    assert_same_entries(moved(theirs.A, rows, columns, ours.shape), matrix(ours))
    assert_same_sides(ours, rows, theirs)
    stages = [objective.name for objective in theirs.objectives]
    assert stages == list(ours.costs)
    costs = moved(theirs.c, range(len(stages)), columns, (len(stages), ours.shape[1]))
    stacked = np.array([ours.costs[stage] for stage in stages])
    assert costs.toarray() == pytest.approx(stacked, rel=1e-12, abs=0)


def places(spans):
    """The position of each label."""
    return {span.label(j): j for span in spans for j in range(span.start, span.stop)}


def matrix(program):
    """The matrix of a program as scipy has it."""
    return csr_array((program.data, program.index, program.start), shape=program.shape)


def moved(found, rows, columns, shape):
    """Pyomo's matrix with our numbers for rows and columns."""
    entries = found.tocoo()
    rows, columns = np.array(rows), np.array(columns)
    at = rows[entries.coords[0]], columns[entries.coords[1]]
    return csr_array((entries.data, at), shape=shape)


def assert_same_entries(theirs, ours):
    """The same places and, but for the order of a sum, the same numbers."""
    theirs.eliminate_zeros()
    theirs.sort_indices()
    assert np.array_equal(theirs.indptr, ours.indptr)
    assert np.array_equal(theirs.indices, ours.indices)
    assert theirs.data == pytest.approx(ours.data, rel=1e-12, abs=0)


def assert_same_sides(program, rows, theirs):
    """The same limits: bound types are 0 for =, 1 for <=, -1 for >=."""
    for i, entry, side in zip(rows, theirs.rows, np.array(theirs.rhs).tolist(), strict=True):
        low, high = program.row_low[i], program.row_high[i]
        expected = {0: (side, side), 1: (-np.inf, side), -1: (side, np.inf)}[entry.bound_type]
        assert (low, high) == pytest.approx(expected, rel=1e-12), entry.constraint.name


def test_early_rows_and_columns_come_first_and_use_no_late_column(plan):
    program = compile_program(build(plan))
    rows, columns = program.early
    late = {"delivered", "change"}
    assert {span.name for span in program.columns if span.start >= columns} == late
    assert not late & {span.name for span in program.columns if span.start < columns}
    assert program.index[: program.start[rows]].max() < columns
    for stage in ("least_shortfall", "least_cost"):
        assert not program.costs[stage][columns:].any()


def test_the_matrix_is_sorted_and_has_neither_zeros_nor_twins(plan):
    program = compile_program(build(plan))
    place = program.row_of_entry * program.shape[1] + program.index
    assert np.all(np.diff(place) > 0)
    assert np.all(program.data != 0)
    assert np.all(np.isfinite(program.data))
    assert np.all(program.worth > 0)


def test_a_fixed_column_leaves_the_matrix():
    """BBB takes no part in tanks: it has no order, no shortfall, no row of its own but money."""
    allies = [{}, {"name": "BBB", "skips": ("tank",)}]
    program, alone = program_of(small_plan(allies)), program_of(small_plan())
    labels = places(program.columns)
    assert not [label for label in labels if label.startswith("order[BBB")]
    assert "payments[BBB,2026]" in labels
    order = [label for label in labels if label.startswith("order")]
    assert order == [label for label in places(alone.columns) if label.startswith("order")]
    row = places(program.rows)["payments_follow_orders[BBB,2026]"]
    named = program.index[program.start[row] : program.start[row + 1]]
    assert named.tolist() == [labels["payments[BBB,2026]"]]


def test_products_with_the_matrix_are_those_of_scipy():
    program = program_of(random_plan(1))
    rng = np.random.default_rng(0)
    x, y = rng.random(program.shape[1]), rng.random(program.shape[0])
    assert program.times(x) == pytest.approx(matrix(program) @ x)
    assert program.transposed_times(y) == pytest.approx(matrix(program).T @ y)


def test_labels_read_like_the_row_they_name():
    program = program_of(small_plan())
    assert {"budget[AAA,2026]", "national_target[AAA,tank,2029]"} <= set(places(program.rows))


def test_the_same_plan_gives_the_same_program_to_the_last_bit():
    once, again = program_of(random_plan(2)), program_of(random_plan(2))
    assert once.rows == again.rows and once.columns == again.columns
    for name in ("start", "index", "data", "row_low", "row_high", "worth"):
        assert np.array_equal(getattr(once, name), getattr(again, name))


def test_templates_are_switched_off_again():
    """Other users of Pyomo in the same process get the Pyomo they know."""
    build(small_plan())
    before = building.constraint.TEMPLATIZE_CONSTRAINTS
    with pytest.raises(ZeroDivisionError), building.templates():
        raise ZeroDivisionError
    assert before is building.constraint.TEMPLATIZE_CONSTRAINTS is False
    assert building.objective.TEMPLATIZE_OBJECTIVES is False


def test_neither_scipy_nor_pandas_is_imported():
    """Each takes longer to import than a small plan to solve."""
    code = (
        "import sys; from worlds import answer, random_plan; answer(random_plan(1)); "
        "print(sorted({'scipy', 'pandas', 'pyomo.environ'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "tests",
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"
    assert ran.stderr == ""


def test_what_a_rule_may_say_is_expanded_as_written():
    """100 + running/4 - price * payments, in 2027 only, with a code and a year written out.

    Prices are of the first system's first order year; payments of AAA are meant whatever the row.
    """
    m = build(small_plan())
    system, year = m.order_st.first()
    price = m.price[system, year]
    with building.templates():
        m.odd = pyo.Constraint(
            m.c,
            rule=lambda m, c: 100 + m.running[c, 2027] / 4
            - m.price[system, year] * (m.payments["AAA", 2027] - 2) <= 7,
        )  # fmt: skip
    program = compile_program(m)
    row, column = places(program.rows), places(program.columns)
    found = matrix(program)[[row["odd[AAA]"]]].toarray()[0]
    assert found[column["running[AAA,2027]"]] == 0.25
    assert found[column["payments[AAA,2027]"]] == -price
    assert np.count_nonzero(found) == 2
    assert program.row_high[row["odd[AAA]"]] == 7 - (100 + 2 * price)


def test_a_column_twice_in_a_rule_counts_twice_and_one_that_cancels_is_no_entry():
    m = build(small_plan())
    with building.templates():
        m.twice = pyo.Constraint(
            m.c, rule=lambda m, c: m.running[c, 2027] + m.running[c, 2027] <= 1
        )
        m.never = pyo.Constraint(
            m.c, rule=lambda m, c: m.running[c, 2027] - m.running[c, 2027] <= 1
        )
    program = compile_program(m)
    row = places(program.rows)
    assert matrix(program)[[row["twice[AAA]"]]].data.tolist() == [2]
    assert not matrix(program)[[row["never[AAA]"]]].data.size


@pytest.mark.parametrize(
    ("rule", "error", "words"),
    {
        "product": (
            lambda m, c: m.running[c, 2027] * m.payments[c, 2027] <= 1,
            TypeError,
            "multiplies variables",
        ),
        "quotient": (
            lambda m, c: 1 / m.running[c, 2027] <= 1,
            TypeError,
            "divides by variables",
        ),
        "power": (
            lambda m, c: m.running[c, 2027] ** 2 <= 1,
            TypeError,
            "PowExpression, which is not expanded",
        ),
        "year too late": (
            lambda m, c: sum(m.running[c, t + 50] for t in m.t) <= 1,
            KeyError,
            "an index of running",
        ),
        "not a member": (
            lambda m, c: sum(m.price[s, t - 1] * m.order[c, s, t] for s, t in m.order_st) <= 1,
            KeyError,
            "an index of price",
        ),
        "by nothing": (
            lambda m, c: m.running[c, 2027] / (m.cap[c, 2027] - m.cap[c, 2027]) <= 1,
            TypeError,
            "divides by 0",
        ),
        "half a year": (
            lambda m, c: sum(m.running[c, t + 0.5] for t in m.t) <= 1,
            TypeError,
            "no whole number",
        ),
    }.values(),
)
def test_a_rule_that_is_not_linear_or_names_what_there_is_not_is_refused(rule, error, words):
    m = build(small_plan())
    with building.templates():
        m.odd = pyo.Constraint(m.c, rule=rule)
    with pytest.raises(error, match=words):
        compile_program(m)


@pytest.mark.parametrize(
    ("change", "words"),
    {
        "upper bound": (lambda m: m.running["AAA", 2027].setub(5), "bounds other than"),
        "no lower bound": (lambda m: m.running["AAA", 2027].setlb(None), "bounds other than"),
        "fixed": (lambda m: m.running["AAA", 2027].fix(0), "bounds other than"),
        "not active": (lambda m: m.budget["AAA", 2027].deactivate(), "not active"),
        "a family not active": (lambda m: m.budget.deactivate(), "not active"),
        "maximised": (lambda m: m.least_cost.set_sense(pyo.maximize), "not minimised"),
        "no index": (
            lambda m: m.add_component("odd", pyo.Constraint(expr=m.running["AAA", 2027] <= 1)),
            "no index",
        ),
    }.values(),
)
def test_what_the_compiler_would_pass_over_is_refused(change, words):
    m = build(small_plan())
    change(m)
    with pytest.raises(TypeError, match=words):
        compile_program(m)


def test_every_fixed_variable_is_told_by_its_family(plan):
    """What a family fixes at 0 it also lists, and just that leaves the matrix."""
    m = build(plan)
    fixed = {
        v.name: [k for k, member in v.items() if member.fixed] for v in m.component_objects(pyo.Var)
    }
    assert {name: sorted(m.fixed.get(name, [])) for name in fixed} == {
        name: sorted(found) for name, found in fixed.items()
    }


def test_a_parameter_or_a_set_that_lacks_a_member_is_refused():
    """Members are told apart by their place, so that of 2028 would be read for 2027."""
    m = pyo.ConcreteModel()
    m.years = pyo.Set(initialize=[2026, 2027, 2028])
    m.limit = pyo.Param(m.years, initialize={2027: 7.0, 2028: 9.0})
    m.before = pyo.Set(m.years, initialize={2027: [2027], 2028: [2026, 2027, 2028]})
    known = Known([])
    for read in (lambda: known.values(m.limit), lambda: known.lists(m.before)):
        with pytest.raises(KeyError, match="has no member for some of its indices"):
            read()
