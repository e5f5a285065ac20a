"""The faults that `tests/nightly/mutants.py` puts into the program, on sources of a line or two."""

import ast

import pytest
from nightly.mutations import mutants

SOURCES = {
    "a comparison": ("x = a < b", {"x = a <= b", "x = None"}),
    "arithmetic": ("f(-a * 2)", {"f(+a * 2)", "f(-a / 2)", "f(-a * 3)", "f(None)"}),
    "a choice": (
        "x = a if b else c",
        {"x = None", "x = a if b and False else c", "x = a if b or True else c"},
    ),
    "a negation": ("x = not a", {"x = a", "x = None"}),
    "a text": ("x = 'a'", {"x = 'XXaXX'", "x = None"}),
    "nothing": ("x = None", {"x = ''"}),
    "an argument": ("f(a)", {"f(None)"}),
    "arguments": ("f(a, b=1)", {"f(None, b=1)", "f(b=1)", "f(a, b=None)", "f(a)", "f(a, b=2)"}),
    "a length": ("len(a)", set()),
    "a method": ("a.lower()", {"a.upper()"}),
    "an addition in place": ("a += b", {"a -= b", "a = b"}),
    "text within braces": ("f'a{b + c}'", {"f'a{b - c}'"}),
    "an import": ("from a import b", set()),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), SOURCES.values(), ids=SOURCES)
def test_each_kind_of_fault_is_put_in(source, expected):
    tree = ast.parse(source)
    made = {mutant.source(tree).strip() for mutant in mutants(tree)}
    assert made == expected
    assert ast.unparse(tree) == source


LOOP = '''
LIMIT = 1

def f(a: "A", b=True) -> int:
    """Says what it does."""
    for c in a:
        if b:
            break
    return c
'''


def test_docstrings_and_annotations_stay_and_each_fault_knows_its_function_and_lines():
    tree = ast.parse(LOOP)
    found = {mutant.change(tree): (mutant.where, mutant.lines) for mutant in mutants(tree)}
    assert found == {
        ("LIMIT = 1", "LIMIT = None"): ("", None),
        ("LIMIT = 1", "LIMIT = 2"): ("", None),
        ("def f(a: 'A', b=True) -> int:", "def f(a: 'A', b=False) -> int:"): ("f", None),
        ("break", "return"): ("f", (8, 8)),
        ("return c", "return None"): ("f", (9, 9)),
    }


def test_the_lot_of_a_fault_does_not_depend_on_the_rest_of_the_file():
    (one, _), (_, _, other, _) = (
        [(mutant.lot(7), mutant.lot(8)) for mutant in mutants(ast.parse(source))]
        for source in ("x = 1", "y = 2\nx = 1")
    )
    assert one == other
    assert one[0] != one[1]
