"""One team for all that is fuzzed; each request finds it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.catalog.source import CatalogSource
from tests.fuzz.stage import FuzzStage
from tests.roles.walk import Walk


@pytest.fixture(scope="session")
def fuzz(tmp_path_factory: pytest.TempPathFactory, source: CatalogSource) -> Iterator[FuzzStage]:
    walk = Walk(tmp_path_factory.mktemp("fuzz"), source)
    yield FuzzStage(walk)
    walk.close()
