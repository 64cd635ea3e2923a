"""Which files a pack may have: named ones only, none of them a link, and no more than a bound."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from stat import S_ISREG
from typing import Final

from bot.catalog.loading.content_files import FOLDERS, MAX_FILE_BYTES, ContentProblem
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

_NAME: Final = lazy_pattern(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\.ya?ml")
_FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW


@frozen
class PackLimits:
    """How much a pack may hold."""

    files: int = 500
    total_bytes: int = 16 * 1024 * 1024


LIMITS: Final = PackLimits()


@frozen
class PackData:
    """The files of one pack by their relative names, and what is wrong with reading them."""

    id: str
    files: Mapping[str, bytes]
    problems: tuple[ContentProblem, ...] = ()
    """Of its files, each named with the pack's id before it."""


class PackError(Exception):
    """A pack that can't be read at all; the message says what to do."""


def data_hash(files: Mapping[str, bytes]) -> str:
    """Return the hash of a pack's data: of the names and bytes of all its files."""
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(f"{len(name)} {name} {len(data)} ".encode())
        digest.update(data)
    return f"sha256:{digest.hexdigest()}"


def is_content_name(name: str) -> bool:
    """Return whether a file of this name, relative to the pack, looks like content; any other is left alone."""
    folder, slash, file = name.rpartition("/")
    in_place = not slash or folder in FOLDERS
    return in_place and file.endswith((".yaml", ".yml")) and not file.startswith(".")


def check_name(name: str) -> str:
    """Return why a file of a pack is refused for its relative name; empty where it is fine."""
    parts = name.split("/")
    if ".." in parts or "" in parts or not name.isprintable() or "\\" in name:
        return "a name that leads out of the pack, or that not every system can have"
    if is_content_name(name) and not _NAME.fullmatch(parts[-1]):
        return "name files with letters a-z, digits, -, _ and . alone"
    return ""


def shown_name(name: str) -> str:
    """Return a file's name as a message can show it."""
    return name if name.isascii() and name.isprintable() else ascii(name)[1:-1]


def read_folder(folder: Path, problems: list[ContentProblem], limits: PackLimits = LIMITS) -> dict[str, bytes]:
    """Return the files of a pack in a folder by their relative names; what is refused goes to `problems`.

    Raises:
        PackError: there is no such folder.
    """
    names: list[str] = []
    for inner in ("", *FOLDERS):
        path = folder / inner
        if inner and path.is_symlink():
            problems.append(ContentProblem(inner, 1, "a symbolic link: a pack holds its files itself"))
            continue
        try:
            found = sorted(each.name for each in path.iterdir())
        except FileNotFoundError:
            if not inner:
                raise PackError(f"there is no folder {os.path.realpath(folder)}") from None
            continue
        except OSError as error:
            raise PackError(f"{path} can't be read: {error.strerror}") from None
        names += [f"{inner}/{name}" if inner else name for name in found]
    return read_files({name: folder / name for name in names if is_content_name(name)}, problems, limits)


def read_files(
    paths: Mapping[str, Path], problems: list[ContentProblem], limits: PackLimits = LIMITS
) -> dict[str, bytes]:
    """Return the bytes of a pack's files by their names; what is refused goes to `problems`."""
    files: dict[str, bytes] = {}
    total = 0
    for name, path in paths.items():
        shown = shown_name(name)
        if reason := check_name(name):
            problems.append(ContentProblem(shown, 1, reason))
            continue
        if len(files) == limits.files:
            problems.append(ContentProblem(shown, 1, f"more than {limits.files} files in one pack: make two of it"))
            break
        try:
            files[name] = _read_file(path)
        except OSError as error:
            problems.append(ContentProblem(shown, 1, _refusal(path, error)))
            continue
        total += len(files[name])
        if total > limits.total_bytes:
            problems.append(ContentProblem(shown, 1, f"more than {limits.total_bytes >> 20} MiB in one pack"))
            break
    return files


def _read_file(path: Path) -> bytes:
    """Return the bytes of a regular file, at most one more than it may have; OSError for a link or anything else."""
    descriptor = os.open(path, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        if not S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a regular file")
        return file.read(MAX_FILE_BYTES + 1)


def _refusal(path: Path, error: OSError) -> str:
    if path.is_symlink():
        return "a symbolic link: a pack holds its files itself"
    return f"can't be read: {error.strerror or error}"


def prefix_problems(pack_id: str, problems: Iterable[ContentProblem]) -> tuple[ContentProblem, ...]:
    """Return problems of a pack's files with the pack's id before the name of each file."""
    return tuple(ContentProblem(f"{pack_id}/{each.file}", each.line, each.message) for each in problems)
