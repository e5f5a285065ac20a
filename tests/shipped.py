"""The shipped scenarios as parameters of a test: some for every change, the others at night."""

from pathlib import Path
from typing import Any

import pytest

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"


def shipped(*always: str) -> list[Any]:
    """The paths of all scenarios; those not named are marked `nightly`."""
    paths = sorted(SCENARIOS.glob("*.csv"))
    assert set(always) <= {path.stem for path in paths}
    return [
        pytest.param(path, id=path.stem, marks=() if path.stem in always else pytest.mark.nightly)
        for path in paths
    ]
