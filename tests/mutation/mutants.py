"""Small faults in a module's source, one at a time: what a slip of whoever writes it could look like."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

BOUNDARIES: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
OPPOSITES: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OTHER_NAMES: Final = {"min": "max", "any": "all", "and_": "or_", "is_": "is_not", "in_": "not_in", "asc": "desc"}
OTHER_NAME: Final = OTHER_NAMES | {other: name for name, other in OTHER_NAMES.items()}
HARMLESS_CALLS: Final = frozenset({"logger", "log", "warnings"})  # what they say is nobody's promise
HARMLESS_DECORATORS: Final = frozenset(
    {"cache", "cached_property", "classmethod", "contextmanager", "dataclass", "lru_cache", "overload", "property"}
    | {"runtime_checkable", "staticmethod", "override", "final"}
)
CONDITIONS: Final = frozenset({"where", "and_", "having"})  # each argument is one that has to hold


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module's source with one fault; `line` is where it was put, in the source as it stood."""

    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.line}: {self.before}  ->  {self.after}"


# Changes a node in place and returns it, or returns what stands there instead.
Change = Callable[[ast.AST], ast.AST]


def list_mutants(source: str) -> list[Mutant]:
    """Return all mutants of a module, in the order of its source; the same source gives the same ones."""
    tree = ast.parse(source)
    return [_apply(tree, number, change) for number, node in enumerate(_walk(tree)) for change in _changes(node)]


def _apply(tree: ast.Module, number: int, change: Change) -> Mutant:
    changed_tree = copy.deepcopy(tree)
    node = list(_walk(changed_tree))[number]
    before = _first_line(node)
    changed = change(node)
    if changed is not node:
        _Replacement(node, changed).visit(changed_tree)
    ast.fix_missing_locations(changed_tree)
    return Mutant(getattr(node, "lineno", 0), before, _first_line(changed), ast.unparse(changed_tree) + "\n")


class _Replacement(ast.NodeTransformer):
    def __init__(self, node: ast.AST, other: ast.AST) -> None:
        self._node = node
        self._other = other

    def visit(self, node: ast.AST) -> ast.AST:
        return self._other if node is self._node else super().generic_visit(node)


def _first_line(node: ast.AST) -> str:
    lines = ast.unparse(node).splitlines() or [""]
    decorated = isinstance(node, (ast.FunctionDef, ast.ClassDef))
    return " ".join(lines[: len(node.decorator_list) + 1]) if decorated else lines[0][:160]


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run and matter: no annotations, docstrings, log lines, asserts and imports."""
    if _is_harmless(node):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "bases", "decorator_list", "type_comment"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child)


def _is_harmless(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Assert():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id=name)))
            | ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name))))
        ):
            return name in HARMLESS_CALLS
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=attr)], value=ast.Name(id=name)):
            return attr.lstrip("_") == name  # nothing works without it
        case ast.ClassDef(bases=[ast.Name(id="Protocol"), *_]):
            return True
    return False


def _changes(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare():
            yield from _comparison_changes(node)
        case ast.BoolOp():
            yield lambda n: _set(n, op=ast.Or() if isinstance(n.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield lambda n: n.operand
        case ast.If() | ast.IfExp() if isinstance(node.test, (ast.Name, ast.Attribute, ast.Call)):
            yield lambda n: _set(n, test=ast.UnaryOp(ast.Not(), n.test))
        case ast.Constant(value=bool()):
            yield lambda n: _set(n, value=not n.value)
        case ast.Constant(value=int() | float()):
            yield lambda n: _set(n, value=n.value + 1)
            yield lambda n: _set(n, value=n.value - 1)
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            yield lambda n: _set(n, op=ast.Sub() if isinstance(n.op, ast.Add) else ast.Add())
        case ast.Name(id=name) if name in OTHER_NAME:
            yield lambda n: _set(n, id=OTHER_NAME[n.id])
        case ast.Call():
            yield from _call_changes(node)
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            yield from _comprehension_changes(node)
        case _:
            yield from _statement_changes(node)


def _comparison_changes(node: ast.Compare) -> Iterator[Change]:
    for place, operator in enumerate(node.ops):
        for table in (BOUNDARIES, OPPOSITES):
            if other := table.get(type(operator)):
                yield lambda n, place=place, other=other: _set_item(n, n.ops, place, other())


def _call_changes(node: ast.Call) -> Iterator[Change]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if isinstance(node.func, ast.Attribute) and name in OTHER_NAME:
        yield lambda n: (_set(n.func, attr=OTHER_NAME[n.func.attr]), n)[1]
    if name in CONDITIONS and len(node.args) > 1:
        for place in range(len(node.args)):
            yield lambda n, place=place: _without(n, n.args, place)


def _comprehension_changes(node: ast.AST) -> Iterator[Change]:
    for place, generator in enumerate(node.generators):
        for condition in range(len(generator.ifs)):
            yield lambda n, place=place, at=condition: _without(n, n.generators[place].ifs, at)


def _statement_changes(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Return(value=ast.AST()) if not isinstance(node.value, ast.Constant):
            yield lambda _: ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break() | ast.Delete():
            yield lambda _: ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield lambda _: ast.Pass()
        case ast.FunctionDef():
            for place, decorator in enumerate(node.decorator_list):
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if ast.unparse(called).rpartition(".")[2] not in HARMLESS_DECORATORS | {"setter"}:
                    yield lambda n, place=place: _without(n, n.decorator_list, place)


def _set(node: ast.AST, **values: object) -> ast.AST:
    for name, value in values.items():
        setattr(node, name, value)
    return node


def _set_item(node: ast.AST, items: list, place: int, value: ast.AST) -> ast.AST:
    items[place] = value
    return node


def _without(node: ast.AST, items: list, place: int) -> ast.AST:
    del items[place]
    return node
