"""Write the operator's folder of packs: all of a change or nothing of it, and one command at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bot.catalog.layers.overlay_files import OVERLAY_FILE
from bot.catalog.loading.content_files import ContentError, ContentProblem
from bot.catalog.packs.lock import LOCK_FILE, LockedPack, PackLock, parse_lock, write_lock
from bot.catalog.packs.locked_packs import COPY_NAME, folder_of
from bot.cli.packs.sources.git_address import SourceError

NEW_FOLDER: Final = ".new-"  # what a stop left behind is swept by the next change


class PacksFolder:
    """The folder that has `packs.lock` and the packs that came from git."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def change(self) -> Iterator[None]:
        """Let no other command change the folder meanwhile. Raises SourceError where one is at it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise SourceError(f"{self.path} is no folder: set ROADMATE_PACKS_DIR to one") from error
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # ends with the process, however that ends
            except BlockingIOError as error:
                raise SourceError(f"another command is changing {self.path} right now: try again") from error
            yield
        finally:
            os.close(descriptor)

    def read_lock(self) -> PackLock:
        """Return which packs are in force. Raises ContentError where the file is broken."""
        problems: list[ContentProblem] = []
        lock = parse_lock(self._lock_bytes(), problems).model
        if problems:
            raise ContentError(tuple(problems))
        return lock or PackLock()

    def _lock_bytes(self) -> bytes | None:
        with suppress(FileNotFoundError):
            return (self.path / LOCK_FILE).read_bytes()
        return None

    def put(self, locked: LockedPack, files: Mapping[str, bytes]) -> None:
        """Put a pack in force, in the place of an older one of its id or after all others.

        The files of a pack from git come first, in a folder of their own; the lock is the one step that counts.
        """
        lock = self.read_lock()
        packs = {each.id: each for each in lock.packs} | {locked.id: locked}
        with self._or_nothing():
            if locked.source == "git":
                self._store(folder_of(locked, self.path), files)
            self._replace(LOCK_FILE, write_lock(PackLock(packs=tuple(packs.values()))))
        self._sweep(locked.id)

    def take_out(self, pack_id: str) -> None:
        """Put a pack out of force, and delete what was copied of it."""
        left = tuple(each for each in self.read_lock().packs if each.id != pack_id)
        with self._or_nothing():
            self._replace(LOCK_FILE, write_lock(PackLock(packs=left)))
        self._sweep(pack_id)

    def read_overlay(self) -> str:
        """Return the text of the operator's layer; empty where there's none. Raises SourceError."""
        try:
            return (self.path / OVERLAY_FILE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise SourceError(f"{self.path / OVERLAY_FILE} can't be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise SourceError(f"{self.path / OVERLAY_FILE} isn't UTF-8 text") from error

    def write_overlay(self, text: str) -> None:
        """Put another text in the place of the operator's layer."""
        with self._or_nothing():
            self._replace(OVERLAY_FILE, text.encode())

    @contextmanager
    def _or_nothing(self) -> Iterator[None]:
        """Raise SourceError where a step can't be written: the lock is as it was."""
        try:
            yield
        except OSError as error:
            raise SourceError(f"nothing is changed: {self.path} can't be written: {error.strerror or error}") from error

    def _store(self, folder: Path, files: Mapping[str, bytes]) -> None:
        if folder.exists():
            shutil.rmtree(folder)  # the same version is put there anew: what was in it isn't what it should be
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=NEW_FOLDER, dir=folder.parent))
        try:
            made.chmod(0o755)
            for name, data in files.items():
                target = made / name
                target.parent.mkdir(exist_ok=True)
                _write_through(target, data)
            for each in (*(path for path in made.iterdir() if path.is_dir()), made):
                _keep(each)
            made.rename(folder)
        except OSError:  # of a full disk, what was half written would go on taking the room
            shutil.rmtree(made, ignore_errors=True)
            with suppress(OSError):
                folder.parent.rmdir()
            raise
        _keep(folder.parent)

    def _replace(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all."""
        made = self.path / f".{name}.new"
        try:
            _write_through(made, data)
            made.replace(self.path / name)
        except OSError:
            made.unlink(missing_ok=True)
            raise
        _keep(self.path)

    def _sweep(self, pack_id: str) -> None:
        """Delete the copies of a pack that aren't in force any more, and what a stopped command left of one."""
        held = {folder_of(each, self.path) for each in self.read_lock().packs if each.source == "git"}
        for folder in (self.path / pack_id).glob("*"):
            is_ours = COPY_NAME.fullmatch(folder.name) or folder.name.startswith(NEW_FOLDER)
            if is_ours and folder not in held and folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder)
        with suppress(OSError):  # what else is in it isn't ours to delete
            (self.path / pack_id).rmdir()


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep(folder: Path) -> None:
    """Make what was done in a folder last over a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
