"""Ties: of many equally good plans always the same one.

10 tanks at 10 MUSD for each ally, all pooled: allies and systems are exactly alike, so that any
split between them is equally short, equally cheap and equally steady.
"""

from __future__ import annotations

import numpy as np
import pytest
from worlds import answer, cost, program_of, random_plan, shortfall, small_plan

from model.tie import draw, tie_break

ALIKE = {
    "two allies": small_plan([{}, {"name": "BBB"}], [{"pooled": 1.0}]),
    "two systems": small_plan(systems=[{}, {"name": "mark2"}]),
    "two years": small_plan(systems=[{"life": 3}], growth=0.1, discount=0.1),
    "two of each": small_plan(
        [{}, {"name": "BBB"}], [{"pooled": 1.0}], [{"lead": 1}, {"name": "mark2", "lead": 1}]
    ),
    "two shortfalls": small_plan([{"cap": 7.0}, {"name": "BBB", "cap": 7.0}], [{"pooled": 0.5}]),
    "random": random_plan(3),
}


@pytest.fixture(scope="module", params=ALIKE)
def alike(request):
    """A world with ties and its answer with seed 0 on one thread."""
    plan = ALIKE[request.param]
    return plan, answer(plan).x


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_things_exactly_alike_always_give_the_same_plan(alike, seed, threads):
    plan, expected = alike
    again = answer(plan, seed=seed, threads=threads)
    assert np.allclose(again.x, expected, rtol=1e-9, atol=1e-9)


def test_the_tie_is_broken_only_among_the_best():
    """Neither the shortfall of 0 nor the 200 MUSD of 20 tanks is touched."""
    solution = answer(ALIKE["two allies"])
    assert shortfall(solution) == pytest.approx(0, abs=1e-9)
    assert cost(solution) == pytest.approx(200)


def test_a_tie_between_two_allies_is_no_split():
    """A vertex, not an average: the 5 tanks of a year are all bought by one of the two."""
    orders = answer(ALIKE["two allies"]).values("order")
    for year in range(2026, 2030):
        bought = [orders[ally, "mark1", year] for ally in ("AAA", "BBB")]
        assert sorted(bought) == pytest.approx([0, 5], abs=1e-9)


def test_weights_are_all_different_and_of_decisions_only():
    program = program_of(random_plan(0))
    weights = tie_break(program) / program.worth
    decisions = ("order", "shortfall", "pool_shortfall")
    for span in program.columns:
        part = weights[span.start : span.stop]
        assert np.all(part > 0) == (span.name in decisions)
    chosen = weights[weights > 0]
    assert len(np.unique(chosen)) == len(chosen)
    assert chosen.max() <= 3


def test_another_ally_changes_no_weight():
    few, many = (program_of(small_plan(allies)) for allies in ([{}], [{"name": "ABA"}, {}]))
    before, after = (
        {
            span.label(position): weights[position]
            for span in program.columns
            for position in range(span.start, span.stop)
        }
        for program, weights in ((few, tie_break(few)), (many, tie_break(many)))
    )
    assert len(after) > len(before)
    assert before.items() <= after.items()


def test_draws_are_the_same_on_every_machine():
    """The first 48 bits of the BLAKE2b digest of 6 bytes, as a share of 2^48."""
    assert draw("order[AAA,mark1,2026]") == 0.4110537689101683
