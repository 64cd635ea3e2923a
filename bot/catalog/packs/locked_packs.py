"""Read the packs of a lock: each from where it says, held to its hash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.packs.lock import LockedPack
from bot.catalog.packs.pack_files import PackData, PackError, data_hash, prefix_problems, read_folder
from bot.catalog.packs.packages import read_package
from bot.lazy_pattern import lazy_pattern

COPY_NAME: Final = lazy_pattern(r".+-[0-9a-f]{12}")
"""What the folder of a version is called that was copied out of a repository."""


def folder_of(locked: LockedPack, packs_dir: Path) -> Path:
    """Return the folder of a pack that is one, or that was copied out of a repository."""
    if locked.source == "git" and locked.hash:  # each version has its own, so that the lock alone puts one in force
        return packs_dir / locked.id / f"{locked.version}-{locked.hash.removeprefix('sha256:')[:12]}"
    return packs_dir / Path(locked.where).expanduser()


def read_locked_pack(locked: LockedPack, packs_dir: Path, search_path: Sequence[str] | None = None) -> PackData:
    """Return the data of a pack.

    Raises:
        PackError: it isn't there, or isn't what the lock says.
    """
    problems: list[ContentProblem] = []
    if locked.source == "package":
        files = read_package(locked.where, locked.id, problems, search_path)
    else:
        folder = folder_of(locked, packs_dir)
        if locked.source == "git" and (folder.is_symlink() or folder.parent.is_symlink()):
            raise PackError(f"{folder} is a symbolic link: `roadmate pack upgrade {locked.id}` copies the files anew")
        try:
            files = read_folder(folder, problems)
        except PackError as error:
            instead = f"`roadmate pack upgrade {locked.id} --from SOURCE` takes it from elsewhere"
            raise PackError(f"{error}; bring it back, or {instead}") from None
    if locked.hash and not problems and data_hash(files) != locked.hash:
        raise PackError(
            f"its files aren't those of {locked.version} that were added: `roadmate pack upgrade {locked.id}`"
        )
    return PackData(locked.id, files, prefix_problems(locked.id, problems))
