"""The texts that the code holds, found in its syntax: whole sentences, with their places shown as `{}`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BOT = Path(__file__).parents[2] / "bot"
_LETTERS = 3  # a text has a word in it


@dataclass(frozen=True)
class SourceText:
    """A text that some module holds."""

    path: Path
    line: int
    text: str


def source_texts(path: Path) -> Iterator[SourceText]:
    """Yield each text of a module, docstrings left out; what is put into a sentence is shown as `{}`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
    documented = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside | documented:
            text = node.value
        else:
            continue
        if " " in text and sum(map(str.isalpha, text)) >= _LETTERS:
            yield SourceText(path, node.lineno, text)


def _has_docstring(node: ast.AST) -> bool:
    if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) or not node.body:
        return False
    first = node.body[0]
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
