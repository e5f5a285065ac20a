"""This file is about the certificate: what proves an answer to somebody who has only two files.

The linear program as an LP file, the plan, the duals of each stage as whole numbers, the basis of
each stage, and a program of one file that checks them without this one.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from hashlib import sha256
from inspect import getsource
from typing import Any

import numpy as np

from ...arrays import Floats
from ...basis import Moves
from ...compile import LinearProgram, Span
from ...errors import VerificationError
from ...lpfile import labels, lp_text
from ...proof import conceded, in_force
from ...refine import DUAL_GRID
from ...results.answer import Answer
from ...stages import TIE
from ..manifest import WRITTEN_BY
from . import check_certificate

OBJECTIVE = "objective"
READING = (
    "A stage has the first `rows` rows of the program. `basis` names its tight rows, each with a "
    "basic column, in an order of elimination; all other columns are 0. A stage keeps what those "
    "before it hold: a column with a reduced cost above 1e-9 stays 0, a row with such a dual stays "
    "tight, and so does what is `small`: above 0, but not above 1e-9. `moved` says how many limits "
    "and costs have to move, and by how much at most, for the basis to be optimal, exactly."
)
"""What the bases of a certificate mean, said in it."""
PROGRAM, CERTIFICATE, CHECKER = "program.lp.gz", "certificate.json", "check_certificate.py"


def certificate_files(answer: Answer) -> dict[str, bytes]:
    """The program, the certificate and the checker, by the names of their files; checked.

    Raises:
        VerificationError: the checker does not find the answer proven.
    """
    program = with_objectives(answer)
    text = lp_text(program, TIE).encode("ascii")
    record = certificate(answer, program, sha256(text).hexdigest())
    check_bases(text, record)
    for stage, _, gap, violation in check_certificate.check(text, record):
        if not max(gap, violation) <= check_certificate.LIMIT:
            raise VerificationError(
                f"the certificate does not prove stage {stage}: the plan may be {gap:.1e} from "
                f"the optimum, and rows hold to {violation:.1e} only. Nothing was written"
            )
    return {
        PROGRAM: gzip.compress(text, mtime=0),
        CERTIFICATE: (json.dumps(record, indent=1) + "\n").encode(),
        CHECKER: getsource(check_certificate).encode(),
    }


def check_bases(text: bytes, record: dict[str, Any]) -> None:
    """Have the checker solve every basis as well.

    Raises:
        VerificationError: it finds another basis than is written.
    """
    try:
        for _ in check_certificate.check_bases(text, record):
            pass
    except ValueError as error:
        raise VerificationError(f"{error}. Nothing was written") from error


def with_objectives(answer: Answer) -> LinearProgram:
    """The whole program, and the objective of each stage as a row that limits nothing."""
    stages = answer.solution.stages
    program = in_force(answer.solution.program, stages[-1].point)
    rows, columns = program.shape
    costs = [program.costs[stage.name][: len(stage.point.x)] for stage in stages]
    priced = [np.flatnonzero(cost) for cost in costs]
    ends = program.start[-1] + np.cumsum([len(columns) for columns in priced])
    free = np.full(len(stages), np.inf)
    names = tuple((stage.name,) for stage in stages)
    return replace(
        program,
        rows=(*program.rows, Span(OBJECTIVE, names, rows)),
        early=(rows + len(stages), columns),
        start=np.concatenate([program.start, ends]),
        index=np.concatenate([program.index, *priced]),
        data=np.concatenate(
            [program.data, *(cost[at] for cost, at in zip(costs, priced, strict=True))]
        ),
        row_low=np.concatenate([program.row_low, -free]),
        row_high=np.concatenate([program.row_high, free]),
        costs={TIE: costs[-1]},
    )


def certificate(answer: Answer, program: LinearProgram, fingerprint: str) -> dict[str, Any]:
    """What proves the answer: the plan, and for each stage its duals and weights, as whole numbers,
    and its basis as the pivots of an elimination, with what has to move for it to be optimal."""
    columns, rows = labels(program.columns), labels(program.rows)
    stages = zip(answer.solution.stages, answer.proofs, answer.bases, strict=True)
    return {
        "written_by": WRITTEN_BY,
        "scenario": answer.plan.name,
        "program_sha256": fingerprint,
        "objectives": [proof.stage for proof in answer.proofs],
        "dual_grid": DUAL_GRID,
        "plan": filled(answer.solution.x, columns),
        "reading": READING,
        "stages": [
            {
                "stage": proof.stage,
                **(
                    {"plan": filled(stage.point.x, columns)}
                    if conceded(program, stage.name)
                    else {}
                ),
                "weights": {name: str(weight) for name, weight in proof.weights.items()},
                "dual": {rows[i]: str(proof.dual[i]) for i in np.flatnonzero(proof.dual)},
                "rows": basis.rows,
                "basis": {rows[i]: columns[j] for i, j in basis.pivots},
                "small": [
                    columns[j] if j >= 0 else f"{rows[-1 - j]}:" for j in sorted(basis.small)
                ],
                "moved": {"limits": moved(basis.limits), "costs": moved(basis.costs)},
            }
            for stage, proof, basis in stages
        ],
    }


def moved(moves: Moves) -> list[float]:
    """How many limits or costs move, and by how much at most."""
    return [moves.count, float(moves.largest)]


def filled(x: Floats, names: list[str]) -> dict[str, float]:
    """The columns that are not zero, by name."""
    return {names[j]: float(x[j]) for j in np.flatnonzero(x)}
