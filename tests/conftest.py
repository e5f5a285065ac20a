"""The order of the test files: those that take longest first, so that no process is left with one
of them when all others are done.
And the profile in which laws are shown more random worlds."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("night", settings.default)

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
