"""What goes wrong is said with its place, safely, all at once."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from model.errors import (
    InputError,
    Problem,
    SolveError,
    UpliftError,
    VerificationError,
    did_you_mean,
    shown,
    visible,
)

BAD = Path("bad.csv")


def test_a_problem_reads_as_place_column_found_wanted_hint():
    problem = Problem(BAD, 3, "country", "DUE", "a country code", "Did you mean 'DEU'?")
    expected = "bad.csv:3: column 'country': found 'DUE', wanted a country code."
    assert str(problem) == f"{expected} Did you mean 'DEU'?"


@pytest.mark.parametrize("line", [0, None])
def test_a_problem_of_the_whole_file_has_no_line(line):
    problem = Problem(BAD, line, "", "an empty file", "a table", told=True)
    assert str(problem) == "bad.csv: found an empty file, wanted a table."


def test_a_problem_cannot_be_changed():
    problem = Problem(BAD, 3, "country", "DUE", "a country code")
    with pytest.raises(FrozenInstanceError):
        problem.line = 4


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("DE\u200bU", r"'DE\u200bU'"),
        ("\u0421ZE", r"'\u0421ZE'"),
        ("a\nb\tc", r"'a\nb\tc'"),
        ("\x1b[31m", r"'\x1b[31m'"),
        ("\u202edlog", r"'\u202edlog'"),
        ("\uff12", r"'\uff12'"),
        ("T\u00fcrkiye", "'T\u00fcrkiye'"),
        ("\u20ac9", "'\u20ac9'"),
        ("[/x]", "'[/x]'"),
    ],
    ids=[
        "zero width",
        "Cyrillic",
        "line end",
        "escape",
        "turned round",
        "full width",
        "accent",
        "euro",
        "markup",
    ],
)
def test_a_value_is_shown_so_that_nothing_in_it_hides(text, printed):
    assert shown(text) == printed


def test_a_strange_character_is_named():
    problem = Problem(BAD, 7, "country", "\u0421ZE", "a country code")
    assert str(problem).endswith("It holds U+0421 CYRILLIC CAPITAL LETTER ES.")


def test_a_long_value_is_cut_and_its_length_told():
    printed = shown("a" * 200_000)
    assert printed == f"'{'a' * 60}...' (200000 characters)"


def test_the_name_of_a_file_is_printed_on_one_line_in_any_script():
    text = str(Problem(Path("a\nb/\u0421.csv"), 1, "", "x", "y"))
    assert text.startswith("a\\nb/\u0421.csv:1: ")


@pytest.mark.parametrize(
    ("count", "last"),
    [(1, None), (20, None), (21, "  and 1 more"), (90, "  and 70 more")],
)
def test_the_first_twenty_problems_are_printed_and_the_rest_counted(count, last):
    error = InputError(Problem(BAD, n + 2, "value", "x", "a number") for n in range(count))
    printed = str(error).splitlines()
    assert printed[0] == f"Error: {count} problem{'' if count == 1 else 's'} in the input:"
    assert len(printed) == 1 + min(count, 20) + (last is not None)
    assert last is None or printed[-1] == last


def test_problems_come_in_the_order_of_files_and_lines_and_each_once():
    one, two = Path("one.csv"), Path("two.csv")
    late = Problem(one, 9, "value", "x", "a number")
    early = Problem(one, 2, "value", "x", "a number")
    other = Problem(two, 1, "value", "x", "a number")
    whole = Problem(two, None, "", "x", "a number")
    assert InputError([late, other, early, whole, late]).problems == (early, late, whole, other)


def test_every_error_is_one_of_ours():
    for kind in (InputError, SolveError, VerificationError):
        assert issubclass(kind, UpliftError)


CODES, NAMES = ["DEU", "GBR", "CZE"], ["Germany", "United Kingdom", None]


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("DUE", "Did you mean 'DEU'?"),
        ("deu", "Did you mean 'DEU'?"),
        ("GER", "Did you mean 'DEU' (Germany)?"),
        ("germany", "Did you mean 'DEU' (Germany)?"),
        ("UK", "Did you mean 'GBR' (United Kingdom)?"),
        ("NA", ""),
        ("", ""),
        ("x" * 100_000, ""),
    ],
    ids=["slip", "case", "start of the name", "name", "initials", "nothing near", "empty", "long"],
)
def test_the_nearest_code_is_named(word, hint):
    assert did_you_mean(word, CODES, NAMES) == hint


def test_no_more_than_a_thousand_codes_are_compared():
    codes = [f"code{number}" for number in range(1001)]
    assert did_you_mean("code999", codes) == "Did you mean 'code999'?"
    assert "code1000" not in did_you_mean("code1000", codes)


def test_nothing_in_a_hint_or_a_column_hides():
    """Both may name what somebody else has chosen: a file beside, a heading."""
    text = str(Problem(BAD, 1, "a\x1b[31m", "x", "y", "Did you mean 'b\x1b[31m'?"))
    assert "column 'a\\x1b[31m'" in text
    assert text.endswith("Did you mean 'b\\x1b[31m'?")
    assert "(5000 characters)" in str(Problem(BAD, 1, "a" * 5000, "x", "y"))


def test_text_of_plain_letters_is_left_alone():
    assert visible("GM_MBT 28.5 %") == "GM_MBT 28.5 %"
