"""Load the catalog from files that may change at any time and must never take the bot down."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import Final

from pydantic import ValidationError

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import FOLDERS, ContentError, ContentProblem, read_content_files
from bot.catalog.models import Content

log = logging.getLogger(__name__)

# Counts up with every change of the models or the checks, so that no older result is trusted.
CACHE_SCHEMA: Final = 7

FileStamps = tuple[tuple[str, int, int], ...]


def _no_objections(_current: Catalog, _new: Catalog) -> tuple[ContentProblem, ...]:
    return ()


class CatalogSource:
    """The catalog in force; a broken change keeps the last good one. The first load raises ContentError."""

    def __init__(self, directory: Path, cache_dir: Path | None = None) -> None:
        self.problems: tuple[ContentProblem, ...] = ()
        self._directory = directory
        self._cache_dir = cache_dir
        self._refreshing = Lock()
        self._stamps = _file_stamps(directory)
        self._catalog = Catalog.from_content(self._load())
        self._candidate: Catalog | None = None  # loaded, and not in force as long as somebody objects

    def current(self) -> Catalog:
        """Return the last good catalog; costs one attribute read."""
        return self._catalog

    def refresh(self, find_objections: Callable[[Catalog, Catalog], Iterable[ContentProblem]] = _no_objections) -> bool:
        """Take over changed files; True if the catalog has changed. Never raises for what files hold.

        `find_objections` is asked about the catalog in force and the new one. As long as it objects, the one in force
        stays, and it is asked again by every refresh. What it raises is raised.
        """
        with self._refreshing:
            stamps = _file_stamps(self._directory)
            is_changed = stamps != self._stamps
            if is_changed:
                self._stamps = stamps  # taken before reading: a change in between shows next time
                self._candidate = self._load_changed()
            if self._candidate is None:
                return False
            objections = tuple(find_objections(self._catalog, self._candidate))
            if objections:
                self._note_problems(objections, is_news=is_changed or not self.problems)
                return False
            self._take_over(self._candidate)
            return True

    def _load_changed(self) -> Catalog | None:
        """Load the files; None where they are broken or say what is in force anyway."""
        try:
            catalog = Catalog.from_content(self._load())
        except ContentError as error:
            self._note_problems(error.problems, is_news=True)
            return None
        self.problems = ()
        return None if catalog.version == self._catalog.version else catalog

    def _take_over(self, catalog: Catalog) -> None:
        self.problems = ()
        log.info("content is now version %s, %d words", catalog.version, len(catalog.search_index.hits_by_word))
        self._catalog = catalog  # its index is built by now, so that no search waits for it
        self._candidate = None

    def _note_problems(self, problems: tuple[ContentProblem, ...], *, is_news: bool) -> None:
        self.problems = problems
        for problem in problems if is_news else ():
            log.warning("kept the old content: %s", problem)

    def _load(self) -> Content:
        files = read_content_files(self._directory)
        if self._cache_dir is None:
            return _check_files(files)
        cache = self._cache_dir / f"content-{_fingerprint(files)}.json"
        content = _read_cache(cache)
        if content is None:
            content = _check_files(files)
            _write_cache(cache, content)
        return content


def _file_stamps(directory: Path) -> FileStamps:
    """Return what shows that a file changed, without reading it."""
    stamps: list[tuple[str, int, int]] = []
    for folder in (directory, *(directory / each for each in FOLDERS)):
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.endswith((".yaml", ".yml")):
                        stat = entry.stat()
                        stamps.append((entry.path, stat.st_mtime_ns, stat.st_size))
        except OSError:
            stamps.append((str(folder), 0, 0))
    return tuple(sorted(stamps))


def _check_files(files: Mapping[str, bytes]) -> Content:
    from bot.catalog.loading import loader  # noqa: PLC0415  (YAML and its checks: a warm start does without)

    return loader.load_files(files)


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(f"schema {CACHE_SCHEMA}\n".encode())
    for name, data in sorted(files.items()):
        digest.update(f"{len(name)} {name} {len(data)} ".encode())
        digest.update(data)
    return digest.hexdigest()[:40]


def _read_cache(cache: Path) -> Content | None:
    """Return content that was checked before; None if there is none or it is damaged."""
    try:
        return Content.model_validate_json(cache.read_bytes())
    except (OSError, ValidationError):
        return None


def _write_cache(cache: Path, content: Content) -> None:
    """Keep checked content for the next start, whole or not at all; delete older ones."""
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache.parent, prefix=".content-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.model_dump_json().encode())
            Path(name).replace(cache)
        finally:
            Path(name).unlink(missing_ok=True)  # nothing is left of a write that failed
        for older in cache.parent.glob("content-*.json"):
            if older != cache:
                older.unlink(missing_ok=True)
    except OSError as error:
        log.debug("checked content isn't kept for the next start: %s", error)
