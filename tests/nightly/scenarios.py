"""What every change is tested for on some of the shipped scenarios, on all the others.

    python tests/nightly/run.py scenarios

These are the tests marked `nightly`: the second model, the workbook recalculated, verdicts, folders
verified, a certificate. Exit code 1 when one fails, or where LibreOffice is missing: nothing is
skipped.
"""

from __future__ import annotations

import os
import sys

import pytest


def main() -> int:
    """Run the tests marked; the exit code."""
    os.environ["CI"] = "true"
    return int(pytest.main(["-m", "nightly", "-n", "2"]) != 0)


if __name__ == "__main__":
    sys.exit(main())
