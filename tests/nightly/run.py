"""What takes too long for every change: run it at night, from anywhere.

    python tests/nightly/run.py                          everything, one part after the other
    python tests/nightly/run.py worlds                   one part
    python tests/nightly/run.py coverage mutants --sample 300

Each part ends with a line of figures and says by its exit code whether it holds; so does the
whole. `mutants` needs the data that `coverage` leaves in build/nightly. A further part is a file
beside this one and a line in PARTS.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PARTS = {
    "worlds": "worlds.py",
    "scenarios": "scenarios.py",
    "fuzz": "fuzz.py",
    "coverage": "covered.py",
    "mutants": "mutants.py",
}


def main(words: list[str] | None = None) -> int:
    """Run the parts asked for; 0 when all hold."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; else all")
    parser.add_argument("--sample", default="1000", help="how many mutants are run")
    given = parser.parse_args(words)
    if unknown := sorted(set(given.parts) - PARTS.keys()):
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    paths = [str(ROOT), str(ROOT / "tests"), str(HERE)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    codes = {}
    for part in given.parts or PARTS:
        options = ["--sample", given.sample] if part == "mutants" else []
        print(f"== {part}", flush=True)
        command = [sys.executable, str(HERE / PARTS[part]), *options]
        codes[part] = subprocess.run(command, cwd=ROOT, env=environment).returncode
    print("== " + ", ".join(f"{part} {'holds' if code == 0 else 'DOES NOT HOLD'}"
                            for part, code in codes.items()))  # fmt: skip
    return int(any(codes.values()))


if __name__ == "__main__":
    sys.exit(main())
