"""Small faults that can be put into a Python file, one at a time.

The operators are those of mutmut 3 (numbers, strings, arithmetic, comparisons, boolean operators,
arguments, assignments, conditional expressions, loops), and `return None`. They also reach what
mutmut leaves alone: constants of a module, defaults of a dataclass, decorated functions. Left out
are docstrings, annotations, decorators, imports and the fixed text inside f-strings.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import unified_diff

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.Div, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.UAdd: ast.USub, ast.USub: ast.UAdd, ast.Break: ast.Return, ast.Continue: ast.Break,
}  # fmt: skip
PAIRS = [
    ("lower", "upper"), ("lstrip", "rstrip"), ("find", "rfind"), ("ljust", "rjust"),
    ("index", "rindex"), ("removeprefix", "removesuffix"), ("partition", "rpartition"),
    ("split", "rsplit"),
]  # fmt: skip
METHODS = {a: b for one, other in PAIRS for a, b in ((one, other), (other, one))}
OPAQUE = (ast.Import, ast.ImportFrom)
UNREAD = {"annotation", "returns", "decorator_list", "op", "ops", "ctx"}
"""Fields that are not walked into: no run reads them, or their owner changes them."""


@dataclass(frozen=True)
class Mutant:
    """A fault: where it is, the lines without and with it, and how it is put in.

    Attributes:
        where: the function or class it is in, with dots; "" for the module itself.
        lines: first and last line of the source that lead to it; None where they are run when
            the file is imported, once for all tests.
        owner, name, new: the attribute of the syntax tree that holds something else.
    """

    where: str
    lines: tuple[int, int] | None
    owner: ast.AST = field(repr=False)
    name: str
    old: object = field(repr=False)
    new: object = field(repr=False)
    number: int

    def lot(self, seed: int) -> str:
        """What is drawn: it stays the same when something else in the file changes."""
        told = f"{seed} {self.where} {self.name} {_told(self.old)} {_told(self.new)} {self.number}"
        return hashlib.sha256(told.encode()).hexdigest()

    def source(self, tree: ast.Module) -> str:
        """The whole file with the fault in it; the tree is left as it was."""
        setattr(self.owner, self.name, self.new)
        text = ast.unparse(ast.fix_missing_locations(tree))
        setattr(self.owner, self.name, self.old)
        return text + "\n"

    def change(self, tree: ast.Module) -> tuple[str, str]:
        """The lines without and with the fault, as `ast.unparse` writes them."""
        whole, faulty = ast.unparse(tree).splitlines(), self.source(tree).splitlines()
        told = list(unified_diff(whole, faulty, lineterm="", n=0))[2:]
        removed = [line[1:].strip() for line in told if line[0] == "-"]
        added = [line[1:].strip() for line in told if line[0] == "+"]
        return "\n".join(removed), "\n".join(added)


def _told(thing: object) -> str:
    if isinstance(thing, list):
        return ", ".join(_told(part) for part in thing)
    if isinstance(thing, ast.expr):
        return ast.unparse(thing)
    return ast.dump(thing) if isinstance(thing, ast.AST) else repr(thing)


def mutants(tree: ast.Module) -> list[Mutant]:
    """Every fault that can be put into a file."""
    seen: dict[tuple[str, str, str, str], int] = {}
    found = []
    for (where, line, called), end, owner, name, new in _walk(tree, ("", 1, False)):
        old = getattr(owner, name)
        lines = (line, max(line, end)) if called else None
        key = (where, name, _told(old), _told(new))
        seen[key] = seen.get(key, 0) + 1
        found.append(Mutant(where, lines, owner, name, old, new, seen[key]))
    return found


Place = tuple[str, int, bool]
"""The function or class something is in, the line its statement starts, whether calls run it."""
Change = tuple[Place, int, ast.AST, str, object]


def _walk(node: ast.AST, place: Place) -> Iterator[Change]:
    """Changes of a node and of all below it."""
    if isinstance(node, OPAQUE):
        return
    where, line, called = place
    if isinstance(node, ast.stmt):
        line = node.lineno
    end = node.end_lineno or line if isinstance(node, ast.expr) else line
    for name, new in _changes(node):
        yield (where, line, called), end, node, name, new
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        where = f"{where}.{node.name}".lstrip(".")
    for name, value in ast.iter_fields(node):
        if name in UNREAD:
            continue
        below = (where, line, called or (isinstance(node, ast.FunctionDef) and name == "body"))
        parts = value if isinstance(value, list) else [value]
        for at, part in enumerate(parts):
            if not isinstance(part, ast.AST) or _is_fixed(node, name, part):
                continue
            for new in _instead(part):
                changed = [*parts[:at], new, *parts[at + 1 :]] if isinstance(value, list) else new
                first = part.lineno if isinstance(part, ast.stmt) else line
                yield (where, first, below[2]), part.end_lineno or first, node, name, changed
            yield from _walk(part, below)


def _is_fixed(node: ast.AST, name: str, part: ast.AST) -> bool:
    """Whether a part is left as it is: a docstring, a text under a constant, text of f-strings."""
    if isinstance(node, ast.JoinedStr):
        return isinstance(part, ast.Constant)
    return name == "body" and isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    """Changes of a node's own fields."""
    match node:
        case ast.Compare():
            for i, op in enumerate(node.ops):
                yield "ops", [*node.ops[:i], SWAPPED[type(op)](), *node.ops[i + 1 :]]
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign() | ast.UnaryOp():
            if type(node.op) in SWAPPED:
                yield "op", SWAPPED[type(node.op)]()
        case ast.Assign() | ast.AnnAssign() if node.value is not None:
            yield "value", _nothing(node.value)
        case ast.Return() if node.value is not None and not _is_none(node.value):
            yield "value", ast.Constant(None)
        case ast.Lambda():
            yield "body", _nothing(node.body)
        case ast.IfExp():
            yield "test", ast.BoolOp(ast.And(), [node.test, ast.Constant(False)])
            yield "test", ast.BoolOp(ast.Or(), [node.test, ast.Constant(True)])
        case ast.Call():
            yield from _arguments(node)
        case ast.Attribute() if node.attr in METHODS:
            yield "attr", METHODS[node.attr]


def _arguments(call: ast.Call) -> Iterator[tuple[str, object]]:
    """Each argument as None, and each left out where there are others."""
    if isinstance(call.func, ast.Name) and call.func.id in {"len", "isinstance"}:
        return
    several = len(call.args) + len(call.keywords) > 1
    for i, arg in enumerate(call.args):
        if not isinstance(arg, ast.Starred) and not _is_none(arg):
            yield "args", [*call.args[:i], ast.Constant(None), *call.args[i + 1 :]]
        if several:
            yield "args", [*call.args[:i], *call.args[i + 1 :]]
    for i, keyword in enumerate(call.keywords):
        if keyword.arg and not _is_none(keyword.value):
            none = ast.keyword(keyword.arg, ast.Constant(None))
            yield "keywords", [*call.keywords[:i], none, *call.keywords[i + 1 :]]
        if several:
            yield "keywords", [*call.keywords[:i], *call.keywords[i + 1 :]]


def _instead(node: ast.AST) -> Iterator[ast.AST]:
    """What can stand in the place of a node."""
    match node:
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float()):
            yield ast.Constant(node.value + 1)
        case ast.Constant(value=str()):
            yield ast.Constant(f"XX{node.value}XX")
        case ast.Constant(value=bytes()):
            yield ast.Constant(b"XX" + node.value + b"XX")
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield node.operand
        case ast.AugAssign():
            target = node.target
            yield ast.copy_location(ast.Assign([target], node.value), node)
        case ast.Break() | ast.Continue():
            yield ast.copy_location(SWAPPED[type(node)](), node)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _nothing(value: ast.AST) -> ast.Constant:
    return ast.Constant("" if _is_none(value) else None)
