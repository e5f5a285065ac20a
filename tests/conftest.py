"""The order of the test files: those that take longest first, so that no process is left with one
of them when all others are done. How many random worlds each law is shown: more at night."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("change", max_examples=10)
settings.register_profile("night", max_examples=25)
settings.load_profile("change")

LONG = (
    "test_workbook.py",
    "test_scenarios.py",
    "test_explain_scenarios.py",
    "test_properties.py",
    "test_fuzz.py",
    "test_relations.py",
    "test_page_browser.py",
    "test_readme.py",
    "test_kept.py",
    "test_second_model.py",
    "test_build.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: at for at, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(Path(item.path).name, len(LONG)))
