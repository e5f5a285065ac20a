"""Whatever the bytes of a file are, reading ends in a scenario or in an InputError, and soon."""

import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reader_worlds import TABLES, WIDE, world

from model.errors import InputError
from model.scenario import Scenario, read_scenario

ROWS = (
    "extends,,,,base.csv,,,,,",
    "last_year,,,,2040,year,,,,",
    "uplift,BOTH,land,,30,%,why,,20,40",
    "defence_share,BOTH,,2035,5,%,,set,,",
    'production,,tank_a,2030,1.5,,"a, b",scale,,',
    "us_drawdown,,TANK,2030,50,%,,,,",
    "stockpile_days,,SHELL,,30,days,,,,",
    "origin_floor,BOTH,,,65,%,,,,",
    "stock,AAA,TANK,,5,tank,,add,,",
)
SCENARIO = "\n".join((WIDE, *ROWS)) + "\n"
TEXTS = TABLES | {"scenario": SCENARIO}
WORDS = ["", "-1", "-0", "0", "1e400", "nan", "2035.0", "2150", "0.5", "4.500", "4,5", "2%", "AAA"]
WORDS += ["BOTH", "ONE", "TANK", "land", "tank_a", "scale", "add", "extends", "base.csv", "../x"]
WORDS += ["scenario.csv", "uplift", "production", "base_year", "first_year", "lead", "\u0421", '"']
WORDS += ['"a\nb"', "\u200b", "#", "=1+1", "\x1b", "\x00", "\ufeff", "a" * 40_000]
BYTES = st.sampled_from([*b",\";\n\r\t#'=0129.-eE%A \x00\xff\xef\xbb\xbf"])


@st.composite
def mutated(draw) -> tuple[str, bytes]:
    """One file of the world with some of its cells or bytes changed."""
    name = draw(st.sampled_from(["scenario"] * 8 + sorted(TABLES)))
    lines = [line.split(",") for line in TEXTS[name].split("\n")]
    for _ in range(draw(st.integers(0, 3))):
        cells = lines[draw(st.integers(0, len(lines) - 1))]
        cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(WORDS))
    separator = draw(st.sampled_from([","] * 9 + [";", "\t"]))
    data = bytearray("\n".join(separator.join(cells) for cells in lines).encode())
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(data)))
        data[place : place + draw(st.integers(0, 2))] = bytes([draw(BYTES)])
    return name, bytes(data[: draw(st.sampled_from([len(data)] * 9 + [len(data) // 2]))])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A world whose scenario extends another; each example spoils one file and mends it."""
    made = tmp_path_factory.mktemp("fuzz")
    world(made)
    (made / "base.csv").write_text("parameter,value\nuplift,20\n")
    (made / "scenario.csv").write_text(SCENARIO)
    return made


def test_the_unspoiled_world_is_good(folder):
    assert isinstance(read_scenario(folder / "scenario.csv"), Scenario)


@settings(max_examples=700, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_any_bytes_make_a_scenario_or_an_input_error(folder, spoiled):
    name, data = spoiled
    path = folder / ("scenario.csv" if name == "scenario" else f"reference/{name}.csv")
    path.write_bytes(data)
    started = time.perf_counter()
    try:
        assert_whole(read_scenario(folder / "scenario.csv"))
    except InputError as error:
        assert error.problems
        assert str(error).isprintable() or "\n" in str(error)
    finally:
        path.write_text(TEXTS[name], encoding="utf-8")
    assert time.perf_counter() - started < 20, "it hangs"


def assert_whole(scenario: Scenario) -> None:
    """No gap and no number out of bounds anywhere in a scenario that was accepted."""
    for name, cells in scenario.resolved.cells.items():
        array, low, high = cells.values, cells.parameter.low, cells.parameter.high
        if name != "interim_year":
            assert ((low <= array) & ((array <= high) | np.isinf(array))).all(), name
        assert name == "production" or not np.isinf(array).any(), name
