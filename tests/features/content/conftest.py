"""A workspace over small content of two packs, which can get new texts under it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import PackInfo, Roadmap
from bot.catalog.source import CatalogSource
from bot.core.content.content_changes import NewChange, save_change
from bot.core.content.shipped_values import read_shipped
from bot.sandbox.slack_api.fixtures import ANA, TEAM_ID
from tests.fixtures.content import CATALOG_TESTS
from tests.slack_driver import Driver

PACKS: Final = (
    PackInfo(id="harbour", name="Harbour", version="1.0.0", roadmaps=("marina",), areas=("seamanship", "weather")),
    PackInfo(id="sky", name="Sky", version="0.2.0", roadmaps=("marena",)),
)


class SourceOfTwoPacks(CatalogSource):
    """Small content in two packs; `reword` is an update of a pack."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._two = Catalog.from_content(super().current().content.model_copy(update={"packs": PACKS}))

    def current(self) -> Catalog:
        return self._two

    def reword(self, topic_id: str, text: str) -> None:
        """Have a pack say something else of a topic."""
        content = self._two.content
        roadmaps = tuple(_reworded(each, topic_id, text) for each in content.roadmaps)
        self._two = Catalog.from_content(content.model_copy(update={"roadmaps": roadmaps}))


def _reworded(roadmap: Roadmap, topic_id: str, text: str) -> Roadmap:
    categories = {
        category: tuple(each.model_copy(update={"text": text}) if each.id == topic_id else each for each in topics)
        for category, topics in roadmap.categories.items()
    }
    return roadmap.model_copy(update={"categories": categories})


@pytest.fixture
def source() -> SourceOfTwoPacks:
    return SourceOfTwoPacks(CATALOG_TESTS / "sample")


@pytest.fixture
def change(driver: Driver) -> Callable[..., None]:
    """Change a field of something for the workspace, as a suggestion that Ana took over does."""

    def write(item: str, field: str, value: Any) -> None:
        deps = driver.roadmate.deps
        shipped = read_shipped(deps.catalog.shared(), item, field)
        with deps.database.begin() as conn:
            new = NewChange(item, field, value, shipped)
            save_change(conn, new, workspace=TEAM_ID, by_member=ANA.id, now=deps.clock.now(), made_from=7)
        deps.catalog.changed(TEAM_ID)

    return write
