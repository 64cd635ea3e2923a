"""The content's files as bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROADMAPS: Final = "roadmaps"
MAX_BYTES: Final = 256 * 1024  # of one file


def gather(directory: Path) -> dict[str, bytes]:
    """The bytes of every content file by its relative name; one that cannot be read is left out."""
    files: dict[str, bytes] = {}
    for path in sorted([*directory.glob("*.y*ml"), *(directory / ROADMAPS).glob("*.y*ml")]):
        if path.is_file() and not path.name.startswith("."):
            try:
                with path.open("rb") as file:  # no more than shows that it is too large
                    files[path.relative_to(directory).as_posix()] = file.read(MAX_BYTES + 1)
            except OSError:
                continue
    return files
