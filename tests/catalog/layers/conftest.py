"""Small content for layers to change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.catalog.loading import loader
from bot.catalog.models import Content
from tests.fixtures.content import CATALOG_TESTS


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Two roadmaps and two areas, with lessons and questions of one roadmap; read once, since nothing can change it."""
    directory = Path(shutil.copytree(CATALOG_TESTS / "sample", tmp_path_factory.mktemp("layers") / "content"))
    shutil.copytree(CATALOG_TESTS / "taught", directory, dirs_exist_ok=True)
    return loader.load_directory(directory)


@pytest.fixture(scope="session")
def shared_id(content: Content) -> Content:
    """Give a roadmap the id of its area."""
    marena = content.roadmaps[1]
    weather = marena.model_copy(update={"id": "weather", "name": "Weather", "area": "weather", "aliases": ()})
    return content.model_copy(update={"roadmaps": (content.roadmaps[0], weather)})
