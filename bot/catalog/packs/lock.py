"""`packs.lock`: which packs are in force, where each comes from, and the hash that its data has to have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from bot.catalog.content_model import ContentModel, PackId
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.file_parser import parse_file
from bot.catalog.loading.parsed_files import ParsedFile
from bot.catalog.packs.manifest import PackVersion

LOCK_FILE: Final = "packs.lock"
MAX_PACKS: Final = 200

PackSourceKind = Literal["folder", "package", "git"]
Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")]
DataHash = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
_NEEDS: Final[dict[PackSourceKind, frozenset[str]]] = {
    "folder": frozenset(),
    "package": frozenset({"hash"}),
    "git": frozenset({"commit", "hash"}),
}


class LockedPack(ContentModel):
    """One pack in force. Packages and commits are held to the hash of their data; a folder is read as it is."""

    id: PackId
    source: PackSourceKind
    where: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    """A folder's path, also relative to the folder of packs; a package's name; a repository's address or path."""
    version: PackVersion
    commit: Commit | None = None
    hash: DataHash | None = None

    @model_validator(mode="after")
    def _check_source(self) -> LockedPack:
        given = {name for name in ("commit", "hash") if getattr(self, name) is not None}
        if given != _NEEDS[self.source]:
            needed = " and ".join(sorted(_NEEDS[self.source])) or "no commit and no hash"
            raise ValueError(f"a {self.source} has {needed}: `roadmate pack add` writes this file")
        return self


class PackLock(ContentModel):
    """`packs.lock`; packs are laid over each other in this order."""

    packs: Annotated[tuple[LockedPack, ...], Field(max_length=MAX_PACKS)] = ()


def parse_lock(data: bytes | None, problems: list[ContentProblem]) -> ParsedFile[PackLock]:
    """Parse `packs.lock`; what is wrong with it goes to `problems`."""
    parsed = parse_file(LOCK_FILE, data, PackLock, problems)
    if parsed.model:
        problems += _twice(parsed, parsed.model)
    return parsed


def _twice(parsed: ParsedFile[PackLock], lock: PackLock) -> Iterator[ContentProblem]:
    seen: set[str] = set()
    for at, each in enumerate(lock.packs):
        if each.id in seen:
            yield parsed.problem_at(("packs", at, "id"), f"pack '{each.id}' is listed twice")
        seen.add(each.id)


def write_lock(lock: PackLock) -> bytes:
    """Return `packs.lock` as it is written: a few lines for each pack, so that a change is easy to read."""
    lines = ["packs:" if lock.packs else "packs: []"]
    for each in lock.packs:
        values = each.model_dump(exclude_none=True).items()
        pairs = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values]
        lines += [f"  {'-' if at == 0 else ' '} {pair}" for at, pair in enumerate(pairs)]
    return ("\n".join(lines) + "\n").encode()
