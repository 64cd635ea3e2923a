"""Small content to break, and the real content to look things up in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalog import loader
from bot.catalog.catalog import Catalog

HERE = Path(__file__).parent

Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="session")
def real() -> Catalog:
    return Catalog.of(loader.load(HERE.parent.parent / "content"))


@pytest.fixture(scope="session")
def sample() -> Catalog:
    return Catalog.of(loader.load(HERE / "sample"))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A content directory of one's own."""
    return Path(shutil.copytree(HERE / "sample", tmp_path / "content"))


@pytest.fixture
def edit(directory: Path) -> Edit:
    """Replace a text that a file of the directory holds exactly once."""

    def replace(file: str, old: str, new: str) -> None:
        path = directory / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), "utf-8")

    return replace
