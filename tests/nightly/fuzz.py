"""The fuzzer of the reader at length: spoiled files one after the other, and what came of them.

    python tests/nightly/run.py fuzz
    PYTHONPATH=.:tests python tests/nightly/fuzz.py --files 100000 --seed 2

The tests of every change take 5,000 files. Exit code 1 where a file made a traceback, took more
than two seconds (three times over), was accepted though wrong, refused though right, or refused
without naming the place of its fault; where one file takes five minutes, a traceback says where it
sits. A fault names its seed and file: `--seed N --start FILE --files 1` makes that file again.
"""

import argparse
import faulthandler
import sys
import tempfile
import time
from pathlib import Path

from fuzzing import Bench, Tally, run

MOST_SECONDS = 2.0
HANGS = 300
STEP = 100
SHOWN_FAULTS = 20


def main() -> int:
    """Read the spoiled files, tell what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the first file")
    asked = parser.parse_args()
    started, tally = time.perf_counter(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for start in range(asked.start, asked.start + asked.files, STEP):
            faulthandler.dump_traceback_later(HANGS, exit=True)
            count = min(STEP, asked.start + asked.files - start)
            tally.add(run(bench, asked.seed, count, MOST_SECONDS, start))
            print(f"\r{tally.count:,} files", end="", file=sys.stderr, flush=True)
    faulthandler.cancel_dump_traceback_later()
    tell(tally, time.perf_counter() - started)
    return 1 if tally.faults else 0


def tell(tally: Tally, seconds: float) -> None:
    """Print what came of the files."""
    print(file=sys.stderr)
    for verdict, count in tally.verdicts.most_common():
        print(f"  {count:>9,} {verdict}")
    for name, count in tally.files.most_common():
        print(f"  {count:>9,} of {name}")
    print(f"slowest: {tally.slowest[0]:.2f} s, {tally.slowest[1]}")
    for fault in tally.faults[:SHOWN_FAULTS]:
        print(f"- {fault}")
    print(
        f"fuzz: {tally.count:,} files, {tally.tracebacks} tracebacks, {len(tally.faults)} faults; "
        f"{seconds:,.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
