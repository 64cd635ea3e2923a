"""What is kept between starts: checked content, and the last good data of each pack. Either may go at any time."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from bot.catalog.models import Content
from bot.catalog.packs.pack_files import PackData

log = logging.getLogger(__name__)

# Counts up with every change of the models or the checks, so that no older result is trusted.
CACHE_SCHEMA: Final = 11


def read_content(cache: Path) -> Content | None:
    """Return content that was checked before; None if there is none or it is damaged."""
    try:
        return Content.model_validate_json(cache.read_bytes())
    except (OSError, ValidationError):
        return None


def write_content(cache: Path, content: Content) -> None:
    """Keep checked content for the next start, whole or not at all; delete older ones."""
    if write_whole(cache, content.model_dump_json().encode()):
        for older in cache.parent.glob("content-*.json"):
            if older != cache:
                older.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> bool:
    """Write a file that only its owner reads, whole or not at all; False where that can't be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".content-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)  # nothing is left of a write that failed
    except OSError as error:
        log.debug("nothing is kept for the next start: %s", error)
        return False
    return True


class LastGoodPacks:
    """The last data of each pack that was in force: what stays in force while the newest is broken."""

    def __init__(self, packs_dir: Path | None, cache_dir: Path | None) -> None:
        place = hashlib.sha256(str(packs_dir and packs_dir.absolute()).encode()).hexdigest()[:12]
        self._path = cache_dir and cache_dir / f"packs-{place}.json.z"
        self._kept: bytes = b""  # without a folder to keep it in
        self._hashes: dict[str, int] = {}

    def read(self, pack_ids: Iterable[str]) -> dict[str, dict[str, bytes]]:
        """Return the data of those of these packs of which some is kept."""
        kept = self._read()
        return {each: {name: text.encode() for name, text in kept[each].items()} for each in pack_ids if each in kept}

    def keep(self, packs: Iterable[PackData], order: Iterable[str]) -> None:
        """Keep the data of packs in force, and what is kept of the others in the order."""
        hashes = {each.id: _hash_files(each.files) for each in packs}
        if self._hashes == hashes or not (hashes or self._hashes):
            return
        before = self._read()
        after = {each: before[each] for each in order if each in before}
        after |= {each.id: {name: data.decode() for name, data in each.files.items()} for each in packs}
        if after != before:
            self._write(zlib.compress(json.dumps(after).encode(), 6))
        self._hashes = hashes

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            data = self._path.read_bytes() if self._path else self._kept
            kept: dict[str, dict[str, str]] = json.loads(zlib.decompress(data)) if data else {}
        except (OSError, ValueError, zlib.error):
            return {}
        return kept

    def _write(self, data: bytes) -> None:
        if self._path:
            write_whole(self._path, data)
        else:
            self._kept = data


def _hash_files(files: Mapping[str, bytes]) -> int:
    """Return what tells data from other data within one process."""
    return hash(tuple(sorted(files.items())))
