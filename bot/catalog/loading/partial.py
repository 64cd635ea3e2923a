"""What is left of a file once its broken items are taken out, so that the rest can still be checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.catalog.loading.strict_yaml import Path


def salvage(data: Any, lines: dict[Path, int], broken: Iterable[Path]) -> tuple[Any, dict[Path, int]] | None:
    """The data without the list items that hold a broken path, and its lines; None if a path is in no list."""
    gone: dict[Path, set[int]] = {}
    for path in broken:
        at = next((n for n, part in enumerate(path) if isinstance(part, int)), None)
        if at is None:
            return None
        gone.setdefault(path[:at], set()).add(int(path[at]))
    for parent, numbers in gone.items():
        data = _drop(data, parent, numbers)
        lines = {_moved(path, parent, numbers): line for path, line in lines.items() if not _in(path, parent, numbers)}
    return data, lines


def _drop(data: Any, parent: Path, numbers: set[int]) -> Any:
    if not parent:
        return [item for number, item in enumerate(data) if number not in numbers]
    return {**data, parent[0]: _drop(data[parent[0]], parent[1:], numbers)}


def _in(path: Path, parent: Path, numbers: set[int]) -> bool:
    return path[: len(parent)] == parent and len(path) > len(parent) and path[len(parent)] in numbers


def _moved(path: Path, parent: Path, numbers: set[int]) -> Path:
    """The path after the items before it are gone."""
    at = len(parent)
    if path[:at] != parent or len(path) == at:
        return path
    number = int(path[at])
    return (*parent, number - sum(each < number for each in numbers), *path[at + 1 :])
