"""The packs in force, and what the content would be with one more, another version of one, or one less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sqlalchemy import Connection

from bot.catalog.catalog import Catalog
from bot.catalog.content_cache import LastGoodPacks
from bot.catalog.layers.overlay_files import OVERLAY_FILE, lay_over
from bot.catalog.loading.content_files import ContentError, ContentProblem, read_content_files
from bot.catalog.loading.file_parser import parse_file
from bot.catalog.loading.loader import load_packs
from bot.catalog.models import Content
from bot.catalog.packs.lock import LockedPack, PackLock
from bot.catalog.packs.locked_packs import read_locked_pack
from bot.catalog.packs.pack_files import PackData, PackError, data_hash
from bot.catalog.packs.renames_file import RENAMES_FILE, RenamesFile
from bot.cli.existing_database import open_existing
from bot.cli.packs.comparing.changes import PackChanges, compare_things
from bot.cli.packs.comparing.things import Thing, read_things
from bot.cli.packs.sources.candidates import Candidate
from bot.cli.packs.sources.git_address import SourceError
from bot.cli.packs.sources.packs_folder import PacksFolder
from bot.core.content.seen_ids import find_ids_of_pack
from bot.core.used_ids import MissingId, find_missing_ids, ids_of, missing_ids_problems
from bot.db import migrate
from bot.lazy_pattern import lazy_pattern
from bot.settings import Settings
from bot.slack.mrkdwn import format_count

MAX_NAMED: Final = 20
_ROOT_END: Final = lazy_pattern(r"[./]")


@dataclass(frozen=True)
class PacksInForce:
    """The packs of `packs.lock` beside the shipped content and the operator's layer."""

    settings: Settings
    lock: PackLock

    @classmethod
    def read(cls, settings: Settings) -> PacksInForce:
        """Read which packs are in force. Raises ContentError where the lock is broken."""
        return cls(settings, PacksFolder(settings.packs_dir).read_lock())

    def find(self, pack_id: str) -> LockedPack:
        """Return the pack of an id. Raises SourceError where it isn't in force."""
        found = next((each for each in self.lock.packs if each.id == pack_id), None)
        if found is None:
            names = ", ".join(each.id for each in self.lock.packs) or "none"
            raise SourceError(f"{pack_id} isn't in force; in force: {names}")
        return found

    @cached_property
    def last_good(self) -> dict[str, PackData]:
        """Return by id what the bot had in force last of packs that can't be read, where that is what the lock says."""
        from bot.app import content_cache_dir  # noqa: PLC0415  (heavy, and seldom needed)

        kept = LastGoodPacks(self.settings.packs_dir, content_cache_dir()).read(self.unreadable)
        hashes = {each.id: each.hash for each in self.lock.packs}
        return {each: PackData(each, kept[each]) for each in kept if hashes[each] in {None, data_hash(kept[each])}}

    def files_of(self, pack_id: str) -> Mapping[str, bytes] | None:
        """Return the files of a pack as the bot has them in force; None where nobody has them any more."""
        if pack_id not in self.unreadable:
            return self.data_of(self.find(pack_id)).files
        return self.last_good[pack_id].files if pack_id in self.last_good else None

    def data_of(self, locked: LockedPack) -> PackData:
        """Return the files of a pack in force. Raises PackError or ContentError where they can't be used."""
        data = read_locked_pack(locked, self.settings.packs_dir)
        if data.problems:
            raise ContentError(data.problems)
        return data

    @cached_property
    def unreadable(self) -> dict[str, str]:
        """Return why packs can't be read, by id; such packs are in no content."""
        found: dict[str, str] = {}
        for each in self.lock.packs:
            try:
                self.data_of(each)
            except (PackError, ContentError) as error:
                found[each.id] = str(error)
        return found

    @cached_property
    def catalog(self) -> Catalog:
        """Return the content in force. Raises ContentError."""
        return self._load(self._others())

    def check_with(self, candidate: Candidate, *, with_renames: bool = True) -> Catalog:
        """Return the content with a pack put in force. Raises ContentError with all problems.

        Without its renames every old id is missing; nor is there the operator's layer then, which may name such ids.
        """
        if with_renames:
            return self._load(self._others(PackData(candidate.locked.id, candidate.files)))
        files = {name: data for name, data in candidate.files.items() if name != RENAMES_FILE}
        return Catalog.from_content(self._combine(self._others(PackData(candidate.locked.id, files))))

    def without(self, pack_id: str) -> Catalog:
        """Return the content without a pack. Raises ContentError."""
        return self._load([each for each in self._others() if each.id != pack_id])

    def compare(self, newer: Candidate, after: Catalog) -> PackChanges | None:
        """Return what a newer version of a pack has else; None where the one in force can't be read any more."""
        files = self.files_of(newer.locked.id)
        if files is None:
            return None
        elsewhere = frozenset().union(*ids_of(after).values())
        return compare_things(read_things(files), read_things(newer.files), read_renames(newer.files), elsewhere)

    def missing_ids(self, after: Catalog, pack_id: str, conn: Connection | None = None) -> tuple[MissingId, ...]:
        """Return the ids that people's rows name, and that content has no more which has them now.

        Where nobody has the files of the pack in force any more, those that belong to what it is about, and to
        what was ever seen in it.
        """
        if conn is None:
            with self._opened() as opened:
                return self.missing_ids(after, pack_id, opened) if opened else ()
        if before := self._before(pack_id):
            return find_missing_ids(conn, catalog=after, before=before)
        roots = {root for each in after.packs if each.id == pack_id for root in (*each.roadmaps, *each.areas)}
        missing = find_missing_ids(conn, catalog=after)
        seen = find_ids_of_pack(conn, ids=[each.id for each in missing], pack=pack_id)
        return tuple(each for each in missing if each.id in seen or _ROOT_END.split(each.id, maxsplit=1)[0] in roots)

    def misses_any(self, after: Catalog) -> bool:
        """Return whether people's rows name anything that content doesn't have, of whatever pack."""
        with self._opened() as conn:
            return bool(conn and find_missing_ids(conn, catalog=after))

    def require_ids(self, newer: Candidate, after: Catalog, changes: PackChanges | None) -> None:
        """Raise ContentError where a newer version has lost ids that people's rows name."""
        pack_id = newer.locked.id
        with self._opened() as conn:
            missing = {each.id: each for each in self.missing_ids(after, pack_id, conn)} if conn else {}
            if not missing:
                return
            lost = [each for each in changes.lost if each.id in missing] if changes else []
            problems = [_lost_problem(pack_id, each, missing[each.id].people) for each in lost[:MAX_NAMED]]
            others = tuple(each for name, each in missing.items() if name not in {thing.id for thing in lost})
            raise ContentError((*problems, *missing_ids_problems(conn, others, before=self._before(pack_id))))

    @contextmanager
    def _opened(self) -> Iterator[Connection | None]:
        """Open the database; None where nobody has logged anything yet."""
        file = migrate.database_file(self.settings.database_url)
        if file and not file.is_file():
            yield None
        else:
            with open_existing(self.settings.database_url, "DATABASE_URL") as conn:
                yield conn

    def _before(self, pack_id: str) -> Catalog | None:
        """Return the content with a pack as it is in force; None where that can't be made any more."""
        if pack_id not in self.unreadable:
            return self.catalog
        try:
            return self._load(self._others(self.last_good[pack_id])) if pack_id in self.last_good else None
        except ContentError:  # it needs another pack that can't be read either
            return None

    def _others(self, given: PackData | None = None) -> list[PackData]:
        """Return the packs that can be read, with the given one in its place or after them."""
        packs = {each.id: self.data_of(each) for each in self.lock.packs if each.id not in self.unreadable}
        order = dict.fromkeys([*(each.id for each in self.lock.packs), *([given.id] if given else [])])
        packs |= {given.id: given} if given else {}
        return [packs[each] for each in order if each in packs]

    def check_overlay(self, text: str) -> None:
        """Raise ContentError where the content in force can't be changed by such an overlay."""
        lay_over(self._combine(self._others()), OVERLAY_FILE, text.encode())

    def _load(self, packs: list[PackData]) -> Catalog:
        overlay = PacksFolder(self.settings.packs_dir).read_overlay()
        return Catalog.from_content(lay_over(self._combine(packs), OVERLAY_FILE, overlay.encode()))

    def _combine(self, packs: list[PackData]) -> Content:
        loaded = load_packs(read_content_files(self.settings.content_path()), packs)
        if loaded.problems:
            raise ContentError(loaded.problems)
        shipped = loaded.content.packs[0].id
        if shipped in {each.id for each in packs}:
            raise SourceError(f"{shipped} is the id of the content that comes with Roadmate: the pack needs another")
        return loaded.content


def _lost_problem(pack_id: str, lost: Thing, people: int) -> ContentProblem:
    """Return a problem at the place where the version in force has something that people's rows name."""
    named = format_count(people, "person's data names it", "people's data names it")
    message = f"{lost.kind} '{lost.id}' is gone, and {named}: say in renames.yaml what took its place"
    return ContentProblem(f"{pack_id}/{lost.file}", lost.line, message)


def read_renames(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return every old id of a pack's `renames.yaml` with the one that takes its place. Raises ContentError."""
    problems: list[ContentProblem] = []
    renames = parse_file(RENAMES_FILE, files.get(RENAMES_FILE), RenamesFile, problems).model
    if problems:
        raise ContentError(tuple(problems))
    if renames is None:
        return {}
    named = {old: new for new, olds in renames.renamed_from.items() for old in olds}
    return named | {old: each.to for old, each in renames.retired.items()}
