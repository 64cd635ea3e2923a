"""Check that no two packs have a thing of the same id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import ParsedFile, ParsedFiles
from bot.catalog.loading.strict_yaml import YamlPath
from bot.frozen import frozen


@frozen
class RootPlace:
    """A roadmap, an area or an integration, and where it has its id: what is in it has ids that begin with that one."""

    kind: str
    id: str
    file: ParsedFile[Any]
    path: YamlPath

    @property
    def pack(self) -> str:
        """The pack that has it."""
        return self.file.pack

    @property
    def text(self) -> str:
        """The place as a message names it: `plan.yaml, line 3`."""
        problem = self.file.problem_at(self.path, "")
        return f"{problem.file}, line {problem.line}"


def list_roots(files: ParsedFiles) -> list[RootPlace]:
    """Return the roadmaps, areas and integrations of all packs, in the order of the packs."""
    return sorted(_roots(files), key=lambda root: files.positions.get(root.pack, 0))


def _roots(files: ParsedFiles) -> Iterator[RootPlace]:
    for plan in files.plans:
        for at, area in enumerate(plan.model.areas if plan.model else ()):
            yield RootPlace("area", area.id, plan, ("areas", at, "id"))
    for file in files.roadmaps:
        if file.model:
            yield RootPlace("roadmap", file.model.id, file, ("id",))
    for sections in files.integration_files:
        for at, section in enumerate(sections.model.integrations if sections.model else ()):
            yield RootPlace("integration", section.id, sections, ("integrations", at, "id"))


def check_packs_apart(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield each id of a pack that one before it has too."""
    if len(files.packs) < 2:
        return
    first: dict[str, RootPlace] = {}
    for root in list_roots(files):
        other = first.setdefault(root.id, root)
        if other.pack != root.pack:
            message = f"{root.kind} '{root.id}' has the id of another pack's {other.kind} ({other.text}): take another"
            yield root.file.problem_at(root.path, message)
