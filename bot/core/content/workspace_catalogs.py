"""The content as each workspace has it: what all share, with what a workspace has changed in it on top."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable
from itertools import count
from threading import RLock
from typing import Final

import orjson

from bot.catalog.catalog import Catalog
from bot.catalog.layers.single_change import Change, RefusedChange
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.source import CatalogSource
from bot.core.content import content_changes, packs_off
from bot.core.content.content_changes import ContentChange
from bot.db.engine import Database
from bot.frozen import frozen

log = logging.getLogger(__name__)

MAX_CATALOGS: Final = 16
"""How many changed catalogs are kept, each up to 14 MB; another one is built when it is asked for, in 0.1 s."""


@frozen
class WorkspaceChanges:
    """What a workspace has changed. Those with the same fingerprint have the same content."""

    changes: tuple[Change, ...]
    fingerprint: str

    @classmethod
    def of_rows(cls, rows: Iterable[ContentChange]) -> WorkspaceChanges:
        """Return the changes that rows hold."""
        found = sorted((row.item, row.field, row.value) for row in rows)
        digest = hashlib.sha256(orjson.dumps(found)).hexdigest()
        return cls(tuple(Change(item, field, orjson.loads(value)) for item, field, value in found), digest)


@frozen
class ChangedContent:
    """Content with changes on top; `refused` are those that no longer fit, which are left out."""

    shared: Catalog
    catalog: Catalog
    refused: tuple[RefusedChange, ...]


class WorkspaceCatalogs:
    """The catalogs in force. Those who have changed the same, or nothing, have one and the same; threads may share it.

    Changes are read by `read_changes` and from then on by `refresh`, which the worker calls; the process that makes
    one says so to `changed`. Nobody who asks for content waits for a row. Which ids are old is told to the database.
    """

    def __init__(self, source: CatalogSource, database: Database) -> None:
        self._source = source
        self._database = database
        self._changing = RLock()
        self._marks: content_changes.Marks = {}
        self._newest = 0  # the newest row that was looked at
        self._changes: dict[str, WorkspaceChanges] = {}
        self._built: dict[str, ChangedContent] = {}
        self._last_use: dict[str, int] = {}
        self._uses = count()
        database.rename_ids(self.shared().renamed_ids)

    @property
    def problems(self) -> tuple[ContentProblem, ...]:
        """Return what keeps the newest files from being in force; empty while they are."""
        return self._source.problems

    def shared(self) -> Catalog:
        """Return the content that no workspace has changed; costs one attribute read."""
        return self._source.current()

    def of(self, workspace: str) -> Catalog:
        """Return the content as a workspace has it; reads no file and no row."""
        mine = self._changes.get(workspace)
        return self._content_of(mine).catalog if mine else self._source.current()

    def refused(self, workspace: str) -> tuple[RefusedChange, ...]:
        """Return the changes of a workspace that are left out since they no longer fit, each with the reason."""
        mine = self._changes.get(workspace)
        return self._content_of(mine).refused if mine else ()

    def changed(self, workspace: str) -> None:
        """Take over what was changed and committed in a workspace. Raises DatabaseUnavailable."""
        with self._changing:
            with self._database.read() as conn:
                found = content_changes.read_changes(conn, [workspace])
            self._take_over([workspace], found)
            if mine := self._changes.get(workspace):
                self._content_of(mine)

    def read_changes(self) -> None:
        """Take over what has changed in any workspace since the last time. Raises DatabaseUnavailable."""
        with self._changing:
            with self._database.read() as conn:
                marks = content_changes.read_marks(conn)
                unmarked, newest = content_changes.list_changed_since(conn, self._newest)
                marked = {each for each in marks.keys() | self._marks if marks.get(each) != self._marks.get(each)}
                others = marked | unmarked
                found = content_changes.read_changes(conn, others) if others else {}
            self._take_over(others, found)
            self._marks, self._newest = marks, newest

    def refresh(self, find_objections: Callable[[Catalog, Catalog], Iterable[ContentProblem]]) -> bool:
        """Take over changed files and what workspaces changed; True if the files have. See `CatalogSource.refresh`.

        Builds what is asked for later, so that nobody waits for it. Raises DatabaseUnavailable.
        """
        is_changed = self._source.refresh(find_objections)
        if is_changed:
            self._database.rename_ids(self.shared().renamed_ids)
        self.read_changes()
        self._build_anew()
        return is_changed

    def _take_over(self, workspaces: Collection[str], found: dict[str, tuple[ContentChange, ...]]) -> None:
        if not workspaces:
            return
        kept = {name: changes for name, changes in self._changes.items() if name not in workspaces}
        self._changes = kept | {name: WorkspaceChanges.of_rows(rows) for name, rows in found.items()}
        used = {each.fingerprint for each in self._changes.values()}
        self._built = {key: content for key, content in self._built.items() if key in used}
        self._last_use = {key: self._last_use.get(key, -1) for key in used}

    def _content_of(self, mine: WorkspaceChanges) -> ChangedContent:
        """Return the content with these changes, that of before while files have changed and it is not yet built."""
        content = self._built.get(mine.fingerprint)
        if content is None:
            with self._changing:
                content = self._built.get(mine.fingerprint) or self._build(mine)
        self._last_use[mine.fingerprint] = next(self._uses)
        return content

    def _build_anew(self) -> None:
        """Build what rests on content of before, and the indexes that are else built on first use."""
        _ = self.shared().content_index
        for mine in {each.fingerprint: each for each in self._changes.values()}.values():
            with self._changing:
                content = self._built.get(mine.fingerprint)
                if content and content.shared is not self.shared():
                    content = self._build(mine)
            if content:
                _ = content.catalog.content_index  # with the index of names; till then who searches first waits 0.2 s

    def _build(self, mine: WorkspaceChanges) -> ChangedContent:
        from bot.catalog.layers.applying import apply_overlay  # noqa: PLC0415  (checks and YAML: most starts do without)
        from bot.catalog.layers.changes import fit_changes  # noqa: PLC0415  (checks and YAML: most starts do without)

        shared = self.shared()
        overlay, refused = fit_changes(shared.content, packs_off.spell_out(mine.changes, shared))
        for each in refused:
            log.warning("left out a change item=%s field=%s: %s", each.change.item, each.change.field, each.reason)
        content = apply_overlay(shared.content, overlay)
        catalog = shared if content == shared.content else Catalog.from_content(content)
        built = ChangedContent(shared, catalog, refused)
        kept = dict(self._built)
        if mine.fingerprint not in kept and len(kept) >= MAX_CATALOGS:
            del kept[min(kept, key=lambda key: self._last_use.get(key, -1))]
        self._built = kept | {mine.fingerprint: built}
        return built
