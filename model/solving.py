"""This file is about solving a scenario: Scenario -> Plan -> model -> program -> Solution.

What is made of a solution is no concern of it, so that all of that can be loaded while HiGHS works.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .aside import Queue
from .build import build
from .clock import Timed, untimed
from .compile import compile_program
from .limits import check_limits
from .plan import Plan, make_plan
from .proof import Weigher, before_last
from .scale import scale
from .scenario import Scenario
from .stages import Progress, Solution, solve_program


@dataclass(frozen=True)
class Found:
    """What the solver found of a scenario; nothing of it is verified yet.

    Attributes:
        weigher: has seen all stages but the last. seed, threads: what the solver was given.
    """

    scenario: Scenario
    plan: Plan
    solution: Solution
    weigher: Weigher
    seed: int
    threads: int


def find_plan(
    scenario: Scenario,
    *,
    seed: int = 0,
    threads: int = 1,
    progress: Progress = lambda stage, proven: None,
    time_limit: float = math.inf,
    timed: Timed = untimed,
) -> Found:
    """Plan, build, compile and solve; see model.solve for arguments and errors."""
    with timed("plan"):
        plan = make_plan(scenario)
    with timed("build"):
        model = build(plan)
    with timed("compile"):
        program = compile_program(model)
    with timed("limits"):
        scaled = scale(program)
        check_limits(scenario, scaled)
    weigher = Weigher()
    with Queue() as queue:  # HiGHS needs no Python, so that duals are weighed while it goes on
        weigh = before_last(queue.later(weigher.solved))
        solution = solve_program(program, seed, threads, progress, time_limit, timed, weigh, scaled)
        with timed("proof"):
            queue.wait()
    return Found(scenario, plan, solution, weigher, seed, threads)
