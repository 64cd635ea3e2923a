"""Find the pack that somebody names: a folder, a package that is installed, or git at a commit. Nothing of it runs."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.catalog.loading.content_files import ContentError, ContentProblem
from bot.catalog.loading.file_parser import parse_file
from bot.catalog.packs.lock import LockedPack, PackSourceKind
from bot.catalog.packs.locked_packs import folder_of
from bot.catalog.packs.manifest import MANIFEST_FILE, PackManifest
from bot.catalog.packs.pack_files import PackError, data_hash, prefix_problems, read_folder
from bot.catalog.packs.packages import find_packages, read_package
from bot.cli.packs.sources.git_address import (
    PREFIX,
    GitAddress,
    HeldCommitError,
    SourceError,
    check_revision,
    local_repository,
    parse_git_address,
    write_git_address,
)
from bot.cli.packs.sources.git_pack import fetch_pack
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

MAX_WHERE: Final = 500  # characters that packs.lock takes
_SCP_ADDRESS: Final = lazy_pattern(r"([A-Za-z0-9_.]+@[A-Za-z0-9.-]+):(?!//)(\S+)")
_WHOLE_COMMIT: Final = lazy_pattern(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@frozen
class Candidate:
    """A pack as it could be put in force, with the line that `packs.lock` would have for it."""

    locked: LockedPack
    manifest: PackManifest
    files: Mapping[str, bytes]


@frozen
class PackFinder:
    """Finds packs; `search_path` is where installed packages are looked for, other than where Python does."""

    packs_dir: Path
    search_path: Sequence[str] | None = None

    def find(self, source: str, revision: str | None = None, folder: str = "") -> Candidate:
        """Return the pack of a source as people write it.

        Raises:
            SourceError, PackError: there's none, or it can't be read.
            ContentError: some of its files can't be.
        """
        if source.startswith("-"):
            raise SourceError("a source can't begin with a hyphen")
        if source.startswith(PREFIX):
            address = parse_git_address(source)
            return self.from_git(address if revision is None else replace(address, revision=check_revision(revision)))
        if "://" in source:
            raise SourceError(f"write {PREFIX}{source} for a repository")
        if revision is not None:
            _require_top(Path(source).resolve())
            return self.from_git(local_repository(Path(source), revision, folder))
        if source and Path(source).is_dir():
            return self.from_folder(Path(source))
        if scp := _SCP_ADDRESS.fullmatch(source):
            raise SourceError(f"write {PREFIX}ssh://{scp[1]}/{scp[2].lstrip('/')} for a repository")
        if not source or "/" in source:
            raise SourceError(f"there's no folder {source or 'without a name'}")
        return self.from_package(source)

    def renew(self, locked: LockedPack, revision: str | None = None) -> Candidate:
        """Return the newest pack from where one in force came; `revision` names another one than was asked for then."""
        if revision is not None and locked.source != "git":
            raise SourceError(f"--to goes with a pack from git; {locked.id} comes from a {locked.source}")
        if locked.source == "folder":
            return self.from_folder(folder_of(locked, self.packs_dir))
        if locked.source == "package":
            return self.from_package(locked.where, locked.id)
        address = parse_git_address(locked.where)
        if revision is None and _WHOLE_COMMIT.fullmatch(address.revision):
            raise HeldCommitError(f"{locked.id} is held at commit {address.revision[:10]}: name another one with --to")
        return self.from_git(address if revision is None else replace(address, revision=check_revision(revision)))

    def from_folder(self, folder: Path) -> Candidate:
        """Return the pack in a folder, which stays where it is."""
        problems: list[ContentProblem] = []
        files = read_folder(folder, problems)
        return _candidate("folder", self._written(folder), files, problems, shown=str(folder.resolve()))

    def from_package(self, name: str, pack_id: str | None = None) -> Candidate:
        """Return the pack in an installed package, by the name of either."""
        wanted = _plain_name(name)
        found = [
            each
            for each in find_packages(self.search_path)
            if wanted in {_plain_name(each.distribution), each.id} and pack_id in {None, each.id}
        ]
        if not found:
            raise SourceError(f"there's no folder {name}, and no installed package of that name has a pack")
        if len(found) > 1:
            names = ", ".join(f"{each.id} ({each.distribution})" for each in found)
            raise SourceError(f"{name} could be {names}: name one of them")
        problems: list[ContentProblem] = []
        files = read_package(found[0].distribution, found[0].id, problems, self.search_path)
        return _candidate("package", found[0].distribution, files, problems, pack_id=found[0].id)

    def from_git(self, address: GitAddress) -> Candidate:
        """Return the pack at a revision of a repository."""
        found = fetch_pack(address)
        return _candidate("git", write_git_address(address), found.files, [], commit=found.commit)

    def _written(self, folder: Path) -> str:
        """Return a folder's path as the lock has it: from the folder of packs where both are in one place."""
        base = self.packs_dir.resolve()
        whole = folder.parent.resolve() / folder.name if folder.name not in {"", ".."} else folder.resolve()
        return os.path.relpath(whole, base) if whole.is_relative_to(base.parent) else str(whole)


def _require_top(path: Path) -> None:
    """Raise SourceError for a folder inside of a repository, which git can't take for one."""
    if (path / ".git").exists() or (path / "HEAD").is_file():
        return
    if top := next((each for each in path.parents if (each / ".git").exists()), None):
        inside = path.relative_to(top)
        raise SourceError(f"{path} is inside of a repository: add {top} with --subdirectory {inside}")


def _candidate(
    source: PackSourceKind,
    where: str,
    files: Mapping[str, bytes],
    problems: list[ContentProblem],
    *,
    commit: str | None = None,
    pack_id: str | None = None,
    shown: str = "",
) -> Candidate:
    if MANIFEST_FILE not in files and not problems:
        deeper = "; if it's in a folder of it, say #subdirectory=FOLDER or --subdirectory" if source == "git" else ""
        raise PackError(f"{shown or where} has no {MANIFEST_FILE}, so it isn't a pack{deeper}")
    manifest = parse_file(MANIFEST_FILE, files.get(MANIFEST_FILE), PackManifest, problems).model
    if problems or manifest is None:
        raise ContentError(prefix_problems(pack_id or Path(where).name, sorted(problems)))
    if pack_id is not None and manifest.id != pack_id:
        raise PackError(f"{where}: its entry point is called {pack_id}, and the pack in it {manifest.id}")
    if len(where) > MAX_WHERE:
        raise SourceError(f"{where[:60]}... is too long for packs.lock: {MAX_WHERE} characters at most")
    held = None if source == "folder" else data_hash(files)
    locked = LockedPack(id=manifest.id, source=source, where=where, version=manifest.version, commit=commit, hash=held)
    return Candidate(locked, manifest, files)


def _plain_name(name: str) -> str:
    """Return a package's name as all its spellings have it."""
    return re.sub(r"[-_.]+", "-", name).lower()
