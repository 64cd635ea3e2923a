"""Packs in installed Python packages: found and read through the list of a package's files, and never imported."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distributions
from pathlib import Path
from typing import Final

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.packs.pack_files import PackError, check_name, is_content_name, read_files, shown_name
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

ENTRY_POINT_GROUP: Final = "roadmate.packs"
_MODULE: Final = lazy_pattern(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


@frozen
class PackPackage:
    """A pack that an installed package says it has."""

    id: str
    distribution: str
    version: str


def find_packages(search_path: Sequence[str] | None = None) -> tuple[PackPackage, ...]:
    """Return the packs of all installed packages, in the order of their ids."""
    found = distributions(path=list(search_path)) if search_path is not None else distributions()
    packs = {PackPackage(entry.name, each.name, each.version) for each in found for entry in _entries(each)}
    return tuple(sorted(packs, key=lambda each: (each.id, each.distribution)))


def read_package(
    distribution: str, pack_id: str, problems: list[ContentProblem], search_path: Sequence[str] | None = None
) -> dict[str, bytes]:
    """Return the files of a pack in an installed package by their relative names.

    Raises:
        PackError: there is no such package, it says nothing of the pack, or it isn't installed from a wheel.
    """
    found = _find_distribution(distribution, search_path)
    folder = package_folder(found, pack_id)
    _require_wheel(found)
    root, paths = Path(str(found.locate_file(""))).resolve(), {}
    for file in found.files or ():
        name = str(file)
        inside = name.removeprefix(f"{folder}/")
        if inside == name:
            continue
        if reason := check_name(inside):
            problems.append(ContentProblem(shown_name(inside), 1, reason))
            continue
        if not is_content_name(inside):
            continue
        path = Path(str(found.locate_file(file)))
        if path.resolve() != root / name:
            problems.append(ContentProblem(inside, 1, "a symbolic link, or outside of the package's folder"))
        else:
            paths[inside] = path
    return read_files(dict(sorted(paths.items())), problems)


def locate_package(distribution: str, pack_id: str, search_path: Sequence[str] | None = None) -> Path:
    """Return the folder in which a pack of an installed package has its files; raises PackError as `read_package`."""
    found = _find_distribution(distribution, search_path)
    return Path(str(found.locate_file(package_folder(found, pack_id))))


def package_folder(distribution: Distribution, pack_id: str) -> str:
    """Return where in a package a pack is: `rust_pack/data` for the entry point `rust = rust_pack.data`."""
    entry = next((each for each in _entries(distribution) if each.name == pack_id), None)
    if entry is None:
        raise PackError(f"the package {distribution.name} has no entry point '{pack_id}' in {ENTRY_POINT_GROUP}")
    if not _MODULE.fullmatch(entry.value):
        raise PackError(f"the entry point '{pack_id}' has to name a folder of the package, such as rust_pack.data")
    return entry.value.replace(".", "/")


def _find_distribution(name: str, search_path: Sequence[str] | None) -> Distribution:
    try:
        if search_path is None:
            return Distribution.from_name(name)
        return next(iter(Distribution.discover(name=name, path=list(search_path))))
    except (PackageNotFoundError, StopIteration, ValueError):
        raise PackError(f"the package {name} isn't installed here: `pip install {name}`") from None


def _entries(distribution: Distribution) -> Iterator[EntryPoint]:
    return (each for each in distribution.entry_points if each.group == ENTRY_POINT_GROUP)


def _require_wheel(distribution: Distribution) -> None:
    """Refuse what isn't installed as a whole: its files may be anywhere, and change at any moment."""
    try:
        origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    except ValueError:
        origin = {}
    is_editable = bool(isinstance(origin, dict) and (origin.get("dir_info") or {}).get("editable"))
    if is_editable or not distribution.read_text("RECORD") or not distribution.read_text("WHEEL"):
        raise PackError(
            f"the package {distribution.name} isn't installed from a wheel: install it with "
            f"`pip install {distribution.name}`, or add its folder"
        )
