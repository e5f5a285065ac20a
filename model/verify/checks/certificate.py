"""This file is about the certificate, where a run wrote one: it proves every stage of the plan."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator

from ...errors import Problem
from ...output.certificate.check_certificate import LIMIT, MOVE, check, check_bases
from ..finding import Finding, Tally
from ..folder import Folder

PROGRAM, CERTIFICATE = "program.lp.gz", "certificate.json"


UNREADABLE = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, EOFError, OSError,
    zlib.error,
)  # fmt: skip
"""What reading a spoiled certificate ends in."""


def certificate(folder: Folder) -> Iterator[Finding]:
    """Each stage is proven from the two files, its objective is that of the manifest, and its basis
    is optimal."""
    tally, path = Tally("certificate"), folder.path / CERTIFICATE
    if CERTIFICATE in folder.recorded:
        try:
            program = gzip.decompress(folder.contents.get(PROGRAM, b""))
            record = json.loads(folder.contents.get(CERTIFICATE, b""))
            stages, bases = list(check(program, record)), list(check_bases(program, record))
        except UNREADABLE as error:
            told = f"no certificate that can be read ({error})"
            wanted = "the certificate of the run"
            tally.claim(False, Problem(path, None, "", told, wanted, told=True))
            stages, bases = [], []
        for stage, value, gap, violation in stages:
            told = f"{stage}: {gap:.1e} from the optimum at most, rows hold to {violation:.1e}"
            wanted = f"a stage that is proven to within {LIMIT:.0e}"
            problem = Problem(path, None, "", told, wanted, told=True)
            tally.claim(max(gap, violation) <= LIMIT, problem)
            recorded = folder.stage(stage, "optimum_musd")
            told = f"{stage}: an objective of {value:.6f} MUSD"
            wanted = f"{recorded} as manifest.json has it"
            near = recorded is not None and abs(value - recorded) <= LIMIT * max(1.0, abs(value))
            tally.claim(near, Problem(path, None, "", told, wanted, told=True))
        for stage, moves in bases:
            largest = max(*moves.limits, *moves.costs)
            told = (
                f"{stage}: a basis that is optimal only once a number moves by {float(largest):.1e}"
            )
            wanted = f"one for which none moves by more than {float(MOVE):.0e}"
            tally.claim(largest <= MOVE, Problem(path, None, "", told, wanted, told=True))
    yield tally.finding()
