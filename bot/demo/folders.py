"""Where the demo's history is kept between runs: whole or not at all, and only for the code that made it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import bot
from bot.frozen import frozen

_NOT_PLAYED: Final = ("cli", "install", "web", "sandbox/web_page", "sandbox/terminal", "db/migrations/__pycache__")
_DATABASE: Final = "roadmate.db"
_WORKSPACE: Final = "workspace.json"
_ABOUT: Final = "about.json"
_MAKING: Final = ".making-"
_LEFTOVER_SECONDS: Final = 7 * 24 * 60 * 60  # longer than a visit lasts in a folder of its own


@frozen
class HistoryState:
    """What a kept history is: made by which code, with which seed, from which Monday on, and how far it was played.

    At each of the `endings` it was made to look like a present that one walks into.
    """

    version: str
    seed: int
    first_monday: date
    reached: datetime
    endings: tuple[datetime, ...]

    def encode(self) -> dict[str, Any]:
        """Return the state for JSON."""
        return {
            "version": self.version,
            "seed": self.seed,
            "first_monday": self.first_monday.isoformat(),
            "reached": self.reached.isoformat(),
            "endings": [each.isoformat() for each in self.endings],
        }

    @classmethod
    def decode(cls, told: Any) -> HistoryState:
        """Return the state from JSON; raise ValueError, KeyError or TypeError for anything else."""
        return cls(
            version=str(told["version"]),
            seed=int(told["seed"]),
            first_monday=date.fromisoformat(told["first_monday"]),
            reached=_aware(told["reached"]),
            endings=tuple(_aware(each) for each in told["endings"]),
        )


def _aware(told: str) -> datetime:
    moment = datetime.fromisoformat(told)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment


@frozen
class HistoryFolder:
    """A folder with a database, the workspace as people see it, and what the two are.

    What they are is written last, so a folder without it is only half made; it has the workspace's digest in it, and
    the database checks itself, so what a full disk or a lost power supply left is told from a history.
    """

    path: Path

    @property
    def database_url(self) -> str:
        """The URL of the database."""
        return f"sqlite:///{self.path / _DATABASE}"

    def read_state(self) -> HistoryState | None:
        """Return what the folder holds; None where it is missing, half made or damaged."""
        try:
            told = json.loads((self.path / _ABOUT).read_text(encoding="utf-8"))
            state = HistoryState.decode(told)
            is_whole = told[_WORKSPACE] == _digest((self.path / _WORKSPACE).read_bytes()) and self._has_sound_database()
        except (OSError, ValueError, KeyError, TypeError, sqlite3.Error):
            return None
        return state if is_whole else None

    def read_workspace(self) -> Any:
        """Return the snapshot of the workspace. Raises OSError or ValueError."""
        return json.loads((self.path / _WORKSPACE).read_bytes())

    def mark_open(self) -> None:
        """Take it for half made until it is closed: only the database is written while it is played on."""
        (self.path / _ABOUT).unlink(missing_ok=True)

    def close(self, workspace: Any, state: HistoryState) -> None:
        """Write the workspace that belongs to the database, then what they are."""
        content = json.dumps(workspace).encode()
        (self.path / _WORKSPACE).write_bytes(content)
        about = state.encode() | {_WORKSPACE: _digest(content)}
        (self.path / _ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")

    def _has_sound_database(self) -> bool:
        address = (self.path / _DATABASE).absolute().as_uri()
        with closing(sqlite3.connect(f"{address}?mode=rw", uri=True)) as database:
            return bool(database.execute("PRAGMA quick_check").fetchall() == [("ok",)])


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


class DemoFolders:
    """The folders below the cache: a history for each version and seed, and the visitor's working copy."""

    def __init__(self, base: Path) -> None:
        self._base = base
        base.mkdir(parents=True, exist_ok=True)

    @property
    def work(self) -> HistoryFolder:
        """The working copy, in which a visitor does things."""
        return HistoryFolder(self._base / "work")

    def find_history(self, version: str, seed: int) -> HistoryFolder:
        """Return the folder of the history that this code makes with this seed, whether it is there or not."""
        return HistoryFolder(self._base / f"history-{version}-{seed}")

    @contextmanager
    def making(self) -> Iterator[HistoryFolder]:
        """Yield an empty folder to make something in, which is gone after the block unless it was moved."""
        path = Path(tempfile.mkdtemp(dir=self._base, prefix=_MAKING))
        self._drop_leftovers(path)
        try:
            yield HistoryFolder(path)
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def _drop_leftovers(self, new: Path) -> None:
        """Delete what a power cut left behind; younger ones may be those of another process."""
        oldest = new.stat().st_mtime - _LEFTOVER_SECONDS
        for each in self._base.glob(f"{_MAKING}*"):
            with suppress(FileNotFoundError):  # another process was quicker
                if each.stat().st_mtime < oldest:
                    shutil.rmtree(each, ignore_errors=True)

    def put(self, made: HistoryFolder, place: HistoryFolder) -> None:
        """Move what was made to its place, in one step; what was there before is gone."""
        with self.making() as before:
            if place.path.exists():
                place.path.rename(before.path / "old")
            made.path.rename(place.path)

    def drop_other_histories(self, kept: HistoryFolder) -> None:
        """Delete the histories that older code made."""
        for each in self._base.glob("history-*"):
            if each != kept.path:
                shutil.rmtree(each, ignore_errors=True)

    def copy(self, source: HistoryFolder, place: HistoryFolder) -> None:
        """Put a copy of a history in a place."""
        with self.making() as made:
            shutil.copytree(source.path, made.path, dirs_exist_ok=True)
            self.put(made, place)

    @contextmanager
    def holding_work(self) -> Iterator[bool]:
        """Yield whether the working copy is ours for the block: one process at a time has it."""
        with (self._base / "work.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


def code_version(content: Path) -> str:
    """Return what changes with any file that a history depends on: the code that plays it, and the content."""
    package = Path(bot.__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for base, pattern in ((package, "*.py"), (content, "*.yaml"), (content, "*.yml")):
        for file in sorted(base.rglob(pattern)):
            name = file.relative_to(base).as_posix()
            if not name.startswith(_NOT_PLAYED):
                data = file.read_bytes()
                digest.update(f"{name} {len(data)} ".encode())
                digest.update(data)
    return digest.hexdigest()
