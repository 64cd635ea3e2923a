"""Read the content's files as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROADMAPS_DIR: Final = "roadmaps"
SAYINGS_DIR: Final = "sayings"
LESSONS_DIR: Final = "lessons"
QUESTIONS_DIR: Final = "questions"
FOLDERS: Final = (ROADMAPS_DIR, SAYINGS_DIR, LESSONS_DIR, QUESTIONS_DIR)
MAX_FILE_BYTES: Final = 256 * 1024  # of one file


@dataclass(frozen=True, slots=True, order=True)
class ContentProblem:
    """One thing to put right. Line 0 is none of the file's lines.

    `file` is relative to the content directory; that of another pack begins with the pack's id.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


def pack_of_file(name: str) -> str:
    """Return the id of the pack that a file is named with, `rust/plan.yaml`; empty for the pack that is below all."""
    first, slash, _ = name.partition("/")
    return first if slash and first not in FOLDERS else ""


class ContentError(Exception):
    """The content cannot be used; `problems` names everything wrong with it, in file and line order."""

    def __init__(self, problems: tuple[ContentProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def read_content_files(directory: Path) -> dict[str, bytes]:
    """Return the bytes of every content file by its relative name; one that cannot be read is left out."""
    files: dict[str, bytes] = {}
    folders = (directory, *(directory / each for each in FOLDERS))
    for path in sorted(path for folder in folders for path in folder.glob("*.y*ml")):
        if path.is_file() and not path.name.startswith("."):
            try:
                with path.open("rb") as file:  # no more than shows that it is too large
                    files[path.relative_to(directory).as_posix()] = file.read(MAX_FILE_BYTES + 1)
            except OSError:
                continue
    return files
