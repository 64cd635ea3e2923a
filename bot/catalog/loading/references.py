"""References out of files with broken items: what stands beside a mistake has to lead somewhere too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.catalog.loading.checks import Raw, Sheet, Sheets, raw_ids, refer
from bot.catalog.loading.strict_yaml import Path
from bot.catalog.models import Integrations, Plan, Roadmap
from bot.catalog.problems import Problem

Known = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it was read."""

    sheet: Sheet[Any]
    raw: Raw

    def refer(self, path: Path, kind: str, known: Known) -> Iterator[Problem]:
        """The references at a path, one or a list, that lead nowhere; a value refused for itself is no news."""
        value = self.at(path)
        if isinstance(value, str) and known is not None and path not in self.raw.broken:
            yield from refer(self.sheet, path, (value,), kind, known)
        for at, each in enumerate(value if isinstance(value, list) else ()):
            if isinstance(each, str) and known is not None and (*path, at) not in self.raw.broken:
                yield from refer(self.sheet, (*path, at), (each,), kind, known)

    def items(self, path: Path) -> Iterator[Path]:
        """The path of each item of a list."""
        value = self.at(path)
        for at in range(len(value) if isinstance(value, list) else 0):
            yield (*path, at)

    def at(self, path: Path) -> object:
        """What stands at a path, None where nothing does."""
        value: object = self.raw.data
        for part in path:
            if isinstance(value, Mapping):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int):
                value = value[part]
            else:
                return None
        return value


def check(sheets: Sheets) -> Iterator[Problem]:
    """Every reference of the files that are not sound as a whole; those of their sound items are found again."""
    for sheet in sheets.roadmaps:
        if sheet.raw:
            yield from _roadmap(_file(sheet, sheet.raw), sheets)
    if sheets.plan.raw:
        yield from _plan(_file(sheets.plan, sheets.plan.raw), sheets)
    if sheets.integrations.raw:
        yield from _integrations(_file(sheets.integrations, sheets.integrations.raw), sheets)


def _file(sheet: Sheet[Roadmap] | Sheet[Plan] | Sheet[Integrations], raw: Raw) -> _File:
    return _File(Sheet(sheet.file, None, raw.lines), raw)


def _roadmap(file: _File, sheets: Sheets) -> Iterator[Problem]:
    facets = raw_ids(file.at(("facets",)), "items") if file.at(("facets",)) else ()
    yield from file.refer(("area",), "area", sheets.area_ids())
    categories = file.at(("categories",))
    for category in categories if isinstance(categories, Mapping) else ():
        for topic in file.items(("categories", category)):
            yield from file.refer((*topic, "areas"), "area", sheets.area_ids())
            yield from file.refer((*topic, "facets"), "facet", facets)


def _plan(file: _File, sheets: Sheets) -> Iterator[Problem]:
    for area in file.items(("areas",)):
        yield from file.refer((*area, "roadmaps"), "roadmap", sheets.roadmap_ids())


def _integrations(file: _File, sheets: Sheets) -> Iterator[Problem]:
    for section in file.items(("integrations",)):
        yield from file.refer((*section, "of"), "roadmap", sheets.roadmap_ids())
        yield from file.refer((*section, "to"), "roadmap", sheets.roadmap_ids())
