"""The texts that the code holds, found in its syntax: whole sentences, with their places shown as `{}`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BOT: Final = Path(__file__).parents[2] / "bot"
_LETTERS: Final = 3  # a text has a word in it
_NOT_SAID: Final = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|AND|WHEN) |\bIS (NOT )?NULL\b|\(\?[:P=!<]|\\[bdsw]|\[\^?[^\]]*\][*+?]|HTTP/1"
)


@dataclass(frozen=True)
class SourceText:
    """A text that some module holds."""

    path: Path
    line: int
    text: str


def source_texts(path: Path) -> Iterator[SourceText]:
    """Yield each text of a module that may be shown."""
    for line, text in texts_of_code(path.read_text(encoding="utf-8")):
        yield SourceText(path, line, text)


def texts_of_code(code: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of what may be shown: no docstring, pattern or SQL; what is put into a text is `{}`."""
    tree = ast.parse(code)
    inside = {id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
    unsaid = {id(each) for node in ast.walk(tree) for each in _unsaid(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside | unsaid:
            text = node.value
        else:
            continue
        if " " in text and sum(map(str.isalpha, text)) >= _LETTERS and not _NOT_SAID.search(text):
            yield node.lineno, text


def _unsaid(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the texts that stand alone in a body, docstrings of fields as well, and lists of words that are split."""
    if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from (each.value for each in node.body if isinstance(each, ast.Expr))
    elif isinstance(node, ast.Attribute) and node.attr == "split":
        yield node.value
