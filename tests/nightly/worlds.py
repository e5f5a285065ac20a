"""The program against the second model on many random worlds: optima and inputs of the rows. The
bases of each world are proven in rational numbers, too.

    python tests/nightly/run.py worlds

The tests of every change take the first 200 seeds; here are 1,000, or as many as `--worlds` says.
Exit code 1 when the two disagree in one, or a basis is not optimal.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from pathlib import Path

from second import solve as second_solve
from second import write_world
from test_second_model import AGREED, Pair, apart, differences

from model import load, solve
from model.errors import VerificationError


def main(words: list[str] | None = None) -> int:
    """Compare and report; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    given = parser.parse_args(words)
    started, wrong = time.perf_counter(), 0
    furthest = {"optima": 0.0, "inputs": 0.0, "moves": 0.0}
    missing = 0
    for seed in range(given.first, given.first + given.worlds):
        with tempfile.TemporaryDirectory() as folder:
            path = write_world(Path(folder), seed)
            pair = Pair(path, solve(load(path)), second_solve(path, path.parent / "reference"))
        other = (pair.second.shortfall, pair.second.cost)
        optima = max(apart(a, b) for a, b in zip(pair.optima, other, strict=True))
        inputs = max(differences(pair.first.answer, pair.second).values())
        missing += pair.optima[0] > 1e-9
        try:
            moves, failed = float(max(basis.largest for basis in pair.first.answer.bases)), ""
        except VerificationError as error:
            moves, failed = math.inf, f", {error}"
        for name, found in (("optima", optima), ("inputs", inputs), ("moves", moves)):
            furthest[name] = max(furthest[name], found)
        if not (optima <= AGREED and inputs <= 1e-9 and not failed):
            wrong += 1
            print(
                f"seed {seed}: optima {optima:.1e} apart, inputs {inputs:.1e}{failed}", flush=True
            )
    print(
        f"worlds: {given.worlds} from seed {given.first}, {wrong} disagree; furthest apart, "
        f"relative above 1: optima {furthest['optima']:.1e}, inputs {furthest['inputs']:.1e}; "
        f"limits and costs move by {furthest['moves']:.1e} until all bases are optimal; "
        f"{missing} worlds with a shortfall; {time.perf_counter() - started:.0f} s"
    )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
