"""A pytest plugin: coverage is told which test runs, also in the processes that the test starts.

Beside the data of coverage stands `seconds.jsonl`: what each test took, with its fixtures.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    measure = coverage.Coverage.current()
    if measure is None:
        return (yield)
    measure.switch_context(item.nodeid)
    measure.config.context = item.nodeid
    os.environ["COVERAGE_PROCESS_CONFIG"] = measure.config.serialize()
    started = time.perf_counter()
    answer = yield
    took = time.perf_counter() - started
    with Path(measure.config.data_file).with_name("seconds.jsonl").open("a") as stream:
        stream.write(json.dumps([item.nodeid, took]) + "\n")
    return answer
