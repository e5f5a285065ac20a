"""Which lines and branches of `model/` the tests run through, in processes that they start too.

    python tests/nightly/run.py coverage
    PYTHONPATH=$PWD:$PWD/tests/nightly python tests/nightly/covered.py tests/test_money.py

Leaves in build/nightly which test passes through which line, which mutants.py needs. What follows
goes to pytest, and is added to what is there; all tests without it, anew. Exit code 1 when a test
fails, or when less than 97 % of the lines or of the branches are run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "build" / "nightly"
LEAST = 97.0
NIGHT = ("--hypothesis-profile", "night")


def measure(*words: str) -> int:
    """Run a command of coverage; its exit code."""
    return subprocess.run([sys.executable, "-m", "coverage", *words], cwd=ROOT).returncode


def main(words: list[str]) -> int:
    """Run tests, report what they leave out; the exit code."""
    if not words:
        shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True, exist_ok=True)
    failed = measure("run", "-m", "pytest", "-n", "2", *NIGHT, "-p", "contexts", *words)
    if failed > 1:
        print(f"coverage: the tests could not be run (exit code {failed} of pytest)")
        return 1
    measure("combine", "--quiet", "--append")
    measure("report", "--skip-covered", "--show-missing")
    measure("json", "--quiet", "-o", str(DATA / "totals.json"))
    totals = json.loads((DATA / "totals.json").read_text(encoding="utf-8"))["totals"]
    lines = 100 * totals["covered_lines"] / totals["num_statements"]
    branches = 100 * totals["covered_branches"] / totals["num_branches"]
    print(
        f"coverage: {lines:.2f} % of {totals['num_statements']} lines, {branches:.2f} % of "
        f"{totals['num_branches']} branches; the tests {'fail' if failed else 'pass'}"
    )
    return int(failed != 0 or min(lines, branches) < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
