"""Where the catalog comes from: files that may change at any time, and must never take the bot down."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Final

from pydantic import ValidationError

from bot.catalog.catalog import Catalog
from bot.catalog.loading.files import ROADMAPS, gather
from bot.catalog.models import Content
from bot.catalog.problems import ContentError, Problem

log = logging.getLogger(__name__)

# Counts up with every change of the models or the checks, so that no older judgement of a file is trusted.
SCHEMA: Final = 1

Stamps = tuple[tuple[str, int, int], ...]


class CatalogSource:
    """The catalog in force; a broken change leaves the last good one standing. The first load raises ContentError."""

    def __init__(self, directory: Path, cache_dir: Path | None = None) -> None:
        self.problems: tuple[Problem, ...] = ()
        self._directory = directory
        self._cache_dir = cache_dir
        self._refreshing = Lock()
        self._stamps = _stamps(directory)
        self._catalog = Catalog.of(self._load())

    def current(self) -> Catalog:
        """The last good catalog; costs one attribute read."""
        return self._catalog

    def refresh(self) -> bool:
        """Take changed files over; True when the catalog is another one now. Never raises for what files hold."""
        with self._refreshing:
            stamps = _stamps(self._directory)
            if stamps == self._stamps:
                return False
            self._stamps = stamps  # taken before reading: a change in between shows next time
            try:
                catalog = Catalog.of(self._load())
            except ContentError as error:
                self._refuse(error.problems)
                return False
            self.problems = ()
            if catalog.version == self._catalog.version:
                return False
            log.info("content is now version %s, %d words", catalog.version, len(catalog.index.words))
            self._catalog = catalog  # its index is built by now: nobody's question waits for that
            return True

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        for problem in problems:
            log.warning("content not taken over: %s", problem)

    def _load(self) -> Content:
        files = gather(self._directory)
        if self._cache_dir is None:
            return _read(files)
        cache = self._cache_dir / f"content-{_fingerprint(files)}.json"
        content = _recall(cache)
        if content is None:
            content = _read(files)
            _remember(cache, content)
        return content


def _stamps(directory: Path) -> Stamps:
    """What tells that a file changed, without reading it."""
    found: list[tuple[str, int, int]] = []
    for folder in (directory, directory / ROADMAPS):
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.endswith((".yaml", ".yml")):
                        stat = entry.stat()
                        found.append((entry.path, stat.st_mtime_ns, stat.st_size))
        except OSError:
            found.append((str(folder), 0, 0))
    return tuple(sorted(found))


def _read(files: Mapping[str, bytes]) -> Content:
    from bot.catalog.loading import loader  # noqa: PLC0415  (YAML and its checks: a warm start does without)

    return loader.read(files)


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(f"schema {SCHEMA}\n".encode())
    for name, data in sorted(files.items()):
        digest.update(f"{len(name)} {name} {len(data)} ".encode())
        digest.update(data)
    return digest.hexdigest()[:40]


def _recall(cache: Path) -> Content | None:
    """Content that was checked before; None if there is none or it is damaged."""
    try:
        return Content.model_validate_json(cache.read_bytes())
    except (OSError, ValidationError):
        return None


def _remember(cache: Path, content: Content) -> None:
    """Keep checked content for the next start, whole or not at all; older ones go."""
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
        log.debug("checked content is not kept for the next start: %s", error)
