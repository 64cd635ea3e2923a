"""All that content is made of, as bytes: the pack below all others, the packs of the lock, the operator's layer."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.catalog.loading.content_files import (
    FOLDERS,
    MAX_FILE_BYTES,
    ContentError,
    ContentProblem,
    pack_of_file,
    read_content_files,
)
from bot.catalog.packs.pack_files import PackData, PackError
from bot.frozen import frozen
from bot.release import RELEASE

if TYPE_CHECKING:
    from bot.catalog.loading.parsed_files import ParsedFile
    from bot.catalog.packs.lock import LockedPack, PackLock

# Only those who have packs read YAML for it.
# ruff: noqa: PLC0415

LOCK_FILE: Final = "packs.lock"
OVERLAY_FILE: Final = "overlay.yaml"

FileStamps = tuple[tuple[str, int, int], ...]


@frozen
class ContentInputs:
    """The bytes of all layers; `problems` are of packs that can't be read, whose places in the order are kept."""

    base: Mapping[str, bytes]
    order: tuple[str, ...] = ()
    packs: tuple[PackData, ...] = ()
    overlay: bytes | None = None
    problems: tuple[ContentProblem, ...] = ()

    def with_packs(self, others: Mapping[str, Mapping[str, bytes]]) -> ContentInputs:
        """Return the same with other data for some packs."""
        packs = {each.id: each for each in self.packs} | {id_: PackData(id_, files) for id_, files in others.items()}
        ordered = tuple(packs[each] for each in self.order if each in packs)
        return ContentInputs(self.base, self.order, ordered, self.overlay)

    def fingerprint(self, schema: int) -> str:
        """Return what tells these bytes from others, as one version of Roadmate reads them."""
        digest = hashlib.sha256(f"schema {schema} {RELEASE}\n".encode())
        for prefix, files in [("", self.base), *((f"{each.id}/", each.files) for each in self.packs)]:
            for name, data in sorted(files.items()):
                _add(digest, prefix + name, data)
        if self.overlay is not None:
            _add(digest, OVERLAY_FILE, self.overlay)
        return digest.hexdigest()[:40]


def _add(digest: hashlib._Hash, name: str, data: bytes) -> None:
    digest.update(f"{len(name)} {name} {len(data)} ".encode("utf-8", "surrogateescape"))
    digest.update(data)


@frozen
class ContentFolders:
    """Where content is read from: its directory, and the operator's folder of packs, which need not exist."""

    directory: Path
    packs_dir: Path | None = None
    search_path: Sequence[str] | None = None
    """Where installed packages are looked for; None for where Python does."""

    def read(self) -> ContentInputs:
        """Read everything.

        Raises:
            ContentError: `packs.lock` or `overlay.yaml` can't be read.
        """
        base = read_content_files(self.directory)
        if self.packs_dir is None:
            return ContentInputs(base)
        overlay = self._read_own(OVERLAY_FILE)
        problems: list[ContentProblem] = []
        lock = self._read_lock(problems)
        if problems:
            raise ContentError(tuple(sorted(problems)))
        if lock is None or lock.model is None:
            return ContentInputs(base, overlay=overlay)
        packs: list[PackData] = []
        for at, locked in enumerate(lock.model.packs):
            try:
                packs.append(self._read_pack(locked))
            except PackError as error:
                problems.append(lock.problem_at(("packs", at), f"pack '{locked.id}': {error}"))
        order = tuple(each.id for each in lock.model.packs)
        return ContentInputs(base, order, tuple(packs), overlay, tuple(problems))

    def _read_lock(self, problems: list[ContentProblem]) -> ParsedFile[PackLock] | None:
        """Return the lock, None where there is none; what is wrong with it goes to `problems`."""
        data = self._read_own(LOCK_FILE)
        lock, found = _parse_lock(data) if data is not None else (None, ())
        problems += found
        return lock

    def _read_pack(self, locked: LockedPack) -> PackData:
        from bot.catalog.packs.locked_packs import read_locked_pack

        return read_locked_pack(locked, self.packs_dir or Path(), self.search_path)

    def _read_own(self, name: str) -> bytes | None:
        """Return a file of the operator's folder; None where there is none."""
        path = (self.packs_dir or Path()) / name
        try:
            with path.open("rb") as file:
                return file.read(MAX_FILE_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ContentError((ContentProblem(name, 1, f"can't be read: {error.strerror}"),)) from None

    def read_text(self, name: str) -> str:
        """Return the text of a file as problems name it; empty where it can't be read."""
        pack = pack_of_file(name)
        try:
            for locked in self._locked() if pack else ():
                if locked.id == pack:
                    return (
                        self._read_pack(locked).files.get(name.removeprefix(f"{pack}/"), b"").decode(errors="replace")
                    )
            return (self.directory / name).read_text(encoding="utf-8", errors="replace")
        except (OSError, PackError):
            return ""

    def stamps(self) -> FileStamps:
        """Return what shows that a file changed, without reading any but the lock."""
        folders = [self.directory]
        stamps: list[tuple[str, int, int]] = []
        if self.packs_dir is not None:
            stamps += (stamp for name in (LOCK_FILE, OVERLAY_FILE) for stamp in _stamp(self.packs_dir / name))
            folders += (self._data_folder(each) for each in self._locked())
        for folder in (each / inner for each in folders for inner in ("", *FOLDERS)):
            stamps += _stamps_in(folder)
        return tuple(sorted(stamps))

    def _locked(self) -> tuple[LockedPack, ...]:
        if self.packs_dir is None:
            return ()
        try:
            lock = self._read_lock([])
        except ContentError:
            lock = None
        return lock.model.packs if lock and lock.model else ()

    def _data_folder(self, locked: LockedPack) -> Path:
        from bot.catalog.packs.locked_packs import folder_of
        from bot.catalog.packs.packages import locate_package

        packs_dir = self.packs_dir or Path()
        try:
            if locked.source == "package":
                return locate_package(locked.where, locked.id, self.search_path)
        except PackError:
            return packs_dir / locked.id
        return folder_of(locked, packs_dir)


@lru_cache(maxsize=4)  # asked for every few seconds, and mostly as it was
def _parse_lock(data: bytes) -> tuple[ParsedFile[PackLock], tuple[ContentProblem, ...]]:
    from bot.catalog.packs.lock import parse_lock

    problems: list[ContentProblem] = []
    return parse_lock(data, problems), tuple(problems)


def _stamps_in(folder: Path) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((".yaml", ".yml")):
                    stat = entry.stat()
                    yield entry.path, stat.st_mtime_ns, stat.st_size
    except OSError:
        yield str(folder), 0, 0


def _stamp(path: Path) -> Iterator[tuple[str, int, int]]:
    try:
        stat = path.stat()
    except OSError:
        yield str(path), 0, 0
    else:
        yield str(path), stat.st_mtime_ns, stat.st_size
