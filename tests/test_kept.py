"""What a small alliance is shown is what is kept in tests/golden/shown; see `kept.py`."""

import pytest
from golden_refresh import SHOWN
from kept import shown


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return shown(tmp_path_factory.mktemp("kept"))


@pytest.mark.parametrize("name", sorted(path.stem for path in SHOWN.iterdir()))
def test_what_is_shown_is_what_is_kept(texts, name):
    """Where the difference is meant: `python tests/golden_refresh.py`, and read it as a change."""
    kept = (SHOWN / f"{name}.txt").read_text(encoding="utf-8")
    assert texts[name].splitlines() == kept.splitlines()


def test_every_text_is_kept(texts):
    assert set(texts) == {path.stem for path in SHOWN.iterdir()}
