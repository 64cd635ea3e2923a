"""The content as each workspace has it: what all share, with what a workspace has changed in it on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.source import CatalogSource


class WorkspaceCatalogs:
    """The catalogs in force. Those who have changed nothing have one and the same; threads may share it."""

    def __init__(self, source: CatalogSource) -> None:
        self._source = source

    @property
    def problems(self) -> tuple[ContentProblem, ...]:
        """Return what keeps the newest files from being in force; empty while they are."""
        return self._source.problems

    def shared(self) -> Catalog:
        """Return the content that no workspace has changed; costs one attribute read."""
        return self._source.current()

    def of(self, workspace: str) -> Catalog:  # noqa: ARG002  (no workspace can change anything yet)
        """Return the content as a workspace has it; reads no file and no row."""
        return self._source.current()

    def refresh(self, find_objections: Callable[[Catalog, Catalog], Iterable[ContentProblem]]) -> bool:
        """Take over changed files; see `CatalogSource.refresh`."""
        return self._source.refresh(find_objections)
