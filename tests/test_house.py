"""The house rules: what can be seen from the source without running it."""

from __future__ import annotations

import ast
import csv
import inspect
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from model import objectives
from model.families import FAMILIES, LATE_FAMILIES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [*sorted((ROOT / "model").rglob("*.py")), ROOT / "cli.py"]
MODEL = [path for path in SOURCES if path.name != "cli.py"]
CODE_LINES, FILE_LINES = 40, 300
FOUR_LINES = ("Equation", "For", "Units", "Dual")
SHARED = {"rows": None, "national_target": {"is_stockpiled"}}
"""What a family may import of another: anything of `rows`, one helper of national_target."""


@cache
def tree(path: Path) -> ast.Module:
    """The parsed source of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    """A file as the house speaks of it."""
    return path.relative_to(ROOT).as_posix()


def each(paths: list[Path]):
    """One test a file."""
    return pytest.mark.parametrize("path", paths, ids=named)


def imports(path: Path) -> dict[str, set[str]]:
    """The modules of `model` that a file imports at any depth, and the names it takes of each."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.ImportFrom):
            continue
        above = package[: len(package) - node.level + 1] if node.level else ()
        source = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            inner = f"{source}.{alias.name}"
            module, name = (inner, "") if exists(inner) else (source, alias.name)
            if module.split(".")[0] == "model":
                found.setdefault(module, set()).add(name)
    return found


def exists(module: str) -> bool:
    """Whether a dotted name is a module of the program."""
    path = ROOT.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def module_of(path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_imports_go_one_way():
    """No file imports, by whatever way round, a file that imports it; the package's own front
    door, which everything passes through, is left out."""
    graph = {module_of(path): set(imports(path)) - {"model"} for path in MODEL}
    graph.pop("model")
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_program_does_not_import_its_commands_or_its_tests():
    for path in MODEL:
        whole = {
            alias.name.split(".")[0]
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        apart = {
            (node.module or "").split(".")[0]
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ImportFrom) and not node.level
        }
        assert not (whole | apart) & {"cli", "tests", "docs", "scipy"}, named(path)


@each([path for path in MODEL if path.parent.name == "families" and path.name != "__init__.py"])
def test_families_do_not_look_for_each_other(path):
    for module, names in imports(path).items():
        package, _, family = module.rpartition(".")
        if package == "model.families":
            assert family in SHARED, f"{named(path)} imports {family}"
            assert SHARED[family] is None or names <= SHARED[family]


@each(SOURCES)
def test_every_file_says_what_it_is_about(path):
    text = ast.get_docstring(tree(path)) or ""
    assert text.strip(), f"{named(path)} has no docstring"
    assert text.split("\n\n")[0].rstrip().endswith((".", ":")), text


@each(SOURCES)
def test_a_file_is_small_enough_to_see(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


@each(SOURCES)
def test_a_function_is_small_enough_to_see(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert code_lines(node, lines) <= CODE_LINES, f"{named(path)}: {node.name}"


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """Lines of a function without its docstring, comments and blank lines."""
    body = function.body
    told: set[int] = set()
    if ast.get_docstring(function) is not None:
        told = set(range(body[0].lineno, body[0].end_lineno + 1))
    kept = (
        lines[number - 1].strip()
        for number in range(function.lineno, function.end_lineno + 1)
        if number not in told
    )
    return sum(1 for line in kept if line and not line.startswith("#"))


@cache
def codes() -> frozenset[str]:
    """The codes of allies, capabilities and systems in the reference tables."""
    found = set()
    for table in ("countries", "capabilities", "systems"):
        path = ROOT / "scenarios" / "reference" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            found |= {next(iter(row.values())) for row in csv.DictReader(file)}
    return frozenset(found)


@each(SOURCES)
def test_no_code_of_the_tables_is_in_the_source(path):
    """A new ally, capability or system is a row; examples in a docstring say nothing at run time.

    Every name and every text of the program is read, word by word.
    """
    told = {id(text) for text in docstrings(tree(path))}
    for node in ast.walk(tree(path)):
        words = set(re.findall(r"\w+", text_of(node))) if id(node) not in told else set()
        assert not words & codes(), f"{named(path)}:{node.lineno}: {words & codes()}"


def docstrings(module: ast.Module) -> list[ast.Constant]:
    """Texts that stand alone: docstrings, and those below an attribute."""
    return [
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]


def text_of(node: ast.AST) -> str:
    """The name or the text of a node of the source."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    fields = (getattr(node, field, None) for field in ("id", "attr", "arg", "name"))
    return " ".join(field for field in fields if isinstance(field, str))


@each([path for path in MODEL if path.name != "check_certificate.py"])
def test_the_program_prints_nothing(path):
    """Commands print; the program returns. The checker of certificates is a program of its own."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"{named(path)}:{node.lineno}"


def rules():
    """Every rule that some family adds rows with: (family, function)."""
    found = []
    for module in (*FAMILIES, *LATE_FAMILIES):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "add_rows":
                found.append((module, getattr(module, node.args[1].id)))
    return found


@pytest.mark.parametrize("rule", [rule for _, rule in rules()], ids=lambda rule: rule.__name__)
def test_every_row_has_a_sentence_and_its_four_lines(rule):
    assert_documented(rule, FOUR_LINES)


@pytest.mark.parametrize("stage", ["least_shortfall", "least_cost", "steadiest"])
def test_every_objective_has_a_sentence_and_its_three_lines(stage):
    assert_documented(getattr(objectives, stage), FOUR_LINES[:3])


def assert_documented(function, wanted):
    """A sentence, a blank line, and then each of the lines in order with something to say."""
    sentence, _, rest = (inspect.getdoc(function) or "").partition("\n\n")
    assert re.fullmatch(r"(Stage \d: )?[A-Za-z].*\.", sentence.replace("\n", " ")), sentence
    lines = re.findall(r"^(\w+):\s+\S", rest, re.MULTILINE)
    assert lines == list(wanted), function.__name__


def test_every_file_of_a_family_is_in_the_table_of_contents():
    files = {path.stem for path in (ROOT / "model" / "families").glob("*.py")}
    listed = {module.__name__.rpartition(".")[2] for module in (*FAMILIES, *LATE_FAMILIES)}
    assert listed == files - {"__init__", "rows"}


def test_every_family_declares_and_constrains():
    for module in (*FAMILIES, *LATE_FAMILIES):
        for verb in ("declare", "constrain"):
            assert callable(getattr(module, verb)), module.__name__


def test_every_fault_that_is_listed_could_still_be_put_in():
    """A line of the list whose code has changed says nothing any more."""
    with (ROOT / "tests" / "nightly" / "survivors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 40
    stale = [
        row
        for row in rows
        if squeezed(row["without"]) not in squeezed(code_of(ROOT / row["file"], row["function"]))
    ]
    assert not stale
    assert all(row["reason"] and row["with"] != row["without"] for row in rows)


def code_of(path: Path, name: str) -> str:
    """The code of a function of a file, or of one of a class; of the whole file without a name."""
    found: ast.AST = tree(path)
    for part in filter(None, name.split(".")):
        named = (n for n in ast.walk(found) if getattr(n, "name", "") == part and n is not found)
        found = next(named, ast.Module([], []))
    return ast.unparse(found)


def squeezed(text: str) -> str:
    """A text without the spaces at the ends of its lines."""
    return "\n".join(line.strip() for line in text.splitlines())
