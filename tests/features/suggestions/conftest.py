"""A small content with lessons and questions: changes to it are in force in no time."""

from __future__ import annotations

import shutil

import pytest

from bot.catalog.source import CatalogSource
from tests.fixtures.content import CATALOG_TESTS


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> CatalogSource:
    """Two roadmaps, in place of all that is shipped."""
    folder = tmp_path_factory.mktemp("small") / "content"
    shutil.copytree(CATALOG_TESTS / "sample", folder)
    shutil.copytree(CATALOG_TESTS / "taught", folder, dirs_exist_ok=True)
    lessons = folder / "lessons" / "marina.yaml"
    lessons.write_text(lessons.read_text("utf-8").replace("A Book of Knots", "A Hundred Knots"), "utf-8")  # the voice
    return CatalogSource(folder)
